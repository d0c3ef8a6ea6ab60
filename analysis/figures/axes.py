"""The axes of a panel: dates across, the year said once; values upward from nought; where marks are."""

import math
from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from analysis.figures.lettering import canvas_of, points_wide, text_width
from analysis.figures.profiles import Profile
from analysis.figures.style import RULE, strip_axes
from analysis.figures.wording import say_number

Keep = Callable[[pd.Timestamp], bool]
BOUNDS = ["value", "low", "high"]


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
    edge = (end - start) * (1.2 * profile.small_pt / width)  # so that no label hangs over the margin
    ticks = date_ticks(start + edge / 2, end - edge, max(2, int(width / (4.6 * profile.small_pt))))
    ax.set_xticks([day_number(day) for day, _ in ticks], [label for _, label in ticks])


def widen(start: pd.Timestamp, end: pd.Timestamp, share: float = 0.04) -> tuple[pd.Timestamp, pd.Timestamp]:
    """A little room on both sides of a stretch of time, so that no mark sits on the edge."""
    room = pd.Timedelta(days=max(3, round(share * (end - start).days)))
    return start - room, end + room


def known_bounds(claims: pd.DataFrame) -> list[float]:
    """Every value, low and high that is stated, as plain numbers."""
    return [float(each) for each in claims[BOUNDS].to_numpy(dtype=float).ravel() if not math.isnan(each)]


def value_ticks(highest: float, n: int = 4) -> list[float]:
    """Round values from nought up to the first one that is not below `highest`."""
    ticks = MaxNLocator(n, integer=True, steps=[1, 2, 5, 10]).tick_values(0, max(highest, 1.0))
    return [float(tick) for tick in ticks]


def measure_value_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the tick labels of a value axis, in points."""
    highest = max(value_ticks(max(known_bounds(frame))))
    return text_width(say_number(round(highest)), profile.small_pt) + 0.9 * profile.small_pt


def set_value_axis(ax: Axes, rows: pd.DataFrame, profile: Profile, strip: float = 0.0) -> None:
    """A value axis from nought, with room on top for labels and for `strip` (a share of it)."""
    strip_axes(ax)
    highest = max(*known_bounds(rows), 1.0)
    ticks = value_ticks(highest)
    room = 1.3 if rows["high"].isna().any() else 1.18
    top = max(highest * room, 1.04 * ticks[-1]) / (1 - strip)
    ax.set_ylim(0, top)
    ax.set_yticks(ticks)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say_number(value)))
    if profile.ruled:
        across, line = ax.get_yaxis_transform(), profile.line_pt
        rules = [tick for tick in ticks if tick > 0]
        ax.hlines(rules, 0, 1, transform=across, color=RULE, linewidth=0.8 * line, zorder=0, gid="grid")


def box_around(
    ax: Axes, across: tuple[float, float], upward: tuple[float, float], room: float, profile: Profile
) -> Bbox:
    """A box in pixels round a stretch of the axes (data units), with `room` points on each side."""
    (x0, y0), (x1, y1) = ax.transData.transform(list(zip(across, upward, strict=True)))
    far = room * canvas_of(ax).dpi / 72
    return Bbox.from_extents(min(x0, x1) - far, min(y0, y1) - far, max(x0, x1) + far, max(y0, y1) + far)
