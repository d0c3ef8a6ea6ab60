"""Citations within one sentence: a speaker, the verb or phrase that cites, and the words it covers."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from analysis.language.text import Sentence, Token, tokenize
from analysis.mentions.speakers.lexicon import AttributionKind, Stance, VerbForm, verb_index, words_for
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

_CROWD = frozenset(
    "migrant migrants refugee refugees survivor survivors driver drivers man men woman women mother mothers "
    "father fathers student students source sources".split()
)
_BE = frozenset("is are was were be been being".split())
_INVERTING = frozenset({"said", "claimed", "warned", "promised"})
_WHOLE = frozenset({"recorded", "planned", "denied"})
_FILES = re.compile(
    r"\b(?:has|have|had|keeps?|kept) (?:\w+ )?(?:on (?:its|their|his|her) (?:books|files?|records?"
    r"|lists?)|files? on"
    r"|records? of|on (?:file|record))\b"
)
_GO_ON_AFTER = frozenset("to from up down compared including against among".split())
_COUNTING = frozenset("least most some about nearly over more dozens scores hundreds thousands".split())
_NO_SPEECH_AFTER = frozenset("to of in for with not will would shall should can could may might must".split())
_NUMBERS = frozenset("two three four five six seven eight nine ten many several".split())
_THOUGHT = frozenset({"believe", "estimate", "report", "fear", "allege"})
_OWN_COUNT = re.compile(
    r"\b(?:by|on) (?:(?P<who>its|their)|(?:the )?(?P<body>[^\W\d_][\w .-]{1,60}?)(?:['’]s|(?<=s)['’]))"
    r" (?:own |latest |official )?"
    r"(?:count|reckoning|estimates?|tally|figures|calculations|numbers|records)\b",
    re.I,
)
_QUOTE_ENDS = frozenset('"”»')
_QUOTE_BREAKS = frozenset(",!?…—–")
_DASHES = frozenset("-–—")
_LEADS = frozenset('that on in at late early , " “ ” : how to'.split()) | TIMES


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation; the content lies in the sentence, before and after the speaker where both are covered."""

    phrase: Phrase
    kind: AttributionKind
    stance: Stance
    verb: str
    verb_start: int
    verb_end: int
    content_start: int
    content_end: int


def find_citations(sentence: Sentence, quoted: Sequence[tuple[int, int]]) -> tuple[Citation, ...]:
    """The citations of a sentence in order of their verb; none whose verb is inside `quoted`."""
    reader = _SentenceReader(sentence, quoted)
    found = [
        *reader.read_verbs(),
        *reader.read_phrases(),
        *reader.read_data(),
        *reader.read_assertions(),
        *reader.read_files(),
        *reader.read_gaps(),
        *reader.read_own_counts(),
    ]
    found += [*reader.read_quoted_verbs(found), *reader.read_labels(found)]
    citing = [c for c in found if c.kind == "citing"]
    if citing:  # "X reported, citing Y": Y is the source
        found = [c for c in found if c.kind == "citing" or c.kind in ("denied", "alleged")]
    if any(c.kind not in ("according_to", "citing") for c in found):
        # "X alleged, according to agency B": B only carries the words of X
        found = [c for c in found if c.kind != "according_to" or not _is_carrier(c.phrase.source)]
    if any(c.kind == "according_to" for c in found):
        # "the guards recorded 800, according to Frontex": Frontex is cited, the guards are not
        found = [c for c in found if c.kind != "recorded"]
    told = [c for c in found if c.kind == "said" and c.content_start < c.phrase.start]
    if told:  # "the police recorded 800 entries, a spokesman said": the spokesman is cited
        found = [c for c in found if c.kind != "recorded" or not any(_covers(t, c) for t in told)]
    kept = [c for c in found if not _NOBODY.fullmatch(c.phrase.source)]
    return _cut(reader.part(sorted(kept, key=lambda c: c.verb_start)))


def _covers(final: Citation, recorded: Citation) -> bool:
    return final.content_start <= recorded.verb_start < final.phrase.start and not final.phrase.pronoun


