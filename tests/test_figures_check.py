"""What a profile asks of a picture: our figures keep every rule, and each one that is broken is named."""

import io
from pathlib import Path

import pytest
from figure_corpus import small_corpus
from PIL import Image
from typer.testing import CliRunner

from analysis import cli
from analysis.errors import ProfileError, UsageError
from analysis.figures.check import check_picture, find_pictures
from analysis.figures.profiles import PROFILES, find_profile
from analysis.figures.registry import write_figure

GOOD = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="120mm" height="80mm"><title>t</title>'
    '<desc>d</desc><text style="font-size: 8px; font-family: Arimo">a</text></svg>'
)


@pytest.mark.parametrize("profile", PROFILES)
def test_our_figures_keep_every_rule(tmp_path, profile):
    """A figure drawn at a profile breaks none of its rules, as SVG, as PDF and as PNG."""
    write_figure(
        "crossing_points", small_corpus(), find_profile(profile), tmp_path, {}, ("svg", "pdf", "png")
    )
    pictures = find_pictures(tmp_path / "crossing_points")
    assert [path.suffix for path in pictures] == [".svg", ".pdf", ".png"]
    assert [check_picture(path, find_profile(profile)) for path in pictures] == [[], [], []]


@pytest.mark.parametrize(
    ("old", "new", "profile", "rule"),
    [
        ("", "", "web", None),
        ("120mm", "300px", "web", "120 mm wide"),
        ("80mm", "280mm", "web", "at most 260 mm high"),
        (' role="img"', "", "web", 'role="img"'),
        ("<title>t</title>", "", "web", "a <title> for those who do not see it"),
        ("<desc>d</desc>", "<desc> </desc>", "web", "a <desc> for those who do not see it"),
        ("<text", "<path", "web", None),
        ("8px", "4px", "web", "no type below 5 pt"),
        ("Arimo", "Comic Sans", "web", "Arial, Helvetica or a free twin of theirs"),
        ("</svg>", f"<!--{'x' * 100_000}--></svg>", "web", "at most 100 kB"),
        ("</svg>", "<script/></svg>", "web", "no script"),
        ("</svg>", "", "web", "well-formed XML"),
        ("120mm", "89mm", "nature-1col", "no type above 7 pt"),
        ("</svg>", '<g id="grid_1"/></svg>', "nature-1col", "no grid"),
        ("80mm", "100mm", "slide", "16:9"),
    ],
)
def test_each_broken_rule_of_an_svg_is_named(tmp_path, old, new, profile, rule):
    """A file with one thing wrong is told that thing."""
    path = tmp_path / "x.svg"
    path.write_text(GOOD.replace(old, new) if old != "<text" else GOOD)
    rules = [each.rule for each in check_picture(path, find_profile(profile))]
    assert rules == [] if rule is None else rule in rules


def test_outlined_letters_are_named(tmp_path):
    """A picture whose letters are outlines cannot be searched, read aloud or set again."""
    path = tmp_path / "x.svg"
    path.write_text(GOOD.partition("<text")[0] + "</svg>")
    assert [each.rule for each in check_picture(path, find_profile("web"))] == ["live text"]


def test_a_transparent_or_coarse_png_is_named(tmp_path):
    """An alpha channel and too few dots per inch are found in a PNG."""
    data = io.BytesIO()
    Image.new("RGBA", (351, 300)).save(data, "PNG", dpi=(100, 100))
    path = tmp_path / "x.png"
    path.write_bytes(data.getvalue())
    rules = [each.rule for each in check_picture(path, find_profile("nature-1col"))]
    assert rules == ["no alpha channel", "at least 600 dots per inch"]


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    """A missing file, another kind of file and a name without pictures are wrong use."""
    (tmp_path / "x.txt").write_text("x")
    for path in (tmp_path / "x.txt", tmp_path / "y.svg"):
        with pytest.raises(UsageError):
            check_picture(path, find_profile("web"))
    with pytest.raises(UsageError):
        find_pictures(tmp_path / "y")


def test_the_command_ends_with_3_where_a_rule_is_broken(tmp_path):
    """`crossings check` prints each broken rule and fails as data do that fail their checks."""
    path = tmp_path / "x.svg"
    path.write_text(GOOD)
    kept = CliRunner().invoke(cli.app, ["check", str(path)])
    assert (kept.exit_code, kept.output) == (0, f"{path}: keeps every rule of web\n")
    broken = CliRunner().invoke(cli.app, ["check", str(path), "--profile", "slide"])
    assert isinstance(broken.exception, ProfileError)
    assert ProfileError.exit_code == 3
    assert "254 mm wide; found 120.0 mm" in broken.output


COMMITTED = sorted(Path(__file__).parents[1].joinpath("figures").glob("*.[sp][vdn][gf]"))


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.name)
def test_every_committed_figure_keeps_the_rules_of_the_web(path):
    """The figures of the repository are fit to be printed as they are."""
    assert check_picture(path, find_profile("web")) == []
