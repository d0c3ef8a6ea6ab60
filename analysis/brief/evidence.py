"""The evidence of a brief: every row that it draws on, in reading order, and how articles are named."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.brief.document import Brief, Cited, Evidence, Reference, Said, When, label_when, walk_nodes
from analysis.brief.material import Material
from analysis.english import name_source
from analysis.tables import list_rows

HEADER = re.compile(r"\A\s*date \d{4}-\d{2}-\d{2}\s*")
FIRST_WORDS = 10
CONTEXT = 110
Row = Mapping[str, Any]


def with_evidence(brief: Brief, material: Material) -> Brief:
    """The brief with the evidence for every row that its text names, in the order in which it does."""
    content = (brief.headline, brief.standfirst, brief.sections)
    nodes = (node for node in walk_nodes(content) if isinstance(node, Cited | Said | Reference))
    cited = dict.fromkeys((node.table, node.row_id) for node in nodes)
    rows: dict[tuple[str, str], Row] = {}
    tables = material.tables
    for table, frame, key in (("counts", tables.counts, "count_id"), ("events", tables.events, "event_id")):
        found = frame[frame[key].isin([row_id for name, row_id in cited if name == table])]
        rows |= {(table, row[key]): row for row in list_rows(found)}
    evidence = tuple(
        _evidence(number, key, rows[key], material.articles[rows[key]["article_id"]])
        for number, key in enumerate(cited, 1)
    )
    return replace(brief, evidence=evidence)


def _evidence(number: int, key: tuple[Any, str], row: Row, article: Row) -> Evidence:
    table, row_id = key
    before, after = _find_surroundings(row, article)
    named = ", ".join([name_article(article) or article["article_id"], published_when(article).text])
    return Evidence(
        number=number,
        table=table,
        row_id=row_id,
        **{name: row[name] for name in ("article_id", "start", "end", "quote")},
        before=before,
        after=after,
        origin=". ".join(filter(None, [name_source(row["source"]), named])),
    )


def _find_surroundings(row: Row, article: Row) -> tuple[str, str]:
    """What stands before and after a quote in its sentence, cut at words where it is long."""
    sentence, quote = row["sentence"] or row["quote"], row["quote"]
    at = sentence.find(quote)
    if article["text"]:
        first, last = max(0, row["end"] - len(sentence)), row["start"] + len(sentence)
        begins = article["text"].find(sentence, first, last)
        at = row["start"] - begins if 0 <= begins <= row["start"] else at
    if at < 0:
        return "", ""
    before, after = sentence[:at].lstrip(), sentence[at + len(quote) :].rstrip()
    if len(before) > CONTEXT:
        before = f"… {before[-CONTEXT:].partition(' ')[2]}"
    if len(after) > CONTEXT:
        after = f"{after[:CONTEXT].rpartition(' ')[0]} …"
    return before, after


def name_article(article: Row) -> str:
    """An article by publisher and title or first words; "" where nothing of these is known."""
    words = _find_first_words(article)
    name = f"“{article['title']}”" if article["title"] else f"“{words} …”" if words else ""
    return ", ".join(part for part in (article["publisher"], name) if part)


def _find_first_words(article: Row) -> str:
    """The first words of the article's text, its date header left out; "" where the text is not shared."""
    text = HEADER.sub("", (article["text"] or "").lstrip("\ufeff"))
    return " ".join(text.split(maxsplit=FIRST_WORDS)[:FIRST_WORDS])


def published_when(article: Row) -> When:
    """The day of publication in words, or the interval in which it must lie."""
    earliest, latest = article["published_earliest"], article["published_latest"]
    if earliest is None and latest is None:
        return When("date unknown", None, None)
    return label_when(earliest, latest)
