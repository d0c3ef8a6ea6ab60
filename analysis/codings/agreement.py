"""Agreement of two codings of the same articles: tables with gold, or one coder with another.

Precision, recall, F1 and accuracy per field over all articles, how sure one may be of them, and the list of
disagreements to work through.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, StrictUndefined

from analysis.codings.format import FIELDS, Coding, Row, TableName, read_codings
from analysis.codings.grading import (
    COMPARED,
    LABELS,
    NEEDS,
    Kind,
    Match,
    is_other,
    match_articles,
    values_agree,
)
from analysis.errors import UsageError
from analysis.storage import read_tables, render_csv
from analysis.tables import Tables, list_rows

RESAMPLES = 2000
SEED = 20260801
INTERVAL = (2.5, 97.5)
LEVELS = (*(level for levels in NEEDS.values() for level in levels), "published")
# At which level a row that was read is right.
RIGHT: dict[Kind, str] = {"counts": "claim", "events": "dated", "comparisons": "comparison"}
# By kind of row, how sure the reader was of each, and whether it is right.
Judged = dict[Kind, list[tuple[float, bool]]]


@dataclass(frozen=True, slots=True)
class Level:
    """Agreement on one level, with a 95 % interval of F1 from resampled articles (null for one)."""

    name: str
    hits: int
    false_alarms: int
    misses: int
    f1_low: float | None
    f1_high: float | None

    @property
    def precision(self) -> float:
        """Share of what was found that is coded; NaN when nothing was found."""
        return _ratio(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of what is coded that was found; NaN when nothing is coded."""
        return _ratio(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN when there is nothing to compare."""
        return _ratio(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One miss, false alarm or wrong field, with the words that it is about."""

    article_id: str
    table: Kind
    kind: str  # missed, not in gold or wrong
    quote: str
    start: int
    end: int
    field: str
    coded: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """All levels, (right, n) per field, every disagreement, and the coded articles that were not found.

    `judged` has the found rows that say how sure the reader was of them.
    """

    levels: tuple[Level, ...]
    fields: Mapping[str, tuple[int, int]]
    disagreements: tuple[Disagreement, ...]
    judged: Judged
    n_articles: int
    missing: tuple[str, ...]

    def level(self, name: str) -> Level:
        """The level of that name."""
        return next(level for level in self.levels if level.name == name)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def evaluate(found: Mapping[str, Coding], gold: Mapping[str, Coding]) -> Agreement:
    """Compare two codings, article by article of `gold`.

    An article that `found` does not hold counts as read without result.

    Raises
    ------
    UsageError
        when the two have no article in common.
    """
    missing = tuple(key for key in gold if key not in found)
    if len(missing) == len(gold):
        raise UsageError("The two codings have no article in common; compare codings of the same articles.")
    read = {key: found.get(key, Coding(key)) for key in gold}
    matched = {key: match_articles(coding, read[key]) for key, coding in gold.items()}
    tallies = np.array([_tally(matches, gold[key], read[key]) for key, matches in matched.items()])
    figures = zip(LEVELS, tallies.sum(axis=0).tolist(), bootstrap_f1(tallies), strict=True)
    every = [match for matches in matched.values() for match in matches]
    return Agreement(
        tuple(
            Level(name, hits, false_alarms, misses, low, high)
            for name, (hits, false_alarms, misses), (low, high) in figures
        ),
        _sum_fields(every),
        tuple(item for key, matches in matched.items() for match in matches for item in _list(key, match)),
        _judge(every),
        len(gold),
        missing,
    )


def _tally(matches: Sequence[Match], gold: Coding, found: Coding) -> Any:
    """Hits, false alarms and misses of an article on every level: a pair that fails one is both of these."""
    tally = np.zeros((len(LEVELS), 3), int)
    tally[-1, 0 if values_agree("published", gold.published, found.published) else 2] = 1
    for match in matches:
        for level in match.levels:
            right = match.reaches(level)
            outcome = (right, match.found is not None and not right, match.is_asked and not right)
            tally[LEVELS.index(level)] += outcome
    return tally


def _sum_fields(matches: Sequence[Match]) -> dict[str, tuple[int, int]]:
    prefix = {"counts": "", "events": "event."}
    right = Counter(
        (prefix[match.kind] + name, name not in match.wrong)
        for match in matches
        if match.is_asked and match.found and match.kind in prefix
        for name in COMPARED[match.kind]
    )
    return {name: (right[name, True], right[name, True] + right[name, False]) for name, _ in sorted(right)}


def _judge(matches: Sequence[Match]) -> Judged:
    judged: Judged = {kind: [] for kind in RIGHT}
    for match in matches:
        row = match.found
        if row and "confidence" in row and not (match.kind == "counts" and is_other(row)):
            judged[match.kind].append((row["confidence"], match.reaches(RIGHT[match.kind])))
    return judged


def _list(article_id: str, match: Match) -> Iterator[Disagreement]:
    """The disagreements of a match: each wrong field of a pair, and what a row is that only one has."""
    gold, found, kind = match.gold, match.found, match.kind
    what = "missed" if found is None else "not in gold" if gold is None else "wrong"
    row = gold or found or {}
    for name in match.differing if match.is_asked and found else (LABELS[kind],):
        start, end = row["spans"][0]
        coded, read = (_show_value(one, name) if one else None for one in (gold, found))
        yield Disagreement(article_id, kind, what, row["quote"] or "", start, end, name, coded, read)


def _show_value(row: Row, name: str) -> Any:
    if name in ("number", "interval"):
        return f"{row.get('value')} [{row.get('low')}, {row.get('high')}]"
    value = row.get(name)
    return str(value) if isinstance(value, list) else value


def bootstrap_f1(tallies: Any) -> list[tuple[float | None, float | None]]:
    """95 % percentile interval of F1 per level, articles resampled with replacement (Efron 1979).

    `tallies` has the shape articles x levels x (hits, false alarms, misses).
    """
    n = len(tallies)
    if n < 2:
        return [(None, None)] * tallies.shape[1]
    weights = np.random.default_rng(SEED).multinomial(n, [1 / n] * n, size=RESAMPLES)
    hits, false_alarms, misses = np.moveaxis(np.tensordot(weights, tallies, axes=1), -1, 0)
    compared = 2 * hits + false_alarms + misses
    f1 = np.divide(2 * hits, compared, out=np.full(hits.shape, np.nan), where=compared > 0)
    known = (column[~np.isnan(column)] for column in f1.T)
    ends = [np.percentile(values, INTERVAL).tolist() if len(values) else (None, None) for values in known]
    return [(low, high) for low, high in ends]


def describe_agreement(agreement: Agreement) -> list[str]:
    """The agreement in plain lines: one per level, one with the accuracy of every field."""
    lines = [_describe_level(level) for level in agreement.levels]
    fields = "  ".join(f"{name} {right / n:.2f} ({n})" for name, (right, n) in agreement.fields.items())
    lines += [f"fields      {fields}", f"articles    {agreement.n_articles}"]
    if agreement.missing:
        lines.append(f"articles missing from the tables: {', '.join(agreement.missing)}")
    return lines


def _describe_level(level: Level) -> str:
    if level.name == "published":
        return f"{level.name:11} right {level.hits} of {level.hits + level.misses}"
    interval = "" if level.f1_low is None else f" [{level.f1_low:.3f}, {level.f1_high:.3f}]"
    return (
        f"{level.name:11} F1 {level.f1:.3f}{interval}  P {level.precision:.3f}  R {level.recall:.3f}   "
        f"hits {level.hits}  false alarms {level.false_alarms}  misses {level.misses}"
    )


def summarise_agreement(agreement: Agreement) -> dict[str, Any]:
    """The agreement as plain values for JSON; what cannot be computed is null."""
    return {
        "articles": agreement.n_articles,
        "missing": list(agreement.missing),
        "levels": {level.name: _summarise_level(level) for level in agreement.levels},
        "fields": {name: {"right": right, "n": n} for name, (right, n) in agreement.fields.items()},
    }


def _summarise_level(level: Level) -> dict[str, Any]:
    scores = {name: getattr(level, name) for name in ("precision", "recall", "f1")}
    counted = ("f1_low", "f1_high", "hits", "false_alarms", "misses")
    return {
        **{name: None if np.isnan(score) else round(score, 4) for name, score in scores.items()},
        **{name: getattr(level, name) for name in counted},
    }


def read_coding(source: Path, texts: Mapping[str, str] | None = None) -> dict[str, Coding]:
    """Read a folder of tables, or of codings (or one file of them), by article id.

    `texts` gives the articles' texts to codings; an ID.txt beside a coding does so as well.

    Raises
    ------
    UsageError
        when there is neither, and for a coding of another text than the one given.
    """
    known = texts or {}
    codings = {coding.article_id: coding for coding in read_codings(source, known)}
    for key, coding in codings.items():
        if coding.text is None and key in known:
            raise UsageError(f"The coding of {key} in {source} is of another text than the one given.")
    return codings or tables_as_codings(read_tables(source))


def tables_as_codings(tables: Tables) -> dict[str, Coding]:
    """The rows of tables as codings, by article id."""
    counts, events = (rows_by_article(tables, table) for table in FIELDS)
    return {
        row["article_id"]: Coding(
            row["article_id"],
            row["text"],
            row["published"],
            tuple(counts.get(row["article_id"], ())),
            tuple(events.get(row["article_id"], ())),
        )
        for row in plain_rows(tables.articles)
    }


def rows_by_article(tables: Tables, table: TableName) -> dict[str, list[dict[str, Any]]]:
    """The rows of a table as coded ones, by article id: with `spans`, claims with their `comparison`."""
    compared = {row["count_id"]: row for row in plain_rows(tables.comparisons)}
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in plain_rows(tables.frame(table)):
        more = {"comparison": compared.get(row["count_id"])} if table == "counts" else {}
        rows.setdefault(row["article_id"], []).append({**row, "spans": [(row["start"], row["end"])], **more})
    return rows


def plain_rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows with null as None and a day as ISO text."""
    for row in list_rows(frame):
        yield {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in row.items()}


def write_disagreements(agreement: Agreement, codings: Mapping[str, Coding], file: Path) -> None:
    """Write every disagreement to FILE.html (each in its context) or FILE.csv.

    Raises
    ------
    UsageError
        for any other suffix.
    """
    if file.suffix == ".html":
        content = _page(agreement, {key: coding.text for key, coding in codings.items()}).encode()
    elif file.suffix == ".csv":
        names = [column.name for column in fields(Disagreement)]
        content = render_csv(pd.DataFrame(agreement.disagreements, columns=names, dtype=object))
    else:
        raise UsageError(f"The list of errors is written as .html or .csv, not as {file.name!r}.")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _page(agreement: Agreement, texts: Mapping[str, str | None]) -> str:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = resources.files(__package__).joinpath("disagreements.html.j2").read_text("utf-8")
    summary = describe_agreement(agreement)
    return environment.from_string(source).render(summary=summary, agreement=agreement, texts=texts)
