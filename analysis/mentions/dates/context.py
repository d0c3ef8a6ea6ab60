"""What surrounds an expression: tense, dates told before, and so the year and the units meant."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from analysis.mentions.dates import calendar
from analysis.mentions.dates.calendar import (
    Anchor,
    Reading,
    read_day,
    read_decade,
    read_month,
    read_quarter,
    read_week,
    read_weekend,
    read_year,
)
from analysis.mentions.dates.grammar import Lexed, Phrase

Tense = Literal["past", "future"]
LOOK_BACK = 40  # tokens; also keeps a text without a full stop linear
LOOK_AHEAD = 25
LOOK_BEHIND = 14
BOUNDARIES = frozenset({"that", ";", ":", "“", "whether"})
DISCOURSE_KINDS = frozenset(
    {"day", "weekend", "week", "month", "quarter", "half", "season", "year", "span", "part"}
)
NOT_PAST = frozenset({"hundred", "sacred", "naked", "wicked", "beloved", "so-called"})
AUXILIARIES = frozenset({"be", "been", "have", "only", "also", "again", "not", "then", "being"})


@dataclass(frozen=True, slots=True)
class Remembered:
    """A date mentioned before: its reading, its tokens, and its reading under a cue such as 'since'."""

    reading: Reading
    first: int
    last: int
    governed: Reading


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one expression; `day` is the article's, or None where it is not known."""

    lexed: Lexed
    first: int
    last: int
    day: date | None
    memory: tuple[Remembered, ...] = ()
    month_first: bool = False
    settled: Tense | None = None

    def before(self, name: str, distance: int = 1) -> bool:
        """Whether the token so far before the expression is in a class."""
        return self.lexed.is_class(self.first - distance, name)

    def after(self, name: str) -> bool:
        """Whether the token behind the expression is in a class."""
        return self.lexed.is_class(self.last, name)

    def word_before(self, distance: int = 1) -> str:
        """The token so far before the expression, in lower case."""
        return self.lexed.word(self.first - distance)

    def word_after(self, distance: int = 1) -> str:
        """The token so far behind the expression, in lower case."""
        return self.lexed.word(self.last + distance - 1)

    def spans(self) -> list[Reading]:
        """The periods mentioned before, nearest first, as their cues made them."""
        return [item.governed for item in reversed(self.memory) if item.governed.days]

    def wholes(self) -> list[Reading]:
        """The periods mentioned before, nearest first, without those of a part: "7,000 of them in May"."""
        told = [item for item in reversed(self.memory) if item.governed.days]
        parts = {item for item in told if self._is_of_part(item)}
        return [item.governed for item in told if item not in parts or len(parts) == len(told)]

    def _is_of_part(self, item: Remembered) -> bool:
        before = {self.lexed.word(index) for index in range(max(0, item.first - 3), item.first)}
        return bool(before & {"them", "whom", "these"})

    @property
    def pluperfect(self) -> bool:
        """Whether "had" stands before the expression in its sentence, which so looks back from a time."""
        start = max(self.sentence_start, self.first - LOOK_BEHIND)
        return any(self.lexed.word(index) == "had" for index in range(start, self.first))

    @property
    def sentence_start(self) -> int:
        """The first token of the sentence, as far as it can be seen."""
        return sentence_start(self.lexed, self.first)

    @property
    def tense(self) -> Tense | None:
        """Whether the verb nearest to the expression, before it or else after it, looks back or ahead."""
        return self.settled or tense_before(self.lexed, self.first) or tense_after(self.lexed, self.last)

    @property
    def future(self) -> bool:
        """Whether the clause is about what is still to come."""
        return self.tense == "future" and self.word_before() != "since"

    def nearest(self, *kinds: str) -> Reading | None:
        """The nearest dated mention before this one, of the given kinds where any are given."""
        wanted = kinds or DISCOURSE_KINDS
        for item in reversed(self.memory):
            if item.reading.kind in wanted and item.reading.days:
                return item.reading
        return None

    def same_sentence(self, item: Remembered) -> bool:
        """Whether a mention stands in this expression's sentence."""
        return item.first >= self.sentence_start


Reader = Callable[[Phrase, Context], Reading | None]


def sentence_start(lexed: Lexed, index: int) -> int:
    """The token behind the nearest full stop before a token, at most LOOK_BACK tokens away."""
    for at in range(index - 1, max(-1, index - LOOK_BACK), -1):
        if lexed.is_class(at, "STOP"):
            return at + 1
    return max(0, index - LOOK_BACK + 1)


def verb_tense(lexed: Lexed, index: int) -> Tense | None:
    """The tense that a token shows: 'will', 'is to', 'said', 'crossed', 'would be closed'."""
    word = lexed.word(index)
    if lexed.is_class(index, "FUTURE"):
        return "future"
    if lexed.is_class(index, "DUE") and _is_due(lexed, index):
        return "future"
    if word == "to" and lexed.is_class(index - 1, "TO_COME") and lexed.token(index + 1).islower():
        return "future"
    if lexed.is_class(index, "PAST") or _is_regular_past(lexed.token(index)):
        return _with_auxiliary(lexed, index)
    return None


