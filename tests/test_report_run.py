"""A run that fails says why, stops no other report, and leaves the old one as it was."""

from pathlib import Path

import nbformat
import pytest

from analysis.errors import RunError, SchemaError
from analysis.report import notebooks
from analysis.report.notebooks import Notebook, provide_kernel, run_notebook

pytestmark = pytest.mark.slow


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for runs, with notebooks of the test's own."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(notebooks, "NOTEBOOKS_FOLDER", tmp_path / "sources")
    return tmp_path


def run_cells(folder: Path, *cells: str, outputs: tuple[str, ...] = (), seconds: int = 60) -> Path:
    """Run a notebook of these cells; gives the executed file."""
    parameters = nbformat.v4.new_code_cell("word = None", metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(cells=[parameters, *map(nbformat.v4.new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, folder / "sources" / "a.ipynb")
    notebook = Notebook("a", "Trying", outputs)
    with provide_kernel():
        run_notebook(notebook, {"word": "hello"}, folder / "run", seconds)
    return folder / "run" / "notebooks" / "a.ipynb"


def test_an_executed_notebook_holds_nothing_of_the_run(in_folder: Path) -> None:
    """Parameters and results are kept; times, random ids and versions are not."""
    executed = run_cells(in_folder, "import sys, analysis", "print(word)")
    first = executed.read_bytes()
    assert b"hello" in first
    assert b"papermill" not in first.replace(b"injected-parameters", b"")
    assert b"time" not in first
    assert run_cells(in_folder, "import sys, analysis", "print(word)").read_bytes() == first


def test_the_kernel_is_the_running_interpreter_with_this_package(in_folder: Path) -> None:
    """Whatever kernels are installed, the cells run where Crossings runs."""
    import sys

    import analysis

    executed = run_cells(in_folder, "import sys, analysis", "print(sys.executable, analysis.__file__)")
    assert f"{sys.executable} {analysis.__file__}" in executed.read_text("utf-8")


def test_a_killed_kernel_is_a_failed_run(in_folder: Path) -> None:
    """papermill may call the cells of a dead kernel completed; the run does not."""
    with pytest.raises(RunError, match="kernel died"):
        run_cells(in_folder, "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)", outputs=("x.txt",))


def test_a_cell_that_never_ends_is_stopped(in_folder: Path) -> None:
    """A cell has a time limit, and the error says so."""
    with pytest.raises(RunError, match="took over 1 s"):
        run_cells(in_folder, "import time", "time.sleep(60)", seconds=1)


def test_a_missing_output_is_a_failed_run(in_folder: Path) -> None:
    """A notebook that ends without its files has failed."""
    with pytest.raises(RunError, match="ended without writing tables/counts"):
        run_cells(in_folder, "1", outputs=("tables/counts.parquet",))


def test_data_that_fails_its_checks_keeps_its_kind_of_error(in_folder: Path) -> None:
    """A schema error in a cell ends the command with exit code 3, not 1."""
    failing = "from analysis.errors import SchemaError\nraise SchemaError('table counts: wrong')"
    with pytest.raises(SchemaError, match=r"a\.ipynb, cell 3 failed: table counts: wrong") as caught:
        run_cells(in_folder, failing)
    assert caught.value.exit_code == 3
