"""How each row of the series came about, in a sentence and as a table."""

import pandas as pd

from analysis.series.admission import admit_claims
from analysis.series.assumptions import DEFAULT, Assumptions, word_assumptions
from analysis.series.bounds import Bound
from analysis.series.claims import Claim, Period, SeriesKey
from analysis.series.copies import find_copies, mark_copies
from analysis.series.evidence import gather_evidence
from analysis.series.wording import word_claims, word_interval, word_period, word_series


def explain_bounds(key: SeriesKey, period: Period, low: Bound, high: Bound, per: str = "") -> str:
    """A sentence on what bounds a row, by which claims, under which assumptions."""
    amount = word_interval(low.value, high.value) + per
    subject = f"{word_series(key)} {word_period(period)}".strip()
    if not (low.pieces or high.pieces):
        return f"Nothing bounds {subject}."
    reasons = word_reasons(_list_claims(low), _list_claims(high))
    assumed = word_assumptions(low.names | high.names)
    ending = f" Assumed: {'; '.join(assumed)}." if assumed else ""
    return f"{subject[:1].upper()}{subject[1:]}: {amount}{reasons}.{ending}"


def _list_claims(bound: Bound) -> list[Claim]:
    found = {
        claim.count_id: claim
        for piece in bound.pieces
        for claim in (piece.claims if piece.implied else piece.claims[:1])
    }
    return list(found.values())


def word_reasons(low: list[Claim], high: list[Claim]) -> str:
    """The claims behind the two ends of a bound, named once where they are the same."""
    if not (low and high) or {claim.count_id for claim in low} == {claim.count_id for claim in high}:
        return f", by {word_claims(low or high)}"
    return f"; the low by {word_claims(low)}, the high by {word_claims(high)}"


def explain_unbounded(key: SeriesKey, period: Period, claims: list[Claim]) -> str:
    """A sentence on why claims whose period is open bound nothing."""
    return f"Nothing bounds {word_series(key)} {word_period(period)}: {word_claims(claims)} tell no start."


def explain_row(
    row: pd.Series, counts: pd.DataFrame, articles: pd.DataFrame, assumptions: Assumptions = DEFAULT
) -> pd.DataFrame:
    """Why this value: a table of the claims that bind a row of the series.

    One row per bound and claim: `side` (low or high), `role` (binds, or carries the same figure), count_id,
    article_id, source, quote, low, high, period_start, period_end, rule.
    """
    admission = admit_claims(counts, articles)
    claims = mark_copies(admission.admitted, find_copies(articles))
    carriers = {
        piece.claims[0].count_id: [claim.count_id for claim in piece.claims[1:]]
        for piece in gather_evidence(claims, assumptions)
    }
    cells = [
        (side, role, count_id)
        for side in ("low", "high")
        for binding in _split_ids(row[f"{side}_count_ids"])
        for role, ids in (("binds", [binding]), ("carries the same figure", carriers.get(binding, [])))
        for count_id in ids
    ]
    table = pd.DataFrame(cells, columns=["side", "role", "count_id"], dtype="str")
    shown = ["article_id", "source", "quote", "low", "high", "period_start", "period_end", "rule"]
    return table.merge(counts[["count_id", *shown]], on="count_id", how="left", validate="many_to_one")


def _split_ids(cell: object) -> list[str]:
    return cell.split("+") if isinstance(cell, str) else []
