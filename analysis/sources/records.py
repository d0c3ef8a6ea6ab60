"""One article as a file gives it, before anything is decided: its text, and what the file says of it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from analysis.article import UNKNOWN_PUBLICATION, Publication
from analysis.errors import UsageError
from analysis.vocabulary import YEARS, PublishedBasis, Reason

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTH = rf"(?P<m>{'|'.join(MONTHS)})[a-z]*"
# 2024-03-14, 20240314; 14 March 2024, Thu, 14 Mar 2024 16:39:00 GMT; March 14, 2024.
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\A(?P<y>\d{4})(?P<mark>[-./]?)(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})(?!\d(?!\d?[:hT]))",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ .-]+(?:of )?{MONTH}\.?,?[ .-]+(?P<y>\d{{4}})",
        rf"{MONTH}\.? +(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<y>\d{{4}})",
    )
)
NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
ADDRESS_DAY = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-])|[/-]((?:19|20)\d\d)(\d\d)(\d\d)(?=[/._-])"
)

# What columns, keys and fields of front matter are called, best first.
NAMES: Mapping[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "text": "text body content article content_original full_text fulltext maintext article_text "
        "body_text content_text story",
        "date": "date published pubdate published_at date_publish date_published datepublished publish_date "
        "publication_date published_date pub_date publishdate publishedat datetime",
        "title": "title headline headlines",
        "publisher": "publisher source source_name outlet newspaper site site_name sitename media "
        "publication source_domain domain",
        "url": "url link address permalink canonical_url",
        "id": "article_id id guid uuid doc_id _id",
    }.items()
}
# Keys under which a service wraps a text or a name.
WRAPPINGS = ("rendered", "name", "title", "$t", "#text")


class RefusalError(Exception):
    """A file or a record is refused: the reason, and a sentence saying what was found."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A date as something gives it: `where` ("the header"), and the value as it stands there."""

    where: str
    value: Any
    basis: PublishedBasis = "metadata"


@dataclass(frozen=True, slots=True)
class Record:
    """An article as read, and what its file says of it."""

    text: str
    own_id: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    dates: tuple[DateClaim, ...] = ()


class Entry(NamedTuple):
    """One record of a file, not read yet: what reads it, or raises a RefusalError.

    `number` counts from 1, and is None where a record is alone in its file; it begins at byte `offset`, where
    that is known.
    """

    number: int | None
    parse: Callable[[], Record]
    offset: int = 0


def read_day(value: Any) -> date | None:
    """The day that a value of a file names, whatever its form; None where it is no day from 1900 to 2100.

    03/04/2024 is no day, since nobody can tell which of two it is; 13/04/2024 is one.
    """
    if isinstance(value, datetime):
        value = value.date()
    day = value if isinstance(value, date) else _parse_day(str(value).strip().removesuffix(".0")[:60])
    return day if day and day.year in YEARS else None


def _parse_day(words: str) -> date | None:
    """The day that is written out, or told as seconds or milliseconds since 1970."""
    if words.isascii() and words.isdigit() and len(words) in (9, 10, 13):
        return (EPOCH + timedelta(seconds=int(words) / (1000 if len(words) == 13 else 1))).date()
    if found := next(filter(None, (form.search(words) for form in FORMS)), None):
        month = found["m"].lower()
        possible = [(MONTHS.index(month) + 1 if month in MONTHS else int(month), int(found["d"]))]
        year = int(found["y"])
    elif found := NUMERIC.match(words):
        first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
        possible = [(second, first)] if mark == "." else [(second, first), (first, second)]
    else:
        return None
    days = set()
    for month, day in possible:
        with suppress(ValueError):
            days.add(date(year, month, day))
    return days.pop() if len(days) == 1 else None


def settle_date(claims: Iterable[DateClaim]) -> tuple[Publication, list[str]]:
    """The first date that is one, and what speaks against it: values that are none, dates that differ."""
    told: list[tuple[DateClaim, date]] = []
    notes = []
    for claim in claims:
        if claim.value is None or not str(claim.value).strip():
            continue
        if day := read_day(claim.value):
            told.append((claim, day))
        else:
            notes.append(f"{claim.where} says {str(claim.value)[:40]!r}, which is no date of 1900 to 2100.")
    if not told:
        return UNKNOWN_PUBLICATION, notes
    first, day = told[0]
    # A day apart is a matter of time zones.
    others = ((claim, other) for claim, other in told if abs((other - day).days) > 1)
    for claim, other in islice(others, 1):
        notes.append(f"{first.where} says {day}, {claim.where} {other}.")
    return Publication(day, day, first.basis), notes


def address_claims(url: str | None) -> tuple[DateClaim, ...]:
    """The day that a page's address names, where it does: /2024/03/14/, -20240314."""
    found = ADDRESS_DAY.search(url or "")
    day = read_day("-".join(part for part in found.groups() if part)) if found else None
    return (DateClaim("The address", day),) if day else ()


def read_row(row: Mapping[str, Any], columns: Mapping[str, str]) -> Record:
    """The article in one row of a table whose fields stand in these columns; an empty cell is nothing."""
    cells = {field: _cell(row.get(column)) for field, column in columns.items() if field != "date"}
    told = DateClaim(f"The field {columns.get('date')}", row.get(columns.get("date", "")))
    return Record(
        text=cells.get("text") or "",
        own_id=cells.get("id"),
        title=cells.get("title"),
        publisher=cells.get("publisher"),
        url=cells.get("url"),
        dates=(told, *address_claims(cells.get("url"))),
    )


def _cell(value: Any) -> str | None:
    """A cell as text; a list is its parts in lines, an object its name."""
    if isinstance(value, list):
        value = "\n\n".join(part for part in map(_cell, value) if part)
    if isinstance(value, Mapping):
        value = next((value[key] for key in WRAPPINGS if key in value), None)
    if value is None or value != value:
        return None
    return str(value) if str(value).strip() else None


def choose_columns(found: Sequence[str], asked: Mapping[str, str]) -> Mapping[str, str]:
    """Which columns hold text, date, title, publisher, address and id: those asked for, else by their names.

    Raises RefusalError where no column holds a text.
    """
    plain = {_plain(name): name for name in reversed(found)}
    chosen = {field: column for field, column in asked.items() if column in found}
    for field, names in NAMES.items():
        known = next((plain[name] for name in names if name in plain), None)
        if known is not None and field not in chosen and known not in chosen.values():
            chosen[field] = known
    if "text" not in chosen:
        listed = ", ".join(str(name)[:30] for name in found[:12]) + (" …" if len(found) > 12 else "")
        raise RefusalError(
            "no_text_column",
            f"No column holds a text; the columns are {listed or 'none'}. Say --map text=COLUMN.",
        )
    return chosen


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", str(name).strip().strip("\ufeff").lower())


def check_columns(columns: Mapping[str, str]) -> Mapping[str, str]:
    """The columns that somebody asks for.

    Raises UsageError for a field that no table has.
    """
    for field in columns:
        if field not in NAMES:
            raise UsageError(f"--map cannot set {field!r}; it sets {', '.join(NAMES)}, as in text=COLUMN.")
    return columns