def _is_regular_past(word: str) -> bool:
    """Whether a word ends like a past form; a name (United) or a noun (speed) does not count."""
    return (
        len(word) > 4
        and word.endswith("ed")
        and not word.endswith("eed")
        and word.islower()
        and (word not in NOT_PAST)
    )


def _is_due(lexed: Lexed, index: int) -> bool:
    """Whether a word like 'due' is followed by what it is due for; .effect. needs a verb in the present."""
    if lexed.word(index) in {"effect", "force"}:
        return lexed.word(index - 1) in {"take", "takes", "taking"} or (
            lexed.word(index - 1) == "into"
            and lexed.word(index - 2) in {"come", "comes", "coming", "enter", "enters"}
        )
    if lexed.word(index) == "set" and lexed.word(index + 1) in {"on", "in"}:
        return False  # "a record set on 1 August"
    return lexed.word(index + 1) == "to" or lexed.is_class(index + 1, "TIMEWORD")


def _with_auxiliary(lexed: Lexed, index: int) -> Tense:
    at = index - 1
    while at > index - 4 and lexed.word(at) in AUXILIARIES:
        at -= 1
    if at == index - 1:
        return "future" if lexed.is_class(at, "FUTURE") else "past"
    ahead = lexed.is_class(at, "FUTURE") or lexed.word(at) in {"to", "must", "may", "should", "can"}
    return "future" if ahead else "past"


def tense_before(lexed: Lexed, first: int) -> Tense | None:
    """The tense of the nearest verb before a token, within its clause."""
    for index in range(first - 1, max(-1, first - LOOK_BACK), -1):
        if lexed.is_class(index, "STOP") or lexed.word(index) in BOUNDARIES:
            return None
        if tense := verb_tense(lexed, index):
            return tense
    return None


def tense_after(lexed: Lexed, last: int) -> Tense | None:
    """The tense of the first verb from a token on, within its sentence."""
    for index in range(last, min(len(lexed.spans), last + LOOK_AHEAD)):
        if lexed.is_class(index, "STOP"):
            return None
        if tense := verb_tense(lexed, index):
            return tense
    return None


UNIT_DAYS = {"D": 1, "N": 1, "W": 7, "E": 7, "F": 14}
UNIT_MONTHS = {"M": 1, "Q": 3, "Y": 12, "T": 120, "C": 1200}
MOST_UNITS = 2000
YEARS_IN = {"T": 10, "C": 100}


def duration_value(count: int | str, unit: str) -> str:
    """The TIMEX3 value of so many units: P3D, PT24H, P2W for a fortnight, P10Y for a decade."""
    if unit in {"H", "m"}:
        return f"PT{count}{unit.upper()}"
    if unit == "F":
        return f"P{2 * count}W" if isinstance(count, int) else "PXW"
    if unit in YEARS_IN and isinstance(count, int):
        return f"P{YEARS_IN[unit] * count}Y"
    letters = {"E": "WE", "N": "D", "T": "DE", "C": "CE"}
    return f"P{count}{letters.get(unit, unit)}"


