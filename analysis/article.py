"""An article as read, a span of its text, and a refusal: the values that every later step builds on."""

from dataclasses import dataclass
from datetime import date

from analysis.vocabulary import PublishedBasis, Reason, RejectedKind


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article appeared: one day, an interval (inclusive), or unknown (both ends None)."""

    earliest: date | None
    latest: date | None
    basis: PublishedBasis

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"publication ends {self.latest} before it begins {self.earliest}")

    @property
    def day(self) -> date | None:
        """The one day of publication, or None where it is an interval or unknown."""
        return self.earliest if self.earliest == self.latest else None


UNKNOWN_PUBLICATION = Publication(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `text` keeps every character of the file and offsets count its code points."""

    article_id: str
    path: str
    text: str
    sha256: str
    publication: Publication = UNKNOWN_PUBLICATION
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None
    duplicate_of: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of an article's text, with the words that stand there."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end or self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}:{self.end} does not fit {self.text!r}")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """The span start:end of `text`."""
        return cls(start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something refused, with a reason from the closed list; a refusal is a result, not an error."""

    kind: RejectedKind
    path: str
    reason: Reason
    record: str | None = None
    article_id: str | None = None
    span: Span | None = None
    detail: str | None = None
