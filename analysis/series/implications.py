"""What relations between series imply: each narrows its quantities by what the others leave, until none does.

A relation says that a sum of factors times quantities is at most a number, so each quantity is bounded by the
least that the others can come to (bounds propagation; Davis, "Constraint propagation with interval labels",
1987). What follows is never wrong; it may be wider than all relations together would allow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.series.bounds import Bound, Side, SolvedSeries, SolvedStock
from analysis.series.claims import NOTHING, Period, SeriesKey
from analysis.series.evidence import Evidence, Reading, name_source, rank_strength, round_inward
from analysis.series.relations import FLOWS, Quantity, Relation, order_quantity

TOLERANCE = 1e-6
ROUNDS = 20  # what narrows for longer narrows by ever less


@dataclass(frozen=True, slots=True)
class End:
    """One end of what is known of a quantity, with all that it rests on; no relations where it is stated."""

    value: float
    pieces: tuple[Evidence, ...] = ()
    names: frozenset[str] = NOTHING
    relations: tuple[Relation, ...] = ()


Ends = dict[tuple[Quantity, Side], End]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Relations and evidence that cannot all be true, and what gives way."""

    relations: tuple[Relation, ...]
    pieces: tuple[Evidence, ...]
    yielding: Relation | Evidence


@dataclass
class Solved:
    """All series and stocks so far; evidence that gives way is taken out of them."""

    series: dict[SeriesKey, SolvedSeries]
    stocks: dict[tuple[SeriesKey, Period], SolvedStock]

    def find_ends(self, quantity: Quantity) -> tuple[End, End]:
        """The low and the high of a quantity by its own series alone."""
        if quantity.aggregation in FLOWS:
            series = self.series[quantity.key]
            return _end_of(series.low(quantity.period)), _end_of(series.high(quantity.period))
        if quantity.aggregation == "stock":
            stock = self.stocks[quantity.key, quantity.period]
            return _end_of(stock.low), _end_of(stock.high)
        return End(-math.inf), End(math.inf)

    def set_aside(self, piece: Evidence) -> None:
        """Go on without a piece of evidence."""
        if piece.aggregation == "stock":
            place = (piece.key, piece.period)
            self.stocks[place] = self.stocks[place].without(piece)
        else:
            self.series[piece.key] = self.series[piece.key].without(piece)


def _end_of(bound: Bound) -> End:
    return End(bound.value, bound.pieces, bound.names)


def solve_cluster(relations: list[Relation], solved: Solved) -> tuple[list[Evidence], list[Contradiction]]:
    """Bounds that follow for the quantities of related relations, and contradictions on the way.

    Evidence that gives way is set aside in `solved`.
    """
    contradictions: list[Contradiction] = []
    while True:
        quantities = sorted({q for relation in relations for q in relation.quantities}, key=order_quantity)
        ends: Ends = {}
        for quantity in quantities:
            ends[quantity, "low"], ends[quantity, "high"] = solved.find_ends(quantity)
        found = _narrow_all(relations, ends)
        if found is None:
            return [piece for each in quantities for piece in _list_implied(each, ends)], contradictions
        contradictions.append(found)
        if isinstance(found.yielding, Evidence):
            solved.set_aside(found.yielding)
        else:
            relations = [relation for relation in relations if not _says_the_same(relation, found.yielding)]


def _says_the_same(relation: Relation, other: Relation) -> bool:
    return (relation.claims, relation.sentence) == (other.claims, other.sentence)


def _narrow_all(relations: list[Relation], ends: Ends) -> Contradiction | None:
    """Narrow `ends` by all relations in turn; what contradicts, where something does."""
    for _ in range(ROUNDS):
        before = dict(ends)
        for relation in relations:
            found = _narrow_by(relation, ends)
            if found:
                return found
        if ends == before:
            break
    return None


def _narrow_by(relation: Relation, ends: Ends) -> Contradiction | None:
    """Narrow each quantity of a relation by the least that the others come to."""
    least = [ends[quantity, "low" if factor > 0 else "high"] for factor, quantity in relation.terms]
    sums = [factor * end.value for (factor, _), end in zip(relation.terms, least, strict=True)]
    if sum(sums) > relation.upper + TOLERANCE:
        return _contradict(relation, least)
    for place, (factor, quantity) in enumerate(relation.terms):
        others = least[:place] + least[place + 1 :]
        value = (relation.upper - sum(sums[:place] + sums[place + 1 :])) / factor
        side: Side = "high" if factor > 0 else "low"
        gain = ends[quantity, side].value - value if side == "high" else value - ends[quantity, side].value
        if math.isfinite(value) and gain > TOLERANCE * max(1.0, abs(value)):
            ends[quantity, side] = _join_ends(value, relation, others)
    return None


def _join_ends(value: float, relation: Relation, others: Sequence[End]) -> End:
    return End(
        value,
        tuple(dict.fromkeys(piece for end in others for piece in end.pieces)),
        relation.names.union(*(end.names for end in others)),
        tuple(dict.fromkeys([relation, *(one for end in others for one in end.relations)])),
    )


def _contradict(relation: Relation, least: list[End]) -> Contradiction:
    """A comparison or a doubtful assumption gives way before a figure; of figures the weakest."""
    whole = _join_ends(0.0, relation, least)
    pieces = tuple(sorted(whole.pieces, key=rank_strength))
    yielding = [one for one in whole.relations if one.yields]
    gives_way = pieces[-1] if pieces and not yielding else (yielding or list(whole.relations))[-1]
    return Contradiction(whole.relations, pieces, gives_way)


def _list_implied(quantity: Quantity, ends: Ends) -> list[Evidence]:
    """The ends of a quantity that relations narrowed, whole numbers where the unit is whole."""
    low, high = ends[quantity, "low"], ends[quantity, "high"]
    if quantity.aggregation == "words" or not (low.relations or high.relations):
        return []
    reading = round_inward(Reading(low.value, high.value, low.names, high.names), quantity.key.unit)
    sides = ((low, reading.without_high()), (high, reading.without_low()))
    found = [_make_implied(quantity, side, end) for end, side in sides if end.relations]
    return [piece for piece in found if piece]


def _make_implied(quantity: Quantity, reading: Reading, end: End) -> Evidence | None:
    told = [claim for relation in end.relations for claim in relation.claims]
    named = [claim for piece in end.pieces for claim in piece.named]
    claims = {claim.count_id: claim for claim in told + named}
    if not claims:
        return None
    return Evidence(
        key=quantity.key,
        aggregation=quantity.aggregation,
        period=quantity.period,
        as_of=quantity.period.end,
        reading=reading,
        claims=tuple(claims.values()),
        sources=frozenset().union(*(piece.sources for piece in end.pieces), map(name_source, told)),
        implied=True,
    )
