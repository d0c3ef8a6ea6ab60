"""What ties quantities of different series or periods together: linear inequalities, and which share one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from analysis.series.claims import NOTHING, Claim, Period, SeriesKey

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
