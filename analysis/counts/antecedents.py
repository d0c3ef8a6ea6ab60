"""Which earlier claim a number goes on from: the one it is part of, compared with, or takes up again."""

import re
from collections.abc import Iterator

from analysis.counts.aggregation import LENGTHS
from analysis.counts.counted import NONE, class_of
from analysis.counts.lines import Draft, History, Line
from analysis.counts.relations import is_linked
from analysis.counts.triggers import VERBS
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity

PEOPLE = frozenset(
    "apprehension irregular_crossing attempted_crossing turned_back rescue admission legal_crossing "
    "asylum_application asylum_grant return presence death injury missing facilitator_arrest "
    "transport".split()
)
_STOCKS = ("presence", "capacity", "personnel")
_ANAPHORIC = frozenset("further another other remaining more rest others".split())
GOES_ON = re.compile(
    r"\W*(?:these|they|those|of (?:these|those|them|the)|(?:that|this|which|it) includ(?:es|ed)"
    r"|(?:that|this) (?:is|was)|among (?:them|these|those)|the (?:others|rest|remaining)|most|another"
    r"|a further|others"
    r"|the (?:largest|biggest|main|top) (?:groups?|contingents?|nationalit(?:y|ies)|numbers?))\b",
    re.I,
)
_PUT_AT = re.compile(
    r"\b(?:puts?|estimat\w+|gives?|gave|sp(?:eak|eaks|oke)) (?:\w+ ){0,4}(?:at|of|as)?$"
    r"|\b(?:account(?:s|ed) for|ma[dk]e up|represent(?:s|ed)|comprised)$|\bconfirms? (?:only )?$",
    re.I,
)


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


def _is_anaphoric(line: Line, quantity: Quantity) -> bool:
    """Whether the number goes on counting what an earlier sentence counted."""
    determiner = set((quantity.determiner or "").lower().split())
    if quantity.partitive or determiner & _ANAPHORIC or GOES_ON.match(line.sentence.text):
        return True
    if class_of(quantity) not in (NONE, "case"):
        return False
    if line.sentence.kind in ("item", "row") or is_linked(line.scene.tokens, quantity):
        return True
    if any(_is_close(d, quantity) for d in line.dates) or quantity.head in ("other", "others"):
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
