"""Find the words and phrases of a lexicon in tokens, in time linear in the text.

A pattern is words with blanks between: `turn ~ back|away` is the verb *turn* in any form, up to eight
words, then *back* or *away*. `~` never reaches across a comma, colon or semicolon.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from analysis.language.inflection import inflect_verb, plural
from analysis.language.text import Token

T = TypeVar("T", bound=Hashable)
Form = Literal["base", "third", "past", "participle", "past or participle", "gerund", "noun", "phrase"]
GAP = 8
_ASIDES = frozenset("including among mostly most mainly chiefly largely some all many both half".split())
_NEXT_CLAUSE = frozenset("and but or while which who whose".split())
_STOPS = frozenset(",;:()—–")


@dataclass(frozen=True, slots=True)
class PhraseMatch(Generic[T]):
    """A pattern found at tokens first:last (half-open); `form` is the form of its first word."""

    target: T
    first: int
    last: int
    form: Form
    pattern: str


@dataclass(frozen=True, slots=True)
class _Pattern(Generic[T]):
    target: T
    words: tuple[frozenset[str], ...]  # an empty set is a gap
    form: Form
    source: str


class PhraseIndex(Generic[T]):
    """Patterns by their first word; `add_*` builds it, `find` reads tokens with it."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[_Pattern[T]]] = defaultdict(list)

    def add_verb(self, pattern: str, target: T) -> None:
        """Add a pattern whose first word is a verb in its base form; every form of it will do."""
        first, _, rest = pattern.partition(" ")
        forms = inflect_verb(first)
        same = forms.past == forms.participle
        named: dict[str, Form] = {forms.base: "base", forms.third: "third", forms.gerund: "gerund"}
        named[forms.participle] = "past or participle" if same else "participle"
        if not same:
            named[forms.past] = "past"
        for word, form in named.items():
            for spelling in _spellings(first, word):
                self._add(spelling, rest, target, form, pattern)

    def add_noun(self, pattern: str, target: T) -> None:
        """Add a noun, singular; its plural will do too."""
        for words in dict.fromkeys((pattern, plural(pattern))):
            first, _, rest = words.partition(" ")
            self._add(first, rest, target, "noun", pattern)

    def add_phrase(self, pattern: str, target: T) -> None:
        """Add a pattern whose words stand as they are."""
        first, _, rest = pattern.partition(" ")
        for word in first.split("|"):
            self._add(word, rest, target, "phrase", pattern)

    def _add(self, first: str, rest: str, target: T, form: Form, source: str) -> None:
        words = tuple(frozenset() if w == "~" else frozenset(w.split("|")) for w in rest.split())
        self._by_first[first].append(_Pattern(target, words, form, source))

    def find(self, tokens: Sequence[Token]) -> list[PhraseMatch[T]]:
        """Every pattern found, in order of its first word; a longer one hides a shorter at one place."""
        found: list[PhraseMatch[T]] = []
        for i, token in enumerate(tokens):
            ends = [(p, _match(tokens, i + 1, p.words)) for p in self._by_first.get(token.lower, ())]
            matches = [(p, end) for p, end in ends if end]
            if matches:
                # a pattern with a gap hides nothing: "sent 500 … to the border" is still "sent"
                specific = max((len(p.words) for p, _ in matches if frozenset() not in p.words), default=0)
                found += [
                    PhraseMatch(p.target, i, end, p.form, p.source)
                    for p, end in matches
                    if len(p.words) >= specific
                ]
        return found


def _spellings(base: str, form: str) -> tuple[str, ...]:
    """A form as it stands, and with the other side's ending: travelled and traveled."""
    if len(base) > 4 and base[-1] == "l" and base[-2] in "aeiou" and form != base and form.startswith(base):
        rest = form[len(base) :]
        if rest in ("ed", "ing"):
            return form, f"{base}l{rest}"
    return (form,)


def _match(tokens: Sequence[Token], at: int, words: Iterable[frozenset[str]]) -> int:
    """The token after the match of `words` from `at`, or 0 where they do not stand there."""
    gap = 0
    for alternatives in words:
        if not alternatives:
            gap = GAP
            continue
        stop = min(len(tokens), at + gap + 1)
        while at < stop and (tokens[at].lower not in alternatives or _is_approximator(tokens, at)):
            if tokens[at].text in _STOPS:
                skipped = _skip_aside(tokens, at) if gap else 0
                if not skipped:
                    return 0
                stop, at = min(len(tokens), stop + skipped - at), skipped
                continue
            at += 1
        if at >= stop:
            return 0
        at, gap = at + 1, 0
    return at


def _skip_aside(tokens: Sequence[Token], at: int) -> int:
    """The token after an aside that opens at a comma ("30 people, including women, over the line"), or 0."""
    if tokens[at].text != "," or at + 1 >= len(tokens) or tokens[at + 1].lower not in _ASIDES:
        return 0
    closing = (n + 1 for n in range(at + 2, min(len(tokens), at + 10)) if tokens[n].text == ",")
    after = next(closing, 0)
    return after if after < len(tokens) and tokens[after].lower not in _NEXT_CLAUSE else 0


def _is_approximator(tokens: Sequence[Token], at: int) -> bool:
    """Whether a particle belongs to the number after it: the "over" of "returned over 460,000"."""
    following = tokens[at + 1 : at + 3]
    if tokens[at].lower == "up":
        return len(following) == 2 and following[0].lower == "to" and following[1].text[0].isdigit()
    return tokens[at].lower in ("over", "around") and bool(following) and following[0].text[0].isdigit()
