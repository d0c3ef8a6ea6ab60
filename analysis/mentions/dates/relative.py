"""Readers of dates that hang on others: on the article's day, on a length of time, on a date told before."""

from dataclasses import replace
from datetime import date

from analysis.knowledge import word_class
from analysis.mentions.dates.calendar import (
    DAY,
    DAYS_IN,
    Anchor,
    Days,
    Reading,
    cut_at,
    day_or_none,
    move,
    nearest_weekday,
    period_of,
    read_month,
    read_night,
    read_season,
    read_span,
    read_unit,
    season_of,
)
from analysis.mentions.dates.context import Context, quantity, remember
from analysis.vocabulary import Precision

BEFORE_LENGTH = word_class("before-length")
BEFORE_VERB_LAST = frozenset({"will", "would", "to", "could", "may", "might", "can", "not", "should"})
BEFORE_OTHER_HOURS = frozenset({"shut", "closed", "open", "back", "out"})
BACKWARD = frozenset({"earlier", "before", "previously", "beforehand", "previous", "preceding"})
AFTER_DAY = word_class("after-ordinal")
AFTER_ADVERB = frozenset({"", ".", ",", ";", ":", ")", "and", "but"})
AFTER_NIGHT = frozenset({"of", "to", "from", "before", "after", "when"})
RUNNING_TOTALS = frozenset({"year", "month", "quarter"})


def _away(day: date | None, unit: str, count: int, anchor: Anchor = "published") -> Reading:
    """The unit so many before or after the one around a day: the article's, or one told before."""
    return read_unit(move(day, unit, count) if day else None, unit, anchor)


def today(at: Context) -> Reading | None:
    """Today, tonight, yesterday, tomorrow, this morning, last night."""
    offset = -1 if at.has("yesterday", "last") else int(at.has("tomorrow"))
    day = at.day + (2 * offset if at.has("day") else offset) * DAY if at.day else None
    if at.has("night") and at.has("last") and day:
        return read_night(day, "published")
    return read_unit(day, "D", "published")


def overnight(at: Context) -> Reading | None:
    """From the evening before to the article's day, or to the named weekday's morning."""
    if at.has("night") and at.word_after() in AFTER_NIGHT:
        return None
    day, weekdays = at.day, at.numbers("WEEKDAY")
    if day and weekdays:
        day = nearest_weekday(day, weekdays[-1]) + (0 if at.has("to", "into") else 1) * DAY
    return read_night(day - DAY if day else None, "published")


def beside_unit(at: Context) -> Reading | None:
    """Last week, this month, next year; 'the past week' and 'the previous fortnight' roll up to the day."""
    offset, unit = at.offset, at.letter("UNIT")
    if at.has("half"):
        return None
    if at.has("before"):
        return _away(at.day, unit, -2)
    if at.has("hours", "days", "weeks", "months", "years", "decades", "centuries"):
        return recent(at) if offset else None
    rolls = at.has("past") or unit in {"F", "T"} or (at.has("coming") and unit in {"D", "W"})
    if unit == "D" and at.has("last", "past"):
        return Reading("span", at.day and at.day - DAY, at.day, "published", "day", hours=24)
    if unit in {"H", "m", "C"} or (offset and rolls):
        return rolling(at)
    if unit == "N":
        return overnight(at) if offset < 0 else read_unit(at.day, "D", "published")
    named = at.has("previous", "following", "preceding", "subsequent", "ensuing")
    last = at.beside()
    known = last.reading.days if last and named else None
    if known or at.has("following", "subsequent", "ensuing") or (at.has("next") and unit == "D"):
        known = known or at.nearest_days()
        return _away((known.end if offset > 0 else known.start) if known else None, unit, offset, "discourse")
    reading = _away(at.day, unit, offset)
    return reading if offset else running(reading, at)


def running(reading: Reading, at: Context) -> Reading:
    """A period under way: whole in a clause that looks ahead, else cut at the article's day.

    This month and this year are running totals; this week is only cut.
    """
    if at.future or reading.kind == "day":
        return reading
    return replace(cut_at(reading, at.day), cumulative=reading.kind in RUNNING_TOTALS)


def beside_month(at: Context) -> Reading | None:
    """Last November: the latest before this month; next March: the earliest after it."""
    number, day = at.number("MONTH") or 0, at.day
    if not day:
        return read_month(None, number, "published")
    step = -(number >= day.month) if at.offset < 0 else number <= day.month if at.offset > 0 else 0
    return cut_at(read_month(day.year + step, number, "published"), None if at.future else day)


