"""The marks that stand for a claim: a dot, a whisker for what the words allow, an arrow where they end."""

from typing import Literal, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, PALE_BLUE, PAPER

Direction = Literal["up", "across"]


class Claim(Protocol):
    """What a mark needs of a row."""

    value: float
    low: float
    high: float
    bound: str
    modality: str


def _turn(direction: Direction, along: float, across: float) -> tuple[float, float]:
    """The point at `along` the value axis and `across` the other one, as (x, y)."""
    return (across, along) if direction == "up" else (along, across)


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

    A stated number is a dot, hollow where it is alleged or denied; a vague one or a range is a pale bar
    alone, since nobody gave a number; an open bound ends in an arrow.
    """
    low, high = claim.low, claim.high
    spoken = pd.isna(claim.value)
    if not (np.isnan(low) or np.isnan(high)) and low < high:
        _draw_span(ax, at, low, high, profile, direction, colour, wide=spoken)
    for end, way in ((low, -1), (high, 1)):
        if np.isnan(end):
            _draw_arrow(ax, at, high if way < 0 else low, way, profile, direction, colour)
    if not spoken:
        hollow = claim.modality in ("alleged", "denied")
        _draw_dot(ax, _turn(direction, claim.value, at), profile, colour, marker, hollow=hollow)


def _draw_dot(
    ax: Axes, point: tuple[float, float], profile: Profile, colour: str, marker: str, *, hollow: bool
) -> None:
    x, y = point
    ax.scatter(
        [x],
        [y],
        marker=marker,
        s=(0.55 * profile.text_pt) ** 2,
        facecolor=PAPER if hollow else colour,
        edgecolor=colour,
        linewidth=1.4 * profile.line_pt,
        zorder=4,
        clip_on=False,
    )


def _draw_span(
    ax: Axes,
    at: float,
    low: float,
    high: float,
    profile: Profile,
    direction: Direction,
    colour: str,
    *,
    wide: bool,
) -> None:
    draw = ax.vlines if direction == "up" else ax.hlines
    width = 0.7 * profile.text_pt if wide else 1.6 * profile.line_pt
    draw(at, low, high, color=PALE_BLUE if wide else colour, linewidth=width, zorder=3)
    if wide:
        for end in (low, high):
            x, y = _turn(direction, end, at)
            ax.scatter([x], [y], marker="_" if direction == "up" else "|", s=width**2, color=colour, zorder=3)


def _draw_arrow(
    ax: Axes, at: float, start: float, way: int, profile: Profile, direction: Direction, colour: str
) -> None:
    if not np.isnan(start):
        draw_open_end(ax, _turn(direction, start, at), _turn(direction, way, 0), profile, colour)


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
            "linewidth": 1.6 * profile.line_pt,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": profile.text_pt,
        },
        zorder=3,
    )
