import re
from itertools import pairwise

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.mentions.places import find_borders, find_places, read_setting
from analysis.mentions.places.borders import usual_origin
from analysis.mentions.places.finding import Office, office_pattern
from analysis.mentions.places.lexicon import BorderRecord, Country, ListedNames, fold, load_records

LEXICONS = {"countries": Country, "borders": BorderRecord, "names": ListedNames}

NATIONS = {c.alpha_2: getattr(c, "common_name", c.name) for c in pycountry.countries}


def _codes(record):
    return set(record.codes if isinstance(record, ListedNames) else record.id.split("-"))


def _cases(kind):
    return [
        pytest.param(record, text, id=f"{name}-{record.id}-{text}")
        for name, model in LEXICONS.items()
        for record in load_records(name, model)
        for text in getattr(record, kind)
    ]


@pytest.mark.parametrize(("record", "text"), _cases("examples"))
def test_examples_of_the_lexicons_are_found(record, text):
    """Every example of a record holds a name with one of its codes, or a name that has none on purpose."""
    places = find_places(text)
    kind = record.kind if isinstance(record, ListedNames) else ""
    if kind == "epithet":
        assert find_places(f"{NATIONS[record.codes[0]]} objected. {text}")[-1].kind == "epithet"
    elif kind == "region" and not record.codes:
        assert not places
    elif kind == "agency" and len(record.codes) != 1:
        assert "agency" in [p.kind for p in places]
        for code in record.codes[:1]:
            assert code in find_places(f"{NATIONS[code]} agreed. {text}")[1].codes
    else:
        assert any(set(p.codes) & _codes(record) for p in places), places


@pytest.mark.parametrize(("record", "text"), _cases("counterexamples"))
def test_counterexamples_of_the_lexicons_are_not_found(record, text):
    """No counterexample of a record holds a name with one of its codes."""
    assert not any(set(p.codes) & _codes(record) for p in find_places(text))


@pytest.mark.parametrize("office_text", [t for o in load_records("offices", Office) for t in o.examples])
def test_office_examples_begin_with_an_office(office_text):
    """Every example of an office begins with one of the office words."""
    assert re.match(office_pattern(), office_text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Belarus' and Lithuania's guards", [("country", "BY"), ("country", "LT")]),
        ("Belarus’s airline", [("country", "BY")]),
        ("the Polish-Belarusian border", [("demonym_adjective", "PL"), ("demonym_adjective", "BY")]),
        ("two Iraqis and an Afghan", [("demonym_person", "IQ"), ("demonym_person", "AF")]),
        ("four Sudanese were found", [("demonym_person", "SD")]),
        ("Sudanese families", [("demonym_adjective", "SD")]),
        ("let us in, said US officials", [("country", "US")]),
        ("POLISH GUARDS AT KUZNICA", [("demonym_adjective", "PL"), ("crossing_point", "PL")]),
        ("at Kuźnica and Šalčininkai", [("crossing_point", "PL"), ("crossing_point", "LT")]),
        ("Riga spoke; the Baltic state agreed", [("capital", "LV"), ("epithet", "LV")]),
        ("Helsinki said the Finnish Border Guard", [("capital", "FI"), ("agency", "FI")]),
        ("the Border Guard of Latvia", [("agency", "LV"), ("country", "LV")]),
        ("Georgia voters and Texas officials met", [("country", "US"), ("region", "US")]),
        ("Georgia and Russia share a road", [("country", "GE"), ("country", "RU")]),
        ("Latin American migrants", []),
        ("the EU's border guard agency", [("agency", "FRONTEX")]),
    ],
)  # fmt: skip
def test_names_are_read_with_kind_and_code(text, found):
    """A name is read with its kind and code, by its case, its neighbours and the other names of the text."""
    assert [(p.kind, "+".join(p.codes)) for p in find_places(text)] == found


