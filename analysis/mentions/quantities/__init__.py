"""Numbers in a text: what they say, how exactly, of what, and which digits say nothing."""

from analysis.mentions.quantities.bounds import half_step
from analysis.mentions.quantities.lexicon import Comparative, Quantity, Refusal
from analysis.mentions.quantities.reader import find_quantities, read_quantities

__all__ = ["Comparative", "Quantity", "Refusal", "find_quantities", "half_step", "read_quantities"]
