"""Where the subject and the object of a verb stand."""

from dataclasses import dataclass

from analysis.events.predicates import AUXILIARIES, Predicate
from analysis.events.statements import Reading, Statement
from analysis.language.clauses import ClauseKind

Slot = tuple[int, int]
_ANTECEDENT = 12
_OBJECT = 14
_SUBJECT = 22
_LISTED: tuple[ClauseKind, ...] = ("main", "coordinate")
_RELATIVES = frozenset("which that whom".split())
_FILLERS = frozenset(", and but or then also who which that \" “ ‘ ( ) ' ; : —".split())


@dataclass(frozen=True, slots=True)
class Slots:
    """Token ranges of what acts, what is acted on, and what follows "by"."""

    subject: Slot
    object: Slot
    agent: Slot


def find_slots(reading: Reading, predicate: Predicate, last: int) -> Slots:
    """The slots of a verb whose wording ends before token `last`."""
    number = reading.statement_at(predicate.index)
    return Slots(
        find_subject(reading, number, predicate.first),
        _find_object(reading, number, last),
        _find_agent(reading, number, last),
    )


def find_subject(reading: Reading, number: int, until: int) -> Slot:
    """The tokens before a verb that hold its subject; an earlier statement lends one where it has none."""
    first = _begin_subject(reading, number, until)
    own = (max(first, until - _SUBJECT), until)
    if number == 0 or _has_noun(reading, own):
        return own
    return _lent_subject(reading, number) or own


def _begin_subject(reading: Reading, number: int, until: int) -> int:
    """Where a subject begins: with its statement, or with one before that it continues."""
    statement, tokens = reading.statements[number], reading.tokens
    first = statement.first
    if not number:
        return first
    if statement.kind == "coordinate" and _continues_list(reading, number, until):
        return reading.statements[_first_of_list(reading, number)].first
    if statement.kind == "subordinate" and _only_adds_gerund(reading, first, until):
        return reading.statements[number - 1].first
    if tokens[first - 1].lower == "that" and tokens[first].lower in AUXILIARIES:
        return max(0, first - 1 - _ANTECEDENT // 2)
    short = sum(t.text[0].isalnum() for t in tokens[first:until]) <= 1
    if short and statement.kind == "main" and reading.statements[number - 1].kind == "aside":
        return reading.statements[max(0, number - 2)].first
    return first


def _lent_subject(reading: Reading, number: int) -> Slot | None:
    """The subject of an earlier statement, or the antecedent of a relative one."""
    statement, before = reading.statements[number], reading.statements[number - 1]
    if statement.kind == "relative":
        return _before(statement)
    if before.kind == "relative" and statement.kind in ("main", "coordinate"):
        return _before(before)
    donors = (_stated_subject(reading, earlier) for earlier in range(number - 1, -1, -1))
    return next((slot for slot in donors if slot), None)


def _before(relative: Statement) -> Slot:
    """The tokens that a relative statement describes."""
    return max(0, relative.first - _ANTECEDENT), relative.first


def _stated_subject(reading: Reading, number: int) -> Slot | None:
    """The tokens up to the verb of a statement that can lend them, or None."""
    statement = reading.statements[number]
    slot = (statement.first, _first_verb(reading, statement.first, statement.last))
    return slot if statement.kind not in ("relative", "aside") and _has_noun(reading, slot) else None


def _only_adds_gerund(reading: Reading, first: int, until: int) -> bool:
    """Whether what opens a statement has no subject: "those held | after crossing fell to 390"."""
    return until - first >= 2 and reading.tokens[first + 1].lower.endswith("ing")


def find_antecedent(reading: Reading, verb: int) -> Slot:
    """The tokens that "which" or "that" takes up as the object of a verb: "the pact that Riga signed"."""
    first = reading.statements[reading.statement_at(verb)].first
    words = [t.lower for t in reading.tokens[: first + 1]]
    opens = first + 1 if words[first] in _RELATIVES else first
    relative = words[opens - 1] if opens else ""
    if relative not in _RELATIVES or not _has_noun(reading, (opens, verb)):
        return first, first
    reach = 6 if relative != "that" else 4
    return max(0, opens - 1 - reach), opens - 1


def _continues_list(reading: Reading, number: int, until: int) -> bool:
    """Whether what goes before "and" is the beginning of the same subject."""
    first = reading.statements[number].first
    verbless = any(_has_no_verb(reading, number - 1, kind) for kind in _LISTED)
    return verbless or _is_name_only(reading, first, until)


def _first_of_list(reading: Reading, number: int) -> int:
    """The statement in which a list begins that a statement ends: "Ludza | and Preili were shut"."""
    first = number - 1
    while first > 0 and _has_no_verb(reading, first, "coordinate"):
        first -= 1
    return first


def _is_name_only(reading: Reading, first: int, until: int) -> bool:
    """Whether a slot holds nothing but the last name of a list: "… Poland, and Ukraine had been …"."""
    words = [t.text for t in reading.tokens[first + 1 : until] if t.text[0].isalnum() and t.lower != "the"]
    return bool(words) and all(w[0].isupper() for w in words)


def _has_no_verb(reading: Reading, number: int, kind: ClauseKind) -> bool:
    """Whether a stretch before "and" is the first half of a list: "The EU, the US, and others have …"."""
    statement = reading.statements[number]
    return statement.kind == kind and _first_verb(reading, statement.first, statement.last) == statement.last


def _find_object(reading: Reading, number: int, last: int) -> Slot:
    end = min(reading.statements[number].last, last + _OBJECT)
    if end - last <= 1 and number + 1 < len(reading.statements):
        following = reading.statements[number + 1]
        if following.kind == "aside" or reading.tokens[following.first].text in '"“‘':
            end = min(following.last, last + _OBJECT)
    return last, max(end, _end_past_aside(reading, number, last))


def _end_past_aside(reading: Reading, number: int, last: int) -> int:
    """Where an object ends that goes on after an aside: "110 kilometres (68 miles) of a fence"."""
    following = reading.statements[number + 1 : number + 3]
    if len(following) < 2 or following[0].kind != "aside" or following[1].kind != "main":
        return last
    return min(following[1].last, last + _OBJECT)


def _find_agent(reading: Reading, number: int, last: int) -> Slot:
    end = reading.statements[number].last
    for at in range(last, min(end, last + 16)):
        if reading.tokens[at].lower == "by":
            return at + 1, min(end, at + 9)
    return last, last


def _has_noun(reading: Reading, slot: Slot) -> bool:
    return any(t.lower not in _FILLERS and t.text[0].isalnum() for t in reading.tokens[slot[0] : slot[1]])


def _first_verb(reading: Reading, first: int, last: int) -> int:
    """Where the verb of a statement begins: at its first auxiliary or past form, else at its end."""
    for at in range(first + 1, last):
        word = reading.tokens[at].lower
        if (
            word in AUXILIARIES
            or (word.endswith("ed") and reading.tokens[at].text.islower())
            or word in _PASTS
        ):
            return at
    return last


_PASTS = frozenset(
    "said began came caught cut did drove fell fled flew found gave got held kept led left let lost made "
    "met put ran saw sent set shot shut sought spent stood swam took went won wrote brought built says "
    "say claims denies plans accuses wants asks".split()
)
