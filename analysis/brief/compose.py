"""The brief put together from the tables: what is said, in which order, with which rows behind it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.brief.chronology import chronology_section
from analysis.brief.claims import Claim, read_claims, read_happenings
from analysis.brief.disagreement import disagreement_section
from analysis.brief.document import Brief, Section
from analysis.brief.english import join_words, say_border
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
        key_figures_section(key, findings, tables),
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
    """The line above the headline: the border asked for, else the one or the few that claims are about."""
    asked = parameters.get("border")
    if asked:
        return say_border(asked)
    pairs = count_pairs(claims)
    if not pairs:
        return "Border crossings in the news"
    total = sum(number for _, number in pairs)
    if 2 * pairs[0][1] > total:
        return say_border(pairs[0][0])
    names = [say_border(pair) for pair, _ in pairs[:NAMED_BORDERS]]
    return join_words([*names, *(["others"] if len(pairs) > NAMED_BORDERS else [])])
