"""How far a trigger is trusted to say what befell a number, by how it stands to it and what is between.

The figures are orders of trust, not probabilities; what they order is shown by the examples in
knowledge/measures.toml.
"""

from bisect import bisect_left, bisect_right

from analysis.counts.counted import NONE
from analysis.counts.relations import (
    count_interrupting,
    counts_those,
    follows_at_once,
    heads_number,
    is_complement,
    is_detail,
    is_in_own_relative,
    is_labelled,
    is_linked,
    puts_their_number,
    shares_subject,
    tells_number,
    tells_outcome,
)
from analysis.counts.scene import Scene, token_index
from analysis.counts.triggers import VERBS, Trigger
from analysis.language.clauses import clause_at
from analysis.language.voice import BE, Voice
from analysis.mentions.quantities import Quantity

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
_SUCCESS = frozenset("managed manage succeeded succeed able to continued continue began started keep".split())
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


def trust_trigger(scene: Scene, quantity: Quantity, counted: str, trigger: Trigger) -> float:
    """The trust that a trigger says what befell a number of a class, over all that speaks for and against."""
    decisive = _weigh_decisive(scene, quantity, trigger)
    trust = _trust_relation(scene, quantity, trigger) + decisive - _cost_clauses(scene, quantity, trigger)
    trust -= min(12.0 if decisive else 99.0, _cost_separation(scene, quantity, trigger))
    trust += _weigh_certainty(trigger, counted) + _weigh_context(scene, trigger)
    return trust


def only_tries(trigger: Trigger) -> bool:
    """Whether a crossing is told as tried, not as done: "tried to cross"."""
    return (
        trigger.record.measure == "irregular_crossing"
        and trigger.role in VERBS
        and trigger.governor in _TRIES
    )


