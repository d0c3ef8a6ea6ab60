"""Readers of dates that hang on others: on the article's day, on a length of time, on a date told before."""

from dataclasses import replace
from datetime import date

from analysis.mentions.dates import calendar
from analysis.mentions.dates.calendar import (
    DAY,
    Anchor,
    Days,
    Kind,
    Reading,
    cut_at,
    read_day,
    read_month,
    read_season,
    read_span,
)
from analysis.mentions.dates.context import (
    UNIT_DAYS,
    Context,
    Reader,
    duration_value,
    move,
    quantity,
    read_unit,
    relative_offset,
    with_daytime,
)
from analysis.mentions.dates.grammar import Phrase
from analysis.mentions.dates.readers import nearest_weekday
from analysis.vocabulary import Precision

THROUGHOUT = frozenset({"during", "over", "throughout"})


def today(phrase: Phrase, context: Context) -> Reading | None:
    """Today, tonight, yesterday, tomorrow, this morning, last night."""
    offset = -1 if phrase.has("yesterday", "last") else 1 if phrase.has("tomorrow") else 0
    if phrase.has("day"):
        offset *= 2
    day = context.day + offset * DAY if context.day else None
    if phrase.has("night") and phrase.has("last") and day:
        return replace(read_span(f"{day}TNI", "day", Days(day, day + DAY), "published"), hours=12)
    return with_daytime(
        read_day(day, "published"), "NI" if phrase.has("tonight") else phrase.letter("DAYTIME")
    )


def overnight(phrase: Phrase, context: Context) -> Reading | None:
    """From the evening before to the article's day, or to the named weekday's morning."""
    day, weekdays = context.day, phrase.numbers("WEEKDAY")
    if day and weekdays:
        named = nearest_weekday(day, weekdays[-1], ahead=False)
        day = named if phrase.has("to", "into") else named + DAY
    if phrase.has("night") and context.word_after() in {"of", "to", "from", "before", "after", "when"}:
        return None
    if not day:
        return replace(read_span("XXXX-XX-XXTNI", "day", None, "published"), hours=12)
    night = Days(day - DAY, day)
    return replace(read_span(f"{night.start}TNI", "day", night, "published"), hours=12)


def beside_unit(phrase: Phrase, context: Context) -> Reading | None:
    """Last week, this month, next year; 'the past week' and 'the previous fortnight' roll up to the day."""
    offset, unit = relative_offset(phrase), phrase.letter("UNIT") or "Q"
    if phrase.has("half"):
        return None
    if phrase.has("before"):
        return _before_last(context, unit)
    if phrase.has("hours", "days", "weeks", "months", "years", "decades", "centuries"):
        return recent(phrase, context) if offset else None
    if unit == "H" or unit in {"m", "C"}:
        return rolling(phrase, context)
    if unit == "D" and offset < 0 and phrase.has("last", "past"):
        return _last_day(context)
    rolls = phrase.has("past") or unit in {"F", "T"} or (phrase.has("coming") and unit in {"D", "W"})
    if offset and rolls:
        return rolling(phrase, context)
    if unit == "N":
        return overnight(phrase, context) if offset < 0 else read_day(context.day, "published")
    named = phrase.has("previous", "following", "preceding", "subsequent", "ensuing")
    known = context.memory[-1].reading if context.memory else None
    near = bool(context.memory) and context.same_sentence(context.memory[-1])
    if named and known and known.days and near:
        return around(known, unit, offset)
    if phrase.has("following", "subsequent", "ensuing") or (phrase.has("next") and unit == "D"):
        nearest = context.nearest()
        return around(nearest, unit, offset) if nearest else read_unit(None, unit, "discourse")
    day = move(context.day, unit, offset) if context.day else None
    reading = read_unit(day, unit, "published")
    return reading if offset else _under_way(reading, context)


def _under_way(reading: Reading, context: Context) -> Reading:
    """This month, this year: a running total up to the article's day; this week is only cut there."""
    current = running(reading, context)
    return replace(current, cumulative=False) if reading.kind == "week" else current


def _before_last(context: Context, unit: str) -> Reading:
    """The week before last, the night before last."""
    day = move(context.day, unit, -2) if context.day else None
    return read_unit(day, unit, "published")


