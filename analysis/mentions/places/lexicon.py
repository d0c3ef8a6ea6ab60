"""Names of states, bodies, leaders and places, brought together from the TOML files in one index."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pycountry
from pydantic import Field

from analysis.knowledge import Record, load_records

# The order is that of the network's features.
PlaceKind = Literal[
    "country", "demonym_adjective", "demonym_person", "capital", "bloc", "organisation", "agency", "region",
    "town", "crossing_point", "water", "border", "leader", "epithet",
]  # fmt: skip
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A name in the text; `codes` are alpha-2 codes (EU, NATO, UN, FRONTEX ...), `pair` is its border."""

    start: int
    end: int
    text: str
    kind: PlaceKind
    codes: tuple[str, ...]
    pair: Pair | None
    name: str

    @property
    def code(self) -> str | None:
        """The one code, or None where there are several or none."""
        return self.codes[0] if len(self.codes) == 1 else None


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the lexicons list it; `among` says that one of `codes` is meant, to be found by context.

    A country's name may be somebody's first name too, a demonym adjective and noun alike.
    """

    words: str
    pattern: re.Pattern[str]
    kind: PlaceKind
    codes: tuple[str, ...]
    pair: Pair | None = None
    among: bool = False
    given_name: bool = False
    either_demonym: bool = False


class Country(Record):
    """A country as countries.toml has it; `id` is its code."""

    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    rivals: dict[str, str] = Field(default_factory=dict)
    given_name: bool = False
    examples: tuple[str, ...] = ()  # its names are their own examples

    @property
    def person_nouns(self) -> tuple[str, ...]:
        """The nouns for its people: the listed ones, else each adjective and its plural."""
        regular = (a for a in self.adjectives if not a.endswith(("ese", "ish", "ss")))
        return self.persons or (*self.adjectives, *(f"{a}s" for a in regular))


class BorderRecord(Record):
    """A border as borders.toml has it; `id` holds the two codes."""

    id: str = Field(pattern=r"^[A-Z]{2}-[A-Z]{2}$")
    origin: str | None = None
    names: tuple[str, ...] = ()
    waters: tuple[str, ...] = ()
    crossing_points: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    bearings: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    main_of: str | None = None

    @property
    def pair(self) -> Pair:
        """The two codes."""
        first, second = sorted(self.id.split("-"))
        return first, second


class ListedNames(Record):
    """Names of one kind as names.toml has them; one of the codes is meant, or all of them."""

    kind: PlaceKind
    codes: tuple[str, ...]
    names: tuple[str, ...] = Field(min_length=1)
    all: bool = False


_UNLIKE = dict(zip("łŁøØđĐı’‑–", "lLoOdDi'--", strict=True))


@cache
def _unmark(char: str) -> str:
    """A character without its diacritic, a blank as a space, a typographic mark as the plain one."""
    if char.isalpha():
        return _UNLIKE.get(char) or unicodedata.normalize("NFD", char)[0]
    return " " if char.isspace() else _UNLIKE.get(char, char)


def fold(text: str) -> str:
    """The text without diacritics and typographic marks, character for character, so that offsets hold."""
    return text if text.isascii() else "".join(map(_unmark, text))


def border_records() -> tuple[BorderRecord, ...]:
    """All borders that we know of."""
    return load_records("borders", BorderRecord)


def countries() -> tuple[Country, ...]:
    """All countries of countries.toml."""
    return load_records("countries", Country)


@cache
def name_index() -> dict[str, tuple[Name, ...]]:
    """Names by their first word in lower case, the longest first."""
    index: dict[str, dict[str, Name]] = defaultdict(dict)
    for name in _all_names():
        first = re.findall(r"[^\W\d_]+", name.words.removeprefix("the ").removeprefix("The "))[0]
        index[first.lower()].setdefault(name.words, name)
    return {word: tuple(sorted(names.values(), key=lambda n: -len(n.words))) for word, names in index.items()}


def _all_names() -> Iterator[Name]:
    for record in load_records("names", ListedNames):
        among = len(record.codes) > 1 and not record.all
        yield from (_name(words, record.kind, record.codes, among=among) for words in record.names)
    for border in border_records():
        yield from _border_names(border)
    codes = {country.id for country in countries()}
    missing = (Country(id=c.alpha_2) for c in pycountry.countries if c.alpha_2 not in codes)
    for country in (*countries(), *missing):
        yield from _country_names(country)


def _border_names(border: BorderRecord) -> Iterator[Name]:
    sites: list[tuple[PlaceKind, tuple[str, ...], tuple[str, ...]]] = [
        ("border", border.pair, border.names),
        ("water", border.pair, border.waters),
        *(("crossing_point", (code,), names) for code, names in border.crossing_points.items()),
        *(("town", (code,), names) for code, names in border.places.items()),
    ]
    for kind, codes, names in sites:
        yield from (_name(words, kind, codes, border.pair) for words in names)


def _country_names(country: Country) -> Iterator[Name]:
    def name(words: str, kind: PlaceKind, **marks: bool) -> Name:
        rivals = [country.rivals[words]] if words in country.rivals else []
        return _name(words, kind, (country.id, *rivals), None, among=bool(rivals), **marks)

    found = pycountry.countries.get(alpha_2=country.id)
    listed = (getattr(found, "common_name", found.name), getattr(found, "official_name", "")) if found else ()
    official = [
        words for words in listed if words and not set(",(") & set(words)
    ]  # none that is turned round
    for words in dict.fromkeys((*country.names, *official)):
        yield name(words, "country", given_name=country.given_name)
    for words in dict.fromkeys(country.adjectives + country.person_nouns):
        adjective, person = words in country.adjectives, words in country.person_nouns
        kind: PlaceKind = "demonym_adjective" if adjective else "demonym_person"
        yield name(words, kind, either_demonym=adjective and person)
    for words in country.capitals:
        yield name(words, "capital")


def _name(
    words: str, kind: PlaceKind, codes: tuple[str, ...], pair: Pair | None = None, **marks: bool
) -> Name:
    """A name, with the pattern to match it; capitals count, but a headline may set the whole name in them."""
    words = fold(words)
    core = words.removeprefix("the ").removeprefix("The ")
    any_case = kind == "epithet" or words.islower()
    body = _flexible(core)
    if not any_case and sum(c.isalpha() for c in core) >= 4:
        body = f"(?:{body}|{_flexible(core.upper())})"
    before, after = "" if core == words else r"(?<=\b[Tt][Hh][Ee] )", r"(?!\w)" if core[-1].isalnum() else ""
    pattern = re.compile(before + body + after, re.IGNORECASE if any_case else 0)
    return Name(words, pattern, kind, codes, pair, **marks)


def _flexible(words: str) -> str:
    return re.escape(words).replace(r"\ ", r"\s+")
