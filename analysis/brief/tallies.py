"""Numbers of rows that a brief states, under names by which a verifier can count them again."""

import pandas as pd

from analysis.tables import Tables


def count_tallies(tables: Tables) -> dict[str, int]:
    """Every tally that may stand in a brief about these tables, by name."""
    articles, counts = tables.articles, tables.counts
    return {
        "articles": len(articles),
        "copies": int(articles["duplicate_of"].notna().sum()),
        "words": int(articles["words"].sum()),
        "undated_articles": int(articles["published"].isna().sum()),
        "counts": len(counts),
        "events": len(tables.events),
        "happenings": len(tables.happenings),
        "comparisons": len(tables.comparisons),
        "conflicts": len(tables.conflicts),
        "series": len(tables.series),
        "unattributed_counts": int(counts["source"].isna().sum()),
        "undated_counts": int((counts["period_start"].isna() & counts["period_end"].isna()).sum()),
        **_by_value("counts", counts["modality"]),
        **_by_value("events", tables.events["status"]),
        **_by_value("rejected_files", tables.rejected.loc[tables.rejected["kind"] != "quantity", "reason"]),
        **_by_value(
            "rejected_quantities", tables.rejected.loc[tables.rejected["kind"] == "quantity", "reason"]
        ),
    }


def _by_value(name: str, column: pd.Series) -> dict[str, int]:
    return {f"{name}:{value}": int(number) for value, number in sorted(column.value_counts().items())}
