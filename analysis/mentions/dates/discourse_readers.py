"""Readers of expressions that point back to a date mentioned before: that day, two days later."""

from dataclasses import replace
from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.context import Context, Reader
from analysis.mentions.dates.mention import Reading, read_day, read_month, read_season, read_span
from analysis.mentions.dates.periods import DAY, Days
from analysis.mentions.dates.rules import Phrase
from analysis.mentions.dates.units import (
    UNIT_DAYS,
    duration_value,
    move,
    quantity,
    read_unit,
    relative_offset,
    with_daytime,
)
from analysis.mentions.dates.weekday_readers import nearest_weekday

BACKWARD = frozenset({"earlier", "before", "previously", "beforehand", "previous", "preceding"})
AFTER_DAY = frozenset("and to when by in at with after was were for but on until they he she it who".split())
AFTER_ADVERB = frozenset({"", ".", ",", ";", ":", ")", "and", "but"})


def apart(phrase: Phrase, context: Context) -> Reading | None:
    """Two days later, a year earlier; before or after something else than the date is left as a duration."""
    count, unit = quantity(phrase), phrase.letter("UNIT")
    if phrase.has("before", "after") and context.word_after() not in AFTER_ADVERB:
        return _apart_from_clause(phrase, context, count, unit)
    known = context.nearest()
    if not known and context.day and isinstance(count, int) and phrase.has(*BACKWARD):
        return read_unit(move(context.day, unit, -count), unit, "published")
    if not known or not isinstance(count, int) or not known.days:
        return _apart_vaguely(phrase, known)
    step = -count if phrase.has(*BACKWARD) else count
    if unit in {"H", "m"}:
        return read_day(known.start, "discourse")
    if unit == "Y" and known.kind != "year":
        return _year_apart(known, step)
    if unit == "D" and _length(known.days) == 2:
        return _night_apart(known.days, step)
    edge = known.days.end if step > 0 and known.kind == "day" else known.days.start
    return read_unit(move(edge, unit, step), unit, "discourse")


def _apart_from_clause(phrase: Phrase, context: Context, count: int | str, unit: str) -> Reading:
    """Last June, a month after the landing: the landing's time, where a date stands right before."""
    length = Reading(duration_value(count, unit), "duration")
    last = context.memory[-1] if context.memory else None
    if not last or not last.reading.days or not isinstance(count, int):
        return length
    beside = context.first - last.last <= 1
    told = unit == "D" and last.reading.kind == "day" and context.same_sentence(last)
    if not (beside or told):
        return length
    step = -count if phrase.has("after") else count
    other = read_unit(move(last.reading.days.start, unit, step), unit, "discourse")
    return replace(other, timex=length.timex)


def _apart_vaguely(phrase: Phrase, known: Reading | None) -> Reading:
    if phrase.has(*BACKWARD):
        return Reading("PAST_REF", "recent", None, known.end if known else None, "discourse")
    return Reading("FUTURE_REF", "recent", known.start if known else None, None, "discourse")


def _night_apart(night: Days, step: int) -> Reading:
    """Two days from a night that spans two days is either of two days."""
    start, end = move(night.start, "D", step), move(night.end, "D", step)
    if not start or not end:
        return read_day(None, "discourse")
    return read_span(start.isoformat(), "day", Days(start, end), "discourse")


def _year_apart(known: Reading, step: int) -> Reading:
    """A year from a period is that period in the other year; from a day it is the whole year."""
    if known.kind == "day" and known.days:
        return read_unit(move(known.days.start, "Y", step), "Y", "discourse")
    return shifted(known, step)


