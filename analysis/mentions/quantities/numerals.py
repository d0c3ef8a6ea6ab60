"""Numbers as they are written: digits and words joined to numerals, and two numerals to a range."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from analysis.knowledge import word_class
from analysis.mentions.quantities.lexicon import Numeral, Word, measure_units, number_words

REACH = 110
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*|[^\w\s]|_")
_BREAK = re.compile(r"\n[^\S\n]*\n|\n(?![a-z])|\t|[^\S\n]{3,}")
_WALL = re.compile(r"\n|\t|[^\S\n]{3,}")


def words_after(text: str, at: int) -> list[Word]:
    """Words that follow `at` in the same line or table cell."""
    wall = _BREAK.search(text, at, at + REACH)
    return _read_words(text, at, wall.start() if wall else at + REACH)


def words_before(text: str, at: int) -> list[Word]:
    """Words that precede `at` in the same line or table cell."""
    begin = max(0, at - REACH)
    if begin:  # do not start inside a word
        cut = re.search(r"\s", text[begin:at])
        begin = begin + cut.end() if cut else at
    walls = [wall.end() for wall in _WALL.finditer(text, begin, at)]
    return _read_words(text, walls[-1] if walls else begin, at)


def _read_words(text: str, start: int, end: int) -> list[Word]:
    """The words and marks of text[start:end], in order."""
    return [Word(found[0], found[0].lower(), *found.span()) for found in _WORD.finditer(text, start, end)]


_GAP = "[\u00a0\u2007\u2009\u202f'’]"  # blanks and marks that only ever stand inside a number
_MONTHS = "January February March April May June July August September October November December"
_NO_DAY = "".join(rf"(?<!{month}\ )" for month in _MONTHS.split())
_WRITTEN = rf"""
    (?P<scientific>[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+(?![\w]))
    | (?P<grouped>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?
        | [0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}}(?![0-9]))
    | (?P<spaced>[0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+(?![0-9])(?:[.,][0-9]{{1,2}}(?![0-9]))?
        | {_NO_DAY}[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}}){{1,2}}(?![0-9,.'’]?[0-9]|\ [0-9]))
    | (?P<pointed>[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{2,}}(?![0-9])(?:,[0-9]{{1,2}}(?![0-9]))?)
    | (?P<decimal>[0-9]+\.[0-9]+|(?<![\w.])\.[0-9]+|[0-9]+,[0-9]{{1,2}}(?![0-9,]))
    | (?P<plain>[0-9]+)
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


def read_atoms(text: str) -> Iterator[Atom]:
    """Digits and number words of a text, in order."""
    for found in _scanner().finditer(text):
        if found["word"]:
            record = number_words()[found["word"].lower()]
            low, high = (record.low, record.high) if record.low else (record.value, record.value)
            yield Atom(*found.span(), record.kind, record.value, low, high, found["word"].lower())
        else:
            vulgar = _VULGAR.get(found[0])
            value, note = (vulgar, "") if vulgar else _value_of(found)
            kind = "vulgar" if vulgar else "digits"
            yield Atom(*found.span(), kind, value, value, value, found[0], note)


@cache
def _scanner() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, number_words()), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?P<word>(?i:{words}))(?![^\W_])|(?P<vulgar>[{''.join(_VULGAR)}])|(?:{_WRITTEN})",
        re.VERBOSE,
    )


def _value_of(found: re.Match[str]) -> tuple[float, str]:
    """The value of written digits, and what their writing shows."""
    raw = found[0]
    if found["decimal"]:
        note = "point" if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", raw) else ""
        return float(raw.replace(",", ".")), "comma" if "," in raw else note
    if found["pointed"]:
        return float(raw.replace(".", "").replace(",", ".")), ""
    if found["spaced"]:
        return float(re.sub(r"[\s'’]", "", raw).replace(",", ".")), "spaced"
    if found["grouped"] or found["scientific"]:
        return float(raw.replace(",", "")), "scientific" if found["scientific"] else ""
    return float(raw), "leading zero" if len(raw) > 1 and raw[0] == "0" else "plain"


