"""News about a border whose true daily series is known: for testing and timing the estimator.

A series is drawn at random; reports are made from it as the news makes them: running totals, figures for
a day, a week, a month or 24 hours, exact, rounded or open-bounded, copied, and a few of them false.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analysis.identity import content_hash
from analysis.mentions.quantities import half_step
from analysis.tables import frame_from_rows

FIRST_DAY = date(2021, 1, 1)
SOURCES = ("State Border Guard", "Interior Ministry", "Frontex", "AFP", None)
NATIONS = ("IQ", "SY", "AF")
COUNT = {
    "start": 0,
    "sentence": "simulated",
    "unit": "person",
    "measure": "apprehension",
    "origin": "BY",
    "destination": "LT",
    "border": "BY-LT",
    "modality": "reported",
    "rule": "simulated",
}


@dataclass(frozen=True)
class Settings:
    """How long the series is, how many reports of each kind there are, and how they are worded."""

    days: int = 120
    mean: float = 40.0  # people a day; the intensity wanders around it
    totals: int = 12
    daily: int = 12
    weeks: int = 4
    months: int = 3
    windows: int = 4  # "in the past 24 hours"
    breakdowns: int = 0  # days with a figure for each of three nationalities
    comparisons: int = 0  # monthly figures stated against the month before
    rounded: float = 0.4  # share worded with "about" or "nearly"
    open_bounded: float = 0.1  # share worded with "more than" or "up to"
    copied: float = 0.2  # share of articles of which a copy exists
    false: int = 0  # reports of a number that is not the true one


@dataclass(frozen=True)
class News:
    """The truth by day and nationality, and the tables made from it; `false_ids` name the untrue claims."""

    truth: np.ndarray
    counts: pd.DataFrame
    comparisons: pd.DataFrame
    articles: pd.DataFrame
    false_ids: tuple[str, ...]

    def true_flow(self, start: date, end: date) -> int:
        """How many people from start to end, both inclusive."""
        first, last = (start - FIRST_DAY).days, (end - FIRST_DAY).days
        return int(self.truth[max(first, 0) : last + 1].sum())

    def without_false(self) -> pd.DataFrame:
        """The counts that are true."""
        return self.counts[~self.counts["count_id"].isin(self.false_ids)].reset_index(drop=True)


class Newsroom:
    """Draws a truth and writes reports about it; everything comes from one generator."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self.settings = settings
        self.random = np.random.default_rng(seed)
        pace = settings.mean / len(NATIONS) * np.exp(np.cumsum(self.random.normal(0, 0.1, settings.days)))
        self.truth = self.random.poisson(np.minimum(pace, 50 * settings.mean)[:, None], (settings.days, 3))
        self.articles: list[dict[str, Any]] = []
        self.counts: list[dict[str, Any]] = []
        self.comparisons: list[dict[str, Any]] = []

    def write_news(self) -> News:
        """All reports, then the false ones, then the copies."""
        for first, last, cells in self._choose_subjects():
            self._report(first, last, cells, 1.0)
        false_ids = tuple(self._report_falsely() for _ in range(self.settings.false))
        self._copy_articles()
        return News(
            self.truth,
            frame_from_rows("counts", self.counts),
            frame_from_rows("comparisons", self.comparisons),
            frame_from_rows("articles", self.articles),
            false_ids,
        )

    def _choose_subjects(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """First day, last day and cells of every true report."""
        settings = self.settings
        for day in self._draw_days(settings.totals):
            yield 0, day, {"aggregation": "cumulative"}
        for day in self._draw_days(settings.daily):
            yield day, day, {}
        for day in self._draw_days(settings.weeks):
            yield day, min(day + 6, settings.days - 1), {}
        for day in self._draw_days(settings.months):
            yield *self._month_of(day), {}
        for day in self._draw_days(settings.windows):
            yield max(day - 1, 0), day, {"hours": 24}
        for day in self._draw_days(settings.breakdowns):
            for nation in NATIONS:
                yield day, day, {"group": nation}
        for day in self._draw_days(settings.comparisons):
            yield *self._month_of(day), {"compared": True}

    def _draw_days(self, number: int) -> list[int]:
        return self.random.integers(0, self.settings.days, number).tolist()

    def _month_of(self, day: int) -> tuple[int, int]:
        """The calendar month around a day, cut at the ends of the series."""
        first = (FIRST_DAY + timedelta(days=day)).replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
        last = (following - FIRST_DAY).days - 1
        return max((first - FIRST_DAY).days, 0), min(last, self.settings.days - 1)

    def _report(self, first: int, last: int, cells: dict[str, Any], distortion: float) -> str:
        """One article with one figure; gives the id of its claim."""
        cells = {"aggregation": "period"} | cells
        is_compared = cells.pop("compared", False)
        nation = cells.get("group")
        columns = [NATIONS.index(nation)] if nation else [0, 1, 2]
        days = self.truth[last : last + 1] if "hours" in cells else self.truth[first : last + 1]
        flow = math.floor(int(days[:, columns].sum()) * distortion)
        published = FIRST_DAY + timedelta(days=last)
        article = self._add_article(published)
        worded = self._word_number(flow)
        period = {"period_start": FIRST_DAY + timedelta(days=first), "period_end": published}
        source = SOURCES[self.random.integers(len(SOURCES))]
        row = COUNT | worded | cells | period | {"article_id": article, "source": source}
        row |= {"end": len(row["quote"]), "count_id": content_hash(article, len(self.counts))}
        self.counts.append(row)
        if is_compared and first > 0:
            self._compare(row, flow, *self._month_of(first - 1))
        return row["count_id"]

    def _report_falsely(self) -> str:
        """A figure that is far from the truth, about a day, a week or a running total."""
        day = self._draw_days(1)[0]
        first = (0, day, max(day - 6, 0))[self.random.integers(3)]
        distortion = float(self.random.choice([0.3, 0.6, 1.5, 3.0]))
        return self._report(first, day, {"aggregation": "period"}, distortion)

    def _word_number(self, number: int) -> dict[str, Any]:
        """The claim's words for a number: they always allow it."""
        unit = 10 ** max(len(str(number)) - 2, 0)  # two significant digits
        drawn = self.random.random()
        if drawn < self.settings.rounded / 2:
            value = round(number / unit) * unit
            slack = half_step(value)
            return self._cells("about", value, value - slack, value + slack)
        if drawn < self.settings.rounded:
            value = math.ceil(number / unit) * unit
            return self._cells("nearly", value, 0.9 * value, value)
        if drawn < self.settings.rounded + self.settings.open_bounded / 2:
            value = number // unit * unit
            return self._cells("over", value, value, None)
        if drawn < self.settings.rounded + self.settings.open_bounded:
            value = math.ceil(number / unit) * unit
            return self._cells("under", value, None, value)
        return self._cells("exact", number, number, number)

    @staticmethod
    def _cells(bound: str, value: float, low: float | None, high: float | None) -> dict[str, Any]:
        return {"bound": bound, "value": value, "low": low, "high": high, "quote": f"{bound} {value}"}

    def _compare(self, row: dict[str, Any], flow: int, first: int, last: int) -> None:
        """State a monthly figure against the month before, as a rounded multiple that allows the truth."""
        before = int(self.truth[first : last + 1].sum())
        factor = float(f"{flow / before:.1e}") if before else 0.0
        if not factor or abs(flow / before - factor) > half_step(factor):
            return
        reference = {
            "ref_measure": row["measure"],
            "ref_period_start": FIRST_DAY + timedelta(days=first),
            "ref_period_end": FIRST_DAY + timedelta(days=last),
        }
        told = {"relation": "times", "factor": factor, "bound": "about"}
        place = {name: row[name] for name in ("count_id", "article_id", "start", "end", "quote")}
        self.comparisons.append(place | told | reference)

    def _add_article(self, published: date) -> str:
        number = len(self.articles)
        words = [f"w{word}" for word in self.random.integers(0, 5000, 60)]
        self.articles.append(make_article(f"a{number:05}", published, " ".join(words)))
        return f"a{number:05}"

    def _copy_articles(self) -> None:
        """Copies of some articles, with the same figures."""
        chosen = self.random.random(len(self.articles)) < self.settings.copied
        pairs = list(zip(self.articles, self.counts, chosen.tolist(), strict=True))
        for article, row, is_chosen in pairs:
            if is_chosen:
                copy_id = f"{article['article_id']}-copy"
                copied = {"duplicate_of": article["article_id"]}
                self.articles.append(make_article(copy_id, article["published"], article["text"], **copied))
                count_id = content_hash(copy_id, row["count_id"])
                self.counts.append(row | {"article_id": copy_id, "count_id": count_id})


def make_article(article_id: str, published: date, text: str, **cells: Any) -> dict[str, Any]:
    """One row of articles, dated by its header."""
    return {
        "article_id": article_id,
        "path": f"{article_id}.txt",
        "published": published,
        "published_earliest": published,
        "published_latest": published,
        "published_basis": "header",
        "words": len(text.split()),
        "sha256": "0" * 64,
        "text": text,
    } | cells


def simulate_news(settings: Settings, seed: int) -> News:
    """A truth and the news about it, the same for the same seed."""
    return Newsroom(settings, seed).write_news()
