"""Find the events of one article: wordings, then who, when, where, how sure; then one row for each."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from analysis.article import Publication
from analysis.counts.datewords import is_dateline, is_speech_date
from analysis.document import Document, within
from analysis.events.candidate import Candidate
from analysis.events.dating import NO_EVENT_DATES, Timing, choose_mention, date_event
from analysis.events.event import Event, EventDate
from analysis.events.location import find_place
from analysis.events.merging import Found, merge_events
from analysis.events.quoting import quote_clause
from analysis.events.relevance import concerns_borders
from analysis.events.roles import assign_roles
from analysis.events.selecting import select_candidates
from analysis.events.sharing import Telling, share_date
from analysis.events.sides import find_sides
from analysis.events.speech import find_speech
from analysis.events.statements import Reading, read_sentence
from analysis.events.status import BY_ORDER, decide_status
from analysis.events.thread import Thread
from analysis.events.triggers import find_candidates
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.vocabulary import Status

_READ_KINDS = frozenset({"prose", "heading", "item"})
_COMPANY = 2
_COMPARED = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|against|(?:up|down) (?:from|on))\b[^,;.]{0,30}$"
)
_STORY = 9  # sentences
_NEWS = timedelta(days=7)  # how long before its article an event is still the article's news
_DAYS = frozenset({"day", "weekend", "part", "span"})
_PERIODS = frozenset({"month", "span", "quarter", "half", "season"})
_ECHOES = frozenset("after before since once until when".split())


def find_events(document: Document) -> tuple[Event, ...]:
    """The events that an article reports, one for each distinct one, in order of the text.

    An article that is not about borders or people on the move has none.
    """
    if not concerns_borders(document.sentences):
        return ()
    found: list[Found] = []
    thread = Thread()
    for tellings in _tellings(document):
        found += _read_tellings(document, tellings, thread)
    return merge_events(found)


def _tellings(document: Document) -> Iterator[list[Telling]]:
    """The candidates of each sentence."""
    earlier: list[Reading] = []
    lead = _lead_index(document)
    frame = _frame(document, lead)
    for sentence in document.sentences:
        if sentence.kind not in _READ_KINDS:
            continue
        reading = read_sentence(sentence, document.setting.places)
        dates = _dates_within(document, sentence)
        candidates = select_candidates(find_candidates(reading, earlier[-_COMPANY:]), dates)
        head = sentence.index <= lead
        before = _paragraph_dates(document, sentence)
        news = head or sentence.kind == "heading"
        story = _story_date(document, sentence)
        yield [Telling(c, dates, before, head, news and _is_main(c), story, frame) for c in candidates]
        earlier.append(reading)


def _dates_within(document: Document, sentence: Sentence) -> tuple[DateMention, ...]:
    """The dates of a sentence but for that of a dateline."""
    dates = within(document.dates, sentence.start, sentence.end)
    return tuple(d for d in dates if not is_dateline(sentence, d))


def _paragraph_dates(document: Document, sentence: Sentence) -> tuple[DateMention, ...]:
    """The dates in the paragraph before a sentence."""
    first = sentence.index
    while first > 0 and document.sentences[first - 1].paragraph == sentence.paragraph:
        first -= 1
    return tuple(
        d
        for s in document.sentences[first : sentence.index]
        for d in within(document.dates, s.start, s.end)
        if _is_told(s, d)
    )


def _story_date(document: Document, sentence: Sentence) -> DateMention | None:
    """The day that the sentences before told last, where it is one of the article's news."""
    for earlier in reversed(document.sentences[max(0, sentence.index - _STORY) : sentence.index]):
        dates = within(document.dates, earlier.start, earlier.end) if earlier.kind == "prose" else ()
        told = [d for d in dates if d.period_start and d.period_end and _is_told(earlier, d)]
        if told:
            return told[-1] if _is_news(told[-1], document.article.publication) else None
    return None


def _is_told(sentence: Sentence, mention: DateMention) -> bool:
    """Whether something happened on a date, other than that it was said or sent out."""
    timeless = mention.cumulative or mention.kind in NO_EVENT_DATES
    timeless = timeless or bool(_COMPARED.search(sentence.text[: mention.start - sentence.start]))
    return not (timeless or is_speech_date(sentence, mention) or is_dateline(sentence, mention))


def _is_news(mention: DateMention, publication: Publication) -> bool:
    start, day = mention.period_start, publication.day
    return bool(start and day and mention.kind in _DAYS and day - _NEWS <= start <= day)


