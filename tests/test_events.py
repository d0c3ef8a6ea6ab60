"""The events of an article: which there are, when, by whom, and how sure they are."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.article import UNKNOWN_PUBLICATION, Article, Publication
from analysis.document import read_document
from analysis.events import find_events

DAY = date(2023, 12, 10)
PUBLISHED = Publication(DAY, DAY, "header")
LEAD = "Border guards and migrants are in the news on the Lithuanian border with Belarus.\n\n"


def events_in(text, publication=PUBLISHED):
    """The events of a text after a lead that has none."""
    return find_events(read_document(Article("a", "a.txt", LEAD + text, "0" * 64, publication)))


def test_the_lead_of_these_tests_has_no_event():
    """The text put before each case tells no event itself."""
    assert events_in("") == ()


OTHER_TOPICS = [
    "The striker crossed from the left and Spain beat Italy; the goalkeeper was arrested by his own doubt.",
    "A storm closed two roads in the north on Monday and killed three sheep. Rain is expected on Tuesday.",
    "Shares fell on Friday after the bank closed two branches; the dollar broke through a barrier of 1.10.",
    "His remark bordered on the absurd. She said that he had crossed a line and accused him of lying.",
]


@pytest.mark.parametrize("text", OTHER_TOPICS)
def test_an_article_about_other_things_has_no_events(text):
    """Sport, weather, markets and figurative borders yield nothing."""
    assert find_events(read_document(Article("a", "a.txt", text, "0" * 64, PUBLISHED))) == ()


SILENT = [
    "Latvia has not closed any crossing point.",
    "No migrants were turned back on Monday.",
    "Were 40 migrants pushed back over the border?",
    "The ministry would not say when the checkpoint will be shut.",
    "If migrants crossed the border, the guards would be told.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_did_not_happen_is_no_event(text):
    """Negations, questions and conditions report no happening."""
    assert events_in(text) == ()


STATUSES = [
    ("Poland plans to build a fence on the border.", "barrier", "planned"),
    ("Poland's parliament voted to build a fence on the border.", "barrier", "announced"),
    ("Poland built a fence on the border in May.", "barrier", "occurred"),
    ("Protesters demanded that the checkpoint be shut.", "crossing_point_closure", "demanded"),
    ("Minsk claimed that Lithuania had pushed 40 migrants back into Belarus.", "turn_back", "alleged"),
    ("Lithuania denied that it had closed the Medininkai checkpoint.", "crossing_point_closure", "denied"),
    ("Minsk rejected the accusation.", "accusation", "denied"),
    ("Some migrants continue to cross the border every day.", "irregular_crossing", "ongoing"),
]


@pytest.mark.parametrize(("text", "kind", "status"), STATUSES)
def test_status_follows_tense_speech_and_negation(text, kind, status):
    """Plans, decisions, demands, claims of the other side and denials each have their status."""
    assert [e.status for e in events_in(text) if e.type == kind] == [status]


DATES = [
    ("On Tuesday guards caught 20 migrants and turned back 30.", ["2023-12-05", "2023-12-05"]),
    ("The fence was finished in May.", ["2023-05-01"]),
    ("Lithuania shut the checkpoint on 3 March.", ["2023-03-03"]),
    ("The checkpoint has been closed since July.", ["2023-07-01"]),
    ("Guards caught 20 migrants on Tuesday. Two were taken to hospital.", ["2023-12-05", "2023-12-05"]),
]


@pytest.mark.parametrize(("text", "starts"), DATES)
def test_date_is_stated_shared_or_told_just_before(text, starts):
    """An event takes the date of its clause, of a joined clause or of the sentence before."""
    assert [str(e.date_start) for e in events_in(text)] == starts


def test_background_without_a_date_ends_on_publication():
    """A perfect without a date happened on some day up to that of publication."""
    (event,) = events_in("Lithuania has sent 200 soldiers to the border.")
    assert (event.date_start, event.date_end, event.precision) == (None, DAY, "unknown")


def test_nothing_is_dated_without_a_publication_date():
    """Where the article's day is unknown, relative dates stay open."""
    (event,) = events_in("Lithuania closed the checkpoint on Tuesday.", UNKNOWN_PUBLICATION)
    assert (event.date_start, event.date_end) == (None, None)


def test_roles_are_codes_of_states_and_bodies():
    """Actor and target are codes, by name, demonym, capital or agency."""
    (event,) = events_in("Vilnius accused Minsk of sending people.")
    assert (event.type, event.actor, event.target) == ("accusation", "LT", "BY")
    (event,) = events_in("Frontex will send 50 officers to Finland.")
    assert (event.actor, event.target) == ("FRONTEX", "FI")


def test_lead_and_detail_are_one_row():
    """The headline and a later, fuller telling of the same closure are merged."""
    text = (
        "Latvia closes a checkpoint\n\nLatvia closed the Silene checkpoint on the Belarus border on Friday."
    )
    article = Article("a", "a.txt", text, "0" * 64, PUBLISHED)
    events = [e for e in find_events(read_document(article)) if e.type == "crossing_point_closure"]
    assert len(events) == 1
    assert "Silene" in events[0].span.text


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "migrants border guards closed was shut denied that on Tuesday 40 people , . ; said and to will "
            "Belarus Poland fence “ ” not sanctions crossing who had been".split()
        ),
        max_size=40,
    )
)
def test_every_quote_stands_in_the_text(words):
    """Whatever the words, each event quotes the text at its offsets, with ordered dates."""
    text = "Migrants wait at the border. " + " ".join(words)
    for event in find_events(read_document(Article("a", "a.txt", text, "0" * 64, PUBLISHED))):
        assert text[event.span.start : event.span.end] == event.span.text
        assert event.span.text.strip()
        assert not (event.date_start and event.date_end) or event.date_start <= event.date_end
