"""What surrounds an expression: tense, dates told before, and so the year and the units meant."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from analysis.mentions.dates.calendar import Anchor, Days, Reading, period_of
from analysis.mentions.dates.grammar import Lexed

Tense = Literal["past", "future"]
LOOK_BACK = 40  # tokens; also keeps a text without a full stop linear
LOOK_AHEAD = 25
DISCOURSE_KINDS = frozenset(
    {"day", "weekend", "week", "month", "quarter", "half", "season", "year", "span", "part"}
)
SOON = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Found:
    """An expression found: its tokens (half-open), what they say alone and under a cue, and by which rule."""

    first: int
    last: int
    reading: Reading
    rule: str
    under_cue: Reading | None = None

    @property
    def governed(self) -> Reading:
        """What a cue such as 'since' makes of the reading, where there is one."""
        return self.under_cue or self.reading


@dataclass(frozen=True, slots=True)
class Context:
    """Tokens first..last (half-open) of a text that one rule has matched, and what surrounds them.

    `day` is the article's, or None where it is not known; `memory` holds the dates mentioned before.
    """

    lexed: Lexed
    first: int
    last: int
    day: date | None
    memory: tuple[Found, ...] = ()
    month_first: bool = False

    def value(self, name: str) -> int | str | None:
        """What the first token of class `name` is worth; None where there is none."""
        for index in range(max(0, self.first), self.last):
            if self.lexed.is_class(index, name):
                word = self.lexed.word(index)
                return self.lexed.lexicon.values.get((name, word), _read_digits(word))
        return None

    def number(self, *names: str) -> int | None:
        """The value of the first token of the named classes that is a number."""
        return next(iter(self.numbers(*names)), None)

    def letter(self, name: str) -> str:
        """The value of class `name` as text; empty where there is none."""
        return str(self.value(name) or "")

    def has(self, *words: str) -> bool:
        """Whether one of the words is in the phrase."""
        return any(self.lexed.word(index) in words for index in range(self.first, self.last))

    def numbers(self, *names: str) -> list[int]:
        """The values of all tokens in the named classes, in order."""
        parts = (replace(self, first=index, last=index + 1) for index in range(self.first, self.last))
        values = (part.value(name) for part in parts for name in names)
        return [value for value in values if isinstance(value, int)]

    def before(self, *names: str, distance: int = 1) -> bool:
        """Whether the token so far before the phrase is in one of the classes."""
        return self.lexed.is_class(self.first - distance, *names)

    def after(self, *names: str, distance: int = 1) -> bool:
        """Whether the token so far behind the phrase is in one of the classes."""
        return self.lexed.is_class(self.last + distance - 1, *names)

    def word_before(self, distance: int = 1) -> str:
        """The token so far before the phrase, in lower case."""
        return self.lexed.word(self.first - distance)

    def word_after(self, distance: int = 1) -> str:
        """The token so far behind the phrase, in lower case."""
        return self.lexed.word(self.last + distance - 1)

    def told(self) -> list[Found]:
        """The expressions before this one whose period is known, nearest first."""
        return [item for item in reversed(self.memory) if item.governed.days]

    def nearest(self, *kinds: str) -> Reading | None:
        """The nearest dated mention before this one, of the given kinds where any are given."""
        wanted = kinds or DISCOURSE_KINDS
        told = (item.reading for item in reversed(self.memory))
        return next((reading for reading in told if reading.kind in wanted and reading.days), None)

    def nearest_days(self, *kinds: str) -> Days | None:
        """The days of the nearest dated mention before this one."""
        known = self.nearest(*kinds)
        return known.days if known else None

    def beside(self) -> Found | None:
        """The mention before this one, where it stands in the same sentence."""
        return self.memory[-1] if self.memory and self.same_sentence(self.memory[-1]) else None

    def same_sentence(self, item: Found) -> bool:
        """Whether a mention stands in this expression's sentence."""
        return item.first >= self.sentence_start

    @property
    def sentence_start(self) -> int:
        """The first token of the sentence, as far as it can be seen."""
        for at in range(self.first - 1, max(-1, self.first - LOOK_BACK), -1):
            if self.lexed.is_class(at, "STOP"):
                return at + 1
        return max(0, self.first - LOOK_BACK + 1)

    @property
    def tense(self) -> Tense | None:
        """Whether the verb nearest to the expression, before it or else after it, looks back or ahead."""
        for index in range(self.first - 1, max(-1, self.first - LOOK_BACK), -1):
            if self.lexed.is_class(index, "STOP", "BOUNDARY"):
                break
            if tense := verb_tense(self.lexed, index):
                return tense
        return self.tense_after

    @property
    def tense_after(self) -> Tense | None:
        """The tense of the first verb behind the expression, within its sentence."""
        for index in range(self.last, min(len(self.lexed.spans), self.last + LOOK_AHEAD)):
            if self.lexed.is_class(index, "STOP"):
                return None
            if tense := verb_tense(self.lexed, index):
                return tense
        return None

    @property
    def future(self) -> bool:
        """Whether the clause is about what is still to come."""
        return self.tense == "future" and self.word_before() != "since"

    @property
    def offset(self) -> int:
        """-1 for last, 0 for this, 1 for next."""
        return self.number("BACK") or self.number("AHEAD") or 0


