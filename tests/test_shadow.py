"""Layout changes nothing of what is read, and every character read leads back to the source."""

import re
import textwrap
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.shadow import normalise

MADE = Path(__file__).parent.parent / "codings" / "made"
ARTICLES = sorted(MADE.glob("d*.txt"))


def wrap(text: str, width: int, **how: bool) -> str:
    """Every line of a text wrapped at a width, as mail programs do."""
    keep = {"replace_whitespace": False, "expand_tabs": False, "break_long_words": False}
    lines = [textwrap.fill(line, width, **keep, **how) if line.strip() else line for line in text.split("\n")]
    return "\n".join(lines)


def in_words(mark: str):
    """A change that puts a mark into the middle of every longer word."""
    return lambda text: re.sub(r"(?<=\w\w\w)(?=\w\w\w)", mark, text)


LAYOUTS = {
    "wrapped at 60": lambda text: wrap(text, 60),
    "wrapped at 72": lambda text: wrap(text, 72),
    "wrapped at 72, no word parted": lambda text: wrap(text, 72, break_on_hyphens=False),
    "wrapped at 60, CRLF": lambda text: wrap(text, 60).replace("\n", "\r\n"),
    "wrapped at 60, doubled blanks": lambda text: wrap(text, 60).replace(" ", "  "),
    "doubled blanks": lambda text: text.replace(" ", "  "),
    "tabs": lambda text: text.replace(" ", "\t"),
    "blanks at the ends of lines": lambda text: text.replace("\n", "  \n"),
    "soft hyphens": in_words("\u00ad"),
    "zero-width blanks in words": in_words("\u200b"),
    "zero-width blanks between words": lambda text: text.replace(" ", " \u200b"),
    "full-width digits": lambda text: re.sub(r"[0-9]", lambda m: chr(ord(m[0]) + 0xFEE0), text),
    "bold numbers": lambda text: re.sub(r"\d[\d,.]*\d|\d", r"**\g<0>**", text),
    "italic words": lambda text: re.sub(r"(?<![\w-])[A-Za-z]{5}(?![\w-])", r"_\g<0>_", text),
    "links": lambda text: re.sub(r"\b[A-Z][a-z]{5,}\b", r"[\g<0>](https://a.example/b)", text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "some no-break spaces": lambda text: re.sub(r"(?<=[a-z]) (?=[a-z])", "\u00a0", text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "lone CR": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: "\ufeff" + text,
    "letters with loose accents": lambda text: unicodedata.normalize("NFD", text),
    "entities": lambda text: text.replace("’", "&rsquo;").replace("&", "&amp;").replace("&amp;r", "&r"),
}
# A complete line that by chance is as long as the width: it may as well go on.
CHANCE = {
    "wrapped at 60": {"d103"},
    "wrapped at 60, CRLF": {"d103"},
    "wrapped at 60, doubled blanks": {"d103"},
    "wrapped at 72": {"d112", "d303"},
    "wrapped at 72, no word parted": {"d112", "d303"},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_is_not_read(layout: str) -> None:
    """Each article of the development set reads the same however it is set."""
    texts = {file.stem: file.read_bytes().decode() for file in ARTICLES}
    plain = {name: normalise(text).text for name, text in texts.items()}
    changed = {name: normalise(LAYOUTS[layout](text)).text for name, text in texts.items()}
    assert {name for name in texts if changed[name] != plain[name]} == CHANCE.get(layout, set())
    for name in CHANCE.get(layout, ()):
        assert changed[name].split() == plain[name].split()


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("The guard said on Monday that a total of ninety people\nhad been held.", None),
        ("Held: nine\nSent back: 12\nAt sea: 40", "Held: nine\nSent back: 12\nAt sea: 40"),
        ("- nine were held;\n- 12 were sent back.", "- nine were held;\n- 12 were sent back."),
        ("The boats came at night and in the morning, mi-\ngrants said. The migrants", None),
        ("Month\tPeople\nMay\t12", "Month    People\nMay    12"),
        ("Sector      May      June\nNorth      12      15", "Sector    May    June\nNorth    12    15"),
        ("In all 17 500 people, on 5 March 600 people.", "In all 17\u00a0500 people, on 5 March 600 people."),
        ("On March 5\u00a0600 came.", "On March 5\u00a0600 came."),
        ("A ministry [said](https://a.example/x) so.", "A ministry said so."),
        ("They were told [sic](2021) so.", "They were told [sic](2021) so."),
        ("# Heading\n\n> Quoted words.", "Heading\n\nQuoted words."),
        ("---\ntitle: Boats\ndate: 2020-09-29\n---\nA boat came.", "A boat came."),
        ("---\nA boat came.\n---\nAnother came.", "\nA boat came.\n\nAnother came."),
        ("118² migrants, 40 km², ½ of them", "118² migrants, 40 km², ½ of them"),
        ("s**t and f**k", "s**t and f**k"),
        ("5 * 4 * 3 and a_b_c", "5 * 4 * 3 and a_b_c"),
        ("Tom &amp; Co. paid &pound;40", "Tom & Co. paid £40"),
        ("&nosuch; stays", "&nosuch; stays"),
    ],
)
def test_marks_and_line_ends_are_taken_off_where_they_say_nothing(source: str, read: str | None) -> None:
    """What is only layout goes, what says something stays."""
    joined = source.replace("mi-\ngrants", "migrants").replace("\n", " ")
    assert normalise(source).text == (joined if read is None else read)


def test_a_plain_text_is_its_own_shadow() -> None:
    """Where nothing is to be taken off, the text stays as it is and offsets are its own."""
    text = "Guards stopped 40 people.\n\nNine were sent back."
    shadow = normalise(text)
    assert shadow.text is text
    assert shadow.span(7, 14) == shadow.locate(7, 14) == (7, 14)


def test_a_span_takes_in_the_layout_between_its_words() -> None:
    """Words parted by layout are quoted with it, and found again from there."""
    source = "About **1,\u200b200**\tmi\u00adgrants came."
    shadow = normalise(source)
    start = shadow.text.index("1,200")
    end = shadow.text.index(" came")
    assert shadow.source[slice(*shadow.span(start, end))] == "1,\u200b200**\tmi\u00adgrants"
    assert shadow.locate(*shadow.span(start, end)) == (start, end)
    assert shadow.locate(source.index("**"), source.index("1")) == (start, start)


LETTERS = "Abc1 2.\n\r\t*_[](/:.)\\`~#>-&;|•\u00a0\u00ad\u200b\ufeff\uff11\ufb01e\u0301\u2028²"
WORDS = st.sampled_from(["**", "people", "\n", " ", "---\n", "a: b\n", "&amp;", "17", "500", "- ", "\u00a0"])
SOURCES = st.text(alphabet=LETTERS, max_size=80) | st.lists(WORDS, max_size=40).map("".join) | st.text()


@given(SOURCES)
def test_every_character_read_stands_in_the_source(source: str) -> None:
    """Each letter read is the source's letter at its place; spans and their ways back agree."""
    shadow = normalise(source)
    assert shadow.source == source
    places = [shadow.span(at, at + 1) for at in range(len(shadow.text))]
    assert all(0 <= start < end <= len(source) for start, end in places)
    assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in pairwise(places))
    for char, (start, end) in zip(shadow.text, places, strict=True):
        if char.isascii() and char.isalnum() and "&" not in source:
            assert char in unicodedata.normalize("NFKC", source[start:end])
    for at, (start, end) in enumerate(places):
        first, last = shadow.locate(start, end)
        assert first <= at < last


@given(SOURCES)
def test_a_shadow_is_its_own_shadow(source: str) -> None:
    """What was normalised needs nothing more."""
    text = normalise(source).text
    assert normalise(text).text == text
