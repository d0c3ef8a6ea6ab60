"""The page to check on: an article with its rows in place, a queue of rows, and what each key does."""

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from itertools import pairwise
from typing import Any

import anywidget
import traitlets

from analysis.codings.format import CLOSED
from analysis.codings.sample import (
    CLAIM_PARTS,
    describe_sample,
    draw_sample,
    read_sample,
    write_sample,
)
from analysis.errors import UsageError
from analysis.lab.desk import PAIRS, Desk, Row

_FILES = resources.files(__package__)
TITLE_WORDS = 12
HEADER = re.compile(r"\A\ufeff?\s*date:?\s+\d{4}-\d\d-\d\d\b")


class ArticleView(anywidget.AnyWidget):
    """An article with its rows in place, the reading of one of them, and the keys of the desk."""

    _esm = _FILES.joinpath("article.js").read_text("utf-8")
    _css = _FILES.joinpath("article.css").read_text("utf-8")
    view = traitlets.Dict().tag(sync=True)


def title_article(article: Mapping[str, Any]) -> str:
    """What an article is called: its title, else its first words, with its publisher."""
    lines = (line.strip() for line in HEADER.sub("", article["text"]).splitlines())
    words = next((line.split() for line in lines if len(line.split()) >= 3), [])
    short = " ".join(words[:TITLE_WORDS]) + (" …" if len(words) > TITLE_WORDS else "")
    title = article["title"] or short or article["article_id"]
    return f"{article['publisher']}: {title}" if article["publisher"] else title


def cut_pieces(text: str, rows: Iterable[Row], hunted: tuple[int, int] | None = None) -> list[dict[str, Any]]:
    """The text in pieces, cut wherever a row or the hunted number begins or ends, with its rows' keys."""
    spans = {row["key"]: (row["start"], row["end"]) for row in rows}
    places = [place for span in (*spans.values(), hunted or ()) for place in span]
    pieces = []
    for start, end in pairwise(sorted({0, len(text), *places})):
        keys = [key for key, (first, last) in spans.items() if first < end and start < last]
        loose = hunted is not None and hunted[0] < end and start < hunted[1]
        pieces.append({"text": text[start:end], "start": start, "rows": keys, "unread": loose})
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
        try:
            message = self._decide(content, str(content.get("key", "")))
        except UsageError as error:
            message = str(error)
        self.show(message)
        for follow in self.follows:
            follow()

    def _decide(self, content: Mapping[str, Any], key: str) -> str:
        """Do what is decided on the article in view; gives back what to say of it."""
        article_id = self.current[0]
        match content["act"]:
            case "accept":
                self.desk.accept(article_id, key)
                return self._onward("Accepted")
            case "reject":
                self.desk.reject(article_id, key)
                return self._onward("Rejected")
            case "take":
                if not (rival := self.desk.row(article_id, key).get("rival")):
                    raise UsageError("There is no other reading of this row.")
                self.desk.correct(article_id, key, rival)
                return self._onward("Taken")
            case "correct":
                field, value = content["field"], content["value"]
                names = PAIRS[key.partition(":")[0]].get(field)
                self.desk.correct(
                    article_id, key, dict(zip(names, value, strict=True)) if names else {field: value}
                )
                return "Corrected."
            case "add":
                marked = content["start"] is not None
                span = (content["start"], content["end"]) if marked else self.hunted
                if span is None:
                    raise UsageError("Mark the words with the mouse first, or go to a number with h.")
                self._go(article_id, self.desk.add(article_id, content["table"], *span))
                return "Added; correct its fields."
            case "settle":
                self.desk.settle(article_id, **{content["field"]: content["value"]})
                return "Kept; the next report uses it."
            case "finish":
                self.desk.finish(article_id)
                return self._onward("The article is done")
        return self._move(content["act"], key)

    def _move(self, act: str, key: str) -> str:
        """Go to another row or number, or to what was decided before; gives back what to say of it."""
        match act:
            case "choose":
                return self._go(self.current[0], key)
            case "next" | "previous":
                return self.step(1 if act == "next" else -1)
            case "undo" | "redo":
                place = self.desk.undo() if act == "undo" else self.desk.redo()
                if place is None:
                    return "There is nothing more."
                self._go(place[0], place[1] or self.current[1])
                return "Undone." if act == "undo" else "Done again."
        numbers = self.desk.unread_numbers(self.current[0])
        if not numbers:
            return "Every number of this article has a row."
        after = self.hunted[0] if self.hunted else -1
        self.hunted = next((span for span in numbers if span[0] > after), numbers[0])
        return "Press c if this number is a claim."

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

    def _onward(self, done: str) -> str:
        """Go on from a row of the queue; a row chosen by hand stays in view."""
        if self.current in self.order:
            self.at = self.order.index(self.current)
            return f"{done}. {self.step(1)}"
        return f"{done}."

    def show(self, message: str) -> None:
        """Send the view what it shows now."""
        article_id, key = self.current
        if article_id not in self.desk.articles:
            self.widget.view = {"empty": "There is no article with a text here.", "pieces": []}
            return
        article, rows = self.desk.articles[article_id], self.desk.rows(article_id)
        row = next((row for row in rows if row["key"] == key), None)
        n_open = sum(not self._is_decided(*item) for item in self.order)
        self.widget.view = {
            "article": self._title(article),
            "pieces": cut_pieces(article["text"], rows, self.hunted),
            "rows": rows,
            "current": row["key"] if row else "",
            "choices": self._choices(article_id, row),
            "position": self.position(n_open),
            "progress": self.desk.progress()[:6],
            "message": message,
            "empty": "Nothing is left to check." if not n_open else "Choose a row.",
        }

    def position(self, n_open: int) -> str:
        """How far the queue is."""
        return f"{n_open} of {len(self.order)} rows to check" if self.order else ""

    def _title(self, article: Row) -> Row:
        """What an article is called, when it appeared and what it repeats, as a person has settled it."""
        told = {**article, **self.desk.coding(article["article_id"]).settled}
        published = told["published"]
        when = published or f"{article['published_earliest'] or '…'} to {article['published_latest'] or '…'}"
        original = self.desk.articles.get(told["duplicate_of"] or "")
        copy = f"; repeats {title_article(original)}" if original else ""
        return {"title": title_article(article), "when": f"{when}{copy}", "published": published}

    def _choices(self, article_id: str, row: Row | None) -> dict[str, list[tuple[str, Any]]]:
        others = [(title_article(a), key) for key, a in self.desk.articles.items() if key != article_id]
        return {
            **{
                name: [(value.replace("_", " "), value) for value in values]
                for name, values in CLOSED.items()
            },
            "duplicate_of": [("no other", None), *others[:34]],
            "published": [("not known", None)],
            **(self.desk.choices(article_id, row) if row else {}),
        }


