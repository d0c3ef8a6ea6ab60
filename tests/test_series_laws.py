"""Laws that hold for any claims whatever."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.identity import content_hash
from analysis.mentions.quantities import half_step
from analysis.series import build_series
from analysis.tables import frame_from_rows

FIRST = date(2021, 7, 1)


@st.composite
def claims(draw: st.DrawFn) -> list[dict]:
    """Flows and totals of a few people over at most eight days, each by a source of its own."""
    rows = []
    for number in range(draw(st.integers(2, 9))):
        start = draw(st.integers(0, 7))
        end = draw(st.integers(start, 7))
        low = draw(st.integers(0, 12))
        high = draw(st.one_of(st.none(), st.integers(low, low + 6)))
        rows.append(
            {
                "count_id": content_hash(number),
                "article_id": f"article {number}",
                "start": 0,
                "end": 1,
                "quote": str(low),
                "sentence": "drawn",
                "low": float(low),
                "high": None if high is None else float(high),
                "bound": "range" if high is not None else "over",
                "unit": "person",
                "measure": "apprehension",
                "aggregation": draw(st.sampled_from(["period", "cumulative"])),
                "period_start": FIRST + timedelta(days=start),
                "period_end": FIRST + timedelta(days=end),
                "border": "BY-LT",
                "source": f"Source {number}",
                "modality": "reported",
                "rule": "drawn",
            }
        )
    return rows


def build(rows: list[dict]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Series and conflicts of drawn claims."""
    return build_series(
        frame_from_rows("counts", rows), frame_from_rows("comparisons", ()), frame_from_rows("articles", ())
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(claims())
def test_every_conflict_is_irreducible_and_the_rest_can_be_true(rows: list[dict]):
    """The claims of a conflict contradict each other, but not without any one of them; the rest agrees."""
    series, conflicts = build(rows)
    assert (series["low"].fillna(0) <= series["high"].fillna(float("inf"))).all()
    set_aside = set("+".join(conflicts["set_aside_ids"].dropna()).split("+"))
    assert build([row for row in rows if row["count_id"] not in set_aside])[1].empty
    for ids in conflicts["count_ids"].str.split("+"):
        members = [row for row in rows if row["count_id"] in ids]
        assert not build(members)[1].empty
        for left_out in members:
            assert build([row for row in members if row is not left_out])[1].empty


@given(st.integers(1, 10**7))
def test_the_slack_of_a_rounded_number_is_at_most_a_tenth(number: int):
    """Half a unit of the last significant digit, and never more than a tenth of the number."""
    slack = half_step(number)
    digit = 10 ** (len(str(number)) - len(str(number).rstrip("0")))
    assert slack == pytest.approx(min(digit / 2, number / 10))
