"""Voice of a verb: who does it, and to whom, from the words around it."""

from collections.abc import Sequence
from typing import Literal

from analysis.language.phrases import Form
from analysis.language.text import Token

Voice = Literal["active", "passive", "reduced"]

BE = frozenset("is are was were be been being am 's 're get gets got getting".split())
HAVE = frozenset("has have had having 've".split())
_ADVERBS = frozenset("not also already since then later still now never once only".split())
_AFTER_REDUCED = frozenset(
    "and or but then by in at on from while after before during since near along off for as who so "
    "this last over to with under between trying attempting inside within around today yesterday "
    "overnight daily".split()
)


_PARTICLES = frozenset("home back away out ashore aboard alive dead up".split())
_BEFORE_NUMBER = frozenset("in at over under near around as between".split())
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty "
    "sixty seventy eighty ninety least most excess many".split()
)


def voice_of(tokens: Sequence[Token], i: int, form: Form) -> Voice:
    """The voice of the verb at token `i`.

    "were detained" is passive, "has detained" active; a bare participle is active where an object
    follows it ("guards detained six") and otherwise reduced ("people detained at the border").
    """
    if form in ("base", "third", "past"):
        return "active"
    helper = _helper_before(tokens, i)
    if form == "gerund":
        return "active"
    if helper in BE:
        return "passive"
    if form == "participle":
        return "active" if helper in HAVE else "reduced"
    return "active" if helper in HAVE or _object_follows(tokens, i) else "reduced"


def _helper_before(tokens: Sequence[Token], i: int) -> str:
    """The auxiliary next before token `i`, across adverbs."""
    for back in range(i - 1, max(-1, i - 5), -1):
        word = tokens[back].lower
        if word in BE or word in HAVE:
            return word
        if not (word in _ADVERBS or word.endswith("ly")):
            break
    return ""


def _object_follows(tokens: Sequence[Token], i: int) -> bool:
    while i + 1 < len(tokens) and tokens[i + 1].lower in _PARTICLES:
        i += 1  # "23 sent home this year", "sent home 23"
    if i + 1 >= len(tokens):
        return False
    following = tokens[i + 1]
    if following.lower in _BEFORE_NUMBER and i + 2 < len(tokens):
        beyond = tokens[i + 2]
        digits = beyond.text[0].isdigit() and following.lower not in ("in", "at")
        if digits or beyond.lower in _NUMBER_WORDS:
            return True
    return following.text not in ',.;:)!?"”' and following.lower not in _AFTER_REDUCED
