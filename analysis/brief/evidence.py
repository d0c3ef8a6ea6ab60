"""The list of evidence: every row that the brief draws on, numbered in reading order, and how to cite it."""

import re
from collections.abc import Mapping
from typing import Any

from analysis.brief.document import (
    Brief,
    Cited,
    Evidence,
    Inlines,
    Reference,
    Said,
    Section,
    When,
    walk_nodes,
)
from analysis.brief.english import name_source, say_label
from analysis.tables import Tables, list_rows

HEADER = re.compile(r"\A\s*date \d{4}-\d{2}-\d{2}\s*")
FIRST_WORDS = 10
CONTEXT = 110


def number_evidence(
    *, scope: str, title: Inlines, standfirst: Inlines, sections: tuple[Section, ...], tables: Tables
) -> Brief:
    """The finished brief, with the evidence for every row that its text names."""
    numbers: dict[tuple[str, str], int] = {}
    for node in walk_nodes((title, standfirst, sections)):
        key = _row_key(node)
        if key:
            numbers.setdefault(key, len(numbers) + 1)
    rows = _cited_rows(tables, numbers)
    articles = {row["article_id"]: row for row in list_rows(tables.articles)}
    evidence = tuple(_evidence(number, *rows[key], articles) for key, number in numbers.items())
    return Brief(scope=scope, headline=title, standfirst=standfirst, sections=sections, evidence=evidence)


def _row_key(node: Any) -> tuple[str, str] | None:
    if isinstance(node, Cited):
        return ("counts", node.row_id)
    return (node.table, node.row_id) if isinstance(node, Said | Reference) else None


def _cited_rows(
    tables: Tables, wanted: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], tuple[str, str, Mapping[str, Any]]]:
    """Table, id and row of everything cited."""
    found: dict[tuple[str, str], tuple[str, str, Mapping[str, Any]]] = {}
    for table, frame, key in (("counts", tables.counts, "count_id"), ("events", tables.events, "event_id")):
        cited = frame[frame[key].isin([row_id for name, row_id in wanted if name == table])]
        for row in list_rows(cited):
            found[table, row[key]] = (table, row[key], row)
    return found


def _evidence(
    number: int, table: Any, row_id: str, row: Mapping[str, Any], articles: Mapping[str, Mapping[str, Any]]
) -> Evidence:
    article = articles[row["article_id"]]
    before, after = surroundings(row, article)
    return Evidence(
        number=number,
        table=table,
        row_id=row_id,
        **{name: row[name] for name in ("article_id", "start", "end", "quote")},
        title=article["title"] or "",
        publisher=article["publisher"] or "",
        url=article["url"] or "",
        before=before,
        after=after,
        source=name_source(row["source"]) or "",
        rule=row["rule"] or "",
        published=published_when(article),
        first_words=first_words(article),
    )


def surroundings(row: Mapping[str, Any], article: Mapping[str, Any]) -> tuple[str, str]:
    """What stands before and after a quote in its sentence, cut at words where it is long."""
    sentence, quote = row["sentence"] or row["quote"], row["quote"]
    at = sentence.find(quote)
    if article["text"]:
        begins = article["text"].find(
            sentence, max(0, row["end"] - len(sentence)), row["start"] + len(sentence)
        )
        at = row["start"] - begins if 0 <= begins <= row["start"] else at
    if at < 0:
        return "", ""
    return _tail(sentence[:at].lstrip()), _head(sentence[at + len(quote) :].rstrip())


def _tail(text: str) -> str:
    if len(text) <= CONTEXT:
        return text
    return f"… {text[-CONTEXT:].partition(' ')[2]}"


def _head(text: str) -> str:
    if len(text) <= CONTEXT:
        return text
    return f"{text[:CONTEXT].rpartition(' ')[0]} …"


def published_when(article: Mapping[str, Any]) -> When:
    """The day of publication in words, or the interval in which it must lie."""
    earliest, latest = article["published_earliest"], article["published_latest"]
    if earliest is None and latest is None:
        return When("date unknown", None, None)
    return When(say_label(earliest, latest), earliest, latest)


def first_words(article: Mapping[str, Any]) -> str:
    """The first words of the article's text, its date header left out; "" where the text is not shared."""
    text = HEADER.sub("", (article["text"] or "").lstrip("\ufeff"))
    words = text.split(maxsplit=FIRST_WORDS)[:FIRST_WORDS]
    return " ".join(words)
