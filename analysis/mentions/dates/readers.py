"""Readers of date expressions, by the names that the rules give them: what a phrase says of time.

First those that the calendar answers, then those that hang on the article's day, on a length of time or on a
date told before.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from pandas import Timestamp
from pandas.tseries.offsets import Easter

from analysis.knowledge import word_class
from analysis.mentions.dates.calendar import (
    DAY,
    DAYS_IN,
    FIRST_MONTH,
    Anchor,
    Reading,
    cut_at,
    day_or_none,
    move,
    nearest_weekday,
    period_of,
    read_hours,
    read_night,
    read_span,
    read_unit,
)
from analysis.mentions.dates.context import Context, choose_year, quantity, year_said
from analysis.vocabulary import YEARS

NEWS_YEARS = range(1900, 2100)
LOOK_BEHIND = 14  # tokens
PLURALS = ("hours", "days", "weeks", "months", "years", "decades", "centuries")
BEFORE_LENGTH = word_class("before-length")
BACKWARD = ("earlier", "before", "previously", "beforehand", "previous", "preceding")
AFTER_DAY = word_class("after-ordinal")
AFTER_ADVERB = ("", ".", ",", ";", ":", ")", "and", "but")


def _yearly(at: Context, begins: Callable[[int], date | None], unit: str) -> Reading | None:
    """What comes once a year, in the year that the phrase says or else its surroundings mean.

    `begins` gives its first day in a year. Without a year said, it is cut at the article's day unless the
    clause looks ahead.
    """
    if not (of_any_year := begins(2000)):
        return None
    said = year_said(at)
    year, anchor = said or (choose_year(at, begins, unit), "published")
    reading = read_unit(begins(year) if year else None, unit, anchor)
    if said and reading.start:
        return reading
    reading = replace(reading, yearless=(of_any_year.month, of_any_year.day))
    return reading if at.future else cut_at(reading, at.day)


def month(at: Context) -> Reading | None:
    """In May, in May 2019, July last year; the running month ends on the article's day."""
    number = at.number("MONTH") or 0
    return _yearly(at, lambda year: date(year, number, 1), "M") if year_said(at) or _is_month(at) else None


def _is_month(at: Context) -> bool:
    """May and March are months behind a word of time or beside another date, else a verb or a name."""
    following, cued = at.lexed.token(at.last), at.before("TIMEWORD")
    if not at.has("VERB_MONTH"):
        name = at.has("GIVEN_NAME") and following[:1].isupper() and following.isalpha()
        return not name or (cued and not at.before("BEFORE_NAME"))
    cued = cued or at.before("EDGE", "DASH") or _is_listed(at)
    if at.has("SHORT_NAME"):
        return cued and not following[:1].isupper()
    subject = at.after("BEHIND_MAY" if at.has("may") else "BEHIND_MONTH")
    return cued or subject or following in {":", "("} or following.isdecimal()


def _is_listed(at: Context) -> bool:
    """Whether another month stands beside the month: April, May and June; Jan-Jul."""
    near = (item for item in at.memory[-1:] if item.last >= at.first - 2)
    if any(item.alone.kind in {"month", "span"} for item in near):
        return True
    return at.after("DASH", "COMMA", "and", "to", "or") and at.after("MONTH", distance=2)


def year(at: Context) -> Reading | None:
    """In 2020, the 2015 agreement; a bare number of four digits is a year only with a word of time."""
    number, following = at.number("YEAR") or 0, at.lexed.token(at.last)
    named = number in NEWS_YEARS and at.before("the", "(", "year", ",", "a")
    if at.after("COUNTED") or not (named or at.before("TIMEWORD", "CUE", "EDGE", "DASH")):
        return None
    if number < NEWS_YEARS.start and not at.before("in", "since", "from"):
        return None
    noun = following.islower() and following.endswith("s") and len(following) > 3
    if noun and at.before("BEFORE_COUNT"):
        return None
    reading = read_unit(date(number, 1, 1), "Y", "absolute")
    return replace(cut_at(reading, at.day), cumulative=True) if at.has("far", "date") else reading


