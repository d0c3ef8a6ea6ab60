"""Forms of the verbs of speech and plurals of nouns, so that a lexicon names each word once."""

import re
from functools import cache

VOWELS = "aeiou"
# base: past and participle (one word where both are alike)
_IRREGULAR = {
    "find": "found", "give": "gave given", "go": "went gone", "hit": "hit", "hold": "held",
    "know": "knew known", "put": "put", "read": "read", "say": "said", "seek": "sought",
    "speak": "spoke spoken", "tell": "told", "think": "thought", "write": "wrote written",
}  # fmt: skip
_DOUBLING = frozenset("admit hit log plan put rebut tot".split())
_NOT_MEN = ("german", "human", "roman", "ottoman", "shaman", "caiman")
_IRREGULAR_PLURALS = {
    "man": "men", "woman": "women", "child": "children", "person": "people",
    "wife": "wives", "personnel": "personnel", "aircraft": "aircraft", "craft": "craft", "police": "police",
}  # fmt: skip


@cache
def inflect_verb(base: str) -> tuple[str, ...]:
    """The forms of a verb given in its base form: base, third person, past, participle, gerund, each once.

    A particle after it is kept ("points out").
    """
    verb, space, particle = base.partition(" ")
    third = verb + "es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else _y_to(verb, "ies", "s")
    doubled = verb + verb[-1] if verb in _DOUBLING else verb
    regular = verb + "d" if verb.endswith("e") else _y_to(doubled, "ied", "ed")
    gerund = verb[:-1] + "ing" if verb.endswith("e") else doubled + "ing"
    forms = (verb, third, *_IRREGULAR.get(verb, regular).split(), gerund)
    return tuple(form + space + particle for form in dict.fromkeys(forms))


def plural(noun: str) -> str:
    """The plural of a noun given in the singular; only the last word of a compound changes."""
    compound = re.match(r"(\S.*?)( (?:of|for|to|at|by|in) .+)", noun)
    if compound:
        return plural(compound.group(1)) + compound.group(2)
    front, space, last = noun.rpartition(" ")
    if last in _IRREGULAR_PLURALS:
        return front + space + _IRREGULAR_PLURALS[last]
    if last.endswith("man") and not last.endswith(_NOT_MEN):
        return noun[:-3] + "men"  # fishermen, policewomen
    if last.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    return _y_to(noun, "ies", "s")


def _y_to(word: str, changed: str, kept: str) -> str:
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + changed
    return word + kept
