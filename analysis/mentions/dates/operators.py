"""What words before an expression make of it: late May, the first week of July, since Monday, by Friday."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from analysis.mentions.dates.calendar import (
    DAY,
    Days,
    Kind,
    Reading,
    cut_at,
    move,
    nearest_weekday,
    read_span,
    read_unit,
    shift_days,
    shift_months,
)
from analysis.mentions.dates.context import Context, quantity
from analysis.mentions.dates.grammar import Lexed, Phrase
from analysis.vocabulary import Precision

OperatorFunction = Callable[[Phrase, Reading, Context], Reading | None]
WHOLE: dict[Kind, int] = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12}  # in months
LONG_UNITS = frozenset({*WHOLE, "week", "decade"})
SATURDAY = 5  # as date.weekday() counts
THIRDS_OF_MONTH = {"START": (1, 10), "MID": (11, 20), "END": (21, 31)}
PLURALS = ("days", "weeks", "months", "years", "hours", "quarters")
UNGOVERNED = frozenset({"duration", "repeated", "ongoing", "recent", "since"})
SKIPPED_BEFORE_CUE = frozenset(
    "the about around approximately at least on in as just only early roughly circa mid late -".split()
)


def cut_edge(phrase: Phrase, reading: Reading, at: Context) -> Reading | None:
    """Early, mid and late; the beginning, the middle and the end of a period."""
    if phrase.has("earlier", "later"):
        return _cut_at_article(phrase, reading, at.day)
    if reading.kind in {"day", "weekend"}:
        return reading if not phrase.has("of", "turn") or phrase.has("beginning", "start", "end") else None
    if reading.kind not in LONG_UNITS:
        return None
    if not (days := _whole(reading)):
        return replace(reading, kind="part")
    if phrase.has("end", "close") and not phrase.has("late"):
        days = Days(days.end, days.end)
    elif phrase.has("beginning", "start", "turn", "outset") and reading.kind != "month":
        days = Days(days.start, days.start)
    else:
        days = _third(days, phrase.letter("EDGE"))
    precision: Precision = "month" if reading.kind == "month" else "unknown"
    return replace(
        reading, kind="part", start=days.start, end=days.end, cumulative=False, precision=precision
    )


def _whole(reading: Reading) -> Days | None:
    """The period as the calendar has it, where it was cut at the article's day."""
    if not reading.days:
        return None
    start, end = reading.days
    if reading.kind == "week":
        end = start + 6 * DAY
    elif reading.kind in WHOLE:
        end = shift_months(start, WHOLE[reading.kind]) - DAY
    return Days(start, end)


def _third(days: Days, edge: str) -> Days:
    """The first, the middle or the last third of a month, a longer period or a week; else all of it."""
    if days.start.day == 1 and days.length <= 31:
        first, last = THIRDS_OF_MONTH[edge]
        return Days(days.start.replace(day=first), days.start.replace(day=min(last, days.length)))
    if days.start.day == 1 and days.length > 80:
        months = round(days.length / 30.4) // 3
        start = shift_months(days.start, {"START": 0, "MID": months, "END": 2 * months}[edge])
        return Days(start, shift_months(start, months) - DAY)
    first, last = {"START": (0, 1), "MID": (2, 4), "END": (4, 6)}[edge]
    return Days(days.start + first * DAY, days.start + last * DAY) if days.length == 7 else days


def _cut_at_article(phrase: Phrase, reading: Reading, day: date | None) -> Reading | None:
    """Earlier this week ends on the article's day, later this week begins on it."""
    whole = _whole(reading)
    if reading.kind == "day" or not day or not whole:
        return reading
    if not whole.start <= day <= whole.end:
        return None if reading.kind not in LONG_UNITS else reading
    days = Days(whole.start, day) if phrase.has("earlier") else Days(day, whole.end)
    return replace(reading, start=days.start, end=days.end, cumulative=False)


def cut_fraction(phrase: Phrase, reading: Reading, at: Context) -> Reading | None:
    """The first week of July, the last ten days of May, the second half of June."""
    if reading.kind not in LONG_UNITS | {"span"}:
        return replace(reading, kind="span") if reading.days else None
    if not (days := _whole(reading)):
        return replace(reading, kind="span") if reading.kind in LONG_UNITS else None
    anchor, place = reading.anchor or "absolute", phrase.number("ORDER") or -1
    weekday = SATURDAY if phrase.has("weekend") else phrase.number("WEEKDAY")
    if weekday is not None:
        opens = nearest_weekday(days.start - DAY, weekday, ahead=True) + 7 * (place - 1) * DAY
        day = opens if place > 0 else nearest_weekday(days.end, weekday)
        return read_unit(day, "E" if phrase.has("weekend") else "D", anchor)
    if phrase.has("half"):
        is_month = days.start.day == 1 and days.length <= 31
        middle = days.start.replace(day=15) if is_month else days.start + days.length // 2 * DAY
        part: Days | None = Days(days.start, middle) if place == 1 else Days(middle + DAY, days.end)
    else:
        part = _slice(phrase, days, place)
    if not part or part.start > part.end:
        return None
    precision: Precision | None = "week" if phrase.letter("UNIT") == "W" else None
    return cut_at(read_span("span", part, anchor, precision), at.day)


