"""The pages of the lab as widgets: explore what a report holds, check it row by row, check a sample of it."""

import getpass
import os
import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import pandas as pd
import traitlets
from IPython.display import HTML
from itables.widget import ITable

from analysis import vocabulary
from analysis.codings.sample import (
    CLAIM_PARTS,
    describe_quality,
    draw_sample,
    estimate_quality,
    read_sample,
    write_sample,
)
from analysis.display import show
from analysis.errors import UsageError
from analysis.lab import BY, CODINGS, REPORT
from analysis.lab.desk import Desk, Row
from analysis.storage import read_tables

_FILES = resources.files(__package__)
TITLE_WORDS = 12
HEADER = re.compile(r"\A\ufeff?\s*date:?\s+\d{4}-\d\d-\d\d\b")
CLOSED: dict[str, tuple[str, ...]] = {
    "measure": vocabulary.MEASURES,
    "unit": vocabulary.UNITS,
    "aggregation": vocabulary.AGGREGATIONS,
    "bound": vocabulary.BOUNDS,
    "modality": vocabulary.MODALITIES,
    "type": vocabulary.EVENT_TYPES,
    "precision": vocabulary.PRECISIONS,
    "status": vocabulary.STATUSES,
}
SURE = 0.8
ALL = "all"


class ArticleView(anywidget.AnyWidget):
    """An article with its rows in place, the reading of one of them, and the keys of the desk."""

    _esm = _FILES.joinpath("article.js").read_text("utf-8")
    _css = _FILES.joinpath("article.css").read_text("utf-8")
    view = traitlets.Dict().tag(sync=True)


class ClaimChart(anywidget.AnyWidget):
    """Claims over time; a mark that is chosen sends its article and key."""

    _esm = _FILES.joinpath("chart.js").read_text("utf-8")
    chart = traitlets.Dict().tag(sync=True)


def open_desk(report: str | None = None, codings: str | None = None, by: str | None = None) -> Desk:
    """The desk on a report; what is not given is what `crossings lab` was started with.

    Raises
    ------
    UsageError
        when there is no such report, or its articles' texts were left out.
    """
    folder = Path(report or os.environ.get(REPORT, "report"))
    tables = read_tables(folder / "tables" if (folder / "tables").is_dir() else folder)
    if len(tables.articles) and not tables.articles["text"].notna().any():
        raise UsageError(
            f"{folder} was made with --share: without the articles' texts nothing can be checked."
        )
    person = by or os.environ.get(BY) or getpass.getuser()
    return Desk(tables, Path(codings or os.environ.get(CODINGS, "codings/mine")), person)


def title_article(article: Mapping[str, Any]) -> str:
    """What an article is called: its title, else its first words, with its publisher."""
    lines = (line.strip() for line in HEADER.sub("", article["text"]).splitlines())
    words = next((line.split() for line in lines if len(line.split()) >= 3), [])
    short = " ".join(words[:TITLE_WORDS]) + (" …" if len(words) > TITLE_WORDS else "")
    title = article["title"] or short or article["article_id"]
    return f"{article['publisher']}: {title}" if article["publisher"] else title


