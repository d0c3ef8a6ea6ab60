"""Ordinary travel over a border, told apart from irregular crossings by what the text speaks of.

"47,800 crossings" may be travellers at a checkpoint or people in the woods. The sentence decides where it
says; else what it goes on from, then the sentence before, and at last the article as a whole.
"""

import re

from analysis.counts.counted import class_of
from analysis.counts.cues import cue
from analysis.counts.lines import History, Line
from analysis.counts.measure import MeasureChoice
from analysis.language.text import Sentence
from analysis.mentions.quantities import Quantity

_TRAFFIC = cue("ordinary-traffic")
_IRREGULAR = cue("irregular")
_NEUTRAL = frozenset({"crossed", "recorded", "received"})
_PASSED = cue("passed-a-border")
_AT = re.compile(r"\b(?:at|through|via|in|over) (?:the )?$", re.I)


def is_ordinary_travel(history: History, line: Line, quantity: Quantity, choice: MeasureChoice) -> bool:
    """Whether people or crossings that a neutral wording counts went the ordinary way."""
    if choice.measure != "irregular_crossing" or class_of(quantity) == "arrival":
        return False
    if choice.trigger is not None and choice.trigger.record.id not in _NEUTRAL:
        return False
    text = line.sentence.text
    if _IRREGULAR.search(text):
        return False
    if _PASSED.search(text) and (_TRAFFIC.search(text) or _names_checkpoint(history, line.sentence)):
        return True
    about = _is_about(history, line)
    return _goes_on(history, line) if about is None else about and bool(_PASSED.search(text))


def _names_checkpoint(history: History, sentence: Sentence) -> bool:
    """Whether people are said to have crossed at a crossing point: "crossed at Medyka"."""
    places = history.document.setting.within(sentence.start, sentence.end)
    at = (p for p in places if p.kind == "crossing_point")
    return any(_AT.search(sentence.text[: place.start - sentence.start]) for place in at)


def _goes_on(history: History, line: Line) -> bool:
    """Whether the claim follows one of ordinary travel, or the article speaks of it more than of migrants."""
    last = next((d for d in reversed(history.drafts) if d.count.measure not in ("other", "change")), None)
    if last is not None and line.sentence.index - last.line.sentence.index <= 2:
        return last.count.measure == "legal_crossing"
    text = history.document.text
    return len(_TRAFFIC.findall(text)) > 2 * len(_IRREGULAR.findall(text))


def _is_about(history: History, line: Line) -> bool | None:
    """What the sentence before is about: traffic, irregular crossings, or neither alone."""
    index = line.sentence.index
    before = history.document.sentences[index - 1] if index else None
    if before is None or before.paragraph != line.sentence.paragraph:
        return None
    traffic, irregular = bool(_TRAFFIC.search(before.text)), bool(_IRREGULAR.search(before.text))
    return None if traffic == irregular else traffic
