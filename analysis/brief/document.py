"""The brief as a tree of frozen values: what it says, with no word on how it is laid out.

Every number in running text is a node that knows the rows behind it, so that a renderer can leave a trace
and a verifier can follow it. Plain strings hold no figures taken from articles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from analysis.english import say_label

RowTable = Literal["counts", "events"]
Part = Literal["text", "after", "appendix"]


class Node:
    """Anything in the tree; a template goes by its `kind`."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        """The name of its class in lower case."""
        return type(self).__name__.lower()


@dataclass(frozen=True, slots=True)
class Cited(Node):
    """A figure of one claim as it is said ("nearly 390,000"), with the row it comes from."""

    text: str
    row_id: str
    value: float | None
    table: RowTable = "counts"


@dataclass(frozen=True, slots=True)
class Said(Node):
    """Exact words of an article, shown in quotation marks, with those around them in their sentence."""

    text: str
    table: RowTable
    row_id: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """A pointer to the evidence of one row; its number is given when the whole brief is known."""

    table: RowTable
    row_id: str


# The nodes that a row of a table stands behind.
OF_ROWS = (Cited, Said, Reference)


@dataclass(frozen=True, slots=True)
class Tally(Node):
    """A number of rows in a table ("five"), under the name by which it can be counted again."""

    text: str
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Derived(Node):
    """A number that the series worked out, copied from one cell of their table."""

    text: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class When(Node):
    """A date or period in words, with the days behind it."""

    text: str
    start: date | None
    end: date | None

    @property
    def day(self) -> str:
        """The one day in ISO 8601, or "" where it is a period."""
        return self.start.isoformat() if self.start and self.start == self.end else ""


@dataclass(frozen=True, slots=True)
class Name(Node):
    """An identifier or a file's name, set as code."""

    text: str


@dataclass(frozen=True, slots=True)
class Foreign(Node):
    """Words that others wrote (a source, a title, a reason for a date), shown as they are."""

    text: str


Inline = str | Cited | Said | Reference | Tally | Derived | When | Name | Foreign
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph(Node):
    """Running text, under a heading of its own where it has one."""

    content: Inlines
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Bullets(Node):
    """A list of short items."""

    items: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A table with one header row; the first cell of a row is its header."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure(Node):
    """A picture with its words; `path` is the SVG file."""

    name: str
    number: int
    title: str
    subtitle: str
    alt: str
    long_description: str
    note: str
    path: Path
    width_pt: float


@dataclass(frozen=True, slots=True)
class Definitions(Node):
    """Terms, or days in order of time, with what is to be said about each."""

    items: tuple[tuple[Inlines, Inlines], ...]


Block = Paragraph | Bullets | Table | Figure | Definitions
Blocks = Sequence[Block]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the brief: its text, what stands after it (method, sources), or its appendix."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place in an article that one row was read from, as the list at the end shows it."""

    number: int
    table: RowTable
    row_id: str
    article_id: str
    start: int
    end: int
    before: str
    quote: str
    after: str
    origin: str  # who says it, and in which article


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole brief; `evidence` is numbered in reading order."""

    scope: str
    headline: Inlines
    standfirst: Inlines
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...] = ()

    def numbers(self) -> dict[tuple[str, str], int]:
        """Evidence numbers by table and row id."""
        return {(item.table, item.row_id): item.number for item in self.evidence}


def define(items: Mapping[str, Inlines]) -> Definitions:
    """The terms of which something is said."""
    return Definitions(tuple(((term,), text) for term, text in items.items() if text))


def run_on(*parts: Inline | Inlines | None) -> Inlines:
    """The parts as one stretch of text; what is empty is left out."""
    flat: list[Inline] = []
    for part in filter(None, parts):
        flat += part if isinstance(part, tuple) else (part,)
    return tuple(flat)


def join_inlines(parts: Sequence[Inlines], last: str = " and ") -> Inlines:
    """ "a", "a and b", "a, b and c" of stretches of text."""
    links = ["", *[", "] * (len(parts) - 2), last]
    return run_on(*(run_on(link, part) for link, part in zip(links, parts, strict=False)))


def label_when(start: date | None, end: date | None) -> When:
    """A stretch of days as a table cell has it."""
    return When(say_label(start, end), start, end)


def walk_nodes(value: Any) -> Iterator[Any]:
    """Every node below a value, depth first, in reading order."""
    if isinstance(value, tuple):
        for item in value:
            yield from walk_nodes(item)
    elif is_dataclass(value):
        yield value
        for item in fields(value):
            yield from walk_nodes(getattr(value, item.name))


def plain_text(content: Inlines) -> str:
    """The words of a stretch of text, its references left out."""
    names = ("before", "text", "after")
    told = (
        [node] if isinstance(node, str) else [getattr(node, name, "") for name in names] for node in content
    )
    return "".join(word for words in told for word in words)