def move(day: date, unit: str, count: int) -> date | None:
    """The day so many units away; None beyond the calendar."""
    if abs(count) > MOST_UNITS:
        return None
    if unit in UNIT_DAYS:
        return calendar.shift_days(day, count * UNIT_DAYS[unit])
    if unit in UNIT_MONTHS:
        months = count * UNIT_MONTHS[unit]
        return calendar.shift_months(day, months) if 1 <= day.year + months // 12 <= 9990 else None
    return calendar.shift_days(day, count // 24)


def read_unit(day: date | None, unit: str, anchor: Anchor) -> Reading:
    """The day, week, month, quarter, year or decade around a day."""
    if unit == "W":
        return read_week(day, anchor)
    if unit == "E":
        return read_weekend(day, anchor)
    if unit == "M":
        return read_month(day, anchor)
    if unit == "Q":
        return read_quarter(day, anchor)
    if unit == "Y":
        return read_year(day.year if day else None, anchor)
    if unit == "T":
        return read_decade(day.year if day else None, anchor)
    return read_day(day, anchor)


def quantity(phrase: Phrase, halves: bool = True) -> int | str:
    """How many units a phrase names; X where it says a few or several."""
    if phrase.has("half") and halves:
        return 1
    numbers = phrase.numbers("NUMBER", "DAY")
    vague = phrase.value("VAGUE")
    if vague is not None and not numbers:
        return vague
    words = phrase.numbers("COUNT")
    return (numbers or words or [1])[0]


def relative_offset(phrase: Phrase) -> int:
    """-1 for last, 0 for this, 1 for next."""
    for name in ("BACK", "AHEAD", "HERE"):
        if (value := phrase.number(name)) is not None:
            return value
    return 0


def with_daytime(reading: Reading, daytime: str) -> Reading:
    """The reading of a day with the time of day in its TIMEX3 value."""
    return (
        replace(reading, timex=f"{reading.timex}T{daytime}")
        if daytime and "T" not in reading.timex
        else reading
    )


OFFSETS = {"last": -1, "past": -1, "previous": -1, "next": 1, "following": 1, "this": 0, "current": 0}
SOON = timedelta(days=45)


def year_said(phrase: Phrase, context: Context) -> tuple[int | None, Anchor] | None:
    """The year that a phrase states or points to, and from what; None where it is silent on the year."""
    if (year := phrase.number("YEAR")) is not None:
        return year, "absolute"
    if not phrase.has("year"):
        return None
    if phrase.has("that", "same"):
        known = context.nearest()
        return (known.start.year if known and known.start else None), "discourse"
    offset = next((step for word, step in OFFSETS.items() if phrase.has(word)), 0)
    return (context.day.year + offset if context.day else None), "published"


def year_of_sentence(context: Context) -> int | None:
    """The year with which the sentence opens: "In 2020, arrivals peaked in July"."""
    for item in reversed(context.memory):
        if not context.same_sentence(item):
            return None
        calendar_year = item.reading.kind == "year" and item.reading.start and item.reading.start.month == 1
        opens = item.first - context.sentence_start <= 2
        if calendar_year and (opens or _is_of_them(context, item)):
            return None if item.reading.cumulative or not item.reading.start else item.reading.start.year
    return None


def _told_before(context: Context) -> date | None:
    """The time told in the sentence that a past perfect looks back from."""
    told = [
        item for item in context.memory if context.same_sentence(item) and item.reading.anchor == "absolute"
    ]
    return told[-1].reading.start if told and context.pluperfect else None


def _is_of_them(context: Context, item: Remembered) -> bool:
    """Whether the words since a year still tell of its people: "4,200 came in 2021, most of them in June"."""
    between = {context.lexed.word(index) for index in range(item.last, context.first)}
    return bool(between & {"them", "whom", "which"}) and context.first - item.last <= 10


def choose_year(context: Context, begins: Callable[[int], date | None]) -> int | None:
    """The year in which something yearly is meant: the latest begun, or the next if the clause looks ahead.

    `begins` gives the first day of the thing in a year, None where that year has none (29 February).
    """
    day = context.day
    if stated := year_of_sentence(context):
        return stated
    if day is None:
        return None
    years = range(day.year - 4, day.year + 5)
    past = [year for year in years if (start := begins(year)) and start <= day]
    ahead = [year for year in years if (start := begins(year)) and start > day]
    if not past or not ahead:
        return None
    if told := _told_before(context):
        past = [year for year in past if (start := begins(year)) and start <= told] or past
        return past[-1]
    if context.settled:
        return past[-1]
    if context.word_before() in {"until", "till", "by", "before"}:
        return _nearer_deadline(context, begins, past[-1], ahead[0])
    return ahead[0] if context.future or _is_soon(context, begins, ahead[0]) else past[-1]


def _is_soon(context: Context, begins: Callable[[int], date | None], year: int) -> bool:
    """Whether a day without a verb of its own is near ahead: "the vote of 25 September"."""
    start, phrase = begins(year), Phrase(context.lexed, context.first, context.last)
    if not start or not context.day or start - context.day > SOON or phrase.value("MONTH") is None:
        return False
    return bool(phrase.numbers("DAY", "ORDINAL")) and (context.word_before() == "of" or context.tense is None)


def _nearer_deadline(context: Context, begins: Callable[[int], date | None], past: int, ahead: int) -> int:
    """A deadline lies ahead, unless its clause opens the sentence and tells what was ("Until May they")."""
    opens = context.first - context.sentence_start <= 2
    told = context.tense == "past"
    if (told and opens) or begins(past) == context.day:
        return past
    before, after = begins(past), begins(ahead)
    assert before and after and context.day
    since, still = context.day - before, after - context.day
    just_passed = since <= SOON and still > 6 * SOON
    return past if just_passed or (told and since < still) else ahead


def part_of_year(
    phrase: Phrase, context: Context, begins: Callable[[int], date]
) -> tuple[date | None, Anchor]:
    if said := year_said(phrase, context):
        number, anchor = said
    else:
        number, anchor = _nearest_begun(context, begins), "published"
    return (begins(number) if number else None), anchor


def _nearest_begun(context: Context, begins: Callable[[int], date]) -> int | None:
    """The year of a part of the year: the one begun last, unless the clause looks to one nearer ahead."""
    year, day = choose_year(context, begins), context.day
    if year is None or day is None or begins(year) <= day:
        return year
    return year if begins(year) - day < day - begins(year - 1) else year - 1
