"""Speakers: who is cited for which words of a text."""

from analysis.mentions.speakers.attributions import find_attributions
from analysis.mentions.speakers.lexicon import Attribution

__all__ = ["Attribution", "find_attributions"]
