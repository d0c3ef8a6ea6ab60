"""The figures of a report with their words, as far as they are drawn."""

import json
import re
from pathlib import Path

from analysis.brief.document import Figure
from analysis.figures.registry import FIGURES

COLUMN_PT = 453.543  # 160 mm, the text's width on A4
TALLEST_PT = 540.0  # leaves room on the page for a heading and a caption
SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)pt"[^>]*?\bheight="([\d.]+)pt"')


def read_figures(figures_dir: Path) -> tuple[Figure, ...]:
    """Every NAME.svg that has a NAME.json beside it, in the figures' own order."""
    cards = figures_dir.glob("*.json") if figures_dir.is_dir() else ()
    drawn = [card for card in cards if card.with_suffix(".svg").is_file()]
    order = list(FIGURES)
    drawn.sort(key=lambda card: (order.index(card.stem) if card.stem in order else len(order), card.stem))
    return tuple(map(_figure, drawn))


def _figure(card: Path) -> Figure:
    words = json.loads(card.read_text("utf-8"))
    path = card.with_suffix(".svg")
    return Figure(
        name=card.stem,
        number=0,
        title=words["title"],
        subtitle=words.get("subtitle", ""),
        alt=words["alt_text"],
        long_description=words.get("long_description", ""),
        note=words.get("note", ""),
        path=path,
        width_pt=_width(path),
    )


def _width(path: Path) -> float:
    """The width in points at which to print: the picture's own where column and page have room for it."""
    with path.open(encoding="utf-8") as file:
        found = SIZE.search(file.read(2000))
    if not found:
        return COLUMN_PT
    width, height = float(found[1]), float(found[2])
    return min(width, COLUMN_PT, width * TALLEST_PT / height)
