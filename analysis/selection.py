"""Keeping the rows of one border, period and state of knowledge, so that the tables still hang together."""

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as arrow
from pyarrow import compute, dataset

from analysis.errors import UsageError
from analysis.series.happenings import group_happenings
from analysis.storage import read_rows, read_tables
from analysis.tables import Tables, frame_from_rows

# More claims than these are looked through a border or some days at a time.
MOST_CLAIMS = 20_000
# A day, also as ISO 8601 text; None where nothing is asked for.
Day = date | str | None


def select_rows(
    tables: Tables,
    border: str | None = None,
    since: Day = None,
    until: Day = None,
    as_of: Day = None,
) -> Tables:
    """Keep counts, events and happenings that name the border and can lie within the period.

    An open end reaches as far as it must; a row without any date is kept. Articles and refusals all stay,
    but with `as_of` an article that had not certainly appeared by the end of that day is refused.
    """
    if as_of:
        tables = _refuse_later(tables, pd.Timestamp(as_of))
    counts = tables.counts[_matches(tables.counts, "period", border, since, until)]
    happenings = tables.happenings[_matches(tables.happenings, "date", border, since, until)]
    events = tables.events[_keep_events(tables, happenings, border, since, until)]
    lost = ~counts["event_id"].isin(events["event_id"])
    return replace(
        tables,
        counts=counts.assign(event_id=counts["event_id"].mask(lost)).reset_index(drop=True),
        comparisons=_keep(tables.comparisons, "count_id", counts),
        events=events.reset_index(drop=True),
        happenings=happenings.reset_index(drop=True),
    )


def read_selected(
    folder: Path, border: str | None = None, since: Day = None, until: Day = None, as_of: Day = None
) -> Tables:
    """The tables of a folder; of tables in parts only what `select_rows` may keep of them.

    That is the counts and happenings of the border and days, what belongs to them, and the articles that they
    stand in. With `as_of` events are grouped anew, so all of them are read.
    """
    if not (folder / "articles").is_dir():
        return read_tables(folder)
    counts = read_rows(folder, "counts", _filter("period", border, since, until))
    asked = None if as_of else _filter("date", border, since, until)
    happenings = read_rows(folder, "happenings", asked)
    events = read_rows(folder, "events", event_id=_ids(happenings))
    held = {*counts["article_id"], *events["article_id"]}
    found = Tables(
        articles=_forget_others(read_rows(folder, "articles", article_id=held)),
        counts=counts,
        comparisons=read_rows(folder, "comparisons", count_id=counts["count_id"]),
        events=events,
        happenings=happenings,
        rejected=read_rows(folder, "rejected", article_id=held),
    )
    return select_rows(found, border, since, until, as_of)


def read_some(folder: Path, border: str | None = None, since: Day = None, until: Day = None) -> Tables:
    """The tables of a folder to look through: all, or of very many claims those of a border or some days.

    Raises UsageError where there are very many and nothing is asked for; it names the borders.
    """
    if (folder / "counts").is_dir() and not (border or since or until):
        n_claims = dataset.dataset(folder / "counts").count_rows()
        if n_claims > MOST_CLAIMS:
            common = [f"{pair} ({n:,} claims)" for pair, n in count_borders(folder).most_common(8) if pair]
            raise UsageError(
                f"{folder} holds {n_claims:,} claims; say which by --border, as {', '.join(common)}, by "
                "--since or --until."
            )
    return read_selected(folder, border, since, until)


def count_borders(folder: Path) -> Counter[str]:
    """How many claims of tables in parts name each pair of countries (or none: ""), batch by batch."""
    found: Counter[str] = Counter()
    for batch in dataset.dataset(folder / "counts").to_batches(columns=["border"]):
        for row in batch["border"].value_counts().to_pylist():
            for pair in (row["values"] or "").split("+"):
                found[pair] += row["counts"]
    return found


def _filter(what: str, border: str | None, since: Day, until: Day) -> Any:
    """Rows that name the border and can lie within the period, as arrow puts it."""
    start, end = dataset.field(f"{what}_start"), dataset.field(f"{what}_end")
    parts = [compute.scalar(True)]
    if border:
        parts.append(compute.match_substring(dataset.field("border"), border))
    if since:
        parts.append(end.is_null() | (end >= pd.Timestamp(since).date()))
    if until:
        parts.append(start.is_null() | (start <= pd.Timestamp(until).date()))
    return reduce(and_, parts)


def _refuse_later(tables: Tables, day: pd.Timestamp) -> Tables:
    appeared = tables.articles["published_latest"] <= day
    known, later = _forget_others(tables.articles[appeared]), tables.articles[~appeared]
    events = _keep(tables.events, "article_id", known)
    about_later = tables.rejected["article_id"].isin(later["article_id"])
    refused = frame_from_rows(
        "rejected",
        [
            {"kind": "article", "path": path, "article_id": article_id, "reason": "not_yet_published"}
            for path, article_id in zip(later["path"], later["article_id"], strict=True)
        ],
    )
    return replace(
        tables,
        articles=known,
        counts=_keep(tables.counts, "article_id", known),
        comparisons=_keep(tables.comparisons, "article_id", known),
        events=events,
        happenings=group_happenings(events, known),
        rejected=pd.concat([tables.rejected[~about_later], refused], ignore_index=True),
    )


def _forget_others(articles: pd.DataFrame) -> pd.DataFrame:
    """Articles that repeat no article but one of themselves."""
    original = articles["duplicate_of"]
    known = original.where(original.isin(articles["article_id"]))
    return articles.assign(duplicate_of=known).reset_index(drop=True)


def _keep(frame: pd.DataFrame, key: str, kept: pd.DataFrame) -> pd.DataFrame:
    return frame[frame[key].isin(kept[key])].reset_index(drop=True)


def _matches(frame: pd.DataFrame, what: str, border: str | None, since: Day, until: Day) -> pd.Series:
    """Which rows name the border and can lie within the period."""
    asked = _filter(what, border, since, until)
    told = frame[["border", f"{what}_start", f"{what}_end"]].assign(row=frame.index)
    kept = arrow.Table.from_pandas(told, preserve_index=False).filter(asked)["row"].to_pandas()
    return pd.Series(frame.index.isin(kept), index=frame.index)


def _keep_events(
    tables: Tables, happenings: pd.DataFrame, border: str | None, since: Day, until: Day
) -> pd.Series:
    """Events of a kept happening, and those of no happening that match by themselves."""
    events = tables.events
    merged = _ids(tables.happenings)
    alone = ~events["event_id"].isin(merged)
    return events["event_id"].isin(_ids(happenings)) | (
        alone & _matches(events, "date", border, since, until)
    )


def _ids(happenings: pd.DataFrame) -> set[str]:
    return {key for ids in happenings["event_ids"] for key in ids.split("+")}
