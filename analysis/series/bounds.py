"""Evidence as difference constraints on the running count N(t), the number by the end of day t.

A flow over [s, e] says something about N(e) - N(s - 1), a running total likewise, and N never falls.
Such a system has a solution just when its graph has no negative cycle, and the shortest path from u to v
is the least upper bound on N(v) - N(u) (Bellman 1958; Cormen et al., "Introduction to Algorithms", 22.4).
The searching itself is scipy's.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import NegativeCycleError, bellman_ford, johnson

from analysis.series.claims import DAY, NOTHING, Claim, Period, SeriesKey
from analysis.series.evidence import Evidence, rank_strength

Side = Literal["low", "high"]
MONOTONE = -1  # owner of the steps that say that a running count never falls


class Difference(NamedTuple):
    """N(head) - N(tail) <= weight, one side of a piece of evidence."""

    tail: date
    head: date
    weight: float
    side: Side


class Step(NamedTuple):
    """One edge of a shortest path: which side of which piece of evidence was used."""

    owner: int
    side: Side


def flow_days(period: Period) -> tuple[date, date]:
    """The two days between whose ends the flow over a dated period lies."""
    assert period.start is not None and period.end is not None
    return period.start - DAY, period.end


def list_differences(piece: Evidence) -> list[Difference]:
    """The difference constraints of a piece; none where its start is unknown or it says nothing."""
    if piece.aggregation == "stock" or not piece.period.is_dated:
        return []
    before, last = flow_days(piece.period)
    found = []
    if piece.reading.low > 0:
        found.append(Difference(last, before, -piece.reading.low, "low"))
    if math.isfinite(piece.reading.high):
        first = max(piece.as_of or last, before)
        found.append(Difference(before, first, piece.reading.high, "high"))
    return found


@dataclass(frozen=True)
class DifferenceSystem:
    """All difference constraints of one series; any choice of its evidence can be searched.

    `differences[i]` belongs to evidence i; `extra` are nodes of periods that somebody asks about.
    """

    differences: Sequence[Sequence[Difference]]
    extra: frozenset[date]

    @cached_property
    def nodes(self) -> list[date]:
        """The days at whose ends something is known or asked, in order."""
        found = {node for group in self.differences for step in group for node in step[:2]}
        return sorted(found | self.extra)

    @cached_property
    def position(self) -> dict[date, int]:
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
        size = len(self.nodes)  # each day is at least the day before
        rows += [(MONOTONE, day * size + day - 1, 0.0) for day in range(1, size)]
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
    source: date | None = None

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

    def _row(self, tail: date) -> int:
        return 0 if self.source is not None else self.system.position[tail]

    def bound(self, tail: date, head: date) -> float:
        """Least upper bound on N(head) - N(tail)."""
        return float(self.distances[self._row(tail), self.system.position[head]])

    def explain_bound(self, tail: date, head: date) -> list[list[Step]]:
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


OUTNUMBERED = 3  # conflicts in which one piece stands against others
SECOND_THOUGHTS = 3
SCREENED = 32  # below this many, trying pieces one by one is faster than screening them all


@dataclass(frozen=True, slots=True)
class Choice:
    """Evidence that can be true together, and minimal sets that cannot; each ends with what is set aside."""

    accepted: tuple[int, ...]
    conflicts: tuple[tuple[int, ...], ...]


def choose_evidence(system: DifferenceSystem, known: Sequence[int] = ()) -> Choice:
    """Accept the evidence in its order, strongest first, setting aside what contradicts the stronger.

    What is `known` can be true together and is accepted first.

    Halves what does not fit until single pieces remain, so that few conflicts cost few searches.
    """
    accepted = list(known)
    conflicts: list[tuple[int, ...]] = []
    pending = [list(range(len(accepted), len(system.differences)))]
    while pending:
        chunk = pending.pop()
        if system.is_consistent(accepted + chunk):
            accepted += chunk
        elif len(chunk) == 1:
            conflicts.append(find_conflict(system, accepted, chunk[0]))
        else:
            chunk, refused = _screen_chunk(system, accepted, chunk)
            conflicts += [find_conflict(system, accepted, newcomer) for newcomer in refused]
            half = (len(chunk) + 1) // 2
            pending += [chunk[half:], chunk[:half]]
    return Choice(tuple(sorted(accepted)), tuple(sorted(conflicts, key=lambda found: found[-1])))


def _screen_chunk(
    system: DifferenceSystem, accepted: list[int], chunk: list[int]
) -> tuple[list[int], list[int]]:
    """Split a chunk into what may fit and what contradicts the accepted evidence by itself."""
    if len(chunk) < SCREENED or not accepted:
        return chunk, []
    closure = Closure(system, tuple(accepted))
    refused = [piece for piece in chunk if _contradicts(closure, piece)]
    return [piece for piece in chunk if piece not in set(refused)], refused


def _contradicts(closure: Closure, newcomer: int) -> bool:
    """Whether a constraint of the newcomer closes a negative cycle."""
    return any(
        closure.bound(step.head, step.tail) + step.weight < 0 for step in closure.system.differences[newcomer]
    )


def find_conflict(system: DifferenceSystem, accepted: Sequence[int], newcomer: int) -> tuple[int, ...]:
    """An irreducible set of accepted evidence that the newcomer contradicts, the newcomer last."""
    for step in system.differences[newcomer]:
        closure = Closure(system, tuple(accepted), source=step.head)
        if closure.bound(step.head, step.tail) + step.weight < 0:
            path = closure.explain_bound(step.head, step.tail)
            members = sorted({steps[0].owner for steps in path})
            return (*_filter_members(system, members, newcomer), newcomer)
    raise AssertionError(f"evidence {newcomer} contradicts nothing")


def _filter_members(system: DifferenceSystem, members: list[int], newcomer: int) -> list[int]:
    """Deletion filter (Chinneck 2008): drop, weakest first, whatever the contradiction does not need."""
    kept = list(members)
    for member in reversed(members):
        rest = [other for other in kept if other != member]
        small = DifferenceSystem([system.differences[other] for other in (*rest, newcomer)], NOTHING_ASKED)
        if not small.is_consistent(range(len(rest) + 1)):
            kept = rest
    return kept


NOTHING_ASKED: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of an interval with the evidence that binds it and the assumptions used; inf where open."""

    value: float
    pieces: tuple[Evidence, ...] = ()
    names: frozenset[str] = NOTHING

    @property
    def claims(self) -> list[Claim]:
        """The claims to name, each once."""
        return list({claim.count_id: claim for piece in self.pieces for claim in piece.named}.values())


