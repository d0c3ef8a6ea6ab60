"""Words per second of the whole reading, by stage, beside a public finder of quantities, in one run.

Run with `python -m benchmarks.reading [MODEL]`. The articles are the made ones that no model is trained on.
`pip install quantulum3` (not among the dependencies: it is measured, not used) adds the line to compare with;
it finds numbers and units only, and says nothing of what they mean.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from analysis import Article
from analysis.document import read_document
from analysis.extraction import extract_article
from analysis.meaning.network import Network, open_network
from analysis.meaning.windows import Arrays
from analysis.mentions.publication import date_article

CODINGS = Path(__file__).parents[1] / "codings"
T = TypeVar("T")


class TimedNetwork:
    """A network that keeps account of the seconds that each of its graphs takes."""

    def __init__(self, network: Network, spent: dict[str, float]) -> None:
        self.network, self.spent = network, spent
        self.tokenizer, self.card = network.tokenizer, network.card

    def run(self, graph: str, inputs: Arrays) -> Arrays:
        """The outputs of one graph."""
        began = time.perf_counter()
        outputs = self.network.run(graph, inputs)
        self.spent["encoder" if graph == "encoder" else "heads"] += time.perf_counter() - began
        return outputs


def read_articles() -> list[Article]:
    """The made articles that guard the reading."""
    names = json.loads((CODINGS / "splits.json").read_text("utf-8"))["made"]["never"]
    texts = {name: (CODINGS / "made" / f"{name}.txt").read_text("utf-8") for name in names}
    return [
        Article(name, f"{name}.txt", text, sha256(text.encode()).hexdigest()) for name, text in texts.items()
    ]


def take_time(work: Callable[[T], Any], things: Iterable[T]) -> float:
    """Seconds that work takes on all things."""
    began = time.perf_counter()
    for thing in things:
        work(thing)
    return time.perf_counter() - began


def main() -> None:
    """Print a line for each reading and for each stage of the learned one."""
    articles, words = read_articles(), 0
    words = sum(len(article.text.split()) for article in articles)
    print(f"{len(articles)} articles, {words:,} words")
    for threads in (1, 2):
        spent: dict[str, float] = defaultdict(float)
        network = TimedNetwork(open_network(Path(sys.argv[1]) if len(sys.argv) > 1 else None, threads), spent)
        read = partial(extract_article, network=network)
        read(articles[0])
        spent.clear()
        whole = take_time(read, articles)
        print(f"whole reading, {threads} thread(s): {words / whole:,.0f} words/s")
        spent["mentions"] = take_time(lambda article: read_document(date_article(article)), articles)
        spent["windows, candidates, decoding"] = whole - sum(spent.values())
        for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
            print(f"    {stage:30} {seconds / whole:4.0%}")
    try:
        from quantulum3 import parser
    except ImportError:
        print("quantulum3 is not installed")
        return
    other = take_time(lambda article: parser.parse(article.text), articles)
    print(f"quantulum3, numbers and units only: {words / other:,.0f} words/s")


if __name__ == "__main__":
    main()
