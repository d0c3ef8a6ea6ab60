"""How right is the reader on this folder? A random sample for a person, and what follows from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import beta

from analysis.codings.format import hash_text
from analysis.errors import UsageError
from analysis.lab.desk import Desk
from analysis.language.text import segment

SAMPLE_FILE = "sample.json"
SIZE = 30
SEED = 20260801
DRAWS = 20_000
FEWEST_WORDS = 5
# What must be right for a claim to be right; a correction of any other field leaves it right.
CLAIM_PARTS = ("value", "low", "high", "bound", "measure", "aggregation", "dates")


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a sample with its 95 % interval; `n` is how many were looked at."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall of claims on one folder; None before any of the sample was looked at."""

    precision: Share | None
    recall: Share | None


def draw_sample(desk: Desk, size: int = SIZE, seed: int = SEED) -> dict[str, Any]:
    """Claims, and sentences without one, drawn at random from a report; a seed always draws the same."""
    claims, sentences = [], []
    for article_id, article in desk.articles.items():
        place = {"article_id": article_id, "sha256": hash_text(article["text"])}
        rows = [
            row for row in desk.rows(article_id) if row["table"] == "counts" and row["state"] != "rejected"
        ]
        rows = [row for row in rows if row["was"] != "" and row.get("measure") != "other"]
        claims += [
            {**place, "start": r["start"], "end": r["end"], "key": r["key"], "right": None} for r in rows
        ]
        for sentence in segment(article["text"]):
            held = any(row["start"] < sentence.end and sentence.start < row["end"] for row in rows)
            if not held and len(sentence.text.split()) >= FEWEST_WORDS:
                sentences.append(
                    {**place, "start": sentence.start, "end": sentence.end, "missed": 0, "seen": False}
                )
    generator = np.random.default_rng(seed)
    return {
        "seed": seed,
        "n_claims": len(claims),
        "n_sentences": len(sentences),
        "claims": _draw(generator, claims, size),
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
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file} is no sample ({error}); remove it to draw another.") from error
    return dict(sample)


def write_sample(folder: Path, sample: Mapping[str, Any]) -> None:
    """Keep a sample, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{SAMPLE_FILE}.part"
    half.write_text(json.dumps(sample, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    half.replace(folder / SAMPLE_FILE)


def estimate_quality(sample: Mapping[str, Any]) -> Quality:
    """Precision and recall of the claims of a folder, from what was looked at so far.

    Precision is the share of right claims with its exact interval (Clopper and Pearson 1934). Recall compares
    the right claims with those missed in sentences without one, both scaled up to the folder; its interval
    comes from draws of both shares (Jeffreys' prior), with a fixed seed.
    """
    looked = [item for item in sample["claims"] if item["right"] is not None]
    right = sum(bool(item["right"]) for item in looked)
    seen = [item for item in sample["sentences"] if item["seen"]]
    missed = sum(item["missed"] for item in seen)
    if not looked:
        return Quality(None, None)
    precision = _exact_share(right, len(looked))
    if not seen:
        return Quality(precision, None)
    found = sample["n_claims"] * right / len(looked)
    lost = sample["n_sentences"] * missed / len(seen)
    value = found / (found + lost) if found + lost else 0.0
    generator = np.random.default_rng(SEED)
    some_right = generator.beta(right + 0.5, len(looked) - right + 0.5, DRAWS)
    some_lost = generator.gamma(missed + 0.5, 1 / len(seen), DRAWS)
    found_draws = sample["n_claims"] * some_right
    low, high = np.percentile(found_draws / (found_draws + sample["n_sentences"] * some_lost), (2.5, 97.5))
    return Quality(precision, Share(value, min(float(low), value), max(float(high), value), len(seen)))


def _exact_share(right: int, n: int) -> Share:
    low = float(beta.ppf(0.025, right, n - right + 1)) if right else 0.0
    high = float(beta.ppf(0.975, right + 1, n - right)) if right < n else 1.0
    return Share(right / n, low, high, n)


def describe_quality(quality: Quality) -> str:
    """Precision and recall in a sentence."""
    if quality.precision is None:
        return "Nothing of the sample has been looked at yet."
    told = f"Of {quality.precision.n} claims looked at {_percent(quality.precision)} were right"
    if quality.recall is None:
        return f"{told}."
    return (
        f"{told}; with {quality.recall.n} sentences without a claim looked at, "
        f"{_percent(quality.recall)} of the claims in the folder are found."
    )


def _percent(share: Share) -> str:
    return f"{share.value:.0%} (95% interval {share.low:.0%} to {share.high:.0%})"
