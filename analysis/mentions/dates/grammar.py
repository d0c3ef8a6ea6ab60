"""The grammar of date expressions: words of time as classes, rules as patterns over them."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.knowledge import Record, load_records

# Alternatives are ordered: the longest reading of digits first. Every one is linear in its match. A group in
# capitals names the classes of its tokens; a number with a thousands mark or a fraction has none.
TOKEN = re.compile(
    r"""(?P<ISO>\d{4}(?P<dash>[-/.])\d{1,2}(?P=dash)\d{1,2}(?![\d/-])(?:T[\d:.]+Z?)?)          # 2021-08-03
      | (?P<NUMERIC>\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)(?:\d{4}|\d{2})(?!\d))              # 3/8/2021
      | (?P<SLASH>\d{1,2}/\d{1,2}(?![\d/-]))                                                # 3/8
      | (?P<CLOCK>\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b\.?|\d{1,2}:\d{2}(?::\d{2})?)           # 10.30 a.m.
      | (?P<DECADE>['’]?(?:\d{2}|\d{4})s\b)                                                # 1990s
      | (?P<ORDINAL>\d{1,2}(?:st|nd|rd|th)\b)                                              # 5th
      | (?-i:(?P<FISCAL>FY\s?[-’']?\d{1,4}(?!\d|\.\d))                                     # FY2022
          | (?P<QUARTER>Q\s?[-’']?\d{1,4}(?!\d|\.\d))
          | (?P<HALF>H\s?[-’']?\d{1,4}(?!\d|\.\d)))
      | (?P<DAY_NUMBER>(?:0?[1-9]|[12][0-9]|3[01])(?![.,]?\d))
      | (?P<YEAR_NUMBER>(?:1[0-9]{3}|20[0-9]{2}|2100)(?![.,]?\d))
      | (?P<NUMBER>[0-9]{1,4}(?![.,]?\d))
      | \d+(?:[.,]\d+)*
      | (?:[A-Z]\.){2,}                                                                    # U.S.
      | (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.
      | (?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-[a-z]+
      | [^\W\d_]+
      | \n\s*\n
      | [^\w\s]""",
    re.VERBOSE | re.IGNORECASE,
)
SHAPES = {name: frozenset(name.split("_")) for name in TOKEN.groupindex if name.isupper()}
FIRST_CODE = 0xE000  # private use area: no character of an article can be taken for a class
NAME = re.compile(r"[A-Za-z_]+")
LONGEST_PHRASE = 24  # tokens; a guard, no rule comes near it


class WordClass(Record):
    """A class of words that rules name in capitals, with what each word is worth."""

    forms: dict[str, int | str]
    capital: bool = False


class Shape(Record):
    """A named piece of a pattern that several rules share."""

    pattern: str


class Rule(Record):
    """A date expression: a pattern over literal words (lower case) and classes (capitals), and its reader.

    Repetition in patterns is bounded, so that reading stays linear. Examples read "text → first day..last
    day" for an article of Thursday 2021-08-05, with the expression at stake in square brackets where the
    text holds several.
    """

    patterns: tuple[str, ...]
    read: str


class Operator(Record):
    """Words before a date expression that cut it down: "late", "the first half of", "the night of"."""

    patterns: tuple[str, ...]
    apply: str


class Lexicon:
    """Every word that a rule can name: its classes, its values, and the character of each set of classes."""

    def __init__(self, literals: set[str]) -> None:
        records = load_records("dates_words", WordClass)
        classes: dict[str, set[str]] = {word: {word} for word in literals}
        self.values: dict[tuple[str, str], int | str] = {}
        for record in records:
            for form, value in record.forms.items():
                classes.setdefault(form, set()).add(record.id)
                self.values[record.id, form] = value
        self.classes = {word: frozenset(names) for word, names in classes.items()}
        self.capitals = frozenset(record.id for record in records if record.capital)
        sets = [*self.classes.values(), *(names - self.capitals for names in self.classes.values())]
        sets += SHAPES.values()
        self.codes = {names: chr(FIRST_CODE + n) for n, names in enumerate(dict.fromkeys(sets)) if names}
        self.codes[frozenset()] = "."
        self.names = {code: names for names, code in self.codes.items()}

    def charset(self, name: str) -> str:
        """The characters of all tokens in class `name`, as a regular expression's set."""
        members = [code for names, code in self.codes.items() if name in names]
        if not members:
            raise KeyError(f"no word is in the class {name!r}")
        return f"[{''.join(members)}]"

    def code(self, token: str, shape: str | None) -> str:
        """The character of a token's classes; words of time need their capital where the class asks it."""
        if shape:
            return self.codes[SHAPES[shape]]
        names = self.classes.get("." if token.isspace() else token.lower(), frozenset())
        return self.codes[names if token[0].isupper() else names - self.capitals]


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

    def is_class(self, index: int, *names: str) -> bool:
        """Whether the token is in one of the classes; none is before the first and after the last."""
        return 0 <= index < len(self.codes) and not self.lexicon.names[self.codes[index]].isdisjoint(names)

    def word(self, index: int) -> str:
        """The token in lower case."""
        return self.token(index).lower()

    def words(self, first: int, last: int) -> list[str]:
        """The tokens first:last in lower case."""
        return [self.word(index) for index in range(max(0, first), last)]


def lex(text: str, lexicon: Lexicon) -> Lexed:
    """Cut a text into tokens and class them; time and memory are linear in its length."""
    matches = [*TOKEN.finditer(text)]
    shapes = {match[0]: match.lastgroup for match in matches}
    codes = {token: lexicon.code(token, shape) for token, shape in shapes.items()}
    return Lexed(text, [match.span() for match in matches], "".join(codes[m[0]] for m in matches), lexicon)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled rules, what finds where the next of them matches, and the compiled operators."""

    lexicon: Lexicon
    rules: tuple[tuple[Rule, re.Pattern[str]], ...]
    starts: re.Pattern[str]
    operators: tuple[tuple[Operator, re.Pattern[str]], ...]

    def match_at(self, codes: str, index: int) -> tuple[Rule, int] | None:
        """The rule with the longest match at a token, and where it ends; the earlier rule wins a tie."""
        best: tuple[Rule, int] | None = None
        for rule, pattern in self.rules:
            found = pattern.match(codes, index, index + LONGEST_PHRASE)
            if found and found.end() > (best[1] if best else index):
                best = rule, found.end()
        return best


@cache
def load_grammar() -> Grammar:
    """The grammar of date expressions, read from dates.toml and dates_relative.toml once."""
    shapes = {shape.id: shape.pattern for shape in load_records("dates", Shape, table="shape")}
    rules = [r for name in ("dates", "dates_relative") for r in load_records(name, Rule, table="rule")]
    operators = load_records("dates", Operator, table="operator")

    def expand(pattern: str) -> str:
        return NAME.sub(
            lambda name: f"({expand(shapes[name[0]])})" if name[0] in shapes else name[0], pattern
        )

    patterns = [pattern for rule in rules for pattern in rule.patterns]
    patterns += [pattern for operator in operators for pattern in operator.patterns]
    names = {name for pattern in patterns for name in NAME.findall(expand(pattern))}
    lexicon = Lexicon({name for name in names if name.islower()})

    def write(pattern: str) -> str:
        """A pattern as a regular expression over class characters; what stands behind `>` must follow it."""
        sets = NAME.sub(lambda name: lexicon.charset(name[0]), expand(pattern))
        body, ahead, following = sets.replace(" ", "").replace("(", "(?:").partition(">")
        return f"{body}(?={following})" if ahead else body

    def compile_any(choices: tuple[str, ...], end: str = "") -> re.Pattern[str]:
        return re.compile(f"(?:{'|'.join(map(write, choices))}){end}")

    return Grammar(
        lexicon,
        tuple((rule, compile_any((pattern,))) for rule in rules for pattern in rule.patterns),
        compile_any(tuple(pattern for rule in rules for pattern in rule.patterns)),
        tuple((operator, compile_any(operator.patterns, "$")) for operator in operators),
    )
