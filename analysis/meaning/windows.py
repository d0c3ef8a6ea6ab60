"""What the network sees of an article: windows of sentences as word pieces, with every mention marked.

A window holds the headline, the pieces before, a run of sentences that are read, and a little of what
follows. Numbers and clauses in the run are laid out as arrays: where all that they can mean stands, and what
is known of it.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from analysis.meaning.candidates import Candidate, Chars, Choices, Scene
from analysis.meaning.inventory import (
    AFTER,
    BEFORE,
    COUNTRY_FEATURES,
    FOUND_UNITS,
    HEADLINE,
    KINDS,
    LONGEST,
    MARKS,
    NUMBER_FLAGS,
    OTHER_FEATURES,
    PERIOD_FEATURES,
    READ,
    SEGMENTS,
    SOURCE_FEATURES,
)
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import BOUNDS

Arrays = dict[str, NDArray[Any]]
NOWHERE = (0, 0)
LISTS = {
    "country": COUNTRY_FEATURES,
    "period": PERIOD_FEATURES,
    "source": SOURCE_FEATURES,
    "other": OTHER_FEATURES,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A word piece: its id in the vocabulary and the characters that it stands for (-1 where none)."""

    id: int
    start: int = -1
    end: int = -1


@dataclass(slots=True)
class Window:
    """One window: pieces with their segments and marks, and where each sentence of the run lies in it."""

    pieces: list[Piece] = field(default_factory=list)
    segments: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    sentences: dict[int, Chars] = field(default_factory=dict)
    _places: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)

    def put(self, pieces: Iterable[Piece], segment: str) -> None:
        """Add pieces; those of the text come in its order."""
        for piece in pieces:
            if piece.end > piece.start >= 0:
                self._places.append(len(self.pieces))
                self._starts.append(piece.start)
                self._ends.append(piece.end)
            self.pieces.append(piece)
            self.segments.append(SEGMENTS.index(segment))
            self.marks.append(0)

    def find(self, span: Chars | None) -> Chars:
        """The last unbroken run of pieces that overlaps a stretch of text; NOWHERE where none does."""
        if span is None:
            return NOWHERE
        first, after = bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])
        if first >= after:
            return NOWHERE
        begin, end = self._places[first], self._places[after - 1]
        return (begin if end - begin == after - 1 - first else end, end + 1)

    def chars(self, first: int, last: int) -> Chars:
        """The stretch of text that the pieces first:last stand for."""
        return self.pieces[first].start, self.pieces[last - 1].end

    def mark(self, mentions: Iterable[Chars], kind: str) -> None:
        """Mark the pieces that lie within mentions."""
        number = MARKS.index(kind)
        for start, end in mentions:
            first = bisect_left(self._starts, start)
            for at in range(first, bisect_right(self._ends, end)):
                self.marks[self._places[at]] = number


@dataclass(frozen=True, slots=True)
class Target:
    """A number, or a clause that may report an event of `type`: its place in a window, what it can mean."""

    window: int
    pieces: Chars
    choices: Choices
    quantity: Quantity | None = None
    type: int = 0


def cut_windows(scene: Scene, tokenizer: Tokenizer, shift: int = 0) -> list[Window]:
    """The windows of an article, in order; a shift of the first boundary makes others for training."""
    pieces = _split_sentences(scene, tokenizer)
    marked = _list_mentions(scene)
    windows = [_open_window(scene, tokenizer, pieces, run) for run in _runs(scene, pieces, shift)]
    for window in windows:
        for kind, mentions in marked.items():
            window.mark(mentions, kind)
    return windows


def _split_sentences(scene: Scene, tokenizer: Tokenizer) -> list[list[Piece]]:
    encoded = tokenizer.encode_batch([s.text for s in scene.sentences], add_special_tokens=False)
    return [
        [
            Piece(i, a + sentence.start, b + sentence.start)
            for i, (a, b) in zip(one.ids, one.offsets, strict=True)
        ]
        for sentence, one in zip(scene.sentences, encoded, strict=True)
    ]


