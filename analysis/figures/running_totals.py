"""Running totals through the year: what was claimed by when, among the events, and no line between."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.claimpanel import draw_dated_claims, measure_value_margin, needs_log, set_value_axis
from analysis.figures.claims import (
    DISPUTED,
    each_row,
    name_subject,
    note_hollow,
    note_left_out,
    pool_claims,
    rank_fullest,
    read_claims,
    sort_panels,
)
from analysis.figures.composition import Description, Figure, describe_rows, panel_names, panel_rows
from analysis.figures.dateaxis import day_number, set_date_axis, widen
from analysis.figures.happenings import concerns_border, read_happenings, say_happening
from analysis.figures.lettering import shorten
from analysis.figures.profiles import Profile
from analysis.figures.sizes import points_tall, points_wide
from analysis.figures.style import PAPER, VERMILION
from analysis.figures.wording import event_labels, plural, say_day, say_period
from analysis.tables import Tables

PANELS = 4
EVENTS = 3
LONGEST_EVENT = pd.Timedelta(days=31)
COLUMNS = [
    "panel", "kind", "axis_start", "axis_end", "period_start", "period_end", "label", "who", "value",
    "low", "high", "bound", "modality", "n_articles", "count_ids", "happening_id", "articles",
    "left_out",
]  # fmt: skip


def select_running_totals(tables: Tables) -> pd.DataFrame:
    """One row per distinct running total of the fullest panels, and per event marked above them.

    `kind` is `claim` or `event`; panels whose counting periods overlap share `axis_start` and `axis_end`.
    """
    claims = read_claims(tables)
    totals = pool_claims(claims[(claims["aggregation"] == "cumulative") & claims["period_end"].notna()])
    if totals.empty:
        return pd.DataFrame(columns=COLUMNS)
    chosen = rank_fullest(totals, PANELS)
    drawn = totals[totals["panel"].isin(chosen)]
    drawn = _share_axes(drawn.assign(kind="claim", left_out=note_left_out(totals, drawn, "running total")))
    drawn = sort_panels(drawn, chosen, "period_end", "low")
    marked = _mark_events(drawn, read_happenings(tables))
    return pd.concat([drawn.reindex(columns=COLUMNS), *marked]).reset_index(drop=True)


def _share_axes(drawn: pd.DataFrame) -> pd.DataFrame:
    """Give panels whose stretches of time overlap one common time axis."""
    ends = drawn["period_end"]
    starts = drawn["period_start"].fillna(ends - pd.Timedelta(days=30))
    spans = pd.DataFrame({"start": starts, "first": ends, "end": ends}).groupby(drawn["panel"], sort=False)
    panels = spans.agg({"start": "min", "first": "min", "end": "max"})
    earliest = panels["first"] - pd.Timedelta(days=366)  # a count "since 2014" needs no seven empty years
    panels["start"] = panels["start"].where(panels["start"] > earliest, earliest)
    panels = panels.sort_values("start", kind="stable")
    cluster = (panels["start"] > panels["end"].cummax().shift()).cumsum()
    return drawn.assign(
        axis_start=drawn["panel"].map(panels["start"].groupby(cluster).transform("min")),
        axis_end=drawn["panel"].map(panels["end"].groupby(cluster).transform("max")),
    )


def _mark_events(drawn: pd.DataFrame, happenings: pd.DataFrame) -> list[pd.DataFrame]:
    """The most reported closures, emergencies and barriers of each stretch of time, in its first panel."""
    worth = [name for name, label in event_labels().items() if label.marks_series]
    dated = happenings["date_end"] - happenings["date_start"] <= LONGEST_EVENT
    real = happenings["status"].isin(["occurred", "ongoing", "announced"])
    candidates = happenings[dated & real & happenings["type"].isin(worth)]
    firsts = drawn.drop_duplicates(["axis_start", "axis_end"])
    return [_events_between(candidates, first) for first in each_row(firsts)]


def _events_between(candidates: pd.DataFrame, first: Any) -> pd.DataFrame:
    start, end = first.axis_start, first.axis_end
    within = candidates[candidates["date_start"].between(start, end)]
    near = [concerns_border(row, first.border) for row in each_row(within)]
    inside = within[pd.Series(near, index=within.index, dtype=bool)]
    ranked = inside.sort_values(["n_articles", "date_start", "happening_id"], ascending=[False, True, True])
    top = ranked.drop_duplicates(["type", "actor", "target", "date_start"]).head(EVENTS)
    top = top.sort_values(["date_start", "happening_id"])
    return top.assign(
        panel=first.panel,
        kind="event",
        axis_start=start,
        axis_end=end,
        period_start=top["date_start"],
        period_end=top["date_end"],
        label=[say_happening(row) for row in each_row(top)],
    ).reindex(columns=COLUMNS)


def _strip_height(rows: pd.DataFrame, profile: Profile) -> float:
    return 1.5 * profile.small_pt * int((rows["kind"] == "event").sum())


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    claims = int((rows["kind"] == "claim").sum())
    return _strip_height(rows, profile) + (8 if claims == 1 else 13 if claims < 4 else 17) * profile.text_pt


def draw_running_totals(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a mark per claim on the day up to which it counts, events as rules from above."""
    claims, events = frame[frame["kind"] == "claim"], frame[frame["kind"] == "event"]
    start, end = widen(claims["axis_start"].iloc[0], claims["axis_end"].iloc[0])
    set_date_axis(ax, start, end, profile)
    strip = min(_strip_height(frame, profile) / points_tall(ax), 0.5)
    set_value_axis(ax, claims, strip, log=needs_log(claims))
    _draw_events(ax, events, strip, profile)
    draw_dated_claims(ax, claims, profile, strip)
    return ax


