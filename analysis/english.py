"""Numbers, dates, countries and lists as a British newsroom writes them."""

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from analysis.countries import bare_name, say_country
from analysis.knowledge import Record, load_records

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NBSP = "\N{NO-BREAK SPACE}"
# Words on a number that stand behind it: "100 or more", "90% or higher", "20-odd".
BEHIND_NUMBER = re.compile(r"(?:or\b.*|plus|-?odd|\+|-strong)", re.I)
# The preposition before a kind of place that takes "the".
PLACES = {"sea": "in", "river": "on", "spot": "at"}


class Grammar(Record):
    """Words that ask for an article or a preposition; see the head of grammar.toml."""

    words: tuple[str, ...]


@cache
def _list_words(use: str) -> frozenset[str]:
    return frozenset(next(record.words for record in load_records("grammar", Grammar) if record.id == use))


def say_number(value: float, *, in_words: bool = True) -> str:
    """A figure as the desk prints it: 8 is "eight", 3000000 is "3 million", 2.5 stays "2.5"."""
    if value != int(value):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    whole = int(value)
    if in_words and 0 <= whole < len(SMALL):
        return SMALL[whole]
    if abs(whole) >= 1_000_000 and whole % 10_000 == 0:
        millions = f"{whole / 1_000_000:,.2f}".rstrip("0").rstrip(".")
        return f"{millions}{NBSP}million"
    return f"{whole:,}"


def say_day(day: date) -> str:
    """5 August 2021, with spaces that do not break."""
    return f"{day.day}{NBSP}{calendar.month_name[day.month]}{NBSP}{day.year}"


def say_period(start: date | None, end: date | None) -> str:
    """A stretch of days with its preposition; "" where neither side is known."""
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return _say_by(end, "by {}", "in or before {}") if end else f"since {say_day(start)}" if start else ""
    if start == end:
        return f"on {say_day(start)}"
    named = say_named_period(start, end)
    return f"in {named}" if named else f"between {_say_span(start, end, ' and ')}"


def _say_by(end: date, day: str, year: str) -> str:
    """An end alone; the last day of a year is mostly of an article known by its year alone."""
    return year.format(end.year) if (end.month, end.day) == (12, 31) else day.format(say_day(end))


def say_named_period(start: date, end: date) -> str:
    """ "2023", "July 2021", "the years 2021 to 2023", "" where the days are no whole months."""
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return ""
    if (start.month, end.month) == (1, 12):
        return str(start.year) if start.year == end.year else f"the years {start.year} to {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{calendar.month_name[start.month]} {start.year}"
    return ""


def say_label(start: date | None, end: date | None) -> str:
    """A stretch of days for a table cell, without a preposition."""
    if start is None and end is None:
        return "undated"
    if start is None or end is None:
        return _say_by(end, "up to {}", "{} or before") if end else f"from {say_day(start)}" if start else ""
    if start == end:
        return say_day(start)
    return say_named_period(start, end) or _say_span(start, end, " to ")


def _say_span(start: date, end: date, between: str) -> str:
    """Two days, with the year and month said once where they are shared."""
    if start.year != end.year:
        return f"{say_day(start)}{between}{say_day(end)}"
    month = "" if start.month == end.month else f"{NBSP}{calendar.month_name[start.month]}"
    return f"{start.day}{month}{between if month else NBSP + between.lstrip()}{say_day(end)}"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def say_countries(codes: str | None, last: str = "and") -> str:
    """Codes joined by + as a list of names; "" for none."""
    return join_words([say_country(code) for code in codes.split("+")], last) if codes else ""


def say_border(border: str | None) -> str:
    """A border as a label: "Belarus–Lithuania", "Belarus with Latvia and Poland"; "" for none."""
    pairs = [pair.split("-") for pair in border.split("+")] if border else []
    shared = set.intersection(*map(set, pairs)) if len(pairs) > 1 else set()
    if len(shared) == 1:
        others = [bare_name(code) for pair in pairs for code in pair if code not in shared]
        return f"{bare_name(shared.pop())} with {join_words(others)}"
    return join_words(["–".join(map(bare_name, pair)) for pair in pairs])


def name_source(source: str | None) -> str | None:
    """The source as far as it names somebody: "statement" and "figures released in" name nobody."""
    words = re.findall(r"\w+", source or "")
    is_named = any(word[0].isupper() for word in words) or _list_words("document").isdisjoint(words)
    return source if is_named else None


def say_source(source: str) -> str:
    """A source within a sentence: offices take "the", one of many "a", names and plurals nothing."""
    words = source.split()
    if not words or words[0].lower() in {"the", "a", "an"} or words[0].endswith(("'s", "’s", "s'", "s’")):
        return source
    # the noun that the name turns on: the last word before a preposition
    ends = (n for n, word in enumerate(words) if n and word.lower() in _list_words("head_end"))
    place = next(ends, len(words)) - 1
    head = words[place].replace(".", "").strip(",")
    bare = head.lower() in _list_words("bare")
    if head.lower() in _list_words("several"):
        return source[0].lower() + source[1:] if place == 0 else source
    if head.lower() in _list_words("office"):
        return source if bare and words[0].islower() else f"the {source}"
    if head.islower() and not head.endswith("s") and not bare and words[0].lower() not in SMALL:
        names = sum(word[0].isupper() for word in words[:place])
        return f"the {source}" if names > 1 else with_indefinite_article(source)
    return source


def say_place(place: str | None) -> str:
    """A place with its preposition: "in Ceuta", "at the Medyka crossing", "in the Aegean"; "" for none."""
    words = (place or "").split()
    if not words:
        return ""
    last = words[-1].lower().strip(".,")
    kind = next(
        (kind for kind in PLACES if last in _list_words(kind)), "spot" if words[0].islower() else None
    )
    if kind is None:
        return f"in {place}"
    return f"{PLACES[kind]} {'' if words[0].lower() in {'the', 'a', 'an'} else 'the '}{place}"


def capitalise(text: str) -> str:
    """The text with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def with_indefinite_article(noun: str) -> str:
    """ "a fence", "an agreement", "a UN official"; by letter, but for what sounds like "you"."""
    like_you = re.match(r"U[A-Z]|uni|us[ei]|eu", noun)
    return f"{'an' if noun[:1].lower() in 'aeiou' and not like_you else 'a'} {noun}"
