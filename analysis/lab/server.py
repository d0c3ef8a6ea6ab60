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
        when there is no report.
    """
    if not (report / "tables").is_dir() and not holds_tables(report):
        raise UsageError(
            f"There is no report in {report}; make one with: crossings report ARTICLES --out {report}"
        )
    told = {REPORT: report, CODINGS: codings, **dict(zip((FIRST, SECOND), between or (), strict=False))}
    with provide_kernel() as kernel, TemporaryDirectory(prefix="crossings-lab-") as folder:
        settings = Path(folder) / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps(QUIET), encoding="utf-8")
        yield {
            **os.environ,
            **kernel,
            **{name: str(path.resolve()) for name, path in told.items()},
            **({BY: by} if by else {}),
            NOTEBOOKS: str(shutil.copytree(NOTEBOOKS_FOLDER / "lab", Path(folder) / "notebooks")),
            "JUPYTER_CONFIG_PATH": folder,
            # What was open in another session is not opened again in this one.
            "JUPYTERLAB_WORKSPACES_DIR": str(Path(folder) / "workspaces"),
        }


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
