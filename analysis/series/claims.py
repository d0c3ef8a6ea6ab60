"""A numeric claim as the estimator sees it, and the series that it speaks about."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from analysis.article import UNKNOWN_PUBLICATION, Publication

DAY = timedelta(days=1)
NOTHING: frozenset[str] = frozenset()


class SeriesKey(NamedTuple):
    """What is counted, where and of whom; figures with different keys never share a bound."""

    measure: str
    unit: str
    border: str | None = None
    origin: str | None = None
    destination: str | None = None
    group: str | None = None
    definition: str | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """Sorts keys with nulls first."""
        return tuple(part or "" for part in self)


class Period(NamedTuple):
    """Days from start to end, both inclusive; null where unknown."""

    start: date | None
    end: date | None

    @property
    def is_dated(self) -> bool:
        """Whether both ends are known."""
        return self.start is not None and self.end is not None

    @property
    def order(self) -> tuple[date, date]:
        """Sorts periods with unknown ends first."""
        return (self.start or date.min, self.end or date.min)

    @property
    def days(self) -> int:
        """Number of days; both ends must be known."""
        assert self.start is not None and self.end is not None
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of counts, with what its article adds: when it appeared and what it copies."""

    count_id: str
    article_id: str
    key: SeriesKey
    aggregation: str
    period: Period
    quote: str
    low: float | None
    high: float | None
    bound: str = "exact"
    value: float | None = None
    hours: int | None = None
    rate_per: str | None = None
    place: str | None = None
    source: str | None = None
    modality: str = "reported"
    publication: Publication = UNKNOWN_PUBLICATION
    copy_of: str | None = None
    is_checked: bool = False

    @property
    def original_id(self) -> str:
        """The article that first carried the claim's text."""
        return self.copy_of or self.article_id

    @property
    def figure(self) -> tuple[SeriesKey, str, float | None, float | None]:
        """What the words say, whatever the period."""
        return (self.key, self.aggregation, self.low, self.high)
