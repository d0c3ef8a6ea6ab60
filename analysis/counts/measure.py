"""Which measure a number belongs to: its own noun, or the wording that governs it.

Every trigger in the sentence is ranked by how it stands to the number: an object after its verb, a
subject before a passive, a relative clause, a linking "rose to". The figures are orders of trust, not
probabilities; what they order is shown by the examples in knowledge/measures.toml.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from analysis.counts.counted import (
    NONE,
    class_of,
    class_of_noun,
    class_of_total,
    is_boat,
    measure_by_noun,
    measure_of_class,
)
from analysis.counts.triggers import VERBS, Trigger
from analysis.language.clauses import Clause, clause_at
from analysis.language.text import Token
from analysis.language.voice import BE, Voice
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure

THRESHOLD = 30.0
# (role, voice, trigger before the number?) -> trust
_TRUST: dict[tuple[str, str, bool], float] = {
    ("object", "active", True): 90,
    ("object", "active", False): 34,
    ("object", "passive", False): 86,
    ("object", "passive", True): 45,
    ("object", "reduced", False): 72,
    ("object", "reduced", True): 50,
    ("subject", "active", False): 86,
    ("subject", "active", True): 46,
    ("subject", "passive", False): 70,
    ("subject", "passive", True): 40,
    ("subject", "reduced", False): 70,
    ("subject", "reduced", True): 44,
    ("noun", "active", True): 60,
    ("noun", "active", False): 42,
    ("phrase", "active", True): 56,
    ("phrase", "active", False): 80,
}
_COST = {"main": 26.0, "subordinate": 20.0, "coordinate": 13.0, "relative": 13.0, "aside": 4.0}
_SHARED_SUBJECT = frozenset(
    "was were is are been be being then later only had has have also promptly quickly immediately to".split()
)


_SUCCESS = frozenset(
    "managed manage succeeded succeed able able to continued continue began started keep".split()
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
_OTHERS = frozenset("more other others".split())
_FURTHER = frozenset("another further remaining first last rest more others".split())
_LINK_REACH = 20
_PLACES = frozenset(
    "country nation state republic city town village island municipality community region district "
    "county province neighbourhood neighborhood capital settlement".split()
)
_QUOTES = frozenset("\"“”'‘’«»")
_GANGS = frozenset("gang gangs ring network cartel syndicate".split())
_FORCES = frozenset(
    "unit force forces armed command battalion brigade patrol contingent army team service corps "
    "squad".split()
)
_ABOARD = frozenset("carrying with containing holding transporting loaded packed".split())
_DESIGNED = frozenset("designed built meant intended equipped room capacity space supposed fit".split())
_TRIES = frozenset(
    "try tries tried trying attempt attempts attempted attempting seek seeks sought seeking aim "
    "aiming bid bids hoping hoped hope want wanting wanted intending failing failed".split()
)
_BEFORE_GERUND = frozenset("after while when by since for in on with about to and or as than".split()) | BE
_UNDONE = _TRIES | frozenset(
    "allowed permitted banned prohibited barred ordered forced told asked urged from of before "
    "without waiting plan planned planning".split()
)


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


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """The measure chosen, the trust in it, and the rule and trigger that say so."""

    measure: Measure
    trust: float
    rule: str
    trigger: Trigger | None = None


def choose_measure(scene: Scene, quantity: Quantity, threshold: float = THRESHOLD) -> MeasureChoice | None:
    """The most trusted measure of a number in its own sentence, or None where none reaches the threshold."""
    counted = _counted(scene, quantity)
    if _is_population(scene.tokens, quantity):
        return MeasureChoice("other", 95.0, "population")
    if _is_strength(scene.tokens, quantity):
        return _measure_strength(scene, quantity)
    aboard = _find_boat(scene, quantity)
    if aboard is not None:
        return _measure_of_boat(scene, quantity, aboard)
    triggers = [t for t in scene.triggers if not _is_part_of_noun(scene, t)]
    if is_linked(scene.tokens, quantity):  # "the tally stood at 27": what came before says of what
        bare = quantity.noun is None
        own = _relative_reach(scene, quantity)
        brought = any(_is_link(scene, t) and t.form == "gerund" for t in scene.triggers)
        triggers = [
            t
            for t in triggers
            if (not _is_link(scene, t) if t.start < quantity.start else not bare or t.start < own)
            and not (bare and brought and t.clause != clause_at(scene.clauses, quantity.number_start))
        ]
    choices = [c for t in triggers if (c := _weigh(scene, quantity, counted, t)) is not None]
    by_noun = measure_by_noun(quantity) or measure_of_class(counted)
    if by_noun:
        choices.append(MeasureChoice(by_noun[0], by_noun[1], f"noun:{counted}"))
    best = max(choices, key=lambda c: c.trust, default=None)
    return best if best is not None and best.trust >= threshold else None


def _is_population(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether the number is of who lives in a place: "a country of fewer than 3 million people"."""
    at = _token_index(tokens, quantity.start)
    before = [t.lower for t in tokens[max(0, at - 2) : at]]
    return len(before) == 2 and before[1] == "of" and before[0] in _PLACES


