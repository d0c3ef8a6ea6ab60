"""The border, or the borders, over which a number counts."""

import re
from collections.abc import Sequence

from analysis.language.text import Sentence
from analysis.mentions.places import Place, Setting, are_neighbours
from analysis.mentions.quantities import Quantity

Pair = tuple[str, str]
_BESIDE = re.compile(r"[^\d,;:]{0,70}(?:, )?")
_OWN = re.compile(
    r"(?: (?:of (?:them|these|which|whom)|people|attempts|cases|were|was))* (?:at|on|along|over|near|across) "
    r"?(?:the )?"
)
_THERE = re.compile(
    r"\b(?:this|that) (?:border|frontier|section|stretch)\b|\bthere\b(?! (?:is|are|was|were|have|has|had))",
    re.I,
)
_MARK = re.compile(r"[,;:]|\b(?:and|while|but)\b")
_PART = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|half|most|the (?:rest|others))\b"
)
_OWNERS = ("country", "demonym_adjective", "capital", "epithet")


def find_crossed(
    setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity
) -> tuple[Pair, ...]:
    """The borders that a number is about; none where the text shows none.

    That of the state that owns the number; that named before it in its sentence, unless a state with a
    border of its own comes between; that named right after it; all that the sentence breaks the number
    down by ("90 attempts, 40 on the border with Russia and the rest on that with Belarus"); else what the
    article is about at this place.
    """
    line = (sentence.start, sentence.end)
    owned = _border_of_owner(setting, sentence, places, quantity)
    if owned:
        return (owned,)
    before = setting.borders_between(line[0], quantity.start)
    if before and names_own_border(setting, sentence, quantity):
        return setting.borders_between(quantity.end, sentence.end)[0][2]
    if before:
        return _of_later_state(setting, sentence, before[-1][1], quantity) or before[-1][2]
    if after := _named_after(setting, sentence, quantity):
        return after
    goes_on = quantity.unit == "km" or _THERE.search(sentence.text)
    there = setting.borders_told(sentence.start) if goes_on and len(setting.main_pairs) > 1 else ()
    return there or setting.borders_at(quantity.start, line)


def _border_of_owner(
    setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity
) -> Pair | None:
    """ "Norway's border is 198 km long, Finland's 1,340 km": the border of the state that owns the number."""
    for place in places:
        between = sentence.text[place.end - sentence.start : quantity.start - sentence.start]
        if place.kind in _OWNERS and place.code and between in ("'s ", "’s ", "' "):
            origin = setting.origin_of(setting.main_pair) if setting.main_pair else None
            if origin and are_neighbours(place.code, origin):
                return (origin, place.code) if origin < place.code else (place.code, origin)
    return None


def _of_later_state(
    setting: Setting, sentence: Sentence, named_end: int, quantity: Quantity
) -> tuple[Pair, ...]:
    """The border of a state whose clause begins after the phrase: "…, while Estonia fenced 60 km"."""
    mark = _MARK.search(sentence.text, named_end - sentence.start, quantity.start - sentence.start)
    pair = setting.border_of_state(sentence.start + mark.end(), quantity.start) if mark else None
    return (pair,) if pair else ()


def _named_after(setting: Setting, sentence: Sentence, quantity: Quantity) -> tuple[Pair, ...]:
    after = setting.borders_between(quantity.end, sentence.end)
    if not after:
        return ()
    between = sentence.text[quantity.end - sentence.start : after[0][0] - sentence.start]
    if _BESIDE.fullmatch(between):
        return after[0][2]
    listed = tuple(dict.fromkeys(pair for _, _, pairs in after for pair in pairs))
    return listed if len(listed) > 1 and _PART.search(between) and _meet(listed) else ()


def _meet(pairs: Sequence[Pair]) -> bool:
    """Whether all the borders are those of one state."""
    return bool(set(pairs[0]).intersection(*pairs))


def names_own_border(setting: Setting, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the words right after a number name its border: "90, 41 of them on the border with Russia"."""
    after = (b for b in setting.borders if quantity.end <= b.start < sentence.end)
    border = next(after, None)
    if border is None:
        return False
    between = sentence.text[quantity.end - sentence.start : border.start - sentence.start]
    return bool(_OWN.fullmatch(between) or (between == " " and border.text.startswith("on ")))
