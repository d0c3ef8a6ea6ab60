"""Which event a number belongs to: one whose clause or sentence holds it and whose type fits its measure."""

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]
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


def find_event(count: Row, events: Sequence[Row]) -> str | None:
    """The id of the event that the number of a count belongs to; both are rows of one article."""
    types = _TYPES.get(count["measure"], ())
    fitting = [e for e in events if e["type"] in types and e["sentence"] == count["sentence"]]
    if not fitting:
        return None
    best = min(fitting, key=lambda e: (_gap(count, e), types.index(e["type"]), e["start"]))
    return str(best["event_id"])


def _gap(count: Row, event: Row) -> int:
    """Characters between the number and the clause; none where the number stands in it."""
    return max(0, event["start"] - count["end"], count["start"] - event["end"])
