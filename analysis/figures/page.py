"""A page: title, subtitle, one panel per thing measured, note and sources, each where it has room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from analysis.figures.claims import cited
from analysis.figures.lettering import shorten, wrap
from analysis.figures.profiles import Profile
from analysis.figures.style import GREY, INK, PAPER, themed
from analysis.figures.wording import plural
from analysis.tables import Tables

SOURCE_LINES = 2
FEWEST = 4  # rows that a panel keeps while there are other panels to spare
LOWEST = 0.6  # of the height that elastic axes like to have
GAP = 1.1  # lines of text between panels
HEADING = 2.9  # lines of text over a panel


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a figure in words, all made from the rows that it draws."""

    title: str
    subtitle: str
    caption: str
    alt_text: str
    long_description: str
    sources: tuple[str, ...]
    units: tuple[str, ...]
    note: str = ""


def describe_rows(
    frame: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    caption: str,
    seen: Iterable[str],
    told: Iterable[str],
    noun: str,
    notes: Iterable[str] = (),
    units: Iterable[str] = (),
) -> Description:
    """A description with the sources of the rows and, as units, their panels unless others are named.

    `seen` are the sentences of the alt text, `told` those of the long description; empty `notes` are
    passed over, and how many further ones of `noun` the figure leaves to the tables comes last.
    """
    omitted = int(frame["omitted"].iloc[0])
    further = f"{plural(omitted, f'further {noun}')} in the tables only." if omitted else ""
    return Description(
        title=title,
        subtitle=subtitle,
        caption=caption,
        alt_text=" ".join(filter(None, seen)),
        long_description=" ".join(told),
        sources=cited(frame),
        units=tuple(units) or tuple(panel_names(frame)),
        note=" ".join(filter(None, [*notes, further])),
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One kind of figure: rows chosen from the tables, drawn on axes, described in words.

    `select` returns exactly what is drawn, with columns `panel`, `articles` and `omitted` (how many rows of
    its kind it leaves out) and, where rows can be spared one by one, `rank`; an empty frame means that there
    is nothing to draw, for the reason `absent`. `height` and `margin` are in points: of one panel's axes
    on a column of the profile, and of what stands left of them.
    """

    name: str
    question: str
    select: Callable[[Tables], pd.DataFrame]
    draw: Callable[[Axes, pd.DataFrame, Profile], Axes]
    describe: Callable[[pd.DataFrame], Description]
    height: Callable[[pd.DataFrame, Profile], float]
    absent: str
    margin: Callable[[pd.DataFrame, Profile], float] = lambda frame, profile: 0.0
    below: float = 2.6  # lines of small type under the axes, for tick labels
    headed: bool = True
    elastic: bool = False  # whether the axes still read well when lower than `height`


@dataclass(frozen=True, slots=True)
class _Panel:
    """The rows of one panel and the height of its axes in points."""

    name: str
    rows: pd.DataFrame
    height: float


@dataclass(frozen=True, slots=True)
class _Page:
    """The blocks of a page in points, from the top down, before anything is drawn."""

    profile: Profile
    head: tuple[tuple[str, float, str, str], ...]
    foot: tuple[str, ...]
    rows: tuple[tuple[_Panel, ...], ...]  # panels side by side, row under row
    over: float  # each axes: the panel's heading
    under: float  # each axes: tick labels and a gap

    @property
    def height(self) -> float:
        panels = sum(self.over + _tallest(row) + self.under for row in self.rows)
        return self.head_height + panels + self.foot_height + 2 * self.profile.pad

    @property
    def head_height(self) -> float:
        return sum(1.3 * size for _, size, _, _ in self.head) + (
            0.9 * self.profile.text_pt if self.head else 0
        )

    @property
    def foot_height(self) -> float:
        return 1.3 * self.profile.small_pt * len(self.foot) + (0.6 * self.profile.text_pt if self.foot else 0)


def _tallest(row: tuple[_Panel, ...]) -> float:
    return max(panel.height for panel in row)


def panel_names(frame: pd.DataFrame) -> list[str]:
    """The panels in the order in which they are drawn."""
    return list(dict.fromkeys(frame["panel"]))


def _head_lines(words: Description, profile: Profile) -> list[tuple[str, float, str, str]]:
    if not profile.titled:
        return []
    title = wrap(words.title, profile.title_pt, profile.inner, "bold", lines=3)
    subtitle = wrap(words.subtitle, profile.text_pt, profile.inner, lines=3)
    return [(line, profile.title_pt, "bold", INK) for line in title] + [
        (line, profile.text_pt, "normal", GREY) for line in subtitle
    ]


def _foot_lines(words: Description, profile: Profile) -> list[str]:
    if not profile.titled:
        return []
    note = wrap(words.note, profile.small_pt, profile.inner, lines=4) if words.note else []
    return [*note, *_cite(words.sources, profile)]


def _cite(sources: tuple[str, ...], profile: Profile) -> list[str]:
    """The source line, with as many articles as the lines hold and the number of the others."""
    for shown in range(len(sources), 0, -1):
        more = f"; and {len(sources) - shown} more" if shown < len(sources) else ""
        lines = wrap(f"Source: {'; '.join(sources[:shown])}{more}.", profile.small_pt, profile.inner)
        if len(lines) <= SOURCE_LINES:
            return lines
    return []


def _lay_out(
    figure: Figure, frame: pd.DataFrame, words: Description, profile: Profile, stretch: float = 1.0
) -> _Page:
    panels = [
        _Panel(name, rows, stretch * figure.height(rows, profile))
        for name, rows in ((name, frame[frame["panel"] == name]) for name in panel_names(frame))
    ]
    across = min(profile.columns, len(panels))
    return _Page(
        profile,
        tuple(_head_lines(words, profile)),
        tuple(_foot_lines(words, profile)),
        tuple(tuple(panels[at : at + across]) for at in range(0, len(panels), across)),
        over=HEADING * profile.text_pt if figure.headed else 0.6 * profile.text_pt,
        under=figure.below * profile.small_pt + GAP * profile.text_pt,
    )


def _spare_least(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without the least important row of its longest panel or, where all are short, its last panel.

    Comes back as it is where nothing can be spared.
    """
    panels = panel_names(frame)
    ranks = frame.groupby("panel", sort=False)["rank"].max() if "rank" in frame else pd.Series(dtype=float)
    if len(ranks) and ranks.max() > (FEWEST if len(panels) > 1 else 1):
        least = (frame["panel"] == ranks.idxmax()) & (frame["rank"] == ranks.max())
    elif len(panels) > 1:
        least = frame["panel"] == panels[-1]
    else:
        return frame
    spared = int(least.sum())
    return frame[~least].assign(omitted=frame["omitted"] + spared).reset_index(drop=True)


def _fit(figure: Figure, frame: pd.DataFrame, profile: Profile) -> tuple[_Page, pd.DataFrame, Description]:
    """The page that is not too tall: elastic axes become lower, then the least important rows are spared."""
    profile = _widen_single(frame, profile)
    while True:
        words = figure.describe(frame)
        stretches = (
            [1 - 0.05 * step for step in range(round((1 - LOWEST) / 0.05) + 1)] if figure.elastic else [1.0]
        )
        pages = (_lay_out(figure, frame, words, profile, stretch) for stretch in stretches)
        page = next((page for page in pages if page.height <= profile.max_height + 0.01), None)
        if page is not None:
            return page, frame, words
        fewer = _spare_least(frame)
        if len(fewer) == len(frame):
            return _lay_out(figure, frame, words, profile, stretches[-1]), frame, words
        frame = fewer
        profile = _widen_single(frame, profile)


def _widen_single(frame: pd.DataFrame, profile: Profile) -> Profile:
    """One panel takes the whole width."""
    return replace(profile, columns=1) if len(panel_names(frame)) == 1 else profile


def compose(
    figure: Figure, frame: pd.DataFrame, profile: Profile
) -> tuple[Canvas, pd.DataFrame, Description]:
    """Draw the whole page; gives it with the rows that it shows and the words for them."""
    with themed(profile):
        page, shown, words = _fit(figure, frame, profile)
        return _draw_page(figure, shown, page), shown, words


def _draw_page(figure: Figure, frame: pd.DataFrame, page: _Page) -> Canvas:
    profile = page.profile
    height = profile.max_height if profile.fixed else page.height
    spare = (height - page.height) / len(page.rows)  # a slide's rows of panels share what is left
    canvas = Canvas(figsize=(profile.width / 72, height / 72), facecolor=PAPER)
    FigureCanvasAgg(canvas)
    top = height - profile.pad
    for line, size, weight, colour in page.head:
        top -= 1.3 * size
        _write(canvas, line, profile.pad, top + 0.3 * size, size=size, weight=weight, color=colour)
    top = height - profile.pad - page.head_height
    margin = figure.margin(frame, profile)
    for row in page.rows:
        tall = _tallest(row) + (spare if figure.elastic else 0)
        for place, panel in enumerate(row):
            left = profile.pad + place * (profile.column + profile.gutter)
            _draw_panel(canvas, figure, page, replace(panel, height=tall), (left, top), margin)
        top -= page.over + tall + page.under
    for index, line in enumerate(reversed(page.foot)):
        y = profile.pad + (1.3 * index + 0.2) * profile.small_pt
        _write(canvas, line, profile.pad, y, size=profile.small_pt, color=GREY)
    return canvas


def _write(canvas: Canvas, text: str, x: float, y: float, **style: Any) -> None:
    """Write at a place in points from the lower left corner of the page."""
    wide, tall = (72 * inches for inches in canvas.get_size_inches())
    canvas.text(x / wide, y / tall, text, va="baseline", ha="left", **style)


def _draw_panel(
    canvas: Canvas, figure: Figure, page: _Page, panel: _Panel, corner: tuple[float, float], margin: float
) -> None:
    """Draw one panel below and right of `corner` (points)."""
    profile, (left, top) = page.profile, corner
    wide, tall = (72 * inches for inches in canvas.get_size_inches())
    bottom = top - page.over - panel.height
    width = profile.column - margin
    ax = canvas.add_axes(((left + margin) / wide, bottom / tall, width / wide, panel.height / tall))
    if figure.headed:
        name, _, rest = panel.name.partition(" · ")
        text, small = profile.text_pt, profile.small_pt
        name, rest = shorten(name, text, profile.column, "bold"), shorten(rest, small, profile.column)
        _write(canvas, name, left, top - text, size=text, weight="bold", color=INK)
        _write(canvas, rest, left, top - text - 1.25 * small, size=small, color=GREY)
    figure.draw(ax, panel.rows, profile)
