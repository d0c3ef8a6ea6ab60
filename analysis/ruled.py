"""One article read by rules, the reader in use until the learned one is ahead everywhere (docs/reader.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.article import Span
from analysis.counts.reading import read_counts
from analysis.counts.values import Count
from analysis.document import Document, within
from analysis.events import Event, find_events
from analysis.identity import content_hash
from analysis.meaning.linking import find_event
from analysis.mentions.quantities import Refusal

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RuledReading:
    """Rows of counts, comparisons and events, without article and quote, and numbers that are no claim."""

    counts: list[Row]
    comparisons: list[Row]
    events: list[Row]
    refusals: Sequence[Refusal]


def read_by_rules(document: Document, key: str) -> RuledReading:
    """Read an article; `key` names it in the ids of its rows."""
    counts, refusals = read_counts(document)
    events = [_event_row(document, key, event) for event in find_events(document)]
    numbers = [(_identify_count(key, count), count) for count in counts]
    rows = [_count_row(document, name, count) for name, count in numbers]
    return RuledReading(
        [{**row, "event_id": find_event(row, events)} for row in rows],
        list(_comparison_rows(numbers)),
        events,
        refusals,
    )


def _identify_count(key: str, count: Count) -> str:
    told = (count.measure, count.group, count.aggregation, count.period.start, count.period.end)
    return content_hash(key, count.span.start, count.span.end, *told)


def _sentence_of(document: Document, span: Span) -> tuple[int, int]:
    """Where the sentence of a span begins and ends."""
    started = within(document.sentences, 0, span.start + 1)
    return (started[-1].start, started[-1].end) if started else (span.start, span.end)


def _count_row(document: Document, count_id: str, count: Count) -> Row:
    return {
        "count_id": count_id,
        "start": count.span.start,
        "end": count.span.end,
        "sentence": _sentence_of(document, count.span),
        **{name: getattr(count, name) for name in ("value", "low", "high", "bound", "approximator", "unit")},
        **{name: getattr(count, name) for name in ("measure", "aggregation", "rate_per", "hours", "group")},
        "period_start": count.period.start,
        "period_end": count.period.end,
        "origin": count.direction.origin,
        "destination": count.direction.destination,
        "border": count.direction.border,
        **{name: getattr(count, name) for name in ("place", "source", "modality", "rule")},
    }


def _comparison_rows(counts: Iterable[tuple[str, Count]]) -> Iterable[Row]:
    for count_id, count in counts:
        if (told := count.comparison) is None:
            continue
        yield {
            "count_id": count_id,
            "start": told.span.start,
            "end": told.span.end,
            **{name: getattr(told, name) for name in ("relation", "factor", "bound", "ref_measure")},
            "ref_period_start": told.ref_period.start,
            "ref_period_end": told.ref_period.end,
            **{name: getattr(told, name) for name in ("ref_value", "implied_low", "implied_high")},
        }


def _event_row(document: Document, key: str, event: Event) -> Row:
    names = ("type", "plover", "date_start", "date_end", "precision", "actor", "target", "place", "border")
    return {
        "event_id": event.identify(key),
        "start": event.span.start,
        "end": event.span.end,
        "sentence": _sentence_of(document, event.span),
        **{name: getattr(event, name) for name in (*names, "status", "source", "rule")},
    }
