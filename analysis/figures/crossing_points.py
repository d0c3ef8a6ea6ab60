"""Which crossing points are open: what was told of them through time, beside a map of the border."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.transforms import Bbox

from analysis.countries import bare_name
from analysis.figures.claims import (
    OBSERVED,
    choose_sound,
    each_row,
    merge_citations,
    name_sources,
    pool_claims,
    read_claims,
    read_happenings,
    say_status,
    stack,
)
from analysis.figures.lettering import printable, shorten, text_width, wrap
from analysis.figures.maps import (
    Place,
    Points,
    border_lines,
    border_places,
    clip_ring,
    country_codes,
    country_rings,
    emptiest_spot,
    find_place,
    frame_border,
    spread_of,
)
from analysis.figures.marks import Label, Pen, weigh
from analysis.figures.page import Description, Figure, describe_rows, tell_row
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, GREY, INK, LAND, OTHER_LAND, PAPER, RULE, UNSURE
from analysis.figures.wording import (
    NO_SOURCE,
    join_words,
    plural,
    say_border,
    say_number,
    say_period,
)
from analysis.naming import event_wordings
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
_STATE = ["border", "kind", "period_start", "period_end", "modality"]
_ACTS = {"crossing_point_closure": "closed", "crossing_point_opening": "open"}
_ACT = ["border", "type", "date_start", "date_end", "status"]
_MODALITY = {"occurred": "reported", "ongoing": "reported", "announced": "planned", "planned": "planned"}


def select_crossing_points(tables: Tables) -> pd.DataFrame:
    """Statements about the crossing points of a border, and the places of its map.

    Kinds `state` (closed, open, in all) and `act` (newly closed, or a named point closed) are told through
    time; kind `place` is a spot of the map, whose `status` is closed, open, named (in a claim or event) or
    known (to the gazetteer alone). `not_on_map` lists names that the gazetteer lacks.
    """
    told = stack([_tell_counts(tables), _tell_events(tables)], COLUMNS)
    size = told.groupby("border", sort=False).agg(sure=("sure", "sum"), rows=("border", "size"))
    borders = size.sort_values(["sure", "rows"], ascending=False, kind="stable").index[:BORDERS]
    strips = [_order(told[told["border"] == border]) for border in borders]
    parts = [part for rows in strips for part in (rows.tail(ROWS), _map_places(tables, rows))]
    return stack(parts, COLUMNS, len(told) - sum(len(part) for part in parts[::2]))


def _tell_counts(tables: Tables) -> pd.DataFrame:
    """One row per border, period and kind out of the claims about closed, open and all points.

    Claims of one state that differ stand in rows of their own; vague numbers are left out.
    """
    claims = read_claims(tables, (*OBSERVED, "planned"))
    stated = claims["value"].notna() & claims["period_end"].notna()
    points = pool_claims(claims[claims["measure"].isin(_PART) & stated])
    kinds = points["aggregation"].map({"stock": "state"}).fillna("act")
    points = points.assign(part=points["measure"].map(_PART), kind=kinds)
    turn = points.groupby([*_STATE, "part"], dropna=False).cumcount()
    groups = points.groupby([*_STATE, turn], dropna=False, sort=False)
    return pd.DataFrame([_combine(group) for _, group in groups])


def _combine(group: pd.DataFrame) -> dict[str, Any]:
    """One row out of the claims about closed, open and all points at one time."""
    state = {name: group[name].iloc[0] for name in _STATE}
    said = dict(zip(group["part"], group["label"], strict=True))
    return {
        **state,
        "panel": say_border(state["border"]) + TOLD,
        **dict(zip(group["part"], group["value"], strict=True)),
        "label": _word_state(said, state["kind"]) + _say_modality(state["modality"]),
        "who": name_sources(group["who"]),
        "sure": group["sure"].all(),
        "n_articles": group["n_articles"].max(),
        "count_ids": "+".join(group["count_ids"]),
        "articles": merge_citations(group["articles"]),
    }


def _word_state(said: dict[str, str], kind: str) -> str:
    """ "4 of 6 closed, 2 open" or "2 newly closed"."""
    verbs = {"closed": "newly closed", "open": "newly opened"} if kind == "act" else {}
    whole = f" of {said['total']}" if "total" in said else ""
    parts: list[str] = []
    for part in ("closed", "open"):
        if part in said:
            parts.append(f"{said[part]}{'' if parts else whole} {verbs.get(part, part)}")
    return ", ".join(parts) or f"{said['total']} in all"


def _say_modality(modality: str) -> str:
    return "" if modality == "reported" else f" ({modality})"


def _tell_events(tables: Tables) -> pd.DataFrame:
    """Closings and openings that name their crossing point, those of one day in one row."""
    found = read_happenings(tables)
    dated = found["date_start"].notna() | found["date_end"].notna()
    acts = found[found["type"].isin(_ACTS) & found["place"].notna() & found["border"].notna() & dated]
    known = [find_place(act.place, act.border.split("+")) is not None for act in each_row(acts)]
    groups = acts[np.array(known, dtype=bool)].groupby(_ACT, dropna=False)
    return pd.DataFrame([_name_act(group) for _, group in groups])


def _name_act(group: pd.DataFrame) -> dict[str, Any]:
    """One row out of the happenings that closed or opened points of a border at one time."""
    act, names = group.iloc[0], list(dict.fromkeys(group["place"]))
    status = _ACTS[act["type"]]
    done = {"closed": "closed", "open": "opened"}[status]
    return {
        "border": act["border"],
        "kind": "act",
        "panel": say_border(act["border"]) + TOLD,
        "period_start": act["date_start"],
        "period_end": act["date_end"],
        status: len(names),
        "label": f"{join_words(names)} {done}{say_status(act['status'])}",
        "who": event_wordings()[act["type"]].noun,
        "modality": _MODALITY.get(act["status"], "alleged"),
        "sure": group["sure"].any(),
        "name": "+".join(names),
        "status": status,
        "n_articles": group["n_articles"].max(),
        "articles": merge_citations(group["articles"]),
    }


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    """In order of time, acts before the state they lead to; `rank` 1 is the latest."""
    when = rows["period_end"].fillna(rows["period_start"])
    ordered = rows.assign(when=when).sort_values(["when", "kind"], kind="stable", na_position="first")
    return ordered.assign(rank=range(len(ordered), 0, -1))


def _map_places(tables: Tables, told: pd.DataFrame) -> pd.DataFrame:
    """The places of a border: with their last status, else named in a row, else known."""
    border = told["border"].iloc[0]
    pairs = border.split("+")
    status: dict[Place, str] = {}
    for row in each_row(told[told["name"].notna() & (told["modality"] == "reported")]):
        found = (find_place(name, pairs) for name in row.name.split("+"))
        status |= {place: row.status for place in found if place}
    acts = tables.events.assign(told=tables.events["type"].isin(_ACTS))
    named = pd.concat([tables.counts.assign(told=True), acts])[["border", "place", "told"]]
    named = named[named["border"].isin([border, *pairs])].dropna(subset="place")
    named = named.sort_values("told", ascending=False, kind="stable").drop_duplicates("place")
    lacking = []
    for name, is_told in zip(map(printable, named["place"]), named["told"], strict=True):
        if place := find_place(name, pairs):
            status.setdefault(place, "named")
        elif is_told:
            lacking.append(name)
    known = [place for pair in pairs for place in border_places(pair) if place.is_point]
    status = status | {place: "known" for place in known if place not in status}
    rows = [
        {"name": place.name, "country": place.country, "lat": place.lat, "lon": place.lon, "status": what}
        for place, what in status.items()
    ]
    return pd.DataFrame(rows, columns=["name", "country", "lat", "lon", "status"]).assign(
        label=lambda frame: frame["name"],
        panel=say_border(border) + MAP,
        kind="place",
        border=border,
        modality="reported",
        sure=True,
        not_on_map="; ".join(dict.fromkeys(lacking)) or None,
    )


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    if _is_map(rows):
        return spread_of(*_mapped(rows)) * min(profile.column, 40 * profile.text_pt)
    return len(rows) * PITCH * profile.text_pt


def _is_map(rows: pd.DataFrame) -> bool:
    return bool((rows["kind"] == "place").all())


def _mapped(rows: pd.DataFrame) -> tuple[str, list[Place]]:
    """The first pair of a map's border and the places that its frame must hold: those told of, else all."""
    told = rows[rows["status"] != "known"]
    held = each_row(told if len(told) > 2 else rows)
    return rows["border"].iloc[0].split("+")[0], [
        Place(row.name, row.country, row.lat, row.lon, True, ()) for row in held
    ]


