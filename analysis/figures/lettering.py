"""Text as it is set on paper: measured, wrapped, shortened, and placed so that no two labels touch."""

from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Any

import numpy as np
import textalloc
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox

from analysis.figures.profiles import Profile
from analysis.figures.style import FONT, GREY, INK

ELLIPSIS = "…"


def canvas_of(ax: Axes) -> Canvas:
    """The whole figure that the axes stand in."""
    canvas = ax.get_figure(root=True)
    assert canvas is not None
    return canvas


def points_wide(ax: Axes) -> float:
    """The width of the axes in points."""
    return ax.get_window_extent().width / canvas_of(ax).dpi * 72


def points_tall(ax: Axes) -> float:
    """The height of the axes in points."""
    return ax.get_window_extent().height / canvas_of(ax).dpi * 72


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


def printable(text: str) -> str:
    """`text` on one line in characters that the font has; others become "?", controls a space."""
    spaced = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "".join(c if ord(c) in _glyphs() else "?" for c in spaced)


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """The width of one line in points."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def shorten(text: str, size: float, width: float, weight: str = "normal") -> str:
    """`text`, cut between words with an ellipsis where it is wider than `width` points."""
    if text_width(text, size, weight) <= width:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + ELLIPSIS, size, weight) > width:
        kept = kept[:-1]
    whole = kept.rpartition(" ")[0] if text[len(kept) : len(kept) + 1] not in ("", " ") else kept
    kept = whole if len(whole) > 0.6 * len(kept) else kept
    return kept.rstrip(" ,;:(–·") + ELLIPSIS


def wrap(text: str, size: float, width: float, weight: str = "normal", lines: int = 99) -> list[str]:
    """Break `text` between words into at most `lines` lines no wider than `width` points."""
    broken: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, weight) > width:
            broken.append(line)
            line = word
        else:
            line = longer
    broken = [*broken, line] if line else broken
    if len(broken) > lines:
        broken = [*broken[: lines - 1], " ".join(broken[lines - 1 :])]
    return [shorten(each, size, width, weight) for each in broken]


def write_row_label(ax: Axes, y: float, text: str, profile: Profile, **style: Any) -> Text:
    """Write `text` left of the axes, ending beside them, level with `y` in data units."""
    return ax.annotate(
        text,
        (0, y),
        xycoords=ax.get_yaxis_transform(),
        xytext=(-0.6 * profile.text_pt, 0),
        textcoords="offset points",
        annotation_clip=False,
        **{"ha": "right", "va": "center_baseline", "fontsize": profile.small_pt, "color": INK, **style},
    )


def write_figure(
    ax: Axes,
    words: str,
    place: tuple[float, float],
    offset: tuple[float, float],
    claim: Any,
    profile: Profile,
    **style: Any,
) -> None:
    """Write a figure `offset` points from its place: bold and black where it is sure, else grey."""
    ax.annotate(
        words,
        place,
        xytext=offset,
        textcoords="offset points",
        fontsize=profile.text_pt,
        fontweight="bold" if claim.sure else "normal",
        color=INK if claim.sure else GREY,
        **style,
    )


@dataclass(frozen=True, slots=True)
class Label:
    """Words for the mark at `x`, `y` (data units)."""

    x: float
    y: float
    words: str
    colour: str = INK
    weight: str = "bold"


def place_labels(
    ax: Axes,
    labels: Sequence[Label],
    profile: Profile,
    taken: Iterable[Bbox] = (),
    lines: Iterable[np.ndarray] = (),
) -> int:
    """Put each label, most important first, near its mark, clear of `taken` (boxes in pixels) and `lines`.

    A label with no free place is left out: its mark stays, and the row is in the figure's CSV.

    Returns
    -------
    int
        how many labels were placed.
    """
    if not labels:
        return 0
    obstacles = list(taken)
    page = ax.get_window_extent()
    edges = [np.asarray(line, dtype=float) for line in lines] + [
        _outline(ax, box) for box in (*obstacles, page)
    ]
    unit = profile.text_pt * canvas_of(ax).dpi / 72 / page.width
    with redirect_stdout(StringIO()):  # the library prints where it finds no place
        texts = textalloc.allocate(
            ax,
            [label.x for label in labels],
            [label.y for label in labels],
            [label.words for label in labels],
            x_scatter=[label.x for label in labels],
            y_scatter=[label.y for label in labels],
            x_lines=[edge[:, 0] for edge in edges],
            y_lines=[edge[:, 1] for edge in edges],
            textsize=profile.text_pt,
            fontweight=[label.weight for label in labels],
            textcolor=[label.colour for label in labels],
            margin=0.12 * unit,
            min_distance=0.5 * unit,
            max_distance=2.4 * unit,
            nbr_candidates=200,
            draw_lines=False,
            draw_all=False,
            ylims=_square_limits(ax),
            zorder=5,
        )[2]
    return _keep_clear(ax, [text for text in texts if isinstance(text, Text)], obstacles)


def _square_limits(ax: Axes) -> tuple[float, float]:
    """Limits on the y axis with which the library's distances are as long upward as across."""
    wide, tall = canvas_of(ax).get_size_inches()
    page = ax.get_window_extent()
    middle, reach = (page.y0 + page.y1) / 2, page.width / (wide / tall) / 2
    points = ax.transData.inverted().transform([(page.x0, middle - reach), (page.x0, middle + reach)])
    return float(points[0, 1]), float(points[1, 1])


def _outline(ax: Axes, box: Bbox) -> np.ndarray:
    """The edges of a box in pixels, and of a small one its cross, in data units: text must not meet them."""
    x0, y0, x1, y1 = box.extents
    middle = (y0 + y1) / 2
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    if box.width < ax.get_window_extent().width:
        corners += [(x1, y1), (x1, middle), (x0, middle)]
    return np.asarray(ax.transData.inverted().transform(corners))


def _keep_clear(ax: Axes, texts: Sequence[Text], obstacles: list[Bbox]) -> int:
    """Take away what, as it is set, meets an obstacle, an earlier label or the edge of the axes."""
    page = ax.get_window_extent().padded(1)
    kept = 0
    for text in texts:
        box = text.get_window_extent()
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        if inside and not any(box.overlaps(other) for other in obstacles):
            obstacles.append(box)
            kept += 1
        else:
            text.remove()
    return kept
