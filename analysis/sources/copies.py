"""Which articles repeat an earlier one under another byline, heading or line width.

Near-copies by MinHash (Broder 1997) over runs of five words, looked for by bands of the fingerprint, which a
database joins: in memory, or on disk where they are many. An update that states another number is no copy: of
two near-copies one must hold all numbers of the other.
"""

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from analysis.article import Article
from analysis.sources.documents import HEADER
from analysis.sources.shadow import normalise

Key = TypeVar("Key")
RUN = 5
PERMUTATIONS = 128
RESEMBLANCE = 0.8
# So many bands of so many values find most pairs of that resemblance and few others.
BANDS, ROWS = 14, 9
# Of shorter texts only equal ones are copies: two flashes may share most of their words.
LEAST_WORDS = 40
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d[\d.,]*\d|\d")
BATCH = 1000


def list_prints(articles: Iterable[Article]) -> Any:
    """What articles are compared by, a row each in their order, as an arrow table.

    Columns: `wanted` (the id), `path`, `digest` (of the words), `bands` (keys of which two near-copies share
    at least one), `fingerprint` and `numbers`. A short text has no bands.
    """
    import pyarrow as arrow

    text, data = arrow.string(), arrow.binary()
    columns = {"wanted": text, "path": text, "digest": data, "bands": arrow.list_(data)}
    columns |= {"fingerprint": data, "numbers": arrow.list_(text)}
    return arrow.Table.from_pylist([_take_print(one) for one in articles], arrow.schema(columns))


def _take_print(article: Article) -> dict[str, Any]:
    """Header, layout and letter case leave no mark on it."""
    text = normalise(article.text).text
    header = HEADER.match(text)
    text = text[header.end() if header else 0 :]
    words = WORD.findall(text.casefold())
    said = "\0".join(words) or text
    fingerprint = _fingerprint(words) if len(words) >= LEAST_WORDS else np.array([], np.uint32)
    cuts = range(0, min(BANDS * ROWS, len(fingerprint)), ROWS)
    return {
        "wanted": article.article_id,
        "path": article.path,
        "digest": hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest(),
        "bands": [bytes([n]) + fingerprint[at : at + ROWS].tobytes() for n, at in enumerate(cuts)],
        "fingerprint": fingerprint.tobytes(),
        "numbers": NUMBER.findall(text),
    }


def _fingerprint(words: list[str]) -> Any:
    from datasketch import MinHash

    runs = {
        " ".join(words[at : at + RUN]).encode("utf-8", "surrogatepass") for at in range(len(words) - RUN + 1)
    }
    found = MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32, seed=1)
    found.update_batch(sorted(runs))
    return found.hashvalues.astype(np.uint32)


def mark_copies(articles: Sequence[Article]) -> list[Article]:
    """The articles, each that repeats an earlier one with the id of that one in `duplicate_of`."""
    if len(articles) < 2:
        return [*articles]
    import duckdb

    with duckdb.connect(config={"threads": 1}) as data:
        data.register("articles", list_prints(articles).add_column(0, "n", [range(len(articles))]))
        data.execute("CREATE TABLE prints AS FROM articles")
        originals = find_copies(data)
    return [
        replace(article, duplicate_of=articles[originals[n]].article_id) if n in originals else article
        for n, article in enumerate(articles)
    ]


def find_copies(data: Any) -> dict[int, int]:
    """Each article that repeats an earlier one, with that one, by their numbers.

    `data` is a database with a table `prints`: the columns of `list_prints`, and `n`, the article's number.
    """
    data.execute("CREATE TABLE firsts AS SELECT digest, min(n) AS n FROM prints GROUP BY digest")
    data.execute(
        "CREATE TABLE keys AS SELECT n, unnest(bands) AS band FROM prints WHERE n IN (SELECT n FROM firsts)"
    )
    near: dict[int, int] = {}
    pairs = fetch_rows(
        data,
        "SELECT later.n, earlier.n, later.fingerprint, earlier.fingerprint, later.numbers, earlier.numbers "
        "FROM (SELECT DISTINCT one.n AS after, other.n AS before FROM keys one JOIN keys other "
        "ON one.band = other.band AND one.n > other.n) "
        "JOIN prints later ON later.n = after JOIN prints earlier ON earlier.n = before "
        "ORDER BY after, before",
    )
    for later, earlier, *compared in pairs:
        # What is a copy itself is compared with nothing.
        if later not in near and earlier not in near and _is_near(*compared):
            near[later] = earlier
    exact = fetch_rows(
        data, "SELECT prints.n, firsts.n FROM prints JOIN firsts USING (digest) WHERE prints.n > firsts.n"
    )
    return near | {at: near.get(first, first) for at, first in exact}


def pass_on(copies: Mapping[Key, Key], lost: Container[object]) -> dict[Key, Key]:
    """What is left of copies, in their order, each with its original, where some articles cannot be read.

    The first copy of a lost one stands for it, and the others are copies of that one.
    """
    heirs: dict[Key, Key] = {}
    left: dict[Key, Key] = {}
    for copy, original in copies.items():
        if original not in lost:
            left[copy] = original
        elif original in heirs:
            left[copy] = heirs[original]
        elif copy not in lost:
            heirs[original] = copy
    return left


def _is_near(one: bytes, other: bytes, numbers: list[str], others: list[str]) -> bool:
    """Whether two articles that share a band are one report."""
    alike = float(np.mean(np.frombuffer(one, np.uint32) == np.frombuffer(other, np.uint32)))
    mine, theirs = Counter(numbers), Counter(others)
    return alike >= RESEMBLANCE and (mine <= theirs or theirs <= mine)


def fetch_rows(data: Any, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of an answer, which need not fit into memory; other questions may be asked meanwhile."""
    answer = data.cursor().execute(query)
    while rows := answer.fetchmany(BATCH):
        yield from rows
