"""Following a report back to its evidence: inputs, outputs, spans, and every number of the brief."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.brief.trace import read_trace, trace_breaks
from analysis.errors import CrossingsError, UsageError, VerificationError
from analysis.progress import Announce
from analysis.report.manifest import (
    describe_versions,
    hash_file,
    hash_files,
    hash_other_inputs,
    list_inputs,
    read_manifest,
    stored_tables,
)
from analysis.report.parameters import Parameters, recall_parameters
from analysis.report.publication import MANIFEST_FILE, is_card, list_outputs, recover_place
from analysis.report.run import STEPS, make_report
from analysis.sources import read_articles
from analysis.storage import read_rows, read_tables
from analysis.tables import Tables, check_tables

QUICK_CHECKS = 4
CHECKS = QUICK_CHECKS + STEPS
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LINES = (".csv", ".json", ".html", ".md", ".svg", ".ipynb")


def verify_report(report: Path, announce: Announce, quick: bool = False) -> str:
    """Check a report against its evidence and say, in a sentence, what was checked.

    Hashes, spans and the brief's numbers come first; then everything is made anew from the inputs in a
    temporary folder and compared byte by byte, which `quick` leaves out.

    Raises
    ------
    UsageError
        when there is no such folder.
    VerificationError
        at the first thing that differs, naming the place.
    """
    recover_place(report)
    if not report.is_dir():
        raise UsageError(f"There is no folder {report}; give the folder of a report.")
    announce("Hashing outputs")
    manifest = read_manifest(report)
    outputs = list_outputs(manifest)
    _check_folder(report, outputs)
    with _blame(report / MANIFEST_FILE):
        parameters = recall_parameters(manifest["parameters"], report)
    if parameters.figures_stand_apart:
        _check_copy(report, parameters.figures_folder, outputs)
    announce("Hashing inputs")
    with _blame(report / "tables"):
        tables = read_tables(report / "tables")
    _check_inputs(manifest, parameters, tables)
    announce("Reading every span")
    with _blame(report / "tables"):
        tables = check_tables(_with_texts(tables, parameters))
    announce("Tracing every number of the brief")
    n_traced = _check_brief(report, tables)
    n_spans = len(tables.counts) + len(tables.comparisons) + len(tables.events)
    anew = "" if quick else _make_anew(manifest["versions"], parameters, announce)
    return (
        f"{report} holds: {manifest['n_in']} inputs and {len(outputs)} files as published, "
        f"{n_spans} spans read again, {n_traced} numbers and quotes of the brief traced{anew}."
    )


@contextmanager
def _blame(what: Path | str) -> Iterator[None]:
    """Whatever error comes, it is one of this thing."""
    try:
        yield
    except CrossingsError as error:
        raise VerificationError(f"{what}: {error}") from error


def _check_inputs(manifest: dict[str, Any], parameters: Parameters, tables: Tables) -> None:
    """Every input is as it was read, none was added, and the manifest says of each what the tables say."""
    said = {item["path"]: item for item in manifest["inputs"]}
    with _blame("The articles cannot be read"):
        shown = {item["path"]: item for item in list_inputs(parameters.articles, tables)}
    for path, item in said.items():
        if path not in shown or shown[path]["sha256"] != item["sha256"]:
            raise VerificationError(f"{path} has changed since it was read.")
    for path in sorted(shown):
        if path not in said:
            raise VerificationError(f"{path} was added after the report was made.")
        if shown[path] != said[path]:
            raise VerificationError(f"{MANIFEST_FILE} says of {path} what the tables do not.")
    for name, digest in hash_other_inputs(parameters).items():
        if manifest["other_inputs"].get(name) != digest:
            raise VerificationError(f"{getattr(parameters, name)} has changed since it was read.")


def _check_copy(report: Path, copy: Path, outputs: dict[str, str]) -> None:
    """The copy of the figures is that of this report."""
    prefix = "figures/"
    expected = {path.removeprefix(prefix): outputs[path] for path in outputs if path.startswith(prefix)}
    found = hash_files(copy)
    if found != expected and found == _expect_by_cards(copy):
        raise VerificationError(
            f"{copy} holds the figures of another run, whole, and not those of {report}: the copy was not "
            "finished, or another report was copied there since; run the report again."
        )
    _check_folder(copy, expected)


def _expect_by_cards(folder: Path) -> dict[str, str]:
    """What a folder of figures holds by its own cards, each of which hashes the files beside it."""
    expected: dict[str, str] = {}
    for card in filter(is_card, sorted(folder.glob("*.json"))):
        expected |= {card.name: hash_file(card), **json.loads(card.read_text("utf-8"))["sha256"]}
    return expected


def _check_folder(folder: Path, expected: dict[str, str]) -> None:
    for path, what in _find_apart(hash_files(folder), expected):
        said = {"added": "is no part of what was published", "changed": "has changed since it was published"}
        raise VerificationError(f"{folder / path} {said.get(what, 'is missing')}.")


def _find_apart(found: dict[str, str], expected: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The files whose hashes differ, tables first, each with whether it is missing, added or changed."""
    for path in sorted(found.keys() | expected.keys(), key=lambda path: ("tables" not in path, path)):
        if found.get(path) != expected.get(path):
            yield path, "missing" if path not in found else "changed" if path in expected else "added"


