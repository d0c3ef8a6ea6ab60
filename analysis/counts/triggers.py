"""Words that say what befell the counted, from knowledge/measures.toml, found in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field

from analysis.errors import KnowledgeError
from analysis.knowledge import Record, load_records
from analysis.language.clauses import AUXILIARIES, Clause, clause_at
from analysis.language.inflection import inflect_verb
from analysis.language.phrases import Form, PhraseIndex, PhraseMatch
from analysis.language.text import Token
from analysis.language.voice import Voice, voice_of
from analysis.vocabulary import Measure

_DETERMINERS = frozenset(
    "the a an this that these its his her their our no any each every some border coast frontier "
    "state national customs security police same riot naval air land sea rescue asylum illegal joint "
    "last".split()
)
_DESCRIBED = frozenset("migrants people persons foreigners individuals refugees passengers".split())
_BODIES = frozenset("police customs navy army guards troops".split())
_NOUN_LIKE = frozenset(
    "arrest attack attempt assault beach bed block book breach break bus call camp capture catch "
    "charge chase check claim climb collar cost count crawl crowd crush cut cycle draft drift drive "
    "dump escort ferry fight find flood flow fly force ford gather group guard guide halt hand haul "
    "head herd hike hold hop host house hunt jail jump kick land lead lift line log look march mass "
    "move muster need nick notch offer order pack patrol pilot place pledge post process promise "
    "queue rebuff record release report request rescue return ride round row run rush scale seal "
    "search second sentence shelter shift ship shuttle sign sleep slip snare spill spot squat stamp "
    "stand state station stay stick stop storm strand stream surge swim tally tear throw tip tow "
    "trace track traffic train transfer transit transport trap travel trek trickle truck turn use "
    "wait walk ward wash watch wave work wound".split()
)
_NOUN_LIKE_PLURALS = frozenset(inflect_verb(verb).third for verb in _NOUN_LIKE)
_BEFORE_VERB = AUXILIARIES | frozenset(
    "to not never who which that they we you i people police and or but also still now then often "
    "usually more others them day night week month year hour regularly routinely".split()
)
_BEFORE_THIRD = frozenset("who which that it he she now still also currently already".split())
_SAYING = frozenset("add admit claim discover find observe record register report see".split())
_STUDIES = frozenset("poll survey study report inquiry court investigation review probe audit".split())
_COMPOUNDS = frozenset(
    "point points post posts place places site sites attempt attempts station stations season route "
    "routes zone zones centre centres center centers camp camps facility facilities ground grounds".split()
)
_OBJECT_STARTS = frozenset(
    "some about around nearly almost the a an more up over at another between only just roughly close".split()
)
_ADVERBS = frozenset("still also now already just even again currently then".split())
_NEGATIONS = frozenset("not never nor without".split())
VERBS = frozenset({"object", "subject", "either"})
WORDINGS = ("object", "subject", "either", "phrases", "nouns", "weak")
Role = Literal["object", "subject", "either", "noun", "phrase"]
Match = PhraseMatch[tuple[int, Role]]


class MeasureRecord(Record):
    """One family of wordings for one measure; fields are explained at the head of measures.toml."""

    measure: Measure
    object: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    by_class: dict[str, Measure] = Field(default_factory=dict)
    only: tuple[str, ...] = ()
    after: bool = False
    decisive: bool = False
    neutral: bool = False
    near: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    like: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A wording found at tokens first:last of a sentence."""

    record: MeasureRecord
    role: Role
    voice: Voice
    form: Form
    first: int
    last: int
    start: int
    end: int
    clause: int
    weak: bool
    negated: bool
    verb: str  # the pattern as the lexicon has it
    governor: str  # the word before an infinitive's "to" or before a gerund


@cache
def measure_records() -> tuple[MeasureRecord, ...]:
    """The records of knowledge/measures.toml, each with the wordings of the one that it is like."""
    records = load_records("measures", MeasureRecord)
    named = {record.id: record for record in records}
    for record in records:
        if record.like and record.like not in named:
            raise KnowledgeError(f"measures.toml, record {record.id!r}, like: no record {record.like!r}")
    return tuple(_add_wordings(record, named[record.like]) if record.like else record for record in records)


def _add_wordings(record: MeasureRecord, other: MeasureRecord) -> MeasureRecord:
    wordings = {name: (*getattr(other, name), *getattr(record, name)) for name in WORDINGS}
    return record.model_copy(update=wordings)


@cache
def _index() -> PhraseIndex[tuple[int, Role]]:
    index: PhraseIndex[tuple[int, Role]] = PhraseIndex()
    for n, record in enumerate(measure_records()):
        for verb in record.object:
            index.add_verb(verb, (n, "object"))
        for verb in record.subject:
            index.add_verb(verb, (n, "subject"))
        for verb in record.either:
            index.add_verb(verb, (n, "either"))
        for noun in record.nouns:
            index.add_noun(noun, (n, "noun"))
        for phrase in record.phrases:
            index.add_phrase(phrase, (n, "phrase"))
    return index


def find_triggers(tokens: Sequence[Token], clauses: tuple[Clause, ...]) -> tuple[Trigger, ...]:
    """Every trigger in a sentence, in order."""
    found = _index().find(tokens)
    matches = [m for m in found if not _completes_verb(found, m)]
    words = {t.lower for t in tokens}
    return tuple(
        _trigger(tokens, clauses, m)
        for m in matches
        if not _is_nominal(tokens, m) and _is_met(measure_records()[m.target[0]], words)
    )


