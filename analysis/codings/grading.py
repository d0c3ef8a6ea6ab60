"""Grading one article: which rows of two codings are about the same words, and in what they differ.

The conventions are those of the codebook: close numbers, overlapping spans, names by their words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from analysis.codings.format import CodedRow, Coding, Span, TableName
from analysis.meaning.candidates import name_words, share_words

CLAIM_FIELDS = ("measure", "bound", "aggregation", "period_start", "period_end")
FULL_FIELDS = ("unit", "origin", "destination", "group", "source", "modality")
DATED_FIELDS = ("date_start", "date_end", "status")
ACTOR_FIELDS = ("actor", "target")
COMPARED_FIELDS = ("relation", "factor", "ref_measure", "ref_period_start", "ref_period_end")
NAMES = ("source", "place")
COUNTRY_SETS = ("origin", "destination", "actor", "target")
LONGER = 6  # words that a found name may have more than the coded one
# A found quantity may take in this many characters more than the coded one.
SURPLUS = 40
EXACT, ROUNDED = 1e-6, 0.005

Pairs = list[tuple[int, int]]
# By kind of row, how sure the reader was of each, and whether it is right.
Judged = dict[str, list[tuple[float, bool]]]
COUNT_LEVELS = ("mention", "claim", "full")
EVENT_LEVELS = ("typed", "dated", "event_full")
LEVELS = (*COUNT_LEVELS, "comparison", *EVENT_LEVELS, "published")
# The fields that must be right for each level.
COUNT_NEEDS = (
    ("number",),
    ("number", "interval", *CLAIM_FIELDS),
    ("number", "interval", *CLAIM_FIELDS, *FULL_FIELDS),
)
EVENT_NEEDS: tuple[tuple[str, ...], ...] = ((), DATED_FIELDS, DATED_FIELDS + ACTOR_FIELDS)
Outcome = Literal["hit", "false_alarm", "miss"]
Kind = Literal["missed", "not in gold", "wrong"]


def values_agree(field: str, left: Any, right: Any) -> bool:
    """Whether two values of one field mean the same."""
    left, right = _clean(left), _clean(right)
    if field in ("factor", "low", "high"):
        return is_close(left, right, ROUNDED)
    if left is None or right is None:
        return left is right
    if field.endswith(("_start", "_end")) or field == "published":
        return str(left)[:10] == str(right)[:10]
    if field in NAMES:
        return share_words(left, right) and len(name_words(right)) <= len(name_words(left)) + LONGER
    if field in COUNTRY_SETS:
        return set(left.upper().split("+")) == set(right.upper().split("+"))
    return str(left).lower() == str(right).lower()


def _clean(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def is_close(left: float | None, right: float | None, tolerance: float) -> bool:
    """Whether two numbers differ by no more than that share of the greater one; null is close to null."""
    if left is None or right is None:
        return left is right
    return abs(float(left) - float(right)) <= tolerance * max(abs(float(left)), abs(float(right)), 1e-9)


def field_is_right(field: str, gold: CodedRow, found: CodedRow) -> bool:
    """Whether the found row has the coded value of a field, or a second coder's."""
    value = found.fields.get(field)
    if values_agree(field, gold.fields.get(field), value):
        return True
    return field in gold.alternatives and values_agree(field, gold.alternatives[field], value)


def intervals_agree(gold: CodedRow, found: CodedRow) -> bool:
    """Whether low and high are the coded ones, but for rounding."""
    return field_is_right("low", gold, found) and field_is_right("high", gold, found)


def numbers_agree(gold: CodedRow, found: CodedRow) -> bool:
    """Whether the number is the coded one; where only an interval is coded, whether that is."""
    if gold.fields["value"] is None:
        return intervals_agree(gold, found)
    in_miles = gold.fields.get("unit") == "km" and "mile" in (gold.fields["quote"] or "").lower()
    return is_close(gold.fields["value"], found.fields.get("value"), ROUNDED if in_miles else EXACT)


def overlap(left: Span, right: Span) -> int:
    """Number of shared characters; zero or less when there are none."""
    return min(left[1], right[1]) - max(left[0], right[0])


