"""What ties quantities of different series or periods together: linear inequalities between them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.english import NBSP, say_label
from analysis.series.claims import NO_LEVEL_MEASURES, NOTHING, Claim, Period, Quantity, SeriesKey
from analysis.series.evidence import Evidence, Reading, read_claim, read_factor
from analysis.tables import list_rows

FLOWS = ("period", "cumulative")


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """The sum of factor times quantity is at most `upper`.

    `claims` say so, or it is so by definition. One that `yields` gives way in a conflict; otherwise
    the weakest figure does.
    """

    terms: tuple[tuple[float, Quantity], ...]
    sentence: str
    claims: tuple[Claim, ...] = ()
    names: frozenset[str] = NOTHING
    yields: bool = False
    upper: float = 0.0

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What it relates."""
        return tuple(quantity for _, quantity in self.terms)


def relate_wholes(pieces: Iterable[Evidence]) -> list[Relation]:
    """All relations between the quantities of the evidence by definition or assumption."""
    quantities = sorted({piece.what for piece in pieces if piece.what.days}, key=str)  # any fixed order
    return [*_relate_parts(quantities), *_relate_crossing_points(quantities), *_relate_closings(quantities)]


def _relate_parts(quantities: list[Quantity]) -> list[Relation]:
    """Each group or stretch of border is at most the whole in the same period; disjoint ones together."""
    flows = [quantity for quantity in quantities if quantity.aggregation in FLOWS]
    keys = {quantity.key for quantity in flows}
    wholes_of = {key: [whole for whole in keys if _is_part(key, whole)] for key in keys}
    parts: dict[Quantity, set[SeriesKey]] = defaultdict(set)
    for flow in flows:
        for whole in wholes_of[flow.key]:
            parts[Quantity(whole, "period", flow.period)].add(flow.key)
    return [
        Relation(
            (*((1.0, whole._replace(key=key)) for key in bundle), (-1.0, whole)),
            "the parts are at most the whole",
        )
        for whole in sorted(parts, key=str)
        for bundle in _bundle_disjoint(parts[whole])
    ]


def _is_part(part: SeriesKey, whole: SeriesKey) -> bool:
    """Whether everything that `part` counts is counted by `whole` as well."""
    same = ("measure", "unit", "definition")
    if part == whole or any(getattr(part, name) != getattr(whole, name) for name in same):
        return False
    if part.group is not None and part._replace(group=None) == whole:
        return True
    names = [(part.border, whole.border), (part.origin, whole.origin), (part.destination, whole.destination)]
    return part.group == whole.group and all(_is_within(inner, outer) for inner, outer in names)


def _is_within(inner: str | None, outer: str | None) -> bool:
    if inner is None or outer is None:
        return inner == outer
    return set(inner.split("+")) <= set(outer.split("+"))


def _bundle_disjoint(keys: set[SeriesKey]) -> list[list[SeriesKey]]:
    """Nationalities, and single borders, exclude each other and add up; other parts stand alone."""
    bundles: dict[Any, list[SeriesKey]] = defaultdict(list)
    for key in sorted(keys, key=str):
        is_nation = key.group is not None and key.group.isupper()
        is_border = not key.group and key.border is not None and "+" not in key.border
        bundles["nations" if is_nation else "borders" if is_border else key].append(key)
    return list(bundles.values())


def _relate_crossing_points(quantities: list[Quantity]) -> list[Relation]:
    """closed + open = total, where all three are stocks of the same time."""
    by_place: dict[Quantity, dict[str, Quantity]] = defaultdict(dict)
    for quantity in quantities:
        what, _, kind = quantity.key.measure.rpartition("_")
        if quantity.aggregation == "stock" and what == "crossing_point":
            by_place[quantity._replace(key=quantity.key._replace(measure=""))][kind] = quantity
    told = "closed and open crossing points make up their total"
    return [
        Relation(
            ((sign, three["closed"]), (sign, three["open"]), (-sign, three["total"])),
            told,
            names=frozenset({"closed_plus_open_is_total"}),
        )
        for three in by_place.values()
        if len(three) == 3
        for sign in (1.0, -1.0)
    ]


def _relate_closings(quantities: list[Quantity]) -> list[Relation]:
    """The closings of separate periods before a day are at most the points closed on it."""
    closed = [quantity for quantity in quantities if quantity.key.measure == "crossing_point_closed"]
    flows = [quantity for quantity in closed if quantity.aggregation == "period"]
    found = []
    for stock in closed:
        end = stock.period.end if stock.aggregation == "stock" else None
        before = [flow for flow in flows if end and flow.key == stock.key and flow.period.ends[1] <= end]
        if before:
            terms = (*((1.0, flow) for flow in _keep_separate(before)), (-1.0, stock))
            names = frozenset({"closed_stay_closed"})
            found.append(Relation(terms, "points that were closed stay closed", names=names, yields=True))
    return found


