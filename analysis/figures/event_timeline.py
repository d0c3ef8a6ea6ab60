"""What was done: the dozen events that matter most, in lanes, each as long as its date is uncertain."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.claims import each_row, read_happenings, say_happening
from analysis.figures.lettering import points_wide, shorten, text_width
from analysis.figures.marks import day_number, draw_open_end, set_date_axis, widen
from analysis.figures.page import Description, Figure, describe_rows
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, GREY, INK, PAPER, RULE, UNSURE, strip_axes
from analysis.figures.wording import join_words, plural, say_day, say_period
from analysis.tables import Tables

EVENTS = 12
OVER, BESIDE = 2.75, 1.55  # lines of small type for an event, its words over its bar or beside it
WIDE = 55  # ems of small type from which a page has room beside a bar
LANE = 1.7  # for a lane's name
SHORTEST = 0.014  # of the axis: a day on a long axis still shows
FAR = 2.5  # how many times longer than the rest an early lone event may make the axis
LONGEST = pd.Timedelta(days=366)
PRECISE = pd.Timedelta(days=62)
VAGUE = 3  # what a date that reaches over more than PRECISE costs
HEARD = 4  # articles beyond which more of them add no weight
# What each lane holds, from the border itself outward; types that stand in none come last.
LANES = {
    "Border and crossing points": "border_closure crossing_point_closure crossing_point_opening "
    "crossing_restriction",
    "Barriers, forces and emergency law": "barrier reinforcement emergency military use_of_force "
    "assistance assistance_request",
    "People on the move": "irregular_crossing apprehension turn_back rescue return reception asylum "
    "facilitation casualty arrest",
    "Politics": "",
}
# How much a type matters where as many articles tell of it: what changes the border leads.
WEIGHT = {"Border and crossing points": 6, "Barriers, forces and emergency law": 4, "People on the move": 2}
SOLID = ("occurred", "ongoing")
COLUMNS = [
    "panel", "rank", "lane", "row", "type", "date_start", "date_end", "open_start", "status", "sure", "label",
    "actor", "target", "border", "place", "n_articles", "axis_start", "happening_id", "articles", "omitted",
]  # fmt: skip


def select_event_timeline(tables: Tables) -> pd.DataFrame:
    """One row per event of the dozen that matter most, in lanes and there in order of time.

    They are ranked by whether the reader is sure, then by the articles that tell of them, by type and by
    how precisely they are dated; `rank` 1 matters most.
    """
    happenings = read_happenings(tables)
    dated = happenings[happenings["date_end"].notna() | happenings["date_start"].notna()]
    if dated.empty:
        return pd.DataFrame(columns=COLUMNS)
    dated = dated.assign(
        open_start=dated["date_start"].isna(),
        date_start=dated["date_start"].fillna(dated["date_end"]),
        date_end=dated["date_end"].fillna(dated["date_start"]),
        lane=[_lane_of(kind) for kind in dated["type"]],
        panel="What was done",
    )
    best = _rank(dated).head(EVENTS)
    best = best.assign(rank=range(1, len(best) + 1), label=[_word(row) for row in each_row(best)])
    return _order(best.assign(omitted=len(happenings) - len(best)))[COLUMNS]


def _lane_of(kind: str) -> str:
    return next((lane for lane, kinds in LANES.items() if kind in kinds.split()), "Politics")


def _rank(dated: pd.DataFrame) -> pd.DataFrame:
    """All dated events, the weightiest first; of several alike (type, actor, month) only the first."""
    length = dated["date_end"] - dated["date_start"]
    keyed = dated.assign(
        weight=2 * dated["n_articles"].clip(upper=HEARD)
        + dated["lane"].map(WEIGHT).fillna(0)
        + dated["status"].isin(SOLID)
        - VAGUE * (length > PRECISE),
        vague=dated["open_start"] | (length > LONGEST),
        length=length,
        month=dated["date_end"].dt.to_period("M"),
    )
    ranked = keyed.sort_values(
        ["sure", "vague", "weight", "length", "date_start", "happening_id"],
        ascending=[False, True, False, True, True, True],
        kind="stable",
    )
    return ranked.drop_duplicates(["type", "actor", "target", "month"])


def _order(best: pd.DataFrame) -> pd.DataFrame:
    """Lane under lane and there in order of time, each with its line (`row`), and where the axis begins."""
    lanes = {lane: place for place, lane in enumerate(LANES)}
    keyed = best.assign(_lane=best["lane"].map(lanes)).sort_values(
        ["_lane", "date_start", "date_end", "happening_id"], kind="stable"
    )
    first, last = keyed["date_start"].min(), keyed["date_end"].max()
    second = keyed["date_start"].nsmallest(2).iloc[-1]
    lone = last - first > FAR * (last - second)
    return keyed.assign(row=range(len(keyed)), axis_start=second if lone else first).reset_index(drop=True)


def _word(row: Any) -> str:
    """ "Lithuania: crossing point closed, Medininkai (announced)"."""
    words = say_happening(row)
    if pd.isna(row.place) or str(row.place) in words:
        return words
    head, bracket, status = words.partition(" (")
    return f"{head}, {row.place}{bracket}{status}"


def _pitch(profile: Profile) -> float:
    """Lines of small type for an event: its words stand beside its bar on a wide page, else over it."""
    return BESIDE if profile.inner > WIDE * profile.small_pt else OVER


def _lines(rows: pd.DataFrame, pitch: float) -> pd.Series:
    """Where each event's line begins, in lines of small type from the top, under the name of its lane."""
    rows = rows.sort_values("row")
    new = rows["lane"].ne(rows["lane"].shift()).cumsum()
    return pd.Series([place * pitch for place in range(len(rows))], rows.index) + LANE * new


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of the axes in points."""
    return (len(rows) * _pitch(profile) + rows["lane"].nunique() * LANE + 0.6) * profile.small_pt


def draw_event_timeline(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw the lanes: each event's words over its bar; solid what happened, outlined what did not yet."""
    strip_axes(ax)
    start, end = widen(frame["axis_start"].iloc[0], frame["date_end"].max(), share=0.04)
    set_date_axis(ax, start, end, profile)
    ax.set_yticks([])
    pitch = _pitch(profile)
    lines = _lines(frame, pitch)
    ax.set_ylim(float(lines.max()) + pitch + 0.6, 0)
    for lane, rows in frame.groupby("lane", sort=False):
        top = float(lines[rows.index].min()) - LANE
        ax.axhline(top + 0.25, color=RULE, linewidth=0.8 * profile.line_pt, zorder=0)
        _write(ax, 0.0, top + 1.45, str(lane), profile, color=GREY, fontweight="bold", ha="left")
    for event in each_row(frame.assign(line=lines)):
        _draw_event(ax, event, profile)
    return ax


