"""Readers of calendar periods: months, quarters, halves, seasons, years, decades, week numbers."""

import re
from dataclasses import replace
from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.context import Context, Reader
from analysis.mentions.dates.mention import (
    Reading,
    cut_at,
    read_decade,
    read_month,
    read_quarter,
    read_season,
    read_span,
    read_year,
)
from analysis.mentions.dates.periods import DAY, Days
from analysis.mentions.dates.rules import Phrase
from analysis.mentions.dates.years import OFFSETS, choose_year, part_of_year, year_said

AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "jan", "jun", "dec"})
NOUN_AFTER_YEAR = frozenset(
    {"people", "persons", "migrants", "men", "women", "children", "officers", "soldiers"}
)
OWNERS = frozenset("his her their my our its early mid late early- mid- late- -".split())
MONTH_VERBS = frozenset({"saw", "was", "brought", "alone", "had", "figures", "data", "ended", "began"})
BEFORE_NAMES = frozenset({"and", "or", "with", "for", "to", "as", "than", "against", "about"})
SHORT_NAMES = frozenset({"jan", "jun", "mar"})
DISTANT_PAST = 1900
LAST_YEAR = 2099


def month(phrase: Phrase, context: Context) -> Reading | None:
    """In May, in May 2019, July last year; the running month ends on the article's day."""
    number = phrase.number("MONTH")
    if number is None:
        return None
    if said := year_said(phrase, context):
        year, anchor = said
        reading = read_month(date(year, number, 1) if year else None, anchor)
        return reading if year else replace(reading, timex=f"XXXX-{number:02}")
    if not _is_month(phrase, context):
        return None
    year = choose_year(context, lambda year: date(year, number, 1))
    day = context.day
    if year and day and context.future and number == day.month:
        year = day.year
    reading = read_month(date(year, number, 1) if year else None, "published")
    if not year:
        return replace(reading, timex=f"XXXX-{number:02}")
    return reading if context.future else cut_at(reading, day)


def _is_month(phrase: Phrase, context: Context) -> bool:
    """May and March are months behind a word of time or beside another date, else a verb or a name."""
    word, following = phrase.lexed.word(phrase.first), phrase.lexed.token(phrase.last)
    cued = context.before("TIMEWORD")
    if word not in AMBIGUOUS_MONTHS:
        given_name = word in {"april", "june", "august"} and following[:1].isupper() and following.isalpha()
        return not given_name or (cued and context.word_before() not in BEFORE_NAMES)
    beside = context.before("EDGE") or context.before("DASH") or _is_listed(phrase, context)
    verb = following.lower()
    subject = verb in MONTH_VERBS and (word != "may" or verb in {"alone", "saw", "was", "figures", "data"})
    if word in SHORT_NAMES:
        return (cued or beside) and not following[:1].isupper()
    return cued or beside or subject or following in {":", "("} or following.isdecimal()


def _is_listed(phrase: Phrase, context: Context) -> bool:
    """Whether another month stands beside the month: April, May and June; Jan-Jul."""
    last, lexed = context.memory[-1] if context.memory else None, phrase.lexed
    if last and last.last >= context.first - 2 and last.reading.kind in {"month", "span"}:
        return True
    joined = lexed.is_class(phrase.last, "DASH") or lexed.word(phrase.last) in {"and", "to", ",", "or"}
    return joined and lexed.is_class(phrase.last + 1, "MONTH")


def year(phrase: Phrase, context: Context) -> Reading | None:
    """In 2020, the 2015 agreement; a bare number of four digits is a year only with a word of time."""
    number = phrase.number("YEAR")
    if number is None or context.word_after() in NOUN_AFTER_YEAR:
        return None
    cued = (
        context.before("TIMEWORD")
        or context.before("CUE")
        or context.before("EDGE")
        or context.before("DASH")
    )
    named = context.word_before() in {"the", "(", "year", ",", "a"} and DISTANT_PAST <= number <= LAST_YEAR
    if not (cued or named) or (
        number < DISTANT_PAST and context.word_before() not in {"in", "since", "from"}
    ):
        return None
    vague_preposition = context.word_before() in {
        "about",
        "around",
        "over",
        "for",
        "with",
        "to",
        "of",
        "all",
        "and",
    }
    if vague_preposition and _counts_a_noun(phrase):
        return None
    return read_year(number, "absolute")


def year_pair(phrase: Phrase, context: Context) -> Reading | None:
    """2019-20, 2019/20: two years running."""
    first, second = phrase.number("YEAR"), _last_number(phrase)
    if first is None or not DISTANT_PAST <= first <= LAST_YEAR or (first + 1) % 100 != second:
        return None
    days = Days(periods.year_of(first).start, periods.year_of(first + 1).end)
    return read_span(f"{days.start}/{days.end}", "span", days, "absolute")


