"""What a reading of numbers returns: quantities, refusals, and what a quantity is compared with."""

from dataclasses import dataclass

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

    `start`/`end` span the quote (approximator, number, adjacent noun), `number_start`/`number_end` the
    number alone, which never overlaps another. `value` is None for vague numerals and ranges; `low` and
    `high` close the interval that the words allow and are None where it is open. Lengths in miles are
    given in km. `part_of` is the `number_start` of the total in "four of the six".
    """

    start: int
    end: int
    text: str
    number_start: int
    number_end: int
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    approximator: str | None
    unit: str
    noun: str | None
    head: str | None
    modifiers: tuple[str, ...]
    determiner: str | None
    rate_per: str | None
    part_of: int | None
    partitive: bool
    conversion: bool
    comparative: Comparative | None
    rule: str

    def __post_init__(self) -> None:
        if not self.start <= self.number_start < self.number_end <= self.end:
            raise ValueError(f"number {self.number_start}:{self.number_end} outside {self.start}:{self.end}")
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
    the interval is the value itself. `note` carries what the writing shows: "plain" (bare digits), "point"
    (a single group of three after a point), "metres" (a trailing m), "magnitude" (thousand, million, k),
    "about" ("half a dozen"), among others. `scale` is what the last of its magnitudes multiply by, which a
    number before it in a range may share ("1.2 to 1.5 million").
    """

    start: int
    end: int
    value: float | None
    low: float
    high: float
    kind: str
    note: str = ""
    currency: str = ""
    scale: float = 1


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark beside a number, with its offsets in the text."""

    text: str
    low: str
    start: int
    end: int
