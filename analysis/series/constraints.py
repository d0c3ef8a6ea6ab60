"""Evidence as difference constraints on the running count N(t), the number by the end of day t.

A flow over [s, e] says something about N(e) - N(s - 1), a running total likewise, and N never falls.
Such a system has a solution just when its graph has no negative cycle, and the shortest path from u to v
is the least upper bound on N(v) - N(u) (Bellman 1958; Cormen et al., "Introduction to Algorithms", 22.4).
The searching itself is scipy's.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import NegativeCycleError, bellman_ford, johnson

from analysis.series.assumptions import Assumptions
from analysis.series.claims import DAY, Period
from analysis.series.evidence import Evidence, starts_year

Side = Literal["low", "high"]
MONOTONE = -1  # owner of the steps that say that a running count never falls


class Node(NamedTuple):
    """The end of a day; floating where it is the unknown start of the totals of one year."""

    day: date
    floating: bool = False


class Difference(NamedTuple):
    """N(head) - N(tail) <= weight, one side of a piece of evidence."""

    tail: Node
    head: Node
    weight: float
    side: Side


class Step(NamedTuple):
    """One edge of a shortest path: which side of which piece of evidence was used."""

    owner: int
    side: Side


def period_nodes(aggregation: str, period: Period, assumptions: Assumptions) -> tuple[Node, Node]:
    """The nodes whose difference is the flow over a dated period."""
    assert period.start is not None and period.end is not None
    floating = starts_year(aggregation, period) and not assumptions.hold("year_start")
    return Node(period.start - DAY, floating), Node(period.end)


def list_differences(piece: Evidence, assumptions: Assumptions) -> list[Difference]:
    """The difference constraints of a piece; none where its start is unknown or it says nothing."""
    if piece.aggregation == "stock" or not piece.period.is_dated:
        return []
    before, last = period_nodes(piece.aggregation, piece.period, assumptions)
    found = []
    if piece.reading.low > 0:
        found.append(Difference(last, before, -piece.reading.low, "low"))
    if math.isfinite(piece.reading.high):
        first = Node(max(piece.as_of or last.day, before.day)) if not before.floating else last
        found.append(Difference(before, first, piece.reading.high, "high"))
    return found


@dataclass(frozen=True)
class DifferenceSystem:
    """All difference constraints of one series; any choice of its evidence can be searched.

    `differences[i]` belongs to evidence i; `extra` are nodes of periods that somebody asks about.
    """

    differences: Sequence[Sequence[Difference]]
    extra: frozenset[Node]

    @cached_property
    def nodes(self) -> list[Node]:
        """Floating nodes first, then days in order."""
        found = {node for group in self.differences for step in group for node in step[:2]}
        return sorted(found | self.extra, key=lambda node: (not node.floating, node.day))

    @cached_property
    def position(self) -> dict[Node, int]:
        """Row of each node in the graph."""
        return {node: number for number, node in enumerate(self.nodes)}

    @cached_property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(owner, code, weight) of every constraint; the code of tail and head is tail * n + head."""
        rows = [
            (owner, self._code(step), step.weight)
            for owner, group in enumerate(self.differences)
            for step in group
        ]
        rows += [(MONOTONE, code, 0.0) for code in self._monotone_codes()]
        owners, codes, weights = zip(*rows, strict=True) if rows else ((), (), ())
        return np.array(owners, dtype=int), np.array(codes, dtype=int), np.array(weights, dtype=float)

    @cached_property
    def steps(self) -> dict[tuple[int, int], list[tuple[float, Step]]]:
        """The sides of evidence between two nodes, tightest first, the strongest first among equals."""
        steps: dict[tuple[int, int], list[tuple[float, Step]]] = {}
        for owner, group in enumerate(self.differences):
            for tail, head, weight, side in group:
                pair = (self.position[tail], self.position[head])
                steps.setdefault(pair, []).append((weight, Step(owner, side)))
        return {pair: sorted(found) for pair, found in steps.items()}

    def _code(self, step: Difference) -> int:
        return self.position[step.tail] * len(self.nodes) + self.position[step.head]

    def _monotone_codes(self) -> list[int]:
        """Each day is at least the day before; a floating start is at most every total that uses it."""
        days = [number for number, node in enumerate(self.nodes) if not node.floating]
        pairs = set(zip(days[1:], days[:-1], strict=False))
        for group in self.differences:
            for step in group:
                for start, end in ((step.tail, step.head), (step.head, step.tail)):
                    if start.floating:
                        pairs.add((self.position[end], self.position[start]))
        return [tail * len(self.nodes) + head for tail, head in sorted(pairs)]

    def graph(self, chosen: Iterable[int]) -> csr_array:
        """The graph of the chosen evidence, the tightest constraint between any two nodes."""
        owners, codes, weights = self.arrays
        used = np.isin(owners, np.append(np.fromiter(chosen, dtype=int), MONOTONE))
        codes, weights = codes[used], weights[used]
        order = np.lexsort((weights, codes))
        codes, first = np.unique(codes[order], return_index=True)
        size = len(self.nodes)
        return csr_array((weights[order][first], (codes // size, codes % size)), shape=(size, size))

    def is_consistent(self, chosen: Iterable[int]) -> bool:
        """Whether a running count exists that satisfies all the chosen evidence."""
        if not self.nodes:
            return True
        try:
            # Every node is reached from the last day, since the count never falls.
            bellman_ford(self.graph(chosen), indices=[len(self.nodes) - 1])
        except NegativeCycleError:
            return False
        return True


@dataclass(frozen=True)
class Closure:
    """The tightest bounds on every difference of a consistent choice of evidence.

    With `source` only the bounds from that node are searched.
    """

    system: DifferenceSystem
    chosen: tuple[int, ...]
    source: Node | None = None

    @cached_property
    def _searched(self) -> tuple[np.ndarray, np.ndarray]:
        if not self.system.nodes:
            return np.zeros((0, 0)), np.zeros((0, 0), dtype=int)
        rows = None if self.source is None else [self.system.position[self.source]]
        return johnson(self.system.graph(self.chosen), indices=rows, return_predecessors=True)

    @property
    def distances(self) -> np.ndarray:
        """Least upper bound on N(column) - N(row), inf where there is none."""
        return self._searched[0]

    @cached_property
    def _members(self) -> frozenset[int]:
        return frozenset(self.chosen)

    def _row(self, tail: Node) -> int:
        return 0 if self.source is not None else self.system.position[tail]

    def bound(self, tail: Node, head: Node) -> float:
        """Least upper bound on N(head) - N(tail)."""
        return float(self.distances[self._row(tail), self.system.position[head]])

    def explain_bound(self, tail: Node, head: Node) -> list[list[Step]]:
        """The evidence along the shortest path, edge by edge; on each edge all that bind, strongest first.

        A claim on exactly these days comes before a chain of others that gives the same bound.
        """
        first, last = self.system.position[tail], self.system.position[head]
        direct = self._tightest(first, last)
        if direct and direct[0] <= self.bound(tail, head):
            return [direct[1]]
        return self._walk_back(self._searched[1][self._row(tail)], first, last)

    def _walk_back(self, predecessors: np.ndarray, first: int, last: int) -> list[list[Step]]:
        found: list[list[Step]] = []
        while last != first:
            before = int(predecessors[last])
            if before < 0:
                return []
            tightest = self._tightest(before, last)
            if tightest:  # else the step only says that the count never falls
                found.append(tightest[1])
            last = before
        return found[::-1]

    def _tightest(self, tail: int, head: int) -> tuple[float, list[Step]] | None:
        """The least weight between two nodes and every side of evidence that gives it."""
        steps = self.system.steps.get((tail, head), ())
        found = [(weight, step) for weight, step in steps if step.owner in self._members]
        return (found[0][0], [step for weight, step in found if weight == found[0][0]]) if found else None
