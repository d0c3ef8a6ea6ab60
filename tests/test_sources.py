"""Reading keeps every character and loses no file without a reason."""

import gzip
import hashlib
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.article import Publication
from analysis.errors import UsageError
from analysis.sources import read_articles
from analysis.sources.files import MAX_BYTES


def write(folder: Path, **files: bytes) -> Path:
    """A folder with these .txt files."""
    for name, data in files.items():
        (folder / f"{name}.txt").write_bytes(data)
    return folder


@pytest.mark.parametrize(
    "data",
    [
        b"Guards stopped 40 people.\n",
        b"\xef\xbb\xbfGuards stopped 40 people.",
        b"One.\r\nTwo.\r\n",
        b"One.\rTwo.\r",
        "Vilnius’s border — 679 km".encode(),
        "zero\u200bwidth and \u2028 separators\u0085".encode(),
    ],
)
def test_text_keeps_every_character_of_the_file(tmp_path: Path, data: bytes) -> None:
    """Encoding the text again gives the file's bytes, whatever its line ends or byte order mark."""
    (article,), rejected = read_articles(write(tmp_path, a=data))
    assert article.text.encode() == data
    assert article.sha256 == hashlib.sha256(data).hexdigest()
    assert not rejected


def test_utf16_is_read_where_its_mark_says_so(tmp_path: Path) -> None:
    """A UTF-16 file with a byte order mark is text, and keeps the mark."""
    (article,), _ = read_articles(write(tmp_path, a="\ufeffGuards stopped 40.".encode("utf-16-le")))
    assert article.text == "\ufeffGuards stopped 40."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" date 2023-05-04 \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
        (b"text with a \0 in it", "binary"),
        (b"caf\xe9 by the border", "not_text"),
        (b"12 345\n67 890\n", "no_words"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (
            b"Die Wache hat nach der Nacht 40 Menschen auf dem Weg zu der Grenze gesehen.",
            "not_english",
        ),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    """An empty, binary, oversized or otherwise unusable file lands in rejected."""
    articles, (refusal,) = read_articles(write(tmp_path, a=data))
    assert (articles, refusal.kind, refusal.path, refusal.reason) == ([], "file", "a.txt", reason)


def test_what_no_table_can_hold_costs_one_record(tmp_path: Path) -> None:
    """Half a character, or a byte that is no UTF-8, refuses its row; in a name it becomes a question mark."""
    lines = ['{"text": "Guards \\ud83d came."}', '{"id": "\\udc80", "text": "Guards came."}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    (tmp_path / "b.csv").write_bytes(b"text\nCaf\xe9 by the border\nGuards left.\n")
    articles, rejected = read_articles(tmp_path)
    assert [(one.article_id, one.text) for one in articles] == [
        ("?", "Guards came."),
        ("b-2", "Guards left."),
    ]
    assert [(one.path, one.record, one.reason) for one in rejected] == [
        ("a.jsonl", "1", "not_text"),
        ("b.csv", "1", "not_text"),
    ]


def test_a_packed_table_is_read_up_to_where_it_is_cut_off(tmp_path: Path) -> None:
    """The rows before the cut are articles, and what is behind it is one refusal."""
    packed = gzip.compress(b"text\nGuards at the border came.\nGuards at the border left.\n", mtime=0)
    (tmp_path / "a.csv.gz").write_bytes(packed[:-8])
    articles, rejected = read_articles(tmp_path)
    assert [one.article_id for one in articles] == ["a-1", "a-2"]
    assert [(one.kind, one.reason) for one in rejected] == [("file", "unreadable")]


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A dangling link is unreadable, and a pipe is never opened, whatever its name."""
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "sources.csv")
    articles, rejected = read_articles(tmp_path)
    assert not articles
    assert [(refusal.path, refusal.reason) for refusal in rejected] == [
        ("gone.txt", "unreadable"),
        ("pipe.txt", "unreadable"),
        ("sources.csv", "unreadable"),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" date 2023-05-04 Guards stopped 40.", date(2023, 5, 4)),
        ("date 2023-05-04\r\nGuards stopped 40.", date(2023, 5, 4)),
        ("\ufeff date 2023-05-04 Guards stopped 40.", date(2023, 5, 4)),
        (" date 2023-02-30 Guards stopped 40.", None),
        (" date 2023-05-041 Guards stopped 40.", None),
        ("Guards stopped 40. date 2023-05-04 ", None),
        ("An update 2023-05-04 follows.", None),
    ],
)
def test_the_header_dates_the_article(tmp_path: Path, text: str, day: date | None) -> None:
    """A valid date in the header is the day of publication; an impossible one is no date."""
    (article,), _ = read_articles(write(tmp_path, a=text.encode()))
    assert article.publication == Publication(day, day, "header" if day else "unknown")


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """Subfolders are read too; hidden files and other kinds of files are refused as such."""
    write(tmp_path, b=b"Two.", a=b"One.")
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub", c=b"Three.")
    (tmp_path / ".hidden.txt").write_bytes(b"No.")
    (tmp_path / "notes.ini").write_bytes(b"No.")
    articles, rejected = read_articles(tmp_path)
    assert [article.path for article in articles] == ["a.txt", "b.txt", "sub/c.txt"]
    assert [(one.path, one.reason) for one in rejected] == [
        (".hidden.txt", "hidden"),
        ("notes.ini", "unknown_kind"),
    ]


def test_an_article_beside_what_was_coded_in_it_keeps_its_stem(tmp_path: Path) -> None:
    """A file of records with the stem of an article's file does not change the article's id."""
    write(tmp_path, a=b"One.")
    (tmp_path / "a.json").write_text('{"article": {"id": "a"}, "counts": [], "events": []}', encoding="utf-8")
    articles, refused = read_articles(tmp_path)
    assert [article.article_id for article in articles] == ["a"]
    assert [refusal.path for refusal in refused] == ["a.json"]


def test_a_text_that_is_an_article_in_json_is_read_as_one(tmp_path: Path) -> None:
    """The name says text, what is in it says its day."""
    write(
        tmp_path,
        a=b'{"date": "2024-03-14", "text": "Guards stopped 40 migrants at the border on Wednesday."}',
    )
    articles, _ = read_articles(tmp_path)
    assert articles[0].text.startswith("Guards stopped")
    assert articles[0].publication.latest == date(2024, 3, 14)


def test_files_that_share_a_stem_keep_their_path_as_id(tmp_path: Path) -> None:
    """No two articles have one id."""
    (tmp_path / "sub").mkdir()
    write(tmp_path, a=b"One.", b=b"Two.")
    write(tmp_path / "sub", a=b"Three.")
    articles, _ = read_articles(tmp_path)
    assert [article.article_id for article in articles] == ["a.txt", "b", "sub/a.txt"]


def test_a_file_with_the_same_bytes_is_a_duplicate(tmp_path: Path) -> None:
    """A later file that repeats an earlier one names it."""
    articles, _ = read_articles(write(tmp_path, a=b"Same.", b=b"Other.", c=b"Same."))
    assert [article.duplicate_of for article in articles] == [None, None, "a"]


def test_one_file_is_read_alone(tmp_path: Path) -> None:
    """A path to a file reads that file and no other."""
    write(tmp_path, a=b"One.", b=b"Two.")
    (article,), _ = read_articles(tmp_path / "b.txt")
    assert (article.article_id, article.path, article.text) == ("b", "b.txt", "Two.")


def test_several_paths_are_read_as_one(tmp_path: Path) -> None:
    """Folders, files and globs are named from where each begins, a name met before after its folder."""
    for name in ("news/sub", "old", "site/a", "site/b"):
        (tmp_path / name).mkdir(parents=True)
    write(tmp_path / "news", x=b"One.")
    write(tmp_path / "news/sub", y=b"Two.")
    write(tmp_path / "old", x=b"Three.", z=b"Four.")
    write(tmp_path / "site/a", page=b"Five.")
    write(tmp_path / "site/b", page=b"Six.")
    paths = [tmp_path / path for path in ("news", "old/x.txt", "site/*/page.txt", "news/x.txt", "old")]
    articles, rejected = read_articles(paths)
    assert {article.path: article.text for article in articles} == {
        "x.txt": "One.",
        "sub/y.txt": "Two.",
        "old/x.txt": "Three.",
        "a/page.txt": "Five.",
        "b/page.txt": "Six.",
        "z.txt": "Four.",
    }
    assert rejected == []


def test_each_folder_of_several_may_have_a_sources_csv(tmp_path: Path) -> None:
    """A sources.csv is about the files beside it and no article itself, also where it is named or globbed."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, x=name.encode() + b" word.")
        (tmp_path / name / "sources.csv").write_text(f"file,publisher\nx.txt,Paper {name}\n")
    for paths in ([tmp_path / "a", tmp_path / "b"], [tmp_path / "a/*", *sorted((tmp_path / "b").iterdir())]):
        articles, rejected = read_articles(paths)
        assert [article.publisher for article in articles] == ["Paper b", "Paper a"]
        assert rejected == []


def test_sources_csv_adds_what_the_file_does_not_say(tmp_path: Path) -> None:
    """Publisher, title, address and date come from the row that names the file; a header goes first."""
    write(tmp_path, a=b"One.", b=b" date 2023-05-04 Two.")
    (tmp_path / "sources.csv").write_text(
        'file,publisher,title,published\na.txt,"Daily, The",A title,2022-01-02\nb.txt,Weekly,,2022-01-02\n',
        encoding="utf-8-sig",
    )
    (a, b), _ = read_articles(tmp_path)
    assert (a.publisher, a.title, a.url) == ("Daily, The", "A title", None)
    assert a.publication == Publication(date(2022, 1, 2), date(2022, 1, 2), "metadata")
    assert (b.publisher, b.title, b.publication.day) == ("Weekly", None, date(2023, 5, 4))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("name,publisher\na.txt,Daily\n", "has a column 'name'"),
        ("publisher\nDaily\n", "has no column 'file'"),
        ("file,published\naa.txt,2022-01-02\n", "line 2: there is no file 'aa.txt'; did you mean a.txt?"),
        ("file,published\na.txt,2 January\n", "line 2: '2 January' is no date"),
    ],
)
def test_a_wrong_sources_csv_is_wrong_use(tmp_path: Path, table: str, message: str) -> None:
    """A mistake in sources.csv is said with its line, and nothing is read."""
    write(tmp_path, a=b"One.")
    (tmp_path / "sources.csv").write_text(table)
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        read_articles(tmp_path)


def test_a_missing_path_says_what_to_do(tmp_path: Path) -> None:
    """A mistyped path is answered with the nearest one that exists."""
    (tmp_path / "seeds").mkdir()
    with pytest.raises(UsageError, match=r"There is no file or folder .*seds; did you mean .*seeds\?"):
        read_articles(tmp_path / "seds")
    with pytest.raises(UsageError, match=r"seeds holds no files"):
        read_articles(tmp_path / "seeds")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever a file holds, it is either an article with all its characters or one refusal."""
    folder = write(tmp_path_factory.mktemp("any"), a=data)
    articles, rejected = read_articles(folder)
    assert len(articles) + len(rejected) == 1
    if articles and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        assert articles[0].text.encode() == data
