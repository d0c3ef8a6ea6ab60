"""The command line: each command checks its words, then calls the library."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from analysis.errors import CrossingsError, ProfileError, RunError, UsageError
from analysis.progress import show_progress

app = typer.Typer(
    help="Border-crossing figures out of the news, with the evidence.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Articles = Annotated[list[Path], Argument(help="Folders, files or globs of articles.")]
Listing = Annotated[bool, Option("--list", help="Say what would be read, and stop.")]
Columns = Annotated[
    list[str] | None,
    Option("--map", metavar="FIELD=COLUMN", help="Which column holds what, as text=story."),
]
Profile = Annotated[str, Option(help="web, press, nature-1col, nature-2col, slide or brief.")]
Border = Annotated[str | None, Option(help="Keep rows that name this border, as BY-LT.")]
Since = Annotated[str | None, Option(help="Keep rows of this day (YYYY-MM-DD) or later.")]
Until = Annotated[str | None, Option(help="Keep rows of this day (YYYY-MM-DD) or earlier.")]
AsOf = Annotated[str | None, Option(help="Only articles that had appeared by this day (YYYY-MM-DD).")]
Official = Annotated[Path | None, Option(help="CSV of official figures to set beside the news.")]
Codings = Annotated[Path | None, Option(help="Folder of people's readings, to use instead.")]
Model = Annotated[Path | None, Option(help="Model file that reads [the one that ships].")]
Share = Annotated[bool, Option("--share", help="Leave the articles' texts out of the tables.")]


def main() -> None:
    """Run a command; an error on purpose is one sentence on standard error and an exit code."""
    try:
        app()
    except CrossingsError as error:
        print(f"crossings: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        print(f"crossings: {error.filename or 'The system'}: {error.strerror or error}.", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("crossings: stopped; nothing was published.", file=sys.stderr)
        sys.exit(130)


@app.command()
def report(
    context: typer.Context,
    articles: Articles = [Path("seeds")],  # noqa: B006 - typer copies it
    border: Border = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    official: Official = None,
    codings: Codings = None,
    model: Model = None,
    profile: Profile = "web",
    out: Annotated[Path, Option(help="Folder of the report.")] = Path("report"),
    figures: Annotated[Path | None, Option(help="Folder of the figures [OUT/figures].")] = None,
    share: Share = False,
    listing: Listing = False,
    columns: Columns = None,
) -> None:
    """Read articles and leave tables, figures, a brief and a manifest."""
    from analysis.report.parameters import parse_parameters
    from analysis.report.run import STEPS, run_report
    from analysis.sources import describe_outcome
    from analysis.storage import read_tables

    if listing:
        _list_sources(articles, columns)
        return
    options = {name: value for name, value in context.params.items() if name != "listing"}
    parameters = parse_parameters(**options | {"columns": _parse_columns(columns)})
    with show_progress(STEPS) as announce:
        run_report(parameters, announce)
    print("\n".join(describe_outcome(read_tables(out / "tables"))))
    print(f"The brief is {out / 'brief.html'}; the figures are in {parameters.figures_folder}.")


@app.command()
def extract(
    articles: Articles,
    out: Annotated[Path | None, Option(help="Folder for the tables.")] = None,
    workers: Annotated[
        int, Option(min=1, help="Number of processes, on Linux; the tables are the same.")
    ] = 1,
    codings: Codings = None,
    threads: Annotated[int, Option(min=1, help="Threads of the reader in each process.")] = 1,
    model: Model = None,
    share: Share = False,
    listing: Listing = False,
    columns: Columns = None,
    parts: Annotated[int | None, Option(min=1, help="Write parts of so many articles.")] = None,
    scheduler: Annotated[str | None, Option(help="Address or file of a dask cluster.")] = None,
    dashboard: Annotated[bool, Option("--dashboard", help="Open dask's page on the cluster.")] = False,
    everything: Annotated[bool, Option("--all", help="Read what is about anything else, too.")] = False,
) -> None:
    """Read articles into tables only, without series, figures and brief; many of them in parts."""
    from analysis.report.inputs import Reader
    from analysis.report.publication import check_tables_target
    from analysis.scale import run as scale
    from analysis.scale.partitions import is_big

    if listing:
        _list_sources(articles, columns)
        return
    if out is None:
        raise typer.BadParameter("say where the tables go.", param_hint="--out")
    if dashboard and not scheduler:
        raise UsageError("--dashboard is of a dask cluster; say which by --scheduler.")
    corpus = scale.Corpus(articles, _parse_columns(columns), Reader(model, threads, codings, share))
    check_tables_target(out, scale.EXTRACTED)
    big = is_big(corpus.paths, corpus.columns)
    if parts or scheduler or big:
        corpus = replace(corpus, size=parts or corpus.size, gated=big and not everything)
        scale.extract_in_parts(corpus, out, workers, scheduler, dashboard)
    else:
        scale.extract_at_once(corpus, out, workers)
    print("\n".join(scale.describe_extracted(out)))


def _parse_columns(columns: list[str] | None) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in columns or ()]
    if wrong := next((field for field, mark, column in pairs if not (mark and column)), None):
        raise UsageError(f"--map takes FIELD=COLUMN, as in text=story; got {wrong!r}.")
    return {field: column for field, _, column in pairs}


def _list_sources(articles: list[Path], columns: list[str] | None) -> None:
    from analysis.sources import describe_sources

    print("\n".join(describe_sources(articles, _parse_columns(columns))))


def _read_texts(articles: Path | None) -> dict[str, str]:
    """The texts of articles by their ids."""
    from analysis.sources import read_articles

    return {article.article_id: article.text for article in read_articles(articles)[0]} if articles else {}


@app.command()
def figure(
    names: Annotated[list[str], Argument(metavar="NAME...", help="Names of figures.")],
    tables: Annotated[Path, Option(help="Folder of tables, as a report leaves it.")] = Path("report/tables"),
    profile: Profile = "web",
    out: Annotated[Path, Option(help="Folder for the files.")] = Path("figures"),
) -> None:
    """Draw one figure, or several, at a publication profile."""
    from analysis.figures.profiles import find_profile
    from analysis.figures.registry import find_figure, write_figure
    from analysis.storage import read_tables

    chosen, page = [find_figure(name) for name in names], find_profile(profile)
    frames = read_tables(tables)
    with show_progress(len(chosen)) as announce:
        for figure in chosen:
            announce(f"Drawing {figure.name}")
            files = write_figure(figure.name, frames, page, out, {"profile": profile})
            print(f"{figure.name}: {f'{len(files)} files in {out}' if files else figure.absent}")


@app.command()
def check(
    figures: Annotated[list[Path], Argument(metavar="FIGURE...", help="SVG, PDF, PNG or bare name.")],
    profile: Profile = "web",
) -> None:
    """List each rule of a publication profile that a picture breaks."""
    from analysis.figures.check import check_picture, find_pictures
    from analysis.figures.profiles import find_profile

    page, broken = find_profile(profile), 0
    for path in [picture for figure in figures for picture in find_pictures(figure)]:
        found = [f"{path}: {each.rule}; found {each.found}" for each in check_picture(path, page)]
        broken += len(found)
        print("\n".join(found or [f"{path}: keeps every rule of {profile}"]))
    if broken:
        raise ProfileError(f"{broken} rules of {profile} are broken.")


@app.command()
def evaluate(
    tables: Annotated[Path, Argument(help="Folder of tables, or of a first coder's codings.")],
    gold: Annotated[Path, Argument(help="Folder of codings, as in docs/codings.md.")],
    texts: Annotated[Path | None, Option(help="Articles of codings that lie apart.")] = None,
    errors: Annotated[Path | None, Option(help="Write disagreements to this .html or .csv.")] = None,
    as_json: Annotated[bool, Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Measure agreement of tables with a coder, or of two coders."""
    from analysis.codings import agreement as agreements

    known = _read_texts(texts)
    found = agreements.read_coding(tables, known)
    known |= {key: coding.text for key, coding in found.items() if coding.text is not None}
    agreement = agreements.evaluate(found, agreements.read_coding(gold, known))
    if errors:
        agreements.write_disagreements(agreement, found, errors)
    if as_json:
        print(json.dumps(agreements.summarise_agreement(agreement), indent=1))
    else:
        print("\n".join(agreements.describe_agreement(agreement)))


