"""The grammar of date expressions: words of time as classes, rules as patterns over them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

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


NAME = re.compile(r"[A-Za-z_]+")
LONGEST_PHRASE = 24  # tokens; a guard, no rule comes near it


class Shape(Record):
    """A named piece of a pattern that several rules share."""

    pattern: str


class Rule(Record):
    """A date expression: a pattern over literal words (lower case) and classes (capitals), and its reader.

    Examples read "text → timex → first day..last day" for an article of Thursday 2021-08-05,
    with the expression at stake in square brackets where the text holds several.
    """

    patterns: tuple[str, ...]
    read: str


class Operator(Record):
    """Words before a date expression that cut it down: "late", "the first half of", "the night of"."""

    patterns: tuple[str, ...]
    apply: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens first..last (half-open) of a text that one rule has matched."""

    lexed: Lexed
    first: int
    last: int

    def value(self, name: str) -> int | str | None:
        """What the first token of class `name` is worth; None where there is none."""
        lexicon = self.lexed.lexicon
        for index in range(max(0, self.first), self.last):
            if self.lexed.is_class(index, name):
                token = self.lexed.token(index)
                return lexicon.values.get((name, token.lower()), _digits(token))
        return None

    def number(self, name: str) -> int | None:
        """The value of class `name` where it is a number."""
        value = self.value(name)
        return value if isinstance(value, int) else None

    def letter(self, name: str) -> str:
        """The value of class `name` as text; empty where there is none."""
        return str(self.value(name) or "")

    def has(self, *words: str) -> bool:
        """Whether one of the words is in the phrase."""
        return any(self.lexed.word(index) in words for index in range(self.first, self.last))

    def numbers(self, *names: str) -> list[int]:
        """The values of all tokens in the named classes, in order."""
        parts = (Phrase(self.lexed, index, index + 1) for index in range(self.first, self.last))
        values = (value for part in parts for name in names if (value := part.number(name)) is not None)
        return list(values)


def _digits(token: str) -> int | str:
    leading = re.match(r"\d+", token)
    return int(leading[0]) if leading and len(leading[0]) < 5 else token


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled rules, by the class of their first token, and the compiled operators."""

    lexicon: Lexicon
    rules: dict[str, tuple[tuple[Rule, re.Pattern[str]], ...]]
    starts: re.Pattern[str]
    operators: tuple[tuple[Operator, re.Pattern[str]], ...]
    trailing: tuple[tuple[Operator, re.Pattern[str]], ...]

    def match_at(self, codes: str, index: int) -> tuple[Rule, int] | None:
        """The rule with the longest match at a token, and where it ends; the earlier rule wins a tie."""
        best: tuple[Rule, int] | None = None
        for rule, pattern in self.rules.get(codes[index], ()):
            found = pattern.match(codes, index, index + LONGEST_PHRASE)
            if found and found.end() > (best[1] if best else index):
                best = rule, found.end()
        return best

    def operators_before(self, codes: str, index: int) -> Iterator[tuple[Operator, int]]:
        """Every operator whose pattern ends right before a token, with its first token."""
        left = max(0, index - 9)
        for operator, pattern in self.operators:
            if found := pattern.search(codes, left, index):
                yield operator, found.start()

    def operators_after(self, codes: str, index: int) -> Iterator[tuple[Operator, int]]:
        """Every operator whose pattern begins at a token, with the token behind it."""
        for operator, pattern in self.trailing:
            if found := pattern.match(codes, index, index + LONGEST_PHRASE):
                yield operator, found.end()


def _expand(pattern: str, shapes: dict[str, str]) -> str:
    def replace(name: re.Match[str]) -> str:
        shape = shapes.get(name[0])
        return name[0] if shape is None else f"({_expand(shape, shapes)})"

    return NAME.sub(replace, pattern)


def _compile(pattern: str, lexicon: Lexicon) -> str:
    """A pattern as a regular expression over class characters; what stands behind `>` must follow it."""
    sets = NAME.sub(lambda name: lexicon.charset(name[0]), pattern)
    body, ahead, following = sets.replace(" ", "").replace("(", "(?:").partition(">")
    return f"{body}(?={following})" if ahead else body


def _first_names(pattern: str) -> set[str]:
    """The names with which a match of a pattern can begin; at most all of it is optional."""
    names: set[str] = set()
    pattern = pattern.partition(">")[0]
    for branch in _split(pattern):
        for item, optional in _items(branch):
            names |= _first_names(item) if len(_split(item)) > 1 or " " in item else {item}
            if not optional:
                break
    return names


def _split(pattern: str) -> list[str]:
    """The alternatives of a pattern, cut at each `|` outside of brackets."""
    branches, depth = [""], 0
    for char in pattern:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += char
    return [branch.strip() for branch in branches]


def _items(branch: str) -> Iterator[tuple[str, bool]]:
    """The items of a sequence, names or the insides of groups, and whether each may be left out."""
    depth, item = 0, ""
    for char in f"{branch} ":
        depth += (char == "(") - (char == ")")
        if char == " " and depth == 0:
            if item:
                bare = item.rstrip("?*+")
                inside = bare[1:-1] if bare.startswith("(") else bare
                yield inside.strip(), item[-1] in "?*"
            item = ""
        else:
            item += char


@cache
def load_grammar() -> Grammar:
    """The grammar of date expressions, read from dates.toml and dates_relative.toml once."""
    shapes = {shape.id: shape.pattern for shape in load_records("dates", Shape, table="shape")}
    rules = (
        *load_records("dates", Rule, table="rule"),
        *load_records("dates_relative", Rule, table="rule"),
    )
    operators = load_records("dates", Operator, table="operator")
    patterns = [pattern for record in (*rules, *operators) for pattern in record.patterns]
    patterns += [pattern for operator in operators for pattern in operator.after]
    names = {name for pattern in patterns for name in NAME.findall(_expand(pattern, shapes))}
    lexicon = build_lexicon(frozenset(name for name in names if name.islower()))
    by_first: dict[str, list[tuple[Rule, re.Pattern[str]]]] = defaultdict(list)
    for rule in rules:
        for body in (_expand(pattern, shapes) for pattern in rule.patterns):
            compiled = re.compile(_compile(body, lexicon))
            firsts = _first_names(body)
            for classes, code in lexicon.codes.items():
                if classes & firsts:
                    by_first[code].append((rule, compiled))

    def compile_any(choices: tuple[str, ...], end: str = "") -> re.Pattern[str]:
        body = "|".join(_compile(_expand(pattern, shapes), lexicon) for pattern in choices)
        return re.compile(f"(?:{body}){end}")

    return Grammar(
        lexicon,
        {code: tuple(found) for code, found in by_first.items()},
        re.compile(f"[{''.join(sorted(by_first))}]"),
        tuple((operator, compile_any(operator.patterns, "$")) for operator in operators),
        tuple((operator, compile_any(operator.after)) for operator in operators if operator.after),
    )
