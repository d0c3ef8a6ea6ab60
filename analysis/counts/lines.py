"""The sentences of an article as counts are read from them, and the claims read so far."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.counts.datechoice import pair_dates
from analysis.counts.datewords import names_a_text
from analysis.counts.rows import Table
from analysis.counts.scene import Scene
from analysis.counts.triggers import find_triggers
from analysis.counts.values import Count
from analysis.document import Document, within
from analysis.language.clauses import split_clauses
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity

NO_CLAIMS = {"money": "money", "age": "age", "duration": "duration"}
_LEADING_SENTENCES = 2
_IN_ROW = re.compile(r"\s*(?:,|,?\s(?:and|or|plus|as well as))\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its clauses, its numbers and its dates."""

    sentence: Sentence
    scene: Scene
    dates: tuple[DateMention, ...]
    pairs: dict[int, DateMention]
    references: tuple[int, ...]  # where the sentence begins to say what its numbers are compared with
    is_news: bool

    @property
    def has_dates(self) -> bool:
        """Whether a date stands in the sentence, other than a length of time or a comparison's other side."""
        dates = (d for d in self.dates if d.kind != "duration")
        return any(not any(r < d.start for r in self.references) for d in dates)


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim with the number that it was read from."""

    quantity: Quantity
    count: Count
    line: Line
    dated: bool


@dataclass(slots=True)
class History:
    """What has been read of an article: its claims in order, and the table or section that is open."""

    document: Document
    drafts: list[Draft] = field(default_factory=list)
    table: Table = field(default_factory=Table)


def read_lines(document: Document) -> Iterator[Line]:
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
        dates = _dates_of(document, sentence)
        references = tuple(q.comparative.start for q in quantities if q.comparative)
        pairs = pair_dates(sentence, clauses, _paired_claims(scene), dates, references)
        yield Line(sentence, scene, dates, pairs, references, is_news)


def _dates_of(document: Document, sentence: Sentence) -> tuple[DateMention, ...]:
    dates = within(document.dates, sentence.start, sentence.end)
    return tuple(d for d in dates if not names_a_text(sentence, d))


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


def find_coordinate(history: History, line: Line, quantity: Quantity) -> Draft | None:
    """The claim that the number stands in one row with: "40 Iraqis, 30 Syrians and several Afghans"."""
    last = history.drafts[-1] if history.drafts else None
    if last is None or not is_same_line(last, line) or last.quantity.end > quantity.start:
        return None
    between = history.document.text[last.quantity.end : quantity.start]
    return last if _IN_ROW.fullmatch(between) else None


def is_same_line(draft: Draft | None, line: Line) -> bool:
    return draft is not None and draft.line.sentence.index == line.sentence.index