def _last_day(context: Context) -> Reading:
    """During the last day: the last 24 hours."""
    start = calendar.shift_days(context.day, -1) if context.day else None
    return Reading("P1D", "span", start, context.day, "published", "day", hours=24)


def around(known: Reading, unit: str, offset: int) -> Reading:
    """The unit so many before or after the one that a known mention ends in."""
    edge = (known.end if offset > 0 else known.start) or known.start
    if not edge:
        return read_unit(None, unit, "discourse")
    return read_unit(move(edge, unit, offset), unit, "discourse")


def running(reading: Reading, context: Context) -> Reading:
    """A period under way: whole in a clause that looks ahead, else a running total to the article's day."""
    if context.future or reading.kind == "day":
        return reading
    return replace(
        cut_at(reading, context.day), cumulative=reading.kind in {"year", "month", "week", "quarter"}
    )


def year_end(phrase: Phrase, context: Context) -> Reading | None:
    """Year-end: the last day of the year, of this one in a clause that looks ahead or under 'by'."""
    if not context.day:
        return read_day(None, "published", "XXXX-12-31")
    ahead = context.future or context.word_before() in {"by", "until", "before", "around"}
    return read_day(date(context.day.year - (not ahead), 12, 31), "published")


def beside_month(phrase: Phrase, context: Context) -> Reading | None:
    """Last November: the latest before this month; next March: the earliest after it."""
    number, day = phrase.number("MONTH"), context.day
    if number is None:
        return None
    if not day:
        return replace(read_month(None, "published"), timex=f"XXXX-{number:02}")
    offset = relative_offset(phrase)
    year = day.year
    if offset < 0:
        year -= number >= day.month
    elif offset > 0:
        year += number <= day.month
    return cut_at(read_month(date(year, number, 1), "published"), day if not context.future else None)


def beside_season(phrase: Phrase, context: Context) -> Reading | None:
    """Last summer ended before this one began; this summer is the one of this year; next is to begin."""
    name, day = phrase.letter("SEASON"), context.day
    if not day:
        return read_season(None, name, "published")
    offset = relative_offset(phrase)
    latest = day.year if calendar.season_of(day.year, name).start <= day else day.year - 1
    under_way = calendar.season_of(latest, name).end >= day
    if offset < 0:
        return read_season(latest - 1 if under_way else latest, name, "published")
    if offset > 0:
        return read_season(latest + 1, name, "published")
    if under_way:
        return running(read_season(latest, name, "published"), context)
    return read_season(day.year, name, "published")


def year_to_date(phrase: Phrase, context: Context) -> Reading | None:
    """The year to date, this month so far: a running total up to the article's day."""
    if season_name := phrase.letter("SEASON"):
        reading = beside_season(phrase, context)
        return replace(reading, cumulative=True) if reading else read_season(None, season_name, "published")
    reading = read_unit(context.day, phrase.letter("UNIT"), "published")
    return replace(cut_at(reading, context.day), cumulative=True)


def bare_unit(phrase: Phrase, context: Context) -> Reading | None:
    """The year, the month, the week: the one under way, for what cuts it down to read on."""
    if phrase.value("SEASON") is not None:
        return None
    if context.word_before() in THROUGHOUT and phrase.has("the") and phrase.has("month"):
        known = context.nearest("month")
        return replace(known, anchor="discourse") if known else None
    if not (
        context.before("EDGE")
        or context.before("EDGE", 2)
        or context.before("UNIT", 2)
        or context.before("WEEKDAY", 2)
    ):
        return None
    return read_unit(context.day, phrase.letter("UNIT"), "published")


BEFORE_LENGTH = frozenset(
    "for in after within of than about over almost nearly only just lasted last half such spent "
    "around is was took during and once".split()
)
BEFORE_VERB_LAST = frozenset({"will", "would", "to", "could", "may", "might", "can", "not", "should"})
REPEATED = {"D": "P1D", "W": "P1W", "M": "P1M", "Y": "P1Y", "H": "PT1H", "N": "P1D", "Q": "P3M", "F": "P2W"}


