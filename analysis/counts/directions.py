"""Where the counted come from and go to, and over which border."""

import re
from collections.abc import Sequence

from analysis.counts.crossed import find_crossed
from analysis.counts.cues import cue
from analysis.counts.hosts import STORY, find_homelands, find_host, find_prison, find_site_before, is_inside
from analysis.counts.movements import (
    INTO,
    PLACED,
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
from analysis.mentions.places import Place, Setting, are_neighbours, is_open_sea
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
_RECEIVED = re.compile(
    r"\b(?:accept(?:ed|s)?|receiv(?:ed|es?)|readmit\w*|t[ao]ken? back|took back)(?: back)?"
    r"(?: (?:some|about|around|only))? $",
    re.I,
)
_TAKERS = (*STATES, "agency", "leader")
_OUT = re.compile(
    r"\b(?:left|leav(?:e|es|ing)|exit\w*|departed|outbound|out of the EU|other way|opposite direction)\b",
    re.I,
)
_IN = re.compile(r"\b(?:entry|entered|entering|inbound|came in|arriv\w+)\b", re.I)
_PARTS = re.compile(r"[,;:]| (?:and|while|but) ")
_NATIONWIDE = re.compile(
    r"\b(?:nationwide|countrywide|(?:across|throughout|all over) the country"
    r"|at all (?:its |the )?(?:\w+ )?borders)\b",
    re.I,
)
_STOP = re.compile(r"[,;:]|\baccording\b")
_LANDED = re.compile(
    r"\b(?:landed in|leave for|left for|leaving for|bound for|(?:in)?to|arrived in|for) (?:the )?$", re.I
)
_FLOWN_IN = re.compile(r"\b(?:has|have|had)? ?(?:been )?(?:flown|bussed|brought|bused) in\b")
_HOMELAND = re.compile(
    r"\b(?:drivers?|men|women|people|citizens|nationals|suspects?|migrants?|guides?|smugglers?|them|whom|boys?"
    r"|couriers?)(?: \w+)? from (?:the )?$"
)
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
    if measure == "facilitator_arrest" and _names_homes_only(setting, sentence, places):
        pairs = setting.main_pairs
    pair = pairs[0] if pairs else None
    host = find_host(setting, sentence, places, quantity, pair, group)
    border = "-".join(pair) if pair else None
    if measure in ("capacity", "presence"):
        site = find_prison(setting, sentence, places, quantity, pair)
        if site or measure == "capacity" or is_inside(setting, sentence, places, quantity, pair):
            return Direction(None, site or find_site_before(setting, sentence, places) or host, border)
    if measure == "return":
        return _homeward(setting, sentence, places, quantity, host, group, border)
    if measure in _ASYLUM and not _is_tied(setting, sentence, places, pair):
        return Direction(None, host, border)
    if pair is None or _NATIONWIDE.search(_own_part(sentence, quantity)):
        moved = pair is None and measure in _MOVEMENT and read_movement(setting, sentence, places)
        return moved or Direction(None, setting.home if pair else host)
    return _move(setting, sentence, places, quantity, pairs, measure, modality)


def _move(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    pairs: Sequence[tuple[str, str]],
    measure: Measure,
    modality: Modality,
) -> Direction:
    """The movement that the sentence states, else the usual one over each of the borders."""
    out = measure == "legal_crossing" and _goes_out(sentence, places, quantity)
    if not out and measure in _MOVEMENT and (moved := read_movement(setting, sentence, places)):
        return moved
    return merge_directions(
        [_over_border(setting, sentence, places, quantity, crossed, measure, modality) for crossed in pairs]
    )


def _names_homes_only(setting: Setting, sentence: Sentence, places: Sequence[Place]) -> bool:
    """Whether the only states named are where suspects are from ("two drivers from Georgia")."""
    states = [p for p in places if p.kind in ("country", "region") and p.code]
    return (
        bool(states)
        and not setting.borders_in(sentence.start, sentence.end)
        and bool(_HOMELAND.search(lead_of(sentence, states[0])))
    )


def _has_no_sides(setting: Setting, sentence: Sentence, quantity: Quantity, measure: Measure) -> bool:
    """Whether the count is of no movement: combatants who fell, an agency's officers on all borders."""
    if measure == "personnel":
        return setting.is_wide and not setting.borders_in(sentence.start, sentence.end)
    if measure == "injury" and quantity.head in _COMBATANTS:
        return setting.main_pair is None or setting.origin_of(setting.main_pair) is None
    return measure == "other" or (measure == "death" and quantity.head in _COMBATANTS)


def _carried(setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity) -> Direction:
    """Flights and buses that take people home or to another border; other transport stays within a state."""
    for place in places:
        if place.code and _ONWARD.search(lead_of(sentence, place)):
            return Direction(setting.home, place.code)
    if abroad := _flown_abroad(setting, sentence, places, quantity):
        return abroad
    if not _SENT_HOME.search(sentence.text) and not (
        quantity.unit == "flight" and re.search(r"\bflown (?:out|home)\b", sentence.text)
    ):
        return NOWHERE
    home = sorted({p.code for p in places if p.kind == "demonym_person" and p.code})
    stated = find_states_after(sentence, places, INTO)
    return Direction(setting.home, "+".join(stated or home) or None)


def _homeward(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    host: str | None,
    group: str | None,
    border: str | None,
) -> Direction:
    """From the state named after "from", else the host, to that after "to", else home of those who return."""
    origins = [c for c in find_states_after(sentence, places, START) if c != group]
    entered = _ENTERED.search(sentence.text)  # "who entered Lithuania from Belarus" did not leave it so
    homes = _homes(setting, sentence, places, quantity, origins, group)
    origin = origins[0] if len(origins) == 1 and not entered else host
    if origin in homes:
        origin = setting.home if setting.home not in homes else None
    return Direction(origin, "+".join(sorted(homes)) or None, border)


def _flown_abroad(
    setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity
) -> Direction | None:
    """People carried to another state than the one at home: "flown to Minsk", "Belarus has flown in"."""
    if _SENT_HOME.search(sentence.text):
        return None
    origins = find_states_after(sentence, places, START)
    ends: Sequence[str] = ()
    if _FLOWN_IN.search(sentence.text[: quantity.start - sentence.start]):
        ends = [p.code for p in places if p.code and p.kind in STATES and p.start < quantity.start][-1:]
    else:
        stop = _STOP.search(sentence.text, quantity.end - sentence.start)
        until = sentence.start + stop.start() if stop else sentence.end
        kinds = STATES if quantity.unit == "person" else PLACED
        near = [
            p for p in places if quantity.end <= p.start < until and (p.kind in kinds or p.code in origins)
        ]
        ends = [c for c in find_states_after(sentence, near, _LANDED) if c not in origins]
    if not ends or set(ends) <= {setting.home, "EU"}:
        return None
    home = (
        setting.home
        if setting.home and not origins and any(are_neighbours(setting.home, c) for c in ends)
        else None
    )
    start = "+".join(sorted(origins)) or (home if quantity.unit != "person" else None)
    return Direction(start, "+".join(sorted(set(ends))))


def _homes(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    origins: Sequence[str],
    group: str | None,
) -> tuple[str, ...]:
    """Where those who return are brought: their own state, one named after "to", or one that takes them."""
    nationality = group if group and len(group.split("+")[0]) == 2 else None
    if nationality:
        return tuple(nationality.split("+"))
    if _RECEIVED.search(sentence.text[: quantity.start - sentence.start]):
        takers = [p.code for p in places if p.code and p.start < quantity.start and p.kind in _TAKERS]
        return tuple(c for c in (*takers, setting.home) if c and c not in origins)[:1]
    return tuple(c for c in find_homelands(sentence, places, quantity) if c not in origins)


def _over_border(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    pair: tuple[str, str],
    measure: Measure,
    modality: Modality,
) -> Direction:
    origin = setting.origin_of(pair) or _stated_origin(sentence, places, pair) or pair[0]
    destination = pair[1] if origin == pair[0] else pair[0]
    if measure == "turned_back" and _is_pushed_over(sentence, places, origin, modality):
        return join_direction((destination,), (origin,))
    by_road = measure == "legal_crossing" or quantity.unit == "vehicle"
    if by_road and _goes_out(sentence, places, quantity):
        return join_direction((destination,), (origin,))
    if measure == "legal_crossing" and (stated := _stated_origin(sentence, places, pair)):
        origin, destination = stated, pair[1] if stated == pair[0] else pair[0]
    hosts = join_hosts(sentence, places, origin, destination)
    if measure in _MOVEMENT and is_open_sea(pair) and not _tells_start(setting, sentence, measure, origin):
        return Direction(None, "+".join(hosts), None)
    return join_direction((origin,), hosts)


def _goes_out(sentence: Sentence, places: Sequence[Place], quantity: Quantity) -> bool:
    """Whether the number's own words say that it left home: "605 left", not "left Russia for Finland"."""
    part = _own_part(sentence, quantity)
    at = sentence.start + sentence.text.index(part)
    inside = [p for p in places if at <= p.start < at + len(part)]
    return bool(_OUT.search(part)) and not find_states_after(sentence, inside, START)


def names_way(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the words beside a number say that it went in or out: "41 on entry", "605 left"."""
    part = _own_part(sentence, quantity)
    return bool(_OUT.search(part) or _IN.search(part))


def _own_part(sentence: Sentence, quantity: Quantity) -> str:
    """The part of the sentence around a number, between marks and conjunctions."""
    at, end = quantity.start - sentence.start, quantity.end - sentence.start
    starts = [m.end() for m in _PARTS.finditer(sentence.text, 0, at)]
    following = _PARTS.search(sentence.text, end)
    return sentence.text[starts[-1] if starts else 0 : following.start() if following else None]


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
