"""Names of countries."""

import pycountry
import pytest

from analysis.countries import bare_name, say_country


@pytest.mark.parametrize(
    ("code", "within", "label"),
    [
        ("LT", "Lithuania", "Lithuania"),
        ("GB", "the United Kingdom", "United Kingdom"),
        ("US", "the United States", "United States"),
        ("RU", "Russia", "Russia"),
        ("BO", "Bolivia", "Bolivia"),
        ("EU", "the European Union", "European Union"),
        ("FRONTEX", "Frontex", "Frontex"),
        ("ZZ", "ZZ", "ZZ"),
    ],
)
def test_a_country_has_a_name_for_sentences_and_one_for_labels(code: str, within: str, label: str) -> None:
    """Within a sentence some names take an article; a label never does; an unknown code stays as it is."""
    assert (say_country(code), bare_name(code)) == (within, label)


def test_no_name_is_turned_round() -> None:
    """No name is said as a register files it: "Korea, Republic of" or "Iran (Islamic Republic of)"."""
    names = [say_country(country.alpha_2) for country in pycountry.countries]
    assert [name for name in names if "," in name or "(" in name] == []
