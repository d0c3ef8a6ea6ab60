"""When an article appeared: by its header, its dateline, or an interval that its own words allow.

The order is the codebook's: a header, then a date that the text gives as its own, then what follows from
words such as "last year, about half more than in 2022". Where the words allow no bound, the date is unknown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from analysis.article import UNKNOWN_PUBLICATION, Article, Publication
from analysis.mentions.dates import DateMention, find_dates
from analysis.mentions.dates.calendar import Days, day_or_none, period_of, shift_months
from analysis.sources.shadow import normalise
from analysis.vocabulary import YEARS

HEADER = re.compile(r"\ufeff?\s*date:?\s+(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
ADDRESS = re.compile(
    r"^[ \t]*(?:(?:url|link|source)\s*:\s*)?https?://\S*?/(?P<year>\d{4})([/-]?)(?P<month>\d{2})\2(?P<day>\d{2})"
    r"(?=[/_.?-]|\d{0,6}$)\S*[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
OUTER_PART = 1500  # characters at the beginning and at the end of a text; dates between are the story's
LONGEST_DATE_LINE = 60  # characters beside the date on a line of its own
LABEL = re.compile(
    r"\b(?:first\s+published|published|posted|issued|released|date|(?P<later>updated|last\s+(?:updated|modified)))"
    r"(?:\s+(?:on|at))?\s*[:|–—-]?\s*(?:\d{1,2}[:.]\d{2}[^\n]{0,12})?$",
    re.IGNORECASE,
)
DATELINE_START = re.compile(r"(?:^|\n)(?:[ \t]*|[^\n.]{0,80}(?:\([^()\n]{2,40}\)|,)\s*[-–—,]?\s*)$")
STORY_AFTER = re.compile(r"\s*[,.]?\s*(?:[-–—:|/]|\([^()\n]{2,40}\)|/[^/\n]{2,40}/)")
CUE_BEFORE = re.compile(r"\b(?:on|in|since|until|by|from)\s*$")
SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s|\n\s*\n")
COMPARED = re.compile(
    r"\b(?:than|as|times|compared\s+(?:with|to)|against|versus|vs\.?|from|on)\s+"
    r"(?:(?:in|the|same|whole|entire|all|of|full|calendar|period|for|year|around|about|some|just|over|as"
    r"|who|that|which|had|has|been|were|was|people|migrants|recorded|registered|counted|seen|detained|came"
    r"|arrived|crossed|\d[\d,.]*)\s+){0,8}$",
    re.IGNORECASE,
)
APPOSITION = re.compile(r"\s*(?:\(|[:–-]\s*(?:in )?|,\s*(?:in|on) )\s*$", re.IGNORECASE)
TO_COME = re.compile(
    r"\b(?:will|shall|would|from (?:\d|tomorrow|next|midnight|today)|until|till|by|next|plans?|planned|to be"
    r"|is to|are to|due|expect\w*|foreseen"
    r"|should)\b",
    re.I,
)
# How many months or years before the article's the named one is.
STEPS = {
    "last month": ("M", 1), "the previous month": ("M", 1), "this month": ("M", 0),
    "last year": ("Y", 1), "the previous year": ("Y", 1), "this year": ("Y", 0), "so far this year": ("Y", 0),
    "next year": ("Y", -1),
}  # fmt: skip


def date_article(article: Article) -> Article:
    """The article with its publication date; a date that came with the file is kept."""
    if article.publication.basis != "unknown":
        return article
    return replace(article, publication=find_publication(normalise(article.text).text))


def find_publication(text: str) -> Publication:
    """When a text says that it appeared; UNKNOWN_PUBLICATION where its words bound nothing."""
    header = HEADER.match(text)
    if header and (day := _known_day(header)):
        return Publication(day, day, "header")
    mentions = find_dates(text, None)
    inferred = _infer_interval(text, mentions)
    if day := _find_own_date(text, mentions, inferred):
        return Publication(day, day, "dateline")
    # Addresses that differ are links to other news.
    in_addresses = {_known_day(found) for found in ADDRESS.finditer(text)} - {None}
    if len(in_addresses) == 1:
        return Publication(day := in_addresses.pop(), day, "metadata")
    return inferred


def _known_day(found: re.Match[str]) -> date | None:
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    return day_or_none(year, month, day) if year in YEARS else None


def _find_own_date(text: str, mentions: Sequence[DateMention], inferred: Publication) -> date | None:
    """A date that the text gives as its own, with its year or with the one year that its words allow.

    That of a change ("Updated") dates a text only where nothing else does.
    """
    changed, years = None, {end.year for end in (inferred.earliest, inferred.latest) if end}
    for mention in (mention for mention in mentions if mention.kind == "day"):
        label, day = _label_before(text, mention), mention.period_start
        opens = mention.start < OUTER_PART and (_opens_story(text, mention) or _stands_alone(text, mention))
        if not day and mention.yearless and len(years) == 1:
            day = day_or_none(min(years), *mention.yearless)
        if not (label or opens) or not day or day.year not in YEARS:
            continue
        if not (label and label["later"]):
            return day
        changed = changed or day
    return changed


def _label_before(text: str, mention: DateMention) -> re.Match[str] | None:
    """The "Published" or the like before a date, in the outer parts of a text."""
    if OUTER_PART <= mention.start < len(text) - OUTER_PART:
        return None
    line = max(text.rfind("\n", 0, mention.start) + 1, mention.start - 80)
    return LABEL.search(text[line : mention.start])


def _opens_story(text: str, mention: DateMention) -> bool:
    """Whether a date stands in a dateline: at the head of a paragraph, with a place or an agency at most."""
    before = text[max(0, mention.start - 120) : mention.start]
    return bool(DATELINE_START.search(before) and STORY_AFTER.match(text, mention.end))


def _stands_alone(text: str, mention: DateMention) -> bool:
    """Whether the date's line holds little else: a place, a clock time, an author, and no sentence."""
    before, after = text[: mention.start].rpartition("\n")[2], text[mention.end :].partition("\n")[0]
    if len(before) + len(after) > LONGEST_DATE_LINE or len(text) == len(before + mention.text + after):
        return False
    words = re.findall(r"[^\W\d_]{3,}", f"{before} {after}")
    return all(word[0].isupper() for word in words) and not CUE_BEFORE.search(before)


