"""Digits and single number words as they stand in a text: the atoms that the grammar of numerals joins."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.mentions.quantities.lexicon import number_words
from analysis.mentions.quantities.windows import INVISIBLE

_DIGIT = f"(?:[0-9][{INVISIBLE}]*)"
_GAP = "[\u00a0\u2007\u2009\u202f'’]"  # blanks and marks that only ever stand inside a number
_MONTHS = "January February March April May June July August September October November December"
_NO_DAY = "".join(rf"(?<!{month}\ )" for month in _MONTHS.split())
_WRITTEN = rf"""
    (?P<scientific>[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+(?![\w]))
    | (?P<grouped>{_DIGIT}{{1,3}}(?:,[{INVISIBLE}]*{_DIGIT}{{3}})+(?![0-9])(?:\.[0-9]+)?
        | {_DIGIT}{{1,2}}(?:,{_DIGIT}{{2}})+,{_DIGIT}{{3}}(?![0-9]))
    | (?P<spaced>{_DIGIT}{{1,3}}(?:{_GAP}{_DIGIT}{{3}})+(?![0-9])(?:[.,][0-9]{{1,2}}(?![0-9]))?
        | {_NO_DAY}[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}}){{1,2}}(?![0-9,.'’]?[0-9]|\ [0-9]))
    | (?P<pointed>[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{2,}}(?![0-9])(?:,[0-9]{{1,2}}(?![0-9]))?)
    | (?P<decimal>[0-9]+\.[0-9]+|(?<![\w.])\.[0-9]+|[0-9]+,[0-9]{{1,2}}(?![0-9,]))
    | (?P<plain>{_DIGIT}+)
"""
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 0.333, "⅔": 0.667}


@dataclass(frozen=True, slots=True)
class Atom:
    """Digits or one number word; `note` says what the writing of digits shows (see Numeral)."""

    start: int
    end: int
    kind: str
    value: float
    low: float
    high: float
    word: str
    note: str = ""


def to_western(text: str) -> str:
    """The text with every script's decimal digits as 0-9, character for character."""
    foreign = {char for char in set(text) if not char.isascii() and char.isdecimal()}
    if not foreign:
        return text
    table = {ord(char): str(unicodedata.decimal(char)) for char in foreign}
    return text.translate(table | {0x066B: ".", 0x066C: ","})


def read_atoms(text: str) -> Iterator[Atom]:
    """Digits and number words of a text (see `to_western`), in order."""
    for found in _scanner().finditer(text):
        if found["word"]:
            record = number_words()[found["word"].lower()]
            low, high = (record.low, record.high) if record.low else (record.value, record.value)
            yield Atom(*found.span(), record.kind, record.value, low, high, found["word"].lower())
        elif found["vulgar"]:
            value = _VULGAR[found["vulgar"]]
            yield Atom(*found.span(), "vulgar", value, value, value, found["vulgar"])
        else:
            yield _read_digits(found)


@cache
def _scanner() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, number_words()), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?P<word>(?i:{words}))(?![^\W_])|(?P<vulgar>[{''.join(_VULGAR)}])|(?:{_WRITTEN})",
        re.VERBOSE,
    )


def _read_digits(found: re.Match[str]) -> Atom:
    written = re.sub(f"[{INVISIBLE}]+$", "", found.group())
    value, note = _value_of(found, re.sub(f"[{INVISIBLE}]", "", written))
    return Atom(found.start(), found.start() + len(written), "digits", value, value, value, written, note)


def _value_of(found: re.Match[str], raw: str) -> tuple[float, str]:
    """The value of written digits, and what their writing shows."""
    if found["scientific"]:
        return float(raw), "scientific"
    if found["decimal"]:
        note = "point" if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", raw) else ""
        return float(raw.replace(",", ".")), "comma" if "," in raw else note
    if found["pointed"]:
        return float(raw.replace(".", "").replace(",", ".")), ""
    if found["spaced"]:
        return float(re.sub(r"[\s'’]", "", raw).replace(",", ".")), "spaced"
    if found["grouped"]:
        return float(raw.replace(",", "")), ""
    return float(raw), "leading zero" if len(raw) > 1 and raw[0] == "0" else "plain"
