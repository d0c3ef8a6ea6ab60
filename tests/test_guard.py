"""A runaway article is stopped and refused, and nothing else is lost."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from analysis import extraction
from analysis.article import Article, Rejected
from analysis.errors import UsageError
from analysis.extraction import extract
from analysis.guard import OverrunError, describe_error, limit_work, work_apart
from analysis.sources import documents, read_articles
from analysis.tables import check_tables

TEXTS = {
    name: f"Border guards stopped {number} migrants on Monday."
    for name, number in zip("abc", (40, 50, 60), strict=True)
}


def article(name: str, **more: str) -> Article:
    """An article of one sentence."""
    return Article(name, f"{name}.txt", TEXTS[name], name * 64, **more)


def fail_at(name: str, error: Exception):
    """A reader that raises at one article."""
    read = extraction.read_document

    def broken(found: Article):
        if found.article_id == name:
            raise error
        return read(found)

    return broken


def test_what_never_ends_is_stopped() -> None:
    """Even a search that a pattern makes endless ends when its time is over."""
    with pytest.raises(OverrunError, match=r"more than 0\.2 seconds"), limit_work(seconds=0.2):
        re.match(r"(a|aa)+$", "a" * 60 + "b")


def numbers(item: int, at: int = -1, end: Callable[[], object] = int) -> Iterator[int]:
    """Two results of each item, between which something happens at one of them."""
    yield item
    if item == at:
        end()
    yield -item


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "Reading it ended the process (code -9)."),
        (lambda: os._exit(3), "Reading it ended the process (code 3)."),
        (lambda: signal.setitimer(signal.ITIMER_PROF, 0.01) and deaf(), "It took more than 90 seconds."),
    ],
)
def test_what_ends_the_process_costs_one_item(end: Callable[[], object], words: str) -> None:
    """A crash, an exit and code that never comes back to Python: the rest is done by another process."""
    done = work_apart(partial(numbers, at=2, end=end), [1, 2, 3], lambda item, ending: (item, ending))
    assert list(done) == [1, -1, (2, words), 3, -3]


def test_what_ends_the_process_is_found_among_the_parts_of_an_item() -> None:
    """An item of many parts is done again part by part, and loses only the one that ends the process."""

    def work(item: range) -> Iterator[int]:
        for number in item:
            if number == 5:
                os._exit(3)
            yield number

    def split(item: range) -> list[range]:
        return [range(number, number + 1) for number in item]

    done = work_apart(work, [range(3), range(3, 7), range(7, 9)], lambda item, _: -item.start, split)
    assert list(done) == [0, 1, 2, 3, 4, -5, 6, 7, 8]


def deaf() -> None:
    """Heed no limit of ours, for ever."""
    while True:
        with suppress(Exception):
            sum(range(10**6))


def test_what_is_raised_apart_is_raised_here() -> None:
    """An error of ours is no article's: it is raised where the work was asked for, with all that it says."""

    def raising() -> None:
        raise UsageError("no such model")

    done = work_apart(partial(numbers, at=2, end=raising), [1, 2, 3], lambda *_: 0)
    with pytest.raises(UsageError, match="no such model"):
        list(done)


def test_work_that_nobody_waits_for_is_ended() -> None:
    """Who takes only the first results leaves no process behind."""
    done = work_apart(numbers, [1, 2, 3], lambda *_: 0)
    assert next(done) == 1
    done.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    "use",
    ["print(next(found))", "with get_context('fork').Pool(1) as pool: print(pool.apply(next, [numbers]))"],
)
def test_no_program_hangs_on_work_apart(use: str) -> None:
    """A program may end before all results are asked for, and work in a pool of processes of its own."""
    code = f"""
from multiprocessing import get_context
from analysis.guard import work_apart
class Numbers:
    def __next__(self):
        return next(work_apart(lambda n: [n, " " * 200_000], range(9), max))
numbers = Numbers()
found = work_apart(lambda n: [n, " " * 200_000], range(9), max)
{use}
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=30, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("0", "")


def test_what_takes_all_memory_is_stopped() -> None:
    """A runaway gets an error, not the machine; afterwards memory is free again."""
    with pytest.raises(MemoryError), limit_work(memory=200_000_000):
        bytearray(10**9)
    assert len(bytearray(3 * 10**8)) == 3 * 10**8


def test_an_article_that_fails_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The article is refused with its path and the error in a sentence; the others are read."""
    monkeypatch.setattr(extraction, "read_document", fail_at("b", ValueError("month must\nbe in 1..12")))
    tables = check_tables(extract([article("a"), article("b"), article("c")]))
    assert list(tables.articles["article_id"]) == ["a", "c"]
    (row,) = tables.rejected[tables.rejected["reason"] == "failed"].to_dict("records")
    assert (row["kind"], row["path"], row["detail"]) == (
        "article",
        "b.txt",
        "ValueError: month must be in 1..12.",
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_ends_the_process_is_one_row(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """What crashes on one article is one refusal, in the order of the articles, and the others are read."""
    read = extraction.read_document

    def crashing(found: Article):
        if found.article_id == "b":
            os._exit(1)
        return read(found)

    monkeypatch.setattr(extraction, "read_document", crashing)
    tables = check_tables(extract([article(name) for name in "abc"], workers=workers))
    assert list(tables.articles["article_id"]) == ["a", "c"]
    (row,) = tables.rejected[tables.rejected["reason"] == "failed"].to_dict("records")
    assert (row["path"], row["detail"]) == ("b.txt", "Reading it ended the process (code 1).")


def test_a_file_that_ends_the_process_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that crashes on one file of a folder costs that file."""
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_text(text)
    describe = documents.describe_text

    def crashing(text: str):
        return describe(text) if "50" not in text else os._exit(1)

    monkeypatch.setattr(documents, "describe_text", crashing)
    articles, (refusal,) = read_articles(tmp_path)
    assert [found.article_id for found in articles] == ["a", "c"]
    assert (refusal.path, refusal.reason) == ("b.txt", "failed")


def test_copies_of_an_article_that_fails_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first copy takes the place of an original that fails, and the second is a copy of the first."""
    monkeypatch.setattr(extraction, "read_document", fail_at("a", ValueError()))
    copies = [article("a"), article("b", duplicate_of="a"), article("c", duplicate_of="a")]
    tables = check_tables(extract(copies))
    assert tables.articles["duplicate_of"].isna().tolist() == [True, False]
    assert set(tables.counts["article_id"]) == {"b"}


def test_a_copy_is_counted_once() -> None:
    """Rows come from the original alone."""
    tables = check_tables(extract([article("a"), article("b", duplicate_of="a")]))
    assert set(tables.counts["article_id"]) == {"a"} and len(tables.articles) == 2


NO_MEMORY = "It needed more than 2 GB of memory."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), NO_MEMORY),
        (RuntimeError("1 : FAIL : Failed to allocate memory for requested buffer of size 9"), NO_MEMORY),
        (OverrunError("it took more than 60 seconds"), "It took more than 60 seconds."),
        (KeyError("x" * 999), "KeyError: '" + "x" * 199 + "."),
        (ValueError(), "ValueError: no more is known."),
    ],
)
def test_an_error_is_a_sentence(error: Exception, words: str) -> None:
    """The detail of a refusal is short and says what went wrong."""
    assert describe_error(error) == words


def test_a_refusal_of_an_article_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who follows a failed article finds it by its id."""
    monkeypatch.setattr(extraction, "read_document", fail_at("a", ValueError()))
    result = extraction._try_article(article("a"), model=None, threads=1)
    assert isinstance(result, Rejected) and result.article_id == "a"
