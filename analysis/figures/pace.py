"""How fast: a bar for each stretch of days that the series bounds, as wide as its days; gaps stay gaps."""

import math
from bisect import bisect
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.claims import cite_assumptions, each_row, name_subject, rank_panels, read_series
from analysis.figures.lettering import Label, place_labels, points_wide
from analysis.figures.marks import (
    box_around,
    day_number,
    draw_open_end,
    measure_value_margin,
    set_date_axis,
    set_value_axis,
    widen,
)
from analysis.figures.page import Description, Figure, describe_rows, panel_names
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, PALE_BLUE
from analysis.figures.wording import (
    Interval,
    plural,
    round_outward,
    say_interval,
    say_number,
    say_period,
    say_when,
)
from analysis.tables import Tables

PANELS = 3
ROWS = 30
LONGEST = 184
WIDEST = 4  # a pace that may be four times as high says little
LABELS = 8
DIGITS = 2  # what is worked out was not counted
RATES = {1: "a day", 7: "a week", 30: "a month"}  # the shortest one at which the bounds are whole numbers
COLUMNS = [
    "panel", "period_start", "period_end", "days", "per_days", "total_low", "total_high", "low", "high",
    "value", "modality", "sure", "label", "basis", "assumptions", "n_articles", "count_ids", "articles",
    "omitted",
]  # fmt: skip


def select_pace(tables: Tables) -> pd.DataFrame:
    """One row per stretch of days for which the series bounds the flow: `low` and `high` per `per_days`.

    Of stretches that overlap, those with the tightest bounds stand; a panel needs one that was worked out
    from several claims. Bounds are the total's, divided by the days and rounded outward to two digits.
    """
    series = read_series(tables)
    flows = series[(series["aggregation"] == "period") & series["basis"].isin(["derived", "reported"])]
    flows = flows[flows["period_start"].notna() & flows["period_end"].notna() & flows["unit"].ne("percent")]
    flows = flows.assign(days=(flows["period_end"] - flows["period_start"]).dt.days + 1)
    low, high = flows["low"].fillna(0), flows["high"]
    says_something = (low > 0) & (high.isna() | (high <= WIDEST * low))
    flows = flows[says_something & flows["days"].between(1, LONGEST)]
    derived = flows.groupby("panel")["basis"].transform(lambda basis: (basis == "derived").any())
    flows = flows[derived.astype(bool)]
    flows = pd.concat([_keep_tightest(rows) for _, rows in flows.groupby("panel", sort=False)] or [flows])
    chosen = rank_panels(flows, PANELS)
    ordered = flows[flows["panel"].isin(chosen)].sort_values(["period_end", "period_start"], kind="stable")
    rows = [_pace(ordered[ordered["panel"] == panel].tail(ROWS)) for panel in chosen]
    drawn = pd.concat(rows) if rows else ordered
    return drawn.assign(omitted=len(flows) - len(drawn)).reindex(columns=COLUMNS).reset_index(drop=True)


def _keep_tightest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the tightest bounds that do not overlap in time; of two equally tight ones the longer."""
    width = ((rows["high"] - rows["low"].fillna(0)) / rows["high"]).fillna(2.0)
    ranked = rows.assign(width=width).sort_values(
        ["width", "days", "period_start"], ascending=[True, False, True], kind="stable"
    )
    starts: list[pd.Timestamp] = []  # of the rows kept, in order of time, with their ends and places
    ends: list[pd.Timestamp] = []
    kept = []
    for row in each_row(ranked):
        at = bisect(starts, row.period_start)
        if (at and ends[at - 1] >= row.period_start) or (at < len(starts) and starts[at] <= row.period_end):
            continue
        starts.insert(at, row.period_start)
        ends.insert(at, row.period_end)
        kept.append(row.Index)
    return rows.loc[kept]


def _pace(flows: pd.DataFrame) -> pd.DataFrame:
    """One panel's totals as paces, a day, a week or a month, whichever makes them whole numbers."""
    least = (flows["low"] / flows["days"]).min()
    per = next((days for days in RATES if least * days >= 1), 30)
    rates = [_rate(row, per) for row in each_row(flows)]
    return flows.assign(
        total_low=flows["low"],
        total_high=flows["high"],
        per_days=per,
        low=[_whole(rate.low, math.floor) for rate in rates],
        high=[_whole(rate.high, math.ceil) for rate in rates],
        value=float("nan"),
        modality="reported",
        sure=True,
        label=[say_interval(_whole(low, math.floor), _whole(high, math.ceil)) for low, high in rates],
        panel=[f"{panel} {RATES[per]}" for panel in flows["panel"]],
    )


