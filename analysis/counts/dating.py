"""When a claim holds: its own date, one taken over from what it goes on from, or the codebook's default."""

import re
from datetime import timedelta
from itertools import takewhile

from analysis.article import Publication
from analysis.counts.aggregation import LENGTHS
from analysis.counts.antecedents import GOES_ON, tell_back
from analysis.counts.datechoice import choose_dates, tell_together
from analysis.counts.datewords import is_beside, is_dateline, is_of_later_total, is_speech_date
from analysis.counts.lines import Draft, History, Line, find_coordinate, is_same_line
from analysis.counts.measure import MeasureChoice
from analysis.counts.narrative import event_date, is_told, narrative_date, since_date
from analysis.counts.periods import (
    Dated,
    close_total,
    default_period,
    extend_since,
    last_hours,
    period_of,
    running_total_period,
)
from analysis.counts.values import Period
from analysis.document import within
from analysis.language.clauses import clause_at
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Modality

_SINCE_EVENT = re.compile(
    r"(?<!have )(?<!has )(?<!had )\b(?-i:[Ss])ince (?:he|she|they|it|the|a|an|its|his|her|their|our|last"
    r"|(?-i:[A-Z]))",
    re.I,
)
_SUPERLATIVE = re.compile(
    r"\b(?:highest|largest|most|first|record|lowest|biggest|worst"
    r"|deadliest)\b[^.]{0,60}since",
    re.I,
)
_OWN_VERB = re.compile(
    r"\s*(?:of (?:them|these|those|whom) )?(?:who |that |which )?(?:had |were |was )?\w+[^,;:]*$"
)
_STATES = frozenset({"presence", "personnel", "missing"})
_HEAD = 4  # the index of the last sentence that can state the period of a whole report
_REPORT_DAYS = 25
_FRAMES = frozenset({"month", "week", "quarter", "half", "year", "span", "season"})


def date_claim(
    history: History,
    line: Line,
    quantity: Quantity,
    choice: MeasureChoice,
    stock: bool,
    modality: Modality,
    model: Draft | None,
) -> Dated:
    publication = history.document.article.publication
    if choice.measure in LENGTHS:
        return Dated(Period(None, None), (), None, "length")
    if choice.measure == "crossing_point_total":
        return Dated(Period(publication.earliest, publication.latest), (), None, "default")
    dated = _own_date(history, line, quantity, choice, stock, model)
    if dated is None and modality == "reported" and not stock:
        dated = _since_told(history, line, quantity) or _taken_date(history, line, quantity, choice, model)
    if dated is None and modality == "reported" and not stock:
        dated = _narrated(history, line, quantity, choice)
    if dated is not None:
        return dated
    speech = next((d for d in line.dates if _tells_of(line, quantity, d)), None)
    if stock and speech is not None and modality == "reported" and _was_so(history, line, quantity, choice):
        return Dated(Period(speech.period_start, speech.period_end), (speech,), None, "speech")
    period = default_period(choice.measure, publication, stock, modality, line.is_news, speech)
    return Dated(period, (), None, "default")


