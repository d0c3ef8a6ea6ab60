"""When two coded values agree, and which rows of two codings are about the same words.

The conventions are those of the codebook: close numbers, overlapping spans, names by their words.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from analysis.evaluation.coding import Row, Span

CLAIM_FIELDS = ("measure", "bound", "aggregation", "period_start", "period_end")
FULL_FIELDS = ("unit", "origin", "destination", "group", "source", "modality")
DATED_FIELDS = ("date_start", "date_end", "status")
ACTOR_FIELDS = ("actor", "target")
COMPARISON_FIELDS = ("relation", "factor", "ref_measure", "ref_period_start", "ref_period_end")
NAMES = ("source", "place")
COUNTRY_SETS = ("origin", "destination", "actor", "target")
SMALL_WORDS = ("the", "of", "s", "a")
# A found quantity may take in this many characters more than the coded one.
SURPLUS = 40
EXACT, ROUNDED = 1e-6, 0.005

Pairs = list[tuple[int, int]]


def values_agree(field: str, left: Any, right: Any) -> bool:
    """Whether two values of one field mean the same."""
    left, right = _clean(left), _clean(right)
    if field == "factor":
        return is_close(left, right, ROUNDED)
    if left is None or right is None:
        return left is right
    if field.endswith(("_start", "_end")) or field == "published":
        return str(left)[:10] == str(right)[:10]
    if field in NAMES:
        return names_agree(left, right)
    if field in COUNTRY_SETS:
        return set(left.upper().split("+")) == set(right.upper().split("+"))
    return str(left).lower() == str(right).lower()


def _clean(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def names_agree(coded: str, found: str) -> bool:
    """Whether half the words of the shorter name are shared, and the found name is not much longer."""
    left, right = _words(coded), _words(found)
    shared = len(set(left) & set(right))
    return len(right) <= len(left) + 6 and shared / max(1, min(len(set(left)), len(set(right)))) >= 0.5


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"\w+", name.lower()) if word not in SMALL_WORDS]


def is_close(left: float | None, right: float | None, tolerance: float) -> bool:
    """Whether two numbers differ by no more than that share of the greater one; null is close to null."""
    if left is None or right is None:
        return left is right
    return abs(float(left) - float(right)) <= tolerance * max(abs(float(left)), abs(float(right)), 1e-9)


def field_is_right(field: str, gold: Row, found: Row) -> bool:
    """Whether the found row has the coded value of a field, or a second coder's."""
    value = found.fields.get(field)
    if values_agree(field, gold.fields.get(field), value):
        return True
    return field in gold.alternatives and values_agree(field, gold.alternatives[field], value)


def intervals_agree(gold: Row, found: Row) -> bool:
    """Whether low and high are the coded ones, but for rounding."""
    return all(
        is_close(gold.fields[end], found.fields.get(end), ROUNDED)
        or (end in gold.alternatives and is_close(gold.alternatives[end], found.fields.get(end), ROUNDED))
        for end in ("low", "high")
    )


def numbers_agree(gold: Row, found: Row) -> bool:
    """Whether the number is the coded one; where only an interval is coded, whether that is."""
    if gold.fields["value"] is None:
        return intervals_agree(gold, found)
    in_miles = gold.fields.get("unit") == "km" and "mile" in gold.fields["quote"].lower()
    return is_close(gold.fields["value"], found.fields.get("value"), ROUNDED if in_miles else EXACT)


def overlap(left: Span, right: Span) -> int:
    """Number of shared characters; zero or less when there are none."""
    return min(left[1], right[1]) - max(left[0], right[0])


def _length(span: Span) -> int:
    return span[1] - span[0]


def count_weight(gold: Row, found: Row) -> float:
    """How well two counts fit each other; 0 when they are not about the same words."""
    shared = overlap(gold.span, found.span)
    if shared <= 0 or _length(found.span) > _length(gold.span) + SURPLUS:
        return 0
    right = sum(field_is_right(name, gold, found) for name in CLAIM_FIELDS)
    return 1 + 4 * numbers_agree(gold, found) + right / 10 + shared / 1e4


def event_overlap(gold: Span, found: Span) -> float:
    """Share of the longer span that both have; 0 below half of the shorter, or where found is far longer."""
    shared = overlap(gold, found)
    too_long = _length(found) > max(3 * _length(gold), 240)
    if shared <= 0 or too_long or 2 * shared < min(_length(gold), _length(found)):
        return 0
    return shared / max(_length(gold), _length(found))


def event_weight(gold: Row, found: Row) -> float:
    """How well two events fit each other; 0 when type or words differ."""
    shared = max(event_overlap(span, found.span) for span in gold.spans)
    if shared <= 0 or _clean(gold.fields["type"]) != _clean(found.fields.get("type")):
        return 0
    return 1 + shared + sum(field_is_right(name, gold, found) for name in DATED_FIELDS + ACTOR_FIELDS) / 5


def pair_rows(
    gold: Sequence[Row], found: Sequence[Row], weight: Callable[[Row, Row], float]
) -> tuple[Pairs, list[int], list[int]]:
    """Pair rows one to one, best fit first: pairs, gold rows left over, found rows left over."""
    fits = [(weight(g, f), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    pairs: Pairs = []
    free_gold, free_found = set(range(len(gold))), set(range(len(found)))
    for fit, i, j in sorted(fits, reverse=True):
        if fit > 0 and -i in free_gold and -j in free_found:
            free_gold.remove(-i)
            free_found.remove(-j)
            pairs.append((-i, -j))
    return pairs, sorted(free_gold), sorted(free_found)
