"""What tells two series of one measure apart where the text says it: who counts, and whom."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from analysis.knowledge import Record, load_records

NEAR = 60  # characters behind a quantity in which its own noun or route may still stand
CLAUSE_END = re.compile(r"[,;.:()\d]")


class Definition(Record):
    """One way of counting; see the head of definitions.toml."""

    axis: Literal["agency", "term", "kind", "route"]
    says: str
    words: tuple[str, ...]
    measures: tuple[str, ...]
    borders: tuple[str, ...] = ()


def find_definition(row: Mapping[str, Any]) -> str | None:
    """The ids of the definitions that a count's own words name, one an axis, joined by +; None for none.

    An agency or a term may stand anywhere in the sentence, the nearest to the quantity counts; a kind or a
    route stands in the quantity or behind it in the same clause.
    """
    quote, sentence = row["quote"], row["sentence"]
    at = max(sentence.find(quote), 0)
    nearest: dict[str, tuple[int, str]] = {}
    for definition in load_records("definitions", Definition):
        if row["measure"] not in definition.measures or not _fits_border(definition, row["border"]):
            continue
        distance = _measure_distance(definition, sentence, at, at + len(quote))
        if distance is not None:
            nearest[definition.axis] = min(
                nearest.get(definition.axis, (len(sentence), "")), (distance, definition.id)
            )
    return "+".join(sorted(name for _, name in nearest.values())) or None


def _fits_border(definition: Definition, border: Any) -> bool:
    return not definition.borders or border in definition.borders


def _measure_distance(definition: Definition, sentence: str, start: int, end: int) -> int | None:
    """Characters between the quantity and the nearest of the words, None where they do not stand."""
    first, last = 0, len(sentence)
    if definition.axis in ("kind", "route"):
        stop = CLAUSE_END.search(sentence, end)
        first, last = start, min(stop.start() if stop else last, end + NEAR)
    spans = [found.span() for found in _pattern(definition.words).finditer(sentence, first, last)]
    return min((max(start - b, a - end, 0) for a, b in spans), default=None)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)


@cache
def say_definition(ids: str, axes: tuple[str, ...] = ("agency", "term", "kind", "route")) -> str:
    """What a reader is told of a definition: "by the Border Patrol, families"; "" for none on these axes."""
    known = {record.id: record for record in load_records("definitions", Definition)}
    found = [known[name] for name in ids.split("+") if name in known]
    return ", ".join(record.says for record in found if record.axis in axes)
