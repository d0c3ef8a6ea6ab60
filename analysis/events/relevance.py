"""Whether an article is about borders or people on the move at all; other news has no events."""

from collections.abc import Sequence

from analysis.events.hits import find_phrase
from analysis.events.wording import class_index
from analysis.language.text import Sentence

_WEIGHTS = {"theme": 2, "theme_hint": 1}
_NEEDED = 3


def concerns_borders(sentences: Sequence[Sentence]) -> bool:
    """Whether the text has two words for borders or migrants, or one with a word that hints at them."""
    index = class_index()
    told = 0
    for sentence in sentences:
        for at, token in enumerate(sentence.tokens):
            phrases = index.get(token.lower.removesuffix("'s"), ())
            told += max(
                (_WEIGHTS.get(p.meaning, 0) for p in phrases if find_phrase(sentence.tokens, p.words, at)),
                default=0,
            )
            if told >= _NEEDED:
                return True
    return False
