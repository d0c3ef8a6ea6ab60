"""Which claims and happenings a brief has room for; the rest stay in the tables.

Claims. Only what is reported as fact leads, and never a bare percentage. Claims that say the same (measure,
unit, figure, period, countries, group) in several articles are one, shown from the earliest article. Then, in
order: numerals before words like "hundreds"; people on the move before fences, staff and places; whole groups
before nationalities; the border that most claims are about; the longest class of period (half a year, four
weeks, a week, less); the latest end; the greater figure. At most two claims for one measure, border and kind
of total are taken before every other measure has had its turn.

Happenings. Those dated to a day or two before those dated within a year before the rest; those in more
articles first; then the latest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.brief.claims import Claim, Happening
from analysis.brief.wording import figure_words, measure_wording

KEY_LIMIT = 12
PER_KIND = 2
LONG_AGO = date.min
VAGUE = 2


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


def main_border(claims: Iterable[Claim]) -> str | None:
    """The pair of countries that most claims are about; the first in the alphabet where two tie."""
    tally = Counter(pair for claim in claims if claim.border for pair in claim.border.split("+"))
    return min(tally, key=lambda pair: (-tally[pair], pair)) if tally else None


def can_lead(claim: Claim) -> bool:
    """Whether a claim is a figure reported as fact about one of the measures."""
    return (
        claim.modality == "reported" and claim.measure not in ("other", "change") and claim.unit != "percent"
    )


def rank_findings(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that can lead, best first."""
    leading = [finding for finding in findings if can_lead(finding.claim)]
    tally = Counter(finding.claim.border for finding in leading)
    return sorted(leading, key=lambda finding: _rank(finding, tally))


def _rank(finding: Finding, tally: Counter[str | None]) -> tuple[object, ...]:
    claim = finding.claim
    return (
        claim.value is None and claim.low is None,
        claim.bound == "vague",
        not measure_wording(claim.measure).people,
        claim.group is not None,
        claim.border is None,
        -tally[claim.border],
        -_length_class(claim),
        -((claim.period_end or LONG_AGO).toordinal()),
        -(claim.value or claim.low or claim.high or 0.0),
        claim.count_id,
    )


def _length_class(claim: Claim) -> int:
    days = claim.days or 0
    return sum(days >= least for least in (7, 28, 180))


def choose_key_findings(findings: Iterable[Finding], limit: int = KEY_LIMIT) -> tuple[Finding, ...]:
    """The key figures: in rank order, no kind of figure taking more than its share before the others."""
    ranked = rank_findings(findings)
    taken: Counter[tuple[object, ...]] = Counter()
    first: list[Finding] = []
    later: list[Finding] = []
    for finding in ranked:
        kind = (finding.claim.measure, finding.claim.border, finding.claim.aggregation)
        (first if taken[kind] < PER_KIND else later).append(finding)
        taken[kind] += 1
    return tuple((first + later)[:limit])


def choose_happenings(happenings: Sequence[Happening], limit: int) -> tuple[Happening, ...]:
    """The happenings for a chronology, in order of time."""
    ranked = sorted(happenings, key=_happening_rank)
    return tuple(sorted(ranked[:limit], key=_happening_time))


def _happening_rank(happening: Happening) -> tuple[object, ...]:
    end = happening.date_end or LONG_AGO
    return (sharpness(happening), -happening.n_articles, -end.toordinal(), happening.happening_id)


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
