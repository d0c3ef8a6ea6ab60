"""The text of the brief, to be read in three minutes: at most WORDS words, whatever the folder's size."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from analysis.brief.appendix import appendix_sections, method_section, sources_section
from analysis.brief.changes import KeyFigure, say_changes
from analysis.brief.claims import Claim
from analysis.brief.document import (
    Block,
    Brief,
    Bullets,
    Definitions,
    Figure,
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
    When,
    join_inlines,
    label_when,
    plain_text,
)
from analysis.brief.english import (
    join_words,
    say_border,
    say_countries,
    say_label,
    say_named_period,
    say_source,
)
from analysis.brief.evidence import (
    capitalise_tally,
    count_tallies,
    number_evidence,
    published_when,
    say_tally_node,
)
from analysis.brief.pictures import read_figures
from analysis.brief.story import Finding, Material, Moment
from analysis.brief.telling import tell_story
from analysis.brief.wording import (
    capitalise_first,
    claim_clause,
    claim_label,
    claim_when,
    figure_phrase,
    happening_clause,
    measure_wording,
    say_either,
    say_measure,
    say_subject,
)
from analysis.codings.sample import sample_quality
from analysis.series import say_definition
from analysis.tables import Tables, list_rows
from analysis.vocabulary import SURE

WORDS = 540  # of text before method, sources and appendix, so that a stricter count stays below 600
LEFT_OUT = 4
# Measures of movements, which have a direction; all others belong to a border.
DIRECTED = (
    *("irregular_crossing", "apprehension", "attempted_crossing", "admission", "legal_crossing"),
    *("return", "transport", "vessel"),
)
CLAIMS_EACH = 3


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each kind there is room for."""

    moments: int
    key: int
    unsure: int
    figures: int
    differ: int


ROOMS = (
    Room(14, 6, 5, 3, 3),
    Room(12, 6, 5, 2, 3),
    Room(10, 5, 4, 2, 2),
    Room(8, 5, 3, 2, 2),
    Room(8, 5, 4, 1, 2),
    Room(6, 4, 3, 1, 1),
    Room(4, 3, 3, 0, 1),
    Room(2, 2, 3, 0, 0),
)
# What the reader may have got wrong, by the field of a row that it is least sure of.
DOUBTS = {
    "measure": "what is counted",
    "unit": "what is counted",
    "aggregation": "whether it is a total",
    "period": "the period",
    "modality": "whether it is reported as fact",
    "group": "whom it counts",
    "source": "who says so",
    "origin": "the border",
    "destination": "the border",
    "place": "the place",
}


def compose_brief(tables: Tables, figures_dir: Path, parameters: Mapping[str, Any]) -> Brief:
    """Compose the brief on `tables`; `figures_dir` holds NAME.svg with NAME.json, or nothing.

    `tables` are those of the report, already limited to the border and days that `parameters` name. `before`
    there holds the key figures of an earlier report, `codings` names a folder with a checked sample.
    """
    material = _gather(tables, parameters)
    drawn = read_figures(figures_dir)
    changes = say_changes(parameters.get("before") or (), list_key_figures(tables, parameters))
    quality = sample_quality(parameters.get("codings"), tables.articles["text"].dropna())
    for room in ROOMS:
        moments, key = material.choose_moments(room.moments), material.choose_key(room.key)
        told = (*key, *(moment.finding for moment in moments if moment.finding))
        unsure = material.choose_doubtful(room.unsure, told)
        title, standfirst = headline(key, material), say_standfirst(key, material, changes)
        sections = (
            story_section(moments, material),
            key_figures_section(key, tables),
            unchecked_section(unsure, tables),
            figures_section(drawn[: room.figures]),
            differences_section(material, room.differ),
            unknowns_section(material, told, quality),
        )
        text = tuple(section for section in sections if section)
        if count_words((title, standfirst, text)) <= WORDS:
            break
    rest = (
        method_section(material, drawn, figures_dir.is_dir()),
        sources_section(tables),
        *appendix_sections(material, unsure, drawn[room.figures :]),
    )
    return number_evidence(
        scope=_say_scope(parameters, material),
        title=title,
        standfirst=standfirst,
        sections=_number_figures((*text, *rest)),
        tables=tables,
    )


