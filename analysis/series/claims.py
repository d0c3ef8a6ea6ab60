"""A numeric claim as the estimator sees it, and the series that it speaks about."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, get_args

import pandas as pd

from analysis.article import UNKNOWN_PUBLICATION, Publication
from analysis.knowledge import Record, load_records
from analysis.mentions.places import find_places
from analysis.tables import find_sure, list_rows

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

    @property
    def order(self) -> tuple[str, ...]:
        """Sorts keys with nulls first."""
        return tuple(part or "" for part in self)


class Period(NamedTuple):
    """Days from start to end, both inclusive; null where unknown."""

    start: date | None
    end: date | None

    @property
    def is_dated(self) -> bool:
        """Whether both ends are known."""
        return self.start is not None and self.end is not None

    @property
    def order(self) -> tuple[date, date]:
        """Sorts periods with unknown ends first."""
        return (self.start or date.min, self.end or date.min)

    @property
    def days(self) -> int:
        """Number of days; both ends must be known."""
        assert self.start is not None and self.end is not None
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of counts, with what its article adds: when it appeared and what it copies."""

    count_id: str
    article_id: str
    key: SeriesKey
    aggregation: str
    period: Period
    quote: str
    low: float | None
    high: float | None
    bound: str = "exact"
    value: float | None = None
    hours: int | None = None
    rate_per: str | None = None
    place: str | None = None
    source: str | None = None
    modality: str = "reported"
    publication: Publication = UNKNOWN_PUBLICATION
    copy_of: str | None = None
    is_checked: bool = False

    @property
    def original_id(self) -> str:
        """The article that first carried the claim's text."""
        return self.copy_of or self.article_id

    @property
    def figure(self) -> tuple[SeriesKey, str, float | None, float | None]:
        """What the words say, whatever the period."""
        return (self.key, self.aggregation, self.low, self.high)


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
        if row["measure"] not in definition.measures or not _fits_border(definition, row["border"]):
            continue
        distance = _measure_distance(definition, sentence, at, at + len(quote))
        if distance is not None:
            nearest[definition.axis] = min(
                nearest.get(definition.axis, (len(sentence), "")), (distance, definition.id)
            )
    return "+".join(sorted(name for _, name in nearest.values())) or None


def _fits_border(definition: Definition, border: Any) -> bool:
    return not definition.borders or border in definition.borders


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
def say_definition(ids: str, axes: tuple[str, ...] = ("agency", "term", "kind", "route")) -> str:
    """What a reader is told of a definition: "by the Border Patrol, families"; "" for none on these axes."""
    known = {record.id: record for record in load_records("definitions", Definition)}
    found = [known[name] for name in ids.split("+") if name in known]
    return ", ".join(record.says for record in found if record.axis in axes)


def find_copies(articles: pd.DataFrame) -> dict[str, str]:
    """Map each article that repeats another one (`duplicate_of`) to the one that repeats none."""
    ids = set(articles["article_id"])
    pairs = zip(articles["article_id"], articles["duplicate_of"], strict=True)
    told = {copy: original for copy, original in pairs if original in ids and original != copy}
    found = {}
    for copy, original in told.items():
        line = [copy]
        while original in told and original not in line:
            line.append(original)
            original = told[original]
        found[copy] = original
    return found


def mark_copies(claims: tuple[Claim, ...], copies: Mapping[str, str]) -> tuple[Claim, ...]:
    """Let each claim of a copy say what the same figure says in the original, its period and source too.

    A text that repeats another with other figures is an update and no copy: its claims stand alone.
    """
    by_article = defaultdict(list)
    for claim in claims:
        by_article[claim.article_id].append(claim)
    marked = {}
    for article_id, original_id in copies.items():
        for claim, twin in _match_figures(by_article[article_id], by_article[original_id]):
            marked[claim.count_id] = replace(
                twin,
                count_id=claim.count_id,
                article_id=article_id,
                quote=claim.quote,
                copy_of=original_id,
            )
    return tuple(marked.get(claim.count_id, claim) for claim in claims)


