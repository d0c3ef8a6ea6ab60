"""The text of the brief, to be read in three minutes: at most WORDS words, whatever the folder's size."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from analysis.brief import appendix, document, wording
from analysis.brief.appendix import list_tallies, name_paper, name_voice
from analysis.brief.document import Blocks, Brief, Foreign, Inlines, Paragraph, When, join_inlines, run_on
from analysis.brief.material import UNTOLD, Happening, Material, Moment, can_carry, is_of_people, is_read
from analysis.brief.rendering import read_figures, render_markdown
from analysis.brief.wording import (
    CELL,
    capitalise_first,
    figure_phrase,
    happening_clause,
    quote_around,
    refer,
)
from analysis.codings.sample import sample_quality
from analysis.english import join_words, say_border, say_countries, say_label, say_named_period, say_source
from analysis.naming import measure_wordings
from analysis.series import Claim
from analysis.tables import Tables, list_rows

WORDS = 595  # of Markdown before method, sources and appendix, so that those who count otherwise find 600
EVIDENCE = "\n## Evidence\n"
CLAIMS_EACH = 3
CHANGES = 3  # that are told; of the others the number is
# Moments, key figures, unsure claims, figures and differences that there is room for; the first that fits.
ROOMS = (
    (14, 6, 5, 3, 3),
    (12, 6, 5, 2, 3),
    (10, 5, 4, 2, 2),
    (8, 5, 3, 2, 2),
    (8, 5, 4, 1, 2),
    (6, 4, 3, 1, 1),
    (6, 4, 2, 1, 1),
    (6, 4, 3, 0, 1),
    (4, 3, 3, 0, 1),
    (4, 3, 2, 0, 0),
    (2, 2, 2, 0, 0),
)
# What a key figure is about, its kind (flow, total, …), the figure and its period, all in words.
KeyFigure = Mapping[str, str]


def compose_brief(tables: Tables, figures_dir: Path, parameters: Mapping[str, Any]) -> Brief:
    """Compose the brief on `tables`; `figures_dir` holds NAME.svg with NAME.json, or nothing.

    `tables` are those of the report, already limited to the border and days that `parameters` name. There
    `before` names a file with an earlier report's key figures, `codings` a folder with a checked sample.
    """
    material = _gather(tables, parameters)
    drawn = read_figures(figures_dir)
    before = parameters.get("before")
    changes = say_changes(json.loads(Path(before).read_text("utf-8")) if before else (), _word_key(material))
    quality = sample_quality(parameters.get("codings"), tables.articles["text"].dropna())
    for n_moments, n_key, n_unsure, n_figures, n_differ in ROOMS:
        key = material.choose_key(n_key)
        moments = material.choose_moments(n_moments, key)
        told = (*key, *(moment.claim for moment in moments if moment.claim))
        unsure = material.choose_doubtful(n_unsure, told)
        text = _make_sections(
            "text",
            ("story", "What happened", _tell_moments(moments, material)),
            ("key-figures", "Key figures", _list_key(key, material)),
            ("unchecked", "Read, not yet checked", _list_unchecked(unsure, material)),
            ("figures", "Figures", drawn[:n_figures]),
            ("differences", "Where sources differ", _list_differences(material, n_differ)),
            ("unknowns", "What is not known", _list_unknowns(material, told, drawn, quality)),
        )
        headline, standfirst = _say_headline(key, material), _say_standfirst(key, material, changes)
        brief = Brief(_say_scope(parameters, material), headline, standfirst, text)
        brief = appendix.with_evidence(brief, material)
        if len(render_markdown(brief, Path()).partition(EVIDENCE)[0].split()) <= WORDS:
            break
    behind = _make_sections(
        "after",
        ("method", "Method", appendix.list_method(material, drawn, figures_dir.is_dir())),
        ("sources", "Sources", appendix.list_sources(material)),
    )
    tables_behind = _make_sections("appendix", *appendix.list_appendix(material, unsure, drawn[n_figures:]))
    return appendix.with_evidence(replace(brief, sections=(*text, *behind, *tables_behind)), material)


def _make_sections(part: document.Part, *sections: tuple[str, str, Blocks]) -> tuple[document.Section, ...]:
    """The sections of a part (id, title, blocks) that have something to say."""
    return tuple(
        document.Section(name, title, tuple(blocks), part) for name, title, blocks in sections if blocks
    )


def _gather(tables: Tables, parameters: Mapping[str, Any]) -> Material:
    since, until = (_read_day(parameters.get(name)) for name in ("since", "until"))
    return Material(tables, parameters.get("border") or None, since, until)


def _read_day(given: date | str | None) -> date | None:
    return date.fromisoformat(str(given)) if given else None


def list_key_figures(tables: Tables, parameters: Mapping[str, Any]) -> list[KeyFigure]:
    """The key figures in words, as a later report is compared with them."""
    return _word_key(_gather(tables, parameters))


def _word_key(material: Material) -> list[KeyFigure]:
    return [
        {
            "about": wording.say_about(claim),
            "kind": claim.aggregation,
            "figure": document.plain_text(figure_phrase(claim)),
            "period": wording.claim_label(claim).text,
        }
        for claim in material.choose_key(ROOMS[0][1])
    ]


def say_changes(before: Sequence[KeyFigure], now: Sequence[KeyFigure]) -> str:
    """The key figures that changed, came and went, in a sentence; "" where there are none."""
    old, new = ({(key["about"], key["kind"]): key for key in keys} for keys in (before, now))
    said = {name: f"{key['figure']}, {key['period']}" for name, key in old.items()}
    told = [
        f"{key['about']}: {key['figure']}, {key['period']} (before: {said[name]})"
        for name, key in new.items()
        if name in old and old[name] != key
    ]
    for head, keys, others in (("new", new, old), ("no longer told", old, new)):
        only = [key for name, key in keys.items() if name not in others]
        told += [f"{head}: {key['about']}: {key['figure']}, {key['period']}" for key in only]
    if not before or not told:
        return ""
    more = [f"and {len(told) - CHANGES} more"] if len(told) > CHANGES else []
    return f"Changed since the report before: {'; '.join([*told[:CHANGES], *more])}."


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
        return wording.say_claim(key[0], material.text_of(key[0]))
    happening = next((moment.happening for moment in material.moments if moment.happening), None)
    if happening:
        told = capitalise_first(happening_clause(happening))
        quote = (told and ": ", quote_around(happening, material.text_of(happening)))
        return told if wording.has_own_words(happening) else run_on(told, *quote)
    read = bool(len(material.tables.articles))
    return ("No figure or event that the reader is sure of" if read else "No article was read",)


def _say_standfirst(key: Sequence[Claim], material: Material, changes: str) -> Inlines:
    """Whose the headline's figure is, what was read, how much of it is checked, and what changed."""
    voice: Inlines = ()
    for claim in key[:1]:
        disputed = ", by one account; others differ" if claim.count_id in material.disputed else ""
        words = () if is_read(claim) else wording.say_around(claim, material.text_of(claim), CELL)
        voice = run_on("So says ", name_voice(claim, material), disputed, words, ".", refer(claim), " ")
    return run_on(voice, _say_corpus(material), *((" ", Foreign(changes)) if changes else ()))


