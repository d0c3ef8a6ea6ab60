"""Claims that cannot all be true: which, why, and what the series goes on without."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis.series.claims import Claim, SeriesKey
from analysis.series.evidence import Evidence
from analysis.series.implications import Contradiction
from analysis.series.relations import Relation
from analysis.series.strength import rank_strength
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
    stated = [_state_piece(piece) for piece in members]
    sentence = (
        f"No one count of {word_series(weakest.key)} satisfies {join_words(stated)}. "
        f"Set aside: {_word_piece(weakest)}, since {_find_reason(weakest, others)}."
    )
    return Conflict(weakest.key, members, () if weakest.implied else weakest.claims, sentence)


def describe_contradiction(found: Contradiction) -> Conflict:
    """A conflict between series, tied together by relations."""
    told = {claim.count_id: claim for relation in found.relations for claim in relation.claims}
    ties = join_words(sorted({relation.sentence for relation in found.relations}))
    stated = [_state_piece(piece) for piece in found.pieces]
    if isinstance(found.yielding, Relation):
        key, set_aside = found.yielding.terms[0][1].key, found.yielding.claims
        outcome = "The series go on without that comparison" if set_aside else "The series go on apart"
    else:
        key, set_aside = found.yielding.key, found.yielding.claims
        others = [piece for piece in found.pieces if piece is not found.yielding]
        outcome = f"Set aside: {_word_piece(found.yielding)}, since {_find_reason(found.yielding, others)}"
    sentence = f"{_start_sentence(ties)}, which contradicts {join_words(stated) or 'itself'}. {outcome}."
    return Conflict(key, found.pieces, tuple(set_aside), sentence, tuple(told.values()))


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
