"""Find date expressions in a text, in order, and resolve each one in its surroundings."""

import re
from dataclasses import dataclass, replace
from datetime import date

from analysis.article import Publication
from analysis.mentions.dates import calendar, readers, relative
from analysis.mentions.dates.calendar import DAY, DateMention, Days, Reading, read_span
from analysis.mentions.dates.context import Context, Reader, Remembered, verb_tense
from analysis.mentions.dates.grammar import Grammar, Lexed, Phrase, Rule, lex, load_grammar
from analysis.mentions.dates.operators import OPERATORS, close_by, close_until, open_from, open_since
from analysis.vocabulary import Precision

JOINS = frozenset({"to", "and", "-", "–", "—", "through", "until", "till", "/"})
LENGTH = re.compile(r"P(\d+)([DW])")
HOURS_TO = frozenset({"to", "until", "ending", "ended"})
POINTING = frozenset({"last", "this", "next", "past"})
CLOSERS = (["to"], ["by"], ["until"], ["till"], ["through"], ["as", "of"], ["as", "at"])
CLOSING_KINDS = frozenset({"day", "month", "until", "by", "part"})
UNJOINED_KINDS = frozenset({"duration", "repeated", "ongoing", "recent"})
BARE_RULES = frozenset({"month", "month_day", "day_month", "listed_day", "season", "slash", "days_month"})
SKIPPED_BEFORE_CUE = frozenset(
    "the about around approximately at least on in as just only early roughly circa mid late -".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """An expression found: its tokens (half-open), the reading of it, and the rule that made it."""

    first: int
    last: int
    reading: Reading
    rule: str


def cue_word(lexed: Lexed, first: int) -> str:
    """The cue right before an expression, over words that only soften it; empty where there is none."""
    index = first - 1
    while index > first - 5 and lexed.word(index) in SKIPPED_BEFORE_CUE:
        index -= 1
    return lexed.word(index) if lexed.is_class(index, "CUE") else ""


def join_range(found: list[Found], item: Found, lexed: Lexed) -> Found | None:
    """One span out of the expression found last and the next one; None where they stay two."""
    if not found or item.reading.kind in UNJOINED_KINDS:
        return None
    before = found[-1]
    between = [lexed.word(index) for index in range(before.last, item.first)]
    if len(between) > 3:
        return None
    if before.reading.kind == "duration" and item.reading.kind == "day" and between == ["to"]:
        return _join_length(before, item)
    if before.reading.hours and item.reading.kind == "day" and between[:1] and between[0] in HOURS_TO:
        return _join_window(before, item)
    join = [word for word in between if word not in {"the", "on", "in", "from"}]
    if (
        len(join) != 1
        or join[0] not in JOINS
        or before.rule == "since_clause"
        or _is_named_day(before, lexed)
    ):
        return None
    return _join_days(before, item, join[0], cue_word(lexed, before.first), _opening(before, item, lexed))


def _is_named_day(found: Found, lexed: Lexed) -> bool:
    """Whether the expression is one day of a list by name, each of which stands for itself."""
    named = any(lexed.is_class(index, "WEEKDAY") for index in range(found.first, found.last))
    return found.rule == "listed_day" and named


def close_total(found: list[Found], item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """ "This year up to Wednesday", "so far this year, to 20 November": a total that a past day closes."""
    if not found or not day or item.reading.kind not in CLOSING_KINDS:
        return None
    total, end = found[-1].reading, item.reading.end
    between = [lexed.word(index) for index in range(found[-1].last, item.first)]
    words = [word for word in between if word not in {",", "up", "the", "and", "including"}]
    if not (total.cumulative and total.start and end) or len(between) > 4 or words not in CLOSERS:
        return None
    if not total.start <= end <= day:
        return None
    reading = replace(total, end=end, timex=f"{total.start}/{end}")
    return Found(found[-1].first, item.last, reading, "closed_total")


def _join_days(before: Found, item: Found, join: str, cue: str, first: date | None) -> Found | None:
    """The span from the first of one expression to the last of the other, where they belong together."""
    end, days = item.reading.end, before.reading.days
    if not first or not end or first > end:
        return None
    if cue not in {"between", "from"} and (before.rule == "weekday") != (item.rule == "weekday"):
        return None
    next_day = first + (days.end - days.start) + DAY if days else None
    contiguous = next_day is not None and next_day == item.reading.start
    if join == "and" and (cue == "since" or not (contiguous or cue == "between")):
        return None
    daily = before.reading.precision == item.reading.precision == "day"
    precision: Precision = "day" if contiguous and daily else "unknown"
    anchor = item.reading.anchor or "absolute"
    reading = read_span(f"{first}/{end}", "span", Days(first, end), anchor, precision)
    return Found(before.first, item.last, reading, "range")


def _opening(before: Found, item: Found, lexed: Lexed) -> date | None:
    """Where a range begins: a first end without a year or a week of its own comes last before the second."""
    start, end = before.reading.start, item.reading.end
    words = {lexed.word(index) for index in range(before.first, before.last)}
    if not end or before.reading.anchor == "absolute" or words & POINTING:
        return start
    if before.rule == "weekday" and start:
        return end - ((end - start).days % 7) * DAY
    if before.rule not in BARE_RULES:
        return start
    month, day = _month_and_day(before.reading)
    years = (calendar.day_or_none(year, month, day) for year in (end.year, end.year - 1))
    return next((found for found in years if found and found <= end), start)


def _month_and_day(reading: Reading) -> tuple[int, int]:
    """The month and the day with which a reading begins, also where its year is not known."""
    if reading.start:
        return reading.start.month, reading.start.day
    parts = reading.timex.split("T")[0].split("-")
    month, day = (int(part) if part.isdecimal() else 0 for part in [*parts[1:], "1", "0"][:2])
    return month, day


def _join_length(before: Found, item: Found) -> Found | None:
    """The ten days to Sunday, the six weeks to 3 September: a length that ends on a day by name."""
    length, end = LENGTH.fullmatch(before.reading.timex), item.reading.end
    if not length or not end:
        return None
    start = calendar.shift_days(end, 1 - int(length[1]) * (7 if length[2] == "W" else 1))
    days = Days(start, end) if start else None
    reading = read_span(before.reading.timex, "span", days, item.reading.anchor or "absolute")
    return Found(before.first, item.last, reading, "window")


def _join_window(before: Found, item: Found) -> Found | None:
    """The 24 hours to Sunday morning: hours that run up to a day by name."""
    hours, day = before.reading.hours, item.reading.start
    if not hours or not day:
        return None
    start = calendar.shift_days(day, -max(1, hours // 24))
    precision: Precision = "day" if hours < 48 else "unknown"
    reading = replace(
        before.reading,
        kind="span",
        start=start,
        end=item.reading.end,
        anchor=item.reading.anchor,
        precision=precision,
    )
    return Found(before.first, item.last, reading, "window")


READERS: dict[str, Reader] = readers.READERS | relative.READERS
LONGEST_CLAUSE = 14  # tokens between "since" and the date of its clause
COMPARABLE = frozenset({"month", "quarter", "half", "season", "year", "week"})  # "on" leads only to days
CONTRAST = 14  # tokens between "whereas" and the time of what it sets against the rest
MEMORY = 12  # mentions: what is farther back is no antecedent


def find_dates(text: str, published: Publication | date | None) -> tuple[DateMention, ...]:
    """Every expression of time in a text, in order, none overlapping another.

    What is relative is resolved against `published`: a day, or a Publication that may be an interval, over
    which the resolutions are joined, or unknown, which leaves it without a period. The clock is never read.
    """
    grammar = load_grammar()
    lexed = lex(text, grammar.lexicon)
    if not isinstance(published, Publication):
        return tuple(_mention(lexed, item, item.reading) for item in _read_all(lexed, grammar, published))
    earliest, latest = published.earliest, published.latest
    found = _read_all(lexed, grammar, earliest if latest else None)
    if earliest == latest or not earliest or not latest:
        return tuple(_mention(lexed, item, item.reading) for item in found)
    late = {(item.first, item.last): item.reading for item in _read_all(lexed, grammar, latest)}
    return tuple(
        _mention(lexed, item, _join(item.reading, late.get((item.first, item.last)), earliest, latest))
        for item in found
    )


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
    fine = early.precision in {"day", "week"} or early.kind in {"since", "until", "by", "part"}
    if fine and start and start != late.start:
        start = max(start, earliest)
    if fine and end and end != early.end:
        end = min(end, latest)
    if start and end and start > end:
        start, end = early.start, late.end
    if start and end and start > end:
        start, end = None, None
    return replace(
        early, timex=early.timex if early.timex == late.timex else "XXXX-XX-XX", start=start, end=end
    )


def _mention(lexed: Lexed, found: Found, reading: Reading) -> DateMention:
    start, end = lexed.spans[found.first][0], lexed.spans[found.last - 1][1]
    return DateMention(
        start=start,
        end=end,
        text=lexed.text[start:end],
        timex=reading.timex,
        kind=reading.kind,
        period_start=reading.start,
        period_end=reading.end,
        precision=reading.precision,
        cumulative=reading.cumulative,
        hours=reading.hours,
        anchor=reading.anchor,
        rule=found.rule,
    )


def _read_all(lexed: Lexed, grammar: Grammar, day: date | None) -> list[Found]:
    """Every expression with its reading, for an article of one day or of none."""
    found: list[Found] = []
    memory: tuple[Remembered, ...] = ()
    month_first = _writes_month_first(lexed)
    at = 0
    while candidate := grammar.starts.search(lexed.codes, at):
        at = candidate.start()
        hit = grammar.match_at(lexed.codes, at)
        item = _read(Context(lexed, at, hit[1], day, memory, month_first), hit[0], grammar) if hit else None
        if not item:
            at += 1
            continue
        at = item.last
        if found and _glosses(found[-1], item, lexed):
            continue
        while found and found[-1].last > item.first:
            found.pop()
        if opening := _open_clause(found, item, lexed, day):
            found.append(opening)
        if joined := close_total(found, item, lexed, day) or join_range(found, item, lexed):
            item = joined
            found.pop()
        found.append(_govern(item, Context(lexed, item.first, item.last, day, memory, month_first)))
        if not (memory and _is_compared_with(item, lexed)):
            told = Remembered(item.reading, item.first, item.last, found[-1].reading)
            memory = (*memory[1 - MEMORY :], told)
    return found


def _glosses(last: Found, item: Found, lexed: Lexed) -> bool:
    """Whether a year in brackets only says which year the expression before it is of: "last year (2022)"."""
    within, around = last.reading.days, item.reading.days
    if item.reading.kind != "year" or not within or not around or item.first - last.last != 1:
        return False
    return lexed.token(last.last) == "(" and around.start <= within.start and within.end <= around.end


def _is_compared_with(item: Found, lexed: Lexed) -> bool:
    """Whether a comparison is made with the time named: "up on May", "than in 2021"."""
    if item.rule == "same_shifted" and not any(
        lexed.is_class(index, "YEAR") for index in range(item.first, item.last)
    ):
        return True
    before = lexed.word(item.first - 1)
    if before == "on":
        return item.reading.kind in COMPARABLE
    clause = [lexed.word(index) for index in range(max(0, item.first - CONTRAST), item.first)]
    if "whereas" in clause and "." not in clause:
        return True
    return before == "than" or (before in {"in", "on", "during"} and lexed.word(item.first - 2) == "than")


def _writes_month_first(lexed: Lexed) -> bool:
    """Whether a numeric date of the text can only have its month first, as in 7/31."""
    for name in ("NUMERIC", "SLASH"):
        code = lexed.lexicon.codes[frozenset({name})]
        for index in (
            (i for i, found in enumerate(lexed.codes) if found == code) if code in lexed.codes else ()
        ):
            first, second = (int(part) for part in re.findall(r"\d+", lexed.token(index))[:2])
            if first <= 12 < second <= 31:
                return True
    return False


def _read(context: Context, rule: Rule, grammar: Grammar) -> Found | None:
    """The reading of a phrase with the operators before it, innermost first."""
    phrase = Phrase(context.lexed, context.first, context.last)
    reading = READERS[rule.read](phrase, context)
    first, last = context.first, context.last
    for operator, end in grammar.operators_after(context.lexed.codes, last) if reading else ():
        if reading and (
            changed := OPERATORS[operator.apply](Phrase(context.lexed, last, end), reading, context)
        ):
            reading, last = changed, end
    while reading:
        applied = _apply_operator(context, reading, first, grammar)
        if not applied:
            break
        reading, first = applied
    if rule.read == "bare_unit" and first == context.first and reading and reading.anchor != "discourse":
        return None
    return Found(first, last, reading, rule.id) if reading else None


def _apply_operator(
    context: Context, reading: Reading, first: int, grammar: Grammar
) -> tuple[Reading, int] | None:
    for operator, start in grammar.operators_before(context.lexed.codes, first):
        phrase = Phrase(context.lexed, start, first)
        if changed := OPERATORS[operator.apply](phrase, reading, context):
            return changed, start
    return None


def _open_clause(found: list[Found], item: Found, lexed: Lexed, day: date | None) -> Found | None:
    """The 'since' of a dated clause: "since the emergency was declared on 2 July"."""
    reading = item.reading
    if reading.kind not in {"day", "month", "year"} or not reading.start or (day and reading.start > day):
        return None
    floor = max(found[-1].last if found else 0, item.first - LONGEST_CLAUSE)
    for index in range(item.first - 1, floor - 1, -1):
        if lexed.word(index) == "since":
            clause = range(index + 1, item.first)
            told = any(verb_tense(lexed, at) == "past" for at in clause)
            return Found(index, index + 1, open_since(reading, day), "since_clause") if told else None
        if lexed.is_class(index, "STOP") or lexed.is_class(index, "COMMA"):
            return None
    return None


def _govern(item: Found, context: Context) -> Found:
    """The expression under the cue before it: since, until, by, before, from ... on."""
    reading = item.reading
    if reading.kind in {"duration", "repeated", "ongoing", "recent", "since"} and item.rule != "then":
        return item
    changed = _governed(item, reading, cue_word(context.lexed, item.first), context)
    return replace(item, reading=changed)


def _governed(item: Found, reading: Reading, cue: str, context: Context) -> Reading:
    day = context.day
    ahead = bool(day and reading.start and reading.start > day)
    if item.rule == "then" or cue == "since":
        return open_since(reading, day)
    if cue == "from" and reading.kind != "span":
        if context.word_before(2) in {"counting", "starting", "beginning", "dating"} and not ahead:
            return open_since(reading, day)
        if context.word_after() in {"on", "onwards", "onward", "forward"}:
            return open_from(reading) if ahead else open_since(reading, day)
        return open_from(reading) if ahead else reading
    if cue in {"until", "till", "through"} or (cue == "to" and context.word_before(2) == "up"):
        return close_until(reading, day, inclusive=cue == "through")
    if cue == "before":
        return close_until(reading, day, inclusive=reading.kind == "day")
    if cue == "by" and item.rule != "same_shifted":
        return close_by(reading, context)
    return reading
