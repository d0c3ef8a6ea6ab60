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
    first = date(year, month + 1, 1)
    return Days(first, shift_months(first, length) - DAY)


def move(day: date | None, unit: str, count: int) -> date | None:
    """The day so many units away; hours are rounded down to days; None outside of the years 10 to 9990."""
    if not day:
        return None
    try:
        if months := count * MONTHS_IN.get(unit, 0):
            there = shift_months(day, months)
        else:
            there = day + (count * DAYS_IN[unit] if unit in DAYS_IN else count // 24) * DAY
    except (ValueError, OverflowError):
        return None
    return there if 10 <= there.year <= 9990 else None


def nearest_weekday(day: date, weekday: int, ahead: bool = False) -> date:
    """The latest such weekday on or before a day, or the earliest after it."""
    if ahead:
        return day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY
    return day - ((day.weekday() - weekday) % 7) * DAY


def read_span(
    kind: Kind,
    start: date | None,
    end: date | None,
    anchor: Anchor | None,
    precision: Precision | None = None,
) -> Reading:
    """A reading of known days, or of none where an end is unknown, with the precision usual for its kind."""
    if not (start and end):
        start = end = None
    return Reading(kind, start, end, anchor, precision or PRECISION.get(kind, "unknown"))


def read_unit(day: date | None, unit: str, anchor: Anchor | None = "published", step: int = 0) -> Reading:
    """The week, weekend, month or the like around a day, or so many after or before it; else the day."""
    there = move(day, unit, step)
    start, end = period_of(there, unit) if there else (None, None)
    return read_span(KINDS.get(unit, "day"), start, end, anchor)


def read_hours(day: date | None, hours: int, step: int = -1) -> Reading:
    """A window of so many hours up to a day (or from the day before), or on from it."""
    days = hours // 24 if step > 0 else max(1, hours // 24)
    far = move(day, "D", step * days)
    start, end = (far, day) if step < 0 else (day, far)
    return Reading("span", start, end, "published", "day" if hours < 48 else "unknown", hours=hours)


def read_night(day: date | None) -> Reading:
    """The night that ends on a day: twelve hours of two days."""
    return replace(read_hours(day, 12), kind="day")


def cut_at(reading: Reading, day: date | None) -> Reading:
    """The reading with its period ended at a day that falls inside it."""
    inside = day and reading.days and reading.days.start <= day < reading.days.end
    return replace(reading, end=day) if inside else reading
