"""A corpus of any size: partitions, read by processes of one machine or of many, and joined by keys."""

from analysis.scale.jobs import Reader
from analysis.scale.partitions import is_big
from analysis.scale.run import EXTRACTED, Corpus, extract_at_once, extract_in_parts

__all__ = ["EXTRACTED", "Corpus", "Reader", "extract_at_once", "extract_in_parts", "is_big"]
