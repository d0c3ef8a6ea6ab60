"""A page: title, subtitle, one panel per thing measured, note and sources, each where it has room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from analysis.figures.evidence import cite_assumptions, each_row, list_cited, note_forms
from analysis.figures.profiles import GUTTER, PAD, Profile
from analysis.figures.style import GREY, INK, PAPER, themed
from analysis.figures.wording import UNIT_NAMES, plural, shorten, wrap
from analysis.tables import Tables

SOURCE_LINES = 2
FEWEST = 4  # rows that a panel keeps while there are other panels to spare
STRETCHES = [1 - 0.05 * step for step in range(9)]  # of the height that elastic axes like to have
GAP = 1.1  # lines of text between panels
HEADING = 2.9  # lines of text over a panel
LEADING = 1.3  # from one line of text to the next, of its size


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
    news: str,
    subtitle: str,
    method: str,
    see: Callable[[pd.DataFrame], str],
    tell: Callable[[Any], str],
    noun: str,
    notes: Iterable[str] = (),
) -> Description:
    """A description with the sources and units of the rows; the caption tells the news and the method.

    `see` says for the alt text what a panel shows, `tell` what a row holds for the long description, which
    ends with what is assumed. The note says what the forms mean and how many further ones of `noun` stand in
    the tables only.
    """
    units = tuple(UNIT_NAMES[unit] for unit in frame["unit"].dropna().unique()) if "unit" in frame else ()
    omitted = int(frame["omitted"].iloc[0])
    further = f"{plural(omitted, f'further {noun}')} in the tables only." if omitted else ""
    return Description(
        title=news,
        subtitle=subtitle,
        caption=f"{news}. {method}".strip(),
        alt_text=" ".join(see(frame[frame["panel"] == panel]) for panel in panel_names(frame)),
        long_description=" ".join(filter(None, [*map(tell, each_row(frame)), cite_assumptions(frame)])),
        sources=list_cited(frame),
        units=units or (f"{noun}s",),
        note=" ".join(filter(None, [*notes, note_forms(frame), further])),
    )


def tell_row(row: Any) -> str:
    """A row of claims as the long description has it."""
    return f"{row.label} ({row.who}; {row.modality}{'' if row.sure else '; not yet checked'})."


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


def per_row(pitch: float) -> Callable[[pd.DataFrame, Profile], float]:
    """A height of `pitch` lines of text for each row of a panel."""
    return lambda rows, profile: len(rows) * pitch * profile.text_pt


def panel_names(frame: pd.DataFrame) -> list[str]:
    """The panels in the order in which they are drawn."""
    return list(dict.fromkeys(frame["panel"]))


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands on a page, from the top down in points, before anything is drawn."""

    frame: pd.DataFrame
    words: Description
    profile: Profile
    head: list[tuple[str, float, dict[str, Any]]]  # lines, their size and look
    top: float  # of the panels
    grid: list[list[tuple[str, pd.DataFrame, float]]]  # panels side by side, with the height of their axes
    over: float  # each axes: the panel's heading
    under: float  # each axes: tick labels and a gap
    foot: list[str]
    height: float


def _lay_out(
    figure: Figure, frame: pd.DataFrame, words: Description, profile: Profile, stretch: float
) -> _Page:
    """The page with axes `stretch` times as high as they like to be; one panel takes the whole width."""
    groups = list(frame.groupby("panel", sort=False))
    profile = replace(profile, columns=1) if len(groups) == 1 else profile
    text, small, inner = profile.text_pt, profile.small_pt, profile.inner
    panels = [(str(name), rows, stretch * figure.height(rows, profile)) for name, rows in groups]
    grid = [panels[at : at + profile.columns] for at in range(0, len(panels), profile.columns)]
    head, foot, top, bottom = [], [], PAD * text, PAD * text
    if profile.titled:
        title = wrap(words.title, profile.title_pt, inner, "bold", lines=3)
        bold = {"weight": "bold", "color": INK}
        head = [(line, profile.title_pt, bold) for line in title]
        head += [(line, text, {"color": GREY}) for line in wrap(words.subtitle, text, inner, lines=3)]
        foot = wrap(words.note, small, inner, lines=4) + _cite(words.sources, profile)
        top += LEADING * sum(size for _, size, _ in head) + 0.9 * text
        bottom += LEADING * small * len(foot) + 0.6 * text
    over = (HEADING if figure.headed else 0.6) * text
    under = figure.below * small + GAP * text
    height = top + sum(over + _tallest(row) + under for row in grid) + bottom
    return _Page(frame, words, profile, head, top, grid, over, under, foot, height)


