"""A sentence as the event rules see it: its statements, and the classes of the nouns in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.events.predicates import AUXILIARIES, BE, HAVE
from analysis.events.wording import class_index, verb_index
from analysis.language.clauses import ClauseKind, split_clauses
from analysis.language.text import Sentence, Token
from analysis.mentions.places import Place

_STATES = frozenset(
    {"country", "demonym_adjective", "capital", "bloc", "organisation", "agency", "leader", "epithet"}
)
_SPOTS = frozenset({"region", "town", "crossing_point", "water"})
_REPORTING = frozenset(
    "said says say saying claims claimed claim alleged alleges stated states added adds insisted insists "
    "explained "
    "recalled recalls argued argues holds contends conceded acknowledged suggested told".split()
)
_INTENDING = frozenset("plans wants intends hopes aims expects seeks".split())
_AFTER_NUMBER = frozenset("will would can could may".split()) | frozenset(
    "who of were was are have had has in on at from to and or by with after while when over so , . ; ) "
    "crossed tried attempted arrived made reached came did drowned died hurt killed wounded got since "
    "during between last this were's sought entered bore pedalled men rounded escorted kept plucked into "
    "out across , off near aboard there then climbed swam reported said told described testified remain "
    "remained live lived waited slept stayed gave".split()
)
_THOSE = frozenset(
    "them those these whom us people migrants women men children immigrants refugees arrivals seekers "
    "persons".split()
)
_QUANTITIES = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
    "lakh dozen".split()
)
_NUMERALS = _QUANTITIES | frozenset("dozens hundreds thousands scores million handful one".split())
_BEFORE_DETERMINER = frozenset(
    "in at by along of on for with to from over near across after before since during under into "
    "through".split()
)
_QUANTIFIERS = frozenset("most some all both few".split())
_DENIALS = frozenset("deny denies denied denying dispute disputes disputed".split())
_QUOTES = frozenset('"“‘')
_DONE_BY_PEOPLE = frozenset({"irregular_crossing", "casualty"})
_OPENERS = frozenset("since after when as while before once although though because until if unless".split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A noun of a class, at tokens first:last."""

    meaning: str
    first: int
    last: int


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
    tokens = sentence.tokens
    hits = [
        *_outside_set_phrases(_lexical_hits(tokens)),
        *_place_hits(tokens, inside),
        *_number_hits(tokens),
        *_pronoun_hits(tokens),
        *_denial_hits(tokens),
    ]
    statements = tuple(_split_statements(sentence))
    return Reading(sentence, statements, tuple(sorted(hits, key=lambda h: (h.first, h.meaning))), inside)


def find_phrase(tokens: Sequence[Token], words: Sequence[str], at: int) -> bool:
    """Whether `words` stand at token `at`."""
    return len(tokens) - at >= len(words) and all(
        tokens[at + n].lower.removesuffix("'s") == w or tokens[at + n].lower == w for n, w in enumerate(words)
    )


