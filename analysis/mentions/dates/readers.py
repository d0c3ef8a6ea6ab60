"""Readers of dates that the calendar gives: days, weekdays, months, seasons, years."""

import re
from dataclasses import replace
from datetime import date, timedelta

from analysis.mentions.dates import calendar
from analysis.mentions.dates.calendar import (
    DAY,
    Days,
    Reading,
    cut_at,
    read_day,
    read_decade,
    read_month,
    read_quarter,
    read_season,
    read_span,
    read_weekend,
    read_year,
)
from analysis.mentions.dates.context import (
    OFFSETS,
    Context,
    Reader,
    choose_year,
    part_of_year,
    relative_offset,
    tense_after,
    with_daytime,
    year_said,
)
from analysis.mentions.dates.grammar import Phrase
from analysis.vocabulary import YEARS

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
    days = Days(calendar.year_of(first).start, calendar.year_of(first + 1).end)
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
    return read_span(f"{number:04}", "year", calendar.fiscal_year(number), "absolute")


def fiscal_here(phrase: Phrase, context: Context) -> Reading | None:
    """This, last or next fiscal year."""
    if not context.day:
        return read_year(None, "published")
    offset = next((step for word, step in OFFSETS.items() if phrase.has(word)), 0)
    number = context.day.year + (context.day.month >= 10) + offset
    reading = read_span(f"{number:04}", "year", calendar.fiscal_year(number), "published")
    return replace(cut_at(reading, context.day), cumulative=True) if offset == 0 else reading


def quarter(phrase: Phrase, context: Context) -> Reading | None:
    """The second quarter of 2021, Q2."""
    number = phrase.number("ORDER") or _trailing_number(phrase)
    if number is None and phrase.has("last", "final"):
        number = 4
    if number is None or not 1 <= number <= 4:
        return None
    start, anchor = part_of_year(phrase, context, lambda year: calendar.quarter_of(year, number).start)
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
    start, anchor = part_of_year(phrase, context, lambda year: calendar.half_of(year, number).start)
    days = calendar.half_of(start.year, number) if start else None
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
    start, anchor = part_of_year(phrase, context, lambda year: calendar.season_of(year, name).start)
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
    return read_span(f"{said[0]:04}-W{number:02}", "week", calendar.week_of(monday), said[1])


def iso_day(phrase: Phrase, context: Context) -> Reading | None:
    """2021-08-03."""
    year, month, day = (int(part) for part in re.findall(r"\d+", phrase.lexed.token(phrase.first))[:3])
    found = calendar.day_or_none(year, month, day)
    return read_day(found, "absolute") if found and found.year in YEARS else None


def numeric_day(phrase: Phrase, context: Context) -> Reading | None:
    """03.08.2021, 3/8/21: the day first, unless the text or the calendar wants the month first."""
    first, second, year = (int(part) for part in re.findall(r"\d+", phrase.lexed.token(phrase.first)))
    found = _either_order(year + 2000 if year < 100 else year, first, second, context)
    return read_day(found, "absolute") if found and found.year in YEARS else None


def _either_order(year: int, first: int, second: int, context: Context) -> date | None:
    day_first = calendar.day_or_none(year, second, first)
    month_first = calendar.day_or_none(year, first, second)
    return (month_first or day_first) if context.month_first else (day_first or month_first)


def slash_day(phrase: Phrase, context: Context) -> Reading | None:
    """5/2, only behind a word of time."""
    if not context.before("TIMEWORD") or context.word_before() in {"of", "for", "with", "about"}:
        return None
    first, second = (int(part) for part in phrase.lexed.token(phrase.first).split("/"))
    if not _either_order(2000, first, second, context):
        return None
    year = choose_year(context, lambda year: _either_order(year, first, second, context))
    return read_day(_either_order(year, first, second, context) if year else None, "published")


def month_day(phrase: Phrase, context: Context) -> Reading | None:
    """3 August, August 3rd, Tuesday, 3 August 2021."""
    month = phrase.number("MONTH")
    day = next(iter(phrase.numbers("DAY", "ORDINAL", "ORDER")), None)
    if month is None or day is None or not calendar.day_or_none(2000, month, day):
        return None
    return _day_in_year(phrase, context, month, day)


