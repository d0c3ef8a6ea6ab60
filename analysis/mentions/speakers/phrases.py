"""The noun phrase that names a speaker: where it stands, and how it is written as a source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.knowledge import word_class
from analysis.language.text import Token, Tokens
from analysis.mentions.places import find_places
from analysis.mentions.places.finding import office_pattern
from analysis.mentions.speakers.lexicon import (
    Attribution,
    AttributionKind,
    Chars,
    Stance,
    alternatives,
    speaker_nouns,
    verb_index,
    words_for,
)

AUXILIARIES = word_class("auxiliary")
ARTICLES = word_class("article")
TIMES = word_class("speech-time")
ADVERBS = word_class("speech-adverb")
LINKS = frozenset("of for in at from with on to by".split())
SHOWING = re.compile(r"show(?:s|ed|n)?|suggest(?:s|ed)?|indicate[sd]?|reveal(?:s|ed)?")
_STOPS = word_class("speaker-end")
_ENDINGS = word_class("speaker-ending") | AUXILIARIES
_FRONT = word_class("speaker-front")
_PLACING = LINKS | frozenset("under inside within close near".split())
_SUBJECTS = ("he", "she", "it", "they")
_PRONOUNS = {**{word: word for word in _SUBJECTS}, "him": "he", "her": "she", "them": "they"}
_NOBODY = frozenset("there it what which no not nobody people migrants more".split())
_MONTHS_AND_NAMES = frozenset("jan mar april may june august".split())
_ABBREVIATED = frozenset("gov lt col gen sgt capt maj sen rep dr mr mrs ms st sgt cpl adm cmdr prof".split())
_BULLETS = "•·▪◦‣*–—-"
_PARTICLE = re.compile(r"(?:al|el|as|ad|ben|bin|d|o)[-'’][A-Z]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A speaker as the text names it: `source` is how the tables cite it, `first` its first token."""

    start: int
    end: int
    source: str
    pronoun: bool = False
    first: int = 0

    def cited(
        self,
        kind: AttributionKind,
        verb: str,
        at: Chars,
        content: Chars,
        stance: Stance = "neutral",
        distance: int = 0,
    ) -> Attribution:
        """The speaker cited by the verb or phrase at `at` for the words at `content`."""
        return Attribution(
            self.source, self.start, self.end, *content, kind, stance, verb, *at, distance, self.pronoun
        )


def read_subject(tokens: Tokens, verb: int, strong: bool) -> Phrase | None:
    """The speaker that is the subject of the verb at index `verb`."""
    last = verb - 1
    while last >= 0 and _stands_before_verb(tokens, last):
        last -= 1
    if tokens.low(last) == ",":
        return _before_aside(tokens, last, strong)
    if tokens.low(last) == ")":
        last = max((k for k in range(last) if tokens[k].text == "("), default=0) - 1
    return _ending_at(tokens, last, strong)


def _stands_before_verb(tokens: Tokens, k: int) -> bool:
    """Whether a token is an adverb, auxiliary or date between subject and verb: "he on Tuesday said"."""
    token = tokens[k]
    manner = token.lower.endswith("ly") and token.text.islower()
    dated = token.lower == "on" and tokens.low(k + 1) in TIMES
    return token.lower in ADVERBS | TIMES or token.text.isdigit() or manner or dated


def _before_aside(tokens: Tokens, comma: int, strong: bool) -> Phrase | None:
    """The subject before an aside between commas: "Seelotsen, which runs it, said"."""
    opened = next((k for k in range(comma - 1, max(0, comma - 31), -1) if tokens[k].text == ","), 0)
    if not opened:
        return None
    if _name_end(tokens, opened + 1) == comma:  # "the governor of Edirne, Haluk Sezgin, said"
        return _check(tokens, opened + 1, comma, strong)
    if opened + 2 == comma and tokens[opened + 1].text.isdigit():  # "the mayor, Ida Holm, 52, said"
        return _before_aside(tokens, opened, strong) or _ending_at(tokens, opened - 1, strong)
    if tokens[opened - 1].text.isdigit() and tokens.low(opened - 2) == ",":
        opened -= 2  # "Jan Holm, 61, who lives there, counted"
    first = _phrase_start(tokens, opened - 1)
    if tokens.low(first) in ("a", "an") and tokens.low(first - 1) == ",":
        # "Blue Wave, a network of doctors, lawyers and pilots, recorded"
        return _ending_at(tokens, first - 2, strong=True)
    return _check(tokens, first, opened, strong=True)


