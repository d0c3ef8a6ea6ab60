"""Running the notebooks of a report, one after the other, and leaving each the same bytes every time.

The kernel of every notebook is the interpreter that runs Crossings, with this very package.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import nbformat
import papermill
from ipykernel.kernelspec import get_kernel_dict
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

import analysis
from analysis.errors import CrossingsError, RunError, UsageError

KERNEL_NAME = "python3"
PACKAGE_FOLDER = Path(analysis.__file__).resolve().parent
# Installed, the notebooks lie in the package; in a repository, beside it.
INSTALLED_FOLDER = PACKAGE_FOLDER / "notebooks"
NOTEBOOKS_FOLDER = INSTALLED_FOLDER if INSTALLED_FOLDER.is_dir() else PACKAGE_FOLDER.parent / "notebooks"
START_SECONDS = 120
CELL_SECONDS = 900


class Notebook(NamedTuple):
    """One notebook: what it does, in words for the progress line, and the files that it must leave."""

    name: str
    doing: str
    outputs: tuple[str, ...]


NOTEBOOKS = (
    Notebook("01_articles", "Reading the articles", ("tables/counts.parquet",)),
    Notebook("02_series", "Working out what the claims allow", ("tables/series.parquet",)),
    Notebook("03_figures", "Drawing the figures", ("figures",)),
    Notebook("04_brief", "Writing the brief", ("brief.html", "brief.md", "brief.pdf")),
)


@contextmanager
def provide_kernel(beside: Path | None = None) -> Iterator[dict[str, str]]:
    """Put our interpreter before any other kernel of the name, as long as the context lasts.

    Jupyter and IPython keep their files in a temporary folder (in `beside`, where that is given), so nothing
    of the user's own set-up (start-up files, kernels of other environments) can change a report. Gives the
    environment variables that do it.
    """
    with TemporaryDirectory(prefix="crossings-kernel-", dir=beside, ignore_cleanup_errors=True) as folder:
        _write_kernelspec(Path(folder) / "kernels" / KERNEL_NAME)
        variables = {"JUPYTER_PATH": folder, "JUPYTER_RUNTIME_DIR": f"{folder}/runtime"}
        variables["IPYTHONDIR"] = f"{folder}/ipython"
        before = dict(os.environ)
        os.environ.update(variables)
        try:
            yield variables
        finally:
            os.environ.clear()
            os.environ.update(before)


def _write_kernelspec(folder: Path) -> None:
    folder.mkdir(parents=True)
    paths = [str(PACKAGE_FOLDER.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    spec = get_kernel_dict(extra_arguments=["--IPKernelApp.log_level=50"])
    spec["display_name"] = "Crossings"
    spec["env"] = {"PYTHONPATH": os.pathsep.join(paths), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def run_notebook(
    notebook: Notebook, values: Mapping[str, Any], folder: Path, seconds: int = CELL_SECONDS
) -> None:
    """Run one notebook in `folder`, with those of `values` that it declares as parameters.

    It is left, executed, in `folder/notebooks`.

    Raises RunError when a cell fails or takes too long, the kernel dies, or an expected file is missing
    afterwards.
    """
    source = NOTEBOOKS_FOLDER / f"{notebook.name}.ipynb"
    if not source.exists():
        raise RunError(f"There is no notebook {source}; install Crossings again.")
    executed = folder / "notebooks" / source.name
    executed.parent.mkdir(exist_ok=True)
    asked = {name: values[name] for name in papermill.inspect_notebook(str(source))}
    _execute(source, executed, asked, folder, seconds)
    missing = [output for output in notebook.outputs if not (folder / output).exists()]
    if missing:
        raise RunError(f"{source.name} ended without writing {missing[0]}; nothing was published.")
    strip_run_details(executed)


def _execute(source: Path, executed: Path, values: dict[str, Any], folder: Path, seconds: int) -> None:
    try:
        papermill.execute_notebook(
            str(source),
            str(executed),
            parameters=values,
            cwd=str(folder),
            kernel_name=KERNEL_NAME,
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=START_SECONDS,
            execution_timeout=seconds,
        )
    except PapermillExecutionError as error:
        raise _cell_error(source.name, error) from error
    except CellTimeoutError as error:
        raise RunError(f"{source.name}: a cell took over {seconds} s and was stopped.") from error
    except (DeadKernelError, RuntimeError) as error:
        raise RunError(f"{source.name}: the kernel died ({error}); is there enough memory?") from error


def _cell_error(name: str, error: PapermillExecutionError) -> CrossingsError:
    """The failure of a cell, as the kind of error that it was in the notebook."""
    ours = {kind.__name__: kind for kind in CrossingsError.__subclasses__() if kind is not UsageError}
    kind = ours.get(error.ename, RunError)
    detail = error.evalue if kind is not RunError else f"{error.ename}: {error.evalue}"
    return kind(f"{name}, cell {error.cell_index + 1} failed: {detail}")


def strip_run_details(file: Path) -> None:
    """Take times, random ids and versions out of an executed notebook."""
    notebook = nbformat.read(file, as_version=4)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for position, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell["id"] = f"cell-{position}"
    nbformat.write(notebook, file)
