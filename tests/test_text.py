"""Sentences and tokens keep their offsets and find the boundaries that news English sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.language.text import LONGEST_SENTENCE, segment, tokenize

SPLITS = [
    ("Guards caught ten. Nine were sent back.", ["Guards caught ten.", "Nine were sent back."]),
    ("U.S. agents met Gov. Smith at 9 a.m. The talks failed.", 2),
    ("Lt. Col. Meyer of No. 4 company spoke. He left.", 2),
    ("“Go home,” he said. “Now.”", 2),
    ("About 1.5 million came in Sept. 2021 from St. Petersburg.", 1),
    ("J. Smith and A. B. Jones were held.", 1),
    ("The group came from the U.S. It went on to Canada.", 2),
    ("A tenth, the L.A. Welcome Group said, fell under 8 U.S.C. 1101.", 1),
]


@pytest.mark.parametrize(("text", "expected"), SPLITS)
def test_full_stops_end_sentences_but_abbreviations_do_not(text, expected):
    """A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number."""
    sentences = [s.text for s in segment(text)]
    assert sentences == expected if isinstance(expected, list) else len(sentences) == expected


KINDS = [
    (" date 2023-01-05 Guards caught ten people.", ["header", "prose"]),
    ("BORDER FIGURES FOR MAY\n\nGuards caught ten people.", ["heading", "prose"]),
    ("Figures show:\n\n• detained: nine;\n• turned back: 12.", ["prose", "item", "item"]),
    ("Sector    May    June\nNorth    12    15", ["row", "row"]),
    ("Month\tPeople\nMay\t12", ["row", "row"]),
    ("1. Main points\n\nTen came.", ["heading", "prose"]),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_each_line_has_a_kind(text, kinds):
    """Header, heading, list item, table row and prose are told apart by their form."""
    assert [s.kind for s in segment(text)] == kinds


@given(st.text(alphabet="Ab1 .,;!?\"'()\n\r\tü•-–", max_size=200))
def test_offsets_always_point_at_the_words(text):
    """Sentences lie in order, say what stands at their offsets, and leave out only white space."""
    sentences = segment(text)
    position = 0
    for s in sentences:
        assert s.start >= position
        assert text[s.start : s.end] == s.text
        assert not text[position : s.start].strip()
        assert all(text[t.start : t.end] == t.text for t in s.tokens)
        position = s.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("unit", "ends"),
    [
        ("they held 5 people; ", ";"),
        ("of the people ", (" of", " the", " people")),
        ("x", "x"),
        (" " * 700 + "came", "e"),
    ],
)
def test_no_sentence_is_longer_than_the_longest(unit, ends):
    """A line without an end is cut behind marks, else between words, else anywhere, and loses no word."""
    text = (unit * 300).strip()
    sentences = segment(text)
    assert max(s.end - s.start for s in sentences) <= LONGEST_SENTENCE
    assert all(s.text.endswith(ends) and s.text == s.text.strip() for s in sentences[:-1])
    assert "".join("".join(s.text for s in sentences).split()) == "".join(text.split())


def test_tokens_keep_numbers_and_compounds_whole():
    """Thousands marks, possessives and hyphens do not break a token."""
    words = [t.text for t in tokenize("Belarus’ Polish-Belarusian border saw 1,234.5 U.S. drones; it's 3/9.")]
    assert words == [
        "Belarus’",
        "Polish-Belarusian",
        "border",
        "saw",
        "1,234.5",
        "U.S.",
        "drones",
        ";",
        "it's",
        "3/9",
        ".",
    ]
