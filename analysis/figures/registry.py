"""All figures by name, and the one way in which a figure is written: five files, always the same bytes."""

import hashlib
import io
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure as Canvas

from analysis.errors import UsageError
from analysis.figures.composition import Description, Figure, compose
from analysis.figures.crossing_points import CROSSING_POINTS
from analysis.figures.crossings_by_year import CROSSINGS_BY_YEAR
from analysis.figures.event_timeline import EVENT_TIMELINE
from analysis.figures.flows import FLOWS
from analysis.figures.pace import PACE
from analysis.figures.profiles import Profile
from analysis.figures.running_totals import RUNNING_TOTALS
from analysis.figures.series_band import SERIES_BAND
from analysis.figures.style import file_metadata, themed
from analysis.figures.who_says_what import WHO_SAYS_WHAT
from analysis.storage import render_frame_csv
from analysis.tables import Tables

FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        RUNNING_TOTALS,
        SERIES_BAND,
        PACE,
        FLOWS,
        CROSSINGS_BY_YEAR,
        CROSSING_POINTS,
        WHO_SAYS_WHAT,
        EVENT_TIMELINE,
    )
}
PICTURES = ("svg", "pdf", "png")
SUFFIXES = (*PICTURES, "csv")
LICENCE = "CC BY 4.0 for the figure and its data; quoted words belong to their publishers"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one figure: its files, or the reason why there is nothing to draw."""

    name: str
    files: tuple[Path, ...] = ()
    absent: str | None = None


def find_figure(name: str) -> Figure:
    """The figure called `name`.

    Raises
    ------
    UsageError
        when there is none; the text names the nearest one.
    """
    if name in FIGURES:
        return FIGURES[name]
    near = get_close_matches(name, FIGURES, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"There is no figure {name!r}.{hint} Figures: {', '.join(FIGURES)}.")


def render(
    figure: Figure,
    frame: pd.DataFrame,
    words: Description,
    profile: Profile,
    suffixes: Collection[str] = PICTURES,
) -> dict[str, bytes]:
    """The picture files of a figure, by suffix: all three, or those among `suffixes`."""
    with themed(profile):
        canvas = compose(figure, frame, words, profile)
        return {suffix: _save(canvas, suffix, words, profile) for suffix in PICTURES if suffix in suffixes}


def _save(canvas: Canvas, suffix: str, words: Description, profile: Profile) -> bytes:
    buffer = io.BytesIO()
    metadata = file_metadata(suffix, words.title, words.alt_text)
    canvas.savefig(buffer, format=suffix, dpi=profile.dpi, metadata=metadata)
    return buffer.getvalue()


def _card(
    name: str,
    words: Description,
    profile: Profile,
    parameters: Mapping[str, object],
    files: Mapping[str, bytes],
) -> bytes:
    """NAME.json: everything that is said of the figure, how it was made, and the hashes of its files."""
    card = {
        "name": name,
        **asdict(words),
        "licence": LICENCE,
        "profile": asdict(profile),
        "parameters": dict(parameters),
        "sha256": {f"{name}.{suffix}": hashlib.sha256(data).hexdigest() for suffix, data in files.items()},
    }
    return (json.dumps(card, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def write_figure(
    name: str,
    tables: Tables,
    profile: Profile,
    out_dir: Path,
    parameters: Mapping[str, object],
    suffixes: Collection[str] = SUFFIXES,
) -> Outcome:
    """Draw one figure and write NAME.svg, .pdf, .png and .csv, or those among `suffixes`, and NAME.json.

    Nothing is written where the tables hold nothing to draw; the outcome says why.
    """
    figure = find_figure(name)
    frame = figure.select(tables)
    if frame.empty:
        return Outcome(name, absent=figure.absent)
    words = figure.describe(frame)
    files = render(figure, frame, words, profile, suffixes)
    if "csv" in suffixes:
        files["csv"] = render_frame_csv(frame)
    files["json"] = _card(name, words, profile, parameters, files)
    out_dir.mkdir(parents=True, exist_ok=True)
    for suffix, data in files.items():
        (out_dir / f"{name}.{suffix}").write_bytes(data)
    return Outcome(name, tuple(out_dir / f"{name}.{suffix}" for suffix in files))