def _list_mentions(scene: Scene) -> Mapping[str, list[Chars]]:
    """Mentions by kind; where two kinds share words, the later one of this order stands."""
    return {
        "place": [(p.start, p.end) for p, _ in scene.places],
        "speaker": [(a.source_start, a.source_end) for a in scene.document.attributions],
        "date": [(m.start, m.end) for m, _ in scene.dates],
        "number": [(q.start, q.end) for q in scene.numbers],
    }


def _runs(scene: Scene, pieces: Sequence[Sequence[Piece]], shift: int) -> Iterator[list[int]]:
    """Runs of sentences of at most READ pieces."""
    run: list[int] = []
    length = shift
    for sentence in scene.sentences:
        here = min(len(pieces[sentence.index]), READ)
        if sentence.kind == "header" or not here:
            continue
        if run and length + here > READ:
            yield run
            run, length = [], 0
        run.append(sentence.index)
        length += here
    if run:
        yield run


def _open_window(
    scene: Scene, tokenizer: Tokenizer, pieces: Sequence[Sequence[Piece]], run: Sequence[int]
) -> Window:
    first, separator = run[0], [_special(tokenizer, "[SEP]")]
    window = Window()
    window.put([_special(tokenizer, "[CLS]")], "special")
    if first > scene.headline:
        window.put(pieces[scene.headline][:HEADLINE], "headline")
        window.put(separator, "headline")
    before: list[Piece] = []
    for at in range(first - 1, scene.headline, -1):
        before = [*pieces[at], *before]
        if len(before) >= BEFORE:
            break
    window.put(before[-BEFORE:], "before")
    window.put(separator, "before")
    for at in run:
        begin = len(window.pieces)
        window.put(pieces[at][:LONGEST], "read")
        window.sentences[at] = (begin, len(window.pieces))
    window.put(separator, "read")
    if run[-1] + 1 < len(pieces):
        window.put(pieces[run[-1] + 1][:AFTER], "after")
    return window


def _special(tokenizer: Tokenizer, name: str) -> Piece:
    number = tokenizer.token_to_id(name)
    if number is None:
        raise ValueError(f"the word pieces lack {name}")
    return Piece(number)


def place_numbers(scene: Scene, windows: Sequence[Window]) -> list[Target]:
    """Every number of the article in the window that reads it; one cut off at the end is left out."""
    holder = {at: n for n, window in enumerate(windows) for at in window.sentences}
    targets = []
    for quantity in scene.numbers:
        n = holder.get(scene.sentence_at(quantity.start))
        if n is None or (pieces := windows[n].find((quantity.start, quantity.end))) == NOWHERE:
            continue
        choices = scene.choices(quantity.start, quantity.end, quantity)
        targets.append(Target(n, pieces, choices, quantity))
    return targets


# Arrays


def window_arrays(windows: Sequence[Window]) -> Arrays:
    """ids, segments, marks (windows x pieces) and mask, padded to the longest window."""
    longest = max(len(w.pieces) for w in windows)
    arrays: Arrays = {
        name: np.zeros((len(windows), longest), np.int64) for name in ("ids", "segments", "marks")
    }
    arrays["mask"] = np.zeros((len(windows), longest), np.float32)
    for row, window in enumerate(windows):
        n = len(window.pieces)
        arrays["ids"][row, :n] = [piece.id for piece in window.pieces]
        arrays["segments"][row, :n] = window.segments
        arrays["marks"][row, :n] = window.marks
        arrays["mask"][row, :n] = 1
    return arrays


