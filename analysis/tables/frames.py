"""Frames of the nine tables, correctly typed even where they are empty."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd

from analysis.article import Article, Rejected
from analysis.errors import SchemaError
from analysis.tables.schemas import SCHEMAS, TYPES, Column
from analysis.vocabulary import SURE


def empty_frame(name: str) -> pd.DataFrame:
    """Table `name` without rows, every column in place and of its type."""
    return frame_from_rows(name, ())


@dataclass(frozen=True, slots=True)
class Tables:
    """The nine tables as frames; one that is not given is empty."""

    articles: pd.DataFrame = field(default_factory=partial(empty_frame, "articles"))
    counts: pd.DataFrame = field(default_factory=partial(empty_frame, "counts"))
    comparisons: pd.DataFrame = field(default_factory=partial(empty_frame, "comparisons"))
    events: pd.DataFrame = field(default_factory=partial(empty_frame, "events"))
    happenings: pd.DataFrame = field(default_factory=partial(empty_frame, "happenings"))
    series: pd.DataFrame = field(default_factory=partial(empty_frame, "series"))
    conflicts: pd.DataFrame = field(default_factory=partial(empty_frame, "conflicts"))
    official: pd.DataFrame = field(default_factory=partial(empty_frame, "official"))
    rejected: pd.DataFrame = field(default_factory=partial(empty_frame, "rejected"))

    def frame(self, name: str) -> pd.DataFrame:
        """The frame of that name."""
        return getattr(self, SCHEMAS[name].name)


def find_sure(frame: pd.DataFrame) -> pd.Series:
    """Which rows of counts, comparisons or events may be used: checked, or such that the reader is sure.

    A row without a confidence was not made by the reader, and is taken as sure.
    """
    return frame["checked"].notna() | frame["confidence"].isna() | (frame["confidence"] >= SURE)


def list_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as mappings of plain values, in order: null as None, a time as a date."""
    cells = [[_plain(cell) for cell in frame[name]] for name in frame.columns]
    return [dict(zip(map(str, frame.columns), row, strict=True)) for row in zip(*cells, strict=True)]


def _plain(cell: Any) -> Any:
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date()
    return cell.item() if hasattr(cell, "item") else cell


def frame_from_rows(name: str, rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """Build table `name` from mappings, correctly typed even for no rows.

    A key that is left out is null, and so is an empty text. Dates may be `date`, ISO text or None.

    Raises SchemaError for a key that is no column, or a value that cannot be of the column's type.
    """
    rows, columns = [*rows], SCHEMAS[name].columns
    names = SCHEMAS[name].names
    if unknown := sorted({key for row in rows for key in row} - {*names}):
        raise SchemaError(f"table {name} has no column {unknown[0]}; it has {', '.join(names)}")
    typed = (_typed_column(name, column, [row.get(column.name) for row in rows]) for column in columns)
    return pd.DataFrame(dict(zip(names, typed, strict=True)))


def _typed_column(table: str, column: Column, values: Sequence[Any]) -> pd.Series:
    """The values as a column; an error names the first one that does not fit by itself."""
    clean = [None if pd.isna(value) or value == "" else value for value in values]
    try:
        if column.kind == "date":
            clean = [None if value is None else pd.Timestamp(value) for value in clean]
        return pd.Series(clean, dtype=TYPES[column.kind].pandas)
    except (TypeError, ValueError) as error:
        for value in clean if len(clean) > 1 else ():
            _typed_column(table, column, [value])
        told = f"table {table}, column {column.name}: allowed {column.allowed}, got {clean[0]!r}"
        raise SchemaError(told) from error


def articles_frame(articles: Iterable[Article]) -> pd.DataFrame:
    """The articles table, one row per article."""
    names = "article_id path publisher title url language notes sha256 duplicate_of text".split()
    rows = []
    for article in articles:
        day, words = article.publication, len(article.text.split())
        published = {f"published_{name}": getattr(day, name) for name in ("earliest", "latest", "basis")}
        own = {name: getattr(article, name) for name in names}
        rows.append({**own, **published, "published": day.day, "words": words})
    return frame_from_rows("articles", rows)


def rejected_frame(rejected: Iterable[Rejected]) -> pd.DataFrame:
    """The rejected table, one row per refusal."""
    names = "kind path record article_id reason detail".split()
    rows = []
    for refusal in rejected:
        span = refusal.span
        place = {"start": span.start, "end": span.end, "quote": span.text} if span else {}
        rows.append({name: getattr(refusal, name) for name in names} | place)
    return frame_from_rows("rejected", rows)
