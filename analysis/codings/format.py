"""Codings: what people read out of an article, as JSON, with or without the article's words.

One coding is one article's. Where words of the article stand in it (quote, source, place, approximator), a
pair `[start, end]` of offsets may stand in their place, so that a coding can be kept apart from a text that
may not be kept; `sha256` says which text the offsets are of. docs/codings.md tells the format,
`coding.schema.json` beside this file gives it as JSON Schema, without the closed lists.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import resources
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
# What a coding says of the article itself; a key that is not there says nothing.
SETTLED = ("published", "basis", "published_earliest", "published_latest", "duplicate_of")
# The share by which numbers differ that are the same, or were rounded otherwise.
EXACT, ROUNDED = 1e-6, 0.005
# By field, the values that it may have, where these are a closed list.
CLOSED: dict[str, tuple[str, ...]] = {
    "bound": vocabulary.BOUNDS,
    "unit": vocabulary.UNITS,
    "measure": vocabulary.MEASURES,
    "aggregation": vocabulary.AGGREGATIONS,
    "modality": vocabulary.MODALITIES,
    "relation": vocabulary.RELATIONS,
    "type": vocabulary.EVENT_TYPES,
    "precision": vocabulary.PRECISIONS,
    "status": vocabulary.STATUSES,
    "basis": vocabulary.PUBLISHED_BASES,
}


@cache
def coding_schema() -> Record:
    """The format as JSON Schema (draft 2020-12)."""
    schema: Record = json.loads(
        resources.files(__package__).joinpath("coding.schema.json").read_text("utf-8")
    )
    parts = schema["$defs"]
    parts |= {name: {"enum": list(values)} for name, values in CLOSED.items()}
    for kind in ROWS:
        properties = parts["row"]["properties"] | parts[kind]["properties"]
        parts[kind] = {**parts["row"], **parts[kind], "properties": properties}
    return schema


def _list_fields(kind: str) -> tuple[str, ...]:
    parts = coding_schema()["$defs"]
    beside = (*parts["row"]["properties"], *BESIDE)
    return tuple(name for name in parts[kind]["properties"] if name not in beside)


FIELDS: dict[TableName, tuple[str, ...]] = {table: _list_fields(table) for table in LABELS}
COMPARISON_FIELDS = _list_fields("comparison")


@dataclass(frozen=True, slots=True)
class Coding:
    """What was coded in one article; `complete` means that nothing else in it is a claim or an event.

    A row of `counts` or `events` is its JSON made whole: every field of its table, null where the coding
    leaves it out, its `quote`, and its `spans` (the first is its own, the others tell the same). One of
    `rejected` has `spans`, too, and its `table`. `was` is the measure or type that a reader had given to the
    words when a person decided on them: empty where it had read nothing there, null where the person coded
    without a look at it. `text` and with it every quote is None where the text is not at hand; `settled`
    holds what the coding says of the article itself (the keys of SETTLED), `record` is its JSON as it is kept
    in `file`.
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
    record: Record = field(default_factory=dict)
    file: Path | None = None

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
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def is_close(left: float | None, right: float | None, tolerance: float = ROUNDED) -> bool:
    """Whether two numbers differ by no more than that share of the greater one; null is close to null."""
    if left is None or right is None:
        return left is right
    return abs(float(left) - float(right)) <= tolerance * max(abs(float(left)), abs(float(right)), 1e-9)


def locate_quote(text: str, quote: str, nth: int = 1) -> Span:
    """Where the nth occurrence of a quote stands (plain substrings); NOWHERE when there are fewer."""
    at = -1
    for _ in range(nth):
        at = text.find(quote, at + 1)
        if at < 0:
            return NOWHERE
    return at, at + len(quote)


def locate_row(row: Row, text: str | None) -> list[Span]:
    """Where a row's words stand, by its offsets, else by its quote, and then those that tell the same."""
    quote, own = row.get("quote"), NOWHERE
    if row.get("start") is not None and row.get("end") is not None:
        own = (int(row["start"]), int(row["end"]))
    elif text is not None and isinstance(quote, str):
        own = locate_quote(text, quote, int(row.get("nth", 1)))
    others = (w if isinstance(w, list) else locate_quote(text or "", w) for w in row.get("also", ()))
    return [own, *((start, end) for start, end in others)]


