"""Keeping the rows of one border, period and state of knowledge, so that the tables still hang together."""

from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.series.happenings import group_happenings
from analysis.tables import Tables, frame_from_rows

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


def _refuse_later(tables: Tables, day: pd.Timestamp) -> Tables:
    appeared = tables.articles["published_latest"] <= day
    known, later = tables.articles[appeared].reset_index(drop=True), tables.articles[~appeared]
    known["duplicate_of"] = known["duplicate_of"].where(known["duplicate_of"].isin(known["article_id"]))
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


def _keep(frame: pd.DataFrame, key: str, kept: pd.DataFrame) -> pd.DataFrame:
    return frame[frame[key].isin(kept[key])].reset_index(drop=True)


def _matches(frame: pd.DataFrame, what: str, border: str | None, since: Day, until: Day) -> pd.Series:
    """Which rows name the border and can lie within the period."""
    keep = pd.Series(True, index=frame.index)
    start, end = (f"{what}_start", f"{what}_end")
    if border:
        keep &= frame["border"].fillna("").map(lambda pairs: border in pairs.split("+")).astype(bool)
    if since:
        keep &= ~(frame[end] < pd.Timestamp(since))
    if until:
        keep &= ~(frame[start] > pd.Timestamp(until))
    return keep


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
