"""Codings: what people read out of an article, as JSON, with or without the article's words.

One coding is one article's. Where words of the article stand in it (quote, source, place, approximator), a
pair `[start, end]` of offsets may stand in their place, so that a coding can be kept apart from a text that
may not be kept; `sha256` says which text the offsets are of. docs/codings.md tells the format,
`coding.schema.json` beside this file gives it as JSON Schema, without the closed lists.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import resources
from math import isclose
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from analysis import vocabulary
from analysis.errors import UsageError
from analysis.mentions.quantities.bounds import close_interval

TableName = Literal["counts", "events"]
Span = tuple[int, int]
# A coding as JSON, and a row of one: docs/codings.md says what stands in them.
Record = dict[str, Any]
Row = Mapping[str, Any]

# Where a quote does not stand in the text, or the text is not known: it overlaps nothing.
NOWHERE: Span = (-9, -8)
# Files beside codings that hold none.
OTHER_FILES = ("datapackage.json", "manifest.json", "splits.json", "sample.json", "coding.schema.json")
# Fields that hold words of the article, as its quote does.
WORDS = ("source", "place", "approximator")
# The field that says what a row is about: two rows on the same words are told apart by it.
LABELS: dict[TableName, str] = {"counts": "measure", "events": "type"}
ROWS = ("counts", "events", "rejected")
# What a row may hold that is no field of its table.
BESIDE = ("comparison", "event", "also")
WHOSE = ("by", "when", "note", "was")
# What a coding says of the article itself; a key that is not there says nothing.
SETTLED = ("published", "basis", "published_earliest", "published_latest", "duplicate_of")


@cache
def coding_schema() -> Record:
    """The format as JSON Schema (draft 2020-12)."""
    schema = json.loads(resources.files(__package__).joinpath("coding.schema.json").read_text("utf-8"))
    closed = {
        "bound": vocabulary.BOUNDS,
        "unit": vocabulary.UNITS,
        "measure": vocabulary.MEASURES,
        "aggregation": vocabulary.AGGREGATIONS,
        "modality": vocabulary.MODALITIES,
        "relation": vocabulary.RELATIONS,
        "event_type": vocabulary.EVENT_TYPES,
        "precision": vocabulary.PRECISIONS,
        "status": vocabulary.STATUSES,
        "published_basis": vocabulary.PUBLISHED_BASES,
    }
    parts = schema["$defs"] | {name: {"enum": list(values)} for name, values in closed.items()}
    row = parts["row"]
    for kind in ROWS:
        properties = {**row["properties"], **parts[kind]["properties"]}
        parts[kind] = {**row, **parts[kind], "properties": properties}
    return {**schema, "$defs": parts}


def _list_fields(kind: str) -> tuple[str, ...]:
    parts = coding_schema()["$defs"]
    return tuple(
        key for key in parts[kind]["properties"] if key not in (*parts["row"]["properties"], *BESIDE)
    )


def _list_closed(table: TableName) -> dict[str, tuple[str, ...]]:
    parts = coding_schema()["$defs"]
    named = {key: about.get("$ref", "") for key, about in parts[table]["properties"].items()}
    lists = {key: parts[ref.rpartition("/")[2]].get("enum", ()) for key, ref in named.items() if ref}
    return {key: tuple(values) for key, values in lists.items() if values}


FIELDS: dict[TableName, tuple[str, ...]] = {table: _list_fields(table) for table in LABELS}
COMPARISON_FIELDS = _list_fields("comparison")
# By field, the values that it may have, where these are a closed list.
CLOSED = _list_closed("counts") | _list_closed("events")


@dataclass(frozen=True, slots=True)
class Coding:
    """What was coded in one article; `complete` means that nothing else in it is a claim or an event.

    A row of `counts` or `events` is its JSON made whole: every field of its table, null where the coding
    leaves it out, its `quote`, and its `spans` (the first is its own, the others tell the same). One of
    `rejected` has `spans`, too, and its `table`. `was` is the measure or type that a reader had given to the
    words when a person decided on them: empty where it had read nothing there, null where the person coded
    without a look at it. `text` and with it every quote is None where the text is not at hand; `settled`
    holds what the coding says of the article itself (the keys of SETTLED).
    """

    article_id: str
    text: str | None = None
    published: str | None = None
    counts: tuple[Row, ...] = ()
    events: tuple[Row, ...] = ()
    rejected: tuple[Row, ...] = ()
    settled: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    by: str | None = None

    def rows(self, table: TableName) -> tuple[Row, ...]:
        """The coded rows of a table."""
        return self.counts if table == "counts" else self.events

    def refusals(self, table: TableName) -> list[Row]:
        """Words that are no row of a table."""
        return [row for row in self.rejected if row["table"] == table]


def hash_text(text: str) -> str:
    """SHA-256 of a text, as UTF-8: what offsets into it are tied to."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_day(value: Any) -> date | None:
    """The day that ISO text names; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def as_span(value: Any) -> Span | None:
    """A pair of offsets as a span; None for anything else."""
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        start, end = value
        if type(start) is int and type(end) is int and 0 <= start < end:
            return start, end
    return None


def locate_quote(text: str, quote: str, nth: int = 1) -> Span:
    """Where the nth occurrence of a quote stands (plain substrings); NOWHERE when there are fewer."""
    at = -1
    for _ in range(nth):
        at = text.find(quote, at + 1)
        if at < 0:
            return NOWHERE
    return at, at + len(quote)


def _change_rows(record: Record, change: Callable[[Row], Record]) -> Record:
    """A coding's JSON with each row of counts and events changed."""
    return {**record, **{table: [change(row) for row in record[table]] for table in FIELDS}}


