"""Phrases that name a border, and the usual direction of movement over it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

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
# "at the Czech border and at the Austrian border": the Austrian one is not the Czechs'
_OTHER_BORDER = re.compile(r" (?:border|frontier) and\b")
_FROM = re.compile(r"\bfrom (?:the )?$", re.I)
_TO = re.compile(r" (?:right |all the way |up |down )?to ")
_NEAR = 60  # names looked back over for the owner of a border
_STATES = frozenset({"country", "demonym_adjective", "capital", "epithet", "bloc"})


@dataclass(frozen=True, slots=True)
class Border:
    """A phrase that names one border or several; each pair holds two codes in alphabetical order."""

    start: int
    end: int
    text: str
    pairs: tuple[Pair, ...]


@cache
def _origins() -> dict[Pair, str]:
    return {b.pair: b.origin for b in border_records() if b.origin}


@cache
def _neighbours() -> frozenset[Pair]:
    land = {order(c.id, n) for c in countries() for n in c.neighbours}
    return frozenset(land | {b.pair for b in border_records()})


def order(a: str, b: str) -> Pair:
    """The pair in alphabetical order."""
    return (a, b) if a < b else (b, a)


def are_neighbours(a: str, b: str) -> bool:
    """Whether the two states share a land border or a crossed strait."""
    return order(a, b) in _neighbours()


def usual_origin(pair: Pair) -> str | None:
    """The side that people usually leave when they cross irregularly, or None where neither is usual.

    borders.toml says it for the borders in the news; else people move into the Schengen area, the United
    Kingdom and North America, out of states that are none of these.
    """
    known = _origins().get(order(*pair))
    if known:
        return known
    first, second = (_RANK.get(code, 0) for code in pair)
    return None if first == second else pair[0 if first < second else 1]


@cache
def _open_seas() -> frozenset[Pair]:
    return frozenset(b.pair for b in border_records() if b.open_sea)


def is_open_sea(pair: Pair) -> bool:
    """Whether boats reach this coast from several states, so that only a named start is an origin."""
    return order(*pair) in _open_seas()


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
    found = tuple(places) if places is not None else find_places(text)
    reader = _Reader(text, folded, found)
    named = [
        Border(p.start, p.end, p.text, (p.pair,)) for p in found if p.kind in ("water", "border") and p.pair
    ]
    read = [b for m in _LINE.finditer(folded) if (b := reader.read_line(m))]
    sides = [b for m in _SIDE.finditer(folded) if (b := reader.read_side(m))]
    borders = [b for b in sides + read + named if not _is_extent(folded, b)]
    return tuple(_without_overlap(sorted(borders, key=lambda b: (b.start, -b.end))))


def _is_extent(folded: str, border: Border) -> bool:
    """Whether a border only says where a stretch begins: "the coast from the Belgian border to the bay"."""
    return bool(
        _FROM.search(folded[max(0, border.start - 9) : border.start]) and _TO.match(folded, border.end)
    )


def _without_overlap(borders: Sequence[Border]) -> Iterator[Border]:
    reached = -1
    for border in borders:
        if border.start >= reached:
            yield border
            reached = border.end


def _is_crossed(a: str, b: str) -> bool:
    pair = order(a, b)
    return a != b and are_neighbours(a, b) and (is_internal(pair) or usual_origin(pair) is not None)


class _Reader:
    """Reads border phrases among the places of one text."""

    def __init__(self, text: str, folded: str, places: Sequence[Place]) -> None:
        self.text, self.folded = text, folded
        self.states = [p for p in places if p.kind in _STATES and len(p.codes) == 1]
        self.local = [p for p in places if len(p.codes) == 1 and p.kind != "demonym_person"]
        self.starts = [p.start for p in self.states]
        self.local_starts = [p.start for p in self.local]
        self.counts = Counter(p.codes[0] for p in self.local)

    def read_line(self, match: re.Match[str]) -> Border | None:
        """The border that the word at `match` stands for, if the words around it name one."""
        fence = match.group().lower().endswith(("fence", "wall", "line"))
        return (
            self._between(match)
            or self._compound(match)
            or self._with(match)
            or (None if fence else self._single(match))
        )

    def read_side(self, match: re.Match[str]) -> Border | None:
        """ "its eastern border": the border that the owner names by this bearing."""
        bearing = match["bearing"].lower()
        owner = self._possessor(match) or self._before(
            match.start("bearing"), lambda code: (code, bearing) in _bearings()
        )
        if owner is None or (owner, bearing) not in _bearings():
            return None
        return self._border(match.start(), match.end(), [_bearings()[owner, bearing]])

    def _possessor(self, match: re.Match[str]) -> str | None:
        """The state whose name owns the border ("Poland's eastern border")."""
        k = bisect_right(self.starts, match.start("bearing")) - 1
        owned = match["owner"] and k >= 0 and match.start("owner") <= self.states[k].start
        return self.states[k].codes[0] if owned else None

    def _border(self, start: int, end: int, pairs: Sequence[Pair]) -> Border:
        return Border(start, end, self.text[start:end], tuple(dict.fromkeys(pairs)))

    def _following(self, end: int, lead: str) -> list[Place]:
        """States in a list ("A, B and C") right after `end` and the words of `lead`."""
        gap = re.compile(lead).match(self.folded, end)
        found: list[Place] = []
        at = gap.end() if gap else -1
        while gap:
            k = bisect_left(self.starts, at)
            if k >= len(self.states) or self.states[k].start != at:
                break
            if found and self.states[k].kind == "demonym_adjective":
                break
            if found and self.folded.startswith("'", self.states[k].end):
                break
            found.append(self.states[k])
            gap = re.compile(r"(?:, and |, | and |/|-| or )(?:the |EU member )?").match(
                self.folded, self.states[k].end
            )
            at = gap.end() if gap else -1
        return found

    def _between(self, match: re.Match[str]) -> Border | None:
        states = self._following(match.end(), r"(?: line| section)? (?:between|of|separating) (?:the )?")
        if len(states) < 2:
            return None
        return self._border(
            match.start(), states[-1].end, [order(states[0].codes[0], s.codes[0]) for s in states[1:]]
        )

    def _compound(self, match: re.Match[str]) -> Border | None:
        """ "Polish-Belarusian border", "US-Mexico border", "Finland-Russia"."""
        k = bisect_left(self.starts, match.start())
        if k < 2:
            return None
        second, first = self.states[k - 1], self.states[k - 2]
        if self.folded[second.end : match.start()].strip() or self.folded[first.end : second.start] not in (
            "-",
            "/",
            " - ",
        ):
            return None
        if first.codes == second.codes:
            return None
        return self._border(first.start, match.end(), [order(first.codes[0], second.codes[0])])

    def _with(self, match: re.Match[str]) -> Border | None:
        """ "its border with Belarus": the owner stands before, and is a neighbour."""
        others = self._following(
            match.end(),
            r"(?: line| section| fence| wall)? (?:with|to|facing|into|towards?) (?:the )?(?:nei\w+ing )?",
        )
        owner = self._owner(match.start(), *(o.codes[0] for o in others)) if others else None
        if others and owner is None:  # a list that is about something else goes on after the name
            others = others[:1]
            owner = self._owner(match.start(), others[0].codes[0])
        pairs = [order(owner, o.codes[0]) for o in others] if owner else []
        return self._border(match.start(), others[-1].end, pairs) if pairs else None

    def _single(self, match: re.Match[str]) -> Border | None:
        """ "the Belarusian border", "Poland's border": the other side is the neighbour named nearest."""
        k = bisect_left(self.starts, match.start()) - 1
        if k < 0:
            return None
        side = self.states[k]
        between = self.folded[side.end : match.start()]
        if not _OF_SIDE.fullmatch(between) or self._is_no_line(match):
            return None
        other = self._owner(side.start, side.codes[0])
        return self._border(side.start, match.end(), [order(other, side.codes[0])]) if other else None

    def _is_no_line(self, match: re.Match[str]) -> bool:
        """Whether "border" is part of a body's name, or the verb of "A and B border C"."""
        if _BODY.match(self.folded, match.end()):
            return True
        after = bisect_left(self.starts, match.end())
        return after < len(self.starts) and self.starts[after] == match.end() + 1

    def _owner(self, at: int, *others: str) -> str | None:
        """The neighbour of all `others` that is named nearest before `at`, else most often in the text.

        One between which and the other people usually move goes before others: "the Belarusian border" in
        news of Latvia and Russia is Latvia's.
        """
        near = self._before(at, lambda code: all(_is_crossed(code, other) for other in others))
        return near or self._before(
            at, lambda code: code not in others and all(are_neighbours(code, other) for other in others)
        )

    def _before(self, at: int, fits: Callable[[str], bool]) -> str | None:
        """The nearest fitting code before `at`, within its paragraph first, then anywhere in the text."""
        paragraph = self.folded.rfind("\n", 0, at)
        last = bisect_right(self.local_starts, at) - 1
        for k in range(last, max(-1, last - _NEAR), -1):
            place = self.local[k]
            if place.start < paragraph:
                break
            if place.end <= at and fits(place.codes[0]) and not _OTHER_BORDER.match(self.folded, place.end):
                return place.codes[0]
        return next((code for code, _ in self.counts.most_common() if fits(code)), None)


@cache
def _bearings() -> dict[tuple[str, str], Pair]:
    return {
        (code, b): border.pair
        for border in border_records()
        for code, bs in border.bearings.items()
        for b in bs
    }
