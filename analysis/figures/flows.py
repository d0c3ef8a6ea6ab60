"""Flows: claims for a stated stretch of days, weeks or months, as bars over the days that they cover."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.claimpanel import label_claims, measure_value_margin, needs_log, set_value_axis
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
from analysis.figures.composition import Description, Figure, describe_rows, panel_names
from analysis.figures.dateaxis import day_number, set_date_axis, widen
from analysis.figures.marks import draw_claim, draw_open_end
from analysis.figures.profiles import Profile
from analysis.figures.sizes import points_wide
from analysis.figures.style import BLUE, PALE_BLUE, PAPER
from analysis.figures.wording import measure_labels, plural, say_period, say_when
from analysis.tables import Tables

PANELS = 4
LONGEST = pd.Timedelta(days=184)  # half a year: years have a figure of their own
FAMILIES = ("irregular", "protection", "return", "harm", "legal", "facilitation", "transport")
COLUMNS = [
    "panel", "period_start", "period_end", "label", "who", "value", "low", "high", "bound", "modality",
    "n_articles", "count_ids", "articles", "left_out",
]  # fmt: skip


def select_flows(tables: Tables) -> pd.DataFrame:
    """One row per distinct flow with an end and at most half a year long, of the fullest panels.

    A missing `period_start` is an unknown one.
    """
    claims = read_claims(tables)
    family = claims["measure"].map({name: label.family for name, label in measure_labels().items()})
    short = claims["period_start"].isna() | (claims["period_end"] - claims["period_start"] <= LONGEST)
    moving = (claims["aggregation"] == "period") & family.isin(FAMILIES)
    flows = pool_claims(claims[moving & short & claims["period_end"].notna()])
    chosen = rank_fullest(flows[flows["period_start"].notna()], PANELS)
    drawn = flows[flows["panel"].isin(chosen)]
    drawn = drawn.assign(left_out=note_left_out(flows, drawn, "flow"))
    return sort_panels(drawn, chosen, "period_end", "low")[COLUMNS].reset_index(drop=True)


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return (8.0 if len(rows) == 1 else 13.0 if len(rows) < 5 else 18.0) * profile.text_pt


def draw_flows(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: each flow a box as wide as its period and as high as what its words allow."""
    first = frame["period_start"].fillna(frame["period_end"] - pd.Timedelta(days=6)).min()
    start, end = widen(first, frame["period_end"].max(), share=0.05)
    set_date_axis(ax, start, end, profile)
    set_value_axis(ax, frame, log=needs_log(frame))
    frame = _place(ax, frame)
    narrow = 0.6 * profile.text_pt / points_wide(ax) * (ax.get_xlim()[1] - ax.get_xlim()[0])
    for flow in each_row(frame):
        if flow.right - flow.left < narrow and not pd.isna(flow.period_start):
            draw_claim(ax, flow, (flow.left + flow.right) / 2, profile)
        else:
            _draw_flow(ax, flow, profile)
    label_claims(ax, frame, profile)
    return ax


def _place(ax: Axes, frame: pd.DataFrame) -> pd.DataFrame:
    """Where each bar begins and ends on the axis; one with an unknown start has a token length."""
    left, right = ax.get_xlim()
    ends = frame["period_end"].map(day_number) + 1
    starts = [
        end - 0.02 * (right - left) if pd.isna(start) else day_number(start)
        for start, end in zip(frame["period_start"], ends, strict=True)
    ]
    return frame.assign(left=starts, right=ends)


def _draw_flow(ax: Axes, flow: Any, profile: Profile) -> None:
    left, right = flow.left, flow.right
    low, high, value = flow.low, flow.high, flow.value
    hollow = flow.modality in DISPUTED
    if not (pd.isna(low) or pd.isna(high)) and low < high:
        fill = PAPER if hollow else PALE_BLUE
        size = (right - left, high - low)
        ax.add_patch(
            Rectangle((left, low), *size, facecolor=fill, edgecolor=BLUE, linewidth=profile.line_pt, zorder=2)
        )
    if not pd.isna(value):
        _draw_level(ax, (left, right), value, profile, hollow=hollow)
    middle = (left + right) / 2
    if pd.isna(high):
        draw_open_end(ax, (middle, low), (0, 1), profile)
    if pd.isna(low):
        draw_open_end(ax, (middle, high), (0, -1), profile)
    if pd.isna(flow.period_start):
        known = [each for each in (value, low, high) if not pd.isna(each)]
        draw_open_end(ax, (left, sum(known) / len(known) if pd.isna(value) else value), (-1, 0), profile)


def _draw_level(ax: Axes, ends: tuple[float, float], value: float, profile: Profile, *, hollow: bool) -> None:
    """The stated number: a thick bar over its days, two thin lines where it is alleged or denied."""
    thick = 0.42 * profile.text_pt
    ax.hlines(value, *ends, color=BLUE, linewidth=thick, zorder=4, clip_on=False)
    if hollow:
        ax.hlines(value, *ends, color=PAPER, linewidth=0.5 * thick, zorder=5, clip_on=False)


def describe_flows(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    news = f"{name_subject(lead['panel'].iloc[0])}: {_say_peak(lead)}"
    return describe_rows(
        frame,
        title=news,
        subtitle="Claims for days, weeks and months. A bar is as long as its period, a dot a day or two; "
        "boxes and arrows: what the words allow.",
        caption=f"{news}. Periods differ in length and may overlap: bars are no sum.",
        alt_text=f"Chart of {plural(len(frame), 'claim')} for stated periods in "
        f"{plural(frame['panel'].nunique(), 'panel')}. {news}.",
        told=(
            f"{row.panel}, {say_period(row.period_start, row.period_end)}: "
            f"{row.label} ({row.who}; {row.modality})."
            for row in each_row(frame)
        ),
        notes=[note_hollow(frame["modality"])],
    )


def _say_peak(lead: pd.DataFrame) -> str:
    """The largest reported figure of a panel with its period."""
    reported = lead[~lead["modality"].isin(DISPUTED)]
    rows = reported if len(reported) else lead
    top = rows.iloc[int(rows["low"].fillna(rows["high"]).to_numpy().argmax())]
    most = "highest figure " if len(rows) > 1 else ""
    return f"{most}{top['label']} {say_when(top['period_start'], top['period_end'])}"


FLOWS = Figure(
    name="flows",
    select=select_flows,
    draw=draw_flows,
    describe=describe_flows,
    height=measure_panel,
    margin=measure_value_margin,
    absent="no article gives a figure for a stated period of days, weeks or months",
    below=3.0,
    elastic=True,
)
