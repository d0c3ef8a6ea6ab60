"""Attach to each claim what it is compared with, and read changes that are stated on their own."""

import re
from dataclasses import replace

from analysis.counts.antecedents import is_near, tell_back
from analysis.counts.comparisons import (
    attach,
    compare_by_arithmetic,
    compare_by_factor,
    compare_numbers,
    reference_period,
)
from analysis.counts.drafting import draft_claim
from analysis.counts.lines import Draft, History, Line
from analysis.counts.measure import MeasureChoice
from analysis.mentions.quantities import Quantity

_FROM = re.compile(r"\bfrom (?:just |only )?$")
_TO = re.compile(r"\s(?:\w+ ){0,3}?(?:in \d{4} )?to (?:just |only )?")
_THAT_IS = re.compile(r"\W*(?:that|this|it|the (?:figure|number|total|tally|count)s?|numbers?)\b", re.I)


def compare_claims(history: History, line: Line, first: int, factors: list[Quantity]) -> None:
    """Give the claims of a line what they are compared with: by how much first, then with what number."""
    told = range(first + 1, len(history.drafts))
    for quantity in factors:
        _carry_factor(history, line, first, quantity)
    for n in told:
        if history.drafts[n].count.rule == "compared":
            _carry_value(history, first, n)
        else:
            _carry_start(history, n)


def _carry_value(history: History, first: int, n: int) -> None:
    """Attach "compared with 81" to the claim before it that counts the same."""
    other = history.drafts[n].count
    for m in range(n - 1, first - 1, -1):
        carrier = history.drafts[m].count
        if carrier.measure == other.measure and carrier.rule != "compared":
            compared = compare_by_arithmetic(history.document.text, carrier, other)
            if compared and carrier.comparison is None:
                history.drafts[m] = replace(history.drafts[m], count=attach(carrier, compared))
            return


def _carry_start(history: History, n: int) -> None:
    """Attach the 200 of "rose from 200 to 300" to the 300."""
    before, draft = history.drafts[n - 1], history.drafts[n]
    text = history.document.text
    lead, between = text[: before.quantity.start], text[before.quantity.end : draft.quantity.start]
    if (
        draft.count.comparison is None
        and _FROM.search(lead, max(0, len(lead) - 12))
        and _TO.fullmatch(between)
    ):
        moved = compare_numbers(before.count, draft.count)
        history.drafts[n] = replace(draft, count=attach(draft.count, moved))


def _read_change(history: History, line: Line, quantity: Quantity) -> None:
    """A percentage stated on its own: a change of what the sentences before counted."""
    model = _changed(history, line)
    near = model is not None and is_near(model.line.sentence, line.sentence)
    if model is None or not near or not _tells_change(line, quantity):
        return
    draft = draft_claim(history, line, quantity, MeasureChoice("change", 50.0, "change"), model)
    if not line.has_dates:  # "that is 16% higher than …" is said of what was counted, over its days
        count = replace(draft.count, period=model.count.period, aggregation=model.count.aggregation)
        draft = replace(draft, count=count)
    of = replace(draft.count, measure=model.count.measure)
    reference = reference_period(
        history.document.text, quantity.end, line.sentence.end, of.period, line.dates
    )
    comparison = compare_by_factor(history.document.text, of, quantity, reference)
    if comparison is not None:
        comparison = replace(comparison, implied_low=None, implied_high=None)
    history.drafts.append(replace(draft, count=attach(draft.count, comparison)))


def _changed(history: History, line: Line) -> Draft | None:
    """What a change is of: the running total of the last sentence before with claims, or its first claim."""
    told = [
        d for d in tell_back(history) if d.count.measure not in ("other", "change") and d.count.rule != "part"
    ]
    before = [d for d in told if d.line.sentence.index < line.sentence.index]
    same = [d for d in before if d.line.sentence.index == before[0].line.sentence.index]
    totals = [d for d in same if d.count.aggregation == "cumulative"]
    return next(iter(totals or same[-1:] or told), None)


def _carry_factor(history: History, line: Line, first: int, quantity: Quantity) -> None:
    drafts = range(first, len(history.drafts))
    carriers = [n for n in drafts if _can_carry(history, history.drafts[n])]
    before = [n for n in carriers if history.drafts[n].quantity.start < quantity.start]
    before = [n for n in before if _is_main(history.drafts[n])] or before
    chosen = (before or carriers)[-1 if before else 0] if carriers else None
    if (
        chosen is not None
        and not before
        and not _leads_to(history.document.text, quantity, history.drafts[chosen])
    ):
        chosen = None
    if chosen is None:
        _read_change(history, line, quantity)
        return
    carrier = history.drafts[chosen].count
    if (
        carrier.comparison is not None
    ):  # "9% more than last year but 26% fewer than in 2022": the first counts
        return
    end = line.sentence.end
    reference = reference_period(history.document.text, quantity.end, end, carrier.period, line.dates)
    comparison = compare_by_factor(history.document.text, carrier, quantity, reference)
    history.drafts[chosen] = replace(history.drafts[chosen], count=attach(carrier, comparison))


def _is_main(draft: Draft) -> bool:
    """Whether the claim is what its sentence is about: no part of another, no boats that people came in."""
    return draft.count.rule not in ("part", "compared") and draft.count.measure != "vessel"


def _can_carry(history: History, draft: Draft) -> bool:
    """Whether a claim can be compared: not one in brackets, which is what another is compared with."""
    bracketed = history.document.text[: draft.quantity.start].endswith("(")
    told = draft.count.measure not in ("other", "change") and draft.count.rule != "compared"
    return told and not bracketed


def _leads_to(text: str, factor: Quantity, carrier: Draft) -> bool:
    """Whether a change leads to the number: "fell 32% … to about 74,000", "a 138% increase to 3,700"."""
    between = text[factor.end : carrier.quantity.start]
    return len(between) < 90 and bool(re.search(r"\b(?:to|at)\s*$", between)) and "." not in between


def _tells_change(line: Line, quantity: Quantity) -> bool:
    """Whether the sentence's subject is what was counted: "That is 16% higher", "Crossings fell by 40%"."""
    lead = line.sentence.text[: quantity.start - line.sentence.start]
    named = any(t.role == "noun" and t.end <= quantity.start for t in line.scene.triggers)
    return named or bool(_THAT_IS.match(lead))