def year_pair(at: Context) -> Reading | None:
    """2019-20, 2019/20: two years running."""
    first, second = at.numbers("NUMBER")
    if first not in NEWS_YEARS or second != (first + 1) % 100:
        return None
    return read_span("span", date(first, 1, 1), date(first + 1, 12, 31), "absolute")


def decade(at: Context) -> Reading | None:
    """The 1990s; "in her 30s" is none."""
    number = at.number("DECADE") or 0
    if number < 100:
        number += 1900 if number >= 30 else 2000
    if at.before("OWNER") or not 1000 <= number < NEWS_YEARS.stop:
        return None
    return read_unit(date(number, 1, 1), "T", "absolute")


def fiscal_year(at: Context) -> Reading | None:
    """FY2022, fiscal year 2022: that of the United States, October to September."""
    number = at.number("FISCAL", "NUMBER") or 0
    number += 2000 if number < 100 else 0
    return read_unit(date(number, 1, 1), "G", "absolute") if number in NEWS_YEARS else None


def quarter(at: Context) -> Reading | None:
    """The second quarter of 2021, Q2."""
    number = at.number("ORDER", "QUARTER") or 4
    return _yearly(at, lambda year: day_or_none(year, 3 * number - 2, 1), "Q")


def half(at: Context) -> Reading | None:
    """The first half of 2021; a half of something else is none."""
    number = at.number("ORDER", "HALF") or 2
    if at.after("of", "in") or (at.has("of") and not at.has("year", "YEAR")):
        return None
    return _yearly(at, lambda year: day_or_none(year, 6 * number - 5, 1), "S")


def season(at: Context) -> Reading | None:
    """In spring, the winter of 2019; without a year it needs a word of time or an article before it."""
    number = at.number("SEASON") or 0
    cued = at.before("TIMEWORD", "CUE", "EDGE") or (at.has("the") and not at.has("fall", "autumn"))
    word = at.has("fall", "spring") and not at.before("BEFORE_SEASON")
    if not year_said(at) and (word or not cued):
        return None
    return _yearly(at, lambda year: date(year, number, 1), "A")


def beside_yearly(at: Context) -> Reading | None:
    """Last summer, this November, next fiscal year: the one that has ended, is under way or is to begin."""
    unit = "M" if at.has("MONTH") else "A" if at.has("SEASON") else "G"
    if not at.day:
        return read_unit(None, unit)
    this_year = date(at.day.year, at.number("MONTH", "SEASON") or FIRST_MONTH["G"], 1)
    latest = this_year if this_year <= at.day else move(this_year, "Y", -1)
    under_way = latest is not None and period_of(latest, unit).end >= at.day
    if at.offset:
        return read_unit(move(latest, "Y", max(at.offset, -under_way)), unit)
    reading = read_unit(latest if under_way else this_year, unit)
    if unit == "G":
        return replace(cut_at(reading, at.day), cumulative=True)
    return reading if at.future else cut_at(reading, at.day)


def numeric_day(at: Context) -> Reading | None:
    """2021-08-03, 03.08.2021, 3/8/21, behind a word of time 3/8.

    The day stands before the month unless text or calendar forbid it.
    """
    first, second, *rest = (int(part) for part in re.findall(r"\d+", at.lexed.token(at.first)))

    def find(year: int) -> date | None:
        orders = day_or_none(year, second, first), day_or_none(year, first, second)
        return orders[at.month_first] or orders[not at.month_first]

    if not rest:
        timed = at.before("TIMEWORD") and not at.before("of", "for", "with", "about")
        return _yearly(at, find, "D") if timed else None
    found = day_or_none(first, second, rest[0]) if at.has("ISO") else find(rest[0] + 2000 * (rest[0] < 100))
    return read_unit(found, "D", "absolute") if found and found.year in YEARS else None


