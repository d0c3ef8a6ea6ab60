"""The pen that draws one panel: words, labels that touch nothing, axes of dates and values, marks for claims.

What is sure and reported is filled; what nobody has checked and the reader is not sure of is pale and hollow;
what is alleged or denied is a hollow square. So each is told without colour.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, GREY, INK, PALE_BLUE, PAPER, RULE, UNSURE
from analysis.figures.wording import say_number, shorten, text_width

BOUNDS = ["value", "low", "high"]
BESIDE = 0.4  # of a column's width for what stands beside the axes
Pair = tuple[float, float]
# Where a label may stand, the best place first: how far from its mark (lines of text), and to which side.
REACHES = (0.5, 0.9)
SIDES = ((0, 1), (1, 1), (-1, 1), (1, 0), (-1, 0), (0, -1), (1, -1), (-1, -1))
# Of which days of a month, months and years a tick stands, from the finest step on, and what it says.
_MONTHS = range(1, 13)
_STEPS: tuple[tuple[Iterable[int], Iterable[int], int, str], ...] = (
    *(
        (days, _MONTHS, 1, "{0.day} {0:%b}\n{1}")
        for days in (range(1, 32), range(1, 31, 2), range(1, 27, 5), range(1, 23, 7), (1, 15))
    ),
    *(((1,), range(1, 13, months), 1, "{0:%b}\n{1}") for months in (1, 2, 3, 6)),
    *(((1,), (1,), years, "{0.year}\n") for years in (1, 2, 5, 10, 20, 50)),
)


def date_ticks(start: pd.Timestamp, end: pd.Timestamp, room: int) -> list[tuple[pd.Timestamp, str]]:
    """At most `room` round dates from `start` to `end` with their labels, on the finest step that fits.

    Below a day or a month stands its year, where that is a new one.
    """
    days = pd.date_range(start, end, freq="D")
    for in_month, in_year, years, form in _STEPS:
        on = days[days.day.isin(in_month) & days.month.isin(in_year) & (days.year % years == 0)]
        if len(on) <= room:
            years_below = on.year.astype(str).where(~on.year.duplicated(), "")
            return [(day, form.format(day, year)) for day, year in zip(on, years_below, strict=True)]
    return []


def day_number(day: Any) -> float:
    """Where the start of a day stands on a date axis; NaN for no day."""
    return float(date2num(day))


def known_bounds(claims: pd.DataFrame) -> Pair:
    """The least and the greatest value, low or high that is stated."""
    stated = claims[BOUNDS].to_numpy(dtype=float)
    return float(np.nanmin(stated)), float(np.nanmax(stated))


def value_ticks(highest: float) -> list[float]:
    """Round values from nought up to the first one that is not below `highest`."""
    return list(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]).tick_values(0, max(highest, 1.0)))


def say_tick(value: float, _: object = None) -> str:
    """A value as the axis has it."""
    return say_number(round(value))


def measure_value_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the tick labels of a value axis, in points."""
    ticks = value_ticks(known_bounds(frame)[1])
    return max(text_width(say_tick(tick), profile.small_pt) for tick in ticks) + 0.9 * profile.small_pt


def room_beside(column: str) -> Callable[[pd.DataFrame, Profile], float]:
    """A margin for what stands in a column, to be written beside the axes."""

    def measure(frame: pd.DataFrame, profile: Profile) -> float:
        widest = max(text_width(str(words), profile.small_pt, "bold") for words in frame[column])
        return min(widest, BESIDE * profile.column) + profile.text_pt

    return measure


def look_of(claim: Any, colour: str = BLUE, marker: str = "o") -> dict[str, Any]:
    """Fill, edge and marker of a claim."""
    disputed = claim.modality != "reported"
    edge = colour if claim.sure else UNSURE
    fill = PAPER if disputed or not claim.sure else edge
    return {"facecolor": fill, "edgecolor": edge, "marker": "s" if disputed else marker}


def weigh(strong: bool) -> dict[str, Any]:
    """The look of words: bold and black for what is sure, else grey."""
    return {"fontweight": "bold" if strong else "normal", "color": INK if strong else GREY}


def name_mark(row: Any) -> str | None:
    """The id of a mark in an SVG, by which whoever shows the file leads from it to the rows behind it."""
    ids = "" if pd.isna(row.count_ids) else row.count_ids.replace("+", "_")
    return f"counts_{ids}" if ids else None


@dataclass(frozen=True, slots=True)
class Label:
    """Words for the mark at `x`, `y` (data units)."""

    x: float
    y: float
    words: str
    strong: bool = True


