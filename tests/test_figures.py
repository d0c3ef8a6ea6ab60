"""Every figure, drawn small: the page shows what the tables hold, and all of it can be read."""

import csv
import io
import json
from itertools import combinations

import matplotlib.lines
import numpy as np
import pandas as pd
import pytest
from figure_corpus import article, count, large_corpus, small_corpus, tables
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.offsetbox import AnnotationBbox
from matplotlib.text import Annotation, Text

from analysis.figures.composition import compose, panel_names
from analysis.figures.event_timeline import draw_event_timeline, select_event_timeline
from analysis.figures.lettering import Label, place_labels, printable
from analysis.figures.profiles import PROFILES, find_profile
from analysis.figures.registry import FIGURES, render, write_figure
from analysis.figures.running_totals import select_running_totals
from analysis.figures.style import themed

SMALL = find_profile("nature-1col")


def page(name, corpus, profile=SMALL):
    """The composed page of a figure with its frame."""
    figure = FIGURES[name]
    frame = figure.select(corpus)
    with themed(profile):
        return compose(figure, frame, figure.describe(frame), profile), frame


def shown_texts(canvas):
    """Every text on the page that is not empty."""
    return [text for text in canvas.findobj(Text) if text.get_text().strip() and text.get_visible()]


@pytest.fixture(scope="module")
def pages():
    """Each figure of the small corpus, composed once."""
    corpus = small_corpus()
    return {name: page(name, corpus) for name in FIGURES}


@pytest.mark.parametrize("name", FIGURES)
def test_every_text_can_be_read_at_89_mm(pages, name):
    """No text is set smaller than 6 points on a page 89 mm wide."""
    canvas, _ = pages[name]
    assert canvas.get_figwidth() * 25.4 == pytest.approx(89)
    assert min(text.get_fontsize() for text in shown_texts(canvas)) >= 6


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_leaves_the_page(pages, name):
    """Every text lies inside the page."""
    canvas, _ = pages[name]
    canvas.canvas.draw()
    for text in shown_texts(canvas):
        box = text.get_window_extent()
        assert box.x0 >= -1, text
        assert box.x1 <= canvas.bbox.x1 + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= canvas.bbox.y1 + 1, text


@pytest.mark.parametrize("name", FIGURES)
def test_no_two_texts_overlap(pages, name):
    """No text touches another one."""
    canvas, _ = pages[name]
    canvas.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent().padded(-0.1)) for text in shown_texts(canvas)]
    overlapping = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]
    assert overlapping == []


@pytest.mark.parametrize("name", ["running_totals", "series_band", "pace", "flows", "who_says_what"])
def test_no_line_joins_claims(pages, name):
    """Nothing is drawn with a polyline from claim to claim: every line has one height or one place."""
    canvas, _ = pages[name]
    ticks = {
        line
        for ax in canvas.axes
        for axis in (ax.xaxis, ax.yaxis)
        for line in axis.findobj(matplotlib.lines.Line2D)
    }
    for line in set(canvas.findobj(matplotlib.lines.Line2D)) - ticks:
        x, y = line.get_data()
        assert len(set(np.asarray(x))) == 1 or len(set(np.asarray(y))) == 1


def test_each_stated_total_is_one_mark(pages):
    """The dots of the running totals are the values of their rows, neither more nor fewer."""
    canvas, frame = pages["running_totals"]
    claims = frame[frame["kind"] == "claim"]
    dots = [dots for dots in canvas.findobj(PathCollection) if len(dots.get_paths()[0].vertices) > 8]
    heights = sorted(float(y) for each in dots for _, y in each.get_offsets())
    assert heights == sorted(claims["value"].dropna())


def test_open_bounds_end_in_an_arrow(pages):
    """ "more than 900" points up and "fewer than 4,000" points down: two arrows for two open bounds."""
    canvas, frame = pages["running_totals"]
    claims = frame[frame["kind"] == "claim"]
    open_ends = int(claims["low"].isna().sum() + claims["high"].isna().sum())
    arrows = [note for note in canvas.findobj(Annotation) if note.arrow_patch is not None]
    assert len(arrows) == open_ends == 2
    assert sorted(np.sign(note.get_position()[1]) for note in arrows) == [-1, 1]


def test_alleged_totals_are_hollow(pages):
    """The one alleged total is the one dot that is not filled."""
    canvas, _ = pages["running_totals"]
    fills = [tuple(dots.get_facecolor()[0]) for dots in canvas.findobj(PathCollection)]
    assert fills.count((1.0, 1.0, 1.0, 1.0)) == 1


def test_planned_figures_are_never_drawn_as_observed():
    """A planned number is in no row of a figure of claims."""
    corpus = small_corpus()
    for name in ("running_totals", "flows", "who_says_what", "crossings_by_year"):
        assert 9999 not in set(FIGURES[name].select(corpus)["value"])


def test_labels_keep_the_approximator(pages):
    """The label of a total repeats the article's own words of caution."""
    canvas, _ = pages["running_totals"]
    texts = {text.get_text() for text in shown_texts(canvas)}
    assert {"822", "some 3,500", "more than 900"} <= texts


