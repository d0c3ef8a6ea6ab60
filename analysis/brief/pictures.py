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
    """Every NAME.svg that has a NAME.json beside it, numbered in the figures' own order."""
    drawn = [card for card in figures_dir.glob("*.json") if card.with_suffix(".svg").is_file()]
    order = list(FIGURES)
    drawn.sort(key=lambda card: (order.index(card.stem) if card.stem in order else len(order), card.stem))
    return tuple(_read_figure(card, number) for number, card in enumerate(drawn, 1))


def _read_figure(card: Path, number: int) -> Figure:
    words = json.loads(card.read_text("utf-8"))
    more = {name: words.get(name, "") for name in ("subtitle", "long_description", "note")}
    path = card.with_suffix(".svg")
    return Figure(
        card.stem, number, words["title"], alt=words["alt_text"], path=path, width_pt=_fit(path), **more
    )


def _fit(path: Path) -> float:
    """The width in points at which to print: the picture's own where column and page have room for it."""
    with path.open(encoding="utf-8") as file:
        found = SIZE.search(file.read(2000))
    width, height = map(float, found.groups()) if found else (COLUMN_PT, 0.0)
    return min(width, COLUMN_PT, width * TALLEST_PT / height if height else COLUMN_PT)
