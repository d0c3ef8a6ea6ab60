"""What was read and refused, what has no date, and which figures were kept apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.brief.claims import rows_of
from analysis.brief.document import (
    Block,
    Bullets,
    Definitions,
    Foreign,
    Inline,
    Inlines,
    Name,
    Paragraph,
    Reference,
    Section,
    When,
)
from analysis.brief.english import say_period
from analysis.brief.evidence import first_words
from analysis.brief.lead import capitalise_tally, say_tally_node
from analysis.brief.ranking import Finding
from analysis.brief.tallies import count_tallies
from analysis.brief.wording import claim_sentence, measure_wording
from analysis.tables import Tables

UNDATED = 8
SET_APART = 8

# Singular and plural of what was refused, by reason.
REASONS = {
    "empty": ("empty file", "empty files"),
    "binary": ("binary file", "binary files"),
    "unreadable": ("unreadable file", "unreadable files"),
    "too_large": ("file beyond the size limit", "files beyond the size limit"),
    "not_text": ("file without article text", "files without article text"),
    "not_english": ("text not in English", "texts not in English"),
    "no_words": ("text without words", "texts without words"),
    "not_yet_published": (
        "article not certainly published by then",
        "articles not certainly published by then",
    ),
    "age": ("age", "ages"),
    "money": ("sum of money", "sums of money"),
    "duration": ("length of time", "lengths of time"),
    "date_part": ("part of a date", "parts of dates"),
    "clock_time": ("time of day", "times of day"),
    "ordinal": ("place in an order", "places in an order"),
    "identifier": ("name or number of a thing", "names or numbers of things"),
    "conversion": ("conversion of a figure before it", "conversions of a figure before them"),
    "list_number": ("list or heading number", "list or heading numbers"),
    "measurement": ("other measurement", "other measurements"),
    "idiom": ("figure of speech", "figures of speech"),
    "not_finite": ("number beyond all bounds", "numbers beyond all bounds"),
    "too_many": ("number beyond the limit for one text", "numbers beyond the limit for one text"),
}
BASES = {
    "header": "its header",
    "metadata": "its metadata",
    "dateline": "a date or weekday in its text",
    "inferred": "what its text says about other dates",
    "unknown": "nothing",
}


def unknowns_section(tables: Tables, findings: Sequence[Finding]) -> Section:
    """What was read and refused, what has no date, and what was kept apart from observed figures."""
    items = (
        ("What was read", _coverage(tables)),
        ("Articles without a date", _undated(tables)),
        ("Figures without a source or a date", _unattributed(tables)),
        ("Files left out", _refusals(tables, "rejected_files:")),
        ("Numbers read but not counted", _refusals(tables, "rejected_quantities:")),
        ("Method", (METHOD,)),
    )
    blocks: list[Block] = [Definitions(tuple((term, text) for term, text in items if text))]
    apart = _set_apart(findings)
    if apart:
        blocks.append(Paragraph((APART,)))
        blocks.append(Bullets(apart))
    return Section("unknowns", "What is not known, and how this was read", tuple(blocks))


METHOD = (
    "General rules read each article for numeric claims and events; no model guesses, and every row names "
    "its rule. A figure keeps its approximator. A date that an article leaves open stays open. A copy of "
    "an article adds nothing to any total. Reading by rule misses claims and misreads some: check the "
    "words before you print a figure."
)
APART = (
    "Planned, alleged, denied and possible figures are kept apart and never used as observations. Among them:"
)


def _coverage(tables: Tables) -> Inlines:
    tallies = count_tallies(tables)
    told = (
        *capitalise_tally(say_tally_node(tallies, "articles", "article")),
        " with ",
        *say_tally_node(tallies, "words", "word"),
    )
    if tallies["copies"]:
        copy = say_tally_node(
            tallies, "copies", "of them is a copy of another", "of them are copies of others"
        )
        told = (*told, "; ", *copy)
    return (*told, ".")


def _undated(tables: Tables) -> Inlines:
    rows = [row for row in rows_of(tables.articles) if row["published"] is None]
    if not rows:
        return ()
    told: list[Inline] = []
    for row in rows[:UNDATED]:
        told += [*((" ",) if told else ()), *_undated_article(row)]
    if len(rows) > UNDATED:
        told += [
            " In all there are ",
            *say_tally_node(count_tallies(tables), "undated_articles", "such article"),
            ".",
        ]
    return tuple(told)


def _undated_article(row: Mapping[str, Any]) -> Inlines:
    words = first_words(row)
    opening: Inlines = (Name(row["article_id"]), *((" (", Foreign(f"{words} …"), ")") if words else ()))
    when = When(
        say_period(row["published_earliest"], row["published_latest"]),
        row["published_earliest"],
        row["published_latest"],
    )
    if not when.text:
        return (*opening, " gives no day; what it tells by “today” or “last year” stays undated.")
    basis = BASES[row["published_basis"]]
    return (
        *opening,
        " gives no day of publication. It is taken to have appeared ",
        when,
        f", judging by {basis}.",
    )


def _unattributed(tables: Tables) -> Inlines:
    tallies = count_tallies(tables)
    if not tallies["counts"]:
        return ()
    source = say_tally_node(tallies, "unattributed_counts", "names", "name")
    period = say_tally_node(tallies, "undated_counts", "has", "have")
    total = say_tally_node(tallies, "counts", "claim")
    return (
        "Of ",
        *total,
        ", ",
        *source,
        " no source and ",
        *period,
        " no period, as the article states none.",
    )


def _refusals(tables: Tables, prefix: str) -> Inlines:
    """The refusals of one kind by reason, the most frequent first."""
    tallies = count_tallies(tables)
    found = [(name, count) for name, count in tallies.items() if name.startswith(prefix)]
    told: list[Inline] = []
    for place, (name, _) in enumerate(sorted(found, key=lambda item: (-item[1], item[0]))):
        told += [" and " if place == len(found) - 1 else ", "] if place else []
        told += say_tally_node(tallies, name, *REASONS[name.removeprefix(prefix)])
    return (*capitalise_tally(tuple(told)), ".") if told else ()


def _set_apart(findings: Sequence[Finding]) -> tuple[Inlines, ...]:
    """Claims that are not reported as fact, the ones on people first."""
    apart = [
        finding.claim
        for finding in findings
        if finding.claim.modality != "reported" and finding.claim.measure not in ("other", "change")
    ]
    apart.sort(
        key=lambda claim: (not measure_wording(claim.measure).people, -(claim.value or 0), claim.count_id)
    )
    return tuple((*claim_sentence(claim), Reference("counts", claim.count_id)) for claim in apart[:SET_APART])