def _change_words(row: Row, change: Callable[[Any], Any]) -> Record:
    """A row with `change` done to every value that holds words of the article, but for its quote."""
    changed = {key: change(value) if key in WORDS else value for key, value in row.items()}
    if "alt" in row:
        changed["alt"] = _change_words(row["alt"], change)
    if "also" in row:
        changed["also"] = [change(words) for words in row["also"]]
    return changed


def restore(record: Record, text: str) -> Record:
    """A coding's JSON with the article's words in place of all offsets; each row keeps `start` and `end`.

    Raises
    ------
    UsageError
        when the coding is of another text.
    """
    told = record["article"].get("sha256")
    if told and told != hash_text(text):
        name = record["article"]["id"]
        raise UsageError(f"The coding of {name} is of another text than the one given (its hash).")

    def words(value: Any) -> Any:
        span = as_span(value)
        return text[slice(*span)] if span else value

    def change(row: Row) -> Record:
        start, end = locate(row, text)
        quote = row.get("quote") or text[start:end]
        return {**_change_words(row, words), "start": start, "end": end, "quote": quote}

    return _change_rows(record, change)


def stand_off(record: Record, text: str) -> Record:
    """A coding's JSON with offsets in place of all of the article's words, without notes, tied to the text.

    Nulls are left out. Raises ValueError for words that stand nowhere in the text: none slips through.
    """

    def place(value: Any) -> Any:
        if not isinstance(value, str | Mapping):
            return value
        span = locate(value if isinstance(value, Mapping) else {"quote": value}, text)
        if span == NOWHERE:
            raise ValueError(f"{record['article']['id']}: words of a row stand nowhere in the text")
        return list(span)

    def told(values: Row, *without: str) -> Record:
        return {key: value for key, value in values.items() if key not in without and value is not None}

    def change(row: Row) -> Record:
        start, end = place(row)
        kept = told(_change_words(row, place), "quote", "nth", "start", "end", "note")
        if "comparison" in kept:
            kept["comparison"] = told(kept["comparison"])
        return {"start": start, "end": end, **kept}

    article = {**told(record["article"], "note"), "sha256": hash_text(text)}
    return {**told(_change_rows(record, change), "note"), "article": article}


def locate(row: Row, text: str | None) -> Span:
    """Where a row's words stand: by its offsets, else by its quote; NOWHERE where neither says it."""
    if row.get("start") is not None and row.get("end") is not None:
        return int(row["start"]), int(row["end"])
    if text is None or not isinstance(row.get("quote"), str):
        return NOWHERE
    return locate_quote(text, row["quote"], int(row.get("nth", 1)))