def test_different_measures_have_panels_of_their_own():
    """Apprehended and crossed never share an axis, even on the same day at the same border."""
    dates = {"period_start": "2021-01-01", "period_end": "2021-08-05"}
    corpus = tables(counts=[count(1, 3500, **dates), count(2, 4090, measure="irregular_crossing", **dates)])
    assert len(panel_names(select_running_totals(corpus))) == 2


def test_a_syndicated_copy_is_not_drawn():
    """A figure that stands only in a duplicate article is no mark of its own."""
    dates = {"period_start": "2021-01-01", "period_end": "2021-08-05"}
    copies = [article("a1"), article("a2", duplicate_of="a1")]
    corpus = tables(articles=copies, counts=[count(1, 5, **dates), count(2, 5, "a2", **dates)])
    frame = select_running_totals(corpus)
    assert list(frame["n_articles"]) == [1]


def test_the_same_total_in_two_articles_is_one_mark_of_two():
    """A figure told twice is drawn once, with the number of articles that tell it."""
    dates = {"period_start": "2021-01-01", "period_end": "2021-08-05"}
    frame = select_running_totals(tables(counts=[count(1, 5, **dates), count(2, 5, "a2", **dates)]))
    assert list(frame["n_articles"]) == [2]
    assert frame["articles"].item() == "a1 (5 Aug 2021); a2 (2 Jul 2021)"


def test_the_implied_year_is_hollow_and_says_what_it_follows_from(pages):
    """The year that only a comparison gives is drawn without fill and with its reason in words."""
    canvas, frame = pages["crossings_by_year"]
    implied = frame[frame["basis"] == "implied"]
    assert list(implied["label"]) == ["226,000–269,000"]
    assert implied["who"].item() == "nearly 390,000 is about 50% more"
    filled = [patch.get_facecolor() for ax in canvas.axes for patch in ax.patches[:2]]
    assert (1.0, 1.0, 1.0, 1.0) in filled


def test_four_of_six_closed_and_two_open_is_one_strip(pages):
    """Claims on closed, open and all points of one day are one row of the strip."""
    _, frame = pages["crossing_points"]
    assert list(frame["label"]) == ["4 of 6 closed, 2 open"]


def test_conflicting_lengths_stand_as_diamonds(pages):
    """The two lengths in the conflicts table are marked; nothing else is."""
    _, frame = pages["who_says_what"]
    assert set(frame[frame["disagrees"]]["label"]) == {"680 km", "679 km"}


def test_a_conflict_is_not_made_up():
    """Two lengths that no conflict names are drawn, but not marked."""
    lengths = {"unit": "km", "measure": "border_length", "aggregation": "stock"}
    corpus = tables(counts=[count(1, 680, **lengths), count(2, 679, "a2", **lengths)])
    assert not FIGURES["who_says_what"].select(corpus)["disagrees"].any()


def test_the_pace_is_the_total_over_its_days():
    """2,628 to 2,728 over 34 days is 77.2 to 80.3 a day, rounded outward."""
    frame = FIGURES["pace"].select(small_corpus())
    assert (frame["low"].item(), frame["high"].item()) == (77.2, 80.3)


def test_between_two_totals_lies_what_cannot_fall():
    """The band between two totals reaches from the earlier low to the later high."""
    frame = FIGURES["series_band"].select(small_corpus())
    band = frame[frame["kind"] == "between"]
    assert (band["low"].item(), band["high"].item()) == (822, 3550)


def test_status_is_told_by_form():
    """No two statuses share fill, edge, hatch and line style."""
    frame = select_event_timeline(large_corpus(40))
    assert not frame["binned"].any()
    with themed(SMALL):
        ax = page("event_timeline", large_corpus(40))[0].axes[0]
        handles = ax.get_legend().get_patches()
    forms = [(h.get_facecolor(), h.get_edgecolor(), h.get_hatch(), str(h.get_linestyle())) for h in handles]
    assert len(set(forms)) == len(forms) == frame["status"].nunique()


def test_the_length_of_a_bar_is_the_precision_of_its_date(pages):
    """A happening known to the month is as long as the month; one without a beginning says so."""
    _, frame = pages["event_timeline"]
    month = frame[frame["type"] == "barrier"]
    assert (month["date_start"].item(), month["date_end"].item()) == (
        pd.Timestamp("2021-07-01"),
        pd.Timestamp("2021-07-31"),
    )
    assert frame[frame["type"] == "accusation"]["open_start"].item()


def test_an_undated_happening_is_counted_in_the_note(pages):
    """What has no date has no place on the axis; the note says how many there are."""
    _, frame = pages["event_timeline"]
    assert "sanction" not in set(frame["type"])
    assert frame["left_out"].iloc[0] == "Not drawn: 1 event without a date."