_FARTHEST = 16
_SUFFIX = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "mn": 1e6, "mln": 1e6, "mio": 1e6, "tn": 1e12}
_SUFFIXED = re.compile(rf"({'|'.join(sorted(_SUFFIX, key=len, reverse=True))})(?![\w’'])", re.IGNORECASE)
_CURRENCY = re.compile(
    r"(?:(?<!\w)(?:US|A|C|NZ|HK))?[$£€¥₽₴₺₹](?:US|A|C|NZ)?\s?$"
    r"|(?<!\w)(?:USD|EUR|GBP|PLN|CHF|RUB|BYN|UAH|TRY|MXN|AUD|CAD|SEK|NOK|DKK|INR|Rs\.?)\s?$"
)
_ARTICLE = re.compile(r"(?<![\w'’])an?\s$", re.IGNORECASE)
_SHARE_WHOLES = (3, 4, 5, 10, 20, 100)
_NO_SHARE = re.compile(
    r"[\s-]*(?:more\s+)?(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|boats?"
    r"|dinghies|cars?|groups?|places?|sites?|locations?|cases?|checkpoints?|crossing|border|hundred|thousand)\b",
    re.IGNORECASE,
)


def read_numerals(text: str) -> Iterator[Numeral]:
    """Numbers in the order of the text, joined from their atoms."""
    cursor = _Cursor(text, list(read_atoms(text)))
    while (atom := cursor.peek()) is not None:
        cursor.at += 1
        numeral = _READERS[atom.kind](cursor, atom)
        if numeral is not None:
            yield numeral


class _Cursor:
    """A place in the row of atoms; readers move it past what they take beside their first atom."""

    def __init__(self, text: str, atoms: list[Atom]) -> None:
        self.text, self.atoms, self.at = text, atoms, 0

    def peek(self) -> Atom | None:
        return self.atoms[self.at] if self.at < len(self.atoms) else None

    def follow(self, end: int, kind: str, *glues: str) -> Atom | None:
        """Take the next atom if it is of the kind and one of the glues stands between `end` and it."""
        atom = self.peek()
        if atom is None or atom.kind != kind or self.glue(end, atom) not in glues:
            return None
        self.at += 1
        return atom

    def glue(self, end: int, atom: Atom) -> str | None:
        """What stands between `end` and the atom, in lower case with single blanks; None where too much."""
        between = self.text[end : atom.start]
        if len(between) > _FARTHEST or "\n\n" in between:
            return None
        return re.sub(r"\s+", " ", between.lower()).replace("\u2011", "-").replace("\u2010", "-")

    def article(self, atom: Atom) -> int | None:
        """Where an "a" or "an" directly before the atom starts."""
        found = _ARTICLE.search(self.text[max(0, atom.start - 4) : atom.start])
        return None if found is None else atom.start - len(found.group())

    def after(self, end: int, pattern: str) -> bool:
        """Whether the pattern matches at `end`."""
        return bool(re.compile(pattern, re.IGNORECASE).match(self.text, end))


def _exactly(start: int, end: int, value: float, kind: str, note: str = "", scale: float = 1) -> Numeral:
    value = float(f"{value:.12g}")
    return Numeral(start, end, value, value, value, kind, note, scale=scale)


def _read_alone(cursor: _Cursor, atom: Atom) -> Numeral:
    """No, twice, ½."""
    if atom.kind == "vulgar":
        return _exactly(atom.start, atom.end, 100 * atom.value, "fraction")
    return _exactly(atom.start, atom.end, atom.value, atom.kind)


def _read_vague(cursor: _Cursor, atom: Atom) -> Numeral:
    """Dozens, hundreds; tens of thousands, hundreds of thousands."""
    following = cursor.follow(atom.end, "vague", " of ")
    if following is None:
        return Numeral(atom.start, atom.end, None, atom.low, atom.high, "vague")
    low = 2 * _STEPS.get(atom.word, 10) * (following.high + 1) / 10
    return Numeral(atom.start, following.end, None, low, 5 * low - 1, "vague")


_STEPS = {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000}


