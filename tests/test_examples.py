"""Coded articles become training material: each head learns what the coder said, and nothing else."""

import pytest

from analysis.codings import parse_coding
from analysis.meaning.inventory import NUMBER_LABELS
from analysis.meaning.network import open_network
from analysis.training.examples import UNREACHED, Example, make_examples
from analysis.vocabulary import EVENT_TYPES, MEASURES
from tests.test_candidates import TEXT, scene_of

COUNT = {
    "quote": "171 people", "value": 171, "low": 171, "high": 171, "bound": "exact", "unit": "person",
    "measure": "apprehension", "aggregation": "period", "period_start": "2021-08-03",
    "period_end": "2021-08-03", "origin": "BY", "destination": "LT", "group": None,
    "source": "interior ministry", "modality": "reported",
    "comparison": {
        "relation": "times", "factor": 2, "ref_measure": "apprehension", "ref_period_start": "2021-08-02",
        "ref_period_end": "2021-08-02", "ref_value": 85,
    },
}  # fmt: skip
EVENT = {
    "quote": "Lithuanian border guards stopped 171 people on Tuesday", "type": "apprehension",
    "date_start": "2021-08-03", "date_end": "2021-08-03", "precision": "day", "actor": "LT", "target": None,
    "place": None, "status": "occurred", "source": None,
}  # fmt: skip


def example_of(counts: list, events: list, **top: object) -> Example:
    """The only window of the text, coded so."""
    record = {"article": {"id": "a"}, "counts": counts, "events": events, **top}
    scene = scene_of(TEXT)
    codes = {code: n for n, code in enumerate(scene.codes, 1)}
    (example,) = make_examples(scene, parse_coding(record, TEXT), open_network().tokenizer, codes)
    return example


@pytest.fixture(scope="module")
def coded() -> Example:
    """The text with a count and an event."""
    return example_of([COUNT], [EVENT])


def test_labels_say_what_the_coder_said(coded: Example) -> None:
    """The coded number carries its labels; a number without a row is no claim."""
    labels = coded.labels["numbers"]
    row = labels["measure"].tolist().index(MEASURES.index("apprehension"))
    for name in ("aggregation", "unit", "modality"):
        assert NUMBER_LABELS[name][labels[name][row]] == COUNT[name]
    assert NUMBER_LABELS["relation"][labels["relation"][row]] == "times"
    assert labels["claim_weights"].tolist().count(1.0) == 1
    others = [n for n in range(len(labels["measure"])) if n != row]
    assert {MEASURES[labels["measure"][n]] for n in others} == {"other"}
    assert {int(labels["unit"][n]) for n in others} == {UNREACHED}


@pytest.mark.parametrize(
    "name", ["origin", "destination", "period", "source", "ref_period", "factor", "ref_value"]
)
def test_what_was_coded_is_among_the_candidates(coded: Example, name: str) -> None:
    """Each field that points at something in the article has a right candidate."""
    labels = coded.labels["numbers"]
    row = labels["claim_weights"].argmax()
    assert labels[name][row].sum() >= 1


def test_a_sentence_tells_its_types(coded: Example) -> None:
    """The sentence with the coded clause tells its type, and no other sentence tells any."""
    types = coded.labels["sentences"]["types"]
    assert types.sum() == 1
    assert types[:, EVENT_TYPES.index("apprehension")].sum() == 1
    assert coded.labels["sentences"]["weights"].min() == 1


def test_a_partial_coding_leaves_the_rest_untold() -> None:
    """Where a coding is not complete, a number or sentence that nobody decided on teaches nothing."""
    example = example_of([COUNT], [], complete=False)
    assert sorted(example.labels["numbers"]["weights"].tolist())[:-1] == [0.0] * (
        len(example.labels["numbers"]["weights"]) - 1
    )
    assert example.labels["sentences"]["weights"].max() == 0


def test_a_refused_number_is_taught_as_no_claim() -> None:
    """Words that a person refused teach that they are no claim, also in a coding that is not complete."""
    start = TEXT.index("12 of them")
    refused = {"table": "counts", "start": start, "end": start + 2}
    example = example_of([], [], complete=False, rejected=[refused])
    weights, measures = example.labels["numbers"]["weights"], example.labels["numbers"]["measure"]
    assert weights.tolist().count(1.0) == 1
    assert MEASURES[measures[weights.argmax()]] == "other"


def test_optional_rows_count_less() -> None:
    """A row that a coder need not have weighs half."""
    example = example_of([{**COUNT, "optional": True}], [])
    assert 0.5 in example.labels["numbers"]["weights"].tolist()
