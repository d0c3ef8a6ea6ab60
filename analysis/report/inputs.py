"""What a report is made of: articles that are read now, or tables that `extract` made of articles."""

from collections.abc import Mapping
from pathlib import Path

from analysis.article import Article
from analysis.codings.corrections import settle_articles, use_codings
from analysis.extraction import choose_model, extract
from analysis.report.manifest import hash_files
from analysis.selection import Day, read_selected
from analysis.sources import SOURCES_FILE, read_articles
from analysis.storage import holds_tables, read_rows
from analysis.tables import Tables


def obtain_tables(
    articles: Path | str,
    columns: Mapping[str, str] | None = None,
    codings: Path | str | None = None,
    reader: str = "rules",
    model: Path | str | None = None,
    *,
    border: str | None = None,
    since: Day = None,
    until: Day = None,
    as_of: Day = None,
) -> Tables:
    """The tables that a report begins with; of tables in parts only what may be asked for."""
    if holds_tables(Path(articles)):
        return use_codings(read_selected(Path(articles), border, since, until, as_of), codings)
    texts, refused = read_articles(articles, columns)
    told = settle_articles(texts, codings)
    return use_codings(extract(told, refused, model=choose_model(reader, model)), codings)


def find_texts(articles: Path, columns: Mapping[str, str], tables: Tables) -> dict[str, str]:
    """The texts of the inputs as they are now, by article id; of tables those that a report holds."""
    if not holds_tables(articles):
        return {article.article_id: article.text for article in read_articles(articles, columns)[0]}
    held = read_rows(articles, "articles", article_id=tables.articles["article_id"])
    return dict(held.set_index("article_id")["text"].dropna())


def meet_inputs(articles: Path, columns: Mapping[str, str]) -> tuple[list[Article], set[str]]:
    """The articles of the inputs as they are now, none of tables; and every path that is met."""
    if holds_tables(articles):
        return [], {*hash_files(articles)}
    texts, refused = read_articles(articles, columns)
    listed = {SOURCES_FILE} if (articles / SOURCES_FILE).is_file() else set()
    return texts, {one.path for one in texts} | {one.path for one in refused} | listed
