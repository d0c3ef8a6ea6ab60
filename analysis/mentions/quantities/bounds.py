"""How exactly a number is stated, and what it is set against."""

import math
import re
from dataclasses import dataclass

from analysis.mentions.quantities.lexicon import (
    Approximator,
    Comparative,
    Numeral,
    Word,
    approximators,
    word_class,
)
from analysis.vocabulary import Bound, Relation

_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Stated:
    """The bound of a number: its words, where the stretch of them begins and ends, and their rule."""

    bound: Bound
    start: int
    end: int
    approximator: str | None
    determiner: str | None
    rule: str


def read_bound(text: str, numeral: Numeral, left: list[Word], right: list[Word]) -> Stated:
    """The approximators on both sides of a number; the outermost before it decides."""
    before, rest = _read_before(numeral, left)
    vague: Bound = "vague" if numeral.value is None else "exact"
    start = min((found.start for found in before if found.record.quoted), default=numeral.start)
    determiner = rest[-1].low if rest and rest[-1].low in word_class("determiner") else None
    bounding = [found for found in before if found.record.bound != "none"]
    while len(bounding) > 1 and bounding[-1].record.id == "doubt":
        bounding.pop()  # "perhaps north of 400": the doubt closes nothing
    if bounding:
        outer = bounding[-1]
        words = " ".join(text[outer.start : bounding[0].end].split())
        bound = "under" if _is_denied(outer.record, words, rest) else _bound_of(outer.record)
        return Stated(bound, start, numeral.end, words, determiner, outer.record.id)
    taken, record = match_after(text, numeral.end, right)
    if record is not None:
        end = right[taken - 1].end
        words = " ".join(text[right[0].start : end].split())
        return Stated(_bound_of(record), start, end, words, determiner, record.id)
    if numeral.note == "about":
        return Stated("about", start, numeral.end, None, determiner, "numeral")
    return Stated(vague, start, numeral.end, None, determiner, "")


@dataclass(frozen=True, slots=True)
class _Found:
    """An approximator that stands at start:end."""

    record: Approximator
    start: int
    end: int


def _read_before(numeral: Numeral, left: list[Word]) -> tuple[list[_Found], list[Word]]:
    """The approximators before a number, nearest first, and the words before them."""
    found: list[_Found] = []
    rest = left
    while rest:
        taken, record = _match_before(rest, numeral, found)
        if record is None:
            break
        found.append(_Found(record, rest[-taken].start, rest[-1].end))
        rest = rest[:-taken]
    return found, rest


def _bound_of(record: Approximator) -> Bound:
    return "exact" if record.bound == "none" else record.bound


def _is_denied(record: Approximator, words: str, rest: list[Word]) -> bool:
    """Whether a denied verb turns "more than" round: "was never meant to hold more than 250"."""
    if record.bound != "over" or words.lower() not in ("more than", "over"):
        return False
    for word in reversed(rest[-6:]):
        if word.low in word_class("denial") or word.low.endswith(("n't", "n’t")):
            return True
        if not word.low.isalpha() or word.low in word_class("denial-end"):
            return False
    return False


def _match_before(
    left: list[Word], numeral: Numeral, nearer: list[_Found]
) -> tuple[int, Approximator | None]:
    table = approximators("before")
    for length in range(min(_LONGEST, len(left)), 0, -1):
        words = " ".join(word.low for word in left[-length:])
        record = table.get(words)
        if record is not None and _serves(words, left[:-length], numeral, nearer):
            return length, record
    return 0, None


def _serves(words: str, before: list[Word], numeral: Numeral, nearer: list[_Found]) -> bool:
    """Whether words that can also be a preposition or a particle stand here as an approximator."""
    previous = before[-1].low if before else ""
    value = numeral.value or 0
    if words == "over" and (nearer or previous in word_class("particle-verb")):
        return False
    if words in ("about", "over") and previous in word_class("topic"):
        return words == "over" and value >= 20
    if words == "past":
        return previous in word_class("particle-verb") | word_class("rose") and value >= 10
    if words == "within":
        return False
    if words in (
        "near",
        "beyond",
        "top",
        "other",
        "total",
        "minimum",
        "maximum",
        "pass",
        "passed",
        "passes",
        "passing",
    ):
        return value >= 10
    if words in ("as many as", "as much as"):
        return previous not in ("twice", "times", "half") and _is_round(numeral)
    return words != "a good" or numeral.kind != "fraction"


def _is_round(numeral: Numeral) -> bool:
    """A round number can be a cap; "as many as 1,305" only stresses an exact one."""
    value = numeral.value
    if value is None or value <= 15:
        return True
    return value % 5 == 0 and len(f"{value:.0f}".rstrip("0")) <= 2


def match_after(text: str, at: int, right: list[Word]) -> tuple[int, Approximator | None]:
    """How many words behind `at` are an approximator, and which."""
    table = approximators("after")
    for length in range(min(4, len(right)), 0, -1):
        words = " ".join(word.low for word in right[:length])
        record = table.get(words)
        if record is not None and _follows(words, text[at : right[0].start], right[length:]):
            return length, record
    return 0, None


def _follows(words: str, gap: str, rest: list[Word]) -> bool:
    if words in ("+", "odd", "ish") or words.startswith("-"):
        return gap == ""
    if words in ("plus", "tops", "maximum", "at least", "at most", "approximately"):
        return not rest or not rest[0].text[:1].isalnum()
    return not (rest and rest[0].text[:1].isdigit())


