"""Claims and happenings as the brief reads them out of the tables: typed rows, None for what is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analysis.english import name_source
from analysis.series import Claim, Period, find_sound, group_happenings, read_claims
from analysis.tables import Tables, list_rows


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
    def period(self) -> Period:
        """The days on which it was."""
        return Period(self.date_start, self.date_end)

    @property
    def pairs(self) -> frozenset[str]:
        """The borders that it is about, as single pairs."""
        return frozenset(self.border.split("+")) if self.border else frozenset()

    def holds(self, claim: Claim) -> bool:
        """Whether the words that stand for it hold those of a claim."""
        return claim.article_id == self.article_id and self.start <= claim.start and claim.end <= self.end


def list_claims(tables: Tables) -> tuple[Claim, ...]:
    """Every claim, copies of an article left out; a source that names nobody is none."""
    claims = read_claims(_without_copies(tables.counts, tables), tables.articles)
    return tuple(replace(claim, source=name_source(claim.source)) for claim in claims)


def list_happenings(tables: Tables) -> tuple[Happening, ...]:
    """The events that are checked or sure, brought together over articles; copies left out."""
    kept = _without_copies(tables.events, tables)
    kept = kept[find_sound(kept, tables.articles)]
    events = {row["event_id"]: row for row in list_rows(kept)}
    found = list_rows(group_happenings(kept, tables.articles))
    return tuple(_happening(row, [events[key] for key in row["event_ids"].split("+")]) for row in found)


def _happening(row: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> Happening:
    """The longest quote speaks for the happening: it says most."""
    spokesman = max(events, key=lambda event: (len(event["quote"]), event["event_id"]))
    ids = [event["event_id"] for event in events if event is not spokesman]
    own = {name: spokesman[name] for name in ("article_id", "start", "end", "quote", "place", "checked")}
    own |= {"source": name_source(spokesman["source"]), "event_ids": (spokesman["event_id"], *ids)}
    return Happening(**{name: row[name] for name in Happening.__slots__ if name in row} | own)


def _without_copies(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    articles = tables.articles
    return frame[~frame["article_id"].isin(articles.loc[articles["duplicate_of"].notna(), "article_id"])]
