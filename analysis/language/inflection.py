"""Forms of English verbs and nouns, so that a lexicon names each word once.

Regular spelling rules, and a table of the irregular verbs that border news uses.
"""

import re
from dataclasses import dataclass
from functools import cache

VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class VerbForms:
    """The five forms of a verb: detain, detains, detained, detained, detaining."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


# base: past participle (one word where both are alike)
_IRREGULAR = {
    "be": "was been", "bear": "bore borne", "beat": "beat beaten", "become": "became become",
    "begin": "began begun", "bind": "bound", "bite": "bit bitten", "break": "broke broken",
    "bring": "brought", "build": "built", "burn": "burnt", "buy": "bought", "catch": "caught",
    "choose": "chose chosen", "cling": "clung", "come": "came come", "creep": "crept", "cut": "cut",
    "deal": "dealt", "dig": "dug", "do": "did done", "draw": "drew drawn", "drive": "drove driven",
    "eat": "ate eaten", "fall": "fell fallen", "feed": "fed", "feel": "felt", "fight": "fought",
    "find": "found", "flee": "fled", "fly": "flew flown", "forbid": "forbade forbidden",
    "freeze": "froze frozen", "get": "got got", "give": "gave given", "go": "went gone",
    "grow": "grew grown", "hang": "hung", "have": "had", "hear": "heard", "hide": "hid hidden",
    "hit": "hit", "hold": "held", "hurt": "hurt", "keep": "kept", "know": "knew known", "lay": "laid",
    "lead": "led", "leave": "left", "lend": "lent", "let": "let", "lie": "lay lain", "lose": "lost",
    "make": "made", "mean": "meant", "meet": "met", "overcome": "overcame overcome", "pay": "paid",
    "put": "put", "quit": "quit", "read": "read", "ride": "rode ridden", "rise": "rose risen",
    "run": "ran run", "say": "said", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent",
    "set": "set", "shake": "shook shaken", "shoot": "shot", "shut": "shut", "sink": "sank sunk",
    "sit": "sat", "sleep": "slept",
    "spend": "spent", "spread": "spread", "stand": "stood",
    "steal": "stole stolen", "strike": "struck", "sweep": "swept", "swim": "swam swum",
    "take": "took taken", "teach": "taught", "tear": "tore torn", "tell": "told", "think": "thought",
    "throw": "threw thrown", "undergo": "underwent undergone",
    "bleed": "bled", "cast": "cast", "rebuild": "rebuilt", "slide": "slid", "speak": "spoke spoken",
    "string": "strung", "undertake": "undertook undertaken", "swear": "swore sworn", "wear": "wore worn",
    "burst": "burst", "shrink": "shrank shrunk", "spring": "sprang sprung", "swell": "swelled swollen",
    "swing": "swung", "tread": "trod trodden",
    "fling": "flung", "foresee": "foresaw foreseen", "blow": "blew blown", "rewrite": "rewrote rewritten",
    "speed": "sped", "oversee": "oversaw overseen",
    "win": "won", "withdraw": "withdrew withdrawn", "write": "wrote written",
}  # fmt: skip
_DOUBLING = frozenset(
    "stop bar ban plan ship slip step tip trap grab rob hit drop drag beg admit commit permit submit "
    "transfer occur refer deter evict repel expel propel compel patrol control swim dig ram top cap rip "
    "cram squat swap kidnap clap scan slam plug equip strip snap map shut forget begin forbid wrap scrap "
    "club whip spot flag unbar slap stab prod readmit embed trek rebut shrug confer quit annul".split()
)
_NOT_MEN = ("german", "human", "roman", "ottoman", "shaman", "caiman")
_IRREGULAR_PLURALS = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "wolf": "wolves",
    "life": "lives", "wife": "wives", "passer-by": "passers-by", "personnel": "personnel",
    "aircraft": "aircraft", "craft": "craft", "police": "police", "series": "series",
}  # fmt: skip


@cache
def inflect_verb(base: str) -> VerbForms:
    """The forms of a verb given in its base form; a particle after it is kept ("turns back")."""
    verb, _, particle = base.partition(" ")
    tail = f" {particle}" if particle else ""
    past, participle = _pasts(verb)
    third = verb + "es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else _y_to(verb, "ies", "s")
    return VerbForms(base, third + tail, past + tail, participle + tail, _gerund(verb) + tail)


def plural(noun: str) -> str:
    """The plural of a noun given in the singular; only the last word of a compound changes."""
    compound = re.match(r"(\S.*?)( (?:of|for|to|at|by|in) .+)", noun)
    if compound:
        return plural(compound.group(1)) + compound.group(2)
    front, space, last = noun.rpartition(" ")
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun]
    if last in _IRREGULAR_PLURALS:
        return front + space + _IRREGULAR_PLURALS[last]
    if last.endswith("man") and not last.endswith(_NOT_MEN):
        return noun[:-3] + "men"  # fishermen, policewomen
    if last.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    return _y_to(noun, "ies", "s")


def _pasts(verb: str) -> tuple[str, str]:
    if verb in _IRREGULAR:
        forms = _IRREGULAR[verb].split()
        return forms[0], forms[-1]
    regular = verb + "d" if verb.endswith("e") else _y_to(_doubled(verb), "ied", "ed")
    return regular, regular


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def _doubled(verb: str) -> str:
    if verb.endswith("c"):
        return verb + "k"  # trafficked
    short = len(verb) == 3 and verb[-1] not in VOWELS + "wxy" and verb[1] in VOWELS and verb[0] not in VOWELS
    return verb + verb[-1] if verb in _DOUBLING or (short and verb != "bus") else verb


def _y_to(word: str, changed: str, kept: str) -> str:
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + changed
    return word + kept
