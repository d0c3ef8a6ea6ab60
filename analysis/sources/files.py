"""Files as they are met on disk: which are read and how, which are not and why, and their bytes."""

import csv
import gzip
import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from glob import glob, has_magic
from io import BufferedReader, RawIOBase
from itertools import count, islice
from pathlib import Path
from typing import Any, Literal, TypeVar

from analysis.article import Rejected
from analysis.errors import UsageError
from analysis.sources.records import RefusalError, check_columns, read_day

T = TypeVar("T")
# Which column of a table holds what, by what is asked for.
Columns = Mapping[str, str]
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
# Kinds that hold one article in a file, as a rule; kinds whose records can be told apart without being read;
# kinds that are packed in themselves and not read as .gz.
SINGLE = frozenset({"text", "page", "document", "pdf"})
PARTED = frozenset({"crawl", "table", "parquet", "lines"})
DENSE = frozenset({"parquet", "document", "pdf"})
# A news article or a page stays far below; a larger file is a dump that should be split first.
MAX_BYTES = 2_000_000
# A whole export or database in one file that has to be held in memory.
MAX_WHOLE = 200_000_000
# How much a packed file may grow: a bomb grows a thousandfold.
MAX_UNPACKED, MAX_RATIO, FREE_BYTES = 20_000_000_000, 200, 50_000_000
SOURCES_FILE = "sources.csv"
SOURCES_COLUMNS = ("file", "publisher", "title", "url", "published")
UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
ADVICE = {
    **dict.fromkeys((".doc", ".rtf", ".odt"), "Save it as .docx."),
    **dict.fromkeys((".xlsx", ".xls"), "Save it as .csv."),
    **dict.fromkeys((".zip", ".tar", ".parquet", ".docx", ".pdf"), "Unpack it first."),
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

    @property
    def is_packed(self) -> bool:
        """Whether its bytes are those of a .gz."""
        return self.name.lower().endswith(".gz")

    def number(self, records: Iterable[T]) -> Iterator[tuple[int, T]]:
        """The records of the stretch that is read, each with its number in the file.

        `records` are all of the file, or those from `offset` on.
        """
        begin = self.first if self.offset else 1
        last = None if self.last is None else self.last - begin + 1
        return islice(enumerate(records, start=begin), self.first - begin, last)


def find_sources(paths: Paths, columns: Columns | None = None) -> tuple[list[Source], list[Rejected]]:
    """Every file of folders (walked), globs and single files, in the order of their names; nothing is opened.

    Returns the files to read, each with what a `sources.csv` says of it, and the refusals: hidden files,
    links out of the folder, unknown kinds and what is no file at all.

    Raises UsageError where a path leads nowhere, or to no file, a `sources.csv` is not as it should be, or a
    column is asked for that no table has.
    """
    asked = check_columns(columns or {})
    met = find_files(paths)
    if not met:
        where = describe_paths(paths)
        raise UsageError(f"The folder {where} holds no files; put articles there, as .txt for instance.")
    bases = {split_path(path)[0] for path in as_paths(paths)}
    tables = {
        name: file
        for name, (file, _) in sorted(met.items())
        if file.name == SOURCES_FILE and file.parent in bases and file.is_file()
    }
    if len(tables) == len(met):  # with nothing beside it, it is read as any other table
        tables = {}
    kinds = {
        name: refusal or _find_kind(name) for name, (_, refusal) in sorted(met.items()) if name not in tables
    }
    refused = [
        Rejected("file", name, kind.reason, detail=kind.detail)
        for name, kind in kinds.items()
        if isinstance(kind, RefusalError)
    ]
    read = {name: kind for name, kind in kinds.items() if isinstance(kind, str)}
    files = {name: met[name][0] for name in read}
    facts = {name: told for table in tables.values() for name, told in _read_facts(table, files)}
    keys = _choose_keys(read)
    sources = [
        Source(files[name], name, keys[name], kind, columns=asked, facts=facts.get(name, {}))
        for name, kind in read.items()
    ]
    return sources, refused


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
            for file, refusal in _walk(found, found) if found.is_dir() else [(found, _refuse_special(found))]:
                within = file.relative_to(base)
                if root / within not in seen:
                    seen.add(root / within)
                    met[_free_name(show_path(within), root.name, met)] = file, refusal
    return met


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


def expand_path(path: Path) -> list[Path]:
    """A path itself, or what a glob names; a file that is there wins over a glob.

    Raises UsageError where it leads nowhere.
    """
    if path.exists() or path.is_symlink():
        return [path]
    found = glob(str(path), recursive=True) if has_magic(str(path)) else []  # noqa: PTH207 - of any folder
    if not found:
        beside: list[str] = []
        with suppress(OSError):  # a folder that is not there, or that nobody may look into
            beside = sorted(entry.name for entry in path.parent.iterdir())
        close = get_close_matches(path.name, beside, n=1)
        hint = f"did you mean {path.with_name(close[0])}?" if close else "give a folder of articles."
        raise UsageError(f"There is no file or folder {path}; {hint}")
    return sorted(map(Path, found))


def show_path(path: Path) -> str:
    """A path as text that any file can hold, even where its bytes are no UTF-8."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _free_name(name: str, folder: str, taken: Container[str]) -> str:
    others = (f"{folder}/{name}" if n == 1 else f"{folder}-{n}/{name}" for n in count(1))
    return name if name not in taken else next(other for other in others if other not in taken)


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
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, root)
        else:
            yield path, _refuse_special(path, root)


def _refuse_special(path: Path, root: Path | None = None) -> RefusalError | None:
    """Why something is not opened, whatever its name: links out of a folder, pipes, what nobody may see."""
    try:
        if root and path.is_symlink():
            if not path.exists():
                return RefusalError("unreadable", "It is a link to nothing.")
            if path.is_dir():
                return RefusalError("link", "It is a link to a folder; links to folders are not followed.")
            if not path.resolve().is_relative_to(root.resolve()):
                return RefusalError("link", "It is a link out of the folder; give the file itself.")
        is_file = path.is_file()
    except OSError as error:
        return RefusalError("unreadable", f"It cannot be opened: {error.strerror}.")
    what = "It is no file but a pipe, a device or nothing; it was not opened."
    return None if is_file else RefusalError("unreadable", what)


def _find_kind(name: str) -> Kind | RefusalError:
    """How a file is read by its name, or why it is not."""
    suffix = _bare_suffix(name)
    packed = name.lower().endswith(".gz")
    kind = KINDS.get(suffix)
    if kind and not (packed and kind in DENSE):
        return kind
    sort = "packed file" if packed else "file"
    what = f"A {sort} of kind {suffix}" if suffix else "A file without a kind in its name"
    return RefusalError("unknown_kind", f"{what} is not read. {ADVICE.get(suffix, 'See the README.')}")


def _bare_suffix(name: str) -> str:
    """The suffix that tells the kind of a file, less .gz: .html of page.html.gz."""
    return Path(name.lower().removesuffix(".gz")).suffix


def _choose_keys(kinds: Mapping[str, Kind]) -> dict[str, str]:
    """The stem of each name; the whole name where two share a stem.

    An article in a file of its own keeps its stem beside files of records: a.txt, and its coding a.json.
    """
    stems = {name: Path(name[:-3] if name.lower().endswith(".gz") else name).stem for name in kinds}
    shared = Counter(stems.values())
    alone = Counter(stem for name, stem in stems.items() if kinds[name] in SINGLE)
    return {
        name: stem if shared[stem] == 1 or (kinds[name] in SINGLE and alone[stem] == 1) else name
        for name, stem in stems.items()
    }


def _read_facts(table: Path, files: Mapping[str, Path]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What each row of a `sources.csv` says, with the name of the file that it is about."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows = [*csv.DictReader(lines)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"{table} cannot be read as CSV in UTF-8 ({error}); save it again as such."
        ) from error
    folder = table.parent
    names = {show_path(f.relative_to(folder)): name for name, f in files.items() if f.is_relative_to(folder)}
    for line, row in enumerate(rows, start=2):
        cells = {key: (value or "").strip() for key, value in row.items() if key}
        if wrong := _find_mistake(cells, names):
            raise UsageError(f"{table}, line {line}: {wrong}")
        yield names[cells["file"]], cells


def _find_mistake(cells: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """What is wrong with a row of a `sources.csv`."""
    unknown = [column for column in cells if column not in SOURCES_COLUMNS]
    if unknown or "file" not in cells:
        wrong = f"has a column {unknown[0]!r}" if unknown else "has no column 'file'"
        return f"it {wrong}; its columns are {', '.join(SOURCES_COLUMNS)}."
    name, published = cells["file"], cells.get("published")
    if name not in names:
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}?" if close else "give the path within the folder."
        return f"there is no file {name!r}; {hint}"
    if published and not read_day(published):
        return f"{published!r} is no date; write it as YYYY-MM-DD."
    return None


@contextmanager
def open_source(source: Source) -> Iterator[BufferedReader]:
    """A file's bytes as a stream, unpacked; reading them raises what is wrong with them."""
    with source.file.open("rb") as raw:
        raw.seek(source.offset)
        yield BufferedReader(_Unpacked(raw)) if source.is_packed else raw


class _Unpacked(RawIOBase):
    """The bytes of a packed file, which may not grow without end."""

    def __init__(self, raw: BufferedReader) -> None:
        self._data = gzip.GzipFile(fileobj=raw)
        self._most = min(MAX_UNPACKED, max(FREE_BYTES, MAX_RATIO * os.fstat(raw.fileno()).st_size))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # One step at a time: where the file is cut off, what comes before the cut is read.
        n_read = self._data.readinto1(buffer)
        if self._data.tell() > self._most:
            raise RefusalError("too_large", f"It grows beyond {self._most // 1_000_000} MB when unpacked.")
        return n_read


def read_whole(source: Source, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a file, unpacked.

    Raises RefusalError where they are more than `limit`.
    """
    with open_source(source) as data:
        content = data.read(limit + 1)
    if len(content) > limit:
        raise RefusalError("too_large", f"It holds more than {limit // 1_000_000} MB; split it first.")
    return content


def decode(data: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so; no other encoding is guessed.

    Raises RefusalError, UnicodeDecodeError for anything else.
    """
    return data.decode(find_encoding(data))


def find_encoding(head: bytes) -> str:
    """The encoding of what begins like this.

    Raises RefusalError where that is no text.
    """
    if head.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b")):
        raise RefusalError("binary", "It is a packed or printed document under the name of a text.")
    return UTF16_MARKS.get(head[:2], "utf-8")
