"""When an article appeared: by its header, its dateline, or an interval that its own words allow.

The order is the codebook's: a header, then a date that the text gives as its own, then what follows from
words such as "last year, about half more than in 2022". Where the words allow no bound, the date is unknown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, pairwise

from analysis.article import UNKNOWN_PUBLICATION, Article, Publication
from analysis.mentions.dates import DateMention, find_dates
from analysis.mentions.dates.calendar import day_or_none, period_of, shift_months
from analysis.sources.shadow import normalise
from analysis.vocabulary import YEARS

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


def date_article(article: Article) -> Article:
    """The article with its publication date; a date that came with the file is kept."""
    if article.publication.basis != "unknown":
        return article
    return replace(article, publication=find_publication(normalise(article.text).text))


def find_publication(text: str) -> Publication:
    """When a text says that it appeared; UNKNOWN_PUBLICATION where its words bound nothing."""
    found = _by_header(text) or _by_dateline(text) or _by_address(text) or _by_own_years(text)
    return found or UNKNOWN_PUBLICATION


def _known_day(year: str, month: str, day: str) -> date | None:
    return day_or_none(int(year), int(month), int(day)) if int(year) in YEARS else None


def _by_header(text: str) -> Publication | None:
    """The first line's ` date 2021-08-05 `; a header that names no day of the calendar is none."""
    found = HEADER.match(text)
    day = _known_day(found[1], found[2], found[3]) if found else None
    return Publication(day, day, "header") if day else None


def _by_address(text: str) -> Publication | None:
    """The day in the page's address, on a line of its own; addresses that differ are links to other news."""
    days = {_known_day(m[1], m[3], m[4]) for m in ADDRESS.finditer(text)} - {None}
    day = days.pop() if len(days) == 1 else None
    return Publication(day, day, "metadata") if day else None


def _by_dateline(text: str) -> Publication | None:
    """A date that the text gives as its own, with its year or with the one year that its words allow."""
    head = text[:FURTHEST_DATELINE]
    own = [m for m in find_dates(head, None) if m.kind == "day" and _is_own_date(head, m)]
    own += _labelled_dates(text)
    # A date of the last change dates a text only where nothing else does.
    for mention in sorted(
        own, key=lambda m: bool((found := _label_before(text, m.start)) and found["later"])
    ):
        day = mention.period_start
        if day is None or day.year not in YEARS:
            told = _by_own_years(text) if mention.yearless else None
            ends = {end.year for end in (told.earliest, told.latest) if end} if told else set()
            day = day_or_none(ends.pop(), *mention.yearless) if mention.yearless and len(ends) == 1 else None
        if day:
            return Publication(day, day, "dateline")
    return None


def _labelled_dates(text: str) -> Iterator[DateMention]:
    """Full dates behind "Published" or the like at the foot of a text."""
    foot = max(FURTHEST_DATELINE, len(text) - FURTHEST_DATELINE)
    for mention in find_dates(text[foot:], None):
        start = foot + mention.start
        if mention.period_start and mention.kind == "day" and _label_before(text, start):
            yield replace(mention, start=start, end=foot + mention.end)


def _label_before(text: str, index: int) -> re.Match[str] | None:
    return LABEL.search(text[max(text.rfind("\n", 0, index) + 1, index - 80) : index])


def _is_own_date(text: str, mention: DateMention) -> bool:
    """Whether a date stands where articles give their own: labelled, on a line of its own, in a dateline."""
    if _label_before(text, mention.start):
        return True
    before = text[max(0, mention.start - 120) : mention.start]
    opens = AGENCY_BEFORE.search(before) or PARAGRAPH_START.search(before)
    return bool(opens and STORY_AFTER.match(text, mention.end)) or _stands_alone(text, mention)


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


def _by_own_years(text: str) -> Publication | None:
    """The year of a text that sets this or last year against another, or names it.

    The year of a copyright is that of the copy, and says nothing.
    """
    mentions = find_dates(text, None)
    if month := _by_named_month(text, mentions):
        return month
    running = (m for m in mentions if m.kind == "year" and m.anchor == "absolute" and m.cumulative)
    so_far = (m.period_end.year for m in running if m.period_end)  # "2023 so far", "so far in 2023"
    year = next(chain(so_far, _years_named(text, mentions), _years_compared(text, mentions)), None)
    return _after_what_happened(text, date(year, 1, 1), date(year, 12, 31)) if year else None


def _by_named_month(text: str, mentions: Sequence[DateMention]) -> Publication | None:
    """ "last month, on 20 July 2023": the article is from the month after."""
    for first, second in pairwise(mentions):
        step, told = MONTH_WORDS.get(_plain(first.text)), second.period_start
        dated = second.anchor == "absolute" and second.kind in ("day", "month")
        if step is None or not (told and dated):
            continue
        if MONTH_APPOSITION.fullmatch(text[first.end : second.start]):
            month = period_of(shift_months(told, step), "M")
            return Publication(month.start, month.end, "inferred")
    return None


def _after_what_happened(text: str, earliest: date, latest: date) -> Publication:
    """The interval without the days before the last one that the text tells of as past."""
    known = Publication(earliest, latest, "inferred")
    past = [
        m.period_end
        for m in find_dates(text, known)
        if m.kind in ("day", "part", "half", "quarter") and m.anchor == "published" and _is_told(text, m)
    ]
    return replace(known, earliest=max([earliest, *(day for day in past if day and day <= latest)]))


def _is_told(text: str, mention: DateMention) -> bool:
    """Whether a date stands alone for its day, in a sentence without a word of what is to come."""
    if mention.kind == "day" and mention.period_start != mention.period_end:
        return False
    start = max(0, mention.start - 400)
    start = max((m.end() for m in SENTENCE_END.finditer(text, start, mention.start)), default=start)
    ends = SENTENCE_END.search(text, mention.end)
    return not TO_COME.search(text[start : ends.start() if ends else len(text)])


def _years_named(text: str, mentions: Sequence[DateMention]) -> Iterator[int]:
    """Last year (2022), this year, 2023: a year in words with its number in apposition."""
    for first, second in pairwise(mentions):
        step, year = _year_step(first), _plain_year(second)
        if step is not None and year is not None and APPOSITION.fullmatch(text[first.end : second.start]):
            yield year + step


def _years_compared(text: str, mentions: Sequence[DateMention]) -> Iterator[int]:
    """Last year ... than in 2022: the year compared with is the one before, if nothing told is too late."""
    latest = max(_years_told(text, mentions), default=0)
    for word, mention in _pairs(text, mentions):
        step, year = _year_step(word), _year_number(mention)
        if step not in (0, 1) or year is None or year + 1 + step < latest:
            continue
        if COMPARED.search(text[max(0, mention.start - 100) : mention.start]):
            yield year + 1 + step


def _year_step(mention: DateMention) -> int | None:
    """How many years before the article's "last year" is, also as "the last five months of last year"."""
    words = _plain(mention.text)
    return next((n for said, n in YEAR_WORDS.items() if words == said or words.endswith(f"of {said}")), None)


def _years_told(text: str, mentions: Sequence[DateMention]) -> Iterator[int]:
    """The years that a text names by number, without those that it says are still to come."""
    for mention in mentions:
        ahead = TO_COME.search(text, max(0, mention.start - 12), mention.start)
        day = mention.period_start or mention.period_end
        year = _year_number(mention) or (day.year if day and mention.anchor == "absolute" else None)
        if year and not ahead:
            yield year


def _pairs(text: str, mentions: Sequence[DateMention]) -> Iterator[tuple[DateMention, DateMention]]:
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
