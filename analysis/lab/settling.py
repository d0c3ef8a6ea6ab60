"""What two people read otherwise in the same articles, side by side for a third to settle."""

from pathlib import Path

from analysis.codings.corrections import match_codings
from analysis.codings.format import FIELDS, NOWHERE, Coding, TableName
from analysis.codings.grading import Match, match_rows
from analysis.errors import UsageError
from analysis.lab.desk import PAIRS, Desk, Row
from analysis.mentions.places.borders import pair_borders


def settle_between(desk: Desk, first: Path, second: Path) -> Desk:
    """A desk on the rows of two folders of codings: what both say is checked, what differs is open.

    An open row is the first one's; `rival` holds the second's values where they are others.

    Raises
    ------
    UsageError
        when no article of the report was coded by both.
    """
    ours, theirs = (match_codings(folder, desk.texts) for folder in (first, second))
    both = [key for key in desk.texts if key in ours and key in theirs]
    if not both:
        raise UsageError(f"{first} and {second} hold no coding of the same article of this report.")
    rows: dict[TableName, dict[str, list[Row]]] = {"counts": {}, "events": {}}
    for table in rows:
        for key in both:
            rows[table][key] = _compare(table, ours[key], theirs[key], (first.name, second.name))
    return Desk(desk.tables, desk.folder, desk.by, rows=rows)


def _compare(table: TableName, ours: Coding, theirs: Coding, folders: tuple[str, str]) -> list[Row]:
    names = tuple(coding.by or folder for coding, folder in zip((ours, theirs), folders, strict=True))
    first, second = PAIRS[table]["way"]
    rows = []
    for match in match_rows(table, ours.rows(table), theirs.rows(table)):
        row, rival, differing = match.gold or match.found or {}, match.found, _differing_fields(table, match)
        alone = names[0] if match.gold is None else names[1] if rival is None else None
        told = {
            "checked": None if alone or differing else " and ".join(names),
            "rule": f"not in the coding of {alone}" if alone else f"{names[0]} and {names[1]}",
            "rival": {name: rival[name] for name in differing} if rival and differing else None,
            "unsure": differing[0] if differing else None,
            "border": pair_borders(row[first], row[second]),
        }
        rows.append({**row, **dict.fromkeys(("by", "when", "note", "was", "confidence")), **told})
    return [row for row in rows if row["spans"][0] != NOWHERE]


def _differing_fields(table: TableName, match: Match) -> list[str]:
    """The fields in which two readings differ; a number that differs brings value, low, high and bound."""
    names = [name for name in match.differing if name in FIELDS[table]]
    if {"number", "interval", "bound"} & set(match.differing):
        names += [name for name in ("value", "low", "high", "bound") if name not in names]
    return names
