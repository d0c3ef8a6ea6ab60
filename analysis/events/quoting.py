"""The clause that a row of events quotes: around the verb, at most some 25 words."""

from analysis.article import Span
from analysis.events.slots import Slot
from analysis.events.statements import Reading
from analysis.events.triggers import Candidate

_LONGEST = 25
_SPEECH = frozenset({"accusation", "threat"})
_EDGES = frozenset(', ; : — – ( ) ] [ and but or that " “ ”'.split())


def quote_clause(text: str, candidate: Candidate) -> Span:
    """The stretch from the subject to the end of the statement, cut to size around the verb."""
    reading = candidate.reading
    first, last = _trim(reading, _with_governor(candidate, _around(candidate)), candidate)
    return Span.of(text, reading.tokens[first].start, reading.tokens[last - 1].end)


def _around(candidate: Candidate) -> Slot:
    statement = candidate.reading.statements[candidate.statement]
    first, last = statement.first, max(statement.last, candidate.last)
    if candidate.predicate is None:
        first = max(first, candidate.first - 6)
        last = min(last, candidate.last + 12)
    if last - first <= _LONGEST:
        return first, last
    first = max(first, candidate.first - _LONGEST // 2)
    return first, min(last, max(first + _LONGEST, candidate.last))


def _with_governor(candidate: Candidate, slot: Slot) -> Slot:
    """The slot, with the verb that governs an infinitive and with the content of a deed of speech."""
    first, last = slot
    reading, predicate = candidate.reading, candidate.predicate
    if predicate and 0 <= predicate.governor_index < first:
        first = reading.statements[reading.statement_at(predicate.governor_index)].first
    if candidate.trigger.type in _SPEECH and last - candidate.last <= 3 and last < len(reading.tokens):
        last = min(reading.statements[reading.statement_at(last)].last, candidate.last + _LONGEST // 2)
    return max(first, candidate.first - _LONGEST // 2), last


def _trim(reading: Reading, slot: Slot, candidate: Candidate) -> Slot:
    """Leave out marks and connectives at both ends."""
    first, last = slot
    while first < candidate.first and reading.tokens[first].lower in _EDGES:
        first += 1
    while last > candidate.last and (
        reading.tokens[last - 1].lower in _EDGES or not reading.tokens[last - 1].text[-1].isalnum()
    ):
        last -= 1
    return first, last
