"""Who tells an event and when they said it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.events.dating import dates_speech
from analysis.events.event import EventDate
from analysis.events.status import Speech, cue_words
from analysis.events.triggers import Candidate
from analysis.mentions.dates import DateMention

if TYPE_CHECKING:
    from analysis.document import Document


@dataclass(frozen=True, slots=True)
class Told:
    """The speech that a candidate stands in, and its day."""

    speech: Speech
    day: EventDate | None


def find_speech(candidate: Candidate, document: "Document", dates: Sequence[DateMention]) -> Told:
    """The speech around a candidate; an event that no source tells has an empty one."""
    source, codes = _cite(candidate, document)
    claims = any(t.lower in cue_words()["claiming"] for t in candidate.reading.tokens[: candidate.first])
    speech = Speech(source, codes, claims and bool(source or codes))
    return Told(speech, _spoken_on(candidate, dates))


def _cite(candidate: Candidate, document: "Document") -> tuple[str | None, tuple[str, ...]]:
    return None, ()


def _spoken_on(candidate: Candidate, dates: Sequence[DateMention]) -> EventDate | None:
    for mention in dates:
        if mention.kind == "day" and mention.period_end and dates_speech(mention, candidate):
            return EventDate(mention.period_start, mention.period_end, mention.precision)
    return None
