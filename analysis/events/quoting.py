"""The clause that a row of events quotes: around the verb, at most some 25 words."""

from analysis.article import Span
from analysis.events.candidate import Candidate
from analysis.events.slots import Slot
from analysis.events.statements import Reading

_LONGEST = 25
_SPEECH = frozenset({"accusation", "threat"})
_MARKS = frozenset(", ; : — – ( )".split())
_DASHES = frozenset("- – —".split())
_DATELINE = 9  # tokens
_LINKS = frozenset(
    "in on at by for from to with of over after before since until under near along into across as and but "
    "or who which that when while where because".split()
)
_DETERMINERS = frozenset("the a an its their his her this these some about more over nearly".split())
_DANGLING = frozenset(
    "in on of by with for from at to as a an the who which whose much half most saying claiming explaining "
    "adding citing".split()
)
_EDGES = frozenset(', ; : - — – ( ) ] [ and but or that " “ ”'.split())


def quote_clause(text: str, candidate: Candidate) -> Span:
    """The stretch from the subject to the end of the statement, cut to size around the verb."""
    reading = candidate.reading
    first, last = _trim(reading, _with_governor(candidate, _around(candidate)), candidate)
    return Span.of(text, reading.tokens[first].start, reading.tokens[last - 1].end)


def _around(candidate: Candidate) -> Slot:
    """The statement, or where it is too long the part around the verb, cut between its phrases."""
    reading = candidate.reading
    statement = reading.statements[candidate.statement]
    first = _with_listed_subject(candidate, statement.first)
    last = max(_with_rest(reading, candidate.statement), candidate.last)
    if candidate.predicate is None:
        first = _phrase_start(reading, first, max(first, candidate.first - 8), candidate.first)
        last = _phrase_end(reading, candidate.last, min(last, candidate.last + 14), last)
    if last - first <= _LONGEST:
        return first, last
    first = _phrase_start(reading, first, max(first, candidate.first - _LONGEST // 2), candidate.first)
    return first, _phrase_end(reading, candidate.last, max(first + _LONGEST, candidate.last), last)


def _with_listed_subject(candidate: Candidate, first: int) -> int:
    """The beginning of a subject that the statement only continues: "guards | and dogs arrived"."""
    begin, end = candidate.slots.subject
    return begin if candidate.predicate and begin < first < end else first


def _with_rest(reading: Reading, number: int) -> int:
    """The end of a statement, with the few words that a cut after a preposition left over: "on | May 9"."""
    last = reading.statements[number].last
    following = reading.statements[number + 1 : number + 2]
    short = bool(following) and following[0].last - following[0].first <= 4
    return following[0].last if short and reading.tokens[last - 1].lower in _DANGLING else last


def _phrase_start(reading: Reading, first: int, wanted: int, verb: int) -> int:
    """The first boundary of a phrase at or after `wanted`; `first` where the whole way fits."""
    if wanted <= first:
        return first
    inside = (at for at in range(wanted, verb) if reading.tokens[at - 1].text in _MARKS)
    openers = (at for at in range(wanted, verb) if reading.tokens[at].lower in _DETERMINERS)
    return next(inside, next(openers, wanted))


def _phrase_end(reading: Reading, verb: int, wanted: int, last: int) -> int:
    """The last boundary of a phrase at or before `wanted`; `last` where the whole way fits."""
    if wanted >= last:
        return last
    cuts = (
        at
        for at in range(wanted, verb + 3, -1)
        if reading.tokens[at].text in _MARKS or reading.tokens[at].lower in _LINKS
    )
    return next(cuts, wanted)


def _with_governor(candidate: Candidate, slot: Slot) -> Slot:
    """The slot, with the verb that governs an infinitive and with the content of a deed of speech."""
    first, last = slot
    reading, predicate = candidate.reading, candidate.predicate
    if predicate and 0 <= predicate.governor_index < first:
        governing = reading.statements[reading.statement_at(predicate.governor_index)].first
        first = max(governing, min(first, candidate.first - _LONGEST // 2))
    if candidate.trigger.type in _SPEECH and last - first <= 4 and last >= len(reading.tokens) - 2:
        first = max(reading.statements[max(0, candidate.statement - 1)].first, last - _LONGEST)
    if candidate.trigger.type in _SPEECH and last - candidate.last <= 3 and last < len(reading.tokens):
        last = min(reading.statements[reading.statement_at(last)].last, candidate.last + _LONGEST // 2)
    return first, last


def _trim(reading: Reading, slot: Slot, candidate: Candidate) -> Slot:
    """Leave out marks and connectives at both ends."""
    first, last = _after_dateline(reading, slot[0], candidate.first), slot[1]
    while first < candidate.first and reading.tokens[first].lower in _EDGES:
        first += 1
    while last > candidate.last and _dangles(reading, last - 1):
        last -= 1
    return first, last


def _after_dateline(reading: Reading, first: int, verb: int) -> int:
    """The first token after "RIGA, Nov 2 -", where a quote would begin with it."""
    if first > 0 or not reading.tokens[0].text.isupper():
        return first
    dash = next((at for at in range(1, min(verb, _DATELINE)) if reading.tokens[at].text in _DASHES), -1)
    return dash + 1 if dash > 0 else first


def _dangles(reading: Reading, at: int) -> bool:
    """Whether a quote must not end with a token: a mark, a connective, or the opening of what is cut off."""
    token, before = reading.tokens[at], reading.tokens[at - 1].lower
    if token.lower in _EDGES or not token.text[-1].isalnum():
        return True
    if token.lower in _DANGLING:
        return not (token.lower == "on" and before in ("go", "goes", "went", "going"))
    return token.lower == "said" and before in ("and", ",")
