from datetime import date

import pytest

from analysis.article import Article, Publication
from analysis.counts.movements import join_direction
from analysis.counts.reading import read_counts
from analysis.counts.values import Direction
from analysis.document import read_document
from analysis.mentions.publication import date_article

DAY = date(2024, 6, 20)


def _direction(text, words):
    """The origin and destination of the claim at `words`."""
    article = Article("a", "a", text, "0" * 64, Publication(DAY, DAY, "header"))
    counts, _ = read_counts(read_document(date_article(article)))
    found = next(c.direction for c in counts if words in c.span.text)
    return found.origin, found.destination


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        ("Latvia stopped 40 people at its border with Belarus.", "40", "BY", "LV"),
        ("Some 40 people crossed the Channel on Monday.", "40", "FR", "GB"),
        ("Guards at the Polish-Belarusian border foiled 90 attempts.", "90", "BY", "PL"),
        ("Poland has 5,000 soldiers at the border with Belarus.", "5,000", "BY", "PL"),
        ("Finland shares a 1,340 km border with Russia.", "1,340", "RU", "FI"),
        ("Norway's border with Russia is 198 km long, Finland's 1,340 km.", "1,340", "RU", "FI"),
        ("Some 7,000 people reached Greece from Turkey.", "7,000", "TR", "GR"),
        ("Some 600 people reached Italy from Tunisia and Libya.", "600", "LY+TN", "IT"),
        ("Poland, Latvia and Lithuania reported 900 crossings from Belarus.", "900", "BY", "LT+LV+PL"),
        ("Around 150 people jumped the fence dividing Morocco from Ceuta.", "150", "MA", "ES"),
    ],
)
def test_people_move_over_the_border_that_the_sentence_names(text, words, origin, destination):
    """Measures at a border have both its countries: as stated, else by the usual movement."""
    assert _direction(text, words) == (origin, destination)


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        ("Estonia has fenced 60 km on its border with Russia, while Poland has 187 km.", "187", "RU", "PL"),
        ("Norway stopped 40 people on its frontier with Russia after Latvia had 90.", "40", "RU", "NO"),
        (
            "Latvia foiled 90 attempts, 40 on the border with Russia and the rest on that with Belarus.",
            "90",
            "BY+RU",
            "LV",
        ),
        (
            "Latvia foiled 90 attempts, 40 on the border with Russia and the rest on that with Belarus.",
            "40",
            "RU",
            "LV",
        ),
        ("Hungary turned 70 people back at its borders with Serbia and Ukraine.", "70", "RS+UA", "HU"),
        (
            "Germany turned back 300 people at the Czech border and 120 at the Austrian border.",
            "120",
            "AT",
            "DE",
        ),
        (
            "Greece counted 90 arrivals on the border with Turkey and 40 on that with Albania.",
            "40",
            "AL",
            "GR",
        ),
        ("Poland caught 30 people on its border with Lithuania, 9 of them Syrians.", "30", "LT", "PL"),
    ],
)
def test_a_number_counts_over_the_borders_that_its_own_clause_names(text, words, origin, destination):
    """A border named with the number goes before the article's; a total is on all that it is split into."""
    assert _direction(text, words) == (origin, destination)


def test_totals_are_on_all_borders_of_the_lead():
    """Where a lead names two borders of a state, what names none of them counts on both."""
    text = (
        "Finland and its neighbours are busy. Latvia closed its borders with Russia and Belarus.\n\n"
        "Guards then detained 70 people in May. Some 300 soldiers help them."
    )
    assert _direction(text, "300") == ("BY+RU", "LV")


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        (
            "German police watch the Polish border. Poland's Border Guard counted 900 attempts to cross from "
            "Belarus.",
            "900",
            "BY",
            "PL",
        ),
        ("Slovenian police caught 40 people who had come from Croatia.", "40", "HR", "SI"),
        (
            "Of 700 people who reached Spain in May, 500 had set out from Morocco and crossed a strait.",
            "500",
            "MA",
            "ES",
        ),
    ],
)
def test_the_start_that_a_sentence_names_goes_before_the_border_of_the_article(
    text, words, origin, destination
):
    """What stands after "from" is the origin, and the host is a state to which people move from there."""
    assert _direction(text, words) == (origin, destination)


@pytest.mark.parametrize(
    ("text", "origin", "destination"),
    [
        ("Poland checked cars on its border with Germany and refused entry to 40 people.", "DE", "PL"),
        ("Germany checked cars on its border with Poland and refused entry to 40 people.", "PL", "DE"),
    ],
)
def test_inside_the_schengen_area_people_come_to_the_state_whose_news_it_is(text, origin, destination):
    """Over a border between two Schengen states people come in at home, whichever state that is."""
    assert _direction(text, "40") == (origin, destination)


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        ("Arrivals on the Canary Islands reached 26,300 this year.", "26,300", None, "ES"),
        ("Boats left Senegal for the Canary Islands with 300 people, and 280 arrived.", "280", "SN", "ES"),
        ("In May 94,000 irregular crossings into the European Union were detected.", "94,000", None, "EU"),
        ("Crossings of the EU's external borders came to 94,000 in May.", "94,000", None, "EU"),
    ],
)
def test_an_open_sea_has_an_origin_only_where_the_text_names_it(text, words, origin, destination):
    """Boats reach an open coast, and people the Union, from several states: no origin is supplied."""
    assert _direction(text, words) == (origin, destination)


