"""From sources to articles: each record passes the gates, or is refused with a reason and a sentence."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from analysis.article import Article, Publication, Rejected
from analysis.errors import NothingReadError, UsageError
from analysis.guard import describe_error, limit_work, work_apart
from analysis.sources import documents, pages, tabular, warc
from analysis.sources.copies import Copies
from analysis.sources.documents import HEADER
from analysis.sources.files import (
    KINDS,
    SOURCES_FILE,
    Kind,
    Paths,
    Source,
    describe_paths,
    hash_source,
    list_facts,
    list_sources,
    show_path,
)
from analysis.sources.language import find_foreign_parts, identify_language
from analysis.sources.records import Record, RefusalError, Unread, check_columns, settle_date
from analysis.tables import Tables

Asked = Mapping[str, str]

# News articles stay far below; what is longer is a book, a log or a table.
MAX_CHARACTERS = 500_000
MAX_NUMBERS = 20_000
NUMBER = re.compile(r"\d[\d.,]*")
SOURCES_COLUMNS = ("file", "publisher", "title", "url", "published")

READERS: dict[Kind, Callable[[Source, Asked], Iterator[Record | Unread]]] = {
    "text": lambda source, _: documents.read_text(source),
    "document": lambda source, _: documents.read_docx(source),
    "pdf": lambda source, _: documents.read_pdf(source),
    "page": lambda source, _: pages.read_page(source),
    "feed": lambda source, _: pages.read_feed(source),
    "crawl": lambda source, _: warc.read_warc(source),
    "table": tabular.read_rows,
    "parquet": tabular.read_parquet,
    "json": tabular.read_json,
    "lines": tabular.read_lines,
}
# Where the records of a file begin, of the kinds whose records can be told apart without being read.
STARTS: dict[Kind, Callable[[Source], Iterator[int]]] = {
    "crawl": warc.find_starts,
    "table": tabular.count_rows,
    "parquet": tabular.count_parquet,
    "lines": tabular.find_lines,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What `sources.csv` says about one file."""

    publisher: str | None
    title: str | None
    url: str | None
    published: date | None


def read_articles(path: Paths, columns: Asked | None = None) -> tuple[list[Article], list[Rejected]]:
    """Read a folder (walked), a glob, a file or several of them, in the order of their paths.

    `columns` says which column of a table holds what ({"text": "story"}); the usual names are known. A
    `sources.csv` in the folder (file, publisher, title, url, published) adds what the files do not say. An
    article that repeats an earlier one is a duplicate of it.

    Raises
    ------
    UsageError
        when there is nothing to read, or `sources.csv` is not as it should be.
    """
    articles: list[Article] = []
    rejected: list[Rejected] = []
    for found in mark_copies(iterate_articles(path, columns)):
        if isinstance(found, Article):
            articles.append(found)
        else:
            rejected.append(found)
    return articles, rejected


def iterate_articles(path: Paths, columns: Asked | None = None) -> Iterator[Article | Rejected]:
    """The same one after the other, without holding them: every refusal of a file, then record by record.

    Copies are not marked; `mark_copies` does so. Every id is its own.

    Raises
    ------
    UsageError
        as `read_articles` does, before the first article.
    """
    asked = check_columns(columns or {})
    return _iterate(*find_sources(path), asked)


def find_sources(path: Paths) -> tuple[list[Source], list[Rejected], dict[str, Facts]]:
    """The files to read, those refused, and what `sources.csv` says of files by their names.

    Raises
    ------
    UsageError
        as `read_articles` does.
    """
    sources, refused = list_sources(path)
    facts = {name: told for table in list_facts(path) for name, told in _read_facts(table, sources)}
    return sources, refused, facts


def _iterate(
    sources: list[Source], refused: list[Rejected], facts: Mapping[str, Facts], asked: Asked
) -> Iterator[Article | Rejected]:
    yield from refused
    taken: set[str] = set()

    def read(source: Source) -> Iterator[Article | Rejected]:
        return read_source(source, asked, facts.get(source.name))

    apart = len(sources) > 1  # one file takes no other with it
    records = work_apart(read, sources, _refuse_source) if apart else chain.from_iterable(map(read, sources))
    for found in records:
        if isinstance(found, Article):
            found = replace(found, article_id=free_id(found.article_id, found.path, taken))
        yield found


def _refuse_source(source: Source, detail: str) -> Rejected:
    return Rejected("file", source.name, "failed", detail=detail)


def free_id(wanted: str, path: str, taken: set[str]) -> str:
    """The id, with its file's name before it where another record has it already; it is taken then."""
    found, number = wanted, 1
    while found in taken:
        found = f"{path}:{wanted}" if number == 1 else f"{path}:{wanted}~{number}"
        number += 1
    taken.add(found)
    return found


