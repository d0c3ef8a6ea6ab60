"""Where the counted come from and go to, and over which border."""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.counts.cues import cue
from analysis.counts.values import Direction
from analysis.language.text import Sentence
from analysis.mentions.places import Place, Setting, are_neighbours, is_open_sea, usual_origin
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Modality

NOWHERE = Direction(None, None)
_INSIDE = cue("inside")
_INTO = re.compile(
    r"\b(?:in)?to (?:the )?(?:territory of )?(?:neighbou?ring )?$|\bback (?:in)?to (?:the )?$|\btowards? "
    r"(?:the )?$",
    re.I,
)
_REACHED = re.compile(
    r"\b(?:in|on|for|reach(?:ed|es|ing)?|enter(?:ed|s|ing)?|into|to|towards?|onto"
    r"|at) (?:the )?(?:neighbou?ring )?$",
    re.I,
)
_FROM = re.compile(r"\b(?:from|leav(?:e|es|ing)|left|out of|fled|off) (?:the )?(?:neighbou?ring )?$", re.I)
_BORDERISH = cue("at-the-border")
_AND = re.compile(
    r"(?:'s?)?(?:,? (?:along with|together with|as well as|and|or)|,)(?: (?:its|from|off|also|the))?"
    r"(?: neighbou?rs?,?)? "
)
_START = re.compile(r"\b(?:from|leav(?:e|es|ing)|left|out of|fled) (?:the )?(?:neighbou?ring )?$", re.I)
_SITES = ("town", "region", "crossing_point", "country")
_STATES = ("country", "capital", "epithet", "demonym_adjective")
_PLACED = ("country", "capital", "epithet", "town", "region", "crossing_point")
_EU = re.compile(
    r"\b(?:EU|E\.U\.|European Union|bloc)(?:['’]s)? (?:external |outer )?(?:sea |land "
    r"|maritime )?(?:borders|frontiers?)\b"
    r"|\bexternal (?:sea |land )?(?:borders?|frontiers?) of (?:the )?(?:EU|E\.U\.|European Union|bloc)\b"
    r"|\bEU(?:['’]s)? external (?:border|frontier)"
    r"|\b(?:reach(?:ed|es|ing)?|arrived? (?:in|to)|enter(?:ed|ing)?|landed in|came to|arrivals (?:in|to)"
    r"|into)"
    r" (?:the )?(?:Europe|EU|European Union|bloc)\b",
    re.I,
)
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
_AT_SEA = re.compile(r"\b(?:brought|bring\w*|towed|returned|sent) (?:\w+ ){0,8}?(?:back|ashore)\b", re.I)
_SENT_HOME = re.compile(r"\b(?:home|remov\w+|deport\w+|repatriat\w+|return\w*|flown out|expel\w*)\b", re.I)
_ENTERED = re.compile(r"\b(?:enter(?:ed|ing)|arriv(?:ed|ing)|cross(?:ed|ing)|came) ", re.I)
_ONWARD = re.compile(r"\bto the (?:border|frontier) with $", re.I)
_COMBATANTS = frozenset(
    "soldier soldiers troop troops paratrooper paratroopers serviceman servicemen villager villagers "
    "militiaman militiamen fighter fighters civilian civilians journalist journalists".split()
)
_PARTED = re.compile(r"\b(?:separat|divid)\w+ [^,;.]*from (?:the )?$")
_LEAD = 200  # characters of a report's lead
_STORY = 200  # characters before a rescue in which its boat's start may be told
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
    if measure == "other" or (measure in ("death", "injury") and quantity.head in _COMBATANTS):
        return NOWHERE
    if measure == "personnel" and setting.is_wide and not setting.borders_in(sentence.start, sentence.end):
        return NOWHERE
    if measure == "transport":
        return _carried(setting, sentence, places, quantity)
    pair = _border_of_owner(setting, sentence, places, quantity) or setting.border_at(
        quantity.start, (sentence.start, sentence.end)
    )
    host = _host(setting, sentence, places, quantity, pair, group)
    border = "-".join(pair) if pair else None
    if measure == "capacity" or (measure == "presence" and _is_inside(sentence, places, quantity, pair)):
        return Direction(None, _site_before(setting, sentence, places) or host, border)
    if measure == "return":
        return _homeward(sentence, places, host, group, border)
    if measure in _ASYLUM and not _is_tied(sentence, places, quantity, pair):
        return Direction(None, host, border)
    if measure in _MOVEMENT and (moved := _movement(setting, sentence, places, quantity)):
        return moved
    if pair is None:
        return Direction(None, host)
    return _over_border(setting, sentence, places, pair, measure, modality)


