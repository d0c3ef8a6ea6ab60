"""Tables on disk: Parquet (canonical, with page checksums), CSV for everybody else, and a Data Package.

A big table is a folder of Parquet parts (`counts/part-00017.parquet`) and has no CSV.

In the CSV every text cell is quoted, null is an empty cell, and a text that a spreadsheet would take for a
formula gets a leading `'`, which `read_tables` takes away again. `articles.text` is never changed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as arrow
from pyarrow import compute, csv, dataset, parquet

from analysis.errors import SchemaError, UsageError
from analysis.tables import SCHEMAS, Column, Tables, empty_frame
from analysis.tables.schemas import TYPES

PACKAGE_FILE = "datapackage.json"
PACKAGE_NAME = "crossings"
PARTS = "part-*.parquet"
CHECKED = dataset.ParquetFileFormat(
    default_fragment_scan_options=dataset.ParquetFragmentScanOptions(page_checksum_verification=True)
)
# Tables whose rows have another order than that of their parts.
ORDERS = {"happenings": ["date_end", "type", "happening_id"]}
# What a spreadsheet may take for a formula; the quote mark too, so that the guard can be undone.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
UNGUARDED = {"articles": ["text"]}


def write_tables(
    tables: Tables, folder: Path | str, share: bool = False, names: Iterable[str] = tuple(SCHEMAS)
) -> None:
    """Write each table as NAME.parquet and NAME.csv with one `datapackage.json`; the same bytes every time.

    With `share`, `articles.text` is left out: articles belong to their publishers.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name in names:
        columns, frame = _shown_columns(name, share), tables.frame(name)
        write_parquet_table(name, frame, folder / f"{name}.parquet", share)
        data = render_csv(frame[[column.name for column in columns]], UNGUARDED.get(name, ()))
        (folder / f"{name}.csv").write_bytes(data)
        digest, dialect = hashlib.sha256(data).hexdigest(), {"lineTerminator": "\n", "doubleQuote": True}
        kind = {"path": f"{name}.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
        files = {**kind, "bytes": len(data), "hash": f"sha256:{digest}", "dialect": dialect}
        resources.append(_describe_resource(name, columns, files))
    told = "Beside each CSV a Parquet file holds the same rows. Quoted words belong to"
    _write_package(folder, resources, told)


def write_parts_package(folder: Path, names: Iterable[str], share: bool = False) -> None:
    """Describe a folder of tables in Parquet parts by a `datapackage.json`."""
    resources = []
    for name in names:
        paths = [f"{name}/{file.name}" for file in sorted((folder / name).glob(PARTS))]
        files = {"path": paths, "format": "parquet"}
        resources.append(_describe_resource(name, _shown_columns(name, share), files))
    _write_package(folder, resources, "Each table is a folder of Parquet parts. Quoted words belong to")


def _shown_columns(name: str, share: bool) -> list[Column]:
    left_out = UNGUARDED.get(name, ()) if share else ()
    return [column for column in SCHEMAS[name].columns if column.name not in left_out]


def write_parquet_table(name: str, frame: pd.DataFrame, file: Path, share: bool = False) -> None:
    """Write table `name` as one Parquet file; with `share` without `articles.text`."""
    columns = _shown_columns(name, share)
    fields = []
    for column in columns:
        told = {"description": column.description}
        fields.append(arrow.field(column.name, TYPES[column.kind].arrow, not column.required, told))
    shown = frame[[column.name for column in columns]]
    data = arrow.Table.from_pandas(shown, schema=arrow.schema(fields), preserve_index=False)
    parquet.write_table(data.replace_schema_metadata(None), file, write_page_checksum=True)


def render_csv(frame: pd.DataFrame, unguarded: Iterable[str] = ()) -> bytes:
    """Any frame as CSV: text quoted and, but in some columns, guarded; null empty, days ISO 8601."""
    cells = [[_csv_cell(value, label not in unguarded) for value in frame[label]] for label in frame.columns]
    lines = [",".join(frame.columns), *(",".join(row) for row in zip(*cells, strict=True))]
    return ("\n".join(lines) + "\n").encode()


def _csv_cell(value: Any, guarded: bool) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        guard = "'" if guarded and value.startswith(FORMULA_STARTS) else ""
        return '"' + guard + value.replace('"', '""') + '"'
    if isinstance(value, date):  # a Timestamp is one, too
        return value.isoformat()[:10]
    if isinstance(value, bool | np.bool):
        return str(value)
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _write_package(folder: Path, resources: list[dict[str, Any]], files: str) -> None:
    told = f"Claims and events read from news articles, each with its exact words. {files} their publishers."
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": PACKAGE_NAME,
        "title": "Border-crossing figures out of the news",
        "description": told,
        "resources": resources,
    }
    write_json(package, folder / PACKAGE_FILE)


def _describe_resource(name: str, columns: list[Column], files: Mapping[str, Any]) -> dict[str, Any]:
    schema = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_package_field(column) for column in columns],
        "missingValues": [""],
        "primaryKey": [column.name for column in columns if column.unique],
        "foreignKeys": [_foreign_key(one) for one in columns if one.refers_to and not one.pattern],
    }
    return {"name": name, "type": "table", "title": SCHEMAS[name].row, **files, "schema": schema}