def mark_copies(found: Iterable[Article | Rejected]) -> Iterator[Article | Rejected]:
    """Name, on every article that repeats an earlier one, the one that it repeats."""
    copies = Copies()
    for one in found:
        yield copies.mark(one) if isinstance(one, Article) else one


def read_source(
    source: Source, asked: Asked | None = None, facts: Facts | None = None
) -> Iterator[Article | Rejected]:
    """The articles and refusals of one file, record by record; whatever goes wrong is a refusal."""
    sha256, is_empty = source.sha256, True
    records = READERS[source.kind](source, asked or {})
    while True:
        try:
            with limit_work():
                sha256 = sha256 or hash_source(source.file)
                record = next(records, None)
                if record is None:
                    break
                found, is_empty = _admit(record, source, sha256), False
        except RefusalError as error:
            yield Rejected("file", source.name, error.reason, detail=error.detail)
            return
        except OSError as error:
            yield Rejected(
                "file", source.name, "unreadable", detail=f"It cannot be opened: {error.strerror}."
            )
            return
        except Exception as error:
            yield _refuse_source(source, describe_error(error))
            return
        yield _add_facts(found, facts) if isinstance(found, Article) else found
    if is_empty and source.first == 1 and source.last is None:
        yield Rejected("file", source.name, "empty", detail="There is no article in it.")


def list_starts(source: Source) -> Iterator[tuple[int, int]]:
    """The numbers of a file's records, each with the byte where it begins (0 where that is not known).

    No record is read for what it holds. What cannot be told apart, or not be read, is one record.
    """
    number = 0
    with suppress(Exception):  # whatever is wrong, the reader of the last stretch says it
        known = STARTS[source.kind](source) if source.kind in STARTS else (0,)
        for number, offset in enumerate(known, start=1):
            yield number, offset
    if not number:
        yield 1, 0


def _admit(record: Record | Unread, source: Source, sha256: str) -> Article | Rejected:
    """The article, if it passes the gates."""
    if isinstance(record, Unread):
        return Rejected("record", source.name, record.reason, str(record.number), detail=record.detail)
    try:
        language, doubts = _check_text(record.text)
    except RefusalError as error:
        if record.number is None:
            return Rejected("file", source.name, error.reason, detail=error.detail)
        named = str(record.own_id or record.number)
        return Rejected("record", source.name, error.reason, named, detail=error.detail)
    publication, notes = settle_date(record.dates)
    notes += doubts
    numbered = source.key if record.number is None else f"{source.key}-{record.number}"
    return Article(
        record.own_id or numbered,
        source.name,
        record.text,
        sha256,
        publication,
        publisher=_line(record.publisher),
        title=_line(record.title),
        url=_line(record.url),
        language=language,
        notes=" ".join(notes) or None,
    )


def _line(words: str | None) -> str | None:
    return " ".join(words.split())[:500] or None if words else None


def _check_text(text: str) -> tuple[str, list[str]]:
    """The language of an article's text, and which parts are in another one.

    Raises
    ------
    RefusalError
        where there is no text, or none that is to be read.
    """
    header = HEADER.match(text)
    body = text[header.end() if header else 0 :].strip().strip("\ufeff")
    if not body:
        raise RefusalError("empty", "There is no text in it.")
    if not any(char.isalpha() for char in body):
        raise RefusalError("no_words", f"There is no word in it, but {body[:40]!r}.")
    if len(text) > MAX_CHARACTERS:
        raise RefusalError(
            "too_large", f"It has {len(text):,} characters; up to {MAX_CHARACTERS:,} are read."
        )
    n_numbers = sum(1 for _ in NUMBER.finditer(text))
    if n_numbers > MAX_NUMBERS:
        raise RefusalError("too_large", f"It has {n_numbers:,} numbers; up to {MAX_NUMBERS:,} are read.")
    language = identify_language(body)
    if language != "en":
        what = "no language that can be told" if language == "und" else f"the language {language!r}"
        raise RefusalError("not_english", f"It is in {what}, beginning {' '.join(body.split())[:40]!r}.")
    others = sorted({other for *_, other in find_foreign_parts(body)})
    return language, [f"A part in the language {other!r} is passed over." for other in others]


def _add_facts(article: Article, facts: Facts | None) -> Article:
    """The article with what `sources.csv` adds; a date in the file itself goes first."""
    if facts is None:
        return article
    publication, notes = article.publication, article.notes
    if facts.published and publication.basis == "unknown":
        publication = Publication(facts.published, facts.published, "metadata")
    elif facts.published and publication.day and abs((publication.day - facts.published).days) > 1:
        doubt = f"The file says {publication.day}, {SOURCES_FILE} {facts.published}."
        notes = f"{notes} {doubt}" if notes else doubt
    return replace(
        article,
        publication=publication,
        publisher=facts.publisher or article.publisher,
        title=facts.title or article.title,
        url=facts.url or article.url,
        notes=notes,
    )


