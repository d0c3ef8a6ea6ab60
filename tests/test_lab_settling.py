"""What two people read otherwise is settled by a third, row by row."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analysis.article import Article, Publication
from analysis.codings.corrections import use_codings
from analysis.codings.format import hash_text
from analysis.errors import UsageError
from analysis.extraction import extract
from analysis.lab import FIRST, SECOND
from analysis.lab.checking import Checker
from analysis.lab.desk import Desk
from analysis.lab.pages import settle
from analysis.lab.settling import settle_between
from analysis.tables import Tables, check_tables

TEXT = (
    "Lithuanian border guards detained 96 people who crossed the border from Belarus on Wednesday.\n\n"
    "Guards turned back 40 people on Tuesday. Another 12 people were rescued from a swamp on Monday."
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """What the reader makes of an article."""
    day = Publication(date(2023, 8, 10), date(2023, 8, 10), "metadata")
    return check_tables(extract([Article("a", "a.txt", TEXT, hash_text(TEXT), day)]))


def key_of(desk: Desk, words: str) -> str:
    """The key of the claim with these words."""
    return next(r["key"] for r in desk.rows("a") if words in r["quote"] and r["table"] == "counts")


@pytest.fixture
def third(tables: Tables, tmp_path: Path) -> Desk:
    """Eva settles: Ona and Ben agree on 40 people, read 96 otherwise, and only Ona has 12."""
    for by in ("ona", "ben"):
        desk = Desk(tables, tmp_path / by, by, lambda: datetime(2026, 1, 2, tzinfo=UTC))
        if by == "ben":
            desk.correct("a", key_of(desk, "96"), {"measure": "rescue", "value": 97})
            desk.reject("a", key_of(desk, "12"))
        desk.finish("a")
    return settle_between(Desk(tables, tmp_path / "eva", "eva"), tmp_path / "ona", tmp_path / "ben")


def test_what_both_say_stands_and_what_differs_is_open(third: Desk) -> None:
    """An open row tells in which fields the other has something else, or who lacks it."""
    states = {row["quote"]: row for row in third.rows("a") if row["table"] == "counts"}
    agreed, differing, alone = (next(r for q, r in states.items() if n in q) for n in ("40", "96", "12"))
    assert (agreed["state"], agreed["by"], agreed["rival"]) == ("checked", "ona and ben", None)
    assert differing["state"] == "open"
    assert differing["rival"] == {"measure": "rescue", "value": 97, "low": 97, "high": 97, "bound": "exact"}
    assert (alone["state"], alone["rule"]) == ("open", "not in the coding of ben")


def test_a_third_takes_one_of_them_and_finishes(third: Desk, tables: Tables) -> None:
    """A key takes the other's values, one rejects; the article then holds what both said, too."""
    checker = Checker(third, [("a", key_of(third, "96")), ("a", key_of(third, "12"))])
    checker.hear({"act": "take", "key": checker.current[1]})
    assert third.row("a", checker.order[0][1])["measure"] == "rescue"
    assert checker.current == checker.order[1]
    checker.hear({"act": "take", "key": checker.current[1]})
    assert "no other reading" in checker.widget.view["message"]
    checker.hear({"act": "reject", "key": checker.current[1]})
    checker.hear({"act": "finish"})
    record = json.loads((third.folder / "a.json").read_text("utf-8"))
    assert record["complete"] and {row["by"] for row in record["counts"]} == {"eva"}
    counts = check_tables(use_codings(tables, third.folder)).counts
    assert dict(zip(counts["measure"], counts["value"], strict=True)) == {"rescue": 97, "turned_back": 40}


def test_the_page_is_opened_on_what_the_lab_was_started_with(
    third: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without two folders of codings it says what is missing; with them it shows the first open row."""
    with pytest.raises(UsageError, match="--between A B"):
        settle(third)
    for name, folder in ((FIRST, "ona"), (SECOND, "ben")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    view = settle(third).view
    assert view["position"] == "2 of 2 rows to check"
    shown = next(row for row in view["rows"] if row["key"] == view["current"])
    assert shown["rival"]["measure"] == "rescue"


def test_codings_of_other_articles_are_refused(tables: Tables, tmp_path: Path) -> None:
    """There is nothing to settle where no article was coded by both."""
    (tmp_path / "ona").mkdir()
    with pytest.raises(UsageError, match="no coding of the same article"):
        settle_between(Desk(tables, tmp_path / "eva", "eva"), tmp_path / "ona", tmp_path / "ona")
