"""The brief as a whole: what it draws from the tables, and that all three forms of it are safe and alike."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.brief import compose_brief, write_brief
from analysis.brief.claims import read_claims
from analysis.brief.document import Cited, Paragraph, Table, walk_nodes
from analysis.brief.pictures import read_figures
from analysis.brief.ranking import merge_repeats
from analysis.brief.render_html import render_html
from analysis.brief.render_markdown import escape_markdown, render_markdown
from analysis.brief.render_pdf import render_pdf
from analysis.brief.trace import trace_breaks, traced_numbers, untraced_numbers
from analysis.tables import Tables, frame_from_rows

NOWHERE = Path("no-such-folder")
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} #typst [md](x) $x$ <b> | *bold* `code` \\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><rect width="10" height="5"/></svg>'


def make_tables(rows: list[dict[str, Any]], *, events: list[dict[str, Any]] = (), **article: Any) -> Tables:  # type: ignore[assignment]
    """Tables of one article whose text is made of the quotes of the rows."""
    text, counts, happened = "", [], []
    for number, row in enumerate([*rows, *events]):
        quote = row["quote"]
        place = {
            "article_id": "a1",
            "start": len(text),
            "end": len(text) + len(quote),
            "sentence": quote,
            "rule": "r",
        }
        text += f"{quote}. "
        (counts if number < len(rows) else happened).append(place | row)
    for number, row in enumerate(counts):
        row.setdefault("count_id", f"{number:016x}")
    for number, row in enumerate(happened):
        row.setdefault("event_id", f"{number:016x}")
    plain = {
        "article_id": "a1",
        "path": "a1.txt",
        "published": "2022-03-01",
        "published_earliest": "2022-03-01",
    }
    plain |= {"published_latest": "2022-03-01", "published_basis": "header", "words": 9, "sha256": "0" * 64}
    return Tables(
        articles=frame_from_rows("articles", [plain | {"text": text} | article]),
        counts=frame_from_rows("counts", counts),
        events=frame_from_rows("events", happened),
    )


def count(quote: str, value: float | None, **fields: Any) -> dict[str, Any]:
    """A plain count row, for what a test does not say."""
    plain = {"quote": quote, "value": value, "low": value, "high": value, "bound": "exact", "unit": "person"}
    plain |= {"measure": "irregular_crossing", "aggregation": "period", "modality": "reported"}
    plain |= {"period_start": "2022-02-01", "period_end": "2022-02-28", "origin": "TR", "destination": "GR"}
    return plain | {"border": "GR-TR"} | fields


def event(quote: str, **fields: Any) -> dict[str, Any]:
    """A plain event row, for what a test does not say."""
    plain = {"quote": quote, "type": "barrier", "plover": "MOBILIZE", "date_start": "2022-02-01"}
    return plain | {"date_end": "2022-02-01", "precision": "day", "status": "occurred"} | fields


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """A folder with one drawn figure and one that was never drawn."""
    folder = tmp_path / "figures"
    folder.mkdir()
    words = {
        "title": "A title of 2022",
        "alt_text": "Bars by month",
        "caption": "A caption",
        "sources": ["S1", "S2"],
    }
    (folder / "bars.svg").write_text(SVG)
    (folder / "bars.json").write_text(json.dumps(words))
    (folder / "missing.json").write_text(json.dumps(words))
    return folder


def test_all_three_forms_are_written(tmp_path: Path, figures: Path) -> None:
    """A brief is a page, a Markdown text and a PDF, in a folder made for them."""
    written = write_brief(make_tables([count("812 people", 812.0)]), figures, tmp_path / "out", {})
    assert [path.name for path in written] == ["brief.html", "brief.md", "brief.pdf"]
    assert written[2].read_bytes().startswith(b"%PDF-")


def test_two_runs_give_the_same_bytes(tmp_path: Path, figures: Path) -> None:
    """Nothing in a brief depends on when or where it is written."""
    tables = make_tables([count("812 people", 812.0)], events=[event("built a fence")])
    first = write_brief(tables, figures, tmp_path / "one", {})
    second = write_brief(tables, figures, tmp_path / "two", {})
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_untrusted_words_are_text_in_html() -> None:
    """Mark-up in an article's words or names is shown and never run."""
    tables = make_tables([count(HOSTILE, 5.0, source=HOSTILE)], events=[event(HOSTILE)], title=HOSTILE)
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} #typst [md](x) $x$" in page


