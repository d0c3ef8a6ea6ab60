"""Readers of dates that the calendar gives: days, weekdays, months, seasons, years."""

import re
from dataclasses import replace
from datetime import date, timedelta

from analysis.mentions.dates.calendar import (
    DAY,
    Days,
    Reading,
    cut_at,
    day_or_none,
    easter,
    months_of,
    nearest_weekday,
    period_of,
    read_date,
    read_month,
    read_season,
    read_span,
    read_unit,
    season_of,
)
from analysis.mentions.dates.context import Context, choose_year, part_of_year, year_said
from analysis.vocabulary import YEARS

AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "jan", "jun", "dec"})
SHORT_NAMES = frozenset({"jan", "jun", "mar"})
GIVEN_NAMES = frozenset({"april", "june", "august"})
MONTH_VERBS = frozenset({"saw", "was", "brought", "alone", "had", "figures", "data", "ended", "began"})
MAY_VERBS = frozenset({"alone", "saw", "was", "figures", "data"})
BEFORE_NAMES = frozenset({"and", "or", "with", "for", "to", "as", "than", "against", "about"})
NOUN_AFTER_YEAR = frozenset(
    {"people", "persons", "migrants", "men", "women", "children", "officers", "soldiers"}
)
BEFORE_COUNTS = frozenset({"about", "around", "over", "for", "with", "to", "of", "all", "and"})
BEFORE_SEASON = frozenset("in since until till by during this last next late early".split())
OWNERS = frozenset("his her their my our its early mid late early- mid- late- -".split())
SOFTENERS = frozenset({"the", "on", "at", "least", "early", "late", "est", "gmt", "local", "time"})
NEWS_YEARS = range(1900, 2100)


def month(at: Context) -> Reading | None:
    """In May, in May 2019, July last year; the running month ends on the article's day."""
    number = at.number("MONTH") or 0
    if said := year_said(at):
        return read_month(said[0], number, said[1])
    if not _is_month(at):
        return None
    year = choose_year(at, lambda year: date(year, number, 1))
    if year and at.day and at.future and number == at.day.month:
        year = at.day.year
    reading = read_month(year, number, "published")
    return reading if at.future else cut_at(reading, at.day)


def _is_month(at: Context) -> bool:
    """May and March are months behind a word of time or beside another date, else a verb or a name."""
    word, following = at.lexed.word(at.first), at.lexed.token(at.last)
    cued = at.before("TIMEWORD")
    if word not in AMBIGUOUS_MONTHS:
        name = word in GIVEN_NAMES and following[:1].isupper() and following.isalpha()
        return not name or (cued and at.word_before() not in BEFORE_NAMES)
    cued = cued or at.before("EDGE", "DASH") or _is_listed(at)
    if word in SHORT_NAMES:
        return cued and not following[:1].isupper()
    subject = following.lower() in (MAY_VERBS if word == "may" else MONTH_VERBS)
    return cued or subject or following in {":", "("} or following.isdecimal()


def _is_listed(at: Context) -> bool:
    """Whether another month stands beside the month: April, May and June; Jan-Jul."""
    last = at.memory[-1] if at.memory else None
    if last and last.last >= at.first - 2 and last.reading.kind in {"month", "span"}:
        return True
    joined = at.lexed.is_class(at.last, "DASH") or at.word_after() in {"and", "to", ",", "or"}
    return joined and at.lexed.is_class(at.last + 1, "MONTH")


def year(at: Context) -> Reading | None:
    """In 2020, the 2015 agreement; a bare number of four digits is a year only with a word of time."""
    number, before, following = at.number("YEAR") or 0, at.word_before(), at.lexed.token(at.last)
    named = before in {"the", "(", "year", ",", "a"} and number in NEWS_YEARS
    if at.word_after() in NOUN_AFTER_YEAR or not (named or at.before("TIMEWORD", "CUE", "EDGE", "DASH")):
        return None
    if number < NEWS_YEARS.start and before not in {"in", "since", "from"}:
        return None
    noun = following.islower() and following.endswith("s") and len(following) > 3
    if before in BEFORE_COUNTS and noun and following not in {"was", "has"}:
        return None
    return read_unit(date(number, 1, 1), "Y", "absolute")


def year_pair(at: Context) -> Reading | None:
    """2019-20, 2019/20: two years running."""
    first, digits = at.number("YEAR") or 0, at.lexed.token(at.last - 1)
    if first not in NEWS_YEARS or digits != f"{(first + 1) % 100:02}":
        return None
    return read_span("span", months_of(first, 1, 24), "absolute")