@dataclass(frozen=True)
class SolvedSeries:
    """The flows of one series.

    `heard` is all its evidence, `pieces` what stands of it, strongest first; `conflicts` are minimal sets
    that cannot all be true, the last of each set aside; `asked` are the periods to bound.
    """

    key: SeriesKey
    heard: tuple[Evidence, ...]
    pieces: tuple[Evidence, ...]
    conflicts: tuple[tuple[Evidence, ...], ...]
    asked: frozenset[tuple[str, Period]]

    @cached_property
    def closure(self) -> Closure:
        """The bounds that the evidence gives."""
        system = build_system(self.pieces, self.asked)
        return Closure(system, tuple(range(len(self.pieces))))

    def low(self, period: Period) -> Bound:
        """The greatest lower bound on the flow over a period asked about; 0 where nothing binds it."""
        before, last = flow_days(period)
        return self._explain(last, before, -self.closure.bound(last, before))

    def high(self, period: Period) -> Bound:
        """The least upper bound on the flow over a period asked about."""
        before, last = flow_days(period)
        return self._explain(before, last, self.closure.bound(before, last))

    def _explain(self, tail: date, head: date, value: float) -> Bound:
        path = self.closure.explain_bound(tail, head) if math.isfinite(value) else []
        return gather_bound(value, self.pieces, path)

    def with_implied(self, implied: Iterable[Evidence]) -> "SolvedSeries":
        """The same series with bounds that follow from other series, as far as they contradict nothing."""
        heard = (*self.pieces, *sorted(implied, key=rank_strength))
        system = build_system(heard, frozenset())
        choice = choose_evidence(system, range(len(self.pieces)))
        conflicts = tuple(tuple(heard[number] for number in found) for found in choice.conflicts)
        pieces = tuple(heard[number] for number in choice.accepted)
        return replace(self, pieces=pieces, conflicts=(*self.conflicts, *conflicts))

    def without(self, piece: Evidence) -> "SolvedSeries":
        """The same series without a piece of evidence that other series contradict."""
        return replace(self, pieces=tuple(other for other in self.pieces if other is not piece))


def build_system(pieces: Iterable[Evidence], asked: Iterable[tuple[str, Period]]) -> DifferenceSystem:
    """The difference constraints of evidence, with nodes for the periods asked about."""
    differences = [list_differences(piece) for piece in pieces]
    nodes = (day for _, period in asked for day in flow_days(period))
    return DifferenceSystem(differences, frozenset(nodes))


def solve_series(
    key: SeriesKey, pieces: Iterable[Evidence], asked: frozenset[tuple[str, Period]]
) -> SolvedSeries:
    """Choose the evidence that can be true together: the strongest, unless several contradict it.

    A piece that stands against OUTNUMBERED others or more gives way to them, if fewer are set aside then.
    """
    heard = tuple(sorted(pieces, key=rank_strength))
    choice = choose_evidence(build_system(heard, ()))
    for _ in range(SECOND_THOUGHTS):
        outnumbered = _find_outnumbered(choice)
        if not outnumbered:
            break
        order = sorted(range(len(heard)), key=lambda number: number in outnumbered)
        again = tuple(heard[number] for number in order)
        second = choose_evidence(build_system(again, ()))
        if len(second.conflicts) >= len(choice.conflicts):
            break
        heard, choice = again, second
    conflicts = tuple(tuple(heard[number] for number in found) for found in choice.conflicts)
    stands = tuple(heard[number] for number in choice.accepted)
    return SolvedSeries(key, heard, stands, conflicts, asked)


