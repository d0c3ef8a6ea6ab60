"""Dates of publication: header, dateline, an interval from the text's own words, or unknown."""

from datetime import date

import pytest

from analysis.article import UNKNOWN_PUBLICATION, Article, Publication
from analysis.mentions.publication import date_article, find_publication

STORY = "Guards at the river turned back forty people, the ministry said on Thursday.\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f" date 2021-08-05 {STORY}", date(2021, 8, 5)),
        (f"date 2019-02-28\n{STORY}", date(2019, 2, 28)),
        (f"\ufeff date 2021-08-05 {STORY}", date(2021, 8, 5)),
        (f" date 2021-08-05 PORTVILLE, 3 May 2019 - {STORY}", date(2021, 8, 5)),
    ],
)
def test_a_header_dates_the_article(text: str, day: date) -> None:
    """The first line's header wins over every other date."""
    assert find_publication(text) == Publication(day, day, "header")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"PORTVILLE, Norland, 20 May 2021 - {STORY}", date(2021, 5, 20)),
        (f"PORTVILLE, Dec. 12, 2023 (Coast Wire) – {STORY}", date(2023, 12, 12)),
        (f"Gate reopens\n\nPORTVILLE (Coast Wire) Aug 5, 2021 - {STORY}", date(2021, 8, 5)),
        (f"Gate reopens\nPublished 3 October 2023\n\n{STORY}", date(2023, 10, 3)),
        (f"Gate reopens\nLast updated: 3 October 2023, 10:30\n{STORY}", date(2023, 10, 3)),
        (f"Gate reopens\n3 October 2023\n{STORY}", date(2023, 10, 3)),
        (f"MINISTRY OF ROADS\nPortville, 3 October 2023, 10:30\n\n{STORY}", date(2023, 10, 3)),
        (f"{STORY * 30}\nPublished: 3 October 2023\n", date(2023, 10, 3)),
        (f"PORTVILLE, September 14. /COASTWIRE/ {STORY}So far in 2023 nobody drowned.", date(2023, 9, 14)),
        (f"2023.10.03 16:39\n{STORY}", date(2023, 10, 3)),
        (f"Gate reopens\n03/10/2023 16:39 CET\n{STORY}", date(2023, 10, 3)),
        (
            f"Gate reopens\nLast modified: 5 October 2023\nPublished: 3 October 2023\n{STORY}",
            date(2023, 10, 3),
        ),
    ],
)
def test_a_dateline_dates_the_article(text: str, day: date) -> None:
    """A date that stands where articles give their own is the article's."""
    assert find_publication(text) == Publication(day, day, "dateline")


@pytest.mark.parametrize("path", ["2024/03/14/gate.html", "20240314/gate", "2024-03-14-gate-shut?id=4"])
def test_the_address_of_the_page_dates_it(path: str) -> None:
    """A day in the address, on a line of its own, is the article's."""
    found = find_publication(f"Gate shut\nURL: https://news.example/world/{path}\n\n{STORY}")
    assert found == Publication(date(2024, 3, 14), date(2024, 3, 14), "metadata")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Last year there were 5,286, about 30% more than in 2021.", 2023),
        ("Some 150 crossed last year, half as many, against 300 in 2018.", 2020),
        ("So far this year 900 people came, against 1,200 in the whole of 2020.", 2021),
        ("Up 14% on the same period of 2020, 900 people came this year.", 2021),
        (
            "Some 1,890 came last year, six times the 299 recorded in 2018. In 2019 a wall was built.",
            2020,
        ),
        (
            "Some 900 came last year, a third fewer than in 2016; 10,000 guards are to be in place by 2020.",
            2018,
        ),
        ("In the last months of last year 300 came, ten times as many as in the whole of 2022.", 2024),
        ("So far in 2022 nobody drowned.", 2022),
        ("Nobody drowned last year (2020).", 2021),
    ],
)
def test_a_text_places_itself_in_a_year(text: str, year: int) -> None:
    """Words that set this or last year against a year by number allow that one year of publication."""
    assert find_publication(text) == Publication(date(year, 1, 1), date(year, 12, 31), "inferred")


@pytest.mark.parametrize(
    "text",
    [
        "",
        STORY,
        " date 2021-13-45 The day is none.",
        "The fence was finished in August 2022 and the gate was shut on 3 May 2023.",
        "More people came last year than ever since 2015.",
        "On 3 May 2021 the ferry sank.",
        "Decree No. 12 of 3 May 2021 - the one on ferries - was repealed by a court last week.",
        "PORTVILLE, September 14. /COASTWIRE/ Nobody came.",
        "A gate was shut.\n© 2019 Coast Wire",
        "PORTVILLE, September 14 (Coast Wire) – Nobody came.\nCopyright © 2019 Coast Wire",
        " date 9999-12-31 Guards shut a gate.",
        "date 0001-01-01\nGuards shut a gate.",
        "1850-03-14\nGuards shut a gate.",
        "See https://news.example/2024/03/14/gate for more.",
        "https://news.example/2024/03/14/gate\nhttps://news.example/2024/03/15/ferry\nGuards shut a gate.",
    ],
)
def test_words_that_bound_nothing_leave_the_date_unknown(text: str) -> None:
    """A date of the story is no date of the article, and the clock is never asked."""
    assert find_publication(text) == UNKNOWN_PUBLICATION


def article(text: str, publication: Publication = UNKNOWN_PUBLICATION) -> Article:
    """An article of the given text."""
    return Article("a1", "a1.txt", text, "0" * 64, publication)


def test_a_date_from_the_file_is_kept() -> None:
    """Metadata wins over what the text says."""
    known = Publication(date(2020, 1, 2), date(2020, 1, 2), "metadata")
    assert date_article(article(" date 2021-08-05 x", known)).publication == known


def test_dating_changes_nothing_but_the_date() -> None:
    """The header stays in the text, so that offsets keep pointing where they did."""
    before = article(f" date 2021-08-05 {STORY}")
    after = date_article(before)
    assert after.text == before.text
    assert after.publication == Publication(date(2021, 8, 5), date(2021, 8, 5), "header")


DAY_ONE = date(2024, 1, 1)
NARROWED = [
    ("The law came into force last month, on 20 July 2023.", date(2023, 8, 1), date(2023, 8, 31)),
    (
        "In the first half of this year there were 40 crossings, up on the first half of last year (2022).",
        date(2023, 6, 30),
        date(2023, 12, 31),
    ),
    ("So far in 2024 there were 300. On 14 August guards caught nine.", DAY_ONE, date(2024, 12, 31)),
    ("Fifty times more than last year: in 2020 they detained 81.", date(2021, 1, 1), date(2021, 12, 31)),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), NARROWED)
def test_what_has_happened_narrows_the_interval(text, earliest, latest):
    """A month named as the last one fixes the month; what is told as past cannot lie after the article."""
    publication = find_publication(text)
    assert (publication.earliest, publication.latest) == (earliest, latest)
