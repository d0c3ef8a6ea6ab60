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


def test_a_speaker_who_denies_an_act_of_his_own_side_is_read_as_a_denial():
    """ "We have not closed the border", said by a minister, is a closure with the status denied."""
    (event,) = events_in("“We have not closed the border,” the Lithuanian interior minister said.")
    assert (event.type, event.status) == ("border_closure", "denied")


NUMBERS = [
    ("Of the six checkpoints Lithuania closed two in August.", "crossing_point_closure"),
    ("Some 1,350 emerged from the forest on Friday.", "irregular_crossing"),
]


@pytest.mark.parametrize(("text", "kind"), NUMBERS)
def test_a_number_without_a_noun_stands_for_what_was_named(text, kind):
    """A bare number means the checkpoints named before it, or people."""
    assert [e.type for e in events_in(text)] == [kind]


DATES = [
    ("On Tuesday, Lithuania said it would act and turned away 30 migrants.",
     date(2023, 12, 5), date(2023, 12, 5)),
    ("The tally doubled on 2022, when 812 migrants were turned away.", date(2022, 1, 1), date(2022, 12, 31)),
    ("Some 700 migrants crossed the border since the fighting broke out on 15 November.",
     date(2023, 11, 15), DAY),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "end"), DATES)
def test_an_event_shares_the_date_that_the_words_around_it_give(text, start, end):
    """The day of the speech that goes with the act, the year that "when" takes up, the start of a clause."""
    when = [e.when for e in events_in(text) if e.type in ("turn_back", "irregular_crossing")][-1]
    assert (when.start, when.end) == (start, end)


def test_a_period_in_the_headline_dates_the_figures_below_it():
    """Under "January to March 2023" a figure told in the past without a date has that period."""
    text = "ILLEGAL CROSSINGS, JANUARY TO MARCH 2023\n\nMore came.\n\nSome 2,180 migrants landed."
    events = find_events(read_document(Article("a", "a.txt", text, "0" * 64, PUBLISHED)))
    assert (date(2023, 1, 1), date(2023, 3, 31)) in [(e.when.start, e.when.end) for e in events]


def test_what_is_dated_after_publication_has_not_occurred():
    """A crossing that is closing on a later day is announced, whatever the tense."""
    (event,) = events_in("Finland is closing four crossing points on 20 December.")
    assert event.status == "announced"


QUIET = [
    "They come on foot and cross the border.",
    "The ministry showed a video shot near the border.",
    "Save the Children said so at the border.",
    "It was unlikely that the soldiers would shoot at migrants.",
]


@pytest.mark.parametrize("text", QUIET)
def test_habits_names_and_footage_are_no_events(text):
    """What people generally do, a charity's name, a filmed scene and the unlikely report nothing."""
    assert events_in(text) == ()


def test_a_long_statement_is_quoted_by_whole_phrases():
    """A quote cut to size begins and ends where a phrase does, and holds the verb."""
    text = (
        "After many weeks of talks about the money that the two neighbours had promised, in spite of it, "
        "guards at the northern border turned away 40 migrants near the old mill on the river in the small "
        "hours of Friday before the fog that had come down over the valley rose again."
    )
    (event,) = [e for e in events_in(text) if e.type == "turn_back"]
    assert "turned away 40 migrants" in event.span.text
    assert event.span.text.split()[-1] not in {"in", "on", "the", "of", "before", "that"}


RELATIVES = [
    ("The accord that Tunis signed with Brussels in July cut departures.", "diplomacy", "2023-07-01"),
    ("On 3 May, when 800 people crossed into Ceuta, the army came.", "irregular_crossing", "2023-05-03"),
    ("The deal with Kyiv, signed in June, had cut the numbers.", "diplomacy", "2023-06-01"),
    ("Soldiers came under a state of emergency that Riga declared on 10 August.", "emergency", "2023-08-10"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "start"), RELATIVES)
def test_a_relative_clause_that_dates_a_deed_tells_it(text, kind, start):
    """What "that", "when" or a participle after a comma adds about a pact or a day is an event."""
    assert (kind, start) in [(e.type, str(e.date_start)) for e in events_in(text)]


CONDITIONS = [
    "Warsaw will shut the Terespol crossing unless the attacks stop.",
    "Rabat said it would seal the border with Ceuta, should the violence continue.",
    "If Russia sends more people, we will close the border the same day, the Estonian minister said.",
]


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_closing_on_a_condition_is_a_threat(text):
    """A state that would close its border if something happened threatens it."""
    assert [e.type for e in events_in(text)] == ["threat"]


COUNTED = [
    ("Since January 14,300 people have reached Crete by sea.", "irregular_crossing"),
    ("Agents made 6,400 apprehensions last week.", "apprehension"),
    ("The number of people detained after crossing rose to 3,410 in June.", "apprehension"),
    ("Turkey's coast guard intercepted 4,300 migrants in the Aegean in May.", "apprehension"),
    ("Most were turned back at the fence.", "turn_back"),
    ("Some 60 guards with dogs and vehicles arrived at the border on Friday.", "reinforcement"),
]


