"""Codings: the format, and what the repository keeps in it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis.codings.format import (
    FIELDS,
    NOWHERE,
    coding_schema,
    find_faults,
    hash_text,
    locate_quote,
    parse_coding,
    read_codings,
    read_records,
    restore,
    stand_off,
    write_record,
)
from analysis.errors import UsageError

CODINGS = Path(__file__).parent.parent / "codings"
TEXT = (
    "Vilnius, 3 May. Guards stopped 40 people, officer Ona Kalnė said. On Monday 40 people had got through."
)
COUNT: dict[str, Any] = {
    "quote": "40 people",
    "value": 40,
    "low": 40,
    "high": 40,
    "bound": "exact",
    "unit": "person",
    "measure": "apprehension",
    "aggregation": "period",
    "period_start": "2023-05-03",
    "period_end": "2023-05-03",
    "origin": "BY",
    "destination": "LT",
    "group": None,
    "source": "Ona Kalnė",
    "modality": "reported",
}
EVENT: dict[str, Any] = {
    "quote": "Guards stopped 40 people",
    "also": ["40 people had got through"],
    "type": "apprehension",
    "date_start": "2023-05-03",
    "date_end": "2023-05-03",
    "precision": "day",
    "actor": "LT",
    "target": None,
    "place": "Vilnius",
    "status": "occurred",
    "source": None,
}


def record(*counts: dict[str, Any], events: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    """A coding's JSON."""
    article = {"id": "a", "published": "2023-05-03", "basis": "dateline"}
    return {"article": article, "counts": list(counts), "events": list(events), **more}


def test_the_made_articles_are_coded_soundly() -> None:
    """Every quote stands in its text, every value in its closed list, every interval fits its bound."""
    faults = []
    for file, coding in read_records(CODINGS / "made"):
        text = file.with_suffix(".txt").read_bytes().decode("utf-8")
        faults += [f"{file.stem}: {fault}" for fault in find_faults(coding, text)]
        assert coding["article"]["id"] == file.stem
    assert faults == []


def test_every_made_text_has_its_coding() -> None:
    """Texts and codings come in pairs."""
    assert {f.stem for f in (CODINGS / "made").glob("*.txt")} == {
        f.stem for f in (CODINGS / "made").glob("*.json")
    }


def test_codings_of_published_articles_are_sound_and_hold_none_of_their_words() -> None:
    """Only offsets, numbers, dates, codes and closed values stand in them, tied to a text's hash."""
    for _, coding in read_records(CODINGS / "real.jsonl"):
        assert find_faults(coding) == []
        assert re.fullmatch("[0-9a-f]{64}", coding["article"]["sha256"])
        assert set(coding) == {"article", "counts", "events"}
        for value in _texts([coding["counts"], coding["events"]]):
            assert re.fullmatch(r"[a-z_]+(\+[a-z]+)*|[A-Z0-9+-]+|\d{4}-\d\d-\d\d", value), value


