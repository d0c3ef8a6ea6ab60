"""What words beside an expression make of it: late May, the first week of July, since Monday."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from analysis.mentions.dates import calendar
from analysis.mentions.dates.calendar import (
    DAY,
    Days,
    Reading,
    cut_at,
    read_day,
    read_span,
    read_week,
    read_weekend,
)
from analysis.mentions.dates.context import Context, move, quantity, with_daytime
from analysis.mentions.dates.grammar import Phrase
from analysis.vocabulary import Precision

OperatorFunction = Callable[[Phrase, Reading, Context], Reading | None]
THIRDS_OF_MONTH = {"START": (1, 10), "MID": (11, 20), "END": (21, 31)}
SATURDAY = 5  # as date.weekday() counts
LONG_UNITS = frozenset({"week", "month", "quarter", "season", "year", "half", "decade"})


def cut_edge(phrase: Phrase, reading: Reading, context: Context) -> Reading | None:
    """Early, mid and late; the beginning, the middle and the end of a period."""
    edge = phrase.letter("EDGE") or ("END" if phrase.has("later") else "START")
    if phrase.has("earlier", "later"):
        return _cut_at_article(phrase, reading, context)
    if reading.kind in {"day", "weekend"}:
        return reading if not phrase.has("of", "turn") or phrase.has("beginning", "start", "end") else None
    if reading.kind not in LONG_UNITS:
        return None
    if not reading.days:
        return replace(reading, kind="part")
    days = _whole(reading).days
    assert days
    days = _edge_of(phrase, days, edge, reading.kind)
    precision: Precision = "month" if reading.kind == "month" else "unknown"
    return replace(
        reading, kind="part", start=days.start, end=days.end, cumulative=False, precision=precision
    )


def _edge_of(phrase: Phrase, days: Days, edge: str, kind: str) -> Days:
    """The last day for the end, the first for the beginning of all but a month, else a third."""
    if phrase.has("end", "close") and not phrase.has("late"):
        return Days(days.end, days.end)
    if phrase.has("beginning", "start", "turn", "outset") and kind != "month":
        return Days(days.start, days.start)
    return _third(days, edge)


def _whole(reading: Reading) -> Reading:
    """The period as the calendar has it, where it was cut at the article's day."""
    if not reading.days:
        return reading
    start = reading.days.start
    whole = {
        "month": lambda: calendar.month_of(start.year, start.month).end,
        "year": lambda: move(start, "Y", 1) and calendar.shift_months(start, 12) - DAY,
        "week": lambda: start + 6 * DAY,
        "quarter": lambda: calendar.shift_months(start, 3) - DAY,
        "season": lambda: calendar.shift_months(start, 3) - DAY,
        "half": lambda: calendar.shift_months(start, 6) - DAY,
    }.get(reading.kind)
    return replace(reading, end=whole() if whole else reading.end)


def _third(days: Days, edge: str) -> Days:
    length = (days.end - days.start).days + 1
    if 28 <= length <= 31 and days.start.day == 1:
        first, last = THIRDS_OF_MONTH[edge]
        return Days(days.start.replace(day=first), days.start.replace(day=min(last, length)))
    if days.start.day == 1 and length > 80:
        months = round(length / 30.4) // 3
        step = {"START": 0, "MID": months, "END": 2 * months}[edge]
        start = calendar.shift_months(days.start, step)
        return Days(start, calendar.shift_months(start, months) - DAY)
    third = {"START": (0, 1), "MID": (2, 4), "END": (4, 6)}[edge]
    return Days(days.start + third[0] * DAY, days.start + third[1] * DAY) if length == 7 else days


def _cut_at_article(phrase: Phrase, reading: Reading, context: Context) -> Reading | None:
    """Earlier this week ends on the article's day, later this week begins on it."""
    day = context.day
    if reading.kind == "day" or not day or not reading.days:
        return reading
    whole = _whole(reading)
    assert whole.days
    if not whole.days.start <= day <= whole.days.end:
        return None if reading.kind not in LONG_UNITS else reading
    if phrase.has("earlier"):
        return replace(cut_at(whole, day), cumulative=False)
    return replace(whole, start=day, cumulative=False)


def cut_fraction(phrase: Phrase, reading: Reading, context: Context) -> Reading | None:
    """The first week of July, the last ten days of May, the second half of June."""
    if not reading.days or reading.kind not in LONG_UNITS | {"span"}:
        return None if not reading.days and reading.kind not in LONG_UNITS else replace(reading, kind="span")
    days = _whole(reading).days
    assert days
    place = phrase.number("ORDER") or -1
    if (weekday := phrase.number("WEEKDAY")) is not None:
        return _nth_weekday(days, place, weekday, reading)
    if phrase.has("weekend"):
        return read_weekend(_nth_weekday(days, place, SATURDAY, reading).start, reading.anchor or "absolute")
    part = _halves(days, place) if phrase.has("half") else _slice(phrase, days, place)
    if not part:
        return None
    found = read_span(f"{part.start}/{part.end}", "span", part, reading.anchor or "absolute")
    return replace(
        cut_at(found, context.day), precision="week" if phrase.letter("UNIT") == "W" else "unknown"
    )


