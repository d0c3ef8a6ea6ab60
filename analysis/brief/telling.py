"""Sentences of the story: moments in order of time, with what the sentence before has said left out."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from analysis.brief import wording
from analysis.brief.appendix import name_voice
from analysis.brief.document import Inlines, When, join_inlines, label_when, run_on
from analysis.brief.material import Happening, Material, Moment, can_carry, is_read
from analysis.brief.wording import (
    capitalise_first,
    happening_clause,
    has_own_words,
    quote_around,
    refer,
    say_according,
)
from analysis.english import say_countries
from analysis.series import Claim


def tell_story(moments: Sequence[Moment], material: Material) -> Inlines:
    """One paragraph on moments that are in order of time; what differs in figure and time only, together."""
    told: Inlines = ()
    before: Moment | None = None
    for _, alike in groupby(moments, _likeness):
        group = list(alike)
        sentence = _tell_together(group) if len(group) > 1 else _tell_one(group[0], before, material)
        told = run_on(told, told and " ", sentence)
        before = group[0] if len(group) == 1 else None
    return told


def _find_way(moment: Moment) -> Literal["event", "figure", "both"]:
    """What tells a moment: its event, its figure where that says more, or the event with its figure."""
    event, claim = moment.happening, moment.claim
    if event is None or claim is None:
        return "figure" if event is None else "event"
    carries = can_carry(event, claim)
    if event.status in ("occurred", "ongoing") and not (carries and event.actor):
        return "figure"
    return "both" if carries and has_own_words(event, claim) else "event"


def _likeness(moment: Moment) -> tuple[object, ...]:
    claim, event = moment.claim, moment.happening
    if claim is None or event is None or _find_way(moment) != "both":
        return (moment.name,)
    return (event.type, event.actor, event.target, event.status, event.place, claim.unit, claim.measure)


def _find_when(moment: Moment) -> When | None:
    """When it was, with its preposition."""
    if moment.claim and _find_way(moment) == "figure":
        return wording.claim_when(moment.claim)
    return wording.when_of(*moment.period)


def _tell_together(group: Sequence[Moment]) -> Inlines:
    """ "Lithuania closed two crossing points in 2023 and two in 2024." """
    told = []
    for place, moment in enumerate(group):
        assert moment.happening and moment.claim
        claim, when = moment.claim, _find_when(moment)
        figure, clause = wording.figure_phrase(claim)[0], happening_clause(moment.happening, claim)
        told.append(run_on(figure if place else capitalise_first(clause), when and " ", when, refer(claim)))
    return (*join_inlines(told), ".")


def _tell_one(moment: Moment, before: Moment | None, material: Material) -> Inlines:
    """A sentence that opens with its time; "the same day" where the sentence before had it.

    What nobody checked, or is told in no words of ours, is its article's sentence behind its date.
    """
    event, claim, way = moment.happening, moment.claim, _find_way(moment)
    if claim and way == "figure":
        if is_read(claim):
            return _quote_row(claim, wording.claim_label(claim), (), material)
        return _tell_claim(claim, wording.claim_clause(claim), moment, before, material)
    assert event
    if claim and way == "both":
        return _tell_claim(claim, happening_clause(event, claim), moment, before, material)
    if not has_own_words(event):
        return _quote_row(event, label_when(*moment.period), happening_clause(event), material)
    sentence = capitalise_first(run_on(_say_opening(moment, before), happening_clause(event)))
    return (*sentence, ": ", quote_around(event, material.text_of(event)), ".", *refer(event, 2))


def _tell_claim(
    claim: Claim, clause: Inlines, moment: Moment, before: Moment | None, material: Material
) -> Inlines:
    """A figure in a clause of ours, with whose word it is; "by one account" where another differs."""
    account: Inlines = (", by one account",) if claim.count_id in material.disputed else ()
    doer = say_countries(moment.happening.actor) if moment.happening else ""
    if claim.source and claim.source != doer:
        same = before and before.claim and claim.source == before.claim.source
        account += (", according to the same source",) if same else say_according(claim)
    sentence = capitalise_first((*_say_opening(moment, before), *clause))
    said = wording.say_around(claim, material.text_of(claim))
    return (*wording.close_sentence((*sentence, *account, *said)), *refer(claim))


def _quote_row(row: Claim | Happening, when: When, of: Inlines, material: Material) -> Inlines:
    """A date, whom it is of, and the article's own words with whose they are."""
    said = quote_around(row, material.text_of(row))
    head = capitalise_first(run_on(when, of and ", ", of))
    return (*head, ": ", said, " (", *name_voice(row, material), ").", *refer(row, 2))


def _say_opening(moment: Moment, before: Moment | None) -> Inlines:
    """The time of a sentence; "The same day" where the sentence before had it."""
    when, earlier = _find_when(moment), before and _find_when(before)
    if when is None or not when.text:
        return ()
    if earlier and earlier.text == when.text:
        when = replace(when, text="The same day" if when.day else "Over the same time")
    return (when, ", ")
