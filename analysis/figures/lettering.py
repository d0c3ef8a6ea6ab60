"""Text as it is set on paper: measured, wrapped, shortened, and placed so that no two labels touch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.offsetbox import AnnotationBbox, OffsetBox, TextArea, VPacker
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox, blended_transform_factory

from analysis.figures.profiles import Profile
from analysis.figures.sizes import canvas_of
from analysis.figures.style import FONT, GREY, INK, PAPER

ELLIPSIS = "…"


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
    """`text`, cut with an ellipsis where it is wider than `width` points."""
    if text_width(text, size, weight) <= width:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + ELLIPSIS, size, weight) > width:
        kept = kept[:-1]
    return kept.rstrip(" ,;:(–") + ELLIPSIS


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


def write_row_label(
    ax: Axes, y: float, text: str, profile: Profile, *, strong: bool = False, **style: Any
) -> Text:
    """Write `text` at the left margin of the figure, level with `y` in data units."""
    transform = blended_transform_factory(canvas_of(ax).dpi_scale_trans, ax.transData)
    return ax.text(
        profile.pad / 72,
        y,
        text,
        transform=transform,
        va="center_baseline",
        fontsize=profile.text_pt if strong else profile.small_pt,
        **{"fontweight": "bold" if strong else "normal", "color": INK, **style},
    )


@dataclass(frozen=True, slots=True)
class Label:
    """A direct label: what is said (bold) over who says it and when.

    It belongs to the mark from `left` to `right` at the height `y`, in data units.
    """

    left: float
    right: float
    y: float
    value: str
    details: tuple[str, ...] = ()


Places = tuple[tuple[float, float], ...]

# Places round a mark, nearest first: the side of the mark and how far up or down, in lines. Farther ones are
# left out on purpose: a label that stands off is read with the wrong mark.
AROUND: Places = (
    (1, 0),
    (-1, 0),
    (1, 0.7),
    (-1, 0.7),
    (1, -0.7),
    (-1, -0.7),
    (0, 1.0),
    (0, -1.0),
    (1, 1.2),
    (-1, 1.2),
)
BESIDE: Places = ((1, 0), (-1, 0))


def _pack(label: Label, profile: Profile, alignment: Literal["left", "right", "center"]) -> OffsetBox:
    bold = {"fontsize": profile.text_pt, "fontweight": "bold", "color": INK}
    lines: list[Artist] = [TextArea(label.value, textprops=bold)] if label.value else []
    lines += [
        TextArea(each, textprops={"fontsize": profile.small_pt, "color": GREY}) for each in label.details
    ]
    return VPacker(children=lines, pad=0, sep=0.12 * profile.small_pt, align=alignment)


def _attach(ax: Axes, label: Label, place: tuple[float, float], profile: Profile) -> AnnotationBbox:
    side, rise = place
    box = AnnotationBbox(
        _pack(label, profile, "left" if side > 0 else "right" if side < 0 else "center"),
        ((label.left, (label.left + label.right) / 2, label.right)[1 + int(side)], label.y),
        xybox=(side * 0.75 * profile.text_pt, rise * 1.3 * profile.text_pt),
        boxcoords="offset points",
        box_alignment=({1: 0.0, -1: 1.0, 0: 0.5}[int(side)], 0.5 - 0.5 * max(-1.0, min(1.0, rise))),
        bboxprops={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "boxstyle": "square,pad=0.1"},
        pad=0,
        annotation_clip=False,
        zorder=2.5,  # over rules, under marks
    )
    ax.add_artist(box)
    return box


def place_labels(
    ax: Axes, labels: Sequence[Label], profile: Profile, taken: Iterable[Bbox] = (), places: Places = AROUND
) -> int:
    """Put each label, most important first, where it touches neither `taken`, another label nor the edge.

    A label with no free place is left out: its mark stays, and the row is in the figure's CSV.

    Returns
    -------
    int
        how many labels were left out.
    """
    page = ax.get_window_extent()
    room = Bbox.from_extents(page.x0, page.y0 - 1, canvas_of(ax).bbox.x1 - profile.pad / 2, page.y1 + 1)
    occupied = list(taken)
    free = len(occupied)
    for label in labels:
        occupied += _place(ax, label, profile, room, occupied, places)
    return len(labels) - (len(occupied) - free)


def _place(
    ax: Axes, label: Label, profile: Profile, room: Bbox, occupied: list[Bbox], places: Places
) -> list[Bbox]:
    """Where the label found room: whole, else its value alone, else nowhere."""
    short = [replace(label, details=())] if label.value and label.details else []
    for wording, place in product([label, *short], places):
        box = _attach(ax, wording, place, profile)
        extent = box.get_window_extent()
        inside = (
            room.x0 <= extent.x0 and extent.x1 <= room.x1 and room.y0 <= extent.y0 and extent.y1 <= room.y1
        )
        if inside and not any(extent.overlaps(other) for other in occupied):
            return [extent]
        box.remove()
    return []
