"""From where: the nationalities that make up one total, longest bar first, and what nobody told of."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.countries import bare_name
from analysis.figures import evidence, wording
from analysis.figures.evidence import stack
from analysis.figures.marks import BAR, BOUNDS, draw_bars, room_beside
from analysis.figures.page import Description, Figure, describe_rows, per_row, tell_row
from analysis.figures.profiles import Profile
from analysis.tables import Tables

ROWS = 10
ONE_TOTAL = ["measure", "unit", "border", "aggregation", "period_start", "period_end"]
NATION = r"[A-Z]{2}"


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
    return stack([drawn.head(ROWS)], max(len(drawn) - ROWS, 0))


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
        see=lambda rows: f"{bars}, longest first: {wording.join_words(said, limit=ROWS)}. {rest}".strip(),
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
