"""Read an article's numeric claims: each number's measure, period, direction, group, source and modality.

A number is read in its own sentence first; what the sentence does not say is taken over from the claim
that it is part of, from the sentence before, or from the list or table it stands in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.article import Span
from analysis.counts.aggregation import LENGTHS, aggregate, is_stock, rate_in_words
from analysis.counts.comparisons import attach, compare_by_arithmetic, compare_by_factor, reference_period
from analysis.counts.counted import NONE, class_of, label_class, unit_of_noun
from analysis.counts.directions import find_direction
from analysis.counts.groups import find_group
from analysis.counts.lengths import length_topic, measure_length
from analysis.counts.measure import MeasureChoice, Scene, choose_measure, is_linked
from analysis.counts.modality import cited_source, find_modality, weigh_source
from analysis.counts.periods import (
    COMPARATOR,
    Dated,
    choose_dates,
    default_period,
    extend_since,
    is_beside,
    is_dateline,
    is_speech_date,
    number_words,
    pair_dates,
    period_of,
    running_total_period,
)
from analysis.counts.rows import Cell, Table, date_of_cell, label_of, measure_cell, rate_of, read_table
from analysis.counts.triggers import VERBS, find_triggers
from analysis.counts.values import Count, Direction, Period
from analysis.document import Document, within
from analysis.language.clauses import clause_at, split_clauses
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity, Refusal
from analysis.mentions.speakers import source_at
from analysis.vocabulary import Measure, Modality, Unit

NO_CLAIMS = {"money": "money", "age": "age", "duration": "duration"}
_PEOPLE = frozenset(
    "apprehension irregular_crossing attempted_crossing turned_back rescue admission legal_crossing "
    "asylum_application "
    "asylum_grant return presence death injury missing facilitator_arrest transport".split()
)
_ILLEGAL = re.compile(
    r"\b(?:illegal\w*|irregular\w*|unlawful\w*|undocumented|smuggl\w+|without (?:papers|permission|visas?)"
    r"|asylum|migrants?)\b",
    re.I,
)
_SINCE_EVENT = re.compile(
    r"(?<!have )(?<!has )(?<!had )\b(?-i:[Ss])ince (?:he|she|they|it|the|a|an|its|his|her|their|our|last"
    r"|(?-i:[A-Z]))",
    re.I,
)
_SUPERLATIVE = re.compile(
    r"\b(?:highest|largest|most|first|record|lowest|biggest|worst"
    r"|deadliest)\b[^.]{0,60}since",
    re.I,
)
_IS_AVERAGE = re.compile(r"\baverage (?:was|is|stood|were)\b", re.I)
_HOW_MANY = re.compile(r"\bhow many\b", re.I)
_REPORT_DAYS = 25
_SHARED_UNITS = frozenset({"person", "case", "crossing", "site"})
_TAKEN_OVER = frozenset({"inherited", "part", "compared", "repeated"})
_FRAMES = frozenset({"month", "week", "quarter", "half", "year", "span", "season"})
_POINTS = ("crossing_point_closed", "crossing_point_open", "crossing_point_total")
_PART = re.compile(
    r"\b(?:among them|among whom|including|of whom|of which|of them|of these|of those|mostly|comprising"
    r"|made up of|consisting of|they included)\b|[(:]\s*$",
    re.I,
)
_ANAPHORIC = frozenset("further another other remaining more rest others".split())
_GOES_ON = re.compile(
    r"\W*(?:these|they|those|of (?:these|those|them|the)|(?:that|this|which|it) includ(?:es|ed)|(?:that"
    r"|this) (?:is|was)|among "
    r"(?:them|these|those)|the (?:others|rest"
    r"|remaining)|most|another|a further|others)\b",
    re.I,
)
_THAT_IS = re.compile(r"\W*(?:that|this|it|the (?:figure|number|total|tally|count)s?|numbers?)\b", re.I)
_PUT_AT = re.compile(
    r"\b(?:puts?|estimat\w+|gives?|gave|sp(?:eak|eaks|oke)) (?:\w+ ){0,4}(?:at|of|as)?$|\bconfirms? (?:only "
    r")?$",
    re.I,
)
_LEADING_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its clauses, its numbers and its dates."""

    sentence: Sentence
    scene: Scene
    dates: tuple[DateMention, ...]
    pairs: dict[int, DateMention]
    is_news: bool

    @property
    def references(self) -> tuple[int, ...]:
        """Where the sentence begins to say what its numbers are compared with."""
        return tuple(q.comparative.start for q in self.scene.quantities if q.comparative)

    @property
    def has_dates(self) -> bool:
        """Whether a date stands in the sentence that is not of a comparison's other side."""
        return any(not any(r < d.start for r in self.references) for d in self.dates)


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim with the number that it was read from."""

    quantity: Quantity
    count: Count
    line: Line
    dated: bool


def read_counts(document: Document) -> tuple[tuple[Count, ...], tuple[Refusal, ...]]:
    """Read every claim of an article, in order, and refuse the numbers that are none."""
    reader = _Reader(document)
    for line in _lines(document):
        reader.read_line(line)
    counts = tuple(echo_headings(reader.drafts))
    return counts, document.refusals + tuple(reader.refused)


def _lines(document: Document) -> Iterator[Line]:
    news = 0
    for sentence in document.sentences:
        if sentence.kind == "header":
            continue
        clauses = split_clauses(sentence)
        quantities = within(document.quantities, sentence.start, sentence.end)
        triggers = find_triggers(sentence.tokens, clauses) if quantities else ()
        scene = Scene(sentence.tokens, clauses, triggers, quantities)
        is_news = sentence.kind == "heading" or news < _LEADING_SENTENCES
        news += sentence.kind == "prose"
        dates = within(document.dates, sentence.start, sentence.end)
        yield Line(sentence, scene, dates, pair_dates(sentence, _paired_claims(scene), dates), is_news)


def _paired_claims(scene: Scene) -> tuple[Quantity, ...]:
    """The numbers that may take turns with dates: claims, without the totals that others are parts of."""
    totals = {q.part_of for q in scene.quantities}
    return tuple(
        q
        for q in scene.quantities
        if q.comparative is None
        and not q.conversion
        and q.unit not in NO_CLAIMS
        and q.number_start not in totals
    )


class _Reader:
    """Reads line by line, remembering the claims read so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.drafts: list[Draft] = []
        self.refused: list[Refusal] = []
        self.table = Table()

    def read_line(self, line: Line) -> None:
        self.table = read_table(self.table, line.sentence, bool(line.scene.quantities))
        first = len(self.drafts)
        factors: list[Quantity] = []
        for quantity in line.scene.quantities:
            if quantity.conversion or quantity.unit in NO_CLAIMS or _is_absence(quantity):
                self._refuse(quantity)
            elif quantity.comparative is not None:
                factors.append(quantity)
            else:
                self._read_claim(line, quantity, self.drafts[first:])
        self._compare(line, first, factors)

    def _refuse(self, quantity: Quantity) -> None:
        reason = "conversion" if quantity.conversion else NO_CLAIMS.get(quantity.unit, "idiom")
        self.refused.append(Refusal(quantity.start, quantity.end, quantity.text, reason))  # type: ignore[arg-type]

    def _read_claim(self, line: Line, quantity: Quantity, before: list[Draft]) -> None:
        if line.sentence.kind == "row":
            self.drafts.append(self._read_cell(line, quantity))
            return
        model = self._model(line, quantity, before)
        choice = self._measure(line, quantity, model)
        self.drafts.append(self._draft(line, quantity, choice, model))

    def _model(self, line: Line, quantity: Quantity, before: list[Draft]) -> Draft | None:
        """The claim that this number is a part of, compared with, or goes on from."""
        fitting = [d for d in before if _can_model(d, quantity)]
        if fitting:
            return fitting[-1]
        repeated = self._repeated(line, quantity)
        if repeated is not None:
            return repeated
        if not _is_anaphoric(line, quantity):
            return None
        near = (d for d in self._told() if _is_near(d.line.sentence, line.sentence))
        return next((d for d in near if _can_model(d, quantity)), None)

    def _told(self) -> Iterator[Draft]:
        """Claims from the last one back, without those that others were only compared with."""
        return (d for d in reversed(self.drafts) if d.count.rule != "compared")

    def _repeated(self, line: Line, quantity: Quantity) -> Draft | None:
        """The earlier claim that "of the 1,300" takes up again."""
        lead = self.document.text[max(0, quantity.start - 12) : quantity.start].lower()
        if class_of(quantity) != NONE or not lead.endswith(("of the ", "of these ", "of those ", "the ")):
            return None
        same = (
            d for d in reversed(self.drafts) if d.count.value == quantity.value and d.count.measure != "other"
        )
        return next(same, None)

    def _measure(self, line: Line, quantity: Quantity, model: Draft | None) -> MeasureChoice:
        if quantity.unit == "km":
            return MeasureChoice(
                measure_length(line.sentence, quantity, self._length_topic(line)), 80.0, "length"
            )
        points = class_of(quantity) == "crossing_point" or (
            model is not None and model.count.measure in _POINTS
        )
        if points and _is_total(line, quantity):
            return MeasureChoice("crossing_point_total", 90.0, "total")
        choice = choose_measure(line.scene, quantity)
        if model is None or model.line.sentence.index != line.sentence.index:
            asked = self._asked(line, quantity) if class_of(quantity) == NONE and choice is None else None
            if asked is not None:
                return replace(asked, rule="asked", trigger=None)
        if model is None:
            return choice or MeasureChoice("other", 0.0, "no measure")
        if model.count.value == quantity.value and model.line.sentence.index != line.sentence.index:
            return MeasureChoice(model.count.measure, 85.0, "repeated")
        if _is_compared(line, quantity, model):
            return MeasureChoice(model.count.measure, 85.0, "compared")
        if _is_plain_part(line, quantity, model):
            return MeasureChoice(model.count.measure, 80.0, "part")
        if choice is None or choice.trust < 45.0:
            return MeasureChoice(model.count.measure, 45.0, "inherited")
        return choice

    def _length_topic(self, line: Line) -> Measure | None:
        """What a length measures by what came before: the sentence before, the heading, the last length."""
        index = line.sentence.index
        before = self.document.sentences[index - 1] if index else None
        for sentence in (before, self.table.title):
            topic = length_topic(sentence.text) if sentence is not None else None
            if topic is not None:
                return topic
        return next((d.count.measure for d in reversed(self.drafts) if d.count.measure in LENGTHS), None)

    def _asked(self, line: Line, quantity: Quantity) -> MeasureChoice | None:
        """What the question before asks how many of, for an answer that only gives a number."""
        index = line.sentence.index
        for sentence in reversed(self.document.sentences[max(0, index - 3) : index]):
            found = _HOW_MANY.search(sentence.text)
            if found:
                clauses = split_clauses(sentence)
                triggers = find_triggers(sentence.tokens, clauses)
                scene = Scene(sentence.tokens, clauses, triggers, ())
                at = sentence.start + found.start()
                asked = replace(
                    quantity, start=at, end=at + 8, number_start=at, number_end=at + 8, text="how many"
                )
                return choose_measure(scene, asked)
        return None

    def _draft(self, line: Line, quantity: Quantity, choice: MeasureChoice, model: Draft | None) -> Draft:
        document, sentence = self.document, line.sentence
        own = clause_at(line.scene.clauses, quantity.number_start)
        clause = line.scene.clauses[own]
        modality = find_modality(sentence, clause.start, clause.end, quantity)
        modality = "reported" if choice.measure in ("border_length", "crossing_point_total") else modality
        attribution = source_at(document.attributions, quantity.start, quantity.end)
        if modality == "reported" and attribution is not None:
            modality = weigh_source(document.setting, sentence, quantity, choice.measure, attribution)
        places = document.setting.within(sentence.start, sentence.end)
        group = find_group(document.text, quantity, places) if choice.measure in _PEOPLE else None
        stock = is_stock(
            choice.measure, quantity, sentence, document.text[clause.start : clause.end], choice.trigger
        )
        dated = self._date(line, quantity, choice, stock, modality, model)
        direction = find_direction(document.setting, sentence, quantity, choice.measure, modality, group)
        if model is not None and choice.rule in _TAKEN_OVER and choice.measure == model.count.measure:
            direction = model.count.direction
            if modality == "reported" and model.count.modality == "alleged":
                modality = "alleged"
        if choice.measure == "irregular_crossing" and _is_ordinary_travel(sentence, group, direction):
            choice = replace(choice, measure="legal_crossing", rule=f"{choice.rule}+nationals")
        rate = quantity.rate_per or rate_in_words(sentence, quantity)
        if rate is None and model is not None and _IS_AVERAGE.search(sentence.text):
            rate = model.count.rate_per
        count = Count(
            span=Span.of(document.text, quantity.start, quantity.end),
            sentence=sentence.text,
            value=quantity.value,
            low=quantity.low,
            high=quantity.high,
            bound=quantity.bound,
            approximator=quantity.approximator,
            unit=_unit(quantity, choice, model),
            measure=choice.measure,
            aggregation="rate" if rate else aggregate(quantity, sentence, stock, dated.mentions),
            rate_per=rate,
            period=dated.period,
            hours=dated.hours,
            direction=direction,
            group=group,
            place=None,
            source=cited_source(attribution),
            modality=modality,
            rule=choice.rule,
        )
        if dated.trust == "model:cumulative" and count.aggregation == "period":
            count = replace(count, aggregation="cumulative")
        return Draft(quantity, count, line, bool(dated.mentions) or dated.trust.startswith("model"))

    def _read_cell(self, line: Line, quantity: Quantity) -> Draft:
        label = label_of(self.table, line.sentence, quantity)
        measure = measure_cell(self.table, label)
        choice = MeasureChoice(measure or "other", 60.0 if measure else 0.0, "table")
        draft = self._draft(line, quantity, choice, None)
        mention = date_of_cell(line.sentence, label, self.document.dates, self.table.title)
        period = Period(mention.period_start, mention.period_end) if mention else draft.count.period
        rate = rate_of(label)
        aggregation = "rate" if rate else draft.count.aggregation
        unit = self.table.unit if draft.count.unit == "person" and not self._names_people(label) else None
        count = replace(
            draft.count, period=period, rate_per=rate, aggregation=aggregation, unit=unit or draft.count.unit
        )
        return replace(draft, count=count, dated=mention is not None)

    @staticmethod
    def _names_people(label: Cell | None) -> bool:
        return label is not None and label_class(label.text.split(" per ")[0]) in ("migrant", "family")

    def _date(
        self,
        line: Line,
        quantity: Quantity,
        choice: MeasureChoice,
        stock: bool,
        modality: Modality,
        model: Draft | None,
    ) -> Dated:
        publication = self.document.article.publication
        if choice.measure in LENGTHS:
            return Dated(Period(None, None), (), None, "length")
        if choice.measure == "crossing_point_total":
            return Dated(Period(publication.earliest, publication.latest), (), None, "default")
        dated = self._own_date(line, quantity, choice, stock, model)
        if dated is None and modality == "reported" and not stock:
            dated = self._taken_date(line, choice.measure, model)
        if dated is not None:
            return dated
        speech = next((d for d in line.dates if is_speech_date(line.sentence, d)), None)
        period = default_period(choice.measure, publication, stock, modality, line.is_news, speech)
        return Dated(period, (), None, "default")

    def _own_date(
        self, line: Line, quantity: Quantity, choice: MeasureChoice, stock: bool, model: Draft | None
    ) -> Dated | None:
        """The date of the number's own sentence; a part has its total's, unless one is beside it."""
        publication = self.document.article.publication
        total = None if stock else running_total_period(self.document.text, quantity, publication)
        if total is not None:
            near = range(quantity.start - 90, quantity.end + 60)
            since = [d for d in line.dates if d.cumulative and d.start in near]
            return Dated(period_of(since[-1], publication) if since else total, (), None, "model:cumulative")
        mention = line.pairs.get(quantity.number_start) if not stock else None
        if mention is None:
            mention = choose_dates(
                line.sentence, line.scene.clauses, quantity, line.dates, line.references, stock
            )
        beside = mention is not None and is_beside(line.sentence, mention, quantity)
        if choice.rule == "part" and model is not None and model.dated and not stock and not beside:
            return _dated_like(model)
        if mention is None and not stock and publication.latest and _runs_since(line, quantity):
            return Dated(Period(None, publication.latest), (), None, "model:cumulative")
        if mention is None or (stock and mention.kind == "ongoing"):
            return None
        mention = mention if stock else extend_since(line.sentence, quantity, mention, publication)
        return Dated(period_of(mention, publication), (mention,), mention.hours, "sentence")

    def _taken_date(self, line: Line, measure: Measure, model: Draft | None) -> Dated | None:
        """The date that a flow takes over: its model's, its list's, the sentence before's, the report's."""
        listed = line.sentence.kind == "item"
        frame = self._frame(line) if listed and not _is_same_line(model, line) else None
        source = model if model is not None and model.dated else self._dated_before(line)
        if frame is None and source is not None:
            return _dated_like(source)
        frame = frame or self._frame(line) or self._date_before(line)
        if frame is not None:
            return Dated(Period(frame.period_start, frame.period_end), (frame,), frame.hours, "frame")
        return self._article_period(line, measure)

    def _dated_before(self, line: Line) -> Draft | None:
        """The dated flow of the sentence before, which a sentence without a date goes on from."""
        last = next(self._told(), None)
        if line.has_dates or line.sentence.kind != "prose" or last is None:
            return None
        near = (
            last.line.sentence.paragraph == line.sentence.paragraph
            or _GOES_ON.match(line.sentence.text) is not None
        )
        goes_on = bool(near) and line.sentence.index - last.line.sentence.index <= 1
        flow = last.count.aggregation in ("period", "rate") and last.count.modality == "reported"
        return last if goes_on and flow and last.dated and last.count.measure != "other" else None

    def _article_period(self, line: Line, measure: Measure) -> Dated | None:
        """The period stated once at the head of a report of figures, for later claims of its measure."""
        if line.has_dates or not self.drafts:
            return None
        first = next((d for d in self.drafts if d.dated and d.count.measure == measure), None)
        if first is None or first.line.sentence.index > 4:
            return None
        if first.count.aggregation != "period":
            return None
        start, end = first.count.period.start, first.count.period.end
        if start is None or end is None or (end - start).days < _REPORT_DAYS:
            return None
        return _dated_like(first)

    def _date_before(self, line: Line) -> DateMention | None:
        """The one date of the sentence before, in the same paragraph."""
        index = line.sentence.index
        before = self.document.sentences[index - 1] if index else None
        if (
            line.dates
            or before is None
            or before.paragraph != line.sentence.paragraph
            or before.kind != "prose"
        ):
            return None
        dates = within(self.document.dates, before.start, before.end)
        usable = [
            d
            for d in dates
            if d.period_start
            and d.period_end
            and not is_speech_date(before, d)
            and not is_dateline(before, d)
        ]
        latest = self.document.article.publication.latest
        if len(usable) != 1 or latest is None or usable[0].cumulative:
            return None
        return usable[0] if (usable[0].period_start or latest) <= latest else None

    def _frame(self, line: Line) -> DateMention | None:
        """The date of what introduces a list: the sentence with the colon, or the heading."""
        if line.sentence.kind != "item":
            return None
        earlier = [
            s for s in self.document.sentences[: line.sentence.index] if s.kind in ("prose", "heading")
        ]
        for sentence in reversed(earlier[-6:]):
            dates = within(self.document.dates, sentence.start, sentence.end)
            usable = [d for d in dates if d.period_start and d.period_end and d.kind in _FRAMES]
            if usable:
                return usable[0]
        return None

    def _compare(self, line: Line, first: int, factors: list[Quantity]) -> None:
        for n in range(first + 1, len(self.drafts)):
            if self.drafts[n].count.rule == "compared":
                self._carry_value(first, n)
        for quantity in factors:
            self._carry_factor(line, first, quantity)

    def _carry_value(self, first: int, n: int) -> None:
        """Attach "compared with 81" to the claim before it that counts the same."""
        other = self.drafts[n].count
        for m in range(n - 1, first - 1, -1):
            carrier = self.drafts[m].count
            if carrier.measure == other.measure and carrier.rule != "compared":
                compared = compare_by_arithmetic(self.document.text, carrier, other)
                if compared and carrier.comparison is None:
                    self.drafts[m] = replace(self.drafts[m], count=attach(carrier, compared))
                return

    def _read_change(self, line: Line, quantity: Quantity) -> None:
        """A percentage stated on its own: a change of what the sentences before counted."""
        model = next((d for d in reversed(self.drafts) if d.count.measure not in ("other", "change")), None)
        near = model is not None and _is_near(model.line.sentence, line.sentence)
        if model is None or not near or not _tells_change(line, quantity):
            return
        draft = self._draft(line, quantity, MeasureChoice("change", 50.0, "change"), model)
        of = replace(draft.count, measure=model.count.measure)
        reference = reference_period(
            self.document.text, quantity.end, line.sentence.end, of.period, line.dates
        )
        comparison = compare_by_factor(self.document.text, of, quantity, reference, None)
        if comparison is not None:
            comparison = replace(comparison, implied_low=None, implied_high=None)
        self.drafts.append(replace(draft, count=attach(draft.count, comparison)))

    def _carry_factor(self, line: Line, first: int, quantity: Quantity) -> None:
        drafts = range(first, len(self.drafts))
        carriers = [n for n in drafts if self.drafts[n].count.measure not in ("other", "change")]
        before = [n for n in carriers if self.drafts[n].quantity.start < quantity.start]
        chosen = (before or carriers)[-1 if before else 0] if carriers else None
        if (
            chosen is not None
            and not before
            and not _leads_to(self.document.text, quantity, self.drafts[chosen])
        ):
            chosen = None
        if chosen is None:
            self._read_change(line, quantity)
            return
        carrier = self.drafts[chosen].count
        end = line.sentence.end
        reference = reference_period(self.document.text, quantity.end, end, carrier.period, line.dates)
        comparison = compare_by_factor(self.document.text, carrier, quantity, reference, None)
        self.drafts[chosen] = replace(self.drafts[chosen], count=attach(carrier, comparison))


