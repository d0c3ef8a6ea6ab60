"""Figures and happenings put into words, by the lexicons `brief_measures` and `brief_events`."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import Field

from analysis.brief.claims import Claim, Happening
from analysis.brief.document import Cited, Foreign, Inline, Inlines, When, label_when
from analysis.brief.english import (
    NBSP,
    capitalise,
    say_border,
    say_countries,
    say_day,
    say_label,
    say_number,
    say_period,
    say_place,
    say_source,
)
from analysis.countries import say_country
from analysis.knowledge import Record, load_records
from analysis.series import say_definition


class MeasureWording(Record):
    """How one measure is said; see the head of brief_measures.toml."""

    label: str
    labels: dict[str, str] = Field(default_factory=dict)
    people: bool
    weight: float
    says: dict[str, str]
    stock: str = ""
    planned: str = ""
    nouns: dict[str, tuple[str, str]] = Field(default_factory=dict)
    own_noun: bool = False


class EventWording(Record):
    """How one type of event is told; see the head of brief_events.toml."""

    weight: int
    did: str
    to: str
    doing: str
    was: str
    would: str
    ongoing: str = ""
    goes_on: str = ""
    denied: str = ""
    demanded: str = ""
    figure: str = ""
    figure_at: str = ""
    counts: tuple[str, ...] = ()
    quote: bool = False


def measure_wording(measure: str) -> MeasureWording:
    """The wording of one measure of the codebook."""
    return next(item for item in load_records("brief_measures", MeasureWording) if item.id == measure)


def event_wording(kind: str) -> EventWording:
    """The wording of one type of event of the codebook."""
    return next(item for item in load_records("brief_events", EventWording) if item.id == kind)


def say_measure(measure: str, aggregation: str | None) -> str:
    """What is counted, as the head of a table row: a state told apart from what came about."""
    wording = measure_wording(measure)
    return wording.labels.get(aggregation or "", wording.label)


UNIT_NOUNS: dict[str, tuple[str, str]] = {
    "person": ("person", "people"),
    "crossing": ("crossing", "crossings"),
    "case": ("case", "cases"),
    "site": ("crossing point", "crossing points"),
    "km": ("km", "km"),
    "boat": ("boat", "boats"),
    "flight": ("flight", "flights"),
    "vehicle": ("vehicle", "vehicles"),
    "percent": ("", ""),
    "other": ("", ""),
}
AXES = ("kind", "route")  # of a definition, said behind the figure
GROUP_NOUNS = {
    "women": ("woman", "women"),
    "men": ("man", "men"),
    "children": ("child", "children"),
    "families": ("family", "families"),
}
# Said where a row names no approximator of its own, or one that stands elsewhere than in its quote.
DEFAULT_APPROXIMATORS = {"about": "about", "nearly": "nearly", "over": "more than", "under": "no more than"}
TRAILING = re.compile(r"^(or so|or more|or less|or fewer|plus|odd|-odd|\+)$", re.IGNORECASE)
# Words that bound a number as its verb ("arrivals passed 5,000") and cannot stand before it in our sentences.
VERBAL = re.compile(
    r"(?:not )?exceeding|exceed(?:s|ed)?|top(?:s|ped|ping)?|(?:sur)?pass(?:es|ed|ing)?|near(?:s|ed|ing)"
    r"|approach(?:es|ed|ing)",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"^(?:(?:an?|some|many|several|few|handful|couple|dozens?|scores?|hundreds?|thousands?|tens|millions?|of|the"
    r"|more|than|over|about|around|nearly|almost|at|least|up|to|half)\b\s*)+",
    re.IGNORECASE,
)
NUMERAL = re.compile(
    r"(?:\d[\d.,\s]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b[\s-]*)"
    r"(?:(?:dozen|hundred|thousand|million|lakh|or so)\b\s*)*"
)


def figure_words(claim: Claim) -> str:
    """The figure as the article states it, approximator and all: "nearly 390,000", "several hundred"."""
    if claim.bound == "vague" or (claim.value is None and claim.low is None and claim.high is None):
        return _vague_words(claim.quote)
    number = _number_words(claim)
    if claim.bound in ("exact", "range"):
        return number
    approximator = claim.approximator or _leading_words(claim.quote)
    if not re.fullmatch(r"[A-Za-z+ -]+", approximator) or approximator.lower() not in claim.quote.lower():
        own_words = not approximator and VAGUE.match(claim.quote) and not re.search(r"\d", claim.quote)
        return _vague_words(claim.quote) if own_words else f"{DEFAULT_APPROXIMATORS[claim.bound]} {number}"
    if VERBAL.fullmatch(approximator):
        return f"{DEFAULT_APPROXIMATORS[claim.bound]} {number}"
    approximator = approximator if approximator[:2].isupper() else approximator.lower()
    if TRAILING.match(approximator):
        return f"{number}{'' if approximator[0] in '-+' else ' '}{approximator}"
    return f"{approximator} {number}"


def _number_words(claim: Claim) -> str:
    say = partial(say_number, in_words=claim.unit not in ("km", "percent"))
    if claim.value is not None:
        words = say(claim.value)
    elif claim.low is not None and claim.high is not None:
        words = f"between {say(claim.low)} and {say(claim.high)}"
    else:
        words = say(claim.low if claim.low is not None else claim.high or 0.0)
    return f"{words}%" if claim.unit == "percent" else words


def _leading_words(quote: str) -> str:
    """The words that stand before the number in a quote and bound it: "nearly", "more than"."""
    found = VAGUE.match(quote)
    words = found.group().strip() if found else ""
    return words if words and quote[len(words) :].lstrip()[:1].isdigit() else ""


def _vague_words(quote: str) -> str:
    found = VAGUE.match(quote)
    words = (found.group().strip() if found else "") or quote
    words = re.sub(r"\s+(of|the|of the|an?)$", "", words)
    return words.lower()


def noun_of(claim: Claim) -> str:
    """The noun that follows the figure, in agreement with it; "" where the unit has none."""
    wording = measure_wording(claim.measure)
    if wording.own_noun and (own := _own_noun(claim)):
        return own
    nouns = wording.nouns.get(claim.unit) or UNIT_NOUNS[claim.unit]
    if claim.group in GROUP_NOUNS and claim.unit in ("person", "other"):
        nouns = GROUP_NOUNS[claim.group]
    return nouns[0 if is_singular(claim) else 1]


def _own_noun(claim: Claim) -> str:
    """What follows the numeral in the quote ("soldiers"), when it is a plain word or a few."""
    found = NUMERAL.search(claim.quote.lower())
    rest = claim.quote[found.end() :].strip() if found else ""
    return rest if re.fullmatch(r"[A-Za-z][A-Za-z -]*", rest) else ""


def is_singular(claim: Claim) -> bool:
    """Whether the figure takes a singular verb: one of something, however it is approximated."""
    return claim.value == 1 and claim.unit not in ("km", "percent")


def figure_phrase(claim: Claim, axes: tuple[str, ...] = ("term", *AXES)) -> Inlines:
    """The figure with noun, nationality and rate: "some 3,500 people", "20 people from Iraq a day"."""
    words, noun = figure_words(claim), noun_of(claim)
    link = " of " if re.search(r"(s|handful|couple)$", words) and claim.bound == "vague" else _link(noun)
    tail = f"{link}{noun}" if noun else ""
    if claim.definition and (kind := say_definition(claim.definition, axes)):
        tail = f"{link}{kind}" if noun and kind.startswith(noun) else f"{tail} ({kind})"
    if claim.group and claim.group not in GROUP_NOUNS:
        tail += f" from {say_countries(claim.group)}"
    if claim.rate_per:
        tail += f" {'per' if claim.rate_per in ('boat', 'flight') else 'a'} {claim.rate_per}"
    return (Cited(words, claim.count_id, claim.value), *((tail,) if tail else ()))


def _link(noun: str) -> str:
    return NBSP if noun == "km" else " "


def claim_clause(claim: Claim) -> Inlines:
    """What is claimed, without time or source: "some 3,500 people were apprehended on the way ..."."""
    wording = measure_wording(claim.measure)
    template = wording.says.get(claim.unit) or wording.says["any"]
    if claim.unit == "percent":
        template = f"a share or change of {{figure}} was given for “{wording.label.lower()}”< {{at}}>"
    if claim.aggregation == "stock":
        template = wording.stock or template
    if claim.modality in ("planned", "hypothetical"):
        template = wording.planned or template
    clause = _fill(template, _slots(claim))
    clause = _agree(clause, singular=is_singular(claim))
    if claim.place and "{place}" not in template:
        clause += f" {say_place(claim.place)}"
    before, _, after = clause.partition("{figure}")
    counted = (say_definition(claim.definition or "", ("term",)), _say_agency(claim))
    if any(counted):
        after += f" ({', '.join(filter(None, counted))})"
    return tuple(part for part in (before, *figure_phrase(claim, AXES), after) if part)


def _say_agency(claim: Claim) -> str:
    """ "by the Border Patrol’s count" where it counts by its own definition and is not cited anyway."""
    agency = say_definition(claim.definition, ("agency",)) if claim.definition else ""
    name = agency.removeprefix("by ").removeprefix("the ").lower()
    return "" if not agency or name in (claim.source or "").lower() else f"{agency}’s count"


def _slots(claim: Claim) -> dict[str, str]:
    origin, destination = say_countries(claim.origin), say_countries(claim.destination, "or")
    way = " ".join(
        part for part in (origin and f"from {origin}", destination and f"to {destination}") if part
    )
    inside = "" if claim.place else say_countries(claim.destination or claim.origin)
    between = _between(claim)
    at = "" if claim.place else f"at the border {between}" if between else f"in {inside}" if inside else ""
    either = say_either(claim)
    return {
        "way": way,
        "between": between,
        "at": at,
        "side": f"in {either}" if either and not claim.place else "",
        "inside": f"in {inside}" if inside else "",
    }


def say_either(claim: Claim) -> str:
    """ "Belarus or Poland": the countries in one of which people wait; "" where none is known."""
    return say_countries("+".join(filter(None, (claim.origin, claim.destination))), "or")


def _between(claim: Claim) -> str:
    """ "between Belarus and Lithuania", "of Belarus with Latvia and Poland", "" for fewer than two."""
    if not claim.origin or not claim.destination:
        return ""
    if "+" in claim.origin and "+" not in claim.destination:
        return f"of {say_country(claim.destination)} with {say_countries(claim.origin)}"
    if "+" in claim.destination:
        return f"of {say_countries(claim.origin)} with {say_countries(claim.destination)}"
    return f"between {say_country(claim.origin)} and {say_country(claim.destination)}"


def _fill(template: str, slots: Mapping[str, str]) -> str:
    """Fill the slots; a stretch in < > goes when one of its slots is empty."""

    def stretch(found: re.Match[str]) -> str:
        names = re.findall(r"{(\w+)}", found[1])
        return found[1] if all(slots[name] for name in names) else ""

    kept = re.sub(r"<([^>]*)>", stretch, template)
    return re.sub(r"{(\w+)}", lambda found: slots.get(found[1], found[0]), kept)


def _agree(text: str, *, singular: bool) -> str:
    return re.sub(r"\[([^|\]]*)\|([^\]]*)\]", lambda found: found[1 if singular else 2], text)


def claim_when(claim: Claim) -> When | None:
    """The claim's period with its preposition, None where none is known."""
    start, end = claim.period_start, claim.period_end
    if end is None and start is None:
        return None
    if claim.hours and end:
        since = "overnight to" if claim.hours == 12 else f"in the {claim.hours} hours to"
        return When(f"{since} {say_day(end)}", start, end)
    if claim.aggregation == "stock" and start == end and end:
        return When(f"as of {say_day(end)}", start, end)
    return When(say_period(start, end), start, end)


