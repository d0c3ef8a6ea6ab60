"""Which claims may bound a series, and why the others may not."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import pandas as pd

from analysis.article import UNKNOWN_PUBLICATION, Publication
from analysis.series.claims import Claim, Period, SeriesKey

Exclusion = Literal[
    "planned",
    "hypothetical",
    "alleged",
    "denied",
    "no_border",
    "no_level",
    "no_number",
    "period_reversed",
]
# Shares and changes say nothing about a level; `other` is no one measure.
NO_LEVEL_MEASURES = ("change", "other")
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


def admit_claims(counts: pd.DataFrame, articles: pd.DataFrame) -> Admission:
    """Read the counts table and keep what may bound a series, in the order of the ids."""
    publications = {row["article_id"]: _publication(row) for row in list_rows(articles)}
    admitted, excluded = [], []
    for row in sorted(list_rows(counts), key=lambda row: row["count_id"]):
        claim = _read_claim(row, publications.get(row["article_id"], UNKNOWN_PUBLICATION))
        reason = _find_exclusion(claim)
        if reason:
            excluded.append((claim, reason))
        else:
            admitted.append(claim)
    return Admission(tuple(admitted), tuple(excluded))


def _find_exclusion(claim: Claim) -> Exclusion | None:
    if claim.modality != "reported":
        return next(reason for reason in get_args(Exclusion) if reason == claim.modality)
    return _find_missing(claim)


def _find_missing(claim: Claim) -> Exclusion | None:
    if claim.key.measure in NO_LEVEL_MEASURES or claim.key.unit == "percent":
        return "no_level"
    if not (claim.key.border or claim.key.destination):
        return "no_border"
    if claim.low is None and claim.high is None:
        return "no_number"
    if claim.period.start and claim.period.end and claim.period.start > claim.period.end:
        return "period_reversed"
    return None


def _read_claim(row: dict[str, Any], publication: Publication) -> Claim:
    hours = _cell(row, "hours")
    period = Period(read_day(row, "period_start"), read_day(row, "period_end"))
    return Claim(
        count_id=row["count_id"],
        article_id=row["article_id"],
        key=_read_key(row),
        aggregation=row["aggregation"],
        # A border does not grow: its length holds at any time.
        period=Period(None, None) if row["measure"] == "border_length" else period,
        quote=row["quote"],
        low=_cell(row, "low"),
        high=_cell(row, "high"),
        bound=row["bound"],
        value=_cell(row, "value"),
        hours=None if hours is None else int(hours),
        rate_per=_cell(row, "rate_per"),
        place=_cell(row, "place"),
        source=_cell(row, "source"),
        modality=row["modality"],
        publication=publication,
    )


def _read_key(row: dict[str, Any]) -> SeriesKey:
    """The series of a row, without a direction where the measure has none."""
    names = ("measure", "unit", "border", "origin", "destination", "group")
    key = SeriesKey(*(_cell(row, name) for name in names))
    if key.measure in UNDIRECTED_MEASURES and key.border:
        return key._replace(origin=None, destination=None)
    return key


def _publication(row: dict[str, Any]) -> Publication:
    return Publication(
        read_day(row, "published_earliest"), read_day(row, "published_latest"), row["published_basis"]
    )


def list_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as mappings by column."""
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def read_day(row: dict[str, Any], name: str) -> date | None:
    """The date in a cell, None where it is null."""
    cell = row[name]
    return None if pd.isna(cell) else pd.Timestamp(cell).date()


def _cell(row: dict[str, Any], name: str) -> Any:
    cell = row[name]
    return None if pd.isna(cell) else cell