def echo_headings(drafts: list[Draft]) -> Iterator[Count]:
    """Counts, where a heading's number without a measure takes all from the sentence that repeats it."""
    for n, draft in enumerate(drafts):
        count = draft.count
        if draft.line.sentence.kind == "heading":
            body = (
                d.count for d in drafts[n + 1 :] if d.line.sentence.kind != "heading" and _repeats(d, draft)
            )
            told = next(body, None)
            if told is not None:
                count = replace(
                    count,
                    measure=told.measure,
                    unit=told.unit,
                    aggregation=told.aggregation,
                    period=told.period,
                    hours=told.hours,
                    direction=told.direction,
                    group=count.group or told.group,
                    rule=f"{told.rule}+heading",
                )
        yield count


def _repeats(body: Draft, heading: Draft) -> bool:
    """Whether a sentence of the body gives the heading's number again, exactly or rounded."""
    told, said = body.count, heading.count
    if told.measure == "other" or (told.unit != said.unit and said.unit != "other"):
        return False
    if said.value is not None and said.bound == "exact":
        return told.value == said.value
    low, high = said.low or 0.0, said.high or (said.value or 0.0) * 1.15
    return told.value is not None and low <= told.value <= high


def _leads_to(text: str, factor: Quantity, carrier: Draft) -> bool:
    """Whether a change leads to the number: "fell 32% … to about 74,000", "a 138% increase to 3,700"."""
    between = text[factor.end : carrier.quantity.start]
    return len(between) < 90 and bool(re.search(r"\bto\s*$", between)) and "." not in between


