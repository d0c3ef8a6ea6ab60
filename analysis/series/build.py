"""The rows of the series table: which periods get one, and what stands in it."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.series.bounds import Bound, Place, Solved, place_of, solve_series
from analysis.series.claims import DAY, Claim, Period, SeriesKey, judge_claims
from analysis.series.evidence import Evidence, gather_evidence, rank_strength
from analysis.series.explanations import (
    Note,
    ask_the_same,
    describe_contradiction,
    describe_difference,
    describe_misfit,
    differ,
    explain_bounds,
    explain_unbounded,
    join_ids,
    known_assumptions,
)
from analysis.series.implications import cluster_relations, solve_cluster
from analysis.series.official import compare_official, read_official
from analysis.series.relations import Relation, relate_comparisons, relate_wholes
from analysis.tables import SCHEMAS, Tables, frame_from_rows, list_rows

WEEK_DAYS, MONTH_DAYS, YEAR_DAYS = 7, 31, 366
PACE_DIGITS = 2  # a pace is rounded outward to two significant figures
Row = dict[str, Any]
# The measure and border whose periods somebody asks about, whatever the claims name.
Questions = Mapping[tuple[str, str | None], set[Period]]


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
    judged = judge_claims(counts, articles)
    admitted = [claim for claim, reason in judged if reason is None]
    denied = [claim for claim, reason in judged if reason == "denied"]
    pieces = gather_evidence(admitted, denied)
    # Shares and changes bound nothing, but say something of the figure that they are compared with.
    compared = [claim for claim, reason in judged if reason in (None, "no_level")]
    relations = [*relate_comparisons(compared, comparisons, pieces), *relate_wholes(pieces)]
    questions: dict[tuple[str, str | None], set[Period]] = defaultdict(set)
    for row in [] if official is None else list_rows(official):
        questions[row["measure"], row["border"]].add(Period(row["period_start"], row["period_end"]))
    solved = _solve_apart(pieces, relations, questions)
    notes = _solve_together(relations, solved)
    conflicts = [members for one in solved.values() for members in one.conflicts]
    notes = [describe_misfit(members) for members in conflicts if not ask_the_same(members)] + notes
    differences = [describe_difference(members) for members in conflicts if differ(members)]
    differences.sort(key=lambda row: (row["measure"], row["count_ids"]))
    series = _series_frame(solved, questions, [note for note in notes if note])
    return series, frame_from_rows("conflicts", differences)


def _solve_apart(
    pieces: Iterable[Evidence], relations: Iterable[Relation], questions: Questions
) -> dict[Place, Solved]:
    """Each series by its own evidence, with the periods that anybody will ask about."""
    heard: dict[Place, list[Evidence]] = defaultdict(list)
    for piece in pieces:
        heard[place_of(piece)].append(piece)
    asked: dict[Place, set[tuple[str, Period]]] = defaultdict(set)
    for place, found in heard.items():
        periods = {*_pace_periods(found), *_calendar_periods(found), *_match_questions(place[0], questions)}
        asked[place] |= _named_periods(found)
        asked[place] |= {("period", period) for period in periods} if place[1] is None else set()
    for quantity in (quantity for relation in relations for quantity in relation.quantities):
        asked[place_of(quantity)].add((quantity.aggregation, quantity.period))
    return {place: solve_series(heard[place], asked[place]) for place in asked}


def _match_questions(key: SeriesKey, questions: Questions) -> set[Period]:
    """The periods asked about for a series of all groups."""
    return questions.get((key.measure, key.border), set()) if key.group is None else set()


def _named_periods(pieces: Iterable[Evidence]) -> set[tuple[str, Period]]:
    """The stocks and dated periods that claims name, each with its aggregation."""
    return {
        (piece.aggregation, piece.period)
        for piece in pieces
        if piece.aggregation == "stock" or piece.period.is_dated
    }


def _pace_periods(pieces: Iterable[Evidence]) -> set[Period]:
    """The days between consecutive running totals with the same start."""
    ends: dict[date, set[date]] = defaultdict(set)
    for piece in pieces:
        if piece.aggregation == "cumulative" and piece.period.start and piece.period.end:
            ends[piece.period.start].add(piece.period.end)
    return {Period(first + DAY, last) for days in ends.values() for first, last in pairwise(sorted(days))}


def _calendar_periods(pieces: Iterable[Evidence]) -> set[Period]:
    """The weeks, months and years in which evidence no longer than they begins or ends."""
    found = set()
    for piece in pieces:
        start, end = piece.period
        if start and end and piece.aggregation == "cumulative":
            found |= set(_enclosing_periods(end, 1))
        elif start and end:
            found |= {period for day in (start, end) for period in _enclosing_periods(day, piece.period.days)}
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


def _solve_together(relations: Iterable[Relation], solved: Mapping[Place, Solved]) -> list[Note | None]:
    """Add to `solved` what follows from relations; give what does not fit them."""
    notes = []
    implied: dict[Place, list[Evidence]] = defaultdict(list)
    for cluster in cluster_relations(relations):
        pieces, contradictions = solve_cluster(cluster, solved)
        notes += [describe_contradiction(found) for found in contradictions]
        for piece in pieces:
            implied[place_of(piece)].append(piece)
    for place, found in implied.items():
        solved[place].hear(sorted(found, key=rank_strength))
    return notes


def _series_frame(
    solved: Mapping[Place, Solved], questions: Questions, notes: Iterable[Note]
) -> pd.DataFrame:
    """The table; a row whose figures do not add up with others says so in its explanation."""
    told: dict[tuple, dict[str, None]] = defaultdict(dict)
    for place, sentence in notes:
        told[place][sentence] = None
    rows = []
    for (key, _), one in solved.items():
        for row in list_series_rows(key, one, _match_questions(key, questions)):
            place = (key, row["aggregation"], Period(row["period_start"], row["period_end"]))
            rows.append(row | {"explanation": " ".join([row["explanation"], *told[place]])})
    names = (*SeriesKey._fields, "period_start", "period_end")
    rows.sort(key=lambda row: (*(str(row[name] or "") for name in names), row["aggregation"]))
    return frame_from_rows("series", rows)


def list_series_rows(key: SeriesKey, solved: Solved, shown: set[Period]) -> Iterator[Row]:
    """The rows of one series or stock: what claims name, what follows for the periods asked about.

    Periods in `shown` get a row whether or not anything is known about them.
    """
    named = _named_periods(solved.heard)
    naming: dict[tuple[str, Period], list[Evidence]] = defaultdict(list)
    for piece in solved.pieces:
        naming[piece.aggregation, piece.period].append(piece)
    paces = _pace_periods(solved.pieces)
    for aggregation, period in sorted(solved.asked):
        low, high = solved.low(aggregation, period), solved.high(aggregation, period)
        is_pace = aggregation == "period" and period in paces
        is_wanted = (aggregation, period) in named or period in shown
        if aggregation == "period" and ("cumulative", period) in named and not is_wanted:
            continue
        is_implied = any(piece.implied for piece in naming[aggregation, period])
        # What nothing names is worth a row between two totals, or bounded on both sides.
        tells = math.isfinite(high.value) and (is_pace or bool(low.pieces))
        if is_wanted or is_implied or tells:
            yield _make_row(key, aggregation, period, low, high, naming[aggregation, period])
        if is_pace and high.pieces and period.days > 1:
            yield from _list_pace_rows(key, solved, period, low, high)
    yield from _list_open_rows(key, solved.heard)


def _list_pace_rows(key: SeriesKey, solved: Solved, period: Period, low: Bound, high: Bound) -> Iterator[Row]:
    """The flow per day, rounded outward; none where a day stated within the period lies outside."""
    least, most = round_outward(low.value / period.days, high.value / period.days, PACE_DIGITS)
    slow, fast = replace(low, value=least), replace(high, value=most)
    first, last = period.ends
    stated = [
        piece.reading
        for piece in solved.heard
        if piece.period.start == piece.period.end and first <= piece.period.ends[0] <= last
    ]
    if all(reading.low <= fast.value and slow.value <= reading.high for reading in stated):
        yield _make_row(key, "rate", period, slow, fast, (), " a day")


def round_outward(low: float, high: float, digits: int) -> tuple[float, float]:
    """The interval widened to `digits` significant figures: what is worked out was not counted."""
    return _round(low, digits, math.floor), _round(high, digits, math.ceil)


def _round(value: float, digits: int, turn: Callable[[float], int]) -> float:
    if value == 0 or not math.isfinite(value):
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    return round(turn(round(value / step, 6)) * step, 10)


def _list_open_rows(key: SeriesKey, heard: Iterable[Evidence]) -> Iterator[Row]:
    """Flows and totals whose period is open: a row each that says that nothing bounds it."""
    groups: dict[tuple[str, Period], list[Evidence]] = defaultdict(list)
    for piece in heard:
        if piece.aggregation != "stock" and not piece.period.is_dated:
            groups[piece.aggregation, piece.period].append(piece)
    for (aggregation, period), pieces in groups.items():
        row = _make_row(key, aggregation, period, Bound(0.0), Bound(math.inf), pieces)
        claims: list[Claim] = [piece.claims[0] for piece in pieces]
        yield row | {"explanation": explain_unbounded(key, period, claims)}


def _make_row(
    key: SeriesKey,
    aggregation: str,
    period: Period,
    low: Bound,
    high: Bound,
    naming: Sequence[Evidence],
    per: str = "",
) -> Row:
    """One row of the series table; `naming` is sound evidence on the very period, binding or not."""
    binding = [*low.pieces, *high.pieces]
    pieces = [*binding, *naming]
    named = {claim.count_id: claim.checked is not None for piece in pieces for claim in piece.named}
    own = all((piece.aggregation, piece.period) == (aggregation, period) for piece in binding)
    implied = any(piece.implied for piece in binding)
    assumed = [known.id for known in known_assumptions() if known.id in low.names | high.names]
    return {
        **key._asdict(),
        "aggregation": aggregation,
        "period_start": period.start,
        "period_end": period.end,
        "low": low.value if binding else None,
        "high": high.value if math.isfinite(high.value) else None,
        "basis": "implied" if implied else "reported" if own else "derived",
        "low_count_ids": join_ids(low.claims),
        "high_count_ids": join_ids(high.claims),
        "assumptions": "+".join(assumed) or None,
        "explanation": explain_bounds(key, period, low, high, per),
        "n_claims": len(named),
        "n_checked": sum(named.values()),
        "n_sources": len({source for piece in pieces for source in piece.sources}),
    }


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
