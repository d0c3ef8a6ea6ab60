"""The narrative brief: one HTML page, Markdown and a tagged PDF, every number traced to its words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.brief.rendering import render_html, render_markdown, render_pdf
from analysis.brief.text import compose_brief, list_key_figures
from analysis.tables import Tables

__all__ = ["compose_brief", "list_key_figures", "write_brief"]


def write_brief(
    tables: Tables, figures_dir: Path, out_dir: Path, parameters: Mapping[str, Any]
) -> list[Path]:
    """Write brief.html, brief.md and brief.pdf into `out_dir`; return the paths.

    Parameters
    ----------
    tables
        those of the report, already limited to the border and days asked for.
    figures_dir
        folder with NAME.svg and NAME.json for each figure; may be missing or empty.
    parameters
        of the report; `border` names the brief's scope, else the border that most claims are about does.
        `before` names a file with an earlier report's key figures, `codings` a folder with a checked sample.
    """
    brief = compose_brief(tables, figures_dir, parameters)
    out_dir.mkdir(parents=True, exist_ok=True)
    contents = {
        "brief.html": render_html(brief).encode(),
        "brief.md": render_markdown(brief, out_dir).encode(),
        "brief.pdf": render_pdf(brief),
    }
    for name, content in contents.items():
        (out_dir / name).write_bytes(content)
    return [out_dir / name for name in contents]
