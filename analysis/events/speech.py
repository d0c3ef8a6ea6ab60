"""Who tells an event and when they said it."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.document import Document
from analysis.events.candidate import Candidate
from analysis.events.dating import dates_speech, speech_opening
from analysis.events.event import EventDate
from analysis.events.status import Speech
from analysis.mentions.dates import DateMention
from analysis.mentions.speakers import Attribution, country_of, source_at

_SEAT = 20  # characters after a source that can name where it sits


@dataclass(frozen=True, slots=True)
class Told:
    """The speech that a candidate stands in, and its day."""

    speech: Speech
    day: EventDate | None


def find_speech(candidate: Candidate, document: Document, dates: Sequence[DateMention]) -> Told:
    """The speech around a candidate; an event that no source tells has an empty one."""
    start, end = _told_words(candidate)
    attribution = source_at(document.attributions, start, end)
    day = _spoken_on(candidate, dates)
    if attribution is None:
        return Told(Speech(), day)
    code = country_of(attribution.source, document.setting, attribution.source_start)
    code = code or _seat_of(attribution, document)
    claims = attribution.stance in ("claim", "accusation", "denial") or attribution.kind == "alleged"
    return Told(Speech(attribution.source, (code,) if code else (), claims), day)


def _seat_of(attribution: Attribution, document: Document) -> str | None:
    """The country of a source named with its town or region: "the prefecture in Arras"."""
    end = attribution.source_end + _SEAT
    inside = [p for p in document.setting.places if attribution.source_start <= p.start < end]
    return next((p.code for p in inside if p.kind in ("town", "region") and p.code), None)


def _told_words(candidate: Candidate) -> tuple[int, int]:
    """The words of the statement from the verb on: what a source must cover to have told the event."""
    tokens = candidate.reading.tokens
    return tokens[candidate.first].start, tokens[candidate.last - 1].end


def _spoken_on(candidate: Candidate, dates: Sequence[DateMention]) -> EventDate | None:
    opening = candidate.reading.tokens[candidate.reading.statements[candidate.statement].first].lower
    if opening in ("but", "while"):
        return None
    for mention in dates:
        spoken = dates_speech(mention, candidate) or speech_opening(mention, candidate)
        if mention.kind in ("day", "week", "month") and mention.period_end and spoken:
            return EventDate(mention.period_start, mention.period_end, mention.precision)
    return None
