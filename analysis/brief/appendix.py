"""What stands behind the brief's text: method, sources, and the tables of its appendix."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.brief.claims import Claim, Happening
from analysis.brief.document import (
    Block,
    Bullets,
    Chronology,
    Definitions,
    Derived,
    Entry,
    Figure,
    Foreign,
    Inlines,
    Name,
    Paragraph,
    Reference,
    Said,
    Section,
    Table,
    join_inlines,
    label_when,
    plain_text,
)
from analysis.brief.english import say_number, say_source
from analysis.brief.evidence import (
    capitalise_tally,
    count_tallies,
    first_words,
    published_when,
    say_tally_node,
)
from analysis.brief.story import Finding, Material, is_prospect
from analysis.brief.wording import (
    capitalise_first,
    claim_sentence,
    figure_phrase,
    happening_clause,
    happening_when,
    measure_wording,
    say_measure,
    say_subject,
)
from analysis.figures.registry import FIGURES
from analysis.identity import content_hash
from analysis.series import word_assumptions
from analysis.tables import Tables, list_rows
from analysis.vocabulary import SURE

ENTRIES = 60
UNSURE = 20
APART = 12
# References of one item: an article that repeats a figure needs no more to be looked up.
REPEATS = 3
INFERRED = 10
WIDEST = 3.0
SOURCES = 60

# Singular and plural of what was refused, by reason; another reason is said by its own name.
REASONS = {
    "empty": ("empty file", "empty files"),
    "binary": ("binary file", "binary files"),
    "unreadable": ("unreadable file", "unreadable files"),
    "too_large": ("file beyond the size limit", "files beyond the size limit"),
    "not_text": ("file without article text", "files without article text"),
    "not_english": ("text not in English", "texts not in English"),
    "no_words": ("text without words", "texts without words"),
    "no_border_news": ("text without news of borders", "texts without news of borders"),
    "not_yet_published": (
        "article not certainly published by then",
        "articles not certainly published by then",
    ),
    "unknown_kind": ("file of an unknown kind", "files of an unknown kind"),
    "hidden": ("hidden file", "hidden files"),
    "link": ("link", "links"),
    "no_text_column": ("table without a column of texts", "tables without a column of texts"),
    "scanned": ("scanned document", "scanned documents"),
    "teaser": ("entry of a feed with a teaser only", "entries of feeds with a teaser only"),
    "failed": ("file on which reading failed", "files on which reading failed"),
}
METHOD = (
    "Each number is kept with the words that bound it, its period and who is cited for it; a date that an "
    "article leaves open stays open; a copy of an article adds nothing. No two claims are added or averaged. "
    "The text above uses only what is reported as fact, about a known border, and that a person has checked "
    "or the reader is at least "
)
METHOD_END = (
    " sure of: in published news five in six such claims were right. Check the words before you print "
    "a number."
)


def method_section(material: Material, drawn: Sequence[Figure], looked_for: bool) -> Section:
    """How the articles were read, what was refused, which figures are left out, and how to cite this."""
    tables = material.tables
    edition = content_hash(*sorted(row["sha256"] for row in list_rows(tables.articles)))
    items: list[tuple[str, Inlines]] = [
        ("How it was read", (METHOD, Foreign(f"{SURE:.0%}"), METHOD_END)),
        ("Files left out", _say_refusals(tables)),
        ("Figures left out", _say_absent(drawn) if looked_for else ()),
        (
            "To cite",
            (
                "Crossings, edition ",
                Name(edition),
                ", a hash of the articles read. Cite a single figure by its article.",
            ),
        ),
    ]
    return Section("method", "Method", (Definitions(tuple((t, text) for t, text in items if text)),), "after")


def _say_absent(drawn: Sequence[Figure]) -> Inlines:
    """Each figure that the folder cannot answer, with the reason."""
    there = {figure.name for figure in drawn}
    absent = [(name, figure.absent) for name, figure in FIGURES.items() if name not in there]
    told = [f"{name.replace('_', ' ')} ({reason})" for name, reason in absent]
    return (f"{'; '.join(told)}.",) if told else ()


def _say_refusals(tables: Tables) -> Inlines:
    """The refused files by reason, the most frequent first."""
    prefix = "rejected_files:"
    tallies = count_tallies(tables)
    found = [(name, count) for name, count in tallies.items() if name.startswith(prefix)]
    told = []
    for name, _ in sorted(found, key=lambda item: (-item[1], item[0])):
        reason = name.removeprefix(prefix)
        told.append(say_tally_node(tallies, name, *REASONS.get(reason, (reason, reason))))
    return (*capitalise_tally(join_inlines(told)), ".") if told else ()


def sources_section(tables: Tables) -> Section:
    """The articles read, by publisher, title or first words, and date."""
    rows = sorted(
        list_rows(tables.articles), key=lambda row: (str(row["published_latest"]), row["article_id"])
    )
    items = tuple(_name_article(row) for row in rows if row["duplicate_of"] is None)
    blocks: list[Block] = [Bullets(items[:SOURCES])]
    if len(items) > SOURCES:
        blocks.append(Paragraph(("All articles are in ", Name("tables/articles.csv"), ".")))
    return Section("sources", "Sources", tuple(blocks), "after")


def _name_article(row: Mapping[str, Any]) -> Inlines:
    name = f"“{row['title']}”" if row["title"] else f"“{first_words(row)} …”" if first_words(row) else ""
    known = ", ".join(part for part in (row["publisher"], name) if part)
    told: Inlines = (Foreign(known),) if known else (Name(row["article_id"]),)
    doubt = ", dated by what it says" if row["published"] is None and row["published_latest"] else ""
    return (*told, ", ", published_when(row), doubt) if doubt else (*told, ", ", published_when(row))


def appendix_sections(
    material: Material, told: Sequence[Finding], more: Sequence[Figure]
) -> tuple[Section, ...]:
    """The tables: chronology, rows not yet checked, what is no fact, what follows, and further figures."""
    sections = (
        _chronology_section(material),
        _unsure_section(material, {key for finding in told for key in finding.count_ids}),
        _apart_section(material),
        _inferred_section(material.tables),
        Section("more-figures", "More figures", tuple(more), "appendix") if more else None,
    )
    return tuple(section for section in sections if section)


def _chronology_section(material: Material) -> Section | None:
    """Every sure event in order of time, those in several articles first where there are too many."""
    found = sorted(material.all_happenings, key=lambda h: (-h.n_articles, str(h.date_end), h.happening_id))
    if not found:
        return None
    kept = sorted(found[:ENTRIES], key=lambda h: (str(h.date_end or "9"), str(h.date_start), h.happening_id))
    blocks: list[Block] = [Chronology(tuple(map(_entry, kept)))]
    if len(found) > ENTRIES:
        blocks.append(
            Paragraph(("Shown are those in most articles; ", Name("tables/happenings.csv"), " holds all."))
        )
    return Section("chronology", "Chronology", tuple(blocks), "appendix")


def _entry(happening: Happening) -> Entry:
    first = happening.event_ids[0]
    quote: Inlines = (
        Said(happening.quote, "events", first),
        *(Reference("events", key) for key in happening.event_ids[:3]),
    )
    return Entry(happening_when(happening), capitalise_first(happening_clause(happening)), quote)


def _unsure_section(material: Material, above: set[str]) -> Section | None:
    """The largest further claims that the reader is not sure of; what an article repeats stands once."""
    found = [
        claim
        for claim in material.claims
        if not (claim.sure or claim.count_id in above) and claim.measure not in ("other", "change")
    ]
    told = {(claim.article_id, claim.measure, claim.low, claim.high): claim for claim in reversed(found)}
    unsure = list(told.values())
    if not unsure:
        return None
    unsure.sort(key=lambda claim: (not measure_wording(claim.measure).people, -claim.size, claim.count_id))
    head = ("Figure", "Read as", "In the article’s words")
    rows = tuple(_unsure_row(claim) for claim in unsure[:UNSURE])
    note = "The reader is not sure of these either; they are used in no headline, key figure or series."
    return Section(
        "not-checked",
        "More that is not yet checked",
        (Paragraph((note,)), Table("More that is not yet checked", head, rows)),
        "appendix",
    )


def _unsure_row(claim: Claim) -> tuple[Inlines, ...]:
    label = say_measure(claim.measure, claim.aggregation)
    told = "of what may come" if is_prospect(claim) else ""
    modality = told if claim.modality == "reported" else claim.modality
    source: Inlines = (", according to ", Foreign(say_source(claim.source))) if claim.source else ()
    return (
        capitalise_first(figure_phrase(claim)),
        (
            f"{label}{f' ({modality})' if modality else ''}, ",
            label_when(claim.period_start, claim.period_end),
            *source,
        ),
        (Said(claim.quote, "counts", claim.count_id), Reference("counts", claim.count_id)),
    )


def _apart_section(material: Material) -> Section | None:
    """Planned, alleged, denied and possible figures; what several claims say alike stands once."""
    apart = [
        claim
        for claim in material.claims
        if claim.sure and claim.modality != "reported" and claim.measure not in ("other", "change")
    ]
    if not apart:
        return None
    apart.sort(key=lambda claim: (not measure_wording(claim.measure).people, -claim.size, claim.count_id))
    alike: dict[str, list[Claim]] = {}
    for claim in apart:
        alike.setdefault(plain_text(claim_sentence(claim)), []).append(claim)
    items = tuple(
        (*claim_sentence(claims[0]), *(Reference("counts", claim.count_id) for claim in claims[:REPEATS]))
        for claims in list(alike.values())[:APART]
    )
    return Section("apart", "Planned, alleged, denied or possible", (Bullets(items),), "appendix")


def _inferred_section(tables: Tables) -> Section | None:
    """Intervals that follow from several claims, those on most claims first; None where there are none."""
    rows = [(place, row) for place, row in enumerate(list_rows(tables.series)) if _tells(row)]
    if not rows:
        return None
    rows.sort(key=lambda item: (-item[1]["n_claims"], item[1]["high"] / item[1]["low"], item[0]))
    quotes = dict(zip(tables.counts["count_id"], tables.counts["quote"], strict=True))
    shown = sorted(rows[:INFERRED], key=lambda item: item[0])
    table = Table(
        "What the claims together allow",
        ("What is counted", "Period", "Between", "From"),
        tuple(_inferred_row(place, row, quotes) for place, row in shown),
    )
    names = {name for _, row in shown for name in (row["assumptions"] or "").split("+") if name}
    blocks: list[Block] = [
        Paragraph(("No article states these; they follow from figures that articles do state.",)),
        table,
    ]
    if names:
        blocks.append(
            Paragraph(("These steps assume that ", Foreign("; ".join(word_assumptions(names))), "."))
        )
    return Section("inferred", "What the claims together allow", tuple(blocks), "appendix")


def _tells(row: Mapping[str, Any]) -> bool:
    """Whether a row is derived, bounded on both sides, and narrow enough to tell something."""
    low, high = row["low"], row["high"]
    if row["basis"] == "reported" or row["aggregation"] == "rate" or low is None or high is None:
        return False
    return 0 < low <= high <= WIDEST * low


def _inferred_row(place: int, row: Mapping[str, Any], quotes: Mapping[str, str]) -> tuple[Inlines, ...]:
    when = label_when(row["period_start"], row["period_end"])
    low, high = (
        Derived(say_number(row[name], in_words=False), "series", place, name) for name in ("low", "high")
    )
    ends: Inlines = (low,) if row["low"] == row["high"] else (low, " to ", high)
    joined = "+".join(filter(None, (row["low_count_ids"], row["high_count_ids"])))
    ids = [key for key in dict.fromkeys(joined.split("+")) if key in quotes]
    told = [(Said(quotes[key], "counts", key), Reference("counts", key)) for key in ids]
    return ((say_subject(row),), (when,), ends, join_inlines(told))
