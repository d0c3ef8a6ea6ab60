"""All figures by name, and the one way in which a figure is written: always the same files and bytes."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path

from analysis.errors import UsageError
from analysis.figures.crossing_points import CROSSING_POINTS
from analysis.figures.event_timeline import EVENT_TIMELINE
from analysis.figures.files import PICTURES, save_picture, write_embedding
from analysis.figures.nationalities import NATIONALITIES
from analysis.figures.ordinary_crossings import ORDINARY_CROSSINGS
from analysis.figures.pace import PACE
from analysis.figures.page import Description, Figure, compose
from analysis.figures.profiles import Profile
from analysis.figures.running_totals import RUNNING_TOTALS
from analysis.figures.style import themed
from analysis.figures.who_says_what import WHO_SAYS_WHAT
from analysis.storage import render_frame_csv
from analysis.tables import Tables

FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        RUNNING_TOTALS,
        PACE,
        EVENT_TIMELINE,
        CROSSING_POINTS,
        NATIONALITIES,
        ORDINARY_CROSSINGS,
        WHO_SAYS_WHAT,
    )
}
SUFFIXES = (*PICTURES, "csv", "md")
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


def _card(
    figure: Figure,
    words: Description,
    profile: Profile,
    parameters: Mapping[str, object],
    files: Mapping[str, bytes],
) -> bytes:
    """NAME.json: everything that is said of the figure, how it was made, and the hashes of its files."""
    card = {
        "name": figure.name,
        "question": figure.question,
        **asdict(words),
        "licence": LICENCE,
        "profile": asdict(profile),
        "parameters": dict(parameters),
        "sha256": {
            f"{figure.name}.{suffix}": hashlib.sha256(data).hexdigest() for suffix, data in files.items()
        },
    }
    return (json.dumps(card, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def render(
    figure: Figure, tables: Tables, profile: Profile, suffixes: Collection[str] = SUFFIXES
) -> tuple[dict[str, bytes], Description] | None:
    """The files of a figure, those among `suffixes`, and its words; None where there is nothing to draw."""
    frame = figure.select(tables)
    if frame.empty:
        return None
    canvas, shown, words = compose(figure, frame, profile)
    wanted = [suffix for suffix in PICTURES if suffix in suffixes]
    with themed(profile):
        files = {suffix: save_picture(canvas, suffix, words, profile) for suffix in wanted}
    if "csv" in suffixes:
        files["csv"] = render_frame_csv(shown)
    if "md" in suffixes:
        files["md"] = write_embedding(figure.name, words, profile).encode()
    return files, words


def write_figure(
    name: str,
    tables: Tables,
    profile: Profile,
    out_dir: Path,
    parameters: Mapping[str, object],
    suffixes: Collection[str] = SUFFIXES,
) -> Outcome:
    """Draw one figure and write NAME.svg, .pdf, .png, .csv and .md, or those among `suffixes`, and NAME.json.

    Nothing is written where the tables hold nothing to draw; the outcome says why.
    """
    figure = find_figure(name)
    rendered = render(figure, tables, profile, suffixes)
    if rendered is None:
        return Outcome(name, absent=figure.absent)
    files, words = rendered
    files["json"] = _card(figure, words, profile, parameters, files)
    out_dir.mkdir(parents=True, exist_ok=True)
    for suffix, data in files.items():
        (out_dir / f"{name}.{suffix}").write_bytes(data)
    return Outcome(name, tuple(out_dir / f"{name}.{suffix}" for suffix in files))
