"""Which rows of two codings of an article are about the same words, and in what they differ.

The conventions are those of the codebook: close numbers, overlapping spans, names by their words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analysis.codings.format import EXACT, NOWHERE, ROUNDED, Coding, Row, Span, TableName, is_close
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
# What is compared, whether or not a level needs it.
COMPARED: dict[Kind, tuple[str, ...]] = {
    "counts": NEEDS["counts"]["full"],
    "comparisons": COMPARED_FIELDS,
    "events": DATED_FIELDS + ACTOR_FIELDS + ("precision", "place", "source"),
}
LABELS: dict[Kind, str] = {"counts": "measure", "comparisons": "relation", "events": "type"}


def values_agree(field: str, left: Any, right: Any) -> bool:
    """Whether two values of one field mean the same."""
    left, right = _clean(left), _clean(right)
    if field in ("factor", "low", "high"):
        return is_close(left, right)
    if left is None or right is None:
        return left is right
    if field.endswith(("_start", "_end")) or field == "published":
        return str(left)[:10] == str(right)[:10]
    if isinstance(left, list) or isinstance(right, list):  # offsets of words whose text is not at hand
        return isinstance(left, list) and isinstance(right, list) and overlap(left, right) > 0
    if field in NAMES:
        return share_words(left, right) and len(name_words(right)) <= len(name_words(left)) + LONGER
    if field in COUNTRY_SETS:
        return set(left.upper().split("+")) == set(right.upper().split("+"))
    return str(left).lower() == str(right).lower()


def _clean(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def field_is_right(field: str, gold: Row, found: Row) -> bool:
    """Whether the found row has the coded value of a field, or a second coder's.

    "number" is the value, or the interval where only that is coded; "unread" whether it was found at all.
    """
    if field == "unread":
        return not is_other(found)
    if field == "number" and gold["value"] is not None:
        in_miles = gold.get("unit") == "km" and "mile" in (gold["quote"] or "").lower()
        return is_close(gold["value"], found.get("value"), ROUNDED if in_miles else EXACT)
    if field in ("number", "interval"):
        return field_is_right("low", gold, found) and field_is_right("high", gold, found)
    second = {**gold, **gold.get("alt", {})}
    return any(values_agree(field, row.get(field), found.get(field)) for row in (gold, second))


def is_other(row: Row) -> bool:
    """Whether a count is of no measure: a number that claims nothing."""
    return row.get("measure") in ("other", None)


def overlap(left: Sequence[int], right: Sequence[int]) -> int:
    """Number of shared characters; zero or less when there are none."""
    return min(left[1], right[1]) - max(left[0], right[0])


def event_overlap(gold: Span, found: Span) -> float:
    """Share of the longer span that both have; 0 below half of the shorter, or where found is far longer."""
    shared, (short, long) = overlap(gold, found), sorted((_length(gold), _length(found)))
    too_long = _length(found) > max(3 * _length(gold), 240)
    return 0 if shared <= 0 or too_long or 2 * shared < short else shared / long


def _length(span: Span) -> int:
    return span[1] - span[0]


def _weigh_counts(gold: Row, found: Row) -> float:
    """How well two counts fit each other; 0 when they are not about the same words."""
    one, other = gold["spans"][0], found["spans"][0]
    shared = overlap(one, other)
    if shared <= 0 or _length(other) > _length(one) + SURPLUS:
        return 0
    right = sum(field_is_right(name, gold, found) for name in CLAIM_FIELDS)
    return 1 + 4 * field_is_right("number", gold, found) + right / 10 + shared / 1e4


def _weigh_events(gold: Row, found: Row) -> float:
    """How well two events fit each other; 0 when type or words differ."""
    shared = max(event_overlap(span, found["spans"][0]) for span in gold["spans"])
    if shared <= 0 or gold["type"] != found["type"]:
        return 0
    return 1 + shared + sum(field_is_right(name, gold, found) for name in DATED_FIELDS + ACTOR_FIELDS) / 5


def pair_rows(
    gold: Sequence[Any], found: Sequence[Any], weight: Callable[[Any, Any], float]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair rows one to one, best fit first: pairs, gold rows left over, found rows left over."""
    fits = [(weight(g, f), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    pairs: dict[int, int] = {}
    surplus = set(range(len(found)))
    for fit, i, j in sorted(fits, reverse=True):
        if fit > 0 and -i not in pairs and -j in surplus:
            pairs[-i] = -j
            surplus.remove(-j)
    return [*pairs.items()], [i for i in range(len(gold)) if i not in pairs], sorted(surplus)


@dataclass(frozen=True, slots=True)
class Match:
    """A coded row, a found one, or two about the same words with the compared fields in which they differ."""

    kind: Kind
    gold: Row | None
    found: Row | None
    wrong: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """The wrong fields that a level needs."""
        needed = max(NEEDS[self.kind].values(), key=len)
        return tuple(name for name in self.wrong if name in needed)

    @property
    def is_asked(self) -> bool:
        """Whether gold requires the row; of a number that it reads as nothing it requires none."""
        return self.gold is not None and not (self.kind == "counts" and is_other(self.gold))

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that it counts on; what gold reads as nothing is not to be found, nor left unfound."""
        levels = tuple(NEEDS[self.kind])
        return levels if self.is_asked or self.gold is None else levels[1:]

    def reaches(self, level: str) -> bool:
        """Whether both rows are there and agree in all that a level needs."""
        needed = NEEDS[self.kind][level]
        return None not in (self.gold, self.found) and not any(name in needed for name in self.wrong)


def match_rows(kind: TableName, gold: Sequence[Row], found: Sequence[Row]) -> list[Match]:
    """The rows of two codings side by side: the pairs, best fit first, then those that only one has."""
    pairs, missed, surplus = pair_rows(gold, found, _weigh_counts if kind == "counts" else _weigh_events)
    return [
        *(_compare(kind, gold[i], found[j]) for i, j in pairs),
        *(_compare(kind, gold[i], None) for i in missed),
        *(_compare(kind, None, found[j]) for j in surplus),
    ]


def _compare(kind: Kind, gold: Row | None, found: Row | None) -> Match:
    if gold is None or found is None:
        return Match(kind, gold, found)
    names = (*COMPARED[kind], "unread")
    return Match(kind, gold, found, tuple(name for name in names if not field_is_right(name, gold, found)))


def match_articles(gold: Coding, found: Coding) -> list[Match]:
    """All that counts for or against what was found in one article.

    What gold leaves free does not: optional rows, what a coding that is not complete is silent on, and an
    event of a clause that tells again what another tells.
    """
    matches = []
    for match in match_rows("counts", gold.counts, found.counts):
        if _is_held(match) and (match.gold or _is_settled(gold, match)):
            matches += [match, *_match_comparisons(match)]
    events = match_rows("events", gold.events, found.events)
    for match in events:
        told = match.gold or (_is_settled(gold, match) and not any(_excuses(one, match) for one in events))
        if told and _is_held(match):
            matches.append(match)
    return matches


def _is_held(match: Match) -> bool:
    """Whether gold requires the row, or a claim was found where it requires none."""
    gold, found = match.gold, match.found
    if gold and gold.get("optional"):
        return False
    return match.is_asked or match.kind == "events" or bool(found and not is_other(found))


def _match_comparisons(match: Match) -> list[Match]:
    """What two counts are compared with, side by side; none where neither is compared with anything."""
    if match.gold and not match.is_asked:
        return []
    gold, found = (
        {**row["comparison"], "quote": row["quote"], "spans": row["spans"]}
        if row and row.get("comparison")
        else None
        for row in (match.gold, match.found)
    )
    return [_compare("comparisons", gold, found)] if gold or found else []


def _is_settled(coding: Coding, match: Match) -> bool:
    """Whether gold says that there is nothing at these words: it is complete, or a person rejected them."""
    span = match.found["spans"][0] if match.found else NOWHERE
    refused = [row["spans"][0] for row in coding.rejected if row["table"] == match.kind]
    return coding.complete or any(overlap(words, span) > 0 for words in refused)


def _excuses(match: Match, surplus: Match) -> bool:
    """Whether a coded event explains a surplus one: it is optional, or other clauses tell it as well."""
    gold, found = match.gold, surplus.found
    if gold is None or found is None:
        return False
    if gold.get("optional") and any(overlap(span, found["spans"][0]) > 0 for span in gold["spans"]):
        return True
    retold = len(gold["spans"]) > 1 and any(event_overlap(s, found["spans"][0]) > 0 for s in gold["spans"])
    return match.found is not None and gold["type"] == found["type"] and retold
