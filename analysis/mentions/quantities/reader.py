"""From a text to its quantities, and to the numbers in it that are none, each with a reason."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from analysis.knowledge import Record, load_records
from analysis.mentions.quantities.bounds import (
    Stated,
    close_interval,
    match_after,
    read_bound,
    read_comparative,
)
from analysis.mentions.quantities.counted import (
    Counted,
    is_age,
    is_conversion,
    is_partitive,
    read_counted,
    read_rate,
)
from analysis.mentions.quantities.lexicon import (
    Comparative,
    Head,
    Numeral,
    Quantity,
    Refusal,
    Word,
    approximators,
    heads,
    measure_units,
    word_class,
)
from analysis.mentions.quantities.numerals import (
    Place,
    join_range,
    read_numerals,
    to_western,
    words_after,
    words_before,
)
from analysis.vocabulary import Bound, Reason


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text in order; their numbers never overlap.

    Money, ages, durations and other measurements are there too, told apart by `unit`.
    """
    return read_quantities(text)[0]


def read_quantities(text: str) -> tuple[tuple[Quantity, ...], tuple[Refusal, ...]]:
    """The quantities of a text, and the numbers in it that are none, each with a reason."""
    western = to_western(text)
    quantities: list[Quantity] = []
    refusals: list[Refusal] = []
    for reading in _read_each(western):
        if isinstance(reading, Refusal):
            refusals.append(replace(reading, text=text[reading.start : reading.end]))
        else:
            quantities.append(_as_written(reading, text))
    return tuple(_link_parts(text, _spread_ages(text, quantities))), tuple(_merged(refusals))


def _as_written(quantity: Quantity, text: str) -> Quantity:
    return replace(quantity, text=text[quantity.start : quantity.end])


def _merged(refusals: list[Refusal]) -> Iterator[Refusal]:
    """Refusals without repeats (a date is one refusal, not one for each of its parts)."""
    last = -1
    for refusal in refusals:
        if refusal.start >= last:
            yield refusal
            last = refusal.end


def _read_each(text: str) -> Iterator[Quantity | Refusal]:
    refused = Refused(text)
    pending: Place | None = None
    for numeral in read_numerals(text):
        stretch = refused.over(numeral.start, numeral.end)
        if stretch is not None:
            if any(char.isdigit() for char in text[stretch.start : stretch.end]):
                yield Refusal(stretch.start, stretch.end, "", stretch.reason)
            continue
        right = words_after(text, numeral.end)
        place = Place(_take_million(numeral, right), words_before(text, numeral.start), right)
        reason = refuse(numeral, place.left, place.right, text)
        if reason is not None:
            yield Refusal(numeral.start, numeral.end, "", reason)
            continue
        if pending is not None:
            joined = join_range(text, pending, place)
            if joined is not None:
                pending = joined
                continue
            yield from _read_place(text, pending)
        pending = place
    if pending is not None:
        yield from _read_place(text, pending)


def _read_place(text: str, place: Place) -> Iterator[Quantity]:
    numeral, left, right = place.numeral, place.left, place.right
    stated = read_bound(text, numeral, left, [word for word in right if word.start >= numeral.end])
    after = [word for word in right if word.start >= stated.end]
    counted = read_counted(text, numeral, stated.end, after)
    if not _stands(text, numeral, counted, stated, left, after):
        return
    numeral = _settle_point(numeral, counted)
    stated, counted = _read_behind(text, stated, counted, after)
    yield _build(text, numeral, stated, counted, left, after)


def _take_million(numeral: Numeral, right: list[Word]) -> Numeral:
    """The m of "1.2m people" means millions; elsewhere metres."""
    if numeral.note != "metres" or numeral.value is None or len(right) < 2 or right[0].low != "m":
        return numeral
    counted = any((head := heads().get(word.low)) and head.plural for word in right[1:4])
    if not counted and right[1].low not in ("tons", "tonnes", "of", "euros", "dollars", "zlotys", "pounds"):
        return numeral
    value = float(f"{numeral.value * 1e6:.12g}")
    return replace(numeral, end=right[0].end, value=value, low=value, high=value, note="magnitude", scale=1e6)


