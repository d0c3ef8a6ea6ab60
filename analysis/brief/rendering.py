"""The three forms of a brief: an HTML page, Markdown and a tagged PDF, of the same tree.

The page runs no script and asks for nothing outside; every number keeps its trace (see `trace`). Markdown
escapes every borrowed word. The PDF (PDF/UA-1) is set by typst: text goes in as data, and it holds no clock.
"""

import base64
import json
import os
import re
import shutil
import tempfile
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import matplotlib
import typst
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.ft2font import FT2Font

import analysis.figures
from analysis.brief.document import Brief, Evidence, Figure, Reference, plain_text, walk_nodes

TEMPLATES = resources.files("analysis.brief") / "templates"


def render_html(brief: Brief) -> str:
    """The page as text."""
    environment = Environment(
        loader=PackageLoader("analysis.brief"), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
    environment.filters["number"] = say_value
    style = (TEMPLATES / "brief.css").read_text("utf-8")
    page = environment.get_template("brief.html.j2").render(
        brief=brief,
        title=f"{plain_text(brief.headline)} – {brief.scope}",
        style=Markup(style),  # our own file
        numbers=brief.numbers(),
        evidence={(item.table, item.row_id): item for item in brief.evidence},
        pictures={
            node.name: embed_picture(node.path) for node in walk_nodes(brief) if isinstance(node, Figure)
        },
    )
    return f"{page}\n"


def say_value(value: float | None) -> str:
    """A value as an attribute has it: 3500 and not 3500.0, "" for none."""
    return "" if value is None else f"{value:.12g}"


def embed_picture(path: Path) -> str:
    """An SVG file as a data URI: as an image it runs no script and asks for no other file."""
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&@^#])")
LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
AUTOLINK = re.compile(r"(?<=[A-Za-z])(:)(?=//)|(?<=\bwww)(\.)", re.IGNORECASE)


def escape_markdown(text: str) -> str:
    """The text so that Markdown shows it as it is: no mark-up, no link, no list, on one line."""
    line = " ".join(part for part in re.split(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+", text))
    line = SPECIAL.sub(r"\\\1", line)
    line = AUTOLINK.sub(lambda found: f"\\{found.group()}", line)
    return LINE_START.sub(_guard_line_start, line)


def _guard_line_start(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}" if mark.isdigit() else f"{space}\\{mark}"


def render_markdown(brief: Brief, out_dir: Path) -> str:
    """The text; figures are linked relative to `out_dir`."""
    environment = Environment(
        loader=PackageLoader("analysis.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template("brief.md.j2")
    page = template.render(brief=brief, numbers=brief.numbers(), link=lambda path: _relative(path, out_dir))
    return re.sub(r"\n{3,}", "\n\n", page).strip() + "\n"


def _finalize(value: Any) -> Markup:
    """Escape whatever a template puts out, once: what a macro made has been escaped in its parts."""
    return value if isinstance(value, Markup) else Markup(escape_markdown(str(value)))


def _relative(path: Path, out_dir: Path) -> Markup:
    return Markup(Path(os.path.relpath(path, out_dir)).as_posix().replace(" ", "%20").replace(")", "%29"))


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
