"""Claims that differ: which, why, and what the series goes on without.

Claims differ where they answer one question, about one measure, definition, border and period in one kind
(flow, total, average), with numbers that no rounding makes the same. Figures of other periods, parts or
comparisons that do not add up with the rest are no such conflict: they bound nothing, and their rows say why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis.series.claims import Claim, SeriesKey
from analysis.series.evidence import WHOLE_UNITS, Evidence, rank_strength, round_slack
from analysis.series.implications import Contradiction
from analysis.series.relations import Relation
from analysis.series.wording import (
    join_words,
    word_claim,
    word_claims,
    word_interval,
    word_period,
    word_series,
)

OUTNUMBERED_REASON = "several other figures contradict it"
REASONS = {
    "implied": "it only follows from other figures",
    "withdrawn": "it was corrected later",
    "relayed": "it is relayed, not from a primary source",
    "rounding": "it is rounded more",
    "newest_first": "it is older",
    "smaller": "it is smaller, and may count a part only",
    "count_id": "nothing tells them apart",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """An irreducible set of evidence that cannot all be true, with what is set aside."""

    key: SeriesKey
    members: tuple[Evidence, ...]
    set_aside: tuple[Claim, ...]
    sentence: str
    told: tuple[Claim, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the claims answer one question with numbers that no rounding makes the same."""
        return not self.told and _ask_the_same(self.members) and not _agree_rounded(self.members)

    @property
    def does_not_add_up(self) -> bool:
        """Whether figures of several questions exclude each other."""
        return bool(self.told) or not _ask_the_same(self.members)

    @property
    def place(self) -> tuple[Any, ...] | None:
        """The series and period whose row tells that something does not add up; None where none does."""
        piece = next((piece for piece in reversed(self.members) if not piece.implied), None)
        return None if piece is None else (piece.key, piece.aggregation, piece.period)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims in the conflict, carriers of the same figure included."""
        found = {claim.count_id: claim for piece in self.members for claim in piece.claims}
        return tuple((found | {claim.count_id: claim for claim in self.told}).values())

    def to_row(self) -> dict[str, Any]:
        """The conflict as a row of the conflicts table."""
        starts = [claim.period.start for claim in self.claims if claim.period.start]
        ends = [claim.period.end for claim in self.claims if claim.period.end]
        return {
            "measure": self.key.measure,
            "unit": self.key.unit,
            "border": self.key.border,
            "group": self.key.group,
            "period_start": min(starts, default=None),
            "period_end": max(ends, default=None),
            "count_ids": join_ids(claim.count_id for claim in self.claims),
            "set_aside_ids": join_ids(claim.count_id for claim in self.set_aside),
            "explanation": self.sentence,
        }


def join_ids(ids: Iterable[str]) -> str | None:
    """Ids in order, joined by +; None for none."""
    return "+".join(sorted(set(ids))) or None


def describe_conflict(members: tuple[Evidence, ...]) -> Conflict:
    """A conflict within one series; the last member is set aside."""
    *others, weakest = members
    aside = f"the series goes on without {_word_piece(weakest)}, since {_find_reason(weakest, others)}."
    if _ask_the_same(members):
        subject = f"{word_series(weakest.key)} {word_period(weakest.period)}".strip()
        stated = join_words([_word_piece(piece) for piece in members])
        sentence = f"Sources differ on {subject}: {stated}. Both cannot hold; {aside}"
    else:
        stated = join_words([_state_piece(piece) for piece in members])
        sentence = f"These do not add up: {stated}; {aside}"
    return Conflict(weakest.key, members, () if weakest.implied else weakest.claims, sentence)


def describe_contradiction(found: Contradiction) -> Conflict:
    """A conflict between series, tied together by relations."""
    told = {claim.count_id: claim for relation in found.relations for claim in relation.claims}
    ties = join_words(sorted({relation.sentence for relation in found.relations}))
    stated = [_state_piece(piece) for piece in found.pieces]
    if isinstance(found.yielding, Relation):
        key, set_aside = found.yielding.terms[0][1].key, found.yielding.claims
        outcome = "the series go on without that comparison" if set_aside else "the series go on apart"
    else:
        key, set_aside = found.yielding.key, found.yielding.claims
        others = [piece for piece in found.pieces if piece is not found.yielding]
        reason = _find_reason(found.yielding, others)
        outcome = f"the series goes on without {_word_piece(found.yielding)}, since {reason}"
    sentence = f"{_start_sentence(ties)}, which does not fit {join_words(stated) or 'itself'}; {outcome}."
    return Conflict(key, found.pieces, tuple(set_aside), sentence, tuple(told.values()))


def _ask_the_same(members: tuple[Evidence, ...]) -> bool:
    """Whether all members are reported figures for one whole, period and kind."""
    kinds = {
        (piece.key, piece.claims[0].aggregation, piece.claims[0].rate_per, piece.period) for piece in members
    }
    return len(kinds) == 1 and not any(piece.implied or piece.is_part for piece in members)


def _agree_rounded(members: tuple[Evidence, ...]) -> bool:
    """Whether one number satisfies all members, each taken as rounded to its last significant digit."""
    slacks = [_rounding_of(piece.claims[0]) for piece in members]
    low = max(piece.reading.low - slack for piece, slack in zip(members, slacks, strict=True))
    high = min(piece.reading.high + slack for piece, slack in zip(members, slacks, strict=True))
    return low <= high


def _rounding_of(claim: Claim) -> float:
    """Half a unit of the last digit stated; people and sites are rounded only where the number ends in 0."""
    slack = round_slack(claim.value or 0.0)
    return 0.0 if claim.key.unit in WHOLE_UNITS and slack < 1 else slack


def _start_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _state_piece(piece: Evidence) -> str:
    """A piece in words, with its period where it has one."""
    return " ".join([_word_piece(piece), word_period(piece.period)]).strip()


def _word_piece(piece: Evidence) -> str:
    if not piece.implied:
        return word_claim(piece.claims[0])
    interval = word_interval(max(piece.reading.low, 0), piece.reading.high)
    return f"{interval} (implied by {word_claims(piece.claims, most=2)})"


def _find_reason(weakest: Evidence, others: list[Evidence]) -> str:
    """The first respect in which the set-aside evidence is weaker than the weakest of the others."""
    if not others:
        return REASONS["count_id"]
    mine, theirs = rank_strength(weakest), max(rank_strength(piece) for piece in others)
    if mine < theirs:  # by itself it is the stronger
        return OUTNUMBERED_REASON
    fields = (name for name in mine._fields if getattr(mine, name) != getattr(theirs, name))
    return REASONS[next(fields, "count_id")]
