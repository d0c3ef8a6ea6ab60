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
    read_hours,
    read_night,
    read_span,
    read_unit,
)
from analysis.mentions.dates.context import Context, quantity

BEFORE_LENGTH = word_class("before-length")
BACKWARD = frozenset({"earlier", "before", "previously", "beforehand", "previous", "preceding"})
AFTER_DAY = word_class("after-ordinal")
AFTER_ADVERB = frozenset({"", ".", ",", ";", ":", ")", "and", "but"})


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
    if at.has("hours", "days", "weeks", "months", "years", "decades", "centuries"):
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


def bare_unit(at: Context) -> Reading | None:
    """The year, the month, the week: the one under way, for what cuts it down to read on."""
    return read_unit(at.day, at.letter("UNIT"))


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
        return read_hours(at.day, -step * (count if unit == "H" else 1))
    if step > 0:
        return Reading("span", at.day, move(at.day, unit, count), "published")
    last = at.beside() if at.has("previous", "preceding", "prior") else None
    told = last.governed.days if last and last.governed.kind != "day" else None
    until = told.start if told else move(at.day, "D", 1)
    start = move(until, unit, -count)
    days = Days(start, until - DAY) if start and until else None
    return read_span("span", days, "discourse" if told else "published")


def window(at: Context) -> Reading | None:
    """In 24 hours, of a flow that has been counted."""
    count = quantity(at)
    ends_elsewhere = at.word_after() == "to" and at.after("WEEKDAY", distance=2)
    if count not in {12, 24, 36, 48, 72, 96} or at.future or ends_elsewhere:
        return None
    return read_hours(at.day, count)


def ago(at: Context) -> Reading | None:
    """Twelve days ago, a year ago; a few days ago is somewhere before the article's day."""
    count = quantity(at)
    return read_unit(at.day, at.letter("UNIT"), step=-count) if count else recent(at)


def year_ending(at: Context) -> Reading | None:
    """The year ending June 2023, the 12 months to March, the seven days to Sunday: up to the end of that."""
    unit = at.letter("UNIT")
    counted = next(index for index in range(at.first, at.last) if at.lexed.is_class(index, "UNIT"))
    count = quantity(replace(at, last=counted)) or 1
    day, weekday, stated = at.day, at.number("WEEKDAY"), at.number("YEAR")
    anchor: Anchor = "absolute" if stated else "published"
    if day and weekday is not None:
        end: date | None = nearest_weekday(day, weekday)
    elif (month := at.number("MONTH")) and (day or stated):
        year = stated or (day.year - (date(day.year, month, 1) > day) if day else 0)
        named = replace(at, first=at.last - 3).number("DAY", "ORDINAL")
        end = day_or_none(year, month, named) if named else period_of(date(year, month, 1), "M").end
    else:
        end = None
    if unit == "H":
        return read_hours(end, count)
    from_start = unit == "Y" and any(at.before("EDGE", distance=n) for n in (1, 2, 3))
    start = end.replace(month=1, day=1) if end and from_start else move(end and end + DAY, unit, -count)
    days = Days(start, end) if start and end else None
    return read_span("span", days, anchor, "week" if unit == "W" else None)


def recent(at: Context) -> Reading | None:
    """Recent weeks, recently, the past; the coming months, soon: open on the far side."""
    noun_follows = at.lexed.token(at.last).isalnum() and not at.after("TIMEWORD")
    if at.has("shortly") and at.word_after() in {"after", "before"}:
        return None
    if at.has("past") and at.value("UNIT") is None and noun_follows:
        return None
    ahead = at.has("coming", "next", "soon", "shortly", "future")
    start, end = (at.day, None) if ahead else (None, at.day)
    return Reading("recent", start, end, "published")


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
    return Reading("duration", hours=count if unit == "H" else None)


def repeated(at: Context) -> Reading | None:
    """Every day, daily, a day of a rate; 'a day' behind "for" and the like is a length."""
    bare = at.has("a", "an") and at.value("UNIT") is not None
    counted = at.lexed.token(at.first - 1).isalpha() and at.word_before() not in BEFORE_LENGTH
    return duration(at) if bare and not counted else Reading("repeated")


def apart(at: Context) -> Reading | None:
    """Two days later, a year earlier; before or after something else than the date is left as a duration."""
    count, unit, step = quantity(at), at.letter("UNIT"), -1 if at.has(*BACKWARD) else 1
    if at.has("before", "after") and at.word_after() not in AFTER_ADVERB:
        return _apart_from_clause(at, count, unit, -step)
    known = at.nearest()
    if not count or not known:
        start, end = (known.start, known.end) if known else (None, None)
        return Reading("recent", start if step > 0 else None, end if step < 0 else None, "discourse")
    if unit == "Y" and known.kind not in {"year", "day"}:
        return _shifted(known, step * count)
    if unit in {"H", "m"}:
        return read_unit(known.start, "D", "discourse")
    if known.kind != "day":
        known = replace(known, end=known.start)
    return _beside_told(known, unit, step * count)


