"""Saved pages, crawls (WARC) and feeds: the article's own text, without menus, and what the page says of it.

The text is found by trafilatura. Of the many dates of a page only those count that are said to be the day of
publication; where two of them differ, both are told. No date comes from the day on which the page is read.
"""

import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, suppress
from functools import partial
from typing import Any

from lxml import etree, html

from analysis.sources.files import MAX_BYTES, MAX_WHOLE, Source, read_whole
from analysis.sources.records import DateClaim, Entry, Record, RefusalError, address_claims, read_day

PUBLISHED_NAMES = (
    "article:published_time og:published_time og:article:published_time datepublished date pubdate "
    "publishdate publish_date publish-date parsely-pub-date sailthru.date dc.date dc.date.issued "
    "dcterms.date dcterms.issued dcterms.created article.published cxenseparse:recs:publishtime"
).split()
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
    yield Entry(None, partial(page_record, read_whole(source)))


def page_record(data: bytes, url: str | None = None) -> Record:
    """The article of a page.

    Raises RefusalError where the page is none, or holds no article.
    """
    tree = parse_page(data)
    found = _main_text(tree)
    address = found.url or url
    claims = (*_published_claims(tree), *address_claims(address))
    return Record(found.text, None, found.title, found.sitename or found.hostname, address, claims)


def parse_page(data: bytes) -> html.HtmlElement:
    """The tree of a page, by the encoding that it declares, else UTF-8."""
    if b"\0" in data[:2000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise RefusalError("binary", "It is no page.")
    declared = re.search(rb"charset\s*=\s*[\"']?[\w-]+", data[:4000], re.IGNORECASE)
    encoding = "utf-8" if not declared and _is_utf8(data) else None
    try:
        return html.document_fromstring(data, parser=html.HTMLParser(encoding=encoding))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise RefusalError("empty", "The page holds nothing.") from error


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _main_text(tree: html.HtmlElement) -> Any:
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found: Any = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params=DATES
    )
    if found is None or len((found.text or "").split()) < LEAST_WORDS:
        raise RefusalError("empty", "The page holds no article: no running text was found in it.")
    return found


def _published_claims(tree: html.HtmlElement) -> list[DateClaim]:
    """What a page says of its publication: in linked data, in its head, in its marked times, by htmldate."""
    from htmldate import find_date

    claims = [DateClaim("The page's data", day) for day in _linked_days(tree)]
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = str(meta.get("property") or meta.get("name") or meta.get("itemprop")).lower()
        named.setdefault(name, str(meta.get("content") or ""))
    claims += [DateClaim("The page's head", named[name]) for name in PUBLISHED_NAMES if named.get(name)]
    marked = tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")
    claims += [DateClaim("The page's time", str(value)) for value in marked[:1]]
    told = [claim for claim in claims if read_day(claim.value)]
    return told or claims or [DateClaim("The page", find_date(tree, **DATES))]


def _linked_days(tree: html.HtmlElement) -> list[Any]:
    """When the objects of a page's JSON-LD say that they were published, articles first."""
    facts: list[Mapping[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        with suppress(ValueError, RecursionError):
            facts += _objects(json.loads(str(script)))
    facts.sort(key=lambda fact: "Article" not in str(fact.get("@type")))
    return [fact["datePublished"] for fact in facts if fact.get("datePublished")]


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))
    elif isinstance(value, list):
        for item in value[:100]:
            yield from _objects(item)


def read_crawl(source: Source) -> Iterator[Entry]:
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
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False)
    try:
        root = etree.fromstring(read_whole(source, MAX_WHOLE), parser)
    except etree.XMLSyntaxError as error:
        raise RefusalError("unreadable", f"It is no sound XML: {str(error)[:100]}.") from error
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname.lower()
    if root.tag not in ("rss", "feed", "rdf"):
        raise RefusalError("unknown_kind", f"XML of the kind {root.tag!r} is not read; RSS and Atom are.")
    publisher = next((one.strip() for one in root.xpath("./title/text() | ./channel/title/text()")), None)
    for number, entry in source.number(root.xpath("//item | //entry")):
        yield Entry(number, partial(_feed_record, entry, publisher))


def _feed_record(entry: Any, publisher: str | None) -> Record:
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
