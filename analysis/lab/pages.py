"""The pages of the lab, each opened by one call of a notebook."""

import getpass
import os
from html import escape
from pathlib import Path

import ipywidgets
import pandas as pd
from IPython.display import HTML

from analysis.codings.sample import describe_sample, read_sample
from analysis.display import show
from analysis.errors import UsageError
from analysis.lab import ASKED, BY, CODINGS, FIRST, REPORT, SECOND
from analysis.lab.checking import ArticleView, Checker, SampleChecker
from analysis.lab.desk import Desk
from analysis.lab.exploring import Explorer
from analysis.lab.settling import settle_between
from analysis.selection import read_some


def open_desk(report: str | None = None, codings: str | None = None, by: str | None = None) -> Desk:
    """The desk on a report; what is not given is what `crossings lab` was started with.

    Raises
    ------
    UsageError
        when there is no such report, its articles' texts were left out, or it holds very many claims and
        nobody has said of which border or days.
    """
    folder = Path(report or os.environ.get(REPORT, "report"))
    place = folder / "tables" if (folder / "tables").is_dir() else folder
    tables = read_some(place, *map(os.environ.get, ASKED))
    if len(tables.articles) and not tables.articles["text"].notna().any():
        raise UsageError(
            f"{folder} was made with --share: without the articles' texts nothing can be checked."
        )
    person = by or os.environ.get(BY) or getpass.getuser()
    return Desk(tables, Path(codings or os.environ.get(CODINGS, "codings/mine")), person)


def show_progress(desk: Desk) -> HTML:
    """What is in a report, by border, and how much of it a person has looked at."""
    frame = pd.DataFrame(desk.progress(), columns=["border", "looked at", "claims and events"])
    sample = read_sample(desk.folder)
    told = describe_sample(sample) if sample else "No sample has been looked at yet."
    table = show(frame, rows=len(frame)).data
    return HTML(f"<p>{len(desk.articles)} articles.</p>{table}<p>{escape(told)}</p>")


def show_brief(report: str | None = None) -> HTML:
    """The brief as a page, shut in a frame of its own in which nothing runs."""
    file = Path(report or os.environ.get(REPORT, "report")) / "brief.html"
    page = escape(file.read_text("utf-8"), quote=True)
    # IPython warns of HTML that begins with <iframe>; this is meant.
    return HTML(
        f'<div><iframe title="The brief" sandbox="allow-popups" srcdoc="{page}" '
        'style="width: 100%; height: 80vh; border: 1px solid #767676"></iframe></div>'
    )


def explore(desk: Desk) -> ipywidgets.VBox:
    """The page to explore on."""
    return Explorer(desk).widget


def check(desk: Desk, by_article: bool = False) -> ArticleView:
    """The page to check on; with `by_article` the queue goes through one article after another."""
    return Checker(desk, desk.queue(by_article)).widget


def settle(desk: Desk, first: str | None = None, second: str | None = None) -> ArticleView:
    """The page on what two people read otherwise: accept the first's row, take the other's, or reject both.

    Raises
    ------
    UsageError
        when it is not said whose codings, or they have no article in common.
    """
    ours, theirs = first or os.environ.get(FIRST), second or os.environ.get(SECOND)
    if not ours or not theirs:
        raise UsageError("Say whose codings: crossings lab REPORT --between A B, or first and second here.")
    between = settle_between(desk, Path(ours), Path(theirs))
    rows = ((key, row) for key in between.articles for row in between.rows(key))
    return Checker(between, [(key, row["key"]) for key, row in rows if row["state"] == "open"]).widget


def check_sample(desk: Desk) -> ArticleView:
    """The page for a random sample of claims, and of sentences without one."""
    return SampleChecker(desk).widget
