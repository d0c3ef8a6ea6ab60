"""The classes of the nouns, names, numbers and pronouns in a sentence, and where each one stands."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.events.predicates import BE, HAVE
from analysis.events.wording import class_index, verb_index
from analysis.language.text import Token
from analysis.mentions.places import Place

STATE_KINDS = frozenset(
    {"country", "demonym_adjective", "capital", "bloc", "organisation", "agency", "leader", "epithet"}
)
_SPOTS = frozenset({"region", "town", "crossing_point", "water"})
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
_QUANTIFIERS = frozenset("most some all both few".split())
_DENIALS = frozenset("deny denies denied denying dispute disputes disputed".split())
_DENIED_NEXT = frozenset("that any ever on . , all anybody".split())
_DONE_BY_PEOPLE = frozenset({"irregular_crossing", "casualty"})
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar "
    "apr jun jul aug sep sept oct nov dec".split()
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A noun of a class, at tokens first:last."""

    meaning: str
    first: int
    last: int


def find_hits(tokens: Sequence[Token], places: Sequence[Place]) -> tuple[Hit, ...]:
    """Every class found in a sentence, in order; `places` are those of the sentence."""
    hits = [
        *_outside_set_phrases(_lexical_hits(tokens)),
        *_place_hits(tokens, places),
        *_number_hits(tokens),
        *_pronoun_hits(tokens),
        *_denial_hits(tokens),
    ]
    return tuple(sorted(hits, key=lambda h: (h.first, h.meaning)))


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
        if place.kind in STATE_KINDS:
            yield Hit("named_state", first, last)
        if place.kind in STATE_KINDS and _is_joined_to_state(tokens, places, first):
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
    return any(p.kind in STATE_KINDS and p.end == tokens[first - 2].end for p in places)


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
            partitive[:1] == ["the"] and any(w in _QUANTITIES for w in partitive[1:2])
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
        if following.endswith("ing") or following in _DENIED_NEXT:
            yield Hit("denied_act", at, at + 1)


def _is_compound(word: str) -> bool:
    return "-" in word and any(part in _QUANTITIES for part in word.split("-"))


def is_date_part(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is a year, a day of a month, or an hour."""
    text = tokens[at].text
    if text.isdecimal() and len(text) == 4 and 1900 <= int(text) <= 2100:
        return True
    if "," in text or (text.isdecimal() and int(text) > 31):
        return False
    neighbours = [tokens[n].lower for n in (at - 1, at + 1) if 0 <= n < len(tokens)]
    return any(word.rstrip(".") in _MONTHS or word in ("a.m.", "p.m.") for word in neighbours)
