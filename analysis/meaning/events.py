"""Rows of events: which sentences report one, in which words, and what the network says of each clause.

An article has one row per happening: of several clauses of one type, date and parties the likeliest stands.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.identity import content_hash
from analysis.meaning.candidates import Scene
from analysis.meaning.decisions import (
    Field,
    decide,
    decide_countries,
    decide_label,
    decide_source,
    find_border,
    find_place,
    keep_past,
    least_sure,
    name_rule,
)
from analysis.meaning.inventory import EVENT_LABELS
from analysis.meaning.network import Card, sigmoid
from analysis.meaning.windows import Arrays, Target, Window
from analysis.vocabulary import EVENT_TYPES, PLOVER

Row = dict[str, Any]
LONGEST_CLAUSE = 70  # pieces
# Words that are read as one type of event tell another one too only if that is nearly as likely.
SECOND_TYPE = 0.7


@dataclass(frozen=True, slots=True)
class Happening:
    """What a clause was found to report: its decided fields, their probability together, and the row."""

    target: Target
    chances: Mapping[str, NDArray[Any]]
    fields: Mapping[str, Field[Any]]
    probability: float
    row: Row


def find_clauses(
    scene: Scene, windows: Sequence[Window], said: Arrays, threshold: float
) -> list[tuple[Target, float]]:
    """The clauses that report an event of some type with at least this probability, and that probability."""
    types = sigmoid(said["types"])
    found = []
    places = [(n, pieces) for n, window in enumerate(windows) for pieces in window.sentences.values()]
    for row, (n, (first, last)) in enumerate(places):
        for kind in np.nonzero(types[row] >= threshold)[0]:
            begin, end = _cut_clause(said["edges"][n, first:last, :, kind])
            pieces = (first + begin, first + end + 1)
            choices = scene.choices(*windows[n].chars(*pieces))
            found.append((Target(n, pieces, choices, type=int(kind)), float(types[row, kind])))
    return found


def _cut_clause(edges: NDArray[Any]) -> tuple[int, int]:
    """First and last piece of the likeliest clause, given the scores of both for each piece."""
    both = edges[:, 0][:, None] + edges[:, 1][None, :]
    allowed = np.triu(np.ones(both.shape, bool)) & ~np.triu(np.ones(both.shape, bool), LONGEST_CLAUSE)
    first, last = divmod(int(np.where(allowed, both, -np.inf).argmax()), both.shape[1])
    return first, last


def decode_event(
    scene: Scene, target: Target, chance: float, chances: Mapping[str, NDArray[Any]], card: Card, key: str
) -> Happening:
    """The event of one clause; `chance` is the probability of its type, `key` names the article in its id."""
    choices, kind = target.choices, EVENT_TYPES[target.type]
    status = decide_label(EVENT_LABELS["status"], chances["status"])
    periods, likely = [one.value for one in choices.periods], chances["period"]
    if status.value == "occurred" and scene.latest:
        periods, likely = keep_past(periods, likely, scene.latest)
    period = decide(periods, likely)
    fields: dict[str, Field[Any]] = {
        "type": Field(kind, chance, "none", 1 - chance),
        "dates": period,
        "status": status,
        "actor": decide_countries(choices, chances["actor"]),
        "target": decide_countries(choices, chances["target"]),
        "source": decide_source(choices, chances["source"]),
    }
    (start, end), sentence = choices.span, scene.sentences[choices.sentence]
    first, last = period.value
    values = {name: field.value for name, field in fields.items() if name != "dates"}
    told = (kind, first, last, values["actor"], values["target"], values["status"])
    probability = chance * period.probability * fields["status"].probability
    row = {
        "event_id": content_hash(key, start, end, *told),
        "start": start,
        "end": end,
        "sentence": (sentence.start, sentence.end),
        **values,
        "precision": name_precision(first, last, scene.latest),
        "plover": PLOVER[kind],
        "date_start": first,
        "date_end": last,
        "place": find_place(scene.document.setting.places, start, end, (start, end)),
        "border": find_border(scene, start, choices.sentence, values["actor"], values["target"]),
        "confidence": card.confidence("events", probability),
        "unsure": least_sure(fields),
        "rule": name_rule(card.version, fields),
    }
    return Happening(target, chances, fields, probability, row)


def name_precision(first: date | None, last: date | None, published: date | None) -> str:
    """How precisely an interval dates an event, as the codebook names it.

    A night or a weekend is a day; seven days are a week; a calendar month, its thirds and its part up to the
    day of publication a month; calendar and US fiscal years a year; other spans and open ones are `unknown`.
    """
    if not first or not last:
        return "unknown"
    days = (last - first).days
    if days <= 1:
        return "day"
    if days == 6:
        return "week"
    if (first.year, first.month) == (last.year, last.month):
        end = monthrange(first.year, first.month)[1]
        is_part = (first.day, last.day) in {(1, 10), (11, 20), (21, end), (1, end)}
        return "month" if is_part or (first.day == 1 and last == published) else "unknown"
    year = (first.month, first.day, last.month, last.day, last.year - first.year)
    return "year" if year in {(1, 1, 12, 31, 0), (10, 1, 9, 30, 1)} else "unknown"


def decode_events(
    scene: Scene,
    clauses: Sequence[tuple[Target, float]],
    rows: Iterable[Mapping[str, NDArray[Any]]],
    card: Card,
    key: str,
) -> list[Happening]:
    """The events of an article in order of their clauses, each happening once."""
    decoded = [
        decode_event(scene, target, chance, chances, card, key)
        for (target, chance), chances in zip(clauses, rows, strict=True)
    ]
    return sorted(
        keep_likeliest(decoded), key=lambda one: (one.row["start"], one.row["end"], one.row["type"])
    )


def keep_likeliest(decoded: Iterable[Happening]) -> list[Happening]:
    """Each happening once, and of the types on the same words those nearly as likely as the first."""
    seen, kept = set(), list[Happening]()
    for one in sorted(decoded, key=lambda h: -h.fields["type"].probability):
        told = tuple(one.row[name] for name in ("type", "date_start", "date_end", "actor", "target"))
        if told not in seen and not any(_is_outdone(one, other) for other in kept):
            seen.add(told)
            kept.append(one)
    return kept


def _is_outdone(one: Happening, likelier: Happening) -> bool:
    """Whether half of the words, of the shorter clause, already tell a type that is much likelier."""
    (start, end), (first, last) = one.target.choices.span, likelier.target.choices.span
    shared = min(end, last) - max(start, first)
    chances = one.fields["type"].probability, likelier.fields["type"].probability
    return 2 * shared > min(end - start, last - first) and chances[0] < SECOND_TYPE * chances[1]


def rank_types(said: Arrays, row: int) -> list[tuple[str, float]]:
    """The likeliest types of event of one sentence, for explanations."""
    chances = sigmoid(said["types"][row])
    return [(EVENT_TYPES[k], float(chances[k])) for k in np.argsort(-chances, kind="stable")[:3]]
