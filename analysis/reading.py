"""From files to articles: every `.txt` file under a folder becomes an article or a refusal with a reason.

Offsets count the code points of `Article.text`, so the text keeps every character of the file: a byte
order mark, CRLF, a lone carriage return and the ` date YYYY-MM-DD ` header stay where they stand.
"""

import csv
import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from analysis.article import UNKNOWN_PUBLICATION, Article, Publication, Rejected
from analysis.errors import UsageError
from analysis.language.identification import is_foreign
from analysis.vocabulary import Reason

# News articles stay far below; a larger file is a dump that should be split first.
MAX_BYTES = 2_000_000
SOURCES_FILE = "sources.csv"
SOURCES_COLUMNS = ("file", "publisher", "title", "url", "published")
HEADER = re.compile(r"\ufeff?[ \t]*date[ \t]+(\d{4}-\d\d-\d\d)(?=\s|\Z)")
UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Source:
    """What `sources.csv` says about one file."""

    publisher: str | None
    title: str | None
    url: str | None
    published: date | None


def read_articles(path: Path | str) -> tuple[list[Article], list[Rejected]]:
    """Read one file, or every `.txt` file under a folder, in the order of their paths.

    A `sources.csv` in the folder (columns file, publisher, title, url, published) adds what the files do
    not say. A file with the same bytes as an earlier one is a duplicate of it. Hidden files are passed over.

    Raises
    ------
    UsageError
        when there is nothing to read, or `sources.csv` is not as it should be.
    """
    path = Path(path)
    folder, files = _list_files(path)
    sources = _read_sources(folder / SOURCES_FILE, files) if path.is_dir() else {}
    ids = _article_ids(folder, files)
    articles: list[Article] = []
    rejected: list[Rejected] = []
    for file in files:
        name = _shown(file.relative_to(folder))
        result = _read_file(file, name, ids[file])
        if isinstance(result, Rejected):
            rejected.append(result)
        else:
            articles.append(_with_source(result, sources.get(name)))
    return mark_duplicates(articles), rejected


def _list_files(path: Path) -> tuple[Path, list[Path]]:
    """The folder that paths are relative to, and the files to read."""
    if not path.exists() and not path.is_symlink():
        raise UsageError(f"There is no file or folder {path}; {_did_you_mean(path)}")
    if not path.is_dir():
        return path.parent, [path]
    files = sorted(file for file in path.rglob("*") if _is_input(file.relative_to(path), file))
    if not files:
        raise UsageError(f"The folder {path} holds no .txt files; put one article in each .txt file.")
    return path, files


def _is_input(relative: Path, file: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts)
    return file.suffix.lower() == ".txt" and not hidden and not file.is_dir()


def _did_you_mean(path: Path) -> str:
    try:
        neighbours = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        neighbours = []
    close = get_close_matches(path.name, neighbours, n=1)
    return f"did you mean {path.with_name(close[0])}?" if close else "give a folder of .txt files."


def _shown(relative: Path) -> str:
    """A path as text that any file can hold, even where its bytes are no UTF-8."""
    return os.fsencode(relative.as_posix()).decode("utf-8", "backslashreplace")


def _article_ids(folder: Path, files: Sequence[Path]) -> dict[Path, str]:
    """The stem of each file; the whole relative path where two files share a stem."""
    stems = Counter(file.stem for file in files)
    return {
        file: _shown(Path(file.stem) if stems[file.stem] == 1 else file.relative_to(folder)) for file in files
    }


def _read_file(file: Path, name: str, article_id: str) -> Article | Rejected:
    data = _read_bytes(file)
    if not isinstance(data, bytes):
        return Rejected("file", name, data)
    text = _decode(data)
    if text is None:
        return Rejected("file", name, "binary" if b"\0" in data else "not_text")
    reason = _refusal(text)
    if reason:
        return Rejected("file", name, reason)
    return Article(
        article_id, name, text, hashlib.sha256(data).hexdigest(), _header_publication(text), language="en"
    )


def _read_bytes(file: Path) -> bytes | Reason:
    """The file's bytes, or why it cannot be read; a pipe or a device is never opened."""
    try:
        if not file.is_file():
            return "unreadable"
        if file.stat().st_size > MAX_BYTES:
            return "too_large"
        return file.read_bytes()
    except OSError:
        return "unreadable"


def _decode(data: bytes) -> str | None:
    """UTF-8, or UTF-16 where a byte order mark says so; no other encoding is guessed."""
    try:
        text = data.decode(UTF16_MARKS.get(data[:2], "utf-8"))
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _refusal(text: str) -> Reason | None:
    header = HEADER.match(text)
    body = text[header.end() if header else 0 :].strip().strip("\ufeff")
    if not body:
        return "empty"
    if not any(char.isalpha() for char in body):
        return "no_words"
    return "not_english" if is_foreign(body) else None


def _header_publication(text: str) -> Publication:
    header = HEADER.match(text)
    day = _iso_day(header[1]) if header else None
    return Publication(day, day, "header") if day else UNKNOWN_PUBLICATION


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _with_source(article: Article, source: Source | None) -> Article:
    """The article with what `sources.csv` adds; a date in the file itself goes first."""
    if source is None:
        return article
    publication = article.publication
    if source.published and publication.basis == "unknown":
        publication = Publication(source.published, source.published, "metadata")
    return replace(
        article,
        publication=publication,
        publisher=source.publisher,
        title=source.title,
        url=source.url,
    )


def mark_duplicates(articles: Iterable[Article]) -> list[Article]:
    """Name, on every article with the same bytes as an earlier one, the one that it repeats."""
    first: dict[str, str] = {}
    marked = []
    for article in articles:
        original = first.setdefault(article.sha256, article.article_id)
        marked.append(article if original == article.article_id else replace(article, duplicate_of=original))
    return marked


def _read_sources(file: Path, files: Sequence[Path]) -> dict[str, Source]:
    """Rows of `sources.csv` by file name; none where there is no such file."""
    if not file.exists():
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            _check_sources_columns(file, reader.fieldnames or ())
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"{file} cannot be read as CSV in UTF-8 ({error}); save it again as such."
        ) from error
    names = [_shown(path.relative_to(file.parent)) for path in files]
    return dict(_parse_source(file, line, row, names) for line, row in enumerate(rows, start=2))


def _check_sources_columns(file: Path, columns: Sequence[str]) -> None:
    unknown = [column for column in columns if column not in SOURCES_COLUMNS]
    if unknown or "file" not in columns:
        wrong = f"has a column {unknown[0]!r}" if unknown else "has no column 'file'"
        raise UsageError(f"{file} {wrong}; its columns are {', '.join(SOURCES_COLUMNS)}.")


def _parse_source(
    file: Path, line: int, row: Mapping[str, str | None], names: Sequence[str]
) -> tuple[str, Source]:
    cells = {key: (value or "").strip() or None for key, value in row.items() if key}
    name, published = cells["file"] or "", cells.get("published")
    if name not in names:
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}?" if close else "give the path within the folder."
        raise UsageError(f"{file}, line {line}: there is no file {name!r}; {hint}")
    day = _iso_day(published) if published else None
    if published and not day:
        raise UsageError(f"{file}, line {line}: {published!r} is no date; write it as YYYY-MM-DD.")
    return name, Source(cells.get("publisher"), cells.get("title"), cells.get("url"), day)
