"""JupyterLab on the lab's notebooks: our kernel, and nothing that pops up or asks the network for news."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import UsageError
from analysis.lab import BY, CODINGS, FIRST, REPORT, SECOND
from analysis.report.notebooks import NOTEBOOKS_FOLDER, provide_kernel
from analysis.storage import holds_tables

LAB_NOTEBOOKS = NOTEBOOKS_FOLDER / "lab"
NOTEBOOKS = "CROSSINGS_NOTEBOOKS"
START = "start.ipynb"
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
}


@contextmanager
def provide_lab(
    report: Path, codings: Path, by: str | None = None, between: tuple[Path, Path] | None = None
) -> Iterator[dict[str, str]]:
    """The environment in which JupyterLab runs on a report, as long as the context lasts.

    The notebooks are copies, so that outputs are not written into the repository. `between` are two people's
    codings, to settle what they read otherwise.

    Raises
    ------
    UsageError
        when there is no report, or the notebooks are not beside the package.
    """
    if not (report / "tables").is_dir() and not holds_tables(report):
        raise UsageError(
            f"There is no report in {report}; make one with: crossings report ARTICLES --out {report}"
        )
    if not LAB_NOTEBOOKS.is_dir():
        raise UsageError(f"There is no folder {LAB_NOTEBOOKS}; install Crossings again.")
    with provide_kernel() as kernel, TemporaryDirectory(prefix="crossings-lab-") as folder:
        settings = Path(folder) / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps(QUIET), encoding="utf-8")
        notebooks = Path(folder) / "notebooks"
        shutil.copytree(LAB_NOTEBOOKS, notebooks)
        ours = {REPORT: str(report.resolve()), CODINGS: str(codings.resolve()), NOTEBOOKS: str(notebooks)}
        named = {BY: by} if by else {}
        named |= {
            name: str(coder.resolve()) for name, coder in zip((FIRST, SECOND), between or (), strict=False)
        }
        # What was open in another session is not opened again in this one.
        named["JUPYTERLAB_WORKSPACES_DIR"] = str(Path(folder) / "workspaces")
        yield {**os.environ, **kernel, **ours, **named, "JUPYTER_CONFIG_PATH": folder}


def lab_command(notebooks: str, options: Sequence[str] = ()) -> list[str]:
    """The command that starts JupyterLab on the start notebook; `options` are passed on to it."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={notebooks}",
        f"--LabApp.default_url=/lab/tree/{START}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        *root,
        *options,
    ]
