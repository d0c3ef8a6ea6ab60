"""A panel of claims over time: the value axis, the direct labels, and where labels may not stand."""

import math
from typing import Protocol

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from matplotlib.transforms import Bbox

from analysis.figures.claims import DISPUTED, each_row
from analysis.figures.dateaxis import middays
from analysis.figures.lettering import Label, place_labels, text_width, wrap
from analysis.figures.marks import draw_claim
from analysis.figures.profiles import Profile
from analysis.figures.sizes import canvas_of, points_wide
from analysis.figures.style import RULE, strip_axes
from analysis.figures.wording import plural, say_number, say_period

BOUNDS = ["value", "low", "high"]
LOG_RATIO = 40
MOST_LABELS = 24


class PanelClaim(Protocol):
    """A row of a claims panel; `left` and `right` are where its mark begins and ends on the time axis."""

    label: str
    who: str
    value: float
    low: float
    high: float
    modality: str
    n_articles: int
    period_start: pd.Timestamp
    period_end: pd.Timestamp
    left: float
    right: float


def known_bounds(claims: pd.DataFrame) -> list[float]:
    """Every value, low and high that is stated, as plain numbers."""
    return [float(each) for each in claims[BOUNDS].to_numpy(dtype=float).ravel() if not math.isnan(each)]


def measure_value_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the tick labels of a value axis, in points."""
    highest = max(known_bounds(frame)) * (4 if needs_log(frame) else 1.3)  # as far as the axis reaches
    return text_width(say_number(round(highest)), profile.small_pt) + 0.7 * profile.small_pt


def needs_log(claims: pd.DataFrame) -> bool:
    """Whether the figures are so far apart that small ones would vanish on an even scale."""
    known = known_bounds(claims)
    return min(known) > 0 and max(known) > LOG_RATIO * min(known)


def set_value_axis(ax: Axes, claims: pd.DataFrame, strip: float = 0.0, *, log: bool = False) -> None:
    """A value axis with faint rules, and room on top for labels and for `strip` (a share of it)."""
    strip_axes(ax)
    known = known_bounds(claims)
    if log:
        ax.set_yscale("log")
        low, high = min(known) / 2.5, max(known) * 4
        ax.set_ylim(low, low * (high / low) ** (1 / (1 - strip)))
        ticks = [tick for tick in LogLocator(10).tick_values(low, high) if low <= tick <= high]
    else:
        highest = max(max(known), 1.0)
        ticks = list(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]).tick_values(0, highest))
        room = 1.4 if claims["high"].isna().any() else 1.2
        ax.set_ylim(0, max(highest * room, ticks[-1]) / (1 - strip))
    ax.set_yticks(ticks)
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say_number(value)))
    ax.hlines(
        [tick for tick in ticks if tick > 0],
        0,
        1,
        transform=ax.get_yaxis_transform(),
        color=RULE,
        linewidth=ax.spines["bottom"].get_linewidth(),
        zorder=0,
    )


def draw_dated_claims(ax: Axes, claims: pd.DataFrame, profile: Profile, strip: float = 0.0) -> None:
    """Draw each claim on its last day and label as many as fit, below the strip of events."""
    at = middays(claims["period_end"])
    claims = claims.assign(left=at, right=at)
    for claim in each_row(claims):
        draw_claim(ax, claim, claim.left, profile)
    label_claims(ax, claims, profile, strip)


def label_claims(ax: Axes, claims: pd.DataFrame, profile: Profile, strip: float = 0.0) -> int:
    """Label as many claims as fit, the last and the first before the rest; gives how many do not."""
    left, right = ax.get_xlim()
    arrow = 2.0 * profile.text_pt / points_wide(ax) * (right - left)
    labels = [
        Label(
            row.left - arrow * _starts_unknown(row),
            row.right,
            anchor(row),
            row.label,
            _detail(row, ax, profile),
        )
        for row in each_row(claims)
    ]
    ranked = labels if len(labels) < 2 else [labels[-1], labels[0], *reversed(labels[1:-1])]
    tried = ranked[:MOST_LABELS]
    return len(ranked) - len(tried) + place_labels(ax, tried, profile, mark_boxes(ax, claims, profile, strip))


def anchor(row: PanelClaim) -> float:
    """Where a claim is labelled: at its value, else in the middle of its bar, else at its one bound."""
    if not pd.isna(row.value):
        return row.value
    ends = [end for end in (row.low, row.high) if not pd.isna(end)]
    return sum(ends) / len(ends)


def _detail(row: PanelClaim, ax: Axes, profile: Profile) -> tuple[str, ...]:
    sure = f" ({row.modality})" if row.modality in DISPUTED else ""
    told = f", {plural(row.n_articles, 'article')}" if row.n_articles > 1 else ""
    who = wrap(f"{row.who}{sure}{told}", profile.small_pt, 0.62 * points_wide(ax), lines=2)
    return (*who, say_period(row.period_start, row.period_end))


def mark_boxes(ax: Axes, claims: pd.DataFrame, profile: Profile, strip: float = 0.0) -> list[Bbox]:
    """The boxes, in pixels, that labels may not touch: every mark, and the strip of events."""
    page = ax.get_window_extent()
    boxes = [Bbox.from_extents(page.x0, page.y1 - strip * page.height, page.x1, page.y1)] if strip else []
    return boxes + [_mark_box(ax, row, profile) for row in each_row(claims)]


def _starts_unknown(row: PanelClaim) -> bool:
    """Whether the mark is a bar with an arrow back in time."""
    return row.left < row.right and pd.isna(row.period_start)


def _mark_box(ax: Axes, row: PanelClaim, profile: Profile) -> Bbox:
    dot = 0.35 * profile.text_pt * canvas_of(ax).dpi / 72
    ends = [end for end in (row.value, row.low, row.high) if not pd.isna(end)]
    (left, bottom), (right, top) = ax.transData.transform([(row.left, min(ends)), (row.right, max(ends))])
    back = 5 * dot * _starts_unknown(row)
    below, above = (dot + 5 * dot * pd.isna(end) for end in (row.low, row.high))
    return Bbox.from_extents(left - dot - back, bottom - below, right + dot, top + above)
