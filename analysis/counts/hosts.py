"""The state in which something happens: where people are housed, from where and to where they return."""

import re
from collections.abc import Sequence

from analysis.counts.cues import cue
from analysis.counts.movements import INTO, PLACED, START, find_states_after, lead_of
from analysis.language.text import Sentence
from analysis.mentions.places import Place, Setting
from analysis.mentions.quantities import Quantity

STORY = 200  # characters before a sentence in which its site, or a boat's start, may be told
_INSIDE = cue("inside")
_HELD = re.compile(r"\b(?:held in|locked up|detention|detained in|custody|prisons?|jails?|jailed)\b", re.I)
_JOINED = re.compile(r"[;:]|, (?:and|but|while) ")
_SITES = ("town", "region", "crossing_point", "country")


def find_host(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    pair: tuple[str, str] | None,
    group: str | None,
) -> str | None:
    """The state where it happens: one that the sentence places it in, else the destination's side."""
    origin = setting.origin_of(pair) if pair else None
    homes = {*(group or "").split("+"), *find_states_after(sentence, places, START)}
    homes -= set(pair or ())
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


def find_site_before(setting: Setting, sentence: Sentence, places: Sequence[Place]) -> str | None:
    """The state of the site that the sentence before told of, where this one names no place itself."""
    if any(p.code and p.kind in (*PLACED, "demonym_adjective") for p in places):
        return None
    before = setting.within(max(0, sentence.start - STORY), sentence.start)
    sites = (p.code for p in reversed(before) if p.code in (setting.main_pair or ()) and p.kind in _SITES)
    return next(sites, None)


def _is_placed(sentence: Sentence, place: Place) -> bool:
    """Whether the sentence is about this state's own site: "Greece now has 32,500 places", "In Bihac …"."""
    lead = sentence.text[: place.start - sentence.start].strip(' •-–"“').lower()
    return lead in ("", "in", "at", "across", "near")


def find_homelands(sentence: Sentence, places: Sequence[Place], quantity: Quantity) -> tuple[str, ...]:
    """The states to which people are brought: named after "to", or the state of a body named there."""
    kinds = (*PLACED, "demonym_adjective", "agency")
    led = [p for p in places if p.code and p.kind in kinds and INTO.search(lead_of(sentence, p))]
    after = [p for p in led if p.start >= quantity.end]
    start = _clause_start(sentence, quantity)
    before = [p for p in led if start <= p.start and p.end <= quantity.start]
    chosen = after[:1] or before[-1:]
    if not chosen:
        return ()
    listed = find_states_after(sentence, [p for p in places if p.start >= chosen[0].start], INTO)
    return listed if chosen[0].code in listed else (chosen[0].code or "",)


def _clause_start(sentence: Sentence, quantity: Quantity) -> int:
    """Where the statement of the number begins: after the last ";" or ", and" before it."""
    at = quantity.start - sentence.start
    return sentence.start + max((m.end() for m in _JOINED.finditer(sentence.text, 0, at)), default=0)


def find_prison(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    pair: tuple[str, str] | None,
) -> str | None:
    """The state over there, where people are locked up in it and not waiting to cross ("held in Tajoura")."""
    local = [p for p in places if p.kind in ("town", "region", "country", "capital", "crossing_point")]
    nearest = min(local, key=lambda p: abs(p.start - quantity.start), default=None)
    held = nearest is not None and pair is not None and nearest.code == setting.origin_of(pair)
    return nearest.code if nearest and held and _HELD.search(sentence.text) else None


def is_inside(
    setting: Setting,
    sentence: Sentence,
    places: Sequence[Place],
    quantity: Quantity,
    pair: tuple[str, str] | None,
) -> bool:
    """Whether people stay in a reception site of the host, and not over there before the border."""
    if not _INSIDE.search(sentence.text):
        return False
    origin = setting.origin_of(pair) if pair else None
    local = [p for p in places if p.kind in ("town", "region", "country", "capital", "crossing_point")]
    nearest = min(local, key=lambda p: abs(p.start - quantity.start), default=None)
    return nearest is None or nearest.code != origin or nearest.kind not in ("town", "crossing_point")
