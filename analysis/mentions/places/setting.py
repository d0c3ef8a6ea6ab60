"""Where an article plays: its places and borders, its home state and its main border."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from analysis.mentions.places.borders import (
    Border,
    are_neighbours,
    find_borders,
    is_internal,
    is_open_sea,
    main_border,
    order,
    usual_origin,
)
from analysis.mentions.places.finding import find_officers, find_places
from analysis.mentions.places.lexicon import Pair, Place, fold, press_names

_WEIGHTS = {
    "country": 2,
    "demonym_adjective": 2,
    "capital": 2,
    "agency": 3,
    "leader": 1,
    "crossing_point": 1,
    "town": 1,
}
_SITES = frozenset({"crossing_point", "town", "water"})
_ROUTE = re.compile(
    r"\b(?:(?:western|central|eastern) mediterranean|western balkans?|(?:western? african?|western africa"
    r"|atlantic|baltic|eastern (?:land )?borders?)(?: route)?|english channel)\b",
    re.I,
)
_EUROPE = re.compile(r"\b(?:Europe|EU|European Union)\b")
_NEAR = 200  # characters before a line in which a border still holds
_HEAD = 400  # characters of headline and lead, which count double


@dataclass(frozen=True, slots=True)
class Setting:
    """The places of one article; `home` and `main_pair` are None where the text shows none.

    `officers` are the surnames of those in public office; `is_wide` says that the article is about the
    borders of all Europe, route by route. `main_pairs` are the borders of one state that the lead names
    together, else the main one.
    """

    places: tuple[Place, ...]
    borders: tuple[Border, ...]
    home: str | None
    main_pair: Pair | None
    is_wide: bool = False
    officers: frozenset[str] = frozenset()
    main_pairs: tuple[Pair, ...] = ()

    def origin_of(self, pair: Pair) -> str | None:
        """The side that people leave: in news of borders inside the Schengen area, the one not at home."""
        within = self.main_pair is not None and is_internal(self.main_pair)
        if is_internal(pair) and self.home in pair and (within or usual_origin(pair) is None):
            return pair[0] if self.home == pair[1] else pair[1]
        return usual_origin(pair)

    def home_pair(self, other: str) -> Pair | None:
        """The border between the home state and `other`, where they are neighbours."""
        if self.home and self.home != other and are_neighbours(self.home, other):
            return order(self.home, other)
        return None

    def border_at(self, start: int, line: tuple[int, int]) -> Pair | None:
        """The border that a figure at `start` is about, given the line (sentence or paragraph) it stands in.

        The one that the line names nearest before (else after) the figure; else the border of a state named
        there with the state that people leave in this article; else the article's main border.
        """
        return next(iter(self.borders_at(start, line)), None)

    def borders_at(self, start: int, line: tuple[int, int]) -> tuple[Pair, ...]:
        """The borders of `border_at`: several where a phrase, or the article's lead, names them together."""
        before = self.borders_between(line[0], start)
        if before:
            return before[-1][2]
        after = self.borders_between(start, line[1])
        beside = self.border_of_state(line[0], start)
        if beside:
            return self._facing(*line) if beside in self.main_pairs else (beside,)
        if len(self.main_pairs) > 1 and not (after and after[0][2][0] not in self.main_pairs):
            return self._facing(*line)
        return (after[0][2] if after else ()) or self.borders_before(*line) or self._facing(*line)

    def _facing(self, start: int, end: int) -> tuple[Pair, ...]:
        """Of the main borders those with a state over there that start:end names, else all."""
        named = tuple(
            p for p in self.main_pairs if any(self.names(c, start, end) for c in p if c != self.home)
        )
        return named or self.main_pairs

    def borders_before(self, start: int, end: int) -> tuple[Pair, ...]:
        """The border named just before the line, which it goes on about where it names no state itself."""
        if any(p.code and p.kind not in ("demonym_person", "agency") for p in self.within(start, end)):
            return ()
        return self.borders_told(start)

    def borders_told(self, start: int) -> tuple[Pair, ...]:
        """The border named last in the words right before `start`."""
        named = self.borders_between(max(0, start - _NEAR), start)
        return named[-1][2] if named else ()

    def border_of_state(self, start: int, end: int) -> Pair | None:
        """The border with the state that people leave in this article, of the last other state named."""
        origin = self.origin_of(self.main_pair) if self.main_pair else None
        for place in reversed(self.within(start, end)):
            code = place.code
            if not code or not origin or place.kind == "demonym_person":
                continue
            if are_neighbours(code, origin) and self.origin_of(order(code, origin)) == origin:
                return order(code, origin)
        return None

    def borders_between(self, start: int, end: int) -> list[tuple[int, int, tuple[Pair, ...]]]:
        """What names borders in start:end, in order: phrases and sites, each with its place and pairs."""
        first = bisect_left(self.borders, start, key=lambda b: b.start)
        last = bisect_left(self.borders, end, key=lambda b: b.start)
        phrases: list[tuple[int, int, tuple[Pair, ...]]] = [
            (b.start, b.end, b.pairs) for b in self.borders[first:last] if not self._is_route(b.pairs[0])
        ]
        sites: list[tuple[int, int, tuple[Pair, ...]]] = [
            (p.start, p.end, (self._side_of(p),))
            for p in self.within(start, end)
            if p.pair and p.kind in _SITES and not self._is_route(p.pair) and not _is_dateline(p, start)
        ]
        return sorted(phrases + sites)

    def _is_route(self, pair: Pair) -> bool:
        """Whether the name of a sea stands for a whole route, as it does in an account of all of them."""
        return self.is_wide and is_open_sea(pair)

    def _side_of(self, place: Place) -> Pair:
        """The border that a town stands for: seen from home where the town lies over there (Kaliningrad)."""
        pair = place.pair or ("", "")
        over_there = place.code is not None and place.code == self.origin_of(pair) and self.home not in pair
        return (self.home_pair(place.code) if over_there and place.code else None) or pair

    def names(self, code: str, start: int, end: int) -> bool:
        """Whether start:end names the state or a place in it."""
        return any(p.code == code and p.kind != "demonym_person" for p in self.within(max(0, start), end))

    def within(self, start: int, end: int) -> tuple[Place, ...]:
        """The places in start:end."""
        first = bisect_left(self.places, start, key=lambda p: p.start)
        last = bisect_left(self.places, end, key=lambda p: p.start)
        return tuple(p for p in self.places[first:last] if p.end <= end)


