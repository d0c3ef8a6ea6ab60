"""From sources to articles: each record passes the gates, or is refused with a reason and a sentence."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path

from analysis.article import Article, Rejected
from analysis.errors import NothingReadError, UsageError
from analysis.guard import describe_error, limit_work, work_apart
from analysis.identity import hash_file
from analysis.sources import documents, pages, tabular
from analysis.sources.copies import mark_copies
from analysis.sources.documents import HEADER
from analysis.sources.files import (
    KINDS,
    PARTED,
    SOURCES_FILE,
    Kind,
    Paths,
    Source,
    describe_paths,
    list_facts,
    list_sources,
    show_path,
)
from analysis.sources.language import find_foreign_parts, identify_language
from analysis.sources.records import (
    DateClaim,
    Entry,
    Record,
    RefusalError,
    check_columns,
    read_day,
    settle_date,
)
from analysis.tables import Tables

# Which column of a table holds what, by what is asked for.
Columns = Mapping[str, str]
# News articles stay far below; what is longer is a book, a log or a table.
MAX_CHARACTERS = 500_000
MAX_NUMBERS = 20_000
NUMBER = re.compile(r"\d[\d.,]*")
SOURCES_COLUMNS = ("file", "publisher", "title", "url", "published")

READERS: dict[Kind, Callable[[Source], Iterator[Entry]]] = {
    "text": documents.read_text,
    "document": documents.read_docx,
    "pdf": documents.read_pdf,
    "page": pages.read_page,
    "feed": pages.read_feed,
    "crawl": pages.read_crawl,
    "table": tabular.read_rows,
    "parquet": tabular.read_parquet,
    "json": tabular.read_json,
    "lines": tabular.read_lines,
}


def read_articles(path: Paths, columns: Columns | None = None) -> tuple[list[Article], list[Rejected]]:
    """Read a folder (walked), a glob, a file or several of them, in the order of their paths.

    `columns` says which column of a table holds what ({"text": "story"}); the usual names are known. A
    `sources.csv` in the folder (file, publisher, title, url, published) adds what the files do not say. An
    article that repeats an earlier one is a duplicate of it.

    Raises UsageError when there is nothing to read, or `sources.csv` is not as it should be.
    """
    found = [*iterate_articles(path, columns)]
    articles = mark_copies([one for one in found if isinstance(one, Article)])
    return articles, [one for one in found if isinstance(one, Rejected)]


def iterate_articles(path: Paths, columns: Columns | None = None) -> Iterator[Article | Rejected]:
    """The same one after the other, without holding them: every refusal of a file, then record by record.

    Copies are not marked. Every id is its own.

    Raises UsageError as `read_articles` does, before the first article.
    """
    sources, refused = find_sources(path, columns)
    apart = len(sources) > 1  # one file takes no other with it
    found = read_apart(read_source, sources) if apart else chain.from_iterable(map(read_source, sources))
    return chain(refused, _name_apart(found))


def find_sources(path: Paths, columns: Columns | None = None) -> tuple[list[Source], list[Rejected]]:
    """The files to read, each with what `sources.csv` says of it, and those refused.

    Raises UsageError as `read_articles` does.
    """
    asked = check_columns(columns or {})
    sources, refused = list_sources(path)
    facts = {name: told for table in list_facts(path) for name, told in _read_facts(table, sources)}
    return [replace(one, columns=asked, facts=facts.get(one.name, {})) for one in sources], refused


def _name_apart(found: Iterator[Article | Rejected]) -> Iterator[Article | Rejected]:
    taken: set[str] = set()
    for one in found:
        if isinstance(one, Article):
            yield replace(one, article_id=free_id(one.article_id, one.path, taken))
        else:
            yield one


def free_id(wanted: str, path: str, taken: set[str]) -> str:
    """The id, with its file's name before it where another record has it already; it is taken then."""
    found, number = wanted, 1
    while found in taken:
        found = f"{path}:{wanted}" if number == 1 else f"{path}:{wanted}~{number}"
        number += 1
    taken.add(found)
    return found


def read_apart(
    read: Callable[[Source], Iterator[Article | Rejected]], sources: Sequence[Source]
) -> Iterator[Article | Rejected]:
    """What `read` gives of all sources, in another process: what ends that costs one file, or one record."""
    return work_apart(read, sources, _refuse_unit, split_source)


def _refuse_unit(source: Source, detail: str) -> Rejected:
    if source.first == source.last:
        return Rejected("record", source.name, "failed", str(source.first), detail=detail)
    return Rejected("file", source.name, "failed", detail=detail)


def read_source(source: Source) -> Iterator[Article | Rejected]:
    """The articles and refusals of one file, record by record; whatever goes wrong is a refusal."""
    entries = _open_entries(source)
    is_empty = source.first == 1 and source.last is None
    while True:
        number: int | None = None
        try:
            with limit_work():
                following = next(entries, None)
                if following is None:
                    break
                sha256, entry = following
                number = entry.number
                record = _add_facts(entry.parse(), source.facts)
                found: Article | Rejected = _admit(record, number, source, sha256)
        except Exception as error:
            found = _refuse(source, number, error)
        is_empty = False
        yield found
    if is_empty:
        yield Rejected("file", source.name, "empty", detail="There is no article in it.")


