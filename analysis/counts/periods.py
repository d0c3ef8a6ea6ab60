"""Over which days a number counts: the dates of its clause, its sentence, the one before, or the article."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from analysis.article import Publication
from analysis.counts.aggregation import LENGTHS
from analysis.counts.values import UNBOUNDED, Period
from analysis.language.clauses import AUXILIARIES, Clause, clause_at
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure, Modality

COMPARATOR = re.compile(
    r"\b(?:compared (?:with|to)|in comparison with|as against|as opposed to|against(?=\s+(?:[\d£$€]|(?:just"
    r"|only|some|about|around|nearly|the same)\b))|versus|vs\.?|up from|down from|than|from just|unlike"
    r"|(?:beating|surpassing|exceeding|eclipsing)(?= the))\b",
    re.I,
)
_SPEECH = re.compile(
    r"\b(?:said|says|told|announced|reported|stated|wrote|claimed|added|warned|confirmed|alleged|charged"
    r"|insisted"
    r"|argued|posted|informed|published|quoted|according to|statement|interview|briefing|recalled|reports"
    r"|noted|called(?! (?:out|up|in|off|back))|demanded|urged"
    r"|(?<!\bwas )(?<!\bbeen )(?<!\bwere )(?:rejected|denied|dismissed)"
    r"|(?:figures|data|statistics|numbers|report) (?:released|issued|out)"
    r"|conference|tweeted|promised|countered|testified|(?<!\bwas )(?<!\bbeen )(?<!\bwere )declared)\b"
    r"(?!\s+that)[^,;:\d]{0,45}$",
    re.I,
)
_SPEECH_AFTER = re.compile(r",?\s+(?:\w+\s+){0,4}(?:said|told|announced|stated|promised|warned)\b")
_SHOWS_AFTER = re.compile(
    r"\s+(?:show|indicate|suggest|reveal|put)(?:s|ed)?\b", re.I
)  # "data of Monday show"
_ADJACENT = re.compile(
    r"\s*,?\s*(?:(?:were|was|came|arrived|crossed|recorded) )?(?:in|on|for|over|during|throughout|as of|by) "
    r"(?:the |all of |the whole of )?",
    re.I,
)
_OF_THEM = re.compile(r"\s+(?:of (?:them|whom|these) )?(?:on |in )?")  # "900 of them this month"
_LISTED = re.compile(r"(?:\s|:\s|\s\()")  # "January 987, February 812"
_OWN_RELATIVE = re.compile(r"\s(?:who|that|which)\s[^,;:\d]{1,60}")  # "647 who came on Tuesday"
_DATELINE_PLACE = re.compile(r"\W*[A-Z][A-Z'’./\- ]+(?:,\s*[A-Z][\w.' -]+)?,\s*", re.S)
_DATELINE_END = re.compile(r"[^.;:]{0,40}?(?:–|—|-{1,2}\s|/\.|\)\s)")
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
_THE_YEAR = re.compile(
    r"\b(?:for|of|in) (?:the|this) year\b|\bthis year\b|\byear['’]s (?:total|tally|toll|count)\b"
    r"|\bannual\b|\bso far in\b",
    re.I,
)
_WHEN = re.compile(r"\s*,?\s*(?:when|on which|in which)\b[^,;]*$", re.I)
_WHEN_DIRECT = re.compile(
    r"\s*,?\s*(?:when|on which|in which)\s+(?:only |just |some |about |another )?", re.I
)
_WITHIN = re.compile(
    r"^[^.;:]{0,60}\b(?:in|within|over|during|in the space of)\s+(?:just |only |the |a "
    r")?$",
    re.I,
)
_BY = re.compile(r"\bby\s+$", re.I)
_AFTERWARDS = re.compile(r",?\s+(?:after|following)\b", re.I)
_ADDS_UP = re.compile(
    r"\b(?:bring(?:s|ing)?|brought|tak(?:es|ing)|took|rais(?:ed|es|ing)|push(?:ed|es|ing)?|lift(?:ed|s|ing)?)\b"
    r"[^.;]{0,60}\b(?:total|tally|number|figure|count|toll)\b",
    re.I,
)
_RECORD = re.compile(
    r"\b(?:most|highest|largest|busiest|biggest|first|worst|deadliest|lowest|fewest|record|smallest|quietest)\b"
    r"[^.;\d]{0,60}\bsince\b[^.;,\d]{0,30}$",
    re.I,
)
# "the highest number recorded on a single day so far in 2023"
_SO_FAR_RECORD = re.compile(
    r"\b(?:highest|largest|busiest|biggest|worst|deadliest|lowest|fewest|record|smallest)\b[^.;,\d]{0,60}$",
    re.I,
)
_ACT = re.compile(
    r"(?:,|\b(?:accord|agreement|deal|pact|treaty|memorandum|law|act|bill|decree|regime|rules?|plan|scheme"
    r"|programme|program|order|package|emergency))\s(?:first |that was |which was )?"
    r"(?:signed|struck|agreed|reached|concluded|adopted|passed|approved|announced|introduced|imposed|declared"
    r"|unveiled|launched|enacted)\b[^,.;:\d]{0,70}$",
    re.I,
)
_TEXT_OF_A_YEAR = re.compile(
    r"\s(?:[\w–-]+\s){0,2}(?:accords?|agreement|deal|pact|treaty|convention|memorandum|law|act|bill|decree"
    r"|regulation|directive|protocol|statement|declaration|constitution|ruling|judgment|settlement)\b",
    re.I,
)
_SHORT = frozenset({"day", "weekend", "week", "month"})
_CUE_REACH = 100  # no cue with the words that may follow it is longer
# what leads to the date of a comparison, and what leads from it to the number that it is compared with
_THAN = re.compile(
    r"\b(?:on|than(?: in| on| during)?|from|compared (?:with|to)|over)(?: the)?(?: (?:same|previous))?\s+$",
    re.I,
)
_COMPARED_IN = re.compile(
    r"\b(?:compared (?:with|to)|as against|against|versus|up from|down from)\s"
    r"(?:just |only |some |about |around )?"
    r"\d[\d,.]*\s(?:\w+\s){0,2}(?:in|for|during|over|on)\s(?:the |all of |the whole of |all )?$",
    re.I,
)
_OTHER_SIDE = re.compile(r"[)\]]?\s*(?:[(:]|,?\s*(?:when|where|with|the year)\b)")
_SINCE = re.compile(r"\b(?:since|counting from|starting from)\b[^,;:]{0,70}$", re.I)
_COST = {"main": 12.0, "coordinate": 9.0, "subordinate": 24.0, "relative": 28.0, "aside": 6.0}
LIMIT = 55.0
STOCK_LIMIT = 21.0


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates that bound a number, as its period, with the words they stand in."""

    period: Period
    mentions: tuple[DateMention, ...]
    hours: int | None
    trust: str


