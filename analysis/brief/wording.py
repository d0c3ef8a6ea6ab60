"""Claims and happenings put into words, by the lexicons `measures` and `events`."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

from analysis import english
from analysis.brief.document import (
    Cited,
    Foreign,
    Inlines,
    Reference,
    Said,
    Tally,
    When,
    label_when,
    plain_text,
    run_on,
)
from analysis.brief.material import Happening, is_read
from analysis.countries import bare_name, say_country
from analysis.english import NBSP, capitalise, say_border, say_countries, say_day, say_number, say_place
from analysis.naming import EventWording, event_wordings, measure_wordings
from analysis.series import Claim, say_definition

UNIT_NOUNS = {
    "person": ("person", "people"),
    "site": ("crossing point", "crossing points"),
    "km": ("km", "km"),
    **{unit: (unit, f"{unit}s") for unit in ("crossing", "case", "boat", "flight", "vehicle")},
}
GROUP_NOUNS = {
    "women": ("woman", "women"),
    "men": ("man", "men"),
    "children": ("child", "children"),
    "families": ("family", "families"),
}
CLAUSE_ENDS = re.compile(r"[,;:]\s|\s[–—-]\s")
CLOSING = re.compile(r"(?:[\s,;:–—-]+|(?<=[a-z])\.|^\.)+$")
DANGLING = re.compile(
    r"\W*(?:which|who|whom|whose|that|where|when|while|as|than|and|or|but|nor|so|with|including|because|if"
    r"|although|though)\b",
    re.IGNORECASE,
)
AROUND = 28  # words of a sentence that are quoted around a figure or an event
WHOLE = 60  # the same where there is room, in the appendix: what is cut may be whom it is about
CELL = 24  # the same in a headline or in the table of key figures
MILES = re.compile(r"(\d[\d.,]*)[- ]miles?\b", re.IGNORECASE)
# What our own predicates may be said of; the rest is told in its article's words.
STATED = ("occurred", "ongoing", "announced", "alleged")
AXES = ("kind", "route")  # of a definition, said behind the figure
# Said where a row names no approximator of its own, or one that stands elsewhere than in its quote.
DEFAULT_APPROXIMATORS = {"about": "about", "nearly": "nearly", "over": "more than", "under": "no more than"}
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
    found = VAGUE.match(claim.quote)
    vague, rest = (found[0].strip(), claim.quote[found.end() :]) if found else ("", claim.quote)
    named = re.sub(r"\s+(of|the|of the|an?)$", "", vague).lower()
    if claim.bound == "vague" or (claim.value is None and claim.low is None and claim.high is None):
        return named or claim.quote.lower()
    number = _number_words(claim)
    if claim.bound in ("exact", "range"):
        return number
    words = claim.approximator or (vague if rest[:1].isdigit() else "")
    if not words and vague and not re.search(r"\d", claim.quote):
        return named
    is_quoted = re.fullmatch(r"[A-Za-z+ -]+", words) and words.lower() in claim.quote.lower()
    if not is_quoted or VERBAL.fullmatch(words):
        words = DEFAULT_APPROXIMATORS[claim.bound]
    words = words if words[:2].isupper() else words.lower()
    if english.BEHIND_NUMBER.fullmatch(words):
        return f"{number}{'' if words[0] in '-+' else ' '}{words}"
    return f"{words} {number}"


def _find_miles(claim: Claim) -> str:
    """The numeral of a length that its article gives in miles; "" for all others."""
    found = MILES.search(claim.quote) if claim.unit == "km" else None
    return found[1] if found else ""


def _number_words(claim: Claim) -> str:
    say = partial(say_number, in_words=claim.unit not in ("km", "percent"))
    if miles := _find_miles(claim):
        return miles
    words = say(claim.size if claim.value is None else claim.value)
    if claim.value is None and claim.low is not None and claim.high is not None:
        words = f"between {say(claim.low)} and {say(claim.high)}"
    return f"{words}%" if claim.unit == "percent" else words


def _noun_of(claim: Claim) -> str:
    """The noun that follows the figure, in agreement with it; "" where the unit has none."""
    wording = measure_wordings()[claim.measure]
    if _find_miles(claim):
        return "miles"
    numeral = NUMERAL.search(claim.quote.lower()) if wording.own_noun else None
    own = claim.quote[numeral.end() :].strip() if numeral else ""
    if re.fullmatch(r"[A-Za-z][A-Za-z -]*", own):
        return own
    if term := say_term(claim):
        return term.removesuffix("s") if is_singular(claim) else term
    nouns = wording.nouns.get(claim.unit) or UNIT_NOUNS.get(claim.unit, ("", ""))
    if claim.group in GROUP_NOUNS and claim.unit in ("person", "other"):
        nouns = GROUP_NOUNS[claim.group]
    return nouns[0 if is_singular(claim) else 1]


def is_singular(claim: Claim) -> bool:
    """Whether the figure takes a singular verb: one of something, however it is approximated."""
    return claim.value == 1 and claim.unit not in ("km", "percent")


def say_term(claim: Claim) -> str:
    """What its count calls a case, where that tells it apart: "encounters"."""
    return say_definition(claim.definition, ("term",))


def figure_phrase(claim: Claim) -> Inlines:
    """The figure with noun, nationality and rate: "some 3,500 people", "20 people from Iraq a day"."""
    words, noun = figure_words(claim), _noun_of(claim)
    many = claim.bound == "vague" and re.search(r"(s|handful|couple)$", words)
    link = " of " if many else NBSP if noun in ("km", "miles") else " "
    tail = f"{link}{noun}" if noun else ""
    if kind := say_definition(claim.definition, AXES):
        tail = f"{link}{kind}" if noun and kind.startswith(noun) else f"{tail} ({kind})"
    if claim.group and claim.group not in GROUP_NOUNS:
        tail += f" from {say_countries(claim.group)}"
    if claim.rate_per:
        tail += f" {'per' if claim.rate_per in ('boat', 'flight') else 'a'} {claim.rate_per}"
    return run_on(Cited(words, claim.count_id, claim.value), tail)


def claim_clause(claim: Claim) -> Inlines:
    """What is claimed, without time or source: "some 3,500 people were apprehended on the way ..."."""
    wording = measure_wordings()[claim.measure]
    template = wording.says.get("any" if say_term(claim) else claim.unit) or wording.says["any"]
    if claim.unit == "percent":
        template = f"a share or change of {{figure}} was given for “{wording.label.lower()}”< {{at}}>"
    if claim.aggregation == "stock":
        template = wording.stock or template
    clause = _fill(template, _list_slots(claim), is_singular(claim))
    agency = _say_agency(claim)
    more = [say_place(claim.place), f"({agency})" if agency else ""]
    before, _, after = " ".join(filter(None, [clause, *more])).partition("{figure}")
    return run_on(before, figure_phrase(claim), after)


def _say_agency(claim: Claim) -> str:
    """ "by the Border Patrol’s count" where it counts by its own definition and is not cited anyway."""
    agency = say_definition(claim.definition, ("agency",))
    name = agency.removeprefix("by ").removeprefix("the ").lower()
    return "" if not agency or name in (claim.source or "").lower() else f"{agency}’s count"


def _list_slots(claim: Claim) -> dict[str, str]:
    """What a template may ask for; a claim about a named place does not name its country or border."""
    came = claim.group is not None and claim.group == claim.origin  # said with the figure: "from Syria"
    origin, destination = (
        say_countries(None if came else claim.origin),
        say_countries(claim.destination, "or"),
    )
    inside = say_countries(claim.destination or claim.origin)
    between = _say_between(claim.origin, claim.destination)
    # People wait on one side or the other; who is counted by the country that they came from is in the other.
    left = claim.group if claim.destination else None
    sides = [code for code in (claim.origin, claim.destination) if code and code != left]
    side = say_countries(sides[0], "or") if len(sides) == 1 else ""
    way = (origin and f"from {origin}", destination and f"to {destination}")
    slots = {"way": " ".join(filter(None, way)), "between": between, "at": "", "side": "", "inside": ""}
    if inside and not claim.place:
        slots |= {"side": side and f"in {side}", "inside": f"in {inside}"}
        slots["at"] = f"at the border {between}" if between else slots["inside"]
    return slots


def _say_between(origin: str | None, destination: str | None) -> str:
    """ "between Belarus and Lithuania", "of Belarus with Latvia and Poland", "" for fewer than two."""
    if not origin or not destination:
        return ""
    if "+" in destination:
        return f"of {say_countries(origin)} with {say_countries(destination)}"
    if "+" in origin:
        return f"of {say_country(destination)} with {say_countries(origin)}"
    return f"between {say_country(origin)} and {say_country(destination)}"


def _fill(template: str, slots: Mapping[str, str], singular: bool) -> str:
    """Fill the slots, and choose of [is|are]; a stretch in < > goes when one of its slots is empty.

    What stands behind its | takes its place then.
    """

    def stretch(found: re.Match[str]) -> str:
        kept, _, other = found[1].partition("|")
        return kept if all(slots.get(name, name) for name in re.findall(r"{(\w+)}", kept)) else other

    kept = re.sub(r"<([^>]*)>", stretch, template)
    filled = re.sub(r"{(\w+)}", lambda found: slots.get(found[1], found[0]), kept)
    return re.sub(r"\[([^|\]]*)\|([^\]]*)\]", lambda found: found[1 if singular else 2], filled)


def refer(row: Claim | Happening, most: int = 1) -> Inlines:
    """Pointers to the evidence of a figure, or of some of the events of a happening."""
    if isinstance(row, Claim):
        return (Reference("counts", row.count_id),)
    return tuple(Reference("events", key) for key in row.event_ids[:most])


def split_sentence(row: Mapping[str, Any], text: str | None) -> tuple[str, str]:
    """What stands before and after the quote of a row in its sentence; the article's text says which it is.

    The same words may stand in a sentence twice. Without them in it, or a sentence, nothing stands around.
    """
    sentence, quote = row["sentence"] or row["quote"], row["quote"]
    at = sentence.find(quote)
    if text:
        begins = text.find(sentence, max(0, row["end"] - len(sentence)), row["start"] + len(sentence))
        at = row["start"] - begins if 0 <= begins <= row["start"] else at
    return (sentence[:at], sentence[at + len(quote) :]) if at >= 0 else ("", "")


def quote_around(row: Claim | Happening, text: str | None = None, most: int = AROUND) -> Said:
    """The article's words around a figure or event: its sentence, or what there is room for of it.

    They begin with no "which" or "whose"; what breaks off has an ellipsis.
    """
    cells = {name: getattr(row, name) for name in ("sentence", "quote", "start", "end")}
    before, after = (re.sub(r"\s+", " ", words) for words in split_sentence(cells, text))
    before, after = before.lstrip(), CLOSING.sub("", after)
    if (before + row.quote + after).count('"') % 2:  # what is said in it began or ends in another sentence
        before, after = before.removeprefix('"'), after.removesuffix('"')
    before, after = _fit_around(before, row.quote, after, max(0, most - len(row.quote.split())))
    if text and text.rstrip().endswith(row.sentence) and row.sentence[-1:].isalnum():
        after = f"{after.removesuffix(' …')} …"
    if isinstance(row, Claim):
        return Said(row.quote, "counts", row.count_id, before, after)
    return Said(row.quote, "events", row.event_ids[0], before, after)


def _fit_around(before: str, quote: str, after: str, room: int) -> tuple[str, str]:
    """What is kept before and after a quote: all, or clauses, or words where clauses leave much room."""
    begins = [found.end() for found in CLAUSE_ENDS.finditer(before)]
    # behind a comma a capital goes on with a name: "in Nogales, Arizona"
    named = {at for at in begins if before[at - 2] == "," and (before[at:] + quote)[:1].isupper()}
    starts = [0, *(at for at in begins if at not in named and not DANGLING.match(before[at:] + quote))]
    ends = [*(found.start() for found in CLAUSE_ENDS.finditer(after)), len(after)]
    for start, end in sorted(product(starts, ends), key=lambda cut: cut[0] - cut[1]):
        kept = len(before[start:].split()) + len(after[:end].split())
        if kept <= room and ((start, end) == (0, len(after)) or 2 * kept > room):
            return ("… " if start else "") + before[start:], after[:end] + (" …" if end < len(after) else "")
    clause, left = before[starts[-1] :], room - len(after.split())
    if starts[-1] and len(clause.split()) <= room // 3 and left <= len(clause.split()):
        before = f"… {clause}"
    words = re.findall(r"\S+\s*", before)
    if len(words) > (most := max(room // 3, left)):
        before = f"… {''.join(words[len(words) - most :])}"
    words, most = re.findall(r"\s*\S+", after), room - len(before.replace("… ", "").split())
    return before, after if len(words) <= most else f"{''.join(words[:most])} …"


def say_claim(claim: Claim, text: str | None) -> Inlines:
    """What is claimed and when; of what nobody has checked, the article's own words where there are any."""
    said = quote_around(claim, text, CELL)
    return (said,) if is_read(claim) and (said.before or said.after) else dated_clause(claim)


