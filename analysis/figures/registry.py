"""All figures by name, and how each is written: pictures that say what they show, and lines to embed them."""

import hashlib
import io
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from html import escape
from pathlib import Path

from matplotlib.figure import Figure as Canvas
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.errors import UsageError
from analysis.figures.crossing_points import CROSSING_POINTS
from analysis.figures.event_timeline import EVENT_TIMELINE
from analysis.figures.nationalities import NATIONALITIES
from analysis.figures.ordinary_crossings import ORDINARY_CROSSINGS
from analysis.figures.pace import PACE
from analysis.figures.page import Description, Figure, compose
from analysis.figures.profiles import Profile
from analysis.figures.running_totals import RUNNING_TOTALS
from analysis.figures.style import file_metadata, themed
from analysis.figures.who_says_what import WHO_SAYS_WHAT
from analysis.storage import render_frame_csv
from analysis.tables import Tables

PICTURES = ("svg", "pdf", "png")
LONG_NUMBER = re.compile(rb"-?\d+\.\d{3,}")
SVG_HEAD = re.compile(rb"<svg [^>]*>")
TEX = {each: f"\\{each}" for each in "&%$#_{}"} | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def save_picture(canvas: Canvas, suffix: str, words: Description, profile: Profile) -> bytes:
    """The page as a file of the kind `suffix`, with its title and alt text inside."""
    buffer = io.BytesIO()
    metadata = file_metadata(suffix, words.title, words.alt_text)
    if suffix == "png":
        return _flat_png(canvas, metadata, profile)
    canvas.savefig(buffer, format=suffix, dpi=profile.dpi, metadata=metadata)
    return _finish_svg(buffer.getvalue(), words) if suffix == "svg" else buffer.getvalue()


def _flat_png(canvas: Canvas, metadata: dict[str, str | None], profile: Profile) -> bytes:
    """The page without an alpha channel: printers refuse it, and nothing in a figure is transparent."""
    buffer = io.BytesIO()
    canvas.savefig(buffer, format="png", dpi=profile.dpi)
    buffer.seek(0)
    told = PngInfo()
    for key, value in metadata.items():
        told.add_itxt(key, value or "")
    flat = io.BytesIO()
    with Image.open(buffer) as picture:
        picture.convert("RGB").save(flat, "PNG", dpi=(profile.dpi, profile.dpi), pnginfo=told, optimize=True)
    return flat.getvalue()


def _finish_svg(drawn: bytes, words: Description) -> bytes:
    """An image with a name and a description for those who hear it, and no digits that nobody sees."""
    short = LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip(".").encode(), drawn)
    head = SVG_HEAD.search(short)
    assert head is not None
    opening = head[0][:-1] + b' role="img" aria-labelledby="figure-title figure-desc">'
    told = (
        f'\n <title id="figure-title">{escape(words.title)}</title>'
        f'\n <desc id="figure-desc">{escape(words.alt_text)}</desc>'
    )
    return short[: head.start()] + opening + told.encode() + short[head.end() :]


def write_embedding(name: str, words: Description, profile: Profile) -> str:
    """Three ways to embed the figure, with alt text and caption: HTML, Markdown and LaTeX."""
    words = replace(words, alt_text=_plain(words.alt_text), caption=_plain(words.caption))
    source = _plain(f"Source: {'; '.join(words.sources)}.")
    html = (
        f"<figure>\n"
        f'  <img src="{name}.svg" width="{round(profile.width_mm / 25.4 * 96)}"\n'
        f'       style="max-width: 100%; height: auto"\n'
        f'       alt="{escape(words.alt_text)}">\n'
        f"  <figcaption>{escape(words.caption)} {escape(source)}</figcaption>\n"
        f"</figure>"
    )
    marked = re.sub(r"([\\`*_\[\]<>])", r"\\\1", words.alt_text)
    caption = re.sub(r"([\\`*_\[\]<>])", r"\\\1", f"{words.caption} {source}")
    return (
        f"# {name}\n\n## HTML\n\n```html\n{html}\n```\n\n"
        f"## Markdown\n\n```markdown\n![{marked}]({name}.svg)\n\n{caption}\n```\n\n"
        f"## LaTeX\n\n```latex\n{_tex(name, words, source, profile)}\n```\n"
    )


def _plain(text: str) -> str:
    """Text that ends no fenced block."""
    return text.replace("`", "'")


def _tex(name: str, words: Description, source: str, profile: Profile) -> str:
    alt, caption = (
        "".join(TEX.get(each, each) for each in text.replace("\\", "/"))
        for text in (words.alt_text, f"{words.caption} {source}")
    )
    return (
        f"\\begin{{figure}}\n  \\centering\n"
        f"  \\includegraphics[width={profile.width_mm:g}mm,alt={{{alt}}}]{{{name}.pdf}}\n"
        f"  \\caption{{{caption}}}\n\\end{{figure}}"
    )


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
