"""The reader as a whole: how well it does on articles never trained on, and what holds of every row."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from analysis.article import Article, Publication
from analysis.codings.agreement import Agreement, evaluate, read_coding, tables_as_codings
from analysis.codings.format import Coding, hash_text
from analysis.extraction import extract, extract_article
from analysis.meaning import reading
from analysis.meaning.claims import LENGTHS
from analysis.meaning.network import open_network, shipped_model
from analysis.sources import read_articles
from analysis.vocabulary import UNIT_OF
from tests.test_candidates import TEXT, THURSDAY
from tests.test_windows import ARTICLES

ROOT = Path(__file__).parent.parent
SPLITS = json.loads((ROOT / "codings" / "splits.json").read_text(encoding="utf-8"))


def read_again(coding: Coding) -> Article:
    """The article of a coding, as it comes from a file."""
    assert coding.text is not None
    return Article(coding.article_id, coding.article_id, coding.text, hash_text(coding.text))


@pytest.fixture(scope="session")
def unseen() -> Agreement:
    """Agreement on the made articles that no model is trained on."""
    gold = {
        key: coding
        for key, coding in read_coding(ROOT / "codings" / "made").items()
        if key in SPLITS["made"]["never"]
    }
    tables = extract([read_again(coding) for coding in gold.values()], workers=2, model=shipped_model())
    return evaluate(tables_as_codings(tables), gold)


@pytest.fixture(scope="session")
def seeds() -> Agreement:
    """Agreement on the five seed articles."""
    texts = {article.article_id: article.text for article in read_articles(ROOT / "seeds")[0]}
    tables = extract(read_articles(ROOT / "seeds")[0], model=shipped_model())
    return evaluate(tables_as_codings(tables), read_coding(ROOT / "tests" / "gold" / "seeds", texts))


# Least F1 that the reader must reach; a little below what it reached when the model was made.
FLOORS = {
    "unseen": {
        "mention": 0.93, "claim": 0.48, "full": 0.28, "comparison": 0.46, "typed": 0.67, "dated": 0.43,
    },
    "seeds": {"mention": 0.93, "claim": 0.83, "full": 0.73, "typed": 0.71, "dated": 0.49},
}  # fmt: skip
LEVELS = [(name, level) for name, floors in FLOORS.items() for level in floors]


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_the_reader_does_not_read_worse(name: str, level: str, request: pytest.FixtureRequest) -> None:
    """On articles that no model is trained on, F1 is at least what it was."""
    agreement: Agreement = request.getfixturevalue(name)
    assert agreement.level(level).f1 >= FLOORS[name][level]


def test_every_seed_is_dated(seeds: Agreement) -> None:
    """The five seed articles say when they appeared."""
    assert seeds.level("published").hits == 5


def test_an_article_is_read_alone_as_among_others() -> None:
    """What is read of an article depends neither on others read with it nor on the number of processes."""
    articles = read_articles(ROOT / "seeds")[0]
    together = extract(articles, workers=2, model=shipped_model())
    alone = [extract([one], model=shipped_model()) for one in articles]
    for name in ("counts", "comparisons", "events"):
        rows = [row for tables in alone for row in tables.frame(name).to_dict("records")]
        assert str(together.frame(name).to_dict("records")) == str(rows)


@settings(max_examples=15)
@given(ARTICLES)
def test_what_is_read_holds_the_rules_of_the_codebook(text: str) -> None:
    """Whatever the text, confidences are probabilities, units fit their measure, dates are in order."""
    publication = Publication(THURSDAY, THURSDAY, "header")
    found = extract_article(Article("a", "a", text, hash_text(text), publication), open_network())
    for row in (*found.counts, *found.events):
        assert 0 <= row["confidence"] <= 1
        assert text[row["start"] : row["end"]] == row["quote"]
        assert row["quote"] in row["sentence"] or row["sentence"] in row["quote"]
    for row in found.counts:
        assert row["unit"] == UNIT_OF.get(row["measure"], row["unit"])
        assert (row["aggregation"] == "rate") == (row["rate_per"] is not None)
        if row["measure"] in LENGTHS:
            assert row["period_start"] is row["period_end"] is None
        if row["period_start"] and row["period_end"]:
            assert row["period_start"] <= row["period_end"]
    ids = {row["event_id"] for row in found.events}
    assert {row["event_id"] for row in found.counts} <= ids | {None}


def test_a_count_belongs_to_the_event_of_its_sentence() -> None:
    """People who were stopped belong to the event that tells of it."""
    publication = Publication(THURSDAY, THURSDAY, "header")
    found = extract_article(Article("a", "a", TEXT, hash_text(TEXT), publication), open_network())
    stopped = next(row for row in found.counts if row["value"] == 171)
    events = {row["event_id"]: row for row in found.events}
    assert events[stopped["event_id"]]["sentence"] == stopped["sentence"]


def test_an_article_without_sentences_is_read_as_nothing() -> None:
    """A text of marks alone has no windows and yields no rows."""
    found = extract_article(Article("a", "a", " … \n", hash_text("a")), open_network())
    assert (found.counts, found.events) == ((), ())


def test_what_is_measured_across_is_no_length() -> None:
    """The width of a strip of land is no length of a border, however near the border is named."""
    text = "The border with Belarus is 679 kilometres long and follows a four-kilometre-wide strip of land."
    found = extract_article(Article("a", "a", text, hash_text(text)), open_network())
    assert [row["quote"] for row in found.counts if row["measure"] == "border_length"] == ["679 kilometres"]


def test_windows_read_a_few_at_a_time_give_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many windows of a long article are read at a time changes none of its rows."""
    texts = [
        (ROOT / "codings" / "made" / f"{name}.txt").read_text("utf-8") for name in SPLITS["made"]["never"]
    ]
    long = "\n\n".join(texts[:6])
    whole = extract_article(Article("long", "long", long, hash_text(long)))
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    parts = extract_article(Article("long", "long", long, hash_text(long)))
    for name in ("counts", "comparisons", "events"):
        rows, again = getattr(whole, name), getattr(parts, name)
        assert len(rows) == len(again) > 0
        for one, other in zip(rows, again, strict=True):
            assert one["confidence"] == pytest.approx(other["confidence"], abs=1e-4)
            assert {**one, "confidence": 0, "rule": ""} == {**other, "confidence": 0, "rule": ""}