def _nth_weekday(days: Days, place: int, weekday: int, reading: Reading) -> Reading:
    if place < 0:
        day = days.end - ((days.end.weekday() - weekday) % 7) * DAY
    else:
        day = days.start + ((weekday - days.start.weekday()) % 7 + 7 * (place - 1)) * DAY
    return read_day(day, reading.anchor or "absolute")


def _halves(days: Days, place: int) -> Days | None:
    if days.start.day == 1 and (days.end - days.start).days < 31:
        middle = days.start.replace(day=15)
    else:
        middle = calendar.shift_months(days.start, round((days.end - days.start).days / 61)) - DAY
    return (
        Days(days.start, middle)
        if place == 1
        else Days(middle + DAY, days.end)
        if middle < days.end
        else None
    )


def _slice(phrase: Phrase, days: Days, place: int) -> Days | None:
    unit, count = phrase.letter("UNIT"), _count_of_slice(phrase)
    if not isinstance(count, int):
        return _third(days, "START" if place > 0 else "END")
    if place < 0:
        before = move(days.end + DAY, unit, -count)
        return Days(before, days.end) if before and before >= days.start else None
    start, end = move(days.start, unit, place - 1), move(days.start, unit, place - 1 + count)
    if not start or not end or start > days.end:
        return None
    return Days(start, min(end - DAY, days.end)) if end > start else None


def _count_of_slice(phrase: Phrase) -> int | str:
    plural = phrase.has("days", "weeks", "months", "years", "hours", "quarters")
    numbers = phrase.numbers("NUMBER", "COUNT")
    return numbers[0] if numbers else quantity(phrase) if phrase.value("VAGUE") else "X" if plural else 1


def take_week(phrase: Phrase, reading: Reading, context: Context) -> Reading | None:
    """The week of 5 July."""
    return read_week(reading.start, reading.anchor or "absolute") if reading.kind == "day" else None


def take_daytime(phrase: Phrase, reading: Reading, context: Context) -> Reading | None:
    """The night of 12 July, the early hours of Sunday, 10 a.m. on Tuesday: still that day."""
    if reading.kind != "day":
        return None
    if not phrase.value("DAYTIME") and not phrase.value("CLOCK") and not phrase.has("hours"):
        return None
    if clock := phrase.letter("CLOCK"):
        return with_daytime(reading, _clock_value(clock))
    if phrase.has("night") and phrase.has("to", "into") and reading.days:
        night = Days(reading.days.start - DAY, reading.days.start)
        return replace(reading, timex=f"{night.start}TNI", start=night.start, end=night.end, hours=12)
    return with_daytime(reading, phrase.letter("DAYTIME"))


def _clock_value(clock: str) -> str:
    hour, minute = [*re.findall(r"\d+", clock), "00"][:2]
    letters = clock.lower().lstrip("0123456789:. ")
    number = int(hour) % 12 + 12 * letters.startswith("p") if letters else int(hour)
    return f"{number:02}:{minute}"


def take_so_far(phrase: Phrase, reading: Reading, context: Context) -> Reading | None:
    """So far this year, so far in August: a running total up to the article's day."""
    if reading.kind not in LONG_UNITS:
        return None
    return replace(cut_at(reading, context.day), cumulative=not phrase.has("already") or reading.cumulative)


OPERATORS: dict[str, OperatorFunction] = {
    function.__name__: function for function in (cut_edge, cut_fraction, take_week, take_daytime, take_so_far)
}


def open_since(reading: Reading, day: date | None) -> Reading:
    """Since Monday: from its first day up to the article's, a running total; what begins later is open."""
    end = day if not (day and reading.start and reading.start > day) else None
    return replace(reading, kind="since", end=end, cumulative=True, precision="unknown")


def open_from(reading: Reading) -> Reading:
    """From Friday on, of what is still to come: open to the future."""
    return replace(reading, kind="since", end=None, cumulative=False, precision="unknown")


def close_until(reading: Reading, day: date | None, inclusive: bool) -> Reading:
    """Until Friday, through July, before the end of May: from the article's day where it lies ahead."""
    end = reading.end
    if reading.start and not inclusive and reading.kind in LONG_UNITS | {"span"}:
        end = calendar.shift_days(reading.start, -1)
    if not end:
        return replace(reading, kind="until", start=None, precision="unknown", cumulative=False)
    start = day if day and end >= day else None
    return replace(reading, kind="until", start=start, end=end, precision="unknown", cumulative=False)


def close_by(reading: Reading, context: Context) -> Reading:
    """By Monday, by the end of the year: from the article's day up to then; of the past, up to then."""
    day = context.day
    if not reading.end or not day or reading.end > day or (reading.end == day and reading.start != day):
        return replace(
            reading, kind="by", start=day if reading.end else None, precision="unknown", cumulative=False
        )
    if reading.kind == "day":
        return reading
    return replace(reading, kind="by", start=None, precision="unknown", cumulative=False)
