"""What a brief tells: which claims and events, on which borders, in which order.

Only what is reported as fact is told that is checked or sure, about a known border, and never a bare
percentage; with days asked for, only what is dated within them. Claims that say the same in several articles
are one finding. Findings and events are ranked by how many independent sources tell them, by size and by
recency; no kind of figure, doer or month takes more than its share before the others have had their turn.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from analysis.brief.claims import Claim, Happening, read_claims, read_happenings
from analysis.brief.wording import event_wording, figure_words, measure_wording
from analysis.tables import Tables, list_rows

TOLD_BORDERS = 3
SMALL_SHARE = 0.1  # a border with less than this share of the claims of the first is left out
SMALL = 10  # people; a lone case is no finding while there are greater ones
SHARE = 2
SURE_KEY, LEAST_KEY = 3, 4.0  # beyond the first few, a weaker figure is no key figure
LEAST = 2.5  # a moment with a lower score says too little to be told
PER_MONTH = 4
LONGEST_QUOTE = 18
# Words that speak of what may come, so near a figure that it may be what they speak of.
PROSPECT = re.compile(
    r"\b(?:will|would|could|may|might|should|if|expect\w*|plan\w*|forecast\w*|predict\w*|project(?:s|ed|ions?)"
    r"|propos\w*|estimates? that|ready for|to be)\b"
)
NEAR = 60  # characters
LIKELY = 0.3  # a claim that the reader is less sure of is more likely wrong than worth a look
EACH_ARTICLE = 2
STATUS_COST = {"demanded": 1.5, "denied": 1.5, "alleged": 1.0, "planned": 0.5}

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim with every other row that states the same."""

    claim: Claim
    repeats: tuple[Claim, ...]

    @property
    def n_sources(self) -> int:
        """Number of independent sources: those cited, and articles that cite nobody."""
        return len({claim.source or claim.article_id for claim in (self.claim, *self.repeats)})

    @property
    def question(self) -> Hashable:
        """What it answers: one measure of one border, group and period."""
        claim = self.claim
        whom = (claim.border, claim.group, claim.definition, claim.place)
        return (claim.measure, claim.aggregation, *whom, claim.period_start, claim.period_end)

    @property
    def count_ids(self) -> tuple[str, ...]:
        """The rows behind it, the one shown first."""
        return tuple(claim.count_id for claim in (self.claim, *self.repeats))


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing to tell: a happening with or without a figure of its own, or a figure alone."""

    happening: Happening | None
    finding: Finding | None
    score: float

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day."""
        if self.happening:
            return self.happening.date_start, self.happening.date_end
        assert self.finding
        return self.finding.claim.period_start, self.finding.claim.period_end

    @property
    def kind(self) -> Hashable:
        """What may take no more than its share."""
        if self.happening:
            return (self.happening.type, self.happening.actor)
        assert self.finding
        return (self.finding.claim.measure, self.finding.claim.border)

    @property
    def question(self) -> Hashable:
        """What its figure answers; itself where it has none."""
        return self.finding.question if self.finding else self.time

    @property
    def pairs(self) -> frozenset[str]:
        """The borders that it is about."""
        if self.finding:
            return self.finding.claim.pairs
        return self.happening.pairs if self.happening else frozenset()

    @property
    def time(self) -> tuple[date, date, str]:
        """By its end, at which a total stands; by its start within that."""
        start, end = self.days
        name = self.happening.happening_id if self.happening else self.finding.claim.count_id  # type: ignore[union-attr]
        return (end or date.max, start or date.min, name)


