from datetime import date

import pytest

from analysis.article import Article, Publication
from analysis.counts.reading import read_counts
from analysis.document import read_document
from analysis.mentions.publication import date_article

DAY = date(2024, 6, 20)


def _group(text, words):
    article = Article("a", "a", text, "0" * 64, Publication(DAY, DAY, "header"))
    counts, _ = read_counts(read_document(date_article(article)))
    return next(c.group for c in counts if words in c.span.text)


@pytest.mark.parametrize(
    ("text", "words", "group"),
    [
        ("Guards detained 40 Iraqis at the border.", "40", "IQ"),
        ("Guards detained 40 citizens of Iraq at the border.", "40", "IQ"),
        ("Guards detained 40 people at the border, all of them Iraqis.", "40", "IQ"),
        ("Guards detained four people each from Guinea and India at the border.", "four", "GN+IN"),
        ("Guards detained 40 Afghans and Pakistanis at the border.", "40", "AF+PK"),
        ("Guards detained 40 people at the border, six of them women.", "six", "women"),
        ("Guards detained 40 minors at the border.", "40", "children"),
        ("Guards detained 12 families at the border.", "12", "families"),
        ("Guards detained 40 people at the border.", "40", None),
        (
            "Italy counted 900 arrivals, most of them Tunisians, with 400 arrivals, and Guineans, 200.",
            "400",
            "TN",
        ),
        ("Italy counted 900 arrivals, led by Tunisians, with 400, and Guineans, 200.", "200", "GN"),
        ("Among 900 arrivals the main nationalities were Guinea, with 400, and Mali, with 200.", "200", "ML"),
        ("The number of Syrians who crossed from Belarus rose to 700 in May from 200.", "700", "SY"),
        ("Of those detained at the Serbian border, 700 gave their nationality as Turkish.", "700", "TR"),
        ("Poland detained 90 people; Georgians, who came by car, numbered only 12.", "12", "GE"),
        ("Six of the dead were women, border guards said.", "Six", "women"),
        ("Agents apprehended 900 parents with children at the border.", "900", "families"),
        ("Guards detained 40 men, women and children at the border.", "40", None),
        ("Poland took back 40 people from Germany.", "40", None),
        ("Around 40 Lithuanian trucks are waiting at the border.", "40", None),
        ("Latvia thwarted 16 crossing attempts from Belarus.", "16", None),
    ],
)
def test_the_group_of_a_number(text, words, group):
    """A nationality goes before sex or age; where a movement comes from is no nationality."""
    assert _group(text, words) == group


def test_a_part_belongs_to_the_group_of_its_whole():
    """Those "of them" who were hurt are of the group that was counted before."""
    text = "Croatia forced 118 men back into Bosnia and Herzegovina. Seventy of them were injured."
    assert _group(text, "Seventy") == "men"
