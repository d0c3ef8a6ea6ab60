"""The noun phrase that names a speaker: where it stands, and how it is written as a source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.knowledge import word_class
from analysis.language.text import Token
from analysis.mentions.places import find_places
from analysis.mentions.places.finding import office_pattern
from analysis.mentions.speakers.lexicon import (
    Attribution,
    AttributionKind,
    Chars,
    Stance,
    speaker_nouns,
    verb_index,
    words_for,
)

AUXILIARIES = word_class("auxiliary")
PRONOUNS = frozenset("he she it they".split())
ARTICLES = word_class("article")
TIMES = word_class("speech-time")
ADVERBS = word_class("speech-adverb")
_STOPS = word_class("speaker-end")
ENDINGS = word_class("speaker-ending")
SHOWING = re.compile(r"show(?:s|ed|n)?|suggest(?:s|ed)?|indicate[sd]?|reveal(?:s|ed)?")
LINKS = frozenset("of for in at from with on to by".split())
_UNDER = frozenset("under inside within close near".split())
_OBJECTS = {"him": "he", "her": "she", "them": "they"}
_PARTICLE = re.compile(r"(?:al|el|as|ad|ben|bin|d|o)[-'’][A-Z]")
_MONTHS_AND_NAMES = frozenset("jan mar april may june august".split())
_ABBREVIATED = frozenset("gov lt col gen sgt capt maj sen rep dr mr mrs ms st sgt cpl adm cmdr prof".split())
_FRONT = word_class("speaker-front")


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


def read_subject(tokens: Sequence[Token], verb: int, strong: bool) -> Phrase | None:
    """The speaker that is the subject of the verb at index `verb`."""
    last = _skip_back(tokens, verb - 1)
    if last < 0:
        return None
    if tokens[last].text == ",":
        return _before_aside(tokens, last, strong)
    if tokens[last].text == ")":
        opened = next((k for k in range(last, -1, -1) if tokens[k].text == "("), 0)
        last = opened - 1
    return _checked(tokens, _phrase_start(tokens, last), last + 1, strong)


def read_opening(tokens: Sequence[Token]) -> Phrase | None:
    """The person or body with whom a sentence begins: "Ahmed, a mechanic, said"."""
    end = 0
    opening = ARTICLES | speaker_nouns() | {"of", "for"}
    while end < len(tokens) and (tokens[end].text[0].isupper() or tokens[end].lower in opening):
        end += 1
    while end > 1 and tokens[end - 1].lower in ARTICLES | LINKS:
        end -= 1
    if end == 1 and tokens[0].lower in _STOPS | LINKS | _FRONT:
        return None
    found = _checked(tokens, 0, end, strong=False)
    return found if found and not found.pronoun else None


def _phrase_start(tokens: Sequence[Token], last: int) -> int:
    """The first token of the noun phrase that ends at `last`: its article, or what follows a stop."""
    if tokens[last].lower in PRONOUNS:
        return last
    first = last
    while first >= 0 and not _stops(tokens, first):
        linked = first and tokens[first - 1].lower in LINKS | _UNDER
        if tokens[first].lower in ARTICLES and not linked and not _is_inside_name(tokens, first):
            return first
        first -= 1
    return first + 1


def _is_inside_name(tokens: Sequence[Token], k: int) -> bool:
    """Whether an article stands inside a name: "Watch the Woods", "Save the Children"."""
    if k == 0 or k + 1 >= len(tokens) or not tokens[k].text.islower():
        return False
    before = tokens[k - 1]
    own = before.text[0].isupper() and before.lower not in TIMES | LINKS
    placed = k > 1 and tokens[k - 2].lower in LINKS  # "in Poland the Border Guard said"
    return own and not placed and tokens[k + 1].text[0].isupper()


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(t.text for t in tokens).replace(" . ", ". ").replace(" , ", ", ")


def read_following(tokens: Sequence[Token], at: int, strong: bool) -> Phrase | None:
    """The speaker that begins at index `at` ("said the mayor of X")."""
    if at < len(tokens) and tokens[at].lower in _OBJECTS:
        token = tokens[at]
        return Phrase(token.start, token.end, _OBJECTS[token.lower], True, at)
    end = at
    while end < len(tokens) and not _ends_following(tokens, at, end):
        end += 1
    if end < len(tokens) and tokens[end].text == ",":
        name_end = _name_end(tokens, end + 1)
        if name_end and not any(t.text[0].isupper() for t in tokens[at:end]):
            end = name_end
    return _checked(tokens, at, end, strong)


def _ends_following(tokens: Sequence[Token], at: int, k: int) -> bool:
    token = tokens[k]
    if token.lower in _STOPS:
        return k == at or not _joins_names(tokens, k)
    if k == at:
        return False
    if token.lower in AUXILIARIES or token.text.isdigit():
        return True
    capital = k + 1 < len(tokens) and tokens[k + 1].text[0].isupper() and token.text[0].isupper()
    named = capital and token.lower in _MONTHS_AND_NAMES  # "Jan Holm", "May Lind"
    if token.lower in TIMES and not named and tokens[k - 1].lower not in ARTICLES:
        return True
    if token.lower == "by":
        return not any(t.lower in words_for("data") for t in tokens[at:k])
    if token.lower in ENDINGS or SHOWING.fullmatch(token.lower):
        return True
    finite = token.lower in verb_index() and token.lower.endswith("ed") and token.text.islower()
    return finite and tokens[k - 1].lower not in ARTICLES


def _joins_names(tokens: Sequence[Token], k: int) -> bool:
    """Whether the token is the "and" of "Customs and Border Protection"."""
    inside = tokens[k].lower == "and" and 0 < k < len(tokens) - 1
    return inside and tokens[k - 1].text[0].isupper() and tokens[k + 1].text[0].isupper()


def _name_end(tokens: Sequence[Token], at: int) -> int | None:
    """The end of a person's name of two words or more that begins at `at`."""
    end = at
    while end < len(tokens) and tokens[end].text[0].isupper() and tokens[end].text[0].isalpha():
        end += 1
    return end if end - at >= 2 else None


