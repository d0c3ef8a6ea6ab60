"""From sources to articles: each record passes the gates, or is refused with a reason and a sentence."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from analysis.article import Article, Rejected
from analysis.errors import NothingReadError
from analysis.guard import OverrunError, describe_error, limit_work, work_apart
from analysis.identity import hash_file
from analysis.sources import documents, pages, tabular
from analysis.sources.copies import mark_copies
from analysis.sources.documents import HEADER
from analysis.sources.files import (
    KINDS,
    PARTED,
    SOURCES_FILE,
    Columns,
    Kind,
    Paths,
    Source,
    describe_paths,
    find_sources,
)
from analysis.sources.language import find_foreign_parts, identify_language
from analysis.sources.records import DateClaim, Entry, Record, RefusalError, settle_date
from analysis.tables import Tables

# News articles stay far below; what is longer is a book, a log or a table.
MAX_CHARACTERS = 500_000
MAX_NUMBERS = 20_000
NUMBER = re.compile(r"\d[\d.,]*")
# No text holds it, and half a pair can be written to no table.
NO_CHARACTER = re.compile("[\0\ud800-\udfff]")

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


def _name_apart(found: Iterator[Article | Rejected]) -> Iterator[Article | Rejected]:
    taken: set[str] = set()
    for one in found:
        if isinstance(one, Article):
            one = replace(one, article_id=free_id(one.article_id, one.path, taken))
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
    number = source.first if source.first == source.last else None
    return _refuse(source, number, RefusalError("failed", detail))


def read_source(source: Source) -> Iterator[Article | Rejected]:
    """The articles and refusals of one file, record by record; whatever goes wrong is a refusal."""
    entries = _open_entries(source)
    is_empty = source.first == 1 and source.last is None
    while True:
        entry: Entry | None = None
        try:
            with limit_work():
                following = next(entries, None)
                if following is None:
                    break
                sha256, entry = following
                found: Article | Rejected = _admit(entry.parse(), entry.number, source, sha256)
        except Exception as error:
            number = entry.number if entry else None
            found = _refuse(source, number, _explain(error, is_read=entry is not None))
        is_empty = False
        yield found
    if is_empty:
        yield Rejected("file", source.name, "empty", detail="There is no article in it.")


def _open_entries(source: Source) -> Iterator[tuple[str, Entry]]:
    """The file's hash, with each record of it; whatever is wrong with all of it is raised."""
    sha256 = source.sha256 or hash_file(source.file)
    for entry in READERS[source.kind](source):
        yield sha256, entry


def _explain(error: Exception, is_read: bool) -> RefusalError:
    """What was wrong with a record that `is_read`, or with the bytes of its file."""
    if isinstance(error, RefusalError):
        return error
    if isinstance(error, UnicodeDecodeError):
        if b"\0" in error.object:
            return RefusalError("binary", "It is no text.")
        return RefusalError("not_text", f"It is no UTF-8 (byte {error.start} is none); save it as UTF-8.")
    if is_read or isinstance(error, (OverrunError, MemoryError)):
        return RefusalError("failed", describe_error(error))
    if isinstance(error, OSError) and error.strerror:
        return RefusalError("unreadable", f"It cannot be opened: {error.strerror}.")
    what = "It is damaged, or cut off, or of another kind than its name says."
    return RefusalError("unreadable", f"{what} {describe_error(error)}")


def _refuse(source: Source, number: int | None, error: RefusalError) -> Rejected:
    """The refusal of a record, or of all that is left of the file."""
    if number is None:
        return Rejected("file", source.name, error.reason, detail=_line(error.detail))
    return Rejected("record", source.name, error.reason, str(number), detail=_line(error.detail))


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
    """The record as an article, with what `sources.csv` adds; a date in the file itself goes first.

    Raises RefusalError where it does not pass the gates.
    """
    language, doubts = _check_text(record.text)
    facts, own_id = source.facts, NO_CHARACTER.sub("?", record.own_id or "")
    publication, notes = settle_date((*record.dates, DateClaim(SOURCES_FILE, facts.get("published"))))
    return Article(
        own_id or (source.key if number is None else f"{source.key}-{number}"),
        source.name,
        record.text,
        sha256,
        publication,
        publisher=_line(facts.get("publisher") or record.publisher),
        title=_line(facts.get("title") or record.title),
        url=_line(facts.get("url") or record.url),
        language=language,
        notes=" ".join([*notes, *doubts]) or None,
    )


def _line(words: str | None) -> str | None:
    """Words on one line, which any table can hold."""
    return " ".join(NO_CHARACTER.sub("?", words or "").split())[:500] or None


def _check_text(text: str) -> tuple[str, list[str]]:
    """The language of an article's text, and which parts are in another one.

    Raises RefusalError where there is no text, or none that is to be read.
    """
    if found := NO_CHARACTER.search(text):
        if found[0] == "\0":
            raise RefusalError("binary", "It is no text.")
        raise RefusalError("not_text", "It holds what is no character in UTF-8; save it as UTF-8.")
    header = HEADER.match(text)
    body = text[header.end() if header else 0 :].strip().strip("\ufeff")
    if not body:
        raise RefusalError("empty", "There is no text in it.")
    if not any(char.isalpha() for char in body):
        raise RefusalError("no_words", f"There is no word in it, but {body[:40]!r}.")
    n_numbers = sum(1 for _ in NUMBER.finditer(text))
    for n, most, what in ((len(text), MAX_CHARACTERS, "characters"), (n_numbers, MAX_NUMBERS, "numbers")):
        if n > most:
            raise RefusalError("too_large", f"It has {n:,} {what}; up to {most:,} are read.")
    language = identify_language(body)
    if language != "en":
        what = "no language that can be told" if language == "und" else f"the language {language!r}"
        raise RefusalError("not_english", f"It is in {what}, beginning {' '.join(body.split())[:40]!r}.")
    others = sorted({other for *_, other in find_foreign_parts(body)})
    return language, [f"A part in the language {other!r} is passed over." for other in others]


def check_something_read(path: Paths, articles: Sequence[Article], rejected: Sequence[Rejected]) -> None:
    """Go on only with something to go on with.

    Raises NothingReadError naming what was refused and what to do.
    """
    if articles:
        return
    first = {one.reason: one for one in reversed(rejected)}
    counted = Counter(one.reason for one in rejected).most_common()
    reasons = ", ".join(f"{reason} ({n}, as {first[reason].path})" for reason, n in counted)
    detail = first[counted[0][0]].detail if counted else None
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
    except Exception as error:
        refusal = _explain(error, is_read=False)
        return f"refused as {refusal.reason}. {refusal.detail}"
    told = ", ".join(f"{field} from {column}" for field, column in found.items())
    return f"{source.kind}; {told}" if told else source.kind