def beside_season(at: Context) -> Reading | None:
    """Last summer ended before this one began; this summer is the one of this year; next is to begin."""
    name, day = at.letter("SEASON"), at.day
    if not day:
        return read_season(None, name, "published")
    latest = day.year if season_of(day.year, name).start <= day else day.year - 1
    under_way = season_of(latest, name).end >= day
    if at.offset:
        year = latest + 1 if at.offset > 0 else latest - under_way
        return read_season(year, name, "published")
    if under_way:
        return running(read_season(latest, name, "published"), at)
    return read_season(day.year, name, "published")


def year_to_date(at: Context) -> Reading | None:
    """The year to date, this month so far: a running total up to the article's day."""
    reading = beside_season(at) if at.value("SEASON") else read_unit(at.day, at.letter("UNIT"), "published")
    return replace(cut_at(reading, at.day), cumulative=True) if reading else None


def bare_unit(at: Context) -> Reading | None:
    """The year, the month, the week: the one under way, for what cuts it down to read on."""
    if at.has("month") and at.has("the") and at.word_before() in {"during", "over", "throughout"}:
        known = at.nearest("month")
        return remember(known) if known else None
    if not (at.before("EDGE") or at.before("EDGE", "UNIT", "WEEKDAY", distance=2)):
        return None
    return read_unit(at.day, at.letter("UNIT"), "published")


def rolling(at: Context) -> Reading | None:
    """The last seven days, the past 24 hours, the next two weeks: up to or on from the article's day."""
    if at.has("last") and at.word_before() in BEFORE_VERB_LAST:
        return None
    count, unit, day, back = quantity(at), at.letter("UNIT") or "E", at.day, at.offset < 0
    hourly = unit in {"H", "m"}
    if back and not hourly and count and (before := _before_told(at, unit, count)):
        return before
    far = move(day, unit, -count if back else count) if day and count else None
    if far and back and not hourly:
        far += DAY  # seven days are the article's day and the six before it
    hours = count if unit == "H" else None
    start, end = (far, day) if back else (day, far)
    precision: Precision = "day" if hours and hours < 48 else "unknown"
    return Reading("span" if count else "recent", start, end, "published", precision, hours=hours)


def _before_told(at: Context, unit: str, count: int) -> Reading | None:
    """The preceding ten days, beside a period of the same sentence: up to where that one begins."""
    last = at.beside() if at.has("previous", "preceding", "prior") else None
    days = last.governed.days if last and last.governed.kind != "day" else None
    start = move(days.start, unit, -count) if days else None
    return read_span("span", Days(start, days.start - DAY), "discourse") if days and start else None


