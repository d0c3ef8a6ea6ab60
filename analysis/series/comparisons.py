"""Comparisons in the news ("almost twice the number for all of 2020") as relations between quantities."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analysis.series.assumptions import Assumptions
from analysis.series.claims import Claim, Period, SeriesKey
from analysis.series.evidence import Evidence
from analysis.series.readings import Reading, read_claim, read_factor
from analysis.series.relations import FLOWS, Quantity, Relation
from analysis.series.wording import word_period
from analysis.tables import list_rows


def relate_comparisons(
    claims: Iterable[Claim], comparisons: pd.DataFrame, pieces: Sequence[Evidence], assumptions: Assumptions
) -> list[Relation]:
    """What each comparison says about its claim and the reference period."""
    by_id = {claim.count_id: claim for claim in claims}
    keys = {piece.key for piece in pieces}
    whole_ids = {claim.count_id for piece in pieces if piece.is_whole for claim in piece.claims}
    found = []
    for row in sorted(list_rows(comparisons), key=lambda row: row["count_id"]):
        claim = by_id.get(row["count_id"])
        reference = claim and _find_reference(claim, row, keys)
        if claim and reference:
            compared = _compared_quantity(claim, reference, claim.count_id in whole_ids)
            found += _relate_claim(claim, compared, reference, _read_ratio(row, assumptions))
            found += _tell_words(claim, compared, assumptions) if compared.words_of else []
    return found


def _find_reference(claim: Claim, row: dict[str, Any], keys: set[SeriesKey]) -> Quantity | None:
    """The flow that the claim is compared with, None where its period is not told."""
    period = Period(row["ref_period_start"], row["ref_period_end"])
    measure = row["ref_measure"] or claim.key.measure
    if not period.is_dated or claim.aggregation not in FLOWS:
        return None
    key = _find_key(claim.key, measure, keys)
    return None if key is None else Quantity(key, "period", period)


def _find_key(key: SeriesKey, measure: str, keys: set[SeriesKey]) -> SeriesKey | None:
    """The series of that measure beside the claim's own; a change in percent has no unit to go by."""
    if measure in ("change", "other") or key.measure == "other":
        return None
    if not _is_bare_change(key):
        return key._replace(measure=measure)
    known = sorted(
        (other for other in keys if other._replace(unit=key.unit) == key._replace(measure=measure)),
        key=lambda other: (other.unit != "person", other.unit),
    )
    return known[0] if known else None


def _is_bare_change(key: SeriesKey) -> bool:
    """Whether a claim tells a change only ("up 14%", "doubled"), with no number of its own."""
    return key.measure == "change" or key.unit == "percent"


def _read_ratio(row: dict[str, Any], assumptions: Assumptions) -> Reading:
    """Claim divided by reference, as an interval."""
    relation, factor, bound = row["relation"], row["factor"], row["bound"]
    if relation == "same":
        return read_factor(1.0, bound, assumptions)
    if factor is None or relation in ("more", "fewer"):
        return _read_direction(relation)
    stated = read_factor(factor, bound, assumptions)
    if relation == "times":
        return stated
    return _read_percent(stated, 1.0 if relation == "percent_more" else -1.0)


def _read_direction(relation: str) -> Reading:
    if relation in ("more", "percent_more"):
        return Reading(low=1.0)
    if relation in ("fewer", "percent_less"):
        return Reading(high=1.0)
    return Reading()


def _read_percent(stated: Reading, sign: float) -> Reading:
    """1 plus or minus the percentage; less than nothing is nothing."""
    ends = [(1.0 + sign * stated.low / 100.0, stated.low_names)]
    ends.append((1.0 + sign * stated.high / 100.0, stated.high_names))
    (low, low_names), (high, high_names) = ends if sign > 0 else ends[::-1]
    return Reading(max(low, 0.0), max(high, 0.0), low_names, high_names)


def _compared_quantity(claim: Claim, reference: Quantity, is_whole: bool) -> Quantity:
    """What stands on the claim's side: the flow of its period, or its own number where it is less."""
    if _is_bare_change(claim.key):
        return Quantity(reference.key, "period", claim.period)
    if is_whole:
        return Quantity(claim.key, claim.aggregation, claim.period)
    return Quantity(claim.key, "words", claim.period, claim.count_id)


def _relate_claim(claim: Claim, compared: Quantity, reference: Quantity, ratio: Reading) -> list[Relation]:
    """compared >= ratio.low * reference and compared <= ratio.high * reference."""
    if compared.aggregation in FLOWS and not compared.period.is_dated:
        return []
    told = f"“{claim.quote}” is stated against the figure {word_period(reference.period)}"
    found = []
    if ratio.low > 0 and math.isfinite(ratio.low):
        terms = ((ratio.low, reference), (-1.0, compared))
        found.append(Relation(terms, told, (claim,), ratio.low_names, yields=True))
    if math.isfinite(ratio.high):
        terms = ((1.0, compared), (-ratio.high, reference))
        found.append(Relation(terms, told, (claim,), ratio.high_names, yields=True))
    return found


def _tell_words(claim: Claim, words: Quantity, assumptions: Assumptions) -> list[Relation]:
    """The claim's own interval."""
    reading = read_claim(claim, assumptions)
    told = f"the claim is “{claim.quote}”"
    found = []
    if math.isfinite(reading.low):
        terms = ((-1.0, words),)
        found.append(Relation(terms, told, (claim,), reading.low_names, True, -reading.low))
    if math.isfinite(reading.high):
        terms = ((1.0, words),)
        found.append(Relation(terms, told, (claim,), reading.high_names, True, reading.high))
    return found
