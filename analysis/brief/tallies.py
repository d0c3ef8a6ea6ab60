"""Numbers of rows that a brief states, under names by which a verifier can count them again."""

from collections.abc import Mapping

import pandas as pd

from analysis.brief.document import Inlines, Tally
from analysis.brief.english import capitalise, say_count
from analysis.series import find_sound
from analysis.tables import Tables


def count_tallies(tables: Tables) -> dict[str, int]:
    """Every tally that may stand in a brief about these tables, by name."""
    articles, counts, events = tables.articles, tables.counts, tables.events
    refused = tables.rejected["kind"] != "quantity"
    pairs = counts["border"].dropna().str.split("+").explode()
    return {
        "articles": len(articles),
        "undated_articles": int(articles["published"].isna().sum()),
        "counts": len(counts),
        "events": len(events),
        "checked": int(counts["checked"].notna().sum() + events["checked"].notna().sum()),
        "unsure": sum(int((~find_sound(rows, articles)).sum()) for rows in (counts, events)),
        "unattributed_counts": int(counts["source"].isna().sum()),
        "undated_counts": int((counts["period_start"].isna() & counts["period_end"].isna()).sum()),
        **_by_value("counts_border", pairs),
        **_by_value("counts_measure", counts["measure"]),
        **_by_value("rejected_files", tables.rejected.loc[refused, "reason"]),
    }


def _by_value(name: str, column: pd.Series) -> dict[str, int]:
    return {f"{name}:{value}": int(number) for value, number in sorted(column.value_counts().items())}


def say_tally_node(
    tallies: Mapping[str, int], name: str, singular: str, plural: str | None = None
) -> Inlines:
    """A tally with its noun in agreement, under its name."""
    count = tallies[name]
    noun = singular if count == 1 else plural or f"{singular}s"
    return (Tally(say_count(count), name, count), f" {noun}")


def capitalise_tally(content: Inlines) -> Inlines:
    """The same with the number's word as a sentence begins."""
    tally, *rest = content
    assert isinstance(tally, Tally)
    return (Tally(capitalise(tally.text), tally.name, tally.value), *rest)
