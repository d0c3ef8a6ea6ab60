"""The closed lists over which the network chooses, and the shape of what it sees.

A model stores these lists with its weights, and one that was trained on others is refused.
"""

from typing import Final, get_args

from analysis.language.text import SentenceKind
from analysis.mentions.places.lexicon import PlaceKind
from analysis.vocabulary import (
    AGGREGATIONS,
    BOUNDS,
    EVENT_TYPES,
    MEASURES,
    MODALITIES,
    RELATIONS,
    STATUSES,
    UNITS,
)

GROUPS: Final = ("none", "women", "men", "children", "families", "nation")
RATES: Final = ("day", "week", "month", "year", "other")
NO_RELATION: Final = "none"
# How a period follows from a date mention (the mention itself, from it to publication, open before its end …)
# or, without a mention, from the day of publication D.
MENTION_FORMS: Final = (
    "itself",
    "to_publication",
    "until_end",
    "from_start",
    "first_day",
    "last_day",
    "publication_to_end",
    "year_before",
    "calendar_year",
    "fiscal_year",
)
PUBLICATION_FORMS: Final = (
    "day",
    "until_day",
    "day_before",
    "night_before",
    "year_to_date",
    "month_to_date",
    "week_to_date",
    "from_day",
    "seven_days",
    "fiscal_year_to_date",
    "last_year",
    "unbounded",
)
FORMS: Final = MENTION_FORMS + PUBLICATION_FORMS
# How a period lies to the day of publication, and which of its sides are open.
SHAPES: Final = (
    "unbounded",
    "until",
    "until_published",
    "from",
    "day",
    "day_published",
    "to_published",
    "span",
)
FOUND_UNITS: Final = ("?", *UNITS, "money", "factor", "age", "time", "ordinal")
KINDS: Final[tuple[str, ...]] = get_args(SentenceKind)
PLACE_KINDS: Final[tuple[str, ...]] = get_args(PlaceKind)
PREPOSITIONS: Final = (
    "from to into in at on of with via through by between near across off against and for leaving reach "
    "entered"
).split()

# Tokens of a window: the headline, what comes before, the sentences that are read, what follows.
HEADLINE, BEFORE, READ, AFTER, LONGEST = 22, 44, 176, 12, 160
SEGMENTS: Final = ("special", "headline", "before", "read", "after")
MARKS: Final = ("none", "number", "date", "place", "speaker")

COUNT_ROLES: Final = ("origin", "destination", "group")
EVENT_ROLES: Final = ("actor", "target")

# Labels of each head, by name; heads of numbers, of sentences and of events.
NUMBER_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "measure": MEASURES,
    "unit": UNITS,
    "aggregation": AGGREGATIONS,
    "modality": MODALITIES,
    "group_kind": GROUPS,
    "rate_per": RATES,
    "relation": (NO_RELATION, *RELATIONS),
    "ref_measure": MEASURES,
}
EVENT_LABELS: Final[dict[str, tuple[str, ...]]] = {"status": STATUSES}

COUNTRY_FEATURES: Final = 22 + len(PLACE_KINDS) + len(PREPOSITIONS)
PERIOD_FEATURES: Final = 33
SOURCE_FEATURES: Final = 19
OTHER_FEATURES: Final = 12 + len(RELATIONS)
NUMBER_FLAGS: Final = 6


def describe() -> dict[str, object]:
    """Everything that a model and its reader must agree on."""
    return {
        "numbers": {name: list(labels) for name, labels in NUMBER_LABELS.items()},
        "events": {name: list(labels) for name, labels in EVENT_LABELS.items()},
        "types": list(EVENT_TYPES),
        "forms": list(FORMS),
        "shapes": list(SHAPES),
        "found_units": list(FOUND_UNITS),
        "bounds": list(BOUNDS),
        "kinds": list(KINDS),
        "place_kinds": list(PLACE_KINDS),
        "window": [HEADLINE, BEFORE, READ, AFTER, LONGEST],
        "features": [COUNTRY_FEATURES, PERIOD_FEATURES, SOURCE_FEATURES, OTHER_FEATURES, NUMBER_FLAGS],
    }
