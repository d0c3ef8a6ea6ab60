"""The two jobs on a piece of a corpus: read its files, then read what its articles say.

Between them all pieces are compared (`settling`): ids and copies hang on every article.

What a job has done is kept in a folder that is named by the hash of all that it depends on. It writes into
another one, which it renames into place in one step. A job that is done twice, because its worker was thought
dead, leaves one folder; a job that is killed leaves none.
"""

import json
import shutil
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from pyarrow import parquet

from analysis.article import Article, Publication, Rejected
from analysis.errors import RunError
from analysis.extraction import refuse_article
from analysis.identity import content_hash, hash_file
from analysis.report.inputs import Reader
from analysis.scale.gate import refuse_other_news
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
MAKING = "making-"


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished job has to tell without its tables being opened.

    `failed` says of articles, by their ids, why they could not be read.
    """

    articles: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """Work on a piece, done once: what it leaves is kept in `store`, under its key.

    `key` is the hash of all that the outcome depends on; `work` fills an empty folder.
    """

    store: Path
    key: str
    work: Callable[[Path], Done]

    @property
    def folder(self) -> Path:
        """Where its outcome is, once it is done."""
        return self.store / self.key

    def run(self) -> Done:
        """Do the work, unless that is done.

        Raises RunError when a file was changed since it was hashed, SchemaError when tables do not satisfy
        their schemas.
        """
        if known := self.find_done():
            return known
        with TemporaryDirectory(prefix=MAKING, dir=self.store, ignore_cleanup_errors=True) as place:
            making = Path(place) / self.key
            making.mkdir()
            done = self.work(making)
            files = {file.name: hash_file(file) for file in sorted(making.iterdir())}
            (making / DONE_FILE).write_text(json.dumps({"files": files, "done": asdict(done)}), "utf-8")
            try:
                making.rename(self.folder)
            except OSError:
                if not self.find_done():  # no other one came first
                    raise
        return done

    def find_done(self) -> Done | None:
        """What it left, if every file is as it was written; else it is cleared away, to be done again."""
        try:
            kept = json.loads((self.folder / DONE_FILE).read_text("utf-8"))
            if all(hash_file(self.folder / name) == digest for name, digest in kept["files"].items()):
                return Done(**kept["done"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        shutil.rmtree(self.folder, ignore_errors=True)
        return None


def clear_store(store: Path, kept: Container[str] | None = None) -> None:
    """Remove what a killed run was making and, where `kept` is given, every job that is not among those."""
    for folder in store.iterdir():
        if folder.name.startswith(MAKING) or (kept is not None and folder.name not in kept):
            shutil.rmtree(folder, ignore_errors=True)


def plan_reading(
    store: Path,
    piece: Piece,
    refused: Sequence[Rejected] = (),
    coded: frozenset[str] | None = None,
    code: str = "",
) -> Job:
    """Files to articles: tables of articles and refusals, and the prints by which copies are found.

    `refused` are files refused beforehand. Of other news only what was `coded` is kept, or all where that is
    None. `code` stands for the versions of all that reads.
    """
    sources = [replace(source, file=Path(source.name)) for source in piece]
    key = content_hash("read", sources, [*refused], None if coded is None else sorted(coded), code)
    return Job(store, key, partial(_read_piece, piece, refused, coded))


def _read_piece(
    piece: Piece, refused: Sequence[Rejected], coded: frozenset[str] | None, folder: Path
) -> Done:
    load_identifier()  # once in this process, and not in each that it starts
    found = [*read_apart(partial(_read_file, coded), piece)]
    articles = [one for one in found if isinstance(one, Article)]
    refused = [*refused, *(one for one in found if isinstance(one, Rejected))]
    _write(folder, "articles", articles_frame(articles))
    _write(folder, "rejected", rejected_frame(refused))
    parquet.write_table(list_prints(articles), folder / PRINTS)
    return Done(len(articles))


def _read_file(coded: frozenset[str] | None, source: Source) -> Iterator[Article | Rejected]:
    for found in read_source(source):
        left_out = None
        if coded is not None and isinstance(found, Article):
            left_out = refuse_other_news(found, coded)
        yield left_out or found
    if source.kind in SINGLE and source.sha256 and hash_file(source.file) != source.sha256:
        raise RunError(f"{source.name} was changed while it was read; run the command again.")


@dataclass(frozen=True, slots=True)
class Settled:
    """What all pieces tell of the articles of one.

    By place: the ids that are not those that they wanted. By id: what a copy repeats, and why an article
    cannot be read.
    """

    ids: Mapping[int, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)


def plan_extraction(read: Job, reader: Reader, settled: Settled, inputs: str = "") -> Job:
    """What was read to what it says: the parts of the tables that belong to one piece.

    `inputs` stands for the bytes of model and codings.
    """
    key = content_hash("extract", read.key, settled, inputs, reader.share)
    return Job(read.store, key, partial(_extract_piece, read.folder, reader, settled))


def _extract_piece(read: Path, reader: Reader, settled: Settled, folder: Path) -> Done:
    articles, known = list_articles(read, settled), settled.failed
    left = [article for article in articles if article.article_id not in known]
    lost = [refuse_article(one, known[one.article_id]) for one in articles if one.article_id in known]
    tables = reader.extract(left, lost, apart=True)
    before = read_parquet_table("rejected", read / "rejected.parquet")
    held = [frame for frame in (before, tables.rejected) if len(frame)] or [before]
    tables = replace(tables, rejected=pd.concat(held, ignore_index=True))
    _check(tables)
    for name in WRITTEN:
        _write(folder, name, tables.frame(name), reader.share)
    failed = tables.rejected.query("kind == 'article' and reason == 'failed'")
    return Done(len(tables.articles), dict(zip(failed["article_id"], failed["detail"], strict=True)))


def list_articles(read: Path, settled: Settled) -> list[Article]:
    """The articles that were read into a folder, as they are settled."""
    rows = list_rows(read_parquet_table("articles", read / "articles.parquet"))
    told = "article_id path text sha256 publisher title url language duplicate_of notes".split()
    found = []
    for place, row in enumerate(rows):
        row["article_id"] = settled.ids.get(place, row["article_id"])
        row["duplicate_of"] = settled.copies.get(row["article_id"])
        days = row["published_earliest"], row["published_latest"], row["published_basis"]
        found.append(Article(**{name: row[name] for name in told}, publication=Publication(*days)))
    return found


def _check(tables: Tables) -> None:
    """Hold the part against its schemas; what an article repeats may stand in another one."""
    alone = tables.articles.assign(duplicate_of=pd.Series(dtype=tables.articles["duplicate_of"].dtype))
    check_tables(replace(tables, articles=alone, happenings=empty_frame("happenings")))


def _write(folder: Path, name: str, frame: pd.DataFrame, share: bool = False) -> None:
    write_parquet_table(name, frame, folder / f"{name}.parquet", share)
