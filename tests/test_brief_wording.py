"""Figures, dates and happenings in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import english, vocabulary
from analysis.brief.document import Inlines, Reference
from analysis.brief.material import Happening
from analysis.brief.wording import (
    AROUND,
    claim_clause,
    close_sentence,
    dated_clause,
    figure_words,
    happening_clause,
    quote_around,
    say_measure,
)
from analysis.knowledge import load_records
from analysis.naming import EventWording, MeasureWording, event_wordings, measure_wordings
from analysis.series import Claim

GRAMMAR = load_records("grammar", english.Grammar)
MEASURES, EVENTS = measure_wordings().values(), event_wordings().values()


def test_a_state_is_told_from_what_came_about() -> None:
    """Crossing points that stood closed and those newly closed have heads of their own."""
    heads = {kind: say_measure("crossing_point_closed", kind) for kind in ("stock", "period", "cumulative")}
    assert heads["stock"] != heads["period"] == heads["cumulative"]
    assert say_measure("apprehension", "stock") == say_measure("apprehension", "period")


@pytest.mark.parametrize(
    ("use", "example"),
    [
        (record.id, example)
        for record in load_records("grammar", english.Grammar)
        for example in record.examples
    ],
)
def test_words_take_what_their_examples_show(use: str, example: str) -> None:
    """A source takes the article, a place the preposition that its record shows; a document names nobody."""
    name, expected = example.split(" => ")
    said = english.say_place(name) if use in english.PLACES else english.say_source(name)
    assert ((english.name_source(name) and said) or "") == expected


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("statement", None),
        ("figures released in", None),
        ("report by Frontex", "report by Frontex"),
        ("Ministry statement", "Ministry statement"),
        ("a border guard", "a border guard"),
        (None, None),
    ],
)
def test_a_document_without_a_name_is_no_source(source: str | None, named: str | None) -> None:
    """What is cited instead of whoever wrote it names nobody, unless a name stands with it."""
    assert english.name_source(source) == named


@pytest.mark.parametrize(
    ("end", "told"), [(date(2024, 12, 31), "in or before 2024"), (date(2024, 12, 30), "by 30 December 2024")]
)
def test_the_last_day_of_a_year_is_said_as_the_year(end: date, told: str) -> None:
    """An end that an article's year alone gives is no day."""
    assert english.say_period(None, end).replace("\u00a0", " ") == told


def claim(**fields: object) -> Claim:
    """A plain claim, for what a test does not say."""
    plain = dict.fromkeys(Claim.__slots__)
    plain |= {
        "count_id": "0" * 16,
        "article_id": "a",
        "start": 0,
        "end": 3,
        "quote": "150",
    }
    plain |= {"value": 150.0, "low": 150.0, "high": 150.0, "bound": "exact", "unit": "person"}
    plain |= {"measure": "apprehension", "aggregation": "period", "modality": "reported"}
    return Claim(**(plain | fields))  # type: ignore[arg-type]


def happening(**fields: object) -> Happening:
    """A plain happening, for what a test does not say."""
    plain = dict.fromkeys(Happening.__slots__)
    plain |= {"happening_id": "0" * 16, "type": "barrier", "status": "occurred", "n_articles": 1}
    plain |= {"event_ids": ("0" * 16,), "quote": "q"}
    return Happening(**(plain | fields))  # type: ignore[arg-type]


def words(content: Inlines) -> str:
    """What a reader sees, references left out, spaces plain."""
    text = "".join(
        node if isinstance(node, str) else node.text for node in content if not isinstance(node, Reference)
    )
    return text.replace(english.NBSP, " ")


def fields_of(example: str) -> dict[str, object]:
    """ "unit=person value=3 ..." as fields."""
    fields: dict[str, object] = dict(part.split("=") for part in example.split())
    if "value" in fields:
        fields["value"] = float(str(fields["value"]))
        fields["quote"] = f"{fields['value']:.0f}"
    return fields


