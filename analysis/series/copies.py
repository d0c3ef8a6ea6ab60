"""Which articles repeat another one: told so by the reader, or found by shared runs of words.

Shingles after Broder, "On the resemblance and containment of documents" (1997): two texts are compared
by the share of their five-word runs that they have in common; a fixed sample of the runs is enough.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from analysis.series.claims import Claim

SHINGLE_WORDS = 5
SAMPLE = 4  # one run in four, chosen by its hash
RESEMBLANCE = 0.8
BOILERPLATE = 200  # a run in more articles than this is a footer


def find_copies(articles: pd.DataFrame) -> dict[str, str]:
    """Map each article that repeats others to the earliest of them.

    Uses `duplicate_of` and near-identical wording; articles whose text was left out count by the former.
    """
    ids = sorted(articles["article_id"])
    row = {article_id: number for number, article_id in enumerate(ids)}
    told = _told_pairs(articles, row)
    near = _near_pairs(articles, row)
    links = np.array(told + near, dtype=int).reshape(-1, 2)
    graph = csr_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(ids), len(ids)))
    _, families = connected_components(graph, directed=False)
    return _name_originals(articles, ids, families)


def _told_pairs(articles: pd.DataFrame, row: Mapping[str, int]) -> list[tuple[int, int]]:
    pairs = zip(articles["article_id"], articles["duplicate_of"], strict=True)
    return [(row[copy], row[original]) for copy, original in pairs if original in row]


def _near_pairs(articles: pd.DataFrame, row: Mapping[str, int]) -> list[tuple[int, int]]:
    """Rows of articles that share at least RESEMBLANCE of all their sampled runs."""
    shingles = _sample_shingles(articles, row)
    sizes = np.diff(shingles.indptr)
    shared = (shingles @ shingles.T).tocoo()
    first, second = shared.coords
    union = sizes[first] + sizes[second] - shared.data
    near = (first < second) & (shared.data >= RESEMBLANCE * union)
    return list(zip(first[near].tolist(), second[near].tolist(), strict=True))


def _sample_shingles(articles: pd.DataFrame, row: Mapping[str, int]) -> csr_array:
    """Articles by sampled runs, 1 where the run occurs; runs that are boilerplate are left out."""
    holders = defaultdict(set)
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        if isinstance(text, str):
            for shingle in _hash_shingles(text):
                holders[shingle].add(row[article_id])
    kept = sorted(shingle for shingle, rows in holders.items() if len(rows) <= BOILERPLATE)
    cells = [(number, column) for column, shingle in enumerate(kept) for number in sorted(holders[shingle])]
    places = np.array(cells, dtype=int).reshape(-1, 2)
    shape = (len(row), max(len(kept), 1))
    return csr_array((np.ones(len(places), dtype=int), (places[:, 0], places[:, 1])), shape=shape)


def _hash_shingles(text: str) -> set[int]:
    words = re.findall(r"\w+", text.casefold())
    runs = zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False)
    hashes = {zlib.crc32(" ".join(run).encode("utf-8", "surrogatepass")) for run in runs}
    return {number for number in hashes if number % SAMPLE == 0}


def _name_originals(articles: pd.DataFrame, ids: list[str], families: np.ndarray) -> dict[str, str]:
    frame = articles.set_index("article_id").loc[ids]
    told = frame["duplicate_of"].notna().to_numpy()
    published = frame["published_earliest"].fillna(pd.Timestamp.max.normalize()).to_list()
    members = defaultdict(list)
    for number, family in enumerate(families.tolist()):
        members[family].append((bool(told[number]), published[number], ids[number]))
    originals = {family: min(found)[2] for family, found in members.items()}
    return {
        article_id: originals[family]
        for article_id, family in zip(ids, families.tolist(), strict=True)
        if originals[family] != article_id
    }


def mark_copies(claims: tuple[Claim, ...], copies: Mapping[str, str]) -> tuple[Claim, ...]:
    """Let each claim of a copy say what the same figure says in the original, its period and source too.

    A text that repeats another with other figures is an update and no copy: its claims stand alone.
    """
    by_article = defaultdict(list)
    for claim in claims:
        by_article[claim.article_id].append(claim)
    marked = {}
    for article_id, original_id in copies.items():
        for claim, twin in _match_figures(by_article[article_id], by_article[original_id]):
            marked[claim.count_id] = replace(
                twin,
                count_id=claim.count_id,
                article_id=article_id,
                quote=claim.quote,
                copy_of=original_id,
            )
    return tuple(marked.get(claim.count_id, claim) for claim in claims)


def _match_figures(claims: list[Claim], originals: list[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs of the same figure, the same period first; none unless every claim has its twin."""
    pairs = []
    for claim in claims:
        twins = [twin for twin in originals if twin.figure == claim.figure]
        if not twins:
            return []
        pairs.append((claim, min(twins, key=lambda twin: (twin.period != claim.period, twin.count_id))))
    return pairs
