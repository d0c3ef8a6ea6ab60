"""Readers of expressions that hang on the article's day: yesterday, Tuesday, last week, two days ago."""

from dataclasses import replace
from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.calendar_readers import OFFSETS, Reader
from analysis.mentions.dates.context import Context
from analysis.mentions.dates.mention import (
    Anchor,
    Kind,
    Reading,
    cut_at,
    read_day,
    read_decade,
    read_month,
    read_quarter,
    read_season,
    read_span,
    read_week,
    read_weekend,
    read_year,
)
from analysis.mentions.dates.periods import DAY, Days
from analysis.mentions.dates.rules import Phrase
from analysis.vocabulary import Precision

UNIT_DAYS = {"D": 1, "N": 1, "W": 7, "E": 7, "F": 14}
UNIT_MONTHS = {"M": 1, "Q": 3, "Y": 12, "T": 120, "C": 1200}
MOST_UNITS = 2000
BEFORE_LENGTH = frozenset(
    "for in after within of than about over almost nearly only just lasted last half such spent "
    "around is was took during and once".split()
)
BEFORE_VERB_LAST = frozenset({"will", "would", "to", "could", "may", "might", "can", "not", "should"})
REPEATED = {"D": "P1D", "W": "P1W", "M": "P1M", "Y": "P1Y", "H": "PT1H", "N": "P1D", "Q": "P3M", "F": "P2W"}


def duration_value(count: int | str, unit: str) -> str:
    """The TIMEX3 value of so many units: P3D, PT24H, P2W for a fortnight, P1DE for a decade."""
    if unit in {"H", "m"}:
        return f"PT{count}{unit.upper()}"
    if unit == "F":
        return f"P{2 * count}W" if isinstance(count, int) else "PXW"
    if unit == "E":
        return f"P{count}WE"
    return f"P{count}{ {'N': 'D', 'T': 'DE', 'C': 'CE'}.get(unit, unit) }"