def _gather(tables: Tables, parameters: Mapping[str, Any]) -> Material:
    since, until = (_read_day(parameters.get(name)) for name in ("since", "until"))
    return Material(tables, parameters.get("border") or None, since, until)


def list_key_figures(tables: Tables, parameters: Mapping[str, Any]) -> list[KeyFigure]:
    """The key figures in words, as a later report is compared with them."""
    return [
        {
            "about": _say_about(finding.claim),
            "kind": finding.claim.aggregation,
            "figure": plain_text(figure_phrase(finding.claim)),
            "period": claim_label(finding.claim).text,
        }
        for finding in _gather(tables, parameters).choose_key(ROOMS[0].key)
    ]


def count_words(content: Any) -> int:
    """Words in a stretch of the brief: text, table cells, captions and what pictures are said to show."""
    return len(_spell_out(content).split())


def _spell_out(content: Any) -> str:
    """All that is read of a node or of several: running text joined as it stands, all else apart."""
    if isinstance(content, str):
        return content
    if isinstance(content, tuple):
        running = all(isinstance(part, str | Reference) or hasattr(part, "text") for part in content)
        return ("" if running else " ").join(map(_spell_out, content))
    if isinstance(content, Figure):
        return f"Figure 1. {content.title} {content.subtitle} {content.alt} {content.note}"
    if isinstance(content, Reference):
        return ""
    if isinstance(getattr(content, "text", None), str):
        return str(content.text)
    shown = (item.name for item in fields(content) if item.name not in ("id", "part"))
    return " ".join(_spell_out(getattr(content, name)) for name in shown)


