"""What a brief says of another run, and of a sample that somebody checked."""

import json
from pathlib import Path

import pytest
from test_brief import NOWHERE, count, make_tables, say

from analysis.brief import compose_brief, list_key_figures
from analysis.brief.rendering import render_html
from analysis.brief.text import KeyFigure, say_changes
from analysis.brief.trace import trace_breaks
from analysis.codings.sample import draw_sample, write_sample


def key(about: str, figure: str, period: str = "2021") -> KeyFigure:
    """A key figure in words."""
    return {"about": about, "kind": "period", "figure": figure, "period": period}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ([], [key("Rescues", "5 people")], ""),
        ([key("Rescues", "5 people")], [key("Rescues", "5 people")], ""),
        (
            [key("Rescues", "5 people"), key("Returns", "2 people")],
            [key("Rescues", "7 people", "2022"), key("Deaths", "one person")],
            "Changed since the report before: Rescues: 7 people, 2022 (before: 5 people, 2021); "
            "new: Deaths: one person, 2021; no longer told: Returns: 2 people, 2021.",
        ),
        (
            [key(name, "2 people") for name in "ABCDE"],
            [],
            "Changed since the report before: no longer told: A: 2 people, 2021; "
            "no longer told: B: 2 people, 2021; no longer told: C: 2 people, 2021; and 2 more.",
        ),
    ],
)
def test_the_line_tells_what_changed_came_and_went(
    before: list[KeyFigure], now: list[KeyFigure], told: str
) -> None:
    """Figures are the same where they are about the same; three changes are told, the others counted."""
    assert say_changes(before, now) == told


def test_the_brief_says_what_changed_and_how_right_the_reader_is(tmp_path: Path) -> None:
    """Both stand in its text, and a page with them can be traced."""
    quotes = [("812 people", 812.0), ("90 people crossed the river by night", 90.0)]
    tables = make_tables([count(quote, number) for quote, number in quotes])
    text = tables.articles["text"].iloc[0]
    sample = draw_sample({"a1": text}, {"a1": [{"start": 0, "end": 10, "key": "k"}]})
    sample["claims"][0]["right"] = True
    write_sample(tmp_path, sample)
    before = tmp_path / "before.json"
    before.write_text(json.dumps([{**list_key_figures(tables, {})[0], "figure": "700 people"}]))
    brief = compose_brief(tables, NOWHERE, {"before": before, "codings": tmp_path})
    assert "812 people, February 2022 (before: 700 people, February 2022)" in say(brief.standfirst)
    assert "Of 1 claim looked at 100% (95% interval 2% to 100%) were right" in render_html(brief)
    assert list(trace_breaks(render_html(brief), tables)) == []
