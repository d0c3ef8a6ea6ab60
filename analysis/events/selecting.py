"""Which candidates of a sentence stand: an embedded or repeated wording gives way to its governor."""

from collections.abc import Sequence
from itertools import pairwise

from analysis.events.triggers import Candidate
from analysis.mentions.dates import DateMention

_DENIAL = "accusation.deny_act"
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
_BREAKS = frozenset({"and", "but", "while", ";", "after"})


def select_candidates(candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> list[Candidate]:
    """Leave out candidates that only describe people, purpose or content of another one."""
    standing = [c for c in candidates if _stands(c, candidates, dates)]
    return [c for n, c in enumerate(standing) if not _is_repeated(n, standing, dates)]


def _stands(candidate: Candidate, candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> bool:
    if candidate.trigger.dated and not dates:
        return False
    if _is_mere_description(candidate, dates) or _is_question(candidate):
        return False
    others = [c for c in candidates if c is not candidate]
    if candidate.trigger.type == _MOVEMENT and _only_describes(candidate, others, dates):
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
    end = reading.tokens[min(candidate.last + 6, len(reading.tokens) - 1)].end
    return not any(reading.tokens[candidate.first].start < d.start < end for d in dates)


def _is_question(candidate: Candidate) -> bool:
    """Whether the statement asks or leaves open: "how many crossed?", "would not say when …"."""
    tokens = candidate.reading.tokens
    if tokens[-1].text == "?":
        return True
    before = [t.lower for t in tokens[max(0, candidate.first - 14) : candidate.first]]
    asks = any(a == "how" and b in ("many", "much") for a, b in pairwise(before))
    left_open = any(a == "say" and b in ("when", "if", "how") for a, b in pairwise(before))
    return asks or left_open or "whether" in before


def _only_describes(candidate: Candidate, others: Sequence[Candidate], dates: Sequence[DateMention]) -> bool:
    """Whether "who crossed", "trying to cross" says which people something else befell."""
    predicate, tokens = candidate.predicate, candidate.reading.tokens
    if predicate is None:
        return False
    statement = candidate.reading.statements[candidate.statement]
    relative = statement.kind == "relative"
    if not relative and (predicate.finite or predicate.governor in _TRIES):
        return False
    start, end = tokens[statement.first].start, tokens[statement.last - 1].end
    if relative and predicate.finite and any(start <= d.start < end and d.kind in _PRECISE for d in dates):
        return False
    return relative or bool(others) or not predicate.finite


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
    return any(tokens[first.first].end <= d.start < tokens[second.first].start for d in dates)
