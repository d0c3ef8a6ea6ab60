"""The grammar of date expressions: words of time as classes, rules as patterns over them."""

import re
from collections import defaultdict
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
    """A date expression, or an operator: words before one that cut it down ("late", "the first half of").

    Patterns are over literal words (lower case) and classes (capitals); `read` names the function that reads
    what they match. Repetition in them is bounded, so that reading stays linear. Examples read "text → first
    day..last day" for an article of Thursday 2021-08-05, with the expression at stake in square brackets
    where the text holds several.
    """

    patterns: tuple[str, ...]
    read: str


class Grammar:
    """All words that a rule can name, with their classes and values, and the rules compiled over them.

    Each set of classes that a word can have is one character, so that a text becomes a string of them, and a
    rule a regular expression. `starts` finds where the next rule may match.
    """

    def __init__(self) -> None:
        words, operators = (
            load_records("dates_words", WordClass),
            load_records("dates", Rule, table="operator"),
        )
        rules = [r for name in ("dates", "dates_relative") for r in load_records(name, Rule, table="rule")]
        self._shapes = {shape.id: shape.pattern for shape in load_records("dates", Shape, table="shape")}
        self.values = {(record.id, form): worth for record in words for form, worth in record.forms.items()}
        patterns = [pattern for rule in (*rules, *operators) for pattern in rule.patterns]
        named = {name for pattern in (*patterns, *self._shapes.values()) for name in NAME.findall(pattern)}
        classes = defaultdict[str, set[str]](set)
        for name, word in (*self.values, *((word, word) for word in named if word.islower())):
            classes[word].add(name)
        self._classes = {word: frozenset(names) for word, names in classes.items()}
        self._capitals = frozenset(record.id for record in words if record.capital)
        lower = (names - self._capitals for names in self._classes.values())
        sets = dict.fromkeys((frozenset[str](), *self._classes.values(), *lower, *SHAPES.values()))
        self._codes = {names: chr(FIRST_CODE + n) for n, names in enumerate(sets)}
        self.names = {code: names for names, code in self._codes.items()}
        self.rules = [(rule, re.compile(self._write(pattern))) for rule in rules for pattern in rule.patterns]
        self.starts = re.compile("|".join(pattern.pattern for _, pattern in self.rules))
        self.operators = [
            (rule.read, re.compile(f"(?:{'|'.join(map(self._write, rule.patterns))})$")) for rule in operators
        ]

    def _write(self, pattern: str) -> str:
        """A pattern as a regular expression over class characters; what stands behind `>` must follow."""
        body, ahead, following = pattern.replace("(", "(?:").partition(">")
        expression = f"(?:{body})(?={following})" if ahead else f"(?:{body})"
        return NAME.sub(lambda name: self._write_name(name[0]), expression).replace(" ", "")

    def _write_name(self, name: str) -> str:
        if name in self._shapes:
            return self._write(self._shapes[name])
        members = [code for names, code in self._codes.items() if name in names]
        if not members:
            raise KeyError(f"no word is in the class {name!r}")
        return f"[{''.join(members)}]"

    def code(self, token: str, shape: str | None) -> str:
        """The character of a token's classes; words of time need their capital where the class asks it."""
        if shape:
            return self._codes[SHAPES[shape]]
        names = self._classes.get("." if token.isspace() else token.lower(), frozenset())
        return self._codes[names if token[0].isupper() else names - self._capitals]

    def match_at(self, codes: str, index: int) -> tuple[Rule, int] | None:
        """The rule with the longest match at a token, and where it ends; the earlier rule wins a tie."""
        tried = ((rule, pattern.match(codes, index, index + LONGEST_PHRASE)) for rule, pattern in self.rules)
        ends = [(rule, found.end()) for rule, found in tried if found and found.end() > index]
        return max(ends, key=lambda hit: hit[1], default=None)


@cache
def load_grammar() -> Grammar:
    """The grammar of date expressions, read once."""
    return Grammar()


@dataclass(frozen=True, slots=True)
class Lexed:
    """A text as tokens: where each stands, and one class character for each."""

    text: str
    spans: list[tuple[int, int]]
    codes: str
    grammar: Grammar

    def token(self, index: int) -> str:
        """The token as written; empty before the first and after the last."""
        if not 0 <= index < len(self.spans):
            return ""
        start, end = self.spans[index]
        return self.text[start:end]

    def words(self, first: int, last: int) -> list[str]:
        """The tokens first:last in lower case."""
        return [self.token(index).lower() for index in range(max(0, first), last)]

    def fits(self, index: int, *names: str) -> bool:
        """Whether the token is one of the words (in lower case) or in one of the classes (in capitals)."""
        classes = self.grammar.names[self.codes[index]] if 0 <= index < len(self.codes) else frozenset()
        return not classes.isdisjoint(names) or self.token(index).lower() in names

    def worth(self, index: int, name: str) -> int | str:
        """What the token is worth in a class: its listed value, else the number in it, else its letters."""
        word = self.token(index).lower()
        digits = re.search(r"\d+", word)
        return self.grammar.values.get((name, word), int(digits[0]) if digits else word)


def lex(text: str) -> Lexed:
    """Cut a text into tokens and class them; time and memory are linear in its length."""
    grammar, matches = load_grammar(), [*TOKEN.finditer(text)]
    codes = {match[0]: grammar.code(match[0], match.lastgroup) for match in matches}
    return Lexed(text, [match.span() for match in matches], "".join(codes[m[0]] for m in matches), grammar)
