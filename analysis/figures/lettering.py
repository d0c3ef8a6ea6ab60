"""Text as it is set on paper: measured, wrapped, shortened."""

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from analysis.figures.style import FONT

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
    """`text`, cut between words with an ellipsis where it is wider than `width` points."""
    if text_width(text, size, weight) <= width:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + ELLIPSIS, size, weight) > width:
        kept = kept[:-1]
    whole = kept.rpartition(" ")[0] if text[len(kept) : len(kept) + 1] not in ("", " ") else kept
    kept = whole if len(whole) > 0.6 * len(kept) else kept
    return kept.rstrip(" ,;:(–·") + ELLIPSIS


def wrap(text: str, size: float, width: float, weight: str = "normal", lines: int = 99) -> list[str]:
    """Break `text` between words into at most `lines` lines no wider than `width` points."""
    broken: list[str] = []
    for word in text.split():
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and (len(broken) == lines or text_width(longer, size, weight) <= width):
            broken[-1] = longer
        else:
            broken.append(word)
    return [shorten(line, size, width, weight) for line in broken]