def _locate_all(row: Row, text: str | None) -> list[Span]:
    """Where a row's words stand, and those that tell the same."""
    others = (as_span(words) or locate_quote(text or "", words) for words in row.get("also", ()))
    return [locate(row, text), *others]


def parse_coding(record: Record, text: str | None = None) -> Coding:
    """A coding from its JSON; with the text, every row has both words and offsets.

    Raises
    ------
    UsageError
        when the text given is another one.
    """
    if text is not None:
        record = restore(record, text)
    article = record["article"]

    def whole(kind: str, fields: Sequence[str] = ()) -> tuple[Row, ...]:
        blank = dict.fromkeys(("quote", *WHOSE, *fields))
        return tuple({**blank, **row, "spans": _locate_all(row, text)} for row in record.get(kind, ()))

    return Coding(
        article_id=article["id"],
        text=text,
        published=article.get("published"),
        counts=whole("counts", FIELDS["counts"]),
        events=whole("events", FIELDS["events"]),
        rejected=whole("rejected"),
        settled={key: article[key] for key in SETTLED if key in article},
        complete=record.get("complete", True),
        by=record.get("by"),
    )


def read_records(folder: Path) -> Iterator[tuple[Path, Record]]:
    """Every coding's JSON in a folder (ID.json, or one a line in .jsonl) or in one such file, by name.

    Raises
    ------
    UsageError
        for a folder that is not there, and a file that is no coding.
    """
    if not folder.exists():
        raise UsageError(f"There is no folder {folder}; give a folder of codings (JSON files).")
    # Files of many codings come first: where an article is coded in both, its own file holds.
    files = [*sorted(folder.glob("*.jsonl")), *sorted(folder.glob("*.json"))]
    for file in [folder] if folder.is_file() else [file for file in files if file.name not in OTHER_FILES]:
        content = file.read_text(encoding="utf-8")
        for source in content.splitlines() if file.suffix == ".jsonl" else [content]:
            yield file, _read_record(file, source)


def _read_record(file: Path, source: str) -> Record:
    try:
        record = json.loads(source)
        id_, rows = record["article"]["id"], [*record["counts"], *record["events"]]
        if not (isinstance(id_, str) and all(isinstance(row, dict) for row in rows)):
            raise TypeError("counts and events are lists of objects")
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{file} is no coding ({error}); it needs article, counts and events, as in docs/codings.md."
        ) from error
    return dict(record)


def read_codings(folder: Path, texts: Mapping[str, str] | None = None) -> list[Coding]:
    """Read the codings in a folder, or in one file.

    `texts` gives articles' texts by id; an ID.txt beside a coding does so as well. A coding of another text
    than the one at hand stays without text, and its quotes, where it has any, stand NOWHERE.

    Raises
    ------
    UsageError
        for a folder that is not there, and a file that is no coding.
    """
    return [
        parse_coding(record, _find_text(file, record, texts or {})) for file, record in read_records(folder)
    ]


def _find_text(file: Path, record: Record, texts: Mapping[str, str]) -> str | None:
    """The text that a coding is of: one given, else the file beside it; None where none has its hash."""
    article_id = record["article"]["id"]
    text = texts.get(article_id)
    beside = file.with_name(f"{article_id}.txt")
    if text is None and beside.is_file():
        text = beside.read_bytes().decode("utf-8")
    told = record["article"].get("sha256")
    return None if text is None or (told and told != hash_text(text)) else text


def find_faults(record: Record, text: str | None = None) -> list[str]:
    """What is wrong with a coding's JSON, a clause each; with the text, also quotes that it does not hold."""
    faults = _break_schema("", {**record, **{kind: [] for kind in ROWS if kind in record}})
    for kind in ROWS:
        for n, row in enumerate(record.get(kind, ())):
            faults += [f"{kind}[{n}]: {fault}" for fault in find_row_faults(kind, row, text)]
    return faults


def find_row_faults(kind: str, row: Row, text: str | None = None) -> list[str]:
    """What is wrong with a row of counts, events or rejected, a clause each."""
    faults = _break_schema(kind, row)
    if not faults:
        faults = [*_disorder(row), *(_misfit(row) if kind == "counts" else ())]
    if not faults and text is not None:
        faults = _misplace(row, text)
    return faults


