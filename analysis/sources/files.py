"""Files as they are met on disk: which are read and how, which are not and why, and their bytes."""

import gzip
import os
import zlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatch
from glob import glob, has_magic
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Literal, TypeVar, cast

from analysis.article import Rejected
from analysis.errors import UsageError
from analysis.sources.records import RefusalError

T = TypeVar("T")
Paths = Path | str | Sequence[Path | str]
Kind = Literal["text", "page", "json", "lines", "table", "parquet", "crawl", "feed", "document", "pdf"]

KINDS: dict[str, Kind] = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "page"),
    **dict.fromkeys((".csv", ".tsv"), "table"),
    **dict.fromkeys((".rss", ".atom", ".xml"), "feed"),
    **dict.fromkeys((".jsonl", ".ndjson"), "lines"),
    ".json": "json",
    ".parquet": "parquet",
    ".warc": "crawl",
    ".docx": "document",
    ".pdf": "pdf",
}
# Kinds that hold one article in a file, as a rule; kinds whose records can be told apart without being read.
SINGLE = frozenset({"text", "page", "document", "pdf"})
PARTED = frozenset({"crawl", "table", "parquet", "lines"})
# A news article or a page stays far below; a larger file is a dump that should be split first.
MAX_BYTES = 2_000_000
# A whole export or database in one file that has to be held in memory.
MAX_WHOLE = 200_000_000
# What a packed file may grow to, and by how much: a bomb grows a thousandfold.
MAX_UNPACKED, MAX_RATIO, FREE_BYTES = 20_000_000_000, 200, 50_000_000
SOURCES_FILE = "sources.csv"
UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
ADVICE = {
    **dict.fromkeys((".doc", ".rtf", ".odt"), "Save it as .docx."),
    **dict.fromkeys((".xlsx", ".xls"), "Save it as .csv."),
    **dict.fromkeys((".zip", ".tar"), "Unpack it first."),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One file that is read: `name` is its path as shown, `key` what its articles are called by.

    Of a file of many records a stretch may be read, from record `first` to record `last` (to the end where it
    is None); it begins at byte `offset`, where that is known. `sha256` is the file's, where it is known.
    `columns` says which column of a table holds what ({"text": "story"}), where somebody asked for it, and
    `facts` what a `sources.csv` says of the file: publisher, title, url and published.
    """

    file: Path
    name: str
    key: str
    kind: Kind
    first: int = 1
    last: int | None = None
    offset: int = 0
    sha256: str = ""
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    def number(self, records: Iterable[T]) -> Iterator[tuple[int, T]]:
        """The records of the stretch that is read, each with its number in the file.

        `records` are all of the file, or those from `offset` on.
        """
        begin = self.first if self.offset else 1
        last = None if self.last is None else self.last - begin + 1
        return islice(enumerate(records, start=begin), self.first - begin, last)


def list_sources(paths: Paths) -> tuple[list[Source], list[Rejected]]:
    """Every file of folders (walked), globs and single files, in the order of their names; nothing is opened.

    Returns the files to read and the refusals: hidden files, links out of the folder, unknown kinds and what
    is no file at all.

    Raises UsageError where a path leads nowhere, or to no file.
    """
    facts = {*list_facts(paths)}
    met = {name: one for name, one in find_files(paths).items() if one[0] not in facts}
    if not met:
        where = describe_paths(paths)
        raise UsageError(f"The folder {where} holds no files; put articles there, as .txt for instance.")
    kinds = {name: refusal or _kind(name, file) for name, (file, refusal) in met.items()}
    refused = [
        Rejected("file", name, kind.reason, detail=kind.detail)
        for name, kind in kinds.items()
        if isinstance(kind, RefusalError)
    ]
    keys = _keys([name for name, kind in kinds.items() if isinstance(kind, str)])
    sources = [Source(met[name][0], name, key, cast(Kind, kinds[name])) for name, key in keys.items()]
    return sorted(sources, key=lambda one: one.name), sorted(refused, key=lambda one: one.path)


def find_files(paths: Paths) -> dict[str, tuple[Path, RefusalError | None]]:
    """Everything met, by name, with why it is refused unopened; each once, however often it is given.

    The name is the path within the folder given, or from where a glob begins; where two given folders hold
    one name, the later one has its folder before it. So names hang neither on the machine nor on links.

    Raises UsageError where a path leads nowhere.
    """
    met: dict[str, tuple[Path, RefusalError | None]] = {}
    seen: set[Path] = set()
    for path in as_paths(paths):
        base, _ = split_path(path)
        root = base.resolve()
        for found in expand_path(path):
            for file, refusal in _walk(found, found) if found.is_dir() else [(found, None)]:
                within = file.relative_to(base)
                if root / within not in seen:
                    seen.add(root / within)
                    met[_free_name(show_path(within), root.name, met)] = file, refusal
    return met


def list_facts(paths: Paths) -> list[Path]:
    """The `sources.csv` of each folder given, and one that is given beside other files."""
    given = as_paths(paths)
    tables = [
        split_path(path)[0] / SOURCES_FILE
        for path in given
        if path.is_dir() or (fnmatch(SOURCES_FILE, path.name) and (len(given) > 1 or not path.exists()))
    ]
    return [table for table in dict.fromkeys(tables) if table.is_file()]


def as_paths(paths: Paths) -> list[Path]:
    """One path or several, as a list."""
    return [Path(paths)] if isinstance(paths, (str, Path)) else [Path(path) for path in paths]


def describe_paths(paths: Paths) -> str:
    """The paths given, in words, the first three by name."""
    names = [str(path) for path in as_paths(paths)]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def split_path(path: Path) -> tuple[Path, str]:
    """The folder in which a path lies or a glob begins, and the rest; a folder itself has no rest."""
    if path.is_dir():
        return path, ""
    base = path.parent
    while not path.exists() and not path.is_symlink() and has_magic(str(base)):
        base = base.parent
    return base, path.relative_to(base).as_posix()


def _free_name(name: str, folder: str, taken: Container[str]) -> str:
    free, number = name, 1
    while free in taken:
        free = f"{folder}/{name}" if number == 1 else f"{folder}-{number}/{name}"
        number += 1
    return free


def expand_path(path: Path) -> list[Path]:
    """A path itself, or what a glob names; a file that is there wins over a glob.

    Raises UsageError where it leads nowhere.
    """
    if path.exists() or path.is_symlink():
        return [path]
    names = glob(str(path), recursive=True) if has_magic(str(path)) else []  # noqa: PTH207 - of any folder
    found = sorted(map(Path, names))
    if not found:
        raise UsageError(f"There is no file or folder {path}; {_did_you_mean(path)}")
    return found


def _did_you_mean(path: Path) -> str:
    try:
        neighbours = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        neighbours = []
    close = get_close_matches(path.name, neighbours, n=1)
    return f"did you mean {path.with_name(close[0])}?" if close else "give a folder of articles."


def _walk(folder: Path, root: Path) -> Iterator[tuple[Path, RefusalError | None]]:
    """Every file below a folder; a hidden folder and a link to a folder are one refusal each."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield folder, RefusalError("unreadable", f"The folder cannot be opened: {error.strerror}.")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            yield path, RefusalError("hidden", "Its name begins with a dot.")
        elif entry.is_symlink() and (refusal := _refuse_link(path, root)):
            yield path, refusal
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, root)
        else:
            yield path, None


