"""The text of the brief, to be read in three minutes: at most WORDS words, whatever the folder's size."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from analysis.brief.appendix import (
    list_appendix,
    list_method,
    list_sources,
    name_paper,
    name_voice,
    with_evidence,
)
from analysis.brief.changes import KeyFigure, say_changes
from analysis.brief.document import (
    Blocks,
    Brief,
    Bullets,
    Figure,
    Foreign,
    Inline,
    Inlines,
    Name,
    Paragraph,
    Reference,
    Sections,
    Table,
    When,
    define,
    join_inlines,
    label_when,
    make_sections,
    plain_text,
)
from analysis.brief.material import UNTOLD, Material, Moment, is_of_people, is_read
from analysis.brief.rendering import read_figures, render_markdown
from analysis.brief.telling import tell_story
from analysis.brief.wording import (
    CELL,
    capitalise_first,
    claim_label,
    close_sentence,
    figure_phrase,
    figure_words,
    happening_clause,
    has_own_words,
    quote_around,
    say_about,
    say_around,
    say_claim,
    say_subject,
)
from analysis.codings.sample import sample_quality
from analysis.english import (
    join_words,
    say_border,
    say_label,
    say_named_period,
    say_source,
)
from analysis.naming import measure_wordings
from analysis.series import Claim
from analysis.tables import Tables, list_rows

WORDS = 595  # of Markdown before method, sources and appendix, so that those who count otherwise find 600
EVIDENCE = "\n## Evidence\n"
LEFT_OUT = 4
CLAIMS_EACH = 3


class Room(NamedTuple):
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
    Room(6, 4, 2, 1, 1),
    Room(6, 4, 3, 0, 1),
    Room(4, 3, 3, 0, 1),
    Room(4, 3, 2, 0, 0),
    Room(2, 2, 2, 0, 0),
)


def compose_brief(tables: Tables, figures_dir: Path, parameters: Mapping[str, Any]) -> Brief:
    """Compose the brief on `tables`; `figures_dir` holds NAME.svg with NAME.json, or nothing.

    `tables` are those of the report, already limited to the border and days that `parameters` name. `before`
    there holds the key figures of an earlier report, `codings` names a folder with a checked sample.
    """
    material = _gather(tables, parameters)
    drawn = read_figures(figures_dir)
    changes = say_changes(parameters.get("before") or (), _word_key(material))
    quality = sample_quality(parameters.get("codings"), tables.articles["text"].dropna())
    scope = _say_scope(parameters, material)
    for room in ROOMS:
        key = material.choose_key(room.key)
        moments = material.choose_moments(room.moments, key)
        told = (*key, *(moment.claim for moment in moments if moment.claim))
        unsure = material.choose_doubtful(room.unsure, told)
        told_in_text: Sections = (
            ("story", "What happened", _tell_moments(moments, material)),
            ("key-figures", "Key figures", _list_key(key, material)),
            ("unchecked", "Read, not yet checked", _list_unchecked(unsure, material)),
            ("figures", "Figures", drawn[: room.figures]),
            ("differences", "Where sources differ", _list_differences(material, room.differ)),
            ("unknowns", "What is not known", _list_unknowns(material, told, drawn, quality)),
        )
        text = make_sections(told_in_text, "text")
        headline, standfirst = _say_headline(key, material), _say_standfirst(key, material, changes)
        brief = with_evidence(Brief(scope, headline, standfirst, text), material)
        if len(render_markdown(brief, Path()).partition(EVIDENCE)[0].split()) <= WORDS:
            break
    behind = (
        ("method", "Method", list_method(material, drawn, figures_dir.is_dir())),
        ("sources", "Sources", list_sources(material)),
    )
    appendix = make_sections(list_appendix(material, unsure, drawn[room.figures :]), "appendix")
    return with_evidence(
        replace(brief, sections=(*text, *make_sections(behind, "after"), *appendix)), material
    )


def _gather(tables: Tables, parameters: Mapping[str, Any]) -> Material:
    since, until = (_read_day(parameters.get(name)) for name in ("since", "until"))
    return Material(tables, parameters.get("border") or None, since, until)


def _read_day(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) and given else given or None


def list_key_figures(tables: Tables, parameters: Mapping[str, Any]) -> list[KeyFigure]:
    """The key figures in words, as a later report is compared with them."""
    return _word_key(_gather(tables, parameters))


def _word_key(material: Material) -> list[KeyFigure]:
    return [
        {
            "about": say_about(claim),
            "kind": claim.aggregation,
            "figure": plain_text(figure_phrase(claim)),
            "period": claim_label(claim).text,
        }
        for claim in material.choose_key(ROOMS[0].key)
    ]


def _say_scope(parameters: Mapping[str, Any], material: Material) -> str:
    """The line above the headline: border, days and state of knowledge asked for, else the borders told."""
    borders = join_words([say_border(pair) for pair in material.told]) or "Border crossings in the news"
    known = _read_day(parameters.get("as_of"))
    since, until = material.since, material.until
    days = say_label(since, until) if since or until else ""
    parts = (borders, days, f"as known on {say_label(known, known)}" if known else "")
    return ", ".join(part for part in parts if part)


def _say_headline(key: Sequence[Claim], material: Material) -> Inlines:
    """The first key figure as a headline; else the first event; else that there is nothing."""
    if key:
        return say_claim(key[0], material.text_of(key[0]))
    happening = next((moment.happening for moment in material.moments if moment.happening), None)
    if happening:
        told = capitalise_first(happening_clause(happening))
        words = quote_around(happening, material.text_of(happening))
        return told if has_own_words(happening) else (*told, *((": ",) if told else ()), words)
    read = bool(len(material.tables.articles))
    return ("No figure or event that the reader is sure of" if read else "No article was read",)


def _say_standfirst(key: Sequence[Claim], material: Material, changes: str) -> Inlines:
    """Whose the headline's figure is, what was read, how much of it is checked, and what changed."""
    voice: Inlines = ()
    if key:
        claim = key[0]
        disputed = ", by one account; others differ" if claim.count_id in material.disputed else ""
        reference = Reference("counts", claim.count_id)
        words = () if is_read(claim) else say_around(claim, material.text_of(claim), CELL)
        voice = ("So says ", *name_voice(claim, material), disputed, *words, ".", reference, " ")
    return (*voice, *_say_corpus(material), *((" ", Foreign(changes)) if changes else ()))