def _change_words(row: Row, change: Callable[[Any], Any]) -> Record:
    """A row with `change` done to every value that holds words of the article, but for its quote."""
    changed = {key: change(value) if key in WORDS else value for key, value in row.items()}
    if "alt" in row:
        changed["alt"] = _change_words(row["alt"], change)
    if "also" in row:
        changed["also"] = [change(words) for words in row["also"]]
    return changed


def _change_rows(record: Record, change: Callable[[Row], Record]) -> Record:
    """A coding's JSON with each row changed."""
    return {**record, **{kind: [change(row) for row in record[kind]] for kind in ROWS if kind in record}}


def restore(record: Record, text: str) -> Record:
    """A coding's JSON with the article's words in place of all offsets; each row keeps `start` and `end`.

    Raises
    ------
    UsageError
        when the coding is of another text.
    """
    if not _is_of(record, text):
        name = record["article"]["id"]
        raise UsageError(f"The coding of {name} is of another text than the one given (its hash).")

    def words(value: Any) -> Any:
        return text[slice(*value)] if isinstance(value, list) else value

    def change(row: Row) -> Record:
        start, end = locate_row(row, text)[0]
        quote = row.get("quote") or text[start:end]
        return {**_change_words(row, words), "start": start, "end": end, "quote": quote}

    return _change_rows(record, change)


def _is_of(record: Record, text: str) -> bool:
    """Whether a coding can be of a text: one without a hash can."""
    return record["article"].get("sha256") in (None, "", hash_text(text))


def stand_off(record: Record, text: str) -> Record:
    """A coding's JSON with offsets in place of all of the article's words, without notes, tied to the text.

    Nulls are left out. Raises ValueError for words that stand nowhere in the text: none slips through.
    """

    def place(row: Row) -> list[int]:
        if (span := locate_row(row, text)[0]) == NOWHERE:
            raise ValueError(f"{record['article']['id']}: words of a row stand nowhere in the text")
        return [*span]

    def change(row: Row) -> Record:
        moved = _change_words(row, lambda value: place({"quote": value}) if isinstance(value, str) else value)
        if row.get("event"):
            moved["event"] = change(row["event"])
        start, end = place(row)
        return {"start": start, "end": end, **_tell(moved, "quote", "nth", "start", "end")}

    article = {**_tell(record["article"]), "sha256": hash_text(text)}
    return {**_tell(_change_rows(record, change)), "article": article}


def _tell(values: Row, *without: str) -> Record:
    """What is neither null nor a note, nor one of some keys."""
    told = {key: value for key, value in values.items() if key not in ("note", *without)}
    if comparison := told.get("comparison"):
        told["comparison"] = _tell(comparison)
    return {key: value for key, value in told.items() if value is not None}


def parse_coding(record: Record, text: str | None = None) -> Coding:
    """A coding from its JSON; with the text, every row has both words and offsets.

    Raises
    ------
    UsageError
        when the text given is another one.
    """
    told = record if text is None else restore(record, text)
    article = record["article"]

    def whole(kind: str, fields: tuple[str, ...] = ()) -> tuple[Row, ...]:
        blank = dict.fromkeys(("quote", "by", "when", "note", "was", *fields))
        return tuple({**blank, **row, "spans": locate_row(row, text)} for row in told.get(kind, ()))

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
        record=record,
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
    """Read the codings in a folder, or in one file, each with the text that it is of.

    `texts` gives articles' texts by id. A coding with a hash is of the text with that hash, whatever its
    article was called; one without belongs to the article of its name. An ID.txt beside a coding may give its
    text as well. Where no text is its, a coding stays without, and its quotes, if any, stand NOWHERE.

    Raises
    ------
    UsageError
        for a folder that is not there, and a file that is no coding.
    """
    known, by_hash = texts or {}, defaultdict[str, list[str]](list)
    for key, text in known.items():
        by_hash[hash_text(text)].append(key)

    def find_texts(file: Path, record: Record) -> dict[str, str | None]:
        """The articles that a coding is of, with their texts; None where its text is not at hand."""
        name, told = record["article"]["id"], record["article"].get("sha256")
        keys = by_hash[told] if told else [name] if name in known else []
        if keys:
            return {key: known[key] for key in ([name] if name in keys else keys)}
        beside = file.with_name(f"{name}.txt")
        text = beside.read_bytes().decode("utf-8") if name not in known and beside.is_file() else None
        return {name: text if text is not None and _is_of(record, text) else None}

    return [
        replace(parse_coding(record, text), article_id=key, file=file)
        for file, record in read_records(folder)
        for key, text in find_texts(file, record).items()
    ]


