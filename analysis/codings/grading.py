"""Grading one article: which rows of two codings are about the same words, and in what they differ.

The conventions are those of the codebook: close numbers, overlapping spans, names by their words.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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

Kind = Literal["counts", "comparisons", "events"]
# Which fields must be right for each level. A number without a measure is not even found.
NEEDS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "counts": {
        "mention": ("number", "unread"),
        "claim": ("number", "interval", *CLAIM_FIELDS),
        "full": ("number", "interval", *CLAIM_FIELDS, *FULL_FIELDS),
    },
    "comparisons": {"comparison": COMPARED_FIELDS},
    "events": {"typed": (), "dated": DATED_FIELDS, "event_full": DATED_FIELDS + ACTOR_FIELDS},
}
LEVELS = (*(level for levels in NEEDS.values() for level in levels), "published")
# What is compared, whether or not a level needs it.
COMPARED: dict[Kind, tuple[str, ...]] = {
    "counts": NEEDS["counts"]["full"],
    "comparisons": COMPARED_FIELDS,
    "events": DATED_FIELDS + ACTOR_FIELDS + ("precision", "place", "source"),
}
LABELS: dict[Kind, str] = {"counts": "measure", "comparisons": "relation", "events": "type"}

Pairs = list[tuple[int, int]]
# By kind of row, how sure the reader was of each, and whether it is right.
Judged = dict[Kind, list[tuple[float, bool]]]
Outcome = Literal["hit", "false_alarm", "miss"]


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
class Match:
    """A coded row, a found one, or two about the same words with the compared fields in which they differ."""

    kind: Kind
    gold: CodedRow | None
    found: CodedRow | None
    wrong: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """The wrong fields that a level needs."""
        needed = max(NEEDS[self.kind].values(), key=len)
        return tuple(name for name in self.wrong if name in needed)

    def reaches(self, level: str) -> bool:
        """Whether both rows are there and agree in all that a level needs."""
        needed = NEEDS[self.kind][level]
        return None not in (self.gold, self.found) and not any(name in needed for name in self.wrong)


def match_rows(kind: TableName, gold: Sequence[CodedRow], found: Sequence[CodedRow]) -> list[Match]:
    """The rows of two codings side by side: the pairs, best fit first, then those that only one has."""
    weight, compare = (count_weight, _compare_counts) if kind == "counts" else (event_weight, _compare_events)
    pairs, missed, surplus = pair_rows(gold, found, weight)
    return [
        *(Match(kind, gold[i], found[j], compare(gold[i], found[j])) for i, j in pairs),
        *(Match(kind, gold[i], None) for i in missed),
        *(Match(kind, None, found[j]) for j in surplus),
    ]


def _compare_counts(gold: CodedRow, found: CodedRow) -> tuple[str, ...]:
    right = {"number": numbers_agree(gold, found), "interval": intervals_agree(gold, found)}
    right |= {name: field_is_right(name, gold, found) for name in CLAIM_FIELDS + FULL_FIELDS}
    right["unread"] = not _is_other(found)
    return tuple(name for name in right if not right[name])


def _compare_events(gold: CodedRow, found: CodedRow) -> tuple[str, ...]:
    return tuple(name for name in COMPARED["events"] if not field_is_right(name, gold, found))


def match_comparisons(gold: CodedRow | None, found: CodedRow | None) -> Match | None:
    """What two rows are compared with, side by side; None where neither is compared with anything."""
    coded, told = (row.comparison if row else None for row in (gold, found))
    if coded and told:
        wrong = tuple(n for n in COMPARED_FIELDS if not values_agree(n, coded.get(n), told.get(n)))
        return Match("comparisons", gold, found, wrong)
    if coded or told:
        return Match("comparisons", gold if coded else None, found if told else None)
    return None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One miss, false alarm or wrong field, with the words that it is about."""

    article_id: str
    table: Kind
    kind: str  # missed, not in gold or wrong
    quote: str
    start: int
    end: int
    field: str
    coded: str | None
    found: str | None


@dataclass(slots=True)
class Grade:
    """The tallies of one article: per level and outcome, and per field right and wrong."""

    article_id: str
    tallies: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    fields: Counter[tuple[str, bool]] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)

    def level(self, name: str) -> tuple[int, int, int]:
        """Hits, false alarms and misses on one level."""
        return self.tallies[name, "hit"], self.tallies[name, "false_alarm"], self.tallies[name, "miss"]

    def add(self, match: Match | None) -> None:
        """Tally a match on the levels of its kind: one that fails a level is a false alarm and a miss."""
        if match is None:
            return
        levels = NEEDS[match.kind]
        for level in levels:
            if match.reaches(level):
                self.tallies[level, "hit"] += 1
            else:
                self.tallies[level, "false_alarm"] += match.found is not None
                self.tallies[level, "miss"] += match.gold is not None
        if match.gold is None or match.found is None:
            self.note(match, LABELS[match.kind])
            return
        for name in match.differing:
            self.note(match, name)
        prefix = "event." if match.kind == "events" else ""
        for name in COMPARED[match.kind] if match.kind != "comparisons" else ():
            self.fields[prefix + name, name not in match.wrong] += 1

    def note(self, match: Match, name: str) -> None:
        """Put a disagreement on one field on record."""
        row = match.gold or match.found
        assert row is not None
        what = "missed" if match.found is None else "not in gold" if match.gold is None else "wrong"
        values = (_show_value(match.kind, each, name) for each in (match.gold, match.found))
        quote = str(row.fields.get("quote"))
        self.disagreements.append(
            Disagreement(self.article_id, match.kind, what, quote, *row.span, name, *values)
        )


