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
from typing import Any, NamedTuple

from lxml import html

from analysis.brief.material import count_tallies
from analysis.brief.rendering import say_value
from analysis.brief.wording import figure_words
from analysis.english import capitalise, say_number
from analysis.series import claim_of
from analysis.tables import Tables, list_rows

TRACED = ("figure", "quote", "tally", "derived")
EXEMPT = ("when", "scope", "ref", "origin", "context", "foreign")
# XPath of what holds numbers with a trace, and of what is exempt; nothing within it is looked at by itself.
MARKED = " or ".join(
    [f"self::{tag}" for tag in ("time", "code", "figure", "style", "title")]
    + [f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in (*TRACED, *EXEMPT)]
)
OUTERMOST = f"//*[{MARKED}][not(ancestor::*[{MARKED}])]"
DIGITS = re.compile(r"\d[\d.,\u00a0]*\d|\d")


class Traced(NamedTuple):
    """One traced stretch of the page: its kind, its text and its attributes without the leading "data-"."""

    kind: str
    text: str
    attributes: dict[str, str]


def read_trace(page: str) -> tuple[list[Traced], list[str]]:
    """Every traced stretch of a brief's page, in order, and every number in digits that nothing covers."""
    tree = html.document_fromstring(page, parser=html.HTMLParser(huge_tree=True))
    traced = []
    for element in tree.xpath(OUTERMOST):
        kinds = set(element.get("class", "").split()).intersection(TRACED)
        if kinds and element.tag != "figure":
            attributes = {name.removeprefix("data-"): value for name, value in element.attrib.items()}
            traced.append(Traced(kinds.pop(), element.text_content(), attributes))
        element.drop_tree()
    return traced, DIGITS.findall(tree.text_content())


def trace_breaks(page: str, tables: Tables) -> Iterator[str]:
    """What in a brief's page disagrees with the tables, one sentence each; nothing when all is well."""
    found, untraced = read_trace(page)
    for number in untraced:
        yield f"the brief states {number} without a trace"
    rows = {("counts", row["count_id"]): row for row in list_rows(tables.counts)}
    rows |= {("events", row["event_id"]): row for row in list_rows(tables.events)}
    tallies = count_tallies(tables)
    for traced in found:
        kind, text, attributes = traced
        if kind == "tally":
            agrees = str(tallies.get(attributes["tally"])) == attributes["value"]
        elif kind == "derived":
            agrees = _is_cell(traced, tables)
        else:
            row = rows.get((attributes.get("table", "counts"), attributes.get("row-id", "")))
            agrees = row is not None and _stands(traced, row)
        if not agrees:
            yield f"the brief’s {kind} {text!r} is not what the tables hold"


def _stands(traced: Traced, row: Mapping[str, Any]) -> bool:
    """Whether the span is the row's, and the text the row's quote, or its figure in words."""
    names = ("article_id", "start", "end")
    if any(traced.attributes.get(name.replace("_", "-")) != str(row[name]) for name in names):
        return False
    if traced.kind == "quote":
        return row["quote"].split() == traced.text.split()
    words = figure_words(claim_of(row))
    return traced.text in (words, capitalise(words)) and traced.attributes["value"] == say_value(row["value"])


def _is_cell(traced: Traced, tables: Tables) -> bool:
    """Whether a derived stretch is the cell that it names."""
    series, row, column = tables.series, traced.attributes["row"], traced.attributes["column"]
    if not row.isdigit() or int(row) >= len(series) or column not in series.select_dtypes("number"):
        return False
    return traced.text == say_number(float(series[column].iloc[int(row)]), in_words=False)
