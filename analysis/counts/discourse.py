"""What a number takes over from the text around it: what it is part of, compared with, or goes on from."""

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.counts.aggregation import LENGTHS
from analysis.counts.counted import NONE, class_of
from analysis.counts.datewords import COMPARATOR, number_words
from analysis.counts.lengths import length_topic, measure_length
from analysis.counts.lines import Draft, History, Line
from analysis.counts.measure import MeasureChoice, choose_measure
from analysis.counts.relations import is_linked
from analysis.counts.scene import Scene
from analysis.counts.travel import is_ordinary_travel
from analysis.counts.triggers import VERBS, find_triggers
from analysis.language.clauses import clause_at, split_clauses
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure

PEOPLE = frozenset(
    "apprehension irregular_crossing attempted_crossing turned_back rescue admission legal_crossing "
    "asylum_application asylum_grant return presence death injury missing facilitator_arrest "
    "transport".split()
)
_TAKEN_OVER = frozenset({"inherited", "part", "compared", "repeated"})
_STOCKS = ("presence", "capacity", "personnel")
POINTS = ("crossing_point_closed", "crossing_point_open", "crossing_point_total")
_PART = re.compile(
    r"\b(?:among them|among whom|including|of whom|of which|of them|of these|of those|mostly|comprising"
    r"|made up of|consisting of|they included|(?:followed by|ahead of)(?= *$))\b|[(:]\s*$",
    re.I,
)
_ANAPHORIC = frozenset("further another other remaining more rest others".split())
GOES_ON = re.compile(
    r"\W*(?:these|they|those|of (?:these|those|them|the)|(?:that|this|which|it) includ(?:es|ed)|(?:that"
    r"|this) (?:is|was)|among "
    r"(?:them|these|those)|the (?:others|rest"
    r"|remaining)|most|another|a further|others"
    r"|the (?:largest|biggest|main|top) (?:groups?|contingents?|nationalit(?:y|ies)|numbers?))\b",
    re.I,
)
_PUT_AT = re.compile(
    r"\b(?:puts?|estimat\w+|gives?|gave|sp(?:eak|eaks|oke)) (?:\w+ ){0,4}(?:at|of|as)?$|\b(?:account(?:s"
    r"|ed) for|ma[dk]e up|represent(?:s|ed)|comprised)$|\bconfirms? (?:only "
    r")?$",
    re.I,
)
_ON_THE = re.compile(
    r"\s(?:more |fewer |less |higher |lower |up |down )?"
    r"(?:(?:on|over|of) the|(?:than|from)(?: the)?) (?:\w+ )?"
    r"|(?:\s(?:the|that of the|as the))?\s"
    r"|[^.;:]{0,90}\bwhen (?:it|there|the \w+) (?:was|were|stood at|came to|reached|had been|had reached)\s"
    r"(?:only |just )?"
    r"|[^.;:]{0,90}\bwhen (?:only |just )?"
)
_HOW_MANY = re.compile(r"\bhow many (?P<noun>[\w-]+)", re.I)


def find_model(history: History, line: Line, quantity: Quantity, before: list[Draft]) -> Draft | None:
    """The claim that this number is a part of, compared with, or goes on from."""
    fitting = [d for d in before if _can_model(d, quantity) and not _is_other_matter(d, line, quantity)]
    if fitting:
        return next((d for d in reversed(fitting) if d.count.rule != "compared"), fitting[-1])
    repeated = _find_repeated(history, quantity)
    if repeated is not None:
        return repeated
    if not _is_anaphoric(line, quantity):
        return None
    near = (d for d in tell_back(history) if is_near(d.line.sentence, line.sentence))
    flows = _is_running_total(line, quantity)
    fitting_near = (d for d in near if _can_model(d, quantity) and d not in before)
    return next((d for d in fitting_near if not (flows and d.count.measure in _STOCKS)), None)


def _is_running_total(line: Line, quantity: Quantity) -> bool:
    """Whether the number is of a total that grows: "the total for the year could reach 8,000"."""
    lead = line.sentence.text[: quantity.start - line.sentence.start]
    return bool(
        re.search(r"\b(?:total|tally|count) (?:for|this|so far|could|would|may|might|will|has)\b", lead)
    )


def _is_other_matter(draft: Draft, line: Line, quantity: Quantity) -> bool:
    """Whether a verb leads on from a capacity: "in the hall, built for 400, staff counted 1,100"."""
    return draft.count.measure == "capacity" and any(
        t.role in VERBS and draft.quantity.end <= t.start < quantity.start for t in line.scene.triggers
    )