def _write(ax: Axes, share: float, line: float, text: str, profile: Profile, **style: Any) -> None:
    """Write at a share of the width, its base on `line`."""
    across = ax.get_yaxis_transform()
    ax.text(share, line, text, transform=across, va="baseline", fontsize=profile.small_pt, **style)


def _draw_event(ax: Axes, event: Any, profile: Profile) -> None:
    left, right = ax.get_xlim()
    beside = _pitch(profile) == BESIDE
    first = max(day_number(event.date_start), day_number(event.axis_start))
    last = max(day_number(event.date_end) + 1, first + SHORTEST * (right - left))
    level = event.line + (0.85 if beside else 2.05)
    edge = BLUE if event.sure else UNSURE
    ax.barh(
        level,
        last - first,
        left=first,
        height=0.62,
        facecolor=edge if event.status in SOLID and event.sure else PAPER,
        edgecolor=edge,
        linewidth=profile.line_pt,
        linestyle="-" if event.status in SOLID else (0, (1.5, 1.2)),
    )
    early = event.open_start or event.date_start < event.axis_start
    if early:
        draw_open_end(ax, (first, level), (-1, 0), profile, edge)
    ends = ((first - left) / (right - left), (last - left) / (right - left))
    _write_event(ax, event, ends, profile, early=early, beside=beside)


def _write_event(
    ax: Axes, event: Any, ends: tuple[float, float], profile: Profile, *, early: bool, beside: bool
) -> None:
    """The words of an event over its bar, from where that begins, or beside it where there is more room.

    `ends` are where the bar begins and ends, as shares of the width.
    """
    words, size, wide = f"{_say_date(event)} · {event.label}", profile.small_pt, points_wide(ax)
    look = {"color": INK if event.sure else GREY}
    if not beside:
        words = shorten(words, size, wide)
        share = max(min(ends[0], 1 - text_width(words, size) / wide), 0.0)
        _write(ax, share, event.line + 1.35, words, profile, ha="left", **look)
        return
    gap = 0.5 * size / wide
    before, after = ends[0] - gap - (1.9 * profile.text_pt / wide if early else 0), ends[1] + gap
    if 1 - after >= min(before, text_width(words, size) / wide):
        _write(
            ax, after, event.line + 1.15, shorten(words, size, (1 - after) * wide), profile, ha="left", **look
        )
    else:
        _write(
            ax, before, event.line + 1.15, shorten(words, size, before * wide), profile, ha="right", **look
        )


def _say_date(event: Any) -> str:
    if event.open_start:
        return f"by {say_day(event.date_end)}"
    return say_period(event.date_start, event.date_end)


def describe_event_timeline(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    ranked = frame.sort_values("rank", kind="stable")
    shown, told = len(frame), len(frame) + int(frame["omitted"].iloc[0])
    first, last = frame["date_start"].min(), frame["date_end"].max()
    years = f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    sure = ranked[ranked["sure"].astype(bool)]
    top = (sure if len(sure) else ranked).iloc[0]
    forms = "Solid: happened. Outlined: announced, planned, demanded, alleged or denied."
    pale = "" if frame["sure"].all() else "Pale: not yet checked."
    lanes = [f"{lane} ({n})" for lane, n in frame["lane"].value_counts(sort=False).items()]
    others = f"; and {plural(shown - 1, 'other event')}, {years}" if shown > 1 else ""
    doubt = "" if top["sure"] else " (not yet checked)"
    title = f"{top['label']}, {_say_date(top)}{doubt}{others}"
    return describe_rows(
        frame,
        title=title,
        subtitle="A bar is as long as its date is uncertain. " + forms,
        caption=f"{f'The {shown} of {told} events' if shown < told else plural(shown, 'event')} "
        f"that matter most, {years}: first those told by most articles, then those that change the border.",
        seen=[
            f"{plural(shown, 'bar')}, {years}, in lanes: {join_words(lanes)}.",
            f"{int((~frame['status'].isin(SOLID)).sum())} outlined, {shown - len(sure)} pale. "
            f"First in rank: {_say_date(top)}, {top['label']}.",
        ],
        told=(f"{_say_date(row)}: {row.label}." for row in each_row(frame.sort_values("date_start"))),
        noun="event",
        units=("events",),
        notes=[pale],
    )


EVENT_TIMELINE = Figure(
    name="event_timeline",
    question="What was done?",
    select=select_event_timeline,
    draw=draw_event_timeline,
    describe=describe_event_timeline,
    height=measure_panel,
    absent="no article reports an event with a date",
    below=3.0,
    headed=False,
)
