"""Coded articles as training material: what a coder said of each number and sentence, as targets of heads.

A field that a coder left to the world (a country that no name of the article stands for, a period that no
date gives) teaches nothing; rows that are optional in the guide count half.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from analysis.codings import Coding
from analysis.codings.format import NOWHERE as UNPLACED
from analysis.codings.format import Row, is_close
from analysis.codings.grading import overlap, pair_rows
from analysis.meaning.candidates import Candidate, Days, Scene, share_words
from analysis.meaning.inventory import COUNT_ROLES, EVENT_LABELS, EVENT_ROLES, GROUPS, NUMBER_LABELS, RATES
from analysis.meaning.together import name_shape
from analysis.meaning.windows import (
    NOWHERE,
    Arrays,
    Target,
    Window,
    clause_arrays,
    cut_windows,
    number_arrays,
    place_numbers,
    sentence_arrays,
    window_arrays,
)
from analysis.mentions.quantities import Quantity
from analysis.sources.shadow import Shadow
from analysis.vocabulary import EVENT_TYPES, MEASURES

OPTIONAL_NUMBER, OPTIONAL_EVENT, OTHER_FIELDS, RETOLD = 0.5, 0.4, 0.3, 0.5
UNREACHED = -1  # no label: the head is not taught


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its targets; `live` where it holds a claim or an event."""

    window: Window
    inputs: dict[str, Arrays]
    labels: dict[str, Arrays]
    live: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """A number or a clause, what was coded of it (None: nothing), and how much it weighs."""

    target: Target
    row: Row | None
    weight: float

    @property
    def claim(self) -> Row | None:
        """The row, where it is a claim or an event."""
        return self.row if self.row and self.row.get("measure") != "other" else None


def make_examples(
    scene: Scene, coding: Coding, tokenizer: Tokenizer, codes: Mapping[str, int], shift: int = 0
) -> list[Example]:
    """The windows of a coded article with their targets.

    In a coding that is not complete only what a person decided on teaches: coded rows, and refused words.
    """
    coding = _in_shadow(coding, scene.document.shadow)
    windows = cut_windows(scene, tokenizer, shift)
    numbers = _teach_numbers(place_numbers(scene, windows), coding)
    clauses = _teach_clauses(scene, windows, coding.events)
    told = _list_types(scene, coding)
    examples = []
    for n, window in enumerate(windows):
        own_numbers, own_clauses = (
            [replace(one, target=replace(one.target, window=0)) for one in lessons if one.target.window == n]
            for lessons in (numbers, clauses)
        )
        inputs = {
            "windows": window_arrays([window]),
            "sentences": sentence_arrays(scene, [window]),
            "numbers": number_arrays(scene, [window], [one.target for one in own_numbers], codes),
            "clauses": clause_arrays([window], [one.target for one in own_clauses], codes),
        }
        labels = {
            "sentences": _label_sentences(window, told, coding.complete),
            "numbers": _label_numbers(own_numbers),
            "clauses": _label_clauses(window, own_clauses),
        }
        live = any(one.claim for one in own_numbers) or any(told.get(at) for at in window.sentences)
        examples.append(Example(window, inputs, labels, live))
    return examples


def _in_shadow(coding: Coding, shadow: Shadow) -> Coding:
    """The coding with all its spans in the text that the reader sees."""

    def moved(rows: Iterable[Row]) -> tuple[Row, ...]:
        placed = ([shadow.locate(*span) for span in row["spans"] if span != UNPLACED] for row in rows)
        return tuple({**row, "spans": spans} for row, spans in zip(rows, placed, strict=True) if spans)

    return replace(
        coding, counts=moved(coding.counts), events=moved(coding.events), rejected=moved(coding.rejected)
    )


# Matching codings with mentions


def _teach_numbers(targets: Sequence[Target], coding: Coding) -> list[Lesson]:
    """Each number with its coded row; one of which a coding that is not complete is silent weighs nothing."""

    def fit(row: Row, target: Target) -> float:
        shared = overlap(row["spans"][0], target.choices.span)
        if shared <= 0 or target.quantity is None:
            return 0
        return 4 * _numbers_agree(row, target.quantity) + shared / 1e4

    pairs, _, _ = pair_rows(coding.counts, targets, fit)
    rows = {at: coding.counts[n] for n, at in pairs}
    refused = [row["spans"][0] for row in coding.refusals("counts")]
    lessons = []
    for at, target in enumerate(targets):
        row = rows.get(at)
        settled = coding.complete or row or any(overlap(span, target.choices.span) > 0 for span in refused)
        weight = OPTIONAL_NUMBER if row and row.get("optional") else 1.0
        lessons.append(Lesson(target, row, weight if settled else 0.0))
    return lessons


