"""A page: title, subtitle, one panel per thing measured, note and sources, each where it has room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from analysis.figures.claims import cited
from analysis.figures.lettering import shorten, wrap
from analysis.figures.profiles import Profile
from analysis.figures.style import GREY, INK, themed
from analysis.tables import Tables

EVERY_PANEL = "*"
SMALLEST_PT = 6.0
SOURCE_LINES = 3
LOWEST = 0.5  # of the height that elastic axes like to have
GAP = 1.1  # lines of text between panels


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
    alt_text: str,
    told: Iterable[str],
    notes: Iterable[str] = (),
    units: Iterable[str] = (),
) -> Description:
    """A description with the sources of the rows and, as units, their panels unless others are named.

    `told` are the sentences of the long description; empty `notes` are passed over, and what the figure
    leaves out comes last.
    """
    return Description(
        title=title,
        subtitle=subtitle,
        caption=caption,
        alt_text=alt_text,
        long_description=" ".join(told),
        sources=cited(frame),
        units=tuple(units) or tuple(panel_names(frame)),
        note=" ".join(filter(None, [*notes, frame["left_out"].iloc[0]])),
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One kind of figure: rows chosen from the tables, drawn on axes, described in words.

    `select` returns exactly what is drawn, with a column `panel`; an empty frame means that there is
    nothing to draw, for the reason `absent`. `height` and `margin` are in points: of one panel's axes, and
    of what stands left of them.
    """

    name: str
    select: Callable[[Tables], pd.DataFrame]
    draw: Callable[[Axes, pd.DataFrame, Profile], Axes]
    describe: Callable[[pd.DataFrame], Description]
    height: Callable[[pd.DataFrame, Profile], float]
    margin: Callable[[pd.DataFrame, Profile], float]
    absent: str
    below: float = 2.6  # lines of small type under the axes, for tick labels
    headed: bool = True
    elastic: bool = False  # whether the axes still read well when lower than `height`


@dataclass(frozen=True, slots=True)
class _Panel:
    """The rows of one panel and the height of its axes in points."""

    name: str
    rows: pd.DataFrame
    height: float


@dataclass(slots=True)
class _Page:
    """The blocks of a page in points, from the top down, before anything is drawn."""

    profile: Profile
    head: list[tuple[str, float, str, str]] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    panels: list[_Panel] = field(default_factory=list)
    over: float = 0.0  # each axes: the panel's heading
    under: float = 0.0  # each axes: tick labels and a gap

    @property
    def height(self) -> float:
        panels = sum(self.over + panel.height + self.under for panel in self.panels)
        return self.head_height + panels + self.foot_height + 2 * self.profile.pad

    @property
    def head_height(self) -> float:
        return sum(1.3 * size for _, size, _, _ in self.head) + (
            0.9 * self.profile.text_pt if self.head else 0
        )

    @property
    def foot_height(self) -> float:
        return 1.3 * self.profile.small_pt * len(self.foot) + (0.6 * self.profile.text_pt if self.foot else 0)


def panel_rows(frame: pd.DataFrame, panel: str) -> pd.DataFrame:
    """The rows of one panel, with those that belong to every panel."""
    return frame[frame["panel"].isin((panel, EVERY_PANEL))]


def panel_names(frame: pd.DataFrame) -> list[str]:
    """The panels in the order in which they are drawn."""
    return [panel for panel in dict.fromkeys(frame["panel"]) if panel != EVERY_PANEL]


def _heading(panel: str) -> tuple[str, str]:
    name, _, rest = panel.partition(" · ")
    return name, rest


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
    """The source line, with as many articles as three lines hold and the number of the others."""
    for shown in range(len(sources), 0, -1):
        more = f"; and {len(sources) - shown} more" if shown < len(sources) else ""
        noun = "articles" if len(sources) > 1 else "article"
        lines = wrap(f"Source: {noun} {'; '.join(sources[:shown])}{more}.", profile.small_pt, profile.inner)
        if len(lines) <= SOURCE_LINES:
            return lines
    return []


