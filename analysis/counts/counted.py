"""What a number counts: the class of its head noun (guards, migrants, attempts, crossing points …)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pydantic import Field

from analysis.knowledge import Record, load_records
from analysis.language.inflection import plural
from analysis.mentions.places.lexicon import countries
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Unit

NONE = "none"
_PERSONS = frozenset({"migrant", "personnel", "civilian", "facilitator", "traveller", "trucker"})
_LIFELESS = frozenset({"dead", "deceased", "drowned", "lifeless"})
_TOTALS = frozenset("number total tally count force complement contingent strength".split())


_OF_PEOPLE = re.compile(
    r"\b(?:number|total|tally|count)\b(?: \w+)? (?:who|of (?:those|people|persons|migrants))\b", re.I
)


class CountedRecord(Record):
    """A class of head nouns and the measure that such a noun states by itself."""

    nouns: tuple[str, ...] = Field(min_length=1)
    measure: Measure | None = None
    trust: float = 75.0
    unit: Unit | None = None


@cache
def _classes() -> dict[str, CountedRecord]:
    """Head noun, singular or plural -> its class; the first class that lists a noun has it."""
    nouns: dict[str, CountedRecord] = {}
    for record in load_records("counted", CountedRecord):
        for noun in record.nouns:
            nouns.setdefault(noun, record)
            nouns.setdefault(plural(noun), record)
    people = nouns["people"]
    for country in countries():
        for noun in country.person_nouns:  # "two Poles", "65 Rohingya"
            nouns.setdefault(noun.lower(), people)
    return nouns


def class_of(quantity: Quantity) -> str:
    """The class of what is counted: "none" without a noun, "unknown" for a noun that no class lists."""
    if _LIFELESS & set(quantity.modifiers):
        return "body"
    if quantity.head == "post" and quantity.unit == "person":
        return "personnel"
    record = _record_of(quantity)
    if record is not None:
        return record.id
    return _class_without_record(quantity)


def measure_by_noun(quantity: Quantity) -> tuple[Measure, float] | None:
    """The measure that the noun alone states ("3,120 pushbacks"), and the trust in it."""
    if class_of(quantity) == "personnel":
        return measure_of_class("personnel")
    record = _record_of(quantity)
    return (record.measure, record.trust) if record and record.measure else None


def measure_of_class(counted: str) -> tuple[Measure, float] | None:
    """The measure that the nouns of a class state by themselves, and the trust in it."""
    record = next((r for r in _classes().values() if r.id == counted), None)
    return (record.measure, record.trust) if record and record.measure else None


def class_of_total(words: Sequence[str]) -> str | None:
    """The class of the nouns that a total is of: "the number of border guards", "troop numbers"."""
    classes = _classes()
    for i in range(len(words) - 1, 0, -1):
        if words[i] == "of" and words[i - 1] in _TOTALS:
            runs = (" ".join(words[a:b]) for a in range(i + 1, i + 5) for b in range(i + 5, a, -1))
            return next((classes[r].id for r in runs if r in classes), None)
        if words[i] == "numbers" and words[i - 1] in classes:
            return classes[words[i - 1]].id
    return None


def class_of_noun(word: str) -> str:
    """The class of one noun, singular or plural, that stands elsewhere in the sentence."""
    record = _classes().get(word)
    return record.id if record else NONE


def _class_without_record(quantity: Quantity) -> str:
    if quantity.noun is None or quantity.partitive or (quantity.head or "") in ("other", "others", "more"):
        return NONE
    if quantity.unit == "person":
        return "migrant"
    return "unknown"


def _record_of(quantity: Quantity) -> CountedRecord | None:
    """The record of the longest run of words that ends the noun phrase."""
    words = [w.lower().strip("'’") for w in (quantity.noun or "").split()]
    classes = _classes()
    for end in range(len(words), 0, -1):
        for start in range(end):
            record = classes.get(" ".join(words[start:end]))
            if record is not None:
                return record
    return classes.get(quantity.head or "")


def is_boat(word: str) -> bool:
    """Whether a word, singular or plural, is a boat that people cross in."""
    record = _classes().get(word)
    return record is not None and record.id == "boat"


def label_class(label: str) -> str | None:
    """The class that a label names as a whole: "Boats", "Illegal crossings"."""
    record = _classes().get(label.strip().lower())
    return record.id if record else None


def find_noun_measure(text: str) -> Measure | None:
    """The measure of the first noun in a heading or label that states one ("Arrivals by quarter")."""
    return next((r.measure for r in _find_records(text) if r.measure), None)


def unit_of_noun(noun: str) -> Unit | None:
    """What a number is counted in that a noun elsewhere names: "encounters rose to 63" are cases."""
    record = _classes().get(noun)
    return record.unit if record else None


def find_noun_unit(text: str) -> Unit | None:
    """The unit of the first noun in a heading that names one ("Border Patrol encounters by sector")."""
    return next((r.unit for r in _find_records(text) if r.unit), None)


def find_subject_unit(text: str) -> Unit | None:
    """The unit of the first noun in a subject that belongs to a class ("migrants caught in boats")."""
    if _OF_PEOPLE.search(text):
        return "person"
    record = next(_find_records(text), None)
    if record is None:
        return None
    return record.unit or ("person" if record.id in _PERSONS else None)


def _find_records(text: str) -> Iterator[CountedRecord]:
    """The classes that the nouns of a text belong to, in order, the longest noun at each word."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())
    classes = _classes()
    for start in range(len(words)):
        spans = (" ".join(words[start:end]) for end in range(min(len(words), start + 4), start, -1))
        record = next((classes[span] for span in spans if span in classes), None)
        if record is not None:
            yield record
