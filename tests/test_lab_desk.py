"""The desk keeps each decision at once, asks for what matters first, and forgets nothing."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.article import Article, Publication
from analysis.codings.corrections import use_codings
from analysis.codings.format import find_faults, hash_text
from analysis.errors import UsageError
from analysis.extraction import extract
from analysis.lab.desk import Desk
from analysis.mentions.quantities.bounds import close_interval
from analysis.tables import Tables, check_tables

DAY = date(2023, 8, 10)
TEXT = (
    "Lithuanian border guards detained 96 people who crossed the border from Belarus on Wednesday.\n\n"
    "Guards turned back some 40 people on Tuesday, twice as many as on Monday. "
    "The oldest was aged 61 years, he said."
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """What the reader makes of two articles."""
    publication = Publication(DAY, DAY, "metadata")
    texts = {"a": TEXT, "b": TEXT.replace("96", "9,600")}
    return check_tables(
        extract(
            [Article(key, f"{key}.txt", text, hash_text(text), publication) for key, text in texts.items()]
        )
    )


@pytest.fixture
def desk(tables: Tables, tmp_path: Path) -> Desk:
    """A desk of ona's."""
    return Desk(tables, tmp_path / "codings", "ona", lambda: datetime(2026, 1, 2, tzinfo=UTC))


def key_of(desk: Desk, words: str, article: str = "a", table: str = "counts") -> str:
    """The key of the row with these words."""
    return next(r["key"] for r in desk.rows(article) if words in r["quote"] and r["table"] == table)


def written(desk: Desk, article: str = "a") -> Any:
    """The coding as it lies on the disk, which is sound."""
    record = json.loads((desk.folder / f"{article}.json").read_text("utf-8"))
    assert find_faults(record, desk.articles[article]["text"]) == []
    return record


def test_an_accepted_row_is_written_at_once(desk: Desk) -> None:
    """With all its fields, where it stands, by whom and when."""
    key = key_of(desk, "96")
    before = desk.row("a", key)
    desk.accept("a", key)
    (entry,) = written(desk)["counts"]
    assert (entry["by"], entry["when"]) == ("ona", "2026-01-02T00:00:00+00:00")
    assert (entry["value"], entry["measure"], entry["was"]) == (96, before["measure"], before["measure"])
    assert desk.row("a", key)["state"] == "checked"
    assert written(desk)["article"]["sha256"] == hash_text(TEXT)


def test_a_correction_keeps_the_rows_key_and_its_other_fields(desk: Desk) -> None:
    """Whatever is corrected, the row stays the same row, and may be corrected again."""
    key = key_of(desk, "96")
    desk.correct("a", key, {"measure": "rescue"})
    desk.correct("a", key, {"origin": None, "destination": "LT"})
    (entry,) = written(desk)["counts"]
    assert (entry["measure"], entry["origin"], entry["destination"]) == ("rescue", None, "LT")


def test_a_value_and_its_bound_bring_the_interval(desk: Desk) -> None:
    """An accepted number is corrected by itself, or by its bound, and the interval follows."""
    key = key_of(desk, "96")
    desk.correct("a", key, {"bound": "over"})
    assert [written(desk)["counts"][0][n] for n in ("value", "low", "high")] == [96, 96, None]
    desk.correct("a", key, {"value": 90})
    assert [written(desk)["counts"][0][n] for n in ("value", "low", "high")] == [90, 90, None]


def test_a_correction_that_is_not_sound_changes_nothing(desk: Desk) -> None:
    """The reason is said, and neither file nor row is touched."""
    key = key_of(desk, "96")
    desk.accept("a", key)
    before = written(desk)
    with pytest.raises(UsageError, match="later than"):
        desk.correct("a", key, {"period_start": "2023-08-11"})
    assert written(desk) == before
    assert desk.undo() == ("a", key) and desk.undo() is None


def test_a_rejected_row_can_be_taken_back(desk: Desk) -> None:
    """Rejecting keeps the words with what they were read as; accepting them afterwards undoes it."""
    key = key_of(desk, "96")
    desk.reject("a", key)
    (entry,) = written(desk)["rejected"]
    assert (entry["start"], entry["end"]) == (TEXT.index("96"), TEXT.index("96") + len("96 people"))
    assert desk.row("a", key)["state"] == "rejected"
    desk.accept("a", key)
    assert written(desk)["rejected"] == [] and desk.row("a", key)["state"] == "checked"


def test_undo_and_redo_go_through_every_decision(desk: Desk) -> None:
    """Undoing the first decision leaves no file; redoing brings each back."""
    key = key_of(desk, "96")
    desk.accept("a", key)
    first = written(desk)
    desk.reject("a", key)
    last = written(desk)
    assert desk.undo() == ("a", key) and written(desk) == first
    assert desk.undo() == ("a", key) and not (desk.folder / "a.json").exists()
    assert desk.undo() is None
    desk.redo()
    desk.redo()
    assert written(desk) == last and desk.redo() is None


