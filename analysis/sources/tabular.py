"""Tables of articles, one per row: CSV, TSV, Parquet, JSON and lines of JSON, read row by row."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, repeat
from typing import Any

from analysis.sources.files import MAX_BYTES, MAX_WHOLE, UTF16_MARKS, Source, decode, open_source, read_whole
from analysis.sources.pages import plain_text
from analysis.sources.records import WRAPPINGS, Columns, Record, RefusalError, Unread, choose_columns

Asked = Mapping[str, str]
DELIMITERS = ",\t;|"
# Keys under which an answer of a news service keeps its list of articles.
LISTS = ("articles", "data", "results", "items", "docs", "records", "entries", "hits", "response", "news")


def read_rows(source: Source, asked: Asked) -> Iterator[Record | Unread]:
    """The rows of a CSV or TSV file; the first row names the columns."""
    rows = _csv_rows(source)
    header = next(rows, None)
    if not isinstance(header, list):
        raise RefusalError("empty", "The table is empty.")
    columns = choose_columns([name.strip().strip("\ufeff") for name in header], asked)
    names = [name.strip().strip("\ufeff") for name in header]
    for number, row in source.number(rows):
        if isinstance(row, RefusalError):
            yield Unread(number, row.reason, row.detail)
        elif row:
            yield _record(columns, dict(zip(names, row, strict=False)), number)


def _csv_rows(source: Source) -> Iterator[list[str] | RefusalError]:
    """The cells of each row; a row that cannot be read is an error, after which reading ends."""
    csv.field_size_limit(MAX_WHOLE)
    lines = _text_lines(source)
    try:
        first = next(lines, "")
        delimiter = max(DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))
        yield from csv.reader(_chain(first, lines), delimiter=delimiter)
    except RefusalError as error:
        yield error
    except csv.Error as error:
        yield RefusalError("unreadable", f"The table ends here: {error}.")


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _text_lines(source: Source) -> Iterator[str]:
    with open_source(source) as data:
        if data.peek_mark() in UTF16_MARKS:
            yield from io.StringIO(decode(data.read(MAX_WHOLE)), newline="")
            return
        for line in data.lines(MAX_WHOLE):
            yield decode(line or b"") + "\n"


def _record(columns: Columns, row: Mapping[str, Any], number: int | None) -> Record:
    record = columns.record(row, number)
    return replace(record, text=plain_text(record.text))


def read_parquet(source: Source, asked: Asked) -> Iterator[Record | Unread]:
    """The rows of a Parquet file, a batch at a time."""
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(source.file) as file:
            columns = choose_columns(file.schema_arrow.names, asked)
            batches = file.iter_batches(batch_size=256, columns=[*columns.chosen.values()])
            rows = (row for batch in batches for row in batch.to_pylist())
            for number, row in source.number(rows):
                yield _record(columns, row, number)
    except (OSError, UnicodeDecodeError, arrow.ArrowException) as error:
        raise RefusalError(
            "unreadable", f"It is no Parquet file, or a damaged one: {str(error)[:100]}."
        ) from error


def read_json(source: Source, asked: Asked) -> Iterator[Record | Unread]:
    """One article, a list of articles, or an answer of a news service with such a list in it."""
    try:
        found = json.loads(decode(read_whole(source, MAX_WHOLE)).strip().strip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise RefusalError("unreadable", f"It is no sound JSON: {str(error)[:100]}.") from error
    rows = _find_list(found, asked)
    if rows is None:
        if not isinstance(found, dict):
            raise RefusalError("no_text_column", "The JSON holds neither an article nor a list of articles.")
        yield _record(choose_columns(_keys(found), asked), found, None)
        return
    for number, row in source.number(rows):
        yield _json_row(row, number, asked)


def _find_list(found: Any, asked: Asked) -> list[Any] | None:
    if isinstance(found, list):
        return found
    if not isinstance(found, dict) or _is_article(found, asked):
        return None
    for key in LISTS:
        inner = found.get(key)
        if isinstance(inner, (list, dict)) and (rows := _find_list(inner, asked)) is not None:
            return rows
    return None


def _is_article(row: Mapping[str, Any], asked: Asked) -> bool:
    try:
        choose_columns(_keys(row), asked)
    except RefusalError:
        return False
    return True


def _keys(row: Mapping[str, Any]) -> list[str]:
    """The keys that can hold a text or a name: an object only where it wraps one."""
    return [
        str(key)
        for key, value in row.items()
        if not isinstance(value, dict) or any(wrapping in value for wrapping in WRAPPINGS)
    ]


def _json_row(row: Any, number: int, asked: Asked) -> Record | Unread:
    if not isinstance(row, dict):
        return Unread(number, "no_text_column", f"It is no object with a text, but {str(row)[:40]!r}.")
    if isinstance(row.get("_source"), dict):
        row = {**row, **row["_source"]}
    try:
        return _record(choose_columns(_keys(row), asked), row, number)
    except RefusalError as error:
        return Unread(number, error.reason, error.detail)


def read_lines(source: Source, asked: Asked) -> Iterator[Record | Unread]:
    """One article per line of JSON; a broken line is refused and the next one read."""
    with open_source(source) as data:
        for number, line in source.number(data.lines(2 * MAX_BYTES)):
            if line is None:
                yield Unread(number, "too_large", "The line holds more than 4 MB.")
            elif line.strip().strip(b"\xef\xbb\xbf"):
                yield _parse_line(line, number, asked)


def _parse_line(line: bytes, number: int, asked: Asked) -> Record | Unread:
    try:
        return _json_row(json.loads(decode(line).strip().strip("\ufeff")), number, asked)
    except RefusalError as error:
        return Unread(number, error.reason, error.detail)
    except (ValueError, RecursionError) as error:
        return Unread(number, "unreadable", f"The line is no sound JSON: {str(error)[:80]}.")


def count_rows(source: Source) -> Iterator[int]:
    """A 0 for each row of a CSV or TSV file: where it begins is not known."""
    return (0 for _ in islice(_csv_rows(source), 1, None))


def count_parquet(source: Source) -> Iterator[int]:
    """A 0 for each row of a Parquet file."""
    from pyarrow import parquet

    with parquet.ParquetFile(source.file) as file:
        return repeat(0, file.metadata.num_rows)


def find_lines(source: Source) -> Iterator[int]:
    """Where each line of a file begins; 0 for a packed one, which cannot be entered in its middle."""
    with open_source(source) as data:
        if data.packed:
            yield from (0 for _ in data.lines(2 * MAX_BYTES))
            return
    with source.file.open("rb") as file:
        begins = True
        while True:
            offset = file.tell()
            piece = file.readline(1 << 20)
            if not piece:
                return
            if begins:
                yield offset
            begins = piece.endswith(b"\n")


def find_columns(source: Source, asked: Asked) -> Columns | None:
    """Which columns of a table would be read, from its head; None for what has no columns.

    Raises
    ------
    RefusalError
        where the table has no text.
    """
    if source.kind == "table":
        header = next(_csv_rows(source), [])
        return (
            choose_columns([name.strip().strip("\ufeff") for name in header], asked)
            if isinstance(header, list)
            else None
        )
    if source.kind == "parquet":
        from pyarrow import parquet

        return choose_columns(parquet.read_schema(source.file).names, asked)
    return None
