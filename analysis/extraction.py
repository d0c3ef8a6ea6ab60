"""From articles to tables: date each article, find its mentions, read what they mean, and list it as rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from analysis.article import Article, Rejected, Span
from analysis.document import Document, read_document
from analysis.guard import describe_error, limit_work, work_apart
from analysis.identity import content_hash
from analysis.meaning.network import Network, open_network
from analysis.meaning.reading import Reading, read_meaning
from analysis.mentions.publication import date_article
from analysis.mentions.quantities import Refusal
from analysis.series.happenings import group_happenings
from analysis.sources.copies import pass_on
from analysis.tables import Tables, articles_frame, frame_from_rows, rejected_frame

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extract:
    """What one article yields, as rows of the tables."""

    article: Article
    counts: tuple[Row, ...]
    comparisons: tuple[Row, ...]
    events: tuple[Row, ...]
    rejected: tuple[Rejected, ...]


Try = Callable[[Article], Extract | Rejected]


def extract(
    articles: Sequence[Article],
    rejected: Iterable[Rejected] = (),
    workers: int = 1,
    model: Path | None = None,
    threads: int = 1,
    apart: bool = False,
) -> Tables:
    """Read articles into the tables articles, counts, comparisons, events, happenings and rejected.

    `rejected` are the files refused on reading; they join the refused quantities. `model` is the file of a
    reader, by default the one that ships. A copy of another article stands among the articles, and only
    there; an article that cannot be read is refused as `failed`. With more than one worker the articles are
    read in as many processes, each with so many threads; the tables are the same. `apart`: an article that is
    given alone is read in another process, too.
    """
    if model:
        open_network(model, 1)  # a wrong model is told before any article is read
    read = partial(_try_article, model=model, threads=threads)
    results = _map_articles(read, articles, workers) if apart or len(articles) > 1 else map(read, articles)
    found = _settle([*results], articles, read)
    failed = [one for one in found if isinstance(one, Rejected)]
    return make_tables([one for one in found if isinstance(one, Extract)], [*rejected, *failed])


def make_tables(extracts: Iterable[Extract], rejected: Iterable[Rejected] = ()) -> Tables:
    """The rows of articles as tables, with what the articles tell together."""
    extracts = [*extracts]
    frames = {
        name: frame_from_rows(name, [row for e in extracts for row in getattr(e, name)])
        for name in ("counts", "comparisons", "events")
    }
    article_frame = articles_frame([e.article for e in extracts])
    return Tables(
        articles=article_frame,
        **frames,
        happenings=group_happenings(frames["events"], article_frame),
        rejected=rejected_frame([*rejected, *(r for e in extracts for r in e.rejected)]),
    )


def _map_articles(read: Try, articles: Sequence[Article], workers: int) -> Iterable[Extract | Rejected]:
    shares = [
        work_apart(lambda article: (read(article),), articles[first::workers], refuse_article)
        for first in range(workers)
    ]
    return [next(shares[at % workers]) for at in range(len(articles))]


def refuse_article(article: Article, detail: str) -> Rejected:
    """An article on which reading failed, and why."""
    return Rejected("article", article.path, "failed", article_id=article.article_id, detail=detail)


def _try_article(article: Article, model: Path | None, threads: int) -> Extract | Rejected:
    """What the article yields, or why it cannot be read: one article never takes others with it."""
    try:
        with limit_work():
            return extract_article(article, open_network(model, threads))
    except Exception as error:
        return refuse_article(article, describe_error(error))


def _settle(
    found: list[Extract | Rejected], articles: Sequence[Article], read_again: Try
) -> list[Extract | Rejected]:
    """What was read and what failed, where the copies of what failed are read in its place."""
    copies = {one.article_id: one.duplicate_of for one in articles if one.duplicate_of}
    while True:
        left = pass_on(copies, {one.article_id for one in found if isinstance(one, Rejected)})
        settled = [
            read_again(replace(one.article, duplicate_of=left.get(one.article.article_id)))
            if isinstance(one, Extract) and one.article.duplicate_of != left.get(one.article.article_id)
            else one
            for one in found
        ]
        if settled == found:
            return found
        found = settled


def extract_article(article: Article, network: Network | None = None) -> Extract:
    """Read one article for its counts, comparisons, events and refused quantities, a copy for its date.

    Without a network the one that ships reads.
    """
    dated = date_article(article)
    if dated.duplicate_of:
        return Extract(dated, (), (), (), ())
    document, key = read_document(dated), _name_article(dated)
    reading = read_meaning(document, network or open_network(), key)
    counts = _first_of_each("count_id", [_source_row(document, row) for row in reading.counts])
    kept = {row["count_id"] for row in counts}
    comparisons = [_source_row(document, row) for row in reading.comparisons if row["count_id"] in kept]
    return Extract(
        article=document.article,
        counts=counts,
        comparisons=_first_of_each("count_id", comparisons),
        events=_first_of_each("event_id", [_source_row(document, row) for row in reading.events]),
        rejected=tuple(_rejected_quantity(document, refusal) for refusal in reading.refusals),
    )


def read_article(article: Article, network: Network) -> tuple[Document, Reading]:
    """An article whose date is settled, with its mentions and what the network makes of them."""
    document = read_document(article)
    return document, read_meaning(document, network, _name_article(article))


def _name_article(article: Article) -> str:
    """What stands for an article in ids: two copies of one text are two articles."""
    return content_hash(article.article_id, article.sha256)


def _first_of_each(name: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    """By id: rows that nothing tells apart are one row."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row[name], row)
    return tuple(found.values())


def _source_row(document: Document, row: Mapping[str, Any]) -> Row:
    """A row with its words as they stand in `articles.text`."""
    span = _source_span(document, row["start"], row["end"])
    placed = {
        "article_id": document.article.article_id,
        "start": span.start,
        "end": span.end,
        "quote": span.text,
    }
    if "sentence" in row:
        placed["sentence"] = _source_span(document, *row["sentence"]).text
    return {**row, **placed}


def _source_span(document: Document, start: int, end: int) -> Span:
    return Span.of(document.article.text, *document.shadow.span(start, end))


def _rejected_quantity(document: Document, refusal: Refusal) -> Rejected:
    return Rejected(
        kind="quantity",
        path=document.article.path,
        reason=refusal.reason,
        article_id=document.article.article_id,
        span=_source_span(document, refusal.start, refusal.end),
    )