def _say_corpus(material: Material) -> Inlines:
    """How many articles, from when, and how much has been checked."""
    tallies = material.tallies
    if not tallies["articles"]:
        return ("The folder held no article that could be read.",)
    articles = (*capitalise_first(material.tally("articles", "article")), *_say_published(material.tables))
    if not tallies["counts"] and not tallies["events"]:
        return (*articles, " read.")
    rows = (*material.tally("counts", "claim"), " and ", *material.tally("events", "event"), "; ")
    checked: Inlines = ("nobody has checked a row yet.",)
    if tallies["checked"]:
        checked = (*material.tally("checked", "row"), " checked by a person.")
    return (*articles, " with ", *rows, *checked)


def _say_published(tables: Tables) -> Inlines:
    """From when the articles are; an article that is known by its year is said as its year."""
    rows = list_rows(tables.articles[["published_earliest", "published_latest"]].dropna())
    spans = [(row["published_earliest"], row["published_latest"]) for row in rows]
    if not spans:
        return ()
    first, last = min(spans), max(spans, key=lambda span: (span[1], span[0]))
    start, end = first[0], last[1]
    if start == end or say_named_period(start, end):
        return (" of ", document.label_when(start, end))
    if all(one == other or say_named_period(one, other) for one, other in (first, last)):
        return (" from ", When(f"{say_label(*first)} to {say_label(*last)}", start, end))
    return (" from ", document.label_when(start, end))


def _tell_moments(moments: Sequence[Moment], material: Material) -> Blocks:
    """What happened, in order of time; each border by itself where there are several."""
    by_border: dict[str, list[Moment]] = defaultdict(list)
    for moment in moments:
        by_border[material.border_of(moment)].append(moment)
    headings = {pair: say_border(pair) or "Around it" for pair in (*material.told, "") if pair in by_border}
    return [
        Paragraph(_tell_story(by_border[pair], material), heading if len(headings) > 1 else "")
        for pair, heading in headings.items()
    ]


def _tell_story(moments: Sequence[Moment], material: Material) -> Inlines:
    """One paragraph on moments that are in order of time; what differs in figure and time only, together."""
    told: Inlines = ()
    before: Moment | None = None
    for _, alike in groupby(moments, _likeness):
        group = list(alike)
        sentence = _tell_together(group) if len(group) > 1 else _tell_one(group[0], before, material)
        told = run_on(told, told and " ", sentence)
        before = group[0] if len(group) == 1 else None
    return told


