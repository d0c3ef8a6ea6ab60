"""Pieces of a corpus: which files, or which records of a file, are read together.

A piece is cut where the name of a file says so, not after a fixed number of files: a file that comes or goes
changes the piece in which it lies and leaves the others as they were.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from analysis.identity import hash_file
from analysis.sources import Paths, Source, find_sources, list_starts

Piece = tuple[Source, ...]
# Articles in a piece: this many records of a table; of files about half as many, and never more.
SIZE = 300
# A corpus of no more articles is read at once and written as single files.
SMALL = 1000
# An article takes so many bytes, where a file holds many of them and has to be read whole to count them.
ARTICLE_BYTES = 3000
WHOLE = ("json", "feed")


def is_big(paths: Paths, columns: Mapping[str, str] | None = None) -> bool:
    """Whether there are so many articles that they are better read in pieces, by a quick look."""
    n = 0
    for source in find_sources(paths, columns)[0]:
        n += _estimate_articles(source)
        if n > SMALL:
            return True
    return False


def _estimate_articles(source: Source) -> int:
    """How many articles a file holds, counted to one more than makes a big corpus."""
    if source.kind in WHOLE:
        with suppress(OSError):
            return max(1, source.file.stat().st_size // ARTICLE_BYTES)
    return sum(1 for _ in islice(list_starts(source), SMALL + 1))


def cut_pieces(sources: Iterable[Source], size: int = SIZE) -> Iterator[Piece]:
    """The pieces in the order of their files and records, each file with its hash."""
    files: list[Source] = []
    n_articles = 0
    for source in sources:
        known = _with_hash(source)
        cuts, n_records = _find_cuts(known, size)
        alone = n_records > size or known.kind in WHOLE
        if files and (alone or n_articles + n_records > size):
            yield tuple(files)
            files, n_articles = [], 0
        if alone:
            yield from _cut_records(known, cuts)
            continue
        files.append(known)
        n_articles += n_records
        if zlib.crc32(known.name.encode()) % max(1, size // 2) == 0:
            yield tuple(files)
            files, n_articles = [], 0
    if files:
        yield tuple(files)


def _find_cuts(source: Source, size: int) -> tuple[list[tuple[int, int]], int]:
    """Where every `size`-th record begins (number and byte), and how many records there are."""
    cuts, n_records = [], 0
    for start in list_starts(source):
        if n_records % size == 0:
            cuts.append(start)
        n_records += 1
    return cuts, n_records


def _cut_records(source: Source, cuts: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The last piece reads to the end, so that it tells of whatever is wrong there."""
    lasts: list[int | None] = [first - 1 for first, _ in cuts[1:]]
    for (first, offset), last in zip(cuts, [*lasts, None], strict=True):
        yield (replace(source, first=first, last=last, offset=offset),)


def _with_hash(source: Source) -> Source:
    """The file as any process finds it, with its hash; where it cannot be read, its reader will tell."""
    found = replace(source, file=source.file.absolute())
    with suppress(OSError):
        return replace(found, sha256=hash_file(found.file))
    return found
