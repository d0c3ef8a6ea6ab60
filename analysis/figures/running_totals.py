"""How many, by when: running totals and flows of a border and measure, with what the totals allow."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox

from analysis.figures.claims import (
    DISPUTED,
    REAL,
    choose_sound,
    cite_assumptions,
    concerns_border,
    each_row,
    hedge,
    name_subject,
    note_forms,
    pool_claims,
    rank_panels,
    read_claims,
    read_happenings,
    read_series,
    say_happening,
    sort_panels,
)
from analysis.figures.lettering import Label, place_labels, points_tall, points_wide, shorten
from analysis.figures.marks import (
    BOUNDS,
    box_around,
    day_number,
    draw_claim,
    draw_open_end,
    known_bounds,
    look_of,
    measure_value_margin,
    middays,
    name_mark,
    set_date_axis,
    set_value_axis,
    widen,
)
from analysis.figures.page import Description, Figure, describe_rows, panel_names
from analysis.figures.profiles import Profile
from analysis.figures.style import BAND, GREEN, GREY, INK, PALE_BLUE, PAPER
from analysis.figures.wording import (
    event_labels,
    measure_labels,
    plural,
    round_outward,
    say_day,
    say_interval,
    say_number,
    say_period,
    say_when,
)
from analysis.tables import Tables

PANELS = 4
MOST = 36  # claims of a panel that can still be told apart
EVENTS = 3
LABELS = 12
LONGEST = pd.Timedelta(days=184)  # half a year: years have a figure of their own
LONGEST_EVENT = pd.Timedelta(days=31)
ALONE = 0.2  # a share of the claims so small that, far from all others, it is not worth an empty axis
WIDE = 0.08  # of the value: narrower bounds of a bar do not show
FAMILIES = ("irregular", "protection", "return", "harm", "legal", "facilitation", "transport")
COLUMNS = [
    "panel", "kind", "axis_start", "axis_end", "period_start", "period_end", "label", "who", "value",
    "low", "high", "bound", "modality", "sure", "assumptions", "n_articles", "count_ids", "happening_id",
    "articles", "omitted",
]  # fmt: skip
CLAIMS = ("total", "flow")


def select_running_totals(tables: Tables) -> pd.DataFrame:
    """Rows of kinds `total`, `flow`, `band`, `official` and `event`, of the fullest panels.

    A `total` counts up to `period_end`, a `flow` lies within its period, of half a year at most; a `band`
    is what the series allows from `period_start` to `period_end`. Panels whose stretches of time overlap
    share `axis_start` and `axis_end`.
    """
    pooled = _read_counted(tables)
    if pooled.empty:
        return pd.DataFrame(columns=COLUMNS)
    several = pooled[pooled.groupby("panel")["panel"].transform("size") > 1]
    chosen = rank_panels(several if len(several) else pooled, PANELS)
    kept = [_thin(_densest(pooled[pooled["panel"] == panel])) for panel in chosen]
    drawn = _share_axes(pd.concat(kept))
    parts = [drawn, _bands(tables, drawn), _official(tables, drawn), *_events(drawn, read_happenings(tables))]
    rows = pd.concat([part.reindex(columns=COLUMNS) for part in parts if len(part)])
    rows = sort_panels(rows, chosen, "period_end", "low")
    return rows.assign(omitted=len(pooled) - len(drawn))[COLUMNS].reset_index(drop=True)


def _read_counted(tables: Tables) -> pd.DataFrame:
    """Running totals and flows of a known border, each distinct figure once, with `kind`."""
    claims = read_claims(tables)
    family = claims["measure"].map({name: label.family for name, label in measure_labels().items()})
    placed = claims["border"].notna() & claims["period_end"].notna() & claims["unit"].ne("percent")
    short = claims["period_end"] - claims["period_start"] <= LONGEST
    flow = (claims["aggregation"] == "period") & family.isin(FAMILIES) & short
    pooled = pool_claims(claims[placed & (flow | (claims["aggregation"] == "cumulative"))])
    kinds = pooled["aggregation"].map({"cumulative": "total", "period": "flow"})
    return pooled.assign(kind=kinds, label=[_since(row) for row in each_row(pooled)])


def _since(row: Any) -> str:
    """A total's label; one that does not count from 1 January of its year says from when it does."""
    start, end = row.period_start, row.period_end
    if row.aggregation != "cumulative" or pd.isna(start) or (start.is_year_start and start.year == end.year):
        return str(row.label)
    whole_year, same = start.is_year_start, start.year == end.year
    since = f"{start.year}" if whole_year else f"{start:%b}" if same else f"{start:%b} {start.year}"
    return f"{row.label} since {since}"


