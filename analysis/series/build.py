"""From the tables of claims to the series that they allow and the conflicts between them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.series.admission import Admission, admit_claims
from analysis.series.assumptions import DEFAULT, Assumptions
from analysis.series.bounds import solve_series
from analysis.series.breakdowns import relate_wholes
from analysis.series.claims import Period, SeriesKey
from analysis.series.comparisons import relate_comparisons
from analysis.series.conflicts import Conflict, describe_conflict, describe_contradiction
from analysis.series.copies import find_copies, mark_copies
from analysis.series.evidence import Evidence, gather_evidence
from analysis.series.implications import Solved, solve_cluster
from analysis.series.official import compare_official, read_official
from analysis.series.relations import FLOWS, Relation, cluster_relations
from analysis.series.rows import calendar_periods, list_flow_rows, list_stock_row, named_periods, pace_periods
from analysis.series.stocks import solve_stocks
from analysis.series.strength import mark_withdrawn
from analysis.tables import SCHEMAS, Tables, frame_from_rows, list_rows


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
    assumptions: Assumptions = DEFAULT,
    official: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bound every series by what the claims together allow.

    Parameters
    ----------
    counts, comparisons, articles
        the tables of that name.
    assumptions
        those that are switched on.
    official
        official figures: their periods get rows to compare with; their values bound nothing.

    Returns
    -------
    The tables `series` and `conflicts`.
    """
    admission = admit_claims(counts, articles)
    pieces = _weigh_claims(admission, articles, assumptions)
    relations = _relate_claims(admission, comparisons, pieces, assumptions)
    questions = [] if official is None else _read_questions(official)
    solved = _solve_apart(pieces, relations, questions, assumptions)
    conflicts = _find_conflicts(solved)
    conflicts += _solve_together(relations, solved, assumptions)
    series = _series_frame(solved, questions, [found for found in conflicts if found.does_not_add_up])
    return series, _conflicts_frame(found for found in conflicts if found.differs)


def _weigh_claims(admission: Admission, articles: pd.DataFrame, assumptions: Assumptions) -> list[Evidence]:
    claims = mark_copies(admission.admitted, find_copies(articles))
    denied = [claim for claim, reason in admission.excluded if reason == "denied"]
    return mark_withdrawn(gather_evidence(claims, assumptions), denied)


def _relate_claims(
    admission: Admission, comparisons: pd.DataFrame, pieces: Sequence[Evidence], assumptions: Assumptions
) -> list[Relation]:
    """What comparisons say of two quantities, shares and changes too, and wholes of their parts."""
    compared = [*admission.admitted, *(claim for claim, reason in admission.excluded if reason == "no_level")]
    relations = relate_comparisons(compared, comparisons, pieces, assumptions)
    return relations + relate_wholes(pieces, assumptions)


def _read_questions(official: pd.DataFrame) -> list[Question]:
    return [
        Question(row["measure"], row["border"], Period(row["period_start"], row["period_end"]))
        for row in list_rows(official)
    ]


def _solve_apart(
    pieces: Iterable[Evidence],
    relations: Iterable[Relation],
    questions: Iterable[Question],
    assumptions: Assumptions,
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
        key: solve_series(key, by_key[key], frozenset(asked[key]), assumptions)
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


def _solve_together(relations: list[Relation], solved: Solved, assumptions: Assumptions) -> list[Conflict]:
    """Add to `solved` what follows from relations; give the conflicts that come to light."""
    conflicts = []
    implied: dict[tuple, list[Evidence]] = defaultdict(list)
    for cluster in cluster_relations(relations):
        found = solve_cluster(cluster, solved, assumptions)
        conflicts += [describe_contradiction(contradiction) for contradiction in found.contradictions]
        for piece in found.implied:
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
