"""Coded articles as training material: what a coder said of each number and sentence, as targets of heads.

A field that a coder left to the world (a country that no name of the article stands for, a period that no
date gives) teaches nothing; rows that are optional in the guide count half.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
from tokenizers import Tokenizer

from analysis.codings import CodedRow, Coding
from analysis.codings.format import NOWHERE as UNPLACED
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

Fields = Mapping[str, Any]
R = TypeVar("R")
OPTIONAL_NUMBER, OPTIONAL_EVENT, OTHER_FIELDS, RETOLD = 0.5, 0.4, 0.3, 0.5
UNREACHED = -1  # no label: the head is not taught


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its targets; `live` where it holds a claim or an event."""

    window: Window
    inputs: dict[str, Arrays]
    labels: dict[str, Arrays]
    live: bool


def make_examples(
    scene: Scene, coding: Coding, tokenizer: Tokenizer, codes: Mapping[str, int], shift: int = 0
) -> list[Example]:
    """The windows of a coded article with their targets.

    In a coding that is not complete only what a person decided on teaches: coded rows, and refused words.
    """
    coding = _in_shadow(coding, scene.document.shadow)
    windows = cut_windows(scene, tokenizer, shift)
    numbers = place_numbers(scene, windows)
    rows = _match_counts(numbers, coding.counts)
    silent = _list_silent(coding, numbers, rows)
    events = _place_events(scene, windows, coding.events)
    told = _list_types(scene, coding)
    examples = []
    for n, window in enumerate(windows):
        own = [k for k, target in enumerate(numbers) if target.window == n]
        clauses = [(target, row, weight) for target, row, weight in events if target.window == n]
        examples.append(
            _make_example(
                scene,
                window,
                [(_alone(numbers[k]), rows[k]) for k in own],
                np.array([k not in silent for k in own], np.float32),
                [(_alone(target), row, weight) for target, row, weight in clauses],
                told,
                codes,
            )
        )
    return examples


def _in_shadow(coding: Coding, shadow: Shadow) -> Coding:
    """The coding with all its spans in the text that the reader sees."""

    def move(row: CodedRow) -> CodedRow:
        return replace(row, spans=tuple(shadow.locate(*span) for span in row.spans if span != UNPLACED))

    def moved(rows: Iterable[CodedRow]) -> tuple[CodedRow, ...]:
        return tuple(row for row in map(move, rows) if row.spans)

    refused = tuple(replace(one, span=shadow.locate(*one.span)) for one in coding.rejected)
    return replace(coding, counts=moved(coding.counts), events=moved(coding.events), rejected=refused)


def _alone(target: Target) -> Target:
    """The target in an example of one window."""
    return Target(0, target.pieces, target.choices, target.quantity, target.type)


def _make_example(
    scene: Scene,
    window: Window,
    numbers: Sequence[tuple[Target, CodedRow | None]],
    taught: Any,
    clauses: Sequence[tuple[Target, CodedRow, float]],
    told: "Told",
    codes: Mapping[str, int],
) -> Example:
    inputs = {
        "windows": window_arrays([window]),
        "sentences": sentence_arrays(scene, [window]),
        "numbers": number_arrays(scene, [window], [target for target, _ in numbers], codes),
        "clauses": clause_arrays([window], [target for target, _, _ in clauses], codes),
    }
    types = [told.types.get(index, {}) for index in window.sentences]
    known = [told.is_complete or index in told.types for index in window.sentences]
    labels = {
        "sentences": {
            "types": np.array([[t in row for t in EVENT_TYPES] for row in types], np.float32),
            "weights": np.array(
                [[row.get(t, 1.0 * k) for t in EVENT_TYPES] for row, k in zip(types, known, strict=True)],
                np.float32,
            ),
        },
        "numbers": _label_numbers(numbers, taught),
        "clauses": _label_clauses(window, clauses),
    }
    claims = any(_is_claim(row) for _, row in numbers)
    return Example(window, inputs, labels, claims or any(types))


# Matching codings with mentions


def _match_counts(targets: Sequence[Target], rows: Sequence[CodedRow]) -> dict[int, CodedRow | None]:
    """The coded row of each number, by its index; None where a number is coded as nothing."""
    scored = []
    for r, row in enumerate(rows):
        for k, target in enumerate(targets):
            shared = _overlap(row.span, target.choices.span)
            if shared > 0 and target.quantity is not None:
                scored.append((4 * _numbers_agree(row, target.quantity) + shared / 1e4, -r, -k))
    found: dict[int, CodedRow | None] = dict.fromkeys(range(len(targets)))
    used: set[int] = set()
    for _, r, k in sorted(scored, reverse=True):
        if -r not in used and found[-k] is None:
            used.add(-r)
            found[-k] = rows[-r]
    return found