def month_day(at: Context) -> Reading | None:
    """3 August, August 3rd, Tuesday, 3 August 2021."""
    month, day = at.number("MONTH") or 0, at.number("DAY", "ORDINAL", "ORDER") or 0
    return _yearly(at, lambda year: day_or_none(year, month, day), "D")


def listed_day(at: Context) -> Reading | None:
    """The Monday 4 of "Monday 4, Tuesday 5 and Wednesday 6 March 2024"."""
    ahead = range(at.last, len(at.lexed.spans))
    month = next(index for index in ahead if at.lexed.fits(index, "MONTH"))
    return month_day(replace(at, last=month + 3))


def day_range(at: Context) -> Reading | None:
    """From 3 to 9 August; the night of 12 to 13 July."""
    month, (first, last) = at.number("MONTH") or 0, at.numbers("DAY", "ORDINAL")[:2]
    reading = _yearly(at, lambda year: day_or_none(year, month, last), "D")
    start = day_or_none(reading.start.year if reading and reading.start else 2000, month, first)
    if not reading or not start or first > last:
        return None
    reading = replace(reading, start=reading.start and start)
    if at.has("night", "nights"):
        return replace(reading, hours=12)
    return replace(reading, kind="span", precision="unknown")


def holiday(at: Context) -> Reading | None:
    """Christmas, Easter, Thanksgiving and New Year, their eves and days."""

    def begins(year: int) -> date:
        if at.has("thanksgiving"):
            return nearest_weekday(date(year, 11, 28), 3)
        if at.has("christmas"):
            return date(year, 12, 24 if at.has("eve") else 25)
        if at.has("new"):
            return date(year, 12, 31) if at.has("eve") else date(year, 1, 1)
        sunday: date = (Timestamp(year, 1, 1) + Easter()).date()
        return sunday + timedelta(days=-2 if at.has("good") else int(at.has("monday")))

    return _yearly(at, begins, "D") if not at.has("new") or at.has("eve", "day", "s") else None


def weekday(at: Context) -> Reading | None:
    """On Tuesday, last Tuesday, Tuesday morning, Tuesday of last week; plurals repeat."""
    if any(word.endswith("days") for word in at.lexed.words(at.first, at.last)):
        return Reading("repeated")
    if at.before("black"):
        return None
    return read_unit(_day_of_weekday(at, at.day, at.number("WEEKDAY") or 0) if at.day else None, "D")


def _day_of_weekday(at: Context, day: date, number: int) -> date:
    """The day that a weekday names in an article of `day`."""
    this_week = period_of(day, "W").start + number * DAY
    if at.has("week"):
        return this_week + 7 * at.offset * DAY
    if at.has("last", "past", "previous"):
        return this_week - 7 * DAY
    if at.has("this"):
        return this_week
    coming = at.has("next", "coming", "following")
    if at.after("'", "’") and not coming:
        return nearest_weekday(day, number)
    return nearest_weekday(day, number, coming or _is_deadline(at) or (at.future and day.weekday() != number))


def _is_deadline(at: Context) -> bool:
    """Until Tuesday, by noon on Friday, as soon as Monday: ahead, unless the sentence opens so and tells."""
    if at.before("as") and at.before("early", "soon", distance=2):
        return True
    soft = (at.before("SOFTENER", "DAYTIME", "CLOCK", distance=n) for n in range(1, 4))
    place = next((n for n, is_soft in enumerate(soft, 1) if not is_soft), 4)
    if not at.before("until", "till", "by", distance=place):
        return False
    sentence = at.lexed.words(max(at.sentence_start, at.first - LOOK_BEHIND), at.first)
    if at.before("by", distance=place) and "had" in sentence:
        return False  # a pluperfect looks back from that day
    told_after = at.tense_after == "past"
    clause = told_after and at.before("and", "but", ",", ";", distance=place + 1)
    opens = clause or at.first - at.sentence_start <= 4
    return not (opens and (told_after or at.tense == "past"))


