"""A corpus of any size: the same bytes however it is read, and nothing done twice."""

import functools
import gzip
import itertools
import json
import os
import random
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow as arrow
import pytest
from pyarrow import parquet
from test_gate import OTHER_NEWS
from test_sources_mixed import page, story, warc_answer

from analysis import extraction
from analysis.codings.format import hash_text
from analysis.errors import NothingReadError, RunError, UsageError
from analysis.extraction import extract
from analysis.report.inputs import Reader
from analysis.report.manifest import hash_files
from analysis.scale import run as scale_run
from analysis.scale.engine import Child, Engine, open_engine, run_in_child
from analysis.scale.jobs import PRINTS, Done, Job, list_articles, plan_reading
from analysis.scale.partitions import cut_pieces, is_big
from analysis.scale.run import Corpus, extract_in_parts
from analysis.scale.settling import compare_articles
from analysis.series import build_series
from analysis.sources import documents, find_sources, iterate_articles, read_articles, read_source, records
from analysis.storage import read_tables

PLACES = [
    first + last
    for first in "Alna Boro Cel Dres El Fersk Gor Hal Ive Jur Kel Lur".split()
    for last in "va mir ta".split()
]
SIZE = 6
# What the article says that ends the process, by where it does so: of a row, of a file, of an article.
NUMBERS = {records: 52, documents: 34, extraction: 34}


def write_corpus(folder: Path) -> Path:
    """A folder of texts, packed lines, a table and a crawl, with copies and with ids that clash."""
    folder.mkdir()
    for n in range(12):
        day = f" date 2024-03-{n + 1:02} " if n % 2 else ""
        (folder / f"text{n:02}.txt").write_text(f"{day}{story(30 + n, PLACES[n])}")
    rows = [{"id": str(n % 5), "text": story(50 + n, PLACES[n]), "date": "2024-02-01"} for n in range(8)]
    rows.append({"id": "copy", "text": "By A. Writer\n\n" + story(33, PLACES[3])})
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    table = [{"text": story(70 + n, PLACES[12 + n]), "published": date(2024, 3, 14)} for n in range(8)]
    parquet.write_table(arrow.Table.from_pylist(table), folder / "table.parquet")
    answers = [page(90 + n, PLACES[20 + n]).encode() for n in range(7)]
    answers.append(page(51, PLACES[1]).encode())
    crawl = b"".join(warc_answer(n, "200 OK", "text/html", answer) for n, answer in enumerate(answers))
    (folder / "crawl.warc.gz").write_bytes(crawl)
    (folder / "sheet.xlsx").write_bytes(b"PK")
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mixed folder."""
    return write_corpus(tmp_path_factory.mktemp("scale") / "news")


@dataclass
class Here(Executor):
    """Does jobs in this process, at `most` so many; those that `kills` names end as if it had ended."""

    kills: Callable[[Any], bool] = lambda job: False
    wrote: list[str] = field(default_factory=list)
    most: int | None = None

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The outcome of the job, at once."""
        (job,) = args
        if len(self.wrote) == self.most:
            raise KeyboardInterrupt
        future: Future[Any] = Future()
        if self.kills(job):
            future.set_result(None)
        else:
            if job.find_done() is None:
                self.wrote.append(job.key)
            future.set_result(job.run())
        return future


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    """Jobs are done in this process, and counted."""
    executor = Here()

    @functools.wraps(scale_run.open_engine)
    def engine(*_: Any) -> Any:
        return _Context(Engine(executor, 2))

    monkeypatch.setattr(scale_run, "open_engine", engine)
    return executor


@dataclass
class _Context:
    engine: Engine

    def __enter__(self) -> Engine:
        return self.engine

    def __exit__(self, *_: object) -> None:
        pass


def read(folder: Path, out: Path, **options: Any) -> dict[str, str]:
    """The hashes of what comes of a corpus that is read in small pieces."""
    extract_in_parts(Corpus(folder, size=SIZE), out, **options)
    return hash_files(out)


