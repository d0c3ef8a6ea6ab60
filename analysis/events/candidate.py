"""A wording that may report an event: its trigger, where it stands, and what fills its slots."""

from dataclasses import dataclass

from analysis.events.predicates import Predicate
from analysis.events.slots import Slot, Slots
from analysis.events.statements import Reading
from analysis.events.wording import Trigger


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording that reports an event: its trigger, where it stands, and its slots."""

    trigger: Trigger
    reading: Reading
    first: int
    last: int
    predicate: Predicate | None
    slots: Slots
    passive: bool

    @property
    def patient(self) -> Slot:
        """The slot of what is acted on."""
        return self.slots.subject if self.passive else self.slots.object

    @property
    def doer(self) -> Slot:
        """The slot of what acts."""
        return self.slots.agent if self.passive else self.slots.subject

    @property
    def statement(self) -> int:
        """The number of the statement in which it stands."""
        return self.reading.statement_at(self.first)
