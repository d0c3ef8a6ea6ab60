"""What a verb says in its sentence: voice, tense, negation, and where its subject and object stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.events.wording import Form
from analysis.language.text import Token

BE = frozenset(
    "is are was were be been being am gets got get getting 're isn't aren't wasn't weren't".split()
)
HAVE = frozenset("has have had having hasn't haven't hadn't it's he's she's they've we've i've".split())
DO = frozenset("do does did don't doesn't didn't".split())
FUTURE = frozenset("will shall won't they'll we'll it'll he'll she'll i'll".split())
CONDITIONAL = frozenset("would should could might may wouldn't couldn't must can cannot can't".split())
NEGATIONS = frozenset("not never cannot nor n't neither nobody".split())
PRESENT_BE = frozenset("is are am 're it's".split())
_ADVERBS = frozenset(
    "also already still now then again since later first even only just ever once yet so far all both "
    "soon always often today yesterday tomorrow overnight meanwhile either each together on saturday "
    "sunday monday tuesday wednesday thursday friday back too there here twice".split()
)
_TIME_OF_DAY = _ADVERBS | frozenset("morning evening night afternoon dawn midnight unsuccessfully in".split())
_NOT_ADVERBS = frozenset("family italy july assembly only supply fly early daily".split())
AUXILIARIES = BE | HAVE | DO | FUTURE | CONDITIONAL
_QUOTES = frozenset('"“‘')
_REACH = 9
_SHARED = 12
_ENDS = frozenset(", ; : ( )".split())
_SUBJECTS = frozenset("who which that he she it they we i".split())
_AFTER_PASSIVE = frozenset(
    "in on at by to from near after before over across back off out and while when for with into as "
    ". , ;".split()
)
_PARTICIPLES = frozenset("sent caught held brought put found shot hurt kept led told met made sold".split())


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb at `index` of its sentence's tokens; its group of auxiliaries begins at `first`."""

    index: int
    first: int
    forms: frozenset[Form]
    words: tuple[str, ...]  # the auxiliaries and adverbs before it, in order
    governor: str  # the word that governs an infinitive or a gerund: "plans", "began", "is", "of"
    governor_index: int

    @property
    def passive(self) -> bool:
        """Whether a form of "be" makes it a passive."""
        return "participle" in self.forms and any(w in BE for w in self.words[-3:])

    @property
    def bare_participle(self) -> bool:
        """Whether nothing before it says if it is a past or a participle: "people detained …"."""
        return "participle" in self.forms and not any(w in AUXILIARIES for w in self.words)

    @property
    def negated(self) -> bool:
        """Whether a negation stands in the verb group."""
        words = self.words
        return any(w in NEGATIONS or w.endswith("n't") for w in words) or _has_no_longer(words)

    @property
    def future(self) -> bool:
        """Whether it has "will", "is to", "is due to"."""
        return any(w in FUTURE for w in self.words) or self.governor in _FUTURE_GOVERNORS

    @property
    def conditional(self) -> bool:
        """Whether it has "would", "could", "may"."""
        return any(w in CONDITIONAL for w in self.words)

    @property
    def finite(self) -> bool:
        """Whether it states something, alone or under a verb like "tried to"."""
        if self.forms & {"past", "third"} or any(w in AUXILIARIES for w in self.words):
            return True
        return "base" in self.forms and "to" not in self.words

    @property
    def progressive(self) -> bool:
        """Whether it is "is building"."""
        return "gerund" in self.forms and any(w in BE for w in self.words)

    @property
    def present(self) -> bool:
        """Whether it is told in the present: "builds", "is building", "is shut"."""
        if any(w in PRESENT_BE for w in self.words) and not any(w in HAVE - {"it's"} for w in self.words):
            return True
        return not self.words and bool(self.forms & {"third", "base"}) and "past" not in self.forms


_FUTURE_GOVERNORS = frozenset(
    "is are was were due set expected scheduled about plans plan planned planning intends intend intended "
    "aims aim expects expect hopes wants wanted going prepares preparing poised ready planning".split()
)


def read_predicate(tokens: Sequence[Token], index: int, forms: frozenset[Form], start: int) -> Predicate:
    """Read the verb group that ends at `index`; it does not reach back over `start`."""
    first, words, governor, governor_index = index, [], "", -1
    position = index - 1
    while position >= start and index - position <= _REACH:
        word = tokens[position].lower
        if word == "to":
            words.append(word)
            first = position
            governor, governor_index = _find_governor(tokens, position, start)
            break
        if word in _QUOTES:
            position -= 1
            continue
        if not _belongs_to_group(word):
            if "gerund" in forms and not any(w in AUXILIARIES for w in words):
                governor, governor_index = word, position
            break
        words.append(word)
        first = position
        position -= 1
    return Predicate(index, first, forms, tuple(reversed(words)), governor, governor_index)


def share_auxiliaries(tokens: Sequence[Token], predicate: Predicate) -> Predicate:
    """The verb with the "be" of the participle before it: "was taken off the bus and arrested"."""
    joint = predicate.first - 1
    if not predicate.bare_participle or joint < 2 or tokens[joint].lower not in ("and", "or"):
        return predicate
    following = tokens[predicate.index + 1].lower if predicate.index + 1 < len(tokens) else "."
    if following not in _AFTER_PASSIVE:
        return predicate
    for at in range(joint - 2, max(-1, joint - _SHARED), -1):
        if tokens[at].lower in BE and _is_participle(tokens[at + 1].lower):
            group = _auxiliaries_up_to(tokens, at)
            return replace(predicate, words=(*group, *predicate.words))
        if tokens[at].text in _ENDS or tokens[at].lower in _SUBJECTS:
            break
    return predicate


def _auxiliaries_up_to(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """The auxiliaries that end at a form of "be": "may have been"."""
    first = at
    while first > 0 and tokens[first - 1].lower in AUXILIARIES | NEGATIONS:
        first -= 1
    return tuple(t.lower for t in tokens[first : at + 1])


def _is_participle(word: str) -> bool:
    return word.endswith(("ed", "en")) or word in _PARTICIPLES


def _belongs_to_group(word: str) -> bool:
    if word in AUXILIARIES or word in NEGATIONS or word in _ADVERBS or word in ("longer", "no"):
        return True
    return word.endswith("ly") and len(word) > 4 and word not in _NOT_ADVERBS


def _find_governor(tokens: Sequence[Token], to: int, start: int) -> tuple[str, int]:
    position = to - 1
    if position > start and _is_purpose_noun(tokens, position):
        return "", -1
    while position > start and (
        tokens[position].lower in _TIME_OF_DAY or tokens[position].lower.endswith("ly")
    ):
        position -= 1
    return (tokens[position].lower, position) if position >= start else ("", -1)


def _is_purpose_noun(tokens: Sequence[Token], position: int) -> bool:
    """Whether "in order to" or "in an attempt to" says a purpose."""
    return tokens[position - 1].lower in (
        "in",
        "a",
        "an",
        "its",
        "their",
        "the",
        "further",
        "right",
        "last-ditch",
    )


def _has_no_longer(words: Sequence[str]) -> bool:
    return "no" in words and "longer" in words
