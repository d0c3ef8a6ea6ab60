"""How sure a claim is: reported, planned, alleged, denied or hypothetical."""

import re

from analysis.counts.cues import cue
from analysis.language.text import Sentence
from analysis.mentions.places import Setting, usual_origin
from analysis.mentions.quantities import Quantity
from analysis.mentions.speakers import CIVIL, Attribution, country_of
from analysis.vocabulary import Measure, Modality

_PLANNED = cue("planned")
_HYPOTHETICAL = cue("hypothetical")
_ACTS = frozenset({"turned_back", "death", "injury"})
_OFFICIAL = cue("authority")
_FORCED = cue("forced")
_PREVENTED = cue("prevented")
_BEATEN = cue("beaten")
_PRONOUN = 4  # the longest pronoun that may stand for a source
_NOT_YET = re.compile(r"\b(?:was|were|has|have|had) (?:been )?\w+(?:ed|t|n)\b", re.I)
_SAYING = re.compile(
    r"\b(?:saying|adding|warning|claiming|noting|stressing)\b"
)  # what is said is a statement anew
_PERFECT = re.compile(
    r"\b(?:has|have|had)(?: \w+ly| already| now| since| also)?(?: been)? "
    r"(?!planned|asked|agreed|promised|pledged|decided|ordered|called|demanded|requested|offered|proposed"
    r"|approved|wanted|intended|hoped|vowed|committed|set|expected|scheduled|announced|recommended|needed"
    r"|started|begun|launched|resumed)"
    r"\w+(?:ed|t|d|ne|n|ung) (?:(?:up|out|in|down|back|away) )?(?:(?!to )[a-z]+ ){0,3}$"
)
_HABIT = re.compile(
    r"\b(?:used|went on|managed|had|(?:was|were) able|failed) to\b"
    r"|\b(?:normal|typical|usual|average|previous) \w+ .{0,30}\bwould\b",
    re.I,
)
_LENGTH = re.compile(r"kilomet|\bkm\b|\bmiles?\b|;")
_TURN = re.compile(
    r"[;:]|, (?:\w+ing|who|which|whose|and|but|with|while|so|as|where)\b|(?<=\w) (?:so that|where|because)\b"
)
_OTHERS = re.compile(r"^,")  # "of the 186 km planned, 181 km": the cue closes the phrase of another number
_STANDS = re.compile(
    r"(?: of (?:it|them|these|those|the \w+|an? \w+(?: [\d,.]+ ?\w+)?))? (?:(?:it|they|he"
    r"|she) )?(?:already |now )?"
    r"(?:(?:has|have|had|was|were) (?:already )?(?:been )?(?:\w+(?:ed|en|lt|nt|id|ut)|standing|ready|done|up)"
    r"|(?:are|is) (?:already )?(?:standing|ready|done|up|in place|finished|complete\w*|built)"
    r"|(?:already |now )(?:has|have|had|stationed|in place|built|standing|deployed|there))\b",
    re.I,
)
_DONE = re.compile(
    r"\b(?:intercepted|arrested|detained|returned|deported|flew|brought|caught|stopped|counted|recorded"
    r"|registered"
    r"|found|received|rescued|repatriated|now has|already has|now have|already have|has already|have already"
    r"|^\W*(?:[A-Z][\w'’]+ ){1,3}sent)(?: (?:back|home|some|about|only|another))?\W*$"
)
_RISES_FROM = re.compile(
    r"\b(?:rise|grow|increase|go up|fall|drop|be (?:raised|cut|increased)) from (?:\w+ )?$"
)
_ATTRIBUTE = re.compile(r"\b(?:planned|proposed|envisaged|projected|future) (?:\w+ )?$", re.I)
_STARTED = re.compile(r"\b(?:will|would|could|to|shall|plans?|expects?) (?:\w+ ){0,2}$", re.I)
_UNDER_WAY = re.compile(
    r"\b(?:start\w*|beg[aiu]n\w*|launch\w*) (?:\w+ ){0,2}?(?:construction|building|work|erecting|to build"
    r"|to erect)\b"
    r"|\bwork on\b|\bconstruction of\b"
    r"|\b(?:is|are) (?:now |currently |also )?(?:being )?(?:buil\w+|erect\w+|construct\w+|fencing|extending"
    r"|adding)\b"
    r"|\bcontracts?\b|\bclear\w* the way for\b|\bgreen light\b",
    re.I,
)
_FORCES = re.compile(
    r"(?:['’]s?)? (?:\w+ ){0,2}(?:guards?|soldiers?|troops|police\w*|officers?|forces?|army|military|agents"
    r"|service\w*|authorit\w+|government|side|territory)\b"
)
_SENDS = re.compile(
    r"(?:['’]s \w+)?(?: (?:has|have|had|is|was))?(?: (?:been|deliberately|also))? (?:sen[dt]|bus|fl[eo]w"
    r"|direct|push|steer"
    r"|dispatch|brought|bring|funnel|weaponi|organi|let|ferr)\w*\b",
    re.I,
)
_ASIDE = re.compile(r"\s?\([^)]*\)[^,;:.(]*")
_WITHDRAWN = cue("withdrawn")


