"""Where two files that should be the same part, as a place that a person can find: cell, row, line, byte."""

import json
from collections.abc import Iterable
from contextlib import suppress
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
    place = None
    with suppress(CrossingsError, ValueError, KeyError, TypeError):  # too broken to be what it should be
        if found.suffix == ".parquet":
            place = _find_row(found, expected)
        elif found.suffix == ".ipynb":
            place = _find_part("cell", json.loads(left)["cells"], json.loads(right)["cells"])
        elif found.suffix in LINES:
            place = _find_part("line", left.splitlines(), right.splitlines())
    return place or _find_part("byte", left, right)


def _find_part(what: str, left: Iterable[Any], right: Iterable[Any]) -> str | None:
    pairs = enumerate(zip_longest(left, right), start=1)
    number = next((number for number, (one, other) in pairs if one != other), None)
    return f"{what} {number}" if number else None


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
