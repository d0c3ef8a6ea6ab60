"""The numbers that a claim's words allow under the assumptions, each end with the assumptions it needs."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from analysis.knowledge import Record, load_records
from analysis.mentions.quantities import half_step
from analysis.series.claims import NOTHING, Claim, Quantity

# Units that come one by one; kilometres and shares do not.
WHOLE_UNITS = ("person", "crossing", "case", "site", "boat", "flight", "vehicle")
# A figure of these speaks for those it names (soldiers, people in one camp, one fence), never for all.
PARTIAL_MEASURES = ("personnel", "presence", "capacity", "barrier_length", "transport", "vessel")
# Months and years differ in length, so a mean per month gives no sound flow.
RATE_DAYS = {"day": 1, "week": 7}
NEARLY = frozenset({"nearly_is_90_percent"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A closed interval, each end with the names of the assumptions on which it rests."""

    low: float = -math.inf
    high: float = math.inf
    low_names: frozenset[str] = NOTHING
    high_names: frozenset[str] = NOTHING

    def assuming(self, name: str) -> "Reading":
        """The same, both finite ends resting on `name` as well."""
        return replace(
            self,
            low_names=self.low_names | {name} if math.isfinite(self.low) else NOTHING,
            high_names=self.high_names | {name} if math.isfinite(self.high) else NOTHING,
        )

    def without_high(self) -> "Reading":
        """The same, open above."""
        return replace(self, high=math.inf, high_names=NOTHING)

    def without_low(self) -> "Reading":
        """The same, open below."""
        return replace(self, low=-math.inf, low_names=NOTHING)


def read_claim(claim: Claim) -> Reading:
    """The interval of the claim's words, in its own unit, whole numbers where the unit is whole."""
    reading = _read_bound(claim)
    return reading if claim.aggregation == "rate" else round_inward(reading, claim.unit)


def _read_bound(claim: Claim) -> Reading:
    low = -math.inf if claim.low is None else claim.low
    high = math.inf if claim.high is None else claim.high
    stated = Reading(low, high)
    if claim.bound == "about":
        return stated.assuming("about_is_half_a_unit")
    if claim.bound == "vague":  # nobody says "hundreds" to tell that there were no thousands
        return stated.without_high().assuming("vague_numerals")
    if claim.bound == "nearly":
        return replace(stated, low_names=NEARLY)
    slack = half_step(claim.low or 0.0) if claim.bound == "exact" else 0.0
    if slack < 50:  # less than two zeros at the end
        return stated
    return Reading(low - slack, low + slack).assuming("round_numbers_are_rounded")


def round_inward(reading: Reading, unit: str) -> Reading:
    """The whole numbers within `reading`, where the unit is whole and at least one lies within."""
    low = reading.low if math.isinf(reading.low) else math.ceil(reading.low - 1e-6)
    high = reading.high if math.isinf(reading.high) else math.floor(reading.high + 1e-6)
    if unit not in WHOLE_UNITS or low > high:
        return reading
    more = [
        {"whole_numbers"} if moved > 1e-6 else NOTHING for moved in (low - reading.low, reading.high - high)
    ]
    return Reading(low, high, reading.low_names | more[0], reading.high_names | more[1])


