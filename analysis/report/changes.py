"""What a new run changed: rows come, gone and changed, bounds, figures and headlines that moved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.storage import guard_formula, read_json, read_tables
from analysis.tables import SCHEMAS, list_rows

# What makes two rows of two runs the same row; ids hash what was read, so that they change with the reading.
KEYS: dict[str, tuple[str, ...]] = {
    "articles": ("article_id",),
    "counts": ("article_id", "start", "end", "group"),
    "events": ("article_id", "start", "end", "type"),
    "series": (
        *("measure", "definition", "unit", "border", "origin", "destination", "group"),
        *("aggregation", "period_start", "period_end"),
    ),
    "conflicts": ("measure", "unit", "border", "group", "period_start", "period_end"),
}
# Ids, weights and rules follow from what is compared.
PASSED_OVER = ("rule", "explanation", "text", "sentence", "unsure", "confidence", "n_claims", "n_sources")
# The fields of each row as text, by the words that make it the same row in both runs.
Rows = dict[tuple[str, ...], dict[str, str]]


class Change(NamedTuple):
    """One difference: `what` is a table, a figure or the headline; `field` is empty for whole rows."""

    what: str
    change: str
    name: str
    field: str = ""
    old: str = ""
    new: str = ""


def compare_runs(old: Path, new: Path) -> pd.DataFrame:
    """Every difference of two reports, or of two folders of tables, one `Change` a row.

    Raises UsageError where one of the folders holds no tables.
    """
    before, after = _read_run(old), _read_run(new)
    found = [change for what in before for change in _compare_rows(what, before[what], after[what])]
    return pd.DataFrame(found, columns=Change._fields, dtype="str")


def describe_changes(changes: pd.DataFrame) -> list[str]:
    """The differences in lines: how many rows of each table, then every figure and headline that moved."""
    lines = []
    for name in KEYS:
        mine = changes[changes["what"] == name]
        tally = {
            kind: mine.loc[mine["change"] == kind, "name"].nunique() for kind in ("come", "gone", "changed")
        }
        if any(tally.values()):
            lines.append(f"{name}: " + ", ".join(f"{number} {kind}" for kind, number in tally.items()))
    for row in list_rows(changes[changes["what"].isin(["figure", "headline"])]):
        told = " ".join(part for part in (row["what"], row["name"], row["change"]) if part)
        lines.append(f"{told}: {row['old']} -> {row['new']}" if row["change"] == "changed" else told)
    return lines or ["Nothing changed."]


def write_changes(changes: pd.DataFrame, file: Path) -> None:
    """Write the differences as CSV, no cell of which a spreadsheet takes for a formula."""
    changes.map(guard_formula).to_csv(file, index=False, lineterminator="\n")


def _read_run(folder: Path) -> dict[str, Rows]:
    """What is compared of a run: its tables, the titles of its figures, and the headline of its brief."""
    tables = read_tables(folder / "tables" if (folder / "tables").is_dir() else folder)
    found = {name: _read_rows(name, keys, tables.frame(name)) for name, keys in KEYS.items()}
    cards = {card.stem: read_json(card) for card in folder.glob("figures/*.json")}
    found["figure"] = {(name,): {"title": card["title"]} for name, card in cards.items() if "title" in card}
    brief = folder / "brief.md"
    first = brief.read_text("utf-8").partition("\n")[0] if brief.is_file() else ""
    headline = first.removeprefix("# ").replace("\\", "").replace("\u00a0", " ")
    return found | {"headline": {("",): {"title": headline}} if headline else {}}


def _read_rows(table: str, keys: tuple[str, ...], frame: pd.DataFrame) -> Rows:
    """The fields that are compared of each row, the first of rows that share a key."""
    compared = [
        name
        for name in SCHEMAS[table].names
        if name not in (*keys, *PASSED_OVER) and not name.endswith(("_id", "_ids"))
    ]
    return {
        tuple(_say(row[key]) for key in keys): {name: _say(row[name]) for name in compared}
        for row in reversed(list_rows(frame))
    }


def _compare_rows(what: str, old: Rows, new: Rows) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        name = " ".join(part for part in key if part)
        before, after = old.get(key), new.get(key)
        if before is None:
            yield Change(what, "come", name, new=new[key].get("quote", ""))
        elif after is None:
            yield Change(what, "gone", name, old=before.get("quote", ""))
        else:
            for field, value in before.items():
                if value != after[field]:
                    yield Change(what, "changed", name, field, value, after[field])


def _say(cell: Any) -> str:
    """A cell as text: a day in ISO 8601, a whole number without a point, nothing for null."""
    if cell is None:
        return ""
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)
