"""Words as printed: cautious figures, unambiguous dates, names; and as set: measured, wrapped, shortened."""

import calendar
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from analysis import english
from analysis.countries import bare_name
from analysis.figures.style import FONT

ELLIPSIS = "…"
MONTH = re.compile("|".join(calendar.month_name[1:]))
NO_SOURCE = "no source named"
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
    """3500.0 -> "3,500", 2.5 -> "2.5"; round millions in words."""
    return english.say_number(value, in_words=False).replace(english.NBSP, " ")


def say_interval(low: float, high: float) -> str:
    """The closed or open interval in words: "351,000–390,000", "at least 75", "at most 9"."""
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
    if english.BEHIND_NUMBER.fullmatch(words):
        return f"{number}{'' if words[0] in '-+' else ' '}{words}"
    return f"{words[:1].lower()}{words[1:]} {number}".strip()


def say_day(day: pd.Timestamp, *, year: bool = True) -> str:
    """5 Aug 2021; months are shortened as newspapers do."""
    return f"{day.day} {day:%b}{f' {day.year}' if year else ''}"


def say_period(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """An inclusive period: "2023", "Jul 2021", "1 to 7 Jul 2021", "up to 5 Aug 2021"."""
    if pd.isna(start) and pd.isna(end):
        return "undated"
    return _shorten(english.say_label(*(None if pd.isna(day) else day for day in (start, end))))


def say_when(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """A period with its preposition: "on 3 Aug 2021", "in Jul 2021", "between 1 and 7 Jul 2021"."""
    return _shorten(english.say_period(*(None if pd.isna(day) else day for day in (start, end))))


def _shorten(text: str) -> str:
    return MONTH.sub(lambda found: found[0][:3], text).replace(english.NBSP, " ")


def join_words(words: Iterable[str], limit: int = 4) -> str:
    """ "a", "a and b", "a, b and c", with "n more" beyond `limit`."""
    listed = list(words)
    if len(listed) > limit:
        listed = [*listed[: limit - 1], f"{len(listed) - limit + 1} more"]
    return english.join_words(listed)


def say_countries(codes: Any) -> str:
    """ "BY+RU" -> "Belarus and Russia"; "" for a missing value."""
    return "" if pd.isna(codes) else join_words(map(bare_name, codes.split("+")))


def say_border(border: str) -> str:
    """ "BY-LT" -> "Belarus–Lithuania border"; several pairs are the borders of a country with others."""
    names = english.say_border(border)
    return f"borders of {names}" if "+" in border else f"{names} border"


def say_group(group: Any) -> str:
    """ "IQ" -> "nationals of Iraq", "women" -> "women", missing -> ""."""
    parts = [] if pd.isna(group) else group.split("+")
    if parts and all(len(part) == 2 and part.isupper() for part in parts):
        return f"nationals of {say_countries(group)}"
    return join_words(parts)


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


def printable(text: str) -> str:
    """`text` on one line in characters that the font has; others become "?", controls a space."""
    spaced = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "".join(c if ord(c) in _glyphs() else "?" for c in spaced)


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """The width of one line in points."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def shorten(text: str, size: float, width: float, weight: str = "normal") -> str:
    """`text`, cut between words with an ellipsis where it is wider than `width` points."""
    if text_width(text, size, weight) <= width:
        return text
    kept = text
    while kept and text_width(kept.rstrip() + ELLIPSIS, size, weight) > width:
        kept = kept[:-1]
    whole = kept.rpartition(" ")[0] if text[len(kept) : len(kept) + 1] not in ("", " ") else kept
    kept = whole if len(whole) > 0.6 * len(kept) else kept
    return kept.rstrip(" ,;:(–·") + ELLIPSIS


def wrap(text: str, size: float, width: float, weight: str = "normal", lines: int = 99) -> list[str]:
    """Break `text` between words into at most `lines` lines no wider than `width` points."""
    broken: list[str] = []
    for word in text.split():
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and (len(broken) == lines or text_width(longer, size, weight) <= width):
            broken[-1] = longer
        else:
            broken.append(word)
    return [shorten(line, size, width, weight) for line in broken]