@pytest.mark.parametrize("n", [5, 60, 500])
def test_no_two_bars_of_the_chronology_overlap(n):
    """With 5 happenings or 500, no bar lies on another, and none is lost."""
    canvas, frame = page("event_timeline", large_corpus(n))
    assert frame["n"].sum() == n
    bars = [(bar.get_x(), bar.get_x() + bar.get_width(), bar.get_y()) for bar in canvas.axes[0].patches]
    assert len(bars) == len(frame)
    lines = pd.DataFrame(bars, columns=["left", "right", "y"]).sort_values(["y", "left"])
    following = lines.groupby("y")["left"].shift(-1)
    assert (lines["right"] <= following.fillna(np.inf) + 1e-6).all()


def test_five_hundred_figures_fit_the_page():
    """Labels of a crowded panel still do not touch, and the page is no taller than its profile allows."""
    canvas, _ = page("running_totals", large_corpus())
    labels = [box.get_window_extent() for box in canvas.findobj(AnnotationBbox)]
    assert labels
    assert not any(one.padded(-0.1).overlaps(other) for one, other in combinations(labels, 2))
    assert canvas.get_figheight() * 25.4 <= SMALL.max_height_mm


def test_draws_on_axes_of_ones_own():
    """A draw function takes any axes, returns them, and writes no file."""
    from matplotlib.figure import Figure

    ax = Figure(figsize=(6, 3)).add_axes((0.3, 0.2, 0.6, 0.7))
    frame = select_event_timeline(small_corpus())
    assert draw_event_timeline(ax, frame, SMALL) is ax
    assert len(ax.patches) == len(frame)


def test_labels_without_room_are_left_out():
    """Of two labels for one mark in a narrow place only the first stands."""
    from matplotlib.figure import Figure

    with themed(SMALL):
        ax = Figure(figsize=(2, 0.2)).add_axes((0, 0, 1, 1))
        labels = [Label(0.1, 0.1, 0.5, "some 3,500"), Label(0.1, 0.1, 0.5, "some 3,600")]
        left_out = place_labels(ax, labels, SMALL)
    assert left_out == 1


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_to_draw_is_said_and_not_drawn(tmp_path, name):
    """Empty tables give a reason and no file."""
    outcome = write_figure(name, tables(), SMALL, tmp_path, {})
    assert outcome.absent
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_draws_the_running_totals(profile):
    """Each profile gives a page of its own width, no taller than it allows."""
    canvas, _ = page("running_totals", small_corpus(), PROFILES[profile])
    assert canvas.get_figwidth() * 25.4 == pytest.approx(PROFILES[profile].width_mm)
    assert canvas.get_figheight() * 25.4 <= PROFILES[profile].max_height_mm + 0.1


def test_the_same_bytes_every_time(tmp_path):
    """Two runs write the same five files, byte by byte, and the card holds their hashes."""
    web = find_profile("web")
    for folder in ("one", "two"):
        outcome = write_figure("running_totals", small_corpus(), web, tmp_path / folder, {"border": "BY-LT"})
        assert sorted(path.suffix for path in outcome.files) == [".csv", ".json", ".pdf", ".png", ".svg"]
    for path in outcome.files:
        assert path.read_bytes() == (tmp_path / "one" / path.name).read_bytes()
    card = json.loads((tmp_path / "one" / "running_totals.json").read_text("utf-8"))
    assert set(card["sha256"]) == {f"running_totals.{suffix}" for suffix in ("svg", "pdf", "png", "csv")}
    assert card["parameters"] == {"border": "BY-LT"}


def test_the_csv_is_exactly_what_is_drawn(tmp_path):
    """The CSV beside a figure has the rows and columns of the frame that was drawn."""
    write_figure("flows", small_corpus(), SMALL, tmp_path, {})
    rows = list(csv.DictReader(io.StringIO((tmp_path / "flows.csv").read_text("utf-8"))))
    frame = FIGURES["flows"].select(small_corpus())
    assert [row["label"] for row in rows] == list(frame["label"])
    assert list(rows[0]) == list(frame.columns)


HOSTILE = "$x_1$ --> </text><script>alert(1)</script> & \x00\x1b \\frac{"


def test_hostile_names_are_only_text():
    """A source's name with markup, mathematics or control characters is drawn as text and runs nothing."""
    dates = {"period_start": "2021-01-01", "period_end": "2021-08-05"}
    corpus = tables(counts=[count(1, 822, source=HOSTILE, **dates)])
    figure = FIGURES["running_totals"]
    frame = figure.select(corpus)
    svg = render(figure, frame, figure.describe(frame), find_profile("web"))["svg"].decode()
    assert "<script" not in svg
    assert "\x00" not in svg
    import xml.etree.ElementTree as ElementTree

    assert ElementTree.fromstring(svg).tag.endswith("svg")


@given(st.text())
def test_printable_text_is_one_line_that_the_font_has(text):
    """Whatever an article says, what is set is one line without control characters, and stays as it is."""
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_made_from_the_rows(name):
    """Title, alt text, long description and sources are there and name the articles drawn."""
    frame = FIGURES[name].select(small_corpus())
    words = FIGURES[name].describe(frame)
    assert all(
        [words.title, words.subtitle, words.caption, words.alt_text, words.long_description, words.units]
    )
    assert set(words.sources) <= {"a1 (5 Aug 2021)", "a2 (2 Jul 2021)"}
    assert words.sources
