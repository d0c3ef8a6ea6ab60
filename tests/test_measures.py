"""Every record of the counting lexicons reads its own examples, and does not read its counterexamples."""

import pytest

from analysis.counts.counted import CountedRecord, class_of
from analysis.counts.measure import choose_measure
from analysis.counts.scene import Scene
from analysis.counts.triggers import find_triggers, measure_records
from analysis.knowledge import load_records
from analysis.language.clauses import split_clauses
from analysis.language.text import segment
from analysis.mentions.quantities import find_quantities

RECORDS = measure_records()
COUNTED = load_records("counted", CountedRecord)


def measures_in(text):
    """The measure and rule of every number in a one-sentence text."""
    (sentence,) = segment(text)
    clauses = split_clauses(sentence)
    quantities = find_quantities(text)
    scene = Scene(sentence.tokens, clauses, find_triggers(sentence.tokens, clauses), quantities)
    return [choose_measure(scene, q) for q in quantities]


@pytest.mark.parametrize(
    ("record", "text"),
    [(r, t) for r in RECORDS for t in r.examples],
    ids=lambda v: v if isinstance(v, str) else v.id,
)
def test_a_measure_record_reads_its_examples(record, text):
    """Some number in each example has a measure that the record gives."""
    given = {record.measure, *record.by_class.values()}
    assert any(c is not None and c.measure in given for c in measures_in(text))


@pytest.mark.parametrize(
    ("record", "text"),
    [(r, t) for r in RECORDS for t in r.counterexamples],
    ids=lambda v: v if isinstance(v, str) else v.id,
)
def test_a_measure_record_leaves_its_counterexamples(record, text):
    """No number in a counterexample has the record's own measure."""
    assert all(c is None or c.measure != record.measure for c in measures_in(text))


@pytest.mark.parametrize(
    ("record", "text", "fits"),
    [(r, t, True) for r in COUNTED for t in r.examples]
    + [(r, t, False) for r in COUNTED for t in r.counterexamples],
    ids=lambda v: v.id if isinstance(v, CountedRecord) else str(v),
)
def test_a_class_of_counted_things_holds_its_nouns(record, text, fits):
    """The first number in an example counts a thing of that class; in a counterexample it does not."""
    assert (class_of(find_quantities(text)[0]) == record.id) == fits