def _skip_back(tokens: Sequence[Token], k: int) -> int:
    """Back over adverbs, auxiliaries and dates between subject and verb ("he said" <- "on Tuesday")."""
    while k >= 0:
        token = tokens[k]
        manner = token.lower.endswith("ly") and token.text.islower()
        dated = token.lower == "on" and k + 1 < len(tokens) and tokens[k + 1].lower in TIMES
        if not (token.lower in ADVERBS | TIMES or token.text.isdigit() or manner or dated):
            break
        k -= 1
    return k


def _stops(tokens: Sequence[Token], k: int) -> bool:
    token = tokens[k]
    if _joins_names(tokens, k):
        return False
    if token.text == "." and k and tokens[k - 1].lower in _ABBREVIATED:
        return False
    if token.lower in _STOPS or token.lower in AUXILIARIES - {"'s"}:
        return True
    return token.text.islower() and token.lower in verb_index() and token.lower not in speaker_nouns()


def _before_aside(tokens: Sequence[Token], comma: int, strong: bool) -> Phrase | None:
    """The subject before an aside between commas: "Seelotsen, which runs it, said"."""
    opened = next((k for k in range(comma - 1, -1, -1) if tokens[k].text == ","), -1)
    if opened < 1 or comma - opened > 30:
        return None
    inner = tokens[opened + 1 : comma]
    name = _name_end(tokens, opened + 1)
    if name == comma:  # "the governor of Edirne, Haluk Sezgin, said"
        return _checked(tokens, opened + 1, comma, strong)
    if len(inner) == 1 and inner[0].text.isdigit():  # "the mayor, Ida Holm, 52, said"
        return _before_aside(tokens, opened, strong) or _checked(
            tokens, _phrase_start(tokens, opened - 1), opened, strong
        )
    if opened > 2 and tokens[opened - 1].text.isdigit() and tokens[opened - 2].text == ",":
        opened -= 2  # "Jan Holm, 61, who lives there, counted"
    first = _phrase_start(tokens, opened - 1)
    if first > 1 and tokens[first].lower in ("a", "an") and tokens[first - 1].text == ",":
        # "Blue Wave, a network of doctors, lawyers and pilots, recorded"
        return _checked(tokens, _phrase_start(tokens, first - 2), first - 1, True)
    return _checked(tokens, first, opened, True)


