"""Numbers in a text: what they say, how exactly, of what, and which digits say nothing."""

from analysis.mentions.quantities.reader import find_quantities, read_quantities
from analysis.mentions.quantities.values import Comparative, Quantity, Refusal

__all__ = ["Comparative", "Quantity", "Refusal", "find_quantities", "read_quantities"]
