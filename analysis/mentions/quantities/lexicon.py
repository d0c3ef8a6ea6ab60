"""What numbers are read as, and the words that the lexicons list for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from analysis.knowledge import Record, load_records
from analysis.language.inflection import plural
from analysis.language.text import Token
from analysis.vocabulary import Bound, Reason, Relation


@dataclass(frozen=True, slots=True)
class Comparative:
    """A multiple or a percentage that sets one claim against another ("almost twice", "50% more than")."""

    start: int
    end: int
    text: str
    relation: Relation
    factor: float | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number in a text with the words that belong to it.

    `start`/`end` span the quote: approximator, number, adjacent noun, and in "four of the six" the total.
    `value` is None for vague numerals and ranges; `low` and `high` close the interval that the words allow
    and are None where it is open. Lengths in miles are given in km.
    """

    start: int
    end: int
    text: str
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    approximator: str | None
    unit: str
    rate_per: str | None
    partitive: bool
    conversion: bool
    comparative: Comparative | None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.text!r} has an empty interval {self.low}..{self.high}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Digits or number words that are no quantity, with the reason."""

    start: int
    end: int
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as its words give it, before its surroundings are read.

    `kind` is one of: digits, words, vague, fraction, multiple, zero, range. For the kinds digits and words
    the interval is the value itself, `about` says that its words are never exact ("half a dozen"). `scale` is
    what the last of its magnitudes multiply by, which a number before it in a range may share ("1.2 to 1.5
    million").
    """

    start: int
    end: int
    value: float | None
    low: float
    high: float
    kind: str
    about: bool = False
    money: bool = False
    scale: float = 1


def low(words: Sequence[Token], k: int) -> str:
    """The word at `k` in lower case, empty beyond either end."""
    return words[k].lower if -len(words) <= k < len(words) else ""


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
    """What the lexicon knows of one noun form; a noun that it does not list has no unit."""

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


def is_plural(word: Token) -> bool:
    """Whether the word is the plural of a listed noun."""
    head = heads().get(word.lower)
    return head is not None and head.plural
