"""The documents say what the code does."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from analysis.cli import app
from analysis.figures.profiles import PROFILES
from analysis.schemadocs import describe_tables

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
TOP = get_command(app).commands  # type: ignore[attr-defined]
# A group's commands are named behind it: `codings import`.
COMMANDS = {name: command for name, command in TOP.items() if not hasattr(command, "commands")} | {
    f"{group} {name}": command
    for group, member in TOP.items()
    for name, command in getattr(member, "commands", {}).items()
}


def test_the_page_on_tables_is_written_from_the_schemas() -> None:
    """docs/tables.md is what `make docs` writes."""
    assert (ROOT / "docs" / "tables.md").read_text("utf-8") == describe_tables()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_explains_every_command_and_option(name: str) -> None:
    """Each command, and each of its options, stands in the README's table."""
    assert f"`crossings {name}" in README
    options = {
        option for parameter in COMMANDS[name].params for option in parameter.opts if option[:2] == "--"
    }
    assert {option for option in options - {"--help"} if f"`{option}" not in README} == set()


def test_the_readme_names_no_option_that_is_gone() -> None:
    """What the README calls an option is one."""
    known = {
        option for command in COMMANDS.values() for parameter in command.params for option in parameter.opts
    }
    assert set(re.findall(r"(?<=[\s`])--[a-z][a-z-]*", README)) <= known | {"--help"}


def test_the_readme_names_every_profile() -> None:
    """All sizes of figures stand in the README."""
    assert [name for name in PROFILES if f"`{name}`" not in README] == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/brief-check.md",
        "docs/decisions.md",
        "docs/library.md",
        "docs/promises.md",
        "docs/reader.md",
        "docs/scale.md",
    ],
)
def test_links_within_the_repository_lead_somewhere(name: str) -> None:
    """A relative link points to a file that exists."""
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    missing = [link for link in links if not (ROOT / name).parent.joinpath(link).exists()]
    assert [link for link in missing if not link.startswith("figures/")] == []