def say_around(claim: Claim, text: str | None, most: int = AROUND) -> Inlines:
    """The article's own words, where ours may not say enough, or nobody has checked what they say."""
    said = quote_around(claim, text, most)
    wanted = measure_wordings()[claim.measure].quote or is_read(claim)
    return (": ", said) if wanted and (said.before or said.after) else ()


def claim_when(claim: Claim) -> When | None:
    """The claim's period with its preposition, None where none is known."""
    start, end = claim.period
    if claim.hours and end:
        since = "overnight" if claim.hours == 12 else f"in the {claim.hours} hours"
        return When(f"{since} to {say_day(end)}", start, end)
    if claim.aggregation == "stock" and start == end and end:
        return When(f"as of {say_day(end)}", start, end)
    return when_of(start, end)


def when_of(start: Any, end: Any) -> When | None:
    """A stretch of days with its preposition, None where neither side is known."""
    return When(english.say_period(start, end), start, end) if start or end else None


def claim_label(claim: Claim) -> When:
    """The claim's period for a table cell."""
    start, end = claim.period
    if claim.hours and end:
        since = "night" if claim.hours == 12 else f"{claim.hours} hours"
        return When(f"{since} to {say_day(end)}", start, end)
    return label_when(start, end)


def dated_clause(claim: Claim) -> Inlines:
    """What is claimed and when, as a sentence begins."""
    when = claim_when(claim)
    return capitalise_first(run_on(claim_clause(claim), when and " ", when))