def write_record(file: Path, record: Record) -> None:
    """Write a coding as JSON, whole or not at all."""
    told = [key for key in coding_schema()["properties"] if record.get(key) is not None]
    write_whole(file, {key: record[key] for key in told})


def write_whole(file: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file so that whoever reads it finds the old or the new one, never half of one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.part")
    half.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    half.replace(file)


def find_faults(record: Record, text: str | None = None) -> list[str]:
    """What is wrong with a coding's JSON, a clause each; with the text, also quotes that it does not hold."""
    faults = _break_schema("", {**record, **{kind: [] for kind in ROWS if kind in record}})
    for kind in ROWS:
        for n, row in enumerate(record.get(kind, ())):
            faults += [f"{kind}[{n}]: {fault}" for fault in find_row_faults(kind, row, text)]
    return faults


def find_row_faults(kind: str, row: Row, text: str | None = None) -> list[str]:
    """What is wrong with a row of counts, events or rejected, a clause each."""
    faults = _break_schema(kind, row) or [*_contradict(row)]
    if faults or text is None:
        return faults
    spans = locate_row(row, text)
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        return ["its words do not stand in the text"]
    if row.get("quote") and text[slice(*spans[0])] != row["quote"]:
        return ["the quote does not stand at its offsets"]
    return []


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
    fault = error.message
    match error.validator:
        case "additionalProperties":
            fault = f"unknown key {next(key for key in value if key not in error.schema['properties'])!r}"
        case "required" if "quote" in error.message:
            return "needs a quote, or start and end"
        case "enum" if value is None:
            fault = "must be given"
        case "enum":
            close = get_close_matches(str(value), error.validator_value, n=1)
            hint = f"; did you mean {close[0]}?" if close else f" of {', '.join(error.validator_value)}"
            fault = f"{value!r} is none{hint}"
        case "type" if "number" in error.validator_value:
            fault = f"{value!r} is no number"
        case "pattern":
            fault = f"{value!r} is no code such as BY or BY+PL"
        case "format":
            fault = f"{value!r} is no date YYYY-MM-DD"
    return f"{name}: {fault}" if name else fault


def _contradict(row: Row) -> Iterator[str]:
    """A period that ends before it begins, an interval that its bound does not make, a rate of no time."""
    for first, last in (("period_start", "period_end"), ("date_start", "date_end")):
        if row.get(first) and row.get(last) and row[first] > row[last]:
            yield f"{first} {row[first]} is later than {last} {row[last]}"
    if "bound" in row:
        value, low, high = (row.get(name) for name in ("value", "low", "high"))
        if not _fits_bound(row["bound"], value, low, high):
            yield f"value {value} and interval {low} to {high} do not fit bound {row['bound']}"
    if row.get("aggregation") == "rate" and not row.get("rate_per"):
        yield "a rate needs rate_per"


def _fits_bound(bound: str, value: float | None, low: float | None, high: float | None) -> bool:
    """Whether an interval is what the bound says (docs/codebook.md, section 2)."""
    if low is not None and high is not None and low > high:
        return False
    if bound in ("range", "vague") or value is None:
        return bound in ("range", "vague") and value is None
    if bound == "about":
        return low is not None and high is not None and low <= value <= high
    ends = close_interval(value, value, value, bound)
    return is_close(low, ends[0], EXACT) and is_close(high, ends[1], EXACT)