def _read_behind(text: str, stated: Stated, counted: Counted, after: list[Word]) -> tuple[Stated, Counted]:
    """Take in an approximator behind the noun ("300 people or more")."""
    beyond = [word for word in after if word.start >= counted.end]
    if stated.bound != "exact" or counted.noun is None or not beyond:
        return stated, counted
    taken, record = match_after(text, counted.end, beyond)
    if record is None or record.bound == "none" or beyond[0].low not in ("or", "and", "give"):
        return stated, counted
    end = beyond[taken - 1].end
    words = " ".join(text[beyond[0].start : end].split())
    stated = replace(stated, bound=record.bound, approximator=words, rule=record.id)
    return stated, replace(counted, end=end)


_BARE_MULTIPLES = ("twice", "thrice", "double", "doubles", "triple", "treble", "quadruple")


def _stands(
    text: str, numeral: Numeral, counted: Counted, stated: Stated, left: list[Word], after: list[Word]
) -> bool:
    """Whether words that only sometimes count do so here."""
    following = after[0].low if after else ""
    if numeral.kind == "zero":
        return (
            counted.rule == "head"
            and counted.unit not in ("other", "duration")
            and len(counted.modifiers) <= 2
        )
    if numeral.kind == "fraction":
        return not _is_part_of_time(after) and _is_share(text, numeral, stated, left, following)
    written = text[numeral.start : numeral.end].lower()
    if numeral.kind == "multiple":
        return not written.endswith(_BARE_MULTIPLES) or following in word_class("multiple-after")
    return written != "several" or bool(following)


def _is_part_of_time(after: list[Word]) -> bool:
    """ "Half of May", "two thirds of the time": a share of days counts nobody."""
    of = [word.low for word in after[:4] if word.low not in ("the", "that", "this", "a", "last")]
    return of[:1] == ["of"] and bool(set(of[1:2]) & word_class("stretch-of-time"))


def _is_share(text: str, numeral: Numeral, stated: Stated, left: list[Word], following: str) -> bool:
    written = text[numeral.start : numeral.end].lower()
    if re.match(r"[-‑]\w", text[numeral.end : numeral.end + 2]):
        return False
    if "in" in written.split() or "out" in written.split() or not written[0].isalpha():
        return True
    if stated.approximator or written.endswith("s"):
        return True
    before = left[-1].low if left else ""
    if before in ("first", "second", "other", "this", "last", "next", "each", "third", "fourth", "final"):
        return False
    return (
        following in word_class("share-after")
        or before in word_class("share-before")
        or not following[:1].isalnum()
    )


def _settle_point(numeral: Numeral, counted: Counted) -> Numeral:
    """A point before three digits marks thousands where the thing counted cannot be split."""
    if numeral.note == "point" and counted.unit in (
        "person",
        "crossing",
        "case",
        "site",
        "boat",
        "flight",
        "vehicle",
    ):
        value = round((numeral.value or 0) * 1000, 0)
        return replace(numeral, value=value, low=value, high=value)
    return numeral


def _build(
    text: str, numeral: Numeral, stated: Stated, counted: Counted, left: list[Word], after: list[Word]
) -> Quantity:
    numeral = _sign(numeral, counted, left)
    value, low, high, bound = _bound_value(numeral, stated, counted.factor)
    beyond = [word for word in after if word.start >= counted.end]
    comparative = _compare(text, numeral, stated, counted, bound, left, after)
    unit = _choose_unit(counted, comparative)
    end = max(counted.end, stated.end)
    return Quantity(
        start=stated.start,
        end=end,
        text=text[stated.start : end],
        number_start=numeral.start,
        number_end=numeral.end,
        value=value,
        low=low,
        high=high,
        bound=bound,
        approximator=stated.approximator,
        unit="age" if is_age(numeral, counted, left, beyond) else unit,
        noun=counted.noun,
        head=counted.head,
        modifiers=counted.modifiers,
        determiner=stated.determiner,
        rate_per=read_rate(left, beyond),
        part_of=None,
        partitive=is_partitive(beyond),
        conversion=is_conversion(text, stated.start, unit),
        comparative=comparative,
        rule=stated.rule or counted.rule,
    )


def _compare(
    text: str,
    numeral: Numeral,
    stated: Stated,
    counted: Counted,
    bound: Bound,
    left: list[Word],
    after: list[Word],
) -> Comparative | None:
    """What the number is set against; in "three times" and "10-fold" the noun itself says so."""
    multiple = counted.head in ("time", "fold")
    right = after if multiple else [word for word in after if word.start >= counted.end]
    return read_comparative(text, numeral, stated.start, counted.end, counted.unit, bound, left, right)


