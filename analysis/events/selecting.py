"""Which candidates of a sentence stand: an embedded or repeated wording gives way to its governor."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.events.candidate import Candidate
from analysis.events.dating import dates_next_verb
from analysis.events.statements import Statement
from analysis.events.wording import find_trigger
from analysis.mentions.dates import DateMention

_DENIAL = "accusation.deny_act"
_PACT = "diplomacy.parties"
_MOVEMENT = "irregular_crossing"
_DEEDS_OF_SPEECH = frozenset({"threat", "accusation", "assistance_request"})
_TRIES = frozenset(
    "try tries tried attempt attempts attempted seek seeks sought manage manages managed continue "
    "continues continued began begin begins begun started start starts".split()
)
OWN_DENIALS = frozenset(
    "crossing_point_closure crossing_point_opening border_closure diplomacy reinforcement military "
    "barrier emergency crossing_restriction".split()
)
_PRECISE = frozenset({"day", "weekend", "week", "span"})
_CAUSING = frozenset("let lets letting make makes made help helps helped helping".split())
_LAWFULLY = frozenset({"legally", "lawfully"})
_CLOSINGS = frozenset({"border_closure", "crossing_point_closure"})
_CONDITIONS = frozenset({"if", "unless"})
_DESCRIBING = frozenset("rescue turn_back return reception".split())
_LASTING = frozenset("diplomacy sanction barrier emergency crossing_restriction".split())
_BREAKS = frozenset({"and", "but", "while", ";", "after"})


def select_candidates(candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> list[Candidate]:
    """Leave out candidates that only describe people, purpose or content of another one."""
    meant = [threaten_closing(c) for c in candidates]
    standing = [c for c in meant if _stands(c, meant, dates)]
    return [c for n, c in enumerate(standing) if not _is_repeated(n, standing, dates)]


def threaten_closing(candidate: Candidate) -> Candidate:
    """The candidate; a threat where a state says that it will close the border on a condition."""
    predicate = candidate.predicate
    if predicate is None or not (predicate.future or predicate.conditional):
        return candidate
    if candidate.trigger.type not in _CLOSINGS or not _has_condition(candidate):
        return candidate
    return replace(candidate, trigger=find_trigger("threat.condition"))


def _has_condition(candidate: Candidate) -> bool:
    """Whether another clause of the sentence says "if", "unless" or "should the arrivals go on"."""
    reading = candidate.reading
    own = reading.statements[candidate.statement]
    words = [t.lower for t in reading.tokens]
    if any(w in _CONDITIONS for w in words[own.first : candidate.first]):
        return False
    conditions = (n for n, w in enumerate(words[:-1]) if w in _CONDITIONS)
    inverted = any(a == "," and b == "should" for a, b in pairwise(words))
    return inverted or any(words[n + 1] not in ("necessary", "needed", "not", "so") for n in conditions)


def _stands(candidate: Candidate, candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> bool:
    if candidate.trigger.dated and not dates:
        return False
    if _is_mere_description(candidate, dates) or _is_question(candidate) or _is_caused(candidate):
        return False
    others = [c for c in candidates if c is not candidate]
    if candidate.trigger.type == _MOVEMENT and _is_lawful(candidate):
        return False
    if candidate.trigger.type in _DESCRIBING and _says_which(candidate, dates):
        return False
    if candidate.trigger.type == _MOVEMENT and _only_describes(candidate, others, dates):
        return False
    if candidate.trigger.id == _PACT and any(_is_agreed_on(candidate, c) for c in others):
        return False
    if candidate.trigger.id == _DENIAL:
        return not any(c.trigger.type in OWN_DENIALS and c.first > candidate.first for c in others)
    return candidate.trigger.type == "threat" or not _is_content(candidate, others)


def _is_mere_description(candidate: Candidate, dates: Sequence[DateMention]) -> bool:
    """Whether a participle without number or date only says who is meant: "migrants expelled by Riga"."""
    predicate, reading = candidate.predicate, candidate.reading
    if not (candidate.passive and predicate and predicate.bare_participle) or candidate.trigger.once:
        return False
    first, last = candidate.patient
    if reading.sentence.kind != "prose" or reading.hits_within(max(first, last - 5), last, ("numbered",)):
        return False
    reach = 14 if candidate.trigger.type in _LASTING else 6
    end = reading.tokens[min(candidate.last + reach, len(reading.tokens) - 1)].end
    return not any(reading.tokens[candidate.first].start < d.start < end for d in dates)


def _is_caused(candidate: Candidate) -> bool:
    """Whether the verb only says what somebody else brought about: "Rabat let thousands swim across"."""
    predicate, reading = candidate.predicate, candidate.reading
    if candidate.trigger.type != _MOVEMENT or predicate is None or predicate.words:
        return False
    first = max(reading.statements[candidate.statement].first, candidate.first - 6)
    bare = "base" in predicate.forms and "past" not in predicate.forms
    return bare and any(t.lower in _CAUSING for t in reading.tokens[first : candidate.first])


def _is_agreed_on(pact: Candidate, act: Candidate) -> bool:
    """Whether an act is what two states agree to do: it is the event, not their agreement."""
    told = act.predicate is not None and "to" in act.predicate.words
    return told and act.statement == pact.statement and act.first > pact.first


def _is_lawful(candidate: Candidate) -> bool:
    """Whether people are said to have crossed legally."""
    statement = candidate.reading.statements[candidate.statement]
    return any(t.lower in _LAWFULLY for t in candidate.reading.tokens[statement.first : statement.last])


def _is_question(candidate: Candidate) -> bool:
    """Whether the statement asks or leaves open: "how many crossed?", "would not say when …"."""
    tokens = candidate.reading.tokens
    if tokens[-1].text == "?":
        return True
    before = [t.lower for t in tokens[max(0, candidate.first - 14) : candidate.first]]
    asks = any(a == "how" and b in ("many", "much") for a, b in pairwise(before))
    left_open = any(a == "say" and b in ("when", "if", "how") for a, b in pairwise(before))
    first = candidate.reading.statements[candidate.statement].first
    asks = asks or (first > 0 and tokens[first].lower in ("how", "why"))
    return asks or left_open or "whether" in before


def _only_describes(candidate: Candidate, others: Sequence[Candidate], dates: Sequence[DateMention]) -> bool:
    """Whether "who crossed", "trying to cross" says which people something else befell."""
    predicate, tokens = candidate.predicate, candidate.reading.tokens
    if predicate is None:
        return False
    statement = candidate.reading.statements[candidate.statement]
    relative = _is_relative(candidate, statement)
    if not relative and (predicate.finite or predicate.governor in _TRIES):
        return False
    start, end = tokens[statement.first].start, tokens[statement.last - 1].end
    if relative and predicate.finite and any(start <= d.start < end and d.kind in _PRECISE for d in dates):
        return False
    return relative or bool(others) or not predicate.finite


def _says_which(candidate: Candidate, dates: Sequence[DateMention]) -> bool:
    """Whether "who were driven away" says which people are meant, with neither number nor day."""
    reading = candidate.reading
    statement = reading.statements[candidate.statement]
    if statement.kind != "relative" or reading.tokens[statement.first].lower not in ("who", "whom"):
        return False
    start, end = reading.tokens[statement.first].start, reading.tokens[statement.last - 1].end
    counted = reading.hits_within(max(0, statement.first - 8), statement.last, ("numbered",))
    told_on = any(t.lower in ("then", "later") for t in reading.tokens[statement.first : statement.last])
    return not counted and not told_on and not any(start <= d.start < end for d in dates)


def _is_relative(candidate: Candidate, statement: Statement) -> bool:
    """Whether the statement says which people or boats are meant: "who crossed", "a boat that had left"."""
    tokens, first = candidate.reading.tokens, statement.first
    if statement.kind == "relative":
        return tokens[first].lower not in ("when", "where")
    opens = candidate.predicate is not None and candidate.predicate.first == first
    return opens and first > 0 and tokens[first - 1].lower == "that"


def _is_content(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether the candidate is what a threat, an accusation or a request before it is about."""
    for other in others:
        if other.first >= candidate.first or other.trigger.type not in _DEEDS_OF_SPEECH:
            continue
        if other.trigger.id == _DENIAL and candidate.trigger.type in OWN_DENIALS:
            continue
        between = candidate.reading.tokens[other.first : candidate.first]
        if len(between) <= 14 and not any(t.lower in _BREAKS for t in between):
            return True
    return False


