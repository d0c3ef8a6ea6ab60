"""Tokens and sentences, with offsets into the text as stored.

A sentence knows what kind of line it stands in, because a heading, a list item, a table row and prose
are read differently. Nothing here changes a character: `text[start:end]` is what the sentence says.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal

from analysis.knowledge import word_class

SentenceKind = Literal["prose", "heading", "item", "row", "header"]

# Nobody writes a longer sentence: it is a list or a table on one line. Readers weigh the parts of a
# sentence against each other, so one without end would take time without end.
LONGEST_SENTENCE = 1200

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., a.m.
    r"|\d+(?:[.,:/\u00a0\u2009\u202f]\d+)*"  # 1,234.5 and 3/9 and 10:30
    r"|[^\W\d_]+(?:['’\-‑][^\W_]+)*(?:['’](?=\W|$))?"  # words, it's, Polish-Belarusian, Belarus’
    r"|[^\W_]+"  # 4x4, 3k
    r"|[^\s\w]|_"
)
_LINE = re.compile(r"\S(?:[^\n\r\x0b\x0c\x85\u2028\u2029]*\S)?")
_HEADER = re.compile(r"\ufeff?\s?date \d{4}-\d{2}-\d{2}(?=\s|$)")
_BULLET = re.compile(r"\s*(?:[•·▪◦‣*–—-]\s+|\(?(?:\d{1,2}|[a-z])[.)]\s+|::\s+)")
_CELLS = re.compile(r"\S(?:\t+| {3,}| ?\| ?)(?=\S)")
_END = re.compile(r"(?P<mark>[.!?…]+[\"”’'»)\]]*)(?P<gap>\s+)(?=\S)")
_TERMINAL = re.compile(r"[.!?…:;,][\"”’'»)\]]*\s*$")
# A stretch no longer than that: all that is left, else up to a mark, else between words, else anywhere. Only
# the header at the start of a text keeps a blank before it.
_HALF, _LAST = LONGEST_SENTENCE // 2, LONGEST_SENTENCE - 2
_PIECE = re.compile(
    rf"(?:\A|\S)(?:.{{0,{_LAST}}}\Z|.{{{_HALF},{_LAST}}}[,;:.!?](?=\s)|.{{{_HALF},{_LAST}}}\S(?=\s)|.{{{_LAST}}})",
    re.DOTALL,
)
_OPENING = re.compile(r"[\"“‘'«(\[]*[A-Z0-9À-ÖØ-Þ]|[\"“«]|[^\x00-\x7f]")
_ABBREVIATIONS = word_class("abbreviation")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
# After "U.S.", "L.A." or "6 a.m." only these show that a new sentence has begun.
_STARTERS = word_class("starter")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a single mark, with its place in the text."""

    start: int
    end: int
    text: str
    lower: str


class Tokens(tuple[Token, ...]):
    """Tokens in order, to be asked about any place: beyond either end stands nothing."""

    __slots__ = ()

    def low(self, k: int) -> str:
        """The token at `k` in lower case."""
        return self[k].lower if 0 <= k < len(self) else ""

    def is_capital(self, k: int) -> bool:
        """Whether the token at `k` begins with a capital."""
        return 0 <= k < len(self) and self[k].text[0].isupper()

    def back(self, k: int, words: Collection[str]) -> int:
        """Index of the last token up to `k` that is none of the words; -1 where there is none."""
        while self.low(k) in words:
            k -= 1
        return k


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or heading, list item, table row); `paragraph` and `index` count from 0."""

    start: int
    end: int
    text: str
    paragraph: int
    index: int
    kind: SentenceKind
    tokens: Tokens = field(repr=False)


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Split start:end of `text` into tokens; offsets count from the beginning of `text`."""
    stop = len(text) if end is None else end
    return Tokens(
        Token(m.start(), m.end(), m.group(), m.group().lower().replace("’", "'"))
        for m in _TOKEN.finditer(text, start, stop)
    )


def segment(text: str) -> tuple[Sentence, ...]:
    """Split an article into sentences, in order, without overlap; white space stays outside them."""
    sentences: list[Sentence] = []
    for paragraph, (start, end, kind) in enumerate(_blocks(text)):
        for first, last in _split_block(text, start, end) if kind in ("prose", "item") else [(start, end)]:
            for piece in _PIECE.finditer(text, first, last):
                s, words = piece.start(), piece[0].rstrip()
                tokens = tokenize(text, s, s + len(words))
                sentences.append(Sentence(s, s + len(words), words, paragraph, len(sentences), kind, tokens))
    return tuple(sentences)


def _blocks(text: str) -> Iterator[tuple[int, int, SentenceKind]]:
    """Paragraphs, headings, items and rows: stretches between line ends, less the white space around."""
    header = _HEADER.match(text)
    if header:
        yield *header.span(), "header"
    for line in _LINE.finditer(text, header.end() if header else 0):
        yield *line.span(), _line_kind(line[0])


def _line_kind(line: str) -> SentenceKind:
    if len(_CELLS.findall(line)) >= 1 and len(line) < 300 and not _TERMINAL.search(line):
        return "row"
    words = line.split()
    bullet = _BULLET.match(line)
    if bullet and len(words) > 1:
        numbered_title = line[: bullet.end()].strip(" ().").isalnum() and not _TERMINAL.search(line)
        return "heading" if numbered_title and len(words) <= 8 else "item"
    if len(words) <= 25 and not _TERMINAL.search(line):
        return "heading"
    letters = [c for c in line if c.isalpha()]
    if letters and len(words) <= 40 and all(c.isupper() for c in letters):
        return "heading"
    return "prose"


def _split_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, bullet = start, _BULLET.match(text, start, end)
    for found in _END.finditer(text, bullet.end() if bullet else start, end):
        if _is_boundary(text, begin, found):
            yield begin, found.start("gap")
            begin = found.end()
    yield begin, end


def _is_boundary(text: str, begin: int, found: re.Match[str]) -> bool:
    """Whether the mark that was found ends the sentence that begins at `begin`."""
    mark, after = found.start(), found.end()
    if not _OPENING.match(text, after):
        return False
    if found["mark"] != ".":
        return True
    word = text[max(begin, mark - 24) : mark].rsplit(None, 1)[-1:] or [""]
    last = word[0].lstrip("\"“‘'(«[").lower()
    if _INITIALS.fullmatch(last):
        follower = re.compile(r"[\"“‘']*([A-Za-z]+)").match(text, after)
        return bool(follower and follower.group(1).lower() in _STARTERS)
    if last in ("sun", "sat", "mar", "co", "no"):  # a word, unless a number follows
        return text[after].isupper()
    return not (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and word[0][-1].isupper()))
