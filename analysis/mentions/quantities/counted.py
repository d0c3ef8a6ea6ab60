"""What a number counts: the unit or the noun phrase behind it, and what the words around make of it."""

import re
from dataclasses import dataclass
from itertools import pairwise

from analysis.knowledge import word_class
from analysis.language.text import Token
from analysis.mentions.quantities.lexicon import (
    Head,
    MeasureUnit,
    Numeral,
    heads,
    is_plural,
    low,
    measure_units,
)

MAX_WORDS = 7
_PEOPLES = re.compile(r"[A-Z][a-z]+(?:ans|is|ese|ards|ots|egs|ens|ites|ers|landers|men)$")
_HYPHENS = re.compile(r"[-‐‑]")
# "the annual record of 45,755" is a number of one year, no average
_OF_RECORDS = word_class("of-records")
_ADVERBS = {
    "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year",
    "annual": "year",
}  # fmt: skip
_CARRIERS = dict.fromkeys(("boat", "dinghy", "craft", "vessel"), "boat") | {
    "flight": "flight",
    "plane": "flight",
}
_BEING = ("am", "is", "was", "turned", "turns")  # "I am 47", "the youngest was 17", "my mother is 79"
_NOTHING = Head("", "", False)


@dataclass(frozen=True, slots=True)
class Counted:
    """What follows a number: where it ends, its unit, its noun (None: bare), a factor to the kept unit.

    `modifiers` are the words before the head of a noun phrase; None where there is no such phrase.
    """

    end: int
    unit: str
    head: str | None = None
    factor: float = 1
    modifiers: tuple[str, ...] | None = None


def read_counted(numeral: Numeral, at: int, right: list[Token]) -> Counted:
    """What a number counts, by the words after it (`at` is where the number and its approximator end)."""
    if numeral.money:
        return Counted(at, "money")
    tied = len(right) > 1 and right[0].text in "-‐‑–" and right[0].start == at  # "550-kilometer"
    words = right[1:] if tied else right
    if measured := _read_measure(numeral, words):
        return measured
    if tied:  # "27-member", "10-man", "20-strong"
        stem = _HYPHENS.split(words[0].lower)[0]
        unit = "person" if stem in ("strong", "man", "person") else "other"
        return Counted(words[0].end, unit, stem)
    if numeral.kind in ("multiple", "fraction"):
        return Counted(at, "factor" if numeral.kind == "multiple" else "percent")
    return _read_phrase(numeral, words, at)


def _read_measure(numeral: Numeral, words: list[Token]) -> Counted | None:
    """A unit of measurement directly after the number; a single letter is one only behind digits."""
    for length in range(min(3, len(words)), 0, -1):
        joined = " ".join(word.lower for word in words[:length])
        unit = measure_units().get(joined) or (_unit_of(words[0]) if length == 1 else None)
        letter = len(joined) == 1 and joined.isalpha()
        if unit and (numeral.kind == "digits" or not letter):
            return Counted(words[length - 1].end, unit.unit, unit.id, unit.factor)
    return None


def _unit_of(word: Token) -> MeasureUnit | None:
    """The unit in a word with hyphens: "25-year-old", "4-metre-high"."""
    parts = _HYPHENS.split(word.lower)
    table = measure_units()
    return table.get("-".join(parts[:2])) or (table.get(parts[0]) if len(parts) > 1 else None)


def _read_phrase(numeral: Numeral, words: list[Token], at: int) -> Counted:
    """The noun phrase after a number, up to its head."""
    of = int(numeral.kind in ("vague", "words") and low(words, 0) == "of")
    phrase = _phrase_words(words[of:], numeral)
    if measured := _measured_phrase(numeral, phrase):
        return measured
    best = _find_head(phrase, numeral)
    if best is None:
        return Counted(at, "other")
    index, first, head = best
    modifiers = tuple(word.lower for word in phrase[:first])
    last = of + index
    last += low(words, last + 1) == "more" and low(words, last + 2) != "than"  # "250 soldiers more"
    return Counted(
        words[last].end, _unit_by_context(head, modifiers, numeral.value), head.lemma, 1, modifiers
    )


def _measured_phrase(numeral: Numeral, phrase: list[Token]) -> Counted | None:
    """ "Six consecutive days", "300 border miles": a unit of measurement behind an adjective."""
    if not phrase or (phrase[0].lower in word_class("time-before") and numeral.value != 1):
        return None  # the "last year" of "6,022 last year" is when, not how long
    for word in phrase[1:3]:
        if is_plural(phrase[0]):
            return None
        unit = measure_units().get(word.lower)
        if unit is not None and unit.unit in ("duration", "km", "length"):
            return Counted(word.end, unit.unit, unit.id, unit.factor)
    return None


def _phrase_words(words: list[Token], numeral: Numeral) -> list[Token]:
    """Words that can belong to the phrase: up to a stop word, a mark, or a number."""
    phrase: list[Token] = []
    for at, word in enumerate(words[:MAX_WORDS]):
        joins = phrase and numeral.value != 1 and _joins(phrase[-1], word, words[at + 1 : at + 4])
        if not joins and (not word.text[0].isalpha() or word.lower in word_class("phrase-end")):
            break
        phrase.append(word)
    return phrase


def _joins(last: Token, mark: Token, rest: list[Token]) -> bool:
    """ "Royal Navy and Army personnel", "43 Afghans and Pakistanis": the mark joins parts of one phrase."""
    rest = [word for word in rest if word.lower not in ("and", ",")]
    if mark.lower not in ("and", ",") or not rest:
        return False
    if not rest[0].text[0].isalpha() or rest[0].lower in word_class("phrase-end"):
        return False
    if mark.lower == "and" and _counts_people(last):
        return _counts_people(rest[0])
    first_known = mark.lower == "," and _known(rest[0]) is not None
    return heads().get(last.lower) is None and not first_known and any(_known(word) for word in rest)