codings = typer.Typer(help="Take in codings, and write the guide to code by.", no_args_is_help=True)
app.add_typer(codings, name="codings")


@codings.command("import")
def import_codings(
    files: Annotated[list[Path], Argument(metavar="FILE...", help="Files or folders of codings.")],
    articles: Annotated[Path, Option(help="Folder of the articles that were coded.")],
    folder: Annotated[Path, Option("--codings", help="Folder that takes the codings in.")],
    by: Annotated[str | None, Option(help="Who coded, where a file does not say it.")] = None,
) -> None:
    """Take in codings by people, tools or models, each row checked against its article."""
    from analysis.codings import exchange

    taken = exchange.import_codings(files, _read_texts(articles), folder, by)
    for reason in taken.refused:
        print(reason, file=sys.stderr)
    told = f"{len(taken.files)} codings with {taken.n_rows} rows are in {folder}"
    print(f"{told}; {len(taken.refused)} refusals.")


@codings.command("guide")
def print_guide(article: Annotated[Path, Argument(help="The article's file.")]) -> None:
    """Print guide, schema and article as one text for a coder or a language model to fill in."""
    from analysis.codings.exchange import write_guide
    from analysis.sources import read_articles

    texts, refused = read_articles(article)
    if not texts:
        raise UsageError(f"{article} is no article: {refused[0].reason if refused else 'nothing was read'}.")
    print(write_guide(texts[0].article_id, texts[0].text))


