"""Reported speech: who is cited for which stretch of a text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise

from analysis.language.text import Sentence
from analysis.mentions.places import find_places
from analysis.mentions.speakers.citations import find_citations
from analysis.mentions.speakers.lexicon import Attribution, Chars, words_for
from analysis.mentions.speakers.phrases import Phrase, read_label, read_opening

_QUOTING = frozenset({"said", "claimed", "warned", "promised", "denied"})
# An unclosed quotation ends with its line. A straight mark after a digit is a sign for inches or seconds.
_QUOTATION = re.compile(r"(?:[“«„]|(?<!\d)\")(?P<words>[^”»\"\n\r]*)[”»\"]?")
_TURN = re.compile(
    r"(?P<name>[^\W\d_a-z][\w'’.-]+(?: [^\W\d_a-z][\w'’.-]*){1,3})(?:,[^:.]{2,80}| \([^)]{2,60}\))?: (?=\S)"
)
_SHORTEST = 20  # characters of a quotation; a shorter one is a phrase of the reporter's sentence
_REACH = 200  # characters between a quotation and the verb that cites it


def find_attributions(text: str, sentences: Sequence[Sentence]) -> tuple[Attribution, ...]:
    """Every citation of a speaker in an article, in order of the words it covers.

    Read within sentences; then pronouns get the source cited before, quotations their whole length, and turns
    of an interview the one who speaks.
    """
    marked = [found.span("words") for found in _QUOTATION.finditer(text)]
    # 'Zagreb "firmly rejects" it' quotes no statement
    quotations = [(start, end) for start, end in marked if end - start >= _SHORTEST]
    found: list[Attribution] = []
    for sentence in sentences:
        first = bisect_right(quotations, sentence.start, key=lambda q: q[1])
        last = bisect_left(quotations, sentence.end, key=lambda q: q[0])
        for citation in find_citations(sentence, quotations[first:last]):
            source = _resolve(citation, sentence, sentences, found) if citation.pronoun else citation.source
            found += [replace(citation, source=source)] if source else []
    paragraphs = [[*lines] for _, lines in groupby(sentences, key=lambda s: s.paragraph)]
    spans = [(lines[0].start, lines[-1].end) for lines in paragraphs]
    spread = (
        *_over_quotations(found, quotations, spans),
        *_over_turns(text, spans),
        *_over_lines(found, marked, sentences),
    )
    return tuple(sorted((*found, *spread), key=lambda a: (a.content_start, a.content_end, a.source_start)))


# Pronouns


def _resolve(
    citation: Attribution, sentence: Sentence, sentences: Sequence[Sentence], cited: Sequence[Attribution]
) -> str:
    """The words for the source that a pronoun takes up, or none: a person for he and she, a body for it."""
    pronoun, is_he = citation.source, citation.source in ("he", "she")
    before = [s for s in sentences[: sentence.index][-1:] if s.paragraph == sentence.paragraph]
    if is_he and before and (person := _opening_person(before[0], cited)):
        return person
    for line in (sentence, *before) if pronoun == "it" else ():
        if body := _opening_body(line, min(line.end, citation.source_start), cited):
            return body
    recent = [a.source for a in reversed(cited)]
    fitting = (s for s in recent if pronoun == "they" or _is_person(s) == is_he)
    return next(fitting, recent[0] if recent and is_he else "")


def _opening_person(before: Sentence, cited: Sequence[Attribution]) -> str:
    """The person with whom the sentence before begins, whom "he" or "she" takes up."""
    opening = read_opening(before.tokens)
    source = opening.source if opening else ""
    if _is_person(source):
        return source
    if not source.istitle() or " " in source or find_places(source):
        return ""
    # "Shadow minister Ida Holm said": "Shadow" is no name
    named = [a.source for a in cited if before.start <= a.source_start < before.end and _is_person(a.source)]
    return named[-1] if named else source


def _opening_body(line: Sentence, end: int, cited: Sequence[Attribution]) -> str:
    """The body that "it" takes up: the one cited last in the line up to `end`, else the line's subject."""
    named = [a.source for a in cited if line.start <= a.source_start < end and not _is_person(a.source)]
    opening = read_opening(line.tokens)
    if not named and opening and opening.end < end:
        named = [opening.source] if set(opening.source.lower().split()) & words_for("body") else []
    return named[-1] if named else ""