def _length(span: Span) -> int:
    return span[1] - span[0]


def count_weight(gold: CodedRow, found: CodedRow) -> float:
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


def event_weight(gold: CodedRow, found: CodedRow) -> float:
    """How well two events fit each other; 0 when type or words differ."""
    shared = max(event_overlap(span, found.span) for span in gold.spans)
    if shared <= 0 or _clean(gold.fields["type"]) != _clean(found.fields.get("type")):
        return 0
    return 1 + shared + sum(field_is_right(name, gold, found) for name in DATED_FIELDS + ACTOR_FIELDS) / 5


def pair_rows(
    gold: Sequence[CodedRow], found: Sequence[CodedRow], weight: Callable[[CodedRow, CodedRow], float]
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


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One miss, false alarm or wrong field, with the words that it is about."""

    article_id: str
    table: Literal["counts", "comparisons", "events"]
    kind: Kind
    quote: str
    start: int
    end: int
    field: str | None = None
    coded: str | None = None
    found: str | None = None


@dataclass(slots=True)
class Grade:
    """The tallies of one article."""

    article_id: str
    tallies: dict[tuple[str, Outcome], int] = field(default_factory=dict)
    fields: dict[str, tuple[int, int]] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)

    def level(self, name: str) -> tuple[int, int, int]:
        """Hits, false alarms and misses on one level."""
        hits, false_alarms, misses = (self.tallies.get((name, o), 0) for o in get_args(Outcome))
        return hits, false_alarms, misses

    def add(self, levels: Iterable[str], outcome: Outcome) -> None:
        """Tally one outcome on each of the levels."""
        for level in levels:
            self.tallies[level, outcome] = self.tallies.get((level, outcome), 0) + 1

    def add_levels(self, levels: Sequence[str], needs: Sequence[Sequence[str]], wrong: Sequence[str]) -> None:
        """Tally a pair of rows: a hit where no wrong field is needed, else a false alarm and a miss."""
        for level, needed in zip(levels, needs, strict=True):
            for outcome in ("false_alarm", "miss") if set(needed) & set(wrong) else ("hit",):
                self.add([level], outcome)

    def add_field(self, name: str, right: bool) -> bool:
        """Tally one compared field; gives back whether it was right."""
        good, n = self.fields.get(name, (0, 0))
        self.fields[name] = (good + right, n + 1)
        return right

    def note(self, table: Any, kind: Kind, row: CodedRow, *differences: Any) -> None:
        """Put a disagreement on record."""
        start, end = row.span
        quote = str(row.fields.get("quote"))
        self.disagreements.append(Disagreement(self.article_id, table, kind, quote, start, end, *differences))


def grade_article(gold: Coding, found: Coding) -> Grade:
    """Compare what was found in one article with what was coded."""
    grade = Grade(gold.article_id)
    right = values_agree("published", gold.published, found.published)
    grade.add(["published"], "hit" if right else "miss")
    _grade_counts(grade, gold, found.counts)
    _grade_events(grade, gold, found.events)
    return grade


def compare_rows(
    table: TableName, first: Sequence[CodedRow], second: Sequence[CodedRow]
) -> list[tuple[CodedRow | None, CodedRow | None, tuple[str, ...]]]:
    """The rows of two codings side by side, each pair with the fields in which it differs; None for a row that one lacks.

    A number that differs brings `value`, `low`, `high` and `bound`.
    """
    counts = table == "counts"
    pairs, one, other = pair_rows(first, second, count_weight if counts else event_weight)
    names = CLAIM_FIELDS + FULL_FIELDS if counts else DATED_FIELDS + ACTOR_FIELDS
    compared: list[tuple[CodedRow | None, CodedRow | None, tuple[str, ...]]] = []
    for i, j in sorted(pairs):
        row, rival = first[i], second[j]
        wrong = [name for name in names if not values_agree(name, row.fields[name], rival.fields[name])]
        if counts and ("bound" in wrong or not (numbers_agree(row, rival) and intervals_agree(row, rival))):
            wrong += [name for name in ("value", "low", "high", "bound") if name not in wrong]
        compared.append((row, rival, tuple(wrong)))
    return [*compared, *((first[i], None, ()) for i in one), *((None, second[j], ()) for j in other)]


def _is_settled(gold: Coding, table: TableName, found: CodedRow) -> bool:
    """Whether gold says that there is nothing at these words: it is complete, or a person rejected them."""
    return gold.complete or any(
        refusal.table == table and overlap(refusal.span, found.span) > 0 for refusal in gold.rejected
    )


def _is_other(row: CodedRow) -> bool:
    return row.fields.get("measure") in ("other", None)


def _grade_counts(grade: Grade, coding: Coding, found: Sequence[CodedRow]) -> None:
    gold = coding.counts
    pairs, missed, surplus = pair_rows(gold, found, count_weight)
    for i, j in pairs:
        if gold[i].optional or _is_other(gold[i]):
            _grade_uncounted(grade, gold[i], found[j])
        else:
            _grade_count(grade, gold[i], found[j])
            _grade_comparison(grade, gold[i], found[j])
    for row in (gold[i] for i in missed if not (gold[i].optional or _is_other(gold[i]))):
        grade.add((*COUNT_LEVELS, "comparison") if row.comparison else COUNT_LEVELS, "miss")
        grade.note("counts", "missed", row, "measure", row.fields.get("measure"))
    for row in (found[j] for j in surplus):
        if not _is_other(row) and _is_settled(coding, "counts", row):
            grade.add((*COUNT_LEVELS, "comparison") if row.comparison else COUNT_LEVELS, "false_alarm")
            grade.note("counts", "not in gold", row, "measure", None, row.fields.get("measure"))


def _grade_uncounted(grade: Grade, gold: CodedRow, found: CodedRow) -> None:
    """A pair that gold does not require: only a measure where gold has none is held against it."""
    if not gold.optional and not _is_other(found):
        grade.add(("claim", "full"), "false_alarm")
        grade.note("counts", "wrong", gold, "measure", "other", found.fields.get("measure"))


def _grade_count(grade: Grade, gold: CodedRow, found: CodedRow) -> None:
    wrong = []
    for name, right in (("number", numbers_agree(gold, found)), ("interval", intervals_agree(gold, found))):
        if not grade.add_field(name, right):
            wrong.append(name)
            grade.note("counts", "wrong", gold, name, _number_words(gold), _number_words(found))
    wrong += _grade_fields(grade, gold, found, "counts", CLAIM_FIELDS + FULL_FIELDS)
    # A quantity that was found but left without a measure is not yet a claim.
    mention = ("number", "measure") if _is_other(found) else ("number",)
    grade.add_levels(COUNT_LEVELS, (mention, *COUNT_NEEDS[1:]), wrong)


def _number_words(row: CodedRow) -> str:
    value, low, high = (row.fields.get(name) for name in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _grade_fields(
    grade: Grade, gold: CodedRow, found: CodedRow, table: Literal["counts", "events"], names: Sequence[str]
) -> list[str]:
    """Compare the fields of a pair; the names of those that are wrong."""
    prefix = "event." if table == "events" else ""
    wrong = []
    for name in names:
        if not grade.add_field(prefix + name, field_is_right(name, gold, found)):
            wrong.append(name)
            grade.note(table, "wrong", gold, name, gold.fields.get(name), found.fields.get(name))
    return wrong


def _grade_comparison(grade: Grade, gold: CodedRow, found: CodedRow) -> None:
    coded, got = gold.comparison, found.comparison
    if coded is None:
        if got:
            grade.add(["comparison"], "false_alarm")
            grade.note("comparisons", "not in gold", found, "relation", None, got.get("relation"))
        return
    if got is None:
        grade.add(["comparison"], "miss")
        grade.note("comparisons", "missed", gold, "relation", coded.get("relation"))
        return
    wrong = [name for name in COMPARED_FIELDS if not values_agree(name, coded.get(name), got.get(name))]
    grade.add_levels(["comparison"], [COMPARED_FIELDS], wrong)
    for name in wrong:
        grade.note("comparisons", "wrong", gold, name, coded.get(name), got.get(name))


def _grade_events(grade: Grade, coding: Coding, found: Sequence[CodedRow]) -> None:
    gold = coding.events
    pairs, missed, surplus = pair_rows(gold, found, event_weight)
    for i, j in pairs:
        if not gold[i].optional:
            wrong = _grade_fields(grade, gold[i], found[j], "events", DATED_FIELDS + ACTOR_FIELDS)
            for name in ("precision", "place", "source"):
                grade.add_field(f"event.{name}", field_is_right(name, gold[i], found[j]))
            grade.add_levels(EVENT_LEVELS, EVENT_NEEDS, wrong)
    for i in missed:
        if not gold[i].optional:
            grade.add(EVENT_LEVELS, "miss")
            grade.note("events", "missed", gold[i], "type", gold[i].fields["type"])
    matched = {i for i, _ in pairs}
    for j in surplus:
        excused = any(_excuses(row, i in matched, found[j]) for i, row in enumerate(gold))
        if not excused and _is_settled(coding, "events", found[j]):
            grade.add(EVENT_LEVELS, "false_alarm")
            grade.note("events", "not in gold", found[j], "type", None, found[j].fields.get("type"))


def _excuses(gold: CodedRow, matched: bool, surplus: CodedRow) -> bool:
    """Whether a coded event explains a surplus one: it is optional, or other clauses tell it as well."""
    if gold.optional and any(overlap(span, surplus.span) > 0 for span in gold.spans):
        return True
    same_type = gold.fields["type"] == surplus.fields.get("type")
    retold = len(gold.spans) > 1 and any(event_overlap(span, surplus.span) > 0 for span in gold.spans)
    return matched and same_type and retold


def judge_rows(gold: Mapping[str, Coding], found: Mapping[str, Coding]) -> Judged:
    """Whether each row that was read is right, beside its confidence; optional rows are passed over.

    Counts are right at level claim, events at level dated, comparisons in all their fields.
    """
    judged: Judged = {"counts": [], "events": [], "comparisons": []}
    for key, coding in gold.items():
        if key in found and coding.complete:
            _judge_counts(judged, coding.counts, found[key].counts)
            _judge_events(judged["events"], coding.events, found[key].events)
    return judged


def _judge_counts(judged: Judged, gold: Sequence[CodedRow], found: Sequence[CodedRow]) -> None:
    claims = [row for row in found if row.fields["measure"] != "other"]
    pairs, _, surplus = pair_rows(gold, claims, count_weight)
    for coded, claim in ((gold[i], claims[j]) for i, j in pairs if not gold[i].optional):
        right = intervals_agree(coded, claim) and all(field_is_right(n, coded, claim) for n in CLAIM_FIELDS)
        judged["counts"].append((claim.fields["confidence"], right))
        if told := claim.comparison:
            known = coded.comparison or {}
            agree = bool(known) and all(values_agree(n, known.get(n), told.get(n)) for n in COMPARED_FIELDS)
            judged["comparisons"].append((told["confidence"], agree))
    judged["counts"] += [(claims[j].fields["confidence"], False) for j in surplus]


def _judge_events(
    judged: list[tuple[float, bool]], gold: Sequence[CodedRow], found: Sequence[CodedRow]
) -> None:
    pairs, _, surplus = pair_rows(gold, found, event_weight)
    for coded, event in ((gold[i], found[j]) for i, j in pairs if not gold[i].optional):
        right = all(field_is_right(name, coded, event) for name in DATED_FIELDS)
        judged.append((event.fields["confidence"], right))
    # A row on a clause that a coder need not have, or on one that tells the same again, is neither.
    matched = {i for i, _ in pairs}
    free = [span for n, row in enumerate(gold) if row.optional or n in matched for span in row.spans]
    for event in (found[j] for j in surplus):
        if all(overlap(span, event.span) <= 0 for span in free):
            judged.append((event.fields["confidence"], False))
