"""The brief as a tagged PDF (PDF/UA-1), set by typst; text goes in as data, the bytes hold no clock."""

import json
import shutil
import tempfile
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import typst
from matplotlib.ft2font import FT2Font

import analysis.figures
from analysis.brief.document import Brief, Evidence, Figure, Reference, plain_text, walk_nodes
from analysis.brief.render_html import TEMPLATES

FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
FIGURE_FONTS = Path(analysis.figures.__file__).with_name("fonts")
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def render_pdf(brief: Brief) -> bytes:
    """The file's bytes, the same for the same brief."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = _copy_pictures(brief, root)
        source = root / "brief.typ"
        source.write_text((TEMPLATES / "brief.typ").read_text("utf-8"), "utf-8")
        data = json.dumps(brief_as_data(brief, files), ensure_ascii=False)
        pdf = typst.compile(
            str(source),
            root=str(root),
            font_paths=[str(FONTS), str(FIGURE_FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"brief": data},
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    assert isinstance(pdf, bytes)
    return pdf


def _copy_pictures(brief: Brief, root: Path) -> dict[str, str]:
    """Put every figure into the root under a plain name; names by figure."""
    files = {}
    for node in walk_nodes(brief.sections):
        if isinstance(node, Figure):
            files[node.name] = f"figure-{node.number}.svg"
            shutil.copyfile(node.path, root / files[node.name])
    return files


def brief_as_data(brief: Brief, files: dict[str, str]) -> dict[str, Any]:
    """The tree as JSON values: each node a mapping with its kind, references numbered, text printable."""
    numbers = brief.numbers()

    def convert(value: Any) -> Any:
        if isinstance(value, str):
            return printable(value)
        if isinstance(value, tuple):
            return [convert(item) for item in value]
        if not is_dataclass(value):
            return (
                value.isoformat()
                if isinstance(value, date)
                else str(value)
                if isinstance(value, Path)
                else value
            )
        node = {item.name: convert(getattr(value, item.name)) for item in fields(value)}
        node["kind"] = getattr(value, "kind", "")
        if isinstance(value, Reference):
            node["number"] = numbers[value.table, value.row_id]
        if isinstance(value, Figure):
            node["file"] = files[value.name]
        if isinstance(value, Evidence):
            node["origin"] = printable(value.origin)
        return node

    data: dict[str, Any] = convert(brief)
    data["title"] = printable(plain_text(brief.headline))
    data["description"] = printable(plain_text(brief.standfirst))
    return data


def printable(text: str) -> str:
    """The text in characters that the fonts have (a tagged PDF may show no other), white space as spaces."""
    letters = _letters()
    return "".join(letter if ord(letter) in letters else UNPRINTABLE for letter in " ".join(_split(text)))


def _split(text: str) -> list[str]:
    """Split at line breaks and tabs only: spaces at the ends of a run matter, and so do unbreakable ones."""
    return text.replace("\r", "\n").replace("\t", "\n").split("\n")


@cache
def _letters() -> frozenset[int]:
    return frozenset(FT2Font(str(FONTS / "DejaVuSans.ttf")).get_charmap())
