"""The two sides of the border at one place of the text: the state at home there, and its neighbour."""

from dataclasses import dataclass

from analysis.events.candidate import Candidate
from analysis.events.states import find_doers
from analysis.mentions.places import Setting, are_neighbours, usual_origin

_MOVEMENTS = frozenset({"irregular_crossing.arrive", "irregular_crossing.leave"})


@dataclass(frozen=True, slots=True)
class Sides:
    """The state in whose name the text speaks at one place, and the state across the border from it."""

    host: str | None
    neighbour: str | None


def find_sides(candidate: Candidate, setting: Setting, tellers: tuple[str, ...] = ()) -> Sides:
    """The two sides of the border that a sentence is about: by its subject, its places, the article."""
    moving = candidate.trigger.id in _MOVEMENTS
    own = [] if moving else [c for c in find_doers(candidate) if len(c) == 2 and c != "EU"]
    sentence = candidate.reading.sentence
    pair = setting.border_at(candidate.reading.tokens[candidate.first].start, (sentence.start, sentence.end))
    if own:
        return Sides(own[0], _across(own[0], pair, setting))
    teller = next((c for c in tellers if _may_host(c, setting)), None)
    if teller:
        return Sides(teller, _across(teller, pair, setting))
    if pair is None:
        return Sides(setting.home, None)
    origin = usual_origin(pair)
    host = next((c for c in pair if c != origin), None) if origin else setting.home
    if host not in pair:
        host = pair[0]
    return Sides(host, next((c for c in pair if c != host), None))


def _may_host(code: str, setting: Setting) -> bool:
    """Whether a state that tells an event can be the one at home in it, and not the one that people leave."""
    origin = usual_origin(setting.main_pair) if setting.main_pair else None
    return len(code) == 2 and code not in ("EU", "UN", origin)


def _across(code: str, pair: tuple[str, str] | None, setting: Setting) -> str | None:
    """The state across the border from `code`."""
    for known in (pair, setting.main_pair):
        if known and code in known:
            return next(c for c in known if c != code)
    origin = usual_origin(setting.main_pair) if setting.main_pair else None
    return origin if origin and origin != code and are_neighbours(code, origin) else None