def _say_corpus(material: Material) -> Inlines:
    """How many articles, from when, and how much has been checked."""
    tallies = material.tallies
    if not tallies["articles"]:
        return ("The folder held no article that could be read.",)
    articles = capitalise_first(material.tally("articles", "article"))
    if not tallies["counts"] and not tallies["events"]:
        return (*articles, *_say_published(material.tables), " read.")
    rows = (*material.tally("counts", "claim"), " and ", *material.tally("events", "event"), "; ")
    checked: Inlines = ("nobody has checked a row yet.",)
    if tallies["checked"]:
        checked = (*material.tally("checked", "row"), " checked by a person.")
    return (*articles, *_say_published(material.tables), " with ", *rows, *checked)


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


def _tell_moments(moments: Sequence[Moment], material: Material) -> Blocks:
    """What happened, in order of time; each border by itself where there are several."""
    by_border: dict[str, list[Moment]] = defaultdict(list)
    for moment in moments:
        by_border[material.border_of(moment)].append(moment)
    headings = {pair: say_border(pair) or "Around it" for pair in (*material.told, "") if pair in by_border}
    return [
        Paragraph(tell_story(by_border[pair], material), heading if len(headings) > 1 else "")
        for pair, heading in headings.items()
    ]


def _list_key(key: Sequence[Claim], material: Material) -> Blocks:
    """The table of key figures, each with its period and whose word it is."""
    quoted = all(map(is_read, key))
    head = ("Figure", "In the article’s words" if quoted else "What is counted", "Period", "Who says it")
    rows = tuple(_key_row(claim, material) for claim in key)
    return [Table("Key figures", head, rows)] if rows else []