def claim_label(claim: Claim) -> When:
    """The claim's period for a table cell."""
    start, end = claim.period_start, claim.period_end
    if claim.hours and end:
        text = f"{claim.hours} hours to {say_day(end)}"
        return When("night to " + say_day(end) if claim.hours == 12 else text, start, end)
    return label_when(start, end)


def claim_sentence(claim: Claim) -> Inlines:
    """A full sentence with time, source and modality."""
    clause, when = claim_clause(claim), claim_when(claim)
    if when:
        clause = (*clause, ", " if claim.aggregation == "stock" and claim.days == 1 else " ", when)
    return (*capitalise_first(clause), *_attribution(claim), ".")


def _attribution(claim: Claim) -> Inlines:
    source = Foreign(say_source(claim.source)) if claim.source else None
    if claim.modality == "alleged":
        return (", ", source, " claimed") if source else (", it was claimed",)
    if claim.modality == "denied":
        return (", a figure that ", source, " denied") if source else (", a figure that has been denied",)
    return (", according to ", source) if source else ()


def capitalise_first(content: Inlines) -> Inlines:
    """The same words with a capital at the start of the first."""
    first, *rest = content
    return (_capitalised(first), *rest)


def _capitalised(first: Inline) -> Inline:
    if isinstance(first, str):
        return capitalise(first)
    if isinstance(first, Cited):
        return Cited(capitalise(first.text), first.row_id, first.value)
    if isinstance(first, When):
        return When(capitalise(first.text), first.start, first.end)
    return first