def _number_figures(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with their figures numbered in reading order."""
    number = 0
    numbered = []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            number += isinstance(block, Figure)
            blocks.append(replace(block, number=number) if isinstance(block, Figure) else block)
        numbered.append(replace(section, blocks=tuple(blocks)))
    return tuple(numbered)


def _read_day(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) and given else given or None


def _say_scope(parameters: Mapping[str, Any], material: Material) -> str:
    """The line above the headline: border, days and state of knowledge asked for, else the borders told."""
    borders = join_words([say_border(pair) for pair in material.told]) or "Border crossings in the news"
    known = _read_day(parameters.get("as_of"))
    since, until = material.since, material.until
    days = say_label(since, until) if since or until else ""
    parts = (borders, days, f"as known on {say_label(known, known)}" if known else "")
    return ", ".join(part for part in parts if part)


def headline(key: Sequence[Finding], material: Material) -> Inlines:
    """The first finding as a headline; else the first event; else that there is nothing."""
    if key:
        claim = key[0].claim
        when = claim_when(claim)
        return capitalise_first((*claim_clause(claim), *((" ", when) if when else ())))
    moment = next((moment for moment in material.moments if moment.happening), None)
    if moment and moment.happening:
        return capitalise_first(happening_clause(moment.happening))
    if len(material.tables.articles):
        return ("No figure or event that the reader is sure of",)
    return ("No article was read",)


def say_standfirst(key: Sequence[Finding], material: Material, changes: str) -> Inlines:
    """Whose the headline's figure is, what was read, how much of it is checked, and what changed."""
    told = (" ", Foreign(changes)) if changes else ()
    return (*_headline_source(key, material), *_say_corpus(material.tables), *told)


def _headline_source(key: Sequence[Finding], material: Material) -> Inlines:
    """On whose word the headline stands."""
    if not key:
        return ()
    claim = key[0].claim
    told = ("So says ", *name_voice(claim, material.tables))
    disputed = ", by one account; others differ" if claim.count_id in material.disputed else ""
    return (*told, f"{disputed}.", Reference("counts", claim.count_id), " ")


def name_voice(claim: Claim, tables: Tables) -> Inlines:
    """Who says a figure: the source cited, else the article by publisher and date."""
    if claim.source:
        return (Foreign(say_source(claim.source)),)
    article = next(row for row in list_rows(tables.articles) if row["article_id"] == claim.article_id)
    when = published_when(article)
    paper: Inlines = (Foreign(article["publisher"]), ", ") if article["publisher"] else ("an article of ",)
    if when.end and when.start != when.end and (when.start is None or when.text != str(when.end.year)):
        return (*(paper[:1] if article["publisher"] else ("an undated article",)), ", ", when)
    return (*paper, when) if when.end else (*paper[:1],) if article["publisher"] else ("an undated article",)


def _say_corpus(tables: Tables) -> Inlines:
    """How many articles, from when, and how much has been checked."""
    tallies = count_tallies(tables)
    if not tallies["articles"]:
        return ("The folder held no article that could be read.",)
    read: Inlines = (
        *capitalise_tally(say_tally_node(tallies, "articles", "article")),
        *_say_published(tables),
    )
    if not tallies["counts"] and not tallies["events"]:
        return (*read, " read.")
    claims, events = (
        say_tally_node(tallies, name, noun) for name, noun in (("counts", "claim"), ("events", "event"))
    )
    if not tallies["checked"]:
        return (*read, " with ", *claims, " and ", *events, "; nobody has checked a row yet.")
    checked = say_tally_node(tallies, "checked", "row", "rows")
    return (*read, " with ", *claims, " and ", *events, "; ", *checked, " checked by a person.")


def _say_published(tables: Tables) -> Inlines:
    """From when the articles are; an article that is known by its year is said as its year."""
    rows = list_rows(tables.articles[["published_earliest", "published_latest"]].dropna())
    spans = [(row["published_earliest"], row["published_latest"]) for row in rows]
    if not spans:
        return ()
    first = min(spans)
    last = max(spans, key=lambda span: (span[1], span[0]))
    start, end = first[0], last[1]
    if start == end or say_named_period(start, end):
        return (" of ", label_when(start, end))
    if all(one == other or say_named_period(one, other) for one, other in (first, last)):
        return (" from ", When(f"{say_label(*first)} to {say_label(*last)}", start, end))
    return (" from ", label_when(start, end))


def story_section(moments: Sequence[Moment], material: Material) -> Section | None:
    """What happened, in order of time; each border by itself where there are several."""
    if not moments:
        return None
    by_border: dict[str, list[Moment]] = defaultdict(list)
    for moment in moments:
        by_border[next((pair for pair in material.told if pair in moment.pairs), "")].append(moment)
    blocks: list[Block] = []
    for pair in (*material.told, ""):
        if by_border[pair]:
            if len([found for found in by_border.values() if found]) > 1:
                blocks.append(Heading(say_border(pair) if pair else "Around it"))
            blocks.append(Paragraph(tell_story(by_border[pair], material)))
    return Section("story", "What happened", tuple(blocks))


def key_figures_section(key: Sequence[Finding], tables: Tables) -> Section | None:
    """The table of key figures, each with its period and whose word it is."""
    if not key:
        return None
    head = ("Figure", "What is counted", "Period", "Who says it")
    rows = tuple(_key_row(finding, tables) for finding in key)
    return Section("key-figures", "Key figures", (Table("Key figures", head, rows),))


def _key_row(finding: Finding, tables: Tables) -> tuple[Inlines, ...]:
    claim = finding.claim
    figure: Inlines = (*capitalise_first(figure_phrase(claim)), Reference("counts", claim.count_id))
    more = finding.n_sources - 1
    voices: Inlines = (*name_voice(claim, tables), *((" and others",) if more else ()))
    return (figure, (_say_about(claim),), (claim_label(claim),), voices)


def _say_about(claim: Claim, *, lower: bool = False) -> str:
    """What a key figure counts, by which definition, and where."""
    label = say_measure(claim.measure, claim.aggregation)
    definition = f", {say_definition(claim.definition)}" if claim.definition else ""
    return f"{label.lower() if lower else label}{definition}{_say_where(claim)}"


def _say_where(claim: Claim) -> str:
    """The place or direction of a claim, for a table cell."""
    origin, destination = say_countries(claim.origin), say_countries(claim.destination)
    if claim.place:
        return f", {claim.place}"
    says = measure_wording(claim.measure).says["any"]
    if "inside" in says and (destination or origin):
        return f", {destination or origin}"
    if "side" in says and (destination or origin):
        return f", {say_either(claim)}"
    if origin and destination and claim.measure in DIRECTED:
        return f", {origin} to {destination}"
    if claim.border:
        return f", {say_border(claim.border)}"
    return f", {destination or origin}" if destination or origin else ""


def unchecked_section(unsure: Sequence[Finding], tables: Tables) -> Section | None:
    """What matters most of all that the reader is not sure of: the articles' words, and how it takes them."""
    if not unsure:
        return None
    note = "The reader takes these words as follows, without being sure. Check them before use."
    items = tuple(_say_reading(finding, tables) for finding in unsure)
    return Section("unchecked", "Read, not yet checked", (Paragraph((note,)), Bullets(items)))


def _say_reading(finding: Finding, tables: Tables) -> Inlines:
    """One claim in its article's words, with what it was read as and what is most in doubt."""
    claim = finding.claim
    told: list[Inline] = [Said(claim.quote, "counts", claim.count_id), Reference("counts", claim.count_id)]
    told += [f" – read as {_say_about(claim, lower=True)}"]
    if claim.period_start or claim.period_end:
        told += [", ", claim_label(claim)]
    told += [" (", *name_voice(claim, tables), f"). In doubt: {_say_doubt(claim)}."]
    return tuple(told)


def _say_doubt(claim: Claim) -> str:
    """What the reader is least sure of; where it is sure, what its article does not name."""
    if (claim.confidence or 0.0) >= SURE:
        return "the border or nationality, which the article does not name"
    return DOUBTS.get(claim.unsure or "", "the reading")


def figures_section(drawn: Sequence[Figure]) -> Section | None:
    """The first pictures."""
    return Section("figures", "Figures", tuple(drawn)) if drawn else None


def differences_section(material: Material, limit: int) -> Section | None:
    """Where sources give one question answers that no rounding makes the same."""
    if not material.conflicts or not limit:
        return None
    by_id = {claim.count_id: claim for claim in material.claims}
    items = [_say_conflict(row, by_id, material.tables) for row in material.conflicts]
    kept = tuple(item for item in items if item)[:limit]
    if not kept:
        return None
    blocks: list[Block] = [Bullets(kept)]
    if len(items) > limit:
        blocks.append(Paragraph(("More are in ", Name("tables/conflicts.csv"), ".")))
    return Section("differences", "Where sources differ", tuple(blocks))


def _say_conflict(row: Mapping[str, Any], by_id: Mapping[str, Claim], tables: Tables) -> Inlines:
    """The claims of one conflict side by side, each with whose word it is."""
    shown = list({c.size: c for c in (by_id.get(key) for key in row["count_ids"].split("+")) if c}.values())
    if len(shown) < 2:
        return ()
    when = label_when(row["period_start"], row["period_end"])
    dated: Inlines = (", ", when) if row["period_start"] or row["period_end"] else ()
    told: list[Inline] = [say_subject(row), *dated, ": "]
    for place, claim in enumerate(shown[:CLAIMS_EACH]):
        told += [" against "] if place else []
        told += [*figure_phrase(claim), " (", *name_voice(claim, tables), ")"]
        told.append(Reference("counts", claim.count_id))
    return (*told, ". They differ; both cannot hold.")


def unknowns_section(material: Material, findings: Sequence[Finding], quality: str) -> Section:
    """What this brief leaves out, what nobody has checked, and what has no date or source."""
    told = {finding.claim.count_id for finding in findings}
    items = (
        ("Not told here", _say_left_out(material, told)),
        ("Largest not told", _say_largest(material, told)),
        ("How right the reader is here", (Foreign(quality),) if quality else ()),
        ("Not yet checked", _say_unsure(material)),
        ("Not dated or sourced", _say_undated(material)),
    )
    kept = tuple((term, text) for term, text in items if text)
    if not kept:
        kept = (("Nothing known to be missing", ("All that was read is told above.",)),)
    return Section("unknowns", "What is not known", (Definitions(kept),))


def _say_left_out(material: Material, told: set[str]) -> Inlines:
    """Borders that the text above says nothing about, and measures, with how many sure claims there are."""
    tallies = count_tallies(material.tables)
    borders = [pair for pair, _ in material.borders if pair not in material.told]
    shown = {finding.claim.measure for finding in material.ranked if finding.claim.count_id in told}
    measures = {f.claim.measure for f in material.ranked} - shown
    parts: list[Inlines] = []
    if borders:
        parts.append(("Other borders: ", *_list_tallies(tallies, "counts_border", borders, say_border)))
    if measures:
        names = sorted(measures, key=lambda name: (-tallies[f"sure_measure:{name}"], name))
        parts.append(("Other measures: ", *_list_tallies(tallies, "sure_measure", names, _say_measure)))
    return tuple(node for n, part in enumerate(parts) for node in ((" ",) if n else ()) + part)


def _say_measure(measure: str) -> str:
    return measure_wording(measure).label.lower()


def _list_tallies(
    tallies: Mapping[str, int], table: str, names: Sequence[str], say: Callable[[str], str]
) -> Inlines:
    """ "A (12 claims), B (5) and others." """
    told: list[Inline] = []
    for place, name in enumerate(names[:LEFT_OUT]):
        number, noun = say_tally_node(tallies, f"{table}:{name}", "claim")
        told += [", " if place else "", f"{say(name)} (", number, f"{noun})" if place == 0 else ")"]
    return (*(part for part in told if part), " and others." if len(names) > LEFT_OUT else ".")


def _say_largest(material: Material, told: set[str]) -> Inlines:
    """The largest claim on people that exceeds all that the text tells of its measure and border."""
    greatest: dict[tuple[object, ...], float] = defaultdict(float)
    for finding in material.usable:
        if finding.claim.count_id in told:
            place = (finding.claim.measure, finding.claim.border)
            greatest[place] = max(greatest[place], finding.claim.size)
    rest = [
        finding
        for finding in material.usable
        if measure_wording(finding.claim.measure).people
        and finding.claim.size > greatest[finding.claim.measure, finding.claim.border]
    ]
    best = max(rest, key=lambda finding: (finding.claim.size, finding.claim.count_id), default=None)
    if best is None:
        return ()
    when = claim_when(best.claim)
    clause = capitalise_first((*claim_clause(best.claim), *((" ", when) if when else ())))
    return (*clause, ".", Reference("counts", best.claim.count_id))


def _say_unsure(material: Material) -> Inlines:
    """How many rows the reader is unsure of, and of which measures it is sure of none."""
    tallies = count_tallies(material.tables)
    if not tallies["unsure"]:
        return ()
    rows = say_tally_node(tallies, "unsure", "row")
    verb = "is" if tallies["unsure"] == 1 else "are"
    return (
        *capitalise_tally(rows),
        f" that the reader is unsure of {verb} told as fact nowhere above, and pale in the figures.",
        *_say_unsure_alone(material, tallies),
    )


def _say_unsure_alone(material: Material, tallies: Mapping[str, int]) -> Inlines:
    """The measures of which no row is sure."""
    sure = {claim.measure for claim in material.claims if claim.sure}
    alone = {claim.measure for claim in material.claims} - sure - {"other", "change"}
    if not alone:
        return ()
    names = sorted(alone, key=lambda name: (-tallies[f"counts_measure:{name}"], name))
    return (" Without any sure row: ", *_list_tallies(tallies, "counts_measure", names, _say_measure))


def _say_undated(material: Material) -> Inlines:
    tallies = count_tallies(material.tables)
    parts: list[Inlines] = []
    if tallies["undated_articles"]:
        parts.append((*say_tally_node(tallies, "undated_articles", "article"), " without a day"))
    if tallies["undated_counts"]:
        parts.append((*say_tally_node(tallies, "undated_counts", "claim"), " without a period"))
    if tallies["unattributed_counts"]:
        parts.append((*say_tally_node(tallies, "unattributed_counts", "claim"), " without a source"))
    inside = (
        " What is not dated within the days asked for stands in the tables only."
        if material.since or material.until
        else ""
    )
    if not parts:
        return (inside.strip(),) if inside else ()
    return (*capitalise_tally(join_inlines(parts)), f".{inside}")
