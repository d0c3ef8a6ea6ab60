"""Where an event happened: the most specific place that its statement names."""

from analysis.events.candidate import Candidate
from analysis.events.states import GROUND_KINDS
from analysis.mentions.places import Place


def find_place(candidate: Candidate) -> str | None:
    """The most specific place that the statement names, as written."""
    statement = candidate.reading.statements[candidate.statement]
    ground = [
        p for p in candidate.reading.places_within(statement.first, statement.last) if p.kind in GROUND_KINDS
    ]
    specific = [p for p in ground if p.kind != "capital"] or _capitals_with_preposition(candidate, ground)
    if not specific:
        return None
    kinds = ("crossing_point", "town", "region", "water", "capital")
    best = min(specific, key=lambda p: kinds.index(p.kind))
    same = list(dict.fromkeys(p.text for p in specific if p.kind == best.kind))
    return " and ".join(same) if best.kind == "crossing_point" else same[0]


def _capitals_with_preposition(candidate: Candidate, places: list[Place]) -> list[Place]:
    """Capitals as towns ("in Minsk"), not as governments ("Minsk said")."""
    tokens = candidate.reading.tokens
    starts = {t.start: n for n, t in enumerate(tokens)}
    return [
        p
        for p in places
        if p.start in starts
        and starts[p.start] > 0
        and tokens[starts[p.start] - 1].lower in ("in", "at", "near", "from", "outside", "capital")
    ]
