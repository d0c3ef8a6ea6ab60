"""Publishing whole or not at all: everything is made beside its place and renamed into it last."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from analysis.errors import RunError, UsageError

MANIFEST_FILE = "manifest.json"
FIGURE_SUFFIXES = (".svg", ".pdf", ".png", ".csv", ".json")


def check_report_target(out: Path, articles: Path) -> None:
    """Refuse a place for the report where something else stands.

    Raises
    ------
    UsageError
        when `out` is a file, a folder that no report was written to, or holds the articles.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; give a folder for the report.")
    if articles.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"The report would replace {out}, which holds the articles; give another --out.")
    if out.exists() and any(out.iterdir()) and not (out / MANIFEST_FILE).exists():
        raise UsageError(f"{out} holds other files and would be replaced; give a new or empty folder.")


def check_figures_target(figures: Path, out: Path) -> None:
    """Refuse a place for the figures that holds anything but figures of ours.

    Raises
    ------
    UsageError
        when `figures` is a file or holds a file that no run wrote.
    """
    if figures.resolve().is_relative_to(out.resolve()):
        if figures.resolve() != out.resolve() / "figures":
            raise UsageError(f"{figures} lies within the report {out}; leave --figures out, or give another.")
        return
    if not figures.exists():
        return
    if not figures.is_dir():
        raise UsageError(f"{figures} is a file; give a folder for the figures.")
    for entry in sorted(figures.iterdir()):
        if entry.suffix not in FIGURE_SUFFIXES or not entry.with_suffix(".json").exists():
            raise UsageError(f"{figures} holds {entry.name}, which is no figure; give a folder of their own.")


@contextmanager
def staging_folder(target: Path) -> Iterator[Path]:
    """A hidden folder beside `target`, on the same disk, gone when the context ends."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish_folders(moves: list[tuple[Path, Path]]) -> None:
    """Rename each new folder into its place, in order; on a failure put back what stood there.

    The folder that stood there before is moved beside the new one first, so the new one must lie in a
    staging folder.
    """
    done: list[tuple[Path, Path]] = []
    try:
        for new, target in moves:
            done.append((_set_aside(new, target), target))
            new.rename(target)
    except OSError as error:
        for old, target in reversed(done):
            _put_back(old, target)
        raise RunError(f"The report could not be put in place ({error}); the old one stands.") from error


def _set_aside(new: Path, target: Path) -> Path:
    old = new.with_name(f"old-{new.name}")
    if target.exists():
        target.rename(old)
    return old


def _put_back(old: Path, target: Path) -> None:
    if target.exists():
        shutil.rmtree(target)
    if old.exists():
        old.rename(target)