def _find_outnumbered(choice: Choice) -> set[int]:
    """The accepted pieces that are in at least OUTNUMBERED conflicts."""
    shares = Counter(number for found in choice.conflicts for number in found[:-1])
    return {number for number, times in shares.items() if times >= OUTNUMBERED}


def gather_bound(value: float, pieces: Sequence[Evidence], path: list[list[Step]]) -> Bound:
    """A bound with the evidence along a path, in order and without repetition."""
    used: dict[int, None] = {}
    names: set[str] = set()
    for number, steps in enumerate(path):
        for owner, side in steps:
            used[owner] = None
            names |= _names_of(pieces[owner], side) - _cancelled(pieces, path, number)
    return Bound(value + 0.0, tuple(pieces[owner] for owner in used), frozenset(names))


def _names_of(piece: Evidence, side: Side) -> frozenset[str]:
    return piece.reading.low_names if side == "low" else piece.reading.high_names


def _cancelled(pieces: Sequence[Evidence], path: list[list[Step]], number: int) -> frozenset[str]:
    """What the difference of two totals of one year does not need: the day on which they start."""
    here = pieces[path[number][0].owner]
    beside = [pieces[path[other][0].owner] for other in (number - 1, number + 1) if 0 <= other < len(path)]
    starts = {(piece.aggregation, piece.period.start) for piece in beside}
    return frozenset({"year_start"}) if (here.aggregation, here.period.start) in starts else NOTHING


@dataclass(frozen=True)
class SolvedStock:
    """One stock at one time: its evidence, strongest first."""

    key: SeriesKey
    period: Period
    pieces: tuple[Evidence, ...]

    @cached_property
    def _sorted_out(self) -> tuple[list[Evidence], list[tuple[Evidence, ...]]]:
        """The evidence that stands and, by pairs, what contradicts it.

        Intervals that have no number in common always contain two that have none (Helly's theorem).
        """
        accepted: list[Evidence] = []
        conflicts: list[tuple[Evidence, ...]] = []
        for piece in self.pieces:
            rival = next((other for other in accepted if not _meet(piece, other)), None)
            if rival is None:
                accepted.append(piece)
            else:
                conflicts.append((rival, piece))
        return accepted, conflicts

    @property
    def accepted_pieces(self) -> tuple[Evidence, ...]:
        """The evidence that stands, strongest first."""
        return tuple(self._sorted_out[0])

    @property
    def conflicts(self) -> list[tuple[Evidence, ...]]:
        """Pairs that cannot both be true; the last of each is set aside."""
        return self._sorted_out[1]

    @property
    def low(self) -> Bound:
        """The greatest low among the evidence that stands."""
        value = max((0.0, *(piece.reading.low for piece in self.accepted_pieces)))
        binding = [piece for piece in self.accepted_pieces if piece.reading.low == value]
        return Bound(value, tuple(binding), _join_names(piece.reading.low_names for piece in binding))

    @property
    def high(self) -> Bound:
        """The least high among the evidence that stands."""
        value = min((float("inf"), *(piece.reading.high for piece in self.accepted_pieces)))
        binding = [piece for piece in self.accepted_pieces if piece.reading.high == value < float("inf")]
        return Bound(value, tuple(binding), _join_names(piece.reading.high_names for piece in binding))

    def with_implied(self, implied: Iterable[Evidence]) -> "SolvedStock":
        """The same stock with bounds that follow from others; its own evidence is heard first."""
        return replace(self, pieces=(*self.pieces, *implied))

    def without(self, piece: Evidence) -> "SolvedStock":
        """The same stock without a piece of evidence that others contradict."""
        return replace(self, pieces=tuple(other for other in self.pieces if other is not piece))


def _meet(first: Evidence, second: Evidence) -> bool:
    low = max(first.reading.low, second.reading.low)
    return low <= min(first.reading.high, second.reading.high)


def _join_names(names: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*names)


def solve_stocks(pieces: Iterable[Evidence]) -> dict[tuple[SeriesKey, Period], SolvedStock]:
    """Bring the stocks of the same thing at the same time together."""
    groups: dict[tuple[SeriesKey, Period], list[Evidence]] = defaultdict(list)
    for piece in pieces:
        groups[piece.key, piece.period].append(piece)
    return {place: SolvedStock(*place, tuple(found)) for place, found in groups.items()}
