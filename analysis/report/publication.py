"""Publishing whole or not at all: a folder is made beside its place and takes it in one step.

While a run works, a hidden folder `.NAME.making` lies beside the target: the lock, and all that is made.
Where something stands already, old and new change places in one system call (Linux, macOS); where nothing
stands, the new one is renamed into place. A system or disk without that call gets two renames, and whoever
next claims the place puts the old folder back if the run was killed between them.

A run replaces a report, figures or tables that a run wrote, and nothing of anybody's own.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any

from analysis.errors import RunError, UsageError
from analysis.identity import hash_file
from analysis.storage import PACKAGE_FILE, PACKAGE_NAME, read_json

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MANIFEST_FILE = "manifest.json"
FIGURE_SUFFIXES = (".svg", ".pdf", ".png", ".csv", ".md", ".json")
LOCK_FILE = "lock"
PREVIOUS = "previous"
AT_FDCWD = -100
SWAP = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS
NO_SWAP = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


@dataclass(frozen=True, slots=True)
class Workplace:
    """The claimed place of one folder: where to make the new one, and the step that puts it there.

    `target` need not exist; `staging` is a new folder in the hidden one beside it, which is locked.
    """

    target: Path
    staging: Path

    def publish(self, new: Path) -> None:
        """Let `new`, a folder within `staging`, take the target's place; what stood there is cleared later.

        Raises OSError when the system refuses; the claim then ends with the target as it was.
        """
        if self.target.exists():
            if swap_folders(new, self.target):
                return
            # Whatever stops this before the next step, the end of the claim or the next one puts it back.
            self.target.rename(self.staging.with_name(PREVIOUS))
        new.rename(self.target)


@contextmanager
def claim_place(target: Path) -> Iterator[Workplace]:
    """Claim the place of a folder for one run, clear what a killed run left, and clear up at the end.

    Raises RunError at once, when another run has claimed it or nothing can be written beside it; in place of
    an OSError of what was done there.
    """
    target = target.resolve()
    work = _work_folder(target)
    lock = _hold_lock(target, work)
    try:
        _recover(target, work)
        yield Workplace(target, Path(mkdtemp(prefix="staging-", dir=work)))
    except OSError as error:  # a full disk, a folder that may not be written to
        raise RunError(
            f"{target} could not be made ({describe_os_error(error)}); what stood there still stands."
        ) from error
    finally:
        _recover(target, work)
        with suppress(OSError):  # Windows removes no file that is open; an empty hidden folder stays there
            (work / LOCK_FILE).unlink()
        lock.close()
        with suppress(OSError):
            work.rmdir()


def describe_os_error(error: OSError) -> str:
    """What the system says, with the name of the file alone: its folder is one that is about to go."""
    name = Path(error.filename).name if isinstance(error.filename, str) else ""
    return f"{error.strerror or error}: {name}" if name else f"{error.strerror or error}"


def recover_place(target: Path) -> None:
    """Put a folder back that a killed run had moved aside, unless a run is at work there."""
    if (_work_folder(target.resolve()) / PREVIOUS).exists():
        with suppress(RunError), claim_place(target):
            pass


def _work_folder(target: Path) -> Path:
    return target.with_name(f".{target.name}.making")


def _recover(target: Path, work: Path) -> None:
    """Put back what was moved aside, and remove all but the lock; what stays, the next run tries again."""
    if not target.exists() and (work / PREVIOUS).exists():
        (work / PREVIOUS).rename(target)
    for entry in work.iterdir():
        if entry.name != LOCK_FILE:
            shutil.rmtree(entry, ignore_errors=True)


def _hold_lock(target: Path, work: Path) -> IO[bytes]:
    """The open lock file. The system lets go of it when the process ends, however it ends."""
    try:
        while True:
            work.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # a run that ends just now takes the folder away
                handle = (work / LOCK_FILE).open("ab")
                if not _lock(handle):
                    handle.close()
                    raise RunError(f"Another run is making {target}; wait for it, or give another place.")
                if _is_still(handle, work / LOCK_FILE):
                    return handle
                handle.close()
    except OSError as error:
        raise RunError(
            f"Nothing can be written beside {target} ({describe_os_error(error)}); give another place."
        ) from error


def _lock(handle: IO[bytes]) -> bool:
    """Take the lock, which processes started from here do not inherit; False where another one has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True