def say_subject(row: Mapping[str, Any]) -> str:
    """What a row of series or conflicts is about: measure, group, border."""
    group = row["group"]
    parts = [say_measure(row["measure"], row.get("aggregation")), *([_say_group(group)] if group else [])]
    return ", ".join([*parts, *([say_border(row["border"])] if row["border"] else [])])


def _say_group(group: str) -> str:
    return group if group in GROUP_NOUNS else f"from {say_countries(group)}"


def happening_clause(happening: Happening, counted: Claim | None = None) -> Inlines:
    """The happening as a clause of our own, with the figure of a count that belongs to it.

    It starts in lower case unless a name stands first, and says neither when nor in whose words.
    """
    wording = event_wording(happening.type)
    doer = say_countries(happening.actor)
    clause = _say_status(happening, wording, doer)
    slots = {
        "target": say_countries(happening.target),
        "between": _say_between(happening.border),
        "line": f"the border {_say_between(happening.border)}".strip() if happening.border else "a border",
        "figure": "{figure}",
        "modal": "should" if happening.status == "demanded" else "would",
    }
    one = bool(happening.place and wording.figure_at)
    clause = _agree(_fill(clause, slots), singular=is_singular(counted) if counted else one)
    if happening.place:
        clause += f" {say_place(happening.place)}"
    before, found, after = clause.partition("{figure}")
    figure = figure_phrase(counted) if counted else (wording.figure_at if one else wording.figure,)
    told: Inlines = (before, *figure, after) if found else (before,)
    if happening.status == "alleged" and happening.source:
        told = ("according to ", Foreign(say_source(happening.source)), ", ", *told)
    return tuple(part for part in told if part)


