"""What a number or a clause of an article can mean: its countries, periods, speakers and other numbers.

Each candidate carries features of where it stands towards the words that are read; which one is meant is left
to the network. The periods follow the codebook's arithmetic (docs/codebook.md), so that a date mention and a
form give an interval.
"""

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import combinations
from typing import Any, Generic, TypeVar

from analysis.document import Document
from analysis.meaning.inventory import FORMS, PLACE_KINDS, PREPOSITIONS
from analysis.mentions.dates import DateMention
from analysis.mentions.places.borders import usual_origin
from analysis.mentions.places.lexicon import Place
from analysis.mentions.quantities import Quantity
from analysis.mentions.speakers import Attribution
from analysis.mentions.speakers.lexicon import words_for
from analysis.vocabulary import RELATIONS

V = TypeVar("V")
L = TypeVar("L")
Days = tuple[date | None, date | None]
Chars = tuple[int, int]

MOST_COUNTRIES, MOST_DATES, MOST_SOURCES, MOST_SPEAKERS, MOST_CITED, MOST_OTHERS = 24, 9, 15, 9, 60, 10
# Organisations that can be meant where a country can.
ORGANISATIONS = frozenset({"EU", "NATO", "UN", "FRONTEX"})
NEAR = 6  # sentences from which a place is still shown with its words
ONE = timedelta(1)

_WORD = re.compile(r"[A-Za-z]+")
_NOT_PREPOSITIONS = frozenset("the a an southern northern eastern western neighbouring neighboring".split())
_STOPS = re.compile(r"[,;:]")
_JOINTS = re.compile(r"\b(?:and|but|while|compared|than|against|from)\b")
_FULL_NAME = re.compile(r"\b[A-Z][a-zé]+(?: [A-Z][\w\u00c0-\u024f]+)+")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[V]):
    """One thing that can be meant: its value, where it is named (None: nowhere), its kind, its features."""

    value: V
    span: Chars | None
    kind: int
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """All that the words at `span`, in sentence `sentence`, can mean."""

    span: Chars
    sentence: int
    countries: tuple[Candidate[str], ...]
    periods: tuple[Candidate[Days], ...]
    sources: tuple[Candidate[str], ...]
    others: tuple[Candidate[Quantity | float], ...] = ()


@cache
def _citable() -> re.Pattern[str]:
    """The nouns by which somebody is cited without a name."""
    alternatives = "|".join(re.escape(n) for n in sorted(words_for("citable"), key=lambda n: (-len(n), n)))
    return re.compile(rf"\b(?:{alternatives})\b", re.I)


