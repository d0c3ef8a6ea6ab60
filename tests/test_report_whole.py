"""The main job, end to end: the same bytes every time, verified, and never half done."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.brief.rendering import read_figures
from analysis.errors import RunError, UsageError, VerificationError
from analysis.extraction import extract
from analysis.figures.registry import write_figures
from analysis.report import run
from analysis.report.manifest import hash_files, read_manifest
from analysis.report.notebooks import Notebook
from analysis.report.parameters import Parameters, parse_parameters
from analysis.report.verification import compare_reports, verify_report
from analysis.scale.run import Corpus, extract_in_parts
from analysis.selection import select_rows
from analysis.series import add_series
from analysis.sources import read_articles
from analysis.storage import read_tables, write_tables
from analysis.tables import Tables

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


def ignore(_: str) -> None:
    """Announce nothing."""


def parameters(root: Path, **more: Any) -> Parameters:
    """A report on the seeds, with figures of their own."""
    return parse_parameters(articles=SEEDS, out=root / "report", figures=root / "figures", **more)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing of ours but what a wheel of this repository installs."""
    root = tmp_path_factory.mktemp("wheel")
    for name in ("analysis", "docs", "notebooks"):
        shutil.copytree(ROOT / name, root / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root / "source")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index"]
    build = [*pip, "wheel", *alone, "--no-build-isolation", "--wheel-dir", str(root), str(root / "source")]
    subprocess.run(build, check=True)
    wheel = str(next(root.glob("*.whl")))
    subprocess.run([*pip, "install", *alone, "--target", str(root / "site"), wheel], check=True)
    return root / "site"


@pytest.mark.slow
def test_a_wheel_holds_all_that_a_report_needs(installed: Path) -> None:
    """Modules, knowledge, templates, model and notebooks travel with the package."""
    package = {file.relative_to(ROOT) for file in (ROOT / "analysis").rglob("*.*") if file.is_file()}
    wanted = {str(name) for name in package if "__pycache__" not in name.parts}
    wanted |= {f"analysis/notebooks/{file.name}" for file in (ROOT / "notebooks").glob("*.ipynb")}
    assert {name for name in wanted if not (installed / name).is_file()} == set()


@pytest.mark.slow
def test_a_report_is_the_same_wherever_it_is_made_and_holds(tmp_path: Path, installed: Path) -> None:
    """A run from the repository and one of the installed wheel, elsewhere, differ in no byte; both verify."""
    here, there = tmp_path / "here", tmp_path / "there"
    shutil.copytree(SEEDS, here / "seeds")
    shutil.copytree(SEEDS, there / "seeds")
    run.run_report(
        parse_parameters(articles=here / "seeds", out=here / "report", figures=here / "figures"), ignore
    )
    subprocess.run(
        [sys.executable, "-m", "analysis", "report", "seeds", "--figures", "figures"],
        cwd=there,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        check=True,
    )
    first, second = hash_files(here), hash_files(there)
    assert first == second
    assert len(first) > 50
    assert compare_reports(here / "report", there / "report") is None
    assert read_manifest(here / "report") == read_manifest(there / "report")
    assert "numbers and quotes of the brief traced" in verify_report(here / "report", ignore, quick=True)
    counted = read_manifest(here / "report")
    assert (counted["n_in"], counted["n_ok"], counted["n_rejected"]) == (5, 5, 0)
    for file in first:
        assert str(tmp_path).encode() not in (here / file).read_bytes()


@pytest.mark.slow
def test_a_report_as_known_then_stands_beside_official_figures(tmp_path: Path) -> None:
    """Later articles give no row, an official figure is a row of its own, and the whole report verifies."""
    official = tmp_path / "figures.csv"
    official.write_text(
        "measure,border,period_start,period_end,value,source\n"
        "apprehension,BY-LT,2021-01-01,2021-07-02,800,Ministry\n"
    )
    run.run_report(parameters(tmp_path, as_of="2021-07-31", official=official), ignore)
    tables = read_tables(tmp_path / "report" / "tables")
    assert 0 < len(tables.articles) < 5
    assert len(tables.counts)
    assert (tables.articles["published_latest"] <= pd.Timestamp("2021-07-31")).all()
    assert (tables.rejected["reason"] == "not_yet_published").sum() == 5 - len(tables.articles)
    assert tables.official["value"].tolist() == [800]
    assert "everything made anew to the same bytes" in verify_report(tmp_path / "report", ignore)
    assert str(tmp_path) not in (tmp_path / "report" / "manifest.json").read_text()
    official.write_text(official.read_text().replace("800", "900"))
    with pytest.raises(VerificationError, match=r"figures\.csv has changed"):
        verify_report(tmp_path / "report", ignore)


