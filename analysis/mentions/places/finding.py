"""Find the names of places, states and organisations in a text, and those who speak for states."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from analysis.knowledge import Record, load_records, word_class
from analysis.mentions.places.lexicon import Name, Place, PlaceKind, fold, name_index

_WORD = re.compile(r"[^\W\d_]+")
_NEXT = re.compile(r"(\s+|-)([^\W\d_]+)")
_WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
# After these a demonym stands alone and means people: "two Afghans and", "an Iraqi who".
_AFTER_PEOPLE = word_class("after-people")


def find_places(text: str) -> tuple[Place, ...]:
    """Every name in `text` of a state, its people, capital, bodies, towns or borders, in order of start.

    Names never overlap; the longest one at a place wins. Names that more than one state has ("Border
    Guard", "Congolese", "the Baltic state") get the code that the article's other names speak for.
    """
    folded = fold(text)
    found = list(_match_names(text, folded))
    sure = [place for place, among in found if not among and len(place.codes) == 1]
    context = _Context(sure, folded)
    settled = tuple(context.settle(place) if among else place for place, among in found)
    people = _find_people(text, folded, settled)
    kept = (
        p for p in settled if (p.codes or p.kind in ("agency", "organisation")) and not _overlaps(p, people)
    )
    return tuple(sorted((*kept, *people), key=lambda p: p.start))


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
                place = Place(match.start(), match.end(), span, kind, name.codes, name.pair, name.words)
                yield place, name.among
                break


def _is_someone(name: Name, folded: str, end: int) -> bool:
    """Whether a country's name is here a person's first name: "Jordan Whitfield said"."""
    following = _NEXT.match(folded, end) if name.given_name else None
    if following is None or following[1] != " " or not following[2].istitle():
        return False
    return following[2] not in _WEEKDAYS and following[2].lower() not in name_index()


def _demonym_kind(name: Name, folded: str, end: int) -> PlaceKind:
    if not name.either_demonym:
        return name.kind
    following = _NEXT.match(folded, end)
    stands_alone = following is None or (following[1] != "-" and following[2].lower() in _AFTER_PEOPLE)
    return "demonym_person" if stands_alone else "demonym_adjective"


class _Context:
    """What an article's unambiguous names, in order, say about the ambiguous ones."""

    def __init__(self, sure: Sequence[Place], folded: str) -> None:
        self.sure, self.folded = sure, folded
        self.votes = Counter(p.codes[0] for p in sure)

    def settle(self, place: Place) -> Place:
        """Choose between the codes of a name that several states share."""
        at = bisect_left(self.sure, place.start, key=lambda p: p.start)
        if place.kind == "epithet":  # the state named last before, else first after it
            named = (self.sure[k] for k in (*range(at - 1, -1, -1), *range(at, len(self.sure))))
            return replace(place, codes=next((p.codes for p in named if p.codes[0] in place.codes), ()))
        best = max(place.codes, key=lambda code: (self.votes[code], -place.codes.index(code)))
        if place.kind == "agency":
            if beside := self._beside(place, at):
                return replace(place, codes=(beside,))
            if not self.votes[best]:  # a body that many states have, where none of them is named
                return replace(place, codes=())
        return replace(place, codes=(best,))

    def _beside(self, place: Place, at: int) -> str | None:
        """The state named right before or after: "Polish Border Guard", "the Border Guard of Latvia"."""
        if at and re.fullmatch(r"(?:'s?)?\s+", self.folded[self.sure[at - 1].end : place.start]):
            return self.sure[at - 1].code
        after = self.sure[at] if at < len(self.sure) else None
        if after and re.fullmatch(r"\s+(?:of|in)\s+", self.folded[place.end : after.start]):
            return after.code
        return None


class Office(Record):
    """Words for an office; `state`: its holder speaks for a state."""

    words: tuple[str, ...]
    state: bool = False


NAME = r"[A-Z][\w'-]+(?: (?:[A-Z]\.|de|da|von|van|der|den|bin|al|el|[A-Z][\w'-]+)){0,3}"
_LOCAL_CODES = frozenset({"country", "demonym_adjective", "capital", "bloc", "organisation"})


@cache
def office_pattern(state_only: bool = False) -> str:
    """An alternation of all office words, the longest first, for use with scoped case folding."""
    offices = [office for office in load_records("offices", Office) if office.state or not state_only]
    words = sorted({w for office in offices for w in office.words}, key=lambda w: (-len(w), w))
    return "(?i:" + "|".join(map(re.escape, words)) + ")"


@cache
def _introductions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    office = office_pattern(state_only=True)
    before = re.compile(rf"\b(?P<office>{office}),? (?P<name>{NAME})")
    after = re.compile(
        rf"\b(?P<name>{NAME}), (?:the |its )?(?P<state>[\w' -]{{0,40}}?)\b(?P<office>{office})\b"
    )
    return before, after


def _find_people(text: str, folded: str, places: Sequence[Place]) -> tuple[Place, ...]:
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


def _office_codes(folded: str, match: re.Match[str], ends: Mapping[int, Place]) -> tuple[str, ...]:
    """The codes of the state named right before the office."""
    at = len(folded[: match.start("office")].rstrip())
    for end in (at, at - 2 if folded[at - 2 : at] == "'s" else at):
        if end in ends and len(ends[end].codes) == 1:
            return ends[end].codes
    return ()
