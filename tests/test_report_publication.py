"""A report is published whole or not at all."""

from pathlib import Path

import pytest

from analysis.errors import RunError, UsageError
from analysis.report.publication import (
    check_figures_target,
    check_report_target,
    publish_folders,
    staging_folder,
)


def folder(path: Path, **files: str) -> Path:
    """A folder with these text files."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name.replace("_", ".")).write_text(text)
    return path


def test_folders_are_replaced_whole(tmp_path: Path) -> None:
    """Nothing of the old report is left among the new, and no trace of the making."""
    target = folder(tmp_path / "report", old_txt="old")
    with staging_folder(target) as staging:
        new = folder(staging / "report", new_txt="new")
        publish_folders([(new, target)])
    assert [entry.name for entry in tmp_path.iterdir()] == ["report"]
    assert [entry.name for entry in target.iterdir()] == ["new.txt"]


def test_a_failed_publication_puts_everything_back(tmp_path: Path) -> None:
    """When the second folder cannot be renamed, the first is as it was."""
    first, second = folder(tmp_path / "figures", a_txt="old"), folder(tmp_path / "report", b_txt="old")
    with staging_folder(second) as staging:
        new = folder(staging / "figures", a_txt="new")
        with pytest.raises(RunError, match="the old one stands"):
            publish_folders([(new, first), (staging / "nothing", second)])
    assert (first / "a.txt").read_text() == "old"
    assert (second / "b.txt").read_text() == "old"


def test_a_failed_first_publication_leaves_nothing(tmp_path: Path) -> None:
    """Where nothing stood before, half a publication is taken away again."""
    with staging_folder(tmp_path / "report") as staging:
        new = folder(staging / "figures", a_txt="new")
        with pytest.raises(RunError):
            publish_folders([(new, tmp_path / "figures"), (staging / "nothing", tmp_path / "report")])
    assert not list(tmp_path.iterdir())


def test_an_exception_while_staging_leaves_nothing_behind(tmp_path: Path) -> None:
    """The hidden folder is gone after a failure, too."""
    with pytest.raises(ValueError, match="stop"), staging_folder(tmp_path / "report") as staging:
        folder(staging / "report")
        raise ValueError("stop")
    assert not list(tmp_path.iterdir())


def test_a_report_never_replaces_other_files(tmp_path: Path) -> None:
    """A folder with files of the user's own, or the articles themselves, is refused."""
    articles = folder(tmp_path / "articles", a_txt="One.")
    with pytest.raises(UsageError, match="holds other files"):
        check_report_target(folder(tmp_path / "mine", notes_txt="mine"), articles)
    with pytest.raises(UsageError, match="holds the articles"):
        check_report_target(tmp_path, articles)
    with pytest.raises(UsageError, match="is a file"):
        check_report_target(articles / "a.txt", folder(tmp_path / "others", a_txt="One."))
    check_report_target(folder(tmp_path / "report", manifest_json="{}"), articles)
    check_report_target(folder(tmp_path / "empty"), articles)


def test_figures_never_replace_other_files(tmp_path: Path) -> None:
    """A folder is taken for figures only when each file belongs to a figure."""
    out = tmp_path / "report"
    check_figures_target(folder(tmp_path / "figures", a_json="{}", a_svg="<svg/>"), out)
    with pytest.raises(UsageError, match=r"holds holiday\.png, which is no figure"):
        check_figures_target(folder(tmp_path / "pictures", holiday_png="x"), out)
    with pytest.raises(UsageError, match="lies within the report"):
        check_figures_target(out / "tables", out)
