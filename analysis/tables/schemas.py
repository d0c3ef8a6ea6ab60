"""The nine tables: what a row is, what each column means and what it may hold.

The schemas are the documentation: `docs/tables.md` and every `datapackage.json` are written from `SCHEMAS`.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as arrow

from analysis import vocabulary

Kind = Literal["text", "number", "integer", "whole", "date"]


class Types(NamedTuple):
    """What a kind of column is in pandas, in Parquet and in a Data Package."""

    pandas: Any
    arrow: Any
    package: str


# "integer" is never null (offsets, tallies); "whole" may be.
TYPES: dict[Kind, Types] = {
    "text": Types(pd.StringDtype(na_value=np.nan), arrow.string(), "string"),
    "number": Types(np.dtype("float64"), arrow.float64(), "number"),
    "integer": Types(np.dtype("int64"), arrow.int64(), "integer"),
    "whole": Types(pd.Int64Dtype(), arrow.int64(), "integer"),
    "date": Types(np.dtype("datetime64[us]"), arrow.date32(), "date"),
}
COUNTRIES = r"[A-Z]{2}(\+[A-Z]{2})*"
ACTORS = r"[A-Z][A-Z0-9-]*(\+[A-Z][A-Z0-9-]*)*"
BORDERS = r"[A-Z]{2}-[A-Z]{2}(\+[A-Z]{2}-[A-Z]{2})*"
IDS = r"[0-9a-f]{16}(\+[0-9a-f]{16})*"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its meaning and what it may hold."""

    name: str
    description: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    unique: bool = False
    refers_to: str = ""

    @property
    def allowed(self) -> str:
        """What the column may hold, in words."""
        listed = f"one of {', '.join(self.choices)}" if self.choices else self.kind
        what = f"text like {self.pattern}" if self.pattern else listed
        return f"{what}{', each once' if self.unique else ''}{'' if self.required else ', or nothing'}"


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: what a row is and its columns, in their fixed order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]


_text = partial(Column, kind="text")
_date = partial(Column, kind="date")
_number = partial(Column, kind="number")
_integer = partial(Column, kind="integer", required=True)
_whole = partial(Column, kind="whole")
_key = partial(_text, required=True, unique=True)


def _closed(name: str, description: str, choices: tuple[str, ...], required: bool = True) -> Column:
    return _text(name, description=description, choices=choices, required=required)


def _ids(name: str, description: str, refers_to: str, required: bool = False) -> Column:
    return _text(name, description=description, pattern=IDS, refers_to=refers_to, required=required)


def _span_columns(what: str) -> tuple[Column, ...]:
    """Where a row's words stand in its article."""
    return (
        _text("article_id", "The article.", required=True, refers_to="articles.article_id"),
        _integer("start", f"First code point of {what} in articles.text."),
        _integer("end", "Code point after the last one: text[start:end] is the quote."),
        _text("quote", f"The exact words of {what}.", required=True),
    )


def _confidence(certain: str) -> Column:
    return _number("confidence", f"Probability (0 to 1) that {certain}; 1 where checked.")


UNSURE = _text("unsure", "The field that the reader is least sure of.")
CHECKED = _text("checked", "Who checked the row; null where nobody has.")
SENTENCE = _text("sentence", "The sentence in which the quote stands, as written.", required=True)
PLACE = _text("place", "Most specific place named, as written.")
SOURCE = _text("source", "Who is cited for it, as written.")
RULE = _text("rule", "What made the row: the model and what it weighed.", required=True)
BORDER = _text("border", "One country pair or more, in order and joined by +: BY-LT+BY-PL.", pattern=BORDERS)
MOVEMENT = (
    _text("origin", "Where the movement starts, ISO 3166-1 alpha-2.", pattern=COUNTRIES),
    _text("destination", "Where the movement leads, ISO 3166-1 alpha-2.", pattern=COUNTRIES),
)
ROLES = (
    _text("actor", "Who acts: country code or short name (EU, FRONTEX).", pattern=ACTORS),
    _text("target", "Who is acted upon, coded like the actor.", pattern=ACTORS),
)
GROUP = _text("group", "Nationality (IQ) or women, men, children, families; null means all.")
MEASURE = _closed("measure", "What is counted.", vocabulary.MEASURES)
UNIT = _closed("unit", "What one is counted in.", vocabulary.UNITS)
AGGREGATION = _closed("aggregation", "Flow, running total, stock or rate.", vocabulary.AGGREGATIONS)
PLOVER = tuple(sorted(set(filter(None, vocabulary.PLOVER.values()))))
TYPE = _closed("type", "Type of the event.", vocabulary.EVENT_TYPES)
STATUS = _closed("status", "Whether it occurred, is planned, alleged ...", vocabulary.STATUSES)
HAPPENED = (
    _date("date_start", "First day on which it happened."),
    _date("date_end", "Last day on which it happened."),
)

