"""How sure a claim is: reported, planned, alleged, denied or hypothetical."""

import re

from analysis.language.text import Sentence
from analysis.mentions.places import Setting, usual_origin
from analysis.mentions.quantities import Quantity
from analysis.mentions.speakers import Attribution, country_of
from analysis.vocabulary import Measure, Modality

_PLANNED = re.compile(
    r"\b(?:will|shall|is to|are to|was to|were to|plans?|planned|planning|intends?|intended|expects?"
    r"|expected|due to|due in|is due|are due|set to|about to"
    r"|to be (?:built|sent|deployed|completed|finished|closed|opened|hired|recruited|added)|promis\w+"
    r"|pledg\w+|is sending|are sending|aims? to|hopes? to|would|going to"
    r"|is scheduled|are scheduled|scheduled|proposed|proposes|approved|agreed to (?:send|build|deploy)|to "
    r"send|to deploy|to build|to close|to house|next (?:week|month|year)|by the end of"
    r"|announced plans|decided to|ordered to|preparing to|ready to (?:send|deploy)|awaited|forecast|to open"
    r"|should be|is being built|under construction|to recruit|to hire|be sending|be closed|later this)\b",
    re.I,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:could|might|if .{0,60} (?:would|could)|may (?:try|come|arrive|cross|reach)|would (?:have|be) "
    r".{0,30} if|asked? (?:the|that|to send|for (?!asylum|refuge|protection|international))|calls? (?:on"
    r"|for)|called (?:on|for)|demand\w*|urg(?:e|ed|es)"
    r"|estimates? that .{0,30} could|not a .{0,20}forecast|potentially|as many as .{0,20} could|request(?:ed"
    r"|s)?)\b",
    re.I,
)
_ACTS = frozenset({"turned_back", "death", "injury", "facilitator_arrest"})
_OFFICIAL = re.compile(
    r"\b(?:guards?|police|minist\w+|government|authorit\w+|officials?|department|agency|office|service"
    r"|frontex|coast ?guard|army|customs"
    r"|patrol|committee|spokes\w+|officers?)\b",
    re.I,
)
_FORCED = re.compile(
    r"\b(?:push\w*|driv\w+|drove|herd\w*|forc\w+|thr[eo]w\w*|chas\w+|beat\w*|drag\w*|expel\w*|expulsion\w*"
    r"|marched)\b",
    re.I,
)
_NOT_YET = re.compile(r"\b(?:was|were|has|have|had) (?:been )?\w+(?:ed|t|n)\b", re.I)
_WITHDRAWN = re.compile(
    r"\b(?:earlier version|previously (?:stated|said|reported)|incorrectly|mistakenly|wrongly|erroneously"
    r"|stated in error|misstated|an error)\b",
    re.I,
)


def find_modality(sentence: Sentence, clause_start: int, clause_end: int, quantity: Quantity) -> Modality:
    """The modality that the words of the number's clause give it; who says it is weighed elsewhere."""
    clause = sentence.text[clause_start - sentence.start : clause_end - sentence.start]
    before = sentence.text[clause_start - sentence.start : quantity.start - sentence.start]
    if _WITHDRAWN.search(sentence.text):
        return "denied"
    if _reaches(_HYPOTHETICAL, clause, before):
        return "hypothetical"
    if _reaches(_PLANNED, clause, before):
        return "planned"
    return "reported"


def weigh_source(
    setting: Setting, sentence: Sentence, quantity: Quantity, measure: Measure, attribution: Attribution
) -> Modality:
    """Alleged, where one side counts what the other did, or a witness what a state did; else reported.

    An official body's count of its own acts is reported, also where it denies another's.
    """
    if measure not in _ACTS:
        return "reported"
    speaker = country_of(attribution.source, setting, attribution.source_start)
    pair = setting.border_at(quantity.start, (sentence.start, sentence.end))
    origin = usual_origin(pair) if pair else None
    if speaker is not None and speaker == origin:
        return "alleged"
    official = speaker is not None or _OFFICIAL.search(attribution.source)
    if measure == "turned_back" and not official and _FORCED.search(sentence.text):
        return "alleged"
    denied = attribution.stance in ("denial", "accusation")
    return "alleged" if denied and measure == "turned_back" else "reported"


def _reaches(cue: re.Pattern[str], clause: str, before: str) -> bool:
    """Whether a cue stands in the clause and no finished act comes between it and the number."""
    for found in cue.finditer(clause):
        if found.end() <= len(before):
            if not _NOT_YET.search(before[found.end() :]):
                return True
        elif not re.search(r"[;:]", clause[len(before) : found.start()]):
            return True
    return False
