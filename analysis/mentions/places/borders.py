"""Phrases that name a border, and the usual direction of movement over it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from analysis.mentions.places.finding import find_places
from analysis.mentions.places.lexicon import Pair, Place, border_records, countries, fold

# Where people head for, all else equal: the higher one is the destination.
_SCHENGEN = frozenset(
    "AT BE BG HR CZ DK EE FI FR DE GR HU IS IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE CH".split()
)
_RANK = (
    {"US": 3, "CA": 4, "GB": 4, "AU": 3, "IE": 3, "CY": 3} | dict.fromkeys(_SCHENGEN, 3) | {"MX": 2, "TR": 2}
)
_LINE = re.compile(
    r"\b(?:land |state |common |shared |external |maritime |sea )?"
    r"(?:borders?|frontiers?|boundar(?:y|ies)|fence|wall|line|section|side)\b|\bon (?:that|those)(?= with )",
    re.I,
)
_SIDE = re.compile(
    r"\b(?:(?P<owner>\w+)'s |its |their |the |our )(?:[\w,.-]+ )?(?P<bearing>[\w-]+) "
    r"(?:land |state |external )?(?:border|frontier)s?\b",
    re.I,
)
_OF_SIDE = re.compile(r"(?:'s?)? (?!with |at |on )(?:[\w-]+ )?")
# "the Polish border guards" name a body, not a border.
_BODY = re.compile(
    r"[ -](?:guard|patrol|force|polic|committee|official|officer|agen|service|troop|control|author|secur"
    r"|command|chief|minist)",
    re.I,
)
_BETWEEN = re.compile(r"(?: line| section)? (?:between|of|separating) (?:the )?")
_WITH = re.compile(
    r"(?: line| section| fence| wall)? (?:with|to|facing|into|towards?) (?:the )?(?:nei\w+ing )?"
)
_LISTED = re.compile(r"(?:, and |, | and |/|-| or )(?:the |EU member )?")
_FROM = re.compile(r"\bfrom (?:the )?$", re.I)
_TO = re.compile(r" (?:right |all the way |up |down )?to ")
_NEAR = 60  # names looked back over for the owner of a border
_STATES = frozenset({"country", "demonym_adjective", "capital", "epithet", "bloc"})


@dataclass(frozen=True, slots=True)
class Border:
    """A phrase that names one border or several; each pair holds two codes in alphabetical order."""

    start: int
    end: int
    pairs: tuple[Pair, ...]


@cache
def _neighbours() -> frozenset[Pair]:
    land = {order(c.id, n) for c in countries() for n in c.neighbours}
    return frozenset(land | {b.pair for b in border_records()})


@cache
def _origins() -> dict[Pair, str]:
    return {b.pair: b.origin for b in border_records() if b.origin}


@cache
def _bearings() -> dict[tuple[str, str], Pair]:
    """Borders by the state and the bearing by which it names them."""
    named = ((b.pair, code, words) for b in border_records() for code, words in b.bearings.items())
    return {(code, bearing): pair for pair, code, words in named for bearing in words}


def order(a: str, b: str) -> Pair:
    """The pair in alphabetical order."""
    return (a, b) if a < b else (b, a)


def are_neighbours(a: str, b: str) -> bool:
    """Whether the two states share a land border or a crossed strait."""
    return order(a, b) in _neighbours()


def pair_borders(one: str | None, other: str | None) -> str | None:
    """The borders between two sides of one or more states ("BY" and "LT+PL": BY-LT+BY-PL), or None."""
    sides = ((one or "").split("+"), (other or "").split("+"))
    pairs = {order(a, b) for a, b in product(*sides) if are_neighbours(a, b)}
    return "+".join("-".join(pair) for pair in sorted(pairs)) or None


def usual_origin(pair: Pair) -> str | None:
    """The side that people usually leave when they cross irregularly, or None where neither is usual.

    borders.toml says it for the borders in the news; else people move into the Schengen area, the United
    Kingdom and North America, out of states that are none of these.
    """
    first, second = sorted(pair, key=lambda code: _RANK.get(code, 0))
    ranked = first if _RANK.get(first, 0) < _RANK.get(second, 0) else None
    return _origins().get(order(*pair), ranked)


def is_internal(pair: Pair) -> bool:
    """Whether both sides are in the Schengen area, so that news of either tells who comes in there."""
    return set(pair) <= _SCHENGEN


@cache
def main_border(code: str) -> Pair | None:
    """The border that the news of a state means when it names none, where there is one."""
    return next((b.pair for b in border_records() if b.main_of == code), None)


def find_borders(text: str, places: Sequence[Place] | None = None) -> tuple[Border, ...]:
    """Every phrase in `text` that names a border, in order of start.

    "the border between X and Y", "the Polish-Belarusian frontier", "X's border with Y", "the border with
    Y" (X is the neighbour of Y that the text names nearest before), "the Y border", "its eastern border",
    and names such as "the Channel". A bare "the border" names none.
    """
    folded = fold(text)
    found = find_places(text) if places is None else places
    reader = _Reader(folded, found)
    borders = [Border(p.start, p.end, (p.pair,)) for p in found if p.kind in ("water", "border") and p.pair]
    borders += filter(None, map(reader.read_side, _SIDE.finditer(folded)))
    borders += filter(None, map(reader.read_line, _LINE.finditer(folded)))
    kept: list[Border] = []
    for border in sorted(borders, key=lambda b: (b.start, -b.end)):
        # "the coast from the Belgian border to the bay" only says where a stretch begins.
        begins = _FROM.search(folded[max(0, border.start - 9) : border.start])
        if not (begins and _TO.match(folded, border.end)) and (not kept or border.start >= kept[-1].end):
            kept.append(border)
    return tuple(kept)


class _Reader:
    """Reads border phrases among the places of one text."""

    def __init__(self, folded: str, places: Sequence[Place]) -> None:
        self.folded = folded
        self.states = [p for p in places if p.kind in _STATES and len(p.codes) == 1]
        self.local = [p for p in places if len(p.codes) == 1 and p.kind != "demonym_person"]
        self.starts = [p.start for p in self.states]
        self.often = [code for code, _ in Counter(p.codes[0] for p in self.local).most_common()]

    def read_line(self, match: re.Match[str]) -> Border | None:
        """The border that the word at `match` stands for, if the words around it name one."""
        found = self._between(match) or self._compound(match) or self._with(match)
        fence = match.group().lower().endswith(("fence", "wall", "line"))
        return found or (None if fence else self._single(match))

    def read_side(self, match: re.Match[str]) -> Border | None:
        """ "its eastern border": the border that the owner names by this bearing."""
        bearing, at = match["bearing"].lower(), match.start("bearing")
        k = bisect_right(self.starts, at) - 1
        if match["owner"] and k >= 0 and match.start("owner") <= self.starts[k]:
            owner: str | None = self.states[k].codes[0]  # "Poland's eastern border"
        else:
            owner = self._before(at, lambda code: (code, bearing) in _bearings())
        pair = _bearings().get((owner or "", bearing))
        return Border(match.start(), match.end(), (pair,)) if pair else None

    def _following(self, end: int, lead: re.Pattern[str]) -> list[Place]:
        """States in a list ("A, B and C") right after `end` and the words of `lead`."""
        found: list[Place] = []
        gap = lead.match(self.folded, end)
        while gap:
            k = bisect_left(self.starts, gap.end())
            if self.starts[k : k + 1] != [gap.end()]:
                break
            state = self.states[k]
            if found and (state.kind == "demonym_adjective" or self.folded.startswith("'", state.end)):
                break
            found.append(state)
            gap = _LISTED.match(self.folded, state.end)
        return found

    def _between(self, match: re.Match[str]) -> Border | None:
        """ "the border between X and Y"."""
        states = self._following(match.end(), _BETWEEN)
        if len(states) < 2:
            return None
        return _border(match.start(), states[-1].end, states[0].codes[0], states[1:])

    def _compound(self, match: re.Match[str]) -> Border | None:
        """ "Polish-Belarusian border", "US-Mexico border", "Finland-Russia"."""
        k = bisect_left(self.starts, match.start())
        for first, second in zip(self.states[max(0, k - 2) : k - 1], self.states[k - 1 : k], strict=False):
            joined = self.folded[first.end : second.start] in ("-", "/", " - ")
            if joined and self.folded[second.end : match.start()].isspace() and first.codes != second.codes:
                return _border(first.start, match.end(), first.codes[0], [second])
        return None

    def _with(self, match: re.Match[str]) -> Border | None:
        """ "its border with Belarus": the owner stands before, and is a neighbour."""
        others = self._following(match.end(), _WITH)
        for named in (others, others[:1]):  # a list that is about something else goes on after the name
            if named and (owner := self._owner(match.start(), *(other.codes[0] for other in named))):
                return _border(match.start(), named[-1].end, owner, named)
        return None

    def _single(self, match: re.Match[str]) -> Border | None:
        """ "the Belarusian border", "Poland's border": the other side is the neighbour named nearest."""
        k = bisect_left(self.starts, match.start()) - 1
        verb = self.starts[k + 1 : k + 2] == [match.end() + 1]  # "A and B border C"
        if k < 0 or verb or _BODY.match(self.folded, match.end()):
            return None
        side = self.states[k]
        beside = _OF_SIDE.fullmatch(self.folded[side.end : match.start()])
        other = self._owner(side.start, side.codes[0]) if beside else None
        return _border(side.start, match.end(), other, [side]) if other else None

    def _owner(self, at: int, *others: str) -> str | None:
        """The neighbour of all `others` that is named nearest before `at`, else most often in the text.

        One between which and the other people usually move goes before others: "the Belarusian border" in
        news of Latvia and Russia is Latvia's.
        """

        def borders(code: str) -> bool:
            return all(are_neighbours(code, other) for other in others)

        def is_crossed(code: str) -> bool:
            pairs = [order(code, other) for other in others]
            return borders(code) and all(is_internal(pair) or usual_origin(pair) for pair in pairs)

        return self._before(at, is_crossed) or self._before(at, borders)

    def _before(self, at: int, fits: Callable[[str], bool]) -> str | None:
        """The nearest fitting code before `at`, within its paragraph first, then anywhere in the text."""
        paragraph = self.folded.rfind("\n", 0, at)
        last = bisect_right(self.local, at, key=lambda p: p.start)
        near = (p for p in reversed(self.local[max(0, last - _NEAR) : last]) if paragraph <= p.start)
        codes = (*(p.codes[0] for p in near if p.end <= at), *self.often)
        return next(filter(fits, codes), None)


def _border(start: int, end: int, one: str, others: Sequence[Place]) -> Border:
    """The borders between a state and others."""
    pairs = (order(one, other.codes[0]) for other in others)
    return Border(start, end, tuple(dict.fromkeys(pairs)))