def read_opening(tokens: Tokens) -> Phrase | None:
    """The person or body with whom a sentence begins: "Ahmed, a mechanic, said"."""
    opening = ARTICLES | speaker_nouns() | {"of", "for"}
    end = 0
    while tokens.is_capital(end) or tokens.low(end) in opening:
        end += 1
    end = tokens.back(end - 1, ARTICLES | LINKS) + 1
    if end == 1 and tokens.low(0) in _STOPS | _FRONT:
        return None
    found = _check(tokens, 0, end, strong=False)
    return found if found and not found.pronoun else None


def _ending_at(tokens: Tokens, last: int, strong: bool) -> Phrase | None:
    return _check(tokens, _phrase_start(tokens, last), last + 1, strong)


def _phrase_start(tokens: Tokens, last: int) -> int:
    """The first token of the noun phrase that ends at `last`: its article, or what follows a stop."""
    if tokens.low(last) in _SUBJECTS:
        return last
    first = last
    while first >= 0 and not _stops(tokens, first):
        linked = tokens.low(first - 1) in _PLACING
        if tokens[first].lower in ARTICLES and not linked and not _is_inside_name(tokens, first):
            return first
        first -= 1
    return first + 1


def _stops(tokens: Tokens, k: int) -> bool:
    token = tokens[k]
    if _joins_names(tokens, k) or (token.text == "." and tokens.low(k - 1) in _ABBREVIATED):
        return False
    speech = token.text.islower() and token.lower in verb_index() and token.lower not in speaker_nouns()
    return speech or token.lower in _STOPS | AUXILIARIES


def _is_inside_name(tokens: Tokens, k: int) -> bool:
    """Whether an article stands inside a name: "Watch the Woods", "Save the Children"."""
    named = tokens.is_capital(k - 1) and tokens.is_capital(k + 1) and tokens[k].text.islower()
    # "in Poland the Border Guard said"
    return named and tokens.low(k - 1) not in TIMES | LINKS and tokens.low(k - 2) not in LINKS


def _joins_names(tokens: Tokens, k: int) -> bool:
    """Whether the token is the "and" of "Customs and Border Protection"."""
    return tokens[k].lower == "and" and tokens.is_capital(k - 1) and tokens.is_capital(k + 1)


def _name_end(tokens: Tokens, at: int) -> int | None:
    """The end of a person's name of two words or more that begins at `at`."""
    end = at
    while tokens.is_capital(end):
        end += 1
    return end if end - at >= 2 else None


def read_following(tokens: Tokens, at: int, strong: bool) -> Phrase | None:
    """The speaker that begins at index `at` ("said the mayor of X")."""
    end = at
    while end < len(tokens) and not _ends_following(tokens, at, end):
        end += 1
    if tokens.low(end) == "," and not any(t.text[0].isupper() for t in tokens[at:end]):
        end = _name_end(tokens, end + 1) or end
    return _check(tokens, at, end, strong)


def _ends_following(tokens: Tokens, at: int, k: int) -> bool:
    token = tokens[k]
    if token.lower in _STOPS:
        return k == at or not _joins_names(tokens, k)
    if k == at:
        return False
    if token.lower == "by":
        return not any(t.lower in words_for("data") for t in tokens[at:k])
    if token.lower in _ENDINGS or token.text.isdigit() or SHOWING.fullmatch(token.lower):
        return True
    named = token.lower in _MONTHS_AND_NAMES and tokens.is_capital(k + 1)  # "Jan Holm", "May Lind"
    finite = token.text.islower() and token.lower.endswith("ed") and token.lower in verb_index()
    return (finite or (token.lower in TIMES and not named)) and tokens.low(k - 1) not in ARTICLES


def read_label(tokens: Sequence[Token]) -> Phrase | None:
    """The speaker that a few tokens name and nothing else: "UN", "the interior minister", "Ann Lee".

    A state, a town or a common noun that does not speak is no label.
    """
    plain = len(tokens) <= 8 and all(t.text[0].isalnum() or t.text in ".'’" for t in tokens)
    found = _check(Tokens(tokens), 0, len(tokens), strong=False) if plain else None
    if found is None or found.first > 1:
        return None
    words, head = _join(tokens), _before_link(tokens)[-1].lower
    places = find_places(words)
    named = 2 <= len(words.split()) <= 4 and all(t.text[0].isupper() for t in tokens) and not places
    body = any(p.kind in ("agency", "organisation", "bloc", "leader") for p in places)
    return found if body or named or head in speaker_nouns() else None


def _check(tokens: Tokens, first: int, end: int, strong: bool) -> Phrase | None:
    """The phrase in first:end less leading time words, if it can be a speaker."""
    while first < end and tokens[first].text[0] in _BULLETS:
        first += 1
    first = _trim_front(tokens, first, end)
    part = tokens[first:end]
    if not part or len(part) > 14:
        return None
    if len(part) == 1 and (pronoun := _PRONOUNS.get(part[0].lower)):
        return Phrase(part[0].start, part[0].end, pronoun, True, first)
    source = clean_source(_join(part)) if _can_speak(part, strong) else ""
    return Phrase(part[0].start, part[-1].end, source, first=first) if source else None


