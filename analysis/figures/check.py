"""Which rules of a publication profile a picture file breaks: its size, its type, its words, its weight."""

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from analysis.errors import UsageError
from analysis.figures.profiles import POINTS_PER_MM, Profile

SVG = "{http://www.w3.org/2000/svg}"
TWINS = ("arimo", "arial", "helvetica", "liberation sans", "liberationsans")  # fonts with the same metrics
SMALLEST_PT = 5.0
ROUNDING_MM = 0.5  # pixels and two decimals of a point do not measure finer
SIZE = re.compile(r"^([\d.]+)(pt|px|mm)?$")
FONT_SIZE = re.compile(r"font-size:\s*([\d.]+)px")
FAMILY = re.compile(r"font-family:\s*([^;]+)")
MM = {"pt": 1 / POINTS_PER_MM, "px": 25.4 / 96, "mm": 1.0, None: 25.4 / 96}
Rule = tuple[bool, str, str]  # whether it is kept, what it asks, and what was found


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a file breaks, and what was found."""

    rule: str
    found: str


def check_picture(path: Path, profile: Profile) -> list[Broken]:
    """Every rule of `profile` that the SVG, PDF or PNG file at `path` breaks, in the order of a page.

    Raises
    ------
    UsageError
        when there is no such file, or it is none of the three.
    """
    readers = {".svg": _read_svg, ".pdf": _read_pdf, ".png": _read_png}
    if not path.is_file() or path.suffix.lower() not in readers:
        raise UsageError(f"{path} is no SVG, PDF or PNG file that could be checked.")
    rules = readers[path.suffix.lower()](path.read_bytes(), profile)
    return [Broken(rule, found) for kept, rule, found in rules if not kept]


def find_pictures(figure: Path) -> list[Path]:
    """The picture files meant by `figure`: the file itself, or NAME.svg, .pdf and .png for a bare NAME.

    Raises
    ------
    UsageError
        when there is none.
    """
    if figure.suffix:
        return [figure]
    present = [path for suffix in (".svg", ".pdf", ".png") if (path := figure.with_suffix(suffix)).is_file()]
    if not present:
        raise UsageError(f"There is no {figure}.svg, .pdf or .png.")
    return present


def _size_rules(wide: float, tall: float, profile: Profile) -> Iterator[Rule]:
    """Of a page `wide` and `tall` mm."""
    yield abs(wide - profile.width_mm) <= ROUNDING_MM, f"{profile.width_mm:g} mm wide", f"{wide:.1f} mm"
    fits = tall <= profile.max_height_mm + ROUNDING_MM
    yield fits, f"at most {profile.max_height_mm:g} mm high", f"{tall:.1f} mm"
    yield not profile.fixed or abs(wide / tall - 16 / 9) <= 0.02, "16:9", f"{wide:.1f} by {tall:.1f} mm"


def _type_rules(sizes: set[float], families: set[str], profile: Profile) -> Iterator[Rule]:
    """Of all sizes in points, and of the first family of each text."""
    yield bool(sizes), "live text", "letters are outlines"
    least, most, largest = min(sizes, default=SMALLEST_PT), max(sizes, default=0.0), profile.largest_pt
    yield least >= SMALLEST_PT - 0.05, f"no type below {SMALLEST_PT:g} pt", f"{least:g} pt"
    yield not largest or most <= largest + 0.05, f"no type above {largest or 0:g} pt", f"{most:g} pt"
    strange = sorted(family for family in families if not family.lower().startswith(TWINS))
    yield not strange, "Arial, Helvetica or a free twin of theirs", ", ".join(strange)


def _read_svg(data: bytes, profile: Profile) -> Iterator[Rule]:
    limit = profile.most_bytes or len(data)
    yield len(data) <= limit, f"at most {limit // 1000} kB", f"{len(data) / 1000:.0f} kB"
    if b"<!ENTITY" in data:
        yield False, "no entities", "an entity declaration"
        return
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        yield False, "well-formed XML", str(error)
        return
    sides = [side for name in ("width", "height") if (side := SIZE.match(root.get(name, "")))]
    yield len(sides) == 2, "a width and a height", "none"
    if len(sides) == 2:
        wide, tall = (float(side[1]) * MM[side[2]] for side in sides)
        yield from _size_rules(wide, tall, profile)
    yield root.get("role") == "img", 'role="img"', root.get("role") or "no role"
    for name in ("title", "desc"):
        told = root.findtext(f"{SVG}{name}") or ""
        yield bool(told.strip()), f"a <{name}> for those who do not see it", "none"
    yield root.find(f".//{SVG}script") is None, "no script", "a <script>"
    grid = any(each.get("id", "").startswith("grid") for each in root.iter())
    yield profile.ruled or not grid, "no grid", "grid lines"
    styles = [each.get("style", "") for text in root.iter(f"{SVG}text") for each in text.iter()]
    sizes = {float(found[1]) for style in styles if (found := FONT_SIZE.search(style))}
    families = {found[1].split(",")[0].strip(" '\"") for style in styles if (found := FAMILY.search(style))}
    yield from _type_rules(sizes, families, profile)


def _read_pdf(data: bytes, profile: Profile) -> Iterator[Rule]:
    page = PdfReader(io.BytesIO(data)).pages[0]
    yield from _size_rules(page.mediabox.width / POINTS_PER_MM, page.mediabox.height / POINTS_PER_MM, profile)
    families, sizes = set(), set()

    def note(text: str, _: object, __: object, font: dict[str, object] | None, size: float) -> None:
        if text.strip() and font:
            families.add(str(font.get("/BaseFont", "")).lstrip("/").rpartition("+")[2])
            sizes.add(round(float(size), 2))

    page.extract_text(visitor_text=note)
    yield from _type_rules(sizes, families, profile)


def _read_png(data: bytes, profile: Profile) -> Iterator[Rule]:
    with Image.open(io.BytesIO(data)) as picture:
        mode, (wide, tall), dpi = picture.mode, picture.size, picture.info.get("dpi", (0, 0))[0]
    yield mode not in ("RGBA", "LA", "PA"), "no alpha channel", mode
    yield round(dpi) >= profile.dpi, f"at least {profile.dpi} dots per inch", f"{dpi:.0f}"
    if dpi:
        yield from _size_rules(wide / dpi * 25.4, tall / dpi * 25.4, profile)
