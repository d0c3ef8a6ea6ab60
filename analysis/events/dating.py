"""When an event happened: which of the sentence's dates is its own, and what holds where it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from analysis.article import Publication
from analysis.events.candidate import Candidate
from analysis.events.event import EventDate, in_order
from analysis.events.predicates import AUXILIARIES
from analysis.events.wording import verb_index
from analysis.mentions.dates import DateMention, find_dates
from analysis.vocabulary import Precision, Status

NO_EVENT_DATES = frozenset({"until", "repeated", "duration"})
_ACTS = frozenset(
    "crossing_point_closure border_closure crossing_restriction barrier emergency election".split()
)
_NEWS_STATUSES = frozenset({"announced", "planned", "demanded"})
_ROUND = frozenset(
    "a an one two three four five six ten twenty twice dozens scores hundreds thousands half".split()
)
_COMPARING = frozenset("compared than versus whereas".split())
_SPEECH_VERBS = frozenset(
    "said says told announced reported reports stated added claimed informed informs wrote noted alleged "
    "declared stressed confirmed posted informed tells published released issued updated".split()
)


@dataclass(frozen=True, slots=True)
class Timing:
    """What is known of time around a candidate: the article's day, whether it is its news, earlier dates."""

    publication: Publication
    news: bool
    spoken: EventDate | None
    inherited: EventDate | None


def date_event(
    candidate: Candidate, dates: Sequence[DateMention], timing: Timing, status: Status
) -> EventDate:
    """The date of an event: its own, one that it shares with its neighbours, else the codebook's default."""
    mention = choose_mention(candidate, dates)
    if mention:
        return read_mention(mention, candidate, status, timing.publication)
    return timing.inherited or default_date(candidate, timing, status)


def choose_mention(candidate: Candidate, dates: Sequence[DateMention]) -> DateMention | None:
    """The date that belongs to the verb: in its statement, nearest to it, and not that of a speech."""
    reading = candidate.reading
    if candidate.trigger.id == "threat.condition":
        return None
    start, end = _extent(candidate)
    own = [d for d in dates if start <= d.start < end and _may_date(d, candidate)]
    if not own:
        return None
    verb = reading.tokens[candidate.first]
    return min(
        own,
        key=lambda d: (
            d.kind in ("recent", "by", "ongoing"),
            abs(d.start - verb.end) if d.start > verb.end else abs(verb.start - d.end),
        ),
    )


def _extent(candidate: Candidate) -> tuple[int, int]:
    """Where the statement's dates can stand: in it, and in what follows without a verb of its own."""
    reading = candidate.reading
    statement = reading.statements[candidate.statement]
    last = statement.last
    for following in reading.statements[candidate.statement + 1 :]:
        words = [t.lower for t in reading.tokens[following.first : following.last] if t.text != "May"]
        if following.kind == "subordinate" and words[1:2] and words[1].endswith("ing"):
            last = following.last
            break
        has_verb = any(w in AUXILIARIES or _is_inflected(w) for w in words)
        if has_verb or following.kind not in ("main", "aside"):
            break
        last = following.last
    return reading.tokens[statement.first].start, reading.tokens[last - 1].end


def _is_inflected(word: str) -> bool:
    """Whether a word is the inflected form of an event's verb; a base form is as often a noun ("shore")."""
    return any("base" not in e.forms or "past" in e.forms for e in verb_index().get(word, ()))


def _may_date(mention: DateMention, candidate: Candidate) -> bool:
    if mention.kind in NO_EVENT_DATES and not _ends_plan(mention, candidate):
        return False
    if (
        compares(mention, candidate)
        or _dates_noun(mention, candidate)
        or _opens_own_clause(mention, candidate)
        or dates_next_verb(mention, candidate)
    ):
        return False
    return candidate.trigger.type in ("accusation", "threat") or not dates_speech(mention, candidate)


def _opens_own_clause(mention: DateMention, candidate: Candidate) -> bool:
    """Whether "since" opens the clause of this very verb: "since Russia invaded Ukraine on 24 February"."""
    tokens = candidate.reading.tokens
    if mention.kind != "since" or mention.text.lower() != "since":
        return False
    statement = candidate.reading.statements[candidate.statement]
    return tokens[statement.first].start == mention.start


