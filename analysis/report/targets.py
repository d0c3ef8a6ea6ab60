"""What a run may replace: a report, figures or tables that a run wrote, and nothing of anybody's own."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import UsageError
from analysis.identity import hash_file
from analysis.storage import PACKAGE_FILE, PACKAGE_NAME, read_json

MANIFEST_FILE = "manifest.json"
FIGURE_SUFFIXES = (".svg", ".pdf", ".png", ".csv", ".md", ".json")


def check_report_target(out: Path, articles: Sequence[Path]) -> None:
    """Refuse a place for the report where something else stands.

    Raises UsageError when `out` is a file, holds the articles, or holds a file that no run put there.
    """
    if any(path.resolve().is_relative_to(out.resolve()) for path in articles):
        raise UsageError(f"The report would replace {out}, which holds the articles; give another --out.")
    known = list_outputs(read_json(out / MANIFEST_FILE))
    _refuse_others(out, {*known, MANIFEST_FILE} if known else set(), "no part of a report")


def check_figures_target(figures: Path, out: Path) -> None:
    """Refuse a place for the figures that holds anything but figures of ours.

    Raises UsageError when `figures` is a file, lies within the report, or holds a file that no run wrote.
    """
    if figures.resolve().is_relative_to(out.resolve()):
        if figures.resolve() != out.resolve() / "figures":
            raise UsageError(f"{figures} lies within the report {out}; leave --figures out, or give another.")
        return
    if out.resolve().is_relative_to(figures.resolve()):
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
