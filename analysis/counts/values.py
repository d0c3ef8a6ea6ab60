"""A numeric claim and what it is compared with, as values; the tables are made from them."""

from dataclasses import dataclass
from datetime import date

from analysis.article import Span
from analysis.vocabulary import Aggregation, Bound, Measure, Modality, Relation, Unit


@dataclass(frozen=True, slots=True)
class Period:
    """Inclusive days; None where the words do not bound that side."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"period ends {self.end} before it starts {self.start}")


UNBOUNDED = Period(None, None)


@dataclass(frozen=True, slots=True)
class Direction:
    """Where the counted come from and go to (alpha-2 codes joined by +), and the borders between."""

    origin: str | None
    destination: str | None
    border: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A claim stated against another: "almost twice the number for all of 2020"."""

    span: Span
    relation: Relation
    factor: float | None
    bound: Bound | None
    ref_measure: Measure
    ref_period: Period
    ref_value: float | None
    implied_low: float | None
    implied_high: float | None


@dataclass(frozen=True, slots=True)
class Count:
    """One numeric claim of an article (docs/codebook.md, section 2)."""

    span: Span
    sentence: str
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    approximator: str | None
    unit: Unit
    measure: Measure
    aggregation: Aggregation
    rate_per: str | None
    period: Period
    hours: int | None
    direction: Direction
    group: str | None
    place: str | None
    source: str | None
    modality: Modality
    rule: str
    comparison: Comparison | None = None
