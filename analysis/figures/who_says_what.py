"""Who says what: where independent sources give one quantity, the figure of each."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.figures.claims import (
    DISPUTED,
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
from analysis.figures.marks import BOUNDS, draw_claim, known_bounds
from analysis.figures.page import Description, Figure, describe_rows, panel_names
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, RULE, VERMILION, strip_axes
from analysis.figures.wording import NO_SOURCE, join_words, plural, say_number, say_period
from analysis.tables import Tables

PANELS = 4
ROWS = 6
PITCH = 2.6
NAME = 0.4  # of a column's width for who is heard
UNDATED = ("border_length", "barrier_length")
QUANTITY = ["measure", "unit", "border", "group", "aggregation", "period_start", "period_end"]
COLUMNS = [
    "panel", "rank", "voice", "label", "value", "low", "high", "bound", "modality", "sure", "differs",
    "period_start", "period_end", "n_articles", "count_ids", "articles", "omitted",
]  # fmt: skip


def select_who_says_what(tables: Tables) -> pd.DataFrame:
    """One row per source and figure, of quantities (measure, border, group, period) that two sources give.

    `voice` is who is cited, or the article that says it in its own voice; `differs` marks figures that the
    conflicts hold to be irreconcilable and that no rounding explains.
    """
    claims = read_claims(tables)
    undated = claims["measure"].isin(UNDATED) & claims["period_end"].isna()
    dated = claims["period_start"].notna() & claims["period_end"].notna()
    placed = claims["border"].notna() & claims["aggregation"].ne("rate")
    points = claims["measure"].str.startswith("crossing_point_")  # a figure of their own
    claims = claims[placed & ~points & (undated | dated)]
    whole = claims[claims["place"].isna()]  # of a border, not of a spot of it
    whole = whole.assign(who=_merge_names([_name_voice(row) for row in each_row(whole)]))
    voices = pool_claims(whole, by_source=True).rename(columns={"who": "voice"})
    once = ~voices.duplicated([*QUANTITY, "voice"], keep=False)  # two figures of one voice are two quantities
    voices = voices[once]
    several = voices.groupby(QUANTITY, dropna=False)["voice"].transform("nunique") > 1
    conflicts = _conflicting_sets(tables.conflicts)
    topics = [
        _name_topic(topic.assign(differs=_find_differing(topic, conflicts)))
        for _, topic in voices[several].groupby(QUANTITY, dropna=False, sort=False)
    ]
    ranked = sorted(topics, key=_rank_topic)[:PANELS]
    rows = pd.concat([topic.head(ROWS) for topic in ranked]) if ranked else pd.DataFrame(columns=COLUMNS)
    return rows.assign(omitted=int(several.sum()) - len(rows))[COLUMNS].reset_index(drop=True)


def _name_voice(row: Any) -> str:
    """Who is heard: the source that is cited, else the article in its own voice."""
    return str(row.articles).rpartition(" (")[0] if row.who == NO_SOURCE else str(row.who)


def _merge_names(voices: list[str]) -> list[str]:
    """Each voice under its longest name: "Cruz" is "Ted Cruz" where both are heard."""
    words = {voice: set(voice.lower().split()) for voice in voices}
    return [max((other for other in words if words[voice] <= words[other]), key=len) for voice in voices]


def _conflicting_sets(conflicts: pd.DataFrame) -> list[set[str]]:
    """The counts of each conflict, with those set aside."""
    return [
        {each for ids in (row.count_ids, row.set_aside_ids) if not pd.isna(ids) for each in ids.split("+")}
        for row in each_row(conflicts)
    ]


def _find_differing(topic: pd.DataFrame, conflicts: list[set[str]]) -> list[bool]:
    """Which rows stand in one conflict with another row that is not the same number, rounded."""
    bounds = [_loosen(row) for row in each_row(topic)]
    members = [set(ids.split("+")) for ids in topic["count_ids"]]
    differing = [False] * len(bounds)
    for conflict in conflicts:
        inside = [at for at, ids in enumerate(members) if ids & conflict]
        lowest = min((bounds[at][1] for at in inside), default=math.inf)
        highest = max((bounds[at][0] for at in inside), default=-math.inf)
        for at in inside:
            low, high = bounds[at]
            differing[at] |= low > lowest or high < highest
    return differing


def agree(one: Any, other: Any) -> bool:
    """Whether two claims can be one number, each taken to the precision to which it is stated.

    680 and 679 km agree (680 may stand for 675 to 685), 679 and 681 km do not.
    """
    bounds = [_loosen(row) for row in (one, other)]
    return max(low for low, _ in bounds) <= min(high for _, high in bounds)


def _loosen(row: Any) -> tuple[float, float]:
    """The bounds of a claim, widened by half the step to which its number is rounded."""
    low = -math.inf if pd.isna(row.low) else row.low
    high = math.inf if pd.isna(row.high) or row.bound == "vague" else row.high  # "thousands" may be many
    if pd.isna(row.value) or not float(row.value).is_integer() or not row.value:
        return low, high
    digits = str(abs(int(row.value)))
    half = 0.5 * 10 ** (len(digits) - len(digits.rstrip("0")))
    return (low - half, high + half) if half > 0.5 else (low, high)


def _rank_topic(topic: pd.DataFrame) -> tuple[bool, bool, int]:
    """Where sources differ first, then what is sure, then the fullest."""
    return not topic["differs"].any(), not topic["sure"].all(), -len(topic)


def _name_topic(topic: pd.DataFrame) -> pd.DataFrame:
    """The rows of one quantity under one panel, the largest figure first."""
    first = topic.iloc[0]
    panel = name_panel(first["measure"], first["unit"], first["border"], first["group"])
    when = "" if pd.isna(first["period_end"]) else say_period(first["period_start"], first["period_end"])
    named = topic.assign(panel=f"{panel} · {when}" if when else panel, at=topic[BOUNDS].max(axis=1))
    named = named.sort_values("at", ascending=False, kind="stable")
    return named.assign(rank=range(1, len(named) + 1))


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return (len(rows) + 0.4) * PITCH * profile.text_pt


def measure_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the voices left of the marks."""
    widest = max(text_width(voice, profile.small_pt) for voice in frame["voice"])
    return min(widest, NAME * profile.column) + profile.text_pt


