"""The trace that a brief leaves in its HTML, and how to follow it back to the tables.

===============================  =================================================================
in brief.html                    what stands behind it
===============================  =================================================================
`<data class="figure"            a figure of one claim: `value` is `counts.value` ("" for none) and the
 value data-count-id             text is that row's figure in words; the span is in
 data-article-id data-start      `data-article-id`, `data-start`, `data-end`
 data-end>`
`<q class="quote" data-table     words of an article: the text is the row's quote, which stands in
 data-row-id data-article-id     `articles.text` at that span (white space may be folded). `<mark>` in the
 data-start data-end>`           list of evidence is the same
`<data class="tally" value       a number of rows, counted again by `tallies.count_tallies`
 data-tally>`
`<span class="derived"           one number of the series, by table, row position and column
 data-table data-row
 data-column>`
===============================  =================================================================

Structural numbers are exempt: dates (`time`, `.when`), the days asked for (`.scope`), references (`.ref`),
names of files and articles (`code`), positions and context in the list of evidence (`.origin`, `.context`),
borrowed words, a checked sample and an earlier report's figures (`.foreign`), the words of a figure
(`figure`, which has its own data file) and what is not text (`style`, `title`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from analysis.brief.claims import claim_of
from analysis.brief.english import capitalise, say_number
from analysis.brief.evidence import count_tallies
from analysis.brief.rendering import say_value
from analysis.brief.wording import figure_words
from analysis.tables import Tables, list_rows

TRACED = frozenset({"figure", "quote", "tally", "derived"})
EXEMPT_CLASSES = frozenset({"when", "scope", "ref", "origin", "context", "foreign"})
EXEMPT_ELEMENTS = frozenset({"time", "code", "figure", "style", "title"})
VOID = frozenset({"meta", "img", "br", "hr", "link", "input"})
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]
DIGITS = re.compile(r"\d[\d.,\u00a0]*\d|\d")


@dataclass(frozen=True, slots=True)
class Traced:
    """One traced stretch of the page: its kind, its text and its attributes without the leading "data-"."""

    kind: str
    text: str
    attributes: dict[str, str]

    @property
    def row_id(self) -> str:
        """The id of the row behind it, "" for tallies and derived cells."""
        return self.attributes.get("count-id") or self.attributes.get("row-id") or ""

    @property
    def span(self) -> tuple[str, int, int] | None:
        """Article id, start and end; None where no single span is behind it."""
        if "article-id" not in self.attributes:
            return None
        return (
            self.attributes["article-id"],
            int(self.attributes["start"]),
            int(self.attributes["end"]),
        )


class _Reader(HTMLParser):
    """Collects traced stretches and the digits outside them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.traced: list[Traced] = []
        self.untraced: list[str] = []
        self._open: list[
            tuple[str, str]
        ] = []  # element and how its text is taken: a trace's kind, "exempt" or ""
        self._attributes: dict[str, str] = {}
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        attributes = {name.removeprefix("data-"): value or "" for name, value in attrs}
        taken = self._taken
        classes = set(attributes.get("class", "").split())
        if not taken and (kinds := classes & TRACED) and tag != "figure":
            taken, self._attributes, self._words = kinds.pop(), attributes, []
        elif not taken and (tag in EXEMPT_ELEMENTS or classes & EXEMPT_CLASSES):
            taken = "exempt"
        self._open.append((tag, taken))

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._open):
            return
        name, taken = self._open.pop()
        while name != tag:
            name, taken = self._open.pop()
        if taken in TRACED and self._taken != taken:
            self.traced.append(Traced(taken, "".join(self._words), self._attributes))

    def handle_data(self, data: str) -> None:
        if self._taken in TRACED:
            self._words.append(data)
        elif not self._taken:
            self.untraced += DIGITS.findall(data)

    @property
    def _taken(self) -> str:
        return self._open[-1][1] if self._open else ""


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def traced_numbers(html: str) -> Iterator[Traced]:
    """Every traced stretch of a brief's page, in order."""
    yield from _read(html).traced


def untraced_numbers(html: str) -> list[str]:
    """Every number in digits that neither a trace nor a structural element covers."""
    return _read(html).untraced


def trace_breaks(html: str, tables: Tables) -> Iterator[str]:
    """What in a brief's page disagrees with the tables, one sentence each; nothing when all is well."""
    for number in untraced_numbers(html):
        yield f"the brief states {number} without a trace"
    rows: Rows = {
        "counts": {row["count_id"]: row for row in list_rows(tables.counts)},
        "events": {row["event_id"]: row for row in list_rows(tables.events)},
    }
    tallies = count_tallies(tables)
    for traced in traced_numbers(html):
        if not _agrees(traced, rows, tallies, tables):
            yield f"the brief’s {traced.kind} {traced.text!r} is not what the tables hold"


def _agrees(traced: Traced, rows: Rows, tallies: dict[str, int], tables: Tables) -> bool:
    attributes = traced.attributes
    match traced.kind:
        case "figure":
            row = rows["counts"].get(traced.row_id)
            return row is not None and _states(traced, row)
        case "quote":
            row = rows.get(attributes["table"], {}).get(traced.row_id)
            return row is not None and _fold(row["quote"]) == _fold(traced.text) and _stands(traced, row)
        case "tally":
            return str(tallies.get(attributes["tally"])) == attributes["value"]
        case _:
            return _is_cell(traced, tables)


def _states(traced: Traced, row: Mapping[str, Any]) -> bool:
    claim = claim_of(row)
    words = figure_words(claim)
    return (
        traced.text in (words, capitalise(words))
        and traced.attributes["value"] == say_value(claim.value)
        and _stands(traced, row)
    )


def _stands(traced: Traced, row: Mapping[str, Any]) -> bool:
    return traced.span == (row["article_id"], row["start"], row["end"])


def _is_cell(traced: Traced, tables: Tables) -> bool:
    """Whether a derived stretch is the cell that it names."""
    attributes = traced.attributes
    if attributes["table"] != "series" or not attributes["row"].isdigit():
        return False
    frame, row = tables.series, int(attributes["row"])
    if row >= len(frame) or attributes["column"] not in frame.select_dtypes("number"):
        return False
    return traced.text == say_number(float(frame[attributes["column"]].iloc[row]), in_words=False)


def _fold(text: str) -> str:
    return " ".join(text.split())
