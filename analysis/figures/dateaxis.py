"""The time axis: as many dates as the width holds, the year said once and again where it changes."""

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from analysis.figures.profiles import Profile
from analysis.figures.sizes import points_wide

Keep = Callable[[pd.Timestamp], bool]


def day_number(day: pd.Timestamp) -> float:
    """Matplotlib's number for the start of a day."""
    return float(date2num(day.to_pydatetime()))


def middays(days: pd.Series) -> pd.Series:
    """Where days stand on the date axis, in their middle; no days stand nowhere."""
    return pd.Series([day_number(day) + 0.5 for day in days], days.index, dtype="float64")


def _every(n: int, unit: str) -> Keep:
    return {
        "day": lambda day: day.day == 1 or (n < 15 and (day.day - 1) % n == 0 and day.day + n / 2 < 31),
        "month": lambda day: day.day == 1 and (day.month - 1) % n == 0,
        "year": lambda day: day.is_year_start and day.year % n == 0,
    }[unit]


_STEPS = tuple(
    (unit, _every(n, unit))
    for unit, steps in (("day", (1, 2, 5, 7, 14)), ("month", (1, 2, 3, 6)), ("year", (1, 2, 5, 10, 20, 50)))
    for n in steps
)
_LABELS = {"day": "{0.day} {0:%b}", "month": "{0:%b}", "year": "{0.year}"}


def date_ticks(start: pd.Timestamp, end: pd.Timestamp, room: int) -> list[tuple[pd.Timestamp, str]]:
    """At most `room` round dates from `start` to `end` with their labels, on the finest step that fits."""
    days = pd.date_range(start, end, freq="D")
    for unit, keep in _STEPS:
        chosen = [day for day in days if keep(day)]
        if len(chosen) <= room:
            return [_label(day, before, unit) for before, day in zip([None, *chosen], chosen, strict=False)]
    return []


def _label(day: pd.Timestamp, before: pd.Timestamp | None, unit: str) -> tuple[pd.Timestamp, str]:
    text = _LABELS[unit].format(day)
    news = unit != "year" and (before is None or before.year != day.year)
    return day, f"{text}\n{day.year if news else ''}"


def set_date_axis(ax: Axes, start: pd.Timestamp, end: pd.Timestamp, profile: Profile) -> None:
    """Give `ax` a time axis from `start` to `end` (inclusive) with as many ticks as its width holds."""
    ax.set_xlim(day_number(start), day_number(end + pd.Timedelta(days=1)))
    width = points_wide(ax)
    last = end - (end - start) * (0.8 * profile.small_pt / width)  # so that no label hangs over the margin
    ticks = date_ticks(start, last, max(2, int(width / (4.6 * profile.small_pt))))
    ax.set_xticks([day_number(day) for day, _ in ticks], [label for _, label in ticks])


def widen(start: pd.Timestamp, end: pd.Timestamp, share: float = 0.03) -> tuple[pd.Timestamp, pd.Timestamp]:
    """A little room on both sides of a stretch of time, so that no mark sits on the edge."""
    room = pd.Timedelta(days=max(3, round(share * (end - start).days)))
    return start - room, end + room