def close_sentence(content: Inlines) -> Inlines:
    """The same words with a full stop, unless they end in that of an abbreviation."""
    return content if plain_text(content).endswith(".") else (*content, ".")


def say_according(claim: Claim) -> Inlines:
    """Whose word a figure is; nothing where nobody is cited."""
    return (", according to ", Foreign(english.say_source(claim.source))) if claim.source else ()


def capitalise_first(content: Inlines) -> Inlines:
    """The same words with a capital at the start of the first; others' own words stay as they are."""
    if not content:
        return ()
    first, *rest = content
    if isinstance(first, Cited | When | Tally):
        return (replace(first, text=capitalise(first.text)), *rest)
    return (capitalise(first) if isinstance(first, str) else first, *rest)


def say_measure(measure: str, aggregation: str | None) -> str:
    """What is counted, as the head of a table row: a state told apart from what came about."""
    wording = measure_wordings()[measure]
    return wording.labels.get(aggregation or "", wording.label)


def say_about(claim: Claim, modality: str = "") -> str:
    """What a figure counts, whether it is a report, by which definition, and where, for a table cell."""
    label = capitalise(say_term(claim)) or say_measure(claim.measure, claim.aggregation)
    label = " ".join(filter(None, (label, _say_agency(claim), modality and f"({modality})")))
    return ", ".join(filter(None, (label, say_definition(claim.definition, AXES), _say_where(claim))))


