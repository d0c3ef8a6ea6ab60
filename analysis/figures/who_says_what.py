"""Who says what: the figures of several voices for one border and period, each measure apart."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.figures.claimpanel import anchor, known_bounds
from analysis.figures.claims import (
    DISPUTED,
    each_row,
    name_subject,
    note_hollow,
    pool_claims,
    read_claims,
)
from analysis.figures.composition import Description, Figure, describe_rows, panel_names
from analysis.figures.lettering import shorten, text_width, write_row_label
from analysis.figures.marks import draw_claim
from analysis.figures.profiles import Profile
from analysis.figures.sizes import canvas_of, points_wide
from analysis.figures.style import BLUE, GREY, INK, RULE, VERMILION, strip_axes
from analysis.figures.wording import (
    NO_SOURCE,
    UNIT_NAMES,
    join_words,
    measure_labels,
    plural,
    say_border,
    say_group,
    say_number,
    say_period,
)
from analysis.tables import Tables

PANELS = 4
ROWS = 8
_LENGTHS = ("border_length", "barrier_length")
_TOPIC = ["family", "unit", "border", "group", "period_start", "period_end"]
_FAMILIES = {
    "irregular": "People on the move",
    "protection": "Protection",
    "legal": "Legal crossings",
    "return": "Returns",
    "presence": "People present",
    "harm": "Deaths and injuries",
    "facilitation": "Facilitators",
    "personnel": "Personnel",
    "length": "Length of the border",
    "barrier": "Length of the barrier",
    "points": "Crossing points",
    "transport": "Transport",
}
COLUMNS = [
    "panel", "measure", "voice", "label", "value", "low", "high", "bound", "modality", "disagrees",
    "period_start", "period_end", "n_articles", "count_ids", "articles", "left_out",
]  # fmt: skip


def select_who_says_what(tables: Tables) -> pd.DataFrame:
    """One row per voice and figure, of topics (border, period, kind of measure) with two voices or more.

    `voice` is the cited source, or the article where none is cited; `disagrees` marks figures of one measure
    that cannot both be true.
    """
    claims = read_claims(tables)
    undated = claims["measure"].isin(_LENGTHS) & claims["period_end"].isna()
    placed = claims["border"].notna() & claims["aggregation"].ne("rate")
    elsewhere = claims["measure"].str.startswith("crossing_point_")  # a figure of their own
    claims = claims[placed & ~elsewhere & (undated | claims["period_start"].notna())]
    claims = claims.assign(who=[_name_voice(row) for row in each_row(claims)])
    voices = pool_claims(claims, by_source=True).rename(columns={"who": "voice"})
    family = voices["measure"].map({name: label.family for name, label in measure_labels().items()})
    voices = voices.assign(family=family)
    several = voices.groupby(_TOPIC, dropna=False)["voice"].transform("nunique") > 1
    conflicts = _conflicting_sets(tables.conflicts)
    topics = [
        _mark_conflicts(_name_topic(topic), conflicts)
        for _, topic in voices[several].groupby(_TOPIC, dropna=False, sort=False)
    ]
    ranked = sorted(topics, key=_rank_topic)
    left_out = f"Not drawn: {plural(len(ranked) - PANELS, 'further topic')}." if len(ranked) > PANELS else ""
    drawn = [topic.head(ROWS) for topic in ranked[:PANELS]]
    rows = pd.concat(drawn) if drawn else pd.DataFrame(columns=COLUMNS)
    return rows.assign(left_out=left_out)[COLUMNS].reset_index(drop=True)


def _name_voice(row: Any) -> str:
    """Who is heard: the source that is cited, else the article in its own voice."""
    return f"article {row.article_id}" if row.who == NO_SOURCE else str(row.who)


def _conflicting_sets(conflicts: pd.DataFrame) -> list[set[str]]:
    """The counts of each conflict, with those set aside."""
    return [
        {each for ids in (row.count_ids, row.set_aside_ids) if not pd.isna(ids) for each in ids.split("+")}
        for row in each_row(conflicts)
    ]


def _mark_conflicts(topic: pd.DataFrame, conflicts: list[set[str]]) -> pd.DataFrame:
    """Mark the rows of one topic that stand in one conflict with another row of it."""
    members = [set(ids.split("+")) for ids in topic["count_ids"]]
    apart = [[bool(conflict & each) for each in members] for conflict in conflicts]
    marked = [any(row[place] for row in apart if sum(row) > 1) for place in range(len(members))]
    return topic.assign(disagrees=marked)


def _rank_topic(topic: pd.DataFrame) -> tuple[bool, bool, int]:
    """Conflicts first, then topics on which two voices give the same measure, then the fullest."""
    same = topic.groupby("measure")["voice"].nunique().max() > 1
    return (not topic["disagrees"].any(), not same, -len(topic))


def _name_topic(topic: pd.DataFrame) -> pd.DataFrame:
    """The rows of one topic under one panel, measure by measure, the largest figure first."""
    first = topic.iloc[0]
    parts = [
        _FAMILIES[first["family"]]
        if topic["measure"].nunique() > 1
        else measure_labels()[first["measure"]].label,
        say_border(first["border"]),
        say_group(first["group"]),
        "" if pd.isna(first["period_end"]) else say_period(first["period_start"], first["period_end"]),
        UNIT_NAMES[first["unit"]],
    ]
    named = topic.assign(panel=" · ".join(filter(None, parts)), at=[anchor(row) for row in each_row(topic)])
    return named.sort_values(["measure", "at"], ascending=[True, False], kind="stable")


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return (len(rows) + 0.4) * 2.6 * profile.text_pt


def measure_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the voices left of the marks."""
    widest = max(text_width(voice, profile.small_pt) for voice in frame["voice"])
    return min(widest, 0.42 * profile.inner) + profile.text_pt


