"""Crossing points open and closed: one square per point, in the order in which the news told it."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.claims import SEPARATOR, each_row, pool_claims, read_claims
from analysis.figures.composition import Description, Figure, describe_rows, panel_names
from analysis.figures.lettering import text_width, wrap, write_row_label
from analysis.figures.profiles import Profile
from analysis.figures.sizes import points_wide
from analysis.figures.style import BLUE, GREY, INK, PAPER, RULE, strip_axes
from analysis.figures.wording import NO_SOURCE, join_words, plural, say_border, say_number, say_period
from analysis.tables import Tables

PANELS = 4
ROWS = 10
MOST_SQUARES = 40
COLUMNS = [
    "panel", "kind", "period_start", "period_end", "closed", "open", "total", "label", "who",
    "modality", "n_articles", "count_ids", "articles", "left_out",
]  # fmt: skip
_PART = {"crossing_point_closed": "closed", "crossing_point_open": "open", "crossing_point_total": "total"}
_STATE = ["border", "kind", "period_start", "period_end", "modality", "turn"]


def select_crossing_points(tables: Tables) -> pd.DataFrame:
    """One row per border, period and kind: a `state` (closed, open, in all) or an `act` (newly closed).

    Claims of one state that contradict each other stand in rows of their own; vague numbers are left out.
    """
    claims = read_claims(tables, ("reported", "planned", "alleged", "denied"))
    points = pool_claims(
        claims[claims["measure"].isin(_PART) & claims["value"].notna() & claims["border"].notna()]
    )
    points = points.assign(
        part=points["measure"].map(_PART),
        kind=points["aggregation"].map({"stock": "state"}).fillna("act"),
    )
    points = points.assign(turn=points.groupby([*_STATE[:-1], "part"], dropna=False).cumcount())
    groups = points.groupby(_STATE, dropna=False, sort=False)
    rows = [_combine(dict(zip(_STATE, key, strict=True)), group) for key, group in groups]
    drawn = pd.DataFrame(rows, columns=COLUMNS)
    drawn = drawn.assign(
        period_start=pd.to_datetime(drawn["period_start"]), period_end=pd.to_datetime(drawn["period_end"])
    )
    return _order(drawn)


def _combine(state: dict[str, object], group: pd.DataFrame) -> dict[str, object]:
    """One row out of the claims about closed, open and all points at one time."""
    value = dict(zip(group["part"], group["value"], strict=True))
    named = [who for who in dict.fromkeys(group["who"]) if who != NO_SOURCE]
    return {
        **state,
        "panel": f"{say_border(state['border'])} · crossing points",
        **{part: value.get(part, float("nan")) for part in _PART.values()},
        "label": _word_state(dict(zip(group["part"], group["label"], strict=True)), state),
        "who": join_words(named, limit=3) or NO_SOURCE,
        "n_articles": int(group["n_articles"].max()),
        "count_ids": "+".join(group["count_ids"]),
        "articles": SEPARATOR.join(dict.fromkeys(SEPARATOR.join(group["articles"]).split(SEPARATOR))),
        "left_out": "",
    }


def _word_state(said: dict[str, str], state: dict[str, object]) -> str:
    """ "4 of 6 closed, 2 open" or "2 newly closed", with the modality where it is not a report."""
    verbs = {"closed": "newly closed", "open": "newly opened"} if state["kind"] == "act" else {}
    whole = f" of {said['total']}" if "total" in said else ""
    parts = [
        f"{said[part]}{'' if index else whole} {verbs.get(part, part)}"
        for index, part in enumerate(part for part in ("closed", "open") if part in said)
    ]
    words = ", ".join(parts) or f"{said['total']} in all"
    return words if state["modality"] == "reported" else f"{words} ({state['modality']})"


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    """Acts before the state they lead to; the borders told most first, the last rows of each kept."""
    when = rows["period_end"].fillna(rows["period_start"])
    size = rows.groupby("panel")["panel"].transform("size")
    first = rows.groupby("panel")["panel"].transform(lambda panel: panel.index[0])
    keyed = rows.assign(when=when, size=-size, first=first)
    ordered = keyed.sort_values(["size", "first", "when", "kind"], kind="stable")
    chosen = list(dict.fromkeys(ordered["panel"]))[:PANELS]
    kept = ordered[ordered["panel"].isin(chosen)].groupby("panel", sort=False).tail(ROWS)
    missing = len(rows) - len(kept)
    note = f"Not drawn: {plural(missing, 'further statement')}." if missing else ""
    return kept[COLUMNS].assign(left_out=note).reset_index(drop=True)


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    return len(rows) * 3.1 * profile.text_pt


def measure_margin(frame: pd.DataFrame, profile: Profile) -> float:
    """Room for the period left of the squares."""
    words = [say_period(row.period_start, row.period_end) for row in each_row(frame)]
    widest = max(text_width(word, profile.small_pt, "bold") for word in words)
    return min(widest, 0.4 * profile.inner) + profile.text_pt


def draw_crossing_points(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: a row per statement; crossed squares are closed, rings open, dots not said."""
    strip_axes(ax, keep="")
    ax.set_xticks([])
    ax.set_yticks([])
    wide = points_wide(ax)
    most = max(max(map(_count_points, each_row(frame))), 1)
    step = min(1.55 * profile.text_pt, wide / min(most, MOST_SQUARES))
    ax.set_xlim(0, wide / step)
    ax.set_ylim(len(frame), 0)
    for index, row in enumerate(each_row(frame)):
        _draw_row(ax, row, index, step, profile)
    return ax


