"""Whether a text is English, told by its frequent short words.

Method: the language whose function words are the most frequent (Ingle 1976), asked only for a clear answer: a
page of tables, a headline or an English report with foreign quotations is left to the reader.
"""

import re
from collections import Counter
from functools import cache

from analysis.knowledge import Record, load_records

WORD = re.compile(r"[^\W\d_]+")
# Too few words say nothing about the language.
LEAST_WORDS = 12
# A foreign language must have this share of the words, and this many times the English function words.
CLEAR_SHARE = 0.12
CLEAR_LEAD = 2
LEAST_LETTERS = 40
# The end of Latin Extended-B; Greek, Cyrillic, Arabic and all other scripts come after it.
LAST_LATIN = "\u024f"


class FunctionWords(Record):
    """The function words of one language (`id`, ISO 639-1)."""

    words: tuple[str, ...]


@cache
def _languages() -> dict[str, frozenset[str]]:
    records = load_records("function_words", FunctionWords)
    return {record.id: frozenset(record.words) for record in records}


def identify_language(text: str) -> str | None:
    """The language of a text (ISO 639-1) where its function words are clear, else None."""
    words = Counter(word.lower() for word in WORD.findall(text))
    if words.total() < LEAST_WORDS:
        return None
    hits = {language: sum(words[word] for word in known) for language, known in _languages().items()}
    best = max(hits, key=lambda language: (hits[language], language))
    is_clear = hits[best] >= CLEAR_SHARE * words.total()
    if best != "en":
        is_clear = is_clear and hits[best] > CLEAR_LEAD * hits["en"]
    return best if is_clear else None


def is_foreign(text: str) -> bool:
    """Whether a text is clearly not English: in another language, or mostly in another script."""
    letters = [char for char in text if char.isalpha()]
    other_script = sum(char > LAST_LATIN for char in letters)
    if len(letters) >= LEAST_LETTERS and 2 * other_script > len(letters):
        return True
    return identify_language(text) not in ("en", None)
