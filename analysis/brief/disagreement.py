"""Where sources disagree, and where they only seem to."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.brief.claims import Claim, rows_of
from analysis.brief.document import (
    Block,
    Bullets,
    Foreign,
    Inline,
    Inlines,
    Name,
    Paragraph,
    Reference,
    Section,
)
from analysis.brief.lead import tell_claims
from analysis.brief.ranking import Finding
from analysis.brief.wording import figure_phrase, measure_wording, say_subject
from analysis.tables import Tables

CONFLICTS = 10
CLAIMS_EACH = 4
OPENING = "These claims exclude each other as they stand:"
SEEMING = (
    "These are about the same border and the same days but count different things. They do not contradict "
    "each other, and no sum or difference of them means anything:"
)


def disagreement_section(tables: Tables, claims: Sequence[Claim], key: Sequence[Finding]) -> Section | None:
    """Claims that cannot all be true, and claims that only look as if they could not."""
    by_id = {claim.count_id: claim for claim in claims}
    conflicts = list(rows_of(tables.conflicts))
    blocks: list[Block] = []
    if conflicts:
        items = tuple(_conflict(row, by_id) for row in conflicts[:CONFLICTS])
        blocks += [Paragraph((OPENING,)), Bullets(items)]
    if len(conflicts) > CONFLICTS:
        blocks.append(Paragraph(("More such sets are in ", Name("tables/conflicts.csv"), ".")))
    different = _different_measures(key)
    if different:
        blocks += [Paragraph((SEEMING,)), Bullets(different)]
    return Section("disagreement", "Where sources disagree", tuple(blocks)) if blocks else None


def _conflict(row: Mapping[str, Any], by_id: Mapping[str, Claim]) -> Inlines:
    """The claims of one conflict side by side, and which of them the series goes on without."""
    shown = [by_id[key] for key in row["count_ids"].split("+") if key in by_id]
    aside = set((row["set_aside_ids"] or "").split("+"))
    told: list[Inline] = [f"{say_subject(row)}: "]
    for place, claim in enumerate(shown[:CLAIMS_EACH]):
        told += [*((" against ",) if place else ()), *figure_phrase(claim), *_said_by(claim)]
        if claim.count_id in aside:
            told.append(", set aside below")
        told.append(Reference("counts", claim.count_id))
    return (*told, " and others." if len(shown) > CLAIMS_EACH else ".")


def _said_by(claim: Claim) -> Inlines:
    return (" (", Foreign(claim.source), ")") if claim.source else (" (no source named)",)


def _different_measures(key: Sequence[Finding]) -> tuple[Inlines, ...]:
    """Key figures on people that share border and days but not what is counted, told together."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for finding in key:
        claim = finding.claim
        if measure_wording(claim.measure).people and claim.days and claim.border and not claim.group:
            groups.setdefault((claim.border, claim.period_start, claim.period_end), []).append(claim)
    return tuple(tell_claims(group) for group in groups.values() if len({item.measure for item in group}) > 1)
