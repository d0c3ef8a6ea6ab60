"""The same event over several articles: one happening, merged only on evidence that both rows state.

Wrong mergers are worse than missed ones. Events of one article are never merged here, names are not
compared (actors are codes, so spelling variants do not split), and what is undated stays alone, save for
the kinds that happen once: a diverted flight, an election.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.identity import content_hash
from analysis.tables import frame_from_rows

_SINGULAR = frozenset({"election", "aircraft_diversion"})
_PRECISE = frozenset({"day", "week", "month", "year"})
_FLOWS = frozenset(
    "irregular_crossing apprehension turn_back rescue casualty return reception arrest protest "
    "use_of_force".split()
)
_ALIKE = ({"occurred", "ongoing", "announced", "alleged"}, {"planned", "announced"}, {"demanded"}, {"denied"})
_RANK = ("occurred", "ongoing", "announced", "alleged", "planned", "demanded", "denied")
_COUNT = re.compile(r"\d[\d,.]*\d|\d")
_LONG_AGO = pd.Timestamp.min
_FAR_AHEAD = pd.Timestamp.max


def group_happenings(events: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Group events over articles; a syndicated copy (`duplicate_of`) does not count as an article of its own.

    Takes the tables events and articles and returns the table happenings, ordered by date.
    """
    originals = dict(zip(articles["article_id"], articles["duplicate_of"], strict=True))
    happenings: list[list[Any]] = []
    index: dict[tuple[object, ...], list[list[Any]]] = {}
    for event in sorted(events.itertuples(index=False), key=_order):
        keys = list(_keys(event))
        near = (group for key in keys for group in index.get(key, ()))
        known = next((group for group in near if all(_is_same(event, other) for other in group)), None)
        if known is None:
            known = []
            happenings.append(known)
        known.append(event)
        for key in keys:
            groups = index.setdefault(key, [])
            if not any(group is known for group in groups):
                groups.append(known)
    rows = [_row(group, originals) for group in happenings]
    return frame_from_rows("happenings", sorted(rows, key=_row_order))


def _order(event: Any) -> tuple[object, ...]:
    precision = {"day": 0, "week": 1, "month": 2, "year": 3}.get(event.precision, 4)
    return precision, str(event.date_end), event.article_id, event.start


def _keys(event: Any) -> Iterator[tuple[object, ...]]:
    """Where to look for the same happening: by type, actor and month, or by type and actor alone."""
    actor = None if pd.isna(event.actor) else event.actor
    if event.type in _SINGULAR:
        yield event.type, actor
    elif not pd.isna(event.date_start) and not pd.isna(event.date_end):
        last = event.date_end.to_period("M")
        for month in pd.period_range(event.date_start, last.to_timestamp(), freq="M")[:13]:
            yield event.type, actor, str(month)


def _is_same(a: Any, b: Any) -> bool:
    if a.article_id == b.article_id or not any({a.status, b.status} <= kinds for kinds in _ALIKE):
        return False
    if not (_agree(a.target, b.target) and _agree(a.border, b.border) and _places_agree(a.place, b.place)):
        return False
    if a.type in _SINGULAR:
        return _overlap(a, b)
    if a.precision not in _PRECISE or b.precision not in _PRECISE:
        return _same_dates(a, b) and bool(_counts(a)) and _counts(a) == _counts(b)
    if a.type in _FLOWS and _counts(a) and _counts(b) and not _counts(a) & _counts(b):
        return False
    nested = _contains(a, b) or _contains(b, a)
    return _same_dates(a, b) or (nested and "year" not in (a.precision, b.precision))


def _agree(a: Any, b: Any) -> bool:
    return pd.isna(a) or pd.isna(b) or a == b


def _places_agree(a: Any, b: Any) -> bool:
    """Whether two places can be one: equal but for accents and endings, or one is not stated."""
    if pd.isna(a) or pd.isna(b):
        return True
    first, second = ({w[:4] for w in _fold(str(p)).split() if len(w) > 3} for p in (a, b))
    return bool(first & second) or not first or not second


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def _bounds(event: Any) -> tuple[pd.Timestamp, pd.Timestamp]:
    start = _LONG_AGO if pd.isna(event.date_start) else event.date_start
    return start, _FAR_AHEAD if pd.isna(event.date_end) else event.date_end


def _overlap(a: Any, b: Any) -> bool:
    (start, end), (other_start, other_end) = _bounds(a), _bounds(b)
    return bool(start <= other_end and other_start <= end)


def _same_dates(a: Any, b: Any) -> bool:
    return not pd.isna(a.date_start) and bool(a.date_start == b.date_start and a.date_end == b.date_end)


def _contains(a: Any, b: Any) -> bool:
    return bool(a.date_start <= b.date_start and b.date_end <= a.date_end)


def _counts(event: Any) -> frozenset[str]:
    return frozenset(_COUNT.findall(event.quote))


def _row(events: Sequence[Any], originals: dict[str, Any]) -> dict[str, Any]:
    narrow = min(events, key=_width)
    articles = {
        e.article_id if pd.isna(originals.get(e.article_id)) else originals[e.article_id] for e in events
    }
    ids = sorted(e.event_id for e in events)
    return {
        "happening_id": content_hash(*ids),
        "type": narrow.type,
        "date_start": _day(narrow.date_start),
        "date_end": _day(narrow.date_end),
        "actor": _first_stated(e.actor for e in events),
        "target": _first_stated(e.target for e in events),
        "border": _first_stated(e.border for e in events),
        "status": min((e.status for e in events), key=_RANK.index),
        "n_articles": len(articles),
        "event_ids": "+".join(ids),
    }


def _day(stamp: Any) -> date | None:
    return None if pd.isna(stamp) else stamp.date()


def _width(event: Any) -> tuple[pd.Timedelta, str, str]:
    start, end = _bounds(event)
    open_ended = pd.isna(event.date_start) or pd.isna(event.date_end)
    width = pd.Timedelta.max if open_ended else end - start
    return width, str(event.date_end), event.event_id


def _first_stated(values: Iterator[Any]) -> Any:
    return next((v for v in values if not pd.isna(v)), None)


def _row_order(row: dict[str, Any]) -> tuple[str, str, str]:
    return str(row["date_end"]), row["type"], row["happening_id"]
