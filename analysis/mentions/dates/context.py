"""What surrounds an expression: tense, dates told before, and so the year and the units meant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Literal

from analysis.mentions.dates.calendar import Anchor, Reading, period_of
from analysis.mentions.dates.grammar import Lexed

Tense = Literal["past", "future"]
LOOK_BACK = 40  # tokens; also keeps a text without a full stop linear
LOOK_AHEAD = 25
DISCOURSE_KINDS = frozenset("day weekend week month quarter half season year span part".split())
SOON = timedelta(days=45)
UNKNOWN = Reading("span")


@dataclass(frozen=True, slots=True)
class Found:
    """An expression found: its tokens (half-open), by which rule, what they say alone and what under a cue.

    A cue is a word such as "since" before it.
    """

    first: int
    last: int
    rule: str
    alone: Reading
    reading: Reading


@dataclass(frozen=True, slots=True)
class Context:
    """Tokens first..last (half-open) of a text that one rule has matched, and what surrounds them.

    `day` is the article's, or None where it is not known; `memory` holds the dates mentioned before. Tokens
    are asked for by words (lower case) and classes (capitals), as in the rules.
    """

    lexed: Lexed
    first: int
    last: int
    day: date | None
    memory: tuple[Found, ...] = ()
    month_first: bool = False

    def numbers(self, *names: str) -> list[int]:
        """The numbers that the phrase's tokens are worth in the named classes, in order."""
        tokens = ((index, name) for index in range(self.first, self.last) for name in names)
        worths = (self.lexed.worth(index, name) for index, name in tokens if self.lexed.fits(index, name))
        return [worth for worth in worths if isinstance(worth, int)]

    def number(self, *names: str) -> int | None:
        """The first of these numbers."""
        return next(iter(self.numbers(*names)), None)

    def letter(self, name: str) -> str:
        """What the first token of a class is worth; empty where there is none."""
        tokens = (index for index in range(self.first, self.last) if self.lexed.fits(index, name))
        return next((str(self.lexed.worth(index, name)) for index in tokens), "")

    def has(self, *names: str) -> bool:
        """Whether one of the words or classes is in the phrase."""
        return any(self.lexed.fits(index, *names) for index in range(self.first, self.last))

    def before(self, *names: str, distance: int = 1) -> bool:
        """Whether the token so far before the phrase is one of the words or in one of the classes."""
        return self.lexed.fits(self.first - distance, *names)

    def after(self, *names: str, distance: int = 1) -> bool:
        """Whether the token so far behind the phrase is one of the words or in one of the classes."""
        return self.lexed.fits(self.last + distance - 1, *names)

    @property
    def told(self) -> list[Found]:
        """The expressions before this one whose period is known, nearest first."""
        return [item for item in reversed(self.memory) if item.reading.days]

    def nearest(self, *kinds: str) -> Reading:
        """The nearest dated mention before this one, of the given kinds where any are given; else UNKNOWN."""
        wanted = kinds or DISCOURSE_KINDS
        told = (item.alone for item in reversed(self.memory))
        return next((reading for reading in told if reading.kind in wanted and reading.days), UNKNOWN)

    def beside(self) -> Found | None:
        """The mention before this one, where it stands in the same sentence."""
        return next((item for item in self.memory[-1:] if item.first >= self.sentence_start), None)

    @property
    def sentence_start(self) -> int:
        """The first token of the sentence, as far as it can be seen."""
        earliest = max(0, self.first - LOOK_BACK + 1)
        stops = (at for at in range(self.first - 1, earliest - 1, -1) if self.lexed.fits(at, "STOP"))
        return next(stops, earliest - 1) + 1

    @property
    def tense(self) -> Tense | None:
        """Whether the verb nearest to the expression, before it or else after it, looks back or ahead."""
        before = range(self.first - 1, self.sentence_start - 1, -1)
        clause = takewhile(lambda at: not self.lexed.fits(at, "BOUNDARY"), before)
        return next(filter(None, (verb_tense(self.lexed, at) for at in clause)), None) or self.tense_after

    @property
    def tense_after(self) -> Tense | None:
        """The tense of the first verb behind the expression, within its sentence."""
        after = range(self.last, min(len(self.lexed.spans), self.last + LOOK_AHEAD))
        sentence = takewhile(lambda at: not self.lexed.fits(at, "STOP"), after)
        return next(filter(None, (verb_tense(self.lexed, at) for at in sentence)), None)

    @property
    def future(self) -> bool:
        """Whether the clause is about what is still to come."""
        return self.tense == "future" and not self.before("since")

    @property
    def offset(self) -> int:
        """-1 for last, 0 for this, 1 for next."""
        return self.number("BACK", "AHEAD") or 0


