"""What a claim is stated against: "almost twice the number for 2020", "compared with 81", "up 14%"."""

import re
from dataclasses import replace
from datetime import date

from analysis.article import Span
from analysis.counts.values import UNBOUNDED, Comparison, Count, Period
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Bound, Relation

_AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|in comparison with|as against|as opposed to|against|versus|vs\.?"
    r"|(?<!ed )(?:up|down) from|(?:more|fewer|less|higher|lower|greater) than"
    r"|beating|surpassing|exceeding|eclipsing)\b"
    r"[^.;:]{0,40}$",
    re.I,
)
_FROM = re.compile(r"\b(?:from|than)\b[^.;:,]{0,25}$", re.I)
_MOVED = re.compile(
    r"\b(?:up|down|rose|risen|fell|fallen|grew|grown|dropped|increased|decreased|climbed|jumped|declined"
    r"|doubled|tripled)\b",
    re.I,
)
_SAME_PERIOD = re.compile(
    r"\b(?:same|corresponding|equivalent) (?:period|time|point|stage|date|months?|week|quarter|half)\b", re.I
)
_YEAR_EARLIER = re.compile(r"[^.;]{0,40}?\b(?:a|the|one) year (?:earlier|before|ago|previously)\b", re.I)
_YEAR_ON_YEAR = re.compile(
    r"\byear[- ](?:on|over)[- ]year\b|\b(?:than|on) a year (?:ago|earlier|before)\b|\bannually\b", re.I
)


def compare_by_arithmetic(text: str, carrier: Count, other: Count) -> Comparison | None:
    """ "4,124 …, compared with 81 for all of 2020": more or fewer, by what the two numbers are."""
    between = text[carrier.span.end : other.span.start]
    stated = _AGAINST.search(between) or (_FROM.search(between) and _MOVED.search(between))
    return compare_numbers(other, carrier) if stated else None


def compare_numbers(other: Count, carrier: Count) -> Comparison | None:
    """More or fewer, by what two numbers of one measure are."""
    if carrier.value is None or other.value is None or carrier.measure != other.measure:
        return None
    relation: Relation = (
        "more" if carrier.value > other.value else "fewer" if carrier.value < other.value else "same"
    )
    return Comparison(
        carrier.span, relation, None, None, other.measure, other.period, other.value, None, None
    )


def compare_by_factor(text: str, carrier: Count, quantity: Quantity, reference: Period) -> Comparison | None:
    """ "150 …, almost twice the number detained for all of 2020" or "5,286, about 30% more than in 2021"."""
    comparative = quantity.comparative
    if comparative is None:
        return None
    span = Span.of(text, comparative.start, comparative.end)
    low, high = implied_interval(carrier, comparative.relation, comparative.factor, comparative.bound)
    return Comparison(
        span,
        comparative.relation,
        comparative.factor,
        comparative.bound,
        carrier.measure,
        reference,
        None,
        low,
        high,
    )


def implied_interval(
    carrier: Count, relation: Relation, factor: float | None, bound: Bound | None
) -> tuple[float | None, float | None]:
    """The closed interval that a claim and its factor allow for what it is compared with.

    A factor that is "about" f covers f plus or minus half a unit of its last digit, at most a tenth of it
    (so "about 50%" is 45 to 55 per cent); "nearly" f is 0.9 f to f, as for counts.
    """
    if factor is None or factor <= 0 or relation in ("more", "fewer", "same"):
        return None, None
    low, high = _factor_interval(factor, bound)
    if relation == "percent_more":
        low, high = _grown(low), _grown(high)
    elif relation == "percent_less":
        low, high = _share_left(high), _share_left(low)
    return _divide(carrier.low, high), _divide(carrier.high, low)


def _factor_interval(factor: float, bound: Bound | None) -> tuple[float | None, float | None]:
    if bound == "nearly":
        return 0.9 * factor, factor
    if bound == "over":
        return factor, None
    if bound == "under":
        return None, factor
    if bound == "about":
        half = min(0.1 * factor, _half_unit(factor))
        return factor - half, factor + half
    return factor, factor


def _half_unit(value: float) -> float:
    """Half a unit of the last significant digit: 50 -> 5, 3 -> 0.5, 2.5 -> 0.05."""
    digits = f"{value:.6f}".rstrip("0").rstrip(".")
    if "." in digits:
        return 0.5 * 10.0 ** -len(digits.partition(".")[2])
    zeros = len(digits) - len(digits.rstrip("0"))
    return 0.5 * 10.0**zeros


def _grown(percent: float | None) -> float | None:
    return None if percent is None else 1 + percent / 100


def _share_left(percent: float | None) -> float | None:
    return None if percent is None else 1 - percent / 100


def _divide(number: float | None, by: float | None) -> float | None:
    return None if number is None or by is None or by <= 0 else number / by


def reference_period(
    text: str, start: int, end: int, own: Period, mentions: tuple[DateMention, ...]
) -> Period:
    """The period of what a claim is compared with, from the words at start:end that follow the factor."""
    words = text[start:end]
    if _YEAR_EARLIER.match(words) and own.start and own.end:
        return shift_years(own, None)
    if _SAME_PERIOD.search(words):
        dated = [m for m in mentions if start <= m.start < end and m.period_start]
        years = dated[0].period_start.year if dated and dated[0].period_start else None
        return shift_years(own, years)
    dated = [m for m in mentions if start <= m.start < end and (m.period_start or m.period_end)]
    if dated:
        return Period(dated[0].period_start, dated[0].period_end)
    if _YEAR_ON_YEAR.search(words):
        return shift_years(own, None)
    return UNBOUNDED


def shift_years(period: Period, year: int | None) -> Period:
    """The same dates in another year: in `year`, or one year earlier."""
    if period.start is None or period.end is None:
        return UNBOUNDED
    by = period.end.year - year if year is not None else 1
    return Period(_years_back(period.start, by), _years_back(period.end, by)) if by > 0 else UNBOUNDED


def _years_back(day: date, years: int) -> date:
    if day.month == 2 and day.day == 29:
        return day.replace(year=day.year - years, day=28)
    return day.replace(year=day.year - years)


def attach(count: Count, comparison: Comparison | None) -> Count:
    """The count with its comparison."""
    return replace(count, comparison=comparison) if comparison else count