def test_an_account_of_all_routes_gives_each_line_its_own_direction():
    """In an account of Europe's routes a line has the states that it names, else the Union."""
    text = (
        "Arrivals in Europe by route.\n\n• Western Mediterranean (Spain): 5,900 arrivals;\n"
        "• Eastern Mediterranean (Greece and Cyprus): 4,700 arrivals;\n• Western Balkans: 3,100 arrivals."
    )
    assert _direction(text, "5,900") == (None, "ES")
    assert _direction(text, "4,700") == (None, "CY+GR")
    assert _direction(text, "3,100") == (None, "EU")


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        ("Guards pushed 40 people back across the border from Poland to Belarus.", "40", "PL", "BY"),
        ("Poland's guards turned back 40 people at the border with Belarus.", "40", "BY", "PL"),
        ("The French coastguard stopped 40 people from crossing the Channel.", "40", "FR", "GB"),
    ],
)
def test_a_push_over_the_border_goes_the_other_way(text, words, origin, destination):
    """People who are pushed over go from the pushing state to the other; those turned away never left."""
    assert _direction(text, words) == (origin, destination)


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        ("Lithuania has a camp for 500 people near the border with Belarus.", "500", None, "LT"),
        ("Some 800 people are housed in Latvia's reception centres.", "800", None, "LV"),
        ("Latvia sent 40 Iraqis home from Riga.", "40", "LV", "IQ"),
        ("Buses carried 300 people to a camp in Vilnius.", "300", None, None),
        ("Two soldiers were killed in a drill in Poland near Belarus.", "Two", None, None),
    ],
)
def test_sites_and_returns_have_their_own_sides(text, words, origin, destination):
    """Reception has a host only, a return leads home, and inland transport and dead soldiers have none."""
    assert _direction(text, words) == (origin, destination)


def test_a_border_is_named_by_its_pair_in_order():
    """Joined directions name each pair once, in alphabetical order, and no pair with the Union."""
    assert join_direction(("BY",), ("PL", "LT")) == Direction("BY", "LT+PL", "BY-LT+BY-PL")
    assert join_direction(("RU",), ("EU",)).border is None


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        ("Hungary took back 40 people from Austria in May.", "40", "AT", "HU"),
        ("Slovenia returned 40 people to the Croatian police.", "40", "SI", "HR"),
        ("Spain flew 40 people home to Mali and Senegal.", "40", "ES", "ML+SN"),
        ("Baghdad said it would fly home 40 of its citizens from Minsk.", "40", "BY", "IQ"),
    ],
)
def test_a_return_ends_where_people_are_handed_over_or_taken_back(text, words, origin, destination):
    """Those who return go to the states named after "to", to their own, or to one that takes them back."""
    assert _direction(text, words) == (origin, destination)


@pytest.mark.parametrize(
    ("text", "words", "origin", "destination"),
    [
        ("At Narva 70 people entered from Russia on Monday and 60 left.", "60", "EE", "RU"),
        ("At Vaalimaa 70 travellers crossed after leaving Russia for Finland.", "70", "RU", "FI"),
        ("At Medyka 96 lorries were cleared for exit and 41 on entry.", "96", "PL", "UA"),
        ("At Medyka 96 lorries were cleared for exit and 41 on entry.", "41", "UA", "PL"),
    ],
)
def test_who_leaves_goes_the_other_way(text, words, origin, destination):
    """At a crossing point people come in by the usual movement, unless their words say that they go out."""
    assert _direction(text, words) == (origin, destination)


def test_what_is_counted_nationwide_came_over_no_one_border():
    """Entries or arrests across the whole country have a host and no origin."""
    text = "German police watch the Polish border. They registered 7,000 unauthorised entries nationwide."
    assert _direction(text, "7,000") == (None, "DE")


def test_where_drivers_are_from_is_no_border():
    """The homes of suspects say nothing about the border at which they were caught."""
    text = "Latvia guards its border with Belarus. Four people smugglers were arrested, men from Ukraine."
    assert _direction(text, "Four") == ("BY", "LV")


def test_flights_to_another_state_go_there():
    """People flown to a state across the border are on their way to it; at home they have no direction."""
    text = "Poland's border with Belarus is tense. Last week 14 flights from Iraq landed in Minsk."
    assert _direction(text, "14") == ("IQ", "BY")


def test_people_locked_up_over_there_have_that_state_for_host():
    """Who is held in a prison of the state that people leave is on no way; who waits there before it is."""
    lead = "Boats leave Libya for Italy. "
    assert _direction(lead + "Some 900 people are held in detention in Tajoura.", "900") == (None, "LY")
    lead = "Poland guards its border with Belarus. "
    assert _direction(lead + "Some 900 people are camping at Bruzgi.", "900") == ("BY", "PL")
