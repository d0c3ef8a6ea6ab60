"""Stocks and lengths: figures for the same thing at the same time agree when their intervals meet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.series.bounds import Bound
from analysis.series.claims import Period, SeriesKey
from analysis.series.evidence import Evidence


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