def _list_silent(coding: Coding, targets: Sequence[Target], rows: Mapping[int, CodedRow | None]) -> set[int]:
    """Numbers of which a coding that is not complete says nothing."""
    refused = [one.span for one in coding.rejected if one.table == "counts"]
    return {
        k
        for k, target in enumerate(targets)
        if not coding.complete
        and rows[k] is None
        and not any(_overlap(span, target.choices.span) > 0 for span in refused)
    }


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _numbers_agree(row: CodedRow, quantity: Quantity) -> bool:
    if row.fields["value"] is not None:
        return _close(row.fields["value"], quantity.value)
    return _close(row.fields["low"], quantity.low) and _close(row.fields["high"], quantity.high)


def _close(one: float | None, other: float | None, tolerance: float = 0.005) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= tolerance * max(abs(one), abs(other), 1e-9)


def _place_events(
    scene: Scene, windows: Sequence[Window], rows: Sequence[CodedRow]
) -> list[tuple[Target, CodedRow, float]]:
    holder = {index: n for n, window in enumerate(windows) for index in window.sentences}
    placed = []
    for row in rows:
        clause = _cut_clause(scene, row.span)
        if clause is None or (n := holder.get(scene.sentence_at(clause[0]))) is None:
            continue
        if (pieces := windows[n].find(clause)) != NOWHERE:
            target = Target(n, pieces, scene.choices(*clause), type=EVENT_TYPES.index(row.fields["type"]))
            placed.append((target, row, OPTIONAL_EVENT if row.optional else 1.0))
    return placed


