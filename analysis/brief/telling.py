"""Sentences of the story: moments in order of time, with what the sentence before has said left out."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from analysis.brief.appendix import name_voice
from analysis.brief.document import Inline, Inlines, Reference, When, label_when
from analysis.brief.material import Happening, Material, Moment, can_carry, is_read
from analysis.brief.wording import (
    capitalise_first,
    claim_clause,
    claim_label,
    claim_when,
    close_sentence,
    figure_phrase,
    happening_clause,
    has_own_words,
    quote_around,
    say_according,
    say_around,
    when_of,
)
from analysis.english import say_countries
from analysis.series import Claim


def tell_story(moments: Sequence[Moment], material: Material) -> Inlines:
    """One paragraph on moments that are in order of time; what differs in figure and time only, together."""
    told: list[Inline] = []
    before: Moment | None = None
    for _, alike in groupby(moments, _likeness):
        group = list(alike)
        told += [" "] if told else []
        told += _tell_together(group) if len(group) > 1 else _tell_one(group[0], before, material)
        before = group[0] if len(group) == 1 else None
    return tuple(told)


def _likeness(moment: Moment) -> tuple[object, ...]:
    claim, event = _find_carried(moment), moment.happening
    if claim is None or event is None:
        return (moment.name,)
    return (event.type, event.actor, event.target, event.status, event.place, claim.unit, claim.measure)


def _find_carried(moment: Moment) -> Claim | None:
    """The figure that the event's own sentence tells; None for none, or where the figure tells the event."""
    event, claim = moment.happening, moment.claim
    if event is None or claim is None or _is_claim_told(event, claim):
        return None
    return claim if can_carry(event, claim) and has_own_words(event, claim) else None


def _is_claim_told(event: Happening | None, claim: Claim | None) -> bool:
    """Whether the figure's own sentence says more than the event's, which could not carry its measure."""
    if event is None or claim is None:
        return event is None
    stated = event.status in ("occurred", "ongoing")
    return stated and (not can_carry(event, claim) or not event.actor)


def _find_when(moment: Moment) -> When | None:
    """When it was, with its preposition."""
    if moment.claim and _is_claim_told(moment.happening, moment.claim):
        return claim_when(moment.claim)
    return when_of(*moment.period)


def _tell_together(group: Sequence[Moment]) -> Inlines:
    """ "Lithuania closed two crossing points in 2023 and two in 2024." """
    told: list[Inline] = []
    for place, moment in enumerate(group):
        assert moment.happening and moment.claim
        claim, when = moment.claim, _find_when(moment)
        if place == 0:
            told += capitalise_first(happening_clause(moment.happening, claim))
        else:
            told += [" and " if place == len(group) - 1 else ", ", figure_phrase(claim)[0]]
        told += [" ", when] if when else []
        told.append(Reference("counts", claim.count_id))
    return (*told, ".")


def _tell_one(moment: Moment, before: Moment | None, material: Material) -> Inlines:
    """A sentence that opens with its time; "the same day" where the sentence before had it.

    What nobody checked, or is told in no words of ours, is its article's sentence behind its date.
    """
    event, claim = moment.happening, moment.claim
    if event is None or _is_claim_told(event, claim):
        assert claim
        if is_read(claim):
            return _quote_row(claim, claim_label(claim), (), material)
        return _tell_claim(claim, claim_clause(claim), moment, before, material)
    if claim := _find_carried(moment):
        return _tell_claim(claim, happening_clause(event, claim), moment, before, material)
    if not has_own_words(event):
        return _quote_row(event, label_when(*moment.period), happening_clause(event), material)
    sentence = capitalise_first((*_say_opening(_find_when(moment), before), *happening_clause(event)))
    quote = quote_around(event, material.text_of(event))
    return (*sentence, ": ", quote, ".", *(Reference("events", key) for key in event.event_ids[:2]))


def _tell_claim(
    claim: Claim, clause: Inlines, moment: Moment, before: Moment | None, material: Material
) -> Inlines:
    """A figure in a clause of ours, with whose word it is."""
    voice = before.claim.source if before and before.claim else None
    account = _say_account(
        claim, material, voice, say_countries(moment.happening.actor if moment.happening else None)
    )
    sentence = capitalise_first((*_say_opening(_find_when(moment), before), *clause))
    told = close_sentence((*sentence, *account, *say_around(claim, material.text_of(claim))))
    return (*told, Reference("counts", claim.count_id))


def _quote_row(row: Claim | Happening, when: When, of: Inlines, material: Material) -> Inlines:
    """A date, whom it is of, and the article's own words with whose they are."""
    if isinstance(row, Claim):
        references = [Reference("counts", row.count_id)]
    else:
        references = [Reference("events", key) for key in row.event_ids[:2]]
    said = quote_around(row, material.text_of(row))
    voice = name_voice(row, material)
    head = capitalise_first((when, *((", ", *of) if of else ())))
    return (*head, ": ", said, " (", *voice, ").", *references)


def _say_opening(when: When | None, before: Moment | None) -> Inlines:
    earlier = _find_when(before) if before else None
    if when is None or not when.text:
        return ()
    if earlier and earlier.text == when.text:
        when = replace(when, text="The same day" if when.day else "Over the same time")
    return (when, ", ")


def _say_account(claim: Claim, material: Material, voice: str | None, doer: str) -> Inlines:
    """Whose word a figure is; "by one account" where another differs. `voice` spoke before."""
    disputed = (", by one account",) if claim.count_id in material.disputed else ()
    if claim.source is None or claim.source == doer:
        return disputed
    same = (", according to the same source",) if claim.source == voice else ()
    return (*disputed, *(same or say_according(claim)))