def weekend(at: Context) -> Reading | None:
    """The last weekend begun, or the next where the clause looks ahead."""
    begun = at.day is not None and at.day.weekday() >= 5 and not at.has("last", "previous")
    coming = at.has("coming") or at.future
    step = 1 if at.has("next") else 0 if begun or coming else -1
    return cut_at(read_unit(at.day, "E", step=step), None if coming else at.day)


def now(at: Context) -> Reading | None:
    """Now, currently, so far: what holds on the article's day."""
    total = at.has("far", "date", "yet", "until", "up")
    return Reading("ongoing", None, at.day, "published", cumulative=total)


def today(at: Context) -> Reading | None:
    """Today, tonight, yesterday, tomorrow, this morning, last night."""
    if at.has("night") and at.has("last"):
        return read_night(at.day)
    step = -1 if at.has("yesterday", "last") else int(at.has("tomorrow"))
    return read_unit(at.day, "D", step=2 * step if at.has("day") else step)


def overnight(at: Context) -> Reading | None:
    """From the evening before to the article's day, or to the named weekday's morning."""
    if at.has("night") and at.after("BEHIND_NIGHT"):
        return None
    day, weekdays = at.day, at.numbers("WEEKDAY")
    if day and weekdays:
        day = nearest_weekday(day, weekdays[-1]) + (0 if at.has("to", "into") else 1) * DAY
    return read_night(day)


def beside_unit(at: Context) -> Reading | None:
    """Last week, this month, next year; 'the past week' and 'the previous fortnight' roll up to the day.

    What is under way is cut at the article's day unless the clause looks ahead; this month and this year are
    running totals.
    """
    offset, unit = at.offset, at.letter("UNIT")
    if at.has(*PLURALS):
        return recent(at) if offset else None
    if unit == "D" and at.has("last", "past"):
        return read_hours(at.day, 24)
    rolls = at.has("past") or unit in {"F", "T"} or (at.has("coming") and unit in {"D", "W"})
    if unit in {"H", "m", "C"} or (offset and rolls):
        return rolling(at)
    sequel = at.has("following", "subsequent", "ensuing") or (at.has("next") and unit == "D")
    if sequel or (at.has("previous", "preceding") and at.beside()):
        return beside_mention(at)
    reading = read_unit(at.day, unit, step=offset - at.has("before"))
    if offset or at.future or unit == "D":
        return reading
    return replace(cut_at(reading, at.day), cumulative=unit in {"M", "Q", "Y"})


def rolling(at: Context) -> Reading | None:
    """The last seven days, the past 24 hours, the next two weeks: up to or on from the article's day.

    The preceding ten days end where a period of the same sentence begins.
    """
    if at.has("last") and at.before("VERB_BEFORE_LAST"):
        return None
    count, unit, step = quantity(at), at.letter("UNIT") or "E", at.offset or 1
    if not count:
        return recent(at)
    if unit in {"H", "m"}:
        return read_hours(at.day, count if unit == "H" else 1, step)
    if step > 0:
        return Reading("span", at.day, move(at.day, unit, count), "published")
    told = at.beside() if at.has("previous", "preceding", "prior") else None
    if told and told.reading.days and told.reading.kind != "day":
        start = told.reading.start
        return read_span("span", move(start, unit, -count), move(start, "D", -1), "discourse")
    return read_span("span", move(move(at.day, "D", 1), unit, -count), at.day, "published")


def window(at: Context) -> Reading | None:
    """In 24 hours, of a flow that has been counted."""
    count = quantity(at)
    ends_elsewhere = at.after("to") and at.after("WEEKDAY", distance=2)
    if count not in {12, 24, 36, 48, 72, 96} or at.future or ends_elsewhere:
        return None
    return read_hours(at.day, count)


