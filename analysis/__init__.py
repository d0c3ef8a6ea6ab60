"""Crossings: border-crossing figures out of the news, with the evidence.

Every public call can be taken from here; docs/library.md shows them at work. A call is imported when it is
first asked for, so that reading a text does not wait for what draws figures.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.article import Article as Article
    from analysis.article import Publication as Publication
    from analysis.article import Rejected as Rejected
    from analysis.article import Span as Span
    from analysis.codings.agreement import evaluate as evaluate
    from analysis.codings.format import read_codings as read_codings
    from analysis.extraction import extract as extract
    from analysis.extraction import extract_article as extract_article
    from analysis.figures.crossing_points import draw_crossing_points as draw_crossing_points
    from analysis.figures.event_timeline import draw_event_timeline as draw_event_timeline
    from analysis.figures.nationalities import draw_nationalities as draw_nationalities
    from analysis.figures.ordinary_crossings import draw_ordinary_crossings as draw_ordinary_crossings
    from analysis.figures.pace import draw_pace as draw_pace
    from analysis.figures.profiles import find_profile as find_profile
    from analysis.figures.registry import find_figure as find_figure
    from analysis.figures.registry import write_figure as write_figure
    from analysis.figures.running_totals import draw_running_totals as draw_running_totals
    from analysis.figures.who_says_what import draw_who_says_what as draw_who_says_what
    from analysis.mentions.dates import find_dates as find_dates
    from analysis.mentions.publication import date_article as date_article
    from analysis.mentions.quantities import find_quantities as find_quantities
    from analysis.selection import select_rows as select_rows
    from analysis.series import build_series as build_series
    from analysis.sources import read_articles as read_articles
    from analysis.storage import read_tables as read_tables
    from analysis.storage import write_tables as write_tables
    from analysis.tables import Tables as Tables

_HOMES = {
    "Article": "article",
    "Publication": "article",
    "Rejected": "article",
    "Span": "article",
    "Tables": "tables",
    "build_series": "series",
    "date_article": "mentions.publication",
    "draw_crossing_points": "figures.crossing_points",
    "draw_event_timeline": "figures.event_timeline",
    "draw_nationalities": "figures.nationalities",
    "draw_ordinary_crossings": "figures.ordinary_crossings",
    "draw_pace": "figures.pace",
    "draw_running_totals": "figures.running_totals",
    "draw_who_says_what": "figures.who_says_what",
    "evaluate": "codings.agreement",
    "extract": "extraction",
    "extract_article": "extraction",
    "find_dates": "mentions.dates",
    "find_figure": "figures.registry",
    "find_profile": "figures.profiles",
    "find_quantities": "mentions.quantities",
    "read_articles": "sources",
    "read_codings": "codings.format",
    "read_tables": "storage",
    "select_rows": "selection",
    "write_figure": "figures.registry",
    "write_tables": "storage",
}

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
