"""Headline, standfirst, key figures and the paragraphs on each border."""

from collections import defaultdict
from collections.abc import Sequence

from analysis.brief.claims import Claim, Happening, rows_of
from analysis.brief.document import (
    Block,
    Foreign,
    Heading,
    Inline,
    Inlines,
    Name,
    Paragraph,
    Reference,
    Said,
    Section,
    Table,
    Tally,
    When,
)
from analysis.brief.english import capitalise, say_border, say_count, say_countries, say_label, say_source
from analysis.brief.evidence import published_when
from analysis.brief.ranking import Finding, choose_happenings, rank_findings
from analysis.brief.tallies import count_tallies
from analysis.brief.wording import (
    capitalise_first,
    claim_clause,
    claim_label,
    claim_sentence,
    claim_when,
    figure_phrase,
    happening_heading,
    measure_wording,
)
from analysis.tables import Tables
from analysis.vocabulary import MEASURES

BORDERS = 4
PER_BORDER = 6
REPEATS = 3
FIGURES_CAVEAT = (
    "Figures in the news are claims: each is given here as its article states it, with who says so, and is "
    "neither added to nor averaged with another."
)


def headline(key: Sequence[Finding], happenings: Sequence[Happening], tables: Tables) -> Inlines:
    """The first finding as a headline; else the sharpest happening; else that there is nothing."""
    if key:
        claim = key[0].claim
        when = claim_when(claim)
        return capitalise_first((*claim_clause(claim), *((" ", when) if when else ())))
    if happenings:
        return happening_heading(choose_happenings(happenings, 1)[0])
    if len(tables.articles):
        return ("No border figure and no event found",)
    return ("No article was read",)


def standfirst(key: Sequence[Finding], tables: Tables) -> Inlines:
    """Who says the headline's figure, the next finding, what the brief rests on, and what its figures are."""
    return (
        *_headline_source(key, tables),
        *_next_finding(key),
        *_corpus_sentence(tables),
        " ",
        FIGURES_CAVEAT,
    )


def _headline_source(key: Sequence[Finding], tables: Tables) -> Inlines:
    """Which article gives the headline's figure, and on whose word."""
    if not key:
        return ()
    claim = key[0].claim
    article = next(row for row in rows_of(tables.articles) if row["article_id"] == claim.article_id)
    when = published_when(article)
    dated: Inlines = (" of ", when) if when.end else ()
    if claim.source:
        said: Inlines = (
            "That is the figure of ",
            Foreign(say_source(claim.source)),
            " in an article",
            *dated,
        )
    else:
        said = ("That is the figure in an article", *dated, ", which names no source for it")
    return (*said, ".", Reference("counts", claim.count_id), " ")


def _next_finding(key: Sequence[Finding]) -> Inlines:
    """The best figure of another measure than the headline's."""
    for finding in key[1:]:
        claim = finding.claim
        if claim.measure != key[0].claim.measure and measure_wording(claim.measure).people:
            return (*claim_sentence(claim, before=key[0].claim), Reference("counts", claim.count_id), " ")
    return ()


def _corpus_sentence(tables: Tables) -> Inlines:
    """How many articles, from when, and what they hold."""
    tallies = count_tallies(tables)
    if not tallies["articles"]:
        return ("The folder held no article that could be read.",)
    articles = say_tally_node(tallies, "articles", "article")
    counts = say_tally_node(tallies, "counts", "numeric claim")
    events = say_tally_node(tallies, "events", "report of an event", "reports of events")
    verb = "holds" if tallies["articles"] == 1 else "hold"
    return (*capitalise_tally(articles), *_published(tables), f" {verb} ", *counts, " and ", *events, ".")


def say_tally_node(tallies: dict[str, int], name: str, singular: str, plural: str | None = None) -> Inlines:
    """A tally with its noun in agreement, under its name."""
    count = tallies[name]
    noun = singular if count == 1 else plural or f"{singular}s"
    return (Tally(say_count(count), name, count), f" {noun}")


def capitalise_tally(content: Inlines) -> Inlines:
    """The same with the number's word as a sentence begins."""
    tally, *rest = content
    assert isinstance(tally, Tally)
    return (Tally(capitalise(tally.text), tally.name, tally.value), *rest)


