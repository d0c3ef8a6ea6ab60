"""Which states and bodies are named in the words beside a verb or noun."""

from collections.abc import Iterable

from analysis.events.candidate import Candidate
from analysis.events.hits import STATE_KINDS
from analysis.events.slots import Slot
from analysis.mentions.places import Place

GROUND_KINDS = frozenset({"region", "town", "crossing_point", "capital", "water"})
CONNECTIVES = frozenset("as while after before when because since although".split())
_WHERE = frozenset("with from to into at near against on over toward towards".split())
_BORDERS = (["border"], ["frontier"], ["side"], ["bank"], ["boundary"])
_BORDER_BODIES = tuple(
    [w]
    for w in "guard guards police force patrol service authority authorities agency officials official "
    "officers troops guarding soldiers".split()
)
INTO = frozenset("to into in for toward towards".split())
_OUT = frozenset("from of out against over with".split())


def find_states_after(candidate: Candidate, words: Iterable[str], actor: list[str]) -> list[str]:
    """States named right after one of `words` ("into Belarus", "to the Belarusian side")."""
    found: list[str] = []
    wanted = frozenset(words)
    known = wanted | _OUT | INTO
    tokens = candidate.reading.tokens
    first, last = candidate.slots.object
    for place in candidate.reading.places_within(first, last):
        at = next(n for n in range(first, last) if tokens[n].end > place.start)
        nearest = next((t.lower for t in reversed(tokens[max(0, at - 3) : at]) if t.lower in known), "")
        if nearest in wanted and place.code and place.code not in (*actor, *found):
            found.append(place.code)
    return [c for c in found if len(c) == 2]


def find_doers(candidate: Candidate) -> list[str]:
    """Codes in the doer's slot: after its last connective, and not those that only say where."""
    first, last = candidate.doer
    tokens = candidate.reading.tokens
    for at in range(last - 1, first - 1, -1):
        if tokens[at].lower in CONNECTIVES:
            first = at + 1
            break
    codes: list[str] = []
    for place in candidate.reading.places_within(first, last):
        before = next((t.lower for t in reversed(tokens[:last]) if t.end <= place.start), "")
        opening = [t.lower for t in tokens[max(0, first) : last] if t.end <= place.start][-2:]
        located = before in _WHERE or bool(set(opening) & _WHERE) or _names_border(candidate, place)
        if place.kind in STATE_KINDS and not located:
            codes += place.codes
    return list(dict.fromkeys(codes))


def _names_border(candidate: Candidate, place: Place) -> bool:
    """Whether a name only says which border or side is meant: "the 172-km Belarusian border"."""
    following = [t.lower for t in candidate.reading.tokens if t.start >= place.end][:2]
    return following[:1] in _BORDERS and following[1:] not in _BORDER_BODIES


def find_states(candidate: Candidate, slot: Slot, ground: bool = False) -> list[str]:
    """Codes of the states and bodies named in a slot, in order, without repetition."""
    kinds = STATE_KINDS | (GROUND_KINDS if ground else frozenset())
    codes = [code for p in candidate.reading.places_within(*slot) if p.kind in kinds for code in p.codes]
    return list(dict.fromkeys(codes))
