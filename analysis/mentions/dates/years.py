"""Which year is meant where a date states none, or only points to one."""

from collections.abc import Callable
from datetime import date, timedelta

from analysis.mentions.dates.context import Context, Remembered
from analysis.mentions.dates.mention import Anchor
from analysis.mentions.dates.rules import Phrase

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
