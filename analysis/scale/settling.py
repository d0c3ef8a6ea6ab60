"""What hangs on all articles at once, by keys that a database joins on disk: ids, and which are copies.

The outcome is that of reading one article after the other (`analysis.sources`); a test holds it to that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from analysis.scale.jobs import PRINTS, Settled
from analysis.sources.copies import fetch_rows, find_copies, pass_on
from analysis.sources.reading import free_id

MEMORY = "1GB"
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
        self._copies = find_copies(self._data)

    def __enter__(self) -> "Settling":
        return self

    def __exit__(self, *_: object) -> None:
        self._data.close()

    def _find_ids(self) -> Iterator[tuple[int, str]]:
        """The articles that get another id, because one before them has theirs."""
        taken: set[str] = set()
        clashing = fetch_rows(
            self._data,
            "WITH twice AS (SELECT wanted FROM prints GROUP BY wanted HAVING count(*) > 1) "
            "SELECT n, wanted, path FROM prints WHERE wanted IN (FROM twice) OR wanted IN "
            "(SELECT path || ':' || wanted FROM prints WHERE wanted IN (FROM twice)) ORDER BY n",
        )
        for at, wanted, path in clashing:
            found = free_id(wanted, path, taken)
            if found != wanted:
                yield at, found

    def settle(self, failed: Mapping[int, Mapping[int, str]]) -> dict[int, Settled]:
        """What is settled for each piece of which anything is; `failed` by piece and place."""
        lost = {piece * WIDTH + place for piece, places in failed.items() for place in places}
        copies = pass_on(dict(sorted(self._copies.items())), lost)
        names = self._name({*copies.values()})
        told: dict[int, tuple[dict[int, str], dict[int, str]]] = defaultdict(lambda: ({}, {}))
        for at, name in self._ids.items():
            told[at // WIDTH][0][at % WIDTH] = name
        for at, original in copies.items():
            told[at // WIDTH][1][at % WIDTH] = names[original]
        return {piece: Settled(*told[piece], failed.get(piece, {})) for piece in sorted({*told, *failed})}

    def _name(self, wanted: set[int]) -> dict[int, str]:
        """The ids of articles."""
        query = "SELECT n, wanted FROM prints WHERE n IN (SELECT unnest(?::BIGINT[]))"
        named = self._data.execute(query, [[*wanted]]).fetchall()
        return {at: self._ids.get(at, name) for at, name in named}
