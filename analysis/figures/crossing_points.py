"""Which crossing points are open: what was told of them through time, beside a map of the border."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.transforms import Bbox

from analysis.countries import bare_name
from analysis.figures import evidence, maps, wording
from analysis.figures.evidence import each_row, stack
from analysis.figures.maps import Place, Points
from analysis.figures.marks import Label, Pen
from analysis.figures.page import Description, Figure, describe_rows, tell_row
from analysis.figures.profiles import Profile
from analysis.figures.style import BLUE, GREY, INK, LAND, OTHER_LAND, PAPER, RULE, UNSURE
from analysis.figures.wording import printable
from analysis.tables import Tables

BORDERS = 2
ROWS = 8
PITCH = 3.1  # lines of text for a statement: its words over its squares
MOST_SQUARES = 30
NAMED = 16  # countries and places that a map labels
TOLD = " · crossing points, as told"
MAP = " · map"
STATE = ["border", "kind", "period_start", "period_end", "modality"]
COUNTED = {"crossing_point_closed": "closed", "crossing_point_open": "open", "crossing_point_total": "total"}
ACTS = {"crossing_point_closure": "closed", "crossing_point_opening": "open"}
MODALITY = {"occurred": "reported", "ongoing": "reported", "announced": "planned", "planned": "planned"}


def select_crossing_points(tables: Tables) -> pd.DataFrame:
    """Statements about the crossing points of a border, and the places of its map.

    Kinds `state` (closed, open, in all) and `act` (newly closed, or a named point closed) are told through
    time; kind `place` is a spot of the map, whose `status` is closed, open, named (in a claim or event) or
    known (to the gazetteer alone). `not_on_map` lists names that the gazetteer lacks.
    """
    points = stack([_count_points(tables), _name_points(tables)])
    turn = points.groupby([*STATE, "part"], dropna=False).cumcount()
    groups = points.groupby([*STATE, "name", turn], dropna=False, sort=False)
    told = stack([pd.DataFrame([_combine(group) for _, group in groups])])
    size = told.groupby("border", sort=False).agg(sure=("sure", "sum"), rows=("border", "size"))
    borders = size.sort_values(["sure", "rows"], ascending=False, kind="stable").index[:BORDERS]
    strips = [_order(told[told["border"] == border]) for border in borders]
    parts = [part for rows in strips for part in (rows.tail(ROWS), _map_places(tables, rows))]
    return stack(parts, len(told) - sum(len(part) for part in parts[::2]))


def _count_points(tables: Tables) -> pd.DataFrame:
    """Claims about how many points are closed, open or there in all (`part`), but for vague ones."""
    claims = evidence.read_claims(tables, (*evidence.OBSERVED, "planned"))
    stated = claims["value"].notna() & claims["period_end"].notna()
    points = evidence.pool_claims(claims[claims["measure"].isin(COUNTED) & stated])
    kinds = points["aggregation"].map({"stock": "state"}).fillna("act")
    return points.assign(part=points["measure"].map(COUNTED), kind=kinds, name=None)


def _name_points(tables: Tables) -> pd.DataFrame:
    """Closings and openings that name their crossing point, those of one day in one row."""
    found = evidence.read_happenings(tables)
    dated = found["period_start"].notna() | found["period_end"].notna()
    acts = found[found["type"].isin(ACTS) & found["place"].notna() & found["border"].notna() & dated]
    known = [maps.find_place(act.place, act.border.split("+")) is not None for act in each_row(acts)]
    acts = acts[np.array(known, dtype=bool)]
    acts = acts.assign(
        part=acts["type"].map(ACTS), kind="act", modality=acts["status"].map(MODALITY).fillna("alleged")
    )
    points = acts.groupby([*STATE, "part"], dropna=False).agg(
        name=("place", lambda places: "+".join(dict.fromkeys(places))),
        value=("place", "nunique"),
        sure=("sure", "any"),
        n_articles=("n_articles", "max"),
        articles=("articles", evidence.merge_citations),
    )
    labels = [wording.join_words(names.split("+")) for names in points["name"]]
    return points.assign(label=labels, who=wording.NO_SOURCE, count_ids=None).reset_index()


def _combine(group: pd.DataFrame) -> dict[str, Any]:
    """One row out of what is told of closed, open and all points at one time."""
    first = group.iloc[0]
    said = dict(zip(group["part"], group["label"], strict=True))
    value = dict(zip(group["part"], group["value"], strict=True))
    return {
        **first[[*STATE, "name"]],
        "panel": wording.say_border(first["border"]) + TOLD,
        "unit": "site",
        **{part: value.get(part, float("nan")) for part in COUNTED.values()},
        "label": _word_parts(said, first["kind"]) + evidence.say_status(first["modality"]),
        "who": evidence.name_sources(group["who"]),
        "sure": group["sure"].all(),
        "status": None if pd.isna(first["name"]) else first["part"],
        "n_articles": group["n_articles"].max(),
        "count_ids": "+".join(group["count_ids"].dropna()) or None,
        "articles": evidence.merge_citations(group["articles"]),
    }


def _word_parts(said: dict[str, str], kind: str) -> str:
    """ "4 of 6 closed, 2 open" or "2 newly closed"."""
    verbs = {"closed": "newly closed", "open": "newly opened"} if kind == "act" else {}
    whole = f" of {said['total']}" if "total" in said else ""
    parts: list[str] = []
    for part in ("closed", "open"):
        if part in said:
            parts.append(f"{said[part]}{'' if parts else whole} {verbs.get(part, part)}")
    return ", ".join(parts) or f"{said['total']} in all"


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
        found = (maps.find_place(name, pairs) for name in row.name.split("+"))
        status |= {place: row.status for place in found if place}
    acts = tables.events.assign(told=tables.events["type"].isin(ACTS))
    named = pd.concat([tables.counts.assign(told=True), acts])[["border", "place", "told"]]
    named = named[named["border"].isin([border, *pairs])].dropna(subset="place")
    named = named.sort_values("told", ascending=False, kind="stable").drop_duplicates("place")
    lacking = []
    for name, is_told in zip(map(printable, named["place"]), named["told"], strict=True):
        if place := maps.find_place(name, pairs):
            status.setdefault(place, "named")
        elif is_told:
            lacking.append(name)
    known = [place for pair in pairs for place in maps.border_places(pair) if place.is_point]
    status |= {place: "known" for place in known if place not in status}
    rows = pd.DataFrame([asdict(place) for place in status], columns=["name", "country", "lat", "lon"])
    return rows.assign(
        status=list(status.values()),
        label=rows["name"],
        panel=wording.say_border(border) + MAP,
        kind="place",
        border=border,
        modality="reported",
        sure=True,
        not_on_map="; ".join(dict.fromkeys(lacking)) or None,
    )


def measure_panel(rows: pd.DataFrame, profile: Profile) -> float:
    """The height of one panel's axes in points."""
    if _is_map(rows):
        return maps.spread_of(*_mapped(rows)) * min(profile.column, 40 * profile.text_pt)
    return len(rows) * PITCH * profile.text_pt


