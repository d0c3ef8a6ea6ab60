"""What is written is read back, to the last character, and its bytes do not change."""

import csv
import dataclasses
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from analysis.article import Article, Publication
from analysis.errors import SchemaError, UsageError
from analysis.storage import FORMULA_STARTS, read_tables, render_csv, write_tables
from analysis.tables import SCHEMAS, Tables, articles_frame, check_tables, frame_from_rows

LIVE = tuple(start for start in FORMULA_STARTS if start != "'")
TEXT = "\ufeffGuards said \"40\",\r\nthen\rleft; +12 people = 'many'.\n"


def article(text: str, **changes: object) -> Article:
    """An article with this text."""
    day = Publication(date(2023, 5, 4), date(2023, 5, 4), "header")
    return dataclasses.replace(Article("a1", "a1.txt", text, "0" * 64, day), **changes)


def tables_of(text: str = TEXT, quote: str = "+12 people", **changes: object) -> Tables:
    """One article and one count whose quote stands in it."""
    start = text.index(quote)
    row = {
        "count_id": "0123456789abcdef",
        "article_id": "a1",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "sentence": text,
        "value": 12.5,
        "low": 12,
        "bound": "over",
        "unit": "person",
        "measure": "apprehension",
        "aggregation": "period",
        "period_end": date(2023, 5, 2),
        "hours": 24,
        "modality": "reported",
        "rule": "=1+1",
        **changes,
    }
    return Tables(articles=articles_frame([article(text)]), counts=frame_from_rows("counts", [row]))


def assert_same(left: Tables, right: Tables) -> None:
    """Every frame of one equals that of the other."""
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(left.frame(name), right.frame(name))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_tables_come_back_as_they_were(tmp_path: Path, suffix: str) -> None:
    """Either format alone gives back every cell: quotes, a lone CR, a byte order mark, nulls."""
    tables = check_tables(tables_of())
    write_tables(tables, tmp_path)
    for other in tmp_path.glob("*.csv" if suffix == "parquet" else "*.parquet"):
        other.unlink()
    assert_same(read_tables(tmp_path), tables)


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
)
def test_any_text_survives_the_csv(
    tmp_path_factory: pytest.TempPathFactory, text: str, publisher: str
) -> None:
    """No character of a text cell is lost or changed, guarded or not."""
    folder = tmp_path_factory.mktemp("csv")
    tables = Tables(articles=articles_frame([article(text, publisher=publisher)]))
    write_tables(tables, folder)
    (folder / "articles.parquet").unlink()
    assert_same(read_tables(folder), tables)


def test_a_formula_is_guarded_in_the_csv_but_never_in_the_text(tmp_path: Path) -> None:
    """A cell that a spreadsheet would run starts with a quote mark; the article's text does not."""
    text = "=SUM(A1) +12 people"
    write_tables(tables_of(text, rule="plain"), tmp_path)
    assert '"\'+12 people","\'=SUM(A1) +12 people"' in (tmp_path / "counts.csv").read_text()
    assert '"=SUM(A1) +12 people"' in (tmp_path / "articles.csv").read_text()


def live_cells(data: bytes) -> list[str]:
    """The text cells of a CSV that a spreadsheet may run."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    return [cell for row in rows[1:] for cell in row if not is_number(cell) and cell.startswith(LIVE)]


def is_number(cell: str) -> bool:
    """Whether a cell is a number: a minus is no formula there."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("start", LIVE)
def test_no_cell_of_any_frame_is_live(start: str) -> None:
    """The CSV of a figure guards formulas as tables do; days, numbers and nulls stay bare."""
    frame = pd.DataFrame(
        {
            "who": [f"{start}SUM(A1)", None],
            "day": [pd.Timestamp("2021-08-05"), pd.NaT],
            "low": [-2.0, 0.5],
            "n": [7, 8],
            "open": [True, False],
        }
    )
    data = render_csv(frame)
    assert live_cells(data) == []
    assert data.decode().split('"', 2)[2] == ",2021-08-05,-2,7,True\n,,0.5,8,False\n"
    unguarded = frame.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC)
    assert live_cells(unguarded.encode()) == [f"{start}SUM(A1)"]


def test_two_writings_give_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the clock or the machine enters a table file."""
    for folder in ("one", "two"):
        write_tables(tables_of(), tmp_path / folder)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_shared_tables_leave_out_the_articles_text(tmp_path: Path) -> None:
    """With share, no file holds the text, and reading gives it as null."""
    secret = "A sentence that is nowhere quoted. "
    tables = tables_of(secret + TEXT, sentence=TEXT)
    write_tables(tables, tmp_path, share=True)
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())
    shared = check_tables(read_tables(tmp_path))
    assert shared.articles["text"].isna().all()
    pd.testing.assert_frame_equal(shared.counts, tables.counts)


def test_the_data_package_describes_every_column(tmp_path: Path) -> None:
    """Each table is a resource with its hash, and each column has type and meaning from the schema."""
    write_tables(tables_of(), tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(SCHEMAS)
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == SCHEMAS[resource["name"]].names
        assert all(field["description"] for field in fields)


def test_parquet_dates_are_dates(tmp_path: Path) -> None:
    """A day is stored as a day, without a time of day."""
    write_tables(tables_of(), tmp_path)
    schema = parquet.read_schema(tmp_path / "counts.parquet")
    assert str(schema.field("period_end").type) == "date32[day]"


def test_damage_to_a_parquet_page_is_noticed(tmp_path: Path) -> None:
    """One changed byte within the data fails the page's checksum."""
    write_tables(tables_of(), tmp_path)
    file = tmp_path / "counts.parquet"
    data = bytearray(file.read_bytes())
    data[data.index(b"0123456789abcdef")] ^= 1
    file.write_bytes(data)
    with pytest.raises(SchemaError, match=r"table counts: .*counts.parquet is damaged"):
        read_tables(tmp_path)


@pytest.mark.parametrize(
    ("header", "cell", "message"),
    [
        (
            "kind,path,start,reason",
            'file,"x",one,empty',
            "table rejected: .*rejected.csv cannot be read .*'one'",
        ),
        ("kind,path,why,reason", 'file,"x",1,empty', "table rejected has no column why"),
    ],
)
def test_a_foreign_csv_is_refused_with_its_column(
    tmp_path: Path, header: str, cell: str, message: str
) -> None:
    """A CSV with other columns or types is refused by name."""
    write_tables(tables_of(), tmp_path)
    (tmp_path / "rejected.parquet").unlink()
    (tmp_path / "rejected.csv").write_text(f"{header}\n{cell}\n")
    with pytest.raises(SchemaError, match=message):
        read_tables(tmp_path)


def test_a_folder_without_tables_is_wrong_use(tmp_path: Path) -> None:
    """Reading from elsewhere says which file is missing."""
    with pytest.raises(UsageError, match=r"There is no articles\.parquet"):
        read_tables(tmp_path)