def _trim_front(tokens: Tokens, first: int, end: int) -> int:
    """Drop "But", "On Wednesday", "In Latvia" before the phrase."""
    while first < end - 1:
        low = tokens[first].lower
        if low in _FRONT:  # after "In", drop "Latvia" where an article begins the real phrase later on
            articles = (
                k
                for k in range(first + 2, min(first + 5, end - 1))
                if tokens[k].lower in ARTICLES and tokens[k - 1].lower not in LINKS
            )
            first = next(articles, first + 1)
        elif low in TIMES or (low.isdigit() and tokens.low(first - 1) in TIMES | LINKS):
            first += 1
        else:
            break
    return first


def _can_speak(tokens: Sequence[Token], strong: bool) -> bool:
    """Whether the phrase names a body, a person or a common noun that speaks."""
    words = [t for t in tokens if t.lower not in ARTICLES]
    if all(t.lower in TIMES | LINKS or not t.text[0].isalpha() for t in words) or words[0].lower in _NOBODY:
        return False
    if any(t.text[0].isdigit() for t in tokens):
        return False
    head = _before_link(words)
    if strong and (len(words) <= 3 or any(t.lower in words_for("data") for t in head)):
        return True
    noun = next((t for t in reversed(head) if t.text[0].isalpha()), words[-1])
    named = noun.text[0].isupper() or _PARTICLE.match(noun.text) is not None
    return named or noun.lower in speaker_nouns() | words_for("data")


def _before_link(tokens: Sequence[Token]) -> Sequence[Token]:
    """The head part: "spokesman" of "spokesman for the government"."""
    for k, token in enumerate(tokens):
        if k and (token.lower in _PLACING or (token.lower.endswith("ing") and token.text.islower())):
            return tokens[:k]
    return tokens


def _join(tokens: Sequence[Token]) -> str:
    return " ".join(t.text for t in tokens).replace(" . ", ". ").replace(" , ", ", ")


def clean_source(words: str) -> str:
    """The speaker as the tables cite it: without article, title, age and the noun before a name.

    "the Deputy Minister Jan Holm" -> "Jan Holm"; "the charity Blue Wave" -> "Blue Wave"; "Mexico's
    Migration Institute" -> "Migration Institute"; "Home Office figures" -> "Home Office"; "condemned Jan
    Holm's" (remarks) -> "Jan Holm".
    """
    words = _LEAD.sub("", words).removesuffix(" itself")
    for shape in _shapes():
        if found := shape.match(words):
            words = found[found.lastgroup or 0]
    return words


_LEAD = re.compile(r"^(?:(?:the|a|an|my|its|his|her|their|our|this|another|one|some)\s+)+", re.IGNORECASE)
_FRESH = r"(?i:provisional|official|latest|new|preliminary|updated|internal|own|government)"
_CAPITAL = r"(?:(?:al|el|ben|bin)-)?[^\W\d_a-z][\w'’.-]*"
_PERSON = rf"{_CAPITAL}(?: (?:de|da|von|van|der|den|bin|al|el|{_CAPITAL})){{0,3}}"


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    """Shapes of a speaker's words in the order they are taken off; the one group that is found stays."""
    office, data = office_pattern(), alternatives("data")
    of_where = rf"{office} (?:of|for) (?:the )?[A-Z][\w' ’-]*,? (?P<holder>{_CAPITAL} {_CAPITAL})"
    shapes = (
        rf"(?:.*?\s)??(?P<owner>{_PERSON})['’]s$",
        rf"(?:.*\s)?(?:{office},? (?P<titled>{_PERSON})(?: (?:of|from|with) .*)?|{of_where})$",
        r"[A-Z][\w.]*(?:['’]s|s['’]) (?P<owned>.*[A-Z].*)",
        rf"(?i:(?:[a-z]+ )?(?:{data}))\b[\w ]*?\b(?:by|from|of) (?:the )?(?P<maker>.*)$",
        rf"(?:{_FRESH}\s+)*+(?=.*(?:[A-Z]|['’]s))(?P<shower>.+?)(?:['’]s)?(?: [a-z]+)? (?:{data})$",
        rf"(?P<placed>{_CAPITAL} {_CAPITAL}) (?:of|from|with|at) (?:the |a )?[a-z].*$",
        rf"(?:.*\s)?(?:{alternatives('apposition')}|NGO) (?P<apposed>[A-Z].*)$",
    )
    return tuple(map(re.compile, shapes))
