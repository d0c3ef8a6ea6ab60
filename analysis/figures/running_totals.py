"""How many, by when: running totals and flows of a border and measure, with what the totals allow."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from analysis.figures import evidence, wording
from analysis.figures.evidence import each_row, stack
from analysis.figures.marks import BOUNDS, Label, Pen, day_number, known_bounds, measure_value_margin
from analysis.figures.page import Description, Figure, describe_rows, panel_names, tell_row
from analysis.figures.profiles import Profile
from analysis.figures.style import BAND, GREEN, GREY, PALE_BLUE, PAPER
from analysis.figures.wording import shorten
from analysis.naming import event_wordings, measure_wordings
from analysis.series import round_outward
from analysis.tables import Tables

PANELS = 4
MOST = 36  # claims of a panel that can still be told apart
EVENTS = 3
LABELS = 12
LONGEST = pd.Timedelta(days=184)  # half a year: years have a figure of their own
LONGEST_EVENT = pd.Timedelta(days=31)
ALONE = 0.2  # a share of the claims so small that, far from all others, it is not worth an empty axis
FAMILIES = ("irregular", "protection", "return", "harm", "legal", "facilitation", "transport")
AXIS = ["axis_start", "axis_end"]
CLAIMS = ("total", "flow")


def select_running_totals(tables: Tables) -> pd.DataFrame:
    """Rows of kinds `total`, `flow`, `band`, `official` and `event`, of the fullest panels.

    A `total` counts up to `period_end`, a `flow` lies within its period, of half a year at most; a `band`
    is what the series allows from `period_start` to `period_end`. Panels whose stretches of time overlap
    share `axis_start` and `axis_end`.
    """
    pooled = _read_counted(tables)
    if pooled.empty:
        return stack([])
    several = pooled[pooled.groupby("panel")["panel"].transform("size") > 1]
    chosen = evidence.rank_panels(several if len(several) else pooled, PANELS)
    drawn = pd.concat([_choose(pooled[pooled["panel"] == panel]) for panel in chosen])
    drawn = _share_axes(drawn)
    rows = stack([drawn, _bands(tables, drawn), _official(tables, drawn), _events(tables, drawn)])
    rows = rows.sort_values(["period_end", "low"], kind="stable")
    return stack([rows[rows["panel"] == panel] for panel in chosen], len(pooled) - len(drawn))


def _read_counted(tables: Tables) -> pd.DataFrame:
    """Running totals and flows, each distinct figure once, with `kind`."""
    claims = evidence.read_claims(tables)
    family = claims["measure"].map({name: label.family for name, label in measure_wordings().items()})
    short = claims["period_end"] - claims["period_start"] <= LONGEST
    flow = (claims["aggregation"] == "period") & family.isin(FAMILIES) & short
    total = (claims["aggregation"] == "cumulative") & claims["period_end"].notna()
    pooled = evidence.pool_claims(claims[(flow | total) & claims["unit"].ne("percent")])
    kinds = pooled["aggregation"].map({"cumulative": "total", "period": "flow"})
    return pooled.assign(kind=kinds, label=[_since(row) for row in each_row(pooled)])


def _since(row: Any) -> str:
    """A total's label; one that does not count from 1 January of its year says from when it does."""
    start, end = row.period_start, row.period_end
    if row.aggregation != "cumulative" or pd.isna(start) or (start.is_year_start and start.year == end.year):
        return str(row.label)
    month = "" if start.is_year_start else f"{start:%b}"
    year = "" if start.year == end.year else f"{start.year}"
    return " ".join(filter(None, [row.label, "since", month, year]))


def _choose(rows: pd.DataFrame) -> pd.DataFrame:
    """The surest and best reported rows of a panel, without a few so far off that the axis would be empty."""
    ranked = rows.sort_values(["sure", "n_articles", "low"], ascending=False, kind="stable").head(MOST)
    ends = ranked["period_end"]
    first, last = (ends.sort_values().iloc[round(share * (len(ends) - 1))] for share in (ALONE, 1 - ALONE))
    far = max(2 * (last - first), pd.Timedelta(days=62))
    return ranked[ends.between(first - far, last + far)].sort_index()


