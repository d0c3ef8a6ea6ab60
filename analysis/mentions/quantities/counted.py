"""What a number counts: the unit or the noun phrase behind it, and what the words around make of it."""

import re
from dataclasses import dataclass
from itertools import pairwise

from analysis.mentions.quantities.lexicon import (
    Head,
    MeasureUnit,
    Numeral,
    Word,
    heads,
    measure_units,
    word_class,
)

MAX_WORDS = 7
_PEOPLES = re.compile(r"[A-Z][a-z]+(?:ans|is|ese|ards|ots|egs|ens|ites|ers|landers|men)$")
_NO_PEOPLE = re.compile(
    r".*(?:ships|days|buses|plans|clans|vans|basis|crisis|offers|borders|centers|towers|minis)$"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What follows a number: its unit, the words of the noun phrase, and a factor to the kept unit."""

    end: int
    unit: str
    noun: str | None
    head: str | None
    modifiers: tuple[str, ...]
    factor: float
    rule: str


def read_counted(text: str, numeral: Numeral, at: int, right: list[Word]) -> Counted:
    """What a number counts, by the words after it (`at` is where the number and its approximator end)."""
    if numeral.currency:
        return Counted(at, "money", None, None, (), 1, "currency")
    words, hyphen = _unhyphened(right, at)
    measured = _read_measure(text, numeral, words, at)
    if measured is not None:
        return measured
    if hyphen:
        return _read_attribute(words[0])
    if numeral.kind == "multiple":
        return Counted(at, "factor", None, None, (), 1, "multiple")
    if numeral.kind == "fraction":
        return Counted(at, "percent", None, None, (), 1, "fraction")
    return _read_phrase(text, numeral, words, at)


def _unhyphened(right: list[Word], at: int) -> tuple[list[Word], bool]:
    """The words after a hyphen that ties them to the number ("550-kilometer"), split at their own hyphens."""
    if not (right and right[0].text in "-‐‑–" and right[0].start == at):
        return right, False
    if len(right) < 2 or right[1].start != right[0].end or not right[1].text[0].isalpha():
        return right, False
    return right[1:], True


def _read_measure(text: str, numeral: Numeral, words: list[Word], at: int) -> Counted | None:
    """A unit of measurement directly after the number."""
    for length in range(min(3, len(words)), 0, -1):
        tail = words[:length]
        unit = _unit_of(tail[0]) if length == 1 else measure_units().get(" ".join(word.low for word in tail))
        if unit is None or not _measures(numeral, words, length, at):
            continue
        noun = text[tail[0].start : tail[-1].end]
        if unit.unit == "duration" and _is_age(words[length:]):
            return Counted(words[length].end, "age", noun, "year", (), 1, "age")
        return Counted(tail[-1].end, unit.unit, noun, unit.id, (), unit.factor, unit.id)
    return None


def _unit_of(word: Word) -> MeasureUnit | None:
    table = measure_units()
    if word.low in table:
        return table[word.low]
    parts = re.split(r"[-‐‑]", word.low)
    joined = "-".join(parts[:2])
    return table.get(joined) or (table.get(parts[0]) if len(parts) > 1 else None)


def _measures(numeral: Numeral, words: list[Word], length: int, at: int) -> bool:
    """Short unit signs only stand tight against digits; a trailing m before people means millions."""
    sign = words[0]
    if len(sign.low) == 1 and sign.low.isalpha():
        if numeral.kind != "digits" or (sign.start > at and sign.low != "m"):
            return False
        return not (sign.low == "m" and _plural_head(words[length:]))
    if sign.low == "second" or (sign.low == "quarter" and length == 1):
        return False
    return not (sign.low in ("foot", "quarters") and numeral.kind == "words" and numeral.value == 1)


def _plural_head(words: list[Word]) -> bool:
    return bool(words) and bool((head := heads().get(words[0].low)) and head.plural)


def _is_age(words: list[Word]) -> bool:
    return bool(words) and words[0].low in ("old", "older", "-old")


def _read_attribute(word: Word) -> Counted:
    """ "27-member", "10-man", "20-strong": the hyphen makes an adjective of the number."""
    stem = re.split(r"[-‐‑]", word.low)[0]
    unit = "person" if stem in ("strong", "man", "person") else "other"
    return Counted(word.end, unit, word.text, stem, (), 1, "attribute")


def _read_phrase(text: str, numeral: Numeral, words: list[Word], at: int) -> Counted:
    """The noun phrase after a number, up to its head."""
    of = 1 if numeral.kind in ("vague", "words") and words and words[0].low == "of" else 0
    phrase = _phrase_words(words[of:], numeral)
    if of and (not phrase or words[of].low in word_class("phrase-end")):
        return Counted(at, "other", None, None, (), 1, "bare")
    if (measured := _measured_phrase(text, numeral, phrase)) is not None:
        return measured
    best = _find_head(phrase, numeral)
    if best is None:
        return Counted(at, "other", None, None, (), 1, "bare")
    index, first, head = best
    noun = text[phrase[0].start : phrase[index].end]
    modifiers = tuple(word.low for word in phrase[:first])
    unit = _unit_by_context(head, modifiers, numeral)
    end = _end_with_more(words[of:], index)
    return Counted(end, unit, noun, head.lemma, modifiers, 1, "head" if head.unit != "unknown" else "plural")


def _measured_phrase(text: str, numeral: Numeral, phrase: list[Word]) -> Counted | None:
    """ "Six consecutive days", "300 border miles": a unit of measurement behind an adjective."""
    if phrase and phrase[0].low in word_class("time-before") and numeral.value != 1:
        return None  # the "last year" of "6,022 last year" is when, not how long
    for index, word in enumerate(phrase[1:3], start=1):
        unit = measure_units().get(word.low)
        if heads().get(phrase[0].low) is not None and index == 1 and _plural_head(phrase):
            return None
        if unit is not None and unit.unit in ("duration", "km", "length") and len(word.low) > 2:
            noun = text[phrase[0].start : word.end]
            modifiers = tuple(part.low for part in phrase[:index])
            return Counted(word.end, unit.unit, noun, unit.id, modifiers, unit.factor, unit.id)
    return None


def _end_with_more(words: list[Word], index: int) -> int:
    """Where the phrase ends, with a "more" behind it ("250 soldiers more")."""
    after = [word.low for word in words[index + 1 : index + 3]]
    more = after[:1] == ["more"] and after[1:] != ["than"]
    return words[index + 1].end if more else words[index].end


def _phrase_words(words: list[Word], numeral: Numeral) -> list[Word]:
    """Words that can belong to the phrase: up to a stop word, a mark, or a number."""
    phrase: list[Word] = []
    for word in words[: MAX_WORDS + 2]:
        if word.low in ("and", ",") and phrase and numeral.value != 1 and _joins(phrase, words, word):
            phrase.append(word)
            continue
        if not word.text[0].isalpha() or (
            word.low in word_class("phrase-end") and not _in_port(phrase, word)
        ):
            break
        phrase.append(word)
    while phrase and phrase[-1].low in ("and", ","):
        phrase.pop()
    return phrase[:MAX_WORDS]


def _in_port(phrase: list[Word], word: Word) -> bool:
    """Whether an "of" stands inside a name of crossing points: "two ports of entry"."""
    return word.low == "of" and bool(phrase) and phrase[-1].low in ("port", "ports", "point", "points")


def _joins(phrase: list[Word], words: list[Word], mark: Word) -> bool:
    """ "Royal Navy and Army personnel", "43 Afghans and Pakistanis": the mark joins parts of one phrase."""
    at = next(index for index, word in enumerate(words) if word.start == mark.start)
    rest = [word for word in words[at + 1 : at + 4] if word.low not in ("and", ",")]
    if not rest or not rest[0].text[0].isalpha() or rest[0].low in word_class("phrase-end"):
        return False
    last = heads().get(phrase[-1].low)
    if mark.low == ",":
        return last is None and _known(rest[0]) is None and any(_known(word) for word in rest)
    if mark.low == "and" and _counts_people(phrase[-1]):
        return _counts_people(rest[0])
    return last is None and any(_known(word) for word in rest[:3])


def _known(word: Word) -> Head | None:
    head = heads().get(word.low)
    if head is None and "-" in word.low:
        head = heads().get(word.low.rpartition("-")[2])
    if head is None and is_people(word):
        return Head(_singular(word.low), "person", True)
    return head


def _singular(people: str) -> str:
    return people[:-1] if people.endswith("s") and not people.endswith("ss") else people


def _counts_people(word: Word) -> bool:
    head = _known(word)
    return head is not None and head.plural and head.unit == "person"


def is_people(word: Word) -> bool:
    """Whether the word names people of a nation or community ("Iraqis", "Rohingya")."""
    if word.low in word_class("people"):
        return True
    title = word.text if not word.text.isupper() else word.text.title()
    return bool(_PEOPLES.match(title)) and not _NO_PEOPLE.match(word.low) and heads().get(word.low) is None


def _find_head(phrase: list[Word], numeral: Numeral) -> tuple[int, int, Head] | None:
    """Index of the head in the phrase, index of its first word, and what it counts."""
    port = next((n for n, word in enumerate(phrase) if word.low == "of"), 0)
    if port and (gate := heads().get(" ".join(word.low for word in phrase[port - 1 : port + 2]))):
        return port + 1, port - 1, gate
    single = numeral.value == 1
    for index, word in enumerate(phrase):
        head = _known(word)
        if head is not None and (head.plural or single):
            return _extend(phrase, index, head)
    if single:
        adjective = not phrase or phrase[0].low.endswith(("ed", "ing", "ly"))
        return None if adjective else (0, 0, Head(phrase[0].low, "unknown", False))
    for index, word in enumerate(phrase[:4]):
        if _looks_plural(word):
            return index, index, Head(word.low[:-1], "unknown", True)
    return None


def _looks_plural(word: Word) -> bool:
    return (
        len(word.low) > 3
        and word.low.endswith("s")
        and not word.low.endswith(("ss", "us", "is"))
        and word.low not in word_class("no-plural")
    )


def _extend(phrase: list[Word], index: int, head: Head) -> tuple[int, int, Head]:
    """The last noun in a row is the head; with the word or two before it, it may make a compound."""
    while (step := _next_noun(phrase, index, head.plural)) is not None:
        index, head = step
    table = heads()
    for length in (3, 2):
        if index + 1 >= length:
            compound = table.get(" ".join(word.low for word in phrase[index + 1 - length : index + 1]))
            if compound is not None:
                return index, index + 1 - length, compound
    return index, index, head


def _next_noun(phrase: list[Word], index: int, plural: bool) -> tuple[int, Head] | None:
    """The noun that follows, directly ("police officers") or joined by "and" ("Afghans and Pakistanis")."""
    for step in (1, 2):
        if index + step >= len(phrase) or (step == 2 and phrase[index + 1].low != "and"):
            return None
        following = _known(phrase[index + step])
        if following is not None and following.plural == plural:
            return index + step, following
    return None


def _unit_by_context(head: Head, modifiers: tuple[str, ...], numeral: Numeral) -> str:
    if head.unit == "unknown":
        return "other"
    if head.lemma == "post" and not {"border", "customs"} & set(modifiers) and (numeral.value or 0) > 15:
        return "person"  # "80 new posts" are jobs; no border has so many gates
    if head.lemma == "crossing" and not word_class("act-crossing") & set(modifiers):
        few = numeral.value is not None and 0 < numeral.value < 10
        return (
            "site"
            if few or (word_class("site-crossing") & set(modifiers) and (numeral.value or 99) <= 40)
            else "crossing"
        )
    return head.unit


def is_age(numeral: Numeral, counted: Counted, left: list[Word], after: list[Word]) -> bool:
    """Whether the words around make a bare number an age."""
    if counted.noun is not None or counted.unit != "other" or (numeral.value or numeral.high) >= 120:
        return False
    if _ages_name(numeral, left, after):
        return True
    guessed = left[-1:] != [] and left[-1].low in ("be", "been")
    left = _without_links(left)
    before = ["", "", *(word.low for word in left[-2:])]
    if before[-1] in word_class("aged") or (before[-1] == "of" and before[-2] in ("age", "ages")):
        return True
    if guessed and _is_one_person(left):
        return True  # "a boy believed to be six"
    return _ages_person(before[-1], left) or _ages_subject(left, after)


def _without_links(left: list[Word]) -> list[Word]:
    """The words before a number without the hedges next to it: "a man of about", "thought to have been"."""
    end = len(left)
    while end and left[end - 1].low in word_class("age-link"):
        end -= 1
    return left[:end]


def _ages_subject(left: list[Word], after: list[Word]) -> bool:
    """ "I am 47", "the youngest was 17", "my mother is 79", "a girl thought to have been five"."""
    if len(left) < 2:
        return False
    verb, subject = left[-1].low, left[-2].low
    if verb in word_class("age-of") - {"age"} or (verb in ("them", "whom") and subject == "of"):
        return bool(word_class("age-of") & {word.low for word in left[-4:]})
    if verb in ("am", "is", "was", "turned", "turns"):
        named = [word.low for word in left[-6:-1]]
        aged = subject in ("i", "he", "she") or (
            subject in word_class("age-of") or ("of" in named and bool(word_class("age-of") & set(named)))
        )
        return aged or (_is_one_person(left[:-1]) and _ends(after))
    return False


def _is_one_person(words: list[Word]) -> bool:
    """Whether the words end in one person: "my mother", "the driver", "a girl"."""
    head = heads().get(words[-1].low) if words else None
    article = any(word.low in word_class("one-person") for word in words[-4:-1])
    return head is not None and head.unit == "person" and not head.plural and article


def _ends(after: list[Word]) -> bool:
    return not after or after[0].text in ".,;)" or after[0].low in ("and", "when", "but", "was", "is", "at")


def _ages_person(last: str, left: list[Word]) -> bool:
    """ "A girl of seven", "children under 14"."""
    if len(left) < 2 or last not in ("of", "under", "over", "below", "above"):
        return False
    head = heads().get(left[-2].low)
    if last == "of":
        return _is_one_person(left[:-1])
    return left[-2].low in ("them", "those", "anyone", "all") or (head is not None and head.unit == "person")


def _ages_name(numeral: Numeral, left: list[Word], after: list[Word]) -> bool:
    """ "Lukashenka, 66, was", "the driver, 22,": a number between commas (or in brackets) behind a person."""
    if numeral.kind != "digits" or len(left) < 2 or left[-1].text not in (",", "("):
        return False
    head = heads().get(left[-2].low)
    person = head is not None and head.unit == "person" and not head.plural
    full_name = len(left) > 2 and left[-3].text[0].isupper() and left[-3].text[-1].isalpha()
    named = left[-2].text[0].isupper() and (full_name or not is_people(left[-2]))
    closed = bool(after) and after[0].text in (",", ")", ".") and after[0].start == numeral.end
    return (named or person) and closed


def read_rate(left: list[Word], after: list[Word]) -> str | None:
    """The period (or boat) over which a rate counts, from "a day", "per month", "daily"."""
    for index, word in enumerate(after[:9]):
        if word.text in ".;:()—–" or word.text[0].isdigit():
            break
        unit = after[index + 1].low if index + 1 < len(after) else ""
        later = after[index + 2].low if index + 2 < len(after) else ""
        near = word.low in ("a", "an") and (index == 0 or (index == 1 and after[0].low == "to"))
        if (near or word.low in ("per", "each", "every")) and later not in word_class("no-rate"):
            if unit in word_class("rate-period"):
                return "day" if unit == "night" else unit
            if unit in ("boat", "dinghy", "craft", "vessel"):
                return "boat"
            if unit in ("flight", "plane"):
                return "flight"
        if word.low in ("daily", "weekly", "monthly", "yearly", "annually") and index < 4:
            return _ADVERBS[word.low]
    for word, following in pairwise(left[-4:] + after[:1]):
        if word.low in ("daily", "weekly", "monthly", "annual") and following.low not in _OF_RECORDS:
            return _ADVERBS[word.low]
    return None


# "the annual record of 45,755" is a number of one year, no average
_OF_RECORDS = frozenset(
    "record records total totals high peak tally figure figures number numbers count".split()
)
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
    "annual": "year",
}


def is_partitive(after: list[Word]) -> bool:
    return (
        len(after) > 1
        and after[0].low == "of"
        and after[1].low in ("them", "whom", "these", "those", "us", "which")
    )


def is_conversion(text: str, start: int, unit: str) -> bool:
    """Whether a measure stands in a bracket (or after a slash) behind another one: "679km (420-mile)"."""
    if unit not in ("km", "length", "area", "mass", "money", "temperature", "speed", "volume"):
        return False
    before = text[max(0, start - 24) : start]
    return bool(re.search(r"\d[^()\n]{0,20}[(/]\s?(?:or\s|about\s|some\s)?$", before))