def _weigh_decisive(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    """A decisive phrase outranks the verb beside it, on its own side of the number, up to the next one."""
    before = trigger.end <= quantity.number_start
    if not trigger.record.decisive or trigger.role != "phrase" or before != trigger.record.after:
        return 0.0
    low, high = (trigger.end, quantity.number_start) if before else (quantity.number_start, trigger.start)
    other = any(low < q.number_start < high and not is_detail(scene, q) for q in scene.quantities)
    verb = any(low < t.start < high and t.role in VERBS for t in scene.triggers)
    return 0.0 if other and (before or verb) else 36.0


def _weigh_context(scene: Scene, trigger: Trigger) -> float:
    found = len(scene.words.intersection(trigger.record.near))
    return 6.0 + min(3, found) if found else 0.0


def _weigh_certainty(trigger: Trigger, counted: str) -> float:
    """What the trigger's own words add or take away: weak or negated verbs, acts that were only tried."""
    change = -9.0 if trigger.weak else 0.0
    change -= 20.0 if trigger.record.by_class.get(counted) == "other" else 0.0
    change -= 45.0 if trigger.negated else 0.0
    change -= 12.0 if counted == NONE and trigger.record.only else 0.0
    change -= 50.0 if counted == NONE and trigger.record.neutral and trigger.role in VERBS else 0.0
    if trigger.role in VERBS and trigger.record.measure == "presence" and trigger.governor in _DESIGNED:
        change -= 60.0  # "designed to hold 1,000": what a place is for, not what it holds
    if trigger.role in ("subject", "either") and trigger.governor:
        undone = trigger.governor in _UNDONE and not only_tries(trigger)
        if trigger.form == "gerund" and not undone and trigger.governor not in _BEFORE_GERUND:
            return change  # "1,150 already living there"
        change -= 0.0 if trigger.governor in _SUCCESS else 34.0 if undone else 12.0
    return change


def _trust_relation(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    before = trigger.end <= quantity.number_start
    if not before and trigger.role in VERBS and is_in_own_relative(scene, quantity, trigger):
        return 116.0 if trigger.voice != "active" or trigger.role != "object" else 34.0
    if trigger.role in ("noun", "phrase") and before and heads_number(scene, quantity, trigger):
        return 72.0 if trigger.weak else 93.0
    if trigger.voice == "reduced" and before and is_labelled(scene, quantity):
        return 100.0  # "people detained after entering the country: nine"
    if trigger.voice == "passive" and before and follows_at_once(scene, quantity, trigger):
        return 88.0  # "are detained 3 individuals", "were deflected 54 nationals"
    if before and is_linked(scene.tokens, quantity):
        linked = _trust_linked(scene, quantity, trigger)
        if linked is not None:
            return linked
    if trigger.role == "subject" and trigger.form == "gerund" and trigger.governor not in BE:
        return 62.0 if not before else 40.0  # "foreigners trying to cross were caught"
    if trigger.voice == "reduced" and quantity.noun is None and trigger.start - quantity.end == 1:
        return 90.0  # "150 were sent back, 48 detained and 12 admitted"
    return _trust_in_role(scene, trigger, before)


def _trust_in_role(scene: Scene, trigger: Trigger, before: bool) -> float:
    """The trust in a trigger by its role, its voice and its side of the number."""
    if trigger.role == "either":  # "720 Pakistanis returned to Pakistan": by themselves, or by others
        subject: Voice = "active" if trigger.voice == "reduced" else trigger.voice
        return max(_TRUST["object", trigger.voice, before], _TRUST["subject", subject, before])
    if trigger.role == "phrase":  # of two phrases the longer one says more
        trust = _TRUST["phrase", "active", before] + 1.5 * (trigger.last - trigger.first - 2)
        return trust if not trigger.record.after else 56.0 if before else 30.0
    completes = trigger.role == "noun" and before and is_complement(scene.tokens, trigger.first)
    return _TRUST[trigger.role, trigger.voice, before] - (6.0 if completes else 0.0)


def _trust_linked(scene: Scene, quantity: Quantity, trigger: Trigger) -> float | None:
    """The trust in a trigger of the subject that a linking verb gives the number of."""
    if trigger.role != "noun" and trigger.start < quantity.start and tells_number(scene, trigger):
        return 116.0  # "the number of people detained after crossing fell to 410"
    if trigger.role in VERBS and puts_their_number(scene, quantity):
        return 88.0  # "people are still waiting, and he puts their number at 400"
    if trigger.role == "object" and trigger.voice != "active":
        return 88.0  # "attempts prevented: 174", "those detained this year now number 63"
    if trigger.role in VERBS and counts_those(scene, trigger):
        return 76.0  # "the number of people who crossed … has passed 12,000"
    if trigger.role != "noun":
        return None
    return 70.0 if is_complement(scene.tokens, trigger.first) else 84.0


def _cost_distance(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    if trigger.end <= quantity.number_start:
        gap = token_index(scene.tokens, quantity.number_start) - trigger.last
    else:
        gap = trigger.first - token_index(scene.tokens, quantity.end - 1) - 1
        gap -= count_interrupting(scene, quantity, trigger)
    return min(36.0, 1.3 * max(0, gap))


def _cost_clauses(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    own = clause_at(scene.clauses, quantity.number_start)
    if own == trigger.clause:
        return 0.0
    low, high = sorted((own, trigger.clause))
    crossed = [scene.clauses[i].kind for i in range(low + 1, high + 1)]
    if trigger.clause > own and trigger.voice != "reduced" and shares_subject(scene, trigger):
        # "slipped across but were caught": the last thing that befell them is what is counted
        return -24.0 if all(k in ("coordinate", "relative") for k in crossed) else 10.0
    if trigger.clause == own + 1 and tells_outcome(scene, trigger):
        return -24.0  # "81 attempts, all of which were thwarted"
    if trigger.clause > own and crossed[-1] == "main" and crossed[:1] in (["relative"], ["aside"]):
        return 2.0 * len(crossed)  # the statement goes on after a relative clause or brackets
    if trigger.clause < own and crossed[0] == "relative" and crossed[-1] in ("main", "coordinate"):
        return 6.0 + 4.0 * (len(crossed) - 2)  # the statement goes on after what a relative clause adds
    return sum(_COST[kind] for kind in crossed)


def _cost_rivals(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    """Other numbers and stronger verbs that stand between the number and the trigger."""
    low, high = sorted((quantity.number_start, trigger.start))
    low = trigger.end - 1 if low == trigger.start else low  # a phrase is no rival of its own verb
    if low == quantity.number_start and count_interrupting(scene, quantity, trigger):
        low = scene.clauses[trigger.clause].start  # what a relative clause adds is no rival
    verbs = _strictly_between(scene.verb_starts, low, high)
    numbers = _strictly_between(scene.number_starts, low, high)
    if trigger.end <= quantity.number_start:
        per_number = 3.0
    else:  # "seven officers and two guards were injured" share a verb; "six held and nine drowned" do not
        apart = bool(verbs and numbers) and verbs[0] < numbers[-1]
        per_number = 14.0 if apart else 4.0
    return per_number * len(numbers) + 9.0 * len(verbs)


def _cost_separation(scene: Scene, quantity: Quantity, trigger: Trigger) -> float:
    """What the words, numbers and verbs between a number and its trigger take away."""
    return _cost_distance(scene, quantity, trigger) + _cost_rivals(scene, quantity, trigger)


def _strictly_between(offsets: list[int], low: int, high: int) -> list[int]:
    return offsets[bisect_right(offsets, low) : bisect_left(offsets, high)]
