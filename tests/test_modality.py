from datetime import date

import pytest

from analysis.article import Article, Publication
from analysis.counts.cues import Cue, cue
from analysis.counts.reading import read_counts
from analysis.document import read_document
from analysis.knowledge import load_records
from analysis.mentions.publication import date_article

DAY = date(2024, 6, 20)
CUES = load_records("cues", Cue)


@pytest.mark.parametrize(("use", "text"), [(c.id, text) for c in CUES for text in c.examples])
def test_examples_of_cues_are_found(use, text):
    """Every example of a list of cues holds one of its words."""
    assert cue(use).search(text)


@pytest.mark.parametrize(("use", "text"), [(c.id, text) for c in CUES for text in c.counterexamples])
def test_counterexamples_of_cues_are_not_found(use, text):
    """No counterexample of a list of cues holds one of its words."""
    assert not cue(use).search(text)


def _count(text, words):
    article = Article("a", "a", text, "0" * 64, Publication(DAY, DAY, "header"))
    counts, _ = read_counts(read_document(date_article(article)))
    return next(c for c in counts if words in c.span.text)


@pytest.mark.parametrize(
    ("text", "words", "modality"),
    [
        ("Latvia will send 300 soldiers to the border with Belarus.", "300", "planned"),
        ("Latvia plans to build a 130 km fence on the border with Belarus.", "130", "planned"),
        ("Norway is building a 40-km fence on its border with Russia.", "40", "planned"),
        ("The wall on Estonia's border with Russia is eventually to cover 135 km.", "135", "planned"),
        ("Latvia signed a contract for 60 km of fence on the border with Belarus.", "60", "planned"),
        (
            "Norway is building a fence of steel, with lamps, along 40 km of the Russian border.",
            "40",
            "planned",
        ),
        ("Hungary went on to build a fence of 175 km on the border with Serbia.", "175", "reported"),
        ("Bulgaria had put up 130 km of fence on its border with Turkey by last May.", "130", "reported"),
        (
            "A fence stands along 123 km of Latvia's border with Belarus, and the last 22 km are due in May.",
            "123",
            "reported",
        ),
        ("Hungary asked Frontex for a further 50 officers on its border with Serbia.", "50", "hypothetical"),
        ("The union is calling for 250 more officers at the Polish border.", "250", "hypothetical"),
        ("The camp in Bihac, intended for 300 people, was full.", "300", "reported"),
        ("Of the 186 km of fence planned, 181 km had been erected by June.", "181", "reported"),
        ("Of the fence's planned 186 km only 60 km are standing.", "60", "reported"),
        ("Of the fence's planned 186 km only 60 km are standing.", "186", "planned"),
        ("Work on another 35 km of the fence began in July.", "35", "planned"),
        ("A fence 200 km (124 miles) long is planned.", "200", "planned"),
        ("Frontex is to send 60 officers, in addition to the 48 it already has there.", "48", "reported"),
        ("Latvia sent 12 Iraqis home on a scheduled flight in May.", "12", "reported"),
        ("Gendarmes caught 700 would-be passengers at the border with Mauritania.", "700", "reported"),
        ("The governor asked the army to send 250 soldiers to the border.", "250", "hypothetical"),
        (
            "Some 600 people entered Finland from Russia, prompting Helsinki to close posts.",
            "600",
            "reported",
        ),
    ],
)
def test_plan_and_demand_reach_only_their_own_number(text, words, modality):
    """A word of plan or demand makes its own number planned, and none whose own verb tells a finished act."""
    assert _count(text, words).modality == modality


HEAD = "Poland and Belarus quarrel over their border.\n\n"


@pytest.mark.parametrize(
    ("text", "words", "modality"),
    [
        ("Belarusian guards said Poland had forced 40 people over the border.", "40", "alleged"),
        ("Blue Wave, a charity, has recorded 120 pushbacks by Polish guards.", "120", "alleged"),
        ("The Rights Committee said Polish guards had handed 40 people back.", "40", "alleged"),
        ("Polish guards said they had turned back 40 people on Monday.", "40", "reported"),
        ("Blue Wave, a charity, said that 40 people had died at the border.", "40", "reported"),
        ("The Border Crisis Monitoring Network documented 52 pushbacks by Polish guards.", "52", "alleged"),
        ("Belarusian guards said that 3 people had died near Poland's fence.", "3", "reported"),
        ("Belarusian guards said that Polish soldiers had let 3 people die at the fence.", "3", "alleged"),
        ("Warsaw said that Minsk had sent 300 asylum seekers to the frontier.", "300", "alleged"),
    ],
)
def test_what_one_side_says_of_the_other_is_alleged(text, words, modality):
    """A count of the other side's acts, or a charity's of pushbacks, is alleged; one's own is reported."""
    assert _count(HEAD + text, words).modality == modality


def test_a_state_reports_its_own_preventions():
    """The side that people leave reports what it prevented itself; that is no charge against anyone."""
    text = "The Channel was calm. The French Interior Ministry said it had prevented 330 crossing attempts."
    assert _count(text, "330").modality == "reported"


def test_a_correction_denies_what_the_story_said():
    """A figure that a correction takes back is denied, and has no source; the right one stands."""
    text = "CORRECTION\n\nThe story said that agents apprehended 1,000 migrants on the Mexican border."
    count = _count(text, "1,000")
    assert (count.modality, count.source) == ("denied", None)