def tell_back(history: History) -> Iterator[Draft]:
    """Claims from the last one back, without those that others were only compared with."""
    return (d for d in reversed(history.drafts) if d.count.rule != "compared")


def _find_repeated(history: History, quantity: Quantity) -> Draft | None:
    """The earlier claim that "of the 1,300" takes up again."""
    lead = history.document.text[max(0, quantity.start - 12) : quantity.start].lower()
    if class_of(quantity) != NONE or not lead.endswith(("of the ", "of these ", "of those ", "the ")):
        return None
    if lead.endswith(("times the ", "than the ", "from the ", "against the ", "with the ", "on the ")):
        return None  # "five times the 12 of 2023" are others
    same = (
        d for d in reversed(history.drafts) if d.count.value == quantity.value and d.count.measure != "other"
    )
    return next(same, None)


def measure_claim(history: History, line: Line, quantity: Quantity, model: Draft | None) -> MeasureChoice:
    """What a number counts, by its sentence, by the claim it goes on from, and by what the text is about."""
    choice = _measure_by_words(history, line, quantity, model)
    if choice.rule not in _TAKEN_OVER and is_ordinary_travel(history, line, quantity, choice):
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
        MeasureChoice("crossing_point_total", 90.0, "total") if points and _is_total(line, quantity) else None
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
    if _is_compared(line, quantity, model):
        return MeasureChoice(model.count.measure, 85.0, "compared")
    if _is_plain_part(line, quantity, model):
        return MeasureChoice(model.count.measure, 80.0, "part")
    by_others = choice is not None and choice.trigger is None and quantity.noun is None
    by_others = by_others and not is_linked(line.scene.tokens, quantity)
    by_others = by_others or _is_gapped(line, quantity, model)
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


def _is_gapped(line: Line, quantity: Quantity, model: Draft) -> bool:
    """Whether the verb before serves again: "17 were refused entry at Medininkai and six at Sumskas"."""
    if quantity.noun is not None or model.line.sentence.index != line.sentence.index:
        return False
    start = line.sentence.start
    before = line.sentence.text[max(0, quantity.start - 6 - start) : quantity.start - start]
    joined = re.search(r"(?:\band|,|;)\s*$", before)
    own = line.scene.clauses[clause_at(line.scene.clauses, quantity.number_start)]
    told = any(quantity.end <= t.start < own.end for t in line.scene.triggers)
    said = any(model.quantity.end <= t.start < quantity.start for t in line.scene.triggers)
    return bool(joined) and not told and not said


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
            triggers = find_triggers(sentence.tokens, clauses)
            scene = Scene(sentence.tokens, clauses, triggers, ())
            start, end = sentence.start + found.start(), sentence.start + found.end()
            asked = replace(
                quantity,
                start=start,
                end=end,
                number_start=start,
                number_end=end,
                text=found.group(),
                noun=found["noun"],
                head=found["noun"].lower(),
            )
            return choose_measure(scene, asked, threshold=0.0)
    return None


def _can_model(draft: Draft, quantity: Quantity) -> bool:
    """Whether a number may take its measure from an earlier claim: both count the same kind of thing."""
    if draft.count.measure in ("other", "change", "crossing_point_total") or (quantity.unit == "km") != (
        draft.count.unit == "km"
    ):
        return False
    counted, earlier = class_of(quantity), class_of(draft.quantity)
    if counted == earlier:
        return True
    if counted in ("migrant", "family", "case") or quantity.rate_per == "boat":
        return draft.count.measure in PEOPLE
    return counted == NONE and draft.count.measure not in ("vessel", *LENGTHS)


def is_near(earlier: Sentence, sentence: Sentence) -> bool:
    """Whether a claim of an earlier sentence is still what the text is about."""
    if sentence.kind in ("item", "row"):
        return sentence.index - earlier.index <= 6
    return sentence.index - earlier.index <= 2 or (
        sentence.paragraph == earlier.paragraph and sentence.index - earlier.index <= 4
    )


