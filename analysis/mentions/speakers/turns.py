"""Texts in turns: quotations, interviews, and summaries of what somebody said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.language.text import Sentence
from analysis.mentions.places import find_places
from analysis.mentions.places.finding import NAME, office_pattern
from analysis.mentions.speakers.lexicon import Attribution
from analysis.mentions.speakers.phrases import clean_source

_OPENING = "“«„"
_CLOSING = "”»"
_STRAIGHT = '"'


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks (the marks outside), or from one mark to the end of its line."""

    start: int
    end: int


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """All quotations of `text` in order; an unclosed one ends with its line."""
    found: list[Quotation] = []
    opened = -1
    for at, char in enumerate(text):
        if opened < 0 and (char in _OPENING or (char == _STRAIGHT and _may_open(text, at))):
            opened = at + 1
        elif (opened >= 0 and (char in _CLOSING or char == _STRAIGHT)) or (opened >= 0 and char in "\n\r"):
            found.append(Quotation(opened, at))
            opened = -1
    if opened >= 0:
        found.append(Quotation(opened, len(text)))
    return tuple(found)


def _may_open(text: str, at: int) -> bool:
    """A straight mark after a digit is a sign for inches or seconds; else it opens."""
    return not (at and text[at - 1].isdigit())


_QUESTION = re.compile(r"\W*(?:Q|Question|Interviewer)\s*[:.]\s")
_ANSWER = re.compile(r"\W*(?:A|Answer)\s*[:.]\s")
_ASKING = re.compile(
    r"\b(?:talk|speak|spoke|talked|interview|asked|ask|conversation|question|questions|Q&A|answer)\w*\b", re.I
)
_WITH = re.compile(
    rf"\b(?:talk(?:s|ed)?|spoke|speaks|spoken) (?:to|with) (?:[a-z']+ )*(?P<name>{NAME})"
    rf"|\b(?:interview(?:ed)?|conversation|asked|met)(?: with)? (?:[a-z']+ )*(?P<other>{NAME})"
)
_HEADS = re.compile(
    rf"\b(?P<name>{NAME}),? (?:who )?(?:heads|leads|commands|runs|directs|chairs|is|has been|manages)\b"
)
_SUMMARY = re.compile(
    r"\b(?:summary|transcript|readout|record|text) of (?:what (?:was|is) said|(?:the )?(?:remarks"
    r"|comments|words)"
    r"|an? (?:briefing|address|statement|speech))"
    rf"[^.]{{0,60}}?\b(?:by|of) (?:[a-z']+ )*(?P<name>{NAME})"
)
_FEWEST = 3  # questions that make an interview
_INTRODUCTION = 1200  # characters within which an interview or a summary is announced


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text; `block` counts the stretches between empty lines."""

    start: int
    end: int
    block: int
    text: str


def find_interview(text: str) -> Iterator[Attribution]:
    """The answers of an interview, with the one who is interviewed as their source.

    Read from "Q:" and "A:", from questions that open a block of lines, or from paragraphs that are a
    question each; only where the lines before the first question announce whom they ask.
    """
    lines = _split_lines(text)
    asked, answers = _by_marks(lines) or _by_blocks(lines) or _by_paragraphs(lines) or (0, [])
    found = _interviewee(text[: min(asked, _INTRODUCTION)]) if answers else None
    if found is None:
        return
    name, start, end = found
    for line in answers:
        yield Attribution(name, start, end, line.start, line.end, "interview", "neutral", "", start, start, 2)


def find_summary(text: str, sentences: Sequence[Sentence]) -> Iterator[Attribution]:
    """The whole text after "This is a summary of what was said by X", with X as its source."""
    match = _SUMMARY.search(text, 0, _INTRODUCTION)
    name = clean_source(match["name"]) if match else ""
    if not match or not name or find_places(name):
        return
    for sentence in sentences:
        if sentence.start > match.end():
            yield Attribution(
                name, match.start("name"), match.end("name"), sentence.start, sentence.end, "interview",
                "neutral", "", match.start(), match.start(), 3,
            )  # fmt: skip


def _split_lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    block = 0
    for match in re.finditer(r"[^\n]+", text):
        if words := match.group().strip():
            block += bool(lines) and text.count("\n", lines[-1].end, match.start()) > 1
            lines.append(_Line(match.start(), match.end(), block, words))
    return lines


_Turns = tuple[int, list[_Line]]


def _by_marks(lines: Sequence[_Line]) -> _Turns | None:
    """Answers from "A:" to the next "Q:"."""
    asked = [line for line in lines if _QUESTION.match(line.text)]
    if len(asked) < _FEWEST or not any(_ANSWER.match(line.text) for line in lines):
        return None
    answers: list[_Line] = []
    answering = False
    for line in lines:
        answering = not _QUESTION.match(line.text) and (answering or bool(_ANSWER.match(line.text)))
        if answering:
            answers.append(line)
    return asked[0].start, answers


def _by_blocks(lines: Sequence[_Line]) -> _Turns | None:
    """Answers below the question in each block of lines."""
    blocks: dict[int, list[_Line]] = {}
    for line in lines:
        blocks.setdefault(line.block, []).append(line)
    long = [block for block in blocks.values() if len(block) > 1]
    asked = [block[0] for block in long if block[0].text.endswith("?")]
    if len(asked) < _FEWEST:
        return None
    return asked[0].start, [line for block in long if block[0].start >= asked[0].start for line in block[1:]]


def _by_paragraphs(lines: Sequence[_Line]) -> _Turns | None:
    """Answers in the paragraphs between those that are one question each."""
    asked = [line for line in lines if line.text.endswith("?") and line.text.count(".") < 2]
    if len(asked) < _FEWEST:
        return None
    starts = {line.start for line in asked}
    return asked[0].start, [
        line for line in lines if line.start > asked[0].start and line.start not in starts
    ]


def _interviewee(introduction: str) -> tuple[str, int, int] | None:
    """The person whom the introduction says is asked, with the place of the name."""
    if not _ASKING.search(introduction):
        return None
    office = re.compile(rf"\b{office_pattern()},? (?P<name>{NAME})")
    for pattern in (_WITH, _HEADS, office):
        for match in pattern.finditer(introduction):
            group = match.lastgroup or "name"
            name = clean_source(match[group])
            if " " in name and not find_places(name):
                return name, match.start(group), match.end(group)
    return None
