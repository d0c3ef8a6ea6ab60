"""Events of several articles become one happening only on evidence that both of them state."""

import pandas as pd
import pytest

from analysis.meaning.linking import find_event
from analysis.series.happenings import group_happenings
from analysis.tables import frame_from_rows


def make_events(*rows):
    """The table events, from what each row says beside the defaults."""
    base = {
        "type": "border_closure",
        "quote": "closed the border",
        "sentence": "It closed the border.",
        "start": 0,
        "end": 17,
        "precision": "day",
        "status": "occurred",
        "rule": "border_closure.verb",
        "actor": "BY",
        "target": "LT",
    }
    filled = [base | {"event_id": f"{n:016x}", "article_id": f"a{n}"} | row for n, row in enumerate(rows)]
    return frame_from_rows("events", filled)


def make_articles(events, **copies):
    """The two columns of the table articles that matter; `copies` name the original of a copy."""
    ids = sorted(set(events["article_id"]))
    return pd.DataFrame({"article_id": ids, "duplicate_of": [copies.get(i) for i in ids]})


def group(*rows, **copies):
    events = make_events(*rows)
    return group_happenings(events, make_articles(events, **copies))


DAY = {"date_start": "2021-08-05", "date_end": "2021-08-05"}


def test_one_order_in_two_articles_is_one_happening():
    """Two articles on the order of one day tell one happening, though they share no sentence."""
    grouped = group(DAY | {"status": "announced"}, DAY | {"quote": "no one will be allowed to cross"})
    assert list(grouped["n_articles"]) == [2]


def test_a_copy_adds_no_article():
    """A syndicated copy belongs to the happening but is no independent source."""
    grouped = group(DAY, DAY, a1="a0")
    assert list(grouped["n_articles"]) == [1]
    assert grouped["event_ids"].iloc[0].count("+") == 1


APART = [
    ("years", {"date_start": "2023-01-01", "date_end": "2023-12-31", "precision": "year"},
     {"date_start": "2024-01-01", "date_end": "2024-12-31", "precision": "year"}),
    ("one article", DAY | {"article_id": "a0"}, DAY | {"article_id": "a0"}),
    ("actors", DAY, DAY | {"actor": "LV"}),
    ("places", DAY | {"place": "Melilla"}, DAY | {"place": "Ceuta"}),
    ("undated", {"date_end": "2021-08-05", "precision": "unknown"},
     {"date_end": "2021-08-05", "precision": "unknown"}),
    ("a demand", DAY, DAY | {"status": "demanded"}),
    ("figures", DAY | {"type": "turn_back", "quote": "turned away 180 people"},
     DAY | {"type": "turn_back", "quote": "turned away 12 people"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "first", "second"), APART, ids=[row[0] for row in APART])
def test_conflicting_evidence_keeps_events_apart(what, first, second):
    """Another year, article, actor, place, status or figure, or no date at all, keeps two events apart."""
    assert len(group(first, second)) == 2, what


def test_a_diverted_flight_is_one_happening_however_vaguely_dated():
    """What happens once is one happening, though one article names the month and another no date."""
    flight = {"type": "aircraft_diversion", "target": None}
    grouped = group(
        flight | {"date_start": "2021-06-01", "date_end": "2021-06-30", "precision": "month"},
        flight | {"date_end": "2021-08-05", "precision": "unknown"},
        flight | {"date_end": "2021-07-12", "precision": "unknown"},
    )
    assert list(grouped["n_articles"]) == [3]
    assert str(grouped["date_start"].iloc[0])[:10] == "2021-06-01"


def test_accents_do_not_split_a_place():
    """A crossing point written with and without accents is one."""
    assert len(group(DAY | {"place": "Šalčininkai"}, DAY | {"place": "Salcininkai"})) == 1


def test_no_events_make_no_happenings():
    """Empty tables go through."""
    assert group().empty


def make_counts(*rows):
    base = {
        "measure": "turned_back",
        "unit": "person",
        "bound": "exact",
        "aggregation": "period",
        "modality": "reported",
        "sentence": "Guards detained 6 people and turned away 44.",
        "rule": "r",
        "quote": "44",
        "article_id": "a0",
    }
    return frame_from_rows("counts", [base | {"count_id": f"{n:016x}"} | row for n, row in enumerate(rows)])


def test_a_count_belongs_to_the_event_of_its_clause():
    """A number is linked to the event whose clause holds it and whose type fits its measure."""
    sentence = "Guards detained 6 people and turned away 44."
    events = make_events(
        {"article_id": "a0", "type": "apprehension", "start": 0, "end": 24, "sentence": sentence},
        {"article_id": "a0", "type": "turn_back", "start": 29, "end": 43, "sentence": sentence},
    )
    counts = make_counts(
        {"start": 16, "end": 24, "measure": "apprehension"},
        {"start": 41, "end": 43},
        {"start": 41, "end": 43, "measure": "legal_crossing"},
        {"start": 41, "end": 43, "sentence": "Guards turned away 44."},
    )
    told = events.to_dict("records")
    linked = [find_event(count, told) for count in counts.to_dict("records")]
    assert linked == ["0" * 16, f"{1:016x}", None, None]
