"""Rows of one border and period are kept so that the tables still hang together."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import selection
from analysis.article import Article, Publication
from analysis.errors import UsageError
from analysis.lab import BORDER, SINCE
from analysis.selection import read_selected, read_some, select_rows
from analysis.series.happenings import group_happenings
from analysis.storage import write_parquet_table
from analysis.tables import Tables, articles_frame, check_tables, frame_from_rows

TEXT = "Guards stopped 40 people. The road was closed."


def count(key: str, border: str | None, start: str | None, end: str | None, event: str | None = None) -> dict:
    """One count of the article."""
    row = {"article_id": "a", "start": 15, "end": 24, "quote": "40 people", "sentence": TEXT[:25]}
    row |= {"value": 40, "low": 40, "high": 40, "bound": "exact", "unit": "person", "measure": "apprehension"}
    row |= {"aggregation": "period", "modality": "reported", "rule": "test", "event_id": event}
    return row | {"count_id": key * 16, "border": border, "period_start": start, "period_end": end}


def event(key: str, border: str | None, day: str | None) -> dict:
    """One event of the article."""
    row = {"article_id": "a", "start": 26, "end": 45, "quote": "The road was closed", "sentence": TEXT[26:]}
    row |= {"type": "border_closure", "precision": "day", "status": "occurred", "rule": "test"}
    return row | {"event_id": key * 16, "border": border, "date_start": day, "date_end": day}


TABLES = Tables(
    articles=articles_frame([Article("a", "a.txt", TEXT, "0" * 64)]),
    counts=frame_from_rows(
        "counts",
        [
            count("1", "BY-LT", "2021-07-01", "2021-07-31"),
            count("2", "BY-LT+BY-PL", None, "2021-08-05", event="e" * 16),
            count("3", "BY-PL", "2022-01-01", "2022-01-31", event="f" * 16),
            count("4", None, None, None),
        ],
    ),
    comparisons=frame_from_rows(
        "comparisons",
        [
            {"count_id": key * 16, "article_id": "a", "start": 15, "end": 24, "quote": "40 people"}
            | {"relation": "more"}
            for key in "13"
        ],
    ),
    events=frame_from_rows(
        "events",
        [
            event("e", "BY-LT", "2021-08-05"),
            event("f", "BY-PL", "2022-01-02"),
            event("d", None, "2021-08-05"),
        ],
    ),
    happenings=frame_from_rows(
        "happenings",
        [
            {"happening_id": "c" * 16, "type": "border_closure", "status": "occurred", "n_articles": 1}
            | {"border": "BY-LT", "event_ids": f"{'d' * 16}+{'e' * 16}"}
            | {"date_start": "2021-08-05", "date_end": "2021-08-05"}
        ],
    ),
)


@pytest.mark.parametrize(
    ("border", "since", "until", "counts"),
    [
        (None, None, None, "1234"),
        ("BY-LT", None, None, "12"),
        ("BY-PL", None, None, "23"),
        (None, date(2021, 8, 1), None, "234"),
        (None, None, "2021-06-30", "24"),
        (None, "2021-07-31", "2021-08-01", "124"),
    ],
)
def test_rows_are_kept_by_border_and_period(
    border: object, since: object, until: object, counts: str
) -> None:
    """A row that names the pair and can lie within the days stays; an open end reaches anywhere."""
    kept = check_tables(select_rows(TABLES, border, since, until))
    assert [key[0] for key in kept.counts["count_id"]] == list(counts)
    assert len(kept.articles) == 1


def write_parts(folder: Path) -> Tables:
    """Write the tables in two parts each, with their happenings."""
    tables = replace(TABLES, happenings=group_happenings(TABLES.events, TABLES.articles))
    for name in ("articles", "counts", "comparisons", "events", "happenings", "rejected"):
        (folder / name).mkdir()
        half = len(tables.frame(name)) // 2
        for n, part in enumerate((tables.frame(name)[:half], tables.frame(name)[half:])):
            write_parquet_table(name, part, folder / name / f"part-{n:05}.parquet")
    return tables


def test_very_many_claims_are_looked_through_by_border(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is asked of very many claims, the borders are named, and no claim is read."""
    write_parts(tmp_path)
    assert len(read_some(tmp_path).counts) == 4
    monkeypatch.setattr(selection, "MOST_CLAIMS", 3)
    assert len(read_some(tmp_path, "BY-LT").counts) == 2
    with pytest.raises(
        UsageError, match=r"holds 4 claims; say which by --border, as BY-LT \(2 claims\), BY-PL"
    ):
        read_some(tmp_path)


def test_the_lab_opens_the_rows_of_a_border(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of tables in parts the desk holds what the lab was started with, and nothing else."""
    from analysis.lab.pages import open_desk

    write_parts(tmp_path)
    monkeypatch.setenv(BORDER, "BY-PL")
    monkeypatch.setenv(SINCE, "2022-01-01")
    desk = open_desk(str(tmp_path), str(tmp_path / "codings"), "ona")
    assert desk.tables.counts["count_id"].tolist() == ["3" * 16]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"border": "BY-LT"},
        {"border": "BY-PL", "since": "2021-07-31"},
        {"since": date(2021, 8, 1), "until": "2021-12-31"},
        {"border": "BY-LT", "as_of": "2021-08-05"},
    ],
    ids=str,
)
def test_of_tables_in_parts_no_more_is_read_than_is_kept(tmp_path: Path, asked: dict[str, Any]) -> None:
    """Read part by part for what is asked, the rows are those that are selected from all in memory."""
    tables = write_parts(tmp_path)
    found = check_tables(read_selected(tmp_path, **asked))
    kept, expected = select_rows(found, **asked), select_rows(tables, **asked)
    for name in ("counts", "comparisons", "events", "happenings"):
        pd.testing.assert_frame_equal(kept.frame(name), expected.frame(name))
    assert "as_of" in asked or len(found.counts) == len(expected.counts)


def test_comparisons_follow_their_counts() -> None:
    """A comparison goes with the count that carries it."""
    assert select_rows(TABLES, "BY-LT").comparisons["count_id"].tolist() == ["1" * 16]


def test_all_events_of_a_kept_happening_stay() -> None:
    """An event that names no border stays with the happening that does; a count's lost event is forgotten."""
    kept = select_rows(TABLES, "BY-LT")
    assert kept.events["event_id"].tolist() == ["e" * 16, "d" * 16]
    lost = select_rows(TABLES, "BY-PL", until="2021-12-31")
    assert lost.happenings.empty
    assert lost.counts["event_id"].isna().all()


@pytest.mark.parametrize(
    ("latest", "kept"),
    [(date(2021, 8, 5), True), (date(2021, 8, 6), False), (None, False)],
    ids=["appeared", "later", "undated"],
)
def test_only_articles_that_had_certainly_appeared_are_known(latest: date | None, kept: bool):
    """A later or undated article is refused with its reason, and its rows and happenings go with it."""
    basis = "header" if latest else "unknown"
    article = Article("a", "a.txt", TEXT, "0" * 64, publication=Publication(latest, latest, basis))
    tables = replace(TABLES, articles=articles_frame([article]))
    known = select_rows(tables, as_of=date(2021, 8, 5))
    assert known.articles.empty != kept
    assert known.rejected["reason"].tolist() == ([] if kept else ["not_yet_published"])
    assert len(known.counts) == (len(TABLES.counts) if kept else 0)
    for name in ("comparisons", "events", "happenings"):
        assert known.frame(name).empty != kept
    check_tables(known)