def shifted(known: Reading, years: int) -> Reading:
    """The same dates so many years away."""
    if not known.days:
        return Reading("PXY", "span", anchor="discourse")
    start, end = (move(day, "Y", years) for day in known.days)
    if not start or not end:
        return Reading("PXY", "span", anchor="discourse")
    whole = (end + DAY).day == 1 and start.day == 1
    if whole or (known.kind == "month" and known.days.end == periods.month_of(*_month(known.days.end)).end):
        end = periods.month_of(end.year, end.month).end
    if known.kind == "month" and start.day == 1 and end == periods.month_of(*_month(end)).end:
        return read_month(start, "discourse")
    if start == end:
        return read_day(start, "discourse")
    return read_span(f"{start}/{end}", "span", Days(start, end), "discourse")


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def beside_mention(phrase: Phrase, context: Context) -> Reading | None:
    """The following day, the week before: beside the date mentioned before, else beside the article's."""
    step = -1 if phrase.has(*BACKWARD) else 1
    known = context.nearest()
    if (number := phrase.number("MONTH")) is not None:
        return _following_month(known, number)
    if name := phrase.letter("SEASON"):
        return read_season(known.days.end.year if known and known.days else None, name, "discourse")
    if (number := phrase.number("WEEKDAY")) is not None:
        found = nearest_weekday(known.days.end, number, ahead=True) if known and known.days else None
        return read_day(found, "discourse")
    if phrase.has("before", "after") and _is_conjunction(context):
        return None
    unit, daytime = phrase.letter("UNIT") or "D", phrase.letter("DAYTIME")
    unit = "D" if unit == "N" else unit
    if unit == "Y" and step < 0 and (span := _year_long(context)):
        return shifted(span, step)
    day = _day_beside(context, known, unit, step)
    if isinstance(day, Reading):
        return day
    return with_daytime(read_unit(day, unit, "discourse"), daytime)


def _is_conjunction(context: Context) -> bool:
    """Whether "the day before" leads to what it was before: the vote, not "they had the day before met"."""
    following = context.word_after()
    if following in AFTER_ADVERB:
        return False
    return context.lexed.word(context.first - 1) not in {"had", "was", "were"}


def _year_long(context: Context) -> Reading | None:
    """The nearest mentioned period of twelve months, calendar years aside."""
    for reading in context.spans()[:4]:
        days = reading.days
        if days and reading.kind in {"year", "span"} and _length(days) in {365, 366} and days.start.month > 1:
            return reading
    return None


def _day_beside(context: Context, known: Reading | None, unit: str, step: int) -> date | Reading | None:
    last = context.memory[-1] if context.memory else None
    if step < 0 and unit != "D" and not (last and context.same_sentence(last)):
        return read_unit(move(context.day, unit, step) if context.day else None, unit, "published")
    if not known or not known.days:
        return (
            read_unit(move(context.day, unit, step), unit, "published") if context.day and step < 0 else None
        )
    return move(known.days.end if step > 0 else known.days.start, unit, step)


def _following_month(known: Reading | None, number: int) -> Reading:
    if not known or not known.days:
        return replace(read_month(None, "discourse"), timex=f"XXXX-{number:02}")
    after = known.days.end
    return read_month(date(after.year + (number <= after.month), number, 1), "discourse")


def that_unit(phrase: Phrase, context: Context) -> Reading | None:
    """That day, the same month, that evening: the unit around the date mentioned before."""
    daytime, unit = phrase.letter("DAYTIME"), phrase.letter("UNIT")
    known = context.nearest("day") if daytime or unit in {"D", "N"} else None
    known = known or context.nearest()
    if name := phrase.letter("SEASON"):
        return read_season(known.days.start.year if known and known.days else None, name, "discourse")
    day = known.days.start if known and known.days else None
    if daytime or unit in {"D", "N"}:
        daytime = daytime or ("NI" if unit == "N" else "")
        return with_daytime(read_day(day, "discourse"), daytime)
    return read_unit(day, unit, "discourse")


def month_that(phrase: Phrase, context: Context) -> Reading | None:
    """November of that year, May of the following year."""
    known, number = context.nearest(), phrase.number("MONTH")
    if number is None:
        return None
    if not known or not known.days:
        return replace(read_month(None, "discourse"), timex=f"XXXX-{number:02}")
    step = 1 if phrase.has("following", "next") else -1 if phrase.has("previous", "preceding") else 0
    return read_month(date(known.days.start.year + step, number, 1), "discourse")


def ordinal_day(phrase: Phrase, context: Context) -> Reading | None:
    """The 15th, of the month mentioned before."""
    following, number = context.word_after(), phrase.number("ORDINAL")
    known = context.nearest()
    if (
        not known
        or not known.days
        or number is None
        or (following[:1].isalnum() and following not in AFTER_DAY)
    ):
        return None
    day = periods.day_or_none(known.days.start.year, known.days.start.month, number)
    return read_day(day, "discourse") if day else None