def decade(at: Context) -> Reading | None:
    """The 1990s; "in her 30s" is none."""
    number = int("".join(char for char in at.letter("DECADE") if char.isdigit()))
    if number < 100:
        number += 1900 if number >= 30 else 2000
    if at.word_before() in OWNERS or not 1000 <= number < NEWS_YEARS.stop:
        return None
    return read_unit(date(number, 1, 1), "T", "absolute")


def _trailing_number(phrase: Context) -> int:
    """The number of FY2022, Q2 or H1; 0 where the phrase begins with a word."""
    digits = re.findall(r"\d+", phrase.lexed.token(phrase.first))
    return int(digits[-1]) if digits else 0


def fiscal_year(at: Context) -> Reading | None:
    """FY2022, fiscal year 2022: that of the United States, October to September."""
    number = at.number("YEAR", "NUMBER", "DAY") or _trailing_number(at)
    number += 2000 if number < 100 else 0
    if number not in NEWS_YEARS:
        return None
    return read_span("year", months_of(number - 1, 10, 12), "absolute")


def fiscal_here(at: Context) -> Reading | None:
    """This, last or next fiscal year."""
    if not at.day:
        return read_unit(None, "Y", "published")
    year = at.day.year + (at.day.month >= 10) + at.said_offset
    reading = read_span("year", months_of(year - 1, 10, 12), "published")
    return reading if at.said_offset else replace(cut_at(reading, at.day), cumulative=True)


def quarter(at: Context) -> Reading | None:
    """The second quarter of 2021, Q2."""
    number = at.number("ORDER") or (4 if at.has("last", "final") else _trailing_number(at))
    if not 1 <= number <= 4:
        return None
    start, anchor = part_of_year(at, lambda year: date(year, 3 * number - 2, 1))
    return cut_at(read_unit(start, "Q", anchor), at.day)


def half(at: Context) -> Reading | None:
    """The first half of 2021; a half of something else is none."""
    of_else = at.has("of") and not (at.has("year") or at.number("YEAR"))
    number = at.number("ORDER") or _trailing_number(at) or 2
    if at.word_after() in {"of", "in"} or of_else or number > 2:
        return None
    start, anchor = part_of_year(at, lambda year: date(year, 6 * number - 5, 1))
    return cut_at(read_unit(start, "S", anchor), at.day)


def season(at: Context) -> Reading | None:
    """In spring, the winter of 2019; without a year it needs a word of time or an article before it."""
    name = at.letter("SEASON")
    cued = at.before("TIMEWORD", "CUE", "EDGE") or (at.has("the") and name != "FA")
    word = at.has("fall", "spring") and at.word_before() not in BEFORE_SEASON
    if not year_said(at) and (word or not cued):
        return None
    start, anchor = part_of_year(at, lambda year: season_of(year, name).start)
    return cut_at(read_season(start.year if start else None, name, anchor), at.day)


def iso_day(at: Context) -> Reading | None:
    """2021-08-03."""
    found = day_or_none(*(int(part) for part in re.findall(r"\d+", at.lexed.token(at.first))[:3]))
    return read_unit(found, "D", "absolute") if found and found.year in YEARS else None


def numeric_day(at: Context) -> Reading | None:
    """03.08.2021, 3/8/21, behind a word of time 3/8: the day first unless text or calendar forbid it."""
    first, second, *rest = (int(part) for part in re.findall(r"\d+", at.lexed.token(at.first)))

    def find(year: int) -> date | None:
        orders = day_or_none(year, second, first), day_or_none(year, first, second)
        return orders[at.month_first] or orders[not at.month_first]

    if rest:
        found = find(rest[0] + 2000 if rest[0] < 100 else rest[0])
        return read_unit(found, "D", "absolute") if found and found.year in YEARS else None
    if not at.before("TIMEWORD") or at.word_before() in {"of", "for", "with", "about"} or not find(2000):
        return None
    year = choose_year(at, find)
    return read_unit(find(year) if year else None, "D", "published")


def month_day(at: Context) -> Reading | None:
    """3 August, August 3rd, Tuesday, 3 August 2021."""
    return _day_in_year(at, at.number("MONTH") or 0, at.number("DAY", "ORDINAL", "ORDER") or 0)


def listed_day(at: Context) -> Reading | None:
    """The Monday 4 of "Monday 4, Tuesday 5 and Wednesday 6 March 2024"."""
    lexed = at.lexed
    name = next(index for index in range(at.last, len(lexed.spans)) if lexed.is_class(index, "MONTH"))
    with_year = next((n for n in (name + 1, name + 2) if lexed.is_class(n, "YEAR")), name)
    month = replace(at, first=name, last=with_year + 1)
    return _day_in_year(month, month.number("MONTH") or 0, at.number("DAY", "ORDINAL") or 0)


