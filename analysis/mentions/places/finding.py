"""Find the names of places, states and organisations in a text, and those who speak for states."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from analysis.knowledge import Record, load_records
from analysis.mentions.places.lexicon import Name, Place, PlaceKind, fold, name_index

_WORD = re.compile(r"[^\W\d_]+")
_NEXT = re.compile(r"(\s+|-)([^\W\d_]+)")
_WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
# After these a demonym stands alone and means people: "two Afghans and", "an Iraqi who".
_AFTER_PEOPLE = frozenset(
    "and or but who whom whose which that is are was were be been has have had do does did will would can "
    "could may might should must to of in on at from by with for into across over through near between "
    "among as than while when after before since until because if not also alone each himself herself "
    "themselves tried died crossed entered arrived told said says came drowned made went left".split()
)


def find_places(text: str) -> tuple[Place, ...]:
    """Every name in `text` of a state, its people, capital, bodies, towns or borders, in order of start.

    Names never overlap; the longest one at a place wins. Names that more than one state has ("Border
    Guard", "Congolese", "the Baltic state") get the code that the article's other names speak for.
    """
    folded = fold(text)
    found = list(_match_names(text, folded))
    context = _Context(found, folded)
    settled = tuple(context.settle(place) if among else place for place, among in found)
    people = find_people(text, folded, settled)
    named = tuple(p for p in settled if p.codes or p.kind in ("agency", "organisation"))
    kept = tuple(p for p in named if not _overlaps(p, people))
    return tuple(sorted(kept + people, key=lambda p: p.start))


def _overlaps(place: Place, others: Sequence[Place]) -> bool:
    """Whether the place shares a character with one of `others`, which are in order."""
    k = bisect_left(others, place.end, key=lambda q: q.start) - 1
    return k >= 0 and others[k].end > place.start


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


class _Context:
    """What an article's unambiguous names say about the ambiguous ones."""

    def __init__(self, found: Sequence[tuple[Place, bool]], folded: str) -> None:
        self.folded = folded
        self.sure = [p for p, among in found if not among and len(p.codes) == 1]
        self.starts = [p.start for p in self.sure]
        self.votes = Counter(p.codes[0] for p in self.sure)
        self.named: dict[str, list[Place]] = {}
        for place in self.sure:
            self.named.setdefault(place.codes[0], []).append(place)

    def settle(self, place: Place) -> Place:
        """Choose between the codes of a name that several states share."""
        if place.kind == "epithet":
            nearest = self._nearest_before(place)
            return replace(place, codes=(nearest,) if nearest else ())
        beside = self._beside(place) if place.kind == "agency" else None
        best = max(place.codes, key=lambda code: (self.votes[code], -place.codes.index(code)))
        if place.kind == "agency" and not beside and not self.votes[best]:
            return replace(place, codes=())  # a body that many states have, where none of them is named
        return replace(place, codes=(beside or best,))

    def _beside(self, place: Place) -> str | None:
        """The state named right before or after: "Polish Border Guard", "the Border Guard of Latvia"."""
        at = bisect_left(self.starts, place.start)
        before = self.sure[at - 1] if at else None
        if before and re.fullmatch(r"(?:'s?)?\s+", self.folded[before.end : place.start]):
            return before.code
        after = self.sure[at] if at < len(self.sure) else None
        if after and re.fullmatch(r"\s+(?:of|in)\s+", self.folded[place.end : after.start]):
            return after.code
        return None

    def _nearest_before(self, place: Place) -> str | None:
        """The state in question that is named last before the epithet, else first after it."""
        nearest: Place | None = None
        for code in place.codes:
            named = self.named.get(code, [])
            at = bisect_left(named, place.start, key=lambda p: p.start)
            if at and (nearest is None or named[at - 1].start > nearest.start):
                nearest = named[at - 1]
        if nearest:
            return nearest.codes[0]
        later = [self.named[code][0] for code in place.codes if code in self.named]
        return min(later, key=lambda p: p.start).codes[0] if later else None


class Office(Record):
    """Words for an office; `state`: its holder speaks for a state, `official`: for any authority."""

    words: tuple[str, ...]
    state: bool = False
    official: bool = False


NAME = r"[A-Z][\w'-]+(?: (?:[A-Z]\.|de|da|von|van|der|den|bin|al|el|[A-Z][\w'-]+)){0,3}"
_LOCAL_CODES = frozenset({"country", "demonym_adjective", "capital", "bloc", "organisation"})


@cache
def office_pattern(state_only: bool = False) -> str:
    """An alternation of all office words, the longest first, for use with scoped case folding."""
    words = {
        w
        for office in load_records("offices", Office)
        if office.state or not state_only
        for w in office.words
    }
    return "(?i:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def _introductions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    office = office_pattern(state_only=True)
    before = re.compile(rf"\b(?P<office>{office}),? (?P<name>{NAME})")
    after = re.compile(
        rf"\b(?P<name>{NAME}), (?:the |its )?(?P<state>[\w' -]{{0,40}}?)\b(?P<office>{office})\b"
    )
    return before, after


_ITS = re.compile(r"\b[Ii]ts (?:\w+ ){0,2}$")  # "its interior minister": of a state that is not home


@cache
def _officer() -> re.Pattern[str]:
    records = load_records("offices", Office)
    words = sorted({w for o in records if o.state or o.official for w in o.words}, key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?i:{'|'.join(re.escape(w) for w in words)}),? (?P<name>{NAME})")


def find_officers(folded: str) -> frozenset[str]:
    """The surnames of those whom the text introduces with a public office or a rank."""
    return frozenset(
        m["name"].split()[-1].removesuffix("'s")
        for m in _officer().finditer(folded)
        if not _ITS.search(folded, max(0, m.start() - 40), m.start())
    )


def find_people(text: str, folded: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Mentions of people in state office, by full name and by surname, as places of kind `leader`.

    The state is that of the adjective or possessive before the office ("Lithuanian Prime Minister …",
    "Poland's interior minister"), else that of the known leader of this name, else it stays empty.
    """
    codes = dict(_introduced(folded, places))
    if not codes:
        return ()
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return tuple(
        Place(m.start(), m.end(), text[m.start() : m.end()], "leader", codes[m[0]], None, m[0].split()[-1])
        for m in re.compile(rf"\b(?:{names})(?!\w)").finditer(folded)
    )


def _introduced(folded: str, places: Sequence[Place]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Full names and surnames with the state for which each speaks; the first introduction counts."""
    seen: set[str] = set()
    ends = {p.end: p for p in places if p.kind in _LOCAL_CODES}
    known = {p.name: p.codes for p in places if p.kind == "leader"}
    for pattern in _introductions():
        for match in pattern.finditer(folded):
            surname = match["name"].split()[-1].removesuffix("'s")
            found = _office_codes(folded, match, ends) or known.get(fold(surname), ())
            if found and surname not in seen and len(surname) > 2:
                seen.add(surname)
                yield from ((surname, found), (match["name"].removesuffix("'s"), found))


def _office_codes(folded: str, match: re.Match[str], ends: dict[int, Place]) -> tuple[str, ...]:
    """The codes of the state named right before the office."""
    at = match.start("office")
    while at and folded[at - 1].isspace():
        at -= 1
    for end in (at, at - 2 if folded[at - 2 : at] == "'s" else at):
        if end in ends and len(ends[end].codes) == 1:
            return ends[end].codes
    return ()
