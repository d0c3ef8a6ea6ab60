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
from analysis.mentions.dates import readers, relative
from analysis.mentions.dates.calendar import (
    DAY,
    DateMention,
    Days,
    Kind,
    Reading,
    cut_at,
    day_or_none,
    move,
    read_span,
    read_unit,
    shift_months,
)
from analysis.mentions.dates.context import Context, Found, quantity, verb_tense
from analysis.mentions.dates.grammar import Grammar, Lexed, lex, load_grammar
from analysis.vocabulary import Precision

JOINS = frozenset({"to", "and", "-", "–", "—", "through", "until", "till", "/"})
POINTING = frozenset({"last", "this", "next", "past"})
UNJOINED_KINDS = frozenset({"duration", "repeated", "ongoing", "recent"})
FINE_KINDS = frozenset({"since", "until", "by", "part"})
LONGEST_CLAUSE = 14  # tokens between "since" and the date of its clause
MEMORY = 12  # mentions: what is farther back is no antecedent
MONTH_FIRST = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2])([/.-])(?:1[3-9]|2\d|3[01])\1\d{2}")
WHOLE: dict[Kind, str] = {"week": "W", "month": "M", "quarter": "Q", "season": "A", "half": "S", "year": "Y"}
LONG_UNITS = frozenset({*WHOLE, "decade"})
PLURALS = ("days", "weeks", "months", "years", "hours", "quarters")
UNGOVERNED = frozenset({"duration", "repeated", "ongoing", "recent", "since"})
SKIPPED_BEFORE_CUE = word_class("before-date")


def find_dates(text: str, published: Publication | date | None) -> tuple[DateMention, ...]:
    """Every expression of time in a text, in order, none overlapping another.

    What is relative is resolved against `published`: a day, or a Publication that may be an interval, over
    which the resolutions are joined, or unknown, which leaves it without a period. The clock is never read.
    """
    grammar = load_grammar()
    lexed = lex(text, grammar.lexicon)
    if not isinstance(published, Publication):
        published = Publication(published, published, "metadata")
    earliest, latest = published.earliest, published.latest
    found = _read_all(lexed, grammar, earliest if latest else None)
    if earliest and latest and earliest != latest:
        late = {(item.first, item.last): item.governed for item in _read_all(lexed, grammar, latest)}
        found = [
            replace(item, under_cue=_join(item.governed, late.get((item.first, item.last)), earliest, latest))
            for item in found
        ]
    return tuple(_mention(lexed, item) for item in found)


def _join(early: Reading, late: Reading | None, earliest: date, latest: date) -> Reading:
    """The reading for an article of some day of an interval: from the earliest to the latest resolution."""
    if late is None or early == late:
        return early
    if (
        early.kind == late.kind == "month"
        and late.end
        and late.end <= latest
        and earliest.year == latest.year
    ):
        return late  # a month without its year is of the year that the article is of
    start, end = early.start, late.end
    fine = early.precision in {"day", "week"} or early.kind in FINE_KINDS
    if fine and start and start != late.start:
        start = max(start, earliest)
    if fine and end and end != early.end:
        end = min(end, latest)
    if start and end and start > end:
        start, end = None, None
    return replace(early, start=start, end=end)


def _mention(lexed: Lexed, found: Found) -> DateMention:
    start, end, r = lexed.spans[found.first][0], lexed.spans[found.last - 1][1], found.governed
    text, told = lexed.text[start:end], (r.precision, r.cumulative, r.hours, r.anchor, r.yearless)
    return DateMention(start, end, text, r.kind, r.start, r.end, *told, found.rule)


def _read_all(lexed: Lexed, grammar: Grammar, day: date | None) -> list[Found]:
    """Every expression with its reading, for an article of one day or of none."""
    found: list[Found] = []
    month_first = bool(MONTH_FIRST.search(lexed.text))
    at = 0
    while candidate := grammar.starts.search(lexed.codes, at):
        at = candidate.start()
        item = _read(Context(lexed, at, at, day, tuple(found[-MEMORY:]), month_first), grammar)
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
        governed = _govern(item.reading, item.rule, Context(lexed, item.first, item.last, day))
        found.append(replace(item, under_cue=governed))
    return found


def _read(context: Context, grammar: Grammar) -> Found | None:
    """The phrase at a token with the operators beside it, those before it innermost first."""
    codes, first = context.lexed.codes, context.first
    if not (hit := grammar.match_at(codes, first)):
        return None
    rule, last = hit
    read = getattr(readers, rule.read, None) or getattr(relative, rule.read)
    reading: Reading | None = read(replace(context, last=last))
    while reading and (cut := _cut_down(context, reading, first, grammar)):
        reading, first = cut
    if not reading or (rule.read == "bare_unit" and first == context.first):
        return None
    return Found(first, last, reading, rule.id)


