"""From a text to its quantities: numerals, joined into ranges, with bound, unit, rate and comparison."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from analysis.mentions.quantities.bounds import Stated, close_interval, match_after, read_bound
from analysis.mentions.quantities.comparatives import read_comparative
from analysis.mentions.quantities.digits import to_western
from analysis.mentions.quantities.lexicon import heads, word_class
from analysis.mentions.quantities.nouns import Counted, is_people, read_counted
from analysis.mentions.quantities.numerals import read_numerals
from analysis.mentions.quantities.refusals import Refused, refuse
from analysis.mentions.quantities.values import Numeral, Quantity, Refusal, Word
from analysis.mentions.quantities.windows import words_after, words_before

_RUN_LIMIT = 400


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
    return tuple(_link_parts(text, quantities)), tuple(_merged(refusals, text))


def _as_written(quantity: Quantity, text: str) -> Quantity:
    return replace(quantity, text=text[quantity.start : quantity.end])


def _merged(refusals: list[Refusal], text: str) -> Iterator[Refusal]:
    """Refusals without repeats (a date is one refusal, not one for each of its parts)."""
    last = -1
    for refusal in refusals:
        if refusal.start >= last:
            yield refusal
            last = refusal.end


@dataclass(frozen=True, slots=True)
class _Place:
    """A numeral with the words on both sides."""

    numeral: Numeral
    left: list[Word]
    right: list[Word]


def _read_each(text: str) -> Iterator[Quantity | Refusal]:
    refused = Refused(text)
    pending: _Place | None = None
    for numeral in read_numerals(text):
        stretch = refused.over(numeral.start, numeral.end)
        if stretch is not None:
            if any(char.isdigit() for char in text[stretch.start : stretch.end]):
                yield Refusal(stretch.start, stretch.end, "", stretch.reason)
            continue
        place = _Place(numeral, words_before(text, numeral.start), words_after(text, numeral.end))
        reason = refuse(numeral, place.left, place.right, text)
        if reason is not None:
            yield Refusal(numeral.start, numeral.end, "", reason)
            continue
        if pending is not None:
            joined = _join_range(text, pending, place)
            if joined is not None:
                pending = joined
                continue
            yield from _read_place(text, pending)
        pending = place
    if pending is not None:
        yield from _read_place(text, pending)


_JOINTS = re.compile(
    r"\s?[-–—]\s?|\s(?:to|or|and)\s|,?\s(?:if\snot|or\seven|and\seven|or\spossibly|or\sperhaps|to)\s",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:rose|risen|rise|rises|rising|fell|fall|fallen|falls|falling|grew|grown|grow|growing|increase[ds]?|increasing"
    r"|decrease[ds]?|drop(?:s|ped|ping)?|declin\w+|up|down|jump\w*|climb\w*|soar\w*|surg\w+|cut\w*|reduc\w+|rais\w+|expand\w*"
    r"|went|extend\w*|shrank|shrunk|slump\w*|plung\w+|plummet\w*|doubl\w+|tripl\w+|chang\w+|mov\w+|swell\w*|swoll\w+"
    r"|lengthen\w*|narrow\w*|widen\w*|lower\w*|boost\w*|bring\w*|brought)\b",
    re.IGNORECASE,
)


def _join_range(text: str, first: _Place, second: _Place) -> _Place | None:
    """One numeral for "between A and B", "A to B", "A-B", "dozens if not hundreds"; None if they are two."""
    a, b = first.numeral, second.numeral
    glue = text[a.end : b.start]
    if (
        len(glue) > 14
        or not _JOINTS.fullmatch(glue)
        or "fraction" in (a.kind, b.kind)
        or a.kind == "multiple"
    ):
        return None
    before = " ".join(word.low for word in first.left[-8:])
    between = re.search(r"\b(?:between|anywhere from|somewhere between)(?: (?:about|some|around))?$", before)
    word = glue.strip(" ,\n").lower()
    if word == "and" and not between:
        return None
    if word not in ("if not", "or even", "and even", "or possibly", "or perhaps") and (a.value is None) != (
        b.value is None
    ):
        return None
    if before.endswith(("from", "by")) and (_CHANGED.search(before) or a.low > b.low):
        return None
    low = _scaled(a, b)
    if not low < b.high or (word == "or" and b.low > 3 * low + 10):
        return None
    if b.currency and not a.currency:
        return None
    start = a.start
    if between:
        start = next(
            w.start for w in reversed(first.left) if w.low in ("between", "from", "somewhere", "anywhere")
        )
    kind = "vague" if a.value is None or b.value is None else "range"
    numeral = Numeral(start, b.end, None, low, b.high, kind, b.note, a.currency or b.currency)
    left = [word for word in first.left if word.end <= start]
    return _Place(numeral, left, second.right)


def _scaled(a: Numeral, b: Numeral) -> float:
    """The lower end, with the magnitude that it shares with the upper ("2 to 3 million")."""
    if a.value is None or b.value is None or a.note == "magnitude" or a.value >= 1000:
        return a.low
    for scale in (1e9, 1e6, 1e3, 1e2):
        if (
            b.value >= scale
            and b.value % scale == 0
            and b.note in ("magnitude", "")
            and a.value < b.value / scale
        ) and (b.kind == "words" or b.note == "magnitude"):
            return a.low * scale
    if b.note == "magnitude":
        for scale in (1e9, 1e6, 1e5, 1e3):
            if b.value >= scale:
                return a.low * scale
    return a.low


def _read_place(text: str, place: _Place) -> Iterator[Quantity]:
    numeral = _take_million(text, place)
    left, right = place.left, place.right
    stated = read_bound(text, numeral, left, [word for word in right if word.start >= numeral.end])
    after = [word for word in right if word.start >= stated.end]
    counted = read_counted(text, numeral, stated.end, after)
    if not _stands(text, numeral, counted, stated, left, after):
        return
    numeral = _settle_point(numeral, counted)
    stated, counted = _read_behind(text, stated, counted, after)
    yield _build(text, numeral, stated, counted, left, after)


def _take_million(text: str, place: _Place) -> Numeral:
    """The m of "1.2m people" means millions; elsewhere metres."""
    numeral, right = place.numeral, place.right
    if numeral.note != "metres" or numeral.value is None or len(right) < 2:
        return numeral
    if not any((head := heads().get(word.low)) and head.plural for word in right[1:4]):
        return numeral
    value = float(f"{numeral.value * 1e6:.12g}")
    return replace(numeral, end=right[0].end, value=value, low=value, high=value, note="magnitude")


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
        return _is_share(text, numeral, stated, left, following)
    if numeral.kind == "multiple":
        word = text[numeral.start : numeral.end].lower()
        if word in ("twice", "thrice", "double", "triple", "treble", "quadruple", "doubles"):
            return following in (
                "as",
                "the",
                "that",
                "what",
                "those",
                "last",
                "more",
                "higher",
                "its",
                "this",
                "their",
            )
        return True
    if text[numeral.start : numeral.end].lower() == "several":
        return bool(following) and following not in ("of", "times")
    return True


def _is_share(text: str, numeral: Numeral, stated: Stated, left: list[Word], following: str) -> bool:
    written = text[numeral.start : numeral.end].lower()
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
    numeral = _convert(numeral, counted)
    unit = counted.unit
    bound = "range" if numeral.kind == "range" else stated.bound
    low, high = close_interval(numeral.value, numeral.low, numeral.high, bound)
    if numeral.value is None and bound in ("about", "nearly", "over", "under"):
        bound = "vague"
    value = None if numeral.kind == "range" else numeral.value
    beyond = [word for word in after if word.start >= counted.end]
    compared = after if counted.head in ("time", "fold") else beyond
    comparative = read_comparative(text, numeral, stated.start, counted.end, unit, bound, left, compared)
    if comparative and unit == "other" and comparative.relation == "times":
        unit = "factor"
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
        unit="age" if _is_age(numeral, counted, left, beyond) else unit,
        noun=counted.noun,
        head=counted.head,
        modifiers=counted.modifiers,
        determiner=stated.determiner,
        rate_per=_read_rate(left, beyond),
        part_of=None,
        partitive=_is_partitive(beyond),
        conversion=_is_conversion(text, stated.start, unit),
        comparative=comparative,
        rule=stated.rule or counted.rule,
    )


def _convert(numeral: Numeral, counted: Counted) -> Numeral:
    if counted.factor == 1:
        return numeral

    def kept(value: float) -> float:
        return float(f"{value * counted.factor:.3g}")

    value = None if numeral.value is None else kept(numeral.value)
    return replace(numeral, value=value, low=kept(numeral.low), high=kept(numeral.high))


def _is_age(numeral: Numeral, counted: Counted, left: list[Word], after: list[Word]) -> bool:
    """Whether the words around make a bare number an age."""
    if counted.noun is not None or counted.unit != "other" or (numeral.value or numeral.high) >= 120:
        return False
    before = ["", "", *(word.low for word in left[-2:])]
    aged = before[-1] in word_class("aged") or (before[-1] == "of" and before[-2] in ("age", "ages"))
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
    """ "Lukashenka, 66, was": a number between commas (or in brackets) behind a name."""
    if numeral.kind != "digits" or len(left) < 2 or left[-1].text not in (",", "("):
        return False
    named = left[-2].text[0].isupper() and not is_people(left[-2])
    closed = bool(after) and after[0].text in (",", ")", ".") and after[0].start == numeral.end
    return named and closed


def _read_rate(left: list[Word], after: list[Word]) -> str | None:
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


def _is_partitive(after: list[Word]) -> bool:
    return (
        len(after) > 1
        and after[0].low == "of"
        and after[1].low in ("them", "whom", "these", "those", "us", "which")
    )


def _is_conversion(text: str, start: int, unit: str) -> bool:
    """Whether a measure stands in a bracket (or after a slash) behind another one: "679km (420-mile)"."""
    if unit not in ("km", "length", "area", "mass", "money", "temperature", "speed", "volume"):
        return False
    before = text[max(0, start - 24) : start]
    return bool(re.search(r"\d[^()\n]{0,20}[(/]\s?(?:or\s|about\s|some\s)?$", before))


_OF_TOTAL = re.compile(r"\s(?:of|out\sof)\s(?:(?:the|its|their|all|those|these|a\stotal\sof)\s)?(?:\w+\s)?")


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
