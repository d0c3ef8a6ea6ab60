"""How sure an event is: occurred, ongoing, announced, planned, alleged, denied, demanded, or no event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.events.candidate import Candidate
from analysis.events.selecting import OWN_DENIALS
from analysis.events.wording import WordList
from analysis.knowledge import Record, load_records
from analysis.language.text import Token
from analysis.vocabulary import Status

_GOING_ON = frozenset("continue continues try tries keep".split())
_EXPECTING = frozenset("expects expect expected plans planned wants".split())
_EMPTY_SUBJECTS = frozenset({"no", "nobody", "none"})
_SPEAKS_OF_OTHERS = frozenset({"turn_back", "use_of_force", "casualty", "facilitation", "intelligence"})
_NO_CHARGES = frozenset({"turn_back.thwart", "turn_back.prevent"})
_STANDING = frozenset("reinforcement irregular_crossing intelligence facilitation reception barrier".split())
_HABITUAL = frozenset({"irregular_crossing", "turn_back", "rescue", "apprehension", "border_closure"})
_DEEDS_OF_SPEECH = frozenset("accusation threat assistance_request".split())
_DONE_WHEN_DECIDED = frozenset("emergency asylum use_of_force diplomacy sanction".split())
BY_ORDER = frozenset(
    "border_closure crossing_point_closure crossing_point_opening crossing_restriction".split()
)


_CARRIED_OUT = frozenset(
    "appeared appears appear seemed seems seem believed thought reported suspected known found try tries "
    "tried trying attempt attempts attempted attempting seek seeks sought seeking manage "
    "manages managed managing continue continues continued begin begins began begun start starts started "
    "had has have able denied prefers prefer preferred tends tend".split()
)


class Cue(Record):
    """Words before a verb that say how sure its event is."""

    words: WordList


@cache
def cue_words() -> Mapping[str, frozenset[str]]:
    """The words of each cue, by its id."""
    return {cue.id: frozenset(cue.words) for cue in load_records("event_cues", Cue)}


@dataclass(frozen=True, slots=True)
class Speech:
    """Whose words a statement repeats: the source as cited, and the states for which it speaks."""

    source: str | None = None
    codes: tuple[str, ...] = ()
    claims: bool = False  # introduced by a word like "claimed" or "alleged"


def decide_status(candidate: Candidate, actor: str | None, speech: Speech, lead: bool) -> Status | None:
    """The status of an event, or None where the statement says that nothing happened."""
    if candidate.trigger.status in ("denied", "demanded"):
        return candidate.trigger.status
    if _is_denied(candidate):
        return "denied" if candidate.trigger.type in OWN_DENIALS else None
    if _is_own_denial(candidate):
        return "denied"
    if _is_negated(candidate) or _is_doubted(candidate):
        return None
    told = _told_status(candidate, speech, lead)
    if told in ("occurred", "ongoing") and _is_allegation(candidate, actor, speech):
        return "alleged"
    if told == "planned" and candidate.trigger.id in _NO_CHARGES:
        return None
    if told in ("occurred", "ongoing") and candidate.trigger.status:
        return candidate.trigger.status
    return told


def words_before(candidate: Candidate, reach: int = 14) -> list[str]:
    """The words of the sentence before an event's verb, nearest first, within reach and its quotation."""
    first = candidate.predicate.first if candidate.predicate else candidate.first
    tokens = candidate.reading.tokens
    return [t.lower for t in reversed(tokens[max(0, first - reach) : first])]


def _is_denied(candidate: Candidate) -> bool:
    if candidate.trigger.type == "accusation":
        return False
    denials = cue_words()["denying"]
    first = candidate.predicate.first if candidate.predicate else candidate.first
    tokens = candidate.reading.tokens
    for at in range(first - 1, max(-1, first - 16), -1):
        word = tokens[at].lower
        if word in denials:
            return tokens[at + 1].lower in ("that", "having", "any") or _governs_gerund(candidate, at)
        if word in ("and", "but", ";", ".", "while") or tokens[at].text in '"“”':
            return False
    return False


def _is_own_denial(candidate: Candidate) -> bool:
    """Whether a speaker denies an act of his own side: "We have not closed the border"."""
    predicate = candidate.predicate
    if predicate is None or not predicate.negated or candidate.trigger.type not in OWN_DENIALS:
        return False
    subject = candidate.reading.tokens[slice(*candidate.slots.subject)][-2:]
    return any(t.lower == "we" for t in subject) and bool(set(predicate.words) & {"have", "did", "never"})