def _rate(row: Any, per: int) -> Interval:
    """The bounds per `per` days; those of a stated day, week or month stay as they are stated."""
    low, high = per * row.low / row.days, per * row.high / row.days
    stated = row.basis == "reported" and row.days == per
    return Interval(low, high) if stated else round_outward(low, high, DIGITS)


def _whole(value: float, way: Any) -> float:
    """A bound as a whole number: people are not divided."""
    return value if pd.isna(value) else float(way(value))


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return (10.0 if len(rows) < 3 else 14.0) * profile.text_pt


def draw_pace(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: each stretch a bar, solid up to the least and pale up to the most that it can be."""
    set_date_axis(ax, *widen(frame["period_start"].min(), frame["period_end"].max()), profile)
    set_value_axis(ax, frame, profile)
    least = 0.5 * profile.text_pt / points_wide(ax) * (ax.get_xlim()[1] - ax.get_xlim()[0])
    left = frame["period_start"].map(day_number)
    right = (frame["period_end"].map(day_number) + 1).clip(lower=left + least)  # a day still shows
    bars = frame.assign(left=left, right=right, top=frame["high"].fillna(frame["low"]))
    for bar in each_row(bars):
        _draw_bar(ax, bar, profile)
    taken = [box_around(ax, (bar.left, bar.right), (0, bar.top), 0.5, profile) for bar in each_row(bars)]
    ranked = [*each_row(bars.tail(1)), *each_row(bars.iloc[:-1].sort_values("top", ascending=False))]
    labels = [Label((bar.left + bar.right) / 2, bar.top, bar.label) for bar in ranked[:LABELS]]
    place_labels(ax, labels, profile, taken)
    return ax


def _draw_bar(ax: Axes, bar: Any, profile: Profile) -> None:
    low = 0.0 if pd.isna(bar.low) else bar.low
    line = 0.8 * profile.line_pt
    wide = bar.right - bar.left
    ax.bar(bar.left, low, wide, align="edge", facecolor=BLUE, edgecolor=BLUE, linewidth=line)
    if pd.isna(bar.high):
        draw_open_end(ax, ((bar.left + bar.right) / 2, low), (0, 1), profile)
    elif bar.high > low:
        box = (bar.left, low), wide, bar.high - low
        ax.add_patch(Rectangle(*box, facecolor=PALE_BLUE, edgecolor=BLUE, linewidth=line))


def describe_pace(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    derived = lead[lead["basis"] == "derived"]
    last = (derived if len(derived) else lead).iloc[-1]
    news = f"{name_subject(last['panel'])}: {_say_pace(last)}"
    return describe_rows(
        frame,
        title=news,
        subtitle="Each bar is as wide as its days: solid up to the least, pale up to the most they allow.",
        caption=f"{news}. Averages over each stretch, worked out from the totals and flows of the news; "
        "days without a bar are not known.",
        seen=[_see(frame[frame["panel"] == panel]) for panel in panel_names(frame)],
        told=[
            *(
                f"{row.panel}, {say_period(row.period_start, row.period_end)}: {row.label}, "
                f"{say_interval(row.total_low, row.total_high)} over {plural(row.days, 'day')} ({row.basis})."
                for row in each_row(frame)
            ),
            cite_assumptions(frame),
        ],
        noun="period",
        notes=["Worked out from totals and flows; days without a bar are not known."],
    )


def _say_pace(row: Any) -> str:
    """ "77–81 a day on average during 3 Jul – 5 Aug 2021"; a day or a flow as stated is no average."""
    average = " on average" if row["days"] > row["per_days"] else ""
    when = say_when(row["period_start"], row["period_end"])
    return f"{row['label']} {RATES[row['per_days']]}{average} {when}"


def _see(rows: pd.DataFrame) -> str:
    first, last = rows.iloc[0], rows.iloc[-1]
    top = rows.iloc[int(rows["high"].fillna(rows["low"]).to_numpy().argmax())]
    start, end = rows["period_start"].min(), rows["period_end"].max()
    course = f"from {first['label']} to {last['label']}, " if len(rows) > 1 else ""
    highest = f"highest {top['label']} {say_when(top['period_start'], top['period_end'])}"
    covered, span = int(rows["days"].sum()), (end - start).days + 1
    gaps = f"; {say_number(span - covered)} of {say_number(span)} days have no bar" if covered < span else ""
    bars = plural(len(rows), "bar")
    return (
        f"{name_subject(rows['panel'].iloc[0])}, {RATES[first['per_days']]}: {bars}, {course}{highest}{gaps}."
    )


PACE = Figure(
    name="pace",
    question="How fast?",
    select=select_pace,
    draw=draw_pace,
    describe=describe_pace,
    height=measure_panel,
    margin=measure_value_margin,
    absent="no two running totals of one measure bound the flow between them",
    below=3.0,
    elastic=True,
)
