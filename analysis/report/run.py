"""The main job: articles in, a published report out."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from analysis.brief import list_key_figures
from analysis.codings.corrections import settle_articles
from analysis.errors import RunError, UsageError
from analysis.meaning.network import open_network
from analysis.progress import Announce
from analysis.report.manifest import build_manifest, read_previous, stored_tables
from analysis.report.notebooks import NOTEBOOKS, provide_kernel, run_notebook
from analysis.report.parameters import Parameters
from analysis.report.publication import (
    MANIFEST_FILE,
    Workplace,
    check_figures_target,
    check_report_target,
    claim_place,
    describe_os_error,
)
from analysis.series import read_official
from analysis.sources import check_something_read, read_articles, split_path
from analysis.storage import read_tables, write_json, write_tables
from analysis.tables import Tables, check_tables

STEPS = len(NOTEBOOKS) + 1
# Where the notebooks find all inputs, by what names: no path of this machine enters a report.
INPUTS = Path("inputs")
ARTICLES = INPUTS / "articles"
OTHERS = {"official": INPUTS / "official.csv", "codings": INPUTS / "codings", "model": INPUTS / "model.zip"}
BEFORE = INPUTS / "before.json"


def run_report(parameters: Parameters, announce: Announce) -> Path:
    """Run every notebook and publish the report whole, or leave what was there as it was.

    Raises
    ------
    UsageError
        when articles or places are wrong; said before a kernel starts.
    RunError, SchemaError
        when another run is at work there, nothing can be read, a notebook fails, or its tables do not
        satisfy their schemas.
    """
    check_report_target(parameters.out, parameters.articles)
    check_figures_target(parameters.figures_folder, parameters.out)
    with ExitStack() as claims:
        beside = None
        if parameters.figures_stand_apart:
            beside = claims.enter_context(claim_place(parameters.figures_folder))
        place = claims.enter_context(claim_place(parameters.out))
        report = place.staging / "report"
        make_report(parameters, report, announce)
        place.publish(report)
        if beside:
            _copy_figures(parameters.out / "figures", beside)
    return parameters.out


def make_report(parameters: Parameters, report: Path, announce: Announce) -> None:
    """Make a whole report in the new folder `report`, its manifest included, and publish nothing.

    Raises as `run_report` does.
    """
    if parameters.official:
        read_official(parameters.official)
    if parameters.model:
        open_network(parameters.model)
    _check_input(parameters)
    report.mkdir()
    with provide_kernel(report.parent):
        key_figures = _run_notebooks(parameters, report, announce)
    announce("Checking what was made")
    tables = check_tables(read_tables(report / "tables"))
    if parameters.share:
        shutil.rmtree(report / "tables")
        write_tables(tables, report / "tables", share=True)
    manifest = build_manifest(parameters, tables, report, key_figures)
    _check_articles(parameters, tables, manifest["inputs"])
    write_json(manifest, report / MANIFEST_FILE)


def _run_notebooks(parameters: Parameters, report: Path, announce: Announce) -> dict[str, Any]:
    """Run every notebook; gives the report's key figures and those before it that it is compared with."""
    places = {"tables": "tables", "figures": "figures", "pictures": "brief-figures", "brief": "."}
    options = parameters.model_dump(mode="json", exclude={"out", "share"})
    values = {**options, **places, "columns": parameters.columns or None}
    (report / INPUTS).mkdir()
    values["articles"] = _link_articles(parameters.articles, report)
    for name, link in OTHERS.items():
        if path := getattr(parameters, name):
            _link(report / link, path)
            values[name] = link.as_posix()
    *others, brief = NOTEBOOKS
    for notebook in others:
        announce(notebook.doing)
        run_notebook(notebook, values, report)
    key_figures = _compare_key_figures(parameters, report)
    values["before"] = BEFORE.as_posix() if key_figures["before"] else None
    announce(brief.doing)
    run_notebook(brief, values, report)
    shutil.rmtree(report / INPUTS)
    return key_figures


def _compare_key_figures(parameters: Parameters, report: Path) -> dict[str, Any]:
    """The key figures of the tables in `report`, and those to compare with, which a file tells the brief.

    Those are of the report before; where it has the same ones, those that it was compared with itself: a
    report made again is the same.
    """
    now = list_key_figures(read_tables(report / "tables"), parameters.model_dump())
    previous = read_previous(parameters)
    before = previous.get("key_figures") or []
    before = previous.get("before") or [] if before == now else before
    (report / BEFORE).write_text(json.dumps(before), "utf-8")
    return {"key_figures": now, "before": before}


def _link_articles(paths: Sequence[Path], report: Path) -> str | list[str]:
    """Make the articles known in the report's folder by the names that they have; gives what to call them."""
    if len(paths) == 1 and paths[0].is_dir():
        _link(report / ARTICLES, paths[0])
        return ARTICLES.as_posix()
    known = []
    for number, path in enumerate(paths, start=1):
        base, rest = split_path(path)
        place = ARTICLES / str(number) / base.resolve().name
        link, known_path = (place / rest, path) if path.is_file() else (place, base)
        (report / link).parent.mkdir(parents=True)
        _link(report / link, known_path)
        known.append((place / rest).as_posix())
    return known


def _link(link: Path, path: Path) -> None:
    """Make `path` known as `link`: a copy where the system gives its users no links, as Windows does."""
    try:
        link.symlink_to(path.resolve(), target_is_directory=path.is_dir())
    except (OSError, NotImplementedError):
        shutil.copytree(path, link) if path.is_dir() else shutil.copyfile(path, link)


def _check_input(parameters: Parameters) -> None:
    """Say before any kernel starts what cannot be read."""
    folder = stored_tables(parameters.articles)
    if folder is None:
        articles, rejected = read_articles(parameters.articles, parameters.columns)
        check_something_read(parameters.articles, articles, rejected)
        settle_articles(articles, parameters.codings)
    elif parameters.columns or parameters.model or parameters.codings:
        raise UsageError(f"{folder} was read already; give --codings, --model and --map to `extract`.")


def _check_articles(parameters: Parameters, tables: Tables, inputs: Sequence[Mapping[str, Any]]) -> None:
    """The tables hold the articles as they are now, and there are some."""
    hashes = {item["path"]: item["sha256"] for item in inputs}
    read = zip(tables.articles["path"], tables.articles["sha256"], strict=True)
    if not stored_tables(parameters.articles) and any(hashes.get(path) != sha256 for path, sha256 in read):
        raise RunError("The articles were changed while they were read; run the report again.")
    if tables.articles.empty and parameters.as_of:
        raise RunError(f"No article had certainly appeared by {parameters.as_of}; give a later --as-of.")
    if tables.articles.empty:
        raise RunError(f"Nothing in {parameters.articles} is about that border and those days.")


def _copy_figures(figures: Path, beside: Workplace) -> None:
    """Copy the published figures to their folder of their own: whole, after the report."""
    try:
        copy = Path(shutil.copytree(figures, beside.staging / "figures"))
        beside.publish(copy)
    except OSError as error:
        raise RunError(
            f"The report is published, but not the copy of its figures in {beside.target} "
            f"({describe_os_error(error)}); run it again."
        ) from error
