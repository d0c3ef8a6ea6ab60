"""A sentence as the event rules see it: its statements, and the classes of the nouns in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.events.hits import Hit, find_hits
from analysis.events.predicates import AUXILIARIES
from analysis.events.wording import verb_index
from analysis.language.clauses import ClauseKind, split_clauses
from analysis.language.text import Sentence, Token
from analysis.mentions.places import Place

_REPORTING = frozenset(
    "said says say saying claims claimed claim alleged alleges stated states added adds insisted insists "
    "explained "
    "recalled recalls argued argues holds contends conceded acknowledged suggested told".split()
)
_INTENDING = frozenset("plans wants intends hopes aims expects seeks".split())
_BEFORE_DETERMINER = frozenset(
    "in at by along of on for with to from over near across after before since during under into "
    "through".split()
)
_QUOTES = frozenset('"“‘')
_OPENERS = frozenset("since after when as while before once although though because until if unless".split())


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of tokens first:last that makes one statement."""

    first: int
    last: int
    kind: ClauseKind


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence with its statements and the classes found in it."""

    sentence: Sentence
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    places: tuple[Place, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the sentence."""
        return self.sentence.tokens

    @property
    def classes(self) -> frozenset[str]:
        """Every class that the sentence names."""
        return frozenset(h.meaning for h in self.hits)

    def statement_at(self, index: int) -> int:
        """The number of the statement that holds token `index`."""
        return max(0, bisect_right(self.statements, index, key=lambda s: s.first) - 1)

    def hits_within(self, first: int, last: int, classes: Iterable[str] = ()) -> list[Hit]:
        """The hits that begin in tokens first:last, of some classes or of all."""
        wanted = frozenset(classes)
        return [h for h in self.hits if first <= h.first < last and (not wanted or h.meaning in wanted)]

    def is_set_phrase(self, index: int) -> bool:
        """Whether token `index` belongs to words that mean something else together than apart."""
        return any(h.meaning == "set_phrase" and h.first <= index < h.last for h in self.hits)

    def places_within(self, first: int, last: int) -> list[Place]:
        """The places that begin in tokens first:last."""
        if first >= last or not self.tokens:
            return []
        start, end = self.tokens[first].start, self.tokens[min(last, len(self.tokens)) - 1].end
        return [p for p in self.places if start <= p.start < end]


def read_sentence(sentence: Sentence, places: Sequence[Place]) -> Reading:
    """Read one sentence; `places` are those of the whole article, in order."""
    low = bisect_left(places, sentence.start, key=lambda p: p.start)
    high = bisect_left(places, sentence.end, key=lambda p: p.start)
    inside = tuple(places[low:high])
    return Reading(sentence, tuple(_split_statements(sentence)), find_hits(sentence.tokens, inside), inside)


def _split_statements(sentence: Sentence) -> Iterator[Statement]:
    """The clauses of the sentence, with a boundary more after verbs of speech, "that" and opening quotes."""
    tokens = sentence.tokens
    starts = [t.start for t in tokens]
    marks: dict[int, ClauseKind] = {}
    for clause in split_clauses(sentence):
        at = bisect_left(starts, clause.start)
        if tokens[at : at + 2] and [t.lower for t in tokens[at : at + 2]] != ["or", "so"]:
            marks[at] = clause.kind
    for at in range(1, len(tokens)):
        if at not in marks and _opens_content(tokens, at):
            marks[at] = "main"
    opening = _end_of_opening(tokens)
    if opening:
        marks.setdefault(opening, "main")
        marks[0] = "subordinate"
    marks.setdefault(0, "main")
    ordered = sorted(marks)
    for first, last in zip(ordered, [*ordered[1:], len(tokens)], strict=True):
        if first < last:
            yield Statement(first, last, marks[first])


def _end_of_opening(tokens: Sequence[Token]) -> int:
    """Where the main statement begins after a clause that opens the sentence: "Since it fell, …"; or 0."""
    begin = 1 if tokens and tokens[0].text in _QUOTES else 0
    if len(tokens) <= begin or tokens[begin].lower not in _OPENERS:
        return 0
    comma = next((at for at in range(begin + 3, len(tokens) - 3) if tokens[at].text == ","), 0)
    if not comma or _is_year(tokens[comma + 1].text) or not _has_verb(tokens, comma):
        return 0
    plain = tokens[begin].lower in ("since", "if", "unless")
    return comma + 1 if plain or _has_past(tokens[begin + 1 : comma]) else 0


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4


def _has_past(tokens: Sequence[Token]) -> bool:
    return any(
        t.lower in AUXILIARIES
        or any(e.forms & {"past", "third", "gerund"} for e in verb_index().get(t.lower, ()))
        for t in tokens
    )


def _opens_content(tokens: Sequence[Token], at: int) -> bool:
    before, token = tokens[at - 1], tokens[at]
    if token.text in _QUOTES:
        return _has_verb(tokens, at)
    if before.lower == "that" and at >= 2:
        return tokens[at - 2].lower not in _BEFORE_DETERMINER and _has_verb(tokens, at)
    if before.lower in _REPORTING and token.lower not in ("that", "to", "on", "in", ",", ".", "by", "at"):
        return _has_verb(tokens, at)
    follows = at + 1 < len(tokens) and tokens[at + 1].lower == "to"
    return before.lower in ("and", "but") and token.lower in _INTENDING and follows


def _has_verb(tokens: Sequence[Token], at: int) -> bool:
    return any(t.lower in AUXILIARIES or t.lower in verb_index() for t in tokens[at + 1 : at + 16])
