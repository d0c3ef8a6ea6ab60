"""The numbers that a claim's words allow under the assumptions, each end with the assumptions it needs."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from analysis.knowledge import Record, load_records
from analysis.series.claims import NOTHING, Claim, Period, SeriesKey

# Units that come one by one; kilometres and shares do not.
WHOLE_UNITS = ("person", "crossing", "case", "site", "boat", "flight", "vehicle")
# A figure of these speaks for those it names (soldiers, people in one camp, one fence), never for all.
PARTIAL_MEASURES = ("personnel", "presence", "capacity", "barrier_length", "transport", "vessel")
# Rounded to a tenth of itself or to half a unit of the last significant digit, whichever is less.
GREATEST_SLACK = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """A closed interval, each end with the names of the assumptions on which it rests."""

    low: float = -math.inf
    high: float = math.inf
    low_names: frozenset[str] = NOTHING
    high_names: frozenset[str] = NOTHING

    def assuming(self, *names: str) -> "Reading":
        """The same, both finite ends resting on `names` as well."""
        more = frozenset(names)
        return replace(
            self,
            low_names=self.low_names | more if math.isfinite(self.low) else NOTHING,
            high_names=self.high_names | more if math.isfinite(self.high) else NOTHING,
        )

    def without_high(self) -> "Reading":
        """The same, open above."""
        return replace(self, high=math.inf, high_names=NOTHING)

    def without_low(self) -> "Reading":
        """The same, open below."""
        return replace(self, low=-math.inf, low_names=NOTHING)


def round_slack(value: float) -> float:
    """Half a unit of the last significant digit of `value`, at most a tenth of it."""
    if not value:
        return 0.0
    digits = f"{value:.12g}"
    exponent = int(digits.split("e")[1]) if "e" in digits else 0
    mantissa = digits.split("e")[0]
    if "." in mantissa:
        exponent -= len(mantissa.split(".")[1])
    else:
        exponent += len(mantissa) - len(mantissa.rstrip("0"))
    return min(0.5 * 10.0**exponent, GREATEST_SLACK * abs(value))


def read_claim(claim: Claim) -> Reading:
    """The interval of the claim's words, in its own unit, whole numbers where the unit is whole."""
    reading = _read_bound(claim)
    if claim.aggregation == "rate":
        return reading
    return round_inward(reading, claim.key.unit)


def _read_bound(claim: Claim) -> Reading:
    low = -math.inf if claim.low is None else claim.low
    high = math.inf if claim.high is None else claim.high
    stated = Reading(low, high)
    if claim.bound == "about":
        return stated.assuming("about_is_half_a_unit")
    if claim.bound == "vague":  # nobody says "hundreds" to tell that there were no thousands
        return stated.without_high().assuming("vague_numerals")
    if claim.bound == "nearly":
        return _read_nearly(stated)
    if claim.bound == "exact":
        return _read_round(stated)
    return stated


def _read_nearly(stated: Reading) -> Reading:
    return replace(stated, low_names=frozenset({"nearly_is_90_percent"}))


def _read_round(stated: Reading) -> Reading:
    slack = round_slack(stated.low)
    if slack < 50:  # less than two zeros at the end
        return stated
    return Reading(stated.low - slack, stated.high + slack).assuming("round_numbers_are_rounded")


def round_inward(reading: Reading, unit: str) -> Reading:
    """The whole numbers within `reading`, where the unit is whole and at least one lies within."""
    if unit not in WHOLE_UNITS:
        return reading
    low = reading.low if math.isinf(reading.low) else math.ceil(reading.low - 1e-6)
    high = reading.high if math.isinf(reading.high) else math.floor(reading.high + 1e-6)
    if low > high:
        return reading
    rounded = frozenset({"whole_numbers"})
    return Reading(
        low,
        high,
        reading.low_names | rounded if abs(low - reading.low) > 1e-6 else reading.low_names,
        reading.high_names | rounded if abs(high - reading.high) > 1e-6 else reading.high_names,
    )


def read_factor(factor: float, bound: str | None) -> Reading:
    """The factors or percentages that a comparison's words allow."""
    slack = round_slack(factor)
    rounded = Reading(factor - slack, factor + slack)
    if bound == "about":
        return rounded.assuming("about_is_half_a_unit")
    if bound == "nearly":
        return _read_nearly(Reading(0.9 * factor, factor))
    if bound == "over":
        return Reading(low=factor)
    if bound == "under":
        return Reading(high=factor)
    return rounded.assuming("factors_are_rounded")


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
    def named(self) -> tuple[Claim, ...]:
        """The claims to name: the spokesman, or all on which an implied bound rests."""
        return self.claims if self.implied else self.claims[:1]

    @property
    def is_whole(self) -> bool:
        """Whether the figure is for the whole border over the whole of a dated period."""
        return self.period.is_dated and not self.is_part and self.as_of == self.period.end


