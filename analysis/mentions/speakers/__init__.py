"""Speakers: who is cited for which words of a text."""

from analysis.mentions.speakers.attributions import find_attributions, source_at
from analysis.mentions.speakers.lexicon import Attribution, AttributionKind, Stance
from analysis.mentions.speakers.states import CIVIL, country_of

__all__ = [
    "CIVIL",
    "Attribution",
    "AttributionKind",
    "Stance",
    "country_of",
    "find_attributions",
    "source_at",
]
