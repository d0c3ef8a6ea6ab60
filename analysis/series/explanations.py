"""Bounds in words, claims that differ, and figures that do not add up: which, why, and what is set aside.

Claims differ where they answer one question, about one measure, definition, border and period in one kind
(flow, total, average), with numbers that no rounding makes the same. Figures of other periods, parts or
comparisons that do not add up with the rest are no such conflict: they bound nothing, and their rows say why.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from analysis.english import NBSP, capitalise, join_words, say_label, say_number
from analysis.knowledge import Record, load_records
from analysis.mentions.quantities import half_step
from analysis.series.bounds import Bound
from analysis.series.claims import Claim, Period, Quantity, say_definition
from analysis.series.evidence import WHOLE_UNITS, Evidence, rank_strength
from analysis.series.relations import Relation

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
Note = tuple[Quantity, str]


def ask_the_same(members: Sequence[Evidence]) -> bool:
    """Whether all members are reported figures for one whole, period and kind."""
    kinds = {(piece.what, piece.claims[0].aggregation, piece.claims[0].rate_per) for piece in members}
    return len(kinds) == 1 and not any(piece.implied or piece.is_part for piece in members)


def differ(members: Sequence[Evidence]) -> bool:
    """Whether the members answer one question, and no number satisfies all, each taken as rounded."""
    slacks = [_rounding_of(piece.claims[0]) for piece in members]
    low = max(piece.reading.low - slack for piece, slack in zip(members, slacks, strict=True))
    high = min(piece.reading.high + slack for piece, slack in zip(members, slacks, strict=True))
    return ask_the_same(members) and low > high


def _rounding_of(claim: Claim) -> float:
    """Half a unit of the last digit stated; people and sites are rounded only where the number ends in 0."""
    slack = half_step(claim.value or 0.0)
    return 0.0 if claim.unit in WHOLE_UNITS and slack < 1 else slack


def describe_difference(members: Sequence[Evidence]) -> dict[str, Any]:
    """The row of the conflicts table for claims that differ; the last member is set aside."""
    *others, weakest = members
    claims = [claim for piece in members for claim in piece.claims]
    stated = join_words([_word_piece(piece) for piece in members])
    subject = _word_subject(weakest.what)
    outcome = f"Both cannot hold; {_set_aside(weakest, others)}"
    return {
        **{name: getattr(weakest.what.key, name) for name in ("measure", "unit", "border", "group")},
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


def describe_contradiction(found: Bound, aside: Relation | Evidence) -> Note | None:
    """What relations between series say that the figures do not fit, and what of both is set aside."""
    ties = capitalise(join_words(sorted({relation.sentence for relation in found.relations})))
    stated = join_words([_state_piece(piece) for piece in found.pieces]) or "itself"
    if isinstance(aside, Evidence):
        outcome = _set_aside(aside, [piece for piece in found.pieces if piece is not aside])
    else:
        outcome = f"the series go on {'without that comparison' if aside.claims else 'apart'}."
    return _note(found.pieces, f"{ties}, which does not fit {stated}; {outcome}")


def _note(members: Sequence[Evidence], sentence: str) -> Note | None:
    piece = next((piece for piece in reversed(members) if not piece.implied), None)
    return (piece.what, sentence) if piece else None


def _set_aside(weakest: Evidence, others: Sequence[Evidence]) -> str:
    return f"the series goes on without {_word_piece(weakest)}, since {_find_reason(weakest, others)}."


def _state_piece(piece: Evidence) -> str:
    """A piece in words, with its period where it has one."""
    return " for ".join(filter(None, [_word_piece(piece), _word_period(piece.what.period)]))


def _word_piece(piece: Evidence) -> str:
    if not piece.implied:
        return _word_claim(piece.claims[0])
    interval = _word_interval(max(piece.reading.low, 0), piece.reading.high)
    return f"{interval} (implied by {_word_claims(piece.claims, most=2)})"


def _find_reason(weakest: Evidence, others: Sequence[Evidence]) -> str:
    """The first respect in which the set-aside evidence is weaker than the weakest of the others."""
    mine = rank_strength(weakest)
    theirs = max((rank_strength(piece) for piece in others), default=mine)
    if mine < theirs:  # by itself it is the stronger
        return OUTNUMBERED_REASON
    fields = (name for name in mine._fields if getattr(mine, name) != getattr(theirs, name))
    return REASONS[next(fields, "count_id")]


def _word_interval(low: float, high: float) -> str:
    """An interval of which either end may be open (infinite, or a low of 0)."""
    first, last = (say_number(end, in_words=False) if math.isfinite(end) else "" for end in (low, high))
    if low == high:
        return first
    if last and low > 0:
        return f"between {first} and {last}"
    return f"at most {last}" if last else f"at least {first}" if low > 0 else "nothing known"


def _word_period(period: Period) -> str:
    """A period without a preposition, "" where neither side is known."""
    return say_label(*period).replace(NBSP, " ") if any(period) else ""


def _word_claim(claim: Claim) -> str:
    """A claim's words with who said so and when."""
    published = _word_period(Period(claim.publication.earliest, claim.publication.latest))
    said = ", ".join(filter(None, [claim.source or "no source cited", published]))
    return f"“{claim.quote}” ({said})"


def _word_claims(claims: Sequence[Claim], most: int = 4) -> str:
    """Claims in a row; beyond `most` the number of the others."""
    words = [_word_claim(claim) for claim in claims[:most]]
    more = [f"{len(claims) - most} more"] if len(claims) > most else []
    return join_words([*words, *more])


def _word_subject(what: Quantity) -> str:
    """What a row is about: measure, unit, border, group, definition and period."""
    key = what.key
    parts = (key.unit, key.border, key.group, say_definition(key.definition))
    series = f"{key.measure.replace('_', ' ')} ({', '.join(filter(None, parts))})"
    return ", ".join(filter(None, [series, _word_period(what.period)]))


class Assumption(Record):
    """One assumption: a sentence for captions."""

    sentence: str


def known_assumptions() -> tuple[Assumption, ...]:
    """Every assumption there is, in the order in which captions name them."""
    return load_records("assumptions", Assumption)


def word_assumptions(names: Iterable[str]) -> list[str]:
    """The sentences of the assumptions named, in their fixed order, for a caption or a note."""
    wanted = set(names)
    return [assumption.sentence for assumption in known_assumptions() if assumption.id in wanted]


def explain_bounds(what: Quantity, low: Bound, high: Bound, claims: Sequence[Claim]) -> str:
    """A sentence on what bounds a row, by which claims, under which assumptions; `claims` name the row."""
    amount = _word_interval(low.value, high.value) + (" a day" if what.aggregation == "rate" else "")
    subject = _word_subject(what)
    if not (low.pieces or high.pieces):
        return f"Nothing bounds {subject}{'' if what.days else f': {_word_claims(claims)} tell no start'}."
    assumed = word_assumptions(low.names | high.names)
    ending = f" Assumed: {'; '.join(assumed)}." if assumed else ""
    return f"{capitalise(subject)}: {amount}{_word_reasons(low.claims, high.claims)}.{ending}"


def _word_reasons(low: list[Claim], high: list[Claim]) -> str:
    """The claims behind the two ends of a bound, named once where they are the same."""
    if not (low and high) or {claim.count_id for claim in low} == {claim.count_id for claim in high}:
        return f", by {_word_claims(low or high)}"
    return f"; the low by {_word_claims(low)}, the high by {_word_claims(high)}"
