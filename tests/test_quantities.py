"""Numbers in news English: what is read, how exactly, of what, and what is refused."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.knowledge import WordClass, load_records
from analysis.mentions.quantities import find_quantities, read_quantities
from analysis.mentions.quantities.bounds import half_step
from analysis.mentions.quantities.lexicon import Approximator, HeadClass, MeasureUnit, NumberWord
from analysis.mentions.quantities.reader import RefusedPattern, fill_pattern
from analysis.vocabulary import BOUNDS, REASONS, RELATIONS

SENTENCES = tomllib.loads(Path(__file__).with_name("quantities.toml").read_text("utf-8"))
ONE_VALUE = ("value", "bound", "unit", "approximator", "partitive")
MANY = {
    "values": lambda quantity: quantity.value,
    "bounds": lambda quantity: quantity.bound,
    "units": lambda quantity: quantity.unit,
    "quotes": lambda quantity: quantity.text,
    "conversions": lambda quantity: quantity.conversion,
}


def named(records):
    """The records as test parameters that carry their ids."""
    return pytest.mark.parametrize("record", records, ids=lambda record: record.id)


@pytest.mark.parametrize("case", SENTENCES["case"], ids=lambda case: case["text"][:48])
def test_sentences_read_as_a_coder_reads_them(case):
    """A number has the quote, value, interval, unit and comparison that the coding guide gives it."""
    quantities = find_quantities(case["text"])
    for field, read in MANY.items():
        if field in case:
            assert [read(quantity) for quantity in quantities] == case[field]
    if MANY.keys() & case.keys():
        return
    (quantity,) = quantities
    assert quantity.text == case.get("quote", quantity.text)
    for field in ONE_VALUE:
        assert getattr(quantity, field) == case.get(field, getattr(quantity, field))
    for side in ("low", "high"):
        wanted = case.get(side, getattr(quantity, side))
        assert getattr(quantity, side) == (None if wanted == "open" else wanted)
    if "rate_per" in case:
        assert (quantity.rate_per or "none") == case["rate_per"]
    if "relation" in case:
        assert quantity.comparative is not None
        assert (quantity.comparative.relation, quantity.comparative.factor) == (
            case["relation"],
            case.get("factor"),
        )


@pytest.mark.parametrize("text", SENTENCES["none"])
def test_what_only_looks_like_a_number_is_no_quantity(text):
    """Dates, times, identifiers, ordinals, idioms and pronouns give no quantity."""
    assert find_quantities(text) == ()


@named(load_records("numerals_refused", RefusedPattern))
def test_refused_patterns_cover_their_examples_only(record):
    """Every way of writing a non-quantity is refused with its reason, and its counterexamples are not."""
    import re

    pattern = re.compile(fill_pattern(record.pattern))
    assert all(pattern.search(example) for example in record.examples)
    assert not any(pattern.search(example) for example in record.counterexamples)


@named(load_records("numerals", NumberWord))
def test_number_words_are_read_in_their_examples_only(record):
    """A number word is part of a quantity in each example and of none in a counterexample."""

    def covered(text):
        return any(
            word in quantity.text.lower() for quantity in find_quantities(text) for word in record.words
        )

    assert all(covered(example) for example in record.examples)
    assert not any(covered(example) for example in record.counterexamples)


@named(load_records("approximators", Approximator))
def test_approximators_set_their_bound_in_their_examples_only(record):
    """An approximator gives the bound of its record, and its counterexamples take none from it."""
    for example in record.examples:
        (quantity,) = find_quantities(example)
        assert quantity.bound == ("exact" if record.bound == "none" else record.bound)
        assert record.bound == "none" or quantity.approximator.lower() in record.words
    for example in record.counterexamples:
        assert all(quantity.approximator not in record.words for quantity in find_quantities(example))


@named(load_records("units", MeasureUnit))
def test_units_of_measurement_type_their_examples_only(record):
    """A unit of measurement types the quantity before it, and leaves its counterexamples alone."""
    for example in record.examples:
        assert find_quantities(example)[0].unit == record.unit
    for example in record.counterexamples:
        assert all(quantity.unit != record.unit for quantity in find_quantities(example))


@named(load_records("units_heads", HeadClass))
def test_head_nouns_type_their_examples_only(record):
    """A head noun gives the unit of its class."""
    for example in record.examples:
        assert [quantity.unit for quantity in find_quantities(example)] == [record.unit]
    for example in record.counterexamples:
        assert all(quantity.unit != record.unit for quantity in find_quantities(example))


@named(load_records("words", WordClass))
def test_word_classes_are_lower_case_and_without_repeats(record):
    """A class of words holds each word once and in lower case, as it is looked up."""
    words = record.words.split()
    assert words
    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(["{:,}", "{}", "{:_}"]))
def test_written_integers_read_back(number, form):
    """Any whole number comes back from digits, with commas or with no-break spaces."""
    written = form.format(number).replace("_", "\u00a0")
    (quantity,) = find_quantities(f"They counted more than {written} people.")
    assert (quantity.value, quantity.low, quantity.high) == (number, number, None)


ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
seventeen eighteen nineteen".split()
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spell(number):
    """The English words of a whole number below a million."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    scale, word, joint = (100, "hundred", " and ") if number < 1000 else (1000, "thousand", " ")
    rest = number % scale
    return f"{spell(number // scale)} {word}" + (f"{joint}{spell(rest)}" if rest else "")