def listed_day(phrase: Phrase, context: Context) -> Reading | None:
    """The Monday 4 of "Monday 4, Tuesday 5 and Wednesday 6 March 2024"."""
    lexed = phrase.lexed
    at = next(index for index in range(phrase.last, len(lexed.spans)) if lexed.is_class(index, "MONTH"))
    with_year = next((n for n in (at + 1, at + 2) if lexed.is_class(n, "YEAR")), at)
    month, day = Phrase(lexed, at, with_year + 1), next(iter(phrase.numbers("DAY", "ORDINAL")), 0)
    number = month.number("MONTH")
    if number is None or not calendar.day_or_none(2000, number, day):
        return None
    return _day_in_year(month, context, number, day)


def _day_in_year(phrase: Phrase, context: Context, month: int, day: int) -> Reading:
    silent = f"XXXX-{month:02}-{day:02}"
    if said := year_said(phrase, context):
        year, anchor = said
        return read_day(calendar.day_or_none(year, month, day) if year else None, anchor, silent)
    year = choose_year(context, lambda year: calendar.day_or_none(year, month, day))
    return read_day(calendar.day_or_none(year, month, day) if year else None, "published", silent)


def day_range(phrase: Phrase, context: Context) -> Reading | None:
    """From 3 to 9 August; the night of 12 to 13 July."""
    month, days = phrase.number("MONTH"), phrase.numbers("DAY", "ORDINAL")
    if month is None or len(days) < 2 or not all(calendar.day_or_none(2000, month, day) for day in days[:2]):
        return None
    first, last = (_day_in_year(phrase, context, month, day) for day in days[:2])
    if first.start and last.start and first.start.year != last.start.year:
        year = min(first.start.year, last.start.year)
        first, last = (
            replace(item, start=calendar.day_or_none(year, month, day), end=None)
            for item, day in zip((first, last), days[:2], strict=True)
        )
    if not first.start or not last.start or first.start > last.start:
        return None if first.start else replace(first, kind="span", precision="unknown")
    night = phrase.has("night", "nights")
    timex = f"{first.start}TNI" if night else f"{first.start}/{last.start}"
    days_found = Days(first.start, last.start)
    if night:
        return replace(read_span(timex, "day", days_found, first.anchor or "absolute"), hours=12)
    return read_span(timex, "span", days_found, first.anchor or "absolute")


def holiday(phrase: Phrase, context: Context) -> Reading | None:
    """Christmas, Easter and New Year, their eves and days."""

    def begins(year: int) -> date:
        if phrase.has("thanksgiving"):
            return date(year, 11, 22) + (3 - date(year, 11, 22).weekday()) % 7 * DAY
        if phrase.has("christmas"):
            return date(year, 12, 24 if phrase.has("eve") else 25)
        if phrase.has("year") or phrase.has("new"):
            return date(year, 12, 31) if phrase.has("eve") else date(year, 1, 1)
        return calendar.easter(year) + timedelta(
            days=-2 if phrase.has("good") else 1 if phrase.has("monday") else 0
        )

    if phrase.has("new") and not phrase.has("eve", "day", "s"):
        return None
    number = phrase.number("YEAR") or choose_year(context, begins)
    return read_day(begins(number) if number else None, "absolute" if phrase.number("YEAR") else "published")


SOFTENERS = frozenset({"the", "on", "at", "least", "early", "late", "est", "gmt", "local", "time"})


def nearest_weekday(day: date, weekday: int, ahead: bool) -> date:
    """The latest such weekday on or before a day, or the earliest after it."""
    if ahead:
        return day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY
    return day - ((day.weekday() - weekday) % 7) * DAY