def _published(tables: Tables) -> Inlines:
    days = tables.articles[["published_earliest", "published_latest"]]
    first, last = days["published_earliest"].min(), days["published_latest"].max()
    if first is None or first != first or last != last:
        return ()
    start, end = first.date(), last.date()
    preposition = "of" if start == end else "from"
    return (f" {preposition} ", When(say_label(start, end), start, end))


def key_figures_section(key: Sequence[Finding], tables: Tables) -> Section | None:
    """The table of key figures, each with its period, its source and the words it was read from."""
    if not key:
        return None
    rows = tuple(_key_row(finding) for finding in key)
    head = ("Figure as stated", "What is counted", "Period", "Who says it", "In the article’s words")
    note: Inlines = (
        "People on the move come first, then fences, staff and places; running totals and long periods "
        "before short ones; nationalities after wholes. Only what is reported as fact stands here. All ",
        *say_tally_node(count_tallies(tables), "counts", "claim"),
        " are in ",
        Name("tables/counts.csv"),
        ".",
    )
    return Section("key-figures", "Key figures", (Table("Key figures", head, rows), Paragraph(note)))


def _key_row(finding: Finding) -> tuple[Inlines, ...]:
    claim = finding.claim
    what: Inlines = (f"{measure_wording(claim.measure).label}{_where(claim)}",)
    who: Inlines = (Foreign(claim.source),) if claim.source else ("no source named",)
    quote: Inlines = (Said(claim.quote, "counts", claim.count_id), Reference("counts", claim.count_id))
    others = [claim.count_id for claim in finding.repeats if claim.article_id != finding.claim.article_id]
    also: Inlines = tuple(Reference("counts", other) for other in others[:REPEATS])
    tail: Inlines = (
        (", also in ", *also, *((" and others",) if len(others) > REPEATS else ())) if also else ()
    )
    return (capitalise_first(figure_phrase(claim)), what, (claim_label(claim),), who, (*quote, *tail))


def _where(claim: Claim) -> str:
    """The direction or place of a claim, for a table cell."""
    origin, destination = say_countries(claim.origin), say_countries(claim.destination)
    if claim.measure.startswith(("border", "barrier", "crossing_point")) and claim.border:
        return f", {say_border(claim.border)}"
    if origin and destination:
        return f", {origin} to {destination}"
    return f", {destination or origin}" if destination or origin else ""


def counts_section(findings: Sequence[Finding]) -> Section | None:
    """A paragraph or two on each border that has the most figures, its claims in order of time."""
    by_border: dict[str, list[Finding]] = defaultdict(list)
    for finding in rank_findings(findings):
        if finding.claim.border:
            by_border[finding.claim.border].append(finding)
    order = sorted(by_border, key=lambda border: (-len(by_border[border]), border))[:BORDERS]
    blocks: list[Block] = []
    for border in order:
        if len(order) > 1:
            blocks.append(Heading(say_border(border)))
        blocks += _border_paragraphs(by_border[border])
    return Section("counted", "What the articles count", tuple(blocks)) if blocks else None


def _border_paragraphs(findings: Sequence[Finding]) -> list[Paragraph]:
    """The best figures on people, then those on fences, staff and places."""
    people = [finding.claim for finding in findings if measure_wording(finding.claim.measure).people]
    rest = [finding.claim for finding in findings if not measure_wording(finding.claim.measure).people]
    return [Paragraph(tell_claims(claims[:PER_BORDER])) for claims in (people, rest) if claims]


def tell_claims(claims: Sequence[Claim]) -> Inlines:
    """Sentences on claims in order of time, as a writer would chain them.

    Every second one starts with its period; what the sentence before has said (countries, source) is not
    repeated.
    """
    told: list[Inline] = []
    before = None
    for position, claim in enumerate(sorted(claims, key=_time_of)):
        told += [" "] if told else []
        told += claim_sentence(claim, time_first=position % 2 == 1, before=before)
        told.append(Reference("counts", claim.count_id))
        before = claim
    return tuple(told)


def _time_of(claim: Claim) -> tuple[object, ...]:
    end, start = claim.period_end, claim.period_start
    days = (end.toordinal() if end else 0, start.toordinal() if start else 0)
    return (end is None, *days, MEASURES.index(claim.measure), claim.aggregation == "stock", claim.count_id)
