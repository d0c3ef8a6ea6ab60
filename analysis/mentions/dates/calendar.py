"""Calendar arithmetic, and what a date expression is read as."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

from analysis.vocabulary import Precision

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


Kind = Literal[
    "day",
    "weekend",
    "week",
    "month",
    "quarter",
    "half",
    "season",
    "year",
    "decade",
    "span",
    "part",
    "duration",
    "since",
    "until",
    "by",
    "recent",
    "ongoing",
    "repeated",
]
Anchor = Literal["absolute", "published", "discourse"]
PRECISION: dict[Kind, Precision] = {
    "day": "day",
    "weekend": "day",
    "week": "week",
    "month": "month",
    "year": "year",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression says of time; an open or unknown side of the period is None."""

    timex: str
    kind: Kind
    start: date | None = None
    end: date | None = None
    anchor: Anchor | None = None
    precision: Precision = "unknown"
    cumulative: bool = False
    hours: int | None = None

    @property
    def days(self) -> Days | None:
        """The period, where both of its ends are known."""
        return Days(self.start, self.end) if self.start and self.end else None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression in a text: `text` stands at start:end, and the period is inclusive."""

    start: int
    end: int
    text: str
    timex: str
    kind: Kind
    period_start: date | None
    period_end: date | None
    precision: Precision
    cumulative: bool
    hours: int | None
    anchor: Anchor | None
    rule: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"mention {self.start}:{self.end} does not fit {self.text!r}")
        if self.period_start and self.period_end and self.period_start > self.period_end:
            raise ValueError(f"{self.text!r} ends {self.period_end} before it begins {self.period_start}")


def read_span(
    timex: str, kind: Kind, days: Days | None, anchor: Anchor, precision: Precision | None = None
) -> Reading:
    """A reading of known days, with the precision that is usual for its kind."""
    start, end = days or (None, None)
    return Reading(timex, kind, start, end, anchor, precision or PRECISION.get(kind, "unknown"))


def read_day(day: date | None, anchor: Anchor, timex: str = "XXXX-XX-XX") -> Reading:
    """One day."""
    return read_span(day.isoformat() if day else timex, "day", Days(day, day) if day else None, anchor)


def read_week(day: date | None, anchor: Anchor) -> Reading:
    """The week, Monday to Sunday, around a day."""
    if not day:
        return read_span("XXXX-WXX", "week", None, anchor)
    return read_span(week_value(day), "week", week_of(day), anchor)


def read_weekend(day: date | None, anchor: Anchor) -> Reading:
    """The Saturday and Sunday of the week around a day."""
    if not day:
        return read_span("XXXX-WXX-WE", "weekend", None, anchor)
    return read_span(f"{week_value(day)}-WE", "weekend", weekend_of(day), anchor)


def read_month(day: date | None, anchor: Anchor) -> Reading:
    """The calendar month around a day."""
    if not day:
        return read_span("XXXX-XX", "month", None, anchor)
    return read_span(month_value(day), "month", month_of(day.year, day.month), anchor)


def read_quarter(day: date | None, anchor: Anchor) -> Reading:
    """The calendar quarter around a day."""
    if not day:
        return read_span("XXXX-QX", "quarter", None, anchor)
    quarter = (day.month + 2) // 3
    return read_span(f"{day.year:04}-Q{quarter}", "quarter", quarter_of(day.year, quarter), anchor)


def read_season(year: int | None, season: str, anchor: Anchor) -> Reading:
    """Three calendar months."""
    if year is None:
        return read_span(f"XXXX-{season}", "season", None, anchor)
    return read_span(f"{year:04}-{season}", "season", season_of(year, season), anchor)


def read_year(year: int | None, anchor: Anchor) -> Reading:
    """The calendar year."""
    if year is None:
        return read_span("XXXX", "year", None, anchor)
    return read_span(f"{year:04}", "year", year_of(year), anchor)


def read_decade(year: int | None, anchor: Anchor) -> Reading:
    """The ten years around a year."""
    if year is None:
        return read_span("XXX", "decade", None, anchor)
    first = year // 10 * 10
    days = Days(year_of(first).start, year_of(first + 9).end)
    return read_span(f"{first // 10:03}", "decade", days, anchor)


def cut_at(reading: Reading, day: date | None) -> Reading:
    """The reading with its period ended at a day that falls inside it."""
    if not day or not reading.days or not reading.days.start <= day < reading.days.end:
        return reading
    return replace(reading, end=day)
