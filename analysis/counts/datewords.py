"""What the words around a date say it is of: a number, speech, a record, a comparison, an agreement."""

import re

from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity

COMPARATOR = re.compile(
    r"\b(?:compared (?:with|to)|in comparison with|as against|as opposed to|against(?=\s+(?:[\d£$€]|(?:just"
    r"|only|some|about|around|nearly|the same)\b))|versus|vs\.?|(?<!ed )(?:up|down) from|than|from just"
    r"|unlike"
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
ADJACENT = re.compile(
    r"\s*,?\s*(?:(?:were|was|came|arrived|crossed|recorded) )?(?:in|on|for|over|during|throughout|as of|by) "
    r"(?:the |all of |the whole of )?",
    re.I,
)
OF_THEM = re.compile(r"\s+(?:of (?:them|whom|these) )?(?:on |in |since )?")  # "900 of them this month"
LISTED = re.compile(r"(?:\s|:\s|\s\()")  # "January 987, February 812"
_DATELINE_PLACE = re.compile(r"\W*[A-Z][A-Z'’./\- ]+(?:,\s*[A-Z][\w.' -]+)?,\s*", re.S)
_DATELINE_END = re.compile(r"[^.;:]{0,40}?(?:–|—|-{1,2}\s|/\.|\)\s)")
WHEN = re.compile(r"\s*,?\s*(?:when|on which|in which)\b[^,;]*$", re.I)
BY = re.compile(r"\bby\s+$", re.I)
_ADDS_UP = re.compile(
    r"\b(?:bring(?:s|ing)?|brought|tak(?:es|ing)|took|rais(?:ed|es|ing)|push(?:ed|es|ing)?|lift(?:ed|s|ing)?)\b"
    r"[^.;]{0,60}\b(?:total|tally|number|figure|count|toll)\b",
    re.I,
)
_RECORD = re.compile(
    r"\b(?:most|highest|largest|busiest|biggest|first|worst|deadliest|lowest|fewest|record|smallest|quietest)\b"
    r"[^.;,\d]{0,60}\bsince\b[^.;,\d]{0,90}$",
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
_CUE_REACH = 100  # no cue with the words that may follow it is longer
# what leads to the date of a comparison, and what leads from it to the number that it is compared with
_THAN = re.compile(
    r"\b(?:on|than(?: in| on| during)?|from|compared (?:with|to)|over)(?: the)?(?: (?:same|previous))?\s+$",
    re.I,
)
_COMPARED_IN = re.compile(
    r"\b(?:compared (?:with|to)|as against|against|versus|(?<!ed )(?:up|down) from)\s"
    r"(?:just |only |some |about |around )?"
    r"\d[\d,.]*\s(?:\w+\s){0,2}(?:in|for|during|over|on)\s(?:the |all of |the whole of |all )?$",
    re.I,
)
_OTHER_SIDE = re.compile(r"[)\]]?\s*(?:[(:]|,?\s*(?:when|where|with|the year)\b)")
SINCE = re.compile(r"\b(?:since|counting from|starting from)\b[^,;:]{0,70}$", re.I)


def is_speech_date(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a date says when something was said ("… told reporters on Tuesday"), not when it happened."""
    at = mention.start - sentence.start
    if mention.cumulative or mention.hours:
        return False
    if SINCE.search(sentence.text, max(0, at - _CUE_REACH), at):
        return False
    if _SPEECH.search(sentence.text, max(0, at - _CUE_REACH), at):
        return True
    if _SHOWS_AFTER.match(sentence.text, mention.end - sentence.start):
        return True
    opens = not sentence.text[:at].strip()
    return opens and bool(_SPEECH_AFTER.match(sentence.text, mention.end - sentence.start))


def is_dateline(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a date belongs to the dateline ("RIGA, Aug 24 (Agency) – "), not to what is told."""
    lead = sentence.text[: mention.start - sentence.start]
    tail = sentence.text[mention.end - sentence.start :]
    return bool(_DATELINE_PLACE.fullmatch(lead) and _DATELINE_END.match(tail))


def is_of_later_total(sentence: Sentence, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a date is of the total that a number adds to: "705 came, taking the 2023 total to 8,888"."""
    if mention.start < quantity.end:
        return False
    return bool(
        _ADDS_UP.search(sentence.text[quantity.end - sentence.start : mention.start - sentence.start])
    )


def opens_record(sentence: Sentence, quantity: Quantity, mention: DateMention) -> bool:
    """Whether a date only says since when a record stands: "the most since May", "the busiest since 2021"."""
    at = mention.start - sentence.start
    if (
        mention.kind == "year"
        and mention.cumulative
        and _SO_FAR_RECORD.search(sentence.text, max(0, at - 80), at)
    ):
        return True
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    return bool(_RECORD.search(sentence.text, max(0, at - 110), at)) and not WHEN.match(between)


def names_a_text(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a year tells one agreement or law from others: "under the 2016 accord"."""
    at = mention.start - sentence.start
    led = sentence.text[:at].lower().endswith(("the ", "a ", "this ", "that "))
    return led and bool(_TEXT_OF_A_YEAR.match(sentence.text, mention.end - sentence.start))


def is_of_other_side(
    sentence: Sentence, quantity: Quantity, mention: DateMention, references: tuple[int, ...]
) -> bool:
    """Whether a date says when another number counted, with which a comparison is made.

    In "applications, down a third on 2021, … and 57 people" the 2021 is not of the 57; in "a third more than
    in 2021, when 57", or "than in 2021 (57)", it is.
    """
    if mention.start >= quantity.end:
        return any(quantity.start < r < mention.start for r in references)
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    return follows_reference(sentence, mention, references) and not _OTHER_SIDE.match(between)


def follows_reference(sentence: Sentence, mention: DateMention, references: tuple[int, ...]) -> bool:
    """Whether a date is the time that a comparison before it is made with."""
    lead = sentence.text[: mention.start - sentence.start]
    if _COMPARED_IN.search(lead):
        return True
    return any(r < mention.start for r in references) and bool(_THAN.search(lead))


def is_of_act(sentence: Sentence, mention: DateMention) -> bool:
    """Whether a date says when an agreement or rule was made: "under a deal struck in March"."""
    return bool(_ACT.search(sentence.text, 0, mention.start - sentence.start))


def number_words(sentence: Sentence, quantity: Quantity) -> str:
    """The number as written, without approximator and noun."""
    return sentence.text[quantity.number_start - sentence.start : quantity.number_end - sentence.start]


def is_beside(sentence: Sentence, mention: DateMention, quantity: Quantity) -> bool:
    """Whether a date stands right before or after a number: "(June: four)", "48 in May"."""
    if mention.start >= quantity.end:
        between = sentence.text[quantity.end - sentence.start : mention.start - sentence.start]
        return bool(ADJACENT.fullmatch(between) or OF_THEM.fullmatch(between))
    between = sentence.text[mention.end - sentence.start : max(0, quantity.start - sentence.start)]
    return bool(LISTED.fullmatch(between))