def _refuse_link(path: Path, root: Path) -> RefusalError | None:
    if not path.exists():
        return RefusalError("unreadable", "It is a link to nothing.")
    if path.is_dir():
        return RefusalError("link", "It is a link to a folder; links to folders are not followed.")
    if not path.resolve().is_relative_to(root.resolve()):
        return RefusalError("link", "It is a link out of the folder; give the file itself.")
    return None


def _kind(name: str, file: Path) -> Kind | RefusalError:
    """How a file is read by its name, or why it is not."""
    if not file.is_file():
        return RefusalError("unreadable", "It is no file but a pipe, a device or nothing; it was not opened.")
    suffix = bare_suffix(name)
    if kind := KINDS.get(suffix):
        if kind in ("parquet", "document", "pdf") and name.lower().endswith(".gz"):
            return RefusalError("unknown_kind", f"A packed {suffix} file is not read. Unpack it first.")
        return kind
    what = f"A file of kind {suffix}" if suffix else "A file without a kind in its name"
    return RefusalError("unknown_kind", f"{what} is not read. {ADVICE.get(suffix, 'See the README.')}")


def bare_suffix(name: str) -> str:
    """The suffix that tells the kind of a file, less .gz: .html of page.html.gz."""
    return Path(name.lower().removesuffix(".gz")).suffix


