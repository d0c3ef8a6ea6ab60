"""Headlines: a number that the body tells again takes its meaning from there."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.counts.lines import Draft
from analysis.counts.values import Count


def echo_headings(drafts: list[Draft]) -> Iterator[Count]:
    """Counts, where a heading's number without a measure takes all from the sentence that repeats it."""
    for n, draft in enumerate(drafts):
        count = draft.count
        if draft.line.sentence.kind == "heading":
            body = (
                d.count for d in drafts[n + 1 :] if d.line.sentence.kind != "heading" and _repeats(d, draft)
            )
            told = next(body, None)
            if told is not None:
                count = replace(
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
        yield count


def _repeats(body: Draft, heading: Draft) -> bool:
    """Whether a sentence of the body gives the heading's number again, exactly or rounded."""
    told, said = body.count, heading.count
    if told.measure == "other" or (told.unit != said.unit and said.unit != "other"):
        return False
    if said.value is not None and said.bound == "exact":
        return told.value == said.value
    low, high = said.low or 0.0, said.high or (said.value or 0.0) * 1.15
    return told.value is not None and low <= told.value <= high
