"""Imports go one way, as the data does."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "analysis"
ORDER = (
    "errors guard vocabulary article identity countries tables progress knowledge english naming "
    "language sources mentions document counts events meaning ruled series extraction storage codings "
    "training selection figures brief display report scale lab cli schemadocs __main__"
).split()
FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(file: Path) -> str:
    """The part of the package that a file belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_part_imports_a_later_one(file: Path) -> None:
    """Every import of a module points to the same part or to an earlier one."""
    names = [
        node.module or ""
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom)
    ]
    parts = {name.split(".")[1] for name in names if name.startswith("analysis.")}
    allowed = ORDER if file == PACKAGE / "__init__.py" else ORDER[: ORDER.index(part_of(file)) + 1]
    assert parts <= set(allowed)
