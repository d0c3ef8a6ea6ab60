"""Reported speech: who is cited for which stretch of a text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.language.text import Sentence
from analysis.mentions.places import find_places
from analysis.mentions.speakers.citations import Citation, find_citations
from analysis.mentions.speakers.lexicon import Attribution, words_for
from analysis.mentions.speakers.phrases import Phrase, read_following, read_label, read_opening
from analysis.mentions.speakers.turns import Quotation, find_interview, find_quotations, find_summary

_QUOTING = frozenset({"said", "claimed", "warned", "promised", "denied"})
_TURN = re.compile(
    r"(?P<name>[^\W\d_a-z][\w'’.-]+(?: [^\W\d_a-z][\w'’.-]*){1,3})(?:,[^:.]{2,80}| \([^)]{2,60}\))?: (?=\S)"
)
_COME_FROM = re.compile(
    r"\b(?:figures|numbers|data|statistics|counts|totals) (?:come|came|are|were|stem)(?: (?:taken"
    r"|provided|supplied))?"
    r" (?:from|by) "
)
_ASIDE = re.compile(r",? (?:an?|the) ([^,;]{0,60}),")
_LONGEST = 5000  # characters of a sentence or paragraph that is still prose
_CORRECTION = re.compile(r"\b(?:correct(?:s|ed|ion|ions)|clarification|erratum|retraction)\b", re.I)
_HEAD = 300  # characters in which an article says that it corrects another
_PHRASE = 20  # characters of a quotation that is only a phrase of the reporter's sentence
_REACH = 200  # characters between a quotation and the verb that cites it


def find_attributions(text: str, sentences: Sequence[Sentence]) -> tuple[Attribution, ...]:
    """Every citation of a speaker in an article, in order of the words it covers.

    Read within sentences; then pronouns get the source cited before, quotations their whole length, lists
    the source of the line above them, and interview turns the one who answers.
    """
    quotations = find_quotations(text)
    corrects = _CORRECTION.search(text, 0, _HEAD) is not None
    found: list[Attribution] = []
    for sentence in sentences:
        if len(sentence.text) > _LONGEST:
            continue
        inside = _within(quotations, sentence)
        for citation in find_citations(sentence, inside):
            source = citation.phrase.source
            if citation.phrase.pronoun:
                source = (
                    _opening_person(source, sentence, sentences, found)
                    or _opening_body(citation, sentence, sentences, found)
                    or _referent(source, found)
                )
                if corrects and citation.phrase.source == "it":
                    source = _own_text(found) or source
            if source:
                own = corrects and source.split()[-1].lower() in words_for("own")
                found.append(_attribution(replace(citation, kind="withdrawn") if own else citation, source))
    spread = (
        *_over_lists(found, sentences),
        *_over_quotations(found, quotations, sentences),
        *_over_turns(text, sentences),
        *find_interview(text),
        *find_summary(text, sentences),
        *_over_figures(sentences),
        *_over_lines(found, quotations, sentences),
    )
    return tuple(sorted((*found, *spread), key=lambda a: (a.content_start, a.content_end, a.source_start)))


def _own_text(cited: Sequence[Attribution]) -> str:
    """What a correction calls the text that it corrects, which its "it" takes up."""
    return next((a.source for a in cited if a.kind == "withdrawn"), "")


def _within(quotations: Sequence[Quotation], sentence: Sentence) -> list[tuple[int, int]]:
    first = bisect_right(quotations, sentence.start, key=lambda q: q.end)
    inside: list[tuple[int, int]] = []
    for quotation in quotations[first:]:
        if quotation.start >= sentence.end:
            break
        if quotation.end - quotation.start > _PHRASE:  # 'Zagreb "firmly rejects" it' quotes no statement
            inside.append((quotation.start, quotation.end))
    return inside


def _attribution(c: Citation, source: str) -> Attribution:
    return Attribution(
        source, c.phrase.start, c.phrase.end, c.content_start, c.content_end, c.kind, c.stance, c.verb,
        c.verb_start, c.verb_end,
    )  # fmt: skip


def _referent(pronoun: str, cited: Sequence[Attribution]) -> str:
    """The words for the source that a pronoun takes up: a person for he and she, a body for it."""
    wants_person = pronoun in ("he", "she")
    recent = [a.source for a in reversed(cited)]
    fitting = (s for s in recent if pronoun == "they" or _is_person(s) == wants_person)
    return next(fitting, recent[0] if recent and wants_person else "")


def _opening_person(
    pronoun: str, sentence: Sentence, sentences: Sequence[Sentence], cited: Sequence[Attribution]
) -> str:
    """The person with whom the sentence before begins, whom "he" or "she" takes up."""
    if pronoun not in ("he", "she") or sentence.index == 0:
        return ""
    before = sentences[sentence.index - 1]
    opening = read_opening(before.tokens) if before.paragraph == sentence.paragraph else None
    if opening is None or not (_is_person(opening.source) or _is_lone_name(opening.source)):
        return ""
    named = [a.source for a in cited if before.start <= a.source_start < before.end and _is_person(a.source)]
    if named and not _is_person(opening.source):  # "Shadow minister Ida Holm said": "Shadow" is no name
        return named[-1]
    return opening.source


def _opening_body(
    citation: Citation, sentence: Sentence, sentences: Sequence[Sentence], cited: Sequence[Attribution]
) -> str:
    """The body that "it" takes up: the one cited last in this sentence or before, else its subject."""
    if citation.phrase.source != "it":
        return ""
    before = sentences[sentence.index - 1] if sentence.index else sentence
    lines = [sentence, before] if before.paragraph == sentence.paragraph else [sentence]
    for line in lines:
        end = min(line.end, citation.phrase.start)
        named = [a.source for a in cited if line.start <= a.source_start < end and _is_it(a, line)]
        opening = read_opening(line.tokens)
        if opening and opening.end < end and not named and _is_body(opening.source):
            named = [opening.source]
        if named:
            return named[-1]
    return ""


def _is_it(attribution: Attribution, line: Sentence) -> bool:
    """Whether a cited speaker is a body, by its name or by what stands beside it: ", a network of"."""
    aside = _ASIDE.match(line.text, attribution.source_end - line.start)
    taken_up = attribution.source_end - attribution.source_start == len("it")
    return taken_up or not _is_person(attribution.source) or bool(aside and _is_body(aside[1]))


def _is_body(source: str) -> bool:
    return bool({w.lower() for w in source.split()} & words_for("body"))


def _is_lone_name(source: str) -> bool:
    return source.istitle() and " " not in source and not find_places(source)


def _is_person(source: str) -> bool:
    words = source.split()
    head = next(
        (words[k - 1] for k, w in enumerate(words) if k and w in ("of", "for", "in", "at")), words[-1]
    ).lower()
    bodies = words_for("body") | words_for("outlet")
    if head in words_for("people") - bodies:
        return True
    if {w.lower() for w in words} & bodies:
        return False
    return 2 <= len(words) <= 4 and all(w[0].isupper() for w in words) and not any(w.isupper() for w in words)


def _over_lists(found: Sequence[Attribution], sentences: Sequence[Sentence]) -> Iterator[Attribution]:
    """A source cited in a line that ends in ":" covers the items below."""
    starts = [s.start for s in sentences]
    for attribution in found:
        n = bisect_right(starts, max(attribution.source_start, attribution.verb_start)) - 1
        if n < 0 or not sentences[n].text.rstrip().endswith(":"):
            continue
        items = n + 1
        while items < len(sentences) and sentences[items].kind in ("item", "row"):
            items += 1
        if items > n + 1:
            for line in sentences[n:items]:
                yield replace(
                    attribution,
                    content_start=line.start,
                    content_end=line.end,
                    kind="list_header",
                    distance=1,
                )


def _over_figures(sentences: Sequence[Sentence]) -> Iterator[Attribution]:
    """ "Both figures come from the prefecture" gives the sentence before its source."""
    for before, sentence in pairwise(sentences):
        match = _COME_FROM.search(sentence.text)
        if match is None or before.paragraph != sentence.paragraph:
            continue
        at = bisect_left(sentence.tokens, sentence.start + match.end(), key=lambda t: t.start)
        found = read_following(sentence.tokens, at, strong=True)
        if found and not found[0].pronoun:
            phrase, verb = found[0], sentence.start + match.start()
            yield Attribution(
                phrase.source, phrase.start, phrase.end, before.start, before.end, "data_show", "neutral",
                "come", verb, verb, 1,
            )  # fmt: skip


def _over_quotations(
    found: Sequence[Attribution], quotations: Sequence[Quotation], sentences: Sequence[Sentence]
) -> Iterator[Attribution]:
    """The whole of each quotation, with the source of the citation that stands beside it."""
    paragraphs = _paragraphs(sentences)
    spoken = sorted((a for a in found if a.kind in _QUOTING), key=lambda a: a.verb_start)
    before: tuple[int, Attribution] | None = None
    for quotation in quotations:
        if quotation.end - quotation.start < 20:
            continue
        line = _line_of(paragraphs, quotation.start)
        first, last = (
            bisect_left(spoken, at, key=lambda a: a.verb_start)
            for at in (max(line[0], quotation.start - 2 * _REACH), min(line[1], quotation.end + 2 * _REACH))
        )
        beside = [a for a in spoken[first:last] if _gap(a, quotation) <= _REACH]
        nearest = min(beside, key=lambda a: _gap(a, quotation), default=None)
        if nearest is None and before and before[0] == line[0]:
            nearest = before[1]
        if nearest:
            before = (line[0], nearest)
            yield replace(nearest, content_start=quotation.start, content_end=quotation.end)


def _over_lines(
    found: Sequence[Attribution], quotations: Sequence[Quotation], sentences: Sequence[Sentence]
) -> Iterator[Attribution]:
    """A quotation that is a line of its own, with the speaker on the line before or after ("— Ann Lee")."""
    for quotation in quotations:
        n = bisect_right(sentences, quotation.start, key=lambda s: s.start) - 1
        if n < 0 or sentences[n].start != quotation.start - 1:
            continue
        after = bisect_right(sentences, quotation.end, key=lambda s: s.start)
        before = sentences[n - 1] if n else None
        phrase = _introduced(before, found) if before and before.text.rstrip().endswith(":") else None
        if phrase is None and after < len(sentences) and sentences[after].text[0] in "-–—":
            phrase = _signed(sentences[after])
        if phrase:
            at = phrase.start
            yield Attribution(
                phrase.source,
                at,
                phrase.end,
                quotation.start,
                quotation.end,
                "said",
                "neutral",
                "",
                at,
                at,
                1,
            )


def _introduced(line: Sentence, found: Sequence[Attribution]) -> Phrase | None:
    """Whom a line that ends in a colon gives the word to: "And from Chairwoman Ann Lee:"."""
    cited = [a for a in found if line.start <= a.verb_start < line.end and a.kind in _QUOTING]
    if cited:
        return Phrase(cited[-1].source_start, cited[-1].source_end, cited[-1].source)
    words = line.tokens[:-1]
    leads = [k + 1 for k, token in enumerate(words) if token.lower in ("from", "by")]
    return read_label(words[leads[-1] if leads else 0 :])


def _signed(line: Sentence) -> Phrase | None:
    """Whose name stands below a quotation: "— Ann Lee, mayor of Portville"."""
    words = line.tokens[1:]
    comma = next((k for k, token in enumerate(words) if token.text == ","), len(words))
    return read_label(words[:comma])


def _gap(attribution: Attribution, quotation: Quotation) -> int:
    low = min(attribution.source_start, attribution.verb_start)
    high = max(attribution.source_end, attribution.verb_end)
    return max(low - quotation.end, quotation.start - high)


def _paragraphs(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    spans: dict[int, tuple[int, int]] = {}
    for sentence in sentences:
        start, _ = spans.get(sentence.paragraph, (sentence.start, 0))
        spans[sentence.paragraph] = (start, sentence.end)
    return list(spans.values())


def _line_of(paragraphs: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    return paragraphs[max(0, bisect_right(paragraphs, at, key=lambda p: p[0]) - 1)]


def _is_somebody(text: str, turn: re.Match[str]) -> bool:
    """Whether the words before a colon name a person, and not a heading ("Eastern route: …")."""
    aside = turn.end("name") < turn.end() - 2
    return (aside or text.count(turn["name"]) > 1) and not find_places(turn["name"])


def _over_turns(text: str, sentences: Sequence[Sentence]) -> Iterator[Attribution]:
    """Turns of an interview or a written answer: "Jan Holm, Minister of State: In the first half …".

    A turn lasts to the next one; where the article has only one, to the end of its paragraph.
    """
    paragraphs = _paragraphs(sentences)
    turns = [
        (k, m)
        for k, p in enumerate(paragraphs)
        if (m := _TURN.match(text, *p)) and p[1] - m.end() > 30 and _is_somebody(text, m)
    ]
    for n, (k, match) in enumerate(turns):
        until = turns[n + 1][0] if n + 1 < len(turns) else len(paragraphs) if len(turns) > 1 else k + 1
        name, at = match["name"], match.start("name")
        for start, end in paragraphs[k:until]:
            yield Attribution(
                name, at, at + len(name), max(start, match.end()), end, "interview", "neutral", "", at, at, 2
            )
