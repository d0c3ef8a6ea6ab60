"""Which candidates of a sentence stand: an embedded or repeated wording gives way to its governor."""

from collections.abc import Sequence

from analysis.events.triggers import Candidate
from analysis.mentions.dates import DateMention

_MOVEMENT = "irregular_crossing"
_TRIES = frozenset(
    "try tries tried attempt attempts attempted seek seeks sought manage manages managed continue "
    "continues continued began begin begins begun started start starts".split()
)
_OWN_DENIALS = frozenset(
    "crossing_point_closure crossing_point_opening border_closure diplomacy reinforcement military "
    "barrier emergency crossing_restriction".split()
)


def select_candidates(candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> list[Candidate]:
    """Leave out candidates that only describe people, purpose or content of another one."""
    standing = [c for c in candidates if _stands(c, candidates, dates)]
    return [c for n, c in enumerate(standing) if not _is_repeated(c, n, standing)]


def _is_repeated(candidate: Candidate, number: int, candidates: Sequence[Candidate]) -> bool:
    """Whether another candidate of the same statement tells the same: "voted to build"."""
    for n, other in enumerate(candidates):
        if other is candidate or other.trigger.type != candidate.trigger.type:
            continue
        if other.predicate and other.predicate.governor_index == candidate.first:
            return True
        governed = candidate.predicate is not None and candidate.predicate.governor_index == other.first
        if (
            other.statement == candidate.statement
            and n < number
            and not governed
            and not _is_infinitive(candidate)
        ):
            return True
        if other.statement == candidate.statement and n > number and _is_infinitive(other):
            return True
    return False


def _is_infinitive(candidate: Candidate) -> bool:
    return candidate.predicate is not None and "to" in candidate.predicate.words


def _stands(candidate: Candidate, candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> bool:
    if candidate.trigger.dated and not _has_date(candidate, dates):
        return False
    others = [c for c in candidates if c is not candidate]
    if candidate.trigger.type == _MOVEMENT and _only_describes(candidate, others, dates):
        return False
    if candidate.trigger.id == "accusation.deny_act":
        return not any(c.trigger.type in _OWN_DENIALS and c.first > candidate.first for c in others)
    if candidate.trigger.type == "threat":
        return True
    return not _is_threatened(candidate, others)


def _has_date(candidate: Candidate, dates: Sequence[DateMention]) -> bool:
    return bool(dates)


def _only_describes(candidate: Candidate, others: Sequence[Candidate], dates: Sequence[DateMention]) -> bool:
    """Whether "who crossed", "trying to cross" says which people something else befell."""
    predicate = candidate.predicate
    if predicate is None:
        return False
    statement = candidate.reading.statements[candidate.statement]
    relative = statement.kind == "relative"
    if not relative and (predicate.finite or _tries(predicate.governor)):
        return False
    start, end = (
        candidate.reading.tokens[statement.first].start,
        candidate.reading.tokens[statement.last - 1].end,
    )
    if relative and any(start <= d.start < end for d in dates) and predicate.finite:
        return False
    return bool(others) or not predicate.finite


def _tries(governor: str) -> bool:
    return governor in _TRIES


def _is_threatened(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether the candidate is the content of a threat, an accusation or a promise of harm before it."""
    for other in others:
        if other.first >= candidate.first or other.trigger.type not in ("threat", "accusation"):
            continue
        between = candidate.reading.tokens[other.first : candidate.first]
        if len(between) <= 14 and not any(t.lower in ("and", "but", "while", ";", "after") for t in between):
            return True
    return False