def _numbers_agree(row: Row, quantity: Quantity) -> bool:
    if row["value"] is not None:
        return is_close(row["value"], quantity.value)
    return is_close(row["low"], quantity.low) and is_close(row["high"], quantity.high)


def _teach_clauses(scene: Scene, windows: Sequence[Window], rows: Sequence[Row]) -> list[Lesson]:
    holder = {index: n for n, window in enumerate(windows) for index in window.sentences}
    lessons = []
    for row in rows:
        clause = _cut_clause(scene, row["spans"][0])
        if clause is None or (n := holder.get(scene.sentence_at(clause[0]))) is None:
            continue
        if (pieces := windows[n].find(clause)) != NOWHERE:
            target = Target(n, pieces, scene.choices(*clause), type=EVENT_TYPES.index(row["type"]))
            lessons.append(Lesson(target, row, OPTIONAL_EVENT if row.get("optional") else 1.0))
    return lessons


def _cut_clause(scene: Scene, span: tuple[int, int]) -> tuple[int, int] | None:
    """The part of a span that stands in the sentence that holds most of it."""
    best = max(scene.sentences, key=lambda s: overlap(span, (s.start, s.end)))
    start, end = max(span[0], best.start), min(span[1], best.end)
    return (start, end) if start < end else None


def _list_types(scene: Scene, coding: Coding) -> dict[int, dict[str, float]]:
    """By sentence the types of event that it tells, with their weights; refused words tell nothing.

    A clause that is told again counts half.
    """
    told: dict[int, dict[str, float]] = {}
    for row in coding.events:
        for n, span in enumerate(row["spans"]):
            if (clause := _cut_clause(scene, span)) is None:
                continue
            types = told.setdefault(scene.sentence_at(clause[0]), {})
            weight = (RETOLD if n else 1.0) * (OPTIONAL_EVENT if row.get("optional") else 1.0)
            types[row["type"]] = max(types.get(row["type"], 0.0), weight)
    for refused in coding.refusals("events"):
        told.setdefault(scene.sentence_at(refused["spans"][0][0]), {})
    return told


def list_together(scene: Scene, coding: Coding) -> Iterator[tuple[str, str, str]]:
    """Measure, aggregation and shape of period of each claim that the guide requires."""
    for row in coding.counts:
        if row["measure"] != "other" and not row.get("optional"):
            first, last = (_day(row[name]) for name in ("period_start", "period_end"))
            yield row["measure"], row["aggregation"], name_shape((first, last), scene.latest)


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


# Labels


def _label_sentences(window: Window, told: Mapping[int, Mapping[str, float]], is_complete: bool) -> Arrays:
    """Which types each sentence tells; one of which nothing was said teaches nothing."""
    types = [told.get(at, {}) for at in window.sentences]
    known = [float(is_complete or at in told) for at in window.sentences]
    weights = [[row.get(t, k) for t in EVENT_TYPES] for row, k in zip(types, known, strict=True)]
    return {
        "types": np.array([[t in row for t in EVENT_TYPES] for row in types], np.float32),
        "weights": np.array(weights, np.float32),
    }


def _label_numbers(lessons: Sequence[Lesson]) -> Arrays:
    labels: Arrays = {name: np.full(len(lessons), UNREACHED, np.int64) for name in NUMBER_LABELS}
    for k, one in enumerate(lessons):
        labels["measure"][k] = MEASURES.index(one.row["measure"] if one.row else "other")
        for name, value in _read_labels(one.row).items() if one.row else ():
            labels[name][k] = value
    targets, rows = [one.target for one in lessons], [one.row for one in lessons]
    claims = [one.claim for one in lessons]
    compared = [row and (row.get("comparison") or {}) for row in claims]
    weights = np.array([one.weight for one in lessons], np.float32)
    is_claim = np.array([claim is not None for claim in claims], np.float32)
    others = np.array([OTHER_FIELDS if one.row and not one.claim else 1.0 for one in lessons], np.float32)
    return {
        **labels,
        **{role: _label_countries(targets, claims, role) for role in COUNT_ROLES},
        "period": _label_periods(targets, rows, "period"),
        "source": _label_sources(targets, rows),
        "ref_period": _label_periods(targets, [row or None for row in compared], "ref_period"),
        "factor": _label_others(targets, compared, "factor"),
        "ref_value": _label_others(targets, compared, "ref_value"),
        "weights": weights,
        "field_weights": weights * others,
        "claim_weights": weights * is_claim,
    }


