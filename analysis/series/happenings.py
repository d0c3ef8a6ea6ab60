"""The same event over several articles: one happening, merged only on evidence that both rows state.

Wrong mergers are worse than missed ones. Events of one article are never merged here, names are not
compared (actors are codes, so spelling variants do not split), and what is undated stays alone, save for
the kinds that happen once: a diverted flight, an election.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import SimpleNamespace as Event
from typing import Any

import pandas as pd

from analysis.identity import content_hash
from analysis.mentions.places import fold
from analysis.tables import frame_from_rows, list_rows

_SINGULAR = frozenset({"election", "aircraft_diversion"})
_PRECISIONS = ("day", "week", "month", "year")
_FLOWS = frozenset(
    "irregular_crossing apprehension turn_back rescue casualty return reception arrest protest "
    "use_of_force".split()
)
_ALIKE = ({"occurred", "ongoing", "announced", "alleged"}, {"planned", "announced"}, {"demanded"}, {"denied"})
_RANK = ("occurred", "ongoing", "announced", "alleged", "planned", "demanded", "denied")
_COUNT = re.compile(r"\d[\d,.]*\d|\d")
_MOST_MONTHS = 13


def group_happenings(events: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Group events over articles; a syndicated copy (`duplicate_of`) does not count as an article of its own.

    Takes the tables events and articles and returns the table happenings, ordered by date.
    """
    happenings: list[list[Event]] = []
    index: dict[tuple[object, ...], dict[int, list[Event]]] = defaultdict(dict)
    for event in sorted((Event(**row) for row in list_rows(events)), key=_order):
        keys = list(_keys(event))
        near = (group for key in keys for group in index[key].values())
        known = next((group for group in near if all(_is_same(event, other) for other in group)), None)
        if known is None:
            known = []
            happenings.append(known)
        known.append(event)
        for key in keys:
            index[key][id(known)] = known
    originals = {row["article_id"]: row["duplicate_of"] or row["article_id"] for row in list_rows(articles)}
    rows = [_row(group, originals) for group in happenings]
    rows.sort(key=lambda row: (str(row["date_end"]), row["type"], row["happening_id"]))
    return frame_from_rows("happenings", rows)


def _order(event: Event) -> tuple[object, ...]:
    rank = (*_PRECISIONS, event.precision).index(event.precision)
    return rank, str(event.date_end), event.article_id, event.start


def _keys(event: Event) -> Iterator[tuple[object, ...]]:
    """Where to look for the same happening: by type, actor and month, or by type and actor alone."""
    start, end = event.date_start, event.date_end
    if event.type in _SINGULAR:
        yield event.type, event.actor
    elif start and end:
        first, last = (day.year * 12 + day.month for day in (start, end))
        for month in range(first, min(last + 1, first + _MOST_MONTHS)):
            yield event.type, event.actor, month


def _is_same(a: Event, b: Event) -> bool:
    """Whether two events of one type and actor are surely one."""
    if a.article_id == b.article_id or not any({a.status, b.status} <= kinds for kinds in _ALIKE):
        return False
    stated = ((a.target, b.target), (a.border, b.border))
    if any(x != y for x, y in stated if x and y) or not _places_agree(a.place, b.place):
        return False
    (start, end), (other_start, other_end) = _bounds(a), _bounds(b)
    if a.type in _SINGULAR:
        return start <= other_end and other_start <= end
    dates = (a.date_start, a.date_end)
    same_dates = a.date_start is not None and dates == (b.date_start, b.date_end)
    counts, others = set(_COUNT.findall(a.quote)), set(_COUNT.findall(b.quote))
    if a.precision not in _PRECISIONS or b.precision not in _PRECISIONS:
        return same_dates and bool(counts) and counts == others
    if a.type in _FLOWS and counts and others and not counts & others:
        return False
    nested = start <= other_start <= other_end <= end or other_start <= start <= end <= other_end
    return same_dates or (nested and "year" not in (a.precision, b.precision))


def _places_agree(a: str | None, b: str | None) -> bool:
    """Whether two places can be one: equal but for accents and endings, or one is not stated."""
    folded = (fold(place or "").lower().split() for place in (a, b))
    first, second = ({word[:4] for word in words if len(word) > 3} for words in folded)
    return bool(first & second) or not first or not second


def _bounds(event: Event) -> tuple[date, date]:
    return event.date_start or date.min, event.date_end or date.max


def _row(events: Sequence[Event], originals: Mapping[str, str]) -> dict[str, Any]:
    """The happening with its narrowest dates, and of actor, target and border what is stated first."""
    narrow = min(events, key=_width)
    ids = sorted(event.event_id for event in events)
    stated = {
        name: next((value for event in events if (value := getattr(event, name))), None)
        for name in ("actor", "target", "border")
    }
    return {
        "happening_id": content_hash(*ids),
        "type": narrow.type,
        "date_start": narrow.date_start,
        "date_end": narrow.date_end,
        **stated,
        "status": min((event.status for event in events), key=_RANK.index),
        "n_articles": len({originals.get(event.article_id, event.article_id) for event in events}),
        "event_ids": "+".join(ids),
    }


def _width(event: Event) -> tuple[int, str, str]:
    start, end = _bounds(event)
    return (end - start).days, str(event.date_end), event.event_id