def draw_who_says_what(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a row per source, its figure as a mark with what the words allow."""
    strip_axes(ax)
    _set_axis(ax, frame, profile)
    ax.set_ylim(len(frame), -0.4)
    ax.set_yticks([])
    for place, row in enumerate(each_row(frame)):
        y = place + 0.68
        ax.axhline(y, color=RULE, linewidth=profile.line_pt, zorder=0)
        write_row_label(ax, y, shorten(row.voice, profile.small_pt, NAME * profile.column), profile)
        draw_claim(ax, row, y, profile, "across", *((VERMILION, "D") if row.differs else (BLUE, "o")))
        _write_value(ax, row, y, profile)
    return ax


def _set_axis(ax: Axes, frame: pd.DataFrame, profile: Profile) -> None:
    known = known_bounds(frame)
    low, high = min(known), max(known)
    if low > 0.5 * high and high - low < 0.2 * high:  # close together: the difference is the point
        room = max(high - low, 1.0)
        ax.set_xlim(low - 1.2 * room, high + 1.2 * room)
    else:
        ax.set_xlim(0, high * 1.25)
    ticks = MaxNLocator(3, integer=True, steps=[1, 2, 5, 10]).tick_values(*ax.get_xlim())
    left, right = ax.get_xlim()
    widest = text_width(say_number(max(ticks)), profile.small_pt) / 2
    room = (right - left) * widest / points_wide(ax)
    ax.set_xticks([tick for tick in ticks if left + (left > 0) * room <= tick <= right - room])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say_number(value)))


def _write_value(ax: Axes, row: Any, y: float, profile: Profile) -> None:
    """The figure above its mark, inside the axes."""
    left, right = ax.get_xlim()
    said = f" ({row.modality})" if row.modality in DISPUTED else ""
    words = shorten(f"{row.label}{said}", profile.text_pt, points_wide(ax), "bold")
    half = min(0.5, 0.5 * text_width(words, profile.text_pt, "bold") / points_wide(ax))
    ends = [end for end in (row.low, row.high) if not pd.isna(end)]
    middle = sum(ends) / len(ends) if pd.isna(row.value) else row.value
    share = min(max((middle - left) / (right - left), half), 1 - half)
    style: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "ha": "center", "va": "baseline"}
    write_figure(ax, words, (share, y), (0, 0.62 * profile.text_pt), row, profile, **style)


def describe_who_says_what(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    news = f"{name_subject(lead['panel'].iloc[0])}: {_say_voices(lead)}{hedge(lead)}"
    key = "Orange diamonds: figures that differ by more than rounding." if frame["differs"].any() else ""
    return describe_rows(
        frame,
        title=news,
        subtitle="Where several sources give one quantity: the figure of each.",
        caption=f"{news}. {key}".strip(),
        seen=[_see(frame[frame["panel"] == panel]) for panel in panel_names(frame)],
        told=(f"{row.panel}: {row.voice} has {row.label} ({row.modality})." for row in each_row(frame)),
        noun="figure",
        notes=[key, note_forms(frame)],
    )


def _say_voices(lead: pd.DataFrame) -> str:
    """ "680 km and 679 km, the same but for rounding"; a long panel by its range."""
    sound = choose_sound(lead)
    labels = list(dict.fromkeys(sound["label"]))
    if len(labels) == 1:
        voices = sound["voice"].nunique()
        return f"{plural(voices, 'source')} agree on {labels[0]}" if voices > 1 else labels[0]
    if len(labels) > 3:
        labels = [labels[0], labels[-1]]
        said = f"{plural(lead['voice'].nunique(), 'source')} give from {labels[1]} to {labels[0]}"
    else:
        said = join_words(labels)
    if sound["differs"].any():
        return f"sources differ, {said}"
    return f"{said}, the same but for rounding" if _is_rounding(list(each_row(sound))) else said


def _is_rounding(rows: list[Any]) -> bool:
    """Whether stated numbers differ, and by no more than the precision to which they are stated."""
    stated = all(not pd.isna(row.value) and row.low == row.high for row in rows)
    return stated and all(agree(one, other) for one in rows for other in rows)


def _see(rows: pd.DataFrame) -> str:
    said = join_words([f"{row.voice} {row.label}" for row in each_row(rows)], limit=ROWS)
    differ = int(rows["differs"].sum())
    return f"{name_subject(rows['panel'].iloc[0])}: {said}{f'; {differ} in orange' if differ else ''}."


WHO_SAYS_WHAT = Figure(
    name="who_says_what",
    question="Who says what?",
    select=select_who_says_what,
    draw=draw_who_says_what,
    describe=describe_who_says_what,
    height=measure_panel,
    margin=measure_margin,
    absent="no two sources give a figure for the same measure, border and period",
    below=1.8,
)