def _tells_change(line: Line, quantity: Quantity) -> bool:
    """Whether the sentence's subject is what was counted: "That is 16% higher", "Crossings fell by 40%"."""
    lead = line.sentence.text[: quantity.start - line.sentence.start]
    named = any(t.role == "noun" and t.end <= quantity.start for t in line.scene.triggers)
    return named or bool(_THAT_IS.match(lead))


def _is_ordinary_travel(sentence: Sentence, group: str | None, direction: Direction) -> bool:
    """Whether a neighbour's own citizens crossed, with no word of illegality."""
    return group is not None and group == direction.origin and not _ILLEGAL.search(sentence.text)


def _runs_since(line: Line, quantity: Quantity) -> bool:
    """Whether the number counts from an event without a date: "since he took office, 7,300 have crossed"."""
    if any(d.period_start for d in line.dates):
        return False
    start = line.sentence.start
    near = line.sentence.text[max(0, quantity.start - 130 - start) : quantity.end + 90 - start]
    return bool(_SINCE_EVENT.search(near)) and not _SUPERLATIVE.search(near)


def _is_close(mention: DateMention, quantity: Quantity) -> bool:
    gap = mention.start - quantity.end if mention.start >= quantity.end else quantity.start - mention.end
    return gap <= 16


def _is_same_line(draft: Draft | None, line: Line) -> bool:
    return draft is not None and draft.line.sentence.index == line.sentence.index