def _read_facts(file: Path, sources: list[Source]) -> Iterator[tuple[str, Facts]]:
    """What each row of a `sources.csv` says, with the name of the source that it is about."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            _check_facts_columns(file, reader.fieldnames or ())
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"{file} cannot be read as CSV in UTF-8 ({error}); save it again as such."
        ) from error
    beside = [one for one in sources if one.file.is_relative_to(file.parent)]
    names = {show_path(one.file.relative_to(file.parent)): one.name for one in beside}
    for line, row in enumerate(rows, start=2):
        name, facts = _parse_facts(file, line, row, names)
        yield names[name], facts


def _check_facts_columns(file: Path, columns: Sequence[str]) -> None:
    unknown = [column for column in columns if column not in SOURCES_COLUMNS]
    if unknown or "file" not in columns:
        wrong = f"has a column {unknown[0]!r}" if unknown else "has no column 'file'"
        raise UsageError(f"{file} {wrong}; its columns are {', '.join(SOURCES_COLUMNS)}.")


def _parse_facts(
    file: Path, line: int, row: Mapping[str, str | None], names: Mapping[str, str]
) -> tuple[str, Facts]:
    cells = {key: (value or "").strip() or None for key, value in row.items() if key}
    name, published = cells["file"] or "", cells.get("published")
    if name not in names:
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}?" if close else "give the path within the folder."
        raise UsageError(f"{file}, line {line}: there is no file {name!r}; {hint}")
    day = _iso_day(published) if published else None
    if published and not day:
        raise UsageError(f"{file}, line {line}: {published!r} is no date; write it as YYYY-MM-DD.")
    return name, Facts(cells.get("publisher"), cells.get("title"), cells.get("url"), day)


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def check_something_read(path: Paths, articles: Sequence[Article], rejected: Sequence[Rejected]) -> None:
    """Go on only with something to go on with.

    Raises
    ------
    NothingReadError
        naming what was refused and what to do.
    """
    if articles:
        return
    first = {one.reason: one for one in reversed(rejected)}
    counted = Counter(one.reason for one in rejected)
    reasons = ", ".join(f"{reason} ({n}, as {first[reason].path})" for reason, n in counted.most_common())
    detail = first[counted.most_common(1)[0][0]].detail if counted else None
    raise NothingReadError(
        f"No article could be read in {describe_paths(path)}: {reasons}. {detail or ''} The kinds "
        f"that are read are {', '.join(sorted(KINDS))}, also as .gz; nothing was written."
    )


def describe_outcome(tables: Tables) -> list[str]:
    """What became of everything met, as lines for a person; refused quantities are left out."""
    copies = tables.articles[tables.articles["duplicate_of"].notna()]
    refused = tables.rejected[tables.rejected["kind"] != "quantity"].astype(object)
    n_read = len(tables.articles) - len(copies)
    lines = [f"{n_read} articles read, {len(copies)} copies of them, {len(refused)} refused."]
    if len(copies):
        copy = copies.iloc[0]
        lines.append(f"  copies, first {copy['article_id']}: it repeats {copy['duplicate_of']}.")
    counted = Counter(refused["reason"])
    for reason, n in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        first = refused[refused["reason"] == reason].iloc[0].dropna()
        where = f"{first['path']}, record {first['record']}" if "record" in first else first["path"]
        lines.append(f"  {n} {reason}, first {where}: {first.get('detail', '')}".rstrip(": "))
    return lines


def describe_sources(path: Paths, columns: Asked | None = None) -> list[str]:
    """What would be read, and as what, one line per file; only the heads of tables are opened."""
    asked = check_columns(columns or {})
    sources, refused = list_sources(path)
    lines = [f"{source.name}: {_describe_source(source, asked)}" for source in sources]
    lines += [f"{one.path}: refused as {one.reason}. {one.detail}" for one in refused]
    return [*lines, f"{len(sources)} files to read, {len(refused)} refused."]


def _describe_source(source: Source, asked: Asked) -> str:
    try:
        found = tabular.find_columns(source, asked)
    except RefusalError as error:
        return f"refused as {error.reason}. {error.detail}"
    except Exception as error:
        return f"refused as unreadable. {describe_error(error)}"
    if found is None:
        return source.kind
    return f"{source.kind}; " + ", ".join(f"{field} from {column}" for field, column in found.chosen.items())