def _is_repeated(number: int, candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> bool:
    """Whether another candidate of the statement tells the same, as in "voted to build"."""
    candidate = candidates[number]
    for n, other in enumerate(candidates):
        if n == number or other.trigger.type != candidate.trigger.type:
            continue
        if _governs(candidate, other):
            return True
        if n < number and not _governs(other, candidate) and _tell_one(other, candidate):
            return not _dated_between(other, candidate, dates)
    return False


def _governs(candidate: Candidate, other: Candidate) -> bool:
    return other.predicate is not None and other.predicate.governor_index == candidate.first


def _tell_one(first: Candidate, second: Candidate) -> bool:
    """Whether two verbs stand in one statement, or the second continues the subject of the first."""
    kind = second.reading.statements[second.statement].kind
    if first.statement == second.statement or kind == "relative" or first.trigger.type == "threat":
        return True
    joined = second.statement - first.statement == 1 and kind == "coordinate"
    return joined and first.slots.subject[0] == second.slots.subject[0]


def _dated_between(first: Candidate, second: Candidate, dates: Sequence[DateMention]) -> bool:
    """Whether a date between two verbs gives each its own: "declared on 9 May, was lifted in June"."""
    tokens = first.reading.tokens
    between = [d for d in dates if tokens[first.first].end <= d.start < tokens[second.first].start]
    of_second = any(d.start > tokens[second.first].end for d in dates)
    return any(of_second or dates_next_verb(d, first) for d in between)
