"""Publication profiles: the sizes of a page and the rules of whoever prints it; nothing about any figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from analysis.errors import UsageError

POINTS_PER_MM = 72 / 25.4
Named = TypeVar("Named")
PAD, GUTTER = 0.8, 2.2  # lines of text: the white margin on every side, and between two columns of panels


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a figure is printed: widths in mm, type and line sizes in points.

    `titled` says whether title, subtitle and source line stand in the picture itself; journals and
    documents set them in the text around it (they are in NAME.json either way). `fixed` pages are always
    `max_height_mm` high; `ruled` ones have faint rules at the values of an axis. `largest_pt` and
    `most_bytes` are what a publisher allows, and None where nobody asks.
    """

    name: str
    width_mm: float
    max_height_mm: float
    title_pt: float
    text_pt: float
    small_pt: float
    line_pt: float
    dpi: int
    titled: bool
    columns: int = 1
    fixed: bool = False
    ruled: bool = True
    largest_pt: float | None = None
    most_bytes: int | None = 100_000

    @property
    def width(self) -> float:
        """The width in points."""
        return self.width_mm * POINTS_PER_MM

    @property
    def max_height(self) -> float:
        """The greatest height in points."""
        return self.max_height_mm * POINTS_PER_MM

    @property
    def inner(self) -> float:
        """The width inside the margins, in points."""
        return self.width - 2 * PAD * self.text_pt

    @property
    def column(self) -> float:
        """The width of one column of panels, in points."""
        return (self.inner - (self.columns - 1) * GUTTER * self.text_pt) / self.columns


# Web figures and those of the brief keep their smallest type above 6 pt when a page shrinks them to 89 mm, as
# a column or a phone does.
PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("web", 120, 260, 12.5, 9.2, 8.2, 0.9, 220, True),
        Profile("press", 140, 260, 13.0, 8.8, 7.6, 0.8, 400, True),
        Profile("nature-1col", 89, 170, 7.0, 6.8, 6.1, 0.6, 600, False, ruled=False, largest_pt=7.0),
        Profile(
            "nature-2col", 183, 170, 7.0, 7.0, 6.2, 0.6, 600, False, columns=2, ruled=False, largest_pt=7.0
        ),
        Profile("slide", 254, 142.875, 20.0, 13.0, 11.0, 1.3, 160, True, columns=2, fixed=True),
        Profile("brief", 120, 170, 11.0, 9.2, 8.2, 0.9, 220, False),
    )
}


def find_profile(name: str) -> Profile:
    """The profile called `name`; a `UsageError` where there is none."""
    return find_named("profile", name, PROFILES)


def find_named(kind: str, name: str, known: Mapping[str, Named]) -> Named:
    """The one of `known` called `name`.

    Raises
    ------
    UsageError
        when there is none; the text names the nearest one and all others.
    """
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"There is no {kind} {name!r}.{hint} {kind.title()}s: {', '.join(known)}.")
