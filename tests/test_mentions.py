"""All mention finders together: whatever the text, they read it, and what they find holds."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.article import UNKNOWN_PUBLICATION, Article, Publication
from analysis.document import read_document
from analysis.mentions.publication import find_publication

STORIES = tuple(path.read_text("utf-8") for path in sorted(Path("seeds").glob("*.txt")))
ODD = (
    *"² ½ ① Ⅳ ٣٤ १२ 一 9999-12-31 0001-01-01 2021-02-29 31 1e309 “ ” « ( ) : – —".split(),
    *("\u00ad", "\u200b", "\u2028"),
    *("by June 2021", "was to close by June 2021", "Since Saturday, 7 August 2021", "118 ² migrants", "\n\n"),
    *("999 years ago", "the same period of 0004", "in the 9990s", "FY0001", "Q4 of 9999", "the 31st", "UN: "),
    *(
        "until 29 February",
        "31 June",
        "the 31st of last month",
        "– minister.",
        "\n“We",
        "https://a.b/0000/00/00/",
    ),
)
ANY_DAY = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A stretch of a report with pieces cut out, doubled, swapped for odd ones and moved."""
    story = draw(st.sampled_from(STORIES))
    start = draw(st.integers(0, max(0, len(story) - 900)))
    text = story[start : start + 900]
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 25))
        piece = draw(st.sampled_from(("", text[at : at + length] * 2, *ODD)))
        text = text[:at] + piece + text[at + length :]
    return text


@settings(max_examples=40, deadline=None)
@given(mutated(), ANY_DAY, st.integers(0, 400))
def test_any_mutation_of_a_report_is_read(text: str, day: date, width: int) -> None:
    """No finder raises; mentions quote the text, stand in order, and no period or interval is reversed."""
    until = min(day + timedelta(width), date(2100, 12, 31))
    for publication in (Publication(day, until, "inferred"), UNKNOWN_PUBLICATION):
        document = read_document(Article("a1", "a1.txt", text, "0" * 64, publication))
        for mention in (*document.quantities, *document.dates, *document.setting.places):
            assert document.text[mention.start : mention.end] == mention.text
        for found in (document.dates, document.setting.places):
            assert all(a.end <= b.start for a, b in pairwise(found))
        for quantity in document.quantities:
            assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
        for moment in document.dates:
            assert not (moment.period_start and moment.period_end) or moment.period_start <= moment.period_end
        for attribution in document.attributions:
            assert document.text[attribution.source_start : attribution.source_end]


@settings(max_examples=40, deadline=None)
@given(mutated())
def test_any_mutation_of_a_report_is_dated_or_not(text: str) -> None:
    """A date of publication is a day of the years that news is from, or an interval, or unknown."""
    publication = find_publication(text)
    if publication.earliest and publication.latest:
        assert 1900 <= publication.earliest.year <= publication.latest.year <= 2100
        assert publication.earliest <= publication.latest