def _find_way(moment: Moment) -> Literal["event", "figure", "both"]:
    """What tells a moment: its event, its figure where that says more, or the event with its figure."""
    event, claim = moment.happening, moment.claim
    if event is None or claim is None:
        return "figure" if event is None else "event"
    carries = can_carry(event, claim)
    if event.status in ("occurred", "ongoing") and not (carries and event.actor):
        return "figure"
    return "both" if carries and wording.has_own_words(event, claim) else "event"


def _likeness(moment: Moment) -> tuple[object, ...]:
    claim, event = moment.claim, moment.happening
    if claim is None or event is None or _find_way(moment) != "both":
        return (moment.name,)
    return (event.type, event.actor, event.target, event.status, event.place, claim.unit, claim.measure)


def _find_when(moment: Moment) -> When | None:
    """When it was, with its preposition."""
    if moment.claim and _find_way(moment) == "figure":
        return wording.claim_when(moment.claim)
    return wording.when_of(*moment.period)


def _tell_together(group: Sequence[Moment]) -> Inlines:
    """ "Lithuania closed two crossing points in 2023 and two in 2024." """
    told = []
    for place, moment in enumerate(group):
        assert moment.happening and moment.claim
        claim, when = moment.claim, _find_when(moment)
        figure, clause = figure_phrase(claim)[0], happening_clause(moment.happening, claim)
        told.append(run_on(figure if place else capitalise_first(clause), when and " ", when, refer(claim)))
    return (*join_inlines(told), ".")


def _tell_one(moment: Moment, before: Moment | None, material: Material) -> Inlines:
    """A sentence that opens with its time; "the same day" where the sentence before had it.

    What nobody checked, or is told in no words of ours, is its article's sentence behind its date.
    """
    event, claim, way = moment.happening, moment.claim, _find_way(moment)
    if claim and way == "figure":
        if is_read(claim):
            return _quote_row(claim, wording.claim_label(claim), (), material)
        return _tell_claim(claim, wording.claim_clause(claim), moment, before, material)
    assert event
    if claim and way == "both":
        return _tell_claim(claim, happening_clause(event, claim), moment, before, material)
    if not wording.has_own_words(event):
        return _quote_row(event, document.label_when(*moment.period), happening_clause(event), material)
    sentence = capitalise_first(run_on(_say_opening(moment, before), happening_clause(event)))
    return (*sentence, ": ", quote_around(event, material.text_of(event)), ".", *refer(event, 2))


def _tell_claim(
    claim: Claim, clause: Inlines, moment: Moment, before: Moment | None, material: Material
) -> Inlines:
    """A figure in a clause of ours, with whose word it is; "by one account" where another differs."""
    account: Inlines = (", by one account",) if claim.count_id in material.disputed else ()
    doer = say_countries(moment.happening.actor) if moment.happening else ""
    if claim.source and claim.source != doer:
        same = before and before.claim and claim.source == before.claim.source
        account += (", according to the same source",) if same else wording.say_according(claim)
    sentence = capitalise_first((*_say_opening(moment, before), *clause))
    said = wording.say_around(claim, material.text_of(claim))
    return (*wording.close_sentence((*sentence, *account, *said)), *refer(claim))


def _quote_row(row: Claim | Happening, when: When, of: Inlines, material: Material) -> Inlines:
    """A date, whom it is of, and the article's own words with whose they are."""
    said = quote_around(row, material.text_of(row))
    head = capitalise_first(run_on(when, of and ", ", of))
    return (*head, ": ", said, " (", *name_voice(row, material), ").", *refer(row, 2))


def _say_opening(moment: Moment, before: Moment | None) -> Inlines:
    """The time of a sentence; "The same day" where the sentence before had it."""
    when, earlier = _find_when(moment), before and _find_when(before)
    if when is None or not when.text:
        return ()
    if earlier and earlier.text == when.text:
        when = replace(when, text="The same day" if when.day else "Over the same time")
    return (when, ", ")


def _list_key(key: Sequence[Claim], material: Material) -> Blocks:
    """The table of key figures, each with its period and whose word it is."""
    quoted = all(map(is_read, key))
    head = ("Figure", "In the article’s words" if quoted else "What is counted", "Period", "Who says it")
    rows = tuple(_key_row(claim, material) for claim in key)
    return [document.Table("Key figures", head, rows)] if rows else []


def _key_row(claim: Claim, material: Material) -> tuple[Inlines, ...]:
    figure = (*capitalise_first(figure_phrase(claim)), *refer(claim))
    about = wording.say_around(claim, material.text_of(claim), CELL)
    about = about[1:] if about and is_read(claim) else (wording.say_about(claim), *about)
    voices = run_on(name_voice(claim, material), " and others" if material.count_sources(claim) > 1 else "")
    return (figure, about, (wording.claim_label(claim),), voices)


