"""How a number stands to one beside it: as its part, its whole, its base, or under the same verb."""

import re

from analysis.counts.counted import NONE, class_of
from analysis.counts.datewords import COMPARATOR, number_words
from analysis.counts.lines import Draft, Line
from analysis.counts.triggers import VERBS
from analysis.language.clauses import clause_at
from analysis.mentions.quantities import Quantity

_PART = re.compile(
    r"\b(?:among (?:them|whom)|including|of (?:whom|which|them|these|those)|mostly|comprising|made up of"
    r"|consisting of|they included|(?:followed by|ahead of)(?= *$))\b|[(:]\s*$",
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


# "more than in the whole of that year, when the count stood at 36,800"
_THAN_WHEN = re.compile(
    r"\bthan\b[^.;:\d]{0,60}\bwhen (?:it|there|the \w+) (?:was|were|stood at|came to|reached)\s$"
)


def is_gapped(line: Line, quantity: Quantity, model: Draft) -> bool:
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


def is_total(line: Line, quantity: Quantity) -> bool:
    """Whether another number is a part of this one: the six of "four of the six", "one out of eight"."""
    parts = any(q.part_of == quantity.number_start for q in line.scene.quantities)
    lead = line.sentence.text[: quantity.number_start - line.sentence.start].lower().strip()
    if lead == "of the" and re.match(
        r"[^.;]{0,60}?,\s", line.sentence.text[quantity.end - line.sentence.start :]
    ):
        return True  # "Of the four crossing points, only one is open"
    return parts or lead.endswith(("out of", "one of", "of its", "of the country's"))


def is_plain_part(line: Line, quantity: Quantity, model: Draft) -> bool:
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


def _leads_to_base(line: Line, factor: Quantity, quantity: Quantity) -> bool:
    """Whether a change stands before the number that it is a change of: "up 19% on the 31,094 who …"."""
    if factor.comparative is None or factor.comparative.end > quantity.start:
        return False
    start = line.sentence.start
    between = line.sentence.text[factor.comparative.end - start : quantity.start - start]
    return bool(_ON_THE.fullmatch(between))


def is_compared(line: Line, quantity: Quantity, model: Draft) -> bool:
    """Whether the claim before is compared with the number: "400, up from 63", "twice the 12 of 2023"."""
    start = line.sentence.start
    between = line.sentence.text[max(0, model.quantity.end - start) : quantity.start - start]
    counted = class_of(quantity)
    based = any(_leads_to_base(line, q, quantity) for q in line.scene.quantities)
    if counted == NONE and (based or _THAN_WHEN.search(between)):
        return True
    compares = COMPARATOR.search(between[-45:] + number_words(line.sentence, quantity))
    return bool(compares) and counted in (NONE, class_of(model.quantity))
