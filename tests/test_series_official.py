"""Official figures are read strictly, compared, and never mixed in."""

from pathlib import Path

import pytest

from analysis.errors import UsageError
from analysis.figures.running_totals import select_running_totals
from analysis.series import add_series, build_series, compare_official, measure_coverage, read_official
from analysis.tables import Tables, check_frame
from benchmarks.simulation import Settings, simulate_news

HEADER = "measure,border,period_start,period_end,value,source\n"
LINES = (
    "apprehension,BY-LT,2021-01-01,2021-01-31,{value},Ministry\n"
    "apprehension,BY-LT,1999-01-01,1999-01-31,7,Ministry\n"
)


def write_official(folder: Path, text: str) -> Path:
    """A CSV file with that text."""
    path = folder / "official.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_news_is_compared_with_the_official_line(tmp_path: Path):
    """A figure inside the bounds is at distance 0, one beyond them at its distance, one unknown at none."""
    news = simulate_news(Settings(daily=30, months=6), seed=1)
    truth = int(news.truth[:31].sum())
    official = read_official(write_official(tmp_path, HEADER + LINES.format(value=truth)))
    series, _ = build_series(news.counts, news.comparisons, news.articles, official=official)
    table = compare_official(series, official)
    assert table["distance"].fillna(-1).tolist() == [0, -1]
    coverage = measure_coverage(table)
    assert coverage[["figures", "covered", "inside"]].iloc[0].tolist() == [2, 1, 1]
    far = compare_official(series, official.assign(value=truth * 10.0))
    assert far["distance"][0] < 0


def test_official_values_bound_nothing(tmp_path: Path):
    """Another official value leaves the series as it is."""
    news = simulate_news(Settings(), seed=2)
    official = read_official(write_official(tmp_path, HEADER + LINES.format(value=1)))
    tables = (news.counts, news.comparisons, news.articles)
    first, _ = build_series(*tables, official=official)
    second, _ = build_series(*tables, official=official.assign(value=1e6))
    assert first.equals(second)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("arrivals,BY-LT,2021-01-01,2021-01-31,5,x", "measure cannot be 'arrivals'"),
        ("apprehension,BY-LT,2021-13-01,2021-01-31,5,x", "period_start cannot be '2021-13-01'"),
        ("apprehension,BY-LT,2021-02-01,2021-01-31,5,x", "period_end cannot be '2021-01-31'"),
        ("apprehension,BY-LT,2021-01-01,2021-01-31,many,x", "value cannot be 'many'"),
        ("apprehension,Belarus,2021-01-01,2021-01-31,5,x", "border cannot be 'Belarus'"),
        ("apprehension,BY-LT,2021-01-01,2021-01-31,-5,x", "value cannot be '-5'"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(tmp_path: Path, line: str, named: str):
    """The refusal says which line and column, and what stood there."""
    path = write_official(tmp_path, HEADER + line + "\n")
    with pytest.raises(UsageError, match=f"line 2: {named}"):
        read_official(path)


def test_missing_columns_are_refused(tmp_path: Path):
    """A file with other columns is no file of official figures."""
    with pytest.raises(UsageError, match="allowed columns measure, border"):
        read_official(write_official(tmp_path, "measure,value\napprehension,5\n"))


def test_a_missing_file_is_refused_in_one_sentence(tmp_path: Path):
    """The error names the file."""
    with pytest.raises(UsageError, match=r"none\.csv"):
        read_official(tmp_path / "none.csv")


def test_official_figures_become_a_table_of_their_own(tmp_path: Path):
    """Each figure stands with the news beside it, drawn where it counts from a total's first day."""
    news = simulate_news(Settings(daily=30, months=6), seed=1)
    claims = Tables(articles=news.articles, counts=news.counts, comparisons=news.comparisons)
    path = write_official(tmp_path, HEADER + LINES.format(value=int(news.truth[:31].sum())))
    alone, beside = add_series(claims), add_series(claims, path)
    assert alone.official.empty
    check_frame("official", beside.official)
    assert beside.official["value"].tolist() == [news.truth[:31].sum(), 7]
    assert measure_coverage(beside.official)["covered"].tolist() == [1]
    drawn = select_running_totals(beside)
    given = drawn[drawn["kind"] == "official"]
    assert given["who"].tolist() == ["Ministry"]
    assert select_running_totals(alone)["kind"].isin(["total", "flow", "band"]).all()
