"""The desk: people's decisions on the rows of a report, each written at once, and what to look at next.

It knows nothing of widgets: rows go out and decisions come in as plain values.
"""

import copy
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.codings.agreement import plain_rows, rows_by_article
from analysis.codings.corrections import apply_coding, correct_tables, match_codings
from analysis.codings.exchange import coding_file
from analysis.codings.format import (
    COMPARISON_FIELDS,
    FIELDS,
    LABELS,
    Coding,
    Record,
    TableName,
    find_faults,
    hash_text,
    parse_coding,
    read_day,
    write_record,
)
from analysis.codings.grading import overlap
from analysis.errors import UsageError
from analysis.mentions.quantities import find_quantities
from analysis.mentions.quantities.bounds import close_interval
from analysis.tables import Tables
from analysis.vocabulary import UNITS

Row = dict[str, Any]
# A row without a confidence is taken to be as likely wrong as right.
UNKNOWN_CONFIDENCE = 0.5
CONFLICT_WEIGHT = 3.0
# What is chosen as one and kept in two fields.
PAIRS = {
    "counts": {"dates": ("period_start", "period_end"), "way": ("origin", "destination")},
    "events": {"dates": ("date_start", "date_end"), "way": ("actor", "target")},
}
# What a new row says of itself, and what it has from its neighbour.
PLAIN: dict[TableName, Row] = {
    "counts": {"measure": "other", "aggregation": "period", "modality": "reported", "unit": "other"},
    "events": {"type": "irregular_crossing", "precision": "day", "status": "occurred"},
}
COPIED: dict[TableName, tuple[str, ...]] = {
    "counts": (*PLAIN["counts"], "period_start", "period_end", *"origin destination source rate_per".split()),
    "events": ("type", "actor", "target"),
}
# What a coded row may hold beside the fields of its table, and keeps whatever is corrected.
BESIDE = ("event", "also", "optional", "alt")


