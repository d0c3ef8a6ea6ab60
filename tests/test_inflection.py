"""The lexicons name each verb and noun once; these are the forms that must follow."""

import pytest

from analysis.language.inflection import inflect_verb, plural

VERBS = [
    ("warn", "warn warns warned warning"),
    ("deny", "deny denies denied denying"),
    ("admit", "admit admits admitted admitting"),
    ("write", "write writes wrote written writing"),
    ("say", "say says said saying"),
    ("go on", "go on|goes on|went on|gone on|going on"),
    ("put", "put puts putting"),
]


@pytest.mark.parametrize(("base", "forms"), VERBS)
def test_a_verb_has_its_forms(base, forms):
    """Regular spelling, irregular verbs and particles give the forms that a dictionary gives."""
    assert list(inflect_verb(base)) == forms.split("|" if "|" in forms else None)


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("dinghy", "dinghies"), ("person", "people"), ("bus", "buses"), ("medic", "medics"),
     ("asylum seeker", "asylum seekers"), ("young man", "young men"), ("boat", "boats"),
     ("claim for asylum", "claims for asylum"),],
)  # fmt: skip
def test_a_noun_has_its_plural(noun, expected):
    """The last word of a compound takes the plural."""
    assert plural(noun) == expected
