"""The tables keep their schema, whoever fills them."""

import dataclasses
from datetime import date

import pandas as pd
import pytest

from analysis.article import Article, Publication, Rejected, Span
from analysis.errors import SchemaError
from analysis.tables import (
    SCHEMAS,
    Tables,
    articles_frame,
    check_frame,
    check_tables,
    empty_frame,
    find_sure,
    frame_from_rows,
    rejected_frame,
)
from analysis.vocabulary import SURE

TEXT = "Guards stopped some 40 people on Tuesday."
ARTICLE = Article("a1", "a1.txt", TEXT, "0" * 64, Publication(date(2023, 5, 4), date(2023, 5, 4), "header"))
COUNT = {
    "count_id": "0123456789abcdef",
    "article_id": "a1",
    "start": 15,
    "end": 29,
    "quote": "some 40 people",
    "sentence": TEXT,
    "value": 40,
    "low": 36,
    "high": 44,
    "bound": "about",
    "approximator": "some",
    "unit": "person",
    "measure": "apprehension",
    "aggregation": "period",
    "period_start": date(2023, 5, 2),
    "period_end": date(2023, 5, 2),
    "border": "BY-LT",
    "modality": "reported",
    "rule": "test",
}


def filled(**changes: object) -> Tables:
    """One article with one count, its fields changed as told."""
    return Tables(
        articles=articles_frame([ARTICLE]), counts=frame_from_rows("counts", [{**COUNT, **changes}])
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_empty_frame_satisfies_its_schema(name: str) -> None:
    """A table without rows has every column, in order and of its type."""
    check_frame(name, empty_frame(name))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_says_what_it_means(name: str) -> None:
    """The schema documents each column in a sentence, and no name stands twice."""
    columns = SCHEMAS[name].columns
    assert all(column.description.endswith((".", "...")) for column in columns)
    assert len({column.name for column in columns}) == len(columns)


def test_a_filled_table_passes_its_checks() -> None:
    """A row that follows the codebook passes, and comes back as it was."""
    tables = filled()
    assert check_tables(tables) is tables


def test_frames_have_the_promised_types() -> None:
    """Dates are datetime64[us], numbers float64, offsets int64, hours Int64 and text str."""
    dtypes = filled().counts.dtypes.astype(str)
    assert dtypes[["period_start", "value", "start", "hours", "quote"]].tolist() == [
        "datetime64[us]",
        "float64",
        "int64",
        "Int64",
        "str",
    ]


@pytest.mark.parametrize(
    ("changes", "column", "got"),
    [
        ({"measure": "sightings"}, "measure", "sightings"),
        ({"bound": None}, "bound", "nan"),
        ({"border": "LTBY"}, "border", "LTBY"),
        ({"value": float("inf")}, "value", "inf"),
        ({"low": 45}, "low", "45"),
        ({"period_start": date(2023, 5, 3)}, "period_start", "2023-05-03"),
        ({"article_id": "a2"}, "article_id", "a2"),
        ({"event_id": "f" * 16}, "event_id", "f" * 16),
        ({"start": 14}, "quote", "some 40 people"),
        ({"end": 15}, "quote", "some 40 people"),
        ({"end": 99}, "quote", "some 40 people"),
    ],
)
def test_a_break_is_named(changes: dict[str, object], column: str, got: str) -> None:
    """The error names the table, the column, what was allowed and what came."""
    with pytest.raises(SchemaError, match=rf"table counts, column {column}: allowed .*got .*{got}"):
        check_tables(filled(**changes))


def test_an_id_stands_once() -> None:
    """Two rows with one id are refused."""
    tables = filled()
    twice = pd.concat([tables.counts, tables.counts], ignore_index=True)
    with pytest.raises(SchemaError, match="column count_id: allowed text, each once, got"):
        check_tables(dataclasses.replace(tables, counts=twice))


def test_a_list_of_ids_is_followed_one_by_one() -> None:
    """Each id in a joined list must exist."""
    row = {
        "happening_id": "a" * 16,
        "type": "rescue",
        "status": "occurred",
        "n_articles": 1,
        "event_ids": f"{'b' * 16}+{'c' * 16}",
    }
    with pytest.raises(
        SchemaError, match=f"column event_ids: allowed ids of events.event_id, got '{'b' * 16}'"
    ):
        check_tables(Tables(happenings=frame_from_rows("happenings", [row])))


def test_a_column_too_many_or_too_few_is_refused() -> None:
    """A frame has exactly the columns of its schema."""
    counts = filled().counts
    for wrong in (counts.drop(columns="rule"), counts.assign(extra=1)):
        with pytest.raises(SchemaError, match="table counts: allowed columns"):
            check_frame("counts", wrong)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"colour": "red"}, "table counts has no column colour"),
        ({"value": "many"}, "column value: allowed number, or nothing, got 'many'"),
        ({"start": None}, "column start: allowed integer, got None"),
        ({"period_start": "soon"}, "column period_start: allowed date, or nothing, got 'soon'"),
    ],
)
def test_a_row_that_cannot_be_typed_is_refused(row: dict[str, object], message: str) -> None:
    """A row with an unknown column or a value of another type never becomes a frame."""
    with pytest.raises(SchemaError, match=message):
        frame_from_rows("counts", [{"start": 0, "end": 1, **row}])


def test_a_refused_quantity_keeps_its_place() -> None:
    """A refused quantity is written with article, offsets and words."""
    refusal = Rejected("quantity", "a1.txt", "age", article_id="a1", span=Span.of(TEXT, 20, 22))
    tables = Tables(articles=articles_frame([ARTICLE]), rejected=rejected_frame([refusal]))
    assert check_tables(tables).rejected.loc[0, ["start", "end", "quote"]].tolist() == [20, 22, "40"]


def test_spans_are_not_read_where_the_text_was_left_out() -> None:
    """Shared tables carry no text, so their quotes stand for themselves."""
    tables = filled(start=0, end=14)
    shared = dataclasses.replace(tables, articles=tables.articles.assign(text=pd.NA).astype({"text": "str"}))
    check_tables(shared)


def test_a_row_is_used_where_it_is_checked_or_the_reader_is_sure():
    """A checked row needs no confidence, and a row without one was not made by the reader."""
    rows = [
        {"confidence": SURE},
        {"confidence": SURE - 0.01},
        {"confidence": 0.1, "checked": "a desk"},
        {"confidence": None},
    ]
    filled = [{"start": 0, "end": 1} | row for row in rows]
    assert find_sure(frame_from_rows("events", filled)).tolist() == [True, False, True, True]
