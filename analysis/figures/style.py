"""The one place that sets up seaborn and matplotlib: type, ink, file metadata, repeatable bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import seaborn
from matplotlib import font_manager
from matplotlib.axes import Axes

from analysis.figures.profiles import Profile

# Okabe and Ito's palette, told apart with any common colour blindness; ink carries most of a figure.
INK = "#1a1a1a"
GREY = "#5f6368"
RULE = "#d4d7da"
PAPER = "#ffffff"
BLUE = "#0072b2"
PALE_BLUE = "#b9d9ec"
UNSURE = "#7fa9c4"  # the edge of what nobody has checked and the reader is not sure of
BAND = "#e6ebef"  # what claims allow between them
VERMILION = "#d55e00"
GREEN = "#009e73"
LAND = "#f3f1ec"
OTHER_LAND = "#fbfaf8"

FONT = "Arimo"  # has the metrics of Arial and Helvetica, so that lines break alike in either
FONTS = Path(__file__).with_name("fonts")
STYLE_SHEET = Path(__file__).with_name("crossings.mplstyle")
for _file in sorted(FONTS.glob("*.ttf")):
    font_manager.fontManager.addfont(_file)


@cache
def _sheet() -> dict[Any, Any]:
    sheet = matplotlib.rc_params_from_file(STYLE_SHEET, use_default_template=False)
    return {**seaborn.axes_style("ticks"), **dict(sheet)}


def _settings(profile: Profile) -> dict[Any, Any]:
    return {
        **_sheet(),
        "font.size": profile.text_pt,
        "axes.linewidth": profile.line_pt,
        "xtick.labelsize": profile.small_pt,
        "ytick.labelsize": profile.small_pt,
        "xtick.major.size": 0.45 * profile.small_pt,
        "xtick.major.width": profile.line_pt,
        "hatch.linewidth": 0.8 * profile.line_pt,
        "figure.dpi": 288,  # while laying out; files are saved at the profile's own resolution
        "savefig.dpi": profile.dpi,
    }


@contextmanager
def themed(profile: Profile) -> Iterator[None]:
    """Draw under the house theme at the sizes of `profile`; the caller's settings come back afterwards."""
    with matplotlib.rc_context(_settings(profile)):
        yield


def strip_axes(ax: Axes, keep: str = "bottom") -> None:
    """Leave only the spine `keep` (or none for ""), and no ticks on the y axis."""
    for side, spine in ax.spines.items():
        spine.set_visible(side == keep)
    ax.set_facecolor("none")


def file_metadata(suffix: str, title: str, description: str) -> dict[str, str | None]:
    """What a picture file says about itself: title and alt text, never a date or a program version."""
    if suffix == "svg":
        return {"Date": None, "Creator": "Crossings", "Title": title, "Description": description}
    if suffix == "pdf":
        return {
            "CreationDate": None,
            "ModDate": None,
            "Creator": "Crossings",
            "Producer": None,
            "Title": title,
            "Subject": description,
        }
    return {"Title": title, "Description": description}
