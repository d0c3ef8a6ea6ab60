"""Find the events of one article: wordings, then who, when, where, how sure; then one row for each."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.document import Document
from analysis.events.dating import Timing, choose_mention, date_event, dates_speech, read_mention
from analysis.events.event import Event, EventDate
from analysis.events.merging import Found, merge_events
from analysis.events.quoting import quote_clause
from analysis.events.relevance import concerns_borders
from analysis.events.roles import assign_roles, find_place, find_sides
from analysis.events.selecting import select_candidates
from analysis.events.speech import find_speech
from analysis.events.statements import Reading, read_sentence
from analysis.events.status import decide_status
from analysis.events.triggers import Candidate, find_candidates
from analysis.mentions.dates import DateMention

_READ_KINDS = frozenset({"prose", "heading", "item"})
_COMPANY = 2
_ECHOES = frozenset("after before since once until when".split())


@dataclass(frozen=True, slots=True)
class Telling:
    """A candidate with the dates of its sentence and whether it is the article's own news."""

    candidate: Candidate
    dates: tuple[DateMention, ...]
    head: bool
    news: bool


def find_events(document: Document) -> tuple[Event, ...]:
    """The events that an article reports, one for each distinct one, in order of the text.

    An article that is not about borders or people on the move has none.
    """
    if not concerns_borders(document.sentences):
        return ()
    found: list[Found] = []
    for tellings in _tellings(document):
        found += _read_tellings(document, tellings)
    return merge_events(found)


def _tellings(document: Document) -> Iterator[list[Telling]]:
    """The candidates of each sentence."""
    earlier: list[Reading] = []
    lead = _lead_index(document)
    for sentence in document.sentences:
        if sentence.kind not in _READ_KINDS:
            continue
        reading = read_sentence(sentence, document.setting.places)
        dates = _within(document.dates, sentence.start, sentence.end)
        candidates = select_candidates(find_candidates(reading, earlier[-_COMPANY:]), dates)
        head = sentence.index <= lead
        yield [Telling(c, dates, head, head and _is_main(c)) for c in candidates]
        earlier.append(reading)


def _lead_index(document: Document) -> int:
    """The number of the first sentence of prose; headings before it are headlines."""
    return next((s.index for s in document.sentences if s.kind == "prose"), 0)


def _is_main(candidate: Candidate) -> bool:
    """Whether a candidate stands in the main statement, not in what goes before or explains it."""
    statements = candidate.reading.statements[: candidate.statement + 1]
    if any(s.kind in ("relative", "subordinate") for s in statements[-1:]):
        return False
    return candidate.predicate is None or not candidate.predicate.bare_participle or not candidate.passive


def _within(dates: Sequence[DateMention], start: int, end: int) -> tuple[DateMention, ...]:
    low = bisect_left(dates, start, key=lambda d: d.start)
    high = bisect_left(dates, end, key=lambda d: d.start)
    return tuple(dates[low:high])


def _read_tellings(document: Document, tellings: Sequence[Telling]) -> Iterator[Found]:
    """The events of one sentence; a date that opens it, or that a neighbour states, is shared."""
    for number, telling in enumerate(tellings):
        event = _read_event(document, telling, _shared_mention(tellings, number))
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
        echo=not dated and (opening in _ECHOES or candidate.trigger.echo),
        figures=_figures(candidate, telling.dates, event.span.start, event.span.end),
    )


def _figures(candidate: Candidate, dates: Sequence[DateMention], start: int, end: int) -> frozenset[str]:
    """The numbers in the clause that are no part of a date."""
    tokens = candidate.reading.tokens
    numbers = [tokens[h.first] for h in candidate.reading.hits if h.meaning == "numbered"]
    return frozenset(
        t.lower
        for t in numbers
        if start <= t.start < end and not any(d.start <= t.start < d.end for d in dates)
    )


def _shared_mention(tellings: Sequence[Telling], number: int) -> DateMention | None:
    """A date that a candidate without its own shares: the opening one, else that of a joined neighbour."""
    telling = tellings[number]
    candidate = telling.candidate
    if not telling.dates or choose_mention(candidate, telling.dates):
        return None
    first = telling.dates[0]
    tokens = candidate.reading.tokens
    opening = tokens[min(len(tokens) - 1, 3)].start
    if (
        first.start <= opening
        and first.end < tokens[candidate.first].start
        and not dates_speech(first, candidate)
    ):
        return first if first.kind not in ("until", "repeated", "duration") else None
    for other in (number - 1, number + 1):
        if 0 <= other < len(tellings) and _are_joined(tellings[other].candidate, candidate):
            mention = choose_mention(tellings[other].candidate, telling.dates)
            if mention:
                return mention
    return None


def _are_joined(a: Candidate, b: Candidate) -> bool:
    first, second = sorted((a.statement, b.statement))
    statements = a.reading.statements
    if first == second:
        return True
    return second - first == 1 and statements[second].kind in ("coordinate", "main", "relative")


def _read_event(document: Document, telling: Telling, shared: DateMention | None) -> Event | None:
    candidate = telling.candidate
    setting = document.setting
    sides = find_sides(candidate, setting)
    actor, target = assign_roles(candidate, sides, setting)
    speech = find_speech(candidate, document, telling.dates)
    status = decide_status(candidate, actor, speech.speech, telling.news)
    if status is None:
        return None
    publication = document.article.publication
    inherited = read_mention(shared, candidate, status, publication) if shared else None
    timing = Timing(publication, telling.news, speech.day, inherited)
    when: EventDate = date_event(candidate, telling.dates, timing, status)
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
        source=speech.speech.source,
        rule=candidate.trigger.id,
    )


def _name_border(*codes: str | None) -> str | None:
    """The border between actor and target where both are single states, else that between the two sides."""
    actor, target, host, neighbour = codes
    for a, b in ((actor, target), (host, neighbour)):
        if a and b and a != b and len(a) == len(b) == 2 and "EU" not in (a, b):
            return "-".join(sorted((a, b)))
    return None
