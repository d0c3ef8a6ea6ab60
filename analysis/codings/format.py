"""Codings: what people read out of an article, as JSON, with or without the article's words.

One coding is one article's. Where words of the article stand in it (quote, source, place, approximator), a
pair `[start, end]` of offsets may stand in their place, so that a coding can be kept apart from a text that may
not be kept; `sha256` says which text the offsets are of. docs/codings.md tells the format, `coding_schema` gives
it as JSON Schema.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar

from analysis import vocabulary
from analysis.errors import UsageError

TableName = Literal["counts", "events"]
Span = tuple[int, int]
Record = dict[str, Any]
T = TypeVar("T")

# Where a quote does not stand in the text, or the text is not known: it overlaps nothing.
NOWHERE: Span = (-9, -8)
COUNTRIES = r"[A-Z]{2}(\+[A-Z]{2})*"
ACTORS = r"[A-Z][A-Z0-9-]*(\+[A-Z][A-Z0-9-]*)*"
SHA256 = r"[0-9a-f]{64}"
# Files beside codings that hold none.
OTHER_FILES = ("datapackage.json", "manifest.json", "splits.json", "sample.json", "coding.schema.json")
# Fields that hold words of the article.
WORDS = ("quote", "source", "place", "approximator")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a coded row: what it may hold."""

    kind: Literal["number", "day", "closed", "pattern", "words", "flag"]
    choices: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False

    def fault(self, value: Any) -> str | None:
        """What is wrong with a value, in words; None where nothing is."""
        if value is None:
            return "must be given" if self.required else None
        if self.kind == "closed" and value not in self.choices:
            close = get_close_matches(str(value), self.choices, n=1)
            hint = f"; did you mean {close[0]}?" if close else f" of {', '.join(self.choices)}"
            return f"{value!r} is none{hint}"
        if self.kind == "pattern" and not (isinstance(value, str) and re.fullmatch(self.pattern, value)):
            return f"{value!r} is no code such as BY or BY+PL"
        if self.kind == "number" and not is_number(value):
            return f"{value!r} is no number"
        if self.kind == "day" and read_day(value) is None:
            return f"{value!r} is no date YYYY-MM-DD"
        if self.kind == "words" and not (isinstance(value, str) or as_span(value)):
            return f"{value!r} is neither words nor a pair of offsets"
        return None

    def schema(self) -> Record:
        """The field as JSON Schema."""
        kinds: dict[str, Record] = {
            "number": {"type": "number"},
            "day": {"type": "string", "format": "date"},
            "closed": {"enum": list(self.choices)},
            "pattern": {"type": "string", "pattern": f"^{self.pattern}$"},
            "words": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/span"}]},
            "flag": {"type": "boolean"},
        }
        return kinds[self.kind] if self.required else {"anyOf": [kinds[self.kind], {"type": "null"}]}


def _closed(choices: tuple[str, ...], required: bool = True) -> Field:
    return Field("closed", choices, required=required)


