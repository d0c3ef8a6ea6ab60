"""The one place that sets up seaborn and matplotlib: type, ink, file metadata, repeatable bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import seaborn
from matplotlib.axes import Axes

from analysis.figures.profiles import Profile

# Okabe and Ito's palette, told apart with any common colour blindness; ink carries most of a figure.
INK = "#1a1a1a"
GREY = "#5f6368"
RULE = "#d4d7da"
PAPER = "#ffffff"
BLUE = "#0072b2"
PALE_BLUE = "#b9d9ec"
VERMILION = "#d55e00"
GREEN = "#009e73"

FONT = "DejaVu Sans"


def _settings(profile: Profile) -> dict[Any, Any]:
    return {
        **seaborn.axes_style("ticks"),
        "font.family": [FONT],
        "font.sans-serif": [FONT],
        "font.size": profile.text_pt,
        "text.color": INK,
        "text.parse_math": False,  # a "$" in an article is a dollar
        "text.usetex": False,
        "text.hinting": "none",  # the same line breaks at every resolution
        "axes.edgecolor": GREY,
        "axes.labelcolor": GREY,
        "axes.linewidth": profile.line_pt,
        "axes.unicode_minus": True,
        "xtick.labelsize": profile.small_pt,
        "ytick.labelsize": profile.small_pt,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.major.size": 0.45 * profile.small_pt,
        "xtick.major.width": profile.line_pt,
        "ytick.major.size": 0,
        "hatch.linewidth": 0.8 * profile.line_pt,
        "figure.dpi": 288,  # while laying out; files are saved at the profile's own resolution
        "savefig.dpi": profile.dpi,
        "svg.fonttype": "path",  # the same picture where DejaVu Sans is not installed
        "svg.hashsalt": "crossings",
        "pdf.fonttype": 42,
        "path.simplify": False,
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
    return {"Software": None, "Title": title, "Description": description}
