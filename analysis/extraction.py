"""From articles to tables: date each article, read its mentions, then its counts and events."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from analysis.article import Article, Rejected, Span
from analysis.counts.reading import read_counts
from analysis.counts.values import Count
from analysis.document import Document, read_document
from analysis.events import Event, find_events, link_counts
from analysis.guard import describe_error, limit_work
from analysis.identity import content_hash
from analysis.mentions.publication import date_article
from analysis.mentions.quantities import Refusal
from analysis.series.happenings import group_happenings
from analysis.tables import Tables, articles_frame, frame_from_rows, rejected_frame

Row = dict[str, Any]
T = TypeVar("T")
C = TypeVar("C", Count, Event)


@dataclass(frozen=True, slots=True)
class Extract:
    """What one article yields, as rows of the tables."""

    article: Article
    counts: tuple[Row, ...]
    comparisons: tuple[Row, ...]
    events: tuple[Row, ...]
    rejected: tuple[Rejected, ...]


def extract(articles: Sequence[Article], rejected: Iterable[Rejected] = (), workers: int = 1) -> Tables:
    """Read articles into the tables articles, counts, comparisons, events, happenings and rejected.

    `rejected` are the files refused on reading; they join the refused quantities. A copy of another
    article stands among the articles, and only there; an article that cannot be read is refused as `failed`.
    With more than one worker the articles are read in as many processes; the tables are the same.
    """
    extracts, failed = _settle(_extract_all(articles, workers))
    frames = {
        name: frame_from_rows(name, [row for e in extracts for row in getattr(e, name)])
        for name in ("counts", "comparisons", "events")
    }
    article_frame = articles_frame([e.article for e in extracts])
    return Tables(
        articles=article_frame,
        counts=link_counts(frames["counts"], frames["events"]),
        comparisons=frames["comparisons"],
        events=frames["events"],
        happenings=group_happenings(frames["events"], article_frame),
        rejected=rejected_frame([*rejected, *failed, *(r for e in extracts for r in e.rejected)]),
    )


def _extract_all(articles: Sequence[Article], workers: int) -> Iterable[Extract | Rejected]:
    if workers <= 1 or len(articles) < 2:
        return map(_try_article, articles)
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(_try_article, articles, chunksize=max(1, len(articles) // (8 * workers))))


def _try_article(article: Article) -> Extract | Rejected:
    """What the article yields, or why it cannot be read: one article never takes others with it."""
    try:
        with limit_work():
            return extract_article(article)
    except Exception as error:
        detail = describe_error(error)
        return Rejected("article", article.path, "failed", article_id=article.article_id, detail=detail)


def _settle(results: Iterable[Extract | Rejected]) -> tuple[list[Extract], list[Rejected]]:
    """What was read and what failed; the copies of an article that failed name another one, or none."""
    read = [*results]
    extracts = [result for result in read if isinstance(result, Extract)]
    failed = [result for result in read if isinstance(result, Rejected)]
    lost = {refusal.article_id for refusal in failed}
    heirs: dict[str | None, str] = {}
    settled = []
    for found in extracts:
        original = found.article.duplicate_of
        result: Extract | Rejected = found
        if original in heirs:
            result = replace(found, article=replace(found.article, duplicate_of=heirs[original]))
        elif original in lost:
            result = _try_article(replace(found.article, duplicate_of=None))
            if isinstance(result, Extract):
                heirs[original] = result.article.article_id
        if isinstance(result, Rejected):
            failed.append(result)
        else:
            settled.append(result)
    return settled, failed


def extract_article(article: Article) -> Extract:
    """Read one article for its counts, comparisons, events and refused quantities, a copy for its date."""
    dated = date_article(article)
    if dated.duplicate_of:
        return Extract(dated, (), (), (), ())
    document = read_document(dated)
    read, refusals = read_counts(document)
    counts = [_in_source(document, count) for count in read]
    events = [_in_source(document, event) for event in find_events(document)]
    # Two copies of one text are two articles, so the id of the article is part of every row's id.
    key = content_hash(article.article_id, article.sha256)
    numbers = _first_of_each((_identify_count(key, count), count) for count in counts)
    happened = _first_of_each((event.identify(key), event) for event in events)
    return Extract(
        article=document.article,
        counts=tuple(_count_row(document.article, i, c) for i, c in numbers.items()),
        comparisons=tuple(_comparison_rows(document.article, numbers.items())),
        events=tuple(_event_row(document.article, i, e) for i, e in happened.items()),
        rejected=tuple(_rejected_quantity(document, r) for r in refusals),
    )


def _in_source(document: Document, found: C) -> C:
    """A count or an event with its words as they stand in `articles.text`; it was read in the shadow."""
    changes: dict[str, Any] = {
        "span": _source_span(document, found.span.start, found.span.end),
        "sentence": document.source_words(found.sentence, found.span.start),
    }
    if isinstance(found, Count) and found.comparison:
        span = found.comparison.span
        changes["comparison"] = replace(found.comparison, span=_source_span(document, span.start, span.end))
    return replace(found, **changes)


def _source_span(document: Document, start: int, end: int) -> Span:
    return Span.of(document.article.text, *document.shadow.span(start, end))


def _first_of_each(identified: Iterable[tuple[str, T]]) -> dict[str, T]:
    """By id: rows that nothing tells apart are one row."""
    found: dict[str, T] = {}
    for key, row in identified:
        found.setdefault(key, row)
    return found


def _identify_count(key: str, count: Count) -> str:
    told = (count.measure, count.group, count.aggregation, count.period.start, count.period.end)
    return content_hash(key, count.span.start, count.span.end, *told)


def _count_row(article: Article, count_id: str, count: Count) -> Row:
    return {
        "count_id": count_id,
        "article_id": article.article_id,
        **_span(count.span),
        "sentence": count.sentence,
        "value": count.value,
        "low": count.low,
        "high": count.high,
        "bound": count.bound,
        "approximator": count.approximator,
        "unit": count.unit,
        "measure": count.measure,
        "aggregation": count.aggregation,
        "rate_per": count.rate_per,
        "period_start": count.period.start,
        "period_end": count.period.end,
        "hours": count.hours,
        "origin": count.direction.origin,
        "destination": count.direction.destination,
        "border": count.direction.border,
        "group": count.group,
        "place": count.place,
        "source": count.source,
        "modality": count.modality,
        "rule": count.rule,
    }


def _comparison_rows(article: Article, counts: Iterable[tuple[str, Count]]) -> Iterable[Row]:
    for count_id, count in counts:
        comparison = count.comparison
        if comparison is None:
            continue
        yield {
            "count_id": count_id,
            "article_id": article.article_id,
            **_span(comparison.span),
            "relation": comparison.relation,
            "factor": comparison.factor,
            "bound": comparison.bound,
            "ref_measure": comparison.ref_measure,
            "ref_period_start": comparison.ref_period.start,
            "ref_period_end": comparison.ref_period.end,
            "ref_value": comparison.ref_value,
            "implied_low": comparison.implied_low,
            "implied_high": comparison.implied_high,
        }


def _event_row(article: Article, event_id: str, event: Event) -> Row:
    return {
        "event_id": event_id,
        "article_id": article.article_id,
        **_span(event.span),
        "sentence": event.sentence,
        "type": event.type,
        "plover": event.plover,
        "date_start": event.date_start,
        "date_end": event.date_end,
        "precision": event.precision,
        "actor": event.actor,
        "target": event.target,
        "place": event.place,
        "border": event.border,
        "status": event.status,
        "source": event.source,
        "rule": event.rule,
    }


def _span(span: Span) -> Mapping[str, Any]:
    return {"start": span.start, "end": span.end, "quote": span.text}


def _rejected_quantity(document: Document, refusal: Refusal) -> Rejected:
    return Rejected(
        kind="quantity",
        path=document.article.path,
        reason=refusal.reason,
        article_id=document.article.article_id,
        span=_source_span(document, refusal.start, refusal.end),
    )
