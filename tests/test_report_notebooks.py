"""The notebooks are thin: they call the library, show what comes back, and say so in a sentence."""

import ast
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from analysis.report.notebooks import NOTEBOOKS, NOTEBOOKS_FOLDER

FILES = sorted(NOTEBOOKS_FOLDER.glob("*.ipynb"))
ALL_FILES = [*FILES, *sorted((NOTEBOOKS_FOLDER / "lab").glob("*.ipynb"))]
LOGIC = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.If,
    ast.Try,
    ast.With,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def cells(file: Path, kind: str) -> list[nbformat.NotebookNode]:
    """The cells of one kind."""
    return [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == kind]


def test_every_notebook_is_run_and_every_run_has_its_notebook() -> None:
    """The folder and the run list the same numbered notebooks."""
    assert [file.stem for file in FILES] == [notebook.name for notebook in NOTEBOOKS]


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: file.stem)
def test_a_notebook_holds_no_logic(file: Path) -> None:
    """No definition, loop, branch, comprehension or handler stands in a cell."""
    for cell in cells(file, "code"):
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, LOGIC)]


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: file.stem)
def test_a_notebook_is_stored_without_results(file: Path) -> None:
    """No output and no execution count is kept."""
    assert all(not cell.outputs and cell.execution_count is None for cell in cells(file, "code"))


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: file.stem)
def test_a_notebook_starts_with_title_and_question(file: Path) -> None:
    """The first cell is a heading and asks what the notebook answers."""
    first = nbformat.read(file, as_version=4).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert first.source.endswith("?")


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: file.stem)
def test_parameters_are_literals_in_one_tagged_cell(file: Path) -> None:
    """One cell is tagged parameters and assigns nothing but literals."""
    (cell,) = [cell for cell in cells(file, "code") if "parameters" in cell.metadata.get("tags", ())]
    body = ast.parse(cell.source).body
    assert all(isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) for line in body)


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: file.stem)
def test_a_sentence_stands_before_each_cell(file: Path) -> None:
    """Every code cell but the parameters follows a sentence that says what it does."""
    all_cells = nbformat.read(file, as_version=4).cells
    for before, cell in pairwise(all_cells):
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", ()):
            assert before.cell_type == "markdown"
            assert before.source.endswith(".")
