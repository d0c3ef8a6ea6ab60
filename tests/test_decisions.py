"""Probabilities over candidates become one value of a field, with what stood against it."""

import numpy as np
import pytest

from analysis.meaning.candidates import Candidate, Choices
from analysis.meaning.claims import implied_interval
from analysis.meaning.decisions import Field, decide, decide_countries, decide_label, least_sure, name_rule


def choices(*codes: str) -> Choices:
    """Choices among countries alone."""
    return Choices((0, 1), 0, tuple(Candidate(code, None, 0, ()) for code in codes), (), ())


def test_equal_values_add_up() -> None:
    """Two candidates that give one value together outweigh a likelier single one."""
    assert decide(["a", "b", "a"], [0.3, 0.4, 0.3]) == Field("a", 0.6, "b", 0.4)


def test_a_label_names_its_rival() -> None:
    """The likeliest label stands with the second and both probabilities."""
    field = decide_label(["presence", "death", "return"], np.array([0.2, 0.1, 0.7]))
    assert (field.value, field.rival) == ("return", "presence")


@pytest.mark.parametrize(
    ("chances", "value"),
    [
        ([0.7, 0.2, 0.1, 0.0], None),
        ([0.1, 0.8, 0.05, 0.05], "PL"),
        ([0.1, 0.3, 0.3, 0.3], "LT+LV+PL"),
        ([0.45, 0.25, 0.25, 0.05], "LT+PL"),
    ],
)
def test_countries_that_are_nearly_as_likely_are_joined(chances: list[float], value: str | None) -> None:
    """Likely countries join in alphabetical order; none wins only against all of them."""
    assert decide_countries(choices("PL", "LT", "LV"), np.array(chances)).value == value


def test_the_rule_names_the_least_sure_field() -> None:
    """A row's rule says which field was least sure and what stood against it."""
    fields = {"measure": Field("death", 0.9, "injury", 0.1), "period": Field((None, None), 0.5, None, 0.0)}
    assert least_sure(fields) == "period"
    assert name_rule("1", fields) == "model 1: period .. 0.50"


@pytest.mark.parametrize(
    ("claim", "relation", "factor", "bound", "implied"),
    [
        ((150, 150), "times", 2, "nearly", (75, 150 / 1.8)),
        ((150, 150), "percent_more", 50, "exact", (100, 100)),
        ((150, 150), "percent_more", 50, "about", (150 / 1.55, 150 / 1.45)),
        ((150, 150), "percent_less", 25, "exact", (200, 200)),
        ((150, None), "times", 3, "exact", (50, None)),
        ((150, 150), "times", 2, "over", (None, 75)),
        ((150, 150), "more", None, None, (None, None)),
        ((150, 150), "percent_less", 100, "exact", (None, None)),
    ],
)
def test_a_factor_bounds_what_a_claim_is_compared_with(
    claim: tuple[float, float | None], relation: str, factor: float | None, bound: str | None, implied: object
) -> None:
    """What is compared lies in the interval that claim and factor allow, open where either is."""
    assert implied_interval(*claim, relation, factor, bound) == pytest.approx(implied)
