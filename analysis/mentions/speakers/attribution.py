"""One citation: who is cited for which stretch of a text."""

from dataclasses import dataclass

from analysis.mentions.speakers.lexicon import AttributionKind, Stance


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker cited for `content_start:content_end`; `verb_*` are equal where no verb cites.

    `source` is written without article and title, a pronoun as the words used for the cited source before.
    `distance` is how many sentences lie between the citation and its content (0: the same sentence).
    """

    source: str
    source_start: int
    source_end: int
    content_start: int
    content_end: int
    kind: AttributionKind
    stance: Stance
    verb: str
    verb_start: int
    verb_end: int
    distance: int = 0

    def __post_init__(self) -> None:
        if not self.source or self.content_start > self.content_end:
            raise ValueError(f"no attribution: {self}")
