"""Codings: people's readings of articles, kept, compared, and used in the reader's place."""

from analysis.codings.format import Coding, parse_coding, restore, stand_off

__all__ = ["Coding", "parse_coding", "restore", "stand_off"]