def verb_tense(lexed: Lexed, index: int) -> Tense | None:
    """The tense that a token shows: 'will', 'is to', 'said', 'crossed', 'would be closed'."""
    token = lexed.token(index)
    if lexed.fits(index, "FUTURE") or (lexed.fits(index, "DUE") and _is_due(lexed, index)):
        return "future"
    if lexed.fits(index, "to") and lexed.fits(index - 1, "TO_COME") and lexed.token(index + 1).islower():
        return "future"
    regular = len(token) > 4 and token.endswith("ed") and token[-3] != "e" and token.islower()
    if not (lexed.fits(index, "PAST") or (regular and not lexed.fits(index, "NOT_PAST"))):
        return None
    at = index - 1
    while at > index - 4 and lexed.fits(at, "AUXILIARY"):
        at -= 1
    modal = at < index - 1 and lexed.fits(at, "MODAL")
    return "future" if modal or lexed.fits(at, "FUTURE") else "past"


def _is_due(lexed: Lexed, index: int) -> bool:
    """Whether a word like 'due' is followed by what it is due for; 'effect' needs a verb in the present."""
    if lexed.fits(index, "effect", "force"):
        comes = lexed.fits(index - 2, "come", "comes", "coming", "enter", "enters")
        return (comes and lexed.fits(index - 1, "into")) or lexed.fits(index - 1, "take", "takes", "taking")
    if lexed.fits(index, "set") and lexed.fits(index + 1, "on", "in"):
        return False  # "a record set on 1 August"
    return lexed.fits(index + 1, "TIMEWORD")


def quantity(phrase: Context) -> int | None:
    """How many units a phrase names; None where it says a few or several."""
    if numbers := phrase.numbers("NUMBER", "DAY"):
        return numbers[0]
    return phrase.number("VAGUE") if phrase.has("VAGUE") else phrase.number("COUNT") or 1


def year_said(at: Context) -> tuple[int | None, Anchor] | None:
    """The year that a phrase states or points to, and from what; None where it is silent on the year."""
    if year := at.number("YEAR"):
        return year, "absolute"
    if at.has("that", "same"):
        known = at.nearest().start
        return known.year if known else None, "discourse"
    if at.has("year") and not at.has("new"):
        return at.day.year + at.offset if at.day else None, "published"
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
    starts = [start for year in range(at.day.year - 8, at.day.year + 9) if (start := begins(year))]
    past = max(start for start in starts if start <= at.day)
    ahead = min(start for start in starts if start > at.day)
    if at.before("until", "till", "by", "before"):
        is_past = _has_passed(at, past, ahead, at.day)
    else:
        is_past = period_of(past, unit).end >= at.day or not (at.future or _is_soon(at, ahead, at.day))
    return past.year if is_past else ahead.year


def _year_of_sentence(at: Context) -> int | None:
    """The year with which the sentence opens, or whose people it tells of: "9 in 2021, most of them in"."""
    for item in reversed(at.memory):
        opens, between = item.first - at.sentence_start, at.lexed.words(item.last, at.first)
        if opens < 0:
            return None
        of_them = len(between) <= 10 and {"them", "whom", "which"} & set(between)
        start = item.alone.start if item.alone.kind == "year" else None
        if start and start.month == 1 and (opens <= 2 or of_them):
            return None if item.alone.cumulative else start.year
    return None


def _is_soon(at: Context, start: date, day: date) -> bool:
    """Whether a day without a verb of its own is near ahead: "the vote of 25 September"."""
    dated = at.has("MONTH") and at.has("DAY", "ORDINAL")
    return start - day <= SOON and dated and (at.before("of") or at.tense is None)


def _has_passed(at: Context, past: date, ahead: date, day: date) -> bool:
    """A deadline lies ahead, unless its clause opens the sentence and tells what was ("Until May they")."""
    opens, told = at.first - at.sentence_start <= 2, at.tense == "past"
    since, still = day - past, ahead - day
    just_passed = since <= SOON and still > 6 * SOON
    return past == day or just_passed or (told and (opens or since < still))
