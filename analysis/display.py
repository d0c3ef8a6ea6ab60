"""What a notebook shows: tables, pictures and pages, with the articles' words escaped."""

import base64
import json
from collections.abc import Iterable
from html import escape
from pathlib import Path

import pandas as pd
from IPython.display import HTML

ROWS = 15


def show(frame: pd.DataFrame, *columns: str, rows: int = ROWS) -> HTML:
    """The first rows of a table, some of its columns, with the number of all rows.

    Dollar signs are not taken for formulas, and markup within a cell is shown, not run.
    """
    shown = frame[list(columns)] if columns else frame
    table = shown.head(rows).to_html(
        index=False, escape=True, na_rep="", border=0, classes="mathjax_ignore tex2jax_ignore"
    )
    size = f"{len(frame)} rows" if len(frame) <= rows else f"{rows} of {len(frame)} rows"
    return HTML(f"{table}<p>{size}</p>")


def show_pictures(folder: Path | str, names: Iterable[str]) -> HTML:
    """Figures by name, as their SVG files, with title and alternative text from NAME.json."""
    return HTML("".join(_picture(Path(folder), name) for name in names))


def _picture(folder: Path, name: str) -> str:
    words = json.loads((folder / f"{name}.json").read_text("utf-8"))
    picture = base64.b64encode((folder / f"{name}.svg").read_bytes()).decode()
    return (
        f"<figure><img alt='{escape(words['alt_text'])}' src='data:image/svg+xml;base64,{picture}'>"
        f"<figcaption>{escape(words['title'])}</figcaption></figure>"
    )


def show_text(file: Path | str) -> HTML:
    """A text file as it stands."""
    return HTML(f"<pre class='mathjax_ignore tex2jax_ignore'>{escape(Path(file).read_text('utf-8'))}</pre>")
