"""The page to explore on: filters, figure and table of what they keep, the article of what is chosen."""

from collections.abc import Iterable
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
SPAN = ["article_id", "start", "end"]
NARROW = {"width": "230px"}
LISTED = [
    *("quote", "label", "value", "low", "high", "from", "until", "border", "group", "source", "says"),
    *("confidence", "state", "article"),
]


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
                "kind": "claims" if row["table"] == "counts" else "events",
                "from": row.get("period_start") or row.get("date_start"),
                "until": row.get("period_end") or row.get("date_end"),
                "says": row.get("modality") or row.get("status"),
                "article_id": article_id,
                "article": title_article(article),
            }
            for article_id, article in self.desk.articles.items()
            for row in self.desk.rows(article_id)
        ]
        return pd.DataFrame(rows, columns=[*LISTED, "kind", "key", *SPAN])

    def _make_filters(self) -> dict[str, Any]:
        """What may be chosen, by the column that it is about."""
        rows = self.frame
        return {
            "border": _make_menu("border", _values(rows["border"].str.split("+").explode())),
            "label": _make_menu("measure", _values(rows["label"])),
            "kind": _make_menu("kind", ["claims", "events"]),
            "group": _make_menu("group", _values(rows["group"])),
            "source": _make_menu("source", _values(rows["source"])),
            "state": _make_menu("status", ["open", "checked", "rejected", "sure", "unsure"]),
            "since": ipywidgets.DatePicker(description="since", layout=NARROW),
            "until": ipywidgets.DatePicker(description="until", layout=NARROW),
        }

    def kept(self) -> pd.DataFrame:
        """The rows that the filters keep, newest first."""
        rows = self.frame
        for name, widget in self.filters.items():
            chosen = widget.value
            match name:
                case _ if chosen in (ALL, None):
                    continue
                case "border":
                    pairs = "+" + rows["border"].fillna("") + "+"
                    fits = pairs.str.contains(f"+{chosen}+", regex=False)
                case "state" if chosen in ("sure", "unsure"):
                    fits = (rows["confidence"].astype(float) >= SURE) == (chosen == "sure")
                case "since":
                    fits = rows["until"].fillna("9999") >= chosen.isoformat()
                case "until":
                    fits = rows["from"].fillna("0000") <= chosen.isoformat()
                case _:
                    fits = rows[name] == chosen
            rows = rows[fits.astype(bool)]
        return rows.sort_values("until", ascending=False, kind="stable")

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
        places = self.shown[SPAN].drop_duplicates()
        counts, events = (frame.merge(places, on=SPAN) for frame in (tables.counts, tables.events))
        compared = tables.comparisons[tables.comparisons["count_id"].isin(counts["count_id"])]
        happenings = group_happenings(events, tables.articles)
        kept = replace(tables, counts=counts, events=events, comparisons=compared, happenings=happenings)
        return add_series(kept)

    @staticmethod
    def _listed(rows: pd.DataFrame) -> pd.DataFrame:
        """What the table shows of rows: what is null is left blank."""
        shown = rows[LISTED].reset_index(drop=True).astype(object)
        for name in ("value", "low", "high"):
            shown[name] = shown[name].map(lambda number: f"{number:,.10g}" if pd.notna(number) else "")
        return shown.where(shown.notna(), "").rename(columns={"label": "measure or type"})

    def _choose_mark(self, ids: Iterable[str]) -> None:
        """Show the first row behind a mark."""
        counts = self.desk.decided.counts
        marked = counts.loc[counts["count_id"].isin(list(ids)), SPAN]
        rows = marked.merge(self.frame[self.frame["kind"] == "claims"], on=SPAN)
        for article_id, key in rows[["article_id", "key"]].head(1).itertuples(index=False):
            self.checker.choose(article_id, key)

    def _choose(self, change: Any) -> None:
        if change["new"]:
            row = self.shown.iloc[change["new"][0]]
            self.checker.choose(row["article_id"], row["key"])


def _make_menu(name: str, values: Iterable[str]) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(options=[ALL, *values], description=name, layout=NARROW, tooltip=name)


def _values(column: pd.Series) -> list[str]:
    """What a column holds, most frequent first."""
    return [str(value) for value in column.dropna().value_counts().index if value]
