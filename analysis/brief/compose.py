"""The brief put together from the tables: what is said, in which order, with which rows behind it."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from analysis.brief.chronology import chronology_section
from analysis.brief.claims import Claim, read_claims, read_happenings
from analysis.brief.disagreement import disagreement_section
from analysis.brief.document import Brief, Section
from analysis.brief.english import join_words, say_border, say_label
from analysis.brief.evidence import article_days, citation_section, number_evidence
from analysis.brief.inference import inference_section
from analysis.brief.lead import counts_section, headline, key_figures_section, standfirst
from analysis.brief.pictures import place_figures, read_figures
from analysis.brief.ranking import choose_key_findings, count_pairs, merge_repeats
from analysis.brief.unknowns import unknowns_section
from analysis.tables import Tables

NAMED_BORDERS = 3


def compose_brief(tables: Tables, figures_dir: Path, parameters: Mapping[str, Any]) -> Brief:
    """Compose the brief on `tables`; `figures_dir` holds NAME.svg with NAME.json, or nothing.

    `tables` are those of the report, already limited to the border and days that `parameters` name.
    """
    claims, happenings = read_claims(tables), read_happenings(tables)
    findings = merge_repeats(claims, article_days(tables))
    key = choose_key_findings(findings)
    sections = [
        key_figures_section(key, tables),
        counts_section(findings),
        chronology_section(happenings),
        disagreement_section(tables, claims, key),
        inference_section(tables),
        unknowns_section(tables, findings),
        citation_section(tables),
    ]
    return number_evidence(
        scope=_scope(parameters, claims),
        title=headline(key, happenings, tables),
        standfirst=standfirst(key, tables),
        sections=place_figures(_present(sections), read_figures(figures_dir)),
        tables=tables,
    )


def _present(sections: Sequence[Section | None]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section is not None)


def _scope(parameters: Mapping[str, Any], claims: Sequence[Claim]) -> str:
    """The line above the headline: border, days and state of knowledge asked for, else the usual borders."""
    asked = parameters.get("border")
    since, until = (_read_day(parameters.get(name)) for name in ("since", "until"))
    days = say_label(since, until) if since or until else ""
    known = _read_day(parameters.get("as_of"))
    parts = (
        say_border(asked) if asked else _name_borders(claims),
        days,
        f"as known on {say_label(known, known)}" if known else "",
    )
    return ", ".join(part for part in parts if part)


def _read_day(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) and given else given or None


def _name_borders(claims: Sequence[Claim]) -> str:
    """The border that more than half of the claims are about, else the first few."""
    pairs = count_pairs(claims)
    if not pairs:
        return "Border crossings in the news"
    if 2 * pairs[0][1] > sum(number for _, number in pairs):
        return say_border(pairs[0][0])
    names = [say_border(pair) for pair, _ in pairs[:NAMED_BORDERS]]
    return join_words([*names, *(["others"] if len(pairs) > NAMED_BORDERS else [])])
