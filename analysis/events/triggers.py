"""Find the verbs and nouns that report an event, in the company that their wording asks for."""

from collections.abc import Sequence

from analysis.events.candidate import Candidate
from analysis.events.company import LOOKBACK, NOUN_REACH, TRYING, fits_complement, fits_slots, has_company
from analysis.events.hits import find_phrase
from analysis.events.predicates import AUXILIARIES, BE, HAVE, Predicate, read_predicate, share_auxiliaries
from analysis.events.slots import Slots, find_slots, find_subject
from analysis.events.statements import Reading
from analysis.events.word_class import is_noun_here
from analysis.events.wording import Trigger, VerbEntry, load_triggers, noun_index, verb_index

_GAP = 8
_ADJACENT = frozenset({"in", "on", "from", "at", "over", "to", "into", "out"})
_POSTED = frozenset("stationed deployed based posted positioned".split())
_STOPPING = frozenset({"stop", "stops", "stopped"})
_CHARGED = frozenset({"accused", "suspected", "convicted"})
_SUBJECT_PRONOUNS = frozenset("they he she we i it".split())
_PASSING = frozenset("as amid after days weeks months hours despite".split())
_CIRCUMSTANCE = frozenset("of from for to about against without with on at in and or than despite".split())


def find_candidates(reading: Reading, earlier: Sequence[Reading] = ()) -> list[Candidate]:
    """All wordings of a sentence that report an event, at most one for each verb or noun, in order.

    `earlier` are the readings of the sentences just before, where some company may stand.
    """
    company = frozenset(c for r in earlier for c in r.classes if c in LOOKBACK) | reading.classes
    found: list[Candidate] = []
    taken = -1
    for at in range(len(reading.tokens)):
        if at < taken or reading.is_set_phrase(at):
            continue
        candidate = _try_noun(reading, at, company) or _try_verb(reading, at, company)
        if candidate:
            found.append(candidate)
            taken = candidate.last if candidate.predicate is None else at + 1
    return found


def _try_verb(reading: Reading, at: int, company: frozenset[str]) -> Candidate | None:
    entries = verb_index().get(reading.tokens[at].lower, ())
    if not entries or is_noun_here(reading, at, entries[0]) or _only_assists(reading, at):
        return None
    start = _reach(reading, at)
    predicate = read_predicate(reading.tokens, at, entries[0].forms, start)
    predicate = share_auxiliaries(reading.tokens, predicate)
    for entry in entries:
        candidate = _fit_verb(reading, entry, predicate, company)
        if candidate:
            return candidate
    return None


def _only_assists(reading: Reading, at: int) -> bool:
    """Whether a verb only helps another one, or only joins: "are shooting", "had to fire", "comes as"."""
    word = reading.tokens[at].lower
    following = next((t.lower for t in reading.tokens[at + 1 : at + 3] if not t.lower.endswith("ly")), "")
    if word in BE and following.endswith("ed") and following not in _POSTED:
        return True
    if word in BE | HAVE:
        return following == "to" or (following.endswith("ing") and following != "during")
    return word in ("come", "comes", "came") and following in _PASSING


def _reach(reading: Reading, at: int) -> int:
    """How far back the verb's group may reach: to its statement's beginning, or over a quotation mark."""
    first = reading.statements[reading.statement_at(at)].first
    quoted = first >= 2 and reading.tokens[first].text in '"“‘' and reading.tokens[first - 1].lower == "to"
    return first - 2 if quoted else first


def _fit_verb(
    reading: Reading, entry: VerbEntry, predicate: Predicate, company: frozenset[str]
) -> Candidate | None:
    last = _match_particles(reading, entry, predicate)
    if last is None or not has_company(entry.trigger, company) or _is_plain_copula(reading, entry, predicate):
        return None
    if not _has_mood(entry.trigger, predicate):
        return None
    slots = find_slots(reading, predicate, predicate.index + 1)
    voices = (True,) if entry.middle and not predicate.passive else _voices(predicate, reading)
    for passive in voices:
        candidate = Candidate(entry.trigger, reading, predicate.index, last, predicate, slots, passive)
        if entry.middle and predicate.bare_participle and "past" not in predicate.forms:
            continue
        if fits_slots(candidate, company, entry.middle):
            return candidate
    return None


