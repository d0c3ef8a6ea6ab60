"""What hangs on all articles at once, by keys that a database joins on disk: ids, and which are copies.

The outcome is that of reading one article after the other (`analysis.sources`); a test holds it to that.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.scale.jobs import Settled
from analysis.sources.copies import fetch_rows, find_copies, pass_on
from analysis.sources.reading import free_id

MEMORY = "1GB"
# The number of a piece and a place in it as one number that keeps their order.
WIDTH = 1 << 32


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing all articles told.

    By piece and place: the ids that are not those that they wanted. By id: each copy's piece, and what it
    repeats, in the order of the articles.
    """

    ids: Mapping[int, Mapping[int, str]]
    pieces: Mapping[str, int]
    copies: Mapping[str, str]

    def settle(self, failed: Sequence[Mapping[str, str]]) -> list[Settled]:
        """What each piece must know; `failed` says of each which articles could not be read, and why."""
        left = pass_on(self.copies, {name for names in failed for name in names})
        copies: dict[int, dict[str, str]] = defaultdict(dict)
        for copy, original in left.items():
            copies[self.pieces[copy]][copy] = original
        return [Settled(self.ids.get(n, {}), copies.get(n, {}), lost) for n, lost in enumerate(failed)]


def compare_articles(folder: Path, prints: Sequence[Path]) -> Comparison:
    """Compare all articles by the prints of each piece; `folder` takes the database."""
    import duckdb

    with duckdb.connect(str(folder / "prints.db"), config={"threads": 2, "memory_limit": MEMORY}) as data:
        data.execute("SET temp_directory = ?", [str(folder / "spill")])
        data.execute(
            "CREATE TABLE prints (n BIGINT, wanted VARCHAR, path VARCHAR, digest BLOB, bands BLOB[], "
            "fingerprint BLOB, numbers VARCHAR[])"
        )
        for piece, file in enumerate(prints):
            data.execute(
                "INSERT INTO prints SELECT ? + file_row_number, * EXCLUDE (file_row_number) "
                "FROM read_parquet(?, file_row_number = true)",
                [piece * WIDTH, str(file)],
            )
        others = dict(_find_ids(data))
        copies = sorted(find_copies(data).items())
        query = "SELECT n, wanted FROM prints WHERE n IN (SELECT unnest(?::BIGINT[]))"
        names = dict(data.execute(query, [[n for pair in copies for n in pair]]).fetchall()) | others
    ids: dict[int, dict[int, str]] = defaultdict(dict)
    for n, name in others.items():
        ids[n // WIDTH][n % WIDTH] = name
    pieces = {names[copy]: copy // WIDTH for copy, _ in copies}
    return Comparison(ids, pieces, {names[copy]: names[original] for copy, original in copies})


def _find_ids(data: Any) -> Iterator[tuple[int, str]]:
    """The articles that get another id, because one before them has theirs."""
    taken: set[str] = set()
    clashing = fetch_rows(
        data,
        "WITH twice AS (SELECT wanted FROM prints GROUP BY wanted HAVING count(*) > 1) "
        "SELECT n, wanted, path FROM prints WHERE wanted IN (FROM twice) OR wanted IN "
        "(SELECT path || ':' || wanted FROM prints WHERE wanted IN (FROM twice)) ORDER BY n",
    )
    for n, wanted, path in clashing:
        found = free_id(wanted, path, taken)
        if found != wanted:
            yield n, found
