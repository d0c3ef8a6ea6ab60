"""Where along a border a number counts: the crossing point, town or region that its clause places it at."""

import re

from analysis.counts.lines import Line
from analysis.language.clauses import Clause
from analysis.mentions.places import Place, Setting
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure

_WHERE = re.compile(
    r"\b(?:at|in|near|through|via|outside|around)\s+(?:the\s+)?(?:[a-z-]+\s+){0,3}(?:of\s+)?$", re.I
)
_SPEAKS = re.compile(r"\b(?:said|says|told|tells|reporters?|statement|according|spokes\w+)\b", re.I)
# "4,000 attempts, most of them near Bialowieza", "arrivals top 4,000 as buses queue at Dover"
_ELSEWHERE = re.compile(
    r"\b(?:most|many|some|half|part|majority|mostly|mainly|as|when|while|where|after|before)\b", re.I
)
_JOINED = re.compile(r"\s(?:and|or)\s|,\s")
_FRONT = 5  # words of the clause before the end of a place that opens it
_KINDS = ("crossing_point", "town", "region")  # from the most specific on
_WHOLE = frozenset({"border_length", "crossing_point_total", "change"})


def find_site(
    setting: Setting, line: Line, quantity: Quantity, clause: Clause, measure: Measure
) -> str | None:
    """The place, as written, at which the number counts: behind it up to the next number, else in front.

    A place in which somebody speaks is none, nor is one that only some of the counted were at.
    """
    if measure in _WHOLE:
        return None
    named = [p for p in setting.within(clause.start, clause.end) if p.kind in _KINDS]
    behind = [p for p in named if _is_behind(line, quantity, p)]
    before = [p for p in named if _is_in_front(line, quantity, clause, p)]
    best = min(behind or before, key=lambda p: _KINDS.index(p.kind), default=None)
    return _with_joined(line, best, named) if best is not None else None


def _is_behind(line: Line, quantity: Quantity, place: Place) -> bool:
    """Whether a preposition places the counted there, with no other number or statement between."""
    if place.start < quantity.end or any(quantity.end < n < place.start for n in line.scene.number_starts):
        return False
    offset = line.sentence.start
    between = line.sentence.text[quantity.end - offset : place.start - offset]
    speaks = _SPEAKS.search(between) or _SPEAKS.match(line.sentence.text, place.end - offset + 1)
    return bool(_WHERE.search(between)) and not speaks and not _ELSEWHERE.search(between)


def _is_in_front(line: Line, quantity: Quantity, clause: Clause, place: Place) -> bool:
    """Whether the clause opens with the place: "At Salla 58 people came"."""
    offset = line.sentence.start
    lead = line.sentence.text[clause.start - offset : place.start - offset]
    between = line.sentence.text[place.end - offset : max(0, quantity.start - offset)]
    if place.end > quantity.start or _SPEAKS.search(lead + between) or re.search(r"\d", between):
        return False
    return len(lead.split()) <= _FRONT and bool(_WHERE.search(lead))


def _with_joined(line: Line, best: Place, named: list[Place]) -> str:
    """The place with those of its kind that are joined to it: "Medininkai and Salcininkai"."""
    texts, last = [best.text], best
    for place in named[named.index(best) + 1 :]:
        between = line.sentence.text[last.end - line.sentence.start : place.start - line.sentence.start]
        if place.kind != best.kind or not _JOINED.fullmatch(between):
            break
        texts, last = [*texts, place.text], place
    return " and ".join(texts)