def is_speech_date(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a date says when something was said ("… told reporters on Tuesday"), not when it happened."""
    at = mention.start - sentence.start
    if mention.cumulative or mention.hours:
        return False
    if _SINCE.search(sentence.text, max(0, at - _CUE_REACH), at):
        return False
    if _SPEECH.search(sentence.text, max(0, at - _CUE_REACH), at):
        return True
    if _SHOWS_AFTER.match(sentence.text, mention.end - sentence.start):
        return True
    opens = not sentence.text[:at].strip()
    return opens and bool(_SPEECH_AFTER.match(sentence.text, mention.end - sentence.start))


def pair_dates(
    sentence: Sentence,
    clauses: tuple[Clause, ...],
    quantities: tuple[Quantity, ...],
    dates: tuple[DateMention, ...],
    references: tuple[int, ...],
) -> dict[int, DateMention]:
    """Each number's date where numbers and dates take turns: "two in August 2023 and two more in March".

    Keys are the numbers' offsets. Empty unless they alternate strictly, at least twice; a date in front of
    a sentence that goes on in pairs of number and date holds for all of it and pairs with none.
    """
    usable = [d for d in dates if _may_pair(sentence, d, references)]
    items: list[Quantity | DateMention] = sorted([*quantities, *usable], key=lambda item: item.start)
    if len(usable) == len(quantities) + 1 and items and isinstance(items[0], DateMention):
        items = items[1:]
    numbers, turns = items[::2], items[1::2]
    if items and isinstance(items[0], DateMention):
        numbers, turns = turns, numbers
    strict = len(numbers) == len(turns) >= 2 and len(items) == 2 * len(turns)
    if not strict or not all(isinstance(t, DateMention) for t in turns):
        return {}
    pairs = {
        n.number_start: t
        for n, t in zip(numbers, turns, strict=True)
        if isinstance(n, Quantity) and isinstance(t, DateMention)
    }
    apart = any(not _tell_together(clauses, clause_at(clauses, n), t) for n, t in pairs.items())
    return {} if apart else pairs


def _may_pair(sentence: Sentence, mention: DateMention, references: tuple[int, ...]) -> bool:
    """Whether a date has two ends and is not of speech, of the dateline or of what is compared."""
    return bool(
        mention.period_start
        and mention.period_end
        and not is_speech_date(sentence, mention)
        and not is_dateline(sentence, mention)
        and not _follows_reference(sentence, mention, references)
    )


def is_dateline(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a date belongs to the dateline ("RIGA, Aug 24 (Agency) – "), not to what is told."""
    lead = sentence.text[: mention.start - sentence.start]
    tail = sentence.text[mention.end - sentence.start :]
    return bool(_DATELINE_PLACE.fullmatch(lead) and _DATELINE_END.match(tail))


def choose_dates(
    sentence: Sentence,
    clauses: tuple[Clause, ...],
    quantity: Quantity,
    dates: tuple[DateMention, ...],
    references: tuple[int, ...],
    stock: bool,
) -> DateMention | None:
    """The date of a number's own sentence that most likely bounds it; dates of speech do not.

    `references` are the offsets of comparisons ("almost twice …"): dates after one belong to what a number
    before it is compared with. A stock takes no date from another statement of its sentence.
    """
    # in an article without a date "this year" bounds no days, but the number is a running total all the same
    bounding = [d for d in dates if d.period_start or d.period_end or (d.cumulative and not stock)]
    usable = [d for d in bounding if not is_speech_date(sentence, d)]
    usable = [d for d in usable if not _opens_record(sentence, quantity, d)]
    usable = [d for d in usable if not is_of_later_total(sentence, quantity, d)]
    usable = [d for d in usable if not is_dateline(sentence, d) and not (stock and d.cumulative)]
    if stock:  # "the centre, which has 350 beds, held 1,240 on Sunday"
        own = clause_at(clauses, quantity.number_start)
        usable = [d for d in usable if d.kind != "until" and _tell_together(clauses, own, d)]
    usable = [d for d in usable if not _is_of_other_side(sentence, quantity, d, references)]
    if any(d.cumulative for d in usable):  # "so far this year, by 1 July" runs to the day that closes it
        usable = [d for d in usable if not _BY.search(sentence.text, 0, d.start - sentence.start)]
    limit = STOCK_LIMIT if stock else LIMIT
    costed = [(_cost(sentence, clauses, quantity, d), d) for d in usable]
    cost, best = min(costed, key=lambda pair: pair[0], default=(limit, None))
    return best if cost < limit else None


def _tell_together(clauses: tuple[Clause, ...], own: int, mention: DateMention) -> bool:
    """Whether a date is of a number's own statement: what a relative clause tells is of its own time."""
    other = clause_at(clauses, mention.start)
    return own == other or "relative" not in (clauses[own].kind, clauses[other].kind)


def is_of_later_total(sentence: Sentence, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a date is of the total that a number adds to: "705 came, taking the 2023 total to 8,888"."""
    if mention.start < quantity.end:
        return False
    return bool(
        _ADDS_UP.search(sentence.text[quantity.end - sentence.start : mention.start - sentence.start])
    )


def _opens_record(sentence: Sentence, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a date only says since when a record stands: "the most since May", "the busiest since 2021"."""
    at = mention.start - sentence.start
    if mention.kind == "year" and _SO_FAR_RECORD.search(sentence.text, max(0, at - 80), at):
        return True
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    return bool(_RECORD.search(sentence.text, max(0, at - 110), at)) and not _WHEN.match(between)


def names_a_text(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a year tells one agreement or law from others: "under the 2016 accord"."""
    at = mention.start - sentence.start
    led = sentence.text[:at].lower().endswith(("the ", "a ", "this ", "that "))
    return led and bool(_TEXT_OF_A_YEAR.match(sentence.text, mention.end - sentence.start))


def _is_of_other_side(
    sentence: Sentence, quantity: Quantity, mention: DateMention, references: tuple[int, ...]
) -> bool:
    """Whether a date says when another number counted, with which a comparison is made.

    In "applications, down a third on 2021, … and 57 people" the 2021 is not of the 57; in "a third more than
    in 2021, when 57", or "than in 2021 (57)", it is.
    """
    if mention.start >= quantity.end:
        return any(quantity.start < r < mention.start for r in references)
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    return _follows_reference(sentence, mention, references) and not _OTHER_SIDE.match(between)


def _follows_reference(sentence: Sentence, mention: DateMention, references: tuple[int, ...]) -> bool:
    """Whether a date is the time that a comparison before it is made with."""
    lead = sentence.text[: mention.start - sentence.start]
    if _COMPARED_IN.search(lead):
        return True
    return any(r < mention.start for r in references) and bool(_THAN.search(lead))


def _cost(sentence: Sentence, clauses: tuple[Clause, ...], quantity: Quantity, mention: DateMention) -> float:
    after = mention.start >= quantity.end
    low, high = (quantity.end, mention.start) if after else (mention.end, quantity.start)
    between = sentence.text[low - sentence.start : high - sentence.start]
    # what is compared with begins with its number, which "against" needs to be seen
    compared = COMPARATOR.search(between if after else between + number_words(sentence, quantity))
    if compared and (after or not re.search(r"\d", between[compared.end() :])):
        return 2 * LIMIT
    if after and between.count("(") > between.count(")"):
        return 2 * LIMIT  # "174 (August: 261)": what stands in brackets is of another time
    cost = 0.08 * len(between)
    cost += 10.0 if not after and _AFTERWARDS.match(between) else 0.0  # "on Tuesday, after 96 attempts …"
    if not after and _WHEN_DIRECT.fullmatch(between):
        return cost - 7.0  # "on September 10, when 246 attempts were foiled"
    deictic = after and mention.anchor != "absolute" and _OF_THEM.fullmatch(between)
    if deictic or (_ADJACENT if after else _LISTED).fullmatch(between):
        cost -= 7.0
    cost += 7.0 * len(re.findall(r"\d[\d.,]*(?=\s)", between))
    cost += 18.0 if mention.kind == "ongoing" else 0.0
    cost += LIMIT if not after and _is_of_act(sentence, mention) else 0.0
    if after and _OWN_RELATIVE.fullmatch(between):
        return cost - 7.0
    if _is_fronted(sentence, clauses, mention):
        return min(cost, 9.0)
    return cost + _crossing(sentence, clauses, quantity.number_start, mention.start)


def _is_of_act(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a date says when an agreement or rule was made: "under a deal struck in March"."""
    return bool(_ACT.search(sentence.text, 0, mention.start - sentence.start))


def number_words(sentence: Sentence, quantity: Quantity) -> str:
    """The number as written, without approximator and noun."""
    return sentence.text[quantity.number_start - sentence.start : quantity.number_end - sentence.start]


def is_beside(sentence: Sentence, mention: DateMention, quantity: Quantity) -> bool:
    """Whether a date stands right before or after a number: "(June: four)", "48 in May"."""
    if mention.start >= quantity.end:
        between = sentence.text[quantity.end - sentence.start : mention.start - sentence.start]
        return bool(_ADJACENT.fullmatch(between) or _OF_THEM.fullmatch(between))
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    return bool(_LISTED.fullmatch(between))


def _is_fronted(sentence: Sentence, clauses: tuple[Clause, ...], mention: DateMention) -> bool:
    """Whether the date opens the sentence and so holds for all of it ("In July, …", "• On Friday …")."""
    lead = sentence.text[: mention.start - sentence.start]
    return len(lead.split()) <= 3 and clause_at(clauses, mention.start) == 0 and not re.search(r"\d", lead)


def _crossing(sentence: Sentence, clauses: tuple[Clause, ...], number: int, mention: int) -> float:
    own, other = clause_at(clauses, number), clause_at(clauses, mention)
    if own == other:
        return 0.0
    low, high = sorted((own, other))
    crossed = clauses[low + 1 : high + 1]
    if any(sentence.text[: c.start - sentence.start].rstrip().endswith((";", ":")) for c in crossed):
        return 40.0
    if crossed[-1].kind == "main" and crossed[0].kind == "relative" and clauses[other].kind != "relative":
        return 30.0 if clauses[own].kind == "relative" else 3.0
    cost = sum(_COST[c.kind] for c in crossed)
    if clauses[other].kind == "relative" and _keeps_date(sentence, clauses, own, other, mention):
        cost += 30.0
    if mention > number and crossed[-1].kind == "coordinate" and _has_own_subject(sentence, crossed[-1]):
        cost += LIMIT
    return cost


def _keeps_date(sentence: Sentence, clauses: tuple[Clause, ...], own: int, other: int, mention: int) -> bool:
    """Whether a relative clause's date is of what it tells alone: "where 1,300 tried last week, 40 …"."""
    if other < own and clauses[own].kind == "main":
        return True
    if sentence.text[clauses[other].start - sentence.start :].lower().startswith(("where ", "under which ")):
        return True
    return bool(re.search(r"\d", _words(sentence, clauses[other], mention)))


def _words(sentence: Sentence, clause: Clause, until: int) -> str:
    return sentence.text[clause.start - sentence.start : until - sentence.start]


def _has_own_subject(sentence: Sentence, clause: Clause) -> bool:
    """Whether "and …" goes on with another subject, which keeps its date to itself."""
    words = [
        t
        for t in sentence.tokens
        if clause.start <= t.start < clause.end and t.lower not in ("and", "but", "or")
    ]
    if not words:
        return False
    first = words[0]
    return not (first.text[0].isdigit() or first.lower in AUXILIARIES or first.lower.endswith(("ed", "ing")))


def extend_since(
    sentence: Sentence, quantity: Quantity, mention: DateMention, publication: Publication
) -> DateMention:
    """A date inside "since …" ("since the minister said in May that …") begins a running total.

    In "since June, when at least 23 people died" the number is of June alone.
    """
    before = sentence.text[: mention.start - sentence.start]
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    if mention.cumulative and _WHEN.match(between) and mention.period_start:
        return _as_point(mention)
    if mention.cumulative or mention.kind in ("since", "ongoing", "until", "by") or not mention.period_start:
        return mention
    if not publication.latest or mention.period_start > publication.latest:
        return mention
    running = mention.period_end is not None and publication.latest < mention.period_end
    opened = _SINCE.search(before) or (mention.kind == "year" and running)
    if not opened:
        return mention
    return replace(mention, kind="since", period_end=publication.latest, cumulative=True, hours=None)


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