def _is_total(line: Line, quantity: Quantity) -> bool:
    """Whether another number is a part of this one: the six of "four of the six", "one out of eight"."""
    parts = any(q.part_of == quantity.number_start for q in line.scene.quantities)
    lead = line.sentence.text[: quantity.number_start - line.sentence.start].lower().strip()
    if lead == "of the" and re.match(
        r"[^.;]{0,60}?,\s", line.sentence.text[quantity.end - line.sentence.start :]
    ):
        return True  # "Of the four crossing points, only one is open"
    return parts or lead.endswith(("out of", "one of", "of its", "of the country's"))


def _is_plain_part(line: Line, quantity: Quantity, model: Draft) -> bool:
    """Whether the number is a part of the claim before it: "14 drivers, two of them Ukrainians"."""
    start = line.sentence.start
    if model.line.sentence.index != line.sentence.index:
        return False
    between = line.sentence.text[max(0, model.quantity.end - start) : quantity.start - start]
    between = re.sub(r"^\s*of (?:them|whom|these|those|which)\b", "", between)
    if re.search(r"\b(?:to|at)\s*$", between):
        return False  # "bringing the total number of those detained this year to 63"
    if model.count.rule == "part" and re.fullmatch(r"\s*(?:,|and|, and|or)\s*", between):
        return not _has_own_verb(line, quantity)
    follows = _is_introduced(line, quantity, between) or re.match(
        r"\s*(?:of them|of whom)", line.sentence.text[quantity.end - start :]
    )
    if not (follows or quantity.partitive):
        return False
    triggers = [t for t in line.scene.triggers if t.role in VERBS]
    if any(t.voice == "active" and 0 < quantity.start - t.end <= 2 for t in triggers):
        return False  # "intercepted 1,200 and returned 1,100 of them"
    return not _has_own_verb(line, quantity)


def _is_introduced(line: Line, quantity: Quantity, between: str) -> bool:
    """Whether "among them", "including" or "followed by" leads to the number, with no verb in between."""
    last = max((m.end() for m in _PART.finditer(between)), default=None)
    if last is None:
        return False
    start = quantity.start - len(between) + last
    return not any(t.role in VERBS and start <= t.start < quantity.start for t in line.scene.triggers)


def _has_own_verb(line: Line, quantity: Quantity) -> bool:
    """Whether a verb of the number's own clause follows: "and 1,100 of them have applied for asylum"."""
    own = line.scene.clauses[clause_at(line.scene.clauses, quantity.number_start)]
    end = min(own.end, quantity.end + 45)
    return any(t.role in VERBS and quantity.end <= t.start < end for t in line.scene.triggers)


def _is_anaphoric(line: Line, quantity: Quantity) -> bool:
    """Whether the number goes on counting what an earlier sentence counted."""
    determiner = set((quantity.determiner or "").lower().split())
    if quantity.partitive or determiner & _ANAPHORIC or GOES_ON.match(line.sentence.text):
        return True
    if class_of(quantity) not in (NONE, "case"):
        return False
    if line.sentence.kind in ("item", "row") or is_linked(line.scene.tokens, quantity):
        return True
    if any(_is_close(d, quantity) for d in line.dates) or (quantity.head or "") in (
        "other",
        "others",
    ):
        return True
    lead = line.sentence.text[: quantity.start - line.sentence.start].strip(" \"“‘'•")
    return (
        not lead
        or bool(_PUT_AT.search(lead))
        or any(t.role in VERBS for t in line.scene.triggers)
        or len(lead.split()) <= 3
    )


def _is_close(mention: DateMention, quantity: Quantity) -> bool:
    gap = mention.start - quantity.end if mention.start >= quantity.end else quantity.start - mention.end
    return gap <= 16


def _leads_to_base(line: Line, factor: Quantity, quantity: Quantity) -> bool:
    """Whether a change stands before the number that it is a change of: "up 19% on the 31,094 who …"."""
    if factor.comparative is None or factor.comparative.end > quantity.start:
        return False
    start = line.sentence.start
    between = line.sentence.text[factor.comparative.end - start : quantity.start - start]
    return bool(_ON_THE.fullmatch(between))


def _is_compared(line: Line, quantity: Quantity, model: Draft) -> bool:
    start = line.sentence.start
    between = line.sentence.text[max(0, model.quantity.end - start) : quantity.start - start]
    if any(_leads_to_base(line, q, quantity) for q in line.scene.quantities) and class_of(quantity) == NONE:
        return True
    return bool(COMPARATOR.search(between[-45:] + number_words(line.sentence, quantity))) and class_of(
        quantity
    ) in (
        NONE,
        class_of(model.quantity),
    )
