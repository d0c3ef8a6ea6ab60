"""Parts and wholes: what is so by definition, and what an assumption adds."""

from collections import defaultdict
from collections.abc import Iterable

from analysis.series.assumptions import Assumptions
from analysis.series.claims import Period, SeriesKey
from analysis.series.evidence import Evidence
from analysis.series.relations import FLOWS, Quantity, Relation, order_quantity


def relate_wholes(pieces: Iterable[Evidence], assumptions: Assumptions) -> list[Relation]:
    """All relations between the quantities of the evidence by definition or assumption."""
    quantities = sorted({_quantity_of(piece) for piece in pieces if _is_related(piece)}, key=order_quantity)
    found = relate_parts(quantities)
    if assumptions.hold("closed_plus_open_is_total"):
        found += relate_crossing_points(quantities)
    if assumptions.hold("closed_stay_closed"):
        found += relate_closings(quantities)
    if assumptions.hold("apprehended_within_crossed"):
        found += relate_measures(quantities)
    return found


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


def relate_measures(quantities: list[Quantity]) -> list[Relation]:
    """Apprehensions are at most irregular crossings of the same unit, border and period."""
    flows = {quantity for quantity in quantities if quantity.aggregation in FLOWS}
    by_key: dict[SeriesKey, set[Period]] = defaultdict(set)
    for quantity in flows:
        by_key[quantity.key].add(quantity.period)
    found = []
    for key in sorted(by_key, key=lambda key: key.order):
        crossed = key._replace(measure="irregular_crossing")
        if key.measure == "apprehension" and crossed in by_key:
            found += _relate_within(key, crossed, by_key[key] | by_key[crossed])
    return found


def _relate_within(key: SeriesKey, crossed: SeriesKey, periods: set[Period]) -> list[Relation]:
    names = frozenset({"apprehended_within_crossed"})
    return [
        Relation(
            ((1.0, Quantity(key, "period", period)), (-1.0, Quantity(crossed, "period", period))),
            "those apprehended are among those who crossed",
            names=names,
            yields=True,
        )
        for period in sorted(periods, key=lambda period: period.order)
    ]