def test_a_surname_speaks_for_the_state_of_the_office():
    """Someone introduced with an office and a state is that state's wherever the surname comes again."""
    text = "Norwegian Prime Minister Ida Holmqvist spoke. Later Holmqvist left."
    leaders = [p for p in find_places(text) if p.kind == "leader"]
    assert [(p.text, p.codes) for p in leaders] == [("Ida Holmqvist", ("NO",)), ("Holmqvist", ("NO",))]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Lithuania closed its border with Belarus", [(("BY", "LT"),)]),
        ("the border between Latvia and Belarus", [(("BY", "LV"),)]),
        ("the Polish–Belarusian frontier", [(("BY", "PL"),)]),
        ("along the US-Mexico border", [(("MX", "US"),)]),
        ("Finland shut its eastern border", [(("FI", "RU"),)]),
        ("boats in the Channel", [(("FR", "GB"),)]),
        ("Warsaw sent troops to the Belarusian border", [(("BY", "PL"),)]),
        ("Poland's borders with Belarus and Ukraine", [(("BY", "PL"), ("PL", "UA"))]),
        ("Kyrgyzstan closed its side of the Tajik border", [(("KG", "TJ"),)]),
        ("Russia and Latvia met on the Belarusian border", [(("BY", "LV"),)]),
        ("German shops, and Poland's eastern border", [(("BY", "PL"),)]),
        ("the coast from the Belgian border to the bay", []),
        ("Poland said that the border was quiet", []),
        ("Polish border guards in Germany", []),
        ("Latvia and Poland border Belarus", []),
        ("Finland fenced its 1,340-km eastern border", [(("FI", "RU"),)]),
        ("Serbia's border with Hungary, the Serbian capital", [(("HU", "RS"),)]),
    ],
)
def test_phrases_name_borders(text, pairs):
    """A border phrase has its pair from both names, or from one name and the neighbour named nearest."""
    assert [b.pairs for b in find_borders(text)] == pairs


@pytest.mark.parametrize(
    ("pair", "origin"),
    [
        (("BY", "LT"), "BY"),
        (("FR", "GB"), "FR"),
        (("ES", "MA"), "MA"),
        (("GH", "DE"), "GH"),
        (("KG", "TJ"), None),
    ],
)
def test_the_usual_origin_is_known_or_follows_the_general_rule(pair, origin):
    """Borders in the news have their direction as data; the others lead into Schengen, Britain, America."""
    assert usual_origin(pair) == origin


def test_the_setting_of_an_article():
    """The main border is the one most named; home is the side to which people go."""
    text = "Riga sends guards to its border with Belarus.\n\nSilene is shut. Lithuania closed two posts."
    setting = read_setting(text)
    assert (setting.home, setting.main_pair) == ("LV", ("BY", "LV"))
    figure = text.index("two")
    assert setting.border_at(figure, (text.index("Lithuania"), len(text))) == ("BY", "LT")


def test_a_state_without_a_named_neighbour_has_its_known_border():
    """News of a state that names no border is about the one that its news is known for."""
    assert read_setting("Texas deputies held 40 people in Arizona.").main_pair == ("MX", "US")


def test_a_line_without_places_goes_on_about_the_border_before():
    """A line that names no state is about the border named just before it."""
    text = (
        "Finland's border with Russia is shut. At the Norwegian-Russian border it is calm. Two were stopped."
    )
    setting = read_setting(text)
    assert setting.border_at(text.index("Two"), (text.index("Two"), len(text))) == ("NO", "RU")


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text):
    """Folding changes characters one for one."""
    assert len(fold(text)) == len(text)


@given(
    st.lists(
        st.sampled_from(["Polish", "the", "Minsk", "-", "’s", "US", "Channel", "border", "\n", "é", "of"]),
        max_size=30,
    )
)
def test_places_lie_in_order_without_overlap(words):
    """Places come in order, never overlap, and quote the text."""
    text = " ".join(words)
    places = find_places(text)
    assert all(text[p.start : p.end] == p.text for p in places)
    assert all(a.end <= b.start for a, b in pairwise(places))


def test_a_long_line_is_read_to_its_end():
    """A line of a hundred thousand characters gives a border for each time that it names one."""
    line = "Polish guards at the border with Belarus stopped 12 Iraqis near Kuznica and "
    assert len(find_borders(line * 1_300)) == 1_300


def test_every_country_is_known_by_all_its_names():
    """Each name, adjective, noun for its people and capital of each country is found with its code."""
    for country in load_records("countries", Country):
        shared = set(country.rivals.values())
        for word in (*country.names, *country.adjectives, *country.person_nouns, *country.capitals):
            found = [place for place in find_places(f"He met {word} today.") if country.id in place.codes]
            assert found or shared, (country.id, word)


def test_every_border_of_the_world_is_read():
    """Of any two neighbours the border between them is read from their names."""
    names = {c.id: (*c.names, NATIONS.get(c.id, ""))[0] for c in load_records("countries", Country)}
    for country in load_records("countries", Country):
        for other in country.neighbours:
            pairs = [
                b.pairs
                for b in find_borders(
                    f"Guards on the border between {names[country.id]} and {names[other]} met."
                )
            ]
            assert pairs == [(tuple(sorted((country.id, other))),)], (country.id, other)


def test_a_body_that_many_states_have_is_nobodys_where_none_is_named():
    """The State Border Guard is Latvia's only in a text that names Latvia."""
    (body,) = find_places("The State Border Guard said 300 people were stopped.")
    assert (body.kind, body.codes) == ("agency", ())