def _is_map(rows: pd.DataFrame) -> bool:
    return bool((rows["kind"] == "place").all())


def _mapped(rows: pd.DataFrame) -> tuple[str, Points]:
    """The first pair of a map's border and the places that its frame must hold: those told of, else all."""
    told = rows[rows["status"] != "known"]
    held = told if len(told) > 2 else rows
    return rows["border"].iloc[0].split("+")[0], held[["lon", "lat"]].to_numpy(dtype=float)


def draw_crossing_points(ax: Axes, frame: pd.DataFrame, profile: Profile) -> Axes:
    """Draw one panel: statements through time, or the map."""
    pen = Pen(ax, profile, keep="")
    pen.clear_ticks()
    (_draw_map if _is_map(frame) else _draw_strip)(pen, frame)
    return ax


def _draw_strip(pen: Pen, frame: pd.DataFrame) -> None:
    """A row per statement; crossed squares are closed, rings open, dots not said."""
    pen.ax.set_xlim(0, pen.wide)
    pen.ax.set_ylim(len(frame), 0)
    forms = [_list_points(row) for row in each_row(frame)]
    step = min(1.55 * pen.text, pen.wide / min(max(1, *map(len, forms)), MOST_SQUARES))
    for place, (row, points) in enumerate(zip(each_row(frame), forms, strict=True)):
        who = "" if row.who == wording.NO_SOURCE else row.who
        pen.say(f"{_when(row)}: {row.label}", who, place + 0.42, sure=row.sure)
        spots = np.array([((at + 0.45) * step, place + 0.7) for at in range(len(points))])
        hollow = row.modality != "reported" or not row.sure
        for form in dict.fromkeys(points if len(points) <= MOST_SQUARES else []):
            those = spots[[each == form for each in points]]
            _draw_points(pen, those, form, 0.74 * step, hollow=hollow, sure=row.sure)


def _when(row: Any) -> str:
    return wording.say_period(row.period_start, row.period_end)


