"""The command line says what is wrong in a sentence, before any work begins."""

import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from analysis.cli import app
from analysis.errors import UsageError
from analysis.lab.server import NOTEBOOKS, lab_command, provide_lab
from analysis.progress import show_progress


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m analysis` with these words."""
    return subprocess.run(
        [sys.executable, "-m", "analysis", *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "sedes"], "crossings: There is no file or folder sedes; did you mean seeds?"),
        (["report", "--border", "Belarus"], "crossings: border: 'Belarus' is no border"),
        (["verify", "nowhere"], "crossings: There is no folder nowhere"),
        (["figure", "running_totls"], "Did you mean 'running_totals'?"),
        (["evaluate", "nowhere", "codings/made"], "crossings: There is no folder nowhere"),
        (["explain", "tests/other_news.txt", "999999"], "none at the offset 999999"),
        (
            ["report", "--model", "README.md", "--out", "unmade"],
            "crossings: README.md is no model",
        ),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(words: list[str], message: str) -> None:
    """A wrong path or value is said on standard error in one line, without a traceback."""
    result = run(*words)
    assert result.returncode == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["report", "--boarder", "BY-LT"], "--border"),
        (["reprot"], "report"),
        (["extract", "seeds"], "--out"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_nearest(words: list[str], hint: str) -> None:
    """An unknown option or command, or a missing one, is exit code 2 and names what was meant."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert hint in result.output


def test_a_broken_report_is_exit_code_1(tmp_path: Path) -> None:
    """verify ends with 1 and names what it could not read."""
    result = run("verify", str(tmp_path))
    assert result.returncode == 1
    assert "manifest.json cannot be read" in result.stderr


def test_two_codings_are_compared(tmp_path: Path) -> None:
    """evaluate takes two folders of gold files, and writes the list of errors."""
    errors = tmp_path / "errors.html"
    words = ["evaluate", "tests/gold/seeds", "tests/gold/seeds", "--texts", "seeds", "--errors", str(errors)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    assert "claim       F1 1.000" in result.output
    assert errors.exists()


def test_progress_is_plain_lines_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no terminal, each step is one line with its number."""
    with show_progress(2) as announce:
        announce("Reading [b]seeds[/b]")
        announce("Writing")
    assert capsys.readouterr().err == "1/2 Reading [b]seeds[/b]\n2/2 Writing\n"


def test_progress_is_a_bar_on_a_terminal() -> None:
    """On a terminal the step at work is shown with how many are done."""
    console = Console(force_terminal=True, record=True, width=80)
    with show_progress(2, console) as announce:
        announce("Reading")
        announce("Writing")
    assert "2/2" in console.export_text()


def test_the_lab_runs_our_kernel_without_pop_ups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """JupyterLab opens on the notebooks, finds our kernel first, and asks for no news."""
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    (tmp_path / "tables").mkdir()
    with provide_lab(tmp_path, tmp_path / "codings", "ona") as environment:
        spec = Path(environment["JUPYTER_PATH"]) / "kernels" / "python3" / "kernel.json"
        settings = Path(environment["JUPYTER_CONFIG_PATH"]) / "labconfig" / "default_setting_overrides.json"
        assert sys.executable in spec.read_text()
        assert '"fetchNews": "false"' in settings.read_text()
        command = lab_command(environment[NOTEBOOKS], ["--no-browser"])
        assert (Path(environment[NOTEBOOKS]) / "start.ipynb").is_file()
    assert f"--ServerApp.root_dir={environment[NOTEBOOKS]}" in command and command[-1] == "--no-browser"
    with pytest.raises(UsageError, match="There is no report"), provide_lab(tmp_path / "no", tmp_path):
        pass