class Scene:
    """An article as the choices for its numbers and clauses are drawn from it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.sentences = document.sentences
        self._starts = [sentence.start for sentence in self.sentences]
        self.headline = next(
            (s.index for s in self.sentences if s.kind != "header" and s.end - s.start > 20), 0
        )
        publication = document.article.publication
        self.earliest, self.latest = publication.earliest, publication.latest
        self.numbers = [q for q in document.quantities if not q.conversion and q.unit != "money"]
        self.dates = [(m, self.sentence_at(m.start)) for m in document.dates]
        self.dates = [(m, i) for m, i in self.dates if self.sentences[i].kind != "header" or m.rule != "iso"]
        speakers = sorted(document.attributions, key=lambda a: a.source_start)
        self._speakers = [(a, self.sentence_at(a.source_start)) for a in speakers]
        self.places = [(p, self.sentence_at(p.start)) for p in document.setting.places if p.codes]
        self._lead_date = [
            (m, at) for m, at in self.dates if self.headline <= at <= self.headline + 3 and m.period_start
        ][:1]
        self._weigh_countries()
        self._place_features = {id(p): self._describe_name(p) for p, _ in self.places}
        self._named = self._list_named()
        self._known: dict[Chars, Choices] = {}
        self._dates_in = Counter(at for _, at in self.dates)
        self._quantities = [(q, self.sentence_at(q.start)) for q in document.quantities if q.unit != "money"]
        self._often = Counter(a.source for a in document.attributions)

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds or precedes a position."""
        return max(0, bisect_right(self._starts, position) - 1)

    def choices(self, start: int, end: int, number: Quantity | None = None) -> Choices:
        """All that the words at start:end can mean; `number` where they are a number."""
        if known := self._known.get((start, end)):
            return known
        index = self.sentence_at(start)
        found = self._known[(start, end)] = Choices(
            (start, end),
            index,
            tuple(self._countries(start, end, index)),
            tuple(self._periods(start, end, index)),
            tuple(self._sources(start, index)),
            tuple(self._others(number, index)) if number is not None else (),
        )
        return found

    # Countries

    def _weigh_countries(self) -> None:
        setting, weights = self.document.setting, defaultdict[str, float](float)
        for place, _ in self.places:
            for code in place.codes:
                weights[code] += 1 / len(place.codes)
        self.pairs = [(self.sentence_at(b.start), pair) for b in setting.borders for pair in b.pairs]
        for codes, least in (
            (setting.main_pair or (), 0.4),
            *((pair, 0.3) for _, pair in self.pairs),
            ((setting.home,) if setting.home else (), 0.3),
            (("EU",), 0.1),
        ):
            for code in codes:
                weights[code] = weights[code] or least
        self.codes = sorted(weights, key=lambda c: (-weights[c], c))[:MOST_COUNTRIES]
        total = sum(weights.values())
        self._share = {c: weights[c] / total for c in self.codes}
        self._usual = self._weigh_directions()
        self._by_code = defaultdict[str, list[tuple[Place, int]]](list)
        for place, index in self.places:
            for code in place.codes:
                self._by_code[code].append((place, index))
        self._told_first = {
            code: (
                float(any(at <= self.headline + 2 for _, at in self._by_code[code])),
                float(any(at == self.headline for _, at in self._by_code[code])),
            )
            for code in self.codes
        }
        self._bordering = defaultdict[int, set[str]](set)
        for at, pair in self.pairs:
            self._bordering[at] |= set(pair)
        self._all_bordering = {code for _, pair in self.pairs for code in pair}

    def _weigh_directions(self) -> dict[str, tuple[float, float]]:
        """How far each country is a usual origin and destination, given the others of the article."""
        leaves, enters = dict.fromkeys(self.codes, 0.0), dict.fromkeys(self.codes, 0.0)
        for pair in combinations(sorted(self.codes), 2):
            if origin := usual_origin(pair):
                weight = min(self._share[code] for code in pair)
                leaves[origin] += weight
                enters[pair[1] if origin == pair[0] else pair[0]] += weight
        return {c: (min(1.0, leaves[c] * 5), min(1.0, enters[c] * 5)) for c in self.codes}

    def _describe_name(self, place: Place) -> tuple[float, ...]:
        kind, preposition = [0.0] * len(PLACE_KINDS), [0.0] * len(PREPOSITIONS)
        if place.kind in PLACE_KINDS:
            kind[PLACE_KINDS.index(place.kind)] = 1.0
        words = _WORD.findall(self.text[max(0, place.start - 30) : place.start].lower())
        before = [word for word in words if word not in _NOT_PREPOSITIONS][-1:]
        if before and before[0] in PREPOSITIONS:
            preposition[PREPOSITIONS.index(before[0])] = 1.0
        return (*kind, *preposition)

    def _countries(self, start: int, end: int, index: int) -> Iterator[Candidate[str]]:
        setting = self.document.setting
        here = self._bordering[index]
        nothing = (0.0,) * (len(PLACE_KINDS) + len(PREPOSITIONS))
        for rank, code in enumerate(self.codes):
            where = dict.fromkeys(("lead", "head", "same", "before", "after", "previous", "next"), 0.0)
            where["lead"], where["head"] = self._told_first[code]
            nearest: tuple[tuple[float, int], Place, int, int] | None = None
            for place, at in _around(self._by_code[code], start):
                back, gap = index - at, _gap(start, end, place.start, place.end)
                if back == 0:
                    where["same"] = where["before" if place.end <= start else "after"] = 1.0
                elif abs(back) == 1:
                    where["previous" if back == 1 else "next"] = 1.0
                key = (back if back >= 0 else 1.5 - back, gap)
                if nearest is None or key < nearest[0]:
                    nearest = (key, place, back, gap)
            features = [
                math.sqrt(self._share[code]),
                1 / (1 + rank),
                float(setting.home == code),
                float(code in (setting.main_pair or ())),
                float(code in ORGANISATIONS),
                float(len(code) > 2),
                *self._usual[code],
                *where.values(),
                float(code in here),
                float(code in self._all_bordering),
            ]
            span = None
            if nearest and abs(nearest[2]) <= NEAR:
                _, place, back, gap = nearest
                span, far = (place.start, place.end), math.log1p(gap) / 5
                features += [far, float(gap == 0), float(gap <= 2), far * (back == 0), back / NEAR]
                features += self._place_features[id(place)]
            else:
                features += [1.6, 0.0, 0.0, 1.6, 1.2, *nothing]
            yield Candidate(code, span, 0, tuple(features))

    # Periods

    def _periods(self, start: int, end: int, index: int) -> Iterator[Candidate[Days]]:
        day = self.latest
        near = [(m, at) for m, at in _around(self.dates, start, MOST_DATES) if at <= index + 2]
        near.sort(key=lambda found: (abs(index - found[1]), _gap(start, end, found[0].start, found[0].end)))
        lead = self._lead_date
        near = near[:MOST_DATES] + [found for found in lead if found not in near[:MOST_DATES]]
        here = self._dates_in[index]
        situation = (
            float(here == 0),
            min(here, 4) / 4,
            float(self._dates_in[index - 1] > 0),
            float(day is None),
            float(index <= self.headline),
            min(index - self.headline, 20) / 20,
        )
        for rank, (mention, at) in enumerate(near):
            seen = set()
            features = self._describe_date(mention, at, rank, (mention, at) in lead, start, end, index)
            for form, days in _forms_of(mention, index - at, day):
                if days not in seen and _in_order(days):
                    seen.add(days)
                    span = (mention.start, mention.end)
                    yield Candidate(days, span, FORMS.index(form), (*situation, *features))
        without = (0.0,) * 27
        for form, days in _forms_of_publication(self.earliest, day):
            yield Candidate(days, None, FORMS.index(form), (*situation, *without))

    def _describe_date(
        self, mention: DateMention, at: int, rank: int, is_lead: bool, start: int, end: int, index: int
    ) -> tuple[float, ...]:
        back, gap, day = index - at, _gap(start, end, mention.start, mention.end), self.latest
        between = (
            self.text[mention.end : start]
            if mention.end <= start
            else self.text[end : mention.start]
            if mention.start >= end
            else ""
        )
        first, last = mention.period_start, mention.period_end
        days = (last - first).days if first and last else -1
        return (
            float(back == 0),
            float(back == 1),
            float(back == 2),
            float(back > 2),
            float(back < 0),
            math.log1p(gap) / 5,
            float(mention.end <= start),
            float(gap == 0),
            min(rank, 6) / 6,
            min(len(_STOPS.findall(between)), 4) / 4,
            float(back == 0 and bool(_JOINTS.search(between))),
            float(mention.cumulative),
            float(bool(mention.hours)),
            float(mention.anchor == "published"),
            float(mention.anchor == "absolute"),
            float(is_lead),
            float(last is not None and last == day),
            float(first is not None and day is not None and first > day),
            float(days == 0),
            float(0 < days <= 7),
            float(7 < days <= 31),
            float(31 < days <= 366),
            float(days > 366),
            float(days < 0),
            float(mention.kind == "recent"),
            float(mention.precision == "unknown"),
            float(self._dates_in[at] == 1),
        )

    # Sources

    def _list_named(self) -> list[tuple[str, Chars, int, int]]:
        """Who can be cited without a verb of speech: bodies and leaders, and full names of the lead."""
        bodies = [
            (p.text, (p.start, p.end), at, 16)
            for p, at in self.places
            if p.kind in ("agency", "organisation", "leader")
        ]
        last = self.sentences[min(self.headline + 3, len(self.sentences) - 1)].end if self.sentences else 0
        people = [
            (m.group(), m.span(), self.sentence_at(m.start()), 17)
            for m in _FULL_NAME.finditer(self.text, 0, last)
        ]
        offices = [
            (m.group(), m.span(), self.sentence_at(m.start()), 17) for m in _citable().finditer(self.text)
        ]
        return bodies + offices + people

    def _sources(self, start: int, index: int) -> Iterator[Candidate[str]]:
        chosen: list[Candidate[str]] = []
        for name, span, features in (*self._cited(start, index), *self._nearby(start, index)):
            repeated = len(features) == 0 or any(share_words(name, other.value) for other in chosen)
            if repeated and features and features[16] + features[17] > 0:
                continue
            if len(chosen) < MOST_SOURCES:
                chosen.append(Candidate(name, span, 0, features))
        yield from chosen

    def _cited(self, start: int, index: int) -> Iterator[tuple[str, Chars, tuple[float, ...]]]:
        """Those whom the article cites, nearest first, each once."""
        cited = list(_around(self._speakers, start, MOST_CITED))
        cited.sort(
            key=lambda found: (
                abs(index - found[1]) if found[1] <= index + 1 else 99,
                abs(found[0].source_start - start),
            )
        )
        features: dict[str, list[float]] = {}
        spans: dict[str, Chars] = {}
        for one, at in cited:
            back, covers = index - at, float(one.content_start <= start < one.content_end)
            if known := features.get(one.source):
                known[0], known[18] = max(known[0], covers), known[18] + 0.25
                continue
            if len(features) >= MOST_SPEAKERS or (back > 5 and self._often[one.source] < 3):
                continue
            spans[one.source] = (one.source_start, one.source_end)
            features[one.source] = [
                covers,
                *_describe_position(back, one.source_start, one.source_end, start, len(features)),
                float(one.kind == "said"),
                float(one.kind == "recorded"),
                float(one.kind not in ("said", "recorded")),
                float(one.stance == "neutral"),
                float(one.stance != "neutral"),
                float(one.verb in ("say", "tell", "add")),
                min(one.distance, 5) / 5,
                0.0,
                0.0,
                0.0,
            ]
        for name, values in features.items():
            yield name, spans[name], tuple(values)

    def _nearby(self, start: int, index: int) -> Iterator[tuple[str, Chars, tuple[float, ...]]]:
        """Bodies, offices and names that stand near, nearest first."""
        near = [
            found
            for found in self._named
            if -1 <= index - found[2] <= (2 if found[3] == 16 else 1) or _is_full_name(found)
        ]
        near.sort(key=lambda found: (abs(index - found[2]), abs(found[1][0] - start)))
        for rank, (name, span, at, flag) in enumerate(near):
            features = [0.0, *_describe_position(index - at, *span, start, rank), *[0.0] * 10]
            features[flag] = 1.0
            yield name, span, tuple(features)

    # Other numbers

    def _others(self, number: Quantity, index: int) -> Iterator[Candidate[Quantity | float]]:
        """Numbers that can be factor or reference of a comparison: the number itself and those around it."""
        near = [
            (q, at) for q, at in _around(self._quantities, number.start, MOST_OTHERS) if abs(at - index) <= 1
        ]
        near.sort(key=lambda found: (abs(found[1] - index), abs(found[0].start - number.start)))
        for q, at in near[:MOST_OTHERS]:
            gap = abs(q.start - number.start)
            features = (
                float(q is number),
                float(at == index),
                float(at < index),
                float(q.start > number.start),
                math.log1p(gap) / 5,
                float(q.unit == "percent"),
                float(q.unit == "factor"),
                float(q.unit == number.unit),
                float(q.value is None),
                float(q.value is not None and number.value is not None and q.value > number.value),
                0.0,
                float(q.comparative is not None),
                *[0.0] * len(RELATIONS),
            )
            yield Candidate(q, (q.start, q.end), 0, features)
            if (told := q.comparative) and told.factor is not None:
                relation = [float(told.relation == r) for r in RELATIONS]
                extra = (*features[:10], 1.0, 1.0, *relation)
                yield Candidate(told.factor, (told.start, told.end), 1, extra)