def _package_field(column: Column) -> dict[str, Any]:
    rules = {"unique": column.unique, "enum": list(column.choices), "pattern": column.pattern}
    return {
        "name": column.name,
        "type": TYPES[column.kind].package,
        "description": column.description,
        "constraints": {"required": column.required} | {name: rule for name, rule in rules.items() if rule},
    }


def _foreign_key(column: Column) -> dict[str, Any]:
    """What one id refers to; a joined list of ids is no foreign key to a Data Package."""
    resource, field = column.refers_to.split(".")
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [field]}}


def read_tables(folder: Path | str) -> Tables:
    """Read the tables of a folder, from Parquet or, where there is none, from CSV.

    A table that the folder does not hold is empty; `articles.text` of shared tables is null.

    Raises
    ------
    UsageError
        when the folder holds no articles table.
    SchemaError
        when a file is damaged or its columns are not those of the schema.
    """
    folder = Path(folder)
    if not _holds_articles(folder):
        told = f"There is no articles.parquet or articles.csv in {folder}; give a folder of tables."
        raise UsageError(told)
    return Tables(**{name: _read_table(folder, name) for name in SCHEMAS})


def _holds_articles(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("articles.parquet", "articles.csv", "articles"))


def holds_tables(folder: Path) -> bool:
    """Whether a folder is one that tables were written to, as single files or in parts."""
    return read_json(folder / PACKAGE_FILE).get("name") == PACKAGE_NAME and _holds_articles(folder)


def write_json(value: Mapping[str, Any], file: Path) -> None:
    """Write a JSON object, the same bytes on every system."""
    file.write_bytes((json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode())


def read_json(file: Path) -> dict[str, Any]:
    """A JSON object; an empty one where the file is none."""
    try:
        value = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def read_rows(
    folder: Path, name: str, keep: Any = None, columns: list[str] | None = None, **among: Iterable[str]
) -> pd.DataFrame:
    """The rows of a table that an expression of pyarrow keeps, and whose cells are among those given.

    Of a table in parts no more than these rows, and of these columns, is held at a time.

    Raises SchemaError when a file is damaged.
    """
    place = folder / name if (folder / name).is_dir() else folder / f"{name}.parquet"
    for column, cells in among.items():
        found = dataset.field(column).isin(arrow.array([*cells], arrow.string()))
        keep = found if keep is None else keep & found
    frame = read_parquet_table(name, place, keep, columns)
    return frame.sort_values(ORDERS[name], ignore_index=True) if name in ORDERS else frame


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    if (folder / name).is_dir() or (folder / f"{name}.parquet").exists():
        return read_rows(folder, name)
    readable = folder / f"{name}.csv"
    return _read_csv_table(name, readable) if readable.exists() else empty_frame(name)


def read_parquet_table(
    name: str, place: Path, keep: Any = None, columns: list[str] | None = None
) -> pd.DataFrame:
    """Table `name` from a Parquet file or a folder of them, their checksums held against their pages.

    Raises SchemaError when a file is damaged or its columns are not those of the schema.
    """
    try:
        data = dataset.dataset(place, format=CHECKED).to_table(filter=keep, columns=columns)
        return frame_from_arrow(name, data)
    except (OSError, arrow.ArrowException) as error:
        raise SchemaError(f"table {name}: {place} is damaged ({error}); extract it again.") from error


def frame_from_arrow(name: str, data: Any) -> pd.DataFrame:
    """An arrow table with columns of table `name` as a frame of the right types; the others are null.

    Raises SchemaError for a column that the table has not.
    """
    if unknown := sorted({*data.column_names} - {*SCHEMAS[name].names}):
        raise SchemaError(f"table {name} has no column {unknown[0]}; it has {', '.join(SCHEMAS[name].names)}")
    frame = {}
    for column in SCHEMAS[name].columns:
        cells: Any = [None] * len(data)
        if column.name in data.column_names:
            cells = data[column.name].cast(TYPES[column.kind].arrow)
            cells = (cells.cast(arrow.timestamp("us")) if column.kind == "date" else cells).to_pandas()
        if column.name in data.column_names or not column.required:
            frame[column.name] = pd.Series(cells, dtype=TYPES[column.kind].pandas)
    return pd.DataFrame(frame)


def _read_csv_table(name: str, file: Path) -> pd.DataFrame:
    """Table `name` from one CSV file, the guard against formulas taken away.

    Raises SchemaError for a cell that is not of its column's type.
    """
    types = {column.name: TYPES[column.kind].arrow for column in SCHEMAS[name].columns}
    try:
        data = csv.read_csv(
            file,
            csv.ReadOptions(block_size=max(1 << 20, file.stat().st_size)),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True),
        )
    except arrow.ArrowException as error:
        raise SchemaError(f"table {name}: {file} cannot be read ({error}).") from error
    for at, column in enumerate(data.column_names):
        if types.get(column) == arrow.string() and column not in UNGUARDED.get(name, ()):
            data = data.set_column(at, column, compute.replace_substring_regex(data[column], r"\A'", ""))
    return frame_from_arrow(name, data)