def _list_unchecked(unsure: Sequence[Claim], material: Material) -> Blocks:
    """What matters most of all that the reader is not sure of: the articles' words, and how it takes them."""
    note = "The articles’ words hold; what the reader takes them for is a guess. Check it before use."
    items = tuple(_say_reading(claim, material) for claim in unsure)
    return [Paragraph((note,)), document.Bullets(items)] if items else []


def _say_reading(claim: Claim, material: Material) -> Inlines:
    """One claim in its article's words, and what it was read as."""
    about = wording.say_about(claim)
    source = (Foreign(say_source(claim.source)), ", in ") if claim.source else ()
    when = (", ", wording.claim_label(claim)) if any(claim.period) else ()
    said = (quote_around(claim, material.text_of(claim)), *refer(claim))
    guess = f"). Guess: {about[0].lower()}{about[1:]}"
    return (*said, " (", *source, *name_paper(claim, material), guess, *when, ".")


def _list_differences(material: Material, limit: int) -> Blocks:
    """Where sources give one question answers that no rounding makes the same."""
    by_id = {claim.count_id: claim for claim in material.claims}
    told = [_say_conflict(row, by_id, material) for row in material.conflicts]
    kept = tuple(item for item in told if item)[:limit]
    more = Paragraph(("More are in ", document.Name("tables/conflicts.csv"), "."))
    return [document.Bullets(kept), *([more] if len(told) > limit else [])] if kept else []


def _say_conflict(row: Mapping[str, Any], by_id: Mapping[str, Claim], material: Material) -> Inlines:
    """The claims of one conflict side by side, each with whose word it is."""
    claims = (by_id.get(key) for key in row["count_ids"].split("+"))
    shown = list({claim.size: claim for claim in claims if claim}.values())
    if len(shown) < 2:
        return ()
    start, end = row["period_start"], row["period_end"]
    when = (", ", document.label_when(start, end)) if start or end else ()
    sides = [
        run_on(
            " against " if place else "",
            figure_phrase(claim),
            " (",
            name_voice(claim, material),
            ")",
            refer(claim),
        )
        for place, claim in enumerate(shown[:CLAIMS_EACH])
    ]
    return run_on(wording.say_subject(row), when, ": ", *sides, ". They differ; both cannot hold.")


def _list_unknowns(
    material: Material, claims: Sequence[Claim], drawn: Sequence[document.Figure], quality: str
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
    return [document.define(items if any(items.values()) else nothing)]


def _say_left_out(material: Material, told: set[str]) -> Inlines:
    """Borders that the text above says nothing about, and measures, with how many sure claims there are."""
    borders = [pair for pair, _ in material.borders if pair not in material.told]
    shown = {claim.measure for claim in material.ranked if claim.count_id in told}
    measures = {claim.measure for claim in material.ranked} - shown
    others = list_tallies(material, "counts_border", "claim", borders, say_border)
    more = list_tallies(material, "sure_measure", "claim", measures, _say_measure)
    parts = (("Other borders: ", *others) if others else (), ("Other measures: ", *more) if more else ())
    return join_inlines([*filter(None, parts)], " ")


def _say_measure(measure: str) -> str:
    return measure_wordings()[measure].label.lower()


def _say_largest(material: Material, told: set[str], drawn: Sequence[document.Figure]) -> Inlines:
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
        and not re.search(rf"(?<![\d.,]){re.escape(wording.figure_words(claim))}(?!\d|[.,]\d)", titles)
    ]
    best = max(rest, key=lambda claim: (claim.size, claim.count_id), default=None)
    if best is None:
        return ()
    voice = (" (", *name_voice(best, material), ")") if is_read(best) else ()
    claimed = wording.say_claim(best, material.text_of(best))
    return (*wording.close_sentence((*claimed, *voice)), *refer(best))


def _say_unsure(material: Material) -> Inlines:
    """How many rows the reader is unsure of, and of which measures it is sure of none."""
    unsure = material.tallies["unsure"]
    if not unsure:
        return ()
    sure = {claim.measure for claim in material.claims if claim.sure}
    alone = {claim.measure for claim in material.claims} - sure - set(UNTOLD)
    listed = list_tallies(material, "counts_measure", "claim", alone, _say_measure)
    return run_on(
        capitalise_first(material.tally("unsure", "row")),
        f" that the reader is unsure of {'is' if unsure == 1 else 'are'} told as fact nowhere above,",
        " and pale in the figures.",
        listed and " Without any sure row: ",
        listed,
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
    asked = material.since or material.until
    inside = "What is not dated within the days asked for stands in the tables only." if asked else ""
    return run_on(told, told and inside and " ", inside)
