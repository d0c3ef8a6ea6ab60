"""Places, states, organisations and borders that a text names, with their codes."""

from analysis.mentions.places.borders import (
    Border,
    are_neighbours,
    find_borders,
    is_internal,
    is_open_sea,
    order,
    usual_origin,
)
from analysis.mentions.places.finding import find_places
from analysis.mentions.places.lexicon import Place, PlaceKind
from analysis.mentions.places.setting import Setting, read_setting

__all__ = [
    "Border",
    "Place",
    "PlaceKind",
    "Setting",
    "are_neighbours",
    "find_borders",
    "find_places",
    "is_internal",
    "is_open_sea",
    "order",
    "read_setting",
    "usual_origin",
]
