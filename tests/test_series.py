"""The series that claims allow: worked examples with figures from the codebook's conventions."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from analysis.identity import content_hash
from analysis.knowledge import load_records
from analysis.selection import select_rows
from analysis.series import add_series, build_series, list_excluded
from analysis.series.claims import Definition, find_definition
from analysis.tables import Tables, check_frame, frame_from_rows
from analysis.vocabulary import SURE

ARTICLE = {"published_basis": "header", "words": 10, "sha256": "0" * 64, "text": ""}
COUNT = {
    "start": 0,
    "end": 1,
    "sentence": "constructed",
    "bound": "exact",
    "unit": "person",
    "measure": "apprehension",
    "aggregation": "period",
    "origin": "BY",
    "destination": "LT",
    "border": "BY-LT",
    "modality": "reported",
    "rule": "constructed",
}


def make_article(article_id: str, published: str | None, **cells: Any) -> dict[str, Any]:
    """One row of articles; a year is an interval."""
    first, last = published, published
    if published and len(published) == 4:
        published, first, last = None, f"{published}-01-01", f"{published}-12-31"
    dates = {"published": published, "published_earliest": first, "published_latest": last}
    return {"article_id": article_id, "path": f"{article_id}.txt", **ARTICLE, **dates, **cells}


def make_count(article_id: str, value: float, period: str, **cells: Any) -> dict[str, Any]:
    """One row of counts; `period` is start..end, either of which may be empty."""
    start, _, end = period.partition("..")
    row = COUNT | {
        "article_id": article_id,
        "value": value,
        "low": value,
        "high": value,
        "period_start": start or None,
        "period_end": end or None,
        "quote": f"{value:g}",
    }
    row |= cells
    row["count_id"] = content_hash(*(str(cell) for cell in row.values()))
    return row


def make_comparison(
    count: dict[str, Any], relation: str, factor: float, period: str, **cells: Any
) -> dict[str, Any]:
    """One row of comparisons for a count."""
    start, _, end = period.partition("..")
    return {
        "count_id": count["count_id"],
        "article_id": count["article_id"],
        "start": 0,
        "end": 1,
        "quote": "compared",
        "relation": relation,
        "factor": factor,
        "bound": "exact",
        "ref_measure": count["measure"],
        "ref_period_start": start,
        "ref_period_end": end,
    } | cells


def build(
    counts: list[dict], comparisons: list[dict] = (), articles: list[dict] = (), **options: Any
) -> tuple:
    """Series and conflicts of constructed rows, held against their schemas."""
    named = {article["article_id"] for article in articles}
    added = [make_article(name, "2021-08-05") for name in sorted({c["article_id"] for c in counts} - named)]
    frames = (
        frame_from_rows("counts", counts),
        frame_from_rows("comparisons", comparisons),
        frame_from_rows("articles", [*articles, *added]),
    )
    series, conflicts = build_series(*frames, **options)
    check_frame("series", series)
    check_frame("conflicts", conflicts)
    return series, conflicts


def find_row(series: pd.DataFrame, period: str, **cells: str) -> pd.Series:
    """The one row of a period; `aggregation` is period unless told otherwise."""
    start, _, end = period.partition("..")
    wanted = {"aggregation": "period", "measure": "apprehension"} | cells
    found = series
    for name, cell in wanted.items():
        found = found[found[name] == cell]
    for name, cell in (("period_start", start), ("period_end", end)):
        found = found[found[name] == cell] if cell else found[found[name].isna()]
    assert len(found) == 1, found
    return found.iloc[0]


def find_misfits(series: pd.DataFrame) -> list[str]:
    """What rows tell of figures that do not add up."""
    told = series["explanation"].str.extract(r"((?:These do not add up|[A-Z][^.]*which does not fit).*)")[0]
    return told.dropna().tolist()


def bounds_of(row: pd.Series) -> tuple[float | None, float | None]:
    """Low and high, None where open."""
    return tuple(None if pd.isna(row[name]) else row[name] for name in ("low", "high"))


SUMMER = [
    make_article("july", "2021-07-02"),
    make_article("august", "2021-08-05"),
    make_article("crossed", "2021-08-05"),
    make_article("closures", "2024"),
]
DAY_FIGURE = make_count(
    "july", 150, "2021-07-01..2021-07-02", hours=24, source="Lithuanian State Border Security Service"
)
TOTALS = [
    make_count("july", 822, "2021-01-01..2021-07-02", aggregation="cumulative"),
    make_count(
        "august", 3500, "2021-01-01..2021-08-05", aggregation="cumulative", bound="about", low=3450, high=3550
    ),
]
LENGTHS = [
    make_count("august", 680, "..", measure="border_length", unit="km", aggregation="stock"),
    make_count("crossed", 679, "..", measure="border_length", unit="km", aggregation="stock"),
]
SITES = {"unit": "site", "aggregation": "stock"}
POINTS = [
    make_count(
        "closures", 2, "2023-01-01..2023-12-31", unit="site", measure="crossing_point_closed", source="AFP"
    ),
    make_count("closures", 2, "2024-01-01..2024-12-31", unit="site", measure="crossing_point_closed"),
    make_count("closures", 4, "2024-01-01..2024-12-31", measure="crossing_point_closed", **SITES),
    make_count("closures", 6, "2024-01-01..2024-12-31", measure="crossing_point_total", **SITES),
    make_count("closures", 2, "2024-01-01..2024-12-31", measure="crossing_point_open", **SITES),
]
LEGAL = make_count(
    "closures",
    390000,
    "2023-01-01..2023-12-31",
    measure="legal_crossing",
    bound="nearly",
    low=351000,
    high=390000,
    group="BY",
)


def test_the_pace_between_two_running_totals_is_rounded_outward():
    """822 on 2 July and about 3,500 on 5 August make 77 to 81 a day, under the end-of-day assumption."""
    series, conflicts = build(TOTALS, articles=SUMMER)
    flow = find_row(series, "2021-07-03..2021-08-05")
    pace = find_row(series, "2021-07-03..2021-08-05", aggregation="rate")
    assert bounds_of(flow) == (2628, 2728)
    assert bounds_of(pace) == (77, 81)
    assert pace["assumptions"] == "end_of_day+about_is_half_a_unit"
    assert "as of the end of the day" in pace["explanation"]
    assert pace["basis"] == "derived"
    assert conflicts.empty


def test_almost_twice_the_number_of_a_year_bounds_that_year_from_below():
    """150 in 24 hours, almost twice all of 2020, makes at least 75 apprehensions in 2020."""
    comparison = make_comparison(DAY_FIGURE, "times", 2, "2020-01-01..2020-12-31", bound="nearly")
    series, _ = build([DAY_FIGURE, *TOTALS], [comparison], SUMMER)
    row = find_row(series, "2020-01-01..2020-12-31")
    assert bounds_of(row) == (75, 83)
    assert row["basis"] == "implied"
    assert row["low_count_ids"] == DAY_FIGURE["count_id"]
    assert "nearly_is_90_percent" in row["assumptions"]


def test_about_half_more_than_a_year_bounds_that_year_on_both_sides():
    """Nearly 390,000, about 50% more than in 2022, leaves 351,000/1.55 to 390,000/1.45 for 2022."""
    comparison = make_comparison(LEGAL, "percent_more", 50, "2022-01-01..2022-12-31", bound="about")
    series, _ = build([LEGAL], [comparison], SUMMER)
    row = find_row(series, "2022-01-01..2022-12-31", measure="legal_crossing")
    assert 351000 / 1.55 <= row["low"] <= 351000 / 1.55 + 1
    assert 390000 / 1.45 - 1 <= row["high"] <= 390000 / 1.45
    assert {"about_is_half_a_unit", "nearly_is_90_percent"} <= set(row["assumptions"].split("+"))


def test_closed_and_open_crossing_points_that_make_up_their_total_agree():
    """2 closed in 2023 and 2 more in 2024, 4 of 6 closed and 2 open contradict nothing."""
    series, conflicts = build(POINTS, articles=SUMMER)
    assert conflicts.empty
    closed = find_row(series, "2024-01-01..2024-12-31", measure="crossing_point_closed", aggregation="stock")
    assert bounds_of(closed) == (4, 4)


def test_closed_and_open_crossing_points_that_miss_their_total_do_not_add_up():
    """4 closed and 3 open do not make 6: a row of the series names the three, and no source differs."""
    three_open = make_count("closures", 3, "2024-01-01..2024-12-31", measure="crossing_point_open", **SITES)
    series, conflicts = build([*POINTS[2:4], three_open], articles=SUMMER)
    assert conflicts.empty
    (told,) = find_misfits(series)
    assert all(f"“{number}”" in told for number in (4, 6, 3))


def test_a_rounding_is_no_conflict():
    """680 and 679 km agree to the precision stated; the finer one binds."""
    series, conflicts = build(LENGTHS)
    assert conflicts.empty and find_misfits(series) == []
    assert bounds_of(find_row(series, "..", measure="border_length", aggregation="stock")) == (679, 679)


def test_two_answers_to_one_question_differ():
    """730 and 679 km are no rounding of each other: both sources are named before both cannot hold."""
    longer = make_count(
        "late", 730, "..", measure="border_length", unit="km", aggregation="stock", source="AFP"
    )
    _, conflicts = build([LENGTHS[1], longer])
    told = conflicts.loc[0, "explanation"]
    assert told.startswith("Sources differ on border length (km, BY-LT): ")
    assert told.index("“679” (no source cited, ") and told.index("“730” (AFP, ") < told.index(
        "Both cannot hold"
    )


def test_different_measures_are_no_conflict():
    """About 3,500 apprehended and about 4,090 crossed by the same day stand side by side."""
    crossed = make_count(
        "crossed", 4090, "2021-01-01..2021-08-05", measure="irregular_crossing", aggregation="cumulative"
    )
    series, conflicts = build([TOTALS[1], crossed])
    assert conflicts.empty
    assert set(series["measure"]) == {"apprehension", "irregular_crossing"}


@pytest.mark.parametrize("modality", ["alleged", "denied", "planned", "hypothetical"])
def test_only_reported_claims_bound_a_series(modality: str):
    """A claim that nobody reports as fact enters no series and is listed with its reason."""
    counts = [make_count("july", 10, "2021-07-01..2021-07-01", modality=modality)]
    series, conflicts = build(counts)
    excluded = list_excluded(frame_from_rows("counts", counts), frame_from_rows("articles", SUMMER))
    assert series.empty and conflicts.empty
    assert excluded["reason"].tolist() == [modality]


EXCLUDED = {
    "not_checked": {"confidence": SURE - 0.1},
    "no_border": {"border": None},
    "beyond_everybody": {"value": 4.8e12, "low": 4.8e12, "high": 4.8e12},
    "wrong_unit": {"measure": "crossing_point_closed"},
    "no_level": {"unit": "percent"},
}


@pytest.mark.parametrize("reason", EXCLUDED)
def test_what_is_unsure_or_of_no_known_border_or_unit_joins_no_series(reason: str):
    """Such a claim bounds nothing, is part of no total, and is listed with its reason."""
    counts = [make_count("july", **({"value": 10, "period": "2021-07-01..2021-07-01"} | EXCLUDED[reason]))]
    series, conflicts = build(counts)
    excluded = list_excluded(frame_from_rows("counts", counts), frame_from_rows("articles", SUMMER))
    assert series.empty and conflicts.empty
    assert excluded["reason"].tolist() == [reason]


def test_a_checked_claim_counts_whatever_the_reader_thought_of_it():
    """A person's word stands, and the row says how many of its claims were looked at."""
    counts = [
        make_count("july", 10, "2021-07-01..2021-07-01", confidence=0.1, checked="a desk"),
        make_count("july", 25, "2021-06-01..2021-06-01"),
    ]
    series, _ = build(counts)
    assert find_row(series, "2021-07-01..2021-07-01")["n_checked"] == 1
    assert find_row(series, "2021-06-01..2021-06-01")["n_checked"] == 0