def states_direction(setting: Setting, sentence: Sentence) -> bool:
    """Whether a line of an account of all routes names its own: "Atlantic (Canary Islands): 7,200"."""
    return setting.is_wide and setting.names_route(sentence.start, sentence.end)


def _border_of_owner(
    setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity
) -> tuple[str, str] | None:
    """ "Norway's border is 198 km long, Finland's 1,340 km": the border of the state that owns the number."""
    for place in places:
        between = sentence.text[place.end - sentence.start : quantity.start - sentence.start]
        if place.kind in _STATES and place.code and between in ("'s ", "’s ", "' "):
            origin = usual_origin(setting.main_pair) if setting.main_pair else None
            if origin and are_neighbours(place.code, origin):
                return (origin, place.code) if origin < place.code else (place.code, origin)
    return None


def _carried(setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity) -> Direction:
    """Flights and buses that take people home or to another border; other transport stays within a state."""
    for place in places:
        if place.code and _ONWARD.search(_lead(sentence, place)):
            return Direction(setting.home, place.code)
    if not _SENT_HOME.search(sentence.text) and not (
        quantity.unit == "flight" and re.search(r"\bflown (?:out|home)\b", sentence.text)
    ):
        return NOWHERE
    home = sorted({p.code for p in places if p.kind == "demonym_person" and p.code})
    stated = _states_after(sentence, places, _INTO)
    return Direction(setting.home, "+".join(stated or home) or None)


def _homeward(
    sentence: Sentence, places: Sequence[Place], host: str | None, group: str | None, border: str | None
) -> Direction:
    """From the state named after "from", else the host, to the home of those who return."""
    origins = [c for c in _states_after(sentence, places, _START) if c != group]
    entered = _ENTERED.search(sentence.text)  # "who entered Lithuania from Belarus" did not leave it so
    origin = origins[0] if len(origins) == 1 and not entered else host
    home = group if group and len(group.split("+")[0]) == 2 else _home_of(places, sentence, origin)
    return Direction(origin if origin != home else None, home, border)


def _is_inside(
    sentence: Sentence, places: Sequence[Place], quantity: Quantity, pair: tuple[str, str] | None
) -> bool:
    """Whether people stay in a reception site of the host, and not over there before the border."""
    if not _INSIDE.search(sentence.text):
        return False
    origin = usual_origin(pair) if pair else None
    local = [p for p in places if p.kind in ("town", "region", "country", "capital", "crossing_point")]
    nearest = min(local, key=lambda p: abs(p.start - quantity.start), default=None)
    return nearest is None or nearest.code != origin or nearest.kind != "town"


def _movement(
    setting: Setting, sentence: Sentence, places: Sequence[Place], quantity: Quantity
) -> Direction | None:
    """The direction that the sentence itself states ("reached Italy from Tunisia"), where it does."""
    hosts = _states_after(sentence, places, _REACHED)
    if not hosts and _EU.search(sentence.text) and not setting.borders_in(sentence.start, sentence.end):
        return Direction(None, "EU")
    origins = _origins(setting, sentence, places, hosts)
    if origins:
        if not any(are_neighbours(h, o) for h in hosts for o in origins):
            hosts = _hosts_of(setting, sentence, places, origins)
        return join_direction(origins, hosts) if hosts else None
    own_route = states_direction(setting, sentence)
    if own_route or (setting.is_wide and not setting.borders_in(sentence.start, sentence.end)):
        bracketed = _states_after(sentence, places, re.compile(r"\($"))
        stated = bracketed or tuple(h for h in hosts if h != "EU")
        return Direction(None, "+".join(sorted(set(stated))) or "EU")
    return None


