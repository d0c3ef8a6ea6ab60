"""Which evidence can be true together, what is set aside, and the bounds that follow for any period."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.series.assumptions import Assumptions
from analysis.series.claims import NOTHING, Period, SeriesKey
from analysis.series.constraints import (
    Closure,
    DifferenceSystem,
    Node,
    Side,
    Step,
    list_differences,
    period_nodes,
)
from analysis.series.evidence import Evidence
from analysis.series.strength import rank_strength

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


NOTHING_ASKED: frozenset[Node] = frozenset()


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of an interval with the evidence that binds it and the assumptions used; inf where open."""

    value: float
    pieces: tuple[Evidence, ...] = ()
    names: frozenset[str] = NOTHING


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
    assumptions: Assumptions

    @cached_property
    def closure(self) -> Closure:
        """The bounds that the evidence gives."""
        system = build_system(self.pieces, self.asked, self.assumptions)
        return Closure(system, tuple(range(len(self.pieces))))

    def nodes_of(self, aggregation: str, period: Period) -> tuple[Node, Node]:
        """The nodes between which the flow over a period lies."""
        return period_nodes(aggregation, period, self.assumptions)

    def low(self, aggregation: str, period: Period) -> Bound:
        """The greatest lower bound on the flow over a period asked about; 0 where nothing binds it."""
        before, last = self.nodes_of(aggregation, period)
        return self._explain(last, before, -self.closure.bound(last, before))

    def high(self, aggregation: str, period: Period) -> Bound:
        """The least upper bound on the flow over a period asked about."""
        before, last = self.nodes_of(aggregation, period)
        return self._explain(before, last, self.closure.bound(before, last))

    def _explain(self, tail: Node, head: Node, value: float) -> Bound:
        path = self.closure.explain_bound(tail, head) if math.isfinite(value) else []
        return gather_bound(value, self.pieces, path)

    def with_implied(self, implied: Iterable[Evidence]) -> "SolvedSeries":
        """The same series with bounds that follow from other series, as far as they contradict nothing."""
        heard = (*self.pieces, *sorted(implied, key=rank_strength))
        system = build_system(heard, frozenset(), self.assumptions)
        choice = choose_evidence(system, range(len(self.pieces)))
        conflicts = tuple(tuple(heard[number] for number in found) for found in choice.conflicts)
        pieces = tuple(heard[number] for number in choice.accepted)
        return replace(self, pieces=pieces, conflicts=(*self.conflicts, *conflicts))

    def without(self, piece: Evidence) -> "SolvedSeries":
        """The same series without a piece of evidence that other series contradict."""
        return replace(self, pieces=tuple(other for other in self.pieces if other is not piece))


def build_system(
    pieces: Iterable[Evidence], asked: Iterable[tuple[str, Period]], assumptions: Assumptions
) -> DifferenceSystem:
    """The difference constraints of evidence, with nodes for the periods asked about."""
    differences = [list_differences(piece, assumptions) for piece in pieces]
    nodes = (node for aggregation, period in asked for node in period_nodes(aggregation, period, assumptions))
    return DifferenceSystem(differences, frozenset(nodes))


def solve_series(
    key: SeriesKey,
    pieces: Iterable[Evidence],
    asked: frozenset[tuple[str, Period]],
    assumptions: Assumptions,
) -> SolvedSeries:
    """Choose the evidence that can be true together: the strongest, unless several contradict it.

    A piece that stands against OUTNUMBERED others or more gives way to them, if fewer are set aside then.
    """
    heard = tuple(sorted(pieces, key=rank_strength))
    choice = choose_evidence(build_system(heard, (), assumptions))
    for _ in range(SECOND_THOUGHTS):
        outnumbered = _find_outnumbered(choice)
        if not outnumbered:
            break
        order = sorted(range(len(heard)), key=lambda number: number in outnumbered)
        again = tuple(heard[number] for number in order)
        second = choose_evidence(build_system(again, (), assumptions))
        if len(second.conflicts) >= len(choice.conflicts):
            break
        heard, choice = again, second
    conflicts = tuple(tuple(heard[number] for number in found) for found in choice.conflicts)
    stands = tuple(heard[number] for number in choice.accepted)
    return SolvedSeries(key, heard, stands, conflicts, asked, assumptions)


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
