"""Numbers as they are written: digits with every thousands mark, number words, vague numerals, fractions.

Reading goes in two steps: one scan finds atoms (digits or single number words), then a small grammar joins
neighbouring atoms ("two and a half thousand", "several hundred", "one in six").
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.mentions.quantities.lexicon import number_words
from analysis.mentions.quantities.values import Numeral
from analysis.mentions.quantities.windows import INVISIBLE

_ZW = f"[{INVISIBLE}]*"
_D = rf"(?:[0-9]{_ZW})"
_DIGITS = re.compile(
    rf"""(?P<scientific>[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+(?![\w]))
     |(?P<grouped>{_D}{{1,3}}(?:,{_ZW}{_D}{{3}})+(?![0-9])(?:\.[0-9]+)?
      |{_D}{{1,2}}(?:,{_D}{{2}})+,{_D}{{3}}(?![0-9]))
     |(?P<spaced>{_D}{{1,3}}(?:[\u00a0\u2007\u2009\u202f'’]{_D}{{3}})+(?![0-9])(?:[.,][0-9]{{1,2}}(?![0-9]))?
      |[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}}){{1,2}}(?![0-9,.'’]?[0-9]|\ [0-9]))
     |(?P<pointed>[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{2,}}(?![0-9])(?:,[0-9]{{1,2}}(?![0-9]))?)
     |(?P<decimal>[0-9]+\.[0-9]+|[0-9]+,[0-9]{{1,2}}(?![0-9,]))
     |(?P<plain>{_D}+)""",
    re.VERBOSE,
)
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 33.3 / 100, "⅔": 66.7 / 100}
_SUFFIX = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9, "mn": 1e6, "mln": 1e6, "tn": 1e12, "mio": 1e6}
_SUFFIXED = re.compile(r"(k|m|bn|b|mn|mln|tn|mio)(?![\w’'])", re.IGNORECASE)
_CURRENCY = re.compile(r"(?:US|A|C|NZ|HK)?[$£€¥₽₴₺₹]\s?$|\b(?:USD|EUR|GBP|PLN|CHF|RUB|Rs\.?)\s?$")


@dataclass(frozen=True, slots=True)
class Atom:
    """Digits or one number word."""

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
        rf"(?<![^\W_])(?P<word>(?i:{words}))(?![^\W_])|(?P<vulgar>[½¼¾⅓⅔])|(?:{_DIGITS.pattern})",
        re.VERBOSE,
    )


def _read_digits(found: re.Match[str]) -> Atom:
    written = re.sub(f"[{INVISIBLE}]+$", "", found.group())
    raw = re.sub(f"[{INVISIBLE}]", "", written)
    start, end = found.start(), found.start() + len(written)
    note = ""
    if found["scientific"]:
        value, note = float(raw), "scientific"
    elif found["decimal"]:
        note = "point" if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", raw) else ""
        value = float(raw.replace(",", "."))
        if "," in raw:
            note = "comma"
    elif found["pointed"]:
        value = float(raw.replace(".", "").replace(",", "."))
    elif found["spaced"]:
        value = float(re.sub(r"[\s'’]", "", raw).replace(",", "."))
        note = "spaced"
    else:
        value = float(raw.replace(",", ""))
        if found["plain"]:
            note = "leading zero" if len(raw) > 1 and raw[0] == "0" else "plain"
    return Atom(start, end, "digits", value, value, value, raw, note)


def read_numerals(text: str) -> Iterator[Numeral]:
    """Numbers in the order of the text, joined from their atoms."""
    yield from _Joiner(text, list(read_atoms(text))).join()


class _Joiner:
    """Walks over the atoms once and joins those that make one number."""

    def __init__(self, text: str, atoms: list[Atom]) -> None:
        self.text, self.atoms, self.at = text, atoms, 0

    def join(self) -> Iterator[Numeral]:
        while self.at < len(self.atoms):
            numeral = self._next()
            if numeral is not None:
                yield numeral

    def _peek(self, ahead: int = 0) -> Atom | None:
        index = self.at + ahead
        return self.atoms[index] if index < len(self.atoms) else None

    def _glue(self, end: int, atom: Atom | None) -> str | None:
        """What stands between `end` and the atom, lower case with single blanks; None where too far."""
        if atom is None or atom.start - end > 14:
            return None
        between = self.text[end : atom.start]
        if "\n\n" in between:
            return None
        return re.sub(r"\s+", " ", between.lower()).replace("‑", "-").replace("‐", "-")

    def _article(self, atom: Atom) -> int | None:
        """Where an "a" or "an" directly before the atom starts."""
        found = re.search(r"(?<![\w'’])an?\s$", self.text[max(0, atom.start - 4) : atom.start], re.IGNORECASE)
        return None if found is None else atom.start - len(found.group())

    def _next(self) -> Numeral | None:
        atom = self.atoms[self.at]
        read = getattr(self, f"_read_{atom.kind}")
        numeral: Numeral | None = read(atom)
        return numeral

    def _read_zero(self, atom: Atom) -> Numeral:
        self.at += 1
        return Numeral(atom.start, atom.end, 0, 0, 0, "zero")

    def _read_multiple(self, atom: Atom) -> Numeral:
        self.at += 1
        return Numeral(atom.start, atom.end, atom.value, atom.value, atom.value, "multiple")

    def _read_vulgar(self, atom: Atom) -> Numeral:
        self.at += 1
        value = atom.value * 100
        return Numeral(atom.start, atom.end, value, value, value, "fraction")

    def _read_vague(self, atom: Atom) -> Numeral:
        """Dozens, hundreds; tens of thousands, hundreds of thousands."""
        self.at += 1
        following = self._peek()
        scales = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000}
        if (
            following is not None
            and following.kind == "vague"
            and following.word in ("thousands", "millions", "billions")
            and self._glue(atom.end, following) == " of "
            and atom.word in scales
        ):
            self.at += 1
            base = {"thousands": 1e3, "millions": 1e6, "billions": 1e9}[following.word]
            low = (2 if atom.word != "dozens" else 24 / 12) * scales[atom.word] * base
            high = 10 * scales[atom.word] * base - 1
            return Numeral(atom.start, following.end, None, low, high, "vague")
        return Numeral(atom.start, atom.end, None, atom.low, atom.high, "vague")

    def _read_several(self, atom: Atom) -> Numeral | None:
        """Several, a few, a handful; several hundred, a few thousand."""
        self.at += 1
        start = self._article(atom)
        low, high, end = atom.low, atom.high, atom.end
        scaled = False
        while (
            (following := self._peek())
            and following.kind == "magnitude"
            and self._glue(end, following) == " "
        ):
            low, high, end, scaled = low * following.value, high * following.value, following.end, True
            self.at += 1
        if atom.word in ("few", "handful") and start is None and not scaled:
            return None
        return Numeral(atom.start if start is None else start, end, None, low, high, "vague")

    def _read_couple(self, atom: Atom) -> Numeral | None:
        """A couple of, a pair of; a couple of hundred is about 200."""
        self.at += 1
        start = self._article(atom)
        following = self._peek()
        if (
            following
            and following.kind in ("magnitude", "vague")
            and (self._glue(atom.end, following) in (" ", " of "))
        ):
            scale = following.value
            if following.kind == "magnitude":
                self.at += 1
                value = atom.value * scale
                begin = atom.start if start is None else start
                return Numeral(begin, following.end, value, value, value, "words", "about")
        if start is None or not re.match(r"\s+(?:of|more)\b", self.text[atom.end : atom.end + 8]):
            return None
        return Numeral(start, atom.end, atom.value, atom.value, atom.value, "words")

    def _read_half(self, atom: Atom) -> Numeral | None:
        """Half a dozen, half a million, half of; never the first half or a half-brother."""
        self.at += 1
        following = self._peek()
        if (
            following
            and following.kind == "magnitude"
            and self._glue(atom.end, following) in (" a ", "-a-", " ")
        ):
            self.at += 1
            value = following.value / 2
            note = "about" if following.word == "dozen" else ""
            return Numeral(atom.start, following.end, value, value, value, "words", note)
        return self._fraction(atom, atom, 1)

    def _read_part(self, atom: Atom) -> Numeral | None:
        """A third, a quarter (the article makes the numerator)."""
        self.at += 1
        start = self._article(atom)
        if start is None or atom.word.endswith("s"):
            return None
        following = self._peek()
        scaled = atom.word == "quarter" and following is not None and following.kind == "magnitude"
        if scaled and following is not None and self._glue(atom.end, following) == " of a ":
            self.at += 1
            value = following.value / 4
            return Numeral(start, following.end, value, value, value, "words")
        return self._fraction(atom, atom, 1, start)

    def _fraction(self, first: Atom, part: Atom, count: float, start: int | None = None) -> Numeral:
        value = round(100 * count / part.value, 1)
        begin = first.start if start is None else start
        return Numeral(begin, part.end, value, value, value, "fraction")

    def _read_magnitude(self, atom: Atom) -> Numeral | None:
        """A hundred, a dozen; a bare "hundred" counts as one of them."""
        start = self._article(atom)
        if atom.word == "score" and start is None:
            self.at += 1
            return None
        if atom.word == "score" and not re.match(r"\s+of\b", self.text[atom.end : atom.end + 5]):
            self.at += 1
            return None
        return self._cardinal(atom.start if start is None else start)

    def _read_ones(self, atom: Atom) -> Numeral | None:
        return self._share(atom) or self._cardinal(atom.start)

    _read_tens = _read_ones

    def _read_digits(self, atom: Atom) -> Numeral | None:
        return self._share(atom) or self._with_magnitude(atom)

    def _share(self, atom: Atom) -> Numeral | None:
        """Two thirds, four-fifths; one in six, nine out of ten."""
        following = self._peek(1)
        glue = self._glue(atom.end, following)
        if following is None or glue is None or not 0 < atom.value < 100:
            return None
        if following.kind == "part" and glue in (" ", "-") and atom.kind != "digits":
            if (atom.value == 1) == following.word.endswith("s") or atom.value >= following.value:
                return None
            self.at += 2
            return self._fraction(atom, following, atom.value)
        ratio = (glue in (" in ", "-in-") and atom.kind == following.kind == "ones") or glue == " out of "
        if (
            ratio
            and following.kind in ("ones", "tens", "digits", "magnitude")
            and self._is_ratio(atom, following)
        ):
            start = self._article(following) if following.kind == "magnitude" else None
            if start is None:
                self.at += 2
                return self._fraction(atom, following, atom.value)
        return None

    def _is_ratio(self, part: Atom, whole: Atom) -> bool:
        if not part.value < whole.value or (part.value > 1 and whole.value not in (3, 4, 5, 10, 20, 100)):
            return False
        return not re.match(
            r"[\s-]*(?:more\s+)?(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|boats?"
            r"|dinghies|cars?|groups?|places?|sites?|locations?|cases?|checkpoints?|crossing|border|hundred|thousand)\b",
            self.text[whole.end : whole.end + 20],
            re.IGNORECASE,
        )

    def _with_magnitude(self, atom: Atom) -> Numeral:
        """Digits, with a magnitude word or suffix behind them."""
        self.at += 1
        value, end, note = atom.value, atom.end, atom.note
        currency = _CURRENCY.search(self.text[max(0, atom.start - 6) : atom.start])
        suffix = _SUFFIXED.match(self.text, end)
        vulgar = self._peek()
        if vulgar and vulgar.kind == "vulgar" and vulgar.start - end <= 1:
            value, end, note = value + vulgar.value, vulgar.end, ""
            self.at += 1
        if suffix and not (suffix[1].lower() in ("m", "b") and not currency):
            value, end, note = value * _SUFFIX[suffix[1].lower()], suffix.end(), "magnitude"
        elif suffix and suffix[1].lower() == "m":
            note = "metres"
        while (following := self._peek()) and following.kind == "magnitude":
            if self._glue(end, following) not in (" ", "-", ""):
                break
            value, end, note = value * following.value, following.end, "magnitude"
            self.at += 1
        value = float(f"{value:.12g}")
        start = atom.start - len(currency.group()) if currency else atom.start
        return Numeral(start, end, value, value, value, "digits", note, currency.group() if currency else "")

    def _cardinal(self, start: int) -> Numeral:
        """Number words: a sum of products that falls from the left ("one hundred and twenty thousand")."""
        total, current, end = 0.0, None, start
        last = self.atoms[self.at]
        while True:
            atom = self.atoms[self.at]
            if atom.kind == "magnitude":
                if atom.value > 100 and atom.word not in ("dozen", "score"):
                    total, current = total + (1 if current is None else current) * atom.value, None
                else:
                    current = (1 if current is None else current) * atom.value
            else:
                current = (current or 0) + atom.value
            self.at += 1
            last, end = atom, atom.end
            following = self._peek()
            glue = self._glue(end, following)
            half = (
                following is not None
                and glue in (" and a ", "-and-a-")
                and following.word in ("half", "quarter")
            )
            if half and following is not None:
                extra = 0.5 if following.word == "half" else 0.25
                if current is None:
                    total += extra * last.value
                else:
                    current += extra
                self.at += 1
                last, end = following, following.end
                following = self._peek()
                glue = self._glue(end, following)
            if following is None or glue is None or not self._continues(last, following, glue, total):
                break
        value = total + (current or 0)
        return Numeral(start, end, value, value, value, "words")

    def _continues(self, last: Atom, following: Atom, glue: str, total: float) -> bool:
        if following.kind == "magnitude":
            return (
                glue in (" ", "-")
                and last.word not in ("dozen", "score")
                and (last.kind != "magnitude" or following.value > last.value)
                and (total == 0 or following.value < total)
            )
        if following.kind == "ones" and last.kind == "tens":
            return glue in (" ", "-") and 0 < following.value < 10
        if following.kind in ("ones", "tens") and last.kind == "magnitude":
            return last.word not in ("dozen", "score") and (
                glue in (" ", "-", " and ", ", and ", "-and-") and following.value > 0
            )
        return False
