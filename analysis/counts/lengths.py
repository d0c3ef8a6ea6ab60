"""Lengths in kilometres: of a border, of a barrier, or of something else."""

import re

from analysis.language.text import Sentence
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure

_BARRIER = re.compile(
    r"\b(?:fenc\w+|walls?|barriers?|razor[- ]?wire|(?:barbed|concertina|razor)[- ]wire|wire|palisade"
    r"|bollards?|sensors?"
    r"|cameras?|surveillance system|barricades?|ditch(?:es)?|anti-tank)\b",
    re.I,
)
_BORDER = re.compile(
    r"\b(?:borders?|frontiers?|boundar(?:y|ies)|borderline|demarcation line|front(?:ier)? line|line with)\b",
    re.I,
)
_NOT_LENGTH = re.compile(
    r"^[-\s]?(?:high|tall|wide|deep|thick|across|away|off|from|north|south|east|west|inland|inside|into|of "
    r"(?:the )?(?:forest|road|coast|queue)"
    r"|zone|strip|buffer|stretch of (?:forest|road|sea)|exclusion|queue|line of|radius|belt|band|crossing"
    r"|isthmus|journey|trip|trek|walk|drive)\b",
    re.I,
)
_UNIT = re.compile(
    r"^[\s-]*(?:km|kilomet(?:er|re)s?|kms|mi|miles?|met(?:er|re)s?|m)\b(?:\s*\([^)]*\))?", re.I
)
_BUILT = re.compile(
    r"\b(?:built?|build\w*|erect\w*|install\w*|complet\w*|finish\w*|construct\w*|unroll\w*|roll\w*|stand\w*"
    r"|stood|put up|laid|coil\w*|cover\w*|fenced?)\b",
    re.I,
)

_LAID = re.compile(
    r"\b(?:fenced|walled|built|erected|installed|completed|finished|cover(?:s|ed|ing)?|put up"
    r"|sealed|secured|protects?|lined|strung) (?:off )?"
    r"(?:(?:some|about|around|nearly|almost|only|just|over|the) |more than )*$",
    re.I,
)
_OF_BORDER = re.compile(
    r"\s*of (?:the |its |their |our |land |shared |common |green |open )*(?:border|frontier)\b", re.I
)
_SHARED = re.compile(r"\s*(?:(?:that|which) )?(?:\w+ ){1,4}shares?\b", re.I)
_SHARES = re.compile(
    r"\bshar(?:e|es|ed|ing) (?:(?:a|an|some|about|around|nearly|almost|over) |more than )*$", re.I
)
_ZONE = re.compile(
    r"\b(?:zones?|strip|buffer|belt|band|area|detours?|coast(?:line)?|shore(?:line)?|beach(?:es)?|road|motorway"
    r"|highway|railway|route|journey|trek|nature reserves?|forest|radius|depth)\b",
    re.I,
)
_LINKED = re.compile(
    r"\b(?P<noun>border|frontier|boundary|fence|wall|barrier)(?: with [^,;.]{1,30}?| between [^,;.]{1,40}?)?"
    r",? (?:which |that )?(?:of|is|are|was|runs?|stretch(?:es|ed)|extends?|spans?|measures?|totals?|winds)"
    r"(?: (?:for|to|some|about|around|nearly|almost|over|roughly|just|more than))*\s*$",
    re.I,
)


def measure_length(sentence: Sentence, quantity: Quantity, topic: Measure | None) -> Measure:
    """What a number of kilometres measures; `topic` is what the sentence before measured."""
    text, start = sentence.text, sentence.start
    before, after = (
        text[: quantity.number_start - start],
        _UNIT.sub("", text[quantity.number_end - start :], count=1),
    )
    if _NOT_LENGTH.match(after.lstrip()) or _is_distance(before, after):
        return "other"
    adjective = re.match(
        r"[\s-]*(?:long\s+|land\s+|common\s+|shared\s+|steel\s+|razor-wire\s+|eastern\s+|\w+ian\s+"
        r"|state\s+)*",
        after,
    )
    rest = after[adjective.end() :] if adjective else after
    for pattern, measure in ((_BORDER, "border_length"), (_BARRIER, "barrier_length")):
        if pattern.match(rest):
            return measure  # type: ignore[return-value]
    if re.match(r"\s*(?:\([^)]*\)\s*)?of (?:the |its |their |a |\w+ )?", rest) and _BARRIER.match(
        re.sub(r"^\s*(?:\([^)]*\)\s*)?of (?:the |its |their |a |new |steel )*", "", rest)
    ):
        return "barrier_length"
    return _by_link(before, rest) or _by_subject(before, text, topic)


def _by_link(before: str, rest: str) -> Measure | None:
    """What the words next to a length tie it to: "the border is", "of border", "that they share"."""
    if _LAID.search(before):
        return "barrier_length"
    if _OF_BORDER.match(rest) or _SHARED.match(rest) or _SHARES.search(before):
        return "border_length"
    linked = _LINKED.search(before)
    if linked is None:
        return None
    return "border_length" if _BORDER.fullmatch(linked["noun"]) else "barrier_length"


def _by_subject(before: str, text: str, topic: Measure | None) -> Measure:
    """The barrier or border named last before the number, a barrier that is built outranking the border."""
    barriers, borders = list(_BARRIER.finditer(before)), list(_BORDER.finditer(before))
    zones, named = list(_ZONE.finditer(before)), [*barriers, *borders]
    if zones and not _BUILT.search(text) and all(zones[-1].start() > n.start() for n in named):
        return "other"  # "the exclusion zone stretches for 60 km", "detours of 300 km"
    if barriers and (not borders or barriers[-1].start() > borders[-1].start() or _BUILT.search(text)):
        return "barrier_length"
    if _BARRIER.search(text) and (_BUILT.search(text) or not borders):
        return "barrier_length"
    if borders:
        return "border_length"
    if topic in ("barrier_length", "border_length"):
        return topic
    return "other"


def _is_distance(before: str, after: str) -> bool:
    """ "30 km from the border", "two kilometres off the coast", "within 3 km"."""
    if re.search(
        r"\b(?:within|some distance|about|only)?\s*(?:within|radius of|swam|walked|drove|drift\w*)\s+$",
        before,
        re.I,
    ):
        return True
    tail = re.match(
        r"\s*(?:\([^)]*\)\s*)?(?:\w+\s+)?(?:from|off|away|inland|upstream|downstream|north|south|east"
        r"|west)\b",
        after,
    )
    return bool(tail) and not re.match(r"\s*(?:\([^)]*\)\s*)?long", after)


def length_topic(text: str) -> Measure | None:
    """What a sentence or heading is about: a barrier, a border, or neither."""
    if _BARRIER.search(text):
        return "barrier_length"
    return "border_length" if _BORDER.search(text) else None
