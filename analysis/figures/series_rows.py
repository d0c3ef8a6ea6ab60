"""Rows of the series as figures show them: under the name of their panel, with the articles behind them."""

import pandas as pd

from analysis.figures.claims import SEPARATOR, each_row, join_citations, name_panel
from analysis.series import word_assumptions
from analysis.tables import Tables


def cite_counts(tables: Tables) -> dict[str, str]:
    """The citation of the article behind each count of an original article."""
    cited = join_citations(tables.counts[["count_id", "article_id"]], tables.articles)
    return dict(zip(cited["count_id"], cited["articles"], strict=True))


def read_series(tables: Tables) -> pd.DataFrame:
    """Rows of the series that something bounds, with `panel`, `count_ids`, `articles` and `n_articles`."""
    series = tables.series
    bounded = series[series["low"].notna() | series["high"].notna()]
    lines = cite_counts(tables)
    ids = [_binding_ids(row.low_count_ids, row.high_count_ids, lines) for row in each_row(bounded)]
    articles = [list(dict.fromkeys(lines[each] for each in found)) for found in ids]
    return bounded.assign(
        panel=[name_panel(row.measure, row.unit, row.border, row.group) for row in each_row(bounded)],
        count_ids=["+".join(found) for found in ids],
        articles=[SEPARATOR.join(each) for each in articles],
        n_articles=[len(each) for each in articles],
    )


def _binding_ids(low_ids: object, high_ids: object, lines: dict[str, str]) -> list[str]:
    """The claims that bind either bound, each once, as far as their articles are at hand."""
    joined = [str(ids) for ids in (low_ids, high_ids) if not pd.isna(ids)]  # type: ignore[call-overload]
    return [each for each in dict.fromkeys("+".join(joined).split("+")) if each in lines]


def cite_assumptions(frame: pd.DataFrame) -> str:
    """The assumptions that the rows rest on, as a sentence; "" where there are none."""
    names = {name for names in frame["assumptions"].dropna() for name in str(names).split("+") if name}
    return f"Assumed: {'; '.join(word_assumptions(names))}." if names else ""
