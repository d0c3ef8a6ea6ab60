"""Turn a number and its measure into a claim: every other field is decided here, each by its own module."""

import re
from dataclasses import dataclass, replace
from datetime import date

from analysis.article import Span
from analysis.counts.aggregation import LENGTHS, aggregate, is_stock, is_strength, rate_in_words
from analysis.counts.antecedents import PEOPLE
from analysis.counts.counted import find_subject_unit, unit_of_noun
from analysis.counts.crossed import names_own_border
from analysis.counts.dating import date_claim
from analysis.counts.directions import find_direction, names_way
from analysis.counts.discourse import POINTS, TAKEN_OVER
from analysis.counts.groups import find_group
from analysis.counts.lines import Draft, History, Line, find_coordinate
from analysis.counts.measure import MeasureChoice
from analysis.counts.modality import cited_source, find_modality, weigh_source
from analysis.counts.movements import read_movement, states_direction
from analysis.counts.periods import Dated
from analysis.counts.relations import is_linked
from analysis.counts.sites import find_site
from analysis.counts.values import Count, Direction, Period
from analysis.language.clauses import Clause, clause_at
from analysis.language.text import Sentence
from analysis.mentions.places import Setting
from analysis.mentions.quantities import Quantity
from analysis.mentions.speakers import Attribution, source_at
from analysis.vocabulary import Aggregation, Modality, Unit

_ILLEGAL = re.compile(
    r"\b(?:illegal\w*|irregular\w*|unlawful\w*|undocumented|smuggl\w+|without (?:papers|permission|visas?)"
    r"|asylum|migrants?|refugees?|fle(?:d|e|eing))\b",
    re.I,
)
_IS_AVERAGE = re.compile(r"\baverage (?:was|is|stood|were)\b", re.I)
_SHARED_UNITS = frozenset({"person", "case", "crossing", "site"})
_OWN_UNITS = frozenset({"km", "boat", "flight", "vehicle", "percent", "site", "crossing", "case"})
_SAME_PEOPLE = PEOPLE - {"transport", "presence"}
_FAMILIES = frozenset({"family", "families", "household", "households"})
_ON_HEARSAY = ("reported", "alleged")
_OF_OTHERS = re.compile(r" of (?:those|the \w+) (?:who|whom|that|which)\b")
_FACTS = frozenset({"border_length", "crossing_point_total"})  # never planned or alleged


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that is decided of a number besides its value; a model may still lend some of it."""

    choice: MeasureChoice
    stock: bool
    dated: Dated
    group: str | None
    direction: Direction
    source: str | None
    modality: Modality
    rate: str | None
    site: str | None


def draft_claim(
    history: History, line: Line, quantity: Quantity, choice: MeasureChoice, model: Draft | None
) -> Draft:
    """The claim of a number, given its measure and the claim (`model`) that it takes over from."""
    document = history.document
    reading = _read_number(history, line, quantity, choice, model)
    if model is not None and _is_taken_over(choice, quantity, model):
        own_direction = _has_own_direction(document.setting, line.sentence, quantity, reading)
        among = quantity.partitive and not _OF_OTHERS.match(document.text, quantity.end)
        reading = _take_over(reading, among, model.count, own_direction)
    if choice.measure == "irregular_crossing" and _is_ordinary_travel(line.sentence, reading):
        choice = replace(choice, measure="legal_crossing", rule=f"{choice.rule}+nationals")
        reading = replace(reading, choice=choice)
    unit = _choose_unit(line, quantity, choice, model, reading.group)
    count = _build_count(document.text, line.sentence, quantity, unit, reading)
    if not reading.stock:
        count = _end_at_publication(count, document.article.publication.latest)
    dated = bool(reading.dated.mentions) or reading.dated.trust.startswith("model")
    return Draft(quantity, count, line, dated)


def _read_number(
    history: History, line: Line, quantity: Quantity, choice: MeasureChoice, model: Draft | None
) -> _Reading:
    """What the words around a number say of it; its date may be that of the model."""
    document, sentence = history.document, line.sentence
    clause = line.scene.clauses[clause_at(line.scene.clauses, quantity.number_start)]
    attribution = source_at(document.attributions, quantity.start, quantity.end)
    modality = _judge_modality(history, line, quantity, choice, clause, attribution)
    words = document.text[clause.start : clause.end]
    stock = is_stock(choice.measure, quantity, words, choice.trigger)
    stock = stock or (choice.measure == "personnel" and is_strength(_lead(line, quantity)))
    stock = stock or _shares_stock(find_coordinate(history, line, quantity), choice)
    counts_people = choice.measure in PEOPLE or choice.measure == "capacity"
    places = document.setting.within(sentence.start, sentence.end)
    group = find_group(document.text, quantity, places) if counts_people else None
    return _Reading(
        choice=choice,
        stock=stock,
        dated=date_claim(history, line, quantity, choice, stock, modality, model),
        group=group,
        direction=find_direction(document.setting, sentence, quantity, choice.measure, modality, group),
        source=cited_source(attribution),
        modality=modality,
        rate=_find_rate(sentence, quantity, model),
        site=find_site(document.setting, line, quantity, clause, choice.measure),
    )


def _lead(line: Line, quantity: Quantity) -> str:
    """The words of the sentence that lead to a number, from the number before."""
    before = [q.end for q in line.scene.quantities if q.end <= quantity.start]
    start = max([line.sentence.start, *before])
    return line.sentence.text[start - line.sentence.start : quantity.start - line.sentence.start]


def _shares_stock(coordinate: Draft | None, choice: MeasureChoice) -> bool:
    return (
        coordinate is not None
        and coordinate.count.measure == choice.measure
        and coordinate.count.aggregation == "stock"
    )


def _has_own_direction(setting: Setting, sentence: Sentence, quantity: Quantity, reading: _Reading) -> bool:
    """Whether the number's own words tell its border or route, and not those of what it is a part of."""
    moved = reading.direction.border is not None and reading.choice.measure in ("irregular_crossing",)
    places = setting.within(sentence.start, sentence.end)
    return (
        states_direction(setting, sentence)
        or (reading.choice.measure == "legal_crossing" and names_way(sentence, quantity))
        or names_own_border(setting, sentence, quantity)
        or (moved and read_movement(setting, sentence, places) == reading.direction)
    )