@pytest.mark.parametrize(("text", "kind"), COUNTED)
def test_a_count_is_read_whatever_stands_beside_it(text, kind):
    """A month before a number, a tally as subject, a pronoun for people, company with "with"."""
    assert [e.type for e in events_in(text)] == [kind]


OTHERWISE = [
    "The ministers held an emergency meeting about the border.",
    "The pact provides for patrol boats.",
    "How fewer boats reach the border was explained, and how migrants cross it.",
    "The road close to the border crossing is narrow.",
]


@pytest.mark.parametrize("text", OTHERWISE)
def test_set_phrases_and_questions_are_not_taken_apart(text):
    """An emergency meeting is no emergency, "provides for" gives nothing, "how" tells of no act."""
    assert not {e.type for e in events_in(text)} & {
        "emergency",
        "assistance",
        "irregular_crossing",
        "reinforcement",
    }


STORIES = [
    ("Three migrants died and nine were rescued after a dinghy sank off Samos on Friday.", [8, 8]),
    ("A patrol stopped 14 people who had waded through a bog late on Friday.", [8]),
    ("Guards caught 20 migrants on Thursday.\n\nTwo of them were taken to hospital.", [7, 7]),
    ("Guards caught 20 migrants on Thursday.\n\nThe fence has been finished.", [7, None]),
    ("Our partners stopped more than 900 attempts on Tuesday.", [5]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "days"), STORIES)
def test_a_story_goes_on_with_its_day(text, days):
    """An undated deed has the day of the clause that ends its sentence or of the news told before it."""
    starts = [e.date_start for e in events_in(text)]
    assert [d.day if d else None for d in starts] == days


JOINED = [
    ("Adults may be detained and sent back across the Channel.", []),
    ("Forty migrants were stopped near Sid and driven back to Bosnia.", ["apprehension", "turn_back"]),
    ("Guards were praised by those who were driven back to Bosnia.", []),
    ("Latvia, by its own account, turns away people.", []),
]


@pytest.mark.parametrize(("text", "kinds"), JOINED)
def test_joined_participles_share_an_auxiliary(text, kinds):
    """What "may be" governs is open for both verbs; who is meant and what is usual are no events."""
    assert [e.type for e in events_in(text)] == kinds


TELLERS = [
    ("Lawyers said that guards had fired tear gas at migrants near Horgos.", "use_of_force", "alleged"),
    ("The group logged 3,120 pushbacks from Croatia in 2022.", "turn_back", "alleged"),
    ("The British minister said that French police had prevented 900 attempts.", "turn_back", "occurred"),
    ("EU ministers have pledged more money for the border.", "assistance", "announced"),
]


@pytest.mark.parametrize(("text", "kind", "status"), TELLERS)
def test_who_tells_a_deed_decides_whether_it_is_a_charge(text, kind, status):
    """Force and pushbacks told by those who speak for no state are alleged, prevented attempts are not."""
    assert [e.status for e in events_in(text) if e.type == kind] == [status]


ROLES = [
    ("Two Moroccan officers were hurt at the fence.", (None, "MA")),
    ("Two migrants were hurt at the fence.", (None, None)),
    ("The fence on the 172-km Russian border was finished in May by Latvia.", ("LV", "RU")),
    ("Two Syrians were deported from Cyprus to Lebanon.", ("CY", "LB")),
    ("Italy accused the Wagner group of steering people from Libya.", ("IT", "RU")),
]


@pytest.mark.parametrize(("text", "roles"), ROLES)
def test_names_beside_a_verb_have_their_roles(text, roles):
    """A wounded officer's state is the target; not a border's name or a charge's matter."""
    assert [(e.actor, e.target) for e in events_in(text)] == [roles]


PLANS = [
    ("Vilnius said it will open a new camp for migrants.", "announced"),
    ("The minister said that 600 migrants would be moved to a camp on Tuesday.", "planned"),
    ("Warsaw announced that another 1,000 soldiers would be sent to the border.", "announced"),
    ("He said that a second row of razor wire will be laid along the border.", "planned"),
]


@pytest.mark.parametrize(("text", "status"), PLANS)
def test_a_state_announces_its_own_acts(text, status):
    """What a speaker says his own side will do, or announces, is announced; what will be done is planned."""
    assert [e.status for e in events_in(text)] == [status]


SUBJECTS = [
    ("People who asked for asylum at the Russian border were pushed back.", "turn_back"),
    ("The crossings at Silene, Paternieki and in Grebneva were closed in August.", "crossing_point_closure"),
    ("Riga on Monday approved the first 110 kilometres (68 miles) of a fence.", "barrier"),
    ("A boat that had left Izmir broke up off Cutro, a few metres from the shore, on 26 May.", "casualty"),
    ("“If Russia sends us more people, we will close the border the same day,” she said.", "threat"),
]


