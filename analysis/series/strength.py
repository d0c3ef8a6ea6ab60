"""In which order evidence is heard: the stronger keeps its place in a conflict."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from analysis.knowledge import Record, load_records
from analysis.series.claims import Claim
from analysis.series.evidence import Evidence, normalise_source, read_greatest

BOUND_RANKS = {"exact": 0, "about": 1, "nearly": 1, "over": 1, "under": 1, "range": 1, "vague": 2}


class Relay(Record):
    """Words that show that a cited source passes on what others counted."""

    words: tuple[str, ...]


class Strength(NamedTuple):
    """Sorts the strongest evidence first: the order in which the claims of a conflict keep their place."""

    implied: bool
    withdrawn: bool
    relayed: bool
    rounding: tuple[int, int]
    newest_first: int
    smaller: float
    count_id: str


def rank_strength(piece: Evidence) -> Strength:
    """Reported before implied, corrections before the corrected, primary before relayed, exact before
    rounded; then the later and the greater."""
    spokesman = piece.claims[0]
    published = spokesman.publication.earliest
    return Strength(
        implied=piece.implied,
        withdrawn=piece.withdrawn,
        relayed=is_relayed(spokesman.source),
        rounding=_rank_rounding(spokesman),
        newest_first=-published.toordinal() if published else 0,
        smaller=-read_greatest(spokesman),
        count_id=spokesman.count_id,
    )


def _rank_rounding(claim: Claim) -> tuple[int, int]:
    """How far the words round the number, then in how many zeros it ends."""
    value = claim.value or claim.high or claim.low or 0.0
    digits = f"{value:.0f}"
    return BOUND_RANKS[claim.bound], len(digits) - len(digits.rstrip("0"))


@cache
def is_relayed(source: str | None) -> bool:
    """Whether nobody is cited, or somebody who passes on what others counted."""
    if source is None:
        return True
    words = f" {normalise_source(source)} "
    relays = load_records("assumptions_relays", Relay)
    return any(f" {normalise_source(word)} " in words for relay in relays for word in relay.words)


def mark_withdrawn(pieces: Iterable[Evidence], denied: Iterable[Claim]) -> list[Evidence]:
    """Mark the figures that a later article withdraws (a denied claim of the same figure)."""
    withdrawn: dict[tuple, list[date]] = defaultdict(list)
    for claim in denied:
        withdrawn[claim.key, claim.value].append(claim.publication.latest or date.min)
    return sorted((_mark_piece(piece, withdrawn) for piece in pieces), key=rank_strength)


def _mark_piece(piece: Evidence, withdrawn: dict[tuple, list[date]]) -> Evidence:
    spokesman = piece.claims[0]
    published = spokesman.publication.earliest or date.min
    days = withdrawn.get((spokesman.key, spokesman.value), ())
    is_withdrawn = spokesman.value is not None and any(day >= published for day in days)
    return replace(piece, withdrawn=True) if is_withdrawn else piece
