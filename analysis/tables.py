"""The eight tables: what each column means, what it may hold, and how the tables hang together.

The schema is the documentation: `docs/tables.md` and every `datapackage.json` are written from `SCHEMAS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache, partial
from typing import Any, Literal

import numpy as np
import pandas as pd
import pandera.errors
import pandera.pandas as pa

from analysis import vocabulary
from analysis.article import Article, Rejected
from analysis.errors import SchemaError

Kind = Literal["text", "number", "integer", "whole", "date"]

# "integer" is never null (offsets, tallies); "whole" may be.
DTYPES: dict[Kind, Any] = {
    "text": pd.StringDtype(na_value=np.nan),
    "number": np.dtype("float64"),
    "integer": np.dtype("int64"),
    "whole": pd.Int64Dtype(),
    "date": np.dtype("datetime64[us]"),
}
COUNTRIES = r"[A-Z]{2}(\+[A-Z]{2})*"
ACTORS = r"[A-Z][A-Z0-9]*(\+[A-Z][A-Z0-9]*)*"
BORDERS = r"[A-Z]{2}-[A-Z]{2}(\+[A-Z]{2}-[A-Z]{2})*"
IDS = r"[0-9a-f]{16}(\+[0-9a-f]{16})*"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its meaning and what it may hold."""

    name: str
    kind: Kind
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    unique: bool = False
    refers_to: str = ""

    @property
    def allowed(self) -> str:
        """What the column may hold, in words."""
        what = f"one of {', '.join(self.choices)}" if self.choices else self.kind
        if self.pattern:
            what = f"text like {self.pattern}"
        if self.unique:
            what = f"{what}, each once"
        return what if self.required else f"{what}, or nothing"


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


def _article_id() -> Column:
    return _text("article_id", description="The article.", required=True, refers_to="articles.article_id")


def _span_columns(what: str) -> tuple[Column, ...]:
    """Where a row's words stand in its article."""
    return (
        _article_id(),
        _integer("start", description=f"First code point of {what} in articles.text."),
        _integer("end", description="Code point after the last one: text[start:end] is the quote."),
        _text("quote", description=f"The exact words of {what}.", required=True),
    )


def _sentence() -> Column:
    return _text("sentence", description="The sentence in which the quote stands, as written.", required=True)


def _border() -> Column:
    return _text(
        "border",
        description="Country pairs in alphabetical order, joined by +: BY-LT, BY-LT+BY-PL.",
        pattern=BORDERS,
    )


def _movement_columns() -> tuple[Column, ...]:
    return (
        _text("origin", description="Where the movement starts, ISO 3166-1 alpha-2.", pattern=COUNTRIES),
        _text("destination", description="Where the movement leads, ISO 3166-1 alpha-2.", pattern=COUNTRIES),
    )


def _actor_columns() -> tuple[Column, ...]:
    return (
        _text("actor", description="Who acts: country code or short name (EU, FRONTEX).", pattern=ACTORS),
        _text("target", description="Who is acted upon, coded like the actor.", pattern=ACTORS),
    )


def _group() -> Column:
    return _text("group", description="Nationality (IQ) or women, men, children, families; null means all.")


def _ids(name: str, description: str, refers_to: str, required: bool = False) -> Column:
    return _text(name, description=description, pattern=IDS, refers_to=refers_to, required=required)


def _closed(name: str, description: str, choices: tuple[str, ...], required: bool = True) -> Column:
    return _text(name, description=description, choices=choices, required=required)


ARTICLES = TableSchema(
    "articles",
    "An article that was read.",
    (
        _text("article_id", description="File stem, or the record's own id.", required=True, unique=True),
        _text("path", description="File, relative to the folder that was read.", required=True),
        _text("publisher", description="Publisher, where the file or sources.csv says it."),
        _text("title", description="Title, where the file or sources.csv says it."),
        _text("url", description="Address, where the file or sources.csv says it."),
        _text("language", description="Language of the text, ISO 639-1."),
        _date("published", description="Day of publication; null where only an interval is known."),
        _date("published_earliest", description="Earliest day on which it can have appeared."),
        _date("published_latest", description="Latest day on which it can have appeared."),
        _closed("published_basis", "How the date is known.", vocabulary.PUBLISHED_BASES),
        _integer("words", description="Number of words, split at white space."),
        _text("sha256", description="SHA-256 of the file.", required=True, pattern=r"[0-9a-f]{64}"),
        _text(
            "duplicate_of",
            description="The article that this one repeats; a copy never adds to a total.",
            refers_to="articles.article_id",
        ),
        _text("text", description="Every character of the file; left out of shared tables."),
    ),
)