def _read_several(cursor: _Cursor, atom: Atom) -> Numeral | None:
    """Several, a few, a handful; several hundred, a few thousand."""
    start = cursor.article(atom)
    low, high, end = atom.low, atom.high, atom.end
    while scale := cursor.follow(end, "magnitude", " "):
        low, high, end = low * scale.value, high * scale.value, scale.end
    if start is None and end == atom.end and atom.word != "several":
        return None
    return Numeral(atom.start if start is None else start, end, None, low, high, "vague")


def _read_couple(cursor: _Cursor, atom: Atom) -> Numeral | None:
    """A couple of, a pair of; "a couple of hundred" is about 200."""
    start = cursor.article(atom)
    if scale := cursor.follow(atom.end, "magnitude", " ", " of "):
        begin = atom.start if start is None else start
        return _exactly(begin, scale.end, atom.value * scale.value, "words", "about")
    if start is None or not cursor.after(atom.end, r"\s+(?:of|more)\b"):
        return None
    return _exactly(start, atom.end, atom.value, "words")


def _read_half(cursor: _Cursor, atom: Atom) -> Numeral:
    """Half a dozen, half a million; half of the boats; half a mile."""
    if scale := cursor.follow(atom.end, "magnitude", " a ", "-a-", " "):
        note = "about" if scale.word == "dozen" else ""
        return _exactly(atom.start, scale.end, scale.value / 2, "words", note)
    if found := _HALF_MEASURED.match(cursor.text, atom.end):
        return _exactly(atom.start, found.end() - 1, 0.5, "words")
    return _fraction(atom.start, atom, 1)


_HALF_MEASURED = re.compile(
    r"[\s-]an?[\s-](?=mile|nautical|kilomet|hour|day|year|century|percent|metre|meter|decade|tonne|ton\b)"
)


def _read_part(cursor: _Cursor, atom: Atom) -> Numeral | None:
    """A third, a quarter: the article makes the numerator."""
    start = cursor.article(atom)
    if start is None or atom.word.endswith("s"):
        return None
    if scale := cursor.follow(atom.end, "magnitude", " of a "):
        return _exactly(start, scale.end, scale.value / atom.value, "words")
    return _fraction(start, atom, 1)


def _fraction(start: int, part: Atom, count: float) -> Numeral:
    return _exactly(start, part.end, round(100 * count / part.value, 1), "fraction")


def _read_magnitude(cursor: _Cursor, atom: Atom) -> Numeral | None:
    """A hundred, a dozen; a bare "hundred" counts as one of them."""
    start = cursor.article(atom)
    if atom.word == "score" and (start is None or not cursor.after(atom.end, r"\s+of\b")):
        return None
    return _read_cardinal(cursor, atom, atom.start if start is None else start)


def _read_number(cursor: _Cursor, atom: Atom) -> Numeral:
    if share := _read_share(cursor, atom):
        return share
    return _read_scaled(cursor, atom) if atom.kind == "digits" else _read_cardinal(cursor, atom, atom.start)


def _read_share(cursor: _Cursor, atom: Atom) -> Numeral | None:
    """Two thirds, four-fifths; one in six, nine out of ten."""
    following = cursor.peek()
    if following is None or not 0 < atom.value < 100:
        return None
    glue = cursor.glue(atom.end, following)
    if following.kind == "part":
        plural = following.word.endswith("s")
        fits = atom.kind != "digits" and atom.value < following.value and plural == (atom.value > 1)
        shared = fits and glue in (" ", "-")
    else:
        alike = (atom.kind == following.kind == "ones") or (
            atom.value == 1 < following.value <= 1000 and (atom.kind, following.kind) != ("digits", "ones")
        )
        words = alike and glue in (" in ", "-in-")
        every = glue in (" in every ", " out of every ", " of every ", " out of ")
        shared = (words or every) and _is_ratio(cursor.text, atom, following)
    if not shared:
        return None
    cursor.at += 1
    return _fraction(atom.start, following, atom.value)


