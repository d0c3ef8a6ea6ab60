"""Numbers as they are written: digits and words read as numerals, and two numerals joined to a range."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from analysis.knowledge import word_class
from analysis.language.text import Token
from analysis.mentions.quantities.lexicon import Numeral, is_plural, measure_units, number_words

REACH = 110
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*|[^\w\s]|_")
_BREAK = re.compile(r"\n[^\S\n]*\n|\n(?![a-z])|\t|[^\S\n]{3,}")
_WALL = re.compile(r"\n|\t|[^\S\n]{3,}")


def words_after(text: str, at: int) -> list[Token]:
    """Words that follow `at` in the same line or table cell."""
    wall = _BREAK.search(text, at, at + REACH)
    return _read_words(text, at, wall.start() if wall else at + REACH)


def words_before(text: str, at: int) -> list[Token]:
    """Words that precede `at` in the same line or table cell."""
    begin = max(0, at - REACH)
    if begin:  # do not start inside a word
        cut = re.compile(r"\s").search(text, begin, at)
        begin = cut.end() if cut else at
    *_, begin = begin, *(wall.end() for wall in _WALL.finditer(text, begin, at))
    return _read_words(text, begin, at)


def _read_words(text: str, start: int, end: int) -> list[Token]:
    """The words and marks of text[start:end], in order."""
    return [Token(*found.span(), found[0], found[0].lower()) for found in _WORD.finditer(text, start, end)]


_GAP = "[\u00a0\u2007\u2009\u202f'’]"  # blanks and marks that only ever stand inside a number
_MONTHS = "January February March April May June July August September October November December"
_NO_DAY = "".join(rf"(?<!{month}\ )" for month in _MONTHS.split())
_WRITTEN = rf"""
    (?P<grouped>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?
        | [0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}}(?![0-9]))
    | [0-9]{{1,3}}(?:{_GAP}[0-9]{{3}})+(?![0-9])(?:[.,][0-9]{{1,2}}(?![0-9]))?
        | {_NO_DAY}[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}}){{1,2}}(?![0-9,.'’]?[0-9]|\ [0-9])
    | [0-9]+\.[0-9]+|(?<![\w.])\.[0-9]+|[0-9]+,[0-9]{{1,2}}(?![0-9,])
    | [0-9]+
"""
_VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 0.333, "⅔": 0.667}
_CURRENCY = (
    r"(?-i:(?:(?<!\w)(?:US|A|C|NZ|HK))?[$£€¥₽₴₺₹](?:US|A|C|NZ)?\s?"
    r"|(?<!\w)(?:USD|EUR|GBP|PLN|CHF|RUB|BYN|UAH|TRY|MXN|AUD|CAD|SEK|NOK|DKK|INR|Rs\.?)\s?)"
)
_SUFFIX = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "mn": 1e6, "mln": 1e6, "mio": 1e6, "tn": 1e12}
# Ways of writing a number, in the order in which they are tried. @ones, @tens … stand for the words of a kind
# in numerals.toml, @unit for one to nine, @big for the magnitudes from thousand on, @a for the article.
_SMALL = r"(?:@tens(?:[\s-]@unit)?|@ones)"
_AND = r"(?:,?\sand\s|-and-|[\s-])"
_GROUP = rf"(?:(?:{_SMALL}[\s-])?(?:dozen|hundred(?:{_AND}{_SMALL})?)(?![^\W_])|{_SMALL})"
_SHAPES = {
    "share": (
        r"(?P<part>@ones|@tens|[0-9]{1,2})(?:[\s-](?P<nth>@part)"
        r"|(?:[\s-](?P<in>in)[\s-]|\s(?:in\severy|out\sof(?:\severy)?|of\severy)\s)"
        r"(?P<whole>@ones|@tens|@magnitude|[0-9]{1,3}(?:,000)?(?![.,]?[0-9])))"
    ),
    "digits": (
        rf"(?P<money>{_CURRENCY})?(?P<written>{_WRITTEN})(?:\s?(?P<vulgar>[{''.join(_VULGAR)}]))?"
        rf"(?:(?P<suffix>{'|'.join(sorted(_SUFFIX, key=len, reverse=True))})(?![\w’']))?"
        r"(?P<scale>(?:[\s-]@magnitude)*)"
    ),
    "pointed": (
        r"(?P<whole>@tens(?:[\s-]@unit)?|@ones)\spoint(?P<digits>(?:\s@ones)+)"
        r"(?P<scale>(?:\s@magnitude)*)"
    ),
    "cardinal": (
        r"(?:@a(?=@magnitude))?"
        rf"(?P<number>(?:(?:{_GROUP}[\s-])?@big(?:[\s-]@big)*{_AND}(?={_SMALL}))*"
        rf"(?:{_GROUP}|@big)(?:[\s-]@big)*)"
        r"(?P<and_half>(?:\sand\sa\s|-and-a-)half(?![^\W_])(?:\s(?P<last>@magnitude))?)?"
    ),
    "vague": r"(?P<one>@vague)(?:\sof\s(?P<two>@vague))?",
    "several": r"(?P<a>@a)?(?P<word>@several)(?P<scale>(?:\s@magnitude)*)",
    "couple": (
        r"(?P<a>@a)?(?P<word>@couple)(?:(?:\sof)?\s(?P<scale>@magnitude)|(?P<of>(?=\s(?:of|more)\b)))?"
    ),
    "half": (
        r"@half(?:(?:\sa\s|-a-|\s)(?P<scale>@magnitude)|(?P<measured>[\s-]an?(?=[\s-](?:mile|nautical|kilomet"
        r"|hour|day|year|century|percent|metre|meter|decade|tonne|ton\b))))?"
    ),
    "part": r"@a(?P<part>@part)(?<!s)(?:\sof\sa\s(?P<scale>@magnitude))?",
    "alone": r"@zero|@multiple",
}
_OF_MASSES = ("tons", "tonnes", "of", "euros", "dollars", "zlotys", "pounds")
_TO_MILLIONS = re.compile(r"(?:\s?(?:[-–]|to)\s?[0-9.]+m)?")
_SHARE_WHOLES = (3, 4, 5, 10, 20, 100)
_NO_SHARE = re.compile(
    r"[\s-]*(?:more\s+)?(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|boats?"
    r"|dinghies|cars?|groups?|places?|sites?|locations?|cases?|checkpoints?|crossing|border|hundred|thousand)\b",
    re.IGNORECASE,
)


def read_numerals(text: str) -> Iterator[Numeral]:
    """Numbers in the order of the text."""
    at = 0
    while start := _compiled()["start"].search(text, at):
        at = start.end()
        for name, read in _READERS.items():
            found = _compiled()[name].match(text, start.start())
            if found and (numeral := read(found)):
                yield numeral
                at = numeral.end
                break


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    """Each shape as a pattern, and under "start" one for the first word or digit of any."""
    kinds: dict[str, list[str]] = {}
    for word, record in number_words().items():
        kinds.setdefault(record.kind, []).append(word)
        kinds.setdefault("word", []).append(word)
        if record.kind == "ones" and 0 < record.value < 10:
            kinds.setdefault("unit", []).append(word)
        if record.kind == "magnitude" and record.value >= 1000:
            kinds.setdefault("big", []).append(word)
    start = (
        r"(?:@a(?=@several|@couple|@part|@magnitude))?(?<![^\W_])@word"
        rf"|{_CURRENCY}?(?:[0-9]|(?<![\w.])\.[0-9])"
    )
    patterns = {
        kind: rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![^\W_])"
        for kind, words in kinds.items()
    }
    patterns["a"] = r"(?<![\w'’])an?\s"
    return {
        name: re.compile(re.sub(r"@(\w+)", lambda kind: patterns[kind[1]], shape), re.I | re.X)
        for name, shape in {**_SHAPES, "start": start}.items()
    }


def _value_of(word: str) -> float:
    """The value of a number word or of plain digits."""
    record = number_words().get(word.lower())
    return record.value if record else float(word.replace(",", ""))


def _product(scale: str | None) -> float:
    """What the magnitudes behind a number multiply it by."""
    value = 1.0
    for word in re.findall(r"[a-z]+", scale or "", re.IGNORECASE):
        value *= _value_of(word)
    return value


def _exactly(found: re.Match[str], value: float, kind: str, **fields: Any) -> Numeral:
    value = float(f"{value:.12g}")
    return Numeral(*found.span(), value, value, value, kind, **fields)


def _fraction(found: re.Match[str], part: float, whole: float) -> Numeral:
    return _exactly(found, round(100 * part / whole, 1), "fraction")


def _read_share(found: re.Match[str]) -> Numeral | None:
    """Two thirds, four-fifths; one in six, nine out of ten."""
    part, whole = _value_of(found["part"]), _value_of(found["nth"] or found["whole"])
    in_words = not found["part"].isdigit()
    if found["nth"]:
        fits = in_words and found["nth"].lower().endswith("s") == (part > 1)
    else:
        named = part == 1 or (whole in _SHARE_WHOLES and (in_words or not found["in"]))
        fits = named and not _NO_SHARE.match(found.string, found.end())
    return _fraction(found, part, whole) if fits and 0 < part < whole else None


def _read_digits(found: re.Match[str]) -> Numeral:
    """Digits, with a currency before them and a magnitude word or suffix behind."""
    written = re.sub(r"[\s'’]", "", found["written"]).replace(",", "" if found["grouped"] else ".")
    suffix = (found["suffix"] or "").lower()
    # the m of "1.2m people" means millions, elsewhere without a currency metres
    tied = suffix in ("m", "b") and not found["money"] and not _counts_millions(found)
    shared = (1 if tied else _SUFFIX.get(suffix, 1)) * _product(found["scale"])
    value = (float(written) + _VULGAR.get(found["vulgar"], 0)) * shared
    scale = 1000 if found.group().endswith(",000") else shared
    numeral = _exactly(found, value, "digits", scale=scale, money=bool(found["money"]))
    return replace(numeral, end=found.start("suffix")) if tied else numeral


def _counts_millions(found: re.Match[str]) -> bool:
    at = _TO_MILLIONS.match(found.string, found.end()).end()  # type: ignore[union-attr]
    following = words_after(found.string, at)[:3]
    return bool(following) and (following[0].lower in _OF_MASSES or any(map(is_plural, following)))


def _read_pointed(found: re.Match[str]) -> Numeral:
    """Two point four million; zero point five."""
    whole = sum(map(_value_of, re.findall(r"[a-z]+", found["whole"].lower())))
    digits = "".join(f"{_value_of(word):.0f}" for word in found["digits"].split())
    scale = _product(found["scale"])
    return _exactly(found, float(f"{whole:.0f}.{digits}") * scale, "words", scale=scale)


def _read_cardinal(found: re.Match[str]) -> Numeral:
    """Number words added up: products that fall from the left ("one hundred and twenty thousand")."""
    total = current = 0.0
    scale = 1.0  # what the magnitudes since the last other word multiply by
    for word in re.findall(r"[a-z]+", found["number"].lower()):
        if word == "and":
            continue
        record = number_words()[word]
        if record.kind != "magnitude":
            current, scale = current + record.value, 1.0
            continue
        current, scale = (current or 1) * record.value, scale * record.value
        if record.value >= 1000:
            total, current = total + current, 0
    value = total + current
    if found["and_half"]:  # "two and a half thousand", "a million and a half"
        value += scale / 2
    if found["last"]:
        scale = _value_of(found["last"])
        value *= scale
    return _exactly(found, value, "words", scale=scale)


def _read_vague(found: re.Match[str]) -> Numeral:
    """Dozens, hundreds; tens of thousands, hundreds of thousands."""
    first = number_words()[found["one"].lower()]
    if not found["two"]:
        return Numeral(*found.span(), None, first.low, first.high, "vague")
    low = first.low * (number_words()[found["two"].lower()].high + 1) / 10
    return Numeral(*found.span(), None, low, 5 * low - 1, "vague")


def _read_several(found: re.Match[str]) -> Numeral | None:
    """Several, a few, a handful; several hundred, a few thousand."""
    record, scale = number_words()[found["word"].lower()], _product(found["scale"])
    if not (found["a"] or found["scale"] or record.id == "several"):
        return None
    return Numeral(*found.span(), None, record.low * scale, record.high * scale, "vague")


def _read_couple(found: re.Match[str]) -> Numeral | None:
    """A couple of, a pair of; "a couple of hundred" is about 200."""
    value = _value_of(found["word"])
    if found["scale"]:
        return _exactly(found, value * _value_of(found["scale"]), "words", about=True)
    return _exactly(found, value, "words") if found["a"] and found["of"] is not None else None


def _read_half(found: re.Match[str]) -> Numeral:
    """Half a dozen, half a million; half of the boats; half a mile."""
    if found["scale"]:
        about = found["scale"].lower() == "dozen"
        return _exactly(found, _value_of(found["scale"]) / 2, "words", about=about)
    return _exactly(found, 0.5, "words") if found["measured"] else _fraction(found, 1, 2)


def _read_part(found: re.Match[str]) -> Numeral:
    """A third, a quarter: the article makes the numerator."""
    if found["scale"]:
        return _exactly(found, _value_of(found["scale"]) / _value_of(found["part"]), "words")
    return _fraction(found, 1, _value_of(found["part"]))


def _read_alone(found: re.Match[str]) -> Numeral:
    """No, twice."""
    record = number_words()[found.group().lower()]
    return _exactly(found, record.value, record.kind)


_READERS: dict[str, Callable[[re.Match[str]], Numeral | None]] = {
    "share": _read_share, "digits": _read_digits, "pointed": _read_pointed, "cardinal": _read_cardinal,
    "vague": _read_vague, "several": _read_several, "couple": _read_couple, "half": _read_half,
    "part": _read_part, "alone": _read_alone,
}  # fmt: skip
_JOINT = re.compile(
    r"(?:\s?-?(?P<unit>[^\W\d_]+(?:[\s-][^\W\d_]+)?|%))??"
    r"(?P<words>\s?[-–—]\s?|\s(?:or|and)\s|,?\s(?:to|if\snot|or\seven|and\seven|or\spossibly|or\sperhaps)\s)",
    re.IGNORECASE,
)
_STEPPED = ("if not", "or even", "and even", "or possibly", "or perhaps")
_BETWEEN = re.compile(r"\b(between|anywhere from)(?: (?:about|some|around))? $", re.IGNORECASE)


def join_range(text: str, a: Numeral, b: Numeral) -> Numeral | None:
    """One numeral for two that make a range; None where they stay two."""
    joint = _read_joint(text, a, b)
    before = text[max(0, a.start - 60) : a.start].rpartition("\n")[2]
    between = _BETWEEN.search(before)
    alike = (a.value is None) == (b.value is None) or joint in _STEPPED
    countable = not {a.kind, b.kind} & {"multiple", "fraction", "zero"}
    if joint is None or not alike or not countable or (joint == "and" and not between):
        return None
    low = _share_scale(a, b)
    unlike = joint == "or" and b.low > 3 * low + 10
    words = re.findall(r"\w+", before.lower())
    changes = word_class("rose") | word_class("fell") | word_class("changed")
    changed = words[-1:] in (["from"], ["by"]) and changes & set(words[-8:])
    if low >= b.high or unlike or changed:
        return None
    start = a.start - len(before) + between.start() if between else a.start
    kind = "vague" if a.value is None or b.value is None else "range"
    return Numeral(start, b.end, None, low, b.high, kind, money=a.money or b.money)


def _read_joint(text: str, a: Numeral, b: Numeral) -> str | None:
    """The words between two numbers where they can join them; a unit that both have is passed over."""
    glue = text[a.end : b.start]
    found = _JOINT.fullmatch(glue) if len(glue) <= 28 else None
    if found is None:
        return None
    unit = " ".join((found["unit"] or "").lower().split())
    if unit and not (
        unit in measure_units() and re.match(rf"[\s-]?{unit}(?!\w)", text[b.end : b.end + 20].lower())
    ):
        return None
    return " ".join(found["words"].strip(" ,\n").lower().split())


def _share_scale(a: Numeral, b: Numeral) -> float:
    """The lower end, with the magnitude that it shares with the upper ("2 to 3 million", "2-3,000")."""
    if a.value is None or b.value is None or a.scale > 1:
        return a.low
    shared = a.value * b.scale
    return a.low if shared >= b.value else shared
