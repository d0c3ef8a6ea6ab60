"""Every figure, drawn small: the page shows what the tables hold, and all of it can be read."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from itertools import combinations

import matplotlib.style
import numpy as np
import pandas as pd
import pytest
from figure_corpus import article, count, sized_corpus, small_corpus, tables
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Annotation, Text

from analysis.errors import UsageError
from analysis.figures.event_timeline import (
    describe_event_timeline,
    draw_event_timeline,
    select_event_timeline,
)
from analysis.figures.marks import Label, Pen
from analysis.figures.page import compose, panel_names
from analysis.figures.profiles import PROFILES, find_profile
from analysis.figures.registry import FIGURES, find_figure, render, write_figure
from analysis.figures.running_totals import select_running_totals
from analysis.figures.style import themed
from analysis.figures.who_says_what import select_who_says_what
from analysis.figures.wording import printable
from analysis.series import add_series

SMALL = find_profile("nature-1col")
SIZES = (1, 5, 40, 5000)
DAYS = ("2021-08-04", "2021-08-05")
LENGTHS = {"unit": "km", "measure": "border_length", "aggregation": "stock"}


def page(name, corpus, profile=SMALL):
    """The composed page of a figure with the rows that it shows."""
    figure = FIGURES[name]
    canvas, shown, _ = compose(figure, figure.select(corpus), profile)
    return canvas, shown


def shown_texts(canvas):
    """Every text on the page that is not empty."""
    return [text for text in canvas.findobj(Text) if text.get_text().strip() and text.get_visible()]


def find_faults(canvas, profile):
    """Texts that overlap one another or leave the page."""
    with themed(profile):
        canvas.draw_without_rendering()
        boxes = [(text.get_text(), text.get_window_extent().padded(-0.5)) for text in shown_texts(canvas)]
    inside = canvas.bbox.padded(1)
    faults = [
        f"{text!r} is cut"
        for text, box in boxes
        if not (inside.x0 <= box.x0 and box.x1 <= inside.x1 and inside.y0 <= box.y0 and box.y1 <= inside.y1)
    ]
    return faults + [f"{a!r} on {b!r}" for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]


@pytest.fixture(scope="module")
def corpora():
    """A corpus of each size."""
    return {n: sized_corpus(n) for n in SIZES}


@pytest.fixture(scope="module")
def pages():
    """Each figure that the small corpus can answer, composed once."""
    corpus = small_corpus()
    return {name: page(name, corpus) for name in FIGURES if len(FIGURES[name].select(corpus))}


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("name", FIGURES)
def test_all_of_a_page_can_be_read(corpora, name, n):
    """With 1, 5, 40 or 5,000 rows no two texts overlap, none is cut or too small, and the page fits."""
    frame = FIGURES[name].select(corpora[n])
    if frame.empty:
        assert n <= 5
        return
    canvas, shown, _ = compose(FIGURES[name], frame, SMALL)
    assert find_faults(canvas, SMALL) == []
    assert min(text.get_fontsize() for text in shown_texts(canvas)) >= 6
    assert canvas.get_figwidth() * 25.4 == pytest.approx(89)
    assert canvas.get_figheight() * 25.4 <= SMALL.max_height_mm + 0.1
    assert len(shown) <= 4 * 60


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", ["running_totals", "event_timeline", "crossing_points"])
def test_every_profile_draws_the_widest_figures(corpora, name, profile):
    """Each profile gives a page of its own width on which all can be read; a slide is 16:9."""
    where = PROFILES[profile]
    canvas, _ = page(name, corpora[40], where)
    assert find_faults(canvas, where) == []
    wide, tall = canvas.get_size_inches() * 25.4
    assert wide == pytest.approx(where.width_mm)
    assert tall <= where.max_height_mm + 0.1
    assert not where.fixed or wide / tall == pytest.approx(16 / 9, abs=0.001)


def test_the_small_corpus_answers_every_question(pages):
    """No figure is left out where the tables hold something for each."""
    assert set(pages) == set(FIGURES)


def test_each_stated_total_is_one_mark(pages):
    """The marks of the running totals are the values of their rows, neither more nor fewer."""
    canvas, frame = pages["running_totals"]
    claims = frame[frame["kind"] == "total"]
    dots = [dots for dots in canvas.findobj(PathCollection) if len(dots.get_paths()[0].vertices) > 4]
    heights = sorted(float(y) for each in dots for _, y in each.get_offsets())
    assert heights == sorted(claims["value"].dropna())


def test_open_bounds_end_in_an_arrow(pages):
    """ "more than 900" points up and "fewer than 4,000" points down: two arrows for two open bounds."""
    canvas, frame = pages["running_totals"]
    claims = frame[frame["kind"] == "total"]
    open_ends = int(claims["low"].isna().sum() + claims["high"].isna().sum())
    arrows = [note for note in canvas.findobj(Annotation) if note.arrow_patch is not None]
    assert len(arrows) == open_ends == 2


def test_alleged_totals_and_unchecked_ones_are_hollow(pages):
    """An alleged total is a hollow square, one that nobody has checked and the reader doubts a pale ring."""
    canvas, frame = pages["running_totals"]
    hollow = [
        dots for dots in canvas.findobj(PathCollection) if tuple(dots.get_facecolor()[0]) == (1, 1, 1, 1)
    ]
    totals = frame[frame["kind"] == "total"]
    assert len(hollow) == int(((totals["modality"] == "alleged") | ~totals["sure"].astype(bool)).sum()) == 2
    assert len({tuple(dots.get_edgecolor()[0]) for dots in hollow}) == 2
    assert len({len(dots.get_paths()[0].vertices) for dots in hollow}) == 2


def test_no_headline_rests_on_an_unchecked_row():
    """Beside a sure total the doubtful one is not named; alone it is called not yet checked."""
    dates = {"period_start": "2021-01-01"}
    doubted = count(1, 5000, period_end="2021-09-05", confidence=0.4, **dates)
    sure = count(2, 3500, period_end="2021-08-05", confidence=0.9, **dates)
    figure = FIGURES["running_totals"]
    both = figure.describe(figure.select(tables(counts=[doubted, sure])))
    alone = figure.describe(figure.select(tables(counts=[doubted])))
    assert "5,000" not in both.title
    assert alone.title.endswith("5,000 by 5 Sep 2021 (not yet checked)")


def test_a_headline_follows_the_totals_that_count_from_one_day():
    """Of two totals since January and a later one since July the first two are a course; the third is not."""
    totals = [
        ("2021-01-01", "2021-07-05", 3000),
        ("2021-01-01", "2021-08-05", 3500),
        ("2021-07-01", "2021-08-20", 900),
    ]
    rows = [
        count(n, number, period_start=start, period_end=end) for n, (start, end, number) in enumerate(totals)
    ]
    figure = FIGURES["running_totals"]
    title = figure.describe(figure.select(tables(counts=rows))).title
    assert title.endswith("3,000 by 5 Jul, 3,500 by 5 Aug 2021")


def test_panels_that_count_in_other_units_have_names_of_their_own():
    """Alternative text tells people from cases where both are counted of one border."""
    dates = {"period_start": "2021-01-01"}
    rows = [
        count(1, 3500, period_end="2021-08-05", **dates),
        count(2, 3000, period_end="2021-07-05", **dates),
        count(3, 410, period_end="2021-08-05", unit="case", **dates),
        count(4, 400, period_end="2021-07-05", unit="case", **dates),
    ]
    figure = FIGURES["running_totals"]
    told = figure.describe(figure.select(tables(counts=rows))).alt_text
    assert "border, people: " in told and "border, cases: " in told


def test_planned_figures_are_never_drawn_as_observed():
    """A planned number is in no row of a figure of claims."""
    for name in ("running_totals", "who_says_what", "ordinary_crossings", "nationalities"):
        assert 9999 not in set(FIGURES[name].select(small_corpus())["value"])


def test_labels_keep_the_approximator():
    """The label of a total repeats the article's own words of caution."""
    dates = {"period_start": "2021-01-01"}
    some = count(
        1, 3500, period_end="2021-08-05", low=3450, high=3550, bound="about", approximator="some", **dates
    )
    more = count(2, 900, period_end="2021-07-10", high=None, bound="over", approximator="more than", **dates)
    texts = {text.get_text() for text in shown_texts(page("running_totals", tables(counts=[some, more]))[0])}
    assert {"some 3,500", "more than 900"} <= texts