_NUMBER, _DAY, _WORDS = Field("number"), Field("day"), Field("words")
_COUNTRIES, _ACTORS = Field("pattern", pattern=COUNTRIES), Field("pattern", pattern=ACTORS)
COUNT_FIELDS: dict[str, Field] = {
    "value": _NUMBER,
    "low": _NUMBER,
    "high": _NUMBER,
    "bound": _closed(vocabulary.BOUNDS),
    "approximator": _WORDS,
    "unit": _closed(vocabulary.UNITS),
    "measure": _closed(vocabulary.MEASURES),
    "aggregation": _closed(vocabulary.AGGREGATIONS),
    "rate_per": Field("pattern", pattern=r"[a-z_ ]+"),
    "period_start": _DAY,
    "period_end": _DAY,
    "origin": _COUNTRIES,
    "destination": _COUNTRIES,
    "group": Field("pattern", pattern=r"([A-Z]{2}|[a-z]+)(\+([A-Z]{2}|[a-z]+))*"),
    "place": _WORDS,
    "source": _WORDS,
    "modality": _closed(vocabulary.MODALITIES),
}
EVENT_FIELDS: dict[str, Field] = {
    "type": _closed(vocabulary.EVENT_TYPES),
    "date_start": _DAY,
    "date_end": _DAY,
    "precision": _closed(vocabulary.PRECISIONS),
    "actor": _ACTORS,
    "target": _ACTORS,
    "place": _WORDS,
    "status": _closed(vocabulary.STATUSES),
    "source": _WORDS,
}
COMPARISON_FIELDS: dict[str, Field] = {
    "relation": _closed(vocabulary.RELATIONS),
    "factor": _NUMBER,
    "bound": _closed(vocabulary.BOUNDS, required=False),
    "ref_measure": _closed(vocabulary.MEASURES, required=False),
    "ref_period_start": _DAY,
    "ref_period_end": _DAY,
    "ref_value": _NUMBER,
}
FIELDS: dict[TableName, dict[str, Field]] = {"counts": COUNT_FIELDS, "events": EVENT_FIELDS}
# The field that says what a row is about: two rows on the same words are told apart by it.
LABELS: dict[TableName, str] = {"counts": "measure", "events": "type"}
WHERE = ("quote", "nth", "start", "end")
WHOSE = ("by", "when", "note", "was")
ARTICLE_KEYS = (
    "id",
    "sha256",
    *("published", "basis", "published_earliest", "published_latest", "duplicate_of"),
    *("constructed", "border", "note"),
)
TOP_KEYS = ("article", "complete", "by", "when", "note", "counts", "events", "rejected")


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One coded count or event: its fields, its spans (the first is its own) and how strictly it counts.

    `fields` holds every field of its table, and `quote`; what the coding leaves out is None. `was` is the
    measure or type that a reader had given to the words when a person decided on them: empty where it had read
    nothing there, None where the person coded without a look at it.
    """

    fields: Mapping[str, Any]
    spans: tuple[Span, ...]
    optional: bool = False
    alternatives: Mapping[str, Any] = field(default_factory=dict)
    comparison: Mapping[str, Any] | None = None
    event: Mapping[str, Any] | None = None
    by: str | None = None
    when: str | None = None
    note: str | None = None
    was: str | None = None

    @property
    def span(self) -> Span:
        """Where the row itself stands."""
        return self.spans[0]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words that a person says are no claim, or no event; `was` is what they had been read as (None: anything)."""

    table: TableName
    span: Span
    was: str | None = None
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Coding:
    """What was coded in one article; `complete` means that nothing else in it is a claim or an event.

    `text` and with it every quote is None where the text is not at hand; `settled` holds what the coding says of
    the article itself: published, basis, published_earliest, published_latest, duplicate_of (a key that is not
    there says nothing).
    """

    article_id: str
    text: str | None = None
    published: str | None = None
    counts: tuple[CodedRow, ...] = ()
    events: tuple[CodedRow, ...] = ()
    rejected: tuple[Refusal, ...] = ()
    settled: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    by: str | None = None

    def rows(self, table: TableName) -> tuple[CodedRow, ...]:
        """The coded rows of a table."""
        return self.counts if table == "counts" else self.events


def hash_text(text: str) -> str:
    """SHA-256 of a text, as UTF-8: what offsets into it are tied to."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_number(value: Any) -> bool:
    """Whether a value is a finite number (and no truth value)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


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


def _change_words(record: Mapping[str, Any], change: Callable[[Any], Any]) -> Record:
    """A record with `change` done to every value that holds words of the article, but for quotes of rows."""

    def change_row(row: Mapping[str, Any]) -> Record:
        changed = {key: change(value) if key in WORDS[1:] else value for key, value in row.items()}
        if "alt" in row:
            changed["alt"] = change_row(row["alt"])
        if "also" in row:
            changed["also"] = [change(words) for words in row["also"]]
        return changed

    return {**record, **{table: [change_row(row) for row in record[table]] for table in FIELDS}}


