"""Axes and marks of a panel: dates across, values upward from nought; dots, whiskers and arrows for claims.

What is sure and reported is filled; what nobody has checked and the reader is not sure of is pale and hollow;
what is alleged or denied is a hollow square. So each is told without colour.
"""

import math
from collections.abc import Callable
from typing import Any, Literal, Protocol

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from analysis.figures.lettering import canvas_of, points_wide, text_width
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, PALE_BLUE, PAPER, RULE, UNSURE, strip_axes
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


Direction = Literal["up", "across"]


class Claim(Protocol):
    """What a mark needs of a row."""

    value: float
    low: float
    high: float
    modality: str
    sure: bool


def look_of(claim: Any, colour: str = BLUE, marker: str = "o") -> dict[str, str]:
    """Fill, edge and marker of a claim."""
    disputed = claim.modality != "reported"
    edge = colour if claim.sure else UNSURE
    fill = PAPER if disputed or not claim.sure else edge
    return {"facecolor": fill, "edgecolor": edge, "marker": "s" if disputed else marker}


def name_mark(row: Any) -> str | None:
    """The id of a mark in an SVG, by which whoever shows the file leads from it to the rows behind it."""
    ids = getattr(row, "count_ids", None)
    return None if pd.isna(ids) else f"counts_{str(ids).replace('+', '_')}"


def draw_claim(
    ax: Axes,
    claim: Claim,
    at: float,
    profile: Profile,
    direction: Direction = "up",
    colour: str = BLUE,
    marker: str = "o",
) -> None:
    """Draw one claim at position `at` of the axis that does not carry values.

    A stated number is a dot; a vague one or a range is a bar alone, since nobody gave a number; an open
    bound ends in an arrow.
    """
    look = look_of(claim, colour, marker)
    low, high = claim.low, claim.high
    spoken = pd.isna(claim.value)
    if not (pd.isna(low) or pd.isna(high)) and low < high:
        name = name_mark(claim) if spoken else None
        _draw_span(ax, at, (low, high), profile, direction, look, wide=spoken, name=name)
    for end, way in ((low, -1), (high, 1)):
        known = high if way < 0 else low
        if pd.isna(end) and not pd.isna(known):
            foot, toward = _turn(direction, known, at), _turn(direction, way, 0)
            draw_open_end(ax, foot, toward, profile, look["edgecolor"])
    if not spoken:
        x, y = _turn(direction, claim.value, at)
        size = (0.55 * profile.text_pt) ** 2
        line = 1.3 * profile.line_pt
        name = name_mark(claim)
        ax.scatter([x], [y], s=size, linewidth=line, zorder=4, clip_on=False, gid=name, **look)  # type: ignore[arg-type]


def _turn(direction: Direction, along: float, across: float) -> tuple[float, float]:
    """The point at `along` the value axis and `across` the other one, as (x, y)."""
    return (across, along) if direction == "up" else (along, across)


def _draw_span(
    ax: Axes,
    at: float,
    ends: tuple[float, float],
    profile: Profile,
    direction: Direction,
    look: dict[str, str],
    *,
    wide: bool,
    name: str | None,
) -> None:
    draw = ax.vlines if direction == "up" else ax.hlines
    edge = look["edgecolor"]
    width = 0.7 * profile.text_pt if wide else 1.4 * profile.line_pt
    colour = edge if not wide else PALE_BLUE if look["facecolor"] == edge else PAPER
    draw(at, *ends, color=colour, linewidth=width, zorder=3, gid=name)
    if not wide:
        return
    draw(at, *ends, color=edge, linewidth=0.8 * profile.line_pt, linestyle=(0, (1.5, 1.5)), zorder=3.1)
    for end in ends:
        x, y = _turn(direction, end, at)
        ax.scatter([x], [y], marker="_" if direction == "up" else "|", s=width**2, color=edge, zorder=3.2)


def draw_bar(
    ax: Axes,
    claim: Any,
    least: float,
    y: float,
    profile: Profile,
    *,
    height: float,
    slight: float = 1.0,
    hatch: str | None = None,
    implied: bool = False,
) -> float:
    """Draw a claim as a lying bar, full up to `least` and pale on to a high beyond `slight` times it.

    What is not sure, disputed or `implied` is hollow, its rest with `hatch`. Gives how far the bar reaches.
    """
    look = look_of(claim)
    edge = look["edgecolor"]
    solid = look["facecolor"] == edge and not implied
    form: dict[str, Any] = {"height": height, "edgecolor": edge, "linewidth": profile.line_pt}
    most = max(least, 0.0 if pd.isna(claim.high) else claim.high)
    ax.barh(y, least, facecolor=BLUE if solid else PAPER, gid=name_mark(claim), **form)
    if most > slight * least:
        rest = {"facecolor": PALE_BLUE} if solid else {"facecolor": PAPER, "hatch": hatch}
        ax.barh(y, most - least, left=least, **rest, **form)
    if pd.isna(claim.high):
        draw_open_end(ax, (least, y), (1, 0), profile, edge)
    return float(most)


def draw_open_end(
    ax: Axes, foot: tuple[float, float], way: tuple[float, float], profile: Profile, colour: str = BLUE
) -> None:
    """An arrow of fixed length from `foot` (data) the `way` (unit vector): on from here, no end is stated."""
    reach = 1.7 * profile.text_pt
    ax.annotate(
        "",
        xy=foot,
        xytext=(way[0] * reach, way[1] * reach),
        textcoords="offset points",
        annotation_clip=False,
        arrowprops={
            "arrowstyle": "<|-,head_width=0.2,head_length=0.4",
            "color": colour,
            "linewidth": 1.4 * profile.line_pt,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": profile.text_pt,
        },
        zorder=3,
    )
