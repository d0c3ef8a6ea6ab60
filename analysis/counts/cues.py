"""Words that tell how sure a number is and whether it belongs to a border, as cues.toml lists them."""

import re
from functools import cache

from analysis.knowledge import Record, load_records


class Cue(Record):
    """Words of one use; `patterns` are regular expressions for whole words, in any case."""

    patterns: tuple[str, ...]


@cache
def cue(use: str) -> re.Pattern[str]:
    """The pattern that finds any of the words of the record `use`.

    Raises
    ------
    KeyError
        where cues.toml has no such record.
    """
    patterns = {record.id: record.patterns for record in load_records("cues", Cue)}[use]
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b", re.I)
