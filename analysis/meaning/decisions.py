"""From probabilities over candidates to the value of a field, how sure it is and what stood against it."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.meaning.candidates import Candidate, Choices, Days, Scene, describe_any, share_words
from analysis.mentions.places import Place
from analysis.mentions.places.borders import pair_borders

V = TypeVar("V", bound=Hashable)
# A country joins the likeliest one where it is at least this share as likely ("Poland and Latvia").
JOINED = 0.8
LEAST = 0.15
# How much less likely than the network says is what hardly ever holds.
UNLIKELY = 0.02
# From the most specific kind of place on.
SPECIFIC = ("crossing_point", "town", "region", "water")
_BORDER = re.compile(r"\b(?:border|frontier|checkpoint|crossing)s?\b", re.I)


@dataclass(frozen=True, slots=True)
class Field(Generic[V]):
    """A decided field: its value and probability, and the likeliest other value with its own."""

    value: V
    probability: float
    rival: V | None = None
    rival_probability: float = 0.0


def decide(values: Iterable[V], chances: Iterable[float]) -> Field[V]:
    """The likeliest value; equal values of several candidates add up."""
    sums: dict[V, float] = defaultdict(float)
    for value, chance in zip(values, chances, strict=False):
        sums[value] += float(chance)
    (best, p), *rest = sorted(sums.items(), key=lambda item: -item[1])
    return Field(best, p, *(rest[0] if rest else (None, 0.0)))


def decide_label(labels: Sequence[str], chances: NDArray[Any]) -> Field[str]:
    """The likeliest label of a closed list."""
    first, second = np.argsort(-chances, kind="stable")[:2]
    return Field(labels[first], float(chances[first]), labels[second], float(chances[second]))


def decide_countries(choices: Choices, chances: NDArray[Any], may_be_none: bool = True) -> Field[str | None]:
    """The likeliest country with those nearly as likely, joined by + in alphabetical order, or none."""
    codes = [candidate.value for candidate in choices.countries]
    none, each = float(chances[0]), chances[1 : len(codes) + 1]
    if not codes:
        return Field(None, none)
    best = int(each.argmax())
    joined = [n for n in range(len(codes)) if n == best or each[n] >= max(JOINED * each[best], LEAST)]
    value, chance = "+".join(sorted(codes[n] for n in joined)), float(sum(each[n] for n in joined))
    if may_be_none and none >= chance:
        return Field(None, none, value, chance)
    return Field(value, chance, None, none)


def decide_period(choices: Choices, chances: NDArray[Any]) -> tuple[Field[Days], Candidate[Days]]:
    """The likeliest period, and the likeliest candidate that gives it."""
    field = decide([one.value for one in choices.periods], chances)
    best = max(
        (n for n, one in enumerate(choices.periods) if one.value == field.value), key=lambda n: chances[n]
    )
    return field, choices.periods[best]


def keep_past(
    periods: Sequence[Days], chances: NDArray[Any], published: date
) -> tuple[list[Days], NDArray[Any]]:
    """Periods of what has happened, and their chances.

    Each ends on the day of publication, and hardly one begins after it.
    """
    past = [
        (first, min(last, published)) if last and (first is None or first <= published) else (first, last)
        for first, last in periods
    ]
    likely = [UNLIKELY if first and first > published else 1.0 for first, _ in past]
    weighed = chances[: len(past)] * likely
    return past, weighed / weighed.sum()


def decide_source(choices: Choices, chances: NDArray[Any]) -> Field[str | None]:
    """Who is cited, as written, or nobody.

    Names that share words ("the interior ministry", "Lithuania's ministry") are one speaker's, whose chances
    add up.
    """
    each = [(one.value, float(chance)) for one, chance in zip(choices.sources, chances[1:], strict=False)]
    told = [(sum(p for other, p in each if share_words(name, other)), chance, name) for name, chance in each]
    speakers: dict[str | None, float] = {None: float(chances[0])}
    for together, _, name in sorted(told, reverse=True):
        if not any(known and share_words(name, known) for known in speakers):
            speakers[name] = together
    return decide(speakers, speakers.values())


def find_border(scene: Scene, start: int, index: int, actor: str | None, target: str | None) -> str | None:
    """The borders between actor and target of an event.

    With one of them known it is the border that the event's line is about, if that line names both of its
    states, speaks of it by its name or a place or strait on it, or says "the border".
    """
    if pairs := pair_borders(actor, target):
        return pairs
    sentence, setting = scene.sentences[index], scene.document.setting
    line, known = (sentence.start, sentence.end), set((actor or target or "").split("+"))
    near = setting.border_at(start, line)
    if bool(actor) == bool(target) or not near or not set(near) & known:
        return None
    speaks = _BORDER.search(scene.text, *line) or setting.borders_between(*line)
    return "-".join(near) if speaks or set(near) <= known | setting.states_between(*line) else None


def find_place(places: Sequence[Place], start: int, end: int, line: tuple[int, int]) -> str | None:
    """The most specific place named in the words start:end, else in their line, as written."""
    for first, last in ((start, end), line):
        named = [p for p in places if first <= p.start and p.end <= last and p.kind in SPECIFIC]
        if named:
            best = min(named, key=lambda p: (SPECIFIC.index(p.kind), abs(p.start - start)))
            return best.text
    return None


def least_sure(fields: Mapping[str, Field[Any]]) -> str:
    """The field that is least sure."""
    return min(fields, key=lambda name: fields[name].probability)


def name_rule(version: str, fields: Mapping[str, Field[Any]]) -> str:
    """Which model made a row, and what its least sure field stood against."""
    name = least_sure(fields)
    field = fields[name]
    told = f"model {version}: {name} {describe_any(field.value)} {field.probability:.2f}"
    if field.rival_probability:
        told += f", {describe_any(field.rival)} {field.rival_probability:.2f}"
    return told
