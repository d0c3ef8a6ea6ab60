"""Small linear programs over quantities, each row with what says so; HiGHS, by scipy, solves them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import permutations

import numpy as np
from scipy.optimize import OptimizeResult, linprog

from analysis.series.bounds import Side, SolvedSeries, SolvedStock, flow_days
from analysis.series.claims import NOTHING, Period, SeriesKey
from analysis.series.evidence import Evidence, Reading, name_source, rank_strength, round_inward
from analysis.series.relations import FLOWS, Quantity, Relation, order_quantity

INFEASIBLE = 2
Support = tuple[tuple[Evidence, Side], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One inequality of a program with what says so: a relation, or sides of evidence."""

    coefficients: Mapping[int, float]
    upper: float
    relation: Relation | None = None
    support: Support = ()


@dataclass
class Program:
    """A linear program under construction: variables by name, rows with their reasons."""

    variables: dict[object, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def variable(self, name: object) -> int:
        """The number of a variable, made when first named."""
        return self.variables.setdefault(name, len(self.variables))

    def terms(self, quantity: Quantity, series: Mapping[SeriesKey, SolvedSeries]) -> dict[int, float]:
        """A quantity as a sum of variables: a flow is the difference of two running counts."""
        if quantity.aggregation not in FLOWS:
            return {self.variable(quantity): 1.0}
        before, last = flow_days(quantity.period)
        return {self.variable((quantity.key, last)): 1.0, self.variable((quantity.key, before)): -1.0}

    def optimise(self, objective: Mapping[int, float], rows: list[Row] | None = None) -> OptimizeResult:
        """The least value of the objective under the rows."""
        rows = self.rows if rows is None else rows
        matrix = np.zeros((len(rows), len(self.variables)))
        for number, row in enumerate(rows):
            for variable, coefficient in row.coefficients.items():
                matrix[number, variable] = coefficient
        costs = np.zeros(len(self.variables))
        for number, cost in objective.items():
            costs[number] = cost
        uppers = np.array([row.upper for row in rows])
        return linprog(costs, A_ub=matrix, b_ub=uppers, bounds=(None, None), method="highs")

    def is_feasible(self, rows: list[Row]) -> bool:
        """Whether some values satisfy the rows."""
        return self.optimise({}, rows).status != INFEASIBLE


BINDING = 1e-7  # a dual below this is none
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Relations and evidence that cannot all be true, and what gives way."""

    relations: tuple[Relation, ...]
    pieces: tuple[Evidence, ...]
    yielding: Relation | Evidence


@dataclass(frozen=True, slots=True)
class Implications:
    """The bounds that follow from relations, and the contradictions on the way."""

    implied: tuple[Evidence, ...]
    contradictions: tuple[Contradiction, ...]


@dataclass
class Solved:
    """All series and stocks so far; evidence that gives way is taken out of them."""

    series: dict[SeriesKey, SolvedSeries]
    stocks: dict[tuple[SeriesKey, Period], SolvedStock]

    def box(self, quantity: Quantity) -> tuple[float, float]:
        """The bounds of a quantity by its own series alone."""
        if quantity.aggregation in FLOWS:
            solved = self.series[quantity.key]
            before, last = flow_days(quantity.period)
            return -solved.closure.bound(last, before), solved.closure.bound(before, last)
        if quantity.aggregation == "stock":
            stock = self.stocks[quantity.key, quantity.period]
            return stock.low.value, stock.high.value
        return -math.inf, math.inf

    def set_aside(self, piece: Evidence) -> None:
        """Go on without a piece of evidence."""
        if piece.aggregation == "stock":
            place = (piece.key, piece.period)
            self.stocks[place] = self.stocks[place].without(piece)
        else:
            self.series[piece.key] = self.series[piece.key].without(piece)

    def keep_only(self, pieces: Iterable[Evidence]) -> "Solved":
        """The same places with these pieces of evidence only."""
        kept = {id(piece) for piece in pieces}
        return Solved(
            {
                key: replace(solved, pieces=tuple(piece for piece in solved.pieces if id(piece) in kept))
                for key, solved in self.series.items()
            },
            {
                place: replace(stock, pieces=tuple(piece for piece in stock.pieces if id(piece) in kept))
                for place, stock in self.stocks.items()
            },
        )

    def narrow_to(self, relations: Iterable[Relation]) -> "Solved":
        """Only the series, periods and stocks that some relations touch."""
        quantities = [quantity for relation in relations for quantity in relation.quantities]
        asked: dict[SeriesKey, set[tuple[str, Period]]] = defaultdict(set)
        for quantity in quantities:
            if quantity.aggregation in FLOWS:
                asked[quantity.key].add((quantity.aggregation, quantity.period))
        places = {(q.key, q.period) for q in quantities if q.aggregation == "stock"}
        return Solved(
            {key: replace(self.series[key], asked=frozenset(periods)) for key, periods in asked.items()},
            {place: self.stocks[place] for place in places},
        )


def solve_cluster(relations: list[Relation], solved: Solved) -> Implications:
    """Bound every quantity of related relations; evidence that gives way is set aside in `solved`."""
    contradictions: list[Contradiction] = []
    relations = [relation for relation in relations if not _is_idle(relation, solved)]
    while relations:
        program = build_program(relations, solved)
        if program.is_feasible(program.rows):
            implied = _bound_quantities(program, relations, solved)
            return Implications(tuple(implied), tuple(contradictions))
        found = _find_contradiction(program, solved)
        contradictions.append(found)
        if isinstance(found.yielding, Evidence):
            solved.set_aside(found.yielding)
        else:
            relations = [relation for relation in relations if not _says_the_same(relation, found.yielding)]
    return Implications((), tuple(contradictions))


def _is_idle(relation: Relation, solved: Solved) -> bool:
    """Whether the quantities' own bounds already satisfy the relation, so that it says nothing new."""
    greatest = 0.0
    for factor, quantity in relation.terms:
        low, high = solved.box(quantity)
        greatest += factor * (high if factor > 0 else low)
    return greatest <= relation.upper


def _says_the_same(relation: Relation, other: Relation) -> bool:
    return (relation.claims, relation.sentence) == (other.claims, other.sentence)


def build_program(relations: Iterable[Relation], solved: Solved) -> Program:
    """The relations with all that the evidence says about the quantities that they touch."""
    program = Program()
    quantities = sorted({q for relation in relations for q in relation.quantities}, key=order_quantity)
    for relation in relations:
        coefficients: dict[int, float] = defaultdict(float)
        for factor, quantity in relation.terms:
            for variable, sign in program.terms(quantity, solved.series).items():
                coefficients[variable] += factor * sign
        program.rows.append(Row(coefficients, relation.upper, relation))
    for key in sorted({q.key for q in quantities if q.aggregation in FLOWS}, key=lambda key: key.order):
        program.rows += _list_flow_rows(program, solved.series[key])
    for quantity in quantities:
        if quantity.aggregation == "stock":
            program.rows += _list_stock_rows(program, quantity, solved.stocks[quantity.key, quantity.period])
    return program


def _list_flow_rows(program: Program, solved: SolvedSeries) -> list[Row]:
    """The bounds between all pairs of touched nodes of a series."""
    touched = [name[1] for name in program.variables if isinstance(name, tuple) and name[0] == solved.key]
    nodes = sorted(node for node in touched if isinstance(node, date))
    rows = []
    for tail, head in permutations(nodes, 2):
        upper = solved.closure.bound(tail, head)
        if math.isfinite(upper):
            coefficients = {
                program.variable((solved.key, head)): 1.0,
                program.variable((solved.key, tail)): -1.0,
            }
            path = solved.closure.explain_bound(tail, head)
            support = tuple((solved.pieces[step.owner], step.side) for steps in path for step in steps[:1])
            rows.append(Row(coefficients, upper, support=support))
    return rows


def _list_stock_rows(program: Program, quantity: Quantity, stock: SolvedStock) -> list[Row]:
    variable = program.variable(quantity)
    low: Support = tuple((piece, "low") for piece in stock.low.pieces[:1])
    rows = [Row({variable: -1.0}, -stock.low.value, support=low)]
    if math.isfinite(stock.high.value):
        high: Support = tuple((piece, "high") for piece in stock.high.pieces[:1])
        rows.append(Row({variable: 1.0}, stock.high.value, support=high))
    return rows


def _bound_quantities(program: Program, relations: list[Relation], solved: Solved) -> list[Evidence]:
    """The bounds that are tighter than what each quantity's own series gives."""
    quantities = sorted({q for relation in relations for q in relation.quantities}, key=order_quantity)
    found = []
    for quantity in quantities:
        if quantity.aggregation == "words":
            continue
        low, high = solved.box(quantity)
        least = _bound_side(program, quantity, "low", solved)
        greatest = _bound_side(program, quantity, "high", solved)
        least, greatest = _round_ends(least, greatest)
        if least and least.reading.low > low + TOLERANCE:
            found.append(least)
        if greatest and greatest.reading.high < high - TOLERANCE:
            found.append(greatest)
    return found


def _round_ends(least: Evidence | None, greatest: Evidence | None) -> tuple[Evidence | None, Evidence | None]:
    """Both ends as whole numbers, where one lies between them."""
    known = least or greatest
    if known is None:
        return None, None
    low = least.reading if least else Reading()
    high = greatest.reading if greatest else Reading()
    ends = Reading(low.low, high.high, low.low_names, high.high_names)
    rounded = round_inward(ends, known.key.unit)
    return (
        least and replace(least, reading=rounded.without_high()),
        greatest and replace(greatest, reading=rounded.without_low()),
    )


def _bound_side(program: Program, quantity: Quantity, side: Side, solved: Solved) -> Evidence | None:
    """One end of a quantity as a piece of implied evidence, None where it is open."""
    sign = 1.0 if side == "low" else -1.0
    objective = {number: sign * cell for number, cell in program.terms(quantity, solved.series).items()}
    result = program.optimise(objective)
    if result.status != 0:
        return None
    duals = zip(program.rows, result.ineqlin.marginals, strict=True)
    binding = [row for row, dual in duals if dual < -BINDING]
    names = _join_names(binding)
    value = sign * float(result.fun)
    reading = Reading(low=value, low_names=names) if side == "low" else Reading(high=value, high_names=names)
    return _make_implied(quantity, reading, binding)


def _join_names(rows: list[Row]) -> frozenset[str]:
    """The assumptions of the relations and of the sides of evidence that bind."""
    names: set[str] = set()
    for row in rows:
        names |= row.relation.names if row.relation else NOTHING
        for piece, side in row.support:
            names |= piece.reading.low_names if side == "low" else piece.reading.high_names
    return frozenset(names)


def _make_implied(quantity: Quantity, reading: Reading, binding: list[Row]) -> Evidence | None:
    pieces = [piece for row in binding for piece, _ in row.support]
    told = [claim for row in binding if row.relation for claim in row.relation.claims]
    named = [claim for piece in pieces for claim in piece.named]
    claims = {claim.count_id: claim for claim in told + named}
    if not claims:
        return None
    sources = frozenset().union(*(piece.sources for piece in pieces), (name_source(claim) for claim in told))
    return Evidence(
        quantity.key,
        quantity.aggregation,
        quantity.period,
        quantity.period.end,
        reading,
        tuple(claims.values()),
        sources,
        implied=True,
    )


def _find_contradiction(program: Program, solved: Solved) -> Contradiction:
    """An irreducible set of relations and evidence, by deletion filter: first over the rows of the
    program, then over the evidence behind them."""
    rows = list(program.rows)
    for row in list(rows):
        rest = [other for other in rows if other is not row]
        if not program.is_feasible(rest):
            rows = rest
    relations = [row.relation for row in rows if row.relation]
    pieces = sorted({id(p): p for row in rows for p, _ in row.support}.values(), key=rank_strength)
    pieces = _filter_pieces(relations, pieces, solved.narrow_to(relations))
    return Contradiction(tuple(relations), tuple(pieces), _choose_yielding(relations, pieces))


def _filter_pieces(relations: list[Relation], pieces: list[Evidence], solved: Solved) -> list[Evidence]:
    for piece in reversed(pieces):
        rest = [other for other in pieces if other is not piece]
        small = build_program(relations, solved.keep_only(rest))
        if not small.is_feasible(small.rows):
            pieces = rest
    return pieces


def _choose_yielding(relations: list[Relation], pieces: list[Evidence]) -> Relation | Evidence:
    """A comparison or a doubtful assumption before a figure; of figures the weakest."""
    yielding = [relation for relation in relations if relation.yields]
    return pieces[-1] if pieces and not yielding else (yielding or relations)[-1]
