"""How measures and types of event are named and told, the same in figures and in the brief."""

from functools import cache

from pydantic import Field

from analysis.knowledge import Record, load_records


class MeasureWording(Record):
    """How one measure is named and said; see the head of measures.toml."""

    label: str
    labels: dict[str, str] = Field(default_factory=dict)
    family: str
    people: bool
    weight: float
    says: dict[str, str]
    stock: str = ""
    nouns: dict[str, tuple[str, str]] = Field(default_factory=dict)
    own_noun: bool = False
    quote: bool = False


class EventWording(Record):
    """How one type of event is named and told; see the head of events.toml."""

    label: str
    lane: str
    marks_series: bool = False
    weight: int
    did: str = ""
    to: str = ""
    doing: str = ""
    was: str = ""
    would: str = ""
    ongoing: str = ""
    figure: str = ""
    figure_at: str = ""
    counts: tuple[str, ...] = ()


@cache
def measure_wordings() -> dict[str, MeasureWording]:
    """Every measure of the codebook."""
    return {record.id: record for record in load_records("measures", MeasureWording)}


@cache
def event_wordings() -> dict[str, EventWording]:
    """Every type of event of the codebook, in the order of lanes."""
    return {record.id: record for record in load_records("events", EventWording)}