def _is_person(source: str) -> bool:
    words, bodies = source.split(), words_for("body") | words_for("outlet")
    links = (k for k, word in enumerate(words) if k and word in ("of", "for", "in", "at"))
    head = words[: next(links, len(words))][-1:]
    if head and head[0].lower() in words_for("people") - bodies:
        return True
    named = 2 <= len(words) <= 4 and all(w[0].isupper() and not w.isupper() for w in words)
    return named and bodies.isdisjoint(source.lower().split())


# Beyond the sentence


def _over_quotations(
    found: Sequence[Attribution], quotations: Sequence[Chars], paragraphs: Sequence[Chars]
) -> Iterator[Attribution]:
    """The whole of each quotation, with the source cited beside it, else that of the one before it."""
    spoken = sorted((a for a in found if a.kind in _QUOTING), key=lambda a: a.verb_start)
    before: tuple[Chars, Attribution] | None = None
    for start, end in quotations:
        line = paragraphs[max(0, bisect_right(paragraphs, start, key=lambda p: p[0]) - 1)]
        first, last = (
            bisect_left(spoken, at, key=lambda a: a.verb_start)
            for at in (max(line[0], start - 2 * _REACH), min(line[1], end + 2 * _REACH))
        )
        nearest = min(spoken[first:last], key=partial(_gap, start, end), default=None)
        if nearest and _gap(start, end, nearest) <= _REACH:
            before = (line, nearest)
        if before and before[0] == line:
            yield replace(before[1], content_start=start, content_end=end)


def _gap(start: int, end: int, attribution: Attribution) -> int:
    """Characters between a quotation and the words that cite somebody."""
    low = min(attribution.source_start, attribution.verb_start)
    high = max(attribution.source_end, attribution.verb_end)
    return max(low - end, start - high)


def _over_lines(
    found: Sequence[Attribution], quotations: Sequence[Chars], sentences: Sequence[Sentence]
) -> Iterator[Attribution]:
    """A quotation that is a line of its own, below a line that introduces its speaker and ends in a colon."""
    quoted = {start - 1: (start, end) for start, end in quotations}
    for line, below in pairwise(sentences):
        if below.start in quoted and line.text.endswith(":") and (phrase := _introduced(line, found)):
            at = (phrase.start, phrase.start)
            yield phrase.cited("said", "", at, quoted[below.start], distance=1)


def _introduced(line: Sentence, found: Sequence[Attribution]) -> Phrase | None:
    """Whom a line that ends in a colon gives the word to: "The minister said:", "Chairwoman Ann Lee:"."""
    cited = [a for a in found if line.start <= a.verb_start < line.end and a.kind in _QUOTING]
    if cited:
        return Phrase(cited[-1].source_start, cited[-1].source_end, cited[-1].source)
    leads = [
        k for k, token in enumerate(line.tokens) if token.lower == "from"
    ]  # "And from Chairwoman Ann Lee:"
    return read_label(line.tokens[max(leads, default=-1) + 1 : -1])


def _over_turns(text: str, paragraphs: Sequence[Chars]) -> Iterator[Attribution]:
    """Turns of an interview or a written answer: "Jan Holm, Minister of State: In the first half …".

    A turn lasts to the next one; where the article has only one, to the end of its paragraph.
    """
    turns = [
        (k, m)
        for k, p in enumerate(paragraphs)
        if (m := _TURN.match(text, *p)) and p[1] - m.end() > 30 and _is_somebody(text, m)
    ]
    for n, (k, match) in enumerate(turns):
        until = turns[n + 1][0] if n + 1 < len(turns) else len(paragraphs) if len(turns) > 1 else k + 1
        at, end = match.span("name")
        speaker = Phrase(at, end, match["name"])
        for first, last in paragraphs[k:until]:
            yield speaker.cited("interview", "", (at, at), (max(first, match.end()), last), distance=2)


def _is_somebody(text: str, turn: re.Match[str]) -> bool:
    """Whether the words before a colon name a person, and not a heading ("Eastern route: …")."""
    aside = turn.end("name") < turn.end() - 2
    return (aside or text.count(turn["name"]) > 1) and not find_places(turn["name"])
