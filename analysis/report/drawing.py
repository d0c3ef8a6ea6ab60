"""All figures of a report, drawn one after the other."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from analysis.figures.profiles import find_profile
from analysis.figures.registry import FIGURES, SUFFIXES, write_figure
from analysis.tables import Tables


def write_figures(
    tables: Tables,
    profile: str,
    folder: Path | str,
    parameters: Mapping[str, object],
    suffixes: Collection[str] = SUFFIXES,
) -> pd.DataFrame:
    """Write every figure that the tables hold something for into `folder`, with the files of `suffixes`.

    Returns a frame with one row per figure: name, n_files, and why it is absent where it is.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    page = find_profile(profile)
    found = []
    for name, figure in FIGURES.items():
        files = write_figure(name, tables, page, Path(folder), parameters, suffixes)
        found.append((name, len(files), None if files else figure.absent))
    return pd.DataFrame(found, columns=["name", "n_files", "absent"])
