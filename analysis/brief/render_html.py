"""The brief as one HTML page: no script, no outside request, every number with its trace (see `trace`)."""

import base64
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.brief.document import Brief, Figure, plain_text, walk_nodes

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