def _keep_separate(flows: list[Quantity]) -> list[Quantity]:
    """Periods that do not overlap, shorter ones first."""
    kept: list[Quantity] = []
    for flow in sorted(flows, key=lambda flow: (flow.period.days, flow.period)):
        (start, end), others = flow.period.ends, [other.period.ends for other in kept]
        if all(end < first or last < start for first, last in others):
            kept.append(flow)
    return kept


def relate_comparisons(
    claims: Iterable[Claim], comparisons: pd.DataFrame, pieces: Sequence[Evidence]
) -> list[Relation]:
    """What each comparison says about its claim and the reference period."""
    by_id = {claim.count_id: claim for claim in claims}
    keys = {piece.what.key for piece in pieces}
    whole_ids = {claim.count_id for piece in pieces if piece.is_whole for claim in piece.claims}
    found = []
    for row in sorted(list_rows(comparisons), key=lambda row: row["count_id"]):
        claim = by_id.get(row["count_id"])
        period = Period(row["ref_period_start"], row["ref_period_end"])
        key = _find_key(claim, row["ref_measure"] or claim.measure, keys) if claim else None
        if claim and key and period.is_dated and claim.aggregation in FLOWS:
            reference = Quantity(key, "period", period)
            found += _relate_claim(claim, reference, _read_ratio(row), claim.count_id in whole_ids)
    return found


def _find_key(claim: Claim, measure: str, keys: set[SeriesKey]) -> SeriesKey | None:
    """The series of that measure beside the claim's own; a change in percent has no unit to go by."""
    if measure in NO_LEVEL_MEASURES or claim.measure == "other":
        return None
    key = claim.key._replace(measure=measure)
    if not _is_bare_change(claim):
        return key
    known = [other for other in keys if other._replace(unit=key.unit) == key]
    return min(known, key=lambda other: (other.unit != "person", other.unit), default=None)


def _is_bare_change(claim: Claim) -> bool:
    """Whether a claim tells a change only ("up 14%", "doubled"), with no number of its own."""
    return claim.measure == "change" or claim.unit == "percent"


def _read_ratio(row: dict[str, Any]) -> Reading:
    """Claim divided by reference, as an interval."""
    relation, factor, bound = row["relation"], row["factor"], row["bound"]
    if relation == "same":
        return read_factor(1.0, bound)
    if factor is None or relation in ("more", "fewer"):
        more, fewer = relation in ("more", "percent_more"), relation in ("fewer", "percent_less")
        return Reading(low=1.0) if more else Reading(high=1.0) if fewer else Reading()
    stated = read_factor(factor, bound)
    if relation == "times":
        return stated
    # 1 plus or minus the percentage; less than nothing is nothing
    if relation == "percent_more":
        return replace(stated, low=1.0 + stated.low / 100.0, high=1.0 + stated.high / 100.0)
    low, high = 1.0 - stated.high / 100.0, 1.0 - stated.low / 100.0
    return Reading(max(low, 0.0), max(high, 0.0), stated.high_names, stated.low_names)


def _relate_claim(claim: Claim, reference: Quantity, ratio: Reading, is_whole: bool) -> list[Relation]:
    """compared >= ratio.low * reference and compared <= ratio.high * reference.

    What is compared is the flow of the claim's period or, where the claim is for less, its own number.
    """
    when = say_label(*reference.period).replace(NBSP, " ")
    told = f"“{claim.quote}” is stated against the figure for {when}"
    flow: tuple[Quantity, ...] = ()
    own = Reading(0.0, 0.0)
    if _is_bare_change(claim):
        flow = (reference._replace(period=claim.period),)
        if not claim.period.is_dated:
            return []
    elif is_whole:
        flow = (claim.quantity,)
    else:
        own = read_claim(claim)
    found = []
    if 0 < ratio.low < math.inf and own.high < math.inf:
        terms = ((ratio.low, reference), *((-1.0, quantity) for quantity in flow))
        names = ratio.low_names | own.high_names
        found.append(Relation(terms, told, (claim,), names, yields=True, upper=own.high))
    if ratio.high < math.inf and own.low > -math.inf:
        # all less than before is nothing, whatever it was
        terms = (*((1.0, quantity) for quantity in flow), *([(-ratio.high, reference)] if ratio.high else []))
        names = ratio.high_names | own.low_names
        found.append(Relation(terms, told, (claim,), names, yields=True, upper=-own.low))
    return [relation for relation in found if relation.terms]