def _is_strength(tokens: Sequence[Token], quantity: Quantity) -> bool:
    after = _token_index(tokens, quantity.end)
    return quantity.noun is None and after < len(tokens) and tokens[after].lower == "strong"


def _measure_strength(scene: Scene, quantity: Quantity) -> MeasureChoice:
    """ "A unit 400 strong" are officers, "a crowd some 500 strong" are people."""
    at = _token_index(scene.tokens, quantity.start)
    before = [t.lower for t in scene.tokens[max(0, at - 12) : at]]
    force = any(class_of_noun(word) == "personnel" or word in _FORCES for word in before)
    return MeasureChoice("personnel" if force else "presence", 90.0, "strength")


def _relative_reach(scene: Scene, quantity: Quantity) -> int:
    """How far a relative clause right after the number goes: "5,007 who have been detained so far"."""
    at = _token_index(scene.tokens, quantity.end)
    if at >= len(scene.tokens) or scene.tokens[at].lower not in ("who", "that", "which"):
        return 0
    return scene.tokens[min(at + 6, len(scene.tokens) - 1)].end


def _find_boat(scene: Scene, quantity: Quantity) -> Token | None:
    """The boat that the counted are aboard of: "a dinghy carrying 40 people", "two boats with 65 aboard"."""
    at = _token_index(scene.tokens, quantity.start)
    lead = scene.tokens[max(0, at - 6) : at]
    links = [t for t in lead if t.lower in _ABOARD]
    if not links or any(t.text in ".;:" for t in lead):
        return None
    before = [t for t in scene.tokens if links[-1].start - 60 < t.start < links[-1].start]
    boats = [t for t in before if is_boat(t.lower)]
    return boats[-1] if boats else None


def _measure_of_boat(scene: Scene, quantity: Quantity, boat: Token) -> MeasureChoice | None:
    """What befell the boat befell those aboard; that it carried them says nothing more."""
    aboard = replace(quantity, start=boat.start, number_start=boat.start)
    inside = range(boat.start, quantity.end)
    triggers = tuple(
        t
        for t in scene.triggers
        if not t.record.id.startswith("carried")
        and (t.start not in inside or (t.role in VERBS and scene.tokens[t.first].lower not in _ABOARD))
    )
    choices = [c for t in triggers if (c := _weigh(scene, aboard, "migrant", t)) is not None]
    best = max(choices, key=lambda c: c.trust, default=None)
    return best if best is not None and best.trust >= THRESHOLD else None


def _counted(scene: Scene, quantity: Quantity) -> str:
    """The class of what is counted, which another number or "the number of" may have named before."""
    counted = class_of(quantity)
    if counted != NONE and quantity.head != "member":
        return counted
    whole = next((q for q in scene.quantities if q.number_start == quantity.part_of), None)
    if whole is not None:  # "24 of the 50 buoys"
        return class_of(whole)
    if quantity.head == "member":
        return _class_of_members(scene, quantity)
    at = _token_index(scene.tokens, quantity.start)
    if quantity.head in _OTHERS or {t.lower for t in scene.tokens[max(0, at - 1) : at + 2]} & _FURTHER:
        before = [
            class_of(q) for q in scene.quantities if q.end <= quantity.start and not _is_means(scene, q)
        ]
        return next((c for c in reversed(before) if measure_of_class(c)), NONE)
    if quantity.partitive and at > 1 and scene.tokens[at - 1].text in ",—–(":
        owner = class_of_noun(scene.tokens[at - 2].lower)  # "our officers, 1,200 of whom are on duty"
        return owner if owner in ("personnel", "facilitator", "crossing_point", "boat") else NONE
    if is_linked(scene.tokens, quantity):
        lead = [t.lower for t in scene.tokens[max(0, at - _LINK_REACH) : at]]
        return class_of_total(lead) or NONE
    return NONE


