"""How fast: a bar for each stretch of days that the series bounds, as wide as its days; gaps stay gaps."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures import evidence, wording
from analysis.figures.evidence import each_row, stack
from analysis.figures.marks import Label, Pen, measure_value_margin
from analysis.figures.page import Description, Figure, describe_rows, panel_names
from analysis.figures.profiles import Profile
from analysis.series import round_outward
from analysis.tables import Tables

PANELS = 3
ROWS = 30
LONGEST = 184
WIDEST = 4  # a pace that may be four times as high says little
LABELS = 8
DIGITS = 2  # what is worked out was not counted
RATES = {1: "a day", 7: "a week", 30: "a month"}  # the shortest one at which the bounds are whole numbers


def select_pace(tables: Tables) -> pd.DataFrame:
    """One row per stretch of days for which the series bounds the flow: `low` and `high` per `per_days`.

    Of stretches that overlap, those with the tightest bounds stand; a panel needs one that was worked out
    from several claims. Bounds are the total's, divided by the days and rounded outward to two digits.
    """
    series = evidence.read_series(tables)
    flows = series[(series["aggregation"] == "period") & series["basis"].isin(["derived", "reported"])]
    flows = flows[flows["unit"].ne("percent")]
    flows = flows.assign(days=(flows["period_end"] - flows["period_start"]).dt.days + 1)
    says_something = (flows["low"] > 0) & ~(flows["high"] > WIDEST * flows["low"])
    flows = flows[says_something & flows["days"].between(1, LONGEST)]
    derived = flows.loc[flows["basis"] == "derived", "panel"]
    panels = flows[flows["panel"].isin(derived)].groupby("panel", sort=False)
    tightest = stack([_keep_tightest(rows) for _, rows in panels])
    chosen = [tightest[tightest["panel"] == panel] for panel in evidence.rank_panels(tightest, PANELS)]
    drawn = [_pace(rows.sort_values("period_end", kind="stable").tail(ROWS)) for rows in chosen]
    return stack(drawn, len(tightest) - sum(map(len, drawn)))


def _keep_tightest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the tightest bounds that do not overlap in time; of two equally tight ones the longer."""
    width = ((rows["high"] - rows["low"]) / rows["high"]).fillna(2.0)
    ranked = rows.assign(width=width).sort_values(
        ["width", "days", "period_start"], ascending=[True, False, True], kind="stable"
    )
    first = rows["period_start"].min()
    taken = np.zeros((rows["period_end"].max() - first).days + 1, dtype=bool)
    kept = []
    for row in each_row(ranked):
        days = slice((row.period_start - first).days, (row.period_end - first).days + 1)
        if not taken[days].any():
            taken[days] = True
            kept.append(row.Index)
    return rows.loc[kept]


def _pace(flows: pd.DataFrame) -> pd.DataFrame:
    """One panel's totals as paces, a day, a week or a month, whichever makes them whole numbers."""
    least = (flows["low"] / flows["days"]).min()
    per = next((days for days in RATES if least * days >= 1), 30)
    low, high = zip(*(_rate(row, per) for row in each_row(flows)), strict=True)
    return flows.assign(
        total_low=flows["low"],
        total_high=flows["high"],
        per_days=per,
        low=low,
        high=high,
        label=list(map(wording.say_interval, low, high)),
        panel=flows["panel"] + f" {RATES[per]}",
    )


def _rate(row: Any, per: int) -> tuple[float, float]:
    """The bounds per `per` days as whole numbers; those of a stated day, week or month stay as stated."""
    low, high = per * row.low / row.days, per * row.high / row.days
    if row.basis != "reported" or row.days != per:
        low, high = round_outward(low, high, DIGITS)
    return float(math.floor(low)), high if pd.isna(high) else float(math.ceil(high))


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return (10.0 if len(rows) < 3 else 14.0) * profile.text_pt


def draw_pace(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: each stretch a bar, solid up to the least and pale up to the most that it can be."""
    pen = Pen(ax, profile)
    pen.set_dates(frame["period_start"].min(), frame["period_end"].max())
    pen.set_values(frame)
    spans = pen.spans(frame["period_start"], frame["period_end"])
    bars = frame.assign(span=spans, top=frame["high"].fillna(frame["low"]))
    for bar in each_row(bars):
        pen.bar(bar, bar.low, bar.span, linewidth=0.8 * pen.line)
    ranked = [*each_row(bars.tail(1)), *each_row(bars.iloc[:-1].sort_values("top", ascending=False))]
    labels = [Label(sum(bar.span) / 2, bar.top, bar.label) for bar in ranked[:LABELS]]
    pen.place_labels(labels, [pen.box(bar.span, (0, bar.top), 0.5) for bar in each_row(bars)])
    return ax


def describe_pace(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    derived = lead[lead["basis"] == "derived"]
    last = (derived if len(derived) else lead).iloc[-1]
    average = " on average" if last["days"] > last["per_days"] else ""  # a day or a flow as stated is none
    when = wording.say_when(last["period_start"], last["period_end"])
    news = evidence.headline(lead, f": {last['label']} {RATES[last['per_days']]}{average} {when}")
    return describe_rows(
        frame,
        news=news,
        subtitle="Each bar is as wide as its days: solid up to the least, pale up to the most they allow.",
        method="Averages over each stretch, worked out from the totals and flows of the news; "
        "days without a bar are not known.",
        see=_see,
        tell=_tell,
        noun="period",
        notes=["Worked out from totals and flows; days without a bar are not known."],
    )


def _tell(row: Any) -> str:
    days, total = wording.plural(row.days, "day"), wording.say_interval(row.total_low, row.total_high)
    when = wording.say_period(row.period_start, row.period_end)
    return f"{row.panel}, {when}: {row.label}, {total} over {days} ({row.basis})."


def _see(rows: pd.DataFrame) -> str:
    first, last = rows.iloc[0], rows.iloc[-1]
    top = rows.iloc[int(rows["high"].fillna(rows["low"]).to_numpy().argmax())]
    span = (last["period_end"] - rows["period_start"].min()).days + 1
    course = f"from {first['label']} to {last['label']}, " if len(rows) > 1 else ""
    highest = f"highest {top['label']} {wording.say_when(top['period_start'], top['period_end'])}"
    empty = span - int(rows["days"].sum())
    gaps = f"; {wording.say_number(empty)} of {wording.say_number(span)} days have no bar" if empty else ""
    what = f"{evidence.name_subject(rows['panel'].iloc[0])}, {RATES[first['per_days']]}"
    return f"{what}: {wording.plural(len(rows), 'bar')}, {course}{highest}{gaps}."


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
