"""The movement that a sentence states: "reached Italy from Tunisia and Libya"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.counts.values import Direction
from analysis.language.text import Sentence
from analysis.mentions.places import Place, Setting, are_neighbours, is_internal, order, usual_origin

STATES = ("country", "capital", "epithet", "demonym_adjective")
INTO = re.compile(
    r"\b(?:in)?to (?:the )?(?:territory of )?(?:neighbou?ring )?$|\bback (?:in)?to (?:the )?$|\btowards? "
    r"(?:the )?$",
    re.I,
)
_REACHED = re.compile(
    r"\b(?:in|on|for|reach(?:ed|es|ing)?|enter(?:ed|s|ing)?|into|to|towards?|onto"
    r"|at) (?:the )?(?:neighbou?ring )?$",
    re.I,
)
START = re.compile(r"\b(?:from|leav(?:e|es|ing)|left|out of|fled) (?:the )?(?:neighbou?ring )?$", re.I)
_AND = re.compile(
    r"(?:'s?)?(?:,? (?:along with|together with|as well as|and|or)|,)(?: (?:its|from|off|also|the))?"
    r"(?: neighbou?rs?,?)? "
)
_PARTED = re.compile(r"\b(?:separat|divid)\w+ [^,;.]*from (?:the )?$")
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
_STORY = 400  # characters before a sentence in which the state that it goes on about is named
PLACED = ("country", "capital", "epithet", "town", "region", "crossing_point")


def read_movement(setting: Setting, sentence: Sentence, places: Sequence[Place]) -> Direction | None:
    """The direction that the sentence itself states ("reached Italy from Tunisia"), where it does."""
    hosts = find_states_after(sentence, places, _REACHED)
    if not hosts and _EU.search(sentence.text) and not setting.borders_in(sentence.start, sentence.end):
        return Direction(None, "EU")
    origins = _origins(setting, sentence, places, hosts)
    if origins:
        if not any(are_neighbours(h, o) for h in hosts for o in origins):
            hosts = _hosts_of(setting, sentence, places, origins)
        return join_direction(origins, hosts) if hosts else None
    own_route = states_direction(setting, sentence)
    if own_route or (setting.is_wide and not setting.borders_in(sentence.start, sentence.end)):
        bracketed = find_states_after(sentence, places, re.compile(r"\($"))
        stated = bracketed or tuple(h for h in hosts if h != "EU")
        return Direction(None, "+".join(sorted(set(stated))) or "EU")
    return None


def states_direction(setting: Setting, sentence: Sentence) -> bool:
    """Whether a line of an account of all routes names its own: "Atlantic (Canary Islands): 7,200"."""
    return setting.is_wide and setting.names_route(sentence.start, sentence.end)


def _origins(
    setting: Setting, sentence: Sentence, places: Sequence[Place], hosts: Sequence[str]
) -> tuple[str, ...]:
    """The states after "from" that border on a host; homelands ("from Syria and Iraq") are no origins."""
    stated = find_states_after(sentence, places, START)
    others = {p.code for p in places if p.code and p.kind in STATES and p.code not in stated}
    ends: set[str | None] = {*hosts} or {*others, setting.home}
    origins = tuple(code for code in stated if any(end and are_neighbours(code, end) for end in ends))
    if origins or hosts:
        return origins
    return tuple(code for code in stated if _host_before(setting, sentence, code))


def _host_before(setting: Setting, sentence: Sentence, origin: str) -> str | None:
    """The neighbour to which people move from `origin` that the text names last before the sentence."""
    before = setting.within(max(0, sentence.start - _STORY), sentence.start)
    named = (p.code for p in reversed(before) if p.kind in (*STATES, "agency"))
    return next((c for c in named if c and _may_move(origin, c)), None)


def _may_move(origin: str, host: str) -> bool:
    """Whether people cross from `origin` to `host`: not out of the Union into Belarus."""
    pair = order(origin, host)
    return are_neighbours(origin, host) and (is_internal(pair) or usual_origin(pair) != host)


def _hosts_of(
    setting: Setting, sentence: Sentence, places: Sequence[Place], origins: Sequence[str]
) -> tuple[str, ...]:
    """The states to which people move from `origins`: those that the sentence names, else home."""
    near = [
        p
        for p in places
        if p.code and p.kind in (*PLACED, "demonym_adjective", "agency") and p.code not in origins
    ]
    fitting = [p.code for p in near if any(_may_move(o, p.code or "") for o in origins)]
    if fitting and fitting[0]:
        joint = join_hosts(sentence, places, origins[0], fitting[0])
        return tuple(code for code in joint if code not in origins)
    home = setting.home
    if home and any(are_neighbours(home, o) for o in origins):
        return (home,)
    before = _host_before(setting, sentence, origins[0])
    return (before,) if before else ()


def find_states_after(sentence: Sentence, places: Sequence[Place], lead: re.Pattern[str]) -> tuple[str, ...]:
    """The codes of the list of places that stands after the words of `lead`: "from Tunisia and Libya"."""
    found: list[str] = []
    last: Place | None = None
    for place in places:
        if place.kind not in PLACED or not place.code:
            continue
        if _PARTED.search(lead_of(sentence, place)):  # "the fence dividing Morocco from Spain's enclave"
            last = None
            continue
        joined = last is not None and _AND.fullmatch(
            sentence.text[last.end - sentence.start : place.start - sentence.start]
        )
        if joined or lead.search(lead_of(sentence, place)):
            found.append(place.code)
            last = place
        else:
            last = None
    return tuple(dict.fromkeys(found))


def lead_of(sentence: Sentence, place: Place) -> str:
    return sentence.text[max(0, place.start - 40 - sentence.start) : place.start - sentence.start]


def join_direction(origins: Sequence[str], destinations: Sequence[str]) -> Direction:
    """Codes joined by +, and the unordered border pairs between them."""
    pairs = sorted(
        {"-".join(sorted((o, d))) for o in origins for d in destinations if o != d and len(o) == len(d) == 2}
    )
    named = [p for p in pairs if "EU" not in p.split("-")]
    return Direction(
        "+".join(sorted(set(origins))), "+".join(sorted(set(destinations))), "+".join(named) or None
    )


def merge_directions(directions: Sequence[Direction]) -> Direction:
    """One direction over several borders ("on the borders with Russia and Belarus")."""
    if len(directions) == 1:
        return directions[0]
    sides = [
        sorted({code for d in directions if (side := getattr(d, name)) for code in side.split("+")})
        for name in ("origin", "destination", "border")
    ]
    return Direction(*("+".join(codes) or None for codes in sides))


def join_hosts(sentence: Sentence, places: Sequence[Place], origin: str, destination: str) -> tuple[str, ...]:
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