def test_untrusted_words_are_text_in_markdown(tmp_path: Path) -> None:
    """Every character that Markdown could read as mark-up stands behind a backslash."""
    tables = make_tables([count(HOSTILE, 5.0, source=HOSTILE)], title=HOSTILE)
    page = render_markdown(compose_brief(tables, NOWHERE, {}), tmp_path)
    assert "\\<script\\>alert(1)\\</script\\> \\{\\{ 7\\*7 \\}\\} \\#typst \\[md\\](x) \\$x\\$" in page
    assert not re.search(r"(?<!\\)<script|(?<!\\)\[md|(?<!\\)\*bold", page)


def test_untrusted_words_are_text_in_the_pdf() -> None:
    """Words that look like typst's own mark-up change nothing but the words."""
    hostile = '#panic("no") $x$ #image("/etc/passwd") *b* @ref <label> \\ ] } "'
    tables = make_tables([count(hostile, 5.0, source=hostile)], events=[event(hostile)], title=hostile)
    assert render_pdf(compose_brief(tables, NOWHERE, {})).startswith(b"%PDF-")


def test_letters_that_no_font_has_do_not_stop_the_pdf() -> None:
    """A tagged PDF may only show what its fonts hold; other letters become a replacement character."""
    tables = make_tables([count("五百人 \U0001f600 مئات", 500.0, source="\u200b\x07国境警備隊")])
    assert render_pdf(compose_brief(tables, NOWHERE, {})).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. first", "1. first"),
        ("- item", "\\- item"),
        ("see https://x.example", "see https\\://x.example"),
        ("two\nlines", "two lines"),
        ("plain text, 4,090 (some)", "plain text, 4,090 (some)"),
    ],
)
def test_markdown_is_escaped_where_it_would_be_read(text: str, expected: str) -> None:
    """Lists, links and line breaks are taken their meaning; plain text stays readable."""
    assert escape_markdown(text) == expected


def test_every_number_is_traced() -> None:
    """No number stands in the page without the row, the tally or the date behind it."""
    rows = [
        count("812 people", 812.0),
        count("nearly 40", 40.0, bound="nearly", approximator="nearly", measure="death"),
    ]
    tables = make_tables(rows, events=[event("built 5 km of fence")])
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert untraced_numbers(page) == []
    assert list(trace_breaks(page, tables)) == []
    assert {traced.row_id for traced in traced_numbers(page) if traced.kind == "figure"} == {
        "0" * 16,
        f"{1:016x}",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">812<", ">813<"),
        ('value="812"', 'value="813"'),
        ("<p>", "<p>Also 77 more. "),
        ('data-tally="counts">one', 'data-tally="events">one'),
        ('data-start="0"', 'data-start="1"'),
    ],
)
def test_a_changed_page_is_found_out(old: str, new: str) -> None:
    """A figure, value, tally or place that differs from the tables is a break, and so is a number added."""
    tables = make_tables([count("812", 812.0)])
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert old in page
    assert list(trace_breaks(page.replace(old, new, 1), tables))


def test_an_approximator_is_never_turned_into_a_bound() -> None:
    """ "Nearly 390,000" stays nearly 390,000 wherever it is said."""
    row = count("nearly 390,000", 390000.0, low=351000.0, bound="nearly", approximator="nearly")
    brief = compose_brief(make_tables([row]), NOWHERE, {})
    said = {node.text.lower() for node in walk_nodes(brief) if isinstance(node, Cited)}
    assert said == {"nearly 390,000"}
    assert "at most" not in render_html(brief)


def test_a_planned_figure_never_leads() -> None:
    """What is planned or alleged stands apart, whatever its size."""
    rows = [count("9,000", 9000.0, modality="alleged", source="Minsk"), count("12 people", 12.0)]
    brief = compose_brief(make_tables(rows), NOWHERE, {})
    assert [node.text for node in brief.headline if isinstance(node, Cited)] == ["12"]
    page = render_html(brief)
    assert page.index("9,000</data>") > page.index('id="unknowns"')


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (Tables(), "No article was read"),
        (make_tables([]), "No border figure and no event found"),
        (make_tables([], events=[event("built a fence", actor="PL")]), "A barrier by Poland"),
    ],
)
def test_a_brief_on_little_says_so(tables: Tables, expected: str, tmp_path: Path) -> None:
    """Without articles, figures or events there is still a brief, and it says what is missing."""
    written = write_brief(tables, NOWHERE, tmp_path, {})
    page = written[0].read_text("utf-8")
    assert f"<h1>{expected}</h1>" in page
    assert untraced_numbers(page) == []


