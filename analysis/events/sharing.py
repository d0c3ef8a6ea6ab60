"""Dates that a statement shares: one that opens the sentence, one of a joined verb, one told just before."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.article import Publication
from analysis.events.candidate import Candidate
from analysis.events.dating import (
    NO_EVENT_DATES,
    choose_mention,
    compares,
    dates_next_verb,
    dates_speech,
    follows_comparison,
    read_mention,
    speech_opening,
)
from analysis.events.event import EventDate, in_order
from analysis.events.predicates import HAVE
from analysis.mentions.dates import DateMention
from analysis.vocabulary import Status

_OPENING = 4
_SETTING_OFF = frozenset("setting sparking triggering prompting unleashing provoking causing".split())
_COUNTED = frozenset("irregular_crossing turn_back apprehension rescue casualty return".split())
_TRAILING = frozenset("after when who".split())
_SAID = frozenset({"accusation"})
_INCIDENTS = frozenset({"rescue", "casualty"})
_STANDING = frozenset("accusation threat emergency barrier sanction asylum election military".split())
_THREADS = frozenset({"day", "week", "weekend", "month", "span", "year", "quarter", "half", "season"})


@dataclass(frozen=True, slots=True)
class Telling:
    """A candidate with the dates of its sentence and of its paragraph so far, and its rank as news."""

    candidate: Candidate
    dates: tuple[DateMention, ...]
    before: tuple[DateMention, ...]
    head: bool
    news: bool
    story: DateMention | None = None  # the day of the article's news that an earlier paragraph told last
    frame: DateMention | None = None  # the period that the headline gives to the whole article


def share_date(
    tellings: Sequence[Telling], number: int, status: Status, publication: Publication, spoken: bool = False
) -> EventDate | None:
    """The date that a candidate without a date of its own shares with the words around it, or None."""
    telling = tellings[number]
    candidate = telling.candidate
    if choose_mention(candidate, telling.dates):
        return None
    since = _opening_since(telling)
    if since:
        return in_order(since.period_start, publication.latest, "unknown")
    mention = _antecedent_mention(telling) or _opening_mention(telling) or _joined_mention(tellings, number)
    if mention:
        return read_mention(mention, candidate, status, publication)
    followed = _followed_mention(telling)
    if followed:
        return EventDate(followed.period_start, None, "unknown")
    if status not in ("occurred", "alleged"):
        return None
    thread = (
        _trailing_mention(telling)
        or _consequence_mention(telling)
        or (None if spoken else _thread_mention(telling))
    )
    thread = thread or _frame_mention(telling)
    return read_mention(thread, candidate, status, publication) if thread else None


def _followed_mention(telling: Telling) -> DateMention | None:
    """The date after which something happened: "the vote in August was followed by protests"."""
    tokens, first = telling.candidate.reading.tokens, telling.candidate.first
    at = next((n for n in range(first) if tokens[n].lower == "followed"), None)
    if at is None or tokens[at + 1].lower != "by":
        return None
    return next((d for d in telling.dates if d.end <= tokens[at].start and d.period_start), None)


def _trailing_mention(telling: Telling) -> DateMention | None:
    """The day in the clause that ends the sentence: "three died after a boat sank on Monday"."""
    candidate, reading = telling.candidate, telling.candidate.reading
    if candidate.trigger.type not in _COUNTED or candidate.predicate is None:
        return None
    for statement in reading.statements[candidate.statement + 1 : candidate.statement + 3]:
        opening = reading.tokens[statement.first].lower
        if opening not in _TRAILING and not (opening == "and" and statement.kind == "coordinate"):
            return None
        start, end = reading.tokens[statement.first].start, reading.tokens[statement.last - 1].end
        days = [d for d in telling.dates if start <= d.start < end and d.kind == "day"]
        if days and opening in _TRAILING and not dates_speech(days[-1], candidate):
            return days[-1]
    return None


def _consequence_mention(telling: Telling) -> DateMention | None:
    """The date of what brought something about: "in May the vote was rigged, setting off protests"."""
    candidate, tokens = telling.candidate, telling.candidate.reading.tokens
    first = candidate.reading.statements[candidate.statement].first
    if candidate.predicate is not None or not first or tokens[first].lower not in _SETTING_OFF:
        return None
    told = [d for d in telling.dates if d.end <= tokens[first].start and d.kind in _THREADS]
    return told[-1] if told else None


def _frame_mention(telling: Telling) -> DateMention | None:
    """The headline's period, for a figure of something counted and told in the past without a date."""
    candidate = telling.candidate
    counted = bool(candidate.reading.hits_within(*_clause(candidate), ("numbered",)))
    if telling.frame is None or not counted or candidate.trigger.type not in _COUNTED:
        return None
    return telling.frame if candidate.predicate is None or _is_past(candidate) else None