def _show_value(kind: Kind, row: CodedRow | None, name: str) -> Any:
    if row is None:
        return None
    if name in ("number", "interval"):
        value, low, high = (row.fields.get(part) for part in ("value", "low", "high"))
        return f"{value} [{low}, {high}]"
    return ((row.comparison or {}) if kind == "comparisons" else row.fields).get(name)


def grade_article(gold: Coding, found: Coding) -> Grade:
    """Compare what was found in one article with what was coded."""
    grade = Grade(gold.article_id)
    right = values_agree("published", gold.published, found.published)
    grade.tallies["published", "hit" if right else "miss"] += 1
    for match in match_rows("counts", gold.counts, found.counts):
        _grade_count(grade, gold, match)
    matches = match_rows("events", gold.events, found.events)
    for match in matches:
        if match.gold is None:
            assert match.found is not None
            excused = any(_excuses(other, match.found) for other in matches)
            if not excused and _is_settled(gold, "events", match.found):
                grade.add(match)
        elif not match.gold.optional:
            grade.add(match)
    return grade


def _grade_count(grade: Grade, coding: Coding, match: Match) -> None:
    gold, found = match.gold, match.found
    if gold is None:
        if found and not _is_other(found) and _is_settled(coding, "counts", found):
            grade.add(match)
            grade.add(match_comparisons(None, found))
    elif _is_other(gold) and not gold.optional:
        # Gold requires nothing here; only a measure where it has none is held against a find.
        if found and not _is_other(found):
            grade.tallies["claim", "false_alarm"] += 1
            grade.tallies["full", "false_alarm"] += 1
            grade.note(match, "measure")
    elif not gold.optional:
        grade.add(match)
        grade.add(match_comparisons(gold, found))


def _is_other(row: CodedRow) -> bool:
    return row.fields.get("measure") in ("other", None)


def _is_settled(gold: Coding, table: TableName, found: CodedRow) -> bool:
    """Whether gold says that there is nothing at these words: it is complete, or a person rejected them."""
    return gold.complete or any(
        refusal.table == table and overlap(refusal.span, found.span) > 0 for refusal in gold.rejected
    )


def _excuses(match: Match, surplus: CodedRow) -> bool:
    """Whether a coded event explains a surplus one: it is optional, or other clauses tell it as well."""
    gold = match.gold
    if gold is None:
        return False
    if gold.optional and any(overlap(span, surplus.span) > 0 for span in gold.spans):
        return True
    same_type = gold.fields["type"] == surplus.fields.get("type")
    retold = len(gold.spans) > 1 and any(event_overlap(span, surplus.span) > 0 for span in gold.spans)
    return match.found is not None and same_type and retold


def judge_rows(gold: Mapping[str, Coding], found: Mapping[str, Coding]) -> Judged:
    """Whether each row that was read is right, beside its confidence; optional rows are passed over.

    Counts are right at level claim, events at level dated, comparisons in all their fields.
    """
    judged: Judged = {"counts": [], "events": [], "comparisons": []}
    for key, coding in gold.items():
        if key in found and coding.complete:
            claims = [row for row in found[key].counts if not _is_other(row)]
            for match in match_rows("counts", coding.counts, claims):
                _judge_count(judged, match)
            _judge_events(judged["events"], match_rows("events", coding.events, found[key].events))
    return judged


def _judge_count(judged: Judged, match: Match) -> None:
    gold, found = match.gold, match.found
    if found is None or (gold and gold.optional):
        return
    judged["counts"].append((found.fields["confidence"], match.reaches("claim")))
    compared = match_comparisons(gold, found)
    if gold and compared and found.comparison:
        judged["comparisons"].append((found.comparison["confidence"], compared.reaches("comparison")))


def _judge_events(judged: list[tuple[float, bool]], matches: Sequence[Match]) -> None:
    # A row on a clause that a coder need not have, or on one that tells the same again, is neither.
    free = [span for m in matches if m.gold and (m.gold.optional or m.found) for span in m.gold.spans]
    for match in matches:
        gold, found = match.gold, match.found
        if found is None or (gold and gold.optional):
            continue
        if gold or all(overlap(span, found.span) <= 0 for span in free):
            judged.append((found.fields["confidence"], match.reaches("dated")))