def draw_crossing_points(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: statements through time, or the map."""
    pen = Pen(ax, profile, keep="")
    pen.clear_ticks()
    (_draw_map if _is_map(frame) else _draw_strip)(pen, frame)
    return ax


def _draw_strip(pen: Pen, frame: pd.DataFrame) -> None:
    """A row per statement; crossed squares are closed, rings open, dots not said."""
    widest = max(text_width(_when(row), pen.small, "bold") for row in each_row(frame))
    margin = min(widest, 0.36 * pen.wide) + 0.9 * pen.text
    wide = pen.wide - margin
    pen.ax.set_xlim(-margin, wide)
    pen.ax.set_ylim(len(frame), 0)
    most = max(1, *(_count_points(row)[-1] for row in each_row(frame)))
    step = min(1.55 * pen.text, wide / min(most, MOST_SQUARES))
    for place, row in enumerate(each_row(frame)):
        when = shorten(_when(row), pen.small, margin - 0.4 * pen.text, "bold")
        pen.write(when, -margin, place + 0.28, va="center_baseline", fontweight="bold")
        _write_statement(pen, row, place + 0.28, wide)
        _draw_squares(pen, row, place + 0.68, step)


def _when(row: Any) -> str:
    return say_period(row.period_start, row.period_end)


def _write_statement(pen: Pen, row: Any, y: float, wide: float) -> None:
    """What is said in bold, and who says it as far as there is room."""
    look = weigh(row.sure)
    strong = shorten(row.label, pen.text, wide, look["fontweight"])
    pen.write(strong, 0, y, va="center_baseline", fontsize=pen.text, **look)
    left = text_width(strong, pen.text, look["fontweight"]) + 0.7 * pen.text
    if row.who != NO_SOURCE and wide - left > 5 * pen.small:
        faint = wrap(row.who, pen.small, wide - left, lines=1)[0]
        pen.write(faint, left, y, va="center_baseline", color=GREY)


def _count_points(row: Any) -> tuple[int, int, int]:
    """How many points a statement has as closed, as open, and in all."""
    closed, still, total = (int(np.nan_to_num(n)) for n in (row.closed, row.open, row.total))
    return closed, still, max(closed + still, total)


def _draw_squares(pen: Pen, row: Any, y: float, step: float) -> None:
    """A square for each point: closed ones first, open ones last, those of which nothing is said between."""
    closed, still, points = _count_points(row)
    if points > MOST_SQUARES:
        return
    forms = ["closed"] * closed + ["unsaid"] * (points - closed - still) + ["open"] * still
    for form in dict.fromkeys(forms):
        places = [((place + 0.45) * step, y) for place, each in enumerate(forms) if each == form]
        hollow = row.modality != "reported" or not row.sure
        _draw_points(pen, np.array(places), form, 0.74 * step, hollow=hollow, sure=row.sure)


def _draw_points(
    pen: Pen, spots: Points, form: str, size: float, *, hollow: bool = False, sure: bool = True
) -> None:
    """Marks `size` points wide at the spots: crossed squares, rings, or dots of those not told of."""
    ink, blue = (INK, BLUE) if sure else (UNSURE, UNSURE)
    line: dict[str, Any] = {"linewidth": 1.3 * pen.line, "zorder": 4}
    forms: dict[str, tuple[float, dict[str, Any]]] = {
        "unsaid": (0.36, {"color": RULE, "linewidth": 0}),
        "known": (0.36, {"color": GREY, "linewidth": 0}),
        "named": (0.6, {"facecolor": blue, "edgecolor": PAPER, "zorder": 4}),
        "open": (1.0, {"facecolor": PAPER, "edgecolor": blue, **line}),
        "closed": (1.0, {"facecolor": PAPER if hollow else ink, "edgecolor": ink, "marker": "s", **line}),
    }
    share, look = forms[form]
    x, y = spots.T
    pen.ax.scatter(x, y, s=(share * size) ** 2, **look)
    if form == "closed":
        pen.ax.scatter(x, y, s=(0.5 * size) ** 2, marker="x", color=ink if hollow else PAPER, **line)


def _draw_map(pen: Pen, frame: pd.DataFrame) -> None:
    """Both countries in a tint, the border they share as a line, places by status, a scale."""
    pair, places = _mapped(frame)
    projection, view = frame_border(pair, places, pen.tall / pen.wide)
    pen.ax.set_xlim(*view.intervalx)
    pen.ax.set_ylim(*view.intervaly)
    lands: dict[str, list[Points]] = {code: [] for code in pair.split("-")}
    for code in country_codes():
        for ring in country_rings(code):
            flat = clip_ring(projection(ring), view)
            if len(flat):
                fill = LAND if code in lands else OTHER_LAND
                pen.ax.add_patch(
                    Polygon(flat, facecolor=fill, edgecolor=RULE, linewidth=0.6 * pen.line, zorder=0)
                )
                lands.get(code, []).append(flat)
    lines = [projection(line) for line in border_lines(pair)]
    lines = [line for line in lines if view.count_contains(line)]
    for line in lines:
        pen.ax.plot(*line.T, color=GREY, linewidth=1.8 * pen.line, zorder=1, solid_capstyle="round")
    spots = projection(frame[["lon", "lat"]].to_numpy(dtype=float))
    taken = [*_name_countries(pen, lands, view, spots), _draw_scale(pen, view)]
    inside = np.array([view.contains(*spot) for spot in spots])
    frame, spots, size = frame[inside], spots[inside], 0.85 * pen.text
    for status in ("known", "named", "open", "closed"):
        _draw_points(pen, spots[(frame["status"] == status).to_numpy()], status, size)
    taken += [pen.box((x, x), (y, y), 0.3 * size) for x, y in spots]
    rows = zip(spots, frame["name"], frame["status"] != "known", strict=True)
    labels = [Label(x, y, name, is_told) for (x, y), name, is_told in rows]
    labels.sort(key=lambda label: not label.strong)
    pen.place_labels(labels[:NAMED], taken, lines)


def _name_countries(pen: Pen, lands: dict[str, list[Points]], view: Bbox, spots: Points) -> list[Bbox]:
    """Each country's name once, in the roomiest piece of it; gives the boxes that they take."""
    taken: list[Bbox] = []
    for code, rings in lands.items():
        spot = emptiest_spot(max(rings, key=len), view, spots) if rings else None
        if spot is None:
            continue
        text = bare_name(code)
        half = pen.units(0.5 * text_width(text, pen.small))
        x = min(max(spot[0], view.x0 + half), view.x1 - half)
        shown = pen.write(text, x, spot[1], ha="center", va="center", color=GREY)
        box = shown.get_window_extent()
        if any(box.overlaps(other) for other in taken):
            shown.remove()
        else:
            taken.append(box)
    return taken


def _draw_scale(pen: Pen, view: Bbox) -> Bbox:
    """A bar of a round number of kilometres, at most a third of the width, at the lower left."""
    length = max(n for n in (5, 10, 20, 50, 100, 200, 500, 1000) if n <= max(view.width / 3, 5))
    x, y = view.x0 + 0.03 * view.width, view.y0 + 0.03 * view.height
    pen.ax.plot([x, x + length], [y, y], color=GREY, linewidth=1.6 * pen.line, solid_capstyle="butt")
    words = f"{say_number(length)} km"
    return pen.write(words, x, y, (0, 0.3 * pen.small), color=GREY, va="bottom").get_window_extent()


def describe_crossing_points(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    told, places = frame[frame["kind"] != "place"], frame[frame["kind"] == "place"]
    lead = told[told["panel"] == told["panel"].iloc[0]]
    sound = choose_sound(lead)
    states = sound[sound["kind"] == "state"]
    last = (states if len(states) else sound).iloc[-1]
    doubt = "" if last["sure"] else " (not yet checked)"
    news = f"{_name_border(lead)}, {_when(last)}: {last['label']}{doubt}"
    drawn = "Map: outlines by Natural Earth, Lambert’s equal-area projection." if len(places) else ""
    return describe_rows(
        frame,
        title=news,
        subtitle="Crossing points as told through time: a crossed square is closed, a ring open, "
        "a dot not said." + (" Map: the places that are named." if len(places) else ""),
        caption=f"{news}. {drawn}",
        see=_see,
        tell=_tell,
        noun="statement",
        units=("crossing points",),
        notes=[_say_lacking(places)],
    )


def _name_border(rows: pd.DataFrame) -> str:
    return str(rows["panel"].iloc[0].partition(" · ")[0])


def _say_lacking(places: pd.DataFrame) -> str:
    """The places named that the gazetteer does not know."""
    names = [name for names in places["not_on_map"].dropna().unique() for name in names.split("; ")]
    return f"Not on the map: {join_words(names, limit=6)}." if names else ""


def _tell(row: Any) -> str:
    return f"{row.panel}, {_when(row)}: {tell_row(row)}" if row.kind != "place" else ""


def _see(rows: pd.DataFrame) -> str:
    """What the strip or the map shows."""
    where = _name_border(rows)
    if not _is_map(rows):
        said = join_words([f"{_when(row)} {row.label}" for row in each_row(rows)], limit=ROWS)
        return f"{where}, {plural(len(rows), 'statement')} in order of time: {said}."
    named = {status: rows[rows["status"] == status]["name"] for status in ("closed", "open", "named")}
    shown = [f"{status}: {join_words(names)}" for status, names in named.items() if len(names)]
    known = int((rows["status"] == "known").sum())
    shown += [f"{plural(known, 'crossing point')} that no article names, in grey"] if known else []
    return f"Map of the {where}: {'; '.join(shown)}."


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
