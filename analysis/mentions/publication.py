"""When an article appeared: by its header, its dateline, or an interval that its own words allow.

The order is the codebook's: a header, then a date that the text gives as its own, then what follows from
words such as "last year, about half more than in 2022". Where the words allow no bound, the date is unknown.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from analysis.article import UNKNOWN_PUBLICATION, Article, Publication, Span
from analysis.mentions.dates import DateMention, find_dates
from analysis.mentions.dates.calendar import day_or_none
from analysis.sources.shadow import normalise
from analysis.vocabulary import YEARS, PublishedBasis

HEADER = re.compile(r"\ufeff?\s*date:?\s+(\d{4})-(\d{2})-(\d{2})\b")
FURTHEST_DATELINE = 1500  # characters into the text; later dates are the story's
LONGEST_DATE_LINE = 60  # characters beside the date on a line of its own
LABEL = re.compile(
    r"\b(?:first\s+published|published|posted|issued|released|date|(?P<later>updated|last\s+(?:updated|modified)))"
    r"(?:\s+(?:on|at))?\s*[:|–—-]?\s*(?:\d{1,2}[:.]\d{2}[^\n]{0,12})?$",
    re.IGNORECASE,
)
AGENCY_BEFORE = re.compile(r"(?:^|\n)[^\n.]{0,80}(?:\([^()\n]{2,40}\)|,)\s*[-–—,]?\s*$")
PARAGRAPH_START = re.compile(r"(?:^|\n)[ \t]*$")
STORY_AFTER = re.compile(r"\s*[,.]?\s*(?:[-–—:|/]|\([^()\n]{2,40}\)|/[^/\n]{2,40}/)")
ADDRESS = re.compile(
    r"^[ \t]*(?:(?:url|link|source)\s*:\s*)?https?://\S*?/(\d{4})([/-]?)(\d{2})\2(\d{2})"
    r"(?=[/_.?-]|\d{0,6}$)\S*[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s|\n\s*\n")
COMPARED = re.compile(
    r"\b(?:than|as|times|compared\s+(?:with|to)|against|versus|vs\.?|from|on)\s+"
    r"(?:(?:in|the|same|whole|entire|all|of|full|calendar|period|for|year|around|about|some|just|over|as"
    r"|who|that|which|had|has|been|were|was|people|migrants|recorded|registered|counted|seen|detained|came"
    r"|arrived|crossed|\d[\d,.]*)\s+){0,8}$",
    re.IGNORECASE,
)
APPOSITION = re.compile(r"\s*(?:\(|[:–-]\s*(?:in )?|,\s*in )\s*$", re.IGNORECASE)
MONTH_WORDS = {"last month": 1, "the previous month": 1, "this month": 0}
MONTH_APPOSITION = re.compile(r"\s*(?:,|\(|–|-)?\s*(?:on |in )?$")
TO_COME = re.compile(
    r"\b(?:will|shall|would|from (?:\d|tomorrow|next|midnight|today)|until|till|by|next|plans?|planned|to be"
    r"|is to|are to|due|expect\w*|foreseen"
    r"|should)\b",
    re.I,
)
YEAR_WORDS = {"last year": 1, "the previous year": 1, "this year": 0, "so far this year": 0, "next year": -1}


@dataclass(frozen=True, slots=True)
class Dating:
    """A publication date with the sentence that justifies it and the words it was read from."""

    publication: Publication
    reason: str
    evidence: Span | None = None


def date_article(article: Article) -> Article:
    """The article with its publication date; a date that came with the file is kept."""
    if article.publication.basis != "unknown":
        return article
    return replace(article, publication=explain_publication(normalise(article.text).text).publication)


def explain_publication(text: str) -> Dating:
    """The publication date of a text, why, and the words that say so; UNKNOWN_PUBLICATION where none do."""
    readers: tuple[Callable[[str], Dating | None], ...] = (
        _by_header,
        _by_dateline,
        _by_address,
        _by_own_years,
    )
    for read in readers:
        if dating := read(text):
            return dating
    return Dating(UNKNOWN_PUBLICATION, "Nothing in the text says when it appeared.")


def _on_day(day: date, basis: PublishedBasis, reason: str, evidence: Span) -> Dating:
    return Dating(Publication(day, day, basis), reason, evidence)


def _by_header(text: str) -> Dating | None:
    """The first line's ` date 2021-08-05 `; a header that names no day of the calendar is none."""
    if not (found := HEADER.match(text)):
        return None
    day = _known_day(found[1], found[2], found[3])
    if day is None:
        return None
    span = Span.of(text, found.start(1), found.end(3))
    return _on_day(day, "header", f"The header gives {day}.", span)


def _known_day(year: str, month: str, day: str) -> date | None:
    return day_or_none(int(year), int(month), int(day)) if int(year) in YEARS else None


