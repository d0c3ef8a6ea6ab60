"""The rows of the series table: which periods get one, and what stands in it."""

import math
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.series.bounds import Bound, Solved, solve_series
from analysis.series.claims import DAY, Home, Period, Quantity, SeriesKey, judge_claims
from analysis.series.evidence import Evidence, gather_evidence, name_source, rank_strength
from analysis.series.explanations import (
    Note,
    ask_the_same,
    describe_contradiction,
    describe_difference,
    describe_misfit,
    differ,
    explain_bounds,
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
) -> dict[Home, Solved]:
    """Each series by its own evidence, with the quantities that anybody will ask about."""
    heard: dict[Home, list[Evidence]] = defaultdict(list)
    for piece in pieces:
        heard[piece.what.home].append(piece)
    asked: dict[Home, set[Quantity]] = defaultdict(set)
    for (key, time), found in heard.items():
        asked[key, time] |= {piece.what for piece in found}
        if time is None:
            periods = {*_pace_periods(found), *_calendar_periods(found), *_match_questions(key, questions)}
            asked[key, time] |= {Quantity(key, "period", period) for period in periods}
    for quantity in (quantity for relation in relations for quantity in relation.quantities):
        asked[quantity.home].add(quantity)
    return {home: solve_series(heard[home], asked[home]) for home in asked}


def _match_questions(key: SeriesKey, questions: Questions) -> set[Period]:
    """The periods asked about for a series of all groups."""
    return questions.get((key.measure, key.border), set()) if key.group is None else set()


def _pace_periods(pieces: Iterable[Evidence]) -> set[Period]:
    """The days between consecutive running totals with the same start."""
    ends: dict[date, set[date]] = defaultdict(set)
    for _, aggregation, (start, end) in (piece.what for piece in pieces):
        if aggregation == "cumulative" and start and end:
            ends[start].add(end)
    return {Period(first + DAY, last) for days in ends.values() for first, last in pairwise(sorted(days))}


def _calendar_periods(pieces: Iterable[Evidence]) -> set[Period]:
    """The weeks, months and years in which evidence no longer than they begins or ends."""
    found = set()
    for _, aggregation, (start, end) in (piece.what for piece in pieces):
        if start and end:
            is_total = aggregation == "cumulative"
            length = 1 if is_total else (end - start).days + 1
            days = (end,) if is_total else (start, end)
            found |= {period for day in days for period in _enclosing_periods(day, length)}
    return found


def _enclosing_periods(day: date, length: int) -> Iterator[Period]:
    monday, month_end = day - day.weekday() * DAY, monthrange(day.year, day.month)[1]
    if length <= WEEK_DAYS:
        yield Period(monday, monday + 6 * DAY)
    if length <= MONTH_DAYS:
        yield Period(day.replace(day=1), day.replace(day=month_end))
    if length <= YEAR_DAYS:
        yield Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _solve_together(relations: Iterable[Relation], solved: Mapping[Home, Solved]) -> list[Note | None]:
    """Add to `solved` what follows from relations; give what does not fit them."""
    notes = []
    implied: dict[Home, list[Evidence]] = defaultdict(list)
    for cluster in cluster_relations(relations):
        pieces, contradictions = solve_cluster(cluster, solved)
        notes += [describe_contradiction(*found) for found in contradictions]
        for piece in pieces:
            implied[piece.what.home].append(piece)
    for home, found in implied.items():
        solved[home].hear(sorted(found, key=rank_strength))
    return notes


def _series_frame(solved: Mapping[Home, Solved], questions: Questions, notes: Iterable[Note]) -> pd.DataFrame:
    """The table; a row whose figures do not add up with others says so in its explanation."""
    told: dict[Quantity, dict[str, None]] = defaultdict(dict)
    for what, sentence in notes:
        told[what][sentence] = None
    rows = [
        row | {"explanation": " ".join([row["explanation"], *told[what]])}
        for (key, _), one in solved.items()
        for what, row in _list_rows(one, _match_questions(key, questions))
    ]
    names = (*SeriesKey._fields, "period_start", "period_end")
    rows.sort(key=lambda row: (*(str(row[name] or "") for name in names), row["aggregation"]))
    return frame_from_rows("series", rows)


