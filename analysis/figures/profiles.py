"""Publication profiles: the sizes of a page, in millimetres and points, and nothing about any figure."""

from dataclasses import dataclass
from difflib import get_close_matches

from analysis.errors import UsageError

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a figure is printed: widths in mm, type and line sizes in points.

    `titled` says whether title, subtitle and source line stand in the picture itself; journals and
    documents set them in the text around it (they are in NAME.json either way).
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

    @property
    def width(self) -> float:
        """The width in points."""
        return self.width_mm * POINTS_PER_MM

    @property
    def max_height(self) -> float:
        """The greatest height in points."""
        return self.max_height_mm * POINTS_PER_MM

    @property
    def pad(self) -> float:
        """The white margin on every side, in points."""
        return 0.8 * self.text_pt

    @property
    def inner(self) -> float:
        """The width inside the margins, in points."""
        return self.width - 2 * self.pad


# Web figures keep their smallest type above 6 pt when a page shrinks them to a column of 89 mm.
PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("web", 120, 260, 12.0, 9.0, 8.2, 0.9, 220, True),
        Profile("press", 140, 260, 13.0, 8.5, 7.5, 0.8, 400, True),
        Profile("nature-1col", 89, 220, 8.0, 6.6, 6.1, 0.6, 600, False),
        Profile("nature-2col", 183, 220, 8.5, 7.0, 6.2, 0.6, 600, False),
        Profile("slide", 254, 142, 22.0, 14.0, 12.0, 1.4, 160, True),
        Profile("brief", 160, 190, 11.0, 8.2, 7.4, 0.8, 220, False),
    )
}


def find_profile(name: str) -> Profile:
    """The profile called `name`.

    Raises
    ------
    UsageError
        when there is none; the text names the nearest one.
    """
    if name in PROFILES:
        return PROFILES[name]
    near = get_close_matches(name, PROFILES, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UsageError(f"There is no figure profile {name!r}.{hint} Profiles: {', '.join(PROFILES)}.")
