"""Every wording of an event fires on its examples and stays silent on its counterexamples."""

from datetime import date

import pytest

from analysis.events.selecting import select_candidates
from analysis.events.statements import read_sentence
from analysis.events.status import Cue, cue_words
from analysis.events.triggers import find_candidates
from analysis.events.wording import NounClass, class_index, load_triggers
from analysis.knowledge import load_records
from analysis.language.text import segment, tokenize
from analysis.mentions.dates import find_dates
from analysis.mentions.places import read_setting

TRIGGERS = load_triggers()
CLASSES = load_records("event_nouns", NounClass)
COMPUTED = {"named_state", "named_place", "to_place", "numbered", "denied_act"}


def find_types(text: str) -> tuple[set[str], set[str]]:
    """The types and the rules of all candidates in a text."""
    places = read_setting(text).places
    readings = [read_sentence(s, places) for s in segment(text)]
    dates = find_dates(text, date(2023, 12, 10))
    found = [
        c
        for n, r in enumerate(readings)
        for c in select_candidates(find_candidates(r, readings[max(0, n - 2) : n]), dates)
    ]
    return {c.trigger.type for c in found}, {c.trigger.id for c in found}


@pytest.mark.parametrize(
    ("trigger", "text"),
    [(t, x) for t in TRIGGERS for x in t.examples],
    ids=lambda v: getattr(v, "id", v)[:60],
)
def test_example_has_the_type(trigger, text):
    """Each example of a wording is read as its type of event."""
    assert trigger.type in find_types(text)[0]


@pytest.mark.parametrize(
    ("trigger", "text"),
    [(t, x) for t in TRIGGERS for x in t.counterexamples],
    ids=lambda v: getattr(v, "id", v)[:60],
)
def test_counterexample_is_left_alone(trigger, text):
    """No counterexample of a wording is found by it."""
    assert trigger.id not in find_types(text)[1]


def test_triggers_name_known_classes_only():
    """Every class that a trigger asks for exists, so that no condition is idle by a slip of the pen."""
    known = {c.id for c in CLASSES} | COMPUTED
    named = {n for t in TRIGGERS for n in (*t.object, *t.subject, *t.near, *t.without, *t.complement)}
    assert named <= known


@pytest.mark.parametrize("record", CLASSES, ids=lambda r: r.id)
def test_noun_class_holds_its_examples(record):
    """Each example of a class names a noun of the class, and no counterexample does."""
    for text, expected in [(x, True) for x in record.examples] + [(x, False) for x in record.counterexamples]:
        (sentence,) = segment(text)
        assert (record.id in read_sentence(sentence, ()).classes) is expected, text


@pytest.mark.parametrize("cue", load_records("event_cues", Cue), ids=lambda c: c.id)
def test_cue_stands_in_its_examples(cue):
    """Each example of a cue has one of its words, and no counterexample has."""
    words = cue_words()[cue.id]
    assert all(words & {t.lower for t in tokenize(x)} for x in cue.examples)
    assert not any(words & {t.lower for t in tokenize(x)} for x in cue.counterexamples)


def test_index_prefers_longer_phrases():
    """A longer name of a class is tried before its first word alone."""
    lengths = [len(p.words) for p in class_index()["border"]]
    assert lengths == sorted(lengths, reverse=True)
