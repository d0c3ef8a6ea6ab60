"""Which measure a number belongs to: its own noun, or the wording that governs it.

Every trigger in the sentence is ranked by how it stands to the number: an object after its verb, a
subject before a passive, a relative clause, a linking "rose to".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.counts.counted import (
    NONE,
    class_of,
    class_of_noun,
    class_of_total,
    is_boat,
    measure_by_noun,
    measure_of_class,
)
from analysis.counts.relations import (
    LINK_REACH,
    brings_total,
    find_relative_end,
    is_linked,
    is_means,
    is_part_of_noun,
    opens_label,
    tells_case,
)
from analysis.counts.scene import Scene, token_index, words_before
from analysis.counts.triggers import VERBS, Trigger
from analysis.counts.trust import only_tries, trust_trigger
from analysis.language.clauses import clause_at
from analysis.language.text import Token
from analysis.mentions.quantities import Quantity
from analysis.vocabulary import Measure

THRESHOLD = 30.0
_OTHERS = frozenset("more other others".split())
_FURTHER = frozenset("another further remaining first last rest more others".split())
_PLACES = frozenset(
    "country nation state republic city town village island municipality community region district "
    "county province neighbourhood neighborhood capital settlement".split()
)
_GANGS = frozenset("gang gangs ring network cartel syndicate".split())
_FORCES = frozenset(
    "unit force forces armed command battalion brigade patrol contingent army team service corps "
    "squad".split()
)
_ABOARD = frozenset("carrying with containing holding transporting loaded packed".split())


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """The measure chosen, the trust in it, and the rule and trigger that say so."""

    measure: Measure
    trust: float
    rule: str
    trigger: Trigger | None = None


def choose_measure(scene: Scene, quantity: Quantity, threshold: float = THRESHOLD) -> MeasureChoice | None:
    """The most trusted measure of a number in its own sentence, or None where none reaches the threshold."""
    counted = _class_counted(scene, quantity)
    if _is_population(scene.tokens, quantity):
        return MeasureChoice("other", 95.0, "population")
    if _is_strength(scene.tokens, quantity):
        return _measure_strength(scene, quantity)
    aboard = _find_boat(scene, quantity)
    if aboard is not None:
        return _measure_of_boat(scene, quantity, aboard)
    triggers = [t for t in scene.triggers if not is_part_of_noun(scene, t)]
    if is_linked(scene.tokens, quantity):
        triggers = _drop_beyond_link(scene, quantity, triggers)
    choices = [c for t in triggers if (c := _weigh(scene, quantity, counted, t)) is not None]
    by_noun = measure_by_noun(quantity) or measure_of_class(counted)
    if by_noun:
        choices.append(MeasureChoice(by_noun[0], by_noun[1], f"noun:{counted}"))
    best = max(choices, key=lambda c: c.trust, default=None)
    return best if best is not None and best.trust >= threshold else None


def _drop_beyond_link(scene: Scene, quantity: Quantity, triggers: list[Trigger]) -> list[Trigger]:
    """The triggers that say of what a total is: "the tally stood at 27" leaves that to what came before."""
    bare = quantity.noun is None
    own = find_relative_end(scene, quantity)
    brought = any(brings_total(scene, t) and t.form == "gerund" for t in scene.triggers)
    return [
        t
        for t in triggers
        if (not brings_total(scene, t) if t.start < quantity.start else not bare or t.start < own)
        and not (bare and brought and t.clause != clause_at(scene.clauses, quantity.number_start))
    ]


def _is_population(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether the number is of who lives in a place: "a country of fewer than 3 million people"."""
    at = token_index(tokens, quantity.start)
    before = words_before(tokens, at, 2)
    return len(before) == 2 and before[1] == "of" and before[0] in _PLACES


def _is_strength(tokens: Sequence[Token], quantity: Quantity) -> bool:
    after = token_index(tokens, quantity.end)
    return quantity.noun is None and after < len(tokens) and tokens[after].lower == "strong"


