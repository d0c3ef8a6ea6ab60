"""The files of a figure: pictures that say what they show, and the lines by which others embed them."""

import io
import re
from dataclasses import replace
from html import escape

from matplotlib.figure import Figure as Canvas
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.figures.page import Description
from analysis.figures.profiles import Profile
from analysis.figures.style import file_metadata

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