def _has_mood(trigger: Trigger, predicate: Predicate) -> bool:
    """Whether the verb states something, where the trigger asks it, and is no mere circumstance."""
    tried = predicate.governor in TRYING
    if trigger.pledged and not (predicate.future or predicate.conditional):
        return False
    if trigger.finite and not (predicate.finite or predicate.future or tried):
        return False
    if "gerund" in predicate.forms and not predicate.finite and predicate.governor in _CIRCUMSTANCE:
        return trigger.once or predicate.governor == "in"
    return True


def _is_plain_copula(reading: Reading, entry: VerbEntry, predicate: Predicate) -> bool:
    """Whether "be" only links subject and complement; "there were 40 attempts" reports them."""
    at = predicate.index
    if reading.tokens[at].lower not in BE or entry.particles or entry.trigger.subject:
        return False
    return all(t.lower != "there" for t in reading.tokens[max(0, at - 3) : at])


def _match_particles(reading: Reading, entry: VerbEntry, predicate: Predicate) -> int | None:
    """The token after the wording, or None where its particles do not follow the verb."""
    after = predicate.index + 1
    if not entry.particles:
        words = [t.lower for t in reading.tokens[after : after + 2]]
        stopped = (
            reading.tokens[predicate.index].lower in _STOPPING and words[:1] and words[0].endswith("ing")
        )
        if stopped or words[:1] in (["back"], ["down"]):
            return None
        return None if words[:1] == ["up"] and words[1:] not in (["to"], ["from"]) else after
    end = reading.statements[reading.statement_at(predicate.index)].last
    linked = reading.tokens[predicate.index].lower in BE
    close = linked or (len(entry.particles) == 1 and entry.particles[0] in _ADJACENT)
    heading = reading.sentence.kind == "heading"
    for at in range(after, min(end, after + (3 if close else _GAP))):
        if reading.tokens[at].text[0].isupper() and not heading:
            continue
        if find_phrase(reading.tokens, entry.particles, at) and reading.tokens[at - 1].lower != "and":
            return at + len(entry.particles)
        if at > after and (reading.tokens[at].lower in AUXILIARIES or reading.tokens[at].text == ","):
            return None
    return None


def _voices(predicate: Predicate, reading: Reading) -> tuple[bool, ...]:
    """The voices to try: passive first where a form of "be" says so, both where the form leaves it open."""
    if predicate.passive:
        return (True,)
    before = reading.tokens[predicate.first - 1].lower if predicate.first else ""
    if not predicate.bare_participle or before in _SUBJECT_PRONOUNS:
        return (False,)
    following = reading.tokens[predicate.index + 1].lower if predicate.index + 1 < len(reading.tokens) else ""
    charged = reading.tokens[predicate.index].lower in _CHARGED and following == "of"
    if before == "those" or charged:
        return (True,)
    if "base" in predicate.forms:
        return (False,)
    return (False, True) if "past" in predicate.forms else (True,)


def _try_noun(reading: Reading, at: int, company: frozenset[str]) -> Candidate | None:
    triggers = load_triggers()
    for phrase in noun_index().get(reading.tokens[at].lower, ()):
        if not find_phrase(reading.tokens, phrase.words, at):
            continue
        trigger = triggers[phrase.order]
        candidate = _noun_candidate(reading, trigger, at, at + len(phrase.words))
        if has_company(trigger, company) and fits_complement(candidate):
            return candidate
    return None


def _noun_candidate(reading: Reading, trigger: Trigger, first: int, last: int) -> Candidate:
    number = reading.statement_at(first)
    end = min(reading.statements[number].last, last + NOUN_REACH + 3)
    before = find_subject(reading, number, first)
    agent = next((at for at in range(last, end) if reading.tokens[at].lower == "by"), end)
    slots = Slots((max(before[0], first - 4), first), (last, end), (min(agent + 1, end), end))
    return Candidate(trigger, reading, first, last, None, slots, False)
