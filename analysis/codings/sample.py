"""How right is the reader on this folder? A random sample for a person, and what follows from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest

from analysis.codings.format import hash_text, write_whole
from analysis.errors import UsageError
from analysis.language.text import segment

SAMPLE_FILE = "sample.json"
SIZE = 30
SEED = 20260801
DRAWS = 20_000
FEWEST_WORDS = 5
LAST_BITS = 1e-9
# What must be right for a claim to be right; a correction of any other field leaves it right.
CLAIM_PARTS = ("value", "low", "high", "bound", "measure", "aggregation", "dates")


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a sample with its 95 % interval; `n` is how many were looked at."""

    value: float
    low: float
    high: float
    n: int


def draw_sample(
    texts: Mapping[str, str],
    claims: Mapping[str, Sequence[Mapping[str, Any]]],
    size: int = SIZE,
    seed: int = SEED,
) -> dict[str, Any]:
    """Claims, and sentences without one, drawn at random; a seed always draws the same.

    Takes the articles' texts and their claims (each with start, end and key) by article id.
    """
    found, sentences = [], []
    for article_id, text in texts.items():
        place, rows = {"article_id": article_id, "sha256": hash_text(text)}, claims[article_id]
        found += [
            {**place, **{name: row[name] for name in ("start", "end", "key")}, "right": None} for row in rows
        ]
        sentences += [
            {**place, "start": sentence.start, "end": sentence.end, "missed": 0, "seen": False}
            for sentence in segment(text)
            if len(sentence.text.split()) >= FEWEST_WORDS
            and not any(row["start"] < sentence.end and sentence.start < row["end"] for row in rows)
        ]
    generator = np.random.default_rng(seed)
    return {
        "seed": seed,
        "articles": _hash_folder(texts.values()),
        "n_claims": len(found),
        "n_sentences": len(sentences),
        "claims": _draw(generator, found, size),
        "sentences": _draw(generator, sentences, size),
    }


def _draw(generator: np.random.Generator, items: Sequence[Any], size: int) -> list[Any]:
    return [items[i] for i in generator.permutation(len(items))[:size]]


def read_sample(folder: Path) -> dict[str, Any] | None:
    """The sample kept in a folder of codings; None where there is none.

    Raises
    ------
    UsageError
        when the file is no sample.
    """
    file = folder / SAMPLE_FILE
    if not file.is_file():
        return None
    try:
        sample = json.loads(file.read_text("utf-8"))
        estimate_quality(sample)
        sample["articles"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file} is no sample ({error}); remove it to draw another.") from error
    return dict(sample)


def sample_quality(folder: Path | str | None, texts: Iterable[str | None]) -> str:
    """What the sample kept in a folder says of these articles, in a sentence; "" where it says nothing.

    A sample that was drawn from other articles, or from fewer, tells of another folder.
    """
    sample = None if folder is None else read_sample(Path(folder))
    if sample is None or sample["articles"] != _hash_folder(text for text in texts if text):
        return ""
    return describe_sample(sample) if estimate_quality(sample)[0] else ""


def _hash_folder(texts: Iterable[str]) -> str:
    """One hash of all articles that a sample was drawn from, whatever their order."""
    return hash_text("+".join(sorted(map(hash_text, texts))))


def write_sample(folder: Path, sample: Mapping[str, Any]) -> None:
    """Keep a sample in a folder of codings."""
    write_whole(folder / SAMPLE_FILE, sample)


def estimate_quality(sample: Mapping[str, Any]) -> tuple[Share | None, Share | None]:
    """Precision and recall of the claims of a folder, from what was looked at so far; None before that.

    Precision is the share of right claims with its exact interval (Clopper and Pearson 1934). Recall compares
    the right claims with those missed in sentences without one, both scaled up to the folder; its interval
    comes from draws of both shares (Jeffreys' prior), with a fixed seed.
    """
    verdicts = [bool(item["right"]) for item in sample["claims"] if item["right"] is not None]
    missed = [item["missed"] for item in sample["sentences"] if item["seen"]]
    if not verdicts:
        return None, None
    n, right = len(verdicts), sum(verdicts)
    exact = binomtest(right, n).proportion_ci(0.95, "exact")
    precision = Share(right / n, float(exact.low), float(exact.high), n)
    if not missed:
        return precision, None
    found = sample["n_claims"] * right / n
    lost = sample["n_sentences"] * sum(missed) / len(missed)
    recall = found / (found + lost) if found + lost else 0.0
    generator = np.random.default_rng(SEED)
    some_found = sample["n_claims"] * generator.beta(right + 0.5, n - right + 0.5, DRAWS)
    some_lost = sample["n_sentences"] * generator.gamma(sum(missed) + 0.5, 1 / len(missed), DRAWS)
    low, high = np.percentile(some_found / (some_found + some_lost), (2.5, 97.5)).tolist()
    return precision, Share(recall, min(low, recall), max(high, recall), len(missed))


def describe_sample(sample: Mapping[str, Any]) -> str:
    """What a sample says of precision and recall, in a sentence."""
    precision, recall = estimate_quality(sample)
    if precision is None:
        return "Nothing of the sample has been looked at yet."
    claims = "claim" if precision.n == 1 else "claims"
    told = f"Of {precision.n} {claims} looked at {_percent(precision)} were right"
    if recall is None:
        return f"{told}."
    sentences = "sentence" if recall.n == 1 else "sentences"
    return (
        f"{told}; with {recall.n} {sentences} without a claim looked at, "
        f"{_percent(recall)} of the claims in the folder are found."
    )


def _percent(share: Share) -> str:
    """The share, with its interval rounded outward; what the last bits of a number are decides nothing."""
    low, high = floor(100 * share.low + LAST_BITS), ceil(100 * share.high - LAST_BITS)
    return f"{share.value:.0%} (95% interval {low}% to {high}%)"