def _say_status(happening: Happening, wording: EventWording, doer: str) -> str:
    """Doer and predicate, or a clause without a doer, as the status asks."""
    they = "they" if "+" in (happening.actor or "") else "it"
    is_or_are = "were" if they == "they" else "was"
    source = say_source(happening.source) if happening.source else ""
    match happening.status:
        case "announced":
            with_doer, without = f"said that {they} would {{to}}", "it was announced that {would}"
        case "planned":
            with_doer, without = "planned to {to}", "it was planned that {would}"
        case "demanded":
            doer = doer if wording.demanded else ""
            with_doer = wording.demanded
            without = f"{source} demanded that {{would}}" if source else "there were demands that {would}"
        case "denied":
            with_doer, without = wording.denied or "denied {doing}", "it was denied that {was}"
        case "ongoing":
            with_doer = wording.ongoing or f"{is_or_are} {{doing}}"
            without = wording.goes_on or "{was}"
        case "alleged" if not source:
            with_doer, without = f"{is_or_are} said to be {{doing}}", "it was claimed that {was}"
        case _:
            with_doer, without = "{did}", "{was}"
    slots = {
        name: _choose(getattr(wording, name), happening) for name in ("did", "to", "doing", "was", "would")
    }
    clause = f"{doer} {with_doer}" if doer else without
    told = re.sub(r"{(did|to|doing|was|would)}", lambda found: slots[found[1]], clause)
    return told.replace(" its ", " their ") if doer and they == "they" else told


def _choose(template: str, happening: Happening) -> str:
    """Of alternatives parted by | (outside brackets) the first whose target is known."""
    if "[" in template:
        return template
    ways = template.split("|")
    return next(
        (way for way in ways if happening.target or "{target}" not in _without_stretches(way)), ways[-1]
    )


def _without_stretches(template: str) -> str:
    return re.sub(r"<[^>]*>", "", template)


def _say_between(border: str | None) -> str:
    """ "between Belarus and Lithuania"; "" for none or several."""
    if not border or "+" in border:
        return ""
    first, second = (say_country(code) for code in border.split("-"))
    return f"between {first} and {second}"


def happening_period(happening: Happening) -> When | None:
    """When a happening was, with its preposition; None where nothing is known."""
    start, end = happening.date_start, happening.date_end
    return When(say_period(start, end), start, end) if start or end else None


def happening_when(happening: Happening) -> When:
    """The date of a happening as precisely as it is known, for the margin of a chronology."""
    start, end = happening.date_start, happening.date_end
    return When(say_label(start, end) if start or end else "undated", start, end)
