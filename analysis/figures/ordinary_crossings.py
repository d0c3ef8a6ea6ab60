"""Irregular against ordinary crossings of one border, by year: two panels, each with a scale of its own."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures import evidence, wording
from analysis.figures.evidence import each_row, stack
from analysis.figures.marks import Pen, known_bounds, room_beside
from analysis.figures.page import Description, Figure, describe_rows, per_row
from analysis.figures.profiles import Profile
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
    told = evidence.read_claims(tables)
    told = told[told["measure"].isin((*IRREGULAR, *ORDINARY)) & told["unit"].isin(("person", "crossing"))]
    claims = evidence.pool_claims(told)
    claims = claims.assign(basis=claims["aggregation"].map({"period": "reported", "cumulative": "so far"}))
    reported = claims[(claims["basis"] == "reported") & _is_year(claims)]
    years = stack([reported, _read_implied(tables)], list(claims.columns))
    rows = stack([years, _latest_so_far(claims, years)], list(claims.columns))
    rows = rows.sort_values(["period_start", "period_end", "low"], kind="stable")
    panels = [rows[rows["panel"] == panel] for panel in _choose_pair(rows)]
    drawn = [_number(panel.tail(ROWS)) for panel in panels]
    return stack(drawn, COLUMNS, sum(map(len, panels)) - sum(map(len, drawn)))


def _is_year(claims: pd.DataFrame) -> pd.Series:
    start, end = claims["period_start"], claims["period_end"]
    return start.dt.is_year_start & end.dt.is_year_end & (start.dt.year == end.dt.year)


def _number(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(rank=range(len(rows)), year=rows["period_start"].dt.year)


def _latest_so_far(claims: pd.DataFrame, years: pd.DataFrame) -> pd.DataFrame:
    """The last running total from 1 January of each year that has no figure of its own."""
    start, end = claims["period_start"], claims["period_end"]
    usable = (claims["basis"] == "so far") & claims["low"].notna() & (claims["modality"] == "reported")
    totals = claims[usable & start.dt.is_year_start & (end.dt.year == start.dt.year)]
    known = set(zip(years["panel"], years["period_start"], strict=True))
    new = [each not in known for each in zip(totals["panel"], totals["period_start"], strict=True)]
    latest = totals[np.array(new, dtype=bool)].sort_values(["sure", "period_end", "low"], kind="stable")
    return latest.groupby(["panel", "period_start"], sort=False).tail(1).assign(high=float("nan"))


def _choose_pair(rows: pd.DataFrame) -> list[str]:
    """The fullest irregular and the fullest ordinary panel of one border, all groups before single ones."""
    panels = rows.groupby("panel", sort=False).agg(
        measure=("measure", "first"),
        border=("border", "first"),
        whole=("group", lambda groups: groups.isna().all()),
        sure=("sure", "sum"),
        size=("panel", "size"),
    )
    panels = panels.sort_values(["whole", "sure", "size"], ascending=False, kind="stable")
    for legal in each_row(panels[panels["measure"].isin(ORDINARY)]):
        beside = panels.index[panels["measure"].isin(IRREGULAR) & (panels["border"] == legal.border)]
        if len(beside):
            return [beside[0], legal.Index]
    return []


def _read_implied(tables: Tables) -> pd.DataFrame:
    """Implied bounds of the series in the columns of claims; `who` says from which claim they follow."""
    series = evidence.read_series(tables)
    ours = series["measure"].isin((*IRREGULAR, *ORDINARY)) & _is_year(series)
    rows = series[(series["basis"] == "implied") & (series["n_articles"] > 0) & ours]
    labels = evidence.read_claims(tables).set_index("count_id")["label"]
    said = {
        row.count_id: f"{labels[row.count_id]} is {_word_relation(row)}"
        for row in each_row(tables.comparisons[tables.comparisons["count_id"].isin(labels.index)])
    }
    why = (filter(None, map(said.get, ids.split("+"))) for ids in rows["count_ids"])
    return rows.assign(
        label=[wording.say_interval(*wording.round_outward(row.low, row.high, 2)) for row in each_row(rows)],
        who=[next(reasons, "follows from other claims") for reasons in why],
    )


def _word_relation(row: Any) -> str:
    """ "about 50% more", as a comparison puts it."""
    near = _NEAR.get(row.bound, "")
    factor = "" if pd.isna(row.factor) else f"{row.factor:g}"
    return {
        "times": f"{near}{_TIMES.get(row.factor, f'{factor} times')} this",
        "percent_more": f"{near}{factor}% more",
        "percent_less": f"{near}{factor}% less",
        "more": "more than this",
        "fewer": "fewer than this",
        "same": "as many as this",
    }[row.relation]


def draw_ordinary_crossings(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a bar per figure, solid up to what is certain, pale up to what the words allow."""
    pen = Pen(ax, profile, keep="left")
    pen.clear_ticks()
    ax.set_xlim(0, max(known_bounds(frame)[1], 1.0) * (1.12 if frame["high"].isna().any() else 1.01))
    ax.set_ylim(len(frame), 0)
    before = None
    for place, row in enumerate(each_row(frame)):
        y, implied = place + 0.75, row.basis == "implied"
        pen.bar(row, float(np.nan_to_num(row.low)), (y - 0.16, y + 0.16), lying=True, implied=implied)
        pen.say(*_word_row(row), place + 0.47, sure=row.sure, indent=0.35 * pen.text)
        if row.year != before:
            pen.write_beside(str(row.year), y, fontweight="bold")
        before = row.year
    return ax