def test_two_definitions_of_one_measure_are_two_series():
    """What one agency counts is neither the same as what all count, nor in conflict with it."""
    told = ("The Border Patrol caught 4301.", "Agents of all kinds caught 5123.")
    counts = [
        make_count(f"a{n}", n, "2021-07-01..2021-07-31", sentence=text, border="MX-US")
        for n, text in zip((4301, 5123), told, strict=True)
    ]
    series, conflicts = build(counts)
    july = series[series["period_end"] == "2021-07-31"]
    assert dict(zip(july["low"], july["definition"].fillna(""), strict=True)) == {
        4301: "border_patrol",
        5123: "",
    }
    assert conflicts.empty


def test_no_pace_is_given_against_a_day_that_is_stated():
    """Between two totals 300 came, all but 10 on one stated day: a mean of 100 a day would mislead."""
    counts = [
        make_count("a", 123, "2021-01-01..2021-07-01", aggregation="cumulative"),
        make_count("b", 423, "2021-01-01..2021-07-04", aggregation="cumulative"),
    ]
    assert (build(counts)[0]["aggregation"] == "rate").any()
    stated = make_count("c", 291, "2021-07-03..2021-07-03")
    assert not (build([*counts, stated])[0]["aggregation"] == "rate").any()


DEFINITIONS = load_records("definitions", Definition)
DEFINED = [(d, text, True) for d in DEFINITIONS for text in d.examples]
DEFINED += [(d, text, False) for d in DEFINITIONS for text in d.counterexamples]


