"""Find date expressions in a text, in order, and resolve each one in its surroundings.

What words beside an expression make of it is told here: late May, the first week of July, since Monday, from
3 to 9 May; the readers tell what it says alone.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from analysis.article import Publication
from analysis.knowledge import word_class
from analysis.mentions.dates import readers
from analysis.mentions.dates.calendar import (
    DAY,
    DateMention,
    Days,
    Kind,
    Reading,
    cut_at,
    day_or_none,
    move,
    nearest_weekday,
    read_span,
    read_unit,
    shift_months,
)
from analysis.mentions.dates.context import Context, Found, quantity, verb_tense
from analysis.mentions.dates.grammar import Lexed, lex

JOINS = frozenset({"to", "and", "-", "–", "—", "through", "until", "till", "/"})
FINE_KINDS = frozenset({"since", "until", "by", "part"})
LONGEST_CLAUSE = 14  # tokens between "since" and the date of its clause
MEMORY = 12  # mentions: what is farther back is no antecedent
MONTH_FIRST = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2])([/.-])(?:1[3-9]|2\d|3[01])\1\d{2}")
LONG_UNITS: dict[Kind, str] = {
    "week": "W", "month": "M", "quarter": "Q", "season": "A", "half": "S", "year": "Y", "decade": "T",
}  # fmt: skip
PLURALS = ("days", "weeks", "months", "years", "hours", "quarters")
UNDATED = frozenset({"duration", "repeated", "ongoing", "recent"})
SKIPPED_BEFORE_CUE = word_class("before-date")


def find_dates(text: str, published: Publication | date | None) -> tuple[DateMention, ...]:
    """Every expression of time in a text, in order, none overlapping another.

    What is relative is resolved against `published`: a day, or a Publication that may be an interval, over
    which the resolutions are joined, or unknown, which leaves it without a period. The clock is never read.
    """
    lexed = lex(text)
    if not isinstance(published, Publication):
        published = Publication(published, published, "metadata")
    earliest, latest = published.earliest, published.latest
    found = _read_all(lexed, earliest if latest else None)
    if earliest and latest and earliest != latest:
        late = {(item.first, item.last): item.reading for item in _read_all(lexed, latest)}
        both = ((item, late.get((item.first, item.last), item.reading)) for item in found)
        found = [replace(item, reading=_join(item.reading, last, earliest, latest)) for item, last in both]
    return tuple(_mention(lexed, item) for item in found)


def _join(early: Reading, late: Reading, earliest: date, latest: date) -> Reading:
    """The reading for an article of some day of an interval: from the earliest to the latest resolution."""
    months = early.kind == late.kind == "month" and earliest.year == latest.year
    if months and late.end and late.end <= latest:
        return late  # a month without its year is of the year that the article is of
    start, end = early.start, late.end
    if early.precision in {"day", "week"} or early.kind in FINE_KINDS:
        if start and start != late.start:
            start = max(start, earliest)
        if end and end != early.end:
            end = min(end, latest)
    if start and end and start > end:
        start, end = None, None
    return replace(early, start=start, end=end)


def _mention(lexed: Lexed, found: Found) -> DateMention:
    start, end, r = lexed.spans[found.first][0], lexed.spans[found.last - 1][1], found.reading
    text, told = lexed.text[start:end], (r.precision, r.cumulative, r.hours, r.anchor, r.yearless)
    return DateMention(start, end, text, r.kind, r.start, r.end, *told, found.rule)


def _read_all(lexed: Lexed, day: date | None) -> list[Found]:
    """Every expression with its reading, for an article of one day or of none."""
    found: list[Found] = []
    month_first = bool(MONTH_FIRST.search(lexed.text))
    at = 0
    while candidate := lexed.grammar.starts.search(lexed.codes, at):
        at = candidate.start()
        item = _read(Context(lexed, at, at, day, tuple(found[-MEMORY:]), month_first))
        if not item:
            at += 1
            continue
        at = item.last
        while found and found[-1].last > item.first:
            found.pop()
        if opening := _open_clause(found, item, lexed, day):
            found.append(opening)
        if found and (joined := _join_two(found[-1], item, lexed, day)):
            item = joined
            found.pop()
        found.append(replace(item, reading=_govern(item, Context(lexed, item.first, item.last, day))))
    return found


def _read(context: Context) -> Found | None:
    """The phrase at a token with the operators beside it, those before it innermost first."""
    first = context.first
    if not (hit := context.lexed.grammar.match_at(context.lexed.codes, first)):
        return None
    rule, last = hit
    reading: Reading | None = getattr(readers, rule.read)(replace(context, last=last))
    while reading and (cut := _cut_down(context, reading, first)):
        reading, first = cut
    if not reading or (rule.id == "unit" and first == context.first):
        return None
    return Found(first, last, rule.id, reading, reading)


def _cut_down(context: Context, reading: Reading, first: int) -> tuple[Reading, int] | None:
    """The reading under the operator whose words end right before a token, and the first of these words."""
    for name, pattern in context.lexed.grammar.operators:
        found = pattern.search(context.lexed.codes, max(0, first - 9), first)
        phrase = replace(context, first=found.start(), last=first) if found else None
        if phrase and (changed := OPERATORS[name](phrase, reading)):
            return changed, phrase.first
    return None


def _join_two(before: Found, item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """One span out of the expression found last and the next one; None where they stay two."""
    total, end = before.reading, item.alone.end
    softeners = {"the", "on", "in", "from", *((",", "up") if total.cumulative else ())}
    join = [word for word in lexed.words(before.last, item.first) if word not in softeners]
    by_name = before.rule == "listed_day" and lexed.fits(before.first, "WEEKDAY")  # each stands for itself
    if len(join) != 1 or join[0] not in JOINS or by_name or not end or item.alone.kind in UNDATED:
        return None
    if total.cumulative and join != ["and"] and day and total.start and total.start <= end <= day:
        closed = replace(total, end=end)
        return Found(before.first, item.last, "closed_total", closed, closed)
    cue, first, days = _cue_word(lexed, before.first), _opening(before, end), total.days
    mixed = (before.rule == "weekday") != (item.rule == "weekday")
    if not first or first > end or (mixed and cue not in {"between", "from"}):
        return None
    contiguous = days is not None and first + days.length * DAY == item.alone.start
    if join == ["and"] and not contiguous and cue != "between":
        return None
    daily = contiguous and total.precision == item.alone.precision == "day"
    span = read_span("span", first, end, item.alone.anchor, "day" if daily else "unknown")
    return Found(before.first, item.last, "range", span, span)


def _opening(before: Found, end: date) -> date | None:
    """Where a range begins: a first day without a year or a week of its own comes last before the end."""
    start, yearless = before.reading.start, before.reading.yearless
    if before.rule == "weekday" and start:
        return nearest_weekday(end, start.weekday())
    if not yearless:
        return start
    month, day = (start.month, start.day) if start else yearless
    years = (day_or_none(year, month, day) for year in (end.year, end.year - 1))
    return next((found for found in years if found and found <= end), start)


def _open_clause(found: list[Found], item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """The 'since' of a dated clause: "since the emergency was declared on 2 July"."""
    start = item.alone.start
    if item.alone.kind not in {"day", "month", "year"} or not start or (day and start > day):
        return None
    clause = range(max(found[-1].last if found else 0, item.first - LONGEST_CLAUSE), item.first)
    since = max((at for at in clause if lexed.fits(at, "since")), default=item.first)
    between = range(since + 1, item.first)
    told = any(verb_tense(lexed, at) == "past" for at in between)
    if not told or any(lexed.fits(at, "STOP", "COMMA") for at in between):
        return None
    opened = _open_since(item.alone, day)
    return Found(since, since + 1, "since_clause", opened, opened)


def _cue_word(lexed: Lexed, first: int) -> str:
    """The cue right before an expression, over words that only soften it; empty where there is none."""
    before = reversed(lexed.words(first - 5, first))
    word = next((word for word in before if word not in SKIPPED_BEFORE_CUE), "")
    return word if ("CUE", word) in lexed.grammar.values else ""


def _govern(item: Found, at: Context) -> Reading:
    """The expression under the cue before it: since, until, by, before, from ... on."""
    reading, day, cue = item.alone, at.day, _cue_word(at.lexed, at.first)
    if item.rule == "then" or (cue == "since" and reading.kind not in UNDATED):
        return _open_since(reading, day)
    if reading.kind in UNDATED or item.rule == "same_shifted":
        return reading
    if cue == "from" and reading.kind != "span":
        if day and reading.start and reading.start > day:
            return replace(reading, kind="since", end=None, cumulative=False, precision="unknown")
        counted = at.before("counting", "starting", "beginning", "dating", distance=2)
        onwards = at.after("on", "onwards", "onward", "forward")
        return _open_since(reading, day) if counted or onwards else reading
    up_to = cue == "to" and at.before("up", distance=2)
    if up_to or cue in {"until", "till", "through", "before", "by"}:
        return _close(reading, day, cue)
    return reading


def _open_since(reading: Reading, day: date | None) -> Reading:
    """Since Monday: from its first day up to the article's, a running total; what begins later is open."""
    end = None if day and reading.start and reading.start > day else day
    return replace(reading, kind="since", end=end, cumulative=True, precision="unknown")


