"""What a brief tells: which claims and events, on which borders, in which order.

Only what is reported as fact is told that is checked or sure, about a known border, and never a bare
percentage; with days asked for, only what is dated within them. Claims that say the same in several articles
are one. Claims and events are ranked by how many independent sources tell them, by size and by
recency; no kind of figure, doer or month takes more than its share before the others have had their turn.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from analysis import series
from analysis.brief.document import Inlines, Tally
from analysis.english import name_source, say_number
from analysis.naming import event_wordings, measure_wordings
from analysis.series import Claim, Period, find_exclusion, find_sound
from analysis.tables import Tables, list_rows

TOLD_BORDERS = 3
SMALL_SHARE = 0.1  # a border with less than this share of the claims of the first is left out
SMALL = 10  # people; a lone case is no finding while there are greater ones
SHARE = 2
SURE_KEY, LEAST_KEY = 3, 4.0  # beyond the first few, a weaker figure is no key figure
LEAST = 2.5  # a moment with a lower score says too little to be told
PER_MONTH = 4
# Days after which a figure is told as background: its article writes of something later.
STALE = 270
# Words that speak of what may come, so near a figure that it may be what they speak of.
PROSPECT = re.compile(
    r"\b(?:will|would|could|may|might|should|if|expect\w*|plan\w*|forecast\w*|predict\w*|project(?:s|ed|ions?)"
    r"|propos\w*|estimates? that|ready for|to be)\b"
)
NEAR = 60  # characters
LIKELY = 0.3  # a claim that the reader is less sure of is more likely wrong than worth a look
EACH_ARTICLE = 2
STATUS_COST = {"demanded": 1.5, "denied": 1.5, "alleged": 1.0, "planned": 0.5}
UNTOLD = ("other", "change")  # measures of which no figure is told


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of happenings, with the event whose words stand for it."""

    happening_id: str
    type: str
    date_start: date | None
    date_end: date | None
    actor: str | None
    target: str | None
    border: str | None
    status: str
    n_articles: int
    event_ids: tuple[str, ...]
    article_id: str
    start: int
    end: int
    quote: str
    sentence: str
    source: str | None
    place: str | None
    confidence: float | None
    checked: str | None

    @property
    def period(self) -> Period:
        """The days on which it was."""
        return Period(self.date_start, self.date_end)

    @property
    def pairs(self) -> frozenset[str]:
        """The borders that it is about, as single pairs."""
        return frozenset(self.border.split("+")) if self.border else frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing to tell: a happening with or without a figure of its own, or a figure alone.

    `kind` may take no more than its share; `name` tells two of one time apart.
    """

    happening: Happening | None
    claim: Claim | None
    score: float
    period: Period
    kind: Hashable
    name: str

    @property
    def question(self) -> Hashable:
        """What its figure answers; of a happening without one what was done, by whom and when."""
        if self.claim or not self.happening:
            return self.claim.question if self.claim else self.name
        return (self.kind, self.happening.status, self.period)

    @property
    def time(self) -> tuple[date, date, str]:
        """By its end, at which a total stands; by its start within that."""
        return (self.period.end or date.max, self.period.start or date.min, self.name)


Item = TypeVar("Item")
Row = TypeVar("Row", Claim, Happening)
Answer = TypeVar("Answer", Claim, Moment)


@dataclass(frozen=True)
class Material:
    """The tables as a brief sees them, with the days and border asked for."""

    tables: Tables
    border: str | None = None
    since: date | None = None
    until: date | None = None

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim, copies of an article left out; a source that names nobody is none.

        Its place is that of its event where it has none. Of what was read stays what its paragraph names.
        """
        counts, events = self._without_copies("counts"), self.tables.events
        places = dict(zip(events["event_id"], events["place"].fillna(""), strict=True))
        found = []
        for claim in series.read_claims(counts, self.tables.articles):
            place = claim.place or places.get(claim.event_id or "") or None
            placed = replace(claim, source=name_source(claim.source), place=place)
            found.append(keep_named(placed, self.text_of(claim)))
        return tuple(found)

    def _without_copies(self, table: str) -> pd.DataFrame:
        frame, articles = self.tables.frame(table), self.tables.articles
        copies = articles.loc[articles["duplicate_of"].notna(), "article_id"]
        return frame[~frame["article_id"].isin(copies)]

    @cached_property
    def articles(self) -> dict[str, dict[str, Any]]:
        """The rows of articles by id."""
        return {row["article_id"]: row for row in list_rows(self.tables.articles)}

    def text_of(self, row: Claim | Happening) -> str | None:
        """The text of a row's article; None where it is not shared."""
        text: str | None = self.articles[row.article_id]["text"]
        return text

    @cached_property
    def tallies(self) -> dict[str, int]:
        """What can be counted of the tables, by name."""
        return count_tallies(self.tables)

    def tally(self, name: str, singular: str) -> Inlines:
        """A tally with its noun in agreement, under its name."""
        count = self.tallies[name]
        return (Tally(say_number(count), name, count), f" {singular}{'' if count == 1 else 's'}")

    def _join_fit(self, *exclusions: str | None) -> list[list[Claim]]:
        """The claims within the days asked for that are excluded for one of these, by what they say."""
        return join_alike(
            claim
            for claim in self.claims
            if find_exclusion(claim) in exclusions and self.is_inside(*claim.period)
        )

    @cached_property
    def alike(self) -> dict[str, list[Claim]]:
        """The claims that may be told or checked, by the id of the one that stands for its like."""
        found = self._join_fit(None, "not_checked")
        return {claims[0].count_id: claims for claims in found if claims[0].size}

    @cached_property
    def usable(self) -> tuple[Claim, ...]:
        """The claims that may be told, whatever their border, each figure once."""
        return tuple(claims[0] for claims in self.alike.values() if claims[0].sure)

    @cached_property
    def doubtful(self) -> tuple[Claim, ...]:
        """What might be told if somebody checked it: unsure, and no prospect by its words."""
        unsure = (claims[0] for claims in self.alike.values() if not claims[0].sure)
        return tuple(claim for claim in unsure if not is_prospect(claim))

    @cached_property
    def unplaced(self) -> tuple[Claim, ...]:
        """The sure claims that might be told if their article named the border, each figure once."""
        return tuple(claims[0] for claims in self._join_fit("no_border") if claims[0].sure)

    def count_sources(self, claim: Claim) -> int:
        """Number of independent sources: those cited, and articles that cite nobody for the figure."""
        return count_voices((one.article_id, one.source) for one in self.alike[claim.count_id])

    @cached_property
    def borders(self) -> list[tuple[str, int]]:
        """How many claims are about each pair of countries, the most frequent first."""
        tally = Counter(pair for claim in self.usable or self.doubtful for pair in claim.pairs)
        return sorted(tally.items(), key=lambda item: (-item[1], item[0]))

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The borders that are told, at most TOLD_BORDERS."""
        if self.border:
            return (self.border,)
        most = self.borders[0][1] if self.borders else 0
        return tuple(pair for pair, number in self.borders if number >= SMALL_SHARE * most)[:TOLD_BORDERS]

    def border_of(self, moment: Moment) -> str:
        """The border under which a moment is told; "" for none."""
        row = moment.claim or moment.happening
        return next((pair for pair in self.told if row and pair in row.pairs), "")

    @cached_property
    def ranked(self) -> tuple[Claim, ...]:
        """The claims on the borders told, best first."""
        fit = [claim for claim in self.usable if claim.pairs & set(self.told)]
        return tuple(sorted(fit, key=lambda claim: (-self.score(claim), claim.count_id)))

    @cached_property
    def all_happenings(self) -> tuple[Happening, ...]:
        """The events that are checked or sure, brought together over articles; copies left out.

        The longest quote speaks for a happening: it says most.
        """
        kept = self._without_copies("events")
        kept = kept[find_sound(kept, self.tables.articles)]
        events = {row["event_id"]: row for row in list_rows(kept)}
        found = []
        for row in list_rows(series.group_happenings(kept, self.tables.articles)):
            ids = row["event_ids"].split("+")
            first = max(ids, key=lambda key: (len(events[key]["quote"]), key))
            cells = events[first] | row | {"event_ids": (first, *(key for key in ids if key != first))}
            cells["source"] = name_source(cells["source"])
            happening = Happening(**{name: cells[name] for name in Happening.__slots__})
            found.append(keep_named(happening, self.text_of(happening)))
        return tuple(found)

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """The sure events that are dated, within the days asked for, and not tied to a border left out."""
        return tuple(
            found
            for found in self.all_happenings
            if found.period.end and self.is_inside(*found.period) and self._is_about(found)
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
        sides = {code for code in (happening.actor, happening.target) if code and len(code) == 2} - {"EU"}
        if sides and not sides & countries:
            return False
        return bool(happening.pairs & set(self.told)) if happening.border else bool(sides)

    @cached_property
    def _span(self) -> tuple[int, int]:
        """First and last day that a usable claim ends on, as ordinals."""
        ends = [claim.period_end.toordinal() for claim in self.usable if claim.period_end] or [0]
        return min(ends), max(ends)

    @cached_property
    def _measures(self) -> Counter[str]:
        return Counter(claim.measure for claim in self.usable)

    def recency(self, end: date | None) -> float:
        """0 for the oldest or undated, 1 for the latest."""
        first, last = self._span
        if end is None or last == first:
            return 0.0
        return min(max((end.toordinal() - first) / (last - first), 0.0), 1.0)

    def score(self, claim: Claim) -> float:
        """What a claim has to say: sources, size, recency; wholes before parts, numerals before words."""
        wording = measure_wordings()[claim.measure]
        doubts = (
            2.0 * (claim.bound == "vague")
            + 3.0 * (claim.rate_per is not None)
            + 4.0 * (wording.people and claim.size < SMALL)
            + 1.5 * (claim.group is not None)
            + 0.3 * (claim.definition is not None)
            + 0.7 * (claim.place is not None)
            + 1.0 * (claim.period_end is None)
            + 0.5 * (claim.days is None)
            + 2.0 * is_background(claim)
        )
        length = sum((claim.days or 0) >= least for least in (7, 28, 180))
        common = self._measures[claim.measure] / max(self._measures.values(), default=1)
        return (
            1.5 * math.log2(1 + self.count_sources(claim))
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
        by_event: dict[str | None, list[Claim]] = defaultdict(list)
        for claim in self.ranked:
            for one in self.alike[claim.count_id]:
                by_event[one.event_id].append(claim)
        found, used = [], set()
        for event in self.happenings:
            linked = [claim for key in event.event_ids for claim in by_event[key]]
            best = max(linked, key=self.score, default=None)
            used |= {best.count_id} if best else set()
            kind, score = (event.type, event.actor), self._weigh(event, best)
            found.append(Moment(event, best, score, event.period, kind, event.happening_id))
        for claim in self.ranked:
            if claim.count_id not in used and claim.period_end:
                kind, score = (claim.measure, claim.border), 0.7 * self.score(claim)
                found.append(Moment(None, claim, score, claim.period, kind, claim.count_id))
        return tuple(sorted(found, key=lambda moment: (-moment.score, moment.time)))

    def _weigh(self, happening: Happening, claim: Claim | None) -> float:
        """What a happening has to say; less where it names nobody, no number or no day."""
        wording = event_wordings()[happening.type]
        blurred = not happening.period.is_dated or happening.period.days > 367
        return (
            wording.weight
            + 1.5 * math.log2(1 + happening.n_articles)
            + 1.5 * self.recency(happening.period.end)
            + (0.4 * self.score(claim) if claim else 0.0)
            + 0.5 * (happening.checked is not None)
            - STATUS_COST.get(happening.status, 0.0)
            - 2.0 * (claim is None and not happening.actor)
            - 1.5 * (claim is None and bool(wording.counts))
            - 1.5 * blurred
        )

    def choose_moments(self, limit: int, key: Sequence[Claim]) -> tuple[Moment, ...]:
        """The best moments in order of time, kinds, months and borders with their shares.

        A key figure that nobody checked is quoted among the key figures, and is no moment of its own.
        """
        quoted = {claim.count_id for claim in key if is_read(claim)}
        telling = answer_once(
            moment
            for moment in self.moments
            if moment.score >= LEAST and (moment.happening or moment.name not in quoted)
        )
        by_month = (lambda moment: moment.time[0].replace(day=1), PER_MONTH)
        by_border = (self.border_of, self._share_borders(limit))
        kept = take_shares(telling, limit, (lambda moment: moment.kind, SHARE), by_month, by_border)
        return tuple(sorted(kept, key=lambda moment: moment.time))

    def choose_key(self, limit: int) -> tuple[Claim, ...]:
        """The key figures, best first, borders and kinds of figure with their shares."""
        by_border = (lambda claim: claim.border, self._share_borders(limit))
        kept = take_shares(answer_once(self.ranked), limit, (_kind_of, 1), by_border)
        kept.sort(key=self.ranked.index)
        return (*kept[:SURE_KEY], *(claim for claim in kept[SURE_KEY:] if self.score(claim) >= LEAST_KEY))

    def _share_borders(self, limit: int) -> int:
        return max(2, math.ceil(limit / max(1, len(self.told))))

    def choose_doubtful(self, limit: int, told: Sequence[Claim]) -> tuple[Claim, ...]:
        """The unsure claims that matter most, best first; the largest of all is among them.

        What is told already, or is no larger than what is told of the same question, is left out.
        """
        known: dict[Hashable, float] = defaultdict(float)
        for claim in told:
            known[claim.question] = max(known[claim.question], claim.size)
        found = [
            claim
            for claim in self.doubtful
            if (claim.confidence or 0.0) >= LIKELY and claim.size > known[claim.question]
        ]
        found.sort(key=lambda c: (3.0 * (1 - (c.confidence or 0.0)) - self.score(c), c.count_id))
        by_question, by_article = (
            (lambda claim: claim.question, 1),
            (lambda claim: claim.article_id, EACH_ARTICLE),
        )
        chosen = take_shares(found, limit, by_question, by_article, (_kind_of, SHARE))
        largest = max(filter(is_of_people, found), key=lambda claim: claim.size, default=None)
        most = max((claim.size for claim in filter(is_of_people, told)), default=0.0)
        if chosen and largest and largest not in chosen and largest.size > most:
            chosen[-1] = largest
        return tuple(chosen)


def is_read(row: Claim | Happening) -> bool:
    """Whether the reader alone says what a row is about."""
    return row.checked is None and row.confidence is not None


def keep_named(row: Row, text: str | None) -> Row:
    """A row that nobody checked without the countries and the place that its paragraph does not name.

    How sure the reader is says nothing on them.
    """
    if text is None or not is_read(row):
        return row
    first, last = text.rfind("\n", 0, row.start) + 1, text.find("\n", row.end)
    last = last if last >= 0 else len(text)
    named = {code for at, codes in series.find_codes(text) if first <= at < last for code in codes}
    names = ("origin", "destination") if isinstance(row, Claim) else ("actor", "target")
    kept: dict[str, Any] = {
        name: "+".join(code for code in (getattr(row, name) or "").split("+") if code in named) or None
        for name in names
    }
    place = row.place if row.place and row.place in text[first:last] else None
    return replace(row, **kept, place=place)


def can_carry(happening: Happening, claim: Claim) -> bool:
    """Whether the sentence on an event has a place for a figure."""
    wording = event_wordings()[happening.type]
    fits = claim.measure in wording.counts and claim.unit in ("person", "site")
    return bool(wording.did) and fits and not series.say_definition(claim.definition, ("term",))


def is_background(claim: Claim) -> bool:
    """Whether a figure is of a time that was long past when its article was written."""
    published, end = claim.publication.earliest, claim.period_end
    return bool(published and end and (published - end).days > STALE)


def count_voices(told: Iterable[tuple[str, str | None]]) -> int:
    """How many speak, given article and source of each row.

    An article that cites somebody for a figure is no second voice.
    """
    rows = list(told)
    citing = {article for article, source in rows if source}
    return len({source or article for article, source in rows if source or article not in citing})


def is_of_people(claim: Claim) -> bool:
    """Whether a figure counts people on the move."""
    return measure_wordings()[claim.measure].people


def is_prospect(claim: Claim) -> bool:
    """Whether the words around a figure speak of what may come, whatever the reader took them for."""
    at = max(claim.sentence.find(claim.quote), 0)
    around = claim.sentence[max(0, at - NEAR) : at + len(claim.quote) + NEAR]
    return bool(PROSPECT.search(around))


def join_alike(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Bring together the claims that say the same; checked and sourced rows first, then the earliest.

    A number that its article names plainly, and again with whom it counts, is told by the fuller words.
    """

    def order(claim: Claim) -> tuple[object, ...]:
        day = claim.publication.latest or date.max
        return (claim.checked is None, claim.source is None, day, claim.article_id, claim.start)

    groups: dict[Hashable, list[Claim]] = defaultdict(list)
    told = set()  # the numbers that are named with whom they count
    for claim in sorted(claims, key=order):
        kind = (claim.measure, claim.unit, claim.aggregation, claim.rate_per, claim.hours, claim.sure)
        whom = (claim.border, claim.group, claim.definition, claim.place is None, claim.period)
        words = (claim.bound, claim.value, claim.low, claim.high)
        groups[(*kind, *whom, *words)].append(claim)
        if claim.group or claim.definition:
            told.add(_name_number(claim))
    return [
        alike
        for alike in groups.values()
        if alike[0].group or alike[0].definition or told.isdisjoint(map(_name_number, alike))
    ]