@pytest.mark.parametrize(("definition", "text", "is_one"), DEFINED)
def test_a_definition_is_found_as_its_examples_show(definition: Definition, text: str, is_one: bool):
    """The words that name it must stand where they tell of this quantity."""
    about, _, told = text.partition(": ")
    measure, border = about.split()
    quote = told[told.index("[") + 1 : told.index("]")]
    row = {"measure": measure, "border": border, "quote": quote, "sentence": told.translate({91: "", 93: ""})}
    assert (definition.id in (find_definition(row) or "").split("+")) == is_one


def test_a_window_shorter_than_its_days_bounds_them_from_below_only():
    """150 in 24 hours are at least 150 on its two days and no more than the running total allows."""
    series, _ = build([DAY_FIGURE])
    assert bounds_of(find_row(series, "2021-07-01..2021-07-02")) == (150, None)


def test_a_flow_without_a_start_bounds_nothing_and_says_so():
    """Several hundred "in recent weeks" gets a row without bounds that says why."""
    series, _ = build([make_count("august", 500, "..2021-08-05")])
    row = find_row(series, "..2021-08-05")
    assert bounds_of(row) == (None, None)
    assert row["explanation"].startswith("Nothing bounds")


def test_the_series_as_known_then_leaves_out_later_articles():
    """On 1 August nobody knew the total of 5 August."""
    told = Tables(articles=frame_from_rows("articles", SUMMER), counts=frame_from_rows("counts", TOTALS))
    series = add_series(select_rows(told, as_of=date(2021, 8, 1))).series
    assert series["high"].tolist().count(822) == len(series[series["aggregation"] == "cumulative"]) == 1
    assert series["high"].max() == 822