class Pen:
    """Draws on axes at the sizes of a profile: places in data units, sizes and distances in points.

    `wide` and `tall` are the axes' own measures; `text`, `small` and `line` are sizes of the profile; `share`
    are places of which x is a share of the width. A mark is `lying` where values run across, not upward.
    """

    def __init__(self, ax: Axes, profile: Profile, keep: str = "bottom") -> None:
        """Take hold of axes and leave them only the spine `keep` (or none for "") and no background."""
        canvas = ax.get_figure(root=True)
        assert canvas is not None
        self.ax, self.canvas, self.profile = ax, canvas, profile
        self.pixel = canvas.dpi / 72
        self.page = ax.get_window_extent()
        self.wide, self.tall = self.page.width / self.pixel, self.page.height / self.pixel
        self.text, self.small, self.line = profile.text_pt, profile.small_pt, profile.line_pt
        self.share = ax.get_yaxis_transform()
        for side, spine in ax.spines.items():
            spine.set_visible(side == keep)
        ax.set_facecolor("none")

    def clear_ticks(self) -> None:
        """Leave the axes no ticks."""
        self.ax.set_xticks([])
        self.ax.set_yticks([])

    def write(self, words: str, x: float, y: float, offset: Pair = (0, 0), **look: Any) -> Text:
        """Write `offset` points from a place, in small type unless `look` says otherwise."""
        style = {"fontsize": self.small, "annotation_clip": False, **look}
        return self.ax.annotate(words, (x, y), xytext=offset, textcoords="offset points", **style)

    def write_beside(self, words: str, y: float, **look: Any) -> None:
        """Write left of the axes, ending beside them, in the room that `room_beside` keeps."""
        words = shorten(words, self.small, BESIDE * self.profile.column)
        style = {"ha": "right", "va": "center_baseline", "color": INK, **look}
        self.write(words, 0, y, (-0.6 * self.text, 0), xycoords=self.share, **style)

    def say(self, strong: str, faint: str, y: float, *, sure: bool, indent: float = 0.0) -> None:
        """Write what is said, bold where it is sure, and after it who says it, as far as there is room."""
        look, style = weigh(sure), {"xycoords": self.share}
        strong = shorten(strong, self.text, self.wide - indent, look["fontweight"])
        self.write(strong, 0, y, (indent, 0), fontsize=self.text, **look, **style)
        left = indent + text_width(strong, self.text, look["fontweight"]) + 0.7 * self.text
        if faint and self.wide - left > 5 * self.small:
            self.write(shorten(faint, self.small, self.wide - left), 0, y, (left, 0), color=GREY, **style)

    def set_dates(self, start: pd.Timestamp, end: pd.Timestamp) -> None:
        """A time axis a little wider than from `start` to `end` with as many ticks as its width holds."""
        room = pd.Timedelta(days=max(3, round(0.04 * (end - start).days)))  # no mark sits on the edge
        start, end = start - room, end + room
        self.ax.set_xlim(day_number(start), day_number(end + pd.Timedelta(days=1)))
        edge = (end - start) * (1.2 * self.small / self.wide)  # so that no label hangs over the margin
        ticks = date_ticks(start + edge / 2, end - edge, max(2, int(self.wide / (4.6 * self.small))))
        self.ax.set_xticks([day_number(day) for day, _ in ticks], [label for _, label in ticks])

    def set_values(self, rows: pd.DataFrame, strip: float = 0.0) -> None:
        """A value axis from nought, with room on top for labels and for `strip` (a share of it)."""
        highest = max(known_bounds(rows)[1], 1.0)
        ticks = value_ticks(highest)
        room = 1.3 if rows["high"].isna().any() else 1.18
        self.ax.set_ylim(0, max(highest * room, 1.04 * ticks[-1]) / (1 - strip))
        self.ax.set_yticks(ticks)
        self.ax.yaxis.set_major_formatter(say_tick)
        if self.profile.ruled:
            look: dict[str, Any] = {"color": RULE, "linewidth": 0.8 * self.line, "zorder": 0, "gid": "grid"}
            self.ax.hlines(ticks[1:], 0, 1, transform=self.share, **look)

    def units(self, width: float) -> float:
        """How many units of the x axis `width` points are."""
        left, right = self.ax.get_xlim()
        return float(width / self.wide * (right - left))

    def span(self, start: Any, end: Any, least: float = 0.45) -> Pair:
        """Where the days from `start` to `end` stand on a date axis: at least `least` lines of text wide."""
        left, right = np.fmax(day_number(start), self.ax.get_xlim()[0]), day_number(end) + 1
        middle, half = (left + right) / 2, max(right - left, self.units(least * self.text)) / 2
        return float(middle - half), float(middle + half)

    def spans(self, starts: pd.Series, ends: pd.Series) -> pd.Series:
        """The span of each row's days, as a pair."""
        pairs = [self.span(*days) for days in zip(starts, ends, strict=True)]
        return pd.Series(pairs, starts.index, dtype=object)

    def box(self, across: Pair, upward: Pair, room: float) -> Bbox:
        """A box in pixels round a stretch of the axes (data units), with `room` points on each side."""
        corners = self.ax.transData.transform(list(zip(across, upward, strict=True)))
        return Bbox([corners.min(axis=0), corners.max(axis=0)]).padded(room * self.pixel)

    def block(self, along: Pair, across: Pair, *, lying: bool = False, **look: Any) -> None:
        """A rectangle from and to values (`along`) and places on the other axis."""
        (x0, x1), (y0, y1) = (along, across) if lying else (across, along)
        self.ax.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, **look))

    def claim(
        self, claim: Any, at: float, *, lying: bool = False, colour: str = BLUE, marker: str = "o"
    ) -> None:
        """Draw one claim at a place of the axis that does not carry values.

        A stated number is a dot, with a whisker for what the words allow; of a vague one or a range stands
        the whisker alone, dashed, since nobody gave a number; an open bound ends in an arrow.
        """
        look, name = look_of(claim, colour, marker), name_mark(claim)
        low, high, spoken = claim.low, claim.high, pd.isna(claim.value)
        if low < high:
            draw = self.ax.hlines if lying else self.ax.vlines
            form: dict[str, Any] = {"color": look["edgecolor"], "linewidth": 1.4 * self.line, "zorder": 3}
            if spoken:
                form |= {"linewidth": 3 * self.line, "linestyle": (0, (1.2, 0.6)), "gid": name}
            draw(at, low, high, **form)
        for end, known, way in ((low, high, -1), (high, low, 1)):
            if pd.isna(end) and not pd.isna(known):
                self.open_end(known, at, way, lying=lying, colour=look["edgecolor"])
        if not spoken:
            x, y = (claim.value, at) if lying else (at, claim.value)
            size, line = (0.55 * self.text) ** 2, 1.3 * self.line
            self.ax.scatter([x], [y], s=size, linewidth=line, zorder=4, clip_on=False, gid=name, **look)

    def bar(
        self,
        claim: Any,
        least: float,
        across: Pair,
        *,
        lying: bool = False,
        fill: str = BLUE,
        rest: Mapping[str, Any] | None = None,
        implied: bool = False,
        **look: Any,
    ) -> None:
        """Draw a claim as a bar, full up to `least` and pale on to its high.

        What is not sure, disputed or `implied` is hollow.
        """
        edge = look_of(claim)["edgecolor"]
        solid = look_of(claim)["facecolor"] == edge and not implied
        form = {"edgecolor": edge, "linewidth": self.line, "lying": lying, **look}
        most = max(least, 0.0 if pd.isna(claim.high) else claim.high)
        self.block((0, least), across, facecolor=fill if solid else PAPER, gid=name_mark(claim), **form)
        if most > least:
            pale = {"facecolor": PALE_BLUE if solid else PAPER, "hatch": "/////" if implied else None}
            self.block((least, most), across, **form, **(rest or pale))
        if pd.isna(claim.high):
            self.open_end(least, sum(across) / 2, 1, lying=lying, colour=edge)

    def open_end(self, value: float, at: float, way: int, *, lying: bool = False, colour: str = BLUE) -> None:
        """An arrow of fixed length on from a value, up or (`way` -1) down the axis: no end is stated."""
        reach = way * 1.7 * self.text
        self.ax.annotate(
            "",
            xy=(value, at) if lying else (at, value),
            xytext=(reach, 0) if lying else (0, reach),
            textcoords="offset points",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "<|-,head_width=0.2,head_length=0.4",
                "color": colour,
                "linewidth": 1.4 * self.line,
                "shrinkA": 0,
                "shrinkB": 0,
                "mutation_scale": self.text,
            },
            zorder=3,
        )

    def place_labels(
        self, labels: Iterable[Label], taken: Iterable[Bbox] = (), lines: Iterable[np.ndarray] = ()
    ) -> None:
        """Put each label, most important first, near its mark, clear of boxes `taken` (pixels) and `lines`.

        A label with no free place is left out: its mark stays, and the row is in the figure's CSV.
        """
        boxes, paths = [*taken], [Path(self.ax.transData.transform(line)) for line in lines]

        def is_free(box: Bbox) -> bool:
            meets_line = any(path.intersects_bbox(box, filled=False) for path in paths)
            return self._holds(box) and not meets_line and not any(map(box.overlaps, boxes))

        for label in labels:
            text = self.write(label.words, label.x, label.y, fontsize=self.text, **weigh(label.strong))
            box = next(filter(is_free, self._try_places(text)), None)
            if box is None:
                text.remove()
            else:
                boxes.append(box.padded(0.2 * self.text * self.pixel))

    def _holds(self, box: Bbox) -> bool:
        """Whether a box stands within the axes."""
        return bool(np.all(self.page.p0 - 1 <= box.p0) and np.all(box.p1 <= self.page.p1 + 1))

    def _try_places(self, text: Text) -> Iterator[Bbox]:
        """The box that a text takes at one place about its mark after the other, the nearest first."""
        for reach, (right, up) in product(REACHES, SIDES):
            text.set_position((right * reach * self.text, up * reach * self.text))
            text.set(ha=("center", "left", "right")[right], va=("center_baseline", "bottom", "top")[up])
            yield text.get_window_extent()
