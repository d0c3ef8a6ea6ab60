"""Crawls: the pages of a WARC file, each as an article; what is no page is refused by its kind."""

import io
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from functools import partial
from typing import Any

from analysis.sources.files import MAX_BYTES, Source
from analysis.sources.pages import page_record
from analysis.sources.records import Entry, Record, RefusalError

# Requests, notes of the crawler and repeats of earlier answers hold no article of their own.
ANSWERS = ("response", "conversion")
PAGES = ("text/html", "application/xhtml+xml")
CUT = "The crawl breaks off here: its next record is damaged, or the file was cut."
LOST = "A record is not as long as it says; what follows it may be lost."


def read_warc(source: Source) -> Iterator[Entry]:
    """The answers of a crawl, in the order of the file."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with source.file.open("rb") as raw:
        raw.seek(source.offset)
        crawl = ArchiveIterator(raw)
        answers = (record for record in _records(crawl) if record.rec_type in ANSWERS)
        try:
            for number, record in source.number(answers):
                yield Entry(number, partial(_read_answer, record), crawl.offset)
        except (ArchiveLoadFailed, EOFError, OSError, AttributeError, ValueError, zlib.error) as error:
            raise RefusalError("unreadable", CUT) from error
        if crawl.err_count:
            raise RefusalError("unreadable", LOST)


def _records(crawl: Any) -> Iterator[Any]:
    """The records of a crawl; of damaged ones warcio would print parts."""
    while True:
        with redirect_stderr(io.StringIO()):
            record = next(crawl, None)
        if record is None:
            return
        yield record


def _read_answer(record: Any) -> Record:
    if record.length is None:
        raise RefusalError("unreadable", CUT)
    url = record.rec_headers.get_header("WARC-Target-URI")
    headers = record.http_headers or record.rec_headers
    kind = (headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        raise RefusalError("unreadable", f"{url} answered with the code {status} and no page.")
    data = record.content_stream().read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RefusalError("too_large", f"{url} holds more than 2 MB.")
    if _is_cut(record.raw_stream):
        raise RefusalError("unreadable", CUT)
    if kind == "text/plain":
        return Record(data.decode("utf-8", "replace"), url=url)
    if kind not in PAGES:
        raise RefusalError("unknown_kind", f"{url} is no page but {kind or 'of no kind'}.")
    return page_record(data, url)


def _is_cut(stream: Any) -> bool:
    """Whether a record holds less than it says: bytes are wanted, and none come."""
    while stream.limit > 0 and stream.read(1 << 16):
        pass
    return bool(stream.limit > 0)
