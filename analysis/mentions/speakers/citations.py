"""Citations within one sentence: a speaker, the verb or phrase that cites, and the words it covers."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from analysis.knowledge import word_class
from analysis.language.text import Sentence, Token, tokenize
from analysis.mentions.speakers.lexicon import (
    Attribution,
    AttributionKind,
    Chars,
    SpeechVerb,
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

_CROWD = word_class("crowd")
_BE = frozenset("is are was were be been being".split())
_BEFORE_INVERTED = frozenset({"", *',"”»-–—', "how", "as"})
_INVERTING = frozenset({"said", "claimed", "warned", "promised"})
# Kinds of verbs that tell of the whole clause, with its subject and what stands before it.
_WHOLE = frozenset({"recorded", "planned", "denied"})
_GO_ON_AFTER = frozenset("to from up down compared including against among".split())
_NO_SPEECH_AFTER = word_class("no-speech-after")
_THOUGHT = frozenset({"believe", "estimate", "report", "fear", "allege"})
_OWN_COUNT = re.compile(
    r"\b(?:by|on) (?:(?P<who>its|their)|(?:the )?(?P<body>[^\W\d_][\w .-]{1,60}?)(?:['’]s|(?<=s)['’]))"
    r" (?:own |latest |official )?"
    r"(?:count|reckoning|estimates?|tally|figures|calculations|numbers|records)\b",
    re.I,
)
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
    found += [*reader.read_quoted_verbs(found), *reader.read_labels(found)]
    cited = sorted(_choose(found), key=lambda c: c.verb_start)
    parts = [reader.segment(c.verb_start) for c in cited]
    if len(set(parts)) > 1:
        cited = [_clip(c, part) for c, part in zip(cited, parts, strict=True)]
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
    for one in found:
        if "citing" in kinds and one.kind not in ("citing", "denied"):
            continue  # "X reported, citing Y": Y is the source
        if one.kind == "according_to" and kinds - {"according_to", "citing"} and _is_carrier(one.source):
            continue  # "X alleged, according to agency B"
        if one.kind == "recorded" and (
            # "the guards recorded 800, according to Frontex", "…, a spokesman said"
            any(c.kind == "according_to" and not _is_carrier(c.source) for c in found)
            or any(t.content_start <= one.verb_start < t.source_start for t in told)
        ):
            continue
        if not _NOBODY.fullmatch(one.source):
            yield one


def _is_carrier(source: str) -> bool:
    words = source.lower()
    return "news agency" in words or bool(set(words.split()) & words_for("outlet"))


def _clip(c: Attribution, part: Chars) -> Attribution:
    start = min(max(c.content_start, part[0]), part[1])
    return replace(c, content_start=start, content_end=max(start, min(c.content_end, part[1])))


class _SentenceReader:
    def __init__(self, sentence: Sentence, quoted: Sequence[Chars]) -> None:
        self.sentence, self.tokens, self.quoted = sentence, sentence.tokens, quoted
        self.last: Phrase | None = None

    def read_verbs(self) -> Iterator[Attribution]:
        """Citations by a verb of speech: before it, after it, by it, or shared with the verb before."""
        for k, token in enumerate(self.tokens):
            verb = self._speech_verb(k)
            found = (self._passive(k) if self._is_passive(k) else self._active(k, verb)) if verb else None
            if verb and found:
                self.last, final = found
                content = self._content(k, self.last, verb, final)
                yield self.last.cited(verb.kind, verb.id, (token.start, token.end), content, verb.stance)

    def read_phrases(self) -> Iterator[Attribution]:
        """Citations by a phrase: "according to X", "citing X"."""
        for match in _according().finditer(self.sentence.text):
            words, start = match.group().lower(), self.sentence.start + match.start()
            k = bisect_left(self.tokens, self.sentence.start + match.end(), key=lambda t: t.start)
            if k == len(self.tokens) or self._is_quoted(start) or not self._introduces(words, k):
                continue
            citing = words in ("citing", "quoting")
            found = read_following(self.tokens, k, strong=not citing)
            own = self.tokens[k].lower in ("its", "his", "her", "their")
            if found is None or (citing and own):
                continue
            content = (self._after_colon(start), self.sentence.end)
            kind: AttributionKind = "citing" if citing else "according_to"
            yield found.cited(kind, words, (start, found.start), content)

    def _introduces(self, words: str, k: int) -> bool:
        """Whether "released by" tells who gave out data, and not who let people go."""
        if not re.fullmatch(r"\w+ed by", words):
            return True
        return self._low(self._back(k - len(words.split()) - 1, ADVERBS | TIMES)) in words_for("data")

    def read_data(self) -> Iterator[Attribution]:
        """Citations by data: "Home Office figures show", "data of the service show"."""
        for k, token in enumerate(self.tokens):
            if not SHOWING.fullmatch(token.lower) or self._is_quoted(token.start):
                continue
            phrase = read_subject(self.tokens, k, strong=True)
            base = self.sentence.start
            words = self.sentence.text[phrase.start - base : phrase.end - base] if phrase else ""
            if phrase is None or not set(re.findall(r"[a-z]+", words.lower())) & words_for("data"):
                continue
            start = phrase.start if self._opens(phrase) else self.segment(phrase.start)[0]
            yield phrase.cited("data_show", "show", (token.start, token.end), (start, self.sentence.end))

    def read_own_counts(self) -> Iterator[Attribution]:
        """ "By the ministry's count"; in "by its count" the body told of before."""
        for match in _OWN_COUNT.finditer(self.sentence.text):
            start, words = self.sentence.start + match.start(), match["who"] or match["body"]
            at = self.sentence.start + match.start("who" if match["who"] else "body")
            if match["who"]:
                phrase = Phrase(at, at + len(words), "it" if words.lower() == "its" else "they", pronoun=True)
            elif read_label(tokenize(words)):
                phrase = Phrase(at, at + len(words), clean_source(words))
            else:
                continue
            left = start if phrase.pronoun else self.segment(start)[0]
            yield phrase.cited("according_to", "by its count", (start, at), (left, self.sentence.end))

    def read_quoted_verbs(self, found: Sequence[Attribution]) -> Iterator[Attribution]:
        """Any verb that ties a speaker to a quotation: "…," sighed the commander."""
        known = {c.verb_start for c in found}
        for k, token in enumerate(self.tokens):
            past = token.text.islower() and token.lower.endswith("ed") and len(token.text) > 4
            if k < 2 or not past or token.start in known or self._is_quoted(token.start):
                continue
            if phrase := self._speaker_beside_quote(k):
                content = (self.sentence.start, self.sentence.end)
                yield phrase.cited("said", token.lower, (token.start, token.end), content)

    def _speaker_beside_quote(self, k: int) -> Phrase | None:
        if self._ends_quote(k - 1):
            found = read_following(self.tokens, k + 1, strong=False)
        else:
            found = read_subject(self.tokens, k, strong=False)
            found = found if found and self._ends_quote(found.first - 1) else None
        return found if found and not found.pronoun else None

    def _ends_quote(self, k: int) -> bool:
        return k > 0 and self.tokens[k].text in '"”»' and self.tokens[k - 1].text in ",!?…—–"

    def read_labels(self, found: Sequence[Attribution]) -> Iterator[Attribution]:
        """A speaker set off by a colon before the statement or a dash behind it: "UN: …", "… – minister"."""
        if found or self.sentence.kind not in ("prose", "heading"):
            return
        tokens, start, end = self.tokens, self.sentence.start, self.sentence.end
        colon = next((k for k, t in enumerate(tokens[:9]) if t.text == ":"), 0)
        if colon and (label := read_label(tokens[:colon])) and colon + 3 < len(tokens):
            mark = tokens[colon]
            yield label.cited("said", "", (mark.start, mark.end), (mark.end, end))
            return
        last = len(tokens) - (bool(tokens) and tokens[-1].text == ".")
        dash = next((k for k in range(last - 2, max(2, last - 9), -1) if self._is_dash(k)), 0)
        if dash and (label := read_label(tokens[dash + 1 : last])):
            mark = tokens[dash]
            yield label.cited("said", "", (mark.start, mark.end), (start, mark.start))

    def _is_dash(self, k: int) -> bool:
        token, after = self.tokens[k], self.tokens[k + 1]
        return token.text in "-–—" and self.tokens[k - 1].end < token.start and token.end < after.start

    # Verbs

    def _speech_verb(self, k: int) -> SpeechVerb | None:
        """The verb of speech at token `k`, where what stands around it lets it be one."""
        token, before = self.tokens[k], self._low(k - 1)
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
            nominal = before in ARTICLES - {"that"} or before in _NO_SPEECH_AFTER
            return None if nominal or thought else verb
        return None

    def _is_passive(self, k: int) -> bool:
        return self._low(k + 1) == "by" or self._low(self._back(k - 1, ADVERBS - _BE)) in _BE

    def _passive(self, k: int) -> tuple[Phrase, bool] | None:
        """ "it was announced on Monday by the ministry", "was told in the ministry"."""
        for n in range(k + 1, min(k + 8, len(self.tokens) - 1)):
            token = self.tokens[n]
            if token.text in ",;:.":
                return None
            if token.lower == "by" or (token.lower == "in" and n == k + 1):
                found = read_following(self.tokens, n + 1, strong=False)
                return (found, True) if found else None
        return None

    def _active(self, k: int, verb: SpeechVerb) -> tuple[Phrase, bool] | None:
        """The speaker of an active verb, and whether its content stands before it too."""
        token, before = self.tokens[k], self._low(k - 1)
        if token.lower.endswith("ing"):
            owner = self.last or (read_opening(self.tokens) if verb.kind == "recorded" else None)
            return (owner, False) if owner else None
        told = token.lower.endswith(("ed", "id", "old")) or token.lower in ("says", "say")
        if subject := read_subject(self.tokens, k, verb.strong and told) or self._antecedent(k, verb):
            if not self._agrees(k, verb, subject) or (verb.kind == "planned" and not _names_body(subject)):
                return None
            follows = self._in_aside(k) or verb.kind in _WHOLE | {"accused", "threatened"}
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
            if self.tokens[n].lower.endswith("ed") and self.tokens[n].text.islower():
                found = read_subject(self.tokens, n, strong=False)
                if found and not found.pronoun:
                    return found
        return read_opening(self.tokens)

    def _in_aside(self, k: int) -> bool:
        """Whether the verb stands in a relative clause that a comma opened."""
        before = [t.lower for t in self.tokens[max(0, k - 4) : k]]
        return any(a == "," and b in ("which", "who") for a, b in pairwise(before))

    def _antecedent(self, k: int, verb: SpeechVerb) -> Phrase | None:
        """ "The coastguard, which has reported 48 deaths": the noun before the relative pronoun."""
        n = self._back(k - 1, AUXILIARIES | ADVERBS)
        relative = self._low(n) in ("which", "who") and self._low(n - 1) == ","
        if not relative or verb.kind in ("denied", "planned"):
            return None
        return read_subject(self.tokens, n - 1, strong=True)

    def _agrees(self, k: int, verb: SpeechVerb, subject: Phrase) -> bool:
        """A bare form ("say", "report", "state") wants a plural; else it is a noun after its adjective."""
        if self.tokens[k].lower != verb.id.split()[0] or verb.id == "put":
            return True
        if self._low(k - 1) in AUXILIARIES:
            return True
        words = re.split(r" (?:of|in|at|for|from|with) ", subject.source)[0]
        plural = words.endswith("s") or words.lower().endswith(("police", "media")) or " and " in words
        return plural or subject.source == "they"

    # Stretches

    def _content(self, k: int, phrase: Phrase, verb: SpeechVerb, final: bool) -> Chars:
        if final:
            return self._after_colon(phrase.start), self.sentence.end
        if verb.kind == "planned" or self._in_aside(k):
            return self.tokens[k].start, self._next_mark(k)
        if verb.kind in _WHOLE:
            n = bisect_left(self.tokens, phrase.start, key=lambda t: t.start)
            return self.sentence.start if self._opening(n) < 0 else phrase.start, self.sentence.end
        plain = verb.id in ("say", "tell") or self._low(k + 1) in _LEADS
        return self.tokens[k].end, self.sentence.end if plain else self._next_mark(k)

    def _opens(self, phrase: Phrase) -> bool:
        """Whether a phrase opens a statement, so that its content follows."""
        n = self._opening(phrase.first)
        return n < 0 or self.tokens[n].text not in ',"”»–—'

    def _opening(self, first: int) -> int:
        """Index of the token before a phrase and the words of time before it; -1 where there is none."""
        n = first - 1
        while self._low(n) in TIMES | LINKS or self._low(n).isdigit():
            n -= 1
        return n

    def _low(self, k: int) -> str:
        """The token at `k` in lower case; empty beyond the sentence."""
        return self.tokens[k].lower if 0 <= k < len(self.tokens) else ""

    def _back(self, k: int, words: Collection[str]) -> int:
        """Index of the last token up to `k` that is none of the words; -1 where there is none."""
        while self._low(k) in words:
            k -= 1
        return k

    def _next_mark(self, k: int) -> int:
        """Where the clause of token `k` ends: the next mark behind which it does not go on."""
        marks = (
            mark.start
            for mark, after in pairwise(self.tokens[k + 1 :])
            if mark.text in ",;:" and not self._is_quoted(mark.start) and after.lower not in _GO_ON_AFTER
        )
        return next(marks, self.sentence.end)

    def _after_colon(self, at: int) -> int:
        colons = (t.end for t in self._marks(":") if t.end <= at)
        return max(colons, default=self.sentence.start)

    def segment(self, at: int) -> Chars:
        """The part of the sentence between ";" or ":" in which `at` stands."""
        marks = self._marks(";:")
        left = max((t.end for t in marks if t.end <= at), default=self.sentence.start)
        right = min((t.start for t in marks if t.start >= at), default=self.sentence.end)
        return left, right

    def _marks(self, which: str) -> list[Token]:
        return [t for t in self.tokens if t.text in which and not self._is_quoted(t.start)]

    def _is_quoted(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.quoted)


def _names_body(subject: Phrase) -> bool:
    """Whether a plan or demand may be theirs: a body, an officer or a person by name, no crowd."""
    words = {w.lower() for w in subject.source.split()}
    named = subject.source.istitle() and len(words) > 1
    return subject.pronoun or named or bool(words & (words_for("body") | words_for("people")) - _CROWD)


@cache
def _according() -> re.Pattern[str]:
    words = sorted(words_for("according"), key=lambda w: (-len(w), w))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