def weekday(phrase: Phrase, context: Context) -> Reading | None:
    """On Tuesday, last Tuesday, Tuesday morning, Tuesday of last week; plurals repeat."""
    number = phrase.number("WEEKDAY")
    if number is None:
        return None
    name = next(
        w
        for i in range(phrase.first, phrase.last)
        if (w := phrase.lexed.word(i)).rstrip(".s").endswith("day") or "." in w
    )
    if name.endswith("days"):
        return Reading(f"XXXX-WXX-{number + 1}", "repeated")
    if phrase.lexed.word(phrase.first - 1) == "black":
        return None
    daytime = phrase.letter("DAYTIME")
    if not context.day:
        return with_daytime(read_day(None, "published", f"XXXX-WXX-{number + 1}"), daytime)
    day = weekday_day(phrase, context, context.day, number)
    if day is None:
        return None
    if phrase.has("to", "into") and daytime:
        return replace(read_span(f"{day}TNI", "day", Days(day, day + DAY), "published"), hours=12)
    return with_daytime(read_day(day, "published"), daytime)


def weekday_day(phrase: Phrase, context: Context, day: date, number: int) -> date | None:
    """The day that a weekday names in an article of `day`."""
    if phrase.has("week"):
        return calendar.week_of(day + 7 * relative_offset(phrase) * DAY).start + number * DAY
    if phrase.has("last", "past", "previous"):
        return calendar.week_of(day - 7 * DAY).start + number * DAY
    if phrase.has("this"):
        return calendar.week_of(day).start + number * DAY
    if phrase.has("that"):
        known = context.nearest("day", "week")
        return nearest_weekday(known.end, number, ahead=False) if known and known.end else None
    if context.word_after() in {"'", "’"} and not phrase.has("next", "coming"):
        return nearest_weekday(day, number, ahead=False)
    if phrase.has("next", "coming", "following") or _is_deadline(context):
        return nearest_weekday(day, number, ahead=True)
    return nearest_weekday(day, number, context.future and day.weekday() != number)


def _is_deadline(context: Context) -> bool:
    """Until Tuesday, by noon on Friday, as early as Monday: ahead, unless the sentence opens so and tells."""
    back = range(context.first - 1, context.first - 5, -1)
    words = [context.lexed.word(index) for index in back]
    cue = next((word for word in words if word in {"until", "till", "by"}), None)
    soon = words[0] == "as" and words[1] in {"early", "soon"}
    opens = context.first - context.sentence_start <= 4 or _opens_clause(context, words, cue)
    softened = (
        all(
            word in SOFTENERS
            or context.lexed.is_class(context.first - 1 - place, "DAYTIME")
            or context.lexed.is_class(context.first - 1 - place, "CLOCK")
            for place, word in enumerate(words[: words.index(cue)])
        )
        if cue
        else False
    )
    if cue == "by" and context.pluperfect:
        return False
    told = context.tense == "past" or tense_after(context.lexed, context.last) == "past"
    return soon or (softened and not (opens and told))


def week_to(phrase: Phrase, context: Context) -> Reading | None:
    """The week to Monday: seven days, the last such weekday the last of them."""
    number = phrase.number("WEEKDAY")
    if number is None:
        return None
    day = nearest_weekday(context.day, number, ahead=False) if context.day else None
    return read_span("P1W", "span", Days(day - 6 * DAY, day) if day else None, "published", "week")


def _opens_clause(context: Context, words: list[str], cue: str | None) -> bool:
    """Whether "and by Friday …" begins another statement, whose verb comes after the date."""
    before = context.lexed.word(context.first - 2 - words.index(cue)) if cue else ""
    return before in {"and", "but", ",", ";"} and tense_after(context.lexed, context.last) == "past"


def weekend(phrase: Phrase, context: Context) -> Reading | None:
    """The last weekend begun, or the next where the clause looks ahead."""
    day = context.day
    if not day:
        return read_weekend(None, "published")
    if phrase.has("next"):
        return read_weekend(day + 7 * DAY, "published")
    if phrase.has("coming", "this") and (context.future or phrase.has("coming")):
        return read_weekend(day, "published")
    begun = day.weekday() >= 5 and not phrase.has("last", "previous")
    if context.future:
        return read_weekend(day, "published")
    return cut_at(read_weekend(day if begun else day - 7 * DAY, "published"), day)


READERS: dict[str, Reader] = {
    reader.__name__: reader
    for reader in (
        *(month, year, year_pair, decade, fiscal_year, fiscal_here, quarter, half, season, week_number),
        *(iso_day, numeric_day, slash_day, month_day, listed_day, day_range, holiday),
        *(weekday, week_to, weekend),
    )
}
