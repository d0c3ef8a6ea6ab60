"""Who acts and on whom: codes of states and organisations for the actor and the target of an event."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from analysis.events.slots import Slot
from analysis.events.thread import Thread
from analysis.events.triggers import Candidate
from analysis.mentions.places import Place, Setting, are_neighbours, usual_origin
from analysis.mentions.speakers import country_of

_STATE_KINDS = frozenset(
    {"country", "capital", "bloc", "organisation", "agency", "leader", "epithet", "demonym_adjective"}
)
_GROUND_KINDS = frozenset({"region", "town", "crossing_point", "capital", "water"})
_MEETING = frozenset({"diplomacy.meet", "diplomacy.noun", "diplomacy.sign", "diplomacy.agree"})
_MOVEMENTS = frozenset({"irregular_crossing.arrive", "irregular_crossing.leave"})
_NAMED_ACTORS = frozenset(
    "accusation threat assistance_request assistance diplomacy sanction military".split()
)
_PRONOUNS = frozenset("it its they their he she his her".split())
_PARTIES = frozenset(
    "countries states presidents leaders ministers governments sides prime armies "
    "neighbours neighbors".split()
)
_FOREIGN = frozenset({"FRONTEX", "EU", "NATO", "UN"})
_CONNECTIVES = frozenset("as while after before when because since although".split())
_WHERE = frozenset("with from to into at near against on over toward towards".split())
_NAMED = 8  # tokens beside a verb or noun that name the wounded
_BORDERS = (["border"], ["frontier"], ["side"], ["bank"], ["boundary"])
_BORDER_BODIES = tuple(
    [w]
    for w in "guard guards police force patrol service authority authorities agency officials official "
    "officers troops guarding soldiers".split()
)
_INTO = frozenset("to into in for toward towards".split())
_OUT = frozenset("from of out against over with".split())


@dataclass(frozen=True, slots=True)
class Sides:
    """The state in whose name the text speaks at one place, and the state across the border from it."""

    host: str | None
    neighbour: str | None


def find_sides(candidate: Candidate, setting: Setting, tellers: tuple[str, ...] = ()) -> Sides:
    """The two sides of the border that a sentence is about: by its subject, its places, the article."""
    moving = candidate.trigger.id in _MOVEMENTS
    own = [] if moving else [c for c in _subject_codes(candidate) if len(c) == 2 and c != "EU"]
    sentence = candidate.reading.sentence
    pair = setting.border_at(candidate.reading.tokens[candidate.first].start, (sentence.start, sentence.end))
    if own:
        return Sides(own[0], _across(own[0], pair, setting))
    teller = next((c for c in tellers if _may_host(c, setting)), None)
    if teller:
        return Sides(teller, _across(teller, pair, setting))
    if pair is None:
        return Sides(setting.home, None)
    origin = usual_origin(pair)
    host = next((c for c in pair if c != origin), None) if origin else setting.home
    if host not in pair:
        host = pair[0]
    return Sides(host, next((c for c in pair if c != host), None))


def _may_host(code: str, setting: Setting) -> bool:
    """Whether a state that tells an event can be the one at home in it, and not the one that people leave."""
    origin = usual_origin(setting.main_pair) if setting.main_pair else None
    return len(code) == 2 and code not in ("EU", "UN", origin)


def _across(code: str, pair: tuple[str, str] | None, setting: Setting) -> str | None:
    """The state across the border from `code`."""
    for known in (pair, setting.main_pair):
        if known and code in known:
            return next(c for c in known if c != code)
    origin = usual_origin(setting.main_pair) if setting.main_pair else None
    return origin if origin and origin != code and are_neighbours(code, origin) else None


def assign_roles(
    candidate: Candidate, sides: Sides, setting: Setting, tellers: tuple[str, ...], thread: Thread
) -> tuple[str | None, str | None]:
    """Actor and target of an event, as codes joined by + in alphabetical order, or None."""
    actor = _find_actor(candidate, sides, setting, tellers, thread)
    target = _find_target(candidate, sides, actor)
    if candidate.trigger.target == "wounded":
        target = _state_of_wounded(candidate, sides)
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


def _find_actor(
    candidate: Candidate, sides: Sides, setting: Setting, tellers: tuple[str, ...], thread: Thread
) -> list[str]:
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
        return _state_codes(candidate, candidate.slots.agent)
    return _subject_codes(candidate) or _sending_state(candidate) or _governing_codes(candidate)


def _sending_state(candidate: Candidate) -> list[str]:
    """The state from which people were sent: "deported from Russia to Damascus"."""
    if candidate.trigger.type != "return" or not candidate.passive:
        return []
    return _states_after(candidate, {"from"}, [])[:1]


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
    earlier = _state_codes(candidate, (0, first))
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
    around = _state_codes(candidate, (max(0, candidate.first - 6), candidate.last + 12), ground=True)
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
    by = _state_codes(candidate, candidate.slots.agent)
    return by or _state_codes(candidate, candidate.slots.subject)


def _has_body(candidate: Candidate) -> bool:
    hits = candidate.reading.hits_within(*candidate.doer, ("officer", "authority"))
    return bool(hits)


def _find_target(candidate: Candidate, sides: Sides, actor: list[str]) -> list[str]:
    policy = candidate.trigger.target
    others = [c for c in _state_codes(candidate, _target_slot(candidate)) if c not in actor]
    match policy:
        case "neighbour":
            crossed = [c for c in others if len(c) == 2 and c != "EU"]
            return crossed[:1] or _other_side(actor, sides)
        case "pushed":
            return _states_after(candidate, _INTO, actor) or _other_side(actor, sides)
        case "destination":
            return _states_after(candidate, _INTO, actor)
        case "nationality":
            return _states_after(candidate, _INTO, actor) or _nationalities(candidate)
        case "host":
            return _host_target(candidate, sides, actor)
        case "named":
            return [c for c in others if c not in _across_a_border(candidate)]
        case "accused":
            return others[:1]
        case _:
            return []


def _state_of_wounded(candidate: Candidate, sides: Sides) -> list[str]:
    """The state whose officers were hurt; none for migrants."""
    reading = candidate.reading
    first, last = candidate.patient if candidate.trigger.object else candidate.slots.subject
    if candidate.predicate is None:
        first, last = candidate.slots.object[0], candidate.slots.object[0] + _NAMED
    first = max(first, last - _NAMED) if last <= candidate.first else first
    officers = reading.hits_within(first, min(last, first + _NAMED), ("officer",))
    if not officers or reading.hits_within(first, last, ("migrant_word",)):
        return []
    named = _state_codes(candidate, (max(0, officers[0].first - 4), officers[-1].last))
    return [c for c in named if len(c) == 2][:1] or ([sides.host] if sides.host else [])


def _across_a_border(candidate: Candidate) -> set[str]:
    """The states named only to say which border is meant: "to guard the border with Belarus"."""
    tokens = candidate.reading.tokens
    found: set[str] = set()
    for place in _places(candidate, _target_slot(candidate)):
        before = [t.lower for t in tokens if t.end <= place.start][-2:]
        if before in (["border", "with"], ["frontier", "with"], ["border", "to"]):
            found.update(place.codes)
    return found


def _host_target(candidate: Candidate, sides: Sides, actor: list[str]) -> list[str]:
    if candidate.trigger.type == "reinforcement":
        foreign = [c for c in actor if c in _FOREIGN]
        named = [c for c in _state_codes(candidate, candidate.slots.object) if c not in actor and len(c) == 2]
        abroad = bool(named) and bool(actor) and actor[0] != sides.host
        return named[:1] or ([sides.host] if sides.host else []) if foreign else (named[:1] if abroad else [])
    if candidate.trigger.type == "protest":
        around = (candidate.reading.statements[candidate.statement].first, candidate.slots.object[1])
        named = [c for c in _state_codes(candidate, around, ground=True) if len(c) == 2]
        return named[:1] or ([sides.host] if sides.host else [])
    if candidate.trigger.type == "facilitation":
        named = [c for c in _state_codes(candidate, candidate.slots.object) if c not in actor]
        return named[:1] or _other_side(actor, sides)
    entered = _states_after(candidate, _INTO | {"entered", "reached", "enter", "entering", "reach"}, [])
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
        if charged or word in _CONNECTIVES:
            return first + n
    return last


def _states_after(candidate: Candidate, words: Iterable[str], actor: list[str]) -> list[str]:
    """States named right after one of `words` ("into Belarus", "to the Belarusian side")."""
    found: list[str] = []
    wanted = frozenset(words)
    known = wanted | _OUT | _INTO
    tokens = candidate.reading.tokens
    first, last = candidate.slots.object
    for place in candidate.reading.places_within(first, last):
        at = next(n for n in range(first, last) if tokens[n].end > place.start)
        nearest = next((t.lower for t in reversed(tokens[max(0, at - 3) : at]) if t.lower in known), "")
        if nearest in wanted and place.code and place.code not in (*actor, *found):
            found.append(place.code)
    return [c for c in found if len(c) == 2]


def _nationalities(candidate: Candidate) -> list[str]:
    people = [p for p in _places(candidate, candidate.patient) if p.kind == "demonym_person" and p.code]
    return [p.codes[0] for p in people][:1]


def _places(candidate: Candidate, slot: Slot) -> list[Place]:
    return candidate.reading.places_within(*slot)


def _governing_codes(candidate: Candidate) -> list[str]:
    """The state that orders or plans an act told in the infinitive: the first that the sentence names."""
    predicate = candidate.predicate
    if predicate is None or "to" not in predicate.words or candidate.passive:
        return []
    return _state_codes(candidate, (0, predicate.first))[:1]


def _subject_codes(candidate: Candidate) -> list[str]:
    """Codes in the doer's slot: after its last connective, and not those that only say where."""
    first, last = candidate.doer
    tokens = candidate.reading.tokens
    for at in range(last - 1, first - 1, -1):
        if tokens[at].lower in _CONNECTIVES:
            first = at + 1
            break
    codes: list[str] = []
    for place in candidate.reading.places_within(first, last):
        before = next((t.lower for t in reversed(tokens[:last]) if t.end <= place.start), "")
        opening = [t.lower for t in tokens[max(0, first) : last] if t.end <= place.start][-2:]
        located = before in _WHERE or bool(set(opening) & _WHERE) or _names_border(candidate, place)
        if place.kind in _STATE_KINDS and not located:
            codes += place.codes
    return list(dict.fromkeys(codes))


