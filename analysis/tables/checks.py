"""Holding tables against their schemas, and against each other."""

from functools import cache

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from analysis.errors import SchemaError
from analysis.tables.frames import Tables
from analysis.tables.schemas import DTYPES, IDS, SCHEMAS, Column

# (table, column, column): the first is never greater than the second.
ORDERED_PAIRS = (
    ("articles", "published_earliest", "published_latest"),
    ("counts", "low", "high"),
    ("counts", "low", "value"),
    ("counts", "value", "high"),
    ("counts", "period_start", "period_end"),
    ("comparisons", "ref_period_start", "ref_period_end"),
    ("comparisons", "implied_low", "implied_high"),
    ("events", "date_start", "date_end"),
    ("happenings", "date_start", "date_end"),
    ("series", "low", "high"),
    ("series", "period_start", "period_end"),
    ("conflicts", "period_start", "period_end"),
)


@cache
def pandera_schema(name: str) -> pa.DataFrameSchema:
    """Table `name` as a pandera schema: types, nullability, closed lists, patterns, unique keys."""
    schema = SCHEMAS[name]
    return pa.DataFrameSchema(
        {column.name: _pandera_column(column) for column in schema.columns},
        name=schema.name,
        title=schema.name,
        description=schema.row,
        strict=True,
        ordered=True,
    )


def _pandera_column(column: Column) -> pa.Column:
    checks = []
    if column.choices:
        checks.append(pa.Check.isin(column.choices))
    if column.pattern:
        checks.append(pa.Check.str_matches(rf"^(?:{column.pattern})\Z"))
    if column.kind == "number":
        checks.append(pa.Check(np.isfinite, name="is finite", ignore_na=True))
    return pa.Column(
        DTYPES[column.kind],
        checks=checks,
        nullable=not column.required,
        unique=column.unique,
        description=column.description,
    )


def check_frame(name: str, frame: pd.DataFrame) -> None:
    """Hold one frame against its schema.

    Raises SchemaError naming table, column, what was allowed and what came.
    """
    if list(frame.columns) != SCHEMAS[name].names:
        raise SchemaError(
            f"table {name}: allowed columns {', '.join(SCHEMAS[name].names)}, got {', '.join(frame.columns)}"
        )
    try:
        pandera_schema(name).validate(frame)
    except pandera.errors.SchemaError as error:
        raise SchemaError(_schema_message(name, error)) from error


def _schema_message(name: str, error: pandera.errors.SchemaError) -> str:
    column = SCHEMAS[name].column(str(error.schema.name))
    return f"table {name}, column {column.name}: allowed {column.allowed}, got {_failing_value(error)}"


def _failing_value(error: pandera.errors.SchemaError) -> str:
    cases = error.failure_cases
    if not isinstance(cases, pd.DataFrame):
        return str(cases)
    first = cases.iloc[0]
    what = f"{first['failure_case']!s}"
    return what if pd.isna(first["index"]) else f"{what} in row {int(first['index'])}"


def check_tables(tables: Tables) -> Tables:
    """Hold all tables against their schemas, their references and their invariants; give them back.

    Raises SchemaError for the first break, naming table, column, what was allowed and what came.
    """
    for name in SCHEMAS:
        check_frame(name, tables.frame(name))
    for name, schema in SCHEMAS.items():
        for column in schema.columns:
            if column.refers_to:
                _check_reference(tables, name, column)
    for name, low, high in ORDERED_PAIRS:
        _check_order(name, tables.frame(name), low, high)
    for name in ("counts", "comparisons", "events", "rejected"):
        _check_spans(name, tables.frame(name), tables.articles)
    return tables


def _check_reference(tables: Tables, name: str, column: Column) -> None:
    table, key = column.refers_to.split(".")
    known = set(tables.frame(table)[key])
    for row, cell in tables.frame(name)[column.name].dropna().items():
        for part in str(cell).split("+") if column.pattern == IDS else [cell]:
            if part not in known:
                raise SchemaError(
                    f"table {name}, column {column.name}: allowed ids of {column.refers_to}, "
                    f"got {part!r} in row {row}"
                )


def _check_order(name: str, frame: pd.DataFrame, low: str, high: str) -> None:
    wrong = frame[frame[low] > frame[high]]
    if len(wrong):
        first = wrong.iloc[0]
        raise SchemaError(
            f"table {name}, column {low}: allowed at most {high} ({first[high]}), "
            f"got {first[low]} in row {wrong.index[0]}"
        )


def _check_spans(name: str, frame: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Every quote stands where its row says; articles whose text was left out are passed over."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    placed = frame[frame["article_id"].notna() & frame["start"].notna()]
    for row, article_id, start, end, quote in zip(
        placed.index, placed["article_id"], placed["start"], placed["end"], placed["quote"], strict=True
    ):
        text = texts.get(article_id)
        if not isinstance(text, str):
            continue
        if not 0 <= start < end <= len(text) or text[start:end] != quote:
            raise SchemaError(
                f"table {name}, column quote: allowed the words at {start}:{end} of {article_id} "
                f"({text[max(start, 0) : end]!r}), got {quote!r} in row {row}"
            )
