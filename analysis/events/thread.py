"""What later sentences of an article refer to: who acted last, who accused whom."""

from dataclasses import dataclass, field

from analysis.events.candidate import Candidate
from analysis.vocabulary import Status

_BACKGROUND = frozenset({"aircraft_diversion", "election", "repression", "protest", "arrest"})


@dataclass(slots=True)
class Thread:
    """Notes taken while an article is read from its beginning to its end."""

    actor: str | None = None
    sentence: int = -1
    background: str | None = None
    charges: list[tuple[str | None, str | None]] = field(default_factory=list)

    def note(
        self,
        candidate: Candidate,
        actor: str | None,
        target: str | None,
        status: Status,
        teller: tuple[str, ...],
    ) -> None:
        """Remember an event as read."""
        index = candidate.reading.sentence.index
        kind = candidate.trigger.type
        if actor:
            self.actor = actor
        if kind in _BACKGROUND and actor:
            self.background, self.sentence = actor, index
        if kind == "accusation" and status == "occurred":
            self.charges.append((actor, target))
        elif status == "alleged":
            self.charges.append((teller[0] if teller else None, actor))

    def accuser_of(self, accused: str | None) -> str | None:
        """The state whose charge against `accused` was told last, or None where it is nobody's."""
        for accuser, charged in reversed(self.charges):
            if accuser != accused and (charged is None or accused is None or charged == accused):
                return accuser
        return None

    def background_actor(self, candidate: Candidate) -> str | None:
        """The state behind the event told just before in the sentence: a flight diverted, then an arrest."""
        same = self.sentence == candidate.reading.sentence.index
        return self.background if same and candidate.trigger.type in _BACKGROUND else None
