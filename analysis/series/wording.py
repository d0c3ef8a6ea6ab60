"""Numbers, periods and claims in words, for explanations."""

import calendar
import math
from collections.abc import Iterable
from datetime import date

from analysis.knowledge import Record, load_records
from analysis.series.bounds import Bound
from analysis.series.claims import (
    DAY,
    Claim,
    Period,
    SeriesKey,
    say_definition,
)


def word_number(value: float) -> str:
    """1234 as 1,234; decimals only where there are any."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def word_interval(low: float, high: float) -> str:
    """An interval of which either end may be open (infinite, or a low of 0)."""
    if low == high:
        return word_number(low)
    if math.isfinite(high) and low > 0:
        return f"between {word_number(low)} and {word_number(high)}"
    if math.isfinite(high):
        return f"at most {word_number(high)}"
    return f"at least {word_number(low)}" if low > 0 else "nothing known"


def word_day(day: date) -> str:
    """2 July 2021."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def word_period(period: Period) -> str:
    """A period with its preposition: on a day, in a month or a year, from one day to another."""
    start, end = period
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return f"up to {word_day(end)}" if end else f"from {word_day(start or date.min)}"
    if start == end:
        return f"on {word_day(start)}"
    if is_whole_year(period):
        return f"in {start.year}"
    if is_whole_month(period):
        return f"in {calendar.month_name[start.month]} {start.year}"
    first = word_day(start)
    return f"from {first.removesuffix(f' {end.year}')} to {word_day(end)}"


def is_whole_year(period: Period) -> bool:
    """Whether the period is one calendar year."""
    start, end = period
    if start is None or end is None:
        return False
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year


def is_whole_month(period: Period) -> bool:
    """Whether the period is one calendar month."""
    start, end = period
    if start is None or end is None:
        return False
    return start.day == 1 and (end + DAY).day == 1 and (start.year, start.month) == (end.year, end.month)


def word_claim(claim: Claim) -> str:
    """A claim's words with who said so and when."""
    said = [claim.source or "no source cited"]
    published = claim.publication
    if published.day:
        said.append(word_day(published.day))
    elif published.earliest and published.latest:
        said.append(word_period(Period(published.earliest, published.latest)).removeprefix("from "))
    return f"“{claim.quote}” ({', '.join(said)})"


def word_claims(claims: Iterable[Claim], most: int = 4) -> str:
    """Claims in a row; beyond `most` the number of the others."""
    words = [word_claim(claim) for claim in claims]
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return join_words(words)


def join_words(words: list[str]) -> str:
    """a; a and b; a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def word_series(key: SeriesKey) -> str:
    """What a series counts: measure, group, border and unit."""
    parts = [key.measure.replace("_", " "), key.unit]
    parts += [part for part in (key.border, key.group) if part]
    parts += [say_definition(key.definition)] if key.definition else []
    return f"{parts[0]} ({', '.join(parts[1:])})"


class Assumption(Record):
    """One assumption: a sentence for captions."""

    sentence: str


def known_assumptions() -> tuple[Assumption, ...]:
    """Every assumption there is, in the order in which captions name them."""
    return load_records("assumptions", Assumption)


def word_assumptions(names: Iterable[str]) -> list[str]:
    """The sentences of the assumptions named, in their fixed order, for a caption or a note."""
    wanted = set(names)
    return [assumption.sentence for assumption in known_assumptions() if assumption.id in wanted]


def explain_bounds(key: SeriesKey, period: Period, low: Bound, high: Bound, per: str = "") -> str:
    """A sentence on what bounds a row, by which claims, under which assumptions."""
    amount = word_interval(low.value, high.value) + per
    subject = f"{word_series(key)} {word_period(period)}".strip()
    if not (low.pieces or high.pieces):
        return f"Nothing bounds {subject}."
    reasons = word_reasons(low.claims, high.claims)
    assumed = word_assumptions(low.names | high.names)
    ending = f" Assumed: {'; '.join(assumed)}." if assumed else ""
    return f"{subject[:1].upper()}{subject[1:]}: {amount}{reasons}.{ending}"


def word_reasons(low: list[Claim], high: list[Claim]) -> str:
    """The claims behind the two ends of a bound, named once where they are the same."""
    if not (low and high) or {claim.count_id for claim in low} == {claim.count_id for claim in high}:
        return f", by {word_claims(low or high)}"
    return f"; the low by {word_claims(low)}, the high by {word_claims(high)}"


def explain_unbounded(key: SeriesKey, period: Period, claims: list[Claim]) -> str:
    """A sentence on why claims whose period is open bound nothing."""
    return f"Nothing bounds {word_series(key)} {word_period(period)}: {word_claims(claims)} tell no start."
