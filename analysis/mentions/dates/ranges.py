"""Expressions as found, and the ranges that two of them make: from May to July, on Monday and Tuesday."""

import re
from dataclasses import dataclass, replace
from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.lexemes import Lexed
from analysis.mentions.dates.mention import Reading, read_span
from analysis.mentions.dates.periods import DAY, Days
from analysis.vocabulary import Precision

JOINS = frozenset({"to", "and", "-", "–", "—", "through", "until", "till", "/"})
LENGTH = re.compile(r"P(\d+)([DW])")
HOURS_TO = frozenset({"to", "until", "ending", "ended"})
POINTING = frozenset({"last", "this", "next", "past"})
CLOSERS = (["to"], ["by"], ["until"], ["till"], ["through"], ["as", "of"], ["as", "at"])
CLOSING_KINDS = frozenset({"day", "month", "until", "by", "part"})
UNJOINED_KINDS = frozenset({"duration", "repeated", "ongoing", "recent"})
BARE_RULES = frozenset({"month", "month_day", "day_month", "listed_day", "season", "slash", "days_month"})
SKIPPED_BEFORE_CUE = frozenset(
    "the about around approximately at least on in as just only early roughly circa mid late -".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """An expression found: its tokens (half-open), the reading of it, and the rule that made it."""

    first: int
    last: int
    reading: Reading
    rule: str


def cue_word(lexed: Lexed, first: int) -> str:
    """The cue right before an expression, over words that only soften it; empty where there is none."""
    index = first - 1
    while index > first - 5 and lexed.word(index) in SKIPPED_BEFORE_CUE:
        index -= 1
    return lexed.word(index) if lexed.is_class(index, "CUE") else ""


def join_range(found: list[Found], item: Found, lexed: Lexed) -> Found | None:
    """One span out of the expression found last and the next one; None where they stay two."""
    if not found or item.reading.kind in UNJOINED_KINDS:
        return None
    before = found[-1]
    between = [lexed.word(index) for index in range(before.last, item.first)]
    if len(between) > 3:
        return None
    if before.reading.kind == "duration" and item.reading.kind == "day" and between == ["to"]:
        return _join_length(before, item)
    if before.reading.hours and item.reading.kind == "day" and between[:1] and between[0] in HOURS_TO:
        return _join_window(before, item)
    join = [word for word in between if word not in {"the", "on", "in", "from"}]
    if (
        len(join) != 1
        or join[0] not in JOINS
        or before.rule == "since_clause"
        or _is_named_day(before, lexed)
    ):
        return None
    return _join_days(before, item, join[0], cue_word(lexed, before.first), _opening(before, item, lexed))


def _is_named_day(found: Found, lexed: Lexed) -> bool:
    """Whether the expression is one day of a list by name, each of which stands for itself."""
    named = any(lexed.is_class(index, "WEEKDAY") for index in range(found.first, found.last))
    return found.rule == "listed_day" and named


def close_total(found: list[Found], item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """ "This year up to Wednesday", "so far this year, to 20 November": a total that a past day closes."""
    if not found or not day or item.reading.kind not in CLOSING_KINDS:
        return None
    total, end = found[-1].reading, item.reading.end
    between = [lexed.word(index) for index in range(found[-1].last, item.first)]
    words = [word for word in between if word not in {",", "up", "the", "and", "including"}]
    if not (total.cumulative and total.start and end) or len(between) > 4 or words not in CLOSERS:
        return None
    if not total.start <= end <= day:
        return None
    reading = replace(total, end=end, timex=f"{total.start}/{end}")
    return Found(found[-1].first, item.last, reading, "closed_total")


def _join_days(before: Found, item: Found, join: str, cue: str, first: date | None) -> Found | None:
    """The span from the first of one expression to the last of the other, where they belong together."""
    end, days = item.reading.end, before.reading.days
    if not first or not end or first > end:
        return None
    if cue not in {"between", "from"} and (before.rule == "weekday") != (item.rule == "weekday"):
        return None
    next_day = first + (days.end - days.start) + DAY if days else None
    contiguous = next_day is not None and next_day == item.reading.start
    if join == "and" and (cue == "since" or not (contiguous or cue == "between")):
        return None
    daily = before.reading.precision == item.reading.precision == "day"
    precision: Precision = "day" if contiguous and daily else "unknown"
    anchor = item.reading.anchor or "absolute"
    reading = read_span(f"{first}/{end}", "span", Days(first, end), anchor, precision)
    return Found(before.first, item.last, reading, "range")


def _opening(before: Found, item: Found, lexed: Lexed) -> date | None:
    """Where a range begins: a first end without a year or a week of its own comes last before the second."""
    start, end = before.reading.start, item.reading.end
    words = {lexed.word(index) for index in range(before.first, before.last)}
    if not end or before.reading.anchor == "absolute" or words & POINTING:
        return start
    if before.rule == "weekday" and start:
        return end - ((end - start).days % 7) * DAY
    if before.rule not in BARE_RULES:
        return start
    month, day = _month_and_day(before.reading)
    years = (periods.day_or_none(year, month, day) for year in (end.year, end.year - 1))
    return next((found for found in years if found and found <= end), start)


def _month_and_day(reading: Reading) -> tuple[int, int]:
    """The month and the day with which a reading begins, also where its year is not known."""
    if reading.start:
        return reading.start.month, reading.start.day
    parts = reading.timex.split("T")[0].split("-")
    month, day = (int(part) if part.isdecimal() else 0 for part in [*parts[1:], "1", "0"][:2])
    return month, day


def _join_length(before: Found, item: Found) -> Found | None:
    """The ten days to Sunday, the six weeks to 3 September: a length that ends on a day by name."""
    length, end = LENGTH.fullmatch(before.reading.timex), item.reading.end
    if not length or not end:
        return None
    start = periods.shift_days(end, 1 - int(length[1]) * (7 if length[2] == "W" else 1))
    days = Days(start, end) if start else None
    reading = read_span(before.reading.timex, "span", days, item.reading.anchor or "absolute")
    return Found(before.first, item.last, reading, "window")


def _join_window(before: Found, item: Found) -> Found | None:
    """The 24 hours to Sunday morning: hours that run up to a day by name."""
    hours, day = before.reading.hours, item.reading.start
    if not hours or not day:
        return None
    start = periods.shift_days(day, -max(1, hours // 24))
    precision: Precision = "day" if hours < 48 else "unknown"
    reading = replace(
        before.reading,
        kind="span",
        start=start,
        end=item.reading.end,
        anchor=item.reading.anchor,
        precision=precision,
    )
    return Found(before.first, item.last, reading, "window")
