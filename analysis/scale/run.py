"""A big corpus to tables in parts: read, settle, extract, join, publish; what is done is never done again."""

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

import pandas as pd
from pyarrow import dataset

from analysis.article import Rejected
from analysis.progress import Announce, show_progress
from analysis.report.manifest import describe_versions, hash_path
from analysis.report.publication import claim_place
from analysis.scale.engine import Engine, open_engine
from analysis.scale.gate import Gate, list_coded
from analysis.scale.jobs import WRITTEN, ExtractJob, Job, Reader, ReadJob, Settled
from analysis.scale.partitions import SIZE, Piece, cut_pieces
from analysis.scale.settling import Settling
from analysis.scale.store import Done, clear_store, hash_key
from analysis.series.happenings import group_happenings
from analysis.sources import Paths, check_something_read, find_sources, read_articles
from analysis.storage import (
    frame_from_arrow,
    read_rows,
    write_parquet_table,
    write_parts_package,
    write_tables,
)
from analysis.tables import Tables, check_tables, empty_frame

HAPPENED = [
    *("event_id", "article_id", "start", "quote", "type", "date_start", "date_end", "precision"),
    *("actor", "target", "place", "border", "status"),
]
# What `extract` writes; series and conflicts come with a report.
EXTRACTED = ("articles", "counts", "comparisons", "events", "happenings", "rejected")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is read and who reads it, in pieces of how many articles; gated, only what passes a first look."""

    paths: Paths
    columns: Mapping[str, str] = field(default_factory=dict)
    reader: Reader = field(default_factory=Reader)
    size: int = SIZE
    gated: bool = False


@dataclass(slots=True)
class Progress:
    """Lines that tell how far a stage has come, from what its jobs say."""

    announce: Announce
    doing: str
    n_jobs: int
    told: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=monotonic)

    def tell(self, done: Done) -> None:
        """Say what is done with this job, and how long the others will take at this pace."""
        left_out = done.refused.get("no_border_news", 0)
        refused = sum(done.refused.values()) - left_out
        self.told.update(jobs=1, articles=done.articles, words=done.words, refused=refused, others=left_out)
        seconds = max(monotonic() - self.began, 1e-3)
        left = seconds / self.told["jobs"] * (self.n_jobs - self.told["jobs"]) / 60
        self.announce(
            f"{self.doing}: {self.told['articles']:,} articles, {self.told['words'] / seconds:,.0f} words a "
            f"second, {self.told['refused']:,} refused, {self.told['others']:,} no border news, "
            f"about {left:,.0f} min left"
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a corpus: tables that hold articles and refusals at least, and how much was found."""

    tables: Tables
    n_counts: int
    n_events: int


def extract_at_once(corpus: Corpus, out: Path, workers: int = 1) -> Outcome:
    """Read a corpus that fits into memory into a folder of tables, each a Parquet file and a CSV.

    Raises UsageError, NothingReadError, SchemaError, RunError as the commands do; nothing is published then.
    """
    reader = corpus.reader
    with show_progress(3) as announce, claim_place(out) as place:
        announce("Reading files")
        articles, refused = read_articles(corpus.paths, corpus.columns)
        check_something_read(corpus.paths, articles, refused)
        announce(f"Finding claims and events in {len(articles)} articles")
        tables = check_tables(reader.extract(articles, refused, workers=workers))
        announce(f"Writing tables to {out}")
        write_tables(tables, place.staging / "tables", share=reader.share, names=EXTRACTED)
        place.publish(place.staging / "tables")
    return Outcome(tables, len(tables.counts), len(tables.events))


def extract_in_parts(
    corpus: Corpus, out: Path, workers: int = 1, scheduler: str | None = None, dashboard: bool = False
) -> Outcome:
    """Read a corpus of any size into a folder of tables in parts.

    What is finished is kept beside `out` (in `.NAME.parts`), so that the same command goes on where it was
    stopped, and reads only what has changed since when it is given again.

    Raises UsageError, NothingReadError, SchemaError, RunError as the commands do; nothing is published then,
    and what is done stays done.
    """
    sources, refused, facts = find_sources(corpus.paths)
    pieces = [*cut_pieces(sources, corpus.size)]
    store = out.resolve().with_name(f".{out.name}.parts")
    gate = Gate(list_coded(corpus.reader.codings)) if corpus.gated else None
    with claim_place(out) as place, show_progress(2 * len(pieces) + 2) as announce:
        store.mkdir(exist_ok=True)
        clear_store(store)
        versions = describe_versions()
        reads = [
            _plan_reading(store, piece, corpus, facts, tuple(refused) if n == 0 else (), gate, versions)
            for n, piece in enumerate(pieces)
        ]
        with open_engine(workers, scheduler, dashboard) as engine:
            read = _run_all(engine, reads, Progress(announce, "Reading files", len(reads)))
            _check_read(corpus, read.values(), store, reads)
            announce("Comparing all articles")
            extracts, done = _extract(engine, store, reads, corpus.reader, place.staging, announce)
        announce("Putting the tables together")
        tables = place.staging / "tables"
        _assemble(tables, store, extracts, corpus.reader.share)
        place.publish(tables)
        clear_store(store, [job.key for job in reads] + [job.key for job in extracts])
    return Outcome(_read_outcome(out), sum(one.counts for one in done), sum(one.events for one in done))


