"""A lexicon's patterns are found in every form, and a verb's voice is read from its neighbours."""

import pytest

from analysis.language.phrases import PhraseIndex
from analysis.language.text import tokenize
from analysis.language.voice import voice_of

VERBS = [
    ("Guards turned 12 people back.", "turn ~ back|away", "turned", True),
    ("They turn away dozens.", "turn ~ back|away", "turn", True),
    ("They turned to prayer, then went back.", "turn ~ back|away", "turned", False),
    ("He drove a van.", "drive ~ out", "drove", False),
    ("They were refused entry.", "refuse entry", "refused", True),
    ("Guards pushed 12 people over the line.", "push ~ over", "pushed", True),
    ("The state returned over 460 people.", "return ~ over", "returned", False),
    ("Agents picked up to 40 people from the list.", "pick ~ up", "picked", False),
]


@pytest.mark.parametrize(("text", "pattern", "verb", "found"), VERBS)
def test_a_verb_pattern_is_found_in_any_form_and_across_a_gap(text, pattern, verb, found):
    """The first word of a verb pattern inflects, and a gap never reaches across a comma."""
    index: PhraseIndex[str] = PhraseIndex()
    index.add_verb(pattern, "it")
    tokens = tokenize(text)
    assert [tokens[m.first].text for m in index.find(tokens)] == ([verb] if found else [])


def test_the_longer_pattern_hides_the_shorter():
    """Where two patterns begin at one word, the one that says more is meant."""
    index: PhraseIndex[str] = PhraseIndex()
    index.add_noun("crossing", "crossing")
    index.add_noun("crossing point", "point")
    assert [m.target for m in index.find(tokenize("Two crossing points and a crossing."))] == [
        "point",
        "crossing",
    ]


VOICES = [
    ("Guards detained six people.", "active"),
    ("Six people were later detained.", "passive"),
    ("Guards have detained six people.", "active"),
    ("Six people have been detained.", "passive"),
    ("The six people detained near the river left.", "reduced"),
    ("The number detained, nine, fell.", "reduced"),
    ("Six people detained yesterday left.", "reduced"),
]


@pytest.mark.parametrize(("text", "voice"), VOICES)
def test_the_voice_of_a_participle_is_read_from_its_neighbours(text, voice):
    """A form of "be" makes it passive, "have" or an object active, and neither a reduced relative."""
    tokens = tokenize(text)
    at = next(i for i, t in enumerate(tokens) if t.lower == "detained")
    assert voice_of(tokens, at, "past or participle") == voice