def _draw_events(ax: Axes, events: pd.DataFrame, strip: float, profile: Profile) -> None:
    across = ax.get_xaxis_transform()
    left, right = ax.get_xlim()
    n = len(events)
    for index, event in enumerate(each_row(events)):
        x = day_number(event.period_start) + 0.5
        y = 1 - strip * (index + 0.5) / n
        ax.vlines(
            x,
            0,
            y,
            transform=across,
            color=VERMILION,
            linewidth=profile.line_pt,
            linestyle=(0, (2, 2)),
            zorder=1,
        )
        before = x > (left + right) / 2
        ax.annotate(
            _word_event(
                event, (x - left if before else right - x) / (right - left) * points_wide(ax), profile
            ),
            (x, y),
            xycoords=across,
            xytext=(-0.4 * profile.small_pt if before else 0.4 * profile.small_pt, 0),
            textcoords="offset points",
            ha="right" if before else "left",
            va="center",
            fontsize=profile.small_pt,
            color=VERMILION,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8},
        )


def _word_event(event: Any, width: float, profile: Profile) -> str:
    start, end = event.period_start, event.period_end
    when = say_day(start, year=False) if start == end else say_period(start, end)
    return shorten(f"{when} · {event.label}", profile.small_pt, width - profile.small_pt)


def describe_running_totals(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    claims = frame[frame["kind"] == "claim"]
    lead = panel_rows(claims, panel_names(frame)[0])
    panel, course = lead["panel"].iloc[0], _say_course(lead)
    heading, subject = panel.partition(" · ")[0], name_subject(panel)
    return describe_rows(
        frame,
        title=f"{subject}: {course}",
        subtitle="Running totals as reported, each on the day up to which it counts. "
        "Bars and arrows: what the words allow.",
        caption=f"{heading}: {course}. "
        "Different measures have panels of their own; they are no parts of one sum.",
        alt_text=f"Dot chart of {plural(len(claims), 'running total')} in "
        f"{plural(claims['panel'].nunique(), 'panel')}. "
        f"{subject}: {course}.",
        told=(_say_row(row) for row in each_row(frame)),
        notes=[note_hollow(claims["modality"])],
    )


def _say_course(lead: pd.DataFrame) -> str:
    reported = lead[~lead["modality"].isin(DISPUTED)]
    rows = reported if len(reported) else lead
    first, last = rows.iloc[0], rows.iloc[-1]
    if len(rows) == 1 or first["period_end"] == last["period_end"]:
        return f"{last['label']} by {say_day(last['period_end'])}"
    same = first["period_end"].year == last["period_end"].year
    return (
        f"{first['label']} by {say_day(first['period_end'], year=not same)}, "
        f"{last['label']} by {say_day(last['period_end'])}"
    )


def _say_row(row: Any) -> str:
    period = say_period(row.period_start, row.period_end)
    if row.kind == "event":
        return f"Event, {period}: {row.label}."
    return f"{row.panel}, {period}: {row.label} ({row.who}; {row.modality})."


RUNNING_TOTALS = Figure(
    name="running_totals",
    select=select_running_totals,
    draw=draw_running_totals,
    describe=describe_running_totals,
    height=measure_panel,
    margin=measure_value_margin,
    absent="no article gives a running total with a date up to which it counts",
    below=3.0,
    elastic=True,
)
