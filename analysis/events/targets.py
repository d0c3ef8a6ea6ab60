"""On which states an act is done: named with it, across the border, or the state of those hurt."""

from itertools import pairwise

from analysis.events.candidate import Candidate
from analysis.events.sides import Sides
from analysis.events.slots import Slot
from analysis.events.states import CONNECTIVES, INTO, find_states, find_states_after

_FOREIGN = frozenset({"FRONTEX", "EU", "NATO", "UN"})
_NAMED = 8  # tokens beside a verb or noun that name the wounded


def find_target(candidate: Candidate, sides: Sides, actor: list[str]) -> list[str]:
    """The states that an event is directed at, as its trigger says where to look for them."""
    policy = candidate.trigger.target
    others = [c for c in find_states(candidate, _target_slot(candidate)) if c not in actor]
    match policy:
        case "neighbour":
            crossed = [c for c in others if len(c) == 2 and c != "EU"]
            return crossed[:1] or _other_side(actor, sides)
        case "pushed":
            return find_states_after(candidate, INTO, actor) or _other_side(actor, sides)
        case "destination":
            return find_states_after(candidate, INTO, actor)
        case "nationality":
            return find_states_after(candidate, INTO, actor) or _nationalities(candidate)
        case "host":
            return _host_target(candidate, sides, actor)
        case "named":
            return [c for c in others if c not in _across_a_border(candidate)]
        case "accused":
            return others[:1]
        case _:
            return []


def find_state_of_wounded(candidate: Candidate, sides: Sides) -> list[str]:
    """The state whose officers were hurt; none for migrants."""
    reading = candidate.reading
    first, last = candidate.patient if candidate.trigger.object else candidate.slots.subject
    if candidate.predicate is None:
        first, last = candidate.slots.object[0], candidate.slots.object[0] + _NAMED
    first = max(first, last - _NAMED) if last <= candidate.first else first
    officers = reading.hits_within(first, min(last, first + _NAMED), ("officer",))
    if not officers or reading.hits_within(first, last, ("migrant_word",)):
        return []
    named = find_states(candidate, (max(0, officers[0].first - 4), officers[-1].last))
    return [c for c in named if len(c) == 2][:1] or ([sides.host] if sides.host else [])


def _across_a_border(candidate: Candidate) -> set[str]:
    """The states named only to say which border is meant: "to guard the border with Belarus"."""
    tokens = candidate.reading.tokens
    found: set[str] = set()
    for place in candidate.reading.places_within(*_target_slot(candidate)):
        before = [t.lower for t in tokens if t.end <= place.start][-2:]
        if before in (["border", "with"], ["frontier", "with"], ["border", "to"]):
            found.update(place.codes)
    return found


def _host_target(candidate: Candidate, sides: Sides, actor: list[str]) -> list[str]:
    if candidate.trigger.type == "reinforcement":
        foreign = [c for c in actor if c in _FOREIGN]
        named = [c for c in find_states(candidate, candidate.slots.object) if c not in actor and len(c) == 2]
        abroad = bool(named) and bool(actor) and actor[0] != sides.host
        return named[:1] or ([sides.host] if sides.host else []) if foreign else (named[:1] if abroad else [])
    if candidate.trigger.type == "protest":
        around = (candidate.reading.statements[candidate.statement].first, candidate.slots.object[1])
        named = [c for c in find_states(candidate, around, ground=True) if len(c) == 2]
        return named[:1] or ([sides.host] if sides.host else [])
    if candidate.trigger.type == "facilitation":
        named = [c for c in find_states(candidate, candidate.slots.object) if c not in actor]
        return named[:1] or _other_side(actor, sides)
    entered = find_states_after(candidate, INTO | {"entered", "reached", "enter", "entering", "reach"}, [])
    return entered[:1] or ([sides.host] if sides.host else [])


def _other_side(actor: list[str], sides: Sides) -> list[str]:
    if sides.neighbour and sides.neighbour not in actor:
        return [sides.neighbour]
    return [sides.host] if sides.host and sides.host not in actor else []


def _target_slot(candidate: Candidate) -> Slot:
    first = candidate.slots.subject[0] if candidate.passive else candidate.slots.object[0]
    return first, _end_of_target(candidate)


def _end_of_target(candidate: Candidate) -> int:
    """Where the words that can name a target end: before "after …", before what somebody is accused of."""
    first, last = candidate.slots.object
    words = [t.lower for t in candidate.reading.tokens[first:last]]
    for n, (word, following) in enumerate(pairwise(words)):
        charged = (
            candidate.trigger.type == "accusation" and word in ("of", "for") and following.endswith("ing")
        )
        if charged or word in CONNECTIVES:
            return first + n
    return last


def _nationalities(candidate: Candidate) -> list[str]:
    people = [
        p
        for p in candidate.reading.places_within(*candidate.patient)
        if p.kind == "demonym_person" and p.code
    ]
    return [p.codes[0] for p in people][:1]
