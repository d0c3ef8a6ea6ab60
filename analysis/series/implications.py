"""What relations between series imply: each narrows its quantities by what the others leave, until none does.

A relation says that a sum of factors times quantities is at most a number, so each quantity is bounded by the
least that the others can come to (bounds propagation; Davis, "Constraint propagation with interval labels",
1987). What follows is never wrong; it may be wider than all relations together would allow.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from analysis.series.bounds import Bound, Solved
from analysis.series.claims import Home, Quantity
from analysis.series.evidence import Evidence, Reading, rank_strength, round_inward
from analysis.series.relations import Relation

TOLERANCE = 1e-6
ROUNDS = 20  # what narrows for longer narrows by ever less

Side = Literal["low", "high"]
Ends = dict[tuple[Quantity, Side], Bound]
# What cannot all be true, and what of it gives way.
Contradiction = tuple[Bound, Relation | Evidence]


def cluster_relations(relations: Iterable[Relation]) -> list[list[Relation]]:
    """Relations that share a quantity, directly or by others, belong to one problem."""
    homes: dict[Quantity, list[Relation]] = {}
    for relation in relations:
        met = {id(homes[quantity]): homes[quantity] for quantity in relation.quantities if quantity in homes}
        cluster = max(met.values(), key=len, default=[])
        joining = [one for home in met.values() if home is not cluster for one in home] + [relation]
        cluster += joining
        homes |= {quantity: cluster for one in joining for quantity in one.quantities}
    return list({id(cluster): cluster for cluster in homes.values()}.values())


def solve_cluster(
    relations: list[Relation], solved: Mapping[Home, Solved]
) -> tuple[list[Evidence], list[Contradiction]]:
    """Bounds that follow for the quantities of related relations, and contradictions on the way.

    Evidence that gives way is set aside in `solved`.
    """
    contradictions: list[Contradiction] = []
    while True:
        quantities = sorted({quantity for one in relations for quantity in one.quantities}, key=str)
        ends: Ends = {}
        for quantity in quantities:
            ends[quantity, "low"], ends[quantity, "high"] = solved[quantity.home].bound(quantity)
        found = _narrow_all(relations, ends)
        if found is None:
            return [piece for each in quantities for piece in _list_implied(each, ends)], contradictions
        contradictions.append(found)
        aside = found[1]
        if isinstance(aside, Evidence):
            solved[aside.what.home].drop(aside)
        else:
            relations = [
                one for one in relations if (one.claims, one.sentence) != (aside.claims, aside.sentence)
            ]


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
        value = (relation.upper - sum(sums[:place] + sums[place + 1 :])) / factor
        side: Side = "high" if factor > 0 else "low"
        gain = (ends[quantity, side].value - value) * (1 if factor > 0 else -1)
        if math.isfinite(value) and gain > TOLERANCE * max(1.0, abs(value)):
            ends[quantity, side] = _join_ends(value, relation, least[:place] + least[place + 1 :])
    return None


def _join_ends(value: float, relation: Relation, others: Sequence[Bound]) -> Bound:
    return Bound(
        value,
        tuple(dict.fromkeys(piece for end in others for piece in end.pieces)),
        relation.names.union(*(end.names for end in others)),
        tuple(dict.fromkeys([relation, *(one for end in others for one in end.relations)])),
    )


def _contradict(relation: Relation, least: list[Bound]) -> Contradiction:
    """A comparison or a doubtful assumption gives way before a figure; of figures the weakest."""
    whole = _join_ends(0.0, relation, least)
    pieces = tuple(sorted(whole.pieces, key=rank_strength))
    yielding = [one for one in whole.relations if one.yields]
    gives_way = pieces[-1] if pieces and not yielding else (yielding or list(whole.relations))[-1]
    return replace(whole, pieces=pieces), gives_way


def _list_implied(quantity: Quantity, ends: Ends) -> Iterator[Evidence]:
    """The ends of a quantity that relations narrowed, whole numbers where the unit is whole."""
    low, high = ends[quantity, "low"], ends[quantity, "high"]
    reading = round_inward(Reading(low.value, high.value, low.names, high.names), quantity.key.unit)
    for end, side in ((low, reading.without_high()), (high, reading.without_low())):
        told = [claim for relation in end.relations for claim in relation.claims]
        claims = {claim.count_id: claim for claim in [*told, *end.claims]}
        if end.relations and claims:
            yield Evidence(quantity, quantity.period.end, side, tuple(claims.values()), implied=True)
