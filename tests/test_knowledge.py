"""The loader refuses a lexicon that is wrong, and says where."""

import pytest

from analysis import knowledge
from analysis.errors import KnowledgeError
from analysis.knowledge import Record, load_records

GOOD = '[[record]]\nid = "a"\nwords = ["fence", "wall"]\nexamples = ["a fence"]\n'


class Words(Record):
    """A record with one list of its own."""

    words: tuple[str, ...]


@pytest.fixture
def lexicon(tmp_path, monkeypatch):
    """Write a lexicon of that text where the loader looks for it; load its records."""
    monkeypatch.setattr(knowledge.resources, "files", lambda package: tmp_path)

    def load(text):
        (tmp_path / "lexicon.toml").write_text(text, "utf-8")
        load_records.cache_clear()
        return load_records("lexicon", Words)

    yield load
    load_records.cache_clear()


def test_records_come_in_the_order_of_the_file(lexicon):
    """Where two records fit, the earlier one wins, so the order is kept."""
    assert [record.id for record in lexicon(GOOD.replace('"a"', '"b"', 1) + GOOD)] == ["b", "a"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + 'word = "x"\n', "record 'a', word: Extra inputs are not permitted"),
        (GOOD + GOOD, "two records with the id 'a'"),
        (GOOD.replace('["a fence"]', "[]"), "record 'a', examples"),
        (GOOD.replace('"wall"', '"fence"'), "record 'a', words: Value error, 'fence' stands there twice"),
    ],
    ids=["unknown key", "same id twice", "no example", "same word twice"],
)
def test_a_wrong_record_is_refused(lexicon, text, said):
    """The message names the file, the record, the field and what is wrong with it."""
    with pytest.raises(KnowledgeError, match=f"lexicon.toml.*{said}"):
        lexicon(text)
