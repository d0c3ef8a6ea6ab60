"""The text that a reader sees, with the way back to the source.

Wrapped lines, runs of blanks, soft hyphens, no-break spaces, full-width digits and the marks of Markdown are
layout: they say nothing, yet each would change what is read. `normalise` takes them off and keeps, for every
character that is left, which characters of the source it stands for. The source itself (`articles.text`)
keeps them all.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from analysis.knowledge import Record, load_records
from analysis.sources.language import find_foreign_parts

# Replace start:end by other characters; the edits of one pass are in order and do not overlap.
Edit = tuple[int, int, str]

# One pass can bring out work for another ("\*" becomes "*"); only a text made for it would go on for longer.
MOST_ROUNDS = 12

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Full-width forms, ligatures and mathematical digits. Superscripts would join the number before them.
COMPATIBLE = "\ufb00-\ufb06\uff01-\uff5e\uffe0-\uffe6\U0001d7ce-\U0001d7ff"
ENDS = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
SPECIAL = re.compile(
    rf"(?P<ends>[ \t{BLANKS}{INVISIBLE}]*(?:\r\n|[{ENDS}])(?:[ \t{BLANKS}{INVISIBLE}]*(?:\r\n|[{ENDS}]))*)"
    rf"|(?P<invisible>[{INVISIBLE}\x00-\x08\x0e-\x1b\x1f\x7f]+)"
    rf"|(?P<grouping>(?<=\d)(?<!\d{{4}})[\u00a0\u2007\u2009\u202f](?=\d{{3}}(?!\d| \d)))"
    rf"|(?P<blank>[{BLANKS}])"
    rf"|(?P<compatible>[{COMPATIBLE}])"
    r"|(?P<accented>[^\W\d_][\u0300-\u036f]+)"
    r"|(?P<entity>&(?:\#\d{1,6}|\#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});)"
)
LINE_END = re.compile(rf"\r\n|[{ENDS}]")
# Digits in groups of three, as the reader of quantities takes them for one number; not a day before a number.
MONTHS = "January February March April May June July August September October November December"
GROUPS = re.compile(
    "".join(rf"(?<!{month} )" for month in MONTHS.split())
    + r"(?<![\d.,+-])(?<!\d )[1-9]\d{0,2}(?: \d{3}){1,2}(?![\d]|[,.'’]\d| \d)"
)

# Longer lines are prose, whatever they begin with.
LONGEST_LINE = 200

FRONT_MATTER = re.compile(r"\s*---[ ]*\n(?=[A-Za-z][\w -]*:)(?:[^\n]*\n){1,80}?(?:---|\.\.\.)[ ]*(?:\n|\Z)")

LINK_END = r"\]\([^()\s]*[/.:#][^()\s]*(?:[ ]\"[^\"\n]*\")?\)"
MARKS = re.compile(
    rf"(?P<image>!\[[^\[\]\n]{{0,500}}{LINK_END})"
    rf"|\[(?P<linked>[^\[\]\n]{{1,500}}){LINK_END}"
    r"|\*\*(?=[^\s*])(?P<strong>[^*]*[^\s*])\*\*"
    r"|(?<![\w*])\*(?=[^\s*])(?P<stressed>[^*]*[^\s*])\*(?![\w*])"
    r"|(?<![\w_])(?P<bars>_{1,3})(?=[^\s_])(?P<barred>[^_\n]*[^\s_])(?P=bars)(?![\w_])"
    r"|(?<!`)`(?P<code>[^`\n]+)`(?!`)"
    r"|~~(?=[^\s~])(?P<struck>[^~\n]*[^\s~])~~"
    r"|(?P<escape>\\(?=[\\`*_{}\[\]()#+.!>~|-]))"
    r"|(?P<lead>^[ ]{0,3}(?:\#{1,6}[ ]+|(?:>[ ]?)+)(?=\S))"
    r"|(?P<rule>^[ ]*(?P<line>[=*_~-])(?:[ ]?(?P=line)){2,}[ ]*$)",
    re.MULTILINE,
)
INNER = ("linked", "strong", "stressed", "barred", "code", "struck")

GAP = re.compile(r"(?<=\S)[ \t]+(?=\S)")
LOOSE = re.compile(r"[ \t]+$|^(?:[ ]{2,}|[ ]*\t[ \t]*)|(?<=\S)(?:[ ]{2,}|[ ]*\t[ \t]*)(?=\S)", re.MULTILINE)
# What every table of the reader takes for the gap between two cells.
CELL_GAP = "    "
PROSE_WORDS = 6
OFTEN = 3

ENDED = re.compile(r"[.!?][\"”’'»)\]]*\Z")
STOPPED = re.compile(r"[.!?:][\"”’'»)\]]*\Z")
BULLET = re.compile(r"[•·▪◦‣]\s+|::\s+")
MARKER = re.compile(r"(?P<dash>[*–—-])\s+|\(?(?:(?P<number>\d{1,2})|(?P<letter>[a-z]))[.)]\s+")
CELLS = re.compile(r"\S(?:\t+| {3,})\S|\|.*\|")
# A line as long as this that goes on in lower case was wrapped, whatever other lines do.
SURELY_LONG = 45
# What is set narrower is a list or a column of names; what is wider is a paragraph.
LEAST_WIDTH, MOST_WIDTH = 25, 160
# A line may be longer than the longest that is surely wrapped by about a word.
SLACK = 15
# Of the line ends that could be either, at least so many must go on in lower case.
WRAPPED_SHARE = 0.25
HYPHEN = re.compile(r"(\w+)-\Z")
FIRST_LETTERS = re.compile(r"\w+")


class Boilerplate(Record):
    """A kind of line, as a pattern for all of it."""

    pattern: str


def load_boilerplate() -> tuple[Boilerplate, ...]:
    """The kinds of lines that are passed over."""
    return load_records("boilerplate", Boilerplate)


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{record.pattern})" for record in load_boilerplate()), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shadow:
    """`text` is what the reader sees of `source`; offsets are half-open code points of either."""

    source: str
    text: str
    # Of every character of `text`, where what it stands for starts and ends.
    _starts: Sequence[int] = field(repr=False)
    _ends: Sequence[int] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words at start:end of `text` stand in the source."""
        if start < end:
            return self._starts[start], self._ends[end - 1]
        at = self._starts[start] if start < len(self._starts) else len(self.source)
        return at, at

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Where the source's start:end stands in `text`; empty where only layout stands there."""
        first = bisect_right(self._ends, start)
        return first, max(first, bisect_left(self._starts, end))


