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
    bound: Bound = "vague" if numeral.value is None else "exact"
    rule = ""
    start, words, rest = numeral.start, None, list(left)
    while rest:
        taken, record = _match_before(rest, numeral)
        if record is None:
            break
        start = rest[-taken].start
        rest = rest[:-taken]
        if record.bound != "none":
            bound, rule = record.bound, record.id
            words = (start, words[1] if words else _end_of(left, start, taken))
    end = numeral.end
    if words is None:
        taken, record = _match_after(text, numeral, right)
        if record is not None and record.bound != "none":
            bound, rule, end = record.bound, record.id, right[taken - 1].end
            words = (right[0].start, end)
    if words is None and numeral.note == "about":
        bound, rule = "about", "numeral"
    approximator = " ".join(text[words[0] : words[1]].split()) if words else None
    determiner = rest[-1].low if rest and rest[-1].low in word_class("determiner") else None
    return Stated(bound, start, end, approximator, determiner, rule)


def _end_of(left: list[Word], start: int, taken: int) -> int:
    first = next(index for index, word in enumerate(left) if word.start == start)
    return left[first + taken - 1].end


def _match_before(left: list[Word], numeral: Numeral) -> tuple[int, Approximator | None]:
    table = approximators("before")
    for length in range(min(_LONGEST, len(left)), 0, -1):
        words = " ".join(word.low for word in left[-length:])
        record = table.get(words)
        if record is not None and _serves(words, record, left[:-length], numeral):
            return length, record
    return 0, None


def _serves(words: str, record: Approximator, before: list[Word], numeral: Numeral) -> bool:
    """Whether words that can also be a preposition stand here as an approximator."""
    previous = before[-1].low if before else ""
    if words in ("about", "over") and previous in word_class("topic"):
        return numeral.value is not None and numeral.value >= 20 and words == "over"
    if words in ("past", "within", "near", "beyond", "top", "other", "total", "minimum", "maximum", "passed"):
        return words not in ("past", "within") and (numeral.value or 0) >= 10
    if words in ("as many as", "as much as"):
        return previous not in ("twice", "times", "half") and _is_round(numeral)
    if words == "a good":
        return numeral.kind != "fraction"
    return True


def _is_round(numeral: Numeral) -> bool:
    """A round number can be a cap; "as many as 1,305" only stresses an exact one."""
    value = numeral.value
    if value is None or value <= 15:
        return True
    return value % 5 == 0 and len(f"{value:.0f}".rstrip("0")) <= 2


def _match_after(text: str, numeral: Numeral, right: list[Word]) -> tuple[int, Approximator | None]:
    table = approximators("after")
    for length in range(min(4, len(right)), 0, -1):
        words = " ".join(word.low for word in right[:length])
        record = table.get(words)
        if record is not None and _follows(words, text[numeral.end : right[0].start], right[length:]):
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
