"""Intervals, claims and bounds in words, for explanations."""

import math
from collections.abc import Iterable, Sequence

from analysis.english import NBSP, capitalise, join_words, say_label, say_number
from analysis.knowledge import Record, load_records
from analysis.series.bounds import Bound
from analysis.series.claims import Claim, Period, SeriesKey, say_definition


def word_interval(low: float, high: float) -> str:
    """An interval of which either end may be open (infinite, or a low of 0)."""
    first, last = (say_number(end, in_words=False) if math.isfinite(end) else "" for end in (low, high))
    if low == high:
        return first
    if last and low > 0:
        return f"between {first} and {last}"
    return f"at most {last}" if last else f"at least {first}" if low > 0 else "nothing known"


def word_period(period: Period) -> str:
    """A period without a preposition, "" where neither side is known."""
    return say_label(*period).replace(NBSP, " ") if any(period) else ""


def word_claim(claim: Claim) -> str:
    """A claim's words with who said so and when."""
    published = word_period(Period(claim.publication.earliest, claim.publication.latest))
    said = ", ".join(filter(None, [claim.source or "no source cited", published]))
    return f"“{claim.quote}” ({said})"


def word_claims(claims: Sequence[Claim], most: int = 4) -> str:
    """Claims in a row; beyond `most` the number of the others."""
    words = [word_claim(claim) for claim in claims[:most]]
    more = [f"{len(claims) - most} more"] if len(claims) > most else []
    return join_words([*words, *more])


def word_subject(key: SeriesKey, period: Period) -> str:
    """What a row is about: measure, unit, border, group, definition and period."""
    parts = (key.unit, key.border, key.group, say_definition(key.definition))
    series = f"{key.measure.replace('_', ' ')} ({', '.join(filter(None, parts))})"
    return ", ".join(filter(None, [series, word_period(period)]))


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


def explain_bounds(key: SeriesKey, period: Period, low: Bound, high: Bound, per: str = "") -> str:
    """A sentence on what bounds a row, by which claims, under which assumptions."""
    amount = word_interval(low.value, high.value) + per
    subject = word_subject(key, period)
    if not (low.pieces or high.pieces):
        return f"Nothing bounds {subject}."
    assumed = word_assumptions(low.names | high.names)
    ending = f" Assumed: {'; '.join(assumed)}." if assumed else ""
    return f"{capitalise(subject)}: {amount}{_word_reasons(low.claims, high.claims)}.{ending}"


def _word_reasons(low: list[Claim], high: list[Claim]) -> str:
    """The claims behind the two ends of a bound, named once where they are the same."""
    if not (low and high) or {claim.count_id for claim in low} == {claim.count_id for claim in high}:
        return f", by {word_claims(low or high)}"
    return f"; the low by {word_claims(low)}, the high by {word_claims(high)}"


def explain_unbounded(key: SeriesKey, period: Period, claims: Sequence[Claim]) -> str:
    """A sentence on why claims whose period is open bound nothing."""
    return f"Nothing bounds {word_subject(key, period)}: {word_claims(claims)} tell no start."
