"""The gates: English, dates that are dates, and what a file says of its articles."""

from datetime import date, datetime
from pathlib import Path

import pytest

from analysis.document import read_document
from analysis.sources import read_articles
from analysis.sources.language import identify_language
from analysis.sources.records import DateClaim, address_claims, read_day, settle_date
from analysis.sources.shadow import Boilerplate, load_boilerplate, normalise

ENGLISH = [
    "Border guards stopped 40 people on Monday.",
    "Lithuania deported 42 Iraqis on Thursday.",
    "Border closed",
    "Poland shuts Bobrowniki crossing",
    "UN: 5,000 cross Sudan-Chad border",
    "Figures for May: apprehended 1,204; turned back 312; asylum requests 88.",
    "Minsk, Brest, Grodno, Vilnius, Kaunas, Riga, Daugavpils, Warsaw, Lublin, Terespol.",
    "The crowd chanted “Wir sind das Volk und nicht der Feind”, and the police said that it was peaceful.",
    "Lukashenka (Лукашенка) spoke",
]
FOREIGN = {
    "pl": "Minister powiedział, że granica zostanie zamknięta od piątku do odwołania.",
    "lt": "Pasieniečiai per parą sulaikė 40 neteisėtų migrantų, pranešė Valstybės sienos apsaugos tarnyba.",
    "lv": "Valsts robežsardze pirmdien aizturēja 40 cilvēkus uz robežas ar Baltkrieviju.",
    "de": "Die Bundespolizei stoppte am Montag 40 Menschen an der Grenze zu Polen, teilte sie mit.",
    "fr": "Plus de 300 migrants ont traversé la Manche mardi à bord de six bateaux, selon la préfecture.",
    "es": "La Guardia Civil detuvo el lunes a 40 personas en la frontera de Ceuta, según la policía.",
    "it": "La guardia costiera ha soccorso 40 persone al largo di Lampedusa nella notte di lunedì.",
    "nl": "De marechaussee hield maandag 40 mensen aan bij de grens met België, meldt het ministerie.",
    "sv": "Gränspolisen stoppade 40 personer vid gränsen i måndags, uppger myndigheten för nyhetsbyrån.",
    "pt": "A polícia deteve 40 pessoas na fronteira na segunda-feira, informou o ministério em comunicado.",
    "ro": "Polițiștii de frontieră au oprit luni 40 de persoane la granița cu Serbia, a anunțat ministerul.",
    "hu": "A határőrök hétfőn 40 embert tartóztattak fel a szerb határnál, közölte a rendőrség.",
    "fi": "Rajavartiolaitos pysäytti maanantaina 40 ihmistä Venäjän rajalla, kertoo ministeriö.",
    "tr": "Sınır muhafızları pazartesi günü 40 kişiyi durdurdu, bakanlık bunu açıkladı.",
    "ru": "Пограничники в понедельник задержали 40 человек на границе с Литвой, сообщило ведомство.",
    "el": "Οι συνοριοφύλακες είπαν ότι σταμάτησαν σαράντα ανθρώπους στα σύνορα",
    "ar": "قال حرس الحدود إن أربعين شخصا عبروا النهر خلال الليل إلى الجانب الآخر",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_news_is_english_however_short(text: str) -> None:
    """Flashes, headlines, tables and lists of names are not called foreign."""
    assert identify_language(text) == "en"


@pytest.mark.parametrize("language", FOREIGN)
def test_news_in_other_languages_is_not(language: str) -> None:
    """A report of one sentence in another language is told as such."""
    assert identify_language(FOREIGN[language]) == language


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-14", date(2024, 3, 14)),
        ("2024-03-14T16:39:00+02:00", date(2024, 3, 14)),
        ("2020-09-29-10-29-29", date(2020, 9, 29)),
        ("2024.03.14 16:39", date(2024, 3, 14)),
        ("20240314", date(2024, 3, 14)),
        ("20240314T163900Z", date(2024, 3, 14)),
        ("Thu, 14 Mar 2024 16:39:00 GMT", date(2024, 3, 14)),
        ("March 14, 2024 Thursday", date(2024, 3, 14)),
        ("14th of March 2024", date(2024, 3, 14)),
        ("14.3.2024", date(2024, 3, 14)),
        ("13/04/2024", date(2024, 4, 13)),
        ("04/13/2024", date(2024, 4, 13)),
        (1710434340, date(2024, 3, 14)),
        ("1710434340000", date(2024, 3, 14)),
        (datetime(2024, 3, 14, 16), date(2024, 3, 14)),
        ("03/04/2024", None),
        ("9999-12-31", None),
        ("0001-01-01", None),
        ("2024-02-30", None),
        ("2024", None),
        ("²024-03-14", None),
        (2024, None),
        (True, None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_a_date_is_read_in_whatever_form_it_stands(value: object, day: date | None) -> None:
    """What is no day, or may be one of two, is none."""
    assert read_day(value) == day


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://www.example.org/news/2024/03/14/border.html", date(2024, 3, 14)),
        ("https://www.example.org/2024-03-14/border", date(2024, 3, 14)),
        ("https://www.example.org/border-20240314.html", date(2024, 3, 14)),
        ("https://www.example.org/2024/13/41/border", None),
        ("https://www.example.org/id/20249914-1", None),
        (None, None),
    ],
)
def test_an_address_may_name_the_day(address: str | None, day: date | None) -> None:
    """A day in a page's address is one, other numbers are not."""
    assert [claim.value for claim in address_claims(address)] == [day] * (day is not None)


