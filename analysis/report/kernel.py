"""The kernel of every notebook is the interpreter that runs Crossings, with this very package."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ipykernel.kernelspec import get_kernel_dict

import analysis

KERNEL_NAME = "python3"
PACKAGE_FOLDER = Path(analysis.__file__).resolve().parent


@contextmanager
def provide_kernel(beside: Path | None = None) -> Iterator[dict[str, str]]:
    """Put our interpreter before any other kernel of the name, as long as the context lasts.

    Jupyter and IPython keep their files in a temporary folder (in `beside`, where that is given), so nothing
    of the user's own set-up (start-up files, kernels of other environments) can change a report. Gives the
    environment variables that do it.
    """
    with TemporaryDirectory(prefix="crossings-kernel-", dir=beside, ignore_cleanup_errors=True) as folder:
        _write_kernelspec(Path(folder) / "kernels" / KERNEL_NAME)
        variables = {
            "JUPYTER_PATH": folder,
            "JUPYTER_RUNTIME_DIR": str(Path(folder) / "runtime"),
            "IPYTHONDIR": str(Path(folder) / "ipython"),
        }
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
