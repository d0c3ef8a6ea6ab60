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
    nearest_weekday,
    read_span,
    read_unit,
    shift_days,
    shift_months,
)
from analysis.mentions.dates.context import Context, Found, Reader, quantity, verb_tense
from analysis.mentions.dates.grammar import LONGEST_PHRASE, Grammar, Lexed, Rule, lex, load_grammar
from analysis.vocabulary import Precision

JOINS = frozenset({"to", "and", "-", "–", "—", "through", "until", "till", "/"})
WINDOW_TO = frozenset({"to", "until", "ending", "ended"})
POINTING = frozenset({"last", "this", "next", "past"})
CLOSERS = (["to"], ["by"], ["until"], ["till"], ["through"], ["as", "of"], ["as", "at"])
CLOSING_KINDS = frozenset({"day", "month", "until", "by", "part"})
UNJOINED_KINDS = frozenset({"duration", "repeated", "ongoing", "recent"})
BARE_RULES = frozenset({"month", "month_day", "day_month", "listed_day", "season", "slash", "days_month"})
FINE_KINDS = frozenset({"since", "until", "by", "part"})
LONGEST_CLAUSE = 14  # tokens between "since" and the date of its clause
MEMORY = 12  # mentions: what is farther back is no antecedent
MONTH_FIRST = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2])([/.-])(?:1[3-9]|2\d|3[01])\1\d{2}")
WHOLE: dict[Kind, int] = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12}  # in months
LONG_UNITS = frozenset({*WHOLE, "week", "decade"})
SATURDAY = 5  # as date.weekday() counts
THIRDS_OF_MONTH = {"START": (1, 10), "MID": (11, 20), "END": (21, 31)}
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
        return tuple(_mention(lexed, item) for item in _read_all(lexed, grammar, published))
    earliest, latest = published.earliest, published.latest
    found = _read_all(lexed, grammar, earliest if latest else None)
    if earliest and latest and earliest != latest:
        late = {(item.first, item.last): item.reading for item in _read_all(lexed, grammar, latest)}
        found = [
            replace(item, reading=_join(item.reading, late.get((item.first, item.last)), earliest, latest))
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
    start, end, r = lexed.spans[found.first][0], lexed.spans[found.last - 1][1], found.reading
    text, told = lexed.text[start:end], (r.precision, r.cumulative, r.hours, r.anchor, r.yearless)
    return DateMention(start, end, text, r.kind, r.start, r.end, *told, found.rule)


def _read_all(lexed: Lexed, grammar: Grammar, day: date | None) -> list[Found]:
    """Every expression with its reading, for an article of one day or of none."""
    found: list[Found] = []
    month_first = bool(MONTH_FIRST.search(lexed.text))
    memory: tuple[Found, ...] = ()
    at = 0
    while candidate := grammar.starts.search(lexed.codes, at):
        at = candidate.start()
        hit = grammar.match_at(lexed.codes, at)
        context = Context(lexed, at, hit[1] if hit else at, day, memory, month_first)
        item = _read(context, hit[0], grammar) if hit else None
        if not item:
            at += 1
            continue
        at = item.last
        while found and found[-1].last > item.first:
            found.pop()
        if opening := _open_clause(found, item, lexed, day):
            found.append(opening)
        if found and (
            joined := _close_total(found[-1], item, lexed, day) or _join_two(found[-1], item, lexed)
        ):
            item = joined
            found.pop()
        governed = _govern(item.reading, item.rule, Context(lexed, item.first, item.last, day))
        found.append(replace(item, reading=governed))
        memory = (*memory[1 - MEMORY :], replace(item, under_cue=governed))
    return found


def _read(context: Context, rule: Rule, grammar: Grammar) -> Found | None:
    """The reading of a phrase with the operators beside it, those before it innermost first."""
    reader: Reader = getattr(readers, rule.read, None) or getattr(relative, rule.read)
    reading = reader(context)
    first, last, codes = context.first, context.last, context.lexed.codes
    for operator, pattern in grammar.trailing:
        behind = pattern.match(codes, last, last + LONGEST_PHRASE)
        if reading and behind:
            phrase = replace(context, first=last, last=behind.end())
            if changed := OPERATORS[operator.apply](phrase, reading, context):
                reading, last = changed, phrase.last
    while reading and (cut := _cut_down(context, reading, first, grammar)):
        reading, first = cut
    if not reading or (rule.read == "bare_unit" and first == context.first and reading.anchor != "discourse"):
        return None
    return Found(first, last, reading, rule.id)


def _cut_down(context: Context, reading: Reading, first: int, grammar: Grammar) -> tuple[Reading, int] | None:
    """The reading under the operator whose words end right before a token, and the first of these words."""
    for operator, pattern in grammar.operators:
        if found := pattern.search(context.lexed.codes, max(0, first - 9), first):
            phrase = replace(context, first=found.start(), last=first)
            if changed := OPERATORS[operator.apply](phrase, reading, context):
                return changed, phrase.first
    return None


def _join_two(before: Found, item: Found, lexed: Lexed) -> Found | None:
    """One span out of the expression found last and the next one; None where they stay two."""
    between = lexed.words(before.last, item.first)
    if item.reading.kind in UNJOINED_KINDS or len(between) > 3:
        return None
    window = before.reading.hours or (before.reading.length and between == ["to"])
    if window and item.reading.kind == "day" and between and between[0] in WINDOW_TO:
        return _join_window(before, item)
    join = [word for word in between if word not in {"the", "on", "in", "from"}]
    if len(join) != 1 or join[0] not in JOINS or before.rule == "since_clause":
        return None
    if before.rule == "listed_day" and lexed.is_class(before.first, "WEEKDAY"):
        return None  # the days of a list by name stand for themselves
    return _join_days(before, item, join[0], lexed)


def _join_window(before: Found, item: Found) -> Found | None:
    """The ten days to Sunday, the 24 hours to Sunday morning: a length that ends on a day by name."""
    hours, length, days = before.reading.hours, before.reading.length, item.reading.days
    if not days:
        return None
    start = days.start - max(1, hours // 24) * DAY if hours else days.end - ((length or 1) - 1) * DAY
    precision: Precision = "day" if hours and hours < 48 else "unknown"
    reading = read_span("span", Days(start, days.end), item.reading.anchor or "absolute", precision)
    return Found(before.first, item.last, replace(reading, hours=hours), "window")


def _join_days(before: Found, item: Found, join: str, lexed: Lexed) -> Found | None:
    """The span from the first of one expression to the last of the other, where they belong together."""
    cue, first = _cue_word(lexed, before.first), _opening(before, item, lexed)
    end, days = item.reading.end, before.reading.days
    if not first or not end or first > end:
        return None
    if cue not in {"between", "from"} and (before.rule == "weekday") != (item.rule == "weekday"):
        return None
    contiguous = days is not None and first + days.length * DAY == item.reading.start
    if join == "and" and (cue == "since" or not (contiguous or cue == "between")):
        return None
    daily = before.reading.precision == item.reading.precision == "day"
    precision: Precision = "day" if contiguous and daily else "unknown"
    reading = read_span("span", Days(first, end), item.reading.anchor or "absolute", precision)
    return Found(before.first, item.last, reading, "range")


def _opening(before: Found, item: Found, lexed: Lexed) -> date | None:
    """Where a range begins: a first end without a year or a week of its own comes last before the second."""
    start, end = before.reading.start, item.reading.end
    pointing = POINTING & set(lexed.words(before.first, before.last))
    if not end or before.reading.anchor == "absolute" or pointing:
        return start
    if before.rule == "weekday" and start:
        return end - ((end - start).days % 7) * DAY
    month, day = (start.month, start.day) if start else before.reading.yearless or (0, 0)
    if before.rule not in BARE_RULES:
        return start
    years = (day_or_none(year, month, day) for year in (end.year, end.year - 1))
    return next((found for found in years if found and found <= end), start)


def _close_total(last: Found, item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """ "This year up to Wednesday", "so far this year, to 20 November": a total that a past day closes."""
    total, end, between = last.reading, item.reading.end, lexed.words(last.last, item.first)
    words = [word for word in between if word not in {",", "up", "the", "and", "including"}]
    if (
        not total.cumulative
        or item.reading.kind not in CLOSING_KINDS
        or len(between) > 4
        or words not in CLOSERS
    ):
        return None
    if not (day and total.start and end and total.start <= end <= day):
        return None
    return Found(last.first, item.last, replace(total, end=end), "closed_total")


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
        if lexed.is_class(index, "STOP") or lexed.is_class(index, "COMMA"):
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
        end = shift_days(reading.start, -1)
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


def cut_edge(phrase: Context, reading: Reading, at: Context) -> Reading | None:
    """Early, mid and late; the beginning, the middle and the end of a period."""
    if phrase.has("earlier", "later"):
        return _cut_at_article(phrase, reading, at.day)
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
        days = _third(days, phrase.letter("EDGE"))
    precision: Precision = "month" if reading.kind == "month" else "unknown"
    return replace(
        reading, kind="part", start=days.start, end=days.end, cumulative=False, precision=precision
    )


def _whole(reading: Reading) -> Days | None:
    """The period as the calendar has it, where it was cut at the article's day."""
    if not reading.days:
        return None
    start, end = reading.days
    if reading.kind == "week":
        end = start + 6 * DAY
    elif reading.kind in WHOLE:
        end = shift_months(start, WHOLE[reading.kind]) - DAY
    return Days(start, end)


def _third(days: Days, edge: str) -> Days:
    """The first, the middle or the last third of a month, a longer period or a week; else all of it."""
    if days.start.day == 1 and 28 <= days.length <= 31:
        first, last = THIRDS_OF_MONTH[edge]
        return Days(days.start.replace(day=first), days.start.replace(day=min(last, days.length)))
    if days.start.day == 1 and days.length > 80:
        months = round(days.length / 30.4) // 3
        start = shift_months(days.start, {"START": 0, "MID": months, "END": 2 * months}[edge])
        return Days(start, shift_months(start, months) - DAY)
    first, last = {"START": (0, 1), "MID": (2, 4), "END": (4, 6)}[edge]
    return Days(days.start + first * DAY, days.start + last * DAY) if days.length == 7 else days


def _cut_at_article(phrase: Context, reading: Reading, day: date | None) -> Reading | None:
    """Earlier this week ends on the article's day, later this week begins on it."""
    whole = _whole(reading)
    if reading.kind == "day" or not day or not whole:
        return reading
    if not whole.start <= day <= whole.end:
        return None if reading.kind not in LONG_UNITS else reading
    days = Days(whole.start, day) if phrase.has("earlier") else Days(day, whole.end)
    return replace(reading, start=days.start, end=days.end, cumulative=False)


def cut_fraction(phrase: Context, reading: Reading, at: Context) -> Reading | None:
    """The first week of July, the last ten days of May, the second half of June."""
    if reading.kind not in LONG_UNITS | {"span"}:
        return replace(reading, kind="span") if reading.days else None
    if not (days := _whole(reading)):
        return replace(reading, kind="span") if reading.kind in LONG_UNITS else None
    anchor, place = reading.anchor or "absolute", phrase.number("ORDER") or -1
    weekday = SATURDAY if phrase.has("weekend") else phrase.number("WEEKDAY")
    if weekday is not None:
        opens = nearest_weekday(days.start - DAY, weekday, ahead=True) + 7 * (place - 1) * DAY
        day = opens if place > 0 else nearest_weekday(days.end, weekday)
        return read_unit(day, "E" if phrase.has("weekend") else "D", anchor)
    if phrase.has("half"):
        is_month = days.start.day == 1 and 28 <= days.length <= 31
        middle = days.start.replace(day=15) if is_month else days.start + days.length // 2 * DAY
        part: Days | None = Days(days.start, middle) if place == 1 else Days(middle + DAY, days.end)
    else:
        part = _slice(phrase, days, place)
    if not part or part.start > part.end:
        return None
    precision: Precision | None = "week" if phrase.letter("UNIT") == "W" else None
    return cut_at(read_span("span", part, anchor, precision), at.day)


def _slice(phrase: Context, days: Days, place: int) -> Days | None:
    """The first week, the last ten days; the first or last days are a third."""
    unit, count = phrase.letter("UNIT"), phrase.number("NUMBER", "COUNT")
    if count is None and (phrase.value("VAGUE") or phrase.has(*PLURALS)):
        count = quantity(phrase) if phrase.value("VAGUE") else None
        if count is None:
            return _third(days, "START" if place > 0 else "END")
    count = count or 1
    if place < 0:
        before = move(days.end + DAY, unit, -count)
        return Days(before, days.end) if before and before >= days.start else None
    start, end = move(days.start, unit, place - 1), move(days.start, unit, place - 1 + count)
    return Days(start, min(end - DAY, days.end)) if start and end else None


def take_week(phrase: Context, reading: Reading, at: Context) -> Reading | None:
    """The week of 5 July."""
    return read_unit(reading.start, "W", reading.anchor or "absolute") if reading.kind == "day" else None


def take_daytime(phrase: Context, reading: Reading, at: Context) -> Reading | None:
    """The night of 12 July, the early hours of Sunday, 10 a.m. on Tuesday: still that day."""
    timed = phrase.has("hours") or phrase.value("DAYTIME") or phrase.value("CLOCK")
    if reading.kind != "day" or not timed:
        return None
    if phrase.has("night") and phrase.has("to", "into") and reading.start:
        return replace(reading, start=reading.start - DAY, hours=12)
    return reading


def take_so_far(phrase: Context, reading: Reading, at: Context) -> Reading | None:
    """So far this year, so far in August: a running total up to the article's day."""
    if reading.kind not in LONG_UNITS:
        return None
    return replace(cut_at(reading, at.day), cumulative=not phrase.has("already") or reading.cumulative)


OPERATORS: dict[str, Callable[[Context, Reading, Context], Reading | None]] = {
    function.__name__: function for function in (cut_edge, cut_fraction, take_week, take_daytime, take_so_far)
}
