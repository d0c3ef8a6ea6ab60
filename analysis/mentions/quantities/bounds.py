"""How exactly a number is stated, and what it is set against."""

import re
from dataclasses import dataclass
from decimal import Decimal

from analysis.knowledge import word_class
from analysis.language.text import Token
from analysis.mentions.quantities.lexicon import Approximator, Comparative, Numeral, approximators, low
from analysis.vocabulary import Bound, Relation

_LONGEST = 6
# Words that only bound numbers of some size: "past 40 km", but not "the other two".
_LEAST_TEN = frozenset("near beyond past top other total minimum maximum pass passed passes passing".split())
_LARGENESS = ("many", "much", "high", "long", "large")
_REFERENCES = ("number", "figure", "total", "level", "rate", "amount", "size")
_AFTER_TIMES = frozenset("over faster the as that what those last its their this".split())
_THIRDS = {33.3: 100 / 3, 66.7: 200 / 3, 16.7: 100 / 6, 14.3: 100 / 7, 11.1: 100 / 9}


@dataclass(frozen=True, slots=True)
class Stated:
    """The bound of a number, and where the stretch of the words that state it begins and ends."""

    bound: Bound
    start: int
    end: int
    approximator: str | None = None


def read_bound(text: str, numeral: Numeral, left: list[Token], right: list[Token]) -> Stated:
    """The approximators on both sides of a number; the outermost before it decides."""
    before = _read_before(numeral, left)
    start = min((words[0].start for record, words in before if record.quoted), default=numeral.start)
    bounding = [(record.bound, words) for record, words in before if record.bound != "none"]
    if len(bounding) > 1 and bounding[-1][0] == "about":
        del bounding[-1]  # "perhaps north of 400": the doubt closes nothing
    if bounding:
        (bound, words), (_, nearest) = bounding[-1], bounding[0]
        return Stated(bound, start, numeral.end, " ".join(text[words[0].start : nearest[-1].end].split()))
    if found := match_after(text, right):
        return Stated(found.bound, start, found.end, found.approximator)
    plain: Bound = "about" if numeral.about else "vague" if numeral.value is None else "exact"
    return Stated(plain, start, numeral.end)


def _read_before(numeral: Numeral, left: list[Token]) -> list[tuple[Approximator, list[Token]]]:
    """The approximators before a number with their words, nearest first."""
    found: list[tuple[Approximator, list[Token]]] = []
    rest, table = left, approximators("before")
    while True:
        for length in range(min(_LONGEST, len(rest)), 0, -1):
            words = " ".join(word.lower for word in rest[-length:])
            if words in table and _serves(words, rest[:-length], numeral, nearer=bool(found)):
                found.append((table[words], rest[-length:]))
                rest = rest[:-length]
                break
        else:
            return found


def _serves(words: str, before: list[Token], numeral: Numeral, nearer: bool) -> bool:
    """Whether words that can also be a preposition or a particle stand here as an approximator."""
    previous, value = low(before, -1), numeral.value or 0
    if words in _LEAST_TEN and value < 10:
        return False
    if words == "over":
        return not nearer and previous not in word_class("particle-verb")
    if words == "about":
        return previous not in word_class("topic")
    if words == "past":
        return previous in word_class("particle-verb") | word_class("rose")
    if words in ("as many as", "as much as"):
        # A round number can be a cap; "as many as 1,305" only stresses an exact one.
        is_round = value <= 15 or (value % 5 == 0 and len(f"{value:.0f}".rstrip("0")) <= 2)
        return is_round and previous not in ("twice", "times", "half")
    return True


def match_after(text: str, right: list[Token]) -> Stated | None:
    """What the approximator states with which `right` begins."""
    table = approximators("after")
    for length in range(min(4, len(right)), 0, -1):
        words = " ".join(word.lower for word in right[:length])
        following = right[length].text[:1] if length < len(right) else ""
        stops = words in ("plus", "tops", "maximum", "at least", "at most", "approximately")
        bound = table[words].bound if words in table else "none"
        if bound != "none" and not (following.isalnum() if stops else following.isdigit()):
            start, end = right[0].start, right[length - 1].end
            return Stated(bound, start, end, " ".join(text[start:end].split()))
    return None


