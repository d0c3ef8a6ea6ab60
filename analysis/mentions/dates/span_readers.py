"""Readers of lengths of time: windows up to the article's day, durations, rates, and what is vague."""

from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.context import Context, Reader
from analysis.mentions.dates.mention import (
    Anchor,
    Kind,
    Reading,
    read_span,
)
from analysis.mentions.dates.periods import DAY, Days
from analysis.mentions.dates.rules import Phrase
from analysis.mentions.dates.units import duration_value, move, quantity, read_unit, relative_offset
from analysis.vocabulary import Precision

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
    start = periods.shift_days(day, -max(1, count // 24)) if day else None
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


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (rolling, window, ago, year_ending, recent, now, once, duration, repeated)
}