def _measure_strength(scene: Scene, quantity: Quantity) -> MeasureChoice:
    """ "A unit 400 strong" are officers, "a crowd some 500 strong" are people."""
    at = token_index(scene.tokens, quantity.start)
    before = words_before(scene.tokens, at, 12)
    force = any(class_of_noun(word) == "personnel" or word in _FORCES for word in before)
    return MeasureChoice("personnel" if force else "presence", 90.0, "strength")


def _find_boat(scene: Scene, quantity: Quantity) -> Token | None:
    """The boat that the counted are aboard of: "a dinghy carrying 40 people", "two boats with 65 aboard"."""
    at = token_index(scene.tokens, quantity.start)
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


def _class_counted(scene: Scene, quantity: Quantity) -> str:
    """The class of what is counted, which another number or "the number of" may have named before."""
    counted = class_of(quantity)
    if counted != NONE and quantity.head != "member":
        return counted
    whole = next((q for q in scene.quantities if q.number_start == quantity.part_of), None)
    if whole is not None:  # "24 of the 50 buoys"
        return class_of(whole)
    if quantity.head == "member":
        return _class_of_members(scene, quantity)
    at = token_index(scene.tokens, quantity.start)
    if quantity.head in _OTHERS or {t.lower for t in scene.tokens[max(0, at - 1) : at + 2]} & _FURTHER:
        before = [class_of(q) for q in scene.quantities if q.end <= quantity.start and not is_means(scene, q)]
        return next((c for c in reversed(before) if measure_of_class(c)), NONE)
    if quantity.partitive and at > 1 and scene.tokens[at - 1].text in ",—–(":
        owner = class_of_noun(scene.tokens[at - 2].lower)  # "our officers, 1,200 of whom are on duty"
        return owner if owner in ("personnel", "facilitator", "crossing_point", "boat") else NONE
    if is_linked(scene.tokens, quantity):
        lead = words_before(scene.tokens, at, LINK_REACH)
        return class_of_total(lead) or NONE
    return NONE


def _class_of_members(scene: Scene, quantity: Quantity) -> str:
    """ "240 members of the National Guard" are guards, "six members of a gang" smugglers."""
    at = token_index(scene.tokens, quantity.end)
    body = [t.lower for t in scene.tokens[at : at + 7]]
    if body[:1] != ["of"] or "family" in body:
        return class_of(quantity)
    if _GANGS & set(body):
        return "facilitator"
    force = any(class_of_noun(word) == "personnel" or word in _FORCES for word in body)
    return "personnel" if force else class_of(quantity)


def _weigh(scene: Scene, quantity: Quantity, counted: str, trigger: Trigger) -> MeasureChoice | None:
    measure = _measure_for(trigger, counted)
    if measure is None:
        return None
    if measure == "other" and measure_by_noun(quantity):
        return None  # the "crossing" of "four road crossings", the "arrival" of "the arrival of 25 officers"
    if quantity.number_start <= trigger.start and trigger.end <= quantity.end:
        inside = 64.0 if trigger.role != "noun" else 58.0
        return MeasureChoice(measure, inside, f"within:{trigger.record.id}", trigger)
    if opens_label(scene, quantity, trigger):
        return MeasureChoice(measure, 84.0, f"label:{trigger.record.id}", trigger)
    trust = trust_trigger(scene, quantity, counted, trigger)
    if (
        counted == "case"
        and abs(trigger.start - quantity.start) > 40
        and not tells_case(scene, quantity, trigger)
    ):
        return None  # "asked seven times": only the verb beside it says what they were times of
    return MeasureChoice(measure, trust, f"{trigger.role}:{trigger.record.id}", trigger)


def _measure_for(trigger: Trigger, counted: str) -> Measure | None:
    record = trigger.record
    if only_tries(trigger) and counted in ("migrant", "family", NONE):
        return "attempted_crossing"
    if counted in record.by_class:
        return record.by_class[counted]
    if counted == "unknown" or (record.only and counted not in record.only):
        return None
    return record.measure
