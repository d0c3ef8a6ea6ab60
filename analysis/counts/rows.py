"""Tables in the text: what the column's label, the row's first cell and the title above say of a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.counts.counted import find_noun_measure, find_noun_unit, label_class
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Unit

_CELL = re.compile(r"(?:(?!\t| {2,}|\s*\|\s*)[\s\S])+")
_PER = re.compile(r"\bper (boat|day|week|month|year|flight)\b", re.I)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row, with its place in the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The labels and the title of the table that is being read."""

    labels: tuple[Cell, ...] = ()
    title: Sentence | None = None

    @property
    def measure(self) -> Measure | None:
        """What the title says that the table counts."""
        return find_noun_measure(self.title.text) if self.title else None

    @property
    def unit(self) -> Unit | None:
        """What the title's noun is counted in."""
        return find_noun_unit(self.title.text) if self.title else None


def split_cells(row: Sentence) -> tuple[Cell, ...]:
    """The cells of a row: stretches between tabs, bars or runs of blanks."""
    found = (Cell(row.start + m.start(), row.start + m.end(), m.group()) for m in _CELL.finditer(row.text))
    return tuple(c for c in found if c.text.strip())


def read_table(table: Table, sentence: Sentence, has_numbers: bool) -> Table:
    """The table as it stands after one more line: a heading begins one, a row without numbers labels it."""
    if sentence.kind == "heading":
        return Table((), sentence)
    if sentence.kind != "row":
        return table
    return Table(split_cells(sentence), table.title) if not has_numbers else table


def label_of(table: Table, row: Sentence, quantity: Quantity) -> Cell | None:
    """The label of the column that a number stands in, where the row has as many cells as labels."""
    cells = split_cells(row)
    if len(cells) != len(table.labels):
        return None
    at = next((i for i, c in enumerate(cells) if c.start <= quantity.number_start < c.end), None)
    return table.labels[at] if at is not None else None


def measure_cell(table: Table, label: Cell | None) -> Measure | None:
    """The measure of a cell: its column's own, else the table's."""
    own = find_noun_measure(label.text) if label and not rate_of(label) else None
    if own == "vessel" and label and label_class(label.text) != "boat":
        own = None
    return own or table.measure


def rate_of(label: Cell | None) -> str | None:
    """ "People per boat" is a rate per boat."""
    found = _PER.search(label.text) if label else None
    return found.group(1).lower() if found else None


def date_of_cell(
    row: Sentence, label: Cell | None, dates: Sequence[DateMention], title: Sentence | None
) -> DateMention | None:
    """The date of a cell: its column's, else its row's, else its table's."""
    spans = [(label.start, label.end)] if label else []
    spans.append((row.start, row.end))
    spans += [(title.start, title.end)] if title else []
    for start, end in spans:
        for mention in dates:
            if start <= mention.start < end and mention.period_start:
                return mention
    return None