def _choose_unit(counted: Counted, comparative: Comparative | None) -> str:
    multiplied = comparative is not None and comparative.relation == "times"
    return "factor" if multiplied and counted.unit == "other" else counted.unit


def _bound_value(
    numeral: Numeral, stated: Stated, factor: float
) -> tuple[float | None, float | None, float | None, Bound]:
    """Value, low, high and bound, in the unit that is kept."""
    bound: Bound = "range" if numeral.kind == "range" else stated.bound
    low, high = close_interval(numeral.value, numeral.low, numeral.high, bound)
    value = None if numeral.kind == "range" else _convert(numeral.value, factor)
    if numeral.value is None and bound in ("about", "nearly", "over", "under"):
        bound = "vague"
    return value, _convert(low, factor), _convert(high, factor), bound


def _sign(numeral: Numeral, counted: Counted, left: list[Word]) -> Numeral:
    """Degrees below zero are negative."""
    if (
        counted.unit != "temperature"
        or numeral.value is None
        or not left
        or left[-1].low not in ("minus", "-", "−")
    ):
        return numeral
    return replace(numeral, value=-numeral.value, low=-numeral.value, high=-numeral.value)


def _convert(value: float | None, factor: float) -> float | None:
    """A value in the kept unit, to three significant digits; "some 70 miles" are 65 to 75 miles in km."""
    if value is None or factor == 1:
        return value
    return float(f"{value * factor:.3g}")


