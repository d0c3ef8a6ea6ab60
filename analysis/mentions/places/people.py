"""People who speak for a state: read from the text where their office introduces them."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from analysis.knowledge import Record, load_records
from analysis.mentions.places.lexicon import Place, fold


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
