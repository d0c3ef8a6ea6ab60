"""The one place that sets up seaborn and matplotlib: type, ink, repeatable bytes."""

from contextlib import AbstractContextManager
from pathlib import Path

import matplotlib.style
import seaborn
from matplotlib import font_manager

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
for _file in sorted(Path(__file__).with_name("fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(_file)


def themed(profile: Profile) -> AbstractContextManager[None]:
    """Draw under the house theme at the sizes of `profile`; the caller's settings come back afterwards."""
    sizes = {
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
    return matplotlib.style.context([seaborn.axes_style("ticks"), "analysis.figures.crossings", sizes])
