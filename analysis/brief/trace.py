"""The trace that a brief leaves in its HTML, and how to follow it back to the tables.

===============================  =================================================================
in brief.html                    what stands behind it
===============================  =================================================================
`<data class="figure"            a figure of one claim: `value` is `counts.value` ("" for none) and the
 value data-row-id               text is that row's figure in words; the span is in
 data-article-id data-start      `data-article-id`, `data-start`, `data-end`
 data-end>`
`<q class="quote" data-table     words of an article: the text is the row's quote, which stands in
 data-row-id data-article-id     `articles.text` at that span (white space may be folded). `<mark>` in the
 data-start data-end>`           list of evidence is the same
`<data class="tally" value       a number of rows, counted again by `count_tallies`
 data-tally>`
`<span class="derived"           one number of the series, by row position and column
 data-row data-column>`
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

from analysis.brief.material import count_tallies
from analysis.brief.rendering import say_value
from analysis.brief.wording import figure_words
from analysis.english import capitalise, say_number
from analysis.series import claim_of
from analysis.tables import Tables, list_rows

TRACED = frozenset({"figure", "quote", "tally", "derived"})
EXEMPT_CLASSES = frozenset({"when", "scope", "ref", "origin", "context", "foreign"})
EXEMPT_ELEMENTS = frozenset({"time", "code", "figure", "style", "title"})
VOID = frozenset({"meta", "img", "br", "hr", "link", "input"})
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
        return self.attributes.get("row-id", "")


class _Reader(HTMLParser):
    """Collects traced stretches and the digits outside them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.traced: list[Traced] = []
        self.untraced: list[str] = []
        # each open element, and how its text is taken: a trace's kind, "exempt" or ""
        self._open: list[tuple[str, str]] = [("", "")]
        self._attributes: dict[str, str] = {}
        self._words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        attributes = {name.removeprefix("data-"): value or "" for name, value in attrs}
        taken = self._open[-1][1]
        classes = set(attributes.get("class", "").split())
        if not taken and (kinds := classes & TRACED) and tag != "figure":
            taken, self._attributes, self._words = kinds.pop(), attributes, ""
        elif not taken and (tag in EXEMPT_ELEMENTS or classes & EXEMPT_CLASSES):
            taken = "exempt"
        self._open.append((tag, taken))

    def handle_endtag(self, tag: str) -> None:
        while tag in (name for name, _ in self._open):
            name, taken = self._open.pop()
            if taken in TRACED and self._open[-1][1] != taken:
                self.traced.append(Traced(taken, self._words, self._attributes))
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        taken = self._open[-1][1]
        if taken in TRACED:
            self._words += data
        elif not taken:
            self.untraced += DIGITS.findall(data)


def traced_numbers(html: str) -> list[Traced]:
    """Every traced stretch of a brief's page, in order."""
    return _Reader(html).traced


def untraced_numbers(html: str) -> list[str]:
    """Every number in digits that neither a trace nor a structural element covers."""
    return _Reader(html).untraced


def trace_breaks(html: str, tables: Tables) -> Iterator[str]:
    """What in a brief's page disagrees with the tables, one sentence each; nothing when all is well."""
    page = _Reader(html)
    for number in page.untraced:
        yield f"the brief states {number} without a trace"
    rows = {("counts", row["count_id"]): row for row in list_rows(tables.counts)}
    rows |= {("events", row["event_id"]): row for row in list_rows(tables.events)}
    tallies = count_tallies(tables)
    for traced in page.traced:
        if traced.kind == "tally":
            agrees = str(tallies.get(traced.attributes["tally"])) == traced.attributes["value"]
        elif traced.kind == "derived":
            agrees = _is_cell(traced, tables)
        else:
            row = rows.get((traced.attributes.get("table", "counts"), traced.row_id))
            agrees = row is not None and _stands(traced, row) and _states(traced, row)
        if not agrees:
            yield f"the brief’s {traced.kind} {traced.text!r} is not what the tables hold"


def _stands(traced: Traced, row: Mapping[str, Any]) -> bool:
    """Whether the span is the row's."""
    names = ("article_id", "start", "end")
    return all(traced.attributes.get(name.replace("_", "-")) == str(row[name]) for name in names)


def _states(traced: Traced, row: Mapping[str, Any]) -> bool:
    """Whether the text is the row's quote, or its figure in words."""
    if traced.kind == "quote":
        return row["quote"].split() == traced.text.split()
    words = figure_words(claim_of(row))
    is_said = traced.text in (words, capitalise(words))
    return is_said and traced.attributes["value"] == say_value(row["value"])


def _is_cell(traced: Traced, tables: Tables) -> bool:
    """Whether a derived stretch is the cell that it names."""
    series, row, column = tables.series, traced.attributes["row"], traced.attributes["column"]
    if not row.isdigit() or int(row) >= len(series) or column not in series.select_dtypes("number"):
        return False
    return traced.text == say_number(float(series[column].iloc[int(row)]), in_words=False)