def _match_figures(claims: list[Claim], originals: list[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs of the same figure, the same period first; none unless every claim has its twin."""
    pairs = []
    for claim in claims:
        twins = [twin for twin in originals if twin.figure == claim.figure]
        if not twins:
            return []
        pairs.append((claim, min(twins, key=lambda twin: (twin.period != claim.period, twin.count_id))))
    return pairs


Exclusion = Literal[
    "planned",
    "hypothetical",
    "alleged",
    "denied",
    "not_checked",
    "no_border",
    "wrong_unit",
    "no_level",
    "no_number",
    "period_reversed",
]
# Shares and changes say nothing about a level; `other` is no one measure.
NATION_NEAR = 300  # characters before a figure in which a nationality may be named
NO_LEVEL_MEASURES = ("change", "other")
# What these are counted in; a share or a number of people that bears their name is misread.
UNITS: dict[str, tuple[str, ...]] = {
    "border_length": ("km",),
    "barrier_length": ("km",),
    "crossing_point_closed": ("site",),
    "crossing_point_open": ("site",),
    "crossing_point_total": ("site",),
    "vessel": ("boat",),
}
# A border is as long in both directions, and a crossing point is closed for both.
UNDIRECTED_MEASURES = (
    "border_length",
    "barrier_length",
    "crossing_point_closed",
    "crossing_point_open",
    "crossing_point_total",
)


@dataclass(frozen=True, slots=True)
class Admission:
    """The claims that may bound a series; the others, each with its reason."""

    admitted: tuple[Claim, ...]
    excluded: tuple[tuple[Claim, Exclusion], ...]

    def excluded_frame(self) -> pd.DataFrame:
        """The claims left out: count_id, article_id, measure, quote, reason."""
        rows = [(c.count_id, c.article_id, c.key.measure, c.quote, reason) for c, reason in self.excluded]
        return pd.DataFrame(
            rows, columns=["count_id", "article_id", "measure", "quote", "reason"], dtype="str"
        )


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
    found = _find_codes(text)
    known = {code for _, codes in found for code in codes}
    group = getattr(row, "group", None)
    near = {
        code for start, codes in found if row.start - NATION_NEAR <= start <= row.end + NEAR for code in codes
    }
    bordered = any(known >= set(pair.split("-")) for pair in row.border.split("+"))
    return bordered and (not isinstance(group, str) or not group.isupper() or near >= set(group.split("+")))


@lru_cache(maxsize=1024)
def _find_codes(text: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Where a text names states, with their codes; both sides of a border or a strait that it names."""
    return tuple((place.start, (*place.codes, *(place.pair or ()))) for place in find_places(text))


def admit_claims(counts: pd.DataFrame, articles: pd.DataFrame) -> Admission:
    """Read the counts table and keep what may bound a series, in the order of the ids."""
    publications = {row["article_id"]: _publication(row) for row in list_rows(articles)}
    sure = dict(zip(counts["count_id"], find_sound(counts, articles), strict=True))
    admitted, excluded = [], []
    for row in sorted(list_rows(counts), key=lambda row: row["count_id"]):
        claim = _read_claim(row, publications.get(row["article_id"], UNKNOWN_PUBLICATION))
        reason = _find_exclusion(claim, sure[claim.count_id])
        if reason:
            excluded.append((claim, reason))
        else:
            admitted.append(claim)
    return Admission(tuple(admitted), tuple(excluded))


def _find_exclusion(claim: Claim, sure: bool) -> Exclusion | None:
    if claim.modality != "reported":
        return next(reason for reason in get_args(Exclusion) if reason == claim.modality)
    return _find_missing(claim) if sure else "not_checked"


def _find_missing(claim: Claim) -> Exclusion | None:
    if claim.key.measure in NO_LEVEL_MEASURES or claim.key.unit == "percent":
        return "no_level"
    if not claim.key.border:
        return "no_border"
    if claim.key.unit not in UNITS.get(claim.key.measure, (claim.key.unit,)):
        return "wrong_unit"
    if claim.low is None and claim.high is None:
        return "no_number"
    if claim.period.start and claim.period.end and claim.period.start > claim.period.end:
        return "period_reversed"
    return None


def _read_claim(row: dict[str, Any], publication: Publication) -> Claim:
    period = Period(row["period_start"], row["period_end"])
    return Claim(
        count_id=row["count_id"],
        article_id=row["article_id"],
        key=_read_key(row),
        aggregation=row["aggregation"],
        # A border does not grow: its length holds at any time.
        period=Period(None, None) if row["measure"] == "border_length" else period,
        quote=row["quote"],
        low=row["low"],
        high=row["high"],
        bound=row["bound"],
        value=row["value"],
        hours=row["hours"],
        rate_per=row["rate_per"],
        place=row["place"],
        source=row["source"],
        modality=row["modality"],
        publication=publication,
        is_checked=row["checked"] is not None,
    )


def _read_key(row: dict[str, Any]) -> SeriesKey:
    """The series of a row, without a direction where the measure has none."""
    cells = {name: row[name] for name in SeriesKey._fields if name != "definition"}
    key = SeriesKey(**cells, definition=find_definition(row))
    if key.measure in UNDIRECTED_MEASURES and key.border:
        return key._replace(origin=None, destination=None)
    return key


def _publication(row: dict[str, Any]) -> Publication:
    return Publication(row["published_earliest"], row["published_latest"], row["published_basis"])