def test_an_undated_article_is_named_with_its_reason() -> None:
    """An article without a day is listed with the interval in which it must lie and how that is known."""
    tables = make_tables(
        [count("812 people", 812.0)],
        published=None,
        published_earliest="2024-01-01",
        published_latest="2024-12-31",
        published_basis="inferred",
    )
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert 'taken to have appeared <span class="when">in 2024</span>' in page


def test_a_figure_that_was_not_drawn_is_left_out(figures: Path) -> None:
    """Only pictures that exist are shown, each with its alternative text."""
    page = render_html(compose_brief(make_tables([]), figures, {}))
    assert page.count("<figure ") == 1
    assert "Figure 1. A title of 2022" in page
    assert 'alt="Bars by month"' in page
    assert "Sources: S1, S2" in page


def test_a_page_asks_for_nothing_outside_itself(figures: Path) -> None:
    """The page has no script and no address that a browser would fetch."""
    page = render_html(compose_brief(make_tables([count("812 people", 812.0)]), figures, {}))
    assert not re.search(r"<script|<link|url\(|src=\"(?!data:)|href=\"(?!#)", page)


def test_a_copy_of_an_article_is_not_quoted() -> None:
    """What a copy says is said by its original; its rows are neither drawn nor counted as repeats."""
    tables = make_tables([count("812 people", 812.0)])
    copy = frame_from_rows(
        "articles", [tables.articles.iloc[0].to_dict() | {"article_id": "a2", "duplicate_of": "a1"}]
    )
    moved = tables.counts.assign(count_id="f" * 16, article_id="a2")
    both = replace(
        tables,
        articles=frame_from_rows("articles", [*_rows(tables.articles), *_rows(copy)]),
        counts=frame_from_rows("counts", [*_rows(tables.counts), *_rows(moved)]),
    )
    assert {item.article_id for item in compose_brief(both, NOWHERE, {}).evidence} == {"a1"}


def _rows(frame: Any) -> list[dict[str, Any]]:
    return [{key: cell for key, cell in row.items() if cell == cell} for row in frame.to_dict("records")]


values = st.integers(min_value=0, max_value=10**7)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(values, st.sampled_from(["exact", "about", "nearly", "over", "under"])), max_size=20)
)
def test_a_key_figure_reads_back_its_quote(drawn: list[tuple[int, str]]) -> None:
    """Every figure drawn leads to a span at which its article has the words that the brief quotes."""
    rows = [
        count(f"{bound} {value} people", float(value), bound=bound, approximator=bound)
        for value, bound in drawn
    ]
    tables = make_tables(rows)
    brief = compose_brief(tables, NOWHERE, {})
    text = tables.articles["text"].iloc[0]
    for item in brief.evidence:
        assert text[item.start : item.end] == item.quote
    page = render_html(brief)
    assert list(trace_breaks(page, tables)) == []


def test_running_text_holds_no_bare_figures() -> None:
    """A paragraph's own words never carry digits: figures, dates and tallies are nodes."""
    tables = make_tables([count("812 people", 812.0), count("9 boats", 9.0, unit="boat", measure="vessel")])
    brief = compose_brief(tables, NOWHERE, {})
    bare = [
        node
        for block in walk_nodes(brief.sections)
        if isinstance(block, Paragraph)
        for node in block.content
        if isinstance(node, str)
    ]
    assert not [text for text in bare if re.search(r"\d", text)]


def test_a_brief_on_several_borders_gives_each_its_share() -> None:
    """The border with most claims does not crowd the others out of the key figures."""
    busy = [count(f"{900 + n} people", 900.0 + n) for n in range(30)]
    quiet = [
        count(f"{n} people", float(n), border="FI-RU", origin="RU", destination="FI") for n in (11, 12, 13)
    ]
    brief = compose_brief(make_tables(busy + quiet), NOWHERE, {})
    table = next(block for block in brief.sections[0].blocks if isinstance(block, Table))
    figures = [node.text for row in table.rows for node in row[0] if isinstance(node, Cited)]
    assert len(figures) == 12
    assert {"11", "12", "13"} & set(figures)


def test_the_same_claim_in_several_articles_is_one_finding() -> None:
    """A figure that articles repeat is shown once, from the first, with the others as further evidence."""
    tables = make_tables([count("812 people", 812.0), count("812 migrants", 812.0)])
    dates = {"a1": None}
    findings = merge_repeats(read_claims(tables), dates)
    assert [(finding.claim.quote, len(finding.repeats)) for finding in findings] == [("812 people", 1)]


