"""From a text to its quantities, and to the numbers in it that are none, each with a reason."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from unicodedata import category

from analysis.knowledge import Record, load_records, word_class
from analysis.language.text import Token
from analysis.mentions.quantities.bounds import (
    Stated,
    close_interval,
    match_after,
    read_bound,
    read_comparative,
)
from analysis.mentions.quantities.counted import Counted, is_age, read_counted, read_rate
from analysis.mentions.quantities.lexicon import (
    Numeral,
    Quantity,
    Refusal,
    approximators,
    is_plural,
    low,
    measure_units,
)
from analysis.mentions.quantities.numerals import join_range, read_numerals, words_after, words_before
from analysis.vocabulary import Bound, Reason

Stretch = tuple[int, int, Reason]
_MEASURES = ("km", "length", "area", "mass", "money", "temperature", "speed", "volume")
_BARE_MULTIPLES = ("twice", "thrice", "double", "doubles", "triple", "treble", "quadruple")
_PART_OF = ("them", "whom", "these", "those", "us", "which")
_BEFORE_PRONOUNS = ("the", "this", "that", "each", "every", "any", "which", "no", "such", "what")
_BEFORE_COUNTS = (
    "some", "about", "around", "roughly", "nearly", "almost", "more than", "at least", "over",
)  # fmt: skip
_BEFORE_COUNTED = ("only", "just", "least", "leaves", "leaving", "killed", "left")
_OF_TOTAL = re.compile(
    r"\s(?:of|out\sof)\s(?:(?:the|its|their|all|those|these|a\stotal\sof|[A-Z]\w+['’]s?)\s)?(?:\w+\s)?"
)
_CONVERTED = re.compile(r"\d[^()\n]{0,20}[(/]\s?(?:or\s|about\s|some\s)?$")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text in order.

    Money, ages, durations and other measurements are there too, told apart by `unit`. Marks that nobody sees
    (soft hyphens, blanks without width) count for nothing, as in articles that are read.
    """
    shown = [at for at, mark in enumerate(text) if category(mark) != "Cf"]
    if len(shown) == len(text):
        return read_quantities(text)[0]
    found = read_quantities("".join(text[at] for at in shown))[0]
    return tuple(_move(quantity, text, shown) for quantity in found)


def _move(quantity: Quantity, text: str, shown: Sequence[int]) -> Quantity:
    """The quantity where it stands in `text`, of which the characters `shown` were read."""
    start, end = shown[quantity.start], shown[quantity.end - 1] + 1
    told = quantity.comparative
    if told is not None:
        told = replace(told, start=shown[told.start], end=shown[told.end - 1] + 1)
    return replace(quantity, start=start, end=end, text=text[start:end], comparative=told)


def read_quantities(text: str) -> tuple[tuple[Quantity, ...], tuple[Refusal, ...]]:
    """The quantities of a text, and the numbers in it that are none, each with a reason."""
    refusals: list[Refusal] = []
    parts = [part for numeral in _read_kept(text, refusals) if (part := _read_part(text, numeral))]
    quantities: list[Quantity] = []
    for part in parts:
        quantity = _build(text, part)
        joint = text[quantities[-1].end : quantity.start] if quantities else ""
        if joint in (" and ", " or ") and quantities[-1].unit == "age" and part.counted.head is None:
            quantity = replace(quantity, unit="age")  # "aged 22 and 24"
        quantities.append(quantity)
    return tuple(_link_parts(text, quantities, parts)), tuple(refusals)


def _read_kept(text: str, refusals: list[Refusal]) -> Iterator[Numeral]:
    """Every numeral that can be a quantity, ranges joined; the others are added to `refusals`."""
    stretches = sorted(
        (*found.span(), reason) for reason, pattern in _refused_patterns() for found in pattern.finditer(text)
    )
    pending: Numeral | None = None
    for numeral in read_numerals(text):
        stretch = _stretch_over(stretches, numeral)
        if reason := stretch[2] if stretch else _find_reason(numeral, text):
            start, end = stretch[:2] if stretch else (numeral.start, numeral.end)
            worth_telling = not stretch or re.search(r"\d", text[start:end])
            # a date is one refusal, not one for each of its parts
            if worth_telling and not (refusals and start < refusals[-1].end):
                refusals.append(Refusal(start, end, text[start:end], reason))
            continue
        joined = join_range(text, pending, numeral) if pending else None
        if pending and not joined:
            yield pending
        pending = joined or numeral
    if pending:
        yield pending