@pytest.mark.parametrize(("record", "example"), [(item, text) for item in MEASURES for text in item.examples])
def test_measures_are_said_as_their_examples_show(record: MeasureWording, example: str) -> None:
    """Every measure's wording gives the clause that its examples show."""
    given_fields, expected = example.split(" => ")
    assert words(claim_clause(claim(measure=record.id, **fields_of(given_fields)))) == expected


@pytest.mark.parametrize(
    ("bound", "approximator", "said"),
    [("over", "passed", "more than 5,000"), ("over", "topped", "more than 5,000"),
     ("nearly", "neared", "nearly 5,000"), ("nearly", "approaching", "nearly 5,000"),
     ("over", "in excess of", "in excess of 5,000")],
)  # fmt: skip
def test_a_verb_that_bounds_a_number_is_said_as_words_before_it(
    bound: str, approximator: str, said: str
) -> None:
    """ "Arrivals passed 5,000" gives "more than 5,000"; words that can stand before a number stay."""
    fields = {"bound": bound, "approximator": approximator, "quote": f"{approximator} 5,000"}
    assert figure_words(claim(value=5000.0, **fields)) == said


def test_a_place_stands_for_its_country() -> None:
    """A claim about a named place does not name the country before it."""
    told = words(claim_clause(claim(measure="capacity", place="Dieveniškės", destination="LT")))
    assert told == "there were 150 reception places in Dieveniškės"


@pytest.mark.parametrize(("record", "example"), [(item, text) for item in EVENTS for text in item.examples])
def test_happenings_are_told_as_their_examples_show(record: EventWording, example: str) -> None:
    """Every event type's wording gives the clause that its examples show."""
    given_fields, expected = example.split(" => ")
    assert words(happening_clause(happening(type=record.id, **fields_of(given_fields)))) == expected


