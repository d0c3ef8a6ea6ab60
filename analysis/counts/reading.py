"""Read an article's numeric claims: each number's measure, period, direction, group, source and modality.

A number is read in its own sentence first; what the sentence does not say is taken over from the claim
that it is part of, from the sentence before, or from the list or table it stands in.
"""

from dataclasses import replace

from analysis.counts.antecedents import find_model
from analysis.counts.changes import compare_claims
from analysis.counts.counted import label_class
from analysis.counts.discourse import measure_claim
from analysis.counts.drafting import draft_claim
from analysis.counts.headings import echo_headings
from analysis.counts.lines import NO_CLAIMS, Draft, History, Line, read_lines
from analysis.counts.measure import MeasureChoice
from analysis.counts.rows import Cell, date_of_cell, label_of, measure_cell, rate_of, read_table
from analysis.counts.values import Count, Period
from analysis.document import Document
from analysis.mentions.quantities import Quantity, Refusal


def read_counts(document: Document) -> tuple[tuple[Count, ...], tuple[Refusal, ...]]:
    """Read every claim of an article, in order, and refuse the numbers that are none."""
    history = History(document)
    refused: list[Refusal] = []
    for line in read_lines(document):
        refused += _read_line(history, line)
    return tuple(echo_headings(history.drafts)), document.refusals + tuple(refused)


def _read_line(history: History, line: Line) -> list[Refusal]:
    """Add the claims of one line to the history; what is no claim is returned."""
    history.table = read_table(history.table, line.sentence, bool(line.scene.quantities))
    first = len(history.drafts)
    factors: list[Quantity] = []
    refused: list[Refusal] = []
    for quantity in line.scene.quantities:
        if quantity.conversion or quantity.unit in NO_CLAIMS or _is_absence(quantity):
            refused.append(_refuse(quantity))
        elif quantity.comparative is not None:
            factors.append(quantity)
        elif line.sentence.kind == "row":
            history.drafts.append(_read_cell(history, line, quantity))
        else:
            history.drafts.append(_read_claim(history, line, quantity, history.drafts[first:]))
    compare_claims(history, line, first, factors)
    return refused


def _read_claim(history: History, line: Line, quantity: Quantity, before: list[Draft]) -> Draft:
    model = find_model(history, line, quantity, before)
    return draft_claim(history, line, quantity, measure_claim(history, line, quantity, model), model)


def _refuse(quantity: Quantity) -> Refusal:
    reason = "conversion" if quantity.conversion else NO_CLAIMS.get(quantity.unit, "idiom")
    return Refusal(quantity.start, quantity.end, quantity.text, reason)  # type: ignore[arg-type]


def _is_absence(quantity: Quantity) -> bool:
    """Whether "no" only says that something did not happen ("no child", "no longer"), and counts nothing."""
    if quantity.value != 0:
        return False
    if quantity.text.lower().startswith("zero-"):  # a "zero-tolerance policy"
        return True
    if not quantity.text.lower().startswith("no "):
        return False
    return quantity.noun is None or (quantity.head or "") == quantity.noun.split()[-1].lower()


def _read_cell(history: History, line: Line, quantity: Quantity) -> Draft:
    """The claim of a number in a table, by its column's label, its row's first cell and the table's title."""
    table = history.table
    label = label_of(table, line.sentence, quantity)
    measure = measure_cell(table, label)
    choice = MeasureChoice(measure or "other", 60.0 if measure else 0.0, "table")
    draft = draft_claim(history, line, quantity, choice, None)
    mention = date_of_cell(line.sentence, label, history.document.dates, table.title)
    rate = rate_of(label)
    unit = table.unit if draft.count.unit == "person" and not _names_people(label) else None
    count = replace(
        draft.count,
        period=Period(mention.period_start, mention.period_end) if mention else draft.count.period,
        rate_per=rate,
        aggregation="rate" if rate else draft.count.aggregation,
        unit=unit or draft.count.unit,
    )
    return replace(draft, count=count, dated=mention is not None)


def _names_people(label: Cell | None) -> bool:
    return label is not None and label_class(label.text.split(" per ")[0]) in ("migrant", "family")
