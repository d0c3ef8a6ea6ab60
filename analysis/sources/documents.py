"""Texts, Word files and PDFs: one article each, or as many as an export of a news database marks in them."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from analysis.sources.files import MAX_WHOLE, Source, decode, read_whole
from analysis.sources.records import (
    DateClaim,
    Entry,
    Record,
    RefusalError,
    address_claims,
    choose_columns,
    read_day,
    read_row,
)
from analysis.sources.tabular import parse_article

HEADER = re.compile(r"\ufeff?[ \t]*date[ \t]+(\d{4}-\d\d-\d\d)(?=\s|\Z)")
FRONT_MATTER = re.compile(
    r"\ufeff?\s*---[ ]*\r?\n(?=\s*[A-Za-z][\w -]*:)(.{1,20000}?)\r?\n(?:---|\.\.\.)[ ]*(?:\r?\n|\Z)",
    re.DOTALL,
)
ADDRESS = re.compile(
    r"\ufeff?\s*(?:url|link|source|from)?:?\s*<?(https?://\S+?)>?\s*(?:\r?\n|\Z)", re.IGNORECASE
)

# Where an export of LexisNexis or Factiva ends an article, and where the text begins in it.
END_MARKS = (
    re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE),
    re.compile(r"^[ \t]*Document [A-Z]{4,8}\d{8}[a-z0-9]{8,14}[ \t]*$", re.MULTILINE),
)
BODY = re.compile(r"^[ \t]*Body[ \t]*$", re.MULTILINE)
TAIL = re.compile(r"^[ \t]*(?:Load-Date:|Classification[ \t]*$|Graphic[ \t]*$|Notes[ \t]*$)", re.MULTILINE)
COPYRIGHT = re.compile(r"^[ \t]*(?:\(c\)|©|Copyright\b).*$", re.MULTILINE | re.IGNORECASE)
N_WORDS = re.compile(r"^[ \t]*(?:Length: *)?[\d,]+ words[ \t]*$", re.MULTILINE)
DAY_LINE = re.compile(r"(?:\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{1,2}, ?\d{4})\b")
HEAD_LINES = 30
# A line that stands on this share of the pages of a PDF, and on three at least, is its header or footer.
REPEATED_SHARE = 0.5


def read_text(source: Source) -> Iterator[Entry]:
    """A text file: one article, or those that a database's marks tell apart; JSON by another name too."""
    data = read_whole(source)
    try:
        record = parse_article(data, {})
    except (RefusalError, UnicodeDecodeError):
        yield from _tell_apart(decode(data))
    else:
        yield Entry(None, lambda: record)


def _tell_apart(text: str, title: str | None = None) -> Iterator[Entry]:
    """The articles that a database's marks tell apart, else one, with the title that its file has for it."""
    parts = split_export(text)
    for number, record in enumerate(parts, start=1):
        yield Entry(number, partial(replace, record))
    if not parts:
        record = describe_text(text)
        yield Entry(None, lambda: replace(record, title=record.title or title))


def describe_text(text: str) -> Record:
    """A text with what its header, its front matter or an address in its first line says of it."""
    if header := HEADER.match(text):
        return Record(text, dates=(DateClaim("The header", header[1], "header"),))
    if fields := _front_matter(text):
        columns = choose_columns([*fields, "text"], {})
        return replace(read_row({**fields, "text": text}, columns), text=text, own_id=None)
    if address := ADDRESS.match(text):
        return Record(text, url=address[1], dates=address_claims(address[1]))
    return Record(text)


def _front_matter(text: str) -> Mapping[str, Any]:
    """The fields between two lines of dashes at the start, if they are fields."""
    import yaml

    found = FRONT_MATTER.match(text)
    try:
        fields = yaml.load(found[1], Loader=yaml.BaseLoader) if found else None
    except (yaml.YAMLError, RecursionError):
        return {}
    return {str(key): value for key, value in fields.items()} if isinstance(fields, dict) else {}


def split_export(text: str) -> list[Record]:
    """The articles of a database's export, each less the database's own lines; none without marks."""
    mark = next((mark for mark in END_MARKS if mark.search(text)), None)
    found = [_export_article(part) for part in mark.split(text)] if mark else []
    return [record for record in found if record is not None]


def _export_article(part: str) -> Record | None:
    """Title, publisher and date from the head of an exported article, and its text, if it has one."""
    words = N_WORDS.search(part)
    body = BODY.search(part) or COPYRIGHT.search(part, words.end() if words else 0) or words
    if not body:
        return None
    head = [line.strip() for line in part[: body.start()].split("\n") if line.strip()][-HEAD_LINES:]
    tail = TAIL.search(part, body.end())
    text = part[body.end() : tail.start() if tail else len(part)].strip("\r\n")
    at = next((n for n, line in enumerate(head) if DAY_LINE.match(line) and read_day(line)), None)
    if at is None:
        return Record(text, title=head[0] if head else None)
    title, publisher = head[max(0, at - 2)], head[at - 1] if at else None
    if any(N_WORDS.match(line) for line in head[:at]):
        # Nexis has title, publisher, date; Factiva has title, author, words, date, time, publisher.
        title = head[0]
        publisher = next((line for line in head[at + 1 :] if not re.match(r"\d\d:\d\d", line)), None)
    return Record(text, None, title, publisher, dates=(DateClaim("The export", head[at]),))


def read_docx(source: Source) -> Iterator[Entry]:
    """A Word file: its paragraphs, and the rows of its tables, in their order."""
    import docx
    from docx.table import Table

    file = docx.Document(io.BytesIO(read_whole(source, MAX_WHOLE)))
    blocks = []
    for block in file.iter_inner_content():
        if isinstance(block, Table):
            blocks += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
        else:
            blocks.append(block.text)
    yield from _tell_apart("\n".join(blocks), file.core_properties.title)


def read_pdf(source: Source) -> Iterator[Entry]:
    """A PDF with a text layer, page by page, less the lines that stand on most pages."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    file = PdfReader(io.BytesIO(read_whole(source, MAX_WHOLE)))
    if file.is_encrypted and not file.decrypt(""):
        raise RefusalError("unreadable", "It is locked with a password.")
    pages = [page.extract_text() for page in file.pages]
    if not any(char.isalpha() for page in pages for char in page):
        advice = "let a program for character recognition (such as ocrmypdf) add one."
        raise RefusalError("scanned", f"{len(pages)} pages hold pictures and no text layer; {advice}")
    yield from _tell_apart("\n".join(_drop_repeated(pages)))


def _drop_repeated(pages: list[str]) -> Iterator[str]:
    """Lines of pages less their headers and footers; numbers in these may differ from page to page."""
    seen = Counter(key for page in pages for key in {*map(_line_key, page.split("\n"))})
    least = max(3, REPEATED_SHARE * len(pages))
    for line in "\n".join(pages).split("\n"):
        if not line.strip() or seen[_line_key(line)] < least:
            yield line


def _line_key(line: str) -> str:
    return re.sub(r"\d+", "0", line).strip()
