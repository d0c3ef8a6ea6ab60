"""Headlines: a number that the body tells again takes its meaning from there."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.counts.lines import Draft
from analysis.counts.values import Count


def echo_headings(drafts: list[Draft]) -> Iterator[Count]:
    """Counts, where a heading's number takes all from what repeats it below, or its day from the lead."""
    lead = next((d for d in drafts if d.line.is_news and d.line.sentence.kind == "prose" and d.dated), None)
    for n, draft in enumerate(drafts):
        if draft.line.sentence.kind != "heading":
            yield draft.count
            continue
        told = next((d.count for d in drafts[n + 1 :] if _repeats(d, draft)), None)
        yield _take_all(draft.count, told) if told is not None else _take_day(draft, lead)


def _take_all(count: Count, told: Count) -> Count:
    return replace(
        count,
        measure=told.measure,
        unit=told.unit,
        aggregation=told.aggregation,
        period=told.period,
        hours=told.hours,
        direction=told.direction,
        group=count.group or told.group,
        rule=f"{told.rule}+heading",
    )


def _take_day(draft: Draft, lead: Draft | None) -> Count:
    """A flow without a date of its own in a heading happened when the lead's did."""
    flow = draft.count.aggregation == "period" and draft.count.modality == "reported"
    if lead is None or draft.dated or not flow or lead.count.aggregation != "period":
        return draft.count
    return replace(draft.count, period=lead.count.period, hours=lead.count.hours)


def _repeats(body: Draft, heading: Draft) -> bool:
    """Whether a sentence of the body gives the heading's number again, exactly or rounded."""
    told, said = body.count, heading.count
    if body.line.sentence.kind == "heading":
        return False
    if told.measure == "other" or (told.unit != said.unit and said.unit != "other"):
        return False
    if said.value is not None and said.bound == "exact":
        return told.value == said.value
    low, high = said.low or 0.0, said.high or (said.value or 0.0) * 1.15
    return told.value is not None and low <= told.value <= high