COUNTS = TableSchema(
    "counts",
    "A numeric claim in an article.",
    (
        _text("count_id", description="Hash of article, span and measure.", required=True, unique=True),
        *_span_columns("the quantity with its approximator and noun"),
        _sentence(),
        _number("value", description="The number as stated; null for a vague numeral or a range."),
        _number("low", description="Least number that the words allow; null where open."),
        _number("high", description="Greatest number that the words allow; null where open."),
        _closed("bound", "How the words bound the number.", vocabulary.BOUNDS),
        _text("approximator", description="The words that made the bound, as written; null when exact."),
        _closed("unit", "What one is counted in.", vocabulary.UNITS),
        _closed("measure", "What is counted; different measures never share a sum.", vocabulary.MEASURES),
        _closed("aggregation", "Flow, running total, stock or rate.", vocabulary.AGGREGATIONS),
        _text("rate_per", description="Of a rate: day, week, month, year, boat ..."),
        _date("period_start", description="First day that the claim covers."),
        _date("period_end", description="Last day that the claim covers."),
        _whole("hours", description="Length of a window shorter than its days: 24, or 12 for overnight."),
        *_movement_columns(),
        _border(),
        _group(),
        _text("event_id", description="The event to which the number belongs.", refers_to="events.event_id"),
        _text("place", description="Most specific place named, as written."),
        _text("source", description="Who is cited for it, as written."),
        _closed("modality", "Whether it is reported, planned, alleged, denied ...", vocabulary.MODALITIES),
        _text("rule", description="The rule that made the row.", required=True),
    ),
)

COMPARISONS = TableSchema(
    "comparisons",
    "A claim that is stated against another one.",
    (
        _text(
            "count_id",
            description="The claim that is compared.",
            required=True,
            unique=True,
            refers_to="counts.count_id",
        ),
        *_span_columns("the comparison"),
        _closed("relation", "How the claim relates to the reference.", vocabulary.RELATIONS),
        _number("factor", description="Multiple or percentage; null where only more or fewer is said."),
        _closed("bound", "How the words bound the factor.", vocabulary.BOUNDS, required=False),
        _closed("ref_measure", "Measure of the reference.", vocabulary.MEASURES, required=False),
        _date("ref_period_start", description="First day of the reference period."),
        _date("ref_period_end", description="Last day of the reference period."),
        _number("ref_value", description="Value of the reference, where the text states it."),
        _number("implied_low", description="Least value of the reference that the comparison allows."),
        _number("implied_high", description="Greatest value of the reference that it allows."),
    ),
)

EVENTS = TableSchema(
    "events",
    "A happening reported in one article.",
    (
        _text("event_id", description="Hash of article, span and type.", required=True, unique=True),
        *_span_columns("the clause that reports it"),
        _sentence(),
        _closed("type", "Type of the event.", vocabulary.EVENT_TYPES),
        _closed(
            "plover",
            "PLOVER category, where there is one.",
            tuple(sorted({category for category in vocabulary.PLOVER.values() if category})),
            required=False,
        ),
        _date("date_start", description="First day on which it happened."),
        _date("date_end", description="Last day on which it happened."),
        _closed("precision", "How precise the date is.", vocabulary.PRECISIONS),
        *_actor_columns(),
        _text("place", description="Most specific place named, as written."),
        _border(),
        _closed("status", "Whether it occurred, is planned, alleged ...", vocabulary.STATUSES),
        _text("source", description="Who is cited for it, as written."),
        _text("rule", description="The rule that made the row.", required=True),
    ),
)

