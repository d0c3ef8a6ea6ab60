"""Claims of articles that repeat another one: they say what the original says, and count with it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.series.claims import Claim


def find_copies(articles: pd.DataFrame) -> dict[str, str]:
    """Map each article that repeats another one (`duplicate_of`) to the one that repeats none."""
    ids = set(articles["article_id"])
    pairs = zip(articles["article_id"], articles["duplicate_of"], strict=True)
    told = {copy: original for copy, original in pairs if original in ids and original != copy}
    found = {}
    for copy, original in told.items():
        line = [copy]
        while original in told and original not in line:
            line.append(original)
            original = told[original]
        found[copy] = original
    return found


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
