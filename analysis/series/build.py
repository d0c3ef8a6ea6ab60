"""The rows of the series table: which periods get one, and what stands in it."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.series.bounds import Bound, SolvedSeries, SolvedStock, solve_series, solve_stocks
from analysis.series.claims import (
    DAY,
    Admission,
    Claim,
    Period,
    SeriesKey,
    admit_claims,
    find_copies,
    mark_copies,
)
from analysis.series.conflicts import Conflict, describe_conflict, describe_contradiction, join_ids
from analysis.series.evidence import Evidence, gather_evidence, mark_withdrawn
from analysis.series.implications import Solved, solve_cluster
from analysis.series.official import compare_official, read_official
from analysis.series.relations import FLOWS, Relation, cluster_relations, relate_comparisons, relate_wholes
from analysis.series.wording import explain_bounds, explain_unbounded, known_assumptions
from analysis.tables import SCHEMAS, Tables, frame_from_rows, list_rows

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
        low, high = solved.low(period), solved.high(period)
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
    named = {claim.count_id: claim.is_checked for piece in pieces for claim in piece.named}
    return {
        **key._asdict(),
        "aggregation": aggregation,
        "period_start": period.start,
        "period_end": period.end,
        "low": low.value if low.pieces or high.pieces else None,
        "high": high.value if math.isfinite(high.value) else None,
        "basis": _find_basis(low, high, aggregation, period),
        "low_count_ids": join_ids(claim.count_id for claim in low.claims),
        "high_count_ids": join_ids(claim.count_id for claim in high.claims),
        "assumptions": _join_names(low.names | high.names),
        "explanation": explain_bounds(key, period, low, high, per),
        "n_claims": len(named),
        "n_checked": sum(named.values()),
        "n_sources": len({source for piece in pieces for source in piece.sources}),
    }


def _find_basis(low: Bound, high: Bound, aggregation: str, period: Period) -> str:
    pieces = (*low.pieces, *high.pieces)
    if any(piece.implied for piece in pieces):
        return "implied"
    own = all((piece.aggregation, piece.period) == (aggregation, period) for piece in pieces)
    return "reported" if own else "derived"


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


@dataclass(frozen=True, slots=True)
class Question:
    """The measure and border whose periods somebody asks about, whatever the claims name."""

    measure: str
    border: str | None
    period: Period


def build_series(
    counts: pd.DataFrame,
    comparisons: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    official: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bound every series by what the claims together allow.

    Parameters
    ----------
    counts, comparisons, articles
        the tables of that name.
    official
        official figures: their periods get rows to compare with; their values bound nothing.

    Returns
    -------
    The tables `series` and `conflicts`.
    """
    admission = admit_claims(counts, articles)
    pieces = _weigh_claims(admission, articles)
    relations = _relate_claims(admission, comparisons, pieces)
    questions = [] if official is None else _read_questions(official)
    solved = _solve_apart(pieces, relations, questions)
    conflicts = _find_conflicts(solved)
    conflicts += _solve_together(relations, solved)
    series = _series_frame(solved, questions, [found for found in conflicts if found.does_not_add_up])
    return series, _conflicts_frame(found for found in conflicts if found.differs)


def _weigh_claims(admission: Admission, articles: pd.DataFrame) -> list[Evidence]:
    claims = mark_copies(admission.admitted, find_copies(articles))
    denied = [claim for claim, reason in admission.excluded if reason == "denied"]
    return mark_withdrawn(gather_evidence(claims), denied)


def _relate_claims(
    admission: Admission, comparisons: pd.DataFrame, pieces: Sequence[Evidence]
) -> list[Relation]:
    """What comparisons say of two quantities, shares and changes too, and wholes of their parts."""
    compared = [*admission.admitted, *(claim for claim, reason in admission.excluded if reason == "no_level")]
    relations = relate_comparisons(compared, comparisons, pieces)
    return relations + relate_wholes(pieces)


def _read_questions(official: pd.DataFrame) -> list[Question]:
    return [
        Question(row["measure"], row["border"], Period(row["period_start"], row["period_end"]))
        for row in list_rows(official)
    ]


def _solve_apart(
    pieces: Iterable[Evidence], relations: Iterable[Relation], questions: Iterable[Question]
) -> Solved:
    """Each series by its own evidence, with the periods that anybody will ask about."""
    by_key: dict[SeriesKey, list[Evidence]] = defaultdict(list)
    stocks = []
    for piece in pieces:
        if piece.aggregation == "stock":
            stocks.append(piece)
        else:
            by_key[piece.key].append(piece)
    asked: dict[SeriesKey, set[tuple[str, Period]]] = defaultdict(set)
    for relation in relations:
        for quantity in relation.quantities:
            if quantity.aggregation in FLOWS:
                asked[quantity.key].add((quantity.aggregation, quantity.period))
    for key in by_key:
        asked[key] |= _list_asked(key, by_key[key], questions)
    series = {
        key: solve_series(key, by_key[key], frozenset(asked[key]))
        for key in sorted(asked, key=lambda key: key.order)
    }
    return Solved(series, solve_stocks(stocks))