HAPPENINGS = TableSchema(
    "happenings",
    "One event over all articles.",
    (
        _text("happening_id", description="Hash of its events' ids.", required=True, unique=True),
        _closed("type", "Type of the event.", vocabulary.EVENT_TYPES),
        _date("date_start", description="First day on which it happened."),
        _date("date_end", description="Last day on which it happened."),
        *_actor_columns(),
        _border(),
        _closed("status", "Whether it occurred, is planned, alleged ...", vocabulary.STATUSES),
        _integer("n_articles", description="Number of articles that report it, copies left out."),
        _ids("event_ids", "The events merged into it, joined by +.", "events.event_id", required=True),
    ),
)


def _series_key() -> tuple[Column, ...]:
    return (
        _closed("measure", "What is counted.", vocabulary.MEASURES),
        _closed("unit", "What one is counted in.", vocabulary.UNITS),
        _border(),
    )


SERIES = TableSchema(
    "series",
    "What the claims together allow for one measure, border, group and period.",
    (
        *_series_key(),
        *_movement_columns(),
        _group(),
        _closed("aggregation", "Flow, running total, stock or rate.", vocabulary.AGGREGATIONS),
        _date("period_start", description="First day of the period."),
        _date("period_end", description="Last day of the period."),
        _number("low", description="Least value that all sound claims allow; null where unbounded."),
        _number("high", description="Greatest value that all sound claims allow; null where unbounded."),
        _closed("basis", "Stated as such, derived from claims, or implied.", vocabulary.SERIES_BASES),
        _ids("low_count_ids", "Claims that bind the low, joined by +.", "counts.count_id"),
        _ids("high_count_ids", "Claims that bind the high, joined by +.", "counts.count_id"),
        _text("assumptions", description="Names of the assumptions used, joined by +."),
        _text("explanation", description="How the row came about, in a sentence.", required=True),
        _integer("n_claims", description="Number of claims that bear on the row."),
        _integer("n_sources", description="Number of independent sources among them."),
    ),
)

CONFLICTS = TableSchema(
    "conflicts",
    "A set of claims that cannot all be true.",
    (
        *_series_key(),
        _group(),
        _date("period_start", description="First day that the claims cover."),
        _date("period_end", description="Last day that the claims cover."),
        _ids("count_ids", "The claims, joined by +.", "counts.count_id", required=True),
        _ids("set_aside_ids", "Those that the series goes on without.", "counts.count_id"),
        _text("explanation", description="Why they cannot all be true, with quotes.", required=True),
    ),
)

REJECTED = TableSchema(
    "rejected",
    "A thing that was refused.",
    (
        _closed("kind", "What was refused.", vocabulary.REJECTED_KINDS),
        _text("path", description="The file.", required=True),
        _text("record", description="The record within the file."),
        _text("article_id", description="The article of a refused quantity."),
        _whole("start", description="First code point of a refused quantity."),
        _whole("end", description="Code point after its last one."),
        _text("quote", description="Its exact words."),
        _closed("reason", "Why it was refused.", vocabulary.REASONS),
    ),
)

SCHEMAS: dict[str, TableSchema] = {
    schema.name: schema
    for schema in (ARTICLES, COUNTS, COMPARISONS, EVENTS, HAPPENINGS, SERIES, CONFLICTS, REJECTED)
}


def empty_frame(name: str) -> pd.DataFrame:
    """Table `name` without rows, every column in place and of its type."""
    return frame_from_rows(name, ())


@dataclass(frozen=True, slots=True)
class Tables:
    """The eight tables as frames; one that is not given is empty."""

    articles: pd.DataFrame = field(default_factory=partial(empty_frame, "articles"))
    counts: pd.DataFrame = field(default_factory=partial(empty_frame, "counts"))
    comparisons: pd.DataFrame = field(default_factory=partial(empty_frame, "comparisons"))
    events: pd.DataFrame = field(default_factory=partial(empty_frame, "events"))
    happenings: pd.DataFrame = field(default_factory=partial(empty_frame, "happenings"))
    series: pd.DataFrame = field(default_factory=partial(empty_frame, "series"))
    conflicts: pd.DataFrame = field(default_factory=partial(empty_frame, "conflicts"))
    rejected: pd.DataFrame = field(default_factory=partial(empty_frame, "rejected"))

    def frame(self, name: str) -> pd.DataFrame:
        """The frame of that name."""
        return getattr(self, SCHEMAS[name].name)


