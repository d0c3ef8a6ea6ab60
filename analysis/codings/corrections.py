"""Putting people's readings in the reader's place: pure functions from tables and codings to tables.

A complete coding takes the place of all the reader's rows of its article, another one of those that are about
its own words. What a person rejected is a row of `rejected`, and a coding of a changed text is used nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

import pandas as pd

from analysis.article import Article, Publication, Rejected, Span
from analysis.codings.agreement import plain_rows, rows_by_article
from analysis.codings.format import (
    COMPARISON_FIELDS,
    FIELDS,
    LABELS,
    NOWHERE,
    Coding,
    TableName,
    read_codings,
    read_day,
    read_records,
)
from analysis.codings.grading import event_overlap, overlap
from analysis.identity import content_hash
from analysis.language.text import segment
from analysis.meaning.claims import implied_interval
from analysis.meaning.linking import find_event
from analysis.mentions.places.borders import pair_borders
from analysis.mentions.quantities import find_quantities
from analysis.series.happenings import group_happenings
from analysis.tables import SCHEMAS, Tables, frame_from_rows, rejected_frame
from analysis.vocabulary import PLOVER, PublishedBasis

Row = dict[str, Any]
SOMEBODY = "somebody"
KEYS: dict[TableName, str] = {"counts": "count_id", "events": "event_id"}
# What tells apart two rows on the same words: with the span, what their id is made of.
TOLD: dict[TableName, tuple[str, ...]] = {
    "counts": ("measure", "group", "aggregation", "period_start", "period_end"),
    "events": ("type", "date_start", "date_end", "actor", "target", "status"),
}


def match_codings(folder: Path, texts: Mapping[str, str]) -> dict[str, Coding]:
    """The codings in a folder that are of these texts, by the article that they are used for."""
    codings = read_codings(folder, texts)
    return {c.article_id: c for c in codings if c.article_id in texts and c.text is not None}


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
    named = {record["article"]["id"] for _, record in read_records(Path(folder))}
    return correct_tables(tables, codings, [key for key in texts if key in named and key not in codings])


def correct_tables(tables: Tables, codings: Mapping[str, Coding], changed: Sequence[str] = ()) -> Tables:
    """The tables with codings in place of the reader's rows; those of `changed` articles are not used."""
    articles = {row["article_id"]: row for row in plain_rows(tables.articles)}
    found = {table: rows_by_article(tables, table) for table in FIELDS}
    refused = [_refuse_coding(articles[key]) for key in changed]
    for key, coding in codings.items():
        for table in FIELDS:
            found[table][key] = _merge(table, articles[key], found[table].get(key, []), coding)
        found["counts"][key] = [_link(row, found["events"][key]) for row in found["counts"][key]]
        refused += [_refuse_words(articles[key], refusal, coding) for refusal in coding.rejected]
    rows = {table: [row for key in articles for row in found[table].get(key, ())] for table in FIELDS}
    compared = [row["comparison"] for row in rows["counts"] if row["comparison"]]
    counts, events = (_make_frame(table, rows[table]) for table in FIELDS)
    kept = _keep_refusals(tables.rejected, codings)
    return replace(
        tables,
        counts=counts,
        events=events,
        comparisons=frame_from_rows("comparisons", compared),
        happenings=group_happenings(events, tables.articles),
        rejected=pd.concat([kept, rejected_frame(refused)], ignore_index=True),
    )


def _make_frame(table: TableName, rows: Sequence[Row]) -> pd.DataFrame:
    """The rows as a table, without what only codings hold."""
    return frame_from_rows(table, [{name: row.get(name) for name in SCHEMAS[table].names} for row in rows])


def _refuse_coding(article: Row) -> Rejected:
    name = article["article_id"]
    detail = f"The coding of {name} is of another text and was not used."
    return Rejected("article", article["path"], "text_changed", article_id=name, detail=detail)


