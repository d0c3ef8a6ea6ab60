"""Small linear programs over quantities, each row with what says so; HiGHS, by scipy, solves them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import OptimizeResult, linprog

from analysis.series.bounds import SolvedSeries
from analysis.series.claims import SeriesKey
from analysis.series.constraints import Side
from analysis.series.evidence import Evidence
from analysis.series.relations import FLOWS, Quantity, Relation

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
        before, last = series[quantity.key].nodes_of(quantity.aggregation, quantity.period)
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