def test_the_briefs_pictures_are_the_same_figures_without_titles(tmp_path: Path) -> None:
    """A picture for the brief says its profile, has no other files, and has its words beside it."""
    tables = extract(*read_articles(SEEDS))
    drawn = write_figures(tables, "brief", tmp_path, {}, suffixes=["svg"])
    names = set(drawn.loc[drawn["n_files"] > 0, "name"])
    assert names
    assert set(hash_files(tmp_path)) == {f"{name}.{suffix}" for name in names for suffix in ("svg", "json")}
    pictures = read_figures(tmp_path)
    assert {picture.name for picture in pictures} == names
    assert all(picture.title and picture.subtitle for picture in pictures)
    assert {round(picture.width_pt) for picture in pictures} == {340}


@pytest.mark.slow
def test_a_report_of_tables_reads_no_article(tmp_path: Path) -> None:
    """Of tables in parts a report on one border holds what it holds of the articles, and verifies."""
    extract_in_parts(Corpus(SEEDS, size=2), tmp_path / "tables")
    asked = {"articles": tmp_path / "tables", "out": tmp_path / "report", "border": "BY-LT"}
    run.run_report(parse_parameters(**asked), ignore)
    found = read_tables(tmp_path / "report" / "tables")
    whole = add_series(select_rows(extract(*read_articles(SEEDS)), "BY-LT"))
    for name in ("counts", "comparisons", "events", "happenings", "series", "conflicts"):
        pd.testing.assert_frame_equal(found.frame(name), whole.frame(name))
    told = read_manifest(tmp_path / "report")
    assert (told["n_in"], told["n_ok"]) == (5, 5)
    assert "holds: 5 inputs" in verify_report(tmp_path / "report", ignore, quick=True)
    part = tmp_path / "tables" / "counts" / "part-00000.parquet"
    part.write_bytes(part.read_bytes() + b" ")
    with pytest.raises(VerificationError, match=r"part-00000\.parquet has changed since it was read"):
        verify_report(tmp_path / "report", ignore, quick=True)


def test_tables_are_not_read_by_another_reader(tmp_path: Path) -> None:
    """What was read already cannot be read by other columns; it is said before any kernel starts."""
    write_tables(extract(read_articles(SEEDS)[0][:1]), tmp_path / "t")
    with pytest.raises(UsageError, match="was read already"):
        run.run_report(
            parse_parameters(articles=tmp_path / "t", out=tmp_path / "r", columns={"text": "x"}), ignore
        )


def break_at(name: str) -> Callable[..., None]:
    """A stand-in for running notebooks that leaves a file and empty tables, then fails at one of them."""

    def run_notebook(notebook: Notebook, values: Mapping[str, Any], folder: Path) -> None:
        (folder / f"{notebook.name}.txt").write_text("new")
        write_tables(Tables(), folder / "tables")
        if notebook.name == name:
            raise RunError("stopped")

    return run_notebook


@pytest.mark.parametrize("name", ["01_articles", "04_brief"])
def test_a_failed_run_leaves_the_old_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Wherever a run fails, report and figures stay as they were, and nothing is left beside them."""
    old = {
        "report/manifest.json": {"outputs": {"report": {"brief.md": "0"}}},
        "report/brief.md": {},
        "figures/old.json": {"name": "old", "sha256": {}},
    }
    for file, content in old.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(json.dumps(content))
    before = hash_files(tmp_path)
    monkeypatch.setattr(run, "run_notebook", break_at(name))
    with pytest.raises(RunError, match="stopped"):
        run.run_report(parameters(tmp_path), ignore)
    assert hash_files(tmp_path) == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["figures", "report"]


def test_nothing_runs_where_a_report_must_not_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the user's own files is refused before any notebook is run."""
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "thesis.docx").write_text("mine")
    monkeypatch.setattr(run, "run_notebook", break_at("01_articles"))
    with pytest.raises(UsageError, match=r"holds thesis\.docx"):
        run.run_report(parameters(tmp_path), ignore)
