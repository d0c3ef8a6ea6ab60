"""What pyproject.toml cannot say: notebooks and coding guide, outside the package, go into it."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class BuildWithData(build_py):
    """Modules, their data, notebooks and guide; an editable install finds those where they are."""

    def run(self) -> None:
        """Build as usual, then copy the rest."""
        super().run()
        if self.editable_mode:
            return
        package = Path(self.build_lib) / "analysis"
        copies = {
            file: package / file.relative_to(ROOT) for file in sorted(ROOT.glob("notebooks/**/*.ipynb"))
        }
        copies[ROOT / "docs" / "codebook.md"] = package / "codings" / "codebook.md"
        for file, copy in copies.items():
            copy.parent.mkdir(parents=True, exist_ok=True)
            self.copy_file(str(file), str(copy))


setup(cmdclass={"build_py": BuildWithData})