def rolling(phrase: Phrase, context: Context) -> Reading | None:
    """The last seven days, the past 24 hours, the next two weeks: up to or on from the article's day."""
    if phrase.has("last") and context.word_before() in BEFORE_VERB_LAST:
        return None
    count, unit, back = quantity(phrase), phrase.letter("UNIT") or "E", relative_offset(phrase) < 0
    day = context.day
    if back and unit not in {"H", "m"} and (before := _before_span(phrase, context, unit, count)):
        return before
    hours = count if unit == "H" and isinstance(count, int) else None
    precision: Precision = "day" if hours and hours < 48 else "unknown"
    kind: Kind = "span" if isinstance(count, int) else "recent"
    far = _far_end(day, unit, count, back)
    start, end = (far, day) if back else (day, far)
    return Reading(duration_value(count, unit), kind, start, end, "published", precision, hours=hours)


def _before_span(phrase: Phrase, context: Context, unit: str, count: int | str) -> Reading | None:
    """The preceding ten days, beside a period of the same sentence: up to where that one begins."""
    if not phrase.has("previous", "preceding", "prior") or not isinstance(count, int) or not context.memory:
        return None
    last = context.memory[-1]
    if not context.same_sentence(last) or not last.governed.days or last.governed.kind == "day":
        return None
    start, end = move(last.governed.days.start, unit, -count), last.governed.days.start - DAY
    days = Days(start, end) if start and start <= end else None
    return read_span(duration_value(count, unit), "span", days, "discourse")


def _far_end(day: date | None, unit: str, count: int | str, back: bool) -> date | None:
    """The other end of a rolling window; seven days are the article's day and the six before it."""
    if not day or not isinstance(count, int):
        return None
    if not back:
        return move(day, unit, count)
    moved = move(day, unit, -count)
    return moved if unit in {"H", "m"} or not moved else moved + DAY