def test_different_measures_have_panels_of_their_own():
    """Apprehended and crossed never share an axis, even on the same day at the same border."""
    dates = {"period_start": "2021-01-01", "period_end": "2021-08-05"}
    corpus = tables(counts=[count(1, 3500, **dates), count(2, 4090, measure="irregular_crossing", **dates)])
    assert len(panel_names(select_running_totals(corpus))) == 2


def test_a_figure_of_no_known_border_joins_no_panel():
    """A total whose border is not known is not drawn."""
    assert select_running_totals(tables(counts=[count(1, 5, period_end="2021-08-05", border=None)])).empty


def test_a_syndicated_copy_is_not_drawn():
    """A figure that stands only in a duplicate article is no mark of its own."""
    dates = {"period_start": "2021-01-01", "period_end": "2021-08-05"}
    copies = [article("a1"), article("a2", duplicate_of="a1")]
    corpus = tables(articles=copies, counts=[count(1, 5, **dates), count(2, 5, "a2", **dates)])
    assert list(select_running_totals(corpus)["n_articles"]) == [1]


def test_the_same_total_in_two_articles_is_one_mark_of_two():
    """A figure told twice is drawn once, with the articles that tell it by publisher, title and date."""
    dates = {"period_start": "2021-01-01", "period_end": "2021-08-05"}
    articles = [
        article("a1", publisher="Agency", title="Fence; gate"),
        article("a2", "2021-07-02", title=None, text=None),
    ]
    frame = select_running_totals(
        tables(articles=articles, counts=[count(1, 5, **dates), count(2, 5, "a2", **dates)])
    )
    assert list(frame["n_articles"]) == [2]
    assert frame["articles"].item() == "Agency, “Fence, gate” (5 Aug 2021); a2 (2 Jul 2021)"


