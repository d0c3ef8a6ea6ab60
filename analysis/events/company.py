"""Whether what stands beside a verb or noun is the company that its trigger asks for."""

from collections.abc import Sequence

from analysis.events.candidate import Candidate
from analysis.events.hits import is_date_part
from analysis.events.predicates import AUXILIARIES
from analysis.events.slots import Slot, find_antecedent
from analysis.events.statements import Reading
from analysis.events.wording import Trigger

TRYING = frozenset(
    "try tries tried trying attempt attempts attempted attempting seek seeks sought seeking manage "
    "manages managed continue continues continued began begin begins begun start starts started keep kept "
    "going stopped".split()
)
LOOKBACK = frozenset(
    {
        *("barrier", "sea", "migration", "site", "border", "deployment_place", "shelter", "spying"),
        *("emergency", "sanction", "deportation", "force"),
    }
)
_PRONOUNS = frozenset("it they them both this these that one ones own".split())
_DEMONSTRATIVES = frozenset("this that these those both".split())
_AFTER_DEMONSTRATIVE = AUXILIARIES | frozenset(
    "too also to in on at by with for from as and but or when after before because , . ; ? !".split()
)
_AFTER_BARE_NUMBER = frozenset(
    "more others in on at from by since last this were was are had have has will would is , . ; and".split()
)
_BESIDE = frozenset({"with", "carrying", "inside", "aboard", "hidden", "hiding", "under"})
_JOINTS = frozenset({"as", "while", "when", "after"})
_AT = frozenset({"at", "on", "near", "along"})
NOUN_REACH = 9
_NO_OBJECT_RELATIVES = frozenset(
    {"facilitation", "irregular_crossing", "intelligence", "assistance_request", "assistance"}
)
_PREPOSITIONS = frozenset("from to in on at along near into".split())
_TALLIES = frozenset("total number numbers figure tally toll count".split())
_MOVING = frozenset("bring brings brought bringing take takes took taking push pushed pushing".split())
_COMPOUND_HEADS = frozenset(
    "refugee refugees victim victims crime crimes crew crews service services team teams worker workers "
    "ship ships boat boats vessel vessels agency centre center police officer officers unit units toll rate "
    "squad squads helicopter plane zone".split()
)


def fits_slots(candidate: Candidate, company: frozenset[str], middle: bool) -> bool:
    """Whether subject, object and agent are of the classes that the trigger asks for, or excludes."""
    trigger, reading = candidate.trigger, candidate.reading
    if trigger.voice != "any" and (trigger.voice == "passive") != candidate.passive:
        return False
    if trigger.object and not _has_patient(candidate, company):
        return False
    if not middle and (_is_tally(candidate) or _moves_tally(candidate)):
        return False
    if trigger.after and not _names(reading, candidate.slots.object, trigger.after):
        return False
    if trigger.subject and not _has_subject(candidate):
        return False
    if "numbered" in trigger.near and not _has_number(candidate):
        return False
    if _names(reading, candidate.doer, trigger.without_subject):
        return False
    return not _names_itself(reading, _whole_range(candidate), trigger.without)


def _has_number(candidate: Candidate) -> bool:
    """Whether a figure, or a word for a mass, stands beside the verb."""
    slots = (candidate.slots.subject, candidate.slots.object)
    return any(_names(candidate.reading, slot, ("numbered", "movement")) for slot in slots)


def _has_subject(candidate: Candidate) -> bool:
    """Whether the subject is of a class asked for, also after the verb: "From Riga came ten guards"."""
    trigger, reading = candidate.trigger, candidate.reading
    if _names(reading, _subject_range(candidate), trigger.subject):
        return True
    first = reading.statements[candidate.statement].first
    opens = reading.tokens[first].lower in _PREPOSITIONS and not trigger.object
    return opens and _names(reading, (candidate.last, candidate.last + 5), trigger.subject)


def _has_patient(candidate: Candidate, company: frozenset[str]) -> bool:
    """Whether what is acted on is of a class that the trigger asks for; a pronoun may stand for it."""
    trigger, reading = candidate.trigger, candidate.reading
    slot = _patient_range(candidate)
    if trigger.type == "border_closure" and _is_only_place(candidate, slot):
        return False
    if _names(reading, slot, trigger.object):
        return True
    if _is_pronoun_for(candidate, slot, company):
        return True
    if not candidate.passive and trigger.type not in _NO_OBJECT_RELATIVES:
        antecedent = find_antecedent(reading, candidate.first)
        if _names(reading, antecedent, trigger.object):
            return True
    by = candidate.slots.agent[0] if candidate.slots.agent[0] > candidate.last else candidate.slots.object[1]
    inverted = (candidate.last, min(candidate.slots.object[1], candidate.last + 5, by))
    told_passive = candidate.passive and candidate.predicate is not None and candidate.predicate.passive
    return told_passive and _names(reading, inverted, trigger.object)


def _is_only_place(candidate: Candidate, slot: Slot) -> bool:
    """Whether a border is only where something is blocked: "blocks hundreds at the border"."""
    hits = candidate.reading.hits_within(*slot, candidate.trigger.object)
    words = [t.lower for t in candidate.reading.tokens]
    located = [bool(_AT & set(words[max(candidate.last, h.first - 3) : h.first])) for h in hits]
    return not candidate.passive and bool(located) and all(located)


