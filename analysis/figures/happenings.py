"""Happenings as figures show them: their dates, how sure they are, and in how many articles they stand."""

from typing import Any

import pandas as pd

from analysis.figures.claims import SEPARATOR, join_citations
from analysis.figures.lettering import printable
from analysis.figures.wording import event_labels, say_countries
from analysis.series import find_sound
from analysis.tables import Tables

COLUMNS = [
    "happening_id", "type", "date_start", "date_end", "actor", "target", "border", "status", "n_articles",
]  # fmt: skip
REAL = ("occurred", "ongoing", "announced")


def read_happenings(tables: Tables) -> pd.DataFrame:
    """Happenings with the articles that report them; single events where none have been brought together.

    Adds `articles` (citations), `place` (the first that is named) and `sure` (whether one of its events is).
    """
    events = join_citations(tables.events, tables.articles)
    events = events.assign(
        sure=find_sound(events, tables.articles),
        place=events["place"].map(lambda place: printable(str(place)), na_action="ignore"),
    )
    if tables.happenings.empty:
        alone = events.assign(happening_id=events["event_id"], n_articles=1)
        return alone[[*COLUMNS, "articles", "place", "sure"]].reset_index(drop=True)
    ids = tables.happenings.assign(event_id=tables.happenings["event_ids"].str.split("+")).explode("event_id")
    members = ids[["happening_id", "event_id"]].merge(
        events[["event_id", "articles", "place", "sure"]],
        on="event_id",
        how="inner",
        validate="many_to_one",
    )
    told = members.groupby("happening_id", sort=False).agg(
        articles=("articles", lambda lines: SEPARATOR.join(dict.fromkeys(lines))),
        place=("place", "first"),
        sure=("sure", "any"),
    )
    return tables.happenings[COLUMNS].merge(
        told.reset_index(), on="happening_id", how="inner", validate="one_to_one"
    )


def say_happening(happening: Any) -> str:
    """ "Belarus: border closed → Lithuania (announced)"; what is missing is left out."""
    label = event_labels()[happening.type].label
    actor, target = say_countries(happening.actor), say_countries(happening.target)
    status = happening.status
    toward = f" → {target}" if target and target != actor else ""
    doer = f"{actor}: {label[0].lower()}{label[1:]}" if actor else label
    return f"{doer}{toward}" + ("" if status == "occurred" else f" ({status})")


def concerns_border(happening: Any, border: object) -> bool:
    """Whether a happening is one of this border: it names one of its pairs, or nobody from outside them."""
    if pd.isna(border):  # type: ignore[call-overload]
        return True
    if not pd.isna(happening.border):
        return bool(set(str(border).split("+")) & set(happening.border.split("+")))
    named = [who for who in (happening.actor, happening.target) if not pd.isna(who)]
    codes = {code for who in named for code in who.split("+")}
    return bool(codes) and codes <= set(str(border).replace("+", "-").split("-"))