def _share_axes(drawn: pd.DataFrame) -> pd.DataFrame:
    """Give panels whose stretches of time overlap one common time axis."""
    panels = drawn.groupby("panel", sort=False)["period_end"].agg(["min", "max"])
    panels["start"] = panels["min"] - 0.3 * (panels["max"] - panels["min"]) - pd.Timedelta(days=10)
    panels = panels.sort_values("start", kind="stable")
    cluster = (panels["start"] > panels["max"].cummax().shift()).cumsum()
    return drawn.assign(
        axis_start=drawn["panel"].map(panels["start"].groupby(cluster).transform("min")),
        axis_end=drawn["panel"].map(panels["max"].groupby(cluster).transform("max")),
    )


def _bands(tables: Tables, drawn: pd.DataFrame) -> pd.DataFrame:
    """What must lie between each two neighbouring bounds of the series that count from the same day.

    It reaches from the low of the earlier one to the high of the later one: a running total does not fall.
    """
    series = evidence.read_series(tables)
    totals = series[(series["aggregation"] == "cumulative") & series["period_end"].notna()]
    axes = drawn.drop_duplicates("panel")[["panel", *AXIS]]
    totals = totals.merge(axes, on="panel", validate="many_to_one")
    totals = totals.sort_values(["panel", "period_end"], kind="stable")
    keys = ["panel", "definition", "origin", "destination", "period_start"]
    following = totals.groupby(keys, sort=False, dropna=False)[["period_end", "high"]].shift(-1)
    bands = totals.assign(
        kind="band",
        label=[wording.say_interval(*round_outward(row.low, row.high, 3)) for row in each_row(totals)],
        who="series",
        period_start=totals["period_end"],
        period_end=following["period_end"],
        high=following["high"],
    )
    within = bands["period_start"].ge(bands["axis_start"]) & bands["period_end"].le(bands["axis_end"])
    return bands[within & bands["low"].notna() & bands["high"].notna()]


def _official(tables: Tables, drawn: pd.DataFrame) -> pd.DataFrame:
    """Official figures that count from the same day as a total of all groups drawn for their border."""
    totals = drawn[drawn["group"].isna() & (drawn["kind"] == "total")]
    keys = ["measure", "border", "period_start"]
    given = tables.official.drop(columns=["unit", "distance"]).drop_duplicates()
    found = given.merge(totals[[*keys, "panel", *AXIS]].drop_duplicates(keys), on=keys)
    return found.assign(
        kind="official",
        low=found["value"],
        high=found["value"],
        who=found["source"],
        modality="reported",
        sure=True,
        label=[wording.say_number(value) for value in found["value"]],
    )


def _events(tables: Tables, drawn: pd.DataFrame) -> pd.DataFrame:
    """The most reported closures, emergencies and barriers of each border and stretch of time, once each."""
    worth = [name for name, label in event_wordings().items() if label.marks_series]
    found = evidence.read_happenings(tables)
    short = found["period_end"] - found["period_start"] <= LONGEST_EVENT
    found = found[short & found["sure"] & found["status"].isin(evidence.REAL) & found["type"].isin(worth)]
    panels = drawn.drop_duplicates([*AXIS, "border"])[["panel", *AXIS, "border"]]
    beside = found.merge(panels.rename(columns={"border": "beside"}), how="cross")
    concerned = [evidence.concerns_border(row, row.beside) for row in each_row(beside)]
    inside = beside["period_start"].between(beside["axis_start"], beside["axis_end"])
    ranked = beside[inside & np.array(concerned, dtype=bool)].sort_values(
        ["n_articles", "period_start", "happening_id"], ascending=[False, True, True]
    )
    distinct = ranked.drop_duplicates(["panel", "type", "actor", "target"])
    top = distinct.groupby("panel").head(EVENTS).sort_values(["period_start", "happening_id"])
    labels = [evidence.say_happening(row) for row in each_row(top)]
    return top.assign(kind="event", modality="reported", label=labels)


def _strip_height(rows: pd.DataFrame, profile: Profile) -> float:
    return 1.5 * profile.small_pt * int((rows["kind"] == "event").sum())


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    claims = int(rows["kind"].isin(CLAIMS).sum())
    return _strip_height(rows, profile) + (8 if claims == 1 else 12 if claims < 4 else 17) * profile.text_pt


