"""A report can be followed back to its evidence, and every change is noticed and named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.brief import write_brief
from analysis.errors import VerificationError
from analysis.reading import read_articles
from analysis.report.manifest import build_manifest, read_manifest, write_manifest
from analysis.report.parameters import parse_parameters
from analysis.report.verification import verify_report
from analysis.storage import read_tables, write_tables
from analysis.tables import Tables, articles_frame, frame_from_rows

TEXT = " date 2023-05-04 Guards stopped some 40 people at the border on Tuesday, the ministry said.\n"
QUOTE = "some 40 people"


def tables_of(folder: Path) -> Tables:
    """The articles of a folder with one count."""
    articles, _ = read_articles(folder)
    start = TEXT.index(QUOTE)
    row = {
        "count_id": "0123456789abcdef",
        "article_id": "a",
        "start": start,
        "end": start + len(QUOTE),
        "quote": QUOTE,
        "sentence": TEXT.strip(),
        "value": 40,
        "low": 35,
        "high": 45,
        "bound": "about",
        "approximator": "some",
        "unit": "person",
        "measure": "apprehension",
        "aggregation": "period",
        "period_start": "2023-05-02",
        "period_end": "2023-05-02",
        "origin": "BY",
        "destination": "LT",
        "border": "BY-LT",
        "source": "ministry",
        "modality": "reported",
        "rule": "test",
    }
    return Tables(articles=articles_frame(articles), counts=frame_from_rows("counts", [row]))


def make_report(root: Path, share: bool = False) -> Path:
    """A small report as a run leaves it, made without notebooks."""
    articles, report = root / "articles", root / "report"
    articles.mkdir(parents=True)
    (articles / "a.txt").write_bytes(TEXT.encode())
    (articles / "b.txt").write_bytes(b"")
    parameters = parse_parameters(articles=articles, out=report, figures=root / "figures", share=share)
    tables = tables_of(articles)
    write_tables(tables, report / "tables", share=share)
    write_brief(tables, report / "figures", report, {"border": None})
    (root / "figures").mkdir()
    (root / "figures" / "x.svg").write_text("<svg/>")
    manifest = build_manifest(parameters, *read_articles(articles), [root / "figures", report])
    write_manifest(manifest, report)
    return report


def ignore(_: str) -> None:
    """Announce nothing."""


@pytest.mark.parametrize("share", [False, True])
def test_an_untouched_report_holds(tmp_path: Path, share: bool) -> None:
    """Inputs, outputs, spans and the brief's numbers all agree, with and without the articles' text."""
    summary = verify_report(make_report(tmp_path, share), ignore)
    assert "2 inputs" in summary
    assert "1 spans" in summary


def test_the_manifest_counts_every_file(tmp_path: Path) -> None:
    """Files read, copies and refusals add up to the files that were there, and no path is absolute."""
    manifest = read_manifest(make_report(tmp_path))
    assert manifest["n_in"] == manifest["n_ok"] + manifest["n_duplicate"] + manifest["n_rejected"] == 2
    assert manifest["parameters"]["articles"] == "../articles"
    assert str(tmp_path) not in str(manifest)


def swap(file: str, old: str, new: str) -> Callable[[Path], None]:
    """A change of a few characters in one file."""

    def change(root: Path) -> None:
        path = root / file
        data = path.read_bytes()
        assert old.encode() in data
        path.write_bytes(data.replace(old.encode(), new.encode(), 1))

    return change


def remove(file: str) -> Callable[[Path], None]:
    """The loss of one file."""
    return lambda root: (root / file).unlink()


def add(file: str) -> Callable[[Path], None]:
    """A file that was not there."""
    return lambda root: (root / file).write_text("Guards stopped 3 people.") and None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (
            swap("articles/a.txt", "some 40", "some 41"),
            r"a\.txt has changed since it was read, at character 38",
        ),
        (swap("articles/b.txt", "", " "), r"b\.txt has changed since it was read"),
        (remove("articles/a.txt"), r"a\.txt has changed|cannot be read"),
        (add("articles/c.txt"), r"c\.txt was added after"),
        (swap("report/tables/counts.csv", ",40,", ",41,"), r"counts\.csv has changed .*in line 2"),
        (swap("report/tables/counts.parquet", "ministry", "ministrx"), r"counts\.parquet has changed"),
        (swap("report/brief.md", "40", "41"), r"brief\.md has changed"),
        (swap("report/brief.html", "40", "41"), r"brief\.html has changed"),
        (remove("report/brief.pdf"), r"brief\.pdf is missing"),
        (add("report/more.txt"), r"more\.txt is no part"),
        (swap("figures/x.svg", "<svg/>", "<svg />"), r"x\.svg has changed"),
        (swap("report/manifest.json", "{", "["), r"manifest\.json cannot be read"),
    ],
)
def test_every_change_is_named(tmp_path: Path, change: Callable[[Path], None], place: str) -> None:
    """One changed character, a lost or an added file: the first break is named."""
    report = make_report(tmp_path)
    change(tmp_path)
    with pytest.raises(VerificationError, match=place):
        verify_report(report, ignore)


def rehash(root: Path) -> None:
    """Make the manifest agree again with what lies there, as someone who covers a change would."""
    parameters = parse_parameters(articles=root / "articles", out=root / "report", figures=root / "figures")
    found = read_articles(root / "articles")
    write_manifest(build_manifest(parameters, *found, [root / "figures", root / "report"]), root / "report")


def test_a_change_with_new_hashes_is_noticed_at_its_span(tmp_path: Path) -> None:
    """When the hashes are made to fit, the text that no longer stands in the article gives it away."""
    report = make_report(tmp_path)
    swap("articles/a.txt", "some 40", "some 41")(tmp_path)
    rehash(tmp_path)
    with pytest.raises(VerificationError, match="another text for a than its file"):
        verify_report(report, ignore)


@pytest.mark.parametrize(("file", "before"), [("brief.html", "40</data>"), ("brief.md", "40")])
def test_a_number_in_the_brief_without_evidence_is_noticed(tmp_path: Path, file: str, before: str) -> None:
    """When the hashes are made to fit, a number that no row holds gives it away."""
    report = make_report(tmp_path)
    swap(f"report/{file}", before, f"73{before}")(tmp_path)
    rehash(tmp_path)
    with pytest.raises(VerificationError, match=rf"{file}.*7340"):
        verify_report(report, ignore)


def test_a_row_that_does_not_stand_in_its_article_is_noticed(tmp_path: Path) -> None:
    """When tables are rewritten with a shifted span, the row is named."""
    report = make_report(tmp_path)
    tables = read_tables(report / "tables")
    shifted = tables.counts.assign(start=tables.counts["start"] + 1, end=tables.counts["end"] + 1)
    write_tables(Tables(articles=tables.articles, counts=shifted), report / "tables")
    rehash(tmp_path)
    with pytest.raises(VerificationError, match=r"table counts, column quote: .* in row 0"):
        verify_report(report, ignore)
