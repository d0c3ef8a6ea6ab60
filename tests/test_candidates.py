"""What a number or a clause can mean is drawn from the article and its day of publication."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.article import Article, Publication
from analysis.codings.format import hash_text
from analysis.document import read_document
from analysis.meaning.candidates import Days, Scene, _forms_of_publication, share_words
from analysis.meaning.inventory import (
    COUNTRY_FEATURES,
    FORMS,
    OTHER_FEATURES,
    PERIOD_FEATURES,
    SOURCE_FEATURES,
)

THURSDAY = date(2021, 8, 5)
TEXT = (
    "Lithuania counts more crossings\n\n"
    "Lithuanian border guards stopped 171 people on Tuesday who had crossed from Belarus, twice the 85 of "
    "Monday, the interior ministry said. Poland took in 12 of them in July."
)


def scene_of(text: str, day: date | None = THURSDAY) -> Scene:
    """The scene of a text published on a day."""
    publication = Publication(day, day, "header" if day else "unknown")
    return Scene(read_document(Article("a", "a.txt", text, hash_text(text), publication)))


def choices_of(scene: Scene, words: str):
    """What the number with these words can mean."""
    number = next(q for q in scene.numbers if words in q.text)
    return scene.choices(number.start, number.end, number)


@pytest.mark.parametrize(
    "days",
    [
        (date(2021, 8, 3), date(2021, 8, 3)),  # on Tuesday
        (date(2021, 8, 3), THURSDAY),  # since Tuesday
        (None, date(2021, 8, 3)),  # until Tuesday
        (THURSDAY, THURSDAY),
        (date(2021, 1, 1), THURSDAY),
        (date(2020, 10, 1), THURSDAY),  # the US fiscal year so far
        (date(2020, 1, 1), date(2020, 12, 31)),
        (None, None),
    ],
    ids=str,
)
def test_periods_follow_from_dates_and_the_day_of_publication(days: Days) -> None:
    """A date mention and the day of publication give the intervals of the codebook's arithmetic."""
    assert days in [one.value for one in choices_of(scene_of(TEXT), "171").periods]


def test_without_a_date_nothing_hangs_on_the_day_of_publication() -> None:
    """In an article of unknown date a number without a dated word can only be unbounded."""
    scene = scene_of("Border guards stopped 171 people at the fence with Belarus.", None)
    assert [one.value for one in choices_of(scene, "171").periods] == [(None, None)]


def test_countries_are_those_the_article_names() -> None:
    """The countries of an article can be meant, with those of its borders."""
    assert {"LT", "BY", "PL"} <= {one.value for one in choices_of(scene_of(TEXT), "171").countries}


def test_who_speaks_can_be_the_source() -> None:
    """A cited ministry is a candidate, and is named once."""
    sources = [one.value for one in choices_of(scene_of(TEXT), "171").sources]
    assert sum("ministry" in name for name in sources) == 1


def test_other_numbers_can_be_factor_and_reference() -> None:
    """The factor and the number that a claim is set against are candidates of its comparison."""
    others = choices_of(scene_of(TEXT), "171").others
    told = [one.value if isinstance(one.value, float) else one.value.value for one in others]
    assert {2.0, 85.0} <= set(told)


def test_features_have_the_lengths_that_the_network_expects() -> None:
    """Every candidate of a list has as many features as the inventory says."""
    choices = choices_of(scene_of(TEXT), "171")
    lists = (choices.countries, choices.periods, choices.sources, choices.others)
    expected = (COUNTRY_FEATURES, PERIOD_FEATURES, SOURCE_FEATURES, OTHER_FEATURES)
    for candidates, length in zip(lists, expected, strict=True):
        assert {len(one.features) for one in candidates} == {length}


@given(st.dates(date(1900, 1, 2), date(2100, 12, 31)), st.integers(0, 400))
def test_no_period_of_publication_ends_before_it_begins(day: date, width: int) -> None:
    """Whatever the interval of publication, its periods are in order and of known forms."""
    earliest = date.fromordinal(max(1, day.toordinal() - width))
    for form, (first, last) in _forms_of_publication(earliest, day):
        assert form in FORMS
        assert first is None or last is None or first <= last


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("State Border Guard Service", "the Border Guard", True),
        ("Agne Bilotaite", "Bilotaite", True),
        ("interior ministry", "the president", False),
    ],
)
def test_names_that_share_half_of_their_words_are_one(one: str, other: str, same: bool) -> None:
    """Two names are one where they share half of the words of the shorter."""
    assert share_words(one, other) is same
