"""Putting people's readings in the reader's place: pure functions from tables and codings to tables.

A complete coding takes the place of all the reader's rows of its article, another one of those that are about
its own words. What a person rejected is a row of `rejected`, and a coding of a changed text is used nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pandas as pd

from analysis.article import Article, Publication
from analysis.codings.agreement import plain_rows
from analysis.codings.format import (
    FIELDS,
    LABELS,
    NOWHERE,
    CodedRow,
    Coding,
    Record,
    Refusal,
    TableName,
    hash_text,
    parse_coding,
    read_day,
    read_records,
)
from analysis.codings.grading import event_overlap, overlap
from analysis.identity import content_hash
from analysis.language.text import segment
from analysis.meaning.claims import implied_interval
from analysis.meaning.linking import find_event
from analysis.mentions.quantities import find_quantities
from analysis.series.happenings import group_happenings
from analysis.tables import Tables, frame_from_rows
from analysis.vocabulary import PLOVER, PublishedBasis

Row = dict[str, Any]
SOMEBODY = "somebody"
KEYS: dict[TableName, str] = {"counts": "count_id", "events": "event_id"}
# What tells apart two rows on the same words: with the span, what their id is made of.
TOLD: dict[TableName, tuple[str, ...]] = {
    "counts": ("measure", "group", "aggregation", "period_start", "period_end"),
    "events": ("type", "date_start", "date_end", "actor", "target", "status"),
}
COUNTRY = re.compile(r"[A-Z]{2}")


def match_records(folder: Path, texts: Mapping[str, str]) -> dict[str, tuple[Path, Record]]:
    """The codings' JSON in a folder that are of these texts (by article id), with their files.

    A coding with a hash is of the text with that hash, whatever its article was called; one without belongs
    to the article of its name.
    """
    by_hash: dict[str, list[str]] = {}
    for key, text in texts.items():
        by_hash.setdefault(hash_text(text), []).append(key)
    matched: dict[str, tuple[Path, Record]] = {}
    for file, record in read_records(folder):
        named, told = record["article"]["id"], record["article"].get("sha256")
        fitting = by_hash.get(told, []) if told else [key for key in (named,) if key in texts]
        for key in [named] if named in fitting else fitting:
            matched[key] = (file, record)
    return matched


def match_codings(folder: Path, texts: Mapping[str, str]) -> dict[str, Coding]:
    """The codings in a folder that are of these texts, by the article that they are used for."""
    matched = match_records(folder, texts)
    return {
        key: replace(parse_coding(record, texts[key]), article_id=key) for key, (_, record) in matched.items()
    }


def settle_articles(articles: Sequence[Article], folder: Path | str | None) -> list[Article]:
    """The articles with the dates, and as the copies, that people say they are; before anything is read."""
    if folder is None:
        return list(articles)
    codings = match_codings(Path(folder), {article.article_id: article.text for article in articles})
    return [_settle(article, codings.get(article.article_id)) for article in articles]


def _settle(article: Article, coding: Coding | None) -> Article:
    settled = coding.settled if coding else {}
    if "published" in settled:
        day = settled["published"]
        earliest, latest = (
            read_day(settled.get(f"published_{end}") or day) for end in ("earliest", "latest")
        )
        basis = settled.get("basis") or ("metadata" if earliest and latest else "unknown")
        article = replace(article, publication=Publication(earliest, latest, cast(PublishedBasis, basis)))
    if "duplicate_of" in settled:
        article = replace(article, duplicate_of=settled["duplicate_of"])
    return article


def use_codings(tables: Tables, folder: Path | str | None) -> Tables:
    """The tables with people's readings, kept in a folder, in place of the reader's; None changes nothing."""
    if folder is None:
        return tables
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    codings = match_codings(Path(folder), texts)
    coded = {record["article"]["id"] for _, record in read_records(Path(folder))}
    return correct_tables(tables, codings, [key for key in texts if key in coded and key not in codings])


def correct_tables(tables: Tables, codings: Mapping[str, Coding], changed: Sequence[str] = ()) -> Tables:
    """The tables with codings in place of the reader's rows; those of `changed` articles are not used."""
    articles = {row["article_id"]: row for row in plain_rows(tables.articles)}
    reader = {name: _by_article(tables.frame(name)) for name in ("counts", "comparisons", "events")}
    rejected = [_changed(articles[key]) for key in changed]
    for key, coding in codings.items():
        found = {name: rows.get(key, []) for name, rows in reader.items()}
        corrected, refused = correct_article(articles[key], found, coding)
        for name, rows in corrected.items():
            reader[name][key] = rows
        rejected += refused
    frames = {
        name: frame_from_rows(name, [row for key in articles for row in rows.get(key, [])])
        for name, rows in reader.items()
    }
    return replace(
        tables,
        **frames,
        happenings=group_happenings(frames["events"], tables.articles),
        rejected=_reject(tables.rejected, rejected, codings),
    )