def _read_digits(token: str) -> int | str:
    leading = re.match(r"\d+", token)
    return int(leading[0]) if leading and len(leading[0]) < 5 else token


def verb_tense(lexed: Lexed, index: int) -> Tense | None:
    """The tense that a token shows: 'will', 'is to', 'said', 'crossed', 'would be closed'."""
    word, token = lexed.word(index), lexed.token(index)
    if lexed.is_class(index, "FUTURE") or (lexed.is_class(index, "DUE") and _is_due(lexed, index)):
        return "future"
    if word == "to" and lexed.is_class(index - 1, "TO_COME") and lexed.token(index + 1).islower():
        return "future"
    regular = len(token) > 4 and token.endswith("ed") and token[-3] != "e" and token.islower()
    if not (lexed.is_class(index, "PAST") or (regular and not lexed.is_class(index, "NOT_PAST"))):
        return None
    at = index - 1
    while at > index - 4 and lexed.is_class(at, "AUXILIARY"):
        at -= 1
    modal = at < index - 1 and lexed.is_class(at, "MODAL")
    return "future" if modal or lexed.is_class(at, "FUTURE") else "past"


def _is_due(lexed: Lexed, index: int) -> bool:
    """Whether a word like 'due' is followed by what it is due for; 'effect' needs a verb in the present."""
    word, following = lexed.word(index), lexed.word(index + 1)
    if word in {"effect", "force"}:
        verb, particle = lexed.word(index - 2), lexed.word(index - 1)
        enters = particle == "into" and verb in {"come", "comes", "coming", "enter", "enters"}
        return enters or particle in {"take", "takes", "taking"}
    if word == "set" and following in {"on", "in"}:
        return False  # "a record set on 1 August"
    return following == "to" or lexed.is_class(index + 1, "TIMEWORD")


def quantity(phrase: Context) -> int | None:
    """How many units a phrase names; None where it says a few or several."""
    if numbers := phrase.numbers("NUMBER", "DAY"):
        return numbers[0]
    if (vague := phrase.value("VAGUE")) is not None:
        return vague if isinstance(vague, int) else None
    return phrase.number("COUNT") or 1


def year_said(at: Context) -> tuple[int | None, Anchor] | None:
    """The year that a phrase states or points to, and from what; None where it is silent on the year."""
    if (year := at.number("YEAR")) is not None:
        return year, "absolute"
    if at.has("that", "same"):
        known = at.nearest_days()
        return (known.start.year if known else None), "discourse"
    if at.has("year") and not at.has("new"):
        return (at.day.year + at.offset if at.day else None), "published"
    return None


def choose_year(at: Context, begins: Callable[[int], date | None], unit: str) -> int | None:
    """The year in which something yearly is meant: the latest begun, or the next if the clause looks ahead.

    `begins` gives the first day of the thing in a year, None where that year has none (29 February); what
    is under way is not yet to come.
    """
    if stated := _year_of_sentence(at):
        return stated
    if at.day is None:
        return None
    starts = {year: start for year in range(at.day.year - 8, at.day.year + 9) if (start := begins(year))}
    past = max(year for year, start in starts.items() if start <= at.day)
    ahead = min(year for year, start in starts.items() if start > at.day)
    if at.word_before() in {"until", "till", "by", "before"}:
        is_past = _has_passed(at, starts[past], starts[ahead], at.day)
    else:
        looks_ahead = at.future or _is_soon(at, starts[ahead], at.day)
        is_past = period_of(starts[past], unit).end >= at.day or not looks_ahead
    return past if is_past else ahead


def _year_of_sentence(at: Context) -> int | None:
    """The year with which the sentence opens, or whose people it tells of: "9 in 2021, most of them in"."""
    for item in reversed(at.memory):
        if not at.same_sentence(item):
            return None
        start = item.reading.start if item.reading.kind == "year" else None
        opens = item.first - at.sentence_start <= 2
        between = at.lexed.words(item.last, at.first)
        of_them = len(between) <= 10 and {"them", "whom", "which"} & set(between)
        if start and start.month == 1 and (opens or of_them):
            return None if item.reading.cumulative else start.year
    return None


def _is_soon(at: Context, start: date, day: date) -> bool:
    """Whether a day without a verb of its own is near ahead: "the vote of 25 September"."""
    dated = at.number("MONTH") is not None and at.numbers("DAY", "ORDINAL")
    return start - day <= SOON and bool(dated) and (at.word_before() == "of" or at.tense is None)


def _has_passed(at: Context, past: date, ahead: date, day: date) -> bool:
    """A deadline lies ahead, unless its clause opens the sentence and tells what was ("Until May they")."""
    opens, told = at.first - at.sentence_start <= 2, at.tense == "past"
    since, still = day - past, ahead - day
    just_passed = since <= SOON and still > 6 * SOON
    return past == day or just_passed or (told and (opens or since < still))
