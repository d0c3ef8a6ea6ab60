"""What stands behind the brief's text: method, sources, the tables of its appendix, and all evidence."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.brief import document, wording
from analysis.brief.document import Blocks, Foreign, Inlines, Name, Paragraph, When, label_when, run_on
from analysis.brief.material import UNTOLD, Happening, Material, is_prospect
from analysis.brief.wording import WHOLE, capitalise_first, quote_around, refer
from analysis.english import name_source, say_number, say_source
from analysis.figures.registry import FIGURES
from analysis.identity import content_hash
from analysis.naming import measure_wordings
from analysis.series import Claim, word_assumptions
from analysis.tables import list_rows
from analysis.vocabulary import SURE

ENTRIES = 60
UNSURE = 20
APART = 12
# References of one item: an article that repeats a figure needs no more to be looked up.
REPEATS = 3
INFERRED = 10
WIDEST = 3.0
SOURCES = 60
LEFT_OUT = 4

HEADER = re.compile(r"\A\s*date \d{4}-\d{2}-\d{2}\s*")
FIRST_WORDS = 10
CONTEXT = 110
# How what is no report is marked before its article's words.
APART_AS = {
    "planned": "Planned or expected",
    "hypothetical": "Proposed or possible",
    "alleged": "Alleged",
    "denied": "Denied",
}
Row = Mapping[str, Any]

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


def list_method(material: Material, drawn: Sequence[document.Figure], looked_for: bool) -> Blocks:
    """How the articles were read, what was refused, which figures are left out, and how to cite this."""
    edition = content_hash(*sorted(row["sha256"] for row in material.articles.values()))
    cite = ", a hash of the articles read. Cite a single figure by its article."
    refused = {name.partition(":")[2] for name in material.tallies if name.startswith("rejected_files:")}
    there = {figure.name for figure in drawn}
    absent = [(name, figure.absent) for name, figure in FIGURES.items() if name not in there and looked_for]
    reasons = "; ".join(f"{name.replace('_', ' ')} ({reason})" for name, reason in absent)
    items: dict[str, Inlines] = {
        "How it was read": (METHOD, Foreign(f"{SURE:.0%}"), METHOD_END),
        "Files left out": capitalise_first(
            list_tallies(material, "rejected_files", "file", refused, _say_reason)
        ),
        "Figures left out": (f"{reasons}.",) if reasons else (),
        "To cite": ("Crossings, edition ", Name(edition), cite),
    }
    return [document.define(items)]


def _say_reason(reason: str) -> str:
    return reason.replace("_", " ").replace("english", "English")


def list_tallies(
    material: Material, table: str, noun: str, names: Sequence[str] | set[str], say: Callable[[str], str]
) -> Inlines:
    """ "A (12 claims), B (5) and others.", the most frequent first, or in the order of a sequence."""
    if isinstance(names, set):
        names = sorted(names, key=lambda name: (-material.tallies[f"{table}:{name}"], name))
    told: list[document.Inline] = []
    for place, name in enumerate(names[:LEFT_OUT]):
        number, what = material.tally(f"{table}:{name}", noun)
        told += [f"{', ' if place else ''}{say(name)} (", number, f"{what})" if place == 0 else ")"]
    return (*told, " and others." if len(names) > LEFT_OUT else ".") if told else ()


def list_sources(material: Material) -> Blocks:
    """The articles read, by publisher, title or first words, and date."""
    originals = [row for row in material.articles.values() if row["duplicate_of"] is None]
    originals.sort(key=lambda row: (str(row["published_latest"]), row["article_id"]))
    more = Paragraph(("All articles are in ", Name("tables/articles.csv"), "."))
    shown = document.Bullets(tuple(map(_list_article, originals[:SOURCES])))
    return [shown, *([more] if len(originals) > SOURCES else [])]


def _list_article(row: Row) -> Inlines:
    known = name_article(row)
    doubt = ", dated by what it says" if row["published"] is None and row["published_latest"] else ""
    return run_on(Foreign(known) if known else Name(row["article_id"]), ", ", published_when(row), doubt)


def list_appendix(
    material: Material, told: Sequence[Claim], more: Sequence[document.Figure]
) -> Sequence[tuple[str, str, Blocks]]:
    """The tables: chronology, rows not yet checked, what is no fact, what follows, and further figures."""
    above = {one.count_id for claim in told for one in material.alike[claim.count_id]}
    return (
        ("chronology", "Chronology", _list_chronology(material)),
        ("not-checked", "More that is not yet checked", _list_unsure(material, above)),
        ("apart", "Planned, alleged, denied or possible", _list_apart(material)),
        ("inferred", "What the claims together allow", _list_inferred(material)),
        ("more-figures", "More figures", more),
    )


def _list_chronology(material: Material) -> Blocks:
    """Every sure event in order of time, those in several articles first where there are too many."""
    found = sorted(material.all_happenings, key=lambda h: (-h.n_articles, str(h.date_end), h.happening_id))
    kept = sorted(found[:ENTRIES], key=lambda h: (str(h.date_end or "9"), str(h.date_start), h.happening_id))
    more = Paragraph(("Shown are those in most articles; ", Name("tables/happenings.csv"), " holds all."))
    shown = document.Definitions(tuple(_tell_entry(happening, material) for happening in kept))
    return [shown, *([more] if len(found) > ENTRIES else [])] if kept else []


def _tell_entry(happening: Happening, material: Material) -> tuple[Inlines, Inlines]:
    """When it was, what it was, and the words behind it."""
    quote = quote_around(happening, material.text_of(happening), WHOLE)
    told = capitalise_first(wording.happening_clause(happening))
    account: Inlines = ()
    if (
        happening.source
        and happening.source not in f"{document.plain_text(told)} {document.plain_text((quote,))}"
    ):
        account = (" (according to ", Foreign(say_source(happening.source)), ")")
    when = label_when(happening.date_start, happening.date_end)
    return (when,), run_on(told, told and ": ", quote, account, refer(happening, REPEATS))


def _order_by_size(claims: Iterable[Claim]) -> list[Claim]:
    """Figures of people first, then the greatest."""
    kept = [claim for claim in claims if claim.measure not in UNTOLD]
    return sorted(kept, key=lambda c: (not measure_wordings()[c.measure].people, -c.size, c.count_id))


def _list_unsure(material: Material, above: set[str]) -> Blocks:
    """The largest further claims that the reader is not sure of; what an article repeats stands once."""
    found = [claim for claim in material.claims if not (claim.sure or claim.count_id in above)]
    told = {(claim.article_id, claim.measure, claim.low, claim.high): claim for claim in reversed(found)}
    rows = tuple(_unsure_row(claim, material) for claim in _order_by_size(told.values())[:UNSURE])
    note = "The reader is not sure of these either; they are used in no headline, key figure or series."
    head = ("Figure", "In the article’s words", "Guess")
    return [Paragraph((note,)), document.Table("More that is not yet checked", head, rows)] if rows else []


def _unsure_row(claim: Claim, material: Material) -> tuple[Inlines, ...]:
    """The figure; the words; measure, whether it is a report, place or border, period and source."""
    told = "of what may come" if is_prospect(claim) else ""
    about = wording.say_about(claim, told if claim.modality == "reported" else claim.modality)
    return (
        capitalise_first(wording.figure_phrase(claim)),
        (quote_around(claim, material.text_of(claim), WHOLE), *refer(claim)),
        (f"{about}, ", wording.claim_label(claim), *wording.say_according(claim)),
    )


def _list_apart(material: Material) -> Blocks:
    """Planned, alleged, denied and possible figures in their articles' words, each once by a speaker."""
    alike: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in _order_by_size(c for c in material.claims if c.sure and c.modality != "reported"):
        number = (claim.measure, claim.unit, claim.low, claim.high, claim.group, claim.period)
        alike[claim.modality, claim.source, *number].append(claim)
    items = [
        run_on(
            f"{APART_AS[first.modality]}: ",
            quote_around(first, material.text_of(first), WHOLE),
            *(" (", name_voice(first, material), ")"),
            *map(refer, (first, *others[: REPEATS - 1])),
        )
        for first, *others in list(alike.values())[:APART]
    ]
    return [document.Bullets(tuple(items))] if items else []