def _dated_like(draft: Draft) -> Dated:
    return Dated(draft.count.period, (), draft.count.hours, f"model:{draft.count.aggregation}")


def _is_absence(quantity: Quantity) -> bool:
    """Whether "no" only says that something did not happen ("no child", "no longer"), and counts nothing."""
    if quantity.value != 0 or not quantity.text.lower().startswith("no "):
        return False
    return quantity.noun is None or (quantity.head or "") == quantity.noun.split()[-1].lower()


def _can_model(draft: Draft, quantity: Quantity) -> bool:
    """Whether a number may take its measure from an earlier claim: both count the same kind of thing."""
    if draft.count.measure in ("other", "change", "crossing_point_total") or (quantity.unit == "km") != (
        draft.quantity.unit == "km"
    ):
        return False
    counted, earlier = class_of(quantity), class_of(draft.quantity)
    if counted == earlier:
        return True
    if counted in ("migrant", "family", "case") or quantity.rate_per == "boat":
        return draft.count.measure in _PEOPLE
    return counted == NONE and draft.count.measure not in ("vessel", *LENGTHS)


def _is_near(earlier: Sentence, sentence: Sentence) -> bool:
    """Whether a claim of an earlier sentence is still what the text is about."""
    if sentence.kind in ("item", "row"):
        return sentence.index - earlier.index <= 6
    return sentence.index - earlier.index <= 2 or (
        sentence.paragraph == earlier.paragraph and sentence.index - earlier.index <= 4
    )


