"""Rows of counts and comparisons, out of what the network says of each number.

What the codebook fixes is fixed here, once: units that a measure implies, lengths without a period, rates
that say what they are per, comparisons whose direction the two numbers decide.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from numpy.typing import NDArray

from analysis.identity import content_hash
from analysis.knowledge import Record, load_records
from analysis.meaning.candidates import Candidate, Days, Scene, a_year_back
from analysis.meaning.decisions import (
    UNLIKELY,
    Field,
    decide,
    decide_countries,
    decide_label,
    decide_period,
    decide_source,
    find_place,
    keep_past,
    least_sure,
    name_rule,
)
from analysis.meaning.inventory import NO_RELATION, NUMBER_LABELS
from analysis.meaning.network import Card
from analysis.meaning.together import Chances, Fit, decide_together
from analysis.meaning.windows import Target
from analysis.mentions.places.borders import pair_borders
from analysis.mentions.quantities import Quantity
from analysis.mentions.quantities.bounds import close_interval
from analysis.vocabulary import UNIT_OF

Row = dict[str, Any]
LENGTHS = frozenset({"border_length", "barrier_length"})
# A comparison is made of less than an even chance: of all numbers few are compared with another. Chosen on
# articles kept apart from training.
LEAST_COMPARED = 0.4
# What is measured across is no length of a border or barrier.
_ACROSS = re.compile(r"\w[-\s](?:wide|broad|high|tall|deep|thick)\b", re.I)
# Words before a year, within so many characters, that say that none of its parts is meant.
_WHOLE, BEFORE = re.compile(r"\b(?:whole|entire|entirety|all of|full)\b", re.I), 22
# A period of no more days than this is part of a year.
PART_OF_YEAR = 300
# How often a group that the words of a number name is right where the network read another one or none: 15 of
# 17 on articles kept apart from training.
WORDS_RIGHT = 0.88
# What decides whether a claim is right.
DECISIVE = ("measure", "aggregation", "period")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a number was found to say: its decided fields, and the row for each table."""

    target: Target
    chances: Chances
    fields: Mapping[str, Field[Any]]
    row: Row
    comparison: Row | None


def decode_claim(scene: Scene, target: Target, chances: Chances, card: Card, fit: Fit, key: str) -> Claim:
    """The claim of one number; `fit` weighs what goes together, `key` names the article in the row's id."""
    quantity, choices = target.quantity, target.choices
    assert quantity is not None
    labels = {name: decide_label(NUMBER_LABELS[name], chances[name]) for name in NUMBER_LABELS}
    periods = [one.value for one in choices.periods]
    if labels["modality"].value == "reported" and scene.latest:
        periods, likely = keep_past(periods, chances["period"], scene.latest)
        chances = {**chances, "period": likely}
    if _ACROSS.search(scene.text, quantity.start, quantity.end + len(" thick")):
        chances = {**chances, "measure": _rule_out(chances["measure"], LENGTHS)}
    measure, aggregation, period = decide_together(chances, periods, scene.latest, fit)
    named = max(
        (n for n, days in enumerate(periods) if days == period.value), key=lambda n: chances["period"][n]
    )
    fields: dict[str, Field[Any]] = {
        "measure": measure,
        "aggregation": aggregation,
        "unit": labels["unit"],
        "modality": labels["modality"],
        "period": period,
        "origin": decide_countries(choices, chances["origin"]),
        "destination": decide_countries(choices, chances["destination"]),
        "group": _decide_group(labels["group_kind"], target, chances),
        "source": decide_source(choices, chances["source"]),
    }
    row = _make_row(scene, target, fields, labels["rate_per"], choices.periods[named])
    row |= {
        "count_id": content_hash(
            key,
            quantity.start,
            quantity.end,
            row["measure"],
            row["group"],
            row["aggregation"],
            row["period_start"],
            row["period_end"],
        ),
        "confidence": card.confidence("counts", _product(fields, DECISIVE)),
        "unsure": least_sure(fields),
        "rule": name_rule(card.version, fields),
    }
    compared = _decode_comparison(scene, target, labels, chances, row, card)
    return Claim(target, chances, fields, row, compared)


def _rule_out(chances: NDArray[Any], measures: Iterable[str]) -> NDArray[Any]:
    """The chances of measures without some of them, which are no claim of ours then."""
    names = NUMBER_LABELS["measure"]
    out = [names.index(measure) for measure in measures]
    left = chances.copy()
    left[names.index("other")] += chances[out].sum()
    left[out] = 0.0
    return left


