"""Figures for whole years, with what comparisons imply for the years that no article gives."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.claimpanel import known_bounds
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
from analysis.figures.implications import read_implied
from analysis.figures.lettering import shorten, text_width, write_row_label
from analysis.figures.marks import draw_open_end
from analysis.figures.profiles import Profile
from analysis.figures.sizes import points_wide
from analysis.figures.style import BLUE, GREY, INK, PALE_BLUE, PAPER, strip_axes
from analysis.figures.wording import join_words, plural, say_day
from analysis.tables import Tables

PANELS = 4
ROWS = 12
COLUMNS = [
    "panel", "year", "basis", "label", "who", "value", "low", "high", "bound", "modality",
    "period_start", "period_end", "n_articles", "count_ids", "articles", "left_out",
]  # fmt: skip


def select_crossings_by_year(tables: Tables) -> pd.DataFrame:
    """One row per figure for a calendar year: `basis` reported, so far (a running total) or implied.

    Only panels with a whole year are drawn; a running total is a lower bound of its year and stands in only
    where no article gives the year.
    """
    told = read_claims(tables)
    claims = pool_claims(told[~told["measure"].str.startswith("crossing_point_")])
    reported = claims[(claims["aggregation"] == "period") & _is_year(claims)].assign(basis="reported")
    implied = read_implied(tables)
    implied = implied[_is_year(implied) & ~implied["measure"].str.startswith("crossing_point_")]
    years = pd.concat([reported, implied]) if len(implied) else reported
    years = years.assign(year=years["period_start"].dt.year)
    partial = _latest_so_far(claims[claims["panel"].isin(years["panel"])], years)
    rows = pd.concat([years, partial]) if len(partial) else years
    chosen = _choose_panels(years)
    drawn = rows[rows["panel"].isin(chosen)]
    drawn = drawn.assign(left_out=note_left_out(years, drawn, "yearly figure"))
    drawn = sort_panels(drawn, chosen, "year", "period_end", "low")
    return drawn.groupby("panel", sort=False).tail(ROWS).reindex(columns=COLUMNS).reset_index(drop=True)


def _is_year(claims: pd.DataFrame) -> pd.Series:
    start, end = claims["period_start"], claims["period_end"]
    return start.dt.is_year_start & end.dt.is_year_end & (start.dt.year == end.dt.year)


def _choose_panels(years: pd.DataFrame) -> list[str]:
    """Legal crossings first, since hardly anything else is told by the year, then the fullest."""
    legal = years[years["measure"] == "legal_crossing"]
    several = years[years.groupby("panel")["year"].transform("nunique") > 1]
    ranked = [*rank_panels(legal, 1), *rank_panels(several, PANELS), *rank_panels(years, PANELS)]
    return list(dict.fromkeys(ranked))[: PANELS if len(several) else 2]


def _latest_so_far(claims: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """The last running total from 1 January of each year that has no figure of its own."""
    start = claims["period_start"]
    totals = claims[(claims["aggregation"] == "cumulative") & start.dt.is_year_start & claims["low"].notna()]
    totals = totals[
        (totals["period_end"].dt.year == totals["period_start"].dt.year) & (totals["modality"] == "reported")
    ]
    totals = totals.assign(year=totals["period_start"].dt.year, basis="so far")
    known = set(zip(years["panel"], years["year"], strict=True))
    new = [pair not in known for pair in zip(totals["panel"], totals["year"], strict=True)]
    latest = totals[pd.Series(new, index=totals.index, dtype=bool)].sort_values(
        ["period_end", "low"], kind="stable"
    )
    return latest.groupby(["panel", "year"], sort=False).tail(1).assign(high=float("nan"))


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points: a line of text and a bar for each row."""
    return len(rows) * _pitch(profile)


def _pitch(profile: Profile) -> float:
    return 2.9 * profile.text_pt


def measure_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the year left of the bars."""
    return text_width("2000", profile.text_pt, "bold") + profile.text_pt


def draw_crossings_by_year(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a bar per figure, solid up to what is certain, pale up to what the words allow."""
    strip_axes(ax, keep="left")
    ax.set_xticks([])
    ax.set_yticks([])
    highest = max(*known_bounds(frame), 1.0)
    ax.set_xlim(0, highest * (1.12 if frame["high"].isna().any() else 1.01))
    ax.set_ylim(len(frame), 0)
    before = None
    for index, row in enumerate(each_row(frame)):
        _draw_row(ax, row, index, profile)
        if row.year != before:
            write_row_label(ax, index + 0.7, str(row.year), profile, strong=True)
        before = row.year
    return ax


