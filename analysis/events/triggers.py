"""Find the verbs and nouns that report an event, in the company that their wording asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.events.predicates import AUXILIARIES, BE, HAVE, Predicate, read_predicate, share_auxiliaries
from analysis.events.slots import Slot, Slots, find_antecedent, find_slots, find_subject
from analysis.events.statements import Reading, find_phrase, is_date_part
from analysis.events.word_class import is_noun_here
from analysis.events.wording import Trigger, VerbEntry, load_triggers, noun_index, verb_index

_TRYING = frozenset(
    "try tries tried trying attempt attempts attempted attempting seek seeks sought seeking manage "
    "manages managed continue continues continued began begin begins begun start starts started keep kept "
    "going stopped".split()
)
_LOOKBACK = frozenset(
    {
        *("barrier", "sea", "migration", "site", "border", "deployment_place", "shelter", "spying"),
        *("emergency", "sanction", "deportation", "force"),
    }
)
_GAP = 8
_ADJACENT = frozenset({"in", "on", "from", "at", "over", "to", "into", "out"})
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
_POSTED = frozenset("stationed deployed based posted positioned".split())
_STOPPING = frozenset({"stop", "stops", "stopped"})
_CHARGED = frozenset({"accused", "suspected", "convicted"})
_AT = frozenset({"at", "on", "near", "along"})
_NOUN_REACH = 9
_NO_OBJECT_RELATIVES = frozenset(
    {"facilitation", "irregular_crossing", "intelligence", "assistance_request", "assistance"}
)
_SUBJECT_PRONOUNS = frozenset("they he she we i it".split())
_PREPOSITIONS = frozenset("from to in on at along near into".split())
_TALLIES = frozenset("total number numbers figure tally toll count".split())
_PASSING = frozenset("as amid after days weeks months hours despite".split())
_MOVING = frozenset("bring brings brought bringing take takes took taking push pushed pushing".split())
_COMPOUND_HEADS = frozenset(
    "refugee refugees victim victims crime crimes crew crews service services team teams worker workers "
    "ship ships boat boats vessel vessels agency centre center police officer officers unit units toll rate "
    "squad squads helicopter plane zone".split()
)
_CIRCUMSTANCE = frozenset("of from for to about against without with on at in and or than despite".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording that reports an event: its trigger, where it stands, and its slots."""

    trigger: Trigger
    reading: Reading
    first: int
    last: int
    predicate: Predicate | None
    slots: Slots
    passive: bool

    @property
    def patient(self) -> Slot:
        """The slot of what is acted on."""
        return self.slots.subject if self.passive else self.slots.object

    @property
    def doer(self) -> Slot:
        """The slot of what acts."""
        return self.slots.agent if self.passive else self.slots.subject

    @property
    def statement(self) -> int:
        """The number of the statement in which it stands."""
        return self.reading.statement_at(self.first)


def find_candidates(reading: Reading, earlier: Sequence[Reading] = ()) -> list[Candidate]:
    """All wordings of a sentence that report an event, at most one for each verb or noun, in order.

    `earlier` are the readings of the sentences just before, where some company may stand.
    """
    company = frozenset(c for r in earlier for c in r.classes if c in _LOOKBACK) | reading.classes
    found: list[Candidate] = []
    taken = -1
    for at in range(len(reading.tokens)):
        if at < taken or reading.is_set_phrase(at):
            continue
        candidate = _try_noun(reading, at, company) or _try_verb(reading, at, company)
        if candidate:
            found.append(candidate)
            taken = candidate.last if candidate.predicate is None else at + 1
    return found


def _try_verb(reading: Reading, at: int, company: frozenset[str]) -> Candidate | None:
    entries = verb_index().get(reading.tokens[at].lower, ())
    if not entries or is_noun_here(reading, at, entries[0]) or _only_assists(reading, at):
        return None
    start = _reach(reading, at)
    predicate = read_predicate(reading.tokens, at, entries[0].forms, start)
    predicate = share_auxiliaries(reading.tokens, predicate)
    for entry in entries:
        candidate = _fit_verb(reading, entry, predicate, company)
        if candidate:
            return candidate
    return None


def _only_assists(reading: Reading, at: int) -> bool:
    """Whether a verb only helps another one, or only joins: "are shooting", "had to fire", "comes as"."""
    word = reading.tokens[at].lower
    following = next((t.lower for t in reading.tokens[at + 1 : at + 3] if not t.lower.endswith("ly")), "")
    if word in BE and following.endswith("ed") and following not in _POSTED:
        return True
    if word in BE | HAVE:
        return following == "to" or (following.endswith("ing") and following != "during")
    return word in ("come", "comes", "came") and following in _PASSING


def _reach(reading: Reading, at: int) -> int:
    """How far back the verb's group may reach: to its statement's beginning, or over a quotation mark."""
    first = reading.statements[reading.statement_at(at)].first
    quoted = first >= 2 and reading.tokens[first].text in '"“‘' and reading.tokens[first - 1].lower == "to"
    return first - 2 if quoted else first


