"""Following a report back to its evidence: inputs, outputs, spans, and every number of the brief."""

import re
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from analysis.article import Article
from analysis.brief.trace import trace_breaks, traced_numbers
from analysis.errors import CrossingsError, UsageError, VerificationError
from analysis.progress import Announce
from analysis.reading import SOURCES_FILE, read_articles
from analysis.report.manifest import hash_codings, hash_files, hash_input, read_manifest
from analysis.storage import read_tables, render_csv
from analysis.tables import Tables, check_tables

CHECKS = 4
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def verify_report(report: Path, announce: Announce) -> str:
    """Check a report against its evidence and say, in a sentence, what was checked.

    Raises
    ------
    UsageError
        when there is no such folder.
    VerificationError
        at the first thing that differs, naming the place.
    """
    if not report.is_dir():
        raise UsageError(f"There is no folder {report}; give the folder of a report.")
    announce("Hashing inputs")
    manifest = read_manifest(report)
    _check_inputs(manifest, report)
    announce("Hashing outputs")
    _check_outputs(manifest, report)
    announce("Reading every span")
    tables = _check_spans(manifest, report)
    announce("Tracing every number of the brief")
    n_traced = _check_brief(report, tables)
    n_spans = len(tables.counts) + len(tables.comparisons) + len(tables.events)
    n_files = len(manifest["outputs"]["report"]) + len(manifest["outputs"]["figures"])
    return (
        f"{report} holds: {manifest['n_in']} inputs and {n_files} files as published, "
        f"{n_spans} spans read again, {n_traced} numbers and quotes of the brief traced."
    )


def _articles_path(manifest: dict[str, Any], report: Path) -> Path:
    return report / manifest["parameters"]["articles"]


def _check_inputs(manifest: dict[str, Any], report: Path) -> None:
    """Every input is as it was read, and none was added."""
    folder = _articles_path(manifest, report)
    known = {item["path"]: item["sha256"] for item in manifest["inputs"]}
    try:
        articles, rejected = read_articles(folder)
    except CrossingsError as error:
        raise VerificationError(f"The articles cannot be read: {error}") from error
    for path, expected in known.items():
        if hash_input(folder, path) != expected:
            raise VerificationError(
                f"{folder / path} has changed since it was read{_where(report, path, articles)}."
            )
    present = {article.path for article in articles} | {refusal.path for refusal in rejected}
    if (folder / SOURCES_FILE).is_file():
        present.add(SOURCES_FILE)
    for path in sorted(present - set(known)):
        raise VerificationError(f"{folder / path} was added after the report was made.")
    codings = manifest["parameters"]["codings"]
    if codings and hash_codings(report / codings["path"]) != codings["files"]:
        raise VerificationError(
            f"The codings in {report / codings['path']} have changed since they were used."
        )
    official = manifest["parameters"]["official"]
    if official and hash_input(report / official["path"], "") != official["sha256"]:
        raise VerificationError(f"{report / official['path']} has changed since it was read.")


def _where(report: Path, path: str, articles: list[Article]) -> str:
    """At which character a changed article departs from the text in the tables, where both can be read."""
    new = next((article.text for article in articles if article.path == path), None)
    try:
        stored = read_tables(report / "tables").articles
    except CrossingsError:
        return ""
    old = next(iter(stored.loc[stored["path"] == path, "text"].dropna()), None)
    if new is None or old is None:
        return ""
    return f", at character {_first_difference(old, new)}"


def _first_difference(old: str, new: str) -> int:
    return next(i for i, (left, right) in enumerate(zip_longest(old, new)) if left != right)


def _check_outputs(manifest: dict[str, Any], report: Path) -> None:
    """Every output is as it was published, and report and figures belong together."""
    figures = report / manifest["parameters"]["figures"]
    for folder, expected in (
        (report, manifest["outputs"]["report"]),
        (figures, manifest["outputs"]["figures"]),
    ):
        if expected:
            _check_folder(folder, expected)


def _check_folder(folder: Path, expected: dict[str, str]) -> None:
    found = hash_files(folder)
    for path in sorted(expected.keys() | found.keys()):
        if path not in found:
            raise VerificationError(f"{folder / path} is missing.")
        if path not in expected:
            raise VerificationError(f"{folder / path} is no part of what was published.")
        if found[path] != expected[path]:
            raise VerificationError(
                f"{folder / path} has changed since it was published{_row(folder, path)}."
            )


def _row(folder: Path, path: str) -> str:
    """Which line of a changed CSV table departs from the same table in Parquet."""
    file = folder / path
    parquet = file.with_suffix(".parquet")
    if file.suffix != ".csv" or not parquet.exists():
        return ""
    try:
        shown = render_csv(file.stem, parquet)
    except CrossingsError:
        return ""
    lines = zip_longest(shown.split(b"\n"), file.read_bytes().split(b"\n"))
    number = next((number for number, (old, new) in enumerate(lines, start=1) if old != new), None)
    return f", in line {number}" if number else ""


def _check_spans(manifest: dict[str, Any], report: Path) -> Tables:
    """Every quote stands in its article; a shared report's articles are read from the inputs again."""
    try:
        tables = read_tables(report / "tables")
        return check_tables(_with_texts(tables, _articles_path(manifest, report)))
    except CrossingsError as error:
        raise VerificationError(f"{report / 'tables'}: {error}") from error


def _with_texts(tables: Tables, folder: Path) -> Tables:
    """The tables with the text of every input, so that a text altered in the tables is noticed as well."""
    texts = {article.article_id: article.text for article in read_articles(folder)[0]}
    articles = tables.articles
    for article_id, text in articles.set_index("article_id")["text"].dropna().items():
        if texts.get(str(article_id)) != text:
            raise VerificationError(f"table articles holds another text for {article_id} than its file")
    read_again = articles["article_id"].map(texts).astype(articles["text"].dtype)
    return replace(tables, articles=articles.assign(text=read_again))


def _check_brief(report: Path, tables: Tables) -> int:
    """Follow every number of brief.html to its row and span, and those of brief.md to brief.html."""
    page = (report / "brief.html").read_text("utf-8")
    for broken in trace_breaks(page, tables):
        raise VerificationError(f"{report / 'brief.html'}: {broken}.")
    known = set(NUMBER.findall(page))
    for number in NUMBER.findall((report / "brief.md").read_text("utf-8")):
        if number not in known:
            raise VerificationError(f"{report / 'brief.md'} states {number}, which brief.html does not.")
    return len(list(traced_numbers(page)))