def _checked(tokens: Sequence[Token], first: int, end: int, strong: bool) -> Phrase | None:
    """The phrase in first:end less leading time words, if it can be a speaker."""
    while first < end and tokens[first].text[0] in "•·▪◦‣*–—-":
        first += 1
    first = _trim_front(tokens, first, end)
    part = tokens[first:end]
    if not part or len(part) > 14:
        return None
    if len(part) == 1 and part[0].lower in PRONOUNS:
        return Phrase(part[0].start, part[0].end, part[0].lower, True, first)
    if not _can_speak(part, strong):
        return None
    source = clean_source(_words(part))
    return Phrase(part[0].start, part[-1].end, source, first=first) if source else None


def _trim_front(tokens: Sequence[Token], first: int, end: int) -> int:
    """Drop "But", "On Wednesday", "In Latvia" before the phrase."""
    while first < end - 1:
        token = tokens[first]
        dated = first and token.text.isdigit() and tokens[first - 1].lower in TIMES | LINKS
        if token.lower in TIMES or dated:
            first += 1
        elif token.lower in _FRONT:
            first = _trim_place(tokens, first + 1, end)
        else:
            break
    return first


def _trim_place(tokens: Sequence[Token], first: int, end: int) -> int:
    """After "In", drop "Latvia" where an article begins the real phrase later on."""
    for k in range(first, min(first + 4, end - 1)):
        if k > first and tokens[k].lower in ARTICLES and tokens[k - 1].lower not in LINKS:
            return k
    return first


def _can_speak(tokens: Sequence[Token], strong: bool) -> bool:
    """Whether the phrase names a body, a person or a common noun that speaks."""
    head = [t for t in tokens if t.lower not in ARTICLES]
    if not head or all(t.lower in TIMES | LINKS or not t.text[0].isalpha() for t in head):
        return False
    if head[0].lower in ("there", "it", "what", "which", "no", "not", "nobody", "people", "migrants", "more"):
        return False
    if any(t.text[0].isdigit() for t in tokens):
        return False
    if strong and any(t.lower in words_for("data") for t in _before_link(head)):
        return True
    noun = next((t for t in reversed(_before_link(head)) if t.text[0].isalpha()), head[-1])
    named = noun.text[0].isupper() or _PARTICLE.match(noun.text) is not None
    return named or noun.lower in speaker_nouns() | words_for("data") or (strong and len(head) <= 3)


def read_label(tokens: Sequence[Token]) -> Phrase | None:
    """The speaker that a few tokens name and nothing else: "UN", "the interior minister", "Ann Lee".

    A state, a town or a common noun that does not speak is no label.
    """
    plain = 0 < len(tokens) <= 8 and all(t.text[0].isalnum() or t.text in ".'’" for t in tokens)
    found = _checked(tokens, 0, len(tokens), strong=False) if plain else None
    if found is None or found.first > 1:
        return None
    words, head = _words(tokens), _before_link(tokens)[-1].lower
    places = find_places(words)
    named = 2 <= len(words.split()) <= 4 and all(t.text[0].isupper() for t in tokens) and not places
    body = any(p.kind in ("agency", "organisation", "bloc", "leader") for p in places)
    return found if body or named or head in speaker_nouns() else None


