"""Claims that differ, and figures that do not add up: which, why, and what the series goes on without.

Claims differ where they answer one question, about one measure, definition, border and period in one kind
(flow, total, average), with numbers that no rounding makes the same. Figures of other periods, parts or
comparisons that do not add up with the rest are no such conflict: they bound nothing, and their rows say why.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from analysis.english import capitalise, join_words
from analysis.series.claims import Claim, Period, SeriesKey
from analysis.series.evidence import WHOLE_UNITS, Evidence, rank_strength, round_slack
from analysis.series.implications import Contradiction
from analysis.series.wording import word_claim, word_claims, word_interval, word_period, word_subject

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
# The row of the series that tells that something does not add up, and what it tells.
Note = tuple[tuple[SeriesKey, str, Period], str]


def ask_the_same(members: Sequence[Evidence]) -> bool:
    """Whether all members are reported figures for one whole, period and kind."""
    kinds = {
        (piece.key, piece.claims[0].aggregation, piece.claims[0].rate_per, piece.period) for piece in members
    }
    return len(kinds) == 1 and not any(piece.implied or piece.is_part for piece in members)


def differ(members: Sequence[Evidence]) -> bool:
    """Whether the members answer one question, and no number satisfies all, each taken as rounded."""
    slacks = [_rounding_of(piece.claims[0]) for piece in members]
    low = max(piece.reading.low - slack for piece, slack in zip(members, slacks, strict=True))
    high = min(piece.reading.high + slack for piece, slack in zip(members, slacks, strict=True))
    return ask_the_same(members) and low > high


def _rounding_of(claim: Claim) -> float:
    """Half a unit of the last digit stated; people and sites are rounded only where the number ends in 0."""
    slack = round_slack(claim.value or 0.0)
    return 0.0 if claim.unit in WHOLE_UNITS and slack < 1 else slack


def describe_difference(members: Sequence[Evidence]) -> dict[str, Any]:
    """The row of the conflicts table for claims that differ; the last member is set aside."""
    *others, weakest = members
    claims = [claim for piece in members for claim in piece.claims]
    stated = join_words([_word_piece(piece) for piece in members])
    subject = word_subject(weakest.key, weakest.period)
    outcome = f"Both cannot hold; {_set_aside(weakest, others)}"
    return {
        **{name: getattr(weakest.key, name) for name in ("measure", "unit", "border", "group")},
        "period_start": min((claim.period_start for claim in claims if claim.period_start), default=None),
        "period_end": max((claim.period_end for claim in claims if claim.period_end), default=None),
        "count_ids": join_ids(claims),
        "set_aside_ids": join_ids(weakest.claims),
        "explanation": f"Sources differ on {subject}: {stated}. {outcome}",
    }


def join_ids(claims: Iterable[Claim]) -> str | None:
    """Ids in order, joined by +; None for none."""
    return "+".join(sorted({claim.count_id for claim in claims})) or None


def describe_misfit(members: Sequence[Evidence]) -> Note | None:
    """What figures of several questions say that exclude each other; the last member is set aside."""
    *others, weakest = members
    stated = join_words([_state_piece(piece) for piece in members])
    return _note(members, f"These do not add up: {stated}; {_set_aside(weakest, others)}")


def describe_contradiction(found: Contradiction) -> Note | None:
    """What relations between series say that the figures do not fit."""
    ties = capitalise(join_words(sorted({relation.sentence for relation in found.relations})))
    stated = join_words([_state_piece(piece) for piece in found.pieces]) or "itself"
    if isinstance(found.yielding, Evidence):
        outcome = _set_aside(found.yielding, [piece for piece in found.pieces if piece is not found.yielding])
    else:
        outcome = f"the series go on {'without that comparison' if found.yielding.claims else 'apart'}."
    return _note(found.pieces, f"{ties}, which does not fit {stated}; {outcome}")


def _note(members: Sequence[Evidence], sentence: str) -> Note | None:
    piece = next((piece for piece in reversed(members) if not piece.implied), None)
    return ((piece.key, piece.aggregation, piece.period), sentence) if piece else None


def _set_aside(weakest: Evidence, others: Sequence[Evidence]) -> str:
    return f"the series goes on without {_word_piece(weakest)}, since {_find_reason(weakest, others)}."


def _state_piece(piece: Evidence) -> str:
    """A piece in words, with its period where it has one."""
    return " for ".join(filter(None, [_word_piece(piece), word_period(piece.period)]))


def _word_piece(piece: Evidence) -> str:
    if not piece.implied:
        return word_claim(piece.claims[0])
    interval = word_interval(max(piece.reading.low, 0), piece.reading.high)
    return f"{interval} (implied by {word_claims(piece.claims, most=2)})"


def _find_reason(weakest: Evidence, others: Sequence[Evidence]) -> str:
    """The first respect in which the set-aside evidence is weaker than the weakest of the others."""
    mine = rank_strength(weakest)
    theirs = max((rank_strength(piece) for piece in others), default=mine)
    if mine < theirs:  # by itself it is the stronger
        return OUTNUMBERED_REASON
    fields = (name for name in mine._fields if getattr(mine, name) != getattr(theirs, name))
    return REASONS[next(fields, "count_id")]
