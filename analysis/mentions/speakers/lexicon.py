"""Speech verbs and speaker nouns, as the TOML files list them, and the citation read by them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from analysis.knowledge import Record, load_records
from analysis.language.inflection import inflect_verb, plural

AttributionKind = Literal[
    "said", "claimed", "warned", "promised", "denied", "accused", "threatened", "recorded", "planned",
    "according_to", "data_show", "citing", "interview",
]  # fmt: skip
Stance = Literal["neutral", "claim", "denial", "accusation", "warning", "promise"]
Chars = tuple[int, int]


class SpeechVerb(Record):
    """A verb of speech or record; `needs` are words of which one must follow it closely."""

    kind: AttributionKind
    stance: Stance
    strong: bool = False
    needs: tuple[str, ...] = ()


class SpeakerWords(Record):
    """Words of one use around speakers."""

    use: Literal["body", "people", "outlet", "data", "according", "apposition", "text", "citable"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker cited for `content_start:content_end`; `verb_*` are equal where no verb cites.

    `source` is written without article and title, a pronoun as the words used for the cited source before.
    `distance` is how many sentences lie between the citation and its content (0: the same sentence).
    """

    source: str
    source_start: int
    source_end: int
    content_start: int
    content_end: int
    kind: AttributionKind
    stance: Stance
    verb: str
    verb_start: int
    verb_end: int
    distance: int = 0
    pronoun: bool = False

    def __post_init__(self) -> None:
        if not self.source or self.content_start > self.content_end:
            raise ValueError(f"no attribution: {self}")


@cache
def verb_index() -> dict[str, tuple[tuple[SpeechVerb, str], ...]]:
    """Speech verbs by their forms in lower case, each with the particle that must follow ("out", or none).

    Those with a particle come first.
    """
    index: dict[str, list[tuple[SpeechVerb, str]]] = {}
    for verb in load_records("speech", SpeechVerb):
        for words in inflect_verb(verb.id):
            first, _, particle = words.partition(" ")
            index.setdefault(first, []).append((verb, particle))
    return {word: tuple(sorted(found, key=lambda one: -len(one[1]))) for word, found in index.items()}


@cache
def words_for(use: str) -> frozenset[str]:
    """The words of one use; body and people nouns with their plurals."""
    listed = [
        w for record in load_records("speakers", SpeakerWords) if record.use == use for w in record.words
    ]
    plurals = [plural(w) for w in listed] if use in ("body", "people", "outlet", "apposition") else []
    return frozenset(listed + plurals)


def alternatives(use: str) -> str:
    """The words of one use as alternatives of a pattern, the longest first."""
    return "|".join(map(re.escape, sorted(words_for(use), key=lambda w: (-len(w), w))))


@cache
def speaker_nouns() -> frozenset[str]:
    """The last words of all nouns for speakers."""
    return frozenset(w.split()[-1] for use in ("body", "people", "outlet", "text") for w in words_for(use))
