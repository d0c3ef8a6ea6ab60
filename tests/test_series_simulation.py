"""The estimator against news made from a known truth."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.series import build_series
from analysis.tables import frame_from_rows
from benchmarks.simulation import News, Settings, make_article, simulate_news

# Four months of about 40 people a day with some fifty reports: running totals, days, weeks, months and
# 24-hour windows; two in five rounded, one in ten open-bounded, one in five copied.
HONEST = Settings(
    days=120,
    mean=40.0,
    totals=12,
    daily=12,
    weeks=4,
    months=3,
    windows=4,
    breakdowns=3,
    comparisons=2,
    rounded=0.4,
    open_bounded=0.1,
    copied=0.2,
)
FLAWED = Settings(days=90, mean=40.0, totals=15, daily=40, weeks=8, months=3, windows=4, false=1)
HONEST_SEEDS = range(25)
FLAWED_SEEDS = range(40)
NAMED_SHARE = 0.95
BOUNDS = ["measure", "group", "aggregation", "period_start", "period_end", "low", "high"]


def build(news: News, **options: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Series and conflicts of simulated news."""
    return build_series(news.counts, news.comparisons, news.articles, **options)


def true_values(news: News, series: pd.DataFrame) -> np.ndarray:
    """The true value of each row of flows; a pace is per day."""
    nations = ["IQ", "SY", "AF"]
    values = []
    for row in series.to_dict("records"):
        columns = [nations.index(row["group"])] if isinstance(row["group"], str) else [0, 1, 2]
        first, last = (
            (day.date() - date(2021, 1, 1)).days for day in (row["period_start"], row["period_end"])
        )
        flow = news.truth[max(first, 0) : last + 1, columns].sum()
        values.append(flow / (last - first + 1) if row["aggregation"] == "rate" else flow)
    return np.array(values)


@pytest.mark.parametrize("seed", HONEST_SEEDS)
def test_bounds_contain_the_truth_where_no_claim_is_false(seed: int):
    """Every row holds the true number between its bounds, and nothing contradicts anything."""
    news = simulate_news(HONEST, seed)
    series, conflicts = build(news)
    truth = true_values(news, series)
    assert conflicts.empty
    assert (series["low"].fillna(0) <= truth + 1e-9).all()
    assert (series["high"].fillna(np.inf) >= truth - 1e-9).all()
    assert (series["low"] > 0).mean() > 0.5


def contradicts_others(news: News) -> bool:
    """Whether the false claim leaves no number that the true claims allow for its period."""
    false = news.counts[news.counts["count_id"].isin(news.false_ids)]
    asked = false[["measure", "border", "period_start", "period_end", "value", "source"]]
    series, _ = build_series(news.without_false(), news.comparisons, news.articles, official=asked)
    claim = false.iloc[0]
    place = series["group"].isna() & (series["aggregation"] != "rate")
    for name in ("period_start", "period_end"):
        place &= series[name] == claim[name]
    low, high = series.loc[place, "low"].max(), series.loc[place, "high"].min()
    return bool(claim["low"] > high or claim["high"] < low)


def names_false_claim(news: News) -> bool:
    """Whether a row or a conflict says that the false claim does not fit."""
    quote = news.counts.loc[news.counts["count_id"] == news.false_ids[0], "quote"].iloc[0]
    series, conflicts = build(news)
    told = series["explanation"].str.extract(r"((?:do not add up|does not fit).*)")[0].dropna()
    return any(f"“{quote}”" in text for text in [*told, *conflicts["explanation"]])


def test_a_false_claim_that_contradicts_the_others_is_named():
    """In at least 95% of the runs in which the false claim cannot be true, what does not add up names it."""
    runs = [simulate_news(FLAWED, seed) for seed in FLAWED_SEEDS]
    contradicting = [news for news in runs if contradicts_others(news)]
    named = [names_false_claim(news) for news in contradicting]
    assert len(contradicting) > len(runs) / 2
    assert np.mean(named) >= NAMED_SHARE


def duplicate_article(news: News, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables with one article told to be a duplicate of another, published a day later."""
    random = np.random.default_rng(seed)
    original = news.articles.iloc[int(random.integers(len(news.articles)))]
    later = original["published"].date() + pd.Timedelta(days=1)
    copy = make_article("zz-copy", later, "another text", duplicate_of=original["article_id"])
    mine = news.counts[news.counts["article_id"] == original["article_id"]]
    copied = mine.assign(
        article_id="zz-copy", count_id=[f"{number:016x}" for number in range(len(mine))], period_end=later
    )
    articles = [*news.articles.to_dict("records"), copy]
    return (
        frame_from_rows("counts", [*news.counts.to_dict("records"), *copied.to_dict("records")]),
        frame_from_rows("articles", articles),
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_duplicate_article_changes_no_bound_and_no_weight(seed: int):
    """A copy that appears a day later moves no bound, not even by its own "today"."""
    news = simulate_news(FLAWED, seed)
    counts, articles = duplicate_article(news, seed)
    before, _ = build(news)
    after, _ = build_series(counts, news.comparisons, articles)
    weights = [*BOUNDS, "n_claims", "n_sources"]
    pd.testing.assert_frame_equal(before[weights], after[weights])


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_changes_nothing(seed: int):
    """Shuffled tables give the same series and the same conflicts."""
    news = simulate_news(FLAWED, seed)
    shuffled = (
        frame.sample(frac=1, random_state=seed).reset_index(drop=True)
        for frame in (news.counts, news.comparisons, news.articles)
    )
    for before, after in zip(build(news), build_series(*shuffled), strict=True):
        pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("seed", range(5))
def test_an_unrelated_article_changes_no_bound(seed: int):
    """News from another border leaves every row of this one as it was."""
    news, other = simulate_news(FLAWED, seed), simulate_news(FLAWED, seed + 1000)
    elsewhere = other.counts.assign(border="FI-RU", origin="RU", destination="FI")
    elsewhere["article_id"] = "x" + elsewhere["article_id"]
    articles = other.articles.assign(article_id="x" + other.articles["article_id"])
    both, _ = build_series(
        pd.concat([news.counts, elsewhere], ignore_index=True),
        news.comparisons,
        pd.concat([news.articles, articles], ignore_index=True),
    )
    here = both[both["border"] == "BY-LT"].reset_index(drop=True)
    pd.testing.assert_frame_equal(build(news)[0], here)
