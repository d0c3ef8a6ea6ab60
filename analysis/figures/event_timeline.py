"""The chronology: happenings in lanes by type, as long as their date is uncertain, status by form."""

import heapq
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from analysis.figures.claims import SEPARATOR, each_row
from analysis.figures.composition import Description, Figure, describe_rows
from analysis.figures.dateaxis import day_number, set_date_axis, widen
from analysis.figures.happenings import read_happenings, say_happening, sort_happenings
from analysis.figures.lettering import BESIDE, Label, place_labels, shorten, text_width, write_row_label
from analysis.figures.marks import draw_open_end
from analysis.figures.profiles import Profile
from analysis.figures.sizes import canvas_of, points_wide
from analysis.figures.style import BLUE, GREY, INK, PALE_BLUE, PAPER, RULE, strip_axes
from analysis.figures.wording import event_labels, join_words, plural, say_countries, say_day, say_period
from analysis.tables import Tables

MOST_ROWS = 64  # what a page holds of lines that can still be told apart
LABELLED = 60
SHORTEST = 0.012  # of the axis: a day on a long axis still shows
STEPS = ("D", "W-SUN", "M")
BINS = ("M", "Q-DEC", "Y-DEC")
MOST_BINS = 14
COLUMNS = [
    "panel", "type", "lane", "row", "date_start", "date_end", "open_start", "status", "binned", "n", "label",
    "actor", "target", "n_articles", "axis_start", "happening_ids", "articles", "left_out",
]  # fmt: skip
FORMS: dict[str, dict[str, Any]] = {
    "occurred": {"facecolor": BLUE, "edgecolor": BLUE},
    "ongoing": {"facecolor": "#8cc0de", "edgecolor": BLUE},
    "announced": {"facecolor": PAPER, "edgecolor": BLUE, "hatch": "//////"},
    "planned": {"facecolor": PAPER, "edgecolor": BLUE, "hatch": "......"},
    "demanded": {"facecolor": PAPER, "edgecolor": BLUE, "linestyle": (0, (1.2, 1.2))},
    "alleged": {"facecolor": PAPER, "edgecolor": INK},
    "denied": {"facecolor": PAPER, "edgecolor": INK, "hatch": "xxxxxx"},
}
# What a page of numbers tells apart: what is, what is to be, what is disputed.
CLASSES = {
    "occurred": "occurred or ongoing",
    "ongoing": "occurred or ongoing",
    "announced": "announced, planned or demanded",
    "planned": "announced, planned or demanded",
    "demanded": "announced, planned or demanded",
    "alleged": "alleged or denied",
    "denied": "alleged or denied",
}
CLASS_FORMS: dict[str, dict[str, Any]] = {
    CLASSES["occurred"]: {"facecolor": PALE_BLUE, "edgecolor": PALE_BLUE},
    CLASSES["planned"]: {"facecolor": PAPER, "edgecolor": BLUE, "linestyle": (0, (1.2, 1.2))},
    CLASSES["alleged"]: {"facecolor": PAPER, "edgecolor": INK},
}


def select_event_timeline(tables: Tables) -> pd.DataFrame:
    """One row per bar: a happening, or several of one type, status and date.

    `lane` is the place of its type from the top, `row` the line of the page. Dates are rounded to weeks or
    months as far as needed to fit the page; where that is not enough, happenings are counted by month,
    quarter or year of their last possible day (`binned`) and by class of status.
    """
    happenings = sort_happenings(read_happenings(tables))
    dated = happenings[happenings["date_end"].notna() | happenings["date_start"].notna()]
    undated = len(happenings) - len(dated)
    dated = dated.assign(
        open_start=dated["date_start"].isna(),
        date_start=dated["date_start"].fillna(dated["date_end"]),
        date_end=dated["date_end"].fillna(dated["date_start"]),
    )
    if dated.empty:
        return pd.DataFrame(columns=COLUMNS)
    rounded = (_pack_lanes(_pool(dated, step)) for step in STEPS)
    bars = next((bars for bars in rounded if bars["row"].max() < MOST_ROWS), None)
    bars = _pack_lanes(_bin(dated)) if bars is None else bars
    note = f"Not drawn: {plural(undated, 'event')} without a date." if undated else ""
    return bars.assign(panel="Chronology", left_out=note)[COLUMNS].reset_index(drop=True)


