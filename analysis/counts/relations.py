"""How wording relates a trigger to a number: by a label, a relative clause, a linking "rose to"."""

from collections.abc import Sequence
from itertools import pairwise

from analysis.counts.scene import Scene, token_index, words_before
from analysis.counts.triggers import VERBS, Trigger
from analysis.language.clauses import clause_at
from analysis.language.text import Token
from analysis.mentions.quantities import Quantity

_SHARED_SUBJECT = frozenset(
    "was were is are been be being then later only had has have also promptly quickly immediately to".split()
)
_LINKS = frozenset(
    "was were is are been be totalled totaled numbered number numbers reached hit topped exceeded "
    "surpassed stands stood averaged equalled : approached neared passed made".split()
)
_MOVES = frozenset(
    "rose risen rise rises fell fallen fall falls grew grown climbed climb dropped drop jumped "
    "increased declined decreased come came comes amounted amounts stood stands stand bring bringing "
    "brought brings raise raising raised raises take taking takes took taken peaked edging push "
    "pushed pushing lift lifted lifts put puts estimated estimates surged soared swollen swelled "
    "increasing rising falling dropping double doubled doubling doubles triple tripled tripling "
    "quadruple quadrupled totals dwindled shrank sank reduced cut up down went gone standing".split()
)
_BRINGS = frozenset("take bring push raise put lift drive reach hit stand".split())
LINK_REACH = 20
_QUOTES = frozenset("\"“”'‘’«»")


def find_relative_end(scene: Scene, quantity: Quantity) -> int:
    """How far a relative clause right after the number goes: "5,007 who have been detained so far"."""
    at = token_index(scene.tokens, quantity.end)
    if at >= len(scene.tokens) or scene.tokens[at].lower not in ("who", "that", "which"):
        return 0
    return scene.tokens[min(at + 6, len(scene.tokens) - 1)].end


def is_means(scene: Scene, quantity: Quantity) -> bool:
    """Whether a number only tells in what people came: "486 migrants in nine boats, another 616 …"."""
    at = token_index(scene.tokens, quantity.start)
    return at > 0 and scene.tokens[at - 1].lower in ("in", "aboard", "on", "by", "with", "onboard", "using")


def is_part_of_noun(scene: Scene, trigger: Trigger) -> bool:
    """Whether what looks like a verb is part of a noun phrase: the "guards" of "two border guards"."""
    if trigger.role == "noun" and trigger.first and scene.tokens[trigger.first - 1].lower == "from":
        return True  # "banned from crossing" is the verb
    if trigger.role not in VERBS or trigger.form not in ("base", "third", "gerund"):
        return False
    return any(q.start <= trigger.start < q.end for q in scene.quantities)


