"""Irregular against ordinary crossings of one border, by year: two panels, each with a scale of its own."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.claims import (
    choose_sound,
    each_row,
    hedge,
    name_subject,
    note_forms,
    pool_claims,
    read_claims,
    read_series,
)
from analysis.figures.lettering import points_wide, shorten, text_width, write_figure, write_row_label
from analysis.figures.marks import draw_bar, known_bounds
from analysis.figures.page import Description, Figure, describe_rows, panel_names
from analysis.figures.profiles import Profile
from analysis.figures.style import GREY, strip_axes
from analysis.figures.wording import join_words, plural, round_outward, say_day, say_interval
from analysis.tables import Tables

ROWS = 8
PITCH = 2.9  # lines of text for a figure: its words over its bar
IRREGULAR = ("apprehension", "irregular_crossing", "attempted_crossing", "turned_back")
ORDINARY = ("legal_crossing",)
COLUMNS = [
    "panel", "rank", "measure", "year", "basis", "label", "who", "value", "low", "high", "bound", "modality",
    "sure", "period_start", "period_end", "n_articles", "count_ids", "articles", "omitted",
]  # fmt: skip
_NEAR = {"about": "about ", "nearly": "nearly ", "over": "more than ", "under": "less than "}
_TIMES = {2: "twice", 0.5: "half"}


def select_ordinary_crossings(tables: Tables) -> pd.DataFrame:
    """One row per figure for a calendar year, of one irregular and one ordinary measure of one border.

    `basis` is reported, so far (a running total, a lower bound of its year) or implied (what a comparison
    says of a year that nobody gives). Nothing is drawn unless both kinds are told of the border.
    """
    told = read_claims(tables)
    told = told[told["measure"].isin((*IRREGULAR, *ORDINARY)) & told["border"].notna()]
    claims = pool_claims(told[told["unit"].isin(("person", "crossing"))])
    reported = claims[(claims["aggregation"] == "period") & _is_year(claims)].assign(basis="reported")
    implied = _read_implied(tables)
    implied = implied[_is_year(implied) & implied["measure"].isin((*IRREGULAR, *ORDINARY))]
    years = pd.concat([part for part in (reported, implied) if len(part)] or [reported])
    years = years.assign(year=years["period_start"].dt.year)
    partial = _latest_so_far(claims, years)
    rows = pd.concat([years, partial]) if len(partial) else years
    pair = _choose_pair(rows)
    if not pair:
        return pd.DataFrame(columns=COLUMNS)
    kept = [
        rows[rows["panel"] == panel].sort_values(["year", "period_end", "low"], kind="stable")
        for panel in pair
    ]
    omitted = sum(len(panel) for panel in kept) - sum(len(panel.tail(ROWS)) for panel in kept)
    drawn = pd.concat([panel.tail(ROWS).assign(rank=range(len(panel.tail(ROWS)))) for panel in kept])
    return drawn.assign(omitted=omitted).reindex(columns=COLUMNS).reset_index(drop=True)


def _is_year(claims: pd.DataFrame) -> pd.Series:
    start, end = claims["period_start"], claims["period_end"]
    return start.dt.is_year_start & end.dt.is_year_end & (start.dt.year == end.dt.year)


def _latest_so_far(claims: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """The last running total from 1 January of each year that has no figure of its own."""
    start, end = claims["period_start"], claims["period_end"]
    totals = claims[(claims["aggregation"] == "cumulative") & start.dt.is_year_start & claims["low"].notna()]
    totals = totals[(end.dt.year == start.dt.year)[totals.index] & (totals["modality"] == "reported")]
    totals = totals.assign(year=totals["period_start"].dt.year, basis="so far")
    known = set(zip(years["panel"], years["year"], strict=True))
    new = [pair not in known for pair in zip(totals["panel"], totals["year"], strict=True)]
    latest = totals[pd.Series(new, index=totals.index, dtype=bool)]
    latest = latest.sort_values(["sure", "period_end", "low"], kind="stable")
    return latest.groupby(["panel", "year"], sort=False).tail(1).assign(high=float("nan"))


def _choose_pair(rows: pd.DataFrame) -> list[str]:
    """The fullest irregular and the fullest ordinary panel of one border, all groups before single ones."""
    panels = rows.groupby("panel", sort=False).agg(
        measure=("measure", "first"),
        border=("border", "first"),
        group=("group", "first"),
        sure=("sure", "sum"),
        size=("panel", "size"),
    )
    panels = panels.assign(whole=panels["group"].isna()).sort_values(
        ["whole", "sure", "size"], ascending=False, kind="stable"
    )
    ordinary = panels[panels["measure"].isin(ORDINARY)].sort_values(["sure", "size"], ascending=False)
    for legal in each_row(ordinary):
        beside = panels[panels["measure"].isin(IRREGULAR) & (panels["border"] == legal.border)]
        if len(beside):
            return [str(beside.index[0]), str(legal.Index)]
    return []


def _read_implied(tables: Tables) -> pd.DataFrame:
    """Implied bounds of the series in the columns of claims; `who` says from which claim they follow."""
    series = read_series(tables)
    rows = series[(series["basis"] == "implied") & (series["n_articles"] > 0)]
    said = _word_comparisons(tables)
    why = [
        next((said[each] for each in row.count_ids.split("+") if each in said), "follows from other claims")
        for row in each_row(rows)
    ]
    labels = [say_interval(*round_outward(row.low, row.high, 2)) for row in each_row(rows)]
    return rows.assign(
        basis="implied",
        label=labels,
        who=why,
        value=float("nan"),
        bound="range",
        modality="reported",
        sure=True,
    )


def _word_comparisons(tables: Tables) -> dict[str, str]:
    """ "nearly 390,000 is about 50% more", by the count that is compared."""
    labels = read_claims(tables).set_index("count_id")["label"]
    return {
        row.count_id: f"{labels[row.count_id]} is {_word_relation(row)}"
        for row in each_row(tables.comparisons)
        if row.count_id in labels.index
    }


def _word_relation(row: Any) -> str:
    near = _NEAR.get(row.bound, "")
    factor = "" if pd.isna(row.factor) else f"{row.factor:g}"
    times = _TIMES.get(row.factor, f"{factor} times")
    return {
        "times": f"{near}{times} this",
        "percent_more": f"{near}{factor}% more",
        "percent_less": f"{near}{factor}% less",
        "more": "more than this",
        "fewer": "fewer than this",
        "same": "as many as this",
    }[row.relation]


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points: a line of text and a bar for each row."""
    return len(rows) * PITCH * profile.text_pt


