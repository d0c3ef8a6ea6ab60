"""The lexicons of quantities, loaded once and arranged for look-up."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from analysis.knowledge import Record, load_records
from analysis.language.inflection import plural
from analysis.vocabulary import Bound


class NumberWord(Record):
    """A number word; what its numbers mean depends on `kind` (see numerals.toml)."""

    kind: Literal[
        "ones", "tens", "magnitude", "vague", "several", "couple", "part", "half", "multiple", "zero"
    ]
    words: tuple[str, ...]
    value: float = 0
    low: float = 0
    high: float = 0


class Approximator(Record):
    """Words beside a number that open its interval."""

    side: Literal["before", "after"]
    bound: Bound | Literal["none"]
    words: tuple[str, ...]
    quoted: bool = True


class MeasureUnit(Record):
    """A unit of measurement; `factor` turns the written number into the unit that is kept."""

    unit: str
    words: tuple[str, ...]
    factor: float = 1.0


class HeadClass(Record):
    """Nouns that count the same thing."""

    unit: str
    nouns: tuple[str, ...]
    invariant: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What the lexicon knows of one noun form."""

    lemma: str
    unit: str
    plural: bool


@cache
def number_words() -> dict[str, NumberWord]:
    """Number word -> its record."""
    return {word: record for record in load_records("numerals", NumberWord) for word in record.words}


@cache
def approximators(side: str) -> dict[str, Approximator]:
    """Words (joined by one space) -> the record, for one side of the number."""
    return {
        words: record
        for record in load_records("approximators", Approximator)
        if record.side == side
        for words in record.words
    }


@cache
def measure_units() -> dict[str, MeasureUnit]:
    """Unit words (lower case, joined by one space) -> the record."""
    return {words: record for record in load_records("units", MeasureUnit) for words in record.words}


@cache
def heads() -> dict[str, Head]:
    """Noun form (lower case; compounds joined by one space) -> lemma, unit and number."""
    table: dict[str, Head] = {}
    for record in load_records("units_heads", HeadClass):
        for noun in record.nouns + record.compounds:
            table.setdefault(plural(noun), Head(noun, record.unit, True))
            table.setdefault(noun, Head(noun, record.unit, False))
        for noun in record.invariant:
            table[noun] = Head(noun, record.unit, True)
    return table


class WordClass(Record):
    """A closed class of words, lower case, separated by blanks."""

    words: str


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of a class in numerals_words.toml."""
    classes = {record.id: record for record in load_records("numerals_words", WordClass)}
    return frozenset(classes[name].words.split())
