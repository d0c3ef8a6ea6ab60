"""Date expressions: every rule's own examples, the conventions of the codebook, and laws."""

from datetime import date

import pytest

from analysis.knowledge import load_records
from analysis.mentions.dates import DateMention, find_dates
from analysis.mentions.dates.rules import Operator, Rule

REFERENCE = date(2021, 8, 5)  # a Thursday
RECORDS = [
    record
    for name, model, table in (
        ("dates", Rule, "rule"),
        ("dates_relative", Rule, "rule"),
        ("dates", Operator, "operator"),
    )
    for record in load_records(name, model, table=table)
]
EXAMPLES = [pytest.param(r.id, text, id=f"{r.id}: {text}") for r in RECORDS for text in r.examples]
COUNTEREXAMPLES = [
    pytest.param(r.id, text, id=f"{r.id}: {text}") for r in RECORDS for text in r.counterexamples
]


def describe(mention: DateMention) -> str:
    """The mention's value and period as the examples write them."""
    start, end = mention.period_start or "*", mention.period_end or "*"
    return f"{mention.timex} → {start}..{end}"


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_reads_its_examples(rule: str, example: str) -> None:
    """Each example's last expression has the TIMEX3 value and the period that stand beside it."""
    text, _, expected = example.partition(" → ")
    mentions = find_dates(text, REFERENCE)
    assert mentions, "nothing found"
    assert describe(mentions[-1]) == expected


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES)
def test_a_rule_leaves_its_counterexamples_alone(rule: str, text: str) -> None:
    """A rule makes no mention of what only looks like its expression."""
    assert rule not in {mention.rule for mention in find_dates(text, REFERENCE)}