def _texts(value: Any) -> list[str]:
    """Every text within a JSON value, keys left out."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_the_parts_are_of_articles_that_are_there_and_none_is_in_two() -> None:
    """Every part of splits.json names coded articles, each once."""
    splits = json.loads((CODINGS / "splits.json").read_text("utf-8"))
    coded = {
        "real": {coding.article_id for coding in read_codings(CODINGS / "real.jsonl")},
        "made": {file.stem for file in (CODINGS / "made").glob("*.json")},
    }
    for kind, parts in splits.items():
        names = [name for part in parts.values() for name in part]
        assert len(names) == len(set(names)) and set(names) <= coded[kind]


def test_a_coding_is_kept_apart_from_its_text_and_restored() -> None:
    """With offsets in place of words nothing of the text is left, and with the text everything is back."""
    second = {**COUNT, "nth": 2, "measure": "irregular_crossing", "source": None, "alt": {"source": "Guards"}}
    second["event"] = {"quote": EVENT["quote"], "type": "apprehension"}
    refused = {"table": "counts", "quote": "3 May", "note": "a doubt"}
    whole = record(COUNT, second, events=(EVENT,), note="a doubt", rejected=[refused])
    apart = stand_off(whole, TEXT)
    kept = json.dumps(apart, ensure_ascii=False)
    assert not any(word in kept for word in ("40 people", "Kalnė", "Vilnius", "Guards", "3 May", "doubt"))
    assert apart["counts"][1]["start"] == TEXT.index("40 people had")
    assert apart["counts"][1]["event"]["start"] == TEXT.index(EVENT["quote"])
    assert apart["rejected"] == [{"table": "counts", "start": 9, "end": 14}]
    full = restore(apart, TEXT)
    assert [row["quote"] for row in full["counts"]] == ["40 people", "40 people"]
    assert full["counts"][0]["source"] == "Ona Kalnė" and full["counts"][1]["alt"] == {"source": "Guards"}
    assert full["events"][0]["also"] == EVENT["also"] and full["events"][0]["place"] == "Vilnius"
    again, once = parse_coding(full, TEXT), parse_coding(whole, TEXT)
    for table in FIELDS:
        for one, other in zip(again.rows(table), once.rows(table), strict=True):
            assert all(one[name] == other[name] for name in ("quote", "spans", *FIELDS[table]))
    with pytest.raises(UsageError, match="another text"):
        restore(apart, TEXT + " ")
    with pytest.raises(ValueError, match="nowhere in the text"):
        stand_off(record({**COUNT, "source": "Frontex"}), TEXT)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"measure": "apprehensions"}, "measure: 'apprehensions' is none; did you mean apprehension?"),
        ({"unit": None}, "unit: must be given"),
        ({"value": "40"}, "value: '40' is no number"),
        ({"period_end": "2023-02-30"}, "period_end: '2023-02-30' is no date YYYY-MM-DD"),
        ({"period_end": "2023-05-02"}, "period_start 2023-05-03 is later than period_end 2023-05-02"),
        ({"high": 45}, "value 40 and interval 40 to 45 do not fit bound exact"),
        ({"bound": "over"}, "value 40 and interval 40 to 40 do not fit bound over"),
        ({"origin": "Belarus"}, "origin: 'Belarus' is no code such as BY or BY+PL"),
        ({"aggregation": "rate"}, "a rate needs rate_per"),
        ({"quote": "50 people"}, "its words do not stand in the text"),
        ({"nth": 3}, "its words do not stand in the text"),
        ({"start": 0, "end": 5}, "the quote does not stand at its offsets"),
        ({"certainty": 1}, "unknown key 'certainty'"),
        ({"comparison": {"relation": "twice"}}, "comparison relation: 'twice' is none"),
    ],
)
def test_a_fault_is_named(changes: dict[str, Any], fault: str) -> None:
    """What breaks the format is said with the field, what came and what was meant."""
    assert find_faults(record(COUNT), TEXT) == []
    (found,) = find_faults(record({**COUNT, **changes}), TEXT)
    assert found.startswith(f"counts[0]: {fault}")


def test_without_its_text_a_coding_has_offsets_and_no_words(tmp_path: Path) -> None:
    """A coding kept apart can be read alone; beside its text, or with it given, it has its words."""
    write_record(tmp_path / "a.json", stand_off(record(COUNT), TEXT))
    (alone,) = read_codings(tmp_path)
    assert alone.text is None and alone.counts[0]["quote"] is None
    assert alone.counts[0]["spans"] == [(TEXT.index("40"), TEXT.index("40") + 9)]
    (given,) = read_codings(tmp_path, {"a": TEXT})
    assert given.counts[0]["source"] == "Ona Kalnė"
    (other,) = read_codings(tmp_path, {"a": TEXT + "!"})
    assert other.text is None
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert read_codings(tmp_path)[0].text == TEXT


def test_a_coding_of_quotes_without_text_stands_nowhere(tmp_path: Path) -> None:
    """Quotes need a text to stand in."""
    write_record(tmp_path / "a.json", record(COUNT))
    assert read_codings(tmp_path)[0].counts[0]["spans"] == [NOWHERE]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """A written coding is the same JSON, in one piece."""
    whole = record(COUNT, events=(EVENT,), complete=False, by="ona", rejected=[])
    write_record(tmp_path / "a.json", whole)
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == whole
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_a_quote_is_located_by_its_occurrence() -> None:
    """The nth occurrence counts plain substrings; beyond the last it stands nowhere."""
    assert locate_quote("a b a", "a", 2) == (4, 5)
    assert locate_quote("a b a", "a", 3) == NOWHERE


def test_a_file_that_is_no_coding_is_wrong_use(tmp_path: Path) -> None:
    """A JSON file that is no coding is named."""
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(UsageError, match=r"a\.json is no coding"):
        read_codings(tmp_path)
    with pytest.raises(UsageError, match="There is no folder"):
        read_codings(tmp_path / "elsewhere")


def test_the_schema_allows_what_the_format_allows() -> None:
    """The JSON Schema names every field and closed list, and holds for whole and for stand-off codings."""
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(coding_schema())
    jsonschema.Draft202012Validator.check_schema(coding_schema())
    whole = record(COUNT, events=(EVENT,), complete=True, by="ona", when="2026-01-02", rejected=[])
    for sound in (whole, stand_off(whole, TEXT)):
        assert list(validator.iter_errors(sound)) == []
    assert list(validator.iter_errors(record({**COUNT, "measure": "crossings"})))
    assert hash_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