def _take_over(reading: _Reading, among: bool, model: Count, own_direction: bool) -> _Reading:
    """The reading with the model's direction, group and doubt where it has none of its own.

    `among` says that it counts some of the very people whom the model counts.
    """
    same = reading.choice.measure == model.measure and reading.source in (None, model.source)
    compared = reading.choice.rule == "compared" and reading.choice.measure == model.measure
    hearsay = same and (reading.modality, model.modality) == _ON_HEARSAY
    return replace(
        reading,
        direction=reading.direction if own_direction else model.direction,
        group=reading.group or (model.group if among or compared else None),
        modality="alleged" if hearsay else reading.modality,
    )


def _build_count(text: str, sentence: Sentence, quantity: Quantity, unit: Unit, reading: _Reading) -> Count:
    return Count(
        span=Span.of(text, quantity.start, quantity.end),
        sentence=sentence.text,
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        bound=quantity.bound,
        approximator=quantity.approximator,
        unit=unit,
        measure=reading.choice.measure,
        aggregation=_choose_aggregation(sentence, quantity, reading),
        rate_per=reading.rate,
        period=reading.dated.period,
        hours=reading.dated.hours,
        direction=reading.direction,
        group=reading.group,
        place=reading.site,
        source=reading.source,
        modality=reading.modality,
        rule=reading.choice.rule,
    )


def _choose_aggregation(sentence: Sentence, quantity: Quantity, reading: _Reading) -> Aggregation:
    if reading.rate:
        return "rate"
    aggregation = aggregate(quantity, sentence, reading.stock, reading.dated.mentions)
    runs_on = reading.dated.trust == "model:cumulative" and aggregation == "period"
    return "cumulative" if runs_on else aggregation


def _end_at_publication(count: Count, latest: date | None) -> Count:
    """What is told of an open period has happened by the day on which the article appeared."""
    start, end = count.period.start, count.period.end
    if latest is None or start is None or end is not None or start > latest:
        return count
    told = count.modality in ("reported", "alleged")
    return replace(count, period=Period(start, latest)) if told else count


def _is_taken_over(choice: MeasureChoice, quantity: Quantity, model: Draft) -> bool:
    """Whether the claim goes on with its model: by its measure, or as the same people ("70 of them")."""
    if choice.rule in TAKEN_OVER and choice.measure == model.count.measure:
        return True
    return quantity.partitive and {choice.measure, model.count.measure} <= _SAME_PEOPLE


def _judge_modality(
    history: History,
    line: Line,
    quantity: Quantity,
    choice: MeasureChoice,
    clause: Clause,
    attribution: Attribution | None,
) -> Modality:
    """How sure the claim is, by the words of its clause and then by who says it of whom."""
    if choice.measure in _FACTS:
        return "reported"
    modality = find_modality(line.sentence, clause.start, clause.end, quantity)
    if modality != "reported" or attribution is None:
        return modality
    return weigh_source(history.document.setting, line.sentence, quantity, choice.measure, attribution)


def _is_ordinary_travel(sentence: Sentence, reading: _Reading) -> bool:
    """Whether a neighbour's own citizens crossed, with no word of illegality."""
    own = reading.group is not None and reading.group == reading.direction.origin
    return own and not _ILLEGAL.search(sentence.text)


def _find_rate(sentence: Sentence, quantity: Quantity, model: Draft | None) -> str | None:
    """The unit of a rate: beside the number, before it, or of the average that the sentence goes on with."""
    rate = quantity.rate_per or rate_in_words(sentence, quantity)
    if rate is None and model is not None and _IS_AVERAGE.search(sentence.text):
        return model.count.rate_per
    return rate


def _unit_of_subject(line: Line, quantity: Quantity, choice: MeasureChoice) -> Unit | None:
    """The unit of the noun that the number is linked to: "attempts prevented: 174"."""
    lead = line.sentence.text[: quantity.start - line.sentence.start]
    if choice.rule.startswith("label:"):
        return find_subject_unit(lead)
    if is_linked(line.scene.tokens, quantity):
        named = find_subject_unit(re.split(r"[,;(]\s", lead)[-1])
        if named is not None:
            return named
    if choice.trigger is not None and choice.trigger.role == "noun":
        return unit_of_noun(choice.trigger.verb) or "person"
    return None


def _choose_unit(
    line: Line, quantity: Quantity, choice: MeasureChoice, model: Draft | None, group: str | None
) -> Unit:
    """What the number is counted in: by its own noun, its subject's, or its model."""
    if quantity.unit in _OWN_UNITS:
        return quantity.unit  # type: ignore[return-value]
    if quantity.head in _FAMILIES and quantity.number_end < quantity.end:
        return "other"
    measure = choice.measure
    if measure in LENGTHS:
        return "km"
    if quantity.noun is None:
        named = _unit_of_subject(line, quantity, choice)
        if named is not None:
            return named
        taken = model is not None and model.count.measure == measure and model.count.unit in _SHARED_UNITS
        if taken and model is not None and group is None:
            return model.count.unit
    if measure in PEOPLE or measure in ("personnel", "capacity"):
        return "person"
    return "site" if measure in POINTS else "boat" if measure == "vessel" else "other"
