"""How large axes are on the page, in points."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas


def canvas_of(ax: Axes) -> Canvas:
    """The whole figure that the axes stand in."""
    canvas = ax.get_figure(root=True)
    assert canvas is not None
    return canvas


def points_wide(ax: Axes) -> float:
    """The width of the axes in points."""
    return ax.get_window_extent().width / canvas_of(ax).dpi * 72


def points_tall(ax: Axes) -> float:
    """The height of the axes in points."""
    return ax.get_window_extent().height / canvas_of(ax).dpi * 72
