"""The gazetteer and the map: places lie in their countries, borders between them, distances are true."""

import numpy as np
import pytest

from analysis.figures.maps import (
    BorderPlaces,
    Projection,
    border_lines,
    border_places,
    clip_ring,
    country_rings,
    find_place,
    frame_border,
)
from analysis.knowledge import load_records

PAIRS = [record.id for record in load_records("gazetteer", BorderPlaces)]
NEAR_KM = 12  # outlines are generalised, and an island or an enclave may lack one


def distance_km(place, codes):
    """How far a place lies from the nearest of some countries; nothing within one."""
    flat = Projection(place.lon, place.lat)
    return min(_distance(flat(ring)) for code in codes for ring in country_rings(code))


def _distance(ring):
    """How far the origin lies outside a ring in the plane."""
    after = np.roll(ring, -1, axis=0)
    side = after - ring
    length = np.maximum((side**2).sum(axis=1), 1e-12)
    share = np.clip(-(ring * side).sum(axis=1) / length, 0, 1)
    nearest = np.linalg.norm(ring + share[:, None] * side, axis=1).min()
    meets = (ring[:, 1] > 0) != (after[:, 1] > 0)
    crossing = ring[:, 0] - ring[:, 1] * side[:, 0] / np.where(side[:, 1] == 0, 1.0, side[:, 1])
    return 0.0 if np.sum(meets & (crossing > 0)) % 2 else nearest


@pytest.mark.parametrize("pair", PAIRS)
def test_every_place_lies_at_its_border(pair):
    """A place lies in its country, or as close to it as a generalised outline can show."""
    first, second = pair.split("-")
    assert first < second
    far = {
        place.name: round(distance_km(place, [place.country]))
        for place in border_places(pair)
        if place.country not in (first, second) or distance_km(place, [place.country]) > NEAR_KM
    }
    assert far == {}


@pytest.mark.parametrize("record", load_records("gazetteer", BorderPlaces), ids=lambda record: record.id)
def test_examples_are_found(record):
    """Each example of a border names one of its places."""
    assert all(find_place(example, [record.id]) for example in record.examples)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("the Salcininkai checkpoint", "Šalčininkai"),
        ("Kamennyi Loh", "Kamenny Log"),
        ("Losiny", None),
        ("", None),
    ],
)
def test_a_place_is_found_in_an_articles_words(said, found):
    """Accents and other spellings make no difference, and no part of a word is a place."""
    place = find_place(said, ["BY-LT"])
    assert (place and place.name) == found


def test_two_neighbours_share_a_line_and_two_shores_none():
    """Belarus and Lithuania have a border on land, France and the United Kingdom have not."""
    assert border_lines("BY-LT")
    assert border_lines("FR-GB") == []


def test_the_projection_keeps_distances_near_its_centre():
    """A degree of latitude is 111 km north of the centre, one of longitude half of that at 60 degrees."""
    flat = Projection(25, 60)(np.array([[25.0, 61.0], [26.0, 60.0]]))
    assert np.allclose(flat, [[0, 111.2], [55.6, 0.4]], atol=0.2)


def test_a_map_is_cut_at_its_frame():
    """No point of a clipped country lies outside the frame, and all places told of lie within."""
    places = border_places("BY-LT")
    spots = np.array([(place.lon, place.lat) for place in places])
    projection, view = frame_border("BY-LT", spots, 0.8)
    assert all(view.contains(*spot) for spot in projection(spots))
    wide = view.padded(1e-6)
    for ring in country_rings("BY"):
        assert all(wide.contains(*point) for point in clip_ring(projection(ring), view))
