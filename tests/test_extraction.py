"""From articles to tables: the rows are sound, the same on every run, and untouched by their neighbours."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.article import Article, Publication
from analysis.extraction import extract
from analysis.sources import read_articles
from analysis.tables import check_tables

MADE = Path(__file__).parent.parent / "codings" / "made"
DAY = date(2023, 8, 10)
NEWS = (
    "Guards on the Belarusian border turned back 96 people in the past 24 hours, Latvia's State Border "
    "Guard said. "
    "So far this year 5,900 people have been refused entry, compared with 2,100 in the same period last "
    "year.\n\n"
    "Three of the five crossing points are closed. The 173-kilometre border is patrolled by 200 soldiers, "
    "aged 19 to 40."
)


def article(text, name="a", day=DAY):
    return Article(name, f"{name}.txt", text, "0" * 63 + name[0], Publication(day, day, "header"))


def test_extracted_tables_satisfy_their_schemas():
    """Every row fits its schema, and every quote stands at its offsets."""
    tables = check_tables(extract([article(NEWS)]))
    assert set(tables.counts["measure"]) >= {
        "turned_back",
        "crossing_point_closed",
        "border_length",
        "personnel",
    }


def test_every_constructed_article_gives_sound_tables():
    """Whatever its wording, a constructed article gives tables that satisfy their schemas."""
    files = sorted(MADE.glob("*.txt"))[::8]
    texts = [article for file in files for article in read_articles(file)[0]]
    tables = check_tables(extract(texts))
    assert len(tables.articles) == len(files)


def test_two_copies_of_a_text_keep_their_own_rows():
    """The same text in two files gives rows with different ids, and happenings count it as they should."""
    tables = check_tables(extract([article(NEWS, "a"), article(NEWS, "b")]))
    assert tables.counts["count_id"].is_unique and tables.events["event_id"].is_unique
    assert len(tables.events) == 2 * (tables.events["article_id"] == "a").sum() > 0


def test_what_is_refused_is_on_record():
    """An age is no claim; it stands among the rejected with its reason."""
    tables = extract([article(NEWS)])
    assert "age" in set(tables.rejected["reason"])


def test_a_comparison_states_its_reference():
    """ "Compared with 2,100 in the same period last year" becomes a row with value and period."""
    (row,) = extract([article(NEWS)]).comparisons.to_dict("records")
    assert (row["relation"], row["ref_value"]) == ("more", 2100)
    assert (row["ref_period_start"], row["ref_period_end"]) == (
        pd.Timestamp("2022-01-01"),
        pd.Timestamp("2022-08-10"),
    )


def test_workers_change_nothing():
    """Two processes give the tables that one gives."""
    articles = [article(NEWS, "a"), article(NEWS.replace("96", "97"), "b")]
    pd.testing.assert_frame_equal(extract(articles).counts, extract(articles, workers=2).counts)


HOSTILE = [
    "",
    " \n\n ",
    "x" * 100_000,
    ", ".join(str(n) for n in range(10_000)),
    "1e309 people crossed the border. ١٢٣ مهاجر. １２３ people crossed.",
    "Guards turned back 1\u200b2\u200e3 people." * 50,
    "Grenzschützer haben am Montag 120 Menschen an der Grenze zu Belarus zurückgewiesen.",
    "(((((" * 5000 + "12 people crossed" + ")" * 5000,
    "No one knows. " * 5000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gives_sound_tables(text):
    """Whatever a file holds, the tables satisfy their schemas."""
    check_tables(extract([article(text)]))
