"""The rows of the series table: which periods get one, and what stands in it."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from analysis.series.assumptions import known_assumptions
from analysis.series.bounds import Bound, SolvedSeries
from analysis.series.claims import DAY, Claim, Period, SeriesKey
from analysis.series.conflicts import join_ids
from analysis.series.evidence import Evidence
from analysis.series.explanation import explain_bounds, explain_unbounded
from analysis.series.stocks import SolvedStock

WEEK_DAYS, MONTH_DAYS, YEAR_DAYS = 7, 31, 366
PACE_DIGITS = 2  # a pace is rounded outward to two significant figures


def named_periods(pieces: Iterable[Evidence]) -> set[tuple[str, Period]]:
    """The dated periods that claims name, each with its aggregation."""
    return {
        (piece.aggregation, piece.period)
        for piece in pieces
        if piece.aggregation != "stock" and piece.period.is_dated
    }


def pace_periods(pieces: Iterable[Evidence]) -> list[Period]:
    """The days between consecutive running totals with the same start."""
    ends: dict[date, set[date]] = defaultdict(set)
    for piece in pieces:
        if piece.aggregation == "cumulative" and piece.period.start and piece.period.end:
            ends[piece.period.start].add(piece.period.end)
    found = set()
    for days in ends.values():
        ordered = sorted(days)
        found |= {Period(first + DAY, last) for first, last in pairwise(ordered)}
    return sorted(found)


def calendar_periods(pieces: Iterable[Evidence]) -> set[Period]:
    """The weeks, months and years in which evidence no longer than they begins or ends."""
    found = set()
    for piece in pieces:
        if piece.aggregation == "stock" or not piece.period.is_dated or piece.implied:
            continue
        start, end = piece.period
        assert start is not None and end is not None
        days = (end,) if piece.aggregation == "cumulative" else (start, end)
        length = 1 if piece.aggregation == "cumulative" else piece.period.days
        for day in days:
            found |= set(_enclosing_periods(day, length))
    return found


def _enclosing_periods(day: date, length: int) -> Iterator[Period]:
    if length <= WEEK_DAYS:
        monday = day - day.weekday() * DAY
        yield Period(monday, monday + 6 * DAY)
    if length <= MONTH_DAYS:
        first = day.replace(day=1)
        following = (first + MONTH_DAYS * DAY).replace(day=1)
        yield Period(first, following - DAY)
    if length <= YEAR_DAYS:
        yield Period(date(day.year, 1, 1), date(day.year, 12, 31))


def list_flow_rows(solved: SolvedSeries, shown: frozenset[Period]) -> Iterator[dict[str, Any]]:
    """The rows of one series of flows: what claims name, what follows for the periods asked about.

    Periods in `shown` get a row whether or not anything is known about them.
    """
    named = named_periods(solved.heard)
    naming: dict[tuple[str, Period], list[Evidence]] = defaultdict(list)
    for piece in solved.pieces:
        naming[piece.aggregation, piece.period].append(piece)
    paces = set(pace_periods(solved.pieces))
    for aggregation, period in sorted(solved.asked | named):
        low, high = solved.low(aggregation, period), solved.high(aggregation, period)
        is_wanted = (aggregation, period) in named or period in shown
        if aggregation == "period" and ("cumulative", period) in named and not is_wanted:
            continue
        is_implied = any(piece.implied for piece in naming[aggregation, period])
        if is_wanted or is_implied or _tells_something(low, high, period in paces):
            yield make_row(solved.key, aggregation, period, low, high, naming[aggregation, period])
        if aggregation == "period" and period in paces and high.pieces and period.days > 1:
            yield from _list_pace_rows(solved, period, low, high)
    yield from _list_open_rows(solved)


def _tells_something(low: Bound, high: Bound, is_pace: bool) -> bool:
    """Whether a period that nothing names is worth a row: between two totals, or bounded on both sides."""
    return math.isfinite(high.value) and (is_pace or bool(low.pieces))


def _list_pace_rows(
    solved: SolvedSeries, period: Period, low: Bound, high: Bound
) -> Iterator[dict[str, Any]]:
    """The flow per day, rounded outward; none where a day stated within the period lies outside."""
    slow = Bound(round_outward(low.value / period.days, math.floor), low.pieces, low.names)
    fast = Bound(round_outward(high.value / period.days, math.ceil), high.pieces, high.names)
    stated = [piece.reading for piece in solved.heard if _states_pace(piece, period)]
    if all(reading.low <= fast.value and slow.value <= reading.high for reading in stated):
        yield make_row(solved.key, "rate", period, slow, fast, (), " a day")


def _states_pace(piece: Evidence, period: Period) -> bool:
    """Whether a figure is for a single day within the period."""
    start, end = piece.period
    assert period.start and period.end
    return start is not None and start == end and period.start <= start <= period.end


def round_outward(value: float, turn: Callable[[float], int]) -> float:
    """A number with PACE_DIGITS significant figures, turned down or up."""
    if value <= 0 or not math.isfinite(value):
        return value
    unit = 10.0 ** (math.floor(math.log10(value)) - PACE_DIGITS + 1)
    return float(f"{turn(value / unit + (-1e-9 if turn is math.ceil else 1e-9)) * unit:.6g}")


def make_row(
    key: SeriesKey,
    aggregation: str,
    period: Period,
    low: Bound,
    high: Bound,
    naming: Iterable[Evidence],
    per: str = "",
) -> dict[str, Any]:
    """One row of the series table; `naming` is sound evidence on the very period, binding or not."""
    pieces = [*low.pieces, *high.pieces, *naming]
    return {
        **key._asdict(),
        "aggregation": aggregation,
        "period_start": period.start,
        "period_end": period.end,
        "low": low.value if low.pieces or high.pieces else None,
        "high": high.value if math.isfinite(high.value) else None,
        "basis": _find_basis(low, high, aggregation, period),
        "low_count_ids": _join_bound(low),
        "high_count_ids": _join_bound(high),
        "assumptions": _join_names(low.names | high.names),
        "explanation": explain_bounds(key, period, low, high, per),
        "n_claims": len({count_id for piece in pieces for count_id in piece.count_ids}),
        "n_checked": len(
            {claim.count_id for piece in pieces for claim in _named_claims(piece) if claim.is_checked}
        ),
        "n_sources": len({source for piece in pieces for source in piece.sources}),
    }


def _named_claims(piece: Evidence) -> tuple[Claim, ...]:
    """The claims that a row counts of a piece: the spokesman, or all on which an implied bound rests."""
    return piece.claims if piece.implied else piece.claims[:1]


def _find_basis(low: Bound, high: Bound, aggregation: str, period: Period) -> str:
    pieces = (*low.pieces, *high.pieces)
    if any(piece.implied for piece in pieces):
        return "implied"
    own = all((piece.aggregation, piece.period) == (aggregation, period) for piece in pieces)
    return "reported" if own else "derived"


def _join_bound(bound: Bound) -> str | None:
    return join_ids(count_id for piece in bound.pieces for count_id in piece.count_ids)


def _join_names(names: frozenset[str]) -> str | None:
    return "+".join(known.id for known in known_assumptions() if known.id in names) or None


def _list_open_rows(solved: SolvedSeries) -> Iterator[dict[str, Any]]:
    """Flows and totals whose period is open: a row each that says that nothing bounds it."""
    groups: dict[tuple[str, Period], list[Evidence]] = defaultdict(list)
    for piece in solved.heard:
        if not piece.period.is_dated:
            groups[piece.aggregation, piece.period].append(piece)
    for (aggregation, period), pieces in sorted(
        groups.items(), key=lambda item: (item[0][0], item[0][1].order)
    ):
        row = make_row(solved.key, aggregation, period, Bound(0.0), Bound(math.inf), pieces)
        claims: list[Claim] = [piece.claims[0] for piece in pieces]
        yield row | {"explanation": explain_unbounded(solved.key, period, claims)}


def list_stock_row(stock: SolvedStock) -> dict[str, Any]:
    """The row of one stock at one time."""
    return make_row(stock.key, "stock", stock.period, stock.low, stock.high, stock.accepted_pieces)
