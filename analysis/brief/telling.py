"""Sentences of the story: moments in order of time, with what the sentence before has said left out."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.brief.claims import Claim, Happening
from analysis.brief.document import Foreign, Inline, Inlines, Reference, Said, When
from analysis.brief.english import capitalise, say_countries, say_source
from analysis.brief.story import LONGEST_QUOTE, Material, Moment
from analysis.brief.wording import (
    capitalise_first,
    claim_clause,
    claim_when,
    event_wording,
    figure_phrase,
    happening_clause,
    happening_period,
)


def tell_story(moments: Sequence[Moment], material: Material) -> Inlines:
    """One paragraph on moments that are in order of time."""
    told: list[Inline] = []
    before, voice = "", None
    for group in _join_alike(moments):
        when = moment_when(group[0])
        told += [" "] if told else []
        if len(group) > 1:
            told += _tell_together(group)
            before, voice = "", None
        else:
            told += _tell_one(
                group[0], when, when.text if when and when.text == before else "", material, voice
            )
            before = when.text if when else ""
            voice = group[0].finding.claim.source if group[0].finding else None
    return tuple(told)


def moment_when(moment: Moment) -> When | None:
    """When it was, with its preposition."""
    if moment.happening and not _is_claim_told(moment):
        return happening_period(moment.happening)
    return claim_when(moment.finding.claim) if moment.finding else None


def _is_claim_told(moment: Moment) -> bool:
    """Whether the figure's own sentence says more than the event's, which could not carry its measure."""
    if moment.happening is None:
        return True
    if moment.finding is None:
        return False
    stated = moment.happening.status in ("occurred", "ongoing")
    return stated and (not _can_carry(moment) or not moment.happening.actor)


def _can_carry(moment: Moment) -> bool:
    """Whether the event's sentence has a place for the figure."""
    if moment.happening is None or moment.finding is None:
        return False
    claim, wording = moment.finding.claim, event_wording(moment.happening.type)
    return claim.measure in wording.counts and claim.unit in ("person", "site")


def _join_alike(moments: Sequence[Moment]) -> list[list[Moment]]:
    """Neighbours that differ in figure and time only, together."""
    groups: list[list[Moment]] = []
    for moment in moments:
        if groups and _likeness(moment) is not None and _likeness(groups[-1][0]) == _likeness(moment):
            groups[-1].append(moment)
        else:
            groups.append([moment])
    return groups


def _likeness(moment: Moment) -> tuple[object, ...] | None:
    if moment.happening is None or moment.finding is None or _is_claim_told(moment):
        return None
    event, claim = moment.happening, moment.finding.claim
    return (event.type, event.actor, event.target, event.status, event.place, claim.unit, claim.measure)


def _tell_together(group: Sequence[Moment]) -> Inlines:
    """ "Lithuania closed two crossing points in 2023 and two in 2024." """
    told: list[Inline] = []
    for place, moment in enumerate(group):
        assert moment.happening and moment.finding
        claim, when = moment.finding.claim, moment_when(moment)
        if place == 0:
            told += capitalise_first(happening_clause(moment.happening, claim))
        else:
            told += [" and " if place == len(group) - 1 else ", ", figure_phrase(claim)[0]]
        told += [" ", when] if when else []
        told.append(Reference("counts", claim.count_id))
    return (*told, ".")


def _tell_one(
    moment: Moment, when: When | None, repeated: str, material: Material, voice: str | None
) -> Inlines:
    """A sentence that opens with its time; "the same day" where the sentence before had it."""
    claim = moment.finding.claim if moment.finding else None
    if _is_claim_told(moment):
        assert claim
        clause: Inlines = claim_clause(claim)
    else:
        assert moment.happening
        carried = claim if _can_carry(moment) else None
        clause = happening_clause(moment.happening, carried)
        claim = carried
    opening = _say_opening(when, repeated)
    sentence = (*opening, *clause) if opening else capitalise_first(clause)
    tail = _say_account(claim, material, voice, _name_doer(moment)) if claim else ()
    if claim:
        return (*sentence, *tail, ".", Reference("counts", claim.count_id))
    assert moment.happening
    unsure = material.find_unsure(moment.happening)
    quote = _say_unsure_number(unsure) if unsure else _say_quote(moment.happening)
    return (*sentence, *quote, ".", *_references(moment.happening))


def _say_opening(when: When | None, repeated: str) -> Inlines:
    if when is None or not when.text:
        return ()
    if repeated:
        same = "The same day" if when.day else "Over the same time"
        return (replace(when, text=same), ", ")
    return (replace(when, text=capitalise(when.text)), ", ")


def _name_doer(moment: Moment) -> str:
    """Who acts in the sentence, by name; "" where it names nobody."""
    if moment.happening is None or _is_claim_told(moment):
        return ""
    return say_countries(moment.happening.actor)


def _say_account(claim: Claim, material: Material, voice: str | None, doer: str) -> Inlines:
    """Whose word a figure is; "by one account" where another differs. `voice` spoke before."""
    disputed = ", by one account" if claim.count_id in material.disputed else ""
    if claim.source is None or claim.source == doer:
        return (disputed,) if disputed else ()
    if claim.source == voice:
        return (f"{disputed}, according to the same source",)
    return (f"{disputed}, according to ", Foreign(say_source(claim.source)))


def _say_quote(happening: Happening) -> Inlines:
    """The article's own words, where ours do not say what it was and they are short enough."""
    wanted = event_wording(happening.type).quote or not happening.actor
    if not wanted or len(happening.quote.split()) > LONGEST_QUOTE:
        return ()
    return (": ", Said(happening.quote, "events", happening.event_ids[0]))


def _say_unsure_number(claim: Claim) -> Inlines:
    """The words of a number that the event's own sentence may not state yet."""
    said = Said(claim.quote, "counts", claim.count_id)
    return (" (a number not yet checked: ", said, Reference("counts", claim.count_id), ")")


def _references(happening: Happening) -> Inlines:
    return tuple(Reference("events", key) for key in happening.event_ids[:2])