def _word_row(row: Any) -> tuple[str, str]:
    if row.basis == "implied":
        return row.label, f"implied: {row.who}"
    if row.basis == "so far":
        return row.label, f"by {wording.say_day(row.period_end, year=False)}, {row.who}"
    return row.label, row.who + evidence.say_status(row.modality)


def describe_ordinary_crossings(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    sides = [_say_latest(rows) for _, rows in frame.groupby("panel", sort=False)]
    where = evidence.name_subject(frame["panel"].iloc[0]).partition(", ")[2]
    news = f"{where}. {'. '.join(sides)}"
    notes = {
        "implied": "Hatched: implied by a comparison, reported by nobody.",
        "so far": "Arrows: a running total, so the year had at least that many.",
    }
    return describe_rows(
        frame,
        title=news,
        subtitle="By year. Each panel has a scale of its own; pale ends show what the words allow.",
        caption=f"{news}. The two panels have scales of their own and are not to be compared by length.",
        see=lambda rows: (
            f"{evidence.name_subject(rows['panel'].iloc[0], 1)}: {wording.plural(len(rows), 'bar')}, "
            f"{wording.join_words([_say_year(row) for row in each_row(rows)], limit=ROWS)}."
        ),
        tell=lambda row: f"{row.panel}, {row.year}: {' '.join(_word_row(row))} ({row.basis}).",
        noun="yearly figure",
        notes=[note for basis, note in notes.items() if (frame["basis"] == basis).any()],
    )


def _say_latest(rows: pd.DataFrame) -> str:
    """What a panel counts, and its last figure, one that was reported where there is one."""
    sound = evidence.choose_sound(rows)
    stated = sound[sound["basis"] != "implied"]
    last = next(each_row((stated if len(stated) else sound).tail(1)))
    return f"{evidence.name_subject(last.panel, 1)}: {_say_year(last)}{evidence.hedge(rows)}"


def _say_year(row: Any) -> str:
    if row.basis == "so far":
        return f"{row.label} by {wording.say_day(row.period_end)}"
    return f"{row.label} in {row.year}{' (implied)' if row.basis == 'implied' else ''}"


ORDINARY_CROSSINGS = Figure(
    name="ordinary_crossings",
    question="How do irregular crossings stand beside ordinary ones?",
    select=select_ordinary_crossings,
    draw=draw_ordinary_crossings,
    describe=describe_ordinary_crossings,
    height=per_row(PITCH),
    margin=room_beside("year"),
    absent="no border has both irregular and ordinary crossings told by the year",
    below=0.0,
)