def frame_from_rows(name: str, rows: Iterable[Any]) -> pd.DataFrame:
    """Build table `name` from mappings or dataclasses, correctly typed even for no rows.

    A key that is left out is null, and so is an empty text. Dates may be `date`, ISO text or None.

    Raises
    ------
    SchemaError
        for a key that is no column, or a value that cannot be of the column's type.
    """
    schema = SCHEMAS[name]
    values = [_row_values(schema, row) for row in rows]
    return pd.DataFrame(
        {
            column.name: _typed_column(schema, column, [row.get(column.name) for row in values])
            for column in schema.columns
        }
    )


def _row_values(schema: TableSchema, row: Any) -> Mapping[str, Any]:
    if is_dataclass(row):
        row = {item.name: getattr(row, item.name) for item in fields(row)}
    unknown = sorted(set(row) - set(schema.names))
    if unknown:
        raise SchemaError(f"table {schema.name} has no column {unknown[0]}; it has {', '.join(schema.names)}")
    return row


def _typed_column(schema: TableSchema, column: Column, values: list[Any]) -> pd.Series:
    clean = [None if pd.isna(value) or value == "" else value for value in values]
    try:
        return _series_of(column.kind, clean)
    except (TypeError, ValueError) as error:
        got = _odd_one(column, clean)
        raise SchemaError(
            f"table {schema.name}, column {column.name}: allowed {column.allowed}, got {got}"
        ) from error


def _series_of(kind: Kind, values: list[Any]) -> pd.Series:
    if kind == "date":
        values = [None if value is None else pd.Timestamp(value) for value in values]
    return pd.Series(values, dtype=DTYPES[kind])


def _odd_one(column: Column, values: list[Any]) -> str:
    """The first value that does not fit the column by itself, for the error's text."""
    for value in values:
        try:
            _series_of(column.kind, [value])
        except (TypeError, ValueError):
            return repr(value)
    return repr(values[:3])


def articles_frame(articles: Iterable[Article]) -> pd.DataFrame:
    """The articles table, one row per article."""
    return frame_from_rows("articles", [_article_row(article) for article in articles])


def _article_row(article: Article) -> dict[str, Any]:
    publication = article.publication
    return {
        "article_id": article.article_id,
        "path": article.path,
        "publisher": article.publisher,
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "published": publication.day,
        "published_earliest": publication.earliest,
        "published_latest": publication.latest,
        "published_basis": publication.basis,
        "words": len(article.text.split()),
        "sha256": article.sha256,
        "duplicate_of": article.duplicate_of,
        "text": article.text,
    }


def rejected_frame(rejected: Iterable[Rejected]) -> pd.DataFrame:
    """The rejected table, one row per refusal."""
    return frame_from_rows("rejected", [_rejected_row(refusal) for refusal in rejected])


def _rejected_row(refusal: Rejected) -> dict[str, Any]:
    span = refusal.span
    return {
        "kind": refusal.kind,
        "path": refusal.path,
        "record": refusal.record,
        "article_id": refusal.article_id,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "quote": span.text if span else None,
        "reason": refusal.reason,
    }


def with_refusals(tables: Tables, rejected: Iterable[Rejected]) -> Tables:
    """The tables with more refusals, before those that they hold."""
    more = rejected_frame(rejected)
    both = [frame for frame in (more, tables.rejected) if len(frame)]
    return replace(tables, rejected=pd.concat(both, ignore_index=True) if both else more)


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

    Raises
    ------
    SchemaError
        naming table, column, what was allowed and what came.
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

    Raises
    ------
    SchemaError
        for the first break, naming table, column, what was allowed and what came.
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
