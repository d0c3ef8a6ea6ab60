"""Words per second and peak memory of `extract`, for 100 and 800 articles and for one of 200 KB on one line.

Run with `python -m benchmarks.extract`. Each case runs in a process of its own, so that its peak memory is
its own. The articles are drawn from sentences of our own with a fixed seed.
"""

import json
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from hashlib import sha256

from analysis import Article, Publication, extract

SENTENCES = (
    "Border guards stopped {n} people who tried to cross from {a} into {b} on {day}, their spokesman said.",
    "Since the beginning of the year, more than {n} migrants have been detained on the border with {a}.",
    "The ministry of the interior of {b} said that {n} officers would be sent to the fence in {month}.",
    "That is {f} times as many as in the same period of last year, when {n} attempts were recorded.",
    "{b} closed two of its six crossing points with {a} on {day} and prolonged the state of emergency.",
    "Rights groups say that {n} people were pushed back, a claim that the government denies.",
    "The road to the village runs through a forest in which nobody has lived for a long time.",
    "Residents told reporters that they hear patrols at night and find clothes among the trees.",
)
PAIRS = (("Belarus", "Lithuania"), ("Belarus", "Poland"), ("Russia", "Finland"), ("Belarus", "Latvia"))
MONTHS = ("January", "March", "May", "July", "September", "November")
FIRST_DAY = date(2021, 6, 1)
# of the case "one line": what costs most, a number and a verb for it without end
CROWDED = "detained 5 migrants "
CASES = ("100", "800", "one line")


def write_article(number: int, draw: random.Random) -> Article:
    """An article of about 400 words in paragraphs of three sentences."""
    published = FIRST_DAY + timedelta(days=draw.randrange(900))
    paragraphs = (" ".join(_write_sentence(draw) for _ in range(3)) for _ in range(8))
    return _as_article(f"a{number}", "\n\n".join(paragraphs), published)


def _write_sentence(draw: random.Random) -> str:
    neighbour, state = draw.choice(PAIRS)
    month = draw.choice(MONTHS)
    return draw.choice(SENTENCES).format(
        n=f"{draw.randrange(20, 9000):,}",
        a=neighbour,
        b=state,
        f=draw.randrange(2, 9),
        day=f"{draw.randrange(1, 29)} {month}",
        month=month,
    )


def _as_article(name: str, text: str, day: date) -> Article:
    publication = Publication(day, day, "metadata")
    return Article(name, f"{name}.txt", text, sha256(text.encode()).hexdigest(), publication)


def make_case(case: str) -> list[Article]:
    """The articles of a case."""
    if case == "one line":
        return [_as_article("line", CROWDED * 10_000, FIRST_DAY)]
    draw = random.Random(int(case))
    return [write_article(number, draw) for number in range(int(case))]


def measure_case(case: str) -> dict[str, float]:
    """Extract the articles of a case once; seconds without start-up, MiB at the peak with it."""
    articles = make_case(case)
    extract(articles[:1] if len(articles) > 1 else [write_article(0, random.Random(0))])
    began = time.process_time()
    tables = extract(articles)
    seconds = time.process_time() - began
    words = sum(len(article.text.split()) for article in articles)
    return {
        "articles": len(articles),
        "words": words,
        "counts": len(tables.counts),
        "events": len(tables.events),
        "cpu_seconds": round(seconds, 1),
        "words_per_second": round(words / seconds),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Print one line per case, and how time grows in proportion to the words."""
    if len(sys.argv) > 1:
        print(json.dumps(measure_case(sys.argv[1])))
        return
    results = {}
    for case in CASES:
        results[case] = json.loads(
            subprocess.check_output([sys.executable, "-m", "benchmarks.extract", case])
        )
        print("  ".join(f"{name} {value:,}" for name, value in results[case].items()), flush=True)
    growth = results["100"]["words_per_second"] / results["800"]["words_per_second"]
    print(f"processor time grows {growth:.2f} times in proportion to the words")


if __name__ == "__main__":
    main()
