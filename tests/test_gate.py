"""The first look at an article of a big corpus: what may be border news passes, other news does not."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.article import Article
from analysis.cli import app
from analysis.codings.format import hash_text
from analysis.knowledge import load_records
from analysis.scale.gate import Sign, is_border_news, list_coded, refuse_other_news
from analysis.scale.run import Corpus

MADE = Path(__file__).parent.parent / "codings" / "made"
OTHER_NEWS = (Path(__file__).parent / "other_news.txt").read_text("utf-8").strip().split("\n\n")


def has_claim(file: Path) -> bool:
    """Whether an article was coded with a count that measures something."""
    return any(count["measure"] != "other" for count in json.loads(file.read_text("utf-8"))["counts"])


def test_articles_with_a_claim_pass() -> None:
    """Of our own coded articles with a claim, at least 99 in 100 pass, flashes of a line among them."""
    claims = [file.with_suffix(".txt") for file in MADE.glob("*.json") if has_claim(file)]
    passed = [is_border_news(file.read_text("utf-8")) for file in claims]
    assert len(passed) > 1000 and sum(passed) >= 0.99 * len(passed)


def test_other_news_stops() -> None:
    """Of news about anything else, at least 8 in 10 stop."""
    assert len(OTHER_NEWS) == 20
    assert sum(not is_border_news(text) for text in OTHER_NEWS) >= 16


@pytest.mark.parametrize("sign", load_records("signs", Sign), ids=lambda sign: sign.id)
def test_every_sign_stands_in_its_example(sign: Sign) -> None:
    """The words of a sign, one or two of them, are found as they stand in a sentence."""
    texts = [f" {text.lower().replace('.', ' ')} " for text in sign.examples]
    assert all(any(f" {words} " in text for words in sign.words) for text in texts)


def test_one_paragraph_is_enough() -> None:
    """A long article passes for its one paragraph on a border; words spread over it do not add up."""
    other = "The council met again and spoke about the roof of the school. " * 50
    assert is_border_news(f"{other} The Border Guard turned back 31 migrants at the crossing. {other}")
    assert not is_border_news(f"He spoke of asylum. {other} Beds and tents are needed.")


def make_article(text: str, title: str | None = None) -> Article:
    """An article with an id of its own."""
    return Article("a1", "news.jsonl", text, "0", title=title)


def test_the_title_counts_and_a_coding_opens_the_gate() -> None:
    """What a title says is said, and an article that a person has coded is read, whatever it is about."""
    text = OTHER_NEWS[0]
    assert refuse_other_news(make_article(text)) is not None
    assert refuse_other_news(make_article(text, title="Migrants at the border")) is None
    assert refuse_other_news(make_article(text), {hash_text(text)}) is None
    assert refuse_other_news(make_article(text), {"a1"}) is None
    assert len(list_coded(MADE)) > 1000 and not list_coded(None)


@pytest.mark.parametrize(
    ("n_articles", "options", "gated"),
    [(1001, [], True), (1001, ["--all"], False), (12, ["--parts", "6"], False)],
    ids=["many", "many, all of them", "few"],
)
def test_only_a_big_corpus_has_a_gate(
    n_articles: int, options: list[str], gated: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a thousand articles are looked at first; a small folder, in parts too, is read whole."""
    asked: list[Corpus] = []

    def stop(corpus: Corpus, *_: object) -> None:
        asked.append(corpus)
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.scale.run.extract_in_parts", stop)
    (tmp_path / "news.jsonl").write_text("{}\n" * n_articles)
    CliRunner().invoke(
        app, ["extract", str(tmp_path / "news.jsonl"), "--out", str(tmp_path / "out"), *options]
    )
    assert [corpus.gated for corpus in asked] == [gated]