def test_a_figure_that_two_articles_carry_is_one_claim_of_one_source():
    """The same figure, period and source in articles that share no text weighs once."""
    counts = [
        make_count("first", 120, "2021-07-05..2021-07-05", source="State Border Guard Service"),
        make_count("second", 120, "2021-07-05..2021-07-05", source="Border Guard Service"),
        make_count("third", 120, "2021-07-05..2021-07-05"),
        make_count("fourth", 120, "2021-07-05..2021-07-05", source="Frontex"),
    ]
    row = find_row(build(counts)[0], "2021-07-05..2021-07-05")
    assert (row["n_claims"], row["n_sources"]) == (2, 2)


def test_a_copy_of_an_article_is_no_second_source():
    """A copy of a copy, too, is one piece of evidence with the original."""
    articles = [
        make_article("original", "2021-07-06"),
        make_article("early", "2021-07-06", duplicate_of="original"),
        make_article("reprint", "2021-07-07", duplicate_of="early"),
    ]
    counts = [
        make_count("original", 120, "2021-07-05..2021-07-05", source="Interior Ministry"),
        make_count("reprint", 120, "2021-07-06..2021-07-06", source="The minister"),
    ]
    series, conflicts = build(counts, articles=articles)
    assert find_row(series, "2021-07-05..2021-07-05")["n_sources"] == 1
    assert not (series["period_start"] == "2021-07-06").any()
    assert conflicts.empty