ARTICLES = TableSchema(
    "articles",
    "An article that was read.",
    (
        _key("article_id", "File stem, or the record's own id."),
        _text("path", "File, relative to the folder that was read.", required=True),
        _text("publisher", "Publisher, where the file or sources.csv says it."),
        _text("title", "Title, where the file or sources.csv says it."),
        _text("url", "Address, where the file or sources.csv says it."),
        _text("language", "Language of the text, ISO 639-1."),
        _date("published", "Day of publication; null where only an interval is known."),
        _date("published_earliest", "Earliest day on which it can have appeared."),
        _date("published_latest", "Latest day on which it can have appeared."),
        _closed("published_basis", "How the date is known.", vocabulary.PUBLISHED_BASES),
        _text("notes", "Doubts about the article, such as dates that differ."),
        _integer("words", "Number of words, split at white space."),
        _text("sha256", "SHA-256 of the file.", required=True, pattern=r"[0-9a-f]{64}"),
        _text("duplicate_of", "The article that this one repeats.", refers_to="articles.article_id"),
        _text("text", "Every character of the file; left out of shared tables."),
    ),
)

COUNTS = TableSchema(
    "counts",
    "A numeric claim in an article.",
    (
        _key("count_id", "Hash of article, span, measure, group and period."),
        *_span_columns("the quantity with its approximator and noun"),
        SENTENCE,
        _number("value", "The number as stated; null for a vague numeral or a range."),
        _number("low", "Least number that the words allow; null where open."),
        _number("high", "Greatest number that the words allow; null where open."),
        _closed("bound", "How the words bound the number.", vocabulary.BOUNDS),
        _text("approximator", "The words that made the bound, as written; null when exact."),
        UNIT,
        _closed("measure", "What is counted; different measures never share a sum.", vocabulary.MEASURES),
        AGGREGATION,
        _text("rate_per", "Of a rate: day, week, month, year, boat ..."),
        _date("period_start", "First day that the claim covers."),
        _date("period_end", "Last day that the claim covers."),
        _whole("hours", "Length of a window shorter than its days: 24, or 12 for overnight."),
        *MOVEMENT,
        BORDER,
        GROUP,
        _text("event_id", "The event to which the number belongs.", refers_to="events.event_id"),
        PLACE,
        SOURCE,
        _closed("modality", "Whether it is reported, planned, alleged, denied ...", vocabulary.MODALITIES),
        _confidence("number, measure, aggregation and period are right"),
        *(UNSURE, CHECKED, RULE),
    ),
)

COMPARISONS = TableSchema(
    "comparisons",
    "A claim that is stated against another one.",
    (
        _key("count_id", "The claim that is compared.", refers_to="counts.count_id"),
        *_span_columns("the comparison"),
        _closed("relation", "How the claim relates to the reference.", vocabulary.RELATIONS),
        _number("factor", "Multiple or percentage; null where only more or fewer is said."),
        _closed("bound", "How the words bound the factor.", vocabulary.BOUNDS, required=False),
        _closed("ref_measure", "Measure of the reference.", vocabulary.MEASURES, required=False),
        _date("ref_period_start", "First day of the reference period."),
        _date("ref_period_end", "Last day of the reference period."),
        _number("ref_value", "Value of the reference, where the text states it."),
        _number("implied_low", "Least value of the reference that the comparison allows."),
        _number("implied_high", "Greatest value of the reference that it allows."),
        _confidence("all fields are right"),
        CHECKED,
    ),
)

