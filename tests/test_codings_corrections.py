"""What people decided takes the reader's place, and nothing else changes."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.article import Article, Publication
from analysis.codings.agreement import evaluate, read_coding, tables_as_codings
from analysis.codings.corrections import (
    match_codings,
    settle_articles,
    use_codings,
)
from analysis.codings.format import hash_text, write_record
from analysis.extraction import extract
from analysis.mentions.places.borders import pair_borders
from analysis.sources import read_articles
from analysis.tables import Tables, check_tables

ROOT = Path(__file__).parent.parent
DAY = date(2023, 8, 10)
TEXT = (
    "Lithuanian border guards detained 96 people who crossed the border from Belarus on Wednesday.\n\n"
    "Poland built 20 kilometres of fence. Guards turned back some 40 people on Tuesday."
)


def article(text: str = TEXT, name: str = "a") -> Article:
    """An article of a known day."""
    publication = Publication(DAY, DAY, "metadata")
    return Article(name, f"{name}.txt", text, hash_text(text), publication)


def reading(*articles: Article) -> Tables:
    """The reader's tables."""
    return check_tables(extract(articles or (article(),)))


def decide(folder: Path, counts: Any = (), events: Any = (), **more: Any) -> Path:
    """A folder with a coding of TEXT."""
    about = {"id": "a", "sha256": hash_text(TEXT), **more.pop("article", {})}
    write_record(
        folder / "a.json",
        {"article": about, "complete": False, "counts": [*counts], "events": [*events], "by": "ona", **more},
    )
    return folder


def coded(row: pd.Series, **changes: Any) -> dict[str, Any]:
    """A row of counts as a person would accept it, but for some changes."""
    names = (
        "start end value low high bound unit measure aggregation period_start period_end origin destination "
        "group source modality"
    ).split()
    plain = {name: None if pd.isna(row[name]) else row[name] for name in names}
    for name in ("period_start", "period_end"):
        plain[name] = plain[name] and plain[name].date().isoformat()
    return {**plain, "start": int(plain["start"]), "end": int(plain["end"]), "was": row["measure"], **changes}


def row_of(tables: Tables, words: str) -> pd.Series:
    """The one count whose quote holds these words."""
    (found,) = tables.counts[tables.counts["quote"].str.contains(words)].iloc
    return found


def test_no_codings_change_nothing() -> None:
    """Without a folder the tables are the reader's, and so are the articles."""
    tables = reading()
    assert use_codings(tables, None) is tables
    assert settle_articles([article()], None) == [article()]


def test_an_accepted_row_is_the_readers_row_checked(tmp_path: Path) -> None:
    """It keeps its id, place, hours and event; it says who checked it and is sure; no other row changes."""
    before = reading()
    after = check_tables(use_codings(before, decide(tmp_path, [coded(row_of(before, "96"))])))
    old, new = row_of(before, "96"), row_of(after, "96")
    assert (new["checked"], new["confidence"], new["rule"]) == ("ona", 1.0, "coded by ona")
    same = [name for name in before.counts if name not in ("checked", "confidence", "rule", "unsure")]
    pd.testing.assert_series_equal(old[same], new[same], check_names=False)
    others = ~after.counts["quote"].str.contains("96")
    pd.testing.assert_frame_equal(after.counts[others], before.counts[others])
    pd.testing.assert_frame_equal(after.events, before.events)


def test_a_corrected_row_takes_the_place_of_the_readers(tmp_path: Path) -> None:
    """A measure that a person corrects is the measure, and the reader's row is gone."""
    before = reading()
    folder = decide(tmp_path, [coded(row_of(before, "96"), measure="irregular_crossing", period_start=None)])
    after = check_tables(use_codings(before, folder))
    assert len(after.counts) == len(before.counts)
    assert row_of(after, "96")["measure"] == "irregular_crossing"
    assert pd.isna(row_of(after, "96")["period_start"])


def test_what_is_rejected_is_no_claim_and_on_record(tmp_path: Path) -> None:
    """A rejected row leaves the counts and stands in rejected, with who said so."""
    before = reading()
    row = row_of(before, "96")
    refusal = {"table": "counts", "start": int(row["start"]), "end": int(row["end"]), "was": row["measure"]}
    after = check_tables(use_codings(before, decide(tmp_path, rejected=[refusal])))
    assert not after.counts["quote"].str.contains("96").any()
    (entry,) = after.rejected[after.rejected["reason"] == "not_a_claim"].iloc
    assert entry["detail"] == "ona says that this is no claim." and "96" in entry["quote"]


def test_of_two_events_on_the_same_words_only_the_one_decided_on_changes(tmp_path: Path) -> None:
    """Events are told apart by their type, where they stand on the same words."""
    before = reading()
    first = before.events.iloc[0]
    twin = replace(before, events=pd.concat([before.events, before.events.iloc[[0]]], ignore_index=True))
    twin.events.loc[len(twin.events) - 1, ["event_id", "type"]] = ["0" * 16, "barrier"]
    refusal = {"table": "events", "start": int(first["start"]), "end": int(first["end"]), "was": "barrier"}
    after = use_codings(twin, decide(tmp_path, rejected=[refusal]))
    assert set(after.events["event_id"]) == set(before.events["event_id"])


