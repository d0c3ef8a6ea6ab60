"""Any folder of news goes in: each thing met is an article or a refusal with a reason."""

import csv
import gzip
import io
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pyarrow as arrow
import pytest
import typst
from pyarrow import parquet

from analysis.errors import NothingReadError
from analysis.extraction import extract
from analysis.sources import (
    check_something_read,
    describe_outcome,
    describe_sources,
    find_sources,
    iterate_articles,
    read_articles,
)
from analysis.tables import check_tables


def story(number: int, place: str) -> str:
    """An article of three paragraphs that resembles no other one."""
    return (
        f"Border guards stopped {number} people near {place} on Monday, the ministry said in a statement.\n\n"
        f"Most of them had walked through the forest around {place} for {number} hours, it added, and were "
        "taken to a centre where doctors looked after them.\n\n"
        f"The mayor of {place} told reporters that {number + 7} beds had been prepared in a sports hall."
    )


def page(number: int, place: str, **head: str) -> str:
    """A page with menus around an article."""
    metas = "".join(f'<meta property="{name}" content="{value}">' for name, value in head.items())
    paragraphs = "".join(f"<p>{part}</p>" for part in story(number, place).split("\n\n"))
    return (
        f"<html lang='en'><head><title>Guards at {place}</title>{metas}"
        "<style>p { margin: 12px 40px; }</style></head>"
        f"<body><nav><a href='/'>Home</a> <a href='/w'>World 24</a></nav><article><h1>Guards at {place}</h1>"
        f"{paragraphs}</article><footer>Copyright 2019 Example News</footer></body></html>"
    )


def feed(*entries: str) -> str:
    """An RSS feed with entries that carry this text."""
    items = "".join(
        f"<item><title>Entry {n}</title><link>https://a.example/2024/03/1{n}/x.html</link>"
        f"<pubDate>Thu, 14 Mar 2024 16:39:00 GMT</pubDate>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
        for n, text in enumerate(entries)
    )
    spaces = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {spaces}><channel><title>Example Feed</title>{items}</channel></rss>"


def crawl() -> bytes:
    """A crawl of a page, a picture and a missing page."""
    answers = (
        ("200 OK", "text/html", page(71, "Otava").encode()),
        ("200 OK", "image/png", b"\x89PNG"),
        ("404 Not Found", "text/html", b"No"),
    )
    return b"".join(warc_answer(number, *answer) for number, answer in enumerate(answers))


def warc_answer(number: int, status: str, kind: str, body: bytes) -> bytes:
    """One packed record of a crawl."""
    answer = f"HTTP/1.0 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://a.example/{number}\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n", mtime=0)


def table(delimiter: str = ",") -> str:
    """A table of two articles, one of them without a text."""
    out = io.StringIO()
    rows = (("Guards", "2024-03-14", story(81, "Pelta"), "Daily"), ("None", "2024-03-15", "", "Daily"))
    csv.writer(out, delimiter=delimiter).writerows((("headline", "published", "content", "source"), *rows))
    return out.getvalue()


