"""Readers of weekdays and weekends: on Tuesday, by Friday, the week to Monday, last weekend."""

from dataclasses import replace
from datetime import date

from analysis.mentions.dates import periods
from analysis.mentions.dates.context import Context, Reader, tense_after
from analysis.mentions.dates.mention import Reading, cut_at, read_day, read_span, read_weekend
from analysis.mentions.dates.periods import DAY, Days
from analysis.mentions.dates.rules import Phrase
from analysis.mentions.dates.units import relative_offset, with_daytime

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
        return periods.week_of(day + 7 * relative_offset(phrase) * DAY).start + number * DAY
    if phrase.has("last", "past", "previous"):
        return periods.week_of(day - 7 * DAY).start + number * DAY
    if phrase.has("this"):
        return periods.week_of(day).start + number * DAY
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
        weekday,
        week_to,
        weekend,
    )
}