def _open_entries(source: Source) -> Iterator[tuple[str, Entry]]:
    """The file's hash, with each record of it; whatever is wrong with all of it is raised."""
    sha256 = source.sha256 or hash_file(source.file)
    for entry in READERS[source.kind](source):
        yield sha256, entry


def _refuse(source: Source, number: int | None, error: Exception) -> Rejected:
    """What went wrong with a record, or with all that is left of the file."""
    if isinstance(error, OSError):
        error = RefusalError("unreadable", f"It cannot be opened: {error.strerror}.")
    if not isinstance(error, RefusalError):
        error = RefusalError("failed", describe_error(error))
    if number is None:
        return Rejected("file", source.name, error.reason, detail=error.detail)
    return Rejected("record", source.name, error.reason, str(number), detail=error.detail)


def list_starts(source: Source) -> Iterator[tuple[int, int]]:
    """The numbers of a file's records, each with the byte where it begins (0 where that is not known).

    No record is read for what it holds. What cannot be told apart, or not be read, is one record.
    """
    number: int | None = None
    with suppress(Exception):  # whatever is wrong, the reader of the last stretch says it
        for number, _, offset in READERS[source.kind](source) if source.kind in PARTED else ():
            yield number or 1, offset
    if not number:
        yield source.first, source.offset


def split_source(source: Source) -> list[Source]:
    """A source of many records as one of each; one that cannot be parted as it is."""
    starts = [*list_starts(source)]
    if len(starts) == 1:
        return [source]
    return [replace(source, first=number, last=number, offset=offset) for number, offset in starts]


def _admit(record: Record, number: int | None, source: Source, sha256: str) -> Article:
    """The record as an article.

    Raises RefusalError where it does not pass the gates.
    """
    language, doubts = _check_text(record.text)
    publication, notes = settle_date(record.dates)
    return Article(
        record.own_id or (source.key if number is None else f"{source.key}-{number}"),
        source.name,
        record.text,
        sha256,
        publication,
        publisher=_line(record.publisher),
        title=_line(record.title),
        url=_line(record.url),
        language=language,
        notes=" ".join([*notes, *doubts]) or None,
    )


def _line(words: str | None) -> str | None:
    return " ".join(words.split())[:500] or None if words else None


def _check_text(text: str) -> tuple[str, list[str]]:
    """The language of an article's text, and which parts are in another one.

    Raises RefusalError where there is no text, or none that is to be read.
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


def _add_facts(record: Record, facts: Mapping[str, str]) -> Record:
    """The record with what `sources.csv` adds; a date in the file itself goes first."""
    return replace(
        record,
        publisher=facts.get("publisher") or record.publisher,
        title=facts.get("title") or record.title,
        url=facts.get("url") or record.url,
        dates=(*record.dates, DateClaim(SOURCES_FILE, facts.get("published"))),
    )


def _read_facts(file: Path, sources: list[Source]) -> Iterator[tuple[str, Mapping[str, str]]]:
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
        cells = {key: (value or "").strip() for key, value in row.items() if key}
        wrong = _find_mistake(cells, names)
        if wrong:
            raise UsageError(f"{file}, line {line}: {wrong}")
        yield names[cells["file"]], cells


def _check_facts_columns(file: Path, columns: Sequence[str]) -> None:
    unknown = [column for column in columns if column not in SOURCES_COLUMNS]
    if unknown or "file" not in columns:
        wrong = f"has a column {unknown[0]!r}" if unknown else "has no column 'file'"
        raise UsageError(f"{file} {wrong}; its columns are {', '.join(SOURCES_COLUMNS)}.")


def _find_mistake(cells: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    name, published = cells["file"], cells.get("published")
    if name not in names:
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}?" if close else "give the path within the folder."
        return f"there is no file {name!r}; {hint}"
    if published and not read_day(published):
        return f"{published!r} is no date; write it as YYYY-MM-DD."
    return None


def check_something_read(path: Paths, articles: Sequence[Article], rejected: Sequence[Rejected]) -> None:
    """Go on only with something to go on with.

    Raises NothingReadError naming what was refused and what to do.
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
    for reason, rows in sorted(refused.groupby("reason"), key=lambda item: (-len(item[1]), item[0])):
        first = rows.iloc[0].dropna()
        where = f"{first['path']}, record {first['record']}" if "record" in first else first["path"]
        lines.append(f"  {len(rows)} {reason}, first {where}: {first.get('detail', '')}".rstrip(": "))
    return lines


def describe_sources(path: Paths, columns: Columns | None = None) -> list[str]:
    """What would be read, and as what, one line per file; only the heads of tables are opened."""
    sources, refused = find_sources(path, columns)
    lines = [f"{source.name}: {_describe_source(source)}" for source in sources]
    lines += [f"{one.path}: refused as {one.reason}. {one.detail}" for one in refused]
    return [*lines, f"{len(sources)} files to read, {len(refused)} refused."]


def _describe_source(source: Source) -> str:
    try:
        found = tabular.find_columns(source)
    except RefusalError as error:
        return f"refused as {error.reason}. {error.detail}"
    except Exception as error:
        return f"refused as unreadable. {describe_error(error)}"
    told = ", ".join(f"{field} from {column}" for field, column in found.items())
    return f"{source.kind}; {told}" if told else source.kind
