"""What hangs on all articles at once, by keys that a database joins on disk: ids, and which are copies.

The outcome is that of reading one article after the other (`analysis.sources`); a test holds it to that.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from analysis.scale.jobs import PRINTS, Settled
from analysis.sources.copies import Print
from analysis.sources.reading import free_id

MEMORY = "1GB"
BATCH = 1000
# The number of a piece and a place in it as one number that keeps their order.
WIDTH = 1 << 32


class Settling:
    """The prints of all pieces in one database, open as long as the context lasts."""

    def __init__(self, folder: Path, prints: Sequence[Path]) -> None:
        """`folder` takes the database; `prints` are the folders of the read pieces in their order."""
        self._data = duckdb.connect(str(folder / "prints.db"), config={"threads": 2, "memory_limit": MEMORY})
        self._data.execute("SET temp_directory = ?", [str(folder / "spill")])
        self._data.execute(
            "CREATE TABLE prints (n BIGINT, wanted VARCHAR, path VARCHAR, digest BLOB, bands BLOB[], "
            "fingerprint BLOB, numbers VARCHAR[])"
        )
        for piece, read in enumerate(prints):
            self._data.execute(
                "INSERT INTO prints SELECT ? + file_row_number, * EXCLUDE (file_row_number) "
                "FROM read_parquet(?, file_row_number = true)",
                [piece * WIDTH, str(read / PRINTS)],
            )
        self._ids = dict(self._find_ids())
        self._copies = self._find_copies()
        self._names: dict[int, str] = {}

    def __enter__(self) -> "Settling":
        return self

    def __exit__(self, *_: object) -> None:
        self._data.close()

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of an answer, which need not fit into memory; other questions may be asked meanwhile."""
        answer = self._data.cursor().execute(query)
        while rows := answer.fetchmany(BATCH):
            yield from rows

    def _find_ids(self) -> Iterator[tuple[int, str]]:
        """The articles that get another id, because one before them has theirs."""
        taken: set[str] = set()
        clashing = self._rows(
            "WITH twice AS (SELECT wanted FROM prints GROUP BY wanted HAVING count(*) > 1) "
            "SELECT n, wanted, path FROM prints WHERE wanted IN (FROM twice) OR wanted IN "
            "(SELECT path || ':' || wanted FROM prints WHERE wanted IN (FROM twice)) ORDER BY n"
        )
        for at, wanted, path in clashing:
            found = free_id(wanted, path, taken)
            if found != wanted:
                yield at, found

    def _find_copies(self) -> dict[int, int]:
        """Each article that repeats an earlier one, with that one."""
        self._data.execute("CREATE TABLE firsts AS SELECT digest, min(n) AS n FROM prints GROUP BY digest")
        self._data.execute(
            "CREATE TABLE keys AS SELECT n, unnest(bands) AS band FROM prints "
            "WHERE n IN (SELECT n FROM firsts)"
        )
        near: dict[int, int] = {}
        pairs = self._rows(
            "SELECT later.n, earlier.n, later.fingerprint, earlier.fingerprint, "
            "later.numbers, earlier.numbers "
            "FROM (SELECT DISTINCT one.n AS after, other.n AS before FROM keys one JOIN keys other "
            "ON one.band = other.band AND one.n > other.n) "
            "JOIN prints later ON later.n = after JOIN prints earlier ON earlier.n = before "
            "ORDER BY after, before"
        )
        for later, earlier, *compared in pairs:
            # What is a copy itself is compared with nothing.
            if later not in near and earlier not in near and _is_near(*compared):
                near[later] = earlier
        exact = self._rows(
            "SELECT prints.n, firsts.n FROM prints JOIN firsts USING (digest) WHERE prints.n > firsts.n"
        )
        return near | {at: near.get(first, first) for at, first in exact}

    def settle(self, failed: Mapping[int, Mapping[int, str]]) -> dict[int, Settled]:
        """What is settled for each piece of which anything is; `failed` by piece and place.

        The first copy of an article that failed stands for it, and the others are copies of that one.
        """
        lost = {piece * WIDTH + place for piece, places in failed.items() for place in places}
        copies: dict[int, int] = {}
        heirs: dict[int, int] = {}
        for at, original in sorted(self._copies.items()):
            if original not in lost:
                copies[at] = original
            elif original in heirs:
                copies[at] = heirs[original]
            elif at not in lost:
                heirs[original] = at
        names = self._name({*copies.values()})
        told: dict[int, tuple[dict[int, str], dict[int, str]]] = defaultdict(lambda: ({}, {}))
        for at, name in self._ids.items():
            told[at // WIDTH][0][at % WIDTH] = name
        for at, original in copies.items():
            told[at // WIDTH][1][at % WIDTH] = names[original]
        return {piece: Settled(*told[piece], failed.get(piece, {})) for piece in sorted({*told, *failed})}

    def _name(self, wanted: set[int]) -> dict[int, str]:
        """The ids of articles."""
        missing = [at for at in wanted if at not in self._names]
        if missing:
            answer = self._data.execute(
                "SELECT n, wanted FROM prints WHERE n IN (SELECT unnest(?::BIGINT[]))", [missing]
            )
            self._names |= dict(answer.fetchall())
        return {at: self._ids.get(at, self._names[at]) for at in wanted}


def _is_near(one: bytes, other: bytes, numbers: list[str], others: list[str]) -> bool:
    prints = (
        Print(b"", np.frombuffer(found, np.uint32), Counter(told))
        for found, told in ((one, numbers), (other, others))
    )
    return next(prints).repeats(next(prints))