def _weight(place: Place) -> int:
    """How much a name says about whose news it is; that a press agency wrote it says nothing."""
    return 0 if place.kind == "agency" and place.name in press_names() else _WEIGHTS.get(place.kind, 0)


def _is_dateline(place: Place, line_start: int) -> bool:
    """Whether a town in capitals at the head of a line only says where the report was written."""
    return place.start == line_start and place.text.isupper()


def read_setting(text: str) -> Setting:
    """Read an article's places and borders and decide whose news it is.

    The main border is the one that phrases and places name most, headline and lead counting double; the
    home state is the side of it to which people usually move, else the state that is named most.
    """
    places = find_places(text)
    borders = find_borders(text, places)
    weights: Counter[str] = Counter()
    for place in places:
        if len(place.codes) == 1 and len(place.codes[0]) == 2 and place.codes[0] != "EU":
            weights[place.codes[0]] += _weight(place) * (2 if place.start < _HEAD else 1)
    pair = _main_pair(places, borders, weights)
    home = _home(pair, weights, places)
    if pair is None and home is not None:
        pair = main_border(home)
    officers = find_officers(fold(text))
    joint = _joint_pairs(pair, home, borders)
    return Setting(places, borders, home, pair, _is_wide(text), officers, joint)


def _joint_pairs(pair: Pair | None, home: str | None, borders: tuple[Border, ...]) -> tuple[Pair, ...]:
    """The main border, and those that the home state has with other states and the lead names beside it."""
    if pair is None:
        return ()
    lead = dict.fromkeys(p for b in borders if b.start < _HEAD for p in b.pairs)
    beside = [p for p in lead if p != pair and home in p and usual_origin(p) != home]
    return (pair, *beside) if pair in lead else (pair,)


def _is_wide(text: str) -> bool:
    """Whether an article speaks of the borders of all Europe, and of two routes or more."""
    routes = {_route_name(m.group()) for m in _ROUTE.finditer(text)}
    return len(routes) >= 2 and bool(_EUROPE.search(text))


def _route_name(words: str) -> str:
    """One name for each route: the Atlantic route is the West African one."""
    name = words.lower().removesuffix(" route").removesuffix("s")
    return "west african" if name == "atlantic" or "africa" in name else name


def _main_pair(places: tuple[Place, ...], borders: tuple[Border, ...], weights: Counter[str]) -> Pair | None:
    votes: Counter[Pair] = Counter()
    for border in borders:
        for pair in border.pairs:
            votes[pair] += 3 * (2 if border.start < _HEAD else 1)
    for place in places:
        if place.pair and place.kind in ("crossing_point", "town", "water", "border"):
            votes[place.pair] += 2 if place.start < _HEAD else 1
    for pair in list(votes):
        votes[pair] += min(weights[pair[0]], weights[pair[1]])
    if votes:
        return max(votes, key=lambda pair: (votes[pair], weights[pair[0]] + weights[pair[1]], pair))
    named = [code for code, _ in weights.most_common(4)]
    return next(
        (order(a, b) for i, a in enumerate(named) for b in named[i + 1 :] if are_neighbours(a, b)), None
    )


def _home(pair: Pair | None, weights: Counter[str], places: tuple[Place, ...]) -> str | None:
    if pair and is_internal(pair):
        sides = (p.code for p in places if p.code in pair and p.kind != "demonym_person")
        return next(sides, None) or max(pair, key=lambda code: (weights[code], code))
    origin = usual_origin(pair) if pair else None
    if pair and origin:
        return pair[0] if origin == pair[1] else pair[1]
    rivals = pair or tuple(weights)
    return max(rivals, key=lambda code: (weights[code], code), default=None)
