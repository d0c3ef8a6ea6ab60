"""The manifest of a report: what went in, with what parameters and versions, and what came out."""

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis.article import Article, Rejected
from analysis.errors import VerificationError
from analysis.reading import SOURCES_FILE
from analysis.report.parameters import Parameters
from analysis.report.publication import MANIFEST_FILE

PACKAGES = ("crossings", "matplotlib", "numpy", "pandas", "papermill", "pyarrow", "scipy", "typst")


def build_manifest(
    parameters: Parameters, articles: Iterable[Article], rejected: Iterable[Rejected], folders: Sequence[Path]
) -> dict[str, Any]:
    """Describe a finished run; `folders` hold its files now: the report last, figures of their own before.

    Paths are relative to the report, so the manifest does not depend on where it was made.
    """
    inputs = _list_inputs(parameters.articles, articles, rejected)
    outcomes = [item["outcome"] for item in inputs]
    return {
        "inputs": inputs,
        "n_in": len(inputs) - outcomes.count("sources"),
        "n_ok": outcomes.count("read"),
        "n_duplicate": outcomes.count("duplicate"),
        "n_rejected": outcomes.count("rejected"),
        "parameters": _describe_parameters(parameters),
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in PACKAGES},
        },
        "outputs": {
            "report": hash_files(folders[-1]),
            "figures": hash_files(folders[0]) if len(folders) > 1 else {},
        },
    }


def write_manifest(manifest: dict[str, Any], report: Path) -> None:
    """Write the manifest into the report's folder."""
    (report / MANIFEST_FILE).write_bytes((json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())


def read_manifest(report: Path) -> dict[str, Any]:
    """Read a report's manifest.

    Raises
    ------
    VerificationError
        when it is missing or no manifest.
    """
    file = report / MANIFEST_FILE
    try:
        manifest = json.loads(file.read_text("utf-8"))
        manifest["inputs"], manifest["outputs"]["report"], manifest["parameters"]["articles"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VerificationError(f"{file} cannot be read ({error}); make the report again.") from error
    return manifest


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder but the manifest, by relative path."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {
        file.relative_to(folder).as_posix(): hash_file(file)
        for file in files
        if file != folder / MANIFEST_FILE
    }


def hash_file(file: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _describe_parameters(parameters: Parameters) -> dict[str, Any]:
    described = parameters.model_dump(mode="json", exclude={"out"})
    described["articles"] = _relative(parameters.articles, parameters.out)
    if parameters.official:
        described["official"] = {
            "path": _relative(parameters.official, parameters.out),
            "sha256": hash_file(parameters.official),
        }
    if parameters.codings:
        described["codings"] = {
            "path": _relative(parameters.codings, parameters.out),
            "files": hash_codings(parameters.codings),
        }
    described["figures"] = _relative(parameters.figures_folder, parameters.out)
    return described


def hash_codings(folder: Path) -> dict[str, str]:
    """SHA-256 of every coding in a folder, by its name."""
    return {file.name: hash_file(file) for file in sorted([*folder.glob("*.json"), *folder.glob("*.jsonl")])}


def _relative(path: Path, report: Path) -> str:
    return Path(os.path.relpath(path, report)).as_posix()


def _list_inputs(
    folder: Path, articles: Iterable[Article], rejected: Iterable[Rejected]
) -> list[dict[str, Any]]:
    """Every file that was looked at, with its hash (null where it cannot be read) and what became of it."""
    inputs: list[dict[str, Any]] = [
        {
            "path": article.path,
            "sha256": article.sha256,
            "outcome": "duplicate" if article.duplicate_of else "read",
        }
        for article in articles
    ]
    inputs += [
        {
            "path": item.path,
            "sha256": hash_input(folder, item.path),
            "outcome": "rejected",
            "reason": item.reason,
        }
        for item in rejected
    ]
    if (folder / SOURCES_FILE).is_file():
        inputs.append(
            {"path": SOURCES_FILE, "sha256": hash_input(folder, SOURCES_FILE), "outcome": "sources"}
        )
    return sorted(inputs, key=lambda item: str(item["path"]))


def hash_input(articles: Path, name: str) -> str | None:
    """SHA-256 of one input; None where it cannot be read. `articles` is a folder or the one file itself."""
    file = articles / name if articles.is_dir() else articles
    try:
        return hash_file(file) if file.is_file() else None
    except OSError:
        return None
