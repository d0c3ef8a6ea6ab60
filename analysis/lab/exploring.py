"""The page to explore on: filters, figure and table of what they keep, the article of what is chosen."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import resources
from typing import Any

import anywidget
import ipywidgets
import pandas as pd
import traitlets
from itables.widget import ITable

from analysis.figures.profiles import find_profile
from analysis.figures.registry import FIGURES, render
from analysis.lab.checking import Checker, title_article
from analysis.lab.desk import Desk
from analysis.series import add_series, group_happenings
from analysis.tables import Tables
from analysis.vocabulary import SURE

ALL = "all"


class FigureView(anywidget.AnyWidget):
    """A figure of the report, or why it is absent; a mark that is chosen sends the ids of its rows."""

    _esm = resources.files(__package__).joinpath("figure.js").read_text("utf-8")
    drawn = traitlets.Dict().tag(sync=True)


class Explorer:
    """The page to explore on: filters, a figure, a table, and the article of what is chosen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.checker = Checker(desk, [])
        self.checker.follows.append(self.refresh)
        self.picture = FigureView(drawn={})
        self.picture.on_msg(lambda _, content, __: self._choose_mark(content["ids"]))
        questions = [(figure.question, name) for name, figure in FIGURES.items()]
        self.figure = ipywidgets.Dropdown(options=questions, description="figure", layout={"width": "460px"})
        self.figure.observe(lambda _: self.draw(), "value")
        self.frame = self._all_rows()
        self.filters = self._make_filters()
        # A table that begins without rows never learns its columns.
        self.table = ITable(self._listed(self.kept()), select="single", maxBytes=0, showIndex=False)
        self.table.observe(self._choose, "selected_rows")
        for widget in self.filters.values():
            widget.observe(lambda _: self.refresh(), "value")
        box = ipywidgets.HBox(list(self.filters.values()), layout={"flex_flow": "row wrap"})
        self.widget = ipywidgets.VBox([box, self.figure, self.picture, self.table, self.checker.widget])
        self.refresh()

    def _all_rows(self) -> pd.DataFrame:
        rows = [
            {
                **row,
                "from": row.get("period_start") or row.get("date_start"),
                "until": row.get("period_end") or row.get("date_end"),
                "says": row.get("modality") or row.get("status"),
                "article_id": article_id,
                "article": title_article(article),
            }
            for article_id, article in self.desk.articles.items()
            for row in self.desk.rows(article_id)
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)

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
        frame = self.frame
        sure = frame["confidence"].astype(float) >= SURE
        fits: dict[str, Callable[[Any], pd.Series]] = {
            "border": lambda border: frame["border"].fillna("").map(lambda pairs: border in pairs.split("+")),
            "table": lambda kind: frame["table"] == {"claims": "counts", "events": "events"}[kind],
            "state": lambda state: {"sure": sure, "unsure": ~sure}.get(state, frame["state"] == state),
            "since": lambda day: ~(frame["until"].fillna("9999") < day.isoformat()),
            "until": lambda day: ~(frame["from"].fillna("0000") > day.isoformat()),
        }
        keep = pd.Series(True, index=frame.index)
        for name, widget in self.filters.items():
            if widget.value not in (ALL, None):
                keep &= fits[name](widget.value) if name in fits else frame[name] == widget.value
        return frame[keep.astype(bool)].sort_values("until", ascending=False, kind="stable")

    def refresh(self) -> None:
        """Show the rows that the filters keep, and the figure of them, as they stand now."""
        self.frame = self._all_rows()
        self.shown = self.kept()
        self.table.update(self._listed(self.shown), selected_rows=[])
        self.draw()

    def draw(self) -> None:
        """Draw the chosen figure as a report of the shown rows alone has it."""
        figure = FIGURES[self.figure.value]
        made = render(figure, self._narrow(), find_profile("web"), ["svg"])
        absent = f"{figure.question} Nothing can be drawn of these rows: {figure.absent}."
        self.picture.drawn = {"svg": made[0]["svg"].decode()} if made else {"absent": absent}

    def _narrow(self) -> Tables:
        """The tables with the shown rows alone, and the series that these allow."""
        tables = self.desk.decided
        if tables is self.desk.tables and len(self.shown) == len(self.frame):
            return tables
        places = self.shown[_SPAN].drop_duplicates()
        counts, events = (frame.merge(places, on=_SPAN) for frame in (tables.counts, tables.events))
        compared = tables.comparisons[tables.comparisons["count_id"].isin(counts["count_id"])]
        happenings = group_happenings(events, tables.articles)
        kept = replace(tables, counts=counts, events=events, comparisons=compared, happenings=happenings)
        return add_series(kept)

    @staticmethod
    def _listed(rows: pd.DataFrame) -> pd.DataFrame:
        """What the table shows of rows: what is null is left blank."""
        columns = [name for name in _COLUMNS if name not in _HIDDEN]
        shown = rows[columns].reset_index(drop=True).astype(object)
        for name in ("value", "low", "high"):
            shown[name] = shown[name].map(lambda number: f"{number:,.10g}" if pd.notna(number) else "")
        return shown.where(shown.notna(), "").rename(columns={"label": "measure or type"})

    def _choose_mark(self, ids: Iterable[str]) -> None:
        """Show the first row behind a mark."""
        counts = self.desk.decided.counts
        marked = counts.loc[counts["count_id"].isin(list(ids)), _SPAN]
        rows = marked.merge(self.frame[self.frame["table"] == "counts"], on=_SPAN)
        for article_id, key in rows[["article_id", "key"]].head(1).itertuples(index=False):
            self.checker.choose(article_id, key)

    def _choose(self, change: Any) -> None:
        if change["new"]:
            row = self.shown.iloc[change["new"][0]]
            self.checker.choose(row["article_id"], row["key"])


_COLUMNS = [
    *("quote", "label", "value", "low", "high", "from", "until", "border", "group", "source", "says"),
    *("confidence", "state", "article", "key", "table", "article_id", "start", "end"),
]
_HIDDEN = ("key", "table", "article_id", "start", "end")
_SPAN = ["article_id", "start", "end"]


def _values(column: pd.Series) -> list[str]:
    """What a column holds, most frequent first."""
    return [str(value) for value in column.dropna().value_counts().index if value]
