"""The words, clauses, triggers and numbers of one sentence, as the choice of a measure sees them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.counts.triggers import Trigger
from analysis.language.clauses import Clause
from analysis.language.text import Token
from analysis.mentions.quantities import Quantity


@dataclass(frozen=True)  # without slots, for the offsets that every pair of number and trigger asks for
class Scene:
    """What surrounds the numbers of one sentence."""

    tokens: Sequence[Token]
    clauses: tuple[Clause, ...]
    triggers: tuple[Trigger, ...]
    quantities: tuple[Quantity, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the sentence in lower case."""
        return frozenset(t.lower for t in self.tokens)

    @cached_property
    def verb_starts(self) -> list[int]:
        """Where strong verbs begin that are no part of a number's noun phrase, in order."""
        verbs = [t.start for t in self.triggers if t.role in ("object", "subject") and not t.weak]
        return sorted(v for v in verbs if not any(q.start <= v < q.end for q in self.quantities))

    @cached_property
    def number_starts(self) -> list[int]:
        """Where the numbers begin, in order."""
        return sorted(q.number_start for q in self.quantities)


def token_index(tokens: Sequence[Token], offset: int) -> int:
    """The number of the first token that ends behind an offset of the text."""
    return bisect_right(tokens, offset, key=lambda t: t.end)


def words_before(tokens: Sequence[Token], at: int, reach: int) -> list[str]:
    """At most `reach` words in lower case that stand right before token `at`."""
    return [t.lower for t in tokens[max(0, at - reach) : at]]
