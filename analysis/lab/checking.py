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
    describe_quality,
    draw_sample,
    estimate_quality,
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
            "accept": lambda c: self._decide(self.desk.accept, c, "Accepted"),
            "reject": lambda c: self._decide(self.desk.reject, c, "Rejected"),
            "correct": self._correct,
            "add": self._add,
            "settle": self._settle,
            "take": self._take,
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

    def _decide(self, decide: Callable[[str, str], str], content: Mapping[str, Any], done: str) -> str:
        decide(self.current[0], str(content["key"]))
        return self._onward(done)

    def _take(self, content: Mapping[str, Any]) -> str:
        """Take the other coder's values of a row."""
        rival = self.desk.row(self.current[0], str(content["key"])).get("rival")
        if not rival:
            raise UsageError("There is no other reading of this row.")
        self.desk.correct(self.current[0], str(content["key"]), rival)
        return self._onward("Taken")

    def _onward(self, done: str) -> str:
        """Go on from a row of the queue; a row chosen by hand stays in view."""
        if self.current in self.order:
            self.at = self.order.index(self.current)
            return f"{done}. {self.step(1)}"
        return f"{done}."

    def _correct(self, content: Mapping[str, Any]) -> str:
        field, value = content["field"], content["value"]
        pairs = PAIRS[str(content["key"]).partition(":")[0]]
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
        original = self.desk.articles.get(coding.settled.get("duplicate_of", article["duplicate_of"]) or "")
        copy = f"; repeats {title_article(original)}" if original else ""
        self.widget.view = {
            "article": {"title": title_article(article), "when": f"{when}{copy}", "published": published},
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
