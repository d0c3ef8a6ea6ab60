"""What surrounds an expression: the article's day, the tense of its clause, the dates mentioned before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from analysis.mentions.dates.lexemes import Lexed
from analysis.mentions.dates.mention import Reading
from analysis.mentions.dates.rules import Phrase

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
