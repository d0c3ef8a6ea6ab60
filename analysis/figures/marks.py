"""The marks that stand for a claim: a dot, a whisker for what the words allow, an arrow where they end.

What is sure and reported is filled; what nobody has checked and the reader is not sure of is pale and hollow;
what is alleged or denied is a hollow square. So each is told without colour.
"""

from typing import Any, Literal, Protocol

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, PALE_BLUE, PAPER, UNSURE

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