class SampleChecker(Checker):
    """The page for a random sample: what is decided on it says how right the reader is on this folder."""

    def __init__(self, desk: Desk) -> None:
        self.sample = read_sample(desk.folder) or draw_sample(desk.texts, desk.claims)
        self.items = {
            (item["article_id"], item.get("key") or f"sentence:{item['start']}:{item['end']}"): item
            for item in (*self.sample["claims"], *self.sample["sentences"])
            if item["article_id"] in desk.articles
        }
        super().__init__(desk, [*self.items])

    def _is_decided(self, article_id: str, key: str) -> bool:
        item = self.items[article_id, key]
        return item["seen"] if "seen" in item else item["right"] is not None

    def hear(self, content: Mapping[str, Any]) -> None:
        """Keep a verdict with what is decided."""
        item, act = self.items.get(self.current), content["act"]
        if item and act in ("accept", "reject", "correct", "add"):
            self._judge(item, content)
            write_sample(self.desk.folder, self.sample)
        if item and "seen" in item and act in ("accept", "reject"):
            self.show(self._onward("Looked at"))
        else:
            super().hear(content)

    @staticmethod
    def _judge(item: Row, content: Mapping[str, Any]) -> None:
        act = content["act"]
        if "seen" in item:
            item["seen"] = True
            item["missed"] += act == "add" and content["table"] == "counts"
        elif act == "accept":
            item["right"] = item["right"] is not False
        elif act == "reject" or (act == "correct" and content["field"] in CLAIM_PARTS):
            item["right"] = False

    def show(self, message: str) -> None:
        """Show a sentence of the sample with its words in view."""
        item = self.items.get(self.current)
        if item and "seen" in item:
            self.hunted = (item["start"], item["end"])
            message = (
                message or "Accept (a) if this sentence holds no claim; else mark the claim and press c."
            )
        super().show(message)

    def position(self, n_open: int) -> str:
        """How far the sample is, and what it says so far."""
        return f"{n_open} of {len(self.order)} to look at. {describe_sample(self.sample)}"