def move(day: date, unit: str, count: int) -> date | None:
    """The day so many units away; None beyond the calendar."""
    if abs(count) > MOST_UNITS:
        return None
    if unit in UNIT_DAYS:
        return periods.shift_days(day, count * UNIT_DAYS[unit])
    if unit in UNIT_MONTHS:
        months = count * UNIT_MONTHS[unit]
        return periods.shift_months(day, months) if 1 <= day.year + months // 12 <= 9990 else None
    return periods.shift_days(day, count // 24)


def read_unit(day: date | None, unit: str, anchor: Anchor) -> Reading:
    """The day, week, month, quarter, year or decade around a day."""
    if unit == "W":
        return read_week(day, anchor)
    if unit == "E":
        return read_weekend(day, anchor)
    if unit == "M":
        return read_month(day, anchor)
    if unit == "Q":
        return read_quarter(day, anchor)
    if unit == "Y":
        return read_year(day.year if day else None, anchor)
    if unit == "T":
        return read_decade(day.year if day else None, anchor)
    return read_day(day, anchor)


def quantity(phrase: Phrase) -> int | str:
    """How many units a phrase names; X where it says a few or several."""
    if phrase.has("half"):
        return 1
    numbers = phrase.numbers("NUMBER", "DAY")
    vague = phrase.value("VAGUE")
    if vague is not None and not numbers:
        return vague
    words = phrase.numbers("COUNT")
    return (numbers or words or [1])[0]


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


def with_daytime(reading: Reading, daytime: str) -> Reading:
    """The reading of a day with the time of day in its TIMEX3 value."""
    return (
        replace(reading, timex=f"{reading.timex}T{daytime}")
        if daytime and "T" not in reading.timex
        else reading
    )


def overnight(phrase: Phrase, context: Context) -> Reading | None:
    """From the evening before to the article's day, or to the named weekday's morning."""
    day = context.day
    if day and phrase.value("WEEKDAY") is not None:
        named = nearest_weekday(day, phrase.number("WEEKDAY") or 0, ahead=False)
        day = named if phrase.has("to", "into") else named + DAY
    if not day:
        return replace(read_span("XXXX-XX-XXTNI", "day", None, "published"), hours=12)
    night = Days(day - DAY, day)
    return replace(read_span(f"{night.start}TNI", "day", night, "published"), hours=12)


def nearest_weekday(day: date, weekday: int, ahead: bool) -> date:
    """The latest such weekday on or before a day, or the earliest after it."""
    if ahead:
        return day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY
    return day - ((day.weekday() - weekday) % 7) * DAY


def weekday(phrase: Phrase, context: Context) -> Reading | None:
    """On Tuesday, last Tuesday, Tuesday morning, Tuesday of last week; plurals repeat."""
    number = phrase.number("WEEKDAY")
    if number is None:
        return None
    name = next(
        w
        for i in range(phrase.first, phrase.last)
        if (w := phrase.lexed.word(i)).rstrip(".s").endswith("day") or "." in w
    )
    if name.endswith("days"):
        return Reading(f"XXXX-WXX-{number + 1}", "repeated")
    if phrase.lexed.word(phrase.first - 1) == "black":
        return None
    daytime = phrase.letter("DAYTIME")
    if not context.day:
        return with_daytime(read_day(None, "published", f"XXXX-WXX-{number + 1}"), daytime)
    day = weekday_day(phrase, context, context.day, number)
    if day is None:
        return None
    if phrase.has("to", "into") and daytime:
        return replace(read_span(f"{day}TNI", "day", Days(day, day + DAY), "published"), hours=12)
    return with_daytime(read_day(day, "published"), daytime)


def weekday_day(phrase: Phrase, context: Context, day: date, number: int) -> date | None:
    """The day that a weekday names in an article of `day`."""
    if phrase.has("week"):
        return periods.week_of(day + 7 * relative_offset(phrase) * DAY).start + number * DAY
    if phrase.has("last", "past", "previous"):
        return periods.week_of(day - 7 * DAY).start + number * DAY
    if phrase.has("that"):
        known = context.nearest("day", "week")
        return nearest_weekday(known.end, number, ahead=False) if known and known.end else None
    return nearest_weekday(day, number, phrase.has("next", "coming", "following") or context.future)


def relative_offset(phrase: Phrase) -> int:
    """-1 for last, 0 for this, 1 for next."""
    for name in ("BACK", "AHEAD", "HERE"):
        if (value := phrase.number(name)) is not None:
            return value
    return 0


def weekend(phrase: Phrase, context: Context) -> Reading | None:
    """The last weekend begun, or the next where the clause looks ahead."""
    day = context.day
    if not day:
        return read_weekend(None, "published")
    if phrase.has("next"):
        return read_weekend(day + 7 * DAY, "published")
    if phrase.has("coming", "this") and (context.future or phrase.has("coming")):
        return read_weekend(day, "published")
    begun = day.weekday() >= 5 and not phrase.has("last", "previous")
    if context.future:
        return read_weekend(day, "published")
    return cut_at(read_weekend(day if begun else day - 7 * DAY, "published"), day)


def beside_unit(phrase: Phrase, context: Context) -> Reading | None:
    """Last week, this month, next year; 'the past week' and 'the previous fortnight' roll up to the day."""
    offset, unit = relative_offset(phrase), phrase.letter("UNIT") or "Q"
    if phrase.has("half"):
        return None
    word = phrase.lexed.word(phrase.first)
    if unit == "H" or unit in {"m", "C"}:
        return rolling(phrase, context)
    rolls = phrase.has("past") or unit == "F" or (phrase.has("coming") and unit in {"D", "W"})
    if offset and rolls:
        return rolling(phrase, context)
    if unit == "D" and offset < 0 and phrase.has("last"):
        return _last_day(context)
    if unit == "N":
        return overnight(phrase, context) if offset < 0 else read_day(context.day, "published")
    named = phrase.has("previous", "following", "preceding", "subsequent", "ensuing")
    known = context.memory[-1].reading if context.memory else None
    near = bool(context.memory) and context.same_sentence(context.memory[-1])
    if named and known and known.days and near:
        return around(known, unit, offset)
    if phrase.has("following", "subsequent", "ensuing") or (
        word in {"the"} and phrase.has("next") and unit == "D"
    ):
        nearest = context.nearest()
        return around(nearest, unit, offset) if nearest else read_unit(None, unit, "discourse")
    day = move(context.day, unit, offset) if context.day else None
    reading = read_unit(day, unit, "published")
    return running(reading, context) if offset == 0 else reading


def _last_day(context: Context) -> Reading:
    """During the last day: the last 24 hours."""
    start = periods.shift_days(context.day, -1) if context.day else None
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
    latest = day.year if periods.season_of(day.year, name).start <= day else day.year - 1
    under_way = periods.season_of(latest, name).end >= day
    if offset < 0:
        return read_season(latest - 1 if under_way else latest, name, "published")
    if offset > 0:
        return read_season(latest + 1, name, "published")
    if under_way:
        return running(read_season(latest, name, "published"), context)
    return read_season(day.year, name, "published")


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
    start = periods.shift_days(day, -max(1, count // 24)) if day else None
    return Reading(f"PT{count}H", "span", start, day, "published", "day", hours=count)


def ago(phrase: Phrase, context: Context) -> Reading | None:
    """Twelve days ago, a year ago; a few days ago is somewhere before the article's day."""
    count, unit, day = quantity(phrase), phrase.letter("UNIT"), context.day
    if not isinstance(count, int):
        return Reading("PAST_REF", "recent", None, day, "published")
    return read_unit(move(day, unit, -count) if day else None, unit, "published")


def year_to_date(phrase: Phrase, context: Context) -> Reading | None:
    """The year to date, this month so far: a running total up to the article's day."""
    if season_name := phrase.letter("SEASON"):
        reading = beside_season(phrase, context)
        return replace(reading, cumulative=True) if reading else read_season(None, season_name, "published")
    reading = read_unit(context.day, phrase.letter("UNIT"), "published")
    return replace(cut_at(reading, context.day), cumulative=True)


def year_ending(phrase: Phrase, context: Context) -> Reading | None:
    """The year ending June 2023, the 12 months to March: up to the end of that month or that day."""
    number, day = phrase.number("MONTH"), _day_beside_month(phrase)
    unit = phrase.letter("UNIT")
    count = (
        next(iter(phrase.numbers("NUMBER", "COUNT")), 1)
        if phrase.has("months", "month", "weeks", "days")
        else 1
    )
    if number is None or (day and not periods.day_or_none(2000, number, day)):
        return None
    year = phrase.number("YEAR") or (context.day and context.day.year)
    anchor: Anchor = "absolute" if phrase.number("YEAR") else "published"
    if not year:
        return read_span(duration_value(count, unit), "span", None, anchor)
    if anchor == "published" and context.day and date(year, number, 1) > context.day:
        year -= 1
    end = periods.day_or_none(year, number, day) if day else periods.month_of(year, number).end
    start = move(end + DAY, unit, -count) if end else None
    return read_span(f"{start}/{end}", "span", Days(start, end) if start and end else None, anchor)


def _day_beside_month(phrase: Phrase) -> int | None:
    lexed, days = phrase.lexed, []
    for index in range(phrase.first, phrase.last):
        if lexed.is_class(index, "MONTH"):
            days = Phrase(lexed, index - 1, min(index + 2, phrase.last)).numbers("DAY", "ORDINAL")
    return days[0] if days else None


def bare_unit(phrase: Phrase, context: Context) -> Reading | None:
    """The year, the month, the week: the one under way, for what cuts it down to read on."""
    if phrase.value("SEASON") is not None:
        return None
    if not (context.before("EDGE") or context.before("EDGE", 2) or context.before("UNIT", 2)):
        return None
    return read_unit(context.day, phrase.letter("UNIT"), "published")


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
    if phrase.letter("ONCE") == "FUTURE_REF" or phrase.has("future"):
        return Reading("FUTURE_REF", "recent", context.day, None, "published")
    if phrase.has("shortly") and context.word_after() in {"after", "before"}:
        return None
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


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        today,
        overnight,
        weekday,
        weekend,
        beside_unit,
        beside_month,
        beside_season,
        rolling,
        window,
        ago,
        year_to_date,
        year_ending,
        bare_unit,
        recent,
        now,
        once,
        duration,
        repeated,
    )
}
__all__ = ["OFFSETS", "READERS"]