def test_every_measure_and_event_type_has_words() -> None:
    """The lexicons cover the codebook's closed lists, no more and no less."""
    assert {record.id for record in MEASURES} == set(vocabulary.MEASURES)
    assert {record.id for record in EVENTS} == set(vocabulary.EVENT_TYPES)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"bound": "nearly", "approximator": "nearly", "quote": "nearly 390,000", "value": 390000.0},
            "nearly 390,000",
        ),
        ({"bound": "about", "approximator": "Some", "quote": "Some 90 cars", "value": 90.0}, "some 90"),
        ({"bound": "over", "approximator": "at least", "quote": "at least 9", "value": 9.0}, "at least nine"),
        ({"bound": "about", "approximator": "or so", "quote": "40 or so", "value": 40.0}, "40 or so"),
        (
            {"bound": "over", "approximator": "or higher", "quote": "90 or higher", "value": 90.0},
            "90 or higher",
        ),
        (
            {"bound": "about", "approximator": None, "quote": "half a dozen men", "value": 6.0},
            "half a dozen",
        ),
        ({"bound": "about", "approximator": "-odd", "quote": "150-odd people"}, "150-odd"),
        (
            {"bound": "under", "approximator": None, "quote": "60 at the very most", "value": 60.0},
            "no more than 60",
        ),
        (
            {"bound": "range", "value": None, "low": 30.0, "high": 40.0, "quote": "30 to 40"},
            "between 30 and 40",
        ),
        (
            {"bound": "vague", "value": None, "low": 300.0, "high": 900.0, "quote": "Several hundred men"},
            "several hundred",
        ),
        ({"value": 2_500_000.0, "quote": "2.5 million"}, "2.5 million"),
        ({"value": 3.0, "unit": "km", "quote": "three km"}, "3"),
        ({"value": 0.0, "quote": "No one"}, "no"),
        ({"value": 12.5, "unit": "percent", "quote": "12.5%"}, "12.5%"),
    ],
)
def test_a_figure_keeps_the_words_that_qualify_it(fields: dict[str, object], expected: str) -> None:
    """The approximator is repeated as written; a figure without one gets its bound's plain word."""
    assert figure_words(claim(**fields)).replace(english.NBSP, " ") == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 1.0, "quote": "one"}, "One person was apprehended."),
        (
            {"period_start": date(2022, 5, 1), "period_end": date(2022, 5, 31)},
            "150 people were apprehended in May 2022.",
        ),
        (
            {
                "measure": "border_length",
                "unit": "km",
                "value": 563.3,
                "bound": "about",
                "quote": "about 350 miles",
            },
            "The border is about 350 miles long.",
        ),
        ({"place": "U.N."}, "150 people were apprehended in U.N."),
        (
            {"definition": "border_patrol+encounters", "value": 1.0, "quote": "one"},
            "One encounter was recorded (by the Border Patrol’s count).",
        ),
        (
            {"hours": 24, "period_start": date(2022, 5, 1), "period_end": date(2022, 5, 2)},
            "150 people were apprehended in the 24 hours to 2 May 2022.",
        ),
        (
            {
                "bound": "vague",
                "value": None,
                "low": 200.0,
                "high": 999.0,
                "quote": "hundreds",
                "group": "children",
            },
            "Hundreds of children were apprehended.",
        ),
        ({"rate_per": "day", "group": "IQ"}, "150 people from Iraq a day were apprehended."),
    ],
)
def test_a_claim_is_a_sentence_of_english(fields: dict[str, object], expected: str) -> None:
    """Verb and noun agree, the period has its preposition, and one full stop ends it."""
    assert words(close_sentence(dated_clause(claim(**fields)))) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2021, 8, 5), date(2021, 8, 5), "on 5 August 2021"),
        (date(2020, 8, 1), date(2020, 8, 31), "in August 2020"),
        (date(2020, 1, 1), date(2020, 12, 31), "in 2020"),
        (date(2021, 7, 1), date(2021, 7, 7), "between 1 and 7 July 2021"),
        (date(2021, 1, 1), date(2021, 8, 5), "between 1 January and 5 August 2021"),
        (date(2020, 12, 30), date(2021, 1, 2), "between 30 December 2020 and 2 January 2021"),
        (None, date(2021, 8, 5), "by 5 August 2021"),
        (date(2021, 8, 5), None, "since 5 August 2021"),
        (None, None, ""),
    ],
)
def test_a_period_is_as_precise_as_it_is_known(start: date | None, end: date | None, expected: str) -> None:
    """Days, months and years are named as such, and an open side is said to be open."""
    assert english.say_period(start, end).replace(english.NBSP, " ") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Maria Silva", "Maria Silva"),
        ("customs official", "a customs official"),
        ("Latvia's interior ministry", "Latvia's interior ministry"),
        ("Frontex", "Frontex"),
        ("UN Missing Persons project", "the UN Missing Persons project"),
        ("EU diplomat", "an EU diplomat"),
        ("UN diplomat", "a UN diplomat"),
        ("one woman", "one woman"),
    ],
)
def test_a_source_takes_the_article_that_english_gives_it(source: str, expected: str) -> None:
    """Offices take "the", one of many "a", persons and plurals nothing."""
    assert english.say_source(source) == expected


@pytest.mark.parametrize(
    ("border", "expected"),
    [
        ("BY-LT", "Belarus–Lithuania"),
        ("FR-GB", "France–United Kingdom"),
        ("BY-LT+BY-PL", "Belarus with Lithuania and Poland"),
    ],
)
def test_a_border_is_named_by_its_countries(border: str, expected: str) -> None:
    """Codes become short names, and a country that all pairs share is named once."""
    assert english.say_border(border) == expected


