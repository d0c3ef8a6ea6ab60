"""Series and conflicts: what the claims together allow."""

from analysis.series.admission import find_sound
from analysis.series.assumptions import DEFAULT, Assumptions, known_assumptions, word_assumptions
from analysis.series.build import add_series, build_series, list_excluded
from analysis.series.definitions import find_definition, say_definition
from analysis.series.explanation import explain_row
from analysis.series.happenings import group_happenings
from analysis.series.official import compare_official, measure_coverage, read_official

__all__ = [
    "DEFAULT",
    "Assumptions",
    "add_series",
    "build_series",
    "compare_official",
    "explain_row",
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
