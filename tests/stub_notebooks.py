"""A whole report without kernels: small stand-ins for the notebooks, for tests of what comes after them."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.brief import write_brief
from analysis.report.notebooks import Notebook
from analysis.sources import read_articles
from analysis.storage import read_tables, write_tables
from analysis.tables import Tables, articles_frame, frame_from_rows, rejected_frame

QUOTE = "some 40 people"
FIGURE = "flows"
CLAIM = {
    "quote": QUOTE,
    "value": 40,
    "low": 35,
    "high": 45,
    "bound": "about",
    "approximator": "some",
    "unit": "person",
    "measure": "apprehension",
    "aggregation": "period",
    "period_start": "2023-05-02",
    "period_end": "2023-05-02",
    "origin": "BY",
    "destination": "LT",
    "border": "BY-LT",
    "source": "ministry",
    "modality": "reported",
    "rule": "test",
}


def stand_in(notebook: Notebook, values: Mapping[str, Any], folder: Path) -> None:
    """Leave in `folder` what a notebook leaves: tables, a small figure, the brief, and an executed file."""
    WORK[notebook.name](values, folder)
    executed = folder / "notebooks" / f"{notebook.name}.ipynb"
    executed.parent.mkdir(exist_ok=True)
    executed.write_text(json.dumps({"cells": [{"source": notebook.doing}, {"source": str(dict(values))}]}))


def _read(values: Mapping[str, Any], folder: Path) -> None:
    """One claim, where the words for it stand in an article."""
    articles, rejected = read_articles([folder / path for path in _listed(values["articles"])])
    rows = []
    for article in articles:
        if QUOTE in article.text:
            start = article.text.index(QUOTE)
            place = {"article_id": article.article_id, "start": start, "end": start + len(QUOTE)}
            row = {**CLAIM, **place, "count_id": f"{len(rows):016x}", "sentence": article.text.strip()}
            rows.append(row)
    tables = Tables(
        articles=articles_frame(articles),
        counts=frame_from_rows("counts", rows),
        rejected=rejected_frame(rejected),
    )
    write_tables(tables, folder / "tables")


def _listed(articles: str | list[str]) -> list[str]:
    return [articles] if isinstance(articles, str) else articles


def _draw(_: Mapping[str, Any], folder: Path) -> None:
    counts = read_tables(folder / "tables").counts
    files = {"csv": counts[["quote", "low", "high"]].to_csv(), "svg": f"<svg>{len(counts)}</svg>"}
    (folder / "figures").mkdir()
    for suffix, text in files.items():
        (folder / "figures" / f"{FIGURE}.{suffix}").write_text(text)
    hashes = {
        f"{FIGURE}.{suffix}": hashlib.sha256(text.encode()).hexdigest() for suffix, text in files.items()
    }
    (folder / "figures" / f"{FIGURE}.json").write_text(json.dumps({"name": FIGURE, "sha256": hashes}))


def _write(values: Mapping[str, Any], folder: Path) -> None:
    tables = read_tables(folder / "tables")
    write_brief(tables, folder / "brief-figures", folder, {"border": values["border"]})


WORK = {"01_articles": _read, "02_series": lambda *_: None, "03_figures": _draw, "04_brief": _write}
