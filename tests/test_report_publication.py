"""A report is published whole or not at all, whenever its run ends and whatever stands there."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import RunError, UsageError
from analysis.report import publication
from analysis.report.publication import (
    check_figures_target,
    check_report_target,
    check_tables_target,
    claim_place,
    recover_place,
)
from analysis.scale.run import EXTRACTED
from analysis.storage import write_tables
from analysis.tables import Tables

KILLER = Path(__file__).parent / "killed_runs.py"
POSIX = pytest.mark.skipif(os.name == "nt", reason="a process forks and is killed")


def folder(path: Path, **files: str) -> Path:
    """A folder with these text files."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name.replace("_", ".")).write_text(text)
    return path


def names(path: Path) -> list[str]:
    """The names of what a folder holds."""
    return sorted(entry.name for entry in path.iterdir())


@pytest.mark.parametrize("swap", [True, False])
def test_a_folder_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: bool) -> None:
    """Nothing of the old report is left among the new, and no trace of the making, on any disk."""
    if not swap:
        monkeypatch.setattr(publication, "swap_folders", lambda *_: False)
    target = folder(tmp_path / "report", old_txt="old")
    with claim_place(target) as place:
        place.publish(folder(place.staging / "report", new_txt="new"))
    assert names(tmp_path) == ["report"]
    assert names(target) == ["new.txt"]


@pytest.mark.parametrize("swap", [True, False])
def test_a_publication_that_fails_leaves_what_stood_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: bool
) -> None:
    """When the new folder cannot be put in place, the old one is there, and the error is a sentence."""
    if not swap:
        monkeypatch.setattr(publication, "swap_folders", lambda *_: False)
    target = folder(tmp_path / "report", old_txt="old")
    with pytest.raises(RunError, match=r"could not be made .*still stands"), claim_place(target) as place:
        place.publish(place.staging / "nothing")
    assert names(tmp_path) == ["report"]
    assert names(target) == ["old.txt"]


def test_an_error_while_making_leaves_nothing_behind(tmp_path: Path) -> None:
    """The hidden folder is gone after any failure."""
    with pytest.raises(ValueError, match="stop"), claim_place(tmp_path / "report") as place:
        folder(place.staging / "report")
        raise ValueError("stop")
    assert not names(tmp_path)


def kill_runs(root: Path, variant: str, kills: str) -> dict[str, Any]:
    """What stood after each kill, as the script of killed runs tells it."""
    command = [sys.executable, str(KILLER), str(root / "runs"), variant, kills]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def assert_always_whole(outcome: dict[str, Any]) -> None:
    """Report and copy were whole after each kill; the next run completed both and cleared all else."""
    assert set(outcome["found"]) == {"report whole", "figures whole"}
    assert outcome["left"] == ["articles", "figures", "report"]
    assert outcome["last"] == "last"


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("variant", ["right", "poor disk"])
def test_a_run_killed_at_any_step_leaves_a_whole_report(tmp_path: Path, variant: str) -> None:
    """Killed before each step of the publication: a whole report, also where a disk needs two renames."""
    assert_always_whole(kill_runs(tmp_path, variant, "steps"))


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize("variant", ["in place", "poor disk, nobody recovers"])
def test_the_kills_find_a_publication_that_is_not_whole(tmp_path: Path, variant: str) -> None:
    """A test of the test above: copying in place, or two renames without recovery, is found out."""
    found = kill_runs(tmp_path, variant, "steps")["found"]
    assert found.keys() & {"report torn", "report gone"}


@POSIX
@pytest.mark.soak
@pytest.mark.parametrize(("variant", "kills"), [("right", "500"), ("poor disk", "100")])
def test_a_run_killed_at_random_moments_leaves_a_whole_report(
    tmp_path: Path, variant: str, kills: str
) -> None:
    """Killed whenever it may be, hundreds of times: a whole report each time."""
    assert_always_whole(kill_runs(tmp_path, variant, kills))


HOLDER = """
import sys
from pathlib import Path
from analysis.report.publication import claim_place
with claim_place(Path(sys.argv[1])) as place:
    print("claimed", flush=True)
    sys.stdin.read()
"""


