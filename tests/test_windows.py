"""The network sees an article in windows: every sentence once, every number in its place and marked."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.meaning.inventory import MARKS, READ, SEGMENTS
from analysis.meaning.network import open_network
from analysis.meaning.windows import (
    NOWHERE,
    cut_windows,
    number_arrays,
    place_numbers,
    sentence_arrays,
    window_arrays,
)
from tests.test_candidates import scene_of

SENTENCES = (
    "Border guards stopped 171 people on Tuesday.",
    "The interior ministry in Vilnius said that most of them were Iraqis.",
    "Since January 4,124 migrants have crossed from Belarus into Lithuania.",
    "“We will build a fence of 508 kilometres,” the minister said.",
    "Nobody was hurt.",
)
ARTICLES = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=60).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(ARTICLES, st.integers(0, READ))
def test_every_sentence_is_read_once(text: str, shift: int) -> None:
    """Wherever the first boundary lies, the runs of the windows hold all sentences in order, each once."""
    scene = scene_of(text)
    read = [at for window in cut_windows(scene, open_network().tokenizer, shift) for at in window.sentences]
    assert read == [sentence.index for sentence in scene.sentences]


@settings(max_examples=25, deadline=None)
@given(ARTICLES)
def test_every_number_is_read_where_it_stands(text: str) -> None:
    """The pieces of a number stand for its words, in the run of its window."""
    scene = scene_of(text)
    windows = cut_windows(scene, open_network().tokenizer)
    targets = place_numbers(scene, windows)
    assert [t.quantity for t in targets] == scene.numbers
    for target in targets:
        window, (start, end) = windows[target.window], target.choices.span
        first, last = window.chars(*target.pieces)
        assert (first, last) == (start, end)
        assert all(window.segments[n] == SEGMENTS.index("read") for n in range(*target.pieces))
        assert all(window.marks[n] == MARKS.index("number") for n in range(*target.pieces))


def test_a_window_shows_headline_and_context() -> None:
    """A later window begins with the headline and ends with a little of what follows."""
    text = "Lithuania counts more crossings\n\n" + " ".join(SENTENCES * 12)
    windows = cut_windows(scene_of(text), open_network().tokenizer)
    shown = [{SEGMENTS[n] for n in window.segments} for window in windows]
    assert len(windows) > 2
    assert {"headline", "before", "read"} <= shown[1]
    assert "after" in shown[0]
    for window in windows:
        starts = [piece.start for piece in window.pieces if piece.start >= 0]
        assert all(a <= b for a, b in pairwise(starts))


def test_words_out_of_a_window_are_nowhere() -> None:
    """A stretch of text that no piece stands for is found nowhere."""
    scene = scene_of(" ".join(SENTENCES * 12))
    first = cut_windows(scene, open_network().tokenizer)[0]
    assert first.find((len(scene.text) - 5, len(scene.text))) == NOWHERE
    assert first.find(None) == NOWHERE


def test_arrays_have_a_row_for_each_number_and_sentence() -> None:
    """Numbers and sentences are rows, windows are padded to the longest, and padding is masked."""
    scene = scene_of(" ".join(SENTENCES * 12))
    windows = cut_windows(scene, open_network().tokenizer)
    targets = place_numbers(scene, windows)
    whole, numbers = window_arrays(windows), number_arrays(scene, windows, targets, {"LT": 1})
    assert whole["mask"].sum(1).tolist() == [len(window.pieces) for window in windows]
    assert {len(values) for values in numbers.values()} == {len(targets)}
    assert len(sentence_arrays(scene, windows)["window"]) == len(scene.sentences)
    assert np.all(numbers["country_mask"].sum(1) == len(scene.codes))