def _list_inferred(material: Material) -> Blocks:
    """Intervals that follow from several claims, those on most claims first."""
    rows = [(place, row) for place, row in enumerate(list_rows(material.tables.series)) if _tells(row)]
    if not rows:
        return []
    rows.sort(key=lambda item: (-item[1]["n_claims"], item[1]["high"] / item[1]["low"], item[0]))
    shown = sorted(rows[:INFERRED], key=lambda item: item[0])
    counts = material.tables.counts
    quotes = dict(zip(counts["count_id"], counts["quote"], strict=True))
    head = ("What is counted", "Period", "Between", "From")
    table = tuple(_inferred_row(place, row, quotes) for place, row in shown)
    names = {name for _, row in shown for name in (row["assumptions"] or "").split("+") if name}
    assumed = ("These steps assume that ", Foreign("; ".join(word_assumptions(names))), ".")
    return [
        Paragraph(("No article states these; they follow from figures that articles do state.",)),
        document.Table("What the claims together allow", head, table),
        *([Paragraph(assumed)] if names else []),
    ]


def _tells(row: Row) -> bool:
    """Whether a row is derived, bounded on both sides, and narrow enough to tell something."""
    low, high = row["low"], row["high"]
    if row["basis"] == "reported" or row["aggregation"] == "rate" or low is None or high is None:
        return False
    return 0 < low <= high <= WIDEST * low