def _stretch_over(stretches: list[Stretch], numeral: Numeral) -> Stretch | None:
    """The stretch that covers a number, the nearest first."""
    at = bisect_right(stretches, numeral.start, key=lambda stretch: stretch[0])
    nearest = reversed(stretches[max(0, at - 6) : at])
    return next((stretch for stretch in nearest if stretch[1] >= numeral.end), None)


@dataclass(frozen=True, slots=True)
class _Part:
    """A numeral with how exactly it is stated, what it counts, and the words on both sides."""

    numeral: Numeral
    stated: Stated
    counted: Counted
    left: list[Token]
    after: list[Token]

    @property
    def beyond(self) -> list[Token]:
        """The words behind what is counted."""
        return [word for word in self.after if word.start >= self.counted.end]


def _read_part(text: str, numeral: Numeral) -> _Part | None:
    """What a numeral says in its place; None for words that only sometimes count and do not do so here."""
    left, right = words_before(text, numeral.start), words_after(text, numeral.end)
    stated = read_bound(text, numeral, left, right)
    after = [word for word in right if word.start >= stated.end]
    part = _Part(numeral, stated, read_counted(numeral, stated.end, after), left, after)
    if not _stands(text, part):
        return None
    behind = stated.bound == "exact" and part.counted.head and low(part.beyond, 0) in ("or", "and", "give")
    if behind and (found := match_after(text, part.beyond)):  # "300 people or more"
        stated = replace(stated, bound=found.bound, approximator=found.approximator)
        return replace(part, stated=stated, counted=replace(part.counted, end=found.end))
    return part


def _stands(text: str, part: _Part) -> bool:
    """Whether words that only sometimes count do so here."""
    numeral, counted, following = part.numeral, part.counted, low(part.after, 0)
    written = text[numeral.start : numeral.end].lower()
    if numeral.kind == "zero":
        few = counted.modifiers is not None and len(counted.modifiers) <= 2
        return few and counted.unit not in ("other", "duration")
    if numeral.kind == "multiple":
        return not written.endswith(_BARE_MULTIPLES) or following in word_class("multiple-after")
    if numeral.kind != "fraction":
        return True
    if re.match(r"[-‑]\w", text[numeral.end : numeral.end + 2]):
        return False
    sure = part.stated.approximator or written.endswith("s") or {"in", "out"} & set(written.split())
    shown = following in word_class("share-after") or low(part.left, -1) in word_class("share-before")
    return bool(sure) or shown or not following[:1].isalnum()


def _build(text: str, part: _Part) -> Quantity:
    numeral, stated, counted, left, beyond = part.numeral, part.stated, part.counted, part.left, part.beyond
    value, lowest, highest, bound = _bound_value(numeral, stated, counted.factor)
    # in "three times" and "10-fold" the noun itself compares
    right = part.after if counted.head in ("time", "fold") else beyond
    compared = read_comparative(text, numeral, stated, bound, counted.unit, counted.end, left, right)
    multiplied = compared is not None and compared.relation == "times"
    unit = "factor" if multiplied and counted.unit == "other" else counted.unit
    end = max(counted.end, stated.end)
    before = text[max(0, stated.start - 24) : stated.start]
    return Quantity(
        start=stated.start,
        end=end,
        text=text[stated.start : end],
        value=value,
        low=lowest,
        high=highest,
        bound=bound,
        approximator=stated.approximator,
        unit="age" if is_age(numeral, counted, left, beyond) else unit,
        rate_per=read_rate(left, beyond),
        partitive=low(beyond, 0) == "of" and low(beyond, 1) in _PART_OF,
        conversion=unit in _MEASURES and bool(_CONVERTED.search(before)),  # "679km (420-mile)"
        comparative=compared,
    )


def _bound_value(
    numeral: Numeral, stated: Stated, factor: float
) -> tuple[float | None, float | None, float | None, Bound]:
    """Value, low, high and bound, in the unit that is kept, there to three significant digits.

    "Some 70 miles" are 65 to 75 miles in km.
    """
    bound: Bound = "range" if numeral.kind == "range" else stated.bound
    ends = close_interval(numeral.value, numeral.low, numeral.high, bound)
    value, lowest, highest = (
        number if number is None or factor == 1 else float(f"{number * factor:.3g}")
        for number in (numeral.value, *ends)
    )
    vague = numeral.value is None and bound in ("about", "nearly", "over", "under")
    return value, lowest, highest, "vague" if vague else bound


