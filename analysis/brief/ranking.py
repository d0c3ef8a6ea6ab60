"""Which claims and happenings a brief has room for; the rest stay in the tables.

Claims. Only what is reported as fact leads, and never a bare percentage. Claims that say the same (measure,
unit, figure, period, countries, group) in several articles are one, shown from the earliest article. Then,
in order: numerals before words like "hundreds", averages and fewer than ten people; people on the move
before fences, staff and places; whole groups before nationalities; the border, and on it the measure, that
most claims are about; the longest class of period (half a year, four weeks, a week, less); the latest end;
the greater figure.

Happenings. Those dated to a day or two before those dated within a year before the rest; those in more
articles first; acts at the border before politics; then the latest.

Fair shares. No border, no kind of figure and no month takes more than its share before the others have had
their turn, so that a brief on many articles is not all about one of them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from analysis.brief.claims import Claim, Happening
from analysis.brief.wording import event_wording, figure_words, measure_wording

KEY_LIMIT = 12
PER_KIND = 2
SMALL = 10  # people; a lone case is no finding while there are greater ones
PER_MONTH = 3
LONG_AGO = date.min
VAGUE = 2

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim with every other row that states the same."""

    claim: Claim
    repeats: tuple[Claim, ...]

    @property
    def n_articles(self) -> int:
        """Number of articles that state it."""
        return len({claim.article_id for claim in (self.claim, *self.repeats)})


def merge_repeats(claims: Iterable[Claim], dates: dict[str, date | None]) -> tuple[Finding, ...]:
    """Bring together the claims that say the same, the earliest article's first."""
    groups: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[_sameness(claim)].append(claim)
    found = []
    for group in groups.values():
        first, *rest = sorted(group, key=lambda claim: _age(claim, dates))
        found.append(Finding(first, tuple(rest)))
    return tuple(found)


def _sameness(claim: Claim) -> tuple[object, ...]:
    period = (claim.period_start, claim.period_end, claim.aggregation, claim.hours)
    return (
        *(claim.measure, claim.unit, figure_words(claim).lower(), claim.border, claim.group),
        *period,
        *(claim.modality, claim.rate_per),
    )


def _age(claim: Claim, dates: dict[str, date | None]) -> tuple[object, ...]:
    """Sourced before unsourced on one day, so that the shown row says who says it."""
    return (dates.get(claim.article_id) or date.max, claim.source is None, claim.article_id, claim.start)


def count_pairs(claims: Iterable[Claim]) -> list[tuple[str, int]]:
    """How many claims are about each pair of countries, the most frequent first."""
    tally = Counter(pair for claim in claims if claim.border for pair in claim.border.split("+"))
    return sorted(tally.items(), key=lambda item: (-item[1], item[0]))


def can_lead(claim: Claim) -> bool:
    """Whether a claim is a figure reported as fact about one of the measures."""
    return (
        claim.modality == "reported" and claim.measure not in ("other", "change") and claim.unit != "percent"
    )


def rank_findings(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that can lead, best first."""
    leading = [finding for finding in findings if can_lead(finding.claim)]
    borders = Counter(finding.claim.border for finding in leading)
    measures = Counter((finding.claim.border, finding.claim.measure) for finding in leading)

    def rank(finding: Finding) -> tuple[object, ...]:
        claim = finding.claim
        prominence = (-borders[claim.border], str(claim.border), -measures[claim.border, claim.measure])
        return (*_kind_rank(claim), *prominence, claim.measure, *_size_rank(claim), claim.count_id)

    return sorted(leading, key=rank)


def _kind_rank(claim: Claim) -> tuple[bool, ...]:
    people = measure_wording(claim.measure).people
    small = people and claim.value is not None and claim.value < SMALL
    return (
        claim.bound == "vague" or claim.rate_per is not None or small,
        not people,
        claim.group is not None,
        claim.border is None,
    )


def _size_rank(claim: Claim) -> tuple[float, ...]:
    days = claim.days or 0
    length_class = sum(days >= least for least in (7, 28, 180))
    end = claim.period_end or LONG_AGO
    return (-length_class, -end.toordinal(), -(claim.value or claim.low or claim.high or 0.0))


def choose_key_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The key figures in rank order, borders and kinds of figure with their shares."""
    ranked = rank_findings(findings)
    borders = {finding.claim.border for finding in ranked}
    per_border = max(3, KEY_LIMIT // max(1, min(len(borders), 4)))
    kept = take_shares(
        ranked, KEY_LIMIT, _kind_of, PER_KIND, lambda finding: finding.claim.border, per_border
    )
    return tuple(finding for finding in ranked if finding in kept)


def _kind_of(finding: Finding) -> Hashable:
    claim = finding.claim
    return (claim.measure, claim.border, claim.aggregation)


def take_shares(
    ranked: Sequence[Item],
    limit: int,
    kind: Callable[[Item], Hashable],
    share: int,
    place: Callable[[Item], Hashable] = lambda _: None,
    place_share: int | None = None,
) -> list[Item]:
    """The best `limit` items, no kind and no place beyond its share while others still wait."""
    kinds: Counter[Hashable] = Counter()
    places: Counter[Hashable] = Counter()
    first: list[Item] = []
    waiting: list[Item] = []
    for item in ranked:
        fits = kinds[kind(item)] < share and (place_share is None or places[place(item)] < place_share)
        (first if fits else waiting).append(item)
        if fits:
            kinds[kind(item)] += 1
            places[place(item)] += 1
    return (first + waiting)[:limit]


def choose_happenings(happenings: Sequence[Happening], limit: int) -> tuple[Happening, ...]:
    """The happenings for a chronology, in order of time, months with their shares."""
    ranked = sorted(happenings, key=_happening_rank)
    kept = take_shares(ranked, limit, _month_of, PER_MONTH)
    return tuple(sorted(kept, key=_happening_time))


def _month_of(happening: Happening) -> Hashable:
    end = happening.date_end
    return (end.year, end.month) if end else None


def _happening_rank(happening: Happening) -> tuple[object, ...]:
    end = happening.date_end or LONG_AGO
    at_border = event_wording(happening.type).at_border
    return (
        sharpness(happening),
        -happening.n_articles,
        not at_border,
        -end.toordinal(),
        happening.happening_id,
    )


def sharpness(happening: Happening) -> int:
    """0 for a day or two, 1 for at most a year, VAGUE where it is longer or a side is open."""
    if happening.date_start is None or happening.date_end is None:
        return VAGUE
    days = (happening.date_end - happening.date_start).days
    return 0 if days <= 1 else 1 if days <= 366 else VAGUE


def _happening_time(happening: Happening) -> tuple[object, ...]:
    """By its end, at which a total stands and a report is complete; by its start within that."""
    end = happening.date_end or date.max
    return (end, happening.date_start or LONG_AGO, happening.type, happening.happening_id)
