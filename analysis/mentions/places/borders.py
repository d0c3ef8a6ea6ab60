"""Phrases that name a border, and the usual direction of movement over it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
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


def pair_borders(one: str | None, other: str | None) -> str | None:
    """The borders between two sides of one or more states ("BY" and "LT+PL": BY-LT+BY-PL), or None."""
    ones, others = set((one or "").split("+")) - {""}, set((other or "").split("+")) - {""}
    pairs = {order(a, b) for a in ones for b in others if a != b and are_neighbours(a, b)}
    return "+".join("-".join(pair) for pair in sorted(pairs)) or None


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
    named = [Border(p.start, p.end, (p.pair,)) for p in found if p.kind in ("water", "border") and p.pair]
    sides = [reader.read_side(match) for match in _SIDE.finditer(folded)]
    lines = [reader.read_line(match) for match in _LINE.finditer(folded)]
    borders = [border for border in (*sides, *lines, *named) if border and not _is_extent(folded, border)]
    kept: list[Border] = []
    for border in sorted(borders, key=lambda b: (b.start, -b.end)):
        if not kept or border.start >= kept[-1].end:
            kept.append(border)
    return tuple(kept)


def _is_extent(folded: str, border: Border) -> bool:
    """Whether a border only says where a stretch begins: "the coast from the Belgian border to the bay"."""
    before = folded[max(0, border.start - 9) : border.start]
    return bool(_FROM.search(before) and _TO.match(folded, border.end))


def _is_crossed(a: str, b: str) -> bool:
    pair = order(a, b)
    return are_neighbours(a, b) and (is_internal(pair) or usual_origin(pair) is not None)


class _Reader:
    """Reads border phrases among the places of one text."""

    def __init__(self, folded: str, places: Sequence[Place]) -> None:
        self.folded = folded
        self.states = [p for p in places if p.kind in _STATES and len(p.codes) == 1]
        self.local = [p for p in places if len(p.codes) == 1 and p.kind != "demonym_person"]
        self.starts = [p.start for p in self.states]
        self.counts = Counter(p.codes[0] for p in self.local)

    def read_line(self, match: re.Match[str]) -> Border | None:
        """The border that the word at `match` stands for, if the words around it name one."""
        found = self._between(match) or self._compound(match) or self._with(match)
        fence = match.group().lower().endswith(("fence", "wall", "line"))
        return found or (None if fence else self._single(match))

    def read_side(self, match: re.Match[str]) -> Border | None:
        """ "its eastern border": the border that the owner names by this bearing."""
        bearing, at = match["bearing"].lower(), match.start("bearing")
        k = bisect_right(self.starts, at) - 1
        if match["owner"] and k >= 0 and match.start("owner") <= self.states[k].start:
            owner: str | None = self.states[k].codes[0]  # "Poland's eastern border"
        else:
            owner = self._before(at, lambda code: (code, bearing) in _bearings())
        pair = _bearings().get((owner, bearing)) if owner else None
        return Border(match.start(), match.end(), (pair,)) if pair else None

    def _following(self, end: int, lead: re.Pattern[str]) -> list[Place]:
        """States in a list ("A, B and C") right after `end` and the words of `lead`."""
        found: list[Place] = []
        gap = lead.match(self.folded, end)
        while gap:
            k = bisect_left(self.starts, gap.end())
            if k >= len(self.states) or self.states[k].start != gap.end():
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
        first, *others = (state.codes[0] for state in states)
        return Border(match.start(), states[-1].end, _pairs(first, others))

    def _compound(self, match: re.Match[str]) -> Border | None:
        """ "Polish-Belarusian border", "US-Mexico border", "Finland-Russia"."""
        k = bisect_left(self.starts, match.start())
        if k < 2:
            return None
        first, second = self.states[k - 2 : k]
        joined = self.folded[first.end : second.start] in ("-", "/", " - ")
        if not joined or self.folded[second.end : match.start()].strip() or first.codes == second.codes:
            return None
        return Border(first.start, match.end(), _pairs(first.codes[0], second.codes))

    def _with(self, match: re.Match[str]) -> Border | None:
        """ "its border with Belarus": the owner stands before, and is a neighbour."""
        others = self._following(match.end(), _WITH)
        while others:
            if owner := self._owner(match.start(), *(other.codes[0] for other in others)):
                return Border(match.start(), others[-1].end, _pairs(owner, [o.codes[0] for o in others]))
            # A list that is about something else goes on after the name.
            others = others[:1] if len(others) > 1 else []
        return None

    def _single(self, match: re.Match[str]) -> Border | None:
        """ "the Belarusian border", "Poland's border": the other side is the neighbour named nearest."""
        k = bisect_left(self.starts, match.start()) - 1
        if k < 0:
            return None
        side = self.states[k]
        verb = k + 1 < len(self.starts) and self.starts[k + 1] == match.end() + 1  # "A and B border C"
        body = _BODY.match(self.folded, match.end())
        if verb or body or not _OF_SIDE.fullmatch(self.folded[side.end : match.start()]):
            return None
        other = self._owner(side.start, side.codes[0])
        return Border(side.start, match.end(), _pairs(other, side.codes)) if other else None

    def _owner(self, at: int, *others: str) -> str | None:
        """The neighbour of all `others` that is named nearest before `at`, else most often in the text.

        One between which and the other people usually move goes before others: "the Belarusian border" in
        news of Latvia and Russia is Latvia's.
        """
        near = self._before(at, lambda code: all(_is_crossed(code, other) for other in others))
        return near or self._before(at, lambda code: all(are_neighbours(code, other) for other in others))

    def _before(self, at: int, fits: Callable[[str], bool]) -> str | None:
        """The nearest fitting code before `at`, within its paragraph first, then anywhere in the text."""
        paragraph = self.folded.rfind("\n", 0, at)
        last = bisect_right(self.local, at, key=lambda p: p.start)
        near = (p for p in reversed(self.local[max(0, last - _NEAR) : last]) if paragraph <= p.start)
        found = next((p.codes[0] for p in near if p.end <= at and fits(p.codes[0])), None)
        return found or next((code for code, _ in self.counts.most_common() if fits(code)), None)


def _pairs(one: str, others: Sequence[str]) -> tuple[Pair, ...]:
    return tuple(dict.fromkeys(order(one, other) for other in others))


@cache
def _bearings() -> dict[tuple[str, str], Pair]:
    return {
        (code, b): border.pair
        for border in border_records()
        for code, bs in border.bearings.items()
        for b in bs
    }