def _clause(candidate: Candidate) -> tuple[int, int]:
    statement = candidate.reading.statements[candidate.statement]
    return statement.first, statement.last


def _opening_since(telling: Telling) -> DateMention | None:
    """The date in a clause like "Since the pact was signed in March, …" before the candidate's statement."""
    candidate = telling.candidate
    reading = candidate.reading
    following = reading.statements[candidate.statement + 1 : candidate.statement + 2]
    if following and reading.tokens[following[0].first].lower == "since":
        first, last = following[0].first, following[0].last - 1
        start, end = reading.tokens[first].start, reading.tokens[last].end
        return next((d for d in telling.dates if start < d.start < end and d.period_start), None)
    if reading.tokens[0].lower != "since" or candidate.statement == 0:
        return None
    end = reading.tokens[reading.statements[candidate.statement].first].start
    return next((d for d in telling.dates if d.end <= end and d.period_start), None)


def _opening_mention(telling: Telling) -> DateMention | None:
    """The date with which the sentence begins: "On Tuesday 60 tried to cross, of whom 40 were caught"."""
    candidate, tokens = telling.candidate, telling.candidate.reading.tokens
    if not telling.dates:
        return None
    first = telling.dates[0]
    opens = first.start <= tokens[min(len(tokens) - 1, _OPENING - 1)].start
    precedes = first.end < tokens[candidate.first].start
    spoken = dates_speech(first, candidate) or speech_opening(first, candidate)
    fits = first.kind not in NO_EVENT_DATES and not spoken
    return first if opens and precedes and fits else None


def _antecedent_mention(telling: Telling) -> DateMention | None:
    """The date that "when" takes up: "up on 2021, when 8,212 were refused entry"."""
    candidate, tokens = telling.candidate, telling.candidate.reading.tokens
    first = candidate.reading.statements[candidate.statement].first
    if first < 2 or tokens[first].lower != "when":
        return None
    end = tokens[first].start
    return next((d for d in telling.dates if 0 <= end - d.end <= 2 and d.kind not in NO_EVENT_DATES), None)


def _joined_mention(tellings: Sequence[Telling], number: int) -> DateMention | None:
    candidate = tellings[number].candidate
    if _is_past_perfect(candidate) and candidate.reading.statements[candidate.statement].kind != "coordinate":
        return None
    for other in (number - 1, number + 1):
        if 0 <= other < len(tellings) and _are_joined(tellings[other].candidate, candidate):
            mention = choose_mention(tellings[other].candidate, tellings[number].dates)
            if mention and not dates_next_verb(mention, candidate):
                return mention
    return None


def _are_joined(a: Candidate, b: Candidate) -> bool:
    first, second = sorted((a.statement, b.statement))
    statements = a.reading.statements
    if first == second:
        return True
    if statements[second].kind == "subordinate":
        opening = a.reading.tokens[statements[second].first].lower
        return second - first <= 2 and opening == "as"
    if statements[first].kind == "relative" and statements[second].kind == "main":
        return False
    return second - first == 1 and statements[second].kind in ("coordinate", "main", "relative")


def _thread_mention(telling: Telling) -> DateMention | None:
    """The date told last, in the paragraph or as the article's news, where the story goes on in the past."""
    candidate = telling.candidate
    if candidate.trigger.type in _SAID:
        return None
    story = None if candidate.trigger.type in _STANDING else telling.story
    if candidate.trigger.type in _INCIDENTS and _is_past_perfect(candidate):
        return story
    if _has_perfect(candidate) or not _is_past(candidate):
        return None
    start = candidate.reading.tokens[candidate.first].start
    inside = [
        d
        for d in telling.dates
        if d.end <= start
        and not dates_speech(d, candidate)
        and not speech_opening(d, candidate)
        and not follows_comparison(d, candidate)
    ]
    told = [
        d
        for d in (*telling.before, *inside)
        if d.kind in _THREADS and d.period_start and d.period_end and not compares(d, candidate)
    ]
    return told[-1] if told else story


def _has_perfect(candidate: Candidate) -> bool:
    predicate = candidate.predicate
    return predicate is None or any(w in HAVE for w in predicate.words)


def _is_past_perfect(candidate: Candidate) -> bool:
    predicate = candidate.predicate
    return predicate is not None and "had" in predicate.words


def _is_past(candidate: Candidate) -> bool:
    predicate = candidate.predicate
    if predicate is None:
        return False
    if candidate.passive and predicate.words:
        return any(w in ("was", "were") for w in predicate.words)
    return "past" in predicate.forms and not predicate.words
