"""What several claims together, or a comparison, allow where no article states a figure."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.brief.claims import rows_of
from analysis.brief.document import (
    Block,
    Derived,
    Foreign,
    Inline,
    Inlines,
    Paragraph,
    Reference,
    Said,
    Section,
    Table,
    When,
)
from analysis.brief.english import say_label, say_number
from analysis.brief.wording import say_subject
from analysis.series import word_assumptions
from analysis.tables import Tables

ROWS = 10
WIDEST = 3.0
OPENING = (
    "No article states these figures. They follow from figures that articles do state; each interval holds "
    "every value that the claims allow. Wide intervals, and those open at one end, are left to the table "
    "“series”."
)
BOUND_WORDS = {"nearly": "almost ", "about": "about ", "over": "more than ", "under": "less than "}


def inference_section(tables: Tables) -> Section | None:
    """The intervals that say most, tightest evidence first; None where there are none."""
    rows = [(place, row) for place, row in enumerate(rows_of(tables.series)) if _tells(row)]
    if not rows:
        return None
    rows.sort(key=lambda item: (-item[1]["n_claims"], item[1]["high"] / item[1]["low"], item[0]))
    compared = {row["count_id"]: (place, row) for place, row in enumerate(rows_of(tables.comparisons))}
    quotes = dict(zip(tables.counts["count_id"], tables.counts["quote"], strict=True))
    shown = sorted(rows[:ROWS])
    table = Table(
        "What the claims together allow",
        ("What is counted", "Period", "Between", "How it follows"),
        tuple(_row(place, row, quotes, compared) for place, row in shown),
    )
    blocks: list[Block] = [Paragraph((OPENING,)), table]
    assumed = word_assumptions(
        {name for _, row in shown for name in (row["assumptions"] or "").split("+") if name}
    )
    if assumed:
        blocks.append(Paragraph(_assumed(assumed)))
    return Section("inferred", "What the claims together allow", tuple(blocks))


def _tells(row: Mapping[str, Any]) -> bool:
    """Whether a row is derived, bounded on both sides, and narrow enough to tell something."""
    low, high = row["low"], row["high"]
    if row["basis"] == "reported" or row["aggregation"] == "rate" or low is None or high is None:
        return False
    return 0 < low <= high <= WIDEST * low


def _row(
    place: int, row: Mapping[str, Any], quotes: Mapping[str, str], compared: Mapping[str, Any]
) -> tuple[Inlines, ...]:
    when = When(say_label(row["period_start"], row["period_end"]), row["period_start"], row["period_end"])
    return ((say_subject(row),), (when,), _interval(place, row), _steps(row, quotes, compared))


def _interval(place: int, row: Mapping[str, Any]) -> Inlines:
    low, high = (
        Derived(say_number(row[name], in_words=False), "series", place, name) for name in ("low", "high")
    )
    return (low,) if row["low"] == row["high"] else (low, " to ", high)


def _steps(row: Mapping[str, Any], quotes: Mapping[str, str], compared: Mapping[str, Any]) -> Inlines:
    """The claims behind both ends, and the comparison that carries one of them to this period."""
    low, high = _ids(row["low_count_ids"], quotes), _ids(row["high_count_ids"], quotes)
    told: list[Inline] = []
    if low and high and set(low) != set(high):
        told += ["At least so many by ", *_name_claims(low, quotes), "; at most so many by "]
        told += [*_name_claims(high, quotes), "."]
    else:
        told += ["From ", *_name_claims(low or high, quotes), "."]
    for key in dict.fromkeys((*low, *high)):
        place, comparison = compared.get(key, (0, None))
        if comparison and comparison["ref_period_end"] == row["period_end"]:
            told += [" ", *_say_comparison(place, comparison, quotes[key])]
    return tuple(told)


def _ids(joined: str | None, known: Mapping[str, str]) -> list[str]:
    return [key for key in (joined or "").split("+") if key in known]


def _name_claims(ids: Sequence[str], quotes: Mapping[str, str]) -> Inlines:
    """Quotes joined as a list, each with its evidence."""
    told: list[Inline] = []
    for place, key in enumerate(ids):
        if place:
            told.append(" and " if place == len(ids) - 1 else ", ")
        told += [Said(quotes[key], "counts", key), Reference("counts", key)]
    return tuple(told)


def _say_comparison(place: int, row: Mapping[str, Any], claim: str) -> Inlines:
    """How the article sets its claim against this figure: "almost twice", "about 50% more than"."""
    bound, factor = BOUND_WORDS.get(row["bound"], ""), row["factor"]
    if factor is None:
        return ()
    number = Derived(say_number(factor, in_words=False), "comparisons", place, "factor")
    quote = Said(claim, "counts", row["count_id"])
    match row["relation"]:
        case "times" if factor == 2:
            said: Inlines = (f"{bound}twice this figure",)
        case "times":
            said = (bound, number, " times this figure")
        case "percent_more":
            said = (bound, number, "% more than this figure")
        case "percent_less":
            said = (bound, number, "% less than this figure")
        case _:
            return ()
    return (quote, " is stated as ", *said, ".")


def _assumed(assumptions: Sequence[str]) -> Inlines:
    """The assumptions as one sentence; the lexicon's words, numbers and all."""
    return ("These steps assume that ", Foreign("; ".join(assumptions)), ".")