def _product(fields: Mapping[str, Field[Any]], names: Sequence[str]) -> float:
    chance = 1.0
    for name in names:
        chance *= fields[name].probability
    return chance


class Group(Record):
    """Nouns that tell which people are counted; `id` is the group as the codebook names it."""

    words: tuple[str, ...]


def find_group(words: str) -> str | None:
    """The one group that the words of a number name, if they do."""
    told = set(re.findall(r"\w+", words.lower()))
    named = [group.id for group in load_records("groups", Group) if told & set(group.words)]
    return named[0] if len(named) == 1 else None


def _decide_group(kind: Field[str], target: Target, chances: Chances) -> Field[str | None]:
    """A nationality by the network alone; women, men, children and families by the number's own words too."""
    assert target.quantity is not None
    if kind.value != "nation":
        named = find_group(target.quantity.text)
        if named and named != kind.value:
            return Field(named, WORDS_RIGHT, kind.value, 1 - WORDS_RIGHT)
        value = None if kind.value == "none" else kind.value
        return Field(value, kind.probability, kind.rival, kind.rival_probability)
    nation = decide_countries(target.choices, chances["group"], may_be_none=False)
    return Field(nation.value, kind.probability * nation.probability, nation.rival, nation.rival_probability)


def _make_row(
    scene: Scene, target: Target, fields: Mapping[str, Field[Any]], rate: Field[str], named: Candidate[Days]
) -> Row:
    quantity = target.quantity
    assert quantity is not None
    sentence, measure = scene.sentences[target.choices.sentence], fields["measure"].value
    is_length = measure in LENGTHS
    aggregation = "stock" if is_length else fields["aggregation"].value
    first, last = (None, None) if is_length else fields["period"].value
    origin, destination = fields["origin"].value, fields["destination"].value
    return {
        "start": quantity.start,
        "end": quantity.end,
        "sentence": (sentence.start, sentence.end),
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "bound": quantity.bound,
        "approximator": quantity.approximator,
        "unit": UNIT_OF.get(measure, fields["unit"].value),
        "measure": measure,
        "aggregation": aggregation,
        "rate_per": (quantity.rate_per or rate.value) if aggregation == "rate" else None,
        "period_start": first,
        "period_end": last,
        "hours": _find_hours(scene, named) if first else None,
        "origin": origin,
        "destination": destination,
        "border": pair_borders(origin, destination),
        "group": fields["group"].value,
        "place": find_place(
            scene.document.setting.places, quantity.start, quantity.end, (sentence.start, sentence.end)
        ),
        "source": fields["source"].value,
        "modality": fields["modality"].value,
    }


def _find_hours(scene: Scene, named: Candidate[Days]) -> int | None:
    """Length in hours of the window that a date mention names ("24 hours", "overnight")."""
    found = (m.hours for m, _ in scene.dates if (m.start, m.end) == named.span)
    return next(found, None)


# Comparisons


class Factor(NamedTuple):
    """A multiple or percentage: its value, its bound, where it stands, the relation its words tell."""

    value: float | None = None
    bound: str | None = None
    span: tuple[int, int] | None = None
    relation: str | None = None


def _decode_comparison(
    scene: Scene, target: Target, labels: Mapping[str, Field[str]], chances: Chances, row: Row, card: Card
) -> Row | None:
    relation = _decide_relation(chances["relation"])
    if relation.value == NO_RELATION or row["measure"] == "other":
        return None
    others = target.choices.others
    by_factor = decide([None, *range(len(others))], chances["factor"])
    by_value = decide([None, *range(len(others))], chances["ref_value"])
    factor = _read_factor(target, by_factor.value)
    reference = None if by_value.value is None else _stated(others[by_value.value])
    if factor.value is None and reference is None:
        return None  # neither how much more nor than what: nothing to compare with
    period, (first, last) = _decide_reference(scene, target, chances["ref_period"], row)
    measure = labels["ref_measure"].value if row["measure"] == "change" else row["measure"]
    told = relate(relation.value, row["value"], factor, reference)
    low, high = implied_interval(row["low"], row["high"], told, factor.value, factor.bound)
    start, end = factor.span or (row["start"], row["end"])
    chance = relation.probability * by_factor.probability * by_value.probability * period.probability
    return {
        "count_id": row["count_id"],
        "start": start,
        "end": end,
        "relation": told,
        "factor": factor.value,
        "bound": factor.bound if factor.value is not None else None,
        "ref_measure": measure,
        "ref_period_start": first,
        "ref_period_end": last,
        "ref_value": reference,
        "implied_low": low,
        "implied_high": high,
        "confidence": card.confidence("comparisons", chance),
    }


