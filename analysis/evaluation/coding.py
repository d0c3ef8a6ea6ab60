"""A coding of articles, from a folder of tables or of gold JSON files, in one form that can be compared."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import UsageError
from analysis.storage import read_tables
from analysis.tables import Tables

# Where a quote does not stand in the text: it overlaps nothing.
NOWHERE = (-9, -8)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One coded count or event: its fields, its spans (the first is its own) and how strictly it counts."""

    fields: Mapping[str, Any]
    spans: tuple[Span, ...]
    optional: bool = False
    alternatives: Mapping[str, Any] = field(default_factory=dict)
    comparison: Mapping[str, Any] | None = None

    @property
    def span(self) -> Span:
        """Where the row itself stands."""
        return self.spans[0]


@dataclass(frozen=True, slots=True)
class Coding:
    """What was coded in one article."""

    article_id: str
    text: str | None
    published: str | None
    counts: tuple[Row, ...] = ()
    events: tuple[Row, ...] = ()


def read_coding(folder: Path, texts: Mapping[str, str] | None = None) -> dict[str, Coding]:
    """Read a folder of tables, or of ID.json gold files, by article id.

    `texts` gives the articles' texts to gold files, whose quotes have no offsets; an ID.txt beside a gold
    file does so as well.

    Raises
    ------
    UsageError
        when the folder holds neither.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}; give a folder of tables or of gold JSON files.")
    files = sorted(folder.glob("*.json"))
    files = [file for file in files if file.name != "datapackage.json"]
    if not files:
        return _codings_of_tables(read_tables(folder))
    return {coding.article_id: coding for coding in (_read_gold(file, texts or {}) for file in files)}


def _codings_of_tables(tables: Tables) -> dict[str, Coding]:
    comparisons = {row["count_id"]: row for row in _plain_rows(tables.comparisons)}
    counts: dict[str, list[Row]] = {}
    events: dict[str, list[Row]] = {}
    for row in _plain_rows(tables.counts):
        coded = Row(row, ((row["start"], row["end"]),), comparison=comparisons.get(row["count_id"]))
        counts.setdefault(row["article_id"], []).append(coded)
    for row in _plain_rows(tables.events):
        events.setdefault(row["article_id"], []).append(Row(row, ((row["start"], row["end"]),)))
    return {
        row["article_id"]: Coding(
            row["article_id"],
            row["text"],
            row["published"],
            tuple(counts.get(row["article_id"], ())),
            tuple(events.get(row["article_id"], ())),
        )
        for row in _plain_rows(tables.articles)
    }


def _plain_rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows with null as None and a day as ISO text."""
    for row in frame.to_dict("records"):
        yield {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def _read_gold(file: Path, texts: Mapping[str, str]) -> Coding:
    try:
        gold = json.loads(file.read_text(encoding="utf-8"))
        article, counts, events = gold["article"], gold["counts"], gold["events"]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{file} is no gold file ({error}); it needs article, counts and events, as in docs/codebook.md."
        ) from error
    text = texts.get(article["id"])
    beside = file.with_suffix(".txt")
    if text is None and beside.exists():
        text = beside.read_bytes().decode("utf-8")
    return Coding(
        article["id"],
        text,
        article.get("published"),
        tuple(_gold_row(row, text or "") for row in counts),
        tuple(_gold_row(row, text or "") for row in events),
    )


def _gold_row(row: Mapping[str, Any], text: str) -> Row:
    own = locate_quote(text, row["quote"], int(row.get("nth", 1)))
    others = tuple(locate_quote(text, quote) for quote in row.get("also", ()))
    return Row(
        row, (own, *others), bool(row.get("optional")), row.get("alt", {}), row.get("comparison") or None
    )


def locate_quote(text: str, quote: str, nth: int = 1) -> Span:
    """Where the nth occurrence of a quote stands; NOWHERE when there are fewer."""
    at = -1
    for _ in range(nth):
        at = text.find(quote, at + 1)
        if at < 0:
            return NOWHERE
    return at, at + len(quote)
