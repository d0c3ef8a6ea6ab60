"""Which group a number counts: a nationality, women, men, children or families."""

import re
from collections.abc import Iterable, Sequence

from analysis.mentions.places import Place
from analysis.mentions.quantities import Quantity

_GROUPS = {
    "children": frozenset(
        "child children minor minors toddler toddlers baby babies infant infants boy boys girl girls kid "
        "kids "
        "teenager teenagers youngster youngsters juvenile juveniles under-age underage".split()
    ),
    "women": frozenset("woman women mother mothers mum mums females".split()),
    "men": frozenset("man men males".split()),
    "families": frozenset("family families households".split()),
}
_OF_THEM = re.compile(
    r"(?:\s+of (?:them|whom|these|the [a-z]+))?,?\s+(?:(?:were|are|was)\s+)?"
    r"(?:unaccompanied\s+|young\s+)?([a-z]+)"
)
_NATIVE = re.compile(
    r"(?:,? (?:all )?(?:citizens|nationals|people|natives))?(?: were| are)? (?:of|each from|from) (?:the )?"
)
_TAKEN_BACK = re.compile(r"\b(?:accept|receiv|readmit|t[ao]ken? back|took back|took in)\w* (?:back )?$")
_GAVE = re.compile(
    r" gave their nationality as | of the (?:\w+ )?\w+ (?:were|are) | said they were | declared themselves "
)
_WERE = re.compile(r"\s+(?:were|are|was|had been)\s+(?:of\s+)?")
# what stands between a nation and its number: "Afghans make up", "Syrians, who fled, numbered only"
_COUNTED = (
    r"(?:make up|made up|making up|number(?:ed)?|account(?:ed)? for|total(?:l?ed)?|were)(?: of| only| just)?"
)
_MAKE_UP = re.compile(
    rf"(?:,[^\d;.]+,)?\s+{_COUNTED}\s+|\s*\(\s*|, of whom there were |[^\d.;:]{{0,40}}, with (?:only |just )?"
)
_LISTED = re.compile(r", (?:with )?$")  # "and Ecuadoreans, 34,357", "Guinea, with 2,422"
_NATIONS = re.compile(r"\b(?:nationalit|countries of origin|countries|groups)", re.I)
_NUMBER_OF = re.compile(
    r"\b(?:number|total|count|share|encounters|arrests|apprehensions|arrivals) of (?:\w+ )?$", re.I
)
_CHANGED = re.compile(
    r"[^\d;:.]{0,70}\b(?:rose|fell|grew|climbed|dropped|jumped|increased|declined|went"
    r"|reached|was|stood|hit)\b[^;:.]{0,60}"
)
_MIXED = re.compile(r"\b(?:men|women)[^\w]+(?:women )?and children\b|\bmen and women\b", re.I)
_PARENTS = re.compile(r"\bparents (?:\w+ )?(?:and|with) (?:their )?(?:children|kids)\b", re.I)
_SUBJECT = re.compile(rf"(?P<noun>[A-Za-z ]+?)\b[^\d,;:]{{0,40}} {_COUNTED} $")
_FAR = 140  # characters between a nation and a number that is told of it
_VEHICLES = frozenset({"vehicle", "flight", "boat", "km", "site"})
_MOVES = frozenset(
    "crossings attempts arrivals entries detections departures pushbacks returns boats flights".split()
)
_ALL_OF_THEM = re.compile(r"[^.;:\d]{0,45}?(?:,| \() ?(?:all|both)(?: of them| of whom)?(?: (?:were|are))? ")
_ITS_OWN = re.compile(r"\s*of (?:its|their) (?:own )?(?:citizens|nationals)\b")
_NATIONAL = ("demonym_person", "demonym_adjective", "country")


def find_group(text: str, quantity: Quantity, places: Sequence[Place]) -> str | None:
    """The group of a number: nationalities (joined by +) before sex or age; None when all are meant."""
    if quantity.unit in _VEHICLES:
        return None
    return _nationality(text, quantity, places) or _kind_of_people(text, quantity)


def _kind_of_people(text: str, quantity: Quantity) -> str | None:
    phrase = text[quantity.number_end : quantity.end + 24]
    if _PARENTS.match(phrase.lstrip()):
        return "families"
    if _MIXED.match(phrase.lstrip()):
        return None
    words = {w.strip("'’,").lower() for w in (quantity.noun or "").split()} | {quantity.head or ""}
    said = _OF_THEM.match(text, quantity.end)
    words |= {said.group(1).lower()} if said else set()
    return _group_of(words) or _kind_before(text, quantity)


