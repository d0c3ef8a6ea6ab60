"""A map of one border, drawn offline: Natural Earth's outlines, a true projection, our own gazetteer."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from pydantic import Field

from analysis.knowledge import Record, load_records
from analysis.mentions.places import fold

EARTH_KM = 6371.0088
STEP = 0.5  # degrees between the points of an outline
Points = npt.NDArray[np.float64]


class BorderPlaces(Record):
    """Crossing points and towns of one border, by country: names (joined by |), latitude, longitude."""

    points: dict[str, tuple[tuple[str, float, float], ...]] = Field(default_factory=dict)
    towns: dict[str, tuple[tuple[str, float, float], ...]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A crossing point or a town at a border; degrees."""

    name: str
    country: str
    lat: float
    lon: float
    is_point: bool
    names: tuple[str, ...]


@cache
def border_places(pair: str) -> tuple[Place, ...]:
    """What the gazetteer knows of the border between two countries ("BY-LT"), crossing points first."""
    return tuple(
        Place(names.split("|")[0], country, lat, lon, is_point, tuple(map(_space_out, names.split("|"))))
        for record in load_records("gazetteer", BorderPlaces)
        if record.id == pair
        for is_point, listed in ((True, record.points), (False, record.towns))
        for country, places in listed.items()
        for names, lat, lon in places
    )


def _space_out(name: str) -> str:
    """A name without case, accents and hyphens, between spaces, so that whole words can be found in it."""
    words = re.findall(r"\w+", fold(name).lower())
    return f" {' '.join(words)} "


def find_place(named: str, pairs: Sequence[str]) -> Place | None:
    """The place that an article's words name ("the Medininkai checkpoint"): the longest name wins."""
    words = _space_out(named)
    known = ((name, place) for pair in pairs for place in border_places(pair) for name in place.names)
    found = [(len(name), place) for name, place in known if name in words]
    return max(found, key=lambda each: each[0])[1] if found else None


@cache
def _topology() -> tuple[tuple[Points, ...], dict[str, list[list[list[int]]]]]:
    """Arcs as arrays of longitude and latitude, and each country's polygons as rings of arcs."""
    stored = json.loads(resources.files(__package__).joinpath("outlines.json").read_text("utf-8"))
    unit = stored["unit_degrees"]
    steps = (np.array(arc, dtype=float).reshape(-1, 2) for arc in stored["arcs"])
    return tuple(_bend(np.cumsum(each, axis=0) * unit) for each in steps), stored["countries"]


def _bend(arc: Points) -> Points:
    """The arc with points at every half degree, so that a parallel is projected as a curve."""
    parts = np.maximum(np.ceil(np.abs(np.diff(arc, axis=0)).max(axis=1) / STEP), 1).astype(int)
    stations = np.concatenate([[0], *(at + np.arange(1, n + 1) / n for at, n in enumerate(parts))])
    whole = np.arange(len(arc))
    return np.column_stack([np.interp(stations, whole, arc[:, axis]) for axis in (0, 1)])


def country_rings(code: str) -> Iterator[Points]:
    """The outer rings of a country as arrays of longitude and latitude."""
    arcs, countries = _topology()
    for polygon in countries.get(code, []):
        parts = [arcs[at] if at >= 0 else arcs[~at][::-1] for at in polygon[0]]
        yield np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def country_codes() -> list[str]:
    """Every country that has an outline."""
    return list(_topology()[1])


def border_lines(pair: str) -> list[Points]:
    """The lines on land that two countries ("BY-LT") share; none where water lies between them."""
    arcs, countries = _topology()
    one, other = (
        {at if at >= 0 else ~at for polygon in countries.get(code, []) for ring in polygon for at in ring}
        for code in pair.split("-")
    )
    return [arcs[at] for at in sorted(one & other)]


@dataclass(frozen=True, slots=True)
class Projection:
    """Lambert's azimuthal equal-area projection about a centre, in kilometres east and north of it."""

    lon: float
    lat: float

    def __call__(self, points: Points) -> Points:
        """Degrees of longitude and latitude as kilometres."""
        lon, lat = np.radians(points[:, 0] - self.lon), np.radians(points[:, 1])
        centre = np.radians(self.lat)
        cosine = np.sin(centre) * np.sin(lat) + np.cos(centre) * np.cos(lat) * np.cos(lon)
        scale = EARTH_KM * np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
        east = scale * np.cos(lat) * np.sin(lon)
        north = scale * (np.cos(centre) * np.sin(lat) - np.sin(centre) * np.cos(lat) * np.cos(lon))
        return np.column_stack([east, north])


def clip_ring(ring: Points, view: Bbox) -> Points:
    """The part of a closed ring within the view, empty where there is none."""
    return np.asarray(Path(ring).clip_to_bbox(view).vertices, dtype=float)


def frame_border(pair: str, spots: Points, aspect: float) -> tuple[Projection, Bbox]:
    """Where to look for spots (degrees) at a border: km, with some room, `aspect` times as high as wide."""
    lines = border_lines(pair)
    shown = spots if len(spots) > 2 or not lines else np.concatenate([*lines, spots])
    projection = Projection(*((shown.min(axis=0) + shown.max(axis=0)) / 2))
    flat = projection(shown)
    low, high = flat.min(axis=0), flat.max(axis=0)
    wide, tall = np.maximum(high - low, 30.0) * 1.3
    half = np.array([max(wide, tall / aspect), max(tall, wide * aspect)]) / 2
    return projection, Bbox([(low + high) / 2 - half, (low + high) / 2 + half])


def spread_of(pair: str, spots: Points) -> float:
    """How many times as high as wide the spots of a border lie, between a flat and a tall map."""
    view = frame_border(pair, spots, 1e-9)[1]
    return float(np.clip(view.height / view.width, 0.55, 1.1))


def find_room(rings: list[Points], view: Bbox, taken: Points) -> Points:
    """Where in its largest ring a country’s name has most room, far from what is taken; one row or none."""
    ring = max(rings, key=len, default=np.empty((0, 2)))
    across, upward = (np.linspace(low, high, 17)[2:-2] for low, high in (view.intervalx, view.intervaly))
    grid = np.array([(x, y) for x in across for y in upward])
    inside = grid[Path(ring).contains_points(grid)]
    room = np.linalg.norm(inside[:, None] - np.concatenate([ring, taken]), axis=2).min(axis=1, initial=np.inf)
    return inside[room.argsort(kind="stable")[-1:]]