def test_dates_that_differ_are_both_told() -> None:
    """The first one dates the article, the other stands in the notes, and so does one that is none."""
    claims = [
        DateClaim("The page", "9999-12-31"),
        DateClaim("The head", "2024-03-14"),
        DateClaim("The address", "2024-03-20"),
    ]
    publication, notes = settle_date(claims)
    assert publication.day == date(2024, 3, 14)
    assert notes == [
        "The page says '9999-12-31', which is no date of 1900 to 2100.",
        "The head says 2024-03-14, The address 2024-03-20.",
    ]


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        (
            "a.txt",
            "---\nlayout: post\ndate: 2020-09-29-10-29-29\n---\nBoats came to Dover.",
            (2020, 9, 29),
        ),
        ("a.txt", "---\ndate: '2024-06-04'\n---\nAgents made 2,500 encounters a day.", (2024, 6, 4)),
        ("a.txt", "https://www.example.org/2024/03/14/b.html\n\nGuards stopped 40 people.", (2024, 3, 14)),
        ("a.txt", " date 9999-12-31 Guards stopped 40 people.", None),
        ("a.md", "---\ndate: [\n---\nGuards stopped 40 people.", None),
        ("a.html", "<p>Guards stopped 40 people at the border, they said.</p><p>© 2019 Example</p>", None),
    ],
)
def test_a_file_says_its_date(tmp_path: Path, name: str, text: str, day: tuple[int, int, int] | None) -> None:
    """Front matter and an address in the first line date an article; fillers and copyrights do not."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    (article,), _ = read_articles(tmp_path)
    assert article.publication.day == (date(*day) if day else None)


def test_parts_in_another_language_are_passed_over(tmp_path: Path) -> None:
    """An English report with a paragraph in Polish is read without it, and the note says so."""
    english = "Border guards stopped 40 people on Monday, the ministry said in a statement to reporters."
    foreign = FOREIGN["pl"] + " Straż Graniczna zatrzymała w tym roku 822 osoby na granicy z Białorusią."
    (tmp_path / "a.txt").write_text(f"{english}\n\n{foreign}\n\n{english}", encoding="utf-8")
    (article,), _ = read_articles(tmp_path)
    assert article.notes == "A part in the language 'pl' is passed over."
    assert [quantity.value for quantity in read_document(article).quantities] == [40, 40]


@pytest.mark.parametrize("record", load_boilerplate(), ids=lambda record: record.id)
def test_lines_of_pages_and_agencies_are_passed_over(record: Boilerplate) -> None:
    """Lines that say nothing of the news are not seen by the reader; its own counterexamples are."""
    for line in record.examples:
        assert normalise(f"Guards came.\n\n{line}\n\nThey left.").text == "Guards came.\n\nThey left."
    for line in record.counterexamples:
        assert normalise(line).text == line
