"""Whether a form that could be an event's verb is a noun, a name or an adjective in its place."""

from analysis.events.predicates import AUXILIARIES, BE, HAVE
from analysis.events.statements import Reading
from analysis.events.wording import VerbEntry

_DETERMINERS = frozenset(
    "the a an its their his her our this that these those no any another every each of in for on at with "
    "from some more new last first second next illegal irregular recent own two three four five "
    "border".split()
)
_BEFORE_BASE = frozenset(
    "to and or not , who which that people they we you i police women children many most some others all "
    "both "
    'each day night month week longer also still now never ever " “ ’ : ( – — help let make only just even '
    "then rohingya authorities".split()
)
_CLAUSE_OPENERS = frozenset("who which that when while as and but to if will would can could".split())
_FILMED = frozenset(
    "video videos footage film films clip clips picture pictures photo photos image images".split()
)
_BEFORE_GERUND = frozenset("of in for on at with from".split())
_BEFORE_PARTICIPLE = frozenset("the a an its their of".split())


def is_noun_here(reading: Reading, at: int, entry: VerbEntry) -> bool:
    """Whether the form is a noun or a name in this place: "the crossing", "an attack", "March"."""
    token = reading.tokens[at]
    heading = reading.sentence.kind == "heading"
    if token.text[0].isupper() and at > 0 and not heading:
        return True
    if at == 0:
        return entry.forms == {"base"} and not heading  # an order, or a name: "Save the Children"
    if token.lower == "shot" and reading.tokens[at - 1].lower in _FILMED:
        return True
    return _is_plain_noun(reading, at, entry) or _is_adjective(reading, at, entry)


def _is_plain_noun(reading: Reading, at: int, entry: VerbEntry) -> bool:
    """Whether a form like "attack", "forces" or "crossing" has no subject but a determiner before it."""
    before = reading.tokens[at - 1]
    if entry.forms <= {"base", "third"} and (
        before.lower.endswith("'s") or _follows_auxiliary(reading, at) or _lacks_subject(reading, at, entry)
    ):
        return True
    if entry.forms == {"third"} and _is_plural(reading, at):
        return True
    if not entry.forms <= {"base", "third", "gerund"} or before.lower not in _DETERMINERS:
        return False
    return "gerund" not in entry.forms or before.lower not in _BEFORE_GERUND


def _is_plural(reading: Reading, at: int) -> bool:
    """Whether a form in -s is counted, listed or described: "40 attacks", "Saudi forces"."""
    if reading.hits_within(at - 1, at, ("numbered",)) or _is_listed(reading, at):
        return True
    end = reading.tokens[at - 1].end
    return any(p.kind == "demonym_adjective" and p.end == end for p in reading.places)


def _is_adjective(reading: Reading, at: int, entry: VerbEntry) -> bool:
    """Whether a participle describes a noun: "the closed border", "Finland's closed frontier"."""
    if "participle" not in entry.forms:
        return False
    before = reading.tokens[at - 1]
    named = before.text[0].isupper() and before.lower.endswith("'s")
    return named or before.lower in _BEFORE_PARTICIPLE or _describes_people(reading, at)


def _is_listed(reading: Reading, at: int) -> bool:
    """Whether a form in -s stands in a list of nouns: "from lorries, trains and the port"."""
    words = [t.text for t in reading.tokens[at - 1 : at + 2]]
    return words[0] == "," and words[-1:] in (["and"], [","], ["or"])


def _describes_people(reading: Reading, at: int) -> bool:
    """Whether a participle stands between a number and its noun: "three wounded Afghans"."""
    counted = reading.hits_within(at - 1, at, ("numbered",))
    return bool(counted) and bool(reading.hits_within(at + 1, at + 2, ("people",)))


def _lacks_subject(reading: Reading, at: int, entry: VerbEntry) -> bool:
    """Whether a bare form has a singular noun or an adjective before it, as in "the steel fence"."""
    before = reading.tokens[at - 1].lower
    if entry.forms != {"base"} or reading.sentence.kind == "heading":
        return False
    opens = (
        before in _BEFORE_BASE
        or before in AUXILIARIES
        or before.endswith(("n't", "ly", "men"))
        or (before.endswith("s") and not before.endswith(("ss", "us", "is")))
    )
    return not opens and not reading.tokens[at - 1].text[0].isupper()


def _follows_auxiliary(reading: Reading, at: int) -> bool:
    """Whether the statement has its verb already, so that a bare form is a noun: "is under attack"."""
    first = reading.statements[reading.statement_at(at)].first
    words = [t.lower for t in reading.tokens[first:at]]
    if (
        not words
        or words[-1] in AUXILIARIES | {"to", "not", "and", "or", "help", "let"}
        or words[-1].endswith("ly")
    ):
        return False
    return any(w in BE | HAVE for w in words) and not any(w in _CLAUSE_OPENERS for w in words)
