"""Numbers in news English: what is read, how exactly, of what, and what is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.knowledge import load_records
from analysis.mentions.quantities import find_quantities, read_quantities
from analysis.mentions.quantities.refusals import RefusedPattern, fill_pattern

REFUSED = load_records("numerals_refused", RefusedPattern)


@pytest.mark.parametrize("record", REFUSED, ids=lambda record: record.id)
def test_refused_patterns_match_their_examples_only(record):
    """Every way of writing a non-quantity finds its examples and none of its counterexamples."""
    pattern = re.compile(fill_pattern(record.pattern))
    assert all(pattern.search(example) for example in record.examples)
    assert not any(pattern.search(example) for example in record.counterexamples)


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["{:,}", "{}", "{:_}"]))
def test_written_integers_read_back(number, form):
    """Any whole number comes back from digits, with commas or with no-break spaces."""
    written = form.format(number).replace("_", "\u00a0")
    (quantity,) = find_quantities(f"They counted more than {written} people.")
    assert (quantity.value, quantity.low, quantity.high) == (number, number, None)


@given(st.text(alphabet=st.sampled_from(list("12,. -/:kmonetw '’%£\u200b٣５hundr ofsvlab")), max_size=60))
def test_spans_and_intervals_hold_on_any_text(text):
    """Quotes are the text's own words, numbers never overlap, and no interval is empty."""
    quantities, refusals = read_quantities(text)
    last = 0
    for quantity in quantities:
        assert text[quantity.start : quantity.end] == quantity.text
        assert last <= quantity.number_start < quantity.number_end <= len(text)
        last = quantity.number_end
    assert all(text[refusal.start : refusal.end] == refusal.text for refusal in refusals)
