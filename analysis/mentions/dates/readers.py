"""Readers of dates that the calendar gives: days, weekdays, months, seasons, years."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from analysis.mentions.dates.calendar import (
    DAY,
    FIRST_MONTH,
    Reading,
    cut_at,
    day_or_none,
    easter,
    months_from,
    move,
    nearest_weekday,
    period_of,
    read_span,
    read_unit,
)
from analysis.mentions.dates.context import Context, choose_year, year_said
from analysis.vocabulary import YEARS

NEWS_YEARS = range(1900, 2100)
LOOK_BEHIND = 14  # tokens


def _yearly(at: Context, begins: Callable[[int], date | None], unit: str) -> Reading | None:
    """What comes once a year, in the year that the phrase says or else its surroundings mean.

    `begins` gives its first day in a year. Without a year said, it is cut at the article's day unless the
    clause looks ahead.
    """
    if not (of_any_year := begins(2000)):
        return None
    said = year_said(at)
    year, anchor = said or (choose_year(at, begins, unit), "published")
    reading = read_unit(begins(year) if year else None, unit, anchor)
    if said and reading.start:
        return reading
    reading = replace(reading, yearless=(of_any_year.month, of_any_year.day))
    return reading if at.future else cut_at(reading, at.day)


def month(at: Context) -> Reading | None:
    """In May, in May 2019, July last year; the running month ends on the article's day."""
    number = at.number("MONTH") or 0
    return _yearly(at, lambda year: date(year, number, 1), "M") if year_said(at) or _is_month(at) else None


def _is_month(at: Context) -> bool:
    """May and March are months behind a word of time or beside another date, else a verb or a name."""
    following, cued = at.lexed.token(at.last), at.before("TIMEWORD")
    if at.value("VERB_MONTH") is None:
        name = at.value("GIVEN_NAME") is not None and following[:1].isupper() and following.isalpha()
        return not name or (cued and not at.before("BEFORE_NAME"))
    cued = cued or at.before("EDGE", "DASH") or _is_listed(at)
    if at.value("SHORT_NAME") is not None:
        return cued and not following[:1].isupper()
    subject = at.after("BEHIND_MAY" if at.has("may") else "BEHIND_MONTH")
    return cued or subject or following in {":", "("} or following.isdecimal()


def _is_listed(at: Context) -> bool:
    """Whether another month stands beside the month: April, May and June; Jan-Jul."""
    last = at.memory[-1] if at.memory else None
    if last and last.last >= at.first - 2 and last.reading.kind in {"month", "span"}:
        return True
    joined = at.after("DASH", "COMMA") or at.word_after() in {"and", "to", "or"}
    return joined and at.after("MONTH", distance=2)


def year(at: Context) -> Reading | None:
    """In 2020, the 2015 agreement; a bare number of four digits is a year only with a word of time."""
    number, before, following = at.number("YEAR") or 0, at.word_before(), at.lexed.token(at.last)
    named = before in {"the", "(", "year", ",", "a"} and number in NEWS_YEARS
    if at.after("COUNTED") or not (named or at.before("TIMEWORD", "CUE", "EDGE", "DASH")):
        return None
    if number < NEWS_YEARS.start and before not in {"in", "since", "from"}:
        return None
    noun = following.islower() and following.endswith("s") and len(following) > 3
    if at.before("BEFORE_COUNT") and noun and following not in {"was", "has"}:
        return None
    reading = read_unit(date(number, 1, 1), "Y", "absolute")
    return replace(cut_at(reading, at.day), cumulative=True) if at.has("far", "date") else reading


def year_pair(at: Context) -> Reading | None:
    """2019-20, 2019/20: two years running."""
    first, digits = at.number("YEAR") or 0, at.lexed.token(at.last - 1)
    if first not in NEWS_YEARS or digits != f"{(first + 1) % 100:02}":
        return None
    return read_span("span", months_from(date(first, 1, 1), 24), "absolute")


def decade(at: Context) -> Reading | None:
    """The 1990s; "in her 30s" is none."""
    number = int("".join(char for char in at.letter("DECADE") if char.isdigit()))
    if number < 100:
        number += 1900 if number >= 30 else 2000
    if at.before("OWNER") or not 1000 <= number < NEWS_YEARS.stop:
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
    return read_unit(date(number, 1, 1), "G", "absolute") if number in NEWS_YEARS else None


def quarter(at: Context) -> Reading | None:
    """The second quarter of 2021, Q2."""
    number = at.number("ORDER") or (4 if at.has("last", "final") else _trailing_number(at))
    return _yearly(at, lambda year: day_or_none(year, 3 * number - 2, 1), "Q")


def half(at: Context) -> Reading | None:
    """The first half of 2021; a half of something else is none."""
    of_else = at.has("of") and not (at.has("year") or at.number("YEAR"))
    number = at.number("ORDER") or _trailing_number(at) or 2
    if at.word_after() in {"of", "in"} or of_else:
        return None
    return _yearly(at, lambda year: day_or_none(year, 6 * number - 5, 1), "S")


