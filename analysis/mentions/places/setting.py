"""Where an article plays: its places and borders, its home state and its main border."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from analysis.mentions.places.borders import (
    Border,
    are_neighbours,
    find_borders,
    is_internal,
    main_border,
    order,
    usual_origin,
)
from analysis.mentions.places.finding import find_places
from analysis.mentions.places.lexicon import Pair, Place

_WEIGHTS = {"agency": 3, "leader": 1, "crossing_point": 1, "town": 1} | dict.fromkeys(
    ("country", "demonym_adjective", "capital"), 2
)
_SITES = frozenset({"crossing_point", "town", "water"})
_NEAR = 200  # characters before a line in which a border still holds
_HEAD = 400  # characters of headline and lead, which count double


@dataclass(frozen=True, slots=True)
class Setting:
    """The places of one article; `home` and `main_pair` are None where the text shows none."""

    places: tuple[Place, ...]
    borders: tuple[Border, ...]
    home: str | None
    main_pair: Pair | None

    def border_at(self, start: int, line: tuple[int, int]) -> Pair | None:
        """The border that a figure at `start` is about, given the line (sentence or paragraph) it stands in.

        The one that the line names nearest before the figure; else that of a state named there with the
        state that people leave in this article; else one named after the figure, or in the words right before
        a line that names no state itself; else the article's main border.
        """
        if before := self.borders_between(line[0], start):
            return before[-1]
        if beside := self._border_of_state(line[0], start):
            return beside
        if after := self.borders_between(start, line[1]):
            return after[0]
        if any(p.code and p.kind not in ("demonym_person", "agency") for p in self._within(*line)):
            return self.main_pair
        told = self.borders_between(max(0, line[0] - _NEAR), line[0])
        return told[-1] if told else self.main_pair

    def _border_of_state(self, start: int, end: int) -> Pair | None:
        """The border with the state that people leave in this article, of the last other state named."""
        origin = self._origin_of(self.main_pair) if self.main_pair else None
        for place in reversed(self._within(start, end)):
            code = place.code
            if code and origin and place.kind != "demonym_person" and are_neighbours(code, origin):
                pair = order(code, origin)
                if self._origin_of(pair) == origin:
                    return pair
        return None

    def _origin_of(self, pair: Pair) -> str | None:
        """The side that people leave: in news of borders inside the Schengen area, the one not at home."""
        within = self.main_pair is not None and is_internal(self.main_pair)
        if is_internal(pair) and self.home in pair and (within or usual_origin(pair) is None):
            return pair[0] if self.home == pair[1] else pair[1]
        return usual_origin(pair)

    def borders_between(self, start: int, end: int) -> list[Pair]:
        """The first border that each phrase and site in start:end names, in order."""
        named = [(b.start, b.end, b.pairs[0]) for b in self.borders if start <= b.start < end]
        named += [
            (p.start, p.end, self._side_of(p, p.pair))
            for p in self._within(start, end)
            if p.pair and p.kind in _SITES and not (p.start == start and p.text.isupper())  # a dateline
        ]
        return [pair for _, _, pair in sorted(named)]

    def _side_of(self, place: Place, pair: Pair) -> Pair:
        """The border that a town stands for: seen from home where the town lies over there (Kaliningrad)."""
        code, home = place.code, self.home
        over_there = code and home and home not in pair and code == self._origin_of(pair)
        return order(home, code) if code and home and over_there and are_neighbours(home, code) else pair

    def states_between(self, start: int, end: int) -> set[str]:
        """The states that start:end names, by themselves or a place in them, not by who people are."""
        return {p.code for p in self._within(start, end) if p.code and p.kind != "demonym_person"}

    def _within(self, start: int, end: int) -> list[Place]:
        """The places in start:end."""
        return [p for p in self.places if start <= p.start and p.end <= end]


def read_setting(text: str) -> Setting:
    """Read an article's places and borders and decide whose news it is.

    The main border is the one that phrases and places name most, headline and lead counting double; the
    home state is the side of it to which people usually move, else the state that is named most.
    """
    places = find_places(text)
    borders = find_borders(text, places)
    weights: Counter[str] = Counter()
    for place in places:
        if place.code and len(place.code) == 2 and place.code != "EU":
            weights[place.code] += _WEIGHTS.get(place.kind, 0) * _count_double(place.start)
    pair = _main_pair(places, borders, weights)
    home = _home(pair, weights, places)
    return Setting(places, borders, home, pair or (main_border(home) if home else None))


def _count_double(start: int) -> int:
    return 2 if start < _HEAD else 1


def _main_pair(places: tuple[Place, ...], borders: tuple[Border, ...], weights: Counter[str]) -> Pair | None:
    votes: Counter[Pair] = Counter()
    told = [(border.start, pair, 3) for border in borders for pair in border.pairs]
    told += [(p.start, p.pair, 1) for p in places if p.pair and p.kind in _SITES | {"border"}]
    for start, pair, weight in told:
        votes[pair] += weight * _count_double(start)
    for pair in votes:
        votes[pair] += min(weights[pair[0]], weights[pair[1]])
    if votes:
        return max(votes, key=lambda pair: (votes[pair], weights[pair[0]] + weights[pair[1]], pair))
    named = combinations((code for code, _ in weights.most_common(4)), 2)
    return next((order(a, b) for a, b in named if are_neighbours(a, b)), None)


def _home(pair: Pair | None, weights: Counter[str], places: tuple[Place, ...]) -> str | None:
    """The first side told of inside the Schengen area, the usual destination, or the state named most."""
    origin = usual_origin(pair) if pair else None
    if pair and is_internal(pair):
        sides = [p.code for p in places if p.code in pair and p.kind != "demonym_person"]
    else:
        sides = [code for code in pair or () if origin and code != origin]
    return next(iter(sides), None) or max(
        pair or weights, key=lambda code: (weights[code], code), default=None
    )