def _group_of(words: Iterable[str]) -> str | None:
    return next((group for group, nouns in _GROUPS.items() if nouns.intersection(words)), None)


def _kind_before(text: str, quantity: Quantity) -> str | None:
    """The kind that the subject names: "Parents with children accounted for 900"."""
    if quantity.noun is not None:
        return None
    start = max(text.rfind(mark, 0, quantity.start) for mark in ("\n", ". ", ", ", "; ", "• ")) + 1
    lead = text[start : quantity.start].lstrip(" •")
    subject = _SUBJECT.fullmatch(lead)
    if subject is None:
        return None
    if _PARENTS.match(lead) or lead.lower().startswith("family units"):
        return "families"
    return _group_of(subject["noun"].lower().split()[:2])


def _nationality(text: str, quantity: Quantity, places: Sequence[Place]) -> str | None:
    near = [p for p in places if p.kind in _NATIONAL]
    if _ITS_OWN.match(text, quantity.end):
        owners = [p for p in places if p.kind in ("country", "capital") and p.end <= quantity.start]
        return _codes(owners[-1:])
    inside = [p for p in near if quantity.number_end <= p.start and p.end <= quantity.end]
    if inside:
        return _codes(_with_coordinates(text, inside, near))
    for place in near:
        if quantity.end <= place.start <= quantity.end + 60 and _follows(text, quantity, place):
            return _codes(_with_coordinates(text, [place], near))
        if place.end <= quantity.start <= place.end + _FAR and _precedes(text, place, quantity):
            return _codes([place])
    return None


def _follows(text: str, quantity: Quantity, place: Place) -> bool:
    between = text[quantity.end : place.start]
    if quantity.noun is None and place.kind != "country":
        if _WERE.fullmatch(between) or between == " ":
            return True
        if re.fullmatch(r" of (?:them|whom) ", between):
            return True
        if _GAVE.fullmatch(between):
            return True
        told = re.fullmatch(r"(?: of (?:them|whom|which))? (?:were|are) (?:of )?", between)
        return bool((quantity.partitive and told) or _ALL_OF_THEM.fullmatch(between))
    if place.kind == "country":
        moved = quantity.unit in ("crossing", "case") or quantity.head in _MOVES
        if "from" in between and (
            moved or _TAKEN_BACK.search(text[max(0, quantity.start - 20) : quantity.start])
        ):
            return False
        return bool(_NATIVE.fullmatch(between))
    return bool(_ALL_OF_THEM.fullmatch(between))


def _precedes(text: str, place: Place, quantity: Quantity) -> bool:
    """ "Albanians (2,165)", "Afghans make up 3,700", "the number of Venezuelans rose to 11,500"."""
    between = text[place.end : quantity.start]
    line = text.rfind("\n", 0, place.start) + 1
    if place.kind == "country":
        return bool(_LISTED.fullmatch(between) and _NATIONS.search(text, line, place.start))
    if place.kind != "demonym_person" or quantity.noun not in (None, "arrivals", "applications", "cases"):
        return False
    if _NUMBER_OF.search(text[line : place.start]) and _CHANGED.fullmatch(between):
        return True
    listed = _LISTED.fullmatch(between) and re.search(r"\d,? and $", text[line : place.start])
    return bool(_MAKE_UP.fullmatch(between) or listed)


def _with_coordinates(text: str, chosen: list[Place], near: Sequence[Place]) -> list[Place]:
    """Add "… and Pakistanis", "…, Iraqis or Yemenis" that go on the list."""
    found = list(chosen)
    for place in near:
        if place.start > found[-1].end and re.fullmatch(
            r"(?:,| and| or|, and|, or) (?:from )?", text[found[-1].end : place.start]
        ):
            following = text[place.end : place.end + 12]
            if not re.match(r"\s+\d", following) and not re.search(r"\d[\d.,]*\s*$", text[: place.start]):
                found.append(place)
    return found


def _codes(places: Sequence[Place]) -> str | None:
    codes = sorted({c for p in places for c in p.codes if len(c) == 2 and c != "EU"})
    return "+".join(codes) or None
