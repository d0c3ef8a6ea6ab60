"""The two jobs on a piece of a corpus: read its files, then read what its articles say.

Between them all pieces are compared (`settling`): ids and copies hang on every article.

What a job has done is kept in a folder that is named by the hash of all that it depends on. It writes into
another one, which it renames into place in one step. A job that is done twice, because its worker was thought
dead, leaves one folder; a job that is killed leaves none.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd
from pyarrow import parquet

from analysis.article import Article, Publication, Rejected
from analysis.errors import RunError
from analysis.extraction import refuse_article
from analysis.identity import content_hash, hash_file
from analysis.report.inputs import Reader
from analysis.scale.gate import Gate
from analysis.scale.partitions import Piece
from analysis.sources import Source, read_source
from analysis.sources.copies import list_prints
from analysis.sources.files import SINGLE
from analysis.sources.language import load_identifier
from analysis.sources.reading import read_apart
from analysis.storage import read_parquet_table, write_parquet_table
from analysis.tables import Tables, articles_frame, check_tables, empty_frame, list_rows, rejected_frame

PRINTS = "prints.parquet"
# What `extract` leaves of each piece; happenings go over all pieces.
WRITTEN = ("articles", "counts", "comparisons", "events", "rejected")
DONE_FILE = "done.json"


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished job has to tell without its tables being opened.

    `failed` says of articles, by their place in the piece, why they could not be read.
    """

    articles: int = 0
    failed: Mapping[int, str] = field(default_factory=dict)


def do_once(store: Path, key: str, write: Callable[[Path], Done]) -> Done:
    """What the job of this name has to tell; it lets `write` fill a folder, unless that is done already."""
    if known := find_done(store, key):
        return known
    making = Path(mkdtemp(prefix="making-", dir=store))
    try:
        done = write(making)
        files = {file.name: hash_file(file) for file in sorted(making.iterdir())}
        (making / DONE_FILE).write_text(json.dumps({"files": files, "done": asdict(done)}), "utf-8")
        if not (store / key).exists():
            making.rename(store / key)
    except OSError:
        if not (store / key / DONE_FILE).exists():  # another one came first
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return done


def find_done(store: Path, key: str) -> Done | None:
    """What a job left, if every file is as it was written; else it is cleared away, to be done again."""
    folder = store / key
    try:
        kept = json.loads((folder / DONE_FILE).read_text("utf-8"))
        if all(hash_file(folder / name) == digest for name, digest in kept["files"].items()):
            failed = {int(place): detail for place, detail in kept["done"]["failed"].items()}
            return Done(kept["done"]["articles"], failed)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    return None


def clear_store(store: Path, kept: Iterable[str] | None = None) -> None:
    """Remove what a killed run was making and, where `kept` is given, every job that is not among those."""
    known = None if kept is None else {*kept}
    for folder in store.iterdir():
        if folder.name.startswith("making-") or (known is not None and folder.name not in known):
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class ReadJob:
    """Files to articles: tables of articles and refusals, and the prints by which copies are found.

    `refused` are files refused beforehand; they go with the first piece. Without a gate all is kept. `code`
    stands for the versions of all that reads.
    """

    store: Path
    piece: Piece
    refused: tuple[Rejected, ...] = ()
    gate: Gate | None = None
    code: str = ""

    @property
    def key(self) -> str:
        """Hash of all that the outcome depends on."""
        sources = [replace(source, file=Path(source.name)) for source in self.piece]
        coded = sorted(self.gate.coded) if self.gate else None
        return content_hash("read", sources, self.refused, coded, self.code)

    def run(self) -> Done:
        """Read the piece, unless that is done.

        Raises RunError when a file was changed since it was hashed.
        """
        return do_once(self.store, self.key, self._write)

    def _read_source(self, source: Source) -> Iterator[Article | Rejected]:
        for found in read_source(source):
            left_out = self.gate.refuse(found) if self.gate and isinstance(found, Article) else None
            yield left_out or found
        if source.kind in SINGLE and source.sha256 and hash_file(source.file) != source.sha256:
            raise RunError(f"{source.name} was changed while it was read; run the command again.")

    def _write(self, folder: Path) -> Done:
        load_identifier()  # once in this process, and not in each that it starts
        found = [*read_apart(self._read_source, self.piece)]
        articles = [one for one in found if isinstance(one, Article)]
        refused = [*self.refused, *(one for one in found if isinstance(one, Rejected))]
        _write(folder, "articles", articles_frame(articles))
        _write(folder, "rejected", rejected_frame(refused))
        parquet.write_table(list_prints(articles), folder / PRINTS)
        return Done(len(articles))


@dataclass(frozen=True, slots=True)
class Settled:
    """What all pieces tell of the articles of one, by place: its id, what it repeats, why it is not read."""

    ids: Mapping[int, str] = field(default_factory=dict)
    copies: Mapping[int, str] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExtractJob:
    """Articles to what they say: the parts of the tables that belong to one piece.

    `read` is the key of the job that read them; `inputs` stands for the bytes of model and codings.
    """

    store: Path
    read: str
    reader: Reader
    settled: Settled
    inputs: str = ""

    @property
    def key(self) -> str:
        """Hash of all that the outcome depends on."""
        return content_hash("extract", self.read, self.settled, self.inputs, self.reader.share)

    def run(self) -> Done:
        """Read what the articles say, unless that is done.

        Raises SchemaError when their tables do not satisfy their schemas.
        """
        return do_once(self.store, self.key, self._write)

    def _list_articles(self) -> list[Article]:
        frame = read_parquet_table("articles", self.store / self.read / "articles.parquet")
        settled = self.settled
        return [
            replace(
                article,
                article_id=settled.ids.get(place, article.article_id),
                duplicate_of=settled.copies.get(place),
            )
            for place, article in enumerate(map(_read_article, list_rows(frame)))
        ]

    def _write(self, folder: Path) -> Done:
        articles = self._list_articles()
        places = {article.article_id: place for place, article in enumerate(articles)}
        known = self.settled.failed
        left = [article for place, article in enumerate(articles) if place not in known]
        refused = [refuse_article(articles[place], detail) for place, detail in sorted(known.items())]
        tables = self.reader.extract(left, refused, apart=True)
        before = read_parquet_table("rejected", self.store / self.read / "rejected.parquet")
        held = [frame for frame in (before, tables.rejected) if len(frame)] or [before]
        tables = replace(tables, rejected=pd.concat(held, ignore_index=True))
        _check(tables)
        for name in WRITTEN:
            _write(folder, name, tables.frame(name), self.reader.share)
        lost = tables.rejected.query("kind == 'article' and reason == 'failed'")
        failed = {places[key]: str(why) for key, why in zip(lost["article_id"], lost["detail"], strict=True)}
        return Done(len(tables.articles), failed)


Job = ReadJob | ExtractJob


def _check(tables: Tables) -> None:
    """Hold the part against its schemas; what an article repeats may stand in another one."""
    alone = tables.articles.assign(duplicate_of=pd.Series(dtype=tables.articles["duplicate_of"].dtype))
    check_tables(replace(tables, articles=alone, happenings=empty_frame("happenings")))


def _write(folder: Path, name: str, frame: pd.DataFrame, share: bool = False) -> None:
    write_parquet_table(name, frame, folder / f"{name}.parquet", share)


def _read_article(row: Mapping[str, Any]) -> Article:
    """An article of a table, as it was read from its file."""
    told = "article_id path text sha256 publisher title url language notes".split()
    days = row["published_earliest"], row["published_latest"]
    publication = Publication(*days, row["published_basis"])
    return Article(publication=publication, **{name: row[name] for name in told})
