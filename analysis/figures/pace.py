"""The pace: how many a day between one running total and the next, as boxes and never as a line."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.claimpanel import label_claims, measure_value_margin, needs_log, set_value_axis
from analysis.figures.claims import each_row, name_subject, note_left_out, rank_panels
from analysis.figures.composition import Description, Figure, describe_rows, panel_names
from analysis.figures.dateaxis import day_number, set_date_axis, widen
from analysis.figures.marks import draw_open_end
from analysis.figures.profiles import Profile
from analysis.figures.series_rows import cite_assumptions, read_series
from analysis.figures.sizes import points_wide
from analysis.figures.style import BLUE, PALE_BLUE
from analysis.figures.wording import plural, round_outward, say_interval, say_period, say_when
from analysis.tables import Tables

PANELS = 3
ROWS = 40
LONGEST = 184
WIDEST = 10  # a pace that may be ten times as high says little
COLUMNS = [
    "panel", "period_start", "period_end", "days", "total_low", "total_high", "low", "high", "value",
    "modality", "label", "who", "basis", "assumptions", "n_articles", "count_ids", "articles", "left_out",
]  # fmt: skip


def select_pace(tables: Tables) -> pd.DataFrame:
    """One row per stretch of days for which the series bounds the flow: `low` and `high` are per day.

    Of stretches that overlap, those with the tightest bounds stand; a panel needs one that was worked out
    from several claims. Per-day bounds are the total's, divided by the days and rounded outward.
    """
    series = read_series(tables)
    flows = series[(series["aggregation"] == "period") & series["basis"].isin(["derived", "reported"])]
    flows = flows[flows["period_start"].notna() & flows["period_end"].notna()]
    flows = flows.assign(days=(flows["period_end"] - flows["period_start"]).dt.days + 1)
    low, high = flows["low"].fillna(0), flows["high"]
    says_something = (low > 0) & (high.isna() | (high <= WIDEST * low))
    flows = flows[says_something & flows["days"].between(1, LONGEST)]
    derived = flows.groupby("panel")["basis"].transform(lambda basis: (basis == "derived").any())
    flows = flows[derived.astype(bool)]
    flows = pd.concat([_keep_tightest(rows) for _, rows in flows.groupby("panel", sort=False)] or [flows])
    chosen = rank_panels(flows, PANELS)
    drawn = flows[flows["panel"].isin(chosen)]
    left_out = note_left_out(flows, drawn, "daily pace")
    return _per_day(drawn.assign(left_out=left_out)).reindex(columns=COLUMNS).reset_index(drop=True)


def _keep_tightest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the tightest bounds that do not overlap in time; of two equally tight ones the longer."""
    width = ((rows["high"] - rows["low"].fillna(0)) / rows["high"]).fillna(2.0)
    ranked = rows.assign(width=width).sort_values(
        ["width", "days", "period_start"], ascending=[True, False, True], kind="stable"
    )
    kept: list[Any] = []
    for row in each_row(ranked):
        if all(row.period_end < each.period_start or row.period_start > each.period_end for each in kept):
            kept.append(row)
    return rows.loc[[row.Index for row in kept]]


def _per_day(flows: pd.DataFrame) -> pd.DataFrame:
    rates = [round_outward(row.low / row.days, row.high / row.days) for row in each_row(flows)]
    low = pd.Series([rate.low for rate in rates], index=flows.index, dtype=float)
    high = pd.Series([rate.high for rate in rates], index=flows.index, dtype=float)
    paced = flows.assign(
        total_low=flows["low"],
        total_high=flows["high"],
        low=low,
        high=high,
        value=float("nan"),
        modality="reported",
        label=[f"{say_interval(*rate)} a day" for rate in rates],
        who=flows["basis"].map({"derived": "worked out", "reported": "as reported"}),
    )
    ordered = paced.sort_values(["panel", "period_end", "period_start"], kind="stable")
    return ordered.groupby("panel", sort=False).tail(ROWS)


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return (10.0 if len(rows) < 3 else 16.0) * profile.text_pt


def draw_pace(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a box per stretch of days, as high as the pace is uncertain."""
    start, end = widen(frame["period_start"].min(), frame["period_end"].max(), share=0.05)
    set_date_axis(ax, start, end, profile)
    set_value_axis(ax, frame, log=needs_log(frame))
    least = 0.5 * profile.text_pt / points_wide(ax) * (ax.get_xlim()[1] - ax.get_xlim()[0])
    left = frame["period_start"].map(day_number)
    right = (frame["period_end"].map(day_number) + 1).clip(lower=left + least)  # a day still shows
    frame = frame.assign(left=left, right=right)
    for row in each_row(frame):
        _draw_box(ax, row.left, row.right, (row.low, row.high), profile)
    label_claims(ax, frame, profile)
    return ax


def _draw_box(ax: Axes, left: float, right: float, bounds: tuple[float, float], profile: Profile) -> None:
    low, high = bounds
    line = 1.2 * profile.line_pt
    if pd.isna(low) or pd.isna(high):
        known = high if pd.isna(low) else low
        ax.hlines(known, left, right, color=BLUE, linewidth=2 * line)
        draw_open_end(ax, ((left + right) / 2, known), (0, -1 if pd.isna(low) else 1), profile)
        return
    box = Rectangle(
        (left, low), right - left, high - low, facecolor=PALE_BLUE, edgecolor=BLUE, linewidth=line
    )
    ax.add_patch(box)


def describe_pace(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    derived = lead[lead["basis"] == "derived"]
    last = (derived if len(derived) else lead).iloc[-1]
    heading, subject = last["panel"].partition(" · ")[0], name_subject(last["panel"])
    news = f"{last['label']} {say_when(last['period_start'], last['period_end'])}"
    return describe_rows(
        frame,
        title=f"{subject}: {news}",
        subtitle="The pace between one total and the next. A box holds every pace that the claims allow.",
        caption=f"{subject}: {news}. {cite_assumptions(frame)}".strip(),
        alt_text=f"Box chart of the daily pace over {plural(len(frame), 'period')}. {heading}: {news}.",
        told=(
            f"{row.panel}, {say_period(row.period_start, row.period_end)}: {row.label}, "
            f"{say_interval(row.total_low, row.total_high)} over {plural(row.days, 'day')} ({row.basis})."
            for row in each_row(frame)
        ),
        units=tuple(f"{panel} a day" for panel in panel_names(frame)),
        notes=[cite_assumptions(frame)],
    )


PACE = Figure(
    name="pace",
    select=select_pace,
    draw=draw_pace,
    describe=describe_pace,
    height=measure_panel,
    margin=measure_value_margin,
    absent="no two running totals of one measure bound the flow between them",
    below=3.0,
    elastic=True,
)
