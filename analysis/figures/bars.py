"""Figures of lying bars: the nationalities in one total; irregular beside ordinary crossings by year."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.countries import bare_name
from analysis.figures import evidence, wording
from analysis.figures.evidence import each_row, stack
from analysis.figures.marks import BOUNDS, Pen, known_bounds, room_beside
from analysis.figures.page import Description, Figure, describe_rows, per_row, tell_row
from analysis.figures.profiles import Profile
from analysis.series import round_outward
from analysis.tables import Tables

BAR = 2.9  # lines of text for a bar with its words over it
NATIONS = 10
ONE_TOTAL = ["measure", "unit", "border", "aggregation", "period_start", "period_end"]
NATION = r"[A-Z]{2}"
YEARS = 8
IRREGULAR = ("apprehension", "irregular_crossing", "attempted_crossing", "turned_back")
ORDINARY = ("legal_crossing",)
YEAR = ["panel", "period_start"]
_NEAR = {"about": "about ", "nearly": "nearly ", "over": "more than ", "under": "less than "}
_TIMES = {2: "twice", 0.5: "half"}


def draw_bars(
    ax: Axes, frame: pd.DataFrame, profile: Profile, beside: str, word: Callable[[Any], tuple[str, str]]
) -> Axes:
    """Draw each row as a lying bar, its words and who gave it over it, and what is in `beside` left of it."""
    pen = Pen(ax, profile, keep="left")
    pen.clear_ticks()
    ax.set_xlim(0, max(known_bounds(frame)[1], 1.0) * (1.12 if frame["high"].isna().any() else 1.01))
    ax.set_ylim(len(frame), 0)
    new = frame[beside].ne(frame[beside].shift())
    for place, (row, is_new) in enumerate(zip(each_row(frame), new, strict=True)):
        y, implied = place + 0.75, getattr(row, "basis", "") == "implied"
        pen.bar(row, float(np.nan_to_num(row.low)), (y - 0.16, y + 0.16), lying=True, implied=implied)
        pen.say(*word(row), place + 0.47, sure=row.sure, indent=0.35 * pen.text)
        if is_new:
            pen.write_beside(str(getattr(row, beside)), y, fontweight="bold")
    return ax


def select_nationalities(tables: Tables) -> pd.DataFrame:
    """One row per nationality of the one total (measure, border, period) that most of them are told of.

    Where a total of all groups is told for the same period, `total` and `total_label` give it.
    """
    claims = evidence.read_claims(tables)
    claims = claims[claims["period_end"].notna() & claims["unit"].ne("percent")]
    pooled = evidence.pool_claims(claims[claims["group"].isna() | claims["group"].str.fullmatch(NATION)])
    pooled = pooled.assign(one=pooled.groupby(ONE_TOTAL, dropna=False, sort=False).ngroup())
    ranked = pooled[pooled["group"].notna()].sort_values(
        ["sure", "n_articles", "low"], ascending=False, kind="stable"
    )
    nations = ranked.drop_duplicates(["one", "group"])
    size = nations.groupby("one", sort=False)["group"].transform("size")
    if not size.max() > 1:
        return stack([])
    one = nations["one"].iloc[int(size.to_numpy().argmax())]
    drawn = nations[nations["one"] == one]
    drawn = drawn.assign(size=drawn[BOUNDS].max(axis=1)).sort_values("size", ascending=False, kind="stable")
    whole = evidence.choose_sound(pooled[(pooled["one"] == one) & pooled["group"].isna()])
    drawn = drawn.assign(
        panel=evidence.name_panel(drawn.iloc[0]),
        rank=range(1, len(drawn) + 1),
        name=[bare_name(code) for code in drawn["group"]],
        total=whole["low"].max() if len(whole) else float("nan"),
        total_label=whole["label"].iloc[0] if len(whole) else None,
    )
    return stack([drawn.head(NATIONS)], max(len(drawn) - NATIONS, 0))


def draw_nationalities(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw a bar per nationality, solid up to what is certain, its number over it."""
    return draw_bars(ax, frame, profile, "name", evidence.tell_figure)