def _decide_reference(
    scene: Scene, target: Target, chances: NDArray[Any], row: Row
) -> tuple[Field[Days], Days]:
    """The period that a claim is compared with: of a flow another one than its own."""
    own = (row["period_start"], row["period_end"])
    if row["aggregation"] != "stock":  # hardly with one that it shares a day with
        apart = [UNLIKELY if _overlap(own, one.value) else 1.0 for one in target.choices.periods]
        chances = chances[: len(apart)] * apart
    period, named = decide_period(target.choices, chances)
    start, end = named.span or (0, 0)
    if _WHOLE.search(scene.text, max(0, start - BEFORE), end):
        return period, period.value
    return period, place_reference(own, period.value)


def _overlap(one: Days, other: Days) -> bool:
    """Whether two periods, both bounded, share a day."""
    (start, end), (first, last) = one, other
    if not (start and end and first and last):
        return False
    return first <= end and start <= last


def place_reference(own: Days, found: Days) -> Days:
    """The same dates a year earlier, where part of a year is compared with the year before."""
    (start, end), (first, last) = own, found
    if not (start and end and first and last) or (end - start).days > PART_OF_YEAR:
        return found
    is_whole = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
    is_year_before = start.year == end.year == first.year + 1
    return (a_year_back(start), a_year_back(end)) if is_whole and is_year_before else found


def _decide_relation(chances: NDArray[Any]) -> Field[str]:
    names = NUMBER_LABELS["relation"]
    if 1 - chances[names.index(NO_RELATION)] < LEAST_COMPARED:
        return Field(NO_RELATION, float(chances[names.index(NO_RELATION)]))
    return decide_label(names[1:], chances[1:])


def _stated(candidate: Candidate[Any]) -> float | None:
    return candidate.value.value if isinstance(candidate.value, Quantity) else float(candidate.value)


def _read_factor(target: Target, at: int | None) -> Factor:
    if at is None:
        return Factor()
    one = target.choices.others[at]
    if isinstance(one.value, Quantity):
        return Factor(one.value.value, one.value.bound, one.span)
    told = next(
        c.value.comparative
        for c in target.choices.others
        if isinstance(c.value, Quantity)
        and c.value.comparative
        and (c.value.comparative.start, c.value.comparative.end) == one.span
    )
    return Factor(told.factor, told.bound, one.span, told.relation)


def relate(relation: str, value: float | None, factor: Factor, reference: float | None) -> str:
    """What the factor's own words tell, else what two stated numbers do, else what was read."""
    if factor.relation:
        return factor.relation
    of_percent = relation in ("percent_more", "percent_less")
    if value is not None and reference is not None and (of_percent or factor.value is None):
        rises = "more" if value > reference else "fewer" if value < reference else "same"
        percent = {"more": "percent_more", "fewer": "percent_less"}
        return rises if factor.value is None else percent.get(rises, relation)
    if factor.value is None and (of_percent or relation == "times"):
        return "fewer" if relation == "percent_less" else "more"
    return relation


def implied_interval(
    low: float | None, high: float | None, relation: str, factor: float | None, bound: str | None
) -> tuple[float | None, float | None]:
    """The closed interval that a claim (low..high) and its factor allow for what it is compared with.

    A factor that is "about" f covers f plus or minus half a unit of its last digit, at most a tenth of it
    (so "about 50%" is 45 to 55 per cent); "nearly" f is 0.9 f to f, as for counts.
    """
    if factor is None or factor <= 0 or relation in ("more", "fewer", "same"):
        return None, None
    least, most = close_interval(factor, factor, factor, bound or "exact")
    if relation == "percent_more":
        least, most = _scaled(least, 1), _scaled(most, 1)
    elif relation == "percent_less":
        least, most = _scaled(most, -1), _scaled(least, -1)
    return _divide(low, most), _divide(high, least)


def _scaled(percent: float | None, sign: int) -> float | None:
    return None if percent is None else 1 + sign * percent / 100


def _divide(number: float | None, by: float | None) -> float | None:
    return None if number is None or by is None or by <= 0 else number / by
