"""The nine tables: their schemas, their frames, and the checks that hold them together."""

from analysis.tables.checks import check_frame, check_tables
from analysis.tables.frames import (
    Tables,
    articles_frame,
    empty_frame,
    find_sure,
    frame_from_rows,
    list_rows,
    rejected_frame,
)
from analysis.tables.schemas import SCHEMAS, Column, TableSchema

__all__ = [
    "SCHEMAS",
    "Column",
    "TableSchema",
    "Tables",
    "articles_frame",
    "check_frame",
    "check_tables",
    "empty_frame",
    "find_sure",
    "frame_from_rows",
    "list_rows",
    "rejected_frame",
]
