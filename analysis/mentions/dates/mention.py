"""What a date expression is read as: a mention in the text, and the reading behind it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from analysis.mentions.dates import periods
from analysis.mentions.dates.periods import Days
from analysis.vocabulary import Precision

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
    return read_span(periods.week_value(day), "week", periods.week_of(day), anchor)


def read_weekend(day: date | None, anchor: Anchor) -> Reading:
    """The Saturday and Sunday of the week around a day."""
    if not day:
        return read_span("XXXX-WXX-WE", "weekend", None, anchor)
    return read_span(f"{periods.week_value(day)}-WE", "weekend", periods.weekend_of(day), anchor)


def read_month(day: date | None, anchor: Anchor) -> Reading:
    """The calendar month around a day."""
    if not day:
        return read_span("XXXX-XX", "month", None, anchor)
    return read_span(periods.month_value(day), "month", periods.month_of(day.year, day.month), anchor)


def read_quarter(day: date | None, anchor: Anchor) -> Reading:
    """The calendar quarter around a day."""
    if not day:
        return read_span("XXXX-QX", "quarter", None, anchor)
    quarter = (day.month + 2) // 3
    return read_span(f"{day.year:04}-Q{quarter}", "quarter", periods.quarter_of(day.year, quarter), anchor)


def read_season(year: int | None, season: str, anchor: Anchor) -> Reading:
    """Three calendar months."""
    if year is None:
        return read_span(f"XXXX-{season}", "season", None, anchor)
    return read_span(f"{year:04}-{season}", "season", periods.season_of(year, season), anchor)


def read_year(year: int | None, anchor: Anchor) -> Reading:
    """The calendar year."""
    if year is None:
        return read_span("XXXX", "year", None, anchor)
    return read_span(f"{year:04}", "year", periods.year_of(year), anchor)


def read_decade(year: int | None, anchor: Anchor) -> Reading:
    """The ten years around a year."""
    if year is None:
        return read_span("XXX", "decade", None, anchor)
    first = year // 10 * 10
    days = Days(periods.year_of(first).start, periods.year_of(first + 9).end)
    return read_span(f"{first // 10:03}", "decade", days, anchor)


def cut_at(reading: Reading, day: date | None) -> Reading:
    """The reading with its period ended at a day that falls inside it."""
    if not day or not reading.days or not reading.days.start <= day < reading.days.end:
        return reading
    return replace(reading, end=day)
