"""How sure a claim is: reported, planned, alleged, denied or hypothetical."""

import re

from analysis.language.text import Sentence
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Modality

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
    r".{0,30} if|asked? (?:the|for|that|to send)|calls? (?:on|for)|called (?:on|for)|demand\w*|urg(?:e|ed|es)"
    r"|estimates? that .{0,30} could|not a .{0,20}forecast|potentially|as many as .{0,20} could|request(?:ed"
    r"|s)?)\b",
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


def _reaches(cue: re.Pattern[str], clause: str, before: str) -> bool:
    """Whether a cue stands in the clause and no finished act comes between it and the number."""
    for found in cue.finditer(clause):
        if found.end() <= len(before):
            if not _NOT_YET.search(before[found.end() :]):
                return True
        elif not re.search(r"[;:]", clause[len(before) : found.start()]):
            return True
    return False
