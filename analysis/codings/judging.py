"""Whether each row that was read is right, beside how sure the reader was of it."""

from collections.abc import Iterable, Mapping, Sequence

from analysis.codings.format import CodedRow, Coding
from analysis.codings.grading import (
    CLAIM_FIELDS,
    DATED_FIELDS,
    count_weight,
    event_weight,
    field_is_right,
    intervals_agree,
    overlap,
    pair_rows,
    values_agree,
)

COMPARED = ("relation", "factor", "ref_measure", "ref_period_start", "ref_period_end")
Judged = dict[str, list[tuple[float, bool]]]


def judge_rows(gold: Mapping[str, Coding], found: Mapping[str, Coding]) -> Judged:
    """By kind of row, the confidence of each and whether it is right; optional rows are passed over.

    Counts are right at level claim, events at level dated, comparisons in all their fields.
    """
    judged: Judged = {"counts": [], "events": [], "comparisons": []}
    for key, coding in gold.items():
        if key in found and coding.complete:
            _judge_counts(coding.counts, found[key].counts, judged)
            _judge_events(coding.events, found[key].events, judged)
    return judged


def _judge_counts(gold: Sequence[CodedRow], found: Sequence[CodedRow], judged: Judged) -> None:
    claims = [row for row in found if row.fields["measure"] != "other"]
    pairs, _, surplus = pair_rows(gold, claims, count_weight)
    for i, j in pairs:
        if gold[i].optional:
            continue
        right = intervals_agree(gold[i], claims[j]) and _all_right(CLAIM_FIELDS, gold[i], claims[j])
        judged["counts"].append((claims[j].fields["confidence"], right))
        if told := claims[j].comparison:
            coded = gold[i].comparison or {}
            agree = all(values_agree(name, coded.get(name), told.get(name)) for name in COMPARED)
            judged["comparisons"].append((told["confidence"], bool(coded) and agree))
    judged["counts"] += [(claims[j].fields["confidence"], False) for j in surplus]


def _judge_events(gold: Sequence[CodedRow], found: Sequence[CodedRow], judged: Judged) -> None:
    pairs, _, surplus = pair_rows(gold, found, event_weight)
    judged["events"] += [
        (found[j].fields["confidence"], _all_right(DATED_FIELDS, gold[i], found[j]))
        for i, j in pairs
        if not gold[i].optional
    ]
    # A row on a clause that a coder need not have, or on one that tells the same again, is neither.
    free = [row for n, row in enumerate(gold) if row.optional or n in {i for i, _ in pairs}]
    judged["events"] += [
        (found[j].fields["confidence"], False)
        for j in surplus
        if not any(
            min(s[1], found[j].span[1]) > max(s[0], found[j].span[0]) for row in free for s in row.spans
        )
    ]


def _all_right(names: Iterable[str], gold: CodedRow, found: CodedRow) -> bool:
    return all(field_is_right(name, gold, found) for name in names)