def _with_texts(tables: Tables, parameters: Parameters) -> Tables:
    """The tables with the text of every input, so that a text altered in the tables is noticed as well."""
    articles = tables.articles
    if folder := stored_tables(parameters.articles):
        held = read_rows(folder, "articles", article_id=articles["article_id"])
        texts = dict(held.set_index("article_id")["text"].dropna())
    else:
        found, _ = read_articles(parameters.articles, parameters.columns)
        texts = {article.article_id: article.text for article in found}
    for article_id, text in articles.set_index("article_id")["text"].dropna().items():
        if texts.get(str(article_id)) != text:
            raise VerificationError(f"table articles holds another text for {article_id} than its file")
    read_again = articles["article_id"].map(texts).astype(articles["text"].dtype)
    return replace(tables, articles=articles.assign(text=read_again))


def _make_anew(versions: dict[str, str], parameters: Parameters, announce: Announce) -> str:
    """Make the report once more and compare; gives words for the summary."""
    apart = _tell_versions(versions)
    with TemporaryDirectory(prefix="crossings-verify-", ignore_cleanup_errors=True) as folder:
        anew = Path(folder) / "report"
        with _blame(f"{parameters.out} cannot be made anew"):
            make_report(parameters, anew, announce)
        broken = compare_reports(parameters.out, anew)
    if broken:
        raise VerificationError(f"{broken}{apart}.")
    return f", everything made anew{apart} to the same bytes"


def compare_reports(report: Path, anew: Path) -> str | None:
    """The first file, tables first, that is not as it was made anew, and where; None where there is none."""
    for path, what in _find_apart(hash_files(report), hash_files(anew)):
        if what == "changed":
            place = _find_difference(report / path, anew / path)
            return f"{report / path} is not what its inputs give: made anew, it differs in {place}"
        wrong = "no part of the report made anew" if what == "added" else "missing from what was published"
        return f"{report / path} is {wrong}"
    said, made = read_manifest(report), read_manifest(anew)
    for name in made:
        if name != "versions" and said.get(name) != made[name]:
            return f"{report / MANIFEST_FILE}: {name} is not what it is when the report is made anew"
    return None


def _find_difference(found: Path, expected: Path) -> str:
    """The first line of a text, or byte of another file, in which two files differ."""
    left, right = found.read_bytes(), expected.read_bytes()
    is_text = found.suffix in LINES
    parts = [data.splitlines(keepends=True) if is_text else data for data in (left, right)]
    place = next(number for number, (one, other) in enumerate(zip_longest(*parts), 1) if one != other)
    return f"{'line' if is_text else 'byte'} {place}"


def _tell_versions(versions: dict[str, str]) -> str:
    """The versions that are others here than those that made a report: they may change its bytes."""
    here = describe_versions()
    apart = [f"{name} {versions.get(name)}" for name in here if versions.get(name) != here[name]]
    return f" (the report was made with {', '.join(apart)}, which is not what runs here)" if apart else ""


def _check_brief(report: Path, tables: Tables) -> int:
    """Follow every number of brief.html to its row and span, and those of brief.md to brief.html."""
    page = (report / "brief.html").read_text("utf-8")
    for broken in trace_breaks(page, tables):
        raise VerificationError(f"{report / 'brief.html'}: {broken}.")
    known = set(NUMBER.findall(page))
    for number in NUMBER.findall((report / "brief.md").read_text("utf-8")):
        if number not in known:
            raise VerificationError(f"{report / 'brief.md'} states {number}, which brief.html does not.")
    return len(read_trace(page)[0])
