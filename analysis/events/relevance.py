"""Whether an article is about borders or people on the move at all; other news has no events."""

from collections.abc import Sequence

from analysis.events.statements import find_phrase
from analysis.events.wording import class_index
from analysis.language.text import Sentence

_THEME = "theme"
_NEEDED = 2


def concerns_borders(sentences: Sequence[Sentence]) -> bool:
    """Whether words for borders and migrants stand in the text at least twice."""
    index = class_index()
    told = 0
    for sentence in sentences:
        for at, token in enumerate(sentence.tokens):
            phrases = index.get(token.lower.removesuffix("'s"), ())
            told += any(p.meaning == _THEME and find_phrase(sentence.tokens, p.words, at) for p in phrases)
            if told >= _NEEDED:
                return True
    return False
