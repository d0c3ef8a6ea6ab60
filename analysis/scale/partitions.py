"""Pieces of a corpus: which files, or which records of a file, are read together.

A piece is cut where the name of a file says so, not after a fixed number of files: a file that comes or goes
changes the piece in which it lies and leaves the others as they were.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice, pairwise

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
    counted = 0
    for source in find_sources(paths, columns)[0]:
        counted += _count_articles(source)
        if counted > SMALL:
            return True
    return False


def _count_articles(source: Source) -> int:
    """About how many articles a file holds, counted to one more than makes a big corpus."""
    if source.kind in WHOLE:
        with suppress(OSError):
            return max(1, source.file.stat().st_size // ARTICLE_BYTES)
    return sum(1 for _ in islice(list_starts(source), SMALL + 1))


def cut_pieces(sources: Iterable[Source], size: int = SIZE) -> Iterator[Piece]:
    """The pieces in the order of their files and records, each file with its hash."""
    piece: list[Source] = []
    n_articles = 0
    for source in sources:
        for stretch, n_records in _cut_source(source, size):
            if piece and n_articles + n_records > size:
                yield tuple(piece)
                piece, n_articles = [], 0
            piece.append(stretch)
            n_articles += n_records
        if zlib.crc32(source.name.encode()) % max(1, size // 2) == 0:
            yield tuple(piece)
            piece, n_articles = [], 0
    if piece:
        yield tuple(piece)


def _cut_source(source: Source, size: int) -> Iterator[tuple[Source, int]]:
    """A file as stretches of at most so many records, each with their number.

    The last stretch reads to the end, so that it tells of whatever is wrong there. What is not told apart
    without being read fills a piece.
    """
    found = replace(source, file=source.file.absolute())
    with suppress(OSError):  # where it cannot be read, its reader will tell
        found = replace(found, sha256=hash_file(found.file))
    cuts, n_records = [], 0
    for start in list_starts(source):
        if n_records % size == 0:
            cuts.append(start)
        n_records += 1
    for (first, offset), (following, _) in pairwise(cuts):
        yield replace(found, first=first, last=following - 1, offset=offset), size
    first, offset = cuts[-1]
    rest = size if source.kind in WHOLE else n_records - size * (len(cuts) - 1)
    yield replace(found, first=first, offset=offset), rest
