"""The manifest of a report: what went in, with what parameters and versions, and what came out."""

import hashlib
import json
import platform
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import VerificationError
from analysis.identity import content_hash, hash_file
from analysis.report.notebooks import NOTEBOOKS_FOLDER, PACKAGE_FOLDER
from analysis.report.parameters import OTHER_INPUTS, Parameters, describe_parameters
from analysis.report.publication import MANIFEST_FILE, list_outputs
from analysis.sources import Paths, as_paths, find_files
from analysis.storage import holds_tables, read_json, read_parquet_table
from analysis.tables import Tables, empty_frame

PACKAGES = tuple(
    "crossings matplotlib numpy onnxruntime pandas papermill pyarrow scipy tokenizers typst".split()
)

# What lies in the package and makes no report: the guide, notebooks of the lab, compiled and hidden files.
NO_CODE = (".md", ".ipynb", ".pyc", "")
# Reports that differ in one of these are about different things.
COMPARABLE = ("articles", "border", "since", "until")


def build_manifest(
    parameters: Parameters, tables: Tables, report: Path, key_figures: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe a finished run whose files lie in the folder `report` now.

    `key_figures` holds the report's own and those before it that it was compared with.

    Paths are relative to the place of the report, so the manifest does not depend on where it is made.
    """
    inputs = list_inputs(parameters.articles, tables)
    return {
        "inputs": inputs,
        **count_outcomes(inputs),
        "other_inputs": hash_other_inputs(parameters),
        "parameters": describe_parameters(parameters),
        **key_figures,
        "versions": describe_versions(),
        "outputs": {"report": hash_files(report)},
    }


def read_previous(parameters: Parameters) -> dict[str, Any]:
    """The key figures of the report that stands where a new one goes, and those that it was compared with.

    Nothing where none stands there, or one on other articles, another border or other days.
    """
    manifest = read_json(parameters.out / MANIFEST_FILE)
    theirs, ours = manifest.get("parameters"), describe_parameters(parameters)
    same = isinstance(theirs, dict) and all(theirs.get(name) == ours[name] for name in COMPARABLE)
    return {name: manifest.get(name) for name in ("key_figures", "before")} if same else {}


def describe_versions() -> dict[str, str]:
    """Python, the libraries that shape a report, and a hash of our own code: a version may be under work."""
    return {
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
        "code": _hash_code(),
    }


def hash_other_inputs(parameters: Parameters) -> dict[str, str | None]:
    """SHA-256 of each input besides the articles by the name of its parameter: a file, or a whole folder."""
    return {name: hash_path(path) for name in OTHER_INPUTS if (path := getattr(parameters, name))}


def read_manifest(report: Path) -> dict[str, Any]:
    """Read a report's manifest.

    Raises VerificationError when it is missing, no manifest, or its own numbers do not agree.
    """
    file = report / MANIFEST_FILE
    try:
        manifest = json.loads(file.read_text("utf-8"))
        counted = count_outcomes(manifest["inputs"])
        manifest["parameters"]["articles"], manifest["versions"]["python"], manifest["other_inputs"].items()
        wrong = [name for name in counted if manifest[name] != counted[name]]
        outputs = list_outputs(manifest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VerificationError(f"{file} cannot be read ({error}); make the report again.") from error
    if wrong:
        name = wrong[0]
        raise VerificationError(f"{file} says {name} {manifest[name]}, but its inputs make {counted[name]}.")
    if not outputs:
        raise VerificationError(f"{file} names no file of the report; make the report again.")
    return manifest


def count_outcomes(inputs: list[dict[str, Any]]) -> dict[str, int]:
    """Everything met (files, and records within them) and what became of it: the three add up to n_in."""
    tally = {
        "n_ok": sum(item["read"] for item in inputs),
        "n_duplicate": sum(item["duplicate"] for item in inputs),
        "n_rejected": sum(sum(item["rejected"].values()) for item in inputs),
    }
    return {"n_in": sum(tally.values()), **tally}


def stored_tables(articles: Paths) -> Path | None:
    """The folder of tables that `extract` wrote, where that is all that is given."""
    paths = as_paths(articles)
    return paths[0] if len(paths) == 1 and holds_tables(paths[0]) else None


def list_inputs(articles: Paths, tables: Tables) -> list[dict[str, Any]]:
    """Every file met, with its hash (null where it cannot be read) and what became of what is in it.

    Of tables that were read before, their files, with what their articles became then.
    """
    read, refused = tables.articles, tables.rejected
    if folder := stored_tables(articles):
        hashes: Mapping[str, str | None] = hash_files(folder)
        read = _read_parts("articles", folder, hashes, ["duplicate_of"])
        refused = _read_parts("rejected", folder, hashes, ["kind", "reason"])
    else:
        met = sorted(find_files(articles).items())
        # what is not opened, or cannot be, has no hash
        hashes = {
            name: None if refusal or file.is_dir() else hash_path(file) for name, (file, refusal) in met
        }
    refused = refused[refused["kind"] != "quantity"]
    rejected: dict[str, Counter[str]] = defaultdict(Counter)
    for path, reason in sorted(zip(refused["path"], refused["reason"], strict=True)):
        rejected[path][reason] += 1
    copies = read["duplicate_of"].notna()
    originals, repeated = (Counter(read.loc[kept, "path"]) for kept in (~copies, copies))
    return [
        {
            "path": path,
            "sha256": sha256,
            "read": originals[path],
            "duplicate": repeated[path],
            "rejected": dict(rejected[path]),
        }
        for path, sha256 in hashes.items()
    ]


def _read_parts(name: str, folder: Path, files: Iterable[str], columns: list[str]) -> pd.DataFrame:
    """The rows of a table by the Parquet file that holds them, which stands in the place of their path."""
    parts = [file for file in files if re.fullmatch(rf"{name}(/.*)?\.parquet", file)]
    frames = (read_parquet_table(name, folder / part, columns=columns).assign(path=part) for part in parts)
    return pd.concat([empty_frame(name), *frames])


def hash_path(path: Path) -> str | None:
    """SHA-256 of a file, or of the names and hashes of all files in a folder; None for what has no bytes."""
    try:
        if path.is_dir():
            return hashlib.sha256(json.dumps(hash_files(path)).encode()).hexdigest()
        return hash_file(path) if path.is_file() else None
    except OSError:
        return None


def hash_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file under a folder by relative path, but for the manifest and hidden files."""
    files = {file.relative_to(folder): file for file in sorted(folder.rglob("*")) if file.is_file()}
    return {
        name.as_posix(): hash_file(file)
        for name, file in files.items()
        if name != Path(MANIFEST_FILE) and not any(part.startswith(".") for part in name.parts)
    }


def _hash_code() -> str:
    """One hash of all that makes a report, the same whether it lies in a repository or is installed."""
    files = hash_files(PACKAGE_FOLDER)
    code = {name: digest for name, digest in files.items() if Path(name).suffix not in NO_CODE}
    code |= {f"notebooks/{file.name}": hash_file(file) for file in NOTEBOOKS_FOLDER.glob("*.ipynb")}
    return content_hash(*sorted(code.items()))