def read_factor(factor: float, bound: str | None) -> Reading:
    """The factors or percentages that a comparison's words allow."""
    if bound == "nearly":
        return Reading(0.9 * factor, factor, low_names=NEARLY)
    if bound == "over":
        return Reading(low=factor)
    if bound == "under":
        return Reading(high=factor)
    slack = half_step(factor)
    rounded = Reading(factor - slack, factor + slack)
    return rounded.assuming("about_is_half_a_unit" if bound == "about" else "factors_are_rounded")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What one source says about one quantity.

    `claims` are its carriers, the spokesman first; for an implied bound, the claims on which it rests.
    `as_of` is the earliest day at whose end a running total may stand; it equals the period's end
    where the day is known.
    """

    what: Quantity
    as_of: date | None
    reading: Reading
    claims: tuple[Claim, ...]
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
        return self.what.period.is_dated and not self.is_part and self.as_of == self.what.period.end


def gather_evidence(claims: Iterable[Claim], denied: Iterable[Claim]) -> list[Evidence]:
    """Join the claims into pieces of evidence, the strongest first.

    The same figure, period and source is one piece. A figure that a later article withdraws (one of those
    `denied`) is marked.
    """
    claims = list(claims)
    withdrawn: dict[tuple, list[date]] = defaultdict(list)
    for claim in denied:
        withdrawn[claim.key, claim.value].append(claim.publication.latest or date.min)
    parts = _find_parts(claim for claim in claims if (claim.key, claim.value) not in withdrawn)
    alike: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in claims:
        spread = (claim.hours, claim.rate_per, claim.place is not None, _day_range(claim))
        alike[claim.figure, claim.bound, claim.period, spread, claim.count_id in parts].append(claim)
    pieces = [
        _make_piece(carriers, is_part, withdrawn)
        for (*_, is_part), group in alike.items()
        for carriers in _split_sources(group)
    ]
    return sorted(pieces, key=rank_strength)


def _day_range(claim: Claim) -> tuple[date, date] | None:
    """The article's own interval where its day is unknown and the claim's period depends on it."""
    earliest, latest = claim.publication.earliest, claim.publication.latest
    if earliest is None or latest is None or earliest == latest:
        return None
    return (earliest, latest) if claim.period_end == latest else None


def _find_parts(claims: Iterable[Claim]) -> set[str]:
    """Ids of claims that a greater figure of the same measure, border and period contains.

    Of a longer period both stand in one article; of one day every article may tell of another group, unless
    it says who counted. Where two sources are named, the figures are not part and whole but may disagree.
    """
    rivals: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in claims:
        is_summed = claim.aggregation in ("period", "cumulative") or claim.measure == "border_length"
        if is_summed and claim.place is None and claim.hours is None:
            is_day = claim.aggregation == "period" and claim.period.is_dated and claim.period.days == 1
            told_by = None if is_day else claim.article_id
            rivals[told_by, claim.key, claim.aggregation, claim.period].append(claim)
    return {
        claim.count_id
        for group in rivals.values()
        for claim in group
        if any(_contains(rival, claim) for rival in group)
    }


def _contains(whole: Claim, part: Claim) -> bool:
    """Whether one figure exceeds another, and no two sources or articles vouch for them."""
    if whole.source and part.source:
        is_one = normalise_source(whole.source) == normalise_source(part.source)
        if not is_one or whole.article_id != part.article_id:
            return False
    return (whole.low or 0.0) > read_greatest(part)


def read_greatest(claim: Claim) -> float:
    """The greatest number that a claim names."""
    return claim.high if claim.high is not None else claim.low or 0.0


def _make_piece(carriers: Sequence[Claim], is_part: bool, withdrawn: dict[tuple, list[date]]) -> Evidence:
    """One piece of evidence; `withdrawn` holds the days on which figures were denied."""
    carriers = sorted(carriers, key=_rank_carrier)
    spokesman = carriers[0]
    published = spokesman.publication.earliest or date.min
    denials = withdrawn.get((spokesman.key, spokesman.value), ()) if spokesman.value is not None else ()
    is_part = is_part or _counts_a_part(spokesman)
    day_range = _day_range(spokesman) if spokesman.aggregation == "cumulative" else None
    return Evidence(
        what=spokesman.quantity,
        as_of=day_range[0] if day_range else spokesman.period_end,
        reading=_read_piece(spokesman, is_part),
        claims=tuple(carriers),
        is_part=is_part,
        withdrawn=any(day >= published for day in denials),
    )


def _rank_carrier(claim: Claim) -> tuple:
    """Named sources before none, early before late."""
    published = claim.publication.earliest or date.max
    return (claim.source is None, published, claim.article_id, claim.count_id)


def name_source(claim: Claim) -> str:
    """Who stands behind a claim; an article that cites nobody speaks for itself."""
    return normalise_source(claim.source) if claim.source else f"article {claim.article_id}"


def _counts_a_part(claim: Claim) -> bool:
    """Whether the figure is for less than the whole border over the whole period."""
    if claim.hours is not None or claim.place is not None or claim.measure in PARTIAL_MEASURES:
        return True
    # An undated article's "today" is one day within the interval, not the interval.
    return claim.aggregation == "period" and _day_range(claim) == claim.period


def _read_piece(claim: Claim, is_part: bool) -> Reading:
    """The interval for the border and the days of the period, after all that opens it above."""
    reading = read_claim(claim)
    if claim.aggregation == "rate":
        reading = _spread_rate(claim, reading)
    if claim.aggregation == "cumulative":
        start = claim.period_start
        reading = reading.assuming("end_of_day") if _day_range(claim) is None else reading
        reading = reading.assuming("year_start") if start and (start.month, start.day) == (1, 1) else reading
    if is_part:
        return reading.without_high()
    if claim.aggregation == "period" and math.isfinite(reading.high):
        return replace(reading, high_names=reading.high_names | {"unplaced_is_whole"})
    return reading


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


def _split_sources(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Claims of one figure by source; one name within another is the same, no name joins the first."""
    names = [(normalise_source(claim.source or ""), claim) for claim in claims]
    names.sort(key=lambda one: (-len(set(one[0].split())), one[0], one[1].count_id))
    families: dict[frozenset[str], list[Claim]] = {}
    for name, claim in names:
        words = frozenset(name.split())
        families.setdefault(next(filter(words.issubset, families), words), []).append(claim)
    return [*families.values()]


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
    digits = f"{spokesman.value or spokesman.high or spokesman.low or 0.0:.0f}"
    return Strength(
        implied=piece.implied,
        withdrawn=piece.withdrawn,
        relayed=is_relayed(spokesman.source),
        rounding=(BOUND_RANKS[spokesman.bound], len(digits) - len(digits.rstrip("0"))),
        newest_first=-published.toordinal() if published else 0,
        smaller=-read_greatest(spokesman),
        count_id=spokesman.count_id,
    )


@cache
def is_relayed(source: str | None) -> bool:
    """Whether nobody is cited, or somebody who passes on what others counted."""
    if source is None:
        return True
    words = f" {normalise_source(source)} "
    relays = load_records("assumptions_relays", Relay)
    return any(f" {normalise_source(word)} " in words for relay in relays for word in relay.words)
