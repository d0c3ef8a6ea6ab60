"""Holding tables against their schemas, and against each other."""

from functools import cache

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from analysis.errors import SchemaError
from analysis.tables.frames import Tables
from analysis.tables.schemas import IDS, SCHEMAS, TYPES, Column

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
    checks = [pa.Check.isin(column.choices)] if column.choices else []
    checks += [pa.Check.str_matches(rf"^(?:{column.pattern})\Z")] if column.pattern else []
    if column.kind == "number":
        checks.append(pa.Check(np.isfinite, name="is finite", ignore_na=True))
    dtype, free = TYPES[column.kind].pandas, not column.required
    return pa.Column(dtype, checks, nullable=free, unique=column.unique, description=column.description)


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
        column, cases = SCHEMAS[name].column(str(error.schema.name)), error.failure_cases
        got, row = cases, None
        if isinstance(cases, pd.DataFrame):
            got, row = cases.iloc[0][["failure_case", "index"]]
        raise _break(name, column.name, column.allowed, got, None if pd.isna(row) else int(row)) from error


def _break(table: str, column: str, allowed: str, got: object, row: object = None) -> SchemaError:
    where = "" if row is None else f" in row {row}"
    return SchemaError(f"table {table}, column {column}: allowed {allowed}, got {got}{where}")


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
                raise _break(name, column.name, f"ids of {column.refers_to}", repr(part), row)


def _check_order(name: str, frame: pd.DataFrame, low: str, high: str) -> None:
    for row, first in frame[frame[low] > frame[high]].iterrows():
        raise _break(name, low, f"at most {high} ({first[high]})", first[low], row)


def _check_spans(name: str, frame: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Every quote stands where its row says; articles whose text was left out are passed over."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    placed = frame[frame["article_id"].notna() & frame["start"].notna()]
    for row, article_id, start, end, quote in placed[["article_id", "start", "end", "quote"]].itertuples():
        text = texts.get(article_id)
        if not isinstance(text, str):
            continue
        if not 0 <= start < end <= len(text) or text[start:end] != quote:
            there = f"the words at {start}:{end} of {article_id} ({text[max(start, 0) : end]!r})"
            raise _break(name, "quote", there, repr(quote), row)