def _fit_verb(
    reading: Reading, entry: VerbEntry, predicate: Predicate, company: frozenset[str]
) -> Candidate | None:
    last = _match_particles(reading, entry, predicate)
    if (
        last is None
        or not _has_company(entry.trigger, company)
        or _is_plain_copula(reading, entry, predicate)
    ):
        return None
    if not _has_mood(entry.trigger, predicate):
        return None
    slots = find_slots(reading, predicate, predicate.index + 1)
    voices = (True,) if entry.middle and not predicate.passive else _voices(predicate, reading)
    for passive in voices:
        candidate = Candidate(entry.trigger, reading, predicate.index, last, predicate, slots, passive)
        if entry.middle and predicate.bare_participle and "past" not in predicate.forms:
            continue
        if _fits_slots(candidate, company, entry.middle):
            return candidate
    return None


def _has_mood(trigger: Trigger, predicate: Predicate) -> bool:
    """Whether the verb states something, where the trigger asks it, and is no mere circumstance."""
    tried = predicate.governor in _TRYING
    if trigger.pledged and not (predicate.future or predicate.conditional):
        return False
    if trigger.finite and not (predicate.finite or predicate.future or tried):
        return False
    if "gerund" in predicate.forms and not predicate.finite and predicate.governor in _CIRCUMSTANCE:
        return trigger.once or predicate.governor == "in"
    return True


def _is_plain_copula(reading: Reading, entry: VerbEntry, predicate: Predicate) -> bool:
    """Whether "be" only links subject and complement; "there were 40 attempts" reports them."""
    at = predicate.index
    if reading.tokens[at].lower not in BE or entry.particles or entry.trigger.subject:
        return False
    return all(t.lower != "there" for t in reading.tokens[max(0, at - 3) : at])


def _match_particles(reading: Reading, entry: VerbEntry, predicate: Predicate) -> int | None:
    """The token after the wording, or None where its particles do not follow the verb."""
    after = predicate.index + 1
    if not entry.particles:
        words = [t.lower for t in reading.tokens[after : after + 2]]
        stopped = (
            reading.tokens[predicate.index].lower in _STOPPING and words[:1] and words[0].endswith("ing")
        )
        if stopped or words[:1] in (["back"], ["down"]):
            return None
        return None if words[:1] == ["up"] and words[1:] not in (["to"], ["from"]) else after
    end = reading.statements[reading.statement_at(predicate.index)].last
    linked = reading.tokens[predicate.index].lower in BE
    close = linked or (len(entry.particles) == 1 and entry.particles[0] in _ADJACENT)
    heading = reading.sentence.kind == "heading"
    for at in range(after, min(end, after + (3 if close else _GAP))):
        if reading.tokens[at].text[0].isupper() and not heading:
            continue
        if find_phrase(reading.tokens, entry.particles, at) and reading.tokens[at - 1].lower != "and":
            return at + len(entry.particles)
        if at > after and (reading.tokens[at].lower in AUXILIARIES or reading.tokens[at].text == ","):
            return None
    return None


def _voices(predicate: Predicate, reading: Reading) -> tuple[bool, ...]:
    """The voices to try: passive first where a form of "be" says so, both where the form leaves it open."""
    if predicate.passive:
        return (True,)
    before = reading.tokens[predicate.first - 1].lower if predicate.first else ""
    if not predicate.bare_participle or before in _SUBJECT_PRONOUNS:
        return (False,)
    following = reading.tokens[predicate.index + 1].lower if predicate.index + 1 < len(reading.tokens) else ""
    charged = reading.tokens[predicate.index].lower in _CHARGED and following == "of"
    if before == "those" or charged:
        return (True,)
    if "base" in predicate.forms:
        return (False,)
    return (False, True) if "past" in predicate.forms else (True,)


def _fits_slots(candidate: Candidate, company: frozenset[str], middle: bool) -> bool:
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
    classes = set(candidate.trigger.object) & company & (_LOOKBACK - {"migration"})
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
    if candidate.predicate and not candidate.predicate.finite and candidate.predicate.governor not in _TRYING:
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


def _has_company(trigger: Trigger, company: frozenset[str]) -> bool:
    return not trigger.near or any(name in company for name in trigger.near)


def _try_noun(reading: Reading, at: int, company: frozenset[str]) -> Candidate | None:
    triggers = load_triggers()
    for phrase in noun_index().get(reading.tokens[at].lower, ()):
        if not find_phrase(reading.tokens, phrase.words, at):
            continue
        trigger = triggers[phrase.order]
        candidate = _noun_candidate(reading, trigger, at, at + len(phrase.words))
        if _has_company(trigger, company) and _fits_complement(candidate):
            return candidate
    return None


def _noun_candidate(reading: Reading, trigger: Trigger, first: int, last: int) -> Candidate:
    number = reading.statement_at(first)
    end = min(reading.statements[number].last, last + _NOUN_REACH + 3)
    before = find_subject(reading, number, first)
    agent = next((at for at in range(last, end) if reading.tokens[at].lower == "by"), end)
    slots = Slots((max(before[0], first - 4), first), (last, end), (min(agent + 1, end), end))
    return Candidate(trigger, reading, first, last, None, slots, False)


def _fits_complement(candidate: Candidate) -> bool:
    trigger, reading = candidate.trigger, candidate.reading
    if not trigger.complement:
        return True
    ahead = (candidate.last, min(candidate.slots.object[1], candidate.last + _NOUN_REACH))
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