def dates_next_verb(mention: DateMention, candidate: Candidate) -> bool:
    """Whether a date is set off after "and", for the verb that follows: "lined it and, in July, laid …"."""
    tokens = candidate.reading.tokens
    before = [t for t in tokens if candidate.first < tokens.index(t) and t.end <= mention.start][-3:]
    words = [t.lower for t in before]
    following = next((t.text for t in tokens if t.start >= mention.end), "")
    return "and" in words and "," in words[words.index("and") :] and following == ","


def _ends_plan(mention: DateMention, candidate: Candidate) -> bool:
    """Whether "before the end of May" says until when something is to be done."""
    predicate = candidate.predicate
    tokens = candidate.reading.tokens
    before = next((t.lower for t in reversed(tokens) if t.end <= mention.start), "")
    return mention.kind == "until" and before == "before" and predicate is not None and predicate.future


def compares(mention: DateMention, candidate: Candidate) -> bool:
    """Whether a date stands in a comparison: "12, compared with 40 in March"."""
    tokens = candidate.reading.tokens
    verb = tokens[candidate.first].end
    between = [t.lower for t in tokens if verb <= t.start and t.end <= mention.start]
    if mention.end <= tokens[candidate.first].start and follows_comparison(mention, candidate):
        return True
    return any(w in _COMPARING and not _bounds_number(between, n) for n, w in enumerate(between)) or any(
        pair in (("down", "from"), ("up", "from"), ("as", "against")) for pair in pairwise(between)
    )


def follows_comparison(mention: DateMention, candidate: Candidate) -> bool:
    """Whether a date before the verb ends a comparison: "more than in the whole of 2022, arrived"."""
    words = [t.lower for t in candidate.reading.tokens if t.end <= mention.start][-7:]
    if ("up", "from") in pairwise(words) or ("down", "from") in pairwise(words):
        return True
    words = words[len(words) - words[::-1].index(",") :] if "," in words else words
    return any(
        (w in _COMPARING and not _bounds_number(words, n)) or (w == "as" and "many" in words)
        for n, w in enumerate(words)
    )


