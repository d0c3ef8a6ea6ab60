"""What happened when, with the dates as precise as the articles are and no more."""

from collections.abc import Sequence

from analysis.brief.claims import Happening
from analysis.brief.document import Block, Chronology, Entry, Inlines, Paragraph, Reference, Said, Section
from analysis.brief.ranking import VAGUE, choose_happenings, sharpness
from analysis.brief.wording import happening_heading, happening_when

DATED = 24
OPEN = 8
REPEATS = 3


def chronology_section(happenings: Sequence[Happening]) -> Section | None:
    """Dated happenings in order of time, then those whose articles leave a side of the date open."""
    if not happenings:
        return None
    dated = [item for item in happenings if sharpness(item) < VAGUE]
    open_ended = [item for item in happenings if sharpness(item) == VAGUE]
    blocks: list[Block] = []
    if dated:
        blocks.append(Chronology(tuple(map(_entry, choose_happenings(dated, DATED)))))
    if open_ended:
        blocks.append(
            Paragraph(
                (
                    "Less sharply dated: these happened, or were said, at some time within the days given "
                    "or up to the day given.",
                )
            )
        )
        blocks.append(Chronology(tuple(map(_entry, choose_happenings(open_ended, OPEN)))))
    if len(dated) > DATED or len(open_ended) > OPEN:
        blocks.append(Paragraph((_NOTE,)))
    return Section("chronology", "Chronology", tuple(blocks))


_NOTE = (
    "Shown are the most sharply dated happenings, those in several articles first. The table “happenings” "
    "holds all of them."
)


def _entry(happening: Happening) -> Entry:
    first, *others = happening.event_ids
    quote: Inlines = (Said(happening.quote, "events", first), Reference("events", first))
    also = tuple(Reference("events", other) for other in others[:REPEATS])
    return Entry(
        when=happening_when(happening),
        what=happening_heading(happening),
        quote=(*quote, *also),
    )