def _last_number(phrase: Phrase) -> int | None:
    digits = phrase.lexed.token(phrase.last - 1)
    return int(digits) if len(digits) == 2 and digits.isdecimal() else None


def _counts_a_noun(phrase: Phrase) -> bool:
    following = phrase.lexed.token(phrase.last)
    return (
        following.islower()
        and following.endswith("s")
        and len(following) > 3
        and following not in {"was", "has"}
    )


def decade(phrase: Phrase, context: Context) -> Reading | None:
    """The 1990s."""
    digits = "".join(char for char in phrase.letter("DECADE") if char.isdigit())
    number = phrase.number("DECADE") if not digits else int(digits)
    if number is None or context.word_before() in OWNERS:
        return None  # "in her 30s"
    if number < 100:
        number += 1900 if number >= 30 else 2000
    return read_decade(number, "absolute") if 1000 <= number <= LAST_YEAR else None


def _trailing_number(phrase: Phrase) -> int | None:
    digits = re.findall(r"\d+", phrase.lexed.token(phrase.first))
    return int(digits[-1]) if digits else None


def fiscal_year(phrase: Phrase, context: Context) -> Reading | None:
    """FY2022, fiscal year 2022: October to September."""
    number = next(iter(phrase.numbers("YEAR", "NUMBER", "DAY")), None) or _trailing_number(phrase)
    if number is None:
        return None
    number += 2000 if number < 100 else 0
    if not DISTANT_PAST <= number <= LAST_YEAR:
        return None
    return read_span(f"{number:04}", "year", periods.fiscal_year(number), "absolute")


def fiscal_here(phrase: Phrase, context: Context) -> Reading | None:
    """This, last or next fiscal year."""
    if not context.day:
        return read_year(None, "published")
    offset = next((step for word, step in OFFSETS.items() if phrase.has(word)), 0)
    number = context.day.year + (context.day.month >= 10) + offset
    reading = read_span(f"{number:04}", "year", periods.fiscal_year(number), "published")
    return replace(cut_at(reading, context.day), cumulative=True) if offset == 0 else reading


def quarter(phrase: Phrase, context: Context) -> Reading | None:
    """The second quarter of 2021, Q2."""
    number = phrase.number("ORDER") or _trailing_number(phrase)
    if number is None and phrase.has("last", "final"):
        number = 4
    if number is None or not 1 <= number <= 4:
        return None
    start, anchor = part_of_year(phrase, context, lambda year: periods.quarter_of(year, number).start)
    return cut_at(read_quarter(start, anchor), context.day)


def half(phrase: Phrase, context: Context) -> Reading | None:
    """The first half of 2021; a half of something else is none."""
    if context.word_after() in {"of", "in"} or (
        phrase.has("of") and not (phrase.has("year") or phrase.value("YEAR"))
    ):
        return None
    number = phrase.number("ORDER") or _trailing_number(phrase) or 2
    if not 1 <= number <= 2:
        return None
    start, anchor = part_of_year(phrase, context, lambda year: periods.half_of(year, number).start)
    days = periods.half_of(start.year, number) if start else None
    timex = f"{start.year:04}-H{number}" if start else f"XXXX-H{number}"
    return cut_at(read_span(timex, "half", days, anchor), context.day)


def season(phrase: Phrase, context: Context) -> Reading | None:
    """In spring, the winter of 2019; without a year it needs a word of time or an article before it."""
    name = phrase.letter("SEASON")
    said = year_said(phrase, context)
    cued = (
        context.before("TIMEWORD")
        or context.before("CUE")
        or context.before("EDGE")
        or (phrase.has("the") and name != "FA")
    )
    if not said and (not cued or (phrase.has("fall", "spring") and not _plain_season(context))):
        return None
    start, anchor = part_of_year(phrase, context, lambda year: periods.season_of(year, name).start)
    return cut_at(read_season(start.year if start else None, name, anchor), context.day)


def _plain_season(context: Context) -> bool:
    return context.word_before() in {
        "in",
        "since",
        "until",
        "till",
        "by",
        "during",
        "this",
        "last",
        "next",
        "late",
        "early",
    }


def week_number(phrase: Phrase, context: Context) -> Reading | None:
    """Week 31, the ISO week."""
    number = next(iter(phrase.numbers("DAY", "NUMBER")), 0)
    said = year_said(phrase, context) or ((context.day.year if context.day else None), "published")
    if not 1 <= number <= 53:
        return None
    if said[0] is None:
        return read_span(f"XXXX-W{number:02}", "week", None, said[1])
    monday = date(said[0], 1, 4) - date(said[0], 1, 4).weekday() * DAY + (number - 1) * 7 * DAY
    return read_span(f"{said[0]:04}-W{number:02}", "week", periods.week_of(monday), said[1])


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        month,
        year,
        year_pair,
        decade,
        fiscal_year,
        fiscal_here,
        quarter,
        half,
        season,
        week_number,
    )
}
