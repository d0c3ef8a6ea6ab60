"""Which rows may be told as fact, and which claims may bound a series; why the others may not."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

import pandas as pd

from analysis.article import UNKNOWN_PUBLICATION, Publication
from analysis.mentions.places import find_places
from analysis.series.claims import Claim, Period, SeriesKey
from analysis.series.definitions import NEAR, find_definition
from analysis.tables import find_sure, list_rows

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