@app.command()
def train(
    codings: Annotated[list[Path], Argument(help="Folders of codings, ID.json beside ID.txt.")],
    out: Annotated[Path, Option(help="Model file to write; its card goes beside it.")],
    texts: Annotated[Path | None, Option(help="Articles of codings that lie apart.")] = None,
    start: Annotated[str | None, Option("--from", help="Model file to train on from, or `shipped`.")] = None,
    epochs: Annotated[int, Option(min=1, help="How often every article is seen.")] = 6,
    apart: Annotated[float, Option(min=0, max=0.9, help="Share of articles kept apart.")] = 0.1,
    seed: Annotated[int, Option(help="Seed of all chance.")] = 0,
    curve: Annotated[bool, Option("--curve", help="Train on a quarter and half of them, too.")] = False,
) -> None:
    """Teach the reader from coded articles (needs requirements/train.txt)."""
    from analysis.meaning.network import shipped_model

    try:
        from analysis.training.course import train as train_reader
        from analysis.training.learn import Settings
    except ModuleNotFoundError as error:
        told = f"Training needs {error.name}; run `pip install -r requirements/train.txt` first."
        raise UsageError(told) from error
    known = _read_texts(texts)
    model = shipped_model() if start == "shipped" else Path(start) if start else None
    settings = Settings(epochs=epochs, seed=seed)
    if model:
        settings = settings.for_more()
    for line in train_reader(codings, out, known, model, settings, apart, curve):
        print(line)
    print(f"The model is {out}, its card {out.with_suffix('.md')}.")


@app.command()
def explain(
    article: Annotated[Path, Argument(help="File of one article.")],
    start: Annotated[int, Argument(help="Offset of a number or clause, as in the tables.")],
    model: Model = None,
) -> None:
    """Show what the reader saw and weighed for one number or clause."""
    from analysis.extraction import read_article
    from analysis.meaning.explain import explain_reading
    from analysis.meaning.network import open_network
    from analysis.mentions.publication import date_article
    from analysis.sources import read_articles

    found, _ = read_articles(article)
    if len(found) != 1:
        raise UsageError(f"{article} holds {len(found)} articles that can be read; give the file of one.")
    if not 0 <= start < len(found[0].text):
        raise UsageError(f"{article} has {len(found[0].text):,} characters, none at the offset {start}.")
    document, reading = read_article(date_article(found[0]), open_network(model))
    print("\n".join(explain_reading(reading, document.shadow.locate(start, start + 1)[0])))


@app.command()
def verify(
    folder: Annotated[Path, Argument(metavar="REPORT", help="Folder of a report.")] = Path("report"),
    quick: Annotated[bool, Option("--quick", help="Make nothing anew.")] = False,
) -> None:
    """Follow a report back to its evidence: inputs, outputs, spans, the brief, and everything made anew."""
    from analysis.report.verification import CHECKS, QUICK_CHECKS, verify_report

    with show_progress(QUICK_CHECKS if quick else CHECKS) as announce:
        summary = verify_report(folder, announce, quick)
    print(summary)


@app.command()
def compare(
    old: Annotated[Path, Argument(help="Report, or folder of tables, of the earlier run.")],
    new: Annotated[Path, Argument(help="Those of the later run.")],
    table: Annotated[Path | None, Option(help="Write every difference to this .csv.")] = None,
) -> None:
    """Say what a new run changed: rows come, gone and changed, figures and headlines that moved."""
    from analysis.report.changes import compare_runs, describe_changes
    from analysis.storage import render_csv

    changes = compare_runs(old, new)
    if table:
        table.write_bytes(render_csv(changes))
    print("\n".join(describe_changes(changes)))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    context: typer.Context,
    folder: Annotated[Path, Argument(metavar="[REPORT]", help="Folder of a report.")] = Path("report"),
    codings: Annotated[Path, Option(help="Folder that takes what you decide.")] = Path("codings/mine"),
    by: Annotated[str | None, Option(help="Who decides [your user name].")] = None,
    between: Annotated[
        tuple[Path, Path] | None, Option(metavar="A B", help="Codings of two people, to settle.")
    ] = None,
    border: Border = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Open JupyterLab to explore and to check a report; other options go to JupyterLab."""
    from analysis.lab import ASKED
    from analysis.lab.server import NOTEBOOKS, lab_command, provide_lab
    from analysis.report.parameters import parse_parameters

    with provide_lab(folder, codings, by, between) as environment:
        asked = parse_parameters(articles=folder, border=border, since=since, until=until)
        told = zip(ASKED, (asked.border, asked.since, asked.until), strict=True)
        environment |= {name: str(value) for name, value in told if value}
        command = lab_command(environment[NOTEBOOKS], context.args)
        code = subprocess.run(command, env=environment, check=False).returncode
    if code:
        raise RunError(f"JupyterLab ended with code {code}; its own messages above say why.")