def _is_ratio(text: str, part: Atom, whole: Atom) -> bool:
    if whole.kind not in ("ones", "tens", "digits", "magnitude") or not part.value < whole.value:
        return False
    return (part.value == 1 or whole.value in _SHARE_WHOLES) and not _NO_SHARE.match(text, whole.end)


def _read_scaled(cursor: _Cursor, atom: Atom) -> Numeral:
    """Digits, with a currency before them and a magnitude word or suffix behind."""
    value, end, note, shared = atom.value, atom.end, atom.note, 1.0
    found = _CURRENCY.search(cursor.text[max(0, atom.start - 6) : atom.start])
    start = atom.start - len(found.group()) if found else atom.start
    if vulgar := cursor.follow(end, "vulgar", "", " "):
        value, end, note = value + vulgar.value, vulgar.end, ""
    suffix = _SUFFIXED.match(cursor.text, end)
    if suffix and (found or suffix[1].lower() not in ("m", "b")):
        shared, end, note = _SUFFIX[suffix[1].lower()], suffix.end(), "magnitude"
    elif suffix and suffix[1].lower() == "m":
        note = "metres"
    while scale := cursor.follow(end, "magnitude", " ", "-", ""):
        shared, end, note = shared * scale.value, scale.end, "magnitude"
    scale_of_last = 1000 if cursor.text[atom.start : end].endswith(",000") else shared
    return replace(_exactly(start, end, value * shared, "digits", note, scale_of_last), money=bool(found))


class _Sum:
    """Number words added up: products that fall from the left ("one hundred and twenty thousand")."""

    def __init__(self, first: Atom) -> None:
        self.total = 0.0
        self.current: float | None = None
        self.scale = 1.0  # what the magnitudes since the last other word multiply by
        self.add(first)

    @property
    def value(self) -> float:
        return self.total + (self.current or 0)

    def add(self, atom: Atom) -> None:
        self.last = atom
        if atom.kind != "magnitude":
            self.scale, self.current = 1.0, (self.current or 0) + atom.value
            return
        self.scale *= atom.value
        product = (1 if self.current is None else self.current) * atom.value
        if atom.value < 1000:
            self.current = product
        else:
            self.total, self.current = self.total + product, None

    def add_part(self, share: float) -> None:
        """Add a half or a quarter: of the last magnitude ("a million and a half") or of one."""
        if self.current is None:
            self.total += share * self.last.value
        else:
            self.current += share

    def takes(self, atom: Atom, glue: str | None) -> bool:
        """Whether the atom goes on with the number, after what stands between."""
        last = self.last
        if last.word in ("dozen", "score") or atom.value == 0:
            return False
        if atom.kind == "magnitude":
            rising = last.kind != "magnitude" or atom.value > last.value
            rising = rising and (atom.value >= 1000 or (self.current or 0) < 100)
            return glue in (" ", "-") and rising and (self.total == 0 or atom.value < self.total)
        if last.kind == "tens":
            return glue in (" ", "-") and atom.kind == "ones" and atom.value < 10
        return last.kind == "magnitude" and atom.kind in ("ones", "tens") and glue in _MAGNITUDE_GLUES


_MAGNITUDE_GLUES = (" ", "-", " and ", ", and ", "-and-")


def _read_cardinal(cursor: _Cursor, atom: Atom, start: int) -> Numeral:
    number = _Sum(atom)
    while True:
        end = number.last.end
        if number.last.kind in ("ones", "tens"):
            end = _add_decimals(cursor, number, end)
        following = cursor.peek()
        part = "part" if following and following.word == "quarter" else "half"
        if half := cursor.follow(end, part, " and a ", "-and-a-"):
            number.add_part(1 / half.value)
            if scale := cursor.follow(half.end, "magnitude", " "):
                return _exactly(start, scale.end, number.value * scale.value, "words", scale=scale.value)
            return _exactly(start, half.end, number.value, "words", scale=number.scale)
        if following is None or not number.takes(following, cursor.glue(end, following)):
            return _exactly(start, end, number.value, "words", scale=number.scale)
        number.add(following)
        cursor.at += 1


