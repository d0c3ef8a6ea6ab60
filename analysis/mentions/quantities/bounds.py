"""How exactly a number is stated: the words beside it that open its interval, and the interval itself."""

import math
from dataclasses import dataclass

from analysis.mentions.quantities.lexicon import Approximator, approximators, word_class
from analysis.mentions.quantities.values import Numeral, Word
from analysis.vocabulary import Bound

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