def _by_address(text: str) -> Dating | None:
    """The day in the page's address, on a line of its own; addresses that differ are links to other news."""
    found = [m for m in ADDRESS.finditer(text) if _known_day(m[1], m[3], m[4])]
    days = {_known_day(m[1], m[3], m[4]) for m in found}
    if len(days) != 1 or not (day := days.pop()):
        return None
    span = Span.of(text, found[0].start(1), found[0].end(4))
    return _on_day(day, "metadata", f"The page's address gives {day}.", span)


def _by_dateline(text: str) -> Dating | None:
    """A date that the text gives as its own, with its year or with a year that the text settles."""
    head = text[:FURTHEST_DATELINE]
    candidates = [mention for mention in find_dates(head, None) if mention.kind == "day"]
    own = [mention for mention in candidates if _is_own_date(head, mention)]
    own += [mention for mention in _labelled_dates(text) if mention not in own]
    for mention in sorted(own, key=lambda mention: _is_of_change(text, mention)):
        span = Span.of(text, mention.start, mention.end)
        if mention.period_start and mention.period_start.year in YEARS:
            return _on_day(mention.period_start, "dateline", f"The text is dated {mention.text!r}.", span)
        if dating := _complete(text, mention, span):
            return dating
    return None


def _labelled_dates(text: str) -> Iterator[DateMention]:
    """Full dates behind "Published" or the like at the foot of a text."""
    foot = max(FURTHEST_DATELINE, len(text) - FURTHEST_DATELINE)
    for mention in find_dates(text[foot:], None):
        if (
            mention.period_start
            and mention.kind == "day"
            and LABEL.search(_line_before(text, foot + mention.start))
        ):
            yield replace(mention, start=foot + mention.start, end=foot + mention.end)


def _is_of_change(text: str, mention: DateMention) -> bool:
    """Whether a date says when the text was changed last, which dates it only where nothing else does."""
    label = LABEL.search(_line_before(text, mention.start))
    return bool(label and label["later"])


def _line_before(text: str, index: int) -> str:
    return text[max(text.rfind("\n", 0, index) + 1, index - 80) : index]


def _is_own_date(text: str, mention: DateMention) -> bool:
    """Whether a date stands where articles give their own: labelled, on a line of its own, in a dateline."""
    if LABEL.search(_line_before(text, mention.start)):
        return True
    before = text[max(0, mention.start - 120) : mention.start]
    story = STORY_AFTER.match(text, mention.end)
    if story and (AGENCY_BEFORE.search(before) or PARAGRAPH_START.search(before)):
        return True
    return _stands_alone(text, mention)


def _stands_alone(text: str, mention: DateMention) -> bool:
    """Whether the date's line holds little else: a place, a clock time, an author, and no sentence."""
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    before, after = text[start : mention.start], text[mention.end : end if end >= 0 else len(text)]
    if len(before) + len(after) > LONGEST_DATE_LINE or len(text) == len(before + mention.text + after):
        return False
    rest = f"{before.rstrip()} {after.strip()}".strip(" ,|-–—")
    words = [word for word in re.findall(r"[^\W\d_]+", rest) if len(word) > 2]
    return all(word[0].isupper() for word in words) and not re.search(
        r"\b(?:on|in|since|until|by|from)\s*$", before
    )


def _complete(text: str, mention: DateMention, span: Span) -> Dating | None:
    """A dateline without a year, in the one year that the rest of the text allows."""
    years = _by_own_years(text)
    if not years or not mention.yearless:
        return None
    earliest, latest = years.publication.earliest, years.publication.latest
    if not earliest or not latest or earliest.year != latest.year:
        return None
    day = day_or_none(earliest.year, *mention.yearless)
    if day is None:
        return None
    return _on_day(day, "dateline", f"The text is dated {mention.text!r}. {years.reason}", span)


def _by_own_years(text: str) -> Dating | None:
    """The year of a text that sets this or last year against another, or names it.

    The year of a copyright is that of the copy, and says nothing.
    """
    mentions = find_dates(text, None)
    if dating := _by_named_month(text, mentions):
        return dating
    readers = (_year_so_far, _year_named, _year_compared)
    for read in readers:
        for year, reason, span in read(text, mentions):
            return _after_what_happened(
                text, _within_year(year, f"{reason}, so the article is from {year}.", span)
            )
    return None


def _within_year(year: int, reason: str, span: Span) -> Dating:
    return Dating(Publication(date(year, 1, 1), date(year, 12, 31), "inferred"), reason, span)


def _by_named_month(text: str, mentions: tuple[DateMention, ...]) -> Dating | None:
    """ "last month, on 20 July 2023": the article is from the month after."""
    for first, second in pairwise(mentions):
        step = MONTH_WORDS.get(_plain(first.text))
        told = second.anchor == "absolute" and second.kind in ("day", "month") and second.period_start
        if step is None or not told or not MONTH_APPOSITION.fullmatch(text[first.end : second.start]):
            continue
        start = _first_of_month(second.period_start or date.min, step)
        last = _first_of_month(start, 1) - timedelta(days=1)
        span = Span.of(text, first.start, second.end)
        reason = f"The text says that {_plain(first.text)} is that of {second.text!r}."
        return Dating(Publication(start, last, "inferred"), reason, span)
    return None