def word_file(file: Path, *texts: str) -> None:
    """A Word file with these paragraphs."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(file)


EXPORT = (
    "Guards stop {n} at {place}\nThe Example Times\nMarch 14, 2024 Thursday\n\nCopyright 2024 Example\n"
    "Section: NEWS\nLength: 71 words\n\nBody\n\n{text}\n\nLoad-Date: March 15, 2024\nEnd of Document\n"
)
FRONT = "---\ntitle: Boats\ndate: '2024-03-14'\nsource: Weekly\n---\n"
EXPORTED = ((41, "Jurva"), (42, "Kelna"))
LINES = ((36, "Fersk"), (37, "Gorna"))
POLISH = "Straż Graniczna zatrzymała w poniedziałek 40 osób na granicy z Białorusią, poinformował rzecznik."


@pytest.mark.parametrize(
    "facts",
    [
        {
            "@type": "NewsArticle",
            "comment": [{"@type": "Comment", "datePublished": "2024-03-20"}],
            "datePublished": "2024-03-14",
        },
        [
            {"@type": "WebPage", "datePublished": "2019-01-01"},
            {"@graph": [{"@type": ["ReportageNewsArticle"], "datePublished": "2024-03-14T10:00:00Z"}]},
        ],
    ],
)
def test_a_page_is_of_the_day_of_its_article(facts: Any, tmp_path: Path) -> None:
    """In a page's linked data the article goes before the site, and its comments and films say nothing."""
    told = f'<script type="application/ld+json">{json.dumps(facts)}</script></head>'
    (tmp_path / "a.html").write_text(page(33, "Celna").replace("</head>", told))
    ((article,), _) = read_articles(tmp_path)
    assert article.publication.day == date(2024, 3, 14)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file of every kind, and of everything that goes wrong."""
    root = tmp_path_factory.mktemp("mixed") / "news"
    (root / "sub").mkdir(parents=True)
    texts: dict[str, str | bytes] = {
        "a.txt": " date 2024-03-14 " + story(31, "Alnava"),
        "sub/wrapped.md": "---\ntitle: Boats\ndate: '2024-03-14'\nsource: Weekly\n---\n"
        + story(32, "Borova"),
        "page.html": page(33, "Celna", **{"article:published_time": "2024-03-14T10:00:00Z"}),
        "bare.htm": "<html><body><script>var a = 1;</script><nav><a href='/'>Home</a></nav></body></html>",
        "polish.html": f"<html><body><article><p>{POLISH}</p><p>{POLISH}</p></article></body></html>",
        "one.json": json.dumps({"date": "2024-03-14", "text": story(34, "Dresva"), "title": "One"}),
        "many.json": json.dumps({"articles": [{"id": "x1", "body": story(35, "Elnia")}, {"body": None}]}),
        "lines.jsonl": "\n{broken\n".join(json.dumps({"text": story(*one)}) for one in LINES),
        "table.csv": table(),
        "gdelt.tsv": "20240314\tUSA\t43.2\t-1\n20240314\tMEX\t12.1\t2\n",
        "feed.xml": feed("<p>" + story(38, "Halna").replace("\n\n", "</p><p>"), "Too short."),
        "other.xml": "<note>Nothing</note>",
        "crawl.warc.gz": crawl(),
        "cut.warc.gz": crawl()[:400],
        "packed.txt.gz": gzip.compress(story(39, "Ivena").encode(), mtime=0),
        "cut.txt.gz": gzip.compress(os.urandom(9000), mtime=0)[:4000],
        "bomb.txt.gz": gzip.compress(b"a" * 60_000_000, mtime=0),
        "copy.txt": "By A. Another, Example Wire\r\n" + story(31, "Alnava").replace("\n", "\r\n"),
        "export.txt": "".join(EXPORT.format(n=n, place=at, text=story(n, at)) for n, at in EXPORTED),
        "empty.txt": "",
        "head.csv": "date,text\n",
        "none.json": "[]",
        "none.warc": b"Nothing\r\n\r\n",
        "sheet.xlsx": b"PK\x03\x04",
        ".hidden.txt": "No.",
        "broken.pdf": b"%PDF-1.7 nothing",
    }
    for name, content in texts.items():
        (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    rows = [{"text": story(43, "Lurna"), "publish_date": date(2024, 3, 14), "url": "https://a.example/l"}]
    parquet.write_table(arrow.Table.from_pylist(rows), root / "rows.parquet")
    word_file(root / "word.docx", *story(44, "Murva").split("\n\n"))
    typst.compile(story(45, "Nerva").encode(), output=str(root / "print.pdf"))
    typst.compile(b"#rect(width: 10cm, height: 10cm)", output=str(root / "scan.pdf"))
    os.mkfifo(root / "pipe.txt")
    (root.parent / "outside.txt").write_text(story(46, "Otnava"))
    (root / "way-out.txt").symlink_to(root.parent / "outside.txt")
    return root


READ = {
    "a": 31,
    "wrapped": 32,
    "page": 33,
    "one": 34,
    "x1": 35,
    "lines-1": 36,
    "lines-3": 37,
    "table-1": 81,
    "feed-1": 38,
    "crawl-1": 71,
    "packed": 39,
    "export-1": 41,
    "export-2": 42,
    "rows-1": 43,
    "word": 44,
    "print": 45,
    "copy": 31,
}
REFUSED = {
    (".hidden.txt", None, "hidden"),
    ("bare.htm", None, "empty"),
    ("bomb.txt.gz", None, "too_large"),
    ("broken.pdf", None, "unreadable"),
    ("crawl.warc.gz", "2", "unknown_kind"),
    ("cut.warc.gz", "1", "unreadable"),
    ("crawl.warc.gz", "3", "unreadable"),
    ("cut.txt.gz", None, "unreadable"),
    ("empty.txt", None, "empty"),
    ("feed.xml", "2", "teaser"),
    ("gdelt.tsv", None, "no_text_column"),
    ("head.csv", None, "empty"),
    ("none.json", None, "empty"),
    ("none.warc", None, "unreadable"),
    ("lines.jsonl", "2", "unreadable"),
    ("many.json", "2", "empty"),
    ("other.xml", None, "unknown_kind"),
    ("pipe.txt", None, "unreadable"),
    ("polish.html", None, "not_english"),
    ("scan.pdf", None, "scanned"),
    ("sheet.xlsx", None, "unknown_kind"),
    ("table.csv", "2", "empty"),
    ("way-out.txt", None, "link"),
}


def test_everything_in_a_mixed_folder_is_accounted_for(folder: Path) -> None:
    """Each file and record is read by its reader, or refused by name with a sentence."""
    articles, rejected = read_articles(folder)
    assert {article.article_id for article in articles} == set(READ)
    for article in articles:
        assert f"stopped {READ[article.article_id]} people" in " ".join(article.text.split())
        assert "margin" not in article.text and "Home" not in article.text
    assert {(one.path, one.record, one.reason) for one in rejected} == REFUSED
    assert all(one.detail and one.detail.endswith(".") for one in rejected)
    assert {a.article_id: a.duplicate_of for a in articles if a.duplicate_of} == {"copy": "a"}


def test_what_a_file_says_of_its_articles_is_kept(folder: Path) -> None:
    """Title, publisher, address and day of publication come from the record, the page or the front matter."""
    found = {article.article_id: article for article in read_articles(folder)[0]}
    day = date(2024, 3, 14)
    dated = ("a", "wrapped", "page", "one", "table-1", "feed-1", "export-1", "rows-1")
    assert {key: found[key].publication.day for key in dated} == dict.fromkeys(dated, day)
    assert (found["wrapped"].title, found["wrapped"].publisher) == ("Boats", "Weekly")
    assert (found["table-1"].title, found["table-1"].publisher) == ("Guards", "Daily")
    assert (found["feed-1"].publisher, found["feed-1"].url) == (
        "Example Feed",
        "https://a.example/2024/03/10/x.html",
    )
    assert (found["export-2"].title, found["export-2"].publisher) == (
        "Guards stop 42 at Kelna",
        "The Example Times",
    )
    assert found["page"].title == "Guards at Celna"
    assert found["crawl-1"].publication.day is None
    assert "The address 2024-03-10" in (found["feed-1"].notes or "")


def test_a_mixed_folder_gives_sound_tables(folder: Path) -> None:
    """Extraction of all that was read satisfies the schemas."""
    tables = check_tables(extract(*read_articles(folder)))
    assert len(tables.articles) == len(READ)
    assert set(tables.counts["value"].dropna()) >= {31, 33, 43, 45}


def test_files_are_listed_without_being_read(folder: Path) -> None:
    """A list says how each file would be read, tables by which columns, and opens no more."""
    lines = describe_sources(folder)
    assert "table.csv: table; text from content, date from published" in "\n".join(lines)
    assert any(
        line.startswith("gdelt.tsv: refused as no_text_column. No column holds a text") for line in lines
    )
    sources, refused = find_sources(folder)
    assert len(sources) + len(refused) == len(list(folder.rglob("*"))) - 1
    assert next(iterate_articles(folder / "a.txt")).article_id == "a"


def test_a_summary_names_the_first_of_each_refusal(folder: Path) -> None:
    """A person reads how many were read, and for each reason how many and which first."""
    lines = describe_outcome(extract(*read_articles(folder)))
    assert lines[0] == "16 articles read, 1 copies of them, 23 refused."
    assert any(line.startswith("  1 scanned, first scan.pdf: 1 pages hold pictures") for line in lines)


def test_nothing_read_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """A folder whose only file is refused ends with that file's name, the reason and what is read."""
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(NothingReadError, match=r"unknown_kind \(1, as a\.xlsx\)\. .* Save it as \.csv\."):
        check_something_read(tmp_path, *read_articles(tmp_path))