def _refuse_words(article: Row, refusal: Mapping[str, Any], coding: Coding) -> Rejected:
    words, is_count = refusal["spans"][0], refusal["table"] == "counts"
    who, what = refusal["by"] or coding.by or SOMEBODY, "claim" if is_count else "event"
    return Rejected(
        "quantity" if is_count else "event",
        article["path"],
        "not_a_claim",
        article_id=article["article_id"],
        span=None if words == NOWHERE else Span.of(article["text"], *words),
        detail=f"{who} says that this is no {what}.",
    )


def _keep_refusals(rejected: pd.DataFrame, codings: Mapping[str, Coding]) -> pd.DataFrame:
    """What was refused before; a quantity that was refused and that a person coded is none."""
    coded = {key: [row["spans"][0] for row in coding.counts] for key, coding in codings.items()}
    refused = zip(*(rejected[name] for name in ("kind", "article_id", "start", "end")), strict=True)
    stays = [
        kind != "quantity" or not any(overlap(span, (start, end)) > 0 for span in coded.get(key, ()))
        for kind, key, start, end in refused
    ]
    return rejected[pd.Series(stays, index=rejected.index, dtype=bool)]


@dataclass(frozen=True, slots=True)
class Decision:
    """A row that a person coded, or refused, and what the reader had read there.

    `before` is the one of the reader's rows that it is about with which it shares most words, empty where it
    is about none; `n` its place among the coded rows, or among the refusals.
    """

    row: Mapping[str, Any]
    state: Literal["checked", "rejected"]
    n: int
    before: Row


def apply_coding(
    table: TableName, coding: Coding, found: Sequence[Row]
) -> tuple[list[Decision], Sequence[Row]]:
    """What a person decided on an article, and the reader's rows that stay as they are."""
    decisions: list[Decision] = []
    gone = {*range(len(found))} if coding.complete else set[int]()

    def decide(state: Literal["checked", "rejected"], n: int, row: Mapping[str, Any]) -> None:
        about = _find_replaced(table, row, found)
        shared = {i: overlap(row["spans"][0], (found[i]["start"], found[i]["end"])) for i in about}
        decisions.append(Decision(row, state, n, found[max(about, key=shared.__getitem__)] if about else {}))
        gone.update(about)

    for n, row in enumerate(coding.rows(table)):
        decide("checked", n, row)
    for n, row in enumerate(coding.rejected):
        if row["table"] == table:
            decide("rejected", n, row)
    return decisions, [row for i, row in enumerate(found) if i not in gone]


def _find_replaced(table: TableName, decided: Mapping[str, Any], found: Sequence[Row]) -> list[int]:
    """Which of the reader's rows a person's row, or refusal, is about.

    A decision on a row (`was` says what the reader had read) is about that row: the same words and label,
    else the same words, else words that it shares. A row that was coded without a look at the reader is about
    every row with which it shares words; one that was added to the reader's (`was` is empty) about no other.
    """
    span, was, label = decided["spans"][0], decided["was"], LABELS[table]
    spans = [(row["start"], row["end"]) for row in found]
    shared = [i for i, other in enumerate(spans) if overlap(span, other) > 0]
    if was is None:
        return shared
    alike = [i for i in shared if found[i][label] in (was, decided.get(label))]
    same = [i for i in alike if spans[i] == span]
    if was == "":
        return same
    if table == "counts":
        return same or [i for i in shared if spans[i] == span] or shared
    return same or [i for i in alike if event_overlap(span, spans[i]) > 0]