def tells_case(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether a relative clause says it of cases: "22 cases in which people were pushed back"."""
    between = [c for c in scene.clauses if quantity.end <= c.start <= trigger.start and c.kind == "relative"]
    leads = {t.lower for c in between for t in scene.tokens if c.start <= t.start < c.start + 6}
    return bool(leads & {"which", "where"})


def is_detail(scene: Scene, quantity: Quantity) -> bool:
    """Whether a number only describes another: an age, a distance, "among them two Latvians"."""
    at = token_index(scene.tokens, quantity.start)
    lead = words_before(scene.tokens, at, 2)
    return quantity.unit in ("age", "km", "duration", "length") or "among" in lead or "including" in lead


def is_in_own_relative(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether the trigger says which are meant: "beating the 482 who came", "of 600 who tried, 140 …"."""
    first, at = token_index(scene.tokens, quantity.start), token_index(scene.tokens, quantity.end)
    whole = first > 0 and scene.tokens[first - 1].lower == "of"
    known = whole or quantity.determiner in ("the", "those", "these")
    if not known or at >= len(scene.tokens) or scene.tokens[at].lower not in ("who", "that", "which"):
        return False
    own = clause_at(scene.clauses, scene.tokens[at].start)
    resumed = any(t.clause > own and scene.clauses[t.clause].kind == "main" for t in scene.triggers)
    return trigger.clause == own and (whole or not resumed)


def brings_total(scene: Scene, trigger: Trigger) -> bool:
    """Whether the verb only brings a total to its number: "taking the total to 21,402"."""
    return trigger.verb.split()[0] in _BRINGS and not tells_number(scene, trigger)


def tells_number(scene: Scene, trigger: Trigger) -> bool:
    """Whether the trigger is the first verb after "the number" or "those": "the number waiting for …"."""
    for back in range(trigger.first - 1, max(-1, trigger.first - 9), -1):
        if scene.tokens[back].lower in ("number", "numbers", "those"):
            start = scene.tokens[back].start
            return not any(start < t.start < trigger.start for t in scene.triggers)
        if scene.tokens[back].text in ".;:,":
            return False
    return False


def puts_their_number(scene: Scene, quantity: Quantity) -> bool:
    """Whether the number is given to those told of before: "he puts their number at 400"."""
    at = token_index(scene.tokens, quantity.start)
    lead = words_before(scene.tokens, at, 4)
    return any(a in ("their", "whose") and b in ("number", "numbers") for a, b in pairwise(lead))


def counts_those(scene: Scene, trigger: Trigger) -> bool:
    """Whether a "number of", "total of" or "those" stands before the verb, so that its subject is counted."""
    before = words_before(scene.tokens, trigger.first, 9)
    return any(w in ("number", "total", "tally", "those", "figure", "count", "toll") for w in before)


def is_labelled(scene: Scene, quantity: Quantity) -> bool:
    """Whether a colon stands before the number, so that what is before it is its label."""
    at = token_index(scene.tokens, quantity.start)
    return at > 0 and scene.tokens[at - 1].text == ":"


def opens_label(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether the noun opens the label that a bare number is listed under: "Attempts by month: May 140"."""
    if trigger.role not in ("noun", "phrase") or trigger.first > 2 or quantity.noun is not None:
        return False
    at = token_index(scene.tokens, quantity.start)
    verb = any(trigger.end <= t.start < quantity.start and t.role in VERBS for t in scene.triggers)
    return not verb and any(t.text == ":" for t in scene.tokens[trigger.last : at])


def is_complement(tokens: Sequence[Token], at: int) -> bool:
    """Whether the noun only completes another: the "entry" of "preventions of unlawful entry"."""
    return any(t.lower in ("of", "by", "at", "from", "between") for t in tokens[max(0, at - 2) : at])


def follows_at_once(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether the number is right behind the trigger: "were deflected 54 nationals"."""
    return token_index(scene.tokens, quantity.start) - trigger.last <= 0


def is_linked(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether a linking verb leads to the number: "rose to 63", "were 63", "bringing the total to 63"."""
    at = token_index(tokens, quantity.start)
    before = [t.lower for t in tokens[max(0, at - 4) : at] if t.text not in _QUOTES]
    if not before:
        return False
    if before[-1] in ("to", "at", "by", "from"):
        lead = {t.lower for t in tokens[max(0, at - LINK_REACH) : at - 1]}
        return bool(lead & _MOVES)
    return before[-1] in _LINKS or (
        before[-1] in ("now", "already", "over", "just") and before[-2:-1] != [] and before[-2] in _LINKS
    )


def heads_number(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether the number is what the noun is of: "the remains of 149 people"."""
    at = token_index(scene.tokens, quantity.start)
    following = [t.lower for t in scene.tokens[trigger.last - 1 : trigger.last + 1]]
    return "of" in following and at - trigger.last <= 1


def count_interrupting(scene: Scene, quantity: Quantity, trigger: Trigger) -> int:
    """How many tokens stand in relative clauses and asides between the number and the verb it goes on to."""
    own = clause_at(scene.clauses, quantity.number_start)
    if scene.clauses[trigger.clause].kind != "main":
        return 0
    inner = [c for c in scene.clauses[own + 1 : trigger.clause] if c.kind in ("relative", "aside")]
    return sum(c.start <= t.start < c.end for c in inner for t in scene.tokens)


def tells_outcome(scene: Scene, trigger: Trigger) -> bool:
    """Whether "all of which" or "which were all" says how what was counted ended."""
    clause = scene.clauses[trigger.clause]
    lead = [t.lower for t in scene.tokens if clause.start - 8 <= t.start < trigger.start]
    return clause.kind == "relative" and "which" in lead and bool({"all", "both", "each"} & set(lead))


def shares_subject(scene: Scene, trigger: Trigger) -> bool:
    """Whether the trigger's clause begins with a connective and goes straight on with its verb."""
    clause = scene.clauses[trigger.clause]
    suffers = trigger.role == "subject" or trigger.voice == "passive"
    if clause.kind != "coordinate" or not suffers:
        return False
    lead = [t.lower for t in scene.tokens if clause.start <= t.start < trigger.start]
    return all(w in _SHARED_SUBJECT or w in ("and", "but") for w in lead)