def _is_pronoun_for(candidate: Candidate, slot: Slot, company: frozenset[str]) -> bool:
    """Whether a pronoun stands for a thing of a class asked for, named a little before."""
    classes = set(candidate.trigger.object) & company & (LOOKBACK - {"migration"})
    first, last = slot
    near = (max(first, last - 5), last) if candidate.passive else (first, min(last, first + 2))
    if classes - {"force"} and _has_pronoun(candidate.reading, *near):
        return True
    return bool(classes) and _is_bare_number(candidate.reading, *near)


def _has_pronoun(reading: Reading, first: int, last: int) -> bool:
    """Whether a pronoun stands in a slot; "that wall" has none."""
    for at in range(first, last):
        word = reading.tokens[at].lower
        following = reading.tokens[at + 1].lower if at + 1 < len(reading.tokens) else "."
        if word in _PRONOUNS and (word not in _DEMONSTRATIVES or following in _AFTER_DEMONSTRATIVE):
            return True
    return False


def _is_bare_number(reading: Reading, first: int, last: int) -> bool:
    """Whether a number without a noun stands for things named before: "closed two in August"."""
    for at in range(first, last):
        following = reading.tokens[at + 1].lower if at + 1 < len(reading.tokens) else "."
        if not reading.hits_within(at, at + 1, ("numbered",)) or is_date_part(reading.tokens, at):
            continue
        partitive = following == "of" and reading.hits_within(at + 2, at + 5, ("numbered",))
        if following in _AFTER_BARE_NUMBER or partitive:
            return not reading.classes & {"migrant_word"}
    return False


def _is_tally(candidate: Candidate) -> bool:
    """Whether a participle says which number is meant: "the number detained", "those refused entry"."""
    predicate = candidate.predicate
    reduced = candidate.passive and predicate is not None and predicate.bare_participle
    return reduced and _names(candidate.reading, _patient_range(candidate), ("tally",))


def _moves_tally(candidate: Candidate) -> bool:
    """Whether the verb only says what a number has come to: "bringing the total for the year to 3,434"."""
    tokens, first = candidate.reading.tokens, candidate.first + 1
    if candidate.passive or tokens[candidate.first].lower not in _MOVING:
        return False
    return any(t.lower in _TALLIES for t in tokens[first : first + 4])


def _patient_range(candidate: Candidate) -> Slot:
    first, last = candidate.patient
    if not (candidate.passive and candidate.predicate and candidate.predicate.bare_participle):
        return first, last
    if candidate.first and candidate.reading.tokens[candidate.first - 1].text == ",":
        return max(0, candidate.first - 8), candidate.first
    return max(first, last - 5), last


def _subject_range(candidate: Candidate) -> Slot:
    if candidate.trigger.object:
        return _past_joints(candidate, candidate.doer)
    first, last = _past_joints(candidate, candidate.slots.subject)
    if candidate.predicate and not candidate.predicate.finite and candidate.predicate.governor not in TRYING:
        return max(first, last - 4), last
    return first, last


def _past_joints(candidate: Candidate, slot: Slot) -> Slot:
    """The part of a slot behind its last connective: what goes before belongs to another verb."""
    words = [t.lower for t in candidate.reading.tokens[slot[0] : slot[1]]]
    joints = [n for n, w in enumerate(words) if w in _JOINTS and not _only_compares(words, n)]
    return (slot[0] + joints[-1] if joints else slot[0]), slot[1]


def _only_compares(words: Sequence[str], at: int) -> bool:
    """Whether a connective opens no clause: "as many as in May", "those held after crossing"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    return following.endswith("ing") or bool({"many", "much", "well", "such"} & set(words[at - 2 : at + 2]))


def _whole_range(candidate: Candidate) -> Slot:
    slot = _patient_range(candidate) if candidate.trigger.object else candidate.slots.subject
    first, last = slot if candidate.trigger.object else _past_joints(candidate, slot)
    return (max(first, last - 12), last) if candidate.passive else (first, last)


def _names_itself(reading: Reading, slot: Slot, classes: Sequence[str]) -> bool:
    """Whether a slot names one of some classes, not only as what goes with it: "men hidden in a lorry"."""
    hits = reading.hits_within(*slot, classes) if classes else []
    words = [t.lower for t in reading.tokens]
    return any(not _BESIDE & set(words[max(slot[0], h.first - 4) : h.first]) for h in hits)


def _names(reading: Reading, slot: Slot, classes: Sequence[str]) -> bool:
    return bool(classes) and bool(reading.hits_within(*slot, classes))


def has_company(trigger: Trigger, company: frozenset[str]) -> bool:
    """Whether a class that the trigger wants near is in the sentence or just before it."""
    return not trigger.near or any(name in company for name in trigger.near)


def fits_complement(candidate: Candidate) -> bool:
    """Whether a noun is of, on or by what its trigger asks for: the "closure" of a border."""
    trigger, reading = candidate.trigger, candidate.reading
    if not trigger.complement:
        return True
    ahead = (candidate.last, min(candidate.slots.object[1], candidate.last + NOUN_REACH))
    behind = (max(candidate.slots.subject[0], candidate.first - 3), candidate.first)
    if _names(reading, ahead, trigger.without) or _names(reading, behind, trigger.without):
        return False
    if candidate.last < len(reading.tokens) and reading.tokens[candidate.last].lower in _COMPOUND_HEADS:
        return False
    links = ("of", "on", "against", "in", "by", "from", "for", "to", "at", "-")
    linked = candidate.last < len(reading.tokens) and reading.tokens[candidate.last].lower in links
    return (linked and _names(reading, ahead, trigger.complement)) or _names(
        reading, behind, trigger.complement
    )