def _infer_interval(text: str, mentions: Sequence[DateMention]) -> Publication:
    """The year or month that a text's own words allow, without the days before the last one told as past."""
    days = next(_own_periods(text, mentions), None)
    if not days:
        return UNKNOWN_PUBLICATION
    known = Publication(days.start, days.end, "inferred")
    told = (m for m in find_dates(text, known) if m.anchor == "published" and _is_told(text, m))
    past = [m.period_end for m in told if m.kind in ("day", "part", "half", "quarter")]
    return replace(known, earliest=max([days.start, *(day for day in past if day and day <= days.end)]))


def _is_told(text: str, mention: DateMention) -> bool:
    """Whether a date stands alone for its day, in a sentence without a word of what is to come."""
    if mention.kind == "day" and mention.period_start != mention.period_end:
        return False
    before = SENTENCE_END.split(text[max(0, mention.start - 400) : mention.start])[-1]
    return not TO_COME.search(before + mention.text + SENTENCE_END.split(text[mention.end :], 1)[0])


def _own_periods(text: str, mentions: Sequence[DateMention]) -> Iterator[Days]:
    """When a text can be from: months and years that it counts from itself and names or sets against others.

    The year of a copyright is that of the copy, and says nothing.
    """
    for mention in mentions:
        if (
            mention.kind == "year"
            and mention.anchor == "absolute"
            and mention.cumulative
            and mention.period_end
        ):
            yield _year(mention.period_end.year)  # "2023 so far", "so far in 2023"
    for word, named in pairwise(mentions):
        (unit, back), year, start = _step(word), _year_number(named), named.period_start
        if not APPOSITION.fullmatch(text[word.end : named.start]):
            continue
        if unit == "M" and named.kind in ("day", "month") and start:
            yield period_of(shift_months(start, back), "M")  # "last month, on 20 July 2023"
        if unit == "Y" and year:
            yield _year(year + back)  # "last year (2022)"
    latest = max(_years_told(text, mentions), default=0)
    for word, compared in _pairs(text, mentions):
        (unit, back), year = _step(word), _year_number(compared)
        told = COMPARED.search(text[max(0, compared.start - 100) : compared.start])
        if told and unit == "Y" and back >= 0 and year and year + 1 + back >= latest:
            yield _year(year + 1 + back)  # "last year ... than in 2022", if nothing told is later


def _year(number: int) -> Days:
    return period_of(date(number, 1, 1), "Y")


def _step(mention: DateMention) -> tuple[str, int]:
    """The unit and how many before the article's the named one is, also as "the last weeks of last year"."""
    words = " ".join(mention.text.lower().split())
    return next(
        (step for said, step in STEPS.items() if words == said or words.endswith(f"of {said}")), ("", 0)
    )


def _years_told(text: str, mentions: Sequence[DateMention]) -> Iterator[int]:
    """The years that a text names by number, without those that it says are still to come."""
    for mention in mentions:
        day = mention.period_start or mention.period_end
        year = _year_number(mention) or (day.year if day and mention.anchor == "absolute" else None)
        if year and not TO_COME.search(text, max(0, mention.start - 12), mention.start):
            yield year


def _pairs(text: str, mentions: Sequence[DateMention]) -> Iterator[tuple[DateMention, DateMention]]:
    """Two mentions of one sentence, at most three mentions apart, in either order."""
    for index, first in enumerate(mentions):
        for second in mentions[index + 1 : index + 4]:
            if SENTENCE_END.search(text, first.end, second.start):
                break
            yield from ((first, second), (second, first))


def _year_number(mention: DateMention) -> int | None:
    """The year that a mention gives by number, alone or as "the same period of 2020"."""
    number = (
        re.search(r"\b(?:19|20)\d\d\b", mention.text) if mention.rule in ("year", "same_shifted") else None
    )
    return int(number[0]) if number else None
