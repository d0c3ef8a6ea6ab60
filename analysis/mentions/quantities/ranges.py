"""Two numbers that make one: "between A and B", "A to B", "A-B", "dozens if not hundreds"."""

import re
from dataclasses import dataclass

from analysis.mentions.quantities.lexicon import measure_units
from analysis.mentions.quantities.values import Numeral, Word

_JOINTS = re.compile(
    r"\s?[-–—]\s?|\s(?:to|or|and)\s|,?\s(?:if\snot|or\seven|and\seven|or\spossibly|or\sperhaps|to)\s",
    re.IGNORECASE,
)
_STEPPED = ("if not", "or even", "and even", "or possibly", "or perhaps")
_BETWEEN = re.compile(r"\b(?:between|anywhere from)(?: (?:about|some|around))?$")
_CHANGED = re.compile(
    r"\b(?:rose|risen|rise|rises|rising|fell|fall|fallen|falls|falling|grew|grown|grow|growing|increase[ds]?|increasing"
    r"|decrease[ds]?|drop(?:s|ped|ping)?|declin\w+|up|down|jump\w*|climb\w*|soar\w*|surg\w+|cut\w*|reduc\w+|rais\w+|expand\w*"
    r"|went|extend\w*|shrank|shrunk|slump\w*|plung\w+|plummet\w*|doubl\w+|tripl\w+|chang\w+|mov\w+|swell\w*|swoll\w+"
    r"|lengthen\w*|narrow\w*|widen\w*|lower\w*|boost\w*|bring\w*|brought)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A numeral with the words on both sides."""

    numeral: Numeral
    left: list[Word]
    right: list[Word]


def join_range(text: str, first: Place, second: Place) -> Place | None:
    """One numeral for two that make a range; None where they stay two."""
    a, b = first.numeral, second.numeral
    joint = _joint(text, first, second)
    before = " ".join(word.low for word in first.left[-8:])
    between = _BETWEEN.search(before)
    if joint is None or not _may_join(a, b, joint) or (joint == "and" and not between):
        return None
    low = _scaled(a, b)
    unlike = joint == "or" and b.low > 3 * low + 10
    if not low < b.high or unlike or (before.endswith(("from", "by")) and _CHANGED.search(before)):
        return None
    start = a.start
    if between:
        start = next(word.start for word in reversed(first.left) if word.low in ("between", "anywhere"))
    kind = "vague" if a.value is None or b.value is None else "range"
    numeral = Numeral(start, b.end, None, low, b.high, kind, b.note, a.currency or b.currency)
    return Place(numeral, [word for word in first.left if word.end <= start], second.right)


def _may_join(a: Numeral, b: Numeral, joint: str) -> bool:
    """Whether the two numbers are of a kind that can bound one range."""
    if a.kind in ("multiple", "fraction", "zero") or b.kind in ("multiple", "fraction", "zero"):
        return False
    if b.currency and not a.currency:
        return False
    return (a.value is None) == (b.value is None) or joint in _STEPPED


def _joint(text: str, first: Place, second: Place) -> str | None:
    """The words between two numbers where they can join them; a unit that both have is passed over."""
    glue = text[first.numeral.end + _shares_million(first.numeral, second.numeral) : second.numeral.start]
    if len(glue) > 28:
        return None
    ahead = [word for word in first.right if word.end <= second.numeral.start]
    for length in (2, 1):
        unit = [word.low for word in ahead[:length]]
        repeated = unit == [word.low for word in second.right[: len(unit)]]
        if len(ahead) > length and repeated and " ".join(unit) in measure_units():
            glue = text[ahead[length - 1].end : second.numeral.start]
            break
    return " ".join(glue.strip(" ,\n").lower().split()) if _JOINTS.fullmatch(glue) else None


def _shares_million(a: Numeral, b: Numeral) -> bool:
    """Whether the m behind the lower end means millions, as that of the upper does: "1.2m to 1.5m people"."""
    return a.note == "metres" and b.scale == 1e6


def _scaled(a: Numeral, b: Numeral) -> float:
    """The lower end, with the magnitude that it shares with the upper ("2 to 3 million", "2-3,000")."""
    if a.value is None or b.value is None or b.scale == 1 or a.scale > 1 or a.value >= 1000:
        return a.low
    shared = a.value * b.scale
    far = b.note != "magnitude" and b.kind == "digits" and b.value > 5 * shared  # "from 2 to 150,000"
    return a.low if shared >= b.value or far else shared
