"""Saved pages, crawls (WARC) and feeds: the article's own text, without menus, and what the page says of it.

The text is found by trafilatura, the day of publication by htmldate; what the page's data or its address say
otherwise is told. No date comes from the day on which the page is read.
"""

import io
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, suppress
from functools import partial
from typing import Any

from lxml import etree, html

from analysis.sources.files import MAX_BYTES, MAX_WHOLE, UTF16_MARKS, Source, read_whole
from analysis.sources.records import DateClaim, Entry, Record, RefusalError, address_claims

DATES: dict[str, Any] = {"original_date": True, "extensive_search": False, "max_date": "2100-12-31"}
LEAST_WORDS = 5
# A feed with fewer words per entry carries teasers, and the articles stand elsewhere.
TEASER_WORDS = 40
MARKUP = re.compile(
    r"<(?:p|br|div|span|a|b|i|em|strong|ul|li|h[1-6]|img|blockquote|figure)\b[^<>]*>", re.IGNORECASE
)
BLOCKS = "p div li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote figcaption section article pre br".split()
# Stands where a block begins or ends: a character that no writing uses.
EDGE = "\ufdd0"
SKIPPED = "script style noscript template iframe svg button form nav".split()
# Requests, notes of the crawler and repeats of earlier answers hold no article of their own.
ANSWERS = ("response", "conversion")
PAGES = ("text/html", "application/xhtml+xml")
CUT = "The crawl breaks off here: its next record is damaged, or the file was cut."
LOST = "A record is not as long as it says; what follows it may be lost."


def read_page(source: Source) -> Iterator[Entry]:
    """One saved page."""
    yield Entry(None, partial(read_html, read_whole(source)))


def read_html(data: bytes, url: str | None = None) -> Record:
    """The article of a page.

    Raises RefusalError where the page is none, or holds no article.
    """
    import trafilatura
    from htmldate import find_date

    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    tree = _parse_page(data)
    claims = [DateClaim("The page's data", day) for day in _list_linked_days(tree)]
    claims.append(DateClaim("The page", find_date(tree, url="", **DATES)))
    found: Any = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params=DATES
    )
    if found is None or len((found.text or "").split()) < LEAST_WORDS:
        raise RefusalError("empty", "The page holds no article: no running text was found in it.")
    address = found.url or url
    publisher = found.sitename or found.hostname
    return Record(found.text, None, found.title, publisher, address, (*claims, *address_claims(address)))


def _parse_page(data: bytes) -> html.HtmlElement:
    """The tree of a page, by the encoding that it declares, else UTF-8."""
    if b"\0" in data[:2000] and data[:2] not in UTF16_MARKS:
        raise RefusalError("binary", "It is no page.")
    declared = re.search(rb"charset\s*=\s*[\"']?[\w-]+", data[:4000], re.IGNORECASE)
    encoding = "utf-8" if not declared and _is_utf8(data) else None
    try:
        return html.document_fromstring(data, parser=html.HTMLParser(encoding=encoding))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise RefusalError("empty", "The page holds nothing.") from error


def _list_linked_days(tree: html.HtmlElement) -> list[Any]:
    """When the objects of a page's linked data (JSON-LD) say that they were published, articles first.

    What lies within an object (a comment, a film) is not the page.
    """
    facts: list[Mapping[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        with suppress(ValueError, RecursionError):
            facts += _list_objects(json.loads(str(script)))
    facts.sort(key=lambda fact: "Article" not in str(fact.get("@type")))
    return [fact["datePublished"] for fact in facts if fact.get("datePublished")]


def _list_objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        yield from _list_objects(value.get("@graph"))
    elif isinstance(value, list):
        for item in value[:100]:
            yield from _list_objects(item)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_crawl(source: Source) -> Iterator[Entry]:
    """The answers of a crawl, in the order of the file."""
    from warcio.archiveiterator import ArchiveIterator

    with source.file.open("rb") as raw:
        raw.seek(source.offset)
        crawl = ArchiveIterator(raw)
        answers = (record for record in _list_records(crawl) if record.rec_type in ANSWERS)
        for number, record in source.number(answers):
            yield Entry(number, partial(_read_answer, record), crawl.offset)
        if crawl.err_count:
            raise RefusalError("unreadable", LOST)


def _list_records(crawl: Any) -> Iterator[Any]:
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
    return read_html(data, url)


def _is_cut(stream: Any) -> bool:
    """Whether a record holds less than it says: bytes are wanted, and none come."""
    while stream.limit > 0 and stream.read(1 << 16):
        pass
    return bool(stream.limit > 0)


def plain_text(words: str) -> str:
    """The text of a cell that holds markup, a paragraph a line; any other text as it is."""
    if not MARKUP.search(words):
        return words
    try:
        tree = html.fragment_fromstring(words, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return words
    etree.strip_elements(tree, *SKIPPED, with_tail=False)
    for node in tree.iter(*BLOCKS):
        node.text, node.tail = f"{EDGE}{node.text or ''}", f"{EDGE}{node.tail or ''}"
    lines = (" ".join(line.split()) for line in tree.text_content().split(EDGE))
    return "\n\n".join(line for line in lines if line)


def read_feed(source: Source) -> Iterator[Entry]:
    """The entries of an RSS or Atom feed that carry whole articles."""
    root = etree.fromstring(
        read_whole(source, MAX_WHOLE), etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    )
    for element in root.iter("{*}*"):
        element.tag = etree.QName(element).localname.lower()
    if root.tag not in ("rss", "feed", "rdf"):
        raise RefusalError("unknown_kind", f"XML of the kind {root.tag!r} is not read; RSS and Atom are.")
    publisher = next((one.strip() for one in root.xpath("./title/text() | ./channel/title/text()")), None)
    for number, entry in source.number(root.xpath("//item | //entry")):
        yield Entry(number, partial(_read_feed_entry, entry, publisher))


def _read_feed_entry(entry: Any, publisher: str | None) -> Record:
    def said(*names: str) -> str | None:
        texts = ("".join(child.itertext()).strip() for name in names for child in entry.findall(name))
        return next((text for text in texts if text), None)

    link = said("link") or next((str(one) for one in entry.xpath("./link/@href")), None)
    text = plain_text(said("encoded", "content", "description", "summary") or "")
    n_words = len(text.split())
    if n_words < TEASER_WORDS:
        detail = f"The feed carries {n_words} words of the article; save the page itself."
        raise RefusalError("teaser", detail)
    claims = (DateClaim("The feed", said("pubdate", "published", "date", "issued")), *address_claims(link))
    return Record(text, None, said("title"), publisher, link, claims)
