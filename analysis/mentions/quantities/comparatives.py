"""Multiples and percentages that set one claim against another ("almost twice", "50% more than")."""

import re
from dataclasses import dataclass

from analysis.mentions.quantities.lexicon import word_class
from analysis.mentions.quantities.values import Comparative, Numeral, Word
from analysis.vocabulary import Bound, Relation


@dataclass(frozen=True, slots=True)
class Found:
    """A relation and where its words end."""

    relation: Relation
    factor: float | None
    end: int


def read_comparative(
    text: str,
    numeral: Numeral,
    start: int,
    at: int,
    unit: str,
    bound: Bound,
    left: list[Word],
    right: list[Word],
) -> Comparative | None:
    """The comparison that a number states, with `right` beginning after its unit."""
    if numeral.value is None:
        return None
    if numeral.kind == "multiple":
        found: Found | None = _multiple(numeral, at, right)
    elif unit == "percent":
        found = _signed(text, numeral, at) or _share_compared(numeral, at, left, right)
    else:
        found = _times(numeral, right) or _difference(text[start:at], right)
    if found is None:
        return None
    return Comparative(start, found.end, text[start : found.end], found.relation, found.factor, bound)


def _multiple(numeral: Numeral, at: int, right: list[Word]) -> Found:
    end = at
    if right and right[0].low in ("as", "more", "higher", "that", "the", "what", "last"):
        end = right[0].end
        if (
            right[0].low == "as"
            and len(right) > 1
            and right[1].low in ("many", "much", "high", "long", "large")
        ):
            end = right[1].end
    assert numeral.value is not None
    return Found("times", numeral.value, end)


def _times(numeral: Numeral, right: list[Word]) -> Found | None:
    """ "Three times the", "ten times more than", "three times fewer", "10-fold"."""
    assert numeral.value is not None
    words = [word for word in right if word.text not in "-‐‑"]
    if words and words[0].low == "fold":
        return Found("times", numeral.value, words[0].end)
    if len(words) < 2 or words[0].low != "times" or numeral.value <= 1:
        return None
    following = words[1].low
    if following in word_class("less"):
        return Found("times", round(1 / numeral.value, 4), words[1].end)
    if following in word_class("more") or following in (
        "over",
        "faster",
        "the",
        "as",
        "that",
        "what",
        "those",
        "last",
        "its",
        "their",
        "this",
    ):
        return Found("times", numeral.value, words[1].end)
    return None


def _difference(quote: str, right: list[Word]) -> Found | None:
    """ "200 more than in May", "300 fewer boats than": a difference, whose factor is open."""
    words = [word.low for word in right[:2]]
    said = re.search(r"(?<!^)\b(more|fewer|less)\b", re.sub(r"^(?:more|fewer|less) than", "", quote.lower()))
    if words[:1] == ["than"] and said:
        return Found("more" if said[1] == "more" else "fewer", None, right[0].end)
    if words in (["more", "than"], ["fewer", "than"], ["less", "than"]):
        return Found("more" if words[0] == "more" else "fewer", None, right[1].end)
    return None


def _signed(text: str, numeral: Numeral, at: int) -> Found | None:
    """ "+15%", "(-20%)"."""
    signed = re.search(r"(?:^|[\s(])([+\-−–])$", text[max(0, numeral.start - 2) : numeral.start])
    if signed is None or numeral.value is None or numeral.kind != "digits":
        return None
    return Found("percent_more" if signed[1] == "+" else "percent_less", numeral.value, at)


def _share_compared(numeral: Numeral, at: int, left: list[Word], right: list[Word]) -> Found | None:
    assert numeral.value is not None
    words = [word for word in right if word.text not in ",-–—"]
    first = words[0].low if words else ""
    second = words[1].low if len(words) > 1 else ""
    if first == "as" and second in ("many", "much"):
        if len(words) > 2 and words[2].low == "again":
            return Found("percent_more", numeral.value, words[2].end)
        return Found("times", round(numeral.value / 100, 4), words[1].end)
    third = words[2].low if len(words) > 2 else ""
    reference = second == "the" and third in (
        "number",
        "figure",
        "total",
        "level",
        "rate",
        "amount",
        "size",
    )
    if first == "of" and (reference or (second in ("last", "that", "what") and third != "people")):
        return Found("times", round(_exact(numeral.value) / 100, 4), words[1].end)
    if first == "the" and second in ("number", "figure", "total", "level", "rate"):
        return Found("times", round(_exact(numeral.value) / 100, 4), words[1].end)
    if first in word_class("more"):
        return Found("percent_more", numeral.value, words[0].end)
    if first in word_class("less"):
        return Found("percent_less", numeral.value, words[0].end)
    return _by_verb(numeral.value, at, left)


def _exact(percent: float) -> float:
    """The fraction behind a rounded percentage (33.3 is a third)."""
    thirds = {33.3: 100 / 3, 66.7: 200 / 3, 16.7: 100 / 6, 14.3: 100 / 7, 11.1: 100 / 9}
    return thirds.get(percent, percent)


def _by_verb(value: float, at: int, left: list[Word]) -> Found | None:
    """ "Rose by 14%", "down a third", "a fall of 40%": the cue before the number."""
    for word in reversed(left[-7:]):
        if word.low in word_class("rose"):
            return Found("percent_more", value, at)
        if word.low in word_class("fell"):
            return Found("percent_less", value, at)
        if word.low not in word_class("change-link"):
            return None
    return None