def _lay_out(
    figure: Figure, frame: pd.DataFrame, words: Description, profile: Profile, squeeze: float = 1.0
) -> _Page:
    heading = 2.9 * profile.text_pt if figure.headed else 0.6 * profile.text_pt
    page = _Page(profile, _head_lines(words, profile), _foot_lines(words, profile))
    page.over, page.under = heading, figure.below * profile.small_pt + GAP * profile.text_pt
    for name in panel_names(frame):
        rows = panel_rows(frame, name)
        page.panels.append(_Panel(name, rows, squeeze * figure.height(rows, profile)))
    return page


def _shrink(profile: Profile) -> Profile:
    sizes = {name: 0.95 * getattr(profile, name) for name in ("title_pt", "text_pt", "small_pt", "line_pt")}
    return replace(profile, **sizes)


def fit_page(figure: Figure, frame: pd.DataFrame, words: Description, profile: Profile) -> _Page:
    """The page at the profile's type size, or at the largest one at which it is not too tall.

    Where even the smallest type leaves it too tall, elastic axes become lower.
    """
    page = _lay_out(figure, frame, words, profile)
    while page.height > profile.max_height and page.profile.small_pt * 0.95 >= SMALLEST_PT:
        page = _lay_out(figure, frame, words, _shrink(page.profile))
    squeeze = 1.0
    while figure.elastic and page.height > profile.max_height and squeeze > LOWEST:
        squeeze -= 0.05
        page = _lay_out(figure, frame, words, page.profile, squeeze)
    return page


def compose(figure: Figure, frame: pd.DataFrame, words: Description, profile: Profile) -> Canvas:
    """Draw the whole page at the profile's sizes, or smaller ones where it would be too tall."""
    page = fit_page(figure, frame, words, profile)
    with themed(page.profile):
        return _draw_page(figure, frame, page)


def _draw_page(figure: Figure, frame: pd.DataFrame, page: _Page) -> Canvas:
    profile = page.profile
    canvas = Canvas(figsize=(profile.width / 72, page.height / 72), facecolor="white")
    FigureCanvasAgg(canvas)
    top = page.height - page.profile.pad
    for line, size, weight, colour in page.head:
        top -= 1.3 * size
        _write(canvas, line, top + 0.3 * size, page, size=size, weight=weight, color=colour)
    top -= page.head_height - sum(1.3 * size for _, size, _, _ in page.head)
    for panel in page.panels:
        _draw_panel(canvas, figure, page, panel, top, figure.margin(frame, profile))
        top -= page.over + panel.height + page.under
    _write_foot(canvas, page)
    return canvas


def _write(canvas: Canvas, text: str, y: float, page: _Page, **style: Any) -> None:
    x = page.profile.pad / page.profile.width
    canvas.text(x, y / page.height, text, va="baseline", ha="left", **style)


def _write_foot(canvas: Canvas, page: _Page) -> None:
    size = page.profile.small_pt
    for index, line in enumerate(reversed(page.foot)):
        _write(canvas, line, page.profile.pad + (1.3 * index + 0.2) * size, page, size=size, color=GREY)


def _draw_panel(
    canvas: Canvas, figure: Figure, page: _Page, panel: _Panel, top: float, margin: float
) -> None:
    profile = page.profile
    left, bottom = profile.pad + margin, top - page.over - panel.height
    width = profile.width - profile.pad - left
    ax = canvas.add_axes(
        (left / profile.width, bottom / page.height, width / profile.width, panel.height / page.height)
    )
    if figure.headed:
        name, rest = _heading(panel.name)
        text, small = profile.text_pt, profile.small_pt
        _write(canvas, name, top - text, page, size=text, weight="bold", color=INK)
        rest = shorten(rest, small, profile.inner)
        _write(canvas, rest, top - text - 1.25 * small, page, size=small, color=GREY)
    figure.draw(ax, panel.rows, profile)