def _class_of_members(scene: Scene, quantity: Quantity) -> str:
    """ "240 members of the National Guard" are guards, "six members of a gang" smugglers."""
    at = _token_index(scene.tokens, quantity.end)
    body = [t.lower for t in scene.tokens[at : at + 7]]
    if body[:1] != ["of"] or "family" in body:
        return class_of(quantity)
    if _GANGS & set(body):
        return "facilitator"
    force = any(class_of_noun(word) == "personnel" or word in _FORCES for word in body)
    return "personnel" if force else class_of(quantity)


def _is_means(scene: Scene, quantity: Quantity) -> bool:
    """Whether a number only tells in what people came: "486 migrants in nine boats, another 616 …"."""
    at = _token_index(scene.tokens, quantity.start)
    return at > 0 and scene.tokens[at - 1].lower in ("in", "aboard", "on", "by", "with", "onboard", "using")


def _is_part_of_noun(scene: Scene, trigger: Trigger) -> bool:
    """Whether what looks like a verb is part of a noun phrase: the "guards" of "two border guards"."""
    if trigger.role == "noun" and trigger.first and scene.tokens[trigger.first - 1].lower == "from":
        return True  # "banned from crossing" is the verb
    if trigger.role not in VERBS or trigger.form not in ("base", "third", "gerund"):
        return False
    return any(q.start <= trigger.start < q.end for q in scene.quantities)


def _weigh(scene: Scene, quantity: Quantity, counted: str, trigger: Trigger) -> MeasureChoice | None:
    measure = _measure_for(trigger, counted)
    if measure is None:
        return None
    if measure == "other" and measure_by_noun(quantity):
        return None  # the "crossing" of "four road crossings", the "arrival" of "the arrival of 25 officers"
    if quantity.number_start <= trigger.start and trigger.end <= quantity.end:
        inside = 64.0 if trigger.role != "noun" else 58.0
        return MeasureChoice(measure, inside, f"within:{trigger.record.id}", trigger)
    if _labels(scene, trigger, quantity):
        return MeasureChoice(measure, 84.0, f"label:{trigger.record.id}", trigger)
    decisive = _decisiveness(scene, trigger, quantity)
    trust = _trust(scene, trigger, quantity) + decisive - _clause_cost(scene, quantity, trigger)
    trust -= min(12.0 if decisive else 99.0, _separation_cost(scene, quantity, trigger))
    trust += _certainty(trigger, counted) + _context(scene, trigger)
    if (
        counted == "case"
        and abs(trigger.start - quantity.start) > 40
        and not _tells_case(scene, quantity, trigger)
    ):
        return None  # "asked seven times": only the verb beside it says what they were times of
    return MeasureChoice(measure, trust, f"{trigger.role}:{trigger.record.id}", trigger)