def _list_points(row: Any) -> list[str]:
    """How to draw each point: closed ones first, open ones last, those of which nothing is said between."""
    closed, still, total = (int(np.nan_to_num(n)) for n in (row.closed, row.open, row.total))
    return ["closed"] * closed + ["unsaid"] * (total - closed - still) + ["open"] * still


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
    pair, held = _mapped(frame)
    projection, view = maps.frame_border(pair, held, pen.tall / pen.wide)
    pen.ax.set_xlim(*view.intervalx)
    pen.ax.set_ylim(*view.intervaly)
    lands: dict[str, list[Points]] = {code: [] for code in pair.split("-")}
    for code in maps.country_codes():
        for ring in maps.country_rings(code):
            flat = maps.clip_ring(projection(ring), view)
            if len(flat):
                fill, thin = LAND if code in lands else OTHER_LAND, 0.6 * pen.line
                pen.ax.add_patch(Polygon(flat, facecolor=fill, edgecolor=RULE, linewidth=thin, zorder=0))
                lands.get(code, []).append(flat)
    lines = [projection(line) for line in maps.border_lines(pair)]
    lines = [line for line in lines if view.count_contains(line)]
    for line in lines:
        pen.ax.plot(*line.T, color=GREY, linewidth=1.8 * pen.line, zorder=1, solid_capstyle="round")
    scale = _draw_scale(pen, view)
    spots = projection(frame[["lon", "lat"]].to_numpy(dtype=float))
    inside = np.array([view.contains(*spot) for spot in spots])
    frame, spots, size = frame[inside], spots[inside], 0.85 * pen.text
    for status in ("known", "named", "open", "closed"):
        _draw_points(pen, spots[(frame["status"] == status).to_numpy()], status, size)
    names = [(x, y, name) for (x, y), name in zip(spots, frame["name"], strict=True)]
    told = (frame["status"] != "known").to_numpy()
    countries = [
        Label(x, y, bare_name(code).upper(), strong=False)
        for code, rings in lands.items()
        for x, y in maps.find_room(rings, view, spots)
    ]
    strong = [Label(*each) for each, is_told in zip(names, told, strict=True) if is_told]
    faint = [Label(*each, strong=False) for each, is_told in zip(names, told, strict=True) if not is_told]
    taken = [scale, *(pen.box((x, x), (y, y), 0.45 * pen.text) for x, y in spots)]
    pen.place_labels([*strong, *countries, *faint][:NAMED], taken, lines)


def _draw_scale(pen: Pen, view: Bbox) -> Bbox:
    """A bar of a round number of kilometres, at most a third of the width, at the lower left."""
    length = max(n for n in (5, 10, 20, 50, 100, 200, 500, 1000) if n <= max(view.width / 3, 5))
    x, y = view.x0 + 0.03 * view.width, view.y0 + 0.03 * view.height
    pen.ax.plot([x, x + length], [y, y], color=GREY, linewidth=1.6 * pen.line, solid_capstyle="butt")
    words = f"{wording.say_number(length)} km"
    return pen.write(words, x, y, (0, 0.3 * pen.small), color=GREY, va="bottom").get_window_extent()


def describe_crossing_points(frame: pd.DataFrame) -> Description:
    """Words for the figure, from its rows alone."""
    told, places = frame[frame["kind"] != "place"], frame[frame["kind"] == "place"]
    lead = told[told["panel"] == told["panel"].iloc[0]]
    sound = evidence.choose_sound(lead)
    states = sound[sound["kind"] == "state"]
    last = (states if len(states) else sound).iloc[-1]
    doubt = "" if last["sure"] else " (not yet checked)"
    news = f"{evidence.name_subject(lead['panel'].iloc[0], 1)}, {_when(last)}: {last['label']}{doubt}"
    drawn = "Map: outlines by Natural Earth, Lambert’s equal-area projection." if len(places) else ""
    return describe_rows(
        frame,
        news=news,
        subtitle="Crossing points as told through time: a crossed square is closed, a ring open, "
        "a dot not said." + (" Map: the places that are named." if len(places) else ""),
        method=drawn,
        see=_see,
        tell=_tell,
        noun="statement",
        notes=[_say_lacking(places)],
    )


def _say_lacking(places: pd.DataFrame) -> str:
    """The places named that the gazetteer does not know."""
    names = [name for names in places["not_on_map"].dropna().unique() for name in names.split("; ")]
    return f"Not on the map: {wording.join_words(names, limit=6)}." if names else ""


def _tell(row: Any) -> str:
    return f"{row.panel}, {_when(row)}: {tell_row(row)}" if row.kind != "place" else ""


def _see(rows: pd.DataFrame) -> str:
    """What the strip or the map shows."""
    where = evidence.name_subject(rows["panel"].iloc[0], 1)
    if not _is_map(rows):
        said = wording.join_words([f"{_when(row)} {row.label}" for row in each_row(rows)], limit=ROWS)
        return f"{where}, {wording.plural(len(rows), 'statement')} in order of time: {said}."
    named = {status: rows[rows["status"] == status]["name"] for status in ("closed", "open", "named")}
    shown = [f"{status}: {wording.join_words(names)}" for status, names in named.items() if len(names)]
    known = int((rows["status"] == "known").sum())
    shown += [f"{wording.plural(known, 'crossing point')} that no article names, in grey"] if known else []
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
