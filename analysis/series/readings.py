"""The numbers that a claim's words allow under the assumptions, each end with the assumptions it needs."""

import math
from dataclasses import dataclass, replace

from analysis.series.assumptions import Assumptions
from analysis.series.claims import NOTHING, Claim

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


def read_claim(claim: Claim, assumptions: Assumptions) -> Reading:
    """The interval of the claim's words, in its own unit, whole numbers where the unit is whole."""
    reading = _read_bound(claim, assumptions)
    if claim.aggregation == "rate":
        return reading
    return round_inward(reading, claim.key.unit, assumptions)


def _read_bound(claim: Claim, assumptions: Assumptions) -> Reading:
    low = -math.inf if claim.low is None else claim.low
    high = math.inf if claim.high is None else claim.high
    stated = Reading(low, high)
    if claim.bound == "about":
        return _read_if("about_is_half_a_unit", stated, assumptions)
    if claim.bound == "vague":  # nobody says "hundreds" to tell that there were no thousands
        return _read_if("vague_numerals", stated.without_high(), assumptions)
    if claim.bound == "nearly":
        return _read_nearly(stated, assumptions)
    if claim.bound == "exact" and assumptions.hold("round_numbers_are_rounded"):
        return _read_round(stated)
    return stated


def _read_if(name: str, stated: Reading, assumptions: Assumptions) -> Reading:
    return stated.assuming(name) if assumptions.hold(name) else Reading()


def _read_nearly(stated: Reading, assumptions: Assumptions) -> Reading:
    if not assumptions.hold("nearly_is_90_percent"):
        return stated.without_low()
    return replace(stated, low_names=frozenset({"nearly_is_90_percent"}))


def _read_round(stated: Reading) -> Reading:
    slack = round_slack(stated.low)
    if slack < 50:  # less than two zeros at the end
        return stated
    return Reading(stated.low - slack, stated.high + slack).assuming("round_numbers_are_rounded")


def round_inward(reading: Reading, unit: str, assumptions: Assumptions) -> Reading:
    """The whole numbers within `reading`, where the unit is whole and at least one lies within."""
    if unit not in WHOLE_UNITS or not assumptions.hold("whole_numbers"):
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


def read_factor(factor: float, bound: str | None, assumptions: Assumptions) -> Reading:
    """The factors or percentages that a comparison's words allow."""
    slack = round_slack(factor)
    rounded = Reading(factor - slack, factor + slack)
    if bound == "about":
        return _read_if("about_is_half_a_unit", rounded, assumptions)
    if bound == "nearly":
        return _read_nearly(Reading(0.9 * factor, factor), assumptions)
    if bound == "over":
        return Reading(low=factor)
    if bound == "under":
        return Reading(high=factor)
    if assumptions.hold("factors_are_rounded"):
        return rounded.assuming("factors_are_rounded")
    return Reading(factor, factor)
