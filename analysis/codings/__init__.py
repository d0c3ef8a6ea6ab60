"""Codings: people's readings of articles, kept, compared, and used in the reader's place."""

from analysis.codings.format import (
    CodedRow,
    Coding,
    coding_schema,
    find_faults,
    parse_coding,
    read_codings,
    restore,
    stand_off,
)

__all__ = [
    "CodedRow",
    "Coding",
    "coding_schema",
    "find_faults",
    "parse_coding",
    "read_codings",
    "restore",
    "stand_off",
]