def _pool(dated: pd.DataFrame, step: str) -> pd.DataFrame:
    """Happenings of one type and status whose dates are the same on calendar `step` become one bar.

    A date less precise than the step stays as it is.
    """
    first, last = _calendar(dated["date_start"], step)[0], _calendar(dated["date_end"], step)[1]
    fine = dated["date_end"] - dated["date_start"] < _calendar(dated["date_start"], step)[1] - first
    rounded = dated.assign(
        date_start=first.where(fine, dated["date_start"]),
        date_end=last.where(fine, dated["date_end"]),
        label=[say_happening(row) for row in each_row(dated)],
    )
    return _count(rounded).assign(binned=False)


def _calendar(days: pd.Series, step: str) -> tuple[pd.Series, pd.Series]:
    """First and last day of the calendar period in which each day lies."""
    periods = days.dt.to_period(step)
    return periods.dt.start_time.dt.as_unit("us"), periods.dt.end_time.dt.normalize().dt.as_unit("us")


def _bin(dated: pd.DataFrame) -> pd.DataFrame:
    """Happenings counted by type, class of status and calendar bin of their last possible day."""
    last = dated["date_end"]
    step = next((each for each in BINS if last.dt.to_period(each).nunique() <= MOST_BINS), BINS[-1])
    first_day, last_day = _calendar(last, step)
    classed = dated.assign(
        status=dated["status"].map(CLASSES),
        open_start=False,
        date_start=first_day,
        date_end=last_day,
        label=[say_happening(row) for row in each_row(dated)],
    )
    return _count(classed).assign(binned=True)


def _count(rounded: pd.DataFrame) -> pd.DataFrame:
    """One row for all happenings of one type, status and date."""
    keys = ["type", "status", "date_start", "date_end", "open_start"]
    bars = rounded.groupby(keys, sort=False).agg(
        n=("happening_id", "size"),
        label=("label", lambda labels: SEPARATOR.join(dict.fromkeys(labels))),
        actor=("actor", "first"),
        target=("target", "first"),
        n_articles=("n_articles", "sum"),
        happening_ids=("happening_id", "+".join),
        articles=(
            "articles",
            lambda lines: SEPARATOR.join(dict.fromkeys(SEPARATOR.join(lines).split(SEPARATOR))),
        ),
    )
    return bars.reset_index().sort_values(["date_start", "date_end", "type", "status"], kind="stable")


