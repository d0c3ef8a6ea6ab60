"""What a corpus costs: words a second, peak memory and time by stage at 50, 500 and 5,000 short articles.

Run with `python -m benchmarks.scale 50 500 5000`; `--ways` chooses among 1 worker, 2 workers and a dask
cluster of two on this machine, and `1+all` and so on, which read every article of more than 1,000 in full.
`--kill 20` kills a run so often and compares the bytes, `--report BY-LT` makes a report on one border from
the tables. A tenth of the articles is border news, mixed from the coded articles of ours with other numbers,
names and dates; the others are about anything else. Linux only: memory and processor time are of `/proc`.
"""

import argparse
import json
import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from analysis.report.manifest import hash_files

CODED = Path(__file__).parent.parent / "codings" / "made"
FILE_ARTICLES = 1000
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|\n+")
NUMBER = re.compile(r"\b(?!(?:19|20)\d\d\b)\d{2,}\b")
NAMES = (
    "Alna Borva Celn Dresva Elmir Ferska Gorna Halmir Ivena Jurta Kelna Lurmir Murva Nerta Otva Pelna".split()
)
OTHER_NEWS = (
    "The council of {a} voted {n} to {m} for a new budget, which foresees repairs to {k} schools.",
    "{a} beat {b} {k} to {m} in front of {n} spectators after a goal in the last minute.",
    "Farmers around {a} expect a harvest of {n} tonnes, a little less than in a usual year.",
    "A library in {a} lends {n} books a month and opens on Sundays from {d} on.",
    "Shares of the dairy in {b} rose by {k} percent after it said that it would build a second plant.",
    "The weather service expects rain in {a} and up to {k} degrees in {b} on {d}.",
    "Doctors at the hospital of {b} treat some {n} patients a day, a spokeswoman said.",
    "A choir from {a} sang in the town hall of {b}, where {n} tickets had been sold.",
    "The new tram line has {k} stops and is to carry {n} passengers a day between {a} and {b}.",
    "An exhibition of {n} photographs opens on {d} in the old mill of {a}.",
    "Teachers in {b} ask for smaller classes; there are {k} pupils in one on average, they say.",
    "The river at {a} fell by {k} centimetres, and boats can pass under the bridge again.",
    "A bakery that has stood in {b} for {k} years closes, since nobody wants to take it over.",
    "Police in {a} returned {k} stolen bicycles to their owners and look for those of {m} others.",
    "The university of {b} has {n} new students this autumn, more than it has rooms for.",
    "Researchers counted {n} storks between {a} and {b}, one in {k} of them young.",
)


def draw_number(draw: random.Random, like: str) -> str:
    """Another number with as many digits."""
    return str(draw.randrange(1, 10)) + "".join(str(draw.randrange(10)) for _ in like[1:])


def write_border_news(texts: list[list[str]], draw: random.Random) -> str:
    """Half of the sentences of two coded articles, with numbers of their own."""
    chosen = [sentence for text in draw.sample(texts, 2) for sentence in text if draw.random() < 0.5]
    return NUMBER.sub(lambda found: draw_number(draw, found[0]), "\n\n".join(chosen or texts[0]))


def write_other_news(draw: random.Random, n_words: int = 250) -> str:
    """An article about anything but borders."""
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < n_words:
        a, b = draw.sample(NAMES, 2)
        numbers = {
            "n": f"{draw.randrange(100, 9000):,}",
            "k": draw.randrange(2, 90),
            "m": draw.randrange(2, 90),
        }
        day = f"{draw.randrange(1, 29)} May"
        sentences.append(draw.choice(OTHER_NEWS).format(a=a, b=b, d=day, **numbers))
    return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


def make_corpus(folder: Path, n_articles: int) -> None:
    """Write so many articles as lines of JSON, a thousand a file; the same ones every time."""
    texts = [SENTENCE.split(file.read_text("utf-8")) for file in sorted(CODED.glob("*.txt"))]
    draw = random.Random(1)
    folder.mkdir(parents=True)
    for first in range(0, n_articles, FILE_ARTICLES):
        rows = []
        for n in range(first, min(first + FILE_ARTICLES, n_articles)):
            text = write_other_news(draw) if n % 10 else write_border_news(texts, draw)
            day = date(2021, 1, 1) + timedelta(days=draw.randrange(1200))
            rows.append(json.dumps({"id": f"a{n:07}", "date": day.isoformat(), "text": text}))
        (folder / f"news-{first:07}.jsonl").write_text("\n".join(rows) + "\n", "utf-8")


@dataclass(slots=True)
class Usage:
    """Peak memory (MiB) and processor time (s) of each process below this one, by its number."""

    peaks: dict[int, float] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)

    def sample(self) -> None:
        """Look at all processes."""
        for place in Path("/proc").glob("[0-9]*"):
            try:
                fields = (place / "stat").read_text().rsplit(")", 1)[1].split()
                status = (place / "status").read_text()
            except OSError:
                continue
            pid = int(place.name)
            self.parents[pid] = int(fields[1])
            if found := re.search(r"VmHWM:\s+(\d+)", status):
                self.peaks[pid] = max(self.peaks.get(pid, 0), int(found[1]) / 1024)
                self.seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def below(self, pid: int) -> list[int]:
        """The processes that come from one."""
        own = [child for child, parent in self.parents.items() if parent == pid]
        return own + [other for child in own for other in self.below(child)]


