"""Series and conflicts: what the claims together allow."""

from analysis.series.build import add_series, build_series, round_outward
from analysis.series.claims import (
    Claim,
    Period,
    claim_of,
    find_codes,
    find_exclusion,
    find_sound,
    list_excluded,
    read_claims,
    say_definition,
)
from analysis.series.explanations import known_assumptions, word_assumptions
from analysis.series.happenings import group_happenings
from analysis.series.official import compare_official, measure_coverage, read_official

__all__ = [
    "Claim",
    "Period",
    "add_series",
    "build_series",
    "claim_of",
    "compare_official",
    "find_codes",
    "find_exclusion",
    "find_sound",
    "group_happenings",
    "known_assumptions",
    "list_excluded",
    "measure_coverage",
    "read_claims",
    "read_official",
    "round_outward",
    "say_definition",
    "word_assumptions",
]