def test_a_column_can_be_named(tmp_path: Path) -> None:
    """A table of other names is read by the columns asked for."""
    (tmp_path / "a.csv").write_text('when;what\n2024-03-14;"' + story(31, "Alnava") + '"\n')
    (refusal,) = read_articles(tmp_path)[1]
    assert (refusal.reason, refusal.detail) == (
        "no_text_column",
        "No column holds a text; the columns are when, what. Say --map text=COLUMN.",
    )
    (article,), _ = read_articles(tmp_path, {"text": "what", "date": "when"})
    assert article.publication.day == date(2024, 3, 14)


@pytest.mark.parametrize(
    ("change", "is_copy"),
    [
        (lambda text: "By B. Writer\n\n" + text, True),
        (lambda text: text.replace(" ", "  ").replace("\n", "\r\n"), True),
        (lambda text: text + "\n\nRead more on our pages.", True),
        (lambda text: text.replace("stopped 31", "stopped 52"), False),
        (lambda text: story(31, "Zelva"), False),
    ],
)
def test_a_copy_is_the_same_report_with_the_same_numbers(
    tmp_path: Path, change: Callable[[str], str], is_copy: bool
) -> None:
    """Another byline or line end makes no other report; another number does."""
    text = story(31, "Alnava") + "\n\n" + story(31, "Alnava").replace("Monday", "Sunday")
    (tmp_path / "a.txt").write_text(text, newline="")
    (tmp_path / "b.txt").write_text(change(text), newline="")
    assert [article.duplicate_of for article in read_articles(tmp_path)[0]] == [
        None,
        "a" if is_copy else None,
    ]