def _close(reading: Reading, day: date | None, cue: str) -> Reading:
    """Until Friday, before May, through July, by Monday: from the article's day where it lies ahead.

    By a day of the past is that day.
    """
    start, end = reading.start, reading.end
    if cue == "by" and reading.kind == "day" and day and end and (end < day or start == end == day):
        return reading
    if start and cue not in {"by", "through"} and reading.kind in {*LONG_UNITS, "span"}:
        end = move(start, "D", -1)
    start = day if day and end and end >= day else None
    kind: Kind = "by" if cue == "by" else "until"
    return replace(reading, kind=kind, start=start, end=end, precision="unknown", cumulative=False)


def cut_edge(phrase: Context, reading: Reading) -> Reading | None:
    """Early, mid and late; the beginning, the middle and the end of a period.

    Earlier this week ends on the article's day, later this week begins on it.
    """
    days, day = _whole(reading), phrase.day
    if phrase.has("earlier", "later"):
        if reading.kind == "day" or not (days and day and days.start <= day <= days.end):
            return reading
        start, end = (days.start, day) if phrase.has("earlier") else (day, days.end)
        return replace(reading, start=start, end=end, cumulative=False)
    if reading.kind not in LONG_UNITS:
        return reading if reading.kind in {"day", "weekend"} and not phrase.has("turn") else None
    if not days:
        return replace(reading, kind="part")
    if phrase.has("end", "close") and not phrase.has("late"):
        days = Days(days.end, days.end)
    elif phrase.has("beginning", "start", "turn", "outset") and reading.kind != "month":
        days = Days(days.start, days.start)
    else:
        days = _part(days, ("START", "MID", "END").index(phrase.letter("EDGE")), 3)
    part = read_span("part", *days, reading.anchor, "month" if reading.kind == "month" else "unknown")
    return replace(part, yearless=reading.yearless)