def _tallest(row: list[tuple[str, pd.DataFrame, float]]) -> float:
    return max(height for _, _, height in row)


def _cite(sources: tuple[str, ...], profile: Profile) -> list[str]:
    """The source line, with as many articles as the lines hold and the number of the others."""
    for shown in range(len(sources), 0, -1):
        more = f"; and {len(sources) - shown} more" if shown < len(sources) else ""
        lines = wrap(f"Source: {'; '.join(sources[:shown])}{more}.", profile.small_pt, profile.inner)
        if len(lines) <= SOURCE_LINES:
            return lines
    return []


def _fit(figure: Figure, frame: pd.DataFrame, profile: Profile) -> _Page:
    """The page that is not too tall: elastic axes become lower, then the least important rows are spared."""
    while True:
        words = figure.describe(frame)
        for stretch in STRETCHES if figure.elastic else STRETCHES[:1]:
            page = _lay_out(figure, frame, words, profile, stretch)
            if page.height <= profile.max_height + 0.01:
                return page
        fewer = _spare_least(frame)
        if len(fewer) == len(frame):
            return page
        frame = fewer


def _spare_least(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without the least important row of its longest panel or, where all are short, its last panel.

    Comes back as it is where nothing can be spared.
    """
    panels = panel_names(frame)
    ranks = frame.groupby("panel", sort=False)["rank"].max() if "rank" in frame else pd.Series(dtype=float)
    if ranks.max() > (FEWEST if len(panels) > 1 else 1):
        least = (frame["panel"] == ranks.idxmax()) & (frame["rank"] == ranks.max())
    elif len(panels) > 1:
        least = frame["panel"] == panels[-1]
    else:
        return frame
    return frame[~least].assign(omitted=frame["omitted"] + int(least.sum())).reset_index(drop=True)


def compose(
    figure: Figure, frame: pd.DataFrame, profile: Profile
) -> tuple[Canvas, pd.DataFrame, Description]:
    """Draw the whole page; gives it with the rows that it shows and the words for them."""
    with themed(profile):
        page = _fit(figure, frame, profile)
        return _draw_page(figure, page), page.frame, page.words


def _draw_page(figure: Figure, page: _Page) -> Canvas:
    profile, pad = page.profile, PAD * page.profile.text_pt
    height = profile.max_height if profile.fixed else page.height
    spare = (height - page.height) / len(page.grid) if figure.elastic else 0  # rows share what is left
    canvas = Canvas(figsize=(profile.width / 72, height / 72), facecolor=PAPER)
    FigureCanvasAgg(canvas)
    top = height - pad
    for line, size, look in page.head:
        top -= LEADING * size
        _write(canvas, line, pad, top + 0.3 * size, size=size, **look)
    top = height - page.top
    margin = figure.margin(page.frame, profile)
    for row in page.grid:
        tall = _tallest(row) + spare
        for place, (name, rows, _) in enumerate(row):
            left = pad + place * (profile.column + GUTTER * profile.text_pt)
            if figure.headed:
                _write_heading(canvas, name, left, top, profile)
            box = (left + margin, top - page.over - tall, profile.column - margin, tall)
            figure.draw(canvas.add_axes(_share(canvas, *box)), rows, profile)
        top -= page.over + tall + page.under
    for index, line in enumerate(reversed(page.foot)):
        y = pad + (LEADING * index + 0.2) * profile.small_pt
        _write(canvas, line, pad, y, size=profile.small_pt, color=GREY)
    return canvas


def _write(canvas: Canvas, text: str, x: float, y: float, **look: Any) -> None:
    """Write at a place in points from the lower left corner of the page."""
    across, upward = _share(canvas, x, y)
    canvas.text(across, upward, text, va="baseline", ha="left", **look)


def _share(canvas: Canvas, *points: float) -> tuple[Any, ...]:
    """Points across and upward in turn as shares of the page."""
    return tuple((np.reshape(points, (-1, 2)) / 72 / canvas.get_size_inches()).ravel())


def _write_heading(canvas: Canvas, panel: str, left: float, top: float, profile: Profile) -> None:
    """What a panel counts, and under it of what border and in what unit."""
    name, _, rest = panel.partition(" · ")
    text, small = profile.text_pt, profile.small_pt
    name, rest = shorten(name, text, profile.column, "bold"), shorten(rest, small, profile.column)
    _write(canvas, name, left, top - text, size=text, weight="bold", color=INK)
    _write(canvas, rest, left, top - text - 1.25 * small, size=small, color=GREY)
