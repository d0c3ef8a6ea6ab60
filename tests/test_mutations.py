"""Whatever is done to an article, it is read or refused; no other is lost, and no span is wrong."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import extraction
from analysis.extraction import extract
from analysis.sources import read_articles
from analysis.tables import Tables, check_tables

TEXTS = [
    file.read_bytes().decode()
    for file in sorted((Path(__file__).parent.parent / "codings/made").glob("d*.txt"))
]
Mutation = Callable[[random.Random, str], str]
DAYS = "2021-08-05 9999-12-31 0001-01-01 2024-02-30 1899-12-31 2100-12-31 2023-13-01".split()
PIECES = (
    "²",
    "³",
    "½",
    "①",
    "Ⅷ",
    "٣",
    "１２",
    "\u200b",
    "\u00ad",
    "\u202e",
    "\u0301",
    "\ufffd",
    "\x0b",
    "\u2028",
    "1e400",
    "-0",
    "0/0",
    "30 February",
    "31 June 2021",
    "by June 2021",
    "Since Saturday, 7 August 2021",
    "from May to March",
    "between 9 and 3",
    "the 1990s",
    "99:99",
    "(((",
    "“",
    "\n\n\n",
    "\t\t",
    "|",
    "**",
    "[a](http://b.c)",
    "&#0;",
    "&nbsp;",
    "---",
    "no fewer than",
    "twice as many as",
    "tens of thousands of",
)


def put_in(rng: random.Random, text: str) -> str:
    """Odd pieces at any place."""
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice((" ", "")) + rng.choice(PIECES) + rng.choice((" ", "")) + text[at:]
    return text


def redate(rng: random.Random, text: str) -> str:
    """Another day in the header."""
    return f" date {rng.choice(DAYS)} " + re.sub(r"\A ?date \S+ ?", "", text)


def renumber(rng: random.Random, text: str) -> str:
    """Other digits, of any length."""
    return re.sub(
        r"\d+",
        lambda m: str(rng.randrange(10 ** rng.choice((1, 2, 4, 8)))) if rng.random() < 0.3 else m[0],
        text,
    )


def shuffle(rng: random.Random, text: str) -> str:
    """Words in another order."""
    words = re.split(r"(\s+)", text)
    for _ in range(rng.randint(1, 30)):
        one, two = rng.randrange(len(words)), rng.randrange(len(words))
        words[one], words[two] = words[two], words[one]
    return "".join(words)


def cut(rng: random.Random, text: str) -> str:
    """A part left out."""
    start = rng.randrange(len(text))
    return text[:start] + text[start + rng.randrange(1, 400) :]


def repeat(rng: random.Random, text: str) -> str:
    """A part said several times."""
    start = rng.randrange(len(text))
    return text[:start] + text[start : start + rng.randrange(1, 60)] * rng.randint(2, 12) + text[start:]


MUTATIONS: tuple[Mutation, ...] = (put_in, redate, renumber, shuffle, cut, repeat)


def mutate(rng: random.Random) -> str:
    """An article of the development set after one to four changes."""
    text = rng.choice(TEXTS)
    for change in rng.choices(MUTATIONS, k=rng.randint(1, 4)):
        text = change(rng, text)
    return text


def read_mutated(folder: Path, number: int, seed: int) -> tuple[Tables, int]:
    """The tables of a folder of mutated articles, sound in every span, and how many were told of."""
    rng = random.Random(seed)
    for at in range(number):
        (folder / f"m{at}.txt").write_bytes(mutate(rng).encode("utf-8", "surrogatepass"))
    tables = check_tables(extract(*read_articles(folder)))
    return tables, len(tables.articles) + int((tables.rejected["kind"] != "quantity").sum())


def failures(tables: Tables) -> list[str]:
    """What the reader raised on, by error."""
    return tables.rejected.loc[tables.rejected["reason"] == "failed", "detail"].tolist()


def test_no_mutated_article_is_lost(tmp_path: Path) -> None:
    """Each mutated article is a row, every span is right, and on none does the reader fail."""
    tables, n_told = read_mutated(tmp_path, 60, seed=1)
    assert n_told == 60
    assert failures(tables) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100))
def test_none_of_40000_mutated_articles_is_lost(tmp_path: Path, seed: int) -> None:
    """The long form: 100 folders of 400 articles; the reader fails on one in a hundred at most."""
    tables, n_told = read_mutated(tmp_path, 400, seed)
    assert n_told == 400
    assert len(failures(tables)) <= 4


def test_a_reader_without_its_guard_would_lose_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test of the test: where one article's error is not caught, nothing comes back at all."""

    def raising(*_: object, **__: object) -> object:
        raise ValueError("one odd sentence")

    monkeypatch.setattr(extraction, "_try_article", raising)
    with pytest.raises(ValueError, match="one odd sentence"):
        read_mutated(tmp_path, 2, seed=1)
