"""Where sources disagree, what the claims together allow, and what is not known."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.brief.claims import Claim, rows_of
from analysis.brief.document import (
    Block,
    Bullets,
    Definitions,
    Derived,
    Foreign,
    Inline,
    Inlines,
    Name,
    Paragraph,
    Reference,
    Section,
    Table,
    Tally,
    When,
)
from analysis.brief.english import capitalise, say_border, say_count, say_label, say_number, say_period
from analysis.brief.evidence import first_words
from analysis.brief.lead import capitalise_tally, say_tally_node
from analysis.brief.ranking import Finding
from analysis.brief.tallies import count_tallies
from analysis.brief.wording import claim_sentence, figure_phrase, measure_wording
from analysis.tables import Tables

CONFLICTS = 10
SERIES = 10
UNDATED = 8
SET_APART = 8

REASONS = {
    "empty": "empty",
    "binary": "not text but binary data",
    "unreadable": "could not be read",
    "too_large": "too large",
    "not_text": "no article text found",
    "not_english": "not in English",
    "no_words": "no words",
    "age": "an age",
    "money": "a sum of money",
    "duration": "a length of time",
    "date_part": "part of a date",
    "clock_time": "a time of day",
    "ordinal": "a place in an order",
    "identifier": "part of a name or number",
    "conversion": "a conversion of the figure before it",
    "list_number": "a list or heading number",
    "measurement": "a measurement of something else",
    "idiom": "a figure of speech",
    "not_finite": "too large to be a number",
    "too_many": "beyond what is read from one text",
}
BASES = {
    "header": "its header",
    "metadata": "its metadata",
    "dateline": "a date or weekday in its text",
    "inferred": "what its text says about other dates",
    "unknown": "nothing",
}


def disagreement_section(tables: Tables, claims: Sequence[Claim], key: Sequence[Finding]) -> Section | None:
    """Claims that cannot all be true, and claims that only look as if they could not."""
    by_id = {claim.count_id: claim for claim in claims}
    blocks: list[Block] = []
    items = [
        _conflict(position, row, by_id)
        for position, row in enumerate(rows_of(tables.conflicts))
        if position < CONFLICTS
    ]
    if items:
        blocks += [Paragraph(("These claims exclude each other as they stand:",)), Bullets(tuple(items))]
    different = _different_measures(key)
    if different:
        blocks += [
            Paragraph(
                (
                    "These are about the same border and days but count different things. They do not "
                    "contradict each other, and no sum or difference of them means anything:",
                )
            ),
            Bullets(different),
        ]
    if len(tables.conflicts) > CONFLICTS:
        more: Inlines = (
            "The table “conflicts” has all ",
            *say_tally_node(count_tallies(tables), "conflicts", "set"),
        )
        blocks.append(Paragraph((*more, ".")))
    return Section("disagreement", "Where sources disagree", tuple(blocks)) if blocks else None


def _conflict(position: int, row: Mapping[str, Any], by_id: Mapping[str, Claim]) -> Inlines:
    told: list[Inline] = [_subject(row), ": "]
    shown = [by_id[key] for key in row["count_ids"].split("+") if key in by_id]
    for place, claim in enumerate(shown):
        told += [*((" against ",) if place else ()), *figure_phrase(claim), *_said_by(claim)]
        told.append(Reference("counts", claim.count_id))
    return (*told, ". ", Derived(capitalise(row["explanation"]), "conflicts", position, "explanation"))


def _said_by(claim: Claim) -> Inlines:
    return (" (", Foreign(claim.source), ")") if claim.source else ()


def _subject(row: Mapping[str, Any]) -> str:
    """What a row of series or conflicts is about: measure, border."""
    label = measure_wording(row["measure"]).label
    return f"{label}, {say_border(row['border'])}" if row["border"] else label


def _different_measures(key: Sequence[Finding]) -> tuple[Inlines, ...]:
    """Pairs of key figures on people that share border and days but not what is counted."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for finding in key:
        claim = finding.claim
        if measure_wording(claim.measure).people and claim.days and claim.border and not claim.group:
            groups.setdefault((claim.border, claim.period_start, claim.period_end), []).append(claim)
    return tuple(
        _side_by_side(group) for group in groups.values() if len({item.measure for item in group}) > 1
    )


def _side_by_side(claims: Iterable[Claim]) -> Inlines:
    told: list[Inline] = []
    for place, claim in enumerate(claims):
        told += [*((" ",) if place else ()), *claim_sentence(claim), Reference("counts", claim.count_id)]
    return tuple(told)


def series_section(tables: Tables) -> Section | None:
    """What several claims, or a comparison, allow where no claim states it."""
    rows = [
        (position, row)
        for position, row in enumerate(rows_of(tables.series))
        if row["basis"] != "reported" and (row["low"] is not None or row["high"] is not None)
    ]
    if not rows:
        return None
    rows.sort(key=lambda item: (-item[1]["n_claims"], item[0]))
    table = Table(
        "What the claims together allow",
        ("What is counted", "Period", "Between", "How it came about"),
        tuple(_series_row(position, row) for position, row in rows[:SERIES]),
    )
    opening: Inlines = (
        "No article states these figures. They follow from figures that articles do state, by the steps "
        "given; the interval holds every value that the claims allow.",
    )
    return Section("series", "What the claims together allow", (Paragraph(opening), table))


def _series_row(position: int, row: Mapping[str, Any]) -> tuple[Inlines, ...]:
    ids = dict.fromkeys("+".join(filter(None, (row["low_count_ids"], row["high_count_ids"]))).split("+"))
    references = tuple(Reference("counts", key) for key in ids if key)
    explanation: Inlines = (Derived(row["explanation"], "series", position, "explanation"), *references)
    if row["assumptions"]:
        explanation = (*explanation, " Assumed: ", Foreign(row["assumptions"].replace("+", ", ")), ".")
    when = When(say_label(row["period_start"], row["period_end"]), row["period_start"], row["period_end"])
    return ((_subject(row),), (when,), _interval(position, row), explanation)


def _interval(position: int, row: Mapping[str, Any]) -> Inlines:
    def cell(column: str) -> Derived:
        return Derived(say_number(row[column], in_words=False), "series", position, column)

    if row["high"] is None:
        return ("at least ", cell("low"))
    if row["low"] is None:
        return ("at most ", cell("high"))
    if row["low"] == row["high"]:
        return (cell("low"),)
    return (cell("low"), " to ", cell("high"))


def unknowns_section(tables: Tables, findings: Sequence[Finding]) -> Section:
    """What was read and refused, what has no date, and what was kept apart from observed figures."""
    items = (
        ("What was read", _coverage(tables)),
        ("Articles without a date", _undated(tables)),
        ("Figures without a source or a date", _unattributed(tables)),
        ("Files left out", _refusals(tables, "rejected_files:", "file")),
        ("Numbers read but not counted", _refusals(tables, "rejected_quantities:", "number")),
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


def _refusals(tables: Tables, prefix: str, noun: str) -> Inlines:
    """The refusals of one kind by reason, the most frequent first."""
    tallies = count_tallies(tables)
    found = [(name, count) for name, count in tallies.items() if name.startswith(prefix)]
    told: list[Inline] = []
    for name, count in sorted(found, key=lambda item: (-item[1], item[0])):
        reason = REASONS.get(name.removeprefix(prefix), name.removeprefix(prefix))
        told += [*(("; ",) if told else ()), f"{reason}: ", Tally(say_count(count), name, count)]
    return (*told, ".") if told else ()


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
