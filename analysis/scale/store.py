"""What is done already: a folder for each finished job, named by the hash of all that it depends on.

A job writes into a folder of its own and renames it into place in one step. A job that is done twice, because
its worker was thought dead, leaves one folder; a job that is killed leaves none.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from analysis.identity import hash_file

DONE_FILE = "done.json"


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished job has to tell without its tables being opened.

    `failed` says of articles, by their place in the piece, why they could not be read.
    """

    articles: int = 0
    failed: Mapping[int, str] = field(default_factory=dict)


def do_once(store: Path, key: str, write: Callable[[Path], Done]) -> Done:
    """What the job of this name has to tell; it lets `write` fill a folder, unless that is done already."""
    if known := find_done(store, key):
        return known
    making = Path(mkdtemp(prefix="making-", dir=store))
    try:
        done = write(making)
        files = {file.name: hash_file(file) for file in sorted(making.iterdir())}
        (making / DONE_FILE).write_text(json.dumps({"files": files, "done": asdict(done)}), "utf-8")
        if not (store / key).exists():
            making.rename(store / key)
    except OSError:
        if not (store / key / DONE_FILE).exists():  # another one came first
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return done


def find_done(store: Path, key: str) -> Done | None:
    """What a job left, if every file is as it was written; else it is cleared away, to be done again."""
    folder = store / key
    try:
        kept = json.loads((folder / DONE_FILE).read_text("utf-8"))
        if all(hash_file(folder / name) == digest for name, digest in kept["files"].items()):
            failed = {int(place): detail for place, detail in kept["done"]["failed"].items()}
            return Done(kept["done"]["articles"], failed)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    return None


def clear_store(store: Path, kept: Iterable[str] | None = None) -> None:
    """Remove what a killed run was making and, where `kept` is given, every job that is not among those."""
    known = None if kept is None else {*kept}
    for folder in store.iterdir():
        if folder.name.startswith("making-") or (known is not None and folder.name not in known):
            shutil.rmtree(folder, ignore_errors=True)
