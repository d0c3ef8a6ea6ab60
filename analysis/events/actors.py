"""Which states act: named beside the verb, taken up by a pronoun, or meant where the news is at home."""

from analysis.events.candidate import Candidate
from analysis.events.sides import Sides
from analysis.events.states import find_doers, find_states, find_states_after
from analysis.events.thread import Thread
from analysis.mentions.places import Setting
from analysis.mentions.speakers import country_of

_NAMED_ACTORS = frozenset(
    "accusation threat assistance_request assistance diplomacy sanction military".split()
)
_PRONOUNS = frozenset("it its they their he she his her".split())


def find_actor(
    candidate: Candidate, sides: Sides, setting: Setting, tellers: tuple[str, ...], thread: Thread
) -> list[str]:
    """The states that bring an event about, as its trigger says where to look for them."""
    policy = candidate.trigger.actor
    if policy == "none":
        return []
    if policy == "speaker":
        return [c for c in tellers if c]
    named = _named_actors(candidate)
    if policy == "place":
        return _actor_by_place(candidate, sides)
    return named or _implied_actor(candidate, sides, setting, tellers, thread)


def _named_actors(candidate: Candidate) -> list[str]:
    """The states that the words beside the verb or the noun name as acting."""
    if candidate.predicate is None:
        return _noun_agents(candidate)
    if candidate.trigger.type == "reinforcement" and candidate.passive:
        return find_states(candidate, candidate.slots.agent)
    return find_doers(candidate) or _sending_state(candidate) or _governing_codes(candidate)


def _sending_state(candidate: Candidate) -> list[str]:
    """The state from which people were sent: "deported from Russia to Damascus"."""
    if candidate.trigger.type != "return" or not candidate.passive:
        return []
    return find_states_after(candidate, {"from"}, [])[:1]


def _implied_actor(
    candidate: Candidate, sides: Sides, setting: Setting, tellers: tuple[str, ...], thread: Thread
) -> list[str]:
    """The state meant where none is named: by a pronoun, an office, or because the news is at home there."""
    background = thread.background_actor(candidate)
    if background:
        return [background]
    meant = _meant_by_pronoun(candidate, tellers, thread)
    if candidate.trigger.actor == "explicit" and not _has_body(candidate):
        return meant if tellers else []
    if meant:
        return meant
    if candidate.trigger.type in _NAMED_ACTORS and not candidate.passive:
        return _office_holder(candidate, setting)
    return [sides.host] if sides.host else []


def _meant_by_pronoun(candidate: Candidate, tellers: tuple[str, ...], thread: Thread) -> list[str]:
    """The state that "it", "he" or "they" takes up: named before, else the last that acted."""
    tokens = candidate.reading.tokens
    first, last = candidate.doer
    words = [t.lower for t in tokens[first:last]][-5:]
    if set(words) & {"we", "our", "i", "my"}:
        return list(tellers)
    if not set(words) & _PRONOUNS:
        return []
    earlier = find_states(candidate, (0, first))
    speaker = [c for c in tellers if c]
    return speaker or earlier[-1:] or ([thread.actor] if thread.actor else [])


def _office_holder(candidate: Candidate, setting: Setting) -> list[str]:
    """The state of a minister or a ministry; a charity, a company or a person has none."""
    tokens = candidate.reading.tokens
    first, last = candidate.doer
    if first >= last:
        return []
    start, end = tokens[first].start, tokens[last - 1].end
    base = candidate.reading.sentence
    code = country_of(base.text[start - base.start : end - base.start], setting, start)
    return [code] if code else []


def _actor_by_place(candidate: Candidate, sides: Sides) -> list[str]:
    """The state where a plane came down, or whose election it was: the state named nearest."""
    around = find_states(candidate, (max(0, candidate.first - 6), candidate.last + 12), ground=True)
    if candidate.trigger.type == "aircraft_diversion":
        return _landing_state(candidate) or around[-1:] or ([sides.neighbour] if sides.neighbour else [])
    return around[:1] or ([sides.neighbour] if sides.neighbour else [])


def _landing_state(candidate: Candidate) -> list[str]:
    """The state where a plane was made to land: "in Minsk", "in the Belarusian capital"."""
    tokens = candidate.reading.tokens
    reach = (candidate.last, min(len(tokens), candidate.last + 20))
    landed: list[str] = []
    for place in candidate.reading.places_within(*reach):
        before = [t.lower for t in tokens[reach[0] : reach[1]] if t.end <= place.start][-3:]
        if "in" in before and place.code:
            landed.append(place.code)
    return landed[:1]


def _noun_agents(candidate: Candidate) -> list[str]:
    """Who is behind a noun: "by the bloc", "Belarus's closure"; not whom it concerns."""
    by = find_states(candidate, candidate.slots.agent)
    return by or find_states(candidate, candidate.slots.subject)


def _has_body(candidate: Candidate) -> bool:
    hits = candidate.reading.hits_within(*candidate.doer, ("officer", "authority"))
    return bool(hits)


def _governing_codes(candidate: Candidate) -> list[str]:
    """The state that orders or plans an act told in the infinitive: the first that the sentence names."""
    predicate = candidate.predicate
    if predicate is None or "to" not in predicate.words or candidate.passive:
        return []
    return find_states(candidate, (0, predicate.first))[:1]