def _is_carrier(source: str) -> bool:
    words = source.lower()
    return "news agency" in words or "press agency" in words or bool(set(words.split()) & words_for("outlet"))


def _cut(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """End the content of "A said x" where "and B said y" begins."""
    kept: list[Citation] = []
    for n, citation in enumerate(citations):
        end = citation.content_end
        for later in citations[n + 1 :]:
            opens = later.phrase.start
            if (
                citation.verb_end <= opens < end
                and later.content_start >= opens
                and later.phrase != citation.phrase
            ):
                end = opens
        kept.append(_with_end(citation, max(end, citation.content_start)))
    return tuple(kept)


def _with_end(c: Citation, end: int) -> Citation:
    return replace(c, content_end=end)


_NOBODY = re.compile(
    r"(?i:(?:(?:provisional|official|latest|new|preliminary|updated|initial|early|recent) )?"
    r"(?:figures|data|statistics|numbers|estimates|counts|totals|reports))"
)


class _SentenceReader:
    def __init__(self, sentence: Sentence, quoted: Sequence[tuple[int, int]]) -> None:
        self.sentence = sentence
        self.tokens: tuple[Token, ...] = sentence.tokens
        self.quoted = quoted
        self.last: Phrase | None = None

    def part(self, citations: Sequence[Citation]) -> list[Citation]:
        """Keep each citation to its own part between ";" where another part has a speaker of its own."""
        parts = {self._segment(c.verb_start) for c in citations}
        if len(parts) < 2:
            return list(citations)
        return [self._clip(c) for c in citations]

    def _clip(self, c: Citation) -> Citation:
        left, right = self._segment(c.verb_start)
        start = min(max(c.content_start, left), right)
        return replace(c, content_start=start, content_end=max(start, min(c.content_end, right)))

    def read_verbs(self) -> Iterator[Citation]:
        """Citations by a verb of speech: before it, after it, by it, or shared with the verb before."""
        for k, token in enumerate(self.tokens):
            form = self._speech_form(k)
            if form is None:
                continue
            found = self._passive(k) if self._is_passive(k) else self._active(k, form)
            if found is None:
                continue
            phrase, final = found
            self.last = phrase
            start, end = self._content(k, phrase, form, final)
            verb = form.verb
            yield Citation(phrase, verb.kind, verb.stance, verb.id, token.start, token.end, start, end)

    def read_phrases(self) -> Iterator[Citation]:
        """Citations by a phrase: "according to X", "citing X"."""
        for match in _according().finditer(self.sentence.text):
            start = self.sentence.start + match.start()
            k = next(
                (i for i, t in enumerate(self.tokens) if t.start >= self.sentence.start + match.end()), None
            )
            if k is None or self._is_quoted(start) or not self._introduces(match.group(), k):
                continue
            citing = match.group().lower() in ("citing", "quoting")
            found = read_following(self.tokens, k, strong=not citing)
            own = self.tokens[k].lower in ("its", "his", "her", "their")
            if found is None or (citing and (own or found[0].pronoun)):
                continue
            left = self._segment(start)[0] if self._opens_segment(start) else self._after_colon(start)
            right = self.sentence.end
            kind: AttributionKind = "citing" if citing else "according_to"
            yield Citation(
                found[0], kind, "neutral", match.group().lower(), start, found[0].start, left, right
            )

    def _introduces(self, words: str, k: int) -> bool:
        """Whether "released by" tells who gave out data, and not who let people go."""
        if not re.fullmatch(r"\w+ed by", words.lower()):
            return True
        n = k - len(words.split()) - 1
        while n > 0 and self.tokens[n].lower in ADVERBS | TIMES:
            n -= 1
        return n >= 0 and (self.tokens[n].text == "," or self.tokens[n].lower in words_for("data"))

    def _opens_segment(self, at: int) -> bool:
        left, _ = self._segment(at)
        return not self.sentence.text[left - self.sentence.start : at - self.sentence.start].strip()

    def read_data(self) -> Iterator[Citation]:
        """Citations by data: "Home Office figures show", "data of the service show"."""
        for k, token in enumerate(self.tokens):
            if not SHOWING.fullmatch(token.lower) or self._is_quoted(token.start):
                continue
            found = read_subject(self.tokens, k, strong=True)
            if found is None or not self._names_data(found[0]):
                continue
            phrase = found[0]
            start = phrase.start if self._opens(found[1]) else self._segment(phrase.start)[0]
            yield Citation(
                phrase, "data_show", "neutral", "show", token.start, token.end, start, self.sentence.end
            )

    def read_assertions(self) -> Iterator[Citation]:
        """ "rejected the claim of X that …": what follows is X's allegation."""
        for k, token in enumerate(self.tokens[:-2]):
            if token.lower not in words_for("assertion") or self.tokens[k + 1].lower not in (
                "of",
                "by",
                "from",
            ):
                continue
            found = read_following(self.tokens, k + 2, strong=True)
            if found is None or found[1] >= len(self.tokens) or self.tokens[found[1]].lower != "that":
                continue
            that = self.tokens[found[1]]
            end = self._assertion_end(found[1])
            yield Citation(found[0], "alleged", "claim", token.lower, token.start, token.end, that.end, end)

    def read_files(self) -> Iterator[Citation]:
        """ "has on its books", "have files on": the body that keeps a figure is its source."""
        for match in _FILES.finditer(self.sentence.text):
            at = self.sentence.start + match.start()
            k = bisect_left(self.tokens, at, key=lambda t: t.start)
            found = read_subject(self.tokens, k, strong=True)
            if found is None or found[0].pronoun or self._is_quoted(at):
                continue
            end = self.sentence.start + match.end()
            yield Citation(
                found[0],
                "recorded",
                "neutral",
                "keep",
                at,
                end,
                self._clause_start(found[0]),
                self.sentence.end,
            )

    def read_own_counts(self) -> Iterator[Citation]:
        """ "By the ministry's count"; in "by its count" the body told of before."""
        for match in _OWN_COUNT.finditer(self.sentence.text):
            words = match["who"] or match["body"]
            at = self.sentence.start + match.start("who" if match["who"] else "body")
            pronoun = {"its": "it", "their": "they"}.get(words.lower())
            phrase = Phrase(at, at + len(words), pronoun or clean_source(words), pronoun is not None)
            start = self.sentence.start + match.start()
            if pronoun is None and read_label(tokenize(words)) is None:
                continue
            left = start if pronoun else self._segment(start)[0]
            yield Citation(
                phrase, "according_to", "neutral", "by its count", start, at, left, self.sentence.end
            )

    def read_quoted_verbs(self, found: Sequence[Citation]) -> Iterator[Citation]:
        """Any verb that ties a speaker to a quotation: "…," sighed the commander."""
        known = {c.verb_start for c in found}
        for k in range(2, len(self.tokens)):
            token = self.tokens[k]
            past = token.text.islower() and token.lower.endswith("ed") and len(token.text) > 4
            if not past or token.start in known or self._is_quoted(token.start):
                continue
            phrase = self._speaker_beside_quote(k)
            if phrase:
                end = self.sentence.end
                yield Citation(
                    phrase, "said", "neutral", token.lower, token.start, token.end, self.sentence.start, end
                )

    def _speaker_beside_quote(self, k: int) -> Phrase | None:
        if self._ends_quote(k - 1):
            after = read_following(self.tokens, k + 1, strong=False)
            return after[0] if after and not after[0].pronoun else None
        before = read_subject(self.tokens, k, strong=False)
        return before[0] if before and self._ends_quote(before[1] - 1) and not before[0].pronoun else None

    def _ends_quote(self, k: int) -> bool:
        return k > 0 and self.tokens[k].text in _QUOTE_ENDS and self.tokens[k - 1].text in _QUOTE_BREAKS

    def read_labels(self, found: Sequence[Citation]) -> Iterator[Citation]:
        """A speaker set off by a colon before the statement or a dash behind it: "UN: …", "… – minister"."""
        if found or self.sentence.kind not in ("prose", "heading"):
            return
        tokens, start, end = self.tokens, self.sentence.start, self.sentence.end
        colon = next((k for k, t in enumerate(tokens[:9]) if t.text == ":"), 0)
        if colon and (label := read_label(tokens[:colon])) and colon + 3 < len(tokens):
            mark = tokens[colon]
            yield Citation(label, "said", "neutral", "", mark.start, mark.end, mark.end, end)
            return
        last = len(tokens) - (bool(tokens) and tokens[-1].text == ".")
        dash = next((k for k in range(last - 2, max(2, last - 9), -1) if self._is_dash(k)), 0)
        if dash and (label := read_label(tokens[dash + 1 : last])):
            mark = tokens[dash]
            yield Citation(label, "said", "neutral", "", mark.start, mark.end, start, mark.start)

    def _is_dash(self, k: int) -> bool:
        token, after = self.tokens[k], self.tokens[k + 1]
        return token.text in _DASHES and self.tokens[k - 1].end < token.start and token.end < after.start

    def read_gaps(self) -> Iterator[Citation]:
        """ "X speaks of 30 dead, the council of 40": the second speaker's verb is left out."""
        for k in range(len(self.tokens) - 1):
            form = self._speech_form(k)
            if form is None or form.verb.id not in ("speak of", "put"):
                continue
            for n in range(k + 3, len(self.tokens) - 1):
                if self.tokens[n].lower not in ("of", "at") or not self._is_number(n + 1):
                    continue
                first = _after_last_mark(self.tokens, k, n)
                found = read_following(self.tokens[:n], first, strong=True) if first else None
                if first and found and not found[0].pronoun and found[1] >= n - 1:
                    start, end = found[0].start, self._next_mark(n)
                    yield Citation(
                        found[0], form.verb.kind, "neutral", form.verb.id, start, start, start, end
                    )
                    break

    def _is_number(self, k: int) -> bool:
        words = [t.lower for t in self.tokens[k : k + 3]]
        return any(w[0].isdigit() or w in _COUNTING for w in words)

    def _assertion_end(self, k: int) -> int:
        """An alleged clause ends where its denier goes on: ", and said that"."""
        for n in range(k, len(self.tokens) - 2):
            if (
                self.tokens[n].text == ","
                and self.tokens[n + 1].lower in ("and", "but")
                and self._speech_form(n + 2)
            ):
                return self.tokens[n].start
        return self.sentence.end

    def _names_data(self, phrase: Phrase) -> bool:
        words = self.sentence.text[phrase.start - self.sentence.start : phrase.end - self.sentence.start]
        return bool(set(re.findall(r"[a-z]+", words.lower())) & words_for("data"))

    def _is_quoted(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.quoted)

    def _speech_form(self, k: int) -> VerbForm | None:
        token = self.tokens[k]
        if not token.text.islower() or self._is_quoted(token.start):
            return None
        further = [t.lower for t in self.tokens[k + 1 : k + 19]]
        for form in verb_index().get(token.lower, ()):
            following = further if form.verb.kind == "recorded" else further[:8]
            if form.particle and following[:1] != [form.particle]:
                continue
            following = following[1:] if form.particle else following
            at_once = following[:1] and following[0] in ',."”»:'
            if form.verb.needs and not at_once and not set(form.verb.needs) & set(following):
                continue
            before = self.tokens[k - 1].lower if k else ""
            if before in ARTICLES - {"that"} or before in _NO_SPEECH_AFTER or before in _NUMBERS:
                return None
            if form.verb.id in _THOUGHT and token.lower.endswith("ed") and further[:1] == ["to"]:
                return None
            return form
        return None

    def _is_passive(self, k: int) -> bool:
        n = k - 1
        while n >= 0 and self.tokens[n].lower in ADVERBS - _BE:
            n -= 1
        by_agent = k + 1 < len(self.tokens) and self.tokens[k + 1].lower == "by"
        return by_agent or (n >= 0 and self.tokens[n].lower in _BE)

    def _passive(self, k: int) -> tuple[Phrase, bool] | None:
        """ "it was announced on Monday by the ministry", "was told in the ministry"."""
        for n in range(k + 1, min(k + 8, len(self.tokens) - 1)):
            token = self.tokens[n]
            if token.text in ",;:.":
                return None
            if token.lower == "by" or (
                n == k + 1 and token.lower == "in" and self.tokens[k].lower != "recorded"
            ):
                found = read_following(self.tokens, n + 1, strong=False)
                return (found[0], True) if found and not found[0].pronoun else None
        return None

    def _active(self, k: int, form: VerbForm) -> tuple[Phrase, bool] | None:
        """The speaker of an active verb, and whether its content stands before it too."""
        token = self.tokens[k]
        strong = form.verb.strong and (
            token.lower.endswith(("ed", "id", "old")) or token.lower in ("says", "say")
        )
        if form.form == "gerund":
            owner = self.last or (read_opening(self.tokens) if form.verb.kind == "recorded" else None)
            return (owner, False) if owner else None
        subject = read_subject(self.tokens, k, strong) or self._antecedent(k, form)
        if subject and not self._agrees(k, form, subject[0]):
            return None
        if subject and form.verb.kind == "planned" and not self._names_body(subject[0]):
            return None
        if subject and self._in_aside(k):
            return subject[0], False
        if subject:
            return subject[0], not self._opens(subject[1]) and form.verb.kind not in _WHOLE | {
                "accused",
                "threatened",
            }
        if form.verb.kind in _INVERTING and (k == 0 or self._after_mark(k)):
            found = self._inverted(k)
            if found:
                return found, True
        before = self.tokens[k - 1].lower if k else ""
        if before not in ("and", "but", ",", "or"):
            return None
        shared = self.last or (self._joined_subject(k) if before != "," else None)
        return (shared, False) if shared else None

    def _joined_subject(self, k: int) -> Phrase | None:
        """The subject of the verb that "and said" is joined to: "The guard rejected this and said"."""
        for n in range(k - 2, max(0, k - 16), -1):
            if self.tokens[n].lower.endswith("ed") and self.tokens[n].text.islower():
                found = read_subject(self.tokens, n, strong=False)
                if found and not found[0].pronoun:
                    return found[0]
        return read_opening(self.tokens)

    def _in_aside(self, k: int) -> bool:
        """Whether the verb stands in a relative clause that a comma opened."""
        before = [t.lower for t in self.tokens[max(0, k - 4) : k]]
        return any(a == "," and b in ("which", "who") for a, b in pairwise(before))

    def _antecedent(self, k: int, form: VerbForm) -> tuple[Phrase, int] | None:
        """ "The coastguard, which has reported 48 deaths": the noun before the relative pronoun."""
        n = k - 1
        while n > 0 and self.tokens[n].lower in AUXILIARIES | ADVERBS:
            n -= 1
        relative = n > 1 and self.tokens[n].lower in ("which", "who") and self.tokens[n - 1].text == ","
        if not relative or form.verb.kind in ("denied", "planned"):
            return None
        found = read_subject(self.tokens, n - 1, strong=True)
        return found if found and not found[0].pronoun else None

    def _agrees(self, k: int, form: VerbForm, subject: Phrase) -> bool:
        """A bare form ("say", "report", "state") wants a plural; else it is a noun after its adjective."""
        if self.tokens[k].lower != form.verb.id.split()[0] or form.verb.id == "put":
            return True
        if k and self.tokens[k - 1].lower in AUXILIARIES:
            return True
        words = re.split(r" (?:of|in|at|for|from|with) ", subject.source)[0]
        plural = words.endswith("s") or words.lower().endswith(("police", "media")) or " and " in words
        return plural or subject.source == "they"

    def _names_body(self, subject: Phrase) -> bool:
        """Whether a plan or demand may be theirs: a body, an officer or a person by name, no crowd."""
        words = {w.lower() for w in subject.source.split()}
        named = subject.source.istitle() and len(words) > 1
        return subject.pronoun or named or bool(words & (words_for("body") | words_for("people")) - _CROWD)

    def _after_mark(self, k: int) -> bool:
        before = self.tokens[k - 1]
        return before.text in ',"”»' or before.lower in ("how", "as", "-", "–", "—")

    def _inverted(self, k: int) -> Phrase | None:
        """The speaker after the verb: "said Jan Holm", "told to journalists the chief of the Service"."""
        n = k + 1
        if n < len(self.tokens) and self.tokens[n].lower == "to":
            n += 2
        while n < len(self.tokens) and (self.tokens[n].lower in TIMES or self.tokens[n].lower == "on"):
            n += 1
        found = read_following(self.tokens, n, strong=self.tokens[k - 1].text != ",")
        return found[0] if found else None

    def _opens(self, first: int) -> bool:
        """Whether the phrase at token `first` opens a statement, so that its content follows."""
        if first == 0:
            return True
        n = first - 1
        while n >= 0 and (self.tokens[n].lower in TIMES | LINKS or self.tokens[n].text.isdigit()):
            n -= 1
        if n < 0:
            return True
        before = self.tokens[n]
        return before.text not in ',"”»–—' or (
            n + 1 < first and before.text == "," and not self._long_before(n)
        )

    def _long_before(self, n: int) -> bool:
        return n > 6

    def _content(self, k: int, phrase: Phrase, form: VerbForm, final: bool) -> tuple[int, int]:
        if final:
            return self._after_colon(phrase.start), self.sentence.end
        if form.verb.kind == "planned" or self._in_aside(k):
            return self.tokens[k].start, self._next_mark(k)
        if form.verb.kind in _WHOLE:
            return self._clause_start(phrase), self.sentence.end
        plain = (
            form.verb.id in ("say", "tell") or k + 1 == len(self.tokens) or self.tokens[k + 1].lower in _LEADS
        )
        return self.tokens[k].end, self.sentence.end if plain else self._next_mark(k)

    def _next_mark(self, k: int) -> int:
        marks = (
            t.start
            for n, t in enumerate(self.tokens[k + 1 : -1], k + 1)
            if t.text in ",;:"
            and not self._is_quoted(t.start)
            and self.tokens[n + 1].lower not in _GO_ON_AFTER
        )
        return next(marks, self.sentence.end)

    def _after_colon(self, at: int) -> int:
        colons = (
            t.end for t in self.tokens if t.text == ":" and t.end <= at and not self._is_quoted(t.start)
        )
        return max(colons, default=self.sentence.start)

    def _clause_start(self, phrase: Phrase) -> int:
        """Where the clause begins whose subject is the phrase: with the time words before it, if any."""
        n = bisect_left(self.tokens, phrase.start, key=lambda t: t.start) - 1
        while n >= 0 and (self.tokens[n].lower in TIMES | LINKS or self.tokens[n].text.isdigit()):
            n -= 1
        return self.sentence.start if n < 0 else phrase.start

    def _segment(self, at: int) -> tuple[int, int]:
        """The part of the sentence between ";" or ":" in which `at` stands."""
        marks = [t for t in self.tokens if t.text in (";", ":") and not self._is_quoted(t.start)]
        left = max((t.end for t in marks if t.end <= at), default=self.sentence.start)
        right = min((t.start for t in marks if t.start >= at), default=self.sentence.end)
        return left, right


def _after_last_mark(tokens: Sequence[Token], low: int, high: int) -> int | None:
    """The index after the last comma or "and" between two tokens, or None."""
    marks = [i for i in range(low + 1, high) if tokens[i].text in (",", ";") or tokens[i].lower == "and"]
    return marks[-1] + 1 if marks else None


@cache
def _according() -> re.Pattern[str]:
    words = sorted(words_for("according"), key=lambda w: (-len(w), w))
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in words) + r")\b", re.IGNORECASE)
