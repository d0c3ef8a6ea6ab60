"""From where: the nationalities that make up one total, longest bar first, and what nobody told of."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.countries import bare_name
from analysis.figures.claims import (
    choose_sound,
    each_row,
    hedge,
    name_panel,
    name_subject,
    note_forms,
    pool_claims,
    read_claims,
)
from analysis.figures.lettering import points_wide, shorten, text_width, write_figure, write_row_label
from analysis.figures.marks import BOUNDS, draw_bar, known_bounds
from analysis.figures.page import Description, Figure, describe_rows
from analysis.figures.profiles import Profile
from analysis.figures.style import strip_axes
from analysis.figures.wording import join_words, plural, say_number, say_when
from analysis.tables import Tables

ROWS = 10
PITCH = 1.75  # lines of text for a bar
BARELY = 1.08  # times the least that a bar may be: more does not show
ONE_TOTAL = ["measure", "unit", "border", "aggregation", "period_start", "period_end"]
COLUMNS = [
    "panel", "rank", "group", "name", "label", "who", "value", "low", "high", "bound", "modality", "sure",
    "period_start", "period_end", "total", "total_label", "n_articles", "count_ids", "articles", "omitted",
]  # fmt: skip
NATION = r"[A-Z]{2}"


def select_nationalities(tables: Tables) -> pd.DataFrame:
    """One row per nationality of the one total (measure, border, period) that most of them are told of.

    Where a total of all groups is told for the same period, `total` and `total_label` give it.
    """
    claims = read_claims(tables)
    claims = claims[claims["border"].notna() & claims["period_end"].notna() & claims["unit"].ne("percent")]
    pooled = pool_claims(claims[claims["group"].isna() | claims["group"].str.fullmatch(NATION)])
    nations = pooled[pooled["group"].notna()].sort_values(
        ["sure", "n_articles", "low"], ascending=False, kind="stable"
    )
    nations = nations.drop_duplicates([*ONE_TOTAL, "group"])
    sizes = nations.groupby(ONE_TOTAL, dropna=False, sort=False)["group"].transform("size")
    if sizes.empty or sizes.max() < 2:
        return pd.DataFrame(columns=COLUMNS)
    key = nations[ONE_TOTAL].iloc[int(sizes.to_numpy().argmax())]
    same = _matches(nations, key)
    whole = choose_sound(pooled[_matches(pooled, key) & pooled["group"].isna()])
    drawn = nations[same].assign(size=nations.loc[same, BOUNDS].max(axis=1))
    drawn = drawn.sort_values("size", ascending=False, kind="stable")
    return (
        drawn.assign(
            panel=name_panel(key["measure"], key["unit"], key["border"], None),
            rank=range(1, len(drawn) + 1),
            name=[bare_name(code) for code in drawn["group"]],
            total=whole["low"].max() if len(whole) else float("nan"),
            total_label=whole["label"].iloc[0] if len(whole) else None,
            omitted=max(len(drawn) - ROWS, 0),
        )
        .head(ROWS)[COLUMNS]
        .reset_index(drop=True)
    )


def _matches(rows: pd.DataFrame, key: pd.Series) -> pd.Series:
    """Which rows have the key's values, nothing being equal to nothing."""
    same = [rows[name].eq(value) | (rows[name].isna() & pd.isna(value)) for name, value in key.items()]
    return pd.concat(same, axis=1).all(axis=1)


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of the axes in points."""
    return (len(rows) + 0.3) * PITCH * profile.text_pt


def measure_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the nationalities left of the bars."""
    widest = max(text_width(name, profile.text_pt) for name in frame["name"])
    return min(widest, 0.4 * profile.inner) + 0.8 * profile.text_pt


def draw_nationalities(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw a bar per nationality with its number beside it."""
    strip_axes(ax, keep="left")
    ax.set_xticks([])
    ax.set_yticks([])
    room = max(text_width(label, profile.text_pt, "bold") for label in frame["label"])
    room += 2.8 * profile.text_pt
    ax.set_xlim(0, max(known_bounds(frame)) / max(1 - room / points_wide(ax), 0.3))
    ax.set_ylim(len(frame), -0.3)
    for place, row in enumerate(each_row(frame)):
        name = shorten(row.name, profile.text_pt, 0.4 * profile.inner)
        write_row_label(ax, place + 0.35, name, profile, fontsize=profile.text_pt)
        least = float(np.nan_to_num(row.low if pd.isna(row.value) else row.value))
        reach = draw_bar(ax, row, least, place + 0.35, profile, height=0.62, slight=BARELY)
        gap = (2.4 if pd.isna(row.high) else 0.5) * profile.text_pt
        write_figure(ax, row.label, (reach, place + 0.35), (gap, 0), row, profile, va="center_baseline")
    return ax


def describe_nationalities(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    sound = choose_sound(frame)
    first = frame.iloc[0]
    when = say_when(first["period_start"], first["period_end"])
    whole = f" of {first['total_label']}" if pd.notna(first["total_label"]) else ""
    lead = join_words(f"{row.name} {row.label}" for row in each_row(sound.head(3)))
    news = f"{name_subject(first['panel'])}{whole}: {lead}{hedge(frame)}"
    return describe_rows(
        frame,
        title=news,
        subtitle=f"By nationality, {when}." + (f" In all: {first['total_label']}." if whole else ""),
        caption=f"{news}, {when}. {_rest(frame)}".strip(),
        seen=[
            f"{plural(len(frame), 'bar')}, longest first: "
            f"{join_words([f'{row.name} {row.label}' for row in each_row(frame)], limit=ROWS)}.",
            _rest(frame),
        ],
        told=(f"{row.name}: {row.label} ({row.who}; {row.modality})." for row in each_row(frame)),
        noun="group",
        notes=[_rest(frame), note_forms(frame)],
    )


def _rest(frame: pd.DataFrame) -> str:
    """How many of the total no article gives a nationality of, where every part is a number."""
    total, parts = frame["total"].iloc[0], frame["value"].sum()
    exact = frame["value"].notna().all() and not int(frame["omitted"].iloc[0])
    if pd.isna(total) or not exact or parts >= total:
        return "" if pd.isna(total) else "The nationalities need not add up to the total."
    about = "" if frame["bound"].eq("exact").all() else "about "
    return f"Of {about}{say_number(total - parts)} the articles give no nationality."


NATIONALITIES = Figure(
    name="nationalities",
    question="From where?",
    select=select_nationalities,
    draw=draw_nationalities,
    describe=describe_nationalities,
    height=measure_panel,
    margin=measure_margin,
    absent="no two nationalities are told of one total",
    below=0.2,
)
