"""What the words around a quantity make of it: an age, a rate, a part, a conversion."""

import re

from analysis.mentions.quantities.lexicon import heads, word_class
from analysis.mentions.quantities.nouns import Counted, is_people
from analysis.mentions.quantities.values import Numeral, Word


def is_age(numeral: Numeral, counted: Counted, left: list[Word], after: list[Word]) -> bool:
    """Whether the words around make a bare number an age."""
    if counted.noun is not None or counted.unit != "other" or (numeral.value or numeral.high) >= 120:
        return False
    before = ["", "", *(word.low for word in left[-2:])]
    aged = before[-1] in word_class("aged") or (before[-1] == "of" and before[-2] in ("age", "ages"))
    if before[-1] in ("am", "is", "was") and before[-2] in ("i", "he", "she"):
        return True  # "I am 47"
    return aged or _ages_person(before[-1], left) or _ages_name(numeral, left, after)


def _ages_person(last: str, left: list[Word]) -> bool:
    """ "A girl of seven", "children under 14"."""
    if len(left) < 2 or last not in ("of", "under", "over", "below", "above"):
        return False
    head = heads().get(left[-2].low)
    if last == "of":
        article = any(word.low in ("a", "an", "one", "another") for word in left[-5:-2])
        return head is not None and head.unit == "person" and not head.plural and article
    return left[-2].low in ("them", "those", "anyone", "all") or (head is not None and head.unit == "person")


def _ages_name(numeral: Numeral, left: list[Word], after: list[Word]) -> bool:
    """ "Lukashenka, 66, was", "the driver, 22,": a number between commas (or in brackets) behind a person."""
    if numeral.kind != "digits" or len(left) < 2 or left[-1].text not in (",", "("):
        return False
    head = heads().get(left[-2].low)
    person = head is not None and head.unit == "person" and not head.plural
    named = left[-2].text[0].isupper() and not is_people(left[-2])
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
    for word in left[-4:]:
        if word.low in ("daily", "weekly", "monthly", "annual"):
            return _ADVERBS[word.low]
    return None


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
