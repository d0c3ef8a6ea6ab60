"""A numeric claim as series and brief see it: what it counts, by which definition, whether it may bound."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import pandas as pd

from analysis.article import UNKNOWN_PUBLICATION, Publication
from analysis.knowledge import Record, load_records
from analysis.mentions.places import find_places
from analysis.tables import find_sure, list_rows
from analysis.vocabulary import UNIT_OF

DAY = timedelta(days=1)
NOTHING: frozenset[str] = frozenset()


class SeriesKey(NamedTuple):
    """What is counted, where and of whom; figures with different keys never share a bound."""

    measure: str
    unit: str
    border: str | None = None
    origin: str | None = None
    destination: str | None = None
    group: str | None = None
    definition: str | None = None


class Period(NamedTuple):
    """Days from start to end, both inclusive; null where unknown."""

    start: date | None
    end: date | None

    @property
    def is_dated(self) -> bool:
        """Whether both ends are known."""
        return self.start is not None and self.end is not None

    @property
    def ends(self) -> tuple[date, date]:
        """Both ends; one that is unknown lies before all days."""
        return (self.start or date.min, self.end or date.min)

    @property
    def days(self) -> int:
        """Number of days; both ends must be known."""
        assert self.start is not None and self.end is not None
        return (self.end - self.start).days + 1


class Quantity(NamedTuple):
    """Something that has one value: a flow, a running total or a stock."""

    key: SeriesKey
    aggregation: str
    period: Period

    @property
    def home(self) -> "Home":
        """The series of flows that it belongs to; stocks of each time stand alone."""
        return (self.key, self.period if self.aggregation == "stock" else None)

    @property
    def days(self) -> tuple[date, date] | None:
        """The two days between whose ends it is counted; None where its start or end is unknown."""
        if self.aggregation == "stock":
            return STOCK_DAYS
        start, end = self.period
        return None if start is None or end is None else (start - DAY, end)


# A series of flows, or one stock at one time.
Home = tuple[SeriesKey, Period | None]
STOCK_DAYS = (date.min, date.min + DAY)

# More people than live is a slip of the article or of the reader.
EVERYBODY = 8.3e9
# Shares and changes say nothing about a level; `other` is no one measure.
NO_LEVEL_MEASURES = ("change", "other")


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of counts, with what its article and its words add."""

    count_id: str
    article_id: str
    start: int
    end: int
    quote: str
    sentence: str
    value: float | None
    low: float | None
    high: float | None
    bound: str
    approximator: str | None
    unit: str
    measure: str
    aggregation: str
    rate_per: str | None
    period_start: date | None
    period_end: date | None
    hours: int | None
    origin: str | None
    destination: str | None
    border: str | None
    group: str | None
    place: str | None
    source: str | None
    modality: str
    event_id: str | None
    confidence: float | None
    unsure: str | None
    checked: str | None
    definition: str | None = None
    sure: bool = True
    publication: Publication = UNKNOWN_PUBLICATION

    @property
    def period(self) -> Period:
        """The days that it is about."""
        return Period(self.period_start, self.period_end)

    @property
    def key(self) -> SeriesKey:
        """Its series; a border is as long in both directions, and a crossing point is closed for both."""
        whom = (self.group, self.definition)
        if self.border and UNIT_OF.get(self.measure) in ("km", "site"):
            return SeriesKey(self.measure, self.unit, self.border, None, None, *whom)
        return SeriesKey(self.measure, self.unit, self.border, self.origin, self.destination, *whom)

    @property
    def quantity(self) -> Quantity:
        """What it bounds; a mean rate is about the flow of its period."""
        return Quantity(self.key, "period" if self.aggregation == "rate" else self.aggregation, self.period)

    @property
    def figure(self) -> tuple[SeriesKey, str, float | None, float | None]:
        """What the words say, whatever the period."""
        return (self.key, self.aggregation, self.low, self.high)

    @property
    def question(self) -> tuple[object, ...]:
        """What it answers: one measure of one border, group and period."""
        whom = (self.border, self.group, self.definition, self.place)
        return (self.measure, self.aggregation, *whom, self.period)

    @property
    def size(self) -> float:
        """The greatest number that the claim surely names."""
        return self.value or self.low or self.high or 0.0

    @property
    def days(self) -> int | None:
        """Length of the period in days; None where a side is open."""
        return self.period.days if self.period.is_dated else None

    @property
    def pairs(self) -> frozenset[str]:
        """The borders that it is about, as single pairs."""
        return frozenset(self.border.split("+")) if self.border else frozenset()


def read_claims(counts: pd.DataFrame, articles: pd.DataFrame) -> list[Claim]:
    """Every row of counts as a claim, in their order."""
    papers = {
        row["article_id"]: Publication(
            *(row[f"published_{name}"] for name in ("earliest", "latest", "basis"))
        )
        for row in list_rows(articles)
    }
    return [
        claim_of(row, sure=sure, publication=papers.get(row["article_id"], UNKNOWN_PUBLICATION))
        for row, sure in zip(list_rows(counts), find_sound(counts, articles), strict=True)
    ]


def claim_of(row: Mapping[str, Any], **more: Any) -> Claim:
    """One row of counts as a claim, without what its article adds."""
    cells = {name: row[name] for name in Claim.__slots__ if name in row}
    return Claim(**cells, definition=find_definition(row), **more)


NEAR = 60  # characters behind a quantity in which its own noun or route may still stand
CLAUSE_END = re.compile(r"[,;.:()\d]")