def test_the_largest_flow_is_no_upper_bound():
    """Where flows alone lead, the headline says the largest as its article does, not as "up to" so many."""
    days = [{"aggregation": "period", "period_start": day, "period_end": day} for day in DAYS]
    frame = select_running_totals(tables(counts=[count(1, 5, **days[0]), count(2, 55, **days[1])]))
    assert FIGURES["running_totals"].describe(frame).title.endswith(": 55 on 5 Aug 2021")


def test_one_voice_agrees_with_nobody():
    """Where only one source gives a sure figure, the headline gives the figure and claims no agreement."""
    both = [count(1, 680, **LENGTHS), count(2, 680, "a2", **LENGTHS, confidence=0.3)]
    title = FIGURES["who_says_what"].describe(select_who_says_what(tables(counts=both))).title
    assert title.endswith(": 680 km")


def test_an_article_that_gives_a_figure_twice_is_one_voice():
    """A figure in a headline and, with its source, in the text below is no agreement of two."""
    both = [count(1, 680, **LENGTHS), count(2, 680, **LENGTHS, source="Border Guard")]
    other = count(3, 679, "a2", **LENGTHS)
    assert select_who_says_what(tables(counts=both)).empty
    assert len(select_who_says_what(tables(counts=[*both, other]))) == 2


def test_an_article_is_no_second_source_beside_the_one_it_cites():
    """A cited figure and another one in the article's own voice, in one article, are no two sources."""
    both = [count(1, 680, **LENGTHS), count(2, 30, **LENGTHS, source="Border Guard")]
    assert select_who_says_what(tables(counts=both)).empty


def test_between_two_totals_lies_what_cannot_fall(pages):
    """The band between two totals reaches from the earlier low to the later high."""
    frame = pages["running_totals"][1]
    band = frame[frame["kind"] == "band"]
    assert (band["low"].item(), band["high"].item()) == (822, 3550)


def test_the_implied_year_is_hollow_and_says_what_it_follows_from(pages):
    """The year that only a comparison gives is drawn without fill and with its reason in words."""
    frame = pages["ordinary_crossings"][1]
    implied = frame[frame["basis"] == "implied"]
    assert list(implied["label"]) == ["220,000–270,000"]
    assert implied["who"].item() == "nearly 390,000 is about 50% more"


def test_irregular_and_ordinary_crossings_share_no_axis(pages):
    """The two kinds stand in two panels of one border, each on axes of its own."""
    canvas, frame = pages["ordinary_crossings"]
    assert len(canvas.axes) == len(panel_names(frame)) == 2
    assert len({ax.get_xlim() for ax in canvas.axes}) == 2


def test_four_of_six_closed_and_two_open_is_one_statement(pages):
    """Claims on closed, open and all points of one day are one row of the strip, beside the map."""
    frame = pages["crossing_points"][1]
    assert list(frame[frame["kind"] != "place"]["label"]) == ["4 of 6 closed, 2 open"]
    assert (frame["kind"] == "place").any()