def _known(word: Token) -> Head | None:
    head = heads().get(word.lower) or heads().get(word.lower.rpartition("-")[2])
    if head is None and is_people(word):
        return Head(word.lower.removesuffix("s"), "person", True)
    return head


def _counts_people(word: Token) -> bool:
    head = _known(word)
    return head is not None and head.plural and head.unit == "person"


def is_people(word: Token) -> bool:
    """Whether the word names people of a nation or community ("Iraqis", "Rohingya")."""
    title = word.text if not word.text.isupper() else word.text.title()
    return word.lower in word_class("people") or bool(_PEOPLES.match(title))


def _find_head(phrase: list[Token], numeral: Numeral) -> tuple[int, int, Head] | None:
    """Index of the head in the phrase, index of its first word, and what it counts."""
    single = numeral.value == 1
    for index, word in enumerate(phrase):
        head = _known(word)
        if head is not None and (head.plural or single):
            return _extend(phrase, index, head)
    if single:
        adjective = not phrase or phrase[0].lower.endswith(("ed", "ing", "ly"))
        return None if adjective else (0, 0, Head(phrase[0].lower, "", False))
    for index, word in enumerate(phrase[:4]):
        if len(word.lower) > 3 and word.lower.endswith("s") and not word.lower.endswith(("ss", "us", "is")):
            return index, index, Head(word.lower[:-1], "", True)
    return None


def _extend(phrase: list[Token], index: int, head: Head) -> tuple[int, int, Head]:
    """The last noun in a row is the head; with the word or two before it, it may make a compound.

    Nouns follow directly ("police officers") or joined by "and" ("Afghans and Pakistanis").
    """
    at = index + 1
    while at < len(phrase):
        following = _known(phrase[at])
        if following is not None and following.plural == head.plural:
            index, head = at, following
        elif phrase[at].lower != "and" or at > index + 1:
            break
        at += 1
    for first in (index - 2, index - 1):
        compound = heads().get(" ".join(word.lower for word in phrase[max(0, first) : index + 1]))
        if first >= 0 and compound is not None:
            return index, first, compound
    return index, index, head


def _unit_by_context(head: Head, modifiers: tuple[str, ...], value: float | None) -> str:
    if head.lemma == "post" and (value or 0) > 15:
        return "person"  # "80 new posts" are jobs; no border has so many gates
    if head.lemma == "crossing" and not word_class("act-crossing") & set(modifiers):
        return "site" if value is not None and 0 < value < 10 else "crossing"
    return head.unit or "other"


def is_age(numeral: Numeral, counted: Counted, left: list[Token], after: list[Token]) -> bool:
    """Whether the words around make a bare number an age."""
    if counted.head is not None or counted.unit != "other" or (numeral.value or numeral.high) >= 120:
        return False
    words = left
    while low(words, -1) in word_class("age-link"):
        words = words[:-1]  # "a man of about", "thought to have been"
    second, last, one = low(words, -2), low(words, -1), _is_one_person(words[:-1])
    many = second in ("them", "those", "anyone", "all") or heads().get(second, _NOTHING).unit == "person"
    return (
        _ages_name(numeral, left, after)
        or last in word_class("aged")
        or (last == "of" and (one or second in ("age", "ages")))  # "a girl of seven"
        or (last in ("under", "over", "below", "above") and many)  # "children under 14"
        or (last in _BEING and (one or second in word_class("age-of") | {"i", "he", "she"}))
    )


def _is_one_person(words: list[Token]) -> bool:
    """Whether the words end in one person: "my mother", "the driver", "a girl"."""
    article = any(word.lower in word_class("one-person") for word in words[-4:-1])
    return article and _names_person(low(words, -1))


def _names_person(noun: str) -> bool:
    head = heads().get(noun, _NOTHING)
    return head.unit == "person" and not head.plural


def _ages_name(numeral: Numeral, left: list[Token], after: list[Token]) -> bool:
    """ "Lukashenka, 66, was", "the driver, 22,": a number between commas (or in brackets) behind a person."""
    if numeral.kind != "digits" or len(left) < 2 or left[-1].text not in (",", "("):
        return False
    full_name = len(left) > 2 and left[-3].text[0].isupper()
    named = left[-2].text[0].isupper() and (full_name or not is_people(left[-2]))
    return (named or _names_person(left[-2].lower)) and bool(after) and after[0].text in (",", ")", ".")


def read_rate(left: list[Token], after: list[Token]) -> str | None:
    """The period (or boat) over which a rate counts, from "a day", "per month", "daily"."""
    for index, word in enumerate(after[:9]):
        if word.text in ".;:()—–" or word.text[0].isdigit():
            break
        unit, later = low(after, index + 1), low(after, index + 2)
        near = word.lower in ("a", "an") and (index == 0 or (index == 1 and after[0].lower == "to"))
        if (near or word.lower in ("per", "each", "every")) and later not in word_class("no-rate"):
            if unit in word_class("rate-period"):
                return "day" if unit == "night" else unit
            if unit in _CARRIERS:
                return _CARRIERS[unit]
        if index < 4 and word.lower in _ADVERBS and word.lower != "annual":
            return _ADVERBS[word.lower]
    for word, following in pairwise(left[-4:] + after[:1]):
        if word.lower in ("daily", "weekly", "monthly", "annual") and following.lower not in _OF_RECORDS:
            return _ADVERBS[word.lower]
    return None