@cache
def _validator(kind: str) -> Draft202012Validator:
    """Holds JSON to the schema of one kind of row; without a kind, to that of a coding."""
    schema = coding_schema()
    part = {"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]} if kind else schema
    return Draft202012Validator(part, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _break_schema(kind: str, value: Any) -> list[str]:
    return [_tell_fault(error) for error in _validator(kind).iter_errors(value)]


def _tell_fault(error: ValidationError) -> str:
    """What breaks the schema: the key, what came and what was meant."""
    while error.context:
        error = error.context[0]
    value, name = error.instance, " ".join(map(str, error.absolute_path))
    match error.validator:
        case "additionalProperties":
            unknown = next(key for key in value if key not in error.schema["properties"])
            return f"{name}: unknown key {unknown!r}" if name else f"unknown key {unknown!r}"
        case "required" if "quote" in error.message:
            return "needs a quote, or start and end"
        case "enum" if value is not None:
            close = get_close_matches(str(value), error.validator_value, n=1)
            hint = f"; did you mean {close[0]}?" if close else f" of {', '.join(error.validator_value)}"
            return f"{name}: {value!r} is none{hint}"
        case "enum":
            return f"{name}: must be given"
        case "type" if "number" in error.validator_value:
            return f"{name}: {value!r} is no number"
        case "pattern":
            return f"{name}: {value!r} is no code such as BY or BY+PL"
        case "format":
            return f"{name}: {value!r} is no date YYYY-MM-DD"
    return f"{name}: {error.message}" if name else error.message


def _disorder(row: Row) -> list[str]:
    """A period that ends before it begins."""
    return [
        f"{first} {row[first]} is later than {last} {row[last]}"
        for first, last in (("period_start", "period_end"), ("date_start", "date_end"))
        if row.get(first) and row.get(last) and row[first] > row[last]
    ]


def _misfit(row: Row) -> list[str]:
    """A rate without its time, and an interval that is not what the bound says (docs/codebook.md, 2)."""
    faults = []
    value, low, high, bound = (row.get(name) for name in ("value", "low", "high", "bound"))
    if bound == "about":
        fits = value is not None and low is not None and high is not None and low <= value <= high
    elif bound in ("range", "vague"):
        fits = value is None
    else:
        ends = bound_interval(str(bound), value)
        fits = value is not None and all(map(_are_same, (low, high), ends))
    if not fits or (low is not None and high is not None and low > high):
        faults.append(f"value {value} and interval {low} to {high} do not fit bound {bound}")
    if row["aggregation"] == "rate" and not row.get("rate_per"):
        faults.append("a rate needs rate_per")
    return faults


def bound_interval(bound: str, value: float | None) -> tuple[float | None, float | None]:
    """The interval that a bound makes of a value (docs/codebook.md, section 2); open ends are None."""
    if value is None or bound in ("range", "vague"):
        return None, None
    return close_interval(value, value, value, bound)


def _are_same(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else isclose(one, other, rel_tol=1e-6)


def _misplace(row: Row, text: str) -> list[str]:
    """Quotes and offsets that do not stand in the text."""
    spans = _locate_all(row, text)
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        return ["its words do not stand in the text"]
    if row.get("quote") and text[slice(*spans[0])] != row["quote"]:
        return ["the quote does not stand at its offsets"]
    return []


def write_record(file: Path, record: Record) -> None:
    """Write a coding as JSON, whole or not at all, one row a line."""

    def line(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    parts = []
    for key in coding_schema()["properties"]:
        if isinstance(value := record.get(key), list):
            rows = ",\n".join(f"  {line(row)}" for row in value)
            parts.append(f'"{key}": [\n{rows}\n ]' if value else f'"{key}": []')
        elif value is not None:
            parts.append(f'"{key}": {line(value)}')
    write_whole(file, "{" + ",\n ".join(parts) + "}\n")


def write_whole(file: Path, content: str) -> None:
    """Write a text file so that whoever reads it finds the old or the new one, never half of one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.part")
    half.write_text(content, encoding="utf-8", newline="\n")
    half.replace(file)
