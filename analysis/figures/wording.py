"""Figures, dates and names as printed: approximators kept, thousands set apart, dates unambiguous."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from analysis.countries import bare_name
from analysis.figures.lettering import printable

NO_SOURCE = "no source named"
_TRAILING = ("or so", "odd", "-odd", "or more", "or fewer", "plus", "+", "-strong")
_PLAIN_APPROXIMATOR = {"about": "about", "nearly": "nearly", "over": "more than", "under": "fewer than"}
UNIT_NAMES = {
    "person": "people",
    "percent": "%",
    "other": "number",
    "km": "km",
    **{name: f"{name}s" for name in ("crossing", "case", "site", "boat", "flight", "vehicle")},
}


def plural(n: int, noun: str) -> str:
    """ "1 claim", "2 claims"."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def say_number(value: float) -> str:
    """3500.0 -> "3,500", 2.5 -> "2.5"."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def round_outward(low: float, high: float, digits: int = 3) -> tuple[float, float]:
    """The interval widened to `digits` significant digits: what is worked out was not counted."""
    return _round(low, digits, math.floor), _round(high, digits, math.ceil)


def _round(value: float, digits: int, way: Callable[[float], int]) -> float:
    if pd.isna(value) or value == 0:
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    return round(way(round(value / step, 6)) * step, 10)


def say_interval(low: float, high: float) -> str:
    """The closed or open interval in words: "351,000–390,000", "at least 75", "at most 9"."""
    if pd.isna(low) and pd.isna(high):
        return "any number"
    if pd.isna(high):
        return f"at least {say_number(low)}"
    if pd.isna(low):
        return f"at most {say_number(high)}"
    return say_number(low) if low == high else f"{say_number(low)}–{say_number(high)}"


def say_claim(claim: Any) -> str:
    """A row of counts as its article put it: "some 3,500", "300–400", "several hundred"."""
    suffix = {"percent": "%", "km": " km"}.get(claim.unit, "")
    if claim.bound == "vague":
        return printable((claim.quote[:1].lower() + claim.quote[1:]).partition(" of ")[0])
    if pd.isna(claim.value):
        return say_interval(claim.low, claim.high) + suffix
    number = say_number(claim.value) + suffix
    if claim.bound == "exact":
        return number
    plain = _PLAIN_APPROXIMATOR.get(claim.bound, "")
    words = plain if pd.isna(claim.approximator) else printable(str(claim.approximator))
    if words.lower() in _TRAILING:
        return f"{number}{'' if words[0] in '-+' else ' '}{words}"
    return f"{words[:1].lower()}{words[1:]} {number}".strip()


def say_day(day: pd.Timestamp, *, year: bool = True) -> str:
    """5 Aug 2021; months are shortened as newspapers do."""
    return f"{day.day} {day:%b}{f' {day.year}' if year else ''}"


def say_period(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """An inclusive period, short and exact: "2023", "July 2021", "1–7 Jul 2021", "to 5 Aug 2021"."""
    if pd.isna(end):
        return "undated" if pd.isna(start) else f"from {say_day(start)}"
    if pd.isna(start):
        return f"to {say_day(end)}"
    same_year, same_month = start.year == end.year, (start.year, start.month) == (end.year, end.month)
    if start == end:
        return say_day(end)
    if start.is_year_start and end.is_year_end:
        return f"{start.year}" if same_year else f"{start.year}–{end.year}"
    if start.is_month_start and end.is_month_end and same_year:
        return f"{end:%B %Y}" if same_month else f"{start:%b}–{end:%b %Y}"
    if same_month:
        return f"{start.day}–{say_day(end)}"
    return f"{say_day(start, year=not same_year)} – {say_day(end)}"


def say_when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """A period with its preposition: "on 3 Aug 2021", "in July 2021", "up to 5 Aug 2021"."""
    said = say_period(start, end)
    if pd.isna(start) or pd.isna(end):
        return f"up {said}" if said.startswith("to") else said
    if start == end:
        return f"on {said}"
    whole = start.is_month_start and end.is_month_end and start.year == end.year
    return f"{'in' if whole else 'during'} {said}"


def join_words(words: Iterable[str], limit: int = 4) -> str:
    """ "a", "a and b", "a, b and c", with "n more" beyond `limit`."""
    listed = list(words)
    if len(listed) > limit:
        listed = [*listed[: limit - 1], f"{len(listed) - limit + 1} more"]
    return " and ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else ""


def say_countries(codes: Any) -> str:
    """ "BY+RU" -> "Belarus and Russia"; "" for a missing value."""
    return "" if pd.isna(codes) else join_words(map(bare_name, codes.split("+")))


def say_border(border: Any) -> str:
    """ "BY-LT" -> "Belarus–Lithuania border"; pairs with one country in common are its borders."""
    pairs = [tuple(pair.split("-")) for pair in border.split("+")]
    shared = set.intersection(*map(set, pairs))
    if len(shared) == 1:
        others = [code for pair in pairs for code in pair if code not in shared]
        return f"{bare_name(shared.pop())}’s borders with {join_words(map(bare_name, others))}"
    names = join_words("–".join(map(bare_name, pair)) for pair in pairs)
    return f"{names} border{'s' if len(pairs) > 1 else ''}"


def say_group(group: Any) -> str:
    """ "IQ" -> "nationals of Iraq", "women" -> "women", missing -> ""."""
    parts = [] if pd.isna(group) else group.split("+")
    if parts and all(len(part) == 2 and part.isupper() for part in parts):
        return f"nationals of {say_countries(group)}"
    return join_words(parts)