def _cut_down(context: Context, reading: Reading, first: int, grammar: Grammar) -> tuple[Reading, int] | None:
    """The reading under the operator whose words end right before a token, and the first of these words."""
    for operator, pattern in grammar.operators:
        if found := pattern.search(context.lexed.codes, max(0, first - 9), first):
            phrase = replace(context, first=found.start(), last=first)
            if changed := OPERATORS[operator.apply](phrase, reading):
                return changed, phrase.first
    return None


def _join_two(before: Found, item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """One span out of the expression found last and the next one; None where they stay two."""
    between = lexed.words(before.last, item.first)
    if item.reading.kind in UNJOINED_KINDS or len(between) > 3 or before.rule == "since_clause":
        return None
    total, end = before.governed, item.reading.end
    softeners = {"the", "on", "in", "from", *((",", "up") if total.cumulative else ())}
    join = [word for word in between if word not in softeners]
    if len(join) != 1 or join[0] not in JOINS:
        return None
    if before.rule == "listed_day" and lexed.is_class(before.first, "WEEKDAY"):
        return None  # the days of a list by name stand for themselves
    if total.cumulative and join[0] != "and" and day and total.start and end and total.start <= end <= day:
        return Found(before.first, item.last, replace(total, end=end), "closed_total")
    return _join_days(before, item, join[0], lexed)


def _join_days(before: Found, item: Found, join: str, lexed: Lexed) -> Found | None:
    """The span from the first of one expression to the last of the other, where they belong together."""
    cue, first = _cue_word(lexed, before.first), _opening(before, item, lexed)
    end, days = item.reading.end, before.governed.days
    if not first or not end or first > end:
        return None
    if cue not in {"between", "from"} and (before.rule == "weekday") != (item.rule == "weekday"):
        return None
    contiguous = days is not None and first + days.length * DAY == item.reading.start
    if join == "and" and (cue == "since" or not (contiguous or cue == "between")):
        return None
    daily = before.governed.precision == item.reading.precision == "day"
    precision: Precision = "day" if contiguous and daily else "unknown"
    reading = read_span("span", Days(first, end), item.reading.anchor or "absolute", precision)
    return Found(before.first, item.last, reading, "range")


def _opening(before: Found, item: Found, lexed: Lexed) -> date | None:
    """Where a range begins: a first end without a year or a week of its own comes last before the second."""
    start, end, yearless = before.governed.start, item.reading.end, before.governed.yearless
    pointing = POINTING & set(lexed.words(before.first, before.last))
    if not end or before.reading.anchor == "absolute" or pointing:
        return start
    if before.rule == "weekday" and start:
        return end - ((end - start).days % 7) * DAY
    if not yearless:
        return start
    month, day = (start.month, start.day) if start else yearless
    years = (day_or_none(year, month, day) for year in (end.year, end.year - 1))
    return next((found for found in years if found and found <= end), start)


def _open_clause(found: list[Found], item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """The 'since' of a dated clause: "since the emergency was declared on 2 July"."""
    reading = item.reading
    if reading.kind not in {"day", "month", "year"} or not reading.start or (day and reading.start > day):
        return None
    floor = max(found[-1].last if found else 0, item.first - LONGEST_CLAUSE)
    for index in range(item.first - 1, floor - 1, -1):
        if lexed.word(index) == "since":
            told = any(verb_tense(lexed, at) == "past" for at in range(index + 1, item.first))
            return Found(index, index + 1, _open_since(reading, day), "since_clause") if told else None
        if lexed.is_class(index, "STOP", "COMMA"):
            return None
    return None


def _cue_word(lexed: Lexed, first: int) -> str:
    """The cue right before an expression, over words that only soften it; empty where there is none."""
    index = first - 1
    while index > first - 5 and lexed.word(index) in SKIPPED_BEFORE_CUE:
        index -= 1
    return lexed.word(index) if lexed.is_class(index, "CUE") else ""


def _govern(reading: Reading, rule: str, at: Context) -> Reading:
    """The expression under the cue before it: since, until, by, before, from ... on."""
    cue, day = _cue_word(at.lexed, at.first), at.day
    if rule == "then" or (cue == "since" and reading.kind not in UNGOVERNED):
        return _open_since(reading, day)
    if reading.kind in UNGOVERNED:
        return reading
    if cue == "from" and reading.kind != "span":
        if day and reading.start and reading.start > day:
            return replace(reading, kind="since", end=None, cumulative=False, precision="unknown")
        counted = at.word_before(2) in {"counting", "starting", "beginning", "dating"}
        onwards = at.word_after() in {"on", "onwards", "onward", "forward"}
        return _open_since(reading, day) if counted or onwards else reading
    if cue in {"until", "till", "through", "before"} or (cue == "to" and at.word_before(2) == "up"):
        return _close_until(reading, day, inclusive=cue == "through")
    return _close_by(reading, day) if cue == "by" and rule != "same_shifted" else reading


def _open_since(reading: Reading, day: date | None) -> Reading:
    """Since Monday: from its first day up to the article's, a running total; what begins later is open."""
    end = None if day and reading.start and reading.start > day else day
    return replace(reading, kind="since", end=end, cumulative=True, precision="unknown")


def _close_until(reading: Reading, day: date | None, inclusive: bool) -> Reading:
    """Until Friday, through July, before the end of May: from the article's day where it lies ahead."""
    end = reading.end
    if reading.start and not inclusive and reading.kind in LONG_UNITS | {"span"}:
        end = move(reading.start, "D", -1)
    start = day if day and end and end >= day else None
    return replace(reading, kind="until", start=start, end=end, precision="unknown", cumulative=False)


def _close_by(reading: Reading, day: date | None) -> Reading:
    """By Monday, by the end of the year: from the article's day up to then; of the past, up to then."""
    end = reading.end
    past = end and day and (end < day or (end == day and reading.start == day))
    if past and reading.kind == "day":
        return reading
    start = None if past or not end else day
    return replace(reading, kind="by", start=start, precision="unknown", cumulative=False)


def cut_edge(phrase: Context, reading: Reading) -> Reading | None:
    """Early, mid and late; the beginning, the middle and the end of a period."""
    if phrase.has("earlier", "later"):
        return _cut_at_article(phrase, reading)
    if reading.kind in {"day", "weekend"}:
        return reading if not phrase.has("of", "turn") or phrase.has("beginning", "start", "end") else None
    if reading.kind not in LONG_UNITS:
        return None
    if not (days := _whole(reading)):
        return replace(reading, kind="part")
    if phrase.has("end", "close") and not phrase.has("late"):
        days = Days(days.end, days.end)
    elif phrase.has("beginning", "start", "turn", "outset") and reading.kind != "month":
        days = Days(days.start, days.start)
    else:
        days = _part(days, {"START": 0, "MID": 1, "END": 2}[phrase.letter("EDGE")], 3)
    precision: Precision = "month" if reading.kind == "month" else "unknown"
    part = read_span("part", days, reading.anchor or "absolute", precision)
    return replace(part, yearless=reading.yearless)


def _whole(reading: Reading) -> Days | None:
    """The period as the calendar has it, where it was cut at the article's day."""
    following = move(reading.start, WHOLE[reading.kind], 1) if reading.kind in WHOLE else None
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


def _cut_at_article(phrase: Context, reading: Reading) -> Reading | None:
    """Earlier this week ends on the article's day, later this week begins on it."""
    whole, day = _whole(reading), phrase.day
    if reading.kind == "day" or not day or not whole:
        return reading
    if not whole.start <= day <= whole.end:
        return None if reading.kind not in LONG_UNITS else reading
    start, end = (whole.start, day) if phrase.has("earlier") else (day, whole.end)
    return replace(reading, start=start, end=end, cumulative=False)


def cut_fraction(phrase: Context, reading: Reading) -> Reading | None:
    """The first week of July, the last ten days of May, the second half of June."""
    if reading.kind not in LONG_UNITS | {"span"}:
        return replace(reading, kind="span") if reading.days else None
    if not (days := _whole(reading)):
        return replace(reading, kind="span") if reading.kind in LONG_UNITS else None
    anchor, place = reading.anchor or "absolute", phrase.number("ORDER") or 0
    unit, weekday = phrase.letter("UNIT"), 5 if phrase.has("weekend") else phrase.number("WEEKDAY")
    count = phrase.number("NUMBER", "COUNT") or (quantity(phrase) if phrase.value("VAGUE") else None)
    if weekday is not None:
        named = [day for n in range(days.length) if (day := days.start + n * DAY).weekday() == weekday]
        return read_unit(named[place - 1], unit, anchor) if place <= len(named) else None
    if phrase.has("half"):
        part: Days | None = _part(days, (place or 2) - 1, 2)
    elif count is None and (phrase.value("VAGUE") or phrase.has(*PLURALS)):
        part = _part(days, 0 if place else 2, 3)
    else:
        part = _slice(days, unit, place, count or 1)
    if not part or part.start > part.end:
        return None
    return cut_at(read_span("span", part, anchor, "week" if unit == "W" else None), phrase.day)


def _slice(days: Days, unit: str, place: int, count: int) -> Days | None:
    """So many units of a period, from the one at a place (counted from 1) on, or its last ones."""
    if not place:
        before = move(days.end + DAY, unit, -count)
        return Days(before, days.end) if before and before >= days.start else None
    start, end = move(days.start, unit, place - 1), move(days.start, unit, place - 1 + count)
    return Days(start, min(end - DAY, days.end)) if start and end else None


def take_week(phrase: Context, reading: Reading) -> Reading | None:
    """The week of 5 July."""
    return read_unit(reading.start, "W", reading.anchor or "absolute") if reading.kind == "day" else None


def take_daytime(phrase: Context, reading: Reading) -> Reading | None:
    """The night of 12 July, the early hours of Sunday, 10 a.m. on Tuesday: still that day."""
    timed = phrase.has("hours") or phrase.value("DAYTIME") or phrase.value("CLOCK")
    if reading.kind != "day" or not timed:
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