def season(at: Context) -> Reading | None:
    """In spring, the winter of 2019; without a year it needs a word of time or an article before it."""
    number = at.number("SEASON") or 0
    cued = at.before("TIMEWORD", "CUE", "EDGE") or (at.has("the") and not at.has("fall", "autumn"))
    word = at.has("fall", "spring") and not at.before("BEFORE_SEASON")
    if not year_said(at) and (word or not cued):
        return None
    return _yearly(at, lambda year: date(year, number, 1), "A")


def beside_yearly(at: Context) -> Reading | None:
    """Last summer, this November, next fiscal year: the one that has ended, is under way or is to begin."""
    month, unit = at.number("MONTH"), "M"
    if month is None:
        unit = "A" if at.value("SEASON") else "G"
        month = at.number("SEASON") or FIRST_MONTH["G"]
    if not at.day:
        return read_unit(None, unit)
    this_year = date(at.day.year, month, 1)
    latest = this_year if this_year <= at.day else move(this_year, "Y", -1)
    under_way = latest is not None and period_of(latest, unit).end >= at.day
    if at.offset:
        return read_unit(move(latest, "Y", max(at.offset, -under_way)), unit)
    reading = read_unit(latest if under_way else this_year, unit)
    if unit == "G":
        return replace(cut_at(reading, at.day), cumulative=True)
    return reading if at.future else cut_at(reading, at.day)


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
    if not at.before("TIMEWORD") or at.word_before() in {"of", "for", "with", "about"}:
        return None
    return _yearly(at, find, "D")


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
    return _yearly(at, lambda year: day_or_none(year, month, day), "D")


def day_range(at: Context) -> Reading | None:
    """From 3 to 9 August; the night of 12 to 13 July."""
    month, (first, last) = at.number("MONTH") or 0, at.numbers("DAY", "ORDINAL")[:2]
    reading = _day_in_year(at, month, last)
    start = day_or_none(reading.start.year if reading and reading.start else 2000, month, first)
    if not reading or not start or first > last:
        return None
    if at.has("night", "nights"):
        return replace(reading, start=reading.start and start, hours=12)
    return replace(reading, kind="span", start=reading.start and start, precision="unknown")


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

    return _yearly(at, begins, "D") if not at.has("new") or at.has("eve", "day", "s") else None


def weekday(at: Context) -> Reading | None:
    """On Tuesday, last Tuesday, Tuesday morning, Tuesday of last week; plurals repeat."""
    if any(word.endswith("days") for word in at.lexed.words(at.first, at.last)):
        return Reading("repeated")
    if at.word_before() == "black":
        return None
    return read_unit(_day_of_weekday(at, at.day, at.number("WEEKDAY") or 0) if at.day else None, "D")


def _day_of_weekday(at: Context, day: date, number: int) -> date:
    """The day that a weekday names in an article of `day`."""
    this_week = period_of(day, "W").start + number * DAY
    if at.has("week"):
        return this_week + 7 * at.offset * DAY
    if at.has("last", "past", "previous"):
        return this_week - 7 * DAY
    if at.has("this"):
        return this_week
    coming = at.has("next", "coming", "following")
    if at.word_after() in {"'", "’"} and not coming:
        return nearest_weekday(day, number)
    return nearest_weekday(day, number, coming or _is_deadline(at) or (at.future and day.weekday() != number))


def _is_deadline(at: Context) -> bool:
    """Until Tuesday, by noon on Friday, as early as Monday: ahead, unless the sentence opens so and tells."""
    words = [at.word_before(distance) for distance in range(1, 5)]
    cue = next((word for word in words if word in {"until", "till", "by"}), None)
    if cue == "by" and "had" in at.lexed.words(max(at.sentence_start, at.first - LOOK_BEHIND), at.first):
        return False  # a pluperfect looks back from that day
    if words[0] == "as" and words[1] in {"early", "soon"}:
        return True
    if not cue:
        return False
    place = words.index(cue)
    told_after = at.tense_after == "past"
    clause = at.word_before(place + 2) in {"and", "but", ",", ";"} and told_after
    opens = clause or at.first - at.sentence_start <= 4
    return not (opens and (told_after or at.tense == "past")) and all(
        at.before("SOFTENER", "DAYTIME", "CLOCK", distance=n + 1) for n in range(place)
    )


def weekend(at: Context) -> Reading | None:
    """The last weekend begun, or the next where the clause looks ahead."""
    begun = at.day is not None and at.day.weekday() >= 5 and not at.has("last", "previous")
    coming = at.has("coming") or at.future
    step = 1 if at.has("next") else 0 if begun or coming else -1
    return cut_at(read_unit(at.day, "E", step=step), None if coming else at.day)


def now(at: Context) -> Reading | None:
    """Now, currently, so far: what holds on the article's day."""
    total = at.has("far", "date", "yet", "until", "up")
    return Reading("ongoing", None, at.day, "published", cumulative=total)