def _inferred_row(place: int, row: Row, quotes: Mapping[str, str]) -> tuple[Inlines, ...]:
    low, high = (
        document.Derived(say_number(row[name], in_words=False), place, name) for name in ("low", "high")
    )
    ends: Inlines = (low,) if row["low"] == row["high"] else (low, " to ", high)
    ids = "+".join(filter(None, (row["low_count_ids"], row["high_count_ids"]))).split("+")
    found = [key for key in dict.fromkeys(ids) if key in quotes]
    told = [(document.Said(quotes[key], "counts", key), document.Reference("counts", key)) for key in found]
    when = label_when(row["period_start"], row["period_end"])
    return ((wording.say_subject(row),), (when,), ends, document.join_inlines(told))


def with_evidence(brief: document.Brief, material: Material) -> document.Brief:
    """The brief with the evidence for every row that its text names, in the order in which it does."""
    nodes = document.walk_nodes((brief.headline, brief.standfirst, brief.sections))
    cited = dict.fromkeys((node.table, node.row_id) for node in nodes if isinstance(node, document.OF_ROWS))
    rows: dict[tuple[str, str], Row] = {}
    tables = material.tables
    for table, frame, key in (("counts", tables.counts, "count_id"), ("events", tables.events, "event_id")):
        found = frame[frame[key].isin([row_id for name, row_id in cited if name == table])]
        rows |= {(table, row[key]): row for row in list_rows(found)}
    evidence = (_evidence(number, key, rows[key], material) for number, key in enumerate(cited, 1))
    return replace(brief, evidence=tuple(evidence))


def _evidence(number: int, key: tuple[Any, str], row: Row, material: Material) -> document.Evidence:
    """The words of a row between those around them, cut at words where they are many."""
    article = material.articles[row["article_id"]]
    before, after = wording.split_sentence(row, article["text"])
    before, after = before.lstrip(), after.rstrip()
    if len(before) > CONTEXT:
        before = f"… {before[-CONTEXT:].partition(' ')[2]}"
    if len(after) > CONTEXT:
        after = f"{after[:CONTEXT].rpartition(' ')[0]} …"
    named = f"{name_article(article) or article['article_id']}, {published_when(article).text}"
    origin = ". ".join(filter(None, [name_source(row["source"]), named]))
    place = {name: row[name] for name in ("article_id", "start", "end", "quote")}
    return document.Evidence(number, *key, **place, before=before, after=after, origin=origin)


def name_article(article: Row) -> str:
    """An article by publisher and title or first words; "" where nothing of these is known."""
    text = HEADER.sub("", (article["text"] or "").lstrip("\ufeff"))
    words = " ".join(text.split(maxsplit=FIRST_WORDS)[:FIRST_WORDS])
    name = f"“{article['title']}”" if article["title"] else f"“{words} …”" if words else ""
    return ", ".join(part for part in (article["publisher"], name) if part)


def name_voice(row: Claim | Happening, material: Material) -> Inlines:
    """Who says it: the source cited, else the article by publisher and date."""
    return (Foreign(say_source(row.source)),) if row.source else name_paper(row, material)


def name_paper(row: Claim | Happening, material: Material) -> Inlines:
    """The article of a row by publisher and date."""
    article = material.articles[row.article_id]
    paper, when = article["publisher"], published_when(article)
    is_known = when.start == when.end or (when.end and when.text == str(when.end.year))
    if when.end and is_known and not paper:
        return ("an article of ", when)
    named = Foreign(paper) if paper else "an undated article"
    return (named, ", ", when) if when.end else (named,)


def published_when(article: Row) -> When:
    """The day of publication in words, or the interval in which it must lie."""
    earliest, latest = article["published_earliest"], article["published_latest"]
    if earliest is None and latest is None:
        return When("date unknown", None, None)
    return label_when(earliest, latest)
