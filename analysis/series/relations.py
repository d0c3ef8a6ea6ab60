"""What ties quantities of different series or periods together: linear inequalities, and which share one."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from analysis.series.claims import NOTHING, Claim, Period, SeriesKey
from analysis.series.evidence import Evidence, Reading, read_claim, read_factor
from analysis.series.wording import word_period
from analysis.tables import list_rows

FLOWS = ("period", "cumulative")


class Quantity(NamedTuple):
    """Something that has one value: a flow, a stock, or ("words") what one claim speaks of."""

    key: SeriesKey
    aggregation: str
    period: Period
    words_of: str = ""


@dataclass(frozen=True, slots=True)
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


def order_quantity(quantity: Quantity) -> tuple:
    """Sorts quantities by series, kind and period."""
    return (quantity.key.order, quantity.aggregation, quantity.period.order)


def cluster_relations(relations: Iterable[Relation]) -> list[list[Relation]]:
    """Relations that share a quantity, directly or by others, belong to one problem."""
    relations = list(relations)
    known: dict[Quantity, int] = {}
    pairs = [
        (number, known.setdefault(quantity, len(known)))
        for number, relation in enumerate(relations)
        for quantity in relation.quantities
    ]
    rows, columns = np.array(pairs, dtype=int).reshape(-1, 2).T
    size = len(relations) + len(known)
    graph = csr_array((np.ones(len(pairs)), (rows, columns + len(relations))), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    clusters: dict[int, list[Relation]] = defaultdict(list)
    for relation, label in zip(relations, labels.tolist(), strict=False):
        clusters[label].append(relation)
    return list(clusters.values())


def relate_wholes(pieces: Iterable[Evidence]) -> list[Relation]:
    """All relations between the quantities of the evidence by definition or assumption."""
    quantities = sorted({_quantity_of(piece) for piece in pieces if _is_related(piece)}, key=order_quantity)
    return [*relate_parts(quantities), *relate_crossing_points(quantities), *relate_closings(quantities)]


def _is_related(piece: Evidence) -> bool:
    return piece.aggregation == "stock" or piece.period.is_dated


def _quantity_of(piece: Evidence) -> Quantity:
    return Quantity(piece.key, piece.aggregation, piece.period)


def relate_parts(quantities: list[Quantity]) -> list[Relation]:
    """Each group or stretch of border is at most the whole in the same period; disjoint ones together."""
    flows = [quantity for quantity in quantities if quantity.aggregation in FLOWS]
    wholes = {quantity.key for quantity in flows}
    wholes_of = {key: [whole for whole in wholes if is_part(key, whole)] for key in wholes}
    parts: dict[tuple[SeriesKey, Period], set[SeriesKey]] = defaultdict(set)
    for quantity in flows:
        for whole in wholes_of[quantity.key]:
            parts[whole, quantity.period].add(quantity.key)
    return [
        Relation(
            (
                *((1.0, Quantity(key, "period", period)) for key in bundle),
                (-1.0, Quantity(whole, "period", period)),
            ),
            "the parts are at most the whole",
        )
        for (whole, period), found in sorted(
            parts.items(), key=lambda item: (item[0][0].order, item[0][1].order)
        )
        for bundle in _bundle_disjoint(found)
    ]


def is_part(part: SeriesKey, whole: SeriesKey) -> bool:
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
    nations = [key for key in keys if key.group and key.group.isupper()]
    borders = [key for key in keys if not key.group and key.border and "+" not in key.border]
    alone = [[key] for key in keys if key not in nations and key not in borders]
    bundles = [sorted(bundle, key=lambda key: key.order) for bundle in (nations, borders, *alone) if bundle]
    return sorted(bundles, key=lambda bundle: bundle[0].order)


def relate_crossing_points(quantities: list[Quantity]) -> list[Relation]:
    """closed + open = total, where all three are stocks of the same time."""
    by_place: dict[tuple[SeriesKey, Period], dict[str, Quantity]] = defaultdict(dict)
    for quantity in quantities:
        if quantity.aggregation == "stock" and quantity.key.measure.startswith("crossing_point_"):
            place = (quantity.key._replace(measure=""), quantity.period)
            by_place[place][quantity.key.measure.removeprefix("crossing_point_")] = quantity
    found = []
    for three in by_place.values():
        if len(three) == 3:
            terms = ((1.0, three["closed"]), (1.0, three["open"]), (-1.0, three["total"]))
            found += _equate(terms, "closed and open crossing points make up their total")
    return found


def _equate(terms: tuple[tuple[float, Quantity], ...], sentence: str) -> list[Relation]:
    names = frozenset({"closed_plus_open_is_total"})
    turned = tuple((-factor, quantity) for factor, quantity in terms)
    return [Relation(terms, sentence, names=names), Relation(turned, sentence, names=names)]


def relate_closings(quantities: list[Quantity]) -> list[Relation]:
    """The closings of separate periods before a day are at most the points closed on it."""
    closings: dict[SeriesKey, list[Quantity]] = defaultdict(list)
    for quantity in quantities:
        if quantity.key.measure == "crossing_point_closed" and quantity.aggregation == "period":
            closings[quantity.key].append(quantity)
    found = []
    for stock in quantities:
        if stock.key in closings and stock.aggregation == "stock" and stock.period.end:
            before = [flow for flow in closings[stock.key] if flow.period.order[1] <= stock.period.end]
            terms = (*((1.0, flow) for flow in _keep_separate(before)), (-1.0, stock))
            names = frozenset({"closed_stay_closed"})
            found.append(Relation(terms, "points that were closed stay closed", names=names, yields=True))
    return [relation for relation in found if len(relation.terms) > 1]


def _keep_separate(flows: list[Quantity]) -> list[Quantity]:
    """Periods that do not overlap, shorter ones first."""
    kept: list[Quantity] = []
    for flow in sorted(flows, key=lambda flow: (flow.period.days, flow.period)):
        if all(_are_separate(flow.period, other.period) for other in kept):
            kept.append(flow)
    return kept


def _are_separate(first: Period, second: Period) -> bool:
    assert first.start and first.end and second.start and second.end
    return first.end < second.start or second.end < first.start


def relate_comparisons(
    claims: Iterable[Claim], comparisons: pd.DataFrame, pieces: Sequence[Evidence]
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
            found += _relate_claim(claim, compared, reference, _read_ratio(row))
            found += _tell_words(claim, compared) if compared.words_of else []
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


def _read_ratio(row: dict[str, Any]) -> Reading:
    """Claim divided by reference, as an interval."""
    relation, factor, bound = row["relation"], row["factor"], row["bound"]
    if relation == "same":
        return read_factor(1.0, bound)
    if factor is None or relation in ("more", "fewer"):
        return _read_direction(relation)
    stated = read_factor(factor, bound)
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


def _tell_words(claim: Claim, words: Quantity) -> list[Relation]:
    """The claim's own interval."""
    reading = read_claim(claim)
    told = f"the claim is “{claim.quote}”"
    found = []
    if math.isfinite(reading.low):
        terms = ((-1.0, words),)
        found.append(Relation(terms, told, (claim,), reading.low_names, True, -reading.low))
    if math.isfinite(reading.high):
        terms = ((1.0, words),)
        found.append(Relation(terms, told, (claim,), reading.high_names, True, reading.high))
    return found