def gather_evidence(claims: Iterable[Claim]) -> list[Evidence]:
    """Join the claims into pieces of evidence.

    The same figure, period and source is one piece, whether the texts are copies or not.
    """
    claims = list(claims)
    parts = _find_parts(claims)
    alike: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in claims:
        alike[(*_sayings(claim), claim.count_id in parts)].append(claim)
    return [
        _make_piece(carriers, is_part)
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


def _make_piece(carriers: list[Claim], is_part: bool) -> Evidence:
    carriers = sorted(carriers, key=_rank_carrier)
    spokesman = carriers[0]
    is_part = _counts_a_part(spokesman, is_part)
    return Evidence(
        key=spokesman.key,
        aggregation=spokesman.aggregation if spokesman.aggregation != "rate" else "period",
        period=spokesman.period,
        as_of=_earliest_as_of(spokesman),
        reading=_read_piece(spokesman, is_part),
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


def _earliest_as_of(claim: Claim) -> date | None:
    """The earliest day at whose end a running total may stand."""
    end = claim.period.end
    if end is None or claim.aggregation != "cumulative":
        return end
    day_range = _day_range(claim)
    return day_range[0] if day_range else end


def _read_piece(claim: Claim, is_part: bool) -> Reading:
    """The interval for the border and the days of the period, after all that opens it above."""
    reading = read_claim(claim)
    if claim.aggregation == "rate":
        reading = _spread_rate(claim, reading)
    if claim.aggregation == "cumulative" and _day_range(claim) is None:
        reading = reading.assuming("end_of_day")
    if claim.aggregation in ("cumulative", "period") and starts_year(claim.aggregation, claim.period):
        reading = reading.assuming("year_start")
    if is_part:
        return reading.without_high()
    if claim.aggregation == "period" and math.isfinite(reading.high):
        return replace(reading, high_names=reading.high_names | {"unplaced_is_whole"})
    return reading


def starts_year(aggregation: str, period: Period) -> bool:
    """Whether this is a running total that starts on 1 January."""
    start = period.start
    return aggregation == "cumulative" and start is not None and (start.month, start.day) == (1, 1)


def _counts_a_part(claim: Claim, is_part: bool) -> bool:
    """Whether the figure is for less than the whole border over the whole period."""
    if is_part or claim.hours is not None or claim.key.measure in PARTIAL_MEASURES:
        return True
    if claim.place is not None:
        return True
    if claim.aggregation != "period":
        return False
    # An undated article's "today" is one day within the interval, not the interval.
    return _day_range(claim) == tuple(claim.period)


def _spread_rate(claim: Claim, reading: Reading) -> Reading:
    """A mean rate as the flow over its period; nothing where it has none."""
    length = RATE_DAYS.get(claim.rate_per or "")
    if not (length and claim.period.is_dated):
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


BOUND_RANKS = {"exact": 0, "about": 1, "nearly": 1, "over": 1, "under": 1, "range": 1, "vague": 2}


class Relay(Record):
    """Words that show that a cited source passes on what others counted."""

    words: tuple[str, ...]


class Strength(NamedTuple):
    """Sorts the strongest evidence first: the order in which the claims of a conflict keep their place."""

    implied: bool
    withdrawn: bool
    relayed: bool
    rounding: tuple[int, int]
    newest_first: int
    smaller: float
    count_id: str


def rank_strength(piece: Evidence) -> Strength:
    """Reported before implied, corrections before the corrected, primary before relayed, exact before
    rounded; then the later and the greater."""
    spokesman = piece.claims[0]
    published = spokesman.publication.earliest
    return Strength(
        implied=piece.implied,
        withdrawn=piece.withdrawn,
        relayed=is_relayed(spokesman.source),
        rounding=_rank_rounding(spokesman),
        newest_first=-published.toordinal() if published else 0,
        smaller=-read_greatest(spokesman),
        count_id=spokesman.count_id,
    )


def _rank_rounding(claim: Claim) -> tuple[int, int]:
    """How far the words round the number, then in how many zeros it ends."""
    value = claim.value or claim.high or claim.low or 0.0
    digits = f"{value:.0f}"
    return BOUND_RANKS[claim.bound], len(digits) - len(digits.rstrip("0"))


@cache
def is_relayed(source: str | None) -> bool:
    """Whether nobody is cited, or somebody who passes on what others counted."""
    if source is None:
        return True
    words = f" {normalise_source(source)} "
    relays = load_records("assumptions_relays", Relay)
    return any(f" {normalise_source(word)} " in words for relay in relays for word in relay.words)


def mark_withdrawn(pieces: Iterable[Evidence], denied: Iterable[Claim]) -> list[Evidence]:
    """Mark the figures that a later article withdraws (a denied claim of the same figure)."""
    withdrawn: dict[tuple, list[date]] = defaultdict(list)
    for claim in denied:
        withdrawn[claim.key, claim.value].append(claim.publication.latest or date.min)
    return sorted((_mark_piece(piece, withdrawn) for piece in pieces), key=rank_strength)


def _mark_piece(piece: Evidence, withdrawn: dict[tuple, list[date]]) -> Evidence:
    spokesman = piece.claims[0]
    published = spokesman.publication.earliest or date.min
    days = withdrawn.get((spokesman.key, spokesman.value), ())
    is_withdrawn = spokesman.value is not None and any(day >= published for day in days)
    return replace(piece, withdrawn=True) if is_withdrawn else piece
