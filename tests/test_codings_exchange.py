"""Codings from elsewhere are checked row by row; the guide is one text."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.codings.exchange import coding_file, import_codings, write_guide
from analysis.codings.format import find_faults, hash_text, read_codings, write_record
from analysis.errors import UsageError

ROOT = Path(__file__).parent.parent
TEXT = "Guards stopped 40 people on Tuesday. Another 12 people got through."
ROW: dict[str, Any] = {
    "quote": "40 people",
    "value": 40,
    "low": 40,
    "high": 40,
    "bound": "exact",
    "unit": "person",
    "measure": "apprehension",
    "aggregation": "period",
    "modality": "reported",
}


def bring(tmp_path: Path, *rows: dict[str, Any], **more: Any) -> Any:
    """Import one coding of TEXT."""
    article = {"id": "a", **more.pop("article", {})}
    write_record(tmp_path / "model.json", {"article": article, "counts": [*rows], "events": [], **more})
    return import_codings([tmp_path / "model.json"], {"a": TEXT}, tmp_path / "codings", more.get("by"))


def test_a_sound_coding_is_taken_whole(tmp_path: Path) -> None:
    """It is tied to its text, complete, by the name of its file, and sound."""
    taken = bring(tmp_path, ROW)
    assert (taken.n_rows, taken.refused) == (1, ())
    record = json.loads(taken.files[0].read_text("utf-8"))
    assert find_faults(record, TEXT) == []
    (coding,) = read_codings(tmp_path / "codings", {"a": TEXT})
    assert (coding.by, coding.complete) == ("model", True)
    assert record["article"]["sha256"] == hash_text(TEXT)
    assert coding.counts[0]["spans"] == [(15, 24)]


def test_a_row_that_fails_is_refused_and_the_others_taken(tmp_path: Path) -> None:
    """The reason says which row and what is wrong; a coding with a hole in it is not complete."""
    wrong = {**ROW, "quote": "50 people"}
    odd = {**ROW, "quote": "12 people", "measure": "crossings"}
    taken = bring(tmp_path, wrong, ROW, odd)
    assert taken.n_rows == 1
    assert taken.refused[0] == "model.json: counts[0] '50 people': its words do not stand in the text"
    assert taken.refused[1].startswith("model.json: counts[2] '12 people': measure: 'crossings' is none")
    assert read_codings(tmp_path / "codings", {"a": TEXT})[0].complete is False


def test_a_coding_may_say_that_it_is_partial_and_whose_it_is(tmp_path: Path) -> None:
    """What the file says holds."""
    (file,) = bring(tmp_path, ROW, complete=False, by="ona").files
    record = json.loads(file.read_text("utf-8"))
    assert (record["complete"], record["by"]) == (False, "ona")


def test_a_coding_of_another_text_or_of_no_article_is_refused(tmp_path: Path) -> None:
    """Nothing is written for it."""
    changed = bring(tmp_path, ROW, article={"sha256": "0" * 64})
    assert changed.files == () and "has changed" in changed.refused[0]
    unknown = bring(tmp_path, ROW, article={"id": "z"})
    assert unknown.refused == ("model.json: there is no article z",)


def test_the_seeds_codings_can_be_imported(tmp_path: Path) -> None:
    """Every row of a sound folder of codings is taken."""
    texts = {file.stem: file.read_bytes().decode("utf-8") for file in (ROOT / "seeds").glob("*.txt")}
    taken = import_codings([ROOT / "tests" / "gold" / "seeds"], texts, tmp_path)
    assert len(taken.files) == 5 and taken.refused == () and taken.n_rows == 92


def test_the_guide_holds_guide_schema_and_article(tmp_path: Path) -> None:
    """The frame at its head names the article and its hash; the article stands at the end."""
    guide = write_guide("a", TEXT)
    frame = json.loads(guide.splitlines()[2])
    assert frame["article"] == {"id": "a", "sha256": hash_text(TEXT)}
    assert guide.endswith(TEXT) and "# Coding guide" in guide and '"$schema"' in guide


@pytest.mark.parametrize("name", ["a", "news-2023.05", "../../etc/x", ".hidden", "a b"])
def test_a_coding_is_kept_within_its_folder(tmp_path: Path, name: str) -> None:
    """Whatever an article is called, its coding lies in the folder, under a name of its own."""
    file = coding_file(tmp_path, name)
    assert file.parent == tmp_path and not file.name.startswith(".")
    assert file != coding_file(tmp_path, name + "_")


def test_a_file_that_is_no_coding_stops_the_import(tmp_path: Path) -> None:
    """Before anything is written."""
    write_record(tmp_path / "in" / "a.json", {"article": {"id": "a"}, "counts": [ROW], "events": []})
    (tmp_path / "in" / "b.json").write_text("{}")
    with pytest.raises(UsageError, match=r"b\.json is no coding"):
        import_codings([tmp_path / "in"], {"a": TEXT}, tmp_path / "out")
    assert not (tmp_path / "out").exists()