def _whole(reading: Reading) -> Days | None:
    """The period as the calendar has it, where it was cut at the article's day."""
    following = move(reading.start, LONG_UNITS[reading.kind], 1) if reading.kind in LONG_UNITS else None
    return Days(reading.start, following - DAY) if reading.start and following else reading.days


def _part(days: Days, place: int, parts: int) -> Days:
    """One of so many like parts, counted from 0: of several months in whole months, of a month by the 30."""
    months = round(days.length / 30.4) if days.start.day == 1 else 0
    if months > 2:
        start, end = (shift_months(days.start, months * n // parts) for n in (place, place + 1))
        return Days(start, end - DAY)
    length = 30 if months == 1 else days.length
    start, end = (days.start + length * n // parts * DAY for n in (place, place + 1))
    return Days(start, days.end if place == parts - 1 else end - DAY)


def cut_fraction(phrase: Context, reading: Reading) -> Reading | None:
    """The first week of July, the last ten days of May, the second half of June."""
    if reading.kind not in {*LONG_UNITS, "span"}:
        return None
    if not (days := _whole(reading)):
        return replace(reading, kind="span")
    place, unit = phrase.number("ORDER") or 0, phrase.letter("UNIT")
    weekday = 5 if phrase.has("weekend") else phrase.number("WEEKDAY")
    counted = phrase.has("NUMBER", "COUNT", "VAGUE") or not phrase.has(*PLURALS)
    count = quantity(phrase) if counted else None
    if weekday is not None:
        named = [day for n in range(days.length) if (day := days.start + n * DAY).weekday() == weekday]
        return read_unit(named[place - 1], unit, reading.anchor) if place <= len(named) else None
    if phrase.has("half"):
        part: Days | None = _part(days, (place or 2) - 1, 2)
    elif count is None:
        part = _part(days, 0 if place else 2, 3)
    else:
        part = _slice(days, unit, place, count)
    if not part or part.start > part.end:
        return None
    return cut_at(read_span("span", *part, reading.anchor, "week" if unit == "W" else None), phrase.day)


def _slice(days: Days, unit: str, place: int, count: int) -> Days | None:
    """So many units of a period, from the one at a place (counted from 1) on, or its last ones."""
    start = move(days.start, unit, place - 1) if place else move(days.end + DAY, unit, -count)
    end = move(start, unit, count)
    return Days(start, min(end - DAY, days.end)) if start and end and start >= days.start else None


def take_week(phrase: Context, reading: Reading) -> Reading | None:
    """The week of 5 July."""
    return read_unit(reading.start, "W", reading.anchor) if reading.kind == "day" else None


def take_daytime(phrase: Context, reading: Reading) -> Reading | None:
    """The night of 12 July, the early hours of Sunday, 10 a.m. on Tuesday: still that day."""
    if reading.kind != "day":
        return None
    if phrase.has("night") and phrase.has("to", "into") and reading.start:
        return replace(reading, start=reading.start - DAY, hours=12)
    return reading


def take_so_far(phrase: Context, reading: Reading) -> Reading | None:
    """So far this year, so far in August: a running total up to the article's day."""
    if reading.kind not in LONG_UNITS:
        return None
    return replace(cut_at(reading, phrase.day), cumulative=not phrase.has("already") or reading.cumulative)


OPERATORS: dict[str, Callable[[Context, Reading], Reading | None]] = {
    function.__name__: function for function in (cut_edge, cut_fraction, take_week, take_daytime, take_so_far)
}
