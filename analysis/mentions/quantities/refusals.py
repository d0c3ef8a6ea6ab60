"""What looks like a quantity and is none: dates, clock times, ordinals, identifiers, idioms, list numbers."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from analysis.knowledge import Record, load_records
from analysis.mentions.quantities.lexicon import Head, approximators, heads, measure_units, word_class
from analysis.mentions.quantities.values import Numeral, Word
from analysis.vocabulary import Reason

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
                for rule, reason, pattern in _patterns()
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
def _patterns() -> tuple[tuple[str, Reason, re.Pattern[str]], ...]:
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
