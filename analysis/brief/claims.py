"""Claims and happenings as the brief reads them out of the tables: typed rows, None for what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.brief.english import name_source
from analysis.series import find_definition, find_sound, group_happenings
from analysis.tables import Tables, list_rows


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of counts."""

    count_id: str
    article_id: str
    start: int
    end: int
    quote: str
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
    checked: str | None
    sentence: str
    confidence: float | None
    unsure: str | None
    definition: str | None
    sure: bool

    @property
    def size(self) -> float:
        """The greatest number that the claim surely names."""
        return self.value or self.low or self.high or 0.0

    @property
    def pairs(self) -> frozenset[str]:
        """The borders that it is about, as single pairs."""
        return frozenset(self.border.split("+")) if self.border else frozenset()

    @property
    def days(self) -> int | None:
        """Length of the period in days; None where a side is open."""
        if self.period_start is None or self.period_end is None:
            return None
        return (self.period_end - self.period_start).days + 1

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country that the movement names, origin first."""
        return tuple(code for codes in (self.origin, self.destination) if codes for code in codes.split("+"))


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of happenings, with the event whose words stand for it."""

    happening_id: str
    type: str
    date_start: date | None
    date_end: date | None
    actor: str | None
    target: str | None
    border: str | None
    status: str
    n_articles: int
    event_ids: tuple[str, ...]
    article_id: str
    start: int
    end: int
    quote: str
    source: str | None
    place: str | None
    checked: str | None

    @property
    def pairs(self) -> frozenset[str]:
        """The borders that it is about, as single pairs."""
        return frozenset(self.border.split("+")) if self.border else frozenset()

    def holds(self, claim: Claim) -> bool:
        """Whether the words that stand for it hold those of a claim."""
        return claim.article_id == self.article_id and self.start <= claim.start and claim.end <= self.end


def read_claims(tables: Tables) -> tuple[Claim, ...]:
    """Every claim, copies of an article left out."""
    kept = _without_copies(tables.counts, tables)
    return tuple(map(claim_of, list_rows(kept.assign(sure=find_sound(kept, tables.articles)))))


def claim_of(row: Mapping[str, Any]) -> Claim:
    """One row of counts as a claim; a source that names nobody is none."""
    cells: dict[str, Any] = {name: row.get(name) for name in Claim.__slots__}
    cells |= {"definition": find_definition(row), "sure": bool(row.get("sure", True))}
    cells["source"] = name_source(row["source"])
    return Claim(**cells)


def read_happenings(tables: Tables) -> tuple[Happening, ...]:
    """The events that are checked or sure, brought together over articles; copies left out."""
    kept = _without_copies(tables.events, tables)
    kept = kept[find_sound(kept, tables.articles)]
    events = {row["event_id"]: row for row in list_rows(kept)}
    found = group_happenings(kept, tables.articles)
    return tuple(_happening(row, tuple(row["event_ids"].split("+")), events) for row in list_rows(found))


def _happening(row: Mapping[str, Any], ids: tuple[str, ...], events: Mapping[str, Any]) -> Happening:
    """The longest quote speaks for the happening: it says most."""
    spokesman = max(ids, key=lambda key: (len(events[key]["quote"]), key))
    event = events[spokesman]
    ordered = (spokesman, *(key for key in ids if key != spokesman))
    told = {name: row[name] for name in Happening.__slots__ if name in row}
    own = {name: event[name] for name in ("article_id", "start", "end", "quote", "place", "checked")}
    return Happening(**{**told, **own, "source": name_source(event["source"]), "event_ids": ordered})


def _without_copies(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    articles = tables.articles
    copies = set(articles.loc[articles["duplicate_of"].notna(), "article_id"])
    return frame[~frame["article_id"].isin(copies)]
