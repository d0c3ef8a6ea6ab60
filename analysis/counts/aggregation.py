"""Whether a number is a flow, a running total, a stock or a rate."""

import re

from analysis.counts.triggers import Trigger
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Aggregation, Measure

LENGTHS = frozenset({"border_length", "barrier_length"})
STOCKS = LENGTHS | {"presence", "capacity", "missing", "crossing_point_total", "crossing_point_open"}
_TOTAL = re.compile(
    r"\b(?:so far|to date|thus far|bringing the|brought the|brings the|raising the|takes the|taking the"
    r"|pushed the"
    r"|running total|in total"
    r"|overall total|now stands?|now stood|altogether|since then"
    r"|the total (?:number|for|this|so far)|death toll|tally|total to)\b",
    re.I,
)
_POSTED = re.compile(
    r"\b(?:(?:is|are|remains?|currently|already|now) (?:\w+ )?(?:deployed|stationed|posted|assigned|based"
    r"|serving|working|patrolling"
    r"|guarding|on duty|in post|camped)|on duty|in post|keeps?|kept|keep watch|there (?:are|were)|garrison"
    r"|posted there|maintains?"
    r"|has|have|with its|took part|taking part|exercise|live among)\b",
    re.I,
)
_ALREADY_THERE = re.compile(
    r"\balready (?:has|have|had)\b|\balready (?:there|in place|deployed|stationed|on site|at the border)\b",
    re.I,
)
_STRENGTH = re.compile(
    r"\b(?:troop|force|staff|staffing|personnel|guard|police) (?:numbers?|levels?|strength)\b"
    r"|\bnumber of (?:\w+ )?(?:soldiers|troops|guards|officers|police|agents|personnel)\b",
    re.I,
)
_COMING = re.compile(
    r"\b(?:came|come|coming|arriv\w+|sent|send\w*|dispatch\w*|await\w*|mov(?:ed|es|ing)|bring\w*|brought"
    r"|add(?:s|ed|ing)?|transferr?\w*|redeploy\w*|reassign\w*|promis\w+|pledg\w+"
    r"|extra|additional|more(?! than)|another|further|reinforc\w+)\b",
    re.I,
)
_WILL = re.compile(r"\b(?:will|could be|would be|is to|are to|to be|going to|plans?|ordered)\b", re.I)
_PER = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}
_RATE = re.compile(
    r"\b(daily|weekly|monthly|yearly|annual) (?:average|mean|rate)\b[^.;]{0,60}\b(?:was|were|is|of|at|to"
    r"|stood|reached|with)\s+$",
    re.I,
)
_USUAL = re.compile(
    r"\b(?:on an? (?:average|ordinary|normal|typical|usual|busy|good|quiet)|each|every)"
    r" (day|weekday|night|week|month|year)\b[^.;:,\d]{0,50}$",
    re.I,
)
_USUAL_UNITS = {"week": "week", "month": "month", "year": "year"}
_TO_DATE = re.compile(r"\b(?:so far|to date)\b", re.I)
_PENDING = re.compile(
    r"\b(?:backlog|pending|outstanding|undecided|unprocessed|in the queue|awaiting)\b", re.I
)
_STATE_VERBS = frozenset({"station", "post", "deploy", "assign", "base"})
_DUTY_VERBS = frozenset(
    {
        "patrol",
        "serve",
        "guard",
        "work",
        "watch over",
        "secure",
        "keep watch",
        "monitor",
        "operate",
        "be on duty",
    }
)
# "four of the eight were shut on 18 November": what was done that day, not how things stand
_SHUT_ON = re.compile(
    r"\b(?:was|were|had been) (?:closed|shut|sealed)(?: down| off)? on "
    r"(?:\d|[A-Z][a-z]+day|[A-Z][a-z]{2,8}\.? \d)"
)
_CLOSED_STATE = re.compile(
    r"\b(?:is|are|remain|remains|stay|stays|remained|stayed|have been|has been|keep|kept|will be|already"
    r"|still|currently)\s+(?:\w+\s+)?"
    r"(?:closed|shut|sealed|out of)",
    re.I,
)


def is_stock(measure: Measure, quantity: Quantity, clause: str, trigger: Trigger | None) -> bool:
    """Whether the number says how many there are at a time; `clause` is the number's own clause."""
    if measure in STOCKS:
        return True
    if measure == "personnel":
        return _is_troop_level(clause, trigger)
    if measure == "asylum_application":
        return bool(_PENDING.search(clause))
    if measure == "crossing_point_closed":
        shut = _SHUT_ON.search(clause)
        return not shut and (quantity.part_of is not None or bool(_CLOSED_STATE.search(clause)))
    return False


def _is_troop_level(clause: str, trigger: Trigger | None) -> bool:
    """Whether guards are there, rather than sent: "are stationed", "keep watch", "has 48 officers"."""
    if _ALREADY_THERE.search(clause) or is_strength(clause):
        return True
    if _WILL.search(clause):
        return False
    if trigger is None or trigger.record.id != "posted" or trigger.role == "phrase":
        return not _COMING.search(clause)
    if trigger.role == "subject":
        return trigger.verb in _DUTY_VERBS
    if trigger.voice == "active":
        return False
    state = trigger.verb.split()[0] in _STATE_VERBS
    return state and (trigger.voice == "reduced" or bool(_POSTED.search(clause)))


def is_strength(words: str) -> bool:
    """Whether words speak of how many are in post: "the number of soldiers at the border has risen to"."""
    return bool(_STRENGTH.search(words))


def rate_in_words(sentence: Sentence, quantity: Quantity) -> str | None:
    """The unit of a rate that stands before its number: "the daily average in July was 40"."""
    lead = sentence.text[: quantity.start - sentence.start]
    found = _RATE.search(lead)
    if found:
        return _PER[found.group(1).lower()]
    usual = _USUAL.search(lead)
    return _USUAL_UNITS.get(usual.group(1).lower(), "day") if usual else None


def aggregate(
    quantity: Quantity, sentence: Sentence, stock: bool, dates: tuple[DateMention, ...]
) -> Aggregation:
    """The aggregation of a number, given the dates that bound its period."""
    if stock:
        return "stock"
    if any(
        d.cumulative
        or _runs_up_to(d)
        or _TO_DATE.search(sentence.text[d.start - sentence.start : d.end + 16 - sentence.start])
        for d in dates
    ):
        return "cumulative"
    return "cumulative" if is_running_total(sentence, quantity) and not dates else "period"


def _runs_up_to(mention: DateMention) -> bool:
    """Whether a date only closes the count: "387 had been given asylum by the end of 2022"."""
    return mention.kind in ("by", "until") and mention.period_start is None and mention.period_end is not None


def is_running_total(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether words near the number call it a total up to now."""
    start = quantity.start - sentence.start
    near = sentence.text[max(0, start - 70) : quantity.end - sentence.start + 45]
    return bool(_TOTAL.search(near))
