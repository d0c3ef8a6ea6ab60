"""What pyproject.toml cannot say: the notebooks, at the top of the repository, go into the package."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

NOTEBOOKS = Path(__file__).parent / "notebooks"


class BuildWithNotebooks(build_py):
    """Modules, their data and the notebooks; an editable install finds those where they are."""

    def run(self) -> None:
        """Build as usual, then copy the notebooks."""
        super().run()
        if self.editable_mode:
            return
        folder = Path(self.build_lib) / "analysis" / "notebooks"
        folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(NOTEBOOKS.glob("*.ipynb")):
            self.copy_file(str(file), str(folder / file.name))


setup(cmdclass={"build_py": BuildWithNotebooks})