def _before_link(tokens: Sequence[Token]) -> Sequence[Token]:
    """The head part: "spokesman" of "spokesman for the government"."""
    for k, token in enumerate(tokens):
        if k and (token.lower in LINKS | _UNDER or (token.lower.endswith("ing") and token.text.islower())):
            return tokens[:k]
    return tokens


def clean_source(words: str) -> str:
    """The speaker as the tables cite it: without article, title, age and the noun before a name.

    "the Deputy Minister Jan Holm" -> "Jan Holm"; "the charity Blue Wave" -> "Blue Wave"; "Mexico's
    Migration Institute" -> "Migration Institute"; "Home Office figures" -> "Home Office"; "condemned Jan
    Holm's" (remarks) -> "Jan Holm".
    """
    words = _LEAD.sub("", words).removesuffix(" itself")
    if owner := _patterns()["owner"].match(words):
        words = owner["name"]
    if titled := _patterns()["titled"].search(words):
        return titled["name"] or titled["holder"]
    if owner := _OWNER.match(words):
        words = words[owner.end() :]
    words = _strip_data(words)
    if apposed := _patterns()["apposed"].match(words):
        first = words.split()[0]
        nation = any(p.kind.startswith("demonym") for p in find_places(first))
        if nation or first.isupper() or not first[0].isupper():
            return apposed["name"]
    person = _patterns()["placed"].match(words)
    return person["name"] if person else words


def _strip_data(words: str) -> str:
    """ "provisional Home Office figures" -> "Home Office"; "tally kept by Blue Wave" -> "Blue Wave"."""
    if made := _patterns()["made"].match(words):
        return made["body"]
    bare = _FRESHNESS.sub("", words)
    trimmed = _patterns()["data_tail"].sub("", bare)
    names_body = any(c.isupper() for c in trimmed) or "'s" in bare.replace("’", "'")
    return trimmed if trimmed != bare and names_body and not _FRESH.fullmatch(trimmed) else words


_LEAD = re.compile(r"^(?:(?:the|a|an|my|its|his|her|their|our|this|another|one|some)\s+)+", re.IGNORECASE)
_OWNER = re.compile(r"^[A-Z][\w.]*(?:['’]s|s['’]) (?=.*[A-Z])")
_FRESH_WORDS = r"(?:provisional|official|latest|new|preliminary|updated|internal|own|government)"
_FRESH = re.compile(_FRESH_WORDS, re.IGNORECASE)
_FRESHNESS = re.compile(rf"^(?:(?i:{_FRESH_WORDS})\s+)+(?=.*[A-Z])")
_CAPITAL = r"(?:(?:al|el|ben|bin)-)?[^\W\d_a-z][\w'’.-]*"
_PERSON = rf"{_CAPITAL}(?: (?:de|da|von|van|der|den|bin|al|el|{_CAPITAL})){{0,3}}"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data, nouns = (
        "|".join(sorted(words_for(use), key=lambda w: (-len(w), w))) for use in ("data", "apposition")
    )
    office = office_pattern()
    of_where = rf"{office} (?:of|for) (?:the )?[A-Z][\w' ’-]*,? (?P<holder>{_CAPITAL} {_CAPITAL})"
    shapes = {
        "titled": rf"^(?:.*\s)?(?:{office},? (?P<name>{_PERSON})(?: (?:of|from|with) .*)?|{of_where})$",
        "made": rf"^(?i:(?:[a-z]+ )?(?:{data}))\b[\w ]*?\b(?:by|from|of) (?:the )?(?P<body>.*)$",
        "data_tail": rf"(?:['’]s)?(?: [a-z]+)? (?:{data})$",
        "apposed": rf"^(?:.*\s)?(?:{nouns}|NGO) (?P<name>[A-Z].*)$",
        "owner": rf"^(?:.*?\s)??(?P<name>{_PERSON})['’]s$",
        "placed": rf"^(?P<name>{_CAPITAL} {_CAPITAL}) (?:of|from|with|at) (?:the |a )?[a-z].*$",
    }
    return {name: re.compile(shape) for name, shape in shapes.items()}