def _key_row(claim: Claim, material: Material) -> tuple[Inlines, ...]:
    figure: Inlines = (*capitalise_first(figure_phrase(claim)), Reference("counts", claim.count_id))
    more = (" and others",) if material.count_sources(claim) > 1 else ()
    voices: Inlines = (*name_voice(claim, material), *more)
    about = say_around(claim, material.text_of(claim), CELL)
    about = about[1:] if about and is_read(claim) else (say_about(claim), *about)
    return (figure, about, (claim_label(claim),), voices)


def _list_unchecked(unsure: Sequence[Claim], material: Material) -> Blocks:
    """What matters most of all that the reader is not sure of: the articles' words, and how it takes them."""
    note = "The articles’ words hold; what the reader takes them for is a guess. Check it before use."
    items = tuple(_say_reading(claim, material) for claim in unsure)
    return [Paragraph((note,)), Bullets(items)] if items else []


def _say_reading(claim: Claim, material: Material) -> Inlines:
    """One claim in its article's words, and what it was read as."""
    when: Inlines = (", ", claim_label(claim)) if any(claim.period) else ()
    about = say_about(claim)
    source: Inlines = (Foreign(say_source(claim.source)), ", in ") if claim.source else ()
    return (
        quote_around(claim, material.text_of(claim)),
        Reference("counts", claim.count_id),
        " (",
        *source,
        *name_paper(claim, material),
        f"). Guess: {about[0].lower()}{about[1:]}",
        *when,
        ".",
    )


def _list_differences(material: Material, limit: int) -> Blocks:
    """Where sources give one question answers that no rounding makes the same."""
    by_id = {claim.count_id: claim for claim in material.claims}
    told = [_say_conflict(row, by_id, material) for row in material.conflicts]
    kept = tuple(item for item in told if item)[:limit]
    more = Paragraph(("More are in ", Name("tables/conflicts.csv"), "."))
    return [Bullets(kept), *([more] if len(told) > limit else [])] if kept else []


def _say_conflict(row: Mapping[str, Any], by_id: Mapping[str, Claim], material: Material) -> Inlines:
    """The claims of one conflict side by side, each with whose word it is."""
    claims = (by_id.get(key) for key in row["count_ids"].split("+"))
    shown = list({claim.size: claim for claim in claims if claim}.values())
    if len(shown) < 2:
        return ()
    start, end = row["period_start"], row["period_end"]
    told: list[Inline] = [say_subject(row), *((", ", label_when(start, end)) if start or end else ()), ": "]
    for place, claim in enumerate(shown[:CLAIMS_EACH]):
        told += [" against "] if place else []
        told += [*figure_phrase(claim), " (", *name_voice(claim, material), ")"]
        told.append(Reference("counts", claim.count_id))
    return (*told, ". They differ; both cannot hold.")


def _list_unknowns(
    material: Material, claims: Sequence[Claim], drawn: Sequence[Figure], quality: str
) -> Blocks:
    """What this brief leaves out, what nobody has checked, and what has no date or source."""
    told = {claim.count_id for claim in claims}
    items: dict[str, Inlines] = {
        "Not told here": _say_left_out(material, told),
        "Large and not told": _say_largest(material, told, drawn),
        "How right the reader is here": (Foreign(quality),) if quality else (),
        "Not yet checked": _say_unsure(material),
        "Not dated or sourced": _say_undated(material),
    }
    nothing: dict[str, Inlines] = {"Nothing known to be missing": ("All that was read is told above.",)}
    return [define(items if any(items.values()) else nothing)]


