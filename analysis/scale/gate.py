"""The first look at an article of a big corpus: whether its words can be those of border news.

Most articles of a news database are about anything else, and reading one takes a hundred times as long as
this look. A stretch of a text passes by the weights of the signs in it (`analysis/knowledge/signs.toml`),
each counted once; an article passes with one of its stretches. docs/scale.md says what is missed.
"""

import re
from collections import defaultdict
from collections.abc import Container, Mapping
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


def refuse_other_news(article: Article, coded: Container[str] = ()) -> Rejected | None:
    """Why an article is left out; None for what may be border news, and for all that a person has coded."""
    if is_border_news(f"{article.title or ''}\n{article.text}"):
        return None
    if article.article_id in coded or hash_text(article.text) in coded:
        return None
    return Rejected("article", article.path, "no_border_news", article_id=article.article_id, detail=LEFT_OUT)


def list_coded(codings: Path | None) -> frozenset[str]:
    """The hashes of the texts that codings are of, or the articles' ids where a coding has no hash."""
    told = [record["article"] for _, record in read_records(codings)] if codings else []
    return frozenset(article.get("sha256") or article["id"] for article in told)


def is_border_news(text: str) -> bool:
    """Whether one of the stretches of a text weighs enough."""
    words = WORD.findall(text.lower())
    known = _load_signs()
    signs = [
        (at, sign)
        for at, word in enumerate(words)
        for found in (word, " ".join(words[at : at + 2]))
        for sign in known.get(found, ())
    ]
    for start in range(0, max(1, len(words) - STRETCH // 2), STRETCH // 2):
        within = {sign.id: sign.weight for at, sign in signs if start <= at < start + STRETCH}
        n_words = min(max(len(words) - start, 1), STRETCH)
        if sum(within.values()) >= NEEDED + LESS * log(n_words / STRETCH):
            return True
    return False


@cache
def _load_signs() -> Mapping[str, list[Sign]]:
    known = defaultdict(list)
    for sign in load_records("signs", Sign):
        for words in sign.words:
            known[words].append(sign)
    return dict(known)
