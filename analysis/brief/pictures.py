"""The figures of a report with their words, as far as they have been drawn."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.brief.document import Figure, Section


def figure_section(figures_dir: Path) -> Section | None:
    """Every NAME.svg that has a NAME.json beside it, in order of name; None without any."""
    cards = sorted(figures_dir.glob("*.json")) if figures_dir.is_dir() else []
    drawn = [card for card in cards if card.with_suffix(".svg").is_file()]
    figures = tuple(_figure(card, number) for number, card in enumerate(drawn, start=1))
    return Section("figures", "Figures", figures) if figures else None


def _figure(card: Path, number: int) -> Figure:
    words = json.loads(card.read_text("utf-8"))
    return Figure(
        name=card.stem,
        number=number,
        title=_text(words, "title"),
        subtitle=_text(words, "subtitle"),
        alt=_text(words, "alt_text", "alt"),
        long_description=_text(words, "long_description"),
        caption=_text(words, "caption"),
        sources=_text(words, "sources"),
        note=_text(words, "note"),
        path=card.with_suffix(".svg"),
    )


def _text(words: Mapping[str, Any], *keys: str) -> str:
    """The first of the keys that is there, lists joined."""
    for key in keys:
        value = words.get(key)
        if value:
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return ""