def _outside_set_phrases(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits but for those inside a set phrase: an "emergency meeting" is no emergency."""
    found = tuple(hits)
    phrases = [h for h in found if h.meaning == "set_phrase"]
    for hit in found:
        if hit.meaning == "set_phrase" or not any(p.first <= hit.first < p.last for p in phrases):
            yield hit


def _lexical_hits(tokens: Sequence[Token]) -> Iterator[Hit]:
    index = class_index()
    for at, token in enumerate(tokens):
        for phrase in index.get(token.lower.removesuffix("'s"), ()):
            if find_phrase(tokens, phrase.words, at):
                yield Hit(phrase.meaning, at, at + len(phrase.words))
        tail = token.lower.rpartition("-")[2]
        if tail != token.lower:
            yield from (Hit(p.meaning, at, at + 1) for p in index.get(tail, ()) if len(p.words) == 1)


def _place_hits(tokens: Sequence[Token], places: Sequence[Place]) -> Iterator[Hit]:
    starts = [t.start for t in tokens]
    for place in places:
        first = bisect_left(starts, place.start)
        last = max(first + 1, bisect_left(starts, place.end))
        if place.kind in _STATES:
            yield Hit("named_state", first, last)
        if place.kind in _STATES and _is_joined_to_state(tokens, places, first):
            yield Hit("two_states", first, last)
        if place.kind in _SPOTS:
            yield Hit("named_place", first, last)
        if place.kind == "crossing_point":
            yield Hit("site", first, last)
        if place.kind == "demonym_person" or (place.kind == "demonym_adjective" and place.text.endswith("s")):
            yield Hit("people", first, last)
        if _is_lone_person(tokens, place, first, last):
            yield Hit("people", first, last)
        if any(t.lower in ("to", "into", "in", "for") for t in tokens[max(0, first - 2) : first]):
            yield Hit("to_place", first, last)


def _is_joined_to_state(tokens: Sequence[Token], places: Sequence[Place], first: int) -> bool:
    """Whether "and" joins a state to one named right before it: "Turkey and Greece"."""
    if first < 2 or tokens[first - 1].lower != "and":
        return False
    return any(p.kind in _STATES and p.end == tokens[first - 2].end for p in places)


def _is_lone_person(tokens: Sequence[Token], place: Place, first: int, last: int) -> bool:
    """Whether a demonym is a person: "a Syrian who", "two Sudanese were"."""
    if place.kind != "demonym_adjective" or not first:
        return False
    before = tokens[first - 1].lower
    following = tokens[last].lower if last < len(tokens) else "."
    return (before in ("a", "an", "one", "another") or before in _QUANTITIES) and following in _AFTER_NUMBER


def _number_hits(tokens: Sequence[Token]) -> Iterator[Hit]:
    """Numbers that stand without a noun mean people; any number marks a figure."""
    for at, token in enumerate(tokens):
        numeral = token.text[0].isdigit() or token.lower in _NUMERALS or _is_compound(token.lower)
        if not numeral:
            continue
        yield Hit("numbered", at, at + 1)
        following = tokens[at + 1].lower if at + 1 < len(tokens) else "."
        if _counts_people(tokens, at, following):
            yield Hit("people", at, at + 1)


def _pronoun_hits(tokens: Sequence[Token]) -> Iterator[Hit]:
    """A quantifier right before an auxiliary stands for people: "most were sent back"."""
    for at, (token, following) in enumerate(pairwise(tokens)):
        if token.lower in _QUANTIFIERS and following.lower in BE | HAVE:
            yield Hit("people", at, at + 1)


def _counts_people(tokens: Sequence[Token], at: int, following: str) -> bool:
    if is_date_part(tokens, at):
        return False
    if following == "of":
        partitive = [t.lower for t in tokens[at + 2 : at + 6]]
        return any(w in _THOSE for w in partitive) or (
            partitive[:1] == ["the"] and partitive[1] in _QUANTITIES
        )
    follower = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return (
        following in _AFTER_NUMBER
        or _is_past_verb(following)
        or (follower[:1].isupper() and follower.endswith("s") and len(follower) > 3)
    )


def _is_past_verb(word: str) -> bool:
    """Whether a word right after a number tells what those counted did: "1,350 emerged"."""
    return any("past" in e.forms and e.trigger.type in _DONE_BY_PEOPLE for e in verb_index().get(word, ()))


def _denial_hits(tokens: Sequence[Token]) -> Iterator[Hit]:
    """What is denied, where it is an act: "denied that …", "denies steering …", "which Minsk denies"."""
    for at, token in enumerate(tokens):
        if token.lower not in _DENIALS:
            continue
        following = tokens[at + 1].lower if at + 1 < len(tokens) else "."
        if following.endswith("ing") or following in (
            "that",
            "any",
            "ever",
            "on",
            ".",
            ",",
            "all",
            "anybody",
        ):
            yield Hit("denied_act", at, at + 1)


def _is_compound(word: str) -> bool:
    return "-" in word and any(part in _QUANTITIES for part in word.split("-"))


def is_date_part(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is a year, a day of a month, or an hour."""
    text = tokens[at].text
    if text.isdigit() and len(text) == 4 and 1900 <= int(text) <= 2100:
        return True
    if "," in text or (text.isdigit() and int(text) > 31):
        return False
    neighbours = [tokens[n].lower for n in (at - 1, at + 1) if 0 <= n < len(tokens)]
    return any(word.rstrip(".") in _MONTHS or word in ("a.m.", "p.m.") for word in neighbours)


_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec".split()
)


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
