"""Units of time: how far so many of them reach, and the one around a day."""

from dataclasses import replace
from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.mention import (
    Anchor,
    Reading,
    read_day,
    read_decade,
    read_month,
    read_quarter,
    read_week,
    read_weekend,
    read_year,
)
from analysis.mentions.dates.rules import Phrase

UNIT_DAYS = {"D": 1, "N": 1, "W": 7, "E": 7, "F": 14}
UNIT_MONTHS = {"M": 1, "Q": 3, "Y": 12, "T": 120, "C": 1200}
MOST_UNITS = 2000
YEARS_IN = {"T": 10, "C": 100}


def duration_value(count: int | str, unit: str) -> str:
    """The TIMEX3 value of so many units: P3D, PT24H, P2W for a fortnight, P10Y for a decade."""
    if unit in {"H", "m"}:
        return f"PT{count}{unit.upper()}"
    if unit == "F":
        return f"P{2 * count}W" if isinstance(count, int) else "PXW"
    if unit in YEARS_IN and isinstance(count, int):
        return f"P{YEARS_IN[unit] * count}Y"
    letters = {"E": "WE", "N": "D", "T": "DE", "C": "CE"}
    return f"P{count}{letters.get(unit, unit)}"


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


def quantity(phrase: Phrase, halves: bool = True) -> int | str:
    """How many units a phrase names; X where it says a few or several."""
    if phrase.has("half") and halves:
        return 1
    numbers = phrase.numbers("NUMBER", "DAY")
    vague = phrase.value("VAGUE")
    if vague is not None and not numbers:
        return vague
    words = phrase.numbers("COUNT")
    return (numbers or words or [1])[0]


def relative_offset(phrase: Phrase) -> int:
    """-1 for last, 0 for this, 1 for next."""
    for name in ("BACK", "AHEAD", "HERE"):
        if (value := phrase.number(name)) is not None:
            return value
    return 0


def with_daytime(reading: Reading, daytime: str) -> Reading:
    """The reading of a day with the time of day in its TIMEX3 value."""
    return (
        replace(reading, timex=f"{reading.timex}T{daytime}")
        if daytime and "T" not in reading.timex
        else reading
    )
