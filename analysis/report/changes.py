"""What a new run changed: rows come, gone and changed, bounds, figures and headlines that moved."""

from io import BytesIO
from pathlib import Path

import pandas as pd

from analysis.storage import read_json, read_tables, render_csv
from analysis.tables import SCHEMAS, list_rows

# What makes two rows of two runs the same row; ids hash what was read, so that they change with the reading.
KEYS: dict[str, list[str]] = {
    "articles": ["article_id"],
    "counts": ["article_id", "start", "end", "group"],
    "events": ["article_id", "start", "end", "type"],
    "series": [
        *("measure", "definition", "unit", "border", "origin", "destination", "group"),
        *("aggregation", "period_start", "period_end"),
    ],
    "conflicts": ["measure", "unit", "border", "group", "period_start", "period_end"],
}
# Ids, weights and rules follow from what is compared.
PASSED_OVER = ("rule", "explanation", "text", "sentence", "unsure", "confidence", "n_claims", "n_sources")
PLACE = ["what", "name", "field"]


def compare_runs(old: Path, new: Path) -> pd.DataFrame:
    """Every difference of two reports, or of two folders of tables, one a row.

    Columns are what (a table, "figure" or "headline"), change (come, gone or changed), name (what makes a row
    the same in both), field (empty for whole rows), old and new, all text.

    Raises UsageError where one of the folders holds no tables.
    """
    cells = _read_run(old).merge(
        _read_run(new), "outer", PLACE, suffixes=("_old", "_new"), indicator="change", validate="one_to_one"
    )
    whole, in_both = cells["field"] == "", cells["change"] == "both"
    kept = cells[(whole & ~in_both) | (~whole & in_both & (cells["cell_old"] != cells["cell_new"]))]
    change = kept["change"].astype("str").map({"left_only": "gone", "right_only": "come", "both": "changed"})
    order = kept["what"].map({what: place for place, what in enumerate([*KEYS, "figure", "headline"])})
    told = kept.assign(change=change, order=order).sort_values(["order", "name"], kind="stable").fillna("")
    told = told.rename(columns={"cell_old": "old", "cell_new": "new"})
    told["name"] = told["name"].str.split().str.join(" ")
    return told[["what", "change", "name", "field", "old", "new"]].reset_index(drop=True)


def describe_changes(changes: pd.DataFrame) -> list[str]:
    """The differences in lines: how many rows of each table, then every figure and headline that moved."""
    lines = []
    tallies = changes.groupby(["what", "change"])["name"].nunique()
    for name in KEYS:
        tally = {kind: tallies.get((name, kind), 0) for kind in ("come", "gone", "changed")}
        told = ", ".join(f"{number} {kind}" for kind, number in tally.items())
        lines += [f"{name}: {told}"] if any(tally.values()) else []
    for row in list_rows(changes[changes["what"].isin(["figure", "headline"])]):
        told = " ".join(part for part in (row["what"], row["name"], row["change"]) if part)
        lines.append(f"{told}: {row['old']} -> {row['new']}" if row["change"] == "changed" else told)
    return lines or ["Nothing changed."]


def _read_run(folder: Path) -> pd.DataFrame:
    """The cells of a run: of its tables, the titles of its figures and the headline of its brief."""
    tables = read_tables(folder / "tables" if (folder / "tables").is_dir() else folder)
    found = [_list_cells(name, tables.frame(name)) for name in KEYS]
    cards = {card.stem: read_json(card) for card in folder.glob("figures/*.json")}
    titles = [("figure", name, card["title"]) for name, card in cards.items() if "title" in card]
    brief = folder / "brief.md"
    first = brief.read_text("utf-8").partition("\n")[0] if brief.is_file() else ""
    headline = first.removeprefix("# ").replace("\\", "").replace("\u00a0", " ")
    titles += [("headline", "", headline)] if headline else []
    for field in ("", "title"):
        rows = [(what, name, field, title if field else "") for what, name, title in titles]
        found.append(pd.DataFrame(rows, columns=[*PLACE, "cell"], dtype="str"))
    return pd.concat(found, ignore_index=True)


def _list_cells(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The cells that are compared, as text; of each row one more without a field, which holds its quote."""
    data = BytesIO(render_csv(frame, frame.columns))
    texts = pd.read_csv(data, dtype="str", keep_default_na=False, na_filter=False)
    keys = KEYS[table]
    # A tab keeps apart what stands in which column: a flow out of BY is none into it.
    name = texts[keys[0]].str.cat(texts[keys[1:]], "\t")
    fields = [
        field
        for field in SCHEMAS[table].names
        if field not in (*keys, *PASSED_OVER) and not field.endswith(("_id", "_ids"))
    ]
    rows = texts[fields].assign(what=table, name=name).drop_duplicates("name")
    rows[""] = rows.get("quote", "")
    return rows.melt(["what", "name"], var_name="field", value_name="cell")