def find_modality(sentence: Sentence, clause_start: int, clause_end: int, quantity: Quantity) -> Modality:
    """The modality that the words of the number's clause give it; who says it is weighed elsewhere."""
    start, at = clause_start - sentence.start, quantity.start - sentence.start
    clause = sentence.text[start : _past_brackets(sentence.text, clause_end - sentence.start)]
    lead = sentence.text[:at]
    before, after = clause[: at - start], clause[quantity.end - clause_start :]
    if _WITHDRAWN.search(sentence.text):
        return "denied"
    if _reaches(_HYPOTHETICAL, before, after):
        return "hypothetical"
    if _RISES_FROM.search(before) and re.match(r"\s*(?:\w+ )?to\b", after):
        return "reported"
    if _ATTRIBUTE.search(before):
        return "planned"
    if _is_finished(before, after) or _HABIT.search(before):
        return "reported"
    if _reaches(_PLANNED, before, after) or (quantity.unit == "km" and _is_under_way(lead)):
        return "planned"
    return "reported"


def _is_under_way(lead: str) -> bool:
    """Whether building is under way before a length, and no other length stands between."""
    found = [*_UNDER_WAY.finditer(lead)]
    return bool(found) and not _LENGTH.search(lead[found[-1].end() :])


def _is_authority(source: str) -> bool:
    return bool(_OFFICIAL.search(source)) and not CIVIL.search(source)


def _blames(
    setting: Setting, sentence: Sentence, pair: tuple[str, str] | None, forced: bool, measure: Measure
) -> bool:
    """Whether the count is about what the other side did; a state's count of the dead need not be."""
    if measure == "turned_back" or forced or _BEATEN.search(sentence.text):
        return True
    if measure == "injury":
        return False
    other = usual_origin(pair) if pair else None
    return any(
        p.code in (pair or ()) and p.code != other and _FORCES.match(sentence.text, p.end - sentence.start)
        for p in setting.within(sentence.start, sentence.end)
    )


def cited_source(attribution: Attribution | None) -> str | None:
    """Who is cited; nobody for what an outlet says of its own earlier text."""
    return attribution.source if attribution and attribution.kind != "withdrawn" else None


def _is_sent(setting: Setting, sentence: Sentence, quantity: Quantity, attribution: Attribution) -> bool:
    """Whether somebody says of the state that people leave that it sends them: "Moscow sent some 1,300"."""
    pair = setting.border_at(quantity.start, (sentence.start, sentence.end))
    origin = usual_origin(pair) if pair else None
    said = max(attribution.content_start, sentence.start)
    for place in setting.within(said, quantity.start):
        between = sentence.text[place.end - sentence.start : quantity.start - sentence.start]
        if place.code == origin and _SENDS.match(between):
            return True
    return False


def _past_brackets(text: str, end: int) -> int:
    """The end of a clause that a bracket interrupts: "a fence 200 km (124 miles) long is planned"."""
    aside = _ASIDE.match(text, end)
    return aside.end() if aside else end


def _is_finished(before: str, after: str) -> bool:
    """Whether the number's own verb tells of a finished act or a state: "181 km had been erected"."""
    done = _DONE.search(before) or _PERFECT.search(before)
    return bool(_STANDS.match(after) or (done and not _STARTED.search(before)))


def weigh_source(
    setting: Setting, sentence: Sentence, quantity: Quantity, measure: Measure, attribution: Attribution
) -> Modality:
    """Alleged, where one side counts what the other did, or a witness what a state did; else reported.

    An official body's count of its own acts is reported, also where it denies another's; so is anybody's
    count of what was prevented.
    """
    if attribution.kind == "withdrawn":
        return "denied"
    if attribution.kind == "denied" and attribution.verb == "deny":
        return "denied"
    if measure in ("irregular_crossing", "transport") and _is_sent(setting, sentence, quantity, attribution):
        return "alleged"
    if measure not in _ACTS:
        return "reported"
    clause = sentence.text[max(0, attribution.content_start - sentence.start) :]
    forced = bool(_FORCED.search(clause))
    if measure == "turned_back" and not forced and _PREVENTED.search(clause):
        return "reported"
    named = attribution.source_end - attribution.source_start > _PRONOUN
    speaker = country_of(attribution.source, setting, attribution.source_start if named else None)
    pair = setting.border_at(quantity.start, (sentence.start, sentence.end))
    origin = usual_origin(pair) if pair else None
    if speaker is not None and speaker == origin and _blames(setting, sentence, pair, forced, measure):
        return "alleged"
    official = speaker is not None or attribution.kind == "interview" or _is_authority(attribution.source)
    if not official and ((forced and measure != "death") or (measure == "injury" and _BEATEN.search(clause))):
        return "alleged"
    denied = attribution.stance in ("denial", "accusation")
    return "alleged" if denied and measure == "turned_back" else "reported"


def _reaches(cue: re.Pattern[str], before: str, after: str) -> bool:
    """Whether a cue stands in the clause with no finished act, or other number, between it and the number."""
    for found in cue.finditer(before):
        between = before[found.end() :]
        if not any(stop.search(between) for stop in (_NOT_YET, _OTHERS, _SAYING)):
            return True
    found_after = cue.search(after)
    return bool(
        found_after
        and not _TURN.search(after[: found_after.start()])
        and not re.match(r"\s+\d", after[found_after.end() :])
    )