def sentence_arrays(scene: Scene, windows: Sequence[Window]) -> Arrays:
    """One row per sentence of the runs: window, pieces, kind of line and position in the article."""
    rows = [(n, at, pieces) for n, window in enumerate(windows) for at, pieces in window.sentences.items()]
    return {
        "window": np.array([n for n, _, _ in rows], np.int64),
        "pieces": np.array([pieces for _, _, pieces in rows], np.int64).reshape(-1, 2),
        "kind": np.array([KINDS.index(scene.sentences[at].kind) for _, at, _ in rows], np.int64),
        "position": np.array([min(at - scene.headline, 20) / 20 for _, at, _ in rows], np.float32),
    }


def number_arrays(
    scene: Scene, windows: Sequence[Window], targets: Sequence[Target], codes: Mapping[str, int]
) -> Arrays:
    """One row per number: its place, what the finder knows of it, and all its candidates."""
    quantities = [target.quantity for target in targets if target.quantity is not None]
    found = [
        (
            FOUND_UNITS.index(q.unit) if q.unit in FOUND_UNITS else 0,
            BOUNDS.index(q.bound),
            KINDS.index(scene.sentences[scene.sentence_at(q.start)].kind),
        )
        for q in quantities
    ]
    flags = [
        (
            q.comparative is not None,
            bool(q.rate_per),
            q.partitive,
            q.value is None,
            math.log10(1 + abs(q.value or 0)) / 8,
            min(scene.sentence_at(q.start) - scene.headline, 20) / 20,
        )
        for q in quantities
    ]
    return {
        **_place_arrays(windows, targets),
        "found": np.array(found, np.int64).reshape(-1, 3),
        "flags": np.array(flags, np.float32).reshape(-1, NUMBER_FLAGS),
        **_candidate_arrays(windows, targets, codes, ("country", "period", "source", "other")),
    }


def clause_arrays(windows: Sequence[Window], targets: Sequence[Target], codes: Mapping[str, int]) -> Arrays:
    """One row per clause and event type: its place, the type, and all its candidates."""
    return {
        **_place_arrays(windows, targets),
        "type": np.array([target.type for target in targets], np.int64),
        **_candidate_arrays(windows, targets, codes, ("country", "period", "source")),
    }


def _place_arrays(windows: Sequence[Window], targets: Sequence[Target]) -> Arrays:
    sentences = [windows[t.window].sentences[t.choices.sentence] for t in targets]
    return {
        "window": np.array([t.window for t in targets], np.int64),
        "pieces": np.array([t.pieces for t in targets], np.int64).reshape(-1, 2),
        "sentence": np.array(sentences, np.int64).reshape(-1, 2),
    }


def _candidate_arrays(
    windows: Sequence[Window], targets: Sequence[Target], codes: Mapping[str, int], names: Sequence[str]
) -> Arrays:
    arrays: Arrays = {}
    for name in names:
        lists = [_listed(target.choices, name) for target in targets]
        most = max([1, *map(len, lists)])
        where = np.zeros((len(lists), most, 2), np.int64)
        kinds = np.zeros((len(lists), most), np.int64)
        features = np.zeros((len(lists), most, LISTS[name]), np.float32)
        mask = np.zeros((len(lists), most), np.float32)
        for row, (target, candidates) in enumerate(zip(targets, lists, strict=True)):
            find = windows[target.window].find
            for column, one in enumerate(candidates):
                where[row, column] = find(one.span)
                kinds[row, column] = codes.get(one.value, 0) if name == "country" else one.kind
            if candidates:
                features[row, : len(candidates)] = [one.features for one in candidates]
            mask[row, : len(candidates)] = 1
        arrays |= {f"{name}_where": where, f"{name}_features": features, f"{name}_mask": mask}
        if name in ("country", "period"):
            arrays[f"{name}_kind"] = kinds
    return arrays


def _listed(choices: Choices, name: str) -> tuple[Candidate[Any], ...]:
    lists: dict[str, tuple[Candidate[Any], ...]] = {
        "country": choices.countries,
        "period": choices.periods,
        "source": choices.sources,
        "other": choices.others,
    }
    return lists[name]
