"""Places, states, organisations and borders that a text names, with their codes."""

from analysis.mentions.places.borders import Border, find_borders
from analysis.mentions.places.finding import find_places
from analysis.mentions.places.lexicon import Place, fold
from analysis.mentions.places.setting import Setting, read_setting

__all__ = ["Border", "Place", "Setting", "find_borders", "find_places", "fold", "read_setting"]
