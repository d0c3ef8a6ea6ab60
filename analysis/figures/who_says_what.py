"""Who says what: where independent sources give one quantity, the figure of each."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.figures import evidence, wording
from analysis.figures.evidence import each_row, stack
from analysis.figures.marks import BOUNDS, Pen, known_bounds, room_beside, say_tick
from analysis.figures.page import Description, Figure, describe_rows, panel_names, per_row
from analysis.figures.profiles import Profile
from analysis.figures.style import RULE, VERMILION
from analysis.figures.wording import text_width
from analysis.mentions.quantities import half_step
from analysis.tables import Tables

PANELS = 4
ROWS = 6
PITCH = 2.8  # lines of text for a figure: its words over its mark
UNDATED = ("border_length", "barrier_length")
QUANTITY = ["measure", "unit", "border", "group", "aggregation", "period_start", "period_end"]


def select_who_says_what(tables: Tables) -> pd.DataFrame:
    """One row per source and figure, of quantities (measure, border, group, period) that two sources give.

    `voice` is who is cited, or the article that says it in its own voice; `differs` marks figures that the
    conflicts hold to be irreconcilable.
    """
    claims = evidence.read_claims(tables)
    undated = claims["measure"].isin(UNDATED) & claims["period_end"].isna()
    dated = claims["period_start"].notna() & claims["period_end"].notna()
    points = claims["measure"].str.startswith("crossing_point_")  # a figure of their own
    whole = claims["place"].isna() & claims["aggregation"].ne("rate")  # of a border, not of a spot of it
    claims = claims[whole & ~points & (undated | dated)]
    own = claims["articles"].str.replace(r" \([^(]*$", "", regex=True)  # the article itself, undated
    named = claims["who"].where(claims["who"] != wording.NO_SOURCE)
    # An article that cites somebody for a figure says it in the same voice where it leaves the name out, and
    # with another figure of the same quantity it is no independent source beside the one that it cites.
    told = claims.assign(named=named)
    within = told.groupby([*QUANTITY, *BOUNDS, "article_id"], dropna=False)["named"].transform("first")
    cites = told.groupby([*QUANTITY, "article_id"], dropna=False)["named"].transform("count") > 0
    claims = claims.assign(voice=_merge_names(list(named.fillna(within).fillna(own))))
    claims = claims[within.notna() | ~cites]
    voices = evidence.pool_claims(claims, "voice")
    once = ~voices.duplicated([*QUANTITY, "voice"], keep=False)  # two figures of one voice are two quantities
    voices = voices[once]
    several = voices[voices.groupby(QUANTITY, dropna=False)["voice"].transform("nunique") > 1]
    held = (tables.conflicts["count_ids"] + "+" + tables.conflicts["set_aside_ids"].fillna("")).str.split("+")
    differing = set(held.explode())
    topics = [_make_topic(rows, differing) for _, rows in several.groupby(QUANTITY, dropna=False, sort=False)]
    # Where sources differ first, then what is sure, then the fullest.
    topics.sort(key=lambda rows: (not rows["differs"].any(), not rows["sure"].all(), -len(rows)))
    drawn = [rows.head(ROWS) for rows in topics[:PANELS]]
    return stack(drawn, len(several) - sum(map(len, drawn)))


def _merge_names(voices: list[str]) -> list[str]:
    """Each voice under its longest name: "Cruz" is "Ted Cruz" where both are heard."""
    words = {voice: set(voice.lower().split()) for voice in voices}
    return [max((other for other in words if words[voice] <= words[other]), key=len) for voice in voices]


def _make_topic(rows: pd.DataFrame, differing: set[str]) -> pd.DataFrame:
    """The rows of one quantity under one panel, the largest first; whether each is in a conflict."""
    first = rows.iloc[0]
    panel = evidence.name_panel(first, first["group"])
    if not pd.isna(first["period_end"]):
        panel += f" · {wording.say_period(first['period_start'], first['period_end'])}"
    differs = [not differing.isdisjoint(ids.split("+")) for ids in rows["count_ids"]]
    rows = rows.assign(panel=panel, differs=differs, size=rows[BOUNDS].max(axis=1))
    rows = rows.sort_values("size", ascending=False, kind="stable")
    return rows.assign(rank=range(1, len(rows) + 1))


def draw_who_says_what(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a row per source, its figure as a mark with what the words allow."""
    pen = Pen(ax, profile)
    _set_axis(pen, *known_bounds(frame))
    ax.set_ylim(len(frame), 0)
    ax.set_yticks([])
    for place, row in enumerate(each_row(frame)):
        y = place + 0.7
        ax.axhline(y, color=RULE, linewidth=pen.line, zorder=0)
        pen.write_beside(row.voice, y)
        look = {"colour": VERMILION, "marker": "D"} if row.differs else {}
        pen.claim(row, y, lying=True, **look)
        pen.say(row.label + evidence.say_status(row.modality), "", y - 0.2, sure=row.sure)
    return ax


