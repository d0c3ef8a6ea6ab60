"""What a new run changed: rows come, gone and changed, bounds, figures and headlines that moved."""

from collections.abc import Iterator, Mapping
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
# What stands over figures and brief, by what it stands over and by name.
Titles = dict[tuple[str, str], str]


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
    before, after = (read_tables(_find_tables(folder)) for folder in (old, new))
    found = [
        change
        for name, keys in KEYS.items()
        for change in _compare_rows(name, keys, before.frame(name), after.frame(name))
    ]
    found += _compare_titles(_read_titles(old), _read_titles(new))
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


def _find_tables(folder: Path) -> Path:
    return folder / "tables" if (folder / "tables").is_dir() else folder


def _compare_rows(
    table: str, keys: tuple[str, ...], old: pd.DataFrame, new: pd.DataFrame
) -> Iterator[Change]:
    """Rows of one table by their key; the first of rows that share one."""
    before, after = (_by_key(frame, keys) for frame in (old, new))
    compared = [
        column.name
        for column in SCHEMAS[table].columns
        if column.name not in (*keys, *PASSED_OVER) and not column.name.endswith(("_id", "_ids"))
    ]
    for key in sorted(before.keys() | after.keys()):
        name = " ".join(part for part in key if part)
        if key not in after:
            yield Change(table, "gone", name, old=_say(before[key].get("quote")))
        elif key not in before:
            yield Change(table, "come", name, new=_say(after[key].get("quote")))
        else:
            for field in compared:
                told = (_say(before[key][field]), _say(after[key][field]))
                if told[0] != told[1]:
                    yield Change(table, "changed", name, field, *told)


def _by_key(frame: pd.DataFrame, keys: tuple[str, ...]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for row in list_rows(frame):
        found.setdefault(tuple(_say(row[name]) for name in keys), row)
    return found


def _say(cell: Any) -> str:
    """A cell as text: a day in ISO 8601, a whole number without a point, nothing for null."""
    if cell is None:
        return ""
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)


def _compare_titles(old: Titles, new: Titles) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            change = "changed" if before and after else "come" if after else "gone"
            yield Change(key[0], change, key[1], "title", before, after)


def _read_titles(folder: Path) -> Titles:
    """The titles of a report's figures, and the headline of its brief without its Markdown."""
    cards = {card.stem: read_json(card) for card in folder.glob("figures/*.json")}
    titles = {("figure", name): str(card["title"]) for name, card in cards.items() if "title" in card}
    brief = folder / "brief.md"
    first = brief.read_text("utf-8").partition("\n")[0] if brief.is_file() else ""
    headline = first.removeprefix("# ").replace("\\", "").replace("\u00a0", " ")
    return titles | {("headline", ""): headline}
