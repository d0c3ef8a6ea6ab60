"""Grading one article: hits, false alarms and misses on every level, and each disagreement on record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from analysis.evaluation.coding import Coding, Row
from analysis.evaluation.matching import (
    ACTOR_FIELDS,
    CLAIM_FIELDS,
    COMPARISON_FIELDS,
    DATED_FIELDS,
    FULL_FIELDS,
    count_weight,
    event_overlap,
    event_weight,
    field_is_right,
    intervals_agree,
    numbers_agree,
    overlap,
    pair_rows,
    values_agree,
)

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
        return (
            self.tallies.get((name, "hit"), 0),
            self.tallies.get((name, "false_alarm"), 0),
            self.tallies.get((name, "miss"), 0),
        )

    def add(self, levels: Iterable[str], outcome: Outcome) -> None:
        """Tally one outcome on each of the levels."""
        for level in levels:
            self.tallies[level, outcome] = self.tallies.get((level, outcome), 0) + 1

    def add_levels(self, levels: Sequence[str], needs: Sequence[Sequence[str]], wrong: Sequence[str]) -> None:
        """Tally a pair of rows: a hit where no wrong field is needed, else a false alarm and a miss."""
        for level, needed in zip(levels, needs, strict=True):
            if set(needed) & set(wrong):
                self.add([level], "false_alarm")
                self.add([level], "miss")
            else:
                self.add([level], "hit")

    def add_field(self, name: str, right: bool) -> bool:
        """Tally one compared field; gives back whether it was right."""
        good, n = self.fields.get(name, (0, 0))
        self.fields[name] = (good + right, n + 1)
        return right

    def note(self, table: Any, kind: Kind, row: Row, *differences: Any) -> None:
        """Put a disagreement on record."""
        start, end = row.span
        quote = str(row.fields.get("quote"))
        self.disagreements.append(Disagreement(self.article_id, table, kind, quote, start, end, *differences))


def grade_article(gold: Coding, found: Coding) -> Grade:
    """Compare what was found in one article with what was coded."""
    grade = Grade(gold.article_id)
    right = values_agree("published", gold.published, found.published)
    grade.add(["published"], "hit" if right else "miss")
    _grade_counts(grade, gold.counts, found.counts)
    _grade_events(grade, gold.events, found.events)
    return grade


def _is_other(row: Row) -> bool:
    return row.fields.get("measure") in ("other", None)


def _grade_counts(grade: Grade, gold: Sequence[Row], found: Sequence[Row]) -> None:
    pairs, missed, surplus = pair_rows(gold, found, count_weight)
    for i, j in pairs:
        if gold[i].optional or _is_other(gold[i]):
            _grade_uncounted(grade, gold[i], found[j])
        else:
            _grade_count(grade, gold[i], found[j])
            _grade_comparison(grade, gold[i], found[j])
    for i in missed:
        _grade_missed_count(grade, gold[i])
    for j in surplus:
        if not _is_other(found[j]):
            grade.add(COUNT_LEVELS, "false_alarm")
            grade.note("counts", "not in gold", found[j], "measure", None, found[j].fields.get("measure"))
            if found[j].comparison:
                grade.add(["comparison"], "false_alarm")


def _grade_uncounted(grade: Grade, gold: Row, found: Row) -> None:
    """A pair that gold does not require: only a measure where gold has none is held against it."""
    if not gold.optional and not _is_other(found):
        grade.add(("claim", "full"), "false_alarm")
        grade.note("counts", "wrong", gold, "measure", "other", found.fields.get("measure"))


def _grade_count(grade: Grade, gold: Row, found: Row) -> None:
    wrong = []
    for name, right in (("number", numbers_agree(gold, found)), ("interval", intervals_agree(gold, found))):
        if not grade.add_field(name, right):
            wrong.append(name)
            grade.note("counts", "wrong", gold, name, _number_words(gold), _number_words(found))
    wrong += _grade_fields(grade, gold, found, "counts", CLAIM_FIELDS + FULL_FIELDS)
    # A quantity that was found but left without a measure is not yet a claim.
    mention = ("number", "measure") if _is_other(found) else ("number",)
    grade.add_levels(COUNT_LEVELS, (mention, *COUNT_NEEDS[1:]), wrong)


def _number_words(row: Row) -> str:
    value, low, high = (row.fields.get(name) for name in ("value", "low", "high"))
    return f"{value} [{low}, {high}]"


def _grade_fields(
    grade: Grade, gold: Row, found: Row, table: Literal["counts", "events"], names: Sequence[str]
) -> list[str]:
    """Compare the fields of a pair; the names of those that are wrong."""
    prefix = "event." if table == "events" else ""
    wrong = []
    for name in names:
        if not grade.add_field(prefix + name, field_is_right(name, gold, found)):
            wrong.append(name)
            grade.note(table, "wrong", gold, name, gold.fields.get(name), found.fields.get(name))
    return wrong


def _grade_comparison(grade: Grade, gold: Row, found: Row) -> None:
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
    wrong = [name for name in COMPARISON_FIELDS if not values_agree(name, coded.get(name), got.get(name))]
    grade.add_levels(["comparison"], [COMPARISON_FIELDS], wrong)
    for name in wrong:
        grade.note("comparisons", "wrong", gold, name, coded.get(name), got.get(name))


def _grade_missed_count(grade: Grade, gold: Row) -> None:
    if gold.optional or _is_other(gold):
        return
    grade.add(COUNT_LEVELS, "miss")
    grade.note("counts", "missed", gold, "measure", gold.fields.get("measure"))
    if gold.comparison:
        grade.add(["comparison"], "miss")


def _grade_events(grade: Grade, gold: Sequence[Row], found: Sequence[Row]) -> None:
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
        if not any(_excuses(row, i in matched, found[j]) for i, row in enumerate(gold)):
            grade.add(EVENT_LEVELS, "false_alarm")
            grade.note("events", "not in gold", found[j], "type", None, found[j].fields.get("type"))


def _excuses(gold: Row, matched: bool, surplus: Row) -> bool:
    """Whether a coded event explains a surplus one: it is optional, or other clauses tell it as well."""
    if gold.optional and any(overlap(span, surplus.span) > 0 for span in gold.spans):
        return True
    same_type = gold.fields["type"] == surplus.fields.get("type")
    retold = len(gold.spans) > 1 and any(event_overlap(span, surplus.span) > 0 for span in gold.spans)
    return matched and same_type and retold
