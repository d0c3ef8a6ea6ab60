"""One article read by the network: counts, comparisons and events as rows, and numbers that are no claim."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.document import Document
from analysis.meaning.candidates import Scene
from analysis.meaning.claims import Claim, decode_claim
from analysis.meaning.events import Happening, decode_events, find_clauses
from analysis.meaning.linking import find_event
from analysis.meaning.network import Network, iterate_rows
from analysis.meaning.together import Chances, share_repeats, weigh_together
from analysis.meaning.windows import (
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
from analysis.mentions.quantities import Quantity, Refusal
from analysis.vocabulary import Reason

Row = dict[str, Any]
# A number or a clause, the probability that it is one, and those of each head.
Told = tuple[Target, float, Chances]
# Windows that are read at a time, so that what a long article needs fits into memory.
AT_ONCE = 24
# Quantities that are never a claim, by their unit.
NO_CLAIMS: dict[str, Reason] = {"money": "money", "age": "age", "duration": "duration"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network made of one article, with all that is needed to explain it."""

    scene: Scene
    windows: Sequence[Window]
    said: Arrays
    claims: tuple[Claim, ...]
    happenings: tuple[Happening, ...]
    refusals: tuple[Refusal, ...]

    @property
    def counts(self) -> list[Row]:
        """Rows of the table counts, without article and quote."""
        events = self.events
        return [{**claim.row, "event_id": find_event(claim.row, events)} for claim in self.claims]

    @property
    def comparisons(self) -> list[Row]:
        """Rows of the table comparisons."""
        return [claim.comparison for claim in self.claims if claim.comparison]

    @property
    def events(self) -> list[Row]:
        """Rows of the table events."""
        return [one.row for one in self.happenings]


def read_meaning(document: Document, network: Network, key: str) -> Reading:
    """Read an article; `key` names it in the ids of its rows."""
    scene, card = Scene(document), network.card
    refusals = [_refuse(q) for q in document.quantities if q.conversion or q.unit in NO_CLAIMS]
    windows = cut_windows(scene, network.tokenizer)
    numbers, clauses, said = list[Told](), list[Told](), list[Arrays]()
    for first in range(0, len(windows), AT_ONCE):
        share = _read_windows(scene, network, windows[first : first + AT_ONCE], first)
        numbers, clauses, said = [*numbers, *share[0]], [*clauses, *share[1]], [*said, share[2]]
    shared = share_repeats([target for target, _, _ in numbers], [chances for _, _, chances in numbers])
    fit = weigh_together(card.together)
    claims = [
        decode_claim(scene, target, chances, card, fit, key)
        for (target, _, _), chances in zip(numbers, shared, strict=True)
    ]
    found, rows = [(target, chance) for target, chance, _ in clauses], [chances for _, _, chances in clauses]
    happenings = decode_events(scene, found, rows, card, key)
    types = {"types": np.concatenate([one["types"] for one in said])} if said else {}
    return Reading(scene, windows, types, tuple(claims), tuple(happenings), (*document.refusals, *refusals))


def _read_windows(
    scene: Scene, network: Network, windows: Sequence[Window], first: int
) -> tuple[list[Told], list[Told], Arrays]:
    """The numbers and clauses of some windows, `first` and on of the article's, and what sentences tell."""
    card, states = network.card, network.run("encoder", window_arrays(windows))["states"]
    numbers = [t for t in place_numbers(scene, windows) if t.quantity and t.quantity.unit not in NO_CLAIMS]
    said = network.run("sentences", {"states": states, **sentence_arrays(scene, windows)})
    clauses = find_clauses(scene, windows, said, card.event_threshold)
    targets = [target for target, _ in clauses]
    arrays = number_arrays(scene, windows, numbers, card.codes), clause_arrays(windows, targets, card.codes)
    of_numbers = _run_rows(network, "numbers", states, arrays[0], numbers)
    of_clauses = _run_rows(network, "clauses", states, arrays[1], targets)
    moved = [replace(t, window=first + t.window) for t in (*numbers, *targets)]
    chances = [1.0] * len(numbers) + [chance for _, chance in clauses]
    told = list(zip(moved, chances, [*of_numbers, *of_clauses], strict=True))
    return told[: len(numbers)], told[len(numbers) :], said


def _run_rows(
    network: Network, graph: str, states: Any, arrays: Arrays, targets: Sequence[Target]
) -> list[Any]:
    """The probabilities of each head, row by row; nothing is computed for no rows."""
    return list(iterate_rows(network.run(graph, {"states": states, **arrays}))) if targets else []


def _refuse(quantity: Quantity) -> Refusal:
    reason: Reason = "conversion" if quantity.conversion else NO_CLAIMS[quantity.unit]
    return Refusal(quantity.start, quantity.end, quantity.text, reason)