def _list_asked(
    key: SeriesKey, pieces: Sequence[Evidence], questions: Iterable[Question]
) -> set[tuple[str, Period]]:
    periods = {*pace_periods(pieces), *calendar_periods(pieces), *_match_questions(key, questions)}
    return named_periods(pieces) | {("period", period) for period in periods}


def _match_questions(key: SeriesKey, questions: Iterable[Question]) -> frozenset[Period]:
    """The periods asked about for a series of all groups."""
    return frozenset(
        question.period
        for question in questions
        if (question.measure, question.border, None) == (key.measure, key.border, key.group)
    )


def _find_conflicts(solved: Solved) -> list[Conflict]:
    """The conflicts of each series and each stock by itself."""
    found = [members for series in solved.series.values() for members in series.conflicts]
    found += [members for stock in solved.stocks.values() for members in stock.conflicts]
    return [describe_conflict(members) for members in found]


def _solve_together(relations: list[Relation], solved: Solved) -> list[Conflict]:
    """Add to `solved` what follows from relations; give the conflicts that come to light."""
    conflicts = []
    implied: dict[tuple, list[Evidence]] = defaultdict(list)
    for cluster in cluster_relations(relations):
        pieces, contradictions = solve_cluster(cluster, solved)
        conflicts += [describe_contradiction(found) for found in contradictions]
        for piece in pieces:
            implied[(piece.key, piece.period) if piece.aggregation == "stock" else (piece.key,)].append(piece)
    for place, pieces in implied.items():
        conflicts += _add_implied(place, pieces, solved)
    return conflicts


def _add_implied(place: tuple, pieces: list[Evidence], solved: Solved) -> list[Conflict]:
    """Go on with implied bounds; conflicts that only they bring about."""
    if len(place) == 1:
        solved.series[place[0]] = solved.series[place[0]].with_implied(pieces)
        conflicts = solved.series[place[0]].conflicts
        return [describe_conflict(found) for found in conflicts if found[-1].implied]
    solved.stocks[place] = solved.stocks[place].with_implied(pieces)
    return [describe_conflict(found) for found in solved.stocks[place].conflicts if found[-1].implied]


def _series_frame(solved: Solved, questions: Sequence[Question], misfits: Iterable[Conflict]) -> pd.DataFrame:
    """The table; a row whose figures do not add up with others says so in its explanation."""
    notes: dict[tuple, list[str]] = defaultdict(list)
    for misfit in misfits:
        if misfit.place:
            notes[misfit.place].append(misfit.sentence)
    rows = []
    for key, one in solved.series.items():
        rows += list(list_flow_rows(one, _match_questions(key, questions)))
    rows += [list_stock_row(stock) for stock in solved.stocks.values()]
    for row in rows:
        told = notes.get(_row_place(row), ())
        row["explanation"] = " ".join([row["explanation"], *dict.fromkeys(told)])
    rows.sort(key=_row_order)
    return frame_from_rows("series", rows)


def _row_place(row: dict) -> tuple:
    key = SeriesKey(*(row[name] for name in SeriesKey._fields))
    return (key, row["aggregation"], Period(row["period_start"], row["period_end"]))


def _row_order(row: dict) -> tuple:
    names = (*SeriesKey._fields, "period_start", "period_end")
    return (*(str(row[name] or "") for name in names), row["aggregation"])


def _conflicts_frame(conflicts: Iterable[Conflict]) -> pd.DataFrame:
    rows = sorted(
        (conflict.to_row() for conflict in conflicts), key=lambda row: (row["measure"], row["count_ids"])
    )
    return frame_from_rows("conflicts", rows)


def add_series(tables: Tables, official: str | Path | None = None) -> Tables:
    """The tables with their series and conflicts, and with official figures (a CSV file) beside them.

    Raises
    ------
    UsageError
        when the file of official figures is wrong, naming the line.
    """
    figures = None if official is None else read_official(official)
    series, conflicts = build_series(tables.counts, tables.comparisons, tables.articles, official=figures)
    grown = replace(tables, series=series, conflicts=conflicts)
    if figures is None:
        return grown
    compared = compare_official(series, figures)
    return replace(
        grown, official=frame_from_rows("official", list_rows(compared[SCHEMAS["official"].names]))
    )


def list_excluded(counts: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The claims that bound nothing, each with its reason: count_id, article_id, measure, quote, reason."""
    return admit_claims(counts, articles).excluded_frame()