def _is_total(line: Line, quantity: Quantity) -> bool:
    """Whether another number is a part of this one: the six of "four of the six", "one out of eight"."""
    parts = any(q.part_of == quantity.number_start for q in line.scene.quantities)
    lead = line.sentence.text[: quantity.number_start - line.sentence.start]
    return parts or lead.lower().rstrip().endswith(("out of", "one of", "of its", "of the country's"))


def _is_plain_part(line: Line, quantity: Quantity, model: Draft) -> bool:
    """Whether the number is a part of the claim before it: "14 drivers, two of them Ukrainians"."""
    start = line.sentence.start
    if model.line.sentence.index != line.sentence.index:
        return False
    between = line.sentence.text[max(0, model.quantity.end - start) : quantity.start - start]
    if model.count.rule == "part" and re.fullmatch(r"\s*(?:,|and|, and|or)\s*", between):
        return True
    follows = _PART.search(between) or re.match(
        r"\s*(?:of them|of whom)", line.sentence.text[quantity.end - start :]
    )
    if not (follows or quantity.partitive):
        return False
    own = clause_at(line.scene.clauses, quantity.number_start)
    end = line.scene.clauses[own].end
    return not any(
        t.role in VERBS and quantity.end <= t.start < min(end, quantity.end + 45) for t in line.scene.triggers
    )


