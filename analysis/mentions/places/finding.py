"""Find the names of places, states and organisations in a text, and those who speak for states."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
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
        start = word.start()
        for name in index.get(word.group().lower(), ()) if start >= reached else ():
            match = name.pattern.match(folded, start)
            kind = _kind_in_text(name, _NEXT.match(folded, match.end())) if match else None
            if match and kind:
                reached = match.end()
                words = text[start:reached]
                yield Place(start, reached, words, kind, name.codes, name.pair, name.words), name.among
                break


def _kind_in_text(name: Name, following: re.Match[str] | None) -> PlaceKind | None:
    """What a name is before the word that follows; None for a first name: "Jordan Whitfield said"."""
    joined, word = following.groups() if following else ("", "")
    if name.given_name and joined == " " and word.istitle():
        is_surname = word not in _WEEKDAYS and word.lower() not in name_index()
        return None if is_surname else name.kind
    if name.either_demonym and (not word or (joined != "-" and word.lower() in _AFTER_PEOPLE)):
        return "demonym_person"
    return name.kind


class _Context:
    """What an article's unambiguous names, in order, say about the ambiguous ones."""

    def __init__(self, sure: Sequence[Place], folded: str) -> None:
        self.sure, self.folded = sure, folded
        self.votes = Counter(p.codes[0] for p in sure)

    def settle(self, place: Place) -> Place:
        """Choose between the codes of a name that several states share."""
        at = bisect_left(self.sure, place.start, key=lambda p: p.start)
        if place.kind == "epithet":  # the state named last before, else first after it
            named = (*reversed(self.sure[:at]), *self.sure[at:])
            return replace(place, codes=next((p.codes for p in named if p.codes[0] in place.codes), ()))
        best = max(place.codes, key=lambda code: (self.votes[code], -place.codes.index(code)))
        if place.kind == "agency":  # a body that many states have is nobody's where none of them is named
            best = self._beside(place, at) or (best if self.votes[best] else "")
        return replace(place, codes=(best,) if best else ())

    def _beside(self, place: Place, at: int) -> str | None:
        """The state named right before or after: "Polish Border Guard", "the Border Guard of Latvia"."""
        for one in self.sure[max(0, at - 1) : at]:
            if re.fullmatch(r"(?:'s?)?\s+", self.folded[one.end : place.start]):
                return one.code
        for one in self.sure[at : at + 1]:
            if re.fullmatch(r"\s+(?:of|in)\s+", self.folded[place.end : one.start]):
                return one.code
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
    office, name = f"(?P<office>{office_pattern(state_only=True)})", f"(?P<name>{NAME})"
    after = re.compile(rf"\b{name}, (?:the |its )?[\w' -]{{0,40}}?\b{office}\b")
    return re.compile(rf"\b{office},? {name}"), after


def _find_people(text: str, folded: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """Mentions of people in state office, by full name and by surname, as places of kind `leader`.

    The state is that of the adjective or possessive before the office ("Lithuanian Prime Minister …",
    "Poland's interior minister"), else that of the known leader of this name; without one it is no mention.
    The first introduction of a surname counts.
    """
    ends = {p.end: p.codes for p in places if p.kind in _LOCAL_CODES and len(p.codes) == 1}
    known = {p.name: p.codes for p in places if p.kind == "leader"}
    codes: dict[str, tuple[str, ...]] = {}
    for match in (match for pattern in _introductions() for match in pattern.finditer(folded)):
        full = match["name"].removesuffix("'s")
        surname, before = full.split()[-1], folded[: match.start("office")].rstrip()
        state = ends.get(len(before)) or ends.get(len(before.removesuffix("'s"))) or known.get(surname)
        if state and surname not in codes and len(surname) > 2:
            codes |= {surname: state, full: state}
    if not codes:
        return ()
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return tuple(
        Place(m.start(), m.end(), text[m.start() : m.end()], "leader", codes[m[0]], None, m[0].split()[-1])
        for m in re.compile(rf"\b(?:{names})(?!\w)").finditer(folded)
    )
