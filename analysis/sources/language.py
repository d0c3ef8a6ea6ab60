"""Whether a text is English, and which parts of an English text are not.

Two witnesses: an identifier by letters (py3langid, after Lui and Baldwin 2011) held to the languages of news,
and the share of English function words, which no other language has. A table or a list of names has
neither; what is short and unclear is left to the reader, which finds nothing in it.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
LANGUAGES = (
    "en de fr es it pt nl sv no da fi et lv lt pl cs sk hu ro bg sr hr sl mk sq el tr ru uk be ka hy az "
    "kk ar fa he ur ps hi bn ta si ne th vi id ms tl zh ja ko am sw so ha af cy ga ca gl eu mt is"
).split()
FUNCTION_WORDS = frozenset(
    (
        "the of and to in that is was for it with as on be at by this had not are but from or have an they "
        "which one you were her all she there would their we him been has when who will more no if out so "
        "said what up its about into than them can only other new some could time these two may then do "
        "first any my now such like our over even most after also many before must through where much "
        "should because each between while since during"
    ).split()
)
# English news has 35 to 50 of 100; languages that share "in", "a", "he" or "on" stay below 10.
ENGLISH_SHARE = 0.16
FOREIGN_SHARE = 0.08
CLEAR = 0.6
# Fewer words say nothing for certain.
LEAST_WORDS = 12
LEAST_LETTERS = 12
# The end of Latin Extended-B; Greek, Cyrillic, Arabic and all other scripts come after it.
LAST_LATIN = "\u024f"


@cache
def load_identifier() -> Any:
    """The identifier by letters; loading it takes half a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def english_share(text: str) -> float:
    """The share of English function words among the words of a text; 0 where it has none."""
    words = WORD.findall(text)
    return sum(word.lower() in FUNCTION_WORDS for word in words) / len(words) if words else 0.0


def identify_language(text: str) -> str:
    """The language of a text (ISO 639-1) where it is clear, else "en" where it may be English, else "und"."""
    letters = [char for char in text if char.isalpha()]
    n_other = sum(char > LAST_LATIN and not "\u1e00" <= char <= "\u1eff" for char in letters)
    if len(letters) >= LEAST_LETTERS and 2 * n_other > len(letters):
        return _rank(text)[0]
    share = english_share(text)
    if share >= ENGLISH_SHARE:
        return "en"
    language, probability = _rank(text)
    if language == "en" or (share >= FOREIGN_SHARE and probability < 0.95):
        return "en"
    words = len(WORD.findall(text))
    if probability >= CLEAR and (words >= LEAST_WORDS // 2 or probability >= 0.99):
        return language
    return "en" if words < LEAST_WORDS else "und"


def _rank(text: str) -> tuple[str, float]:
    language, probability = load_identifier().classify(text)
    return str(language), float(probability)


def find_foreign_parts(text: str) -> Iterator[tuple[int, int, str]]:
    """Lines of at least a dozen words that are clearly in another language: start, end and the language."""
    for line in re.finditer(r"[^\n]+", text):
        if len(WORD.findall(line[0])) < LEAST_WORDS or english_share(line[0]) >= FOREIGN_SHARE:
            continue
        language, probability = _rank(line[0])
        if language != "en" and probability >= 0.95:
            yield *line.span(), language