def _tells_of(line: Line, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a date is that of the speech that a number is told in, not of another statement behind it."""
    if not is_speech_date(line.sentence, mention):
        return False
    clauses = line.scene.clauses
    own, other = clause_at(clauses, quantity.number_start), clause_at(clauses, mention.start)
    return mention.start < quantity.start or own == other or clauses[other].kind != "coordinate"


def _was_so(history: History, line: Line, quantity: Quantity, choice: MeasureChoice) -> bool:
    """Whether a state is told in the past, so that it held when it was spoken of."""
    clause = line.scene.clauses[clause_at(line.scene.clauses, quantity.number_start)]
    words = set(history.document.text[clause.start : clause.end].lower().split())
    return (
        choice.measure in _STATES
        and bool(words & {"was", "were", "had"})
        and not words & {"is", "are", "has"}
    )


def _own_date(
    history: History, line: Line, quantity: Quantity, choice: MeasureChoice, stock: bool, model: Draft | None
) -> Dated | None:
    """The date of the number's own sentence; a part has its total's, unless one is beside it."""
    publication = history.document.article.publication
    total = None if stock else running_total_period(history.document.text, quantity, publication)
    if total is not None:
        return _date_total(line, quantity, total, publication)
    mention = _find_mention(line, quantity, choice, stock)
    own = mention is not None and (
        is_beside(line.sentence, mention, quantity) or _is_of_part(line, quantity, mention)
    )
    if choice.rule == "part" and model is not None and model.dated and not stock and not own:
        return _dated_like(model)
    running = None if stock else _date_till_now(line, quantity, mention, publication)
    if running is not None or mention is None or (stock and mention.kind == "ongoing"):
        return running
    if stock and mention.period_start and not mention.period_end:  # "from 1 March four will be closed"
        return Dated(Period(mention.period_start, mention.period_start), (mention,), None, "sentence")
    mention = mention if stock else extend_since(line.sentence, quantity, mention, publication)
    mention = close_total(line.sentence, line.dates, mention)
    return Dated(period_of(mention, publication), (mention,), mention.hours, "sentence")


def _date_total(line: Line, quantity: Quantity, total: Period, publication: Publication) -> Dated:
    """The period of a running total: from the nearest "since …" that is of it, or as its own words say."""
    since = [d for d in line.dates if d.cumulative and _is_of_total(line, quantity, d)]
    nearest = min(since, key=lambda d: abs(d.start - quantity.end), default=None)
    return Dated(period_of(nearest, publication) if nearest else total, (), None, "model:cumulative")


def _find_mention(line: Line, quantity: Quantity, choice: MeasureChoice, stock: bool) -> DateMention | None:
    """The date in the sentence that is the number's: paired with it, behind what is compared, or chosen."""
    mention = line.pairs.get(quantity.number_start) if not stock else None
    if mention is None and choice.rule == "compared":
        mention = _date_behind(line, quantity)
    if mention is not None:
        return mention
    return choose_dates(line.sentence, line.scene.clauses, quantity, line.dates, line.references, stock)


def _date_till_now(
    line: Line, quantity: Quantity, mention: DateMention | None, publication: Publication
) -> Dated | None:
    """The last hours before the article's day, or the time since an event without a date."""
    day = publication.day
    if mention is None and day and last_hours(line.sentence, quantity, line.dates):
        return Dated(Period(day - timedelta(days=1), day), (), 24, "hours")
    open_now = mention is None or mention.kind == "ongoing"
    if open_now and publication.latest and _runs_since(line, quantity):
        return Dated(Period(None, publication.latest), (), None, "model:cumulative")
    return None


def _date_behind(line: Line, quantity: Quantity) -> DateMention | None:
    """The date behind a number that another is compared with: "the 31,094 who came in all of last year"."""
    behind = [d for d in line.dates if d.start > quantity.end and d.period_start]
    if not behind or any(quantity.end < n < behind[0].start for n in line.scene.number_starts):
        return None
    between = line.sentence.text[quantity.end - line.sentence.start : behind[0].start - line.sentence.start]
    return behind[0] if not re.search(r"[,;:]", between) else None


def _is_of_part(line: Line, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a part has its own day: "of them, 40 who came on Tuesday", "100 of them did so in May"."""
    between = line.sentence.text[quantity.end - line.sentence.start : mention.start - line.sentence.start]
    return mention.start > quantity.end and bool(_OWN_VERB.match(between)) and not re.search(r"\d", between)


def _is_of_total(line: Line, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a "since …" is of the total beside it, or stands behind it with no number between."""
    if quantity.start - 90 <= mention.start < quantity.end + 60:
        return True
    numbers = line.scene.number_starts
    return mention.start > quantity.end and not any(quantity.end < n < mention.start for n in numbers)


def _taken_date(
    history: History, line: Line, quantity: Quantity, choice: MeasureChoice, model: Draft | None
) -> Dated | None:
    """The date that a flow takes over: its model's, its list's, the sentence before's, the report's."""
    listed = line.sentence.kind == "item" and not GOES_ON.match(line.sentence.text)
    frame = _list_date(history, line) if listed and not is_same_line(model, line) else None
    row = find_coordinate(history, line, quantity)
    if row is not None and row.dated and row.count.measure == choice.measure:
        return _dated_like(row)
    source = model if model is not None and model.dated else None
    if source is None:
        source = _dated_before(history, line, is_told(line, quantity, choice))
    if frame is None and source is not None:
        return _dated_like(source)
    frame = frame or _list_date(history, line) or _date_before(history, line)
    if frame is not None:
        return Dated(Period(frame.period_start, frame.period_end), (frame,), frame.hours, "frame")
    return _report_period(history, line, choice.measure)


def _since_told(history: History, line: Line, quantity: Quantity) -> Dated | None:
    """The running total of "has since sent 900 soldiers", from the time told before."""
    since, latest = since_date(history, line, quantity), history.document.article.publication.latest
    return Dated(Period(since.period_start, latest), (), None, "model:cumulative") if since else None


def _narrated(history: History, line: Line, quantity: Quantity, choice: MeasureChoice) -> Dated | None:
    """The date of what the text told before, for a sentence in the past without a date of its own."""
    if line.sentence.kind != "prose":
        return None
    mention = event_date(history, line, quantity, choice)
    own = clause_at(line.scene.clauses, quantity.number_start)
    dates = [d for d in line.dates if d.kind != "duration" and tell_together(line.scene.clauses, own, d)]
    if mention is None and all(is_of_later_total(line.sentence, quantity, d) for d in dates):
        mention = narrative_date(history, line, quantity, choice)
    if mention is None:
        return None
    return Dated(
        period_of(mention, history.document.article.publication), (mention,), mention.hours, "narrative"
    )


def _dated_before(history: History, line: Line, told: bool) -> Draft | None:
    """The dated flow of the sentence before, which a sentence without a date goes on from.

    One in the simple past (`told`) goes on from a flow, one in the present perfect from a running total.
    """
    last = next(tell_back(history), None)
    if line.has_dates or line.sentence.kind != "prose" or last is None:
        return None
    near = (
        last.line.sentence.paragraph == line.sentence.paragraph
        or GOES_ON.match(line.sentence.text) is not None
    )
    goes_on = bool(near) and line.sentence.index - last.line.sentence.index <= 1
    kinds = ("period", "rate") if told else ("cumulative",)
    flow = last.count.aggregation in kinds and last.count.modality == "reported"
    return last if goes_on and flow and last.dated and last.count.measure != "other" else None


def _report_period(history: History, line: Line, measure: Measure) -> Dated | None:
    """The period stated once at the head of a report of figures, for later claims of its measure."""
    if line.has_dates or not history.drafts:
        return None
    head = takewhile(lambda d: d.line.sentence.index <= _HEAD, history.drafts)
    first = next((d for d in head if d.dated and d.count.measure == measure), None)
    if first is None or first.count.aggregation != "period":
        return None
    start, end = first.count.period.start, first.count.period.end
    if start is None or end is None or (end - start).days < _REPORT_DAYS:
        return None
    return _dated_like(first)


def _date_before(history: History, line: Line) -> DateMention | None:
    """The one date of the sentence before, in the same paragraph."""
    index = line.sentence.index
    before = history.document.sentences[index - 1] if index else None
    if line.dates or before is None or before.paragraph != line.sentence.paragraph or before.kind != "prose":
        return None
    dates = within(history.document.dates, before.start, before.end)
    usable = [
        d
        for d in dates
        if d.period_start and d.period_end and not is_speech_date(before, d) and not is_dateline(before, d)
    ]
    latest = history.document.article.publication.latest
    if len(usable) != 1 or latest is None or usable[0].cumulative:
        return None
    return usable[0] if (usable[0].period_end or latest) <= latest else None


def _list_date(history: History, line: Line) -> DateMention | None:
    """The date of what introduces a list: the sentence with the colon, or the heading."""
    if line.sentence.kind != "item":
        return None
    earlier = [s for s in history.document.sentences[: line.sentence.index] if s.kind in ("prose", "heading")]
    for sentence in reversed(earlier[-6:]):
        dates = within(history.document.dates, sentence.start, sentence.end)
        usable = [d for d in dates if d.period_start and d.period_end and d.kind in _FRAMES]
        if usable:
            return usable[0]
    return None


def _runs_since(line: Line, quantity: Quantity) -> bool:
    """Whether the number counts from an event without a date: "since he took office, 7,300 have crossed"."""
    clauses = line.scene.clauses
    own = clause_at(clauses, quantity.number_start)
    dated = [d for d in line.dates if d.period_start and not is_speech_date(line.sentence, d)]
    dated = [d for d in dated if not any(r < d.start for r in line.references)]
    if any(clause_at(clauses, d.start) == own for d in dated):
        return False
    start = line.sentence.start
    near = line.sentence.text[max(0, quantity.start - 130 - start) : quantity.end + 90 - start]
    return bool(_SINCE_EVENT.search(near)) and not _SUPERLATIVE.search(near)


def _dated_like(draft: Draft) -> Dated:
    return Dated(draft.count.period, (), draft.count.hours, f"model:{draft.count.aggregation}")