@lru_cache(maxsize=8)
def normalise(text: str) -> Shadow:
    """The text without its layout; the same for a text and for itself wrapped, spaced or marked otherwise."""
    shadow = Shadow(text, text, range(len(text)), range(1, len(text) + 1))
    for _ in range(MOST_ROUNDS):
        before = shadow
        for find_edits in PASSES:
            shadow = _apply(shadow, find_edits(shadow.text))
        if shadow is before:
            break
    return shadow


def _apply(shadow: Shadow, edits: Iterable[Edit]) -> Shadow:
    text, position = shadow.text, 0
    changes = [edit for edit in edits if text[edit[0] : edit[1]] != edit[2]]
    if not changes:
        return shadow
    parts: list[str] = []
    starts, ends = array("q"), array("q")
    for begin, stop, words in [*changes, (len(text), len(text), "")]:
        # Words of the same length stand for their characters one by one.
        kept = stop if len(words) == stop - begin else begin
        parts += text[position:begin], words
        starts.extend(shadow._starts[position:kept])
        ends.extend(shadow._ends[position:kept])
        if kept < stop:
            starts.extend([shadow._starts[begin]] * len(words))
            ends.extend([shadow._ends[stop - 1]] * len(words))
        position = stop
    return Shadow(shadow.source, "".join(parts), starts, ends)


def _read_characters(text: str) -> Iterator[Edit]:
    """Line ends as one kind, blanks as one kind, no hidden characters, letters and digits in plain form."""
    # Blanks that do not break say nothing about numbers where they stand everywhere.
    spaced_out = sum(map(text.count, "\u00a0\u202f\u2009")) > text.count(" ")
    for found in SPECIAL.finditer(text):
        begin, stop = found.span()
        match found.lastgroup:
            case "ends":
                ends = len(LINE_END.findall(found[0]))
                yield begin, stop, "\n" * min(ends, 2)
            case "invisible":
                yield begin, stop, ""
            case "grouping":
                yield begin, stop, " " if spaced_out else "\u00a0"
            case "blank":
                yield begin, stop, " "
            case "entity":
                yield begin, stop, unescape(found[0])
            case "compatible":
                yield begin, stop, unicodedata.normalize("NFKC", found[0])
            case _:
                yield begin, stop, unicodedata.normalize("NFC", found[0])


def _group_digits(text: str) -> Iterator[Edit]:
    """A number in groups of three is one word."""
    for found in GROUPS.finditer(text):
        yield *found.span(), found[0].replace(" ", "\u00a0")


def _drop_front_matter(text: str) -> Iterator[Edit]:
    if found := FRONT_MATTER.match(text):
        yield *found.span(), ""


def _pass_over(text: str) -> Iterator[Edit]:
    """Lines of pages and agencies, or in other languages, with the empty line after them."""
    foreign = {(start, end) for start, end, _ in find_foreign_parts(text)}
    for found in re.finditer(r"([^\n]+)\n*", text):
        is_short = len(found[1]) <= LONGEST_LINE
        if found.span(1) in foreign or (is_short and _boilerplate().fullmatch(found[1].strip())):
            yield *found.span(), ""


