"""What a new run changed is found by place in the text, not by ids that change with the reading."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.report.changes import compare_runs, describe_changes
from analysis.storage import write_tables
from analysis.tables import Tables, frame_from_rows

ARTICLE = {"article_id": "a", "path": "a.txt", "published_basis": "unknown", "words": 3, "sha256": "0" * 64}


def count(start: int, quote: str, measure: str, number: int) -> dict[str, Any]:
    """A row of counts at a place of the one article."""
    row = {"article_id": "a", "start": start, "end": start + len(quote), "quote": quote, "sentence": quote}
    row |= {"bound": "exact", "unit": "person", "aggregation": "period", "modality": "reported", "rule": "r"}
    return row | {"count_id": f"{number:016x}", "measure": measure}


def leave_report(folder: Path, counts: list[dict[str, Any]], headline: str, title: str) -> Path:
    """A report as far as a comparison reads it."""
    tables = Tables(articles=frame_from_rows("articles", [ARTICLE]))
    write_tables(replace(tables, counts=frame_from_rows("counts", counts)), folder / "tables")
    (folder / "figures").mkdir()
    (folder / "figures" / "pace.json").write_text(json.dumps({"title": title}))
    (folder / "brief.md").write_text(f"# {headline}\n\nText.\n")
    return folder


@pytest.fixture
def changes(tmp_path: Path) -> pd.DataFrame:
    """One row read otherwise, one gone, one come, a headline and a figure that moved."""
    kept, lost = count(0, "40 people", "rescue", 1), count(20, "two boats", "vessel", 2)
    read_otherwise, found = count(0, "40 people", "death", 3), count(50, "=1+1 men", "death", 4)
    old = leave_report(tmp_path / "old", [kept, lost], "Forty rescued", "Slow")
    new = leave_report(tmp_path / "new", [read_otherwise, found], "Forty died", "Fast")
    return compare_runs(old, new)


def test_rows_come_go_and_change(changes: pd.DataFrame) -> None:
    """A row at the same place is the same row, whatever was read there; its fields are set side by side."""
    counts = changes[changes["what"] == "counts"]
    assert counts[["change", "field", "old", "new"]].values.tolist() == [
        ["changed", "measure", "rescue", "death"],
        ["gone", "", "two boats", ""],
        ["come", "", "", "=1+1 men"],
    ]


def test_a_row_with_another_side_is_another_row(tmp_path: Path) -> None:
    """Movements out of a country and into it are two series, also where only that side is known."""
    known = {"measure": "irregular_crossing", "unit": "person", "aggregation": "period", "basis": "reported"}
    known |= {"explanation": "x", "n_claims": 1, "n_checked": 0, "n_sources": 1}
    for name, sides in (("old", ["origin"]), ("new", ["origin", "destination"])):
        rows = [{**known, side: "BY"} for side in sides]
        write_tables(Tables(series=frame_from_rows("series", rows)), tmp_path / name)
    changes = compare_runs(tmp_path / "old", tmp_path / "new")
    assert changes[["change", "name"]].values.tolist() == [
        ["come", "irregular_crossing person BY period"],
    ]


def test_the_text_tells_tables_figures_and_the_headline(changes: pd.DataFrame) -> None:
    """A line for each table that moved, and one for every figure and headline."""
    assert describe_changes(changes) == [
        "counts: 1 come, 1 gone, 1 changed",
        "figure pace changed: Slow -> Fast",
        "headline changed: Forty rescued -> Forty died",
    ]


def test_the_table_holds_no_formula(tmp_path: Path) -> None:
    """Words of an article stay words in a spreadsheet."""
    found = [count(50, "=1+1 men", "death", 4)]
    runs = [leave_report(tmp_path / name, rows, "Same", "Same") for name, rows in (("a", []), ("b", found))]
    CliRunner().invoke(app, ["compare", *map(str, runs), "--table", str(tmp_path / "changes.csv")])
    assert '"\'=1+1 men"' in (tmp_path / "changes.csv").read_text("utf-8")


def test_a_run_has_not_changed_against_itself(tmp_path: Path) -> None:
    """The same report twice is no difference."""
    folder = leave_report(tmp_path / "one", [count(0, "40 people", "rescue", 1)], "Forty rescued", "Slow")
    changes = compare_runs(folder, folder)
    assert changes.empty and describe_changes(changes) == ["Nothing changed."]
