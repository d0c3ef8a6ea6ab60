"""What an article holds beside its news: lines of pages and agencies, parts in other languages."""

import re
from collections.abc import Iterator
from functools import cache

from analysis.knowledge import Record, load_records
from analysis.sources.language import find_foreign_parts

LINE = re.compile(r"[^\n]+")
# Longer lines are prose, whatever they begin with.
LONGEST_LINE = 200


class Boilerplate(Record):
    """A kind of line, as a pattern for all of it."""

    pattern: str


def load_boilerplate() -> tuple[Boilerplate, ...]:
    """The kinds of lines that are passed over."""
    return load_records("boilerplate", Boilerplate)


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{record.pattern})" for record in load_boilerplate()), re.IGNORECASE)


def find_passed_over(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a text (without layout) that the reader does not see: start and end."""
    foreign = {(start, end) for start, end, _ in find_foreign_parts(text)}
    for line in LINE.finditer(text):
        is_short = line.end() - line.start() <= LONGEST_LINE
        if line.span() in foreign or (is_short and _boilerplate().fullmatch(line[0].strip())):
            yield line.span()