def _link_parts(text: str, quantities: list[Quantity], parts: list[_Part]) -> Iterator[Quantity]:
    """In "four of the six" the quote of the bare part runs over its total."""
    for n, quantity in enumerate(quantities):
        if n + 1 == len(parts) or parts[n].counted.head:
            yield quantity
            continue
        total, unit = parts[n + 1].numeral, quantities[n + 1].unit
        if _OF_TOTAL.fullmatch(text[quantity.end : total.start][:40]):
            unit = unit if quantity.unit == "other" else quantity.unit
            quantity = replace(quantity, end=total.end, text=text[quantity.start : total.end], unit=unit)
        yield quantity


MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan\\.?|Feb\\.?|Mar\\.?|Apr\\.?|Jun\\.?|Jul\\.?|Aug\\.?|Sept?\\.?|Oct\\.?|Nov\\.?|Dec\\.?|"
    "JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
)
DAY = "(?:3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th)?"
HOUR = "(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)"


class RefusedPattern(Record):
    """A way of writing digits or number words that names no quantity."""

    reason: Reason
    pattern: str


@cache
def _refused_patterns() -> tuple[tuple[Reason, re.Pattern[str]], ...]:
    records = load_records("numerals_refused", RefusedPattern)
    return tuple((record.reason, re.compile(fill_pattern(record.pattern))) for record in records)


def fill_pattern(pattern: str) -> str:
    """A lexicon pattern with the forms of months, days and hours put in."""
    return pattern.replace("{month}", MONTHS).replace("{day}", DAY).replace("{hour}", HOUR)


def _find_reason(numeral: Numeral, text: str) -> Reason | None:
    """Why a numeral outside all refused stretches is still no quantity; None where it is one."""
    if numeral.kind == "digits":
        return _refuse_digits(numeral, text)
    return _refuse_one(numeral, text) if numeral.kind == "words" and numeral.value == 1 else None


def _refuse_digits(numeral: Numeral, text: str) -> Reason | None:
    if numeral.value == float("inf"):
        return "not_finite"
    start, end, written = numeral.start, numeral.end, text[numeral.start : numeral.end]
    before, after = text[max(0, start - 2) : start], text[end : end + 12]
    if (
        re.fullmatch(r"0\d+|\d{14,}", written)
        or (before[-1:].isalpha() and not numeral.money and not _is_glued(text, start))
        or re.search(r"[_/\\]\Z|\d\.\Z", before)
        or (re.match(r"[^\W\d_]", after) and not _is_unit_suffix(after))
    ):
        return "identifier"
    scores = re.finditer(
        r"(?<![\w.,])(\d{1,3})[-–](\d{1,3})(?![\w%]|[.,]\d)", text[max(0, start - 4) : end + 4]
    )
    if written.isdigit() and any(int(found[1]) >= int(found[2]) for found in scores):
        return "idiom"  # half of a result such as 3-1, which no range can be
    return "date_part" if re.fullmatch(r"(?:1[89]|20)\d\d", written) and _is_year(numeral, text) else None


def _is_glued(text: str, start: int) -> bool:
    """Whether only the blank is missing between an approximator and its number: "Around1.6 million"."""
    word = re.search(r"(?<![^\W_])[^\W\d_]{4,}\Z", text[max(0, start - 24) : start])
    return word is not None and word[0].lower() in approximators("before")


def _is_unit_suffix(after: str) -> bool:
    """Whether letters tight behind digits are a unit of measurement ("679km", "30C")."""
    found = re.match(r"([^\W\d_]+[²³]?)(?!\w)", after)
    return found is not None and found[1].lower() in measure_units()


def _is_year(numeral: Numeral, text: str) -> bool:
    """Whether four digits that can be a year are one, and count nothing."""
    before, after = words_before(text, numeral.start), words_after(text, numeral.end)
    near = " ".join(word.lower for word in before[-2:])
    counts = any(map(is_plural, after[:1])) or near.endswith(_BEFORE_COUNTS)
    return low(before, -1) in word_class("year-before") or not counts


def _refuse_one(numeral: Numeral, text: str) -> Reason | None:
    """Only "one" before a noun, or as the subject of a casualty or stock, counts."""
    left, right = words_before(text, numeral.start), words_after(text, numeral.end)
    before, following = low(left, -1), low(right, 0)
    if text[numeral.start].isupper() and before and left[-1].text[:1].isupper():
        return "identifier"
    noun = following == "-" or (following[:1].isalpha() and following not in word_class("one-stop"))
    counted = noun or following in word_class("one-verb") or before in _BEFORE_COUNTED
    return None if counted and before not in _BEFORE_PRONOUNS else "idiom"