def _apart_from_clause(at: Context, count: int | None, unit: str, step: int) -> Reading:
    """Last June, a month after the landing: the landing's time, where a date stands right before."""
    last = at.memory[-1] if at.memory else None
    if not last or not last.reading.days or not count:
        return Reading("duration")
    told = unit == "D" and last.reading.kind == "day" and at.same_sentence(last)
    if not told and at.first - last.last > 1:
        return Reading("duration")
    return read_unit(last.reading.start, unit, "discourse", step * count)


def beside_mention(at: Context) -> Reading | None:
    """That day, the same month, the following night, the week before: beside the date told before."""
    if at.has("before", "after") and not (
        at.word_after() in AFTER_ADVERB or at.word_before() in {"had", "was", "were"}
    ):
        return None  # "the day before the vote"
    unit = "D" if at.value("DAYTIME") else at.letter("UNIT")
    step = 0 if at.has("that", "same", "very") else -1 if at.has(*BACKWARD) else 1
    known = (at.nearest("day") if not step and unit == "D" else None) or at.nearest()
    if step < 0 and ((at.day and not known) or (unit != "D" and not at.beside())):
        return read_unit(at.day, unit, step=step)
    return _beside_told(known, unit, step)


def _beside_told(known: Reading | None, unit: str, step: int) -> Reading:
    """The unit so many after or before a date told; the year after a fiscal year is a fiscal year."""
    days = known.days if known else None
    if known and days and unit == "Y" and days.length in {365, 366} and days.start.month > 1:
        return _shifted(known, step)
    return read_unit(days and (days.end if step > 0 else days.start), unit, "discourse", step)


def _shifted(known: Reading, years: int) -> Reading:
    """The same dates so many years away."""
    start, end = move(known.start, "Y", years), move(known.end, "Y", years)
    if known.days and known.kind == "month" and known.days == period_of(known.days.start, "M"):
        return read_unit(start, "M", "discourse")
    days = Days(start, end) if start and end else None
    return read_span("day" if start == end else "span", days, "discourse")


def day_of_month(at: Context) -> Reading | None:
    """The 15th, the 1st of last month, the third of that month."""
    following, bare = at.word_after(), not at.has("month")
    pointing = any(at.value(name) is not None for name in ("BACK", "HERE", "AHEAD"))
    told = None if pointing else at.nearest_days(*(() if bare else ("day", "month")))
    if bare and (not told or (following[:1].isalnum() and following not in AFTER_DAY)):
        return None
    month = told.start if told else move(at.day, "M", at.offset)
    number = at.number("DAY", "ORDINAL", "ORDER") or 0
    day = day_or_none(month.year, month.month, number) if month else None
    return read_unit(day, "D", "discourse" if told else "published") if day or not month else None


def that_time(at: Context) -> Reading | None:
    """Since then, in that time, those seven days, the same date: the period told before."""
    if at.word_before() == "at" and at.has("time"):
        return None
    length = (at.number("NUMBER", "COUNT") or 0) * DAYS_IN.get(at.letter("UNIT"), 0)
    told = [item.governed for item in at.told()]
    if at.has("date", "moment"):
        fitting = [reading for reading in told if reading.kind == "day"]
    elif at.has("then", "since"):
        fitting = told
    else:
        fitting = [r for r in told if r.days and (r.days.length == length if length else r.days.length > 1)]
    known = next(iter(fitting or told), None)
    return replace(known, anchor="discourse") if known else None


def same_shifted(at: Context) -> Reading | None:
    """The same period last year, the same week of 2020: the dates told before, in that year.

    Not those of a part ("12 of them in May"). The same point is that of the year up to the article's day.
    """
    if at.has("time") and at.has("this"):
        return read_unit(move(at.day, "Y", -1), "D")
    parts = {"them", "whom", "these"}
    told = [item for item in at.told() if not at.has("point", "stage", "moment", "time")]
    whole = [item for item in told if not parts & set(at.lexed.words(item.first - 3, item.first))]
    known = next((item.governed for item in whole or told), None)
    if not known and at.day:
        known = read_span("span", Days(date(at.day.year, 1, 1), at.day), "published")
    if not known or not known.start:
        return Reading("span", anchor="discourse")
    year = at.number("YEAR")
    return _shifted(known, year - known.start.year if year else -1)
