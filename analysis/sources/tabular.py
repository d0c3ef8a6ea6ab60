"""Tables of articles, one per row: CSV, TSV, Parquet, JSON and lines of JSON, read row by row."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from io import TextIOWrapper
from itertools import chain
from typing import Any

from analysis.sources.files import (
    MAX_BYTES,
    MAX_WHOLE,
    Source,
    decode,
    find_encoding,
    open_source,
    read_whole,
)
from analysis.sources.pages import plain_text
from analysis.sources.records import WRAPPINGS, Entry, Record, RefusalError, choose_columns, read_row

DELIMITERS = ",\t;|"
# Keys under which an answer of a news service keeps its list of articles.
LISTS = ("articles", "data", "results", "items", "docs", "records", "entries", "hits", "response", "news")


def read_rows(source: Source) -> Iterator[Entry]:
    """The rows of a CSV or TSV file; the first row names the columns."""
    rows = _csv_rows(source)
    names = next(rows)
    columns = choose_columns(names, source.columns)
    for number, row in source.number(rows):
        if row:
            yield Entry(number, partial(_read_cells, dict(zip(names, row, strict=False)), columns))


def _csv_rows(source: Source) -> Iterator[list[str]]:
    """The cells of each row, those of the header first.

    Raises RefusalError where the table is empty.
    """
    csv.field_size_limit(MAX_WHOLE)
    with open_source(source) as data:
        # What is in no such encoding is refused with its row.
        lines = TextIOWrapper(data, find_encoding(data.peek(8)), "surrogateescape", newline="")
        header = lines.readline()
        if not header.strip():
            raise RefusalError("empty", "The table is empty.")
        delimiter = max(DELIMITERS, key=lambda mark: (header.count(mark), mark == ","))
        rows = csv.reader(chain([header], lines), delimiter=delimiter)
        yield [name.strip().strip("\ufeff") for name in next(rows)]
        yield from rows


def _read_cells(row: Mapping[str, Any], columns: Mapping[str, str]) -> Record:
    record = read_row(row, columns)
    return replace(record, text=plain_text(record.text))


def read_parquet(source: Source) -> Iterator[Entry]:
    """The rows of a Parquet file, a batch at a time."""
    from pyarrow import parquet

    with parquet.ParquetFile(source.file) as file:
        columns = choose_columns(file.schema_arrow.names, source.columns)
        batches = file.iter_batches(batch_size=256, columns=[*columns.values()])
        rows = (row for batch in batches for row in batch.to_pylist())
        for number, row in source.number(rows):
            yield Entry(number, partial(_read_cells, row, columns))


def read_json(source: Source) -> Iterator[Entry]:
    """One article, a list of articles, or an answer of a news service with such a list in it."""
    found = _load_json(read_whole(source, MAX_WHOLE))
    rows = _find_list(found, source.columns)
    if rows is not None:
        for number, row in source.number(rows):
            yield Entry(number, partial(_read_object, row, source.columns))
    elif isinstance(found, dict):
        yield Entry(None, partial(_read_object, found, source.columns))
    else:
        raise RefusalError("no_text_column", "The JSON holds neither an article nor a list of articles.")


def _load_json(data: bytes) -> Any:
    try:
        return json.loads(decode(data).strip().strip("\ufeff"))
    except UnicodeDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise RefusalError("unreadable", f"It is no sound JSON: {str(error)[:80]}.") from error


def _find_list(found: Any, asked: Mapping[str, str]) -> list[Any] | None:
    """The list of articles in an answer; None in what is an article itself, or holds no list."""
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return None
    try:
        choose_columns(_keys(found), asked)
    except RefusalError:
        lists = (_find_list(found.get(key), asked) for key in LISTS)
        return next((rows for rows in lists if rows is not None), None)
    return None


def _keys(row: Mapping[str, Any]) -> list[str]:
    """The keys that can hold a text or a name: an object only where it wraps one."""
    return [
        str(key)
        for key, value in row.items()
        if not isinstance(value, dict) or any(wrapping in value for wrapping in WRAPPINGS)
    ]


def _read_object(row: Any, asked: Mapping[str, str]) -> Record:
    if not isinstance(row, dict):
        raise RefusalError("no_text_column", f"It is no object with a text, but {str(row)[:40]!r}.")
    if isinstance(row.get("_source"), dict):
        row = {**row, **row["_source"]}
    return _read_cells(row, choose_columns(_keys(row), asked))


def read_lines(source: Source) -> Iterator[Entry]:
    """One article per line of JSON; a broken line is refused and the next one read."""
    for number, (offset, line) in source.number(_list_lines(source, 2 * MAX_BYTES)):
        if line is None or line.strip().strip(b"\xef\xbb\xbf"):
            yield Entry(number, partial(parse_article, line, source.columns), offset)


def _list_lines(source: Source, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Where each line begins (0 in a packed file, which nobody can enter in its middle), and the line.

    It comes without its end, and as None where it is longer than `limit` bytes.
    """
    with open_source(source) as data:
        while True:
            offset = 0 if source.is_packed else data.tell()
            line = rest = data.readline(limit + 1)
            if not line:
                return
            while rest and not rest.endswith(b"\n"):
                rest = data.readline(1 << 20)
            yield offset, None if len(line) > limit else line.removesuffix(b"\n")


def parse_article(line: bytes | None, asked: Mapping[str, str]) -> Record:
    """The article in one object of JSON; None stands for a line that is too long to be one.

    Raises RefusalError, UnicodeDecodeError where there is none.
    """
    if line is None:
        raise RefusalError("too_large", "The line holds more than 4 MB.")
    return _read_object(_load_json(line), asked)


def find_columns(source: Source) -> Mapping[str, str]:
    """Which columns of a table would be read, from its head; none of what has no columns.

    Raises RefusalError where the table has no text.
    """
    if source.kind == "table":
        return choose_columns(next(_csv_rows(source)), source.columns)
    if source.kind == "parquet":
        from pyarrow import parquet

        return choose_columns(parquet.read_schema(source.file).names, source.columns)
    return {}