def half_step(value: float) -> float:
    """Half a unit of the last significant digit, at most a tenth of the value."""
    last = Decimal(f"{abs(value):.10g}").normalize().as_tuple().exponent
    return min(10.0 ** int(last) / 2, abs(value) / 10)


def close_interval(
    value: float | None, low: float, high: float, bound: str
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
    return float(f"{value:.12g}")


# A relation, its factor, and where its words end.
_Compared = tuple[Relation, float | None, int]


def read_comparative(
    text: str,
    numeral: Numeral,
    stated: Stated,
    bound: Bound,
    unit: str,
    at: int,
    left: list[Token],
    right: list[Token],
) -> Comparative | None:
    """What a number is set against, by the words before it and those behind its unit, which ends at `at`."""
    if numeral.value is None:
        return None
    if numeral.kind == "multiple":
        found: _Compared | None = _multiple(numeral.value, at, right)
    elif unit == "percent":
        found = _share_compared(numeral.value, at, left, right)
    else:
        found = _times(numeral.value, right) or _difference(text[numeral.end : at], right)
    if found is None:
        return None
    relation, factor, end = found
    return Comparative(stated.start, end, text[stated.start : end], relation, factor, bound)


def _multiple(value: float, at: int, right: list[Token]) -> _Compared:
    """ "Twice as many", "double last year's"."""
    first = low(right, 0)
    if first == "as" and low(right, 1) in _LARGENESS:
        return "times", value, right[1].end
    taken = first in ("as", "more", "higher", "that", "the", "what", "last")
    return "times", value, right[0].end if taken else at


def _times(value: float, right: list[Token]) -> _Compared | None:
    """ "Three times the", "ten times more than", "three times fewer", "10-fold"."""
    words = [word for word in right if word.text not in "-‐‑"]
    if low(words, 0) == "fold":
        return "times", value, words[0].end
    fewer = low(words, 1) in word_class("less")
    if low(words, 0) != "times" or not (fewer or low(words, 1) in word_class("more") | _AFTER_TIMES):
        return None
    return "times", round(1 / value, 4) if fewer else value, words[1].end


def _difference(counted: str, right: list[Token]) -> _Compared | None:
    """ "200 more than in May", "300 fewer boats than": a difference, whose factor is open."""
    than = next((word for word in right[:2] if word.lower == "than"), None)
    between = "" if than is None or than is right[0] else right[0].lower
    said = re.search(r"\b(more|fewer|less)\b", between or counted.lower())
    return (("more" if said[1] == "more" else "fewer"), None, than.end) if than and said else None


def _share_compared(value: float, at: int, left: list[Token], right: list[Token]) -> _Compared | None:
    """ "Half as many", "a third of the number", "50% more", "rose by 14%"."""
    words = [word for word in right if word.text not in ",-–—"]
    first, second, third = (low(words, k) for k in range(3))
    if first == "as" and second in ("many", "much"):
        if third == "again":
            return "percent_more", value, words[2].end
        return "times", round(value / 100, 4), words[1].end
    of_reference = second in ("last", "that", "what") or (second == "the" and third in _REFERENCES)
    if (first == "of" and of_reference) or (first == "the" and second in _REFERENCES):
        return "times", round(_THIRDS.get(value, value) / 100, 4), words[1].end
    if first in word_class("more"):
        return "percent_more", value, words[0].end
    if first in word_class("less"):
        return "percent_less", value, words[0].end
    for word in reversed(left[-7:]):
        if word.lower in word_class("rose"):
            return "percent_more", value, at
        if word.lower in word_class("fell"):
            return "percent_less", value, at
        if word.lower not in word_class("change-link"):
            return None
    return None
