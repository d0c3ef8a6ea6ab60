"""Why a number or a clause was read as it was: window, fields, what stood against them, candidates."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.meaning.candidates import Candidate, describe_any
from analysis.meaning.claims import Claim
from analysis.meaning.decisions import Field
from analysis.meaning.events import Happening, rank_types
from analysis.meaning.inventory import COUNT_ROLES, EVENT_ROLES, SEGMENTS
from analysis.meaning.reading import Reading
from analysis.meaning.windows import Window

MOST = 4  # candidates shown of each field


def explain_reading(reading: Reading, start: int) -> list[str]:
    """Lines on the number and the events at an offset into the text that is read."""
    claims = [one for one in reading.claims if _holds(one, start)]
    happenings = [one for one in reading.happenings if _holds(one, start)]
    lines: list[str] = []
    for claim in claims[:1]:
        lines += _explain(reading, claim, ("period",), COUNT_ROLES)
    for happening in happenings:
        lines += _explain(reading, happening, ("period",), EVENT_ROLES)
    return [*lines, *_explain_sentence(reading, start)]


def _holds(one: Claim | Happening, start: int) -> bool:
    first, last = one.target.choices.span
    return first <= start < last


def _explain(
    reading: Reading, one: Claim | Happening, periods: Sequence[str], roles: Sequence[str]
) -> Iterator[str]:
    first, last = one.target.choices.span
    choices = one.target.choices
    yield f"{reading.scene.text[first:last]!r}, confidence {one.row['confidence']:.2f}"
    yield f"  window: {_show_window(reading, reading.windows[one.target.window])}"
    yield from _show_fields(one.fields)
    for name in periods:
        yield from _show_candidates(reading, name, choices.periods, one.chances[name])
    for name in roles:
        yield from _show_candidates(reading, name, choices.countries, one.chances[name][1:])
    yield from _show_candidates(reading, "source", choices.sources, one.chances["source"][1:])


def _show_window(reading: Reading, window: Window) -> str:
    """The words of each part of a window."""
    parts = []
    for number, name in enumerate(SEGMENTS):
        pieces = [
            p for p, s in zip(window.pieces, window.segments, strict=True) if s == number and p.start >= 0
        ]
        if pieces:
            words = " ".join(reading.scene.text[pieces[0].start : pieces[-1].end].split())
            parts.append(f"[{name}] {words}")
    return " ".join(parts)


def _show_fields(fields: Mapping[str, Field[Any]]) -> Iterator[str]:
    for name, field in fields.items():
        rival = (
            f", then {describe_any(field.rival)} {field.rival_probability:.2f}"
            if field.rival_probability
            else ""
        )
        yield f"  {name}: {describe_any(field.value)} {field.probability:.2f}{rival}"


def _show_candidates(
    reading: Reading, name: str, candidates: Sequence[Candidate[Any]], chances: NDArray[Any]
) -> Iterator[str]:
    for n in np.argsort(-chances[: len(candidates)], kind="stable")[:MOST]:
        one = candidates[n]
        words = repr(reading.scene.text[one.span[0] : one.span[1]]) if one.span else "not named near"
        yield f"    {name} {describe_any(one.value)} {chances[n]:.2f} ({words})"


def _explain_sentence(reading: Reading, start: int) -> Iterator[str]:
    """The likeliest types of event of the sentence at an offset."""
    index = reading.scene.sentence_at(start)
    order = [at for window in reading.windows for at in window.sentences]
    if index in order:
        ranked = ", ".join(f"{kind} {p:.2f}" for kind, p in rank_types(reading.said, order.index(index)))
        yield f"events of the sentence: {ranked}"
