"""What a report is made of: articles that are read now, or tables that `extract` made of articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.article import Article, Rejected
from analysis.codings.corrections import settle_articles, use_codings
from analysis.extraction import extract
from analysis.report.manifest import stored_tables
from analysis.selection import Day, read_selected
from analysis.sources import Paths, read_articles
from analysis.tables import Tables


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and how the tables are kept."""

    model: Path | None = None
    threads: int = 1
    codings: Path | None = None
    share: bool = False

    def extract(self, articles: Sequence[Article], refused: Sequence[Rejected] = (), **how: Any) -> Tables:
        """What the articles say, with people's readings in the reader's place; `how` goes to `extract`."""
        told = settle_articles(articles, self.codings)
        found = extract(told, refused, model=self.model, threads=self.threads, **how)
        return use_codings(found, self.codings)


def obtain_tables(
    articles: Paths,
    columns: Mapping[str, str] | None = None,
    codings: Path | str | None = None,
    model: Path | str | None = None,
    *,
    border: str | None = None,
    since: Day = None,
    until: Day = None,
    as_of: Day = None,
) -> Tables:
    """The tables that a report begins with; of tables in parts only what may be asked for."""
    if folder := stored_tables(articles):
        return use_codings(read_selected(folder, border, since, until, as_of), codings)
    who = Reader(Path(model) if model else None, codings=Path(codings) if codings else None)
    return who.extract(*read_articles(articles, columns))