def test_nationalities_are_those_of_one_total(pages):
    """The longest bar comes first, beside the total that they are part of."""
    frame = pages["nationalities"][1]
    assert list(frame["name"]) == ["Iraq", "Cameroon"]
    assert set(frame["total_label"]) == {"some 3,500"}


@pytest.mark.parametrize(("one", "two", "differs"), [(680, 679, False), (681, 679, True), (1000, 1400, True)])
def test_a_rounding_is_no_contradiction(one, two, differs):
    """680 and 679 km may be one number, 681 and 679 km not, nor 1,000 and 1,400: as the series hold it."""
    both = [count(1, one, **LENGTHS), count(2, two, "a2", **LENGTHS)]
    frame = select_who_says_what(add_series(tables(counts=both)))
    title = FIGURES["who_says_what"].describe(frame).title
    assert frame["differs"].tolist() == [differs, differs]
    assert ("differ" in title, "rounding" in title) == (differs, not differs)
    assert "cannot" not in title


def test_two_vague_figures_are_told_in_their_own_words():
    """Hundreds and thousands have no value to compare: the headline names both and claims no agreement."""
    vague = {"bound": "vague", **LENGTHS}
    both = [
        count(1, None, low=200, high=999, quote="hundreds", **vague),
        count(2, None, "a2", low=2000, high=9999, quote="thousands", **vague),
    ]
    title = FIGURES["who_says_what"].describe(select_who_says_what(tables(counts=both))).title
    assert title.endswith(": thousands and hundreds")


def test_the_pace_is_the_total_over_its_days():
    """2,628 to 2,728 over 34 days is 77.3 to 80.2 a day: 77 to 81, outward and with two digits."""
    frame = FIGURES["pace"].select(small_corpus())
    assert (frame["low"].item(), frame["high"].item()) == (77, 81)
    assert "on average" in FIGURES["pace"].describe(frame).title


def test_a_slow_pace_is_told_by_the_week_or_month():
    """Three to six people in three days would be one a day; one or two in a month are told by the month."""
    row = {
        "measure": "death", "unit": "person", "border": "BY-LT", "basis": "derived", "explanation": "e",
        "aggregation": "period", "n_claims": 2, "n_checked": 0, "n_sources": 1, "low": 2, "high": 2,
        "period_start": "2021-07-01", "period_end": "2021-07-31",
    }  # fmt: skip
    frame = FIGURES["pace"].select(tables(counts=[count(1, 2)], series=[row]))
    assert frame["per_days"].item() == 30
    assert (frame["low"].item(), frame["high"].item()) == (1, 2)


def test_the_timeline_holds_a_dozen_at_most(corpora):
    """Of 5,000 events twelve are drawn, each on a line of its own; the others are counted."""
    frame = select_event_timeline(corpora[5000])
    assert len(frame) == frame["row"].nunique() == 12
    assert frame["omitted"].iloc[0] == 5000 - 12


def test_the_length_of_a_bar_is_the_precision_of_its_date(pages):
    """An event known to the month is as long as the month; one without a beginning says so."""
    frame = pages["event_timeline"][1]
    month = frame[frame["type"] == "barrier"]
    assert (month["period_start"].item(), month["period_end"].item()) == (
        pd.Timestamp("2021-07-01"),
        pd.Timestamp("2021-07-31"),
    )
    assert frame[frame["type"] == "accusation"]["open_start"].item()


def test_a_timeline_of_unsure_events_says_so_in_its_headline():
    """Where nothing in the timeline is sure, the event of the headline is marked as not yet checked."""
    frame = select_event_timeline(small_corpus())
    assert "not yet checked" not in describe_event_timeline(frame.assign(sure=True)).title
    assert "(not yet checked)" in describe_event_timeline(frame.assign(sure=False)).title


def test_draws_on_axes_of_ones_own():
    """A draw function takes any axes, returns them, and writes no file."""
    ax = Canvas(figsize=(6, 3)).add_axes((0.1, 0.2, 0.8, 0.7))
    frame = select_event_timeline(small_corpus())
    assert draw_event_timeline(ax, frame, SMALL) is ax
    assert len(ax.patches) == len(frame)


def test_the_style_sheet_is_there_for_others():
    """matplotlib finds the style sheet under the package's name."""
    with matplotlib.style.context("analysis.figures.crossings"):
        assert matplotlib.rcParams["font.sans-serif"][0] == "Arimo"