class Desk:
    """Decisions on the articles of a report.

    `folder` takes the codings, a file an article; `by` is who decides. A row has a key (table, span and what
    the reader took it for) that stays the same whatever is decided on it. `rows`, by table and article, stand
    in place of the reader's.
    """

    def __init__(
        self,
        tables: Tables,
        folder: Path,
        by: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rows: Mapping[TableName, Mapping[str, list[Row]]] | None = None,
    ) -> None:
        self.tables, self.folder, self.by, self._now = tables, folder, by, now
        self.articles = {row["article_id"]: row for row in plain_rows(tables.articles) if row["text"]}
        self.texts: dict[str, str] = {key: row["text"] for key, row in self.articles.items()}
        self._reader = rows or {table: rows_by_article(tables, table) for table in FIELDS}
        codings = match_codings(folder, self.texts) if folder.is_dir() else {}
        self.records: dict[str, Record] = {key: coding.record for key, coding in codings.items()}
        self._files = {key: c.file for key, c in codings.items() if c.file and c.file.suffix == ".json"}
        self._rows: dict[str, list[Row]] = {}
        self._past: list[tuple[str, Record | None, str]] = []
        self._future: list[tuple[str, Record | None, str]] = []

    def coding(self, article_id: str) -> Coding:
        """What has been decided on an article."""
        return parse_coding(self._record(article_id), self.texts[article_id])

    def rows(self, article_id: str) -> list[Row]:
        """Every row of an article in order of the text: open, checked or rejected (`state`)."""
        if article_id not in self._rows:
            coding = self.coding(article_id)
            rows = [row for table in FIELDS for row in self._show(table, article_id, coding)]
            self._rows[article_id] = sorted(rows, key=lambda row: (row["start"], row["end"], row["table"]))
        return self._rows[article_id]

    def _show(self, table: TableName, article_id: str, coding: Coding) -> Iterator[Row]:
        """The rows of a table; `n` is the place of one among the coded or rejected rows, null where open."""
        decisions, left = apply_coding(table, coding, self._reader[table].get(article_id, []))
        shown: list[tuple[Row, str, int | None]]
        shown = [(row, "checked" if row["checked"] else "open", None) for row in left]
        for decision in decisions:
            row = {**decision.before, **decision.row, "by": decision.row["by"] or coding.by}
            if decision.state == "rejected":
                row[LABELS[table]] = row["was"]
            shown.append((row, decision.state, decision.n))
        for row, state, n in shown:
            start, end = row["spans"][0]
            label, was = row.get(LABELS[table]) or "", row.get("was")
            yield {
                **row,
                "by": row.get("by") or row.get("checked"),
                "key": f"{table}:{start}:{end}:{label if was is None else was}",
                "table": table,
                "start": start,
                "end": end,
                "quote": self.texts[article_id][start:end],
                "state": state,
                "label": label,
                "was": was,
                "n": n,
            }

    def row(self, article_id: str, key: str) -> Row:
        """One row by its key."""
        for row in self.rows(article_id):
            if row["key"] == key:
                return row
        raise UsageError(f"There is no row {key!r} in {article_id}.")

    @property
    def decided(self) -> Tables:
        """The tables of the report with what has been decided so far in place of the reader's rows."""
        if not self.records:
            return self.tables
        return correct_tables(self.tables, {key: self.coding(key) for key in self.records})

    @property
    def claims(self) -> dict[str, list[Row]]:
        """Per article the claims that the reader found and nobody rejected."""
        return {
            key: [
                row
                for row in self.rows(key)
                if row["table"] == "counts" and row.get("measure") != "other"
                if row["state"] != "rejected" and row["was"] != ""
            ]
            for key in self.articles
        }

    def unread_numbers(self, article_id: str) -> list[tuple[int, int]]:
        """Where quantities stand that no row is about."""
        taken = [(row["start"], row["end"]) for row in self.rows(article_id) if row["table"] == "counts"]
        numbers = [(q.start, q.end) for q in find_quantities(self.texts[article_id])]
        return [number for number in numbers if not any(overlap(number, span) > 0 for span in taken)]

    def accept(self, article_id: str, key: str) -> None:
        """Say that a row is right."""
        row = self.row(article_id, key)
        if row["state"] != "checked" or row["n"] is None:
            self._change(article_id, key, lambda record: self._take(record, row, {}))

    def correct(self, article_id: str, key: str, changes: Mapping[str, Any]) -> None:
        """Change fields of a row, which is then checked; `value` and `bound` bring their interval.

        Raises
        ------
        UsageError
            when the row would not be sound; nothing is changed then.
        """
        row = self.row(article_id, key)
        if {"value", "bound"} & set(changes) and not {"low", "high"} & set(changes):
            told: Row = {"value": row.get("value"), "bound": row.get("bound"), **changes}
            value, bound = told["value"], told["bound"]
            if bound in ("range", "vague"):
                changes = {**changes, "value": None}
            else:
                low, high = close_interval(value, value, value, bound)
                changes = {**changes, "low": low, "high": high}
        self._change(article_id, key, lambda record: self._take(record, row, changes))

    def reject(self, article_id: str, key: str) -> None:
        """Say that a row's words are no claim, or no such event."""
        row = self.row(article_id, key)

        def refuse(record: Record) -> None:
            self._drop(record, row)
            if row["was"] != "":
                told = {name: row[name] for name in ("table", "start", "end")}
                record["rejected"].append({**told, "was": row["was"] or row["label"], **self._sign(row)})

        self._change(article_id, key, refuse)

    def add(self, article_id: str, table: TableName, start: int, end: int) -> str:
        """Add a row on words that the reader left, without the spaces around them; gives back its key."""
        words = self.texts[article_id][start:end]
        start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
        if start >= end:
            raise UsageError("Mark some words first.")
        key = f"{table}:{start}:{end}:"
        if not any(row["key"] == key for row in self.rows(article_id)):
            row = {"table": table, "start": start, "end": end, "was": "", "state": "open", "n": None}
            row |= self._read_first(article_id, table, start, end)
            self._change(article_id, key, lambda record: self._take(record, row, {}))
        return key

    def _read_first(self, article_id: str, table: TableName, start: int, end: int) -> Row:
        """What a new row says before it is corrected: its own number, and else what its neighbours say."""
        near = [row for row in self.rows(article_id) if row["table"] == table and row["state"] != "rejected"]
        near.sort(key=lambda row: min(abs(row["start"] - start), abs(row["end"] - start)))
        dated = dict.fromkeys(PAIRS[table]["dates"], self.articles[article_id]["published"])
        copied = {name: near[0][name] for name in COPIED[table]} if near else {}
        number = _read_number(self.texts[article_id], start, end) if table == "counts" else {}
        return {**PLAIN[table], **dated, **copied, **number}

    def settle(self, article_id: str, **told: Any) -> None:
        """Say when an article appeared (`published`) or of which other it is a copy (`duplicate_of`)."""
        if told.get("published"):
            told = {**told, "basis": "metadata"}
        self._change(article_id, "", lambda record: record["article"].update(told))

    def finish(self, article_id: str) -> None:
        """Say that nothing else in an article is a claim or an event; what is not rejected is accepted."""

        def close(record: Record) -> None:
            for row in self.rows(article_id):
                if row["n"] is None:
                    self._take(record, row, {})
            record["complete"] = True

        self._change(article_id, "", close)

    def undo(self) -> tuple[str, str] | None:
        """Take the last decision back; gives the article and row that it was on."""
        return self._step(self._past, self._future)

    def redo(self) -> tuple[str, str] | None:
        """Make again what was taken back."""
        return self._step(self._future, self._past)

    def _step(self, source: list[Any], target: list[Any]) -> tuple[str, str] | None:
        if not source:
            return None
        article_id, record, key = source.pop()
        target.append((article_id, self.records.get(article_id), key))
        self._keep(article_id, record)
        return article_id, key

    def _record(self, article_id: str) -> Record:
        article = {"id": article_id, "sha256": hash_text(self.texts[article_id])}
        blank = {"article": article, "complete": False, "by": self.by}
        return self.records.get(article_id) or {**blank, "counts": [], "events": [], "rejected": []}

    def _change(self, article_id: str, key: str, change: Callable[[Record], None]) -> None:
        """Change an article's coding and write it; a coding that would not be sound stays as it was."""
        before, text = self._record(article_id), self.texts[article_id]
        record = copy.deepcopy({"rejected": [], **before})
        change(record)
        faults = find_faults(record, text)
        if faults and not find_faults(before, text):
            raise UsageError(f"{faults[0].partition(': ')[2]}.")
        self._past.append((article_id, self.records.get(article_id), key))
        self._future.clear()
        self._keep(article_id, record)

    def _keep(self, article_id: str, record: Record | None) -> None:
        self._rows.pop(article_id, None)
        file = self._file(article_id)
        if record is None:
            self.records.pop(article_id, None)
            file.unlink(missing_ok=True)
        else:
            self.records[article_id] = record
            write_record(file, record)

    def _file(self, article_id: str) -> Path:
        """The article's file; not one that holds the coding of another text."""
        if article_id not in self._files:
            file = coding_file(self.folder, article_id)
            if file.exists():
                file = file.with_name(f"{file.stem}-{hash_text(self.texts[article_id])[:8]}.json")
            self._files[article_id] = file
        return self._files[article_id]

    def _take(self, record: Record, row: Row, changes: Mapping[str, Any]) -> None:
        """Put a row among the coded ones, in place of what was decided on it before."""
        table: TableName = row["table"]
        again = row["state"] == "checked" and row["n"] is not None
        at = row["n"] if again else len(record[table])
        self._drop(record, row)
        entry = {name: row[name] for name in ("start", "end")}
        entry |= {name: _whole(row.get(name)) for name in FIELDS[table]}
        entry |= {name: row.get(name) for name in BESIDE}
        if compared := row.get("comparison"):
            entry["comparison"] = {name: compared.get(name) for name in COMPARISON_FIELDS}
        entry["was"] = row["was"] if again or row["was"] is not None else row["label"]
        entry |= {**self._sign(row), **changes}
        told = {name: value for name, value in entry.items() if value is not None or name in FIELDS[table]}
        record[table].insert(at, told)

    @staticmethod
    def _drop(record: Record, row: Row) -> None:
        if row["n"] is not None:
            del record["rejected" if row["state"] == "rejected" else row["table"]][row["n"]]

    def _sign(self, row: Row) -> Row:
        told = {"by": self.by, "when": self._now().isoformat(timespec="seconds")}
        return {**told, "note": row["note"]} if row.get("note") else told

    def queue(self, by_article: bool = False) -> list[tuple[str, str]]:
        """Open rows as (article, key): what carries most and is least sure first, or article by article."""
        weights = {
            (article_id, row["key"]): self.weigh(row)
            for article_id in self.articles
            for row in self.rows(article_id)
            if row["state"] == "open" and row.get("measure") != "other"
        }
        ranked = sorted(weights, key=lambda item: -weights[item])
        if not by_article:
            return ranked
        articles = list(dict.fromkeys(article_id for article_id, _ in ranked))
        return sorted(weights, key=lambda item: articles.index(item[0]))

    def weigh(self, row: Row) -> float:
        """How much hangs on a row (series, conflicts, size, articles that tell it) times how unsure it is."""
        confidence = UNKNOWN_CONFIDENCE if row.get("confidence") is None else row["confidence"]
        carried = self._carried.get(row.get("count_id") or row.get("event_id") or "", 0.0)
        size = row.get("high") or row.get("low") or row.get("value") or 0
        return (1 + carried + math.log10(1 + abs(size)) / 2) * (0.1 + 1 - confidence)

    @cached_property
    def _carried(self) -> dict[str, float]:
        series, happenings = self.tables.series, self.tables.happenings
        told = [(ids, 1.0) for name in ("low_count_ids", "high_count_ids") for ids in series[name]]
        told += [(ids, CONFLICT_WEIGHT) for ids in self.tables.conflicts["count_ids"]]
        articles = happenings["n_articles"].clip(lower=1)
        told += zip(happenings["event_ids"], map(math.log2, articles), strict=True)
        weights: dict[str, float] = defaultdict(float)
        for ids, weight in told:
            for key in ids.split("+") if isinstance(ids, str) else ():
                weights[key] += weight
        return weights

    def progress(self) -> list[tuple[str, int, int]]:
        """Per border: how many of its claims and events have been looked at, and how many there are."""
        done, total = Counter[str](), Counter[str]()
        for row in (row for article_id in self.articles for row in self.rows(article_id)):
            if row.get("border") and row.get("measure") != "other":
                total.update(row["border"].split("+"))
                done.update(row["border"].split("+") if row["state"] != "open" else ())
        return [(border, done[border], n) for border, n in total.most_common()]

    def choices(self, article_id: str, row: Row) -> dict[str, list[tuple[str, Any]]]:
        """Per field the values to choose from, as (label, value), beyond the closed lists."""
        rows = [other for other in self.rows(article_id) if other["state"] != "rejected"]
        same = [other for other in rows if other["table"] == row["table"]]
        ways = [tuple(other.get(name) for name in PAIRS[row["table"]]["way"]) for other in same]
        ways += [(second, first) for first, second in ways] + [(None, None)]

        def told(name: str, nothing: str, rows: list[Row], *more: str) -> list[tuple[str, Any]]:
            """What rows have in a field, each once, after the name of having nothing in it."""
            values = dict.fromkeys([*(other[name] for other in rows if other.get(name)), *more])
            return [(nothing, None), *((value, value) for value in values)]

        chosen: dict[str, list[tuple[str, Any]]] = {
            "way": [(f"{one or '?'} → {other or '?'}", [one, other]) for one, other in dict.fromkeys(ways)],
            "source": told("source", "nobody", rows),
            "place": told("place", "no place", rows),
            "dates": self._periods(article_id, row),
        }
        if row["table"] == "counts":
            events = [other for other in rows if other["table"] == "events"]
            names = [f"{event['label']}: {event['quote'][:60]}" for event in events]
            places = [{name: event[name] for name in ("start", "end", "type")} for event in events]
            chosen["event"] = [("no event", {}), *zip(names, places, strict=True)]
            chosen["group"] = told("group", "all", same, "women", "men", "children", "families")
        return chosen

    def _periods(self, article_id: str, row: Row) -> list[tuple[str, Any]]:
        """Periods that news from that day means most often, and those of the article's other rows."""
        periods: dict[tuple[str | None, str | None], str] = {(None, None): "no date"}
        if day := read_day(self.articles[article_id]["published"]):
            one, monday, month = timedelta(1), day - timedelta(day.weekday()), day.replace(day=1)
            for name, start, end in (
                ("that day", day, day),
                ("the day before", day - one, day - one),
                ("24 hours, overnight", day - one, day),
                ("this week so far", monday, day),
                ("last week", monday - timedelta(7), monday - one),
                ("this month so far", month, day),
                ("last month", (month - one).replace(day=1), month - one),
                ("this year so far", date(day.year, 1, 1), day),
                ("last year", date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)),
            ):
                periods.setdefault((start.isoformat(), end.isoformat()), f"{name}: {start} to {end}")
            periods[None, day.isoformat()] = f"until then: … to {day}"
        for other in self.rows(article_id):
            first, last = (other.get(name) for name in PAIRS[row["table"]]["dates"])
            periods.setdefault((first, last), f"{first or '…'} to {last or '…'}")
        return [(name, list(period)) for period, name in periods.items()][:26]


def _whole(value: Any) -> Any:
    """A number without a fraction as an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read_number(text: str, start: int, end: int) -> Row:
    """Value, interval and bound of the quantity at some words."""
    for quantity in find_quantities(text):
        if overlap((start, end), (quantity.start, quantity.end)) > 0:
            unit = {"unit": quantity.unit} if quantity.unit in UNITS and quantity.unit != "other" else {}
            names = ("value", "low", "high", "bound", "approximator")
            return {**{name: getattr(quantity, name) for name in names}, **unit}
    return {"value": None, "low": None, "high": None, "bound": "vague"}