def _origins(
    setting: Setting, sentence: Sentence, places: Sequence[Place], hosts: Sequence[str]
) -> tuple[str, ...]:
    """The states after "from" that border on a host; homelands ("from Syria and Iraq") are no origins."""
    stated = _states_after(sentence, places, _START)
    others = {p.code for p in places if p.code and p.kind in _STATES and p.code not in stated}
    ends = set(hosts) or others | {setting.home}
    return tuple(code for code in stated if any(end and are_neighbours(code, end) for end in ends))


def _hosts_of(
    setting: Setting, sentence: Sentence, places: Sequence[Place], origins: Sequence[str]
) -> tuple[str, ...]:
    """The states to which people move from `origins`: those that the sentence names, else home."""
    near = [
        p
        for p in places
        if p.code and p.kind in (*_PLACED, "demonym_adjective", "agency") and p.code not in origins
    ]
    fitting = [p.code for p in near if any(are_neighbours(p.code or "", o) for o in origins)]
    if fitting and fitting[0]:
        joint = _joint_hosts(sentence, places, origins[0], fitting[0])
        return tuple(code for code in joint if code not in origins)
    home = setting.home
    return (home,) if home and any(are_neighbours(home, o) for o in origins) else ()


def _states_after(sentence: Sentence, places: Sequence[Place], lead: re.Pattern[str]) -> tuple[str, ...]:
    """The codes of the list of places that stands after the words of `lead`: "from Tunisia and Libya"."""
    found: list[str] = []
    last: Place | None = None
    for place in places:
        if place.kind not in _PLACED or not place.code:
            continue
        if _PARTED.search(_lead(sentence, place)):  # "the fence dividing Morocco from Spain's enclave"
            last = None
            continue
        joined = last is not None and _AND.fullmatch(
            sentence.text[last.end - sentence.start : place.start - sentence.start]
        )
        if joined or lead.search(_lead(sentence, place)):
            found.append(place.code)
            last = place
        else:
            last = None
    return tuple(dict.fromkeys(found))


def _lead(sentence: Sentence, place: Place) -> str:
    return sentence.text[max(0, place.start - 40 - sentence.start) : place.start - sentence.start]


def _over_border(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    pair: tuple[str, str],
    measure: Measure,
    modality: Modality,
) -> Direction:
    origin = usual_origin(pair) or _stated_origin(sentence, places, pair) or pair[0]
    destination = pair[1] if origin == pair[0] else pair[0]
    if measure == "turned_back" and _is_pushed_over(sentence, places, origin, modality):
        return join_direction((destination,), (origin,))
    if measure == "legal_crossing" and (stated := _stated_origin(sentence, places, pair)):
        origin, destination = stated, pair[1] if stated == pair[0] else pair[0]
    hosts = _joint_hosts(sentence, places, origin, destination)
    if measure in _MOVEMENT and is_open_sea(pair) and not _tells_start(setting, sentence, measure, origin):
        return Direction(None, "+".join(hosts), None)
    return join_direction((origin,), hosts)


def join_direction(origins: Sequence[str], destinations: Sequence[str]) -> Direction:
    """Codes joined by +, and the unordered border pairs between them."""
    pairs = sorted(
        {"-".join(sorted((o, d))) for o in origins for d in destinations if o != d and len(o) == len(d) == 2}
    )
    named = [p for p in pairs if "EU" not in p.split("-")]
    return Direction(
        "+".join(sorted(set(origins))), "+".join(sorted(set(destinations))), "+".join(named) or None
    )


def _joint_hosts(
    sentence: Sentence, places: Sequence[Place], origin: str, destination: str
) -> tuple[str, ...]:
    """The states of a list ("Lithuania, along with Poland and Latvia") that border on the origin."""
    states = [
        p for p in places if p.kind in ("country", "capital") and p.code and are_neighbours(p.code, origin)
    ]
    joined = {destination}
    for first, second in pairwise(states):
        gap = sentence.text[first.end - sentence.start : second.start - sentence.start]
        if _AND.fullmatch(gap) and (first.code in joined or second.code == destination):
            joined |= {first.code or "", second.code or ""}
    return tuple(sorted(code for code in joined if code and code != origin))


