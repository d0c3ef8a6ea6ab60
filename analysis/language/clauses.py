"""Clauses of a sentence: where one statement ends and the next begins.

No parser: marks, connectives and relative pronouns show nearly all boundaries in news English that
matter for reading figures (see docs/decisions.md, "Rules, not a model"). Names stay whole, because a
boundary is never set inside a run of capitalised words.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from analysis.language.text import Sentence, Token

ClauseKind = Literal["main", "relative", "subordinate", "coordinate", "aside"]

RELATIVES = frozenset("who which whose whom where".split())
SUBORDINATORS = frozenset(
    "while whereas although though because when if unless as after before since until once".split()
)
AUXILIARIES = frozenset(
    "is are was were be been being has have had do does did will would shall should can could may might must "
    "'s 're 've 'll".split()
)
_NEVER_FIRST = frozenset({"be", "been", "being"})  # of a group of auxiliaries
_CONTRASTS = frozenset("while whereas although though".split())
_COORDINATORS = frozenset("and but or yet nor".split())
_TIME_PREPOSITIONS = frozenset("since until before after".split())
_TIME_WORDS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr "
    "jun jul aug sep sept oct "
    "nov dec monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter last then "
    "early late mid dawn "
    "dusk midnight noon christmas easter yesterday today tomorrow".split()
)
_CLOCK = frozenset("a.m. p.m. am pm o'clock gmt hours days weeks months years : . , ; ) -".split())
_GERUNDS = frozenset("bringing taking making leaving".split())
_COMMA_CONNECTIVES = RELATIVES | SUBORDINATORS | _COORDINATORS | _GERUNDS
_HAVE = frozenset({"has", "have", "had"})
_RELATIVE_REACH = 16  # tokens
_STRONG = frozenset(";:—–")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence; clauses of one sentence follow each other without gap or overlap."""

    start: int
    end: int
    kind: ClauseKind


def split_clauses(sentence: Sentence) -> tuple[Clause, ...]:
    """Split a sentence into clauses, in order; a sentence without tokens is one main clause."""
    starts: list[tuple[int, ClauseKind]] = [(sentence.start, "main")]
    depth = 0
    for i, token in enumerate(sentence.tokens):
        depth += (token.text in "([") - (token.text in ")]")
        kind = _opening(sentence.tokens, i, depth, starts[-1][1])
        if kind == "coordinate" and not _has_verb(sentence.tokens, starts[-1][0], i):
            kind = None  # "a guard and a soldier were hurt": nouns are joined, not statements
        if kind and token.start > starts[-1][0]:
            starts.append((token.start, kind))
    ends = [start for start, _ in starts[1:]] + [sentence.end]
    return tuple(Clause(s, e, k) for (s, k), e in zip(starts, ends, strict=True))


def _has_verb(tokens: tuple[Token, ...], start: int, i: int) -> bool:
    """Whether the clause that begins at the offset `start` has a verb before token `i`."""
    for back in range(i - 1, -1, -1):
        if tokens[back].start < start:
            return False
        if _looks_finite(tokens[back].lower, 0) or tokens[back].lower in _GERUNDS:
            return True
    return False


def clause_at(clauses: tuple[Clause, ...], offset: int) -> int:
    """The index of the clause that holds `offset` (the last one that begins at or before it)."""
    return max((i for i, c in enumerate(clauses) if c.start <= offset), default=0)


def _opening(tokens: tuple[Token, ...], i: int, depth: int, current: ClauseKind) -> ClauseKind | None:
    """The kind of clause that token `i` opens, if it opens one."""
    token, before = tokens[i], tokens[i - 1] if i else None
    if token.text in "([":
        return "aside"
    if before is None or depth > 0:
        return None
    if before.text in ")]" or before.text in _STRONG:
        return "relative" if token.lower in RELATIVES else "main"
    if before.text == ",":
        return _after_comma(tokens, i, current)
    if token.lower in RELATIVES and before.lower not in _COORDINATORS:
        return "relative"
    if token.lower == "that" and _is_relative(tokens, i):
        return "relative"
    if token.lower in SUBORDINATORS and _starts_statement(tokens, i):
        return "subordinate"
    if token.lower in _COORDINATORS and _starts_statement(tokens, i):
        return "coordinate"
    if current == "relative" and _resumes_main(tokens, i):
        return "main"
    return None


