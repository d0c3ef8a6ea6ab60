"""Which crossing points are open: what was told of them through time, beside a map of the border."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.transforms import Bbox

from analysis.countries import bare_name
from analysis.figures.claims import (
    DISPUTED,
    REAL,
    each_row,
    merge_citations,
    note_forms,
    pool_claims,
    read_claims,
    read_happenings,
)
from analysis.figures.lettering import (
    Label,
    place_labels,
    points_tall,
    points_wide,
    printable,
    shorten,
    text_width,
    wrap,
)
from analysis.figures.maps import (
    Place,
    border_lines,
    border_places,
    country_codes,
    country_rings,
    emptiest_spot,
    find_place,
    frame_border,
    spread_of,
)
from analysis.figures.marks import box_around
from analysis.figures.page import Description, Figure, describe_rows, panel_names
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, GREY, INK, LAND, OTHER_LAND, PAPER, RULE, UNSURE, strip_axes
from analysis.figures.wording import (
    NO_SOURCE,
    event_labels,
    join_words,
    plural,
    say_border,
    say_number,
    say_period,
)
from analysis.tables import Tables

BORDERS = 2
ROWS = 8
PITCH = 3.1  # lines of text for a statement: its words over its squares
MOST_SQUARES = 30
NAMED = 14  # places that a map labels
TOLD = " · crossing points, as told"
MAP = " · map"
COLUMNS = [
    "panel", "kind", "rank", "border", "period_start", "period_end", "closed", "open", "total", "label",
    "who", "modality", "sure", "name", "country", "lat", "lon", "status", "not_on_map", "n_articles",
    "count_ids", "articles", "omitted",
]  # fmt: skip
_PART = {"crossing_point_closed": "closed", "crossing_point_open": "open", "crossing_point_total": "total"}
_STATE = ["border", "kind", "period_start", "period_end", "modality", "turn"]
_ACTS = {"crossing_point_closure": "closed", "crossing_point_opening": "open"}


def select_crossing_points(tables: Tables) -> pd.DataFrame:
    """Statements about the crossing points of a border, and the places of its map.

    Kinds `state` (closed, open, in all) and `act` (newly closed, or a named point closed) are told through
    time; kind `place` is a spot of the map, whose `status` is closed, open, named (in a claim or event) or
    known (to the gazetteer alone). `not_on_map` lists names that the gazetteer lacks.
    """
    told = pd.concat(
        [part for part in (_tell_counts(tables), _tell_events(tables)) if len(part)] or [_none()]
    )
    if told.empty:
        return _none()
    size = told.groupby("border", sort=False).agg(sure=("sure", "sum"), rows=("border", "size"))
    borders = size.sort_values(["sure", "rows"], ascending=False, kind="stable").index[:BORDERS]
    parts = []
    for border in borders:
        rows = _order(told[told["border"] == border])
        parts += [rows.tail(ROWS), _map_places(tables, str(border), rows)]
    drawn = pd.concat([part for part in parts if len(part)])
    shown = int(drawn["kind"].ne("place").sum())
    return drawn.assign(omitted=len(told) - shown).reindex(columns=COLUMNS).reset_index(drop=True)


def _none() -> pd.DataFrame:
    return pd.DataFrame(columns=COLUMNS)


def _tell_counts(tables: Tables) -> pd.DataFrame:
    """One row per border, period and kind out of the claims about closed, open and all points.

    Claims of one state that differ stand in rows of their own; vague numbers are left out.
    """
    claims = read_claims(tables, ("reported", "planned", "alleged", "denied"))
    stated = claims["value"].notna() & claims["border"].notna() & claims["period_end"].notna()
    claims = claims[claims["measure"].isin(_PART) & stated]
    points = pool_claims(claims)
    points = points.assign(
        part=points["measure"].map(_PART),
        kind=points["aggregation"].map({"stock": "state"}).fillna("act"),
    )
    points = points.assign(turn=points.groupby([*_STATE[:-1], "part"], dropna=False).cumcount())
    groups = points.groupby(_STATE, dropna=False, sort=False)
    rows = [_combine(dict(zip(_STATE, key, strict=True)), group) for key, group in groups]
    return _dated(pd.DataFrame(rows, columns=COLUMNS))


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    starts, ends = pd.to_datetime(rows["period_start"]), pd.to_datetime(rows["period_end"])
    return rows.assign(period_start=starts, period_end=ends)


def _combine(state: dict[str, object], group: pd.DataFrame) -> dict[str, object]:
    """One row out of the claims about closed, open and all points at one time."""
    value = dict(zip(group["part"], group["value"], strict=True))
    named = [who for who in dict.fromkeys(group["who"]) if who != NO_SOURCE]
    return {
        **state,
        "panel": f"{say_border(state['border'])}{TOLD}",
        **{part: value.get(part, float("nan")) for part in _PART.values()},
        "label": _word_state(dict(zip(group["part"], group["label"], strict=True)), state),
        "who": join_words(named, limit=3) or NO_SOURCE,
        "sure": bool(group["sure"].all()),
        "n_articles": int(group["n_articles"].max()),
        "count_ids": "+".join(group["count_ids"]),
        "articles": merge_citations(group["articles"]),
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


def _tell_events(tables: Tables) -> pd.DataFrame:
    """Closings and openings that name their crossing point, those of one day in one row."""
    happenings = read_happenings(tables)
    acts = happenings[
        happenings["type"].isin(_ACTS) & happenings["place"].notna() & happenings["border"].notna()
    ]
    placed = [find_place(row.place, row.border.split("+")) is not None for row in each_row(acts)]
    acts = acts[
        (acts["date_start"].notna() | acts["date_end"].notna()) & pd.Series(placed, acts.index, dtype=bool)
    ]
    keys = ["border", "type", "date_start", "date_end", "status"]
    rows = [
        _name_act(dict(zip(keys, key, strict=True)), rows) for key, rows in acts.groupby(keys, dropna=False)
    ]
    return _dated(pd.DataFrame(rows, columns=COLUMNS))


def _name_act(act: dict[str, Any], rows: pd.DataFrame) -> dict[str, object]:
    names, status = list(dict.fromkeys(rows["place"])), _ACTS[act["type"]]
    done = {"closed": "closed", "open": "opened"}[status]
    sure = act["status"] in REAL
    return {
        "border": act["border"],
        "kind": "act",
        "panel": f"{say_border(act['border'])}{TOLD}",
        "period_start": act["date_start"],
        "period_end": act["date_end"],
        status: float(len(names)),
        "label": f"{join_words(names)} {done}"
        + ("" if act["status"] == "occurred" else f" ({act['status']})"),
        "who": event_labels()[act["type"]].noun,
        "modality": "reported"
        if act["status"] in ("occurred", "ongoing")
        else "planned"
        if sure
        else "alleged",
        "sure": bool(rows["sure"].any()),
        "name": "+".join(names),
        "status": status,
        "n_articles": int(rows["n_articles"].max()),
        "articles": merge_citations(rows["articles"]),
    }


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    """In order of time, acts before the state they lead to; `rank` 1 is the latest."""
    when = rows["period_end"].fillna(rows["period_start"])
    ordered = rows.assign(_when=when).sort_values(["_when", "kind"], kind="stable", na_position="first")
    return ordered.assign(rank=range(len(ordered), 0, -1)).drop(columns="_when")


def _map_places(tables: Tables, border: str, told: pd.DataFrame) -> pd.DataFrame:
    """The places of the border's first pair: with their last status, else named in a row, else known."""
    pairs = border.split("+")
    status: dict[Place, str] = {}
    lacking: list[str] = []
    for row in each_row(told[told["name"].notna() & (told["modality"] == "reported")]):
        found = [find_place(name, pairs) for name in row.name.split("+")]
        status |= {place: row.status for place in found if place}
    acts = tables.events["type"].isin(_ACTS)
    for frame, counted in ((tables.counts, True), (tables.events[acts], True), (tables.events[~acts], False)):
        inside = frame[frame["border"].isin([border, *pairs]) & frame["place"].notna()]
        for name in dict.fromkeys(map(printable, map(str, inside["place"]))):
            place = find_place(name, pairs)
            lacking += [name] if counted and not place else []
            status |= {place: "named"} if place and place not in status else {}
    known = [place for pair in pairs for place in border_places(pair) if place.is_point]
    shown = [*status, *(place for place in known if place not in status)]
    if not shown:
        return _none()
    names = [place.name for place in shown]
    return pd.DataFrame(
        {
            "name": names,
            "label": names,
            "country": [place.country for place in shown],
            "lat": [place.lat for place in shown],
            "lon": [place.lon for place in shown],
            "status": [status.get(place, "known") for place in shown],
            "panel": f"{say_border(border)}{MAP}",
            "kind": "place",
            "border": border,
            "modality": "reported",
            "sure": True,
            "not_on_map": "; ".join(dict.fromkeys(lacking)) or None,
        }
    )


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    if _is_map(rows):
        pair, places = _mapped(rows)
        return spread_of(pair, places) * min(profile.column, 40 * profile.text_pt)
    return len(rows) * PITCH * profile.text_pt


