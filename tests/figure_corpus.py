"""Corpora for the tests of figures: tables out of a few words, and rows by the number for each figure."""

import random
from datetime import date, timedelta
from typing import Any

from analysis.tables import Tables, frame_from_rows
from analysis.vocabulary import EVENT_TYPES, STATUSES

TEXT = "At the borders of Belarus and Lithuania, and of Finland and Russia."
ARTICLE = {
    "language": "en",
    "words": 100,
    "published_basis": "header",
    "sha256": "0" * 64,
    "text": TEXT,
}
COUNT = {
    "start": 0,
    "end": 1,
    "sentence": "s",
    "unit": "person",
    "measure": "apprehension",
    "aggregation": "cumulative",
    "border": "BY-LT",
    "modality": "reported",
    "rule": "r",
}


def article(article_id: str, day: str | None = "2021-08-05", **fields: Any) -> dict[str, Any]:
    """One row of articles."""
    dates = {"published": day, "published_earliest": day, "published_latest": day}
    named = {"article_id": article_id, "path": f"{article_id}.txt", "title": article_id}
    return {**ARTICLE, **named, **dates, **fields}


def count(number: int, value: float | None, article_id: str = "a1", **fields: Any) -> dict[str, Any]:
    """One row of counts; bounds are the value unless given."""
    row = {**COUNT, "count_id": f"{number:016x}", "article_id": article_id, "value": value, "bound": "exact"}
    return {**row, "low": value, "high": value, "quote": f"{value} people", **fields}


def event(number: int, kind: str, start: str | None, end: str | None, **fields: Any) -> dict[str, Any]:
    """One row of events."""
    row = {
        "event_id": f"{number:016x}",
        "article_id": "a1",
        "start": 0,
        "end": 1,
        "quote": "q",
        "sentence": "s",
    }
    dates = {"date_start": start, "date_end": end, "precision": "day", "status": "occurred"}
    return {**row, "type": kind, **dates, "actor": "BY", "target": "LT", "rule": "r", **fields}


def tables(**rows: list[dict[str, Any]]) -> Tables:
    """Tables out of rows; articles a1 and a2 unless others are given."""
    rows.setdefault("articles", [article("a1"), article("a2", "2021-07-02")])
    return Tables(**{name: frame_from_rows(name, each) for name, each in rows.items()})


def small_corpus() -> Tables:
    """Something for every figure: totals with all kinds of bounds, flows, years, crossing points, events."""
    total = {"period_start": "2021-01-01", "source": "Border Guard"}
    stock = {"unit": "site", "aggregation": "stock", "period_start": "2021-08-05", "period_end": "2021-08-05"}
    counts = [
        count(1, 822, "a2", period_end="2021-07-02", **total),
        count(2, 3500, period_end="2021-08-05", low=3450, high=3550, bound="about", approximator="some",
              **total),
        count(3, 900, period_end="2021-07-10", high=None, bound="over", approximator="more than", **total),
        count(4, 4000, period_end="2021-08-04", low=None, bound="under", approximator="fewer than", **total),
        count(5, None, period_end="2021-06-01", low=200, high=999, bound="vague", quote="Hundreds", **total),
        count(6, 2900, period_end="2021-08-01", modality="alleged", **total),
        count(7, 9999, period_end="2021-08-02", modality="planned", **total),
        count(8, 150, aggregation="period", period_start="2021-07-01", period_end="2021-07-02"),
        count(9, 700, aggregation="period", period_start="2021-07-05", period_end="2021-07-11"),
        count(10, 80, aggregation="period", period_end="2021-08-05", modality="denied"),
        count(11, 390000, aggregation="period", period_start="2020-01-01", period_end="2020-12-31",
              measure="legal_crossing", low=351000, bound="nearly", approximator="nearly"),
        count(12, 4, measure="crossing_point_closed", **stock),
        count(13, 2, measure="crossing_point_open", **stock),
        count(14, 6, measure="crossing_point_total", **stock),
        count(15, 680, unit="km", measure="border_length", aggregation="stock"),
        count(16, 679, "a2", unit="km", measure="border_length", aggregation="stock"),
        count(17, 1200, period_end="2021-08-05", group="IQ", **total),
        count(19, 1500, period_end="2021-06-20", confidence=0.3, **total),
        count(18, 300, period_end="2021-08-05", group="CM", confidence=0.3, **total),
    ]  # fmt: skip
    comparison = {
        "count_id": f"{11:016x}", "article_id": "a1", "start": 0, "end": 1, "quote": "nearly 390,000",
        "relation": "percent_more", "factor": 50, "bound": "about", "ref_measure": "legal_crossing",
        "ref_period_start": "2019-01-01", "ref_period_end": "2019-12-31",
        "implied_low": 226451.6, "implied_high": 268965.5,
    }  # fmt: skip
    conflict = {
        "measure": "border_length", "unit": "km", "border": "BY-LT", "explanation": "680 is not 679",
        "count_ids": f"{15:016x}+{16:016x}",
    }  # fmt: skip
    events = [
        event(1, "border_closure", "2021-07-02", "2021-07-02"),
        event(
            2,
            "barrier",
            "2021-07-01",
            "2021-07-31",
            precision="month",
            status="ongoing",
            actor="LT",
            target="BY",
        ),
        event(3, "accusation", None, "2021-08-05", precision="unknown", status="denied"),
        event(4, "sanction", None, None, precision="unknown"),
    ]
    return tables(
        counts=counts, comparisons=[comparison], conflicts=[conflict], events=events, series=_series_rows()
    )