def test_the_headline_is_about_what_is_counted_most() -> None:
    """Of the measures on the main border the one with most claims leads, in its longest and latest period."""
    rows = [
        count("40 dead", 40.0, measure="death", period_start="2021-01-01", period_end="2021-12-31"),
        count("31 people", 31.0, period_start="2022-02-01", period_end="2022-02-02"),
        count(
            "700 people", 700.0, period_start="2021-01-01", period_end="2021-11-30", aggregation="cumulative"
        ),
    ]
    brief = compose_brief(make_tables(rows), NOWHERE, {})
    assert [node.text for node in brief.headline if isinstance(node, Cited)] == ["700"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "Greece–Turkey"),
        ({"border": "BY-LT"}, "Belarus–Lithuania"),
        ({"border": None}, "Greece–Turkey"),
        (
            {"since": "2022-02-01", "until": date(2022, 2, 28)},
            "Greece–Turkey, February 2022",
        ),
        ({"as_of": "2022-03-31"}, "Greece–Turkey, as known on 31\u00a0March\u00a02022"),
    ],
)
def test_the_scope_is_the_border_asked_for_or_the_one_most_told(
    parameters: dict[str, Any], expected: str
) -> None:
    """A report's own border names the brief, else the claims do; the days asked for need no trace."""
    brief = compose_brief(make_tables([count("812 people", 812.0)]), NOWHERE, parameters)
    assert brief.scope == expected
    assert untraced_numbers(render_html(brief)) == []


def test_an_inferred_interval_names_the_claims_and_the_comparison_behind_it() -> None:
    """What follows from a comparison is told with its claim, its factor and its assumptions, all traced."""
    tables = make_tables([count("390 people", 390.0, period_start="2023-01-01", period_end="2023-12-31")])
    key = "0" * 16
    span = {"article_id": "a1", "start": 0, "end": 10, "quote": "390 people", "count_id": key}
    span |= {"end": 3, "quote": "390"}  # a comparison has words of its own
    comparison = {
        "relation": "percent_more",
        "factor": 50.0,
        "bound": "about",
        "ref_period_end": "2022-12-31",
    }
    series = {"measure": "irregular_crossing", "unit": "person", "border": "GR-TR", "aggregation": "period"}
    series |= {"period_start": "2022-01-01", "period_end": "2022-12-31", "low": 251.0, "high": 269.0}
    series |= {
        "basis": "implied",
        "low_count_ids": key,
        "high_count_ids": key,
        "n_claims": 1,
        "n_checked": 0,
        "n_sources": 1,
    }
    series |= {"assumptions": "whole_numbers", "explanation": "x"}
    inferred = replace(
        tables,
        comparisons=frame_from_rows("comparisons", [span | comparison]),
        series=frame_from_rows("series", [series]),
    )
    page = render_html(compose_brief(inferred, NOWHERE, {}))
    assert re.sub(r"<[^>]*>", "", page).count("is stated as about 50% more than this figure.") == 1
    assert ">251</span> to <span" in page
    assert list(trace_breaks(page, inferred)) == []
    assert list(trace_breaks(page.replace(">251<", ">252<"), inferred))


def test_conflicting_claims_stand_side_by_side() -> None:
    """Each side of a conflict is told with its source, and the one set aside is marked."""
    rows = [
        count("680 km", 680.0, unit="km", measure="border_length", source="Ministry", aggregation="stock"),
        count("679 km", 679.0, unit="km", measure="border_length", aggregation="stock"),
    ]
    tables = make_tables(rows)
    conflict = {"measure": "border_length", "unit": "km", "border": "GR-TR", "explanation": "x"}
    conflict |= {"count_ids": f"{0:016x}+{1:016x}", "set_aside_ids": f"{1:016x}"}
    page = render_html(
        compose_brief(replace(tables, conflicts=frame_from_rows("conflicts", [conflict])), NOWHERE, {})
    )
    words = re.sub(r"<[^>]*>", "", page).replace("\u00a0", " ")
    told = re.sub(r"&NoBreak;\[\d+\]", "", words)
    assert "680 km (Ministry) against 679 km (no source named), set aside below." in told


def test_a_tall_picture_is_printed_no_taller_than_a_page(figures: Path) -> None:
    """A figure keeps its own size where it fits, and is scaled down where its page would end."""
    tall = SVG.replace("<svg ", '<svg width="400pt" height="1080pt" ')
    (figures / "bars.svg").write_text(tall)
    assert [figure.width_pt for figure in read_figures(figures)] == [200.0]