def _by_article(frame: pd.DataFrame) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in plain_rows(frame):
        rows.setdefault(row["article_id"], []).append(row)
    return rows


def _changed(article: Row) -> Row:
    detail = f"The coding of {article['article_id']} is of another text and was not used."
    return {
        "kind": "article",
        "path": article["path"],
        "article_id": article["article_id"],
        "reason": "text_changed",
        "detail": detail,
    }


def _reject(frame: pd.DataFrame, rows: list[Row], codings: Mapping[str, Coding]) -> pd.DataFrame:
    """The refusals with people's added; a quantity that was refused and that a person coded is none."""
    coded = {key: [row.span for row in coding.counts] for key, coding in codings.items()}

    def stays(row: Row) -> bool:
        spans = coded.get(row["article_id"], ()) if row["kind"] == "quantity" else ()
        return not any(overlap(span, (row["start"], row["end"])) > 0 for span in spans)

    return frame_from_rows("rejected", [*filter(stays, plain_rows(frame)), *rows])


def correct_article(
    article: Row, reader: Mapping[str, list[Row]], coding: Coding
) -> tuple[dict[str, list[Row]], list[Row]]:
    """One article's counts, comparisons and events with the coding in their place, and what it rejects."""
    # A coder may quote words that do not stand in this text; such a row cannot be shown, so it is not used.
    events = _merge("events", article, reader, coding)
    counts = _merge("counts", article, reader, coding)
    kept = {row["count_id"] for row in counts if row["checked"] is None}
    comparisons = [row for row in reader["comparisons"] if row["count_id"] in kept]
    coded = {_identify("counts", article, row): row for row in reversed(coding.counts)}
    checked = [(row, coded[row["count_id"]]) for row in counts if row["checked"] is not None]
    comparisons += [
        _comparison_row(row, mine.comparison, reader["comparisons"])
        for row, mine in checked
        if mine.comparison
    ]
    order = {row["count_id"]: n for n, row in enumerate(counts)}
    comparisons.sort(key=lambda row: order[row["count_id"]])
    told = {row["count_id"]: mine.event for row, mine in checked}
    linked = [{**row, "event_id": _link(row, events, told.get(row["count_id"]))} for row in counts]
    tables = {"counts": linked, "comparisons": comparisons, "events": events}
    return tables, [_refusal_row(article, refusal, coding) for refusal in coding.rejected]


def _merge(table: TableName, article: Row, reader: Mapping[str, list[Row]], coding: Coding) -> list[Row]:
    """Coded rows and the reader's rows that stay, in order of the text; rows with one id are one row."""
    found = reader[table]
    replaced: dict[int, list[Row]] = {}
    gone: set[int] = set(range(len(found))) if coding.complete else set()
    for n, row in enumerate(coding.rows(table)):
        mine = replaced_rows(table, row, row.fields[LABELS[table]], found)
        replaced[n] = [found[i] for i in mine]
        gone |= set(mine)
    for refusal in coding.rejected:
        if refusal.table == table:
            gone |= set(replaced_rows(table, refusal, refusal.was, found))
    rows = {row[KEYS[table]]: row for i, row in enumerate(found) if i not in gone}
    for n, coded in enumerate(coding.rows(table)):
        if coded.span != NOWHERE:
            new = _table_row(table, article, coded, coding, replaced[n])
            rows.setdefault(new[KEYS[table]], new)
    return sorted(rows.values(), key=lambda row: (row["start"], row["end"]))


def replaced_rows(
    table: TableName, decided: CodedRow | Refusal, label: str | None, found: Sequence[Row]
) -> list[int]:
    """Which of the reader's rows a person's row, or refusal, is about.

    A decision on a row (`was` says what the reader had read) is about that row: the same words and label,
    else the same words, else words that it shares. A row that was coded without a look at the reader is about
    every row with which it shares words; one that was added to the reader's (`was` is empty) about no other.
    """
    shared = [i for i, row in enumerate(found) if overlap(decided.span, (row["start"], row["end"])) > 0]
    if decided.was is None:
        return shared
    labels = (decided.was, label)
    same = [i for i in shared if (found[i]["start"], found[i]["end"]) == decided.span]
    alike = [i for i in shared if found[i][LABELS[table]] in labels]
    if decided.was == "":
        return [i for i in same if i in alike]
    if table == "counts":
        return [i for i in same if i in alike] or same or shared
    near = [i for i in alike if event_overlap(decided.span, (found[i]["start"], found[i]["end"])) > 0]
    return [i for i in same if i in alike] or near


