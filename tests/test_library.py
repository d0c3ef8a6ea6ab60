"""The package's own face: the calls that others build on."""

import ast
import doctest
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

import analysis

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_can_be_taken_from_the_package(name: str) -> None:
    """Each name leads to a call or a value that says what it is, and stands in `dir`."""
    assert getattr(analysis, name).__doc__
    assert name in dir(analysis)


def test_type_checkers_see_the_same_names_as_the_running_program() -> None:
    """What is imported for type checkers alone is what is handed out, from the same modules."""
    tree = ast.parse((ROOT / "analysis" / "__init__.py").read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    seen = {alias.name: node.module for node in imports for alias in node.names}
    ours = {name: module for name, module in seen.items() if module.startswith("analysis.")}
    assert ours == {name: f"analysis.{home}" for name, home in analysis._HOMES.items()}


def test_the_package_has_no_other_names() -> None:
    """A name that is not public is an error, as in any module."""
    with pytest.raises(AttributeError, match="find_nothing"):
        analysis.find_nothing  # noqa: B018 - asking for it is the test


def test_finding_quantities_waits_for_no_figures() -> None:
    """Reading numbers out of a text imports neither pandas nor matplotlib."""
    code = "import sys, analysis; analysis.find_quantities('5 people'); print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()
    assert {"pandas", "matplotlib", "scipy"}.isdisjoint(loaded)


def test_the_library_page_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of docs/library.md runs, and gives the result that stands under it."""
    monkeypatch.chdir(ROOT)
    outcome = doctest.testfile(str(ROOT / "docs" / "library.md"), module_relative=False, encoding="utf-8")
    plt.close("all")
    assert outcome.attempted > 10
    assert outcome.failed == 0
