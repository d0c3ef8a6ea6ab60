"""Agreement is measured as the codebook defines it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.codings.agreement import (
    bootstrap_f1,
    describe_agreement,
    evaluate,
    read_coding,
    summarise_agreement,
    write_disagreements,
)
from analysis.codings.format import NOWHERE, Coding, Row, locate_quote
from analysis.codings.grading import event_overlap, pair_rows, values_agree
from analysis.errors import UsageError

MADE = Path(__file__).parent.parent / "codings" / "made"
TEXT = "Guards stopped some 40 people on Tuesday, twice as many as on Monday, and closed the road for good."
COUNT = {
    "quote": "some 40 people",
    "value": 40,
    "low": 35,
    "high": 45,
    "bound": "about",
    "unit": "person",
    "measure": "apprehension",
    "aggregation": "period",
    "period_start": "2023-05-02",
    "period_end": "2023-05-02",
    "origin": "BY",
    "destination": "LT",
    "group": None,
    "source": "Border Guard Service",
    "modality": "reported",
}
COMPARISON = {
    "relation": "times",
    "factor": 2,
    "ref_measure": "apprehension",
    "ref_period_start": "2023-05-01",
    "ref_period_end": "2023-05-01",
}
EVENT = {
    "quote": "closed the road for good",
    "type": "crossing_restriction",
    "date_start": "2023-05-02",
    "date_end": "2023-05-02",
    "precision": "day",
    "actor": "LT",
    "target": "BY",
    "place": None,
    "status": "occurred",
    "source": None,
}


def row(fields: dict[str, Any], *also: str, **more: Any) -> Row:
    """A row whose quote, and what tells the same, stands in TEXT."""
    return {**fields, "spans": [locate_quote(TEXT, quote) for quote in (fields["quote"], *also)], **more}


def coding(counts: tuple[Row, ...] = (), events: tuple[Row, ...] = (), key: str = "a") -> dict[str, Coding]:
    """One coded article."""
    return {key: Coding(key, TEXT, "2023-05-03", counts, events)}


def outcome(found: dict[str, Coding], gold: dict[str, Coding], level: str) -> tuple[int, int, int]:
    """Hits, false alarms and misses on one level."""
    result = evaluate(found, gold).level(level)
    return result.hits, result.false_alarms, result.misses


def test_a_coding_agrees_with_itself() -> None:
    """Every gold file compared with itself is right in every field and on every level."""
    gold = dict(list(read_coding(MADE).items())[::4])
    agreement = evaluate(gold, gold)
    assert all(level.f1 == 1 and level.f1_low == level.f1_high == 1 for level in agreement.levels)
    assert all(right == n for right, n in agreement.fields.values())
    assert not agreement.disagreements


@pytest.mark.parametrize(
    ("changes", "mention", "claim", "full"),
    [
        ({}, (1, 0, 0), (1, 0, 0), (1, 0, 0)),
        ({"source": "the Border Guard"}, (1, 0, 0), (1, 0, 0), (1, 0, 0)),
        ({"source": None}, (1, 0, 0), (1, 0, 0), (0, 1, 1)),
        ({"destination": "PL"}, (1, 0, 0), (1, 0, 0), (0, 1, 1)),
        ({"measure": "rescue"}, (1, 0, 0), (0, 1, 1), (0, 1, 1)),
        ({"high": 44}, (1, 0, 0), (0, 1, 1), (0, 1, 1)),
        ({"high": 45.1}, (1, 0, 0), (1, 0, 0), (1, 0, 0)),
        ({"value": 41}, (0, 1, 1), (0, 1, 1), (0, 1, 1)),
        ({"measure": "other"}, (0, 1, 1), (0, 1, 1), (0, 1, 1)),
    ],
)
def test_each_level_needs_its_fields(
    changes: dict[str, Any], mention: tuple[int, ...], claim: tuple[int, ...], full: tuple[int, ...]
) -> None:
    """A wrong field fails the levels that need it, and no other."""
    found, gold = coding((row({**COUNT, **changes}),)), coding((row(COUNT),))
    assert [outcome(found, gold, level) for level in ("mention", "claim", "full")] == [mention, claim, full]


def test_what_is_missed_and_what_is_surplus() -> None:
    """A coded row without a find is a miss, a find without a coded row a false alarm."""
    with_count = coding((row(COUNT),))
    assert outcome(coding(), with_count, "claim") == (0, 0, 1)
    assert outcome(with_count, coding(), "claim") == (0, 1, 0)


def test_optional_and_other_rows_are_neither_required_nor_held_against() -> None:
    """An optional row counts for nothing; measure other only when it is given a measure."""
    optional = coding((row(COUNT, optional=True),))
    other = coding((row({**COUNT, "measure": "other"}),))
    assert outcome(coding(), optional, "claim") == (0, 0, 0)
    assert outcome(coding((row(COUNT),)), optional, "claim") == (0, 0, 0)
    assert outcome(other, coding(), "claim") == (0, 0, 0)
    assert outcome(coding((row(COUNT),)), other, "mention") == (0, 0, 0)
    assert outcome(coding((row(COUNT),)), other, "claim") == (0, 1, 0)


def test_a_second_coders_value_is_equally_right() -> None:
    """Where gold gives an alternative, either value is right."""
    gold = coding((row(COUNT, alt={"measure": "rescue"}),))
    assert outcome(coding((row({**COUNT, "measure": "rescue"}),)), gold, "claim") == (1, 0, 0)


def test_a_comparison_is_right_in_all_its_fields_or_wrong() -> None:
    """A comparison is missed, surplus, wrong or right; one on an optional count is not looked at."""
    plain, compared = row(COUNT), row(COUNT, comparison=COMPARISON)
    wrong = row(COUNT, comparison={**COMPARISON, "factor": 3})
    optional = row(COUNT, optional=True)
    level = "comparison"
    assert outcome(coding((compared,)), coding((compared,)), level) == (1, 0, 0)
    assert outcome(coding((plain,)), coding((compared,)), level) == (0, 0, 1)
    assert outcome(coding((compared,)), coding((plain,)), level) == (0, 1, 0)
    assert outcome(coding((wrong,)), coding((compared,)), level) == (0, 1, 1)
    assert outcome(coding((compared,)), coding(), level) == (0, 1, 0)
    assert outcome(coding((compared,)), coding((optional,)), level) == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "typed", "dated", "full"),
    [
        ({}, (1, 0, 0), (1, 0, 0), (1, 0, 0)),
        ({"target": "PL"}, (1, 0, 0), (1, 0, 0), (0, 1, 1)),
        ({"status": "planned"}, (1, 0, 0), (0, 1, 1), (0, 1, 1)),
        ({"type": "barrier"}, (0, 1, 1), (0, 1, 1), (0, 1, 1)),
    ],
)
def test_an_event_is_graded_on_type_dates_and_actors(
    changes: dict[str, Any], typed: tuple[int, ...], dated: tuple[int, ...], full: tuple[int, ...]
) -> None:
    """Another type is another event; a wrong date or actor fails the levels above."""
    found, gold = coding((), (row({**EVENT, **changes}),)), coding((), (row(EVENT),))
    assert [outcome(found, gold, level) for level in ("typed", "dated", "event_full")] == [typed, dated, full]


def test_an_event_told_twice_is_no_false_alarm() -> None:
    """A surplus row on another clause of a matched event is excused, on other words it is not."""
    gold_row = row(EVENT)
    retold = row(EVENT, "stopped some 40 people on Tuesday")
    again = row({**EVENT, "quote": "stopped some 40 people on Tuesday"})
    found = coding((), (gold_row, again))
    assert outcome(found, coding((), (retold,)), "typed") == (1, 0, 0)
    assert outcome(found, coding((), (gold_row,)), "typed") == (1, 1, 0)


@pytest.mark.parametrize(
    ("field", "left", "right", "agree"),
    [
        ("source", "Lithuanian Border Guard Service", "the Border Guard", True),
        ("source", "Frontex", "Frontex " + "very " * 7, False),
        ("source", [3, 9], [5, 12], True),
        ("source", [3, 9], [9, 12], False),
        ("source", [3, 9], "Frontex", False),
        ("origin", "LT+PL", "PL+LT", True),
        ("period_start", "2023-05-02", "2023-05-02T00:00:00", True),
        ("factor", 2, 2.009, True),
        ("factor", 2, None, False),
        ("group", None, "", True),
        ("measure", "rescue", "Rescue", True),
    ],
)
def test_values_agree_by_the_kind_of_field(field: str, left: Any, right: Any, agree: bool) -> None:
    """Names agree by words (by offsets without a text), countries as sets, dates as days, factors closely."""
    assert values_agree(field, left, right) is agree


def test_rows_are_paired_by_best_fit() -> None:
    """Two finds on the same words: the one that agrees better is the pair."""
    near, right = row({**COUNT, "value": 41}), row(COUNT)
    pairs, missed, surplus = pair_rows([right], [near, right], lambda g, f: 1 + (g == f))
    assert (pairs, missed, surplus) == ([(0, 1)], [], [0])


def test_a_far_longer_event_is_another() -> None:
    """A found clause may be three times as long as the coded one, or 240 characters."""
    assert event_overlap((0, 100), (0, 300)) > 0
    assert event_overlap((0, 100), (0, 301)) == 0


def test_an_unread_article_misses_everything() -> None:
    """A coded article that was not read is counted, named, and its rows are misses."""
    gold = {**coding((row(COUNT),)), **coding((row(COUNT),), key="b")}
    agreement = evaluate(coding((row(COUNT),)), gold)
    assert agreement.missing == ("b",)
    assert (agreement.level("claim").hits, agreement.level("claim").misses) == (1, 1)
    with pytest.raises(UsageError, match="no article in common"):
        evaluate({}, gold)


def test_the_interval_covers_the_estimate_and_is_repeatable() -> None:
    """Resampling articles gives the same interval every time, around the F1 of all."""
    tallies = np.array([[[8, 1, 2]], [[3, 3, 1]], [[5, 0, 4]], [[9, 2, 0]]])
    ((low, high),) = bootstrap_f1(tallies)
    assert low is not None and high is not None and low < 50 / 63 < high
    assert bootstrap_f1(tallies) == [(low, high)]
    assert bootstrap_f1(tallies[:1]) == [(None, None)]


def test_gold_without_a_text_beside_it_takes_the_texts_given(tmp_path: Path) -> None:
    """The quotes of a gold file are located in the text that is handed in."""
    gold = {"article": {"id": "a", "published": "2023-05-03"}, "counts": [COUNT], "events": [EVENT]}
    (tmp_path / "a.json").write_text(json.dumps(gold))
    assert read_coding(tmp_path)["a"].counts[0]["spans"] == [NOWHERE]
    assert read_coding(tmp_path, {"a": TEXT})["a"].counts[0]["spans"] == [(15, 29)]


def test_a_partial_coding_holds_against_a_reader_only_what_it_speaks_of() -> None:
    """Beside the rows of a coding that is not complete nothing is a false alarm but what was rejected."""
    count, event = row(COUNT), row(EVENT)
    partial = {"a": Coding("a", TEXT, "2023-05-03", (count,), complete=False)}
    assert outcome(coding((count,), (event,)), partial, "typed") == (0, 0, 0)
    assert outcome(coding((row({**COUNT, "measure": "rescue"}),)), partial, "claim") == (0, 1, 1)
    refused = {"table": "events", "spans": event["spans"]}
    rejecting = {"a": Coding("a", TEXT, "2023-05-03", (count,), rejected=(refused,), complete=False)}
    assert outcome(coding((count,), (event,)), rejecting, "typed") == (0, 1, 0)


def test_a_coding_of_another_text_is_wrong_use(tmp_path: Path) -> None:
    """Offsets into a text that has changed are compared with nothing."""
    article = {"id": "a", "published": None, "sha256": "0" * 64}
    (tmp_path / "a.json").write_text(json.dumps({"article": article, "counts": [], "events": []}))
    with pytest.raises(UsageError, match="another text"):
        read_coding(tmp_path, {"a": TEXT})
    with pytest.raises(UsageError, match="There is no folder"):
        read_coding(tmp_path / "elsewhere")


def test_the_list_of_errors_escapes_the_articles_words(tmp_path: Path) -> None:
    """A disagreement is shown in its context, and no markup of an article is run."""
    text = "<script>alert(1)</script> some 40 people"
    gold = {"a": Coding("a", text, None, ({**COUNT, "spans": [locate_quote(text, COUNT["quote"])]},))}
    agreement = evaluate({"a": Coding("a", text, None)}, gold)
    write_disagreements(agreement, gold, tmp_path / "errors.html")
    write_disagreements(agreement, gold, tmp_path / "errors.csv")
    page = (tmp_path / "errors.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>some 40 people</mark>" in page
    assert "<script" not in page
    assert '"a","counts","missed","some 40 people",26,40' in (tmp_path / "errors.csv").read_text()
    formula = replace(agreement.disagreements[0], quote="=SUM(A1)")
    write_disagreements(replace(agreement, disagreements=(formula,)), gold, tmp_path / "errors.csv")
    assert '"\'=SUM(A1)"' in (tmp_path / "errors.csv").read_text()
    with pytest.raises(UsageError, match=r"\.html or \.csv"):
        write_disagreements(agreement, gold, tmp_path / "errors.txt")


def test_rows_are_judged_beside_their_confidence() -> None:
    """A count is right as a claim, an event with its dates, a comparison in all; optional ones are out."""
    sure, unsure = {**COUNT, "confidence": 0.9}, {**COUNT, "confidence": 0.4, "measure": "rescue"}
    gold = coding((row(COUNT, comparison=COMPARISON),), (row(EVENT),))
    event = {**EVENT, "confidence": 0.7, "actor": None}
    found = coding((row(sure, comparison={**COMPARISON, "confidence": 0.6}), row(unsure)), (row(event),))
    assert evaluate(found, gold).judged == {
        "counts": [(0.9, True), (0.4, False)],
        "events": [(0.7, True)],
        "comparisons": [(0.6, True)],
    }
    nothing = {"counts": [], "events": [], "comparisons": []}
    assert evaluate(coding((row(sure),)), coding((row(COUNT, optional=True),))).judged == nothing


def test_the_summary_says_how_many() -> None:
    """Every level and field is given with its n; what cannot be computed is null in JSON."""
    agreement = evaluate(coding((row(COUNT),)), coding((row(COUNT),)))
    assert describe_agreement(agreement)[1].startswith("claim       F1 1.000  P 1.000  R 1.000   hits 1 ")
    summary = summarise_agreement(agreement)
    assert summary["fields"]["measure"] == {"right": 1, "n": 1}
    assert summary["levels"]["typed"]["f1"] is None