class Definition(Record):
    """One way of counting; see the head of definitions.toml."""

    axis: Literal["agency", "term", "kind", "route"]
    says: str
    words: tuple[str, ...]
    measures: tuple[str, ...]
    borders: tuple[str, ...] = ()


def find_definition(row: Mapping[str, Any]) -> str | None:
    """The ids of the definitions that a count's own words name, one an axis, joined by +; None for none.

    An agency or a term may stand anywhere in the sentence, the nearest to the quantity counts; a kind or a
    route stands in the quantity or behind it in the same clause.
    """
    quote, sentence = row["quote"], row["sentence"]
    at = max(sentence.find(quote), 0)
    nearest: dict[str, tuple[int, str]] = {}
    for definition in load_records("definitions", Definition):
        fits = not definition.borders or row["border"] in definition.borders
        if not fits or row["measure"] not in definition.measures:
            continue
        distance = _measure_distance(definition, sentence, at, at + len(quote))
        if distance is not None:
            found = (distance, definition.id)
            nearest[definition.axis] = min(nearest.get(definition.axis, found), found)
    return "+".join(sorted(name for _, name in nearest.values())) or None


def _measure_distance(definition: Definition, sentence: str, start: int, end: int) -> int | None:
    """Characters between the quantity and the nearest of the words, None where they do not stand."""
    first, last = 0, len(sentence)
    if definition.axis in ("kind", "route"):
        stop = CLAUSE_END.search(sentence, end)
        first, last = start, min(stop.start() if stop else last, end + NEAR)
    spans = [found.span() for found in _pattern(definition.words).finditer(sentence, first, last)]
    return min((max(start - b, a - end, 0) for a, b in spans), default=None)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)


@cache
def say_definition(ids: str | None, axes: tuple[str, ...] = ("agency", "term", "kind", "route")) -> str:
    """What a reader is told of a definition: "by the Border Patrol, families"; "" for none on these axes."""
    known = {record.id: record for record in load_records("definitions", Definition)}
    found = [known[name] for name in (ids or "").split("+") if name in known]
    return ", ".join(record.says for record in found if record.axis in axes)


NATION_NEAR = 300  # characters before a figure in which a nationality may be named


def find_sound(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    """Which rows of counts or events may be told as fact: sure ones whose border and group the text names.

    A border that the reader took for granted ("the southern border"), or a nationality that stands nowhere
    near, is a guess of the reader's however sure it is. What a person has checked, or another tool made, is
    taken as it is; so is what cannot be looked up, where tables are without their texts.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    sure = find_sure(rows)
    read = sure & rows["checked"].isna() & rows["confidence"].notna() & rows["border"].notna()
    named = [_is_named(row, texts.get(row.article_id)) for row in rows[read].itertuples(index=False)]
    return sure & pd.Series(named, rows.index[read], dtype=bool).reindex(rows.index, fill_value=True)


def _is_named(row: Any, text: Any) -> bool:
    """Whether the text names both sides of one of a row's borders and, before the row, its nationality."""
    if not isinstance(text, str):
        return True
    found = find_codes(text)
    known = {code for _, codes in found for code in codes}
    group = getattr(row, "group", None)
    near = {
        code for start, codes in found if row.start - NATION_NEAR <= start <= row.end + NEAR for code in codes
    }
    bordered = any(known >= set(pair.split("-")) for pair in row.border.split("+"))
    return bordered and (not isinstance(group, str) or not group.isupper() or near >= set(group.split("+")))


@lru_cache(maxsize=1024)
def find_codes(text: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Where a text names states, with their codes; both sides of a border or a strait that it names."""
    return tuple((place.start, (*place.codes, *(place.pair or ()))) for place in find_places(text))


def judge_claims(counts: pd.DataFrame, articles: pd.DataFrame) -> list[tuple[Claim, str | None]]:
    """The claims in the order of their ids, each with the reason for which it may not bound a series."""
    claims = sorted(read_claims(counts, articles), key=lambda claim: claim.count_id)
    copies = set(articles.loc[articles["duplicate_of"].notna(), "article_id"])
    return [
        (_forget_time(claim), find_exclusion(claim) or ("copy" if claim.article_id in copies else None))
        for claim in claims
    ]


def _forget_time(claim: Claim) -> Claim:
    """A border does not grow: its length holds at any time."""
    return replace(claim, period_start=None, period_end=None) if claim.measure == "border_length" else claim


def find_exclusion(claim: Claim) -> str | None:
    """Why a claim bounds nothing (docs/series.md lists the reasons), None where it does."""
    start, end = claim.period
    reasons = {
        claim.modality: claim.modality != "reported",
        "no_level": claim.measure in NO_LEVEL_MEASURES or claim.unit == "percent",
        "no_border": not claim.border,
        # a share or a number of people that bears the name of a crossing point or length is misread
        "wrong_unit": claim.unit != UNIT_OF.get(claim.measure, claim.unit),
        "no_number": claim.low is None and claim.high is None,
        "beyond_everybody": claim.size > EVERYBODY,
        "period_reversed": start is not None and end is not None and start > end,
        "not_checked": not claim.sure,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def list_excluded(counts: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The claims that bound nothing, each with its reason: count_id, article_id, measure, quote, reason."""
    rows = [
        (claim.count_id, claim.article_id, claim.measure, claim.quote, reason)
        for claim, reason in judge_claims(counts, articles)
        if reason
    ]
    return pd.DataFrame(rows, columns=["count_id", "article_id", "measure", "quote", "reason"], dtype="str")