def _spread_ages(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """ "Aged 22 and 24": a bare number joined to an age is one too."""
    spread = quantities[:1]
    for quantity in quantities[1:]:
        last = spread[-1]
        joined = text[last.end : quantity.start] in (" and ", " or ")
        aged = last.unit == "age" and last.noun is None and quantity.rule == "bare"
        spread.append(replace(quantity, unit="age") if joined and aged else quantity)
    return spread


_OF_TOTAL = re.compile(
    r"\s(?:of|out\sof)\s(?:(?:the|its|their|all|those|these|a\stotal\sof|[A-Z]\w+['’]s?)\s)?(?:\w+\s)?"
)


def _link_parts(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Tie "four" to "the six" in "four of the six"; the quote of a bare part runs over its total."""
    for quantity, total in zip_longest(quantities, quantities[1:]):
        if total is None or not _OF_TOTAL.fullmatch(text[quantity.end : total.number_start][:40]):
            yield quantity
        elif quantity.noun is not None:
            yield replace(quantity, part_of=total.number_start)
        else:
            quote = text[quantity.start : total.number_end]
            unit = total.unit if quantity.unit == "other" else quantity.unit
            yield replace(quantity, end=total.number_end, text=quote, part_of=total.number_start, unit=unit)


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text that holds no quantity."""

    start: int
    end: int
    reason: Reason
    rule: str


class Refused:
    """The stretches of one text that hold no quantity, for look-up by position."""

    def __init__(self, text: str) -> None:
        self._stretches = sorted(
            (
                Stretch(*found.span(), reason, rule)
                for rule, reason, pattern in _refused_patterns()
                for found in pattern.finditer(text)
            ),
            key=lambda stretch: (stretch.start, stretch.end),
        )
        self._starts = [stretch.start for stretch in self._stretches]

    def over(self, start: int, end: int) -> Stretch | None:
        """The stretch that covers start:end, the nearest first."""
        at = bisect_right(self._starts, start) - 1
        for index in range(at, max(-1, at - 6), -1):
            if self._stretches[index].end >= end:
                return self._stretches[index]
        return None


@cache
def _refused_patterns() -> tuple[tuple[str, Reason, re.Pattern[str]], ...]:
    return tuple(
        (record.id, record.reason, re.compile(fill_pattern(record.pattern)))
        for record in load_records("numerals_refused", RefusedPattern)
    )


def fill_pattern(pattern: str) -> str:
    """A lexicon pattern with the forms of months, days and hours put in."""
    return pattern.replace("{month}", MONTHS).replace("{day}", DAY).replace("{hour}", HOUR)


def refuse(numeral: Numeral, left: list[Word], right: list[Word], text: str) -> Reason | None:
    """Why a numeral outside all refused stretches is still no quantity; None where it is one."""
    if numeral.kind == "digits":
        return _refuse_digits(numeral, left, right, text)
    if numeral.kind == "words" and numeral.value == 1:
        return _refuse_one(numeral, left, right, text)
    return None


def _refuse_digits(numeral: Numeral, left: list[Word], right: list[Word], text: str) -> Reason | None:
    if numeral.value == float("inf"):
        return "not_finite"
    if numeral.note in ("leading zero", "scientific") or len(text[numeral.start : numeral.end]) > 24:
        return "identifier"
    before, after = text[max(0, numeral.start - 2) : numeral.start], text[numeral.end : numeral.end + 12]
    if (
        (before[-1:].isalpha() and not numeral.currency and not _is_glued(text, numeral.start))
        or before[-1:] in ("_", "/", "\\")
        or re.match(r"[_/\\][\w]", after)
    ):
        return "identifier"
    if re.match(r"[^\W\d_]", after) and not _is_unit_suffix(after):
        return "identifier"
    if before[-1:] == "." and before[:1].isdigit():
        return "identifier"
    if numeral.note == "plain" and numeral.value is not None and numeral.value >= 1e13:
        return "identifier"
    if numeral.note == "plain" and _is_score(text, numeral):
        return "idiom"
    return "date_part" if _is_year(numeral, left, right, text) else None


@cache
def _gluing_words() -> frozenset[str]:
    """The last words of approximators that are long enough to be no part of an identifier."""
    words = {words.split()[-1] for words in approximators("before")}
    return frozenset(word for word in words if len(word) > 3 and word.isalpha())


def _is_glued(text: str, start: int) -> bool:
    """Whether only the blank is missing between an approximator and its number: "Around1.6 million"."""
    word = re.search(r"(?<![^\W_])[^\W\d_]+$", text[max(0, start - 24) : start])
    return word is not None and word.group().lower() in _gluing_words()


def _is_unit_suffix(after: str) -> bool:
    """Whether letters tight behind digits are a unit of measurement ("679km", "30C")."""
    found = re.match(r"[^\W\d_]+[²³]?", after)
    letters = found.group() if found else ""
    capital = len(letters) == 1 and letters.isupper() and letters not in "CF"
    return letters.lower() in measure_units() and not capital and not re.match(r"[\w]", after[len(letters) :])


def _is_score(text: str, numeral: Numeral) -> bool:
    """Whether digits are half of a result such as 3-1, which no range can be."""
    for found in re.finditer(r"(?<![\w.,])(\d{1,3})[-–](\d{1,3})(?![\w%]|[.,]\d)", text[_near(numeral)]):
        if int(found[1]) >= int(found[2]):
            return True
    return False


def _near(numeral: Numeral) -> slice:
    """The stretch that holds a numeral and a neighbour of three digits."""
    return slice(max(0, numeral.start - 4), numeral.end + 4)


def _is_year(numeral: Numeral, left: list[Word], right: list[Word], text: str) -> bool:
    written = text[numeral.start : numeral.end]
    if numeral.note != "plain" or not re.fullmatch(r"(?:1[89]|20)\d\d", written):
        return False
    before = left[-1].low if left else ""
    if before in word_class("year-before"):
        return not (before in ("of", "for", "to", "than", "or") and _counts_next(right))
    return not _counts_next(right) and not _approximated(left)


def _counts_next(right: list[Word]) -> bool:
    """Whether the next word is the plural of a counted noun."""
    head: Head | None = heads().get(right[0].low) if right else None
    return bool(head and head.plural) or bool(
        right and right[0].low in ("km", "%", "percent", "more", "metres")
    )


def _approximated(left: list[Word]) -> bool:
    before = " ".join(word.low for word in left[-2:])
    return before.endswith(
        ("some", "about", "around", "roughly", "nearly", "almost", "more than", "at least", "over")
    )


def _refuse_one(numeral: Numeral, left: list[Word], right: list[Word], text: str) -> Reason | None:
    """Only "one" before a noun, or as the subject of a casualty or stock, counts."""
    written = text[numeral.start : numeral.end]
    if written[0].isupper() and left and left[-1].text[:1].isupper() and not written.isupper():
        return "identifier"
    before = left[-1].low if left else ""
    following = right[0].low if right else ""
    if before in ("the", "this", "that", "each", "every", "any", "which", "no", "such", "what"):
        return "idiom"
    if following in ("-", "of", "’", "'"):
        return "idiom" if following != "-" else None
    if following and following[0].isalpha() and following not in word_class("one-stop"):
        return None
    counted = following in word_class("one-verb") or before in (
        "only",
        "just",
        "least",
        "leaves",
        "leaving",
        "killed",
        "left",
    )
    return None if counted else "idiom"
