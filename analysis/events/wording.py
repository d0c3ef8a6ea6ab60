"""The wording of events as data: classes of nouns, and verbs and nouns that report each type of event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator

from analysis.knowledge import Record, load_records
from analysis.language.inflection import inflect_verb, plural
from analysis.vocabulary import EVENT_TYPES, Status


def _split_list(words: object) -> object:
    """Read "close, shut down" as a list of two."""
    return tuple(w.strip() for w in words.split(",") if w.strip()) if isinstance(words, str) else words


def _known_type(name: str) -> str:
    if name not in EVENT_TYPES:
        raise ValueError(f"no event type {name!r}")
    return name


WordList = Annotated[tuple[str, ...], BeforeValidator(_split_list)]
EventType = Annotated[str, BeforeValidator(_known_type)]
Form = Literal["base", "third", "past", "participle", "gerund"]
FORMS: tuple[Form, ...] = get_args(Form)
Target = Literal[
    "none", "neighbour", "pushed", "destination", "named", "host", "nationality", "accused", "wounded"
]


class NounClass(Record):
    """Nouns that a trigger may ask for as subject or object: migrants, crossing points, barriers …"""

    nouns: WordList = ()
    words: WordList = ()  # taken as they stand, without a plural


class Trigger(Record):
    """A family of wordings for one type of event, and the company in which it means that."""

    type: EventType
    verbs: WordList = ()  # a lemma, with its particle or fixed words after it: "turn back"
    nouns: WordList = ()  # with their plurals
    object: WordList = ()  # classes of which the thing acted on must be one
    subject: WordList = ()  # classes of which the subject must be one
    middle: WordList = ()  # verbs of which the subject is the thing acted on: "the wall stands"
    after: WordList = ()  # classes of which the verb must be followed by one
    near: WordList = ()  # classes of which the statement must name one
    without: WordList = ()  # classes that the statement's subject and object must not name
    without_subject: WordList = ()  # classes that the statement's subject must not name
    complement: WordList = ()  # classes that must stand close to the noun
    voice: Literal["any", "active", "passive"] = "any"
    finite: bool = False  # only as the verb of a statement, not as "people crossing"
    pledged: bool = False  # only of what somebody will or would do
    dated: bool = False  # only with a date of its own
    once: bool = False  # background that an article tells once
    echo: bool = False  # mentions in passing what the article tells elsewhere
    actor: Literal["agent", "explicit", "none", "speaker", "place"] = "agent"
    target: Target = "none"
    status: Status | None = None  # where the wording itself says how sure it is


_FORMS_OF_BE: tuple[tuple[str, Form], ...] = (("is", "third"), ("are", "third"), ("were", "past"))


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """One verb of a trigger: what one of its forms can be, and the words that must follow."""

    trigger: Trigger
    forms: frozenset[Form]
    particles: tuple[str, ...]
    order: int
    middle: bool = False


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """A phrase of words and what it stands for: a trigger's noun or a class."""

    words: tuple[str, ...]
    meaning: str
    order: int


@cache
def load_triggers() -> tuple[Trigger, ...]:
    """All triggers, in the order in which they are tried."""
    return load_records("events", Trigger)


def find_trigger(rule: str) -> Trigger:
    """The trigger with this id."""
    return next(t for t in load_triggers() if t.id == rule)


@cache
def verb_index() -> Mapping[str, tuple[VerbEntry, ...]]:
    """From a verb's form to the triggers it can open, in file order, longer wordings first."""
    index: dict[str, list[VerbEntry]] = {}
    for order, trigger in enumerate(load_triggers()):
        wordings = [(w, False) for w in trigger.verbs] + [(w, True) for w in trigger.middle]
        for wording, middle in wordings:
            lemma, *particles = wording.split()
            for form, kinds in _forms_of(lemma).items():
                entry = VerbEntry(trigger, kinds, tuple(particles), order, middle)
                index.setdefault(form, []).append(entry)
    return {
        form: tuple(sorted(entries, key=lambda e: (e.order, -len(e.particles))))
        for form, entries in index.items()
    }


@cache
def noun_index() -> Mapping[str, tuple[PhraseEntry, ...]]:
    """From the first word of a triggering noun to the phrases that begin with it, longest first."""
    triggers = load_triggers()
    return _index_phrases(
        (form, trigger.id, order)
        for order, trigger in enumerate(triggers)
        for noun in trigger.nouns
        for form in _noun_forms(noun)
    )


@cache
def class_index() -> Mapping[str, tuple[PhraseEntry, ...]]:
    """From the first word of a noun to the classes of nouns it may belong to, longest first."""
    records = load_records("event_nouns", NounClass)
    nouns = [(form, r.id, n) for n, r in enumerate(records) for noun in r.nouns for form in _noun_forms(noun)]
    return _index_phrases(nouns + [(word, r.id, n) for n, r in enumerate(records) for word in r.words])


def _forms_of(lemma: str) -> dict[str, frozenset[Form]]:
    """Every form of a verb with what it can be; "turned" is past and participle."""
    inflected = inflect_verb(lemma)
    forms: dict[str, set[Form]] = {}
    for kind in FORMS:
        forms.setdefault(getattr(inflected, kind), set()).add(kind)
    for form, kind in _FORMS_OF_BE if lemma == "be" else _british_forms(lemma):
        forms.setdefault(form, set()).add(kind)
    return {form: frozenset(kinds) for form, kinds in forms.items()}


def _british_forms(lemma: str) -> tuple[tuple[str, Form], ...]:
    """Forms with a doubled l: "pedalled", "travelling"."""
    if len(lemma) < 5 or not lemma.endswith(("al", "el", "ol")):
        return ()
    return (lemma + "led", "past"), (lemma + "led", "participle"), (lemma + "ling", "gerund")


def _noun_forms(noun: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((noun, plural(noun))))


def _index_phrases(phrases: Iterable[tuple[str, str, int]]) -> Mapping[str, tuple[PhraseEntry, ...]]:
    index: dict[str, list[PhraseEntry]] = {}
    for phrase, meaning, order in phrases:
        words = tuple(phrase.split())
        index.setdefault(words[0], []).append(PhraseEntry(words, meaning, order))
    return {
        first: tuple(sorted(entries, key=lambda e: (-len(e.words), e.order)))
        for first, entries in index.items()
    }
