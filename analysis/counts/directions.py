"""Where the counted come from and go to, and over which border."""

import re
from collections.abc import Sequence

from analysis.counts.crossed import find_crossed
from analysis.counts.cues import cue
from analysis.counts.hosts import STORY, find_homeland, find_host, find_site_before, is_inside
from analysis.counts.movements import (
    INTO,
    START,
    STATES,
    find_states_after,
    join_direction,
    join_hosts,
    lead_of,
    merge_directions,
    read_movement,
)
from analysis.counts.values import Direction
from analysis.language.text import Sentence
from analysis.mentions.places import Place, Setting, is_open_sea
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Modality

NOWHERE = Direction(None, None)
_FROM = re.compile(r"\b(?:from|leav(?:e|es|ing)|left|out of|fled|off) (?:the )?(?:neighbou?ring )?$", re.I)
_BORDERISH = cue("at-the-border")
_OVER = re.compile(
    r"\b(?:push\w*|driv\w+|drove|thr[eo]w\w*|forc\w+|chas\w+|herd\w*|hand\w*|put|march\w*)\b[^.;:]{0,60}?"
    r"\b(?:back )?(?:across|over|through)\b (?:the|a|an|its) ",
    re.I,
)
_PUSHED = re.compile(
    r"\b(?:push|driv|drove|throw|thrown|threw|forc|herd|chas|expel|remov|deport|send|sent|return|hand"
    r"|bus|brought|bring|fl[eo]w)\w*",
    re.I,
)
_SENT_HOME = re.compile(r"\b(?:home|remov\w+|deport\w+|repatriat\w+|return\w*|flown out|expel\w*)\b", re.I)
_ENTERED = re.compile(r"\b(?:enter(?:ed|ing)|arriv(?:ed|ing)|cross(?:ed|ing)|came) ", re.I)
_ONWARD = re.compile(r"\bto the (?:border|frontier) with $", re.I)
_COMBATANTS = frozenset(
    "soldier soldiers troop troops paratrooper paratroopers serviceman servicemen villager villagers "
    "militiaman militiamen fighter fighters civilian civilians journalist journalists".split()
)
_LEAD = 200  # characters of a report's lead
_ASKED = re.compile(
    r"\b(?:ask(?:ed|s|ing)?|appl(?:y|ied|ies|ying)|request(?:ed|s|ing)?|s(?:eeks?|ought)|seeking)\b(?: for)?"
    r" (?:\w+ ){0,2}(?:asylum|refuge|protection)",
    re.I,
)
_ASYLUM = ("asylum_application", "asylum_grant")
_MOVEMENT = frozenset(
    "irregular_crossing attempted_crossing legal_crossing rescue missing death vessel apprehension "
    "change".split()
)


def find_direction(
    setting: Setting,
    sentence: Sentence,
    quantity: Quantity,
    measure: Measure,
    modality: Modality,
    group: str | None,
) -> Direction:
    """The direction that the measure has over the border that the sentence is about."""
    places = setting.within(sentence.start, sentence.end)
    if _has_no_sides(setting, sentence, quantity, measure):
        return NOWHERE
    if measure == "transport":
        return _carried(setting, sentence, places, quantity)
    pairs = find_crossed(setting, sentence, places, quantity)
    pair = pairs[0] if pairs else None
    host = find_host(setting, sentence, places, quantity, pair, group)
    border = "-".join(pair) if pair else None
    if measure == "capacity" or (
        measure == "presence" and is_inside(setting, sentence, places, quantity, pair)
    ):
        return Direction(None, find_site_before(setting, sentence, places) or host, border)
    if measure == "return":
        return _homeward(sentence, places, host, group, border)
    if measure in _ASYLUM and not _is_tied(setting, sentence, places, pair):
        return Direction(None, host, border)
    if measure in _MOVEMENT and (moved := read_movement(setting, sentence, places)):
        return moved
    if pair is None:
        return Direction(None, host)
    return merge_directions(
        [_over_border(setting, sentence, places, crossed, measure, modality) for crossed in pairs]
    )