def _bounds_number(words: Sequence[str], at: int) -> bool:
    """Whether "than" only bounds a number: "more than 33,000"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    bounds = words[at] == "than" and words[at - 1 : at] in (["more"], ["less"], ["fewer"])
    return bounds and (following[:1].isdigit() or following in _ROUND)


def _dates_noun(mention: DateMention, candidate: Candidate) -> bool:
    """Whether the date is that of a noun: "before the election of 25 September"."""
    before = [t for t in candidate.reading.tokens if t.end <= mention.start][-2:]
    sentence = candidate.reading.sentence
    follows = sentence.text[mention.end - sentence.start : mention.end - sentence.start + 2]
    if candidate.predicate is not None and follows in ("'s", "’s"):
        return True
    if len(before) < 2 or before[1].lower != "of":
        return False
    return before[0].lower in (
        "election",
        "vote",
        "poll",
        "referendum",
        "agreement",
        "pact",
        "deal",
        "letter",
    ) and (candidate.trigger.type not in ("election", "diplomacy"))


def dates_speech(mention: DateMention, candidate: Candidate) -> bool:
    """Whether a date says when something was said: it stands right beside a verb of speech."""
    tokens = candidate.reading.tokens
    before = [t for t in tokens if t.end <= mention.start][-3:]
    after = [t for t in tokens if t.start >= mention.end][:2]
    if candidate.first in {tokens.index(t) for t in before}:
        return False
    return any(t.lower in _SPEECH_VERBS for t in before[-2:]) or any(
        t.lower in _SPEECH_VERBS for t in after[:1]
    )


def read_mention(
    mention: DateMention, candidate: Candidate, status: Status, publication: Publication
) -> EventDate:
    """The date that a mention gives this event; "since" dates a closure on the act, a flow up to now."""
    start, end = mention.period_start, mention.period_end
    if mention.kind == "since" and (_dates_act(candidate) or _is_one_act(candidate)):
        return _first_day(mention, publication)
    if _is_relative_day(mention) and not publication.day:
        return _latest_of_interval(mention) or on_publication(publication)
    if mention.kind in ("by", "until") and status in ("planned", "announced", "demanded"):
        return in_order(start or publication.earliest, end, "unknown")
    if status in ("planned", "announced") and mention.kind == "since" and start:
        return _first_day(mention, publication)
    if start and not end and status in ("occurred", "ongoing") and publication.day:
        end = max(start, publication.day)
    precision = mention.precision if start and end else "unknown"
    if mention.kind in ("since", "span", "part", "recent"):
        precision = "unknown" if start != end or mention.kind == "since" else precision
    return in_order(start, end, precision)


def _dates_act(candidate: Candidate) -> bool:
    """Whether "since" gives the day of an act ("shut since May"); a barrier is built all the time since."""
    predicate = candidate.predicate
    building = candidate.trigger.type == "barrier" and predicate is not None and "has" in predicate.words
    return candidate.trigger.type in _ACTS and (candidate.passive or not building)


def _is_relative_day(mention: DateMention) -> bool:
    return mention.anchor == "published" and mention.kind in ("day", "week", "weekend")


def _latest_of_interval(mention: DateMention) -> EventDate | None:
    """A calendar day in an article of which only the year is known: the one in that year."""
    if mention.kind != "day" or not mention.period_end or not any(c.isdigit() for c in mention.text):
        return None
    return EventDate(mention.period_end, mention.period_end, "day")


def _is_one_act(candidate: Candidate) -> bool:
    return candidate.trigger.id in ("aircraft_diversion.verb",)


def _first_day(mention: DateMention, publication: Publication) -> EventDate:
    """The date inside "since July" or "from 1 March": the month, the day."""
    word, _, rest = mention.text.partition(" ")
    inner = find_dates(f"in {rest if word.lower() in ('since', 'from') else mention.text}", publication)
    if inner and inner[0].period_start and inner[0].period_start == mention.period_start:
        return EventDate(inner[0].period_start, inner[0].period_end, inner[0].precision)
    return EventDate(mention.period_start, mention.period_start, "day" if mention.period_start else "unknown")


def default_date(candidate: Candidate, timing: Timing, status: Status) -> EventDate:
    """News is dated on the day of publication or of its speech, background up to that day."""
    publication = timing.publication
    spoken = timing.spoken
    kind = candidate.trigger.type
    if kind in ("accusation",) and not spoken:
        return until(publication.latest, publication)
    told_now = kind == "threat" and not _is_aside(candidate)
    if status in _NEWS_STATUSES or told_now or (timing.news and kind != "facilitation"):
        return spoken or on_publication(publication)
    if spoken and spoken.end:
        same = kind == "accusation" or status == "ongoing" or _continues_speech(candidate)
        return spoken if same else until(spoken.end, publication)
    return until(publication.latest, publication)


def _continues_speech(candidate: Candidate) -> bool:
    """Whether the speaker also did it: "On Tuesday Riga said it would act and turned away 30"."""
    predicate = candidate.predicate
    statement = candidate.reading.statements[candidate.statement]
    if predicate is None or statement.kind != "coordinate" or predicate.words:
        return False
    return predicate.first == statement.first + 1 and "past" in predicate.forms


def _is_aside(candidate: Candidate) -> bool:
    """Whether the statement gives background: "after he threatened …", "which had warned …"."""
    kind = candidate.reading.statements[candidate.statement].kind
    return kind in ("relative", "subordinate")


def speech_opening(mention: DateMention, candidate: Candidate) -> bool:
    """Whether a date opens a sentence whose first verb is one of speech: "On Tuesday, Riga said it had …"."""
    reading = candidate.reading
    if candidate.statement == 0 or mention.kind not in ("day", "week"):
        return False
    first = [t for t in reading.tokens[: reading.statements[0].last] if t.start >= mention.end]
    return any(t.lower in _SPEECH_VERBS for t in first[-2:])


def on_publication(publication: Publication) -> EventDate:
    """The day of publication, or the interval in which it lies."""
    if publication.day:
        return EventDate(publication.day, publication.day, "day")
    return EventDate(publication.earliest, publication.latest, _interval_precision(publication))


def until(day: date | None, publication: Publication) -> EventDate:
    """Some day up to `day`; nothing where the article's own day is not known."""
    return EventDate(None, day if publication.day else None, "unknown")


def _interval_precision(publication: Publication) -> Precision:
    start, end = publication.earliest, publication.latest
    if not (start and end):
        return "unknown"
    whole_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year
    return "year" if whole_year else "unknown"