def _day_in_year(at: Context, month: int, day: int) -> Reading | None:
    if not day_or_none(2000, month, day):
        return None
    year, anchor = year_said(at) or (choose_year(at, lambda year: day_or_none(year, month, day)), "published")
    return read_date(year, month, day, anchor)


def day_range(at: Context) -> Reading | None:
    """From 3 to 9 August; the night of 12 to 13 July."""
    month, days = at.number("MONTH") or 0, at.numbers("DAY", "ORDINAL")[:2]
    first, last = (_day_in_year(at, month, day) for day in days)
    if not first or not last:
        return None
    start, end = first.start, last.start
    if start and end and start.year != end.year:
        year = min(start.year, end.year)
        start, end = (day_or_none(year, month, day) for day in days)
    if not start or not end or start > end:
        return None if start else replace(first, kind="span", precision="unknown")
    reading = read_span("span", Days(start, end), first.anchor or "absolute")
    return replace(reading, kind="day", precision="day", hours=12) if at.has("night", "nights") else reading


def holiday(at: Context) -> Reading | None:
    """Christmas, Easter, Thanksgiving and New Year, their eves and days."""

    def begins(year: int) -> date:
        if at.has("thanksgiving"):
            return nearest_weekday(date(year, 11, 28), 3)
        if at.has("christmas"):
            return date(year, 12, 24 if at.has("eve") else 25)
        if at.has("new"):
            return date(year, 12, 31) if at.has("eve") else date(year, 1, 1)
        return easter(year) + timedelta(days=-2 if at.has("good") else int(at.has("monday")))

    if at.has("new") and not at.has("eve", "day", "s"):
        return None
    number = at.number("YEAR") or choose_year(at, begins)
    return read_unit(
        begins(number) if number else None, "D", "absolute" if at.number("YEAR") else "published"
    )


def weekday(at: Context) -> Reading | None:
    """On Tuesday, last Tuesday, Tuesday morning, Tuesday of last week; plurals repeat."""
    number = at.number("WEEKDAY") or 0
    if any(word.endswith("days") for word in at.lexed.words(at.first, at.last)):
        return Reading("repeated")
    if at.word_before() == "black":
        return None
    return read_unit(_day_of_weekday(at, at.day, number) if at.day else None, "D", "published")


def _day_of_weekday(at: Context, day: date, number: int) -> date:
    """The day that a weekday names in an article of `day`."""
    this_week = period_of(day, "W").start + number * DAY
    if at.has("week"):
        return this_week + 7 * at.offset * DAY
    if at.has("last", "past", "previous"):
        return this_week - 7 * DAY
    if at.has("this"):
        return this_week
    if at.has("that") and (known := at.nearest_days("day", "week")):
        return nearest_weekday(known.end, number)
    coming = at.has("next", "coming")
    if at.word_after() in {"'", "’"} and not coming:
        return nearest_weekday(day, number)
    ahead = coming or at.has("following") or _is_deadline(at) or (at.future and day.weekday() != number)
    return nearest_weekday(day, number, ahead)


def _is_deadline(at: Context) -> bool:
    """Until Tuesday, by noon on Friday, as early as Monday: ahead, unless the sentence opens so and tells."""
    words = [at.word_before(distance) for distance in range(1, 5)]
    cue = next((word for word in words if word in {"until", "till", "by"}), None)
    if cue == "by" and at.pluperfect:
        return False
    if words[0] == "as" and words[1] in {"early", "soon"}:
        return True
    if not cue:
        return False
    place = words.index(cue)
    told_after = at.tense_after == "past"
    clause = at.word_before(place + 2) in {"and", "but", ",", ";"} and told_after
    opens = clause or at.first - at.sentence_start <= 4
    return not (opens and (told_after or at.tense == "past")) and all(
        words[n] in SOFTENERS or at.before("DAYTIME", "CLOCK", distance=n + 1) for n in range(place)
    )


def weekend(at: Context) -> Reading | None:
    """The last weekend begun, or the next where the clause looks ahead."""
    if not at.day:
        return read_unit(None, "E", "published")
    if at.has("next"):
        return read_unit(at.day + 7 * DAY, "E", "published")
    if at.has("coming") or at.future:
        return read_unit(at.day, "E", "published")
    begun = at.day.weekday() >= 5 and not at.has("last", "previous")
    return cut_at(read_unit(at.day if begun else at.day - 7 * DAY, "E", "published"), at.day)