def _is_map(rows: pd.DataFrame) -> bool:
    return bool((rows["kind"] == "place").all())


def _mapped(rows: pd.DataFrame) -> tuple[str, list[Place]]:
    """The pair of a map and the places that its frame must hold: those told of, else all."""
    told = rows[rows["status"] != "known"]
    chosen = told if len(told) > 2 else rows
    return rows["border"].iloc[0].split("+")[0], [
        Place(row.name, row.country, row.lat, row.lon, True, ()) for row in each_row(chosen)
    ]


def draw_crossing_points(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: statements through time, or the map."""
    strip_axes(ax, keep="")
    ax.set_xticks([])
    ax.set_yticks([])
    return (_draw_map if _is_map(frame) else _draw_strip)(ax, frame, profile)


def _draw_strip(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """A row per statement; crossed squares are closed, rings open, dots not said."""
    wide = points_wide(ax)
    margin = max(text_width(_when(row), profile.small_pt, "bold") for row in each_row(frame))
    margin = min(margin, 0.36 * wide) + 0.9 * profile.text_pt
    ax.set_xlim(-margin, wide - margin)
    ax.set_ylim(len(frame), 0)
    most = max(1, *(_count_points(row) for row in each_row(frame)))
    step = min(1.55 * profile.text_pt, (wide - margin) / min(most, MOST_SQUARES))
    for place, row in enumerate(each_row(frame)):
        when = shorten(_when(row), profile.small_pt, margin - 0.4 * profile.text_pt, "bold")
        look: dict[str, Any] = {"fontsize": profile.small_pt, "fontweight": "bold", "va": "center_baseline"}
        ax.text(-margin, place + 0.28, when, **look)
        _write_statement(ax, row, place + 0.28, wide - margin, profile)
        _draw_squares(ax, row, place + 0.68, step, profile)
    return ax


def _when(row: Any) -> str:
    return say_period(row.period_start, row.period_end)


def _write_statement(ax: Axes, row: Any, y: float, wide: float, profile: Profile) -> None:
    """What is said in bold, and who says it as far as there is room."""
    weight = "bold" if row.sure else "normal"
    colour = INK if row.sure else GREY
    strong = shorten(row.label, profile.text_pt, wide, weight)
    base: dict[str, Any] = {"va": "center_baseline", "ha": "left"}
    ax.text(0, y, strong, fontsize=profile.text_pt, fontweight=weight, color=colour, **base)
    left = text_width(strong, profile.text_pt, weight) + 0.7 * profile.text_pt
    if row.who != NO_SOURCE and wide - left > 5 * profile.small_pt:
        faint = wrap(row.who, profile.small_pt, wide - left, lines=1)[0]
        ax.text(left, y, faint, fontsize=profile.small_pt, color=GREY, **base)


def _count_points(row: Any) -> int:
    """How many points a statement speaks of."""
    closed, still, total = (0 if pd.isna(n) else int(n) for n in (row.closed, row.open, row.total))
    return max(closed + still, total)


def _draw_squares(ax: Axes, row: Any, y: float, step: float, profile: Profile) -> None:
    """A square for each point: closed ones first, open ones last, those of which nothing is said between."""
    closed, still = (0 if pd.isna(n) else int(n) for n in (row.closed, row.open))
    points = _count_points(row)
    if points > MOST_SQUARES:
        return
    forms = ["closed"] * closed + ["unsaid"] * (points - closed - still) + ["open"] * still
    for form in dict.fromkeys(forms):
        xs = [(place + 0.45) * step for place, each in enumerate(forms) if each == form]
        hollow = row.modality != "reported" or not row.sure
        _draw_points(ax, xs, [y] * len(xs), form, 0.74 * step, profile, hollow=hollow, sure=row.sure)


def _draw_points(
    ax: Axes,
    xs: list[float],
    ys: list[float],
    form: str,
    size: float,
    profile: Profile,
    *,
    hollow: bool = False,
    sure: bool = True,
) -> None:
    line = 1.3 * profile.line_pt
    ink, blue = (INK, BLUE) if sure else (UNSURE, UNSURE)
    if form in ("unsaid", "known"):
        ax.scatter(
            xs, ys, s=(0.36 * size) ** 2, marker="o", color=GREY if form == "known" else RULE, linewidth=0
        )
    elif form == "open":
        ax.scatter(xs, ys, s=size**2, marker="o", facecolor=PAPER, edgecolor=blue, linewidth=line, zorder=4)
    elif form == "named":
        ax.scatter(xs, ys, s=(0.6 * size) ** 2, marker="o", facecolor=blue, edgecolor=PAPER, zorder=4)
    else:
        fill = PAPER if hollow else ink
        ax.scatter(xs, ys, s=size**2, marker="s", facecolor=fill, edgecolor=ink, linewidth=line, zorder=4)
        cross = ink if hollow else PAPER
        ax.scatter(xs, ys, s=(0.5 * size) ** 2, marker="x", color=cross, linewidth=line, zorder=4)


def _draw_map(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Both countries in a tint, the border they share as a line, places by status, a scale."""
    pair, places = _mapped(frame)
    projection, view = frame_border(pair, places, points_tall(ax) / points_wide(ax))
    ax.set_xlim(view.west, view.east)
    ax.set_ylim(view.south, view.north)
    spots = projection(frame[["lon", "lat"]].to_numpy(dtype=float))
    names = []
    for code in country_codes():
        for ring in country_rings(code):
            flat = view.clip(projection(ring))
            if len(flat) > 2:
                ours = code in pair.split("-")
                fill = LAND if ours else OTHER_LAND
                thin = 0.6 * profile.line_pt
                ax.add_patch(Polygon(flat, facecolor=fill, edgecolor=RULE, linewidth=thin, zorder=0))
                names += [(code, flat)] if ours else []
    lines = [projection(line) for line in border_lines(pair)]
    lines = [line for line in lines if any(view.holds(point) for point in line)]
    for line in lines:
        ax.plot(*line.T, color=GREY, linewidth=1.8 * profile.line_pt, zorder=1, solid_capstyle="round")
    taken = _name_countries(ax, names, view, spots, profile)
    taken.append(_draw_scale(ax, view, profile))
    size = 0.85 * profile.text_pt
    inside = [view.holds(spot) for spot in spots]
    for status in ("known", "named", "open", "closed"):
        here = spots[(frame["status"] == status).to_numpy() & np.array(inside)]
        _draw_points(ax, list(here[:, 0]), list(here[:, 1]), status, size, profile)
    rows = [(row, spot) for row, spot, shown in zip(each_row(frame), spots, inside, strict=True) if shown]
    taken += [box_around(ax, (x, x), (y, y), 0.3 * size, profile) for _, (x, y) in rows]
    labels = [
        _label_place(row, spot) for row, spot in sorted(rows, key=lambda each: each[0].status == "known")
    ]
    place_labels(ax, labels[:NAMED], profile, taken, lines)
    return ax


def _label_place(row: Any, spot: Any) -> Label:
    told = row.status != "known"
    x, y = spot
    return Label(x, y, row.name, INK if told else GREY, "bold" if told else "normal")


def _name_countries(ax: Axes, names: list[Any], view: Any, spots: Any, profile: Profile) -> list[Bbox]:
    """Each country's name once, in the roomiest piece of it; gives the boxes that they take."""
    taken: list[Bbox] = []
    for code in dict.fromkeys(code for code, _ in names):
        ring = max((flat for each, flat in names if each == code), key=len)
        spot = emptiest_spot(ring, view, spots)
        if spot is None:
            continue
        text = bare_name(code)
        look: dict[str, Any] = {"fontsize": profile.small_pt, "color": GREY}
        half = 0.5 * text_width(text, profile.small_pt) / points_wide(ax) * (view.east - view.west)
        x = min(max(spot[0], view.west + half), view.east - half)
        shown = ax.text(x, spot[1], text, ha="center", va="center", **look)
        box = shown.get_window_extent()
        if any(box.overlaps(other) for other in taken):
            shown.remove()
        else:
            taken.append(box)
    return taken


def _draw_scale(ax: Axes, view: Any, profile: Profile) -> Bbox:
    """A bar of a round number of kilometres, at most a third of the width, at the lower left."""
    wide = view.east - view.west
    length = max(n for n in (5, 10, 20, 50, 100, 200, 500, 1000) if n <= max(wide / 3, 5))
    x, y = view.west + 0.03 * wide, view.south + 0.03 * (view.north - view.south)
    ax.plot([x, x + length], [y, y], color=GREY, linewidth=1.6 * profile.line_pt, solid_capstyle="butt")
    lift: dict[str, Any] = {"xytext": (0, 0.3 * profile.small_pt), "textcoords": "offset points"}
    shown = ax.annotate(
        f"{say_number(length)} km", (x, y), fontsize=profile.small_pt, color=GREY, va="bottom", **lift
    )
    return shown.get_window_extent()


def describe_crossing_points(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    told = frame[frame["kind"] != "place"]
    lead = told[told["panel"] == told["panel"].iloc[0]]
    sound = lead[lead["sure"].astype(bool) & (lead["modality"] == "reported")]
    states = sound[sound["kind"] == "state"]
    last = (states if len(states) else sound if len(sound) else lead).iloc[-1]
    where = last["panel"].partition(" · ")[0]
    hedged = "" if len(sound) else " (not yet checked)" if not last["sure"] else ""
    news = f"{where}, {_when(last)}: {last['label']}{hedged}"
    places = frame[frame["kind"] == "place"]
    return describe_rows(
        frame,
        title=news,
        subtitle="Crossing points as told through time: a crossed square is closed, a ring open, "
        "a dot not said." + (" Map: the places that are named." if len(places) else ""),
        caption=f"{news}. {_say_map(places)}".strip(),
        seen=[*(_see(frame[frame["panel"] == panel]) for panel in panel_names(frame))],
        told=(
            f"{row.panel}, {_when(row)}: {row.label} ({row.who}; {row.modality})." for row in each_row(told)
        ),
        noun="statement",
        units=("crossing points",),
        notes=[note_forms(told[~told["modality"].isin(DISPUTED)]), _say_lacking(places)],
    )


def _say_map(places: pd.DataFrame) -> str:
    return "" if places.empty else "Map: outlines by Natural Earth, Lambert’s equal-area projection."


def _say_lacking(places: pd.DataFrame) -> str:
    """The places named that the gazetteer does not know."""
    names = list(dict.fromkeys(name for names in places["not_on_map"].dropna() for name in names.split("; ")))
    return f"Not on the map: {join_words(names, limit=6)}." if names else ""


def _see(rows: pd.DataFrame) -> str:
    where = rows["panel"].iloc[0].partition(" · ")[0]
    if not _is_map(rows):
        said = join_words([f"{_when(row)} {row.label}" for row in each_row(rows)], limit=ROWS)
        return f"{where}, {plural(len(rows), 'statement')} in order of time: {said}."
    by_status = {
        status: rows[rows["status"] == status]["name"].tolist() for status in ("closed", "open", "named")
    }
    named = "; ".join(f"{status}: {join_words(names)}" for status, names in by_status.items() if names)
    known = int((rows["status"] == "known").sum())
    others = f"{plural(known, 'crossing point')} that no article names, in grey" if known else ""
    return f"Map of the {where}: {'; '.join(filter(None, [named, others]))}."


CROSSING_POINTS = Figure(
    name="crossing_points",
    question="Which crossing points are open?",
    select=select_crossing_points,
    draw=draw_crossing_points,
    describe=describe_crossing_points,
    height=measure_panel,
    absent="no article says of a known border which crossing points are open or closed",
    below=0.4,
)