def _completes_verb(found: Sequence[Match], noun: Match) -> bool:
    """Whether a noun is the end of a longer wording: the "entry" of "refused entry"."""
    if noun.target[1] != "noun":
        return False
    return any(m.target[1] != "noun" and m.first < noun.first and m.last == noun.last for m in found)


def _is_met(record: MeasureRecord, words: set[str]) -> bool:
    """Whether the sentence has one of the words that the record's wording is ambiguous without."""
    return not record.needs or not words.isdisjoint(record.needs)


def _trigger(tokens: Sequence[Token], clauses: tuple[Clause, ...], match: Match) -> Trigger:
    number, role = match.target
    record = measure_records()[number]
    voice = voice_of(tokens, match.first, match.form) if role in ("object", "either") else "active"
    start = tokens[match.first].start
    return Trigger(
        record=record,
        role=role,
        voice=voice,
        form=match.form,
        first=match.first,
        last=match.last,
        start=start,
        # a verb stands where its first word does: "prevented some 900 people from"
        end=tokens[match.first if role in VERBS else match.last - 1].end,
        clause=clause_at(clauses, start),
        weak=match.pattern in record.weak,
        verb=match.pattern,
        negated=_is_negated(tokens, match.first),
        governor=_governor(tokens, match.first, match.form),
    )


def _is_nominal(tokens: Sequence[Token], match: Match) -> bool:
    """Whether what could be a verb is a noun here: "the Border Guard", "police patrols", "a place"."""
    following = tokens[match.last].lower if match.last < len(tokens) else ""
    if following in _COMPOUNDS and match.form in ("gerund", "noun") and match.last == match.first + 1:
        return True  # "crossing points", "holding centres"
    if match.target[1] not in VERBS:
        return False
    if _is_no_act(tokens, match, following):
        return True
    if match.form in ("participle", "past or participle"):
        return _is_attributive(tokens, match.first)
    return match.form in ("base", "third") and _looks_nominal(tokens, match)


def _is_no_act(tokens: Sequence[Token], match: Match, following: str) -> bool:
    """ "Adding that" and "a poll found" are speech, and "were charged" is no charge at a fence."""
    studied = bool(match.first) and tokens[match.first - 1].lower in _STUDIES
    said = following == "that" and match.pattern in _SAYING
    if match.pattern == "find" and following in ("", "."):
        said = voice_of(tokens, match.first, match.form) != "passive"  # "…, a poll of 1,000 people found."
    return studied or said or (match.target[1] == "subject" and _is_passive(tokens, match))


def _looks_nominal(tokens: Sequence[Token], match: Match) -> bool:
    """Whether a form that a noun has too is the noun, by the word before it and what follows."""
    token, before = tokens[match.first], tokens[match.first - 1] if match.first else None
    if before is None:
        return match.form == "base"
    if before.lower in _BODIES and _takes_object(tokens, match.first):
        return False  # a headline: "Police nab 17 in the forest"
    if token.text[0].isupper() or before.lower in _DETERMINERS or before.lower.endswith(("'s", "s'")):
        return True
    if match.form == "third":
        led = before.lower in _BEFORE_THIRD or _takes_object(tokens, match.first)
        return token.lower in _NOUN_LIKE_PLURALS and not led
    if token.lower in _NOUN_LIKE and not _is_before_verb(before):
        return True
    return before.lower in ("in", "at", "on", "of", "by", "for", "with")


def _is_passive(tokens: Sequence[Token], match: Match) -> bool:
    attempted = measure_records()[match.target[0]].id == "attempted"
    if not attempted or match.form not in ("participle", "past or participle"):
        return False
    return voice_of(tokens, match.first, match.form) == "passive"


def _is_before_verb(before: Token) -> bool:
    """Whether a verb in its base form may follow the word: an auxiliary, a plural, an adverb."""
    word = before.lower
    return word in _BEFORE_VERB or word.endswith(("s", "ly", "n't", "men", "dren")) or not word[0].isalpha()


def _is_attributive(tokens: Sequence[Token], i: int) -> bool:
    """Whether a participle only describes a noun: "of the detained persons, 59 left"."""
    before = tokens[i - 1].lower if i else ""
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    return before in ("the", "these", "those") and following in _DESCRIBED


def _takes_object(tokens: Sequence[Token], i: int) -> bool:
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is not None and (following.text[0].isdigit() or following.lower in _OBJECT_STARTS)


def _is_negated(tokens: Sequence[Token], i: int) -> bool:
    """Whether "not", "never" or "without" stands in the verb's own group of auxiliaries."""
    for back in range(i - 1, max(-1, i - 6), -1):
        word = tokens[back].lower
        if word in _NEGATIONS or word.endswith("n't"):
            return True
        if word not in AUXILIARIES and not word.endswith("ly") and word not in ("yet", "been", "to"):
            return False
    return False


def _governor(tokens: Sequence[Token], i: int, form: Form) -> str:
    """What governs an infinitive ("tried" in "tried to cross") or a gerund ("from" in "from crossing")."""
    if form == "gerund" and i:
        at = i - 1
        while at > 0 and (tokens[at].lower in _ADVERBS or tokens[at].lower.endswith("ly")):
            at -= 1
        return tokens[at].lower
    while i > 1 and tokens[i - 1].lower.endswith("ly"):
        i -= 1
    if i > 1 and tokens[i - 1].lower == "to":  # whatever the form: "to cut", "to come" have but one
        return tokens[i - 2].lower
    return ""