def _is_doubted(candidate: Candidate) -> bool:
    """Whether the statement is called unlikely: "it was highly unlikely that soldiers would shoot"."""
    return "unlikely" in words_before(candidate, 8)


def _governs_gerund(candidate: Candidate, at: int) -> bool:
    return bool(candidate.predicate) and candidate.reading.tokens[at + 1].lower.endswith("ing")


def _is_negated(candidate: Candidate) -> bool:
    predicate = candidate.predicate
    needs_negation = {"not", "no_longer", "nobody"} & set(candidate.trigger.near)
    if predicate is None or needs_negation:
        return False
    if predicate.negated or predicate.governor in cue_words()["unfulfilled"]:
        return candidate.trigger.type != "threat"
    tokens = candidate.reading.tokens
    slots = [candidate.slots.subject] if candidate.passive or candidate.trigger.subject else []
    slots.append((candidate.patient[0], min(candidate.patient[1], candidate.patient[0] + 3)))
    subject = [t.lower for t in tokens[candidate.slots.subject[0] : candidate.slots.subject[1]]]
    if "single" in subject and "not" in subject:
        return True
    return any(_is_empty(tokens, at) for first, last in slots for at in range(first, last))


def _is_empty(tokens: Sequence[Token], at: int) -> bool:
    """Whether "no" or "nobody" empties a slot; "no more than 30" does not."""
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    return tokens[at].lower in _EMPTY_SUBJECTS and following not in ("more", "fewer", "less", "longer")


def _told_status(candidate: Candidate, speech: Speech, lead: bool) -> Status | None:
    kind = candidate.trigger.type
    predicate = candidate.predicate
    if _is_condition(candidate) and kind != "threat":
        return None
    if kind in _DEEDS_OF_SPEECH:
        conditional = predicate is not None and predicate.conditional
        return None if conditional and kind == "accusation" else "occurred"
    if predicate is None:
        return _noun_status(candidate)
    if predicate.governor in _GOING_ON:
        return "ongoing"
    governing = _governing_status(candidate, lead)
    if governing:
        return governing
    if _is_purpose(candidate):
        return None
    if predicate.future or (predicate.progressive and "going" in predicate.words):
        return _future_status(candidate, speech)
    if _shares_future(candidate):
        return "planned"
    if predicate.conditional:
        return _conditional_status(candidate, speech)
    return _present_status(candidate, lead)


def _is_condition(candidate: Candidate) -> bool:
    """Whether the statement is what would have to happen first: "if migrants came"."""
    statement = candidate.reading.statements[candidate.statement]
    words = [t.lower for t in candidate.reading.tokens[statement.first : candidate.first]]
    return "if" in words or "unless" in words


def _is_purpose(candidate: Candidate) -> bool:
    """Whether the verb only says to what end something else is done: "in order to stop migrants"."""
    predicate = candidate.predicate
    if predicate is None or "to" not in predicate.words or predicate.future:
        return False
    return predicate.governor not in _CARRIED_OUT and not candidate.trigger.once


def _governing_status(candidate: Candidate, lead: bool) -> Status | None:
    """The status that a governing verb gives: "voted to build", "urged the EU to impose"."""
    predicate = candidate.predicate
    cues, kind = cue_words(), candidate.trigger.type
    if predicate and "to" in predicate.words and not predicate.governor:
        return None
    if predicate is None or "to" not in predicate.words:
        nearest = words_before(candidate, 8)
        if any(w in ("demand", "demanded", "demanding", "demands", "urged", "urges") for w in nearest):
            return "demanded"
        return None
    if predicate.governor in cues["announced"]:
        return "occurred" if kind in _DONE_WHEN_DECIDED and kind != "sanction" else "announced"
    if predicate.governor in cues["planned"]:
        return "announced" if lead and kind in BY_ORDER else "planned"
    return _distant_governor(candidate)


def _distant_governor(candidate: Candidate) -> Status | None:
    """The status that a verb with an object between gives: "urged the EU to impose"."""
    cues = cue_words()
    for word in words_before(candidate, 9):
        if word in _EXPECTING:
            return "planned"
        if word in cues["demanded"]:
            return "demanded"
        if word in cues["announced"]:
            return "announced"
        if word in ("who", "which", ",", ";"):
            return None
    return None