def restore(record: Mapping[str, Any], text: str) -> Record:
    """A coding's JSON with the article's words in place of all offsets; each row keeps `start` and `end`.

    Raises
    ------
    UsageError
        when the coding is of another text.
    """
    told = record["article"].get("sha256")
    if told and told != hash_text(text):
        raise UsageError(
            f"The coding of {record['article']['id']} is of another text than the one given (its hash)."
        )

    def words(value: Any) -> Any:
        span = as_span(value)
        return text[slice(*span)] if span else value

    def quoted(row: Mapping[str, Any]) -> Record:
        start, end = locate(row, text)
        return {**row, "start": start, "end": end, "quote": row.get("quote") or text[start:end]}

    full = _change_words(record, words)
    return {**full, **{table: [quoted(row) for row in full[table]] for table in FIELDS}}


def stand_off(record: Mapping[str, Any], text: str) -> Record:
    """A coding's JSON with offsets in place of all of the article's words, without notes, tied to the text.

    Nulls are left out. Raises ValueError for words that stand nowhere in the text: none slips through.
    """

    def pair(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        span = locate_quote(text, value)
        if span == NOWHERE:
            raise ValueError(f"{record['article']['id']}: the words of a field stand nowhere in the text")
        return list(span)

    def spanned(row: Mapping[str, Any]) -> Record:
        start, end = locate(row, text)
        if (start, end) == NOWHERE:
            raise ValueError(f"{record['article']['id']}: a quote stands nowhere in the text")
        kept = {k: v for k, v in row.items() if k not in (*WHERE, "note") and v is not None}
        if "comparison" in kept:
            kept["comparison"] = {k: v for k, v in kept["comparison"].items() if v is not None}
        return {"start": start, "end": end, **kept}

    apart = _change_words(record, pair)
    article = {k: v for k, v in apart["article"].items() if k != "note" and v is not None}
    return {
        **{k: v for k, v in apart.items() if k != "note"},
        "article": {**article, "sha256": hash_text(text)},
        **{table: [spanned(row) for row in apart[table]] for table in FIELDS},
    }


def locate(row: Mapping[str, Any], text: str | None) -> Span:
    """Where a row's words stand: by its offsets, else by its quote; NOWHERE where neither says it."""
    if row.get("start") is not None and row.get("end") is not None:
        return int(row["start"]), int(row["end"])
    if text is None or not isinstance(row.get("quote"), str):
        return NOWHERE
    return locate_quote(text, row["quote"], int(row.get("nth", 1)))


def parse_coding(record: Mapping[str, Any], text: str | None = None) -> Coding:
    """A coding from its JSON; with the text, every row has both words and offsets.

    Raises
    ------
    UsageError
        when the text given is another one.
    """
    if text is not None:
        record = restore(record, text)
    article = record["article"]
    return Coding(
        article_id=article["id"],
        text=text,
        published=article.get("published"),
        counts=tuple(_coded_row("counts", row, text) for row in record["counts"]),
        events=tuple(_coded_row("events", row, text) for row in record["events"]),
        rejected=tuple(_refusal(row, text) for row in record.get("rejected", ())),
        settled={key: article[key] for key in ARTICLE_KEYS[2:7] if key in article},
        complete=record.get("complete", True),
        by=record.get("by"),
    )


def _coded_row(table: TableName, row: Mapping[str, Any], text: str | None) -> CodedRow:
    others = [as_span(words) or locate_quote(text or "", words) for words in row.get("also", ())]
    comparison = row.get("comparison")
    return CodedRow(
        fields={"quote": row.get("quote"), **{name: row.get(name) for name in FIELDS[table]}},
        spans=(locate(row, text), *others),
        optional=bool(row.get("optional")),
        alternatives=row.get("alt", {}),
        comparison={name: comparison.get(name) for name in COMPARISON_FIELDS} if comparison else None,
        event=row.get("event"),
        **{key: row.get(key) for key in WHOSE},
    )


def _refusal(row: Mapping[str, Any], text: str | None) -> Refusal:
    return Refusal(row["table"], locate(row, text), row.get("was"), row.get("by"), row.get("note"))


def read_records(folder: Path) -> Iterator[tuple[Path, Record]]:
    """Every coding's JSON in a folder (ID.json, or one a line in .jsonl) or in one such file, in order of name.

    Raises
    ------
    UsageError
        for a folder that is not there, and a file that is no coding.
    """
    if not folder.exists():
        raise UsageError(f"There is no folder {folder}; give a folder of codings (JSON files).")
    # Files of many codings come first: where an article is coded in both, its own file holds.
    files = [folder] if folder.is_file() else [*sorted(folder.glob("*.jsonl")), *sorted(folder.glob("*.json"))]
    for file in files:
        if file.name in OTHER_FILES and not folder.is_file():
            continue
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


def _find_text(file: Path, record: Mapping[str, Any], texts: Mapping[str, str]) -> str | None:
    """The text that a coding is of: one given, else the file beside it; None where none has its hash."""
    article_id = record["article"]["id"]
    text = texts.get(article_id)
    beside = file.with_name(f"{article_id}.txt")
    if text is None and beside.is_file():
        text = beside.read_bytes().decode("utf-8")
    told = record["article"].get("sha256")
    return None if text is None or (told and told != hash_text(text)) else text


def find_faults(record: Mapping[str, Any], text: str | None = None) -> list[str]:
    """What is wrong with a coding's JSON, a sentence each; with the text, also quotes that do not stand in it."""
    article = record["article"]
    faults = [f"unknown key {key!r}" for key in record if key not in TOP_KEYS]
    faults += [f"article: unknown key {key!r}" for key in article if key not in ARTICLE_KEYS]
    days = [key for key in ("published", "published_earliest", "published_latest") if article.get(key)]
    faults += [f"article: {key}: {fault}" for key in days if (fault := _DAY.fault(article[key]))]
    if (fault := _closed(vocabulary.PUBLISHED_BASES, required=False).fault(article.get("basis"))) is not None:
        faults.append(f"article: basis: {fault}")
    for table in FIELDS:
        for n, row in enumerate(record[table]):
            faults += [f"{table}[{n}]: {fault}" for fault in find_row_faults(table, row, text)]
    return faults


def find_row_faults(table: TableName, row: Mapping[str, Any], text: str | None = None) -> list[str]:
    """What is wrong with one coded row, a clause each."""
    fields = FIELDS[table]
    known = (*fields, *WHERE, *WHOSE, "also", "optional", "alt", "comparison", "event")
    faults = [f"unknown key {key!r}" for key in row if key not in known]
    faults += [f"{name}: {fault}" for name, spec in fields.items() if (fault := spec.fault(row.get(name)))]
    faults += _word_faults(row, text)
    if faults:
        return faults
    first, last = ("period_start", "period_end") if table == "counts" else ("date_start", "date_end")
    start, end = read_day(row.get(first)), read_day(row.get(last))
    if start and end and start > end:
        faults.append(f"{first} {start} is later than {last} {end}")
    if table == "counts":
        faults += _bound_faults(row)
        if row["aggregation"] == "rate" and not row.get("rate_per"):
            faults.append("a rate needs rate_per")
        comparison = row.get("comparison") or {}
        specs = COMPARISON_FIELDS if comparison else {}
        faults += [
            f"comparison {name}: {f}" for name, s in specs.items() if (f := s.fault(comparison.get(name)))
        ]
    return faults


def _word_faults(row: Mapping[str, Any], text: str | None) -> list[str]:
    """Quotes and offsets that stand nowhere in the text."""
    has_span = as_span([row.get("start"), row.get("end")]) is not None
    if not has_span and not (isinstance(row.get("quote"), str) and row["quote"]):
        return ["needs a quote, or start and end"]
    if text is None:
        return []
    spans = [locate(row, text), *(as_span(w) or locate_quote(text, str(w)) for w in row.get("also", ()))]
    faults = [
        "its words do not stand in the text"
        for a, b in spans
        if (a, b) == NOWHERE or not 0 <= a < b <= len(text)
    ]
    if has_span and row.get("quote") and text[row["start"] : row["end"]] != row["quote"]:
        faults.append("the quote does not stand at its offsets")
    return faults


def _bound_faults(row: Mapping[str, Any]) -> list[str]:
    """Whether low and high are what the bound says of the value (docs/codebook.md, section 2)."""
    value, low, high, bound = row.get("value"), row.get("low"), row.get("high"), row["bound"]
    if bound in ("range", "vague"):
        right = value is None
    elif value is None:
        right = False
    else:
        right = {
            "exact": low == value == high,
            "over": low == value and high is None,
            "under": low is None and high == value,
            "nearly": high == value and low is not None and abs(low - 0.9 * value) <= 1e-6 * abs(value),
            "about": low is not None and high is not None and low <= value <= high,
        }[bound]
    if low is not None and high is not None and low > high:
        right = False
    return [] if right else [f"value {value} and interval {low} to {high} do not fit bound {bound}"]


def write_record(file: Path, record: Mapping[str, Any]) -> None:
    """Write a coding as JSON, whole or not at all, one row a line."""

    def line(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    parts = []
    for key in TOP_KEYS:
        if isinstance(value := record.get(key), list):
            rows = ",\n".join(f"  {line(row)}" for row in value)
            parts.append(f'"{key}": [\n{rows}\n ]' if value else f'"{key}": []')
        elif value is not None:
            parts.append(f'"{key}": {line(value)}')
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.part")
    half.write_text("{" + ",\n ".join(parts) + "}\n", encoding="utf-8", newline="\n")
    half.replace(file)


def coding_schema() -> Record:
    """The format as JSON Schema (draft 2020-12)."""
    span = {
        "type": "array",
        "prefixItems": [{"type": "integer", "minimum": 0}] * 2,
        "minItems": 2,
        "maxItems": 2,
    }
    text = {"type": ["string", "null"]}
    whose = {key: text for key in WHOSE}
    where = {"quote": {"type": "string"}, "nth": {"type": "integer", "minimum": 1}}
    where |= {key: {"type": "integer", "minimum": 0} for key in ("start", "end")}
    placed = {"anyOf": [{"required": ["quote"]}, {"required": ["start", "end"]}]}

    def closed(properties: Record, required: Sequence[str] = (), **more: Any) -> Record:
        shape = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**shape, "required": list(required), **more}

    def fields_of(specs: Mapping[str, Field]) -> tuple[Record, list[str]]:
        return {k: s.schema() for k, s in specs.items()}, [k for k, s in specs.items() if s.required]

    comparison, needed = fields_of(COMPARISON_FIELDS)
    extra = {"optional": {"type": "boolean"}, "alt": {"type": "object"}}
    link = closed({**where, "type": {"enum": list(vocabulary.EVENT_TYPES)}})
    own: dict[TableName, Record] = {
        "counts": {
            "comparison": {"anyOf": [closed(comparison, needed), {"type": "null"}]},
            "event": {"anyOf": [link, {"type": "null"}]},
        },
        "events": {"also": {"type": "array", "items": _WORDS.schema()}},
    }
    rows: Record = {}
    for table, specs in FIELDS.items():
        properties, required = fields_of(specs)
        row = closed({**where, **properties, **extra, **own[table], **whose}, required, **placed)
        rows[table] = {"type": "array", "items": row}
    refused = closed({"table": {"enum": list(FIELDS)}, **where, **whose}, ["table"], **placed)
    day = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
    article: Record = dict.fromkeys(ARTICLE_KEYS, text)
    article |= {"id": {"type": "string"}, "sha256": {"type": "string", "pattern": f"^{SHA256}$"}}
    article |= dict.fromkeys(("published", "published_earliest", "published_latest"), day)
    article |= {"basis": {"enum": [*vocabulary.PUBLISHED_BASES, None]}, "constructed": {"type": "boolean"}}
    properties = {
        "article": closed(article, ["id"]),
        "complete": {"type": "boolean", "default": True},
        **{key: text for key in ("by", "when", "note")},
        **rows,
        "rejected": {"type": "array", "items": refused},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Coding of an article",
        **closed(properties, ["article", "counts", "events"]),
        "$defs": {"span": span},
    }