def draw_who_says_what(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a row per voice, its figure as a dot with what the words allow."""
    strip_axes(ax)
    _set_axis(ax, frame, profile)
    ax.set_ylim(len(frame), -0.4)
    ax.set_yticks([])
    margin = ax.get_window_extent().x0 / canvas_of(ax).dpi * 72 - profile.pad
    several = frame["measure"].nunique() > 1
    for index, row in enumerate(each_row(frame)):
        colour = VERMILION if row.disagrees else BLUE
        ax.axhline(index + 0.7, color=RULE, linewidth=profile.line_pt, zorder=0)
        write_row_label(
            ax, index + 0.7, shorten(row.voice, profile.small_pt, margin - 0.6 * profile.text_pt), profile
        )
        draw_claim(ax, row, index + 0.7, profile, "across", colour, marker="D" if row.disagrees else "o")
        _write_value(ax, row, index, profile, several=several)
    return ax


def _set_axis(ax: Axes, frame: pd.DataFrame, profile: Profile) -> None:
    known = known_bounds(frame)
    low, high = min(known), max(known)
    if low > 0.5 * high and high - low < 0.2 * high:  # close together: the difference is the point
        room = max(high - low, 1.0)
        ax.set_xlim(low - 1.2 * room, high + 1.2 * room)
    else:
        ax.set_xlim(0, high * 1.25)
    ticks = MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]).tick_values(*ax.get_xlim())
    left, right = ax.get_xlim()
    widest = text_width(say_number(max(ticks)), profile.small_pt) / 2
    last = right - (right - left) * max(widest - profile.pad, 0) / points_wide(
        ax
    )  # none hangs over the margin
    ax.set_xticks([tick for tick in ticks if left <= tick <= last])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say_number(value)))


def _write_value(ax: Axes, row: Any, index: int, profile: Profile, *, several: bool) -> None:
    """The figure above its mark, with its measure where the panel holds several, inside the axes."""
    left, right = ax.get_xlim()
    measure = f" {measure_labels()[row.measure].short}" if several else ""
    sure = f" ({row.modality})" if row.modality in DISPUTED else ""
    words = shorten(f"{row.label}{measure}{sure}", profile.text_pt, points_wide(ax), "bold")
    half = min(0.5, 0.5 * text_width(words, profile.text_pt, "bold") / points_wide(ax))
    share = (anchor(row) - left) / (right - left)
    ax.annotate(
        words,
        (min(max(share, half), 1 - half), index + 0.7),
        xycoords=ax.get_yaxis_transform(),
        xytext=(0, 0.62 * profile.text_pt),
        textcoords="offset points",
        ha="center",
        va="baseline",
        fontsize=profile.text_pt,
        fontweight="bold",
        color=INK if row.modality not in DISPUTED else GREY,
    )


def describe_who_says_what(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    news = f"{name_subject(lead['panel'].iloc[0])}: {_say_voices(lead)}"
    apart = frame["disagrees"].any()
    key = "Diamonds: figures that cannot all be true. " if apart else ""
    return describe_rows(
        frame,
        title=news,
        subtitle="What several voices say of one border and period. Different measures are no contradiction.",
        caption=f"{news}. {key}Different measures are labelled apart and are no contradiction.",
        alt_text=f"Dot chart of {plural(len(frame), 'figure')} by who gives them, in "
        f"{plural(frame['panel'].nunique(), 'panel')}. {news}.",
        told=(
            f"{row.panel}: {row.voice} has {row.label} "
            f"({measure_labels()[row.measure].short}; {row.modality})."
            for row in each_row(frame)
        ),
        notes=[key.strip(), note_hollow(frame["modality"])],
    )


def _say_voices(lead: pd.DataFrame) -> str:
    """The figures of a short panel one by one, of a long one their number."""
    if len(lead) > 3:
        return f"{plural(len(lead), 'figure')} from {plural(lead['voice'].nunique(), 'voice')}"
    apart = lead["measure"].nunique() > 1
    names = [f" {measure_labels()[measure].short}" if apart else "" for measure in lead["measure"]]
    said = join_words(f"{label}{name}" for label, name in zip(lead["label"], names, strict=True))
    return (
        f"{said} {'cannot both hold' if len(lead) == 2 else 'conflict'}"
        if lead["disagrees"].sum() > 1
        else said
    )


WHO_SAYS_WHAT = Figure(
    name="who_says_what",
    select=select_who_says_what,
    draw=draw_who_says_what,
    describe=describe_who_says_what,
    height=measure_panel,
    margin=measure_margin,
    absent="no two voices speak of the same border, period and kind of measure",
    below=1.8,
)