def _tells_start(setting: Setting, sentence: Sentence, measure: Measure, origin: str) -> bool:
    """Whether the text says that the boats left from `origin`: in the sentence, or before for a rescue."""
    told = measure in ("rescue", "missing", "death", "vessel")
    return setting.names(origin, sentence.start - (_STORY if told else 0), sentence.end) or (
        told and setting.names(origin, 0, _LEAD)
    )


def _is_pushed_over(sentence: Sentence, places: Sequence[Place], origin: str, modality: Modality) -> bool:
    if modality in ("alleged", "denied") or _OVER.search(sentence.text):
        return True
    for place in places:
        if place.code == origin and place.kind in _STATES:
            lead = sentence.text[max(0, place.start - 40 - sentence.start) : place.start - sentence.start]
            if _INTO.search(lead) and _PUSHED.search(sentence.text[: place.start - sentence.start]):
                return True
    return False


def _stated_origin(sentence: Sentence, places: Sequence[Place], pair: tuple[str, str]) -> str | None:
    """The side that the sentence names after "from", or the other side of the one named after "into"."""
    for place in places:
        if place.code not in pair or place.kind not in _STATES:
            continue
        lead = sentence.text[max(0, place.start - 30 - sentence.start) : place.start - sentence.start]
        if _FROM.search(lead):
            return place.code
        if _INTO.search(lead):
            return pair[0] if place.code == pair[1] else pair[1]
    return None


def _is_tied(
    sentence: Sentence, places: Sequence[Place], quantity: Quantity, pair: tuple[str, str] | None
) -> bool:
    """Whether the asylum seekers came over the border; a mere tally of claims may be the country's."""
    origin = usual_origin(pair) if pair else None
    if _ASKED.search(sentence.text):
        return True
    return bool(_BORDERISH.search(sentence.text)) or any(
        p.code == origin for p in places if p.kind in _STATES
    )


def _host(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    pair: tuple[str, str] | None,
    group: str | None,
) -> str | None:
    """The state where it happens: one that the sentence places it in, else the destination's side."""
    origin = usual_origin(pair) if pair else None
    homes = set((group or "").split("+"))
    local = [
        p
        for p in places
        if p.code
        and len(p.code) == 2
        and p.code != "EU"
        and p.code not in homes
        and p.kind
        in ("town", "region", "agency", "capital", "country", "demonym_adjective", "crossing_point")
    ]
    opening = next((p for p in local if p.kind != "demonym_adjective" and _is_placed(sentence, p)), None)
    if opening is not None:
        return opening.code
    near = sorted((p for p in local if p.code != origin), key=lambda p: abs(p.start - quantity.start))
    if near:
        return near[0].code
    if pair and origin:
        return pair[0] if origin == pair[1] else pair[1]
    return setting.home


def _site_before(setting: Setting, sentence: Sentence, places: Sequence[Place]) -> str | None:
    """The state of the site that the sentence before told of, where this one names no place itself."""
    if any(p.code and p.kind in (*_PLACED, "demonym_adjective") for p in places):
        return None
    before = setting.within(max(0, sentence.start - _STORY), sentence.start)
    sites = (p.code for p in reversed(before) if p.code in (setting.main_pair or ()) and p.kind in _SITES)
    return next(sites, None)


def _is_placed(sentence: Sentence, place: Place) -> bool:
    """Whether the sentence is about this state's own site: "Greece now has 32,500 places", "In Bihac …"."""
    lead = sentence.text[: place.start - sentence.start].strip(' •-–"“').lower()
    return lead in ("", "in", "at", "across", "near")


def _home_of(places: Sequence[Place], sentence: Sentence, host: str | None) -> str | None:
    """The state to which people are brought: named after "to", or whose own citizens they are."""
    for place in places:
        if (
            place.code
            and place.code != host
            and place.kind in ("country", "capital", "town")
            and _INTO.search(_lead(sentence, place))
        ):
            return place.code
    return None
