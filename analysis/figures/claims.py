"""Counts as claims that can be drawn: originals only, repeats pooled, in the words of the article."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.figures.lettering import printable
from analysis.figures.wording import (
    NO_SOURCE,
    UNIT_NAMES,
    Interval,
    join_words,
    measure_labels,
    plural,
    say_border,
    say_claim,
    say_group,
    say_period,
)
from analysis.tables import Tables

OBSERVED = ("reported", "alleged", "denied")
DISPUTED = ("alleged", "denied")
SEPARATOR = "; "
_UNDRAWN = ("other", "change")
_SERIES = ["measure", "unit", "border", "group"]
_SAME = [*_SERIES, "aggregation", "period_start", "period_end", "value", "low", "high", "bound", "modality"]


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, whose fields the type checker cannot know."""
    return iter(frame.itertuples())


def cite_article(article_id: str, earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """An article in a source line: its id and its date, as far as that is known."""
    return f"{printable(article_id)} ({say_period(earliest, latest)})"


def _cited(articles: pd.DataFrame) -> pd.DataFrame:
    """Original articles only, each with its line of citation."""
    originals = articles[articles["duplicate_of"].isna()]
    lines = [
        cite_article(row.article_id, row.published_earliest, row.published_latest)
        for row in each_row(originals)
    ]
    return originals[["article_id"]].assign(articles=pd.Series(lines, index=originals.index, dtype=str))


def join_citations(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Rows of original articles, with the column `articles` that cites them."""
    return frame.merge(_cited(articles), on="article_id", how="inner", validate="many_to_one")


def name_panel(measure: str, unit: str, border: object, group: object) -> str:
    """What one panel shows, measure first: "Apprehensions · Belarus–Lithuania border · people"."""
    parts = [measure_labels()[measure].label, say_border(border), say_group(group), UNIT_NAMES[unit]]
    return " · ".join(part for part in parts if part)


def name_subject(panel: str) -> str:
    """What a panel counts, and where: "Apprehensions, Belarus–Lithuania border"."""
    return ", ".join(panel.split(" · ")[:2])


def read_claims(tables: Tables, modalities: Sequence[str] = OBSERVED) -> pd.DataFrame:
    """Claims of a border measure in original articles, with how they are printed.

    Adds to the columns of counts: `panel` (what it is comparable with), `label` (the figure as claimed),
    `who` (source, or that none is named), `articles` (citation).
    """
    counts = tables.counts
    kept = counts[counts["modality"].isin(modalities) & ~counts["measure"].isin(_UNDRAWN)]
    claims = join_citations(kept, tables.articles)
    rows = list(each_row(claims))
    return claims.assign(
        panel=[name_panel(r.measure, r.unit, r.border, r.group) for r in rows],
        label=[
            say_claim(r.value, Interval(r.low, r.high), r.bound, r.approximator, r.quote, r.unit)
            for r in rows
        ],
        who=[NO_SOURCE if pd.isna(r.source) else printable(str(r.source)) for r in rows],
    )


def _name_sources(sources: pd.Series) -> str:
    named = [source for source in dict.fromkeys(sources) if source != NO_SOURCE]
    return join_words(named, limit=3) or NO_SOURCE


def pool_claims(claims: pd.DataFrame, *, by_source: bool = False) -> pd.DataFrame:
    """One row per distinct figure: the same number for the same thing and period is told once."""
    keys = ["panel", *_SAME, *(["who"] if by_source else [])]
    pooled = claims.groupby(keys, dropna=False, sort=False).agg(
        label=("label", "first"),
        **({} if by_source else {"who": ("who", _name_sources)}),
        n_articles=("article_id", "nunique"),
        count_ids=("count_id", "+".join),
        articles=("articles", lambda lines: SEPARATOR.join(dict.fromkeys(lines))),
    )
    return pooled.reset_index()


def rank_panels(frame: pd.DataFrame, limit: int) -> list[str]:
    """The panels worth drawing first: most figures, then most articles, then in order of appearance."""
    weight = frame.groupby("panel", sort=False).agg(rows=("panel", "size"), articles=("n_articles", "sum"))
    return list(weight.sort_values(["rows", "articles"], ascending=False, kind="stable").index[:limit])


def rank_fullest(frame: pd.DataFrame, limit: int) -> list[str]:
    """The panels worth drawing first; those of a single figure only where no panel has more."""
    several = frame[frame.groupby("panel")["panel"].transform("size") > 1]
    return rank_panels(several if len(several) else frame, limit)


def sort_panels(rows: pd.DataFrame, panels: Sequence[str], *columns: str) -> pd.DataFrame:
    """The rows of `panels` in their order, those of one panel by `columns`."""
    order = rows["panel"].map({panel: index for index, panel in enumerate(panels)})
    return rows.assign(order=order).sort_values(["order", *columns], kind="stable")


def note_left_out(everything: pd.DataFrame, drawn: pd.DataFrame, noun: str) -> str:
    """What a figure leaves out, as a sentence for its note; "" where it shows everything."""
    missing = everything[~everything["panel"].isin(set(drawn["panel"]))]
    if missing.empty:
        return ""
    return (
        f"Not drawn: {plural(len(missing), noun)} of {plural(missing['panel'].nunique(), 'other measure')}."
    )


def cited(frame: pd.DataFrame) -> tuple[str, ...]:
    """The articles behind the rows, each once, in order of id."""
    return tuple(sorted({line for lines in frame["articles"].dropna() for line in lines.split(SEPARATOR)}))


def note_hollow(modalities: pd.Series) -> str:
    """What hollow marks mean, where there are any."""
    return "Hollow marks: alleged or denied." if modalities.isin(DISPUTED).any() else ""
