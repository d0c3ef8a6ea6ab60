"""Which event a number belongs to: the one whose clause it stands in and whose type fits its measure."""

from typing import Any

import pandas as pd

_TYPES: dict[str, tuple[str, ...]] = {
    "apprehension": ("apprehension", "arrest"),
    "irregular_crossing": ("irregular_crossing",),
    "attempted_crossing": ("irregular_crossing", "turn_back"),
    "turned_back": ("turn_back",),
    "rescue": ("rescue",),
    "asylum_grant": ("asylum",),
    "return": ("return", "turn_back"),
    "presence": ("reception", "irregular_crossing"),
    "capacity": ("reception",),
    "death": ("casualty",),
    "injury": ("casualty",),
    "missing": ("casualty",),
    "facilitator_arrest": ("arrest",),
    "personnel": ("reinforcement", "assistance_request", "military"),
    "barrier_length": ("barrier",),
    "crossing_point_closed": ("crossing_point_closure", "border_closure"),
    "crossing_point_open": ("crossing_point_opening",),
    "vessel": ("irregular_crossing", "rescue"),
    "transport": ("return", "reception", "facilitation"),
}


def link_counts(counts: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The table counts with `event_id` filled: an event of a fitting type whose clause or sentence holds it.

    The table keeps its rows and their order; a count that belongs to no event has none.
    """
    by_article: dict[Any, list[Any]] = {
        key: list(group.itertuples(index=False)) for key, group in events.groupby("article_id")
    }
    linked = [
        _find_event(count, by_article.get(count.article_id, [])) for count in counts.itertuples(index=False)
    ]
    return counts.assign(event_id=pd.Series(linked, index=counts.index, dtype=counts["event_id"].dtype))


def _find_event(count: Any, events: list[Any]) -> str | None:
    fitting = [e for e in events if e.type in _TYPES.get(count.measure, ()) and e.sentence == count.sentence]
    if not fitting:
        return None
    best = min(fitting, key=lambda e: (_gap(count, e), _TYPES[count.measure].index(e.type), e.start))
    return str(best.event_id)


def _gap(count: Any, event: Any) -> int:
    """Characters between the number and the clause; none where the number stands in it."""
    return max(0, event.start - count.end, count.start - event.end)