def window(at: Context) -> Reading | None:
    """In 24 hours, of a flow that has been counted."""
    count, day = quantity(at) or 0, at.day
    if not count or count % 12 or count > 96 or at.future:
        return None
    if at.word_before() in BEFORE_OTHER_HOURS and not at.tense:
        return None
    start = day - max(1, count // 24) * DAY if day else None
    return Reading("span", start, day, "published", "day", hours=count)


def ago(at: Context) -> Reading | None:
    """Twelve days ago, a year ago; a few days ago is somewhere before the article's day."""
    count, unit = quantity(at, halves=False), at.letter("UNIT")
    if not count:
        return Reading("recent", None, at.day, "published")
    if at.has("half") and unit == "Y":
        return read_unit(move(at.day, "M", -12 * count - 6) if at.day else None, "Y", "published")
    return _away(at.day, unit, -count)


def year_ending(at: Context) -> Reading | None:
    """The year ending June 2023, the 12 months to March, the week to Monday: up to the end of that."""
    unit, weekday = at.letter("UNIT"), at.number("WEEKDAY")
    if weekday is not None:
        end = nearest_weekday(at.day, weekday) if at.day else None
        return read_span("span", Days(end - 6 * DAY, end) if end else None, "published", "week")
    plural = at.has("months", "month", "weeks", "days")
    count = (at.number("NUMBER", "COUNT") or 1) if plural else 1
    month, day, stated = at.number("MONTH") or 0, _day_beside_month(at), at.number("YEAR")
    anchor: Anchor = "absolute" if stated else "published"
    year = stated or (at.day.year - (date(at.day.year, month, 1) > at.day) if at.day else None)
    if not year:
        return read_span("span", None, anchor)
    end = day_or_none(year, month, day) if day else period_of(date(year, month, 1), "M").end
    if end and unit == "Y" and any(at.before("EDGE", distance=n) for n in (1, 2, 3)):
        return Reading("since", date(year, 1, 1), end, anchor, cumulative=True)
    start = move(end + DAY, unit, -count) if end else None
    return read_span("span", Days(start, end) if start and end else None, anchor)


def _day_beside_month(phrase: Context) -> int | None:
    lexed = phrase.lexed
    months = [index for index in range(phrase.first, phrase.last) if lexed.is_class(index, "MONTH")]
    return replace(phrase, first=months[-1] - 1, last=min(months[-1] + 2, phrase.last)).number(
        "DAY", "ORDINAL"
    )


def recent(at: Context) -> Reading | None:
    """Recent weeks, these days; the coming months."""
    if at.has("coming", "next"):
        return Reading("recent", at.day, None, "published")
    return Reading("recent", None, at.day, "published")


def now(at: Context) -> Reading | None:
    """Now, currently, so far: what holds on the article's day."""
    return Reading(
        "ongoing", None, at.day, "published", cumulative=at.has("far", "date", "yet", "until", "up")
    )


def once(at: Context) -> Reading | None:
    """Recently, soon, in the past, in the future."""
    if at.has("shortly") and at.word_after() in {"after", "before"}:
        return None
    if at.has("soon", "shortly", "future"):
        return Reading("recent", at.day, None, "published")
    if at.has("past") and at.lexed.token(at.last).isalnum() and not at.lexed.is_class(at.last, "TIMEWORD"):
        return None
    return Reading("recent", None, at.day, "published")


def duration(at: Context) -> Reading | None:
    """Three days, a two-week exercise, half a year; an age is none."""
    aged = at.word_after() in {"-", "of"} and at.word_after(2) in {"old", "age"}
    if aged or at.word_after() == "old":
        return None
    count, unit = quantity(at), at.letter("UNIT")
    if unit == "Q" and at.has("a", "quarter"):
        return None
    if at.day and count and at.word_before() == "after" and at.word_after() == "of":
        return Reading("span", move(at.day, unit, -count), at.day, "published")
    length = count * DAYS_IN[unit] if count and unit in DAYS_IN and unit != "E" else None
    return Reading("duration", hours=count if unit == "H" else None, length=length)


def repeated(at: Context) -> Reading | None:
    """Every day, daily, a day of a rate; 'a day' behind "for" and the like is a length."""
    bare = at.has("a", "an") and at.value("UNIT") is not None
    counted = at.lexed.token(at.first - 1).isalpha() and at.word_before() not in BEFORE_LENGTH
    return duration(at) if bare and not counted else Reading("repeated")


def apart(at: Context) -> Reading | None:
    """Two days later, a year earlier; before or after something else than the date is left as a duration."""
    count, unit, back = quantity(at), at.letter("UNIT"), at.has(*BACKWARD)
    if at.has("before", "after") and at.word_after() not in AFTER_ADVERB:
        return _apart_from_clause(at, count, unit)
    known = at.nearest()
    if not known and at.day and count and back:
        return _away(at.day, unit, -count)
    if not known or not known.days or not count:
        start, end = (known.start, known.end) if known else (None, None)
        return Reading("recent", None if back else start, end if back else None, "discourse")
    step = -count if back else count
    if unit in {"H", "m"}:
        return read_unit(known.start, "D", "discourse")
    if unit == "Y" and known.kind not in {"year", "day"}:
        return shifted(known, step)
    if unit == "D" and known.days.length == 2:
        nights = [move(day, "D", step) for day in known.days]
        return replace(read_span("day", None, "discourse"), start=nights[0], end=nights[1])
    edge = known.days.end if step > 0 and known.kind == "day" and unit != "Y" else known.days.start
    return _away(edge, unit, step, "discourse")


def _apart_from_clause(at: Context, count: int | None, unit: str) -> Reading:
    """Last June, a month after the landing: the landing's time, where a date stands right before."""
    last = at.memory[-1] if at.memory else None
    days = last.reading.days if last else None
    if not last or not days or not count:
        return Reading("duration")
    told = unit == "D" and last.reading.kind == "day" and at.same_sentence(last)
    if not told and at.first - last.last > 1:
        return Reading("duration")
    return _away(days.start, unit, -count if at.has("after") else count, "discourse")


def shifted(known: Reading, years: int) -> Reading:
    """The same dates so many years away."""
    start, end = (move(day, "Y", years) for day in known.days) if known.days else (None, None)
    if not start or not end or not known.days:
        return Reading("span", anchor="discourse")
    if known.kind == "month" and known.days.end == period_of(known.days.end, "M").end:
        end = period_of(end, "M").end
    days = Days(start, end)
    if known.kind == "month" and days == period_of(start, "M"):
        return read_unit(start, "M", "discourse")
    return read_span("day" if start == end else "span", days, "discourse")


def beside_mention(at: Context) -> Reading | None:
    """The following day, the week before: beside the date mentioned before, else beside the article's."""
    step = -1 if at.has(*BACKWARD) else 1
    known, unit = at.nearest_days(), at.letter("UNIT") or "D"
    if (number := at.number("MONTH")) is not None:
        year = known.end.year + (number <= known.end.month) if known else None
        return read_month(year, number, "discourse")
    adverb = at.word_after() in AFTER_ADVERB or at.word_before() in {"had", "was", "were"}
    if at.has("before", "after") and not adverb:
        return None  # "the day before the vote"
    if unit == "Y" and step < 0 and (span := _year_long(at)):
        return shifted(span, step)
    if step < 0 and ((at.day and not known) or (unit not in {"D", "N"} and not at.beside())):
        return _away(at.day, unit, step)
    return _away((known.end if step > 0 else known.start) if known else None, unit, step, "discourse")


def _year_long(at: Context) -> Reading | None:
    """The nearest mentioned period of twelve months, calendar years aside."""
    for reading in at.spans()[:4]:
        days = reading.days
        if days and reading.kind in {"year", "span"} and days.length in {365, 366} and days.start.month > 1:
            return reading
    return None


def that_unit(at: Context) -> Reading | None:
    """That day, the same month, that evening: the unit around the date mentioned before."""
    daily = bool(at.value("DAYTIME")) or at.letter("UNIT") in {"D", "N"}
    known = (at.nearest_days("day") if daily else None) or at.nearest_days()
    if name := at.letter("SEASON"):
        return read_season(known.start.year if known else None, name, "discourse")
    return read_unit(known.start if known else None, "D" if daily else at.letter("UNIT"), "discourse")


def month_that(at: Context) -> Reading | None:
    """November of that year, May of the following year."""
    known = at.nearest_days()
    step = 1 if at.has("following", "next") else -1 if at.has("previous", "preceding") else 0
    return read_month(known.start.year + step if known else None, at.number("MONTH") or 0, "discourse")


def ordinal_day(at: Context) -> Reading | None:
    """The 15th, of the month mentioned before."""
    following, known = at.word_after(), at.nearest_days()
    if not known or (following[:1].isalnum() and following not in AFTER_DAY):
        return None
    day = day_or_none(known.start.year, known.start.month, at.number("ORDINAL") or 0)
    return read_unit(day, "D", "discourse") if day else None


def day_of_month(at: Context) -> Reading | None:
    """The 1st of last month, the third of that month."""
    pointing = any(at.value(name) is not None for name in ("BACK", "HERE", "AHEAD"))
    told = None if pointing else at.nearest_days("day", "month")
    month = told.start if told else move(at.day, "M", at.offset) if at.day else None
    number = at.number("DAY", "ORDINAL", "ORDER") or 0
    return read_unit(
        day_or_none(month.year, month.month, number) if month else None,
        "D",
        "discourse" if told else "published",
    )


def that_time(at: Context) -> Reading | None:
    """In that time, those seven days, the same date: the period mentioned before."""
    if at.word_before() == "at" and at.has("time"):
        return None
    count = quantity(at) if at.value("NUMBER") or at.value("COUNT") else None
    length = (count or 0) * DAYS_IN.get(at.letter("UNIT"), 0)
    known = [(reading, reading.days.length) for reading in at.spans() if reading.days]
    if at.has("date", "moment"):
        fitting = [reading for reading, _ in known if reading.kind == "day"]
    else:
        fitting = [reading for reading, days in known if (days == length if length else days > 1)]
    found = fitting or [reading for reading, _ in known]
    return remember(found[0]) if found else None


def since_then(at: Context) -> Reading | None:
    """Since then: from the date mentioned before."""
    known = at.nearest()
    return remember(known) if known else None


def same_shifted(at: Context) -> Reading | None:
    """The same period last year, the same week of 2020: the dates mentioned before, in that year."""
    if at.has("time") and at.has("this"):
        return read_unit(move(at.day, "Y", -1) if at.day else None, "D", "published")
    known = next(iter(at.wholes()), None)
    if at.has("point", "stage", "moment", "time"):
        totals = ((r, r.days.start) for r in at.spans() if r.cumulative and r.days)
        known = next((r for r, start in totals if (start.month, start.day) == (1, 1)), None)
    if not known and at.day and at.letter("UNIT") in {"W", "M", "Q"}:
        known = read_unit(at.day, at.letter("UNIT"), "published")
    if not known and at.day:
        known = read_span("span", Days(date(at.day.year, 1, 1), at.day), "published")
    if not known or not known.days:
        return Reading("span", anchor="discourse")
    year = at.number("YEAR")
    return shifted(known, year - known.days.start.year if year else -1)
