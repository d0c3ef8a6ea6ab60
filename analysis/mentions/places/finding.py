"""Find the names of places, states and organisations in a text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.mentions.places.lexicon import Name, Place, PlaceKind, fold, name_index
from analysis.mentions.places.people import find_people

_WORD = re.compile(r"[^\W\d_]+")
_NEXT = re.compile(r"(\s+|-)([^\W\d_]+)")
_WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
# After these a demonym stands alone and means people: "two Afghans and", "an Iraqi who".
_AFTER_PEOPLE = frozenset(
    "and or but who whom whose which that is are was were be been has have had do does did will would can "
    "could may might should must to of in on at from by with for into across over through near between "
    "among as than while when after before since until because if not also alone each himself herself "
    "themselves tried died crossed entered arrived told said says came drowned made went left were".split()
)


def find_places(text: str) -> tuple[Place, ...]:
    """Every name in `text` of a state, its people, capital, bodies, towns or borders, in order of start.

    Names never overlap; the longest one at a place wins. Names that more than one state has ("Border
    Guard", "Congolese", "the Baltic state") get the code that the article's other names speak for.
    """
    folded = fold(text)
    found = list(_match_names(text, folded))
    settled = tuple(_settle(place, among, found, folded) for place, among in found)
    people = find_people(text, folded, settled)
    taken = {p.start for p in people}
    named = tuple(p for p in settled if p.codes or p.kind in ("agency", "organisation"))
    kept = tuple(p for p in named if p.start not in taken and not _inside(p, people))
    return tuple(sorted(kept + people, key=lambda p: p.start))


def _inside(place: Place, people: Sequence[Place]) -> bool:
    return place.kind == "leader" and any(q.start <= place.start < q.end for q in people)


def _match_names(text: str, folded: str) -> Iterator[tuple[Place, bool]]:
    """Places with a flag: one of the codes is meant, and the context must say which."""
    index = name_index()
    reached = 0
    for word in _WORD.finditer(folded):
        if word.start() < reached:
            continue
        for name in index.get(word.group().lower(), ()):
            match = name.pattern.match(folded, word.start())
            if match and not _is_someone(name, folded, match.end()):
                reached = match.end()
                span = text[match.start() : match.end()]
                kind = _demonym_kind(name, folded, match.end())
                place = Place(match.start(), match.end(), span, kind, name.codes, name.pair, name.name)
                yield place, name.among
                break


def _is_someone(name: Name, folded: str, end: int) -> bool:
    """Whether a country's name is here a person's first name: "Jordan Whitfield said"."""
    following = _NEXT.match(folded, end)
    return bool(
        name.given_name
        and following
        and following.group(1) == " "
        and following.group(2).istitle()
        and following.group(2) not in _WEEKDAYS
        and following.group(2).lower() not in name_index()
    )


def _demonym_kind(name: Name, folded: str, end: int) -> PlaceKind:
    if not name.either_demonym:
        return name.kind
    following = _NEXT.match(folded, end)
    stands_alone = following is None or (
        following.group(1) != "-" and following.group(2).lower() in _AFTER_PEOPLE
    )
    return "demonym_person" if stands_alone else "demonym_adjective"


def _settle(place: Place, among: bool, found: Sequence[tuple[Place, bool]], folded: str) -> Place:
    """Choose between the codes of a name that several states share."""
    if not among:
        return place
    sure = [p for p, open_ in found if not open_ and len(p.codes) == 1]
    beside = _beside(place, sure, folded)
    if beside and place.kind == "agency":
        return replace(place, codes=(beside,))
    if place.kind == "epithet":
        nearest = _nearest_before(place, sure)
        return replace(place, codes=(nearest,) if nearest else ())
    votes = Counter(p.codes[0] for p in sure if p.codes[0] in place.codes)
    best = max(place.codes, key=lambda code: (votes[code], -place.codes.index(code)))
    return replace(place, codes=(best,))


def _beside(place: Place, sure: Sequence[Place], folded: str) -> str | None:
    """The state named right before or after: "Polish Border Guard", "the State Border Guard of Latvia"."""
    for other in sure:
        if other.end <= place.start and re.fullmatch(r"(?:'s?)?\s+", folded[other.end : place.start]):
            return other.code
        if other.start >= place.end and re.fullmatch(r"\s+(?:of|in)\s+", folded[place.end : other.start]):
            return other.code
    return None


def _nearest_before(place: Place, sure: Sequence[Place]) -> str | None:
    candidates = [p for p in sure if p.codes[0] in place.codes]
    before = [p for p in candidates if p.start < place.start]
    chosen = before[-1] if before else (candidates[0] if candidates else None)
    return chosen.codes[0] if chosen else None
