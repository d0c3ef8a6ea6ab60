"""Figures by name: what is found, and what is said when it is not."""

import pytest

from analysis.errors import UsageError
from analysis.figures.profiles import find_profile
from analysis.figures.registry import FIGURES, find_figure


def test_a_misspelt_figure_is_told_its_nearest_name():
    """A figure that does not exist is refused with the name that was probably meant."""
    with pytest.raises(UsageError, match="Did you mean 'running_totals'"):
        find_figure("runing_totals")


def test_a_misspelt_profile_is_told_its_nearest_name():
    """A profile that does not exist is refused with the name that was probably meant."""
    with pytest.raises(UsageError, match="Did you mean 'nature-1col'"):
        find_profile("nature-1")


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_knows_its_own_name(name):
    """The registry's key is the name under which a figure's files are written."""
    assert FIGURES[name].name == name