def cut_pieces(text: str, rows: Iterable[Row], unread: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
    """The text in pieces, cut wherever a row begins or ends, each with the rows that it belongs to."""
    rows, unread = list(rows), list(unread)
    spans = [(row["start"], row["end"]) for row in rows] + unread
    cuts = sorted({0, len(text), *(place for span in spans for place in span)})
    pieces = []
    for start, end in pairwise(cuts):
        mine = [row for row in rows if row["start"] < end and start < row["end"]]
        told = [{name: row[name] for name in ("key", "table", "state", "label")} for row in mine]
        loose = any(a < end and start < b for a, b in unread)
        pieces.append({"text": text[start:end], "start": start, "rows": told, "unread": loose})
    return pieces


class Checker:
    """The page to check on: a queue of rows, and a view that sends what a person decides."""

    def __init__(self, desk: Desk, order: list[tuple[str, str]] | None = None) -> None:
        self.desk = desk
        self.order = desk.queue() if order is None else order
        self.at = 0
        self.current: tuple[str, str] = self.order[0] if self.order else (next(iter(desk.articles), ""), "")
        self.hunted: tuple[int, int] | None = None
        self.follows: list[Callable[[], None]] = []
        self.widget = ArticleView(view={})
        self.widget.on_msg(lambda _, content, __: self.hear(content))
        self.show("")

    def hear(self, content: Mapping[str, Any]) -> None:
        """Do what a message of the view says; what cannot be done is said, and changes nothing."""
        acts: dict[str, Callable[[Mapping[str, Any]], str]] = {
            "accept": self._accept,
            "reject": self._reject,
            "correct": self._correct,
            "add": self._add,
            "settle": self._settle,
            "choose": lambda c: self._go(self.current[0], str(c["key"])),
            "next": lambda _: self.step(1),
            "previous": lambda _: self.step(-1),
            "hunt": lambda _: self._hunt(),
            "undo": lambda _: self._travel(self.desk.undo(), "Undone"),
            "redo": lambda _: self._travel(self.desk.redo(), "Done again"),
            "finish": lambda _: self._finish(),
        }
        try:
            message = acts[content["act"]](content)
        except UsageError as error:
            message = str(error)
        self.show(message)
        for follow in self.follows:
            follow()

    def choose(self, article_id: str, key: str) -> None:
        """Show a row."""
        self.show(self._go(article_id, key))

    def _go(self, article_id: str, key: str) -> str:
        self.current, self.hunted = (article_id, key), None
        return ""

    def step(self, by: int) -> str:
        """Go to the next row of the queue that is open, or back to the one before."""
        at = self.at + by
        while by > 0 and at < len(self.order) and self._is_decided(*self.order[at]):
            at += 1
        if not 0 <= at < len(self.order):
            return "That was the last row of the queue." if by > 0 else "This is the first row of the queue."
        self.at = at
        return self._go(*self.order[at])

    def _is_decided(self, article_id: str, key: str) -> bool:
        return next((r["state"] != "open" for r in self.desk.rows(article_id) if r["key"] == key), True)

    def _accept(self, content: Mapping[str, Any]) -> str:
        self.desk.accept(self.current[0], str(content["key"]))
        return self._onward("Accepted")

    def _reject(self, content: Mapping[str, Any]) -> str:
        self.desk.reject(self.current[0], str(content["key"]))
        return self._onward("Rejected")

    def _onward(self, done: str) -> str:
        """Go on from a row of the queue; a row chosen by hand stays in view."""
        if self.current in self.order:
            self.at = self.order.index(self.current)
            return f"{done}. {self.step(1)}"
        return f"{done}."

    def _correct(self, content: Mapping[str, Any]) -> str:
        field, value = content["field"], content["value"]
        table = str(content["key"]).partition(":")[0]
        pairs = {
            "dates": ("period_start", "period_end") if table == "counts" else ("date_start", "date_end"),
            "way": ("origin", "destination") if table == "counts" else ("actor", "target"),
        }
        changes = dict(zip(pairs[field], value, strict=True)) if field in pairs else {field: value}
        self.desk.correct(self.current[0], str(content["key"]), changes)
        return "Corrected."

    def _add(self, content: Mapping[str, Any]) -> str:
        span = (content["start"], content["end"]) if content["start"] is not None else self.hunted
        if span is None:
            raise UsageError("Mark the words with the mouse first, or go to a number with h.")
        key = self.desk.add(self.current[0], content["table"], *span)
        self._go(self.current[0], key)
        return "Added; correct its fields."

    def _settle(self, content: Mapping[str, Any]) -> str:
        self.desk.settle(self.current[0], **{content["field"]: content["value"]})
        return "Kept; the next report uses it."

    def _hunt(self) -> str:
        numbers = self.desk.unread_numbers(self.current[0])
        if not numbers:
            return "Every number of this article has a row."
        after = self.hunted[0] if self.hunted else -1
        self.hunted = next((span for span in numbers if span[0] > after), numbers[0])
        return "Press c if this number is a claim."

    def _travel(self, place: tuple[str, str] | None, done: str) -> str:
        if place is None:
            return "There is nothing more."
        article_id, key = place
        self._go(article_id, key or self.current[1])
        return f"{done}."

    def _finish(self) -> str:
        self.desk.finish(self.current[0])
        return self._onward("The article is done")

    def show(self, message: str) -> None:
        """Send the view what it shows now."""
        article_id, key = self.current
        if article_id not in self.desk.articles:
            self.widget.view = {"empty": "There is no article with a text here.", "pieces": []}
            return
        article, rows = self.desk.articles[article_id], self.desk.rows(article_id)
        row = next((row for row in rows if row["key"] == key), None)
        n_open = sum(not self._is_decided(*item) for item in self.order)
        coding = self.desk.coding(article_id)
        published = coding.settled.get("published", article["published"])
        pieces = cut_pieces(article["text"], rows, [] if self.hunted is None else [self.hunted])
        when = published or f"{article['published_earliest'] or '…'} to {article['published_latest'] or '…'}"
        self.widget.view = {
            "article": {"title": title_article(article), "when": when, "published": published},
            "pieces": pieces,
            "rows": [self._tell(r) for r in rows],
            "current": row["key"] if row else "",
            "choices": self._choices(article_id, row),
            "position": self.position(n_open),
            "progress": self.desk.progress()[:6],
            "message": message,
            "editable": True,
            "empty": "Nothing is left to check." if not n_open else "Choose a row.",
        }

    def position(self, n_open: int) -> str:
        """How far the queue is."""
        return f"{n_open} of {len(self.order)} rows to check" if self.order else ""

    def _tell(self, row: Row) -> Row:
        events = {
            r.get("event_id"): r["quote"] for r in self.desk.rows(self.current[0]) if r["table"] == "events"
        }
        plain = {name: value for name, value in row.items() if name not in ("n", "sentence")}
        return {**plain, "event_words": events.get(row.get("event_id")) if row["table"] == "counts" else None}

    def _choices(self, article_id: str, row: Row | None) -> dict[str, list[tuple[str, Any]]]:
        chosen: dict[str, list[tuple[str, Any]]] = {
            name: [(value.replace("_", " "), value) for value in values] for name, values in CLOSED.items()
        }
        others = [(title_article(a), key) for key, a in self.desk.articles.items() if key != article_id][:34]
        chosen["duplicate_of"] = [("no other", None), *others]
        chosen["published"] = [("not known", None)]
        return {**chosen, **(self.desk.choices(article_id, row) if row else {})}


class SampleChecker(Checker):
    """The page for a random sample: what is decided on it says how right the reader is on this folder."""

    def __init__(self, desk: Desk) -> None:
        self.sample = read_sample(desk.folder) or draw_sample(desk.texts, desk.claims)
        items = [*self.sample["claims"], *self.sample["sentences"]]
        self.items = [item for item in items if item["article_id"] in desk.articles]
        order = [
            (item["article_id"], item.get("key") or f"sentence:{item['start']}:{item['end']}")
            for item in self.items
        ]
        super().__init__(desk, order)

    def _is_decided(self, article_id: str, key: str) -> bool:
        item = self.items[self.order.index((article_id, key))]
        return item["seen"] if "seen" in item else item["right"] is not None

    def hear(self, content: Mapping[str, Any]) -> None:
        """Keep a verdict with what is decided."""
        place = self.current
        act, on_sentence = content["act"], place[1].startswith("sentence:")
        if place in self.order and act in ("accept", "reject", "correct", "add"):
            self._judge(self.items[self.order.index(place)], content)
            write_sample(self.desk.folder, self.sample)
        if on_sentence and act in ("accept", "reject"):
            self.show(self._onward("Looked at"))
            return
        super().hear(content)

    def _judge(self, item: dict[str, Any], content: Mapping[str, Any]) -> None:
        act = content["act"]
        if "seen" in item:
            item["seen"] = True
            item["missed"] += act == "add" and content["table"] == "counts"
        elif act == "accept":
            item["right"] = True if item["right"] is None else item["right"]
        elif act == "reject" or (act == "correct" and content["field"] in CLAIM_PARTS):
            item["right"] = False

    def show(self, message: str) -> None:
        """Show a sentence of the sample with its words in view."""
        key = self.current[1]
        if key.startswith("sentence:"):
            start, end = (int(part) for part in key.split(":")[1:])
            self.hunted = (start, end)
            message = (
                message or "Accept (a) if this sentence holds no claim; else mark the claim and press c."
            )
        super().show(message)

    def position(self, n_open: int) -> str:
        """How far the sample is, and what it says so far."""
        return f"{n_open} of {len(self.order)} to look at. {describe_quality(estimate_quality(self.sample))}"


class Explorer:
    """The page to explore on: filters, a figure, a table, and the article of what is chosen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.checker = Checker(desk, [])
        self.checker.follows.append(self.refresh)
        self.chart = ClaimChart(chart={})
        self.chart.on_msg(lambda _, content, __: self.checker.choose(content["article"], content["key"]))
        self.frame = self._all_rows()
        self.filters = self._make_filters()
        # A table that begins without rows never learns its columns.
        self.table = ITable(self._listed(self.kept()), select="single", maxBytes=0, showIndex=False)
        self.table.observe(self._choose, "selected_rows")
        for widget in self.filters.values():
            widget.observe(lambda _: self.refresh(), "value")
        box = ipywidgets.HBox(list(self.filters.values()), layout={"flex_flow": "row wrap"})
        self.widget = ipywidgets.VBox([box, self.chart, self.table, self.checker.widget])
        self.refresh()

    def _all_rows(self) -> pd.DataFrame:
        rows = []
        for article_id, article in self.desk.articles.items():
            title = title_article(article)
            for row in self.desk.rows(article_id):
                ends = (
                    ("period_start", "period_end") if row["table"] == "counts" else ("date_start", "date_end")
                )
                names = (
                    "key",
                    "table",
                    "label",
                    "quote",
                    "value",
                    "low",
                    "high",
                    "border",
                    "group",
                    "source",
                )
                told = {name: row.get(name) for name in (*names, "confidence", "state")}
                says = row.get("modality") or row.get("status")
                days = {"from": row.get(ends[0]), "until": row.get(ends[1])}
                rows.append({**told, **days, "says": says, "article_id": article_id, "article": title})
        return pd.DataFrame(rows, columns=_COLUMNS) if rows else pd.DataFrame(columns=_COLUMNS)

    def _make_filters(self) -> dict[str, Any]:
        borders = {pair for pairs in self.frame["border"].dropna() for pair in pairs.split("+")}
        counts = {border: self.frame["border"].fillna("").str.contains(border).sum() for border in borders}

        def menu(name: str, options: Iterable[Any]) -> ipywidgets.Dropdown:
            return ipywidgets.Dropdown(
                options=[ALL, *options], description=name, layout={"width": "230px"}, tooltip=name
            )

        return {
            "border": menu("border", sorted(borders, key=lambda border: -counts[border])),
            "label": menu("measure", _values(self.frame["label"])),
            "table": menu("kind", ["claims", "events"]),
            "group": menu("group", _values(self.frame["group"])),
            "source": menu("source", _values(self.frame["source"])),
            "state": menu("status", ["open", "checked", "rejected", "sure", "unsure"]),
            "since": ipywidgets.DatePicker(description="since", layout={"width": "230px"}),
            "until": ipywidgets.DatePicker(description="until", layout={"width": "230px"}),
        }

    def kept(self) -> pd.DataFrame:
        """The rows that the filters keep, newest first."""
        frame, keep = self.frame, pd.Series(True, index=self.frame.index)
        values = {name: widget.value for name, widget in self.filters.items()}
        if values["border"] != ALL:
            keep &= frame["border"].fillna("").map(lambda pairs: values["border"] in pairs.split("+"))
        if values["table"] != ALL:
            keep &= frame["table"] == {"claims": "counts", "events": "events"}[values["table"]]
        for name in ("label", "group", "source"):
            if values[name] != ALL:
                keep &= frame[name] == values[name]
        confidence = frame["confidence"].astype(float)
        states = {"sure": confidence >= SURE, "unsure": ~(confidence >= SURE)}
        if values["state"] != ALL:
            keep &= states.get(values["state"], frame["state"] == values["state"])
        if values["since"]:
            keep &= ~(frame["until"].fillna("9999") < values["since"].isoformat())
        if values["until"]:
            keep &= ~(frame["from"].fillna("0000") > values["until"].isoformat())
        return frame[keep.astype(bool)].sort_values("until", ascending=False, kind="stable")

    def refresh(self) -> None:
        """Show the rows that the filters keep, as they stand now."""
        self.frame = self._all_rows()
        self.shown = self.kept()
        self.table.update(self._listed(self.shown), selected_rows=[])
        self.chart.chart = {"title": self._title(), "marks": [_mark(row) for row in self._drawn()]}

    @staticmethod
    def _listed(rows: pd.DataFrame) -> pd.DataFrame:
        """What the table shows of rows: what is null is left blank."""
        columns = [name for name in _COLUMNS if name not in ("key", "table", "article_id")]
        shown = rows[columns].reset_index(drop=True).astype(object)
        for name in ("value", "low", "high"):
            shown[name] = shown[name].map(lambda number: f"{number:,.10g}" if pd.notna(number) else "")
        return shown.where(shown.notna(), "").rename(columns={"label": "measure or type"})

    def _drawn(self) -> list[dict[str, Any]]:
        """Claims with a number and a day, rejected ones left out."""
        claims = self.shown[(self.shown["table"] == "counts") & (self.shown["state"] != "rejected")]
        claims = claims[claims["until"].notna() & claims[["value", "low", "high"]].notna().any(axis=1)]
        return [{str(k): v for k, v in row.items()} for row in claims.to_dict("records")]

    def _title(self) -> str:
        border, label = self.filters["border"].value, self.filters["label"].value
        what = "all measures" if label == ALL else str(label).replace("_", " ")
        where = "all borders" if border == ALL else border
        n = len(self._drawn())
        return f"{what}, {where}: {n} claim{'' if n == 1 else 's'} with number and date"

    def _choose(self, change: Any) -> None:
        if change["new"]:
            row = self.shown.iloc[change["new"][0]]
            self.checker.choose(row["article_id"], row["key"])


_COLUMNS = [
    *("quote", "label", "value", "low", "high", "from", "until", "border", "group", "source", "says"),
    *("confidence", "state", "article", "key", "table", "article_id"),
]


def _values(column: pd.Series) -> list[str]:
    """What a column holds, most frequent first."""
    return [str(value) for value in column.dropna().value_counts().index if value]


def _mark(row: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("value", "low", "high")}
    title = f"{row['quote']} ({row['label']}, {row['until']}, {row['source'] or 'nobody cited'})"
    place = {"key": row["key"], "article": row["article_id"], "day": row["until"]}
    return {**numbers, **place, "checked": row["state"] == "checked", "title": title}


def show_progress(desk: Desk) -> HTML:
    """What is in a report, by border, and how much of it a person has looked at."""
    frame = pd.DataFrame(desk.progress(), columns=["border", "looked at", "claims and events"])
    sample = read_sample(desk.folder)
    told = describe_quality(estimate_quality(sample)) if sample else "No sample has been looked at yet."
    table = show(frame, rows=len(frame)).data
    return HTML(f"<p>{len(desk.articles)} articles.</p>{table}<p>{escape(told)}</p>")


def show_brief(report: str | None = None) -> HTML:
    """The brief as a page, shut in a frame of its own in which nothing runs."""
    file = Path(report or os.environ.get(REPORT, "report")) / "brief.html"
    page = escape(file.read_text("utf-8"), quote=True)
    # IPython warns of HTML that begins with <iframe>; this is meant.
    return HTML(
        f'<div><iframe title="The brief" sandbox="allow-popups" srcdoc="{page}" '
        'style="width: 100%; height: 80vh; border: 1px solid #767676"></iframe></div>'
    )


def explore(desk: Desk) -> ipywidgets.VBox:
    """The page to explore on."""
    return Explorer(desk).widget


def check(desk: Desk, by_article: bool = False) -> ArticleView:
    """The page to check on; with `by_article` the queue goes through one article after another."""
    return Checker(desk, desk.queue(by_article)).widget


def check_sample(desk: Desk) -> ArticleView:
    """The page for a random sample of claims, and of sentences without one."""
    return SampleChecker(desk).widget
