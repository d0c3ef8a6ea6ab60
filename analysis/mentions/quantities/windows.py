"""The words on either side of a number, read only as far as they can belong to it."""

import re

from analysis.mentions.quantities.values import Word

REACH = 110
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*|[^\w\s]|_")
_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_WORD_WITH_UNSEEN = re.compile(rf"[^\W_](?:[{INVISIBLE}\u2010\u2011'’-]*[^\W_])*|[^\w\s{INVISIBLE}]|_")
_BREAK = re.compile(r"\n[^\S\n]*\n|\n(?![a-z])|\t|[^\S\n]{3,}")


def read_words(text: str, start: int, end: int) -> list[Word]:
    """The words and marks of text[start:end], in order; a word loses its soft hyphens and the like."""
    stretch = text[start:end]
    unseen = not stretch.isascii() and _UNSEEN.search(stretch)
    return [
        Word(word := _UNSEEN.sub("", found.group()), word.lower(), start + found.start(), start + found.end())
        for found in (_WORD_WITH_UNSEEN if unseen else _WORD).finditer(stretch)
    ]


def words_after(text: str, at: int) -> list[Word]:
    """Words that follow `at` in the same line or table cell."""
    stretch = text[at : at + REACH]
    wall = _BREAK.search(stretch)
    return read_words(text, at, at + (wall.start() if wall else len(stretch)))


def words_before(text: str, at: int) -> list[Word]:
    """Words that precede `at` in the same line or table cell."""
    begin = max(0, at - REACH)
    if begin:  # do not start inside a word
        cut = re.search(r"\s", text[begin:at])
        begin = begin + cut.end() if cut else at
    walls = list(re.finditer(r"\n|\t|[^\S\n]{3,}", text[begin:at]))
    return read_words(text, begin + walls[-1].end() if walls else begin, at)