def measure_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the year left of the bars."""
    return text_width("2000", profile.text_pt, "bold") + profile.text_pt


def draw_ordinary_crossings(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a bar per figure, solid up to what is certain, pale up to what the words allow."""
    strip_axes(ax, keep="left")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlim(0, max(*known_bounds(frame), 1.0) * (1.12 if frame["high"].isna().any() else 1.01))
    ax.set_ylim(len(frame), 0)
    before = None
    for place, row in enumerate(each_row(frame)):
        least, implied = 0.0 if pd.isna(row.low) else row.low, row.basis == "implied"
        draw_bar(ax, row, least, place + 0.75, profile, height=0.32, hatch="/////", implied=implied)
        _write_row(ax, row, place + 0.47, profile)
        if row.year != before:
            style = {"fontsize": profile.text_pt, "fontweight": "bold"}
            write_row_label(ax, place + 0.75, str(row.year), profile, **style)
        before = row.year
    return ax


def _write_row(ax: Axes, row: Any, y: float, profile: Profile) -> None:
    """The figure in bold and who gave it, or what it follows from, above its bar."""
    wide = points_wide(ax)
    strong, faint = _word_row(row)
    weight = "bold" if row.sure else "normal"
    strong = shorten(strong, profile.text_pt, 0.6 * wide, weight)
    offset = text_width(strong, profile.text_pt, weight) + 0.9 * profile.text_pt
    faint = shorten(faint, profile.small_pt, wide - offset)
    style: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "va": "baseline"}
    write_figure(ax, strong, (0, y), (0.35 * profile.text_pt, 0), row, profile, **style)
    small: dict[str, Any] = {"textcoords": "offset points", "fontsize": profile.small_pt, "color": GREY}
    ax.annotate(faint, (0, y), xytext=(offset, 0), **small, **style)


def _word_row(row: Any) -> tuple[str, str]:
    if row.basis == "implied":
        return row.label, f"implied: {row.who}"
    if row.basis == "so far":
        return row.label, f"by {say_day(row.period_end, year=False)}, {row.who}"
    return row.label, row.who + ("" if row.modality == "reported" else f" ({row.modality})")


def describe_ordinary_crossings(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    panels = {panel: frame[frame["panel"] == panel] for panel in panel_names(frame)}
    sides = [f"{panel.partition(' · ')[0]}: {_say_latest(rows)}" for panel, rows in panels.items()]
    where = name_subject(next(iter(panels))).partition(", ")[2]
    news = f"{where}. {'. '.join(sides)}"
    method = "Hatched: implied by a comparison, reported by nobody." if _has(frame, "implied") else ""
    so_far = "Arrows: a running total, so the year had at least that many." if _has(frame, "so far") else ""
    return describe_rows(
        frame,
        title=news,
        subtitle="By year. Each panel has a scale of its own; pale ends show what the words allow.",
        caption=f"{news}. The two panels have scales of their own and are not to be compared by length.",
        seen=(
            f"{panel.partition(' · ')[0]}: {plural(len(rows), 'bar')}, "
            f"{join_words([_say_year(row) for row in each_row(rows)], limit=ROWS)}."
            for panel, rows in panels.items()
        ),
        told=(
            f"{row.panel}, {row.year}: {' '.join(_word_row(row))} ({row.basis})." for row in each_row(frame)
        ),
        noun="yearly figure",
        notes=[method, so_far, note_forms(frame)],
    )


def _has(frame: pd.DataFrame, basis: str) -> bool:
    return bool((frame["basis"] == basis).any())


def _say_latest(rows: pd.DataFrame) -> str:
    """The last figure of a panel, one that was reported where there is one."""
    sound = choose_sound(rows)
    stated = sound[sound["basis"] != "implied"]
    row = next(each_row((stated if len(stated) else sound).tail(1)))
    return f"{_say_year(row)}{hedge(rows)}"


def _say_year(row: Any) -> str:
    if row.basis == "so far":
        return f"{row.label} by {say_day(row.period_end)}"
    return f"{row.label} in {row.year}{' (implied)' if row.basis == 'implied' else ''}"


ORDINARY_CROSSINGS = Figure(
    name="ordinary_crossings",
    question="How do irregular crossings stand beside ordinary ones?",
    select=select_ordinary_crossings,
    draw=draw_ordinary_crossings,
    describe=describe_ordinary_crossings,
    height=measure_panel,
    margin=measure_margin,
    absent="no border has both irregular and ordinary crossings told by the year",
    below=0.0,
)
