"""A big corpus to tables in parts: read, settle, extract, join, publish; what is done is never done again."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
from pyarrow import dataset

from analysis.article import Rejected
from analysis.identity import content_hash
from analysis.progress import Announce, show_progress
from analysis.report.inputs import Reader
from analysis.report.manifest import describe_versions, hash_path
from analysis.report.publication import claim_place
from analysis.scale.engine import Engine, open_engine
from analysis.scale.gate import list_coded
from analysis.scale.jobs import PRINTS, WRITTEN, Done, Job, clear_store, plan_extraction, plan_reading
from analysis.scale.partitions import SIZE, cut_pieces
from analysis.scale.settling import compare_articles
from analysis.series.happenings import group_happenings
from analysis.sources import Paths, check_something_read, describe_outcome, find_sources, read_articles
from analysis.storage import read_rows, write_parquet_table, write_parts_package, write_tables
from analysis.tables import Tables, check_tables, empty_frame
from analysis.vocabulary import EVENT_TYPES

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


def extract_at_once(corpus: Corpus, out: Path, workers: int = 1) -> None:
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


def extract_in_parts(
    corpus: Corpus, out: Path, workers: int = 1, scheduler: str | None = None, dashboard: bool = False
) -> None:
    """Read a corpus of any size into a folder of tables in parts.

    What is finished is kept beside `out` (in `.NAME.parts`), so that the same command goes on where it was
    stopped, and reads only what has changed since when it is given again.

    Raises UsageError, NothingReadError, SchemaError, RunError as the commands do; nothing is published then,
    and what is done stays done.
    """
    sources, refused = find_sources(corpus.paths, corpus.columns)
    store = out.resolve().with_name(f".{out.name}.parts")
    coded = list_coded(corpus.reader.codings) if corpus.gated else None
    code = content_hash(describe_versions())
    reads = [
        plan_reading(store, piece, refused if n == 0 else (), coded, code)
        for n, piece in enumerate(cut_pieces(sources, corpus.size))
    ]
    with claim_place(out) as place, show_progress(2 * len(reads) + 2) as announce:
        store.mkdir(exist_ok=True)
        clear_store(store)
        with open_engine(workers, scheduler, dashboard) as engine:
            read = _run_all(engine, reads, announce, "Reading files")
            if not any(done.articles for done in read):
                check_something_read(corpus.paths, [], _list_refused(reads))
            announce("Comparing all articles")
            extracts = _extract(engine, reads, corpus.reader, place.staging, announce)
        announce("Putting the tables together")
        tables = place.staging / "tables"
        _assemble(tables, extracts, corpus.reader.share)
        place.publish(tables)
        clear_store(store, {job.key for job in reads} | {job.key for job in extracts})


def describe_extracted(out: Path) -> list[str]:
    """What became of a corpus, as lines for a person, from the tables that were written to `out`."""
    articles = read_rows(out, "articles", columns=["article_id", "duplicate_of"])
    rejected = read_rows(out, "rejected", dataset.field("kind") != "quantity")
    numbers = [f"{len(read_rows(out, name, columns=['article_id']))} {name}" for name in ("counts", "events")]
    return [
        *describe_outcome(Tables(articles=articles, rejected=rejected)),
        f"{' and '.join(numbers)} in {out}.",
    ]


def _run_all(engine: Engine, jobs: Sequence[Job], announce: Announce, doing: str) -> list[Done]:
    """What each job has done, in their order."""
    found: dict[str, Done] = {}
    n_articles = 0
    for job, done in engine.run(jobs):
        found[job.key] = done
        n_articles += done.articles
        announce(f"{doing}: {n_articles:,} articles")
    return [found[job.key] for job in jobs]


def _list_refused(reads: Sequence[Job]) -> list[Rejected]:
    """The first refusals of a corpus of which nothing could be read."""
    files = [str(job.folder / "rejected.parquet") for job in reads]
    rows = dataset.dataset(files).head(10_000).to_pylist()
    return [Rejected(row["kind"], row["path"], row["reason"], detail=row["detail"]) for row in rows]


def _extract(
    engine: Engine, reads: Sequence[Job], reader: Reader, folder: Path, announce: Announce
) -> list[Job]:
    """Read what all articles say; where one fails, its copies are settled anew, until no more fail."""
    reader = replace(
        reader,
        model=reader.model and reader.model.absolute(),
        codings=reader.codings and reader.codings.absolute(),
    )
    inputs = content_hash(*(path and hash_path(path) for path in (reader.model, reader.codings)))
    compared = compare_articles(folder, [job.folder / PRINTS for job in reads])
    failed: list[Mapping[str, str]] = [{} for _ in reads]
    while True:
        settled = compared.settle(failed)
        jobs = [plan_extraction(job, reader, told, inputs) for job, told in zip(reads, settled, strict=True)]
        found = [done.failed for done in _run_all(engine, jobs, announce, "Finding claims and events")]
        if found == failed:
            return jobs
        failed = found


def _assemble(tables: Path, jobs: Sequence[Job], share: bool) -> None:
    """Put the parts of all jobs into one folder a table, and write what goes over all of them."""
    for name in WRITTEN:
        (tables / name).mkdir(parents=True)
        for n, job in enumerate(jobs):
            _link(job.folder / f"{name}.parquet", tables / name / f"part-{n:05}.parquet")
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
    """The happenings of one type of events after the other: events of two types, or actors, are never one.

    The first frame is an empty one, so that there is a part in any case.
    """
    repeated = dataset.field("duplicate_of").is_valid()
    copies = read_rows(tables, "articles", repeated, columns=["article_id", "duplicate_of"])
    yield empty_frame("happenings")
    for kind in sorted(EVENT_TYPES):
        events = read_rows(tables, "events", dataset.field("type") == kind)
        found = [group_happenings(part, copies) for _, part in events.groupby("actor", dropna=False)]
        if found:
            yield pd.concat(found).sort_values(["date_end", "happening_id"], na_position="last")
