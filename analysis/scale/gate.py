"""The first look at an article of a big corpus: whether its words can be those of border news.

Most articles of a news database are about anything else, and reading one takes a hundred times as long as
this look. A stretch of a text passes by the weights of the signs in it (`analysis/knowledge/signs.toml`),
each counted once; an article passes with one of its stretches. docs/scale.md says what is missed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

from analysis.article import Article, Rejected
from analysis.codings.format import hash_text, read_records
from analysis.knowledge import Record, load_records

# Words in a stretch; the next one begins in its middle, so that a paragraph on a border is whole in one.
STRETCH = 250
# What the signs of a stretch must weigh together. A short text has less room for them: it needs less by the
# logarithm of its length, and one of thirty words or fewer, which is soon read, needs nothing.
NEEDED = 1.7
LESS = 0.8
WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
LEFT_OUT = "Its words are not those of news about a border; --all reads it."


class Sign(Record):
    """Words, or pairs of them, that mean one thing and speak for news of a border."""

    weight: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets through what may be border news, and every article that a person has coded.

    `coded` are the hashes of the texts of codings, or the names of articles where a coding has no hash.
    """

    coded: frozenset[str] = frozenset()

    def refuse(self, article: Article) -> Rejected | None:
        """Why an article is left out, or None."""
        if is_border_news(f"{article.title or ''}\n{article.text}"):
            return None
        if self.coded & {article.article_id, hash_text(article.text)}:
            return None
        return Rejected(
            "article", article.path, "no_border_news", article_id=article.article_id, detail=LEFT_OUT
        )


def list_coded(codings: Path | None) -> frozenset[str]:
    """What a gate has to know of the codings in a folder."""
    told = [record["article"] for _, record in read_records(codings)] if codings else []
    return frozenset(article.get("sha256") or article["id"] for article in told)


def is_border_news(text: str) -> bool:
    """Whether one of the stretches of a text weighs enough."""
    words = WORD.findall(text.lower())
    signs = [*_find_signs(words)]
    starts = range(0, max(1, len(words) - STRETCH // 2), STRETCH // 2)
    return any(_weigh(signs, start) >= _need(len(words) - start) for start in starts)


def _find_signs(words: list[str]) -> Iterable[tuple[int, Sign]]:
    """The signs in a text, each with the number of its first word."""
    known = _load_signs()
    for at, word in enumerate(words):
        for found in (word, " ".join(words[at : at + 2])):
            for sign in known.get(found, ()):
                yield at, sign


def _weigh(signs: list[tuple[int, Sign]], start: int) -> float:
    """What the signs of one stretch weigh together."""
    within = {sign.id: sign.weight for at, sign in signs if start <= at < start + STRETCH}
    return sum(within.values())


def _need(n_words: int) -> float:
    """What the signs of a stretch of so many words must weigh together."""
    return NEEDED + LESS * log(min(max(n_words, 1), STRETCH) / STRETCH)


@cache
def _load_signs() -> dict[str, list[Sign]]:
    known: dict[str, list[Sign]] = {}
    for sign in load_records("signs", Sign):
        for words in sign.words:
            known.setdefault(words, []).append(sign)
    return known
