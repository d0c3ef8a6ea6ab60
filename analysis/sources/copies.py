"""Which articles repeat an earlier one under another byline, heading or line width.

Near-copies by MinHash (Broder 1997) over runs of five words, looked for by bands of the fingerprint. An
update that states another number is no copy: of two near-copies one must hold all numbers of the other.
"""

import hashlib
import re
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True)
class Print:
    """What an article is compared by: the digest of its words, its fingerprint and its numbers.

    A short text has no fingerprint (an empty one).
    """

    digest: bytes
    fingerprint: NDArray[np.uint32]
    numbers: Counter[str]

    def bands(self) -> list[bytes]:
        """The keys of which two near-copies share at least one; none of a short text."""
        bands, rows = _banding()
        cuts = range(0, bands * rows if len(self.fingerprint) else 0, rows)
        return [bytes([n]) + self.fingerprint[at : at + rows].tobytes() for n, at in enumerate(cuts)]

    def repeats(self, other: "Print") -> bool:
        """Whether two articles that share a band are one report."""
        alike = float(np.mean(self.fingerprint == other.fingerprint))
        return alike >= RESEMBLANCE and (self.numbers <= other.numbers or other.numbers <= self.numbers)


def take_print(article: Article) -> Print:
    """The print of an article; header, layout and letter case leave no mark on it."""
    text = normalise(article.text).text
    header = HEADER.match(text)
    text = text[header.end() if header else 0 :]
    words = WORD.findall(text.casefold())
    said = "\0".join(words) or text
    digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    fingerprint = _fingerprint(words) if len(words) >= LEAST_WORDS else np.array([], np.uint32)
    return Print(digest, fingerprint, Counter(NUMBER.findall(text)))


class Copies:
    """The articles met so far, by what they say; each next one is compared with all of them."""

    def __init__(self) -> None:
        self._exact: dict[bytes, str] = {}
        # In the order in which they came, so that the earliest one is found first.
        self._known: list[tuple[str, Print]] = []
        self._bands: dict[bytes, list[int]] = {}

    def mark(self, article: Article) -> Article:
        """The article, with the earlier one that it repeats in `duplicate_of`."""
        seen = take_print(article)
        original = self._exact.setdefault(seen.digest, article.article_id)
        if original == article.article_id and (bands := seen.bands()):
            original = self._exact[seen.digest] = self._find_near(article.article_id, seen, bands)
        return article if original == article.article_id else replace(article, duplicate_of=original)

    def _find_near(self, article_id: str, seen: Print, bands: list[bytes]) -> str:
        for place in sorted({place for band in bands for place in self._bands.get(band, ())}):
            key, other = self._known[place]
            if seen.repeats(other):
                return key
        for band in bands:
            self._bands.setdefault(band, []).append(len(self._known))
        self._known.append((article_id, seen))
        return article_id


@cache
def _banding() -> tuple[int, int]:
    """How many bands of how many values find most pairs of that resemblance and few others."""
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=RESEMBLANCE - 0.1, num_perm=PERMUTATIONS)
    return index.b, index.r


def _fingerprint(words: list[str]) -> Any:
    from datasketch import MinHash

    runs = {
        " ".join(words[at : at + RUN]).encode("utf-8", "surrogatepass") for at in range(len(words) - RUN + 1)
    }
    found = MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32, seed=1)
    found.update_batch(sorted(runs))
    return found.hashvalues.astype(np.uint32)
