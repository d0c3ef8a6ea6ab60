"""A runaway article is stopped and refused, and nothing else is lost."""

import re

import pytest

from analysis import extraction
from analysis.article import Article, Rejected
from analysis.extraction import extract
from analysis.guard import OverrunError, describe_error, limit_work
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


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "It needed more than 2 GB of memory."),
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