def _slice(phrase: Phrase, days: Days, place: int) -> Days | None:
    """The first week, the last ten days; the first or last days are a third."""
    unit, count = phrase.letter("UNIT"), phrase.number("NUMBER", "COUNT")
    if count is None and (phrase.value("VAGUE") or phrase.has(*PLURALS)):
        count = quantity(phrase) if phrase.value("VAGUE") else None
        if count is None:
            return _third(days, "START" if place > 0 else "END")
    count = count or 1
    if place < 0:
        before = move(days.end + DAY, unit, -count)
        return Days(before, days.end) if before and before >= days.start else None
    start, end = move(days.start, unit, place - 1), move(days.start, unit, place - 1 + count)
    return Days(start, min(end - DAY, days.end)) if start and end else None


def take_week(phrase: Phrase, reading: Reading, at: Context) -> Reading | None:
    """The week of 5 July."""
    return read_unit(reading.start, "W", reading.anchor or "absolute") if reading.kind == "day" else None


def take_daytime(phrase: Phrase, reading: Reading, at: Context) -> Reading | None:
    """The night of 12 July, the early hours of Sunday, 10 a.m. on Tuesday: still that day."""
    timed = phrase.has("hours") or phrase.value("DAYTIME") or phrase.value("CLOCK")
    if reading.kind != "day" or not timed:
        return None
    if phrase.has("night") and phrase.has("to", "into") and reading.start:
        return replace(reading, start=reading.start - DAY, hours=12)
    return reading


def take_so_far(phrase: Phrase, reading: Reading, at: Context) -> Reading | None:
    """So far this year, so far in August: a running total up to the article's day."""
    if reading.kind not in LONG_UNITS:
        return None
    return replace(cut_at(reading, at.day), cumulative=not phrase.has("already") or reading.cumulative)


OPERATORS: dict[str, OperatorFunction] = {
    function.__name__: function for function in (cut_edge, cut_fraction, take_week, take_daytime, take_so_far)
}


def cue_word(lexed: Lexed, first: int) -> str:
    """The cue right before an expression, over words that only soften it; empty where there is none."""
    index = first - 1
    while index > first - 5 and lexed.word(index) in SKIPPED_BEFORE_CUE:
        index -= 1
    return lexed.word(index) if lexed.is_class(index, "CUE") else ""


def govern(reading: Reading, rule: str, at: Context) -> Reading:
    """The expression under the cue before it: since, until, by, before, from ... on."""
    cue, day = cue_word(at.lexed, at.first), at.day
    if rule == "then" or (cue == "since" and reading.kind not in UNGOVERNED):
        return open_since(reading, day)
    if reading.kind in UNGOVERNED:
        return reading
    if cue == "from" and reading.kind != "span":
        if day and reading.start and reading.start > day:
            return replace(reading, kind="since", end=None, cumulative=False, precision="unknown")
        counted = at.word_before(2) in {"counting", "starting", "beginning", "dating"}
        onwards = at.word_after() in {"on", "onwards", "onward", "forward"}
        return open_since(reading, day) if counted or onwards else reading
    if cue in {"until", "till", "through", "before"} or (cue == "to" and at.word_before(2) == "up"):
        return _close_until(reading, day, inclusive=cue == "through")
    return _close_by(reading, day) if cue == "by" and rule != "same_shifted" else reading


def open_since(reading: Reading, day: date | None) -> Reading:
    """Since Monday: from its first day up to the article's, a running total; what begins later is open."""
    end = None if day and reading.start and reading.start > day else day
    return replace(reading, kind="since", end=end, cumulative=True, precision="unknown")


def _close_until(reading: Reading, day: date | None, inclusive: bool) -> Reading:
    """Until Friday, through July, before the end of May: from the article's day where it lies ahead."""
    end = reading.end
    if reading.start and not inclusive and reading.kind in LONG_UNITS | {"span"}:
        end = shift_days(reading.start, -1)
    start = day if day and end and end >= day else None
    return replace(reading, kind="until", start=start, end=end, precision="unknown", cumulative=False)


def _close_by(reading: Reading, day: date | None) -> Reading:
    """By Monday, by the end of the year: from the article's day up to then; of the past, up to then."""
    end = reading.end
    past = end and day and (end < day or (end == day and reading.start == day))
    if past and reading.kind == "day":
        return reading
    start = None if past or not end else day
    return replace(reading, kind="by", start=start, precision="unknown", cumulative=False)