def _list_rows(solved: Solved, shown: set[Period]) -> Iterator[tuple[Quantity, Row]]:
    """The rows of one series or stock: what claims name, what follows for the periods asked about.

    Periods in `shown` get a row whether or not anything is known about them.
    """
    named = {piece.what for piece in solved.heard}
    naming: dict[Quantity, list[Evidence]] = defaultdict(list)
    for piece in solved.pieces:
        naming[piece.what].append(piece)
    paces = _pace_periods(solved.pieces)
    for what in sorted(solved.asked, key=str):
        low, high = solved.bound(what)
        is_flow = what.aggregation == "period"
        is_pace = is_flow and what.period in paces
        is_wanted = what in named or what.period in shown
        if is_flow and what._replace(aggregation="cumulative") in named and not is_wanted:
            continue
        is_implied = any(piece.implied for piece in naming[what])
        # What nothing names is worth a row between two totals, or bounded on both sides.
        tells = math.isfinite(high.value) and (is_pace or bool(low.pieces))
        if is_wanted or is_implied or tells:
            yield what, _make_row(what, low, high, naming[what])
        if is_pace and high.pieces and what.period.days > 1:
            yield from _list_pace_rows(solved, what, low, high)


def _list_pace_rows(
    solved: Solved, what: Quantity, low: Bound, high: Bound
) -> Iterator[tuple[Quantity, Row]]:
    """The flow per day, rounded outward; none where a day stated within the period lies outside."""
    days, (first, last) = what.period.days, what.period.ends
    least, most = round_outward(low.value / days, high.value / days, PACE_DIGITS)
    stated = [
        piece.reading
        for piece in solved.heard
        if piece.what.period.start == piece.what.period.end and first <= piece.what.period.ends[0] <= last
    ]
    if all(reading.low <= most and least <= reading.high for reading in stated):
        pace = what._replace(aggregation="rate")
        yield pace, _make_row(pace, replace(low, value=least), replace(high, value=most), ())


def round_outward(low: float, high: float, digits: int) -> tuple[float, float]:
    """The interval widened to `digits` significant figures: what is worked out was not counted."""
    return _round(low, digits, math.floor), _round(high, digits, math.ceil)


def _round(value: float, digits: int, turn: Callable[[float], int]) -> float:
    if value == 0 or not math.isfinite(value):
        return value
    step = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)
    return round(turn(round(value / step, 6)) * step, 10)


def _make_row(what: Quantity, low: Bound, high: Bound, naming: Sequence[Evidence]) -> Row:
    """One row of the series table; `naming` is sound evidence on the very quantity, binding or not."""
    binding = [*low.pieces, *high.pieces]
    named = {claim.count_id: claim for piece in (*binding, *naming) for claim in piece.named}.values()
    own = all(piece.what == what for piece in binding)
    implied = any(piece.implied for piece in binding)
    assumed = [known.id for known in known_assumptions() if known.id in low.names | high.names]
    return {
        **what.key._asdict(),
        "aggregation": what.aggregation,
        "period_start": what.period.start,
        "period_end": what.period.end,
        "low": low.value if binding else None,
        "high": high.value if math.isfinite(high.value) else None,
        "basis": "implied" if implied else "reported" if own else "derived",
        "low_count_ids": join_ids(low.claims),
        "high_count_ids": join_ids(high.claims),
        "assumptions": "+".join(assumed) or None,
        "explanation": explain_bounds(what, low, high, [piece.claims[0] for piece in naming]),
        "n_claims": len(named),
        "n_checked": sum(claim.checked is not None for claim in named),
        "n_sources": len(set(map(name_source, named))),
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