def test_labels_without_room_are_left_out():
    """Of two labels for one mark in a narrow place only the first stands."""
    with themed(SMALL):
        ax = Canvas(figsize=(0.9, 0.3)).add_axes((0, 0, 1, 1))
        labels = [Label(0.5, 0.2, "some 3,500"), Label(0.5, 0.2, "some 3,600")]
        Pen(ax, SMALL).place_labels(labels)
    assert [text.get_text() for text in ax.texts] == ["some 3,500"]


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_to_draw_is_said_and_not_drawn(tmp_path, name):
    """Empty tables give no file, and the figure has a reason for it."""
    assert write_figure(name, tables(), SMALL, tmp_path, {}) == list(tmp_path.iterdir()) == []
    assert FIGURES[name].absent


def test_the_same_bytes_every_time(tmp_path):
    """Two runs write the same six files, byte by byte, and the card holds their hashes."""
    web = find_profile("web")
    for folder in ("one", "two"):
        files = write_figure("crossing_points", small_corpus(), web, tmp_path / folder, {"border": "BY-LT"})
    suffixes = ["csv", "json", "md", "pdf", "png", "svg"]
    assert sorted(path.suffix[1:] for path in files) == suffixes
    for path in files:
        assert path.read_bytes() == (tmp_path / "one" / path.name).read_bytes()
    card = json.loads((tmp_path / "one" / "crossing_points.json").read_text("utf-8"))
    assert set(card["sha256"]) == {f"crossing_points.{suffix}" for suffix in suffixes if suffix != "json"}
    assert card["parameters"] == {"border": "BY-LT"}


def test_the_csv_is_exactly_what_is_drawn(tmp_path, pages):
    """The CSV beside a figure has the rows and columns of the frame that was drawn."""
    write_figure("running_totals", small_corpus(), SMALL, tmp_path, {}, ("csv",))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "running_totals.csv").read_text("utf-8"))))
    frame = pages["running_totals"][1]
    assert [row["label"] for row in rows] == list(frame["label"])
    assert list(rows[0]) == list(frame.columns)


HOSTILE = "$x_1$ --> </text><script>alert(1)</script> & \x00\x1b \\frac{"


def test_hostile_names_are_only_text():
    """A source's name with markup, mathematics or control characters is drawn as text and runs nothing."""
    lengths = {"unit": "km", "measure": "border_length", "aggregation": "stock"}
    corpus = tables(
        articles=[article("a1", title=HOSTILE), article("a2")],
        counts=[count(1, 680, source=HOSTILE, **lengths), count(2, 679, "a2", source="b", **lengths)],
    )
    files, _ = render(FIGURES["who_says_what"], corpus, find_profile("web"))
    assert "<script" not in files["svg"].decode()
    assert "\x00" not in files["svg"].decode()
    assert ElementTree.fromstring(files["svg"].decode()).tag.endswith("svg")
    html, markdown = files["md"].decode().split("```")[1:4:2]
    assert "<script" not in html
    assert re.search(r"(?<!\\)<script", markdown) is None


@given(st.text())
def test_printable_text_is_one_line_that_the_font_has(text):
    """Whatever an article says, what is set is one line without control characters, and stays as it is."""
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_made_from_the_rows(name):
    """Every field is filled; the alt text says what is to be seen and is not the headline again."""
    frame = FIGURES[name].select(small_corpus())
    words = FIGURES[name].describe(frame)
    assert all(
        [words.title, words.subtitle, words.caption, words.alt_text, words.long_description, words.units]
    )
    assert words.title not in words.alt_text
    assert words.sources
    assert FIGURES[name].name == name


def test_a_misspelt_figure_or_profile_is_told_its_nearest_name():
    """What does not exist is refused with the name that was probably meant."""
    with pytest.raises(UsageError, match="Did you mean 'running_totals'"):
        find_figure("runing_totals")
    with pytest.raises(UsageError, match="Did you mean 'nature-1col'"):
        find_profile("nature-1")


def test_marks_keep_their_place_in_time(pages):
    """A total stands at noon of the day up to which it counts."""
    canvas, frame = pages["running_totals"]
    some = frame[frame["label"] == "some 3,500"]["period_end"].item()
    dots = [dots for dots in canvas.findobj(PathCollection) if 3500 in dots.get_offsets()[:, 1]]
    noon = (some - pd.Timestamp("1970-01-01")).days + 0.5
    assert np.isclose(dots[0].get_offsets()[0, 0], noon)
