"""Names of states, organisations, agencies and places, brought together from the TOML files in one index."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pycountry
from pydantic import Field, field_validator

from analysis.knowledge import Record, load_records

PlaceKind = Literal[
    "country",
    "demonym_adjective",
    "demonym_person",
    "capital",
    "bloc",
    "organisation",
    "agency",
    "region",
    "town",
    "crossing_point",
    "water",
    "border",
    "leader",
    "epithet",
]
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
    """A name as the lexicons list it; `among` says that one of `codes` is meant, to be found by context."""

    pattern: re.Pattern[str]
    kind: PlaceKind
    codes: tuple[str, ...]
    name: str
    pair: Pair | None = None
    among: bool = False
    given_name: bool = False
    either_demonym: bool = False
    length: int = 0


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
    """A border as borders.toml has it; `id` holds the two codes in alphabetical order."""

    origin: str | None = None
    names: tuple[str, ...] = ()
    waters: tuple[str, ...] = ()
    crossing_points: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    bearings: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    open_sea: bool = False
    main_of: str | None = None

    @field_validator("id")
    @classmethod
    def _check_order(cls, value: str) -> str:
        if value.split("-") != sorted(value.split("-")) or len(value) != 5:
            raise ValueError("an id is two codes in alphabetical order, as in BY-LT")
        return value

    @property
    def pair(self) -> Pair:
        """The two codes."""
        first, second = self.id.split("-")
        return first, second


class Region(Record):
    """States, regions and cities of one country, or of none."""

    places: tuple[str, ...]


class Organisation(Record):
    """An organisation above the state."""

    code: str
    kind: Literal["bloc", "organisation", "agency", "capital"]
    names: tuple[str, ...]


class Agency(Record):
    """A body of a state, or one of several states that use the same name for it."""

    countries: tuple[str, ...]
    kind: str
    names: tuple[str, ...]


class Leader(Record):
    """Surnames of the heads of a state or organisation."""

    surnames: tuple[str, ...] = Field(min_length=1)


class Epithet(Record):
    """A phrase for one of several states, or for `all` of them."""

    words: tuple[str, ...]
    among: tuple[str, ...]
    all: bool = False


_WHOLE = dict(zip("łŁøØđĐı’‑–", "lLoOdDi'--", strict=True))


class _Unmarked(dict[int, int | str]):
    """Characters without their diacritics, one for one, so that offsets stay true."""

    def __missing__(self, point: int) -> int | str:
        char = chr(point)
        base = _WHOLE.get(char) or (
            unicodedata.normalize("NFD", char)[0] if char.isalpha() else " " if char.isspace() else char
        )
        self[point] = base if len(base) == 1 else char
        return self[point]


_UNMARKED = _Unmarked()


def fold(text: str) -> str:
    """The text without diacritics and typographic marks, character for character."""
    return text if text.isascii() else text.translate(_UNMARKED)


def border_records() -> tuple[BorderRecord, ...]:
    """All borders that we know of."""
    return load_records("borders", BorderRecord)


def countries() -> tuple[Country, ...]:
    """All countries of countries.toml."""
    return load_records("countries", Country)


@cache
def press_names() -> frozenset[str]:
    """The names of news agencies, as places carry them."""
    agencies = load_records("agencies", Agency)
    return frozenset(fold(words) for agency in agencies if agency.kind == "press" for words in agency.names)


@cache
def name_index() -> dict[str, tuple[Name, ...]]:
    """Names by their first word in lower case, the longest first."""
    index: dict[str, dict[str, Name]] = defaultdict(dict)
    for words, name in _all_names():
        index[_first_word(words)].setdefault(words.lower() if words.islower() else words, name)
    return {word: tuple(sorted(names.values(), key=lambda n: -n.length)) for word, names in index.items()}


def _first_word(words: str) -> str:
    found = re.search(r"[^\W\d_]+", words.removeprefix("the ").removeprefix("The "))
    if not found:
        raise ValueError(f"a name needs a word: {words!r}")
    return found.group().lower()


def _all_names() -> Iterator[tuple[str, Name]]:
    yield from _region_names()
    for border in border_records():
        yield from _border_names(border)
    yield from _organisation_names()
    for country in _with_missing(countries()):
        yield from _country_names(country)
    for leader in load_records("leaders", Leader):
        for surname in leader.surnames:
            yield _entry(surname, "leader", (leader.id,))


def _with_missing(known: tuple[Country, ...]) -> Iterator[Country]:
    """The countries of the file, and those that only pycountry has."""
    yield from known
    codes = {c.id for c in known}
    for country in pycountry.countries:
        if country.alpha_2 not in codes:
            yield Country(id=country.alpha_2)


def _official_names(country: Country) -> tuple[str, ...]:
    found = pycountry.countries.get(alpha_2=country.id)
    if found is None:
        return country.names
    listed = (getattr(found, "common_name", found.name), getattr(found, "official_name", ""))
    official = tuple(n for n in listed if n and "," not in n and "(" not in n)
    return tuple(dict.fromkeys(country.names + official))


def _country_names(country: Country) -> Iterator[tuple[str, Name]]:
    codes = (country.id,)
    for name in _official_names(country):
        rival = country.rivals.get(name)
        yield _entry(
            name, "country", codes + ((rival,) if rival else ()), among=bool(rival), given=country.given_name
        )
    for word in dict.fromkeys(country.adjectives + country.person_nouns):
        rival = country.rivals.get(word)
        adjective, person = word in country.adjectives, word in country.person_nouns
        yield _entry(
            word,
            "demonym_adjective" if adjective else "demonym_person",
            codes + ((rival,) if rival else ()),
            among=bool(rival),
            either=adjective and person,
        )
    for capital in country.capitals:
        yield _entry(capital, "capital", codes)


def _border_names(border: BorderRecord) -> Iterator[tuple[str, Name]]:
    for words in border.names:
        yield _entry(words, "border", border.pair, border.pair)
    for words in border.waters:
        yield _entry(words, "water", border.pair, border.pair)
    for country, names in border.crossing_points.items():
        for words in names:
            yield _entry(words, "crossing_point", (country,), border.pair)
    for country, names in border.places.items():
        for words in names:
            yield _entry(words, "town", (country,), border.pair)


def _region_names() -> Iterator[tuple[str, Name]]:
    for region in load_records("regions", Region):
        codes = () if region.id == "none" else (region.id,)
        for words in region.places:
            yield _entry(words, "region", codes)


def _organisation_names() -> Iterator[tuple[str, Name]]:
    for organisation in load_records("organisations", Organisation):
        for words in organisation.names:
            yield _entry(words, organisation.kind, (organisation.code,))
    for agency in load_records("agencies", Agency):
        for words in agency.names:
            yield _entry(words, "agency", agency.countries, among=len(agency.countries) > 1)
    for epithet in load_records("epithets", Epithet):
        for words in epithet.words:
            yield _entry(words, "epithet", epithet.among, among=not epithet.all, any_case=True)


def _entry(
    words: str,
    kind: PlaceKind,
    codes: tuple[str, ...],
    pair: Pair | None = None,
    *,
    among: bool = False,
    given: bool = False,
    either: bool = False,
    any_case: bool = False,
) -> tuple[str, Name]:
    words = fold(words)
    pattern = _compile(words, any_case or words.islower())
    return words, Name(pattern, kind, codes, words, pair, among, given, either, len(words))


def _compile(words: str, any_case: bool) -> re.Pattern[str]:
    """A pattern to match at a word; capitals count, but a headline may set the whole name in them."""
    article = words.startswith(("the ", "The "))
    core = words[4:] if article else words
    before = r"(?<=\bthe )" if article else ""
    body = _flexible(core)
    if not any_case and sum(c.isalpha() for c in core) >= 4 and not core.isupper():
        body = f"(?:{body}|{_flexible(core.upper())})"
    after = r"(?!\w)" if core[-1].isalnum() else ""
    flags = re.IGNORECASE if any_case else 0
    return re.compile(before.replace("the", "[Tt][Hh][Ee]") + body + after, flags)


def _flexible(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in words.split())
