"""Readers of expressions that hang on the article's day: yesterday, last week, next March."""

from dataclasses import replace
from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.context import Context, Reader
from analysis.mentions.dates.mention import Reading, cut_at, read_day, read_month, read_season, read_span
from analysis.mentions.dates.periods import DAY, Days
from analysis.mentions.dates.rules import Phrase
from analysis.mentions.dates.span_readers import recent, rolling
from analysis.mentions.dates.units import move, read_unit, relative_offset, with_daytime
from analysis.mentions.dates.weekday_readers import nearest_weekday

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
    latest = day.year if periods.season_of(day.year, name).start <= day else day.year - 1
    under_way = periods.season_of(latest, name).end >= day
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


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        today,
        overnight,
        beside_unit,
        year_end,
        beside_month,
        beside_season,
        year_to_date,
        bare_unit,
    )
}
