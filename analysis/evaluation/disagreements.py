"""The list of disagreements to work through: as a page that opens in any browser, or as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from importlib import resources
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from analysis.errors import UsageError
from analysis.evaluation.agreement import Agreement, describe_agreement
from analysis.evaluation.coding import Coding
from analysis.evaluation.grading import Disagreement
from analysis.storage import guard_formula

CONTEXT = 160


def write_disagreements(agreement: Agreement, codings: Mapping[str, Coding], file: Path) -> None:
    """Write every disagreement to FILE.html (each in its context) or FILE.csv.

    Raises
    ------
    UsageError
        for any other suffix.
    """
    if file.suffix == ".html":
        content = _page(agreement, codings)
    elif file.suffix == ".csv":
        content = _csv(agreement.disagreements)
    else:
        raise UsageError(f"The list of errors is written as .html or .csv, not as {file.name!r}.")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode())


def _csv(disagreements: Sequence[Disagreement]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([item.name for item in fields(Disagreement)])
    for item in disagreements:
        writer.writerow([guard_formula(cell) if isinstance(cell, str) else cell for cell in astuple(item)])
    return lines.getvalue()


def _page(agreement: Agreement, codings: Mapping[str, Coding]) -> str:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = resources.files(__package__).joinpath("disagreements.html.j2").read_text("utf-8")
    groups = [
        (article_id, [(item, *_in_context(item, codings.get(article_id))) for item in items])
        for article_id, items in groupby(agreement.disagreements, key=lambda item: item.article_id)
    ]
    return environment.from_string(source).render(summary=describe_agreement(agreement), groups=groups)


def _in_context(item: Disagreement, coding: Coding | None) -> tuple[str, str, str]:
    """The words before the quote, the quote and those after it; the quote alone where it stands nowhere."""
    text = coding.text if coding else None
    if text is None or item.start < 0:
        return "", item.quote, ""
    before = text[max(0, item.start - CONTEXT) : item.start]
    return before, text[item.start : item.end], text[item.end : item.end + CONTEXT]
