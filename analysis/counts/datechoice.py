"""Which date of its own sentence a number belongs to: the cheapest to reach of those that may bound it."""

import re

from analysis.counts.datewords import (
    ADJACENT,
    BY,
    COMPARATOR,
    LISTED,
    OF_THEM,
    follows_reference,
    is_dateline,
    is_of_act,
    is_of_later_total,
    is_of_other_side,
    is_speech_date,
    number_words,
    opens_record,
)
from analysis.language.clauses import AUXILIARIES, Clause, clause_at
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity

_OWN_RELATIVE = re.compile(r"\s(?:who|that|which)\s[^,;:\d]{1,60}")  # "647 who came on Tuesday"
_WHEN_DIRECT = re.compile(
    r"\s*,?\s*(?:when|on which|in which)\s+"
    r"(?:(?:it|there|the \w+) (?:was|were|stood at|came to|had been|had reached)\s+)?"
    r"(?:only |just |some |about |another )?",
    re.I,
)
_AFTERWARDS = re.compile(r",?\s+(?:after|following)\b", re.I)
_COST = {"main": 12.0, "coordinate": 9.0, "subordinate": 24.0, "relative": 28.0, "aside": 6.0}
LIMIT = 55.0
STOCK_LIMIT = 21.0


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
    apart = any(not tell_together(clauses, clause_at(clauses, n), t) for n, t in pairs.items())
    return {} if apart else pairs


def _may_pair(sentence: Sentence, mention: DateMention, references: tuple[int, ...]) -> bool:
    """Whether a date has two ends and is not of speech, of the dateline or of what is compared."""
    return bool(
        mention.period_start
        and mention.period_end
        and not is_speech_date(sentence, mention)
        and not is_dateline(sentence, mention)
        and not follows_reference(sentence, mention, references)
    )


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
    usable = [d for d in usable if not opens_record(sentence, quantity, d)]
    usable = [d for d in usable if not is_of_later_total(sentence, quantity, d)]
    usable = [d for d in usable if not is_dateline(sentence, d) and not (stock and d.cumulative)]
    if stock:  # "the centre, which has 350 beds, held 1,240 on Sunday"
        own = clause_at(clauses, quantity.number_start)
        usable = [d for d in usable if d.kind != "until" and tell_together(clauses, own, d)]
        usable = [d for d in usable if not _is_of_other_act(sentence, quantity, d)]
    usable = [d for d in usable if not is_of_other_side(sentence, quantity, d, references)]
    if any(d.cumulative for d in usable):  # "so far this year, by 1 July" runs to the day that closes it
        usable = [d for d in usable if not BY.search(sentence.text, 0, d.start - sentence.start)]
    limit = STOCK_LIMIT if stock else LIMIT
    costed = [(_cost(sentence, clauses, quantity, d), d) for d in usable]
    cost, best = min(costed, key=lambda pair: pair[0], default=(limit, None))
    return best if cost < limit else None


def _is_of_other_act(sentence: Sentence, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a date behind a stock is of what came before, or is to come: "from 40 to 90 by May"."""
    between = sentence.text[quantity.end - sentence.start : max(0, mention.start - sentence.start)]
    lead = sentence.text[: quantity.start - sentence.start]
    grows = lead.endswith("from ") and re.match(r"\s(?:\w+ )?to \d", between)
    other = re.search(r"\b(?:after|before|following)\b", between)
    return mention.start > quantity.end and bool(other or grows)


def tell_together(clauses: tuple[Clause, ...], own: int, mention: DateMention) -> bool:
    """Whether a date is of a number's own statement: what a relative clause tells is of its own time."""
    other = clause_at(clauses, mention.start)
    return own == other or "relative" not in (clauses[own].kind, clauses[other].kind)


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
    deictic = after and mention.anchor != "absolute" and OF_THEM.fullmatch(between)
    if deictic or (ADJACENT if after else LISTED).fullmatch(between):
        cost -= 7.0
    cost += 7.0 * len(re.findall(r"\d[\d.,]*(?=\s)", between))
    cost += 18.0 if mention.kind == "ongoing" else 0.0
    cost += LIMIT if not after and is_of_act(sentence, mention) else 0.0
    if after and _OWN_RELATIVE.fullmatch(between):
        return cost - 7.0
    if _is_fronted(sentence, clauses, mention):
        return min(cost, 9.0)
    return cost + _crossing(sentence, clauses, quantity.number_start, mention.start)


def _is_fronted(sentence: Sentence, clauses: tuple[Clause, ...], mention: DateMention) -> bool:
    """Whether the date opens the sentence and so holds for all of it ("In July, …", "• On Friday …")."""
    lead = sentence.text[: mention.start - sentence.start]
    return len(lead.split()) <= 3 and clause_at(clauses, mention.start) == 0 and not re.search(r"\d", lead)


def _crossing(sentence: Sentence, clauses: tuple[Clause, ...], number: int, mention: int) -> float:
    own, other = clause_at(clauses, number), clause_at(clauses, mention)
    if own == other:
        return 0.0
    if clauses[own].kind == "relative" and mention > number:
        return LIMIT  # "the guards, who found 40 people, were attacked on Sunday"
    low, high = sorted((own, other))
    crossed = clauses[low + 1 : high + 1]
    if any(sentence.text[: c.start - sentence.start].rstrip().endswith((";", ":")) for c in crossed):
        return 40.0
    if crossed[-1].kind == "main" and crossed[0].kind == "relative" and clauses[other].kind != "relative":
        return 30.0 if clauses[own].kind == "relative" else 3.0
    cost = sum(_COST[c.kind] for c in crossed)
    if clauses[other].kind == "relative" and _keeps_date(sentence, clauses, own, other, mention):
        cost += LIMIT
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
