"""The figures of a brief as they lie drawn, and its three forms: an HTML page, Markdown and a tagged PDF.

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
from analysis.brief.document import Brief, Figure, Reference, plain_text, walk_nodes
from analysis.figures.registry import FIGURES

TEMPLATES = resources.files("analysis.brief") / "templates"


COLUMN_PT = 453.543  # 160 mm, the text's width on A4
TALLEST_PT = 540.0  # leaves room on the page for a heading and a caption
SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)pt"[^>]*?\bheight="([\d.]+)pt"')
SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~$&@^#])")
LINE_START = re.compile(r"^(\s*)([-+=])")
AUTOLINK = re.compile(r"(?<=[A-Za-z])(:)(?=//)|(?<=\bwww)(\.)", re.IGNORECASE)
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
FIGURE_FONTS = Path(analysis.figures.__file__).with_name("fonts")
UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def read_figures(figures_dir: Path) -> tuple[Figure, ...]:
    """Every NAME.svg that has a NAME.json beside it, numbered in the figures' own order."""
    drawn = [card for card in figures_dir.glob("*.json") if card.with_suffix(".svg").is_file()]
    ranks = {name: place for place, name in enumerate(FIGURES)}
    drawn.sort(key=lambda card: (ranks.get(card.stem, len(ranks)), card.stem))
    return tuple(_read_figure(card, number) for number, card in enumerate(drawn, 1))


def _read_figure(card: Path, number: int) -> Figure:
    """A picture and its words; its own width where column and page have room for it."""
    words, path = json.loads(card.read_text("utf-8")), card.with_suffix(".svg")
    more = {name: words.get(name, "") for name in ("subtitle", "long_description", "note")}
    with path.open(encoding="utf-8") as file:
        found = SIZE.search(file.read(2000))
    width, height = map(float, found.groups()) if found else (COLUMN_PT, TALLEST_PT)
    fit = min(width, COLUMN_PT, width * TALLEST_PT / max(height, 1.0))
    return Figure(card.stem, number, words["title"], alt=words["alt_text"], path=path, width_pt=fit, **more)


def _environment(**options: Any) -> Environment:
    loader = PackageLoader("analysis.brief")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, **options)


def _list_figures(brief: Brief) -> list[Figure]:
    return [node for node in walk_nodes(brief.sections) if isinstance(node, Figure)]


def render_html(brief: Brief) -> str:
    """The page as text; pictures are data, so that they run no script and ask for no other file."""
    environment = _environment()
    environment.filters["number"] = say_value
    pictures = {
        figure.name: f"data:image/svg+xml;base64,{base64.b64encode(figure.path.read_bytes()).decode('ascii')}"
        for figure in _list_figures(brief)
    }
    page = environment.get_template("brief.html.j2").render(
        brief=brief,
        title=f"{plain_text(brief.headline)} – {brief.scope}",
        style=Markup((TEMPLATES / "brief.css").read_text("utf-8")),  # our own file
        numbers=brief.numbers(),
        evidence={(item.table, item.row_id): item for item in brief.evidence},
        pictures=pictures,
    )
    return f"{page}\n"


def say_value(value: float | None) -> str:
    """A value as an attribute has it: 3500 and not 3500.0, "" for none."""
    return "" if value is None else f"{value:.12g}"


def escape_markdown(text: str) -> str:
    """The text so that Markdown shows it as it is: no mark-up, no link, no list, on one line."""
    line = re.sub(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text)
    line = SPECIAL.sub(r"\\\1", line)
    return LINE_START.sub(r"\1\\\2", AUTOLINK.sub(r"\\\g<0>", line))


def render_markdown(brief: Brief, out_dir: Path) -> str:
    """The text; figures are linked relative to `out_dir`."""

    def link(path: Path) -> Markup:
        relative = Path(os.path.relpath(path, out_dir)).as_posix()
        return Markup(relative.replace(" ", "%20").replace(")", "%29"))

    environment = _environment(finalize=_finalize, trim_blocks=True, lstrip_blocks=True)
    page = environment.get_template("brief.md.j2").render(brief=brief, numbers=brief.numbers(), link=link)
    return re.sub(r"\n{3,}", "\n\n", page).strip() + "\n"


def _finalize(value: Any) -> Markup:
    """Escape whatever a template puts out, once: what a macro made has been escaped in its parts."""
    return value if isinstance(value, Markup) else Markup(escape_markdown(str(value)))


def render_pdf(brief: Brief) -> bytes:
    """The file's bytes, the same for the same brief."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for figure in _list_figures(brief):
            shutil.copyfile(figure.path, root / f"figure-{figure.number}.svg")
        source = root / "brief.typ"
        source.write_text((TEMPLATES / "brief.typ").read_text("utf-8"), "utf-8")
        pdf = typst.compile(
            str(source),
            root=str(root),
            font_paths=[str(FONTS), str(FIGURE_FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"brief": json.dumps(brief_as_data(brief), ensure_ascii=False)},
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    assert isinstance(pdf, bytes)
    return pdf


def brief_as_data(brief: Brief) -> dict[str, Any]:
    """The tree as JSON values: each node a mapping with its kind, references numbered, text printable."""
    numbers = brief.numbers()

    def convert(value: Any) -> Any:
        if isinstance(value, tuple):
            return [convert(item) for item in value]
        if not is_dataclass(value):
            return value if isinstance(value, int | float | None) else printable(str(value))
        node = {item.name: convert(getattr(value, item.name)) for item in fields(value)}
        node["kind"] = getattr(value, "kind", "")
        if isinstance(value, Reference):
            node["number"] = numbers[value.table, value.row_id]
        return node

    data: dict[str, Any] = convert(brief)
    data["title"] = printable(plain_text(brief.headline))
    data["description"] = printable(plain_text(brief.standfirst))
    return data


def printable(text: str) -> str:
    """The text in characters that the fonts have (a tagged PDF may show no other), line ends as spaces."""
    letters = _list_letters()
    plain = re.sub(r"[\r\n\t]", " ", text)
    return "".join(letter if ord(letter) in letters else UNPRINTABLE for letter in plain)


@cache
def _list_letters() -> frozenset[int]:
    return frozenset(FT2Font(str(FONTS / "DejaVuSans.ttf")).get_charmap())