def _drop_marks(text: str) -> Iterator[Edit]:
    """Emphasis, links, headings and quotation as Markdown writes them, less their marks."""
    for found in MARKS.finditer(text):
        inner = next((name for name in INNER if found[name] is not None), None)
        if inner is None:
            yield *found.span(), ""
        elif not (inner == "strong" and _is_inside_word(text, *found.span())):
            yield found.start(), found.start(inner), ""
            yield found.end(inner), found.end(), ""


def _is_inside_word(text: str, begin: int, stop: int) -> bool:
    """Stars between letters on both sides stand for letters."""
    return text[begin - 1 : begin].isalnum() and text[stop : stop + 1].isalnum()


def _close_gaps(text: str) -> Iterator[Edit]:
    """One blank between words, one kind of gap between the cells of a row, none at the end of a line."""
    if not LOOSE.search(text):
        return
    said = _gaps_of_prose(text)
    for found in LOOSE.finditer(text):
        begin, stop = found.span()
        if stop == len(text) or text[stop] == "\n":
            yield begin, stop, ""
        elif begin == 0 or text[begin - 1] == "\n":
            yield begin, stop, " "
        else:
            is_cell = "\t" in found[0] or len(found[0]) > 2
            yield begin, stop, CELL_GAP if is_cell and found[0] not in said else " "


def _gaps_of_prose(text: str) -> set[str]:
    """Gaps that stand between the words of whole sentences, and so do not part the cells of a table."""
    prose: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for line in text.split("\n"):
        gaps = GAP.findall(line)
        is_prose = len(gaps) >= PROSE_WORDS and ENDED.search(line.rstrip())
        (prose if is_prose else other).update(gaps)
    return {gap for gap, n in prose.items() if n >= OFTEN or n >= other[gap]}


class LineEnd(NamedTuple):
    """One line end, with the lines on both sides."""

    start: int
    stop: int
    line: str
    following: str
    # Whether a sentence or a clause ends with the line.
    is_stopped: bool
    # The kind of list that the following line may be an item of.
    marker: str | None

    @property
    def is_broken_off(self) -> bool:
        """Whether a line without a full stop goes on in lower case."""
        return not self.is_stopped and not self.marker and self.following[0].islower()


def _join_lines(text: str) -> Iterator[Edit]:
    """Line ends that only a width made; a word parted at its hyphen is whole again."""
    ends = [*_line_ends(text)]
    broken = [len(end.line) for end in ends if end.is_broken_off]
    # The longest line that is surely wrapped, if lines are wrapped at all.
    width = max(broken, default=0)
    is_wrapped = len(broken) >= WRAPPED_SHARE * sum(not end.is_stopped for end in ends)
    if not (is_wrapped and LEAST_WIDTH <= width <= MOST_WIDTH):
        width = 0
    # A list begins after an empty line, or after a line that is complete.
    begun = re.finditer(rf"(?:\A|\n\n|[.:;,!?]\n) ?(?:{MARKER.pattern})", text)
    lists = {_kind_of_marker(found) for found in begun}
    for end in ends:
        n = len(end.line)
        # The next word would not have fitted on the line.
        is_full = n <= width + SLACK and n + 1 + len(end.following.split(" ", 1)[0]) > width
        surely = end.is_broken_off and n >= SURELY_LONG
        if surely or (width and is_full and end.marker not in lists):
            yield _join(text, end)


def _line_ends(text: str) -> Iterator[LineEnd]:
    """The line ends within a block that neither part the rows of a table nor the items of a list."""
    at = -1
    for line, after in pairwise(text.split("\n")):
        at += len(line) + 1
        following = after.lstrip()
        is_cut = BULLET.match(following) or CELLS.search(line) or CELLS.search(following)
        if line.strip() and following and not is_cut:
            stop = at + 1 + len(after) - len(following)
            marker = _kind_of_marker(MARKER.match(following))
            yield LineEnd(at, stop, line, following, bool(STOPPED.search(line)), marker)


def _kind_of_marker(found: re.Match[str] | None) -> str | None:
    """The dash, or `number` or `letter`, with which an item of a list begins."""
    return found and (found["dash"] or found.lastgroup)


def _join(text: str, end: LineEnd) -> Edit:
    parted = HYPHEN.search(end.line)
    if not parted or not end.following[0].isalnum():
        return end.start, end.stop, " "
    whole = parted[1] + FIRST_LETTERS.match(end.following)[0]  # type: ignore[index]
    is_one_word = end.following[0].islower() and re.search(rf"\b{re.escape(whole)}\b", text)
    return (end.start - 1, end.stop, "") if is_one_word else (end.start, end.stop, "")


PASSES: tuple[Callable[[str], Iterator[Edit]], ...] = (
    _read_characters,
    _drop_front_matter,
    _drop_marks,
    _close_gaps,
    _group_digits,
    _join_lines,
    _pass_over,
)
