"""Speech verbs and speaker nouns, as the TOML files list them, ready to look up."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from analysis.knowledge import Record, load_records
from analysis.language.inflection import inflect_verb, plural

AttributionKind = Literal[
    "said",
    "claimed",
    "warned",
    "promised",
    "denied",
    "accused",
    "threatened",
    "alleged",
    "recorded",
    "planned",
    "according_to",
    "data_show",
    "citing",
    "interview",
    "list_header",
    "withdrawn",
]
Stance = Literal["neutral", "claim", "denial", "accusation", "warning", "promise"]
Form = Literal["finite", "gerund"]


class SpeechVerb(Record):
    """A verb of speech or record; `needs` are words of which one must follow it closely."""

    kind: AttributionKind
    stance: Stance
    strong: bool = False
    needs: tuple[str, ...] = ()


class SpeakerWords(Record):
    """Words of one use around speakers."""

    use: Literal["body", "people", "outlet", "data", "according", "apposition", "assertion", "own"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One form of a speech verb; `particle` is the word that must follow it, or empty."""

    verb: SpeechVerb
    form: Form
    particle: str


@cache
def verb_index() -> dict[str, tuple[VerbForm, ...]]:
    """Speech verbs by their forms in lower case; those with a particle come first."""
    index: dict[str, list[VerbForm]] = {}
    for verb in load_records("speech", SpeechVerb):
        forms = inflect_verb(verb.id)
        finite = {forms.base, forms.third, forms.past, forms.participle}
        for words, form in [*((f, "finite") for f in sorted(finite)), (forms.gerund, "gerund")]:
            first, _, particle = words.partition(" ")
            index.setdefault(first, []).append(VerbForm(verb, form, particle))  # type: ignore[arg-type]
    return {word: tuple(sorted(found, key=lambda f: -len(f.particle))) for word, found in index.items()}


@cache
def words_for(use: str) -> frozenset[str]:
    """The words of one use; body and people nouns with their plurals."""
    listed = [
        w for record in load_records("speakers", SpeakerWords) if record.use == use for w in record.words
    ]
    plurals = [plural(w) for w in listed] if use in ("body", "people", "outlet", "apposition") else []
    return frozenset(listed + plurals)


@cache
def speaker_nouns() -> frozenset[str]:
    """The last words of all nouns for speakers."""
    return frozenset(w.split()[-1] for use in ("body", "people", "outlet", "own") for w in words_for(use))