def _set_axis(pen: Pen, low: float, high: float) -> None:
    """An axis from nought, or close up where the difference between close figures is the point."""
    room = max(high - low, 1.0)
    close = low > 0.5 * high and high - low < 0.2 * high
    pen.ax.set_xlim(*((low - 1.2 * room, high + 1.2 * room) if close else (0, high * 1.25)))
    left, right = pen.ax.get_xlim()
    ticks = MaxNLocator(3, integer=True, steps=[1, 2, 5, 10]).tick_values(left, right)
    half = pen.units(text_width(say_tick(max(ticks)), pen.small) / 2)
    pen.ax.set_xticks([tick for tick in ticks if left + (left > 0) * half <= tick <= right - half])
    pen.ax.xaxis.set_major_formatter(say_tick)


def describe_who_says_what(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    news = evidence.headline(lead, f": {_say_voices(lead)}")
    key = "Orange diamonds: figures that differ by more than rounding." if frame["differs"].any() else ""
    return describe_rows(
        frame,
        news=news,
        subtitle="Where several sources give one quantity: the figure of each.",
        method=key,
        see=_see,
        tell=lambda row: f"{row.panel}: {row.voice} has {row.label} ({row.modality}).",
        noun="figure",
        notes=[key],
    )


def _say_voices(lead: pd.DataFrame) -> str:
    """ "680 km and 679 km, the same but for rounding"; a long panel by its range."""
    sound = evidence.choose_sound(lead)
    labels = list(dict.fromkeys(sound["label"]))
    if len(labels) == 1:
        voices = sound["voice"].nunique()
        return f"{wording.plural(voices, 'source')} agree on {labels[0]}" if voices > 1 else labels[0]
    said = wording.join_words(labels)
    if len(labels) > 3:
        said = f"{wording.plural(lead['voice'].nunique(), 'source')} give from {labels[-1]} to {labels[0]}"
    if sound["differs"].any():
        return f"sources differ, {said}"
    value = sound["value"]
    slack = value.fillna(0).map(half_step)
    stated = value.notna().all() and sound["low"].eq(sound["high"]).all()
    agree = stated and (value - slack).max() <= (value + slack).min()
    return f"{said}, the same but for rounding" if agree else said


def _see(rows: pd.DataFrame) -> str:
    said = wording.join_words(rows["voice"] + " " + rows["label"], limit=ROWS)
    differ = f"; {rows['differs'].sum()} in orange" if rows["differs"].any() else ""
    return f"{evidence.name_subject(rows['panel'].iloc[0])}: {said}{differ}."


WHO_SAYS_WHAT = Figure(
    name="who_says_what",
    question="Who says what?",
    select=select_who_says_what,
    draw=draw_who_says_what,
    describe=describe_who_says_what,
    height=per_row(PITCH),
    margin=room_beside("voice"),
    absent="no two sources give a figure for the same measure, border and period",
    below=1.8,
)