def _future_status(candidate: Candidate, speech: Speech) -> Status:
    by_order = candidate.trigger.type in BY_ORDER
    decided = bool(speech.codes) and _is_own_act(candidate)
    decided = decided or "announced" in words_before(candidate)
    return "announced" if by_order or decided else "planned"


def _is_own_act(candidate: Candidate) -> bool:
    """Whether a state tells what it will do itself: "Vilnius said it will open a camp"."""
    if candidate.passive or candidate.trigger.type == "diplomacy":
        return False
    tokens = candidate.reading.tokens[slice(*candidate.slots.subject)]
    named = candidate.reading.hits_within(*candidate.slots.subject, ("named_state", "authority"))
    return bool(named) or any(t.lower in ("it", "he", "she", "we", "they", "i") for t in tokens[-3:])


def _shares_future(candidate: Candidate) -> bool:
    """Whether a bare verb after "and" shares the "will" of the verb before: "will send … and open"."""
    predicate = candidate.predicate
    if predicate is None or predicate.words or "base" not in predicate.forms or "past" in predicate.forms:
        return False
    before = [t.lower for t in candidate.reading.tokens[: candidate.first]]
    joined = before[-1:] in (["and"], ["or"])
    return joined and ("will" in before or ("to" in before and not _CARRIED_OUT & set(before)))


def _conditional_status(candidate: Candidate, speech: Speech) -> Status | None:
    predicate = candidate.predicate
    if "if" in {t.lower for t in candidate.reading.tokens} or (predicate and "have" in predicate.words):
        return None
    if predicate and {"would"} & set(predicate.words):
        return _future_status(candidate, speech)
    if predicate and {"should", "must"} & set(predicate.words):
        return "planned"
    if predicate and {"could"} & set(predicate.words) and candidate.trigger.type in ("turn_back",):
        return "occurred"
    return None


def _present_status(candidate: Candidate, lead: bool) -> Status | None:
    predicate = candidate.predicate
    if predicate is None or not (predicate.present or predicate.progressive):
        return "occurred"
    if predicate.progressive and {"was", "were"} & set(predicate.words):
        return "occurred"
    if candidate.passive and "being" in predicate.words:
        return "ongoing"
    if candidate.passive and not predicate.progressive and candidate.trigger.type == "reception":
        return None
    if candidate.passive and not predicate.progressive:
        return "ongoing" if candidate.trigger.type == "reinforcement" else "occurred"
    if candidate.reading.sentence.kind == "heading":
        return "occurred"
    if _is_habit(candidate):
        return None
    if candidate.trigger.type == "reinforcement" and predicate.progressive:
        return "announced" if lead else "ongoing"
    if candidate.trigger.type in _STANDING or predicate.progressive:
        return "ongoing"
    return "occurred"


def _is_habit(candidate: Candidate) -> bool:
    """Whether the present tells what people generally do: "they come on foot"; a figure makes it news."""
    predicate = candidate.predicate
    if predicate is None or predicate.words or candidate.trigger.type not in _HABITUAL:
        return False
    statement = candidate.reading.statements[candidate.statement]
    return not candidate.reading.hits_within(statement.first, statement.last, ("numbered",))


def _noun_status(candidate: Candidate) -> Status:
    before = set(words_before(candidate, 5))
    cues = cue_words()
    if candidate.trigger.type == "casualty":
        return "occurred"
    if before & cues["announced"]:
        return "announced"
    if before & (cues["demanded"] - {"should", "must", "wants", "want"}):
        return "demanded"
    if candidate.trigger.id == "use_of_force.right":
        return "announced"
    return "ongoing" if before & {"faces", "facing", "face", "faced"} else "occurred"


def _is_allegation(candidate: Candidate, actor: str | None, speech: Speech) -> bool:
    """Whether one side tells what the other side does, or a doubtful word introduces it."""
    if candidate.trigger.type not in _SPEAKS_OF_OTHERS or candidate.trigger.id in _NO_CHARGES:
        return False
    if candidate.trigger.type == "casualty":
        return speech.claims and bool(speech.codes)
    if actor and speech.codes:
        return not set(actor.split("+")) & set(speech.codes)
    harsh = candidate.trigger.target == "pushed" or candidate.trigger.type == "use_of_force"
    return speech.claims or (bool(speech.source) and not speech.codes and harsh)
