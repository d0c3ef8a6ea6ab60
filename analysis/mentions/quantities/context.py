"""What the words around a quantity make of it: an age, a rate, a part, a conversion."""

import re
from itertools import pairwise

from analysis.mentions.quantities.lexicon import heads, word_class
from analysis.mentions.quantities.nouns import Counted, is_people
from analysis.mentions.quantities.values import Numeral, Word


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
