"""Series and conflicts: what the claims together allow."""

from analysis.series.build import add_series, build_series, list_excluded
from analysis.series.claims import find_definition, find_sound, say_definition
from analysis.series.happenings import group_happenings
from analysis.series.official import compare_official, measure_coverage, read_official
from analysis.series.wording import known_assumptions, word_assumptions

__all__ = [
    "add_series",
    "build_series",
    "compare_official",
    "find_definition",
    "find_sound",
    "group_happenings",
    "known_assumptions",
    "list_excluded",
    "measure_coverage",
    "read_official",
    "say_definition",
    "word_assumptions",
]
