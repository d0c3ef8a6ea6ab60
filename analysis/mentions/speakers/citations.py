"""Citations within one sentence: a speaker, the verb or phrase that cites, and the words it covers."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from analysis.knowledge import word_class
from analysis.language.text import Sentence, tokenize
from analysis.mentions.speakers.lexicon import (
    Attribution,
    AttributionKind,
    Chars,
    SpeechVerb,
    alternatives,
    verb_index,
    words_for,
)
from analysis.mentions.speakers.phrases import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    LINKS,
    SHOWING,
    TIMES,
    Phrase,
    clean_source,
    read_following,
    read_label,
    read_opening,
    read_subject,
)

_BE = frozenset("is are was were be been being".split())
_BEFORE_INVERTED = frozenset({"", *',"”»-–—', "how", "as"})
_INVERTING = frozenset({"said", "claimed", "warned", "promised"})
# Kinds of verbs that tell of the whole clause, with its subject and what stands before it.
_WHOLE = frozenset({"recorded", "planned", "denied"})
_GO_ON_AFTER = frozenset("to from up down compared including against among".split())
_NO_SPEECH_AFTER = word_class("no-speech-after") | (ARTICLES - {"that"})
_THOUGHT = frozenset({"believe", "estimate", "report", "fear", "allege"})
_OWN_COUNT = re.compile(
    r"\b(?:by|on) (?:the )?(?P<who>its|their|[^\W\d_][\w .-]{1,60}?(?=['’]s |(?<=s)['’] ))(?:['’]s?)?"
    r" (?:own |latest |official )?"
    r"(?:count|reckoning|estimates?|tally|figures|calculations|numbers|records)\b",
    re.I,
)
_OWNERS = {"its": "it", "their": "they"}
_NOBODY = re.compile(
    r"(?i:(?:(?:provisional|official|latest|new|preliminary|updated|initial|early|recent) )?"
    r"(?:figures|data|statistics|numbers|estimates|counts|totals|reports))"
)
_LEADS = frozenset('that on in at late early , " “ ” : how to'.split()) | TIMES | {""}


def find_citations(sentence: Sentence, quoted: Sequence[Chars]) -> Iterator[Attribution]:
    """The citations of a sentence in order of their verb; none whose verb is inside `quoted`.

    A pronoun is its own source. Where several speakers are cited, each has its own part of the sentence.
    """
    reader = _SentenceReader(sentence, quoted)
    found = [*reader.read_verbs(), *reader.read_phrases(), *reader.read_data(), *reader.read_own_counts()]
    found += reader.read_quoted_verbs(found)
    cited = sorted(_choose(found or [*reader.read_labels()]), key=lambda c: c.verb_start)
    parts = [reader.segment(c.verb_start) for c in cited]
    if len(set(parts)) > 1:
        cited = [_clip(c, *part) for c, part in zip(cited, parts, strict=True)]
    for n, one in enumerate(cited):  # the content of "A said x" ends where "and B said y" begins
        opens = [
            later.source_start
            for later in cited[n + 1 :]
            if one.verb_end <= later.source_start <= later.content_start
            and (later.source_start, later.source_end) != (one.source_start, one.source_end)
        ]
        yield replace(one, content_end=max(one.content_start, min([one.content_end, *opens])))


def _choose(found: Sequence[Attribution]) -> Iterator[Attribution]:
    """Of the speakers of one sentence those who vouch for its words, and not those who pass them on."""
    kinds = {c.kind for c in found}
    told = [c for c in found if c.kind == "said" and c.content_start < c.source_start and not c.pronoun]
    vouched = any(c.kind == "according_to" and not _is_carrier(c.source) for c in found)
    for one in found:
        if "citing" in kinds and one.kind not in ("citing", "denied"):
            continue  # "X reported, citing Y": Y is the source
        if one.kind == "according_to" and kinds - {"according_to", "citing"} and _is_carrier(one.source):
            continue  # "X alleged, according to agency B"
        # "the guards recorded 800, according to Frontex", "…, a spokesman said"
        handed_on = vouched or any(t.content_start <= one.verb_start < t.source_start for t in told)
        if not (one.kind == "recorded" and handed_on) and not _NOBODY.fullmatch(one.source):
            yield one


def _is_carrier(source: str) -> bool:
    words = source.lower()
    return "news agency" in words or not words_for("outlet").isdisjoint(words.split())


def _clip(c: Attribution, *part: int) -> Attribution:
    start, end = (sorted((*part, at))[1] for at in (c.content_start, c.content_end))
    return replace(c, content_start=start, content_end=end)


class _SentenceReader:
    def __init__(self, sentence: Sentence, quoted: Sequence[Chars]) -> None:
        self.sentence, self.tokens, self.quoted = sentence, sentence.tokens, quoted
        self.low, self.back = self.tokens.low, self.tokens.back
        self.last: Phrase | None = None

    def read_verbs(self) -> Iterator[Attribution]:
        """Citations by a verb of speech: before it, after it, by it, or shared with the verb before."""
        for k, token in enumerate(self.tokens):
            verb = self._speech_verb(k)
            found = verb and (self._passive(k) if self._is_passive(k) else self._active(k, verb))
            if verb and found:
                self.last, final = found
                content = self._content(k, self.last, verb, final)
                yield self.last.cited(verb.kind, verb.id, (token.start, token.end), content, verb.stance)

    def read_phrases(self) -> Iterator[Attribution]:
        """Citations by a phrase: "according to X", "citing X"."""
        for match in _according().finditer(self.sentence.text):
            words, start = match.group().lower(), self.sentence.start + match.start()
            k = bisect_left(self.tokens, self.sentence.start + match.end(), key=lambda t: t.start)
            citing = words in ("citing", "quoting")
            if self._is_quoted(start) or (citing and self.low(k) in ("its", "his", "her", "their")):
                continue
            if found := self._introduces(words, k) and read_following(self.tokens, k, strong=not citing):
                kind: AttributionKind = "citing" if citing else "according_to"
                content = (self.segment(start, ":")[0], self.sentence.end)
                yield found.cited(kind, words, (start, found.start), content)

    def _introduces(self, words: str, k: int) -> bool:
        """Whether "released by" tells who gave out data, and not who let people go."""
        if not re.fullmatch(r"\w+ed by", words):
            return True
        return self.low(self.back(k - len(words.split()) - 1, ADVERBS | TIMES)) in words_for("data")

    def read_data(self) -> Iterator[Attribution]:
        """Citations by data: "Home Office figures show", "data of the service show"."""
        for k, token in enumerate(self.tokens):
            if not SHOWING.fullmatch(token.lower) or self._is_quoted(token.start):
                continue
            phrase = read_subject(self.tokens, k, strong=True)
            if phrase and any(
                t.lower in words_for("data") and t.end <= phrase.end for t in self.tokens[phrase.first : k]
            ):
                start = phrase.start if self._opens(phrase) else self.segment(phrase.start)[0]
                yield phrase.cited("data_show", "show", (token.start, token.end), (start, self.sentence.end))

    def read_own_counts(self) -> Iterator[Attribution]:
        """ "By the ministry's count"; in "by its count" the body told of before."""
        for match in _OWN_COUNT.finditer(self.sentence.text):
            start, at, end = (self.sentence.start + place for place in (match.start(), *match.span("who")))
            owner = _OWNERS.get(match["who"].lower())
            if owner or read_label(tokenize(match["who"])):
                phrase = Phrase(at, end, owner or clean_source(match["who"]), pronoun=bool(owner))
                left = start if owner else self.segment(start)[0]
                yield phrase.cited("according_to", "by its count", (start, at), (left, self.sentence.end))

    def read_quoted_verbs(self, found: Sequence[Attribution]) -> Iterator[Attribution]:
        """Any verb that ties a speaker to a quotation: "…," sighed the commander."""
        known = {c.verb_start for c in found}
        for k, token in enumerate(self.tokens):
            past = token.text.islower() and token.lower.endswith("ed") and len(token.text) > 4
            if past and token.start not in known and not self._is_quoted(token.start):
                after = self._ends_quote(k - 1)
                read, at = (read_following, k + 1) if after else (read_subject, k)
                phrase = read(self.tokens, at, strong=False)
                if phrase and not phrase.pronoun and (after or self._ends_quote(phrase.first - 1)):
                    content = (self.sentence.start, self.sentence.end)
                    yield phrase.cited("said", token.lower, (token.start, token.end), content)

    def _ends_quote(self, k: int) -> bool:
        return k > 0 and self.tokens[k].text in '"”»' and self.tokens[k - 1].text in ",!?…—–"

    def read_labels(self) -> Iterator[Attribution]:
        """A speaker set off by a colon before the statement or a dash behind it: "UN: …", "… – minister"."""
        if self.sentence.kind not in ("prose", "heading"):
            return
        tokens, start, end = self.tokens, self.sentence.start, self.sentence.end
        colon = next((k for k, t in enumerate(tokens[:9]) if t.text == ":"), 0)
        if colon and (label := read_label(tokens[:colon])) and colon + 3 < len(tokens):
            mark = tokens[colon]
            yield label.cited("said", "", (mark.start, mark.end), (mark.end, end))
            return
        last = self.back(len(tokens) - 1, (".",)) + 1
        dash = next((k for k in range(last - 2, max(2, last - 9), -1) if self._is_dash(k)), 0)
        if dash and (label := read_label(tokens[dash + 1 : last])):
            mark = tokens[dash]
            yield label.cited("said", "", (mark.start, mark.end), (start, mark.start))

    def _is_dash(self, k: int) -> bool:
        before, token, after = self.tokens[k - 1 : k + 2]
        return token.text in "-–—" and before.end < token.start and token.end < after.start

    # Verbs

    def _speech_verb(self, k: int) -> SpeechVerb | None:
        """The verb of speech at token `k`, where what stands around it lets it be one."""
        token = self.tokens[k]
        if not token.text.islower() or self._is_quoted(token.start):
            return None
        further = [t.lower for t in self.tokens[k + 1 : k + 19]]
        for verb, particle in verb_index().get(token.lower, ()):
            following = further if verb.kind == "recorded" else further[:8]
            if particle and following[:1] != [particle]:
                continue
            following = following[1:] if particle else following
            at_once = following[:1] and following[0] in ',."”»:'
            if verb.needs and not at_once and not set(verb.needs) & set(following):
                continue
            thought = verb.id in _THOUGHT and token.lower.endswith("ed") and further[:1] == ["to"]
            return None if thought or self.low(k - 1) in _NO_SPEECH_AFTER else verb
        return None

    def _is_passive(self, k: int) -> bool:
        return self.low(k + 1) == "by" or self.low(self.back(k - 1, ADVERBS - _BE)) in _BE

    def _passive(self, k: int) -> tuple[Phrase, bool] | None:
        """ "it was announced on Monday by the ministry", "was told in the ministry"."""
        agent = next((n for n in range(k + 1, k + 8) if self.low(n) in ("by", *",;:.")), 0)
        agent = k + 1 if self.low(k + 1) == "in" else agent
        found = read_following(self.tokens, agent + 1, strong=False) if self.low(agent).isalpha() else None
        return (found, True) if agent and found else None

    def _active(self, k: int, verb: SpeechVerb) -> tuple[Phrase, bool] | None:
        """The speaker of an active verb, and whether its content stands before it too."""
        token, before = self.tokens[k], self.low(k - 1)
        if token.lower.endswith("ing"):
            owner = self.last or (read_opening(self.tokens) if verb.kind == "recorded" else None)
            return (owner, False) if owner else None
        told = token.lower.endswith(("ed", "id", "old")) or token.lower in ("says", "say")
        if subject := read_subject(self.tokens, k, verb.strong and told) or self._antecedent(k, verb):
            if not self._agrees(k, verb, subject) or (verb.kind == "planned" and not _names_body(subject)):
                return None
            follows = self._relative_comma(k) >= 0 or verb.kind in _WHOLE | {"accused", "threatened"}
            return subject, not follows and not self._opens(subject)
        inverted = verb.kind in _INVERTING and before in _BEFORE_INVERTED  # "said Jan Holm"
        if inverted and (found := read_following(self.tokens, k + 1, strong=before != ",")):
            return found, True
        if before not in ("and", "but", ",", "or"):
            return None
        shared = self.last or (self._joined_subject(k) if before != "," else None)
        return (shared, False) if shared else None

    def _joined_subject(self, k: int) -> Phrase | None:
        """The subject of the verb that "and said" is joined to: "The guard rejected this and said"."""
        for n in range(k - 2, max(0, k - 16), -1):
            if self.low(n).endswith("ed") and self.tokens[n].text.islower():
                found = read_subject(self.tokens, n, strong=False)
                if found and not found.pronoun:
                    return found
        return read_opening(self.tokens)

    def _antecedent(self, k: int, verb: SpeechVerb) -> Phrase | None:
        """ "The coastguard, which has reported 48 deaths": the noun before the relative pronoun."""
        comma = self._relative_comma(k)
        tied = comma >= 0 and self.back(k - 1, AUXILIARIES | ADVERBS) == comma + 1
        told = tied and verb.kind not in ("denied", "planned")
        return read_subject(self.tokens, comma, strong=True) if told else None

    def _relative_comma(self, k: int) -> int:
        """The comma that opened the relative clause in which the verb stands; -1 for none."""
        commas = (n - 1 for n in range(k - 3, k) if self.low(n) in ("which", "who"))
        return next((n for n in commas if self.low(n) == ","), -1)

    def _agrees(self, k: int, verb: SpeechVerb, subject: Phrase) -> bool:
        """A bare form ("say", "report", "state") wants a plural; else it is a noun after its adjective."""
        bare = self.low(k) == verb.id.split()[0] and verb.id != "put"
        if not bare or self.low(k - 1) in AUXILIARIES:
            return True
        words = re.split(r" (?:of|in|at|for|from|with) ", subject.source)[0]
        plural = words.endswith("s") or words.lower().endswith(("police", "media")) or " and " in words
        return plural or subject.source == "they"

    # Stretches

    def _content(self, k: int, phrase: Phrase, verb: SpeechVerb, final: bool) -> Chars:
        if final:
            return self.segment(phrase.start, ":")[0], self.sentence.end
        if verb.kind == "planned" or self._relative_comma(k) >= 0:
            return self.tokens[k].start, self._next_mark(k)
        if verb.kind in _WHOLE:
            opens = self._opening(phrase.first) < 0
            return self.sentence.start if opens else phrase.start, self.sentence.end
        plain = verb.id in ("say", "tell") or self.low(k + 1) in _LEADS
        return self.tokens[k].end, self.sentence.end if plain else self._next_mark(k)

    def _opens(self, phrase: Phrase) -> bool:
        """Whether a phrase opens a statement, so that its content follows."""
        return self.low(self._opening(phrase.first)) not in tuple(',"”»–—')

    def _opening(self, first: int) -> int:
        """Index of the token before a phrase and the words of time before it; -1 where there is none."""
        n = first - 1
        while self.low(n) in TIMES | LINKS or self.low(n).isdigit():
            n -= 1
        return n

    def _next_mark(self, k: int) -> int:
        """Where the clause of token `k` ends: the next mark behind which it does not go on."""
        marks = (
            mark.start
            for mark, after in pairwise(self.tokens[k + 1 :])
            if mark.text in ",;:" and not self._is_quoted(mark.start) and after.lower not in _GO_ON_AFTER
        )
        return next(marks, self.sentence.end)

    def segment(self, at: int, marks: str = ";:") -> Chars:
        """The part of the sentence between ";" or ":" in which `at` stands."""
        parting = [t for t in self.tokens if t.text in marks and not self._is_quoted(t.start)]
        left = max((t.end for t in parting if t.end <= at), default=self.sentence.start)
        right = min((t.start for t in parting if t.start >= at), default=self.sentence.end)
        return left, right

    def _is_quoted(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.quoted)


def _names_body(subject: Phrase) -> bool:
    """Whether a plan or demand may be theirs: a body, an officer or a person by name, no crowd."""
    words = {w.lower() for w in subject.source.split()}
    named = subject.source.istitle() and len(words) > 1
    planning = (words_for("body") | words_for("people")) - word_class("crowd")
    return subject.pronoun or named or not planning.isdisjoint(words)


@cache
def _according() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives('according')})\b", re.IGNORECASE)