def _is_still(handle: IO[bytes], file: Path) -> bool:
    """Whether the locked file is the one that others find: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle.fileno()), file.stat())
    except FileNotFoundError:
        return False


def swap_folders(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where system or disk cannot."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(os.fsencode(one), os.fsencode(other), SWAP)
        else:
            failed = library.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), SWAP)
    except (AttributeError, OSError, TypeError):  # no such function, or no C library to ask
        return False
    if not failed:
        return True
    if (code := ctypes.get_errno()) in NO_SWAP:
        return False
    raise OSError(code, os.strerror(code), str(other))


def check_report_target(out: Path, articles: Sequence[Path]) -> None:
    """Refuse a place for the report where something else stands.

    Raises UsageError when `out` is a file, holds the articles or lies among them, or holds a file that no
    run put there.
    """
    place = out.resolve()
    if any(path.resolve().is_relative_to(place) for path in articles):
        raise UsageError(f"The report would replace {out}, which holds the articles; give another --out.")
    if any(path.is_dir() and place.is_relative_to(path.resolve()) for path in articles):
        raise UsageError(f"The report {out} would lie among the articles and be read; give another --out.")
    known = list_outputs(read_json(out / MANIFEST_FILE))
    _refuse_others(out, {*known, MANIFEST_FILE} if known else set(), "no part of a report")


def check_figures_target(figures: Path, out: Path) -> None:
    """Refuse a place for the figures that holds anything but figures of ours.

    Raises UsageError when `figures` is a file, lies within the report, or holds a file that no run wrote.
    """
    place, report = figures.resolve(), out.resolve()
    if place == report / "figures":
        return
    if place.is_relative_to(report):
        raise UsageError(f"{figures} lies within the report {out}; leave --figures out, or give another.")
    if report.is_relative_to(place):
        raise UsageError(f"The figures would replace {figures}, which holds the report; give another folder.")
    cards = [card for card in figures.glob("*.json") if is_card(card)]
    known = {card.with_suffix(suffix).name for card in cards for suffix in FIGURE_SUFFIXES}
    _refuse_others(figures, known, "no figure")


def check_tables_target(out: Path, names: Iterable[str]) -> None:
    """Refuse a place for the tables `names` that holds anything but tables as they were written.

    Raises UsageError when `out` is a file, holds a file that was not written with these tables, or a CSV
    changed since.
    """
    package = read_json(out / PACKAGE_FILE)
    resources = package["resources"] if package.get("name") == PACKAGE_NAME else ()
    ours = [item for item in resources if item["name"] in names]
    hashes = {item["path"]: item["hash"] for item in ours if "hash" in item}
    parts = {path for item in ours if "hash" not in item for path in item["path"]}
    known = {PACKAGE_FILE, *hashes, *parts, *(str(Path(path).with_suffix(".parquet")) for path in hashes)}
    _refuse_others(out, known if ours else set(), "none of the tables that go there")
    for path, expected in hashes.items():
        file = out / path
        if file.exists() and f"sha256:{hash_file(file)}" != expected:
            raise UsageError(f"{file} was changed since it was written; move it, or give another folder.")


def list_outputs(manifest: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of each file of a report by its path, as its manifest says; empty where it says nothing."""
    outputs = manifest.get("outputs")
    files = outputs.get("report") if isinstance(outputs, dict) else None
    return files if isinstance(files, dict) else {}


def is_card(file: Path) -> bool:
    """Whether a JSON file is the card of a figure: it names the figure and hashes its files."""
    card = read_json(file)
    return card.get("name") == file.stem and isinstance(card.get("sha256"), dict)


def _refuse_others(folder: Path, known: set[str], what: str) -> None:
    """Refuse a folder with a file that is not among `known`; hidden files (of a desktop) do not matter."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; give a folder.")
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if name not in known and not hidden and not file.is_dir():
            raise UsageError(
                f"{folder} holds {name}, which is {what} and would be lost; move it, or give another folder."
            )