def _lead_index(document: Document) -> int:
    """The number of the first sentence of prose; headings before it are headlines."""
    return next((s.index for s in document.sentences if s.kind == "prose"), 0)


def _frame(document: Document, lead: int) -> DateMention | None:
    """The period in the headlines: "IRREGULAR ARRIVALS, JANUARY TO MARCH 2023"."""
    start = document.sentences[lead].start if document.sentences else 0
    periods = [d for d in within(document.dates, 0, start) if d.kind in _PERIODS and d.period_end]
    return periods[0] if periods and periods[0].period_start else None


def _is_main(candidate: Candidate) -> bool:
    """Whether a candidate stands in the main statement, not in what goes before or explains it."""
    statements = candidate.reading.statements[: candidate.statement + 1]
    opening = candidate.reading.tokens[statements[-1].first].lower
    if statements[-1].kind in ("relative", "subordinate") and opening != "as":
        return False
    return candidate.predicate is None or not candidate.predicate.bare_participle or not candidate.passive


def _read_tellings(document: Document, tellings: Sequence[Telling], thread: "Thread") -> Iterator[Found]:
    """The events of one sentence, in order; the thread carries what later sentences refer to."""
    for number, telling in enumerate(tellings):
        event = _read_event(document, tellings, number, thread)
        if event:
            yield _weigh(telling, event)


def _weigh(telling: Telling, event: Event) -> Found:
    """An event with what decides whether it is the same as another one, and which is told more fully."""
    candidate = telling.candidate
    dated = choose_mention(candidate, telling.dates) is not None
    opening = candidate.reading.tokens[candidate.reading.statements[candidate.statement].first].lower
    return Found(
        event=event,
        dated=dated,
        head=telling.head,
        once=candidate.trigger.once,
        prose=candidate.reading.sentence.kind == "prose",
        echo=not dated and (_is_echo(opening, event) or candidate.trigger.echo),
        figures=_figures(candidate, telling.dates, event.span.start, event.span.end),
    )


def _is_echo(opening: str, event: Event) -> bool:
    """Whether a clause only takes up an event: "after the border was shut", with no day of its own."""
    return opening in _ECHOES and (event.date_start is None or opening != "when")


def _figures(candidate: Candidate, dates: Sequence[DateMention], start: int, end: int) -> frozenset[str]:
    """The numbers in the clause that are no part of a date."""
    tokens = candidate.reading.tokens
    numbers = [tokens[h.first] for h in candidate.reading.hits if h.meaning == "numbered"]
    return frozenset(
        t.lower
        for t in numbers
        if start <= t.start < end and not any(d.start <= t.start < d.end for d in dates)
    )


def _read_event(document: Document, tellings: Sequence[Telling], number: int, thread: Thread) -> Event | None:
    telling = tellings[number]
    candidate, setting = telling.candidate, document.setting
    told = find_speech(candidate, document, telling.dates)
    sides = find_sides(candidate, setting, told.speech.codes)
    actor, target = assign_roles(candidate, sides, setting, told.speech.codes, thread)
    status = decide_status(candidate, actor, told.speech, telling.news)
    if status is None:
        return None
    thread.note(candidate, actor, target, status, told.speech.codes)
    publication = document.article.publication
    shared = share_date(tellings, number, status, publication, spoken=told.day is not None)
    when = date_event(candidate, telling.dates, Timing(publication, telling.news, told.day, shared), status)
    status = _as_dated(status, when, candidate, publication)
    return Event(
        span=quote_clause(document.text, candidate),
        sentence=candidate.reading.sentence.text,
        type=candidate.trigger.type,
        when=when,
        actor=actor,
        target=target,
        place=find_place(candidate),
        border=_name_border(actor, target, sides.host, sides.neighbour),
        status=status,
        source=told.speech.source,
        rule=candidate.trigger.id,
    )


def _as_dated(status: Status, when: EventDate, candidate: Candidate, publication: Publication) -> Status:
    """The status in the light of the date: what "closes on Friday" after publication has not occurred."""
    if status not in ("occurred", "ongoing") or not (when.start and publication.latest):
        return status
    if when.start <= publication.latest:
        return status
    return "announced" if candidate.trigger.type in BY_ORDER else "planned"


def _name_border(*codes: str | None) -> str | None:
    """The border between actor and target where both are single states, else that between the two sides."""
    actor, target, host, neighbour = codes
    for a, b in ((actor, target), (host, neighbour)):
        if a and b and a != b and len(a) == len(b) == 2 and "EU" not in (a, b):
            return "-".join(sorted((a, b)))
    return None
