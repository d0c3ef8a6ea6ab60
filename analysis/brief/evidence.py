"""The evidence of a brief: every row that it draws on, numbered in reading order, and rows that it counts."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.brief.document import (
    Brief,
    Cited,
    Evidence,
    Inlines,
    Reference,
    Said,
    Section,
    Tally,
    When,
    label_when,
    walk_nodes,
)
from analysis.brief.english import capitalise, name_source, say_count
from analysis.series import find_sound
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
    return label_when(earliest, latest)


def first_words(article: Mapping[str, Any]) -> str:
    """The first words of the article's text, its date header left out; "" where the text is not shared."""
    text = HEADER.sub("", (article["text"] or "").lstrip("\ufeff"))
    words = text.split(maxsplit=FIRST_WORDS)[:FIRST_WORDS]
    return " ".join(words)


def count_tallies(tables: Tables) -> dict[str, int]:
    """Every tally that may stand in a brief about these tables, by name."""
    articles, counts, events = tables.articles, tables.counts, tables.events
    refused = tables.rejected["kind"] != "quantity"
    pairs = counts["border"].dropna().str.split("+").explode()
    sound = {name: find_sound(rows, articles) for name, rows in (("counts", counts), ("events", events))}
    return {
        "articles": len(articles),
        "undated_articles": int(articles["published"].isna().sum()),
        "counts": len(counts),
        "events": len(events),
        "checked": int(counts["checked"].notna().sum() + events["checked"].notna().sum()),
        "unsure": sum(int((~rows).sum()) for rows in sound.values()),
        "unattributed_counts": int(counts["source"].isna().sum()),
        "undated_counts": int((counts["period_start"].isna() & counts["period_end"].isna()).sum()),
        **_by_value("counts_border", pairs),
        **_by_value("counts_measure", counts["measure"]),
        **_by_value("sure_measure", counts.loc[sound["counts"], "measure"]),
        **_by_value("rejected_files", tables.rejected.loc[refused, "reason"]),
    }


def _by_value(name: str, column: pd.Series) -> dict[str, int]:
    return {f"{name}:{value}": int(number) for value, number in sorted(column.value_counts().items())}


def say_tally_node(
    tallies: Mapping[str, int], name: str, singular: str, plural: str | None = None
) -> Inlines:
    """A tally with its noun in agreement, under its name."""
    count = tallies[name]
    noun = singular if count == 1 else plural or f"{singular}s"
    return (Tally(say_count(count), name, count), f" {noun}")


def capitalise_tally(content: Inlines) -> Inlines:
    """The same with the number's word as a sentence begins."""
    tally, *rest = content
    assert isinstance(tally, Tally)
    return (Tally(capitalise(tally.text), tally.name, tally.value), *rest)
