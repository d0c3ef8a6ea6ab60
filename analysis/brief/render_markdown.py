"""The brief as Markdown: tables and footnotes of the GitHub kind, every borrowed word escaped."""

import os
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.brief.document import Brief

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
