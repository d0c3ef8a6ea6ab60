"""Figures, dates and names in print: every form of words that a label can take."""

import math
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures.marks import date_ticks
from analysis.figures.wording import (
    say_border,
    say_claim,
    say_group,
    say_interval,
    say_period,
    say_when,
    shorten,
    text_width,
    wrap,
)
from analysis.series import round_outward

NAN = float("nan")
CLAIM = {"low": NAN, "high": NAN, "approximator": None, "unit": "person"}


@pytest.mark.parametrize(
    ("value", "bound", "approximator", "quote", "unit", "said"),
    [
        (3500, "about", "some", "some 3,500 people", "person", "some 3,500"),
        (390000, "nearly", "Nearly", "Nearly 390,000", "person", "nearly 390,000"),
        (800, "over", None, "more than 800", "crossing", "more than 800"),
        (822, "exact", None, "822", "person", "822"),
        (679, "exact", None, "679km", "km", "679 km"),
        (50, "about", "or so", "50 or so", "person", "50 or so"),
        (90, "over", "or higher", "90% or higher", "percent", "90% or higher"),
        (70, "about", "-odd", "70-odd", "person", "70-odd"),
        (12.5, "exact", None, "12.5%", "percent", "12.5%"),
        (NAN, "vague", None, "Hundreds of people", "person", "hundreds"),
    ],
)
def test_a_claim_is_said_as_its_article_put_it(value, bound, approximator, quote, unit, said):
    """The approximator stays where the article put it, thousands are set apart, units follow."""
    told = {"value": value, "bound": bound, "approximator": approximator, "quote": quote, "unit": unit}
    assert say_claim(SimpleNamespace(**CLAIM | told)) == said


def test_a_range_has_an_en_dash():
    """A stated range is its two ends with an en dash and no number between."""
    told = {"value": NAN, "low": 300, "high": 1400, "bound": "range"}
    assert say_claim(SimpleNamespace(**CLAIM | told)) == "300–1,400"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(75, NAN, "at least 75"), (NAN, 9, "at most 9"), (5, 5, "5"), (1000, 2000, "1,000–2,000")],
)
def test_open_intervals_say_so(low, high, said):
    """An interval that is open on one side is said from the other."""
    assert say_interval(low, high) == said


@pytest.mark.parametrize(
    ("start", "end", "said", "when"),
    [
        ("2021-08-05", "2021-08-05", "5 Aug 2021", "on 5 Aug 2021"),
        ("2023-01-01", "2023-12-31", "2023", "in 2023"),
        ("2021-07-01", "2021-07-31", "Jul 2021", "in Jul 2021"),
        ("2021-07-01", "2021-07-07", "1 to 7 Jul 2021", "between 1 and 7 Jul 2021"),
        ("2020-12-28", "2021-01-03", "28 Dec 2020 to 3 Jan 2021", "between 28 Dec 2020 and 3 Jan 2021"),
        (None, "2021-08-05", "up to 5 Aug 2021", "by 5 Aug 2021"),
        ("2021-08-05", None, "from 5 Aug 2021", "since 5 Aug 2021"),
        (None, None, "undated", ""),
    ],
)
def test_periods_are_short_and_exact(start, end, said, when):
    """A period is said with the fewest words that leave no doubt about either end."""
    assert say_period(pd.Timestamp(start), pd.Timestamp(end)) == said
    assert say_when(pd.Timestamp(start), pd.Timestamp(end)) == when


@pytest.mark.parametrize(
    ("border", "said"),
    [
        ("BY-LT", "Belarus–Lithuania border"),
        ("BY-LT+BY-LV+BY-PL", "borders of Belarus with Lithuania, Latvia and Poland"),
        ("FI-RU+MX-US", "borders of Finland–Russia and Mexico–United States"),
    ],
)
def test_borders_have_the_names_of_their_countries(border, said):
    """Codes become names; borders that share a country are named as its borders."""
    assert say_border(border) == said


@pytest.mark.parametrize(
    ("group", "said"),
    [("IQ", "nationals of Iraq"), ("women", "women"), (None, ""), ("GN+IN", "nationals of Guinea and India")],
)
def test_groups_have_names(group, said):
    """A nationality is said as nationals of a country, other groups as they are."""
    assert say_group(group) == said


@given(st.floats(0.001, 1e9), st.floats(0, 1e6))
def test_rounding_outward_never_loses_a_number(low, width):
    """The rounded interval holds the interval that it stands for."""
    least, most = round_outward(low, low + width, 3)
    assert least <= low * (1 + 1e-9)
    assert most >= (low + width) * (1 - 1e-9)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 9000), st.integers(2, 12))
def test_an_axis_has_no_more_dates_than_fit(first, days, room):
    """Whatever the stretch of time, its ticks are within it and no more than there is room for."""
    start = pd.Timestamp(first)
    end = start + pd.Timedelta(days=days)
    ticks = date_ticks(start, end, room)
    assert len(ticks) <= room
    assert all(start <= day <= end for day, _ in ticks)


@given(st.text("abc déf-ghi 12,3", max_size=80), st.floats(20, 200))
def test_wrapped_lines_fit_their_width(text, width):
    """No line is wider than it may be, and no word is lost unless a line had to be cut."""
    lines = wrap(text, 7, width)
    assert all(text_width(line, 7) <= width for line in lines)
    if not any("…" in line for line in lines):
        assert " ".join(lines).split() == text.split()


def test_a_text_that_fits_is_not_shortened():
    """Only what is too wide loses its end, and then says so."""
    assert shorten("Border Guard", 7, 500) == "Border Guard"
    assert shorten("Border Guard", 7, 30).endswith("…")
    assert not math.isnan(text_width("Border Guard", 7))