def describe_nationalities(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    first, rest = frame.iloc[0], _rest(frame)
    when = wording.say_when(first["period_start"], first["period_end"])
    whole = f" of {first['total_label']}" if pd.notna(first["total_label"]) else ""
    said = frame["name"] + " " + frame["label"]
    bars = wording.plural(len(frame), "bar")
    lead = wording.join_words(said[evidence.choose_sound(frame).head(3).index])
    news = evidence.headline(frame, f"{whole}: {lead}")
    return describe_rows(
        frame,
        news=news,
        subtitle=f"By nationality, {when}." + (f" In all: {first['total_label']}." if whole else ""),
        method=f"By nationality, {when}. {rest}",
        see=lambda rows: f"{bars}, longest first: {wording.join_words(said, limit=NATIONS)}. {rest}".strip(),
        tell=lambda row: f"{row.name}: {tell_row(row)}",
        noun="group",
        notes=[rest],
    )


def _rest(frame: pd.DataFrame) -> str:
    """How many of the total no article gives a nationality of, where every part is a number."""
    total, parts = frame["total"].iloc[0], frame["value"].sum()
    if pd.isna(total):
        return ""
    if frame["value"].isna().any() or frame["omitted"].iloc[0] or parts >= total:
        return "The nationalities need not add up to the total."
    about = "" if frame["bound"].eq("exact").all() else "about "
    return f"Of {about}{wording.say_number(total - parts)} the articles give no nationality."


NATIONALITIES = Figure(
    name="nationalities",
    question="From where?",
    select=select_nationalities,
    draw=draw_nationalities,
    describe=describe_nationalities,
    height=per_row(BAR),
    margin=room_beside("name"),
    absent="no two nationalities are told of one total",
    below=0.2,
)


def select_ordinary_crossings(tables: Tables) -> pd.DataFrame:
    """One row per figure for a calendar year, of one irregular and one ordinary measure of one border.

    `basis` is reported, so far (a running total, a lower bound of its year) or implied (what a comparison
    says of a year that nobody gives). Nothing is drawn unless both kinds are told of the border.
    """
    rows = stack([_read_told(tables), _read_implied(tables)])
    if rows.empty:
        return rows
    start, end, basis = rows["period_start"], rows["period_end"], rows["basis"]
    of_year = start.dt.is_year_start & (start.dt.year == end.dt.year)
    years = rows[of_year & end.dt.is_year_end & basis.isin(["reported", "implied"])]
    totals = rows[of_year & (basis == "so far") & rows["low"].notna() & (rows["modality"] == "reported")]
    totals = totals.sort_values(["sure", "period_end", "low"], kind="stable")
    latest = totals.drop_duplicates(YEAR, keep="last")
    new = latest[~latest.set_index(YEAR).index.isin(years.set_index(YEAR).index)]
    rows = stack([years, new.assign(high=float("nan"))])
    rows = rows.sort_values(["period_start", "period_end", "low"], kind="stable")
    panels = [rows[rows["panel"] == panel] for panel in _choose_pair(rows)]
    drawn = [panel.tail(YEARS).assign(rank=range(len(panel.tail(YEARS)))) for panel in panels]
    drawn = [panel.assign(year=panel["period_start"].dt.year) for panel in drawn]
    return stack(drawn, sum(map(len, panels)) - sum(map(len, drawn)))


def _choose_pair(rows: pd.DataFrame) -> list[str]:
    """The fullest irregular and the fullest ordinary panel of one border, all groups before single ones."""
    panels = rows.drop_duplicates("panel").set_index("panel").loc[evidence.rank_panels(rows, len(rows))]
    panels = panels.sort_values("group", key=lambda group: group.notna(), kind="stable")
    for legal, border in panels.loc[panels["measure"].isin(ORDINARY), "border"].items():
        beside = panels.index[panels["measure"].isin(IRREGULAR) & (panels["border"] == border)]
        if len(beside):
            return [str(beside[0]), str(legal)]
    return []


def _read_told(tables: Tables) -> pd.DataFrame:
    """Flows, and running totals of less than a year, as articles tell them."""
    told = evidence.read_claims(tables)
    told = told[told["measure"].isin((*IRREGULAR, *ORDINARY)) & told["unit"].isin(("person", "crossing"))]
    claims = evidence.pool_claims(told)
    return claims.assign(basis=claims["aggregation"].map({"period": "reported", "cumulative": "so far"}))


def _read_implied(tables: Tables) -> pd.DataFrame:
    """Implied bounds of the series in the columns of claims; `who` says from which claim they follow."""
    series = evidence.read_series(tables)
    ours = series["measure"].isin((*IRREGULAR, *ORDINARY)) & (series["n_articles"] > 0)
    rows = series[ours & (series["basis"] == "implied")]
    labels = evidence.read_claims(tables).set_index("count_id")["label"]
    said = {
        row.count_id: f"{labels[row.count_id]} is {_word_relation(row)}"
        for row in each_row(tables.comparisons[tables.comparisons["count_id"].isin(labels.index)])
    }
    why = (filter(None, map(said.get, ids.split("+"))) for ids in rows["count_ids"])
    return rows.assign(
        label=[wording.say_interval(*round_outward(row.low, row.high, 2)) for row in each_row(rows)],
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
    return draw_bars(ax, frame, profile, "year", _word_row)


def _word_row(row: Any) -> tuple[str, str]:
    if row.basis == "implied":
        return row.label, f"implied: {row.who}"
    if row.basis == "so far":
        return row.label, f"by {wording.say_day(row.period_end, year=False)}, {row.who}"
    return evidence.tell_figure(row)


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
        news=news,
        subtitle="By year. Each panel has a scale of its own; pale ends show what the words allow.",
        method="The two panels have scales of their own and are not to be compared by length.",
        see=lambda rows: (
            f"{evidence.name_subject(rows['panel'].iloc[0], 1)}: {wording.plural(len(rows), 'bar')}, "
            f"{wording.join_words([_say_year(row) for row in each_row(rows)], limit=YEARS)}."
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
    height=per_row(BAR),
    margin=room_beside("year"),
    absent="no border has both irregular and ordinary crossings told by the year",
    below=0.0,
)