@contextmanager
def watch() -> Iterator[Usage]:
    """Sample the processes below this one, as long as the context lasts."""
    usage, over = Usage(), threading.Event()

    def look() -> None:
        while not over.wait(0.3):
            usage.sample()

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield usage
    finally:
        over.set()
        watcher.join()


def run_command(*words: str) -> dict[str, float]:
    """Run `crossings`; gives the seconds of each stage, by the first word of its lines."""
    stages: dict[str, float] = {}
    command = [sys.executable, "-m", "analysis", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr
    last = time.monotonic()
    for line in process.stderr:
        now = time.monotonic()
        stage = line.partition(" ")[2].split()[0] if " " in line else line.strip()
        stages[stage] = stages.get(stage, 0) + now - last
        last = now
    if process.wait():
        raise SystemExit(f"{' '.join(words)} ended with code {process.returncode}")
    stages["end"] = time.monotonic() - last
    return stages


def measure(way: str, corpus: Path, out: Path) -> dict[str, object]:
    """Extract a corpus in one of the ways from nothing."""
    who, _, whole = way.partition("+")
    words = ["extract", str(corpus), "--out", str(out), "--parts", "300", *(["--all"] if whole else [])]
    with watch() as usage:
        began = time.monotonic()
        if who == "cluster":
            from distributed import LocalCluster

            with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
                stages = run_command(*words, "--scheduler", cluster.scheduler_address)
                usage.sample()
        else:
            stages = run_command(*words, "--workers", who)
        seconds = time.monotonic() - began
    mine = usage.below(os.getpid())
    n_words = sum(
        len(json.loads(line)["text"].split())
        for file in corpus.iterdir()
        for line in file.open(encoding="utf-8")
    )
    cpu = sum(usage.seconds.get(pid, 0) for pid in mine)
    return {
        "way": way,
        "words": n_words,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "words_per_cpu_second": round(n_words / cpu),
        "peaks_mib": sorted((round(usage.peaks[pid]) for pid in mine if pid in usage.peaks), reverse=True)[
            :6
        ],
        "stages": {name: round(took, 1) for name, took in stages.items()},
    }


def fit_exponent(sizes: list[int], costs: list[float]) -> float:
    """The power of the number of articles with which the cost grows, by least squares on logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - mean_x) ** 2 for x in xs
    )


def kill_runs(corpus: Path, folder: Path, n_kills: int) -> None:
    """Kill a run at random moments, start it again each time, and compare what comes of it."""
    words = ["extract", str(corpus), "--parts", "20", "--workers", "2", "--out"]
    began = time.monotonic()
    run_command(*words, str(folder / "unbroken"))
    seconds, draw = time.monotonic() - began, random.Random(3)
    killed = 0
    for _ in range(n_kills):
        command = [sys.executable, "-m", "analysis", *words, str(folder / "killed")]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, start_new_session=True, **quiet)  # type: ignore[call-overload]
        try:
            process.wait(draw.uniform(0.1, 2 * seconds / n_kills + 3))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
        if process.returncode == 0:  # it was finished; begin anew
            shutil.rmtree(folder / "killed")
            shutil.rmtree(folder / ".killed.parts")
    run_command(*words, str(folder / "killed"))
    same = hash_files(folder / "killed") == hash_files(folder / "unbroken")
    print(f"killed {killed} times: {'the same bytes' if same else 'OTHER BYTES'}")


def main() -> None:
    """Print a line for each size and way, and how cost grows."""
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="+", type=int)
    options.add_argument("--ways", default="1,2,cluster")
    options.add_argument("--kill", type=int, default=0)
    options.add_argument("--report", metavar="BORDER")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="crossings-scale-") as name:
        folder = Path(name)
        costs: dict[str, list[float]] = {}
        for size in asked.sizes:
            make_corpus(folder / str(size), size)
            for way in asked.ways.split(","):
                out = folder / f"{size}-{way}"
                measured = measure(way, folder / str(size), out)
                costs.setdefault(way, []).append(float(str(measured["cpu_seconds"])))
                print(json.dumps({"articles": size, **measured}), flush=True)
            for kind in ("", "all"):
                alike = [way for way in asked.ways.split(",") if way.partition("+")[2] == kind]
                found = [hash_files(folder / f"{size}-{way}") for way in alike]
                same = all(one == found[0] for one in found)
                if len(found) > 1:
                    print(f"{size}: {'the same' if same else 'OTHER'} bytes by {', '.join(alike)}")
            if asked.kill:
                kill_runs(folder / str(size), folder, asked.kill)
        for way, seconds in costs.items():
            if len(seconds) > 1:
                print(f"{way}: processor time grows with the power {fit_exponent(asked.sizes, seconds):.2f}")
        if asked.report:
            tables = folder / f"{asked.sizes[-1]}-{asked.ways.split(',')[0]}"
            with watch() as usage:
                began = time.monotonic()
                stages = run_command(
                    "report", str(tables), "--border", asked.report, "--out", str(folder / "report")
                )
                seconds = time.monotonic() - began
            peaks = [usage.peaks[pid] for pid in usage.below(os.getpid()) if pid in usage.peaks]
            print(
                json.dumps(
                    {"report": asked.report, "seconds": seconds, "peak_mib": max(peaks), "stages": stages}
                )
            )


if __name__ == "__main__":
    main()
