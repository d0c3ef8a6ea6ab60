"""How well a model reads articles that it has not seen, how sure it may be, and what it was made from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize

from analysis.codings.agreement import Agreement, describe_agreement, evaluate
from analysis.codings.format import Coding
from analysis.codings.grading import Judged, judge_rows
from analysis.meaning.network import Card
from analysis.training.network import CODES
from analysis.vocabulary import SURE

IDENTITY = (1.0, 0.0)
# Odds are pulled this much towards an uncalibrated model, since the rows to learn from are few.
PULL = 0.5


def calibrate(judged: Judged) -> dict[str, tuple[float, float]]:
    """Slope and intercept by kind of row, by maximum likelihood (Platt 1999), from raw confidences."""
    return {kind: _fit(rows) if len(rows) > 20 else IDENTITY for kind, rows in judged.items()}


def _fit(rows: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    chances = np.clip([chance for chance, _ in rows], 1e-6, 1 - 1e-6)
    odds, right = np.log(chances / (1 - chances)), np.array([right for _, right in rows], float)

    def loss(line: Any) -> float:
        scores = line[0] * odds + line[1]
        likelihood = np.logaddexp(0, scores) - right * scores
        return float(likelihood.sum() + PULL * ((line[0] - 1) ** 2 + line[1] ** 2))

    slope, intercept = minimize(loss, np.array(IDENTITY)).x
    return round(float(slope), 4), round(float(intercept), 4)


def describe_sureness(judged: Judged, sure: float = SURE) -> list[str]:
    """How many rows are as sure as `sure`, and how many of those are right, a line for each kind."""
    lines = []
    for kind, rows in judged.items():
        high = [right for chance, right in rows if chance >= sure]
        if rows and high:
            lines.append(
                f"{kind:11} {len(high)} of {len(rows)} have confidence {sure} or more, {sum(high)} are right"
            )
    return lines


def describe_model(card: Card, agreement: Agreement | None, judged: Judged) -> str:
    """The model card, as Markdown."""
    training = card.training
    lines = [f"# Model {card.version}", "", "## Made from", ""]
    lines += [f"- {name}: {value}" for name, value in training.items() if not isinstance(value, list)]
    if agreement is not None:
        told = "\n".join([*describe_agreement(agreement), *describe_sureness(judged)])
        lines += ["", "## On articles that it was not trained on", "", "```", told, "```"]
    return "\n".join(lines) + "\n"


def number_codes(known: Mapping[str, int], codes: Iterable[str]) -> dict[str, int]:
    """Numbers of countries and organisations: those known, then the others in alphabetical order."""
    numbered = dict(known)
    for code in sorted(set(codes) - set(numbered)):
        if len(numbered) + 1 < CODES:
            numbered[code] = len(numbered) + 1
    return numbered


def evaluate_reading(found: Mapping[str, Coding], gold: Mapping[str, Coding]) -> tuple[Agreement, Judged]:
    """Agreement with coders, and the judged rows."""
    return evaluate(found, gold), judge_rows(gold, found)