def ago(at: Context) -> Reading | None:
    """Twelve days ago, a year ago; a few days ago is somewhere before the article's day."""
    count = quantity(at)
    return read_unit(at.day, at.letter("UNIT"), step=-count) if count else recent(at)


def year_ending(at: Context) -> Reading | None:
    """The year ending June 2023, the 12 months to March, the seven days to Sunday: up to the end of that."""
    unit, weekday, month = at.letter("UNIT"), at.number("WEEKDAY"), at.number("MONTH") or 1
    counted = next(index for index in range(at.first, at.last) if at.lexed.fits(index, "UNIT"))
    count = quantity(replace(at, last=counted)) or 1
    year, day = at.number("YEAR"), replace(at, first=counted).number("DAY", "ORDINAL")
    if at.day and not year:
        year = at.day.year - (month > at.day.month)
    if weekday is not None:
        end = nearest_weekday(at.day, weekday) if at.day else None
    else:
        first = day_or_none(year or 0, month, day or 1)
        end = first if day or not first else period_of(first, "M").end
    if unit == "H":
        return read_hours(end, count)
    from_start = unit == "Y" and any(at.before("EDGE", distance=n) for n in (1, 2, 3))
    start = end.replace(month=1, day=1) if end and from_start else move(move(end, "D", 1), unit, -count)
    anchor: Anchor = "absolute" if at.has("YEAR") else "published"
    return read_span("span", start, end, anchor, "week" if unit == "W" else None)


def recent(at: Context) -> Reading | None:
    """Recent weeks, recently, the past; the coming months, soon: open on the far side."""
    if at.has("shortly") and at.after("after", "before"):
        return None
    if (
        at.has("past")
        and not at.has("UNIT")
        and at.lexed.token(at.last).isalnum()
        and not at.after("TIMEWORD")
    ):
        return None
    ahead = at.has("coming", "next", "soon", "shortly", "future")
    start, end = (at.day, None) if ahead else (None, at.day)
    return Reading("recent", start, end, "published")


def duration(at: Context) -> Reading | None:
    """Three days, a two-week exercise, half a year; an age is none."""
    if at.after("old") or (at.after("-", "of") and at.after("old", "age", distance=2)):
        return None
    count, unit = quantity(at), at.letter("UNIT")
    if unit == "Q" and at.has("a", "quarter"):
        return None
    if at.day and count and at.before("after") and at.after("of"):
        return Reading("span", move(at.day, unit, -count), at.day, "published")
    return Reading("duration", hours=count if unit == "H" else None)


def repeated(at: Context) -> Reading | None:
    """Every day, daily, a day of a rate; 'a day' behind "for" and the like is a length."""
    bare = at.has("a", "an") and at.has("UNIT")
    counted = at.lexed.token(at.first - 1).isalpha() and not at.before(*BEFORE_LENGTH)
    return duration(at) if bare and not counted else Reading("repeated")


def apart(at: Context) -> Reading | None:
    """Two days later, a year earlier; before or after something else than the date is left as a duration."""
    count, unit, step = quantity(at), at.letter("UNIT"), -1 if at.has(*BACKWARD) else 1
    if at.has("before", "after") and not at.after(*AFTER_ADVERB):
        return _apart_from_clause(at, count, unit, -step)
    known = at.nearest()
    if not count or not known.days:
        start, end = (known.start, None) if step > 0 else (None, known.end)
        return Reading("recent", start, end, "discourse")
    if unit == "Y" and known.kind not in {"year", "day"}:
        return _shifted(known, step * count)
    if unit in {"H", "m"}:
        return read_unit(known.start, "D", "discourse")
    if known.kind != "day":
        known = replace(known, end=known.start)
    return _beside_told(known, unit, step * count)


def _apart_from_clause(at: Context, count: int | None, unit: str, step: int) -> Reading:
    """Last June, a month after the landing: the landing's time, where a date stands right before."""
    for last in at.memory[-1:]:
        told = unit == "D" and last.alone.kind == "day" and at.beside()
        if count and last.alone.days and (told or at.first - last.last <= 1):
            return read_unit(last.alone.start, unit, "discourse", step * count)
    return Reading("duration")