def window(phrase: Phrase, context: Context) -> Reading | None:
    """In 24 hours, of a flow that has been counted."""
    count = quantity(phrase)
    if not isinstance(count, int) or count % 12 or count > 96 or context.future:
        return None
    if context.word_before() in {"shut", "closed", "open", "back", "out"} and not context.tense:
        return None
    day = context.day
    start = calendar.shift_days(day, -max(1, count // 24)) if day else None
    return Reading(f"PT{count}H", "span", start, day, "published", "day", hours=count)


def ago(phrase: Phrase, context: Context) -> Reading | None:
    """Twelve days ago, a year ago; a few days ago is somewhere before the article's day."""
    count, unit, day = quantity(phrase, halves=False), phrase.letter("UNIT"), context.day
    if isinstance(count, int) and phrase.has("half") and unit == "Y":
        return read_unit(move(day, "M", -12 * count - 6) if day else None, "Y", "published")
    if not isinstance(count, int):
        return Reading("PAST_REF", "recent", None, day, "published")
    return read_unit(move(day, unit, -count) if day else None, unit, "published")


def year_ending(phrase: Phrase, context: Context) -> Reading | None:
    """The year ending June 2023, the 12 months to March: up to the end of that month or that day."""
    number, day = phrase.number("MONTH"), _day_beside_month(phrase)
    unit = phrase.letter("UNIT")
    count = (
        next(iter(phrase.numbers("NUMBER", "COUNT")), 1)
        if phrase.has("months", "month", "weeks", "days")
        else 1
    )
    if number is None or (day and not calendar.day_or_none(2000, number, day)):
        return None
    year = phrase.number("YEAR") or (context.day and context.day.year)
    anchor: Anchor = "absolute" if phrase.number("YEAR") else "published"
    if not year:
        return read_span(duration_value(count, unit), "span", None, anchor)
    if anchor == "published" and context.day and date(year, number, 1) > context.day:
        year -= 1
    end = calendar.day_or_none(year, number, day) if day else calendar.month_of(year, number).end
    start = move(end + DAY, unit, -count) if end else None
    if end and unit == "Y" and any(context.before("EDGE", distance) for distance in (1, 2, 3)):
        return Reading(f"{year}", "since", date(year, 1, 1), end, anchor, cumulative=True)
    return read_span(f"{start}/{end}", "span", Days(start, end) if start and end else None, anchor)


def _day_beside_month(phrase: Phrase) -> int | None:
    lexed, days = phrase.lexed, []
    for index in range(phrase.first, phrase.last):
        if lexed.is_class(index, "MONTH"):
            days = Phrase(lexed, index - 1, min(index + 2, phrase.last)).numbers("DAY", "ORDINAL")
    return days[0] if days else None


def recent(phrase: Phrase, context: Context) -> Reading | None:
    """Recent weeks, these days, the coming months."""
    if phrase.has("coming", "next"):
        return Reading("FUTURE_REF", "recent", context.day, None, "published")
    return Reading(
        "PRESENT_REF" if phrase.has("these") and not phrase.has("recent") else "PAST_REF",
        "recent",
        None,
        context.day,
        "published",
    )


def now(phrase: Phrase, context: Context) -> Reading | None:
    """Now, currently, so far: what holds on the article's day."""
    so_far = phrase.has("far", "date", "yet") or phrase.has("until", "up")
    return Reading("PRESENT_REF", "ongoing", None, context.day, "published", cumulative=so_far)


def once(phrase: Phrase, context: Context) -> Reading | None:
    """Recently, soon, in the past, in the future."""
    if phrase.has("shortly") and context.word_after() in {"after", "before"}:
        return None
    if phrase.letter("ONCE") == "FUTURE_REF" or phrase.has("future"):
        return Reading("FUTURE_REF", "recent", context.day, None, "published")
    if phrase.has("past") and context.lexed.token(context.last).isalnum() and not context.after("TIMEWORD"):
        return None
    return Reading("PAST_REF", "recent", None, context.day, "published")


def duration(phrase: Phrase, context: Context) -> Reading | None:
    """Three days, a two-week exercise, half a year; an age is none."""
    if context.word_after() == "old" or (
        context.word_after() in {"-", "of"} and context.word_after(2) in {"old", "age"}
    ):
        return None
    count, unit = quantity(phrase), phrase.letter("UNIT")
    if unit == "Q" and phrase.has("a", "quarter"):
        return None
    if unit == "N":
        unit = "D"
    timex = duration_value(count, unit)
    if context.word_before() == "half" and unit in {"Y", "D"} and count == 1:
        timex = "P6M" if unit == "Y" else "PT12H"
    hours = count if unit == "H" and isinstance(count, int) else None
    if (
        context.day
        and isinstance(count, int)
        and context.word_before() == "after"
        and context.word_after() == "of"
    ):
        return Reading(timex, "span", move(context.day, unit, -count), context.day, "published")
    return Reading(timex, "duration", hours=hours)


def repeated(phrase: Phrase, context: Context) -> Reading | None:
    """Every day, daily, a day of a rate."""
    if often := phrase.value("OFTEN"):
        return Reading(str(often), "repeated")
    unit = "D" if phrase.value("DAYTIME") else phrase.letter("UNIT")
    if not unit:
        number = phrase.number("WEEKDAY")
        return Reading("P1W" if number is None else f"XXXX-WXX-{number + 1}", "repeated")
    if phrase.has("a", "an") and not _is_rate(context):
        return duration(phrase, context)
    return Reading(REPEATED.get(unit, "P1D"), "repeated")


def _is_rate(context: Context) -> bool:
    """Whether 'a day' says how often: behind a counted noun, and not behind a word that makes it a length."""
    return context.lexed.token(context.first - 1).isalpha() and context.word_before() not in BEFORE_LENGTH


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
    if whole or (known.kind == "month" and known.days.end == calendar.month_of(*_month(known.days.end)).end):
        end = calendar.month_of(end.year, end.month).end
    if known.kind == "month" and start.day == 1 and end == calendar.month_of(*_month(end)).end:
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
    day = calendar.day_or_none(known.days.start.year, known.days.start.month, number)
    return read_day(day, "discourse") if day else None


def day_of_month(phrase: Phrase, context: Context) -> Reading | None:
    """The 1st of last month, the third of that month."""
    number = next(iter(phrase.numbers("DAY", "ORDINAL", "ORDER")), 0)
    pointing = any(phrase.value(name) is not None for name in ("BACK", "HERE", "AHEAD"))
    told = None if pointing else context.nearest("day", "month")
    month = told.start if told else move(context.day, "M", relative_offset(phrase)) if context.day else None
    if context.word_after() in {"'", "’"}:
        return None
    day = calendar.day_or_none(month.year, month.month, number) if month else None
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
        *(today, overnight, beside_unit, year_end, beside_month, beside_season, year_to_date, bare_unit),
        *(rolling, window, ago, year_ending, recent, now, once, duration, repeated),
        *(apart, beside_mention, that_unit, month_that, ordinal_day, day_of_month, year_ago_part, that_time),
        *(told_days, since_then, same_shifted),
    )
}