def test_an_added_claim_reads_its_own_number(desk: Desk) -> None:
    """Marked words bring value and bound; what is added and then rejected leaves no trace."""
    at = TEXT.index(" 61 years")
    key = desk.add("a", "counts", at, at + len(" 61 years"))
    row = desk.row("a", key)
    assert (row["quote"], row["value"], row["state"]) == ("61 years", 61, "checked")
    others = [r["key"] for r in desk.rows("a") if r["state"] == "open"]
    desk.correct("a", key, {"measure": "rescue"})
    assert [r["key"] for r in desk.rows("a") if r["state"] == "open"] == others
    desk.reject("a", key)
    assert written(desk)["counts"] == written(desk)["rejected"] == []
    with pytest.raises(UsageError, match="Mark some words"):
        desk.add("a", "counts", 3, 3)


def test_a_comparison_is_accepted_with_its_claim(desk: Desk, tables: Tables) -> None:
    """What the claim is compared with is not lost when the claim is checked."""
    desk.accept("a", key_of(desk, "40"))
    assert written(desk)["counts"][0]["comparison"]["relation"] == "times"
    used = check_tables(use_codings(tables, desk.folder))
    assert len(used.comparisons) == len(tables.comparisons) > 0


def test_the_report_uses_what_was_decided(desk: Desk, tables: Tables) -> None:
    """A corrected measure, a rejected row and an added claim are in the tables made after."""
    desk.correct("a", key_of(desk, "96"), {"measure": "rescue"})
    desk.reject("a", key_of(desk, "40"))
    at = TEXT.index("61 years")
    desk.correct("a", desk.add("a", "counts", at, at + 8), {"measure": "apprehension"})
    after = check_tables(use_codings(tables, desk.folder))
    mine = after.counts[after.counts["article_id"] == "a"].set_index("quote")["measure"]
    assert mine["96 people"] == "rescue" and mine["61 years"] == "apprehension"
    assert not any("40" in quote for quote in mine.index)


def test_a_finished_article_is_complete(desk: Desk) -> None:
    """Its open rows are accepted, and nothing of it is asked again."""
    desk.finish("a")
    assert written(desk)["complete"] is True
    assert {row["state"] for row in desk.rows("a")} == {"checked"}
    assert {article for article, _ in desk.queue()} == {"b"}


def test_an_articles_date_and_copy_are_settled(desk: Desk) -> None:
    """What people say of the article itself is kept with its coding."""
    desk.settle("a", published="2023-08-11")
    desk.settle("b", duplicate_of="a")
    assert written(desk)["article"]["published"] == "2023-08-11"
    assert written(desk, "b")["article"]["duplicate_of"] == "a"


def test_the_queue_begins_with_what_carries_most(desk: Desk) -> None:
    """Of two rows that are equally sure the greater number comes first; decided rows leave the queue."""
    queue = [
        key for article, key in desk.queue() if article == "b" or "96" in desk.row(article, key)["quote"]
    ]
    assert "9,600" in desk.row("b", queue[0])["quote"]
    desk.accept("b", queue[0])
    assert ("b", queue[0]) not in desk.queue()
    together = [article for article, _ in desk.queue(by_article=True)]
    assert together == sorted(together, key=lambda article: together.index(article))


def test_progress_is_told_by_border(desk: Desk) -> None:
    """How many rows of a border have been looked at, rejected ones too."""
    ((border, done, n), *_) = desk.progress()
    assert (border, done) == ("BY-LT", 0) and n > 2
    desk.reject("a", key_of(desk, "96"))
    assert desk.progress()[0] == ("BY-LT", 1, n)


def test_a_desk_opens_where_it_was_left(desk: Desk, tables: Tables) -> None:
    """Another desk on the same folder shows the decisions, by whom they were."""
    key = key_of(desk, "96")
    desk.correct("a", key, {"measure": "rescue"})
    again = Desk(tables, desk.folder, "jonas").row("a", key)
    assert (again["state"], again["measure"], again["by"]) == ("checked", "rescue", "ona")


def test_a_coding_of_another_text_is_left_alone(tables: Tables, tmp_path: Path) -> None:
    """Deciding on the new text writes another file."""
    stale = {"article": {"id": "a", "sha256": "0" * 64}, "counts": [], "events": []}
    (tmp_path / "a.json").write_text(json.dumps(stale))
    desk = Desk(tables, tmp_path, "ona")
    desk.accept("a", key_of(desk, "96"))
    assert json.loads((tmp_path / "a.json").read_text()) == stale
    assert len(list(tmp_path.glob("a-*.json"))) == 1


def test_choices_are_sound(desk: Desk) -> None:
    """Every period, direction, source, group and event on offer can be chosen."""
    key = key_of(desk, "96")
    choices = desk.choices("a", desk.row("a", key))
    names = {"dates": ("period_start", "period_end"), "way": ("origin", "destination")}
    for field, offered in choices.items():
        assert offered
        for _, value in offered:
            fields = names.get(field, (field,))
            desk.correct("a", key, dict(zip(fields, value if field in names else (value,), strict=True)))


@pytest.mark.parametrize(
    ("bound", "value", "interval"),
    [
        ("exact", 40, (40, 40)),
        ("over", 40, (40, None)),
        ("under", 40, (None, 40)),
        ("nearly", 40, (36, 40)),
        ("about", 40, (36, 44)),
        ("about", 3500, (3450, 3550)),
        ("about", 2.5, (2.45, 2.55)),
        ("vague", None, (None, None)),
    ],
)
def test_a_bound_makes_the_interval_of_the_codebook(bound: str, value: Any, interval: Any) -> None:
    """About is half a unit of the last significant digit, at most a tenth."""
    assert close_interval(value, value, value, bound) == pytest.approx(interval)