def _merge(table: TableName, article: Row, found: Sequence[Row], coding: Coding) -> list[Row]:
    """Coded rows and the reader's rows that stay, in order of the text; rows with one id are one row."""
    decisions, left = apply_coding(table, coding, found)
    rows = {row[KEYS[table]]: row for row in left}
    compared = [row["comparison"] for row in found if row.get("comparison")]
    for decision in decisions:
        # A coder may quote words that do not stand in this text; such a row cannot be shown.
        if decision.state == "checked" and decision.row["spans"][0] != NOWHERE:
            row = _table_row(table, article, decision, coding.by or SOMEBODY)
            if told := decision.row.get("comparison"):
                row["comparison"] = _comparison_row(row, told, compared)
            rows.setdefault(row[KEYS[table]], row)
    return sorted(rows.values(), key=lambda row: (row["start"], row["end"]))


def _table_row(table: TableName, article: Row, decision: Decision, coder: str) -> Row:
    """A coded row as one of a table; what people do not code is kept from the reader's."""
    coded, before, text = decision.row, decision.before, article["text"]
    (start, end), by = coded["spans"][0], coded["by"] or coder
    # A row has the same id as the reader's where the two say the same.
    told = [
        read_day(coded[name]) if name.endswith(("_start", "_end")) else coded[name] for name in TOLD[table]
    ]
    quote, read = text[start:end], before.get("sentence", "")
    held = (s.text for s in segment(text) if s.start <= start and end <= s.end)
    row = {
        **{name: coded[name] for name in FIELDS[table]},
        KEYS[table]: content_hash(content_hash(article["article_id"], article["sha256"]), start, end, *told),
        "article_id": article["article_id"],
        "start": start,
        "end": end,
        "quote": quote,
        "sentence": read if quote in read else next(held, quote),
        "confidence": 1.0,
        "checked": by,
        "rule": f"coded by {by}",
    }
    if table == "counts":
        return {**row, **_complete_count(row, before), "event": coded.get("event"), "comparison": None}
    return {**row, **_complete_event(row, before)}


def _complete_count(row: Row, before: Row) -> Row:
    def kept(name: str, *same: str) -> Any:
        return before.get(name) if before and all(before[other] == row[other] for other in same) else None

    # The word that made the bound, where the words are a number that it bounds.
    read = (q.approximator for q in find_quantities(row["quote"]) if q.bound == row["bound"] != "exact")
    return {
        "approximator": row["approximator"] or kept("approximator", "bound") or next(read, None),
        "place": row["place"] or kept("place", "measure"),
        "hours": kept("hours", "period_start", "period_end"),
        "border": pair_borders(row["origin"], row["destination"]),
    }


def _complete_event(row: Row, before: Row) -> Row:
    actor, target, known = row["actor"], row["target"], before.get("border")
    same = known and (before["actor"], before["target"]) == (actor, target)
    pair = None if same or "+" in f"{actor}{target}" else pair_borders(actor, target)
    return {"plover": PLOVER[row["type"]], "border": pair or known}


def _comparison_row(count: Row, told: Mapping[str, Any], compared: Sequence[Row]) -> Row:
    """A coded comparison; people code no words for it, so it stands where the reader's or its claim does."""
    near = min(compared, key=lambda row: abs(row["start"] - count["start"]), default=count)
    place = near if near["quote"] in count["sentence"] else count
    told = {name: told.get(name) for name in COMPARISON_FIELDS}
    low, high = implied_interval(count["low"], count["high"], told["relation"], told["factor"], told["bound"])
    return {
        **{name: count[name] for name in ("count_id", "article_id", "confidence", "checked")},
        **{name: place[name] for name in ("start", "end", "quote")},
        **told,
        "implied_low": low,
        "implied_high": high,
    }


def _link(count: Row, events: Sequence[Row]) -> Row:
    """The count with the event it belongs to: the one coded ({}: none), else the reader's, else by rule."""
    named, known = count.get("event"), {event["event_id"] for event in events}
    if named is None:
        read = count.get("event_id")
        return {**count, "event_id": read if read in known else find_event(count, events)}
    place = [named.get(key) for key in ("start", "end", "type")]
    fits = (e["event_id"] for e in events if [e["start"], e["end"], e["type"]] == place)
    return {**count, "event_id": next(fits, None)}