def _cut_clause(scene: Scene, span: tuple[int, int]) -> tuple[int, int] | None:
    """The part of a span that stands in the sentence that holds most of it."""
    best = max(scene.sentences, key=lambda s: _overlap(span, (s.start, s.end)))
    start, end = max(span[0], best.start), min(span[1], best.end)
    return (start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Told:
    """By sentence the types of event that it tells, with their weights; whether the others tell none."""

    types: Mapping[int, Mapping[str, float]]
    is_complete: bool


def _list_types(scene: Scene, coding: Coding) -> Told:
    """What each sentence tells; a clause that is told again counts half, refused words tell nothing."""
    told: dict[int, dict[str, float]] = {}
    for row in coding.events:
        for n, span in enumerate(row.spans):
            if (clause := _cut_clause(scene, span)) is None:
                continue
            types = told.setdefault(scene.sentence_at(clause[0]), {})
            weight = (RETOLD if n else 1.0) * (OPTIONAL_EVENT if row.optional else 1.0)
            types[row.fields["type"]] = max(types.get(row.fields["type"], 0.0), weight)
    for refused in coding.rejected:
        if refused.table == "events":
            told.setdefault(scene.sentence_at(refused.span[0]), {})
    return Told(told, coding.complete)


# Labels


def _is_claim(row: CodedRow | None) -> bool:
    return row is not None and row.fields["measure"] != "other"


def _label_numbers(numbers: Sequence[tuple[Target, CodedRow | None]], taught: Any) -> Arrays:
    labels: Arrays = {name: np.full(len(numbers), UNREACHED, np.int64) for name in NUMBER_LABELS}
    weights = np.zeros(len(numbers), np.float32)
    for k, (_, row) in enumerate(numbers):
        labels["measure"][k] = MEASURES.index(row.fields["measure"] if row else "other")
        weights[k] = taught[k] * (OPTIONAL_NUMBER if row and row.optional else 1.0)
        if row:
            for name, value in _read_labels(row).items():
                labels[name][k] = value
    claims = np.array([_is_claim(row) for _, row in numbers], np.float32)
    others = np.array(
        [1.0 if row is None or _is_claim(row) else OTHER_FIELDS for _, row in numbers], np.float32
    )
    told = [(target, row.fields if row and _is_claim(row) else None) for target, row in numbers]
    compared = [
        (target, (row.comparison or {}) if row and _is_claim(row) else None) for target, row in numbers
    ]
    labels |= {role: _label_countries(told, role) for role in COUNT_ROLES}
    labels["period"] = _label_periods(_with_alternatives(numbers), ("period_start", "period_end"))
    labels["source"] = _label_sources([(target, row.fields if row else None) for target, row in numbers])
    labels["ref_period"] = _label_periods(
        [(target, [row] if row else None) for target, row in compared], ("ref_period_start", "ref_period_end")
    )
    labels["factor"] = _label_others(compared, "factor")
    labels["ref_value"] = _label_others(compared, "ref_value")
    return labels | {"weights": weights, "field_weights": weights * others, "claim_weights": weights * claims}


def list_together(scene: Scene, coding: Coding) -> Iterator[tuple[str, str, str]]:
    """Measure, aggregation and shape of period of each claim that the guide requires."""
    for row in coding.counts:
        if row.fields["measure"] != "other" and not row.optional:
            first, last = (_day(row.fields[name]) for name in ("period_start", "period_end"))
            shape = name_shape((first, last), scene.latest)
            yield row.fields["measure"], row.fields["aggregation"], shape


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _with_alternatives(
    rows: Sequence[tuple[Target, CodedRow | None]],
) -> list[tuple[Target, list[Fields] | None]]:
    """The readings of each row that a coder, or a second one, holds right."""
    return [
        (target, [row.fields, {**row.fields, **row.alternatives}] if row else None) for target, row in rows
    ]


def _read_labels(row: CodedRow) -> dict[str, int]:
    fields = row.fields
    group, rate, comparison = fields["group"], fields["rate_per"], row.comparison or {}
    own = {
        "unit": fields["unit"],
        "aggregation": fields["aggregation"],
        "modality": fields["modality"],
        "group_kind": group if group in GROUPS else "nation" if group else "none",
        "relation": comparison.get("relation") or "none",
    }
    if rate:
        own["rate_per"] = rate if rate in RATES else "other"
    if comparison.get("ref_measure"):
        own["ref_measure"] = comparison["ref_measure"]
    return {name: NUMBER_LABELS[name].index(value) for name, value in own.items()}


def _label_clauses(window: Window, clauses: Sequence[tuple[Target, CodedRow, float]]) -> Arrays:
    rows = [(target, row.fields) for target, row, _ in clauses]
    labels: Arrays = {
        name: np.array([known.index(fields[name]) for _, fields in rows], np.int64)
        for name, known in EVENT_LABELS.items()
    }
    labels |= {role: _label_countries(rows, role) for role in EVENT_ROLES}
    dated = _with_alternatives([(target, row) for target, row, _ in clauses])
    labels["period"] = _label_periods(dated, ("date_start", "date_end"))
    labels["source"] = _label_sources(rows)
    labels["weights"] = np.array([weight for _, _, weight in clauses], np.float32)
    labels["sentence_row"] = np.array(
        [list(window.sentences).index(target.choices.sentence) for target, _ in rows], np.int64
    )
    labels["first"] = np.array([target.pieces[0] for target, _ in rows], np.int64)
    labels["last"] = np.array([target.pieces[1] - 1 for target, _ in rows], np.int64)
    return labels


def _spread(
    rows: Sequence[tuple[Target, R | None]],
    candidates: Callable[[Target], Sequence[Candidate[Any]]],
    right: Callable[[R, Candidate[Any] | None], float],
    has_none: bool = True,
) -> Any:
    """rows x (none +) candidates: the share of each in what the coder said; a row of 0 teaches nothing."""
    lists = [([None] if has_none else []) + list(candidates(target)) for target, _ in rows]
    label = np.zeros((len(rows), max([1 + has_none, *map(len, lists)])), np.float32)
    for k, (_, row) in enumerate(rows):
        if row is not None:
            label[k, : len(lists[k])] = [right(row, one) for one in lists[k]]
    return label


def _label_countries(rows: Sequence[tuple[Target, Fields | None]], role: str) -> Any:
    def wanted(row: Fields) -> list[str]:
        value = row[role]
        return [] if value is None or (role == "group" and value in GROUPS) else value.split("+")

    def right(row: Fields, one: Candidate[str] | None) -> float:
        codes = wanted(row)
        return float(not codes) if one is None else (one.value in codes) / max(1, len(codes))

    label = _spread(rows, lambda target: target.choices.countries, right)
    label[label.sum(1) < 0.99] = 0  # a country that is no candidate
    return label


def _label_periods(rows: Sequence[tuple[Target, Sequence[Fields] | None]], names: tuple[str, str]) -> Any:
    def right(readings: Sequence[Fields], one: Candidate[Days] | None) -> float:
        told = [] if one is None else [_iso(day) for day in one.value]
        return float(any(told == [reading.get(name) for name in names] for reading in readings))

    return _spread(rows, lambda target: target.choices.periods, right, has_none=False)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _label_sources(rows: Sequence[tuple[Target, Fields | None]]) -> Any:
    def right(row: Fields, one: Candidate[str] | None) -> float:
        if one is None or not row["source"]:
            return float(one is None and not row["source"])
        return float(share_words(row["source"], one.value))

    return _spread(rows, lambda target: target.choices.sources, right)


def _label_others(rows: Sequence[tuple[Target, Fields | None]], name: str) -> Any:
    def right(row: Fields, one: Candidate[Any] | None) -> float:
        value = row.get(name)
        if one is None or value is None:
            return float(one is None and value is None)
        stated = one.value.value if isinstance(one.value, Quantity) else one.value
        return float(_close(value, stated))

    return _spread(rows, lambda target: target.choices.others, right)