@given(st.integers(min_value=0, max_value=10**9))
def test_a_number_in_words_reads_back(value: int) -> None:
    """No digit of a whole number is lost when it is printed."""
    said = english.say_number(value)
    if said in english.SMALL:
        assert english.SMALL.index(said) == value
    elif said.endswith("million"):
        assert round(float(said.split(english.NBSP)[0].replace(",", "")) * 1_000_000) == value
    else:
        assert int(said.replace(",", "")) == value


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Ceuta", "in Ceuta"),
        ("hamlet by the hill", "at the hamlet by the hill"),
        (None, ""),
    ],
)
def test_a_place_takes_the_preposition_that_english_gives_it(place: str | None, expected: str) -> None:
    """One is in a town or a sea, on a river, and at a crossing."""
    assert english.say_place(place) == expected


def test_a_place_stands_for_the_border_where_it_is_told() -> None:
    """A figure for one village is never said of the whole border."""
    told = claim(place="Narrow Ford", origin="BY", destination="LT", measure="death")
    assert words(claim_clause(told)) == "150 people died in Narrow Ford"


@pytest.mark.parametrize(
    ("quote", "value", "expected"),
    [("Nearly 390,000 people", 390_000.0, "nearly 390,000"), ("half a dozen men", 6.0, "half a dozen")],
)
def test_the_words_of_a_bound_are_read_from_the_quote_where_no_row_names_them(
    quote: str, value: float, expected: str
) -> None:
    """A coding from elsewhere may leave the approximator out; the article's own words are in the quote."""
    assert figure_words(claim(quote=quote, value=value, bound="nearly", approximator=None)) == expected


LONG = (
    "On Monday, the ministry said that "
    + "very " * 9
    + "many, some 150 of "
    + "those who had been there " * 9
)


@pytest.mark.parametrize(
    ("sentence", "before", "after"),
    [
        ("Some 150 people wait in the port.", "Some ", " people wait in the port"),
        ("The ferry left; 150 people wait.", "The ferry left; ", " people wait"),
        (LONG, "… some ", " of " + "those who had been there " * 5 + "…"),
        ("All 150 left the U.S.", "All ", " left the U.S."),
        ("The ferry left, which 150 people had boarded.", "The ferry left, which ", " people had boarded"),
        ("No such number.", "", ""),
    ],
)
def test_a_figure_is_quoted_with_its_clause(sentence: str, before: str, after: str) -> None:
    """The words around a figure are its sentence or clauses of it, as far as there is room."""
    said = quote_around(claim(sentence=sentence, quote="150"))
    assert (said.before, said.text, said.after) == (before, "150", after)


@given(st.lists(st.sampled_from(["word,", "a", "longer;", "words"]), max_size=60), st.integers(0, 60))
def test_the_words_around_a_figure_are_few_and_stand_in_its_sentence(told: list[str], place: int) -> None:
    """No more words than there is room for, and all of them the article's own."""
    sentence = " ".join([*told[:place], "150", *told[place:]])
    said = quote_around(claim(sentence=sentence, quote="150"))
    whole = f"{said.before}{said.text}{said.after}"
    assert whole.removeprefix("… ").removesuffix(" …") in sentence
    assert len(whole.replace("…", "").split()) <= AROUND


def test_a_quotation_begins_with_no_relative() -> None:
    """Where a sentence is too long, its clauses are left out from the end or as words, not up to "which"."""
    sentence = f"The harbour, {'very ' * 30}old, which holds 150 people, was {'not ' * 20}closed."
    said = quote_around(claim(sentence=sentence, quote="150"))
    assert said.before.startswith("… very") and said.before.endswith("old, which holds ")


def test_of_the_same_words_twice_in_a_sentence_the_right_ones_are_quoted() -> None:
    """The span of a figure says which of two equal words in its sentence it is."""
    sentence = "Of two boats the second held two people."
    at = sentence.rindex("two")
    second = claim(sentence=sentence, quote="two", start=at, end=at + 3)
    assert quote_around(second, sentence).before == "Of two boats the second held "