def _read_labels(row: Row) -> dict[str, int]:
    group, rate, comparison = row["group"], row["rate_per"], row.get("comparison") or {}
    own = {
        "unit": row["unit"],
        "aggregation": row["aggregation"],
        "modality": row["modality"],
        "group_kind": group if group in GROUPS else "nation" if group else "none",
        "relation": comparison.get("relation") or "none",
    }
    if rate:
        own["rate_per"] = rate if rate in RATES else "other"
    if comparison.get("ref_measure"):
        own["ref_measure"] = comparison["ref_measure"]
    return {name: NUMBER_LABELS[name].index(value) for name, value in own.items()}


def _label_clauses(window: Window, lessons: Sequence[Lesson]) -> Arrays:
    targets, rows = [one.target for one in lessons], [one.row or {} for one in lessons]
    sentences = [list(window.sentences).index(target.choices.sentence) for target in targets]
    return {
        **{
            name: np.array([known.index(row[name]) for row in rows], np.int64)
            for name, known in EVENT_LABELS.items()
        },
        **{role: _label_countries(targets, rows, role) for role in EVENT_ROLES},
        "period": _label_periods(targets, rows, "date"),
        "source": _label_sources(targets, rows),
        "weights": np.array([one.weight for one in lessons], np.float32),
        "sentence_row": np.array(sentences, np.int64),
        "first": np.array([target.pieces[0] for target in targets], np.int64),
        "last": np.array([target.pieces[1] - 1 for target in targets], np.int64),
    }


def _spread(
    targets: Sequence[Target],
    rows: Sequence[Row | None],
    name: str,
    right: Callable[[Row, Candidate[Any] | None], float],
    has_none: bool = True,
) -> Any:
    """rows x (none +) candidates: the share of each in what the coder said; a row of 0 teaches nothing."""
    lists = [[*[None] * has_none, *getattr(target.choices, name)] for target in targets]
    label = np.zeros((len(rows), max([1 + has_none, *map(len, lists)])), np.float32)
    for k, (row, listed) in enumerate(zip(rows, lists, strict=True)):
        if row is not None:
            label[k, : len(listed)] = [right(row, one) for one in listed]
    return label


def _label_countries(targets: Sequence[Target], rows: Sequence[Row | None], role: str) -> Any:
    def right(row: Row, one: Candidate[str] | None) -> float:
        value = None if role == "group" and row[role] in GROUPS else row[role]
        codes = value.split("+") if value else []
        return float(not codes) if one is None else (one.value in codes) / max(1, len(codes))

    label = _spread(targets, rows, "countries", right)
    label[label.sum(1) < 0.99] = 0  # a country that is no candidate
    return label


def _label_periods(targets: Sequence[Target], rows: Sequence[Row | None], name: str) -> Any:
    """The periods that a coder, or a second one, holds right."""
    names = (f"{name}_start", f"{name}_end")

    def right(row: Row, one: Candidate[Days] | None) -> float:
        told = [] if one is None else [day and day.isoformat() for day in one.value]
        readings = (row, {**row, **row.get("alt", {})})
        return float(any(told == [reading.get(end) for end in names] for reading in readings))

    return _spread(targets, rows, "periods", right, has_none=False)


def _label_sources(targets: Sequence[Target], rows: Sequence[Row | None]) -> Any:
    def right(row: Row, one: Candidate[str] | None) -> float:
        if one is None or not row["source"]:
            return float(one is None and not row["source"])
        return float(share_words(row["source"], one.value))

    return _spread(targets, rows, "sources", right)


def _label_others(targets: Sequence[Target], rows: Sequence[Row | None], name: str) -> Any:
    def right(row: Row, one: Candidate[Any] | None) -> float:
        value = row.get(name)
        if one is None or value is None:
            return float(one is None and value is None)
        return float(is_close(value, one.value.value if isinstance(one.value, Quantity) else one.value))

    return _spread(targets, rows, "others", right)
