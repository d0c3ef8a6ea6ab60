"""Which rules of a publication profile a picture file breaks: its size, its type, its words, its weight."""

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
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
    readers: dict[str, Callable[[bytes, Profile], Iterator[Broken]]] = {
        ".svg": _check_svg,
        ".pdf": _check_pdf,
        ".png": _check_png,
    }
    if not path.is_file() or path.suffix.lower() not in readers:
        raise UsageError(f"{path} is no SVG, PDF or PNG file that could be checked.")
    return list(readers[path.suffix.lower()](path.read_bytes(), profile))


def find_pictures(figure: Path) -> list[Path]:
    """The picture files meant by `figure`: the file itself, or NAME.svg, .pdf and .png for a bare NAME.

    Raises
    ------
    UsageError
        when there is none.
    """
    if figure.suffix:
        return [figure]
    found = [figure.with_suffix(suffix) for suffix in (".svg", ".pdf", ".png")]
    present = [path for path in found if path.is_file()]
    if not present:
        raise UsageError(f"There is no {figure}.svg, .pdf or .png.")
    return present


def _check_size(width_mm: float, height_mm: float, profile: Profile) -> Iterator[Broken]:
    if abs(width_mm - profile.width_mm) > ROUNDING_MM:
        yield Broken(f"{profile.width_mm:g} mm wide", f"{width_mm:.1f} mm")
    if height_mm > profile.max_height_mm + ROUNDING_MM:
        yield Broken(f"at most {profile.max_height_mm:g} mm high", f"{height_mm:.1f} mm")
    if profile.fixed and abs(width_mm / height_mm - 16 / 9) > 0.02:
        yield Broken("16:9", f"{width_mm:.1f} by {height_mm:.1f} mm")


def _check_type(sizes: set[float], families: set[str], profile: Profile) -> Iterator[Broken]:
    """Sizes in points, and the first family of each text."""
    if sizes and min(sizes) < SMALLEST_PT - 0.05:
        yield Broken(f"no type below {SMALLEST_PT:g} pt", f"{min(sizes):g} pt")
    if sizes and profile.largest_pt and max(sizes) > profile.largest_pt + 0.05:
        yield Broken(f"no type above {profile.largest_pt:g} pt", f"{max(sizes):g} pt")
    strange = sorted(family for family in families if not family.lower().startswith(TWINS))
    if strange:
        yield Broken("Arial, Helvetica or a free twin of theirs", ", ".join(strange))


def _check_svg(data: bytes, profile: Profile) -> Iterator[Broken]:
    if profile.most_bytes and len(data) > profile.most_bytes:
        yield Broken(f"at most {profile.most_bytes // 1000} kB", f"{len(data) / 1000:.0f} kB")
    if b"<!ENTITY" in data:
        yield Broken("no entities", "an entity declaration")
        return
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        yield Broken("well-formed XML", str(error))
        return
    sides = [SIZE.match(root.get(side, "")) for side in ("width", "height")]
    if all(sides):
        width, height = (float(side[1]) * MM[side[2]] for side in sides if side)
        yield from _check_size(width, height, profile)
    else:
        yield Broken("a width and a height", "none")
    if root.get("role") != "img":
        yield Broken('role="img"', root.get("role") or "no role")
    for name in ("title", "desc"):
        if not (root.findtext(f"{SVG}{name}") or "").strip():
            yield Broken(f"a <{name}> for those who do not see it", "none")
    if root.find(f".//{SVG}script") is not None:
        yield Broken("no script", "a <script>")
    if not profile.ruled and any(each.get("id", "").startswith("grid") for each in root.iter()):
        yield Broken("no grid", "grid lines")
    yield from _check_svg_text(root, profile)


def _check_svg_text(root: ElementTree.Element, profile: Profile) -> Iterator[Broken]:
    texts = list(root.iter(f"{SVG}text"))
    if not texts:
        yield Broken("live text", "no <text>: letters are outlines")
    styles = [each.get("style", "") for text in texts for each in text.iter()]
    sizes = {float(found[1]) for style in styles if (found := FONT_SIZE.search(style))}
    families = {found[1].split(",")[0].strip(" '\"") for style in styles if (found := FAMILY.search(style))}
    yield from _check_type(sizes, families, profile)


def _check_pdf(data: bytes, profile: Profile) -> Iterator[Broken]:
    page = PdfReader(io.BytesIO(data)).pages[0]
    width, height = (float(side) / POINTS_PER_MM for side in (page.mediabox.width, page.mediabox.height))
    yield from _check_size(width, height, profile)
    families, sizes = set(), set()

    def note(text: str, _: object, __: object, font: dict[str, object] | None, size: float) -> None:
        if text.strip() and font:
            families.add(str(font.get("/BaseFont", "")).lstrip("/").rpartition("+")[2])
            sizes.add(round(float(size), 2))

    if not page.extract_text(visitor_text=note).strip():
        yield Broken("live text", "letters are outlines")
    yield from _check_type(sizes, families, profile)


def _check_png(data: bytes, profile: Profile) -> Iterator[Broken]:
    with Image.open(io.BytesIO(data)) as picture:
        mode, (wide, tall), dpi = picture.mode, picture.size, picture.info.get("dpi", (0, 0))[0]
    if mode in ("RGBA", "LA", "PA"):
        yield Broken("no alpha channel", mode)
    if round(dpi) < profile.dpi:
        yield Broken(f"at least {profile.dpi} dots per inch", f"{dpi:.0f}")
    if dpi:
        yield from _check_size(wide / dpi * 25.4, tall / dpi * 25.4, profile)
