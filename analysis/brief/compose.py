"""The brief put together from the tables: what is said, in which order, with which rows behind it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.brief.chronology import chronology_section
from analysis.brief.claims import read_claims, read_happenings
from analysis.brief.document import Brief, Section
from analysis.brief.doubts import disagreement_section, series_section, unknowns_section
from analysis.brief.english import say_border
from analysis.brief.evidence import article_days, citation_section, number_evidence
from analysis.brief.lead import counts_section, headline, key_figures_section, standfirst
from analysis.brief.pictures import figure_section
from analysis.brief.ranking import choose_key_findings, main_border, merge_repeats
from analysis.tables import Tables


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
        figure_section(figures_dir),
        chronology_section(happenings),
        disagreement_section(tables, claims, key),
        series_section(tables),
        unknowns_section(tables, findings),
        citation_section(tables),
    ]
    return number_evidence(
        scope=_scope(parameters, main_border(claims)),
        title=headline(key, happenings, tables),
        standfirst=standfirst(key, tables),
        sections=_present(sections),
        tables=tables,
    )


def _present(sections: Sequence[Section | None]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section is not None)


def _scope(parameters: Mapping[str, Any], border: str | None) -> str:
    """The line above the headline: the border asked for, else the one that most claims are about."""
    return say_border(parameters.get("border") or border) or "Border crossings in the news"