def draw_running_totals(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: totals as dots on the day up to which they count, flows as bars over their days."""
    pen = Pen(ax, profile)
    pen.set_dates(frame["axis_start"].iloc[0], frame["axis_end"].iloc[0])
    strip = min(_strip_height(frame, profile) / pen.tall, 0.4)
    pen.set_values(frame[frame["kind"] != "event"], strip)
    for band in each_row(frame[frame["kind"] == "band"]):
        days = (day_number(band.period_start) + 0.5, day_number(band.period_end) + 0.5)
        pen.block((band.low, band.high), days, facecolor=BAND, linewidth=0, zorder=0.5)
    claims = frame[frame["kind"].isin(CLAIMS)]
    starts = claims["period_start"].where(claims["kind"] == "flow", claims["period_end"])
    spans = pen.spans(starts, claims["period_end"])
    claims = claims.assign(span=spans, days=claims["period_end"] - starts, top=claims[BOUNDS].max(axis=1))
    for claim in each_row(claims.sort_values("days", ascending=False, kind="stable")):  # short ones on top
        if claim.kind == "total":
            pen.claim(claim, sum(claim.span) / 2)
        else:  # full up to what is stated, or to the least that it can be, and dashed on to the most
            least = float(np.nan_to_num(claim.low if pd.isna(claim.value) else claim.value))
            rest = {"fill": False, "linestyle": (0, (2, 2))}
            pen.bar(claim, least, claim.span, fill=PALE_BLUE, rest=rest, zorder=1.5)
    for given in each_row(frame[frame["kind"] == "official"]):
        pen.claim(given, day_number(given.period_end) + 0.5, colour=GREEN, marker="D")
    taken = _draw_events(pen, frame[frame["kind"] == "event"], strip)
    pen.place_labels(_labels(claims), [*taken, *(_box(pen, claim) for claim in each_row(claims))])
    return ax


def _draw_events(pen: Pen, events: pd.DataFrame, strip: float) -> list[Bbox]:
    """Quiet rules from above with their words; gives the boxes that they take."""
    across, (left, right), (bottom, top) = pen.ax.get_xaxis_transform(), pen.ax.get_xlim(), pen.ax.get_ylim()
    taken = []
    for index, event in enumerate(each_row(events)):
        x = day_number(event.period_start) + 0.5
        y = 1 - strip * (index + 0.5) / len(events)
        dotted: dict[str, Any] = {"linewidth": 0.7 * pen.line, "linestyle": (0, (1, 2)), "color": GREY}
        pen.ax.vlines(x, 0, y, transform=across, **dotted)
        before = x > (left + right) / 2
        room = (x - left if before else right - x) / pen.units(1) - 0.6 * pen.small
        when = wording.say_period(event.period_start, event.period_end)
        words, gap = shorten(f"{when} · {event.label}", pen.small, room), 0.4 * pen.small
        style = {"ha": "right" if before else "left", "va": "center", "color": GREY, "xycoords": across}
        paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
        pen.write(words, x, y, (-gap if before else gap, 0), bbox=paper, **style)
        taken.append(pen.box((x, x), (bottom, top), 0.5))
    if len(events):
        taken.append(pen.box((left, right), (bottom + (1 - strip) * (top - bottom), top), 0))
    return taken


def _box(pen: Pen, claim: Any) -> Bbox:
    """The box, in pixels, that labels may not touch: of a total with its whiskers and arrows, of a flow."""
    bottom, top = pen.ax.get_ylim()
    arrow = 2.0 * pen.text / pen.tall * (top - bottom)
    most = claim.top + arrow * pd.isna(claim.high)
    if claim.kind == "flow":
        return pen.box(claim.span, (0, most), 0.5)
    noon = sum(claim.span) / 2
    least = np.nanmin([claim.value, claim.low, claim.high]) - arrow * pd.isna(claim.low)
    return pen.box((noon, noon), (float(least), most), 0.35 * pen.text)


def _labels(claims: pd.DataFrame) -> list[Label]:
    """The last and the first total before the rest, then the largest flows; sure ones before others."""
    totals, flows = claims[claims["kind"] == "total"], claims[claims["kind"] == "flow"]
    flows = flows.sort_values("top", ascending=False, kind="stable")
    ranked = [*each_row(totals.tail(1)), *each_row(totals.iloc[:-1]), *each_row(flows)]
    ranked.sort(key=lambda row: (not row.sure, row.modality in evidence.DISPUTED))
    heights = [row.value if row.kind == "total" and not pd.isna(row.value) else row.top for row in ranked]
    labels = zip(ranked[:LABELS], heights, strict=False)
    return [Label(sum(row.span) / 2, height, row.label, row.sure) for row, height in labels]


def describe_running_totals(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["kind"].isin(CLAIMS) & (frame["panel"] == panel_names(frame)[0])]
    news = evidence.headline(lead, f": {_say_course(lead)}")
    keys = {
        "total": "Dots: totals up to that day.",
        "flow": "Bars: within a stated period.",
        "band": "Shaded: what the totals allow between them.",
    }
    return describe_rows(
        frame,
        news=news,
        subtitle=" ".join(words for kind, words in keys.items() if (frame["kind"] == kind).any()),
        method="Whiskers and arrows show what the words allow. "
        "Different measures have panels of their own; they are no parts of one sum.",
        see=_see,
        tell=_tell,
        noun="figure",
        notes=[_note_official(frame[frame["kind"] == "official"])],
    )


def _say_course(lead: pd.DataFrame) -> str:
    """From the first to the last total that count from the day from which most do; of flows the largest."""
    sound = evidence.choose_sound(lead)
    totals = sound[sound["kind"] == "total"]
    if totals.empty:
        top = sound.iloc[int(sound["low"].fillna(sound["high"]).to_numpy().argmax())]
        return f"{top['label']} {wording.say_when(top['period_start'], top['period_end'])}"
    beginnings = totals["period_start"].fillna(pd.Timestamp.min)
    often = beginnings.map(beginnings.value_counts())
    totals = totals[often == often.max()]
    last = totals.iloc[-1]
    label, end = last["label"], last["period_end"]
    if " since " in label:
        return f"{label.replace(' since ', ' from ')} to {wording.say_day(end)}"
    news = f"{label} by {wording.say_day(end)}"
    same = totals[totals["period_start"].eq(last["period_start"]) & totals["period_end"].lt(end)]
    if same.empty:
        return news
    began = same["period_end"].iloc[0]
    return f"{same['label'].iloc[0]} by {wording.say_day(began, year=began.year != end.year)}, {news}"


def _see(rows: pd.DataFrame) -> str:
    """What one panel shows."""
    claims = rows[rows["kind"].isin(CLAIMS)]
    start, end = rows["axis_start"].iloc[0], rows["axis_end"].iloc[0]
    tally = [
        f"{wording.plural(len(marks), noun)} {_span(marks)}"
        for kind, noun in (("total", "dot"), ("flow", "bar"))
        if len(marks := claims[claims["kind"] == kind])
    ]
    events, pale = int((rows["kind"] == "event").sum()), int((~claims["sure"].astype(bool)).sum())
    tally += [wording.plural(events, "marked event")] if events else []
    tally += ["a shaded band between totals"] if (rows["kind"] == "band").any() else []
    unsure = f"; {pale} of the marks pale, not yet checked" if pale else ""
    where = rows["panel"].iloc[0].replace(" · ", ", ")
    return f"{where}: {wording.say_day(start)} to {wording.say_day(end)} across, {', '.join(tally)}{unsure}."


def _span(rows: pd.DataFrame) -> str:
    """ "between 150 and 822", the least and the greatest number among the rows."""
    low, high = map(wording.say_number, known_bounds(rows))
    return f"at {low}" if low == high else f"between {low} and {high}"


def _tell(row: Any) -> str:
    period = wording.say_period(row.period_start, row.period_end)
    if row.kind in ("event", "band"):
        return f"Event, {period}: {row.label}." if row.kind == "event" else ""
    return f"{row.panel}, {period}: {tell_row(row)}"


def _note_official(given: pd.DataFrame) -> str:
    """Whose figures the diamonds are, where there are any."""
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
    margin=measure_value_margin,
    absent="no article gives a total or a flow of a known border with its dates",
    below=3.0,
    elastic=True,
)