def half_step(value: float) -> float:
    """Half a unit of the last significant digit, at most a tenth of the value."""
    if value == 0:
        return 0.0
    digits = f"{abs(value):.10g}"
    if "e" in digits:
        digits = f"{abs(value):.0f}"
    if "." in digits:
        unit = 10.0 ** -len(digits.partition(".")[2])
    else:
        unit = 10.0 ** (len(digits) - len(digits.rstrip("0")))
    return min(unit / 2, abs(value) / 10)


def close_interval(
    value: float | None, low: float, high: float, bound: Bound
) -> tuple[float | None, float | None]:
    """Both ends of what the words allow; None where it is open."""
    if bound == "over":
        return low, None
    if bound == "under":
        return None, high
    if value is None or bound in ("exact", "vague", "range"):
        return low, high
    if bound == "nearly":
        return _tidy(0.9 * value), value
    return _tidy(value - half_step(value)), _tidy(value + half_step(value))


def _tidy(value: float) -> float:
    """The value without the dust of binary fractions."""
    return value if not math.isfinite(value) else float(f"{value:.12g}")


@dataclass(frozen=True, slots=True)
class _Relation:
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
        found: _Relation | None = _multiple(numeral, at, right)
    elif unit == "percent":
        found = _signed(text, numeral, at) or _share_compared(numeral, at, left, right)
    else:
        found = _times(numeral, right) or _difference(text[start:at], right)
    if found is None:
        return None
    return Comparative(start, found.end, text[start : found.end], found.relation, found.factor, bound)


def _multiple(numeral: Numeral, at: int, right: list[Word]) -> _Relation:
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
    return _Relation("times", numeral.value, end)


def _times(numeral: Numeral, right: list[Word]) -> _Relation | None:
    """ "Three times the", "ten times more than", "three times fewer", "10-fold"."""
    assert numeral.value is not None
    words = [word for word in right if word.text not in "-‐‑"]
    if words and words[0].low == "fold":
        return _Relation("times", numeral.value, words[0].end)
    if len(words) < 2 or words[0].low != "times" or numeral.value <= 1:
        return None
    following = words[1].low
    if following in word_class("less"):
        return _Relation("times", round(1 / numeral.value, 4), words[1].end)
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
        return _Relation("times", numeral.value, words[1].end)
    return None


def _difference(quote: str, right: list[Word]) -> _Relation | None:
    """ "200 more than in May", "300 fewer boats than": a difference, whose factor is open."""
    words = [word.low for word in right[:2]]
    said = re.search(r"(?<!^)\b(more|fewer|less)\b", re.sub(r"^(?:more|fewer|less) than", "", quote.lower()))
    if words[:1] == ["than"] and said:
        return _Relation("more" if said[1] == "more" else "fewer", None, right[0].end)
    if words in (["more", "than"], ["fewer", "than"], ["less", "than"]):
        return _Relation("more" if words[0] == "more" else "fewer", None, right[1].end)
    return None


def _signed(text: str, numeral: Numeral, at: int) -> _Relation | None:
    """ "+15%", "(-20%)"."""
    signed = re.search(r"(?:^|[\s(])([+\-−–])$", text[max(0, numeral.start - 2) : numeral.start])
    if signed is None or numeral.value is None or numeral.kind != "digits":
        return None
    return _Relation("percent_more" if signed[1] == "+" else "percent_less", numeral.value, at)


def _share_compared(numeral: Numeral, at: int, left: list[Word], right: list[Word]) -> _Relation | None:
    assert numeral.value is not None
    words = [word for word in right if word.text not in ",-–—"]
    first = words[0].low if words else ""
    second = words[1].low if len(words) > 1 else ""
    if first == "as" and second in ("many", "much"):
        if len(words) > 2 and words[2].low == "again":
            return _Relation("percent_more", numeral.value, words[2].end)
        return _Relation("times", round(numeral.value / 100, 4), words[1].end)
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
        return _Relation("times", round(_exact(numeral.value) / 100, 4), words[1].end)
    if first == "the" and second in ("number", "figure", "total", "level", "rate"):
        return _Relation("times", round(_exact(numeral.value) / 100, 4), words[1].end)
    if first in word_class("more"):
        return _Relation("percent_more", numeral.value, words[0].end)
    if first in word_class("less"):
        return _Relation("percent_less", numeral.value, words[0].end)
    return _by_verb(numeral.value, at, left)


def _exact(percent: float) -> float:
    """The fraction behind a rounded percentage (33.3 is a third)."""
    thirds = {33.3: 100 / 3, 66.7: 200 / 3, 16.7: 100 / 6, 14.3: 100 / 7, 11.1: 100 / 9}
    return thirds.get(percent, percent)


def _by_verb(value: float, at: int, left: list[Word]) -> _Relation | None:
    """ "Rose by 14%", "down a third", "a fall of 40%": the cue before the number."""
    for word in reversed(left[-7:]):
        if word.low in word_class("rose"):
            return _Relation("percent_more", value, at)
        if word.low in word_class("fell"):
            return _Relation("percent_less", value, at)
        if word.low not in word_class("change-link"):
            return None
    return None