@dataclass(frozen=True)
class Material:
    """The tables as a brief sees them, with the days and border asked for."""

    tables: Tables
    border: str | None = None
    since: date | None = None
    until: date | None = None

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim, copies of articles left out."""
        return read_claims(self.tables)

    @cached_property
    def usable(self) -> tuple[Finding, ...]:
        """The findings that may be told, whatever their border."""
        return self._find(sure=True)

    @cached_property
    def doubtful(self) -> tuple[Finding, ...]:
        """What might be told if somebody checked it: unsure, and no prospect by its words."""
        return tuple(found for found in self._find(sure=False) if not is_prospect(found.claim))

    def _find(self, *, sure: bool) -> tuple[Finding, ...]:
        days = {row["article_id"]: row["published_latest"] for row in list_rows(self.tables.articles)}
        fit = (
            claim
            for claim in self.claims
            if claim.sure == sure and can_tell(claim) and self.is_inside(claim.period_start, claim.period_end)
        )
        return merge_repeats(fit, days)

    @cached_property
    def borders(self) -> list[tuple[str, int]]:
        """How many findings are about each pair of countries, the most frequent first."""
        tally = Counter(pair for finding in self.usable or self.doubtful for pair in finding.claim.pairs)
        return sorted(tally.items(), key=lambda item: (-item[1], item[0]))

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The borders that are told, at most TOLD_BORDERS."""
        if self.border:
            return (self.border,)
        most = self.borders[0][1] if self.borders else 0
        return tuple(pair for pair, number in self.borders if number >= SMALL_SHARE * most)[:TOLD_BORDERS]

    @cached_property
    def ranked(self) -> tuple[Finding, ...]:
        """The findings on the borders told, best first."""
        fit = [finding for finding in self.usable if finding.claim.pairs & set(self.told)]
        return tuple(sorted(fit, key=lambda finding: (-self.score(finding), finding.claim.count_id)))

    @cached_property
    def all_happenings(self) -> tuple[Happening, ...]:
        """Every sure event."""
        return read_happenings(self.tables)

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """The sure events that are dated, within the days asked for, and not tied to a border left out."""
        return tuple(
            found
            for found in self.all_happenings
            if found.date_end and self.is_inside(found.date_start, found.date_end) and self._is_about(found)
        )

    @cached_property
    def conflicts(self) -> tuple[Mapping[str, Any], ...]:
        """The rows of conflicts on the borders told."""
        found = list_rows(self.tables.conflicts)
        return tuple(row for row in found if set(self.told) & set((row["border"] or "").split("+")))

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Ids of the claims that others differ with."""
        return frozenset(key for row in self.conflicts for key in row["count_ids"].split("+"))

    def is_inside(self, start: date | None, end: date | None) -> bool:
        """Whether a period lies within the days asked for."""
        if self.since and (start is None or start < self.since):
            return False
        return not (self.until and (end is None or end > self.until))

    def _is_about(self, happening: Happening) -> bool:
        """Whether an event may be told: on a border told, and not between others than its countries."""
        if not self.told:
            return True
        countries = {code for pair in self.told for code in pair.split("-")}
        sides = {
            code for code in (happening.actor, happening.target) if code and len(code) == 2 and code != "EU"
        }
        if sides and not sides & countries:
            return False
        return bool(happening.pairs & set(self.told)) if happening.border else bool(sides)

    @cached_property
    def _span(self) -> tuple[int, int]:
        """First and last day that a usable finding ends on, as ordinals."""
        ends = [f.claim.period_end.toordinal() for f in self.usable if f.claim.period_end] or [0]
        return min(ends), max(ends)

    @cached_property
    def _measures(self) -> Counter[str]:
        return Counter(finding.claim.measure for finding in self.usable)

    def recency(self, end: date | None) -> float:
        """0 for the oldest or undated, 1 for the latest."""
        first, last = self._span
        if end is None or last == first:
            return 0.0
        return min(max((end.toordinal() - first) / (last - first), 0.0), 1.0)

    def score(self, finding: Finding) -> float:
        """What a finding has to say: sources, size, recency; wholes before parts, numerals before words."""
        claim = finding.claim
        wording = measure_wording(claim.measure)
        small = wording.people and claim.size < SMALL
        doubts = 2.0 * (claim.bound == "vague") + 3.0 * (claim.rate_per is not None) + 4.0 * small
        doubts += 1.5 * (claim.group is not None) + 1.0 * (claim.definition is not None)
        doubts += (
            0.7 * (claim.place is not None) + 1.0 * (claim.period_end is None) + 0.5 * (claim.days is None)
        )
        length = sum((claim.days or 0) >= least for least in (7, 28, 180))
        common = self._measures[claim.measure] / max(self._measures.values(), default=1)
        return (
            1.5 * math.log2(1 + finding.n_sources)
            + 0.7 * math.log10(max(claim.size, 1.0))
            + 2.5 * self.recency(claim.period_end)
            + 0.6 * length
            + 1.5 * common
            + wording.weight
            + 0.5 * (claim.checked is not None)
            - doubts
        )

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """What there is to tell, best first: every happening with its figure, then figures alone."""
        by_event: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.ranked:
            for claim in (finding.claim, *finding.repeats):
                if claim.event_id:
                    by_event[claim.event_id].append(finding)
        found, used = [], set()
        for happening in self.happenings:
            linked = [finding for key in happening.event_ids for finding in by_event.get(key, ())]
            best = max(linked, key=self.score, default=None)
            used |= {best.claim.count_id} if best else set()
            found.append(Moment(happening, best, self._weigh(happening, best)))
        alone = (
            finding
            for finding in self.ranked
            if finding.claim.count_id not in used and finding.claim.period_end
        )
        found += [Moment(None, finding, 0.7 * self.score(finding)) for finding in alone]
        return tuple(sorted(found, key=lambda moment: (-moment.score, moment.time)))

    def _weigh(self, happening: Happening, finding: Finding | None) -> float:
        wording = event_wording(happening.type)
        wordy = len(happening.quote.split()) > LONGEST_QUOTE
        empty = finding is None and (wordy if wording.quote else not happening.actor)
        start, end = happening.date_start, happening.date_end
        uncounted = finding is None and bool(wording.counts)
        blurred = start is None or end is None or (end - start).days > 366
        return (
            wording.weight
            + 1.5 * math.log2(1 + happening.n_articles)
            + 1.5 * self.recency(end)
            + (0.4 * self.score(finding) if finding else 0.0)
            + 0.5 * (happening.checked is not None)
            - STATUS_COST.get(happening.status, 0.0)
            - 2.0 * empty
            - 1.5 * uncounted
            - 1.5 * blurred
        )

    def choose_moments(self, limit: int) -> tuple[Moment, ...]:
        """The best moments in order of time, kinds and months with their shares."""
        telling = [moment for moment in self.moments if moment.score >= LEAST]
        per_border = max(2, math.ceil(limit / max(1, len(self.told))))
        kept = take_shares(
            telling,
            limit,
            (lambda m: m.question, 1),
            (lambda m: m.kind, SHARE),
            (_month_of, PER_MONTH),
            (lambda m: next((pair for pair in self.told if pair in m.pairs), ""), per_border),
        )
        kept = take_shares(kept, limit, (lambda m: m.question, 1), strict=True)
        return tuple(sorted(kept, key=lambda moment: moment.time))

    def choose_doubtful(self, limit: int, told: Sequence[Finding]) -> tuple[Finding, ...]:
        """The unsure findings that matter most, best first; the largest of all is among them.

        What is told already, or is no larger than what is told of the same question, is left out.
        """
        known: dict[Hashable, float] = defaultdict(float)
        for finding in told:
            known[finding.question] = max(known[finding.question], finding.claim.size)
        found = [
            finding
            for finding in self.doubtful
            if (finding.claim.confidence or 0.0) >= LIKELY and finding.claim.size > known[finding.question]
        ]
        found.sort(key=lambda f: (3.0 * (1 - (f.claim.confidence or 0.0)) - self.score(f), f.claim.count_id))
        by_article = (lambda f: f.claim.article_id, EACH_ARTICLE)
        by_kind = (lambda f: (f.claim.measure, f.claim.border, f.claim.aggregation), SHARE)
        chosen = take_shares(found, limit, (lambda f: f.question, 1), by_article, by_kind)
        people = [finding for finding in found if measure_wording(finding.claim.measure).people]
        largest = max(people, key=lambda f: f.claim.size, default=None)
        most = max((f.claim.size for f in told if measure_wording(f.claim.measure).people), default=0.0)
        if chosen and largest and largest not in chosen and largest.claim.size > most:
            chosen[-1] = largest
        return tuple(chosen)

    def find_unsure(self, happening: Happening) -> Claim | None:
        """The number that belongs to an event where the reader is not sure of it, else None."""
        counted = event_wording(happening.type).counts
        return next(
            (
                claim
                for claim in self.claims
                if not claim.sure
                and claim.measure in counted
                and claim.unit in ("person", "site")
                and (claim.event_id in happening.event_ids or happening.holds(claim))
            ),
            None,
        )

    def choose_key(self, limit: int) -> tuple[Finding, ...]:
        """The key figures, best first, borders and kinds of figure with their shares."""
        per_border = max(2, math.ceil(limit / max(1, len(self.told))))
        kept = take_shares(
            self.ranked,
            limit,
            (lambda f: (f.claim.measure, f.claim.border, f.claim.aggregation), 1),
            (lambda f: f.claim.border, per_border),
        )
        kept = take_shares(kept, limit, (lambda f: f.question, 1), strict=True)
        telling = [finding for finding in self.ranked if finding in kept]
        return tuple(f for place, f in enumerate(telling) if place < SURE_KEY or self.score(f) >= LEAST_KEY)


def can_tell(claim: Claim) -> bool:
    """Whether a claim is a figure reported as fact about one of the measures and a known border."""
    if claim.modality != "reported" or claim.border is None or claim.size == 0:
        return False
    if claim.measure in ("other", "change") or claim.unit == "percent":
        return False
    return claim.unit == "site" or not claim.measure.startswith("crossing_point")


def is_prospect(claim: Claim) -> bool:
    """Whether the words around a figure speak of what may come, whatever the reader took them for."""
    at = max(claim.sentence.find(claim.quote), 0)
    around = claim.sentence[max(0, at - NEAR) : at + len(claim.quote) + NEAR]
    return bool(PROSPECT.search(around))


def merge_repeats(claims: Iterable[Claim], dates: Mapping[str, date | None]) -> tuple[Finding, ...]:
    """Bring together the claims that say the same; checked and sourced rows first, then the earliest."""
    groups: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[_sameness(claim)].append(claim)

    def order(claim: Claim) -> tuple[object, ...]:
        day = dates.get(claim.article_id) or date.max
        return (claim.checked is None, claim.source is None, day, claim.article_id, claim.start)

    found = []
    for group in groups.values():
        first, *rest = sorted(group, key=order)
        found.append(Finding(first, tuple(rest)))
    return tuple(found)


def _sameness(claim: Claim) -> tuple[object, ...]:
    kind = (claim.measure, claim.unit, claim.aggregation, claim.rate_per, claim.hours, claim.modality)
    whom = (claim.border, claim.group, claim.definition, claim.place is None)
    return (*kind, *whom, figure_words(claim).lower(), claim.period_start, claim.period_end)


def _month_of(moment: Moment) -> Hashable:
    end = moment.days[1]
    return (end.year, end.month) if end else None


def take_shares(
    ranked: Sequence[Item], limit: int, *shares: tuple[Callable[[Item], Hashable], int], strict: bool = False
) -> list[Item]:
    """The best `limit` items, no kind beyond its share while others still wait; if `strict`, never."""
    tallies: list[Counter[Hashable]] = [Counter() for _ in shares]
    first: list[Item] = []
    waiting: list[Item] = []
    for item in ranked:
        kinds = [kind(item) for kind, _ in shares]
        fits = all(tally[kind] < most for tally, kind, (_, most) in zip(tallies, kinds, shares, strict=True))
        (first if fits else waiting).append(item)
        if fits:
            for tally, kind in zip(tallies, kinds, strict=True):
                tally[kind] += 1
    return first[:limit] if strict else (first + waiting)[:limit]