def _first_of_month(day: date, step: int) -> date:
    months = day.year * 12 + day.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _after_what_happened(text: str, dating: Dating) -> Dating:
    """The interval without the days before the last one that the text tells of as past."""
    known = dating.publication
    told = [
        m.period_end
        for m in find_dates(text, known)
        if m.kind in ("day", "part", "half", "quarter")
        and m.period_end
        and m.anchor == "published"
        and _is_told(text, m)
    ]
    within = [day for day in told if known.earliest and known.latest and known.earliest < day <= known.latest]
    if not within:
        return dating
    return replace(dating, publication=replace(known, earliest=max(within)))


def _is_told(text: str, mention: DateMention) -> bool:
    """Whether a date stands alone for its day, in a sentence without a word of what is to come."""
    if mention.kind == "day" and mention.period_start != mention.period_end:
        return False
    bounds = [m.end() for m in SENTENCE_END.finditer(text, max(0, mention.start - 400), mention.start)]
    ends = SENTENCE_END.search(text, mention.end)
    sentence = text[
        bounds[-1] if bounds else max(0, mention.start - 400) : ends.start() if ends else len(text)
    ]
    return not TO_COME.search(sentence)


YearEvidence = Iterator[tuple[int, str, Span]]


def _year_so_far(text: str, mentions: tuple[DateMention, ...]) -> YearEvidence:
    """2023 so far, so far in 2023."""
    for mention in mentions:
        if (
            mention.kind == "year"
            and mention.anchor == "absolute"
            and mention.cumulative
            and mention.period_end
        ):
            yield mention.period_end.year, f"The text counts {mention.text!r}", _span(text, mention)


def _year_named(text: str, mentions: tuple[DateMention, ...]) -> YearEvidence:
    """Last year (2022), this year, 2023: a year in words with its number in apposition."""
    for first, second in _neighbours(mentions):
        step = _year_step(first)
        between = text[first.end : second.start]
        year = _plain_year(second)
        if step is not None and year is not None and APPOSITION.fullmatch(between):
            span = Span.of(text, first.start, second.end)
            yield year + step, f"The text says that {_plain(first.text)} is {year}", span


def _year_compared(text: str, mentions: tuple[DateMention, ...]) -> YearEvidence:
    """Last year ... than in 2022: the year compared with is the one before, if nothing told is too late."""
    latest = max(_years_told(text, mentions), default=None)
    for word, mention in _pairs(text, mentions):
        step, year = _year_step(word), _year_number(mention)
        if step not in {0, 1} or year is None or latest is None or year + 1 + step < latest:
            continue
        if COMPARED.search(text[max(0, mention.start - 100) : mention.start]):
            reason = f"The text sets {_plain(word.text)} against {year}"
            span = Span.of(text, min(word.start, mention.start), max(word.end, mention.end))
            yield year + 1 + step, reason, span


def _year_step(mention: DateMention) -> int | None:
    """How many years before the article's "last year" is, also as "the last five months of last year"."""
    words = _plain(mention.text)
    return next((n for said, n in YEAR_WORDS.items() if words == said or words.endswith(f"of {said}")), None)


def _years_told(text: str, mentions: tuple[DateMention, ...]) -> Iterator[int]:
    """The years that a text names by number, without those that it says are still to come."""
    for mention in mentions:
        ahead = TO_COME.search(text, max(0, mention.start - 12), mention.start)
        day = mention.period_start or mention.period_end
        year = _year_number(mention) or (day.year if day and mention.anchor == "absolute" else None)
        if year and not ahead:
            yield year


def _neighbours(mentions: tuple[DateMention, ...]) -> Iterator[tuple[DateMention, DateMention]]:
    yield from pairwise(mentions)


def _pairs(text: str, mentions: tuple[DateMention, ...]) -> Iterator[tuple[DateMention, DateMention]]:
    """Two mentions of one sentence, at most three mentions apart, in either order."""
    for index, first in enumerate(mentions):
        for second in mentions[index + 1 : index + 4]:
            if SENTENCE_END.search(text, first.end, second.start):
                break
            yield first, second
            yield second, first


def _plain_year(mention: DateMention) -> int | None:
    start = mention.period_start if mention.kind in {"year", "since"} else None
    return start.year if start and mention.rule == "year" else None


def _year_number(mention: DateMention) -> int | None:
    """The year that a mention gives by number, alone or as "the same period of 2020"."""
    if year := _plain_year(mention):
        return year
    number = re.search(r"\b(?:19|20)\d\d$", mention.text) if mention.rule == "same_shifted" else None
    return int(number[0]) if number else None


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def _span(text: str, mention: DateMention) -> Span:
    return Span.of(text, mention.start, mention.end)