def _has_no_sides(setting: Setting, sentence: Sentence, quantity: Quantity, measure: Measure) -> bool:
    """Whether the count is of no movement: combatants who fell, an agency's officers on all borders."""
    if measure == "personnel":
        return setting.is_wide and not setting.borders_in(sentence.start, sentence.end)
    return measure == "other" or (measure in ("death", "injury") and quantity.head in _COMBATANTS)


def _carried(setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity) -> Direction:
    """Flights and buses that take people home or to another border; other transport stays within a state."""
    for place in places:
        if place.code and _ONWARD.search(lead_of(sentence, place)):
            return Direction(setting.home, place.code)
    if not _SENT_HOME.search(sentence.text) and not (
        quantity.unit == "flight" and re.search(r"\bflown (?:out|home)\b", sentence.text)
    ):
        return NOWHERE
    home = sorted({p.code for p in places if p.kind == "demonym_person" and p.code})
    stated = find_states_after(sentence, places, INTO)
    return Direction(setting.home, "+".join(stated or home) or None)


def _homeward(
    sentence: Sentence, places: Sequence[Place], host: str | None, group: str | None, border: str | None
) -> Direction:
    """From the state named after "from", else the host, to the home of those who return."""
    origins = [c for c in find_states_after(sentence, places, START) if c != group]
    entered = _ENTERED.search(sentence.text)  # "who entered Lithuania from Belarus" did not leave it so
    origin = origins[0] if len(origins) == 1 and not entered else host
    home = group if group and len(group.split("+")[0]) == 2 else find_homeland(places, sentence, origin)
    return Direction(origin if origin != home else None, home, border)


def _over_border(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    pair: tuple[str, str],
    measure: Measure,
    modality: Modality,
) -> Direction:
    origin = setting.origin_of(pair) or _stated_origin(sentence, places, pair) or pair[0]
    destination = pair[1] if origin == pair[0] else pair[0]
    if measure == "turned_back" and _is_pushed_over(sentence, places, origin, modality):
        return join_direction((destination,), (origin,))
    if measure == "legal_crossing" and (stated := _stated_origin(sentence, places, pair)):
        origin, destination = stated, pair[1] if stated == pair[0] else pair[0]
    hosts = join_hosts(sentence, places, origin, destination)
    if measure in _MOVEMENT and is_open_sea(pair) and not _tells_start(setting, sentence, measure, origin):
        return Direction(None, "+".join(hosts), None)
    return join_direction((origin,), hosts)


def _tells_start(setting: Setting, sentence: Sentence, measure: Measure, origin: str) -> bool:
    """Whether the text says that the boats left from `origin`: in the sentence, or before for a rescue."""
    told = measure in ("rescue", "missing", "death", "vessel")
    return setting.names(origin, sentence.start - (STORY if told else 0), sentence.end) or (
        told and setting.names(origin, 0, _LEAD)
    )


def _is_pushed_over(sentence: Sentence, places: Sequence[Place], origin: str, modality: Modality) -> bool:
    if modality in ("alleged", "denied") or _OVER.search(sentence.text):
        return True
    for place in places:
        if place.code == origin and place.kind in STATES:
            lead = sentence.text[max(0, place.start - 40 - sentence.start) : place.start - sentence.start]
            if INTO.search(lead) and _PUSHED.search(sentence.text[: place.start - sentence.start]):
                return True
    return False


def _stated_origin(sentence: Sentence, places: Sequence[Place], pair: tuple[str, str]) -> str | None:
    """The side that the sentence names after "from", or the other side of the one named after "into"."""
    for place in places:
        if place.code not in pair or place.kind not in STATES:
            continue
        lead = sentence.text[max(0, place.start - 30 - sentence.start) : place.start - sentence.start]
        if _FROM.search(lead):
            return place.code
        if INTO.search(lead):
            return pair[0] if place.code == pair[1] else pair[1]
    return None


def _is_tied(
    setting: Setting, sentence: Sentence, places: Sequence[Place], pair: tuple[str, str] | None
) -> bool:
    """Whether the asylum seekers came over the border; a mere tally of claims may be the country's."""
    origin = setting.origin_of(pair) if pair else None
    if _ASKED.search(sentence.text):
        return True
    return bool(_BORDERISH.search(sentence.text)) or any(p.code == origin for p in places if p.kind in STATES)
