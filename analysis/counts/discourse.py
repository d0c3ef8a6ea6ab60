"""What a number counts, by its own sentence and by what it takes over from the text around it."""

import re
from dataclasses import replace

from analysis.counts.aggregation import LENGTHS
from analysis.counts.counted import NONE, class_of
from analysis.counts.lengths import length_topic, measure_length
from analysis.counts.lines import Draft, History, Line
from analysis.counts.measure import MeasureChoice, choose_measure
from analysis.counts.parts import is_compared, is_gapped, is_plain_part, is_total
from analysis.counts.relations import is_linked
from analysis.counts.scene import Scene
from analysis.counts.travel import is_ordinary_travel
from analysis.counts.triggers import find_triggers
from analysis.language.clauses import split_clauses
from analysis.language.text import Sentence
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure

TAKEN_OVER = frozenset({"inherited", "part", "compared", "repeated"})
POINTS = ("crossing_point_closed", "crossing_point_open", "crossing_point_total")
_HOW_MANY = re.compile(r"\bhow many (?P<noun>[\w-]+)", re.I)


def measure_claim(history: History, line: Line, quantity: Quantity, model: Draft | None) -> MeasureChoice:
    """What a number counts, by its sentence, by the claim it goes on from, and by what the text is about."""
    choice = _measure_by_words(history, line, quantity, model)
    if choice.rule not in TAKEN_OVER and is_ordinary_travel(history, line, quantity, choice):
        return replace(choice, measure="legal_crossing", rule=f"{choice.rule}+traffic")
    return choice


def _measure_kind(
    history: History, line: Line, quantity: Quantity, model: Draft | None
) -> MeasureChoice | None:
    """The measure of lengths and of the total of crossing points, which no verb decides."""
    if quantity.unit == "km":
        topic = _find_length_topic(history, line)
        return MeasureChoice(measure_length(line.sentence, quantity, topic), 80.0, "length")
    if _continues_length(history, line, quantity):
        return MeasureChoice("barrier_length", 80.0, "length")
    points = (
        quantity.unit == "site"
        or class_of(quantity) == "crossing_point"
        or (model is not None and model.count.measure in POINTS)
    )
    return (
        MeasureChoice("crossing_point_total", 90.0, "total") if points and is_total(line, quantity) else None
    )


def _measure_by_words(history: History, line: Line, quantity: Quantity, model: Draft | None) -> MeasureChoice:
    kind = _measure_kind(history, line, quantity, model)
    if kind is not None:
        return kind
    choice = choose_measure(line.scene, quantity)
    if model is None or model.line.sentence.index != line.sentence.index:
        asked = (
            _find_asked(history, line, quantity) if class_of(quantity) == NONE and choice is None else None
        )
        if asked is not None:
            return replace(asked, rule="asked", trigger=None)
    if model is None:
        return choice or MeasureChoice("other", 0.0, "no measure")
    if model.count.value == quantity.value and model.line.sentence.index != line.sentence.index:
        return MeasureChoice(model.count.measure, 85.0, "repeated")
    if is_compared(line, quantity, model):
        return MeasureChoice(model.count.measure, 85.0, "compared")
    if is_plain_part(line, quantity, model):
        return MeasureChoice(model.count.measure, 80.0, "part")
    by_others = choice is not None and choice.trigger is None and quantity.noun is None
    by_others = by_others and not is_linked(line.scene.tokens, quantity)
    by_others = by_others or is_gapped(line, quantity, model)
    if choice is None or choice.trust < 45.0 or by_others:
        return MeasureChoice(model.count.measure, 45.0, "inherited")
    return choice


def _continues_length(history: History, line: Line, quantity: Quantity) -> bool:
    """Whether a bare number goes on with kilometres: "145 kilometres, of which 121 are finished"."""
    last = history.drafts[-1] if history.drafts else None
    if quantity.noun is not None or last is None or last.line.sentence.index != line.sentence.index:
        return False
    lead = line.sentence.text[: quantity.start - line.sentence.start].lower().rstrip()
    part = lead.endswith(("of which", "of that", "of these", "of which only", "of it"))
    return (
        part
        and last.count.unit == "km"
        and last.quantity.head == "kilometre"
        and last.count.measure in LENGTHS
    )


def _find_length_topic(history: History, line: Line) -> Measure | None:
    """What a length measures by what came before: the sentence before, the heading, the last length."""
    index = line.sentence.index
    before = history.document.sentences[index - 1] if index else None
    for sentence in (before, history.table.title):
        topic = length_topic(sentence.text) if sentence is not None else None
        if topic is not None:
            return topic
    return next((d.count.measure for d in reversed(history.drafts) if d.count.measure in LENGTHS), None)


def _find_asked(history: History, line: Line, quantity: Quantity) -> MeasureChoice | None:
    """What the question before asks how many of, for an answer that only gives a number."""
    index = line.sentence.index
    for sentence in reversed(history.document.sentences[max(0, index - 3) : index]):
        found = _HOW_MANY.search(sentence.text)
        if found:
            clauses = split_clauses(sentence)
            scene = Scene(sentence.tokens, clauses, find_triggers(sentence.tokens, clauses), ())
            return choose_measure(scene, _put_in_question(quantity, sentence, found), threshold=0.0)
    return None


def _put_in_question(quantity: Quantity, sentence: Sentence, found: re.Match[str]) -> Quantity:
    """The number as if it stood where the question has "how many" and the noun."""
    start, end = sentence.start + found.start(), sentence.start + found.end()
    return replace(
        quantity,
        start=start,
        end=end,
        number_start=start,
        number_end=end,
        text=found.group(),
        noun=found["noun"],
        head=found["noun"].lower(),
    )
