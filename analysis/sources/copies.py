"""Which articles repeat an earlier one under another byline, heading or line width.

Near-copies by MinHash (Broder 1997) over runs of five words. An update that states another number is no copy:
of two near-copies one must hold all numbers of the other.
"""

import hashlib
import re
import zlib
from collections import Counter
from dataclasses import replace
from typing import Any

from analysis.article import Article
from analysis.sources.documents import HEADER
from analysis.sources.shadow import normalise

RUN = 5
PERMUTATIONS = 128
RESEMBLANCE = 0.8
# Of shorter texts only equal ones are copies: two flashes may share most of their words.
LEAST_WORDS = 40
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d[\d.,]*\d|\d")


class Copies:
    """The articles met so far, by what they say; each next one is compared with all of them."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self._near: Any = MinHashLSH(threshold=RESEMBLANCE - 0.1, num_perm=PERMUTATIONS)
        # By id: when it came, its fingerprint and its numbers.
        self._known: dict[str, tuple[int, Any, Counter[str]]] = {}
        self._exact: dict[bytes, str] = {}

    def mark(self, article: Article) -> Article:
        """The article, with the earlier one that it repeats in `duplicate_of`."""
        text = normalise(article.text).text
        header = HEADER.match(text)
        text = text[header.end() if header else 0 :]
        words = WORD.findall(text.casefold())
        said = "\0".join(words) or text
        digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        original = self._exact.setdefault(digest, article.article_id)
        if original == article.article_id and len(words) >= LEAST_WORDS:
            original = self._exact[digest] = self._find_near(article.article_id, text, words)
        return article if original == article.article_id else replace(article, duplicate_of=original)

    def _find_near(self, article_id: str, text: str, words: list[str]) -> str:
        fingerprint, numbers = _fingerprint(words), Counter(NUMBER.findall(text))
        for key in sorted(self._near.query(fingerprint), key=lambda key: self._known[key][0]):
            _, other, told = self._known[key]
            if fingerprint.jaccard(other) >= RESEMBLANCE and (numbers <= told or told <= numbers):
                return str(key)
        self._near.insert(article_id, fingerprint)
        self._known[article_id] = (len(self._known), fingerprint, numbers)
        return article_id


def _fingerprint(words: list[str]) -> Any:
    from datasketch import MinHash

    runs = {
        " ".join(words[at : at + RUN]).encode("utf-8", "surrogatepass") for at in range(len(words) - RUN + 1)
    }
    found = MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32, seed=1)
    found.update_batch(sorted(runs))
    return found