def _names_border(candidate: Candidate, place: Place) -> bool:
    """Whether a name only says which border or side is meant: "the 172-km Belarusian border"."""
    following = [t.lower for t in candidate.reading.tokens if t.start >= place.end][:2]
    return following[:1] in _BORDERS and following[1:] not in _BORDER_BODIES


def _state_codes(candidate: Candidate, slot: Slot, ground: bool = False) -> list[str]:
    """Codes of the states and bodies named in a slot, in order, without repetition."""
    kinds = _STATE_KINDS | (_GROUND_KINDS if ground else frozenset())
    codes = [code for p in _places(candidate, slot) if p.kind in kinds for code in p.codes]
    return list(dict.fromkeys(codes))


def _join(codes: Iterable[str]) -> str | None:
    return "+".join(sorted(set(codes))) or None


def find_place(candidate: Candidate) -> str | None:
    """The most specific place that the statement names, as written."""
    statement = candidate.reading.statements[candidate.statement]
    ground = [p for p in _places(candidate, (statement.first, statement.last)) if p.kind in _GROUND_KINDS]
    specific = [p for p in ground if p.kind != "capital"] or _capitals_with_preposition(candidate, ground)
    if not specific:
        return None
    kinds = ("crossing_point", "town", "region", "water", "capital")
    best = min(specific, key=lambda p: kinds.index(p.kind))
    same = list(dict.fromkeys(p.text for p in specific if p.kind == best.kind))
    return " and ".join(same) if best.kind == "crossing_point" else same[0]


def _capitals_with_preposition(candidate: Candidate, places: list[Place]) -> list[Place]:
    """Capitals as towns ("in Minsk"), not as governments ("Minsk said")."""
    tokens = candidate.reading.tokens
    before = {t.end: t.lower for t in tokens}
    starts = {t.start: n for n, t in enumerate(tokens)}
    return [
        p
        for p in places
        if p.start in starts
        and starts[p.start] > 0
        and tokens[starts[p.start] - 1].lower in ("in", "at", "near", "from", "outside", "capital")
        and before
    ]