def _is_relative(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether "that" tells of the noun before it up to a comma: "a boat that had left Senegal, was found"."""
    following = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    before = tokens[i - 1].lower
    if following not in AUXILIARIES or not before.isalpha() or _looks_finite(before, 0):
        return False
    commas = [n for n in range(i, min(i + _RELATIVE_REACH, len(tokens) - 1)) if tokens[n].text == ","]
    return bool(commas) and _looks_finite(tokens[commas[0] + 1].lower, 0)


def _after_comma(tokens: tuple[Token, ...], i: int, current: ClauseKind) -> ClauseKind | None:
    token = tokens[i]
    if token.lower in RELATIVES:
        return "relative"
    if token.lower in SUBORDINATORS:
        contrasts = token.lower in _CONTRASTS
        return "subordinate" if contrasts or _starts_statement(tokens, i) else None
    if token.lower in _COORDINATORS:
        return "coordinate" if _starts_statement(tokens, i) else None
    if token.lower in _COMMA_CONNECTIVES:
        return "coordinate"
    resumes = current in ("relative", "subordinate") and not _is_aside(tokens, i)
    return "main" if resumes else None


def _is_aside(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether an apposition interrupts a clause before its verb: "where 500 people, chiefly Kurds, slept"."""
    for back in range(i - 1, -1, -1):
        if tokens[back].lower in RELATIVES | SUBORDINATORS and not _leads_to_date(tokens, back):
            return not any(_looks_finite(t.lower, 0) for t in tokens[back + 1 : i])
    return False


def _starts_statement(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a verb follows the connective before the next mark, so that it joins statements, not nouns."""
    if _is_comparison(tokens, i) or _leads_to_date(tokens, i) or _leads_to_participle(tokens, i):
        return False
    if i and tokens[i - 1].lower in _HAVE:
        return False  # "has since sent"
    following: list[str] = []
    for token in tokens[i + 1 : i + 16]:
        if token.text in ",;:()" or token.lower in RELATIVES:
            break
        following.append(token.lower)
    pairs = enumerate(pairwise([*following, ""]))
    return any(after != "by" and _looks_finite(word, n) for n, (word, after) in pairs)


def _is_comparison(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether this "as" belongs to "as many as", "such as", "as well as"."""
    window = tokens[max(0, i - 2) : i + 3]
    return tokens[i].lower == "as" and any(
        t.lower in ("many", "much", "well", "few", "such", "soon", "far", "part") for t in window
    )


def _leads_to_participle(tokens: tuple[Token, ...], i: int) -> bool:
    """ "After crossing", "while trying", "looking after": what follows has no verb of its own."""
    if tokens[i].lower not in SUBORDINATORS:
        return False
    if tokens[i].lower == "after" and i and tokens[i - 1].lower.startswith("look"):
        return True
    return i + 1 < len(tokens) and tokens[i + 1].lower.endswith("ing") and len(tokens[i + 1].text) > 5


def _leads_to_date(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether the word is a preposition of time: "since January", "until 10 November", "before dawn"."""
    if tokens[i].lower not in _TIME_PREPOSITIONS or i + 1 >= len(tokens):
        return False
    following = tokens[i + 1].lower
    if not following[0].isdigit():
        return following in _TIME_WORDS
    counted = i + 2 < len(tokens) and tokens[i + 2].lower not in _TIME_WORDS | _CLOCK
    return not counted or (following.isdigit() and len(following) == 4)


def _looks_finite(word: str, position: int) -> bool:
    if word in AUXILIARIES:
        return True
    return (word.endswith("ed") and len(word) > 4) or (position <= 3 and word in _IRREGULAR_PASTS)


def _resumes_main(tokens: tuple[Token, ...], i: int) -> bool:
    """After "people who had come", a second auxiliary takes up the main statement: "… were returned"."""
    resumes = tokens[i].text in AUXILIARIES - _NEVER_FIRST
    if not resumes or tokens[i - 1].lower in AUXILIARIES | _COORDINATORS | RELATIVES:
        return False
    for back in range(i - 1, -1, -1):
        if tokens[back].lower in RELATIVES:
            return any(_looks_finite(t.lower, 0) for t in tokens[back + 1 : i])
    return False


_IRREGULAR_PASTS = frozenset(
    "said says told began came caught cut did drove fell fled flew found gave got held kept knew laid led "
    "left let lost made met put ran read rose saw sent set shot shut sought spent stood swam took went won "
    "wrote brought built bought fought thought threw broke chose drew grew sank".split()
)