@pytest.fixture(scope="module")
def unbroken(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one process makes of the corpus in one run."""
    return read(corpus, tmp_path_factory.mktemp("unbroken") / "tables")


def test_pieces_hold_every_record_once(corpus: Path) -> None:
    """The pieces together are the corpus, in its order, and none is larger than asked for."""
    sources = find_sources(corpus)[0]
    pieces = [*cut_pieces(sources, SIZE)]
    found = [[one for source in piece for one in read_source(source)] for piece in pieces]
    assert max(map(len, found)) <= SIZE < len(pieces)
    texts = [one.text for one in iterate_articles(corpus) if hasattr(one, "text")]
    assert [one.text for piece in found for one in piece if hasattr(one, "text")] == texts


def test_a_new_file_changes_one_piece(tmp_path: Path) -> None:
    """Files are cut where their names say so: with one more, all other pieces stay as they were."""
    for n in range(60):
        (tmp_path / f"text{n:02}.txt").write_text(f"Article {n}.")
    before = {*cut_pieces(find_sources(tmp_path)[0], SIZE)}
    (tmp_path / "text30b.txt").write_text("One more.")
    after = {*cut_pieces(find_sources(tmp_path)[0], SIZE)}
    assert 1 <= len(after - before) <= 2 and len(before) > 10


def test_few_articles_are_no_big_corpus(corpus: Path, tmp_path: Path) -> None:
    """A thousand articles are read at once, more of them in pieces, whatever holds them."""
    assert not is_big(corpus)
    (tmp_path / "lines.jsonl").write_text("{}\n" * 1001)
    assert is_big(tmp_path)


def settle_in_pieces(folder: Path, store: Path, size: int) -> list[tuple[str, str | None]]:
    """Each article's id and what it repeats, as the pieces are compared."""
    jobs = [plan_reading(store, piece) for piece in cut_pieces(find_sources(folder)[0], size)]
    for job in jobs:
        job.run()
    compared = compare_articles(store, [job.folder / PRINTS for job in jobs])
    settled = zip(jobs, compared.settle([{} for _ in jobs]), strict=True)
    found = [one for job, told in settled for one in list_articles(job.folder, told)]
    return [(one.article_id, one.duplicate_of) for one in found]


def test_ids_and_copies_are_those_of_one_after_the_other(tmp_path: Path) -> None:
    """Joined by keys, every id and every copy is what reading all in one process says."""
    rng, rows = random.Random(5), []
    for n in range(60):
        text = story(100 + n % 15, PLACES[n % 15]) + " " + story(200 + n % 15, PLACES[n % 15 + 9])
        words = text.split(" ")
        cut = rng.randrange(len(words))
        text = " ".join(words[:cut] + words[cut + rng.choice([0, 0, 1, 4]) :])
        rows.append({"id": str(rng.randrange(30)), "text": rng.choice(["", "By A. B.\n"]) + text})
    (tmp_path / "news").mkdir()
    for name, part in (("a", rows[:30]), ("b", rows[30:])):
        lines = "\n".join(json.dumps(row) for row in part)
        (tmp_path / "news" / f"{name}.jsonl").write_text(lines)
    (tmp_path / "store").mkdir()
    expected = [(one.article_id, one.duplicate_of) for one in read_articles(tmp_path / "news")[0]]
    assert settle_in_pieces(tmp_path / "news", tmp_path / "store", 7) == expected
    assert len({original for _, original in expected}) > 8 and any(":" in name for name, _ in expected)


def test_parts_hold_what_one_process_finds(corpus: Path, here: Here, tmp_path: Path) -> None:
    """Read in pieces, every table, the series and conflicts too, has the rows of one process."""
    read(corpus, tmp_path / "tables")
    parts, whole = read_tables(tmp_path / "tables"), extract(*read_articles(corpus))
    for name in ("articles", "counts", "comparisons", "events", "happenings"):
        pd.testing.assert_frame_equal(parts.frame(name), whole.frame(name))
    place = ["path", "record", "start"]
    pd.testing.assert_frame_equal(
        parts.rejected.sort_values(place, ignore_index=True),
        whole.rejected.sort_values(place, ignore_index=True),
    )
    assert parts.articles["duplicate_of"].notna().sum() == 2
    told = [build_series(tables.counts, tables.comparisons, tables.articles) for tables in (parts, whole)]
    for one, other in zip(*told, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_two_workers_change_nothing(corpus: Path, unbroken: dict[str, str], tmp_path: Path) -> None:
    """Two processes write the bytes that one writes."""
    assert read(corpus, tmp_path / "tables", workers=2) == unbroken


@pytest.mark.slow
def test_a_cluster_changes_nothing(
    corpus: Path, unbroken: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers of a dask cluster write the bytes that one process writes, though one is killed at work."""
    distributed = pytest.importorskip("distributed")
    n_done, run = itertools.count(1), Engine.run

    def kill(engine: Engine, jobs: Any) -> Iterator[Any]:
        for done in run(engine, jobs):
            if next(n_done) == 3:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
            yield done

    monkeypatch.setattr(Engine, "run", kill)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of dask itself, which need not be ours
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            assert read(corpus, tmp_path / "tables", scheduler=cluster.scheduler_address) == unbroken


def test_no_cluster_is_one_sentence(tmp_path: Path) -> None:
    """A scheduler that is not there is wrong use."""
    with pytest.raises(UsageError, match="There is no scheduler at nowhere"):
        read(write_corpus(tmp_path / "news"), tmp_path / "tables", scheduler="nowhere://x")


def test_a_stopped_run_goes_on(corpus: Path, unbroken: dict[str, str], here: Here, tmp_path: Path) -> None:
    """Stopped after some jobs, a run goes on where it was, does nothing twice and leaves the same bytes."""
    for most in (2, 8, 20):
        here.most = most
        with pytest.raises(KeyboardInterrupt):
            read(corpus, tmp_path / "tables")
        assert not (tmp_path / "tables").exists()
    here.most = None
    assert read(corpus, tmp_path / "tables") == unbroken
    assert len(here.wrote) == len({*here.wrote}) > 20


def test_a_changed_file_is_read_again_alone(corpus: Path, here: Here, tmp_path: Path) -> None:
    """Of a corpus read before, only the piece of the changed file is done again."""
    news = write_corpus(tmp_path / "news")
    read(news, tmp_path / "tables")
    before = {folder.name for folder in (tmp_path / ".tables.parts").iterdir()}
    (news / "text05.txt").write_text(story(999, "Zelva"))
    read(news, tmp_path / "tables")
    after = {folder.name for folder in (tmp_path / ".tables.parts").iterdir()}
    assert len(after - before) == 2 and len(after) == len(before)
    assert 999 in set(read_tables(tmp_path / "tables").counts["value"])


def test_a_damaged_part_is_done_again(tmp_path: Path) -> None:
    """What is kept counts only while every file has the hash with which it was kept."""

    def write(folder: Path) -> Done:
        (folder / "a.txt").write_text("a")
        return Done(1, failed={"b": "why"})

    job = Job(tmp_path, "key", write)
    assert job.run() == job.run() == job.find_done()
    (tmp_path / "key" / "a.txt").write_text("b")
    assert job.find_done() is None and not [*tmp_path.iterdir()]


def test_a_process_that_ends_is_told_from_one_that_answers() -> None:
    """A job that ends its process has no answer; an error of a job is raised here."""
    child = Child()
    assert child.run(SimpleNamespace(run=functools.partial(os._exit, 1))) is None  # type: ignore[arg-type]
    child = Child()
    wrong = SimpleNamespace(run=functools.partial(int, "x"))
    with pytest.raises(RunError, match="ValueError: invalid literal"):
        child.run(wrong)  # type: ignore[arg-type]
    child.close()


def test_who_stops_a_run_does_not_wait_for_its_jobs(tmp_path: Path) -> None:
    """What the processes are about when a run is stopped ends with it."""
    begun = tmp_path / "begun"
    code = f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(60)"
    with suppress(KeyboardInterrupt), open_engine(1) as engine:
        job = SimpleNamespace(run=functools.partial(exec, code, {}))
        future = engine.executor.submit(run_in_child, job)  # type: ignore[arg-type]
        while not begun.exists():
            time.sleep(0.05)
        raise KeyboardInterrupt
    assert future.result(timeout=20) is None


@pytest.mark.parametrize(
    ("module", "name"), [(records, "_cell"), (documents, "describe_text"), (extraction, "read_document")]
)
def test_an_article_that_ends_its_process_is_refused(
    module: Any, name: str, here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record, file or article that ends the process is refused as failed; all others are read."""
    news = write_corpus(tmp_path / "news")
    read_well = getattr(module, name)

    def crash(found: Any, *rest: Any) -> Any:
        if f"stopped {NUMBERS[module]} people" in str(getattr(found, "text", found)):
            os._exit(3)
        return read_well(found, *rest)

    monkeypatch.setattr(module, name, crash)
    read(news, tmp_path / "tables")
    tables = read_tables(tmp_path / "tables")
    (row,) = tables.rejected[tables.rejected["reason"] == "failed"].to_dict("records")
    assert row["detail"] == "Reading it ended the process (code 3)."
    assert len(tables.articles) == 36 and NUMBERS[module] not in set(tables.counts["value"])


def test_the_copy_of_an_article_that_fails_stands_for_it(
    corpus: Path, here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an article fails whose copy is in another piece, the copy is read in its place."""
    news = write_corpus(tmp_path / "news")
    (news / "zz.txt").write_text(story(33, PLACES[3]))
    real = extraction.extract_article

    def fail(article: Any, network: Any = None) -> Any:
        if article.article_id == "lines.jsonl.gz-9" or article.article_id == "copy":
            raise ValueError("broken")
        return real(article, network)

    monkeypatch.setattr(extraction, "extract_article", fail)
    read(news, tmp_path / "tables")
    parts = read_tables(tmp_path / "tables")
    whole = extract(*read_articles(news))
    pd.testing.assert_frame_equal(parts.articles, whole.articles)
    assert parts.articles.set_index("article_id").loc["zz", "duplicate_of"] == "text03"


def test_a_process_that_always_ends_stops_the_run(tmp_path: Path) -> None:
    """Where a job ends its process again, the run ends with a sentence."""
    (tmp_path / "a.txt").write_text(story(31, "Alnava"))
    job = plan_reading(tmp_path, *cut_pieces(find_sources(tmp_path)[0]))
    with pytest.raises(RunError, match="ends again and again"):
        list(Engine(Here(kills=lambda job: True), 1).run([job]))


def write_news(folder: Path, n_stories: int = 4) -> Path:
    """Lines of JSON: twenty articles about other things, and some about a border."""
    folder.mkdir()
    texts = OTHER_NEWS + [story(30 + n, PLACES[n]) for n in range(n_stories)]
    lines = [json.dumps({"id": f"a{n:02}", "text": text}) for n, text in enumerate(texts)]
    (folder / "news.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_what_is_left_out_is_listed(here: Here, tmp_path: Path) -> None:
    """Each article is a row of one table: of articles, or of refusals with the reason."""
    extract_in_parts(Corpus(write_news(tmp_path / "news"), size=6, gated=True), tmp_path / "tables")
    tables = read_tables(tmp_path / "tables")
    left_out = tables.rejected[tables.rejected["reason"] == "no_border_news"]
    assert set(left_out["kind"]) == {"article"} and len(left_out) >= 16
    ids = [*tables.articles["article_id"], *left_out["article_id"]]
    assert sorted(ids) == [f"a{n:02}" for n in range(24)]
    assert {"a20", "a21", "a22", "a23"} <= set(tables.articles["article_id"])
    assert left_out["detail"].str.contains("--all").all()


def test_the_gate_opened_reads_anew(here: Here, tmp_path: Path) -> None:
    """With the gate open every piece is read again; with it shut again, the tables are those of before."""
    news, out = write_news(tmp_path / "news"), tmp_path / "tables"
    extract_in_parts(Corpus(news, size=6, gated=True), out)
    shut = hash_files(out)
    extract_in_parts(Corpus(news, size=6), out)
    assert len(read_tables(out).articles) == 24
    done = len(here.wrote)
    extract_in_parts(Corpus(news, size=6), out)
    assert len(here.wrote) == done
    extract_in_parts(Corpus(news, size=6, gated=True), out)
    assert hash_files(out) == shut


def test_two_processes_leave_out_the_same(tmp_path: Path) -> None:
    """Read by two processes, what passes and what does not has the same bytes."""
    corpus = Corpus(write_news(tmp_path / "news"), size=6, gated=True)
    extract_in_parts(corpus, tmp_path / "one")
    extract_in_parts(corpus, tmp_path / "two", workers=2)
    assert hash_files(tmp_path / "two") == hash_files(tmp_path / "one")


def test_coded_articles_are_read(here: Here, tmp_path: Path) -> None:
    """With codings, an article that has one passes."""
    news = write_news(tmp_path / "news")
    coding = {"article": {"id": "a00", "sha256": hash_text(OTHER_NEWS[0])}, "counts": [], "events": []}
    (tmp_path / "codings").mkdir()
    (tmp_path / "codings" / "a00.json").write_text(json.dumps(coding))
    who = Reader(codings=tmp_path / "codings")
    extract_in_parts(Corpus(news, reader=who, size=6, gated=True), tmp_path / "tables")
    assert "a00" in set(read_tables(tmp_path / "tables").articles["article_id"])


def test_a_corpus_of_other_news_is_one_sentence(here: Here, tmp_path: Path) -> None:
    """Where nothing passes, the command says so, and how to read it all the same."""
    news = tmp_path / "news"
    news.mkdir()
    (news / "news.jsonl").write_text(json.dumps({"text": OTHER_NEWS[0]}) + "\n")
    with pytest.raises(NothingReadError, match=r"no_border_news .*--all reads it"):
        extract_in_parts(Corpus(news, gated=True), tmp_path / "tables")
