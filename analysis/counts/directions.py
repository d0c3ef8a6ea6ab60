"""Where the counted come from and go to, and over which border."""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.counts.values import Direction
from analysis.language.text import Sentence
from analysis.mentions.places import Place, Setting, are_neighbours, usual_origin
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Modality

NOWHERE = Direction(None, None)
_INSIDE = re.compile(
    r"\b(?:reception|centres?|centers?|shelters?|hostels?|barracks?|detention|custody|accommodat\w+"
    r"|registration|facilit(?:y|ies)|hotels?|dormitor\w+|lodged|housed)\b",
    re.I,
)
_BORDERISH = re.compile(
    r"\b(?:border|frontier|crossing|crossed|arriv\w+|boats?|entered|came|reached|landed|fence|side|line)\b",
    re.I,
)
_INTO = re.compile(
    r"\b(?:in)?to (?:the )?(?:territory of )?(?:neighbou?ring )?$|\bback (?:in)?to (?:the )?$|\btowards? "
    r"(?:the )?$",
    re.I,
)
_FROM = re.compile(r"\b(?:from|leaving|left|out of|fled|off) (?:the )?(?:neighbou?ring )?$", re.I)
_STATES = ("country", "capital", "epithet", "demonym_adjective")
_OVER = re.compile(
    r"\b(?:push\w*|driv\w+|drove|thr[eo]w\w*|forc\w+|chas\w+|herd\w*)\b[^.;:]{0,60}?\b(?:back )?(?:across"
    r"|over|through)\b"
    r" (?:the|a|an|its) ",
    re.I,
)
_PUSHED = re.compile(
    r"\b(?:push|driv|drove|throw|thrown|threw|forc|herd|chas|expel|remov|deport|send|sent|return|hand"
    r"|bus)\w*",
    re.I,
)


def find_direction(
    setting: Setting,
    sentence: Sentence,
    quantity: Quantity,
    measure: Measure,
    modality: Modality,
    group: str | None,
) -> Direction:
    """The direction that the measure has over the border that the sentence is about."""
    if measure in ("other", "transport"):
        return NOWHERE
    places = setting.within(sentence.start, sentence.end)
    pair = setting.border_at(quantity.start, (sentence.start, sentence.end))
    host = _host(setting, places, quantity, pair)
    border = "-".join(pair) if pair else None
    if measure == "capacity" or (measure == "presence" and _INSIDE.search(sentence.text)):
        return Direction(None, host, border)
    if measure == "return":
        return Direction(host, _home_of(places, sentence, host, group), border)
    if measure in ("asylum_application", "asylum_grant") and not _is_tied(sentence, places, pair):
        return Direction(None, host, border)
    if pair is None:
        return Direction(None, host)
    return _over_border(setting, sentence, places, pair, measure, modality)


def _over_border(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    pair: tuple[str, str],
    measure: Measure,
    modality: Modality,
) -> Direction:
    origin = usual_origin(pair) or _stated_origin(sentence, places, pair) or pair[0]
    destination = pair[1] if origin == pair[0] else pair[0]
    if measure == "turned_back" and _is_pushed_over(sentence, places, origin, modality):
        return join_direction((destination,), (origin,))
    if measure == "legal_crossing" and (stated := _stated_origin(sentence, places, pair)):
        origin, destination = stated, pair[1] if stated == pair[0] else pair[0]
    hosts = _joint_hosts(sentence, places, origin, destination)
    return join_direction((origin,), hosts)


def join_direction(origins: Sequence[str], destinations: Sequence[str]) -> Direction:
    """Codes joined by +, and the unordered border pairs between them."""
    pairs = sorted(
        {"-".join(sorted((o, d))) for o in origins for d in destinations if o != d and len(o) == len(d) == 2}
    )
    named = [p for p in pairs if "EU" not in p.split("-")]
    return Direction(
        "+".join(sorted(set(origins))), "+".join(sorted(set(destinations))), "+".join(named) or None
    )


def _joint_hosts(
    sentence: Sentence, places: Sequence[Place], origin: str, destination: str
) -> tuple[str, ...]:
    """The states of a list ("Lithuania, along with Poland and Latvia") that border on the origin."""
    states = [
        p for p in places if p.kind in ("country", "capital") and p.code and are_neighbours(p.code, origin)
    ]
    joined = {destination}
    for first, second in pairwise(states):
        gap = sentence.text[first.end - sentence.start : second.start - sentence.start]
        if re.fullmatch(r",?(?: along with| together with| as well as)? ?(?:and )?(?:its )?,? ?", gap) and (
            first.code in joined or second.code == destination
        ):
            joined |= {first.code or "", second.code or ""}
    return tuple(sorted(code for code in joined if code and code != origin))


def _is_pushed_over(sentence: Sentence, places: Sequence[Place], origin: str, modality: Modality) -> bool:
    if modality == "alleged" or _OVER.search(sentence.text):
        return True
    for place in places:
        if place.code == origin and place.kind in _STATES:
            lead = sentence.text[max(0, place.start - 40 - sentence.start) : place.start - sentence.start]
            if _INTO.search(lead) and _PUSHED.search(sentence.text[: place.start - sentence.start]):
                return True
    return False


def _stated_origin(sentence: Sentence, places: Sequence[Place], pair: tuple[str, str]) -> str | None:
    """The side that the sentence names after "from", or the other side of the one named after "into"."""
    for place in places:
        if place.code not in pair or place.kind not in _STATES:
            continue
        lead = sentence.text[max(0, place.start - 30 - sentence.start) : place.start - sentence.start]
        if _FROM.search(lead):
            return place.code
        if _INTO.search(lead):
            return pair[0] if place.code == pair[1] else pair[1]
    return None


def _is_tied(sentence: Sentence, places: Sequence[Place], pair: tuple[str, str] | None) -> bool:
    origin = usual_origin(pair) if pair else None
    return bool(_BORDERISH.search(sentence.text)) or any(
        p.code == origin for p in places if p.kind in _STATES
    )


def _host(
    setting: Setting, places: Sequence[Place], quantity: Quantity, pair: tuple[str, str] | None
) -> str | None:
    """The state where it happens: the destination side of the border, or the state named in the sentence."""
    origin = usual_origin(pair) if pair else None
    near = sorted(
        (p for p in places if p.code and len(p.code) == 2 and p.code != "EU"),
        key=lambda p: abs(p.start - quantity.start),
    )
    local = [
        p.code
        for p in near
        if p.kind in ("town", "region", "agency", "capital", "country", "demonym_adjective")
        and p.code != origin
    ]
    if local:
        return local[0]
    if pair and origin:
        return pair[0] if origin == pair[1] else pair[1]
    return setting.home


def _home_of(places: Sequence[Place], sentence: Sentence, host: str | None, group: str | None) -> str | None:
    if group and len(group) == 2:
        return group
    for place in places:
        lead = sentence.text[max(0, place.start - 20 - sentence.start) : place.start - sentence.start]
        if (
            place.code
            and place.code != host
            and place.kind in ("country", "capital", "town")
            and _INTO.search(lead)
        ):
            return place.code
    return None
