"""Pieces of evidence: one figure of one source about one period, however many articles carry it."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from analysis.series.assumptions import Assumptions
from analysis.series.claims import DAY, Claim, Period, SeriesKey
from analysis.series.readings import PARTIAL_MEASURES, Reading, read_claim

# Months and years differ in length, so a mean per month gives no sound flow.
RATE_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says about one period of one series.

    `claims` are its carriers, the spokesman first; for an implied bound, the claims on which it rests.
    `as_of` is the earliest day at whose end a running total may stand; it equals the period's end
    where the day is known.
    """

    key: SeriesKey
    aggregation: str
    period: Period
    as_of: date | None
    reading: Reading
    claims: tuple[Claim, ...]
    sources: frozenset[str]
    is_part: bool = False
    implied: bool = False
    withdrawn: bool = False

    @property
    def count_ids(self) -> tuple[str, ...]:
        """The claims to name: the spokesman, or all on which an implied bound rests."""
        named = self.claims if self.implied else self.claims[:1]
        return tuple(claim.count_id for claim in named)

    @property
    def is_whole(self) -> bool:
        """Whether the figure is for the whole border over the whole of a dated period."""
        return self.period.is_dated and not self.is_part and self.as_of == self.period.end


def gather_evidence(claims: Iterable[Claim], assumptions: Assumptions) -> list[Evidence]:
    """Join the claims into pieces of evidence.

    The same figure, period and source is one piece, whether the texts are copies or not.
    """
    claims = list(claims)
    parts = _find_parts(claims) if assumptions.hold("largest_is_whole") else set()
    alike: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in claims:
        alike[(*_sayings(claim), claim.count_id in parts)].append(claim)
    return [
        _make_piece(carriers, is_part, assumptions)
        for (*_, is_part), group in alike.items()
        for carriers in _split_sources(group)
    ]


def _sayings(claim: Claim) -> tuple:
    """What must agree for two claims to be the same figure."""
    is_placed = claim.place is not None
    return (
        claim.figure,
        claim.bound,
        claim.period,
        claim.hours,
        claim.rate_per,
        is_placed,
        _day_range(claim),
    )


def _day_range(claim: Claim) -> tuple[date, date] | None:
    """The article's own interval where its day is unknown and the claim's period depends on it."""
    earliest, latest = claim.publication.earliest, claim.publication.latest
    if earliest is None or latest is None or earliest == latest:
        return None
    return (earliest, latest) if claim.period.end == latest else None


def _find_parts(claims: list[Claim]) -> set[str]:
    """Ids of claims that a greater figure of the same article, measure, border and period contains.

    Where two sources are named, the figures are not part and whole but may disagree.
    """
    rivals: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in claims:
        is_summed = claim.aggregation in ("period", "cumulative") or claim.key.measure == "border_length"
        if is_summed and claim.place is None and claim.hours is None:
            rivals[claim.article_id, claim.key, claim.aggregation, claim.period].append(claim)
    return {
        claim.count_id
        for group in rivals.values()
        for claim in group
        if any(_contains(rival, claim) for rival in group)
    }


def _contains(whole: Claim, part: Claim) -> bool:
    """Whether one figure exceeds another, and no two sources are named for them."""
    if whole.source and part.source and normalise_source(whole.source) != normalise_source(part.source):
        return False
    return (whole.low or 0.0) > read_greatest(part)


def read_greatest(claim: Claim) -> float:
    """The greatest number that a claim names."""
    return claim.high if claim.high is not None else claim.low or 0.0


def _make_piece(carriers: list[Claim], is_part: bool, assumptions: Assumptions) -> Evidence:
    carriers = sorted(carriers, key=_rank_carrier)
    spokesman = carriers[0]
    is_part = _counts_a_part(spokesman, is_part, assumptions)
    return Evidence(
        key=spokesman.key,
        aggregation=spokesman.aggregation if spokesman.aggregation != "rate" else "period",
        period=spokesman.period,
        as_of=_earliest_as_of(spokesman, assumptions),
        reading=_read_piece(spokesman, is_part, assumptions),
        claims=tuple(carriers),
        sources=frozenset({name_source(spokesman)}),
        is_part=is_part,
    )