CONTRADICTIONS = {
    "a primary source stands before one who relays": (
        {"source": "Border Guard", "bound": "about", "low": 95, "high": 105},
        {"source": "Reuters"},
        0,
    ),
    "an exact figure stands before a rounded one": (
        {"source": "Border Guard"},
        {"source": "Interior Ministry", "bound": "about", "low": 190, "high": 210},
        0,
    ),
    "a bare number that ends in fewer zeros stands before a rounder one": (
        {"source": "Border Guard", "value": 123, "low": 123, "high": 123},
        {"source": "Interior Ministry"},
        0,
    ),
    "a later figure stands before an earlier one": (
        {"source": "Border Guard", "value": 123, "low": 123, "high": 123},
        {"source": "Border Guard", "value": 124, "low": 124, "high": 124},
        1,
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_in_a_conflict_the_stronger_evidence_stands(case: str):
    """Primary before relayed, exact before rounded, later before earlier; both stay visible."""
    first, second, winner = CONTRADICTIONS[case]
    counts = [
        make_count("early", **({"value": 100, "period": "2021-07-05..2021-07-05"} | first)),
        make_count("late", **({"value": 200, "period": "2021-07-05..2021-07-05"} | second)),
    ]
    articles = [make_article("early", "2021-07-06"), make_article("late", "2021-07-08")]
    series, conflicts = build(counts, articles=articles)
    assert conflicts["set_aside_ids"].tolist() == [counts[1 - winner]["count_id"]]
    assert bounds_of(find_row(series, "2021-07-05..2021-07-05")) == (
        counts[winner]["low"],
        counts[winner]["high"],
    )


def test_a_correction_stands_before_the_figure_that_it_withdraws():
    """The withdrawn figure is set aside although it is exact and from a primary source."""
    counts = [
        make_count("early", 213, "2021-07-05..2021-07-05", source="Border Guard"),
        make_count("late", 213, "2021-07-05..2021-07-05", source="Border Guard", modality="denied"),
        make_count("late", 123, "2021-07-05..2021-07-05"),
    ]
    articles = [make_article("early", "2021-07-06"), make_article("late", "2021-07-08")]
    series, conflicts = build(counts, articles=articles)
    assert bounds_of(find_row(series, "2021-07-05..2021-07-05")) == (123, 123)
    assert "corrected later" in conflicts.loc[0, "explanation"]


def test_one_figure_against_several_that_agree_is_set_aside():
    """A total that four daily figures contradict gives way, though it is the stronger one by itself."""
    days = [
        make_count(f"day{day}", 41 + day, f"2021-07-0{day}..2021-07-0{day}", bound="about", low=40, high=50)
        for day in range(1, 5)
    ]
    low_total = [
        make_count(f"total{day}", 7, f"2021-06-01..2021-07-0{day}", aggregation="cumulative", source="Guard")
        for day in (4,)
    ]
    series, conflicts = build([*days, *low_total])
    assert conflicts.empty
    assert series["low"].max() >= 160
    assert (
        "goes on without “7” (Guard, 5 August 2021), since several other figures" in find_misfits(series)[0]
    )


def test_a_breakdown_bounds_its_total_from_below():
    """2,797 Iraqis and 203 others by nationality make at least 3,000 in all."""
    period = "2021-01-01..2021-08-11"
    counts = [
        make_count("a", 2797, period, aggregation="cumulative", group="IQ"),
        make_count("a", 203, period, aggregation="cumulative", group="CG"),
        make_count("a", 5000, period, aggregation="cumulative", bound="under", low=None, high=5000),
    ]
    series, conflicts = build(counts)
    whole = series[series["group"].isna() & (series["aggregation"] != "rate")]
    assert whole["low"].min() == 3000
    assert conflicts.empty


def test_parts_that_exceed_their_total_do_not_add_up():
    """Sixty and fifty by nationality are no hundred: all three are named."""
    counts = [
        make_count("a", 60, "2021-07-05..2021-07-05", group="IQ"),
        make_count("b", 50, "2021-07-05..2021-07-05", group="SY"),
        make_count("c", 100, "2021-07-05..2021-07-05"),
    ]
    series, conflicts = build(counts)
    assert conflicts.empty
    (told,) = find_misfits(series)
    assert told.startswith("The parts are at most the whole, which does not fit")
    assert all(f"“{number}”" in told for number in (60, 50, 100))


def test_one_border_is_part_of_several():
    """Those who crossed one border are among those who crossed any of three."""
    three = {"border": "BY-LT+BY-LV+BY-PL", "destination": "LT+LV+PL"}
    counts = [
        make_count("a", 4090, "2021-01-01..2021-12-31"),
        make_count("b", 9999, "2021-01-01..2021-12-31", bound="under", low=None, **three),
    ]
    series, _ = build(counts)
    whole = series[series["border"] == three["border"]]
    assert set(zip(whole["low"], whole["high"], strict=True)) == {(4090, 9999)}


def test_an_incident_in_the_same_article_is_part_of_the_day():
    """Of two figures of one source for one day the smaller one bounds from below only."""
    counts = [make_count("a", 5, "2021-07-05..2021-07-05"), make_count("a", 112, "2021-07-05..2021-07-05")]
    series, conflicts = build(counts)
    assert conflicts.empty
    assert bounds_of(find_row(series, "2021-07-05..2021-07-05")) == (112, 112)


def test_days_that_exceed_a_total_name_every_figure_that_it_takes_and_no_other():
    """Two days that exceed the running total are named with it; a third figure that fits is not."""
    counts = [
        make_count("a", 60, "2021-07-05..2021-07-05"),
        make_count("b", 70, "2021-07-06..2021-07-06"),
        make_count("c", 100, "2021-07-01..2021-07-06", aggregation="cumulative"),
        make_count("d", 10, "2021-07-02..2021-07-02"),
    ]
    series, conflicts = build(counts)
    assert conflicts.empty
    (told,) = find_misfits(series)
    assert [f"“{number}”" in told for number in (60, 70, 100, 10)] == [True, True, True, False]


def test_an_empty_reading_gives_empty_tables():
    """No counts, no series and no conflicts, every column in place."""
    series, conflicts = build([])
    assert series.empty and conflicts.empty
