"""Every assumption bounds what its examples show, and relays are told from counters."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

from analysis.identity import content_hash
from analysis.knowledge import load_records
from analysis.series import build_series, known_assumptions, word_assumptions
from analysis.series.evidence import Relay, is_relayed
from analysis.tables import frame_from_rows

# The words of the examples in assumptions.toml: measure, unit, aggregation.
KINDS = {
    "flow": ("apprehension", "person", "period"),
    "total": ("apprehension", "person", "cumulative"),
    "rate": ("apprehension", "person", "rate"),
    "crossed": ("irregular_crossing", "person", "cumulative"),
    "closing": ("crossing_point_closed", "site", "period"),
    "closed": ("crossing_point_closed", "site", "stock"),
    "open": ("crossing_point_open", "site", "stock"),
    "all": ("crossing_point_total", "site", "stock"),
}
CLAIM = re.compile(
    r"(?P<kind>\w+) (?P<bound>\w+) (?P<number>\S+) (?P<start>[-\d]+)\.\.(?P<end>[-\d]+)"
    r"( at (?P<place>[\w ]+))?( in (?P<article>\w+))?"
    r"( (?P<relation>times) (?P<ref_bound>\w+) (?P<factor>\S+) (?P<ref_start>[-\d]+)\.\.(?P<ref_end>[-\d]+))?"
)
QUESTION = re.compile(
    r"((?P<kind>\w+) )?(?P<start>[-\d]+)\.\.(?P<end>[-\d]+) (?P<low>[.\w]+)\.\.(?P<high>[.\w]+)"
)


def read_number(words: str) -> tuple[float | None, float | None]:
    """N or low..high; inf is open above, a low of 0 open below."""
    match = re.fullmatch(r"([\d.]+?)(?:\.\.([\d.]+|inf))?", words)
    assert match, words
    low = float(match[1])
    high = low if match[2] is None else float(match[2])
    return (low or None), (None if math.isinf(high) else high)


def write_claim(words: str, number: int) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """One row of counts and perhaps one of comparisons."""
    match = CLAIM.fullmatch(words.strip())
    assert match, words
    measure, unit, aggregation = KINDS[match["kind"]]
    low, high = read_number(match["number"])
    place = {
        "count_id": content_hash(words, number),
        "article_id": match["article"] or f"article {number}",
        "start": 0,
        "end": len(words),
        "quote": words,
    }
    row = place | {
        "sentence": words,
        "value": low if low == high else None,
        "low": low,
        "high": high,
        "bound": match["bound"],
        "unit": unit,
        "measure": measure,
        "aggregation": aggregation,
        "rate_per": "day" if aggregation == "rate" else None,
        "period_start": match["start"],
        "period_end": match["end"],
        "border": "BY-LT",
        "place": match["place"],
        "modality": "reported",
        "rule": "constructed",
    }
    if match["relation"] is None:
        return row, None
    told = {"relation": match["relation"], "factor": float(match["factor"]), "bound": match["ref_bound"]}
    reference = {"ref_period_start": match["ref_start"], "ref_period_end": match["ref_end"]}
    return row, place | told | reference


def answer(claims: str, question: str) -> str | tuple[float, float]:
    """Low and high of the period asked about (0 and inf where open), or "conflict"."""
    written = [write_claim(words, number) for number, words in enumerate(claims.split(";"))]
    counts = frame_from_rows("counts", [row for row, _ in written])
    comparisons = frame_from_rows("comparisons", [told for _, told in written if told])
    series, conflicts = build_series(counts, comparisons, frame_from_rows("articles", ()))
    if len(conflicts) or question in ("conflict", "agreement"):
        return "conflict" if len(conflicts) else "agreement"
    match = QUESTION.fullmatch(question)
    assert match, question
    measure, _, aggregation = KINDS[match["kind"] or "flow"]
    found = series[(series["measure"] == measure) & (series["aggregation"] != "rate")]
    if match["kind"]:
        found = found[found["aggregation"] == aggregation]
    found = found[(found["period_start"] == match["start"]) & (found["period_end"] == match["end"])]
    ends = found[["low", "high"]].fillna({"low": 0.0, "high": math.inf}).drop_duplicates()
    assert len(ends) <= 1, found
    return tuple(ends.iloc[0]) if len(ends) else (0.0, math.inf)


def expected(question: str) -> str | tuple[float, float]:
    """What the example says."""
    match = QUESTION.fullmatch(question)
    return (float(match["low"]), float(match["high"])) if match else question


EXAMPLES = [
    pytest.param(example, id=f"{record.id}-{number}")
    for record in known_assumptions()
    for number, example in enumerate(record.examples)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_assumption_bounds_what_its_examples_show(example: str):
    """Claims allow what the examples of the assumptions say."""
    claims, question = (part.strip() for part in example.split("=>"))
    assert answer(claims, question) == expected(question)


def test_assumptions_are_worded_in_one_order():
    """Captions name assumptions in the order of the file, whatever the order of the names."""
    names = ["vague_numerals", "end_of_day"]
    assert word_assumptions(names) == word_assumptions(reversed(names))
    assert word_assumptions(names)[0].startswith("a running total")


@pytest.mark.parametrize("relay", load_records("assumptions_relays", Relay), ids=lambda relay: relay.id)
def test_who_relays_figures_is_told_from_who_counts(relay: Relay):
    """Examples pass on what others counted, counterexamples count themselves."""
    assert all(is_relayed(source) for source in relay.examples)
    assert not any(is_relayed(source) for source in relay.counterexamples)


def test_the_documentation_lists_every_assumption_as_it_is():
    """docs/series.md holds name and sentence of each."""
    text = (Path(__file__).parents[1] / "docs" / "series.md").read_text("utf-8")
    for record in known_assumptions():
        assert f"| `{record.id}` | {record.sentence} |" in text