def _name_number(claim: Claim) -> tuple[object, ...]:
    """What an article says but once, however often it names it: a number of one measure and period."""
    number = (claim.value, claim.low, claim.high)
    return (claim.article_id, claim.measure, claim.aggregation, claim.period, *number)


def _kind_of(claim: Claim) -> tuple[object, ...]:
    return (claim.measure, claim.border, claim.aggregation)


def answer_once(ranked: Iterable[Answer]) -> list[Answer]:
    """The best answer to each question."""
    best: dict[Hashable, Answer] = {}
    for item in ranked:
        best.setdefault(item.question, item)
    return list(best.values())


def take_shares(
    ranked: Sequence[Item], limit: int, *shares: tuple[Callable[[Item], Hashable], int]
) -> list[Item]:
    """The best `limit` items, no kind beyond its share while others still wait."""
    taken: Counter[Hashable] = Counter()
    first: list[Item] = []
    waiting: list[Item] = []
    for item in ranked:
        kinds = [(place, kind(item)) for place, (kind, _) in enumerate(shares)]
        if any(taken[place, kind] >= shares[place][1] for place, kind in kinds):
            waiting.append(item)
        else:
            first.append(item)
            taken.update(kinds)
    return (first + waiting)[:limit]


def count_tallies(tables: Tables) -> dict[str, int]:
    """Every tally that may stand in a brief about these tables, by name."""
    articles, counts, events = tables.articles, tables.counts, tables.events
    refused = tables.rejected["kind"] != "quantity"
    sound = {name: find_sound(rows, articles) for name, rows in (("counts", counts), ("events", events))}
    by_value = {
        "counts_border": counts["border"].dropna().str.split("+").explode(),
        "counts_measure": counts["measure"],
        "sure_measure": counts.loc[sound["counts"], "measure"],
        "rejected_files": tables.rejected.loc[refused, "reason"],
    }
    found = {
        "articles": len(articles),
        "undated_articles": articles["published"].isna().sum(),
        "counts": len(counts),
        "events": len(events),
        "checked": counts["checked"].notna().sum() + events["checked"].notna().sum(),
        "unsure": sum((~rows).sum() for rows in sound.values()),
        "unattributed_counts": counts["source"].isna().sum(),
        "undated_counts": (counts["period_start"].isna() & counts["period_end"].isna()).sum(),
    }
    for name, column in by_value.items():
        found |= {f"{name}:{value}": number for value, number in column.value_counts().items()}
    return {name: int(number) for name, number in found.items()}
