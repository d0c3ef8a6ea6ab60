"""Where two files that should be the same part, as a place that a person can find: cell, row, line, byte."""

import json
from itertools import zip_longest
from pathlib import Path
from typing import Any

from analysis.errors import CrossingsError
from analysis.storage import read_parquet_table
from analysis.tables import SCHEMAS

LINES = (".csv", ".json", ".html", ".md", ".svg")


def find_difference(found: Path, expected: Path) -> str | None:
    """The first place where `found` departs from `expected`, in words; None where the bytes are the same."""
    left, right = found.read_bytes(), expected.read_bytes()
    if left == right:
        return None
    try:
        if found.suffix == ".ipynb":
            place = _find_cell(json.loads(left), json.loads(right))
        elif found.suffix == ".parquet":
            place = _find_row(found, expected)
        else:
            place = _find_line(left, right) if found.suffix in LINES else None
    except (CrossingsError, ValueError, KeyError, TypeError):
        place = None  # too broken to be read as what it should be
    return place or f"byte {_first(left, right) + 1}"


def _first(left: Any, right: Any) -> int:
    return next(i for i, (one, other) in enumerate(zip_longest(left, right)) if one != other)


def _find_line(left: bytes, right: bytes) -> str:
    return f"line {_first(left.splitlines(), right.splitlines()) + 1}"


def _find_cell(left: dict[str, Any], right: dict[str, Any]) -> str | None:
    if left["cells"] == right["cells"]:
        return None
    return f"cell {_first(left['cells'], right['cells']) + 1}"


def _find_row(found: Path, expected: Path) -> str | None:
    """The first cell of a table of ours that differs; None for other tables and where all cells agree."""
    if found.stem not in SCHEMAS:
        return None
    left, right = (read_parquet_table(found.stem, file) for file in (found, expected))
    if len(left) != len(right):
        return f"{len(left)} rows instead of {len(right)}"
    for label in right.columns:
        same = (left[label] == right[label]) | (left[label].isna() & right[label].isna())
        if not same.all():
            return f"column {label}, row {int((~same).to_numpy().argmax())}"
    return None
