"""Which group a number counts: a nationality, women, men, children or families."""

import re
from collections.abc import Sequence

from analysis.mentions.places import Place
from analysis.mentions.quantities import Quantity

_GROUPS = {
    "children": frozenset(
        "child children minor minors toddler toddlers baby babies infant infants boy boys girl girls kid "
        "kids "
        "teenager teenagers youngster youngsters juvenile juveniles under-age underage".split()
    ),
    "women": frozenset("woman women mother mothers females".split()),
    "men": frozenset("man men males".split()),
    "families": frozenset("family families households".split()),
}
_OF_THEM = re.compile(
    r"(?:\s+of (?:them|whom|these|the arrivals))?,?\s+(?:(?:were|are"
    r"|was)\s+)?(?:unaccompanied\s+|young\s+)?([a-z]+)"
)
_WERE = re.compile(r"\s+(?:were|are|was|had been)\s+(?:of\s+)?")
_MAKE_UP = re.compile(
    r"\s+(?:make|made|making) up\s+(?:of\s+)?$|\s+(?:numbered|number|accounted for|totalled)\s+$|\s*\(\s*$"
)
_MOVES = frozenset(
    "crossings attempts arrivals entries detections departures pushbacks returns boats flights".split()
)
_ALL_OF_THEM = re.compile(r"[^.;:\d]{0,45}?(?:,| \() ?(?:all|both)(?: of them| of whom)?(?: (?:were|are))? ")
_ITS_OWN = re.compile(r"\s*of (?:its|their) (?:own )?(?:citizens|nationals)\b")
_NATIONAL = ("demonym_person", "demonym_adjective", "country")


def find_group(text: str, quantity: Quantity, places: Sequence[Place]) -> str | None:
    """The group of a number: nationalities (joined by +) before sex or age; None when all are meant."""
    return _nationality(text, quantity, places) or _kind_of_people(text, quantity)


def _kind_of_people(text: str, quantity: Quantity) -> str | None:
    words = {w.strip("'’,").lower() for w in (quantity.noun or "").split()} | {quantity.head or ""}
    said = _OF_THEM.match(text, quantity.end)
    words |= {said.group(1).lower()} if said else set()
    return next((group for group, nouns in _GROUPS.items() if words & nouns), None)


def _nationality(text: str, quantity: Quantity, places: Sequence[Place]) -> str | None:
    near = [p for p in places if p.kind in _NATIONAL]
    if _ITS_OWN.match(text, quantity.end):
        owners = [p for p in near if p.kind == "country" and p.end <= quantity.start]
        return _codes(owners[-1:])
    inside = [p for p in near if quantity.number_end <= p.start and p.end <= quantity.end]
    if inside:
        return _codes(_with_coordinates(text, inside, near))
    for place in near:
        if quantity.end <= place.start <= quantity.end + 60 and _follows(text, quantity, place):
            return _codes(_with_coordinates(text, [place], near))
        if place.end <= quantity.start <= place.end + 20 and _precedes(text, place, quantity):
            return _codes([place])
    return None


def _follows(text: str, quantity: Quantity, place: Place) -> bool:
    between = text[quantity.end : place.start]
    if quantity.noun is None and place.kind != "country":
        if _WERE.fullmatch(between) or between == " ":
            return True
        if re.fullmatch(r" of (?:them|whom) ", between):
            return True
        told = re.fullmatch(r"(?: of (?:them|whom|which))? (?:were|are) (?:of )?", between)
        return bool((quantity.partitive and told) or _ALL_OF_THEM.fullmatch(between))
    if place.kind == "country":
        if "from" in between and (quantity.unit in ("crossing", "case") or quantity.head in _MOVES):
            return False
        return bool(
            re.fullmatch(
                r"(?:,? (?:all )?(?:citizens|nationals|people|natives))? (?:of|each from|from) (?:the )?",
                between,
            )
        )
    return bool(_ALL_OF_THEM.fullmatch(between))


def _precedes(text: str, place: Place, quantity: Quantity) -> bool:
    """ "Albanians (2,165)", "Afghans make up 3,700"."""
    return place.kind == "demonym_person" and bool(_MAKE_UP.fullmatch(text[place.end : quantity.start]))


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
