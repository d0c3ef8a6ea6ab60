"""The main job: articles in, a published report out."""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from analysis.article import Article
from analysis.codings.corrections import settle_articles
from analysis.errors import RunError
from analysis.progress import Announce
from analysis.reading import read_articles
from analysis.report.kernel import provide_kernel
from analysis.report.manifest import build_manifest, write_manifest
from analysis.report.notebooks import NOTEBOOKS, check_notebook_parameters, run_notebook
from analysis.report.parameters import Parameters
from analysis.report.publication import (
    check_figures_target,
    check_report_target,
    publish_folders,
    staging_folder,
)
from analysis.series import read_official
from analysis.storage import read_tables, write_tables
from analysis.tables import check_tables

STEPS = len(NOTEBOOKS) + 1
# How the notebooks know the articles: no path of this machine enters a report.
ARTICLES_LINK = "articles"
OFFICIAL_LINK = "official.csv"
CODINGS_LINK = "codings"


def run_report(parameters: Parameters, announce: Announce) -> Path:
    """Run every notebook and publish the report whole, or leave what was there as it was.

    Raises
    ------
    UsageError
        when articles or places are wrong; said before a kernel starts.
    RunError, SchemaError
        when a notebook fails or its tables do not satisfy their schemas.
    """
    check_report_target(parameters.out, parameters.articles)
    check_figures_target(parameters.figures_folder, parameters.out)
    for notebook in NOTEBOOKS:
        check_notebook_parameters(notebook)
    if parameters.official:
        read_official(parameters.official)
    articles, rejected = read_articles(parameters.articles)
    articles = settle_articles(articles, parameters.codings)
    with staging_folder(parameters.out) as staging, provide_kernel():
        report = staging / "report"
        report.mkdir()
        _run_notebooks(parameters, report, announce)
        announce("Checking and publishing")
        _finish_tables(report, parameters.share, articles)
        with ExitStack() as stack:
            moves = _plan_moves(parameters, report, stack)
            write_manifest(build_manifest(parameters, articles, rejected, [new for new, _ in moves]), report)
            publish_folders(moves)
    return parameters.out


def _run_notebooks(parameters: Parameters, report: Path, announce: Announce) -> None:
    link = report / ARTICLES_LINK
    _link_articles(parameters.articles, link)
    if parameters.official:
        (report / OFFICIAL_LINK).symlink_to(parameters.official.resolve())
    if parameters.codings:
        (report / CODINGS_LINK).symlink_to(parameters.codings.resolve(), target_is_directory=True)
    values = {
        "articles": ARTICLES_LINK,
        "tables": "tables",
        "figures": "figures",
        "pictures": "brief-figures",
        "brief": ".",
        "border": parameters.border,
        "since": parameters.since and parameters.since.isoformat(),
        "until": parameters.until and parameters.until.isoformat(),
        "as_of": parameters.as_of and parameters.as_of.isoformat(),
        "official": parameters.official and OFFICIAL_LINK,
        "codings": parameters.codings and CODINGS_LINK,
        "profile": parameters.profile,
    }
    for notebook in NOTEBOOKS:
        announce(notebook.doing)
        run_notebook(notebook, values, report)
    (report / OFFICIAL_LINK).unlink(missing_ok=True)
    (report / CODINGS_LINK).unlink(missing_ok=True)
    link.unlink() if link.is_symlink() else shutil.rmtree(link)


def _link_articles(articles: Path, link: Path) -> None:
    """Make the articles known under one name; a single file becomes a folder with that file alone."""
    if articles.is_dir():
        link.symlink_to(articles.resolve(), target_is_directory=True)
    else:
        link.mkdir()
        (link / articles.name).symlink_to(articles.resolve())


def _finish_tables(report: Path, share: bool, articles: Sequence[Article]) -> None:
    tables = check_tables(read_tables(report / "tables"))
    later = set(tables.rejected.loc[tables.rejected["reason"] == "not_yet_published", "path"])
    if set(tables.articles["sha256"]) != {
        article.sha256 for article in articles if article.path not in later
    }:
        raise RunError("The articles were changed while they were read; run the report again.")
    if share:
        shutil.rmtree(report / "tables")
        write_tables(tables, report / "tables", share=True)


def _plan_moves(parameters: Parameters, report: Path, stack: ExitStack) -> list[tuple[Path, Path]]:
    """What is renamed into place: a copy of the figures where they stand apart, then the report."""
    moves = [(report, parameters.out)]
    if parameters.figures_stand_apart:
        beside = stack.enter_context(staging_folder(parameters.figures_folder)) / "figures"
        shutil.copytree(report / "figures", beside)
        moves.insert(0, (beside, parameters.figures_folder))
    return moves