def day_of_month(phrase: Phrase, context: Context) -> Reading | None:
    """The 1st of last month, the third of that month."""
    number = next(iter(phrase.numbers("DAY", "ORDINAL", "ORDER")), 0)
    pointing = any(phrase.value(name) is not None for name in ("BACK", "HERE", "AHEAD"))
    told = None if pointing else context.nearest("day", "month")
    month = told.start if told else move(context.day, "M", relative_offset(phrase)) if context.day else None
    if context.word_after() in {"'", "’"}:
        return None
    day = periods.day_or_none(month.year, month.month, number) if month else None
    return read_day(day, "discourse" if told else "published", f"XXXX-XX-{number:02}")


def that_time(phrase: Phrase, context: Context) -> Reading | None:
    """In that time, those seven days, the same date: the period mentioned before."""
    if context.word_before() == "at" and phrase.has("time"):
        return None
    known = context.spans()
    if phrase.has("date", "moment"):
        known = [reading for reading in context.spans() if reading.kind == "day"] or known
    elif (count := _count_of_days(phrase)) is not None:
        known = [reading for reading in known if reading.days and _length(reading.days) == count] or known
    else:
        known = [reading for reading in known if reading.days and _length(reading.days) > 1] or known
    return replace(known[0], anchor="discourse") if known else None


def told_days(phrase: Phrase, context: Context) -> Reading | None:
    """Over the two days: the last days told of one by one, where there are as many and no gap."""
    count = _count_of_days(phrase)
    told = sorted({r.days.start for r in context.spans() if r.kind == "day" and r.days}, reverse=True)
    if not count or count < 2 or len(told) < count:
        return None
    start, end = told[count - 1], told[0]
    if _length(Days(start, end)) != count:
        return None
    return read_span(f"{start}/{end}", "span", Days(start, end), "discourse", "day")


def _length(days: Days) -> int:
    return (days.end - days.start).days + 1


def _count_of_days(phrase: Phrase) -> int | None:
    count, unit = quantity(phrase), phrase.letter("UNIT")
    counted = phrase.value("NUMBER") or phrase.value("COUNT")
    return count * UNIT_DAYS[unit] if counted and isinstance(count, int) and unit in UNIT_DAYS else None


def since_then(phrase: Phrase, context: Context) -> Reading | None:
    """Since then: from the date mentioned before."""
    known = context.nearest()
    return replace(known, anchor="discourse") if known else None


def same_shifted(phrase: Phrase, context: Context) -> Reading | None:
    """The same period last year, the same week of 2020: the dates mentioned before, in that year."""
    known = next(iter(context.wholes()), None)
    if phrase.has("point", "stage", "moment", "time"):
        known = next((reading for reading in context.spans() if _since_new_year(reading)), None)
    if phrase.has("time") and phrase.has("this"):
        day = move(context.day, "Y", -1) if context.day else None
        return read_day(day, "published")
    if not known and context.day and phrase.letter("UNIT") in {"W", "M", "Q"}:
        known = read_unit(context.day, phrase.letter("UNIT"), "published")
    if not known or not known.days:
        known = _year_so_far(context)
    if not known or not known.days:
        return Reading("PXY", "span", anchor="discourse")
    year = phrase.number("YEAR")
    return shifted(known, year - known.days.start.year if year else -1)


def year_ago_part(phrase: Phrase, context: Context) -> Reading | None:
    """The year-earlier quarter: the quarter mentioned before, a year back."""
    unit = phrase.letter("UNIT")
    kinds = {"Q": "quarter", "M": "month", "W": "week"}
    known = (
        context.nearest(kinds[unit]) if unit in kinds else context.nearest("quarter", "half", "month", "span")
    )
    if not known or not known.days:
        return Reading("P1Y", "span", anchor="discourse")
    if known.kind == "quarter":
        return read_unit(move(known.days.start, "Y", -1), "Q", "discourse")
    return shifted(known, -1)


def _since_new_year(reading: Reading) -> bool:
    days = reading.days
    return bool(days and reading.cumulative and (days.start.month, days.start.day) == (1, 1))


def _year_so_far(context: Context) -> Reading | None:
    day = context.day
    return read_span("", "span", Days(date(day.year, 1, 1), day), "published") if day else None


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        apart,
        beside_mention,
        that_unit,
        month_that,
        ordinal_day,
        day_of_month,
        year_ago_part,
        that_time,
        told_days,
        since_then,
        same_shifted,
    )
}
