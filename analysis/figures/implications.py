"""What comparisons imply: "nearly 390,000, about 50% more than in 2022" says something of 2022."""

from typing import Any

import pandas as pd

from analysis.figures.claims import each_row, name_panel, read_claims
from analysis.figures.series_rows import cite_counts, read_series
from analysis.figures.wording import round_outward, say_interval
from analysis.tables import Tables

_NEAR = {"about": "about ", "nearly": "nearly ", "over": "more than ", "under": "less than "}
_TIMES = {2: "twice", 0.5: "half"}


def read_implied(tables: Tables) -> pd.DataFrame:
    """Implied bounds in the columns of claims; `who` says which claim they follow from and how.

    They come from the series; where it has none, from what each comparison implies by itself.
    """
    series = read_series(tables)
    rows = series[(series["basis"] == "implied") & (series["n_articles"] > 0)]
    rows = rows if len(rows) else _read_comparisons(tables)
    said = _word_comparisons(tables)
    why = [
        next((said[each] for each in row.count_ids.split("+") if each in said), "follows from other claims")
        for row in each_row(rows)
    ]
    return rows.assign(
        basis="implied",
        label=[say_interval(*round_outward(row.low, row.high)) for row in each_row(rows)],
        who=why,
        value=float("nan"),
        bound="range",
        modality="reported",
    )


def _read_comparisons(tables: Tables) -> pd.DataFrame:
    told = tables.comparisons
    told = told[(told["implied_low"].notna() | told["implied_high"].notna()) & told["ref_measure"].notna()]
    counts = tables.counts[["count_id", "unit", "border", "group", "modality"]]
    rows = told.merge(counts, on="count_id", how="inner", validate="many_to_one")
    lines = cite_counts(tables)
    rows = rows[(rows["modality"] == "reported") & rows["count_id"].isin(lines)]
    rows = rows.assign(
        measure=rows["ref_measure"],
        period_start=rows["ref_period_start"],
        period_end=rows["ref_period_end"],
        low=rows["implied_low"],
        high=rows["implied_high"],
        count_ids=rows["count_id"],
        articles=rows["count_id"].map(lines),
        n_articles=1,
    )
    return rows.assign(
        panel=[name_panel(row.measure, row.unit, row.border, row.group) for row in each_row(rows)]
    )


def _word_comparisons(tables: Tables) -> dict[str, str]:
    """ "nearly 390,000 is about 50% more", by the count that is compared."""
    labels = read_claims(tables).set_index("count_id")["label"]
    return {
        row.count_id: f"{labels[row.count_id]} is {_word_relation(row)}"
        for row in each_row(tables.comparisons)
        if row.count_id in labels.index
    }


def _word_relation(row: Any) -> str:
    near = _NEAR.get(row.bound, "")
    factor = "" if pd.isna(row.factor) else f"{row.factor:g}"
    times = _TIMES.get(row.factor, f"{factor} times")
    return {
        "times": f"{near}{times} this",
        "percent_more": f"{near}{factor}% more",
        "percent_less": f"{near}{factor}% less",
        "more": "more than this",
        "fewer": "fewer than this",
        "same": "as many as this",
    }[row.relation]
