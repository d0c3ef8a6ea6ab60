"""JupyterLab on the notebooks: our kernel, and nothing that pops up or asks the network for news."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import UsageError
from analysis.report.kernel import provide_kernel
from analysis.report.notebooks import NOTEBOOKS_FOLDER

QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
}


@contextmanager
def provide_lab() -> Iterator[dict[str, str]]:
    """The environment in which JupyterLab runs, as long as the context lasts."""
    with provide_kernel() as kernel, TemporaryDirectory(prefix="crossings-lab-") as folder:
        settings = Path(folder) / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps(QUIET), encoding="utf-8")
        yield {**os.environ, **kernel, "JUPYTER_CONFIG_PATH": folder}


def lab_command() -> list[str]:
    """The command that starts JupyterLab.

    Raises
    ------
    UsageError
        when the notebooks are not beside the package.
    """
    if not NOTEBOOKS_FOLDER.is_dir():
        raise UsageError(f"There is no folder {NOTEBOOKS_FOLDER}; install Crossings again.")
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={NOTEBOOKS_FOLDER}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
