"""The series: what all sound claims together allow for a running total, beside the claims."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.figures.claimpanel import draw_dated_claims, measure_value_margin, needs_log, set_value_axis
from analysis.figures.claims import (
    each_row,
    name_subject,
    note_hollow,
    note_left_out,
    pool_claims,
    rank_panels,
    read_claims,
    sort_panels,
)
from analysis.figures.composition import Description, Figure, describe_rows, panel_names
from analysis.figures.dateaxis import day_number, middays, set_date_axis, widen
from analysis.figures.profiles import Profile
from analysis.figures.series_rows import cite_assumptions, read_series
from analysis.figures.style import GREEN, INK, PALE_BLUE, PAPER
from analysis.figures.wording import plural, round_outward, say_day, say_interval, say_period
from analysis.tables import Tables

PANELS = 3
COLUMNS = [
    "panel", "kind", "period_start", "period_end", "band_end", "low", "high", "value", "bound", "modality",
    "label", "who", "basis", "assumptions", "n_articles", "count_ids", "articles", "left_out",
]  # fmt: skip


def select_series_band(tables: Tables) -> pd.DataFrame:
    """Rows of kinds `bound` (the series on a day), `between` (what lies between two), `claim`, `official`.

    A `between` row reaches from the low of the earlier bound to the high of the later one, since a running
    total does not fall; only totals that count from the same day are so joined.
    """
    series = read_series(tables)
    totals = series[(series["aggregation"] == "cumulative") & series["period_end"].notna()]
    totals = totals.assign(kind="bound", value=float("nan"), bound="range", modality="reported", who="series")
    totals = totals.assign(
        label=[say_interval(*round_outward(row.low, row.high)) for row in each_row(totals)]
    )
    several = totals[totals.groupby("panel")["period_end"].transform("nunique") > 1]
    chosen = rank_panels(several, PANELS)
    drawn = totals[totals["panel"].isin(chosen)].sort_values(["panel", "period_end", "low"], kind="stable")
    told = pool_claims(read_claims(tables))
    told = told[
        (told["aggregation"] == "cumulative") & told["panel"].isin(chosen) & told["period_end"].notna()
    ]
    parts = [drawn, _between(drawn), _official(tables, drawn), told.assign(kind="claim")]
    rows = pd.concat(
        [part.reindex(columns=COLUMNS) for part in parts if len(part)] or [drawn.reindex(columns=COLUMNS)]
    )
    rows = rows.assign(left_out=note_left_out(several, drawn, "bound"))
    return sort_panels(rows, chosen, "kind", "period_end")[COLUMNS].reset_index(drop=True)


def _between(bounds: pd.DataFrame) -> pd.DataFrame:
    """What must lie between each two neighbouring bounds that count from the same day."""
    counted = bounds.groupby(["panel", "period_start"], sort=False)
    following = counted[["period_end", "high"]].shift(-1)
    joined = bounds.assign(kind="between", band_end=following["period_end"], high=following["high"])
    return joined[joined["band_end"].notna() & joined["low"].notna() & joined["high"].notna()]


def _official(tables: Tables, drawn: pd.DataFrame) -> pd.DataFrame:
    """Official figures that count from the same day as a total of all groups drawn for their border."""
    totals = drawn[drawn["group"].isna()]
    keys = ["measure", "border", "period_start"]
    given = tables.official.drop(columns=["unit", "low", "high", "distance"]).drop_duplicates()
    found = given.merge(totals[[*keys, "panel"]].drop_duplicates(), on=keys)
    return found.assign(
        kind="official",
        low=found["value"],
        high=found["value"],
        who=found["source"],
        label=[f"{value:,.0f}" for value in found["value"]],
    )


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return 17.0 * profile.text_pt


def draw_series_band(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: shaded boxes for what the claims allow, the claims as marks on them."""
    ends = frame["period_end"]
    set_date_axis(ax, *widen(ends.min(), ends.max(), share=0.08), profile)
    known = frame[frame["kind"] != "between"]
    set_value_axis(ax, known, log=needs_log(known))
    for row in each_row(frame[frame["kind"] == "between"]):
        left, right = day_number(row.period_end) + 0.5, day_number(row.band_end) + 0.5
        box = Rectangle(
            (left, row.low), right - left, row.high - row.low, facecolor=PALE_BLUE, alpha=0.5, linewidth=0
        )
        ax.add_patch(box)
    bounds = known[(known["kind"] == "bound") & known["low"].notna() & known["high"].notna()]
    days = middays(bounds["period_end"])
    ax.vlines(days, bounds["low"], bounds["high"], color=INK, linewidth=3 * profile.line_pt, zorder=2.2)
    _draw_official(ax, known[known["kind"] == "official"].sort_values("period_end"), profile)
    draw_dated_claims(ax, known[known["kind"] == "claim"], profile)
    return ax


def _draw_official(ax: Axes, given: pd.DataFrame, profile: Profile) -> None:
    if given.empty:
        return
    ax.scatter(
        middays(given["period_end"]),
        given["value"],
        s=(1.1 * profile.small_pt) ** 2,
        marker="D",
        facecolors=PAPER,
        edgecolors=GREEN,
        linewidths=1.5 * profile.line_pt,
        zorder=2.4,
    )


def describe_series_band(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[(frame["panel"] == panel_names(frame)[0]) & (frame["kind"] == "bound")]
    last = lead.iloc[-1]
    heading, subject = last["panel"].partition(" · ")[0], name_subject(last["panel"])
    news = f"{last['label']} by {say_day(last['period_end'])}"
    bounds = frame[frame["kind"] == "bound"]
    claims = frame[frame["kind"] == "claim"]
    return describe_rows(
        frame,
        title=f"{subject}: {news}",
        subtitle="What all sound claims together allow. Shaded: where the total must lie in between.",
        caption=f"{subject}: {news}. {cite_assumptions(bounds)}".strip(),
        alt_text=f"Band chart of {plural(len(bounds), 'bound')} and {plural(len(claims), 'claim')}. "
        f"{heading}: {news}.",
        told=(
            f"{row.panel}, {say_period(row.period_start, row.period_end)}: {row.label} ({row.kind})."
            for row in each_row(frame[frame["kind"] != "between"])
        ),
        notes=[_note_official(frame), note_hollow(claims["modality"]), cite_assumptions(bounds)],
    )


def _note_official(frame: pd.DataFrame) -> str:
    """Whose figures the diamonds are, where there are any."""
    given = frame[frame["kind"] == "official"]
    if given.empty:
        return ""
    who = ", ".join(dict.fromkeys(given["who"].dropna()))
    return f"Diamonds: official figures{f' ({who})' if who else ''}; they bound nothing."


SERIES_BAND = Figure(
    name="series_band",
    select=select_series_band,
    draw=draw_series_band,
    describe=describe_series_band,
    height=measure_panel,
    margin=measure_value_margin,
    absent="the series bounds no running total on two days or more",
    below=3.0,
    elastic=True,
)