def _draw_row(ax: Axes, row: Any, index: int, profile: Profile) -> None:
    low, high, value = row.low, row.high, row.value
    hollow = row.basis == "implied" or row.modality != "reported"
    sure = 0.0 if pd.isna(low) else low
    y, height = index + 0.72, 0.32
    ax.barh(
        y, sure, height=height, facecolor=PAPER if hollow else BLUE, edgecolor=BLUE, linewidth=profile.line_pt
    )
    if not pd.isna(high) and high > sure:
        hatch = "/////" if hollow else None
        fill = PAPER if hollow else PALE_BLUE
        ax.barh(
            y,
            high - sure,
            left=sure,
            height=height,
            facecolor=fill,
            edgecolor=BLUE,
            linewidth=profile.line_pt,
            hatch=hatch,
        )
    if pd.isna(high):
        draw_open_end(ax, (sure, y), (1, 0), profile)
    if not pd.isna(value) and row.bound != "exact":
        ax.vlines(value, y - 0.8 * height, y + 0.8 * height, color=INK, linewidth=2 * profile.line_pt)
    _write_row(ax, row, index, profile)


def _write_row(ax: Axes, row: Any, index: int, profile: Profile) -> None:
    """The figure in bold and who gave it, or what it follows from, above its bar."""
    wide = points_wide(ax)
    strong, faint = _word_row(row)
    strong = shorten(strong, profile.text_pt, 0.6 * wide, "bold")
    offset = text_width(strong, profile.text_pt, "bold") + 0.7 * profile.text_pt
    faint = shorten(faint, profile.small_pt, wide - offset)
    place: dict[str, Any] = {
        "xycoords": ax.get_yaxis_transform(),
        "textcoords": "offset points",
        "va": "baseline",
    }
    lift = (0, index + 0.5)
    ax.annotate(
        strong, lift, xytext=(0.35 * profile.text_pt, 0), fontsize=profile.text_pt, fontweight="bold", **place
    )
    ax.annotate(faint, lift, xytext=(offset, 0), fontsize=profile.small_pt, color=GREY, **place)


def _word_row(row: Any) -> tuple[str, str]:
    if row.basis == "implied":
        return f"{row.label}", f"implied: {row.who}"
    if row.basis == "so far":
        return f"{row.label}", f"by {say_day(row.period_end, year=False)}, {row.who}"
    return f"{row.label}", row.who + ("" if row.modality == "reported" else f" ({row.modality})")


def describe_crossings_by_year(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    course = join_words([_say_year(row) for row in each_row(lead)], limit=3)
    news = f"{name_subject(lead['panel'].iloc[0])}: {course}"
    implied = (frame["basis"] == "implied").any()
    method = "Hatched outlines are implied by a comparison; nobody reported them." if implied else ""
    so_far = (
        "Arrows: a running total, so the year was at least that."
        if (frame["basis"] == "so far").any()
        else ""
    )
    return describe_rows(
        frame,
        title=news,
        subtitle=f"Figures for whole years. Pale ends show what the words allow. {method}".strip(),
        caption=f"{news}. {method}".strip(),
        alt_text=f"Bar chart of {plural(len(frame), 'yearly figure')}. {news}.",
        told=(
            f"{row.panel}, {row.year}: {' '.join(_word_row(row))} ({row.basis})." for row in each_row(frame)
        ),
        notes=[so_far, note_hollow(frame["modality"])],
    )


def _say_year(row: Any) -> str:
    basis = {"implied": " (implied)", "so far": " so far"}.get(row.basis, "")
    return f"{row.label} in {row.year}{basis}"


CROSSINGS_BY_YEAR = Figure(
    name="crossings_by_year",
    select=select_crossings_by_year,
    draw=draw_crossings_by_year,
    describe=describe_crossings_by_year,
    height=measure_panel,
    margin=measure_margin,
    absent="no article gives or implies a figure for a whole year",
    below=0.0,
)