EVENTS = TableSchema(
    "events",
    "A happening reported in one article.",
    (
        _key("event_id", "Hash of article, span, type, dates, roles and status."),
        *_span_columns("the clause that reports it"),
        SENTENCE,
        TYPE,
        _closed("plover", "PLOVER category, where there is one.", PLOVER, required=False),
        *HAPPENED,
        _closed("precision", "How precise the date is.", vocabulary.PRECISIONS),
        *ROLES,
        PLACE,
        BORDER,
        STATUS,
        SOURCE,
        _confidence("type, dates and status are right"),
        *(UNSURE, CHECKED, RULE),
    ),
)

HAPPENINGS = TableSchema(
    "happenings",
    "One event over all articles.",
    (
        _key("happening_id", "Hash of its events' ids."),
        TYPE,
        *HAPPENED,
        *ROLES,
        BORDER,
        STATUS,
        _integer("n_articles", "Number of articles that report it, copies left out."),
        _ids("event_ids", "The events merged into it, joined by +.", "events.event_id", required=True),
    ),
)


SERIES = TableSchema(
    "series",
    "What the claims together allow for one measure, border, group and period.",
    (
        MEASURE,
        _text("definition", "What tells two series of one measure apart: agency, part or whole."),
        UNIT,
        BORDER,
        *MOVEMENT,
        GROUP,
        AGGREGATION,
        _date("period_start", "First day of the period."),
        _date("period_end", "Last day of the period."),
        _number("low", "Least value that all sound claims allow; null where unbounded."),
        _number("high", "Greatest value that all sound claims allow; null where unbounded."),
        _closed("basis", "Stated as such, derived from claims, or implied.", vocabulary.SERIES_BASES),
        _ids("low_count_ids", "Claims that bind the low, joined by +.", "counts.count_id"),
        _ids("high_count_ids", "Claims that bind the high, joined by +.", "counts.count_id"),
        _text("assumptions", "Names of the assumptions used, joined by +."),
        _text("explanation", "How the row came about, in a sentence.", required=True),
        _integer("n_claims", "Number of claims that bear on the row."),
        _integer("n_checked", "Number of them that a person has checked."),
        _integer("n_sources", "Number of independent sources among them."),
    ),
)

CONFLICTS = TableSchema(
    "conflicts",
    "A set of claims that cannot all be true.",
    (
        *(MEASURE, UNIT, BORDER, GROUP),
        _date("period_start", "First day that the claims cover."),
        _date("period_end", "Last day that the claims cover."),
        _ids("count_ids", "The claims, joined by +.", "counts.count_id", required=True),
        _ids("set_aside_ids", "Those that the series goes on without.", "counts.count_id"),
        _text("explanation", "Why they cannot all be true, with quotes.", required=True),
    ),
)

OFFICIAL = TableSchema(
    "official",
    "An official figure given beside the news, with what the news allows; it bounds nothing.",
    (
        MEASURE,
        BORDER,
        _date("period_start", "First day of the period.", required=True),
        _date("period_end", "Last day of the period.", required=True),
        _number("value", "The official figure.", required=True),
        _text("source", "Who published it, as given."),
        _closed("unit", "Unit of the news; null where it says nothing.", vocabulary.UNITS, required=False),
        _number("low", "Least value that the news allows for the same period."),
        _number("high", "Greatest value that the news allows for the same period."),
        _number("distance", "0 inside the bounds; else how far the nearest lies below (-) or above."),
    ),
)

REJECTED = TableSchema(
    "rejected",
    "A thing that was refused.",
    (
        _closed("kind", "What was refused.", vocabulary.REJECTED_KINDS),
        _text("path", "The file.", required=True),
        _text("record", "The record within the file."),
        _text("article_id", "The article of a refused quantity."),
        _whole("start", "First code point of a refused quantity."),
        _whole("end", "Code point after its last one."),
        _text("quote", "Its exact words."),
        _closed("reason", "Why it was refused.", vocabulary.REASONS),
        _text("detail", "What was found, in a sentence."),
    ),
)

SCHEMAS: dict[str, TableSchema] = {
    schema.name: schema
    for schema in (ARTICLES, COUNTS, COMPARISONS, EVENTS, HAPPENINGS, SERIES, CONFLICTS, OFFICIAL, REJECTED)
}
