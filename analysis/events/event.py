"""The value that the event rules make: one reported happening of an article."""

from dataclasses import dataclass
from datetime import date

from analysis.article import Span
from analysis.identity import content_hash
from analysis.vocabulary import PLOVER, Precision, Status


@dataclass(frozen=True, slots=True)
class EventDate:
    """When something happened, inclusive at both ends; None where the text does not bound that side."""

    start: date | None
    end: date | None
    precision: Precision

    def __post_init__(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"event ends {self.end} before it begins {self.start}")


UNDATED = EventDate(None, None, "unknown")


def in_order(start: date | None, end: date | None, precision: Precision) -> EventDate:
    """The interval, or none where its ends are reversed: they are then not those of one happening."""
    return UNDATED if start and end and start > end else EventDate(start, end, precision)


@dataclass(frozen=True, slots=True)
class Event:
    """One reported happening, with the clause that reports it and the rule that found it."""

    span: Span
    sentence: str
    type: str
    when: EventDate
    actor: str | None
    target: str | None
    place: str | None
    border: str | None
    status: Status
    source: str | None
    rule: str

    @property
    def date_start(self) -> date | None:
        """First day on which it can have happened."""
        return self.when.start

    @property
    def date_end(self) -> date | None:
        """Last day on which it can have happened."""
        return self.when.end

    @property
    def precision(self) -> Precision:
        """How precise the dates are."""
        return self.when.precision

    @property
    def plover(self) -> str | None:
        """The PLOVER category of its type."""
        return PLOVER[self.type]

    def identify(self, sha256: str) -> str:
        """The id of the event in the article with this hash.

        One clause may tell of two: a state of emergency that was declared in one month and lifted in another.
        """
        told = (self.type, self.date_start, self.date_end, self.actor, self.target, self.status)
        return content_hash(sha256, self.span.start, self.span.end, *told)