def _say_left_out(material: Material, told: set[str]) -> Inlines:
    """Borders that the text above says nothing about, and measures, with how many sure claims there are."""
    borders = [pair for pair, _ in material.borders if pair not in material.told]
    shown = {claim.measure for claim in material.ranked if claim.count_id in told}
    measures = {claim.measure for claim in material.ranked} - shown
    parts = (
        ("Other borders: ", _list_tallies(material, "counts_border", borders, say_border)),
        ("Other measures: ", _list_tallies(material, "sure_measure", measures, _say_measure)),
    )
    return join_inlines([(head, *listed) for head, listed in parts if listed], " ")


def _say_measure(measure: str) -> str:
    return measure_wordings()[measure].label.lower()


def _list_tallies(
    material: Material, table: str, names: Sequence[str] | set[str], say: Callable[[str], str]
) -> Inlines:
    """ "A (12 claims), B (5) and others.", the most frequent first, or in the order of a sequence."""
    if isinstance(names, set):
        names = sorted(names, key=lambda name: (-material.tallies[f"{table}:{name}"], name))
    told: list[Inline] = []
    for place, name in enumerate(names[:LEFT_OUT]):
        number, noun = material.tally(f"{table}:{name}", "claim")
        told += [f"{', ' if place else ''}{say(name)} (", number, f"{noun})" if place == 0 else ")"]
    return (*told, " and others." if len(names) > LEFT_OUT else ".") if told else ()


def _say_largest(material: Material, told: set[str], drawn: Sequence[Figure]) -> Inlines:
    """The largest claim on people, at any border or none, that exceeds what is told of the same kind there.

    A rate or a vague number is not compared, nor what the headline of a figure tells, nor what is less than
    all that is told of people.
    """
    shown = [claim for claim in material.usable if claim.count_id in told and is_of_people(claim)]
    least = min((claim.size for claim in shown), default=0.0)
    greatest: dict[tuple[object, ...], float] = defaultdict(lambda: least)
    for claim in shown:
        kind = (claim.measure, claim.aggregation == "stock", claim.border)
        greatest[kind] = max(greatest[kind], claim.size)
    titles = " ".join(figure.title for figure in drawn)
    rest = [
        claim
        for claim in filter(is_of_people, (*material.usable, *material.unplaced))
        if claim.size > greatest[claim.measure, claim.aggregation == "stock", claim.border]
        and claim.rate_per is None
        and claim.bound != "vague"
        and not re.search(rf"(?<![\d.,]){re.escape(figure_words(claim))}(?!\d|[.,]\d)", titles)
    ]
    best = max(rest, key=lambda claim: (claim.size, claim.count_id), default=None)
    if best is None:
        return ()
    voice: Inlines = (" (", *name_voice(best, material), ")") if is_read(best) else ()
    sentence = close_sentence((*say_claim(best, material.text_of(best)), *voice))
    return (*sentence, Reference("counts", best.count_id))


def _say_unsure(material: Material) -> Inlines:
    """How many rows the reader is unsure of, and of which measures it is sure of none."""
    if not material.tallies["unsure"]:
        return ()
    verb = "is" if material.tallies["unsure"] == 1 else "are"
    sure = {claim.measure for claim in material.claims if claim.sure}
    alone = {claim.measure for claim in material.claims} - sure - set(UNTOLD)
    listed = _list_tallies(material, "counts_measure", alone, _say_measure)
    return (
        *capitalise_first(material.tally("unsure", "row")),
        f" that the reader is unsure of {verb} told as fact nowhere above, and pale in the figures.",
        *((" Without any sure row: ", *listed) if listed else ()),
    )


def _say_undated(material: Material) -> Inlines:
    """How much is not dated or sourced, and where it stands where days are asked for."""
    missing = (
        ("undated_articles", "article", " without a day"),
        ("undated_counts", "claim", " without a period"),
        ("unattributed_counts", "claim", " without a source"),
    )
    parts = [(*material.tally(name, noun), what) for name, noun, what in missing if material.tallies[name]]
    told = (*capitalise_first(join_inlines(parts)), ".") if parts else ()
    inside = "What is not dated within the days asked for stands in the tables only."
    asked = (inside,) if material.since or material.until else ()
    return join_inlines([part for part in (told, asked) if part], " ")
