"""When an undated statement of a narrative happened: on the day that the text last told of.

News tells one event in many sentences and dates it once, so that a sentence in the simple past goes on with
the time before it (narrative progression; Webber, "Tense as discourse anaphor", 1988), while a present
perfect ("has sent") leaves the time open.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from analysis.counts.datewords import is_dateline, is_speech_date
from analysis.counts.lines import History, Line
from analysis.counts.measure import MeasureChoice
from analysis.counts.triggers import VERBS
from analysis.document import within
from analysis.language.clauses import clause_at
from analysis.language.text import Sentence
from analysis.mentions.dates import DateMention
from analysis.mentions.quantities import Quantity

_REACH = 9  # sentences
_ASIDE = re.compile(r",\s(?:which|who|where|whose)\b[^,;]*$")  # what a relative clause adds is background
_NEWS = timedelta(days=7)  # how long before its article an event is still the article's news
_NOT_TOLD = frozenset(
    "has have 've is are am be will would shall could can may might must should to being says say".split()
)
_INCIDENTS = frozenset({"rescue", "death", "injury", "missing"})
_HAS_SINCE = re.compile(r"\b(?:has|have|had) since\b", re.I)
_NEAR = 2  # sentences
_HELPERS = 4  # tokens before a verb that its auxiliaries may stand in


def narrative_date(
    history: History, line: Line, quantity: Quantity, choice: MeasureChoice
) -> DateMention | None:
    """The date of the sentences before that a statement in the past goes on from, or None.

    In its own paragraph that is the last date told; from an earlier one only a day of the article's news.
    """
    if not history.document.article.publication.latest or not is_told(line, quantity, choice):
        return None
    mention, sentence = _last_told(history, line)
    if mention is None or sentence is None:
        return None
    here = sentence.paragraph == line.sentence.paragraph
    return mention if here or _is_news(history, mention) else None


def since_date(history: History, line: Line, quantity: Quantity) -> DateMention | None:
    """The date told before that "has since sent 900 soldiers" counts from, or None."""
    clause = line.scene.clauses[clause_at(line.scene.clauses, quantity.number_start)]
    lead = history.document.text[clause.start : quantity.start]
    mention, sentence = _last_told(history, line) if _HAS_SINCE.search(lead) else (None, None)
    near = sentence is not None and line.sentence.index - sentence.index <= _NEAR
    return mention if near else None


def _last_told(history: History, line: Line) -> tuple[DateMention | None, Sentence | None]:
    """The last date told before the sentence that is no running total's, and its sentence."""
    for sentence in _sentences_before(history, line):
        told = [d for d in _dates_told(history, sentence) if not d.cumulative]
        if told:
            return told[-1], sentence
    return None, None


def event_date(history: History, line: Line, quantity: Quantity, choice: MeasureChoice) -> DateMention | None:
    """The one recent day of a number's own sentence: "nine were hurt after a boat sank on Sunday"."""
    if not history.document.article.publication.latest or not is_told(line, quantity, choice):
        return None
    told = [
        d
        for d in _dates_told(history, line.sentence)
        if d.kind in ("day", "weekend") and _is_news(history, d)
    ]
    return told[0] if len(told) == 1 else None


def _sentences_before(history: History, line: Line) -> Iterator[Sentence]:
    index = line.sentence.index
    for sentence in reversed(history.document.sentences[max(0, index - _REACH) : index]):
        if sentence.kind == "prose":
            yield sentence


def _dates_told(history: History, sentence: Sentence) -> list[DateMention]:
    """The bounded dates of a sentence on which something happened, not on which it was said."""
    latest = history.document.article.publication.latest
    return [
        d
        for d in within(history.document.dates, sentence.start, sentence.end)
        if d.period_start
        and d.period_end
        and latest
        and d.period_start <= latest
        and not is_speech_date(sentence, d)
        and not is_dateline(sentence, d)
        and not _ASIDE.search(sentence.text, 0, d.start - sentence.start)
    ]


def _is_news(history: History, mention: DateMention) -> bool:
    day = history.document.article.publication.day
    if day is None or not mention.period_start or not mention.period_end:
        return False
    return mention.kind in ("day", "weekend", "part", "span") and day - _NEWS <= mention.period_start


def is_told(line: Line, quantity: Quantity, choice: MeasureChoice) -> bool:
    """Whether the number's verb is in the simple past; what befell people may be told in the past perfect."""
    tokens, trigger = line.scene.tokens, choice.trigger
    if trigger is not None:
        helpers = {t.lower for t in tokens[max(0, trigger.first - _HELPERS) : trigger.first]}
        if trigger.role in VERBS and trigger.form in ("base", "third", "gerund"):
            return False
    else:
        clause = line.scene.clauses[clause_at(line.scene.clauses, quantity.number_start)]
        helpers = {t.lower for t in tokens if clause.start <= t.start < clause.end}
    if "had" in helpers and choice.measure not in _INCIDENTS:
        return False
    if choice.measure == "death":
        helpers -= {"is", "are"}  # "three people are dead after a boat capsized"
    return not helpers & _NOT_TOLD