def _rank_carrier(claim: Claim) -> tuple:
    """Originals before copies, named sources before none, early before late."""
    published = claim.publication.earliest or date.max
    return (claim.copy_of is not None, claim.source is None, published, claim.article_id, claim.count_id)


def name_source(claim: Claim) -> str:
    """Who stands behind a claim; an article that cites nobody speaks for itself."""
    return normalise_source(claim.source) if claim.source else f"article {claim.original_id}"


def _earliest_as_of(claim: Claim, assumptions: Assumptions) -> date | None:
    """The earliest day at whose end a running total may stand."""
    end = claim.period.end
    if end is None or claim.aggregation != "cumulative":
        return end
    day_range = _day_range(claim)
    earliest = day_range[0] if day_range else end
    return earliest if assumptions.hold("end_of_day") else earliest - DAY


def _read_piece(claim: Claim, is_part: bool, assumptions: Assumptions) -> Reading:
    """The interval for the border and the days of the period, after all that opens it above."""
    reading = read_claim(claim, assumptions)
    if claim.aggregation == "rate":
        reading = _spread_rate(claim, reading, assumptions)
    if claim.aggregation == "cumulative" and assumptions.hold("end_of_day") and _day_range(claim) is None:
        reading = reading.assuming("end_of_day")
    if claim.aggregation in ("cumulative", "period") and starts_year(claim.aggregation, claim.period):
        reading = reading.assuming("year_start") if assumptions.hold("year_start") else reading
    if is_part:
        return reading.without_high()
    if claim.aggregation == "period" and math.isfinite(reading.high):
        return replace(reading, high_names=reading.high_names | {"unplaced_is_whole"})
    return reading


def starts_year(aggregation: str, period: Period) -> bool:
    """Whether this is a running total that starts on 1 January."""
    start = period.start
    return aggregation == "cumulative" and start is not None and (start.month, start.day) == (1, 1)


def _counts_a_part(claim: Claim, is_part: bool, assumptions: Assumptions) -> bool:
    """Whether the figure is for less than the whole border over the whole period."""
    if is_part or claim.hours is not None or claim.key.measure in PARTIAL_MEASURES:
        return True
    if claim.place is not None and assumptions.hold("placed_is_part"):
        return True
    if claim.aggregation != "period":
        return False
    # An undated article's "today" is one day within the interval, not the interval.
    return not assumptions.hold("unplaced_is_whole") or _day_range(claim) == tuple(claim.period)


def _spread_rate(claim: Claim, reading: Reading, assumptions: Assumptions) -> Reading:
    """A mean rate as the flow over its period; nothing where it has none."""
    length = RATE_DAYS.get(claim.rate_per or "")
    if not (length and claim.period.is_dated and assumptions.hold("rate_is_mean")):
        return Reading()
    times = claim.period.days / length
    slack = 0.5 if claim.bound == "exact" else 0.0
    spread = replace(reading, low=(reading.low - slack) * times, high=(reading.high + slack) * times)
    return spread.assuming("rate_is_mean")


def normalise_source(source: str) -> str:
    """A source's words in lower case, for comparing names."""
    return " ".join(re.findall(r"\w+", source.casefold()))


def _split_sources(claims: list[Claim]) -> list[list[Claim]]:
    """Claims of one figure by source; one name within another is the same, no name joins the first."""
    named: list[tuple[frozenset[str], list[Claim]]] = []
    nameless = [claim for claim in claims if claim.source is None]
    by_name = sorted(
        (claim for claim in claims if claim.source is not None),
        key=lambda claim: (-len(_source_words(claim)), normalise_source(claim.source or ""), claim.count_id),
    )
    for claim in by_name:
        words = _source_words(claim)
        family = next((found for longest, found in named if words <= longest), None)
        if family is None:
            named.append((words, [claim]))
        else:
            family.append(claim)
    families = [found for _, found in named]
    if nameless and not families:
        return [nameless]
    return [families[0] + nameless, *families[1:]]


def _source_words(claim: Claim) -> frozenset[str]:
    return frozenset(normalise_source(claim.source or "").split())
