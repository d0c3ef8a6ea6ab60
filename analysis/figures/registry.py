"""All figures by name, and how each is written: pictures that say what they show, and lines to embed them."""

import hashlib
import io
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure as Canvas
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.figures.bars import NATIONALITIES, ORDINARY_CROSSINGS
from analysis.figures.crossing_points import CROSSING_POINTS
from analysis.figures.event_timeline import EVENT_TIMELINE
from analysis.figures.pace import PACE
from analysis.figures.page import Description, Figure, compose
from analysis.figures.profiles import Profile, find_named, find_profile
from analysis.figures.running_totals import RUNNING_TOTALS
from analysis.figures.style import themed
from analysis.figures.who_says_what import WHO_SAYS_WHAT
from analysis.storage import render_csv
from analysis.tables import Tables

_TIME = (RUNNING_TOTALS, PACE, EVENT_TIMELINE, CROSSING_POINTS)
FIGURES = {figure.name: figure for figure in (*_TIME, NATIONALITIES, ORDINARY_CROSSINGS, WHO_SAYS_WHAT)}
PICTURES = ("svg", "pdf", "png")
SUFFIXES = (*PICTURES, "csv", "md")
LICENCE = "CC BY 4.0 for the figure and its data; quoted words belong to their publishers"
LONG_NUMBER = re.compile(rb"-?\d+\.\d{3,}")
SVG_HEAD = re.compile(rb"<svg [^>]*>")
TEX = {each: f"\\{each}" for each in "&%$#_{}"} | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
NO_PROGRAM = {"Creator": "Crossings", "Producer": None, "CreationDate": None, "ModDate": None}


def find_figure(name: str) -> Figure:
    """The figure called `name`; a `UsageError` where there is none."""
    return find_named("figure", name, FIGURES)


def save_picture(canvas: Canvas, suffix: str, words: Description, profile: Profile) -> bytes:
    """The page as a file of the kind `suffix`, with title and alt text, but no date or program version."""
    told = {"Title": words.title, "Description": words.alt_text}
    metadata = {
        "svg": {"Date": None, "Creator": "Crossings", **told},
        "pdf": {**NO_PROGRAM, "Title": words.title, "Subject": words.alt_text},
    }.get(suffix)
    buffer = io.BytesIO()
    canvas.savefig(buffer, format=suffix, dpi=profile.dpi, metadata=metadata)
    if suffix == "png":
        return _flatten(buffer, told, profile)
    return _finish_svg(buffer.getvalue(), words) if suffix == "svg" else buffer.getvalue()


def _flatten(drawn: io.BytesIO, told: Mapping[str, str], profile: Profile) -> bytes:
    """The picture without an alpha channel: printers refuse it, and nothing in a figure is transparent."""
    info, flat = PngInfo(), io.BytesIO()
    for key, value in told.items():
        info.add_itxt(key, value)
    with Image.open(drawn) as picture:
        picture.convert("RGB").save(flat, "PNG", dpi=(profile.dpi, profile.dpi), pnginfo=info, optimize=True)
    return flat.getvalue()


def _finish_svg(drawn: bytes, words: Description) -> bytes:
    """An image with a name and a description for those who hear it, and no digits that nobody sees."""
    short = LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip(".").encode(), drawn)
    told = (
        f'role="img" aria-labelledby="figure-title figure-desc">'
        f'\n <title id="figure-title">{escape(words.title)}</title>'
        f'\n <desc id="figure-desc">{escape(words.alt_text)}</desc>'
    )
    return SVG_HEAD.sub(lambda head: head[0][:-1] + b" " + told.encode(), short, count=1)


def write_embedding(name: str, words: Description, profile: Profile) -> str:
    """Three ways to embed the figure, with alt text and caption: HTML, Markdown and LaTeX."""
    alt, caption = (
        text.replace("`", "'")  # a text that ends no fenced block
        for text in (words.alt_text, f"{words.caption} Source: {'; '.join(words.sources)}.")
    )
    markdown = [re.sub(r"([\\`*_\[\]<>])", r"\\\1", text) for text in (alt, caption)]
    tex = ["".join(TEX.get(each, each) for each in text.replace("\\", "/")) for text in (alt, caption)]
    return f"""# {name}

## HTML

```html
<figure>
  <img src="{name}.svg" width="{round(profile.width_mm / 25.4 * 96)}"
       style="max-width: 100%; height: auto"
       alt="{escape(alt)}">
  <figcaption>{escape(caption)}</figcaption>
</figure>
```

## Markdown

```markdown
![{markdown[0]}]({name}.svg)

{markdown[1]}
```

## LaTeX

```latex
\\begin{{figure}}
  \\centering
  \\includegraphics[width={profile.width_mm:g}mm,alt={{{tex[0]}}}]{{{name}.pdf}}
  \\caption{{{tex[1]}}}
\\end{{figure}}
```
"""


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
        files["csv"] = render_csv(shown)
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
) -> list[Path]:
    """Draw one figure and write NAME.svg, .pdf, .png, .csv and .md, or those among `suffixes`, and NAME.json.

    NAME.json has everything that is said of the figure, how it was made, and the hashes of its files.
    Gives the files: none where the tables hold nothing to draw, for the reason `absent` of the figure.
    """
    figure = find_figure(name)
    rendered = render(figure, tables, profile, suffixes)
    if rendered is None:
        return []
    files, words = rendered
    hashes = {f"{name}.{suffix}": hashlib.sha256(data).hexdigest() for suffix, data in files.items()}
    card = {"name": name, "question": figure.question, **asdict(words), "licence": LICENCE}
    card |= {"profile": asdict(profile), "parameters": dict(parameters), "sha256": hashes}
    files["json"] = (json.dumps(card, ensure_ascii=False, indent=2, default=str) + "\n").encode()
    out_dir.mkdir(parents=True, exist_ok=True)
    for suffix, data in files.items():
        (out_dir / f"{name}.{suffix}").write_bytes(data)
    return [out_dir / f"{name}.{suffix}" for suffix in files]


def write_figures(
    tables: Tables,
    profile: str,
    folder: Path | str,
    parameters: Mapping[str, object],
    suffixes: Collection[str] = SUFFIXES,
) -> pd.DataFrame:
    """Write every figure that the tables hold something for into `folder`, with the files of `suffixes`.

    Returns a frame with one row per figure: name, n_files, and why it is absent where it is.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    page = find_profile(profile)
    found = []
    for name, figure in FIGURES.items():
        files = write_figure(name, tables, page, Path(folder), parameters, suffixes)
        found.append((name, len(files), None if files else figure.absent))
    return pd.DataFrame(found, columns=["name", "n_files", "absent"])