def _add_decimals(cursor: _Cursor, number: _Sum, end: int) -> int:
    """Take in "point four" behind a whole number ("two point four million"); returns where it ends."""
    place, glue = 0.1, " point "
    while (digit := cursor.peek()) and digit.value < 10 and cursor.follow(end, "ones", glue):
        number.current = (number.current or 0) + digit.value * place
        place, glue, end = place / 10, " ", digit.end
    return end


_READERS: dict[str, Callable[[_Cursor, Atom], Numeral | None]] = {
    **dict.fromkeys(("zero", "multiple", "vulgar"), _read_alone),
    "vague": _read_vague, "several": _read_several,
    "couple": _read_couple, "half": _read_half, "part": _read_part, "magnitude": _read_magnitude,
    **dict.fromkeys(("ones", "tens", "digits"), _read_number),
}  # fmt: skip
_JOINTS = re.compile(
    r"\s?[-–—]\s?|\s(?:to|or|and)\s|,?\s(?:if\snot|or\seven|and\seven|or\spossibly|or\sperhaps|to)\s",
    re.IGNORECASE,
)
_STEPPED = ("if not", "or even", "and even", "or possibly", "or perhaps")
_BETWEEN = re.compile(r"\b(?:between|anywhere from)(?: (?:about|some|around))?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A numeral with the words on both sides."""

    numeral: Numeral
    left: list[Word]
    right: list[Word]


def join_range(text: str, first: Place, second: Place) -> Place | None:
    """One numeral for two that make a range; None where they stay two."""
    a, b = first.numeral, second.numeral
    joint = _joint(text, first, second)
    before = " ".join(word.low for word in first.left[-8:])
    between = _BETWEEN.search(before)
    if joint is None or not _may_join(a, b, joint) or (joint == "and" and not between):
        return None
    low = _scaled(a, b)
    unlike = joint == "or" and b.low > 3 * low + 10
    changes = word_class("rose") | word_class("fell") | word_class("changed")
    changed = before.endswith(("from", "by")) and changes & set(before.split())
    if not low < b.high or unlike or changed:
        return None
    start = a.start
    if between:
        start = next(word.start for word in reversed(first.left) if word.low in ("between", "anywhere"))
    kind = "vague" if a.value is None or b.value is None else "range"
    numeral = Numeral(start, b.end, None, low, b.high, kind, b.note, a.money or b.money)
    return Place(numeral, [word for word in first.left if word.end <= start], second.right)


def _may_join(a: Numeral, b: Numeral, joint: str) -> bool:
    """Whether the two numbers are of a kind that can bound one range."""
    if a.kind in ("multiple", "fraction", "zero") or b.kind in ("multiple", "fraction", "zero"):
        return False
    if b.money and not a.money:
        return False
    return (a.value is None) == (b.value is None) or joint in _STEPPED


def _joint(text: str, first: Place, second: Place) -> str | None:
    """The words between two numbers where they can join them; a unit that both have is passed over."""
    # The m behind the lower end means millions, as that of the upper does: "1.2m to 1.5m people".
    shared = first.numeral.note == "metres" and second.numeral.scale == 1e6
    glue = text[first.numeral.end + shared : second.numeral.start]
    if len(glue) > 28:
        return None
    ahead = [word for word in first.right if word.end <= second.numeral.start]
    for length in (2, 1):
        unit = [word.low for word in ahead[:length]]
        repeated = unit == [word.low for word in second.right[: len(unit)]]
        if len(ahead) > length and repeated and " ".join(unit) in measure_units():
            glue = text[ahead[length - 1].end : second.numeral.start]
            break
    return " ".join(glue.strip(" ,\n").lower().split()) if _JOINTS.fullmatch(glue) else None


def _scaled(a: Numeral, b: Numeral) -> float:
    """The lower end, with the magnitude that it shares with the upper ("2 to 3 million", "2-3,000")."""
    if a.value is None or b.value is None or b.scale == 1 or a.scale > 1 or a.value >= 1000:
        return a.low
    shared = a.value * b.scale
    far = b.note != "magnitude" and b.kind == "digits" and b.value > 5 * shared  # "from 2 to 150,000"
    return a.low if shared >= b.value or far else shared
