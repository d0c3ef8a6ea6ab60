"""Words of time: a text becomes tokens, and each token one character that says which classes it is in."""

import re
from dataclasses import dataclass

from analysis.knowledge import Record, load_records

# Alternatives are ordered: the longest reading of digits first. Every one is linear in its match.
TOKEN = re.compile(
    r"""\d{4}([-/.])\d{1,2}\1\d{1,2}(?![\d/-])(?:T[\d:.]+Z?)?    # 2021-08-03
      | \d{1,2}([/.-])\d{1,2}\2(?:\d{4}|\d{2})(?!\d)           # 3/8/2021, 03.08.2021
      | \d{1,2}/\d{1,2}(?![\d/])                               # 3/8
      | \d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b\.?                  # 10.30 a.m.
      | \d{1,2}:\d{2}(?::\d{2})?                               # 10:30
      | ['’]?\d{1,4}s\b                                        # 1990s
      | \d{1,2}(?:st|nd|rd|th)\b                               # 5th
      | (?:FY|Q|H)\s?[-’']?\d{1,4}(?!\d|\.\d)                    # FY2022, Q2
      | \d+(?:[.,]\d+)*
      | (?:[A-Z]\.){2,}                                        # U.S.
      | (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.
      | (?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-[a-z]+
      | [^\W\d_]+
      | \n\s*\n
      | [^\w\s]""",
    re.VERBOSE | re.IGNORECASE,
)
DIGITS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ISO", re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")),
    ("NUMERIC", re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}$")),
    ("SLASH", re.compile(r"\d{1,2}/\d{1,2}$")),
    ("CLOCK", re.compile(r"\d{1,2}(?:[:.]\d{2})?(?::\d{2})?\s?[ap]\.?m\.?$|\d{1,2}:\d{2}", re.I)),
    ("DECADE", re.compile(r"['’]?(?:\d{2}|\d{4})s$")),
    ("ORDINAL", re.compile(r"\d{1,2}(?:st|nd|rd|th)$", re.I)),
)
SHORTHAND = {"f": "FISCAL", "q": "QUARTER", "h": "HALF"}
FIRST_CODE = 0xE000  # private use area: no character of an article can be taken for a class


class WordClass(Record):
    """A class of words that rules name in capitals, with what each word is worth."""

    forms: dict[str, int | str]
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word that a rule can name: its classes, its values, and the character of each set of classes.

    `names` leads from a character back to its classes.
    """

    classes: dict[str, frozenset[str]]
    values: dict[tuple[str, str], int | str]
    capitals: frozenset[str]
    codes: dict[frozenset[str], str]
    names: dict[str, frozenset[str]]

    def charset(self, name: str) -> str:
        """The characters of all tokens in class `name`, as a regular expression's set."""
        members = [code for names, code in self.codes.items() if name in names]
        if not members:
            raise KeyError(f"no word is in the class {name!r}")
        return f"[{''.join(members)}]"

    def classify(self, token: str) -> frozenset[str]:
        """The classes of a token as written: words of time need their capital where the class asks it."""
        if token[0].isdigit() or (token[-1:] == "s" and token[:1] in "'’" and len(token) > 2):
            return classify_digits(token)
        if token.isspace():
            return self.classes["."]
        word = token.lower()
        if len(token) > 1 and token[-1].isdigit() and word[0] in SHORTHAND:
            return frozenset({SHORTHAND[word[0]]}) if token[0].isupper() else frozenset()
        names = self.classes.get(word, frozenset())
        return names if not (names & self.capitals) or token[0].isupper() else names - self.capitals


def classify_digits(token: str) -> frozenset[str]:
    """The classes of a token of digits; a number with a thousands mark or a fraction has none."""
    for name, shape in DIGITS:
        if shape.match(token):
            return frozenset({name})
    if not token.isdecimal() or not token.isascii() or len(token) > 4:
        return frozenset()
    number = int(token)
    if len(token) <= 2 and 1 <= number <= 31:
        return frozenset({"DAY", "NUMBER"})
    if len(token) == 4 and 1000 <= number <= 2100:
        return frozenset({"YEAR", "NUMBER"})
    return frozenset({"NUMBER"})


def build_lexicon(literals: frozenset[str]) -> Lexicon:
    """The lexicon of the word classes together with the words that rules name literally."""
    classes: dict[str, set[str]] = {word: {word} for word in literals}
    values: dict[tuple[str, str], int | str] = {}
    records = load_records("dates_words", WordClass)
    for record in records:
        for form, value in record.forms.items():
            classes.setdefault(form, set()).add(record.id)
            values[record.id, form] = value
    frozen = {word: frozenset(names) for word, names in classes.items()}
    capitals = frozenset(record.id for record in records if record.capital)
    digits = [frozenset({name}) for name in ("ISO", "NUMERIC", "SLASH", "CLOCK", "DECADE", "ORDINAL")]
    digits += [frozenset({"DAY", "NUMBER"}), frozenset({"YEAR", "NUMBER"}), frozenset({"NUMBER"})]
    digits += [frozenset({name}) for name in SHORTHAND.values()]
    sets = dict.fromkeys([*frozen.values(), *(names - capitals for names in frozen.values()), *digits])
    codes = {names: chr(FIRST_CODE + i) for i, names in enumerate(names for names in sets if names)}
    codes[frozenset()] = "."
    return Lexicon(frozen, values, capitals, codes, {code: names for names, code in codes.items()})


class _Codes(dict[str, str]):
    """The class character of each token met so far in a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __missing__(self, token: str) -> str:
        code = self[token] = self.lexicon.codes[self.lexicon.classify(token)]
        return code


@dataclass(frozen=True, slots=True)
class Lexed:
    """A text as tokens: where each stands, and one class character for each."""

    text: str
    spans: list[tuple[int, int]]
    codes: str
    lexicon: Lexicon

    def token(self, index: int) -> str:
        """The token as written; empty before the first and after the last."""
        if not 0 <= index < len(self.spans):
            return ""
        start, end = self.spans[index]
        return self.text[start:end]

    def is_class(self, index: int, name: str) -> bool:
        """Whether the token is in a class; none is before the first and after the last."""
        return 0 <= index < len(self.codes) and name in self.lexicon.names[self.codes[index]]

    def word(self, index: int) -> str:
        """The token in lower case."""
        return self.token(index).lower()


def lex(text: str, lexicon: Lexicon) -> Lexed:
    """Cut a text into tokens and class them; time and memory are linear in its length."""
    codes = _Codes(lexicon)
    matches = [(match.span(), codes[match[0]]) for match in TOKEN.finditer(text)]
    return Lexed(text, [span for span, _ in matches], "".join(code for _, code in matches), lexicon)