def test_a_complete_coding_replaces_every_row_of_its_article_and_of_no_other(tmp_path: Path) -> None:
    """What a complete coding leaves out is not in the article; other articles keep what was read."""
    tables = reading(article(), article(TEXT.replace("96", "97"), "b"))
    after = check_tables(use_codings(tables, decide(tmp_path, complete=True)))
    assert set(after.counts["article_id"]) == set(after.events["article_id"]) == {"b"}
    assert after.happenings["n_articles"].max() == 1


def test_a_partial_coding_from_elsewhere_replaces_what_shares_its_words(tmp_path: Path) -> None:
    """Without a look at the reader's row, every row on the same words gives way."""
    before = reading()
    row = coded(row_of(before, "96"), start=TEXT.index("96"), end=TEXT.index("96") + 2, was=None)
    after = check_tables(use_codings(before, decide(tmp_path, [row])))
    assert row_of(after, "96")["quote"] == "96" and len(after.counts) == len(before.counts)


def test_a_claim_that_the_reader_missed_is_added(tmp_path: Path) -> None:
    """A coded claim without a reader's row has its sentence, its border and the word that bounds it."""
    before = reading()
    empty = replace(before, counts=before.counts.iloc[:0], comparisons=before.comparisons.iloc[:0])
    at = TEXT.index("some 40 people")
    row = coded(row_of(before, "96"), start=at, end=at + 14, value=40, low=35, high=45, bound="about")
    after = check_tables(use_codings(empty, decide(tmp_path, [{**row, "measure": "turned_back"}])))
    (added,) = after.counts.iloc
    assert added["sentence"] == "Guards turned back some 40 people on Tuesday."
    assert (added["border"], added["approximator"]) == ("BY-LT", "some")


def test_a_coding_of_a_changed_text_is_not_used_and_named(tmp_path: Path) -> None:
    """Its article keeps the reader's rows, and rejected says that the text has changed."""
    changed = reading(article(TEXT + " Nothing more."))
    after = check_tables(use_codings(changed, decide(tmp_path, complete=True)))
    pd.testing.assert_frame_equal(after.counts, changed.counts)
    (entry,) = after.rejected[after.rejected["reason"] == "text_changed"].iloc
    assert entry["article_id"] == "a"


def test_a_coding_finds_its_text_under_another_name(tmp_path: Path) -> None:
    """Decisions are tied to the text, not to the name of its file."""
    matched = match_codings(decide(tmp_path, complete=True), {"renamed": TEXT})
    assert list(matched) == ["renamed"]


def test_a_person_settles_when_an_article_appeared_and_what_it_repeats(tmp_path: Path) -> None:
    """The day that a person gives is the article's before it is read; null takes a date away."""
    settled = {"published": "2023-08-11", "basis": "metadata", "duplicate_of": "b"}
    (known,) = settle_articles([article()], decide(tmp_path, article=settled))
    assert known.publication.day == date(2023, 8, 11) and known.duplicate_of == "b"
    (unknown,) = settle_articles([article()], decide(tmp_path, article={"published": None}))
    assert unknown.publication.basis == "unknown"
    (untouched,) = settle_articles([article()], decide(tmp_path))
    assert untouched == article()


def test_a_count_belongs_to_the_event_that_a_person_names(tmp_path: Path) -> None:
    """An event is named by its words and type; an empty name says that the count belongs to none."""
    before = reading()
    event = before.events.iloc[0]
    named = {"start": int(event["start"]), "end": int(event["end"]), "type": event["type"]}
    row = coded(row_of(before, "40"), event=named)
    after = use_codings(before, decide(tmp_path, [row]))
    assert row_of(after, "40")["event_id"] == event["event_id"]
    alone = use_codings(before, decide(tmp_path, [{**row, "event": {}}]))
    assert pd.isna(row_of(alone, "40")["event_id"])


def test_the_seeds_codings_in_place_of_the_reader_agree_with_themselves() -> None:
    """With every article coded, the tables are the codings, on every level."""
    folder = ROOT / "tests" / "gold" / "seeds"
    articles, refused = read_articles(ROOT / "seeds")
    tables = check_tables(use_codings(extract(settle_articles(articles, folder), refused), folder))
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    agreement = evaluate(tables_as_codings(tables), read_coding(folder, texts))
    assert [level.f1 for level in agreement.levels] == [1.0] * len(agreement.levels)
    assert tables.counts["checked"].notna().all() and tables.events["checked"].notna().all()


@pytest.mark.parametrize(
    ("origin", "destination", "border"),
    [
        ("BY", "LT", "BY-LT"),
        ("LT", "BY", "BY-LT"),
        ("BY", "LT+PL", "BY-LT+BY-PL"),
        ("BY", "EU", None),
        ("SY", "DE", None),
        ("BY", None, None),
        ("LT", "LT", None),
    ],
)
def test_borders_are_pairs_of_states(origin: str, destination: str | None, border: str | None) -> None:
    """Unordered pairs in order, joined by +; a union of states and states far apart have no border."""
    assert pair_borders(origin, destination) == border