def _axis_start(bars: pd.DataFrame) -> pd.Timestamp:
    """Where the axis begins: with the first bar, or later where a few lone ones lie far before the rest."""
    first, last = bars["date_start"].min(), bars["date_end"].max()
    tenth = bars["date_start"].sort_values().iloc[len(bars) // 10]
    return first if last - first <= 2.5 * (last - tenth) or len(bars) < 10 else tenth


def _pack_lanes(bars: pd.DataFrame) -> pd.DataFrame:
    """Give each type a lane, and within it each bar the first line on which it touches no other."""
    start = bars["date_start"].min() if bars["binned"].all() else _axis_start(bars)
    span = max((bars["date_end"].max() - start).days, 30)
    order = {name: place for place, name in enumerate(event_labels())}
    lanes = {name: lane for lane, name in enumerate(sorted(set(bars["type"]), key=order.__getitem__))}
    packed = bars.assign(lane=bars["type"].map(lanes), axis_start=start)
    row, placed = 0, []
    for _, lane in packed.groupby("lane"):
        lines = _stack(lane) if bars["binned"].all() else _pack(lane, start, span)
        placed.append(lane.assign(row=[row + line for line in lines]))
        row += max(lines) + 1
    return pd.concat(placed)


def _stack(lane: pd.DataFrame) -> list[int]:
    """A line for each class of status that the lane holds, in the order of the key."""
    held = [name for name in CLASS_FORMS if name in set(lane["status"])]
    return [held.index(status) for status in lane["status"]]


def _pack(lane: pd.DataFrame, start: pd.Timestamp, span: int) -> list[int]:
    """Lines for bars in order of time; a bar takes room for its arrow and the number beside it, too."""
    ends: list[tuple[float, int]] = []
    lines = []
    for bar in each_row(lane):
        arrow = 0.09 * span if bar.open_start or bar.date_start < start else 0.0
        left = max((bar.date_start - start).days, 0) - arrow
        least = (SHORTEST + (0.06 if bar.n > 1 else 0.01)) * span
        right = max((bar.date_end - start).days + 0.01 * span, max((bar.date_start - start).days, 0) + least)
        line = heapq.heappop(ends)[1] if ends and ends[0][0] <= left else len(ends)
        heapq.heappush(ends, (right + (0.06 * span if bar.n > 1 else 0), line))
        lines.append(line)
    return lines


def _pitch(rows: pd.DataFrame, profile: Profile) -> float:
    return (1.15 if len(rows) > LABELLED and not rows["binned"].all() else 1.5) * profile.small_pt


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of the axes in points: a line for each line of bars, and one for the key."""
    return (int(rows["row"].max()) + 1) * _pitch(rows, profile) + 1.8 * profile.small_pt * _key_lines(
        rows, profile
    )


def measure_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the names of the lanes."""
    names = [event_labels()[name].label for name in set(frame["type"])]
    return max(text_width(name, profile.small_pt) for name in names) + profile.text_pt


def draw_event_timeline(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw the lanes, a bar per row of `frame`, and the key to the forms."""
    strip_axes(ax)
    start, end = widen(frame["axis_start"].iloc[0], frame["date_end"].max(), share=0.04)
    set_date_axis(ax, start, end, profile)
    ax.set_yticks([])
    key = 1.8 * profile.small_pt * _key_lines(frame, profile)
    pitch = _pitch(frame, profile)
    ax.set_ylim(int(frame["row"].max()) + 1, -key / pitch)
    _draw_lanes(ax, frame, profile)
    bars = _place_bars(ax, frame)
    height = 0.8 if frame["binned"].all() else 0.56
    for status, group in bars.groupby("status", sort=False):
        width = group["right"] - group["left"]
        form = {**_forms(frame)[str(status)], "linewidth": profile.line_pt}
        ax.barh(group["row"] + 0.5, width, left=group["left"], height=height, **form)
    for bar in each_row(bars[bars["open_start"] | (bars["date_start"] < bars["axis_start"])]):
        draw_open_end(ax, (bar.left, bar.row + 0.5), (-1, 0), profile, GREY)
    _label_bars(ax, bars, profile)
    _draw_key(ax, frame, profile)
    return ax


def _forms(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return CLASS_FORMS if frame["binned"].all() else FORMS


def _draw_lanes(ax: Axes, frame: pd.DataFrame, profile: Profile) -> None:
    for lane, rows in frame.groupby("lane"):
        name = event_labels()[rows["type"].iloc[0]].label
        write_row_label(ax, rows["row"].min() + 0.5, name, profile)
        if lane:
            ax.axhline(rows["row"].min(), color=RULE, linewidth=0.7 * profile.line_pt, zorder=0)


def _place_bars(ax: Axes, frame: pd.DataFrame) -> pd.DataFrame:
    """Left and right end of each bar on the axis, never shorter than can be seen."""
    edges = ax.get_xlim()
    least = SHORTEST * (edges[1] - edges[0])
    first = day_number(frame["axis_start"].iloc[0])
    left = frame["date_start"].map(day_number).clip(lower=first)
    right = (frame["date_end"].map(day_number) + 1).clip(lower=left + least)
    return frame.assign(left=left, right=right)


def _label_bars(ax: Axes, bars: pd.DataFrame, profile: Profile) -> None:
    """Numbers beside pooled bars; who acted on whom beside the others, where there is room."""
    if bars["binned"].all():
        for bar in each_row(bars):
            _write_number(ax, bar, profile)
        return
    labels = [
        Label(bar.left, bar.right, bar.row + 0.5, "", (f"×{bar.n}",)) for bar in each_row(bars) if bar.n > 1
    ]
    if len(bars) <= LABELLED:
        room = 0.45 * points_wide(ax)
        alone = bars[bars["n"] == 1]
        said = [(bar, shorten(_word_bar(bar), profile.small_pt, room)) for bar in each_row(alone)]
        labels += [Label(bar.left, bar.right, bar.row + 0.5, "", (words,)) for bar, words in said if words]
    place_labels(ax, labels, profile, _boxes(ax, bars, profile), BESIDE)


def _write_number(ax: Axes, bar: Any, profile: Profile) -> None:
    """How many happenings a bin holds, in the middle of its bar."""
    middle = (bar.left + bar.right) / 2
    size = profile.small_pt
    ax.text(middle, bar.row + 0.52, f"{bar.n}", ha="center", va="center_baseline", fontsize=size, color=INK)


def _word_bar(bar: Any) -> str:
    actor, target = say_countries(bar.actor), say_countries(bar.target)
    return f"{actor} → {target}" if actor and target else actor or (f"→ {target}" if target else "")


def _boxes(ax: Axes, bars: pd.DataFrame, profile: Profile) -> list[Bbox]:
    """The boxes of bars and arrows, in pixels."""
    arrow = 1.9 * profile.text_pt * canvas_of(ax).dpi / 72
    boxes = []
    for bar in each_row(bars):
        (x0, y0), (x1, y1) = ax.transData.transform([(bar.left, bar.row + 0.75), (bar.right, bar.row + 0.25)])
        reach = arrow if bar.open_start or bar.date_start < bar.axis_start else 0
        boxes.append(Bbox.from_extents(x0 - reach, min(y0, y1), x1, max(y0, y1)))
    return boxes


def _key(frame: pd.DataFrame) -> list[str]:
    return [status for status in _forms(frame) if status in set(frame["status"])]


def _key_columns(frame: pd.DataFrame, profile: Profile) -> int:
    """How many entries of the key stand side by side on the width of the page."""
    widest = max(text_width(status, profile.small_pt) for status in _key(frame)) + 4.0 * profile.small_pt
    return max(1, min(len(_key(frame)), int(profile.inner / widest)))


def _key_lines(frame: pd.DataFrame, profile: Profile) -> int:
    return -(-len(_key(frame)) // _key_columns(frame, profile))


def _draw_key(ax: Axes, frame: pd.DataFrame, profile: Profile) -> None:
    forms = _forms(frame)
    left = measure_margin(frame, profile) / points_wide(ax)
    ax.legend(
        handles=[Patch(label=status, linewidth=profile.line_pt, **forms[status]) for status in _key(frame)],
        loc="upper left",
        bbox_to_anchor=(-left, 1),
        borderaxespad=0,
        borderpad=0,
        frameon=False,
        ncols=_key_columns(frame, profile),
        fontsize=profile.small_pt,
        handlelength=1.6,
        handleheight=0.7,
        handletextpad=0.5,
        columnspacing=1.2,
        labelcolor=GREY,
    )


def describe_event_timeline(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    n = int(frame["n"].sum())
    first, last = frame["date_start"].min(), frame["date_end"].max()
    years = f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    most = frame.groupby("type", sort=False)["n"].sum().sort_values(ascending=False, kind="stable").head(2)
    often = join_words(f"{event_labels()[str(name)].noun} ({count})" for name, count in most.items())
    lanes = f"most often {often}" if most.iloc[0] > 1 else "each of its own type"
    before = int((frame["date_start"] < frame["axis_start"]).sum())
    early = (
        f"{plural(before, 'bar')} before {say_day(frame['axis_start'].iloc[0])} at the left edge."
        if before
        else ""
    )
    return describe_rows(
        frame,
        title=f"{plural(n, 'event')} reported for {years}: {lanes}",
        subtitle="How many fall in each period by their last possible day."
        if frame["binned"].all()
        else "A bar is as long as its date is uncertain; an arrow: its beginning is not stated.",
        caption=f"{plural(n, 'event')} by type, {years}, {lanes}. "
        f"{_say_bars(frame)} "
        "What is announced, planned, demanded, alleged or denied has a form of its own.",
        alt_text=f"Timeline of {plural(n, 'event')} in {plural(frame['type'].nunique(), 'lane')} "
        f"by type, {years}, {lanes}.",
        told=(
            f"{'Up to ' if row.open_start else ''}{say_period(row.date_start, row.date_end)}: {row.label}."
            for row in each_row(frame.sort_values(["date_start", "row"], kind="stable"))
        ),
        units=("events",),
        notes=[early],
    )


def _say_bars(frame: pd.DataFrame) -> str:
    if frame["binned"].all():
        return "Each number counts the events whose last possible day lies in that period."
    return "A bar covers all days that the words allow."


EVENT_TIMELINE = Figure(
    name="event_timeline",
    select=select_event_timeline,
    draw=draw_event_timeline,
    describe=describe_event_timeline,
    height=measure_panel,
    margin=measure_margin,
    absent="no article reports a happening with a date",
    below=3.0,
    headed=False,
)