def _tells_case(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether a relative clause says it of cases: "22 cases in which people were pushed back"."""
    between = [c for c in scene.clauses if quantity.end <= c.start <= trigger.start and c.kind == "relative"]
    leads = {t.lower for c in between for t in scene.tokens if c.start <= t.start < c.start + 6}
    return bool(leads & {"which", "where"})


def _decisiveness(scene: Scene, trigger: Trigger, quantity: Quantity) -> float:
    """A decisive phrase outranks the verb beside it, on its own side of the number, up to the next one."""
    before = trigger.end <= quantity.number_start
    if not trigger.record.decisive or trigger.role != "phrase" or before != trigger.record.after:
        return 0.0
    low, high = (trigger.end, quantity.number_start) if before else (quantity.number_start, trigger.start)
    other = any(low < q.number_start < high and not _is_detail(scene, q) for q in scene.quantities)
    verb = any(low < t.start < high and t.role in VERBS for t in scene.triggers)
    return 0.0 if other and (before or verb) else 36.0


def _is_detail(scene: Scene, quantity: Quantity) -> bool:
    """Whether a number only describes another: an age, a distance, "among them two Latvians"."""
    at = _token_index(scene.tokens, quantity.start)
    lead = [t.lower for t in scene.tokens[max(0, at - 2) : at]]
    return quantity.unit in ("age", "km", "duration", "length") or "among" in lead or "including" in lead


def _context(scene: Scene, trigger: Trigger) -> float:
    found = len(scene.words.intersection(trigger.record.near))
    return 6.0 + min(3, found) if found else 0.0


def _certainty(trigger: Trigger, counted: str) -> float:
    """What the trigger's own words add or take away: weak or negated verbs, acts that were only tried."""
    change = -9.0 if trigger.weak else 0.0
    change -= 20.0 if trigger.record.by_class.get(counted) == "other" else 0.0
    change -= 45.0 if trigger.negated else 0.0
    change -= 12.0 if counted == NONE and trigger.record.only else 0.0
    change -= 50.0 if counted == NONE and trigger.record.neutral and trigger.role in VERBS else 0.0
    if trigger.role in VERBS and trigger.record.measure == "presence" and trigger.governor in _DESIGNED:
        change -= 60.0  # "designed to hold 1,000": what a place is for, not what it holds
    if trigger.role in ("subject", "either") and trigger.governor:
        tried = trigger.governor in _TRIES and trigger.record.measure == "irregular_crossing"
        undone = trigger.governor in _UNDONE and not tried
        if trigger.form == "gerund" and not undone and trigger.governor not in _BEFORE_GERUND:
            return change  # "1,150 already living there"
        change -= 0.0 if trigger.governor in _SUCCESS else 34.0 if undone else 12.0
    return change


def _measure_for(trigger: Trigger, counted: str) -> Measure | None:
    record = trigger.record
    tried = record.measure == "irregular_crossing" and trigger.role in VERBS and trigger.governor in _TRIES
    if tried and counted in ("migrant", "family", NONE):
        return "attempted_crossing"
    if counted in record.by_class:
        return record.by_class[counted]
    if counted == "unknown" or (record.only and counted not in record.only):
        return None
    return record.measure


def _trust(scene: Scene, trigger: Trigger, quantity: Quantity) -> float:
    before = trigger.end <= quantity.number_start
    if not before and trigger.role in VERBS and _is_in_own_relative(scene, trigger, quantity):
        return 116.0 if trigger.voice != "active" or trigger.role != "object" else 34.0
    if trigger.role in ("noun", "phrase") and before and _heads(scene, trigger, quantity):
        return 72.0 if trigger.weak else 93.0
    if trigger.voice == "reduced" and before and _is_labelled(scene, quantity):
        return 100.0  # "people detained after entering the country: nine"
    if trigger.voice == "passive" and before and _follows_at_once(scene, trigger, quantity):
        return 88.0  # "are detained 3 individuals", "were deflected 54 nationals"
    if before and is_linked(scene.tokens, quantity):
        linked = _trust_linked(scene, trigger, quantity)
        if linked is not None:
            return linked
    if trigger.role == "subject" and trigger.form == "gerund" and trigger.governor not in BE:
        return 62.0 if not before else 40.0  # "foreigners trying to cross were caught"
    if trigger.voice == "reduced" and quantity.noun is None and trigger.start - quantity.end == 1:
        return 90.0  # "150 were sent back, 48 detained and 12 admitted"
    return _trust_in_role(scene, trigger, before)


def _is_in_own_relative(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the trigger says which are meant: "beating the 482 who came", "of 600 who tried, 140 …"."""
    first, at = _token_index(scene.tokens, quantity.start), _token_index(scene.tokens, quantity.end)
    whole = first > 0 and scene.tokens[first - 1].lower == "of"
    known = whole or quantity.determiner in ("the", "those", "these")
    if not known or at >= len(scene.tokens) or scene.tokens[at].lower not in ("who", "that", "which"):
        return False
    own = clause_at(scene.clauses, scene.tokens[at].start)
    resumed = any(t.clause > own and scene.clauses[t.clause].kind == "main" for t in scene.triggers)
    return trigger.clause == own and (whole or not resumed)


def _trust_in_role(scene: Scene, trigger: Trigger, before: bool) -> float:
    """The trust in a trigger by its role, its voice and its side of the number."""
    if trigger.role == "either":  # "720 Pakistanis returned to Pakistan": by themselves, or by others
        subject: Voice = "active" if trigger.voice == "reduced" else trigger.voice
        return max(_TRUST["object", trigger.voice, before], _TRUST["subject", subject, before])
    if trigger.role == "phrase":  # of two phrases the longer one says more
        trust = _TRUST["phrase", "active", before] + 1.5 * (trigger.last - trigger.first - 2)
        return trust if not trigger.record.after else 56.0 if before else 30.0
    completes = trigger.role == "noun" and before and _is_complement(scene.tokens, trigger.first)
    return _TRUST[trigger.role, trigger.voice, before] - (6.0 if completes else 0.0)


def _is_link(scene: Scene, trigger: Trigger) -> bool:
    """Whether the verb only brings a total to its number: "taking the total to 21,402"."""
    return trigger.verb.split()[0] in _BRINGS and not _tells_number(scene, trigger)


def _tells_number(scene: Scene, trigger: Trigger) -> bool:
    """Whether the trigger is the first verb after "the number" or "those": "the number waiting for …"."""
    for back in range(trigger.first - 1, max(-1, trigger.first - 9), -1):
        if scene.tokens[back].lower in ("number", "numbers", "those"):
            start = scene.tokens[back].start
            return not any(start < t.start < trigger.start for t in scene.triggers)
        if scene.tokens[back].text in ".;:,":
            return False
    return False


def _puts_their_number(scene: Scene, quantity: Quantity) -> bool:
    at = _token_index(scene.tokens, quantity.start)
    lead = [t.lower for t in scene.tokens[max(0, at - 4) : at]]
    return any(a in ("their", "whose") and b in ("number", "numbers") for a, b in pairwise(lead))


def _counts_those(scene: Scene, trigger: Trigger) -> bool:
    """Whether a "number of", "total of" or "those" stands before the verb, so that its subject is counted."""
    before = [t.lower for t in scene.tokens[max(0, trigger.first - 9) : trigger.first]]
    return any(w in ("number", "total", "tally", "those", "figure", "count", "toll") for w in before)


def _is_labelled(scene: Scene, quantity: Quantity) -> bool:
    """Whether a colon stands before the number, so that what is before it is its label."""
    at = _token_index(scene.tokens, quantity.start)
    return at > 0 and scene.tokens[at - 1].text == ":"


def _labels(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the noun opens the label that a bare number is listed under: "Attempts by month: May 140"."""
    if trigger.role not in ("noun", "phrase") or trigger.first > 2 or quantity.noun is not None:
        return False
    at = _token_index(scene.tokens, quantity.start)
    verb = any(trigger.end <= t.start < quantity.start and t.role in VERBS for t in scene.triggers)
    return not verb and any(t.text == ":" for t in scene.tokens[trigger.last : at])


def _is_complement(tokens: Sequence[Token], at: int) -> bool:
    """Whether the noun only completes another: the "entry" of "preventions of unlawful entry"."""
    return any(t.lower in ("of", "by", "at", "from", "between") for t in tokens[max(0, at - 2) : at])


def _follows_at_once(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    return _token_index(scene.tokens, quantity.start) - trigger.last <= 0


def is_linked(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether a linking verb leads to the number: "rose to 63", "were 63", "bringing the total to 63"."""
    at = _token_index(tokens, quantity.start)
    before = [t.lower for t in tokens[max(0, at - 4) : at] if t.text not in _QUOTES]
    if not before:
        return False
    if before[-1] in ("to", "at", "by", "from"):
        lead = {t.lower for t in tokens[max(0, at - _LINK_REACH) : at - 1]}
        return bool(lead & _MOVES)
    return before[-1] in _LINKS or (
        before[-1] in ("now", "already", "over", "just") and before[-2:-1] != [] and before[-2] in _LINKS
    )


def _heads(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the number is what the noun is of: "the remains of 149 people"."""
    at = _token_index(scene.tokens, quantity.start)
    following = [t.lower for t in scene.tokens[trigger.last - 1 : trigger.last + 1]]
    return "of" in following and at - trigger.last <= 1


def _trust_linked(scene: Scene, trigger: Trigger, quantity: Quantity) -> float | None:
    """The trust in a trigger of the subject that a linking verb gives the number of."""
    if trigger.role != "noun" and trigger.start < quantity.start and _tells_number(scene, trigger):
        return 116.0  # "the number of people detained after crossing fell to 410"
    if trigger.role in VERBS and _puts_their_number(scene, quantity):
        return 88.0  # "people are still waiting, and he puts their number at 400"
    if trigger.role == "object" and trigger.voice != "active":
        return 88.0  # "attempts prevented: 174", "those detained this year now number 63"
    if trigger.role in VERBS and _counts_those(scene, trigger):
        return 76.0  # "the number of people who crossed … has passed 12,000"
    if trigger.role != "noun":
        return None
    return 70.0 if _is_complement(scene.tokens, trigger.first) else 84.0


def _token_index(tokens: Sequence[Token], offset: int) -> int:
    return bisect_right(tokens, offset, key=lambda t: t.end)


def _distance_cost(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    if trigger.end <= quantity.number_start:
        gap = _token_index(scene.tokens, quantity.number_start) - trigger.last
    else:
        gap = trigger.first - _token_index(scene.tokens, quantity.end - 1) - 1
        gap -= _interruption(scene, quantity, trigger)
    return min(36.0, 1.3 * max(0, gap))


def _interruption(scene: Scene, quantity: Quantity, trigger: Trigger) -> int:
    """How many tokens stand in relative clauses and asides between the number and the verb it goes on to."""
    own = clause_at(scene.clauses, quantity.number_start)
    if scene.clauses[trigger.clause].kind != "main":
        return 0
    inner = [c for c in scene.clauses[own + 1 : trigger.clause] if c.kind in ("relative", "aside")]
    return sum(c.start <= t.start < c.end for c in inner for t in scene.tokens)


def _clause_cost(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    own = clause_at(scene.clauses, quantity.number_start)
    if own == trigger.clause:
        return 0.0
    low, high = sorted((own, trigger.clause))
    crossed = [scene.clauses[i].kind for i in range(low + 1, high + 1)]
    if trigger.clause > own and trigger.voice != "reduced" and _shares_subject(scene, trigger):
        # "slipped across but were caught": the last thing that befell them is what is counted
        return -24.0 if all(k in ("coordinate", "relative") for k in crossed) else 10.0
    if trigger.clause == own + 1 and _tells_outcome(scene, trigger):
        return -24.0  # "81 attempts, all of which were thwarted"
    if trigger.clause > own and crossed[-1] == "main" and crossed[:1] in (["relative"], ["aside"]):
        return 2.0 * len(crossed)  # the statement goes on after a relative clause or brackets
    if trigger.clause < own and crossed[0] == "relative" and crossed[-1] in ("main", "coordinate"):
        return 6.0 + 4.0 * (len(crossed) - 2)  # the statement goes on after what a relative clause adds
    return sum(_COST[kind] for kind in crossed)


def _tells_outcome(scene: Scene, trigger: Trigger) -> bool:
    """Whether "all of which" or "which were all" says how what was counted ended."""
    clause = scene.clauses[trigger.clause]
    lead = [t.lower for t in scene.tokens if clause.start - 8 <= t.start < trigger.start]
    return clause.kind == "relative" and "which" in lead and bool({"all", "both", "each"} & set(lead))


def _shares_subject(scene: Scene, trigger: Trigger) -> bool:
    """Whether the trigger's clause begins with a connective and goes straight on with its verb."""
    clause = scene.clauses[trigger.clause]
    suffers = trigger.role == "subject" or trigger.voice == "passive"
    if clause.kind != "coordinate" or not suffers:
        return False
    lead = [t.lower for t in scene.tokens if clause.start <= t.start < trigger.start]
    return all(w in _SHARED_SUBJECT or w in ("and", "but") for w in lead)


def _rivals_cost(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    """Other numbers and stronger verbs that stand between the number and the trigger."""
    low, high = sorted((quantity.number_start, trigger.start))
    low = trigger.end - 1 if low == trigger.start else low  # a phrase is no rival of its own verb
    if low == quantity.number_start and _interruption(scene, quantity, trigger):
        low = scene.clauses[trigger.clause].start  # what a relative clause adds is no rival
    verbs = _strictly_between(scene.verb_starts, low, high)
    numbers = _strictly_between(scene.number_starts, low, high)
    if trigger.end <= quantity.number_start:
        per_number = 3.0
    else:  # "seven officers and two guards were injured" share a verb; "six held and nine drowned" do not
        apart = bool(verbs and numbers) and verbs[0] < numbers[-1]
        per_number = 14.0 if apart else 4.0
    return per_number * len(numbers) + 9.0 * len(verbs)


def _separation_cost(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    """What the words, numbers and verbs between a number and its trigger take away."""
    return _distance_cost(scene, quantity, trigger) + _rivals_cost(scene, quantity, trigger)


def _strictly_between(offsets: list[int], low: int, high: int) -> list[int]:
    return offsets[bisect_right(offsets, low) : bisect_left(offsets, high)]