def _series_rows() -> list[dict[str, Any]]:
    row = {
        "measure": "apprehension", "unit": "person", "border": "BY-LT", "basis": "reported",
        "explanation": "e", "assumptions": "end_of_day", "n_claims": 2, "n_checked": 0, "n_sources": 1,
        "period_start": "2021-01-01",
    }  # fmt: skip
    first, second = f"{1:016x}", f"{2:016x}"
    return [
        {**row, "aggregation": "cumulative", "period_end": "2021-07-02", "low": 822, "high": 822,
         "low_count_ids": first, "high_count_ids": first},
        {**row, "aggregation": "cumulative", "period_end": "2021-08-05", "low": 3450, "high": 3550,
         "low_count_ids": second, "high_count_ids": second},
        {**row, "aggregation": "period", "period_start": "2021-07-03", "period_end": "2021-08-05",
         "low": 2628, "high": 2728, "basis": "derived", "low_count_ids": f"{first}+{second}",
         "high_count_ids": f"{first}+{second}"},
        {**row, "measure": "legal_crossing", "aggregation": "period", "period_start": "2019-01-01",
         "period_end": "2019-12-31", "low": 226451.6, "high": 268965.5, "basis": "implied",
         "low_count_ids": f"{11:016x}", "high_count_ids": f"{11:016x}"},
    ]  # fmt: skip


def sized_corpus(n: int, seed: int = 7) -> Tables:
    """`n` rows for each figure, drawn at random over three years: all measures, bounds, statuses, doubts."""
    draw = random.Random(seed)
    kinds = (_random_flow, _random_points, _random_nation, _random_year, _random_voice)
    counts = [kind(draw, place * n + i) for place, kind in enumerate(kinds) for i in range(n)]
    events = [_random_event(draw, i) for i in range(n)]
    articles = [article(f"a{i}", str(_random_day(draw))) for i in range(min(n, 60))]
    conflict = {"measure": "border_length", "unit": "km", "border": "BY-LT", "explanation": "they differ"}
    lengths = [row["count_id"] for row in counts if row["measure"] == "border_length"]
    conflicts = [{**conflict, "count_ids": "+".join(lengths)}]
    rows = {"articles": articles, "counts": counts, "events": events, "conflicts": conflicts}
    return tables(**rows, series=_random_series(draw, n))


def _random_day(draw: random.Random) -> date:
    return date(2021, 1, 1) + timedelta(days=draw.randrange(1000))


