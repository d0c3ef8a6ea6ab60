"""The place along a border at which a number counts."""

import pytest

from analysis.article import Article
from analysis.counts.reading import read_counts
from analysis.document import read_document

CASES = [
    ("On 22 November 72 people arrived without visas at Salla.", ["Salla"]),
    ("At Salla 58 people asked for asylum.", ["Salla"]),
    ("Of 63 people, 41 came to the post at Vartius and 22 to that at Salla.", [None, "Vartius", "Salla"]),
    ("Some 9,000 cars passed through Medininkai and Lavoriškės.", ["Medininkai and Lavoriškės"]),
    ("Guards stopped 4,000 attempts, most of them near Kuznica.", [None]),
    ("The minister told reporters in Kuznica that 40 people had been stopped.", [None]),
    ("Guards stopped 41 people, the customs office in Narva said.", [None]),
    ("Guards turned back 40 people at the Belarusian border.", [None]),
    ("Arrivals reached 18,000 as buses queued at Dover.", [None]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_number_counts_where_its_clause_says(text: str, expected: list[str | None]) -> None:
    """A crossing point, town or region is a claim's place where all that it counts was there."""
    counts, _ = read_counts(read_document(Article("a", "a.txt", text, "0" * 64)))
    assert [c.place for c in counts] == expected
