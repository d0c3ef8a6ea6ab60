"""What was done: the dozen events that matter most, in lanes, each as long as its date is uncertain."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures import evidence, wording
from analysis.figures.evidence import each_row, stack
from analysis.figures.marks import Pen
from analysis.figures.page import Description, Figure, describe_rows
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, GREY, INK, PAPER, RULE, UNSURE
from analysis.figures.wording import shorten, text_width
from analysis.naming import event_wordings
from analysis.tables import Tables

EVENTS = 12
OVER, BESIDE = 2.75, 1.55  # lines of small type for an event, its words over its bar or beside it
WIDE = 55  # ems of small type from which a page has room beside a bar
LANE = 1.7  # for a lane's name
SHORTEST = 0.5  # lines of text: a day on a long axis still shows
FAR = 2.5  # how many times longer than the rest an early lone event may make the axis
LONGEST = pd.Timedelta(days=366)
PRECISE = pd.Timedelta(days=62)
HEARD = 4  # articles beyond which more of them add no weight
SOLID = ("occurred", "ongoing")


def select_event_timeline(tables: Tables) -> pd.DataFrame:
    """One row per event of the dozen that matter most, in lanes and there in order of time.

    They are ranked by whether the reader is sure, then by the articles that tell of them, by type and by
    how precisely they are dated; `rank` 1 matters most.
    """
    happenings = evidence.read_happenings(tables)
    start, end = happenings["period_start"], happenings["period_end"]
    dated = happenings.assign(
        open_start=start.isna(),
        period_start=start.fillna(end),
        period_end=end.fillna(start),
        lane=happenings["type"].map({kind: told.lane for kind, told in event_wordings().items()}),
        panel="What was done",
    ).dropna(subset="period_start")
    if dated.empty:
        return stack([])
    best = _rank(dated).head(EVENTS)
    best = best.assign(
        rank=range(1, len(best) + 1), label=[evidence.say_happening(row) for row in each_row(best)]
    )
    return stack([_order(best)], len(happenings) - len(best))


def _rank(dated: pd.DataFrame) -> pd.DataFrame:
    """All dated events, the weightiest first; of several alike (type, actor, month) only the first."""
    length = dated["period_end"] - dated["period_start"]
    weights = dated["type"].map({kind: told.weight for kind, told in event_wordings().items()})
    keyed = dated.assign(
        weight=dated["n_articles"].clip(upper=HEARD) + weights - (length > PRECISE),
        vague=dated["open_start"] | (length > LONGEST),
        length=length,
        month=dated["period_end"].dt.to_period("M"),
    )
    order = {"sure": False, "vague": True, "weight": False, "length": True, "period_start": True}
    keys, ascending = [*order, "happening_id"], [*order.values(), True]
    ranked = keyed.sort_values(keys, ascending=ascending, kind="stable")
    return ranked.drop_duplicates(["type", "actor", "target", "month"])


def _order(best: pd.DataFrame) -> pd.DataFrame:
    """Lane under lane and there in order of time, each with its line (`row`), and where the axis begins."""
    first, last = best["period_start"].min(), best["period_end"].max()
    second = best["period_start"].nsmallest(2).iloc[-1]
    lone = last - first > FAR * (last - second)
    lanes = list(dict.fromkeys(told.lane for told in event_wordings().values()))
    keyed = best.assign(lane_at=best["lane"].map(lanes.index), axis_start=second if lone else first)
    keyed = keyed.sort_values(["lane_at", "period_start", "period_end", "happening_id"], kind="stable")
    return keyed.assign(row=range(len(keyed)))


def _pitch(profile: Profile) -> float:
    """Lines of small type for an event: its words stand beside its bar on a wide page, else over it."""
    return BESIDE if profile.inner > WIDE * profile.small_pt else OVER


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of the axes in points."""
    return (len(rows) * _pitch(profile) + rows["lane"].nunique() * LANE + 0.6) * profile.small_pt