def _say_where(claim: Claim) -> str:
    """The place, country, direction or border of a claim as its sentence has it; "" where none is known."""
    if claim.place:
        return claim.place
    slots, says = _list_slots(claim), "".join(measure_wordings()[claim.measure].says.values())
    inside, both = slots["inside"].removeprefix("in "), claim.origin and claim.destination
    if "{side}" in says:
        return slots["side"].removeprefix("in ")
    if "{inside}" in says and inside:
        return inside
    if "{way}" in says and both:
        return slots["way"].removeprefix("from ")
    return (say_border(claim.border) if both else "") or inside


def say_subject(row: Mapping[str, Any]) -> str:
    """What a row of series or conflicts is about: measure, group, border."""
    group = row["group"] or ""
    whom = group if group in GROUP_NOUNS else group and f"from {say_countries(group)}"
    parts = (say_measure(row["measure"], row.get("aggregation")), whom, say_border(row["border"]))
    return ", ".join(filter(None, parts))


def has_own_words(happening: Happening, counted: Claim | None = None) -> bool:
    """Whether our own predicate may be said of an event; where not, its article is quoted."""
    wording = event_wordings()[happening.type]
    return bool(
        wording.did and happening.status in STATED and (counted or wording.figure or not wording.counts)
    )


def happening_clause(happening: Happening, counted: Claim | None = None) -> Inlines:
    """The happening as a clause of our own, with a figure that belongs to it; else whom it is of.

    A clause starts in lower case unless a name stands first, and says neither when nor in whose words.
    """
    if not has_own_words(happening, counted):
        return _name_doer(happening)
    wording = event_wordings()[happening.type]
    first, _, second = (happening.border or "").partition("-")
    guessed = is_read(happening) and not (happening.actor and happening.target)
    between = "" if "+" in second or guessed else _say_between(first, second)
    slots = {
        "target": say_countries(happening.target) if happening.target != happening.actor else "",
        "between": between,
        "line": f"the border {between}".strip() if between else "a border",
    }
    at_place = bool(happening.place and wording.figure_at)
    clause = _fill(_say_status(happening, wording), slots, is_singular(counted) if counted else at_place)
    place = happening.place or (counted.place if counted else None)
    before, found, after = f"{clause} {say_place(place)}".rstrip().partition("{figure}")
    figure = figure_phrase(counted) if counted else wording.figure_at if at_place else wording.figure
    alleged = happening.status == "alleged" and happening.source
    voice = ("according to ", Foreign(english.say_source(alleged)), ", ") if alleged else ()
    return run_on(voice, before, figure if found else "", after)


def _name_doer(happening: Happening) -> Inlines:
    """What stands before the words of an event's article: doer, place, and whether it is disputed."""
    place = happening.place if happening.place and happening.place not in happening.quote else ""
    doubt = happening.status if happening.status in ("alleged", "denied") else ""
    doers = [bare_name(code) for code in (happening.actor or "").split("+") if code]
    return run_on(", ".join(filter(None, (english.join_words(doers), place, doubt))))


def _say_status(happening: Happening, wording: EventWording) -> str:
    """Doer and predicate, or a clause without a doer, as the status asks."""
    several = "+" in (happening.actor or "")
    they, were = ("they", "were") if several else ("it", "was")
    by_doer, without = wording.did, wording.was
    if happening.status == "announced":
        by_doer, without = f"said that {they} would {wording.to}", f"it was announced that {wording.would}"
    elif happening.status == "ongoing":
        by_doer = wording.ongoing or f"{were} {wording.doing}"
    elif happening.status == "alleged" and not happening.source:
        by_doer, without = f"{were} said to be {wording.doing}", f"it was claimed that {wording.was}"
    told = by_doer.replace(" its ", " their ") if several else by_doer
    return f"{say_countries(happening.actor)} {told}" if happening.actor else without
