"""Who acts and on whom: codes of states and organisations for the actor and the target of an event."""

from collections.abc import Iterable

from analysis.events.actors import find_actor
from analysis.events.candidate import Candidate
from analysis.events.sides import Sides
from analysis.events.targets import find_state_of_wounded, find_target
from analysis.events.thread import Thread
from analysis.mentions.places import Setting

_MEETING = frozenset({"diplomacy.meet", "diplomacy.noun", "diplomacy.sign", "diplomacy.agree"})
_PARTIES = frozenset(
    "countries states presidents leaders ministers governments sides prime armies "
    "neighbours neighbors".split()
)


def assign_roles(
    candidate: Candidate, sides: Sides, setting: Setting, tellers: tuple[str, ...], thread: Thread
) -> tuple[str | None, str | None]:
    """Actor and target of an event, as codes joined by + in alphabetical order, or None."""
    actor = find_actor(candidate, sides, setting, tellers, thread)
    target = find_target(candidate, sides, actor)
    if candidate.trigger.target == "wounded":
        target = find_state_of_wounded(candidate, sides)
    if candidate.trigger.target == "accused" and not target:
        accuser = thread.accuser_of(_join(actor))
        target = [accuser] if accuser and len(accuser) == 2 else []
    if candidate.trigger.type == "sanction" and not target:
        target = [c for c in (sides.neighbour,) if c and c not in actor]
    if candidate.trigger.type == "diplomacy" and _names_both(candidate):
        actor = target = [c for c in (sides.host, sides.neighbour) if c]
    if candidate.trigger.id in _MEETING:
        everyone = sorted({*actor, *target})
        return _join(everyone), _join(everyone)
    return _join(actor), _join(target)


def _names_both(candidate: Candidate) -> bool:
    """Whether the subject is "both countries" or "the two presidents"."""
    first, last = candidate.slots.subject
    words = {t.lower for t in candidate.reading.tokens[first:last]}
    return bool(words & {"both", "two"}) and bool(words & _PARTIES)


def _join(codes: Iterable[str]) -> str | None:
    return "+".join(sorted(set(codes))) or None