def _is_anaphoric(line: Line, quantity: Quantity) -> bool:
    """Whether the number goes on counting what an earlier sentence counted."""
    determiner = set((quantity.determiner or "").lower().split())
    if quantity.partitive or determiner & _ANAPHORIC or _GOES_ON.match(line.sentence.text):
        return True
    if class_of(quantity) not in (NONE, "case"):
        return False
    if line.sentence.kind in ("item", "row") or is_linked(line.scene.tokens, quantity):
        return True
    if any(_is_close(d, quantity) for d in line.dates) or (quantity.head or "") in (
        "other",
        "others",
    ):
        return True
    lead = line.sentence.text[: quantity.start - line.sentence.start].strip(" \"“‘'•")
    return (
        not lead
        or bool(_PUT_AT.search(lead))
        or any(t.role in VERBS for t in line.scene.triggers)
        or len(lead.split()) <= 3
    )


def _is_compared(line: Line, quantity: Quantity, model: Draft) -> bool:
    start = line.sentence.start
    between = line.sentence.text[max(0, model.quantity.end - start) : quantity.start - start]
    return bool(COMPARATOR.search(between[-45:] + number_words(line.sentence, quantity))) and class_of(
        quantity
    ) in (
        NONE,
        class_of(model.quantity),
    )


def _unit(quantity: Quantity, choice: MeasureChoice, model: Draft | None) -> Unit:
    if quantity.unit in ("km", "boat", "flight", "vehicle", "percent", "site", "crossing", "case"):
        return quantity.unit  # type: ignore[return-value]
    if quantity.noun is None and choice.trigger is not None and choice.trigger.role == "noun":
        return unit_of_noun(choice.trigger.verb) or "person"
    measure = choice.measure
    taken = model is not None and model.count.measure == measure and model.count.unit in _SHARED_UNITS
    if quantity.noun is None and taken and model is not None:
        return model.count.unit
    if measure in _PEOPLE or measure in ("personnel", "capacity"):
        return "person"
    return "site" if measure in _POINTS else "boat" if measure == "vessel" else "other"


__all__ = ["Direction", "read_counts"]
