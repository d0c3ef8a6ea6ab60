"""Readers of days on the calendar: 2021-08-03, 3/8/21, 3 August, from 3 to 9 August, Easter Monday."""

import re
from dataclasses import replace
from datetime import date, timedelta

from analysis.mentions.dates import periods
from analysis.mentions.dates.context import Context, Reader
from analysis.mentions.dates.mention import Reading, read_day, read_span
from analysis.mentions.dates.periods import DAY, Days
from analysis.mentions.dates.rules import Phrase
from analysis.mentions.dates.years import choose_year, year_said


def iso_day(phrase: Phrase, context: Context) -> Reading | None:
    """2021-08-03."""
    year, month, day = (int(part) for part in re.findall(r"\d+", phrase.lexed.token(phrase.first))[:3])
    found = periods.day_or_none(year, month, day)
    return read_day(found, "absolute") if found else None


def numeric_day(phrase: Phrase, context: Context) -> Reading | None:
    """03.08.2021, 3/8/21: the day first, unless the text or the calendar wants the month first."""
    first, second, year = (int(part) for part in re.findall(r"\d+", phrase.lexed.token(phrase.first)))
    found = _either_order(year + 2000 if year < 100 else year, first, second, context)
    return read_day(found, "absolute") if found else None


def _either_order(year: int, first: int, second: int, context: Context) -> date | None:
    day_first = periods.day_or_none(year, second, first)
    month_first = periods.day_or_none(year, first, second)
    return (month_first or day_first) if context.month_first else (day_first or month_first)


def slash_day(phrase: Phrase, context: Context) -> Reading | None:
    """5/2, only behind a word of time."""
    if not context.before("TIMEWORD") or context.word_before() in {"of", "for", "with", "about"}:
        return None
    first, second = (int(part) for part in phrase.lexed.token(phrase.first).split("/"))
    if not _either_order(2000, first, second, context):
        return None
    year = choose_year(context, lambda year: _either_order(year, first, second, context))
    return read_day(_either_order(year, first, second, context) if year else None, "published")


def month_day(phrase: Phrase, context: Context) -> Reading | None:
    """3 August, August 3rd, Tuesday, 3 August 2021."""
    month = phrase.number("MONTH")
    day = next(iter(phrase.numbers("DAY", "ORDINAL", "ORDER")), None)
    if month is None or day is None or not periods.day_or_none(2000, month, day):
        return None
    return _day_in_year(phrase, context, month, day)


def listed_day(phrase: Phrase, context: Context) -> Reading | None:
    """The Monday 4 of "Monday 4, Tuesday 5 and Wednesday 6 March 2024"."""
    lexed = phrase.lexed
    at = next(index for index in range(phrase.last, len(lexed.spans)) if lexed.is_class(index, "MONTH"))
    with_year = next((n for n in (at + 1, at + 2) if lexed.is_class(n, "YEAR")), at)
    month, day = Phrase(lexed, at, with_year + 1), next(iter(phrase.numbers("DAY", "ORDINAL")), 0)
    number = month.number("MONTH")
    if number is None or not periods.day_or_none(2000, number, day):
        return None
    return _day_in_year(month, context, number, day)


def _day_in_year(phrase: Phrase, context: Context, month: int, day: int) -> Reading:
    silent = f"XXXX-{month:02}-{day:02}"
    if said := year_said(phrase, context):
        year, anchor = said
        return read_day(periods.day_or_none(year, month, day) if year else None, anchor, silent)
    year = choose_year(context, lambda year: periods.day_or_none(year, month, day))
    return read_day(periods.day_or_none(year, month, day) if year else None, "published", silent)


def day_range(phrase: Phrase, context: Context) -> Reading | None:
    """From 3 to 9 August; the night of 12 to 13 July."""
    month, days = phrase.number("MONTH"), phrase.numbers("DAY", "ORDINAL")
    if month is None or len(days) < 2 or not all(periods.day_or_none(2000, month, day) for day in days[:2]):
        return None
    first, last = (_day_in_year(phrase, context, month, day) for day in days[:2])
    if first.start and last.start and first.start.year != last.start.year:
        year = min(first.start.year, last.start.year)
        first, last = (
            replace(item, start=periods.day_or_none(year, month, day), end=None)
            for item, day in zip((first, last), days[:2], strict=True)
        )
    if not first.start or not last.start or first.start > last.start:
        return None if first.start else replace(first, kind="span", precision="unknown")
    night = phrase.has("night", "nights")
    timex = f"{first.start}TNI" if night else f"{first.start}/{last.start}"
    days_found = Days(first.start, last.start)
    if night:
        return replace(read_span(timex, "day", days_found, first.anchor or "absolute"), hours=12)
    return read_span(timex, "span", days_found, first.anchor or "absolute")


def holiday(phrase: Phrase, context: Context) -> Reading | None:
    """Christmas, Easter and New Year, their eves and days."""

    def begins(year: int) -> date:
        if phrase.has("thanksgiving"):
            return date(year, 11, 22) + (3 - date(year, 11, 22).weekday()) % 7 * DAY
        if phrase.has("christmas"):
            return date(year, 12, 24 if phrase.has("eve") else 25)
        if phrase.has("year") or phrase.has("new"):
            return date(year, 12, 31) if phrase.has("eve") else date(year, 1, 1)
        return periods.easter(year) + timedelta(
            days=-2 if phrase.has("good") else 1 if phrase.has("monday") else 0
        )

    if phrase.has("new") and not phrase.has("eve", "day", "s"):
        return None
    number = phrase.number("YEAR") or choose_year(context, begins)
    return read_day(begins(number) if number else None, "absolute" if phrase.number("YEAR") else "published")


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        iso_day,
        numeric_day,
        slash_day,
        month_day,
        listed_day,
        day_range,
        holiday,
    )
}
