"""Calendar arithmetic, and what an expression of time is read as."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

from analysis.vocabulary import Precision

DAY = timedelta(days=1)
# Units by their letters in dates_words.toml, with S for half a year, A for a season and G for the fiscal year
# of the United States.
DAYS_IN = {"D": 1, "N": 1, "W": 7, "E": 7, "F": 14}
MONTHS_IN = {"M": 1, "Q": 3, "A": 3, "S": 6, "Y": 12, "G": 12, "T": 120, "C": 1200}
FIRST_MONTH = {"A": 3, "G": 10}  # the others begin with January
MOST_UNITS = 2000

Kind = Literal[
    "day", "weekend", "week", "month", "quarter", "half", "season", "year", "decade", "span", "part",
    "duration", "since", "until", "by", "recent", "ongoing", "repeated",
]  # fmt: skip
Anchor = Literal["absolute", "published", "discourse"]
KINDS: dict[str, Kind] = {
    "W": "week", "E": "weekend", "M": "month", "Q": "quarter", "A": "season", "S": "half", "Y": "year",
    "G": "year", "T": "decade",
}  # fmt: skip
PRECISION: dict[Kind, Precision] = {
    "day": "day", "weekend": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip


class Days(NamedTuple):
    """A stretch of days, inclusive at both ends."""

    start: date
    end: date

    @property
    def length(self) -> int:
        """How many days they are."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression says of time; an open or unknown side of the period is None.

    `hours` are those of a window; `yearless` is the month and the day with which something yearly begins
    whose year is not said.
    """

    kind: Kind
    start: date | None = None
    end: date | None = None
    anchor: Anchor | None = None
    precision: Precision = "unknown"
    cumulative: bool = False
    hours: int | None = None
    yearless: tuple[int, int] | None = None

    @property
    def days(self) -> Days | None:
        """The period, where both of its ends are known."""
        return Days(self.start, self.end) if self.start and self.end else None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression in a text: `text` stands at start:end, and the period is inclusive.

    `yearless` is the month and the day of a date whose year is not said.
    """

    start: int
    end: int
    text: str
    kind: Kind
    period_start: date | None
    period_end: date | None
    precision: Precision
    cumulative: bool
    hours: int | None
    anchor: Anchor | None
    yearless: tuple[int, int] | None
    rule: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"mention {self.start}:{self.end} does not fit {self.text!r}")
        if self.period_start and self.period_end and self.period_start > self.period_end:
            raise ValueError(f"{self.text!r} ends {self.period_end} before it begins {self.period_start}")


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def shift_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_from(first: date, count: int) -> Days:
    """`count` months from a day on."""
    return Days(first, shift_months(first, count) - DAY)


def period_of(day: date, unit: str) -> Days:
    """The week (Monday to Sunday), weekend, month, season, year or the like around a day; else the day.

    Seasons are three calendar months of the north.
    """
    if unit in ("W", "E"):
        monday = day - day.weekday() * DAY
        return Days(monday + (5 if unit == "E" else 0) * DAY, monday + 6 * DAY)
    if unit not in KINDS:
        return Days(day, day)
    offset, length = FIRST_MONTH.get(unit, 1) - 1, MONTHS_IN[unit]
    months = 12 * day.year + day.month - 1 - offset
    year, month = divmod(months - months % length + offset, 12)
    return months_from(date(year, month + 1, 1), length)


def move(day: date | None, unit: str, count: int) -> date | None:
    """The day so many units away; hours are rounded down to days; None beyond the calendar."""
    if not day or abs(count) > MOST_UNITS:
        return None
    if months := count * MONTHS_IN.get(unit, 0):
        return shift_months(day, months) if 1 <= day.year + months // 12 <= 9990 else None
    try:
        return day + (count * DAYS_IN[unit] if unit in DAYS_IN else count // 24) * DAY
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


def nearest_weekday(day: date, weekday: int, ahead: bool = False) -> date:
    """The latest such weekday on or before a day, or the earliest after it."""
    if ahead:
        return day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY
    return day - ((day.weekday() - weekday) % 7) * DAY


def read_span(kind: Kind, days: Days | None, anchor: Anchor, precision: Precision | None = None) -> Reading:
    """A reading of known days, with the precision that is usual for its kind."""
    start, end = days or (None, None)
    return Reading(kind, start, end, anchor, precision or PRECISION.get(kind, "unknown"))


def read_unit(day: date | None, unit: str, anchor: Anchor = "published", step: int = 0) -> Reading:
    """The week, weekend, month or the like around a day, or so many after or before it; else the day."""
    there = move(day, unit, step)
    return read_span(KINDS.get(unit, "day"), period_of(there, unit) if there else None, anchor)


def read_hours(day: date | None, hours: int, anchor: Anchor = "published") -> Reading:
    """A window of so many hours up to a day (or from the day before), or on from it if negative."""
    far = move(day, "D", -hours // 24 if hours < 0 else -max(1, hours // 24))
    start, end = (far, day) if hours > 0 else (day, far)
    precision: Precision = "day" if abs(hours) < 48 else "unknown"
    return Reading("span", start, end, anchor, precision, hours=abs(hours))


def read_night(day: date | None) -> Reading:
    """The night that ends on a day: twelve hours of two days."""
    return replace(read_hours(day, 12), kind="day")


def cut_at(reading: Reading, day: date | None) -> Reading:
    """The reading with its period ended at a day that falls inside it."""
    if not day or not reading.days or not reading.days.start <= day < reading.days.end:
        return reading
    return replace(reading, end=day)
