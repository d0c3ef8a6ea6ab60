"""Calendar arithmetic on inclusive periods: weeks, months, quarters, halves, seasons, years."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


class Period(NamedTuple):
    """A stretch of days, inclusive at both ends; None where a side is open."""

    start: date | None
    end: date | None


class Days(NamedTuple):
    """A stretch of days with both ends known, inclusive."""

    start: date
    end: date


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def month_of(year: int, month: int) -> Days:
    """The calendar month; months beyond 1..12 run into the years before and after."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def months_of(year: int, month: int, count: int) -> Days:
    """`count` calendar months from the given one on."""
    return Days(month_of(year, month).start, month_of(year, month + count - 1).end)


def year_of(year: int) -> Days:
    """The calendar year."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def fiscal_year(year: int) -> Days:
    """The fiscal year of the United States: 1 October of the year before to 30 September."""
    return Days(date(year - 1, 10, 1), date(year, 9, 30))


def quarter_of(year: int, quarter: int) -> Days:
    """One of the four quarters of a calendar year."""
    return months_of(year, 3 * quarter - 2, 3)


def half_of(year: int, half: int) -> Days:
    """One of the two halves of a calendar year."""
    return months_of(year, 6 * half - 5, 6)


def season_of(year: int, season: str) -> Days:
    """Three calendar months of the north; the winter of a year begins in its December."""
    return months_of(year, SEASON_STARTS[season], 3)


def week_of(day: date) -> Days:
    """Monday to Sunday around a day."""
    monday = day - day.weekday() * DAY
    return Days(monday, monday + 6 * DAY)


def weekend_of(day: date) -> Days:
    """Saturday and Sunday of the week of a day."""
    monday = week_of(day).start
    return Days(monday + 5 * DAY, monday + 6 * DAY)


def shift_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    first = month_of(day.year, day.month + months)
    return first.start.replace(day=min(day.day, first.end.day))


def shift_days(day: date, days: int) -> date | None:
    """The day so many days away, or None beyond the calendar."""
    try:
        return day + days * DAY
    except OverflowError:
        return None


def easter(year: int) -> date:
    """Western Easter Sunday (anonymous Gregorian algorithm, Meeus 1991)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def week_value(day: date) -> str:
    """The TIMEX3 value of a day's week, as in 2021-W31."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def month_value(day: date) -> str:
    """The TIMEX3 value of a day's month, as in 2021-08."""
    return f"{day.year:04}-{day.month:02}"