def _count_points(row: Any) -> int:
    shown = [part for part in (row.closed, row.open) if not pd.isna(part)]
    total = 0 if pd.isna(row.total) else row.total
    return int(max(sum(shown), total))


def _draw_row(ax: Axes, row: Any, index: int, step: float, profile: Profile) -> None:
    words = say_period(row.period_start, row.period_end)
    write_row_label(ax, index + 0.3, words, profile, fontweight="bold")
    points = _count_points(row)
    forms = _forms(row, points)
    for form in dict.fromkeys(forms):
        xs = [place + 0.5 for place, each in enumerate(forms) if each == form]
        _draw_points(ax, xs, index + 0.72, form, 0.78 * step, profile, planned=row.modality != "reported")
    _write_row(ax, row, index, profile)


def _forms(row: Any, points: int) -> list[str]:
    """What each point is: closed ones first, open ones last, those of which nothing is said between."""
    if points > MOST_SQUARES:
        return []
    closed = 0 if pd.isna(row.closed) else int(row.closed)
    still = 0 if pd.isna(row.open) else int(row.open)
    return ["closed"] * closed + ["unsaid"] * (points - closed - still) + ["open"] * still


def _draw_points(
    ax: Axes, xs: list[float], y: float, form: str, size: float, profile: Profile, *, planned: bool
) -> None:
    line = 1.4 * profile.line_pt
    at = [y] * len(xs)
    if form == "unsaid":
        ax.scatter(xs, at, s=(0.25 * size) ** 2, marker="o", color=RULE, linewidth=0)
        return
    if form == "open":
        ax.scatter(xs, at, s=size**2, marker="o", facecolor=PAPER, edgecolor=BLUE, linewidth=line)
        return
    ax.scatter(
        xs, at, s=size**2, marker="s", facecolor=PAPER if planned else INK, edgecolor=INK, linewidth=line
    )
    ax.scatter(xs, at, s=(0.5 * size) ** 2, marker="x", color=INK if planned else PAPER, linewidth=line)


def _write_row(ax: Axes, row: Any, index: int, profile: Profile) -> None:
    strong = row.label
    offset = text_width(strong, profile.text_pt, "bold") + 0.7 * profile.text_pt
    wide = points_wide(ax)
    faint = wrap(row.who, profile.small_pt, max(wide - offset, 40), lines=1)[0]
    place: dict[str, Any] = {
        "xycoords": ax.get_yaxis_transform(),
        "textcoords": "offset points",
        "va": "center_baseline",
    }
    ax.annotate(strong, (0, index + 0.3), xytext=(0, 0), fontsize=profile.text_pt, fontweight="bold", **place)
    ax.annotate(faint, (0, index + 0.3), xytext=(offset, 0), fontsize=profile.small_pt, color=GREY, **place)


def describe_crossing_points(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    lead = frame[frame["panel"] == panel_names(frame)[0]]
    states = lead[(lead["kind"] == "state") & (lead["modality"] == "reported")]
    last = (states if len(states) else lead).iloc[-1]
    where = lead["panel"].iloc[0].partition(" · ")[0]
    news = f"{last['label']} ({say_period(last['period_start'], last['period_end'])})"
    key = "Crossed squares are closed points, rings open ones, dots those of which nothing is said."
    return describe_rows(
        frame,
        title=f"Crossing points, {where}: {news}",
        subtitle=key,
        caption=f"Crossing points, {where}: {news}. {key} "
        "Acts of a period add to earlier ones; states do not.",
        alt_text=f"Unit chart of {plural(len(frame), 'statement')} on crossing points. {where}: {news}.",
        told=(
            f"{row.panel}, {say_period(row.period_start, row.period_end)}: {row.label} ({row.who})."
            for row in each_row(frame)
        ),
        units=("crossing points",),
        notes=[_note_size(frame)],
    )


def _note_size(frame: pd.DataFrame) -> str:
    large = [say_number(n) for n in map(_count_points, each_row(frame)) if n > MOST_SQUARES]
    return f"More than {MOST_SQUARES} points are not drawn one by one: {join_words(large)}." if large else ""


CROSSING_POINTS = Figure(
    name="crossing_points",
    select=select_crossing_points,
    draw=draw_crossing_points,
    describe=describe_crossing_points,
    height=measure_panel,
    margin=measure_margin,
    absent="no article counts open or closed crossing points",
    below=0.0,
)