@POSIX
def test_a_second_run_on_a_place_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    """The lock is held by a process that lives, not by a file that a killed one left."""
    target = folder(tmp_path / "report", old_txt="old")
    command = [sys.executable, "-c", HOLDER, str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline() == b"claimed\n"
        with pytest.raises(RunError, match="Another run is making"), claim_place(target):
            pass
        recover_place(target)
        assert list((tmp_path / ".report.making").glob("staging-*"))
        holder.send_signal(signal.SIGKILL)
    with claim_place(target) as place:
        assert names(tmp_path / ".report.making") == ["lock", place.staging.name]
    assert names(tmp_path) == ["report"]


def test_what_was_moved_aside_comes_back_before_anything_else(tmp_path: Path) -> None:
    """A run killed between two renames is made good by whoever looks next."""
    folder(tmp_path / ".report.making" / publication.PREVIOUS, old_txt="old")
    recover_place(tmp_path / "report")
    assert names(tmp_path) == ["report"]
    assert names(tmp_path / "report") == ["old.txt"]


FULL = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
from analysis.cli import main
sys.argv = ["crossings", "extract", sys.argv[1], "--out", sys.argv[2]]
main()
"""


@POSIX
@pytest.mark.parametrize("size", [0, 20_000])
def test_a_full_disk_is_a_sentence_and_leaves_the_old_tables(tmp_path: Path, size: int) -> None:
    """When nothing can be written, at once or half-way, the old tables stand and no traceback is shown."""
    articles, out = folder(tmp_path / "in", a_txt="Guards stopped 40 people at the border."), tmp_path / "out"
    write_tables(Tables(), out, names=EXTRACTED)
    before = {file: file.read_bytes() for file in out.iterdir()}
    command = [sys.executable, "-c", FULL, str(articles), str(out), str(size)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("crossings: ")
    assert "still stands" in result.stderr
    assert "Traceback" not in result.stderr
    assert {file: file.read_bytes() for file in out.iterdir()} == before
    assert names(tmp_path) == ["in", "out"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place where nobody may write")
def test_a_place_that_cannot_be_written_to_is_a_sentence() -> None:
    """Beside a target in a read-only file system nothing is made, and the error says so at once."""
    unwritable = claim_place(Path("/proc/report"))
    with pytest.raises(RunError, match="Nothing can be written beside /proc/report"), unwritable:
        pass


def test_a_report_never_replaces_other_files(tmp_path: Path) -> None:
    """A folder with a file of the user's own, with the articles or among them, is refused."""
    articles = folder(tmp_path / "articles", a_txt="One.")
    with pytest.raises(UsageError, match=r"holds notes\.txt, which is no part of a report"):
        check_report_target(folder(tmp_path / "mine", notes_txt="mine"), [articles])
    with pytest.raises(UsageError, match="holds the articles"):
        check_report_target(tmp_path, [articles])
    with pytest.raises(UsageError, match="would lie among the articles"):
        check_report_target(articles / "2024" / "report", [articles])
    with pytest.raises(UsageError, match="is a file"):
        check_report_target(articles / "a.txt", [folder(tmp_path / "others", a_txt="One.")])
    manifest = json.dumps({"outputs": {"report": {"brief.html": "0"}}})
    report = folder(tmp_path / "report", manifest_json=manifest, brief_html="<p>")
    check_report_target(report, [articles])
    check_report_target(folder(tmp_path / "empty"), [articles])
    with pytest.raises(UsageError, match=r"holds thesis\.odt"):
        check_report_target(folder(report, thesis_odt="mine"), [articles])


def test_figures_never_replace_other_files(tmp_path: Path) -> None:
    """A folder is taken for figures only when each file belongs to the card of a figure."""
    out = tmp_path / "report"
    card = json.dumps({"name": "a", "sha256": {}})
    check_figures_target(folder(tmp_path / "figures", a_json=card, a_svg="<svg/>"), out)
    for other in ({"holiday_png": "x"}, {"data_json": "{}", "data_csv": "1"}):
        with pytest.raises(UsageError, match="which is no figure"):
            check_figures_target(folder(tmp_path / f"pictures{len(other)}", **other), out)
    with pytest.raises(UsageError, match="lies within the report"):
        check_figures_target(out / "tables", out)
    with pytest.raises(UsageError, match="holds the report"):
        check_figures_target(tmp_path, out)


def test_tables_never_replace_other_files(tmp_path: Path) -> None:
    """Tables go over tables as they were written, not over others, changed ones or a whole report's."""
    out = tmp_path / "tables"
    check_tables_target(out, EXTRACTED)
    write_tables(Tables(), out, names=EXTRACTED)
    check_tables_target(out, EXTRACTED)
    (out / "counts.csv").write_text("mine")
    with pytest.raises(UsageError, match=r"counts\.csv was changed since it was written"):
        check_tables_target(out, EXTRACTED)
    write_tables(Tables(), out)
    with pytest.raises(UsageError, match=r"holds conflicts\.csv"):
        check_tables_target(out, EXTRACTED)
    with pytest.raises(UsageError, match=r"holds counts\.csv"):
        check_tables_target(folder(tmp_path / "mine", counts_csv="mine"), EXTRACTED)
