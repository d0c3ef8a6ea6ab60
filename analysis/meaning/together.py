"""Measure, aggregation and period of a claim, decided together.

The network tells of each field by itself how likely its values are. What goes together is known from coded
claims: a stock stands on a day, a running total ends on the day of publication. So each pair of values is
weighed by the log ratio of how often it was coded to how often chance would bring it about (pointwise mutual
information, Church and Hanks 1990), beside what the network says. And a figure that an article repeats says
the same each time, so that each of its places has its part in what it says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.meaning.candidates import Days
from analysis.meaning.decisions import Field, decide, decide_label
from analysis.meaning.inventory import NUMBER_LABELS, SHAPES
from analysis.meaning.windows import Target
from analysis.vocabulary import AGGREGATIONS, MEASURES

OTHER = MEASURES.index("other")
# A number is a claim of ours, whatever it measures, from this chance on: the measure that is likeliest among
# 26 may well be `other` where the 25 together are likelier. Chosen on articles kept apart from training.
LEAST_CLAIM = 0.4
# How much what goes together weighs beside the network. Chosen on articles kept apart from training.
WEIGHT = 0.3
SMALLEST = 1e-6
# Numbers of an article repeat each other from this value on (smaller ones are alike by chance), and within
# this share ("76,000", then "76,103"). Chosen on articles kept apart from training.
LEAST_REPEATED, CLOSE = 100, 0.01
# What a repeated number says again, besides its period.
REPEATED = ("measure", "aggregation", "origin", "destination", "group_kind", "modality")

Fit = NDArray[np.float64]
Chances = Mapping[str, NDArray[Any]]


def count_together(claims: Iterable[tuple[str, str, str]]) -> NDArray[np.int64]:
    """How often each measure, aggregation and shape of period were coded together (measures x … x shapes)."""
    counts = np.zeros((len(MEASURES), len(AGGREGATIONS), len(SHAPES)), np.int64)
    for measure, aggregation, shape in claims:
        counts[MEASURES.index(measure), AGGREGATIONS.index(aggregation), SHAPES.index(shape)] += 1
    return counts


def weigh_together(counts: NDArray[Any]) -> Fit:
    """The weight of each measure, aggregation and shape together: 0 where chance would explain it."""
    measures, shapes, kinds = (_log_ratio(counts.sum(axis)) for axis in (2, 1, 0))
    return WEIGHT * (measures[:, :, None] + shapes[:, None, :] + kinds[None, :, :])


def _log_ratio(pairs: NDArray[Any]) -> NDArray[np.float64]:
    """Pointwise mutual information of rows and columns, drawn towards 0 where little was coded."""
    rows, columns = pairs.sum(1, keepdims=True), pairs.sum(0, keepdims=True)
    return np.asarray(np.log((pairs + 1) * max(1, pairs.sum()) / ((rows + 3) * (columns + 3))))


def name_shape(days: Days, published: date | None) -> str:
    """The shape of a period: which of its sides are open, and how it lies to the day of publication."""
    first, last = days
    is_now = last is not None and last == published
    if first is None:
        return "unbounded" if last is None else "until_published" if is_now else "until"
    if last is None:
        return "from"
    if first == last:
        return "day_published" if is_now else "day"
    return "to_published" if is_now else "span"


def decide_together(
    chances: Chances, periods: Sequence[Days], published: date | None, fit: Fit
) -> tuple[Field[str], Field[str], Field[Days]]:
    """Measure, aggregation and period; their probabilities are those of the three together, summed.

    A measure is `other` only where it is no claim of ours; then the fields are decided one by one.
    """
    measure = chances["measure"]
    if 1 - measure[OTHER] < LEAST_CLAIM:
        kinds = decide_label(NUMBER_LABELS["aggregation"], chances["aggregation"])
        rival = int(np.argsort(-measure, kind="stable")[0 if measure.argmax() != OTHER else 1])
        other = Field("other", float(measure[OTHER]), MEASURES[rival], float(measure[rival]))
        return other, kinds, decide(periods, chances["period"])
    values = list(dict.fromkeys(periods))
    sums = np.zeros(len(values))
    np.add.at(sums, [values.index(days) for days in periods], chances["period"][: len(periods)])
    shapes = [SHAPES.index(name_shape(days, published)) for days in values]
    scores = (
        np.log(np.maximum(measure, SMALLEST))[:, None, None]
        + np.log(np.maximum(chances["aggregation"], SMALLEST))[None, :, None]
        + np.log(np.maximum(sums, SMALLEST))[None, None, :]
        + fit[:, :, shapes]
    )
    scores[OTHER] = -np.inf
    joint = np.exp(scores - scores.max())
    joint *= (1 - measure[OTHER]) / joint.sum()
    best = [int(n) for n in np.unravel_index(int(joint.argmax()), joint.shape)]
    return (
        _field(MEASURES, joint.sum((1, 2)), best[0]),
        _field(AGGREGATIONS, joint.sum((0, 2)) / joint.sum(), best[1]),
        _field(values, joint.sum((0, 1)) / joint.sum(), best[2]),
    )


def _field(names: Sequence[Any], chances: NDArray[Any], best: int) -> Field[Any]:
    """The value at `best`, with the likeliest of the others."""
    others = chances.copy()
    others[best] = -1
    rival = int(others.argmax())
    if others[rival] < 0:
        return Field(names[best], float(chances[best]))
    return Field(names[best], float(chances[best]), names[rival], float(chances[rival]))


def share_repeats(targets: Sequence[Target], rows: Sequence[Chances]) -> list[Chances]:
    """The chances of an article's numbers, where the other places of a repeated one tell half of them."""
    shared = list(rows)
    for places in _find_repeats(targets):
        others = len(places) - 1
        days = [_sum_periods(targets[n], rows[n]) for n in places]
        sums = {name: np.sum([rows[n][name] for n in places], 0) for name in REPEATED}
        all_days: dict[Days, float] = defaultdict(float)
        for one, chance in (item for own in days for item in own.items()):
            all_days[one] += chance
        for n, own in zip(places, days, strict=True):
            known = {name: (rows[n][name] + (sums[name] - rows[n][name]) / others) / 2 for name in REPEATED}
            told = {one: (all_days[one] - chance) / others for one, chance in own.items()}
            known["period"] = _share_period(targets[n], rows[n]["period"], own, told)
            shared[n] = {**rows[n], **known}
    return shared


def _find_repeats(targets: Sequence[Target]) -> Iterator[list[int]]:
    """The places of each number that the article tells more than once, in any order."""
    values = [(t.quantity.value or 0.0, n) for n, t in enumerate(targets) if t.quantity]
    places, least = list[int](), 0.0
    for value, n in sorted(one for one in values if one[0] >= LEAST_REPEATED):
        if value - least > CLOSE * value:
            if len(places) > 1:
                yield places
            places, least = [], value
        places.append(n)
    if len(places) > 1:
        yield places


def _sum_periods(target: Target, chances: Chances) -> dict[Days, float]:
    """The chance of each period, whatever candidates give it."""
    sums: dict[Days, float] = defaultdict(float)
    for one, chance in zip(target.choices.periods, chances["period"], strict=False):
        sums[one.value] += float(chance)
    return dict(sums)


def _share_period(
    target: Target, chances: NDArray[Any], own: Mapping[Days, float], told: Mapping[Days, float]
) -> NDArray[Any]:
    """The chances of a number's periods, half of them from what its other places tell of these periods."""
    scale = [(1 + told[one.value] / max(own[one.value], SMALLEST)) / 2 for one in target.choices.periods]
    shared = chances[: len(scale)] * scale
    return np.asarray(shared / shared.sum())
