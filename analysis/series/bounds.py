"""Evidence as difference constraints on the running count N(t), the number by the end of day t.

A flow over [s, e] says something about N(e) - N(s - 1), a running total likewise, and N never falls.
Such a system has a solution just when its graph has no negative cycle, and the shortest path from u to v
is the least upper bound on N(v) - N(u) (Bellman 1958; Cormen et al., "Introduction to Algorithms", 22.4).
All shortest paths are kept while evidence comes in, edge by edge. A stock is a count of two days of its own.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analysis.series.claims import NOTHING, Claim, Quantity
from analysis.series.evidence import Evidence, rank_strength
from analysis.series.relations import Relation

OUTNUMBERED = 3  # conflicts in which one piece stands against others
SECOND_THOUGHTS = 3
TOLERANCE = 1e-6


class Edge(NamedTuple):
    """N(head) - N(tail) <= weight: one side of a piece of evidence, with the assumptions that it needs."""

    tail: date
    head: date
    weight: float
    piece: Evidence
    names: frozenset[str]


def list_edges(piece: Evidence) -> list[Edge]:
    """The difference constraints of a piece; none where its start is unknown or it says nothing."""
    if piece.what.days is None:
        return []
    (before, last), reading = piece.what.days, piece.reading
    found = []
    if reading.low > 0:
        found.append(Edge(last, before, -reading.low, piece, reading.low_names))
    if math.isfinite(reading.high):
        first = last if piece.what.aggregation == "stock" else max(piece.as_of or last, before)
        found.append(Edge(before, first, reading.high, piece, reading.high_names))
    return found


class RunningCount:
    """The tightest bounds on every N(head) - N(tail) that the evidence accepted so far gives."""

    def __init__(self, days: Iterable[date]) -> None:
        self._place = {day: number for number, day in enumerate(sorted(set(days)))}
        size = len(self._place)
        self._bounds = np.where(np.tri(size, dtype=bool), 0.0, np.inf)  # the count never falls
        self._edges: list[Edge] = []
        self._table = np.zeros((0, 3))

    def bound(self, tail: date, head: date) -> float:
        """Least upper bound on N(head) - N(tail)."""
        return float(self._bounds[self._place[tail], self._place[head]])

    def accept(self, edge: Edge) -> None:
        """Take in an edge that contradicts nothing: only from and to days that it is a short cut for."""
        self._edges.append(edge)
        tail, head, weight, bounds = self._place[edge.tail], self._place[edge.head], edge.weight, self._bounds
        rows = np.flatnonzero(bounds[:, tail] + weight < bounds[:, head])
        columns = np.flatnonzero(weight + bounds[head] < bounds[tail])
        places = np.ix_(rows, columns)
        ways = (bounds[rows, tail] + weight)[:, None] + bounds[head, columns]
        bounds[places] = np.minimum(bounds[places], ways)

    def find_way(self, tail: date, head: date, most: float) -> list[list[Edge]]:
        """The way of fewest steps on which N(head) - N(tail) is at most `most`, those on the very days first.

        On each step all evidence that says the same, the strongest first; steps that only say that the count
        never falls are left out.
        """
        start, end = self._place[tail], self._place[head]
        tails, heads, weights = self._list_edges()
        use = np.flatnonzero(self._bounds[start, tails] + weights + self._bounds[heads, end] <= most)
        tails, heads, weights = tails[use], heads[use], weights[use]
        layers = [np.where(np.arange(len(self._place)) <= start, 0.0, np.inf)]
        while layers[-1][end] > most:  # the least sums over one step more
            least = layers[-1].copy()
            np.minimum.at(least, heads, least[tails] + weights)
            layers.append(np.minimum.accumulate(least[::-1])[::-1])
        way = []
        for before, after in reversed(list(pairwise(layers))):
            if after[end] < before[end]:
                steps = np.flatnonzero((heads >= end) & (before[tails] + weights == after[end]))
                step = min(steps, key=lambda one: (heads[one], -tails[one]))
                alike = (tails == tails[step]) & (heads == heads[step]) & (weights == weights[step])
                way.append([self._edges[number] for number in use[alike]])
                end = tails[step]
        return way[::-1]

    def _list_edges(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Tails, heads and weights of all edges."""
        if len(self._table) < len(self._edges):
            rows = [(self._place[edge.tail], self._place[edge.head], edge.weight) for edge in self._edges]
            self._table = np.array(rows)
        tails, heads, weights = self._table.T
        return tails.astype(int), heads.astype(int), weights


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of an interval, inf where open, with all that it rests on: no relations where it is stated."""

    value: float
    pieces: tuple[Evidence, ...] = ()
    names: frozenset[str] = NOTHING
    relations: tuple[Relation, ...] = ()

    @property
    def claims(self) -> list[Claim]:
        """The claims to name, each once."""
        return list({claim.count_id: claim for piece in self.pieces for claim in piece.named}.values())


class Solved:
    """One series of flows, or one stock at one time: what can be true together, the strongest first.

    `heard` is all its evidence, `pieces` what stands of it; `conflicts` are minimal sets that cannot all be
    true, the last of each set aside; `asked` are the quantities to bound.
    """

    def __init__(self, heard: Iterable[Evidence], asked: Iterable[Quantity]) -> None:
        self.heard = list(heard)
        self.asked = frozenset(asked)
        self.conflicts: list[tuple[Evidence, ...]] = []
        self._set_up(self.heard)

    def _set_up(self, pieces: Iterable[Evidence]) -> None:
        self.pieces: list[Evidence] = []
        days = {day for piece in self.heard for edge in list_edges(piece) for day in edge[:2]}
        self._count = RunningCount(days.union(*(quantity.days or () for quantity in self.asked)))
        self.hear(pieces)

    def hear(self, pieces: Iterable[Evidence]) -> None:
        """Accept evidence in its order, setting aside what contradicts the stronger."""
        for piece in pieces:
            rivals = self._find_rivals(piece)
            if rivals:
                self.conflicts.append((*rivals, piece))
            else:
                for edge in list_edges(piece):
                    self._count.accept(edge)
                self.pieces.append(piece)

    def _find_rivals(self, newcomer: Evidence) -> tuple[Evidence, ...]:
        """The fewest accepted pieces that the newcomer contradicts, the strongest first; none if it fits."""
        ways = [
            self._count.find_way(edge.head, edge.tail, -edge.weight - TOLERANCE)
            for edge in list_edges(newcomer)
            if self._count.bound(edge.head, edge.tail) + edge.weight < -2 * TOLERANCE
        ]
        rivals = {edges[0].piece for edges in min(ways, key=len, default=[])}
        return tuple(piece for piece in self.pieces if piece in rivals) if rivals else ()

    def drop(self, piece: Evidence) -> None:
        """Go on without a piece of evidence that others contradict."""
        self._set_up([other for other in self.pieces if other is not piece])

    def bound(self, quantity: Quantity) -> tuple[Bound, Bound]:
        """The greatest lower bound on what was asked about, 0 where nothing binds it, and the least upper."""
        if quantity.days is None:
            return Bound(0.0), Bound(math.inf)
        before, last = quantity.days
        return self._explain(last, before, -1), self._explain(before, last, 1)

    def _explain(self, tail: date, head: date, sign: int) -> Bound:
        """A bound with the evidence along its path, in order and without repetition."""
        value = self._count.bound(tail, head)
        path = self._count.find_way(tail, head, value + TOLERANCE) if math.isfinite(value) else []
        pieces = dict.fromkeys(edge.piece for edges in path for edge in edges)
        return Bound(sign * value + 0.0, tuple(pieces), _name_assumptions(path))


def _name_assumptions(path: Sequence[Sequence[Edge]]) -> frozenset[str]:
    """What the steps assume; the difference of two totals of one year needs no day on which they start."""
    totals = [(edges[0].piece.what.aggregation, edges[0].piece.what.period.start) for edges in path]
    names = NOTHING
    for number, edges in enumerate(path):
        beside = (*totals[max(number - 1, 0) : number], *totals[number + 1 : number + 2])
        cancelled = {"year_start"} if totals[number] in beside else NOTHING
        names |= frozenset().union(*(edge.names for edge in edges)) - cancelled
    return names


def solve_series(pieces: Iterable[Evidence], asked: Iterable[Quantity]) -> Solved:
    """Choose the evidence that can be true together: the strongest, unless several contradict it.

    A piece that stands against OUTNUMBERED others or more gives way to them, if fewer are set aside then.
    """
    best = Solved(sorted(pieces, key=rank_strength), asked)
    for _ in range(SECOND_THOUGHTS):
        against = Counter(piece for found in best.conflicts for piece in found[:-1])
        outnumbered = {piece for piece, times in against.items() if times >= OUTNUMBERED}
        if not outnumbered:
            break
        again = Solved(sorted(best.heard, key=lambda piece: piece in outnumbered), asked)
        if len(again.conflicts) >= len(best.conflicts):
            break
        best = again
    return best