def _around(mentions: Sequence[tuple[L, int]], start: int, most: int = 4) -> Sequence[tuple[L, int]]:
    """The mentions nearest to a position in the order of the text: so many before it and behind."""
    at = bisect_right(mentions, start, key=lambda found: _start_of(found[0]))
    return mentions[max(0, at - most) : at + most]


def _start_of(mention: Any) -> int:
    return int(mention.source_start if isinstance(mention, Attribution) else mention.start)


def _gap(start: int, end: int, first: int, last: int) -> int:
    """Characters between two stretches, 0 where they share one."""
    return 0 if first < end and last > start else min(abs(first - end), abs(start - last))


def _describe_position(back: int, first: int, last: int, start: int, rank: int) -> tuple[float, ...]:
    return (
        float(back == 0),
        float(back == 1),
        float(back > 1),
        float(back < 0),
        float(last <= start),
        float(first <= start < last),
        math.log1p(abs(first - start)) / 6,
        min(rank, 6) / 6,
    )


def _is_full_name(found: tuple[str, Chars, int, int]) -> bool:
    return found[3] == 17 and found[0][:1].isupper() and " " in found[0]


@lru_cache(10_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, in lower case."""
    return tuple(word for word in re.findall(r"\w+", name.lower()) if word not in ("the", "of", "s", "a"))


def share_words(one: str, other: str) -> bool:
    """Whether two names share half of the words of the shorter one."""
    a, b = set(name_words(one)), set(name_words(other))
    return len(a & b) >= 0.5 * max(1, min(len(a), len(b)))


def _in_order(days: Days) -> bool:
    return days[0] is None or days[1] is None or days[0] <= days[1]


def a_year_back(day: date) -> date:
    """The same day a year earlier, 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _fiscal_year_start(day: date) -> date:
    """The first of the US fiscal year that begins on or before a day."""
    return date(day.year - (day.month < 10), 10, 1)


def _forms_of(mention: DateMention, back: int, day: date | None) -> Iterable[tuple[str, Days]]:
    """The intervals that follow from a date mention `back` sentences before, by form."""
    first, last = mention.period_start, mention.period_end
    yield "itself", (first, last)
    if back <= 2:
        if first and day:
            yield "to_publication", (first, day)
        if last:
            yield "until_end", (None, last)
    if back <= 1:
        yield from _parts_of(first, last, day)
    if back <= 1 and first and last:
        yield from _years_of(first, last, day)


def _parts_of(first: date | None, last: date | None, day: date | None) -> Iterable[tuple[str, Days]]:
    if first:
        yield "from_start", (first, None)
    if first and first != last:
        yield "first_day", (first, first)
    if last and first != last:
        yield "last_day", (last, last)
    if last and day and last > day:
        yield "publication_to_end", (day, last)


def _years_of(first: date, last: date, day: date | None) -> Iterable[tuple[str, Days]]:
    yield "year_before", (a_year_back(first), a_year_back(last))
    length = (last - first).days
    if length < 40:
        yield "calendar_year", (date(first.year, 1, 1), date(first.year, 12, 31))
    if length > 300:
        opens, closes = date(last.year - 1, 10, 1), date(last.year, 9, 30)
        yield "fiscal_year", (opens, min(closes, day) if day and opens <= day else closes)


def _forms_of_publication(earliest: date | None, day: date | None) -> Iterable[tuple[str, Days]]:
    """The intervals that follow from the day of publication, by form."""
    if day and earliest != day:
        yield "day", (earliest, day)
        yield "until_day", (None, day)
    elif day:
        yield "day", (day, day)
        yield "until_day", (None, day)
        yield "day_before", (day - ONE, day - ONE)
        yield "night_before", (day - ONE, day)
        yield "year_to_date", (date(day.year, 1, 1), day)
        yield "month_to_date", (day.replace(day=1), day)
        yield "week_to_date", (day - ONE * day.weekday(), day)
        yield "from_day", (day, None)
        yield "seven_days", (day - 6 * ONE, day)
        yield "fiscal_year_to_date", (_fiscal_year_start(day), day)
        yield "last_year", (date(day.year - 1, 1, 1), date(day.year - 1, 12, 31))
    yield "unbounded", (None, None)


def describe_any(value: Any) -> str:
    """A candidate's value in words, for explanations."""
    if isinstance(value, Quantity):
        return value.text
    if isinstance(value, tuple):
        return "..".join(day.isoformat() if day else "" for day in value)
    return str(value)
