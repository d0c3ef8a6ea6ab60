"""The lexicons name each verb and noun once; these are the forms that must follow."""

import pytest

from analysis.language.inflection import inflect_verb, plural

VERBS = [
    ("detain", "detain detains detained detaining"),
    ("stop", "stop stops stopped stopping"),
    ("push back", "push back|pushes back|pushed back|pushing back"),
    ("drive", "drive drives drove driven driving"),
    ("carry", "carry carries carried carrying"),
    ("flee", "flee flees fled fleeing"),
    ("die", "die dies died dying"),
    ("repel", "repel repels repelled repelling"),
    ("bus", "bus buses bused busing"),
    ("deploy", "deploy deploys deployed deploying"),
    ("enter", "enter enters entered entering"),
    ("shut", "shut shuts shutting"),
    ("let in", "let in|lets in|letting in"),
]


@pytest.mark.parametrize(("base", "forms"), VERBS)
def test_a_verb_has_its_forms(base, forms):
    """Regular spelling, irregular verbs and particles give the forms that a dictionary gives."""
    verb = inflect_verb(base)
    found = dict.fromkeys((verb.base, verb.third, verb.past, verb.participle, verb.gerund))
    assert list(found) == forms.split("|" if "|" in forms else None)


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("dinghy", "dinghies"), ("person", "people"), ("bus", "buses"), ("medic", "medics"),
     ("asylum seeker", "asylum seekers"), ("young man", "young men"), ("boat", "boats"),
     ("claim for asylum", "claims for asylum"),],
)  # fmt: skip
def test_a_noun_has_its_plural(noun, expected):
    """The last word of a compound takes the plural."""
    assert plural(noun) == expected