def _sourced(draw: random.Random, number: int) -> dict[str, Any]:
    source = draw.choice([None, "Border Guard", "Ministry of the Interior", "Frontex", "A Spokeswoman" * 6])
    confidence, checked = draw.choice([(None, None), (0.9, None), (0.4, None), (1.0, "ab")])
    return {
        "article_id": f"a{number % 7 if number < 7 else 0}",
        "source": source,
        "confidence": confidence,
        "checked": checked,
    }


def _random_flow(draw: random.Random, number: int) -> dict[str, Any]:
    end = _random_day(draw)
    cumulative = draw.random() < 0.5
    start = date(end.year, 1, 1) if cumulative else end - timedelta(days=draw.choice([0, 1, 6, 30]))
    value = float(draw.choice([5, 150, 822, 3500, 12000]) + draw.randrange(100))
    bounds = draw.choice([{}, {"low": None, "bound": "under"}, {"high": None, "bound": "over"}])
    return count(
        number,
        value,
        measure=draw.choice(["apprehension", "turned_back"]),
        border=draw.choice(["BY-LT", "BY-PL"]),
        aggregation="cumulative" if cumulative else "period",
        period_start=start,
        period_end=end,
        modality=draw.choice(["reported", "reported", "alleged"]),
        **(_sourced(draw, number) | {"article_id": "a0"}),
        **bounds,
    )


def _random_points(draw: random.Random, number: int) -> dict[str, Any]:
    day = _random_day(draw)
    return count(
        number,
        float(draw.randrange(1, 50)),
        "a0",
        unit="site",
        measure=draw.choice(["crossing_point_closed", "crossing_point_open", "crossing_point_total"]),
        aggregation=draw.choice(["stock", "period"]),
        period_start=day,
        period_end=day,
    )


def _random_nation(draw: random.Random, number: int) -> dict[str, Any]:
    year = {"period_start": "2021-01-01", "period_end": "2021-12-31", "aggregation": "cumulative"}
    group = ["IQ", "SY", "CD", "GB", "AF", "CM", None][number % 7]
    return count(number, float(draw.randrange(10, 9000)), "a0", group=group, **year)


def _random_year(draw: random.Random, number: int) -> dict[str, Any]:
    year = 2010 + draw.randrange(14)
    return count(
        number,
        float(draw.randrange(10, 900000)),
        "a0",
        measure=draw.choice(["legal_crossing", "irregular_crossing"]),
        aggregation="period",
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
    )


def _random_voice(draw: random.Random, number: int) -> dict[str, Any]:
    named = {"source": f"Office {number}", "unit": "km", "aggregation": "stock"}
    return count(number, float(draw.randrange(600, 700)), "a0", measure="border_length", **named)


def _random_event(draw: random.Random, number: int) -> dict[str, Any]:
    end = _random_day(draw)
    start = draw.choice([end, end - timedelta(days=6), end - timedelta(days=29), None])
    return event(
        number,
        draw.choice(EVENT_TYPES),
        start,
        end,
        article_id="a0",
        status=draw.choice(STATUSES),
        actor=draw.choice(["BY", "LT", "PL", "EU"]),
        place=draw.choice([None, "Medininkai", "the Kamenny Log checkpoint", "Nowhere"]),
        border="BY-LT",
        confidence=draw.choice([None, 0.3, 0.9]),
    )


def _random_series(draw: random.Random, n: int) -> list[dict[str, Any]]:
    """Flows worked out for stretches of three days, with days between of which nothing is known."""
    row = {
        "measure": "apprehension", "unit": "person", "border": "BY-LT", "basis": "derived",
        "explanation": "e", "aggregation": "period", "n_claims": 2, "n_checked": 0, "n_sources": 1,
        "low_count_ids": f"{0:016x}", "high_count_ids": f"{0:016x}",
    }  # fmt: skip
    stretches = []
    for place in range(n):
        start, low = date(2021, 1, 1) + timedelta(days=4 * place), draw.randrange(1, 900)
        dates = {"period_start": start, "period_end": start + timedelta(days=2)}
        stretches.append({**row, **dates, "low": low, "high": draw.choice([low, 2 * low, None])})
    return stretches