def _identify(table: TableName, article: Row, row: CodedRow) -> str:
    """The id of a row: the same as that of the reader's row where the two say the same."""
    told = [
        read_day(row.fields[name]) if name.endswith(("_start", "_end")) else row.fields[name]
        for name in TOLD[table]
    ]
    return content_hash(content_hash(article["article_id"], article["sha256"]), *row.span, *told)


def _table_row(table: TableName, article: Row, coded: CodedRow, coding: Coding, replaced: list[Row]) -> Row:
    start, end = coded.span
    # What people do not code is kept from the reader's row that the coded one takes the place of.
    before = max(replaced, key=lambda row: overlap(coded.span, (row["start"], row["end"])), default={})
    by = coded.by or coding.by or SOMEBODY
    row: Row = {
        KEYS[table]: _identify(table, article, coded),
        "article_id": article["article_id"],
        "start": start,
        "end": end,
        "quote": article["text"][start:end],
        "sentence": _sentence(article["text"], coded, replaced),
        **{name: coded.fields[name] for name in FIELDS[table]},
        "confidence": 1.0,
        "unsure": None,
        "checked": by,
        "rule": f"coded by {by}",
    }
    add = _complete_count if table == "counts" else _complete_event
    return {**row, **add(row, before)}


def _sentence(text: str, coded: CodedRow, replaced: list[Row]) -> str:
    """The sentence of the words: the reader's where it has one, else that in which they begin."""
    quote = text[slice(*coded.span)]
    told = (row["sentence"] for row in replaced if quote in row["sentence"])
    read = (s.text for s in segment(text) if s.start <= coded.span[0] and coded.span[1] <= s.end)
    return next(told, None) or next(read, quote)


def _complete_count(row: Row, before: Row) -> Row:
    def kept(name: str, *same: str) -> Any:
        return before.get(name) if before and all(before[other] == row[other] for other in same) else None

    # The word that made the bound, where the words are a number that it bounds.
    read = (q.approximator for q in find_quantities(row["quote"]) if q.bound == row["bound"] != "exact")
    return {
        "approximator": row["approximator"] or kept("approximator", "bound") or next(read, None),
        "place": row["place"] or kept("place", "measure"),
        "hours": kept("hours", "period_start", "period_end"),
        "border": kept("border", "origin", "destination") or pair_borders(row["origin"], row["destination"]),
    }


def _complete_event(row: Row, before: Row) -> Row:
    same = before and (before["actor"], before["target"]) == (row["actor"], row["target"])
    single = "+" not in f"{row['actor']}{row['target']}"
    pair = pair_borders(row["actor"], row["target"]) if single else None
    return {
        "plover": PLOVER[row["type"]],
        "border": (before["border"] if same else None) or pair or before.get("border"),
    }


def pair_borders(origin: str | None, destination: str | None) -> str | None:
    """The borders between two lists of countries: ("BY", "LT+PL") is BY-LT+BY-PL; None without two."""
    pairs = {
        "-".join(sorted((one, other)))
        for one in (origin or "").split("+")
        for other in (destination or "").split("+")
        if one != other and COUNTRY.fullmatch(one) and COUNTRY.fullmatch(other) and "EU" not in (one, other)
    }
    return "+".join(sorted(pairs)) or None


def _comparison_row(count: Row, told: Mapping[str, Any], found: Sequence[Row]) -> Row:
    """A coded comparison; people code no words for it, so it stands where the reader's or its claim does."""
    where = ("start", "end", "quote")
    near = min(found, key=lambda row: abs(row["start"] - count["start"]), default=count)
    place = near if near["quote"] in count["sentence"] else count
    low, high = implied_interval(count["low"], count["high"], told["relation"], told["factor"], told["bound"])
    return {
        "count_id": count["count_id"],
        "article_id": count["article_id"],
        **{name: place[name] for name in where},
        **told,
        "implied_low": low,
        "implied_high": high,
        "confidence": 1.0,
        "checked": count["checked"],
    }


def _link(count: Row, events: list[Row], told: Mapping[str, Any] | None) -> str | None:
    """The event that a count belongs to: the one coded ({}: none), else the reader's, else by rule."""
    if told is not None:
        named = (told.get("start"), told.get("end"), told.get("type"))
        return next((e["event_id"] for e in events if (e["start"], e["end"], e["type"]) == named), None)
    if any(event["event_id"] == count.get("event_id") for event in events):
        return str(count["event_id"])
    return find_event(count, events)


def _refusal_row(article: Row, refusal: Refusal, coding: Coding) -> Row:
    start, end = refusal.span
    what = "claim" if refusal.table == "counts" else "event"
    return {
        "kind": "quantity" if refusal.table == "counts" else "event",
        "path": article["path"],
        "article_id": article["article_id"],
        "start": start,
        "end": end,
        "quote": article["text"][start:end],
        "reason": "not_a_claim",
        "detail": f"{refusal.by or coding.by or SOMEBODY} says that this is no {what}.",
    }
