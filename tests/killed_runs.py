"""Report runs that are killed, and what stands afterwards; a script, since only a process of its own can die.

`python tests/killed_runs.py FOLDER VARIANT KILLS` prints, as JSON, how often the report and the copy of its
figures were found whole, torn or gone after a kill. KILLS is `steps` (before each step of the publication and
each tenth of all steps that change the disk) or a number of kills at random moments.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import VerificationError
from analysis.report import publication, run
from analysis.report.manifest import hash_file, hash_files, read_manifest
from analysis.report.notebooks import Notebook
from analysis.report.parameters import parse_parameters
from analysis.report.publication import list_outputs
from analysis.storage import write_tables
from analysis.tables import Tables, articles_frame

CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "shutil.rmtree")
FIGURE = "flows"


def run_report(root: Path, generation: str) -> None:
    """A run whose notebooks only write files; each of them says which run it belongs to."""
    run.run_notebook = lambda *of_notebook: _write_files(generation, *of_notebook)
    parameters = parse_parameters(articles=root / "articles", out=root / "report", figures=root / "figures")
    run.run_report(parameters, lambda _: None)


def _write_files(generation: str, notebook: Notebook, values: Mapping[str, Any], folder: Path) -> None:
    if notebook.name == "01_articles":
        articles, _ = run.read_articles(folder / values["articles"])
        write_tables(Tables(articles=articles_frame(articles)), folder / "tables", names=["articles"])
    figures = folder / "figures"
    figures.mkdir(exist_ok=True)
    (figures / f"{FIGURE}.svg").write_text(f"<svg>{generation}</svg>")
    card = {"name": FIGURE, "sha256": {f"{FIGURE}.svg": hash_file(figures / f"{FIGURE}.svg")}}
    (figures / f"{FIGURE}.json").write_text(json.dumps(card))
    (folder / f"{notebook.name}.txt").write_text(generation)


def describe_report(report: Path) -> str:
    """`whole` where every file is there as its manifest says and none besides, else `torn` or `gone`."""
    if not report.exists():
        return "gone"
    try:
        whole = hash_files(report) == list_outputs(read_manifest(report))
    except VerificationError:
        whole = False
    return "whole" if whole else "torn"


def describe_copy(figures: Path) -> str:
    """`whole` where the files are those that the card beside them names, of whichever run."""
    if not figures.exists():
        return "gone"
    found = hash_files(figures)
    card = json.loads((figures / f"{FIGURE}.json").read_text()) if f"{FIGURE}.json" in found else {}
    found.pop(f"{FIGURE}.json", None)
    return "whole" if card and card["sha256"] == found else "torn"


def replace_in_place(place: publication.Workplace, new: Path) -> None:
    """The broken way to publish: file by file, where the report stands."""
    shutil.rmtree(place.target, ignore_errors=True)
    shutil.copytree(new, place.target)


def never_swap(*_: Path) -> bool:
    """A disk that cannot let two folders change places."""
    return False


def break_it(variant: str) -> None:
    """Put a broken part, or a poorer disk, in the place of the right one."""
    if variant == "in place":
        publication.Workplace.publish = replace_in_place
    elif variant in ("poor disk", "poor disk, nobody recovers"):
        publication.swap_folders = never_swap


def run_child(root: Path, generation: str, before: Callable[[], None] = lambda: None) -> int:
    """Start a run in a process of its own; gives the process's id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        before()
        run_report(root, generation)
        status = 0
    finally:
        os._exit(status)


def watch_steps(root: Path, at_step: Callable[[int, str], None]) -> None:
    """Call `at_step` with number and name before each step that changes something under `root`."""
    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        at_step(done, name)

    def hear(event: str, details: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(details[1], str) and set(details[1]) & set("wax+")
        if (writes or event in CHANGES) and str(root) in str(details[0]):
            step(event)

    swap = publication.swap_folders

    def heard_swap(one: Path, other: Path) -> bool:
        step("swap")
        return swap(one, other)

    publication.swap_folders = heard_swap
    sys.addaudithook(hear)


def list_steps(root: Path) -> list[str]:
    """The names of the steps of one whole run over an older report."""
    log = root.parent / "steps.txt"
    log.write_text("")

    def note(_: int, name: str) -> None:
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND), "a") as lines:
            lines.write(f"{name}\n")

    child = run_child(root, "whole", lambda: watch_steps(root, note))
    if os.waitpid(child, 0)[1]:
        raise SystemExit("a run that nobody killed failed")
    return log.read_text().split()


def kill_at_steps(root: Path) -> Counter[str]:
    """Kill a run before each step of the publication and before some of the others, each time a new run."""
    steps = list_steps(root)
    moves = (number for number, name in enumerate(steps, 1) if name in ("swap", "os.rename"))
    first = next(moves, len(steps) // 2)
    found: Counter[str] = Counter()
    for number in range(1, len(steps) + 1):
        if number >= first or number % 10 == 1:

            def die(at: int, _: str, number: int = number) -> None:
                if at == number:
                    os.kill(os.getpid(), signal.SIGKILL)

            os.waitpid(run_child(root, f"run {number}", lambda: watch_steps(root, die)), 0)
            look(root, found)
        if set(found) - {"report whole", "figures whole"}:
            break  # one is enough
    return found


def kill_at_random(root: Path, kills: int) -> Counter[str]:
    """Kill as many runs, each after a time drawn between nothing and what a whole run takes."""
    begun = time.monotonic()
    os.waitpid(run_child(root, "timed"), 0)
    whole = time.monotonic() - begun
    chance, found = random.Random(kills), Counter[str]()
    for number in range(kills):
        child = run_child(root, f"run {number}")
        time.sleep(chance.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        look(root, found)
    return found


def look(root: Path, found: Counter[str]) -> None:
    """Count what a reader finds now."""
    if "nobody recovers" not in VARIANT:
        publication.recover_place(root / "report")
        publication.recover_place(root / "figures")
    found[f"report {describe_report(root / 'report')}"] += 1
    found[f"figures {describe_copy(root / 'figures')}"] += 1


def main(root: Path, kills: str) -> None:
    """Make a first report, kill runs over it, and end with a run that nobody kills."""
    (root / "articles").mkdir(parents=True)
    (root / "articles" / "a.txt").write_text("Guards stopped 40 people at the border on Tuesday.\n")
    break_it(VARIANT)
    os.waitpid(run_child(root, "first"), 0)
    found = kill_at_steps(root) if kills == "steps" else kill_at_random(root, int(kills))
    os.waitpid(run_child(root, "last"), 0)
    left = sorted(entry.name for entry in root.iterdir())
    brief = root / "report" / "04_brief.txt"
    last = brief.read_text() if brief.exists() else None
    print(json.dumps({"found": found, "left": left, "last": last}))


if __name__ == "__main__":
    VARIANT = sys.argv[2]
    main(Path(sys.argv[1]).resolve(), sys.argv[3])
