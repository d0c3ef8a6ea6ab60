"""A report can be followed back to its evidence, and every change is noticed and named."""

import functools
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from stub_notebooks import CLAIM, stand_in

from analysis.errors import NothingReadError, VerificationError
from analysis.report import run, verification
from analysis.report.manifest import hash_files, read_manifest
from analysis.report.parameters import parse_parameters
from analysis.report.publication import MANIFEST_FILE
from analysis.report.verification import compare_reports, verify_report
from analysis.storage import read_tables, write_json, write_tables

TEXT = " date 2023-05-04 Guards stopped some 40 people at the border on Tuesday, the ministry said.\n"


@pytest.fixture(autouse=True)
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run of these tests does the notebooks' work without a kernel."""
    monkeypatch.setattr(run, "run_notebook", stand_in)


def make_report(root: Path, share: bool = False) -> Path:
    """A small report as a run leaves it."""
    articles = root / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    (articles / "a.txt").write_bytes(TEXT.encode())
    (articles / "b.txt").write_bytes(b"")
    parameters = parse_parameters(
        articles=articles, out=root / "report", figures=root / "figures", share=share
    )
    return run.run_report(parameters, ignore)


def test_a_report_of_several_paths_holds(tmp_path: Path) -> None:
    """Folders, files and globs make one report, whose articles are found and named again."""
    for name in ("a", "b", "c/1", "c/2"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x.txt").write_text(TEXT.replace("Tuesday", f"Tuesday at {name}"))
    (tmp_path / "b" / "sources.csv").write_text("file,publisher\nx.txt,Weekly\n")
    given = [tmp_path / path for path in ("a/x.txt", "b", "c/*/x.txt")]
    report = run.run_report(parse_parameters(articles=given, out=tmp_path / "report"), ignore)
    manifest = read_manifest(report)
    assert manifest["parameters"]["articles"] == ["../a/x.txt", "../b", "../c/*/x.txt"]
    paths = [item["path"] for item in manifest["inputs"]]
    assert paths == ["1/x.txt", "2/x.txt", "b/x.txt", "sources.csv", "x.txt"]
    assert str(tmp_path) not in (report / "notebooks" / "01_articles.ipynb").read_text()
    assert "4 inputs" in verify_report(report, ignore)
    (tmp_path / "c/2/x.txt").write_text(TEXT)
    with pytest.raises(VerificationError, match=r"2/x\.txt has changed since it was read"):
        verify_report(report, ignore)


def ignore(_: str) -> None:
    """Announce nothing."""


@pytest.mark.parametrize("share", [False, True])
def test_an_untouched_report_holds(tmp_path: Path, share: bool) -> None:
    """Inputs, outputs, spans and the brief's numbers all agree, with and without the articles' text."""
    summary = verify_report(make_report(tmp_path, share), ignore)
    assert "2 inputs" in summary
    assert "everything made anew to the same bytes" in summary


def test_the_manifest_counts_every_file(tmp_path: Path) -> None:
    """Files read, copies and refusals add up to the files that were there, and no path is absolute."""
    manifest = read_manifest(make_report(tmp_path))
    assert manifest["n_in"] == manifest["n_ok"] + manifest["n_duplicate"] + manifest["n_rejected"] == 2
    assert manifest["inputs"][1]["rejected"] == {"empty": 1}
    assert manifest["parameters"]["articles"] == ["../articles"]
    assert str(tmp_path) not in str(manifest)


def test_what_a_report_is_compared_with_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest holds the key figures of the report before, also when the same report is made again."""
    first = read_manifest(make_report(tmp_path))
    for name in ("period_start", "period_end"):
        monkeypatch.setitem(CLAIM, name, "2023-05-03")
    second, third = (read_manifest(make_report(tmp_path)) for _ in range(2))
    assert first["before"] == [] and second["before"] == first["key_figures"] != second["key_figures"]
    assert third == second
    assert "to the same bytes" in verify_report(tmp_path / "report", ignore)


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
            r"a\.txt has changed since it was read",
        ),
        (swap("articles/b.txt", "", " "), r"b\.txt has changed since it was read"),
        (remove("articles/a.txt"), r"a\.txt has changed|cannot be read"),
        (add("articles/c.txt"), r"c\.txt was added after"),
        (swap("report/tables/counts.csv", ",40,", ",41,"), r"counts\.csv has changed"),
        (swap("report/tables/counts.parquet", "ministry", "ministrx"), r"counts\.parquet has changed"),
        (swap("report/brief.md", "40", "41"), r"brief\.md has changed"),
        (swap("report/brief.html", "40", "41"), r"brief\.html has changed"),
        (remove("report/brief.pdf"), r"brief\.pdf is missing"),
        (add("report/more.txt"), r"more\.txt is no part"),
        (swap("figures/flows.csv", "40", "41"), r"figures/flows\.csv has changed"),
        (remove("figures/flows.csv"), r"figures/flows\.csv is missing"),
        (swap("report/manifest.json", "{", "["), r"manifest\.json cannot be read"),
    ],
)
def test_every_change_is_named(tmp_path: Path, change: Callable[[Path], None], place: str) -> None:
    """One changed character, a lost or an added file: the first break is named."""
    report = make_report(tmp_path)
    change(tmp_path)
    with pytest.raises(VerificationError, match=place):
        verify_report(report, ignore)


def rehash(root: Path, articles: Path | None = None) -> None:
    """Make the manifest agree again with what lies there, as someone who covers a change would."""
    report = root / "report"
    manifest = json.loads((report / MANIFEST_FILE).read_text())
    inputs = hash_files(articles or root / "articles")
    manifest["inputs"] = [{**item, "sha256": inputs.get(item["path"])} for item in manifest["inputs"]]
    manifest["outputs"]["report"] = hash_files(report)
    write_json(manifest, report / MANIFEST_FILE)


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
    write_tables(replace(tables, counts=shifted), report / "tables")
    rehash(tmp_path)
    with pytest.raises(VerificationError, match=r"table counts, column quote: .* in row 0"):
        verify_report(report, ignore)


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("n_ok", 7, "says n_ok 7, but its inputs make 1"),
        ("n_in", 1, "says n_in 1, but its inputs make 2"),
        ("inputs.0.read", 2, "says n_in 2, but its inputs make 3"),
        ("parameters.border", "BY-PL", "is not what its inputs give"),
        ("parameters.as_of", "2023-05-03", "cannot be made anew|is not what its inputs give"),
        ("parameters.magic", 1, r"manifest\.json: There is no parameter 'magic'"),
        ("outputs.report", {}, "names no file of the report"),
    ],
)
def test_a_manifest_with_another_number_or_option_is_noticed(
    tmp_path: Path, key: str, value: object, place: str
) -> None:
    """Its numbers must add up, and its options must give the files that are there."""
    report = make_report(tmp_path)
    manifest = json.loads((report / MANIFEST_FILE).read_text())
    *path, last = [int(part) if part.isdigit() else part for part in key.split(".")]
    functools.reduce(lambda node, part: node[part], path, manifest)[last] = value
    write_json(manifest, report / MANIFEST_FILE)
    with pytest.raises(VerificationError, match=place):
        verify_report(report, ignore)


def test_an_input_that_the_tables_do_not_show_is_noticed(tmp_path: Path) -> None:
    """A manifest that adds up and yet says another thing of a file than the tables is found without a run."""
    report = make_report(tmp_path)
    manifest = json.loads((report / MANIFEST_FILE).read_text())
    manifest["inputs"][1] |= {"read": 1, "rejected": {}}
    write_json(manifest | {"n_ok": 2, "n_rejected": 0}, report / MANIFEST_FILE)
    with pytest.raises(VerificationError, match=r"says of b\.txt what the tables do not"):
        verify_report(report, ignore, quick=True)


def test_a_copy_of_the_figures_that_was_not_finished_is_told_from_a_changed_one(tmp_path: Path) -> None:
    """A whole copy of an older run is named as such, and the next run completes it."""
    report = make_report(tmp_path)
    shutil.copytree(tmp_path / "figures", tmp_path / "older")
    (tmp_path / "articles" / "c.txt").write_text(TEXT.replace("Tuesday", "Monday"))
    make_report(tmp_path)
    shutil.rmtree(tmp_path / "figures")
    (tmp_path / "older").rename(tmp_path / "figures")
    with pytest.raises(VerificationError, match="holds the figures of another run, whole"):
        verify_report(report, ignore, quick=True)
    make_report(tmp_path)
    verify_report(report, ignore, quick=True)


def test_a_run_with_nothing_to_read_names_what_was_refused(tmp_path: Path) -> None:
    """No report is made of refusals alone; the sentence says how many of each kind, and the first by name."""
    (tmp_path / "articles").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "articles" / name).write_bytes(b"")
    parameters = parse_parameters(articles=tmp_path / "articles", out=tmp_path / "report")
    with pytest.raises(NothingReadError, match=r"No article could be read in .*: empty \(2, as a\.txt\)"):
        run.run_report(parameters, ignore)
    assert not (tmp_path / "report").exists()


def forge_row(report: Path) -> None:
    """Another number in every place of a table."""
    tables = read_tables(report / "tables")
    counts = tables.counts.assign(value=41.0)
    write_tables(replace(tables, counts=counts), report / "tables")


def change_byte(report: Path, file: str) -> None:
    """Another last byte."""
    data = (report / file).read_bytes()
    (report / file).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


# Each forgery is covered by new hashes; the second word is what the message must name.
FORGERIES: dict[str, tuple[Callable[[Path], object], str]] = {
    "tables": (forge_row, "counts.csv is not what its inputs give: made anew, it differs in line 2"),
    "parquet": (
        lambda report: shutil.copyfile(report / "tables/series.parquet", report / "tables/counts.parquet"),
        "counts.parquet is not what its inputs give: made anew, it differs in byte",
    ),
    "figure": (lambda report: change_byte(report, "figures/flows.svg"), "flows.svg is not .* in line 1"),
    "notebook": (
        lambda report: swap("02_series.ipynb", "None", "'no'")(report / "notebooks"),
        "02_series.ipynb is not .* in line 1",
    ),
    "brief": (lambda report: change_byte(report, "brief.html"), "brief.html is not .* in line"),
    "pdf": (lambda report: change_byte(report, "brief.pdf"), "brief.pdf is not .* in byte"),
    "added": (lambda report: (report / "more.md").write_text("x"), "more.md is no part of the report"),
    "taken away": (lambda report: (report / "brief.md").unlink(), "brief.md is missing"),
}


def miss_forgeries(root: Path) -> Iterator[str]:
    """The forgeries that a comparison with the report made anew does not find, or does not name rightly."""
    anew = make_report(root)
    for name, (forge, words) in FORGERIES.items():
        forged = root / "forged" / "report"
        shutil.copytree(anew, forged)
        forge(forged)
        rehash(root / "forged", root / "articles")
        if not re.search(words, compare_reports(forged, anew) or ""):
            yield name
        shutil.rmtree(forged)


def test_every_forgery_is_found_when_the_report_is_made_anew(tmp_path: Path) -> None:
    """Tables, figures, notebooks, brief and PDF with all hashes made to fit: file and place are named."""
    assert list(miss_forgeries(tmp_path)) == []


def test_the_forgeries_find_a_blind_comparison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test of the test above: a comparison that passes over notebooks misses the forged one."""
    monkeypatch.setattr(verification, "hash_files", lambda folder: _without_notebooks(hash_files(folder)))
    assert list(miss_forgeries(tmp_path)) == ["notebook"]


def _without_notebooks(files: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if not name.endswith(".ipynb")}


def test_a_forgery_is_found_from_the_inputs_alone(tmp_path: Path) -> None:
    """verify makes the report again and finds a consistent forgery, which the quick check cannot."""
    report = make_report(tmp_path)
    change_byte(report, "brief.pdf")
    rehash(tmp_path)
    assert "everything" not in verify_report(report, ignore, quick=True)
    with pytest.raises(VerificationError, match=r"brief\.pdf is not what its inputs give"):
        verify_report(report, ignore)


def test_other_versions_are_named_where_bytes_differ(tmp_path: Path) -> None:
    """A report made with another library may differ for that reason, and the message says so."""
    report = make_report(tmp_path)
    manifest = json.loads((report / MANIFEST_FILE).read_text())
    manifest["versions"]["pandas"] = "1.0"
    write_json(manifest, report / MANIFEST_FILE)
    assert "made with pandas 1.0" in verify_report(report, ignore)
    change_byte(report, "brief.pdf")
    rehash(tmp_path)
    with pytest.raises(VerificationError, match=r"brief\.pdf is not .*made with pandas 1\.0"):
        verify_report(report, ignore)