def draw_event_timeline(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw the lanes: each event's words over its bar; solid what happened, outlined what did not yet."""
    pen, pitch = Pen(ax, profile), _pitch(profile)
    pen.set_dates(frame["axis_start"].iloc[0], frame["period_end"].max())
    ax.set_yticks([])
    ax.set_ylim(len(frame) * pitch + frame["lane"].nunique() * LANE + 0.6, 0)
    line = 0.0
    for lane, rows in frame.groupby("lane", sort=False):
        ax.axhline(line + 0.25, color=RULE, linewidth=0.8 * pen.line, zorder=0)
        pen.write(str(lane), 0, line + 1.45, xycoords=pen.share, color=GREY, fontweight="bold")
        line += LANE
        for event in each_row(rows):
            _draw_event(pen, event, line, beside=pitch == BESIDE)
            line += pitch
    return ax


def _draw_event(pen: Pen, event: Any, line: float, *, beside: bool) -> None:
    """The bar of an event with its words, over it from where it begins or beside it where there is room."""
    begin = max(event.period_start, event.axis_start)
    first, last = pen.span(begin, max(event.period_end, begin), SHORTEST)
    level = line + (0.85 if beside else 2.05)
    edge, solid = BLUE if event.sure else UNSURE, event.status in SOLID
    look = {"edgecolor": edge, "linewidth": pen.line, "linestyle": "-" if solid else (0, (1.5, 1.2))}
    fill = edge if solid and event.sure else PAPER
    pen.block((first, last), (level - 0.31, level + 0.31), lying=True, facecolor=fill, **look)
    early = event.open_start or event.period_start < event.axis_start
    if early:
        pen.open_end(first, level, -1, lying=True, colour=edge)
    words = f"{_say_date(event)} · {event.label}"
    width, gap = text_width(words, pen.small), 0.5 * pen.small
    start, end = ((day - pen.ax.get_xlim()[0]) / pen.units(1) for day in (first, last))
    before, after = start - gap - 1.9 * pen.text * early, end + gap
    if not beside:
        place, room, side = max(min(start, pen.wide - width), 0.0), pen.wide, "left"
    elif pen.wide - after >= min(before, width):
        place, room, side = after, pen.wide - after, "left"
    else:
        place, room, side = before, before, "right"
    style = {"xycoords": pen.share, "ha": side, "color": INK if event.sure else GREY}
    pen.write(shorten(words, pen.small, room), 0, line + (1.15 if beside else 1.35), (place, 0), **style)


def _say_date(event: Any) -> str:
    if event.open_start:
        return f"by {wording.say_day(event.period_end)}"
    return wording.say_period(event.period_start, event.period_end)


def describe_event_timeline(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    ranked = frame.sort_values("rank", kind="stable")
    sure = ranked[ranked["sure"].astype(bool)]
    top = (sure if len(sure) else ranked).iloc[0]
    shown, told = len(frame), len(frame) + int(frame["omitted"].iloc[0])
    first, last = frame["period_start"].min().year, frame["period_end"].max().year
    years = f"{first}" if first == last else f"{first}–{last}"
    others = f"; and {wording.plural(shown - 1, 'other event')}, {years}" if shown > 1 else ""
    lanes = [f"{lane} ({n})" for lane, n in frame["lane"].value_counts(sort=False).items()]
    outlined = int((~frame["status"].isin(SOLID)).sum())
    return describe_rows(
        frame,
        news=f"{top['label']}, {_say_date(top)}{'' if top['sure'] else ' (not yet checked)'}{others}",
        subtitle="A bar is as long as its date is uncertain. "
        "Solid: happened. Outlined: announced, planned, demanded, alleged or denied.",
        method=f"{f'The {shown} of {told} events' if shown < told else wording.plural(shown, 'event')} "
        "that matter most: first those told by most articles, then those that change the border.",
        see=lambda rows: (
            f"{wording.plural(shown, 'bar')}, {years}, in lanes: {wording.join_words(lanes)}. "
            f"{outlined} outlined, {shown - len(sure)} pale. First in rank: {_say_date(top)}, {top['label']}."
        ),
        tell=lambda row: f"{_say_date(row)}: {row.label}.",
        noun="event",
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