def beside_mention(at: Context) -> Reading | None:
    """That day, the same month, the following night, the week before: beside the date told before."""
    if at.has("before", "after") and not (at.after(*AFTER_ADVERB) or at.before("had", "was", "were")):
        return None  # "the day before the vote"
    unit = "D" if at.has("DAYTIME") else at.letter("UNIT")
    step = 0 if at.has("that", "same", "very") else -1 if at.has(*BACKWARD) else 1
    known = at.nearest("day") if not step and unit == "D" else at.nearest()
    known = known if known.days else at.nearest()
    if step < 0 and ((at.day and not known.days) or (unit != "D" and not at.beside())):
        return read_unit(at.day, unit, step=step)
    return _beside_told(known, unit, step)


def _beside_told(known: Reading, unit: str, step: int) -> Reading:
    """The unit so many after or before a date told; the year after a fiscal year is a fiscal year."""
    days = known.days
    if days and unit == "Y" and days.length in {365, 366} and days.start.month > 1:
        return _shifted(known, step)
    return read_unit(known.end if step > 0 else known.start, unit, "discourse", step)


def _shifted(known: Reading, years: int) -> Reading:
    """The same dates so many years away."""
    start, end = move(known.start, "Y", years), move(known.end, "Y", years)
    if known.kind == "month" and known.days and known.days == period_of(known.days.start, "M"):
        return read_unit(start, "M", "discourse")
    return read_span("day" if start == end else "span", start, end, "discourse")


def day_of_month(at: Context) -> Reading | None:
    """The 15th, the 1st of last month, the third of that month."""
    bare, pointing = not at.has("month"), at.has("BACK", "HERE", "AHEAD")
    told = None if pointing else at.nearest(*(() if bare else ("day", "month"))).start
    another = at.lexed.token(at.last)[:1].isalnum() and not at.after(*AFTER_DAY)
    if bare and (not told or another):
        return None
    month = told or move(at.day, "M", at.offset)
    number = at.number("DAY", "ORDINAL", "ORDER") or 0
    day = day_or_none(month.year, month.month, number) if month else None
    return read_unit(day, "D", "discourse" if told else "published") if day or not month else None


def that_time(at: Context) -> Reading | None:
    """Since then, in that time, those seven days, the same date: the period told before."""
    if at.before("at") and at.has("time"):
        return None
    length = (at.number("NUMBER", "COUNT") or 0) * DAYS_IN.get(at.letter("UNIT"), 0)
    told = [item.reading for item in at.told]
    if at.has("date", "moment"):
        days = (item.alone for item in reversed(at.memory) if not item.reading.cumulative)
        fitting = [reading for reading in days if reading.kind == "day" and reading.days]
    elif at.has("then", "since"):
        fitting = told
    else:
        fitting = [r for r in told if r.days and (r.days.length == length if length else r.days.length > 1)]
    return next((replace(known, anchor="discourse") for known in (*fitting, *told)), None)


def same_shifted(at: Context) -> Reading | None:
    """The same period last year, the same week of 2020: the dates told before, in that year.

    Not those of a part ("12 of them in May"). The same point is that of the year up to the article's day.
    """
    if at.has("time") and at.has("this"):
        return read_unit(move(at.day, "Y", -1), "D")
    parts = {"them", "whom", "these"}
    told = [item for item in at.told if not at.has("point", "stage", "moment", "time")]
    whole = [item for item in told if not parts & set(at.lexed.words(item.first - 3, item.first))]
    to_date = read_span("span", at.day and at.day.replace(month=1, day=1), at.day, "published")
    known = next((item.reading for item in (*whole, *told)), to_date)
    if not known.start:
        return Reading("span", anchor="discourse")
    year = at.number("YEAR")
    return _shifted(known, year - known.start.year if year else -1)
