"""Over which days a number counts: the period of a date, of a running total, or the codebook's default."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from analysis.article import Publication
from analysis.counts.aggregation import LENGTHS
from analysis.counts.datewords import BY, SINCE, WHEN
from analysis.counts.values import UNBOUNDED, Period
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Modality

_BRINGING = re.compile(
    r"\b(?:bring|brings|bringing|brought|tak(?:e|es|ing)|took|rais(?:e|es|ed|ing)|push(?:es|ed|ing)?"
    r"|lift(?:s|ed|ing)?)\b[^.;]{0,150}\b(?:to|at)\s+$",
    re.I,
)
_YEARS_TALLY = re.compile(
    r"\b(?:this )?year['’]s (?:total|tally|toll|count)\b[^.;]{0,60}"
    r"\b(?:to|at|past|passed|reached|topped|is|hit)\s+(?:now )?$",
    re.I,
)
_FOR_THE_YEAR = re.compile(r"\s+for the year\b(?! (?:ending|ended|to|before|20))", re.I)
_THE_YEAR = re.compile(
    r"\b(?:for|of|in) (?:the|this) year\b|\bthis year\b|\byear['’]s (?:total|tally|toll|count)\b"
    r"|\bannual\b|\bso far in\b",
    re.I,
)
_WITHIN = re.compile(
    r"^[^.;:]{0,60}\b(?:in|within|over|during|in the space of)\s+(?:just |only |the |a "
    r")?$",
    re.I,
)
_SHORT = frozenset({"day", "weekend", "week", "month"})


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates that bound a number, as its period, with the words they stand in."""

    period: Period
    mentions: tuple[DateMention, ...]
    hours: int | None
    trust: str


def extend_since(
    sentence: Sentence, quantity: Quantity, mention: DateMention, publication: Publication
) -> DateMention:
    """A date inside "since …" ("since the minister said in May that …") begins a running total.

    In "since June, when at least 23 people died" the number is of June alone.
    """
    before = sentence.text[: mention.start - sentence.start]
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    if mention.cumulative and WHEN.match(between) and mention.period_start:
        return _as_point(mention)
    if mention.cumulative or mention.kind in ("since", "ongoing", "until", "by") or not mention.period_start:
        return mention
    if not publication.latest or mention.period_start > publication.latest:
        return mention
    running = mention.period_end is not None and publication.latest < mention.period_end
    opened = SINCE.search(before) or (mention.kind == "year" and running)
    if not opened:
        return mention
    return replace(mention, kind="since", period_end=publication.latest, cumulative=True, hours=None)


def close_total(sentence: Sentence, dates: tuple[DateMention, ...], mention: DateMention) -> DateMention:
    """A running total up to the day that closes it: "by mid-August 1,622 had come this year"."""
    start, end = mention.period_start, mention.period_end
    if not mention.cumulative or not start or not end:
        return mention
    closing = [d.period_end for d in dates if BY.search(sentence.text, 0, d.start - sentence.start)]
    within = [day for day in closing if day and start <= day < end]
    return replace(mention, period_end=within[0]) if within else mention


def _as_point(mention: DateMention) -> DateMention:
    """The day, month or year that "since …" names, by its TIMEX3 value."""
    start = mention.period_start
    if start is None or len(mention.timex) not in (4, 7, 10) or not mention.timex[:4].isdigit():
        return mention
    ends = {10: start, 7: _month_end(start), 4: start.replace(month=12, day=31)}
    return replace(mention, kind="span", period_end=ends[len(mention.timex)], cumulative=False)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def period_of(mention: DateMention, publication: Publication) -> Period:
    """The period of a date; in an article dated by an interval, "last week" can be any of its days."""
    if publication.day is None and publication.latest and mention.kind in _SHORT and _is_spread(mention):
        return Period(publication.earliest, publication.latest)
    return Period(mention.period_start, mention.period_end)


def _is_spread(mention: DateMention) -> bool:
    """Whether a day, week or month could only be resolved to far more days than it has."""
    if mention.anchor != "published" or not (mention.period_start and mention.period_end):
        return False
    return (mention.period_end - mention.period_start).days > 45


def last_hours(sentence: Sentence, quantity: Quantity, dates: tuple[DateMention, ...]) -> DateMention | None:
    """ "96 attempts in 24 hours": the day up to the article, which find_dates gives no days of its own."""
    for mention in dates:
        between = sentence.text[max(0, quantity.end - sentence.start) : mention.start - sentence.start]
        if mention.timex in ("PT24H", "P1D") and "hours" in mention.text and _WITHIN.search(between):
            return mention
    return None


def running_total_period(text: str, quantity: Quantity, publication: Publication) -> Period | None:
    """The period of "bringing the total for the year to 12,846"."""
    lead = text[max(0, quantity.start - 180) : quantity.start]
    found = _BRINGING.search(lead) or _YEARS_TALLY.search(lead)
    if publication.latest and _FOR_THE_YEAR.match(text, quantity.end):
        return Period(publication.latest.replace(month=1, day=1), publication.latest)
    if not found or not publication.latest:
        return None
    said = found.group() + text[quantity.end : quantity.end + 30]
    year = _THE_YEAR.search(said) or re.search(rf"\b{publication.latest.year}\b", said)
    return Period(publication.latest.replace(month=1, day=1) if year else None, publication.latest)


def default_period(
    measure: Measure,
    publication: Publication,
    stock: bool,
    modality: Modality,
    is_news: bool,
    speech: DateMention | None,
) -> Period:
    """The period of a number without an expression of time (docs/codebook.md, section 2, Periods)."""
    if measure in LENGTHS:
        return UNBOUNDED
    news = Period(publication.earliest, publication.latest)
    if speech is not None and modality == "planned" and speech.period_start:
        return Period(speech.period_start, speech.period_end)
    if stock or modality in ("planned", "hypothetical") or (is_news and publication.latest):
        return news
    until = speech.period_end if speech is not None and speech.period_end else publication.latest
    return Period(None, until)
