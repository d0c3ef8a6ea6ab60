"""Crossings: border-crossing figures out of the news, with the evidence.

Every public call can be taken from here; docs/library.md shows them at work. A call is imported when it is
first asked for, so that reading a text does not wait for what draws figures.
"""

# ruff: noqa: F401 - type checkers see by its import what is handed out when it is asked for
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.article import Article, Publication, Rejected, Span
    from analysis.codings.agreement import evaluate
    from analysis.codings.format import read_codings
    from analysis.extraction import extract, extract_article
    from analysis.figures.bars import draw_nationalities, draw_ordinary_crossings
    from analysis.figures.crossing_points import draw_crossing_points
    from analysis.figures.event_timeline import draw_event_timeline
    from analysis.figures.pace import draw_pace
    from analysis.figures.profiles import find_profile
    from analysis.figures.registry import find_figure, write_figure
    from analysis.figures.running_totals import draw_running_totals
    from analysis.figures.who_says_what import draw_who_says_what
    from analysis.mentions.dates import find_dates
    from analysis.mentions.publication import date_article
    from analysis.mentions.quantities import find_quantities
    from analysis.selection import select_rows
    from analysis.series import build_series
    from analysis.sources import read_articles
    from analysis.storage import read_tables, write_tables
    from analysis.tables import Tables

_NAMES = {
    "article": "Article Publication Rejected Span",
    "codings.agreement": "evaluate",
    "codings.format": "read_codings",
    "extraction": "extract extract_article",
    "figures.bars": "draw_nationalities draw_ordinary_crossings",
    "figures.crossing_points": "draw_crossing_points",
    "figures.event_timeline": "draw_event_timeline",
    "figures.pace": "draw_pace",
    "figures.profiles": "find_profile",
    "figures.registry": "find_figure write_figure",
    "figures.running_totals": "draw_running_totals",
    "figures.who_says_what": "draw_who_says_what",
    "mentions.dates": "find_dates",
    "mentions.publication": "date_article",
    "mentions.quantities": "find_quantities",
    "selection": "select_rows",
    "series": "build_series",
    "sources": "read_articles",
    "storage": "read_tables write_tables",
    "tables": "Tables",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """The public call or value of that name, from the module that defines it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    value = getattr(import_module(f"analysis.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