@pytest.mark.parametrize(("text", "kind"), SUBJECTS)
def test_subject_and_object_are_found_past_what_stands_between(text, kind):
    """Relative clauses, lists, brackets and quotation marks between a verb and its nouns do not hide it."""
    assert kind in [e.type for e in events_in(text)]


NEIGHBOURING_DATES = [
    ("Texas has lined the bank with razor wire and, in July, moored buoys in the river.", [None, 7]),
    ("In July some 1,300 migrants, more than in the whole of 2022, crossed the border.", [7]),
    ("Norway shut its border to Russian tourists on 29 May.", [5]),
]


@pytest.mark.parametrize(("text", "months"), NEIGHBOURING_DATES)
def test_a_date_beside_another_verb_or_in_a_comparison_is_left_to_it(text, months):
    """What "and, in July" opens and what a figure is compared with dates nothing else."""
    starts = [e.date_start for e in events_in(text)]
    assert [d.month if d else None for d in starts] == months


REPORTS = [
    ("Entry was refused to 1,190 foreigners in May.", ["turn_back"]),
    ("The death toll from the wreck rose to 94 on Monday.", ["casualty"]),
    ("Farmers blocked the crossing at Medyka for a third day.", ["protest"]),
    ("The number of people who crossed the Channel this year has topped 29,000.", ["irregular_crossing"]),
    ("The Greek coastguard picked up 79 people off Gavdos on Sunday and took them to Crete.", ["rescue"]),
    ("Border police caught 42 Syrians hidden in a lorry near Malko Tarnovo.", ["apprehension"]),
    ("Rabat let thousands of migrants swim to Ceuta.", ["facilitation"]),
    ("Norway shut its border to Russian tourists on 29 May.", ["crossing_restriction"]),
    ("The United States has flown 1,200 Venezuelans back to Caracas since October.", ["return"]),
    ("Tear gas was used on Tuesday to drive the migrants from the gate.", ["use_of_force"]),
    ("Estonia has stopped issuing visas to Russians.", ["crossing_restriction"]),
]


@pytest.mark.parametrize(("text", "kinds"), REPORTS)
def test_a_report_is_one_event_of_its_type(text, kinds):
    """Wordings from many borders are read as one event each, whatever else their words could mean."""
    assert [e.type for e in events_in(text)] == kinds


def test_a_dateline_neither_dates_nor_opens_an_event():
    """The day in a dateline dates no event, and a quote begins behind it."""
    (event,) = events_in("KIRKENES, Dec 9 - Norway closed its ports to Russian ships last month.")
    assert (event.span.text.split()[0], event.date_start) == ("Norway", date(2023, 11, 1))
    assert (event.actor, event.target) == ("NO", "RU")


def test_a_count_after_a_connective_opens_a_clause():
    """ "After 458 people arrived" tells of an arrival, "after 10 November" only of a time."""
    text = "Cyprus has stepped up patrols off the coast after 458 migrants arrived in six boats."
    assert {e.type for e in events_in(text)} == {"reinforcement", "irregular_crossing"}


def test_lawful_crossings_are_no_events():
    """People who are said to have crossed legally are no irregular crossing."""
    assert events_in("In October 3,300 Russians crossed there, most of them legally.") == ()


PARTIES = [
    ("Turkey and Greece agreed in Athens last week to reopen talks on migration.", ["diplomacy"]),
    ("Latvia and Estonia agreed to build a fence along the border.", ["barrier"]),
    ("A court in Helsinki rejected a complaint by border residents.", []),
    ("Some 276 people were stranded at the border, who were then bused to a camp.", ["reception"]),
]


@pytest.mark.parametrize(("text", "kinds"), PARTIES)
def test_who_agrees_rejects_or_is_accused_decides_the_event(text, kinds):
    """Two states make a pact unless it is an act that they agree on; a court denies no charge."""
    assert [e.type for e in events_in(text)] == kinds


SINCE = [
    ("Lithuania, which has erected 10 km of wire since August, declared a state of emergency on Tuesday.",
     [("barrier", date(2023, 8, 1), DAY), ("emergency", date(2023, 12, 5), date(2023, 12, 5))]),
    ("Latvia, which shut two checkpoints in May, sent 90 soldiers to the border on Tuesday.",
     [("crossing_point_closure", date(2023, 5, 1), date(2023, 5, 31)),
      ("reinforcement", date(2023, 12, 5), date(2023, 12, 5))]),
    ("The Kuznica crossing has been shut since August.",
     [("crossing_point_closure", date(2023, 8, 1), date(2023, 8, 31))]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), SINCE)
def test_each_clause_keeps_its_own_date(text, told):
    """A relative clause ends where the main one goes on; "since" dates a closing, but bounds building."""
    assert [(e.type, e.date_start, e.date_end) for e in events_in(text)] == told


def test_a_border_that_is_only_a_place_is_not_closed():
    """Who blocks people at a border does not close it."""
    assert "border_closure" not in [e.type for e in events_in("Poland blocks hundreds of men at its border.")]