def _densest(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without a few that lie so far from the others that they would leave the axis empty."""
    ends = rows["period_end"].sort_values()
    while len(ends) > 2:
        gaps = ends.diff().iloc[1:]
        widest = int(gaps.to_numpy().argmax()) + 1
        fewer = min(widest, len(ends) - widest)
        if gaps.iloc[widest - 1] < 0.5 * (ends.iloc[-1] - ends.iloc[0]) or fewer > ALONE * len(ends):
            break
        ends = ends.iloc[widest:] if widest == fewer else ends.iloc[:widest]
    return rows.loc[ends.index]


def _thin(rows: pd.DataFrame) -> pd.DataFrame:
    """At most MOST rows: of each stretch of time the surest and best reported one."""
    if len(rows) <= MOST:
        return rows
    ranked = rows.sort_values(["sure", "n_articles", "low"], ascending=False, kind="stable")
    stretch = pd.cut(ranked["period_end"].astype("int64"), MOST // 2, labels=False)
    return ranked.groupby([stretch, "kind"], sort=False).head(1).sort_index()


def _share_axes(drawn: pd.DataFrame) -> pd.DataFrame:
    """Give panels whose stretches of time overlap one common time axis."""
    ends = drawn["period_end"]
    starts = drawn["period_start"].fillna(ends - pd.Timedelta(days=30))
    spans = pd.DataFrame({"start": starts, "first": ends, "end": ends}).groupby(drawn["panel"], sort=False)
    panels = spans.agg({"start": "min", "first": "min", "end": "max"})
    room = 0.35 * (panels["end"] - panels["first"]) + pd.Timedelta(days=10)
    earliest = panels["first"] - room  # a count "since 2014" needs no seven empty years
    panels["start"] = panels["start"].where(panels["start"] > earliest, earliest)
    panels = panels.sort_values("start", kind="stable")
    cluster = (panels["start"] > panels["end"].cummax().shift()).cumsum()
    return drawn.assign(
        axis_start=drawn["panel"].map(panels["start"].groupby(cluster).transform("min")),
        axis_end=drawn["panel"].map(panels["end"].groupby(cluster).transform("max")),
    )


def _bands(tables: Tables, drawn: pd.DataFrame) -> pd.DataFrame:
    """What must lie between each two neighbouring bounds of the series that count from the same day.

    It reaches from the low of the earlier one to the high of the later one: a running total does not fall.
    """
    series = read_series(tables)
    axes = drawn.groupby("panel", sort=False)[["axis_start", "axis_end"]].first()
    totals = series[(series["aggregation"] == "cumulative") & series["period_end"].notna()]
    totals = totals[totals["panel"].isin(axes.index)].sort_values(["panel", "period_end"], kind="stable")
    keys = ["panel", "definition", "origin", "destination", "period_start"]
    following = totals.groupby(keys, sort=False, dropna=False)[["period_end", "high"]].shift(-1)
    bands = totals.assign(
        kind="band",
        label=[say_interval(*round_outward(row.low, row.high)) for row in each_row(totals)],
        who="series",
        bound="range",
        modality="reported",
        sure=True,
        period_start=totals["period_end"],
        period_end=following["period_end"],
        high=following["high"],
        axis_start=totals["panel"].map(axes["axis_start"]),
        axis_end=totals["panel"].map(axes["axis_end"]),
    )
    within = bands["period_start"].ge(bands["axis_start"]) & bands["period_end"].le(bands["axis_end"])
    return bands[within & bands["low"].notna() & bands["high"].notna()]


def _official(tables: Tables, drawn: pd.DataFrame) -> pd.DataFrame:
    """Official figures that count from the same day as a total of all groups drawn for their border."""
    totals = drawn[drawn["group"].isna() & (drawn["kind"] == "total")]
    keys = ["measure", "border", "period_start"]
    given = tables.official.drop(columns=["unit", "low", "high", "distance"]).drop_duplicates()
    found = given.merge(totals[[*keys, "panel", "axis_start", "axis_end"]].drop_duplicates(keys), on=keys)
    return found.assign(
        kind="official",
        low=found["value"],
        high=found["value"],
        who=found["source"],
        modality="reported",
        sure=True,
        label=[say_number(value) for value in found["value"]],
    )


def _events(drawn: pd.DataFrame, happenings: pd.DataFrame) -> list[pd.DataFrame]:
    """The most reported closures, emergencies and barriers of each stretch of time, in its first panel."""
    worth = [name for name, label in event_labels().items() if label.marks_series]
    dated = happenings["date_end"] - happenings["date_start"] <= LONGEST_EVENT
    candidates = happenings[dated & happenings["status"].isin(REAL) & happenings["type"].isin(worth)]
    firsts = drawn.drop_duplicates(["axis_start", "axis_end", "border"])
    return [_events_between(candidates[candidates["sure"]], first) for first in each_row(firsts)]


def _events_between(candidates: pd.DataFrame, first: Any) -> pd.DataFrame:
    start, end = first.axis_start, first.axis_end
    within = candidates[candidates["date_start"].between(start, end)]
    near = [concerns_border(row, first.border) for row in each_row(within)]
    inside = within[pd.Series(near, index=within.index, dtype=bool)]
    ranked = inside.sort_values(["n_articles", "date_start", "happening_id"], ascending=[False, True, True])
    top = ranked.drop_duplicates(["type", "actor", "target"]).head(EVENTS)
    top = top.sort_values(["date_start", "happening_id"])
    return top.assign(
        panel=first.panel,
        kind="event",
        axis_start=start,
        axis_end=end,
        period_start=top["date_start"],
        period_end=top["date_end"],
        modality="reported",
        label=[say_happening(row) for row in each_row(top)],
    )


def _strip_height(rows: pd.DataFrame, profile: Profile) -> float:
    return 1.5 * profile.small_pt * int((rows["kind"] == "event").sum())


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    claims = int(rows["kind"].isin(CLAIMS).sum())
    return _strip_height(rows, profile) + (8 if claims == 1 else 12 if claims < 4 else 17) * profile.text_pt


def draw_running_totals(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: totals as dots on the day up to which they count, flows as bars over their days."""
    counted, events = frame[frame["kind"] != "event"], frame[frame["kind"] == "event"]
    set_date_axis(ax, *widen(counted["axis_start"].iloc[0], counted["axis_end"].iloc[0]), profile)
    strip = min(_strip_height(frame, profile) / points_tall(ax), 0.4)
    set_value_axis(ax, counted, profile, strip)
    for row in each_row(counted[counted["kind"] == "band"]):
        left, right = day_number(row.period_start) + 0.5, day_number(row.period_end) + 0.5
        size = (right - left, row.high - row.low)
        ax.add_patch(Rectangle((left, row.low), *size, facecolor=BAND, linewidth=0, zorder=0.5))
    claims = _place(ax, counted[counted["kind"].isin(CLAIMS)], profile)
    flows = claims[claims["kind"] == "flow"]
    for flow in each_row(flows.assign(_days=flows["right"] - flows["left"]).sort_values("_days")[::-1]):
        _draw_flow(ax, flow, profile)
    for total in each_row(claims[claims["kind"] == "total"]):
        draw_claim(ax, total, total.left, profile)
    _draw_official(ax, counted[counted["kind"] == "official"], profile)
    taken = [*_draw_events(ax, events, strip, profile), *(_box(ax, row, profile) for row in each_row(claims))]
    place_labels(ax, _labels(claims), profile, taken)
    return ax


def _place(ax: Axes, claims: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Where each mark begins and ends on the axis: a total on its last day, a flow over its days."""
    left, right = ax.get_xlim()
    least = 0.4 * profile.text_pt / points_wide(ax) * (right - left)
    days = middays(claims["period_end"])
    flow = claims["kind"] == "flow"
    starts = pd.Series([day_number(day) if not pd.isna(day) else left for day in claims["period_start"]])
    starts.index = claims.index
    middle = (starts.clip(lower=left) + days + 0.5) / 2
    half = ((days + 0.5 - starts.clip(lower=left)) / 2).clip(lower=least / 2)
    return claims.assign(
        left=days.where(~flow, middle - half),
        right=days.where(~flow, middle + half),
        at=claims[BOUNDS].max(axis=1),
    )


def _draw_flow(ax: Axes, flow: Any, profile: Profile) -> None:
    """A bar up to what is stated, or to the least that it can be, and dashed on to the most."""
    look = look_of(flow)
    edge, line = look["edgecolor"], profile.line_pt
    fill = PALE_BLUE if look["facecolor"] == edge else PAPER
    sure = flow.low if pd.isna(flow.value) else flow.value
    sure = 0.0 if pd.isna(sure) else sure
    wide = flow.right - flow.left
    middle = (flow.left + flow.right) / 2
    ax.bar(
        *(middle, sure, wide), facecolor=fill, edgecolor=edge, linewidth=line, zorder=1.5, gid=name_mark(flow)
    )
    if not pd.isna(flow.high) and flow.high - sure > WIDE * flow.high:
        size = (wide, flow.high - sure)
        dashes = (0, (2, 2))
        ax.add_patch(
            Rectangle(
                (flow.left, sure),
                *size,
                fill=False,
                edgecolor=edge,
                linewidth=line,
                linestyle=dashes,
                zorder=1.5,
            )
        )
    if pd.isna(flow.high):
        draw_open_end(ax, (middle, sure), (0, 1), profile, edge)


def _draw_official(ax: Axes, given: pd.DataFrame, profile: Profile) -> None:
    if len(given):
        size = (0.75 * profile.text_pt) ** 2
        line = 1.4 * profile.line_pt
        days = middays(given["period_end"])
        ax.scatter(
            days,
            given["value"],
            s=size,
            marker="D",
            facecolors=PAPER,
            edgecolors=GREEN,
            linewidths=line,
            zorder=3.8,
        )


def _draw_events(ax: Axes, events: pd.DataFrame, strip: float, profile: Profile) -> list[Bbox]:
    """Quiet rules from above with their words; gives the boxes that they take."""
    across, (left, right) = ax.get_xaxis_transform(), ax.get_xlim()
    bottom, top = ax.get_ylim()
    taken = []
    for index, event in enumerate(each_row(events)):
        x = day_number(event.period_start) + 0.5
        y = 1 - strip * (index + 0.5) / len(events)
        ax.vlines(
            x, 0, y, transform=across, color=GREY, linewidth=0.7 * profile.line_pt, linestyle=(0, (1, 2))
        )
        before = x > (left + right) / 2
        room = (x - left if before else right - x) / (right - left) * points_wide(ax)
        ax.annotate(
            _word_event(event, room, profile),
            (x, y),
            xycoords=across,
            xytext=(-0.4 * profile.small_pt if before else 0.4 * profile.small_pt, 0),
            textcoords="offset points",
            ha="right" if before else "left",
            va="center",
            fontsize=profile.small_pt,
            color=GREY,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
        )
        taken.append(box_around(ax, (x, x), (bottom, top), 0.5, profile))
    if len(events):
        taken.append(box_around(ax, (left, right), (bottom + (1 - strip) * (top - bottom), top), 0, profile))
    return taken


def _word_event(event: Any, width: float, profile: Profile) -> str:
    start, end = event.period_start, event.period_end
    long = event.axis_end - event.axis_start > pd.Timedelta(days=366)
    when = say_day(start, year=long) if start == end else say_period(start, end)
    return shorten(f"{when} · {event.label}", profile.small_pt, width - 0.6 * profile.small_pt)


def _box(ax: Axes, row: Any, profile: Profile) -> Bbox:
    """The box, in pixels, that labels may not touch."""
    room = 0.35 * profile.text_pt
    ends = [end for end in (row.value, row.low, row.high) if not pd.isna(end)]
    far = 2.0 * profile.text_pt / points_tall(ax) * (ax.get_ylim()[1] - ax.get_ylim()[0])
    if row.kind == "flow":
        return box_around(ax, (row.left, row.right), (0, max(ends) + far * pd.isna(row.high)), 0.5, profile)
    reach = (min(ends) - far * pd.isna(row.low), max(ends) + far * pd.isna(row.high))
    return box_around(ax, (row.left, row.right), reach, room, profile)


def _labels(claims: pd.DataFrame) -> list[Label]:
    """The last and the first total before the rest, then the largest flows; sure ones before others."""
    totals, flows = claims[claims["kind"] == "total"], claims[claims["kind"] == "flow"]
    flows = flows.sort_values("at", ascending=False, kind="stable")
    ranked = [*each_row(totals.tail(1)), *each_row(totals.head(len(totals) - 1)), *each_row(flows)]
    ranked.sort(key=lambda row: (not row.sure, row.modality in DISPUTED))
    return [
        Label(
            (row.left + row.right) / 2,
            row.at if row.kind == "flow" or pd.isna(row.value) else row.value,
            row.label,
            INK if row.sure else GREY,
            "bold" if row.sure else "normal",
        )
        for row in ranked[:LABELS]
    ]


def describe_running_totals(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    claims = frame[frame["kind"].isin(CLAIMS)]
    panel = panel_names(frame)[0]
    lead = claims[claims["panel"] == panel]
    news = f"{name_subject(panel)}: {_say_course(lead)}{hedge(lead)}"
    kinds = set(frame["kind"])
    keys = {
        "total": "Dots: totals up to that day.",
        "flow": "Bars: within a stated period.",
        "band": "Shaded: what the totals allow between them.",
    }
    return describe_rows(
        frame,
        title=news,
        subtitle=" ".join(words for kind, words in keys.items() if kind in kinds),
        caption=f"{news}. Whiskers and arrows show what the words allow. "
        "Different measures have panels of their own; they are no parts of one sum.",
        seen=_see(frame),
        told=[
            *(_say_row(row) for row in each_row(frame[frame["kind"] != "band"])),
            cite_assumptions(frame[frame["kind"] == "band"]),
        ],
        noun="figure",
        notes=[note_forms(claims), _note_official(frame)],
    )


def _say_course(lead: pd.DataFrame) -> str:
    """From the first to the last total that counts from the same day; of flows the largest."""
    sound = choose_sound(lead)
    totals = sound[sound["kind"] == "total"]
    if totals.empty:
        top = sound.iloc[int(sound["low"].fillna(sound["high"]).to_numpy().argmax())]
        return f"{top['label']} {say_when(top['period_start'], top['period_end'])}"
    last = totals.iloc[-1]
    same = totals[
        totals["period_start"].eq(last["period_start"]) & totals["period_end"].lt(last["period_end"])
    ]
    by = f"{last['label']} by {say_day(last['period_end'])}"
    if same.empty or " since " in by:
        return by.replace(" by ", " to ").replace(" since ", " from ") if " since " in by else by
    first = same.iloc[0]
    year = first["period_end"].year != last["period_end"].year
    return f"{first['label']} by {say_day(first['period_end'], year=year)}, {by}"


def _see(frame: pd.DataFrame) -> list[str]:
    """What the figure shows, panel by panel."""
    said = []
    panels = panel_names(frame)
    subjects = [name_subject(panel) for panel in panels]
    for panel, subject in zip(panels, subjects, strict=True):
        told = subject if subjects.count(subject) == 1 else panel.replace(" · ", ", ")
        rows = frame[frame["panel"] == panel]
        claims = rows[rows["kind"].isin(CLAIMS)]
        start, end = claims["axis_start"].iloc[0], claims["axis_end"].iloc[0]
        tally = [
            f"{plural(n, noun)} {_span(claims[claims['kind'] == kind])}"
            for kind, noun in (("total", "dot"), ("flow", "bar"))
            if (n := int((claims["kind"] == kind).sum()))
        ]
        events = int((rows["kind"] == "event").sum())
        tally += [f"{plural(events, 'marked event')}"] if events else []
        tally += ["a shaded band between totals"] if (rows["kind"] == "band").any() else []
        pale = int((~claims["sure"].astype(bool)).sum())
        unsure = f"; {pale} of the marks pale, not yet checked" if pale else ""
        said.append(f"{told}: {say_day(start)} to {say_day(end)} across, {', '.join(tally)}{unsure}.")
    return said


def _span(rows: pd.DataFrame) -> str:
    """ "from 150 to 822", the least and the greatest number among the rows."""
    known = known_bounds(rows)
    low, high = say_number(min(known)), say_number(max(known))
    return f"at {low}" if low == high else f"between {low} and {high}"


def _say_row(row: Any) -> str:
    period = say_period(row.period_start, row.period_end)
    if row.kind == "event":
        return f"Event, {period}: {row.label}."
    unsure = "" if row.sure else "; not yet checked"
    return f"{row.panel}, {period}: {row.label} ({row.who}; {row.modality}{unsure})."


def _note_official(frame: pd.DataFrame) -> str:
    """Whose figures the diamonds are, where there are any."""
    given = frame[frame["kind"] == "official"]
    if given.empty:
        return ""
    who = ", ".join(dict.fromkeys(given["who"].dropna()))
    return f"Diamonds: official figures{f' ({who})' if who else ''}; they bound nothing."


RUNNING_TOTALS = Figure(
    name="running_totals",
    question="How many, by when?",
    select=select_running_totals,
    draw=draw_running_totals,
    describe=describe_running_totals,
    height=measure_panel,
    margin=lambda frame, profile: measure_value_margin(frame[frame["kind"] != "event"], profile),
    absent="no article gives a total or a flow of a known border with its dates",
    below=3.0,
    elastic=True,
)