@given(st.integers(min_value=2, max_value=999_999))
def test_spelt_integers_read_back(number):
    """Any whole number below a million comes back from its words, also at the start of a sentence."""
    (quantity,) = find_quantities(f"{spell(number).capitalize()} migrants were counted.")
    assert (quantity.value, quantity.start) == (number, 0)


@given(st.floats(min_value=0.01, max_value=1e9, allow_nan=False))
def test_about_is_at_most_a_tenth_either_way(value):
    """The step that "about" allows is positive and never more than a tenth of the value."""
    assert 0 < half_step(value) <= value / 10


SCRAPS = st.lists(
    st.sampled_from(
        [
            *"12 1,234 3.5 2021 1e309 ٣٥ 007 12\u00a0500 ½ 5th one two hundred thousand half third".split(
                " "
            ),
            *"a no dozens several twice of the six some nearly more than up to from between and or".split(),
            *"people crossings boats day km miles m k £ % per August May X first last".split(),
            *"- – , . / : ( ) \u200b \u200f".split(" "),
            "\n",
            "\n\n",
        ]
    ),
    max_size=14,
)


@given(SCRAPS, st.sampled_from([" ", ""]))
def test_spans_and_intervals_hold_on_any_scraps(scraps, glue):
    """On any text quotes are its own words and stand in order, and all values are from closed lists."""
    text = glue.join(scraps)
    quantities, refusals = read_quantities(text)
    starts = [quantity.start for quantity in quantities]
    assert starts == sorted(set(starts))
    for quantity in quantities:
        assert text[quantity.start : quantity.end] == quantity.text != ""
        assert quantity.bound in BOUNDS
        assert quantity.comparative is None or quantity.comparative.relation in RELATIONS
    assert [refusal.start for refusal in refusals] == sorted(refusal.start for refusal in refusals)
    for refusal in refusals:
        assert text[refusal.start : refusal.end] == refusal.text
        assert refusal.reason in REASONS


def test_a_number_beyond_all_bounds_is_refused():
    """A number that no float holds is refused as not finite."""
    quantities, refusals = read_quantities(f"They counted {'9' * 400} people.")
    assert quantities == ()
    assert [refusal.reason for refusal in refusals] == ["not_finite"]


def test_a_list_of_ten_thousand_numbers_is_one_refusal():
    """A run of numbers without words between them gives no quantity and one refusal."""
    quantities, refusals = read_quantities("\n".join(str(number) for number in range(10_000)))
    assert quantities == ()
    assert [refusal.reason for refusal in refusals] == ["too_many"]


@pytest.mark.parametrize(
    "scrap", ["a", "1", "1-", "twenty and a half ", "10 August, ", "1\u200b", "2 000 ", "May "]
)
def test_a_long_line_without_sense_is_read_to_its_end(scrap):
    """Reading stays linear on lines that repeat one scrap a hundred thousand characters long."""
    text = scrap * (100_000 // len(scrap))
    quantities, _ = read_quantities(text)
    assert all(quantity.end <= len(text) for quantity in quantities)