def _read_outcome(out: Path) -> Tables:
    """Which articles there are, which are copies, and what was refused; no texts, no refused quantities."""
    articles = dataset.dataset(out / "articles").to_table(columns=["article_id", "duplicate_of"])
    rejected = read_rows(out, "rejected", dataset.field("kind") != "quantity")
    return Tables(articles=frame_from_arrow("articles", articles), rejected=rejected)


def _plan_reading(
    store: Path,
    piece: Piece,
    corpus: Corpus,
    facts: Mapping,
    refused: tuple[Rejected, ...],
    gate: Gate | None,
    versions: Mapping[str, str],
) -> ReadJob:
    own = {source.name: facts[source.name] for source in piece if source.name in facts}
    told = [(s.name, s.key, s.kind, s.first, s.last, s.offset, s.sha256) for s in piece]
    coded = None if gate is None else sorted(gate.coded)
    columns = sorted(corpus.columns.items())
    key = hash_key("read", told, columns, sorted(own.items()), refused, coded, sorted(versions.items()))
    return ReadJob(store, key, piece, dict(corpus.columns), own, refused, gate)


def _run_all(engine: Engine, jobs: Sequence[Job], progress: Progress) -> dict[str, Done]:
    """What each job has done, by its key."""
    found = {}
    for job, done in engine.run(jobs):
        found[job.key] = done
        progress.tell(done)
    return found


def _check_read(corpus: Corpus, read: Iterable[Done], store: Path, jobs: Sequence[ReadJob]) -> None:
    if any(done.articles for done in read):
        return
    files = [str(store / job.key / "rejected.parquet") for job in jobs]
    rows = dataset.dataset(files).head(10_000).to_pylist()
    refused = [Rejected(row["kind"], row["path"], row["reason"], detail=row["detail"]) for row in rows]
    check_something_read(corpus.paths, [], refused)


def _extract(
    engine: Engine, store: Path, reads: Sequence[ReadJob], reader: Reader, folder: Path, announce: Announce
) -> tuple[list[ExtractJob], list[Done]]:
    """Read what all articles say; where one fails, its copies are settled anew, until no more fail."""
    reader = replace(
        reader,
        model=reader.model and reader.model.absolute(),
        codings=reader.codings and reader.codings.absolute(),
    )
    other = hash_path(reader.codings) if reader.codings else None
    model = hash_path(reader.model) if reader.model else None
    failed: dict[int, Mapping[int, str]] = {}
    with Settling(folder, [store / job.key for job in reads]) as settling:
        while True:
            settled = settling.settle(failed)
            jobs = [
                _plan_extracting(job, reader, settled.get(n, Settled()), other, model)
                for n, job in enumerate(reads)
            ]
            done = _run_all(engine, jobs, Progress(announce, "Finding claims and events", len(jobs)))
            found = {n: done[job.key].failed for n, job in enumerate(jobs) if done[job.key].failed}
            if found == failed:
                return jobs, [done[job.key] for job in jobs]
            failed = found


def _plan_extracting(
    read: ReadJob, reader: Reader, settled: Settled, codings: str | None, model: str | None
) -> ExtractJob:
    told = (sorted(settled.ids.items()), sorted(settled.copies.items()), sorted(settled.failed.items()))
    key = hash_key("extract", read.key, told, codings, model, reader.share)
    return ExtractJob(read.store, key, read.key, reader, settled)


def _assemble(tables: Path, store: Path, jobs: Sequence[ExtractJob], share: bool) -> None:
    """Put the parts of all jobs into one folder a table, and write what goes over all of them."""
    for name in WRITTEN:
        (tables / name).mkdir(parents=True)
        for n, job in enumerate(jobs):
            _link(store / job.key / f"{name}.parquet", tables / name / f"part-{n:05}.parquet")
    (tables / "happenings").mkdir()
    for n, frame in enumerate(_group_happenings(tables)):
        write_parquet_table("happenings", frame, tables / "happenings" / f"part-{n:05}.parquet")
    write_parts_package(tables, (*WRITTEN, "happenings"), share)


def _link(file: Path, link: Path) -> None:
    """The same file under another name; a copy where disk or system has no such links."""
    try:
        os.link(file, link)
    except OSError:
        shutil.copyfile(file, link)


def _group_happenings(tables: Path) -> Iterator[pd.DataFrame]:
    """The happenings of one type of events after the other: events of two types, or actors, are never one."""
    articles = dataset.dataset(tables / "articles")
    repeated = dataset.field("duplicate_of").is_valid()
    copies = articles.to_table(columns=["article_id", "duplicate_of"], filter=repeated).to_pandas()
    events = dataset.dataset(tables / "events")
    types = sorted(
        {kind for batch in events.to_batches(columns=["type"]) for kind in batch["type"].to_pylist()}
    )
    for kind in types:
        rows = events.to_table(columns=HAPPENED, filter=dataset.field("type") == kind)
        frame = frame_from_arrow("events", rows)
        found = [group_happenings(part, copies) for _, part in frame.groupby("actor", dropna=False)]
        yield pd.concat(found).sort_values(["date_end", "happening_id"], na_position="last")
    if not types:
        yield empty_frame("happenings")