def _keys(names: Iterable[str]) -> dict[str, str]:
    """The stem of each name; the whole name where two share a stem.

    An article in a file of its own keeps its stem beside files of records: a.txt, and its coding a.json.
    """
    stems = {name: Path(name[:-3] if name.lower().endswith(".gz") else name).stem for name in names}
    shared = Counter(stems.values())
    alone = Counter(stem for name, stem in stems.items() if KINDS[bare_suffix(name)] in SINGLE)
    return {
        name: stem if shared[stem] == 1 or (KINDS[bare_suffix(name)] in SINGLE and alone[stem] == 1) else name
        for name, stem in stems.items()
    }


def show_path(path: Path) -> str:
    """A path as text that any file can hold, even where its bytes are no UTF-8."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def read_whole(source: Source, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a file, unpacked.

    Raises RefusalError where it cannot be read or is larger than `limit`.
    """
    with open_source(source) as data:
        content = data.read(limit + 1)
    if len(content) > limit:
        raise RefusalError("too_large", f"It holds more than {limit // 1_000_000} MB; split it first.")
    return content


@contextmanager
def open_source(source: Source) -> "Iterator[Unpacked]":
    """A file's bytes as a stream, unpacked, that raises RefusalError for whatever is wrong with them."""
    with source.file.open("rb") as raw:
        raw.seek(source.offset)
        yield Unpacked(raw, packed=source.name.lower().endswith(".gz"))


class Unpacked:
    """A stream of bytes: reads of packed files are held to limits, and every fault is a refusal."""

    def __init__(self, raw: BufferedReader, packed: bool) -> None:
        self._data: gzip.GzipFile | BufferedReader = gzip.GzipFile(fileobj=raw) if packed else raw
        self.packed = packed
        self._size = os.fstat(raw.fileno()).st_size
        self._n_read = 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes.

        Raises RefusalError where the file ends early, is damaged or grows without end.
        """
        return self._take(self._data.read, size)

    def lines(self, limit: int) -> Iterator[tuple[int, bytes | None]]:
        """Where each line begins (0 in a packed file, which nobody can enter in its middle), and the line.

        It comes without its end, and as None where it is longer than `limit` bytes.
        """
        while True:
            offset = 0 if self.packed else self._data.tell()
            line = rest = self._take(self._data.readline, limit + 1)
            if not line:
                return
            while rest and not rest.endswith(b"\n"):
                rest = self._take(self._data.readline, 1 << 20)
            yield offset, None if len(line) > limit else line.removesuffix(b"\n")

    def has_mark(self) -> bool:
        """Whether a byte order mark of UTF-16 comes next."""
        return self._take(self._data.peek, 2)[:2] in UTF16_MARKS

    def _take(self, method: Callable[[int], bytes], size: int) -> bytes:
        try:
            data = method(size)
        except EOFError as error:
            raise RefusalError("unreadable", "The packed file ends too early; copy it again.") from error
        except (OSError, zlib.error) as error:
            raise RefusalError("unreadable", f"It cannot be read: {error}.") from error
        self._n_read += len(data)
        grown = self.packed and self._n_read > max(FREE_BYTES, MAX_RATIO * self._size)
        if grown or self._n_read > MAX_UNPACKED:
            raise RefusalError("too_large", f"It grows beyond {self._n_read // 1_000_000} MB when unpacked.")
        return data


def decode(data: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so; no other encoding is guessed.

    Raises RefusalError for anything else.
    """
    if data.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b")):
        raise RefusalError("binary", "It is a packed or printed document under the name of a text.")
    try:
        text = data.decode(UTF16_MARKS.get(data[:2], "utf-8"))
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise RefusalError("binary", "It is no text.") from error
        place = f"byte {error.start} is none"
        raise RefusalError("not_text", f"It is no UTF-8 ({place}); save it as UTF-8.") from error
    if "\0" in text:
        raise RefusalError("binary", "It is no text.")
    return text
